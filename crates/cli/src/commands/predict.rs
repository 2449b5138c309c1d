//! `dateline predict`: predictions for a measured task, in the layout of its gold data.

use super::{coder, warn};
use crate::{
    args::PredictArgs,
    exit::Exit,
    problems::{Failure, counted, say, show_set_aside},
    terminal::Terminal,
};
use dateline_evaluate::{EvaluateError, Options, Predicted, Task, predict_file, task};
use std::{
    fs::File,
    io::{self, BufWriter, Write},
};

/// Runs the command.
pub(crate) fn run(args: &PredictArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let task = task(&args.task)?;
    let predicted = match &args.output {
        None => predict(task, args, io::stdout().lock(), terminal),
        Some(path) => {
            let file = File::create(path).map_err(|source| Failure::Output {
                what: path.display().to_string(),
                source,
            })?;
            predict(task, args, file, terminal)
        }
    }?;
    warn(&predicted.warnings);
    if predicted.set_aside == 0 {
        return Ok(Exit::Done);
    }
    say(&format!(
        "dateline: {} read; {} set aside\n",
        counted(predicted.records, "record"),
        counted(predicted.set_aside, "record"),
    ));
    Ok(if predicted.records == 0 {
        Exit::Stopped
    } else {
        Exit::SetAside
    })
}

fn predict(
    task: &dyn Task,
    args: &PredictArgs,
    output: impl Write,
    terminal: &Terminal,
) -> Result<Predicted, Failure> {
    let options = Options::default().published(args.published);
    let mut watched = Watched {
        output: BufWriter::new(output),
        failed: None,
    };
    let mut tell = |error: &EvaluateError| {
        show_set_aside(
            &error.to_string(),
            "mend or remove the record; the others are predicted without it",
            terminal,
        );
    };
    let result = predict_file(task, &coder()?, &args.input, &mut watched, &options, &mut tell);
    match (result, watched.failed) {
        (Ok(predicted), _) => Ok(predicted),
        // A reader that has gone away (`| head`) has had what it wanted.
        (Err(_), Some(io::ErrorKind::BrokenPipe)) => Ok(Predicted::default()),
        (Err(EvaluateError::Io { source, .. }), Some(_)) => Err(Failure::Output {
            what: args
                .output
                .as_ref()
                .map_or("to standard output".into(), |p| p.display().to_string()),
            source,
        }),
        (Err(error), _) => Err(error.into()),
    }
}

/// A writer that remembers whether it was writing that failed: a run reports it like any other failure.
struct Watched<W> {
    output: W,
    failed: Option<io::ErrorKind>,
}

impl<W: Write> Watched<W> {
    fn note<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &result {
            self.failed = Some(error.kind());
        }
        result
    }
}

impl<W: Write> Write for Watched<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.output.write(bytes);
        self.note(result)
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.output.flush();
        self.note(result)
    }
}

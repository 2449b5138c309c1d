//! Predictions for many records: streamed, in parallel, in the order of the input.

use crate::{EvaluateError, InputRecord, Lines, Options, Record, Task};
use dateline_code::Coder;
use rayon::prelude::*;
use serde_json::{Value, json};
use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Write},
    path::Path,
};

/// Records coded at a time: enough to keep all cores busy, few enough to keep memory flat.
const BATCH: usize = 256;

/// What a prediction run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Predicted {
    /// Records read.
    pub records: u64,
    /// Lines written.
    pub lines: u64,
    /// What was odd about a record, each with file and line.
    pub warnings: Vec<String>,
}

/// Predicts for a file. See [`predict`].
///
/// # Errors
/// As [`predict`], and [`EvaluateError::Io`] when the file cannot be opened.
pub fn predict_file(
    task: &dyn Task,
    coder: &Coder,
    input: &Path,
    output: impl Write,
    options: &Options,
) -> Result<Predicted, EvaluateError> {
    let file = input.display().to_string();
    let opened = File::open(input).map_err(EvaluateError::io(&file))?;
    predict(task, coder, &file, BufReader::new(opened), output, options)
}

/// Writes the predictions of a task for JSON Lines, one JSON object a line, in the order of the input.
///
/// `file` is the input's name for messages. Input that does not begin with `{` is one plain text for a task that takes
/// plain text. Records are coded in parallel, a few hundred at a time; the output does not depend on the number of threads.
///
/// # Errors
/// [`EvaluateError::Record`] for the first record that is malformed, [`EvaluateError::Io`] when reading or writing fails.
/// Lines before the error may have been written.
pub fn predict(
    task: &dyn Task,
    coder: &Coder,
    file: &str,
    mut input: impl BufRead,
    mut output: impl Write,
    options: &Options,
) -> Result<Predicted, EvaluateError> {
    let mut done = Predicted::default();
    let mut batch = Vec::with_capacity(BATCH);
    if task.takes_plain_text() && !is_json(file, &mut input)? {
        batch.push(Ok(plain_text(file, input)?));
        run(task, coder, file, &mut batch, &mut output, options, &mut done)?;
    } else {
        for record in Lines::new(file, input) {
            batch.push(record);
            if batch.len() == BATCH {
                run(task, coder, file, &mut batch, &mut output, options, &mut done)?;
            }
        }
        run(task, coder, file, &mut batch, &mut output, options, &mut done)?;
    }
    output.flush().map_err(EvaluateError::io("output"))?;
    Ok(done)
}

/// Codes a batch and writes it; the batch is empty afterwards.
fn run(
    task: &dyn Task,
    coder: &Coder,
    file: &str,
    batch: &mut Vec<Result<Record, EvaluateError>>,
    output: &mut impl Write,
    options: &Options,
    done: &mut Predicted,
) -> Result<(), EvaluateError> {
    let results: Vec<_> = std::mem::take(batch)
        .into_par_iter()
        .map(|record| predict_record(task, coder, file, &record?, options))
        .collect();
    for result in results {
        let (values, warning) = result?;
        done.records += 1;
        done.warnings.extend(warning);
        for value in values {
            writeln!(output, "{value}").map_err(EvaluateError::io("output"))?;
            done.lines += 1;
        }
    }
    Ok(())
}

/// The prediction lines of one record, and what was odd about it.
pub(crate) fn predict_record(
    task: &dyn Task,
    coder: &Coder,
    file: &str,
    record: &Record,
    options: &Options,
) -> Result<(Vec<Value>, Option<String>), EvaluateError> {
    let wrong = |problem| EvaluateError::Record {
        file: file.to_owned(),
        line: record.line,
        problem,
    };
    let input = InputRecord::new(record, task.fields(), options).map_err(wrong)?;
    let values = task.predict(coder, &input).map_err(wrong)?;
    let warning = input.warning().map(|w| format!("{file}:{}: {w}", record.line));
    Ok((values, warning))
}

/// Whether the input begins with a JSON object, looking no further than what is buffered.
fn is_json(file: &str, input: &mut impl BufRead) -> Result<bool, EvaluateError> {
    let head = input.fill_buf().map_err(EvaluateError::io(file))?;
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    Ok(head.trim_ascii_start().first() == Some(&b'{'))
}

/// The whole input as one record.
fn plain_text(file: &str, mut input: impl Read) -> Result<Record, EvaluateError> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(EvaluateError::io(file))?;
    let text = String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        EvaluateError::File {
            file: file.to_owned(),
            problem: format!("byte {at} is not UTF-8; convert the file to UTF-8 first"),
        }
    })?;
    Ok(Record {
        line: 1,
        id: file.to_owned(),
        value: json!({"id": file, "text": text}),
    })
}

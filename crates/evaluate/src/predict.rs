//! Predictions for many records: streamed, in parallel, in the order of the input.

use crate::{EvaluateError, InputRecord, Options, Record, RecordIter, Task};
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
    /// Predictions written: lines for most tasks.
    pub lines: u64,
    /// Records that were malformed and set aside.
    pub set_aside: u64,
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
    tell: &mut dyn FnMut(&EvaluateError),
) -> Result<Predicted, EvaluateError> {
    let file = input.display().to_string();
    let opened = File::open(input).map_err(EvaluateError::io(&file))?;
    predict(task, coder, &file, BufReader::new(opened), output, options, tell)
}

/// Writes the predictions of a task, in the order of the input: one JSON object a line for JSON Lines, CoNLL-U for the tasks
/// that read it.
///
/// `file` is the input's name for messages. Input that does not begin with `{` is one plain text for a task that takes
/// plain text. Records are coded in parallel, a few hundred at a time; the output does not depend on the number of threads.
///
/// # Errors
/// A malformed record is set aside: `tell` is called with its [`EvaluateError::Record`], in the order of the input, and the
/// run goes on.
///
/// # Errors
/// [`EvaluateError::Io`] when reading or writing fails, [`EvaluateError::File`] when a plain text is not UTF-8. Lines before
/// the error may have been written.
pub fn predict(
    task: &dyn Task,
    coder: &Coder,
    file: &str,
    mut input: impl BufRead,
    mut output: impl Write,
    options: &Options,
    tell: &mut dyn FnMut(&EvaluateError),
) -> Result<Predicted, EvaluateError> {
    let records: RecordIter<'_> = if task.takes_plain_text() && !is_json(file, &mut input)? {
        Box::new(std::iter::once(plain_text(file, input)))
    } else {
        task.read_input(file, Box::new(input))
    };
    let mut run = Run {
        task,
        coder,
        file,
        options,
        tell,
        done: Predicted::default(),
    };
    if task.together() {
        return run.together(records, output);
    }
    let mut batch = Vec::with_capacity(BATCH);
    for record in records {
        batch.push(record);
        if batch.len() == BATCH {
            run.batch(&mut batch, &mut output)?;
        }
    }
    run.batch(&mut batch, &mut output)?;
    output.flush().map_err(EvaluateError::io("output"))?;
    Ok(run.done)
}

/// A prediction run.
struct Run<'r> {
    task: &'r dyn Task,
    coder: &'r Coder,
    file: &'r str,
    options: &'r Options,
    tell: &'r mut dyn FnMut(&EvaluateError),
    done: Predicted,
}

impl Run<'_> {
    /// Predicts from all records at once.
    fn together(
        mut self,
        records: RecordIter<'_>,
        mut output: impl Write,
    ) -> Result<Predicted, EvaluateError> {
        let mut inputs = Vec::new();
        for record in records {
            match record.and_then(|r| Ok((input_of(self.task, self.file, &r, self.options)?, r.line))) {
                Ok((input, line)) => {
                    self.done
                        .warnings
                        .extend(input.warning().map(|w| format!("{}:{line}: {w}", self.file)));
                    inputs.push(input);
                }
                Err(error @ EvaluateError::Record { .. }) => {
                    (self.tell)(&error);
                    self.done.set_aside += 1;
                }
                Err(error) => return Err(error),
            }
        }
        self.done.records = inputs.len() as u64;
        for value in predict_together(self.task, self.coder, self.file, &inputs)? {
            let written = self.task.write_prediction(&value);
            output
                .write_all(written.as_bytes())
                .map_err(EvaluateError::io("output"))?;
            self.done.lines += 1;
        }
        output.flush().map_err(EvaluateError::io("output"))?;
        Ok(self.done)
    }

    /// Codes a batch and writes it; the batch is empty afterwards.
    fn batch(
        &mut self,
        batch: &mut Vec<Result<Record, EvaluateError>>,
        output: &mut impl Write,
    ) -> Result<(), EvaluateError> {
        let (task, coder, file, options) = (self.task, self.coder, self.file, self.options);
        let results: Vec<_> = std::mem::take(batch)
            .into_par_iter()
            .map(|record| predict_record(task, coder, file, &record?, options))
            .collect();
        for result in results {
            let (values, warning) = match result {
                Err(error @ EvaluateError::Record { .. }) => {
                    (self.tell)(&error);
                    self.done.set_aside += 1;
                    continue;
                }
                other => other?,
            };
            self.done.records += 1;
            self.done.warnings.extend(warning);
            for value in values {
                let written = self.task.write_prediction(&value);
                output
                    .write_all(written.as_bytes())
                    .map_err(EvaluateError::io("output"))?;
                self.done.lines += 1;
            }
        }
        Ok(())
    }
}

/// A record as the task may see it.
pub(crate) fn input_of(
    task: &dyn Task,
    file: &str,
    record: &Record,
    options: &Options,
) -> Result<InputRecord, EvaluateError> {
    InputRecord::new(record, task.fields(), options).map_err(|problem| EvaluateError::Record {
        file: file.to_owned(),
        line: record.line,
        problem,
    })
}

/// The prediction lines of all records together.
pub(crate) fn predict_together(
    task: &dyn Task,
    coder: &Coder,
    file: &str,
    inputs: &[InputRecord],
) -> Result<Vec<Value>, EvaluateError> {
    task.predict_together(coder, inputs)
        .map_err(|problem| EvaluateError::File {
            file: file.to_owned(),
            problem,
        })
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
pub(crate) fn is_json(file: &str, input: &mut impl BufRead) -> Result<bool, EvaluateError> {
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

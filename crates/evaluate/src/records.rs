//! JSON Lines read one at a time, with errors that name file and line.

use crate::EvaluateError;
use serde::Deserialize;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
};

/// One JSON object of a file of records.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Line it stands on, from 1.
    pub line: u64,
    /// Its `id`; a number is kept as its digits.
    pub id: String,
    /// The whole object, `id` included.
    pub value: Value,
}

/// A file of records with unique ids, in file order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Records {
    file: String,
    records: Vec<Record>,
    by_id: BTreeMap<String, usize>,
}

impl Records {
    /// Reads a file of JSON Lines.
    ///
    /// # Errors
    /// [`EvaluateError::Io`]; [`EvaluateError::Record`] where a line is not a JSON object with an `id`, or an id comes twice.
    pub fn open(path: &Path) -> Result<Self, EvaluateError> {
        let file = path.display().to_string();
        let input = File::open(path).map_err(EvaluateError::io(&file))?;
        Self::read(&file, BufReader::new(input))
    }

    /// Reads JSON Lines from `input`; `file` is its name for messages.
    ///
    /// # Errors
    /// As [`Records::open`].
    pub fn read(file: &str, input: impl BufRead) -> Result<Self, EvaluateError> {
        let records = Lines::new(file, input).collect::<Result<Vec<_>, _>>()?;
        Self::from_records(file, records)
    }

    /// Records made elsewhere, under the name `file`.
    ///
    /// # Errors
    /// [`EvaluateError::Record`] where an id comes twice.
    pub fn from_records(file: &str, records: Vec<Record>) -> Result<Self, EvaluateError> {
        let mut by_id = BTreeMap::new();
        for (at, record) in records.iter().enumerate() {
            if by_id.insert(record.id.clone(), at).is_some() {
                return Err(EvaluateError::Record {
                    file: file.to_owned(),
                    line: record.line,
                    problem: format!("id `{}` stands here a second time; ids must be unique", record.id),
                });
            }
        }
        Ok(Self {
            file: file.to_owned(),
            records,
            by_id,
        })
    }

    /// Name of the file, for messages.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The records in file order.
    pub fn iter(&self) -> impl Iterator<Item = &Record> {
        self.records.iter()
    }

    /// The record with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Record> {
        self.by_id.get(id).map(|&at| &self.records[at])
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// One of its records in the form `T`.
    ///
    /// # Errors
    /// [`EvaluateError::Record`] with the record's line when a field is missing or of another kind.
    pub fn typed<'r, T: Deserialize<'r>>(&self, record: &'r Record) -> Result<T, EvaluateError> {
        T::deserialize(&record.value).map_err(|problem| EvaluateError::Record {
            file: self.file.clone(),
            line: record.line,
            problem: format!("record `{}`: {problem}", record.id),
        })
    }
}

/// Reads JSON Lines one at a time: memory is that of the longest line. A record's id is its `id`, else its `doc`.
#[derive(Debug)]
pub struct Lines<R> {
    file: String,
    input: R,
    line: u64,
    buffer: Vec<u8>,
    keyed: bool,
}

impl<R: BufRead> Lines<R> {
    /// The lines of `input`, which messages call `file`.
    pub fn new(file: &str, input: R) -> Self {
        Self {
            file: file.to_owned(),
            input,
            line: 0,
            buffer: Vec::new(),
            keyed: true,
        }
    }

    /// The same lines for files whose objects are not joined by id: the id of a record is then its line number.
    #[must_use]
    pub fn unkeyed(self) -> Self {
        Self { keyed: false, ..self }
    }

    fn wrong(&self, problem: String) -> EvaluateError {
        EvaluateError::Record {
            file: self.file.clone(),
            line: self.line,
            problem,
        }
    }

    fn parse(&self) -> Result<Record, EvaluateError> {
        let bytes = match self.line {
            1 => self.buffer.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.buffer),
            _ => &self.buffer,
        };
        let value: Value = serde_json::from_slice(bytes).map_err(|e| self.wrong(format!("not JSON: {e}")))?;
        let id = match value.get("id").or_else(|| value.get("doc")) {
            _ if !self.keyed && value.is_object() => self.line.to_string(),
            Some(Value::String(id)) => id.clone(),
            Some(Value::Number(id)) => id.to_string(),
            Some(_) => return Err(self.wrong("`id` must be a string or a number".to_owned())),
            None if value.is_object() => return Err(self.wrong("the record has no `id`".to_owned())),
            None => return Err(self.wrong("a line must hold one JSON object with an `id`".to_owned())),
        };
        Ok(Record {
            line: self.line,
            id,
            value,
        })
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<Record, EvaluateError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            self.buffer.clear();
            match self.input.read_until(b'\n', &mut self.buffer) {
                Ok(0) => return None,
                Ok(_) => {}
                Err(source) => return Some(Err(EvaluateError::io(&self.file)(source))),
            }
            self.line += 1;
            if !self.buffer.trim_ascii().is_empty() {
                return Some(self.parse());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Records, String> {
        Records::read("gold.jsonl", text.as_bytes()).map_err(|e| e.to_string())
    }

    #[test]
    fn blank_lines_are_skipped_and_counted() {
        let records = read("\u{feff}{\"id\":\"a\"}\n\n{\"id\":7}\n").expect("well formed");
        let seen: Vec<_> = records.iter().map(|r| (r.line, r.id.as_str())).collect();
        assert_eq!(seen, [(1, "a"), (3, "7")]);
        assert_eq!(records.get("7").map(|r| r.line), Some(3));
    }

    #[test]
    fn errors_name_file_and_line() {
        for (text, start) in [
            ("{\"id\":\"a\"}\n{oops}\n", "gold.jsonl:2: not JSON"),
            ("[1]\n", "gold.jsonl:1: a line must hold one JSON object"),
            ("{\"ID\":1}\n", "gold.jsonl:1: the record has no `id`"),
            ("{\"id\":null}\n", "gold.jsonl:1: `id` must be"),
            (
                "{\"id\":\"a\"}\n{\"id\":\"a\"}",
                "gold.jsonl:2: id `a` stands here a second time",
            ),
        ] {
            let message = read(text).expect_err(text);
            assert!(message.starts_with(start), "{message}");
        }
        let bad = Records::read("gold.jsonl", &b"{\"id\":\"\xff\"}"[..]).expect_err("not UTF-8");
        assert!(bad.to_string().starts_with("gold.jsonl:1: "), "{bad}");
    }
}

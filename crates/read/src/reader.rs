//! The iterator over everything that was asked for.

use crate::{
    Note, PassedOver, ReadError, Source,
    lines::{Line, next_line},
    record,
    sniff::{Content, HEAD, sniff},
    text::{limit, read_text},
    walk::{Step, Walk},
};
use dateline_model::{Document, DocumentParts};
use jiff::civil::Date;
use std::{
    collections::VecDeque,
    fs::File,
    io::{self, BufRead, BufReader, Read as _},
    path::{Path, PathBuf},
};

/// Something to read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Input {
    /// Standard input: one text, or JSON Lines; told apart by its first bytes.
    Stdin,
    /// A file, or a directory with all that lies below it.
    Path(PathBuf),
}

impl<P: AsRef<Path>> From<P> for Input {
    /// `-` is standard input, anything else a path.
    fn from(name: P) -> Self {
        let path = name.as_ref();
        if path.as_os_str() == "-" {
            Self::Stdin
        } else {
            Self::Path(path.to_owned())
        }
    }
}

/// Limits, and what to assume of reports that do not say.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// Bytes of UTF-8 at which a text is cut, with a [`Note::Cut`]. 2 MiB.
    pub max_text: usize,
    /// Bytes over which a line of JSON Lines is skipped, with [`ReadError::LineTooLong`]. 8 MiB.
    pub max_line: usize,
    /// Publication day of reports that give none.
    pub published: Option<Date>,
    /// Publisher of reports that name none.
    pub publisher: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max_text: 2 << 20,
            max_line: 8 << 20,
            published: None,
            publisher: None,
        }
    }
}

/// One report, where it came from, and what to know about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The report.
    pub document: Document,
    /// Where it was read from.
    pub source: Source,
    /// What was done to it, or is missing from it.
    pub notes: Vec<Note>,
}

/// Reads the inputs in the order given; see the crate's documentation.
///
/// In a directory, `.txt`, `.text`, `.jsonl`, `.ndjson` and names without an extension are read, in the order of their
/// names; what else is there is counted by [`Reader::passed_over`]. A file that is named itself is read whatever its
/// extension.
pub fn read(inputs: impl IntoIterator<Item = Input>, options: Options) -> Reader {
    Reader {
        inputs: inputs.into_iter().collect(),
        options,
        walk: Walk::default(),
        records: None,
        passed_over: PassedOver::default(),
    }
}

/// An iterator over reports; made by [`read()`].
pub struct Reader {
    inputs: VecDeque<Input>,
    options: Options,
    walk: Walk,
    records: Option<Records>,
    passed_over: PassedOver,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader")
            .field("inputs", &self.inputs)
            .field("options", &self.options)
            .field("passed_over", &self.passed_over)
            .finish_non_exhaustive()
    }
}

/// A file of records being read.
struct Records {
    stream: Box<dyn BufRead + Send>,
    path: PathBuf,
    line: u64,
    record: u64,
    buffer: Vec<u8>,
}

impl Reader {
    /// What was met so far in directories and is no report.
    #[must_use]
    pub fn passed_over(&self) -> &PassedOver {
        &self.passed_over
    }

    /// Opens what was met; `None` when it gave records, or nothing to report.
    fn take(&mut self, step: Step) -> Option<Result<Read, ReadError>> {
        match step {
            Step::Error(error) => Some(Err(error)),
            Step::PassOver(kind) => {
                self.passed_over.add(kind);
                None
            }
            Step::File(path) => match File::open(&path) {
                Ok(file) => self.open(Box::new(file), path),
                Err(source) => Some(Err(ReadError::Io {
                    path,
                    action: "open the file",
                    source,
                })),
            },
        }
    }

    /// Starts on a stream: one report, or many records.
    fn open(
        &mut self,
        mut stream: Box<dyn io::Read + Send>,
        path: PathBuf,
    ) -> Option<Result<Read, ReadError>> {
        let head = match read_head(&mut stream) {
            Ok(head) => head,
            Err(source) => {
                return Some(Err(ReadError::Io {
                    path,
                    action: "read the file",
                    source,
                }));
            }
        };
        let named_records = has_records_extension(&path);
        let content = sniff(&head);
        if let Content::Other(format, remedy) = content {
            return Some(Err(ReadError::OtherFormat { path, format, remedy }));
        }
        let nul = head.iter().position(|&b| b == 0);
        let mut stream = BufReader::with_capacity(64 * 1024, io::Cursor::new(head).chain(stream));
        if !named_records && content == Content::Text {
            return Some(read_text(&mut stream, path, &self.options));
        }
        if let Some(at) = nul {
            return Some(Err(ReadError::Binary {
                path,
                offset: at as u64,
            }));
        }
        self.records = Some(Records {
            stream: Box::new(stream),
            path,
            line: 0,
            record: 0,
            buffer: Vec::new(),
        });
        None
    }
}

/// The first bytes of a stream: as many as are looked at, fewer where it ends before or shows a first record of JSON Lines.
/// A feed that waits for its next record is not waited for.
fn read_head(stream: &mut dyn io::Read) -> io::Result<Vec<u8>> {
    let mut head = vec![0; HEAD];
    let mut filled = 0;
    while filled < HEAD {
        match stream.read(&mut head[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        }
        if head[..filled].contains(&b'\n') && sniff(&head[..filled]) == Content::JsonLines {
            break;
        }
    }
    head.truncate(filled);
    Ok(head)
}

/// Whether the name says JSON Lines.
fn has_records_extension(path: &Path) -> bool {
    path.extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("jsonl") || e.eq_ignore_ascii_case("ndjson"))
}

impl Iterator for Reader {
    type Item = Result<Read, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(records) = &mut self.records {
                match records.next(&self.options) {
                    Some(result) => return Some(result),
                    None => self.records = None,
                }
            }
            let met = match self.walk.step() {
                Some(step) => self.take(step),
                None => match self.inputs.pop_front()? {
                    Input::Stdin => self.open(Box::new(io::stdin()), PathBuf::from("-")),
                    Input::Path(path) => match self.walk.start(&path) {
                        Some(step) => self.take(step),
                        None => None,
                    },
                },
            };
            if met.is_some() {
                return met;
            }
        }
    }
}

impl Records {
    /// The next record; `None` at the end of the file.
    fn next(&mut self, options: &Options) -> Option<Result<Read, ReadError>> {
        loop {
            let line = match next_line(&mut self.stream, &mut self.buffer, options.max_line) {
                Ok(line) => line,
                Err(source) => {
                    // A stream that broke once would break for ever.
                    self.stream = Box::new(io::empty());
                    return Some(Err(ReadError::Io {
                        path: self.path.clone(),
                        action: "read the file",
                        source,
                    }));
                }
            };
            self.line += 1;
            match line {
                Line::End => return None,
                Line::TooLong(bytes) => {
                    self.record += 1;
                    return Some(Err(ReadError::LineTooLong {
                        path: self.path.clone(),
                        line: self.line,
                        bytes,
                        limit: options.max_line,
                    }));
                }
                Line::Held => {}
            }
            let mut bytes = self.buffer.as_slice();
            if self.line == 1 {
                bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            }
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            self.record += 1;
            let parsed = record::parse(bytes, &self.path, self.line);
            return Some(parsed.map(|record| self.finish(record, options)));
        }
    }

    fn finish(&self, record: record::Record, options: &Options) -> Read {
        let mut notes = Vec::new();
        let text = limit(record.text, options.max_text, false, &mut notes);
        Read {
            document: Document::new(DocumentParts {
                title: record.title,
                publisher: record.publisher.or_else(|| options.publisher.clone()),
                published: record.published.or(options.published),
                url: record.url,
                text,
            }),
            source: Source {
                path: self.path.clone(),
                record: Some(self.record),
                line: Some(self.line),
                id: record.id,
            },
            notes,
        }
    }
}

//! The iterator over everything that was asked for.

use crate::{
    Columns, Note, PassedOver, ReadError, Source,
    columnar::Columnar,
    feed::Feed,
    language,
    lines::{Line, next_line},
    pieces::{Found, Piece, Pieces},
    record,
    sniff::{Content, HEAD, sniff},
    table::{self, Csv},
    text::read_text,
    unpack::{Packing, Unpacked},
    walk::{Step, Walk},
    warc::Warc,
};
use dateline_model::Document;
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
    /// Bytes of a web page or feed that are read. 8 MiB.
    pub max_page: usize,
    /// Whether texts that are surely in another language are set aside, and counted by [`Reader::passed_over`]. Yes.
    pub english_only: bool,
    /// Which columns of tables hold what.
    pub columns: Columns,
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
            max_page: 8 << 20,
            english_only: true,
            columns: Columns::default(),
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
    /// Day of the last change, where a page or feed gives one.
    pub updated: Option<Date>,
    /// What was done to it, or is missing from it.
    pub notes: Vec<Note>,
}

/// Reads the inputs in the order given; see the crate's documentation.
///
/// Formats are told by content first, by name second; `.gz` and `.zst` are unpacked as they are read. In a directory, text,
/// JSON Lines, pages (`.html`), feeds (`.xml`, `.rss`, `.atom`), `.warc`, `.csv`, `.tsv`, `.parquet` and names without an
/// extension are read, in the order of their names; what else is there is counted by [`Reader::passed_over`]. A file that is named itself is read whatever its
/// extension.
pub fn read(inputs: impl IntoIterator<Item = Input>, options: Options) -> Reader {
    Reader {
        inputs: inputs.into_iter().collect(),
        options,
        walk: Walk::default(),
        pieces: None,
        passed_over: PassedOver::default(),
    }
}

/// An iterator over reports; made by [`read()`].
pub struct Reader {
    inputs: VecDeque<Input>,
    options: Options,
    walk: Walk,
    pieces: Option<(PathBuf, Box<dyn Pieces>)>,
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
    /// What was met so far and is no report to read: other files, records of archives that are no pages, other languages.
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

    /// Starts on a stream: one report, or many.
    fn open(&mut self, stream: Box<dyn io::Read + Send>, path: PathBuf) -> Option<Result<Read, ReadError>> {
        let failed = |source| {
            Some(Err(ReadError::Io {
                path: path.clone(),
                action: "read the file",
                source,
            }))
        };
        let (head, stream) = match begin(stream, &path) {
            Ok(begun) => begun,
            Err(source) => return failed(source),
        };
        let content = match sniff(&head) {
            Content::Other(format, remedy) => {
                return Some(Err(ReadError::OtherFormat { path, format, remedy }));
            }
            Content::Text if extension_is(&path, &["jsonl", "ndjson"]) => Content::JsonLines,
            Content::Text if extension_is(&path, &["html", "htm", "xhtml"]) => Content::Page,
            content => content,
        };
        let first_line = head.split(|&b| b == b'\n').next().unwrap_or_default();
        let is_table =
            extension_is(&path, &["csv", "tsv"]) || table::is_header(first_line, &self.options.columns);
        let mark = table::mark_of(first_line);
        let nul = head.iter().position(|&b| b == 0);
        let mut stream = BufReader::with_capacity(64 * 1024, io::Cursor::new(head).chain(stream));
        let pieces: Box<dyn Pieces> = match content {
            Content::Text if !is_table => {
                return read_text(&mut stream, path, &self.options)
                    .map_or_else(|e| Some(Err(e)), |read| self.keep_english(read).map(Ok));
            }
            Content::Parquet => match Columnar::open(path.clone(), &self.options) {
                Ok(pieces) => Box::new(pieces),
                Err(error) => return Some(Err(error)),
            },
            Content::Warc => Box::new(Warc::new(Box::new(stream), path.clone())),
            Content::Page | Content::Feed | Content::JsonFeed => {
                let mut bytes = Vec::new();
                let most = self.options.max_page as u64;
                if let Err(source) = (&mut stream).take(most + 1).read_to_end(&mut bytes) {
                    return failed(source);
                }
                let cut = bytes.len() as u64 > most;
                match content {
                    Content::Page => {
                        let mut found = Found::page(crate::read_page(&bytes, None, None));
                        if cut && !found.notes.contains(&Note::PageCut) {
                            found.notes.push(Note::PageCut);
                        }
                        return self.finish(found, &path).map(Ok);
                    }
                    Content::Feed => Box::new(Feed::xml(&bytes, cut, path.clone())),
                    _ => Box::new(Feed::json(&bytes, path.clone())),
                }
            }
            _ if nul.is_some() => {
                return Some(Err(ReadError::Binary {
                    path,
                    offset: nul.unwrap_or_default() as u64,
                }));
            }
            Content::Text => Box::new(Csv::new(Box::new(stream), path.clone(), mark)),
            _ => Box::new(Records {
                stream: Box::new(stream),
                path: path.clone(),
                line: 0,
                record: 0,
                buffer: Vec::new(),
            }),
        };
        self.pieces = Some((path, pieces));
        None
    }

    /// A text file's report, unless it is in another language.
    fn keep_english(&mut self, read: Read) -> Option<Read> {
        match language::foreign(&read.document.text) {
            Some(language) if self.options.english_only => {
                self.passed_over.add(format!("in {language}"));
                None
            }
            _ => Some(read),
        }
    }

    /// The report, unless it is in another language.
    fn finish(&mut self, found: Found, path: &Path) -> Option<Read> {
        match found.finish(path, &self.options) {
            Ok(read) => Some(read),
            Err(language) => {
                self.passed_over.add(format!("in {language}"));
                None
            }
        }
    }

    /// The next report or error of the file being read; `None` when it is done.
    fn next_piece(&mut self) -> Option<Result<Read, ReadError>> {
        loop {
            let (_, pieces) = self.pieces.as_mut()?;
            match pieces.next(&self.options) {
                None => self.pieces = None,
                Some(Piece::Error(error)) => return Some(Err(error)),
                Some(Piece::PassOver(kind)) => self.passed_over.add(kind),
                Some(Piece::Report(found)) => {
                    let path = self
                        .pieces
                        .as_ref()
                        .map(|(path, _)| path.clone())
                        .unwrap_or_default();
                    if let Some(read) = self.finish(found, &path) {
                        return Some(Ok(read));
                    }
                }
            }
        }
    }
}

/// The first bytes of a stream, unpacked, and what follows them.
fn begin(
    mut stream: Box<dyn io::Read + Send>,
    path: &Path,
) -> io::Result<(Vec<u8>, Box<dyn io::Read + Send>)> {
    let head = read_head(&mut stream)?;
    let Some(packing) = Packing::of(&head) else {
        return Ok((head, stream));
    };
    debug_assert!(!path.as_os_str().is_empty());
    let whole = BufReader::with_capacity(64 * 1024, io::Cursor::new(head).chain(stream));
    let mut unpacked: Box<dyn io::Read + Send> = Box::new(Unpacked::new(packing, whole)?);
    let head = read_head(&mut unpacked)?;
    Ok((head, unpacked))
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

/// Whether the name, without the ending of a packed file, has one of these extensions.
fn extension_is(path: &Path, wanted: &[&str]) -> bool {
    let is = |path: &Path, wanted: &[&str]| {
        path.extension()
            .is_some_and(|e| wanted.iter().any(|w| e.eq_ignore_ascii_case(w)))
    };
    is(path, wanted) || is(path, &["gz", "zst"]) && is(&path.with_extension(""), wanted)
}

impl Iterator for Reader {
    type Item = Result<Read, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(result) = self.next_piece() {
                return Some(result);
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

impl Pieces for Records {
    fn next(&mut self, options: &Options) -> Option<Piece> {
        loop {
            let line = match next_line(&mut self.stream, &mut self.buffer, options.max_line) {
                Ok(line) => line,
                Err(source) => {
                    // A stream that broke once would break for ever.
                    self.stream = Box::new(io::empty());
                    return Some(Piece::Error(ReadError::Io {
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
                    return Some(Piece::Error(ReadError::LineTooLong {
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
            return Some(match record::parse(bytes, &self.path, self.line) {
                Ok(record) => Piece::Report(self.found(record)),
                Err(error) => Piece::Error(error),
            });
        }
    }
}

impl Records {
    fn found(&self, record: record::Record) -> Found {
        Found {
            id: record.id,
            title: record.title,
            publisher: record.publisher,
            published: record.published,
            url: record.url,
            text: record.text,
            record: Some(self.record),
            line: Some(self.line),
            ..Found::default()
        }
    }
}

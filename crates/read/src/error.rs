//! Why something could not be read, where, and what to do about it.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

/// A file or record that could not be read. The run goes on behind it.
///
/// The message says what is wrong and where; [`ReadError::help`] says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// Nothing has this name.
    #[error("{}: there is no such file or directory", Shown(.path))]
    Missing {
        /// As named.
        path: PathBuf,
    },
    /// A symbolic link whose target does not exist.
    #[error("{}: the link points at nothing", Shown(.path))]
    BrokenLink {
        /// The link.
        path: PathBuf,
    },
    /// Symbolic links that lead back to themselves.
    #[error("{}: the link leads back to itself", Shown(.path))]
    LinkLoop {
        /// The link.
        path: PathBuf,
    },
    /// A directory that holds a link to itself or to a directory above it.
    #[error("{}: the link leads back to {}, which is being read", Shown(.path), Shown(.back_to))]
    DirectoryLoop {
        /// The link.
        path: PathBuf,
        /// The directory it leads back to.
        back_to: PathBuf,
    },
    /// The system refused, or broke off, a read.
    #[error("{}: can not {action}: {source}", Shown(.path))]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What was tried: 'open the file', 'list the directory'.
        action: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The file is not text.
    #[error("{}: this is not text: there is a NUL byte at offset {offset}", Shown(.path))]
    Binary {
        /// The file.
        path: PathBuf,
        /// Bytes before the first NUL.
        offset: u64,
    },
    /// The file is of a kind that is recognised and not read.
    #[error("{}: this looks like {format}, which is not read", Shown(.path))]
    OtherFormat {
        /// The file.
        path: PathBuf,
        /// The format, with its article: 'a PDF file'.
        format: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// The bytes are no UTF-8 and no encoding that can be told with certainty.
    #[error("{}: not valid UTF-8 at byte {offset}{}", At(.path, *.line), if .line.is_some() { " of the line" } else { "" })]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// Line of the record, for JSON Lines.
        line: Option<u64>,
        /// Bytes before the first bad one, of the file or of the record's line.
        offset: u64,
        /// The encoding it most looks like, by its name in the Encoding Standard; `None` where nothing fits.
        guess: Option<&'static str>,
    },
    /// A line of JSON Lines is over the limit. It was skipped, not held.
    #[error("{}: the line has {bytes} bytes, over the limit of {limit}", At(.path, Some(*.line)))]
    LineTooLong {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// Its length.
        bytes: u64,
        /// The limit.
        limit: usize,
    },
    /// A line is not one JSON object.
    #[error("{}: not a JSON record: {problem}", At(.path, Some(*.line)))]
    Json {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong, with the column.
        problem: String,
    },
    /// A record has no text.
    #[error("{}: the record has no `text`", At(.path, Some(*.line)))]
    NoText {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
    },
    /// A field of a record or of front matter has a value it can not have.
    #[error("{}: `{field}` {problem}", At(.path, Some(*.line)))]
    Field {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// The field.
        field: &'static str,
        /// What is wrong: 'is a number, not a string'.
        problem: String,
        /// What to write instead.
        remedy: &'static str,
    },
    /// A file of many reports, or one of them, is not in the form that its format must have.
    #[error("{}: {format}{}: {problem}", Shown(.path), Nth(*.record))]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Position of the record, item, row or line, from 1; `None` for the whole file.
        record: Option<u64>,
        /// The format: 'web archive', 'feed'.
        format: &'static str,
        /// What is wrong.
        problem: String,
        /// What to do.
        remedy: &'static str,
    },
    /// The front matter does not parse.
    #[error("{}: front matter: {problem}", At(.path, Some(*.line)))]
    FrontMatter {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        problem: String,
        /// What to write instead.
        remedy: &'static str,
    },
}

/// Classes of [`ReadError`], for programs that act on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The name leads nowhere.
    NotFound,
    /// Links lead back to where they came from.
    Loop,
    /// The system refused, or broke off, the read.
    System,
    /// Not text, or text in an unknown encoding.
    NotText,
    /// Over a limit.
    TooLarge,
    /// Text, but not in the form that its kind of file must have.
    Malformed,
}

impl ReadError {
    /// The class of the error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Missing { .. } | Self::BrokenLink { .. } => ErrorKind::NotFound,
            Self::LinkLoop { .. } | Self::DirectoryLoop { .. } => ErrorKind::Loop,
            Self::Io { .. } => ErrorKind::System,
            Self::Binary { .. } | Self::OtherFormat { .. } | Self::NotUtf8 { .. } => ErrorKind::NotText,
            Self::LineTooLong { .. } => ErrorKind::TooLarge,
            Self::Json { .. }
            | Self::Malformed { .. }
            | Self::NoText { .. }
            | Self::Field { .. }
            | Self::FrontMatter { .. } => ErrorKind::Malformed,
        }
    }

    /// What to do about it, as one sentence without a final stop.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Missing { .. } => "check the name; a name is taken from the current directory".into(),
            Self::BrokenLink { .. } | Self::LinkLoop { .. } => {
                "remove the link, or let it point at a report".into()
            }
            Self::DirectoryLoop { .. } => {
                "nothing is lost, the directory is read once; remove the link to silence this".into()
            }
            Self::Io { .. } => "check the permissions and the disk, then run again on this input".into(),
            Self::Binary { .. } => {
                "give plain text or JSON Lines in UTF-8; UTF-16 is read only with its byte order mark".into()
            }
            Self::NotUtf8 {
                guess: Some(guess), ..
            } => format!(
                "convert it to UTF-8; it looks like {guess}: iconv -f {} -t UTF-8",
                guess.to_uppercase()
            ),
            Self::NotUtf8 { guess: None, .. } => {
                "the bytes there are damaged: get the text again, or remove them (iconv -c -t UTF-8)".into()
            }
            Self::LineTooLong { .. } => "write one record a line, and split what is not one report".into(),
            Self::Json { .. } => {
                r#"write one JSON object a line, as {"id": "1", "text": "…", "published": "2024-11-29"}"#
                    .into()
            }
            Self::NoText { .. } => "give the body of the report as the string `text`".into(),
            Self::OtherFormat { remedy, .. }
            | Self::Malformed { remedy, .. }
            | Self::Field { remedy, .. }
            | Self::FrontMatter { remedy, .. } => (*remedy).into(),
        }
    }

    /// The file or directory that it is about; `-` for standard input.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Missing { path }
            | Self::BrokenLink { path }
            | Self::LinkLoop { path }
            | Self::DirectoryLoop { path, .. }
            | Self::Io { path, .. }
            | Self::Binary { path, .. }
            | Self::OtherFormat { path, .. }
            | Self::NotUtf8 { path, .. }
            | Self::LineTooLong { path, .. }
            | Self::Json { path, .. }
            | Self::NoText { path, .. }
            | Self::Malformed { path, .. }
            | Self::Field { path, .. }
            | Self::FrontMatter { path, .. } => path,
        }
    }
}

/// A path in a message.
struct Shown<'a>(&'a Path);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.as_os_str() == "-" {
            f.write_str("standard input")
        } else {
            self.0.display().fmt(f)
        }
    }
}

/// A path and a line in a message.
struct At<'a>(&'a Path, Option<u64>);

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown(self.0).fmt(f)?;
        self.1.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}

/// The position of a record in a message.
struct Nth(Option<u64>);

impl fmt::Display for Nth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |n| write!(f, " {n}"))
    }
}

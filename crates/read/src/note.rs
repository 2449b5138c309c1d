//! What a reader should know about a report that was read all the same.

use std::fmt;

/// Something done to a report, or missing from it, that did not keep it from being read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// There is no text: nothing but white space.
    Empty,
    /// The text went over the limit and was cut on a character boundary.
    Cut {
        /// The limit, in bytes of UTF-8.
        limit: usize,
    },
    /// The file was not UTF-8 and was decoded.
    Decoded {
        /// The encoding's name in the Encoding Standard: `windows-1252`, `UTF-16LE`, `UTF-16BE`.
        encoding: &'static str,
    },
    /// A web page was longer, or nested deeper, than pages are read, and only its beginning was.
    PageCut,
    /// The publication day given can not be one (before printed news, or after the page was fetched) and was left out.
    OddDay {
        /// As given.
        day: jiff::civil::Date,
    },
    /// What stands in the place of the publication day is no day that can be told.
    NoDay {
        /// As written, its first forty characters.
        written: String,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there is no text to read"),
            Self::Cut { limit } => write!(
                f,
                "the text was cut at {limit} bytes, what follows was not read; split the report to read it all"
            ),
            Self::PageCut => f.write_str(
                "the page is longer, or nested deeper, than pages are read; only its beginning was read",
            ),
            Self::OddDay { day } => write!(f, "{day} can not be the day of publication; read as undated"),
            Self::NoDay { written } => write!(f, "{written:?} is no day that can be told; read as undated"),
            Self::Decoded { encoding } => write!(
                f,
                "the file is not UTF-8 and was read as {encoding}; if names look wrong, convert it with iconv"
            ),
        }
    }
}

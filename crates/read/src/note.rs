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
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there is no text to read"),
            Self::Cut { limit } => write!(
                f,
                "the text was cut at {limit} bytes, what follows was not read; split the report to read it all"
            ),
            Self::Decoded { encoding } => write!(
                f,
                "the file is not UTF-8 and was read as {encoding}; if names look wrong, convert it with iconv"
            ),
        }
    }
}

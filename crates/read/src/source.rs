//! Where a document was read from.

use serde::Serialize;
use std::{fmt, path::PathBuf};

/// Where a document was read from, and what its owner calls it.
///
/// It stands beside the document and is no part of it: the same report read from two files is one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// The file as it was named or found; `-` for standard input.
    pub path: PathBuf,
    /// Position of the record in its file, from 1, blank lines not counted; `None` for a file that is one report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// Line of the record in its file, from 1; `None` for a file that is one report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The id that the input gives the report, numbers in their decimal form; `None` where it gives none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.as_os_str() == "-" {
            f.write_str("standard input")?;
        } else {
            self.path.display().fmt(f)?;
        }
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}

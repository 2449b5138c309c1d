//! JSON Lines: everything, and back again.

use crate::{Entry, Review};
use dateline_model::{Claim, Incident};
use serde::{Deserialize, Serialize};
use std::io::{self, BufRead, Write};

/// One incident with its claims, as read back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// The incident.
    pub incident: Incident,
    /// Its claims.
    pub claims: Vec<Claim>,
    /// What people decided on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reviews: Vec<Review>,
}

/// Why a line was not read.
#[derive(Debug, thiserror::Error)]
pub enum ReadLineError {
    /// The input broke off.
    #[error("line {line}: can not be read: {source}")]
    Io {
        /// From 1.
        line: u64,
        /// Why.
        source: io::Error,
    },
    /// The line is no incident with its claims; lines after it can still be read.
    #[error("line {line}: not an exported incident: {source}")]
    Malformed {
        /// From 1.
        line: u64,
        /// Why.
        source: serde_json::Error,
    },
}

#[derive(Serialize)]
struct Line<'a> {
    incident: &'a Incident,
    claims: &'a [Claim],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    reviews: &'a [Review],
}

pub(crate) fn write<'a>(
    entries: impl IntoIterator<Item = Entry<'a>>,
    out: &mut impl Write,
) -> io::Result<()> {
    for entry in entries {
        let Entry {
            incident,
            claims,
            reviews,
            ..
        } = entry;
        let line = Line {
            incident,
            claims,
            reviews,
        };
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Reads what [`crate::Format::JsonLines`] wrote, a line at a time; empty lines are passed over.
///
/// A malformed line is one error, and the reading goes on after it; it ends with the first [`ReadLineError::Io`].
pub fn read_lines(input: impl BufRead) -> impl Iterator<Item = Result<Kept, ReadLineError>> {
    let mut broken = false;
    (1..)
        .zip(input.lines())
        .take_while(move |(_, read)| !std::mem::replace(&mut broken, read.is_err()))
        .filter_map(|(line, read)| match read {
            Ok(text) if text.trim().is_empty() => None,
            Ok(text) => {
                Some(serde_json::from_str(&text).map_err(|source| ReadLineError::Malformed { line, source }))
            }
            Err(source) => Some(Err(ReadLineError::Io { line, source })),
        })
}

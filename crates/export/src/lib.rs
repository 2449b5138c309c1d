//! Incidents as files that other tools open: JSON Lines, CSV, HXL-tagged CSV and GeoJSON.
//!
//! Start at [`write()`]. The columns of CSV and HXL and the properties of GeoJSON are one table (`table`), described in the
//! crate's README. A toll that no report states is empty with `killed_stated` false; 0 stands only where 0 was reported.
//!
//! Invariant: knows no database, no file name and no clock. The same entries give the same bytes, in the order given.
//!
//! # Example: an empty ledger is still a file that opens
//! ```
//! use dateline_export::{Format, Options, write};
//! let mut file = Vec::new();
//! write(Format::GeoJson, [], &mut file, &Options::default()).expect("memory does not fill up");
//! assert_eq!(file, b"{\"type\":\"FeatureCollection\",\"features\":[\n]}\n");
//! ```

mod csv;
mod geojson;
mod lines;
mod table;
#[cfg(test)]
mod tests;

pub use lines::{Kept, ReadLineError, read_lines};

use dateline_model::{Claim, Incident};
use std::io::{self, Write};

/// Taxonomy of the column `event_type`, as the column `scheme` names it.
pub const SCHEME: &str = "PLOVER";

/// One incident with the claims that tell it.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The incident.
    pub incident: &'a Incident,
    /// Its claims, in the order of [`Incident::claims`]; claims left out leave the columns of evidence and speakers empty.
    pub claims: &'a [Claim],
}

/// A layout of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// One object a line: `{"incident": …, "claims": […]}`, whole; [`read_lines`] reads it back.
    JsonLines,
    /// RFC 4180 with a header row.
    Csv,
    /// As CSV, with a second row of hashtags (HXL 1.1).
    Hxl,
    /// One FeatureCollection (RFC 7946), a feature an incident.
    GeoJson,
}

/// How text files are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether a text cell that a spreadsheet would take for a formula gets an apostrophe before it. On by default: the words are
    /// strangers'. CSV and HXL only.
    pub spreadsheet_safe: bool,
    /// Whether to begin with a byte order mark, which Excel needs to read UTF-8. CSV and HXL only.
    pub bom: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            spreadsheet_safe: true,
            bom: false,
        }
    }
}

/// Writes entries in the order given, one at a time.
///
/// # Errors
/// What `out` says when it can not take the bytes; some may have been written.
pub fn write<'a>(
    format: Format,
    entries: impl IntoIterator<Item = Entry<'a>>,
    mut out: impl Write,
    options: &Options,
) -> io::Result<()> {
    match format {
        Format::JsonLines => lines::write(entries, &mut out)?,
        Format::Csv => csv::write(entries, &mut out, options, false)?,
        Format::Hxl => csv::write(entries, &mut out, options, true)?,
        Format::GeoJson => geojson::write(entries, &mut out)?,
    }
    out.flush()
}

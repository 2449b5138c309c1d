//! Incidents as files that other tools open: JSON Lines, CSV, HXL-tagged CSV, GeoJSON, Parquet, and the layouts of ACLED, UCDP,
//! GDELT, POLECAT and HDX.
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

mod changes;
mod compare;
mod countries;
mod csv;
mod foreign;
mod geojson;
mod layouts;
mod lines;
mod parquet;
pub mod report;
mod table;
#[cfg(test)]
mod tests;
mod told;
pub mod words;

pub use changes::{Change, changes, followed};
pub use compare::{Comparison, Family, Match, Tolerance, Total, compare, same_division, totals};
pub use foreign::{Foreign, ForeignError, ForeignFile, ForeignLayout, read_foreign};
pub use lines::{Kept, ReadLineError, read_lines};

use dateline_model::{Claim, ClaimId, Incident};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
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
    /// The reports that tell it; those left out leave the columns of outlets, headlines and addresses empty.
    pub reports: &'a [Report],
    /// What people decided on it or on claims of it, in the order in which they did, but for what was undone.
    pub reviews: &'a [Review],
}

/// What a person decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// What came of it: `accepted`, `rejected`, `corrected`, `merged` or `split`.
    pub review: String,
    /// The decision in words: `correct killed: 12`.
    pub decision: String,
    /// The claims that it covers.
    pub claims: Vec<ClaimId>,
    /// Who decided.
    pub reviewer: String,
    /// When, in UTC.
    pub made: String,
    /// Why.
    pub reason: String,
}

/// What the layouts say of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Headline.
    pub title: Option<String>,
    /// Outlet.
    pub publisher: Option<String>,
    /// Day of publication.
    pub published: Option<Date>,
    /// Where it can be read.
    pub url: Option<String>,
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
    /// The columns of CSV with their types, packed.
    Parquet,
    /// The same with the place as a point: GeoParquet 1.1.
    GeoParquet,
    /// ACLED's 31 columns, then the own ones as `dateline_…`; RFC 4180.
    Acled,
    /// UCDP GED's 49 columns, then the own ones.
    Ucdp,
    /// GDELT's 2.0 event table: 61 columns, tab-separated, no header.
    Gdelt,
    /// POLECAT's 40 columns with PLOVER's codes, tab-separated, then the own ones.
    Polecat,
    /// HDX HAPI's events and fatalities by month and second-order division.
    Hdx,
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
        Format::Parquet => parquet::write(entries, &mut out, false)?,
        Format::GeoParquet => parquet::write(entries, &mut out, true)?,
        Format::Hdx => layouts::write_hdx(entries, &mut out, options)?,
        Format::Acled | Format::Ucdp | Format::Gdelt | Format::Polecat => {
            if let Some(layout) = layouts::layout(format) {
                layouts::write(layout, entries, &mut out, options)?;
            }
        }
    }
    out.flush()
}

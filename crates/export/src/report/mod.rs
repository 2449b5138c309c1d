//! The situation report: what a ledger's reports tell of one country, time or party, as a page to send.
//!
//! [`write_report`] takes [`Material`] and gives Markdown or a web page that needs no other file. Every figure that a report states
//! has a footnote with its sentence, outlet and day. Numbers are never added, neither across voices nor across incidents: what is
//! counted are incidents, reports and outlets.
//!
//! A page is laid out once (`page`), with its footnotes (`notes`), and written by `markdown`, `html` and, with the feature `pdf`, `pdf`.
//!
//! # Example: nothing found still says what was asked for
//! ```
//! use dateline_export::report::{Layout, Material, write_report};
//! let material = Material { title: "Situation report: Syria".into(), ..Material::default() };
//! let page = write_report(&material, Layout::Markdown);
//! assert!(page.starts_with("# Situation report: Syria"));
//! assert!(page.contains("No incident fits"));
//! ```

mod chart;
mod conditions;
mod disputes;
mod html;
mod incidents;
mod map;
mod markdown;
mod news;
mod notes;
mod page;
mod parties;
#[cfg(feature = "pdf")]
mod pdf;
mod scene;
mod summary;
#[cfg(test)]
mod tests;
mod toll;

#[cfg(feature = "pdf")]
pub use pdf::{PdfError, write_pdf};

use crate::{Change, countries};
use dateline_model::{Claim, Document, DocumentId, Incident};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What a report is made of.
#[derive(Clone, Debug, Default)]
pub struct Material {
    /// What stands above it.
    pub title: String,
    /// What was asked for, in words, a point each: 'in Syria', 'killed people'.
    pub filter: Vec<String>,
    /// First day asked for.
    pub from: Option<Date>,
    /// Last day asked for.
    pub to: Option<Date>,
    /// The last day of publication that it knows of: no clock is read.
    pub as_of: Option<Date>,
    /// The incidents that fit.
    pub incidents: Vec<Incident>,
    /// The reports that tell of them and of the conditions, copies among them.
    pub sources: BTreeMap<DocumentId, Source>,
    /// Claims that hold a state of affairs and fit.
    pub conditions: Vec<Claim>,
    /// What an earlier report knew; `None` where there is none to compare with.
    pub before: Option<Before>,
    /// Incidents that are listed one by one at most: of more, those with most killed and then most reports; 0 for all.
    pub most: usize,
    /// The version of the coder, as the method note names it.
    pub coder: String,
}

/// A report with what was read from it.
#[derive(Clone, Debug)]
pub struct Source {
    /// The report; footnotes quote its text.
    pub document: Document,
    /// Its claims.
    pub claims: Vec<Claim>,
    /// The first report, where this one is a copy.
    pub copy_of: Option<DocumentId>,
}

/// What an earlier report knew.
#[derive(Clone, Debug)]
pub struct Before {
    /// What it was, in words: 'reports published up to 14 November 2017'.
    pub told: String,
    /// What changed since, as far as it fits.
    pub changes: Vec<Change>,
    /// The incidents that it knew, as far as `changes` name them.
    pub incidents: Vec<Incident>,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layout {
    /// Text with tables and footnotes (as GitHub, Pandoc and others read them).
    Markdown,
    /// One web page that needs no other file; prints on A4.
    Html,
}

/// The report, whole.
#[must_use]
pub fn write_report(material: &Material, layout: Layout) -> String {
    let page = page::lay_out(material);
    match layout {
        Layout::Markdown => markdown::write(&page),
        Layout::Html => html::write(&page),
    }
}

/// The English name of the country of three letters (ISO 3166-1 alpha-3), without regard to case.
#[must_use]
pub fn country_name(iso3: &str) -> Option<&'static str> {
    countries::by_iso3(&iso3.to_uppercase()).map(|c| c.name)
}

/// `1 incident`, `3 incidents`.
fn counted(n: usize, noun: &str) -> String {
    let shown = crate::words::number(u32::try_from(n).unwrap_or(u32::MAX));
    let plural = match noun.strip_suffix('y') {
        _ if n == 1 => noun.to_owned(),
        Some(stem) => format!("{stem}ies"),
        None => format!("{noun}s"),
    };
    format!("{shown} {plural}")
}

//! Incidents with what tells them, as files need them.

use dateline_export::{Entry, Format, Report};
use dateline_ledger::{LedgerError, Storage};
use dateline_model::{Claim, Incident};
use std::collections::BTreeMap;

/// The layouts of files by their names, each with what it is.
pub const FORMATS: &[(&str, Format)] = &[
    ("jsonl", Format::JsonLines),
    ("csv", Format::Csv),
    ("hxl", Format::Hxl),
    ("geojson", Format::GeoJson),
    ("parquet", Format::Parquet),
    ("geoparquet", Format::GeoParquet),
    ("acled", Format::Acled),
    ("ucdp", Format::Ucdp),
    ("gdelt", Format::Gdelt),
    ("polecat", Format::Polecat),
    ("hdx", Format::Hdx),
];

/// The layout of that name.
#[must_use]
pub fn file_format(name: &str) -> Option<Format> {
    FORMATS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, format)| *format)
}

/// What tells an incident.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// The claims, in the order of the incident.
    pub claims: Vec<Claim>,
    /// The reports.
    pub reports: Vec<Report>,
}

impl Told {
    /// The incident with what tells it, as a file takes it.
    #[must_use]
    pub fn entry<'a>(&'a self, incident: &'a Incident) -> Entry<'a> {
        Entry {
            incident,
            claims: &self.claims,
            reports: &self.reports,
        }
    }
}

/// The claims that tell an incident, in its order, and its reports.
///
/// # Errors
/// [`LedgerError`]: the ledger can not be read.
pub fn told_by(ledger: &impl Storage, incident: &Incident) -> Result<Told, LedgerError> {
    let mut all = BTreeMap::new();
    let mut reports = Vec::new();
    for id in incident.reports() {
        if let Some(kept) = ledger.document(id)? {
            let document = kept.entry.document;
            reports.push(Report {
                title: document.title,
                publisher: document.publisher,
                published: document.published,
                url: document.url,
            });
            let claims = kept.entry.claims.into_iter();
            all.extend(claims.map(|claim| (claim.id.clone(), claim)));
        }
    }
    let claims = incident.claims.iter().filter_map(|id| all.remove(id)).collect();
    Ok(Told { claims, reports })
}

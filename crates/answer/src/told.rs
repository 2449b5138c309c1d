//! Incidents with what tells them, as files need them.

use dateline_export::{self as export, Entry, Format, Report};
use dateline_ledger::{Decided, LedgerError, Review, Storage, Verdict};
use dateline_model::{Claim, ClaimId, Incident};
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
    /// What people decided.
    pub reviews: Vec<export::Review>,
}

impl Told {
    /// The incident with what tells it, as a file takes it.
    #[must_use]
    pub fn entry<'a>(&'a self, incident: &'a Incident) -> Entry<'a> {
        Entry {
            incident,
            claims: &self.claims,
            reports: &self.reports,
            reviews: &self.reviews,
        }
    }
}

/// What people decided on the claims of a ledger.
#[derive(Clone, Debug, Default)]
pub struct Reviewed {
    decided: Decided,
    decisions: BTreeMap<i64, export::Review>,
}

impl Reviewed {
    /// What was decided on the claims of this ledger, but for what was undone.
    ///
    /// # Errors
    /// [`LedgerError`]: the ledger can not be read.
    pub fn of(ledger: &impl Storage) -> Result<Self, LedgerError> {
        let decision = |review: Review| {
            let decision = review.decision;
            let came_of_it = match decision.verdict {
                Verdict::Accept => "accepted",
                Verdict::Reject => "rejected",
                Verdict::Correct(_) => "corrected",
                Verdict::Merge => "merged",
                Verdict::Split(_) => "split",
                // Notes, and what the program writes itself.
                _ => return None,
            };
            let decision = export::Review {
                review: came_of_it.to_owned(),
                decision: decision.verdict.to_string(),
                claims: decision.claims,
                reviewer: decision.reviewer,
                made: decision.made.to_string(),
                reason: decision.reason,
            };
            Some((review.seq, decision))
        };
        Ok(Self {
            decided: ledger.decided()?,
            decisions: ledger.reviews()?.into_iter().filter_map(decision).collect(),
        })
    }

    /// The decisions that hold of any of these claims, in order.
    #[must_use]
    pub fn concerning<'c>(&self, claims: impl IntoIterator<Item = &'c ClaimId>) -> Vec<export::Review> {
        let all = self.decided.concerning(claims).into_iter();
        all.filter_map(|seq| self.decisions.get(&seq).cloned()).collect()
    }
}

/// The claims that tell an incident, in its order, its reports, and what people decided on it.
///
/// # Errors
/// [`LedgerError`]: the ledger can not be read.
pub fn told_by(ledger: &impl Storage, reviewed: &Reviewed, incident: &Incident) -> Result<Told, LedgerError> {
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
    Ok(Told {
        claims,
        reports,
        reviews: reviewed.concerning(&incident.claims),
    })
}

//! Claims to incidents: which reports tell of one event, what they say it cost, and where they disagree.
//!
//! Start at [`reconcile`]. The order of work is the order of the modules: `telling` (which claims of a report tell its events, the
//! headline event first), `vector` (how much two reports have in common), `block` (which pairs are compared at all), `evidence`
//! (what speaks for and against a pair, as numbers and as reasons), `weights` (how the evidence is weighed), `cluster` (average
//! link), `toll` (low, best, high) and `assemble` (incidents).
//!
//! Invariant: knows no text, no file, no database and no clock. The same reports in any order give the same incidents.
//!
//! # Example: a report without claims tells of no incident
//! ```
//! use dateline_model::{DocumentId, Profile};
//! use dateline_reconcile::{Report, reconcile};
//! let weather = Report {
//!     document: DocumentId::of(&[b"weather"]),
//!     publisher: None,
//!     published: None,
//!     claims: Vec::new(),
//!     profile: Profile::default(),
//! };
//! assert!(reconcile(&[weather]).incidents.is_empty());
//! ```

mod assemble;
mod block;
mod cluster;
mod evidence;
mod names;
mod telling;
#[cfg(test)]
mod test_support;
#[cfg(test)]
mod tests;
mod toll;
mod vector;
mod weights;

pub use evidence::{Evidence, FEATURES};

use dateline_model::{Claim, DocumentId, Incident, Profile};
use jiff::civil::Date;
use telling::Telling;

/// One report: its claims, and what its words have in common with other reports.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The document.
    pub document: DocumentId,
    /// Outlet that published it.
    pub publisher: Option<String>,
    /// Day it was published.
    pub published: Option<Date>,
    /// Its claims in reading order.
    pub claims: Vec<Claim>,
    /// Its terms and the sketch of its wording.
    pub profile: Profile,
}

/// Incidents, and how much work they were.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reconciliation {
    /// The incidents in order of their first day, then their id.
    pub incidents: Vec<Incident>,
    /// Pairs of reports that were compared: near-linear in the number of reports.
    pub comparisons: usize,
}

/// A pair of reports with what speaks for and against it.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The report published first.
    pub earlier: DocumentId,
    /// The other.
    pub later: DocumentId,
    /// The evidence.
    pub evidence: Evidence,
}

/// Reconciles the claims of reports into incidents.
///
/// Every report with a claim that tells of violence is in exactly one incident as its headline incident. Reports without any
/// claim give none. A report given twice counts once.
#[must_use]
pub fn reconcile(reports: &[Report]) -> Reconciliation {
    let reports = in_order(reports);
    let tellings: Vec<Telling<'_>> = reports.iter().filter_map(|r| Telling::headline(r)).collect();
    let compared = compare(&tellings);
    let clusters = cluster::average_link(tellings.len(), &compared);
    let mut incidents = assemble::incidents(&tellings, &compared, &clusters);
    incidents.sort_by(|a, b| (a.start, &a.id).cmp(&(b.start, &b.id)));
    Reconciliation {
        incidents,
        comparisons: compared.len(),
    }
}

/// The pairs of reports that [`reconcile`] compares, with their evidence: what the weights of the linking are fitted on.
#[must_use]
pub fn compared(reports: &[Report]) -> Vec<Compared> {
    let reports = in_order(reports);
    let tellings: Vec<Telling<'_>> = reports.iter().filter_map(|r| Telling::headline(r)).collect();
    let document = |at: usize| tellings[at].report.document.clone();
    compare(&tellings)
        .into_iter()
        .map(|pair| Compared {
            earlier: document(pair.earlier),
            later: document(pair.later),
            evidence: pair.evidence,
        })
        .collect()
}

/// Reports by day of publication and id, each once: what makes the result independent of the order of arrival.
fn in_order(reports: &[Report]) -> Vec<&Report> {
    let mut sorted: Vec<&Report> = reports.iter().collect();
    sorted.sort_by(|a, b| (a.published, &a.document).cmp(&(b.published, &b.document)));
    sorted.dedup_by(|a, b| a.document == b.document);
    sorted
}

/// Two tellings by their positions, the first before the second.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub earlier: usize,
    pub later: usize,
    pub evidence: Evidence,
}

fn compare(tellings: &[Telling<'_>]) -> Vec<Pair> {
    let vectors = vector::Vectors::of(tellings);
    block::candidates(tellings, &vectors)
        .into_iter()
        .map(|(earlier, later)| Pair {
            earlier,
            later,
            evidence: evidence::weigh(tellings, &vectors, earlier, later),
        })
        .collect()
}

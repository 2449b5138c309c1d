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
mod bits;
mod block;
mod bytes;
mod cluster;
mod common;
mod constraints;
mod evidence;
mod gist;
mod linked;
mod names;
mod rarity;
mod reconciler;
mod telling;
#[cfg(test)]
mod test_support;
#[cfg(test)]
mod tests;
mod toll;
mod traces;
mod vector;
mod weights;

pub use constraints::{Constraints, reconcile_with};
pub use evidence::{Evidence, FEATURES};
pub use gist::Gist;
pub use linked::{Grouping, Linked};
pub use rarity::Rarity;
pub use reconciler::{Change, Reconciler};
pub use traces::{KeptGists, Trace, Traces, reached};

use dateline_model::{Claim, DocumentId, Incident, Profile};
use jiff::civil::Date;

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
/// claim give none. A report given twice counts once. To add reports to what is reconciled already, keep a [`Reconciler`].
#[must_use]
pub fn reconcile(reports: &[Report]) -> Reconciliation {
    let reconciler = Reconciler::new(reports);
    Reconciliation {
        comparisons: reconciler.comparisons(),
        incidents: reconciler.into_incidents(),
    }
}

/// The pairs of reports that [`reconcile`] compares, with their evidence: what the weights of the linking are fitted on.
#[must_use]
pub fn compared(reports: &[Report]) -> Vec<Compared> {
    Reconciler::new(reports).compared()
}

/// Two tellings by their positions, the first before the second.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub earlier: usize,
    pub later: usize,
    pub evidence: Evidence,
    /// What people decided: whether they are of one incident.
    pub decided: Option<bool>,
}

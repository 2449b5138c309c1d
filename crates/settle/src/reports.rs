//! Reports as they are read for settling.

use dateline_code::profile;
use dateline_ledger::{Decided, Kept, LedgerError, Storage};
use dateline_model::{DocumentId, Profile};
use dateline_read::Signature;
use dateline_reconcile::{Constraints, Gist, Report, Traces};
use rayon::prelude::*;

/// Documents that are read at once.
pub(crate) const PAGE: u32 = 1024;

/// What people decided, as reconciliation takes it.
pub(crate) fn constraints(decided: &Decided) -> Constraints {
    Constraints {
        together: decided.together.clone(),
        apart: decided.apart.clone(),
    }
}

/// A report without its profile, ready to be laid beside others. People outrank the machine: claims that they rejected have no part in
/// it.
pub(crate) fn lay_out(kept: Kept, decided: &Decided) -> Report {
    let (document, mut claims) = (kept.entry.document, kept.entry.claims);
    claims.retain(|claim| !decided.rejected.contains(&claim.id));
    Report {
        profile: Profile::default(),
        publisher: document.publisher,
        published: document.published,
        document: document.id,
        claims,
    }
}

/// What is kept of a report that was read.
pub(crate) struct Reading {
    pub place: u32,
    pub document: DocumentId,
    pub gists: Vec<Gist>,
    /// Numbers of its wording.
    pub wording: Vec<u32>,
}

/// Reads reports: what they are compared by, and how they are worded.
pub(crate) fn read(page: Vec<Kept>, decided: &Decided, constraints: &Constraints) -> Vec<Reading> {
    page.into_par_iter()
        .filter_map(|kept| {
            let place = u32::try_from(kept.seq).ok()?;
            let wording = Signature::of(kept.entry.document.body()).marks();
            // Who tells of nothing is compared with nobody.
            let profile = if kept.entry.claims.is_empty() {
                Profile::default()
            } else {
                profile(&kept.entry.document)
            };
            let report = Report {
                profile,
                ..lay_out(kept, decided)
            };
            Some(Reading {
                place,
                document: report.document.clone(),
                gists: Gist::all_of(&report, constraints),
                wording,
            })
        })
        .collect()
}

/// Traces of all reports as the ledger keeps them; `None` where they are damaged.
pub(crate) fn traces<L: Storage>(ledger: &L) -> Result<Option<Traces>, LedgerError> {
    let (mut traces, mut blocks) = (Traces::default(), Vec::new());
    ledger.traces(&mut |block| blocks.push(block.to_vec()))?;
    Ok(traces.read_all(&blocks).then_some(traces))
}

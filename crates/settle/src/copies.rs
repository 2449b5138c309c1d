//! Which reports are copies of which.

use crate::reports::PAGE;
use dateline_ledger::{CopyOf, Kept, LedgerError, Storage};
use dateline_model::DocumentId;
use dateline_read::{Copy, Signature, WireCopies};
use dateline_reconcile::Traces;
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// A report's place in the order of publication, and what copies are told by.
struct Signed {
    published: Option<Date>,
    document: DocumentId,
    signature: Signature,
    /// What it is a copy of in the ledger.
    before: Option<CopyOf>,
}

fn signed<L: Storage>(ledger: &L, places: &[u32]) -> Result<Vec<Signed>, LedgerError> {
    let sign = |kept: Kept| Signed {
        signature: Signature::of(kept.entry.document.body()),
        published: kept.entry.document.published,
        document: kept.entry.document.id,
        before: kept.copy_of,
    };
    let mut all = Vec::with_capacity(places.len());
    for page in places.chunks(PAGE as usize) {
        all.par_extend(ledger.documents_at(page)?.into_par_iter().map(sign));
    }
    Ok(all)
}

/// What each report is a copy of. The first of a kind is the one published first, of one day the one with the smallest id, and one
/// without a day only where none has one.
fn found(mut signed: Vec<Signed>) -> Vec<(DocumentId, Option<CopyOf>, Option<CopyOf>)> {
    let order = |s: &Signed| (s.published.is_none(), s.published);
    signed.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| a.document.cmp(&b.document)));
    let mut index = WireCopies::new();
    let mut copies = Vec::with_capacity(signed.len());
    for Signed {
        document,
        signature,
        before,
        ..
    } in signed
    {
        let copy = |first, resemblance| Some(CopyOf { first, resemblance });
        let now = match index.add(document.clone(), signature) {
            Copy::First => None,
            Copy::Exact { of } => copy(of, 1.0),
            Copy::Near { of, resemblance } => copy(of, resemblance),
        };
        copies.push((document, before, now));
    }
    copies
}

/// The copies among all reports, of which the numbers of their wording are given. Only those that share one are looked at.
pub(crate) fn all<L: Storage>(
    ledger: &L,
    wordings: &[(u32, Vec<u32>)],
) -> Result<Vec<(DocumentId, CopyOf)>, LedgerError> {
    let marks = wordings
        .par_iter()
        .flat_map_iter(|(place, words)| words.iter().map(|w| (*w, *place)));
    let mut marks: Vec<(u32, u32)> = marks.collect();
    marks.par_sort_unstable();
    let shared = marks.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1);
    let places: BTreeSet<u32> = shared.flatten().map(|(_, place)| *place).collect();
    drop(marks);
    let places: Vec<u32> = places.into_iter().collect();
    let found = found(signed(ledger, &places)?).into_iter();
    Ok(found
        .filter_map(|(document, _, now)| Some((document, now?)))
        .collect())
}

/// What new reports change of the copies: those that are now copies of something else than before, and those that are none any more.
#[derive(Default)]
pub(crate) struct Changed {
    pub copies: Vec<(DocumentId, CopyOf)>,
    pub firsts: Vec<DocumentId>,
}

/// Looks at the new reports, those that share wording with them, and all that are copies of the same reports as these: whatever a report
/// is nearest to is among them.
pub(crate) fn around<L: Storage>(
    ledger: &L,
    traces: &Traces,
    wordings: &[Vec<u32>],
    fresh: &[u32],
) -> Result<Changed, LedgerError> {
    let words: Vec<u32> = wordings.iter().flatten().copied().collect();
    let near = traces.worded(&words);
    let near: BTreeSet<u32> = near.into_iter().chain(fresh.iter().copied()).collect();
    if near.len() == fresh.len() && fresh.len() == 1 && !words.is_empty() {
        // It shares nothing with anybody: nobody's copy.
        let alone = ledger.documents_at(fresh)?;
        if alone.iter().all(|kept| kept.copy_of.is_none()) {
            return Ok(Changed::default());
        }
    }
    let near: Vec<u32> = near.into_iter().collect();
    let mut firsts = BTreeSet::new();
    for page in near.chunks(PAGE as usize) {
        for kept in ledger.documents_at(page)? {
            firsts.insert(kept.copy_of.map_or(kept.entry.document.id, |copy| copy.first));
        }
    }
    let firsts: Vec<DocumentId> = firsts.into_iter().collect();
    let mut family: BTreeSet<u32> = ledger.copies_of_all(&firsts)?.into_iter().collect();
    family.extend(near);
    let family: Vec<u32> = family.into_iter().collect();
    let mut changed = Changed::default();
    for (document, before, now) in found(signed(ledger, &family)?) {
        match now {
            Some(now) if before.as_ref() != Some(&now) => changed.copies.push((document, now)),
            None if before.is_some() => changed.firsts.push(document),
            _ => {}
        }
    }
    Ok(changed)
}

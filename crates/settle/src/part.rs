//! Settling what new reports touch.

use crate::{
    Basis, FEW, Settled, copies,
    reports::{PAGE, Reading, constraints, read, traces},
    whole::{Making, Places, Standing, packed, placed},
};
use dateline_ledger::{LedgerError, Part, Settlement, Storage};
use dateline_model::DocumentId;
use dateline_reconcile::{Gist, KeptGists, Linked, Trace, Traces, reached};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// How settling a part ended.
pub(crate) enum Outcome {
    Done(Settled),
    /// Another program has settled meanwhile.
    Superseded,
    /// All reports are to be settled.
    WholeIsDue,
}

/// Settles what is new, where the ground for it is there and is not too old.
pub(crate) fn settle<L: Storage>(ledger: &mut L) -> Result<Outcome, LedgerError> {
    let changes = ledger.changes()?;
    let ground = ledger.ground()?;
    let Some(basis) = Basis::of(ground.basis.as_deref()) else {
        return Ok(Outcome::WholeIsDue);
    };
    let fresh = ledger.unread()?;
    if ground.documents <= FEW || fresh.len() as u64 > ground.documents / 3 {
        return Ok(Outcome::WholeIsDue);
    }
    let Some(mut all) = traces(ledger)? else {
        return Ok(Outcome::WholeIsDue);
    };
    let decided = ledger.decided()?;
    let limits = constraints(&decided);
    let mut readings: Vec<Reading> = Vec::with_capacity(fresh.len());
    for page in fresh.chunks(PAGE as usize) {
        readings.extend(read(ledger.documents_at(page)?, &decided, &limits));
    }
    let rarity = &basis.rarity;
    let block = trace(&readings, &basis);
    if !all.read(&block) || u64::from(all.telling()) * 2 > u64::from(rarity.reports()) * 3 {
        return Ok(Outcome::WholeIsDue);
    }
    let changed = copies::around(
        ledger,
        &all,
        &readings.iter().map(|r| r.wording.clone()).collect::<Vec<_>>(),
        &fresh,
    )?;
    let documents: BTreeSet<DocumentId> = readings.iter().map(|r| r.document.clone()).collect();
    let new: Vec<(u32, Vec<Gist>)> = readings.into_iter().map(|r| (r.place, r.gists)).collect();
    let kept = |places: &[u32]| kept(ledger, places);
    let mut touched = reached(&all, &new, rarity, kept)?;
    // Those that the reports were of before they were read anew.
    let before = ledger.gists(&fresh)?;
    touched.extend(before.iter().flat_map(|kept| &kept.components));
    let touched: Vec<u32> = touched.into_iter().collect();
    let (gists, places) = members(ledger, &touched, &new)?;
    let linked = Linked::within(rarity.clone(), gists, &all, &limits);
    let first = ground.last_component + 1;
    let known: BTreeMap<u64, bool> = ledger.made_of(&touched)?.into_iter().collect();
    let standing = Standing {
        made_of: known.keys().copied().collect(),
        fresh: documents,
    };
    let making = Making {
        ledger,
        linked: &linked,
        places: &places,
        decided: &decided,
        standing: Some(&standing),
    };
    let (mut incidents, mut kept) = (Vec::new(), Vec::new());
    let told = making.each(packed, |component, found, standing| {
        let label = first + component as u32;
        incidents.extend(found.into_iter().map(|i| (label, i)));
        kept.extend(standing.into_iter().map(|of| (label, of)));
    })?;
    if told.is_none() {
        return Ok(Outcome::WholeIsDue);
    }
    let reports: BTreeSet<u32> = places
        .of_document
        .values()
        .copied()
        .chain(fresh.iter().copied())
        .collect();
    let in_dispute = incidents.iter().filter(|(_, i)| i.disputed()).count();
    let disputed = in_dispute + kept.iter().filter(|(_, of)| known[of]).count();
    let settled = Settled {
        whole: false,
        reports: reports.len() as u64,
        fresh: fresh.len() as u64,
        incidents: (incidents.len() + kept.len()) as u64,
        disputed: disputed as u64,
        copies: changed.copies.len() as u64,
    };
    let bytes = new
        .iter()
        .map(|(place, gists)| (*place, Gist::all_to_bytes(gists)));
    let settlement = Settlement {
        changes,
        copies: changed.copies,
        incidents,
        components: placed(&linked, &places, first),
        gists: bytes.collect(),
        traces: vec![block],
        basis: None,
        read: fresh,
        part: Some(Part {
            since: ground.settlings,
            gone: touched,
            kept,
            firsts: changed.firsts,
        }),
    };
    Ok(if ledger.settle(&settlement)? {
        Outcome::Done(settled)
    } else {
        Outcome::Superseded
    })
}

/// What new reports are looked up by, in the order of their places.
fn trace(readings: &[Reading], basis: &Basis) -> Vec<u8> {
    let mut block = Vec::new();
    for reading in readings {
        let parts: Vec<Trace> = reading
            .gists
            .iter()
            .map(|g| Trace::of(g, &basis.rarity))
            .collect();
        Traces::write(&mut block, reading.place, &reading.wording, &parts);
    }
    block
}

/// Gists of reports with their components.
fn kept<L: Storage>(ledger: &L, places: &[u32]) -> Result<Vec<KeptGists>, LedgerError> {
    let kept = ledger.gists(places)?.into_par_iter();
    let each = kept.map(|kept| {
        let gists = Gist::all_from_bytes(&kept.gists).unwrap_or_default();
        (kept.document, kept.components.into_iter().zip(gists).collect())
    });
    Ok(each.collect())
}

/// The gists of components, and of new reports.
fn members<L: Storage>(
    ledger: &L,
    components: &[u32],
    new: &[(u32, Vec<Gist>)],
) -> Result<(Vec<Gist>, Places), LedgerError> {
    let mut places = Places::default();
    let mut gists = Vec::new();
    for (place, of) in new {
        places.note(*place, of);
        gists.extend(of.iter().cloned());
    }
    let fresh: BTreeSet<u32> = new.iter().map(|(place, _)| *place).collect();
    let mut members = ledger.members(components)?;
    members.retain(|place| !fresh.contains(place));
    for (place, parts) in kept(ledger, &members)? {
        let all: Vec<Gist> = parts.iter().map(|(_, gist)| gist.clone()).collect();
        places.note(place, &all);
        let of_these = parts
            .into_iter()
            .filter(|(c, _)| components.binary_search(c).is_ok());
        gists.extend(of_these.map(|(_, gist)| gist));
    }
    Ok((gists, places))
}

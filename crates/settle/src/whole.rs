//! Settling all reports.

use crate::{
    Basis, Settled, copies,
    reports::{PAGE, Reading, constraints, lay_out, read, traces},
};
use dateline_ledger::{Decided, KeptGists, LedgerError, PackedIncident, Settlement, Storage};
use dateline_model::{DocumentId, Incident};
use dateline_reconcile::{Gist, Linked, Rarity, Report, Traces};
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Settles all reports, and keeps what the next settling goes by; `afresh`: whatever is kept of them already is read again. `None` where
/// the ledger was changed meanwhile.
pub(crate) fn settle<L: Storage>(ledger: &mut L, afresh: bool) -> Result<Option<Settled>, LedgerError> {
    let changes = ledger.changes()?;
    let decided = ledger.decided()?;
    let limits = constraints(&decided);
    let known = Basis::of(ledger.ground()?.basis.as_deref()).filter(|_| !afresh);
    let known = match known {
        Some(_) => traces(ledger)?,
        None => None,
    };
    let fresh = ledger.unread()?;
    let mut wordings: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (place, words) in known.iter().flat_map(Traces::wordings) {
        wordings.insert(place, words.to_vec());
    }
    let to_read: Option<&[u32]> = known.as_ref().map(|_| fresh.as_slice());
    let mut keep = |ledger: &mut L, page: Vec<Reading>| {
        let gists = page.iter().map(|r| (r.place, Gist::all_to_bytes(&r.gists)));
        ledger.keep_gists(&gists.collect::<Vec<_>>())?;
        wordings.extend(page.into_iter().map(|r| (r.place, r.wording)));
        Ok::<_, LedgerError>(())
    };
    let mut end = 0;
    if let Some(places) = to_read {
        for page in places.chunks(PAGE as usize) {
            let page = read(ledger.documents_at(page)?, &decided, &limits);
            keep(ledger, page)?;
        }
    } else {
        loop {
            let page = ledger.documents_after(end, PAGE)?;
            let Some(last) = page.last() else { break };
            end = last.seq;
            let page = read(page, &decided, &limits);
            keep(ledger, page)?;
        }
    }
    drop(known);
    let of = Chosen {
        until: None,
        // What has come meanwhile has no part in it.
        places: wordings.keys().copied().collect(),
        instead: Vec::new(),
    };
    let (linked, places) = link(ledger, &of, &limits)?;
    let mut incidents = Vec::new();
    let components = 0..linked.components().len();
    let told = assemble(
        ledger,
        &linked,
        &places,
        components,
        &decided,
        |component, found| {
            let label = component as u32 + 1;
            incidents.extend(found.into_iter().map(|i| (label, i)));
        },
    )?;
    if told.is_none() {
        return Ok(None);
    }
    let wordings: Vec<(u32, Vec<u32>)> = wordings.into_iter().collect();
    let settlement = Settlement {
        changes,
        copies: copies::all(ledger, &wordings)?,
        components: placed(&linked, &places, 1),
        traces: blocks(&wordings, &linked, &places),
        basis: Some(
            Basis {
                rarity: linked.rarity().clone(),
            }
            .to_bytes(),
        ),
        read: wordings.iter().map(|(place, _)| *place).collect(),
        incidents,
        ..Settlement::default()
    };
    let settled = Settled {
        whole: true,
        reports: wordings.len() as u64,
        fresh: fresh.len() as u64,
        incidents: settlement.incidents.len() as u64,
        disputed: settlement.incidents.iter().filter(|(_, i)| i.disputed()).count() as u64,
        copies: settlement.copies.len() as u64,
    };
    drop((linked, places));
    Ok(ledger.settle(&settlement)?.then_some(settled))
}

/// The incidents as reports published up to a day tell them.
pub(crate) fn incidents_until<L: Storage>(ledger: &L, day: Date) -> Result<Vec<Incident>, LedgerError> {
    let decided = ledger.decided()?;
    let limits = constraints(&decided);
    let known = Basis::of(ledger.ground()?.basis.as_deref()).is_some();
    let mut instead = Vec::new();
    let mut take = |page: Vec<Reading>| {
        instead.extend(page.into_iter().map(|r| (r.place, Gist::all_to_bytes(&r.gists))));
    };
    if known {
        for page in ledger.unread()?.chunks(PAGE as usize) {
            take(read(ledger.documents_at(page)?, &decided, &limits));
        }
    } else {
        let mut end = 0;
        loop {
            let page = ledger.documents_after(end, PAGE)?;
            let Some(last) = page.last() else { break };
            end = last.seq;
            take(read(page, &decided, &limits));
        }
    }
    let mut of = Chosen {
        until: Some(day),
        places: BTreeSet::new(),
        instead,
    };
    if known {
        // Those that are read already, and those that were read again now.
        let kept = traces(ledger)?.unwrap_or_default();
        of.places.extend(kept.wordings().map(|(place, _)| place));
    }
    let (linked, places) = link(ledger, &of, &limits)?;
    let mut incidents: Vec<Incident> = Vec::new();
    let components = 0..linked.components().len();
    settled_each(ledger, &linked, &places, components, &decided, |_, found| {
        incidents.extend(found);
    })?;
    incidents.sort_by(|a, b| (a.start, &a.id).cmp(&(b.start, &b.id)));
    Ok(incidents)
}

/// The reports that are settled.
struct Chosen {
    /// Day up to which they were published.
    until: Option<Date>,
    /// Places of those whose gists are kept.
    places: BTreeSet<u32>,
    /// Gists that take the place of those that are kept.
    instead: Vec<(u32, Vec<u8>)>,
}

impl Chosen {
    fn gists(&self, bytes: &[u8]) -> Vec<Gist> {
        // Damaged bytes leave a component without its reports' tellings, which is told where incidents are made.
        let mut gists = Gist::all_from_bytes(bytes).unwrap_or_default();
        if let Some(until) = self.until {
            gists.retain(|gist| gist.published().is_none_or(|published| published <= until));
        }
        gists
    }

    /// Gists of the chosen reports, page by page.
    fn pages<'l, L: Storage>(
        &'l self,
        ledger: &'l L,
    ) -> impl Iterator<Item = Result<Vec<(u32, Vec<Gist>)>, LedgerError>> + 'l {
        let read_again: BTreeSet<u32> = self.instead.iter().map(|(place, _)| *place).collect();
        let mut at = Some(0);
        let kept = std::iter::from_fn(move || {
            let page = match ledger.gists_after(at?, PAGE) {
                Err(error) => {
                    at = None;
                    return Some(Err(error));
                }
                Ok(page) => page,
            };
            at = page.last().map(|last| last.document);
            at?;
            let wanted =
                |k: &KeptGists| self.places.contains(&k.document) && !read_again.contains(&k.document);
            let page = page.into_par_iter().filter(wanted);
            Some(Ok(page.map(|k| (k.document, self.gists(&k.gists))).collect()))
        });
        let instead = self.instead.chunks(PAGE as usize).map(|page| {
            let page = page.par_iter().map(|(place, bytes)| (*place, self.gists(bytes)));
            Ok(page.collect())
        });
        kept.chain(instead)
    }
}

/// Where gists and documents stand.
#[derive(Default)]
pub(crate) struct Places {
    /// Of a gist by its number: place of its document, and its own among the document's.
    pub of_gist: BTreeMap<u64, (u32, u32)>,
    pub of_document: BTreeMap<DocumentId, u32>,
}

impl Places {
    pub(crate) fn note(&mut self, place: u32, gists: &[Gist]) {
        for (part, gist) in (0..).zip(gists) {
            self.of_gist.insert(gist.number(), (place, part));
            self.of_document.insert(gist.whole().clone(), place);
        }
    }
}

/// Counts how rare terms are, and links all reports.
fn link<'c, L: Storage>(
    ledger: &L,
    of: &Chosen,
    limits: &'c dateline_reconcile::Constraints,
) -> Result<(Linked<'c>, Places), LedgerError> {
    let mut rarity = Rarity::default();
    for page in of.pages(ledger) {
        let gists: Vec<Gist> = page?.into_iter().flat_map(|(_, gists)| gists).collect();
        rarity = rarity.and(&Rarity::of_gists(&gists));
    }
    let mut places = Places::default();
    let pages = of.pages(ledger).map(|page| {
        let page = page?;
        page.iter().for_each(|(place, gists)| places.note(*place, gists));
        Ok(page.into_iter().flat_map(|(_, gists)| gists).collect())
    });
    let linked = Linked::of_parts::<LedgerError>(rarity.of_more_than_one(), pages, limits)?;
    Ok((linked, places))
}

/// Makes packed incidents of components; `None` where what they were made of is not there.
pub(crate) fn assemble<L: Storage>(
    ledger: &L,
    linked: &Linked<'_>,
    places: &Places,
    components: std::ops::Range<usize>,
    decided: &Decided,
    mut take: impl FnMut(usize, Vec<PackedIncident>),
) -> Result<Option<()>, LedgerError> {
    made_each(
        ledger,
        linked,
        places,
        components,
        decided,
        PackedIncident::of,
        &mut take,
    )
}

fn settled_each<L: Storage>(
    ledger: &L,
    linked: &Linked<'_>,
    places: &Places,
    components: std::ops::Range<usize>,
    decided: &Decided,
    mut take: impl FnMut(usize, Vec<Incident>),
) -> Result<Option<()>, LedgerError> {
    made_each(
        ledger,
        linked,
        places,
        components,
        decided,
        Incident::clone,
        &mut take,
    )
}

/// The claims of a few components are in memory at once.
fn made_each<L: Storage, T: Send>(
    ledger: &L,
    linked: &Linked<'_>,
    places: &Places,
    components: std::ops::Range<usize>,
    decided: &Decided,
    make: impl Fn(&Incident) -> T + Sync,
    take: &mut dyn FnMut(usize, Vec<T>),
) -> Result<Option<()>, LedgerError> {
    let documents = |component: usize| -> BTreeSet<u32> {
        let gists = linked.components()[component].iter();
        gists
            .filter_map(|gist| Some(places.of_gist.get(gist)?.0))
            .collect()
    };
    let mut next = components.start;
    while next < components.end {
        let first = next;
        let mut wanted: BTreeSet<u32> = BTreeSet::new();
        while next < components.end && (next == first || wanted.len() < PAGE as usize) {
            wanted.extend(documents(next));
            next += 1;
        }
        let wanted: Vec<u32> = wanted.into_iter().collect();
        let kept = ledger.documents_at(&wanted)?;
        let reports: BTreeMap<u32, Report> = kept
            .into_par_iter()
            .filter_map(|kept| Some((u32::try_from(kept.seq).ok()?, lay_out(kept, decided))))
            .collect();
        let made: Vec<Option<Vec<T>>> = (first..next)
            .into_par_iter()
            .map(|component| {
                let of: Vec<&Report> = documents(component)
                    .iter()
                    .filter_map(|place| reports.get(place))
                    .collect();
                Some(linked.settle(component, &of)?.iter().map(&make).collect())
            })
            .collect();
        for (component, made) in (first..).zip(made) {
            let Some(made) = made else { return Ok(None) };
            take(component, made);
        }
    }
    Ok(Some(()))
}

/// The component of each part of each document, components being numbered from `first` on.
pub(crate) fn placed(linked: &Linked<'_>, places: &Places, first: u32) -> Vec<(u32, u32, u32)> {
    let each = (first..).zip(linked.components());
    let parts = each.flat_map(|(label, gists)| gists.iter().map(move |gist| (label, gist)));
    let mut placed: Vec<(u32, u32, u32)> = parts
        .filter_map(|(label, gist)| {
            let (place, part) = places.of_gist.get(gist)?;
            Some((*place, *part, label))
        })
        .collect();
    placed.sort_unstable();
    placed
}

/// Reports whose traces stand in one block. Chosen: a block is some tens of kilobytes.
const BLOCK: usize = 256;

/// What all reports are looked up by.
fn blocks(wordings: &[(u32, Vec<u32>)], linked: &Linked<'_>, places: &Places) -> Vec<Vec<u8>> {
    let mut of_place = BTreeMap::new();
    for (document, traces) in linked.traces() {
        if let Some(place) = places.of_document.get(document) {
            of_place.insert(*place, traces);
        }
    }
    let blocks = wordings.chunks(BLOCK).map(|reports| {
        let mut block = Vec::new();
        for (place, words) in reports {
            let parts = of_place.get(place).map_or(&[][..], Vec::as_slice);
            Traces::write(&mut block, *place, words, parts);
        }
        block
    });
    blocks.collect()
}

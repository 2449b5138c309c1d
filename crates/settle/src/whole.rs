//! Settling all reports.

use crate::{
    Basis, Settled, copies,
    reports::{PAGE, Reading, constraints, lay_out, read, traces},
};
use dateline_ledger::{Decided, KeptGists, LedgerError, PackedIncident, Settlement, Storage};
use dateline_model::{DocumentId, Incident};
use dateline_reconcile::{Gist, Grouping, Linked, Rarity, Report, Traces};
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
    let made = Making {
        ledger,
        linked: &linked,
        places: &places,
        decided: &decided,
        standing: None,
    };
    let told = made.each(packed, |component, found, _| {
        let label = component as u32 + 1;
        incidents.extend(found.into_iter().map(|i| (label, i)));
    })?;
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
    let made = Making {
        ledger,
        linked: &linked,
        places: &places,
        decided: &decided,
        standing: None,
    };
    made.each(|incident, _| incident, |_, found, _| incidents.extend(found))?;
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

/// An incident in little room, with a hash of what it is made of.
pub(crate) fn packed(incident: Incident, made_of: u64) -> PackedIncident {
    PackedIncident::of(&incident).made_of(made_of)
}

/// Incidents that may stay as they are: those of which nothing has changed.
pub(crate) struct Standing {
    /// What they are made of.
    pub made_of: BTreeSet<u64>,
    /// Reports that came, or were read or decided on anew: what speaks of them is made again.
    pub fresh: BTreeSet<DocumentId>,
}

/// What incidents are made by.
pub(crate) struct Making<'m, L> {
    pub ledger: &'m L,
    pub linked: &'m Linked<'m>,
    pub places: &'m Places,
    pub decided: &'m Decided,
    /// `None`: all are made.
    pub standing: Option<&'m Standing>,
}

/// A component with the groups of it that are made.
struct Wanted {
    grouping: Grouping,
    made: Vec<bool>,
    /// Places of the documents of these groups.
    documents: BTreeSet<u32>,
}

impl Wanted {
    fn of(
        component: usize,
        linked: &Linked<'_>,
        places: &Places,
        standing: Option<&Standing>,
    ) -> Option<Self> {
        let grouping = linked.grouping(component)?;
        let groups = grouping.made_of.iter().zip(&grouping.reports);
        let stands = |(made_of, reports): (&u64, &Vec<DocumentId>)| {
            standing.is_some_and(|standing| {
                standing.made_of.contains(made_of) && !reports.iter().any(|r| standing.fresh.contains(r))
            })
        };
        let made: Vec<bool> = groups.map(|group| !stands(group)).collect();
        let gists = grouping.gists.iter().zip(&made).filter(|(_, made)| **made);
        let documents = gists
            .flat_map(|(gists, _)| gists)
            .filter_map(|gist| Some(places.of_gist.get(gist)?.0));
        Some(Self {
            documents: documents.collect(),
            made,
            grouping,
        })
    }

    /// What the groups that are made are made of, or the others.
    fn made_of(&self, made: bool) -> impl Iterator<Item = u64> {
        let groups = self.grouping.made_of.iter().zip(&self.made);
        groups.filter_map(move |(of, m)| (*m == made).then_some(*of))
    }
}

impl<L: Storage> Making<'_, L> {
    /// Makes the incidents of each component; gives `take` the component, the incidents, and by what they are made of those that stand.
    /// `None` where what they are made of is not there. The claims of a few components are in memory at once.
    pub(crate) fn each<T: Send>(
        &self,
        make: impl Fn(Incident, u64) -> T + Sync,
        mut take: impl FnMut(usize, Vec<T>, Vec<u64>),
    ) -> Result<Option<()>, LedgerError> {
        let (linked, places, standing, decided) = (self.linked, self.places, self.standing, self.decided);
        let components = linked.components();
        let mut next = 0;
        while next < components.len() {
            let (first, mut reports) = (next, 0);
            while next < components.len() && (next == first || reports < PAGE as usize) {
                reports += components[next].len();
                next += 1;
            }
            let wanted: Option<Vec<Wanted>> = (first..next)
                .into_par_iter()
                .map(|component| Wanted::of(component, linked, places, standing))
                .collect();
            let Some(wanted) = wanted else { return Ok(None) };
            let documents: BTreeSet<u32> = wanted.iter().flat_map(|w| w.documents.iter().copied()).collect();
            let documents: Vec<u32> = documents.into_iter().collect();
            let reports: BTreeMap<u32, Report> = self
                .ledger
                .documents_at(&documents)?
                .into_par_iter()
                .filter_map(|kept| Some((u32::try_from(kept.seq).ok()?, lay_out(kept, decided))))
                .collect();
            let incidents = |wanted: &Wanted| -> Option<Vec<T>> {
                let of = wanted.documents.iter().filter_map(|place| reports.get(place));
                let of: Vec<&Report> = of.collect();
                let found = linked.settle_groups(&wanted.grouping, |group| wanted.made[group], &of)?;
                let found = found.into_iter().zip(wanted.made_of(true));
                Some(found.map(|(incident, of)| make(incident, of)).collect())
            };
            let made: Vec<Option<Vec<T>>> = wanted.par_iter().map(incidents).collect();
            for ((component, made), wanted) in (first..).zip(made).zip(&wanted) {
                let Some(made) = made else { return Ok(None) };
                take(component, made, wanted.made_of(false).collect());
            }
        }
        Ok(Some(()))
    }
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

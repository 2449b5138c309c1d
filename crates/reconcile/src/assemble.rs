//! Groups of tellings as incidents.

use crate::{
    Pair,
    evidence::COPY,
    rarity::hash,
    telling::{Telling, place_key},
    toll::{self, Told},
};
use dateline_model::{
    ClaimId, DocumentId, Incident, IncidentId, Link, Place, PlacePrecision, taxonomy::EventType,
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The reports of a component in groups, each of which is an incident. Reports and pairs stand in order of publication, and are told by
/// their position.
#[derive(Debug)]
pub(crate) struct Grouped {
    /// The number of each report's gist.
    pub numbers: Vec<u64>,
    /// The document of each.
    pub documents: Vec<DocumentId>,
    pub pairs: Vec<Pair>,
    pub groups: Vec<Vec<usize>>,
}

/// Incidents that one is told to be held apart from, at most. Chosen: as many as a person would look through; in a war of thousands of
/// alike strikes all of them would be most of the ledger.
const NEIGHBOURS: usize = 12;

impl Grouped {
    fn group_of(&self) -> Vec<usize> {
        let mut group_of = vec![0; self.numbers.len()];
        for (group, members) in self.groups.iter().enumerate() {
            for &member in members {
                group_of[member] = group;
            }
        }
        group_of
    }

    fn inside(&self, group_of: &[usize]) -> Vec<Vec<&Pair>> {
        let mut inside: Vec<Vec<&Pair>> = vec![Vec::new(); self.groups.len()];
        for pair in &self.pairs {
            if group_of[pair.earlier] == group_of[pair.later] {
                inside[group_of[pair.earlier]].push(pair);
            }
        }
        inside
    }

    /// Of each group the pairs by which the groups nearest to it are held apart, in the order of those groups. What people decided stays
    /// whatever else is near.
    fn neighbours(&self, group_of: &[usize]) -> Vec<Vec<&Pair>> {
        let mut all: Vec<Vec<(usize, &Pair)>> = vec![Vec::new(); self.groups.len()];
        for ((one, two), pair) in nearest(&self.pairs, group_of) {
            all[one].push((two, pair));
            all[two].push((one, pair));
        }
        let order = |(_, a): &(usize, &Pair), (_, b): &(usize, &Pair)| {
            let decided = b.decided.is_some().cmp(&a.decided.is_some());
            let nearer = b.evidence.likelihood.total_cmp(&a.evidence.likelihood);
            let first = || (a.earlier, a.later).cmp(&(b.earlier, b.later));
            decided.then(nearer).then_with(first)
        };
        let few = |mut pairs: Vec<(usize, _)>| {
            pairs.sort_by(order);
            pairs.truncate(NEIGHBOURS);
            pairs.sort_by_key(|(other, _)| *other);
            pairs.into_iter().map(|(_, pair)| pair).collect()
        };
        all.into_iter().map(few).collect()
    }

    /// The incident of each group; `None` where not all tellings of its members are given.
    pub(crate) fn incidents(&self, tellings: &[Option<&Telling<'_>>]) -> Vec<Option<Incident>> {
        let group_of = self.group_of();
        let mut incidents: Vec<Option<Incident>> = self
            .groups
            .iter()
            .zip(self.inside(&group_of))
            .map(|(members, pairs)| incident(tellings, &self.documents, members, &pairs))
            .collect();
        for (incident, pairs) in incidents.iter_mut().zip(self.neighbours(&group_of)) {
            if let Some(incident) = incident {
                incident.apart = pairs
                    .into_iter()
                    .map(|pair| link(&self.documents, pair))
                    .collect();
            }
        }
        incidents
    }

    /// Of each group a hash of the reports and pairs that its incident is made of, and the reports. While neither they nor the rarity by
    /// which they were compared change, the incident is the same.
    pub(crate) fn made_of(&self) -> Vec<(u64, Vec<usize>)> {
        let group_of = self.group_of();
        let mut of: Vec<(Vec<u8>, Vec<usize>)> =
            self.groups.iter().map(|m| (Vec::new(), m.clone())).collect();
        for (members, (bytes, _)) in self.groups.iter().zip(&mut of) {
            for member in members {
                bytes.extend(self.numbers[*member].to_le_bytes());
            }
        }
        let put = |bytes: &mut Vec<u8>, pair: &Pair| {
            bytes.extend(self.numbers[pair.earlier].to_le_bytes());
            bytes.extend(self.numbers[pair.later].to_le_bytes());
            bytes.extend(pair.evidence.likelihood.to_le_bytes());
            bytes.extend([u8::from(pair.evidence.blocked), pair.decided.map_or(2, u8::from)]);
        };
        for (pairs, (bytes, _)) in self.inside(&group_of).iter().zip(&mut of) {
            bytes.push(1);
            pairs.iter().for_each(|pair| put(bytes, pair));
            bytes.push(2);
        }
        for (pairs, (bytes, reports)) in self.neighbours(&group_of).into_iter().zip(&mut of) {
            for pair in pairs {
                put(bytes, pair);
                reports.extend([pair.earlier, pair.later]);
            }
        }
        of.into_iter()
            .map(|(bytes, reports)| (hash(7, &bytes), reports))
            .collect()
    }
}

/// Of every two groups between which reports were compared, the pair that came nearest to joining them: the likeliest, of
/// those equally likely the one that most speaks for, then the first.
fn nearest<'p>(pairs: &'p [Pair], group_of: &[usize]) -> BTreeMap<(usize, usize), &'p Pair> {
    let speaks_for = |p: &Pair| p.evidence.reasons.iter().filter(|r| !r.against()).count();
    let mut nearest: BTreeMap<(usize, usize), &Pair> = BTreeMap::new();
    for pair in pairs {
        let (one, two) = (group_of[pair.earlier], group_of[pair.later]);
        if one == two {
            continue;
        }
        let known = nearest.entry((one.min(two), one.max(two))).or_insert(pair);
        let person = |p: &Pair| p.decided.is_some();
        let order = person(pair).cmp(&person(known));
        let order = order.then(pair.evidence.likelihood.total_cmp(&known.evidence.likelihood));
        if order.then(speaks_for(pair).cmp(&speaks_for(known))).is_gt() {
            *known = pair;
        }
    }
    nearest
}

fn link(documents: &[DocumentId], pair: &Pair) -> Link {
    Link {
        earlier: documents[pair.earlier].clone(),
        later: documents[pair.later].clone(),
        likelihood: pair.evidence.likelihood,
        reasons: pair.evidence.reasons.clone(),
    }
}

fn incident(
    tellings: &[Option<&Telling<'_>>],
    documents_at: &[DocumentId],
    members: &[usize],
    pairs: &[&Pair],
) -> Option<Incident> {
    let copies: BTreeSet<usize> = pairs
        .iter()
        .filter(|p| p.evidence.features[WORDING] >= COPY)
        .map(|p| p.later)
        .collect();
    let told: Vec<Told<'_, '_>> = members
        .iter()
        .map(|at| {
            Some(Told {
                telling: tellings[*at]?,
                copy: copies.contains(at),
            })
        })
        .collect::<Option<_>>()?;
    let (tolls, disputes) = toll::reconcile(&told);
    let claims: Vec<ClaimId> = told
        .iter()
        .flat_map(|t| t.telling.claims.iter().map(|c| c.id.clone()))
        .collect();
    let mut sorted: Vec<&[u8]> = claims.iter().map(|c| c.as_str().as_bytes()).collect();
    sorted.sort_unstable();
    let days = days(&told);
    Some(Incident {
        id: IncidentId::of(&sorted),
        documents: documents(&told, false),
        mentions: documents(&told, true),
        event_type: event_type(&told),
        start: days.map(|d| d.0),
        end: days.map(|d| d.1),
        place: place(&told).cloned(),
        tolls,
        disputes,
        corroboration: corroboration(&told),
        links: links(documents_at, pairs),
        apart: Vec::new(),
        claims,
    })
}

/// The reports that tell of it as their headline event, or beside it.
fn documents(told: &[Told<'_, '_>], in_passing: bool) -> Vec<DocumentId> {
    let of = told.iter().filter(|t| t.telling.in_passing() == in_passing);
    of.map(|t| t.telling.document.clone()).collect()
}

/// Position of the share of equal wording among the features.
const WORDING: usize = 25;

/// The day that most reports state, of equals the one stated first; a report's own day of publication where none states one.
fn days(told: &[Told<'_, '_>]) -> Option<(Date, Date)> {
    let mut votes: BTreeMap<(Date, Date), (usize, usize)> = BTreeMap::new();
    let any_stated = told.iter().any(|t| t.telling.day_stated);
    for (at, t) in told.iter().enumerate() {
        if let Some(days) = t.telling.days.filter(|_| t.telling.day_stated == any_stated) {
            votes.entry(days).or_insert((0, at)).0 += 1;
        }
    }
    // A single day tells more than a range of days.
    let narrow = |(start, end): &(Date, Date)| start == end;
    let best = votes.iter().max_by(|(days_a, a), (days_b, b)| {
        (narrow(days_a), a.0)
            .cmp(&(narrow(days_b), b.0))
            .then_with(|| b.1.cmp(&a.1))
    });
    best.map(|(days, _)| *days)
}

/// The place that most reports give, points before areas; of equals the one given first.
fn place<'t>(told: &[Told<'t, '_>]) -> Option<&'t Place> {
    let mut votes: BTreeMap<(PlacePrecision, String), (usize, usize, &Place)> = BTreeMap::new();
    for (at, t) in told.iter().enumerate() {
        if let Some(place) = &t.telling.place {
            let class = place.precision.max(PlacePrecision::Town);
            votes.entry((class, place_key(place))).or_insert((0, at, place)).0 += 1;
        }
    }
    let best = votes
        .iter()
        .max_by(|(key_a, a), (key_b, b)| (key_b.0.cmp(&key_a.0)).then(a.0.cmp(&b.0)).then(b.1.cmp(&a.1)));
    best.map(|(_, (_, _, place))| *place)
}

fn event_type(told: &[Told<'_, '_>]) -> Option<EventType> {
    let mut votes: BTreeMap<EventType, usize> = BTreeMap::new();
    for event in told
        .iter()
        .flat_map(|t| t.telling.claims.iter())
        .filter_map(|c| c.event.as_ref())
    {
        *votes.entry(event.kind).or_default() += 1;
    }
    let best = votes
        .iter()
        .max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
    best.map(|(kind, _)| *kind)
}

/// Independent publishers: copies do not count, reports without a publisher count one each.
fn corroboration(told: &[Told<'_, '_>]) -> u32 {
    let own = told.iter().filter(|t| !t.copy);
    let publishers: BTreeSet<&str> = own
        .map(|t| {
            t.telling
                .publisher
                .as_deref()
                .unwrap_or(t.telling.document.as_str())
        })
        .collect();
    publishers.len() as u32
}

/// Every report's likeliest link to an earlier one, and every pair that something excluded.
fn links(documents: &[DocumentId], pairs: &[&Pair]) -> Vec<Link> {
    let mut best: BTreeMap<usize, &Pair> = BTreeMap::new();
    for pair in pairs {
        let known = best.entry(pair.later).or_insert(pair);
        if pair.evidence.likelihood > known.evidence.likelihood {
            *known = pair;
        }
    }
    pairs
        .iter()
        .filter(|p| {
            p.evidence.blocked
                || p.decided.is_some()
                || best.get(&p.later).is_some_and(|b| b.earlier == p.earlier)
        })
        .map(|p| link(documents, p))
        .collect()
}

//! Groups of tellings as incidents.

use crate::{
    Pair,
    evidence::COPY,
    telling::{Telling, place_key},
    toll::{self, Told},
};
use dateline_model::{
    ClaimId, DocumentId, Incident, IncidentId, Link, Place, PlacePrecision, taxonomy::EventType,
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) fn incidents(tellings: &[&Telling<'_>], pairs: &[Pair], groups: &[Vec<usize>]) -> Vec<Incident> {
    let mut group_of = vec![0; tellings.len()];
    for (group, members) in groups.iter().enumerate() {
        for &member in members {
            group_of[member] = group;
        }
    }
    let mut inside: Vec<Vec<&Pair>> = vec![Vec::new(); groups.len()];
    for pair in pairs {
        if group_of[pair.earlier] == group_of[pair.later] {
            inside[group_of[pair.earlier]].push(pair);
        }
    }
    let mut incidents: Vec<Incident> = groups
        .iter()
        .zip(inside)
        .map(|(members, pairs)| incident(tellings, members, &pairs))
        .collect();
    for ((one, two), pair) in nearest(pairs, &group_of) {
        for group in [one, two] {
            incidents[group].apart.push(link(tellings, pair));
        }
    }
    incidents
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

fn link(tellings: &[&Telling<'_>], pair: &Pair) -> Link {
    Link {
        earlier: tellings[pair.earlier].document.clone(),
        later: tellings[pair.later].document.clone(),
        likelihood: pair.evidence.likelihood,
        reasons: pair.evidence.reasons.clone(),
    }
}

fn incident(tellings: &[&Telling<'_>], members: &[usize], pairs: &[&Pair]) -> Incident {
    let copies: BTreeSet<usize> = pairs
        .iter()
        .filter(|p| p.evidence.features[WORDING] >= COPY)
        .map(|p| p.later)
        .collect();
    let told: Vec<Told<'_, '_>> = members
        .iter()
        .map(|at| Told {
            telling: tellings[*at],
            copy: copies.contains(at),
        })
        .collect();
    let (tolls, disputes) = toll::reconcile(&told);
    let claims: Vec<ClaimId> = told
        .iter()
        .flat_map(|t| t.telling.claims.iter().map(|c| c.id.clone()))
        .collect();
    let mut sorted: Vec<&[u8]> = claims.iter().map(|c| c.as_str().as_bytes()).collect();
    sorted.sort_unstable();
    let days = days(&told);
    Incident {
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
        links: links(tellings, pairs),
        apart: Vec::new(),
        claims,
    }
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
fn links(tellings: &[&Telling<'_>], pairs: &[&Pair]) -> Vec<Link> {
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
        .map(|p| link(tellings, p))
        .collect()
}

//! What changed between two lots of incidents: those that are new or gone, reports that came, tolls that moved, disputes.

use crate::words::{bare_figure, code_words};
use dateline_model::{ClaimId, DocumentId, HarmKind, Incident, IncidentId, Toll};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Something that changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// What: `new`, `gone`, `reports`, `toll`, `dispute opened`, `dispute settled`.
    pub change: &'static str,
    /// The incident as it was; `None` for one that is new.
    pub before: Option<IncidentId>,
    /// The incident as it is; `None` for one that is gone.
    pub after: Option<IncidentId>,
    /// Its first day.
    pub start: Option<Date>,
    /// Its last day.
    pub end: Option<Date>,
    /// The name of its place.
    pub place: Option<String>,
    /// ISO 3166-1 alpha-3 of the place's country.
    #[serde(skip)]
    pub country: Option<String>,
    /// The kind of harm, where it is about a figure.
    pub harm: Option<HarmKind>,
    /// How it was; empty where there was nothing.
    pub old: String,
    /// How it is; empty where there is nothing.
    pub new: String,
}

/// What changed, in the order of the new incidents, then of those that are gone.
#[must_use]
pub fn changes(old: &[Incident], new: &[Incident]) -> Vec<Change> {
    let of = followed(old, new);
    let mut changes = Vec::new();
    for (at, incident) in new.iter().enumerate() {
        match of.get(&at) {
            Some(was) => moved(&old[*was], incident, &mut changes),
            None => changes.push(change(
                "new",
                None,
                Some(incident),
                None,
                String::new(),
                told(incident),
            )),
        }
    }
    let kept: BTreeSet<&usize> = of.values().collect();
    for (at, incident) in old.iter().enumerate() {
        if !kept.contains(&at) {
            changes.push(change(
                "gone",
                Some(incident),
                None,
                None,
                told(incident),
                String::new(),
            ));
        }
    }
    changes
}

/// Which old incident each new one is: the one that shares most claims with it, then most reports; each only once.
#[must_use]
pub fn followed(old: &[Incident], new: &[Incident]) -> BTreeMap<usize, usize> {
    let mut by_claim: BTreeMap<&ClaimId, usize> = BTreeMap::new();
    let mut by_report: BTreeMap<&DocumentId, usize> = BTreeMap::new();
    for (at, incident) in old.iter().enumerate() {
        by_claim.extend(incident.claims.iter().map(|c| (c, at)));
        by_report.extend(incident.documents.iter().map(|d| (d, at)));
    }
    let mut shared = Vec::new();
    for (at, incident) in new.iter().enumerate() {
        let mut with: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for claim in incident.claims.iter().filter_map(|c| by_claim.get(c)) {
            with.entry(*claim).or_default().0 += 1;
        }
        for report in incident.documents.iter().filter_map(|d| by_report.get(d)) {
            with.entry(*report).or_default().1 += 1;
        }
        shared.extend(with.into_iter().map(|(was, n)| (n, was, at)));
    }
    shared.sort_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut of, mut taken) = (BTreeMap::new(), BTreeSet::new());
    for (_, was, at) in shared {
        if !of.contains_key(&at) && taken.insert(was) {
            of.insert(at, was);
        }
    }
    of
}

fn change(
    change: &'static str,
    before: Option<&Incident>,
    after: Option<&Incident>,
    harm: Option<HarmKind>,
    old: String,
    new: String,
) -> Change {
    let seen = after.or(before);
    let place = seen.and_then(|i| i.place.as_ref());
    Change {
        change,
        before: before.map(|i| i.id.clone()),
        after: after.map(|i| i.id.clone()),
        start: seen.and_then(|i| i.start),
        end: seen.and_then(|i| i.end),
        place: place.map(|p| p.name.clone()),
        country: place.and_then(|p| p.country.clone()),
        harm,
        old,
        new,
    }
}

/// `1 report`, `3 reports`.
fn reports(incident: &Incident) -> String {
    let n = incident.reports().count();
    format!("{n} {}", if n == 1 { "report" } else { "reports" })
}

/// What an incident comes to: type, tolls, reports.
fn told(incident: &Incident) -> String {
    let mut parts: Vec<String> = incident
        .event_type
        .iter()
        .map(|t| t.as_str().to_lowercase())
        .collect();
    parts.extend(incident.tolls.iter().filter_map(figure));
    parts.push(reports(incident));
    parts.join(", ")
}

fn figure(toll: &Toll) -> Option<String> {
    let shown = bare_figure(toll.low, toll.best, toll.high, toll.open);
    (!shown.is_empty()).then(|| format!("{shown} {}", code_words(&toll.kind)))
}

/// What changed of one incident.
fn moved(was: &Incident, is: &Incident, changes: &mut Vec<Change>) {
    let mut add = |what, harm, old, new| changes.push(change(what, Some(was), Some(is), harm, old, new));
    if was.reports().count() != is.reports().count() {
        add("reports", None, reports(was), reports(is));
    }
    let kinds: BTreeSet<HarmKind> = was.tolls.iter().chain(&is.tolls).map(|t| t.kind).collect();
    for kind in kinds {
        let of = |i: &Incident| {
            i.tolls
                .iter()
                .find(|t| t.kind == kind)
                .and_then(figure)
                .unwrap_or_default()
        };
        if of(was) != of(is) {
            add("toll", Some(kind), of(was), of(is));
        }
    }
    // A dispute is followed by what it is about; how it is told changes with every voice.
    let about = |i: &Incident| -> BTreeMap<_, String> {
        i.disputes
            .iter()
            .map(|d| ((d.about, d.harm), d.told.clone()))
            .collect()
    };
    let (before, now) = (about(was), about(is));
    for (key, told) in now.iter().filter(|(key, _)| !before.contains_key(*key)) {
        add("dispute opened", key.1, String::new(), told.clone());
    }
    for (key, told) in before.iter().filter(|(key, _)| !now.contains_key(*key)) {
        add("dispute settled", key.1, told.clone(), String::new());
    }
}

//! What happened, by whom and to whom, as its reports tell it: never one voice's word as if it were all.

use super::scene::Told;
use crate::words::sentence_case;
use dateline_model::{Actor, Claim, Harm};
use std::collections::{BTreeMap, BTreeSet};

/// Names given at most for a side.
const NAMES: usize = 3;

/// `Assault (aerial)`; what is told without a cause is harm.
pub(crate) fn what(told: &Told<'_>) -> String {
    let Some(kind) = told.incident.event_type else {
        return "Harm, its cause not given".to_owned();
    };
    let mut modes: BTreeMap<&str, usize> = BTreeMap::new();
    for event in happened(told).filter_map(|c| c.event.as_ref()) {
        if let Some(mode) = event.mode.filter(|_| event.kind == kind) {
            *modes.entry(mode.as_str()).or_default() += 1;
        }
    }
    let mode = modes
        .into_iter()
        .max_by_key(|(mode, n)| (*n, std::cmp::Reverse(*mode)));
    let kind = sentence_case(kind.as_str());
    mode.map_or(kind.clone(), |(mode, _)| format!("{kind} ({mode})"))
}

/// Who is said to have done it and who is said to have suffered it; each name with the number of reports that say so in brackets, where
/// several names are given. Parties of the actor lexicon go before words for people.
pub(crate) fn sides(told: &Told<'_>) -> [Option<String>; 2] {
    [
        names(told, |c| &c.source_actors),
        names(told, |c| &c.target_actors),
    ]
}

fn happened<'t, 'm>(told: &'t Told<'m>) -> impl Iterator<Item = &'m Claim> + use<'t, 'm> {
    told.claims
        .iter()
        .copied()
        .filter(|c| c.status.happened() && !c.analysis)
}

fn names<'m>(told: &Told<'m>, side: impl Fn(&'m Claim) -> &'m Vec<Actor>) -> Option<String> {
    let wanted = told.incident.event_type;
    let mut by: BTreeMap<(bool, &str), BTreeSet<&str>> = BTreeMap::new();
    for claim in happened(told) {
        // What a report tells beside (a search, a funeral) has other parties.
        if wanted.is_some() && claim.event.as_ref().map(|e| e.kind) != wanted {
            continue;
        }
        for actor in side(claim).iter().filter(|a| is_name(a, claim)) {
            by.entry((actor.id.is_some(), &actor.name))
                .or_default()
                .insert(claim.document.as_str());
        }
    }
    let listed = by.keys().any(|(listed, _)| *listed);
    by.retain(|(name_listed, _), _| *name_listed || !listed);
    let mut ranked: Vec<(&str, usize)> = by
        .into_iter()
        .map(|((_, name), reports)| (name, reports.len()))
        .collect();
    ranked.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let more = ranked.len().saturating_sub(NAMES);
    let several = ranked.len() > 1;
    let mut shown: Vec<String> = ranked
        .iter()
        .take(NAMES)
        .map(|(name, reports)| {
            if several {
                format!("{name} ({reports})")
            } else {
                (*name).to_owned()
            }
        })
        .collect();
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    (!shown.is_empty()).then(|| shown.join(", "))
}

/// Whether an actor is called by more than a number of people, whose figure stands with the tolls, or a word for someone told before.
fn is_name(actor: &Actor, claim: &Claim) -> bool {
    if actor.id.is_some() {
        return true;
    }
    let (start, end) = (actor.mention.start(), actor.mention.end());
    let counted = all_harm(&claim.harm).any(|h| h.span.start() < end && start < h.span.end());
    let pronoun = ["he", "her", "him", "it", "she", "them", "they", "us", "we"];
    let digits = actor.name.chars().any(|c| c.is_ascii_digit());
    !counted && !digits && !pronoun.contains(&actor.name.to_lowercase().as_str())
}

/// Figures and their parts.
fn all_harm(harm: &[Harm]) -> impl Iterator<Item = &Harm> {
    harm.iter().flat_map(|h| std::iter::once(h).chain(&h.parts))
}

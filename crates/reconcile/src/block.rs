//! Which reports are compared at all: those that share a heavy term, a place and day, a victim's surname, or wording.
//!
//! Every key holds its reports in order of publication and pairs each with a bounded number of those before it, so that the number
//! of comparisons grows in proportion to the number of reports.

use crate::{
    telling::{Telling, place_key},
    vector::Vectors,
};
use std::collections::{BTreeMap, BTreeSet};

/// Reports before it that a report is paired with under one key. Chosen: more than reports of one incident in a day's news.
const WINDOW: usize = 40;

/// Reports that share a term before it stops being a key. Chosen: a term of more reports describes a topic, no incident.
const COMMON: u32 = 200;

/// Smallest hashes of the wording that are keys. Chosen: copies that share four in five hashes share one of eight for sure.
const SKETCH_KEYS: usize = 8;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'r> {
    Term(u32),
    Victim(&'r str),
    Sketch(u64),
    PlaceDay(String, jiff::civil::Date),
}

/// Pairs of positions, the smaller first, sorted.
pub(crate) fn candidates(tellings: &[Telling<'_>], vectors: &Vectors) -> Vec<(usize, usize)> {
    let mut keys: BTreeMap<Key<'_>, Vec<usize>> = BTreeMap::new();
    for (at, telling) in tellings.iter().enumerate() {
        for &term in &vectors.keys[at] {
            if vectors.frequency[term as usize] <= COMMON {
                keys.entry(Key::Term(term)).or_default().push(at);
            }
        }
        let surnames: BTreeSet<&str> = telling.victims.iter().map(|n| n.surname()).collect();
        for surname in surnames {
            keys.entry(Key::Victim(surname)).or_default().push(at);
        }
        for &hash in telling.report.profile.sketch.iter().take(SKETCH_KEYS) {
            keys.entry(Key::Sketch(hash)).or_default().push(at);
        }
        if let (Some(place), Some((start, end))) = (telling.place, telling.days) {
            let mut days = vec![start, end];
            days.extend(start.yesterday());
            days.sort();
            days.dedup();
            for day in days {
                keys.entry(Key::PlaceDay(place_key(place), day))
                    .or_default()
                    .push(at);
            }
        }
    }
    let mut pairs = BTreeSet::new();
    for members in keys.values() {
        for (n, &later) in members.iter().enumerate() {
            pairs.extend(
                members[n.saturating_sub(WINDOW)..n]
                    .iter()
                    .map(|&earlier| (earlier, later)),
            );
        }
    }
    pairs.into_iter().collect()
}

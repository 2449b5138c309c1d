//! Which reports are compared at all: those that share a heavy term, a place and day, a victim's surname, or wording.
//!
//! Every key holds its reports in order of publication and pairs each with a bounded number of those before it, so that the number
//! of comparisons grows in proportion to the number of reports.

use crate::{
    gist::Mark,
    rarity::{Rarity, hash},
};
use dateline_model::DocumentId;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Reports before it that a report is paired with under one key. Chosen: more than reports of one incident in a day's news.
const WINDOW: usize = 40;

/// Reports that share a term before it stops being a key. Chosen: a term of more reports describes a topic, no incident.
const COMMON: u32 = 200;

/// Smallest hashes of the wording that are keys. Chosen: copies that share four in five hashes share one of eight for sure.
const SKETCH_KEYS: usize = 8;

/// Place of a report in the order of publication: the day, then the document's id. Total over different documents, whatever
/// the order in which they came.
pub(crate) type Rank = (i32, u64);

/// The rank of a part of a report. Reports without a day come first.
pub(crate) fn rank(published: Option<Date>, document: &DocumentId, part: u16) -> Rank {
    let day = published.map_or(i32::MIN, |d| {
        i32::from(d.year()) * 512 + i32::from(d.month()) * 32 + i32::from(d.day())
    });
    let id = document.as_str();
    let number = id
        .strip_prefix("d_")
        .and_then(|hex| u64::from_str_radix(hex, 16).ok());
    let number = number.filter(|_| part == 0);
    let of_part = || hash(0, format!("{id} {part}").as_bytes());
    (day, number.unwrap_or_else(of_part))
}

/// What a report is looked up by, as hashes, each once. Of ten million keys one in four hundred shares its hash with another, which
/// adds a comparison.
pub(crate) fn keys(mark: &Mark, rarity: &Rarity) -> Vec<u32> {
    let hash = |tag, bytes: &[u8]| {
        let hash = hash(tag, bytes);
        (hash >> 32) as u32 ^ hash as u32
    };
    let mut keys = Vec::with_capacity(64);
    for &term in &mark.words.keys {
        if rarity.frequency(term) <= COMMON {
            keys.push(hash(1, &term.to_le_bytes()));
        }
    }
    keys.extend(mark.victims.iter().map(|n| hash(2, n.surname().as_bytes())));
    let sketch = mark.sketch.iter().take(SKETCH_KEYS);
    keys.extend(sketch.map(|h| hash(3, &h.to_le_bytes())));
    if let (Some(place), Some((start, end))) = (&mark.place, mark.days) {
        let before: Option<Date> = start.yesterday().ok();
        let place = place.key();
        let days = [Some(start), Some(end), before].into_iter().flatten();
        keys.extend(days.map(|day| hash(4, format!("{place} {day}").as_bytes())));
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// All reports by their keys and in order of publication.
#[derive(Clone, Debug, Default)]
pub(crate) struct Postings(BTreeSet<(u32, Rank, u32)>);

impl Postings {
    /// From (key, rank, report), in any order.
    pub(crate) fn of(entries: Vec<(u32, Rank, u32)>) -> Self {
        Self(entries.into_iter().collect())
    }

    pub(crate) fn insert(&mut self, key: u32, rank: Rank, at: u32) {
        self.0.insert((key, rank, at));
    }

    /// The nearest reports before a place under a key, nearest first.
    fn before(&self, key: u32, rank: Rank, at: u32) -> impl Iterator<Item = u32> + '_ {
        let range = self.0.range((key, (i32::MIN, 0), 0)..(key, rank, at));
        range.rev().take(WINDOW).map(|(.., at)| *at)
    }

    /// The nearest reports behind a place under a key, nearest first.
    fn behind(&self, key: u32, rank: Rank, at: u32) -> impl Iterator<Item = u32> + '_ {
        let range = self
            .0
            .range((key, rank, at)..=(key, (i32::MAX, u64::MAX), u32::MAX));
        range.filter(move |e| e.2 != at).take(WINDOW).map(|(.., at)| *at)
    }

    /// Reports published before one with which it is compared, each once.
    pub(crate) fn earlier(&self, keys: &[u32], rank: Rank, at: u32) -> Vec<u32> {
        each_once(keys.iter().flat_map(|key| self.before(*key, rank, at)))
    }

    /// Reports published after one that are compared with it, each once.
    pub(crate) fn later(&self, keys: &[u32], rank: Rank, at: u32) -> Vec<u32> {
        each_once(keys.iter().flat_map(|key| self.behind(*key, rank, at)))
    }

    /// Whether the earlier of two reports is among the nearest before the later, `more` reports being about to come between them
    /// under this key if they belong there.
    pub(crate) fn reaches(&self, key: u32, earlier: (Rank, u32), later: (Rank, u32), more: usize) -> bool {
        let between = self.0.range((key, earlier.0, earlier.1)..(key, later.0, later.1));
        between.take(WINDOW + 1).count() + more <= WINDOW
    }

    /// Reports on both sides of a new one, one of `new`, under each key where they may have been pushed out of each other's reach.
    pub(crate) fn both_sides(
        &self,
        keys: &[u32],
        rank: Rank,
        at: u32,
        new: usize,
    ) -> Vec<(Vec<u32>, Vec<u32>)> {
        let mut sides = Vec::new();
        for &key in keys {
            let before: Vec<u32> = self.far_before(key, rank, at, WINDOW + new);
            let behind: Vec<u32> = self.far_behind(key, rank, at, WINDOW + new);
            if before.len() + behind.len() >= WINDOW && !before.is_empty() && !behind.is_empty() {
                sides.push((before, behind));
            }
        }
        sides
    }

    fn far_before(&self, key: u32, rank: Rank, at: u32, far: usize) -> Vec<u32> {
        let range = self.0.range((key, (i32::MIN, 0), 0)..(key, rank, at));
        range.rev().take(far).map(|(.., at)| *at).collect()
    }

    fn far_behind(&self, key: u32, rank: Rank, at: u32, far: usize) -> Vec<u32> {
        let range = self
            .0
            .range((key, rank, at)..=(key, (i32::MAX, u64::MAX), u32::MAX));
        range
            .filter(|e| e.2 != at)
            .take(far)
            .map(|(.., at)| *at)
            .collect()
    }

    /// Pairs of reports around a new one that it may have pushed out of each other's reach, the earlier first.
    pub(crate) fn pushed_apart(&self, keys: &[u32], rank: Rank, at: u32) -> Vec<(u32, u32)> {
        let mut pairs = Vec::new();
        for &key in keys {
            let before: Vec<u32> = self.before(key, rank, at).collect();
            let behind: Vec<u32> = self.behind(key, rank, at).collect();
            // Of the pairs that lay WINDOW places apart, each with one side before the new report and one behind it.
            for (n, &earlier) in before.iter().enumerate() {
                pairs.extend(behind.get(WINDOW - 1 - n).map(|&later| (earlier, later)));
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }
}

fn each_once(found: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut found: Vec<u32> = found.collect();
    found.sort_unstable();
    found.dedup();
    found
}

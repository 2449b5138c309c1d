//! What all reports of a ledger are looked up by, in little room: so that a new report finds those that it may be one incident with, and
//! no other is looked at.

use crate::{
    Gist,
    bits::{BitsIn, BitsOut},
    block::{Postings, Rank, rank},
    bytes::{Bytes, put},
    evidence::joins,
    gist::Mark,
    rarity::Rarity,
    reconciler::Entry,
};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Place in the order of publication of a report, or of a half of one, and the keys under which it is compared with others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    rank: Rank,
    /// Sorted.
    keys: Vec<u32>,
}

impl Trace {
    pub(crate) fn new(rank: Rank, keys: Vec<u32>) -> Self {
        Self { rank, keys }
    }

    /// The trace of a gist under a rarity.
    #[must_use]
    pub fn of(gist: &Gist, rarity: &Rarity) -> Self {
        let entry = Entry::new(gist.clone(), None, rarity);
        let (rank, keys) = entry.rank_and_keys();
        Self::new(rank, keys.to_vec())
    }
}

/// The traces of the reports of a ledger, each report by a number that the ledger gives it, with the numbers of its wording.
///
/// # Example: what is written is read
/// ```
/// use dateline_reconcile::Traces;
/// let mut block = Vec::new();
/// Traces::write(&mut block, 7, &[11, 12], &[]);
/// let mut traces = Traces::default();
/// assert!(traces.read(&block));
/// assert_eq!(traces.worded(&[12]), [7]);
/// assert!(traces.worded(&[13]).is_empty());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Traces {
    /// Report, rank and end of its keys; parts of one report one after the other.
    parts: Vec<(u32, Rank, u32)>,
    keys: Vec<u32>,
    /// Report and end of its numbers of wording.
    wordings: Vec<(u32, u32)>,
    words: Vec<u32>,
    /// Of reports that were written more than once, the first part and wording that count.
    again: BTreeMap<u32, (u32, u32)>,
    /// The largest number of a report, and how many there are.
    last: u32,
    reports: u32,
}

impl Traces {
    /// Writes what a report is looked up by to the end of a block.
    pub fn write(block: &mut Vec<u8>, report: u32, wording: &[u32], parts: &[Trace]) {
        put(block, u64::from(report));
        put(block, wording.len() as u64);
        wording
            .iter()
            .for_each(|n| block.extend_from_slice(&n.to_le_bytes()));
        put(block, parts.len() as u64);
        for part in parts {
            block.extend_from_slice(&part.rank.0.to_le_bytes());
            block.extend_from_slice(&part.rank.1.to_le_bytes());
            let mut bits = BitsOut::default();
            bits.put_sorted(&part.keys);
            block.extend(bits.done());
        }
    }

    /// Reads a block; what is written later of a report takes the place of what was written of it before. `false` where the bytes are
    /// damaged.
    #[must_use]
    pub fn read(&mut self, block: &[u8]) -> bool {
        let mut bytes = Bytes(block);
        while !bytes.0.is_empty() {
            if self.read_one(&mut bytes).is_none() {
                return false;
            }
        }
        true
    }

    /// Reads many blocks, as [`Self::read`] reads one after the other.
    #[must_use]
    pub fn read_all(&mut self, blocks: &[Vec<u8>]) -> bool {
        let read = blocks.par_iter().map(|block| {
            let mut of_block = Self::default();
            of_block.read(block).then_some(of_block)
        });
        let read: Option<Vec<Self>> = read.collect();
        let Some(read) = read else { return false };
        for (of_block, block) in read.iter().zip(blocks) {
            // Reports that stand in order, each once, are only laid behind the others.
            if of_block.again.is_empty() {
                self.append(of_block);
            } else if !self.read(block) {
                return false;
            }
        }
        true
    }

    fn read_one(&mut self, bytes: &mut Bytes<'_>) -> Option<()> {
        let report = bytes.small()?;
        self.begin(report);
        for _ in 0..bytes.count()? {
            self.words
                .push(u32::from_le_bytes(bytes.take(4)?.try_into().ok()?));
        }
        self.wordings.push((report, self.words.len() as u32));
        for _ in 0..bytes.count()? {
            let day = i32::from_le_bytes(bytes.take(4)?.try_into().ok()?);
            let number = u64::from_le_bytes(bytes.take(8)?.try_into().ok()?);
            let mut bits = BitsIn::new(bytes.0);
            self.keys.extend(bits.sorted()?);
            bytes.0 = bits.rest()?;
            self.parts.push((report, (day, number), self.keys.len() as u32));
        }
        Some(())
    }

    /// What follows is of this report.
    fn begin(&mut self, report: u32) {
        if report <= self.last && self.reports > 0 {
            let from = (self.parts.len() as u32, self.wordings.len() as u32);
            self.again.insert(report, from);
        } else {
            self.reports += 1;
        }
        self.last = self.last.max(report);
    }

    /// Adds what was read by itself.
    fn append(&mut self, other: &Self) {
        let (keys, words) = (self.keys.len() as u32, self.words.len() as u32);
        let mut parts = other.parts.iter().peekable();
        for &(report, end) in &other.wordings {
            self.begin(report);
            self.wordings.push((report, words + end));
            while let Some(&(of, rank, end)) = parts.next_if(|part| part.0 == report) {
                self.parts.push((of, rank, keys + end));
            }
        }
        self.keys.extend_from_slice(&other.keys);
        self.words.extend_from_slice(&other.words);
    }

    /// Reports that tell of an event.
    #[must_use]
    pub fn telling(&self) -> u32 {
        let mut reports: Vec<u32> = self.live().map(|(_, (report, ..), _)| *report).collect();
        reports.dedup();
        reports.len() as u32
    }

    /// The numbers of the wording of each report.
    pub fn wordings(&self) -> impl Iterator<Item = (u32, &[u32])> {
        let mut start = 0;
        (0_u32..)
            .zip(&self.wordings)
            .filter_map(move |(at, &(report, end))| {
                let words = &self.words[start as usize..end as usize];
                start = end;
                let counts = self.again.get(&report).is_none_or(|(_, from)| at >= *from);
                counts.then_some((report, words))
            })
    }

    /// Reports with one of these numbers in their wording, in order.
    #[must_use]
    pub fn worded(&self, numbers: &[u32]) -> Vec<u32> {
        let wanted = Wanted::new(numbers.to_vec());
        let fitting = self
            .wordings()
            .filter(|(_, words)| words.iter().any(|word| wanted.has(*word)));
        let mut found: Vec<u32> = fitting.map(|(report, _)| report).collect();
        found.sort_unstable();
        found
    }

    /// Parts that count, by their position, with their keys.
    fn live(&self) -> impl Iterator<Item = (u32, &(u32, Rank, u32), &[u32])> {
        let mut start = 0;
        (0_u32..).zip(&self.parts).filter_map(move |(at, part)| {
            let keys = &self.keys[start as usize..part.2 as usize];
            start = part.2;
            let counts = self.again.get(&part.0).is_none_or(|(from, _)| at >= *from);
            counts.then_some((at, part, keys))
        })
    }

    /// Everything under some keys: key, rank and position of the part.
    fn under(&self, keys: Vec<u32>) -> Vec<(u32, Rank, u32)> {
        let wanted = Wanted::new(keys);
        let mut found = Vec::new();
        let all = 0..self.parts.len();
        found.par_extend(all.into_par_iter().with_min_len(256).flat_map_iter(|at| {
            let (report, rank, end) = self.parts[at];
            let start = at.checked_sub(1).map_or(0, |before| self.parts[before].2);
            let at = at as u32;
            let counts = self.again.get(&report).is_none_or(|(from, _)| at >= *from);
            let keys = &self.keys[start as usize..end as usize];
            let fitting = keys.iter().filter(|key| counts && wanted.has(**key));
            fitting.map(move |key| (*key, rank, at)).collect::<Vec<_>>()
        }));
        found
    }

    /// Keys of the reports that are not among these, where two of these share a key.
    pub(crate) fn between(&self, entries: &[Entry<'_>]) -> Vec<(u32, Rank)> {
        let mut keys: Vec<u32> = entries
            .iter()
            .flat_map(|e| e.rank_and_keys().1)
            .copied()
            .collect();
        keys.sort_unstable();
        let shared = keys.chunk_by(|a, b| a == b).filter(|same| same.len() > 1);
        let shared: Vec<u32> = shared.map(|same| same[0]).collect();
        let own: BTreeSet<Rank> = entries.iter().map(|e| e.rank_and_keys().0).collect();
        let others = self.under(shared).into_iter();
        others
            .filter(|(_, rank, _)| !own.contains(rank))
            .map(|(key, rank, _)| (key, rank))
            .collect()
    }
}

/// Numbers that are looked for among many others.
struct Wanted {
    sorted: Vec<u32>,
    /// A bit for each number by its lowest bits: most others are told by it.
    bits: Vec<u64>,
}

impl Wanted {
    const BITS: u32 = 1 << 18;

    fn new(mut numbers: Vec<u32>) -> Self {
        numbers.sort_unstable();
        numbers.dedup();
        let mut bits = vec![0_u64; Self::BITS as usize / 64];
        for number in &numbers {
            let bit = number % Self::BITS;
            bits[bit as usize / 64] |= 1 << (bit % 64);
        }
        Self {
            sorted: numbers,
            bits,
        }
    }

    fn has(&self, number: u32) -> bool {
        let bit = number % Self::BITS;
        self.bits[bit as usize / 64] & (1 << (bit % 64)) != 0 && self.sorted.binary_search(&number).is_ok()
    }
}

/// A report by its number, with each of its gists and the component that this is of.
pub type KeptGists = (u32, Vec<(u32, Gist)>);

/// Components that new reports reach: those of which a report is likely one incident with one of them, and those of which two reports
/// may no longer be compared because new ones have come between them. The traces of the `fresh` reports are among all; `kept` gives
/// the gists of reports by their numbers, as a ledger keeps them.
///
/// # Errors
/// Those of `kept`.
pub fn reached<E>(
    traces: &Traces,
    fresh: &[(u32, Vec<Gist>)],
    rarity: &Rarity,
    kept: impl Fn(&[u32]) -> Result<Vec<KeptGists>, E>,
) -> Result<BTreeSet<u32>, E> {
    let marks: Vec<Entry<'_>> = fresh
        .par_iter()
        .flat_map_iter(|(_, gists)| gists.iter().map(|gist| Entry::new(gist.clone(), None, rarity)))
        .collect();
    let near = Near::of(traces, fresh, &marks);
    let known = kept(&near.reports(traces))?;
    let parts: Vec<(u32, Gist)> = known.into_iter().flat_map(|(_, parts)| parts).collect();
    let entries = parts.into_par_iter().map(|(component, gist)| {
        let mark = Mark::of(gist, rarity);
        (rank(mark.published, &mark.document, mark.part), (component, mark))
    });
    let entries: BTreeMap<Rank, (u32, Mark)> = entries.collect();
    let rank_of = |at: u32| traces.parts[at as usize].1;
    let joined = near.pairs.par_iter().filter_map(|&(n, other)| {
        let rank = rank_of(other);
        let (component, mark) = entries.get(&rank)?;
        let (fresh, fresh_rank) = (marks[n].mark(), marks[n].rank_and_keys().0);
        let one = if fresh_rank <= rank {
            joins(fresh, mark, rarity)
        } else {
            joins(mark, fresh, rarity)
        };
        one.then_some(*component)
    });
    let mut reached: BTreeSet<u32> = joined.collect();
    let components = |side: &[u32]| -> BTreeSet<u32> {
        let of = side.iter().filter_map(|at| entries.get(&rank_of(*at)));
        of.map(|(component, _)| *component).collect()
    };
    for (before, behind) in &near.sides {
        reached.extend(components(before).intersection(&components(behind)));
    }
    Ok(reached)
}

/// Parts of known reports around new ones, by their positions.
struct Near {
    /// New parts, with the known ones that they are compared with.
    pairs: Vec<(usize, u32)>,
    /// What stands on both sides of new parts under crowded keys.
    sides: Vec<(Vec<u32>, Vec<u32>)>,
}

impl Near {
    fn of(traces: &Traces, fresh: &[(u32, Vec<Gist>)], marks: &[Entry<'_>]) -> Self {
        let new: BTreeSet<u32> = fresh.iter().map(|(report, _)| *report).collect();
        let keys = marks.iter().flat_map(|e| e.rank_and_keys().1).copied();
        let posted = traces.under(keys.collect());
        let at_rank: BTreeMap<Rank, u32> = posted.iter().map(|(_, rank, at)| (*rank, *at)).collect();
        let postings = Postings::of(posted);
        let known = |at: &u32| !new.contains(&traces.parts[*at as usize].0);
        let (mut pairs, mut sides) = (Vec::new(), Vec::new());
        for (n, entry) in marks.iter().enumerate() {
            let (rank, keys) = entry.rank_and_keys();
            let Some(&at) = at_rank.get(&rank) else { continue };
            let near = postings.earlier(keys, rank, at).into_iter();
            let near = near.chain(postings.later(keys, rank, at)).filter(known);
            pairs.extend(near.map(|other| (n, other)));
            sides.extend(postings.both_sides(keys, rank, at, marks.len()));
        }
        Self { pairs, sides }
    }

    /// The reports of all of them.
    fn reports(&self, traces: &Traces) -> Vec<u32> {
        let sides = self.sides.iter().flat_map(|(a, b)| a.iter().chain(b));
        let parts = self.pairs.iter().map(|(_, at)| at).chain(sides);
        let reports: BTreeSet<u32> = parts.map(|at| traces.parts[*at as usize].0).collect();
        reports.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_read_at_once_are_as_those_read_in_turn() {
        let trace = |n: u32| Trace::new((n as i32, u64::from(n)), vec![n, n + 7, n * 1000]);
        let mut blocks = Vec::new();
        // Reports 3 and 9 are written again, one of them twice in one block.
        for numbers in [&[1, 2, 3][..], &[], &[9, 9, 3], &[4, 9, 10], &[2]] {
            let mut block = Vec::new();
            for (at, &n) in (0_u32..).zip(numbers) {
                let parts: Vec<Trace> = (0..n % 3).map(|k| trace(n * 10 + k + at)).collect();
                Traces::write(&mut block, n, &[n, n + 5 + at], &parts);
            }
            blocks.push(block);
        }
        let (mut in_turn, mut at_once) = (Traces::default(), Traces::default());
        assert!(blocks.iter().all(|block| in_turn.read(block)));
        assert!(at_once.read_all(&blocks));
        assert_eq!(format!("{in_turn:?}"), format!("{at_once:?}"));
        let keys = || (0..200_000).collect::<Vec<u32>>();
        let live: Vec<(u32, Rank, u32)> = at_once
            .live()
            .flat_map(|(at, part, keys)| keys.iter().map(move |key| (*key, part.1, at)))
            .collect();
        assert_eq!(at_once.under(keys()), live);
        assert!(!at_once.read_all(&[vec![1, 9]]), "it breaks off");
    }
}

//! In how many reports a term stands: what makes a term that two reports share tell something.

use crate::{
    Gist, Report,
    bytes::{Bytes, put, put_sorted},
};
use dateline_model::{Term, TermKind};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// How common terms are among reports, from a collection of them (Spärck Jones, *A statistical interpretation of term specificity*,
/// 1972).
///
/// Reports are compared by it. It is a part of the question, not of the answer: under one rarity, the incidents of a set of
/// reports are the same in whatever order they come. A ledger keeps the rarity of the reports that it had when it was last reconciled
/// as a whole, and takes a new one when it is so again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rarity {
    /// Number of reports that tell of an event.
    reports: u32,
    /// Terms by their hash, with the number of reports they stand in, sorted.
    terms: Vec<(u32, u32)>,
}

impl Rarity {
    /// The rarity of the terms of these reports. Only those that tell of an event count; a report given twice counts once.
    ///
    /// # Example
    /// ```
    /// let rarity = dateline_reconcile::Rarity::of(&[]);
    /// assert_eq!(rarity, dateline_reconcile::Rarity::default());
    /// ```
    #[must_use]
    pub fn of(reports: &[Report]) -> Self {
        let mut gists: Vec<Gist> = reports.par_iter().flat_map_iter(Gist::all).collect();
        gists.par_sort_by(|a, b| (&a.document, a.published).cmp(&(&b.document, b.published)));
        gists.retain(|g| g.part == 0);
        gists.dedup_by(|a, b| a.document == b.document);
        Self::of_gists(&gists)
    }

    /// The rarity of the terms of the reports of these gists. The halves of a report are one.
    ///
    /// # Example
    /// ```
    /// let rarity = dateline_reconcile::Rarity::of_gists(&[]);
    /// assert_eq!(rarity.reports(), 0);
    /// ```
    #[must_use]
    pub fn of_gists<'g>(gists: impl IntoParallelIterator<Item = &'g Gist>) -> Self {
        let gists = gists
            .into_par_iter()
            .filter(|g| g.half_of.is_none() && g.part == 0);
        let of_each: Vec<Vec<u32>> = gists.map(|g| g.terms.keys().collect()).collect();
        let reports = of_each.len() as u32;
        let mut keys: Vec<u32> = of_each.into_iter().flatten().collect();
        keys.par_sort_unstable();
        let terms = keys
            .chunk_by(|a, b| a == b)
            .map(|same| (same[0], same.len() as u32))
            .collect();
        Self { reports, terms }
    }

    /// The same without the terms of one report alone, which weigh as much as those of none: half of all.
    #[must_use]
    pub fn of_more_than_one(mut self) -> Self {
        self.terms.retain(|(_, count)| *count > 1);
        self.terms.shrink_to_fit();
        self
    }

    /// The rarity as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.terms.len() * 4);
        put(&mut out, u64::from(self.reports));
        let keys: Vec<u32> = self.terms.iter().map(|t| t.0).collect();
        put_sorted(&mut out, &keys);
        self.terms.iter().for_each(|t| put(&mut out, u64::from(t.1)));
        out
    }

    /// The rarity that was made to bytes; `None` where the bytes are none.
    ///
    /// # Example
    /// ```
    /// use dateline_reconcile::Rarity;
    /// let none = Rarity::default();
    /// assert_eq!(Rarity::from_bytes(&none.to_bytes()), Some(none));
    /// assert_eq!(Rarity::from_bytes(&[7]), None);
    /// ```
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut bytes = Bytes(bytes);
        let reports = bytes.small()?;
        let keys = bytes.sorted()?;
        let terms = keys.into_iter().map(|key| Some((key, bytes.small()?)));
        let terms = terms.collect::<Option<_>>()?;
        bytes.0.is_empty().then_some(Self { reports, terms })
    }

    /// The rarity of the terms of these reports and of others, none of which is among them: a million reports need not be in memory at
    /// once to be counted.
    ///
    /// # Example
    /// ```
    /// use dateline_reconcile::Rarity;
    /// assert_eq!(Rarity::of(&[]).and(&Rarity::default()), Rarity::default());
    /// ```
    #[must_use]
    pub fn and(self, other: &Self) -> Self {
        let mut terms = Vec::with_capacity(self.terms.len() + other.terms.len());
        let mut rest = other.terms.as_slice();
        for (term, count) in self.terms {
            let before = rest.partition_point(|(t, _)| *t < term);
            terms.extend_from_slice(&rest[..before]);
            rest = &rest[before..];
            match rest.split_first() {
                Some(((same, more), behind)) if *same == term => {
                    terms.push((term, count + more));
                    rest = behind;
                }
                _ => terms.push((term, count)),
            }
        }
        terms.extend_from_slice(rest);
        Self {
            reports: self.reports + other.reports,
            terms,
        }
    }

    /// Number of reports it was taken from.
    #[must_use]
    pub fn reports(&self) -> u32 {
        self.reports
    }

    /// In how many of them the term stands.
    pub(crate) fn frequency(&self, key: u32) -> u32 {
        let at = self.terms.binary_search_by_key(&key, |(k, _)| *k);
        at.map_or(0, |at| self.terms[at].1)
    }

    /// What the term weighs: nothing where all reports have it, most where none or one has.
    pub(crate) fn weight(&self, frequency: u32) -> f32 {
        (self.reports.max(1) as f32 / frequency.max(1) as f32)
            .ln()
            .max(0.0)
    }
}

/// A term as a number. Of a million terms two in ten thousand share theirs with another, which changes no comparison by much.
pub(crate) fn key(term: &Term) -> u32 {
    let kind = match term.kind {
        TermKind::Name => 1,
        TermKind::Age => 2,
        TermKind::Number => 3,
        _ => 4,
    };
    let hash = hash(kind, term.form.as_bytes());
    (hash >> 32) as u32 ^ hash as u32
}

/// FNV-1a of 64 bits over a tag and bytes, mixed once more so that its high bits depend on all of them.
pub(crate) fn hash(tag: u8, bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = bytes.iter().copied().fold(step(0xcbf2_9ce4_8422_2325, tag), step);
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^ (hash >> 33)
}

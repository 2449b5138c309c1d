//! The same report again: exact copies, and the near copies that agencies' customers print.
//!
//! Each text is reduced to a [`Signature`] (MinHash over runs of five words); texts that share a band of it are compared by
//! their signatures. The work grows with the number of texts, not with its square; the same texts in the same order give
//! the same links.
//!
//! Sources: Broder, 'On the resemblance and containment of documents' (1997); Leskovec, Rajaraman and Ullman, *Mining of
//! Massive Datasets*, chapter 3.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Numbers in a signature: the standard error of a resemblance of 0.7 is then 0.04.
const HASHES: usize = 128;

/// Numbers in a band. With 32 bands of 4, a pair of resemblance 0.6 shares one in 98 of 100 cases, one of 0.2 in 5.
const BAND: usize = 4;

/// Words in a run.
const RUN: usize = 5;

/// Texts under so many words have no near copies: what they share is chance.
const ENOUGH_WORDS: usize = 30;

/// Texts of one band that are compared. A band shared by more is boilerplate, and its first members are enough.
const MAX_BAND: usize = 64;

/// Resemblance from which a text is a copy; between texts signed by the same agency, of which customers cut the end, a lower
/// one is enough. Chosen on texts written for this project.
const NEAR: f64 = 0.6;
const NEAR_SAME_AGENCY: f64 = 0.4;

/// What a text is reduced to; small enough to be kept beside each report (about half a kilobyte), and stable over versions
/// and machines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Hash of the words of the whole text, without marks and case.
    exact: u64,
    /// The least hash of the runs under each of the functions; empty for short texts.
    least: Vec<u32>,
    /// The agency that signs it.
    agency: Option<String>,
}

impl Signature {
    /// The signature of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let words: Vec<u64> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(hash_word)
            .collect();
        let exact = words
            .iter()
            .fold(words.len() as u64, |hash, word| mix(hash ^ word));
        let mut least = Vec::new();
        if words.len() >= ENOUGH_WORDS {
            least = vec![u32::MAX; HASHES];
            for run in words.windows(RUN) {
                let run = run.iter().fold(0, |hash, word| mix(hash ^ word));
                let (low, high) = (run as u32, (run >> 32) as u32 | 1);
                let mut hash = low;
                for slot in &mut least {
                    hash = hash.wrapping_add(high);
                    *slot = (*slot).min(finish(hash));
                }
            }
        }
        Self {
            exact,
            least,
            agency: agency(text).map(str::to_owned),
        }
    }

    /// Numbers by which texts that may be copies of each other find one another: those of exact and of near copies share one. A text without
    /// words has none.
    ///
    /// # Example
    /// ```
    /// use dateline_read::Signature;
    /// let marks = |text| Signature::of(text).marks();
    /// assert_eq!(marks("Shells fell on Kora."), marks("SHELLS fell on Kora"));
    /// assert_ne!(marks("Shells fell on Kora."), marks("Shells fell on Atarib."));
    /// assert!(marks(" - ").is_empty());
    /// ```
    #[must_use]
    pub fn marks(&self) -> Vec<u32> {
        if self.exact == 0 {
            return Vec::new();
        }
        let short = |hash: u64| (hash >> 32) as u32 ^ hash as u32;
        let bands = bands(self).map(|(at, band)| short(mix(band ^ u64::from(at))));
        std::iter::once(short(self.exact)).chain(bands).collect()
    }

    /// How much two texts resemble each other: the share of their runs of words that both have, estimated. 0 for short texts.
    ///
    /// # Example
    /// ```
    /// use dateline_read::Signature;
    /// let text = "Shells fell on the market of the town on Monday morning, killing two traders and wounding a boy, \
    ///             and the mayor said that the fire had come from the hills to the east of the river.";
    /// let (one, two) = (Signature::of(text), Signature::of(&text.to_uppercase()));
    /// assert_eq!(one.resemblance(&two), 1.0);
    /// ```
    #[must_use]
    pub fn resemblance(&self, other: &Self) -> f64 {
        if self.least.len() != HASHES || other.least.len() != HASHES {
            return 0.0;
        }
        let same = self
            .least
            .iter()
            .zip(&other.least)
            .filter(|(a, b)| a == b)
            .count();
        same as f64 / HASHES as f64
    }
}

fn hash_word(word: &str) -> u64 {
    // FNV-1a over the lower-case letters.
    word.chars()
        .flat_map(char::to_lowercase)
        .fold(0xcbf2_9ce4_8422_2325, |hash, c| {
            (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3)
        })
}

/// The finisher of SplitMix64.
fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The finisher of MurmurHash3 for 32 bits.
fn finish(x: u32) -> u32 {
    let x = (x ^ (x >> 16)).wrapping_mul(0x85eb_ca6b);
    let x = (x ^ (x >> 13)).wrapping_mul(0xc2b2_ae35);
    x ^ (x >> 16)
}

/// What a report is to those before it.
#[derive(Clone, Debug, PartialEq)]
pub enum Copy<K> {
    /// The first of its kind.
    First,
    /// The same words as an earlier one, marks and case aside.
    Exact {
        /// The first with these words.
        of: K,
    },
    /// Nearly the same words as an earlier one.
    Near {
        /// The first report of the chain: never itself a copy.
        of: K,
        /// How much it resembles the report that it was found by, from 0 to 1.
        resemblance: f64,
    },
}

/// An index of reports that finds copies as they come. A ledger keeps the signatures and feeds them again, in the order in
/// which they came, to have the same index.
///
/// # Example
/// ```
/// use dateline_read::{Copy, Signature, WireCopies};
/// let text = "Two died when shells fell on the market.";
/// let mut index = WireCopies::new();
/// assert_eq!(index.add("a", Signature::of(text)), Copy::First);
/// assert_eq!(index.add("b", Signature::of("Two died when shells fell on the market")), Copy::Exact { of: "a" });
/// ```
#[derive(Clone, Debug)]
pub struct WireCopies<K> {
    reports: Vec<(K, Signature, u32)>,
    exact: BTreeMap<u64, u32>,
    bands: BTreeMap<(u8, u64), Vec<u32>>,
}

impl<K> Default for WireCopies<K> {
    fn default() -> Self {
        Self {
            reports: Vec::new(),
            exact: BTreeMap::new(),
            bands: BTreeMap::new(),
        }
    }
}

impl<K: Clone> WireCopies<K> {
    /// An empty index.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reports in the index, exact copies not counted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.reports.len()
    }

    /// Whether nothing was added yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.reports.is_empty()
    }

    /// Adds a report and says what it is to those before it. A text without words is the first of its kind.
    pub fn add(&mut self, key: K, signature: Signature) -> Copy<K> {
        if let Some(&at) = self.exact.get(&signature.exact)
            && let Some((of, known, _)) = self.reports.get(at as usize)
            && known.least == signature.least
        {
            return Copy::Exact { of: of.clone() };
        }
        let Ok(own) = u32::try_from(self.reports.len()) else {
            return Copy::First;
        };
        let found = self.nearest(&signature);
        let first = found.map_or(own, |(at, _)| self.reports[at as usize].2);
        // A text without words has the hash 0: nothing is a copy of nothing.
        if signature.exact != 0 {
            self.exact.entry(signature.exact).or_insert(own);
        }
        for band in bands(&signature) {
            let members = self.bands.entry(band).or_default();
            if members.len() < MAX_BAND {
                members.push(own);
            }
        }
        self.reports.push((key, signature, first));
        match found {
            Some((_, resemblance)) => Copy::Near {
                of: self.reports[first as usize].0.clone(),
                resemblance,
            },
            None => Copy::First,
        }
    }

    /// The report that resembles a text most, the first of equals, where it is near enough.
    fn nearest(&self, signature: &Signature) -> Option<(u32, f64)> {
        let mut candidates: Vec<u32> = bands(signature)
            .filter_map(|band| self.bands.get(&band))
            .flatten()
            .copied()
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        let mut best: Option<(u32, f64)> = None;
        for at in candidates {
            let (_, other, _) = &self.reports[at as usize];
            let resemblance = signature.resemblance(other);
            let same_agency = signature.agency.is_some() && signature.agency == other.agency;
            let enough = if same_agency { NEAR_SAME_AGENCY } else { NEAR };
            if resemblance >= enough && best.is_none_or(|(_, b)| resemblance > b) {
                best = Some((at, resemblance));
            }
        }
        best
    }
}

fn bands(signature: &Signature) -> impl Iterator<Item = (u8, u64)> + '_ {
    (0u8..).zip(signature.least.chunks(BAND)).map(|(at, band)| {
        let hash = band.iter().fold(0, |hash, part| mix(hash ^ u64::from(*part)));
        (at, hash)
    })
}

/// Names of agencies, as `lexicons/syntax/agencies.tsv` has them for datelines.
const AGENCIES: &str = include_str!("../../../lexicons/syntax/agencies.tsv");

/// Bytes at either end of a text in which an agency signs.
const SIGNED_WITHIN: usize = 160;

/// The agency that signs a text, by its name in lower case: in brackets, or before a dash, at the head (`KORA (AFP) -`), or in
/// brackets at the end.
///
/// # Example
/// ```
/// use dateline_read::agency;
/// assert_eq!(agency("KORA (AFP) - Shells fell on the town."), Some("afp"));
/// assert_eq!(agency("The reporters of AFP were held."), None);
/// ```
#[must_use]
pub fn agency(text: &str) -> Option<&'static str> {
    let head = &text[..text.floor_char_boundary(SIGNED_WITHIN)];
    let tail = &text[text.ceil_char_boundary(text.len().saturating_sub(SIGNED_WITHIN))..];
    in_brackets(head)
        .or_else(|| before_dash(head))
        .or_else(|| in_brackets(tail))
}

fn known(name: &str) -> Option<&'static str> {
    let name = name.trim().to_lowercase();
    AGENCIES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split('\t').next())
        .find(|known| !known.is_empty() && *known == name)
}

fn in_brackets(text: &str) -> Option<&'static str> {
    text.split('(')
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .find_map(|(inner, _)| known(inner))
}

fn before_dash(head: &str) -> Option<&'static str> {
    let (front, _) = [" - ", " – ", " — "]
        .iter()
        .find_map(|dash| head.split_once(dash))?;
    known(front.rsplit([',', '/']).next()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A report of `n` sentences that no other seed shares.
    fn report(seed: u64, n: u64) -> String {
        let words = [
            "shells", "fell", "market", "mayor", "river", "troops", "said", "bridge", "night", "guns",
        ];
        let word = |i: u64| words[(mix(seed * 1000 + i) % 10) as usize];
        (0..n)
            .map(|s| (0..12).map(|w| word(s * 12 + w)).collect::<Vec<_>>().join(" ") + ". ")
            .collect()
    }

    #[test]
    fn near_copies_lead_to_the_first() {
        let mut index = WireCopies::new();
        let original = report(1, 20);
        assert_eq!(index.add(1, Signature::of(&original)), Copy::First);
        assert_eq!(index.add(2, Signature::of(&report(2, 20))), Copy::First);
        let cut = format!("TOWN (AFP) - {} ", &original[..original.len() * 8 / 10]);
        assert!(matches!(
            index.add(3, Signature::of(&cut)),
            Copy::Near { of: 1, .. }
        ));
        let again = format!("{cut} More soon.");
        assert!(matches!(
            index.add(4, Signature::of(&again)),
            Copy::Near { of: 1, .. }
        ));
        assert_eq!(
            index.add(5, Signature::of(&original.to_uppercase())),
            Copy::Exact { of: 1 }
        );
    }

    #[test]
    fn short_and_empty_texts_have_no_near_copies() {
        let mut index = WireCopies::new();
        assert_eq!(index.add(1, Signature::of("")), Copy::First);
        assert_eq!(index.add(2, Signature::of(" ")), Copy::First);
        assert_eq!(index.add(3, Signature::of("Two died in the town.")), Copy::First);
        assert_eq!(
            index.add(4, Signature::of("Three died in the town.")),
            Copy::First
        );
    }

    #[test]
    fn agencies_sign_at_either_end() {
        assert_eq!(
            agency("Shells fell. (Associated Press)"),
            Some("associated press")
        );
        assert_eq!(agency("KORA, AFP - Shells fell."), Some("afp"));
        assert_eq!(agency("Shells (mortar) fell."), None);
    }

    #[test]
    fn a_thousand_unlike_reports_are_all_first() {
        let mut index = WireCopies::new();
        for seed in 0..1000 {
            assert_eq!(
                index.add(seed, Signature::of(&report(seed + 10, 10))),
                Copy::First,
                "{seed}"
            );
        }
        assert_eq!(index.len(), 1000);
    }
}

//! Tables by word: what every lexicon is looked up in.

use serde::{Deserialize, Deserializer};
use std::collections::BTreeSet;

/// A word with its fingerprint, which [`Analysis::key`](crate::Analysis::key) has made already when the text was cut.
#[derive(Clone, Copy, Debug)]
pub struct WordKey<'w> {
    pub(crate) print: u32,
    /// As bytes: a part of a text is cut out as such without asking where its characters end.
    pub(crate) word: &'w [u8],
}

impl<'w> WordKey<'w> {
    /// The key of a word that is no token of a text.
    #[must_use]
    pub fn new(word: &'w str) -> Self {
        Self {
            print: fingerprint(word),
            word: word.as_bytes(),
        }
    }
}

/// Eight bytes at a time, multiplied and turned; the upper half is kept, as a product mixes upwards.
pub(crate) fn fingerprint(word: &str) -> u32 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |hash: u64, block: u64| (hash.rotate_left(23) ^ block).wrapping_mul(FACTOR);
    let (blocks, rest) = word.as_bytes().as_chunks::<8>();
    let hash = blocks.iter().fold(word.len() as u64, |hash, block| {
        mix(hash, u64::from_le_bytes(*block))
    });
    let rest = rest.iter().fold(0, |rest, byte| rest << 8 | u64::from(*byte));
    (mix(hash, rest) >> 32) as u32
}

/// Words, each with a value. It is asked for a word and never walked, so the order in which it keeps its words can not reach any
/// output. Two words of one fingerprint are told apart by their letters.
///
/// # Example
/// ```
/// use dateline_syntax::{WordKey, WordTable};
/// let mut table = WordTable::default();
/// table.or_insert_with("raid", || 1);
/// assert_eq!(table.get("raid"), Some(&1));
/// assert_eq!(table.find(WordKey::new("raids")), None);
/// ```
#[derive(Clone, Debug)]
pub struct WordTable<V> {
    /// Fingerprint, and position among the words plus one; 0 is an empty slot. A power of two of them, at most half full.
    slots: Vec<(u32, u32)>,
    words: Vec<(Box<str>, V)>,
}

impl<V> Default for WordTable<V> {
    fn default() -> Self {
        Self {
            slots: vec![(0, 0); 2],
            words: Vec::new(),
        }
    }
}

impl<V> WordTable<V> {
    /// The value of a word.
    #[must_use]
    pub fn get(&self, word: &str) -> Option<&V> {
        self.find(WordKey::new(word))
    }

    /// The value of a word whose fingerprint is known.
    #[must_use]
    pub fn find(&self, key: WordKey<'_>) -> Option<&V> {
        self.position(key).map(|at| &self.words[at].1)
    }

    /// Whether the table has a word.
    #[must_use]
    pub fn contains(&self, word: &str) -> bool {
        self.position(WordKey::new(word)).is_some()
    }

    /// Its words in alphabetical order, for making another table.
    #[must_use]
    pub fn sorted(&self) -> Vec<&str> {
        let mut words: Vec<&str> = self.words.iter().map(|(word, _)| &**word).collect();
        words.sort_unstable();
        words
    }

    /// How many words the table has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether the table has no words.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    fn position(&self, key: WordKey<'_>) -> Option<usize> {
        let mask = self.slots.len() - 1;
        let mut slot = key.print as usize & mask;
        loop {
            let (print, at) = self.slots[slot];
            let at = at.checked_sub(1)? as usize;
            if print == key.print && self.words[at].0.as_bytes() == key.word {
                return Some(at);
            }
            slot = (slot + 1) & mask;
        }
    }

    fn put(&mut self, print: u32, at: usize) {
        let mask = self.slots.len() - 1;
        let mut slot = print as usize & mask;
        while self.slots[slot].1 != 0 {
            slot = (slot + 1) & mask;
        }
        self.slots[slot] = (print, at as u32 + 1);
    }
}

impl<V> WordTable<V> {
    /// The value of a word, which is taken in with what `make` gives where the table has it not.
    pub fn or_insert_with(&mut self, word: &str, make: impl FnOnce() -> V) -> &mut V {
        let key = WordKey::new(word);
        let at = match self.position(key) {
            Some(at) => at,
            None => {
                self.words.push((word.into(), make()));
                if self.slots.len() < 2 * self.words.len() {
                    let twice = vec![(0, 0); 2 * self.slots.len()];
                    for (print, at) in std::mem::replace(&mut self.slots, twice) {
                        if let Some(at) = at.checked_sub(1) {
                            self.put(print, at as usize);
                        }
                    }
                }
                self.put(key.print, self.words.len() - 1);
                self.words.len() - 1
            }
        };
        &mut self.words[at].1
    }
}

impl<V, W: AsRef<str>> FromIterator<(W, V)> for WordTable<V> {
    /// Of values for the same word, the first is kept.
    fn from_iter<I: IntoIterator<Item = (W, V)>>(words: I) -> Self {
        let mut table = Self::default();
        for (word, value) in words {
            table.or_insert_with(word.as_ref(), || value);
        }
        table
    }
}

impl<'de> Deserialize<'de> for WordTable<()> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BTreeSet::<String>::deserialize(deserializer)
            .map(|words| words.into_iter().map(|w| (w, ())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn a_table_knows_what_an_ordered_map_knows(
            words in prop::collection::vec(("[a-c]{0,4}|\\PC{0,20}", 0u8..9), 0..200),
            others in prop::collection::vec("[a-c]{0,4}", 0..50),
        ) {
            let map: BTreeMap<String, u8> = words.iter().cloned().rev().collect();
            let table: WordTable<u8> = words.iter().cloned().collect();
            prop_assert_eq!(table.len(), map.len());
            prop_assert_eq!(table.sorted(), map.keys().collect::<Vec<_>>());
            for word in map.keys().chain(&others) {
                prop_assert_eq!(table.get(word), map.get(word));
                prop_assert_eq!(table.contains(word), map.contains_key(word));
            }
        }
    }
}

//! Words that reports often have, by number: a term takes fewer bits as one of a few thousand words than as a hash of all.

use crate::rarity::key;
use dateline_model::{Term, TermKind};
use std::sync::LazyLock;

/// The commonest words of the project's own sentences, the commonest first (`cargo run -p dateline-settle --example common_terms`).
/// Gists are written by their numbers: where it changes, the method of `dateline-settle` is raised.
const WORDS: &str = include_str!("common.txt");

static COMMON: LazyLock<Common> = LazyLock::new(Common::new);

struct Common {
    keys: Vec<u32>,
    /// Key and number, sorted.
    numbers: Vec<(u32, u16)>,
}

impl Common {
    fn new() -> Self {
        let of = |word: &str| {
            key(&Term {
                kind: TermKind::Word,
                form: word.to_owned(),
                count: 1,
                lead: 0,
            })
        };
        let keys: Vec<u32> = WORDS.lines().map(of).collect();
        let mut numbers: Vec<(u32, u16)> = keys.iter().copied().zip(0..).collect();
        numbers.sort_unstable();
        // Should two words have one key, the commoner stands for both.
        numbers.dedup_by_key(|(key, _)| *key);
        Self { keys, numbers }
    }
}

/// The number of a common term.
pub(crate) fn number(key: u32) -> Option<u16> {
    let at = COMMON.numbers.binary_search_by_key(&key, |(k, _)| *k).ok()?;
    Some(COMMON.numbers[at].1)
}

/// The term of a number; `None` where there are not so many.
pub(crate) fn term(number: u32) -> Option<u32> {
    COMMON.keys.get(number as usize).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rarity::hash;

    #[test]
    fn numbers_and_terms_are_each_others() {
        for number_of in 0..4096 {
            let term = term(number_of).expect("there are so many");
            let first = number(term).expect("it is common");
            assert_eq!(self::term(u32::from(first)), Some(term));
        }
        assert_eq!(term(4096), None);
        assert_eq!(number(hash(4, b"no such word") as u32), None);
    }

    #[test]
    fn the_list_is_that_by_which_ledgers_were_written() {
        assert_eq!(
            hash(6, WORDS.as_bytes()),
            PINNED,
            "common.txt has changed: gists that were kept are read as others. Raise the method in crates/settle, and pin the new hash here"
        );
    }

    /// Of the list of this version.
    const PINNED: u64 = 3_983_506_250_947_601_470;
}

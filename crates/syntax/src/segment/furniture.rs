//! Lines that belong to the site and not to the report, by a reviewed list.

use crate::lexicon::{self, LexiconError};
use std::sync::LazyLock;

const SOURCE: &str = include_str!("../../../../lexicons/syntax/furniture.tsv");

/// Most words that a '*' stands for.
const WIDEST_GAP: usize = 8;

struct Pattern {
    from_start: bool,
    to_end: bool,
    /// `None` is '*'.
    words: Vec<Option<&'static str>>,
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let mut patterns = lexicon::embedded("furniture.tsv", read(SOURCE));
    // By first word, so that a sentence is compared with few of them.
    patterns.sort_by_key(|p| p.words[0]);
    patterns
});

fn read(source: &'static str) -> Result<Vec<Pattern>, LexiconError> {
    lexicon::rows("furniture.tsv", source, 3)?
        .into_iter()
        .map(|row| {
            let mut words: Vec<&str> = row.fields[0].split(' ').collect();
            let from_start = words.first() == Some(&"^");
            let to_end = words.last() == Some(&"$");
            words.truncate(words.len() - usize::from(to_end));
            words.drain(..usize::from(from_start));
            if words.is_empty() || words.contains(&"") || words.last() == Some(&"*") {
                return Err(row.error(
                    "a pattern needs words, one blank between them, and a word at its end".to_owned(),
                ));
            }
            let words = words.into_iter().map(|w| (w != "*").then_some(w)).collect();
            Ok(Pattern {
                from_start,
                to_end,
                words,
            })
        })
        .collect()
}

/// Whether a sentence, given as its words in lower case, is furniture.
pub(super) fn is_furniture<'w>(count: usize, word: impl Fn(usize) -> &'w str) -> bool {
    // A long sentence is text, whatever it begins with.
    if count == 0 || count > 60 {
        return false;
    }
    let stop = if count > 1 && matches!(word(count - 1), "." | "!" | "…" | "...") {
        count - 1
    } else {
        count
    };
    let open = PATTERNS.partition_point(|p| p.words[0].is_none());
    let begins_with = |first: &str| {
        let from = PATTERNS.partition_point(|p| p.words[0] < Some(first));
        let to = PATTERNS.partition_point(|p| p.words[0] <= Some(first));
        &PATTERNS[from..to]
    };
    if PATTERNS[..open].iter().any(|p| matches_at(p, 0, stop, &word)) {
        return true;
    }
    (0..stop).any(|at| {
        begins_with(word(at))
            .iter()
            .any(|p| (at == 0 || !p.from_start) && matches_at(p, at, stop, &word))
    })
}

/// Whether the pattern matches from word `at` on.
fn matches_at<'w>(pattern: &Pattern, at: usize, stop: usize, word: &impl Fn(usize) -> &'w str) -> bool {
    // Positions reached so far: the few ends that a '*' leaves open.
    let mut reached = vec![at];
    for expected in &pattern.words {
        let mut next = Vec::new();
        for &from in &reached {
            match expected {
                Some(w) if from < stop && word(from) == *w => next.push(from + 1),
                Some(_) => {}
                None => next.extend((from + 1..=from + WIDEST_GAP).filter(|to| *to < stop)),
            }
        }
        next.sort_unstable();
        next.dedup();
        reached = next;
    }
    reached.iter().any(|end| !pattern.to_end || *end == stop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{SentenceRole, analyse};

    #[test]
    fn every_pattern_finds_its_example_and_spares_the_other() {
        for row in lexicon::rows("furniture.tsv", SOURCE, 3).expect("well formed") {
            let found = analyse(row.fields[1]);
            assert!(
                found
                    .sentences()
                    .iter()
                    .any(|s| s.role == SentenceRole::Furniture),
                "line {}: '{}' should be furniture",
                row.line,
                row.fields[1]
            );
            let spared = analyse(row.fields[2]);
            assert!(
                spared
                    .sentences()
                    .iter()
                    .all(|s| s.role != SentenceRole::Furniture),
                "line {}: '{}' should be text",
                row.line,
                row.fields[2]
            );
        }
    }

    #[test]
    fn patterns_are_sorted_and_single() {
        let rows = lexicon::rows("furniture.tsv", SOURCE, 3).expect("well formed");
        for pair in rows.windows(2) {
            assert!(
                pair[0].fields[0] < pair[1].fields[0],
                "line {} is out of order",
                pair[1].line
            );
        }
    }
}

//! The reviewed list of words that keep their full stop.

use crate::lexicon::{self, LexiconError};
use std::sync::LazyLock;

/// What an abbreviation's full stop says about the end of the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Stands before a name or another word of its sentence: never the end.
    Inner,
    /// Stands before a figure: never the end.
    Number,
    /// A month or weekday.
    Month,
    /// A place's or street's word.
    Place,
    /// A company's form.
    Company,
    /// Any other.
    Plain,
    /// Letters with stops: 'U.S.', 'a.m.'.
    Initials,
    /// One capital: 'W.'.
    Initial,
}

const SOURCE: &str = include_str!("../../../../lexicons/syntax/abbreviations.tsv");

struct Entry {
    form: &'static str,
    class: Class,
}

/// By lower-case form.
static ENTRIES: LazyLock<Vec<(String, Entry)>> = LazyLock::new(|| {
    let mut entries: Vec<_> = lexicon::embedded("abbreviations.tsv", read(SOURCE))
        .into_iter()
        .map(|entry| (entry.form.to_lowercase(), entry))
        .collect();
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    entries
});

fn read(source: &'static str) -> Result<Vec<Entry>, LexiconError> {
    lexicon::rows("abbreviations.tsv", source, 4)?
        .into_iter()
        .map(|row| {
            let class = match row.fields[1] {
                "inner" => Class::Inner,
                "number" => Class::Number,
                "month" => Class::Month,
                "place" => Class::Place,
                "company" => Class::Company,
                "plain" => Class::Plain,
                other => {
                    return Err(row.error(format!(
                        "unknown class '{other}': write inner, number, month, place, company or plain"
                    )));
                }
            };
            Ok(Entry {
                form: row.fields[0],
                class,
            })
        })
        .collect()
}

/// The class of `word` (without its stop) when it is an abbreviation.
pub(super) fn find(word: &str) -> Option<Class> {
    if word.len() > 8 || !word.is_ascii() {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    let at = ENTRIES
        .binary_search_by(|(form, _)| form.as_str().cmp(&lower))
        .ok()?;
    let entry = &ENTRIES[at].1;
    let capital = entry.form.starts_with(|c: char| c.is_ascii_uppercase());
    let shouted = word.len() > 1 && word.bytes().all(|b| !b.is_ascii_lowercase());
    (!capital || shouted || word == entry.form).then_some(entry.class)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<String> {
        let analysis = crate::analyse(text);
        (0..analysis.tokens().len())
            .map(|ix| analysis.word(ix).to_owned())
            .collect()
    }

    #[test]
    fn every_entry_keeps_its_stop_in_its_example_and_loses_it_in_the_other() {
        for row in lexicon::rows("abbreviations.tsv", SOURCE, 4).expect("well formed") {
            let with_stop = format!("{}.", row.fields[0]).to_lowercase();
            let has = |text: &str| tokens(text).iter().any(|token| token.to_lowercase() == with_stop);
            assert!(
                has(row.fields[2]),
                "line {}: {:?}",
                row.line,
                tokens(row.fields[2])
            );
            assert_eq!(
                crate::analyse(row.fields[2]).sentences().len(),
                1,
                "line {}",
                row.line
            );
            assert!(
                !has(row.fields[3]),
                "line {}: {:?}",
                row.line,
                tokens(row.fields[3])
            );
        }
    }

    #[test]
    fn entries_are_sorted_and_single() {
        let rows = lexicon::rows("abbreviations.tsv", SOURCE, 4).expect("well formed");
        for pair in rows.windows(2) {
            assert!(
                pair[0].fields[0] < pair[1].fields[0],
                "line {} is out of order",
                pair[1].line
            );
        }
    }
}

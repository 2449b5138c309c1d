//! Datelines: the place, day and agency that a report begins with, up to the dash.

use super::tokens::Kind;
use crate::lexicon::{self, LexiconError};
use std::sync::LazyLock;

const SOURCE: &str = include_str!("../../../../lexicons/syntax/agencies.tsv");

static AGENCIES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| lexicon::embedded("agencies.tsv", read(SOURCE)));

fn read(source: &'static str) -> Result<Vec<&'static str>, LexiconError> {
    lexicon::rows("agencies.tsv", source, 2)?
        .into_iter()
        .map(|row| {
            if row.fields[0].chars().any(char::is_uppercase) {
                return Err(row.error("agencies are listed in lower case".to_owned()));
            }
            Ok(row.fields[0])
        })
        .collect()
}

/// Most tokens that a dateline has before its dash. Chosen.
const LONGEST: usize = 28;

/// A token as the dateline reader needs it.
#[derive(Clone, Copy)]
pub(super) struct Word<'w> {
    pub(super) text: &'w str,
    pub(super) kind: Kind,
    /// Whether it is a dash that stands apart, not a hyphen inside a word.
    pub(super) dash: bool,
}

/// How many of a sentence's first tokens are its dateline; 0 when it has none. `rest_shouts` says that the text is all in
/// capitals, where a name in capitals means nothing.
pub(super) fn length(words: &[Word<'_>], rest_shouts: bool) -> usize {
    let words = &words[..words.len().min(LONGEST + 8)];
    let Some((head, agency)) = head(words) else {
        return 0;
    };
    let dash = words.get(head).is_some_and(|w| w.dash);
    let place = words[..head].first().is_some_and(|w| w.text != "(");
    let shouted_place = place && words[0].text.chars().count() > 2 && is_upper(words[0].text);
    let dated = words[..head].iter().any(|w| w.kind == Kind::Number);
    let believed = match (agency, dash) {
        (Agency::Known, true) => true,
        (Agency::Known, false) => words[head - 1].text == ")",
        (Agency::Other, true) => shouted_place && (dated || !rest_shouts),
        (Agency::None, true) => {
            // 'HTS - the rebel group -' begins with a name in capitals too, but no sentence opens after its dash.
            let opens = words
                .get(head + 1)
                .is_some_and(|w| !w.text.starts_with(char::is_lowercase));
            shouted_place && !rest_shouts && opens && words[..head].iter().all(|w| fits_without_agency(*w))
        }
        (_, false) => false,
    };
    // A known agency without a dash must be followed by the report's first word.
    if !believed
        || (!dash
            && words
                .get(head)
                .is_none_or(|w| !w.text.starts_with(char::is_uppercase)))
    {
        return 0;
    }
    let mut end = head + usize::from(dash);
    // '[TEXT]', '[REPORT] [NAME OF REPORTER] [TEXT]'.
    while dash && words.get(end).is_some_and(|w| w.text == "[") {
        let Some(close) = words[end..].iter().position(|w| w.text == "]") else {
            break;
        };
        end += close + 1;
    }
    if end < words.len() { end } else { 0 }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Agency {
    None,
    Known,
    Other,
}

/// The tokens before the dash, and whether they name an agency in brackets.
fn head(words: &[Word<'_>]) -> Option<(usize, Agency)> {
    let mut agency = Agency::None;
    let mut at = 0;
    while at < words.len().min(LONGEST) {
        let word = words[at];
        if word.dash {
            break;
        }
        if word.text == "(" {
            let close = at + words[at..].iter().take(12).position(|w| w.text == ")")?;
            let inside: Vec<String> = words[at + 1..close]
                .iter()
                .map(|w| w.text.to_lowercase())
                .collect();
            let name = inside.join(" ");
            let known = AGENCIES
                .iter()
                .any(|known| *known == name || *known == name.replace(" - ", "-"));
            agency = if known { Agency::Known } else { Agency::Other };
            at = close + 1;
            // 'TRIPOLI (LEBANON), 3 MAY 12 (WIRE)': the first brackets were the country's.
            if !known && words.get(at).is_some_and(|w| w.text == ",") {
                continue;
            }
            break;
        }
        let capital = word.text.starts_with(char::is_uppercase);
        let small = matches!(
            word.text,
            "," | "-" | "'" | "/" | "." | "de" | "del" | "al" | "el" | "and" | "of" | "the" | "in"
        );
        if !(capital || small || word.kind == Kind::Number || word.text.starts_with("al-"))
            || (at == 0 && !capital)
        {
            return None;
        }
        at += 1;
    }
    // 'Damascus, SANA –': the agency without brackets.
    if at > 0 && agency == Agency::None && AGENCIES.contains(&words[at - 1].text.to_lowercase().as_str()) {
        agency = Agency::Known;
    }
    (at > 0).then_some((at, agency))
}

/// Whether a mark is of the kind that ends a dateline.
pub(super) fn is_dash(text: &str) -> bool {
    matches!(text, "—" | "–" | "--" | "-" | "---" | "−")
}

fn is_upper(text: &str) -> bool {
    !text.chars().any(char::is_lowercase) && text.chars().any(char::is_uppercase)
}

/// Without an agency only places, commas and day numbers are believed: 'BALTIMORE -', 'KORA, Syria —'.
fn fits_without_agency(word: Word<'_>) -> bool {
    matches!(word.kind, Kind::Word | Kind::Number | Kind::Abbreviation(_))
        || matches!(word.text, "," | "." | "'" | "-")
}

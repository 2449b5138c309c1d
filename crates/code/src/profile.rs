//! What a report is about, as terms that other reports can be compared by.
//!
//! No parser is needed: names are runs of capitalised words, and in text without case pairs of long words.

use dateline_model::{Document, Profile, Term, TermKind};
use dateline_syntax::{Analysis, SentenceRole, TokenIx, TokenShape, analyse};
use std::collections::{BTreeMap, BTreeSet};

/// Words of the lead. Chosen: news tells what happened in its first three paragraphs.
const LEAD: usize = 120;

/// Words of a run that is hashed. Chosen: the usual length for near-copies of news.
const SHINGLE: usize = 5;

/// Hashes kept of a report: an estimate of likeness within about one part in eight.
const SKETCH: usize = 64;

/// Terms kept, rarest kinds first: bounds memory on pages that are lists of names.
const MAX_TERMS: usize = 1_000;

/// The terms of a report and a sketch of its wording. The headline is read with the text.
///
/// # Example
/// ```
/// use dateline_model::{Document, DocumentParts, TermKind};
/// let report = Document::new(DocumentParts { text: "Police say Ada Marl, 31, fired on the crowd.".into(), ..Default::default() });
/// let profile = dateline_code::profile(&report);
/// let has = |kind, form: &str| profile.terms.iter().any(|t| t.kind == kind && t.form == form);
/// assert!(has(TermKind::Name, "ada marl"));
/// assert!(has(TermKind::Age, "31"));
/// ```
#[must_use]
pub fn profile(document: &Document) -> Profile {
    let mut counts: BTreeMap<(TermKind, String), (u32, u32)> = BTreeMap::new();
    let mut words = Vec::new();
    if let Some(title) = &document.title {
        let read = analyse(title);
        terms(&read, &mut |kind, form, _| count(&mut counts, kind, form, true));
    }
    let read = analyse(&document.text);
    let mut seen = 0;
    terms(&read, &mut |kind, form, word| {
        if let Some(word) = word {
            seen += 1;
            words.push(word.to_owned());
        }
        count(&mut counts, kind, form, seen <= LEAD);
    });
    let terms = counts
        .into_iter()
        .take(MAX_TERMS)
        .map(|((kind, form), (count, lead))| Term {
            kind,
            form,
            count,
            lead,
        });
    Profile {
        terms: terms.collect(),
        sketch: sketch(&words),
    }
}

fn count(counts: &mut BTreeMap<(TermKind, String), (u32, u32)>, kind: TermKind, form: String, lead: bool) {
    let entry = counts.entry((kind, form)).or_default();
    entry.0 += 1;
    entry.1 += u32::from(lead);
}

/// Hands every term of the running text to `take`; the third argument is the word where the term is a single one.
fn terms(read: &Analysis<'_>, take: &mut dyn FnMut(TermKind, String, Option<&str>)) {
    for sentence in read.sentences() {
        if sentence.role == SentenceRole::Furniture {
            continue;
        }
        let mut ix = sentence.tokens.start;
        while ix < sentence.tokens.end {
            if !sentence.all_caps {
                let end = name_end(read, ix, sentence.tokens.end);
                if end > ix + 1 {
                    let name: Vec<&str> = (ix..end).map(|at| read.lower(at)).collect();
                    take(TermKind::Name, name.join(" "), None);
                }
                for at in ix..end.max(ix + 1) {
                    word(read, at, take);
                }
                ix = end.max(ix + 1);
            } else {
                // Without case two words side by side stand for a name: those of names recur, others are common.
                if ix + 1 < sentence.tokens.end && long(read, ix) && long(read, ix + 1) {
                    take(
                        TermKind::Name,
                        format!("{} {}", read.lower(ix), read.lower(ix + 1)),
                        None,
                    );
                }
                word(read, ix, take);
                ix += 1;
            }
        }
    }
}

/// A word of four letters or more: no article, preposition or auxiliary to speak of.
fn long(read: &Analysis<'_>, at: TokenIx) -> bool {
    let word = matches!(read.tokens()[at].shape, TokenShape::Upper | TokenShape::Capital);
    word && read.lower(at).chars().count() > 3
}

/// Where the run of capitalised words that begins at `ix` ends; initials with their stop belong to it.
fn name_end(read: &Analysis<'_>, ix: TokenIx, end: TokenIx) -> TokenIx {
    let capital = |at: TokenIx| matches!(read.tokens()[at].shape, TokenShape::Capital | TokenShape::Upper);
    let mut at = ix;
    while at < end && capital(at) {
        at += 1;
    }
    at
}

fn word(read: &Analysis<'_>, at: TokenIx, take: &mut dyn FnMut(TermKind, String, Option<&str>)) {
    let form = read.lower(at);
    match read.tokens()[at].shape {
        TokenShape::Punctuation | TokenShape::Symbol => {}
        TokenShape::Number => {
            if is_age(read, at) {
                take(TermKind::Age, form.to_owned(), None);
            }
            if form.len() >= 2 {
                take(TermKind::Number, form.to_owned(), Some(form));
            }
        }
        _ if form.chars().count() < 3 => {}
        _ => take(TermKind::Word, stem(form).to_owned(), Some(form)),
    }
}

/// '31-year-old', 'aged 31', and '31' between commas.
fn is_age(read: &Analysis<'_>, at: TokenIx) -> bool {
    let form = read.lower(at);
    if form.len() > 2 || !form.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let near = |ix: usize| (ix < read.tokens().len()).then(|| read.lower(ix));
    let before = at.checked_sub(1).and_then(near);
    let after = near(at + 1);
    let years = ["year", "years", "yr", "years-old", "year-old"];
    let named = after == Some("-") && near(at + 2).is_some_and(|w| years.contains(&w));
    let between = before == Some(",") && matches!(after, Some("," | "."));
    named
        || between
        || before == Some("aged")
        || after.is_some_and(|w| years.contains(&w)) && near(at + 2) == Some("old")
}

/// A word without the ending of its plural.
fn stem(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 3 && !stem.ends_with(['s', 'u', 'i', '\'']) => stem,
        _ => word,
    }
}

/// The smallest hashes of the runs of words.
fn sketch(words: &[String]) -> Vec<u64> {
    let mut hashes = BTreeSet::new();
    for run in words.windows(SHINGLE) {
        hashes.insert(hash(run));
        if hashes.len() > SKETCH {
            hashes.pop_last();
        }
    }
    hashes.into_iter().collect()
}

/// FNV-1a over the words, mixed once more: small, and the same on every machine.
fn hash(words: &[String]) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    for byte in words.iter().flat_map(|w| w.bytes().chain([b' '])) {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    state = (state ^ (state >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    state ^ (state >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_model::DocumentParts;

    fn read(text: &str) -> Profile {
        profile(&Document::new(DocumentParts {
            text: text.to_owned(),
            ..Default::default()
        }))
    }

    fn forms(profile: &Profile, kind: TermKind) -> Vec<&str> {
        let of_kind = profile.terms.iter().filter(|t| t.kind == kind);
        of_kind.map(|t| t.form.as_str()).collect()
    }

    #[test]
    fn names_ages_and_numbers_are_told_apart() {
        let seen = read("A 19-year-old driver met Ada Marl, 31, at 9:30 near 40 houses.");
        assert_eq!(forms(&seen, TermKind::Name), ["ada marl"]);
        assert_eq!(forms(&seen, TermKind::Age), ["19", "31"]);
        assert!(forms(&seen, TermKind::Number).contains(&"40"));
    }

    #[test]
    fn upper_case_text_has_pairs_of_long_words() {
        let seen = read("REBELS FIRED ON THE MAYOR OF ALTA.");
        assert_eq!(forms(&seen, TermKind::Name), ["rebels fired"]);
        assert!(forms(&seen, TermKind::Word).contains(&"rebel"));
    }

    #[test]
    fn copies_share_their_sketch() {
        let body: String = (0..300).map(|n| format!("word{} ", n * n % 997)).collect();
        let (one, two) = (
            read(&body),
            read(&format!("{body} with a new ending of its own.")),
        );
        let shared = one.sketch.iter().filter(|h| two.sketch.contains(h)).count();
        assert!(shared > 50, "{shared}");
        assert!(read("Too short.").sketch.is_empty());
    }
}

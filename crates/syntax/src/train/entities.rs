//! Reading texts with annotated names, one JSON object a line, and joining them to the treebank.
//!
//! An object has `text` and `entities` (`start`, `end` in code points, `type` or `map`), and may have `id`, `tokens` and
//! `other` (spans that the annotators gave no type: nationalities, as a rule). Types other than those of
//! [`EntityKind`](crate::EntityKind) are passed over.

use super::data::{Example, Word};
use super::net::NONE;
use crate::conllu::TreebankSentence;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Kinds of names that are learnt, in the order of their labels: O, then first and later word of each.
pub(crate) const KINDS: [&str; 4] = ["LOC", "NORP", "ORG", "PER"];

/// The labels' names, in the order of their numbers.
pub(crate) fn label_names() -> Vec<String> {
    std::iter::once("O".to_owned())
        .chain(KINDS.iter().flat_map(|k| [format!("B-{k}"), format!("I-{k}")]))
        .collect()
}

#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    id: String,
    text: String,
    entities: Vec<SpanRow>,
    #[serde(default)]
    other: Vec<SpanRow>,
    #[serde(default)]
    publisher: Option<String>,
}

#[derive(Deserialize)]
struct SpanRow {
    start: usize,
    end: usize,
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    map: Option<String>,
    /// Only in sets whose spans are whole noun phrases: whether there is a name in it.
    #[serde(default)]
    named: Option<bool>,
}

/// One annotated text, its spans in bytes.
pub(crate) struct NamedText {
    pub(crate) id: String,
    pub(crate) text: String,
    spans: Vec<NamedSpan>,
    other: Vec<(usize, usize)>,
}

struct NamedSpan {
    start: usize,
    end: usize,
    kind: usize,
    /// The span is a noun phrase around the name.
    phrase: bool,
}

/// Reads annotated texts.
pub(crate) fn read(jsonl: &str) -> Result<Vec<NamedText>, String> {
    let mut texts = Vec::new();
    for (at, line) in jsonl.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let row: Row = serde_json::from_str(line).map_err(|e| format!("line {}: {e}", at + 1))?;
        // Kept out for its licence, which forbids commercial use.
        if row.publisher.as_deref() == Some("BBC Online") {
            continue;
        }
        let bytes: Vec<usize> = row
            .text
            .char_indices()
            .map(|(b, _)| b)
            .chain([row.text.len()])
            .collect();
        let place = |s: &SpanRow| match (bytes.get(s.start), bytes.get(s.end)) {
            (Some(a), Some(b)) if a <= b => Ok((*a, *b)),
            _ => Err(format!(
                "line {}: span {}..{} is outside the text",
                at + 1,
                s.start,
                s.end
            )),
        };
        let mut spans = Vec::new();
        for s in &row.entities {
            let kind = s.map.as_deref().unwrap_or(&s.kind);
            let (start, end) = place(s)?;
            if let Some(kind) = KINDS.iter().position(|k| *k == kind)
                && s.named != Some(false)
            {
                spans.push(NamedSpan {
                    start,
                    end,
                    kind,
                    phrase: s.named.is_some(),
                });
            }
        }
        // Spans that are called neither are nationalities where they look it.
        let misc = row.entities.iter().filter(|s| s.kind == "MISC");
        let other = row
            .other
            .iter()
            .chain(misc)
            .map(place)
            .collect::<Result<_, _>>()?;
        texts.push(NamedText {
            id: row.id,
            text: row.text,
            spans,
            other,
        });
    }
    Ok(texts)
}

/// Words of titles, which are part of the annotated phrase and not of the name.
const TITLES: [&str; 44] = [
    "adm.",
    "admiral",
    "ambassador",
    "brig.",
    "brigadier",
    "capt.",
    "captain",
    "chairman",
    "chancellor",
    "chief",
    "col.",
    "colonel",
    "commander",
    "defense",
    "deputy",
    "director",
    "dr",
    "dr.",
    "foreign",
    "gen.",
    "general",
    "governor",
    "imam",
    "judge",
    "king",
    "lieutenant",
    "lt.",
    "maj.",
    "major",
    "mayor",
    "minister",
    "mr",
    "mr.",
    "mrs",
    "mrs.",
    "ms",
    "president",
    "prime",
    "prince",
    "queen",
    "secretary",
    "senator",
    "sheikh",
    "sir",
];

/// Small words that stand inside names.
const INSIDE: [&str; 14] = [
    "&", "'s", "(", ")", ",", "-", "al", "and", "bin", "de", "for", "in", "of", "the",
];

fn capital(form: &str) -> bool {
    form.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        || form.starts_with("al-")
        || form.starts_with("ez-")
}

/// Labels the words of one text. `words` has each word's bytes and form; a word whose label cannot be known gets [`NONE`].
fn label(text: &NamedText, words: &[(usize, usize, String)], groups: &BTreeSet<String>) -> Vec<u16> {
    let mut labels = vec![0u16; words.len()];
    let covered = |start: usize, end: usize| -> Vec<usize> {
        (0..words.len())
            .filter(|i| words[*i].0 < end && start < words[*i].1)
            .collect()
    };
    for span in &text.spans {
        let mut inside = covered(span.start, span.end);
        if span.phrase {
            let lower = |i: &usize| words[*i].2.to_lowercase();
            let trims = |i: &usize| {
                !capital(&words[*i].2)
                    || lower(i) == "the"
                    || (KINDS[span.kind] == "PER" && TITLES.binary_search(&lower(i).as_str()).is_ok())
            };
            let whole = inside.clone();
            while inside.first().is_some_and(trims) {
                inside.remove(0);
            }
            let mut tail = false;
            while inside.last().is_some_and(|i| !capital(&words[*i].2)) {
                inside.pop();
                tail = true;
            }
            // 'the Kora council': the name in it is a town's, not the council's.
            let borrowed = tail && KINDS[span.kind] == "ORG";
            let clean = inside
                .iter()
                .all(|i| capital(&words[*i].2) || INSIDE.contains(&words[*i].2.as_str()));
            if inside.is_empty() || !clean || borrowed {
                for i in whole {
                    labels[i] = NONE;
                }
                continue;
            }
        }
        for (at, i) in inside.into_iter().enumerate() {
            labels[i] = (1 + 2 * span.kind + usize::from(at > 0)) as u16;
        }
    }
    let norp = KINDS.iter().position(|k| *k == "NORP").unwrap_or(0);
    for (i, (_, _, form)) in words.iter().enumerate() {
        if labels[i] == 0 && groups.contains(form) {
            labels[i] = (1 + 2 * norp) as u16;
        }
    }
    labels
}

/// Forms that name nationalities and groups: one capitalised word that the annotators marked and that the treebank calls an
/// adjective or a plural name.
fn groups(texts: &[NamedText], trees: &BTreeMap<&str, &TreebankSentence>) -> BTreeSet<String> {
    let mut found: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for text in texts {
        let Some(tree) = trees.get(text.id.trim_start_matches("uner-")) else {
            continue;
        };
        let Some(words) = places(tree, &text.text) else {
            continue;
        };
        for (i, (start, end, form)) in words.iter().enumerate() {
            let seen = found.entry(form.clone()).or_default();
            let marked = text.other.iter().any(|o| o == &(*start, *end));
            if marked && capital(form) && matches!(tree.words[i].xpos.as_str(), "JJ" | "NNPS") {
                seen.0 += 1;
            } else if text.spans.iter().any(|s| s.start <= *start && *end <= s.end) {
                seen.1 += 1;
            }
        }
    }
    found
        .into_iter()
        .filter(|(_, (group, name))| *group > 0 && group >= name)
        .map(|(form, _)| form)
        .collect()
}

/// Where each word of a treebank sentence lies in its text; `None` when the text is another.
fn places(tree: &TreebankSentence, text: &str) -> Option<Vec<(usize, usize, String)>> {
    let mut at = 0;
    let mut out = Vec::new();
    for w in &tree.words {
        let blank = text[at..].len() - text[at..].trim_start().len();
        at += blank;
        if !text[at..].starts_with(&w.form) {
            return None;
        }
        out.push((at, at + w.form.len(), w.form.clone()));
        at += w.form.len();
    }
    Some(out)
}

/// Puts names on the treebank's examples (which stand in the order of `trees`), and gives the other texts as examples of their
/// own.
pub(crate) fn join(
    texts: &[NamedText],
    trees: &[TreebankSentence],
    examples: &mut [Example],
) -> Vec<Example> {
    let by_id: BTreeMap<&str, &TreebankSentence> = trees.iter().map(|t| (t.id.as_str(), t)).collect();
    let position: BTreeMap<&str, usize> = trees
        .iter()
        .enumerate()
        .map(|(i, t)| (t.id.as_str(), i))
        .collect();
    let groups = groups(texts, &by_id);
    let mut own = Vec::new();
    for text in texts {
        let id = text.id.trim_start_matches("uner-");
        if let Some(words) = by_id.get(id).and_then(|tree| places(tree, &text.text)) {
            for (w, l) in examples[position[id]]
                .words
                .iter_mut()
                .zip(label(text, &words, &groups))
            {
                w.entity = l;
            }
            continue;
        }
        let read = crate::analyse(&text.text);
        let words: Vec<(usize, usize, String)> = read
            .tokens()
            .iter()
            .map(|t| (t.span.start(), t.span.end(), t.span.of(&text.text).to_owned()))
            .collect();
        let labels = label(text, &words, &groups);
        for s in read.sentences() {
            let words = s
                .tokens
                .clone()
                .map(|ix| Word {
                    entity: labels[ix],
                    ..Word::unlabelled(read.word(ix), read.lower(ix))
                })
                .collect();
            own.push(Example { words, tree: false });
        }
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, expected: &[&str]) {
        let texts = read(json).expect("well formed");
        let examples = join(&texts, &[], &mut []);
        let names = label_names();
        let found: Vec<&str> = examples
            .iter()
            .flat_map(|e| &e.words)
            .map(|w| {
                if w.entity == NONE {
                    "?"
                } else {
                    names[w.entity as usize].as_str()
                }
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn spans_become_labels() {
        check(
            r#"{"text": "Omar Saleh left Kora.", "entities": [{"start": 0, "end": 10, "type": "PER"}, {"start": 16, "end": 20, "type": "LOC"}]}"#,
            &["B-PER", "I-PER", "O", "B-LOC", "O"],
        );
    }

    #[test]
    fn phrases_are_cut_to_the_name_in_them() {
        check(
            r#"{"text": "the Defense Minister Omar Saleh left", "entities": [{"start": 0, "end": 31, "type": "Person", "map": "PER", "named": true}]}"#,
            &["O", "O", "O", "B-PER", "I-PER", "O"],
        );
        check(
            r#"{"text": "the Kora town council left", "entities": [{"start": 0, "end": 21, "type": "Organisation", "map": "ORG", "named": true}]}"#,
            &["?", "?", "?", "?", "O"],
        );
        check(
            r#"{"text": "forces of Kora and rebels of Dele", "entities": [{"start": 0, "end": 33, "type": "Organisation", "map": "ORG", "named": true}]}"#,
            &["?", "?", "?", "?", "?", "?", "?"],
        );
    }

    #[test]
    fn faults_are_told_with_their_line() {
        let far = r#"{"text": "a", "entities": [{"start": 0, "end": 9, "type": "PER"}]}"#;
        assert_eq!(
            read(far).err().as_deref(),
            Some("line 1: span 0..9 is outside the text")
        );
    }

    #[test]
    fn titles_are_sorted() {
        assert!(TITLES.is_sorted());
    }
}

//! The figures of `score_entities.py --types PER,ORG,LOC`: exact spans, and names found (`--named-only --overlap --edges`).

use crate::{EvaluateError, Figure, Records, Scored, precision_recall_f1};
use serde::Deserialize;
use std::{borrow::Cow, collections::BTreeSet};

/// The kinds that are scored.
const KINDS: [&str; 3] = ["PER", "ORG", "LOC"];

#[derive(Deserialize)]
struct Gold<'a> {
    text: Cow<'a, str>,
    entities: Vec<Entity<'a>>,
    #[serde(default)]
    nested: Vec<Entity<'a>>,
}

#[derive(Default, Deserialize)]
struct Prediction<'a> {
    #[serde(borrow)]
    entities: Vec<Entity<'a>>,
}

#[derive(Deserialize)]
struct Entity<'a> {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: Cow<'a, str>,
    /// The scored kind where the source's own is another; an outer `None` means that there is no such field.
    #[serde(default, deserialize_with = "there")]
    map: Option<Option<String>>,
    named: Option<bool>,
}

/// Tells `null` from a field that is not there.
fn there<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(from).map(Some)
}

impl Entity<'_> {
    fn gold_kind(&self) -> Option<&str> {
        match &self.map {
            Some(map) => map.as_deref(),
            None => Some(&self.kind),
        }
    }
}

/// Start and end in code points, and position of the kind in [`KINDS`].
type Named = (usize, usize, usize);

/// How spans are compared.
#[derive(Clone, Copy)]
struct Rule {
    /// Determiners, numbers, quotation marks and possessives at the edges do not count.
    edges: bool,
    /// Only gold spans that hold a proper name count.
    named_only: bool,
    /// Overlapping a span of the kind is enough.
    overlap: bool,
}

const EXACT: Rule = Rule {
    edges: false,
    named_only: false,
    overlap: false,
};
const FOUND: Rule = Rule {
    edges: true,
    named_only: true,
    overlap: true,
};

pub(super) fn score(gold: &Records, predictions: &Records) -> Result<Scored, EvaluateError> {
    let mut rows = Vec::new();
    for record in gold.iter() {
        let document: Gold<'_> = gold.typed(record)?;
        let prediction = match predictions.get(&record.id) {
            Some(found) => predictions.typed(found)?,
            None => Prediction::default(),
        };
        let text: Vec<char> = document.text.chars().collect();
        let mut row = Vec::new();
        for rule in [EXACT, FOUND] {
            let counts = count(&document, &prediction, &text, rule);
            row.extend(counts.map_err(|problem| EvaluateError::Record {
                file: gold.file().to_owned(),
                line: record.line,
                problem: format!("record `{}`: {problem}", record.id),
            })?);
        }
        rows.push(row);
    }
    Ok(Scored {
        rows,
        figures: Box::new(figures),
        notes: Vec::new(),
    })
}

/// Right, predicted and gold spans of each kind.
type Counts = [f64; 9];

fn count(gold: &Gold<'_>, prediction: &Prediction<'_>, text: &[char], rule: Rule) -> Result<Counts, String> {
    let spans = |items: &mut dyn Iterator<Item = (&Entity<'_>, Option<&str>)>| {
        let mut out = BTreeSet::new();
        for (entity, kind) in items {
            let Some(kind) = kind.and_then(|k| KINDS.iter().position(|known| *known == k)) else {
                continue;
            };
            let (start, end) = (entity.start, entity.end);
            if start >= end || end > text.len() {
                return Err(format!(
                    "span {start}-{end} is outside the text ({} code points)",
                    text.len()
                ));
            }
            let (start, end) = if rule.edges {
                edges(text, start, end)
            } else {
                (start, end)
            };
            out.insert((start, end, kind));
        }
        Ok(out)
    };
    let counts = |entity: &&Entity<'_>| !rule.named_only || entity.named.unwrap_or(true);
    let kind = |e| -> (_, Option<&str>) { (e, Entity::gold_kind(e)) };
    let want = spans(&mut gold.entities.iter().filter(counts).map(kind))?;
    let mut free = spans(&mut gold.nested.iter().map(kind))?;
    free.extend(spans(&mut gold.entities.iter().filter(|e| !counts(e)).map(kind))?);
    let got = spans(&mut prediction.entities.iter().map(|e| (e, Some(&*e.kind))))?;

    let mut right: BTreeSet<Named> = want.intersection(&got).copied().collect();
    let meet = |a: &Named, b: &Named| a.2 == b.2 && a.0 < b.1 && b.0 < a.1;
    if rule.overlap {
        let mut left: Vec<Named> = want.difference(&right).copied().collect();
        let others: Vec<Named> = got.difference(&right).copied().collect();
        for p in others {
            if let Some(at) = left.iter().position(|w| meet(w, &p)) {
                left.remove(at);
                right.insert(p);
            }
        }
        let forgiven: Vec<Named> = got
            .difference(&right)
            .filter(|p| free.iter().any(|f| meet(f, p)))
            .copied()
            .collect();
        free.extend(forgiven);
    }
    let mut out = [0.0; 9];
    for x in &right {
        out[3 * x.2] += 1.0;
    }
    for x in got.iter().filter(|p| right.contains(*p) || !free.contains(*p)) {
        out[3 * x.2 + 1] += 1.0;
    }
    for x in &want {
        out[3 * x.2 + 2] += 1.0;
    }
    Ok(out)
}

fn figures(sum: &[f64]) -> Vec<Figure> {
    let mut out = Vec::new();
    for (prefix, at) in [("", 0), ("names_", 9)] {
        let counts: Vec<[f64; 3]> = (0..3)
            .map(|kind| [0, 1, 2].map(|of| sum.get(at + 3 * kind + of).copied().unwrap_or(0.0)))
            .collect();
        let all = [0, 1, 2].map(|of| counts.iter().map(|c| c[of]).sum::<f64>());
        let [precision, recall, f1] = precision_recall_f1(all[0], all[1], all[2]);
        out.push(Figure::share(&format!("{prefix}P"), precision, all[1]));
        out.push(Figure::share(&format!("{prefix}R"), recall, all[2]));
        out.push(Figure::share(&format!("{prefix}F1"), f1, all[2]));
        for (kind, c) in KINDS.iter().zip(&counts) {
            let [_, _, f1] = precision_recall_f1(c[0], c[1], c[2]);
            out.push(Figure::share(&format!("{prefix}{kind}_F1"), f1, c[2]).as_detail());
        }
    }
    out
}

/// The span without determiners, numbers and quotation marks before it and a possessive or closing mark behind it.
fn edges(text: &[char], mut start: usize, end: usize) -> (usize, usize) {
    while let Some(next) = lead(text, start, end).filter(|next| *next < end) {
        start = next;
    }
    let apostrophe = |c: char| matches!(c, '\'' | '’');
    let tail = match &text[start..end] {
        [.., a, 's'] if apostrophe(*a) => 2,
        [.., c] if apostrophe(*c) || matches!(c, '"' | '”' | ')' | ']') => 1,
        _ => 0,
    };
    if end - tail > start {
        (start, end - tail)
    } else {
        (start, end)
    }
}

const LEADING: &[&str] = &[
    "the",
    "a",
    "an",
    "its",
    "their",
    "his",
    "her",
    "our",
    "this",
    "these",
    "those",
    "that",
    "some",
    "several",
    "many",
    "all",
    "both",
    "so-called",
    "at least",
    "about",
    "more than",
];

/// Where the scorer's pattern for leading words ends, if it fits at `start`.
fn lead(text: &[char], start: usize, end: usize) -> Option<usize> {
    let part = &text[start..end];
    let run = |from: usize, of: &dyn Fn(char) -> bool| part[from..].iter().take_while(|c| of(**c)).count();
    let marks = run(0, &|c| {
        matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’' | '(' | '[')
    });
    if marks > 0 {
        return Some(start + marks);
    }
    let blanks = |from: usize| Some(run(from, &char::is_whitespace)).filter(|n| *n > 0);
    if part.first().is_some_and(char::is_ascii_digit) {
        let digits = run(0, &|c| c.is_ascii_digit() || matches!(c, ',' | '.'));
        return blanks(digits).map(|n| start + digits + n);
    }
    LEADING.iter().find_map(|word| {
        let len = word.chars().count();
        let fits = part.len() > len && word.chars().zip(part).all(|(w, c)| w == c.to_ascii_lowercase());
        fits.then(|| blanks(len)).flatten().map(|n| start + len + n)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_lose_what_is_not_of_the_name() {
        for (text, kept) in [
            ("the Kora council", "Kora council"),
            ("At least 1,200 Karims", "Karims"),
            ("Dele's", "Dele"),
            ("(\"Kora\")", "Kora\""),
            ("the", "the"),
            ("12", "12"),
            ("'s", "s"),
            ("Theodora", "Theodora"),
        ] {
            let text: Vec<char> = text.chars().collect();
            let (start, end) = edges(&text, 0, text.len());
            assert_eq!(text[start..end].iter().collect::<String>(), kept);
        }
    }
}

//! The native scorer of extraction: the figures of `score_extraction.py`.

use crate::{EvaluateError, Figure, Records, Scored, figures::precision_recall_f1, figures::ratio};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Gold {
    body: Option<String>,
    html_lang: Option<String>,
    #[serde(default)]
    with: Vec<String>,
    #[serde(default)]
    without: Vec<String>,
}

#[derive(Deserialize)]
struct Prediction {
    text: Option<String>,
}

/// Scores pages against whole bodies, or against segments that must and must not be there. A missing prediction is empty.
///
/// # Errors
/// [`EvaluateError::Record`] where a record is not in the layout.
pub(super) fn score(gold: &Records, predictions: &Records) -> Result<Scored, EvaluateError> {
    let mut rows = Vec::with_capacity(gold.len());
    let mut whole = false;
    for (at, record) in gold.iter().enumerate() {
        let g: Gold = gold.typed(record)?;
        let text = match predictions.get(&record.id) {
            Some(p) => predictions.typed::<Prediction>(p)?.text.unwrap_or_default(),
            None => String::new(),
        };
        whole |= at == 0 && g.body.is_some();
        rows.push(match (&g.body, whole) {
            (Some(body), true) => row_of_body(body, &text),
            _ => row_of_segments(&g, &text),
        });
    }
    let figures = if whole {
        figures_of_bodies
    } else {
        figures_of_segments
    };
    Ok(Scored {
        rows,
        figures: Box::new(figures),
        notes: Vec::new(),
    })
}

fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    lower
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Runs of four words, counted; the whole text where it has fewer.
fn grams(words: &[String]) -> BTreeMap<&[String], f64> {
    let mut grams = BTreeMap::new();
    let width = words.len().min(4);
    if width > 0 {
        for gram in words.windows(width) {
            *grams.entry(gram).or_insert(0.0) += 1.0;
        }
    }
    grams
}

/// Sum of precisions, pages that have one, sum of recalls, pages, exact pages, empty pages.
fn row_of_body(body: &str, text: &str) -> Vec<f64> {
    let (gold_words, found_words) = (words(body), words(text));
    let (gold, found) = (grams(&gold_words), grams(&found_words));
    let right: f64 = gold
        .iter()
        .map(|(gram, n)| found.get(gram).map_or(0.0, |m| n.min(*m)))
        .sum();
    let (there, given): (f64, f64) = (gold.values().sum(), found.values().sum());
    let recall = if there > 0.0 { right / there } else { 1.0 };
    vec![
        ratio(right, given),
        f64::from(given > 0.0),
        recall,
        1.0,
        f64::from(gold_words == found_words),
        f64::from(text.trim().is_empty()),
    ]
}

fn figures_of_bodies(sum: &[f64]) -> Vec<Figure> {
    let at = |i: usize| sum.get(i).copied().unwrap_or(0.0);
    let pages = at(3);
    let (precision, recall) = (ratio(at(0), at(1)), ratio(at(2), pages));
    let f1 = ratio(2.0 * precision * recall, precision + recall);
    vec![
        Figure::share("f1", f1, pages),
        Figure::share("precision", precision, at(1)),
        Figure::share("recall", recall, pages),
        Figure::share("exact", ratio(at(4), pages), pages),
        Figure::count("empty", at(5), pages),
    ]
}

fn squash(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Found, wrongly found, missed: of all pages, then of English ones.
fn row_of_segments(gold: &Gold, text: &str) -> Vec<f64> {
    let out = squash(text);
    let held = |segments: &[String]| segments.iter().filter(|s| out.contains(&squash(s))).count() as f64;
    let right = held(&gold.with);
    let counts = [right, held(&gold.without), gold.with.len() as f64 - right];
    let english = gold.html_lang.as_deref().is_some_and(|l| l.starts_with("en"));
    let mut row = counts.to_vec();
    row.extend(counts.map(|n| if english { n } else { 0.0 }));
    row.push(f64::from(text.trim().is_empty()));
    row
}

fn figures_of_segments(sum: &[f64]) -> Vec<Figure> {
    let at = |i: usize| sum.get(i).copied().unwrap_or(0.0);
    let mut figures = Vec::new();
    for (name, from) in [("", 0), ("en_", 3)] {
        let (right, wrong, missed) = (at(from), at(from + 1), at(from + 2));
        let [precision, recall, f1] = precision_recall_f1(right, right + wrong, right + missed);
        figures.push(Figure::share(&format!("{name}f1"), f1, right + missed));
        figures.push(Figure::share(
            &format!("{name}precision"),
            precision,
            right + wrong,
        ));
        figures.push(Figure::share(&format!("{name}recall"), recall, right + missed));
    }
    figures.push(Figure::count("empty", at(6), at(0) + at(2)));
    figures
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{records, value_of};

    #[test]
    fn whole_bodies_are_scored_by_runs_of_four_words() {
        let gold = r#"{"id":"1","body":"Two men died in the blast."}
{"id":"2","body":"Shells fell."}"#;
        let found = r#"{"id":"1","text":"Two men died in a fire"}
{"id":"2","text":"shells\n\nfell"}"#;
        let scored = score(&records(gold), &records(found)).expect("well formed");
        // Page 1: one run of three; page 2: all.
        for (name, value) in [
            ("precision", (1.0 / 3.0 + 1.0) / 2.0),
            ("recall", (1.0 / 3.0 + 1.0) / 2.0),
            ("exact", 0.5),
            ("empty", 0.0),
        ] {
            assert!((value_of(&scored, name) - value).abs() < 1e-12, "{name}");
        }
    }

    #[test]
    fn segments_are_found_whatever_their_white_space() {
        let gold = r#"{"id":"1","html_lang":"en","with":["two  men","a fire"],"without":["Menu"]}
{"id":"2","html_lang":"de","with":["x"],"without":[]}"#;
        let found = r#"{"id":"1","text":"Menu\ntwo\nmen"}"#;
        let scored = score(&records(gold), &records(found)).expect("well formed");
        for (name, value) in [
            ("precision", 0.5),
            ("recall", 1.0 / 3.0),
            ("en_recall", 0.5),
            ("empty", 1.0),
        ] {
            assert!((value_of(&scored, name) - value).abs() < 1e-12, "{name}");
        }
    }
}

//! The native scorer of time expressions: the figures of `score_times.py`, exact values, no item skipped.

use crate::{EvaluateError, Figure, Record, Records, Scored, figures::precision_recall_f1, figures::ratio};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Gold {
    text: String,
    #[serde(default)]
    genre: Option<String>,
    timexes: Vec<Timex>,
}

#[derive(Deserialize)]
struct Prediction {
    timexes: Option<Vec<Timex>>,
}

#[derive(Deserialize)]
struct Timex {
    start: usize,
    end: usize,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    value: Option<String>,
}

/// What is counted, in the order of a row; each takes three numbers: right, predicted, gold.
const KEYS: [&str; 7] = [
    "strict",
    "relaxed",
    "type",
    "value",
    "strict_value",
    "dates",
    "day",
];
const STRICT: usize = 0;
const RELAXED: usize = 1;
const TYPE: usize = 2;
const VALUE: usize = 3;
const STRICT_VALUE: usize = 4;
const DATES: usize = 5;
const DAY: usize = 6;

/// Numbers a part of a row: three a key, and the pairs whose gold states a value.
const PART: usize = KEYS.len() * 3 + 1;

/// The parts of a row: all documents, then each genre.
const PARTS: [&str; 3] = ["", "news", "narrative"];

/// Scores time expressions. A missing prediction is an empty one.
///
/// # Errors
/// [`EvaluateError::Record`] where a record is not in the layout or a predicted span is not of the text.
pub(super) fn score(gold: &Records, predictions: &Records) -> Result<Scored, EvaluateError> {
    let mut rows = Vec::with_capacity(gold.len());
    for record in gold.iter() {
        let g: Gold = gold.typed(record)?;
        let predicted = match predictions.get(&record.id) {
            Some(p) => {
                let found = predictions.typed::<Prediction>(p)?.timexes.unwrap_or_default();
                within_text(&found, &g.text, predictions, p)?;
                found
            }
            None => Vec::new(),
        };
        let counts = count(&g.timexes, &predicted);
        let mut row = counts.to_vec();
        for genre in &PARTS[1..] {
            let of_genre = g.genre.as_deref() == Some(genre);
            row.extend(counts.map(|n| if of_genre { n } else { 0.0 }));
        }
        rows.push(row);
    }
    Ok(Scored {
        rows,
        figures: Box::new(figures),
        notes: Vec::new(),
    })
}

fn within_text(found: &[Timex], text: &str, file: &Records, record: &Record) -> Result<(), EvaluateError> {
    let length = text.chars().count();
    match found.iter().find(|t| t.start >= t.end || t.end > length) {
        None => Ok(()),
        Some(bad) => Err(EvaluateError::Record {
            file: file.file().to_owned(),
            line: record.line,
            problem: format!(
                "record `{}`: the span {} to {} is not of the text, which has {length} characters",
                record.id, bad.start, bad.end
            ),
        }),
    }
}

/// One-to-one pairs `(gold, predicted)`: equal spans first, then the largest overlaps, the leftmost of equal ones.
fn pairs(gold: &[Timex], predicted: &[Timex]) -> Vec<(usize, usize)> {
    let mut at: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (j, p) in predicted.iter().enumerate().rev() {
        at.entry((p.start, p.end)).or_default().push(j);
    }
    let (mut gold_used, mut predicted_used) = (vec![false; gold.len()], vec![false; predicted.len()]);
    let mut pairs = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        if let Some(j) = at.get_mut(&(g.start, g.end)).and_then(Vec::pop) {
            (gold_used[i], predicted_used[j]) = (true, true);
            pairs.push((i, j));
        }
    }
    let mut candidates = Vec::new();
    for (i, g) in gold.iter().enumerate().filter(|(i, _)| !gold_used[*i]) {
        for (j, p) in predicted.iter().enumerate().filter(|(j, _)| !predicted_used[*j]) {
            let overlap = g.end.min(p.end).saturating_sub(g.start.max(p.start));
            if overlap > 0 {
                candidates.push((std::cmp::Reverse(overlap), g.start, p.start, i, j));
            }
        }
    }
    candidates.sort_unstable();
    for (_, _, _, i, j) in candidates {
        if !gold_used[i] && !predicted_used[j] {
            (gold_used[i], predicted_used[j]) = (true, true);
            pairs.push((i, j));
        }
    }
    pairs
}

fn count(gold: &[Timex], predicted: &[Timex]) -> [f64; PART] {
    let pairs = pairs(gold, predicted);
    let stated = |g: &Timex| g.value.is_some();
    // Gold without a value leaves the value counts, and what is paired with it.
    let excused: Vec<usize> = pairs
        .iter()
        .filter(|(i, _)| !stated(&gold[*i]))
        .map(|(_, j)| *j)
        .collect();
    let judged: Vec<&Timex> = predicted
        .iter()
        .enumerate()
        .filter(|(j, _)| !excused.contains(j))
        .map(|(_, p)| p)
        .collect();
    let is = |test: fn(&str) -> bool, t: &Timex| t.value.as_deref().is_some_and(test);
    let mut row = [0.0; PART];
    let mut set = |key: usize, right: usize, predicted: usize, gold: usize| {
        row[key * 3] = right as f64;
        row[key * 3 + 1] = predicted as f64;
        row[key * 3 + 2] = gold as f64;
    };
    let right = |test: &dyn Fn(&Timex, &Timex) -> bool| {
        pairs
            .iter()
            .filter(|(i, j)| test(&gold[*i], &predicted[*j]))
            .count()
    };
    let equal_span = |g: &Timex, p: &Timex| (g.start, g.end) == (p.start, p.end);
    let equal_value = |g: &Timex, p: &Timex| stated(g) && g.value == p.value;
    let (found, there) = (predicted.len(), gold.len());
    set(STRICT, right(&equal_span), found, there);
    set(RELAXED, pairs.len(), found, there);
    set(TYPE, right(&|g, p| g.kind == p.kind), found, there);
    let with_value = gold.iter().filter(|g| stated(g)).count();
    set(VALUE, right(&equal_value), judged.len(), with_value);
    set(
        STRICT_VALUE,
        right(&|g, p| equal_span(g, p) && equal_value(g, p)),
        judged.len(),
        with_value,
    );
    for (key, test) in [(DATES, is_date as fn(&str) -> bool), (DAY, is_day)] {
        let hits = match key {
            DATES => right(&|g, p| is(is_date, g) && equal_value(g, p)),
            _ => right(&|g, p| is(is_day, g) && is(is_day, p) && day(g) == day(p)),
        };
        set(
            key,
            hits,
            judged.iter().filter(|p| is(test, p)).count(),
            gold.iter().filter(|g| is(test, g)).count(),
        );
    }
    row[PART - 1] = right(&|g, _| stated(g)) as f64;
    row
}

fn day(timex: &Timex) -> Option<&str> {
    timex.value.as_deref().and_then(|value| value.get(..10))
}

/// `YYYY-MM-DD`, with or without a time of day.
fn is_day(value: &str) -> bool {
    let (date, time) = value.split_at_checked(10).unwrap_or((value, ""));
    date.len() == 10 && is_date(date) && (time.is_empty() || time.starts_with('T'))
}

/// `YYYY`, `YYYY-MM`, or a day.
fn is_date(value: &str) -> bool {
    let pattern = |pattern: &str| {
        value.len() == pattern.len()
            && value.bytes().zip(pattern.bytes()).all(|(v, p)| match p {
                b'0' => v.is_ascii_digit(),
                mark => v == mark,
            })
    };
    pattern("0000") || pattern("0000-00") || pattern("0000-00-00") || value.len() > 10 && is_day(value)
}

fn figures(sum: &[f64]) -> Vec<Figure> {
    let (mut figures, mut details) = (Vec::new(), Vec::new());
    for (part, sum) in PARTS.iter().zip(sum.chunks(PART)) {
        for (key, counts) in KEYS.iter().zip(sum.chunks(3)) {
            let name = if part.is_empty() {
                (*key).to_owned()
            } else {
                format!("{part}_{key}")
            };
            let [right, predicted, gold] = [0, 1, 2].map(|i| counts.get(i).copied().unwrap_or(0.0));
            let [precision, recall, f1] = precision_recall_f1(right, predicted, gold);
            let figure = Figure::share(&name, f1, gold);
            if part.is_empty() || *key == "value" {
                figures.push(figure);
            } else {
                details.push(figure.as_detail());
            }
            details.push(Figure::share(&format!("{name}_P"), precision, predicted).as_detail());
            details.push(Figure::share(&format!("{name}_R"), recall, gold).as_detail());
        }
        if part.is_empty() {
            let pairs = sum.get(PART - 1).copied().unwrap_or(0.0);
            let right = sum.get(VALUE * 3).copied().unwrap_or(0.0);
            figures.push(Figure::share("value_accuracy", ratio(right, pairs), pairs));
        }
    }
    figures.extend(details);
    figures
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{records, value_of};

    const GOLD: &str = r#"{"id":"1","genre":"news","text":"On Monday in May 2011 for two days.","timexes":[{"start":3,"end":9,"type":"DATE","value":"2011-05-02"},{"start":13,"end":21,"type":"DATE","value":"2011-05"},{"start":26,"end":34,"type":"DURATION","value":null}]}"#;

    #[test]
    fn hand_checked_pair() {
        let predicted = r#"{"id":"1","timexes":[{"start":0,"end":9,"type":"TIME","value":"2011-05-02TNI"},{"start":13,"end":21,"type":"DATE","value":"2011-05"},{"start":26,"end":34,"type":"DURATION","value":"P2D"}]}"#;
        let scored = score(&records(GOLD), &records(predicted)).expect("well formed");
        for (name, value) in [
            ("strict", 2.0 / 3.0),
            ("relaxed", 1.0),
            ("type", 2.0 / 3.0),
            ("value", 0.5),
            ("strict_value", 0.5),
            ("dates", 0.5),
            ("day", 1.0),
            ("value_accuracy", 0.5),
            ("news_value", 0.5),
            ("narrative_value", 0.0),
        ] {
            assert!((value_of(&scored, name) - value).abs() < 1e-12, "{name}");
        }
    }

    #[test]
    fn a_span_past_the_text_names_its_line() {
        let bad = r#"{"id":"1","timexes":[{"start":30,"end":99}]}"#;
        let error = score(&records(GOLD), &records(bad)).expect_err("past the end");
        assert!(
            error.to_string().contains(":1: record `1`: the span 30 to 99"),
            "{error}"
        );
    }

    #[test]
    fn forms_of_values() {
        for (value, date, is_a_day) in [
            ("2011", true, false),
            ("2011-05", true, false),
            ("2011-05-02", true, true),
            ("2011-05-02TNI", true, true),
            ("2011-W05", false, false),
            ("XXXX-05-02", false, false),
            ("P2D", false, false),
        ] {
            assert_eq!((is_date(value), is_day(value)), (date, is_a_day), "{value}");
        }
    }
}

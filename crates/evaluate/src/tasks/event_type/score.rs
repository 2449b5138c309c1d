//! The native scorer of one label a snippet: the figures of `score_events.py event_type`.

use crate::{
    EvaluateError, Figure, Records, Scored,
    figures::{precision_recall_f1, ratio},
};
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Deserialize)]
struct Gold<'r> {
    label: &'r str,
    subtask: u8,
}

#[derive(Deserialize)]
struct Prediction<'r> {
    #[serde(borrow)]
    label: Option<&'r str>,
}

/// The figures are given for subtask 1 alone, for 1 and 2, and for all three.
const SUBTASKS: u8 = 3;

/// Numbers at the head of a subtask's part of a row: snippets, hits, predicted labels.
const HEAD: usize = 3;

/// Numbers a label in a subtask's part of a row: gold, predicted, hits.
const PER_LABEL: usize = 3;

/// Scores labels. A missing or null label is a miss that costs no precision.
pub(super) fn score(gold: &Records, predictions: &Records) -> Result<Scored, EvaluateError> {
    let mut pairs = Vec::with_capacity(gold.len());
    for record in gold.iter() {
        let g: Gold = gold.typed(record)?;
        let predicted = match predictions.get(&record.id) {
            Some(p) => predictions.typed::<Prediction>(p)?.label,
            None => None,
        };
        pairs.push((g, predicted));
    }
    let labels: BTreeSet<&str> = pairs.iter().map(|(g, _)| g.label).collect();
    let labels: Vec<String> = labels.into_iter().map(str::to_owned).collect();
    let at = |label: &str| labels.binary_search_by(|known| known.as_str().cmp(label)).ok();
    let part = HEAD + PER_LABEL * labels.len();
    let rows = pairs
        .iter()
        .map(|(g, predicted)| {
            let mut row = vec![0.0; part * usize::from(SUBTASKS)];
            for subtask in g.subtask.max(1)..=SUBTASKS {
                let row = &mut row[usize::from(subtask - 1) * part..][..part];
                row[0] += 1.0;
                let hit = *predicted == Some(g.label);
                row[1] += f64::from(u8::from(hit));
                row[2] += f64::from(u8::from(predicted.is_some()));
                if let Some(label) = at(g.label) {
                    row[HEAD + PER_LABEL * label] += 1.0;
                    row[HEAD + PER_LABEL * label + 2] += f64::from(u8::from(hit));
                }
                if let Some(label) = predicted.and_then(at) {
                    row[HEAD + PER_LABEL * label + 1] += 1.0;
                }
            }
            row
        })
        .collect();
    Ok(Scored {
        rows,
        figures: Box::new(move |sum| figures(sum, &labels)),
        notes: Vec::new(),
    })
}

fn figures(sum: &[f64], labels: &[String]) -> Vec<Figure> {
    let part = HEAD + PER_LABEL * labels.len();
    let mut figures = Vec::new();
    let mut details = Vec::new();
    for subtask in 1..=usize::from(SUBTASKS) {
        let sum = sum.get((subtask - 1) * part..subtask * part).unwrap_or_default();
        let [n, hits, predicted] = [0, 1, 2].map(|i| sum.get(i).copied().unwrap_or(0.0));
        let (mut weighted, mut total, mut present) = (0.0, 0.0, 0.0);
        for (counts, label) in sum.get(HEAD..).unwrap_or_default().chunks(PER_LABEL).zip(labels) {
            let f1 = precision_recall_f1(counts[2], counts[1], counts[0])[2];
            // A label that gold does not hold here has no say: its F1 would be 0 by definition.
            if counts[0] > 0.0 {
                weighted += f1 * counts[0];
                total += f1;
                present += 1.0;
            }
            if subtask == usize::from(SUBTASKS) {
                details.push(Figure::share(label, f1, counts[0]).as_detail());
            }
        }
        let name = |what: &str| format!("st{subtask}_{what}F1");
        figures.push(Figure::share(&name("weighted"), ratio(weighted, n), n));
        figures.push(Figure::share(&name("macro"), ratio(total, present), present));
        figures.push(Figure::share(
            &name("micro"),
            precision_recall_f1(hits, predicted, n)[2],
            n,
        ));
    }
    figures.extend(details);
    figures
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{records, value_of};

    const GOLD: &str = r#"{"id":"1","label":"A","subtask":1}
{"id":"2","label":"A","subtask":1}
{"id":"3","label":"B","subtask":1}
{"id":"4","label":"C","subtask":3}"#;

    #[test]
    fn hand_checked_pair() {
        let predicted = r#"{"id":"1","label":"A"}
{"id":"2","label":"B"}
{"id":"3","label":"B"}
{"id":"4","label":null}
{"id":"9","label":"A"}"#;
        let scored = score(&records(GOLD), &records(predicted)).expect("well formed");
        let two_thirds = 2.0 / 3.0;
        for (name, value) in [
            ("st1_weightedF1", two_thirds),
            ("st1_macroF1", two_thirds),
            ("st1_microF1", two_thirds),
            ("st2_weightedF1", two_thirds),
            // C is missed: weight 1 of 4, one label of three; micro P 2/3, R 2/4.
            ("st3_weightedF1", 0.5),
            ("st3_macroF1", 4.0 / 9.0),
            ("st3_microF1", 4.0 / 7.0),
            ("A", two_thirds),
            ("C", 0.0),
        ] {
            assert!(
                (value_of(&scored, name) - value).abs() < 1e-12,
                "{name}: {}",
                value_of(&scored, name)
            );
        }
    }

    #[test]
    fn a_label_that_is_no_text_names_its_line() {
        let bad = score(&records(GOLD), &records(r#"{"id":"1","label":7}"#)).expect_err("a number");
        assert!(bad.to_string().contains(":1: record `1`"), "{bad}");
    }
}

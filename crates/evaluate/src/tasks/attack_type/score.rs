//! The native scorer of label sets: the figures of `score_events.py attack_type`.

use crate::{
    EvaluateError, Figure, Records, Scored,
    figures::{precision_recall_f1, ratio},
};
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Default, Deserialize)]
struct Labels {
    #[serde(default)]
    labels: BTreeSet<String>,
}

/// Numbers at the head of a row: records, sum of the records' own F1, records whose set is exact.
const HEAD: usize = 3;

/// Numbers a label: hits, predicted, gold.
const PER_LABEL: usize = 3;

/// Scores label sets. Labels that gold never holds have no say.
pub(super) fn score(gold: &Records, predictions: &Records) -> Result<Scored, EvaluateError> {
    let mut pairs = Vec::with_capacity(gold.len());
    for record in gold.iter() {
        let g: Labels = gold.typed(record)?;
        let p: Labels = match predictions.get(&record.id) {
            Some(p) => predictions.typed(p)?,
            None => Labels::default(),
        };
        pairs.push((g.labels, p.labels));
    }
    let known: BTreeSet<String> = pairs.iter().flat_map(|(g, _)| g.iter().cloned()).collect();
    let known: Vec<String> = known.into_iter().collect();
    let rows = pairs
        .iter()
        .map(|(g, p)| {
            let hits = g.intersection(p).count() as f64;
            let own = precision_recall_f1(hits, p.len() as f64, g.len() as f64)[2];
            let mut row = vec![1.0, own, f64::from(u8::from(g == p))];
            for label in &known {
                let (in_gold, in_predicted) = (g.contains(label), p.contains(label));
                for counted in [in_gold && in_predicted, in_predicted, in_gold] {
                    row.push(f64::from(u8::from(counted)));
                }
            }
            row
        })
        .collect();
    Ok(Scored {
        rows,
        figures: Box::new(move |sum| figures(sum, &known)),
        notes: Vec::new(),
    })
}

fn figures(sum: &[f64], labels: &[String]) -> Vec<Figure> {
    let [n, own, exact] = [0, 1, 2].map(|i| sum.get(i).copied().unwrap_or(0.0));
    let counts = || sum.get(HEAD..).unwrap_or_default().chunks(PER_LABEL);
    let by_label: Vec<Figure> = (counts().zip(labels))
        .map(|(c, label)| Figure::share(label, precision_recall_f1(c[0], c[1], c[2])[2], c[2]))
        .collect();
    let all = [0, 1, 2].map(|i| counts().map(|c| c[i]).sum::<f64>());
    let total: f64 = by_label.iter().map(|f| f.value).sum();
    let number = labels.len() as f64;
    let mut figures = vec![
        Figure::share("microF1", precision_recall_f1(all[0], all[1], all[2])[2], all[2]),
        Figure::share("macroF1", ratio(total, number), number),
        Figure::share("exampleF1", ratio(own, n), n),
        Figure::share("exact_set", ratio(exact, n), n),
    ];
    figures.extend(by_label);
    figures
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{records, value_of};

    #[test]
    fn hand_checked_sets() {
        let gold = "{\"id\":\"1\",\"labels\":[\"a\",\"b\"]}\n{\"id\":\"2\",\"labels\":[\"a\"]}";
        let scored =
            score(&records(gold), &records("{\"id\":\"1\",\"labels\":[\"a\"]}")).expect("well formed");
        for (name, value) in [
            ("a", 2.0 / 3.0),
            ("b", 0.0),
            ("macroF1", 1.0 / 3.0),
            ("microF1", 0.5),
            ("exampleF1", 1.0 / 3.0),
            ("exact_set", 0.0),
        ] {
            assert!((value_of(&scored, name) - value).abs() < 1e-12, "{name}");
        }
    }
}

//! The native scorer of roots: the figures of `score_events.py relation`.

use crate::{
    EvaluateError, Figure, Records, Scored,
    figures::{precision_recall_f1, ratio},
};
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Deserialize)]
struct Gold {
    root: String,
    quad: u8,
}

#[derive(Default, Deserialize)]
struct Prediction {
    root: Option<String>,
    quad: Option<u8>,
}

/// Newer names of roots, folded onto the merged set of the gold.
const ALIASES: [(&str, &str); 6] = [
    ("DISAPPROVE", "ACCUSE"),
    ("INVESTIGATE", "ACCUSE"),
    ("DEMAND", "REQUEST"),
    ("CONCEDE", "YIELD"),
    ("RETREAT", "YIELD"),
    ("FIGHT", "ASSAULT"),
];

/// The quad class of a root: verbal and material cooperation, verbal and material conflict.
fn quad_of(root: &str) -> Option<u8> {
    match root {
        "AGREE" | "CONSULT" | "SUPPORT" => Some(1),
        "COOPERATE" | "AID" | "YIELD" => Some(2),
        "ACCUSE" | "REQUEST" | "REJECT" | "THREATEN" => Some(3),
        "PROTEST" | "MOBILIZE" | "SANCTION" | "COERCE" | "ASSAULT" => Some(4),
        _ => None,
    }
}

/// One labelling of the pairs: its labels in gold, and gold and predicted label of each pair.
struct Labelling {
    labels: Vec<String>,
    pairs: Vec<(String, Option<String>)>,
}

impl Labelling {
    fn new(pairs: Vec<(String, Option<String>)>) -> Self {
        let labels: BTreeSet<String> = pairs.iter().map(|(g, _)| g.clone()).collect();
        Self {
            labels: labels.into_iter().collect(),
            pairs,
        }
    }

    /// Hits, predicted and gold of every label, for one pair.
    fn row(&self, at: usize) -> impl Iterator<Item = f64> + '_ {
        let (gold, predicted) = &self.pairs[at];
        self.labels.iter().flat_map(move |label| {
            let (g, p) = (gold == label, predicted.as_ref() == Some(label));
            [g && p, p, g].map(|counted| f64::from(u8::from(counted)))
        })
    }
}

/// Scores roots. A missing or null root is a miss that costs no precision.
pub(super) fn score(gold: &Records, predictions: &Records) -> Result<Scored, EvaluateError> {
    let (mut roots, mut quads, mut halves) = (Vec::new(), Vec::new(), Vec::new());
    for record in gold.iter() {
        let g: Gold = gold.typed(record)?;
        let p: Prediction = match predictions.get(&record.id) {
            Some(p) => predictions.typed(p)?,
            None => Prediction::default(),
        };
        let folded = |root: String| {
            let alias = ALIASES.iter().find(|(newer, _)| *newer == root);
            alias.map_or(root, |(_, merged)| (*merged).to_owned())
        };
        let root = p.root.map(folded);
        let quad = p.quad.or_else(|| root.as_deref().and_then(quad_of));
        let half = |quad: u8| if quad > 2 { "conflict" } else { "cooperation" }.to_owned();
        roots.push((g.root, root));
        quads.push((g.quad.to_string(), quad.map(|q| q.to_string())));
        halves.push((half(g.quad), quad.map(half)));
    }
    let all = [roots, quads, halves].map(Labelling::new);
    let rows = (0..gold.len())
        .map(|at| {
            let head = all
                .iter()
                .map(|l| f64::from(u8::from(l.pairs[at].1.as_ref() == Some(&l.pairs[at].0))));
            let mut row: Vec<f64> = std::iter::once(1.0).chain(head).collect();
            row.extend(all.iter().flat_map(|l| l.row(at)));
            row
        })
        .collect();
    let labels = all.map(|l| l.labels);
    Ok(Scored {
        rows,
        figures: Box::new(move |sum| figures(sum, &labels)),
        notes: Vec::new(),
    })
}

/// Names of the macro-F1 and of the accuracy of each labelling; the halves have no accuracy.
const NAMES: [(&str, Option<&str>); 3] = [
    ("root_macroF1", Some("root_acc")),
    ("quad_macroF1", Some("quad_acc")),
    ("binary_macroF1", None),
];

fn figures(sum: &[f64], labels: &[Vec<String>; 3]) -> Vec<Figure> {
    let n = sum.first().copied().unwrap_or(0.0);
    let mut counts = sum.get(1 + NAMES.len()..).unwrap_or_default().chunks(3);
    let (mut figures, mut details) = (Vec::new(), Vec::new());
    for (at, (labels, (macro_name, accuracy))) in labels.iter().zip(NAMES).enumerate() {
        let (mut total, mut present) = (0.0, 0.0);
        for (label, c) in labels.iter().zip(counts.by_ref()) {
            let f1 = precision_recall_f1(c[0], c[1], c[2])[2];
            // A label that gold does not hold here has no say.
            if c[2] > 0.0 {
                total += f1;
                present += 1.0;
            }
            if at == 0 {
                details.push(Figure::share(label, f1, c[2]).as_detail());
            }
        }
        figures.push(Figure::share(macro_name, ratio(total, present), present));
        if let Some(name) = accuracy {
            let hits = sum.get(1 + at).copied().unwrap_or(0.0);
            figures.push(Figure::share(name, ratio(hits, n), n));
        }
    }
    figures.extend(details);
    figures
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{records, value_of};

    #[test]
    fn newer_names_fold_and_a_null_root_is_a_miss() {
        let gold =
            "{\"id\":\"1\",\"root\":\"ASSAULT\",\"quad\":4}\n{\"id\":\"2\",\"root\":\"AID\",\"quad\":2}";
        let predicted = "{\"id\":\"1\",\"root\":\"FIGHT\"}\n{\"id\":\"2\",\"root\":null}";
        let scored = score(&records(gold), &records(predicted)).expect("well formed");
        for name in [
            "root_macroF1",
            "root_acc",
            "quad_macroF1",
            "quad_acc",
            "binary_macroF1",
        ] {
            assert!((value_of(&scored, name) - 0.5).abs() < 1e-12, "{name}");
        }
    }
}

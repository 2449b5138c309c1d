//! How the evidence of a pair is weighed: a logistic model whose weights are a reviewed table.
//!
//! # Card of `weights.tsv`
//! *Made by* `dateline train links incidents/train.incidents.jsonl -o weights.tsv`; the same files give the same bytes.
//! *Data:* reports of shootings in the United States, 2013 to 2017, linked to incidents by the Gun Violence Archive as carried by
//! cltl/LongTailQATask (SemEval-2018 task 5; its sister corpus is CC BY 4.0). No words of the reports are in the table: it holds one
//! number for each feature of `evidence`. *Limits:* towns and days weigh as they do in that news; wars with many
//! strikes on one town and day are harder.

use crate::FEATURES;
use std::sync::LazyLock;

const TABLE: &str = include_str!("weights.tsv");

/// The likelihood from which a group of reports is one incident, as the mean over its pairs. Chosen on the training half of
/// the incidents: from 0.3 to 0.5 the mean of the clustering scores changes by 0.01, above 0.4 fewer neighbouring incidents are
/// taken for one.
pub(crate) const THRESHOLD: f64 = 0.45;

static WEIGHTS: LazyLock<[f64; FEATURES.len()]> = LazyLock::new(|| {
    let mut weights = [0.0; FEATURES.len()];
    for (name, weight) in rows() {
        if let (Some(at), Ok(weight)) = (FEATURES.iter().position(|f| *f == name), weight.parse()) {
            weights[at] = weight;
        }
    }
    weights
});

fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t'))
}

/// The likelihood from 0 to 1 that the features are of one incident.
pub(crate) fn likelihood(features: &[f64; FEATURES.len()]) -> f64 {
    let sum: f64 = features.iter().zip(WEIGHTS.iter()).map(|(f, w)| f * w).sum();
    1.0 / (1.0 + (-sum).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_every_feature_once() {
        let names: Vec<&str> = rows().map(|(name, _)| name).collect();
        assert_eq!(names, FEATURES);
        for (name, weight) in rows() {
            assert!(
                weight.parse::<f64>().is_ok(),
                "{name}: `{weight}` is not a number"
            );
        }
    }
}

//! Fits the weights by which reconciliation links reports: logistic regression with a ridge penalty, by Newton's method.

use crate::{EvaluateError, InputRecord, Options, Records, task, tasks::reports};
use dateline_code::Coder;
use dateline_reconcile::{Compared, FEATURES, compared};
use std::{collections::BTreeMap, fmt::Write, path::Path};

const N: usize = FEATURES.len();

/// Ridge penalty on every weight but the constant. Chosen: enough to keep rare features from running away.
const RIDGE: f64 = 1.0;

/// Steps of Newton's method; it settles in under ten.
const STEPS: usize = 25;

/// The table of weights for `crates/reconcile/src/weights.tsv`, fitted on the pairs of reports that reconciliation compares and does
/// not exclude. The same files give the same bytes.
///
/// # Errors
/// [`EvaluateError`] naming the file and line that cannot be read.
pub fn fit_links(coder: &Coder, incidents: &Path) -> Result<String, EvaluateError> {
    let task = task("incidents")?;
    let records = Records::open(&task.texts(incidents))?;
    let inputs = records
        .iter()
        .map(|record| {
            InputRecord::new(record, task.fields(), &Options::default()).map_err(|problem| {
                EvaluateError::Record {
                    file: records.file().to_owned(),
                    line: record.line,
                    problem,
                }
            })
        })
        .collect::<Result<Vec<_>, _>>()?;
    let gold = task.read_gold(incidents)?;
    let mut incident_of: BTreeMap<&str, u64> = BTreeMap::new();
    for record in gold.iter() {
        let docs = record.value.get("docs").and_then(serde_json::Value::as_array);
        for doc in docs.into_iter().flatten() {
            incident_of.extend(doc.as_str().map(|d| (d, record.line)));
        }
    }
    let reports = reports(coder, &inputs);
    let ids: BTreeMap<_, _> = reports
        .iter()
        .zip(&inputs)
        .map(|(r, i)| (&r.document, i.id()))
        .collect();
    let label = |pair: &Compared| {
        let incident = |document| ids.get(document).and_then(|id| incident_of.get(id));
        incident(&pair.earlier)
            .zip(incident(&pair.later))
            .map(|(a, b)| a == b)
    };
    let rows: Vec<([f64; N], bool)> = compared(&reports)
        .iter()
        .filter(|pair| !pair.evidence.blocked)
        .filter_map(|pair| label(pair).map(|same| (pair.evidence.features, same)))
        .collect();
    Ok(written(&rows))
}

fn written(rows: &[([f64; N], bool)]) -> String {
    let same = rows.iter().filter(|(_, same)| *same).count();
    let mut out = format!(
        "# Weights of the features of a pair of reports: together the log-odds that both tell of one incident.\n\
         # Fitted by `dateline train links` on {} pairs, {same} of them of one incident; ridge penalty {RIDGE}.\n",
        rows.len()
    );
    for (name, weight) in FEATURES.iter().zip(fit(rows)) {
        writeln!(out, "{name}\t{weight:.3}").expect("a string takes any text");
    }
    out
}

/// The weights that make the labels likeliest.
fn fit(rows: &[([f64; N], bool)]) -> [f64; N] {
    let mut weights = [0.0; N];
    for _ in 0..STEPS {
        let mut gradient = [0.0; N];
        let mut hessian = vec![[0.0; N]; N];
        for (x, same) in rows {
            let sum: f64 = x.iter().zip(&weights).map(|(x, w)| x * w).sum();
            let p = 1.0 / (1.0 + (-sum).exp());
            let (error, slope) = (f64::from(u8::from(*same)) - p, (p * (1.0 - p)).max(1e-9));
            for i in 0..N {
                gradient[i] += error * x[i];
                for j in 0..N {
                    hessian[i][j] += slope * x[i] * x[j];
                }
            }
        }
        for i in 1..N {
            gradient[i] -= RIDGE * weights[i];
            hessian[i][i] += RIDGE;
        }
        hessian[0][0] += 1e-6;
        for (weight, step) in weights.iter_mut().zip(solve(hessian, gradient)) {
            *weight += step;
        }
    }
    weights
}

/// Gauss-Jordan elimination with pivoting.
fn solve(mut matrix: Vec<[f64; N]>, mut right: [f64; N]) -> [f64; N] {
    for column in 0..N {
        let pivot = (column..N)
            .max_by(|a, b| matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs()))
            .unwrap_or(column);
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        for row in 0..N {
            if row != column && matrix[column][column] != 0.0 {
                let factor = matrix[row][column] / matrix[column][column];
                let above = matrix[column];
                for (cell, above) in matrix[row].iter_mut().zip(above) {
                    *cell -= factor * above;
                }
                right[row] -= factor * right[column];
            }
        }
    }
    let mut out = [0.0; N];
    for (row, value) in out.iter_mut().enumerate() {
        if matrix[row][row] != 0.0 {
            *value = right[row] / matrix[row][row];
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_separate_what_can_be_separated() {
        let row = |value: f64| {
            let mut features = [0.0; N];
            (features[0], features[1]) = (1.0, value);
            features
        };
        let rows: Vec<_> = (0..40).map(|n| (row(f64::from(n) / 40.0), n >= 20)).collect();
        let weights = fit(&rows);
        assert!(weights[1] > 1.0 && weights[0] < 0.0, "{weights:?}");
        assert!(
            (weights[0] + 0.5 * weights[1]).abs() < 0.2,
            "half way the odds are even: {weights:?}"
        );
        assert_eq!(weights[5], 0.0, "a feature that is never there weighs nothing");
        assert!(
            written(&rows)
                .lines()
                .nth(2)
                .is_some_and(|l| l.starts_with("one\t-"))
        );
    }
}

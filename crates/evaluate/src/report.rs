//! A measured gold set: figures, and what a reader wants to know beside them.

use crate::{
    EvaluateError, Figure, Headline, Options, Record, Records, Task,
    predict::{input_of, predict_record, predict_together},
    table,
};
use dateline_code::Coder;
use rayon::prelude::*;
use serde::Serialize;
use std::path::Path;

/// The figures of one gold set.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The task.
    pub task: String,
    /// The gold file.
    pub gold: String,
    /// Gold documents.
    pub n: u64,
    /// Gold documents without a prediction: scored as empty.
    pub missing: u64,
    /// Predictions that no gold document asked for: not scored.
    pub extra: u64,
    /// The figures, in the order of the task's Python scorer.
    pub figures: Vec<Figure>,
    /// Lines for a reader, such as the outcome of each acceptance check.
    pub notes: Vec<String>,
    /// What was odd about a record, each with file and line.
    pub warnings: Vec<String>,
}

impl Report {
    /// A figure by name.
    #[must_use]
    pub fn figure(&self, name: &str) -> Option<&Figure> {
        self.figures.iter().find(|f| f.name == name)
    }

    /// The figures as a table for the terminal, with notes before and breakdowns when `details` is set.
    #[must_use]
    pub fn table(&self, details: bool) -> String {
        let mut out = String::new();
        for note in &self.notes {
            out.push_str(note);
            out.push('\n');
        }
        out.push_str(&format!(
            "{} on {}: {} documents, {} without a prediction, {} predictions extra\n",
            self.task, self.gold, self.n, self.missing, self.extra
        ));
        out.push_str(&table(&self.figures, details));
        out
    }

    /// The report as JSON for machines.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(self).expect("a report is plain data")
    }

    /// The headline figures of the task that this report has, each once, in the task's order: with floor and goal where
    /// they were set on `set`, else without.
    pub(crate) fn headlines(&self, task: &dyn Task, set: &str) -> Vec<(Headline, &Figure)> {
        let mut out: Vec<(Headline, &Figure)> = Vec::new();
        for headline in task.headlines() {
            let Some(figure) = self.figure(headline.figure) else {
                continue;
            };
            let known = out.iter().position(|(h, _)| h.figure == headline.figure);
            match known {
                _ if headline.set == set => match known {
                    Some(at) => out[at].0 = *headline,
                    None => out.push((*headline, figure)),
                },
                Some(_) => {}
                None => out.push((
                    Headline {
                        floor: None,
                        goal: None,
                        ..*headline
                    },
                    figure,
                )),
            }
        }
        out
    }
}

/// Scores predictions that were made before.
///
/// # Errors
/// [`EvaluateError::Record`] naming the line that is not in the task's layout.
pub fn score(
    task: &dyn Task,
    gold: &Records,
    predictions: &Records,
    options: &Options,
) -> Result<Report, EvaluateError> {
    let scored = task.score(gold, predictions, options)?;
    let (missing, extra) = if task.joined_by_id() {
        (
            gold.iter().filter(|g| predictions.get(&g.id).is_none()).count(),
            predictions.iter().filter(|p| gold.get(&p.id).is_none()).count(),
        )
    } else {
        (0, 0)
    };
    Ok(Report {
        task: task.name().to_owned(),
        gold: gold.file().to_owned(),
        n: gold.len() as u64,
        missing: missing as u64,
        extra: extra as u64,
        figures: scored.figures(),
        notes: scored.notes,
        warnings: Vec::new(),
    })
}

/// Codes the texts of a gold file, labels removed, and scores the result.
///
/// # Errors
/// [`EvaluateError`] naming file and line of the first record that cannot be read, predicted or scored.
pub fn evaluate(
    task: &dyn Task,
    coder: &Coder,
    gold: &Path,
    options: &Options,
) -> Result<Report, EvaluateError> {
    if task.together() {
        return evaluate_together(task, coder, gold, options);
    }
    let gold = task.read_gold(gold)?;
    let records: Vec<&Record> = gold.iter().collect();
    let results: Vec<_> = records
        .par_iter()
        .map(|record| predict_record(task, coder, gold.file(), record, options))
        .collect();
    let (mut predictions, mut warnings) = (Vec::new(), Vec::new());
    for (record, result) in records.iter().zip(results) {
        let (values, warning) = result?;
        warnings.extend(warning);
        for value in values {
            let id = if task.joined_by_id() {
                record.id.clone()
            } else {
                (predictions.len() + 1).to_string()
            };
            predictions.push(Record {
                line: record.line,
                id,
                value,
            });
        }
    }
    let predictions = Records::from_records("predictions", predictions)?;
    let report = score(task, &gold, &predictions, options)?;
    Ok(Report { warnings, ..report })
}

/// [`evaluate`] for a task that predicts from all texts together.
fn evaluate_together(
    task: &dyn Task,
    coder: &Coder,
    gold: &Path,
    options: &Options,
) -> Result<Report, EvaluateError> {
    let texts = Records::open(&task.texts(gold))?;
    let inputs = texts
        .iter()
        .map(|record| input_of(task, texts.file(), record, options))
        .collect::<Result<Vec<_>, _>>()?;
    let warnings = inputs
        .iter()
        .filter_map(|i| i.warning())
        .map(|w| format!("{}: {w}", texts.file()));
    let warnings = warnings.collect();
    let values = predict_together(task, coder, texts.file(), &inputs)?;
    let predictions = values.into_iter().zip(1..).map(|(value, line)| Record {
        line,
        id: line.to_string(),
        value,
    });
    let predictions = Records::from_records("predictions", predictions.collect())?;
    let report = score(task, &task.read_gold(gold)?, &predictions, options)?;
    Ok(Report { warnings, ..report })
}

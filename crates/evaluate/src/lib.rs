//! Gold sets in, figures out.
//!
//! A [`Task`] turns the coder's claims into the predictions of one measured task and scores them against hand-coded
//! gold. [`predict`] writes predictions, [`evaluate`] predicts and scores, [`scorecard`] does so for every gold set in a
//! directory, and [`Accepted`] holds the figures that must not fall.
//!
//! Predictions read the input fields of a record alone: every other field is dropped before an adapter sees it
//! ([`InputRecord::new`]), so that a file with labels and the same file without give the same bytes.
//!
//! Figures are those of the Python scorers that come with the gold sets, under the same names where there are names.
//!
//! # Example: a user's own hand-coded sample
//! ```
//! use dateline_evaluate::{Options, Records, score, task};
//! let gold = Records::read("gold.jsonl", &br#"{"id": "1", "label": "ATTACK", "subtask": 1}"#[..])?;
//! let predicted = Records::read("mine.jsonl", &br#"{"id": "1", "label": "ATTACK"}"#[..])?;
//! let report = score(task("event_type")?, &gold, &predicted, &Options::default())?;
//! assert_eq!(report.figure("st1_weightedF1").map(|f| f.value), Some(1.0));
//! # Ok::<(), dateline_evaluate::EvaluateError>(())
//! ```

mod accept;
mod acts;
mod annotated;
mod assign;
mod error;
mod figures;
mod links;
mod offsets;
mod predict;
mod records;
mod report;
mod scorecard;
mod task;
mod tasks;
#[cfg(test)]
mod test_support;

pub use accept::{Accepted, Shortfall, TOLERANCE};
pub use acts::fit_acts;
pub use annotated::{Annotated, Figured, Label, Phrase, Role, Tells, read_annotated};
pub use assign::assign;
pub use error::EvaluateError;
pub use figures::{Figure, FromSums, RESAMPLES, Scored, Unit, precision_recall_f1, ratio, table};
pub use links::fit_links;
pub use offsets::CodePoints;
pub use predict::{Predicted, predict, predict_file};
pub use records::{Lines, Record, Records};
pub use report::{Report, evaluate, score};
pub use scorecard::{Stamp, scorecard};
pub use task::{DOCUMENT_FIELDS, GoldSet, Headline, InputRecord, Options, RecordIter, Task};

/// Every task, in the order of the scorecard.
#[must_use]
pub fn tasks() -> &'static [&'static dyn Task] {
    tasks::TASKS
}

/// The task of this name.
///
/// # Errors
/// [`EvaluateError::UnknownTask`], which lists the names there are.
pub fn task(name: &str) -> Result<&'static dyn Task, EvaluateError> {
    let found = tasks().iter().find(|task| task.name() == name);
    found.copied().ok_or_else(|| EvaluateError::UnknownTask {
        name: name.to_owned(),
        known: tasks().iter().map(|t| t.name()).collect::<Vec<_>>().join(", "),
    })
}

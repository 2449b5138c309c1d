//! The figures that were accepted last, and the gate that keeps them from falling unnoticed.
//!
//! `accepted.json` in this crate holds them. A change that moves a figure for good reason updates the file in the same
//! commit, so that the review sees what moved: run the gate's own test with `DATELINE_ACCEPT=1`
//! (`DATELINE_ACCEPT=1 cargo test -p dateline-evaluate --test gate`).

use crate::{EvaluateError, scorecard::measure, tasks};
use dateline_code::Coder;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, fs, path::Path};

/// How far a figure may fall below the accepted one. Chosen: one document in two hundred.
pub const TOLERANCE: f64 = 0.005;

/// Accepted headline figures: `task/set`, then figure, then value, rounded to four decimals.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Accepted(BTreeMap<String, BTreeMap<String, f64>>);

/// A figure that fell.
#[derive(Clone, Debug, PartialEq)]
pub struct Shortfall {
    /// `task/set`.
    pub set: String,
    /// The figure.
    pub figure: String,
    /// What was accepted.
    pub accepted: f64,
    /// What is measured now; `None` when the figure is no longer measured.
    pub measured: Option<f64>,
}

impl fmt::Display for Shortfall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            set,
            figure,
            accepted,
            measured,
        } = self;
        match measured {
            Some(now) => write!(f, "{set}: {figure} fell from {accepted} to {now:.4}"),
            None => write!(
                f,
                "{set}: {figure} was accepted at {accepted} and is no longer measured"
            ),
        }
    }
}

impl Accepted {
    /// Reads the accepted figures.
    ///
    /// # Errors
    /// [`EvaluateError::File`] when the JSON is not an object of objects of numbers.
    pub fn from_json(json: &str) -> Result<Self, EvaluateError> {
        serde_json::from_str(json).map_err(|e| EvaluateError::File {
            file: "accepted.json".to_owned(),
            problem: format!("not accepted figures: {e}; rewrite the file with `DATELINE_ACCEPT=1 cargo test -p dateline-evaluate --test gate`"),
        })
    }

    /// The committed figures.
    ///
    /// # Errors
    /// As [`Accepted::from_json`].
    pub fn committed() -> Result<Self, EvaluateError> {
        Self::from_json(include_str!("../accepted.json"))
    }

    /// Measures the headline figures of every set under `gold`.
    ///
    /// # Errors
    /// [`EvaluateError`] of the first set that cannot be measured.
    pub fn measure(coder: &Coder, gold: &Path) -> Result<Self, EvaluateError> {
        let mut all = BTreeMap::new();
        for task in tasks() {
            for set in task.sets() {
                let Some(report) = measure(*task, set, coder, gold)? else {
                    continue;
                };
                let figures = report.headlines(*task, set.name).into_iter();
                let rounded = figures.map(|(h, f)| (h.figure.to_owned(), (f.value * 1e4).round() / 1e4));
                all.insert(format!("{}/{}", task.name(), set.name), rounded.collect());
            }
        }
        Ok(Self(all))
    }

    /// Measures every set under `gold` and writes the figures to `file`, an `accepted.json`; sets that are not there keep
    /// the figures that they have in it.
    ///
    /// # Errors
    /// [`EvaluateError`] when a set cannot be measured, or the file not be read or written.
    pub fn accept(coder: &Coder, gold: &Path, file: &Path) -> Result<Self, EvaluateError> {
        let name = file.display().to_string();
        let before = fs::read_to_string(file).map_err(EvaluateError::io(&name))?;
        let now = Self::from_json(&before)?.updated(Self::measure(coder, gold)?);
        fs::write(file, now.to_json()).map_err(EvaluateError::io(&name))?;
        Ok(now)
    }

    /// These figures with every set measured now in place of the old one; sets that are not there keep theirs.
    #[must_use]
    pub fn updated(mut self, now: Self) -> Self {
        self.0.extend(now.0);
        self
    }

    /// What fell by more than [`TOLERANCE`] in `now`. Sets without gold data are not compared.
    #[must_use]
    pub fn shortfalls(&self, now: &Self) -> Vec<Shortfall> {
        let mut fallen = Vec::new();
        for (set, figures) in &self.0 {
            let Some(measured) = now.0.get(set) else {
                continue;
            };
            for (figure, &accepted) in figures {
                let measured = measured.get(figure).copied();
                if measured.is_none_or(|value| value < accepted - TOLERANCE) {
                    fallen.push(Shortfall {
                        set: set.clone(),
                        figure: figure.clone(),
                        accepted,
                        measured,
                    });
                }
            }
        }
        fallen
    }

    /// The figures as the committed file has them: sorted, one a line.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = serde_json::to_string_pretty(self).expect("numbers under names are plain data");
        json.push('\n');
        json
    }

    /// Whether nothing was measured.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(json: &str) -> Accepted {
        Accepted::from_json(json).expect("well formed")
    }

    #[test]
    fn a_figure_may_rise_and_waver_but_not_fall() {
        let before = accepted(r#"{"t/dev": {"a": 0.5, "b": 0.5, "c": 0.5, "d": 0.5}, "u/dev": {"a": 1}}"#);
        let now = accepted(r#"{"t/dev": {"a": 0.9, "b": 0.496, "c": 0.494}}"#);
        let fallen: Vec<String> = before.shortfalls(&now).iter().map(Shortfall::to_string).collect();
        assert_eq!(
            fallen,
            [
                "t/dev: c fell from 0.5 to 0.4940",
                "t/dev: d was accepted at 0.5 and is no longer measured"
            ]
        );
        assert_eq!(before.clone().updated(now.clone()).shortfalls(&now), []);
    }

    #[test]
    fn the_committed_file_is_as_it_would_be_written() {
        let committed = Accepted::committed().expect("the committed figures load");
        assert!(!committed.is_empty());
        assert_eq!(committed.to_json(), include_str!("../accepted.json"));
    }

    #[test]
    fn a_broken_file_says_how_to_mend_it() {
        let message = Accepted::from_json("[]").expect_err("not an object").to_string();
        assert!(message.contains("DATELINE_ACCEPT=1"), "{message}");
    }
}

//! The scorecard: every task on every gold set that is there, beside what a baseline reaches and what is aimed at.

use crate::{EvaluateError, Figure, GoldSet, Options, Report, Task, Unit, evaluate, figures::written, tasks};
use dateline_code::Coder;
use std::{fmt::Write, path::Path};

/// When and on what a scorecard was measured. The library consults no clock: the caller says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The day, `YYYY-MM-DD`.
    pub date: String,
    /// The commit measured, with a mark if the tree had changes.
    pub commit: String,
}

/// Measures one gold set of a task; `None` when its file is not under `gold`.
///
/// # Errors
/// As [`evaluate`].
pub(crate) fn measure(
    task: &dyn Task,
    set: &GoldSet,
    coder: &Coder,
    gold: &Path,
) -> Result<Option<Report>, EvaluateError> {
    let path = gold.join(set.path);
    if !path.exists() {
        return Ok(None);
    }
    let published = set.published.and_then(|day| day.parse().ok());
    evaluate(task, coder, &path, &Options::default().published(published)).map(Some)
}

/// Measures every task for which the directory `gold` has data and writes the figures as Markdown.
///
/// # Errors
/// [`EvaluateError`] of the first set that cannot be measured; a set that is not there is named as such instead.
pub fn scorecard(coder: &Coder, gold: &Path, stamp: &Stamp) -> Result<String, EvaluateError> {
    let mut out = String::from("# Scorecard\n\n");
    writeln!(
        out,
        "Measured {} at {} with {}. Intervals: 95 %, bootstrap over documents, {} resamples. \
         Floor: what a keyword or pattern baseline reaches on the same set. All sets are open development sets.\n",
        stamp.date,
        stamp.commit,
        coder.version(),
        crate::RESAMPLES
    )
    .expect("a string takes any text");
    out.push_str("| task | set | figure | value | 95 % interval | n | floor | goal | verdict |\n");
    out.push_str("|---|---|---|---|---|---|---|---|---|\n");
    let mut absent = Vec::new();
    let mut full = String::new();
    for task in tasks() {
        for set in task.sets() {
            let Some(report) = measure(*task, set, coder, gold)? else {
                absent.push(format!("{} {}", task.name(), set.name));
                continue;
            };
            for (headline, figure) in report.headlines(*task, set.name) {
                out.push_str(&row(*task, set, figure, headline.floor, headline.goal));
            }
            full.push_str(&section(*task, set, &report));
        }
    }
    if !absent.is_empty() {
        writeln!(out, "\nNot measured, no gold data: {}.", absent.join(", "))
            .expect("a string takes any text");
    }
    out.push_str(&full);
    Ok(out)
}

fn row(task: &dyn Task, set: &GoldSet, figure: &Figure, floor: Option<f64>, goal: Option<f64>) -> String {
    let shown = |value: Option<f64>| match (value, figure.unit) {
        (None, _) => "–".to_owned(),
        (Some(v), Unit::Share) => {
            let digits = format!("{v:.3}");
            digits.strip_suffix('0').unwrap_or(&digits).to_owned()
        }
        (Some(v), Unit::Count) => format!("{v}"),
    };
    let verdict = match (floor, goal) {
        (_, Some(goal)) if figure.value >= goal => "goal met",
        (Some(floor), _) if figure.value < floor => "below the floor",
        (_, Some(_)) => "goal not met",
        _ => "",
    };
    format!(
        "| {} | {} | {} | {} | {} | {} | {} | {} | {verdict} |\n",
        task.name(),
        set.name,
        figure.name,
        written(figure),
        interval(figure),
        figure.n,
        shown(floor),
        shown(goal),
    )
}

fn interval(figure: &Figure) -> String {
    figure
        .interval
        .map_or_else(|| "–".to_owned(), |[low, high]| format!("{low:.3} to {high:.3}"))
}

/// All figures of one set but its breakdowns.
fn section(task: &dyn Task, set: &GoldSet, report: &Report) -> String {
    let mut out = format!(
        "\n## {} on {}\n\nWhat is read: {}. Documents: {}.\n\n| figure | value | 95 % interval | n |\n|---|---|---|---|\n",
        task.name(),
        set.name,
        task.about(),
        report.n
    );
    for figure in report.figures.iter().filter(|f| !f.detail) {
        writeln!(
            out,
            "| {} | {} | {} | {} |",
            figure.name,
            written(figure),
            interval(figure),
            figure.n
        )
        .expect("a string takes any text");
    }
    out
}

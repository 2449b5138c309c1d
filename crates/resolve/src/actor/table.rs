//! Reading the reviewed tables under `lexicons/actors`.

use crate::LexiconError;
use dateline_model::{ActorKind, taxonomy::Sector};
use jiff::civil::Date;

/// One line of a table.
pub(super) struct Row<'t> {
    /// Its file, as messages name it.
    pub(super) file: &'t str,
    /// Its line, from 1.
    pub(super) line: usize,
    /// Its columns.
    pub(super) fields: Vec<&'t str>,
}

/// The lines of a tab-separated table; empty lines and lines that begin with '#' are comments.
pub(super) fn rows<'t>(file: &'t str, text: &'t str, columns: usize) -> Result<Vec<Row<'t>>, LexiconError> {
    each_row(file, text, columns).collect()
}

/// As [`rows`], with an error for each line that is malformed.
pub(super) fn each_row<'t>(
    file: &'t str,
    text: &'t str,
    columns: usize,
) -> impl Iterator<Item = Result<Row<'t>, LexiconError>> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        .map(move |(at, line)| {
            let row = Row {
                file,
                line: at + 1,
                fields: line.split('\t').collect(),
            };
            if row.fields.len() != columns {
                return Err(row.error(format!(
                    "{} columns where {columns} are wanted: put exactly {} tabs in the line",
                    row.fields.len(),
                    columns - 1
                )));
            }
            if let Some(empty) = row.fields.iter().position(|f| f.trim().is_empty()) {
                return Err(row.error(format!(
                    "column {} is empty: write '-' where there is nothing to say",
                    empty + 1
                )));
            }
            Ok(row)
        })
}

impl<'t> Row<'t> {
    pub(super) fn error(&self, problem: String) -> LexiconError {
        LexiconError {
            file: self.file.to_owned(),
            line: self.line,
            problem,
        }
    }

    /// The column, or `None` for '-'.
    pub(super) fn optional(&self, column: usize) -> Option<&'t str> {
        Some(self.fields[column]).filter(|f| *f != "-")
    }

    /// The items of a column that is a list with '|' between.
    pub(super) fn list(&self, column: usize) -> impl Iterator<Item = &'t str> + use<'t> {
        self.optional(column).into_iter().flat_map(|f| f.split('|'))
    }

    pub(super) fn kind(&self, column: usize) -> Result<Option<ActorKind>, LexiconError> {
        Ok(Some(match self.fields[column] {
            "-" => return Ok(None),
            "state_force" => ActorKind::StateForce,
            "non_state_armed" => ActorKind::NonStateArmed,
            "political" => ActorKind::Political,
            "civilian" => ActorKind::Civilian,
            "international" => ActorKind::International,
            "media" => ActorKind::Media,
            other => {
                return Err(self.error(format!(
                    "`{other}` is not a kind of actor: write state_force, non_state_armed, political, civilian, \
                     international, media or '-'"
                )));
            }
        }))
    }

    pub(super) fn sector(&self, column: usize) -> Result<Option<Sector>, LexiconError> {
        self.optional(column)
            .map(|code| {
                code.parse().map_err(|_| {
                    self.error(format!(
                        "`{code}` is not a PLOVER sector: write one like MIL, REB, GOV, CVL, or '-'"
                    ))
                })
            })
            .transpose()
    }

    pub(super) fn period(&self, from: usize, to: usize) -> Result<Period, LexiconError> {
        let read = |column: usize, last: i32| {
            self.optional(column)
                .map(|text| month(text, last).ok_or_else(|| self.bad_month(text)))
                .transpose()
        };
        self.ordered(Period {
            from: read(from, 0)?,
            to: read(to, 11)?,
        })
    }

    /// A form and the period after its '@', if it has one: 'Burma@..1989-06'.
    pub(super) fn dated_form(&self, form: &'t str) -> Result<(&'t str, Period), LexiconError> {
        let Some((form, period)) = form.split_once('@') else {
            return Ok((form, Period::default()));
        };
        let Some((from, to)) = period.split_once("..") else {
            return Err(self.error(format!(
                "`{period}` is not a period: write FROM..TO with either side as year-month or empty"
            )));
        };
        let read = |text: &str, last: i32| {
            (!text.is_empty())
                .then(|| month(text, last).ok_or_else(|| self.bad_month(text)))
                .transpose()
        };
        let period = self.ordered(Period {
            from: read(from, 0)?,
            to: read(to, 11)?,
        })?;
        Ok((form, period))
    }

    fn bad_month(&self, text: &str) -> LexiconError {
        self.error(format!(
            "`{text}` is not a month: write a year like 2012 or a month like 2012-01"
        ))
    }

    fn ordered(&self, period: Period) -> Result<Period, LexiconError> {
        match (period.from, period.to) {
            (Some(from), Some(to)) if from > to => {
                Err(self.error("the period ends before it starts: put the earlier month first".to_owned()))
            }
            _ => Ok(period),
        }
    }
}

/// Months since year 0; a bare year stands for its month `in_year`.
fn month(text: &str, in_year: i32) -> Option<i32> {
    let (year, month) = match text.split_once('-') {
        Some((year, month)) => (
            year,
            month.parse::<i32>().ok().filter(|m| (1..=12).contains(m))? - 1,
        ),
        None => (text, in_year),
    };
    let year: i32 = year.parse().ok().filter(|y| (1000..3000).contains(y))?;
    Some(year * 12 + month)
}

/// A month as tables write it.
fn written(month: i32) -> String {
    format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
}

/// Months, inclusive, in which something holds; an open side holds for ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) from: Option<i32>,
    pub(super) to: Option<i32>,
}

impl std::fmt::Display for Period {
    /// '2012-01..2016-07', with nothing on an open side; nothing at all when both are.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.from.is_none() && self.to.is_none() {
            return Ok(());
        }
        let side = |month: Option<i32>| month.map(written).unwrap_or_default();
        write!(f, "{}..{}", side(self.from), side(self.to))
    }
}

impl Period {
    /// Whether a month lies in both.
    pub(super) fn meets(self, other: Self) -> bool {
        let before =
            |to: Option<i32>, from: Option<i32>| matches!((to, from), (Some(to), Some(from)) if to < from);
        !before(self.to, other.from) && !before(other.to, self.from)
    }

    /// Whether the day lies in it; an unknown day may.
    pub(super) fn holds(self, day: Option<Date>) -> bool {
        let Some(day) = day else { return true };
        let month = i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
        self.from.is_none_or(|from| from <= month) && self.to.is_none_or(|to| month <= to)
    }

    /// Whether it was over before the day.
    pub(super) fn over(self, day: Option<Date>) -> bool {
        day.is_some_and(|day| {
            let month = i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
            self.to.is_some_and(|to| to < month)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[track_caller]
    fn refused(text: &'static str, wanted: &str) {
        let read = rows("lexicons/actors/t.tsv", text, 2).and_then(|rows| {
            for row in &rows {
                row.dated_form(row.fields[0])?;
                row.kind(1)?;
            }
            Ok(())
        });
        let error = read.expect_err("must be refused").to_string();
        assert!(error.contains(wanted), "{error}");
    }

    #[test]
    fn errors_name_file_line_and_remedy() {
        refused(
            "# note\n\nOnly one column\n",
            "lexicons/actors/t.tsv:3: 1 columns where 2 are wanted: put exactly 1 tabs",
        );
        refused("Zaire\t\n", "t.tsv:1: column 2 is empty: write '-'");
        refused(
            "Zaire\trebel\n",
            "t.tsv:1: `rebel` is not a kind of actor: write state_force",
        );
        refused("Zaire@1997\t-\n", "`1997` is not a period: write FROM..TO");
        refused("Zaire@..1997-13\t-\n", "`1997-13` is not a month");
        refused("Zaire@1997..1971\t-\n", "ends before it starts");
    }

    #[test]
    fn periods_are_inclusive_and_open_where_nothing_is_written() {
        let row = &rows("t.tsv", "Zaire@..1997-05\t-\n", 2).expect("reads")[0];
        let (form, period) = row.dated_form(row.fields[0]).expect("reads");
        assert_eq!(form, "Zaire");
        assert!(period.holds(Some(date(1997, 5, 31))) && period.holds(None));
        assert!(!period.holds(Some(date(1997, 6, 1))) && period.over(Some(date(1997, 6, 1))));
    }
}

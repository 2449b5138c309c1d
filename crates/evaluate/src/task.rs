//! The form of a task: what it reads, what it writes, how it is scored.

use crate::{EvaluateError, Lines, Record, Records, Scored};
use dateline_code::Coder;
use dateline_model::{Document, DocumentParts};
use jiff::civil::Date;
use serde_json::{Map, Value};
use std::{
    io::BufRead,
    path::{Path, PathBuf},
};

/// The fields that make a [`Document`]: most tasks read no other.
pub const DOCUMENT_FIELDS: &[&str] = &["id", "title", "text", "publisher", "published", "url"];

/// Records one after the other, or what is wrong with one.
pub type RecordIter<'r> = Box<dyn Iterator<Item = Result<Record, EvaluateError>> + 'r>;

/// An adapter between the coder's claims and one measured task.
///
/// A task is one file under `tasks/` and one line in [`crate::tasks`]. It may read claims, analyses, spans and the codebooks,
/// never the words of a language: what it lacks belongs into the coder, or the parser.
pub trait Task: Sync {
    /// Its name on the command line.
    fn name(&self) -> &'static str;

    /// What is predicted and measured, in a sentence.
    fn about(&self) -> &'static str;

    /// The open gold sets of the task.
    fn sets(&self) -> &'static [GoldSet];

    /// The input fields. A record reaches [`Task::predict`] with these alone: no label can leak into a prediction.
    fn fields(&self) -> &'static [&'static str] {
        DOCUMENT_FIELDS
    }

    /// Whether an input that is not JSON Lines is taken as one plain text.
    fn takes_plain_text(&self) -> bool {
        false
    }

    /// Whether a prediction line belongs to a gold record by its id. Where not, all lines belong to the one gold document.
    fn joined_by_id(&self) -> bool {
        true
    }

    /// Whether predictions are made from all records together: many reports in, many incidents out. Then
    /// [`Task::predict_together`] is called in place of [`Task::predict`].
    fn together(&self) -> bool {
        false
    }

    /// The prediction lines of all records of an input, for a task that predicts [`Task::together`].
    ///
    /// # Errors
    /// As [`Task::predict`].
    fn predict_together(&self, _: &Coder, _: &[InputRecord]) -> Result<Vec<Value>, String> {
        Ok(Vec::new())
    }

    /// The file with the texts of a gold file: the gold file itself unless the task says otherwise.
    fn texts(&self, gold: &Path) -> PathBuf {
        gold.to_owned()
    }

    /// The prediction lines of one record: one for most tasks, any number where claims themselves are written.
    ///
    /// # Errors
    /// [`SpanError`](dateline_model::SpanError) as text when a claim's span is not of the record's text: an error of the coder.
    fn predict(&self, coder: &Coder, record: &InputRecord) -> Result<Vec<Value>, String>;

    /// The records of an input to predict. JSON Lines unless the task says otherwise. A malformed record is an error in its
    /// place, and the records behind it follow.
    fn read_input<'r>(&self, file: &str, input: Box<dyn BufRead + 'r>) -> RecordIter<'r> {
        Box::new(Lines::new(file, input))
    }

    /// A prediction as it stands in the output. A line of JSON unless the task says otherwise.
    fn write_prediction(&self, value: &Value) -> String {
        format!("{value}\n")
    }

    /// Reads a gold file. JSON Lines unless the task says otherwise.
    ///
    /// # Errors
    /// [`EvaluateError`] naming file and line.
    fn read_gold(&self, path: &Path) -> Result<Records, EvaluateError> {
        Records::open(path)
    }

    /// Scores predictions against gold; a gold id without a prediction counts as an empty one.
    ///
    /// # Errors
    /// [`EvaluateError::Record`] naming the line of a gold record or prediction that is not in the task's layout.
    fn score(
        &self,
        gold: &Records,
        predictions: &Records,
        options: &Options,
    ) -> Result<Scored, EvaluateError>;

    /// The figures that matter most, with what a baseline reaches and what is aimed at.
    fn headlines(&self) -> &'static [Headline];
}

/// A gold set that the scorecard measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GoldSet {
    /// Its name in the scorecard and in the file of accepted figures: `dev`, `hard_dev`.
    pub name: &'static str,
    /// Its path under the directory of gold sets.
    pub path: &'static str,
    /// Publication day given to records without one, as `YYYY-MM-DD`.
    pub published: Option<&'static str>,
}

impl GoldSet {
    /// A set that is predicted as it stands.
    #[must_use]
    pub const fn new(name: &'static str, path: &'static str) -> Self {
        Self {
            name,
            path,
            published: None,
        }
    }
}

/// A figure of the first rank.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Headline {
    /// Name of the figure.
    pub figure: &'static str,
    /// The gold set that floor and goal were set on; on other sets of the task the figure stands without them.
    pub set: &'static str,
    /// What a keyword or pattern baseline reaches there; `None` where none was measured.
    pub floor: Option<f64>,
    /// What is aimed at; `None` where nothing was set.
    pub goal: Option<f64>,
}

/// How predictions are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// Publication day of records that carry none.
    pub published: Option<Date>,
    /// `casualties`: gold records that restate another one may be left out without loss.
    pub skip_restates: bool,
}

impl Options {
    /// The options with a publication day for records without one.
    #[must_use]
    pub fn published(self, published: Option<Date>) -> Self {
        Self { published, ..self }
    }

    /// The options with restating gold records optional or not.
    #[must_use]
    pub fn skip_restates(self, skip_restates: bool) -> Self {
        Self {
            skip_restates,
            ..self
        }
    }
}

/// A record as an adapter sees it: its input fields and nothing else.
#[derive(Clone, Debug, PartialEq)]
pub struct InputRecord {
    id: String,
    fields: Map<String, Value>,
    published: Option<Date>,
    warning: Option<String>,
}

impl InputRecord {
    /// Keeps the fields named in `keep` of a record and drops every other, labels among them.
    ///
    /// A `published` that is no date leaves the record undated and says so in [`InputRecord::warning`].
    ///
    /// # Errors
    /// A message when `text` is missing, or a text field holds something else than text.
    pub fn new(record: &Record, keep: &[&str], options: &Options) -> Result<Self, String> {
        let mut fields = Map::new();
        for &key in keep {
            if let Some(value) = record.value.get(key) {
                fields.insert(key.to_owned(), value.clone());
            }
        }
        for key in ["title", "text", "publisher", "published", "url"] {
            match fields.get(key) {
                None | Some(Value::Null | Value::String(_)) => {}
                Some(_) => return Err(format!("record `{}`: `{key}` must be a string", record.id)),
            }
        }
        if !fields.get("text").is_some_and(Value::is_string) {
            return Err(format!("record `{}` has no `text`", record.id));
        }
        let mut warning = None;
        let mut published = options.published;
        if let Some(day) = fields
            .get("published")
            .and_then(Value::as_str)
            .filter(|d| !d.is_empty())
        {
            match day.parse() {
                Ok(date) => published = Some(date),
                Err(_) => {
                    warning = Some(format!(
                        "record `{}`: `published` is `{day}`, not a day as YYYY-MM-DD; read as undated",
                        record.id
                    ));
                }
            }
        }
        Ok(Self {
            id: record.id.clone(),
            fields,
            published,
            warning,
        })
    }

    /// The record's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        self.string("text").unwrap_or_default()
    }

    /// An input field of text, if it is there.
    #[must_use]
    pub fn string(&self, key: &str) -> Option<&str> {
        self.fields.get(key).and_then(Value::as_str)
    }

    /// Any input field, if it is there.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&Value> {
        self.fields.get(key)
    }

    /// What was odd about the record, for the person who runs the prediction.
    #[must_use]
    pub fn warning(&self) -> Option<&str> {
        self.warning.as_deref()
    }

    /// The publication day: the record's own, else the run's.
    #[must_use]
    pub fn published(&self) -> Option<Date> {
        self.published
    }

    /// The report to code.
    #[must_use]
    pub fn document(&self) -> Document {
        let own = |key| self.string(key).map(str::to_owned);
        Document::new(DocumentParts {
            title: own("title"),
            publisher: own("publisher"),
            published: self.published,
            url: own("url"),
            text: self.text().to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn input(value: Value, options: Options) -> Result<InputRecord, String> {
        let record = Record {
            line: 1,
            id: "a".to_owned(),
            value,
        };
        InputRecord::new(&record, DOCUMENT_FIELDS, &options)
    }

    #[test]
    fn labels_do_not_get_through() {
        let record = json!({"id": "a", "text": "T.", "label": "ATTACK", "gold": {"actor": "x"}});
        let seen = input(record, Options::default()).expect("has a text");
        assert_eq!(seen.field("label"), None);
        assert_eq!(seen.field("gold"), None);
        assert_eq!(seen.text(), "T.");
    }

    #[test]
    fn the_records_own_date_wins() {
        let run = Options::default().published(Some(jiff::civil::date(2020, 1, 2)));
        let day = |value| {
            input(value, run)
                .expect("has a text")
                .published()
                .map(|d| d.to_string())
        };
        assert_eq!(
            day(json!({"text": "", "published": "2017-11-13"})).as_deref(),
            Some("2017-11-13")
        );
        assert_eq!(
            day(json!({"text": "", "published": null})).as_deref(),
            Some("2020-01-02")
        );
    }

    #[test]
    fn an_unreadable_date_is_said_not_swallowed() {
        let seen = input(json!({"text": "", "published": "soon"}), Options::default()).expect("has a text");
        assert_eq!(seen.published(), None);
        assert!(seen.warning().is_some_and(|w| w.contains("`soon`")));
    }

    #[test]
    fn a_record_without_text_is_refused() {
        assert!(input(json!({"id": "a"}), Options::default()).is_err());
        assert!(input(json!({"id": "a", "text": 3}), Options::default()).is_err());
    }
}

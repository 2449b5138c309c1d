//! Place names in news with their coordinates: found and resolved, or resolved where they are given.

mod score;

use crate::{
    CodePoints, EvaluateError, GoldSet, Headline, InputRecord, Options, Record, Records, Scored, Task,
};
use dateline_code::Coder;
use dateline_model::{Document, DocumentParts, Span};
use dateline_resolve::place::PlaceMention;
use serde_json::{Value, json};
use std::path::Path;

/// What a prediction may read. `spans` is a list of `{"start", "end"}` in code points: where it is there, those words alone are
/// resolved, none else found.
const FIELDS: &[&str] = &["id", "title", "text", "source", "date", "spans"];

/// Names found and resolved.
pub(super) struct Toponyms;

/// Names resolved, their spans given: the same measure without the question what is a name.
pub(super) struct ToponymSpans;

const fn headline(
    figure: &'static str,
    set: &'static str,
    floor: Option<f64>,
    goal: Option<f64>,
) -> Headline {
    Headline {
        figure,
        set,
        floor,
        goal,
    }
}

impl Task for Toponyms {
    fn name(&self) -> &'static str {
        "toponyms"
    }

    fn about(&self) -> &'static str {
        "every place name of a report with the coordinates of the place it means"
    }

    fn sets(&self) -> &'static [GoldSet] {
        const {
            &[
                GoldSet::new("lgl", "toponyms/lgl.dev.jsonl"),
                GoldSet::new("tr_news", "toponyms/tr_news.dev.jsonl"),
            ]
        }
    }

    fn fields(&self) -> &'static [&'static str] {
        FIELDS
    }

    fn predict(&self, coder: &Coder, record: &InputRecord) -> Result<Vec<Value>, String> {
        predict(coder, record)
    }

    fn score(&self, gold: &Records, predictions: &Records, _: &Options) -> Result<Scored, EvaluateError> {
        score::score(gold, predictions)
    }

    fn headlines(&self) -> &'static [Headline] {
        const {
            &[
                headline("recognition_exact_F1", "tr_news", Some(0.53), Some(0.78)),
                headline("end_to_end_overlap_F1", "tr_news", Some(0.567), Some(0.66)),
                headline("end_to_end_overlap_F1_25km", "tr_news", None, None),
            ]
        }
    }
}

impl Task for ToponymSpans {
    fn name(&self) -> &'static str {
        "toponym_spans"
    }

    fn about(&self) -> &'static str {
        "the coordinates of the places that given place names mean"
    }

    fn sets(&self) -> &'static [GoldSet] {
        Toponyms.sets()
    }

    fn fields(&self) -> &'static [&'static str] {
        FIELDS
    }

    fn predict(&self, coder: &Coder, record: &InputRecord) -> Result<Vec<Value>, String> {
        predict(coder, record)
    }

    /// Gold, with where its names stand (and nothing of what they mean) as `spans`.
    fn read_gold(&self, path: &Path) -> Result<Records, EvaluateError> {
        let gold = Records::open(path)?;
        let with_spans = |record: &Record| {
            let mut record = record.clone();
            let named = record.value.get("toponyms").and_then(Value::as_array);
            let spans: Vec<Value> = named
                .into_iter()
                .flatten()
                .map(|name| json!({"start": name["start"], "end": name["end"]}))
                .collect();
            record.value["spans"] = json!(spans);
            record
        };
        Records::from_records(gold.file(), gold.iter().map(with_spans).collect())
    }

    fn score(&self, gold: &Records, predictions: &Records, _: &Options) -> Result<Scored, EvaluateError> {
        score::score(gold, predictions)
    }

    fn headlines(&self) -> &'static [Headline] {
        // Floors: the best heuristic baseline on the same texts.
        const {
            &[
                headline("acc_all", "lgl", Some(0.825), Some(0.86)),
                headline("acc_all", "tr_news", Some(0.904), Some(0.91)),
                headline("acc_all_25km", "lgl", None, None),
                headline("acc_all_25km", "tr_news", None, None),
            ]
        }
    }
}

fn predict(coder: &Coder, record: &InputRecord) -> Result<Vec<Value>, String> {
    let day = record
        .string("date")
        .and_then(|date| date.get(..10)?.parse().ok());
    let document = Document::new(DocumentParts {
        title: record.string("title").map(str::to_owned),
        publisher: record.string("source").map(str::to_owned),
        published: record.published().or(day),
        text: record.text().to_owned(),
        ..DocumentParts::default()
    });
    let analysis = coder.analyse(&document.text);
    let gazetteer = coder.resolver().gazetteer();
    let found = match record.field("spans") {
        None | Some(Value::Null) => gazetteer.find(&analysis, &document),
        Some(spans) => {
            let spans = given(record, spans)?;
            gazetteer.resolve_spans(&analysis, &document, &spans)
        }
    };
    let points = CodePoints::new(&document.text);
    let toponyms = found.iter().map(|mention| toponym(mention, &points));
    let toponyms = toponyms.collect::<Result<Vec<Value>, String>>()?;
    Ok(vec![json!({"id": record.id(), "toponyms": toponyms})])
}

fn toponym(mention: &PlaceMention, points: &CodePoints<'_>) -> Result<Value, String> {
    let at = |byte| points.at(byte).map_err(|error| error.to_string());
    let (start, end) = (at(mention.span.start())?, at(mention.span.end())?);
    let place = mention.place.as_ref().ok();
    Ok(json!({
        "start": start,
        "end": end,
        "lat": place.and_then(|place| place.lat),
        "lon": place.and_then(|place| place.lon),
        "geonameid": place.and_then(|place| place.geonameid),
    }))
}

/// The given spans in bytes.
fn given(record: &InputRecord, spans: &Value) -> Result<Vec<Span>, String> {
    let text = record.text();
    let wrong = |what: &str| format!("record `{}`: {what}", record.id());
    let starts: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let listed = spans
        .as_array()
        .ok_or_else(|| wrong("`spans` must be a list of {\"start\", \"end\"} in code points"))?;
    let bound = |span: &Value, key: &str| {
        let nth = span[key].as_u64().and_then(|nth| usize::try_from(nth).ok());
        nth.and_then(|nth| starts.get(nth).copied())
            .ok_or_else(|| wrong(&format!("`{key}` of a span is no position in the text")))
    };
    listed
        .iter()
        .map(|span| {
            let (start, end) = (bound(span, "start")?, bound(span, "end")?);
            Span::new(text, start, end).map_err(|error| wrong(&error.to_string()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(value: Value) -> Result<Value, String> {
        let coder = Coder::embedded().expect("built in");
        let record = Record {
            line: 1,
            id: "a".to_owned(),
            value,
        };
        let input = InputRecord::new(&record, FIELDS, &Options::default())?;
        Ok(predict(&coder, &input)?.remove(0))
    }

    #[test]
    fn names_stand_where_they_stand_in_code_points() {
        let out = run(json!({"id": "a", "text": "“Öl” prices rose in Damascus."})).expect("predicts");
        assert_eq!(out["toponyms"][0]["start"], 20);
        assert_eq!(out["toponyms"][0]["end"], 28);
        assert_eq!(out["toponyms"][0]["geonameid"], 170_654);
    }

    #[test]
    fn given_spans_alone_are_resolved() {
        let text = "Talks in Damascus and in Ankara.";
        let out =
            run(json!({"id": "a", "text": text, "spans": [{"start": 25, "end": 31}]})).expect("predicts");
        assert_eq!(out["toponyms"].as_array().map(Vec::len), Some(1));
        assert_eq!(out["toponyms"][0]["geonameid"], 323_786);
    }

    #[test]
    fn labels_have_no_say() {
        let text = "Talks in Damascus.";
        let plain = run(json!({"id": "a", "text": text}));
        let labelled =
            run(json!({"id": "a", "text": text, "toponyms": [{"start": 0, "end": 5, "lat": 1.0}]}));
        assert_eq!(plain, labelled);
    }

    #[test]
    fn spans_out_of_the_text_are_an_error() {
        for spans in [json!(3), json!([{"start": 0}]), json!([{"start": 0, "end": 99}])] {
            let message = run(json!({"id": "a", "text": "Short.", "spans": spans})).expect_err("refused");
            assert!(message.starts_with("record `a`: "), "{message}");
        }
    }
}

//! Time expressions of a text, with TIMEX3 type and value.

mod score;

use crate::{CodePoints, EvaluateError, GoldSet, Headline, InputRecord, Options, Records, Scored, Task};
use dateline_code::Coder;
use dateline_resolve::time;
use serde_json::{Value, json};

pub(super) struct Times;

impl Task for Times {
    fn name(&self) -> &'static str {
        "times"
    }

    fn about(&self) -> &'static str {
        "every time expression with its TIMEX3 type and value, in news and in narratives of past wars"
    }

    fn sets(&self) -> &'static [GoldSet] {
        const { &[GoldSet::new("dev", "times/dev.jsonl")] }
    }

    fn fields(&self) -> &'static [&'static str] {
        &["id", "text", "dct", "genre"]
    }

    /// The coder plays no part: the resolver alone is measured. The `dct` of a narrative is the day on which it was fetched
    /// and anchors nothing; a `dct` that is no day as YYYY-MM-DD leaves the record undated.
    fn predict(&self, _: &Coder, record: &InputRecord) -> Result<Vec<Value>, String> {
        let day = match record.string("genre") {
            Some("narrative") => None,
            _ => record
                .string("dct")
                .and_then(|dct| dct.get(..10)?.parse().ok())
                .or_else(|| record.published()),
        };
        let analysis = dateline_syntax::analyse(record.text());
        let points = CodePoints::new(record.text());
        let mut timexes = Vec::new();
        for found in time::find(&analysis, day) {
            let [start, end] = points.span(&found.time.mention).map_err(|e| e.to_string())?;
            timexes.push(json!({
                "start": start,
                "end": end,
                "text": found.time.mention.text(),
                "type": found.kind.as_str(),
                "value": found.time.timex,
            }));
        }
        Ok(vec![json!({"id": record.id(), "timexes": timexes})])
    }

    fn score(&self, gold: &Records, predictions: &Records, _: &Options) -> Result<Scored, EvaluateError> {
        score::score(gold, predictions)
    }

    fn headlines(&self) -> &'static [Headline] {
        const fn row(figure: &'static str, floor: Option<f64>, goal: Option<f64>) -> Headline {
            Headline {
                figure,
                set: "dev",
                floor,
                goal,
            }
        }
        // Floors: HeidelTime 2.2, run on the same texts.
        const {
            &[
                row("narrative_value", Some(0.818), Some(0.84)),
                row("news_value", Some(0.821), Some(0.84)),
                row("strict", Some(0.843), None),
                row("relaxed", Some(0.921), None),
                row("type", Some(0.886), None),
                row("value", Some(0.875), None),
                row("dates", Some(0.921), None),
                row("day", Some(0.932), None),
            ]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Record;

    fn predicted(value: Value) -> Result<Value, String> {
        let record = Record {
            line: 1,
            id: "a".to_owned(),
            value,
        };
        let input = InputRecord::new(&record, Times.fields(), &Options::default()).expect("has a text");
        let coder = Coder::embedded().expect("the lexicons load");
        Times.predict(&coder, &input).map(|lines| lines[0].clone())
    }

    #[test]
    fn offsets_count_characters_and_news_is_anchored() {
        let line = predicted(
            json!({"id": "a", "dct": "2014-12-03", "genre": "news", "text": "“Là”: it fell on Monday."}),
        )
        .expect("predicts");
        let expected =
            json!({"start": 17, "end": 23, "text": "Monday", "type": "DATE", "value": "2014-12-01"});
        assert_eq!(line["timexes"], json!([expected]));
    }

    #[test]
    fn the_day_of_a_narrative_anchors_nothing() {
        let line = predicted(
            json!({"id": "a", "dct": "2014-12-03", "genre": "narrative", "text": "It fell on Monday."}),
        )
        .expect("predicts");
        assert_eq!(line["timexes"][0]["value"], "XXXX-WXX-1");
    }

    #[test]
    fn a_dct_that_is_no_day_leaves_the_record_undated() {
        let line = predicted(json!({"id": "a", "dct": "03-02-2009", "text": "It fell on Monday."}))
            .expect("predicts");
        assert_eq!(line["timexes"][0]["value"], "XXXX-WXX-1");
    }
}

//! Names of people, organisations and places.

mod score;

use crate::{
    EvaluateError, GoldSet, Headline, InputRecord, Options, Records, Scored, Task, offsets::CodePoints,
};
use dateline_code::Coder;
use dateline_syntax::{Analysis, EntityKind, Limits, Model, Parser, TokenIx, analyse_with};
use serde_json::{Value, json};
use std::ops::Range;

pub(super) struct Entities;

/// The source whose annotation is of whole noun phrases, common nouns and pronouns too, instead of names.
const WHOLE_PHRASES: &str = "dstl/re3d";

/// What the annotation of a source calls an entity.
fn found(coder: &Coder, analysis: &Analysis<'_>, source: Option<&str>) -> Vec<(Range<TokenIx>, EntityKind)> {
    if source == Some(WHOLE_PHRASES) {
        let mentions = coder.mentions(analysis).into_iter();
        return mentions.map(|m| (m.tokens, m.kind)).collect();
    }
    let names = analysis.entities().iter();
    names.map(|name| (name.tokens.clone(), name.kind)).collect()
}

impl Task for Entities {
    fn name(&self) -> &'static str {
        "entities"
    }

    fn about(&self) -> &'static str {
        "spans of names of persons, organisations and locations"
    }

    fn sets(&self) -> &'static [GoldSet] {
        const {
            &[
                GoldSet::new("uner_dev", "entities/uner_ewt.dev.jsonl"),
                GoldSet::new("worldwide_dev", "entities/worldwide.dev.jsonl"),
                GoldSet::new("re3d_dev", "entities/re3d.dev.jsonl"),
            ]
        }
    }

    fn fields(&self) -> &'static [&'static str] {
        &["id", "source", "text"]
    }

    fn predict(&self, coder: &Coder, record: &InputRecord) -> Result<Vec<Value>, String> {
        let model = Model::embedded().map_err(|e| e.to_string())?;
        let limits = Limits {
            tokens: usize::MAX,
            ..Limits::default()
        };
        let mut analysis = analyse_with(record.text(), &limits);
        Parser::new(model).parse(&mut analysis);
        let points = CodePoints::new(record.text());
        let mut entities = Vec::new();
        for (tokens, kind) in found(coder, &analysis, record.string("source")) {
            let span = analysis.span(tokens);
            let point = |byte| points.at(byte).map_err(|e| e.to_string());
            entities.push(json!({
                "start": point(span.start())?,
                "end": point(span.end())?,
                "type": kind.as_str(),
            }));
        }
        Ok(vec![json!({"id": record.id(), "entities": entities})])
    }

    fn score(&self, gold: &Records, predictions: &Records, _: &Options) -> Result<Scored, EvaluateError> {
        score::score(gold, predictions)
    }

    /// Floors: a plain conditional random field on the same data.
    fn headlines(&self) -> &'static [Headline] {
        const fn goal(figure: &'static str, set: &'static str, floor: Option<f64>, goal: f64) -> Headline {
            Headline {
                figure,
                set,
                floor,
                goal: Some(goal),
            }
        }
        const {
            &[
                goal("F1", "uner_dev", Some(0.66), 0.72),
                goal("F1", "worldwide_dev", Some(0.54), 0.60),
                goal("F1", "re3d_dev", Some(0.56), 0.60),
                goal("names_F1", "re3d_dev", Some(0.74), 0.80),
            ]
        }
    }
}

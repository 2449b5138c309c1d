//! What a given source does to a given target: one PLOVER root a pair.

mod score;

use crate::{EvaluateError, GoldSet, Headline, InputRecord, Options, Records, Scored, Task};
use dateline_code::{Coder, act::Pair};
use dateline_model::Span;
use serde_json::{Value, json};

pub(super) struct Relation;

impl Task for Relation {
    fn name(&self) -> &'static str {
        "relation"
    }

    fn about(&self) -> &'static str {
        "the PLOVER root of what a given source does to a given target"
    }

    fn sets(&self) -> &'static [GoldSet] {
        const { &[GoldSet::new("dev", "relation/dev.jsonl")] }
    }

    fn fields(&self) -> &'static [&'static str] {
        &[
            "id",
            "text",
            "source",
            "target",
            "source_text",
            "target_text",
            "source_all",
            "target_all",
        ]
    }

    fn predict(&self, coder: &Coder, record: &InputRecord) -> Result<Vec<Value>, String> {
        let (source, target) = (spans(record, "source")?, spans(record, "target")?);
        let pair = Pair {
            source: &source,
            target: &target,
        };
        let root = coder.act_between(&record.document(), pair).map(|act| act.root);
        Ok(vec![json!({"id": record.id(), "root": root})])
    }

    fn score(&self, gold: &Records, predictions: &Records, _: &Options) -> Result<Scored, EvaluateError> {
        score::score(gold, predictions)
    }

    fn headlines(&self) -> &'static [Headline] {
        const fn row(figure: &'static str, floor: f64, goal: f64) -> Headline {
            Headline {
                figure,
                set: "dev",
                floor: Some(floor),
                goal: Some(goal),
            }
        }
        const { &[row("root_macroF1", 0.51, 0.78), row("quad_macroF1", 0.64, 0.89)] }
    }
}

/// Mentions of a role: all that are marked, else the first.
pub(crate) fn spans(record: &InputRecord, role: &str) -> Result<Vec<Span>, String> {
    let read = |field: &str| record.field(field).cloned().unwrap_or_default();
    let mut all: Vec<[usize; 2]> = serde_json::from_value(read(&format!("{role}_all"))).unwrap_or_default();
    if all.is_empty() {
        all = serde_json::from_value(read(role)).into_iter().collect();
    }
    let text = record.text();
    let byte = |at: usize| text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte);
    all.into_iter()
        .map(|[start, end]| Span::new(text, byte(start), byte(end)).map_err(|e| format!("`{role}`: {e}")))
        .collect()
}

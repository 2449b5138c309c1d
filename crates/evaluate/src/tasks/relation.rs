//! What a given source does to a given target: one PLOVER root a pair.

mod score;

use crate::{EvaluateError, GoldSet, Headline, InputRecord, Options, Records, Scored, Task};
use dateline_code::{Coder, act::Pair};
use dateline_model::Span;
use serde::de::DeserializeOwned;
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

/// Mentions of a role: all that are marked, else the first. Offsets count characters.
pub(crate) fn spans(record: &InputRecord, role: &str) -> Result<Vec<Span>, String> {
    fn read<T: DeserializeOwned + Default>(record: &InputRecord, field: &str) -> Result<T, String> {
        match record.field(field) {
            None | Some(Value::Null) => Ok(T::default()),
            Some(value) => T::deserialize(value).map_err(|e| format!("`{field}`: {e}")),
        }
    }
    let mut all: Vec<[usize; 2]> = read(record, &format!("{role}_all"))?;
    if all.is_empty() {
        all = read::<Option<[usize; 2]>>(record, role)?.into_iter().collect();
    }
    let text = record.text();
    let starts: Vec<usize> = text
        .char_indices()
        .map(|(byte, _)| byte)
        .chain([text.len()])
        .collect();
    let byte = |at: usize| {
        let most = starts.len() - 1;
        let beyond = || format!("`{role}`: character {at} is beyond the text, which has {most}");
        starts.get(at).copied().ok_or_else(beyond)
    };
    all.into_iter()
        .map(|[start, end]| Span::new(text, byte(start)?, byte(end)?).map_err(|e| format!("`{role}`: {e}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::Record;

    fn check(value: Value, expected: Result<&[&str], &str>) {
        let record = Record {
            line: 1,
            id: "a".into(),
            value,
        };
        let input = InputRecord::new(&record, Relation.fields(), &Options::default()).expect("a record");
        let text = input.text().to_owned();
        let found = spans(&input, "source");
        match (found, expected) {
            (Ok(found), Ok(words)) => {
                let found: Vec<&str> = found.iter().map(|s| s.of(&text)).collect();
                assert_eq!(found, words);
            }
            (Err(problem), Err(part)) => assert!(problem.contains(part), "{problem}"),
            (found, expected) => panic!("{found:?}, not {expected:?}"),
        }
    }

    #[test]
    fn mentions_are_read_by_characters_and_bad_ones_are_named() {
        let text = "Málaga’s police met Spain.";
        check(json!({"text": text, "source": [9, 15]}), Ok(&["police"]));
        check(
            json!({"text": text, "source": [9, 15], "source_all": [[0, 6], [9, 15]]}),
            Ok(&["Málaga", "police"]),
        );
        check(json!({"text": text}), Ok(&[]));
        check(json!({"text": text, "source": [9, 150]}), Err("beyond the text"));
        check(json!({"text": text, "source": "police"}), Err("`source`"));
        check(json!({"text": text, "source": [15, 9]}), Err("`source`"));
    }
}

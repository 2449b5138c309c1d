//! Claims of the article that the project grew from, against checks that a person would make.

mod score;
mod view;

use crate::{EvaluateError, GoldSet, Headline, InputRecord, Options, Record, Records, Scored, Task};
use dateline_code::Coder;
use serde_json::{Value, json};
use std::{fs, path::Path};

pub(super) struct Seed;

impl Task for Seed {
    fn name(&self) -> &'static str {
        "seed"
    }

    fn about(&self) -> &'static str {
        "the claims of one article, one a line, against acceptance checks"
    }

    fn sets(&self) -> &'static [GoldSet] {
        const {
            &[
                GoldSet::new("plain", "seed_article/expected.json"),
                GoldSet {
                    name: "anchored",
                    path: "seed_article/expected.json",
                    published: Some("2024-11-30"),
                },
            ]
        }
    }

    fn takes_plain_text(&self) -> bool {
        true
    }

    fn joined_by_id(&self) -> bool {
        false
    }

    fn predict(&self, coder: &Coder, record: &InputRecord) -> Result<Vec<Value>, String> {
        let claims = coder.code(&record.document());
        claims
            .iter()
            .map(|claim| serde_json::to_value(claim).map_err(|e| e.to_string()))
            .collect()
    }

    /// Reads `expected.json`, or the directory that holds it, with the `article.txt` beside it.
    fn read_gold(&self, path: &Path) -> Result<Records, EvaluateError> {
        let expected = if path.is_dir() {
            path.join("expected.json")
        } else {
            path.to_owned()
        };
        let file = expected.display().to_string();
        let article = expected.with_file_name("article.txt");
        let text = fs::read_to_string(&article).map_err(EvaluateError::io(&article.display().to_string()))?;
        let json = fs::read(&expected).map_err(EvaluateError::io(&file))?;
        let expected: Value = serde_json::from_slice(&json).map_err(|e| EvaluateError::File {
            file: file.clone(),
            problem: format!("not the expectations of an article: {e}"),
        })?;
        let record = Record {
            line: 1,
            id: "article".to_owned(),
            value: json!({"id": "article", "text": text, "expected": expected}),
        };
        Records::from_records(&file, vec![record])
    }

    /// With a publication day the checks on dates ask for resolved dates, without one for unresolved ones.
    fn score(
        &self,
        gold: &Records,
        predictions: &Records,
        options: &Options,
    ) -> Result<Scored, EvaluateError> {
        score::score(gold, predictions, options.published.is_some())
    }

    fn headlines(&self) -> &'static [Headline] {
        const {
            &[
                Headline {
                    figure: "must_pass",
                    set: "plain",
                    floor: None,
                    goal: Some(14.0),
                },
                Headline {
                    figure: "must_not_pass",
                    set: "plain",
                    floor: None,
                    goal: Some(7.0),
                },
            ]
        }
    }
}

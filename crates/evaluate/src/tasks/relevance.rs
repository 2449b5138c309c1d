//! False alarms: events read in articles that report no conflict.

mod score;

use crate::{EvaluateError, GoldSet, Headline, InputRecord, Options, Records, Scored, Task};
use dateline_code::Coder;
use dateline_model::{Claim, taxonomy::EventType};
use serde_json::{Value, json};

pub(super) struct Relevance;

impl Task for Relevance {
    fn name(&self) -> &'static str {
        "relevance"
    }

    fn about(&self) -> &'static str {
        "whether an article is political, and how many acts of violence are read in those of sport, business and the like"
    }

    fn sets(&self) -> &'static [GoldSet] {
        const { &[GoldSet::new("dev", "relevance/dev.jsonl")] }
    }

    fn fields(&self) -> &'static [&'static str] {
        &["id", "text"]
    }

    /// Beside the label, `events` is the number of acts of violence that count as having happened.
    fn predict(&self, coder: &Coder, record: &InputRecord) -> Result<Vec<Value>, String> {
        let claims = coder.code(&record.document());
        let political = claims.iter().any(|c| c.event.is_some());
        let events = claims.iter().filter(|c| counts(c)).count();
        Ok(vec![
            json!({"id": record.id(), "label": u8::from(political), "events": events}),
        ])
    }

    fn score(&self, gold: &Records, predictions: &Records, _: &Options) -> Result<Scored, EvaluateError> {
        score::score(gold, predictions)
    }

    fn headlines(&self) -> &'static [Headline] {
        // The goal, at most 2 false events in 100 articles, is an upper bound: a headline's goal is a lower one, so that the
        // share of articles left clean stands for it.
        const {
            &[Headline {
                figure: "clean_share",
                set: "dev",
                floor: None,
                goal: Some(0.98),
            }]
        }
    }
}

/// Whether a claim would stand in the ledger as an act of violence.
fn counts(claim: &Claim) -> bool {
    let violent = claim.event.as_ref().is_some_and(|e| e.kind == EventType::Assault);
    violent && claim.status.happened() && !claim.analysis
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::claim;

    #[test]
    fn only_violence_that_happened_counts() {
        let act = |kind: &str, status: &str| {
            let event = json!({"type": kind, "mode": null, "contexts": [], "cameo": null, "acled": null, "ucdp": null});
            counts(&claim("A text.", json!({"event": event, "status": status})))
        };
        assert!(act("ASSAULT", "asserted"));
        assert!(!act("ASSAULT", "threatened"));
        assert!(!act("CONSULT", "asserted"));
    }
}

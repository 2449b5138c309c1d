//! What a given source does to a given target: one PLOVER root a pair.

mod score;

use crate::{CodePoints, EvaluateError, GoldSet, Headline, InputRecord, Options, Records, Scored, Task};
use dateline_code::Coder;
use dateline_model::{
    Actor, Claim, Status,
    taxonomy::{EventType, Mode},
};
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
        let pair = Pair {
            points: CodePoints::new(record.text()),
            source: spans(record, "source"),
            target: spans(record, "target"),
        };
        let claims = coder.code(&record.document());
        let mut best: Option<(i64, &'static str)> = None;
        for claim in &claims {
            let Some(root) = root(claim) else { continue };
            let fit = pair.fit(claim)?;
            // Of equal claims the one that is read first stays.
            if best.is_none_or(|(highest, _)| fit > highest) {
                best = Some((fit, root));
            }
        }
        Ok(vec![
            json!({"id": record.id(), "root": best.map(|(_, root)| root)}),
        ])
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

/// Mentions of a role in code points: all that are marked, else the first.
fn spans(record: &InputRecord, role: &str) -> Vec<[usize; 2]> {
    let read = |field: &str| record.field(field).cloned().unwrap_or_default();
    let all: Vec<[usize; 2]> = serde_json::from_value(read(&format!("{role}_all"))).unwrap_or_default();
    if all.is_empty() {
        serde_json::from_value(read(role)).into_iter().collect()
    } else {
        all
    }
}

/// The pair asked about.
struct Pair<'t> {
    points: CodePoints<'t>,
    source: Vec<[usize; 2]>,
    target: Vec<[usize; 2]>,
}

/// Weight of a role that the claim fills with the pair's own mention. Chosen: above all that distance can take away.
const ROLE: i64 = 10_000;

/// Weight of a trigger that stands between the two mentions.
const BETWEEN: i64 = 5_000;

impl Pair<'_> {
    /// How well a claim is about the pair: roles first, then whether its trigger stands between the mentions, then how near.
    fn fit(&self, claim: &Claim) -> Result<i64, String> {
        let mut fit = 0;
        for (marked, actors) in [
            (&self.source, &claim.source_actors),
            (&self.target, &claim.target_actors),
        ] {
            if self.any_overlaps(marked, actors)? {
                fit += ROLE;
            }
        }
        let trigger = claim.trigger.as_ref().unwrap_or(&claim.evidence);
        let [start, end] = self.points.span(trigger).map_err(|e| e.to_string())?;
        if let (Some(source), Some(target)) = (self.source.first(), self.target.first()) {
            let (low, high) = (source[1].min(target[1]), source[0].max(target[0]));
            if low <= start && end <= high {
                fit += BETWEEN;
            }
        }
        let near = self.source.iter().map(|s| s[1].abs_diff(start)).min();
        Ok(fit - near.map_or(0, |d| i64::try_from(d).unwrap_or(BETWEEN).min(BETWEEN - 1)))
    }

    fn any_overlaps(&self, marked: &[[usize; 2]], actors: &[Actor]) -> Result<bool, String> {
        for actor in actors {
            let [start, end] = self.points.span(&actor.mention).map_err(|e| e.to_string())?;
            if marked.iter().any(|m| m[0] < end && start < m[1]) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The root of a claim: its type, and another where the act is threatened, promised, refused or brought to an end.
fn root(claim: &Claim) -> Option<&'static str> {
    use EventType as T;
    let event = claim.event.as_ref()?;
    let hostile = matches!(
        event.kind,
        T::Assault | T::Coerce | T::Sanction | T::Mobilize | T::Protest
    );
    let friendly = matches!(event.kind, T::Aid | T::Cooperate | T::Concede | T::Retreat);
    Some(match (claim.status, event.mode) {
        (Status::Threatened, _) if hostile => "THREATEN",
        (Status::Threatened | Status::Planned, _) if friendly => "AGREE",
        (Status::Ordered, _) if hostile || friendly => "REQUEST",
        (Status::Denied, _) if friendly => "REJECT",
        (_, Some(Mode::Discontinue)) if event.kind == T::Aid => "SANCTION",
        _ => match event.kind {
            T::Agree => "AGREE",
            T::Consult => "CONSULT",
            T::Support => "SUPPORT",
            T::Cooperate => "COOPERATE",
            T::Aid => "AID",
            T::Concede | T::Retreat => "YIELD",
            T::Accuse => "ACCUSE",
            T::Request => "REQUEST",
            T::Reject => "REJECT",
            T::Threaten => "THREATEN",
            T::Protest => "PROTEST",
            T::Mobilize => "MOBILIZE",
            T::Sanction => "SANCTION",
            T::Coerce => "COERCE",
            T::Assault => "ASSAULT",
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::claim;

    fn root_of(kind: &str, mode: Value, status: &str) -> Option<&'static str> {
        let event =
            json!({"type": kind, "mode": mode, "contexts": [], "cameo": null, "acled": null, "ucdp": null});
        root(&claim("A text.", json!({"event": event, "status": status})))
    }

    #[test]
    fn acts_not_done_take_another_root() {
        let none = Value::Null;
        assert_eq!(root_of("ASSAULT", none.clone(), "asserted"), Some("ASSAULT"));
        assert_eq!(root_of("ASSAULT", none.clone(), "threatened"), Some("THREATEN"));
        assert_eq!(root_of("AID", none.clone(), "planned"), Some("AGREE"));
        assert_eq!(root_of("AID", none.clone(), "denied"), Some("REJECT"));
        assert_eq!(root_of("RETREAT", none, "asserted"), Some("YIELD"));
    }
}

//! The types of attack that an incident report tells of, several at once.

mod score;

use crate::{EvaluateError, GoldSet, Headline, InputRecord, Options, Records, Scored, Task};
use dateline_code::Coder;
use dateline_model::{
    Claim,
    taxonomy::{EventType, Mode},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(super) struct AttackType;

impl Task for AttackType {
    fn name(&self) -> &'static str {
        "attack_type"
    }

    fn about(&self) -> &'static str {
        "armed assault, bombing, kidnapping or another attack, of incident reports, several labels each"
    }

    fn sets(&self) -> &'static [GoldSet] {
        const { &[GoldSet::new("dev", "attack_type/dev.jsonl")] }
    }

    fn fields(&self) -> &'static [&'static str] {
        &["id", "text"]
    }

    fn predict(&self, coder: &Coder, record: &InputRecord) -> Result<Vec<Value>, String> {
        let claims = coder.code(&record.document());
        Ok(vec![json!({"id": record.id(), "labels": labels(&claims)})])
    }

    fn score(&self, gold: &Records, predictions: &Records, _: &Options) -> Result<Scored, EvaluateError> {
        score::score(gold, predictions)
    }

    fn headlines(&self) -> &'static [Headline] {
        const {
            &[Headline {
                figure: "macroF1",
                set: "dev",
                floor: Some(0.80),
                goal: Some(0.85),
            }]
        }
    }
}

const OTHER: &str = "other";

/// The labels of all attacks that happened; a report of which nothing was read is an attack of another kind, for the task
/// holds none without an attack.
fn labels(claims: &[Claim]) -> BTreeSet<&'static str> {
    let told = claims.iter().filter(|c| !c.analysis && c.status.happened());
    let found = specific(told);
    if !found.is_empty() {
        return found;
    }
    // What was only feared, foiled or long past is still what the report is about.
    let weaker = specific(claims.iter());
    if weaker.is_empty() {
        BTreeSet::from([OTHER])
    } else {
        weaker
    }
}

/// Labels of the attacks whose means are told; of the others only where there are no such, for a text names one attack by
/// its means and then as 'the attack' or 'the killing'.
fn specific<'c>(claims: impl Iterator<Item = &'c Claim> + Clone) -> BTreeSet<&'static str> {
    let means_told = |claim: &&Claim| claim.event.as_ref().is_some_and(|e| e.mode.is_some());
    let told: BTreeSet<&'static str> = claims.clone().filter(means_told).filter_map(label).collect();
    if told.is_empty() {
        claims.filter_map(label).collect()
    } else {
        told
    }
}

fn label(claim: &Claim) -> Option<&'static str> {
    let event = claim.event.as_ref()?;
    if event.kind != EventType::Assault {
        return None;
    }
    Some(match event.mode {
        Some(Mode::Explosives | Mode::SuicideAttack | Mode::HeavyWeapons | Mode::Aerial | Mode::Drone) => {
            "bombing_explosion"
        }
        Some(Mode::Abduct) => "kidnapping",
        Some(
            Mode::Destroy
            | Mode::Beat
            | Mode::Torture
            | Mode::Sexual
            | Mode::Primitive
            | Mode::Unconventional,
        ) => OTHER,
        // Tear gas is what the police answer an attack with.
        Some(Mode::CrowdControl) => return None,
        Some(Mode::Firearms) => "armed_assault",
        // The coders call an attack armed where shots or a fight are told of; a killing by means not told is another attack.
        _ if is_fight(claim) => "armed_assault",
        _ => OTHER,
    })
}

/// Whether two sides shoot at each other: an 'encounter' is a gun battle in the reports of the region, a clash or an ambush may be fought
/// with anything.
fn is_fight(claim: &Claim) -> bool {
    let acled = claim.event.as_ref().and_then(|e| e.acled.as_ref());
    let trigger = claim.trigger.as_ref().map_or("", |t| t.text()).to_lowercase();
    let shots = ["encounter", "exchange", "fire", "gun", "shoot"]
        .iter()
        .any(|word| trigger.contains(word));
    acled.is_some_and(|view| view.sub_event_type == "Armed clash") && shots
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::claim;

    fn act(mode: Value, status: &str) -> Claim {
        let event = json!({"type": "ASSAULT", "mode": mode, "contexts": [], "cameo": null, "acled": null, "ucdp": null});
        claim("A text.", json!({"event": event, "status": status}))
    }

    #[test]
    fn every_attack_that_happened_counts() {
        let claims = [
            act(json!("explosives"), "asserted"),
            act(json!("abduct"), "attributed"),
            act(json!("destroy"), "threatened"),
        ];
        assert_eq!(
            labels(&claims),
            BTreeSet::from(["bombing_explosion", "kidnapping"])
        );
    }

    #[test]
    fn without_a_done_attack_the_feared_one_counts_and_nothing_is_other() {
        assert_eq!(
            labels(&[act(json!("firearms"), "threatened")]),
            BTreeSet::from(["armed_assault"])
        );
        assert_eq!(labels(&[act(Value::Null, "asserted")]), BTreeSet::from([OTHER]));
        assert_eq!(labels(&[]), BTreeSet::from([OTHER]));
    }
}

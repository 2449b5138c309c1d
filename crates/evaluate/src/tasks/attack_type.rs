//! The types of attack that an incident report tells of, several at once.

mod score;

use crate::{EvaluateError, GoldSet, Headline, InputRecord, Options, Records, Scored, Task};
use dateline_code::Coder;
use dateline_model::{
    Claim, Harm, HarmKind, Status,
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
    if !weaker.is_empty() && weaker != BTreeSet::from([OTHER]) {
        weaker
    } else if claims.iter().any(finds_bombs) {
        BTreeSet::from(["bombing_explosion"])
    } else {
        BTreeSet::from([OTHER])
    }
}

/// Whether bombs were found: of a report that tells of nothing worse, they are the attack.
fn finds_bombs(claim: &Claim) -> bool {
    let seized = (claim.event.as_ref()).is_some_and(|e| e.mode == Some(Mode::Seize));
    let words = claim.trigger.as_ref().map_or("", |t| t.text()).to_lowercase();
    let bombs = ["bomb", "device", "explosive", "grenade", "ied", "mine"];
    seized
        && words
            .split_whitespace()
            .any(|w| bombs.iter().any(|b| w.trim_end_matches('s') == *b))
}

/// Labels of the attacks whose means are told; of the others only where there are no such, for a text names one attack by
/// its means and then as 'the attack' or 'the killing'.
fn specific<'c>(claims: impl Iterator<Item = &'c Claim> + Clone) -> BTreeSet<&'static str> {
    let means_told = |claim: &&Claim| claim.event.as_ref().is_some_and(|e| e.mode.is_some());
    let told: BTreeSet<&'static str> = claims.clone().filter(means_told).filter_map(label).collect();
    let mut labels = if told.is_empty() {
        claims.clone().filter_map(label).collect()
    } else {
        told
    };
    // Who is abducted and killed by means not told is killed by another attack.
    let killed = |c: &Claim| {
        c.harm
            .iter()
            .any(|h| h.kind == HarmKind::Killed && h.bounds.low != Some(0))
    };
    let abducted = |c: &&Claim| label(c) == Some("kidnapping") && killed(c);
    if !labels.contains("armed_assault") && claims.clone().any(|c| abducted(&c)) {
        labels.insert(OTHER);
    }
    // The coders set the assassination of a leader apart from armed assaults.
    if claims.clone().any(kills_a_leader) {
        labels.insert(OTHER);
    }
    labels
}

/// Whether one person is shot who leads a party, an office or a congregation.
fn kills_a_leader(claim: &Claim) -> bool {
    let shot = (claim.event.as_ref())
        .is_some_and(|e| e.kind == EventType::Assault && e.mode == Some(Mode::Firearms));
    let one = |h: &&Harm| h.kind == HarmKind::Killed && h.bounds.best == Some(1);
    let killed = claim.harm.iter().filter(one);
    let mut victims = killed
        .flat_map(|h| [h.victims.who.clone(), Some(h.span.text().to_owned())])
        .flatten()
        .chain(claim.target_actors.iter().map(|a| a.mention.text().to_owned()));
    shot && victims.any(|who| {
        let who = who.to_lowercase();
        who.split(|c: char| !c.is_alphanumeric())
            .any(|word| LEADERS.contains(&word))
    })
}

/// Nouns for those whose killing is an assassination.
const LEADERS: [&str; 18] = [
    "ambassador",
    "candidate",
    "chairman",
    "cleric",
    "councillor",
    "governor",
    "imam",
    "lawmaker",
    "leader",
    "maulana",
    "mayor",
    "minister",
    "mp",
    "mufti",
    "nazim",
    "politician",
    "president",
    "senator",
];

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
        // A claim of responsibility alone does not say for what.
        None if claim.status == Status::Claimed => return None,
        _ => OTHER,
    })
}

/// Whether two sides shoot at each other: a clash, an ambush or an encounter may be fought
/// with anything.
fn is_fight(claim: &Claim) -> bool {
    let acled = claim.event.as_ref().and_then(|e| e.acled.as_ref());
    let trigger = claim.trigger.as_ref().map_or("", |t| t.text()).to_lowercase();
    let shots = ["exchange", "fire", "gun", "shoot"]
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
    fn bombs_found_are_the_attack_of_a_report_that_tells_of_none() {
        let text = "Police recovered two bombs.";
        let event = json!({"type": "COERCE", "mode": "seize", "contexts": [], "cameo": null, "acled": null, "ucdp": null});
        let found = |words: &str| {
            let trigger = crate::test_support::excerpt(text, words);
            labels(&[claim(text, json!({"event": event, "trigger": trigger}))])
        };
        assert_eq!(
            found("recovered two bombs"),
            BTreeSet::from(["bombing_explosion"])
        );
        assert_eq!(found("recovered"), BTreeSet::from([OTHER]));
    }

    #[test]
    fn a_leader_shot_dead_is_assassinated_and_a_captive_killed_is_killed_otherwise() {
        let coder = Coder::embedded().expect("loads");
        let read = |text: &str| {
            let document = dateline_model::Document::new(dateline_model::DocumentParts {
                text: text.to_owned(),
                ..Default::default()
            });
            labels(&coder.code(&document))
        };
        let leader = read("Gunmen shot dead a party leader in the bazaar.");
        assert_eq!(leader, BTreeSet::from(["armed_assault", OTHER]));
        let porter = read("Gunmen shot dead a porter in the bazaar.");
        assert_eq!(porter, BTreeSet::from(["armed_assault"]));
        let captive = read("Rebels abducted and killed a constable.");
        assert_eq!(captive, BTreeSet::from(["kidnapping", OTHER]));
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

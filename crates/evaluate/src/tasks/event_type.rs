//! One label for a news snippet: the ACLED-like sub-event type of its main event, and five types beside them.

mod score;

use crate::{EvaluateError, GoldSet, Headline, InputRecord, Options, Records, Scored, Task};
use dateline_code::Coder;
use dateline_model::{
    ActorKind, Claim, Event, HazardKind, Status,
    taxonomy::{Context, EventType as Plover, Mode},
};
use serde_json::{Value, json};

pub(super) struct EventType;

impl Task for EventType {
    fn name(&self) -> &'static str {
        "event_type"
    }

    fn about(&self) -> &'static str {
        "the ACLED-like sub-event type of a news snippet, 30 labels"
    }

    fn sets(&self) -> &'static [GoldSet] {
        const { &[GoldSet::new("dev", "event_type/dev.jsonl")] }
    }

    fn predict(&self, coder: &Coder, record: &InputRecord) -> Result<Vec<Value>, String> {
        let claims = coder.code(&record.document());
        Ok(vec![json!({"id": record.id(), "label": label(&claims)})])
    }

    fn score(&self, gold: &Records, predictions: &Records, _: &Options) -> Result<Scored, EvaluateError> {
        score::score(gold, predictions)
    }

    fn headlines(&self) -> &'static [Headline] {
        const {
            &[Headline {
                figure: "st3_weightedF1",
                set: "dev",
                floor: Some(0.48),
                goal: Some(0.72),
            }]
        }
    }
}

/// ACLED-like sub-event types in the codebook's rank order, with the label that the task gives each.
const BY_RANK: [(&str, &str); 25] = [
    ("Government regains territory", "GOV_REGAINS_TERIT"),
    (
        "Non-state actor overtakes territory",
        "NON_STATE_ACTOR_OVERTAKES_TER",
    ),
    ("Armed clash", "ARMED_CLASH"),
    ("Excessive force against protesters", "FORCE_AGAINST_PROTEST"),
    ("Protest with intervention", "PROTEST_WITH_INTER"),
    ("Peaceful protest", "PEACE_PROTEST"),
    ("Violent demonstration", "VIOL_DEMONSTR"),
    ("Mob violence", "MOB_VIOL"),
    ("Chemical weapon", "CHEM_WEAP"),
    ("Air/drone strike", "AIR_STRIKE"),
    ("Suicide bomb", "SUIC_BOMB"),
    ("Shelling/artillery/missile attack", "ART_MISS_ATTACK"),
    ("Remote explosive/landmine/IED", "REM_EXPLOS"),
    ("Grenade", "GRENADE"),
    ("Sexual violence", "SEX_VIOL"),
    ("Attack", "ATTACK"),
    ("Abduction/forced disappearance", "ABDUCT_DISSAP"),
    ("Agreement", "AGREEMENT"),
    ("Arrests", "ARREST"),
    ("Change to group/activity", "CHANGE_TO_GROUP_ACT"),
    ("Disrupted weapons use", "DISR_WEAP"),
    ("Headquarters or base established", "HQ_ESTABLISHED"),
    ("Looting/property destruction", "PROPERTY_DISTRUCT"),
    ("Non-violent transfer of territory", "NON_VIOL_TERRIT_TRANSFER"),
    ("Other", OTHER),
];

const OTHER: &str = "OTHER";

/// Rank from which on the codebook's types are strategic developments: what no violent act outweighs.
const STRATEGIC: usize = 17;

/// Ranks of the five types that the codebook does not know. Chosen: a disaster stands with the strategic developments,
/// words about an event stand behind the event.
const DISASTER_RANK: usize = STRATEGIC;
const CRIME_RANK: usize = 18;
const BLAME_RANK: usize = 19;
const DIPLOMACY_RANK: usize = 23;

/// Ranks that a claim loses for each sentence that it stands behind the first claim: the main event tends to come first.
/// Chosen: a clash in the third sentence gives way to an agreement in the first, not to an air strike there.
const RANKS_A_SENTENCE: usize = 7;

/// Ranks that a claim loses for not being said to have happened.
const RANKS_IF_UNREAL: usize = 12;

/// The label of the most important claim.
fn label(claims: &[Claim]) -> &'static str {
    // A report that opens with who takes responsibility is about that, not about the act.
    if claims.first().is_some_and(|c| c.status == Status::Claimed) {
        return "ATTRIB";
    }
    if changes_hands_without_fight(claims) {
        return "NON_VIOL_TERRIT_TRANSFER";
    }
    let mut best: Option<(usize, &'static str)> = None;
    let mut sentence = 0;
    let mut last_start = None;
    for claim in claims {
        let start = claim.evidence.start();
        if last_start.is_some_and(|last| start > last) {
            sentence += 1;
        }
        last_start = last_start.max(Some(start));
        let Some((rank, label)) = class(claim) else {
            continue;
        };
        let unreal = !claim.status.happened() || claim.analysis;
        let cost = rank + sentence * RANKS_A_SENTENCE + if unreal { RANKS_IF_UNREAL } else { 0 };
        // Of equal claims the one that is read first stays.
        if best.is_none_or(|(lowest, _)| cost < lowest) {
            best = Some((cost, label));
        }
    }
    best.map_or(OTHER, |(_, label)| label)
}

/// Whether one side left what another took, and nothing is told of a fight: the codebook's transfer without violence.
fn changes_hands_without_fight(claims: &[Claim]) -> bool {
    let told = || claims.iter().filter(|c| c.status.happened() && !c.analysis);
    let is = |c: &Claim, kind: Plover| c.event.as_ref().is_some_and(|e| e.kind == kind);
    let taken = |c: &Claim| {
        let names = [
            "Government regains territory",
            "Non-state actor overtakes territory",
        ];
        let view = c.event.as_ref().and_then(|e| e.acled.as_ref());
        view.is_some_and(|v| names.contains(&v.sub_event_type.as_str()))
    };
    let left = told().any(|c| is(c, Plover::Retreat));
    let fought = told().any(|c| is(c, Plover::Assault) && !taken(c));
    left && !fought && told().any(taken)
}

/// Rank and label of one claim; `None` where the task has no label for it.
fn class(claim: &Claim) -> Option<(usize, &'static str)> {
    if let Some(hazard) = &claim.hazard {
        return Some(match hazard.kind {
            HazardKind::Natural => (DISASTER_RANK, "NATURAL_DISASTER"),
            HazardKind::Technological => (DISASTER_RANK, "MAN_MADE_DISASTER"),
        });
    }
    let event = claim.event.as_ref()?;
    if lays_or_takes_blame(claim, event) {
        return Some((BLAME_RANK, "ATTRIB"));
    }
    let coded = by_sub_event(event);
    let organised_crime = [
        Context::Crime,
        Context::Corruption,
        Context::IllegalDrugs,
        Context::Trafficking,
    ];
    let is_crime = event.contexts.iter().any(|c| organised_crime.contains(c));
    match coded {
        Some((rank, _)) if rank >= STRATEGIC && is_crime => Some((CRIME_RANK, "ORG_CRIME")),
        None if is_crime => Some((CRIME_RANK, "ORG_CRIME")),
        None if event.kind == Plover::Assault => open_assault(claim),
        // What the codebook can only call 'other' may still be diplomacy.
        Some((_, OTHER)) | None => diplomacy(event).or(coded),
        found => found,
    }
}

/// An assault whose sub-event hangs on who was hit, which the words do not say: forces of a state are taken to fight, others to attack.
fn open_assault(claim: &Claim) -> Option<(usize, &'static str)> {
    let state = claim
        .source_actors
        .iter()
        .any(|a| a.kind == Some(ActorKind::StateForce));
    let label = if state { "ARMED_CLASH" } else { "ATTACK" };
    // Behind whatever the words do say.
    (claim.status.happened() && !claim.source_actors.is_empty()).then_some((BY_RANK.len(), label))
}

fn by_sub_event(event: &Event) -> Option<(usize, &'static str)> {
    let view = event.acled.as_ref()?;
    let rank = BY_RANK
        .iter()
        .position(|(name, _)| *name == view.sub_event_type)?;
    Some((rank, BY_RANK[rank].1))
}

/// A claim, a denial or an accusation of responsibility: CAMEO 015 and 016, an allegation, or a claimed or denied event
/// that no codebook counts as an act of its own.
fn lays_or_takes_blame(claim: &Claim, event: &Event) -> bool {
    let cameo = event.cameo.as_deref().unwrap_or_default();
    let responsibility = cameo.starts_with("015") || cameo.starts_with("016");
    let alleges = event.kind == Plover::Accuse && event.mode == Some(Mode::Allege);
    let only_words = matches!(claim.status, Status::Claimed | Status::Denied) && event.acled.is_none();
    responsibility || alleges || only_words
}

/// Words and acts between governments.
fn diplomacy(event: &Event) -> Option<(usize, &'static str)> {
    let verbal = matches!(
        event.kind,
        Plover::Agree
            | Plover::Consult
            | Plover::Support
            | Plover::Concede
            | Plover::Cooperate
            | Plover::Request
            | Plover::Accuse
            | Plover::Reject
            | Plover::Threaten
    );
    let sanctions = event.kind == Plover::Sanction && event.mode != Some(Mode::Convict);
    let set = event.contexts.contains(&Context::Diplomatic);
    (verbal || sanctions || set).then_some((DIPLOMACY_RANK, "DIPLO"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{claim, excerpt};

    const TEXT: &str = "One thing. Another thing. A third thing.";

    fn event(
        kind: &str,
        mode: Value,
        sub_event: Value,
        contexts: &[&str],
        sentence: &str,
        status: &str,
    ) -> Claim {
        let acled = match sub_event {
            Value::Null => Value::Null,
            name => json!({"event_type": "", "sub_event_type": name}),
        };
        let event = json!({"type": kind, "mode": mode, "contexts": contexts, "cameo": null, "acled": acled, "ucdp": null});
        claim(
            TEXT,
            json!({"event": event, "evidence": excerpt(TEXT, sentence), "status": status}),
        )
    }

    fn coded(sub_event: &str, sentence: &str) -> Claim {
        event(
            "ASSAULT",
            Value::Null,
            json!(sub_event),
            &[],
            sentence,
            "asserted",
        )
    }

    #[test]
    fn ranks_are_the_codebooks() {
        let codebook = dateline_model::taxonomy::acled_sub_types();
        let names: Vec<&str> = codebook.iter().map(|s| s.sub_event_type).collect();
        assert_eq!(names, BY_RANK.map(|(name, _)| name));
        assert_eq!(BY_RANK[STRATEGIC].1, "AGREEMENT");
    }

    #[test]
    fn the_higher_rank_wins_in_one_sentence() {
        let claims = [
            coded("Attack", "One thing"),
            coded("Air/drone strike", "One thing"),
        ];
        assert_eq!(label(&claims), "AIR_STRIKE");
    }

    #[test]
    fn a_lead_outweighs_a_somewhat_higher_rank_further_down() {
        let claims = [
            coded("Grenade", "One thing"),
            coded("Air/drone strike", "Another thing"),
        ];
        assert_eq!(label(&claims), "GRENADE");
        let claims = [coded("Other", "One thing"), coded("Armed clash", "Another thing")];
        assert_eq!(label(&claims), "ARMED_CLASH");
    }

    #[test]
    fn what_is_left_and_then_taken_changes_hands_without_a_fight() {
        let left = || {
            event(
                "RETREAT",
                json!("withdraw"),
                Value::Null,
                &[],
                "One thing",
                "asserted",
            )
        };
        let taken = || coded("Government regains territory", "One thing");
        assert_eq!(label(&[taken(), left()]), "NON_VIOL_TERRIT_TRANSFER");
        assert_eq!(label(&[taken()]), "GOV_REGAINS_TERIT");
        let fought = [taken(), left(), coded("Air/drone strike", "One thing")];
        assert_eq!(label(&fought), "GOV_REGAINS_TERIT");
    }

    #[test]
    fn what_did_not_happen_stands_back() {
        let feared = event(
            "ASSAULT",
            Value::Null,
            json!("Armed clash"),
            &[],
            "One thing",
            "feared",
        );
        assert_eq!(label(&[feared, coded("Suicide bomb", "One thing")]), "SUIC_BOMB");
    }

    #[test]
    fn types_beside_the_codebook() {
        let class_of = |kind: &str, mode: Value, sub: Value, contexts: &[&str], status: &str| {
            class(&event(kind, mode, sub, contexts, "One thing", status)).map(|(_, label)| label)
        };
        let none = Value::Null;
        assert_eq!(
            class_of(
                "COERCE",
                json!("arrest"),
                json!("Arrests"),
                &["illegal_drugs"],
                "asserted"
            ),
            Some("ORG_CRIME")
        );
        assert_eq!(
            class_of("COERCE", json!("arrest"), json!("Arrests"), &[], "asserted"),
            Some("ARREST")
        );
        assert_eq!(
            class_of("ASSAULT", none.clone(), json!("Attack"), &["crime"], "asserted"),
            Some("ATTACK")
        );
        assert_eq!(
            class_of("ACCUSE", json!("allege"), none.clone(), &[], "asserted"),
            Some("ATTRIB")
        );
        assert_eq!(
            class_of("ASSAULT", none.clone(), none.clone(), &[], "claimed"),
            Some("ATTRIB")
        );
        assert_eq!(
            class_of("THREATEN", json!("violence"), none.clone(), &[], "threatened"),
            Some("DIPLO")
        );
        assert_eq!(
            class_of("SANCTION", json!("convict"), none.clone(), &[], "asserted"),
            None
        );
        assert_eq!(
            class_of("SANCTION", json!("discontinue"), json!("Other"), &[], "asserted"),
            Some("DIPLO")
        );
    }

    #[test]
    fn hazards_are_disasters_and_silence_is_other() {
        let quake = claim(TEXT, json!({"hazard": {"kind": "natural", "name": "earthquake"}}));
        let crash = claim(
            TEXT,
            json!({"hazard": {"kind": "technological", "name": "crash"}}),
        );
        assert_eq!(label(&[quake]), "NATURAL_DISASTER");
        assert_eq!(label(&[crash]), "MAN_MADE_DISASTER");
        assert_eq!(label(&[]), OTHER);
    }
}

//! What a sentence says that the police did: killed, arrested, used force, failed to act, anything.

mod deeds;
mod score;

use crate::{EvaluateError, GoldSet, Headline, InputRecord, Options, Records, Scored, Task};
use dateline_code::Coder;
use dateline_model::{
    Actor, ActorKind, Claim, Document, HarmKind, Status,
    taxonomy::{EventType, Mode, Sector},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(super) struct Police;

impl Task for Police {
    fn name(&self) -> &'static str {
        "police"
    }

    fn about(&self) -> &'static str {
        "what the police did in a sentence: kill, arrest, use force, fail to act, act at all"
    }

    fn sets(&self) -> &'static [GoldSet] {
        const { &[GoldSet::new("dev", "police/dev.jsonl")] }
    }

    fn fields(&self) -> &'static [&'static str] {
        &["id", "doc_id", "sent_id", "date", "text"]
    }

    fn predict(&self, coder: &Coder, record: &InputRecord) -> Result<Vec<Value>, String> {
        let labels = labels_of(coder, &record.document());
        Ok(vec![json!({"id": record.id(), "labels": labels})])
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
        const { &[row("sent_macroF1", 0.435, 0.68), row("doc_macroF1", 0.578, 0.74)] }
    }
}

const ANY: &str = "ANY_ACTION";

fn labels_of(coder: &Coder, document: &Document) -> BTreeSet<&'static str> {
    let mut labels = labels(&coder.code(document));
    if deeds::acts(coder, document) {
        labels.insert(ANY);
    }
    labels
}

fn labels(claims: &[Claim]) -> BTreeSet<&'static str> {
    let mut labels: BTreeSet<&'static str> =
        claims.iter().filter(|c| !c.analysis).flat_map(of_claim).collect();
    // Speaking is an act too.
    if claims.iter().any(is_told_by_police) {
        labels.insert(ANY);
    }
    labels
}

/// Whether the police are cited for a claim: 'the superintendent of police, A. Rao, said …'.
fn is_told_by_police(claim: &Claim) -> bool {
    const WORDS: [&str; 9] = [
        "commissioner",
        "constable",
        "dcp",
        "dgp",
        "igp",
        "inspector",
        "police",
        "policeman",
        "superintendent",
    ];
    claim.attribution.iter().any(|a| {
        let speaker = a.speaker.as_deref().unwrap_or_default().to_lowercase();
        speaker
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| WORDS.contains(&word))
    })
}

/// Labels of one claim. An arrest, a curfew or standing by needs no stated actor: it is what the police do, and an arrest that
/// was not made is a failure to act.
fn of_claim(claim: &Claim) -> Vec<&'static str> {
    let Some(event) = &claim.event else {
        return Vec::new();
    };
    let police = claim.source_actors.iter().any(is_police);
    let police_or_nobody = police || claim.source_actors.is_empty();
    // A government that fails to keep the peace fails by its police, and a party is blamed for it as if it governed. Only those who
    // fight the police owe nobody their help.
    let rebels = (claim.source_actors.iter()).any(|a| a.kind == Some(ActorKind::NonStateArmed));
    let arrest = event.kind == EventType::Coerce && event.mode == Some(Mode::Arrest);
    let told = claim.status.happened() || claim.status == Status::Background;
    if !told {
        let spared = arrest && claim.status == Status::Denied && police_or_nobody;
        return if spared { vec!["FAIL"] } else { Vec::new() };
    }
    let killed = claim.harm.iter().any(|h| h.kind == HarmKind::Killed) || tells_of_killing(claim);
    match (event.kind, event.mode) {
        (EventType::Reject, Some(Mode::Assist)) if !rebels => vec!["FAIL"],
        _ if arrest && police_or_nobody => vec!["ARREST", ANY],
        (EventType::Coerce, Some(Mode::Curfew)) if police_or_nobody => vec![ANY],
        // Police are posted by governments.
        (EventType::Mobilize, Some(Mode::Police)) if !rebels => vec![ANY],
        (EventType::Assault, Some(Mode::CrowdControl)) if police_or_nobody => vec!["FORCE", ANY],
        (EventType::Assault, _) if police && killed => vec!["KILL", "FORCE", ANY],
        (EventType::Assault, _) if police => vec!["FORCE", ANY],
        _ if police => vec![ANY],
        _ => Vec::new(),
    }
}

/// Whether the act killed whom nobody counted, by its own words ('were killing pilgrims') or those that lead to it ('people died in
/// police firing').
fn tells_of_killing(claim: &Claim) -> bool {
    const KILLING: [&str; 5] = ["gunned down", "kill", "shot and killed", "shot dead", "slain"];
    const LEADS: [&str; 8] = [
        "dead in",
        "deaths due to",
        "deaths in",
        "died in",
        "killed by",
        "killed due to",
        "killed in",
        "perished in",
    ];
    let Some(trigger) = &claim.trigger else {
        return false;
    };
    let words = trigger.text().to_lowercase();
    let evidence = &claim.evidence;
    let at = trigger.start().saturating_sub(evidence.start());
    let before = evidence.text().get(..at).unwrap_or_default().to_lowercase();
    KILLING.iter().any(|killing| words.starts_with(killing))
        || LEADS.iter().any(|lead| before.trim_end().ends_with(lead))
}

/// Police, or soldiers who do their work: the annotators count both. Officers of whom no more is said are theirs.
fn is_police(actor: &Actor) -> bool {
    let officers = || {
        let name = actor.name.to_lowercase();
        name.ends_with("officers") || name.ends_with("officer")
    };
    matches!(actor.sector, Some(Sector::Cop | Sector::Mil)) || actor.sector.is_none() && officers()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{claim, excerpt};
    use crate::{Role, read_annotated};
    use dateline_model::DocumentParts;

    const TEXT: &str = "The police did it.";

    fn act(kind: &str, mode: Value, sector: Option<&str>, status: &str) -> Claim {
        let event =
            json!({"type": kind, "mode": mode, "contexts": [], "cameo": null, "acled": null, "ucdp": null});
        let actors: Vec<Value> = (sector.iter())
            .map(|s| json!({"id": null, "name": "police", "country": null, "sector": s, "kind": null, "mention": excerpt(TEXT, "police")}))
            .collect();
        claim(
            TEXT,
            json!({"event": event, "source_actors": actors, "status": status}),
        )
    }

    #[test]
    fn an_arrest_needs_no_stated_actor_and_force_does() {
        assert_eq!(
            of_claim(&act("COERCE", json!("arrest"), None, "asserted")),
            ["ARREST", ANY]
        );
        assert_eq!(
            of_claim(&act("ASSAULT", json!("firearms"), Some("COP"), "asserted")),
            ["FORCE", ANY]
        );
        assert!(of_claim(&act("ASSAULT", json!("firearms"), None, "asserted")).is_empty());
        assert!(of_claim(&act("ASSAULT", json!("firearms"), Some("REB"), "asserted")).is_empty());
    }

    #[test]
    fn what_did_not_happen_has_no_label() {
        assert!(of_claim(&act("COERCE", json!("arrest"), Some("COP"), "planned")).is_empty());
    }

    #[test]
    fn whoever_died_in_police_firing_was_killed_by_police() {
        let coder = Coder::embedded().expect("loads");
        let read = |text: &str| {
            labels(&coder.code(&Document::new(DocumentParts {
                text: text.to_owned(),
                ..Default::default()
            })))
        };
        assert!(read("More people died in police firing than in the fire.").contains("KILL"));
        assert!(!read("The minister spoke of police firing at the mill.").contains("KILL"));
    }

    #[test]
    fn standing_by_and_arrests_not_made_are_failures() {
        assert_eq!(
            of_claim(&act("REJECT", json!("assist"), Some("COP"), "asserted")),
            ["FAIL"]
        );
        assert_eq!(
            of_claim(&act("COERCE", json!("arrest"), None, "denied")),
            ["FAIL"]
        );
    }

    #[test]
    fn the_projects_own_sentences_are_read() {
        let text = include_str!("../../../../training/events/police_acts.txt");
        let coder = Coder::embedded().expect("the built-in lexicons are well formed");
        let (mut both, mut gold, mut read) = (0_u32, 0_u32, 0_u32);
        for sentence in read_annotated(text, "police_acts.txt").expect("well formed") {
            let marked = sentence.labels().find_map(|(_, l)| match &l.role {
                Role::Police(codes) => Some(codes.clone()),
                _ => None,
            });
            let marked: BTreeSet<String> = marked.into_iter().flatten().collect();
            let document = Document::new(DocumentParts {
                text: sentence.text,
                ..DocumentParts::default()
            });
            for label in labels_of(&coder, &document) {
                read += 1;
                both += u32::from(marked.contains(label.trim_end_matches("_ACTION")));
            }
            gold += u32::try_from(marked.len()).expect("few");
        }
        // Seen: 179 right of 191 read, 210 marked.
        assert!(both * 100 >= read * 90, "precision: {both} of {read}");
        assert!(both * 100 >= gold * 80, "recall: {both} of {gold}");
    }
}

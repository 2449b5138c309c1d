//! The headline incident of a report: where, by whom, how, and how many were killed.

mod actor;
mod score;

use crate::{EvaluateError, GoldSet, Headline, InputRecord, Options, Records, Scored, Task};
use dateline_code::Coder;
use dateline_model::{
    Actor, Claim, Event, Harm, HarmKind, Scope, VictimClass,
    taxonomy::{EventType, Mode},
};
use serde_json::{Value, json};

pub(super) struct Fakes;

impl Task for Fakes {
    fn name(&self) -> &'static str {
        "fakes"
    }

    fn about(&self) -> &'static str {
        "the headline incident of a report of the Syrian war: governorate, actor, cause, killed"
    }

    fn sets(&self) -> &'static [GoldSet] {
        const { &[GoldSet::new("dev", "fakes/dev.jsonl")] }
    }

    fn predict(&self, coder: &Coder, record: &InputRecord) -> Result<Vec<Value>, String> {
        let claims = coder.code(&record.document().headed());
        let incident = Incident::read(&claims);
        Ok(vec![json!({
            "id": record.id(),
            "governorate": incident.governorate,
            "actor": incident.actor,
            "cause": incident.cause,
            "civilians": incident.civilians,
            "noncivilians": incident.noncivilians,
            "children": incident.children,
            "women": incident.women,
        })])
    }

    fn score(&self, gold: &Records, predictions: &Records, _: &Options) -> Result<Scored, EvaluateError> {
        score::score(gold, predictions)
    }

    fn headlines(&self) -> &'static [Headline] {
        const fn on_dev(figure: &'static str, floor: f64, goal: f64) -> Headline {
            Headline {
                figure,
                set: "dev",
                floor: Some(floor),
                goal: Some(goal),
            }
        }
        const {
            &[
                on_dev("governorate", 0.86, 0.93),
                on_dev("actor", 0.53, 0.75),
                on_dev("cause", 0.75, 0.85),
                on_dev("killed", 0.62, 0.82),
                on_dev("all", 0.24, 0.50),
            ]
        }
    }
}

/// Bytes at the head of a text that are its headline and lead. Chosen: two or three sentences after the headline.
const LEAD: usize = 700;

/// Bytes within which headline and lead begin. Chosen: a toll there is the toll of the report.
const HEADLINE: usize = 120;

/// What the data set's curators fill in for a report.
#[derive(Debug, Default, PartialEq, Eq)]
struct Incident {
    governorate: Option<String>,
    actor: &'static str,
    cause: &'static str,
    civilians: u32,
    noncivilians: u32,
    children: u32,
    women: u32,
}

impl Incident {
    /// The main violent claim of headline and lead, with what it leaves open filled from the claims around it.
    fn read(claims: &[Claim]) -> Self {
        let mut violent: Vec<&Claim> = claims.iter().filter(|c| is_violent(c)).collect();
        // The sort is stable: of equal claims the one that is read first comes first.
        violent.sort_by_key(|c| std::cmp::Reverse(weight(c)));
        let Some(&main) = violent.first() else {
            let mut places = claims.iter().filter_map(governorate);
            return Self {
                governorate: places.next(),
                actor: actor::UNKNOWN,
                cause: "unknown",
                ..Self::default()
            };
        };
        let place = governorate(main)
            .or_else(|| violent.iter().find_map(|c| governorate(c)))
            .or_else(|| claims.iter().find_map(governorate));
        let around: Vec<&Claim> = violent.into_iter().filter(|c| belongs(main, c)).collect();
        let first = |read: fn(&Claim) -> Option<&'static str>| around.iter().find_map(|c| read(c));
        let mut incident = Self {
            governorate: place,
            actor: first(|c| actor::class(&c.source_actors)).unwrap_or(actor::UNKNOWN),
            cause: first(cause).unwrap_or("unknown"),
            ..Self::default()
        };
        // 'Dozens killed' in a headline is a word; a coder writes down the number that follows.
        let told = || around.iter().map(|c| killed(c)).filter(|dead| !dead.is_empty());
        let numbered = |dead: &Vec<&Harm>| dead.iter().any(|h| h.bounds.best.is_some_and(|n| n > 1));
        if let Some(dead) = told().find(numbered).or_else(|| told().next()) {
            for figure in dead {
                incident.count(figure);
            }
        }
        incident
    }

    /// Adds one figure of people killed. Who is not said to fight is counted with the civilians, as the data set does.
    fn count(&mut self, figure: &Harm) {
        let all = stated(figure);
        let fighters = |h: &Harm| {
            matches!(
                h.victims.status,
                VictimClass::Combatants | VictimClass::SecurityForces
            )
        };
        let of_parts = |test: &dyn Fn(&Harm) -> bool| -> u32 {
            figure
                .parts
                .iter()
                .filter(|p| p.kind == HarmKind::Killed && test(p))
                .fold(0u32, |sum, p| sum.saturating_add(stated(p)))
        };
        let noncivilians = if fighters(figure) {
            all
        } else {
            of_parts(&fighters).min(all)
        };
        self.noncivilians = self.noncivilians.saturating_add(noncivilians);
        self.civilians = self.civilians.saturating_add(all - noncivilians);
        // 'Women and children' gives no number of either.
        let children = |h: &Harm| h.victims.children && !h.victims.women;
        let women = |h: &Harm| h.victims.women && !h.victims.children;
        let number = |test: &dyn Fn(&Harm) -> bool| match of_parts(test) {
            0 if figure.parts.is_empty() && test(figure) => all,
            n => n.min(all),
        };
        self.children = self.children.saturating_add(number(&children));
        self.women = self.women.saturating_add(number(&women));
    }
}

/// The number that a coder would write down: the one the words name. That is the figure itself, else the bound that is there; and
/// of 'more than 20', whose least number is 21, the 20.
fn stated(figure: &Harm) -> u32 {
    let bounds = figure.bounds;
    let number = bounds.best.or(bounds.low).or(bounds.high).unwrap_or(0);
    let words = figure.span.text().to_lowercase();
    let beyond = ["more than ", "over ", "upwards of "]
        .iter()
        .any(|hedge| words.starts_with(hedge));
    if beyond && bounds.high.is_none() {
        number.saturating_sub(1)
    } else {
        number
    }
}

/// Whether a claim says that armed violence took place. Deaths whose cause the words leave open count: the reports are of a
/// war.
fn is_violent(claim: &Claim) -> bool {
    let violence = match &claim.event {
        Some(event) => event.kind == EventType::Assault && event.mode != Some(Mode::CrowdControl),
        None => claim.hazard.is_none() && claim.condition.is_none() && !killed(claim).is_empty(),
    };
    violence && claim.status.happened() && !claim.analysis
}

/// How much a claim looks like the one that the report is about. Weights are chosen: being in the lead outweighs all else,
/// a death outweighs a place.
fn weight(claim: &Claim) -> u32 {
    let known = |yes: bool, points: u32| if yes { points } else { 0 };
    known(claim.evidence.start() < LEAD, 8)
        + known(claim.evidence.start() < HEADLINE && !killed(claim).is_empty(), 4)
        + known(!killed(claim).is_empty(), 4)
        + known(claim.place.is_some(), 2)
        + known(!claim.source_actors.is_empty(), 1)
        + known(claim.event.as_ref().is_some_and(|e| e.mode.is_some()), 1)
}

/// Whether a claim can add to the incident of the main one: in the lead with it or next to it, and not placed elsewhere.
fn belongs(main: &Claim, other: &Claim) -> bool {
    let close =
        |c: &Claim| c.evidence.start() < LEAD || c.evidence.start().abs_diff(main.evidence.end()) < LEAD;
    let elsewhere = match (governorate(main), governorate(other)) {
        (Some(a), Some(b)) => a != b,
        _ => false,
    };
    close(other) && !elsewhere
}

/// Figures of people killed in the event itself: not parts, not running totals, not the attacker's own death. A figure that
/// says again what another of the claim says is left out; headline and lead in one sentence say the same number twice.
fn killed(claim: &Claim) -> Vec<&Harm> {
    let within = |h: &Harm, actor: &Actor| {
        actor.mention.start() <= h.span.start() && h.span.end() <= actor.mention.end()
    };
    let own_death = |h: &Harm| claim.source_actors.iter().any(|actor| within(h, actor));
    let of_event = |h: &&Harm| {
        h.kind == HarmKind::Killed
            && h.scope == Scope::Incident
            && stated(h) > 0
            && h.part_of.is_none()
            && !own_death(h)
    };
    let mut kept: Vec<&Harm> = Vec::new();
    // 'Dozens' beside a number says it again in other words.
    let numbered = claim.harm.iter().any(|h| of_event(&h) && h.bounds.best.is_some());
    let counted = |h: &&Harm| of_event(h) && (h.bounds.best.is_some() || !numbered);
    for figure in claim.harm.iter().filter(counted) {
        let again = |k: &&Harm| figure.restates.as_ref() == Some(&k.span) || stated(k) == stated(figure);
        if !kept.iter().any(again) {
            kept.push(figure);
        }
    }
    kept
}

/// Spellings of the gazetteer's governorates that the data set writes otherwise. It codes the countryside of the capital
/// with the capital.
const GOVERNORATES: [(&str, &str); 8] = [
    ("alhasakeh", "Al-Hasakah"),
    ("arraqqah", "Raqqa"),
    ("dara", "Daraa"),
    ("dayrazzawr", "Deir ez-Zor"),
    ("dimashq", "Damascus"),
    ("hasakah", "Al-Hasakah"),
    ("raqqah", "Raqqa"),
    ("rifdimashq", "Damascus"),
];

fn governorate(claim: &Claim) -> Option<String> {
    let place = claim.place.as_ref()?;
    if place.country.as_deref().is_some_and(|country| country != "SYR") {
        return None;
    }
    let admin1 = place.admin1.as_deref()?;
    let folded: String = admin1
        .chars()
        .filter(|c| c.is_alphabetic())
        .collect::<String>()
        .to_lowercase();
    let known = GOVERNORATES.iter().find(|(spelling, _)| *spelling == folded);
    Some(known.map_or_else(|| admin1.to_owned(), |(_, name)| (*name).to_owned()))
}

/// The data set's cause of death for an event; `None` where the claim does not say how.
fn cause(claim: &Claim) -> Option<&'static str> {
    let event = claim.event.as_ref()?;
    let trigger = claim
        .trigger
        .as_ref()
        .map(|t| t.text().to_lowercase())
        .unwrap_or_default();
    match event.mode {
        Some(Mode::Aerial | Mode::Drone | Mode::HeavyWeapons) => Some("shelling"),
        Some(Mode::Explosives | Mode::SuicideAttack) => Some("explosion"),
        Some(Mode::Unconventional) => Some("chemical_and_toxic_gases"),
        Some(Mode::Firearms) => Some("shooting"),
        Some(Mode::Targeted) if ["execut", "behead"].iter().any(|word| trigger.contains(word)) => {
            Some("execution")
        }
        // Who 'bombs' without a bomb that was planted does it from the air or with guns, and these are one cause here.
        None if trigger.starts_with("bomb") => Some("shelling"),
        _ => by_sub_event(event),
    }
}

fn by_sub_event(event: &Event) -> Option<&'static str> {
    match event.acled.as_ref()?.sub_event_type.as_str() {
        "Air/drone strike" | "Shelling/artillery/missile attack" => Some("shelling"),
        "Suicide bomb" | "Remote explosive/landmine/IED" | "Grenade" => Some("explosion"),
        "Chemical weapon" => Some("chemical_and_toxic_gases"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{claim, excerpt};

    const TEXT: &str = "Warplanes killed 12 people, five of them children, and four gunmen in the town.";

    fn figure(words: &str, n: u32, status: &str, children: bool, parts: Value) -> Value {
        json!({"kind": "killed", "low": n, "best": n, "high": n, "approximate": false, "scope": "incident",
            "victims": {"who": null, "status": status, "children": children, "women": false},
            "span": excerpt(TEXT, words), "parts": parts})
    }

    fn place(admin1: &str) -> Value {
        json!({"name": "Town", "geonameid": null, "lat": null, "lon": null, "admin1": admin1, "country": "SYR",
            "precision": "town", "mention": excerpt(TEXT, "the town")})
    }

    fn strike(extra: Value) -> Claim {
        let mut fields = json!({"event": {"type": "ASSAULT", "mode": "aerial", "contexts": [], "cameo": null, "acled": null, "ucdp": null},
            "trigger": excerpt(TEXT, "killed")});
        for (key, value) in extra.as_object().expect("an object") {
            fields[key] = value.clone();
        }
        claim(TEXT, fields)
    }

    #[test]
    fn more_than_a_number_is_that_number() {
        let text = "Shells killed more than 20 people in the town.";
        let beyond = json!({"kind": "killed", "low": 21, "best": 21, "high": null, "approximate": false, "scope": "incident",
            "victims": {"who": null, "status": "unknown", "children": false, "women": false},
            "span": excerpt(text, "more than 20 people"), "parts": []});
        let harm: Harm = serde_json::from_value(beyond).expect("a figure");
        assert_eq!(stated(&harm), 20);
    }

    #[test]
    fn figures_side_by_side_are_split_by_who_fought() {
        let people = figure(
            "12 people",
            12,
            "unknown",
            true,
            json!([figure("five", 5, "civilians", true, json!([]))]),
        );
        let gunmen = figure("four gunmen", 4, "combatants", false, json!([]));
        let read = Incident::read(&[strike(
            json!({"harm": [people, gunmen], "place": place("Rif-dimashq")}),
        )]);
        let expected = Incident {
            governorate: Some("Damascus".to_owned()),
            actor: "unknown",
            cause: "shelling",
            civilians: 12,
            noncivilians: 4,
            children: 5,
            women: 0,
        };
        assert_eq!(read, expected);
    }

    #[test]
    fn the_claim_with_deaths_leads_and_other_provinces_stay_out() {
        let elsewhere = strike(
            json!({"place": place("Hama"), "harm": [figure("four gunmen", 4, "combatants", false, json!([]))]}),
        );
        let main = strike(
            json!({"place": place("Ar-Raqqah"), "harm": [figure("12 people", 12, "civilians", false, json!([]))]}),
        );
        let bare = strike(json!({"place": place("Ar-Raqqah")}));
        let read = Incident::read(&[bare, main, elsewhere]);
        assert_eq!(read.governorate.as_deref(), Some("Raqqa"));
        assert_eq!((read.civilians, read.noncivilians), (12, 0));
    }

    #[test]
    fn what_only_may_happen_is_no_incident() {
        let read = Incident::read(&[strike(json!({"status": "feared", "place": place("Hama")}))]);
        assert_eq!(
            (read.governorate.as_deref(), read.cause),
            (Some("Hama"), "unknown")
        );
        assert_eq!(Incident::read(&[]).actor, "unknown");
    }

    #[test]
    fn executions_are_told_by_their_trigger() {
        let text = "Militants executed a teacher.";
        let event = json!({"type": "ASSAULT", "mode": "targeted", "contexts": [], "cameo": null, "acled": null, "ucdp": null});
        let read = claim(
            text,
            json!({"event": event, "trigger": excerpt(text, "executed")}),
        );
        assert_eq!(cause(&read), Some("execution"));
        let read = claim(text, json!({"event": event, "trigger": excerpt(text, "teacher")}));
        assert_eq!(cause(&read), None);
    }
}

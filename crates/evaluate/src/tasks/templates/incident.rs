//! From claims to templates: which claims count under the task's definition, and which of them tell one incident.

use super::fillers::{Names, Roles};
use super::weigh::Told;
use dateline_model::{
    Actor, ActorKind, Claim, PlacePrecision, Status, TimePrecision, VictimClass,
    taxonomy::{EventType, Mode},
};
use jiff::{ToSpan, civil::Date};
use serde_json::{Value, json};

/// Incident types of the task, as it writes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Attack,
    Bombing,
    Kidnapping,
    Arson,
    Robbery,
    WorkStoppage,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Attack => "ATTACK",
            Self::Bombing => "BOMBING",
            Self::Kidnapping => "KIDNAPPING",
            Self::Arson => "ARSON",
            Self::Robbery => "ROBBERY",
            Self::WorkStoppage => "FORCED WORK STOPPAGE",
        }
    }
}

/// An incident in the making.
pub(super) struct Incident<'c> {
    pub(super) kind: Kind,
    /// Whether some claim said how it was done: an unspecific killing joins a bombing, not the other way round.
    pub(super) specific: bool,
    pub(super) ground: Ground,
    pub(super) claims: Vec<&'c Claim>,
}

/// Likelihood from which on an incident is written. Chosen by cross-validation on the training half: 0.30 to 0.36 score alike.
const BAR: f64 = 0.35;

/// The templates of a report, in the order in which it comes to speak of the incidents.
pub(super) fn templates(claims: &[Claim], published: Option<Date>) -> Vec<Value> {
    let mut incidents = incidents(claims, published);
    let likely: Vec<bool> = incidents
        .iter()
        .enumerate()
        .map(|(rank, incident)| {
            let told = Told {
                incident,
                report: claims,
                rank,
            };
            told.likelihood() >= BAR
        })
        .collect();
    let mut likely = likely.into_iter();
    incidents.retain(|_| likely.next() == Some(true));
    written(&incidents, claims, published)
}

/// Incidents as the task writes them.
pub(super) fn written(incidents: &[Incident<'_>], claims: &[Claim], published: Option<Date>) -> Vec<Value> {
    let names = Names::of(claims);
    incidents
        .iter()
        .map(|incident| incident.template(&names, published))
        .collect()
}

/// The incidents that a report's claims tell of, whether or not the task counts them.
pub(super) fn incidents(claims: &[Claim], published: Option<Date>) -> Vec<Incident<'_>> {
    let mut incidents: Vec<Incident<'_>> = Vec::new();
    for claim in claims {
        let Some((kind, specific)) = kind(claim) else {
            continue;
        };
        if !is_recent(claim, published) {
            continue;
        }
        let known = incidents
            .iter_mut()
            .rev()
            .find(|incident| incident.may_hold(claim, kind, specific));
        match known {
            Some(incident) => incident.add(claim, kind, specific),
            None => incidents.push(Incident {
                kind,
                specific,
                ground: ground(claim),
                claims: vec![claim],
            }),
        }
    }
    incidents.retain(Incident::is_described);
    incidents
}

/// The incident type of a claim, and whether its words say more than that someone was hurt.
fn kind(claim: &Claim) -> Option<(Kind, bool)> {
    if claim.analysis {
        return None;
    }
    let event = claim.event.as_ref()?;
    let trigger = claim
        .trigger
        .as_ref()
        .map(|t| t.text().to_lowercase())
        .unwrap_or_default();
    let says = |words: &[&str]| words.iter().any(|word| trigger.contains(word));
    let fire = says(&["burn", "arson", "torch", "ablaze", "set fire", "on fire"]);
    match (event.kind, event.mode) {
        (EventType::Assault, Some(Mode::CrowdControl)) => None,
        (EventType::Assault, Some(Mode::Abduct)) => Some((Kind::Kidnapping, true)),
        (EventType::Assault, Some(Mode::Primitive | Mode::Destroy)) if fire => Some((Kind::Arson, true)),
        (EventType::Assault, Some(Mode::Explosives | Mode::SuicideAttack)) => Some((Kind::Bombing, true)),
        (EventType::Assault, mode) => {
            let open = matches!(mode, None | Some(Mode::Targeted | Mode::Firearms));
            Some((Kind::Attack, !open))
        }
        (EventType::Coerce, Some(Mode::Seize)) if says(&["rob", "steal", "stole", "loot"]) => {
            Some((Kind::Robbery, true))
        }
        // A bomb that was found in time is a bombing that was attempted.
        _ if is_defusal(claim) => Some((Kind::Bombing, true)),
        (EventType::Protest, Some(Mode::Strike)) if claim.source_actors.iter().any(is_armed) => {
            Some((Kind::WorkStoppage, true))
        }
        (EventType::Threaten, Some(Mode::Violence))
            if !claim.target_actors.is_empty() || !claim.named_victims.is_empty() =>
        {
            Some((Kind::Attack, false))
        }
        _ => None,
    }
}

/// Why a claim by itself would not be counted by the task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ground {
    None,
    Clash,
    Fighters,
    General,
    Tally,
}

fn ground(claim: &Claim) -> Ground {
    if is_between_fighters(claim) {
        Ground::Clash
    } else if hurts_only_fighters(claim) {
        Ground::Fighters
    } else if is_in_general(claim) {
        Ground::General
    } else if is_a_tally(claim) {
        Ground::Tally
    } else {
        Ground::None
    }
}

/// Acts from which on a count sums up a campaign. Chosen.
const MANY_ACTS: u32 = 10;

/// Months before the dateline that the task reaches back.
const MONTHS: i32 = 2;

/// Whether the claim is not placed in a time that the task leaves out.
fn is_recent(claim: &Claim, published: Option<Date>) -> bool {
    let end = claim.time.as_ref().and_then(|t| t.end.or(t.start));
    match (end, published) {
        (Some(end), Some(published)) => published
            .checked_sub(MONTHS.months())
            .is_ok_and(|from| from <= end),
        _ => true,
    }
}

pub(super) fn is_armed(actor: &Actor) -> bool {
    matches!(actor.kind, Some(ActorKind::StateForce | ActorKind::NonStateArmed))
}

/// Whether a bomb was found or made harmless before it went off.
pub(super) fn is_defusal(claim: &Claim) -> bool {
    let trigger = claim
        .trigger
        .as_ref()
        .map(|t| t.text().to_lowercase())
        .unwrap_or_default();
    ["defus", "deactivat", "disarm", "discover", "found"]
        .iter()
        .any(|word| trigger.contains(word))
        && ["bomb", "explosi", "device", "dynamite", "charge", "mine"]
            .iter()
            .any(|word| trigger.contains(word))
}

/// Whether the act is only threatened.
pub(super) fn is_threat(claim: &Claim) -> bool {
    let kind = claim.event.as_ref().map(|e| e.kind);
    claim.status == Status::Threatened || kind == Some(EventType::Threaten)
}

/// A town or a spot in one.
pub(super) fn is_in_town(claim: &Claim) -> bool {
    let place = claim.place.as_ref();
    place.is_some_and(|p| matches!(p.precision, PlacePrecision::Site | PlacePrecision::Town))
}

/// 'The murders', 'terrorist violence': many acts spoken of at once, with nobody and nothing harmed in particular and no scene.
fn is_in_general(claim: &Claim) -> bool {
    let trigger = claim
        .trigger
        .as_ref()
        .map(|t| t.text().to_lowercase())
        .unwrap_or_default();
    let many = trigger.ends_with('s') || trigger.ends_with("violence");
    let scene = is_in_town(claim) && claim.time.is_some();
    many && claim.harm.is_empty() && claim.physical_targets.is_empty() && !scene
}

/// A count of many acts, or a time no finer than a year: a summary, not an incident.
fn is_a_tally(claim: &Claim) -> bool {
    let many = claim
        .count
        .as_ref()
        .and_then(|c| c.bounds.low)
        .is_some_and(|n| n >= MANY_ACTS);
    many || claim
        .time
        .as_ref()
        .is_some_and(|t| matches!(t.precision, TimePrecision::Year))
}

/// Harm to fighters alone, by means that open fighting has too, is combat.
fn hurts_only_fighters(claim: &Claim) -> bool {
    let fighters =
        |class: VictimClass| matches!(class, VictimClass::Combatants | VictimClass::SecurityForces);
    let mut victims = claim
        .harm
        .iter()
        .flat_map(|h| std::iter::once(h).chain(&h.parts))
        .peekable();
    let stated = victims.peek().is_some();
    let only = if stated {
        victims.all(|h| fighters(h.victims.status))
    } else {
        !claim.target_actors.is_empty() && claim.target_actors.iter().all(is_armed)
    };
    let mode = claim.event.as_ref().and_then(|e| e.mode);
    let singled_out = matches!(mode, Some(Mode::Explosives | Mode::Abduct | Mode::Targeted));
    only && claim.physical_targets.is_empty() && !singled_out
}

/// Fighting between armed sides in which no one else is hurt is no incident of the task.
fn is_between_fighters(claim: &Claim) -> bool {
    let victims = || claim.harm.iter().flat_map(|h| std::iter::once(h).chain(&h.parts));
    let fighters =
        |class: VictimClass| matches!(class, VictimClass::Combatants | VictimClass::SecurityForces);
    if victims().any(|h| !fighters(h.victims.status)) {
        return false;
    }
    let sides: Vec<&Actor> = claim.source_actors.iter().chain(&claim.target_actors).collect();
    let clash = claim
        .event
        .as_ref()
        .and_then(|e| e.acled.as_ref())
        .is_some_and(|view| view.sub_event_type == "Armed clash");
    let both =
        !claim.source_actors.is_empty() && (!claim.target_actors.is_empty() || victims().next().is_some());
    clash || (both && sides.into_iter().all(is_armed))
}

impl<'c> Incident<'c> {
    /// Whether the claim may tell this incident: types that go together, and no stated place, day or victim that
    /// contradicts.
    fn may_hold(&self, claim: &Claim, kind: Kind, specific: bool) -> bool {
        let types = self.kind == kind || (!self.specific || !specific);
        let told = |c: &Claim| {
            if is_threat(c) {
                Some(Status::Threatened)
            } else {
                (!c.status.happened()).then_some(c.status)
            }
        };
        let stage = self.claims.iter().all(|c| told(c) == told(claim));
        let types = types && self.ground == ground(claim);
        types && stage && self.claims.iter().all(|known| !contradict(known, claim))
    }

    fn add(&mut self, claim: &'c Claim, kind: Kind, specific: bool) {
        if specific && !self.specific {
            self.kind = kind;
            self.specific = true;
        }
        self.claims.push(claim);
    }

    /// An attack is on someone or something; of the other types it is enough that they have a doer or a place.
    fn is_described(&self) -> bool {
        self.claims.iter().any(|c| {
            let suffered =
                !c.target_actors.is_empty() || !c.physical_targets.is_empty() || !c.harm.is_empty();
            suffered || (self.kind != Kind::Attack && (!c.source_actors.is_empty() || c.place.is_some()))
        })
    }

    fn template(&self, names: &Names, published: Option<Date>) -> Value {
        let mut roles = Roles::default();
        self.claims.iter().for_each(|claim| roles.add(claim, names));
        json!({
            "incident_type": self.kind.name(),
            "PerpInd": roles.individuals.strings(),
            "PerpOrg": roles.organisations.strings(),
            "Target": roles.targets.strings(),
            "Victim": roles.victims.strings(),
            "Weapon": roles.weapons.strings(),
            "stage": self.stage(),
            "date": self.day(published),
            "country": self.country(),
            "effects": roles.effects,
        })
    }

    fn stage(&self) -> &'static str {
        if self
            .claims
            .iter()
            .all(|c| c.status == Status::Attempted || is_defusal(c))
        {
            return "ATTEMPTED";
        }
        let threatened = self
            .claims
            .iter()
            .all(|c| is_threat(c) || c.status == Status::Planned);
        if threatened { "THREATENED" } else { "ACCOMPLISHED" }
    }

    /// The day stated, else the report's own: the task dates what has no day 'on or before' its report.
    fn day(&self, published: Option<Date>) -> Option<String> {
        let days = self.claims.iter().filter_map(|c| c.time.as_ref());
        let mut days = days
            .filter(|t| t.precision == TimePrecision::Day)
            .filter_map(|t| t.start);
        days.next().or(published).map(|day| day.to_string())
    }

    fn country(&self) -> Option<&'static str> {
        let code = self
            .claims
            .iter()
            .find_map(|c| c.place.as_ref()?.country.as_deref())?;
        COUNTRIES
            .iter()
            .find(|(iso, _)| *iso == code)
            .map(|(_, name)| *name)
    }
}

/// Countries of the collection, as its templates name them.
const COUNTRIES: [(&str, &str); 21] = [
    ("ARG", "ARGENTINA"),
    ("BOL", "BOLIVIA"),
    ("BRA", "BRAZIL"),
    ("CHL", "CHILE"),
    ("COL", "COLOMBIA"),
    ("CRI", "COSTA RICA"),
    ("CUB", "CUBA"),
    ("DOM", "DOMINICAN REPUBLIC"),
    ("ECU", "ECUADOR"),
    ("ESP", "SPAIN"),
    ("GTM", "GUATEMALA"),
    ("HND", "HONDURAS"),
    ("HTI", "HAITI"),
    ("MEX", "MEXICO"),
    ("NIC", "NICARAGUA"),
    ("PAN", "PANAMA"),
    ("PER", "PERU"),
    ("PRY", "PARAGUAY"),
    ("SLV", "EL SALVADOR"),
    ("USA", "UNITED STATES"),
    ("VEN", "VENEZUELA"),
];

/// Whether two claims state places, days or numbers of dead that cannot both be of one incident.
fn contradict(a: &Claim, b: &Claim) -> bool {
    let town = |c: &Claim| {
        let place = c.place.as_ref()?;
        matches!(place.precision, PlacePrecision::Site | PlacePrecision::Town).then(|| place.name.clone())
    };
    let country = |c: &Claim| c.place.as_ref()?.country.clone();
    let differ = |x: Option<String>, y: Option<String>| matches!((x, y), (Some(x), Some(y)) if x != y);
    let days = |c: &Claim| {
        let time = c.time.as_ref()?;
        Some((time.start?, time.end.or(time.start)?))
    };
    let apart = match (days(a), days(b)) {
        (Some((start, end)), Some((from, to))) => end < from || to < start,
        _ => false,
    };
    differ(town(a), town(b)) || differ(country(a), country(b)) || apart
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{claim, excerpt};

    /// Every incident, whether or not the task would count it.
    fn told(claims: &[Claim], published: Option<Date>) -> Vec<Value> {
        written(&incidents(claims, published), claims, published)
    }

    const TEXT: &str = "Guerrillas of the Red Front burned a bus and killed a teacher, Ana Soto, in Villa Alta and Villa Baja. A bomb exploded.";

    fn assault(mode: Value, trigger: &str, extra: Value) -> Claim {
        let mut fields = json!({"event": {"type": "ASSAULT", "mode": mode, "contexts": [], "cameo": null, "acled": null, "ucdp": null},
            "trigger": excerpt(TEXT, trigger)});
        for (key, value) in extra.as_object().expect("an object") {
            fields[key] = value.clone();
        }
        claim(TEXT, fields)
    }

    fn actor(words: &str, id: Option<&str>, kind: &str) -> Value {
        json!({"id": id, "name": words, "country": null, "sector": null, "kind": kind, "mention": excerpt(TEXT, words)})
    }

    fn town(name: &str) -> Value {
        json!({"name": name, "geonameid": null, "lat": null, "lon": null, "admin1": null, "country": "PER", "precision": "town",
            "mention": excerpt(TEXT, name)})
    }

    fn dead(words: &str, class: &str) -> Value {
        json!([{"kind": "killed", "low": 1, "best": 1, "high": 1, "approximate": false, "scope": "incident",
            "victims": {"who": words, "status": class, "children": false, "women": false},
            "span": excerpt(TEXT, words), "parts": []}])
    }

    #[test]
    fn a_template_holds_what_its_claims_say() {
        let killing = assault(
            Value::Null,
            "killed",
            json!({"source_actors": [actor("Guerrillas", None, "non_state_armed"), actor("Red Front", Some("red"), "non_state_armed")],
                "target_actors": [actor("teacher", None, "civilian")],
                "named_victims": [{"name": "Ana Soto", "mention": excerpt(TEXT, "Ana Soto")}],
                "harm": dead("teacher", "civilians"), "place": town("Villa Alta")}),
        );
        let found = told(&[killing], None);
        assert_eq!(found.len(), 1);
        let t = &found[0];
        assert_eq!(t["incident_type"], "ATTACK");
        assert_eq!(
            (&t["PerpInd"], &t["PerpOrg"]),
            (&json!(["Guerrillas"]), &json!(["Red Front"]))
        );
        assert_eq!(
            (&t["Victim"], &t["effects"]),
            (
                &json!(["Ana Soto"]),
                &json!([["DEATH", "teacher"], ["DEATH", "Ana Soto"]])
            )
        );
        assert_eq!(
            (&t["country"], &t["stage"], &t["date"]),
            (&json!("PERU"), &json!("ACCOMPLISHED"), &Value::Null)
        );
    }

    #[test]
    fn an_unspecific_killing_joins_the_bombing() {
        let bomb = assault(
            json!("explosives"),
            "bomb",
            json!({"place": town("Villa Alta"), "weapons": [excerpt(TEXT, "bomb")]}),
        );
        let killing = assault(
            Value::Null,
            "killed",
            json!({"harm": dead("teacher", "civilians")}),
        );
        let found = told(&[killing, bomb], None);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (&found[0]["incident_type"], &found[0]["Weapon"]),
            (&json!("BOMBING"), &json!(["bomb"]))
        );
    }

    #[test]
    fn other_towns_and_other_types_are_other_incidents() {
        let here = assault(
            Value::Null,
            "killed",
            json!({"place": town("Villa Alta"), "harm": dead("teacher", "civilians")}),
        );
        let there = assault(
            Value::Null,
            "killed",
            json!({"place": town("Villa Baja"), "harm": dead("teacher", "civilians")}),
        );
        assert_eq!(told(&[here.clone(), there], None).len(), 2);
        let fire = assault(
            json!("primitive"),
            "burned",
            json!({"place": town("Villa Alta"), "harm": dead("teacher", "civilians")}),
        );
        let bomb = assault(
            json!("explosives"),
            "bomb",
            json!({"place": town("Villa Alta"), "harm": dead("teacher", "civilians")}),
        );
        assert_eq!(told(&[fire, bomb], None).len(), 2);
    }

    #[test]
    fn fighting_between_armed_sides_is_left_out_unless_others_are_hurt() {
        let sides = json!({"source_actors": [actor("Guerrillas", None, "non_state_armed")],
            "target_actors": [actor("Red Front", None, "state_force")]});
        let mut clash = assault(json!("firearms"), "killed", sides);
        assert!(templates(std::slice::from_ref(&clash), None).is_empty());
        clash.harm = serde_json::from_value(dead("teacher", "civilians")).expect("harm");
        assert_eq!(told(&[clash], None).len(), 1);
    }

    #[test]
    fn old_incidents_are_left_out() {
        let when = json!({"start": "1989-01-05", "end": "1989-01-05", "precision": "day", "timex": "1989-01-05",
            "basis": "explicit", "mention": excerpt(TEXT, "Alta")});
        let old = assault(
            Value::Null,
            "killed",
            json!({"place": town("Villa Alta"), "harm": dead("teacher", "civilians"), "time": when}),
        );
        let published = |year, month| Some(jiff::civil::date(year, month, 1));
        assert_eq!(
            told(std::slice::from_ref(&old), published(1989, 2))[0]["date"],
            "1989-01-05"
        );
        assert!(told(&[old], published(1989, 4)).is_empty());
    }

    #[test]
    fn a_threat_is_a_template_of_its_own() {
        let threat = assault(
            Value::Null,
            "killed",
            json!({"status": "threatened", "place": town("Villa Alta"), "harm": dead("teacher", "civilians")}),
        );
        let done = assault(
            Value::Null,
            "killed",
            json!({"place": town("Villa Alta"), "harm": dead("teacher", "civilians")}),
        );
        let stages: Vec<Value> = told(&[threat, done], None)
            .iter()
            .map(|t| t["stage"].clone())
            .collect();
        assert_eq!(stages, ["THREATENED", "ACCOMPLISHED"]);
    }

    #[test]
    fn what_has_no_day_is_dated_by_its_report() {
        let killing = assault(
            Value::Null,
            "killed",
            json!({"harm": dead("teacher", "civilians")}),
        );
        let published = Some(jiff::civil::date(1989, 2, 3));
        assert_eq!(told(&[killing], published)[0]["date"], "1989-02-03");
    }

    #[test]
    fn an_attack_on_no_one_is_no_template() {
        let place = json!({"place": town("Villa Alta")});
        assert!(told(&[assault(Value::Null, "killed", place.clone())], None).is_empty());
        assert_eq!(
            told(&[assault(json!("explosives"), "bomb", place.clone())], None).len(),
            1
        );
    }
}

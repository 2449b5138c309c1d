//! The data set's classes of perpetrators from the coder's actors.

use dateline_model::{Actor, ActorKind, taxonomy::Sector};

/// No class can be named.
pub(super) const UNKNOWN: &str = "unknown";

const GOVERNMENT: &str = "syrian_government_or_russia";
const ISLAMIC_STATE: &str = "islamic_state";
const COALITION: &str = "international_coalition";
const OPPOSITION: &str = "armed_opposition";
const KURDISH: &str = "kurdish_self_administration";
const NUSRA: &str = "al_nusra_front";

/// Parts of ids and canonical names, folded to letters, that settle the class. First match wins: the order is from the
/// particular to the general.
const NAMES: [(&str, &str); 22] = [
    ("islamicstate", ISLAMIC_STATE),
    ("daesh", ISLAMIC_STATE),
    ("isis", ISLAMIC_STATE),
    ("isil", ISLAMIC_STATE),
    ("nusra", NUSRA),
    ("tahriralsham", NUSRA),
    ("fatehalsham", NUSRA),
    ("fatahalsham", NUSRA),
    ("syriandemocraticforces", KURDISH),
    ("peoplesprotection", KURDISH),
    ("womensprotection", KURDISH),
    ("asayish", KURDISH),
    ("kurd", KURDISH),
    ("coalition", COALITION),
    ("hezbollah", GOVERNMENT),
    ("nationaldefenceforces", GOVERNMENT),
    ("nationaldefenseforces", GOVERNMENT),
    ("freesyrianarmy", OPPOSITION),
    ("ahraralsham", OPPOSITION),
    ("jaishalislam", OPPOSITION),
    ("jayshalislam", OPPOSITION),
    ("armyofislam", OPPOSITION),
];

/// Members of the coalition against the Islamic State that flew strikes in Syria, as countries of a claim's actors.
const COALITION_STATES: [&str; 10] = [
    "AUS", "BEL", "BHR", "CAN", "DNK", "FRA", "GBR", "JOR", "NLD", "USA",
];

/// The class of the first actor that has one; `None` where none of them has.
pub(super) fn class(actors: &[Actor]) -> Option<&'static str> {
    actors.iter().find_map(of_actor)
}

fn of_actor(actor: &Actor) -> Option<&'static str> {
    let fold = |s: &str| {
        s.chars()
            .filter(|c| c.is_alphabetic())
            .collect::<String>()
            .to_lowercase()
    };
    let named = format!(
        "{} {}",
        fold(actor.id.as_deref().unwrap_or_default()),
        fold(&actor.name)
    );
    if let Some((_, class)) = NAMES.iter().find(|(part, _)| named.contains(part)) {
        return Some(class);
    }
    let armed_group = actor.kind == Some(ActorKind::NonStateArmed) || actor.sector == Some(Sector::Reb);
    let state = matches!(
        actor.kind,
        Some(ActorKind::StateForce | ActorKind::Political | ActorKind::International)
    );
    match actor.country.as_deref() {
        Some("SYR") if armed_group => Some(OPPOSITION),
        Some("SYR" | "RUS" | "IRN") if !armed_group && state => Some(GOVERNMENT),
        Some(country) if state && COALITION_STATES.contains(&country) => Some(COALITION),
        None if actor.sector == Some(Sector::Reb) => Some(OPPOSITION),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::excerpt;
    use serde_json::json;

    fn check(
        name: &str,
        country: Option<&str>,
        kind: Option<&str>,
        sector: Option<&str>,
        expected: Option<&str>,
    ) {
        let actor = serde_json::from_value(
            json!({"id": null, "name": name, "country": country, "kind": kind, "sector": sector,
            "mention": excerpt(name, name)}),
        )
        .expect("an actor");
        assert_eq!(class(&[actor]), expected, "{name}");
    }

    #[test]
    fn classes_follow_name_country_and_kind() {
        check(
            "Islamic State",
            None,
            Some("non_state_armed"),
            None,
            Some(ISLAMIC_STATE),
        );
        check(
            "Jabhat al-Nusra",
            Some("SYR"),
            Some("non_state_armed"),
            None,
            Some(NUSRA),
        );
        check(
            "Syrian Democratic Forces",
            Some("SYR"),
            Some("non_state_armed"),
            None,
            Some(KURDISH),
        );
        check(
            "US-led coalition",
            None,
            Some("international"),
            None,
            Some(COALITION),
        );
        check(
            "warplanes",
            Some("RUS"),
            Some("state_force"),
            Some("MIL"),
            Some(GOVERNMENT),
        );
        check(
            "rebels",
            Some("SYR"),
            Some("non_state_armed"),
            Some("REB"),
            Some(OPPOSITION),
        );
        check(
            "the US military",
            Some("USA"),
            Some("state_force"),
            Some("MIL"),
            Some(COALITION),
        );
        check("gunmen", None, Some("non_state_armed"), Some("UAF"), None);
        check(
            "Israeli jets",
            Some("ISR"),
            Some("state_force"),
            Some("MIL"),
            None,
        );
    }

    #[test]
    fn the_first_actor_with_a_class_decides() {
        let actor = |name: &str, sector: &str| {
            serde_json::from_value(
                json!({"id": null, "name": name, "country": null, "kind": null, "sector": sector,
                "mention": excerpt(name, name)}),
            )
            .expect("an actor")
        };
        let actors = [
            actor("gunmen", "UAF"),
            actor("Islamic State", "REB"),
            actor("rebels", "REB"),
        ];
        assert_eq!(class(&actors), Some(ISLAMIC_STATE));
        assert_eq!(class(&[]), None);
    }
}

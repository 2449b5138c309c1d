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

/// Ids of the actor lexicon that settle the class, with everything under them ('syr.gov' holds 'syr.gov.mil').
const IDS: [(&str, &str); 16] = [
    ("intl.cjtf-oir", COALITION),
    ("intl.is", ISLAMIC_STATE),
    ("intl.oir", COALITION),
    ("lbn.hezbollah", GOVERNMENT),
    ("syr.aanes", KURDISH),
    ("syr.asayish", KURDISH),
    ("syr.hts", NUSRA),
    ("syr.jfs", NUSRA),
    ("syr.manbij-council", KURDISH),
    ("syr.mfs", KURDISH),
    ("syr.nusra", NUSRA),
    ("syr.pyd", KURDISH),
    ("syr.sdf", KURDISH),
    ("syr.yarmouk", ISLAMIC_STATE),
    ("syr.ypg", KURDISH),
    ("syr.ypj", KURDISH),
];

/// Words of canonical names, folded to letters, that settle the class of an actor without an id of its own.
const NAMES: [(&str, &str); 4] = [
    ("islamicstate", ISLAMIC_STATE),
    ("kurd", KURDISH),
    ("nusra", NUSRA),
    ("coalition", COALITION),
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
    let under = |id: &str, whole: &str| {
        id.strip_prefix(whole)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    if let Some(id) = &actor.id
        && let Some((_, class)) = IDS.iter().find(|(whole, _)| under(id, whole))
    {
        return Some(class);
    }
    let name: String = actor
        .name
        .chars()
        .filter(|c| c.is_alphabetic())
        .collect::<String>()
        .to_lowercase();
    if actor.id.is_none()
        && let Some((_, class)) = NAMES.iter().find(|(part, _)| name.contains(part))
    {
        return Some(class);
    }
    // Who can not be told from the words has no class: 'gunmen', 'a suicide bomber', 'terrorists'.
    if actor.sector == Some(Sector::Uaf) {
        return None;
    }
    // Militias on the state's side count with it.
    let paramilitary = actor.sector == Some(Sector::Prm);
    let armed_group =
        !paramilitary && (actor.kind == Some(ActorKind::NonStateArmed) || actor.sector == Some(Sector::Reb));
    let opposition = actor.sector == Some(Sector::Pty) || actor.sector == Some(Sector::Opp);
    let state = !opposition
        && (paramilitary
            || matches!(
                actor.kind,
                Some(ActorKind::StateForce | ActorKind::Political | ActorKind::International)
            ));
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
        who: (Option<&str>, &str),
        country: Option<&str>,
        kind: Option<&str>,
        sector: Option<&str>,
        expected: Option<&str>,
    ) {
        let (id, name) = who;
        let actor = serde_json::from_value(
            json!({"id": id, "name": name, "country": country, "kind": kind, "sector": sector,
            "mention": excerpt(name, name)}),
        )
        .expect("an actor");
        assert_eq!(class(&[actor]), expected, "{name}");
    }

    #[test]
    fn classes_follow_id_name_country_and_kind() {
        let (group, force) = (Some("non_state_armed"), Some("state_force"));
        let (rebel, army, syria) = (Some("REB"), Some("MIL"), Some("SYR"));
        check(
            (Some("intl.is"), "Islamic State"),
            None,
            group,
            rebel,
            Some(ISLAMIC_STATE),
        );
        check((Some("intl.isgs"), "Another group"), None, group, None, None);
        check(
            (Some("syr.nusra"), "Al-Nusra Front"),
            syria,
            group,
            rebel,
            Some(NUSRA),
        );
        check(
            (Some("syr.sdf"), "Syrian Democratic Forces"),
            syria,
            group,
            rebel,
            Some(KURDISH),
        );
        check(
            (Some("syr.fsa"), "Free Syrian Army"),
            syria,
            group,
            rebel,
            Some(OPPOSITION),
        );
        check(
            (Some("syr.ndf"), "National Defence Forces"),
            syria,
            group,
            Some("PRM"),
            Some(GOVERNMENT),
        );
        check(
            (Some("syr.opp"), "Syrian opposition"),
            syria,
            Some("political"),
            Some("PTY"),
            None,
        );
        check(
            (Some("syr.gov.mil"), "Syrian Armed Forces"),
            syria,
            force,
            army,
            Some(GOVERNMENT),
        );
        check(
            (None, "US-led coalition"),
            None,
            Some("international"),
            None,
            Some(COALITION),
        );
        check((None, "warplanes"), Some("RUS"), force, army, Some(GOVERNMENT));
        check((None, "rebels"), syria, group, rebel, Some(OPPOSITION));
        check(
            (None, "the US military"),
            Some("USA"),
            force,
            army,
            Some(COALITION),
        );
        check((None, "gunmen"), None, group, Some("UAF"), None);
        check((None, "Israeli jets"), Some("ISR"), force, army, None);
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

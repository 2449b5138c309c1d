//! Who and what fills the roles of a template.

use dateline_model::{Actor, ActorKind, Claim, HarmKind};
use std::collections::BTreeMap;

/// Nouns for the people of an armed group or force, and for people of whom nothing is known but what they did. The task
/// calls them individuals, whatever group they are of.
const PEOPLE: [&str; 48] = [
    "ASSAILANTS",
    "ASSASSINS",
    "ATTACKERS",
    "BANDITS",
    "CADETS",
    "COMMANDOS",
    "CRIMINALS",
    "EXTREMISTS",
    "FIGHTERS",
    "GANGSTERS",
    "GUARDS",
    "GUARDSMEN",
    "GUERRILLAS",
    "GUNMEN",
    "HOODLUMS",
    "INDIVIDUALS",
    "INSURGENTS",
    "KIDNAPPERS",
    "KILLERS",
    "MEMBERS",
    "MEN",
    "MERCENARIES",
    "MILITANTS",
    "MILITIAMEN",
    "MURDERERS",
    "NARCOTERRORISTS",
    "OFFICERS",
    "PARAMILITARIES",
    "PATROL",
    "PATROLS",
    "PEOPLE",
    "PERSONS",
    "POLICEMEN",
    "REBELS",
    "ROBBERS",
    "SABOTEURS",
    "SNIPERS",
    "SOLDIERS",
    "SQUADS",
    "STRANGERS",
    "SUBJECTS",
    "SUBVERSIVES",
    "TERRORISTS",
    "THIEVES",
    "TRAFFICKERS",
    "TROOPS",
    "YOUTHS",
    "YOUTH",
];

/// Words for a force that say no name: whose it is must be known from elsewhere.
const NAMELESS: [&str; 16] = [
    "AIRCRAFT",
    "ARTILLERY",
    "COLUMN",
    "COMMANDO",
    "GENERAL",
    "COLONEL",
    "GROUP",
    "GROUPS",
    "GUERRILLA",
    "HELICOPTERS",
    "MILITARY",
    "PLANES",
    "POLICE",
    "REBEL",
    "TERRORIST",
    "UNITS",
];

/// Words before a noun that are no part of what it names: determiners, numbers, hedges.
const DETERMINERS: [&str; 46] = [
    "A",
    "AN",
    "THE",
    "THIS",
    "THAT",
    "THESE",
    "THOSE",
    "OUR",
    "THEIR",
    "HIS",
    "HER",
    "ITS",
    "SOME",
    "SEVERAL",
    "MANY",
    "VARIOUS",
    "OTHER",
    "ANOTHER",
    "ONE",
    "TWO",
    "THREE",
    "FOUR",
    "FIVE",
    "SIX",
    "SEVEN",
    "EIGHT",
    "NINE",
    "TEN",
    "ELEVEN",
    "TWELVE",
    "FIFTEEN",
    "TWENTY",
    "THIRTY",
    "FORTY",
    "FIFTY",
    "ALLEGED",
    "SUSPECTED",
    "PRESUMED",
    "SUPPOSED",
    "APPARENT",
    "POSSIBLE",
    "ABOUT",
    "APPROXIMATELY",
    "NEARLY",
    "ALL",
    "BOTH",
];

/// A mention without the determiners, numbers and hedges before it.
fn bare(mention: &str) -> &str {
    let mut rest = mention.trim();
    while let Some((first, after)) = rest.split_once(' ') {
        let number = first.starts_with(|c: char| c.is_ascii_digit());
        if !number && !DETERMINERS.contains(&first.to_uppercase().as_str()) {
            break;
        }
        rest = after.trim_start();
    }
    rest
}

/// The last word, in capitals.
fn last_word(mention: &str) -> String {
    mention
        .split_whitespace()
        .next_back()
        .unwrap_or_default()
        .to_uppercase()
}

/// By what name a document calls the organisations that its claims know by id.
#[derive(Default)]
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    pub(super) fn of(claims: &[Claim]) -> Self {
        let mut names = Self::default();
        for claim in claims {
            let actors = claim.source_actors.iter().chain(&claim.target_actors);
            for actor in actors {
                let name = bare(actor.mention.text());
                if let Some(id) = actor.id.as_ref().filter(|_| is_name(name)) {
                    names.0.entry(id.clone()).or_insert_with(|| name.to_owned());
                }
            }
        }
        names
    }
}

fn is_name(words: &str) -> bool {
    let last = last_word(words);
    !PEOPLE.contains(&last.as_str()) && !NAMELESS.contains(&last.as_str())
}

/// The fillers of one template.
#[derive(Default)]
pub(super) struct Roles {
    pub(super) individuals: Fillers,
    pub(super) organisations: Fillers,
    pub(super) targets: Fillers,
    pub(super) victims: Fillers,
    pub(super) weapons: Fillers,
    /// What was done to which victim.
    pub(super) effects: Vec<(&'static str, String)>,
}

impl Roles {
    fn add_perpetrator(&mut self, actor: &Actor, names: &Names) {
        let armed = matches!(actor.kind, Some(ActorKind::NonStateArmed | ActorKind::StateForce));
        let words = bare(actor.mention.text());
        let people = PEOPLE.contains(&last_word(words).as_str());
        if people && (armed || actor.kind == Some(ActorKind::Civilian)) {
            self.individuals.add(words);
        }
        let Some(id) = actor.id.as_ref().filter(|_| armed) else {
            return;
        };
        if let Some(name) = names.0.get(id) {
            self.organisations.add(name);
        }
    }

    /// The harm to the persons named, where the claim tells of one kind of harm only.
    fn add_effects_on_named(&mut self, claim: &Claim) {
        let mut kinds = claim.harm.iter().flat_map(|h| std::iter::once(h).chain(&h.parts)).map(|h| h.kind);
        let Some(first) = kinds.next().filter(|first| kinds.all(|kind| kind == *first)) else {
            return;
        };
        let Some(effect) = effect_of(first).filter(|_| claim.status.happened()) else {
            return;
        };
        for person in &claim.named_victims {
            // 'Mayor Luis Prado' and 'Luis Prado' are one.
            let last = last_word(&person.name);
            let known = self.effects.iter().any(|(kind, who)| *kind == effect && last_word(who) == last);
            if !known {
                self.effects.push((effect, person.name.clone()));
            }
        }
    }

    pub(super) fn add(&mut self, claim: &Claim, names: &Names) {
        for actor in &claim.source_actors {
            self.add_perpetrator(actor, names);
        }
        for person in &claim.named_victims {
            self.victims.add(&person.name);
        }
        claim
            .physical_targets
            .iter()
            .for_each(|thing| self.targets.add(thing.text()));
        claim
            .weapons
            .iter()
            .for_each(|weapon| self.weapons.add(weapon.text()));
        for figure in claim.harm.iter().flat_map(|h| std::iter::once(h).chain(&h.parts)) {
            let Some(who) = &figure.victims.who else {
                continue;
            };
            let Some(effect) = effect_of(figure.kind).map(|effect| (effect, who.clone())) else {
                continue;
            };
            if claim.status.happened() && !self.effects.contains(&effect) {
                self.effects.push(effect);
            }
        }
        self.add_effects_on_named(claim);
    }
}

/// What the task calls a kind of harm.
fn effect_of(kind: HarmKind) -> Option<&'static str> {
    match kind {
        HarmKind::Killed => Some("DEATH"),
        HarmKind::Injured => Some("INJURY"),
        _ => None,
    }
}

/// Role fillers in the order of mention, each string once whatever its case.
#[derive(Default)]
pub(super) struct Fillers(Vec<String>);

impl Fillers {
    pub(super) fn strings(&self) -> &[String] {
        &self.0
    }

    fn add(&mut self, words: &str) {
        let folded = words.to_lowercase();
        if !words.trim().is_empty() && !self.0.iter().any(|known| known.to_lowercase() == folded) {
            self.0.push(words.to_owned());
        }
    }
}

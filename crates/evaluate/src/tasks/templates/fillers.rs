//! Who and what fills the roles of a template.

use super::incident::is_defusal;
use dateline_model::taxonomy::Mode;
use dateline_model::{Actor, ActorKind, Claim, HarmKind};
use std::collections::{BTreeMap, BTreeSet};

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
const DETERMINERS: [&str; 48] = [
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
    "SELF-STYLED",
    "SO-CALLED",
];

const PRONOUNS: [&str; 7] = ["HE", "HER", "HIM", "HIS", "SHE", "THEM", "THEY"];

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

/// Words that lead from people to what they belong to.
const BELONGING: [&str; 4] = [" OF THE ", " OF ", " FROM THE ", " FROM "];

/// The people of a mention and the group that it says they are of: 'members of the Red Front', 'Red Front guerrillas'. Either may be
/// all there is.
fn people_and_group(mention: &str) -> (Option<&str>, Option<&str>) {
    let whole = bare(mention);
    let upper = whole.to_uppercase();
    if upper.len() != whole.len() {
        return (None, Some(whole));
    }
    let cut = BELONGING
        .iter()
        .filter_map(|w| upper.find(w).map(|at| (at, w.len())))
        .min_by_key(|(at, len)| (*at, std::cmp::Reverse(*len)));
    if let Some((at, len)) = cut
        && PEOPLE.contains(&last_word(&whole[..at]).as_str())
    {
        return (Some(whole), Some(&whole[at + len..]));
    }
    let kind_words = |word: &&str| {
        let word = word.to_uppercase();
        PEOPLE.contains(&word.as_str()) || NAMELESS.contains(&word.as_str())
    };
    let tail: usize = whole
        .split(' ')
        .rev()
        .take_while(kind_words)
        .map(|word| word.len() + 1)
        .sum();
    let group = Some(whole[..whole.len().saturating_sub(tail)].trim_end()).filter(|g| !g.is_empty());
    let people = PEOPLE.contains(&last_word(whole).as_str());
    (people.then_some(whole), group)
}

/// By what name a document calls the organisations that its claims know by id.
#[derive(Default)]
pub(super) struct Names {
    by_id: BTreeMap<String, String>,
    /// Ids of armed groups outside the state.
    groups: BTreeSet<String>,
}

impl Names {
    /// The only armed group that the document names.
    pub(super) fn only_group(&self) -> Option<&String> {
        let only = self.groups.first().filter(|_| self.groups.len() == 1)?;
        self.by_id.get(only)
    }

    pub(super) fn of(claims: &[Claim]) -> Self {
        let mut names = Self::default();
        for claim in claims {
            let actors = claim.source_actors.iter().chain(&claim.target_actors);
            for actor in actors {
                let (people, group) = people_and_group(actor.mention.text());
                let (Some(id), Some(group)) = (actor.id.as_ref(), group) else {
                    continue;
                };
                // An army is seldom called by the words of its entry.
                let group_only = actor.kind == Some(ActorKind::NonStateArmed);
                let called = named_in(group, &actor.name).filter(|_| group_only);
                let name = called.unwrap_or(group);
                // 'Colombian troops' do not say what the army is called; 'FMLN guerrillas' do.
                if people.is_none() && is_name(name) || is_called(name, &actor.name) {
                    if actor.kind == Some(ActorKind::NonStateArmed) {
                        names.groups.insert(id.clone());
                    }
                    names.by_id.entry(id.clone()).or_insert_with(|| name.to_owned());
                }
            }
        }
        names
    }
}

/// The part of a mention that is its actor's name: 'FMLN' in 'the FMLN guerrilla forces'.
fn named_in<'m>(mention: &'m str, name: &str) -> Option<&'m str> {
    let mut starts: Vec<usize> = vec![0];
    starts.extend(mention.match_indices(' ').map(|(at, _)| at + 1));
    let ends = |from: usize| {
        let spaces = mention.match_indices(' ').map(|(at, _)| at);
        spaces.chain([mention.len()]).filter(move |end| *end > from)
    };
    let spans = starts.iter().flat_map(|&from| ends(from).map(move |to| from..to));
    spans
        .filter(|span| is_called(&mention[span.clone()], name))
        .max_by_key(|span| (span.len(), std::cmp::Reverse(span.start)))
        .map(|span| mention[span].trim_start_matches("OF ").trim_start_matches("THE "))
}

/// People without the group that they are of, which the task writes as another filler; members are always somebody's.
fn without_group<'m>(people: &'m str, actor: &Actor) -> &'m str {
    let upper = people.to_uppercase();
    if upper.len() != people.len() || actor.kind != Some(ActorKind::NonStateArmed) {
        return people;
    }
    let of = BELONGING.iter().filter_map(|w| upper.find(w)).min();
    if let Some(at) = of.filter(|at| !last_word(&people[..*at]).starts_with("MEMBER")) {
        return &people[..at];
    }
    let member = last_word(people).starts_with("MEMBER");
    let known = actor.id.as_ref().filter(|_| !member);
    let named = known.and_then(|_| named_in(people, &actor.name));
    match named.and_then(|name| people.strip_prefix(name)) {
        Some(rest) if !rest.trim().is_empty() => rest.trim(),
        _ => people,
    }
}

/// Whether words of a text are those, or the initials, of a name.
fn is_called(words: &str, name: &str) -> bool {
    let initials: String = name
        .split_whitespace()
        .filter_map(|word| word.chars().next().filter(|c| c.is_uppercase()))
        .collect();
    let (words, name) = (words.to_uppercase(), name.to_uppercase());
    words == initials
        || words
            .split_whitespace()
            .all(|word| name.split_whitespace().any(|w| w == word))
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
        let (people, _) = people_and_group(actor.mention.text());
        if let Some(words) =
            people.filter(|_| armed || matches!(actor.kind, None | Some(ActorKind::Civilian)))
        {
            self.individuals.add(without_group(words, actor));
        }
        let Some(id) = actor.id.as_ref().filter(|_| armed) else {
            if people.is_some()
                && actor.kind == Some(ActorKind::NonStateArmed)
                && let Some(name) = names.only_group()
            {
                self.organisations.add(name);
            }
            return;
        };
        if let Some(name) = names.by_id.get(id) {
            self.organisations.add(name);
        }
    }

    /// What was done to whom. 'Mayor Luis Prado' and 'Luis Prado' are one; a pronoun is nobody.
    fn add_effect(&mut self, effect: &'static str, who: &str) {
        let who = who.trim_end_matches("'S").trim_end_matches("'s");
        let last = last_word(who);
        let known = |(kind, other): &(&'static str, String)| *kind == effect && last_word(other) == last;
        if !PRONOUNS.contains(&last.as_str()) && !self.effects.iter().any(known) {
            self.effects.push((effect, who.to_owned()));
        }
    }

    /// Effects on the victims counted, on persons named where the claim tells of one kind of harm only, and, for a murder of which no
    /// number is given, on whom it was done to.
    fn add_effects(&mut self, claim: &Claim) {
        let figures = || claim.harm.iter().flat_map(|h| std::iter::once(h).chain(&h.parts));
        for figure in figures() {
            if let (Some(effect), Some(who)) = (effect_of(figure.kind), &figure.victims.who) {
                self.add_effect(effect, who);
            }
        }
        let mut kinds = figures().map(|h| h.kind);
        let murder = claim
            .event
            .as_ref()
            .is_some_and(|e| e.mode == Some(Mode::Targeted));
        let one = match kinds.next() {
            Some(first) => effect_of(first).filter(|_| kinds.all(|kind| kind == first)),
            None => murder.then_some("DEATH"),
        };
        let Some(effect) = one else { return };
        if claim.harm.is_empty() {
            for actor in &claim.target_actors {
                self.add_effect(effect, bare(actor.mention.text()));
            }
        }
        for person in &claim.named_victims {
            self.add_effect(effect, &person.name);
        }
    }

    pub(super) fn add(&mut self, claim: &Claim, names: &Names) {
        // Who makes a bomb harmless did not place it.
        for actor in claim.source_actors.iter().filter(|_| !is_defusal(claim)) {
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
        if claim.status.happened() {
            self.add_effects(claim);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn determiners_numbers_and_hedges_are_no_part_of_a_filler() {
        for (mention, words) in [
            ("THE FMLN", "FMLN"),
            ("three alleged guerrillas", "guerrillas"),
            ("12 HOODED MEN", "HOODED MEN"),
            ("the", "the"),
            ("", ""),
        ] {
            assert_eq!(bare(mention), words, "{mention}");
        }
    }

    #[test]
    fn people_are_no_names() {
        assert!(is_name("National Liberation Army"));
        assert!(!is_name("Shining Path guerrillas"));
        assert!(!is_name("the military"));
    }

    #[test]
    fn one_person_suffers_one_effect() {
        let mut roles = Roles::default();
        for who in ["Mayor Luis Prado", "Luis Prado's", "he", "two guards"] {
            roles.add_effect("DEATH", who);
        }
        let told: Vec<&str> = roles.effects.iter().map(|(_, who)| who.as_str()).collect();
        assert_eq!(told, ["Mayor Luis Prado", "two guards"]);
    }
}

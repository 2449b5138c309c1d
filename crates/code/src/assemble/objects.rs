//! Things of a claim: the weapons of its sentence, and the buildings, vehicles and lines that were struck.

use super::*;
use crate::named::{Act, identified, may_identify, named_victims};
use dateline_model::{NamedPerson, Scope};

/// Tokens after a trigger within which a thing struck stands.
const STRUCK_REACH: usize = 9;

/// Most modifiers taken into the name of a thing: 'the Nueva Esperanza power station'.
const MODIFIERS: usize = 5;

/// Most tokens from 'of' to the noun or name that says whose a thing is.
const OWNER: usize = 7;

impl Reading<'_> {
    /// Weapons of the sentence, and the things struck.
    pub(super) fn set_objects(&self, claim: &mut Claim, index: usize, group: &Group) {
        let main = group.main();
        let violent = matches!(
            self.coder.events.families[main.family].kind,
            EventType::Assault | EventType::Coerce | EventType::Protest
        );
        if !violent {
            return;
        }
        for (class, tokens) in &self.clues[index].classes {
            match class {
                ClassEntry::Weapon(_) => claim.weapons.push(self.excerpt(tokens.clone())),
                ClassEntry::Facility
                    if self.is_struck(index, main, tokens) || self.is_damaged(group, tokens) =>
                {
                    claim
                        .physical_targets
                        .push(self.excerpt(self.with_modifiers(index, main, tokens)));
                }
                _ => {}
            }
        }
    }

    /// 'University', 'drones': a building or a weapon that no table knows as an actor.
    pub(super) fn is_thing(&self, index: usize, actor: usize) -> bool {
        let mention = &self.entities.actors[actor];
        mention.actor.id.is_none()
            && self.clues[index].classes.iter().any(|(class, tokens)| {
                matches!(class, ClassEntry::Weapon(_) | ClassEntry::Facility)
                    && tokens.contains(&mention.head)
            })
    }

    /// Whether a thing stands where the sufferer of the trigger stands.
    fn is_struck(&self, index: usize, main: &Trigger, thing: &Range<TokenIx>) -> bool {
        let sentence = &self.analysis.sentences()[index];
        if self.is_means(thing) {
            return false;
        }
        let suffers = roles_of(self.analysis, main.head).target;
        if suffers.iter().any(|head| thing.contains(head)) {
            return true;
        }
        // 'A strike by a warplane on a village': what flies is seldom what is struck.
        if matches!(
            self.analysis.lemma(thing.end - 1),
            "aircraft" | "helicopter" | "plane"
        ) {
            return false;
        }
        let (from, to) = if main.voice == Voice::Passive {
            (sentence.tokens.start, main.tokens.start)
        } else {
            (
                main.tokens.end,
                sentence.tokens.end.min(main.tokens.end + STRUCK_REACH),
            )
        };
        // 'The health ministry said that six people were killed': what speaks is not what is struck.
        let speaks = self
            .citations
            .iter()
            .filter_map(|c| c.speaker.as_ref())
            .any(|s| s.start < thing.end && thing.start < s.end);
        if speaks {
            return false;
        }
        // 'besieged the town, where hospitals have no medicine': what does something else.
        let head = thing.end - 1;
        let elsewhere = self.analysis.relation(head) == Relation::Nsubj
            && self
                .analysis
                .head(head)
                .is_some_and(|verb| self.analysis.upos(verb) == Upos::Verb && !main.tokens.contains(&verb));
        if elsewhere && thing.start >= main.tokens.end {
            return false;
        }
        // 'the bank manager': no bank.
        let modifies = self.analysis.relation(thing.end - 1).base() == Relation::Compound
            && self.analysis.head(thing.end - 1).is_some_and(|h| h >= thing.end);
        thing.start >= from && thing.end <= to && !modifies
    }

    /// 'The bomb went off at noon, destroying two shops and a kiosk': what a verb of damage that hangs together with the act has for
    /// its object.
    fn is_damaged(&self, group: &Group, thing: &Range<TokenIx>) -> bool {
        if !self.analysis.is_parsed() || self.is_means(thing) {
            return false;
        }
        let mut object = thing.end - 1;
        while self.analysis.relation(object).base() == Relation::Conj {
            let Some(first) = self.analysis.head(object) else {
                return false;
            };
            object = first;
        }
        let suffers = matches!(
            self.analysis.relation(object),
            Relation::Obj | Relation::NsubjPass
        );
        let Some(verb) = self
            .analysis
            .head(object)
            .filter(|v| suffers && is_damage(self.analysis.lemma(*v)))
        else {
            return false;
        };
        // 'while other units destroyed a bulldozer'
        let doer = self.analysis.children_by(verb, Relation::Nsubj).next();
        let own = |t: &Trigger| {
            doer.is_none_or(|doer| {
                t.tokens.contains(&doer) || matches!(self.analysis.lower(doer), "it" | "that" | "which")
            })
        };
        group.triggers.iter().any(|t| {
            if self.analysis.is_under(t.head, verb) {
                return true;
            }
            let clause = std::iter::successors(Some(t.head), |ix| self.analysis.head(*ix))
                .find(|ix| self.analysis.upos(*ix) == Upos::Verb)
                .unwrap_or(t.head);
            own(t) && self.analysis.is_under(verb, clause)
        })
    }

    /// 'An explosives-laden car', 'rammed a truck packed with explosives into the gate': what it was done with.
    fn is_means(&self, thing: &Range<TokenIx>) -> bool {
        let head = thing.end - 1;
        let vehicle = matches!(
            self.analysis.lemma(head),
            "boat"
                | "bus"
                | "car"
                | "humvee"
                | "lorry"
                | "motorbike"
                | "motorcycle"
                | "pickup"
                | "truck"
                | "van"
                | "vehicle"
        );
        let loaded = |ix: TokenIx| {
            matches!(
                self.analysis.lower(ix),
                "laden"
                    | "packed"
                    | "rigged"
                    | "filled"
                    | "booby-trapped"
                    | "explosives-laden"
                    | "explosives-packed"
            )
        };
        let around = thing.start.saturating_sub(2)..self.analysis.tokens().len().min(thing.end + 1);
        let driven = self.analysis.is_parsed()
            && self.analysis.relation(head) == Relation::Obj
            && self.analysis.head(head).is_some_and(|verb| {
                matches!(
                    self.analysis.lemma(verb),
                    "crash" | "detonate" | "drive" | "plough" | "plow" | "ram" | "ramm" | "slam" | "smash"
                )
            });
        vehicle && (driven || around.into_iter().any(loaded))
    }

    /// The words of a thing with its modifiers, without determiner and number: 'power transmission towers'.
    fn with_modifiers(&self, index: usize, main: &Trigger, thing: &Range<TokenIx>) -> Range<TokenIx> {
        let first = self.analysis.sentences()[index].tokens.start;
        let start = (first..thing.start)
            .rev()
            .take(MODIFIERS)
            .take_while(|&ix| {
                let noun = matches!(self.analysis.upos(ix), Upos::Noun | Upos::Propn | Upos::Adj);
                noun && !main.tokens.contains(&ix)
                    && matches!(
                        self.analysis.relation(ix).base(),
                        Relation::Compound | Relation::Amod | Relation::Flat
                    )
            })
            .last()
            .unwrap_or(thing.start);
        start..self.whose(thing).unwrap_or(thing.end)
    }

    /// The end of the words that say whose a home or an office is: 'the offices of the fishermen's union'.
    fn whose(&self, thing: &Range<TokenIx>) -> Option<TokenIx> {
        let head = thing.end - 1;
        if !matches!(
            self.analysis.lemma(head),
            "headquarters" | "home" | "house" | "office" | "residence"
        ) || thing.end >= self.analysis.tokens().len()
            || self.analysis.lower(thing.end) != "of"
        {
            return None;
        }
        let owner = self
            .analysis
            .children_by(head, Relation::Nmod)
            .find(|&child| child > thing.end && child <= thing.end + OWNER)?;
        let plain = (thing.end..=owner)
            .all(|ix| !matches!(self.analysis.upos(ix), Upos::Verb | Upos::Punct | Upos::Cconj));
        plain.then_some(owner + 1)
    }

    /// Gives the persons that a sentence identifies as the victims to the last act of violence before it, where that has so many dead.
    pub(super) fn name_victims(&self, claims: &mut [Made]) {
        for sentence in self.analysis.sentences() {
            let tokens = sentence.tokens.clone();
            if !may_identify(self.analysis, tokens.clone()) {
                continue;
            }
            let names = identified(&self.coder.harm, self.analysis, tokens.clone());
            let dead = |claim: &Claim| {
                let killed = claim
                    .harm
                    .iter()
                    .filter(|h| h.kind == HarmKind::Killed && h.scope == Scope::Incident);
                killed.filter_map(|h| h.bounds.best).sum::<u32>()
            };
            let told = claims
                .iter_mut()
                .rev()
                .find(|(at, claim, _)| *at < tokens.start && claim.status.happened() && dead(claim) > 0);
            let Some((_, claim, _)) = told.filter(|(_, claim, _)| dead(claim) as usize >= names.len()) else {
                continue;
            };
            for person in names {
                if !claim.named_victims.iter().any(|known| known.name == person.name) {
                    claim.named_victims.push(person);
                }
            }
        }
    }

    /// Persons named as the sufferers of an act of violence.
    pub(super) fn named_victims(&self, group: &Group, harms: &[usize]) -> Vec<NamedPerson> {
        let family = |t: &Trigger| &self.coder.events.families[t.family];
        if !matches!(
            family(group.main()).kind,
            EventType::Assault | EventType::Threaten
        ) {
            return Vec::new();
        }
        let acts: Vec<Act> = group
            .triggers
            .iter()
            .map(|t| Act {
                head: t.head,
                takes_owner: matches!(
                    family(t).name.as_str(),
                    "killing" | "targeted killing" | "execution" | "abduction"
                ),
            })
            .collect();
        let harmed: Vec<Range<TokenIx>> = harms.iter().map(|&p| self.harms[p].tokens.clone()).collect();
        named_victims(&self.coder.harm, self.analysis, &acts, &harmed)
    }
}

/// Verbs for what is done to a thing that is struck.
fn is_damage(lemma: &str) -> bool {
    matches!(
        lemma,
        "burn"
            | "damage"
            | "demolish"
            | "destroy"
            | "flatten"
            | "gut"
            | "raze"
            | "ruin"
            | "shatter"
            | "wreck"
    )
}

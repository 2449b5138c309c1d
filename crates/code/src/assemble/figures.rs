//! Figures of a claim: harm with its parts, and how often an event happened.

use super::*;
use crate::participant::{is_not_doer, top_of};
use dateline_model::{VictimClass, Victims};

impl Reading<'_> {
    /// Harm mentions as figures, parts inside their wholes.
    pub(super) fn nest(&self, harms: &[usize]) -> Vec<Harm> {
        let is_here = |p: usize| harms.contains(&p);
        let top = harms
            .iter()
            .filter(|&&p| !self.harms[p].part_of.is_some_and(is_here));
        top.map(|&p| self.figure(p, harms, 0)).collect()
    }

    pub(super) fn figure(&self, position: usize, harms: &[usize], depth: usize) -> Harm {
        let mention = &self.harms[position];
        let words_of = |other: usize| self.excerpt(self.harms[other].tokens.clone());
        // Parts of parts occur; deeper nesting does not, and a cycle must not hang.
        let parts = if depth < 3 {
            harms
                .iter()
                .filter(|&&p| p != position && self.harms[p].part_of == Some(position))
                .map(|&p| self.figure(p, harms, depth + 1))
                .collect()
        } else {
            Vec::new()
        };
        Harm {
            kind: mention.kind,
            bounds: mention.bounds,
            scope: mention.scope,
            victims: self.victims_of(mention),
            span: self.excerpt(mention.tokens.clone()),
            parts,
            part_of: mention
                .part_of
                .filter(|whole| !harms.contains(whole))
                .map(words_of),
            restates: mention.restates.map(words_of),
        }
    }

    /// 'The deputy leader of Hamas': people whose noun says little fight for whom the whole phrase says they do.
    fn victims_of(&self, mention: &HarmMention) -> Victims {
        let mut victims = mention.victims.clone();
        let within = |ix: TokenIx| mention.tokens.contains(&ix);
        let side = self.entities.actors.iter().find(|a| {
            within(a.head) && within(a.tokens.start) && within(a.tokens.end - 1) && a.actor.id.is_some()
        });
        let fights = side.is_some_and(|a| a.actor.kind == Some(ActorKind::NonStateArmed));
        let open = matches!(victims.status, VictimClass::Civilians | VictimClass::Unknown);
        if fights && open && !victims.children && !victims.women {
            victims.status = VictimClass::Combatants;
        }
        victims
    }

    /// A number right before the noun of a trigger counts events: '23 attacks', 'carried out 14 air strikes'.
    ///
    /// A count is never of people: 'three suicide bombers', '20 dead', '15 people killed'.
    pub(super) fn count_of(&self, index: usize, main: &Trigger) -> Option<Count> {
        let noun = self.act_noun(main)?;
        let thing = self.clues[index]
            .classes
            .iter()
            .any(|(class, tokens)| matches!(class, ClassEntry::Weapon(_)) && tokens.contains(&noun));
        let people = self.entities.actors.iter().any(|a| a.tokens.contains(&noun))
            || self
                .harms
                .iter()
                .any(|h| h.trigger.contains(&noun) || h.tokens.contains(&noun));
        if people || thing {
            return None;
        }
        let start = self.analysis.sentences()[index].tokens.start;
        let nominal = main.voice == Voice::Nominal;
        let from = if nominal { start } else { main.head + 1 };
        let first = from.max(noun.saturating_sub(COUNT_REACH));
        let words: Vec<&str> = (first..noun + 1).map(|ix| self.analysis.lower(ix)).collect();
        let place = noun - first;
        let counts = |q: &Quantity| {
            matches!(q.form, QuantityForm::Figure | QuantityForm::Vague) && q.words.end <= place
        };
        let quantity = (0..place).find_map(|at| quantity_at(&words, at).filter(counts))?;
        // At most two modifiers between number and trigger, and nothing but words: '23 heavy air strikes'.
        let until = place
            .min(main.tokens.start.saturating_sub(first))
            .max(quantity.words.end);
        let modifiers = &words[quantity.words.end..until];
        let plain = modifiers.iter().all(|w| {
            w.chars().all(char::is_alphabetic) && !words::is_preposition(w) && *w != "and" || *w == "of"
        });
        let end = if nominal { main.tokens.end } else { noun + 1 };
        (modifiers.len() <= 2 && plain).then(|| Count {
            bounds: quantity.bounds,
            span: self.excerpt(first + quantity.words.start..end),
        })
    }

    /// The noun that names the act: the trigger itself, or what a light verb in it carries out. 'Shells', 'homes' are no acts.
    fn act_noun(&self, main: &Trigger) -> Option<TokenIx> {
        let noun = |ix: TokenIx| matches!(self.analysis.upos(ix), Upos::Noun | Upos::Propn);
        if main.voice == Voice::Nominal {
            return (!self.analysis.is_parsed() || noun(main.head)).then_some(main.head);
        }
        let light = matches!(
            self.analysis.lemma(main.head),
            "carry" | "conduct" | "launch" | "mount" | "perform" | "stage"
        );
        let object = self.analysis.child(main.head, Relation::Obj)?;
        (light && noun(object) && main.tokens.contains(&object)).then_some(object)
    }

    /// Harm without a trigger, split so that killed and injured of one sentence stay together and arrests apart.
    pub(super) fn by_cause(&self, _index: usize, alone: &[usize]) -> Vec<Vec<usize>> {
        let mut sets: Vec<Vec<usize>> = Vec::new();
        for &position in alone {
            let bodily = |p: usize| {
                matches!(
                    self.harms[p].kind,
                    HarmKind::Killed | HarmKind::Injured | HarmKind::Casualties
                )
            };
            let same = |set: &&mut Vec<usize>| {
                bodily(set[0]) && bodily(position) || self.harms[set[0]].kind == self.harms[position].kind
            };
            match sets.iter_mut().find(same) {
                Some(set) => set.push(position),
                None => sets.push(vec![position]),
            }
        }
        sets
    }

    /// The actors that the harm's own words name as doers.
    pub(crate) fn perpetrators(&self, harms: &[usize], act: Option<&Trigger>) -> Vec<Actor> {
        let tokens = harms.iter().find_map(|&p| self.harms[p].perpetrator.clone());
        let Some(tokens) = tokens else { return Vec::new() };
        let by = tokens.start.saturating_sub(1);
        if self.analysis.lower(by) == "by" && tells_of_people(self.analysis, by, &(by..by)) {
            return Vec::new();
        }
        // 'handed over the bodies of nine soldiers under a deal brokered by the Red Cross'
        let told = harms
            .iter()
            .map(|&p| self.harms[p].trigger.start)
            .find(|at| *at < by);
        if let Some(harm) = told.filter(|_| self.analysis.lower(by) == "by")
            && self.is_of_another_deed(by, harm)
        {
            return Vec::new();
        }
        self.entities
            .actors
            .iter()
            .filter(|a| a.tokens.start < tokens.end && tokens.start < a.tokens.end && !a.speaker_only)
            .take(1)
            .filter(|a| {
                let top = top_of(self.analysis, a);
                act.is_none_or(|act| !is_not_doer(self.analysis, act, top))
            })
            .map(|a| a.actor.clone())
            .collect()
    }

    /// Whether the tree hangs a 'by' on the participle of a noun that has nothing to do with the harm, and is no act.
    fn is_of_another_deed(&self, by: TokenIx, harm: TokenIx) -> bool {
        let own = || {
            let participle = self.analysis.head(self.analysis.head(by)?)?;
            let noun = self.analysis.head(participle)?;
            let tells = self.analysis.relation(participle) == Relation::Acl;
            Some(
                tells
                    && !is_done(self.analysis.lemma(participle))
                    && !self.analysis.is_under(harm, noun)
                    && !self.analysis.is_under(noun, harm)
                    && !self
                        .clues
                        .iter()
                        .flat_map(|c| &c.classes)
                        .any(|(c, tokens)| matches!(c, ClassEntry::Weapon(_)) && tokens.contains(&noun)),
            )
        };
        self.analysis.is_parsed() && own().unwrap_or(false)
    }

    /// Who is counted among the harmed did not do it, unless it is the attacker's own death: they join the sufferers.
    pub(super) fn tell_victims_from_doers(&self, claim: &mut Claim) {
        let harmed = |actor: &Actor| {
            let mut figures: Vec<&Harm> = claim.harm.iter().collect();
            let mut found = false;
            while let Some(figure) = figures.pop() {
                let own_death = figure.bounds.low == Some(1) && actor.kind == Some(ActorKind::NonStateArmed);
                found |= !own_death
                    && figure.span.start() < actor.mention.end()
                    && actor.mention.start() < figure.span.end();
                figures.extend(&figure.parts);
            }
            found
        };
        let (victims, doers): (Vec<Actor>, Vec<Actor>) =
            claim.source_actors.iter().cloned().partition(harmed);
        claim.source_actors = doers;
        let new: Vec<Actor> = victims
            .into_iter()
            .filter(|v| !claim.target_actors.contains(v))
            .collect();
        claim.target_actors.extend(new);
    }
}

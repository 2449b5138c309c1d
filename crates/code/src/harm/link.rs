//! From harm words to victims: each frame looks for its phrase where English puts it.

use super::clause::{Clause, WordIx};
use super::lexicon::{Frame, WordForm};
use super::phrase::{Phrase, PhraseForm, PhraseReader};
use super::trigger::{HarmHint, Trigger};
use dateline_model::{Bounds, HarmKind, VictimClass};
use std::ops::Range;

/// One harmed phrase before the sentence's records are put in order.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub phrase: Phrase,
    pub kind: HarmKind,
    pub trigger: usize,
    /// Index of the draft that this is a stated part of.
    pub part_of: Option<usize>,
    /// Index of the draft that gives the same count anew.
    pub restates: Option<usize>,
    pub perpetrator: Option<Range<WordIx>>,
    pub hint: Option<HarmHint>,
}

/// Where a phrase stands to its harm word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Subject of a passive, of 'died', of 'is missing'.
    Subject,
    /// Right before a participle or state without 'be': '12 killed', 'left 12 dead'.
    Before,
    /// Behind the verb or its preposition.
    Object,
}

/// A sentence with its harm words and phrases, being linked.
pub(crate) struct Linker<'c, 'l> {
    pub clause: &'c Clause<'l>,
    pub texts: Vec<&'c str>,
    pub triggers: Vec<Trigger>,
    pub phrases: Vec<Phrase>,
    pub drafts: Vec<Draft>,
}

impl<'c, 'l> Linker<'c, 'l> {
    pub fn new(clause: &'c Clause<'l>, triggers: Vec<Trigger>) -> Self {
        let mut stop = vec![false; clause.len()];
        for t in &triggers {
            let own = t.words.clone().chain(t.particle.clone().into_iter().flatten());
            for i in own {
                stop[i] = true;
            }
        }
        let reader = PhraseReader::new(clause, stop);
        let mut phrases: Vec<Phrase> = Vec::new();
        let mut at = 0;
        while at < clause.len() {
            match reader.phrase_at(at) {
                Some(p) => {
                    at = p.words.end.max(at + 1);
                    phrases.push(p);
                }
                None => at += 1,
            }
        }
        let texts = reader.texts;
        Self {
            clause,
            texts,
            triggers,
            phrases,
            drafts: Vec::new(),
        }
    }

    /// Links all harm words, left to right.
    pub fn link(&mut self) {
        let merged = self.merge_casualties();
        for at in 0..self.triggers.len() {
            if merged.contains(&at) {
                continue;
            }
            let found = self.victims(at);
            let rises = self.triggers[at].frame == Frame::Toll && found.len() == 2;
            for phrase in found {
                self.push(at, phrase);
            }
            // 'rose from 58 to 62': the old figure gives the new one's count anew.
            if rises && let Some(old) = self.drafts.len().checked_sub(2) {
                self.drafts[old].restates = Some(old + 1);
            }
        }
        self.attributive();
        self.drop_lesser_harm();
    }

    /// 'more than 100 wounded people': a count whose noun carries the harm, unless another harm word has it already.
    fn attributive(&mut self) {
        for at in 0..self.triggers.len() {
            let t = &self.triggers[at];
            let harm = matches!(t.kind, HarmKind::Killed | HarmKind::Injured)
                && t.form == WordForm::PastOrParticiple;
            let inside = self.phrases.iter().find(|p| {
                p.words.contains(&t.words.start)
                    && p.words.start < t.words.start
                    && p.form == PhraseForm::Counted
                    && p.people
            });
            if let Some(phrase) = inside.cloned()
                && harm
                && !self.drafts.iter().any(|d| d.phrase.words == phrase.words)
            {
                self.push(at, phrase);
            }
        }
    }

    fn push(&mut self, trigger: usize, phrase: Phrase) {
        let t = &self.triggers[trigger];
        let wished = t.hint == Some(HarmHint::Planned) && phrase.form == PhraseForm::Pronoun;
        if wished || t.negated && phrase.form != PhraseForm::Zero {
            return;
        }
        self.drafts.push(Draft {
            kind: t.kind,
            hint: t.hint,
            phrase,
            trigger,
            part_of: None,
            restates: None,
            perpetrator: None,
        });
    }

    /// 'killed or wounded 26': the first verb gives way and the second counts casualties. Returns the verbs given up.
    fn merge_casualties(&mut self) -> Vec<usize> {
        let mut gone = Vec::new();
        for at in 1..self.triggers.len() {
            let (a, b) = (&self.triggers[at - 1], &self.triggers[at]);
            let kinds = matches!(
                (a.kind, b.kind),
                (HarmKind::Killed, HarmKind::Injured) | (HarmKind::Injured, HarmKind::Killed)
            );
            let gap = a.end()..b.group_start.max(a.end());
            let joined = !gap.is_empty()
                && gap
                    .clone()
                    .all(|i| self.clause.is(i, &["and", "or", "/", "also", "have", "been"]))
                || (gap.is_empty()
                    && b.group_start <= a.end()
                    && b.words.start == a.end() + 1
                    && self.clause.conjunction(a.end()));
            // 'left scores dead and wounded'
            let states = a.frame == Frame::State && b.form == WordForm::PastOrParticiple;
            let same = (a.verbal() || states)
                && b.verbal()
                && !self.clause.lexicon.families[a.family].lesser
                && !self.clause.lexicon.families[b.family].lesser
                && (!states || self.list_right(b.end()).is_empty());
            if kinds && joined && same {
                gone.push(at - 1);
                let (passive, start, auxiliary, hint, negated) =
                    (a.passive, a.group_start, a.auxiliary, a.hint, a.negated);
                let b = &mut self.triggers[at];
                b.kind = HarmKind::Casualties;
                b.group_start = start;
                b.passive |= passive;
                b.auxiliary |= auxiliary;
                b.negated |= negated;
                b.hint = b.hint.or(hint);
            }
        }
        gone
    }

    /// 'was beaten and hacked to death' is one killing: the lesser harm of the same phrase goes.
    fn drop_lesser_harm(&mut self) {
        let killed: Vec<(usize, Range<WordIx>)> = self
            .drafts
            .iter()
            .filter(|d| d.kind == HarmKind::Killed)
            .map(|d| (d.trigger, d.phrase.words.clone()))
            .collect();
        let clause = self.clause;
        let triggers = &self.triggers;
        self.drafts.retain(|d| {
            let family = &clause.lexicon.families[triggers[d.trigger].family];
            !(d.kind == HarmKind::Injured
                && family.lesser
                && killed.iter().any(|(_, w)| *w == d.phrase.words))
        });
    }

    fn victims(&self, at: usize) -> Vec<Phrase> {
        let t = &self.triggers[at];
        let found = match t.frame {
            Frame::Transitive => self.transitive(at),
            Frame::Intransitive | Frame::Phrase => self.subject_of(at),
            Frame::State => self.state(at),
            Frame::Event => self.event(t),
            Frame::Count => self.count(t),
            Frame::Lives => self.lives(t),
            Frame::Toll => self.toll(t),
            Frame::Body => self.body(t),
            Frame::Prisoners => self.prisoners(t),
        };
        let family = &self.clause.lexicon.families[t.family];
        found
            .into_iter()
            .filter(|p| {
                !family.people_only
                    // 'twenty soldiers were killed and 35 captured'
                    || p.bare_number() && at > 0 && self.drafts.iter().any(|d| d.trigger == at - 1 && d.phrase.people)
                    || (p.people || p.of_them) && p.form != PhraseForm::Pronoun
                    || p.form == PhraseForm::Zero
            })
            .filter(|p| family.min == 0 || p.bounds.low.is_none_or(|n| n == 0 || n >= family.min))
            .collect()
    }

    fn pick(&self, list: &[usize]) -> Vec<Phrase> {
        let mut out: Vec<Phrase> = Vec::new();
        let mut names: Vec<usize> = Vec::new();
        for &p in list {
            let mut phrase = self.phrases[p].clone();
            // 'Girl, man found dead': headlines leave articles out, and neither is the other.
            if list.len() > 1
                && phrase.form == PhraseForm::Definite
                && !self.clause.is(phrase.words.start, &["the", "this", "that"])
            {
                phrase.form = PhraseForm::One;
            }
            if phrase.form == PhraseForm::Named && !phrase.people {
                names.push(p);
                continue;
            }
            self.flush_names(&mut names, &mut out);
            out.push(phrase);
        }
        self.flush_names(&mut names, &mut out);
        out
    }

    /// A bare list of names is one record with the count of the list.
    fn flush_names(&self, names: &mut Vec<usize>, out: &mut Vec<Phrase>) {
        let (Some(&first), Some(&last)) = (names.first(), names.last()) else {
            return;
        };
        let mut phrase = self.phrases[first].clone();
        if names.len() > 1 {
            phrase.words.end = self.phrases[last].words.end;
            phrase.who = phrase.words.clone();
            phrase.bounds = Bounds::exactly(names.len() as u32);
        }
        out.push(phrase);
        names.clear();
    }

    pub(crate) fn keep(&self, t: &Trigger, list: &[usize], place: Place) -> Vec<Phrase> {
        let kept: Vec<usize> = list
            .iter()
            .copied()
            .filter(|&p| self.plausible(t, &self.phrases[p], place))
            .collect();
        self.pick(&kept)
    }

    fn transitive(&self, at: usize) -> Vec<Phrase> {
        let t = &self.triggers[at];
        let behind = self.list_right(t.end());
        let participle = matches!(t.form, WordForm::PastOrParticiple | WordForm::Participle);
        if t.passive && participle {
            return self.passive(at);
        }
        if t.form == WordForm::Ing && t.passive && self.clause.is(t.group_start, &["being"])
            || self.describes_noun(t)
        {
            return Vec::new();
        }
        // 'Kill Bill': a bare form needs many for its subject, or an auxiliary.
        if t.form == WordForm::Base && !t.auxiliary && !t.infinitive && !self.plural_before(t.group_start) {
            return Vec::new();
        }
        // 'one killed two wounded': what follows belongs to the next harm word.
        let left_only = participle
            && !t.auxiliary
            && behind
                .first()
                .is_some_and(|&p| self.is_subject_of_next(self.phrases[p].words.end))
            && !self.list_left(t.group_start).is_empty();
        if !left_only {
            let objects = self.keep(t, &behind, Place::Object);
            if !objects.is_empty() {
                return objects;
            }
        }
        if let Some(shared) = self.shared_object(at) {
            return shared;
        }
        if participle && !t.auxiliary {
            return self.reduced(at);
        }
        Vec::new()
    }

    /// Whether the word before a verb can be, or end, a plural subject, or joins the verb to another.
    fn plural_before(&self, at: WordIx) -> bool {
        let c = self.clause;
        let Some(before) = at.checked_sub(1) else {
            return false;
        };
        c.text(before).ends_with('s') && !c.words[before].possessive
            || c.conjunction(before)
            || c.relative(before)
            || c.punctuation(before) && before > 0
            || self
                .phrases
                .iter()
                .any(|p| p.words.end == at && p.form != PhraseForm::One && p.form != PhraseForm::Named)
    }

    /// 'abducted and killed a youth': the first verb takes the second's object.
    fn shared_object(&self, at: usize) -> Option<Vec<Phrase>> {
        let c = self.clause;
        let (t, next) = (&self.triggers[at], self.triggers.get(at + 1)?);
        let mut i = t.end();
        if !c.is(i, &["and", "or", ","]) {
            return None;
        }
        while c.is(i, &["and", "or", ",", "then", "later", "also"]) || (i < next.words.start && c.adverb(i)) {
            i += 1;
        }
        if i != next.words.start || !next.verbal() || next.passive || t.passive {
            return None;
        }
        let objects = self.keep(next, &self.list_right(next.end()), Place::Object);
        (!objects.is_empty()).then_some(objects)
    }

    /// Passive: the subject; a second participle shares it.
    fn passive(&self, at: usize) -> Vec<Phrase> {
        let t = &self.triggers[at];
        let subjects = self.subjects(t.group_start);
        let mut kept = self.keep(t, &subjects, Place::Subject);
        if !kept.is_empty() {
            kept.extend(self.companions(t));
            return kept;
        }
        let elided = t.group_start > 0
            && self
                .clause
                .is(t.group_start - 1, &["and", "but", ",", "then", "later"]);
        if subjects.is_empty() && elided && at > 0 && self.near(at - 1, t.group_start) {
            self.of_verb_before(at)
        } else {
            kept
        }
    }

    /// 'was arrested along with 26 others'; '24 were arrested in the port, 26 in the market and 40 at the station'.
    fn companions(&self, t: &Trigger) -> Vec<Phrase> {
        let c = self.clause;
        let mut out = Vec::new();
        let reach = c.len().min(t.end() + 5);
        let with = (t.end()..reach)
            .find(|&i| c.starts_with(i, &["along", "with"]) || c.starts_with(i, &["together", "with"]));
        // 'along with an officer and a clerk'
        let joined = with.map_or_else(Vec::new, |i| self.list_right(i + 2));
        let counted = |p: &&Phrase| matches!(p.form, PhraseForm::Counted | PhraseForm::One);
        out.extend(joined.iter().map(|&p| &self.phrases[p]).filter(counted).cloned());
        let mut at = t.end();
        while c.is(at, &["in", "at", "from", "near"]) {
            let joint = (at + 1..c.len().min(at + 8))
                .find(|&i| c.is(i, &[",", "and"]) || c.verb(i) || c.auxiliary(i));
            let Some(joint) = joint.filter(|&i| c.is(i, &[",", "and"])) else {
                break;
            };
            let next = joint + 1 + usize::from(c.is(joint, &[","]) && c.is(joint + 1, &["and"]));
            let Some(p) = self.starting_at(next).map(|p| &self.phrases[p]) else {
                break;
            };
            if p.form != PhraseForm::Counted
                || !c.is(p.words.end, &["in", "at", "from", "near"])
                || p.bounds.low.is_some_and(|n| (1900..2100).contains(&n))
            {
                break;
            }
            out.push(p.clone());
            at = p.words.end;
        }
        out
    }

    /// The victims of the harm word before, for 'was abducted and later killed'.
    fn of_verb_before(&self, at: usize) -> Vec<Phrase> {
        let trigger = at.checked_sub(1);
        self.drafts
            .iter()
            .filter(|d| Some(d.trigger) == trigger && d.phrase.form != PhraseForm::Zero)
            .map(|d| d.phrase.clone())
            .collect()
    }

    /// A participle without auxiliary: the phrase right before it, or the subject of the passive it continues.
    fn reduced(&self, at: usize) -> Vec<Phrase> {
        let t = &self.triggers[at];
        let c = self.clause;
        let left = self
            .before_parts(t.group_start)
            .unwrap_or_else(|| self.list_left(t.group_start));
        if !left.is_empty()
            && (self.takes_object(t.end()) || c.is(t.end(), &["at"]) && c.is(t.words.start, &["shot"]))
        {
            return Vec::new();
        }
        if !left.is_empty() {
            let active_subject = left.iter().all(|&p| self.phrases[p].form == PhraseForm::Pronoun);
            let list: Vec<usize> = left.into_iter().filter(|&p| !self.object_of_by(p)).collect();
            return if active_subject {
                Vec::new()
            } else {
                self.keep(t, &list, Place::Before)
            };
        }
        let before = t.group_start.checked_sub(1);
        if before.is_some_and(|b| c.is(b, &["and", "or", ",", "then", "later"]))
            && at > 0
            && (self.triggers[at - 1].passive || self.triggers[at - 1].frame == Frame::State)
            && self.near(at - 1, t.group_start)
        {
            return self.of_verb_before(at);
        }
        // 'with 12 soldiers, all from one unit, killed' and 'who ... killed' are left alone.
        Vec::new()
    }

    /// Whether what follows a verb reads as its object ('killed the deal'): not a place, a time, or the end of the clause.
    fn takes_object(&self, at: WordIx) -> bool {
        let c = self.clause;
        let end = c.punctuation(at)
            || c.preposition(at)
            || c.conjunction(at)
            || c.adverb(at)
            || c.day(at)
            || c.ing(at);
        let clause_follows =
            c.lexicon.words.openers.contains(c.text(at)) || c.relative(at) || c.auxiliary(at) || c.verb(at);
        !(end
            || clause_follows
            || c.text(at).ends_with("ly")
            || c.is(
                at,
                &[
                    "last",
                    "early",
                    "late",
                    "overnight",
                    "here",
                    "there",
                    "this",
                    "alive",
                    "today",
                    "more",
                    "dead",
                    "home",
                ],
            )
            || self.trigger_at(at).is_some()
            || self.starting_at(at).is_some())
    }

    /// Whether nothing but a short stretch without people lies between a trigger and a word.
    fn near(&self, trigger: usize, at: WordIx) -> bool {
        let end = self.triggers[trigger].end();
        end <= at
            && at - end < 12
            && !self.phrases.iter().any(|p| {
                // 'was shot by two soldiers and died'
                let c = self.clause;
                let led = |by: &[&str]| p.words.start > 0 && c.is(p.words.start - 1, by);
                // 'was shot in the head and died'
                let body = led(&["in", "through", "to"]) && c.is(p.words.end - 1, &["head"]);
                p.words.start >= end
                    && p.words.end <= at
                    && p.counts()
                    && p.form != PhraseForm::Named
                    && !led(&["by"])
                    && !body
            })
    }

    fn object_of_by(&self, p: usize) -> bool {
        let start = self.phrases[p].words.start;
        start > 0 && self.clause.is(start - 1, &["by"])
    }

    fn subject_of(&self, at: usize) -> Vec<Phrase> {
        let t = &self.triggers[at];
        let base_only = matches!(t.form, WordForm::Base)
            && !t.auxiliary
            && !t.infinitive
            && self.triggers[at].frame == Frame::Intransitive;
        if t.infinitive && t.hint == Some(HarmHint::Planned) && !t.auxiliary {
            return Vec::new();
        }
        // 'had to give up the trip'
        let lists = &self.clause.lexicon.words;
        let family = &self.clause.lexicon.families[t.family];
        if family.people_only && t.words.len() > 1 && lists.determiners.contains(self.clause.text(t.end())) {
            return Vec::new();
        }
        let mut subjects = self.subjects(t.group_start);
        if let Some(own) = self.own_death(t) {
            // 'shot three guests before taking his own life': one death, and not that of the guests.
            let one = |p: &usize| self.single(*p) || self.phrases[*p].form == PhraseForm::Pronoun;
            subjects.retain(one);
            let kept = self.keep(t, &subjects, Place::Subject);
            let finite = t.form != WordForm::Ing || t.auxiliary;
            return if finite && kept.len() == 1 {
                kept
            } else {
                vec![own]
            };
        }
        if base_only {
            subjects.retain(|&p| !self.single(p) && self.phrases[p].form != PhraseForm::Pronoun);
        }
        let kept = self.keep(t, &subjects, Place::Subject);
        if kept.is_empty() && subjects.is_empty() && !base_only {
            let elided = t.group_start > 0
                && self
                    .clause
                    .is(t.group_start - 1, &["and", "but", ",", "then", "later"]);
            if elided && at > 0 && self.near(at - 1, t.group_start) {
                return self.of_verb_before(at);
            }
        }
        if t.form == WordForm::Ing && !t.auxiliary {
            // 'dying' without 'be' describes; only the phrase right before counts.
            return self.keep(t, &self.list_left(t.group_start), Place::Before);
        }
        kept.into_iter()
            .filter(|p| t.form != WordForm::Ing || p.form != PhraseForm::Pronoun)
            .collect()
    }

    /// The one person of 'took his own life', 'blowing herself up', as the words of the harm itself name them.
    fn own_death(&self, t: &Trigger) -> Option<Phrase> {
        let c = self.clause;
        let at = t.words.clone().find(|&i| {
            c.is(i, &["himself", "herself"]) || c.is(i, &["his", "her"]) && c.is(i + 1, &["own"])
        })?;
        let who = at..at + usize::from(c.reflexive(at));
        Some(number_phrase(
            at..at + 1,
            who,
            Bounds::exactly(1),
            PhraseForm::Pronoun,
        ))
    }

    fn state(&self, at: usize) -> Vec<Phrase> {
        let t = &self.triggers[at];
        if t.passive || t.auxiliary {
            return self.passive(at);
        }
        let mut group = t.group_start;
        // 'three dozen left missing', 'still listed as missing', 'left in a critical condition'
        while group > 0
            && self.clause.is(
                group - 1,
                &[
                    "in", "left", "as", "listed", "reported", "feared", "believed", "still", "presumed",
                    "found", "declared",
                ],
            )
        {
            group -= 1;
        }
        // 'found the girl and her father, 56, dead'
        if group > 2
            && self.clause.is(group - 1, &[","])
            && self.clause.is(group - 3, &[","])
            && self.clause.text(group - 2).bytes().all(|b| b.is_ascii_digit())
        {
            group -= 3;
        }
        let left = self.list_left(group);
        self.keep(t, &left, Place::Before)
            .into_iter()
            .filter(|p| p.form != PhraseForm::Pronoun)
            .collect()
    }
}

/// A phrase made of a figure and a harm noun.
pub(crate) fn number_phrase(
    words: Range<WordIx>,
    who: Range<WordIx>,
    bounds: Bounds,
    form: PhraseForm,
) -> Phrase {
    Phrase {
        words,
        form,
        bounds,
        who,
        people: true,
        of_them: false,
        class: VictimClass::Unknown,
        child: false,
        woman: false,
    }
}

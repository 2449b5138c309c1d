//! From harm words to victims: each frame looks for its phrase where English puts it.

use super::clause::{CaseStyle, Clause, WordIx};
use super::lexicon::{Frame, WordForm};
use super::phrase::{Phrase, PhraseForm, PhraseReader};
use super::trigger::{HarmHint, Trigger, count_before, figure_behind};
use crate::number::{QuantityForm, quantity_at};
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
        self.drop_lesser_harm();
    }

    fn push(&mut self, trigger: usize, phrase: Phrase) {
        let t = &self.triggers[trigger];
        if t.negated && phrase.form != PhraseForm::Zero {
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
                && !self.clause.lexicon.families[a.family].weak
                && !self.clause.lexicon.families[b.family].weak;
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
            let violent = family.weak
                || matches!(
                    clause.text(triggers[d.trigger].words.start),
                    "stabbed" | "tortured" | "stabbing" | "mutilated"
                );
            !(d.kind == HarmKind::Injured && violent && killed.iter().any(|(_, w)| *w == d.phrase.words))
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
                    || (p.people || p.of_them) && p.form != PhraseForm::Pronoun
                    || p.form == PhraseForm::Zero
            })
            .filter(|p| family.min == 0 || p.bounds.low.is_none_or(|n| n == 0 || n >= family.min))
            .collect()
    }

    // --- where phrases stand -------------------------------------------------------------------------------------------

    fn starting_at(&self, at: WordIx) -> Option<usize> {
        self.phrases.iter().position(|p| p.words.start == at)
    }

    fn ending_at(&self, at: WordIx) -> Option<usize> {
        self.phrases.iter().position(|p| p.words.end == at)
    }

    fn trigger_at(&self, at: WordIx) -> Option<usize> {
        self.triggers.iter().position(|t| t.words.contains(&at))
    }

    /// One past brackets and, where `commas`, the age between commas that may follow a phrase: ', 33,'.
    fn past_aside(&self, at: WordIx) -> WordIx {
        let c = self.clause;
        let after = c.skip_brackets(at);
        let age = c.is(after, &[","]) && c.text(after + 1).parse::<u32>().is_ok() && c.is(after + 2, &[","]);
        if age { after + 2 } else { after }
    }

    /// Whether a finite verb takes the phrase that ends at `end` as its subject.
    fn is_subject_of_next(&self, end: WordIx) -> bool {
        let c = self.clause;
        let mut i = self.past_aside(end);
        while c.adverb(i) {
            i += 1;
        }
        if c.auxiliary(i) {
            return true;
        }
        match self.trigger_at(i) {
            // 'killed one and wounded three' is no subject; 'one killed, three wounded' is.
            Some(t) => {
                self.triggers[t].words.start == i
                    && self.triggers[t].form != WordForm::Ing
                    && (self.triggers[t].verbal() || self.triggers[t].frame == Frame::State)
            }
            None => c.verb(i) && !c.text(i).ends_with("ed"),
        }
    }

    /// The position behind a conjunction that may add to a list at `at`, and whether it was a mere comma.
    fn past_joint(&self, at: WordIx) -> Option<(WordIx, bool)> {
        let c = self.clause;
        let mut i = at;
        let comma = c.is(i, &[","]);
        if comma {
            i += 1;
        }
        if c.is(i, &["and", "or", "&", "plus", "besides"]) {
            return Some((i + 1, false));
        }
        for phrase in [
            &["as", "well", "as"][..],
            &["along", "with"],
            &["together", "with"],
            &["in", "addition", "to"],
        ] {
            if c.starts_with(i, phrase) {
                return Some((i + phrase.len(), false));
            }
        }
        comma.then_some((i, true))
    }

    fn single(&self, p: usize) -> bool {
        matches!(
            self.phrases[p].form,
            PhraseForm::One | PhraseForm::Named | PhraseForm::Definite
        )
    }

    /// Whether the phrase behind a comma only says more about the one before it.
    fn apposition(&self, before: usize, phrase: usize) -> bool {
        let after = self.past_aside(self.phrases[phrase].words.end);
        let list = self
            .past_joint(after)
            .is_some_and(|(next, comma)| !comma && self.starting_at(next).is_some());
        let names =
            self.phrases[before].form == PhraseForm::Named && self.phrases[phrase].form == PhraseForm::Named;
        self.single(before)
            && self.single(phrase)
            && !(list && names)
            && !(list
                && self.phrases[phrase].form == PhraseForm::One
                && self.phrases[before].form == PhraseForm::One)
    }

    /// The phrases of a list that starts at word `from`, reading to the right.
    fn list_right(&self, from: WordIx) -> Vec<usize> {
        let c = self.clause;
        let mut from = from;
        while c.adverb(from) && self.starting_at(from).is_none() || c.is(from, &["\"", "'", "“"]) {
            from += 1;
        }
        // 'killed last Thursday 12 people', 'killed on Friday 12 people'
        if c.is(from, &["last", "this"]) && (c.day(from + 1) || c.is(from + 1, &["week", "month", "year"])) {
            from += 2;
        }
        if c.is(from, &["on"]) && c.day(from + 1) && self.starting_at(from + 2).is_some() {
            from += 2;
        }
        let Some(first) = self.starting_at(from) else {
            return Vec::new();
        };
        let mut list = vec![first];
        let mut end = self.past_aside(self.phrases[first].words.end);
        while let Some((next, phrase)) = self.next_in_list(&list, end) {
            if let Some(p) = phrase {
                list.push(p);
            }
            end = self.past_aside(next);
        }
        list
    }

    /// The next member of a list whose last member ended at `end`, or an aside stepped over.
    fn next_in_list(&self, list: &[usize], end: WordIx) -> Option<(WordIx, Option<usize>)> {
        let c = self.clause;
        let last = *list.last()?;
        if let Some((next, comma)) = self.past_joint(end) {
            let phrase = self.starting_at(next)?;
            let after = self.phrases[phrase].words.end;
            if comma && self.apposition(last, phrase) {
                return Some((after, None));
            }
            if self.is_subject_of_next(after) {
                return None;
            }
            if comma {
                // A comma lists only when more follows.
                let behind = self.past_aside(after);
                self.past_joint(behind)
                    .filter(|&(n, _)| self.starting_at(n).is_some())?;
            }
            return Some((after, Some(phrase)));
        }
        // 'two soldiers in the town and a farmer in a field': a place may stand between.
        if c.preposition(end) && !c.is(end, &["by", "with", "after", "before", "as", "while"]) {
            let joint = (end + 1..c.len().min(end + 9))
                .take_while(|&i| {
                    !c.is(i, &[",", ";", "."])
                        && !c.verb(i)
                        && !c.auxiliary(i)
                        && !c.relative(i)
                        && self.trigger_at(i).is_none()
                })
                .find(|&i| c.is(i, &["and"]))?;
            let phrase = self.starting_at(joint + 1)?;
            let p = &self.phrases[phrase];
            let counts = matches!(p.form, PhraseForm::Counted | PhraseForm::One)
                && (p.people || c.preposition(p.words.end));
            (counts && !self.is_subject_of_next(p.words.end)).then_some((p.words.end, Some(phrase)))
        } else {
            None
        }
    }

    /// The phrases of a list that ends right before word `at`, in text order.
    fn list_left(&self, at: WordIx) -> Vec<usize> {
        let c = self.clause;
        let mut end = at;
        if end > 0 && c.is(end - 1, &[")", "]"]) {
            let open = (0..end).rev().find(|&i| c.is(i, &["(", "["]));
            end = open.unwrap_or(end);
        }
        let Some(last) = self.ending_at(end) else {
            return Vec::new();
        };
        let mut list = vec![last];
        loop {
            let start = self.phrases[list[0]].words.start;
            if start == 0 || !c.is(start - 1, &["and", "&", ","]) {
                break;
            }
            let before = if start > 1 && c.is(start - 2, &[","]) {
                start - 2
            } else {
                start - 1
            };
            match self.ending_at(before) {
                Some(p)
                    if (!self.preceded_by_preposition(p)
                        || c.is(self.phrases[p].words.start - 1, &["among"]))
                        && self.phrases[p].form != PhraseForm::Bare =>
                {
                    list.insert(0, p)
                }
                _ => break,
            }
        }
        list
    }

    fn preceded_by_preposition(&self, p: usize) -> bool {
        let start = self.phrases[p].words.start;
        start > 0 && self.clause.preposition(start - 1)
    }

    // --- subjects ------------------------------------------------------------------------------------------------------

    /// The subject of the verb group that starts at `group`: a list of phrases in text order.
    pub fn subjects(&self, group: WordIx) -> Vec<usize> {
        let c = self.clause;
        let mut end = group;
        while end > 0 && (c.is(end - 1, &[",", "\""]) || c.adverb(end - 1)) && self.ending_at(end).is_none() {
            end -= 1;
        }
        if end > 0 && c.relative(end - 1) && !(c.is(end - 1, &["that"]) && self.ending_at(end - 1).is_none())
        {
            return self.antecedent(end - 1).into_iter().collect();
        }
        // 'shot two and wounded three': the second verb has no subject of its own.
        if end > 0 && end < group + 1 && c.is(end - 1, &["and", "or", "but"]) {
            return Vec::new();
        }
        let low = self.hard_boundary(end);
        let (from, to) = self.subject_region(low, end);
        self.subject_list(from, to, group)
    }

    /// Whether the phrase takes the pronoun 'who' behind it; the name before an apposition wins.
    fn antecedent(&self, relative: WordIx) -> Option<usize> {
        let c = self.clause;
        let mut end = relative;
        while end > 0 && c.is(end - 1, &[",", ")", "]"]) {
            if c.is(end - 1, &[")", "]"]) {
                end = (0..end - 1).rev().find(|&i| c.is(i, &["(", "["]))?;
            } else {
                end -= 1;
            }
        }
        let nearest = self
            .phrases
            .iter()
            .rposition(|p| p.words.end <= end && p.words.end + 8 > end && p.form != PhraseForm::Pronoun)?;
        // Of a chain of appositions the first is the person.
        let mut best = nearest;
        let start = self.phrases[nearest].words.start;
        if start > 1
            && (c.starts_with(start - 2, &["identified", "as"]) || c.is(start - 1, &["named", "called"]))
        {
            let role = (0..nearest)
                .rev()
                .find(|&p| self.single(p) && self.phrases[p].people && !self.preceded_by_preposition(p));
            return role
                .filter(|&p| self.phrases[p].words.end + 14 > start)
                .or(Some(nearest));
        }
        for p in (0..nearest).rev() {
            let gap = self.phrases[p].words.end..self.phrases[best].words.start;
            let comma_only = gap.len() == 1 && c.is(gap.start, &[","]);
            let name_first =
                self.phrases[p].form == PhraseForm::Named || self.phrases[best].form != PhraseForm::Named;
            if comma_only && name_first && self.single(p) && self.single(best) {
                best = p;
            } else {
                break;
            }
        }
        Some(best)
    }

    /// The leftmost word the subject of a clause can reach back to.
    fn hard_boundary(&self, end: WordIx) -> WordIx {
        let c = self.clause;
        let mut i = end;
        while i > 0 {
            let at = i - 1;
            if let Some(p) = self
                .phrases
                .iter()
                .find(|p| p.words.contains(&at) && p.words.start < at)
            {
                i = p.words.start;
                continue;
            }
            if let Some(relative) = self.relative_before(at) {
                i = relative;
                continue;
            }
            let opener = c.lexicon.words.openers.contains(c.text(at))
                && !(c.is(at, &["as"])
                    && (c.is(at + 1, &["well"])
                        || c.is(at.saturating_sub(1), &["well", "identified", "named", "such"])));
            if opener
                || c.is(at, &[";", ":", ".", "?", "!"])
                || c.lexicon.words.reporting.contains(c.text(at))
                    && !c.is(at.saturating_sub(1), &["is", "was", "were", "are", "been"])
                || c.auxiliary(at) && !c.is(at, &["being", "be", "been", "having"])
                || c.is(at, &["]"])
                || c.is(at, &["-", "—", "--"]) && c.is(at.saturating_sub(1), &["-", ")"])
                || self.trigger_at(at).is_some_and(|t| {
                    self.triggers[t].verbal() && !c.is(at + 1, &["in"]) && !self.noun_modifier(at)
                })
            {
                return i;
            }
            i -= 1;
        }
        0
    }

    fn noun_modifier(&self, at: WordIx) -> bool {
        self.phrases.iter().any(|p| p.words.contains(&at))
    }

    /// If the verb or auxiliary at `at` sits in a relative clause, where its pronoun stands.
    fn relative_before(&self, at: WordIx) -> Option<WordIx> {
        let c = self.clause;
        if !(c.auxiliary(at) || c.verb(at) || self.trigger_at(at).is_some()) {
            return None;
        }
        (at.saturating_sub(7)..at)
            .rev()
            .take_while(|&i| !c.is(i, &[",", ";"]) || c.is(i + 1, &["who", "which", "whose"]))
            .find(|&i| c.is(i, &["who", "which", "whose", "whom"]) && i > 0)
    }

    /// Cuts the stretch before a verb down to the part that can hold its subject.
    fn subject_region(&self, low: WordIx, end: WordIx) -> (WordIx, WordIx) {
        let c = self.clause;
        let mut to = end;
        let mut asides: Vec<WordIx> = Vec::new();
        for _ in 0..6 {
            let verb = (low..to).rev().find(|&i| {
                (c.verb(i)
                    || self
                        .trigger_at(i)
                        .is_some_and(|t| self.triggers[t].words.start == i && self.triggers[t].verbal()))
                    && !self.noun_modifier(i)
                    && !asides.contains(&i)
                    && self.relative_before(i).is_none()
            });
            let Some(verb) = verb else {
                return (low, to);
            };
            // ', identified as', 'named', ', led by': these say more about the subject, whatever list follows.
            let set_off = verb > low && (c.is(verb - 1, &[",", ")"]) || self.ending_at(verb).is_some());
            if set_off
                && (c.is(verb, &["identified", "named", "called", "aged", "nicknamed"])
                    || c.is(verb + 1, &["by", "as"]) && c.text(verb).len() > 2)
            {
                asides.push(verb);
                continue;
            }
            let reach = asides.iter().copied().min().unwrap_or(to).max(verb + 1);
            let joint = (verb + 1..reach).find(|&i| {
                let phrase = self.starting_at(i + 1).map(|p| &self.phrases[p]);
                let strong = phrase.is_some_and(|p| {
                    matches!(p.form, PhraseForm::Counted | PhraseForm::One | PhraseForm::Zero)
                });
                (c.is(i, &["and", "but", "while"]) && phrase.is_some()) || (c.is(i, &[","]) && strong)
            });
            if let Some(joint) = joint {
                return (joint + 1, to);
            }
            let aside = verb > low && (c.is(verb - 1, &[",", ")"]) || self.ending_at(verb).is_some());
            if !aside {
                return (verb + 1, to);
            }
            to = verb;
        }
        (low, to)
    }

    fn subject_list(&self, from: WordIx, to: WordIx, group: WordIx) -> Vec<usize> {
        let c = self.clause;
        let inside: Vec<usize> = (0..self.phrases.len())
            .filter(|&p| self.phrases[p].words.start >= from && self.phrases[p].words.end <= to)
            .collect();
        let top = |p: usize| {
            let mut start = self.phrases[p].words.start;
            while start > from && c.lexicon.words.determiners.contains(c.text(start - 1)) {
                start -= 1;
            }
            start == from
                || !(c.preposition(start - 1)
                    || c.is(start - 1, &["including", "like", "mostly", "identified", "named"]))
        };
        let Some(first) = inside.iter().position(|&p| top(p)) else {
            return Vec::new();
        };
        let mut list: Vec<usize> = vec![inside[first]];
        for &p in &inside[first + 1..] {
            let start = self.phrases[p].words.start;
            let last = list[list.len() - 1];
            let joined = c.is(start - 1, &["and", "&", "or", ",", "besides"])
                || (start >= 3 && c.starts_with(start - 3, &["as", "well", "as"]))
                || (start >= 2 && c.starts_with(start - 2, &["along", "with"]));
            let comma = c.is(start - 1, &[","]);
            if !joined || self.phrases[p].of_them && self.phrases[last].bounds.low != Some(1) {
                continue;
            }
            // A list member stands next to the one before it, or behind that one's place or aside.
            let part = (self.phrases[last].words.end..start).any(|i| {
                c.is(i, &["including", "include", "mostly"])
                    || c.is(i, &["identified", "namely"]) && self.phrases[last].form == PhraseForm::Counted
                    || c.is(i, &["led", "headed", "accompanied", "followed"])
            });
            if part || comma && (self.apposition(last, p) || !self.list_goes_on(p, to, group)) {
                continue;
            }
            list.push(p);
        }
        list
    }

    /// Whether a comma before phrase `p` is that of a list: another member follows.
    fn list_goes_on(&self, p: usize, to: WordIx, group: WordIx) -> bool {
        let after = self.past_aside(self.phrases[p].words.end);
        after < to.min(group)
            && self
                .past_joint(after)
                .is_some_and(|(n, _)| self.starting_at(n).is_some())
    }

    // --- frames --------------------------------------------------------------------------------------------------------

    fn pick(&self, list: &[usize]) -> Vec<Phrase> {
        let mut out: Vec<Phrase> = Vec::new();
        let mut names: Vec<usize> = Vec::new();
        for &p in list {
            let phrase = &self.phrases[p];
            if phrase.form == PhraseForm::Named && !phrase.people {
                names.push(p);
                continue;
            }
            self.flush_names(&mut names, &mut out);
            out.push(phrase.clone());
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

    /// Whether a phrase without a noun for people may still be victims of this trigger.
    fn plausible(&self, t: &Trigger, phrase: &Phrase, subject: bool) -> bool {
        let family = &self.clause.lexicon.families[t.family];
        if phrase.people || phrase.of_them {
            return true;
        }
        match phrase.form {
            PhraseForm::Named => {
                let flat = self.clause.case == CaseStyle::Flat;
                let last = self.clause.text(phrase.words.end - 1);
                let person = !self.clause.lexicon.is_thing(last);
                person
                    && !family.people_only
                    && (!flat || phrase.words.len() >= 2 || t.passive && !family.weak)
                    && (subject || !family.weak)
            }
            PhraseForm::Counted if phrase.bare_number() => {
                // 'multiple injuries': the number counts the harm noun behind it.
                let next = phrase.words.end;
                let counted = self.triggers.iter().any(|t| {
                    t.particle.as_ref().is_some_and(|p| p.contains(&next))
                        || t.words.start == next && !t.verbal() && t.frame != Frame::State
                });
                (!family.weak || subject) && !counted
            }
            PhraseForm::Counted | PhraseForm::One => {
                let last = phrase.who.end.checked_sub(1).map_or("", |i| self.clause.text(i));
                !family.weak && !family.people_only && !self.clause.lexicon.is_thing(last)
            }
            _ => true,
        }
    }

    fn keep(&self, t: &Trigger, list: &[usize], subject: bool) -> Vec<Phrase> {
        let kept: Vec<usize> = list
            .iter()
            .copied()
            .filter(|&p| self.plausible(t, &self.phrases[p], subject))
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
        if t.form == WordForm::Ing && t.passive && self.clause.is(t.group_start, &["being"]) {
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
            let objects = self.keep(t, &behind, false);
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
        let objects = self.keep(next, &self.list_right(next.end()), false);
        (!objects.is_empty()).then_some(objects)
    }

    /// Passive: the subject; a second participle shares it.
    fn passive(&self, at: usize) -> Vec<Phrase> {
        let t = &self.triggers[at];
        let subjects = self.subjects(t.group_start);
        let mut kept = self.keep(t, &subjects, true);
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
        if let Some(p) = with.and_then(|i| self.starting_at(i + 2))
            && matches!(self.phrases[p].form, PhraseForm::Counted | PhraseForm::One)
        {
            out.push(self.phrases[p].clone());
        }
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
        let left = self.list_left(t.group_start);
        if !left.is_empty() && self.takes_object(t.end()) {
            return Vec::new();
        }
        if !left.is_empty() {
            let active_subject = left.iter().all(|&p| self.phrases[p].form == PhraseForm::Pronoun);
            let list: Vec<usize> = left.into_iter().filter(|&p| !self.object_of_by(p)).collect();
            return if active_subject {
                Vec::new()
            } else {
                self.keep(t, &list, true)
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
                p.words.start >= end && p.words.end <= at && p.counts() && p.form != PhraseForm::Named
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
        let subjects = self.subjects(t.group_start);
        let kept = self.keep(t, &subjects, true);
        if kept.is_empty() && subjects.is_empty() && !base_only {
            let elided = t.group_start > 0 && self.clause.is(t.group_start - 1, &["and", "but", ","]);
            if elided && at > 0 && self.near(at - 1, t.group_start) {
                return self.of_verb_before(at);
            }
        }
        if t.form == WordForm::Ing && !t.auxiliary {
            // 'dying' without 'be' describes; only the phrase right before counts.
            return self.keep(t, &self.list_left(t.group_start), true);
        }
        kept.into_iter()
            .filter(|p| t.form != WordForm::Ing || p.form != PhraseForm::Pronoun)
            .collect()
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
        let left = self.list_left(group);
        self.keep(t, &left, true)
            .into_iter()
            .filter(|p| p.form != PhraseForm::Pronoun)
            .collect()
    }

    fn event(&self, t: &Trigger) -> Vec<Phrase> {
        let c = self.clause;
        let link = c.skip_brackets(t.words.end);
        if c.lexicon.families[t.family].links_by(c.text(link)) {
            return self.keep(t, &self.list_right(link + 1), false);
        }
        let before = t.words.start - 1;
        if c.is(before, &["triple", "double", "quadruple"]) {
            let n = match c.text(before) {
                "double" => 2,
                "triple" => 3,
                _ => 4,
            };
            let start = before - usize::from(before > 0 && c.is(before - 1, &["a", "the"]));
            return vec![number_phrase(
                start..t.words.end,
                t.words.start..t.words.end,
                Bounds::exactly(n),
                PhraseForm::Counted,
            )];
        }
        // 'X's murder', 'his death'
        let owner = self.phrases.iter().position(|p| p.words.end == t.words.start);
        owner
            .map(|p| self.keep(t, &[p], false))
            .unwrap_or_default()
            .into_iter()
            .filter(|p| {
                matches!(
                    p.form,
                    PhraseForm::Named | PhraseForm::One | PhraseForm::Definite | PhraseForm::Pronoun
                )
            })
            .collect()
    }

    fn count(&self, t: &Trigger) -> Vec<Phrase> {
        let Some(range) = count_before(self.clause, &self.texts, t.words.start) else {
            return Vec::new();
        };
        let Some(q) = quantity_at(&self.texts, range.start) else {
            return Vec::new();
        };
        if q.form == QuantityForm::Another {
            return Vec::new();
        }
        let form = if q.form == QuantityForm::Zero {
            PhraseForm::Zero
        } else {
            PhraseForm::Counted
        };
        vec![number_phrase(
            range.start..t.words.end,
            t.words.end..t.words.end,
            q.bounds,
            form,
        )]
    }

    fn lives(&self, t: &Trigger) -> Vec<Phrase> {
        let c = self.clause;
        let Some(lives) = (t.words.end..c.len().min(t.words.end + 9)).find(|&i| c.is(i, &["lives", "life"]))
        else {
            return Vec::new();
        };
        if c.is(lives + 1, &["of"]) {
            return self.keep(t, &self.list_right(lives + 2), false);
        }
        let quantity =
            (t.words.end..lives).find_map(|i| quantity_at(&self.texts, i).filter(|q| q.words.end == lives));
        quantity
            .filter(|q| q.form != QuantityForm::Article)
            .map(|q| {
                number_phrase(
                    q.words.start..lives + 1,
                    lives..lives + 1,
                    q.bounds,
                    PhraseForm::Counted,
                )
            })
            .into_iter()
            .collect()
    }

    fn toll(&self, t: &Trigger) -> Vec<Phrase> {
        let c = self.clause;
        let Some(at) = figure_behind(c, &self.texts, t.words.end) else {
            return Vec::new();
        };
        let mut out = Vec::new();
        let mut add = |at: WordIx| {
            let before = c
                .is(at.wrapping_sub(1), &["from"])
                .then(|| crate::number::figure_at(&self.texts, at))
                .flatten();
            if let Some((n, end)) = before {
                let bounds = Bounds::exactly(u32::try_from(n).unwrap_or(u32::MAX));
                out.push(number_phrase(at..end, end..end, bounds, PhraseForm::Counted));
                return end;
            }
            if let Some(q) = quantity_at(&self.texts, at) {
                let end = self
                    .starting_at(at)
                    .map_or(q.words.end, |p| self.phrases[p].words.end);
                out.push(number_phrase(
                    at..end,
                    q.words.end..end,
                    q.bounds,
                    PhraseForm::Counted,
                ));
                return q.words.end;
            }
            at + 1
        };
        let end = add(at);
        if c.is(at.wrapping_sub(1), &["from"]) && c.is(end, &["to"]) {
            add(end + 1);
        }
        out
    }

    fn body(&self, t: &Trigger) -> Vec<Phrase> {
        let c = self.clause;
        if c.is(t.words.end, &["of"]) {
            let mut list = self.list_right(t.words.end + 1);
            list.retain(|&p| {
                self.phrases[p].people
                    || self.phrases[p].form == PhraseForm::Named && c.case == CaseStyle::Mixed
            });
            return self.keep(t, &list, false);
        }
        let text = c.text(t.words.start);
        if matches!(text, "remains") {
            return Vec::new();
        }
        self.count(t)
    }

    fn prisoners(&self, t: &Trigger) -> Vec<Phrase> {
        let Some(object) = &t.particle else {
            return Vec::new();
        };
        let quantity = (t.words.end..object.start).find_map(|i| quantity_at(&self.texts, i));
        quantity
            .filter(|q| !matches!(q.form, QuantityForm::Article | QuantityForm::Zero))
            .map(|q| {
                number_phrase(
                    q.words.start..object.end,
                    q.words.end..object.end,
                    q.bounds,
                    PhraseForm::Counted,
                )
            })
            .map(|p| Phrase { people: true, ..p })
            .into_iter()
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

//! People phrases: quantity, modifiers and head noun, read left to right without a parser.

use super::clause::{CaseStyle, Clause, WordIx};
use super::noun_group::{NounGroup, PARTICLES};
use crate::number::{Quantity, QuantityForm, is_measure, quantity_at};
use dateline_model::{Bounds, VictimClass};
use std::ops::Range;

/// How a phrase refers to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PhraseForm {
    /// With a figure or a vague quantity.
    Counted,
    /// 'a policeman', 'another', 'one of them', 'its driver'.
    One,
    /// A name, with or without a title.
    Named,
    /// 'the driver': one person spoken of before, or known.
    Definite,
    /// 'he', 'she', 'his'.
    Pronoun,
    /// People without a number: 'villagers', 'the policemen', 'they'.
    Bare,
    /// 'no one', 'none of the crew'.
    Zero,
}

/// A phrase that may name people.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Phrase {
    pub words: Range<WordIx>,
    pub form: PhraseForm,
    pub bounds: Bounds,
    /// The words without the quantity; empty for a bare number.
    pub who: Range<WordIx>,
    /// Whether a noun for people, or a title before a name, stands in it.
    pub people: bool,
    /// 'four of whom', 'three of them', 'one of the victims': a subset of people named before.
    pub of_them: bool,
    pub class: VictimClass,
    pub child: bool,
    pub woman: bool,
}

impl Phrase {
    /// Whether the quantity stands alone: 'seven', 'scores more'.
    pub fn bare_number(&self) -> bool {
        self.form == PhraseForm::Counted && self.who.is_empty() && !self.of_them
    }

    /// Whether it can be a record of its own.
    pub fn counts(&self) -> bool {
        !matches!(self.form, PhraseForm::Bare)
    }
}

/// Reads phrases of one sentence; `stop` marks the words of harm words, which end a phrase.
pub(crate) struct PhraseReader<'c, 'l> {
    pub clause: &'c Clause<'l>,
    pub texts: Vec<&'c str>,
    pub stop: Vec<bool>,
}

impl<'c, 'l> PhraseReader<'c, 'l> {
    pub fn new(clause: &'c Clause<'l>, stop: Vec<bool>) -> Self {
        Self {
            clause,
            texts: clause.texts(),
            stop,
        }
    }

    /// The phrase that starts at `at`, if one does.
    pub fn phrase_at(&self, at: WordIx) -> Option<Phrase> {
        let c = self.clause;
        if at >= c.len() || c.punctuation(at) {
            return None;
        }
        if let Some(quantity) = quantity_at(&self.texts, at) {
            // 'In all 13 people died': the sum begins at its number.
            if c.is(at, &["all"])
                && at > 0
                && c.is(at - 1, &["in"])
                && quantity_at(&self.texts, at + 1).is_some()
            {
                return None;
            }
            return self.counted(at, &quantity);
        }
        // 'kills son, self'
        let oneself = c.is(at, &["self"]) && at > 0 && c.is(at - 1, &[",", "and", "then"]);
        if oneself || c.is(at, &["he", "she", "him", "himself", "herself"]) {
            return Some(self.pronoun(at, PhraseForm::Pronoun));
        }
        if c.is(at, &["they", "them", "we", "us", "you", "i", "themselves"]) {
            return Some(self.pronoun(at, PhraseForm::Bare));
        }
        if self.stop.get(at) == Some(&true) {
            return None;
        }
        let possessive = c.lexicon.words.possessives.contains(c.text(at));
        let definite = c.is(at, &["the", "this", "these", "those"]);
        if possessive || definite {
            return self.definite(at, possessive);
        }
        if c.closed(at) {
            return None;
        }
        self.undetermined(at)
    }

    /// An age set off by commas or brackets: 'Constable Daoud, 33, was', '(30)'.
    fn is_age(&self, quantity: &Range<WordIx>) -> bool {
        let c = self.clause;
        let at = quantity.start;
        let digits = |i: WordIx| {
            self.texts
                .get(i)
                .is_some_and(|t| t.len() <= 2 && t.starts_with(|ch: char| ch.is_ascii_digit()))
        };
        if at == 0 || quantity.len() != 1 || !digits(at) {
            return false;
        }
        let ages = |i: WordIx| c.is(i, &["age", "ages", "aged"]);
        let listed = at >= 3 && c.is(at - 1, &["and", ",", "to"]) && digits(at - 2) && ages(at - 3);
        // 'aged between 17 and 45'
        let span = |first: WordIx| first >= 2 && c.is(first - 1, &["between", "from"]) && ages(first - 2);
        let ranged = span(at) || at >= 2 && c.is(at - 1, &["and", "to"]) && digits(at - 2) && span(at - 2);
        let set_off = c.is(at - 1, &[",", "(", "["]) && c.is(quantity.end, &[",", ")", "]"]);
        // 'a woman and a man, both 19, were'
        let both = at >= 2
            && c.is(at - 1, &["both", "each", "all"])
            && c.is(at - 2, &[",", "(", "["])
            && c.is(quantity.end, &[",", ")", "]", ";", "."]);
        ages(at - 1) || both || listed || ranged || set_off || self.ends_name(at) || self.ages_behind_noun(at)
    }

    /// Ages that a headline puts behind the people: 'shot his sons, 10 and 12'. Not 'killed two boys, 10 girls'.
    fn ages_behind_noun(&self, at: WordIx) -> bool {
        let c = self.clause;
        let digits = |i: WordIx| {
            self.texts
                .get(i)
                .is_some_and(|t| t.len() <= 2 && t.bytes().all(|b| b.is_ascii_digit()))
        };
        let pair = |first: WordIx| {
            first >= 2
                && c.is(first - 1, &[","])
                && c.person(first - 2).is_some()
                && digits(first)
                && c.is(first + 1, &["and"])
                && digits(first + 2)
                && c.person(first + 3).is_none()
                && (first + 3 >= c.len() || c.punctuation(first + 3) || c.closed(first + 3))
        };
        pair(at) || at >= 2 && pair(at - 2)
    }

    /// An age behind a name and its only comma: 'Adel Nasser, 66 and Mona Nasser, 64 were found', 'Adel Nasser, 34 who was'. Not
    /// 'in Bab Amr, 12 were killed'.
    fn ends_name(&self, at: WordIx) -> bool {
        let c = self.clause;
        if at < 3 || !c.is(at - 1, &[","]) {
            return false;
        }
        let start = (0..at - 1).rev().take_while(|&i| c.name_like(i)).last();
        let Some(start) = start.filter(|&s| at - 1 - s >= 2) else {
            return false;
        };
        let placed = start > 0 && c.preposition(start - 1);
        let joined = start > 0 && c.is(start - 1, &["and"]);
        let goes_on = c.is(at + 1, &["who"]) || c.is(at + 1, &["and"]) && c.name_like(at + 2);
        !placed && (joined || goes_on)
    }

    /// A bare number right behind a noun or name is an age or a part of it ('Gray 26 who', 'room 12'), not a count.
    fn trails_noun(&self, at: WordIx) -> bool {
        let c = self.clause;
        let digits = self.texts[at].starts_with(|ch: char| ch.is_ascii_digit());
        at > 0 && digits && {
            let b = at - 1;
            !(c.closed(b) || c.verb(b) || c.adverb(b) || c.day(b) || c.ing(b) || self.stop[b])
                && (c.name_like(b) || c.case == CaseStyle::Flat || c.person(b).is_some())
        }
    }

    /// A participle before its noun: 'three wounded soldiers'.
    pub(crate) fn attributive(&self, at: WordIx) -> bool {
        let c = self.clause;
        (c.text(at).ends_with("ed") || c.text(at).ends_with("ing")) && c.person(at + 1).is_some()
    }

    fn pronoun(&self, at: WordIx, form: PhraseForm) -> Phrase {
        Phrase {
            words: at..at + 1,
            form,
            bounds: Bounds::exactly(1),
            who: at..at + 1,
            people: true,
            of_them: false,
            class: VictimClass::Unknown,
            child: false,
            woman: self.clause.is(at, &["she", "herself", "her"]),
        }
    }

    fn counted(&self, at: WordIx, quantity: &Quantity) -> Option<Phrase> {
        let c = self.clause;
        let lists = &c.lexicon.words;
        if is_measure(
            &self.texts,
            &quantity.words,
            &|w| lists.measures.contains(w),
            &|w| lists.days.contains(w) && !matches!(w, "today" | "yesterday" | "tomorrow" | "tonight"),
        ) && !c.is(quantity.words.end, &["year-old", "year"])
        {
            return None;
        }
        if self.is_age(&quantity.words)
            || at > 0
                && quantity.form == QuantityForm::Vague
                && c.is(at - 1, &["how", "so", "as", "too", "not"])
        {
            return None;
        }
        if let Some(aged) = self.aged(at, quantity) {
            return Some(aged);
        }
        let mut from = quantity.words.end;
        if quantity.form == QuantityForm::Zero {
            return self.zero(at, from);
        }
        if c.starts_with(from, &["out", "of"]) {
            let after = from + 2 + usize::from(c.is(from + 2, &["the"]));
            from = quantity_at(&self.texts, after).map_or(from, |q| q.words.end);
        }
        let singular = quantity.bounds == Bounds::exactly(1);
        let mut of_them = false;
        if c.is(from, &["of"]) {
            if c.is(from + 1, &["whom", "them", "which", "us"]) {
                return Some(self.finish(
                    at,
                    from..from,
                    from + 2,
                    None,
                    PhraseForm::Counted,
                    quantity,
                    true,
                ));
            }
            of_them = c.is(from + 1, &["the", "those", "these", "his", "their", "its"])
                && quantity.form != QuantityForm::Vague;
            from += 1;
            while lists.determiners.contains(c.text(from)) {
                from += 1;
            }
            // 'six of the seven guards'
            if let Some(inner) = quantity_at(&self.texts, from)
                && inner.form == QuantityForm::Figure
            {
                from = inner.words.end;
            }
        }
        if c.is(from, &["more"]) && quantity.form != QuantityForm::Article {
            from += 1;
        }
        let group = self.noun_group(
            from,
            of_them || (!singular && quantity.form != QuantityForm::Article),
        );
        if group.thing || group.end == from && !of_them && self.trails_noun(at) {
            return None;
        }
        self.counted_form(at, from, quantity, group, of_them)
    }

    /// 'A 21 year-old welder', '5 year-old boy': the figure is the age of one person.
    fn aged(&self, at: WordIx, quantity: &Quantity) -> Option<Phrase> {
        let c = self.clause;
        let last = quantity.words.end.checked_sub(1)?;
        let digits = self.texts[last].starts_with(|ch: char| ch.is_ascii_digit());
        let article = last == at + 1 && c.is(at, &["a", "an", "the"]);
        // 'a three -year-old girl'
        let loose = c.is(last + 1, &["-"]) && c.is(last + 2, &["year-old", "month-old"]);
        // 'a 15 year old clerk'
        let spread = c.is(last + 1, &["year", "yr"]) && c.is(last + 2, &["old"]);
        let unit = loose || spread || c.is(last + 1, &["year-old", "month-old"]);
        if !(digits || loose) || !(last == at || article) || !unit {
            return None;
        }
        let group = self.noun_group(if loose { last + 3 } else { last }, false);
        let head = group
            .head
            .filter(|&h| c.person(h).is_some_and(|n| n.singular) && !group.thing)?;
        let form = if c.is(at, &["the"]) {
            PhraseForm::Definite
        } else {
            PhraseForm::One
        };
        Some(self.finish_one(at, last..group.end, Some(head), form))
    }

    /// 'An elderly couple' are two people, 'a family of five' are five: how many, and where the words end.
    fn counts_itself(&self, quantity: &Quantity, group: &NounGroup) -> Option<(Bounds, WordIx)> {
        let c = self.clause;
        let head = group.head.filter(|_| quantity.form == QuantityForm::Article)?;
        if c.is(head, &["couple"]) && !c.is(group.end, &["of"]) {
            return Some((Bounds::exactly(2), group.end));
        }
        if !c.is(head, &["family", "household"]) || !c.is(head + 1, &["of"]) {
            return None;
        }
        let of = quantity_at(&self.texts, head + 2).filter(|q| q.form == QuantityForm::Figure)?;
        Some((of.bounds, of.words.end))
    }

    fn counted_form(
        &self,
        at: WordIx,
        from: WordIx,
        quantity: &Quantity,
        group: NounGroup,
        of_them: bool,
    ) -> Option<Phrase> {
        let c = self.clause;
        if let Some((bounds, end)) = self.counts_itself(quantity, &group) {
            let several = Quantity {
                bounds,
                ..quantity.clone()
            };
            let form = PhraseForm::Counted;
            return Some(self.finish(at, from..end, end, group.head, form, &several, of_them));
        }
        let single = quantity.bounds == Bounds::exactly(1);
        let head_noun = group.head.and_then(|h| c.person(h));
        let form = if single {
            PhraseForm::One
        } else {
            PhraseForm::Counted
        };
        match quantity.form {
            QuantityForm::Article => {
                let ordinal =
                    group.end == from + 1 && c.is(from, &["second", "third", "fourth", "fifth", "sixth"]);
                if !(head_noun.is_some_and(|n| n.singular) || ordinal) {
                    return None;
                }
            }
            QuantityForm::Another => {
                if group.end > from && !head_noun.is_some_and(|n| n.singular) {
                    return None;
                }
            }
            QuantityForm::Some | QuantityForm::Both => {
                let bare_both = quantity.form == QuantityForm::Both && group.end == from;
                if !(head_noun.is_some_and(|n| n.plural) || bare_both) {
                    return None;
                }
            }
            _ => {
                let year = quantity.words.len() == 1
                    && self.texts[at].len() == 4
                    && self.texts[at].bytes().all(|b| b.is_ascii_digit())
                    && quantity.bounds.low.is_some_and(|n| (1900..2100).contains(&n));
                if year && group.head.is_none() {
                    return None;
                }
                // 'one' before a singular thing, 'five' before a word that is no plural: not a count of people.
                if group.head.is_none() && group.end > from && !single && !self.plural_like(group.end - 1) {
                    return Some(self.finish(at, from..from, from, None, form, quantity, of_them));
                }
                if single && group.head.is_none() && group.end > from {
                    return None;
                }
            }
        }
        Some(self.finish(
            at,
            from..group.end,
            group.end,
            group.head,
            form,
            quantity,
            of_them,
        ))
    }

    /// 'no one', 'none of the crew', 'no civilians'; 'no casualties' is the business of the harm noun.
    fn zero(&self, at: WordIx, from: WordIx) -> Option<Phrase> {
        let c = self.clause;
        let bare_no = c.is(at, &["no"]) && from == at + 1;
        let mut group_from = from;
        if c.is(from, &["of"]) {
            group_from += 1;
            while c.lexicon.words.determiners.contains(c.text(group_from)) {
                group_from += 1;
            }
        }
        let group = self.noun_group(group_from, true);
        let head = group.head.filter(|_| !group.thing);
        if bare_no && head.is_none() {
            return None;
        }
        let end = if head.is_some() && (bare_no || group_from > from) {
            group.end
        } else {
            from
        };
        let mut phrase = self.finish(
            at,
            from..end,
            end,
            head,
            PhraseForm::Zero,
            &Quantity {
                words: at..from,
                bounds: Bounds::exactly(0),
                form: QuantityForm::Zero,
            },
            false,
        );
        phrase.people = true;
        Some(phrase)
    }

    /// 'the driver', 'its driver', 'the two' is counted already.
    fn definite(&self, at: WordIx, possessive: bool) -> Option<Phrase> {
        let c = self.clause;
        // 'killed his two sons'
        if possessive
            && let Some(quantity) = quantity_at(&self.texts, at + 1)
            && quantity.form == QuantityForm::Figure
        {
            let counted = self.counted(at + 1, &quantity).filter(|p| p.people)?;
            return Some(Phrase {
                words: at..counted.words.end,
                ..counted
            });
        }
        let group = self.noun_group(at + 1, true);
        if group.thing {
            return None;
        }
        let Some(head) = group.head else {
            // 'his' before an event noun: 'his death'.
            return (possessive && c.is(at, &["his", "her"]) && self.stop.get(at + 1) == Some(&true))
                .then(|| self.pronoun(at, PhraseForm::Pronoun));
        };
        let noun = c.person(head)?;
        let single = noun.singular && (!noun.plural || c.is(at, &["this", "that"]));
        let form = match (single, possessive) {
            (false, _) => PhraseForm::Bare,
            (true, _) if group.named => PhraseForm::Named,
            (true, true) => PhraseForm::One,
            (true, false) => PhraseForm::Definite,
        };
        Some(self.finish_one(at, at..group.end, Some(head), form))
    }

    /// A name, a title with a name, a bare plural, or a singular without article ('Son of a leader').
    fn undetermined(&self, at: WordIx) -> Option<Phrase> {
        let c = self.clause;
        let group = self.noun_group(at, true);
        if group.thing || group.end == at {
            return None;
        }
        let possessive_name = c.words[group.end - 1].possessive && group.head.is_none();
        match group.head.and_then(|h| c.person(h).map(|n| (h, n))) {
            Some((head, noun)) if noun.singular && !noun.plural => {
                // A role in capitals without an article stands for a person known by it: 'Constable', 'ASP of the town'.
                let role = at > 0 && c.name_like(head) && c.name_like(at);
                let form = if group.named || role {
                    PhraseForm::Named
                } else {
                    PhraseForm::Definite
                };
                Some(self.finish_one(at, at..group.end, Some(head), form))
            }
            Some((head, _)) => Some(self.finish_one(at, at..group.end, Some(head), PhraseForm::Bare)),
            None => {
                // '7-year-old Karim Daoud'
                let first = at + usize::from(c.text(at).contains("-old") && group.end > at + 1);
                let named = (first..group.end)
                    .all(|i| c.name_like(i) || PARTICLES.contains(&c.text(i)) || self.in_brackets(i))
                    && c.name_like(first)
                    && group.end - at <= 6
                    && !self.opening_word(at, group.end);
                let apposed = c.is(group.end, &[","]) && c.is(group.end + 1, &["a", "an"]) && at == 0;
                let flat = c.case == CaseStyle::Flat
                    && (group.end - at >= 2 || possessive_name || apposed)
                    && group.end - at <= 5;
                (named || flat).then(|| self.finish_one(at, at..group.end, None, PhraseForm::Named))
            }
        }
    }

    /// A capital that only opens the sentence: one word, not followed by what a name as subject has behind it.
    fn opening_word(&self, at: WordIx, end: WordIx) -> bool {
        let c = self.clause;
        let opens = at == 0 || c.is(at - 1, &["\"", "'", "]", ":", "-"]);
        let linking = [
            "according",
            "meanwhile",
            "however",
            "separately",
            "besides",
            "earlier",
            "similarly",
            "elsewhere",
            "interestingly",
            "later",
            "moreover",
            "furthermore",
            "additionally",
            "reportedly",
            "overall",
            "still",
        ];
        opens
            && end == at + 1
            && (linking.contains(&c.text(at))
                || !(c.auxiliary(end)
                    || c.is(end, &[",", "("])
                    || self.stop.get(end) == Some(&true)
                    || c.words[at].possessive))
    }

    fn in_brackets(&self, at: WordIx) -> bool {
        let c = self.clause;
        (at.saturating_sub(12)..=at).any(|i| {
            let end = c.skip_brackets(i);
            end > at && i <= at
        })
    }

    pub(crate) fn plural_like(&self, at: WordIx) -> bool {
        let w = self.clause.text(at);
        self.clause.person(at).is_some_and(|n| n.plural)
            || (w.ends_with('s') && !w.ends_with("ss") && !w.ends_with("us"))
            || w.ends_with("men")
    }

    #[expect(clippy::too_many_arguments, reason = "the pieces of one phrase, passed once")]
    fn finish(
        &self,
        at: WordIx,
        who: Range<WordIx>,
        end: WordIx,
        head: Option<WordIx>,
        form: PhraseForm,
        quantity: &Quantity,
        of_them: bool,
    ) -> Phrase {
        let (class, child, woman) = self.describe(&who, head);
        Phrase {
            words: at..end.max(quantity.words.end),
            form,
            bounds: quantity.bounds,
            who,
            people: head.is_some(),
            of_them,
            class,
            child,
            woman,
        }
    }

    fn finish_one(&self, at: WordIx, who: Range<WordIx>, head: Option<WordIx>, form: PhraseForm) -> Phrase {
        let (class, child, woman) = self.describe(&who, head);
        Phrase {
            words: at..who.end,
            form,
            bounds: Bounds::exactly(1),
            who,
            people: head.is_some(),
            of_them: false,
            class,
            child,
            woman,
        }
    }
}

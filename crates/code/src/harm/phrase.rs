//! People phrases: quantity, modifiers and head noun, read left to right without a parser.

use super::clause::{CaseStyle, Clause, WordIx};
use crate::number::{Quantity, QuantityForm, figure_at, is_measure, quantity_at};
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

const PARTICLES: &[&str] = &[
    "al", "bin", "ibn", "de", "del", "della", "der", "di", "da", "dos", "el", "la", "le", "van", "von", "ul",
    "ur", "y", "abu", "umm", "alias",
];
const TIME_TAILS: &[&str] = &[
    "late",
    "early",
    "last",
    "overnight",
    "here",
    "there",
    "more",
    "who",
    "alive",
    "dead",
    "each",
    "nationwide",
    "ago",
    "again",
    "so",
];
const UNIT_WORDS: &[&str] = &[
    "army",
    "police",
    "battalion",
    "regiment",
    "rifles",
    "navy",
    "military",
    "security",
    "paramilitary",
    "crpf",
    "bsf",
    "force",
    "forces",
    "guard",
    "infantry",
    "soldiers",
    "troops",
    "airforce",
    "coastguard",
    "squad",
];
const FIGHTER_WORDS: &[&str] = &[
    "rebel",
    "rebels",
    "militant",
    "militants",
    "guerrilla",
    "guerrillas",
    "insurgent",
    "faction",
    "taliban",
    "isis",
    "isil",
    "al-qaeda",
    "al-qaida",
    "maoist",
    "maoists",
    "naxalite",
    "terrorist",
    "insurgents",
    "opposition",
    "pkk",
    "hizbul",
    "lashkar",
    "jihadist",
    "mujahideen",
    "armed",
    "ulfa",
    "ltte",
    "fmln",
    "hezbollah",
    "fighter",
    "militia",
];

/// What the noun group from a position on holds.
struct NounGroup {
    end: WordIx,
    head: Option<WordIx>,
    named: bool,
    thing: bool,
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
            return self.counted(at, &quantity);
        }
        if c.is(at, &["he", "she", "him", "himself", "herself"]) {
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
        quantity.len() == 1
            && quantity.start > 0
            && self.texts[quantity.start].len() <= 2
            && self.texts[quantity.start].starts_with(|ch: char| ch.is_ascii_digit())
            && c.is(quantity.start - 1, &[",", "(", "["])
            && c.is(quantity.end, &[",", ")", "]"])
    }

    /// A participle before its noun: 'three wounded soldiers'.
    fn attributive(&self, at: WordIx) -> bool {
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
        if group.thing {
            return None;
        }
        self.counted_form(at, from, quantity, group, of_them)
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
        let single = noun.singular && !(noun.plural && !c.is(at, &["this", "that"]));
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

    fn plural_like(&self, at: WordIx) -> bool {
        let w = self.clause.text(at);
        self.clause.person(at).is_some_and(|n| n.plural)
            || (w.ends_with('s') && !w.ends_with("ss") && !w.ends_with("us"))
            || w.ends_with("men")
    }

    /// Walks over modifiers to the last noun for people.
    fn noun_group(&self, from: WordIx, of_phrase: bool) -> NounGroup {
        let c = self.clause;
        let (mut i, mut head, mut run_end) = (from, None, from);
        while i < c.len() && i < from + 16 {
            let bracket = c.skip_brackets(i);
            if bracket > i {
                // '(AR) personnel' goes on, '(30)' ends.
                let goes_on = (head.is_none() || c.person(bracket).is_some())
                    && !c.closed(bracket)
                    && !c.verb(bracket)
                    && !self.stops(bracket);
                if goes_on {
                    i = bracket;
                    continue;
                }
                break;
            }
            if c.punctuation(i) || self.stop.get(i) == Some(&true) && !(i == from && self.attributive(i)) {
                break;
            }
            if c.conjunction(i) && head.is_none() && i > from && self.modifier_pair(i) {
                i += 1;
                continue;
            }
            // 'a Communist Party of India cadre': an organisation's name before the head.
            let inner_of = c.is(i, &["of"])
                && head.is_none()
                && i > from
                && c.name_like(i - 1)
                && c.name_like(i + 1)
                && (i + 2..i + 9).any(|j| c.person(j).is_some())
                && (i + 1..i + 9)
                    .take_while(|&j| c.person(j).is_none())
                    .all(|j| c.name_like(j) || c.is(j, &["(", ")", "of", "the"]));
            if inner_of {
                i += 1;
                continue;
            }
            let name_part = PARTICLES.contains(&c.text(i)) && c.name_like(i + 1) && i > from;
            if !name_part && (c.closed(i) || c.day(i)) {
                break;
            }
            if c.text(i).starts_with(|ch: char| ch.is_ascii_digit()) && !c.text(i).contains("old") {
                let age = c.is(i + 1, &["year", "yr"]) && c.is(i + 2, &["old"]);
                if age {
                    i += 3;
                    continue;
                }
                break;
            }
            if c.verb(i)
                || c.ing(i)
                || TIME_TAILS.contains(&c.text(i))
                || (c.adverb(i) && !c.person(i).is_some())
                || c.text(i).ends_with("ly") && c.text(i) != "elderly"
            {
                let premodifier = head.is_none()
                    && ["ed", "ing", "ly"].iter().any(|e| c.text(i).ends_with(e))
                    && !c.lexicon.words.reporting.contains(c.text(i))
                    && (i > from || c.text(i).ends_with("ed"))
                    && (1..=3).any(|n| c.person(i + n).is_some() && (1..n).all(|m| !c.closed(i + m)));
                if !premodifier {
                    break;
                }
            }
            if i > from && figure_at(&self.texts, i).is_some() {
                break;
            }
            if c.person(i).is_some() {
                head = Some(i);
            }
            i += 1;
            run_end = i;
            if c.words[i - 1].possessive
                && head.is_some()
                && c.person(i).is_none()
                && !self.person_within(i, 3)
            {
                break;
            }
        }
        self.close_group(from, run_end, head, of_phrase)
    }

    fn person_within(&self, at: WordIx, n: usize) -> bool {
        (at..at + n).any(|i| self.clause.person(i).is_some()) && !self.clause.closed(at)
    }

    fn stops(&self, at: WordIx) -> bool {
        self.stop.get(at) == Some(&true)
    }

    /// 'Police and CRPF personnel', 'men and women': a conjunction between modifiers of one head.
    fn modifier_pair(&self, conjunction: WordIx) -> bool {
        let c = self.clause;
        (1..=3).any(|n| {
            c.person(conjunction + n).is_some()
                && !c.name_like(conjunction + n)
                && (1..n).all(|m| !c.closed(conjunction + m) && !c.punctuation(conjunction + m))
        }) && quantity_at(&self.texts, conjunction + 1).is_none()
    }

    fn close_group(&self, from: WordIx, run_end: WordIx, head: Option<WordIx>, of_phrase: bool) -> NounGroup {
        let c = self.clause;
        let Some(mut head_at) = head else {
            let thing = run_end > from && c.lexicon.is_thing(c.text(run_end - 1));
            let tail = of_phrase && run_end > from && self.plural_like(run_end - 1) && !thing;
            return NounGroup {
                end: if tail {
                    self.with_of_phrase(run_end)
                } else {
                    run_end
                },
                head: None,
                named: false,
                thing,
            };
        };
        let mut end = head_at + 1;
        let noun = c.person(head_at);
        let tail = end..run_end;
        if tail
            .clone()
            .any(|i| c.lexicon.is_thing(c.text(i)) && !c.name_like(i))
            || (!tail.is_empty()
                && c.case == CaseStyle::Mixed
                && tail.clone().all(|i| c.name_like(i))
                && tail.clone().any(|i| c.lexicon.is_thing(c.text(i))))
        {
            return NounGroup {
                end: run_end,
                head: None,
                named: false,
                thing: true,
            };
        }
        let mut named = false;
        if noun.is_some_and(|n| n.singular) && !c.words[head_at].possessive {
            let title = noun.is_some_and(|n| n.title || n.class != VictimClass::Unknown);
            for i in tail {
                let part = c.name_like(i)
                    || (PARTICLES.contains(&c.text(i)) && c.name_like(i + 1))
                    || (c.case == CaseStyle::Flat && title && i < head_at + 5 && !c.closed(i));
                if !part {
                    break;
                }
                named = true;
                end = i + 1;
            }
        }
        if !named {
            (head_at, end) = self.joined_heads(head_at, end);
        }
        // A title can follow a name's comma: 'victim, X' is left alone; of-phrases belong to the phrase.
        if of_phrase || noun.is_some_and(|n| n.singular) {
            end = self.with_of_phrase(end);
        }
        NounGroup {
            end,
            head: Some(head_at),
            named,
            thing: false,
        }
    }

    /// '87 government soldiers and Iran-backed fighters', 'leaders and activists of the party': one count, two heads.
    fn joined_heads(&self, head: WordIx, end: WordIx) -> (WordIx, WordIx) {
        let c = self.clause;
        let plural = c.person(head).is_some_and(|n| n.plural);
        if !plural || !c.conjunction(end) {
            return (head, end);
        }
        let from = end + 1;
        if quantity_at(&self.texts, from).is_some() || c.lexicon.words.determiners.contains(c.text(from)) {
            return (head, end);
        }
        let found = (from..from + 4)
            .take_while(|&i| !c.closed(i) && !c.verb(i) && !self.stops(i))
            .filter(|&i| c.person(i).is_some_and(|n| n.plural) && !c.is(i, &["others"]))
            .last();
        match found {
            Some(second) if !self.finite_verb(second + 1) => (head, second + 1),
            _ => (head, end),
        }
    }

    fn finite_verb(&self, at: WordIx) -> bool {
        let c = self.clause;
        c.verb(at) && !c.auxiliary(at)
    }

    fn with_of_phrase(&self, end: WordIx) -> WordIx {
        let c = self.clause;
        let end = {
            // 'a leader of the Workers Party (WP)'; '(30)' stays out.
            if !c.is(end, &["of"]) {
                return end;
            }
            end
        };
        let mut i = end + 1;
        while c.lexicon.words.determiners.contains(c.text(i)) {
            i += 1;
        }
        let start = i;
        while i < c.len()
            && i < end + 9
            && !c.closed(i)
            && !c.day(i)
            && !self.stops(i)
            && !(c.verb(i) && i > start)
            && !c.ing(i)
        {
            i += 1;
        }
        if i == start { end } else { i }
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

    /// Class and children, women, from the head and, where the head says little, the words around it.
    fn describe(&self, who: &Range<WordIx>, head: Option<WordIx>) -> (VictimClass, bool, bool) {
        let c = self.clause;
        let noun = head.and_then(|h| c.person(h));
        let mut class = noun.map_or(VictimClass::Unknown, |n| n.class);
        let any = |list: &[&str]| who.clone().any(|i| list.contains(&c.text(i)));
        if noun.is_some_and(|n| n.generic) || class == VictimClass::Unknown {
            let inner = who
                .clone()
                .filter(|&i| Some(i) != head)
                .filter_map(|i| c.person(i))
                .map(|n| n.class)
                .find(|&k| k != VictimClass::Unknown);
            let relative = any(&["family", "families", "relatives"]);
            if any(FIGHTER_WORDS) {
                class = VictimClass::Combatants;
            } else if any(UNIT_WORDS) {
                class = VictimClass::SecurityForces;
            } else if relative {
                class = VictimClass::Civilians;
            } else if let Some(k) = inner.filter(|_| noun.is_some()) {
                class = k;
            }
        }
        if any(&["former", "ex", "retired"]) && class == VictimClass::SecurityForces {
            class = VictimClass::Civilians;
        }
        let age = who.clone().find_map(|i| {
            let w = c.text(i);
            let n = w.split('-').next()?.parse::<u32>().ok()?;
            (w.contains("year-old")
                || w.contains("month-old")
                || w.contains("day-old")
                || c.is(i + 1, &["year", "yr", "month"]))
            .then_some(if w.contains("year") || c.is(i + 1, &["year", "yr"]) {
                n
            } else {
                0
            })
        });
        let nouns =
            |f: &dyn Fn(super::lexicon::PersonNoun) -> bool| who.clone().any(|i| c.person(i).is_some_and(f));
        let child = nouns(&|n| n.child) && !any(&["of"]) && any_child(c, who, head)
            || age.is_some_and(|n| n < 18)
            || any(&["teenage", "minor", "underage"]);
        if child && class == VictimClass::Unknown {
            class = VictimClass::Civilians;
        }
        let woman = noun.is_some_and(|n| n.woman) || any(&["female", "women", "woman", "pregnant"]);
        (class, child, woman)
    }
}

fn any_child(c: &Clause<'_>, who: &Range<WordIx>, head: Option<WordIx>) -> bool {
    let kin = ["son", "sons", "daughter", "daughters", "youth", "youths"];
    who.clone().any(|i| {
        c.person(i).is_some_and(|n| n.child)
            && !kin.contains(&c.text(i))
            && (Some(i) == head || c.person(i).is_some_and(|n| n.plural))
    })
}

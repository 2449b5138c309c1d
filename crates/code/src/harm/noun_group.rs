//! The noun group of a phrase: modifiers, head noun, and what hangs on it.

use super::clause::{CaseStyle, WordIx};
use super::phrase::PhraseReader;
use crate::number::{figure_at, quantity_at};
use dateline_model::VictimClass;

pub(crate) const PARTICLES: &[&str] = &[
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

/// What the noun group from a position on holds.
pub(crate) struct NounGroup {
    pub end: WordIx,
    pub head: Option<WordIx>,
    pub named: bool,
    pub thing: bool,
}

impl PhraseReader<'_, '_> {
    /// Walks over modifiers to the last noun for people.
    pub(crate) fn noun_group(&self, from: WordIx, of_phrase: bool) -> NounGroup {
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
                // 'two army (NPA) camps' are camps.
                if head.is_some() && c.lexicon.is_thing(c.text(bracket)) && !c.name_like(bracket) {
                    return NounGroup {
                        end: bracket,
                        head: None,
                        named: false,
                        thing: true,
                    };
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
                    if c.person(i - 1).is_some() {
                        head = Some(i - 1);
                        run_end = i;
                    }
                    continue;
                }
                if c.is(i + 1, &["year-old", "month-old"]) {
                    i += 2;
                    continue;
                }
                break;
            }
            if c.verb(i)
                || c.ing(i)
                || TIME_TAILS.contains(&c.text(i))
                || (c.adverb(i) && c.person(i).is_none())
                || c.text(i).ends_with("ly") && c.person(i).is_none()
            {
                let before_noun = i == from && self.stop.get(i) == Some(&true);
                let premodifier = before_noun
                    || head.is_none()
                        && ["ed", "ing", "ly"].iter().any(|e| c.text(i).ends_with(e))
                        && !c.says(i)
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

    pub(crate) fn person_within(&self, at: WordIx, n: usize) -> bool {
        (at..at + n).any(|i| self.clause.person(i).is_some()) && !self.clause.closed(at)
    }

    pub(crate) fn stops(&self, at: WordIx) -> bool {
        self.stop.get(at) == Some(&true)
    }

    /// 'Police and CRPF personnel', 'men and women': a conjunction between modifiers of one head.
    pub(crate) fn modifier_pair(&self, conjunction: WordIx) -> bool {
        let c = self.clause;
        (1..=3).any(|n| {
            c.person(conjunction + n).is_some()
                && !c.name_like(conjunction + n)
                && (1..n).all(|m| !c.closed(conjunction + m) && !c.punctuation(conjunction + m))
        }) && quantity_at(&self.texts, conjunction + 1).is_none()
    }

    pub(crate) fn close_group(
        &self,
        from: WordIx,
        run_end: WordIx,
        head: Option<WordIx>,
        of_phrase: bool,
    ) -> NounGroup {
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

    /// '40 border guards and allied militiamen', 'leaders and activists of the party': one count, two heads.
    pub(crate) fn joined_heads(&self, head: WordIx, end: WordIx) -> (WordIx, WordIx) {
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

    pub(crate) fn finite_verb(&self, at: WordIx) -> bool {
        let c = self.clause;
        c.verb(at) && !c.auxiliary(at)
    }

    pub(crate) fn with_of_phrase(&self, end: WordIx) -> WordIx {
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
            && (!c.verb(i) || i == start)
            && !c.ing(i)
        {
            i += 1;
        }
        if i == start { end } else { i }
    }
}

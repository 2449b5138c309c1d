//! One sentence as the harm reader sees it: words with what the closed classes say about them.
//!
//! Words are not tokens: '20-year-old', '7,000' and "driver's" are one word here, however the tokens were cut.

use super::lexicon::{HarmLexicon, PersonNoun, class};
use crate::number::{QuantityForm, quantity_at};
use dateline_model::VictimClass;
use dateline_syntax::{Analysis, TokenIx, TokenShape};
use std::borrow::Cow;
use std::ops::Range;

/// How the letters of a sentence tell about names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CaseStyle {
    /// Capitals mark names.
    Mixed,
    /// All upper or all lower case: letters say nothing.
    Flat,
}

#[derive(Clone, Debug)]
pub(crate) struct Word<'t> {
    /// Lower case, without a possessive ending.
    pub text: Cow<'t, str>,
    pub tokens: Range<TokenIx>,
    /// Starts with a capital.
    pub capital: bool,
    /// Two or more letters, all capitals.
    pub upper: bool,
    pub possessive: bool,
    pub punctuation: bool,
    /// What the lists say about it, and what it tells as a noun for people.
    classes: u16,
    noun: Option<PersonNoun>,
}

/// A sentence in words, with word classes looked up on demand.
pub(crate) struct Clause<'l> {
    pub lexicon: &'l HarmLexicon,
    pub words: Vec<Word<'l>>,
    pub case: CaseStyle,
}

/// Position of a word in its [`Clause`].
pub(crate) type WordIx = usize;

fn adjacent(analysis: &Analysis<'_>, left: TokenIx, right: TokenIx) -> bool {
    let tokens = analysis.tokens();
    tokens
        .get(left)
        .zip(tokens.get(right))
        .is_some_and(|(l, r)| l.span.end() == r.span.start())
}

fn all_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit() || b == b',')
}

impl<'l> Clause<'l> {
    pub fn new(lexicon: &'l HarmLexicon, analysis: &'l Analysis<'_>, tokens: Range<TokenIx>) -> Self {
        let mut words: Vec<Word<'_>> = Vec::with_capacity(tokens.len());
        let mut at = tokens.start;
        while at < tokens.end {
            let (word, next) = read_word(analysis, at, tokens.end);
            at = next;
            // Texts that lost their apostrophes have 'Turbat s driver'.
            if word.text == "s" && !word.capital && words.last().is_some_and(|w| !w.punctuation) {
                if let Some(last) = words.last_mut() {
                    last.possessive = true;
                    last.tokens.end = word.tokens.end;
                }
                continue;
            }
            words.push(word);
        }
        let letters = |upper: bool| {
            words
                .iter()
                .filter(|w| !w.punctuation && w.text.starts_with(char::is_alphabetic) && w.capital == upper)
                .count()
        };
        let (upper, lower) = (letters(true), letters(false));
        let case = if lower == 0 && upper > 1 || upper == 0 && lower > 3 {
            CaseStyle::Flat
        } else {
            CaseStyle::Mixed
        };
        if case == CaseStyle::Mixed {
            // 'IS' and 'US' are names where letters tell; the mark keeps them apart from 'is' and 'us'.
            for word in words.iter_mut().filter(|w| w.upper) {
                if matches!(&*word.text, "is" | "us" | "it" | "am" | "who" | "may") {
                    word.text.to_mut().push('.');
                }
            }
        }
        for word in &mut words {
            (word.classes, word.noun) = lexicon.read(&word.text);
            // 'seven power poles' are no Poles.
            let named = word.capital && !word.upper;
            word.noun = word.noun.filter(|_| named || !lexicon.is_thing(&word.text));
        }
        Self { lexicon, words, case }
    }

    pub fn len(&self) -> usize {
        self.words.len()
    }

    pub fn text(&self, at: WordIx) -> &str {
        self.words.get(at).map_or("", |w| &*w.text)
    }

    pub fn texts(&self) -> Vec<&str> {
        self.words.iter().map(|w| &*w.text).collect()
    }

    /// Whether the lists put a word into one of the classes.
    fn of(&self, at: WordIx, classes: u16) -> bool {
        self.words.get(at).is_some_and(|w| w.classes & classes != 0)
    }

    pub fn is(&self, at: WordIx, any: &[&str]) -> bool {
        any.contains(&self.text(at))
    }

    pub fn person(&self, at: WordIx) -> Option<PersonNoun> {
        let word = self.words.get(at)?;
        word.noun.or_else(|| self.aged(at))
    }

    /// 'a 17-year-old was shot', 'a 2 year old died': an age that stands for the person, where no noun follows it.
    fn aged(&self, at: WordIx) -> Option<PersonNoun> {
        let word = self.text(at);
        if !word.ends_with("old") {
            return None;
        }
        let spread = word == "old" && at >= 2 && self.is(at - 1, &["year", "yr", "month"]);
        let age = if spread {
            self.text(at - 2)
        } else {
            let unit = ["-year-old", "-yr-old", "-month-old", "-week-old", "-day-old"];
            unit.iter().find_map(|u| word.strip_suffix(u))?
        };
        let years = if spread && self.is(at - 1, &["month"]) || !spread && !word.contains("-y") {
            0
        } else {
            age.parse().ok().or_else(|| {
                quantity_at(&[age], 0)
                    .filter(|q| q.form == QuantityForm::Figure)
                    .and_then(|q| q.bounds.best)
            })?
        };
        let next = at + 1;
        let alone = self.punctuation(next)
            || self.closed(next)
            || self.verb(next)
            || self.adverb(next)
            || self.day(next)
            || self.text(next).ends_with("ly")
            || self.is(next, &["dead"])
            || self
                .lexicon
                .entries(self.text(next))
                .iter()
                .any(|e| e.words.len() == 1);
        alone.then_some(PersonNoun {
            class: if years < 18 {
                VictimClass::Civilians
            } else {
                VictimClass::Unknown
            },
            child: years < 18,
            woman: false,
            generic: false,
            title: false,
            plural: false,
            singular: true,
        })
    }

    pub fn starts_with(&self, at: WordIx, phrase: &[&str]) -> bool {
        phrase.iter().enumerate().all(|(i, w)| self.text(at + i) == *w)
    }

    pub fn punctuation(&self, at: WordIx) -> bool {
        self.words.get(at).is_none_or(|w| w.punctuation)
    }

    pub fn preposition(&self, at: WordIx) -> bool {
        self.of(at, class::PREPOSITION)
    }

    /// 'himself', in headlines 'self'.
    pub fn reflexive(&self, at: WordIx) -> bool {
        self.is(at, &["himself", "herself", "self"])
    }

    pub fn conjunction(&self, at: WordIx) -> bool {
        self.of(at, class::CONJUNCTION)
    }

    pub fn auxiliary(&self, at: WordIx) -> bool {
        self.of(at, class::AUXILIARY)
    }

    pub fn be(&self, at: WordIx) -> bool {
        self.of(at, class::BE)
    }

    pub fn relative(&self, at: WordIx) -> bool {
        self.is(at, &["who", "which", "whom", "whose", "that"])
    }

    pub fn adverb(&self, at: WordIx) -> bool {
        self.of(at, class::ADVERB)
    }

    pub fn sport(&self, at: WordIx) -> bool {
        self.of(at, class::SPORT)
    }

    /// Whether the word is a weekday.
    pub fn weekday(&self, at: WordIx) -> bool {
        crate::number::is_weekday(self.text(at))
    }

    pub fn day(&self, at: WordIx) -> bool {
        self.of(at, class::DAY)
    }

    /// A capital that marks a name; never in sentences whose letters are all of one case.
    pub fn name_like(&self, at: WordIx) -> bool {
        self.case == CaseStyle::Mixed
            && self
                .words
                .get(at)
                .is_some_and(|w| w.capital && !w.punctuation && w.text.starts_with(char::is_alphabetic))
            && !self.day(at)
            && !self.closed(at)
    }

    /// A word of a closed class, which no noun phrase can have as its head.
    pub fn closed(&self, at: WordIx) -> bool {
        self.punctuation(at) || self.of(at, class::CLOSED)
    }

    /// A verb that is not an auxiliary, as far as lists and endings tell.
    pub fn verb(&self, at: WordIx) -> bool {
        let w = self.text(at);
        if self.person(at).is_some() || self.name_like(at) && at > 0 {
            return false;
        }
        self.of(at, class::VERB)
            || (w.len() > 4
                && w.ends_with("ed")
                && (!w.ends_with("eed") || matches!(w, "agreed" | "freed" | "fleed" | "guaranteed"))
                && !w.contains('-')
                && !self.of(at, class::NOT_VERB))
    }

    /// A verb of saying, and not a name like it ('Said').
    pub fn says(&self, at: WordIx) -> bool {
        self.of(at, class::REPORTING) && !(at > 0 && self.name_like(at))
    }

    /// A present participle that can end a noun phrase ('waiting', 'carrying').
    pub fn ing(&self, at: WordIx) -> bool {
        let w = self.text(at);
        w.len() > 4
            && w.ends_with("ing")
            && self.person(at).is_none()
            && !self.name_like(at)
            && !self.lexicon.is_thing(w)
            && !self.of(at, class::NOT_VERB)
    }

    /// The token range of a word range.
    pub fn tokens(&self, words: &Range<WordIx>) -> Range<TokenIx> {
        let start = self.words[words.start].tokens.start;
        start..self.words[words.end - 1].tokens.end
    }

    /// Steps over a bracketed passage that starts at `at`: one past its end, or `at` when there is none.
    pub fn skip_brackets(&self, at: WordIx) -> WordIx {
        let close = match self.text(at) {
            "(" => ")",
            "[" => "]",
            _ => return at,
        };
        (at + 1..self.len().min(at + 14))
            .find(|&i| self.text(i) == close)
            .map_or(at, |i| i + 1)
    }
}

fn read_word<'a>(analysis: &'a Analysis<'_>, at: TokenIx, end: TokenIx) -> (Word<'a>, TokenIx) {
    let tokens = analysis.tokens();
    let mut text = Cow::Borrowed(analysis.lower(at));
    if !text.is_ascii() {
        text = text.replace(['–', '‑'], "-").into();
    }
    let shape = tokens[at].shape;
    let punctuation = text.starts_with(|c: char| !c.is_alphanumeric()) && text != "%" && text != "&";
    let mut possessive = false;
    let mut next = at + 1;
    while !punctuation && next < end && adjacent(analysis, next - 1, next) {
        let joint = analysis.lower(next);
        let glued = next + 1 < end && adjacent(analysis, next, next + 1);
        let after = if glued { analysis.lower(next + 1) } else { "" };
        let alnum = after.starts_with(char::is_alphanumeric);
        if matches!(joint, "-" | "–" | "‑") && alnum {
            text.to_mut().push('-');
            text.to_mut().push_str(after);
            next += 2;
        } else if joint == ","
            && all_digits(&text)
            && all_digits(after)
            && after.len() >= 2
            && after.len() <= 3
        {
            text.to_mut().push(',');
            text.to_mut().push_str(after);
            next += 2;
        } else if joint == "." && all_digits(&text) && all_digits(after)
            || joint == "."
                && alnum
                && after.chars().count() == 1
                && text.chars().rev().nth(1).is_none_or(|c| c == '.')
        {
            text.to_mut().push('.');
            text.to_mut().push_str(after);
            next += 2;
        } else if joint == "'s" || joint == "'" && text.ends_with('s') {
            possessive = true;
            next += 1;
            break;
        } else {
            break;
        }
    }
    for ending in ["'s", "'"] {
        if !punctuation && let Some(stem) = text.strip_suffix(ending) {
            possessive = true;
            let length = stem.len();
            text.to_mut().truncate(length);
            break;
        }
    }
    let word = Word {
        capital: matches!(shape, TokenShape::Capital | TokenShape::Upper)
            || analysis.word(at).starts_with(char::is_uppercase),
        upper: shape == TokenShape::Upper,
        text,
        tokens: at..next,
        possessive,
        punctuation,
        classes: 0,
        noun: None,
    };
    (word, next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_syntax::analyse;

    fn check(text: &str, expected: &str) {
        let lexicon = HarmLexicon::embedded().unwrap();
        let analysis = analyse(text);
        let clause = Clause::new(&lexicon, &analysis, 0..analysis.tokens().len());
        let got: Vec<String> = clause
            .words
            .iter()
            .map(|w| format!("{}{}", w.text, if w.possessive { "*" } else { "" }))
            .collect();
        assert_eq!(got.join(" "), expected);
    }

    #[test]
    fn words_join_what_tokens_may_part() {
        check("A 20-year-old of 7,000", "a 20-year-old of 7,000");
        check("Daoud's driver", "daoud* driver");
        check("the town s driver", "the town* driver");
        check("20–30 men, 2.5 km", "20-30 men , 2.5 km");
    }
}

//! Word patterns: how a lexicon says which words evoke something.
//!
//! A pattern is a list of elements between blanks:
//!
//! | element | matches |
//! |---|---|
//! | `word` | that token, whatever its case |
//! | `attack:v` | any form of the verb |
//! | `raid:n` | singular or plural of the noun |
//! | `a\|b\|c` | any of the alternatives; `a\|b:v` is any form of either verb, `a:n\|b:v` marks each |
//! | `_` | nothing, or up to four tokens other than punctuation |
//!
//! A pattern cannot begin with `_`. Its first `:v` or `:n` element is its *head*: the token that takes the arguments.

use crate::inflect::{Irregular, VerbForm};
use dateline_resolve::LexiconError;
use dateline_syntax::{Analysis, TokenIx, TokenShape, WordTable};
use std::collections::BTreeMap;
use std::ops::Range;

/// What the head of a matched pattern is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HeadForm {
    /// A verb in this form.
    Verb(VerbForm),
    /// A noun.
    Noun,
    /// Neither: the pattern is all fixed words.
    Fixed,
}

#[derive(Clone, Debug)]
enum Element {
    Words { forms: WordTable<HeadForm>, head: bool },
    Gap,
}

/// Compiled patterns of many entries, found in one pass over the tokens.
#[derive(Clone, Debug, Default)]
pub struct PatternSet {
    patterns: Vec<(usize, Vec<Element>)>,
    /// Each pattern as it stands in its file.
    written: Vec<String>,
    /// Patterns by their first word, with what it is to them: most words of a text begin none.
    by_first: WordTable<Vec<(usize, HeadForm)>>,
}

/// A place where a pattern matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternMatch {
    /// The entry the pattern was added for.
    pub entry: usize,
    /// Its tokens.
    pub tokens: Range<TokenIx>,
    /// The token that takes the arguments.
    pub head: TokenIx,
    /// What that token is.
    pub form: HeadForm,
}

/// Most tokens that a `_` stands for.
const MAX_GAP: usize = 4;

impl PatternSet {
    /// Adds a pattern for `entry`.
    pub fn add(
        &mut self,
        entry: usize,
        pattern: &str,
        morphology: &Irregular,
        bad: impl Fn(String) -> LexiconError,
    ) -> Result<(), LexiconError> {
        // 'raid:n|v' would match the letter: the initial of a name, or 'versus'.
        if let Some(letter) = pattern
            .split([' ', '|'])
            .find(|alternative| matches!(*alternative, "n" | "v"))
        {
            return Err(bad(format!(
                "pattern `{pattern}` has `{letter}` for a word: mark each alternative by itself, `raid:n|raid:v`"
            )));
        }
        for variant in as_tokens(pattern) {
            let mut elements = Vec::new();
            let mut has_head = false;
            for part in &variant {
                if part == "_" {
                    if elements.is_empty() {
                        return Err(bad(format!(
                            "pattern `{pattern}` begins with a gap: begin it with a word"
                        )));
                    }
                    elements.push(Element::Gap);
                    continue;
                }
                let forms = compile(part, morphology);
                let headed = forms.values().any(|f| *f != HeadForm::Fixed);
                if elements.is_empty() {
                    for (word, form) in &forms {
                        self.by_first
                            .or_insert_with(word, Vec::new)
                            .push((self.patterns.len(), *form));
                    }
                }
                elements.push(Element::Words {
                    forms: forms.into_iter().collect(),
                    head: headed && !has_head,
                });
                has_head |= headed;
            }
            if elements.is_empty() {
                return Err(bad(format!("pattern `{pattern}` has no word")));
            }
            self.patterns.push((entry, elements));
            self.written.push(pattern.to_owned());
        }
        Ok(())
    }

    /// Whether anything matches within `range`.
    pub fn any(&self, analysis: &Analysis<'_>, range: Range<TokenIx>) -> bool {
        range.clone().any(|at| {
            let candidates = self.by_first.find(analysis.key(at));
            let matches = |&(index, form): &(usize, HeadForm)| {
                behind_first(&self.patterns[index].1, form, analysis, at, range.end).is_some()
            };
            candidates.is_some_and(|c| c.iter().any(matches))
        })
    }

    /// The pattern of `entry` that matches exactly `tokens`, as it stands in its file.
    pub fn written(&self, analysis: &Analysis<'_>, entry: usize, tokens: &Range<TokenIx>) -> Option<&str> {
        let candidates = self.by_first.find(analysis.key(tokens.start))?;
        let matching = candidates.iter().find(|&&(index, form)| {
            let (of, elements) = &self.patterns[index];
            let end = behind_first(elements, form, analysis, tokens.start, tokens.end).map(|found| found.0);
            *of == entry && end == Some(tokens.end)
        });
        matching.map(|&(index, _)| self.written[index].as_str())
    }

    /// All matches within `range`, in order of their first tokens. Matches may overlap: which of them counts is the caller's to say.
    pub fn find(&self, analysis: &Analysis<'_>, range: Range<TokenIx>) -> Vec<PatternMatch> {
        let mut found: Vec<PatternMatch> = Vec::new();
        for at in range.clone() {
            let Some(candidates) = self.by_first.find(analysis.key(at)) else {
                continue;
            };
            for &(index, form) in candidates {
                let (entry, elements) = &self.patterns[index];
                let Some((end, head, form)) = behind_first(elements, form, analysis, at, range.end) else {
                    continue;
                };
                let candidate = PatternMatch {
                    entry: *entry,
                    tokens: at..end,
                    head: head.unwrap_or(at),
                    form,
                };
                if !found.contains(&candidate) {
                    found.push(candidate);
                }
            }
        }
        found
    }
}

/// The pattern as elements of one token each. An alternative that is cut into several tokens ('air-strike', "workers'") gives a variant of its
/// own, cut as a text is cut.
fn as_tokens(pattern: &str) -> Vec<Vec<String>> {
    let mut variants: Vec<Vec<String>> = vec![Vec::new()];
    for part in pattern.split_whitespace() {
        let mut whole: Vec<&str> = Vec::new();
        let mut cut: Vec<Vec<String>> = Vec::new();
        for alternative in part.split('|') {
            let (word, suffix) = match alternative.rsplit_once(':') {
                Some((word, "v" | "n")) => (word, &alternative[word.len()..]),
                _ => (alternative, ""),
            };
            if dateline_syntax::is_one_token(word) {
                whole.push(alternative);
                continue;
            }
            let tokens = dateline_syntax::analyse(word);
            let count = tokens.tokens().len();
            if count <= 1 {
                whole.push(alternative);
            } else {
                let mut pieces: Vec<String> = (0..count).map(|ix| tokens.word(ix).to_owned()).collect();
                pieces[count - 1].push_str(suffix);
                cut.push(pieces);
            }
        }
        if !whole.is_empty() {
            cut.push(vec![whole.join("|")]);
        }
        variants = variants
            .iter()
            .flat_map(|start| {
                cut.iter()
                    .map(move |end| [start.as_slice(), end.as_slice()].concat())
            })
            .collect();
    }
    variants
}

/// The forms that one element matches, each with what it is.
fn compile(part: &str, morphology: &Irregular) -> BTreeMap<String, HeadForm> {
    let mut forms = BTreeMap::new();
    for alternative in part.split('|') {
        // 'a|b:v' marks each alternative on its own; 'kill|wound:v' marks both.
        let suffix = alternative.rsplit_once(':').map(|(_, kind)| kind).or_else(|| {
            part.rsplit_once(':')
                .map(|(_, kind)| kind)
                .filter(|_| !part.contains(":n|") && !part.contains(":v|"))
        });
        let word = alternative
            .strip_suffix(":v")
            .or_else(|| alternative.strip_suffix(":n"))
            .unwrap_or(alternative);
        match suffix {
            Some("v") => {
                for (form, kind) in morphology.verb_forms(word) {
                    forms.insert(form, HeadForm::Verb(kind));
                }
            }
            Some("n") => {
                for form in morphology.noun_forms(word) {
                    forms.insert(form, HeadForm::Noun);
                }
            }
            _ => {
                forms.insert(word.to_lowercase(), HeadForm::Fixed);
            }
        }
    }
    forms
}

/// As [`matches_at`], where the first element is known to match, as `form`.
fn behind_first(
    elements: &[Element],
    form: HeadForm,
    analysis: &Analysis<'_>,
    at: TokenIx,
    limit: TokenIx,
) -> Option<(TokenIx, Option<TokenIx>, HeadForm)> {
    let (first, rest) = elements.split_first()?;
    let (end, later_head, later_form) = matches_at(rest, analysis, at + 1, limit)?;
    match first {
        Element::Words { head: true, .. } => Some((end, Some(at), form)),
        _ => Some((end, later_head, later_form)),
    }
}

/// End of the match, its head and the head's form, if the elements match from `at`.
fn matches_at(
    elements: &[Element],
    analysis: &Analysis<'_>,
    at: TokenIx,
    limit: TokenIx,
) -> Option<(TokenIx, Option<TokenIx>, HeadForm)> {
    let Some((first, rest)) = elements.split_first() else {
        return Some((at, None, HeadForm::Fixed));
    };
    match first {
        Element::Words { forms, head } => {
            if at >= limit {
                return None;
            }
            let form = *forms.find(analysis.key(at))?;
            let (end, later_head, later_form) = matches_at(rest, analysis, at + 1, limit)?;
            if *head {
                Some((end, Some(at), form))
            } else {
                Some((end, later_head, later_form))
            }
        }
        Element::Gap => {
            for skip in 0..=MAX_GAP {
                if let Some(found) = matches_at(rest, analysis, at + skip, limit) {
                    return Some(found);
                }
                let stops = |ix: TokenIx| {
                    // 'three high-voltage pylons'
                    analysis.tokens()[ix].shape == TokenShape::Punctuation && analysis.word(ix) != "-"
                };
                if at + skip >= limit || stops(at + skip) {
                    return None;
                }
            }
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, text: &str, expected: &[&str]) {
        let mut set = PatternSet::default();
        let morphology = Irregular::parse("test", "verb\tblow\tblew\tblown\n").expect("well formed");
        let bad = |problem| LexiconError {
            file: "test".into(),
            line: 1,
            problem,
        };
        set.add(0, pattern, &morphology, bad).expect("a good pattern");
        let analysis = dateline_syntax::analyse(text);
        let found: Vec<&str> = set
            .find(&analysis, 0..analysis.tokens().len())
            .into_iter()
            .map(|m| analysis.span(m.tokens).of(text))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn words_forms_and_gaps_match() {
        check(
            "attack:v",
            "They attacked, and attack again.",
            &["attacked", "attack"],
        );
        check("raid:n", "A raid. Two raids. Raided.", &["raid", "raids"]);
        check(
            "blow:v himself|herself up",
            "He blew himself up.",
            &["blew himself up"],
        );
        check(
            "carry:v out _ raid:n",
            "They carried out two night raids there.",
            &["carried out two night raids"],
        );
        check("carry:v out _ raid:n", "They carried out, then raid.", &[]);
        check(
            "air-raid:n|airstrike:n",
            "An air-raid after two airstrikes.",
            &["air-raid", "airstrikes"],
        );
        check(
            "stone|pelt:v police",
            "They stoned police, pelting police.",
            &["stoned police", "pelting police"],
        );
    }

    #[test]
    fn a_leading_gap_and_a_mark_without_its_word_are_refused() {
        for pattern in ["_ raid:n", "raid:n|v", "police v|n raid"] {
            let bad = |problem| LexiconError {
                file: "x.toml".into(),
                line: 7,
                problem,
            };
            let error = PatternSet::default()
                .add(0, pattern, &Irregular::default(), bad)
                .expect_err(pattern);
            assert_eq!(error.line, 7);
        }
    }
}

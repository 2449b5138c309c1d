//! States of affairs: facilities closed or damaged, territory held, truces in force.

use crate::event::{line_of, read_toml};
use crate::inflect::Irregular;
use crate::pattern::PatternSet;
use crate::words;
use dateline_model::{Condition, ConditionKind};
use dateline_resolve::LexiconError;
use dateline_syntax::{Analysis, Sentence, TokenIx, TokenShape, WordTable};
use serde::Deserialize;
use std::ops::Range;

const FILE: &str = "lexicons/conditions/conditions.toml";
const TEXT: &str = include_str!("../../../lexicons/conditions/conditions.toml");

/// One kind of state.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConditionFamily {
    /// Unique name.
    pub name: String,
    /// What sort of state it is.
    pub kind: ConditionKind,
    /// The state, normalised.
    pub state: String,
    /// What can be in that state; for control, the words of holding.
    pub subjects: Vec<String>,
    /// The words of the state; none for control.
    pub states: Vec<String>,
    /// Words of the sentence that silence it.
    #[serde(default)]
    pub unless: WordTable<()>,
    /// Sentences that state it.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the tests that run it"))]
    pub holds: Vec<String>,
    /// Sentences that do not.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the tests that run it"))]
    pub silent: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionFile {
    condition: Vec<ConditionFamily>,
}

/// The condition lexicon, compiled.
#[derive(Debug)]
pub struct ConditionLexicon {
    /// Families in file order.
    pub families: Vec<ConditionFamily>,
    subjects: PatternSet,
    states: PatternSet,
}

/// A state found in a sentence.
#[derive(Clone, Debug)]
pub struct ConditionMention {
    /// The condition as it goes into a claim.
    pub condition: Condition,
    /// Subject to state.
    pub tokens: Range<TokenIx>,
    /// The words of the state.
    pub state: Range<TokenIx>,
    /// Position of its family in the lexicon.
    pub family: usize,
}

/// Words that say who holds a place.
#[derive(Clone, Debug)]
pub struct Holding {
    /// Its tokens.
    pub tokens: Range<TokenIx>,
    /// Whether the holder comes after: 'held by X', 'under the control of X'.
    pub by_follows: bool,
    /// The state, normalised.
    pub state: String,
    /// Position of its family in the lexicon.
    pub family: usize,
}

/// Most tokens between a subject and its state: 'Aleppo's airport and some hospitals now closed'.
const MAX_GAP: usize = 9;

impl ConditionLexicon {
    /// The file, and its text.
    pub const FILE: (&'static str, &'static str) = (FILE, TEXT);

    /// The pattern that matched the words of a state or of holding, as it stands in the file.
    pub fn written(&self, analysis: &Analysis<'_>, family: usize, tokens: &Range<TokenIx>) -> Option<&str> {
        let states = self.states.written(analysis, family, tokens);
        states.or_else(|| self.subjects.written(analysis, family, tokens))
    }

    /// The built-in lexicon.
    ///
    /// # Errors
    /// [`LexiconError`] naming file and line.
    pub fn embedded(morphology: &Irregular) -> Result<Self, LexiconError> {
        let families = read_toml::<ConditionFile>(FILE, TEXT)?.condition;
        let (mut subjects, mut states) = (PatternSet::default(), PatternSet::default());
        for (index, family) in families.iter().enumerate() {
            let line = line_of(TEXT, &format!("name = \"{}\"", family.name));
            let bad = |problem| LexiconError {
                file: FILE.to_owned(),
                line,
                problem,
            };
            for words in &family.subjects {
                subjects.add(index, words, morphology, bad)?;
            }
            for words in &family.states {
                states.add(index, words, morphology, bad)?;
            }
        }
        Ok(Self {
            families,
            subjects,
            states,
        })
    }

    /// The words of holding in a sentence: 'controls', 'is held by', 'in the hands of'.
    pub fn holdings(&self, analysis: &Analysis<'_>, sentence: &Sentence) -> Vec<Holding> {
        let found = self.subjects.find(analysis, sentence.tokens.clone()).into_iter();
        found
            .filter(|m| self.families[m.entry].kind == ConditionKind::Control)
            .map(|m| Holding {
                by_follows: matches!(analysis.lower(m.tokens.end - 1), "by" | "under")
                    || matches!(analysis.lower(m.tokens.start), "under" | "in")
                        && analysis.lower(m.tokens.start + 1) != "control",
                state: self.families[m.entry].state.clone(),
                family: m.entry,
                tokens: m.tokens,
            })
            .collect()
    }

    /// The facility, security, siege and ceasefire states of a sentence. A state that several subjects share gives one each.
    pub fn find(&self, analysis: &Analysis<'_>, sentence: &Sentence) -> Vec<ConditionMention> {
        let subjects = self.subjects.find(analysis, sentence.tokens.clone());
        let states = self.states.find(analysis, sentence.tokens.clone());
        let mut found: Vec<ConditionMention> = Vec::new();
        for subject in &subjects {
            let family = &self.families[subject.entry];
            let silences = |ix| family.unless.find(analysis.key(ix)).is_some();
            if !family.unless.is_empty() && sentence.tokens.clone().any(silences) {
                continue;
            }
            let state = states.iter().find(|state| {
                state.entry == subject.entry
                    && state.tokens.start >= subject.tokens.end
                    && state.tokens.start - subject.tokens.end <= MAX_GAP
                    && is_predicated(analysis, subject.tokens.end..state.tokens.start)
            });
            let Some(state) = state else { continue };
            if found.iter().any(|f| {
                f.tokens.start <= subject.tokens.start
                    && subject.tokens.end <= f.tokens.end
                    && f.tokens.start == subject.tokens.start
            }) {
                continue;
            }
            let phrase = noun_phrase(analysis, sentence, &subject.tokens);
            let tokens = phrase.start..state.tokens.end;
            found.push(ConditionMention {
                condition: Condition {
                    kind: family.kind,
                    subject: analysis.span(phrase.clone()).of(analysis.text()).to_owned(),
                    state: family.state.clone(),
                    extent: None,
                    holder: None,
                    span: analysis.span(state.tokens.clone()).excerpt(analysis.text()),
                },
                tokens,
                state: state.tokens.clone(),
                family: subject.entry,
            });
        }
        found
    }
}

/// 'is', 'are', 'has been', nothing but adverbs, or 'with … now': the state is said of the subject. A second noun phrase with
/// its own verb in between is not; 'X and Y' is.
fn is_predicated(analysis: &Analysis<'_>, between: Range<TokenIx>) -> bool {
    // 'the hospital, which is now closed'
    let lower = |ix: TokenIx| analysis.lower(ix);
    let relative = between.len() > 2 && lower(between.start) == "," && lower(between.start + 1) == "which";
    let between = if relative {
        between.start + 2..between.end
    } else {
        between
    };
    // 'The security guard was calm' is about a guard.
    let is_modifier = between.clone().next().is_some_and(|ix| {
        let word = analysis.lower(ix);
        let joins = words::is_auxiliary(word) || words::is_light_adverb(word) || words::is_preposition(word);
        !joins
            && !matches!(
                word,
                "and" | "," | "now" | "still" | "remain" | "remained" | "remains" | "reported" | "here"
            )
    });
    let broken = between.clone().any(|ix| {
        let word = analysis.lower(ix);
        matches!(
            word,
            ";" | "." | ":" | "who" | "which" | "because" | "said" | "when" | "while" | "but" | "to"
        )
    });
    let linked = between.clone().any(|ix| {
        let word = analysis.lower(ix);
        words::is_be(word)
            || words::is_have(word)
            || matches!(
                word,
                "now" | "still" | "remain" | "remained" | "were" | "left" | "become" | "reported"
            )
    });
    !broken && !is_modifier && (linked || between.is_empty())
}

/// The subject with its determiner and modifiers to the left.
fn noun_phrase(analysis: &Analysis<'_>, sentence: &Sentence, subject: &Range<TokenIx>) -> Range<TokenIx> {
    let mut start = subject.start;
    while start > sentence.tokens.start && subject.start - start < 6 {
        let word = analysis.lower(start - 1);
        let shape = analysis.tokens()[start - 1].shape;
        let stops = words::is_preposition(word)
            || words::is_conjunction(word)
            || words::is_auxiliary(word) && word != "'s"
            || shape == TokenShape::Punctuation && !matches!(word, "'" | "-" | "’");
        if stops {
            break;
        }
        start -= 1;
        if words::is_determiner(word) {
            break;
        }
    }
    start..subject.end
}

//! Modality: whether the words around a trigger say that it happened.

use crate::event::{line_of, read_toml};
use crate::inflect::Irregular;
use crate::pattern::PatternSet;
use crate::words;
use dateline_model::Status;
use dateline_resolve::LexiconError;
use dateline_syntax::{Analysis, Relation, Sentence, TokenIx, TokenShape, Upos};
use serde::Deserialize;
use std::ops::Range;

const FILE: &str = "lexicons/events/status.toml";
const TEXT: &str = include_str!("../../../lexicons/events/status.toml");

/// One family of modal words.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusCue {
    /// Unique name.
    pub name: String,
    /// Most tokens between the cue and the trigger that it governs.
    pub reach: usize,
    /// Whether it stands behind its trigger ('the attack was foiled') instead of before it.
    #[serde(default)]
    pub behind: bool,
    /// Whether it opens the subject of its trigger ('no one was arrested'), however far from it. Words of harm are left alone:
    /// that no one was hurt is a count of none.
    #[serde(default)]
    pub subject: bool,
    /// What it makes of the claim.
    pub status: Status,
    /// See [`crate::pattern`].
    pub patterns: Vec<String>,
    /// Sentences whose event gets the status.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the tests that run it"))]
    pub examples: Vec<String>,
    /// Sentences whose event does not.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the tests that run it"))]
    pub counter: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatusFile {
    cue: Vec<StatusCue>,
}

/// The modal words, compiled.
#[derive(Debug)]
pub struct StatusLexicon {
    /// Families in order of precedence.
    pub cues: Vec<StatusCue>,
    patterns: PatternSet,
}

/// A modal word in a sentence.
#[derive(Clone, Debug)]
pub struct StatusMention {
    /// Its tokens.
    pub tokens: Range<TokenIx>,
    /// Position of its family, in order of precedence.
    pub cue: usize,
}

impl StatusLexicon {
    /// The file, and its text.
    pub const FILE: (&'static str, &'static str) = (FILE, TEXT);

    /// The built-in lexicon.
    ///
    /// # Errors
    /// [`LexiconError`] naming file and line.
    pub fn embedded(morphology: &Irregular) -> Result<Self, LexiconError> {
        let cues = read_toml::<StatusFile>(FILE, TEXT)?.cue;
        let mut patterns = PatternSet::default();
        for (index, cue) in cues.iter().enumerate() {
            let line = line_of(TEXT, &format!("name = \"{}\"", cue.name));
            for pattern in &cue.patterns {
                let bad = |problem| LexiconError {
                    file: FILE.to_owned(),
                    line,
                    problem,
                };
                patterns.add(index, pattern, morphology, bad)?;
            }
        }
        Ok(Self { cues, patterns })
    }

    /// The modal words of a sentence.
    pub fn find(&self, analysis: &Analysis<'_>, sentence: &Sentence) -> Vec<StatusMention> {
        self.patterns
            .find(analysis, sentence.tokens.clone())
            .into_iter()
            .filter(|m| !is_month(analysis, sentence, m.tokens.start))
            .map(|m| StatusMention {
                tokens: m.tokens,
                cue: m.entry,
            })
            .collect()
    }

    /// The status that the words before a trigger give it, with those words; `None` where it is simply reported.
    ///
    /// A cue governs a trigger that comes after it (or, of cues said behind, before it) in the same clause, within the cue's reach. 'If' and its like govern the whole
    /// sentence from the clause they open.
    pub fn governing(
        &self,
        analysis: &Analysis<'_>,
        mentions: &[StatusMention],
        trigger: &Range<TokenIx>,
    ) -> Option<(Status, Range<TokenIx>)> {
        self.governor(analysis, mentions, trigger)
            .map(|m| (self.cues[m.cue].status, m.tokens.clone()))
    }

    /// The modal words that [`StatusLexicon::governing`] goes by.
    pub fn governor<'m>(
        &self,
        analysis: &Analysis<'_>,
        mentions: &'m [StatusMention],
        trigger: &Range<TokenIx>,
    ) -> Option<&'m StatusMention> {
        let nearest = self.nearest(analysis, mentions, trigger);
        // 'called for an inquiry and the arrest of two men': what is joined to a noun is held as it is.
        let joined_to = || {
            let joined = analysis.is_parsed()
                && analysis.upos(trigger.start) == Upos::Noun
                && analysis.relation(trigger.start) == Relation::Conj;
            let first = analysis.head(trigger.start).filter(|_| joined)?;
            self.nearest(analysis, mentions, &(first..first + 1))
        };
        nearest.or_else(joined_to)
    }

    fn nearest<'m>(
        &self,
        analysis: &Analysis<'_>,
        mentions: &'m [StatusMention],
        trigger: &Range<TokenIx>,
    ) -> Option<&'m StatusMention> {
        mentions
            .iter()
            .filter(|m| !same_words(&m.tokens, trigger) && !describes_another(analysis, &m.tokens, trigger))
            .filter(|m| {
                let cue = &self.cues[m.cue];
                if cue.subject {
                    return opens_subject(analysis, &m.tokens, trigger);
                }
                let between = if cue.behind {
                    trigger.end..m.tokens.start
                } else {
                    m.tokens.end..trigger.start
                };
                between.start <= between.end
                    && between.len() < cue.reach
                    && !clause_ends_between(analysis, between)
            })
            .min_by_key(|m| (m.cue, std::cmp::Reverse(m.tokens.start)))
    }

    /// The pattern of a modal word, as it stands in the file.
    pub fn written(&self, analysis: &Analysis<'_>, mention: &StatusMention) -> Option<&str> {
        self.patterns.written(analysis, mention.cue, &mention.tokens)
    }
}

/// Whether the subject of the trigger begins with the words of a cue.
fn opens_subject(analysis: &Analysis<'_>, cue: &Range<TokenIx>, trigger: &Range<TokenIx>) -> bool {
    const HARM: [&str; 6] = ["die", "harm", "hurt", "injure", "kill", "wound"];
    let opens = |subject: TokenIx| {
        cue.clone().any(|ix| analysis.is_under(ix, subject))
            && (cue.start == 0 || !analysis.is_under(cue.start - 1, subject))
    };
    analysis.is_parsed()
        && trigger.clone().any(|verb| {
            let subjects = analysis
                .children_by(verb, Relation::Nsubj)
                .chain(analysis.children_by(verb, Relation::NsubjPass));
            !HARM.contains(&analysis.lemma(verb)) && subjects.into_iter().any(opens)
        })
}

/// 'May' with a capital inside a sentence is the month.
fn is_month(analysis: &Analysis<'_>, sentence: &Sentence, ix: TokenIx) -> bool {
    let number =
        |at: TokenIx| sentence.tokens.contains(&at) && analysis.tokens()[at].shape == TokenShape::Number;
    analysis.lower(ix) == "may"
        && (number(ix + 1)
            || ix > sentence.tokens.start && number(ix - 1)
            || analysis.tokens()[ix].shape == TokenShape::Capital && ix > sentence.tokens.start)
}

/// 'A feared brigade shelled the village': a participle that says what another noun than the act is like.
fn describes_another(analysis: &Analysis<'_>, cue: &Range<TokenIx>, trigger: &Range<TokenIx>) -> bool {
    if !analysis.is_parsed() || analysis.upos(cue.start) != Upos::Verb {
        return false;
    }
    // 'Officers suspected of theft were attacked': what is said of them is not said of what befell them.
    let of_them = analysis.relation(cue.start) == Relation::Acl
        && cue.start < trigger.start
        && analysis.is_under(cue.start, trigger.start);
    of_them
        || cue.len() == 1
            && analysis.relation(cue.start) == Relation::Amod
            && analysis
                .head(cue.start)
                .is_some_and(|noun| !analysis.is_under(trigger.start, noun) && !trigger.contains(&noun))
}

fn same_words(a: &Range<TokenIx>, b: &Range<TokenIx>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Whether a clause ends somewhere in `between`: strong punctuation, a comma, or a word that opens a new clause.
pub fn clause_ends_between(analysis: &Analysis<'_>, between: Range<TokenIx>) -> bool {
    between.clone().any(|ix| {
        let word = analysis.lower(ix);
        matches!(word, "," | ";" | ":" | "—" | "--" | "–" | "”" | "“" | "\"")
            || words::is_conjunction(word) && !matches!(word, "and" | "or" | "that" | "as" | "nor")
            // 'vowed to avenge the killing', 'called for a strike over the arrest'
            || matches!(
                word,
                "after" | "avenge" | "avenging" | "before" | "despite" | "following" | "over" | "since"
            )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Status given to the word `at` of a one-sentence text.
    fn check(text: &str, at: &str, expected: Option<Status>) {
        let morphology = Irregular::parse(
            "irregular",
            include_str!("../../../lexicons/morphology/irregular.tsv"),
        )
        .expect("well formed");
        let lexicon = StatusLexicon::embedded(&morphology).expect("well formed");
        let analysis = dateline_syntax::analyse(text);
        let ix = (0..analysis.tokens().len())
            .find(|&ix| analysis.word(ix) == at)
            .expect("the word is there");
        let mentions = lexicon.find(&analysis, &analysis.sentences()[0]);
        let found = lexicon
            .governing(&analysis, &mentions, &(ix..ix + 1))
            .map(|(status, _)| status);
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn modality_reaches_its_clause_and_no_further() {
        check("Rebels attacked the port.", "attacked", None);
        check(
            "Rebels could attack the port.",
            "attack",
            Some(Status::Hypothetical),
        );
        check(
            "Rebels threatened to attack the port.",
            "attack",
            Some(Status::Threatened),
        );
        check("Troops did not attack the port.", "attack", Some(Status::Denied));
        check("They plan to attack the port.", "attack", Some(Status::Planned));
        check(
            "He was convicted of bombing a train.",
            "bombing",
            Some(Status::Background),
        );
        check(
            "The army, which could not pay its men, attacked.",
            "attacked",
            None,
        );
    }
}

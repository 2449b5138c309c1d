//! Relevance: which sentences can matter, told from their words alone.
//!
//! Parsing is most of the work of reading a report, and most sentences of general news tell of nothing that is coded. A sentence
//! is parsed when it holds a word that some lexicon of events, harm, conditions or judgement knows, or stands beside one that does
//! with a quotation between them, or opens the report. What is left out can make no claim: the test is a superset of what the later
//! steps ask for. On the open gold sets it loses none of 344 claims and spares 69 of 100 sentences of general news the parse; of gold
//! sentences, which ask for more than the lexicons know, it keeps 98.5 % of those with casualties (`tests/kept.rs` of `evaluate`).

use crate::Coder;
use crate::attribution::SpeakerClue;
use crate::harm;
use crate::named::may_identify;
use dateline_syntax::{Analysis, SentenceRole};

/// Sentences at the head of a report that are always read: headline, dateline and lead name who and where.
const LEAD: usize = 2;

impl Coder {
    /// For each sentence, whether it is worth a parse; all `false` when nothing in the report can be a claim.
    #[must_use]
    pub fn relevant(&self, analysis: &Analysis<'_>) -> Vec<bool> {
        let sentences = analysis.sentences();
        let telling: Vec<bool> = sentences
            .iter()
            .map(|s| s.role != SentenceRole::Furniture && self.tells(analysis, s))
            .collect();
        if !telling.contains(&true) {
            return telling;
        }
        let quotes = |at: usize| {
            let tokens = sentences[at].tokens.clone();
            tokens
                .clone()
                .any(|ix| matches!(analysis.word(ix), "\"" | "“" | "”" | "''" | "``"))
        };
        let told = |at: Option<usize>| at.and_then(|at| telling.get(at)).is_some_and(|t| *t);
        (0..sentences.len())
            .map(|at| {
                let beside = told(at.checked_sub(1)) || told(Some(at + 1));
                telling[at] || at < LEAD || beside && quotes(at)
            })
            .collect()
    }

    /// Whether some lexicon knows a word of the sentence.
    fn tells(&self, analysis: &Analysis<'_>, sentence: &dateline_syntax::Sentence) -> bool {
        let tokens = || sentence.tokens.clone();
        let judged = || {
            let clues = self.attributions.clue_patterns.find(analysis, tokens());
            let analyst = |entry: usize| matches!(self.attributions.clues[entry], SpeakerClue::Analyst);
            clues.iter().any(|m| analyst(m.entry))
                || self
                    .attributions
                    .patterns
                    .find(analysis, tokens())
                    .iter()
                    .any(|m| self.attributions.cues[m.entry].analysis)
        };
        self.events.patterns.any(analysis, tokens())
            || self.events.alone_patterns.any(analysis, tokens())
            || harm::may_tell(&self.harm, analysis, sentence)
            || may_identify(analysis, tokens())
            || !self.conditions.holdings(analysis, sentence).is_empty()
            || !self.conditions.find(analysis, sentence).is_empty()
            || judged()
    }
}

//! Control of territory: who holds or took what, and how much of it.

use crate::event::{ClassEntry, SentenceClues};
use crate::words;
use dateline_resolve::Entities;
use dateline_resolve::place::PlaceUsage;
use dateline_syntax::{Analysis, Sentence, TokenIx};
use std::ops::Range;

/// Most tokens between the verb and the place it governs: 'seized about a third of the old town'.
const REACH: usize = 9;

/// The ground that a verb governs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// The words for it: 'the city', 'four quarters in the south of the port'.
    pub subject: Range<TokenIx>,
    /// How much of it: 'about a third'.
    pub extent: Option<Range<TokenIx>>,
}

/// What was taken: the first place, or word for one, after the verb; before it in the passive.
pub fn ground_of(
    analysis: &Analysis<'_>,
    sentence: &Sentence,
    clues: &SentenceClues,
    entities: &Entities,
    verb: &Range<TokenIx>,
) -> Option<Ground> {
    let limit = sentence.tokens.end.min(verb.end + REACH);
    let mut candidates: Vec<Range<TokenIx>> = clues
        .classes
        .iter()
        .filter(|(class, _)| *class == ClassEntry::Place)
        .map(|(_, tokens)| tokens.clone())
        .chain(
            entities
                .places
                .iter()
                .filter(|p| p.usage == PlaceUsage::Literal)
                .map(|p| p.tokens.clone()),
        )
        .collect();
    candidates.sort_by_key(|tokens| (tokens.start, std::cmp::Reverse(tokens.end)));
    let after = candidates
        .iter()
        .find(|t| t.start >= verb.start && t.start < limit)
        .cloned();
    let found = after.or_else(|| {
        candidates
            .iter()
            .rev()
            .find(|t| {
                t.end <= verb.start
                    && verb.start - t.end <= 4
                    && (t.end..verb.start)
                        .any(|ix| words::is_be(analysis.lower(ix)) || words::is_have(analysis.lower(ix)))
            })
            .cloned()
    })?;
    let start = if found.start >= verb.end {
        verb.end
    } else {
        found.start
    };
    let extent = extent_in(analysis, start..found.start);
    let subject_start = extent.as_ref().map_or(start, |e| e.end + 1).min(found.start);
    Some(Ground {
        subject: subject_start..found.end.max(subject_start + 1),
        extent,
    })
}

/// 'more than half [of]', 'most [of]', 'parts [of]'.
fn extent_in(analysis: &Analysis<'_>, between: Range<TokenIx>) -> Option<Range<TokenIx>> {
    let of = between.clone().find(|&ix| {
        matches!(
            analysis.lower(ix),
            "half"
                | "most"
                | "parts"
                | "part"
                | "all"
                | "third"
                | "thirds"
                | "quarter"
                | "much"
                | "percent"
                | "%"
        )
    })?;
    Some(between.start..of + 1)
}

//! What a claim was made from.

use crate::condition::{ConditionMention, Holding};
use crate::group::Group;
use dateline_model::Claim;
use dateline_syntax::TokenIx;
use std::ops::Range;

/// A claim with the first token of its words and what it was made from.
pub(crate) type Made = (TokenIx, Claim, Origin);

/// What a claim was made from, for who asks why.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    /// Position of its sentence.
    pub sentence: usize,
    /// The words that set its scene and voice.
    pub tokens: Range<TokenIx>,
    /// The token whose voices count.
    pub at: TokenIx,
    pub kind: OriginKind,
}

/// The reading that made a claim.
#[derive(Clone, Debug)]
pub(crate) enum OriginKind {
    /// Triggers, the harm put to them, and words that claim or deny them.
    Event {
        group: Group,
        harms: Vec<usize>,
        responsibility: Option<Group>,
    },
    /// Triggers by which ground changes hands.
    Taken {
        group: Group,
    },
    Holding(Holding),
    Condition(ConditionMention),
    /// Position of the analyst's citation.
    Analysis(usize),
    /// Position of the hazard.
    Hazard(usize),
    Harm(Vec<usize>),
}

//! Temporary shape of harm mentions.
use dateline_model::{Bounds, HarmKind, Scope, Victims};
use dateline_syntax::TokenIx;
use std::ops::Range;

/// A stated quantity of harm.
#[derive(Clone, Debug)]
pub struct HarmMention {
    pub sentence: usize,
    pub kind: HarmKind,
    pub bounds: Bounds,
    pub scope: Scope,
    pub victims: Victims,
    pub tokens: Range<TokenIx>,
    pub trigger: Range<TokenIx>,
    pub part_of: Option<usize>,
    pub restates: Option<usize>,
    pub perpetrator: Option<Range<TokenIx>>,
}

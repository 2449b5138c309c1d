//! Temporary.
use dateline_model::Bounds;
use dateline_syntax::{Analysis, TokenIx};
use std::ops::Range;
/// Temporary.
pub fn count_before(_: &Analysis<'_>, _: TokenIx, _: Range<TokenIx>) -> Option<(Bounds, Range<TokenIx>)> {
    None
}

//! Quotations: stretches between quotation marks, over sentence ends.

use dateline_syntax::{Analysis, TokenIx};
use std::ops::Range;

/// Words between quotation marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// With the marks.
    pub outer: Range<TokenIx>,
    /// Without.
    pub inner: Range<TokenIx>,
}

/// Most tokens in one quotation; a mark left open is not one.
const MAX_TOKENS: usize = 400;
/// Fewer words than this are a scare quote or a title, not speech.
const MIN_TOKENS: usize = 4;

/// The quotations of a document, in text order. Curly and straight double marks, and doubled single ones, open and close.
pub fn find_quotations(analysis: &Analysis<'_>) -> Vec<Quotation> {
    let mut found = Vec::new();
    let mut open: Option<TokenIx> = None;
    for ix in 0..analysis.tokens().len() {
        let (opens, closes) = match analysis.word(ix) {
            "“" | "``" | "«" => (true, false),
            "”" | "''" | "»" => (false, true),
            "\"" => (open.is_none(), open.is_some()),
            _ => continue,
        };
        if let (true, Some(start)) = (closes, open) {
            if (MIN_TOKENS..=MAX_TOKENS).contains(&(ix - start - 1)) {
                found.push(Quotation {
                    outer: start..ix + 1,
                    inner: start + 1..ix,
                });
            }
            open = None;
        } else if opens {
            // A second opening mark begins the next paragraph of the same speech, or mends a lost close.
            open = Some(ix);
        }
    }
    found
}

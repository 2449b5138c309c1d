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

/// The quotations of a document, in text order. Curly and straight double marks, and doubled single ones, open and close; a straight
/// one by the side on which it touches a word.
pub fn find_quotations(analysis: &Analysis<'_>) -> Vec<Quotation> {
    let mut found = Vec::new();
    let mut open: Option<TokenIx> = None;
    for ix in 0..analysis.tokens().len() {
        let opens = match analysis.word(ix) {
            "“" | "``" | "«" => true,
            "”" | "''" | "»" => false,
            "\"" => straight_opens(analysis, ix).unwrap_or(open.is_none()),
            _ => continue,
        };
        if let Some(start) = open {
            // A second opening mark begins the next paragraph of the same speech, which closes at its very end only.
            let end = if opens { ix } else { ix + 1 };
            if (MIN_TOKENS..=MAX_TOKENS).contains(&(ix - start - 1)) {
                found.push(Quotation {
                    outer: start..end,
                    inner: start + 1..ix,
                });
            }
        }
        open = opens.then_some(ix);
    }
    found
}

/// Whether a straight mark opens: it touches the word behind it and none before it. `None` where both sides are alike.
fn straight_opens(analysis: &Analysis<'_>, mark: TokenIx) -> Option<bool> {
    let token = &analysis.tokens()[mark].span;
    let text = analysis.text();
    let before = text[..token.start()].chars().next_back();
    let after = text[token.end()..].chars().next();
    let free = |c: Option<char>| c.is_none_or(char::is_whitespace);
    match (free(before), free(after)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, quoted: &[&str]) {
        let analysis = dateline_syntax::analyse(text);
        let found = find_quotations(&analysis);
        let found: Vec<&str> = found
            .iter()
            .map(|q| analysis.span(q.inner.clone()).of(text))
            .collect();
        assert_eq!(found, quoted, "{text}");
    }

    #[test]
    fn marks_open_and_close() {
        check("\"We saw two planes,\" he said.", &["We saw two planes,"]);
        check("He said: “We saw two planes.”", &["We saw two planes."]);
        check("The \"big guns\" fell silent.", &[]);
        check(
            "\"We saw two planes\", he said, \"and then a third one\".",
            &["We saw two planes", "and then a third one"],
        );
    }

    #[test]
    fn speech_over_paragraphs_closes_once() {
        check(
            "\"It was dark and cold. \"Then we heard the bombs.\" The mayor said \"all who could run have run\".",
            &[
                "It was dark and cold.",
                "Then we heard the bombs.",
                "all who could run have run",
            ],
        );
    }

    #[test]
    fn a_mark_that_is_never_closed_quotes_nothing_behind_it() {
        check(
            "It was \"no accident at all. The army denied it, the mayor said.",
            &[],
        );
        check(
            "The mayor said it was\" bad. \"We saw two planes,\" he said.",
            &["We saw two planes,"],
        );
    }
}

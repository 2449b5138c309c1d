//! The main text of a page.

use super::{MAX_DEPTH, MAX_MARKUP};
use crate::tags::{Token, Tokens};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Finds the report in a page. Held to gold pages by the task `extraction`.
pub trait BodyExtractor: Sync {
    /// The markup of the report alone, or `None` where the page has none.
    fn body(&self, markup: &str) -> Option<String>;
}

/// The crate trafilatura, set to favour precision, with its fallbacks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Trafilatura;

impl BodyExtractor for Trafilatura {
    fn body(&self, markup: &str) -> Option<String> {
        // Its text has no paragraphs: the markup is taken and rendered.
        let options = trafilatura::Options::default()
            .with_fallback(true)
            .with_focus(trafilatura::ExtractionFocus::FavorPrecision);
        // A panic in a library must not cost the other pages; a page without text is told by its note.
        catch_unwind(AssertUnwindSafe(|| trafilatura::extract(markup, &options)))
            .ok()?
            .ok()
            .map(|result| result.content_html)
    }
}

/// Elements without content.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// Elements that end by themselves where the next begins.
const ENDS_ITSELF: [&str; 9] = ["p", "li", "td", "th", "tr", "dd", "dt", "option", "tbody"];

/// The page made safe for a parser that builds a tree: no scripts, styles, drawings and comments, no deeper than [`MAX_DEPTH`],
/// no longer than [`MAX_MARKUP`]. Says whether anything else than the former was left out.
pub(super) fn shield(markup: &str) -> (String, bool) {
    let mut out = String::with_capacity(markup.len().min(MAX_MARKUP));
    let mut depth = 0usize;
    let mut dropped = 0usize;
    let mut cut = false;
    let mut hidden: Option<&str> = None;
    let mut tokens = Tokens::html(markup);
    let mut before = tokens.rest();
    while let Some(token) = tokens.next() {
        let written = &before[..before.len() - tokens.rest().len()];
        before = tokens.rest();
        if let Some(name) = hidden {
            if matches!(token, Token::Close(n) if n.eq_ignore_ascii_case(name)) {
                hidden = None;
            }
            continue;
        }
        let known = |names: &[&str], name: &str| names.iter().any(|n| n.eq_ignore_ascii_case(name));
        match token {
            Token::Aside if written.starts_with("<!--") => continue,
            Token::Open { name, closed, .. } if known(&["script", "style", "svg"], name) => {
                if !closed || !name.eq_ignore_ascii_case("svg") {
                    hidden = Some(name);
                }
                continue;
            }
            Token::Open { name, .. } if !known(&VOID, name) => {
                // Elements that end by themselves count too once they are far more than any page nests.
                let weight = usize::from(!known(&ENDS_ITSELF, name));
                if depth >= MAX_DEPTH && weight == 1 {
                    dropped += 1;
                    cut = true;
                    continue;
                }
                depth += weight;
            }
            Token::Close(name) if !known(&VOID, name) && !known(&ENDS_ITSELF, name) => {
                if dropped > 0 {
                    dropped -= 1;
                    continue;
                }
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
        if out.len() + written.len() > MAX_MARKUP {
            cut = true;
            if matches!(token, Token::Text(_)) {
                let room = MAX_MARKUP - out.len();
                out.push_str(&written[..written.floor_char_boundary(room)]);
            }
            break;
        }
        out.push_str(written);
    }
    (out, cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_comments_and_drawings_are_left_out() {
        let (out, cut) = shield("<p>a<!-- c --><script>var x = '<p>';</script>b<svg><path d='x'/></svg></p>");
        assert_eq!((out.as_str(), cut), ("<p>ab</p>", false));
    }

    #[test]
    fn depth_and_length_are_bounded() {
        let (out, cut) = shield(&format!(
            "{}x{}y",
            "<div>".repeat(10_000),
            "</div>".repeat(10_000)
        ));
        assert!(cut);
        assert_eq!(out.matches("<div>").count(), MAX_DEPTH);
        assert_eq!(out.matches("</div>").count(), MAX_DEPTH);
        let (out, cut) = shield(&"long ".repeat(1 << 20));
        assert!(cut && out.len() <= MAX_MARKUP);
    }
}

//! Markup to text with paragraphs.

use crate::tags::{Token, Tokens, unescape};

/// Elements that stand in a line of text; all others begin a paragraph of their own.
const INLINE: [&str; 38] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "hi", "i",
    "img", "ins", "kbd", "label", "mark", "q", "ref", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "tt", "time", "u", "var", "wbr", "link", "button", "svg",
];

/// Elements whose content is not shown.
const HIDDEN: [&str; 6] = ["script", "style", "template", "noscript", "iframe", "object"];

/// What parts two words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Line,
    Paragraph,
}

/// The text of a fragment: white space made one space, a line for `br` and rows, a blank line between blocks.
pub(super) fn text(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    let mut gap = Gap::None;
    let mut hidden: Option<&str> = None;
    for token in Tokens::html(html) {
        match token {
            Token::Open { name, closed, .. } => {
                if hidden.is_none() && !closed && is_any(&HIDDEN, name) {
                    hidden = Some(name);
                }
                gap = gap.max(gap_of(name));
            }
            Token::Close(name) => {
                if hidden.is_some_and(|h| h.eq_ignore_ascii_case(name)) {
                    hidden = None;
                }
                gap = gap.max(gap_of(name));
            }
            Token::Text(piece) if hidden.is_none() => push(&mut out, &mut gap, &unescape(piece)),
            Token::Raw(piece) if hidden.is_none() => push(&mut out, &mut gap, piece),
            _ => {}
        }
    }
    out
}

fn is_any(names: &[&str], name: &str) -> bool {
    names.iter().any(|n| n.eq_ignore_ascii_case(name))
}

fn gap_of(name: &str) -> Gap {
    match name.to_ascii_lowercase().as_str() {
        "br" | "tr" | "dt" | "dd" => Gap::Line,
        "td" | "th" => Gap::Space,
        name if is_any(&INLINE, name) => Gap::None,
        _ => Gap::Paragraph,
    }
}

fn push(out: &mut String, gap: &mut Gap, piece: &str) {
    if piece.starts_with(is_space) {
        *gap = (*gap).max(Gap::Space);
    }
    for word in piece.split(is_space).filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push_str(match gap {
                Gap::None => "",
                Gap::Space => " ",
                Gap::Line => "\n",
                Gap::Paragraph => "\n\n",
            });
        }
        out.push_str(word);
        *gap = Gap::Space;
    }
    let ends_in_word = piece.ends_with(|c| !is_space(c));
    if ends_in_word {
        *gap = Gap::None;
    }
}

/// White space of HTML, the no-break space, and characters that show nothing. NUL is no text either.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\0' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_paragraphs_and_lines_are_kept() {
        for (html, expected) in [
            ("<p>One <b>two</b>.</p><p>Three</p>", "One two.\n\nThree"),
            ("<div>One<p>Two</p>Three</div>", "One\n\nTwo\n\nThree"),
            ("One<br>two", "One\ntwo"),
            ("one <em> two</em>three", "one twothree"),
            ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
            ("<tr><td>a</td><td>b</td></tr><tr><td>c</td></tr>", "a b\nc"),
            ("a &amp; b&nbsp;c", "a & b c"),
            ("a<script>x</script>b", "a\n\nb"),
        ] {
            assert_eq!(text(html), expected, "{html}");
        }
    }
}

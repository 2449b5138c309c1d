//! Styled words laid out in lines of a given width.

use super::{Look, PLAIN};
use anstyle::Style;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthChar as _;

/// A run of text in one style.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    text: String,
    style: Style,
}

impl Piece {
    pub(super) fn new(text: impl Into<String>, style: Style) -> Self {
        Self {
            text: text.into(),
            style,
        }
    }
}

/// A page being written.
#[derive(Debug)]
pub(super) struct Layout {
    look: Look,
    page: String,
    /// The style that is switched on at the end of `page`.
    open: Style,
}

impl Layout {
    pub(super) fn new(look: Look) -> Self {
        Self {
            look,
            page: String::new(),
            open: PLAIN,
        }
    }

    pub(super) fn color(&self) -> bool {
        self.look.color
    }

    pub(super) fn finish(self) -> String {
        self.page
    }

    pub(super) fn blank(&mut self) {
        self.page.push('\n');
    }

    /// A line across the page.
    pub(super) fn rule(&mut self) {
        let rule = "─".repeat(self.look.width);
        self.write(&rule, super::DIM);
        self.end_line();
    }

    /// Pieces in as many lines as they need; all lines but the first are indented by `hang`.
    pub(super) fn line(&mut self, hang: usize, pieces: &[Piece]) {
        self.flow(0, hang, pieces);
    }

    /// As [`Layout::line`], with the first line indented like the others.
    pub(super) fn indented(&mut self, indent: usize, pieces: &[Piece]) {
        self.page.push_str(&" ".repeat(indent));
        self.flow(indent, indent, pieces);
    }

    /// A label in its column, and pieces in the column beside it.
    pub(super) fn labelled(&mut self, column: usize, label: &Piece, pieces: &[Piece]) {
        self.write(&label.text, label.style);
        self.switch(PLAIN);
        let used = width(&label.text);
        self.page
            .push_str(&" ".repeat(column.saturating_sub(used).max(1)));
        self.flow(column.max(used + 1), column, pieces);
    }

    /// Words of the pieces, broken into lines where the width asks for it. The first line starts at column `at`.
    fn flow(&mut self, mut at: usize, hang: usize, pieces: &[Piece]) {
        let room = self.look.width.saturating_sub(hang).max(1);
        let mut line_is_empty = true;
        let mut space = false;
        for word in words(pieces) {
            let Some(word) = word else {
                space = true;
                continue;
            };
            let wide: usize = word.iter().map(|(text, _)| width(text)).sum();
            let gap = usize::from(space && !line_is_empty);
            if !line_is_empty && at + gap + wide > self.look.width {
                self.break_line(hang);
                at = hang;
            } else if gap == 1 {
                if word.first().is_some_and(|(_, style)| *style != self.open) {
                    self.switch(PLAIN);
                }
                self.page.push(' ');
                at += 1;
            }
            for (text, style) in word {
                at = self.write_word(text, style, at, hang, wide > room);
            }
            (line_is_empty, space) = (false, false);
        }
        self.end_line();
    }

    /// Writes a word, or breaks it where it is wider than any line could be; returns the column behind it.
    fn write_word(&mut self, text: &str, style: Style, mut at: usize, hang: usize, breaks: bool) -> usize {
        if !breaks {
            self.write(text, style);
            return at + width(text);
        }
        for c in text.chars() {
            let wide = c.width().unwrap_or(0);
            if at + wide > self.look.width && at > hang {
                self.break_line(hang);
                at = hang;
            }
            self.write(c.encode_utf8(&mut [0; 4]), style);
            at += wide;
        }
        at
    }

    fn break_line(&mut self, hang: usize) {
        self.end_line();
        self.page.push_str(&" ".repeat(hang));
    }

    fn end_line(&mut self) {
        self.switch(PLAIN);
        self.page.push('\n');
    }

    fn write(&mut self, text: &str, style: Style) {
        self.switch(style);
        self.page.push_str(text);
    }

    /// Switches one style off and another on, where styles are wanted and the two differ.
    fn switch(&mut self, style: Style) {
        if self.look.color && style != self.open {
            // Writing to a string does not fail. The alternate form is the reset; that of the plain style is empty.
            write!(self.page, "{:#}{style}", self.open).unwrap_or_default();
            self.open = style;
        }
    }
}

/// Columns of a text.
fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// A word: its parts, each in one style.
type Word<'a> = Vec<(&'a str, Style)>;

/// The words of the pieces, with `None` for the white space between two.
fn words(pieces: &[Piece]) -> Vec<Option<Word<'_>>> {
    let mut words: Vec<Option<Word<'_>>> = Vec::new();
    for piece in pieces {
        let mut rest = piece.text.as_str();
        while let Some(first) = rest.chars().next() {
            let blank = first.is_whitespace();
            let end = rest
                .find(|c: char| c.is_whitespace() != blank)
                .unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            rest = after;
            match words.last_mut() {
                None if blank => {}
                Some(None) if blank => {}
                _ if blank => words.push(None),
                Some(Some(word)) => word.push((run, piece.style)),
                _ => words.push(Some(vec![(run, piece.style)])),
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid(width: usize, indent: usize, text: &str) -> String {
        let mut page = Layout::new(Look { width, color: false });
        page.indented(indent, &[Piece::new(text, PLAIN)]);
        page.finish()
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(laid(12, 2, "one two\nthree  four"), "  one two\n  three four\n");
        assert_eq!(laid(12, 2, ""), "  \n");
    }

    #[test]
    fn a_word_wider_than_the_page_is_broken() {
        assert_eq!(laid(6, 2, "a abcdefgh b"), "  a\n  abcd\n  efgh\n  b\n");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(laid(6, 2, "日本 語"), "  日本\n  語\n");
    }

    #[test]
    fn parts_of_a_word_stay_together() {
        let mut page = Layout::new(Look {
            width: 10,
            color: true,
        });
        page.line(
            0,
            &[
                Piece::new("he was ", PLAIN),
                Piece::new("killed", super::super::CODE),
                Piece::new(".", PLAIN),
            ],
        );
        assert_eq!(page.finish(), "he was\n\u{1b}[1mkilled\u{1b}[0m.\n");
    }

    proptest::proptest! {
        #[test]
        fn no_line_is_too_long_and_no_word_is_lost(text in "[a-z日 \n]{0,120}", width in 8usize..60) {
            let page = laid(width, 4, &text);
            for line in page.lines() {
                proptest::prop_assert!(super::width(line) <= width, "{line:?}");
            }
            let squeezed = |s: &str| s.split_whitespace().collect::<String>();
            proptest::prop_assert_eq!(squeezed(&page), squeezed(&text));
        }
    }
}

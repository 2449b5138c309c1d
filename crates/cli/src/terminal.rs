//! What the terminal can show: width, colour, and text from outside made safe to print.

use clap::ValueEnum;
use std::{
    borrow::Cow,
    env,
    fmt::Write as _,
    io::{self, IsTerminal as _},
};

/// When to use colour and other styles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set or the terminal is `dumb`.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What standard output and standard error are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    /// Whether standard output is a terminal.
    pub(crate) out: bool,
    /// Whether standard error is a terminal.
    pub(crate) err: bool,
    /// Whether to style standard output.
    pub(crate) out_color: bool,
    /// Whether to style standard error.
    pub(crate) err_color: bool,
    /// Columns of a page of text.
    pub(crate) width: usize,
    /// Columns of the terminal, for tables.
    pub(crate) columns: usize,
}

/// Columns of a page that is not shown on a terminal, and the most that a line of text is given on a wide one.
const PLAIN_WIDTH: usize = 80;
const MAX_WIDTH: usize = 100;
const MIN_WIDTH: usize = 40;

impl Terminal {
    /// Looks at the two streams and the environment.
    pub(crate) fn detect(color: Color) -> Self {
        let out = io::stdout().is_terminal();
        let err = io::stderr().is_terminal();
        let wanted = env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
            && env::var_os("TERM").is_none_or(|term| term != "dumb");
        let styled = |is_terminal| match color {
            Color::Auto => is_terminal && wanted,
            Color::Always => true,
            Color::Never => false,
        };
        let columns = terminal_size::terminal_size().map(|(columns, _)| usize::from(columns.0));
        Self {
            out,
            err,
            out_color: styled(out),
            err_color: styled(err),
            width: columns
                .filter(|_| out)
                .unwrap_or(PLAIN_WIDTH)
                .clamp(MIN_WIDTH, MAX_WIDTH),
            columns: columns.unwrap_or(PLAIN_WIDTH),
        }
    }
}

/// `text` with every character that could steer a terminal, or turn the order of what is read, written out: an escape
/// becomes `\u{1b}`. White space stays: the page lays it out anew.
pub(crate) fn safe(text: &str) -> Cow<'_, str> {
    written_out(text, is_unsafe)
}

/// As [`safe`], with line breaks and tabs written out too: for messages, where a name could feign a line of ours.
pub(crate) fn safe_line(text: &str) -> Cow<'_, str> {
    written_out(text, |c| is_unsafe(c) || c.is_control())
}

fn written_out(text: &str, is_unsafe: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_unsafe(c) {
            // Writing to a string does not fail.
            write!(shown, "\\u{{{:x}}}", u32::from(c)).unwrap_or_default();
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Control characters (C0, DEL, C1) but line breaks and tabs; the marks and overrides of writing direction.
fn is_unsafe(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_are_written_out() {
        assert_eq!(safe("a\x1b[31mred\x07"), "a\\u{1b}[31mred\\u{7}");
        assert_eq!(safe("a\u{9b}31m\u{7f}"), "a\\u{9b}31m\\u{7f}");
        assert_eq!(safe("1\u{202e}2"), "1\\u{202e}2");
    }

    #[test]
    fn a_message_stays_on_its_line() {
        assert_eq!(safe_line("a\r\nerror: b\t"), "a\\u{d}\\u{a}error: b\\u{9}");
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        assert!(matches!(safe("“Deir ez-Zor”\n\té ع"), Cow::Borrowed(_)));
    }
}

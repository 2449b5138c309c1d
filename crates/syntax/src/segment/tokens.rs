//! Cutting a text into tokens.
//!
//! The cuts follow the Universal Dependencies English treebanks, so that tagger and parser meet the words they were trained
//! on, with one exception: Arabic name parts stay with their name ('al-Nusra', 'Deir ez-Zor' is two tokens).

use super::abbreviations::{self, Class};
use super::chars::{self, Char, char_at};
use super::numbers;

/// One token as the cutter makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// First byte.
    pub(super) start: usize,
    /// One past its last byte.
    pub(super) end: usize,
    /// What kind of characters it is made of.
    pub(super) kind: Kind,
}

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, perhaps with digits.
    Word,
    /// A word whose last character is a full stop of its own ('Gen.', 'U.S.').
    Abbreviation(Class),
    /// A number.
    Number,
    /// Punctuation.
    Mark,
    /// Anything else.
    Symbol,
}

/// Cuts the stretch without white space `text[start..end]`, giving each piece to `out`, until `out` says to stop.
pub(super) fn cut_chunk(text: &str, start: usize, end: usize, out: &mut impl FnMut(Piece) -> bool) -> bool {
    let bytes = &text.as_bytes()[start..end];
    if bytes.iter().all(|b| b.is_ascii_alphabetic()) && bytes.len() < 24 {
        return cut_word(text, start, end, Kind::Word, out);
    }
    let mut at = start;
    if let Some(address_end) = address(text, start, end) {
        if !out(Piece {
            start,
            end: address_end,
            kind: Kind::Word,
        }) {
            return false;
        }
        at = address_end;
    }
    while at < end {
        let Some(c) = char_at(text, at) else { break };
        let (stop, kind) = if c.plain.is_numeric() || numbers::signed(text, at, end) {
            let number = numbers::number(text, at, end);
            (number.end, if number.pure { Kind::Number } else { Kind::Word })
        } else if chars::is_word(c.plain) {
            word(text, at, end)
        } else {
            mark(text, at, end, c, at == start)
        };
        // Every branch above takes at least one character.
        let stop = stop.max(at + c.len);
        let go_on = match kind {
            Kind::Word => cut_word(text, at, stop, kind, out),
            _ => out(Piece {
                start: at,
                end: stop,
                kind,
            }),
        };
        if !go_on {
            return false;
        }
        at = stop;
    }
    true
}

/// The end of a web address, e-mail address or user name that begins at `start`.
fn address(text: &str, start: usize, end: usize) -> Option<usize> {
    let chunk = &text[start..end];
    let begins = |prefix: &str| {
        chunk
            .get(..prefix.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
    };
    let web = begins("http://") || begins("https://") || begins("ftp://") || begins("www.");
    let user = chunk.len() > 2
        && chunk.starts_with('@')
        && chunk[1..].starts_with(|c: char| c.is_ascii_alphabetic());
    let mail = || {
        let at = chunk.find('@')?;
        let (name, host) = (&chunk[..at], &chunk[at + 1..]);
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
        (!name.is_empty() && name.chars().all(plain) && host.starts_with(|c: char| c.is_ascii_alphanumeric()))
            .then(|| start + at + 1 + host.find(|c: char| !plain(c)).unwrap_or(host.len()))
    };
    let stop = if web {
        start + chunk.find(['<', '>', '"', '“', '”', '|']).unwrap_or(chunk.len())
    } else if user {
        start
            + 1
            + chunk[1..]
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                .unwrap_or(chunk.len() - 1)
    } else if let Some(stop) = mail() {
        stop
    } else {
        site(text, start, end)?
    };
    let trimmed =
        text[start..stop].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '’', '-']);
    (trimmed.len() > 1).then_some(start + trimmed.len())
}

/// Endings by which 'example.com' or 'report.pdf' is told from a full stop that lost its space.
const SITE_ENDINGS: [&str; 20] = [
    "com", "org", "net", "gov", "edu", "mil", "info", "uk", "ru", "ly", "tv", "co", "doc", "xls", "pdf",
    "html", "htm", "jpg", "gif", "exe",
];

/// The end of a site or file name without a scheme ('example.com', 'Local10.com').
fn site(text: &str, start: usize, end: usize) -> Option<usize> {
    let chunk = &text[start..end];
    chunk.find('.')?;
    let name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let stop = chunk.find(|c: char| !name(c)).unwrap_or(chunk.len());
    let head = chunk[..stop].trim_end_matches('.');
    let (front, ending) = head.rsplit_once('.')?;
    let listed = SITE_ENDINGS
        .iter()
        .any(|known| known.eq_ignore_ascii_case(ending));
    if !(listed
        && front.contains(|c: char| c.is_ascii_alphabetic())
        && front.starts_with(|c: char| c.is_ascii_alphanumeric()))
    {
        return None;
    }
    let path = chunk[head.len()..].starts_with('/');
    Some(if path { end } else { start + head.len() })
}

/// The end of the word that begins at `start`: letters and digits, and the marks that belong inside words.
fn word(text: &str, start: usize, end: usize) -> (usize, Kind) {
    let mut at = start;
    let mut component = start;
    while at < end {
        let Some(c) = char_at(text, at) else { break };
        if chars::is_word(c.plain) || c.plain == '_' {
            at += c.len;
            continue;
        }
        let next = (at + c.len < end).then(|| char_at(text, at + c.len)).flatten();
        let next_letter = next.is_some_and(|n| chars::is_letter(n.plain));
        match c.plain {
            '\'' if next_letter => at += c.len,
            '-' if next_letter && super::hyphens::belongs(text, component, at, at + c.len, end) => {
                at += c.len;
                component = at;
            }
            '&' if next_letter && joins_initials(text, start, at, end) => at += c.len,
            '$' if matches!(&text[start..at], "US" | "U" | "A" | "C" | "NZ" | "HK" | "S") => {
                return (at + 1, Kind::Symbol);
            }
            '.' => return full_stop(text, start, at, end),
            _ => break,
        }
    }
    (at, Kind::Word)
}

/// 'AT&T', 'P&L': short runs of capitals on both sides.
fn joins_initials(text: &str, start: usize, at: usize, end: usize) -> bool {
    let left = &text[start..at];
    let right: &str = &text[at + 1..end];
    let right = &right[..right
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(right.len())];
    let short = |s: &str| !s.is_empty() && s.len() <= 3 && s.bytes().all(|b| b.is_ascii_uppercase());
    let small = |s: &str| s.len() == 1 && s.bytes().all(|b| b.is_ascii_lowercase());
    (short(left) && short(right)) || (small(left) && small(right))
}

/// What a full stop at `at` does to the word `text[start..at]`: belongs to it, or ends it.
fn full_stop(text: &str, start: usize, at: usize, end: usize) -> (usize, Kind) {
    if let Some(stop) = letters_with_stops(text, start, end) {
        return (stop, Kind::Abbreviation(Class::Initials));
    }
    let before = &text[start..at];
    let followed = &text[at + 1..];
    let run = followed.starts_with('.');
    if !run
        && let Some(class) = abbreviations::find(before)
        && (class != Class::Number || next_is_digit(followed))
    {
        return (at + 1, Kind::Abbreviation(class));
    }
    let mut letters = before.chars();
    let initial = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    if initial && !run && before != "I" && (at + 1 < end || followed.starts_with(char::is_whitespace)) {
        return (at + 1, Kind::Abbreviation(Class::Initial));
    }
    (at, Kind::Word)
}

/// Whether the next thing after optional blanks is a digit.
fn next_is_digit(rest: &str) -> bool {
    rest.trim_start_matches([' ', '\u{a0}'])
        .starts_with(|c: char| c.is_ascii_digit())
}

/// The end of 'U.S.', 'a.m.', 'D.C', 'p.m': single letters with stops between them.
fn letters_with_stops(text: &str, start: usize, end: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let letter = |i: usize| i < end && bytes[i].is_ascii_alphabetic();
    let mut at = start;
    let mut letters = 0;
    while letter(at) && !letter(at + 1) {
        letters += 1;
        at += 1;
        if at < end && bytes[at] == b'.' {
            at += 1;
        } else {
            break;
        }
    }
    // 'U.S.Army': the last stop is followed by a longer word, which begins a token of its own.
    (letters >= 2 && !(at < end && bytes[at - 1] != b'.' && chars::is_word(char_at(text, at)?.plain)))
        .then_some(at)
}

/// A run of marks, or one mark.
fn mark(text: &str, at: usize, end: usize, c: Char, first: bool) -> (usize, Kind) {
    let rest = &text[at..end];
    if first && is_emoticon(rest) {
        return (end, Kind::Symbol);
    }
    let run = |set: &[char]| {
        let mut stop = at;
        while stop < end {
            match char_at(text, stop) {
                Some(n) if set.contains(&n.plain) => stop += n.len,
                _ => break,
            }
        }
        stop
    };
    let stop = match c.plain {
        '.' => run(&['.']),
        '!' | '?' => run(&['!', '?']),
        '-' => run(&['-']),
        '*' | '=' | '_' | '~' | '+' | '#' => run(&[c.plain]),
        '\'' if rest.starts_with("''")
            || rest.starts_with("``")
            || rest.starts_with("’’")
            || rest.starts_with("‘‘")
            || rest.starts_with("‘’") =>
        {
            at + 2 * c.len
        }
        '\'' => return apostrophe(text, at, end, c, first),
        '<' if rest.starts_with("<<") => at + 2,
        '>' if rest.starts_with(">>") => at + 2,
        _ => at + c.len,
    };
    if chars::is_punctuation(c.plain) {
        return (stop, Kind::Mark);
    }
    let mut stop = stop;
    while stop < end {
        match text[stop..end].chars().next() {
            Some(next) if chars::continues_symbol(next) => {
                stop += next.len_utf8();
                // A joiner ties the next picture to this one.
                if next == '\u{200d}' {
                    stop += text[stop..end].chars().next().map_or(0, char::len_utf8);
                }
            }
            _ => break,
        }
    }
    (stop, Kind::Symbol)
}

/// An apostrophe that opens a token: "'s" left alone by a stray blank, "'em", "'90s"; otherwise a quotation mark.
fn apostrophe(text: &str, at: usize, end: usize, c: Char, first: bool) -> (usize, Kind) {
    let rest = &text[at + c.len..end];
    let tail = &rest[..rest
        .find(|ch: char| !ch.is_ascii_alphanumeric())
        .unwrap_or(rest.len())];
    let lower = tail.to_ascii_lowercase();
    let clitic = matches!(lower.as_str(), "s" | "m" | "re" | "ve" | "ll" | "d");
    let short = first && matches!(lower.as_str(), "em" | "til" | "cause" | "tis" | "twas");
    let year = lower.len() >= 2
        && lower.as_bytes()[..2].iter().all(u8::is_ascii_digit)
        && (lower.len() == 2 || &lower[2..] == "s");
    // A clitic at the front of a quotation ('s…' never opens one in news; 'd' and 'm' may).
    if (clitic && tail.len() == rest.len()) || short || (first && year) {
        return (at + c.len + tail.len(), Kind::Word);
    }
    (at + c.len, Kind::Mark)
}

/// The few faces that turn up in quoted posts.
pub(super) fn is_emoticon(chunk: &str) -> bool {
    matches!(
        chunk,
        ":)" | ":(" | ";)" | ":-)" | ":-(" | ";-)" | ":D" | ":P" | ":p" | "=)" | ":/" | "^_^"
    )
}

/// Gives out one word, with its clitics as tokens of their own ("did" + "n't", "Assad" + "'s").
fn cut_word(text: &str, start: usize, end: usize, kind: Kind, out: &mut impl FnMut(Piece) -> bool) -> bool {
    let mut cuts = [end; 4];
    let mut used = 0;
    if let Some(cut) = super::clitics::fused(&text[start..end]) {
        cuts[0] = start + cut;
        used = 1;
    } else {
        let mut stem_end = end;
        while used < 3
            && let Some(cut) = super::clitics::last(text, start, stem_end)
        {
            cuts[used] = cut;
            stem_end = cut;
            used += 1;
        }
        cuts[..used].reverse();
    }
    let mut from = start;
    for &cut in &cuts[..used] {
        if cut > from
            && !out(Piece {
                start: from,
                end: cut,
                kind,
            })
        {
            return false;
        }
        from = cut;
    }
    out(Piece {
        start: from,
        end,
        kind,
    })
}

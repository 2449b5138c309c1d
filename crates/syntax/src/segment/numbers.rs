//! Numbers: '1,200', '3.5', '21st', '5:30', '2017-11-13', '1990s'.

use super::chars::{char_at, is_letter};

/// A number and where it ends.
pub(super) struct Number {
    /// One past its last byte.
    pub(super) end: usize,
    /// Whether it is a figure; if not it is a word that begins with one ('3D').
    pub(super) pure: bool,
}

/// Endings that are part of the figure.
const ENDINGS: [&str; 5] = ["st", "nd", "rd", "th", "s"];

/// Units written against their figure, which are words of their own.
const UNITS: [&str; 28] = [
    "am", "b", "bn", "bpd", "cm", "ft", "g", "h", "hr", "hrs", "k", "kg", "kgs", "km", "kmh", "kms", "kph",
    "kt", "lb", "lbs", "m", "mi", "min", "mm", "mn", "mph", "pm", "tn",
];

/// Whether `at` begins a figure with its sign ('+44') or without its zero ('.5').
pub(super) fn signed(text: &str, at: usize, end: usize) -> bool {
    let bytes = &text.as_bytes()[at..end];
    matches!(bytes, [b'+' | b'.', digit, ..] if digit.is_ascii_digit())
        && !text[..at].ends_with(|c: char| c.is_alphanumeric())
}

/// The number that begins at `start`.
pub(super) fn number(text: &str, start: usize, end: usize) -> Number {
    let bytes = text.as_bytes();
    let digit = |i: usize| i < end && bytes[i].is_ascii_digit();
    let Some(first) = char_at(text, start) else {
        return Number {
            end: start,
            pure: true,
        };
    };
    let mut at = start + first.len;
    loop {
        if digit(at) {
            at += 1;
            continue;
        }
        let inside = at < end
            && digit(at + 1)
            && match bytes[at] {
                b',' => digits_from(bytes, at + 1, end) == 3 || thousands_follow(bytes, at + 1, end),
                b'.' | b':' | b'/' => true,
                b'-' => dashes_belong(bytes, start, at, end),
                _ => false,
            };
        if !inside {
            break;
        }
        at += 1;
    }
    // Digits of other scripts and fractions ('½') run on.
    while let Some(c) = (at < end).then(|| char_at(text, at)).flatten() {
        if c.plain.is_numeric() {
            at += c.len;
        } else {
            break;
        }
    }
    let rest = &text[at..end];
    let letters_len = rest
        .find(|c: char| !(is_letter(c) || c.is_numeric()))
        .unwrap_or(rest.len());
    let letters = &rest[..letters_len];
    let one_of = |list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(letters));
    if letters.is_empty() {
        // "1990's", "60's": the plural belongs to the figure.
        if let Some(mark) = (at < end).then(|| char_at(text, at)).flatten()
            && mark.plain == '\''
            && matches!(bytes.get(at + mark.len), Some(b's' | b'S'))
            && at + mark.len < end
            && !bytes
                .get(at + mark.len + 1)
                .is_some_and(u8::is_ascii_alphanumeric)
        {
            return Number {
                end: at + mark.len + 1,
                pure: true,
            };
        }
        return Number { end: at, pure: true };
    }
    if one_of(&ENDINGS) {
        return Number {
            end: at + letters_len,
            pure: true,
        };
    }
    if one_of(&UNITS) {
        return Number { end: at, pure: true };
    }
    // '5p.m.' is a figure and a word; '3D', '7a' are words that begin with a figure.
    let dotted = rest[letters_len..].starts_with('.') && letters_len == 1;
    if dotted || letters_len > 4 {
        return Number { end: at, pure: true };
    }
    Number {
        end: at + letters_len,
        pure: false,
    }
}

/// How many digits stand from `at` on, counting no further than four.
fn digits_from(bytes: &[u8], at: usize, end: usize) -> usize {
    bytes[at..end]
        .iter()
        .take(4)
        .take_while(|b| b.is_ascii_digit())
        .count()
}

/// '10,00,000': groups of two with a group of three at the end.
fn thousands_follow(bytes: &[u8], at: usize, end: usize) -> bool {
    digits_from(bytes, at, end) == 2
        && bytes.get(at + 2) == Some(&b',')
        && at + 3 < end
        && matches!(digits_from(bytes, at + 3, end), 2 | 3)
}

/// Whether the hyphen at `at` is inside a date or a telephone number ('2017-11-13', '345-9945') and not a range ('5-10').
fn dashes_belong(bytes: &[u8], start: usize, at: usize, end: usize) -> bool {
    if bytes[start..at].contains(&b'-') {
        return true;
    }
    let left = at - start;
    let all_digits = bytes[start..at].iter().all(u8::is_ascii_digit);
    let right = bytes[at + 1..end]
        .iter()
        .take(12)
        .take_while(|b| b.is_ascii_digit())
        .count();
    let after = at + 1 + right;
    let more = after + 1 < end && bytes[after] == b'-' && bytes[after + 1].is_ascii_digit();
    all_digits && (more || (left == 3 && right == 4))
}

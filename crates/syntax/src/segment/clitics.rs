//! Endings that are words of their own: "'s", "n't", and the words that are written as one ('cannot', 'didnt').

use super::chars::{char_at, is_letter};

/// Where the last clitic of `text[start..end]` begins, if it has one and something stands before it.
pub(super) fn last(text: &str, start: usize, end: usize) -> Option<usize> {
    let word = &text[start..end];
    // The shortest clitic with its word has three bytes, and every clitic ends in one of these.
    let final_byte = word.as_bytes().last()?.to_ascii_lowercase();
    if word.len() < 3 || !matches!(final_byte, b's' | b'm' | b'e' | b'l' | b'd' | b't') {
        return None;
    }
    // The apostrophe, of whatever make, stands right before one or two final letters.
    let ending = word.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
    if ending == 0 || ending > 2 || ending == word.len() {
        return None;
    }
    let tail = &word[word.len() - ending..];
    let apostrophe = apostrophe_before(text, start, end - ending)?;
    if apostrophe == start {
        return None;
    }
    if tail.eq_ignore_ascii_case("t") {
        let n = apostrophe - 1;
        return (n > start && text.as_bytes()[n].eq_ignore_ascii_case(&b'n')).then_some(n);
    }
    // 'Ra's', head or cape, begins names of places: Ra's al-Ayn, Ra's Lanuf.
    if text[start..apostrophe].eq_ignore_ascii_case("ra") && tail.eq_ignore_ascii_case("s") {
        return None;
    }
    let known = ["s", "m", "re", "ve", "ll", "d"];
    let plural_of_figure = text.as_bytes()[apostrophe - 1].is_ascii_digit() && tail.eq_ignore_ascii_case("s");
    (known.iter().any(|clitic| tail.eq_ignore_ascii_case(clitic)) && !plural_of_figure).then_some(apostrophe)
}

/// Where the apostrophe that ends at `at` begins: plain, curly or damaged.
fn apostrophe_before(text: &str, start: usize, at: usize) -> Option<usize> {
    let head = &text[start..at];
    // Damaged apostrophes are up to a few dozen bytes: walk back over what is no letter of a word.
    let back = head
        .char_indices()
        .rev()
        .take(40)
        .find(|(_, c)| {
            is_letter(*c) && !matches!(c, 'â' | 'Â' | 'ʼ' | 'ʻ' | 'ʾ' | 'ʿ' | 'ʹ') || c.is_ascii_digit()
        })
        .map_or(start, |(i, c)| start + i + c.len_utf8());
    if back >= at {
        return None;
    }
    let mark = char_at(text, back)?;
    (mark.plain == '\'' && back + mark.len == at).then_some(back)
}

/// Where a word that is two words written as one is cut, from its first byte.
///
/// Only forms that are no other word are cut: 'cant' and 'wont' are, since in news they are nearly always lost apostrophes;
/// 'its', 'were', 'well' and 'lets' are not.
pub(super) fn fused(word: &str) -> Option<usize> {
    if !(4..=8).contains(&word.len()) || !word.is_ascii() {
        return None;
    }
    let mut lower = [0u8; 8];
    for (to, from) in lower.iter_mut().zip(word.bytes()) {
        *to = from.to_ascii_lowercase();
    }
    let lower = &lower[..word.len()];
    match lower {
        b"cannot" | b"gonna" | b"gotta" | b"wanna" => Some(3),
        b"cant" | b"wont" | b"dont" | b"isnt" | b"doesnt" | b"didnt" | b"hasnt" | b"hadnt" | b"wasnt"
        | b"arent" | b"werent" | b"havent" | b"wouldnt" | b"couldnt" | b"shouldnt" | b"mustnt" => {
            Some(word.len() - 2)
        }
        b"youre" | b"theyre" | b"weve" | b"youve" | b"theyve" => Some(word.len() - 2),
        b"thats" | b"whats" => Some(word.len() - 1),
        _ => None,
    }
}

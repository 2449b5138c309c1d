//! What the network sees of a word: rows of one embedding table that are added up.

/// Rows that describe one token: its form, four prefixes, four suffixes (one to four characters, folded), its shape.
pub(crate) const ROWS: usize = 10;
/// Position of the form's row among a token's rows.
pub(crate) const FORM: usize = 0;
/// Position of the shape's row.
pub(crate) const SHAPE: usize = ROWS - 1;

/// Rows for shapes: six classes of case, three of digits, hyphen or not, punctuation or not.
pub(crate) const SHAPES: usize = 6 * 3 * 2 * 2;

/// Buckets that affixes are hashed into. Chosen: the training text has about 25,000 affixes, most of them rare.
pub(crate) const AFFIX_BUCKETS: usize = 1 << 14;

/// Where the parts of the embedding table begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// Known forms; row 0 stands for all others.
    pub(crate) forms: usize,
}

impl Layout {
    pub(crate) fn affixes(self) -> usize {
        self.forms
    }

    pub(crate) fn shapes(self) -> usize {
        self.forms + AFFIX_BUCKETS
    }

    pub(crate) fn rows(self) -> usize {
        self.shapes() + SHAPES
    }
}

/// FNV-1a over bytes, finished so that low bits are good.
pub(crate) fn hash(bytes: impl Iterator<Item = u8>, seed: u64) -> u64 {
    let mut h = 0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for b in bytes {
        h = (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    h ^= h >> 32;
    h = h.wrapping_mul(0xd6e8_feb8_6659_fd93);
    h ^ (h >> 32)
}

/// The form as the vocabulary lists it: folded, every digit a 0.
pub(crate) fn form_hash(lower: &str) -> u64 {
    hash(lower.bytes().map(digit_free), 1)
}

fn digit_free(b: u8) -> u8 {
    if b.is_ascii_digit() { b'0' } else { b }
}

/// The affix and shape rows of a token (all but the form's), written after position [`FORM`].
///
/// `lower` is the folded form, `word` the word as it stands; `case_known` is false where the text is all in capitals or has
/// none, so that the case of its letters says nothing.
pub(crate) fn rows(lower: &str, word: &str, case_known: bool, layout: Layout, out: &mut [u32; ROWS]) {
    let bytes = lower.as_bytes();
    let bucket = |from: usize, to: usize, kind: u64| {
        let h = hash(bytes[from..to].iter().copied().map(digit_free), kind);
        (layout.affixes() + (h as usize & (AFFIX_BUCKETS - 1))) as u32
    };
    let len = bytes.len();
    let mut slot = FORM + 1;
    let mut end = 0;
    for size in 0..4u64 {
        end = next_boundary(lower, end);
        out[slot] = bucket(0, end, 10 + size);
        slot += 1;
    }
    let mut start = len;
    for size in 0..4u64 {
        start = previous_boundary(lower, start);
        out[slot] = bucket(start, len, 20 + size);
        slot += 1;
    }
    debug_assert_eq!(slot, SHAPE);
    out[SHAPE] = (layout.shapes() + shape(word, case_known)) as u32;
}

fn next_boundary(text: &str, at: usize) -> usize {
    let mut at = (at + 1).min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

fn previous_boundary(text: &str, at: usize) -> usize {
    let mut at = at.saturating_sub(1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The shape as a number below [`SHAPES`].
fn shape(word: &str, case_known: bool) -> usize {
    let (mut small, mut capitals, mut digits, mut all, mut hyphen) = (0, 0, 0, 0, 0);
    let mut first_capital = false;
    for (at, c) in word.chars().enumerate() {
        all += 1;
        if c.is_lowercase() {
            small += 1;
        } else if c.is_uppercase() {
            capitals += 1;
            first_capital |= at == 0;
        } else if c.is_ascii_digit() {
            digits += 1;
        } else if c == '-' {
            hyphen = 1;
        }
    }
    let letters = small + capitals;
    let case = if letters == 0 {
        0
    } else if !case_known {
        1
    } else if capitals == 0 {
        2
    } else if small == 0 && capitals > 1 {
        3
    } else if first_capital && capitals == 1 {
        4
    } else {
        5
    };
    let digit = if digits == 0 {
        0
    } else if digits + 3 >= all {
        2
    } else {
        1
    };
    let mark = usize::from(letters == 0 && digits == 0 && !word.chars().any(char::is_alphanumeric));
    ((case * 3 + digit) * 2 + usize::from(hyphen > 0)) * 2 + mark
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rows_lie_in_the_table(word in ".{1,30}", case_known: bool, forms in 1usize..1000) {
            let layout = Layout { forms };
            let mut out = [0; ROWS];
            rows(&word.to_lowercase(), &word, case_known, layout, &mut out);
            prop_assert!(out.iter().all(|row| (*row as usize) < layout.rows()));
            prop_assert!(out[SHAPE] as usize >= layout.shapes());
        }
    }

    #[test]
    fn digits_are_alike_and_case_can_be_ignored() {
        assert_eq!(form_hash("1,200"), form_hash("3,415"));
        assert_ne!(shape("Kora", true), shape("KORA", true));
        assert_eq!(shape("Kora", false), shape("KORA", false));
    }
}

//! Which hyphens belong inside a token.
//!
//! As in the treebanks, a hyphen splits ('Iran', '-', 'backed'), except after a prefix that is no word ('anti-tank',
//! 'mid-May') and around the particles of Arabic, Persian and South Asian names ('al-Nusra', 'ez-Zor', 'Jamaat-ul-Ahrar').

/// Prefixes kept with their word, as the treebanks keep them. Sorted.
const PREFIXES: [&str; 28] = [
    "anti", "arch", "bi", "co", "counter", "cross", "de", "e", "ex", "extra", "inter", "intra", "mid",
    "mini", "multi", "neo", "non", "over", "post", "pre", "pro", "pseudo", "re", "semi", "socio", "sub",
    "ultra", "un",
];

/// Name particles that are no English word, and so count in any case. Sorted.
const PARTICLES: [&str; 17] = [
    "abd", "adh", "al", "ash", "az", "ed", "el", "er", "esh", "ez", "ibn", "ud", "ul", "ur", "us", "uz", "zu",
];

/// Particles that are also English words or abbreviations: they count before a capital only. Sorted.
const CAPITAL_PARTICLES: [&str; 9] = ["ad", "an", "ar", "as", "at", "bin", "bint", "en", "es"];

/// Whether the hyphen between `text[start..at]` and what begins at `next` is part of the word.
pub(super) fn belongs(text: &str, start: usize, at: usize, next: usize, end: usize) -> bool {
    let left = &text[start..at];
    let rest = &text[next..end];
    let right_len = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let right = &rest[..right_len];
    if left.len() <= 8 && listed(&PREFIXES, left) {
        return right_len > 1;
    }
    if is_particle(left, right) {
        return true;
    }
    // 'Jamaat-ul-Ahrar': the particle is still to come, and another part after it.
    right.len() <= 3
        && left.starts_with(char::is_uppercase)
        && rest[right_len..].starts_with(['-', '‐', '‑'])
        && listed(&PARTICLES, right)
}

/// Whether `left` is a particle of a name that goes on with `right`.
pub(super) fn is_particle(left: &str, right: &str) -> bool {
    if left.len() > 4 || right.is_empty() {
        return false;
    }
    let capital = right.starts_with(char::is_uppercase);
    let shouted = left.len() > 1 && left.chars().all(char::is_uppercase);
    // 'US-led' is no particle, 'us-Salam' is one.
    let state = left.eq_ignore_ascii_case("us") && (shouted || !capital);
    (listed(&PARTICLES, left) && !state) || (listed(&CAPITAL_PARTICLES, left) && capital && !shouted)
}

fn listed(list: &[&str], word: &str) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        for list in [&PREFIXES[..], &PARTICLES, &CAPITAL_PARTICLES] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }
}

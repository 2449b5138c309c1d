//! Characters as the tokenizer sees them: typographic and damaged marks read as the plain ones they stand for.

/// One character of the text after reading damage and typography away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Char {
    /// What it stands for; curly and damaged quotes are `'` and `"`, all hyphens `-`.
    pub(super) plain: char,
    /// Bytes it takes in the text.
    pub(super) len: usize,
}

/// UTF-8 punctuation that was read as Windows-1252 and written as UTF-8 again.
const MOJIBAKE: [(&str, char); 13] = [
    ("â€™", '\''),
    ("â€˜", '\''),
    ("â€œ", '"'),
    ("â€\u{9d}", '"'),
    ("â€\u{fffd}", '"'),
    ("â€“", '–'),
    ("â€”", '—'),
    ("â€¦", '…'),
    ("â€¢", '•'),
    ("â\u{80}\u{99}", '\''),
    ("â\u{80}\u{98}", '\''),
    ("â\u{80}\u{9c}", '"'),
    ("â\u{80}\u{9d}", '"'),
];

/// The character at byte `at`, which must be a boundary inside `text`.
pub(super) fn char_at(text: &str, at: usize) -> Option<Char> {
    let rest = &text[at..];
    let first = *rest.as_bytes().first()?;
    if first < 0x80 && first != b'_' {
        let plain = if first == b'`' { '\'' } else { char::from(first) };
        return Some(Char { plain, len: 1 });
    }
    if matches!(first, b'_' | 0xC3 | 0xC2)
        && let Some(read) = damaged(rest)
    {
        return Some(read);
    }
    let c = rest.chars().next()?;
    let plain = match c {
        '’' | '‘' | '‛' | 'ʼ' | 'ʻ' | 'ʹ' | '′' | '´' | 'ʾ' | 'ʿ' | '＇' => '\'',
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' | '＂' => '"',
        '‐' | '‑' | '⁃' | '−' => '-',
        other => other,
    };
    Some(Char {
        plain,
        len: c.len_utf8(),
    })
}

/// A damaged mark: the common double encoding, or the long runs of 'â', control characters and underscores that repeated
/// double encoding leaves.
fn damaged(rest: &str) -> Option<Char> {
    if rest.starts_with('â')
        && let Some((bad, plain)) = MOJIBAKE.iter().find(|(bad, _)| rest.starts_with(bad))
    {
        return Some(Char {
            plain: *plain,
            len: bad.len(),
        });
    }
    // The closing quote's third byte is no character in Windows-1252, and most programs drop it.
    if let Some(behind) = rest.strip_prefix("â€")
        && (behind.chars().next()).is_none_or(|c| c.is_whitespace() || c.is_ascii_punctuation())
    {
        return Some(Char {
            plain: '"',
            len: "â€".len(),
        });
    }
    // A run is only damage when its third character has come and it holds two 'â' beside other debris.
    let debris =
        |c: char| matches!(c, '_' | 'â' | 'Â' | 'Ã' | '€' | '™' | '\u{80}'..='\u{bf}') && !c.is_whitespace();
    let mut head = rest.chars().take(4);
    if !head.clone().all(debris) || !head.any(|c| c == 'â') {
        return None;
    }
    let len: usize = rest.chars().take_while(|c| debris(*c)).map(char::len_utf8).sum();
    let run = &rest[..len];
    if run.matches('â').count() < 2 || run.chars().count() < 5 {
        return None;
    }
    let plain = if run.ends_with('©') { '©' } else { '\'' };
    Some(Char { plain, len })
}

/// Whether a character can stand in a word: letters, their marks, and characters that are invisible inside words.
pub(super) fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    c.is_alphanumeric() || is_mark(c) || is_invisible(c)
}

/// Whether a character is a letter (or part of one).
pub(super) fn is_letter(c: char) -> bool {
    is_word(c) && !c.is_numeric()
}

/// Combining marks of the scripts that news texts quote.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}'
        | '\u{951}'..='\u{957}' | '\u{981}'..='\u{983}' | '\u{9bc}'..='\u{9cd}' | '\u{b80}'..='\u{bcd}'
        | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}')
}

/// Characters that take no room and join what stands around them.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Characters that go on with an emoji: variation selectors, skin tones, joiners, tags, keycaps.
pub(super) fn continues_symbol(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{200d}' | '\u{20e3}' | '\u{e0020}'..='\u{e007f}')
        || is_mark(c)
}

/// Whether a character is punctuation rather than a symbol.
pub(super) fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation()
            && !matches!(
                c,
                '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~' | '%' | '&' | '@' | '#'
            );
    }
    matches!(c, '\u{a1}' | '\u{a7}' | '\u{ab}' | '\u{b6}' | '\u{b7}' | '\u{bb}' | '\u{bf}' | '\u{2010}'..='\u{2027}'
        | '\u{2030}'..='\u{205e}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{60c}' | '\u{61b}' | '\u{61f}'
        | '\u{66a}'..='\u{66d}' | '\u{6d4}' | '\u{964}' | '\u{965}' | '\u{5be}' | '\u{ff01}'..='\u{ff0f}' | '\u{fffd}')
}

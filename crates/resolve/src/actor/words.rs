//! A text as the lexicon sees it: words folded to one spelling, and the known phrases among them.

use super::lexicon::{ActorLexicon, Sense, TextCase};
use dateline_syntax::{Analysis, TokenIx, TokenShape};
use std::borrow::Cow;
use std::ops::Range;

/// A word of a sentence, folded: without case, accents, apostrophes, dots and the Arabic article.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    /// The word's number in the lexicon; `None` when no phrase has it.
    pub(super) word: Option<u32>,
    /// First token: the article's where that is a token of its own ('Al Shabaab').
    pub(super) first: TokenIx,
    /// Its token.
    pub(super) token: TokenIx,
    /// Begins with a capital.
    pub(super) capital: bool,
    /// Is all capitals.
    pub(super) upper: bool,
    /// A hyphen joins it to the word before.
    pub(super) joined: bool,
    /// An Arabic article stands before it: 'al-Kuwaiti' is a part of a name.
    pub(super) article: bool,
    /// What it is apart from letters.
    pub(super) mark: Mark,
}

/// What a unit is, as far as its characters tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Word,
    Number,
    Possessive,
    Comma,
    Stop,
}

/// A known phrase or a single unknown word.
#[derive(Clone, Debug)]
pub(super) struct Segment<'l> {
    /// Its units.
    pub(super) units: Range<usize>,
    /// What the lexicon says it may be; empty where it does not know the words.
    pub(super) senses: Cow<'l, [Sense]>,
    /// See [`Mark`].
    pub(super) mark: Mark,
    /// First word begins with a capital.
    pub(super) capital: bool,
    /// See [`Unit::joined`].
    pub(super) joined: bool,
}

impl Segment<'_> {
    /// Its tokens.
    pub(super) fn tokens(&self, units: &[Unit]) -> Range<TokenIx> {
        units[self.units.start].first..units[self.units.end - 1].token + 1
    }
}

/// Writes `word` in lower case without accents, apostrophes and dots.
pub(super) fn fold(word: &str, out: &mut String) {
    if word.bytes().all(|b| b.is_ascii_lowercase()) {
        out.push_str(word);
        return;
    }
    for c in word.chars() {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            '\'' | '’' | '‘' | '`' | '.' | 'ʿ' | 'ʾ' => {}
            'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ā' | 'Á' => out.push('a'),
            'é' | 'è' | 'ê' | 'ë' | 'ē' | 'É' => out.push('e'),
            'í' | 'ì' | 'î' | 'ï' | 'ī' | 'ı' | 'İ' => out.push('i'),
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ō' | 'Ö' => out.push('o'),
            'ú' | 'ù' | 'û' | 'ü' | 'ū' | 'Ü' => out.push('u'),
            'ç' | 'Ç' => out.push('c'),
            'ğ' => out.push('g'),
            'ñ' => out.push('n'),
            'ş' | 'Ş' => out.push('s'),
            c if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ => {}
        }
    }
}

/// Forms of the Arabic article before a hyphen; 'al' alone is one too.
const ARTICLES: [&str; 10] = ["ad", "al", "an", "ar", "as", "ash", "at", "az", "el", "ul"];

/// Calls `each` for every folded word of `text` that is not an Arabic article, with its characters and whether a hyphen
/// joins it to the one before.
pub(super) fn folded_words(text: &str, mut each: impl FnMut(&str, &str, bool)) {
    let mut buffer = String::new();
    for word in text.split_whitespace() {
        let mut joined = false;
        let mut parts = word
            .split(['-', '‐', '‑', '/'])
            .filter(|p| !p.is_empty())
            .peekable();
        while let Some(part) = parts.next() {
            buffer.clear();
            fold(part, &mut buffer);
            let article = buffer == "al" || (parts.peek().is_some() && ARTICLES.contains(&buffer.as_str()));
            if !article && !buffer.is_empty() {
                each(&buffer, part, joined);
                joined = true;
            }
        }
    }
}

/// The units of the tokens.
pub(super) fn units(lexicon: &ActorLexicon, analysis: &Analysis<'_>, tokens: Range<TokenIx>) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::with_capacity(tokens.len() + 4);
    let mut buffer = String::new();
    let (mut joined, mut article) = (false, None);
    let end_of = |ix: TokenIx| analysis.tokens()[ix].span.end();
    for token in tokens.clone() {
        let word = analysis.word(token);
        let shape = analysis.tokens()[token].shape;
        let glued = token > tokens.start && end_of(token - 1) == analysis.tokens()[token].span.start();
        let mark = match (shape, word) {
            (_, "'s" | "’s" | "'" | "’") if glued => Mark::Possessive,
            (TokenShape::Punctuation, "-" | "‐" | "‑" | "/") if glued => {
                joined = true;
                continue;
            }
            (TokenShape::Punctuation, "\"" | "“" | "”" | "(" | ")" | "[" | "]" | "'" | "‘" | "’") => {
                Mark::Stop
            }
            (TokenShape::Punctuation, ",") => Mark::Comma,
            (TokenShape::Punctuation | TokenShape::Symbol, _) => Mark::Stop,
            (TokenShape::Number, _) => Mark::Number,
            _ => Mark::Word,
        };
        if mark != Mark::Word {
            buffer.clear();
            if mark == Mark::Number {
                fold(word, &mut buffer);
            }
            units.push(Unit {
                word: lexicon.word(&buffer),
                first: token,
                token,
                capital: false,
                upper: false,
                joined: joined && glued,
                article: false,
                mark,
            });
            (joined, article) = (false, None);
            continue;
        }
        let next_is_hyphen = token + 1 < tokens.end
            && analysis.tokens()[token + 1].span.start() == end_of(token)
            && analysis.word(token + 1) == "-";
        let mut parts = word
            .split(['-', '‐', '‑', '/'])
            .filter(|p| !p.is_empty())
            .peekable();
        joined &= glued;
        while let Some(part) = parts.next() {
            buffer.clear();
            // A possessive that the tokens keep is cut here: "Syria's".
            let (part, possessive) = match part.strip_suffix("'s").or_else(|| part.strip_suffix("’s")) {
                Some(stem) if !stem.is_empty() => (stem, true),
                _ => (part, false),
            };
            fold(part, &mut buffer);
            let before_hyphen = parts.peek().is_some() || next_is_hyphen;
            if buffer == "al" || (before_hyphen && ARTICLES.contains(&buffer.as_str())) {
                article.get_or_insert(token);
                continue;
            }
            if buffer.is_empty() {
                continue;
            }
            units.push(Unit {
                word: lexicon.word(&buffer),
                article: article.is_some(),
                first: article.take().unwrap_or(token),
                token,
                capital: part.starts_with(char::is_uppercase),
                upper: !part.ends_with(char::is_lowercase)
                    && part.chars().any(char::is_alphabetic)
                    && !part.chars().any(char::is_lowercase),
                joined,
                mark: Mark::Word,
            });
            joined = true;
            if possessive {
                units.push(Unit {
                    word: None,
                    first: token,
                    token,
                    capital: false,
                    upper: false,
                    joined: false,
                    article: false,
                    mark: Mark::Possessive,
                });
            }
        }
        joined = false;
    }
    units
}

/// Cuts units into the longest known phrases and single unknown words.
pub(super) fn segments<'l>(
    lexicon: &'l ActorLexicon,
    units: &[Unit],
    case: TextCase<'_>,
) -> Vec<Segment<'l>> {
    let mut segments = Vec::with_capacity(units.len());
    let mut at = 0;
    while at < units.len() {
        let unit = units[at];
        let (len, mut senses) = match unit.mark {
            Mark::Word | Mark::Number => lexicon.longest(&units[at..], case),
            _ => (1, Cow::Borrowed(&[][..])),
        };
        if unit.article {
            senses.to_mut().retain(|sense| {
                !matches!(
                    sense,
                    Sense::Country(_) | Sense::Adjective(_) | Sense::People(_) | Sense::Metonym(_)
                )
            });
        }
        segments.push(Segment {
            units: at..at + len,
            senses,
            mark: unit.mark,
            capital: unit.capital,
            joined: unit.joined,
        });
        at += len;
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, wanted: &str) {
        let mut words = Vec::new();
        folded_words(text, |word, _, _| words.push(word.to_owned()));
        assert_eq!(words.join(" "), wanted);
    }

    #[test]
    fn spellings_of_one_name_fold_together() {
        check("Jabhat al-Nusra", "jabhat nusra");
        check("Jabhat an-Nusra", "jabhat nusra");
        check("Al Shabaab", "shabaab");
        check("Hay'at Tahrir al-Sham", "hayat tahrir sham");
        check("Shi’ite U.S.-led", "shiite us led");
        check("Côte d'Ivoire", "cote divoire");
        check("el-Fasher in El Salvador", "fasher in el salvador");
    }
}

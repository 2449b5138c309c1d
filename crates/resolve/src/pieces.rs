//! Words, numbers and marks in the finest cut, whatever the tokeniser joins.
//!
//! 'al-Nusra', '28-year-old', 'Nov.' and '8pm' come as single tokens or as several, by the tokeniser's taste. The resolvers
//! match over pieces instead (runs of letters, runs of digits, single marks), so that they read both alike, and map back to
//! tokens at the end.

use dateline_model::Span;
use dateline_syntax::{Analysis, TokenIx};
use std::ops::Range;

/// What a piece is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PieceKind {
    /// Letters.
    Word,
    /// ASCII digits.
    Number,
    /// One character of anything else.
    Mark,
}

/// One run of letters, one run of digits, or one other character.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    /// First byte in the text.
    pub start: usize,
    /// One past the last byte in the text.
    pub end: usize,
    /// The token that it is part of.
    pub token: TokenIx,
    /// The sentence of that token.
    pub sentence: usize,
    pub kind: PieceKind,
    /// No white space before it.
    pub glued: bool,
    /// A paragraph or line of its own begins here: no expression runs across.
    pub breaks: bool,
    /// Begins with a capital.
    pub capital: bool,
    /// Two or more letters, none of them small.
    pub upper: bool,
    lower: (u32, u32),
}

/// A text as pieces.
#[derive(Debug)]
pub(crate) struct Pieces<'a> {
    pub analysis: &'a Analysis<'a>,
    pub all: Vec<Piece>,
    lower: String,
}

fn kind_of(c: char) -> PieceKind {
    if c.is_ascii_digit() {
        PieceKind::Number
    } else if c.is_alphabetic() || ('\u{300}'..='\u{36f}').contains(&c) {
        PieceKind::Word
    } else {
        PieceKind::Mark
    }
}

impl<'a> Pieces<'a> {
    pub fn new(analysis: &'a Analysis<'a>) -> Self {
        let text = analysis.text();
        let mut pieces = Self {
            analysis,
            all: Vec::with_capacity(analysis.tokens().len() * 5 / 4),
            lower: String::with_capacity(text.len()),
        };
        let sentences = analysis.sentences();
        let mut sentence = 0;
        for (token, t) in analysis.tokens().iter().enumerate() {
            while sentence + 1 < sentences.len() && sentences[sentence].tokens.end <= token {
                sentence += 1;
            }
            let word = t.span.of(text);
            if word.bytes().all(|b| b.is_ascii_alphabetic()) {
                pieces.push(t.span.start()..t.span.end(), PieceKind::Word, token, sentence);
                continue;
            }
            let mut rest = word.char_indices().peekable();
            while let Some((at, c)) = rest.next() {
                let kind = kind_of(c);
                let start = t.span.start() + at;
                let mut end = start + c.len_utf8();
                let joins = |next: &(usize, char)| kind != PieceKind::Mark && kind_of(next.1) == kind;
                while let Some((_, next)) = rest.next_if(joins) {
                    end += next.len_utf8();
                }
                pieces.push(start..end, kind, token, sentence);
            }
        }
        pieces
    }

    fn push(&mut self, bytes: Range<usize>, kind: PieceKind, token: TokenIx, sentence: usize) {
        let text = self.analysis.text();
        let word = &text[bytes.clone()];
        let from = self.lower.len() as u32;
        if word.bytes().all(|b| b.is_ascii_alphanumeric()) {
            self.lower.push_str(word);
            self.lower[from as usize..].make_ascii_lowercase();
        } else {
            self.lower
                .extend(word.chars().flat_map(char::to_lowercase).map(straight));
        }
        let (mut glued, mut breaks) = (false, true);
        if let Some(last) = self.all.last() {
            let gap = &text.as_bytes()[last.end..bytes.start];
            glued = gap.is_empty();
            // Nearly all gaps are empty or a space.
            let lines = if matches!(gap, [] | [b' ']) {
                0
            } else {
                gap.iter().filter(|b| **b == b'\n').count()
            };
            breaks = lines > 1 || (lines == 1 && last.sentence != sentence);
        }
        self.all.push(Piece {
            start: bytes.start,
            end: bytes.end,
            token,
            sentence,
            kind,
            glued,
            breaks,
            capital: word.starts_with(char::is_uppercase),
            upper: kind == PieceKind::Word
                && !word.ends_with(char::is_lowercase)
                && word.chars().count() > 1
                && !word.chars().any(char::is_lowercase),
            lower: (from, self.lower.len() as u32),
        });
    }

    /// The piece in lower case, its apostrophes and dashes straightened; empty past the end.
    pub fn lower(&self, at: usize) -> &str {
        match self.all.get(at) {
            Some(piece) => &self.lower[piece.lower.0 as usize..piece.lower.1 as usize],
            None => "",
        }
    }

    /// The stretches within which expressions may lie: paragraphs, headlines, lines of their own.
    pub fn stretches(&self) -> Vec<Range<usize>> {
        let mut stretches = Vec::new();
        let mut first = 0;
        for at in 1..=self.all.len() {
            if at == self.all.len() || self.all[at].breaks {
                stretches.push(first..at);
                first = at;
            }
        }
        stretches
    }

    /// The bytes of a range; `None` for an empty one.
    pub fn span(&self, range: &Range<usize>) -> Option<Span> {
        let first = self.all.get(range.start)?;
        let last = self.all.get(range.end.checked_sub(1)?)?;
        Span::new(self.analysis.text(), first.start, last.end).ok()
    }

    /// The pieces that lie in a span, in part or whole.
    pub fn within(&self, span: Span) -> Range<usize> {
        let start = self.all.partition_point(|piece| piece.end <= span.start());
        let end = self.all.partition_point(|piece| piece.start < span.end());
        start..end.max(start)
    }

    /// The tokens that the pieces of a range belong to.
    pub fn tokens(&self, pieces: Range<usize>) -> Range<TokenIx> {
        self.all[pieces.start].token..self.all[pieces.end - 1].token + 1
    }
}

fn straight(c: char) -> char {
    match c {
        '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' => '\'',
        '–' | '—' | '‑' | '‐' | '−' => '-',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let analysis = dateline_syntax::analyse(text);
        let pieces = Pieces::new(&analysis);
        (0..pieces.all.len())
            .map(|at| pieces.lower(at).to_owned())
            .collect()
    }

    #[test]
    fn joined_words_come_apart() {
        assert_eq!(words("Jabhat al-Nusra"), ["jabhat", "al", "-", "nusra"]);
        assert_eq!(words("a 28-year-old"), ["a", "28", "-", "year", "-", "old"]);
        assert_eq!(words("8pm, Nov. 3"), ["8", "pm", ",", "nov", ".", "3"]);
        assert_eq!(words("Sana’a"), ["sana", "'", "a"]);
    }

    #[test]
    fn a_headline_is_a_stretch_of_its_own() {
        let analysis = dateline_syntax::analyse("Raid in May\n\n12 houses burned.");
        assert_eq!(Pieces::new(&analysis).stretches(), [0..3, 3..7]);
    }
}

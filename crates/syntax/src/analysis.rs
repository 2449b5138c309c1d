//! An analysed text: its sentences, its tokens, and ways to walk them.

use crate::Truncation;
use crate::syntax::Syntax;
use crate::table::WordKey;
use dateline_model::Span;
use std::ops::Range;

/// Position of a token in its document, from 0. Not a byte offset.
pub type TokenIx = usize;

/// One word, number, mark or symbol of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its bytes in the text.
    pub span: Span,
    /// What it looks like.
    pub shape: TokenShape,
    /// Where its case-folded form lies in the analysis's buffer.
    pub(crate) lower: (u32, u32),
    /// Fingerprint of that form.
    pub(crate) print: u32,
}

/// What a token looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenShape {
    /// Letters all in lower case, or without case.
    Lower,
    /// A capital, then something else: 'Aleppo', 'al-Nusra' is `Lower`, 'McCain' is `Capital`.
    Capital,
    /// Two or more letters, all capitals: 'HTS', and every word of upper-case wire text.
    Upper,
    /// Digits with their commas, dots and ordinal endings: '1,200', '3.5', '21st'.
    Number,
    /// Punctuation.
    Punctuation,
    /// Anything else: symbols, emoji.
    Symbol,
}

/// A sentence, or a line that stands for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// First to last token.
    pub span: Span,
    /// Its tokens.
    pub tokens: Range<TokenIx>,
    /// Position of its paragraph in the text, from 0.
    pub paragraph: u32,
    /// What it is for.
    pub role: SentenceRole,
    /// Whether its letters are all capitals, so that case says nothing about names.
    pub all_caps: bool,
}

/// What a sentence is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SentenceRole {
    /// Running text.
    Body,
    /// Place, day and agency at the head of a report, up to and with the dash and marks such as `[TEXT]`: 'KORA, Syria (AFP) -'.
    /// The sentence proper follows as its own [`Sentence`] of the same paragraph.
    Dateline,
    /// A heading: a short line of its own without a final stop.
    Headline,
    /// Not part of the report: 'Follow us on …', share lines, photo credits, agency tags.
    Furniture,
}

/// A text cut into sentences and tokens.
#[derive(Clone, Debug)]
pub struct Analysis<'t> {
    pub(crate) text: &'t str,
    pub(crate) tokens: Vec<Token>,
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) lower: String,
    pub(crate) truncation: Truncation,
    /// Whether the text has capitals and small letters, so that case says something.
    pub(crate) cased: bool,
    pub(crate) syntax: Option<Syntax>,
}

impl<'t> Analysis<'t> {
    /// The text analysed.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// All tokens in order.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// All sentences in order.
    #[must_use]
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// The token's words as they stand.
    ///
    /// # Panics
    /// When `ix` is not a token of this analysis.
    #[must_use]
    pub fn word(&self, ix: TokenIx) -> &'t str {
        self.tokens[ix].span.of(self.text)
    }

    /// The token in lower case with straight apostrophes and hyphens: the form that lexicons list.
    ///
    /// # Panics
    /// As [`Analysis::word`].
    #[must_use]
    pub fn lower(&self, ix: TokenIx) -> &str {
        let (start, end) = self.tokens[ix].lower;
        &self.lower[start as usize..end as usize]
    }

    /// What a lexicon is asked for to find the token's lower-case form.
    ///
    /// # Panics
    /// As [`Analysis::word`].
    #[must_use]
    pub fn key(&self, ix: TokenIx) -> WordKey<'_> {
        let token = &self.tokens[ix];
        WordKey {
            print: token.print,
            word: &self.lower.as_bytes()[token.lower.0 as usize..token.lower.1 as usize],
        }
    }

    /// The span from the first token of `tokens` to its last.
    ///
    /// # Panics
    /// When `tokens` is empty or not of this analysis.
    #[must_use]
    pub fn span(&self, tokens: Range<TokenIx>) -> Span {
        self.tokens[tokens.start]
            .span
            .cover(self.tokens[tokens.end - 1].span)
    }

    /// Position of the sentence that holds a token.
    #[must_use]
    pub fn sentence_of(&self, ix: TokenIx) -> usize {
        self.sentences.partition_point(|s| s.tokens.end <= ix)
    }

    /// What was not read for being over the [`Limits`](crate::Limits); `None` when all was.
    #[must_use]
    pub fn truncated(&self) -> Option<Truncation> {
        (self.truncation != Truncation::default()).then_some(self.truncation)
    }

    /// Whether no white space stands before the token: it touches the one before it.
    ///
    /// # Panics
    /// As [`Analysis::word`].
    #[must_use]
    pub fn glued(&self, ix: TokenIx) -> bool {
        ix > 0 && self.tokens[ix - 1].span.end() == self.tokens[ix].span.start()
    }

    /// The tokens of the hyphenated word that `ix` is part of: the three of 'Iran-backed' for any of them; `ix` alone when it
    /// stands alone.
    ///
    /// # Panics
    /// As [`Analysis::word`].
    ///
    /// # Example
    /// ```
    /// let read = dateline_syntax::analyse("Iran-backed fighters left.");
    /// assert_eq!(read.hyphenated(2), 0..3);
    /// assert_eq!(read.hyphenated(3), 3..4);
    /// ```
    #[must_use]
    pub fn hyphenated(&self, ix: TokenIx) -> Range<TokenIx> {
        let hyphen = |at: TokenIx| self.lower(at) == "-";
        let joined = |at: TokenIx| at < self.tokens.len() && self.glued(at) && (hyphen(at) != hyphen(at - 1));
        let (mut start, mut end) = (ix, ix + 1);
        while start > 0
            && joined(start)
            && self.tokens[start - 1].shape != TokenShape::Symbol
            && self.wordlike(start - 1)
        {
            start -= 1;
        }
        while joined(end) && self.wordlike(end) {
            end += 1;
        }
        start..end
    }

    /// A word, number or hyphen.
    fn wordlike(&self, ix: TokenIx) -> bool {
        self.lower(ix) == "-"
            || !matches!(
                self.tokens[ix].shape,
                TokenShape::Punctuation | TokenShape::Symbol
            )
    }
}

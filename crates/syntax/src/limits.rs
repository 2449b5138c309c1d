//! How much of a text is read.

/// How much of a text is read. What is not read is reported, never silently dropped.
///
/// # Example
/// ```
/// use dateline_syntax::{Limits, analyse_with};
/// let read = analyse_with("One two three.", &Limits { tokens: 2, ..Limits::default() });
/// assert_eq!(read.tokens().len(), 2);
/// assert_eq!(read.truncated().map(|t| t.unread), Some(" three.".len()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most tokens of a document.
    pub tokens: usize,
    /// Most tokens of a sentence, from 1 to 512; a longer one is divided.
    pub sentence_tokens: usize,
}

impl Default for Limits {
    /// 20,000 tokens a document and 512 a sentence: the longest documents of news archives have under 15,000 words, and
    /// sentences beyond 150 words are lists.
    fn default() -> Self {
        Self {
            tokens: 20_000,
            sentence_tokens: 512,
        }
    }
}

/// Longest sentence that is ever parsed: scoring all pairs of its words takes a quarter of a million products.
pub(crate) const LONGEST_SENTENCE: usize = 512;

/// What was cut for being over the [`Limits`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Truncation {
    /// Bytes at the end of the text that were not read.
    pub unread: usize,
    /// Sentences that were divided for their length.
    pub divided: usize,
}

impl std::fmt::Display for Truncation {
    /// What was cut, for a person: 'the last 12 bytes were not read, …'.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let divided = match self.divided {
            0 => String::new(),
            1 => "a sentence was divided for its length".to_owned(),
            n => format!("{n} sentences were divided for their length"),
        };
        match (self.unread, divided.is_empty()) {
            (0, _) => f.write_str(&divided),
            (n, true) => write!(f, "too long: the last {n} bytes were not read"),
            (n, false) => write!(f, "too long: the last {n} bytes were not read; {divided}"),
        }
    }
}

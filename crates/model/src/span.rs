//! Places in a text: offsets that cannot split a character, and spans that carry their words.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A byte offset into a document's `text`, always on a character boundary.
///
/// It can only be made against the text ([`ByteOffset::new`]), so that one in hand is one that can slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct ByteOffset(u32);

impl ByteOffset {
    /// The offset `at` of `text`.
    ///
    /// # Errors
    /// [`SpanError::PastEnd`] and [`SpanError::SplitsCharacter`].
    pub fn new(text: &str, at: usize) -> Result<Self, SpanError> {
        let Ok(small) = u32::try_from(at) else {
            return Err(SpanError::PastEnd { at, len: text.len() });
        };
        if at > text.len() {
            return Err(SpanError::PastEnd { at, len: text.len() });
        }
        if !text.is_char_boundary(at) {
            return Err(SpanError::SplitsCharacter { at });
        }
        Ok(Self(small))
    }

    /// The offset as a number of bytes from the start of the text.
    #[must_use]
    pub fn get(self) -> usize {
        self.0 as usize
    }
}

/// `start..end` in bytes of a document's text, end-exclusive; `start <= end`, both on character boundaries.
///
/// # Example
/// ```
/// use dateline_model::Span;
/// let text = "Deir ez-Zor “fell”";
/// let span = Span::new(text, 0, 11)?;
/// assert_eq!(span.of(text), "Deir ez-Zor");
/// assert!(Span::new(text, 0, 13).is_err(), "13 is inside the opening quotation mark");
/// # Ok::<(), dateline_model::SpanError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: ByteOffset,
    end: ByteOffset,
}

impl Span {
    /// The bytes `start..end` of `text`.
    ///
    /// # Errors
    /// [`SpanError`] when the order is wrong, the end is past the text, or a bound splits a character.
    pub fn new(text: &str, start: usize, end: usize) -> Result<Self, SpanError> {
        if start > end {
            return Err(SpanError::Backward { start, end });
        }
        Ok(Self {
            start: ByteOffset::new(text, start)?,
            end: ByteOffset::new(text, end)?,
        })
    }

    /// First byte.
    #[must_use]
    pub fn start(self) -> usize {
        self.start.get()
    }

    /// One past the last byte.
    #[must_use]
    pub fn end(self) -> usize {
        self.end.get()
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end() - self.start()
    }

    /// Whether it covers nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The words covered.
    ///
    /// # Panics
    /// When `text` is not the text that the span was made on and a bound does not fall on one of its characters.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.start()..self.end()]
    }

    /// The smallest span over both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// Whether `other` lies wholly inside this one.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The span with the words it covers, as output carries it.
    ///
    /// # Panics
    /// As [`Span::of`].
    #[must_use]
    pub fn excerpt(self, text: &str) -> Excerpt {
        Excerpt {
            start: self.start() as u32,
            end: self.end() as u32,
            text: self.of(text).to_owned(),
        }
    }
}

/// Why two numbers are not a span of a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpanError {
    /// The end comes before the start.
    #[error("span {start}..{end} ends before it starts")]
    Backward {
        /// First byte as given.
        start: usize,
        /// End as given.
        end: usize,
    },
    /// An offset is past the end of the text.
    #[error("offset {at} is past the end of a text of {len} bytes")]
    PastEnd {
        /// The offset.
        at: usize,
        /// The text's length in bytes.
        len: usize,
    },
    /// An offset is inside a character.
    #[error("offset {at} splits a character")]
    SplitsCharacter {
        /// The offset.
        at: usize,
    },
    /// The words kept with a span are not the words of the text there.
    #[error("span {start}..{end} is kept with the words {kept:?}, but the text has {found:?} there")]
    OtherWords {
        /// First byte.
        start: usize,
        /// One past the last byte.
        end: usize,
        /// The words kept.
        kept: String,
        /// The words of the text.
        found: String,
    },
}

/// A span of a document together with the words it covers: the evidence form that all output uses.
///
/// `start` and `end` are bytes of the document's UTF-8 text, end-exclusive. An excerpt is made from a checked [`Span`];
/// one read back from JSON is checked for length at once and against the document by [`Excerpt::check`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "RawExcerpt")]
pub struct Excerpt {
    start: u32,
    end: u32,
    text: String,
}

#[derive(Deserialize, JsonSchema)]
struct RawExcerpt {
    start: u32,
    end: u32,
    text: String,
}

impl TryFrom<RawExcerpt> for Excerpt {
    type Error = String;
    fn try_from(raw: RawExcerpt) -> Result<Self, String> {
        if raw.end.checked_sub(raw.start).map(|n| n as usize) == Some(raw.text.len()) {
            Ok(Self {
                start: raw.start,
                end: raw.end,
                text: raw.text,
            })
        } else {
            Err(format!(
                "span {}..{} does not have the {} bytes of its text",
                raw.start,
                raw.end,
                raw.text.len()
            ))
        }
    }
}

impl Excerpt {
    /// First byte in the document.
    #[must_use]
    pub fn start(&self) -> usize {
        self.start as usize
    }

    /// One past the last byte in the document.
    #[must_use]
    pub fn end(&self) -> usize {
        self.end as usize
    }

    /// The words.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The span, once it is known that `text` has these words there.
    ///
    /// # Errors
    /// [`SpanError`] when the offsets do not fit the text or the words differ.
    pub fn check(&self, text: &str) -> Result<Span, SpanError> {
        let span = Span::new(text, self.start(), self.end())?;
        if span.of(text) == self.text {
            Ok(span)
        } else {
            Err(SpanError::OtherWords {
                start: self.start(),
                end: self.end(),
                kept: self.text.clone(),
                found: span.of(text).to_owned(),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_span_always_slices(text in ".{0,60}", a in 0usize..80, b in 0usize..80) {
            match Span::new(&text, a, b) {
                Ok(span) => {
                    prop_assert_eq!(span.of(&text), &text[a..b]);
                    prop_assert_eq!(span.excerpt(&text).check(&text), Ok(span));
                }
                Err(_) => prop_assert!(text.get(a..b).is_none()),
            }
        }
    }

    #[test]
    fn an_excerpt_read_back_must_fit_its_words() {
        let good: Excerpt = serde_json::from_str(r#"{"start":2,"end":5,"text":"abc"}"#).expect("fits");
        assert_eq!(good.text(), "abc");
        assert!(serde_json::from_str::<Excerpt>(r#"{"start":2,"end":6,"text":"abc"}"#).is_err());
        assert!(serde_json::from_str::<Excerpt>(r#"{"start":9,"end":6,"text":"abc"}"#).is_err());
    }

    #[test]
    fn other_words_are_noticed() {
        let kept = Span::new("killed", 0, 4).expect("in range").excerpt("killed");
        assert!(matches!(kept.check("marked"), Err(SpanError::OtherWords { .. })));
    }
}

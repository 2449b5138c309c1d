//! Bytes to code points: claims carry byte offsets, the gold sets count characters.

use dateline_model::{Excerpt, SpanError};

/// Bytes between two counted positions.
const STEP: usize = 64;

/// Turns byte offsets of one text into code point offsets, each in constant time.
///
/// # Example
/// ```
/// use dateline_evaluate::CodePoints;
/// let points = CodePoints::new("“Döner” – 3");
/// assert_eq!(points.at(3), Ok(1), "the opening quotation mark is three bytes, one character");
/// assert!(points.at(2).is_err(), "inside the quotation mark");
/// ```
#[derive(Clone, Debug)]
pub struct CodePoints<'t> {
    text: &'t str,
    /// Characters that start before byte `i * STEP`. Empty for pure ASCII, where both counts are one.
    before: Vec<u32>,
}

impl<'t> CodePoints<'t> {
    /// Counts the characters of `text` once.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut before = Vec::new();
        if !text.is_ascii() {
            let mut count = 0;
            for block in text.as_bytes().chunks(STEP) {
                before.push(count);
                count += starts(block) as u32;
            }
            before.push(count);
        }
        Self { text, before }
    }

    /// The number of characters before byte `at`.
    ///
    /// # Errors
    /// [`SpanError::PastEnd`] and [`SpanError::SplitsCharacter`].
    pub fn at(&self, at: usize) -> Result<usize, SpanError> {
        if at > self.text.len() {
            return Err(SpanError::PastEnd {
                at,
                len: self.text.len(),
            });
        }
        if !self.text.is_char_boundary(at) {
            return Err(SpanError::SplitsCharacter { at });
        }
        if self.before.is_empty() {
            return Ok(at);
        }
        let block = at / STEP;
        Ok(self.before[block] as usize + starts(&self.text.as_bytes()[block * STEP..at]))
    }

    /// `[start, end)` in code points of an excerpt, once its words are found to be the text's.
    ///
    /// # Errors
    /// [`SpanError`] when the excerpt is not of this text.
    pub fn span(&self, excerpt: &Excerpt) -> Result<[usize; 2], SpanError> {
        let span = excerpt.check(self.text)?;
        Ok([self.at(span.start())?, self.at(span.end())?])
    }
}

/// How many characters start in these bytes of UTF-8.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_model::Span;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_counts_as_char_indices_does(text in "[a-zé“”حلب🕊 ]{0,200}", past in 1usize..9) {
            let points = CodePoints::new(&text);
            for (nth, (byte, character)) in text.char_indices().enumerate() {
                prop_assert_eq!(points.at(byte), Ok(nth));
                for inside in byte + 1..byte + character.len_utf8() {
                    prop_assert_eq!(points.at(inside), Err(SpanError::SplitsCharacter { at: inside }));
                }
            }
            prop_assert_eq!(points.at(text.len()), Ok(text.chars().count()));
            prop_assert!(points.at(text.len() + past).is_err());
        }
    }

    #[test]
    fn an_excerpt_of_another_text_is_refused() {
        let text = "“Ağrı”: 12 dead";
        let excerpt = Span::new(text, text.len() - 7, text.len())
            .expect("in range")
            .excerpt(text);
        assert_eq!(excerpt.text(), "12 dead");
        assert_eq!(CodePoints::new(text).span(&excerpt), Ok([8, 15]));
        assert!(CodePoints::new("Ağrı: 12 dead or so").span(&excerpt).is_err());
    }
}

//! Sentences and words with exact offsets.
//!
//! [`analyse`] cuts a document's text into [`Sentence`]s and [`Token`]s. Nothing is lost or invented: every token is a span
//! of the text, in order, and what lies between two tokens is white space.

mod analysis;
mod segment;

pub use analysis::{Analysis, Sentence, SentenceRole, Token, TokenIx, TokenShape};
pub use segment::analyse;

//! Sentences and words with exact offsets.
//!
//! [`analyse`] cuts a document's text into [`Sentence`]s and [`Token`]s. Nothing is lost or invented: every token is a span
//! of the text, in order, and what lies between two tokens is white space.
//!
//! # What a token is
//! Tokens follow the Universal Dependencies English treebanks: "didn't" is `did` + `n't`, "Assad's" is `Assad` + `'s`, a
//! currency sign and a per cent sign stand apart from their number, 'U.S.' and 'Gen.' keep their full stop.
//! **Hyphens split**: 'Iran-backed' is `Iran`, `-`, `backed`, except after prefixes ('anti-tank', 'mid-May') and around the
//! particles of names ('al-Nusra', 'ez-Zor', 'Jamaat-ul-Ahrar' are one token each). [`Analysis::hyphenated`] gives the whole of a
//! hyphenated word back, and [`phrase_tokens`] cuts a lexicon's phrases the same way.

mod analysis;
mod conllu;
mod features;
mod lexicon;
mod limits;
mod mst;
mod segment;
mod train;

pub use analysis::{Analysis, Sentence, SentenceRole, Token, TokenIx, TokenShape};
pub use conllu::{TreebankError, TreebankSentence, TreebankWord, read_treebank};
pub use limits::{Limits, Truncation};
pub use segment::{analyse, analyse_with, phrase_tokens};
pub use train::{Scores, TrainOptions, experiment};

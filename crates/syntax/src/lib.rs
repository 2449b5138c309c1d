//! Sentences, words, tags, dependency trees and names, with exact offsets.
//!
//! [`analyse`] cuts a document's text into [`Sentence`]s and [`Token`]s. Nothing is lost or invented: every token is a span
//! of the text, in order, and what lies between two tokens is white space. [`parse`] then gives every sentence part-of-speech
//! tags, lemmas and a tree in Universal Dependencies, and finds names. All of it is read through [`Analysis`].
//!
//! # Example: who was killed, and by whom?
//! ```
//! use dateline_syntax::{Model, Relation, analyse, parse};
//!
//! let mut read = analyse("Two soldiers were killed by rebels in Damascus.");
//! parse(Model::embedded()?, &mut read);
//! let killed = (0..read.tokens().len()).find(|ix| read.lemma(*ix) == "kill").expect("the verb is there");
//! let words = |ix| read.span(read.extent(ix)).of(read.text());
//! let sufferers = read.children_by(killed, Relation::NsubjPass).next().map(words);
//! assert_eq!(sufferers, Some("Two soldiers"));
//! let doers = read.children_by(killed, Relation::OblAgent).next().map(|ix| read.word(ix));
//! assert_eq!(doers, Some("rebels"));
//! assert_eq!(read.entities().len(), 1, "Damascus is a name");
//! # Ok::<(), dateline_syntax::ModelError>(())
//! ```
//!
//! # What a token is
//! Tokens follow the Universal Dependencies English treebanks: "didn't" is `did` + `n't`, "Assad's" is `Assad` + `'s`, a
//! currency sign and a per cent sign stand apart from their number, 'U.S.' and 'Gen.' keep their full stop.
//! **Hyphens split**: 'Iran-backed' is `Iran`, `-`, `backed`, except after prefixes ('anti-tank', 'mid-May') and around the
//! particles of names ('al-Nusra', 'ez-Zor', 'Jamaat-ul-Ahrar' are one token each). [`Analysis::hyphenated`] gives the whole of a
//! hyphenated word back, and [`phrase_tokens`] cuts a lexicon's phrases the same way.
//!
//! # What a sentence is
//! A line that stands for itself ends a sentence, a line broken for width does not. A dateline is a sentence of its own
//! ([`SentenceRole::Dateline`]); so are headings and the site's own lines ([`SentenceRole::Furniture`], by the reviewed list
//! `lexicons/syntax/furniture.tsv`). Where an archive lost its full stops, a sentence begins at a few sure opening words.
//!
//! # How trees are found
//! A word is a sum of embedding rows (form, prefixes, suffixes, shape). Layers of simple recurrent units read the sentence in
//! both directions, tags are read off on the way, every pair of words is scored as head and dependent, and the best tree is
//! taken. All products are in whole numbers: the same text gives the same tree on every machine and with any number of threads.
//! Where a text is all in capitals or has none, case is ignored. The model is part of the program ([`Model::embedded`]); its
//! card is `models/syntax/README.md`, and [`Training`] makes it.
//!
//! Invariant: this crate knows nothing of conflicts, of files, or of other documents.

mod agree;
mod analysis;
mod conllu;
mod features;
mod lexicon;
mod limits;
mod matrix;
mod model;
mod morphology;
mod mst;
mod names;
mod network;
mod parse;
mod segment;
mod syntax;
mod table;
mod tags;
mod train;
mod write;

pub use analysis::{Analysis, Sentence, SentenceRole, Token, TokenIx, TokenShape};
pub use conllu::{TreebankError, TreebankSentence, TreebankWord, read_treebank};
pub use limits::{Limits, Truncation};
pub use model::{Model, ModelError};
pub use parse::{Parser, parse, parse_treebank};
pub use segment::{analyse, analyse_with, is_one_token, phrase_tokens};
pub use syntax::Entity;
pub use table::{WordKey, WordTable};
pub use tags::{EntityKind, Relation, Upos};
pub use train::{
    NameOptions, Progress, Scores, TrainError, TrainOptions, Training, TrainingData, plain_text, train_names,
    train_syntax,
};
pub use write::{write_conllu, write_conllu_document, write_tree, write_treebank};

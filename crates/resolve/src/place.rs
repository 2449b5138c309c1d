//! Toponyms: words that name a place, and the gazetteer entry they mean.

use crate::LexiconError;
use dateline_model::{Document, Place, Why};
use dateline_syntax::{Analysis, TokenIx};
use std::ops::Range;

/// A toponym in a document.
#[derive(Clone, Debug)]
pub struct PlaceMention {
    /// Its tokens.
    pub tokens: Range<TokenIx>,
    /// How the name is used.
    pub usage: PlaceUsage,
    /// The gazetteer entry, or why there is none.
    pub place: Result<Place, Why>,
}

/// How a place name is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlaceUsage {
    /// The place itself: an event may have happened there.
    Literal,
    /// The government or people of the place, or part of another name: 'Moscow said', 'University of Aleppo'.
    Associative,
}

/// The places of the world that Dateline knows.
#[derive(Debug)]
pub struct Gazetteer {}

impl Gazetteer {
    /// The built-in gazetteer.
    ///
    /// # Errors
    /// [`LexiconError`] when it is malformed.
    pub fn embedded() -> Result<Self, LexiconError> {
        Ok(Self {})
    }

    /// Finds the toponyms of a text and resolves them.
    #[must_use]
    pub fn find(&self, analysis: &Analysis<'_>, document: &Document) -> Vec<PlaceMention> {
        let _ = (analysis, document);
        Vec::new()
    }
}

//! Actor mentions: noun phrases that name people, groups, states and organisations.

use crate::{LexiconError, place::PlaceMention};
use dateline_model::{Actor, Document};
use dateline_syntax::{Analysis, TokenIx};
use std::ops::Range;

/// An actor mention in a document.
#[derive(Clone, Debug)]
pub struct ActorMention {
    /// Its tokens, with determiner and modifiers.
    pub tokens: Range<TokenIx>,
    /// The noun that the phrase is about: 'forces' in 'Syrian government forces near Hama'.
    pub head: TokenIx,
    /// Whether it can only be a voice, never a participant: monitors, agencies, analysts.
    pub speaker_only: bool,
    /// Who it is, as far as the words say.
    pub actor: Actor,
}

/// The actors that Dateline knows, and the words that phrases for the others are made of.
#[derive(Debug)]
pub struct ActorLexicon {}

impl ActorLexicon {
    /// The built-in lexicon.
    ///
    /// # Errors
    /// [`LexiconError`] when it is malformed.
    pub fn embedded() -> Result<Self, LexiconError> {
        Ok(Self {})
    }

    /// Finds the actor mentions of a text.
    #[must_use]
    pub fn find(
        &self,
        analysis: &Analysis<'_>,
        document: &Document,
        places: &[PlaceMention],
    ) -> Vec<ActorMention> {
        let _ = (analysis, document, places);
        Vec::new()
    }
}

//! When, where and who: time expressions, toponyms and actor mentions of one document, resolved or left open.
//!
//! [`Resolver::resolve`] finds all three. Each mention keeps its tokens, so that the coder can ask which of them stand near a
//! trigger; none of the resolvers knows what an event is.

pub mod actor;
mod pieces;
pub mod place;
pub mod time;

use dateline_model::Document;
use dateline_syntax::Analysis;

/// Everything in a document that names a time, a place or an actor, each list in text order.
#[derive(Clone, Debug, Default)]
pub struct Entities {
    /// Time expressions.
    pub times: Vec<time::TimeMention>,
    /// Toponyms.
    pub places: Vec<place::PlaceMention>,
    /// Actors.
    pub actors: Vec<actor::ActorMention>,
}

/// The loaded gazetteer and lexicons.
#[derive(Debug)]
pub struct Resolver {
    gazetteer: place::Gazetteer,
    actors: actor::ActorLexicon,
}

/// What is wrong with an embedded or given lexicon.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {problem}")]
pub struct LexiconError {
    /// File name.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong and what to write instead.
    pub problem: String,
}

impl Resolver {
    /// The resolver with the gazetteer and lexicons that are built in.
    ///
    /// # Errors
    /// [`LexiconError`] when a built-in file is malformed; the project's tests load them all.
    pub fn embedded() -> Result<Self, LexiconError> {
        Self::with_gazetteer(place::Gazetteer::embedded()?)
    }

    /// The resolver with another gazetteer than the one that is built in.
    ///
    /// # Errors
    /// As [`Resolver::embedded`].
    pub fn with_gazetteer(gazetteer: place::Gazetteer) -> Result<Self, LexiconError> {
        Ok(Self {
            gazetteer,
            actors: actor::ActorLexicon::embedded()?,
        })
    }

    /// The places that are known.
    #[must_use]
    pub fn gazetteer(&self) -> &place::Gazetteer {
        &self.gazetteer
    }

    /// The resolver with a user's own actors on top of the built-in ones.
    ///
    /// # Errors
    /// What is wrong with the dictionaries, or with a built-in file.
    pub fn with_actors(self, dictionaries: &[actor::Dictionary]) -> Result<Self, Vec<LexiconError>> {
        Ok(Self {
            actors: actor::ActorLexicon::with_dictionaries(dictionaries)?,
            ..self
        })
    }

    /// The actor lexicon.
    #[must_use]
    pub fn actors(&self) -> &actor::ActorLexicon {
        &self.actors
    }

    /// Who a stretch of tokens is, read as one mention of its document. See [`actor::ActorLexicon::resolve`].
    ///
    /// # Panics
    /// When `tokens` is empty or not of the analysis.
    #[must_use]
    pub fn resolve_actor(
        &self,
        document: &Document,
        analysis: &Analysis<'_>,
        tokens: std::ops::Range<dateline_syntax::TokenIx>,
    ) -> actor::ActorMention {
        let places = self.gazetteer.find(analysis, document);
        self.actors.resolve(analysis, document, &places, tokens)
    }

    /// Finds and resolves the times, places and actors of a document.
    #[must_use]
    pub fn resolve(&self, document: &Document, analysis: &Analysis<'_>) -> Entities {
        let pieces = pieces::Pieces::new(analysis);
        let times = time::find_in(&pieces, document.published);
        let mut places = self.gazetteer.find_in(&pieces, document);
        let actors = self.actors.find(analysis, document, &places);
        // 'the Islamic State in Iraq and the Levant': nothing is said to be in Iraq. A cartel is of the city it is called after.
        for name in actors.iter().filter_map(|mention| mention.name.as_ref()) {
            let first = places.partition_point(|p| p.tokens.start < name.start);
            for place in places[first..]
                .iter_mut()
                .take_while(|p| p.tokens.end <= name.end)
            {
                if place.tokens.start > name.start {
                    place.usage = place::PlaceUsage::Associative;
                }
            }
        }
        Entities {
            times,
            places,
            actors,
        }
    }
}

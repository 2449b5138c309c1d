//! Why a ledger can not be used.

use std::path::PathBuf;

/// A ledger that can not be opened, read or written. Nothing is emptied or made anew on an error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// A newer Dateline made it.
    #[error("{}: the ledger has schema version {found}; this Dateline knows versions up to {known}", .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Version of its schema.
        found: u32,
        /// Newest version known here.
        known: u32,
    },
    /// A database of another program.
    #[error("{}: this is a database, but no ledger", .path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The file is damaged, or no database.
    #[error("{}: the ledger is damaged: {problem}", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        problem: String,
    },
    /// The database refused.
    #[error("{}: can not {action}: {source}", .path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// What was tried: 'open the ledger'.
        action: &'static str,
        /// What the database said.
        source: rusqlite::Error,
    },
}

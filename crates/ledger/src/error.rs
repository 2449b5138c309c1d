//! Why a ledger can not be used.

use std::path::{Path, PathBuf};

/// A ledger that can not be opened, read or written. Nothing is emptied or made anew on an error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// There is no such file.
    #[error("{}: there is no such ledger", .path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
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
    /// An older Dateline made it, and it may not be written, so that it can not be brought to this version.
    #[error("{}: the ledger has schema version {found}, and may not be written to be brought to version {known}", .path.display())]
    Older {
        /// The file.
        path: PathBuf,
        /// Version of its schema.
        found: u32,
        /// The version of this Dateline.
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
    /// The ledger, or where it lies, may not be written.
    #[error("{}: the ledger can not be written: {problem}", .path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
        /// What the database said.
        problem: String,
    },
    /// Another program held the ledger for too long.
    #[error("{}: another program is writing to the ledger and did not finish", .path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// The question can not be asked.
    #[error("can not search for `{text}`: {problem}")]
    Question {
        /// The words.
        text: String,
        /// What is wrong with them.
        problem: String,
    },
    /// An address of a database was given to a program that can not speak with one.
    #[error("this Dateline was built without PostgreSQL")]
    NoServers,
    /// The database has its own tools for what was asked.
    #[error("a ledger in PostgreSQL is looked after by the database's own tools: {tool}")]
    OwnTools {
        /// The tool.
        tool: &'static str,
    },
    /// The database server refused.
    #[cfg(feature = "postgres")]
    #[error("{}: can not {action}: {problem}", .path.display())]
    Server {
        /// The address, without its password.
        path: PathBuf,
        /// What was tried: 'open the ledger'.
        action: &'static str,
        /// What the database said.
        problem: String,
        /// The same as data.
        source: postgres::Error,
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

impl LedgerError {
    #[cfg(feature = "postgres")]
    pub(crate) fn of_server(path: &Path, action: &'static str, source: postgres::Error) -> Self {
        use postgres::error::SqlState;
        let path = path.to_owned();
        let refused = source.as_db_error();
        let problem = refused.map_or_else(|| source.to_string(), |e| e.message().to_owned());
        match refused.map(postgres::error::DbError::code) {
            Some(&SqlState::READ_ONLY_SQL_TRANSACTION | &SqlState::INSUFFICIENT_PRIVILEGE) => {
                Self::ReadOnly { path, problem }
            }
            Some(&SqlState::LOCK_NOT_AVAILABLE | &SqlState::T_R_DEADLOCK_DETECTED) => Self::Busy { path },
            _ => Self::Server {
                path,
                action,
                problem,
                source,
            },
        }
    }

    /// What to do about it, as one sentence without a final stop.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "check the name; dateline ingest REPORTS --ledger FILE makes a ledger",
            Self::Newer { .. } => {
                "use the Dateline that wrote it, or a newer one; the file was left as it is"
            }
            Self::Older { .. } => "copy the file to where it may be written, and open the copy",
            Self::Foreign { .. } => "give another name to --ledger; the file was left as it is",
            Self::Damaged { .. } => {
                "the file was left as it is: copy it, and go back to your last dateline ledger backup"
            }
            Self::ReadOnly { .. } => "check the permissions of the file and of its directory",
            Self::Busy { .. } => "run again when the other program is done; what was written stays",
            Self::Question { .. } => "write words, or a phrase in double quotes",
            Self::NoServers => "build it with the feature postgres, or name a file",
            Self::OwnTools { .. } => "run the tool on the database",
            #[cfg(feature = "postgres")]
            Self::Server { .. } => {
                "check the address (postgres://user@host/database), that the server runs, and what the user may do"
            }
            Self::Database { .. } => {
                "check the permissions and the space left on the disk, then run again: what was written stays"
            }
        }
    }

    /// The class of a refusal of the database.
    pub(crate) fn of(path: &Path, action: &'static str, source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let path = path.to_owned();
        let problem = source.to_string();
        match source.sqlite_error_code() {
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => Self::Damaged { path, problem },
            Some(Code::ReadOnly | Code::PermissionDenied) => Self::ReadOnly { path, problem },
            // The file is there: what can not be opened is the journal beside it.
            Some(Code::CannotOpen) if path.is_file() => Self::ReadOnly { path, problem },
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Busy { path },
            _ => Self::Database { path, action, source },
        }
    }
}

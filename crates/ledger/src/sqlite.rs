//! The ledger as one SQLite database.

use crate::{Entry, LedgerError, Storage};
use dateline_model::{Claim, Document, DocumentId};
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension as _, TransactionBehavior, params};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// Version of the tables that this Dateline writes; the file carries it as `user_version`.
pub const SCHEMA_VERSION: u32 = 1;

/// `dtln` in ASCII: marks the file as a ledger (`application_id`).
const APPLICATION: u32 = 0x6474_6c6e;

/// How long a writer waits for another one. Chosen: longer than any batch takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// A ledger in one file.
#[derive(Debug)]
pub struct SqliteLedger {
    connection: Connection,
    path: PathBuf,
}

impl SqliteLedger {
    /// Opens the ledger, and makes it where there is no file or an empty one.
    ///
    /// # Errors
    /// [`LedgerError`]: the file is newer, of another program, damaged, or can not be opened.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(path, flags).map_err(|e| failed(path, "open the ledger", e))?;
        let mut ledger = Self {
            connection,
            path: path.to_owned(),
        };
        ledger.prepare()?;
        Ok(ledger)
    }

    /// Looks at what the file is before anything is written to it.
    fn prepare(&mut self) -> Result<(), LedgerError> {
        let path = &self.path;
        let failed = |e| failed(path, "open the ledger", e);
        self.connection.busy_timeout(PATIENCE).map_err(failed)?;
        let number = |connection: &Connection, sql| connection.query_row(sql, [], |row| row.get::<_, u32>(0));
        let application = number(&self.connection, "PRAGMA application_id").map_err(failed)?;
        let tables = number(&self.connection, "SELECT count(*) FROM sqlite_schema").map_err(failed)?;
        if application != APPLICATION && (application != 0 || tables != 0) {
            return Err(LedgerError::Foreign { path: path.clone() });
        }
        let found = number(&self.connection, "PRAGMA user_version").map_err(failed)?;
        if found > SCHEMA_VERSION {
            return Err(LedgerError::Newer {
                path: path.clone(),
                found,
                known: SCHEMA_VERSION,
            });
        }
        self.connection
            .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;")
            .map_err(failed)?;
        // Another program may be making the tables: who has the lock looks again.
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        if number(&transaction, "PRAGMA user_version").map_err(failed)? == 0 {
            transaction
                .execute_batch(include_str!("schema.sql"))
                .map_err(failed)?;
            transaction
                .pragma_update(None, "application_id", APPLICATION)
                .map_err(failed)?;
            transaction
                .pragma_update(None, "user_version", SCHEMA_VERSION)
                .map_err(failed)?;
        }
        transaction.commit().map_err(failed)
    }

    fn damaged(&self, problem: String) -> LedgerError {
        LedgerError::Damaged {
            path: self.path.clone(),
            problem,
        }
    }
}

fn failed(path: &Path, action: &'static str, source: rusqlite::Error) -> LedgerError {
    let path = path.to_owned();
    match source.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => LedgerError::Damaged {
            path,
            problem: source.to_string(),
        },
        _ => LedgerError::Database { path, action, source },
    }
}

impl Storage for SqliteLedger {
    fn contains(&self, document: &DocumentId) -> Result<bool, LedgerError> {
        self.connection
            .prepare_cached("SELECT 1 FROM documents WHERE id = ?1")
            .and_then(|mut statement| statement.exists([document.as_str()]))
            .map_err(|e| failed(&self.path, "read the ledger", e))
    }

    fn add(&mut self, entries: &[Entry]) -> Result<usize, LedgerError> {
        let path = &self.path;
        let failed = |e| failed(path, "write to the ledger", e);
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        let mut new = 0;
        for entry in entries {
            new += usize::from(insert(&transaction, entry).map_err(failed)?);
        }
        transaction.commit().map_err(failed)?;
        Ok(new)
    }

    fn document(&self, id: &DocumentId) -> Result<Option<Document>, LedgerError> {
        let sql = "SELECT json_object('id', id, 'title', title, 'publisher', publisher, 'published', published, \
                   'url', url, 'text', text) FROM documents WHERE id = ?1";
        let json: Option<String> = self
            .connection
            .query_row(sql, [id.as_str()], |row| row.get(0))
            .optional()
            .map_err(|e| failed(&self.path, "read the ledger", e))?;
        json.map(|json| serde_json::from_str(&json))
            .transpose()
            .map_err(|e| self.damaged(format!("document {}: {e}", id.as_str())))
    }

    fn claims(&self, document: &DocumentId) -> Result<Vec<Claim>, LedgerError> {
        let failed = |e| failed(&self.path, "read the ledger", e);
        let mut statement = self
            .connection
            .prepare_cached("SELECT claim FROM claims WHERE document = ?1 ORDER BY position")
            .map_err(failed)?;
        let rows = statement
            .query_map([document.as_str()], |row| row.get::<_, String>(0))
            .map_err(failed)?;
        rows.map(|row| {
            serde_json::from_str(&row.map_err(failed)?)
                .map_err(|e| self.damaged(format!("a claim of {}: {e}", document.as_str())))
        })
        .collect()
    }
}

/// Adds one entry; `false` where its document is kept already.
fn insert(connection: &Connection, entry: &Entry) -> rusqlite::Result<bool> {
    let document = &entry.document;
    let added = connection
        .prepare_cached(
            "INSERT INTO documents (id, publisher, title, published, url, text, source) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            document.id.as_str(),
            document.publisher,
            document.title,
            document.published.map(|day| day.to_string()),
            document.url,
            document.text,
            entry.source,
        ])?;
    if added == 0 {
        return Ok(false);
    }
    let mut statement = connection.prepare_cached(
        "INSERT INTO claims (document, position, id, coder, claim) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (position, claim) in (0_i64..).zip(&entry.claims) {
        let json = serde_json::to_string(claim).expect("a claim is plain data");
        statement.execute(params![
            document.id.as_str(),
            position,
            claim.id.as_str(),
            claim.coder,
            json
        ])?;
    }
    Ok(true)
}

#[cfg(test)]
mod tests;

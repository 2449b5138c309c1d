//! Opening a ledger: what the file is, before anything is written to it.

use super::{SCHEMA_VERSION, SqliteLedger};
use crate::LedgerError;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::{fs, path::Path, time::Duration};

/// `dtln` in ASCII: marks the file as a ledger (`application_id`).
const APPLICATION: i64 = 0x6474_6c6e;

/// How long a writer waits for another one. Chosen: longer than any batch takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a file says of itself.
struct Marks {
    application: i64,
    version: u32,
    tables: i64,
}

impl SqliteLedger {
    /// Opens the ledger, and makes it where there is no file or an empty one.
    ///
    /// # Errors
    /// [`LedgerError`]: the file is newer, of another program, damaged, or can not be written.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut ledger = Self::connect(path, flags)?;
        if ledger.recognise()? == 0 {
            ledger.make()?;
        }
        // SQLite opens what may not be written for reading only; better said now than after an hour of coding.
        if ledger.connection.is_readonly("main").map_err(ledger.unread())? {
            return Err(LedgerError::ReadOnly {
                path: path.to_owned(),
                problem: "it can only be read".to_owned(),
            });
        }
        Ok(ledger)
    }

    /// Opens a ledger that is there, for reading only.
    ///
    /// # Errors
    /// [`LedgerError`]: there is no such file, or it is newer, of another program, damaged, or can not be read.
    pub fn open_to_read(path: &Path) -> Result<Self, LedgerError> {
        let missing = || LedgerError::Missing {
            path: path.to_owned(),
        };
        if !fs::metadata(path).map_err(|_| missing())?.is_file() {
            return Err(missing());
        }
        let ledger = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        if ledger.recognise()? == 0 {
            return Err(missing());
        }
        Ok(ledger)
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self, LedgerError> {
        let failed = |e| LedgerError::of(path, "open the ledger", e);
        let connection =
            Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(failed)?;
        connection.busy_timeout(PATIENCE).map_err(failed)?;
        connection
            .execute_batch(
                "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;",
            )
            .map_err(failed)?;
        Ok(Self {
            connection,
            path: path.to_owned(),
        })
    }

    /// The version of its tables, 0 for an empty file.
    fn recognise(&self) -> Result<u32, LedgerError> {
        let path = &self.path;
        let Marks {
            application,
            version,
            tables,
        } = self
            .marks()
            .map_err(|e| LedgerError::of(path, "open the ledger", e))?;
        if application != APPLICATION && (application != 0 || tables != 0) {
            return Err(LedgerError::Foreign { path: path.clone() });
        }
        if version > SCHEMA_VERSION {
            return Err(LedgerError::Newer {
                path: path.clone(),
                found: version,
                known: SCHEMA_VERSION,
            });
        }
        Ok(version)
    }

    /// All marks as of one moment: another program may be making the tables.
    fn marks(&self) -> rusqlite::Result<Marks> {
        let moment = self.connection.unchecked_transaction()?;
        let number = |sql| moment.query_row(sql, [], |row| row.get::<_, i64>(0));
        let marks = Marks {
            tables: number("SELECT count(*) FROM sqlite_schema")?,
            application: number("PRAGMA application_id")?,
            version: u32::try_from(number("PRAGMA user_version")?).unwrap_or(u32::MAX),
        };
        moment.finish()?;
        Ok(marks)
    }

    fn make(&mut self) -> Result<(), LedgerError> {
        let failed = self.failed("make the ledger");
        // Larger than usual: a report with its claims fills most of a usual page, and what is left of each would be lost.
        self.connection
            .pragma_update(None, "page_size", 16_384)
            .map_err(&failed)?;
        self.connection
            .pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))
            .map_err(&failed)?;
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(&failed)?;
        // Another program may have made the tables meanwhile: who has the lock looks again.
        let version: i64 = transaction
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .map_err(&failed)?;
        if version == 0 {
            transaction
                .execute_batch(include_str!("../schema.sql"))
                .and_then(|()| transaction.pragma_update(None, "application_id", APPLICATION))
                .and_then(|()| transaction.pragma_update(None, "user_version", SCHEMA_VERSION))
                .map_err(&failed)?;
        }
        transaction.commit().map_err(&failed)
    }
}

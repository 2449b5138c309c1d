//! The file: one SQLite database, readable by its owner alone.

use crate::UsersError;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::{
    fs::OpenOptions,
    path::{Path, PathBuf},
    time::Duration,
};

/// `dtlu` in ASCII: marks the file as one of users (`application_id`).
const APPLICATION: i64 = 0x6474_6c75;

/// Version of the tables.
const VERSION: i64 = 1;

/// How long a writer waits for another one. Chosen: much longer than any of the short writes here.
const PATIENCE: Duration = Duration::from_secs(30);

/// Times are seconds since 1970.
const TABLES: &str = "
CREATE TABLE users (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, role INTEGER NOT NULL, password TEXT NOT NULL, made INTEGER NOT NULL
) STRICT;
CREATE TABLE sessions (
  hash TEXT PRIMARY KEY, user INTEGER NOT NULL REFERENCES users ON DELETE CASCADE, made INTEGER NOT NULL, seen INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_of ON sessions (user);
CREATE TABLE tokens (
  id INTEGER PRIMARY KEY AUTOINCREMENT, hash TEXT NOT NULL UNIQUE, user INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
  name TEXT NOT NULL, role INTEGER NOT NULL, made INTEGER NOT NULL, expires INTEGER NOT NULL, used TEXT
) STRICT;
CREATE INDEX tokens_of ON tokens (user);
CREATE TABLE audit (
  seq INTEGER PRIMARY KEY, previous TEXT NOT NULL, hash TEXT NOT NULL, act TEXT NOT NULL, who TEXT NOT NULL, subject TEXT NOT NULL,
  made INTEGER NOT NULL
) STRICT;
";

/// The users of a ledger.
#[derive(Debug)]
pub struct Users {
    pub(crate) connection: Connection,
    pub(crate) path: PathBuf,
}

impl Users {
    /// Opens the file, and makes it (mode 0600 on Unix) where there is none.
    ///
    /// # Errors
    /// [`UsersError`]: the file is newer, of another program, damaged, or can not be written.
    pub fn open(path: &Path) -> Result<Self, UsersError> {
        make_file(path).map_err(|e| UsersError::Unusable {
            path: path.to_owned(),
            problem: e.to_string(),
        })?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|e| UsersError::of(path, &e))?;
        let mut users = Self {
            connection,
            path: path.to_owned(),
        };
        users.prepare()?;
        Ok(users)
    }

    fn prepare(&mut self) -> Result<(), UsersError> {
        let path = self.path.clone();
        let failed = |e: rusqlite::Error| UsersError::of(&path, &e);
        self.connection.busy_timeout(PATIENCE).map_err(failed)?;
        self.connection
            .execute_batch(
                "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;",
            )
            .map_err(failed)?;
        let transaction = begin(&self.connection).map_err(failed)?;
        let number = |sql: &str| transaction.query_row(sql, [], |row| row.get::<_, i64>(0));
        let tables = number("SELECT count(*) FROM sqlite_schema").map_err(failed)?;
        let application = number("PRAGMA application_id").map_err(failed)?;
        let version = number("PRAGMA user_version").map_err(failed)?;
        if application != APPLICATION && (application != 0 || tables != 0) {
            return Err(UsersError::Foreign(path.clone()));
        }
        if version > VERSION {
            return Err(UsersError::Newer(path.clone()));
        }
        if version == 0 {
            transaction
                .execute_batch(TABLES)
                .and_then(|()| transaction.pragma_update(None, "application_id", APPLICATION))
                .and_then(|()| transaction.pragma_update(None, "user_version", VERSION))
                .map_err(failed)?;
        }
        transaction.commit().map_err(failed)?;
        self.connection
            .pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))
            .map_err(failed)
    }

    /// Does all of it, or nothing.
    pub(crate) fn whole<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Fault>,
    ) -> Result<T, UsersError> {
        let done = begin(&self.connection)
            .map_err(Fault::from)
            .and_then(|transaction| {
                let done = work(&transaction)?;
                transaction.commit()?;
                Ok(done)
            });
        done.map_err(|fault| self.told(fault))
    }

    pub(crate) fn told(&self, fault: Fault) -> UsersError {
        match fault {
            Fault::Said(error) => error,
            Fault::Database(error) => UsersError::of(&self.path, &error),
        }
    }
}

/// Why a write ended: something to tell, or the database's own trouble.
pub(crate) enum Fault {
    Said(UsersError),
    Database(rusqlite::Error),
}

impl From<UsersError> for Fault {
    fn from(error: UsersError) -> Self {
        Self::Said(error)
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

fn begin(connection: &Connection) -> rusqlite::Result<Transaction<'_>> {
    Transaction::new_unchecked(connection, TransactionBehavior::Immediate)
}

/// An empty file that only its owner reads; SQLite gives its journal the same permissions.
fn make_file(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

//! Opening a ledger: what the file is, before anything is written to it.

use super::{SCHEMA_VERSION, SqliteLedger};
use crate::LedgerError;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::{
    cell::RefCell,
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

/// `dtln` in ASCII: marks the file as a ledger (`application_id`).
const APPLICATION: i64 = 0x6474_6c6e;

/// How long a writer waits for another one. Chosen: longer than any batch takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long one that was refused at once waits before it tries again.
const AGAIN: Duration = Duration::from_millis(20);

/// Whether writes that are not in the file yet stand in a journal beside it.
fn has_journal(path: &Path) -> bool {
    let mut journal = path.as_os_str().to_owned();
    journal.push("-wal");
    fs::metadata(journal).is_ok_and(|journal| journal.len() > 0)
}

/// The name of a file that does not change while it is open, as a URI.
fn unchanging(path: &Path) -> PathBuf {
    let escaped: String = path
        .to_string_lossy()
        .chars()
        .map(|c| match c {
            '%' => "%25".to_owned(),
            '?' => "%3f".to_owned(),
            '#' => "%23".to_owned(),
            other => other.to_string(),
        })
        .collect();
    format!("file:{escaped}?immutable=1").into()
}

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
        // Two programs that make one ledger at the same time would wait for each other: SQLite refuses one of them at once, whatever
        // patience it was told to have.
        let started = Instant::now();
        loop {
            match Self::open_once(path) {
                Err(LedgerError::Busy { .. }) if started.elapsed() < PATIENCE => thread::sleep(AGAIN),
                done => return done,
            }
        }
    }

    fn open_once(path: &Path) -> Result<Self, LedgerError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut ledger = Self::connect(path, path, flags)?;
        let version = ledger.recognise()?;
        if version == 0 {
            ledger.make()?;
        }
        // SQLite opens what may not be written for reading only; better said now than after an hour of coding.
        if ledger
            .connection
            .is_readonly("main")
            .map_err(ledger.unreadable())?
        {
            return Err(LedgerError::ReadOnly {
                path: path.to_owned(),
                problem: "it can only be read".to_owned(),
            });
        }
        if (1..SCHEMA_VERSION).contains(&version) {
            ledger.migrate()?;
        }
        Ok(ledger)
    }

    /// Opens a ledger that is there, for reading only. One of an earlier version is brought to the present one first.
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
        let opened = Self::connect(path, path, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .and_then(|ledger| Ok((ledger.recognise()?, ledger)));
        let (version, ledger) = match opened {
            // Where nothing may be written there can be no journal, and nobody who writes: the file is read as it is.
            Err(LedgerError::ReadOnly { .. }) if !has_journal(path) => {
                let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
                let ledger = Self::connect(path, &unchanging(path), flags)?;
                (ledger.recognise()?, ledger)
            }
            other => other?,
        };
        match version {
            0 => Err(missing()),
            SCHEMA_VERSION => Ok(ledger),
            found => {
                drop(ledger);
                match Self::open(path) {
                    Err(LedgerError::ReadOnly { .. }) => Err(LedgerError::Older {
                        path: path.to_owned(),
                        found,
                        known: SCHEMA_VERSION,
                    }),
                    Err(other) => Err(other),
                    Ok(_) => Self::open_to_read(path),
                }
            }
        }
    }

    /// Connects to the ledger at `path` by the `name` that SQLite is to know it by.
    fn connect(path: &Path, name: &Path, flags: OpenFlags) -> Result<Self, LedgerError> {
        let failed = |e| LedgerError::of(path, "open the ledger", e);
        let connection =
            Connection::open_with_flags(name, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(failed)?;
        connection.busy_timeout(PATIENCE).map_err(failed)?;
        connection
            .execute_batch(
                "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;",
            )
            .map_err(failed)?;
        Ok(Self {
            connection,
            path: path.to_owned(),
            decided: RefCell::default(),
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
                .execute_batch(super::SCHEMA)
                .and_then(|()| transaction.pragma_update(None, "application_id", APPLICATION))
                .and_then(|()| transaction.pragma_update(None, "user_version", SCHEMA_VERSION))
                .map_err(&failed)?;
        }
        transaction.commit().map_err(&failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_as_it_is_whatever_its_name() {
        let folder = tempfile::tempdir().expect("a directory");
        let path = folder.path().join("50% of it? #1.ledger");
        drop(SqliteLedger::open(&path).expect("is made"));
        assert!(!has_journal(&path));
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let ledger = SqliteLedger::connect(&path, &unchanging(&path), flags).expect("opens");
        assert_eq!(ledger.recognise().expect("reads"), SCHEMA_VERSION);
    }

    #[test]
    fn many_may_make_one_ledger_at_the_same_time() {
        let folder = tempfile::tempdir().expect("a directory");
        for round in 0..20 {
            let path = folder.path().join(format!("{round}.ledger"));
            thread::scope(|scope| {
                let makers: Vec<_> = (0..6)
                    .map(|_| scope.spawn(|| SqliteLedger::open(&path)))
                    .collect();
                for maker in makers {
                    let ledger = maker.join().expect("does not panic").expect("is made");
                    assert_eq!(ledger.recognise().expect("reads"), SCHEMA_VERSION);
                }
            });
        }
    }
}

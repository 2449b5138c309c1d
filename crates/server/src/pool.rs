//! Connections to the ledger, lent out to threads that may wait for the disk.

use crate::{Problem, ServeError};
use dateline_ledger::SqliteLedger;
use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};
use tokio::sync::Semaphore;

/// Connections that only read. Each is used by one thread at a time.
#[derive(Debug)]
pub(crate) struct Pool {
    path: PathBuf,
    idle: Mutex<Vec<SqliteLedger>>,
    /// As many as may be out at once: more threads than the machine has only get in each other's way.
    places: Semaphore,
}

impl Pool {
    /// A pool with one connection, to tell at once whether the ledger can be read.
    pub(crate) fn open(path: &Path, size: usize) -> Result<Self, ServeError> {
        let first = SqliteLedger::open_to_read(path)?;
        Ok(Self {
            path: path.to_owned(),
            idle: Mutex::new(vec![first]),
            places: Semaphore::new(size.max(1)),
        })
    }

    fn take(&self) -> Result<SqliteLedger, Problem> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(ledger) => Ok(ledger),
            None => Ok(SqliteLedger::open_to_read(&self.path)?),
        }
    }

    /// Asks the ledger something on the thread that calls: one that may wait.
    pub(crate) fn ask_here<T>(
        &self,
        ask: impl FnOnce(&SqliteLedger) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let ledger = self.take()?;
        let answer = ask(&ledger);
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(ledger);
        answer
    }

    /// Waits for a place.
    pub(crate) async fn place(&self) -> Result<tokio::sync::SemaphorePermit<'_>, Problem> {
        let gone = |_| Problem::internal("the server is stopping");
        self.places.acquire().await.map_err(gone)
    }
}

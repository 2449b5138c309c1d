//! What all requests have in common.

use crate::{
    Access, ExplainClaims, Options, Problem, ServeError, cache::Cache, index::Index, metrics::Metrics,
    news::News, pool::Pool,
};
use dateline_ledger::SqliteLedger;
use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

/// Bytes of answers that are kept. Chosen: some thousand pages of fifty incidents.
const KEPT: usize = 64 << 20;

/// What handlers are given.
pub(crate) type App = Arc<Shared>;

/// What all requests have in common.
pub(crate) struct Shared {
    pub(crate) pool: Pool,
    pub(crate) cache: Cache,
    pub(crate) metrics: Metrics,
    pub(crate) news: News,
    pub(crate) access: Box<dyn Access>,
    /// Who reads a text again to say why its claims are as they are.
    pub(crate) explain: Option<Box<dyn ExplainClaims>>,
    /// Names besides those of this machine under which the server may be asked for.
    pub(crate) hosts: Vec<String>,
    seen: Mutex<Seen>,
    /// All incidents, with the state of the ledger that they are of.
    index: Mutex<Option<(u64, Arc<Index>)>>,
}

/// The connection by which changes are noticed.
struct Seen {
    ledger: SqliteLedger,
    last: i64,
    version: u64,
}

impl Shared {
    pub(crate) fn new(path: &Path, options: Options, threads: usize) -> Result<Self, ServeError> {
        let pool = Pool::open(path, threads)?;
        let ledger = SqliteLedger::open_to_read(path)?;
        let last = ledger.version()?;
        Ok(Self {
            pool,
            cache: Cache::new(KEPT),
            metrics: Metrics::default(),
            index: Mutex::default(),
            news: News::default(),
            access: options.access,
            explain: options.explain,
            hosts: options.hosts.into_iter().map(|h| h.to_lowercase()).collect(),
            seen: Mutex::new(Seen {
                ledger,
                last,
                version: 1,
            }),
        })
    }

    /// Counts the states in which the ledger was seen. Asking takes microseconds and no wait: SQLite has the number in memory.
    pub(crate) fn version(&self) -> Result<u64, Problem> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let now = seen.ledger.version()?;
        if now != seen.last {
            seen.last = now;
            seen.version += 1;
        }
        Ok(seen.version)
    }

    /// All incidents as they are now; read by the first who asks after a change, for whom the others wait. To be called on a thread that
    /// may wait.
    pub(crate) fn index(&self, ledger: &SqliteLedger) -> Result<Arc<Index>, Problem> {
        let mut kept = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        let version = self.version()?;
        if let Some((known, index)) = &*kept
            && *known == version
        {
            return Ok(Arc::clone(index));
        }
        let before = kept.as_ref().map(|(_, index)| index.as_ref());
        let index = Arc::new(Index::read(ledger, before)?);
        *kept = Some((version, Arc::clone(&index)));
        Ok(index)
    }

    /// Asks the ledger something, on a thread that may wait.
    pub(crate) async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        ask: impl FnOnce(&SqliteLedger) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let _place = self.pool.place().await?;
        let app = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || app.pool.ask_here(ask)).await;
        done.unwrap_or_else(|_| Err(Problem::internal("the work on this request broke off")))
    }
}

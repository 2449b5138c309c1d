//! What all requests have in common.

use crate::{
    Desk, Options, Problem, ServeError, Visitor,
    access::{Credentials, Gate},
    cache::Cache,
    index::Index,
    metrics::Metrics,
    news::News,
    pool::Pool,
};
use axum::http::StatusCode;
use dateline_ledger::SqliteLedger;
use dateline_watch::{FeedFile, FeedFileError};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{Semaphore, SemaphorePermit};

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
    pub(crate) gate: Gate,
    /// Who reads texts.
    pub(crate) desk: Option<Box<dyn Desk>>,
    /// The feeds that are watched: one request at a time changes them.
    feeds: Option<Mutex<FeedFile>>,
    path: PathBuf,
    /// Who may do dear work: passwords and texts.
    turns: Semaphore,
    /// The connection that writes, once something was to be written: one request at a time.
    writer: Mutex<Option<SqliteLedger>>,
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
            gate: Gate::new(options.users.as_deref(), options.guests, options.clock)?,
            desk: options.desk,
            feeds: options.feeds.map(|path| Mutex::new(FeedFile::new(path))),
            path: path.to_owned(),
            turns: Semaphore::new(2),
            writer: Mutex::default(),
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

    /// Waits for a turn at dear work: passwords and texts, of which some at once would take the machine from who reads.
    pub(crate) async fn turn(&self) -> Result<SemaphorePermit<'_>, Problem> {
        let gone = |_| Problem::internal("the server is stopping");
        self.turns.acquire().await.map_err(gone)
    }

    /// Who a request is from.
    pub(crate) async fn visitor(self: &Arc<Self>, credentials: Credentials) -> Result<Visitor, Problem> {
        if credentials == Credentials::None || !self.gate.sign_in() {
            return Ok(self.gate.guest());
        }
        self.wait(move |app| app.gate.visitor(&credentials)).await
    }

    /// Writes to the ledger, on a thread that may wait.
    pub(crate) async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        write: impl FnOnce(&Self, &mut SqliteLedger) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.wait(move |app| {
            let mut writer = app.writer.lock().unwrap_or_else(PoisonError::into_inner);
            let ledger = match &mut *writer {
                Some(ledger) => ledger,
                none => none.insert(SqliteLedger::open(&app.path)?),
            };
            write(app, ledger)
        })
        .await
    }

    /// Looks at the feeds or changes them; to be called on a thread that may wait.
    pub(crate) fn feeds<T>(
        &self,
        work: impl FnOnce(&FeedFile) -> Result<T, FeedFileError>,
    ) -> Result<T, Problem> {
        let file = self.feeds.as_ref().ok_or_else(|| {
            Problem::new(
                StatusCode::NOT_IMPLEMENTED,
                "No feeds",
                "this server knows of no feeds: whoever runs it names their file with --feeds",
            )
        })?;
        Ok(work(&file.lock().unwrap_or_else(PoisonError::into_inner))?)
    }

    /// Whether feeds can be looked at and changed.
    pub(crate) fn has_feeds(&self) -> bool {
        self.feeds.is_some()
    }

    /// Works on a thread that may wait.
    pub(crate) async fn wait<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let app = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || work(&app)).await;
        done.unwrap_or_else(|_| Err(Problem::internal("the work on this request broke off")))
    }
}

//! What came in, told to who listens.

use crate::{Problem, serve::log, state::Shared};
use dateline_answer::ClaimRow;
use dateline_ledger::{Pulse, SqliteLedger, Storage as _};
use schemars::JsonSchema;
use serde::Serialize;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::{broadcast, watch};

/// How often the ledger is looked at.
const INTERVAL: Duration = Duration::from_millis(500);

/// Claims told of at once, at most.
const CLAIMS: usize = 50;

/// Documents that are read at once.
const BATCH: u32 = 64;

/// How much a ledger holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct LedgerNews {
    /// Counts the changes of documents and claims.
    changes: u64,
    /// Reports.
    documents: u64,
    /// Claims.
    claims: u64,
    /// Incidents.
    incidents: u64,
    /// Whether documents came after the incidents were last found.
    unsettled: bool,
}

impl From<Pulse> for LedgerNews {
    fn from(pulse: Pulse) -> Self {
        Self {
            changes: pulse.changes,
            documents: pulse.documents,
            claims: pulse.claims,
            incidents: pulse.incidents,
            unsettled: pulse.unsettled,
        }
    }
}

/// Claims that came in.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct ClaimNews {
    /// Those that came last, 50 at most.
    rows: Vec<ClaimRow>,
}

/// One piece of news, as it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) event: &'static str,
    pub(crate) data: String,
}

/// Who listens, and the last that was told.
#[derive(Debug)]
pub(crate) struct News {
    sender: broadcast::Sender<Item>,
    last: Mutex<Option<Item>>,
}

impl Default for News {
    fn default() -> Self {
        Self {
            sender: broadcast::channel(64).0,
            last: Mutex::default(),
        }
    }
}

impl News {
    /// How the ledger is now, and what comes.
    pub(crate) fn listen(&self) -> (Option<Item>, broadcast::Receiver<Item>) {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        (last.clone(), self.sender.subscribe())
    }

    pub(crate) fn listeners(&self) -> usize {
        self.sender.receiver_count()
    }

    fn tell(&self, item: Item) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if item.event == "ledger" {
            *last = Some(item.clone());
        }
        // That nobody listens is no error.
        drop(self.sender.send(item));
    }
}

/// Looks at the ledger until the server stops.
pub(crate) async fn watch(app: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    let mut seen = (0, None);
    loop {
        match app.version() {
            Ok(version) if version != seen.0 => {
                let before = seen.1;
                let shared = Arc::clone(&app);
                let looked = app.ask(move |ledger| {
                    // Read now, before someone waits for it.
                    shared.index(ledger)?;
                    look(ledger, before)
                });
                match looked.await {
                    Ok((pulse, claims)) => {
                        seen = (version, Some(pulse));
                        if before != Some(pulse) {
                            app.news.tell(item("ledger", &LedgerNews::from(pulse)));
                        }
                        if !claims.rows.is_empty() {
                            app.news.tell(item("claims", &claims));
                        }
                    }
                    Err(problem) => log(&problem.to_string()),
                }
            }
            Ok(_) => {}
            Err(problem) => log(&problem.to_string()),
        }
        tokio::select! {
            () = tokio::time::sleep(INTERVAL) => {}
            _ = stopped.changed() => break,
        }
    }
    // Connections that listen would keep the server from ending.
    app.news.tell(Item {
        event: "end",
        data: String::new(),
    });
}

fn item(event: &'static str, data: &impl Serialize) -> Item {
    let data = serde_json::to_string(data).expect("news are plain data");
    Item { event, data }
}

/// How the ledger is, and the claims that came since it was last looked at.
fn look(ledger: &SqliteLedger, before: Option<Pulse>) -> Result<(Pulse, ClaimNews), Problem> {
    let pulse = ledger.pulse()?;
    let mut rows = Vec::new();
    let Some(before) = before.filter(|b| b.last < pulse.last) else {
        return Ok((pulse, ClaimNews { rows }));
    };
    let decided = ledger.decided()?;
    // Of a large ingest only the end is told.
    let mut at = before.last.max(pulse.last - i64::from(BATCH));
    for kept in ledger.documents_after(at, BATCH)? {
        at = kept.seq;
        if at > pulse.last {
            break;
        }
        let document = kept.entry.document;
        let claims = kept.entry.claims.into_iter();
        rows.extend(claims.map(|claim| ClaimRow::of(claim, &document, &decided)));
    }
    let over = rows.len().saturating_sub(CLAIMS);
    rows.drain(..over);
    Ok((pulse, ClaimNews { rows }))
}

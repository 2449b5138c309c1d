//! Whether the server is well, how much the ledger holds, and who asks.

use crate::{
    reply::{Asked, Made, answer},
    state::App,
};
use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use dateline_ledger::Storage as _;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

/// Whether the server is there.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Health {
    /// `ok`.
    status: String,
    /// Version of Dateline.
    version: String,
}

pub(crate) async fn health() -> Response {
    let health = Health {
        status: "ok".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    ([(header::CACHE_CONTROL, "no-store")], Json(health)).into_response()
}

/// Whether the ledger can be read right now.
pub(crate) async fn ready(State(app): State<App>) -> Response {
    match app.ask(|ledger| Ok(ledger.changes()?)).await {
        Ok(_) => health().await,
        Err(problem) => problem.into_response(),
    }
}

/// A coder, with the number of documents that it read.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct CoderCount {
    /// Name and version.
    coder: String,
    /// Documents.
    documents: u64,
}

/// How much a ledger holds.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct StatsRow {
    /// Version of the file's tables.
    schema: u32,
    /// Reports.
    documents: u64,
    /// Reports that copy an earlier one.
    copies: u64,
    /// Outlets named.
    publishers: u64,
    /// First day of publication.
    first_published: Option<Date>,
    /// Last day of publication.
    last_published: Option<Date>,
    /// Claims.
    claims: u64,
    /// Incidents.
    incidents: u64,
    /// Incidents with a dispute.
    disputed: u64,
    /// Bytes of the reports' texts.
    text_bytes: u64,
    /// Bytes of the ledger's file.
    file_bytes: u64,
    /// Bytes of it that are not in use.
    free_bytes: u64,
    /// Coders.
    coders: Vec<CoderCount>,
    /// Whether documents came after the incidents were last found.
    unsettled: bool,
}

pub(crate) async fn stats(State(app): State<App>, asked: Asked) -> Response {
    if let Err(problem) = asked.bare() {
        return problem.into_response();
    }
    answer(&app, asked, |ledger| {
        let stats = ledger.stats()?;
        let coders = stats.coders.into_iter();
        Ok(Made::json(&StatsRow {
            schema: stats.schema,
            documents: stats.documents,
            copies: stats.copies,
            publishers: stats.publishers,
            first_published: stats.published.map(|p| p.0),
            last_published: stats.published.map(|p| p.1),
            claims: stats.claims,
            incidents: stats.incidents,
            disputed: stats.disputed,
            text_bytes: stats.text_bytes,
            file_bytes: stats.file_bytes,
            free_bytes: stats.free_bytes,
            coders: coders
                .map(|(coder, documents)| CoderCount { coder, documents })
                .collect(),
            unsettled: stats.unsettled,
        }))
    })
    .await
}

/// Counters in the text format of Prometheus.
pub(crate) async fn metrics(State(app): State<App>) -> Response {
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    let text = app.metrics.text(app.cache.size());
    (
        [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")],
        text,
    )
        .into_response()
}

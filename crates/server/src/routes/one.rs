//! One incident, claim or document, with all that belongs to it.

use crate::{
    ExplainedField, Problem,
    reply::{Asked, Made, Part, answer},
    state::App,
};
use axum::{extract::State, http::StatusCode, response::Response};
use dateline_answer::{ClaimRow, Together, ToldLink, story};
use dateline_ledger::{KeptClaim, Question, SqliteLedger, Storage as _};
use dateline_model::{Document, DocumentId, Incident};
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Why the reports of an incident are one, and near ones are not.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct ExplainedIncident {
    /// All of it as a page to read.
    text: String,
    /// The pairs of reports that were linked.
    links: Vec<ToldLink>,
    /// The pairs of reports that came near and were kept apart.
    apart: Vec<ToldLink>,
}

/// Why a claim is as it is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct ExplainedRow {
    /// Its values, with what led to each.
    fields: Vec<ExplainedField>,
}

/// A document with its text and all of its claims.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct DocumentPage {
    /// The document. Offsets in its claims are bytes of `text` in UTF-8.
    #[serde(flatten)]
    document: Document,
    /// Where it was read from, as the reader names it.
    source: String,
    /// Name and version of the coder that read it.
    coder: String,
    /// Its claims, in reading order.
    claims: Vec<ClaimRow>,
    /// The first report of which it is a copy.
    copy_of: Option<DocumentId>,
    /// How much it resembles that report, from 0 to 1.
    resemblance: Option<f64>,
    /// Its copies.
    copies: Vec<DocumentId>,
}

/// An id as the model has it.
fn id<T: DeserializeOwned>(words: &str) -> Result<T, Problem> {
    serde_json::from_value(Value::String(words.to_owned())).map_err(|_| Problem::missing("this is no id"))
}

fn incident_of(ledger: &SqliteLedger, name: &str) -> Result<Incident, Problem> {
    ledger.incident(&id(name)?)?.ok_or_else(|| {
        Problem::missing(
            "no incident has this id: /api/v1/incidents lists them; an incident that gains a report gets a new id",
        )
    })
}

fn claim_of(ledger: &SqliteLedger, name: &str) -> Result<KeptClaim, Problem> {
    let question = Question {
        claim: Some(name.to_owned()),
        ..Question::default()
    };
    let found = ledger.claims(&question)?.rows.into_iter();
    found
        .into_iter()
        .find(|kept| kept.claim.id.as_str() == name)
        .ok_or_else(|| Problem::missing("no claim has this id: /api/v1/claims lists them"))
}

pub(crate) async fn incident(
    State(app): State<App>,
    Part(name): Part,
    asked: Asked,
) -> Result<Response, Problem> {
    asked.bare()?;
    let make = move |ledger: &SqliteLedger| {
        let incident = incident_of(ledger, &name)?;
        Ok(Made::json(&story(ledger, incident)?))
    };
    Ok(answer(&app, asked, make).await)
}

pub(crate) async fn explain_incident(
    State(app): State<App>,
    Part(name): Part,
    asked: Asked,
) -> Result<Response, Problem> {
    asked.bare()?;
    let make = move |ledger: &SqliteLedger| {
        let incident = incident_of(ledger, &name)?;
        let together = Together::read(ledger, &incident)?;
        let clean = |words: &str| {
            words
                .chars()
                .map(|c| if c.is_control() { ' ' } else { c })
                .collect()
        };
        Ok(Made::json(&ExplainedIncident {
            text: together.page(&incident, clean),
            links: together.told(&incident.links),
            apart: together.told(&incident.apart),
        }))
    };
    Ok(answer(&app, asked, make).await)
}

pub(crate) async fn claim(
    State(app): State<App>,
    Part(name): Part,
    asked: Asked,
) -> Result<Response, Problem> {
    asked.bare()?;
    let make = move |ledger: &SqliteLedger| {
        let kept = claim_of(ledger, &name)?;
        Ok(Made::json(&ClaimRow::new(kept, &ledger.decided()?)))
    };
    Ok(answer(&app, asked, make).await)
}

pub(crate) async fn explain_claim(
    State(app): State<App>,
    Part(name): Part,
    asked: Asked,
) -> Result<Response, Problem> {
    asked.bare()?;
    let shared = app.clone();
    let make = move |ledger: &SqliteLedger| {
        let claim = claim_of(ledger, &name)?.claim;
        let reader = shared.desk.as_ref().ok_or_else(|| {
            Problem::new(
                StatusCode::NOT_IMPLEMENTED,
                "No explanations",
                "this server does not read texts",
            )
        })?;
        let gone = || Problem::missing("its document is not kept any more");
        let document = ledger.document(&claim.document)?.ok_or_else(gone)?.entry.document;
        let found = reader
            .explain(&document)
            .into_iter()
            .find(|e| e.claim == claim.id);
        let changed = || {
            let detail = "this Dateline reads the text otherwise than the one that made the claim: dateline recode brings the ledger \
                          up to date";
            Problem::new(StatusCode::CONFLICT, "Read otherwise now", detail)
        };
        let fields = found.ok_or_else(changed)?.fields;
        Ok(Made::json(&ExplainedRow { fields }))
    };
    Ok(answer(&app, asked, make).await)
}

pub(crate) async fn document(
    State(app): State<App>,
    Part(name): Part,
    asked: Asked,
) -> Result<Response, Problem> {
    asked.bare()?;
    let make = move |ledger: &SqliteLedger| {
        let missing = || Problem::missing("no document has this id: /api/v1/documents lists them");
        let kept = ledger.document(&id(&name)?)?.ok_or_else(missing)?;
        let decided = ledger.decided()?;
        let document = kept.entry.document;
        let claims = kept.entry.claims.into_iter();
        Ok(Made::json(&DocumentPage {
            claims: claims.map(|c| ClaimRow::of(c, &document, &decided)).collect(),
            copies: ledger.copies_of(&document.id)?,
            document,
            source: kept.entry.source,
            coder: kept.entry.coder,
            resemblance: kept.copy_of.as_ref().map(|c| c.resemblance),
            copy_of: kept.copy_of.map(|c| c.first),
        }))
    };
    Ok(answer(&app, asked, make).await)
}

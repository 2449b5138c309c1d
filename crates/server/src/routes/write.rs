//! Decisions and reports that come in over HTTP.

use super::session::unreadable;
use crate::{
    Problem, Visitor,
    serve::log,
    state::{App, Shared},
};
use axum::{
    Extension, Json,
    extract::{State, rejection::JsonRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use dateline_answer::{Decider, ReviewRow, Wish, decide, plan, reviews};
use dateline_ledger::{SqliteLedger, Storage as _, Verdict};
use dateline_model::{Document, DocumentId, DocumentParts};
use dateline_users::Act;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Bytes of a report's text, at most: as many as are read of one from a file.
const LONGEST: usize = 2 << 20;

/// Characters of a title, an outlet's name and an address, at most.
const LONGEST_LINE: usize = 2_000;

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Action {
    /// It is as the report has it.
    Accept,
    /// It is misread, and no part of an incident.
    Reject,
    /// Something to remember.
    Note,
    /// Fields of a claim are otherwise.
    Correct,
    /// Incidents are one.
    Merge,
    /// Claims are not of their incident.
    Split,
    /// A decision no longer holds.
    Undo,
}

/// A decision to be.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReview {
    /// What is done.
    action: Action,
    /// accept, reject, note: an incident or a claim. correct: a claim. merge: the incidents. split: the incident, then the claims that
    /// are not of it. undo: the decision's place in the trail.
    targets: Vec<String>,
    /// Of a correction the fields, as on the command line: `{"killed": 12}`, `{"place": "Atarib, SYR"}`, `{"killed": "none"}`.
    #[serde(default)]
    fields: Map<String, Value>,
    /// Why.
    reason: String,
}

/// A report to be.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDocument {
    /// Its headline.
    title: Option<String>,
    /// Its text: what was published, without markup.
    text: String,
    /// The outlet.
    publisher: Option<String>,
    /// The day of publication; without it relative days stay open.
    published: Option<Date>,
    /// Where it can be read.
    url: Option<String>,
}

/// A report that was taken.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct TakenDocument {
    /// Its id.
    id: DocumentId,
    /// Claims that it makes.
    claims: u64,
    /// Whether it was not there before.
    new: bool,
}

impl NewReview {
    fn wish(self) -> Result<Wish, Problem> {
        let Self {
            action,
            targets,
            fields,
            ..
        } = self;
        if action != Action::Correct && !fields.is_empty() {
            return Err(Problem::parameter("only corrections have `fields`"));
        }
        let one = |targets: &[String], what: &str| match targets {
            [one] => Ok(one.clone()),
            _ => Err(Problem::parameter(format!("`targets` names one {what}"))),
        };
        let judged = |verdict| {
            let subject = one(&targets, "incident or claim")?;
            Ok(Wish::Judge { verdict, subject })
        };
        match action {
            Action::Accept => judged(Verdict::Accept),
            Action::Reject => judged(Verdict::Reject),
            Action::Note => judged(Verdict::Note),
            Action::Correct => {
                if fields.is_empty() {
                    return Err(Problem::parameter(
                        "`fields` says what is otherwise: {\"killed\": 12}",
                    ));
                }
                Ok(Wish::Correct {
                    claim: one(&targets, "claim")?,
                    fields: fields.iter().map(corrected).collect::<Result<_, _>>()?,
                })
            }
            Action::Merge => Ok(Wish::Merge(targets)),
            Action::Split => match targets.split_first() {
                Some((incident, claims)) if !claims.is_empty() => Ok(Wish::Split {
                    incident: incident.clone(),
                    claims: claims.to_vec(),
                }),
                _ => Err(Problem::parameter(
                    "`targets` names the incident, then claims of it",
                )),
            },
            Action::Undo => {
                let seq = one(&targets, "decision by its place in the trail")?;
                let seq = seq.parse().map_err(|_| {
                    Problem::parameter("`targets` names one decision by its place in the trail, a number")
                })?;
                Ok(Wish::Undo(seq))
            }
        }
    }
}

/// A field as the command line has it.
fn corrected((field, value): (&String, &Value)) -> Result<String, Problem> {
    match value {
        Value::String(words) => Ok(format!("{field}={words}")),
        Value::Number(number) => Ok(format!("{field}={number}")),
        Value::Null => Ok(format!("{field}=none")),
        _ => Err(Problem::parameter(format!("`{field}` is a number or words"))),
    }
}

/// Brings incidents up to date. What was written stays, whatever comes of this.
fn settle(app: &Shared, ledger: &mut SqliteLedger) {
    let Some(desk) = &app.desk else { return };
    if let Err(error) = desk.settle(ledger) {
        log(&format!(
            "the incidents are not up to date: {error}; run dateline reconcile"
        ));
    }
}

pub(crate) async fn review(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    body: Result<Json<NewReview>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(body) = body.map_err(unreadable)?;
    let reason = body.reason.clone();
    let wish = body.wish()?;
    let row: ReviewRow = app
        .write(move |app, ledger| {
            let reviewer = visitor.name.unwrap_or_default();
            let planned = plan(ledger, &wish)?;
            let by = Decider {
                reviewer: &reviewer,
                reason: &reason,
                made: app.gate.now(),
            };
            let kept = decide(ledger, planned, by)?;
            for (decision, _) in &kept {
                app.gate
                    .remember(Act::ReviewWritten, &reviewer, &decision.subject);
            }
            // Of several corrections in one request the last is told.
            let hash = kept.last().map(|(_, hash)| hash.clone()).unwrap_or_default();
            let row = reviews(ledger, None)?.into_iter().find(|row| row.hash == hash);
            if kept.iter().any(|(decision, _)| decision.verdict != Verdict::Note) {
                settle(app, ledger);
            }
            row.ok_or_else(|| Problem::internal("the decision was kept, and is not in the trail"))
        })
        .await?;
    Ok((
        StatusCode::CREATED,
        [(header::CACHE_CONTROL, "no-store")],
        Json(row),
    )
        .into_response())
}

impl NewDocument {
    fn document(self) -> Result<Document, Problem> {
        if self.text.trim().is_empty() {
            return Err(Problem::parameter("`text` is empty: send what was published"));
        }
        if self.text.len() > LONGEST {
            return Err(Problem::parameter(format!(
                "`text` is longer than {LONGEST} bytes"
            )));
        }
        let lines = [
            ("title", &self.title),
            ("publisher", &self.publisher),
            ("url", &self.url),
        ];
        for (name, line) in lines {
            if line
                .as_ref()
                .is_some_and(|line| line.chars().count() > LONGEST_LINE)
            {
                return Err(Problem::parameter(format!(
                    "`{name}` is longer than {LONGEST_LINE} characters"
                )));
            }
        }
        let some = |line: Option<String>| line.filter(|line| !line.trim().is_empty());
        let document = Document::new(DocumentParts {
            title: some(self.title),
            publisher: some(self.publisher),
            published: self.published,
            url: some(self.url),
            text: self.text,
        });
        Ok(document.headed())
    }
}

pub(crate) async fn document(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    body: Result<Json<NewDocument>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(body) = body.map_err(unreadable)?;
    let document = body.document()?;
    // Read before the ledger is taken: others may write meanwhile.
    let _turn = app.turn().await?;
    let entry = app
        .wait(move |app| {
            let desk = app.desk.as_ref().ok_or_else(|| {
                Problem::new(
                    StatusCode::NOT_IMPLEMENTED,
                    "No reader",
                    "this server reads no texts: use dateline ingest",
                )
            })?;
            desk.read(document)
                .map_err(|why| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "Can not be read", why))
        })
        .await?;
    let taken = app
        .write(move |app, ledger| {
            let new = ledger.add(std::slice::from_ref(&entry))? == 1;
            if new {
                let who = visitor.name.unwrap_or_default();
                app.gate
                    .remember(Act::DocumentAdded, &who, entry.document.id.as_str());
                settle(app, ledger);
            }
            Ok(TakenDocument {
                id: entry.document.id,
                claims: entry.claims.len() as u64,
                new,
            })
        })
        .await?;
    let status = if taken.new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok((status, [(header::CACHE_CONTROL, "no-store")], Json(taken)).into_response())
}

//! Lists of what a ledger holds, page by page.

use crate::{
    Problem,
    reply::{Asked, Made, answer},
    state::App,
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use dateline_answer::{ClaimRow, DocumentHead, FILTERS, FilterError, IncidentRow, set};
use dateline_ledger::{Question, SqliteLedger, Storage as _};
use serde::Serialize;

/// Rows where no limit is given.
const ROWS: u64 = 50;

/// Rows at most.
const MOST: u64 = 500;

/// A page of a list.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct Page<T> {
    /// All that fit.
    total: u64,
    /// Those of this page.
    rows: Vec<T>,
    /// What to give as `cursor` for the next page; null on the last.
    next: Option<String>,
}

/// What is asked of a list.
#[derive(Clone, Debug)]
pub(crate) struct Listing {
    pub(crate) question: Question,
    pub(crate) limit: u64,
    pub(crate) offset: u64,
}

impl Listing {
    pub(crate) fn of(asked: &Asked) -> Result<Self, Problem> {
        let mut listing = Self {
            question: Question::default(),
            limit: ROWS,
            offset: 0,
        };
        let mut given: Vec<&str> = Vec::new();
        for (name, value) in asked.pairs() {
            if given.contains(&name) {
                return Err(FilterError::Twice {
                    name: name.to_owned(),
                }
                .into());
            }
            given.push(name);
            match name {
                "limit" => {
                    let limit = value.parse().ok().filter(|n| (1..=MOST).contains(n));
                    listing.limit = limit
                        .ok_or_else(|| Problem::parameter(format!("`limit` is a number from 1 to {MOST}")))?;
                }
                "cursor" => {
                    let offset = value.strip_prefix('o').and_then(|n| n.parse().ok());
                    listing.offset = offset.ok_or_else(|| {
                        Problem::parameter(
                            "`cursor` is what `next` of the page before says, as it stands there",
                        )
                    })?;
                }
                _ => {
                    if !set(&mut listing.question, name, value)? {
                        let mut known: Vec<&str> = FILTERS.iter().map(|f| f.name).collect();
                        known.extend(["limit", "cursor"]);
                        return Err(FilterError::Unknown {
                            name: name.to_owned(),
                            known: known.join(", "),
                        }
                        .into());
                    }
                }
            }
        }
        listing.question.limit = Some(listing.limit);
        listing.question.offset = listing.offset;
        Ok(listing)
    }

    fn page<T>(&self, total: u64, rows: Vec<T>) -> Page<T> {
        let end = self.offset.saturating_add(rows.len() as u64);
        let next = (!rows.is_empty() && end < total).then(|| format!("o{end}"));
        Page { total, rows, next }
    }
}

async fn list(
    app: &App,
    asked: Asked,
    make: impl FnOnce(&SqliteLedger, &Listing) -> Result<Made, Problem> + Send + 'static,
) -> Response {
    match Listing::of(&asked) {
        Ok(listing) => answer(app, asked, move |ledger| make(ledger, &listing)).await,
        Err(problem) => problem.into_response(),
    }
}

pub(crate) async fn incidents(State(app): State<App>, asked: Asked) -> Response {
    list(&app, asked, |ledger, listing| {
        let page = ledger.incidents(&listing.question)?;
        let decided = ledger.decided()?;
        let rows = page
            .rows
            .into_iter()
            .map(|i| IncidentRow::new(i, &decided))
            .collect();
        Ok(Made::json(&listing.page(page.total, rows)))
    })
    .await
}

pub(crate) async fn claims(State(app): State<App>, asked: Asked) -> Response {
    list(&app, asked, |ledger, listing| {
        let page = ledger.claims(&listing.question)?;
        let decided = ledger.decided()?;
        let rows = page
            .rows
            .into_iter()
            .map(|c| ClaimRow::new(c, &decided))
            .collect();
        Ok(Made::json(&listing.page(page.total, rows)))
    })
    .await
}

pub(crate) async fn documents(State(app): State<App>, asked: Asked) -> Response {
    list(&app, asked, |ledger, listing| {
        let page = ledger.documents(&listing.question)?;
        let rows = page.rows.into_iter().map(DocumentHead::new).collect();
        Ok(Made::json(&listing.page(page.total, rows)))
    })
    .await
}

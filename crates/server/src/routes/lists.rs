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
use dateline_answer::{
    ActorSort, AskedConditions, ClaimRow, ConditionRow, DocumentHead, FILTERS, FilterError, PublisherRow,
    actors as all_actors, code, conditions as all_conditions, reviews as all_reviews, set,
};
use dateline_ledger::{Question, SqliteLedger, Storage as _};
use dateline_model::ConditionKind;
use serde::Serialize;
use std::collections::BTreeMap;

/// Rows where no limit is given.
pub(crate) const ROWS: u64 = 50;

/// Rows at most.
pub(crate) const MOST: u64 = 500;

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
    /// The row that the page before ended with; empty where it is not told.
    last: String,
    /// Parameters that this list has beside the filters.
    own: BTreeMap<&'static str, String>,
}

impl Listing {
    /// What is asked of a list that has parameters of its own beside the filters. They go before filters of the same name.
    pub(crate) fn of(asked: &Asked, own: &[&'static str]) -> Result<Self, Problem> {
        let mut listing = Self {
            question: Question::default(),
            limit: ROWS,
            offset: 0,
            last: String::new(),
            own: BTreeMap::new(),
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
            if let Some(known) = own.iter().find(|known| **known == name) {
                listing.own.insert(known, value.to_owned());
                continue;
            }
            match name {
                "limit" | "cursor" if value.is_empty() => {}
                "limit" => {
                    let limit = value.parse().ok().filter(|n| (1..=MOST).contains(n));
                    listing.limit = limit
                        .ok_or_else(|| Problem::parameter(format!("`limit` is a number from 1 to {MOST}")))?;
                }
                "cursor" => {
                    let (offset, last) = value.split_once('-').unwrap_or((value, ""));
                    let offset = offset.strip_prefix('o').and_then(|n| n.parse().ok());
                    listing.offset = offset.ok_or_else(|| {
                        Problem::parameter(
                            "`cursor` is what `next` of the page before says, as it stands there",
                        )
                    })?;
                    listing.last = last.to_owned();
                }
                _ => {
                    if !set(&mut listing.question, name, value)? {
                        let mut known: Vec<&str> = FILTERS.iter().map(|f| f.name).collect();
                        known.extend(own.iter().chain(&["limit", "cursor"]));
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

    /// A parameter of the list's own; an empty one was not given.
    fn own<T>(&self, name: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<Option<T>, Problem> {
        let Some(value) = self.own.get(name).filter(|v| !v.is_empty()) else {
            return Ok(None);
        };
        let odd = |help| FilterError::Value {
            name: name.to_owned(),
            value: value.clone(),
            help,
        };
        Ok(Some(read(value).map_err(odd)?))
    }

    /// Where the page begins: behind the row that the one before ended with, which may have moved since.
    fn begin(&self, place: impl Fn(&str) -> Option<usize>) -> usize {
        let offset = usize::try_from(self.offset).unwrap_or(usize::MAX);
        let moved = (!self.last.is_empty()).then(|| place(&self.last)).flatten();
        moved.map_or(offset, |at| at + 1)
    }

    /// The page of rows that were worked out as a whole.
    fn part<T>(&self, rows: Vec<T>) -> Page<T> {
        let size = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let total = rows.len() as u64;
        let rows = rows.into_iter().skip(size(self.offset)).take(size(self.limit));
        self.page(total, rows.collect())
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
    own: &[&'static str],
    make: impl FnOnce(&SqliteLedger, &Listing) -> Result<Made, Problem> + Send + 'static,
) -> Response {
    match Listing::of(&asked, own) {
        Ok(listing) => answer(app, asked, move |ledger| make(ledger, &listing)).await,
        Err(problem) => problem.into_response(),
    }
}

pub(crate) async fn incidents(State(app): State<App>, asked: Asked) -> Response {
    let shared = app.clone();
    list(&app, asked, &[], move |ledger, listing| {
        let index = shared.index(ledger)?;
        let fitting = index.fitting(ledger, &listing.question)?;
        let begin = listing.begin(|id| fitting.iter().position(|at| index.heads[*at as usize].id == id));
        let limit = usize::try_from(listing.limit).unwrap_or(usize::MAX);
        let places = &fitting[begin.min(fitting.len())..];
        let places = &places[..limit.min(places.len())];
        // Rows are JSON already: the page is laid around them.
        let mut body = format!("{{\"total\":{},\"rows\":[", fitting.len()).into_bytes();
        for (at, place) in places.iter().enumerate() {
            if at > 0 {
                body.push(b',');
            }
            body.extend(index.row(ledger, *place)?);
        }
        let end = begin + places.len();
        let last = places.last().filter(|_| end < fitting.len());
        let next = last.map(|place| format!("o{end}-{}", index.heads[*place as usize].id));
        let next = serde_json::to_string(&next).expect("a cursor is plain data");
        body.extend(format!("],\"next\":{next}}}").into_bytes());
        Ok(Made::bytes("application/json", body))
    })
    .await
}

pub(crate) async fn claims(State(app): State<App>, asked: Asked) -> Response {
    list(&app, asked, &[], |ledger, listing| {
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
    list(&app, asked, &[], |ledger, listing| {
        let page = ledger.documents(&listing.question)?;
        let rows = page.rows.into_iter().map(DocumentHead::new).collect();
        Ok(Made::json(&listing.page(page.total, rows)))
    })
    .await
}

fn actor_order(word: &str) -> Result<ActorSort, String> {
    match word {
        "claims" => Ok(ActorSort::Claims),
        "source" => Ok(ActorSort::Source),
        "target" => Ok(ActorSort::Target),
        "voice" => Ok(ActorSort::Voice),
        "day" => Ok(ActorSort::Day),
        "name" => Ok(ActorSort::Name),
        _ => Err("give claims, source, target, voice, day or name".to_owned()),
    }
}

pub(crate) async fn actors(State(app): State<App>, asked: Asked) -> Response {
    list(&app, asked, &["sort"], |ledger, listing| {
        let order = listing.own("sort", actor_order)?.unwrap_or_default();
        let all = Question {
            limit: None,
            offset: 0,
            ..listing.question.clone()
        };
        let rows = all_actors(ledger, &all, order, all.reverse)?;
        Ok(Made::json(&listing.part(rows)))
    })
    .await
}

pub(crate) async fn conditions(State(app): State<App>, asked: Asked) -> Response {
    list(
        &app,
        asked,
        &["as_of", "condition", "holder"],
        |ledger, listing| {
            let day = |word: &str| word.parse().map_err(|_| "give a day as 2017-11-30".to_owned());
            let wanted = AskedConditions {
                kind: listing.own("condition", code::<ConditionKind>)?,
                holder: listing.own("holder", |word| Ok(word.to_owned()))?,
                as_of: listing.own("as_of", day)?,
            };
            let all = Question {
                limit: None,
                offset: 0,
                ..listing.question.clone()
            };
            let rows = all_conditions(ledger, &all, &wanted)?;
            let page = listing.part(rows);
            Ok(Made::json(&Page {
                total: page.total,
                rows: page.rows.iter().map(ConditionRow::new).collect(),
                next: page.next,
            }))
        },
    )
    .await
}

pub(crate) async fn publishers(State(app): State<App>, asked: Asked) -> Response {
    list(&app, asked, &[], |ledger, listing| {
        let rows = ledger.publishers(&listing.question)?;
        let rows = rows.into_iter().map(PublisherRow::from).collect();
        Ok(Made::json(&listing.part(rows)))
    })
    .await
}

pub(crate) async fn reviews(State(app): State<App>, asked: Asked) -> Response {
    list(&app, asked, &["target"], |ledger, listing| {
        let target = listing.own("target", |word| Ok(word.to_owned()))?;
        let mut rows = all_reviews(ledger, target.as_deref())?;
        if listing.question.reverse {
            rows.reverse();
        }
        Ok(Made::json(&listing.part(rows)))
    })
    .await
}

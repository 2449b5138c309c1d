//! The feeds that `dateline watch` polls.

use super::session::unreadable;
use crate::{
    Problem, Visitor,
    reply::{Asked, Part},
    state::App,
};
use axum::{
    Extension, Json,
    extract::{State, rejection::JsonRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use dateline_users::Act;
use dateline_watch::{FeedFileError, FeedSettings, NewFeed};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Characters of an address and of an outlet's name, at most.
const LONGEST: usize = 2_000;

/// A feed that is watched.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct FeedRow {
    /// Names it in paths: of its address.
    id: String,
    /// Where it is.
    url: String,
    /// The publisher of its reports, whatever they say themselves.
    publisher: Option<String>,
    /// Seconds from one time that it is asked for to the next.
    every: u64,
    /// Whether the pages that it points to are fetched, too.
    pages: bool,
}

/// The feeds that are watched.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct FeedList {
    /// In the order of their file.
    rows: Vec<FeedRow>,
}

/// A feed to be.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewFeedBody {
    /// Where it is: http or https, without a password.
    #[schemars(length(min = 1, max = 2000))]
    url: String,
    /// The publisher of its reports, whatever they say themselves.
    #[schemars(length(max = 2000))]
    publisher: Option<String>,
    /// How often it is asked for: `90s`, `10m`, `2h`. Without, as the file says for all.
    every: Option<String>,
    /// Whether the pages that it points to are fetched, too. Without, as the file says for all.
    pages: Option<bool>,
}

/// The name of a feed in paths, in which its address could not stand as it is.
fn id(feed: &FeedSettings) -> String {
    let hash = blake3::hash(feed.url.as_str().as_bytes()).to_hex();
    format!("f_{}", &hash[..12])
}

fn row(feed: FeedSettings) -> FeedRow {
    FeedRow {
        id: id(&feed),
        url: feed.url.into(),
        publisher: feed.publisher,
        every: feed.every.as_secs(),
        pages: feed.pages,
    }
}

fn fresh<T: Serialize>(status: StatusCode, value: T) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], Json(value)).into_response()
}

pub(crate) async fn feeds(State(app): State<App>, asked: Asked) -> Result<Response, Problem> {
    asked.bare()?;
    let feeds = app.wait(|app| app.feeds(|file| file.feeds())).await?;
    let rows = feeds.into_iter().map(row).collect();
    Ok(fresh(StatusCode::OK, FeedList { rows }))
}

pub(crate) async fn add(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    body: Result<Json<NewFeedBody>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(body) = body.map_err(unreadable)?;
    for (name, line) in [("url", Some(&body.url)), ("publisher", body.publisher.as_ref())] {
        if line.is_some_and(|line| line.chars().count() > LONGEST) {
            return Err(Problem::parameter(format!(
                "`{name}` is longer than {LONGEST} characters"
            )));
        }
    }
    let feed = NewFeed {
        url: body.url,
        publisher: body.publisher.filter(|publisher| !publisher.trim().is_empty()),
        every: body.every,
        pages: body.pages,
    };
    let who = visitor.name.unwrap_or_default();
    let added = app
        .wait(move |app| {
            let added = app.feeds(|file| file.add(&feed))?;
            app.gate.remember(Act::FeedAdded, &who, added.url.as_str());
            Ok(added)
        })
        .await?;
    Ok(fresh(StatusCode::CREATED, row(added)))
}

pub(crate) async fn remove(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    Part(wanted): Part,
) -> Result<StatusCode, Problem> {
    let who = visitor.name.unwrap_or_default();
    app.wait(move |app| {
        let gone = app.feeds(|file| {
            let feed = file.feeds()?.into_iter().find(|feed| id(feed) == wanted);
            let feed = feed.ok_or(FeedFileError::Missing)?;
            file.remove(&feed.url).map(|()| feed)
        })?;
        app.gate.remember(Act::FeedRemoved, &who, gone.url.as_str());
        Ok(())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

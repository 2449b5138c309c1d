//! Server-sent events: what came in, as it comes in.

use crate::{Problem, news::Item, reply::Asked, state::App};
use axum::{
    extract::State,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::stream::{self, Stream};
use std::{convert::Infallible, time::Duration};
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// How often a line is sent where there is nothing to tell.
const QUIET: Duration = Duration::from_secs(15);

/// Listeners at once: each holds a connection.
const LISTENERS: usize = 512;

pub(crate) async fn events(State(app): State<App>, asked: Asked) -> Response {
    if let Err(problem) = asked.bare() {
        return problem.into_response();
    }
    if app.news.listeners() >= LISTENERS {
        let detail = "too many listen already: ask for /api/v1/stats now and then instead";
        return Problem::new(
            axum::http::StatusCode::SERVICE_UNAVAILABLE,
            "Too many listeners",
            detail,
        )
        .into_response();
    }
    let (last, receiver) = app.news.listen();
    let keep = KeepAlive::new().interval(QUIET).text("nothing new");
    Sse::new(told(last, receiver)).keep_alive(keep).into_response()
}

/// How the ledger is, then what comes, until the server stops.
fn told(last: Option<Item>, receiver: Receiver<Item>) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold((last, receiver), |(last, mut receiver)| async move {
        let item = match last {
            Some(item) => item,
            None => loop {
                match receiver.recv().await {
                    Ok(item) => break item,
                    // Who is slow has missed some: what comes next tells how the ledger is.
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return None,
                }
            },
        };
        if item.event == "end" {
            return None;
        }
        Some((
            Ok(Event::default().event(item.event).data(item.data)),
            (None, receiver),
        ))
    })
}

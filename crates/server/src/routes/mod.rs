//! What is answered under which path.

mod events;
pub(crate) mod feeds;
mod files;
pub(crate) mod health;
pub(crate) mod lists;
pub(crate) mod map;
pub(crate) mod one;
pub(crate) mod people;
pub(crate) mod session;
pub(crate) mod write;

use crate::{
    Problem, assets,
    cache::Rendered,
    guard, openapi,
    reply::{Asked, send},
    state::App,
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{StatusCode, Uri},
    middleware,
    response::{IntoResponse, Response},
    routing::{delete, get},
};
use std::sync::{Arc, LazyLock};

/// Bytes of a request's body. Chosen: a report of 2 MiB with room for JSON's escapes.
const BODY: usize = 3 << 20;

/// All routes.
pub(crate) fn router(app: App) -> Router {
    let api = Router::new()
        .route("/incidents", get(lists::incidents))
        .route("/incidents.csv", get(files::csv))
        .route("/incidents.geojson", get(files::geojson))
        .route("/export/{format}", get(files::export))
        .route("/claims", get(lists::claims))
        .route("/documents", get(lists::documents).post(write::document))
        .route("/incidents/{id}", get(one::incident))
        .route("/incidents/{id}/explain", get(one::explain_incident))
        .route("/claims/{id}", get(one::claim))
        .route("/claims/{id}/explain", get(one::explain_claim))
        .route("/documents/{id}", get(one::document))
        .route("/conditions", get(lists::conditions))
        .route("/actors", get(lists::actors))
        .route("/publishers", get(lists::publishers))
        .route("/reviews", get(lists::reviews).post(write::review))
        .route("/map", get(map::map))
        .route("/events", get(events::events))
        .route("/openapi.json", get(describe))
        .route("/stats", get(health::stats))
        .route("/health", get(health::health))
        .route(
            "/session",
            get(session::session)
                .post(session::sign_in)
                .delete(session::sign_out),
        )
        .route("/users", get(people::users).post(people::add_user))
        .route("/users/{name}", delete(people::remove_user))
        .route("/tokens", get(people::tokens).post(people::add_token))
        .route("/tokens/{id}", delete(people::revoke_token))
        .route("/feeds", get(feeds::feeds).post(feeds::add))
        .route("/feeds/{id}", delete(feeds::remove))
        .route("/audit", get(people::audit))
        .fallback(unknown);
    Router::new()
        .nest("/api/v1", api)
        .route("/health", get(health::health))
        .route("/ready", get(health::ready))
        .route("/docs", get(docs))
        .route("/metrics", get(health::metrics))
        .fallback(page)
        .method_not_allowed_fallback(refused)
        .layer(DefaultBodyLimit::max(BODY))
        .layer(middleware::from_fn_with_state(app.clone(), guard::guard))
        .with_state(app)
}

/// The description of the API.
static DESCRIPTION: LazyLock<Arc<Rendered>> = LazyLock::new(|| {
    let text = openapi::DOCUMENT.to_string().into_bytes();
    Arc::new(Rendered::new("application/json", None, text))
});

/// The same to read.
static DOCS: LazyLock<Arc<Rendered>> = LazyLock::new(|| {
    let page = openapi::page().into_bytes();
    Arc::new(Rendered::new("text/html; charset=utf-8", None, page))
});

async fn describe(asked: Asked) -> Result<Response, Problem> {
    asked.bare()?;
    Ok(send(&asked, Arc::clone(&DESCRIPTION)).await)
}

async fn docs(asked: Asked) -> Response {
    send(&asked, Arc::clone(&DOCS)).await
}

async fn page(uri: Uri, asked: Asked) -> Response {
    assets::serve(uri, asked).await
}

async fn unknown() -> Response {
    Problem::missing("there is nothing under this path: /docs lists what there is").into_response()
}

async fn refused() -> Response {
    let detail = "this path does not take that method: /docs lists what there is";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed", detail).into_response()
}

//! What is answered under which path.

mod files;
mod health;
mod lists;

use crate::{Problem, assets, guard, reply::Asked, state::App};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{StatusCode, Uri},
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};

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
        .route("/documents", get(lists::documents))
        .route("/stats", get(health::stats))
        .route("/health", get(health::health))
        .route("/session", get(health::session))
        .fallback(unknown);
    Router::new()
        .nest("/api/v1", api)
        .route("/health", get(health::health))
        .route("/ready", get(health::ready))
        .route("/metrics", get(health::metrics))
        .fallback(page)
        .method_not_allowed_fallback(refused)
        .layer(DefaultBodyLimit::max(BODY))
        .layer(middleware::from_fn_with_state(app.clone(), guard::guard))
        .with_state(app)
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

//! The web app and the server's own pages, built into the binary.

use crate::{
    Problem,
    cache::Rendered,
    reply::{Asked, send},
};
use axum::{
    http::{HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use rust_embed::{Embed, EmbeddedFile};
use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

/// The web app, as its build leaves it.
#[derive(Embed)]
#[folder = "../../web/dist"]
struct WebApp;

/// What the server shows of itself.
#[derive(Embed)]
#[folder = "assets"]
struct Own;

/// All files by their paths, ready to be sent.
static FILES: LazyLock<BTreeMap<String, Arc<Rendered>>> = LazyLock::new(|| {
    let own = Own::iter().filter_map(|path| Some((format!("docs/{path}"), Own::get(&path)?)));
    let app = WebApp::iter()
        .filter(|path| !path.starts_with('.'))
        .filter_map(|path| Some((path.to_string(), WebApp::get(&path)?)));
    own.chain(app).map(|(path, file)| ready(path, &file)).collect()
});

fn ready(path: String, file: &EmbeddedFile) -> (String, Arc<Rendered>) {
    let rendered = Rendered::new(content_type(&path), None, file.data.to_vec());
    (path, Arc::new(rendered))
}

/// The type of a file by the end of its name.
fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" | "webmanifest" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

/// The page that stands for an app that was not built.
const UNBUILT: &str = "docs/unbuilt.html";

/// Whether the name of a file changes with its content, so that it never has to be asked for again.
fn hashed(path: &str) -> bool {
    path.starts_with("assets/")
}

/// A file of the app; for a path that is none of a file, the app's page, which tells by itself what to show.
pub(crate) async fn serve(uri: Uri, asked: Asked) -> Response {
    let path = uri.path().trim_start_matches('/');
    let page = !path.rsplit('/').next().unwrap_or_default().contains('.');
    let found = FILES.get(path).filter(|_| path != "index.html");
    let index = || FILES.get("index.html").or_else(|| FILES.get(UNBUILT));
    match found.or_else(|| index().filter(|_| page || path == "index.html")) {
        Some(file) => {
            let mut response = send(&asked, Arc::clone(file)).await;
            if hashed(path) && found.is_some() {
                let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
                response.headers_mut().insert(header::CACHE_CONTROL, forever);
            }
            response
        }
        None => Problem::missing("there is no such page").into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_always_a_page_to_show() {
        assert!(FILES.contains_key(UNBUILT));
        let outside = |path: &&String| path.contains("..") || path.starts_with('/');
        assert_eq!(FILES.keys().find(outside), None);
    }
}

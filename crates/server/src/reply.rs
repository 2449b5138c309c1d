//! Answers: made once, kept, compressed, and not sent again to who has them.

use crate::{
    Problem,
    cache::{Rendered, packable},
    state::App,
};
use axum::{
    body::{Body, Bytes},
    extract::{FromRequestParts, Path},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use dateline_ledger::SqliteLedger;
use flate2::{Compression, write::GzEncoder};
use serde::Serialize;
use std::{
    io::{Read as _, Write as _},
    sync::Arc,
    time::Duration,
};

/// How long an answer may take. Chosen: longer than an export of a large ledger.
const PATIENCE: Duration = Duration::from_secs(60);

/// Shorter answers are sent as they are.
const WORTH_PACKING: usize = 1_024;

/// What is asked for, and in which form.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Path and parameters as they were sent.
    pub(crate) key: String,
    pub(crate) query: Vec<(String, String)>,
    encoding: Encoding,
    /// Whether gzip is taken, whatever is liked best.
    gzip: bool,
    if_none_match: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Plain,
    Gzip,
    Brotli,
}

impl Encoding {
    /// The best that the client takes.
    fn of(headers: &HeaderMap) -> Self {
        if Self::takes(headers, "br") {
            Self::Brotli
        } else if Self::takes(headers, "gzip") {
            Self::Gzip
        } else {
            Self::Plain
        }
    }

    fn takes(headers: &HeaderMap, name: &str) -> bool {
        let values = headers.get_all(header::ACCEPT_ENCODING).iter();
        let mut words = values.filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(','));
        words.any(|word| {
            let mut parts = word.split(';').map(str::trim);
            let named = parts.next().is_some_and(|n| n.eq_ignore_ascii_case(name));
            let refused = parts.any(|p| p.strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0)));
            named && !refused
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = axum::extract::Query::<Vec<(String, String)>>::from_request_parts(parts, state)
            .await
            .map_err(|e| Problem::parameter(format!("the parameters can not be read: {e}")))?;
        let if_none_match = parts.headers.get(header::IF_NONE_MATCH);
        Ok(Self {
            key: parts
                .uri
                .path_and_query()
                .map_or_else(String::new, |p| p.as_str().to_owned()),
            query: query.0,
            encoding: Encoding::of(&parts.headers),
            gzip: Encoding::takes(&parts.headers, "gzip"),
            if_none_match: if_none_match.and_then(|v| v.to_str().ok()).map(str::to_owned),
        })
    }
}

/// The part of a path that names something.
pub(crate) struct Part(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Part {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let part = Path::<String>::from_request_parts(parts, state).await;
        part.map(|Path(name)| Self(name))
            .map_err(|_| Problem::parameter("the path can not be read: write it in UTF-8"))
    }
}

impl Asked {
    /// The parameters by name.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.query
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Refuses parameters where there are none.
    pub(crate) fn bare(&self) -> Result<(), Problem> {
        match self.query.first() {
            None => Ok(()),
            Some((name, _)) => Err(Problem::parameter(format!(
                "`{name}` is no parameter here: there are none"
            ))),
        }
    }

    fn has(&self, etag: &str) -> bool {
        let strong = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        let known = self.if_none_match.as_deref().unwrap_or_default();
        known.trim() == "*" || known.split(',').any(|tag| strong(tag) == strong(etag))
    }
}

/// An answer as it was made.
pub(crate) struct Made {
    content_type: &'static str,
    filename: Option<String>,
    body: Vec<u8>,
}

impl Made {
    pub(crate) fn json(value: &impl Serialize) -> Self {
        Self {
            content_type: "application/json",
            filename: None,
            body: serde_json::to_vec(value).expect("answers are plain data"),
        }
    }

    pub(crate) fn bytes(content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            content_type,
            filename: None,
            body: body.into(),
        }
    }

    /// The answer as a file to keep.
    pub(crate) fn named(mut self, filename: impl Into<String>) -> Self {
        self.filename = Some(filename.into());
        self
    }
}

/// Answers from what is kept, else with what `make` makes of the ledger.
pub(crate) async fn answer(
    app: &App,
    asked: Asked,
    make: impl FnOnce(&SqliteLedger) -> Result<Made, Problem> + Send + 'static,
) -> Response {
    match tokio::time::timeout(PATIENCE, rendered(app, &asked, make)).await {
        Ok(Ok(rendered)) => send(&asked, rendered).await,
        Ok(Err(problem)) => problem.into_response(),
        Err(_) => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "Too slow",
            "the answer took too long: ask for less at once, or ask again later",
        )
        .into_response(),
    }
}

async fn rendered(
    app: &App,
    asked: &Asked,
    make: impl FnOnce(&SqliteLedger) -> Result<Made, Problem> + Send + 'static,
) -> Result<Arc<Rendered>, Problem> {
    let version = app.version()?;
    if let Some(known) = app.cache.get(version, &asked.key) {
        app.metrics.kept();
        return Ok(known);
    }
    let made = app
        .ask(|ledger| make(ledger).map(|m| Rendered::new(m.content_type, m.filename, m.body).small(gzip_of)))
        .await?;
    let made = Arc::new(made);
    app.cache.put(version, &asked.key, &made);
    Ok(made)
}

/// An answer in the encoding that the client likes best.
pub(crate) async fn send(asked: &Asked, rendered: Arc<Rendered>) -> Response {
    let etag = HeaderValue::from_str(&rendered.etag).expect("a hash is plain letters");
    let mut headers = HeaderMap::new();
    headers.insert(header::ETAG, etag);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(
        header::VARY,
        HeaderValue::from_static("accept-encoding, cookie, authorization"),
    );
    if asked.has(&rendered.etag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(rendered.content_type),
    );
    if let Some(name) = &rendered.filename
        && let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
    {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    let (body, name) = packed(asked, &rendered).await;
    if let Some(name) = name {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    (headers, Body::from(body)).into_response()
}

async fn packed(asked: &Asked, rendered: &Arc<Rendered>) -> (Bytes, Option<&'static str>) {
    let Some(plain) = &rendered.plain else {
        let gzip = rendered.gzip.get().cloned().unwrap_or_default();
        if asked.gzip {
            return (gzip, Some("gzip"));
        }
        let unpacked = tokio::task::spawn_blocking(move || gunzip(&gzip)).await;
        return (unpacked.unwrap_or_default(), None);
    };
    if asked.encoding == Encoding::Plain || !packable(rendered.content_type) || plain.len() < WORTH_PACKING {
        return (plain.clone(), None);
    }
    let (slot, name, pack): (_, _, fn(&[u8]) -> Bytes) = match asked.encoding {
        Encoding::Brotli => (&rendered.brotli, "br", brotli_of),
        _ => (&rendered.gzip, "gzip", gzip_of),
    };
    // Some hundred microseconds: less than a thread would take to be found for it.
    (slot.get_or_init(|| pack(plain)).clone(), Some(name))
}

fn gunzip(packed: &[u8]) -> Bytes {
    let mut plain = Vec::new();
    flate2::read::GzDecoder::new(packed)
        .read_to_end(&mut plain)
        .expect("is what was packed");
    plain.into()
}

/// Quality 2 of 11: made once for each answer, most of which are asked for once.
pub(crate) fn brotli_of(plain: &[u8]) -> Bytes {
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, 16_384, 2, 20);
    writer.write_all(plain).expect("memory takes it");
    drop(writer);
    packed.into()
}

fn gzip_of(plain: &[u8]) -> Bytes {
    let mut writer = GzEncoder::new(Vec::new(), Compression::new(1));
    writer.write_all(plain).expect("memory takes it");
    writer.finish().expect("memory takes it").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(accepts: &str, expected: Encoding) {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, accepts.parse().expect("a header"));
        assert_eq!(Encoding::of(&headers), expected, "{accepts}");
    }

    #[test]
    fn the_best_encoding_that_the_client_takes() {
        check("gzip, deflate, br", Encoding::Brotli);
        check("gzip;q=0.5", Encoding::Gzip);
        check("br;q=0, GZIP", Encoding::Gzip);
        check("identity", Encoding::Plain);
        check("", Encoding::Plain);
    }

    #[test]
    fn what_is_packed_is_unpacked_again() {
        let plain = "a town of five towers ".repeat(200);
        let mut back = String::new();
        flate2::read::GzDecoder::new(&gzip_of(plain.as_bytes())[..])
            .read_to_string(&mut back)
            .expect("is gzip");
        assert_eq!(back, plain);
        let mut back = String::new();
        brotli::Decompressor::new(&brotli_of(plain.as_bytes())[..], 4_096)
            .read_to_string(&mut back)
            .expect("is brotli");
        assert_eq!(back, plain);
    }
}

//! Signing in and out.

use crate::{Problem, Right, Visitor, access::COOKIE, serve::Peer, state::App};
use axum::{
    Extension, Json,
    extract::{State, rejection::JsonRejection},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use dateline_users::Role;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Seconds that a browser keeps the cookie: as long as a session lasts at most.
const KEPT: u32 = 12 * 3600;

/// Bytes of a name that is tried, at most.
const LONGEST_NAME: usize = 256;

/// A user who signed in.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct SessionUser {
    /// Their name.
    name: String,
    /// What they are trusted with.
    role: Role,
}

/// Who asks, and what they may.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct SessionRow {
    /// Who signed in; null for nobody.
    user: Option<SessionUser>,
    /// What the header `X-CSRF-Token` of writing requests must say; null where no cookie signed them in.
    csrf: Option<String>,
    /// Whether they may decide and add reports.
    writable: bool,
    /// Whether they may change which feeds are watched.
    feeds: bool,
    /// Whether there are users to sign in as.
    sign_in: bool,
}

/// Who wants to sign in.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    /// The user's name.
    name: String,
    /// Their password.
    password: String,
}

fn row(app: &App, visitor: Visitor) -> Response {
    let row = SessionRow {
        writable: visitor.may(Right::Write),
        feeds: visitor.may(Right::Manage) && app.has_feeds(),
        user: visitor
            .name
            .zip(visitor.role)
            .map(|(name, role)| SessionUser { name, role }),
        csrf: visitor.csrf,
        sign_in: app.gate.sign_in(),
    };
    ([(header::CACHE_CONTROL, "no-store")], Json(row)).into_response()
}

pub(crate) async fn session(State(app): State<App>, Extension(visitor): Extension<Visitor>) -> Response {
    row(&app, visitor)
}

pub(crate) async fn sign_in(
    State(app): State<App>,
    Extension(Peer(from)): Extension<Peer>,
    body: Result<Json<SignIn>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(SignIn { name, password }) = body.map_err(unreadable)?;
    if name.len() > LONGEST_NAME {
        return Err(Problem::parameter("no user has so long a name"));
    }
    app.gate.try_sign_in(from, &name)?;
    // One at a time: the work on a password is meant to be dear, and not to be had for many at once.
    let _turn = app.turn().await?;
    let (begun, visitor) = app
        .wait(move |app| {
            let begun = app.gate.begin(&name, &password)?;
            let visitor = app
                .gate
                .visitor(&crate::access::Credentials::Session(begun.id.clone()))?;
            Ok((begun, visitor))
        })
        .await?;
    Ok(with_cookie(row(&app, visitor), &begun.id, KEPT))
}

pub(crate) async fn sign_out(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    if let crate::access::Credentials::Session(id) = crate::access::Credentials::of(&headers)
        && app.gate.sign_in()
    {
        app.wait(move |app| app.gate.with(|users, _| users.sign_out(&id)))
            .await?;
    }
    let guest = app.gate.guest();
    Ok(with_cookie(row(&app, guest), "", 0))
}

fn with_cookie(mut response: Response, id: &str, seconds: u32) -> Response {
    let cookie = format!("{COOKIE}={id}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}");
    let cookie = HeaderValue::from_str(&cookie).expect("an id is plain letters");
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response
}

/// What is wrong with a body.
pub(crate) fn unreadable(rejection: JsonRejection) -> Problem {
    let detail = format!("{rejection}: send JSON as /docs describes it, with Content-Type: application/json");
    Problem::new(rejection.status(), "Unreadable body", detail)
}

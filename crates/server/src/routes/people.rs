//! Users and their tokens.

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
use dateline_users::{Role, UsersError};
use jiff::{Timestamp, ToSpan as _};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Days that a token holds where it is not told.
const DAYS: i64 = 90;

/// Days that a token holds, at most.
const MOST_DAYS: i64 = 366;

/// A user.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct UserRow {
    /// The name.
    name: String,
    /// What they are trusted with.
    role: Role,
}

/// All users.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct UserList {
    /// By name.
    rows: Vec<UserRow>,
}

/// A user to be.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewUser {
    /// 1 to 64 letters, digits and `. _ - @`.
    name: String,
    /// What they are trusted with.
    role: Role,
    /// 12 characters at least.
    password: String,
}

/// A token, without its secret.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct TokenRow {
    /// Its number.
    id: i64,
    /// What it is for.
    name: String,
    /// What it may, as long as its owner may it.
    role: Role,
    /// When it ends, in UTC.
    expires: String,
    /// The last day (UTC) on which it was used.
    used: Option<String>,
}

/// One's tokens.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct TokenList {
    /// Oldest first.
    rows: Vec<TokenRow>,
}

/// A token to be.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTokenBody {
    /// What it is for.
    #[schemars(length(min = 1, max = 200))]
    name: String,
    /// What it may: not more than its owner; without one, to read.
    role: Option<Role>,
    /// Days until it ends; without them 90.
    #[schemars(range(min = 1, max = 366))]
    days: Option<i64>,
}

/// A token that was made. Its secret is told this once.
#[derive(Clone, Serialize, JsonSchema)]
pub(crate) struct MadeToken {
    /// Its number.
    id: i64,
    /// What `Authorization: Bearer` must say.
    token: String,
    /// When it ends, in UTC.
    expires: String,
}

/// A row of the trail of what users did.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct ActRow {
    /// Its place, from 1.
    seq: i64,
    /// What was done.
    act: String,
    /// Who did it; empty for a name that no user has.
    who: String,
    /// What it was done to.
    subject: String,
    /// When, in UTC.
    made: String,
    /// Hash of it and of the hash before it.
    hash: String,
}

/// The trail of what users did.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct ActList {
    /// In order.
    rows: Vec<ActRow>,
    /// What does not fit together: where the trail was changed.
    problems: Vec<String>,
}

fn fresh<T: Serialize>(status: StatusCode, value: T) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], Json(value)).into_response()
}

fn when(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| String::new(), |t| t.to_string())
}

/// The name of one who signed in; the guard lets no other through.
fn name_of(visitor: Visitor) -> String {
    visitor.name.unwrap_or_default()
}

pub(crate) async fn users(State(app): State<App>, asked: Asked) -> Result<Response, Problem> {
    asked.bare()?;
    let all = app.wait(|app| app.gate.with(|users, _| users.list())).await?;
    let rows = all
        .into_iter()
        .map(|user| UserRow {
            name: user.name,
            role: user.role,
        })
        .collect();
    Ok(fresh(StatusCode::OK, UserList { rows }))
}

pub(crate) async fn add_user(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    body: Result<Json<NewUser>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(NewUser { name, role, password }) = body.map_err(unreadable)?;
    let by = name_of(visitor);
    let row = UserRow {
        name: name.clone(),
        role,
    };
    let _turn = app.turn().await?;
    app.wait(move |app| {
        app.gate
            .with(|users, now| users.add(&name, role, &password, &by, now))
    })
    .await?;
    Ok(fresh(StatusCode::CREATED, row))
}

pub(crate) async fn remove_user(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    Part(name): Part,
) -> Result<StatusCode, Problem> {
    let by = name_of(visitor);
    app.wait(move |app| app.gate.with(|users, now| users.remove(&name, &by, now)))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn tokens(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    asked: Asked,
) -> Result<Response, Problem> {
    asked.bare()?;
    let owner = name_of(visitor);
    let all = app
        .wait(move |app| app.gate.with(|users, _| users.tokens(Some(&owner))))
        .await?;
    let rows = all
        .into_iter()
        .map(|token| TokenRow {
            id: token.id,
            name: token.name,
            role: token.role,
            expires: when(token.expires),
            used: token.used,
        })
        .collect();
    Ok(fresh(StatusCode::OK, TokenList { rows }))
}

pub(crate) async fn add_token(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    body: Result<Json<NewTokenBody>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(NewTokenBody { name, role, days }) = body.map_err(unreadable)?;
    let days = days.unwrap_or(DAYS);
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(Problem::parameter(format!(
            "`days` is a number from 1 to {MOST_DAYS}"
        )));
    }
    if name.trim().is_empty() || name.chars().count() > 200 {
        return Err(Problem::parameter(
            "`name` says what the token is for, in 200 characters at most",
        ));
    }
    let role = role.unwrap_or(Role::Reader);
    // A token makes no token that may more than itself.
    if Some(role) > visitor.role {
        return Err(UsersError::AboveOwner.into());
    }
    let owner = name_of(visitor);
    let ends = app
        .gate
        .now()
        .checked_add((24 * days).hours())
        .map_err(|_| Problem::parameter("`days` is too many"))?;
    let made = app
        .wait(move |app| {
            app.gate
                .with(|users, now| users.add_token(&owner, &name, role, ends, now))
        })
        .await?;
    let made = MadeToken {
        id: made.id,
        token: made.secret,
        expires: when(ends.as_second()),
    };
    Ok(fresh(StatusCode::CREATED, made))
}

pub(crate) async fn revoke_token(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    Part(id): Part,
) -> Result<StatusCode, Problem> {
    let owner = name_of(visitor);
    app.wait(move |app| {
        app.gate.with(|users, now| {
            let own = users.tokens(Some(&owner))?;
            let token = own.iter().find(|token| token.id.to_string() == id);
            users.revoke_token(token.ok_or(UsersError::NoToken)?.id, &owner, now)
        })
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn audit(State(app): State<App>, asked: Asked) -> Result<Response, Problem> {
    asked.bare()?;
    let (rows, trail) = app
        .wait(|app| app.gate.with(|users, _| Ok((users.audit()?, users.verify()?))))
        .await?;
    let rows = rows
        .into_iter()
        .map(|row| ActRow {
            seq: row.seq,
            act: row.act,
            who: row.who,
            subject: row.subject,
            made: when(row.made),
            hash: row.hash,
        })
        .collect();
    let problems = trail.problems;
    Ok(fresh(StatusCode::OK, ActList { rows, problems }))
}

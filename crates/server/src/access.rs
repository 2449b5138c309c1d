//! Who a request is from, and what they may.

use crate::{Problem, ServeError};
use axum::http::{HeaderMap, StatusCode, header};
use dateline_users::{Act, Limiter, Role, Session, Users, UsersError};
use jiff::Timestamp;
use std::{
    net::IpAddr,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// The cookie that a session goes by.
pub(crate) const COOKIE: &str = "dateline_session";

/// Something that a request wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Right {
    /// See what the ledger holds.
    Read,
    /// See and change what is one's own.
    Own,
    /// Decide on claims and incidents, and add reports.
    Write,
    /// Make and remove users.
    Manage,
}

/// Who a request is from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Visitor {
    /// The user's name; `None` for one who did not sign in.
    pub(crate) name: Option<String>,
    /// The user's role.
    pub(crate) role: Option<Role>,
    /// What the header `X-CSRF-Token` of their writing requests must say; `None` where no cookie signed them in.
    pub(crate) csrf: Option<String>,
    /// Whether one without a role may read.
    pub(crate) reads: bool,
}

impl Visitor {
    /// Whether they may do it.
    pub(crate) fn may(&self, right: Right) -> bool {
        match right {
            Right::Read => self.reads || self.role >= Some(Role::Reader),
            Right::Own => self.role >= Some(Role::Reader),
            Right::Write => self.role >= Some(Role::Reviewer),
            Right::Manage => self.role >= Some(Role::Admin),
        }
    }
}

/// What a request carries to say who it is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Credentials {
    None,
    /// A session's id, from the cookie.
    Session(String),
    Token(String),
}

impl Credentials {
    /// A token goes before a cookie: who sends one means it.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let text = |name| headers.get(name).and_then(|v| v.to_str().ok());
        if let Some(token) = text(header::AUTHORIZATION).and_then(|v| v.strip_prefix("Bearer ")) {
            return Self::Token(token.trim().to_owned());
        }
        let cookies = headers.get_all(header::COOKIE).iter();
        let mut pairs = cookies.filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';'));
        let session = pairs.find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='));
        session.map_or(Self::None, |id| Self::Session(id.to_owned()))
    }
}

/// How often things may be tried.
struct Limits {
    /// Signing in, by address and by name: guessing a password must take years.
    sign_in: Limiter,
    /// Changing something, by user.
    write: Limiter,
}

/// Knows the users.
pub(crate) struct Gate {
    users: Option<(PathBuf, Mutex<Users>)>,
    /// Whether one who did not sign in may read.
    guests: bool,
    clock: fn() -> Timestamp,
    limits: Mutex<Limits>,
}

impl Gate {
    /// A gate before the users of a file; without one everyone may read, and nobody write.
    pub(crate) fn new(
        users: Option<&Path>,
        guests: bool,
        clock: fn() -> Timestamp,
    ) -> Result<Self, ServeError> {
        let users = users
            .map(|path| Ok::<_, UsersError>((path.to_owned(), Mutex::new(Users::open(path)?))))
            .transpose()?;
        if users
            .as_ref()
            .is_some_and(|(_, users)| matches!(locked(users).list(), Ok(all) if all.is_empty()))
        {
            return Err(ServeError::Nobody);
        }
        Ok(Self {
            guests: guests || users.is_none(),
            users,
            clock,
            limits: Mutex::new(Limits {
                sign_in: Limiter::new(10, 30),
                write: Limiter::new(60, 1),
            }),
        })
    }

    /// Whether there are users who can sign in.
    pub(crate) fn sign_in(&self) -> bool {
        self.users.is_some()
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// One who carries nothing.
    pub(crate) fn guest(&self) -> Visitor {
        Visitor {
            reads: self.guests,
            ..Visitor::default()
        }
    }

    /// Who carries these; to be called on a thread that may wait.
    pub(crate) fn visitor(&self, credentials: &Credentials) -> Result<Visitor, Problem> {
        let now = self.now();
        let found = match (&self.users, credentials) {
            (None, _) | (_, Credentials::None) => return Ok(self.guest()),
            (Some((_, users)), Credentials::Session(id)) => locked(users).session(id, now)?,
            (Some((_, users)), Credentials::Token(secret)) => {
                let found = locked(users).token(secret, now)?;
                // A session that has ended is one who has yet to sign in; a token is never sent by itself.
                if found.is_none() {
                    return Err(Problem::new(
                        StatusCode::UNAUTHORIZED,
                        "Token does not hold",
                        "there is no such token, or it has ended: make another one",
                    ));
                }
                found
            }
        };
        Ok(found.map_or_else(
            || self.guest(),
            |user| Visitor {
                name: Some(user.name),
                role: Some(user.role),
                csrf: user.csrf,
                reads: self.guests,
            },
        ))
    }

    /// Begins a session; to be called on a thread that may wait. It takes long, so it has a connection of its own.
    pub(crate) fn begin(&self, name: &str, password: &str) -> Result<Session, Problem> {
        let Some((path, _)) = &self.users else {
            return Err(no_users());
        };
        Ok(Users::open(path)?.sign_in(name, password, self.now())?)
    }

    /// Does something with the users; to be called on a thread that may wait.
    pub(crate) fn with<T>(
        &self,
        work: impl FnOnce(&mut Users, Timestamp) -> Result<T, UsersError>,
    ) -> Result<T, Problem> {
        let Some((_, users)) = &self.users else {
            return Err(no_users());
        };
        Ok(work(&mut locked(users), self.now())?)
    }

    /// Remembers what someone did. It was done: what goes wrong here is told to the operator.
    pub(crate) fn remember(&self, act: Act, who: &str, subject: &str) {
        if let Err(problem) = self.with(|users, now| users.record(act, who, subject, now)) {
            crate::serve::log(&format!(
                "not in the trail of users: {} {who} {subject}: {problem}",
                act.word()
            ));
        }
    }

    /// Takes a try at signing in, from an address and for a name.
    pub(crate) fn try_sign_in(&self, from: IpAddr, name: &str) -> Result<(), Problem> {
        let now = self.now();
        let mut limits = locked(&self.limits);
        for key in [format!("a {from}"), format!("n {name}")] {
            limits.sign_in.take(&key, now).map_err(wait)?;
        }
        Ok(())
    }

    /// Takes a try at changing something.
    pub(crate) fn try_write(&self, user: &str) -> Result<(), Problem> {
        locked(&self.limits).write.take(user, self.now()).map_err(wait)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn wait(seconds: u64) -> Problem {
    Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "Too many requests",
        format!("wait {seconds} seconds, then try again"),
    )
    .after(seconds)
}

pub(crate) fn no_users() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "No users",
        "this server only reads: whoever runs it makes users with dateline users add, and names their file with --users",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_may_what_the_one_before_may() {
        let may = |role| {
            let visitor = Visitor {
                role,
                ..Visitor::default()
            };
            [Right::Read, Right::Own, Right::Write, Right::Manage].map(|right| visitor.may(right))
        };
        assert_eq!(may(None), [false, false, false, false]);
        assert_eq!(may(Some(Role::Reader)), [true, true, false, false]);
        assert_eq!(may(Some(Role::Reviewer)), [true, true, true, false]);
        assert_eq!(may(Some(Role::Admin)), [true, true, true, true]);
        let guest = Visitor {
            reads: true,
            ..Visitor::default()
        };
        assert!(guest.may(Right::Read) && !guest.may(Right::Own) && !guest.may(Right::Write));
    }

    #[test]
    fn credentials_are_found_among_other_cookies() {
        let check = |given: &[(header::HeaderName, &str)], expected: Credentials| {
            let headers = given
                .iter()
                .map(|(name, value)| (name.clone(), value.parse().expect("a header")));
            assert_eq!(Credentials::of(&headers.collect()), expected, "{given:?}");
        };
        let session = || Credentials::Session("ab".to_owned());
        check(&[], Credentials::None);
        check(&[(header::COOKIE, "dateline_session=ab")], session());
        check(&[(header::COOKIE, "a=b; dateline_session=ab; c=d")], session());
        check(
            &[(header::COOKIE, "not_dateline_session=ab; dateline_sessions=cd")],
            Credentials::None,
        );
        check(
            &[
                (header::COOKIE, "dateline_session=ab"),
                (header::AUTHORIZATION, "Bearer dl_c"),
            ],
            Credentials::Token("dl_c".to_owned()),
        );
        check(&[(header::AUTHORIZATION, "Basic YTpi")], Credentials::None);
    }
}

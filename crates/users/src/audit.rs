//! The trail of what users did: only added to, each row chained to the one before it.

use crate::{Users, UsersError, store::Fault};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

/// Something that is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Act {
    /// Signed in.
    SignIn,
    /// Tried to sign in, and failed.
    FailedSignIn,
    /// Added a user.
    UserAdded,
    /// Removed a user.
    UserRemoved,
    /// Gave a user another role.
    RoleChanged,
    /// Gave a user another password.
    PasswordChanged,
    /// Made a token.
    TokenMade,
    /// Revoked a token.
    TokenRevoked,
    /// Wrote a review.
    ReviewWritten,
    /// Added a document.
    DocumentAdded,
    /// Added a feed to those that are watched.
    FeedAdded,
    /// Took a feed out of those that are watched.
    FeedRemoved,
}

impl Act {
    /// The word for it in the trail.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::FailedSignIn => "failed-sign-in",
            Self::UserAdded => "user-added",
            Self::UserRemoved => "user-removed",
            Self::RoleChanged => "role-changed",
            Self::PasswordChanged => "password-changed",
            Self::TokenMade => "token-made",
            Self::TokenRevoked => "token-revoked",
            Self::ReviewWritten => "review-written",
            Self::DocumentAdded => "document-added",
            Self::FeedAdded => "feed-added",
            Self::FeedRemoved => "feed-removed",
        }
    }
}

/// A row of the trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Its place, from 1.
    pub seq: i64,
    /// What was done: a word of [`Act::word`].
    pub act: String,
    /// Who did it; empty for a name that no user has.
    pub who: String,
    /// To whom or what.
    pub subject: String,
    /// When, in seconds since 1970.
    pub made: i64,
    /// The hash that the next row carries on.
    pub hash: String,
    previous: String,
}

/// What a walk along the trail found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditTrail {
    /// How many rows there are.
    pub rows: u64,
    /// Hash of the last one; empty where there is none. Kept elsewhere, it also shows when rows at the end are gone.
    pub head: String,
    /// What does not hold, a sentence each.
    pub problems: Vec<String>,
}

/// Hash of the parts with their lengths before them, so that none runs into the next.
fn chained(seq: i64, made: i64, parts: [&str; 4]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seq.to_le_bytes()).update(&made.to_le_bytes());
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// Adds a row to the end of the trail.
pub(crate) fn add(
    connection: &Connection,
    act: Act,
    who: &str,
    subject: &str,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let last = connection
        .query_row(
            "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1",
            [],
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)),
        )
        .optional()?;
    let (seq, previous) = last.map_or((1, String::new()), |(seq, hash)| (seq + 1, hash));
    let (act, made) = (act.word(), now.as_second());
    let hash = chained(seq, made, [&previous, act, who, subject]);
    connection.execute(
        "INSERT INTO audit (seq, previous, hash, act, who, subject, made) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![seq, previous, hash, act, who, subject, made],
    )?;
    Ok(())
}

impl Users {
    /// Remembers something that was done elsewhere: a review, a document.
    ///
    /// # Errors
    /// [`UsersError`] when the file can not be written.
    pub fn record(&mut self, act: Act, who: &str, subject: &str, now: Timestamp) -> Result<(), UsersError> {
        self.whole(|file| Ok(add(file, act, who, subject, now)?))
    }

    /// The whole trail, in order.
    ///
    /// # Errors
    /// [`UsersError`] when the file can not be read.
    pub fn audit(&self) -> Result<Vec<AuditRow>, UsersError> {
        self.connection
            .prepare("SELECT seq, act, who, subject, made, hash, previous FROM audit ORDER BY seq")
            .and_then(|mut statement| {
                let rows = statement.query_map([], |row| {
                    Ok(AuditRow {
                        seq: row.get(0)?,
                        act: row.get(1)?,
                        who: row.get(2)?,
                        subject: row.get(3)?,
                        made: row.get(4)?,
                        hash: row.get(5)?,
                        previous: row.get(6)?,
                    })
                })?;
                rows.collect()
            })
            .map_err(|e| self.told(Fault::from(e)))
    }

    /// Looks along the trail for anything that was changed, removed or put in between.
    ///
    /// # Errors
    /// [`UsersError`] when the file can not be read.
    pub fn verify(&self) -> Result<AuditTrail, UsersError> {
        let mut trail = AuditTrail::default();
        for row in self.audit()? {
            trail.rows += 1;
            if row.previous != trail.head || row.seq.unsigned_abs() != trail.rows {
                trail
                    .problems
                    .push(format!("row {} does not follow on the one before it", row.seq));
                trail.rows = row.seq.unsigned_abs();
            }
            let parts = [row.previous.as_str(), &row.act, &row.who, &row.subject];
            if chained(row.seq, row.made, parts) != row.hash {
                trail.problems.push(format!("row {} was changed", row.seq));
            }
            trail.head = row.hash;
        }
        Ok(trail)
    }
}

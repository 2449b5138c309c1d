//! Who is signed in.

use crate::{Act, Role, Users, UsersError, audit, password, secret, store::Fault};
use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, params};

/// Seconds after which a session ends. Chosen: a working day.
const LONGEST: i64 = 12 * 3600;

/// Seconds without a request after which a session ends. Chosen: a long lunch.
const IDLE: i64 = 2 * 3600;

/// A session that began. The id is told this once; only its hash is kept.
#[derive(Clone)]
pub struct Session {
    /// What the cookie carries.
    pub id: String,
    /// What writing requests carry beside it.
    pub csrf: String,
}

/// The user of a session or a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The name.
    pub name: String,
    /// What this session or token may.
    pub role: Role,
    /// What writing requests must carry; `None` for tokens, which no browser sends by itself.
    pub csrf: Option<String>,
}

impl Users {
    /// Begins a session. It has an id that was never told before, whatever the browser had.
    ///
    /// # Errors
    /// [`UsersError::SignIn`] where name or password is wrong, which takes equally long; others when the file can not be written.
    pub fn sign_in(&mut self, name: &str, password: &str, now: Timestamp) -> Result<Session, UsersError> {
        let found: Option<(i64, String)> = self
            .connection
            .query_row("SELECT id, password FROM users WHERE name = ?1", [name], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()
            .map_err(|e| self.told(Fault::from(e)))?;
        // Outside of any lock: it is meant to take long.
        let fits = password::fits(password, found.as_ref().map(|(_, hash)| hash.as_str()));
        let id = secret::fresh()?;
        let begun = self.whole(|file| {
            let seconds = now.as_second();
            file.execute(
                "DELETE FROM sessions WHERE made <= ?1 OR seen <= ?2",
                [seconds - LONGEST, seconds - IDLE],
            )?;
            // Only while the password is still the one that was compared.
            let made = match found.as_ref().filter(|_| fits) {
                Some((user, hash)) => file.execute(
                    "INSERT INTO sessions (hash, user, made, seen) SELECT ?1, id, ?2, ?2 FROM users WHERE id = ?3 AND password = ?4",
                    params![secret::kept(&id), seconds, user, hash],
                )?,
                None => 0,
            };
            // A name that nobody has may be a password in the wrong field: it is not kept.
            let who = if found.is_some() { name } else { "" };
            let act = if made == 1 { Act::SignIn } else { Act::FailedSignIn };
            audit::add(file, act, who, "", now)?;
            Ok(made == 1)
        })?;
        if !begun {
            return Err(UsersError::SignIn);
        }
        let csrf = secret::csrf(&id);
        Ok(Session { id, csrf })
    }

    /// The user of a session that has not ended, with the role of this moment.
    ///
    /// # Errors
    /// [`UsersError`] when the file can not be used.
    pub fn session(&mut self, id: &str, now: Timestamp) -> Result<Option<SignedIn>, UsersError> {
        let (hash, seconds) = (secret::kept(id), now.as_second());
        let found: rusqlite::Result<Option<(String, Role, i64)>> = self
            .connection
            .query_row(
                "SELECT name, role, seen FROM sessions JOIN users ON id = user WHERE hash = ?1 AND sessions.made > ?2 AND seen > ?3",
                params![hash, seconds - LONGEST, seconds - IDLE],
                |row| Ok((row.get(0)?, Role::at(row, 1)?, row.get(2)?)),
            )
            .optional();
        let Some((name, role, seen)) = found.map_err(|e| self.told(Fault::from(e)))? else {
            return Ok(None);
        };
        // Once a minute is enough, and spares a write for each request.
        if seconds >= seen + 60 {
            self.whole(|file| {
                file.execute(
                    "UPDATE sessions SET seen = ?2 WHERE hash = ?1",
                    params![hash, seconds],
                )?;
                Ok(())
            })?;
        }
        Ok(Some(SignedIn {
            name,
            role,
            csrf: Some(secret::csrf(id)),
        }))
    }

    /// Ends a session; one that is not there has ended already.
    ///
    /// # Errors
    /// [`UsersError`] when the file can not be written.
    pub fn sign_out(&mut self, id: &str) -> Result<(), UsersError> {
        self.whole(|file| {
            file.execute("DELETE FROM sessions WHERE hash = ?1", [secret::kept(id)])?;
            Ok(())
        })
    }
}

//! Tokens for programs.

use crate::{Act, Role, SignedIn, Users, UsersError, audit, people, secret, store::Fault};
use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, params};

/// A token that was made. The secret is told this once; only its hash is kept.
#[derive(Clone)]
pub struct NewToken {
    /// Its number.
    pub id: i64,
    /// `dl_` and 64 hexadecimal digits.
    pub secret: String,
}

/// A token as a list has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its number.
    pub id: i64,
    /// What it is for, in its owner's words.
    pub name: String,
    /// Whose it is.
    pub owner: String,
    /// What it may, as long as its owner may it.
    pub role: Role,
    /// When it ends, in seconds since 1970.
    pub expires: i64,
    /// The last day (UTC) on which it was used.
    pub used: Option<String>,
}

impl Users {
    /// Makes a token for a user.
    ///
    /// # Errors
    /// [`UsersError`]: there is no such user, the token would be above them, or the file can not be written.
    pub fn add_token(
        &mut self,
        owner: &str,
        name: &str,
        role: Role,
        expires: Timestamp,
        now: Timestamp,
    ) -> Result<NewToken, UsersError> {
        let secret = format!("dl_{}", secret::fresh()?);
        let id =
            self.whole(|file| {
                let (user, most) = people::find(file, owner)?;
                if role > most {
                    return Err(UsersError::AboveOwner.into());
                }
                file.execute(
                "INSERT INTO tokens (hash, user, name, role, made, expires) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![secret::kept(&secret), user, name, role as i64, now.as_second(), expires.as_second()],
            )?;
                let id = file.last_insert_rowid();
                audit::add(file, Act::TokenMade, owner, &id.to_string(), now)?;
                Ok(id)
            })?;
        Ok(NewToken { id, secret })
    }

    /// The user of a token that holds.
    ///
    /// # Errors
    /// [`UsersError`] when the file can not be used.
    pub fn token(&mut self, secret: &str, now: Timestamp) -> Result<Option<SignedIn>, UsersError> {
        let today = now.to_string().chars().take(10).collect::<String>();
        let found = self
            .connection
            .query_row(
                "SELECT tokens.id, used, users.name, users.role, tokens.role FROM tokens JOIN users ON users.id = user \
                 WHERE hash = ?1 AND expires > ?2",
                params![secret::kept(secret), now.as_second()],
                |row| {
                    let signed = SignedIn {
                        name: row.get(2)?,
                        role: Role::at(row, 3)?.min(Role::at(row, 4)?),
                        csrf: None,
                    };
                    Ok((row.get(0)?, row.get(1)?, signed))
                },
            )
            .optional()
            .map_err(|e| self.told(Fault::from(e)))?;
        let Some((id, used, signed)): Option<(i64, Option<String>, SignedIn)> = found else {
            return Ok(None);
        };
        if used.as_deref() != Some(today.as_str()) {
            self.whole(|file| {
                file.execute("UPDATE tokens SET used = ?2 WHERE id = ?1", params![id, today])?;
                Ok(())
            })?;
        }
        Ok(Some(signed))
    }

    /// All tokens, or those of one user, oldest first.
    ///
    /// # Errors
    /// [`UsersError`] when the file can not be read.
    pub fn tokens(&self, owner: Option<&str>) -> Result<Vec<Token>, UsersError> {
        self.connection
            .prepare(
                "SELECT tokens.id, tokens.name, users.name, tokens.role, expires, used FROM tokens JOIN users ON users.id = user \
                 WHERE ?1 IS NULL OR users.name = ?1 ORDER BY tokens.id",
            )
            .and_then(|mut statement| {
                let rows = statement.query_map([owner], |row| {
                    Ok(Token {
                        id: row.get(0)?,
                        name: row.get(1)?,
                        owner: row.get(2)?,
                        role: Role::at(row, 3)?,
                        expires: row.get(4)?,
                        used: row.get(5)?,
                    })
                })?;
                rows.collect()
            })
            .map_err(|e| self.told(Fault::from(e)))
    }

    /// Ends a token; `by` is who does it.
    ///
    /// # Errors
    /// [`UsersError`]: there is no such token, or the file can not be written.
    pub fn revoke_token(&mut self, id: i64, by: &str, now: Timestamp) -> Result<(), UsersError> {
        self.whole(|file| {
            if file.execute("DELETE FROM tokens WHERE id = ?1", [id])? == 0 {
                return Err(UsersError::NoToken.into());
            }
            Ok(audit::add(file, Act::TokenRevoked, by, &id.to_string(), now)?)
        })
    }
}

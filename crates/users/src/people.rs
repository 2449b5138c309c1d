//! Users and their roles.

use crate::{Act, Users, UsersError, audit, password, store::Fault};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params, types::Type};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a user is trusted with; each may what the one before may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads.
    Reader = 1,
    /// Decides on claims and incidents, and adds reports.
    Reviewer = 2,
    /// Makes and removes users.
    Admin = 3,
}

impl Role {
    /// All roles, the lowest first.
    pub const ALL: [Self; 3] = [Self::Reader, Self::Reviewer, Self::Admin];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Reviewer => "reviewer",
            Self::Admin => "admin",
        }
    }

    /// The role as its column has it.
    pub(crate) fn at(row: &Row<'_>, column: usize) -> rusqlite::Result<Self> {
        match row.get::<_, i64>(column)? {
            1 => Ok(Self::Reader),
            2 => Ok(Self::Reviewer),
            3 => Ok(Self::Admin),
            _ => Err(rusqlite::Error::FromSqlConversionFailure(
                column,
                Type::Integer,
                "no such role".into(),
            )),
        }
    }
}

/// A user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The name.
    pub name: String,
    /// What they are trusted with.
    pub role: Role,
}

fn checked_name(name: &str) -> Result<&str, UsersError> {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@');
    if (1..=64).contains(&name.chars().count()) && name.chars().all(fits) {
        return Ok(name);
    }
    Err(UsersError::Name)
}

/// The user's id and role.
pub(crate) fn find(connection: &Connection, name: &str) -> Result<(i64, Role), Fault> {
    connection
        .query_row("SELECT id, role FROM users WHERE name = ?1", [name], |row| {
            Ok((row.get(0)?, Role::at(row, 1)?))
        })
        .optional()?
        .ok_or(Fault::Said(UsersError::NoUser))
}

/// Refuses to go on where the user is the only admin.
fn not_the_last(connection: &Connection, role: Role) -> Result<(), Fault> {
    let admins: i64 =
        connection.query_row("SELECT count(*) FROM users WHERE role = 3", [], |row| row.get(0))?;
    if role == Role::Admin && admins < 2 {
        return Err(UsersError::LastAdmin.into());
    }
    Ok(())
}

impl Users {
    /// All users, by name.
    ///
    /// # Errors
    /// [`UsersError`] when the file can not be read.
    pub fn list(&self) -> Result<Vec<User>, UsersError> {
        self.connection
            .prepare("SELECT name, role FROM users ORDER BY name")
            .and_then(|mut statement| {
                let rows = statement.query_map([], |row| {
                    Ok(User {
                        name: row.get(0)?,
                        role: Role::at(row, 1)?,
                    })
                })?;
                rows.collect()
            })
            .map_err(|e| self.told(Fault::from(e)))
    }

    /// Adds a user; `by` is who does it.
    ///
    /// # Errors
    /// [`UsersError`]: the name is taken or can not be one, the password is too short or too long, or the file can not be written.
    pub fn add(
        &mut self,
        name: &str,
        role: Role,
        password: &str,
        by: &str,
        now: Timestamp,
    ) -> Result<(), UsersError> {
        checked_name(name)?;
        let hash = password::hash(password)?;
        self.whole(|file| {
            let made = file.execute(
                "INSERT OR IGNORE INTO users (name, role, password, made) VALUES (?1, ?2, ?3, ?4)",
                params![name, role as i64, hash, now.as_second()],
            )?;
            if made == 0 {
                return Err(UsersError::Taken.into());
            }
            Ok(audit::add(file, Act::UserAdded, by, name, now)?)
        })
    }

    /// Removes a user with all their sessions and tokens.
    ///
    /// # Errors
    /// [`UsersError`]: there is no such user, it is the last admin, or the file can not be written.
    pub fn remove(&mut self, name: &str, by: &str, now: Timestamp) -> Result<(), UsersError> {
        self.whole(|file| {
            let (id, role) = find(file, name)?;
            not_the_last(file, role)?;
            file.execute("DELETE FROM users WHERE id = ?1", [id])?;
            Ok(audit::add(file, Act::UserRemoved, by, name, now)?)
        })
    }

    /// Gives a user another role. A lower one ends their sessions and tokens.
    ///
    /// # Errors
    /// [`UsersError`]: there is no such user, it is the last admin, or the file can not be written.
    pub fn set_role(&mut self, name: &str, role: Role, by: &str, now: Timestamp) -> Result<(), UsersError> {
        self.whole(|file| {
            let (id, before) = find(file, name)?;
            if role < before {
                not_the_last(file, before)?;
                file.execute("DELETE FROM sessions WHERE user = ?1", [id])?;
                file.execute("DELETE FROM tokens WHERE user = ?1", [id])?;
            }
            file.execute("UPDATE users SET role = ?2 WHERE id = ?1", [id, role as i64])?;
            Ok(audit::add(file, Act::RoleChanged, by, name, now)?)
        })
    }

    /// Gives a user another password, and ends their sessions.
    ///
    /// # Errors
    /// [`UsersError`]: there is no such user, the password is too short or too long, or the file can not be written.
    pub fn set_password(
        &mut self,
        name: &str,
        password: &str,
        by: &str,
        now: Timestamp,
    ) -> Result<(), UsersError> {
        let hash = password::hash(password)?;
        self.whole(|file| {
            let (id, _) = find(file, name)?;
            file.execute("UPDATE users SET password = ?2 WHERE id = ?1", params![id, hash])?;
            file.execute("DELETE FROM sessions WHERE user = ?1", [id])?;
            Ok(audit::add(file, Act::PasswordChanged, by, name, now)?)
        })
    }
}

//! Why something could not be done, and what to do.

use std::path::{Path, PathBuf};

/// What went wrong with users. No message carries a password, a session or a token.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UsersError {
    /// A database of another program.
    #[error("{}: this is a database, but keeps no users of Dateline; name another file", .0.display())]
    Foreign(PathBuf),
    /// A newer Dateline made it.
    #[error("{}: a newer Dateline made this file of users; use that one", .0.display())]
    Newer(PathBuf),
    /// The file is damaged, or no database.
    #[error("{}: the file of users is damaged: {problem}; put a copy of it back", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        problem: String,
    },
    /// The file can not be read or written.
    #[error("{}: the file of users can not be used: {problem}; look at its permissions and the disk", .path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        problem: String,
    },
    /// A name that can not be one.
    #[error("a name has 1 to 64 letters, digits and . _ - @, and nothing else")]
    Name,
    /// A password that is too short or too long.
    #[error("a password has 12 characters at least and 1024 bytes at most; take several words")]
    Password,
    /// The name is taken.
    #[error("there is a user of that name already: change the role or the password, or take another name")]
    Taken,
    /// There is no such user.
    #[error("there is no user of that name: list them first")]
    NoUser,
    /// There is no such token.
    #[error("there is no such token: list them first")]
    NoToken,
    /// The last admin would be gone.
    #[error("this is the last admin: make another user an admin first")]
    LastAdmin,
    /// A token would be able to do more than its owner.
    #[error("a token can not do more than its owner: give it their role or a lower one")]
    AboveOwner,
    /// Name or password is wrong; which one is not told.
    #[error("name or password is wrong: try again, or ask an admin for a new password")]
    SignIn,
    /// The system has no randomness to give.
    #[error("the system gives no random numbers: {0}")]
    Random(getrandom::Error),
}

impl UsersError {
    pub(crate) fn of(path: &Path, error: &rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        let (path, problem) = (path.to_owned(), error.to_string());
        match error.sqlite_error_code() {
            Some(DatabaseCorrupt | NotADatabase) => Self::Damaged { path, problem },
            _ => Self::Unusable { path, problem },
        }
    }
}

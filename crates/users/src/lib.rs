//! Who may do what with a ledger: users with roles, their sessions and tokens, and a trail of what they did.
//!
//! All stands in a file of its own beside the ledger, so that a ledger can be handed on without anyone's credentials. Passwords are
//! kept as argon2id hashes; ids of sessions and tokens are 256 random bits and are kept as BLAKE3 hashes alone.
//!
//! Invariant: knows no HTTP, no ledger and no clock; the time is told with each call.
//!
//! # Example: a user signs in
//! ```
//! # let folder = tempfile::tempdir()?;
//! use dateline_users::{Role, Users};
//! let now = "2026-01-05T08:00:00Z".parse()?;
//! let mut users = Users::open(&folder.path().join("war.ledger.users"))?;
//! users.add("ada", Role::Admin, "a long enough phrase", "console", now)?;
//! let session = users.sign_in("ada", "a long enough phrase", now)?;
//! assert_eq!(users.session(&session.id, now)?.map(|user| user.role), Some(Role::Admin));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod audit;
mod error;
mod password;
mod people;
mod rate;
mod secret;
mod session;
mod store;
#[cfg(test)]
mod tests;
mod token;

pub use audit::{Act, AuditRow, AuditTrail};
pub use error::UsersError;
pub use password::{LONGEST_PASSWORD, SHORTEST_PASSWORD};
pub use people::{Role, User};
pub use rate::Limiter;
pub use session::{Session, SignedIn};
pub use store::Users;
pub use token::{NewToken, Token};

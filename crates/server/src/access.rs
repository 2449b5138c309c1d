//! Who a request is from, and what they may.

use crate::Problem;
use axum::http::request::Parts;
use serde::Serialize;

/// What a user is trusted with; each may what the one before may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads.
    Reader,
    /// Decides on claims and incidents, and adds reports.
    Reviewer,
    /// Makes and removes users.
    Admin,
}

/// Something that a request wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// See what the ledger holds.
    Read,
    /// Decide on claims and incidents, and add reports.
    Write,
    /// Make and remove users.
    Manage,
}

/// Who a request is from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visitor {
    /// The user's name; `None` for one who did not sign in.
    pub name: Option<String>,
    /// The user's role.
    pub role: Option<Role>,
    /// What the header `X-CSRF-Token` of their writing requests must say; `None` where no cookie signed them in.
    pub csrf: Option<String>,
    /// Whether one without a role may read.
    pub reads: bool,
}

impl Visitor {
    /// Whether they may do it.
    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        match right {
            Right::Read => self.reads || self.role >= Some(Role::Reader),
            Right::Write => self.role >= Some(Role::Reviewer),
            Right::Manage => self.role >= Some(Role::Admin),
        }
    }
}

/// Tells who a request is from and what they may.
pub trait Access: Send + Sync {
    /// Who sends the request with these headers.
    ///
    /// # Errors
    /// A [`Problem`] to answer with, where what it carries to say who it is from does not hold.
    fn visitor(&self, request: &Parts) -> Result<Visitor, Problem>;

    /// Whether there are users who can sign in.
    fn sign_in(&self) -> bool;
}

/// Everyone may read, nobody may write: what a ledger without users is served with, on this machine alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct Open;

impl Access for Open {
    fn visitor(&self, _: &Parts) -> Result<Visitor, Problem> {
        Ok(Visitor {
            reads: true,
            ..Visitor::default()
        })
    }

    fn sign_in(&self) -> bool {
        false
    }
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
            [Right::Read, Right::Write, Right::Manage].map(|right| visitor.may(right))
        };
        assert_eq!(may(None), [false, false, false]);
        assert_eq!(may(Some(Role::Reader)), [true, false, false]);
        assert_eq!(may(Some(Role::Reviewer)), [true, true, false]);
        assert_eq!(may(Some(Role::Admin)), [true, true, true]);
        let guest = Visitor {
            reads: true,
            ..Visitor::default()
        };
        assert!(guest.may(Right::Read) && !guest.may(Right::Write));
    }
}

//! What people decided.

use dateline_model::ClaimId;
use jiff::Timestamp;
use std::{fmt, str::FromStr};

/// What a reviewer decides of claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// They are as the report has them.
    Accept,
    /// They are misread, or do not belong here: reconciliation leaves them out.
    Reject,
    /// Something to remember; changes nothing.
    Note,
}

impl Verdict {
    /// The word in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Note => "note",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Verdict {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        match word {
            "accept" => Ok(Self::Accept),
            "reject" => Ok(Self::Reject),
            "note" => Ok(Self::Note),
            _ => Err(format!("`{word}` is no decision: accept, reject, note")),
        }
    }
}

/// A decision, as a reviewer makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What was decided.
    pub verdict: Verdict,
    /// The incident or claim that was named.
    pub subject: String,
    /// The claims that it covers: those that the incident has now. Of several decisions on one claim, the last holds; a note is none.
    pub claims: Vec<ClaimId>,
    /// Who decided.
    pub reviewer: String,
    /// When.
    pub made: Timestamp,
    /// Why.
    pub reason: String,
}

/// A decision in the trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Its place in the trail, from 1.
    pub seq: i64,
    /// Hash of what stands here and of the hash before it, 64 hexadecimal digits.
    pub hash: String,
    /// The decision.
    pub decision: Decision,
}

/// What a look along the trail found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trail {
    /// Decisions in it.
    pub reviews: u64,
    /// Hash of the last one; empty where there is none. Who keeps it elsewhere can tell later whether the end was cut off.
    pub head: String,
    /// What is wrong, a line each.
    pub problems: Vec<String>,
}

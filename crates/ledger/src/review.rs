//! What people decided.

use crate::Correction;
use dateline_model::ClaimId;
use jiff::Timestamp;
use std::{fmt, str::FromStr};

/// What a reviewer decides of claims.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Verdict {
    /// They are as the report has them.
    Accept,
    /// They are misread, or do not belong here: reconciliation leaves them out.
    Reject,
    /// Something to remember; changes nothing.
    Note,
    /// A field of the claim is otherwise than it was read.
    Correct(Correction),
    /// The claims are of one incident.
    Merge,
    /// The first so many of the claims are not of the incident of the others.
    Split(usize),
    /// The decision of this place in the trail no longer holds. Undone itself, it holds again.
    Undo(i64),
    /// Reports were read again: what was decided of each first claim of two is from here on of the second. Made by the program,
    /// not by a person.
    Carry,
}

impl Verdict {
    /// How it stands in data: what [`Verdict::of_data`] reads.
    #[must_use]
    pub fn to_data(&self) -> String {
        match self {
            Self::Correct(correction) => {
                let json = serde_json::to_string(correction).expect("corrections are plain data");
                format!("correct {json}")
            }
            other => other.to_string(),
        }
    }

    /// A verdict as it stands in data.
    ///
    /// # Errors
    /// What is wrong with the words.
    pub fn of_data(words: &str) -> Result<Self, String> {
        let odd = || format!("`{words}` is no decision");
        let (word, rest) = words.split_once(' ').unwrap_or((words, ""));
        match (word, rest) {
            ("merge", "") => Ok(Self::Merge),
            ("carry", "") => Ok(Self::Carry),
            ("split", n) => n.parse().map(Self::Split).map_err(|_| odd()),
            ("undo", n) => n.parse().map(Self::Undo).map_err(|_| odd()),
            ("correct", json) => serde_json::from_str(json)
                .map(Self::Correct)
                .map_err(|e| format!("{}: {e}", odd())),
            _ => words.parse(),
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accept => f.write_str("accept"),
            Self::Reject => f.write_str("reject"),
            Self::Note => f.write_str("note"),
            Self::Correct(correction) => write!(f, "correct {correction}"),
            Self::Merge => f.write_str("merge"),
            Self::Split(off) => write!(f, "split {off}"),
            Self::Undo(seq) => write!(f, "undo {seq}"),
            Self::Carry => f.write_str("carry"),
        }
    }
}

impl FromStr for Verdict {
    type Err = String;
    /// Reads the verdicts that are one word.
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
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// What was decided.
    pub verdict: Verdict,
    /// The incident or claim that was named; of [`Verdict::Undo`] that of the decision undone.
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
#[derive(Clone, Debug, PartialEq)]
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

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_model::{Bounds, HarmKind, Status};

    #[test]
    fn what_is_written_is_read_again() {
        let killed = Correction::Harm {
            kind: HarmKind::Killed,
            bounds: Some(Bounds::exactly(12)),
        };
        for verdict in [
            Verdict::Accept,
            Verdict::Merge,
            Verdict::Split(3),
            Verdict::Undo(7),
            Verdict::Carry,
            Verdict::Correct(killed),
            Verdict::Correct(Correction::Status(Status::Denied)),
            Verdict::Correct(Correction::Place(None)),
        ] {
            assert_eq!(Verdict::of_data(&verdict.to_data()), Ok(verdict));
        }
        for odd in [
            "",
            "burn",
            "split",
            "split x",
            "undo",
            "correct",
            "correct {}",
            "merge 2",
        ] {
            assert!(Verdict::of_data(odd).is_err(), "{odd}");
        }
    }
}

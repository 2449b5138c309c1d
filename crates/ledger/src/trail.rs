//! The trail of reviews as rows: what all stores have alike.

use crate::{Decision, LedgerError, Review, Trail, Verdict};
use std::path::Path;

/// A review as its row has it.
pub(crate) struct ReviewRow {
    pub seq: i64,
    pub previous: String,
    pub hash: String,
    /// Decision, subject, claims, reviewer, time and reason.
    pub words: [String; 6],
}

/// Hash of the parts with their lengths before them, so that none runs into the next.
fn chained<'w>(previous: &'w str, seq: i64, words: impl IntoIterator<Item = &'w str>) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seq.to_le_bytes());
    for part in std::iter::once(previous).chain(words) {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

impl ReviewRow {
    /// The row of a decision behind the last one, of which place and hash are given.
    pub(crate) fn behind(last: Option<(i64, String)>, decision: &Decision) -> Self {
        let (seq, previous) = last.map_or((1, String::new()), |(seq, hash)| (seq + 1, hash));
        let claims = serde_json::to_string(&decision.claims).expect("ids are plain data");
        let words = [
            decision.verdict.to_data(),
            decision.subject.clone(),
            claims,
            decision.reviewer.clone(),
            decision.made.to_string(),
            decision.reason.clone(),
        ];
        Self {
            hash: chained(&previous, seq, words.iter().map(String::as_str)),
            seq,
            previous,
            words,
        }
    }

    fn review(self, path: &Path) -> Result<Review, LedgerError> {
        let damaged = |problem: String| LedgerError::Damaged {
            path: path.to_owned(),
            problem: format!("review {}: {problem}", self.seq),
        };
        let [verdict, subject, claims, reviewer, made, reason] = self.words;
        Ok(Review {
            seq: self.seq,
            hash: self.hash,
            decision: Decision {
                verdict: Verdict::of_data(&verdict).map_err(damaged)?,
                subject,
                claims: serde_json::from_str(&claims).map_err(|e| damaged(e.to_string()))?,
                reviewer,
                made: made.parse().map_err(|e: jiff::Error| damaged(e.to_string()))?,
                reason,
            },
        })
    }
}

/// All decisions, in order.
pub(crate) fn reviews(rows: Vec<ReviewRow>, path: &Path) -> Result<Vec<Review>, LedgerError> {
    rows.into_iter().map(|row| row.review(path)).collect()
}

/// Looks along the trail for anything that was changed, removed or put in between.
pub(crate) fn walk(rows: Vec<ReviewRow>) -> Trail {
    let mut trail = Trail::default();
    for row in rows {
        trail.reviews += 1;
        if row.seq != i64::try_from(trail.reviews).unwrap_or(i64::MAX) {
            let missing = format!("before review {}, {} is missing", row.seq, trail.reviews);
            trail.problems.push(missing);
            trail.reviews = row.seq.unsigned_abs();
        }
        if row.previous != trail.head {
            let broken = format!("review {} does not follow on the one before it", row.seq);
            trail.problems.push(broken);
        }
        let words = row.words.iter().map(String::as_str);
        if chained(&row.previous, row.seq, words) != row.hash {
            trail.problems.push(format!("review {} was changed", row.seq));
        }
        trail.head = row.hash;
    }
    trail
}

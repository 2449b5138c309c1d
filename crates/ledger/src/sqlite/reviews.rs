//! The trail of reviews: only added to, each row chained to the one before it.

use super::SqliteLedger;
use crate::rows::key;
use crate::{Decided, Decision, LedgerError, Review, Trail, Verdict};
use dateline_model::ClaimId;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use std::{collections::BTreeSet, sync::Arc};

/// The columns that [`row`] reads.
const COLUMNS: &str = "seq, previous, hash, decision, subject, claims, reviewer, made, reason";

/// A review as its row has it.
struct ReviewRow {
    seq: i64,
    previous: String,
    hash: String,
    /// Decision, subject, claims, reviewer, time and reason.
    words: [String; 6],
}

fn row(row: &Row<'_>) -> rusqlite::Result<ReviewRow> {
    Ok(ReviewRow {
        seq: row.get(0)?,
        previous: row.get(1)?,
        hash: row.get(2)?,
        words: [
            row.get(3)?,
            row.get(4)?,
            row.get(5)?,
            row.get(6)?,
            row.get(7)?,
            row.get(8)?,
        ],
    })
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

/// Adds a decision to the end of the trail; gives its hash.
pub(super) fn add(connection: &Connection, decision: &Decision) -> rusqlite::Result<String> {
    let last: Option<(i64, String)> = connection
        .query_row(
            "SELECT seq, hash FROM reviews ORDER BY seq DESC LIMIT 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let (seq, previous) = last.map_or((1, String::new()), |(seq, hash)| (seq + 1, hash));
    let claims = serde_json::to_string(&decision.claims).expect("ids are plain data");
    let made = decision.made.to_string();
    let verdict = decision.verdict.to_data();
    let words = [
        &verdict,
        &decision.subject,
        &claims,
        &decision.reviewer,
        &made,
        &decision.reason,
    ];
    let hash = chained(&previous, seq, words.map(String::as_str));
    let [verdict, subject, claims, reviewer, made, reason] = words;
    connection.execute(
        &format!("INSERT INTO reviews ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"),
        params![
            seq, previous, hash, verdict, subject, claims, reviewer, made, reason
        ],
    )?;
    if decision.verdict != Verdict::Note {
        let mut read = connection.prepare_cached(
            "INSERT OR IGNORE INTO unread (document) SELECT document FROM claim_rows WHERE key = ?1",
        )?;
        for claim in &decision.claims {
            read.execute([key(claim.as_str())])?;
        }
    }
    // What is left out, or taken in again, changes the incidents.
    connection.execute("UPDATE state SET changes = changes + 1", [])?;
    Ok(hash)
}

impl SqliteLedger {
    fn review_rows(&self) -> Result<Vec<ReviewRow>, LedgerError> {
        self.connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM reviews ORDER BY seq"))
            .and_then(|mut statement| statement.query_map([], row)?.collect())
            .map_err(self.unreadable())
    }

    pub(super) fn all_reviews(&self) -> Result<Vec<Review>, LedgerError> {
        let rows = self.review_rows()?.into_iter();
        rows.map(|row| {
            let damaged = |problem: String| self.damaged(format!("review {}: {problem}", row.seq));
            let [verdict, subject, claims, reviewer, made, reason] = row.words.clone();
            Ok(Review {
                seq: row.seq,
                hash: row.hash.clone(),
                decision: Decision {
                    verdict: Verdict::of_data(&verdict).map_err(damaged)?,
                    subject,
                    claims: serde_json::from_str(&claims).map_err(|e| damaged(e.to_string()))?,
                    reviewer,
                    made: made.parse().map_err(|e: jiff::Error| damaged(e.to_string()))?,
                    reason,
                },
            })
        })
        .collect()
    }

    /// What all decisions come to; worked out again only when there are more of them.
    pub(super) fn in_force(&self) -> Result<Arc<Decided>, LedgerError> {
        let last: i64 = self
            .connection
            .prepare_cached("SELECT coalesce(max(seq), 0) FROM reviews")
            .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
            .map_err(self.unreadable())?;
        if let Some((known, decided)) = &*self.decided.borrow()
            && *known == last
        {
            return Ok(Arc::clone(decided));
        }
        let decided = Arc::new(Decided::of(&self.all_reviews()?));
        *self.decided.borrow_mut() = Some((last, Arc::clone(&decided)));
        Ok(decided)
    }

    /// The claims whose last decision is to reject them.
    pub(super) fn rejected_claims(&self) -> Result<BTreeSet<ClaimId>, LedgerError> {
        Ok(self.in_force()?.rejected.clone())
    }

    pub(super) fn walk_trail(&self) -> Result<Trail, LedgerError> {
        let mut trail = Trail::default();
        for row in self.review_rows()? {
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
        Ok(trail)
    }
}

//! The trail of reviews: only added to, each row chained to the one before it.

use super::{SqliteLedger, documents::Inserter};
use crate::{
    Decided, Decision, LedgerError, Review, Trail, Verdict,
    rows::key,
    trail::{self, ReviewRow},
};
use dateline_model::ClaimId;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, TransactionBehavior, params};
use std::{collections::BTreeSet, sync::Arc};

/// The columns that [`row`] reads.
const COLUMNS: &str = "seq, previous, hash, decision, subject, claims, reviewer, made, reason";

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

/// Adds a decision to the end of the trail; gives its hash.
fn add(connection: &Connection, decision: &Decision) -> rusqlite::Result<String> {
    let last: Option<(i64, String)> = connection
        .query_row(
            "SELECT seq, hash FROM reviews ORDER BY seq DESC LIMIT 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let row = ReviewRow::behind(last, decision);
    let [verdict, subject, claims, reviewer, made, reason] = &row.words;
    connection.execute(
        &format!("INSERT INTO reviews ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"),
        params![
            row.seq,
            row.previous,
            row.hash,
            verdict,
            subject,
            claims,
            reviewer,
            made,
            reason
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
    Ok(row.hash)
}

impl SqliteLedger {
    pub(super) fn decide(&mut self, decision: &Decision) -> Result<String, LedgerError> {
        let before = self.in_force()?;
        let done = self.decide_whole(decision, &before);
        if done.is_err() {
            // What was thought to be in force never came to be.
            self.decided.take();
        }
        done
    }

    fn decide_whole(&self, decision: &Decision, before: &Decided) -> Result<String, LedgerError> {
        let failed = self.failed("write to the ledger");
        let transaction =
            Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate).map_err(&failed)?;
        let hash = add(&transaction, decision).map_err(&failed)?;
        let decided = self.in_force()?;
        let moved = before.corrected_otherwise(&decided);
        self.list_as_corrected(&transaction, &moved)?;
        transaction.commit().map_err(&failed)?;
        Ok(hash)
    }

    /// Lists claims as people corrected them: they are found by that.
    pub(super) fn list_as_corrected(
        &self,
        transaction: &Connection,
        claims: &BTreeSet<ClaimId>,
    ) -> Result<(), LedgerError> {
        let mut places = BTreeSet::new();
        for claim in claims {
            let sql = "SELECT document FROM claim_rows WHERE key = ?1";
            places.extend(self.places(sql, &[&key(claim.as_str())])?);
        }
        let mut inserter = Inserter::new(transaction);
        for kept in self.kept_at(&places.into_iter().collect::<Vec<_>>())? {
            inserter
                .list_anew(kept.seq, &kept.entry.claims)
                .map_err(self.failed("write to the ledger"))?;
        }
        Ok(())
    }

    fn review_rows(&self) -> Result<Vec<ReviewRow>, LedgerError> {
        self.connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM reviews ORDER BY seq"))
            .and_then(|mut statement| statement.query_map([], row)?.collect())
            .map_err(self.unreadable())
    }

    pub(super) fn all_reviews(&self) -> Result<Vec<Review>, LedgerError> {
        trail::reviews(self.review_rows()?, &self.path)
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
        Ok(trail::walk(self.review_rows()?))
    }
}

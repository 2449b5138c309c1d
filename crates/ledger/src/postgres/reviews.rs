//! The trail of reviews: only added to, each row chained to the one before it.

use super::{PostgresLedger, documents};
use crate::{
    Decided, Decision, LedgerError, Review, Trail, Verdict,
    rows::key,
    trail::{self, ReviewRow},
};
use postgres::{Row, Transaction};
use std::sync::Arc;

/// The columns that [`row`] reads.
const COLUMNS: &str = "seq, previous, hash, decision, subject, claims, reviewer, made, reason";

fn row(row: &Row) -> ReviewRow {
    ReviewRow {
        seq: row.get(0),
        previous: row.get(1),
        hash: row.get(2),
        words: [
            row.get(3),
            row.get(4),
            row.get(5),
            row.get(6),
            row.get(7),
            row.get(8),
        ],
    }
}

/// Adds a decision to the end of the trail; gives its hash.
fn add(transaction: &mut Transaction<'_>, decision: &Decision) -> Result<String, postgres::Error> {
    let last = transaction.query_opt("SELECT seq, hash FROM reviews ORDER BY seq DESC LIMIT 1", &[])?;
    let row = ReviewRow::behind(last.map(|row| (row.get(0), row.get(1))), decision);
    let [verdict, subject, claims, reviewer, made, reason] = &row.words;
    transaction.execute(
        &format!("INSERT INTO reviews ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"),
        &[
            &row.seq,
            &row.previous,
            &row.hash,
            verdict,
            subject,
            claims,
            reviewer,
            made,
            reason,
        ],
    )?;
    if decision.verdict != Verdict::Note {
        let keys: Vec<i64> = decision.claims.iter().map(|claim| key(claim.as_str())).collect();
        transaction.execute(
            "INSERT INTO unread (document) SELECT DISTINCT document FROM claims WHERE key = ANY($1) ON CONFLICT DO NOTHING",
            &[&keys],
        )?;
    }
    // What is left out, or taken in again, changes the incidents.
    transaction.execute("UPDATE state SET changes = changes + 1", &[])?;
    Ok(row.hash)
}

fn review_rows(client: &mut impl postgres::GenericClient) -> Result<Vec<ReviewRow>, postgres::Error> {
    let sql = format!("SELECT {COLUMNS} FROM reviews ORDER BY seq");
    Ok(client.query(&sql, &[])?.iter().map(row).collect())
}

impl PostgresLedger {
    pub(super) fn decide(&self, decision: &Decision) -> Result<String, LedgerError> {
        let before = self.in_force()?;
        let path = self.path.clone();
        self.in_transaction(|transaction| {
            let hash = add(transaction, decision)?;
            let rows = review_rows(transaction)?;
            let now = Decided::of(&trail::reviews(rows, &path).unwrap_or_default());
            let keys: Vec<i64> = before
                .corrected_otherwise(&now)
                .iter()
                .map(|claim| key(claim.as_str()))
                .collect();
            let sql = format!(
                "SELECT {} FROM documents d WHERE seq IN (SELECT document FROM claims WHERE key = ANY($1))",
                documents::COLUMNS
            );
            for row in transaction.query(&sql, &[&keys])? {
                // What can not be read stays listed as it is; dateline ledger check tells of it.
                if let Ok(kept) = (crate::rows::Reading { path: &path }).kept(documents::row(&row)) {
                    let kept = now.corrected(kept);
                    documents::list_anew(transaction, kept.seq, &kept.entry.claims)?;
                }
            }
            Ok(hash)
        })
    }

    fn review_rows(&self) -> Result<Vec<ReviewRow>, LedgerError> {
        review_rows(&mut *self.client.borrow_mut()).map_err(self.unreadable())
    }

    pub(super) fn all_reviews(&self) -> Result<Vec<Review>, LedgerError> {
        trail::reviews(self.review_rows()?, &self.path)
    }

    /// What all decisions come to; worked out again only when there are more of them.
    pub(super) fn in_force(&self) -> Result<Arc<Decided>, LedgerError> {
        let last = self
            .client
            .borrow_mut()
            .query_one("SELECT coalesce(max(seq), 0) FROM reviews", &[]);
        let last: i64 = last.map_err(self.unreadable())?.get(0);
        if let Some((known, decided)) = &*self.decided.borrow()
            && *known == last
        {
            return Ok(Arc::clone(decided));
        }
        let decided = Arc::new(Decided::of(&self.all_reviews()?));
        *self.decided.borrow_mut() = Some((last, Arc::clone(&decided)));
        Ok(decided)
    }

    pub(super) fn walk_trail(&self) -> Result<Trail, LedgerError> {
        Ok(trail::walk(self.review_rows()?))
    }
}

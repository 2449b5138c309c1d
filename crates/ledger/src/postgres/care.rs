//! Looking after a ledger: counting and checking. Copies are made by the database's own tools.

use super::PostgresLedger;
use crate::{ENOUGH, LedgerError, Stats, Storage as _, rows::problems_of};

/// The tables, for their size.
const TABLES: &str =
    "documents claims incidents incident_claims incident_documents gists parts traces unread state reviews";

impl PostgresLedger {
    pub(super) fn count(&self) -> Result<Stats, LedgerError> {
        let number = |sql: &str| -> Result<u64, LedgerError> {
            let row = self
                .client
                .borrow_mut()
                .query_one(sql, &[])
                .map_err(self.unreadable())?;
            Ok(row.get::<_, i64>(0).unsigned_abs())
        };
        let days = self
            .client
            .borrow_mut()
            .query_one("SELECT min(published), max(published) FROM documents", &[]);
        let days = days.map_err(self.unreadable())?;
        let day = |at: usize| {
            let day: Option<String> = days.get(at);
            day.map(|day| self.reading().day(&day, "documents")).transpose()
        };
        let sql = "SELECT coder, count(*) FROM documents GROUP BY coder ORDER BY coder";
        let coders = self
            .client
            .borrow_mut()
            .query(sql, &[])
            .map_err(self.unreadable())?;
        let sizes = TABLES
            .split(' ')
            .map(|t| format!("pg_total_relation_size('{t}')"));
        let size = sizes.collect::<Vec<_>>().join(" + ");
        Ok(Stats {
            schema: self.schema()?,
            documents: number("SELECT count(*) FROM documents")?,
            copies: number("SELECT count(*) FROM documents WHERE copy_of IS NOT NULL")?,
            publishers: number("SELECT count(DISTINCT publisher) FROM documents")?,
            published: day(0)?.zip(day(1)?),
            claims: number("SELECT count(*) FROM claims")?,
            incidents: number("SELECT count(*) FROM incidents")?,
            disputed: number("SELECT count(*) FROM incidents WHERE disputed")?,
            text_bytes: number("SELECT coalesce(sum(text_bytes), 0)::bigint FROM documents")?,
            file_bytes: number(&format!("SELECT ({size})::bigint"))?,
            free_bytes: 0,
            coders: coders
                .iter()
                .map(|row| (row.get(0), row.get::<_, i64>(1).unsigned_abs()))
                .collect(),
            unsettled: self.unsettled()?,
        })
    }

    pub(super) fn examine(&self) -> Result<Vec<String>, LedgerError> {
        let lines = |sql: &str| -> Result<Vec<String>, LedgerError> {
            let rows = self
                .client
                .borrow_mut()
                .query(sql, &[])
                .map_err(self.unreadable())?;
            Ok(rows.iter().map(|row| row.get(0)).collect())
        };
        let mut problems = lines(
            "SELECT 'incident ' || i.id || ' rests on claim c_' || lpad(to_hex(ic.claim), 16, '0') || ', which is not there' \
             FROM incident_claims ic JOIN incidents i ON i.seq = ic.incident \
             WHERE NOT EXISTS (SELECT 1 FROM claims c WHERE c.key = ic.claim)",
        )?;
        problems.extend(lines(
            "SELECT 'document ' || d.id || ' is a copy of ' || d.copy_of || ', which is not there' FROM documents d \
             WHERE copy_of IS NOT NULL AND NOT EXISTS (SELECT 1 FROM documents f WHERE f.id = d.copy_of)",
        )?);
        let mut at = 0;
        loop {
            let page = self.documents_after(at, 256)?;
            let Some(last) = page.last() else { break };
            at = last.seq;
            for kept in &page {
                let sql = "SELECT key FROM claims WHERE document = $1 ORDER BY position";
                let rows = self
                    .client
                    .borrow_mut()
                    .query(sql, &[&kept.seq])
                    .map_err(self.unreadable())?;
                let listed: Vec<i64> = rows.iter().map(|row| row.get(0)).collect();
                problems.extend(problems_of(kept, &listed));
            }
            if problems.len() >= ENOUGH {
                break;
            }
        }
        problems.extend(lines(
            "SELECT 'incident ' || id || ' rests on no claim' FROM incidents i \
             WHERE NOT EXISTS (SELECT 1 FROM incident_claims ic WHERE ic.incident = i.seq)",
        )?);
        problems.truncate(ENOUGH);
        Ok(problems)
    }
}

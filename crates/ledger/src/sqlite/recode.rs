//! Claims read anew from the texts that are kept.

use super::{SqliteLedger, documents};
use crate::rows::packed_claims;
use crate::{Decided, Entry, Kept, LedgerError};
use rusqlite::{Connection, params};

impl SqliteLedger {
    pub(super) fn as_coded_after(&self, seq: i64, limit: u32) -> Result<Vec<Kept>, LedgerError> {
        let sql = format!(
            "SELECT {} FROM documents d WHERE seq > ?1 ORDER BY seq LIMIT ?2",
            documents::COLUMNS
        );
        let mut statement = self.connection.prepare_cached(&sql).map_err(self.unreadable())?;
        let rows = statement
            .query_map([seq, i64::from(limit)], documents::row)
            .map_err(self.unreadable())?;
        rows.map(|row| self.reading().kept(row.map_err(self.unreadable())?))
            .collect()
    }

    pub(super) fn replace_claims(&mut self, entries: &[Entry]) -> Result<(), LedgerError> {
        let decided = self.in_force()?;
        self.in_transaction(|connection| {
            let mut inserter = documents::Inserter::new(connection);
            for entry in entries {
                replace(&mut inserter, connection, entry, &decided)?;
            }
            if !entries.is_empty() {
                connection.execute("UPDATE state SET changes = changes + 1", [])?;
            }
            Ok(())
        })
    }
}

fn replace(
    inserter: &mut documents::Inserter<'_>,
    connection: &Connection,
    entry: &Entry,
    decided: &Decided,
) -> rusqlite::Result<()> {
    let seq: i64 = connection
        .prepare_cached("SELECT seq FROM documents WHERE id = ?1")?
        .query_row([entry.document.id.as_str()], |row| row.get(0))?;
    connection
        .prepare_cached("UPDATE documents SET coder = ?2, claims = ?3 WHERE seq = ?1")?
        .execute(params![seq, entry.coder, packed_claims(entry)])?;
    connection
        .prepare_cached("INSERT OR IGNORE INTO unread (document) VALUES (?1)")?
        .execute([seq])?;
    let mut claims = entry.claims.clone();
    claims.iter_mut().for_each(|claim| decided.correct(claim));
    inserter.list_anew(seq, &claims)
}

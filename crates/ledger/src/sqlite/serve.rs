//! What a server asks of a ledger beyond the rest.

use super::SqliteLedger;
use crate::{LedgerError, Pulse};
use dateline_model::DocumentId;

impl SqliteLedger {
    /// A number that is another one when another connection or program has written to the ledger since it was last asked. It costs
    /// microseconds, and means nothing to another connection or in another run.
    ///
    /// # Errors
    /// [`LedgerError`]: the ledger can not be read.
    pub fn version(&self) -> Result<i64, LedgerError> {
        self.connection
            .prepare_cached("PRAGMA data_version")
            .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
            .map_err(self.unreadable())
    }

    /// How much is kept.
    ///
    /// # Errors
    /// [`LedgerError`]: the ledger can not be read.
    pub fn pulse(&self) -> Result<Pulse, LedgerError> {
        let sql = "SELECT changes, (SELECT count(*) FROM documents), (SELECT count(*) FROM claim_rows), (SELECT count(*) FROM incidents), \
                   changes <> settled, (SELECT coalesce(max(seq), 0) FROM documents) FROM state";
        let number = |n: i64| n.unsigned_abs();
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| {
                statement.query_row([], |row| {
                    Ok(Pulse {
                        changes: number(row.get(0)?),
                        documents: number(row.get(1)?),
                        claims: number(row.get(2)?),
                        incidents: number(row.get(3)?),
                        unsettled: row.get(4)?,
                        last: row.get(5)?,
                    })
                })
            })
            .map_err(self.unreadable())
    }

    /// The copies of a document, in the order of their ids.
    ///
    /// # Errors
    /// [`LedgerError`]: the ledger can not be read.
    pub fn copies_of(&self, document: &DocumentId) -> Result<Vec<DocumentId>, LedgerError> {
        let ids = self
            .connection
            .prepare_cached("SELECT id FROM documents WHERE copy_of = ?1 ORDER BY id")
            .and_then(|mut statement| {
                let rows = statement.query_map([document.as_str()], |row| row.get::<_, String>(0))?;
                rows.collect::<rusqlite::Result<Vec<_>>>()
            })
            .map_err(self.unreadable())?;
        ids.into_iter().map(|id| self.id(id)).collect()
    }
}

//! What a server asks of a ledger beyond the rest.

use super::SqliteLedger;
use crate::{IncidentHead, LedgerError, Pulse, packed, rows::key};
use dateline_model::{ClaimId, DocumentId, Incident};
use rusqlite::{OptionalExtension as _, Row};
use std::collections::BTreeMap;

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

    /// The headline of a document; `None` where it has none, or is not kept.
    ///
    /// # Errors
    /// [`LedgerError`]: the ledger can not be read.
    pub fn title(&self, document: &DocumentId) -> Result<Option<String>, LedgerError> {
        let title = self
            .connection
            .prepare_cached("SELECT title FROM documents WHERE id = ?1")
            .and_then(|mut statement| {
                statement
                    .query_row([document.as_str()], |row| row.get(0))
                    .optional()
            });
        title.map(Option::flatten).map_err(self.unreadable())
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

    /// Gives every incident to `take`, in the order in which they are kept, so that a program that asks often can keep what it asks of.
    ///
    /// # Errors
    /// [`LedgerError`]: the ledger can not be read.
    pub fn each_incident(&self, mut take: impl FnMut(IncidentHead)) -> Result<(), LedgerError> {
        let sql = "SELECT seq, id, type, first_day, last_day, admin1, country, lat, lon, harm, killed, reports, publishers, disputed, \
                   incident FROM incidents ORDER BY seq";
        let row = |row: &Row<'_>| {
            Ok(IncidentHead {
                seq: row.get(0)?,
                id: row.get(1)?,
                event_type: row.get(2)?,
                first_day: row.get(3)?,
                last_day: row.get(4)?,
                admin1: row.get(5)?,
                country: row.get(6)?,
                lat: row.get(7)?,
                lon: row.get(8)?,
                harm: row.get(9)?,
                killed: row.get(10)?,
                reports: row.get(11)?,
                publishers: row.get(12)?,
                disputed: row.get(13)?,
                packed: row.get(14)?,
            })
        };
        let mut statement = self.connection.prepare_cached(sql).map_err(self.unreadable())?;
        let rows = statement.query_map([], row).map_err(self.unreadable())?;
        for head in rows {
            take(head.map_err(self.unreadable())?);
        }
        Ok(())
    }

    /// The incidents that these claims tell, as places in the order of [`SqliteLedger::each_incident`], each with the claim.
    ///
    /// # Errors
    /// [`LedgerError`]: the ledger can not be read.
    pub fn incidents_of<'c>(
        &self,
        claims: impl IntoIterator<Item = &'c ClaimId>,
    ) -> Result<Vec<(i64, ClaimId)>, LedgerError> {
        let wanted: BTreeMap<i64, &ClaimId> = claims.into_iter().map(|c| (key(c.as_str()), c)).collect();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        // One pass: claims have no index of their own.
        let mut statement = self
            .connection
            .prepare_cached("SELECT incident, claim FROM incident_claims")
            .map_err(self.unreadable())?;
        let pairs = statement
            .query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)))
            .map_err(self.unreadable())?;
        let mut found = Vec::new();
        for pair in pairs {
            let (seq, claim) = pair.map_err(self.unreadable())?;
            found.extend(wanted.get(&claim).map(|id| (seq, (*id).clone())));
        }
        Ok(found)
    }
}

impl IncidentHead {
    /// The whole incident.
    ///
    /// # Errors
    /// What is wrong with the packed bytes: the ledger is damaged.
    pub fn unpack(&self) -> Result<Incident, String> {
        packed::unpack(&self.packed, "", ["", ""]).map_err(|problem| format!("{}: {problem}", self.id))
    }
}

//! Copies and incidents as rows.

use super::{SqliteLedger, documents::listed, packed};
use crate::{LedgerError, Settlement};
use dateline_model::{HarmKind, Incident, IncidentId};
use rusqlite::{Connection, params};
use std::collections::BTreeSet;

/// Replaces all copies and incidents; `false` where a settling of the same or later changes is kept already.
pub(super) fn settle(connection: &Connection, settlement: &Settlement) -> rusqlite::Result<bool> {
    let changes = i64::try_from(settlement.changes).unwrap_or(i64::MAX);
    let settled: i64 = connection.query_row("SELECT settled FROM state", [], |row| row.get(0))?;
    if settled > changes {
        return Ok(false);
    }
    connection.execute_batch(
        "UPDATE documents SET copy_of = NULL, resemblance = NULL WHERE copy_of IS NOT NULL;
         DELETE FROM incident_claims; DELETE FROM incident_documents; DELETE FROM incidents;",
    )?;
    let mut copy =
        connection.prepare_cached("UPDATE documents SET copy_of = ?2, resemblance = ?3 WHERE id = ?1")?;
    for (document, of) in &settlement.copies {
        copy.execute(params![document.as_str(), of.first.as_str(), of.resemblance])?;
    }
    for incident in &settlement.incidents {
        insert(connection, incident)?;
    }
    connection.execute("UPDATE state SET settled = ?1", [changes])?;
    Ok(true)
}

fn insert(connection: &Connection, incident: &Incident) -> rusqlite::Result<()> {
    let place = incident.place.as_ref();
    let best = |kind| {
        let toll = incident.tolls.iter().find(|t| t.kind == kind)?;
        toll.best.or(toll.low)
    };
    connection
        .prepare_cached(
            "INSERT INTO incidents (id, type, first_day, last_day, place, admin1, country, lat, lon, harm, killed, injured, \
             reports, publishers, disputed, incident) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        )?
        .execute(params![
            incident.id.as_str(),
            incident.event_type.map(|t| t.as_str()),
            incident.start.or(incident.end).map(|day| day.to_string()),
            incident.end.or(incident.start).map(|day| day.to_string()),
            place.map(|p| &p.name),
            place.and_then(|p| p.admin1.as_ref()),
            place.and_then(|p| p.country.as_ref()),
            place.and_then(|p| p.lat),
            place.and_then(|p| p.lon),
            listed(incident.tolls.iter().map(|t| t.kind)),
            best(HarmKind::Killed),
            best(HarmKind::Injured),
            incident.documents.len() as i64,
            incident.corroboration,
            !incident.disputes.is_empty(),
            packed::pack(incident, ""),
        ])?;
    let seq = connection.last_insert_rowid();
    let mut claim = connection
        .prepare_cached("INSERT OR IGNORE INTO incident_claims (incident, claim) VALUES (?1, ?2)")?;
    for id in &incident.claims {
        claim.execute(params![seq, id.as_str()])?;
    }
    let mut document = connection
        .prepare_cached("INSERT OR IGNORE INTO incident_documents (incident, document) VALUES (?1, ?2)")?;
    let documents: BTreeSet<_> = incident.documents.iter().chain(&incident.mentions).collect();
    for id in documents {
        document.execute(params![seq, id.as_str()])?;
    }
    Ok(())
}

impl SqliteLedger {
    pub(super) fn ids_named(&self, start: &str, limit: u32) -> Result<Vec<IncidentId>, LedgerError> {
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT id FROM incidents WHERE substr(id, 1, length(?1)) = ?1 ORDER BY id LIMIT ?2",
            )
            .map_err(self.unread())?;
        let rows = statement
            .query_map(params![start, limit], |row| row.get::<_, String>(0))
            .map_err(self.unread())?;
        rows.map(|id| self.id(id.map_err(self.unread())?)).collect()
    }
}

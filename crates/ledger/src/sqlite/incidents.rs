//! Copies and incidents as rows.

use super::{
    SqliteLedger,
    documents::{key, listed},
    packed,
};
use crate::{CopyOf, LedgerError, Settlement};
use dateline_model::{DocumentId, HarmKind, Incident, IncidentId};
use rayon::prelude::*;
use rusqlite::{Connection, Row, params};
use std::collections::{BTreeMap, BTreeSet};

/// Replaces all copies and incidents; `false` where a settling of the same or later changes is kept already.
pub(super) fn settle(connection: &Connection, settlement: &Settlement) -> rusqlite::Result<bool> {
    let changes = i64::try_from(settlement.changes).unwrap_or(i64::MAX);
    let settled: i64 = connection.query_row("SELECT settled FROM state", [], |row| row.get(0))?;
    if settled > changes {
        return Ok(false);
    }
    settle_copies(connection, &settlement.copies)?;
    settle_incidents(connection, &settlement.incidents)?;
    connection.execute("UPDATE state SET settled = ?1", [changes])?;
    Ok(true)
}

fn settle_copies(connection: &Connection, copies: &[(DocumentId, CopyOf)]) -> rusqlite::Result<()> {
    let mut statement =
        connection.prepare("SELECT id, copy_of, resemblance FROM documents WHERE copy_of IS NOT NULL")?;
    let columns = |row: &Row<'_>| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)));
    let mut before: BTreeMap<String, (String, f64)> = statement
        .query_map([], columns)?
        .collect::<rusqlite::Result<_>>()?;
    let mut set = connection.prepare("UPDATE documents SET copy_of = ?2, resemblance = ?3 WHERE id = ?1")?;
    for (document, of) in copies {
        let known = before.remove(document.as_str());
        if known.is_none_or(|(first, r)| first != of.first.as_str() || r != of.resemblance) {
            set.execute(params![document.as_str(), of.first.as_str(), of.resemblance])?;
        }
    }
    for (document, _) in before {
        set.execute(params![document, None::<String>, None::<f64>])?;
    }
    Ok(())
}

/// Writes only what is not kept already: most incidents stay as they are.
fn settle_incidents(connection: &Connection, incidents: &[Incident]) -> rusqlite::Result<()> {
    let mut statement = connection.prepare("SELECT id, seq, incident FROM incidents")?;
    let columns = |row: &Row<'_>| {
        Ok((
            row.get(0)?,
            (row.get(1)?, blake3::hash(row.get_ref(2)?.as_blob()?)),
        ))
    };
    let mut before: BTreeMap<String, (i64, blake3::Hash)> = statement
        .query_map([], columns)?
        .collect::<rusqlite::Result<_>>()?;
    let mut new = Vec::new();
    for part in incidents.chunks(4096) {
        let packed: Vec<Vec<u8>> = part.par_iter().map(pack).collect();
        for (incident, packed) in part.iter().zip(packed) {
            match before.get(incident.id.as_str()) {
                Some((_, hash)) if *hash == blake3::hash(&packed) => {
                    before.remove(incident.id.as_str());
                }
                _ => new.push((incident, packed)),
            }
        }
    }
    for (seq, _) in before.into_values() {
        for table in ["incident_claims", "incident_documents"] {
            let sql = format!("DELETE FROM {table} WHERE incident = ?1");
            connection.prepare_cached(&sql)?.execute([seq])?;
        }
        let mut remove = connection.prepare_cached("DELETE FROM incidents WHERE seq = ?1")?;
        remove.execute([seq])?;
    }
    for (incident, packed) in new {
        insert(connection, incident, &packed)?;
    }
    Ok(())
}

/// An incident in little room.
pub(super) fn pack(incident: &Incident) -> Vec<u8> {
    packed::pack(incident, "", ["", ""])
}

pub(super) fn insert(connection: &Connection, incident: &Incident, packed: &[u8]) -> rusqlite::Result<()> {
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
            incident.reports().count() as i64,
            incident.corroboration,
            !incident.disputes.is_empty(),
            packed,
        ])?;
    let seq = connection.last_insert_rowid();
    let mut claim = connection
        .prepare_cached("INSERT OR IGNORE INTO incident_claims (incident, claim) VALUES (?1, ?2)")?;
    for id in &incident.claims {
        claim.execute(params![seq, key(id.as_str())])?;
    }
    let mut document = connection
        .prepare_cached(
        "INSERT OR IGNORE INTO incident_documents (incident, document) SELECT ?1, seq FROM documents WHERE id = ?2",
    )?;
    let documents: BTreeSet<_> = incident.reports().collect();
    for id in documents {
        document.execute(params![seq, id.as_str()])?;
    }
    Ok(())
}

impl SqliteLedger {
    pub(super) fn unpacked_incident(&self, bytes: &[u8], id: &str) -> Result<Incident, LedgerError> {
        packed::unpack(bytes, "", ["", ""]).map_err(|problem| self.damaged(format!("{id}: {problem}")))
    }

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

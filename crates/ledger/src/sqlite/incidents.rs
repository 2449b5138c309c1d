//! Copies and incidents as rows.

use super::SqliteLedger;
use crate::{CopyOf, LedgerError, PackedIncident, Part, Settlement, rows::unpacked_incident};
use dateline_model::{DocumentId, Incident, IncidentId};
use rusqlite::{Connection, Row, ToSql, params};
use std::collections::BTreeMap;

/// Replaces copies and incidents, all or those of a part; `false` where that would undo a later settling.
pub(super) fn settle(connection: &Connection, settlement: &Settlement) -> rusqlite::Result<bool> {
    let changes = i64::try_from(settlement.changes).unwrap_or(i64::MAX);
    let columns = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
    let (settled, settlings) = connection.query_row("SELECT settled, settlings FROM state", [], columns)?;
    if !settlement.may_follow(settled, settlings) {
        return Ok(false);
    }
    match &settlement.part {
        None => {
            settle_copies(connection, &settlement.copies)?;
            connection.execute("DELETE FROM traces", [])?;
            connection.execute("DELETE FROM parts", [])?;
        }
        Some(part) => settle_part(connection, settlement, part)?,
    }
    settle_incidents(connection, settlement)?;
    keep_ground(connection, settlement)?;
    connection.execute(
        "UPDATE state SET settled = ?1, settlings = settlings + 1, basis = coalesce(?2, basis)",
        params![changes, settlement.basis],
    )?;
    Ok(true)
}

/// Takes out what the part's documents were before, and sets their copies.
fn settle_part(connection: &Connection, settlement: &Settlement, part: &Part) -> rusqlite::Result<()> {
    let mut set = connection.prepare("UPDATE documents SET copy_of = ?2, resemblance = ?3 WHERE id = ?1")?;
    for (document, of) in &settlement.copies {
        set.execute(params![document.as_str(), of.first.as_str(), of.resemblance])?;
    }
    for document in &part.firsts {
        set.execute(params![document.as_str(), None::<String>, None::<f64>])?;
    }
    let mut forget = connection.prepare("DELETE FROM parts WHERE document = ?1")?;
    for document in &settlement.read {
        forget.execute([document])?;
    }
    Ok(())
}

/// Keeps what the next settling goes by.
fn keep_ground(connection: &Connection, settlement: &Settlement) -> rusqlite::Result<()> {
    keep_gists(connection, &settlement.gists)?;
    let mut place =
        connection.prepare("INSERT OR REPLACE INTO parts (document, part, component) VALUES (?1, ?2, ?3)")?;
    for (document, part, component) in &settlement.components {
        place.execute(params![document, part, component])?;
    }
    let mut trace = connection.prepare("INSERT INTO traces (block) VALUES (?1)")?;
    for block in &settlement.traces {
        trace.execute([block])?;
    }
    let mut read = connection.prepare("DELETE FROM unread WHERE document = ?1")?;
    for document in &settlement.read {
        read.execute([document])?;
    }
    Ok(())
}

/// Keeps gists in the place of those that are kept; a document without any has none.
pub(super) fn keep_gists(connection: &Connection, gists: &[(u32, Vec<u8>)]) -> rusqlite::Result<()> {
    let mut keep =
        connection.prepare_cached("INSERT OR REPLACE INTO gists (document, gists) VALUES (?1, ?2)")?;
    let mut forget = connection.prepare_cached("DELETE FROM gists WHERE document = ?1")?;
    for (document, gists) in gists {
        if gists.is_empty() {
            forget.execute([document])?;
        } else {
            keep.execute(params![document, gists])?;
        }
    }
    Ok(())
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
fn settle_incidents(connection: &Connection, settlement: &Settlement) -> rusqlite::Result<()> {
    let mut before: BTreeMap<String, (i64, blake3::Hash)> = BTreeMap::new();
    let mut made_of: BTreeMap<i64, String> = BTreeMap::new();
    let mut read = |sql: &str, of: &[&dyn ToSql]| -> rusqlite::Result<()> {
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query(of)?;
        while let Some(row) = rows.next()? {
            let id: String = row.get(0)?;
            if let Some(of) = row.get(3)? {
                made_of.insert(of, id.clone());
            }
            before.insert(id, (row.get(1)?, blake3::hash(row.get_ref(2)?.as_blob()?)));
        }
        Ok(())
    };
    match &settlement.part {
        None => read("SELECT id, seq, incident, made_of FROM incidents", &[])?,
        Some(part) => {
            for component in &part.gone {
                read(
                    "SELECT id, seq, incident, made_of FROM incidents WHERE component = ?1",
                    &[component],
                )?;
            }
        }
    }
    let mut new = Vec::new();
    let mut moved = connection.prepare(
        "UPDATE incidents SET component = ?2, made_of = ?3 WHERE seq = ?1 AND (component IS NOT ?2 OR made_of IS NOT ?3)",
    )?;
    for (component, of) in settlement.part.iter().flat_map(|part| &part.kept) {
        let of = of.cast_signed();
        let known = made_of.get(&of).and_then(|id| before.remove(id));
        // It was there when it was asked for, and nobody has settled since.
        let (seq, _) = known.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        moved.execute(params![seq, component, of])?;
    }
    for (component, incident) in &settlement.incidents {
        match before.get(&incident.id) {
            Some((seq, hash)) if *hash == blake3::hash(&incident.packed) => {
                moved.execute(params![seq, component, incident.made_of])?;
                before.remove(&incident.id);
            }
            _ => new.push((*component, incident)),
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
    for (component, incident) in new {
        insert(connection, incident, component)?;
    }
    Ok(())
}

pub(super) fn insert(
    connection: &Connection,
    incident: &PackedIncident,
    component: u32,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO incidents (id, type, first_day, last_day, place, admin1, country, lat, lon, harm, killed, injured, \
             reports, publishers, disputed, incident, component, made_of) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
        )?
        .execute(params![
            incident.id,
            incident.event_type,
            incident.first_day,
            incident.last_day,
            incident.place,
            incident.admin1,
            incident.country,
            incident.lat,
            incident.lon,
            incident.harm,
            incident.killed,
            incident.injured,
            incident.reports,
            incident.publishers,
            incident.disputed,
            incident.packed,
            component,
            incident.made_of,
        ])?;
    let seq = connection.last_insert_rowid();
    let mut claim = connection
        .prepare_cached("INSERT OR IGNORE INTO incident_claims (incident, claim) VALUES (?1, ?2)")?;
    for key in &incident.claims {
        claim.execute([seq, *key])?;
    }
    let mut document = connection
        .prepare_cached(
        "INSERT OR IGNORE INTO incident_documents (incident, document) SELECT ?1, seq FROM documents WHERE id = ?2",
    )?;
    for id in &incident.documents {
        document.execute(params![seq, id.as_str()])?;
    }
    Ok(())
}

impl SqliteLedger {
    pub(super) fn unpacked_incident(&self, bytes: &[u8], id: &str) -> Result<Incident, LedgerError> {
        unpacked_incident(bytes, id, &self.path)
    }

    pub(super) fn ids_named(&self, start: &str, limit: u32) -> Result<Vec<IncidentId>, LedgerError> {
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT id FROM incidents WHERE substr(id, 1, length(?1)) = ?1 ORDER BY id LIMIT ?2",
            )
            .map_err(self.unreadable())?;
        let rows = statement
            .query_map(params![start, limit], |row| row.get::<_, String>(0))
            .map_err(self.unreadable())?;
        rows.map(|id| self.id(id.map_err(self.unreadable())?)).collect()
    }
}

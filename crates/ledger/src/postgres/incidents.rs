//! Copies, incidents and what settling goes by, as rows.

use crate::{CopyOf, PackedIncident, Part, Settlement};
use dateline_model::DocumentId;
use postgres::Transaction;
use std::collections::BTreeMap;

/// Replaces copies and incidents, all or those of a part; `false` where that would undo a later settling.
pub(super) fn settle(
    transaction: &mut Transaction<'_>,
    settlement: &Settlement,
) -> Result<bool, postgres::Error> {
    let state = transaction.query_one("SELECT settled, settlings FROM state", &[])?;
    if !settlement.may_follow(state.get(0), state.get(1)) {
        return Ok(false);
    }
    match &settlement.part {
        None => {
            settle_copies(transaction, &settlement.copies)?;
            transaction.batch_execute("DELETE FROM traces; DELETE FROM parts;")?;
        }
        Some(part) => settle_part(transaction, settlement, part)?,
    }
    settle_incidents(transaction, settlement)?;
    keep_ground(transaction, settlement)?;
    let changes = i64::try_from(settlement.changes).unwrap_or(i64::MAX);
    transaction.execute(
        "UPDATE state SET settled = $1, settlings = settlings + 1, basis = coalesce($2, basis)",
        &[&changes, &settlement.basis],
    )?;
    Ok(true)
}

const SET_COPY: &str = "UPDATE documents SET copy_of = $2, resemblance = $3 WHERE id = $1";

fn settle_copies(
    transaction: &mut Transaction<'_>,
    copies: &[(DocumentId, CopyOf)],
) -> Result<(), postgres::Error> {
    let rows = transaction.query(
        "SELECT id, copy_of, resemblance FROM documents WHERE copy_of IS NOT NULL",
        &[],
    )?;
    let mut before: BTreeMap<String, (String, f64)> = rows
        .iter()
        .map(|row| (row.get(0), (row.get(1), row.get(2))))
        .collect();
    let set = transaction.prepare(SET_COPY)?;
    for (document, of) in copies {
        let known = before.remove(document.as_str());
        if known.is_none_or(|(first, r)| first != of.first.as_str() || r != of.resemblance) {
            transaction.execute(&set, &[&document.as_str(), &of.first.as_str(), &of.resemblance])?;
        }
    }
    for (document, _) in before {
        transaction.execute(&set, &[&document, &None::<String>, &None::<f64>])?;
    }
    Ok(())
}

/// Takes out what the part's documents were before, and sets their copies.
fn settle_part(
    transaction: &mut Transaction<'_>,
    settlement: &Settlement,
    part: &Part,
) -> Result<(), postgres::Error> {
    let set = transaction.prepare(SET_COPY)?;
    for (document, of) in &settlement.copies {
        transaction.execute(&set, &[&document.as_str(), &of.first.as_str(), &of.resemblance])?;
    }
    for document in &part.firsts {
        transaction.execute(&set, &[&document.as_str(), &None::<String>, &None::<f64>])?;
    }
    transaction.execute(
        "DELETE FROM parts WHERE document = ANY($1)",
        &[&numbers(&settlement.read)],
    )?;
    Ok(())
}

fn numbers(places: &[u32]) -> Vec<i64> {
    places.iter().map(|place| i64::from(*place)).collect()
}

/// Keeps what the next settling goes by.
fn keep_ground(transaction: &mut Transaction<'_>, settlement: &Settlement) -> Result<(), postgres::Error> {
    keep_gists(transaction, &settlement.gists)?;
    let columns = |pick: fn(&(u32, u32, u32)) -> u32| -> Vec<i64> {
        settlement.components.iter().map(|c| i64::from(pick(c))).collect()
    };
    transaction.execute(
        "INSERT INTO parts (document, part, component) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) \
         ON CONFLICT (document, part) DO UPDATE SET component = excluded.component",
        &[&columns(|c| c.0), &columns(|c| c.1), &columns(|c| c.2)],
    )?;
    for block in &settlement.traces {
        transaction.execute("INSERT INTO traces (block) VALUES ($1)", &[block])?;
    }
    transaction.execute(
        "DELETE FROM unread WHERE document = ANY($1)",
        &[&numbers(&settlement.read)],
    )?;
    Ok(())
}

/// Keeps gists in the place of those that are kept; a document without any has none.
pub(super) fn keep_gists(
    transaction: &mut Transaction<'_>,
    gists: &[(u32, Vec<u8>)],
) -> Result<(), postgres::Error> {
    let keep = transaction.prepare(
        "INSERT INTO gists (document, gists) VALUES ($1, $2) ON CONFLICT (document) DO UPDATE SET gists = excluded.gists",
    )?;
    for (document, gists) in gists {
        let document = i64::from(*document);
        if gists.is_empty() {
            transaction.execute("DELETE FROM gists WHERE document = $1", &[&document])?;
        } else {
            transaction.execute(&keep, &[&document, gists])?;
        }
    }
    Ok(())
}

/// Writes only what is not kept already: most incidents stay as they are.
fn settle_incidents(
    transaction: &mut Transaction<'_>,
    settlement: &Settlement,
) -> Result<(), postgres::Error> {
    let columns = "SELECT id, seq, sha256(incident), made_of FROM incidents";
    let rows = match &settlement.part {
        None => transaction.query(columns, &[])?,
        Some(part) => transaction.query(
            &format!("{columns} WHERE component = ANY($1)"),
            &[&numbers(&part.gone)],
        )?,
    };
    let mut before: BTreeMap<String, (i64, Vec<u8>)> = rows
        .iter()
        .map(|row| (row.get(0), (row.get(1), row.get(2))))
        .collect();
    let made_of = |row: &postgres::Row| Some((row.get::<_, Option<i64>>(3)?, row.get::<_, String>(0)));
    let made_of: BTreeMap<i64, String> = rows.iter().filter_map(made_of).collect();
    let hash = transaction.prepare("SELECT sha256($1::bytea)")?;
    let moved = transaction.prepare("UPDATE incidents SET component = $2, made_of = $3 WHERE seq = $1")?;
    for (component, of) in settlement.part.iter().flat_map(|part| &part.kept) {
        let of = of.cast_signed();
        // It was there when it was asked for, and nobody has settled since.
        if let Some((seq, _)) = made_of.get(&of).and_then(|id| before.remove(id)) {
            transaction.execute(&moved, &[&seq, &i64::from(*component), &Some(of)])?;
        }
    }
    let mut new = Vec::new();
    for (component, incident) in &settlement.incidents {
        let known = match before.get(&incident.id) {
            Some((seq, was)) => {
                let now: Vec<u8> = transaction.query_one(&hash, &[&incident.packed])?.get(0);
                (now == *was).then_some(*seq)
            }
            None => None,
        };
        match known {
            Some(seq) => {
                transaction.execute(&moved, &[&seq, &i64::from(*component), &incident.made_of])?;
                before.remove(&incident.id);
            }
            None => new.push((*component, incident)),
        }
    }
    let gone: Vec<i64> = before.into_values().map(|(seq, _)| seq).collect();
    transaction.execute("DELETE FROM incidents WHERE seq = ANY($1)", &[&gone])?;
    for (component, incident) in new {
        insert(transaction, incident, component)?;
    }
    Ok(())
}

fn insert(
    transaction: &mut Transaction<'_>,
    incident: &PackedIncident,
    component: u32,
) -> Result<(), postgres::Error> {
    let number = |n: Option<u32>| n.map(i64::from);
    let row = transaction.query_one(
        "INSERT INTO incidents (id, type, first_day, last_day, place, admin1, country, lat, lon, harm, killed, injured, reports, \
         publishers, disputed, incident, component, made_of) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) RETURNING seq",
        &[
            &incident.id,
            &incident.event_type,
            &incident.first_day,
            &incident.last_day,
            &incident.place,
            &incident.admin1,
            &incident.country,
            &incident.lat,
            &incident.lon,
            &incident.harm,
            &number(incident.killed),
            &number(incident.injured),
            &i64::from(incident.reports),
            &i64::from(incident.publishers),
            &incident.disputed,
            &incident.packed,
            &i64::from(component),
            &incident.made_of,
        ],
    )?;
    let seq: i64 = row.get(0);
    transaction.execute(
        "INSERT INTO incident_claims (incident, claim) SELECT $1, unnest($2::bigint[])",
        &[&seq, &incident.claims],
    )?;
    let documents: Vec<&str> = incident.documents.iter().map(DocumentId::as_str).collect();
    transaction.execute(
        "INSERT INTO incident_documents (incident, document) SELECT $1, seq FROM documents WHERE id = ANY($2)",
        &[&seq, &documents],
    )?;
    Ok(())
}

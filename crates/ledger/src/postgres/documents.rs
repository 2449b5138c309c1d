//! Documents and their claims as rows.

use super::SEARCHED;
use crate::{
    Decided, Entry,
    rows::{DocumentRow, Ready, claim_rows, packed_claims, plain_words, searched},
};
use dateline_model::Claim;
use postgres::{Row, Transaction};

/// The columns that [`row`] reads, of a table called `d`.
pub(super) const COLUMNS: &str = "d.seq, d.id, d.publisher, d.title, d.published, d.url, d.text, d.source, d.coder, d.claims, \
                                  d.copy_of, d.resemblance";

pub(super) fn row(row: &Row) -> DocumentRow {
    DocumentRow {
        seq: row.get(0),
        id: row.get(1),
        publisher: row.get(2),
        title: row.get(3),
        published: row.get(4),
        url: row.get(5),
        text: row.get(6),
        source: row.get(7),
        coder: row.get(8),
        claims: row.get(9),
        copy_of: row.get(10),
        resemblance: row.get(11),
    }
}

/// Adds the entries whose documents are not kept yet; says how many those are.
pub(super) fn add(transaction: &mut Transaction<'_>, ready: &[Ready<'_>]) -> Result<usize, postgres::Error> {
    let insert = transaction.prepare(
        "INSERT INTO documents (seq, id, publisher, title, published, url, text, text_bytes, source, coder, claims, words) \
         SELECT coalesce(max(seq), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, to_tsvector('simple', $11) FROM documents \
         ON CONFLICT (id) DO NOTHING RETURNING seq",
    )?;
    let mut new = 0;
    for ready in ready {
        let (entry, document) = (ready.entry, &ready.entry.document);
        let all = searched(document);
        let end = all.char_indices().nth(SEARCHED).map_or(all.len(), |(at, _)| at);
        let added = transaction.query_opt(
            &insert,
            &[
                &document.id.as_str(),
                &document.publisher,
                &document.title,
                &document.published.map(|day| day.to_string()),
                &document.url,
                &ready.text,
                &(document.text.len() as i64),
                &entry.source,
                &entry.coder,
                &ready.claims,
                &plain_words(&all[..end]),
            ],
        )?;
        let Some(added) = added else { continue };
        let seq: i64 = added.get(0);
        transaction.execute("INSERT INTO unread (document) VALUES ($1)", &[&seq])?;
        list_claims(transaction, seq, &entry.claims)?;
        new += 1;
    }
    if new > 0 {
        transaction.execute("UPDATE state SET changes = changes + 1", &[])?;
    }
    Ok(new)
}

/// Lists claims of a document of which none are listed.
fn list_claims(
    transaction: &mut Transaction<'_>,
    document: i64,
    claims: &[Claim],
) -> Result<(), postgres::Error> {
    if claims.is_empty() {
        return Ok(());
    }
    let insert = transaction.prepare(
        "INSERT INTO claims (document, position, key, type, mode, condition, status, analysis, first_day, last_day, place, admin1, \
         country, lat, lon, harm, actors) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
    )?;
    for row in claim_rows(claims) {
        let place = row.place;
        let (kind, last) = (&row.kind, row.last.as_ref().or(row.first.as_ref()));
        transaction.execute(
            &insert,
            &[
                &document,
                &row.position,
                &row.key,
                &kind.event_type,
                &kind.mode,
                &kind.condition,
                &kind.status,
                &kind.analysis,
                &row.first,
                &last,
                &place.map(|p| &p.name),
                &place.and_then(|p| p.admin1.as_ref()),
                &place.and_then(|p| p.country.as_ref()),
                &place.and_then(|p| p.lat),
                &place.and_then(|p| p.lon),
                &kind.harm,
                &row.actors,
            ],
        )?;
    }
    Ok(())
}

/// Lists claims of a document in the place of those that are listed.
pub(super) fn list_anew(
    transaction: &mut Transaction<'_>,
    document: i64,
    claims: &[Claim],
) -> Result<(), postgres::Error> {
    transaction.execute("DELETE FROM claims WHERE document = $1", &[&document])?;
    list_claims(transaction, document, claims)
}

/// Puts claims and coder in the place of those that are kept.
pub(super) fn recode(
    transaction: &mut Transaction<'_>,
    entries: &[Entry],
    decided: &Decided,
) -> Result<(), postgres::Error> {
    for entry in entries {
        let seq: i64 = transaction
            .query_one(
                "SELECT seq FROM documents WHERE id = $1",
                &[&entry.document.id.as_str()],
            )?
            .get(0);
        let set = "UPDATE documents SET coder = $2, claims = $3 WHERE seq = $1";
        transaction.execute(set, &[&seq, &entry.coder, &packed_claims(entry)])?;
        let unread = "INSERT INTO unread (document) VALUES ($1) ON CONFLICT DO NOTHING";
        transaction.execute(unread, &[&seq])?;
        let mut claims = entry.claims.clone();
        claims.iter_mut().for_each(|claim| decided.correct(claim));
        list_anew(transaction, seq, &claims)?;
    }
    if !entries.is_empty() {
        transaction.execute("UPDATE state SET changes = changes + 1", &[])?;
    }
    Ok(())
}

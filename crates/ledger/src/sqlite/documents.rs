//! Documents and their claims as rows.

use super::{SqliteLedger, packed};
use crate::{CopyOf, Entry, Kept, LedgerError};
use dateline_model::{Claim, Document, DocumentId, HarmKind};
use jiff::civil::Date;
use rusqlite::{Connection, Row, params};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::BTreeSet;

/// The columns that [`row`] reads, of a table called `d`.
pub(super) const COLUMNS: &str = "d.seq, d.id, d.publisher, d.title, d.published, d.url, d.text, d.source, d.coder, d.claims, \
                                  d.copy_of, d.resemblance";

/// A document as its row has it.
pub(super) struct DocumentRow {
    seq: i64,
    id: String,
    publisher: Option<String>,
    title: Option<String>,
    published: Option<String>,
    url: Option<String>,
    text: String,
    source: String,
    coder: String,
    claims: Option<Vec<u8>>,
    copy_of: Option<String>,
    resemblance: Option<f64>,
}

pub(super) fn row(row: &Row<'_>) -> rusqlite::Result<DocumentRow> {
    Ok(DocumentRow {
        seq: row.get(0)?,
        id: row.get(1)?,
        publisher: row.get(2)?,
        title: row.get(3)?,
        published: row.get(4)?,
        url: row.get(5)?,
        text: row.get(6)?,
        source: row.get(7)?,
        coder: row.get(8)?,
        claims: row.get(9)?,
        copy_of: row.get(10)?,
        resemblance: row.get(11)?,
    })
}

impl SqliteLedger {
    pub(super) fn kept(&self, row: DocumentRow) -> Result<Kept, LedgerError> {
        let published = row.published.map(|day| self.day(&day, &row.id)).transpose()?;
        let copy_of = match row.copy_of {
            Some(first) => Some(CopyOf {
                first: self.id(first)?,
                resemblance: row.resemblance.unwrap_or(1.0),
            }),
            None => None,
        };
        let claims = match &row.claims {
            Some(bytes) => self.unpacked(bytes, &row.text, &row.id)?,
            None => Vec::new(),
        };
        Ok(Kept {
            seq: row.seq,
            copy_of,
            entry: Entry {
                document: Document {
                    id: self.id(row.id)?,
                    title: row.title,
                    publisher: row.publisher,
                    published,
                    url: row.url,
                    text: row.text,
                },
                source: row.source,
                coder: row.coder,
                claims,
            },
        })
    }

    /// An id as the model has it.
    pub(super) fn id<T: DeserializeOwned>(&self, id: String) -> Result<T, LedgerError> {
        serde_json::from_value(serde_json::Value::String(id)).map_err(|e| self.damaged(e.to_string()))
    }

    pub(super) fn day(&self, day: &str, of: &str) -> Result<Date, LedgerError> {
        day.parse()
            .map_err(|_| self.damaged(format!("{of}: `{day}` is no day")))
    }

    /// What stands packed under the name `of`; `text` is the document's, where it is of one.
    pub(super) fn unpacked<T: DeserializeOwned>(
        &self,
        bytes: &[u8],
        text: &str,
        of: &str,
    ) -> Result<T, LedgerError> {
        packed::unpack(bytes, text).map_err(|problem| self.damaged(format!("{of}: {problem}")))
    }

    /// The claims of a document.
    pub(super) fn claims_of(&self, document: &DocumentId) -> Result<Vec<Claim>, LedgerError> {
        let (bytes, text): (Option<Vec<u8>>, String) = self
            .connection
            .prepare_cached("SELECT claims, text FROM documents WHERE id = ?1")
            .and_then(|mut statement| {
                statement.query_row([document.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
            })
            .map_err(self.unread())?;
        bytes.map_or_else(
            || Ok(Vec::new()),
            |bytes| self.unpacked(&bytes, &text, document.as_str()),
        )
    }
}

/// Adds one entry; `false` where its document is kept already.
pub(super) fn insert(connection: &Connection, entry: &Entry) -> rusqlite::Result<bool> {
    let document = &entry.document;
    let claims = (!entry.claims.is_empty()).then(|| packed::pack(&entry.claims, &document.text));
    let added = connection
        .prepare_cached(
            "INSERT INTO documents (id, publisher, title, published, url, text, source, coder, claims) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (id) DO NOTHING",
        )?
        .execute(params![
            document.id.as_str(),
            document.publisher,
            document.title,
            document.published.map(|day| day.to_string()),
            document.url,
            document.text,
            entry.source,
            entry.coder,
            claims,
        ])?;
    if added == 0 {
        return Ok(false);
    }
    let seq = connection.last_insert_rowid();
    connection
        .prepare_cached("INSERT INTO documents_text (rowid, title, text) VALUES (?1, ?2, ?3)")?
        .execute(params![seq, document.title, document.text])?;
    for (position, claim) in (0_i64..).zip(&entry.claims) {
        insert_claim(connection, seq, position, claim)?;
    }
    Ok(true)
}

fn insert_claim(
    connection: &Connection,
    document: i64,
    position: i64,
    claim: &Claim,
) -> rusqlite::Result<()> {
    let (place, time) = (claim.place.as_ref(), claim.time.as_ref());
    let harm: BTreeSet<HarmKind> = claim.harm.iter().map(|h| h.kind).collect();
    connection
        .prepare_cached(
            "INSERT INTO claims (document, position, id, type, mode, condition, status, analysis, first_day, last_day, \
             place, admin1, country, lat, lon, harm, actors) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
        )?
        .execute(params![
            document,
            position,
            claim.id.as_str(),
            claim.event.as_ref().map(|e| e.kind.as_str()),
            claim.event.as_ref().and_then(|e| e.mode).map(|m| m.as_str()),
            claim.condition.as_ref().map(|c| code(&c.kind)),
            code(&claim.status),
            claim.analysis,
            time.and_then(|t| t.start.or(t.end)).map(|day| day.to_string()),
            time.and_then(|t| t.end.or(t.start)).map(|day| day.to_string()),
            place.map(|p| &p.name),
            place.and_then(|p| p.admin1.as_ref()),
            place.and_then(|p| p.country.as_ref()),
            place.and_then(|p| p.lat),
            place.and_then(|p| p.lon),
            listed(harm.into_iter()),
            actors(claim),
        ])?;
    Ok(())
}

/// A code of the model as it is written in data.
pub(super) fn code(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => code,
        _ => String::new(),
    }
}

/// Kinds of harm, each between blanks.
pub(super) fn listed(kinds: impl Iterator<Item = HarmKind>) -> String {
    kinds.fold(" ".to_owned(), |list, kind| list + &code(&kind) + " ")
}

/// Ids and names of the actors in lower case, one a line.
fn actors(claim: &Claim) -> String {
    let mut names = BTreeSet::new();
    for actor in claim.source_actors.iter().chain(&claim.target_actors) {
        names.extend(actor.id.iter().map(|id| id.to_lowercase()));
        names.insert(actor.name.to_lowercase());
    }
    names.into_iter().collect::<Vec<_>>().join("\n")
}

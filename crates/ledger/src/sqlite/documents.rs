//! Documents and their claims as rows.

use super::SqliteLedger;
use crate::{
    Entry, Kept, LedgerError,
    rows::{DocumentRow, Kind, Reading, Ready, claim_rows, searched, spelt},
};
use dateline_model::{Claim, DocumentId, Place};
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension as _, Row, ToSql, params};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// The columns that [`row`] reads, of a table called `d`.
pub(super) const COLUMNS: &str = "d.seq, d.id, d.publisher, d.title, d.published, d.url, d.text, d.source, d.coder, d.claims, \
                                  d.copy_of, d.resemblance";

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
    pub(super) fn reading(&self) -> Reading<'_> {
        Reading { path: &self.path }
    }

    /// A document with its claims, as people corrected them.
    pub(super) fn kept(&self, row: DocumentRow) -> Result<Kept, LedgerError> {
        let kept = self.reading().kept(row)?;
        Ok(self.in_force()?.corrected(kept))
    }

    /// An id as the model has it.
    pub(super) fn id<T: DeserializeOwned>(&self, id: String) -> Result<T, LedgerError> {
        self.reading().id(id)
    }

    pub(super) fn day(&self, day: &str, of: &str) -> Result<Date, LedgerError> {
        self.reading().day(day, of)
    }

    /// The claims of a document, as people corrected them.
    pub(super) fn claims_of(&self, document: &DocumentId) -> Result<Vec<Claim>, LedgerError> {
        let (claims, text, coder): (Option<Vec<u8>>, Vec<u8>, String) = self
            .connection
            .prepare_cached("SELECT claims, text, coder FROM documents WHERE id = ?1")
            .and_then(|mut statement| {
                let columns = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
                statement.query_row([document.as_str()], columns)
            })
            .map_err(self.unreadable())?;
        let (reading, of) = (self.reading(), document.as_str());
        let Some(bytes) = claims else {
            return Ok(Vec::new());
        };
        let mut claims = reading.claims(&bytes, &reading.text(&text, of)?, of, &coder)?;
        let decided = self.in_force()?;
        claims.iter_mut().for_each(|claim| decided.correct(claim));
        Ok(claims)
    }
}

/// Writes entries within one transaction.
pub(super) struct Inserter<'c> {
    connection: &'c Connection,
    kinds: BTreeMap<Kind, i64>,
    places: BTreeMap<String, i64>,
    parties: BTreeMap<String, i64>,
}

impl<'c> Inserter<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        Self {
            connection,
            kinds: BTreeMap::new(),
            places: BTreeMap::new(),
            parties: BTreeMap::new(),
        }
    }

    /// Adds one entry, at the end or at a place of its own; `false` where its document is kept already.
    pub(super) fn insert(&mut self, ready: &Ready<'_>, seq: Option<i64>) -> rusqlite::Result<bool> {
        let (entry, document) = (ready.entry, &ready.entry.document);
        let added = self
            .connection
            .prepare_cached(
                "INSERT INTO documents (seq, id, publisher, title, published, url, text, text_bytes, source, coder, claims) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (id) DO NOTHING",
            )?
            .execute(params![
                seq,
                document.id.as_str(),
                document.publisher,
                document.title,
                document.published.map(|day| day.to_string()),
                document.url,
                ready.text,
                document.text.len() as i64,
                entry.source,
                entry.coder,
                ready.claims,
            ])?;
        if added == 0 {
            return Ok(false);
        }
        let seq = self.connection.last_insert_rowid();
        self.list(seq, entry)?;
        self.connection
            .prepare_cached("INSERT INTO unread (document) VALUES (?1)")?
            .execute([seq])?;
        Ok(true)
    }

    /// Lists a document's words and claims, by which they are found.
    pub(super) fn list(&mut self, seq: i64, entry: &Entry) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("INSERT INTO documents_text (rowid, words) VALUES (?1, ?2)")?
            .execute(params![seq, searched(&entry.document)])?;
        self.list_claims(seq, &entry.claims)
    }

    /// Lists claims of a document in the place of those that are listed.
    pub(super) fn list_anew(&mut self, document: i64, claims: &[Claim]) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("DELETE FROM claim_rows WHERE document = ?1")?
            .execute([document])?;
        self.list_claims(document, claims)
    }

    /// Lists claims of a document of which none are listed.
    pub(super) fn list_claims(&mut self, document: i64, claims: &[Claim]) -> rusqlite::Result<()> {
        for row in claim_rows(claims) {
            let kind = self.kind(&row.kind)?;
            let place = row.place.map(|p| self.place(p)).transpose()?;
            let party = self.party(row.actors)?;
            self.connection
                .prepare_cached(
                    "INSERT INTO claim_rows (document, position, key, kind, place, party, first_day, last_day) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                )?
                .execute(params![
                    document, row.position, row.key, kind, place, party, row.first, row.last
                ])?;
        }
        Ok(())
    }

    fn kind(&mut self, kind: &Kind) -> rusqlite::Result<i64> {
        if let Some(key) = self.kinds.get(kind) {
            return Ok(*key);
        }
        let key = self.once(
            "SELECT key FROM kinds WHERE ifnull(type, '') = ifnull(?1, '') AND ifnull(mode, '') = ifnull(?2, '') \
             AND ifnull(condition, '') = ifnull(?3, '') AND status = ?4 AND analysis = ?5 AND harm = ?6",
            "INSERT INTO kinds (type, mode, condition, status, analysis, harm) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                kind.event_type,
                kind.mode,
                kind.condition,
                kind.status,
                kind.analysis,
                kind.harm
            ],
        )?;
        self.kinds.insert(kind.clone(), key);
        Ok(key)
    }

    fn place(&mut self, place: &Place) -> rusqlite::Result<i64> {
        let spelt = spelt(place);
        if let Some(key) = self.places.get(&spelt) {
            return Ok(*key);
        }
        let key = self.once(
            "SELECT key FROM places WHERE place = ?1 AND ifnull(admin1, '') = ifnull(?2, '') \
             AND ifnull(country, '') = ifnull(?3, '') AND ifnull(lat, 999.0) = ifnull(?4, 999.0) \
             AND ifnull(lon, 999.0) = ifnull(?5, 999.0)",
            "INSERT INTO places (place, admin1, country, lat, lon) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![place.name, place.admin1, place.country, place.lat, place.lon],
        )?;
        self.places.insert(spelt, key);
        Ok(key)
    }

    fn party(&mut self, actors: String) -> rusqlite::Result<Option<i64>> {
        if actors.is_empty() {
            return Ok(None);
        }
        if let Some(key) = self.parties.get(&actors) {
            return Ok(Some(*key));
        }
        let key = self.once(
            "SELECT key FROM parties WHERE actors = ?1",
            "INSERT INTO parties (actors) VALUES (?1)",
            params![actors],
        )?;
        self.parties.insert(actors, key);
        Ok(Some(key))
    }

    /// The key of a row, which is made where there is none.
    fn once(&self, find: &str, make: &str, values: &[&dyn ToSql]) -> rusqlite::Result<i64> {
        let found = self
            .connection
            .prepare_cached(find)?
            .query_row(values, |row| row.get(0))
            .optional()?;
        match found {
            Some(key) => Ok(key),
            None => {
                self.connection.prepare_cached(make)?.execute(values)?;
                Ok(self.connection.last_insert_rowid())
            }
        }
    }
}

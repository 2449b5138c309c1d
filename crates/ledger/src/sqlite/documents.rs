//! Documents and their claims as rows.

use super::{SqliteLedger, packed};
use crate::{CopyOf, Decided, Entry, Kept, LedgerError};
use dateline_model::{Claim, Document, DocumentId, HarmKind, Place};
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension as _, Row, ToSql, params};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

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
    text: Vec<u8>,
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

/// A ledger's rows as the model has them. Needs no connection, so that many threads can work at it.
#[derive(Clone, Copy)]
pub(super) struct Reading<'p> {
    path: &'p Path,
}

impl Decided {
    /// A document with its claims as people corrected them.
    pub(super) fn corrected(&self, mut kept: Kept) -> Kept {
        kept.entry.claims.iter_mut().for_each(|claim| self.correct(claim));
        kept
    }
}

impl Reading<'_> {
    pub(super) fn kept(self, row: DocumentRow) -> Result<Kept, LedgerError> {
        let published = row.published.map(|day| self.day(&day, &row.id)).transpose()?;
        let copy_of = match row.copy_of {
            Some(first) => Some(CopyOf {
                first: self.id(first)?,
                resemblance: row.resemblance.unwrap_or(1.0),
            }),
            None => None,
        };
        let text = self.text(&row.text, &row.id)?;
        let claims = match &row.claims {
            Some(bytes) => self.claims(bytes, &text, &row.id, &row.coder)?,
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
                    text,
                },
                source: row.source,
                coder: row.coder,
                claims,
            },
        })
    }

    /// An id as the model has it.
    fn id<T: DeserializeOwned>(self, id: String) -> Result<T, LedgerError> {
        serde_json::from_value(serde_json::Value::String(id)).map_err(|e| self.damaged(e.to_string()))
    }

    fn day(self, day: &str, of: &str) -> Result<Date, LedgerError> {
        day.parse()
            .map_err(|_| self.damaged(format!("{of}: `{day}` is no day")))
    }

    fn text(self, bytes: &[u8], of: &str) -> Result<String, LedgerError> {
        packed::unpack_text(bytes).map_err(|problem| self.damaged(format!("{of}: {problem}")))
    }

    /// Claims that stand packed with the document `of`.
    fn claims(self, bytes: &[u8], text: &str, of: &str, coder: &str) -> Result<Vec<Claim>, LedgerError> {
        packed::unpack(bytes, text, [of, coder]).map_err(|problem| self.damaged(format!("{of}: {problem}")))
    }

    fn damaged(self, problem: String) -> LedgerError {
        LedgerError::Damaged {
            path: self.path.to_owned(),
            problem,
        }
    }
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
            .map_err(self.unread())?;
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

/// The claims of an entry in little room; `None` where there are none.
pub(super) fn packed_claims(entry: &Entry) -> Option<Vec<u8>> {
    let document = &entry.document;
    let given = [document.id.as_str(), entry.coder.as_str()];
    (!entry.claims.is_empty()).then(|| packed::pack(&entry.claims, &document.text, given))
}

/// The number by which a claim is found: its id's digits, or a hash of an id that is none of ours.
pub(super) fn key(claim: &str) -> i64 {
    let digits = claim.strip_prefix("c_").filter(|d| d.len() == 16);
    let number = digits.and_then(|d| u64::from_str_radix(d, 16).ok());
    number
        .unwrap_or_else(|| {
            let hash = blake3::hash(claim.as_bytes());
            let (first, _) = hash.as_bytes().split_first_chunk().expect("a hash has 32 bytes");
            u64::from_be_bytes(*first)
        })
        .cast_signed()
}

/// Words of headline and text, as they are searched. A headline with which the text begins already is not counted twice.
pub(super) fn searched(document: &Document) -> Cow<'_, str> {
    match document.title.as_deref() {
        Some(title) if !document.text.starts_with(title.trim().trim_end_matches('.')) => {
            format!("{title}\n\n{}", document.text).into()
        }
        _ => document.text.as_str().into(),
    }
}

/// An entry that is ready to be written.
pub(super) struct Ready<'e> {
    entry: &'e Entry,
    text: Vec<u8>,
    claims: Option<Vec<u8>>,
}

impl<'e> Ready<'e> {
    pub(super) fn new(entry: &'e Entry) -> Self {
        Self {
            text: packed::pack_text(&entry.document.text),
            claims: packed_claims(entry),
            entry,
        }
    }
}

/// What claims are found by, as far as it recurs: one key for each.
type Kind = (
    Option<&'static str>,
    Option<&'static str>,
    Option<String>,
    String,
    bool,
    String,
);

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
        Ok(true)
    }

    /// Lists a document's words and claims, by which they are found.
    pub(super) fn list(&mut self, seq: i64, entry: &Entry) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("INSERT INTO documents_text (rowid, words) VALUES (?1, ?2)")?
            .execute(params![seq, searched(&entry.document)])?;
        self.list_claims(seq, &entry.claims)
    }

    /// Lists claims of a document of which none are listed.
    pub(super) fn list_claims(&mut self, document: i64, claims: &[Claim]) -> rusqlite::Result<()> {
        for (position, claim) in (0_i64..).zip(claims) {
            let kind = self.kind(claim)?;
            let place = claim.place.as_ref().map(|p| self.place(p)).transpose()?;
            let party = self.party(claim)?;
            let time = claim.time.as_ref();
            let first = time.and_then(|t| t.start.or(t.end));
            let last = time
                .and_then(|t| t.end.or(t.start))
                .filter(|day| Some(*day) != first);
            self.connection
                .prepare_cached(
                    "INSERT INTO claim_rows (document, position, key, kind, place, party, first_day, last_day) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                )?
                .execute(params![
                    document,
                    position,
                    key(claim.id.as_str()),
                    kind,
                    place,
                    party,
                    first.map(|day| day.to_string()),
                    last.map(|day| day.to_string()),
                ])?;
        }
        Ok(())
    }

    fn kind(&mut self, claim: &Claim) -> rusqlite::Result<i64> {
        let harm: BTreeSet<HarmKind> = claim.harm.iter().map(|h| h.kind).collect();
        let kind: Kind = (
            claim.event.as_ref().map(|e| e.kind.as_str()),
            claim.event.as_ref().and_then(|e| e.mode).map(|m| m.as_str()),
            claim.condition.as_ref().map(|c| code(&c.kind)),
            code(&claim.status),
            claim.analysis,
            listed(harm.into_iter()),
        );
        if let Some(key) = self.kinds.get(&kind) {
            return Ok(*key);
        }
        let key = self.once(
            "SELECT key FROM kinds WHERE ifnull(type, '') = ifnull(?1, '') AND ifnull(mode, '') = ifnull(?2, '') \
             AND ifnull(condition, '') = ifnull(?3, '') AND status = ?4 AND analysis = ?5 AND harm = ?6",
            "INSERT INTO kinds (type, mode, condition, status, analysis, harm) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![kind.0, kind.1, kind.2, kind.3, kind.4, kind.5],
        )?;
        self.kinds.insert(kind, key);
        Ok(key)
    }

    fn place(&mut self, place: &Place) -> rusqlite::Result<i64> {
        let spelt = format!(
            "{}\n{:?}\n{:?}\n{:?}\n{:?}",
            place.name, place.admin1, place.country, place.lat, place.lon
        );
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

    fn party(&mut self, claim: &Claim) -> rusqlite::Result<Option<i64>> {
        let actors = actors(claim);
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

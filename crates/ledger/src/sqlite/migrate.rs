//! Ledgers of earlier versions, brought to the present one: in one transaction, so that whatever happens the file is the old ledger or the
//! new one. Nothing but the way in which things are kept changes.

use super::{SCHEMA_VERSION, SqliteLedger, documents::Inserter, incidents};
use crate::{Decided, Entry, LedgerError, PackedIncident, packed, rows::Ready};
use dateline_model::{Claim, Document, Incident};
use rayon::prelude::*;
use rusqlite::{Connection, Row, TransactionBehavior, params};
use serde::de::DeserializeOwned;

/// Documents that are brought over at once.
const PAGE: i64 = 1024;

/// What stands in the way of the new tables; the trail of reviews goes over as it is.
const PUT_ASIDE: &str = "
    DROP TRIGGER reviews_are_not_changed; DROP TRIGGER reviews_are_not_removed;
    DROP INDEX documents_by_day; DROP INDEX documents_by_copy; DROP INDEX claims_by_id; DROP INDEX incidents_by_day;
    DROP INDEX incident_claims_by_claim; DROP INDEX incident_documents_by_document;
    DROP TABLE documents_text; DROP TABLE claims; DROP TABLE incident_claims; DROP TABLE incident_documents;
    ALTER TABLE documents RENAME TO documents_1; ALTER TABLE incidents RENAME TO incidents_1;
    ALTER TABLE state RENAME TO state_1; ALTER TABLE reviews RENAME TO reviews_1;";

const TAKE_OVER: &str = "
    UPDATE state SET (changes, settled) = (SELECT changes, settled FROM state_1);
    INSERT INTO reviews SELECT * FROM reviews_1 ORDER BY seq;
    DROP TABLE documents_1; DROP TABLE incidents_1; DROP TABLE state_1; DROP TABLE reviews_1;";

impl SqliteLedger {
    /// Brings the ledger to the present version.
    pub(super) fn migrate(&mut self) -> Result<(), LedgerError> {
        let failed = self.failed("bring the ledger to this version");
        let pragmas =
            |on: &str, off: &str| format!("PRAGMA legacy_alter_table = {on}; PRAGMA foreign_keys = {off};");
        self.connection
            .execute_batch(&pragmas("ON", "OFF"))
            .map_err(&failed)?;
        let done = self.migrate_whole();
        self.connection
            .execute_batch(&pragmas("OFF", "ON"))
            .map_err(&failed)?;
        done
    }

    fn migrate_whole(&mut self) -> Result<(), LedgerError> {
        let failed = self.failed("bring the ledger to this version");
        let damaged = |problem| self.damaged(problem);
        let transaction =
            rusqlite::Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)
                .map_err(&failed)?;
        // Another program may have done it meanwhile: who has the lock looks again.
        let version: u32 = transaction
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .map_err(&failed)?;
        if version == 1 {
            transaction
                .execute_batch(PUT_ASIDE)
                .and_then(|()| transaction.execute_batch(super::SCHEMA))
                .map_err(&failed)?;
            take_documents(&transaction).map_err(|e| e.told(&failed, damaged))?;
            take_incidents(&transaction).map_err(|e| e.told(&failed, damaged))?;
            transaction
                .execute_batch(TAKE_OVER)
                .and_then(|()| transaction.pragma_update(None, "user_version", SCHEMA_VERSION))
                .map_err(&failed)?;
        }
        if version == 2 {
            transaction
                .execute_batch(include_str!("../schema/2to3.sql"))
                .map_err(&failed)?;
        }
        if version == 2 || version == 3 {
            transaction
                .execute_batch(include_str!("../schema/3to4.sql"))
                .and_then(|()| transaction.pragma_update(None, "user_version", SCHEMA_VERSION))
                .map_err(&failed)?;
        }
        // Claims were found by what was read, whatever they were corrected to.
        let corrected = Decided::default().corrected_otherwise(&*self.in_force()?);
        self.list_as_corrected(&transaction, &corrected)?;
        transaction.commit().map_err(&failed)
    }
}

/// Why something can not be brought over.
enum Stuck {
    Database(rusqlite::Error),
    Damaged(String),
}

impl From<rusqlite::Error> for Stuck {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl Stuck {
    fn told(
        self,
        failed: impl Fn(rusqlite::Error) -> LedgerError,
        damaged: impl Fn(String) -> LedgerError,
    ) -> LedgerError {
        match self {
            Self::Database(error) => failed(error),
            Self::Damaged(problem) => damaged(problem),
        }
    }
}

fn unpacked<T: DeserializeOwned>(bytes: &[u8], text: &str, of: &str) -> Result<T, Stuck> {
    let value = packed::first::unpack(bytes, text);
    value
        .and_then(|value| serde_json::from_value(value).map_err(|e| e.to_string()))
        .map_err(|problem| Stuck::Damaged(format!("{of}: {problem}")))
}

/// A document of version 1.
struct First {
    seq: i64,
    document: serde_json::Value,
    source: String,
    coder: String,
    claims: Option<Vec<u8>>,
    copy: (Option<String>, Option<f64>),
}

fn first(row: &Row<'_>) -> rusqlite::Result<First> {
    let text = |at| row.get::<_, Option<String>>(at);
    Ok(First {
        seq: row.get(0)?,
        document: serde_json::json!({"id": text(1)?, "publisher": text(2)?, "title": text(3)?, "published": text(4)?,
            "url": text(5)?, "text": text(6)?}),
        source: row.get(7)?,
        coder: row.get(8)?,
        claims: row.get(9)?,
        copy: (row.get(10)?, row.get(11)?),
    })
}

impl First {
    fn entry(&self) -> Result<Entry, Stuck> {
        let document: Document = serde_json::from_value(self.document.clone())
            .map_err(|e| Stuck::Damaged(format!("document {}: {e}", self.seq)))?;
        let claims: Vec<Claim> = match &self.claims {
            Some(bytes) => unpacked(bytes, &document.text, document.id.as_str())?,
            None => Vec::new(),
        };
        Ok(Entry {
            document,
            source: self.source.clone(),
            coder: self.coder.clone(),
            claims,
        })
    }
}

fn take_documents(connection: &Connection) -> Result<(), Stuck> {
    let mut page = connection.prepare(
        "SELECT seq, id, publisher, title, published, url, text, source, coder, claims, copy_of, resemblance \
         FROM documents_1 WHERE seq > ?1 ORDER BY seq LIMIT ?2",
    )?;
    let mut set = connection.prepare("UPDATE documents SET copy_of = ?2, resemblance = ?3 WHERE seq = ?1")?;
    let mut inserter = Inserter::new(connection);
    let mut at = 0;
    loop {
        let rows: Vec<First> = page
            .query_map([at, PAGE], first)?
            .collect::<rusqlite::Result<_>>()?;
        let Some(last) = rows.last() else { return Ok(()) };
        at = last.seq;
        let entries: Vec<Entry> = rows.par_iter().map(First::entry).collect::<Result<_, _>>()?;
        let ready: Vec<Ready<'_>> = entries.par_iter().map(Ready::new).collect();
        for (row, ready) in rows.iter().zip(&ready) {
            inserter.insert(ready, Some(row.seq))?;
            if row.copy.0.is_some() {
                set.execute(params![row.seq, row.copy.0, row.copy.1])?;
            }
        }
    }
}

fn take_incidents(connection: &Connection) -> Result<(), Stuck> {
    let mut all = connection.prepare("SELECT id, incident FROM incidents_1 ORDER BY seq")?;
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        let id: String = row.get(0)?;
        let incident: Incident =
            unpacked(row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?, "", &id)?;
        incidents::insert(connection, &PackedIncident::of(&incident), 0)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Question, Storage as _, sqlite::tests::small};
    use std::path::Path;

    /// The same ledger as version 1 wrote it.
    fn as_first(ledger: &SqliteLedger, to: &Path) {
        let old = Connection::open(to).expect("is made");
        old.execute_batch("PRAGMA page_size = 16384; PRAGMA journal_mode = WAL;")
            .expect("is set");
        old.execute_batch(include_str!("../schema/1.sql"))
            .expect("is made");
        old.execute_batch("PRAGMA application_id = 0x64746c6e; PRAGMA user_version = 1;")
            .expect("is set");
        for kept in ledger.documents_after(0, 1000).expect("reads") {
            let (entry, d) = (&kept.entry, &kept.entry.document);
            let claims = packed::first::pack(&entry.claims, &d.text);
            let copy = kept.copy_of.as_ref();
            old.execute(
                "INSERT INTO documents VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
                params![
                    kept.seq,
                    d.id.as_str(),
                    d.publisher,
                    d.title,
                    d.published.map(|p| p.to_string()),
                    d.url,
                    d.text,
                    entry.source,
                    entry.coder,
                    claims,
                    copy.map(|c| c.first.as_str()),
                    copy.map(|c| c.resemblance)
                ],
            )
            .expect("is written");
        }
        for incident in ledger.incidents(&Question::default()).expect("reads").rows {
            let packed = packed::first::pack(&incident, "");
            old.execute(
                "INSERT INTO incidents (id, harm, reports, publishers, disputed, incident) VALUES (?1, ' ', 1, 1, 0, ?2)",
                params![incident.id.as_str(), packed],
            )
            .expect("is written");
        }
        old.execute_batch("UPDATE state SET changes = 7, settled = 7;")
            .expect("is written");
        for review in ledger.reviews().expect("reads") {
            let d = review.decision;
            let claims = serde_json::to_string(&d.claims).expect("plain");
            old.execute(
                "INSERT INTO reviews VALUES (?1, '', ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    review.seq,
                    review.hash,
                    d.verdict.to_data(),
                    d.subject,
                    claims,
                    d.reviewer,
                    d.made.to_string(),
                    d.reason
                ],
            )
            .expect("is written");
        }
    }

    fn answers(ledger: &SqliteLedger) -> String {
        let all = Question::default();
        format!(
            "{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
            ledger.incidents(&all),
            ledger.claims(&all),
            ledger.documents(&all),
            ledger.reviews(),
            ledger.verify(),
            ledger.documents(&Question {
                text: Some("\"people in atown\"".into()),
                ..all.clone()
            })
        )
    }

    #[test]
    fn a_ledger_of_version_1_gives_the_same_answers() {
        let folder = tempfile::tempdir().expect("a directory");
        let (mut new, entries) = small(&folder);
        super::super::tests::decide(&mut new, crate::Verdict::Reject, &entries[0].claims[0].id);
        for how in ["to write", "to read"] {
            let path = folder.path().join(how);
            as_first(&new, &path);
            let old = if how == "to write" {
                SqliteLedger::open(&path).expect("is brought over")
            } else {
                SqliteLedger::open_to_read(&path).expect("is brought over")
            };
            assert_eq!(answers(&old), answers(&new), "opened {how}");
            assert_eq!(old.check().expect("reads"), Vec::<String>::new());
            assert_eq!(
                (old.stats().expect("counts").schema, old.changes().expect("reads")),
                (SCHEMA_VERSION, 7)
            );
            assert!(!old.unsettled().expect("reads"));
            assert!(
                old.stats().expect("counts").free_bytes > 0,
                "what the old tables took is to be given back"
            );
            drop(old);
            let mut old = SqliteLedger::open(&path).expect("opens again");
            assert_eq!(old.add(&entries).expect("nothing is new"), 0);
            let refused = old
                .connection
                .execute("DELETE FROM reviews", [])
                .expect_err("is refused");
            assert!(refused.to_string().contains("reviews are never"), "{refused}");
        }
    }

    #[test]
    fn a_ledger_of_version_2_gives_the_same_answers() {
        let folder = tempfile::tempdir().expect("a directory");
        let (new, _) = small(&folder);
        let path = folder.path().join("two");
        new.backup(&path).expect("is copied");
        let two = Connection::open(&path).expect("opens");
        two.execute_batch(
            "DROP TABLE gists; DROP TABLE parts; DROP TABLE traces; DROP TABLE unread; DROP INDEX incidents_by_component; \
             ALTER TABLE incidents DROP COLUMN component; ALTER TABLE incidents DROP COLUMN made_of; ALTER TABLE state DROP COLUMN settlings; \
             ALTER TABLE state DROP COLUMN basis; PRAGMA user_version = 2;",
        )
        .expect("is as version 2 had it");
        drop(two);
        let old = SqliteLedger::open_to_read(&path).expect("is brought over");
        assert_eq!(answers(&old), answers(&new));
        assert_eq!(old.stats().expect("counts").schema, SCHEMA_VERSION);
        assert_eq!(old.unread().expect("reads"), [1, 2, 3]);
        assert_eq!(old.check().expect("reads"), Vec::<String>::new());
    }

    #[test]
    fn a_ledger_of_version_3_gives_the_same_answers() {
        let folder = tempfile::tempdir().expect("a directory");
        let (new, _) = small(&folder);
        let path = folder.path().join("three");
        new.backup(&path).expect("is copied");
        let three = Connection::open(&path).expect("opens");
        three
            .execute_batch("ALTER TABLE incidents DROP COLUMN made_of; PRAGMA user_version = 3;")
            .expect("is as version 3 had it");
        drop(three);
        let old = SqliteLedger::open_to_read(&path).expect("is brought over");
        assert_eq!(answers(&old), answers(&new));
        assert_eq!(old.stats().expect("counts").schema, SCHEMA_VERSION);
        assert_eq!(old.made_of(&[0, 1]).expect("reads"), Vec::new());
        assert_eq!(old.check().expect("reads"), Vec::<String>::new());
    }

    #[test]
    fn a_damaged_ledger_of_version_1_stays_as_it_is() {
        let folder = tempfile::tempdir().expect("a directory");
        let (new, _) = small(&folder);
        let path = folder.path().join("old.ledger");
        as_first(&new, &path);
        let old = Connection::open(&path).expect("opens");
        old.execute("UPDATE documents SET claims = x'00' WHERE seq = 2", [])
            .expect("is written");
        drop(old);
        let error = SqliteLedger::open(&path).expect_err("is damaged");
        assert!(matches!(error, LedgerError::Damaged { .. }), "{error}");
        let old = Connection::open(&path).expect("opens");
        let number = |sql| old.query_row(sql, [], |row| row.get::<_, i64>(0)).expect("reads");
        assert_eq!(number("PRAGMA user_version"), 1);
        assert_eq!(
            number("SELECT count(*) FROM documents WHERE text LIKE 'Gunmen%'"),
            3
        );
    }
}

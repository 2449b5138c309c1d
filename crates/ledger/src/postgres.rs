//! The ledger as tables of a PostgreSQL database, for several people at once.
//!
//! It answers as [`SqliteLedger`](crate::SqliteLedger) does, but for two things: the search takes letters with marks for other letters than those
//! without, and of a text of more than [`SEARCHED`] characters only the beginning is searched. Writers wait for each other.

mod care;
mod documents;
mod incidents;
mod query;
mod reviews;
mod tables;

use crate::{
    Decided, Decision, Entry, Ground, Kept, KeptClaim, KeptGists, LedgerError, Page, Question, Review,
    Settlement, Stats, Storage, Trail,
    rows::{Reading, Ready, unpacked_incident},
};
use dateline_model::{ClaimId, DocumentId, Incident, IncidentId};
use postgres::{Client, NoTls, Transaction};
use rayon::prelude::*;
use std::{cell::RefCell, collections::BTreeSet, path::PathBuf, sync::Arc};

/// Characters of a report that are searched. Chosen: a database takes up to a mebibyte of words, and no article has as many.
pub const SEARCHED: usize = 200_000;

/// A ledger in a PostgreSQL database: its tables stand in the schema that the connection comes to first.
pub struct PostgresLedger {
    client: RefCell<Client>,
    /// The address without its password, for messages.
    path: PathBuf,
    /// What the trail of reviews came to when it was last asked, with the place of its last one.
    decided: RefCell<Option<(i64, Arc<Decided>)>>,
}

impl std::fmt::Debug for PostgresLedger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresLedger")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// An address without its password.
fn shown(address: &str) -> PathBuf {
    let hidden = address.split_once("://").and_then(|(scheme, rest)| {
        let (who, place) = rest.split_once('@')?;
        let (name, _) = who.split_once(':')?;
        Some(format!("{scheme}://{name}@{place}"))
    });
    hidden.unwrap_or_else(|| address.to_owned()).into()
}

impl PostgresLedger {
    /// Opens the ledger at an address (`postgres://user@host/database`), and makes its tables where there are none.
    ///
    /// # Errors
    /// [`LedgerError`]: nobody answers, or the ledger is newer, or what is there is no ledger, or can not be written.
    pub fn open(address: &str) -> Result<Self, LedgerError> {
        let ledger = Self::connect(address)?;
        ledger.make()?;
        Ok(ledger)
    }

    /// Opens a ledger that is there, for reading only.
    ///
    /// # Errors
    /// [`LedgerError`]: nobody answers, or there is no ledger, or it is newer, or can not be read.
    pub fn open_to_read(address: &str) -> Result<Self, LedgerError> {
        let ledger = Self::connect(address)?;
        if ledger.recognise()? == 0 {
            return Err(LedgerError::Missing { path: ledger.path });
        }
        let only = "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY";
        ledger
            .client
            .borrow_mut()
            .batch_execute(only)
            .map_err(PostgresLedger::unreadable(&ledger))?;
        Ok(ledger)
    }

    fn connect(address: &str) -> Result<Self, LedgerError> {
        let path = shown(address);
        let client = Client::connect(address, NoTls)
            .map_err(|e| LedgerError::of_server(&path, "open the ledger", e))?;
        Ok(Self {
            client: RefCell::new(client),
            path,
            decided: RefCell::default(),
        })
    }

    /// Maps a refusal of the database while something was tried.
    fn failed(&self, action: &'static str) -> impl Fn(postgres::Error) -> LedgerError + use<> {
        let path = self.path.clone();
        move |source| LedgerError::of_server(&path, action, source)
    }

    fn unreadable(&self) -> impl Fn(postgres::Error) -> LedgerError + use<> {
        self.failed("read the ledger")
    }

    fn reading(&self) -> Reading<'_> {
        Reading { path: &self.path }
    }

    fn damaged(&self, problem: String) -> LedgerError {
        LedgerError::Damaged {
            path: self.path.clone(),
            problem,
        }
    }

    /// Writes all or nothing; others who write wait until it is done.
    fn in_transaction<T>(
        &self,
        write: impl FnOnce(&mut Transaction<'_>) -> Result<T, postgres::Error>,
    ) -> Result<T, LedgerError> {
        let failed = self.failed("write to the ledger");
        let mut client = self.client.borrow_mut();
        let mut transaction = client.transaction().map_err(&failed)?;
        tables::take_turn(&mut transaction).map_err(&failed)?;
        let done = write(&mut transaction).map_err(&failed)?;
        transaction.commit().map_err(&failed)?;
        Ok(done)
    }

    fn state(&self, column: &str) -> Result<u64, LedgerError> {
        let row = self
            .client
            .borrow_mut()
            .query_one(&format!("SELECT {column} FROM state"), &[]);
        let number: i64 = row.map_err(PostgresLedger::unreadable(self))?.get(0);
        Ok(number.unsigned_abs())
    }

    /// Documents as rows, as people corrected them.
    fn corrected(&self, rows: Vec<postgres::Row>) -> Result<Vec<Kept>, LedgerError> {
        let (reading, decided) = (self.reading(), self.in_force()?);
        let rows: Vec<_> = rows.iter().map(documents::row).collect();
        rows.into_par_iter()
            .map(|row| Ok(decided.corrected(reading.kept(row)?)))
            .collect()
    }
}

impl Storage for PostgresLedger {
    fn contains(&self, document: &DocumentId) -> Result<bool, LedgerError> {
        let sql = "SELECT 1 FROM documents WHERE id = $1";
        let found = self.client.borrow_mut().query_opt(sql, &[&document.as_str()]);
        Ok(found.map_err(PostgresLedger::unreadable(self))?.is_some())
    }

    fn add(&mut self, entries: &[Entry]) -> Result<usize, LedgerError> {
        // Packed before the ledger is taken: others may write meanwhile.
        let ready: Vec<Ready<'_>> = entries.par_iter().map(Ready::new).collect();
        self.in_transaction(|transaction| documents::add(transaction, &ready))
    }

    fn document(&self, id: &DocumentId) -> Result<Option<Kept>, LedgerError> {
        let sql = format!("SELECT {} FROM documents d WHERE id = $1", documents::COLUMNS);
        let row = self
            .client
            .borrow_mut()
            .query_opt(&sql, &[&id.as_str()])
            .map_err(PostgresLedger::unreadable(self))?;
        Ok(self.corrected(row.into_iter().collect())?.pop())
    }

    fn documents_after(&self, seq: i64, limit: u32) -> Result<Vec<Kept>, LedgerError> {
        self.corrected(self.rows_after(seq, limit)?)
    }

    fn changes(&self) -> Result<u64, LedgerError> {
        self.state("changes")
    }

    fn unsettled(&self) -> Result<bool, LedgerError> {
        Ok(self.state("changes - settled")? != 0)
    }

    fn settle(&mut self, settlement: &Settlement) -> Result<bool, LedgerError> {
        self.in_transaction(|transaction| incidents::settle(transaction, settlement))
    }

    fn ground(&self) -> Result<Ground, LedgerError> {
        let sql = "SELECT settlings, basis, (SELECT count(*) FROM documents), \
                   (SELECT coalesce(max(component), 0) FROM incidents) FROM state";
        let row = self
            .client
            .borrow_mut()
            .query_one(sql, &[])
            .map_err(PostgresLedger::unreadable(self))?;
        Ok(Ground {
            settlings: row.get::<_, i64>(0).unsigned_abs(),
            basis: row.get(1),
            documents: row.get::<_, i64>(2).unsigned_abs(),
            last_component: place(row.get(3)),
        })
    }

    fn unread(&self) -> Result<Vec<u32>, LedgerError> {
        self.places("SELECT document FROM unread ORDER BY document", &[])
    }

    fn traces(&self, take: &mut dyn FnMut(&[u8])) -> Result<(), LedgerError> {
        let rows = self
            .client
            .borrow_mut()
            .query("SELECT block FROM traces ORDER BY seq", &[]);
        rows.map_err(PostgresLedger::unreadable(self))?
            .iter()
            .for_each(|row| take(row.get(0)));
        Ok(())
    }

    fn gists(&self, documents: &[u32]) -> Result<Vec<KeptGists>, LedgerError> {
        self.gists_of(documents)
    }

    fn gists_after(&self, seq: u32, limit: u32) -> Result<Vec<KeptGists>, LedgerError> {
        let sql = "SELECT document FROM gists WHERE document > $1 ORDER BY document LIMIT $2";
        self.gists_of(&self.places(sql, &[&i64::from(seq), &i64::from(limit)])?)
    }

    fn keep_gists(&mut self, gists: &[(u32, Vec<u8>)]) -> Result<(), LedgerError> {
        self.in_transaction(|transaction| incidents::keep_gists(transaction, gists))
    }

    fn members(&self, components: &[u32]) -> Result<Vec<u32>, LedgerError> {
        let sql = "SELECT DISTINCT document FROM parts WHERE component = ANY($1) ORDER BY document";
        let components: Vec<i64> = components.iter().map(|c| i64::from(*c)).collect();
        self.places(sql, &[&components])
    }

    fn made_of(&self, components: &[u32]) -> Result<Vec<(u64, bool)>, LedgerError> {
        let sql = "SELECT made_of, disputed FROM incidents WHERE component = ANY($1) AND made_of IS NOT NULL";
        let components: Vec<i64> = components.iter().map(|c| i64::from(*c)).collect();
        let rows = self.client.borrow_mut().query(sql, &[&components]);
        let rows = rows.map_err(PostgresLedger::unreadable(self))?;
        let row = |row: &postgres::Row| (row.get::<_, i64>(0).cast_unsigned(), row.get(1));
        Ok(rows.iter().map(row).collect())
    }

    fn documents_at(&self, places: &[u32]) -> Result<Vec<Kept>, LedgerError> {
        let sql = format!(
            "SELECT {} FROM documents d WHERE seq = ANY($1)",
            documents::COLUMNS
        );
        let wanted: Vec<i64> = places.iter().map(|p| i64::from(*p)).collect();
        let rows = self
            .client
            .borrow_mut()
            .query(&sql, &[&wanted])
            .map_err(PostgresLedger::unreadable(self))?;
        let kept = self.corrected(rows)?;
        let mut at: std::collections::BTreeMap<i64, Kept> = kept.into_iter().map(|k| (k.seq, k)).collect();
        Ok(wanted.iter().filter_map(|place| at.remove(place)).collect())
    }

    fn copies_of_all(&self, firsts: &[DocumentId]) -> Result<Vec<u32>, LedgerError> {
        let sql = "SELECT seq FROM documents WHERE id = ANY($1) OR copy_of = ANY($1) ORDER BY seq";
        let firsts: Vec<&str> = firsts.iter().map(DocumentId::as_str).collect();
        self.places(sql, &[&firsts])
    }

    fn incident(&self, id: &IncidentId) -> Result<Option<Incident>, LedgerError> {
        let sql = "SELECT incident FROM incidents WHERE id = $1";
        let row = self
            .client
            .borrow_mut()
            .query_opt(sql, &[&id.as_str()])
            .map_err(PostgresLedger::unreadable(self))?;
        row.map(|row| unpacked_incident(row.get(0), id.as_str(), &self.path))
            .transpose()
    }

    fn incidents_named(&self, start: &str, limit: u32) -> Result<Vec<IncidentId>, LedgerError> {
        let sql = "SELECT id FROM incidents WHERE starts_with(id, $1) ORDER BY id LIMIT $2";
        let rows = self.client.borrow_mut().query(sql, &[&start, &i64::from(limit)]);
        let rows = rows.map_err(PostgresLedger::unreadable(self))?;
        rows.iter().map(|row| self.reading().id(row.get(0))).collect()
    }

    fn incidents(&self, question: &Question) -> Result<Page<Incident>, LedgerError> {
        self.ask_incidents(question)
    }

    fn claims(&self, question: &Question) -> Result<Page<KeptClaim>, LedgerError> {
        self.ask_claims(question)
    }

    fn documents(&self, question: &Question) -> Result<Page<Kept>, LedgerError> {
        self.ask_documents(question)
    }

    fn stats(&self) -> Result<Stats, LedgerError> {
        self.count()
    }

    fn check(&self) -> Result<Vec<String>, LedgerError> {
        self.examine()
    }

    fn review(&mut self, decision: &Decision) -> Result<String, LedgerError> {
        self.decide(decision)
    }

    fn reviews(&self) -> Result<Vec<Review>, LedgerError> {
        self.all_reviews()
    }

    fn rejected(&self) -> Result<BTreeSet<ClaimId>, LedgerError> {
        Ok(self.in_force()?.rejected.clone())
    }

    fn decided(&self) -> Result<Decided, LedgerError> {
        Ok((*self.in_force()?).clone())
    }

    fn coded_after(&self, seq: i64, limit: u32) -> Result<Vec<Kept>, LedgerError> {
        let rows = self.rows_after(seq, limit)?;
        rows.iter()
            .map(|row| self.reading().kept(documents::row(row)))
            .collect()
    }

    fn recode(&mut self, entries: &[Entry]) -> Result<(), LedgerError> {
        let decided = self.in_force()?;
        self.in_transaction(|transaction| documents::recode(transaction, entries, &decided))
    }

    fn verify(&self) -> Result<Trail, LedgerError> {
        self.walk_trail()
    }
}

/// A number as it stands in the database.
fn place(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl PostgresLedger {
    /// The numbers that a statement gives.
    fn places(
        &self,
        sql: &str,
        values: &[&(dyn postgres::types::ToSql + Sync)],
    ) -> Result<Vec<u32>, LedgerError> {
        let rows = self
            .client
            .borrow_mut()
            .query(sql, values)
            .map_err(PostgresLedger::unreadable(self))?;
        Ok(rows.iter().map(|row| place(row.get(0))).collect())
    }

    fn rows_after(&self, seq: i64, limit: u32) -> Result<Vec<postgres::Row>, LedgerError> {
        let sql = format!(
            "SELECT {} FROM documents d WHERE seq > $1 ORDER BY seq LIMIT $2",
            documents::COLUMNS
        );
        let rows = self.client.borrow_mut().query(&sql, &[&seq, &i64::from(limit)]);
        rows.map_err(PostgresLedger::unreadable(self))
    }

    fn gists_of(&self, documents: &[u32]) -> Result<Vec<KeptGists>, LedgerError> {
        let wanted: Vec<i64> = documents.iter().map(|d| i64::from(*d)).collect();
        let gists = "SELECT document, gists FROM gists WHERE document = ANY($1)";
        let parts = "SELECT document, component FROM parts WHERE document = ANY($1) ORDER BY document, part";
        let mut client = self.client.borrow_mut();
        let gists = client
            .query(gists, &[&wanted])
            .map_err(PostgresLedger::unreadable(self))?;
        let parts = client
            .query(parts, &[&wanted])
            .map_err(PostgresLedger::unreadable(self))?;
        let none = |document: &u32| {
            let kept = KeptGists {
                document: *document,
                ..KeptGists::default()
            };
            (*document, kept)
        };
        let mut kept: std::collections::BTreeMap<u32, KeptGists> = documents.iter().map(none).collect();
        for row in gists {
            if let Some(kept) = kept.get_mut(&place(row.get(0))) {
                kept.gists = row.get(1);
            }
        }
        for row in parts {
            if let Some(kept) = kept.get_mut(&place(row.get(0))) {
                kept.components.push(place(row.get(1)));
            }
        }
        Ok(documents
            .iter()
            .filter_map(|document| kept.remove(document))
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_shown() {
        let shown = |address| shown(address).display().to_string();
        assert_eq!(
            shown("postgres://ada:secret@db.example/war"),
            "postgres://ada@db.example/war"
        );
        assert_eq!(
            shown("postgres://ada@db.example/war"),
            "postgres://ada@db.example/war"
        );
        assert_eq!(shown("postgres:///war?host=/run"), "postgres:///war?host=/run");
    }
}

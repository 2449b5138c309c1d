//! The ledger as one SQLite database.

mod care;
mod documents;
mod ground;
mod incidents;
mod migrate;
mod open;
mod query;
mod recode;
mod reviews;
mod serve;
#[cfg(test)]
mod tests;

use crate::rows::Ready;
use crate::{
    Decided, Decision, Entry, Ground, Kept, KeptClaim, KeptGists, LedgerError, Page, Question, Review,
    Settlement, Stats, Storage, Trail,
};
use dateline_model::{ClaimId, DocumentId, Incident, IncidentId};
use rayon::prelude::*;
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};
use std::{cell::RefCell, collections::BTreeSet, path::PathBuf, sync::Arc};

/// Version of the tables that this Dateline writes; the file carries it as `user_version`.
pub const SCHEMA_VERSION: u32 = 4;

/// The tables.
const SCHEMA: &str = include_str!("schema/4.sql");

/// A ledger in one file. It may be open in several programs at once: one writes at a time, the others wait.
#[derive(Debug)]
pub struct SqliteLedger {
    connection: Connection,
    path: PathBuf,
    /// What the trail of reviews came to when it was last asked, with the place of its last one.
    decided: RefCell<Option<(i64, Arc<Decided>)>>,
}

impl SqliteLedger {
    /// Maps a refusal of the database while something was tried.
    fn failed(&self, action: &'static str) -> impl Fn(rusqlite::Error) -> LedgerError + use<> {
        let path = self.path.clone();
        move |source| LedgerError::of(&path, action, source)
    }

    fn unreadable(&self) -> impl Fn(rusqlite::Error) -> LedgerError + use<> {
        self.failed("read the ledger")
    }

    fn damaged(&self, problem: String) -> LedgerError {
        LedgerError::Damaged {
            path: self.path.clone(),
            problem,
        }
    }

    /// Writes all or nothing.
    fn in_transaction<T>(
        &mut self,
        write: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, LedgerError> {
        let failed = self.failed("write to the ledger");
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(&failed)?;
        let done = write(&transaction).map_err(&failed)?;
        transaction.commit().map_err(&failed)?;
        Ok(done)
    }

    fn state(&self, column: &str) -> Result<u64, LedgerError> {
        self.connection
            .query_row(&format!("SELECT {column} FROM state"), [], |row| {
                row.get::<_, i64>(0)
            })
            .map(i64::unsigned_abs)
            .map_err(self.unreadable())
    }
}

impl Storage for SqliteLedger {
    fn contains(&self, document: &DocumentId) -> Result<bool, LedgerError> {
        self.connection
            .prepare_cached("SELECT 1 FROM documents WHERE id = ?1")
            .and_then(|mut statement| statement.exists([document.as_str()]))
            .map_err(self.unreadable())
    }

    fn add(&mut self, entries: &[Entry]) -> Result<usize, LedgerError> {
        let failed = self.failed("write to the ledger");
        // Packed before the ledger is taken: others may write meanwhile.
        let ready: Vec<Ready<'_>> = entries.par_iter().map(Ready::new).collect();
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(&failed)?;
        let mut inserter = documents::Inserter::new(&transaction);
        let mut new = 0;
        for entry in &ready {
            new += usize::from(inserter.insert(entry, None).map_err(&failed)?);
        }
        if new > 0 {
            transaction
                .execute("UPDATE state SET changes = changes + 1", [])
                .map_err(&failed)?;
        }
        transaction.commit().map_err(&failed)?;
        Ok(new)
    }

    fn document(&self, id: &DocumentId) -> Result<Option<Kept>, LedgerError> {
        let sql = format!("SELECT {} FROM documents d WHERE id = ?1", documents::COLUMNS);
        let row = self
            .connection
            .prepare_cached(&sql)
            .and_then(|mut statement| statement.query_row([id.as_str()], documents::row).optional())
            .map_err(self.unreadable())?;
        row.map(|row| self.kept(row)).transpose()
    }

    fn documents_after(&self, seq: i64, limit: u32) -> Result<Vec<Kept>, LedgerError> {
        let sql = format!(
            "SELECT {} FROM documents d WHERE seq > ?1 ORDER BY seq LIMIT ?2",
            documents::COLUMNS
        );
        let mut statement = self.connection.prepare_cached(&sql).map_err(self.unreadable())?;
        let rows = statement
            .query_map([seq, i64::from(limit)], documents::row)
            .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
            .map_err(self.unreadable())?;
        let (reading, decided) = (self.reading(), self.in_force()?);
        rows.into_par_iter()
            .map(|row| Ok(decided.corrected(reading.kept(row)?)))
            .collect()
    }

    fn changes(&self) -> Result<u64, LedgerError> {
        self.state("changes")
    }

    fn unsettled(&self) -> Result<bool, LedgerError> {
        Ok(self.state("changes - settled")? != 0)
    }

    fn settle(&mut self, settlement: &Settlement) -> Result<bool, LedgerError> {
        self.in_transaction(|connection| incidents::settle(connection, settlement))
    }

    fn ground(&self) -> Result<Ground, LedgerError> {
        self.kept_ground()
    }

    fn unread(&self) -> Result<Vec<u32>, LedgerError> {
        self.places("SELECT document FROM unread ORDER BY document", &[])
    }

    fn traces(&self, take: &mut dyn FnMut(&[u8])) -> Result<(), LedgerError> {
        self.kept_traces(take)
    }

    fn gists(&self, documents: &[u32]) -> Result<Vec<KeptGists>, LedgerError> {
        self.gists_of(documents)
    }

    fn gists_after(&self, seq: u32, limit: u32) -> Result<Vec<KeptGists>, LedgerError> {
        let sql = "SELECT document FROM gists WHERE document > ?1 ORDER BY document LIMIT ?2";
        self.gists_of(&self.places(sql, &[&seq, &limit])?)
    }

    fn keep_gists(&mut self, gists: &[(u32, Vec<u8>)]) -> Result<(), LedgerError> {
        self.in_transaction(|connection| incidents::keep_gists(connection, gists))
    }

    fn members(&self, components: &[u32]) -> Result<Vec<u32>, LedgerError> {
        self.members_of(components)
    }

    fn made_of(&self, components: &[u32]) -> Result<Vec<(u64, bool)>, LedgerError> {
        self.incidents_made_of(components)
    }

    fn documents_at(&self, places: &[u32]) -> Result<Vec<Kept>, LedgerError> {
        self.kept_at(places)
    }

    fn copies_of_all(&self, firsts: &[DocumentId]) -> Result<Vec<u32>, LedgerError> {
        self.families(firsts)
    }

    fn incident(&self, id: &IncidentId) -> Result<Option<Incident>, LedgerError> {
        let packed = self
            .connection
            .prepare_cached("SELECT incident FROM incidents WHERE id = ?1")
            .and_then(|mut statement| {
                statement
                    .query_row([id.as_str()], |row| row.get::<_, Vec<u8>>(0))
                    .optional()
            })
            .map_err(self.unreadable())?;
        packed
            .map(|bytes| self.unpacked_incident(&bytes, id.as_str()))
            .transpose()
    }

    fn incidents_named(&self, start: &str, limit: u32) -> Result<Vec<IncidentId>, LedgerError> {
        self.ids_named(start, limit)
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
        self.rejected_claims()
    }

    fn decided(&self) -> Result<Decided, LedgerError> {
        Ok((*self.in_force()?).clone())
    }

    fn coded_after(&self, seq: i64, limit: u32) -> Result<Vec<Kept>, LedgerError> {
        self.as_coded_after(seq, limit)
    }

    fn recode(&mut self, entries: &[Entry]) -> Result<(), LedgerError> {
        self.replace_claims(entries)
    }

    fn verify(&self) -> Result<Trail, LedgerError> {
        self.walk_trail()
    }
}

//! A ledger wherever it is kept.

use crate::{
    Decided, Decision, Entry, Ground, Kept, KeptClaim, KeptGists, LedgerError, Page, Question, Review,
    Settlement, SqliteLedger, Stats, Storage, Trail,
};
use dateline_model::{ClaimId, DocumentId, Incident, IncidentId};
use std::{collections::BTreeSet, path::Path};

/// A ledger in a file, or, with the feature `postgres`, in a PostgreSQL database.
#[derive(Debug)]
#[non_exhaustive]
pub enum Ledger {
    /// In one file.
    Sqlite(SqliteLedger),
    /// In a database.
    #[cfg(feature = "postgres")]
    Postgres(crate::PostgresLedger),
}

/// Does something with the ledger, wherever it is kept.
macro_rules! each {
    ($which:expr, $ledger:ident => $do:expr) => {
        match $which {
            Ledger::Sqlite($ledger) => $do,
            #[cfg(feature = "postgres")]
            Ledger::Postgres($ledger) => $do,
        }
    };
}

/// Whether a name of a ledger is an address of a PostgreSQL database.
fn address(name: &Path) -> Option<&str> {
    let name = name.to_str()?;
    (name.starts_with("postgres://") || name.starts_with("postgresql://")).then_some(name)
}

impl Ledger {
    /// Opens the ledger in a file, or at an address (`postgres://user@host/database`), and makes it where there is none.
    ///
    /// # Errors
    /// [`LedgerError`]: it is newer, of another program or damaged, or can not be written; or it is an address, and this program was
    /// built without the feature `postgres`.
    ///
    /// # Example
    /// ```
    /// use dateline_ledger::{Ledger, Storage as _};
    /// let folder = tempfile::tempdir()?;
    /// let ledger = Ledger::open(&folder.path().join("war.ledger"))?;
    /// assert_eq!(ledger.stats()?.documents, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open(name: &Path) -> Result<Self, LedgerError> {
        match address(name) {
            #[cfg(feature = "postgres")]
            Some(address) => crate::PostgresLedger::open(address).map(Self::Postgres),
            #[cfg(not(feature = "postgres"))]
            Some(_) => Err(LedgerError::NoServers),
            None => SqliteLedger::open(name).map(Self::Sqlite),
        }
    }

    /// Opens a ledger that is there, for reading only.
    ///
    /// # Errors
    /// [`LedgerError`]: there is none, or it is newer, of another program or damaged, or can not be read; or it is an address, and this
    /// program was built without the feature `postgres`.
    pub fn open_to_read(name: &Path) -> Result<Self, LedgerError> {
        match address(name) {
            #[cfg(feature = "postgres")]
            Some(address) => crate::PostgresLedger::open_to_read(address).map(Self::Postgres),
            #[cfg(not(feature = "postgres"))]
            Some(_) => Err(LedgerError::NoServers),
            None => SqliteLedger::open_to_read(name).map(Self::Sqlite),
        }
    }

    /// Writes a copy of the ledger, as of one moment, to a file that is not there yet.
    ///
    /// # Errors
    /// [`LedgerError`]: the ledger can not be read, or the copy can not be written; or it is in a database, which has its own tools.
    pub fn backup(&self, to: &Path) -> Result<(), LedgerError> {
        match self {
            Self::Sqlite(ledger) => ledger.backup(to),
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Err(LedgerError::OwnTools { tool: "pg_dump" }),
        }
    }

    /// Gives back the room that is not needed; says how many bytes the file had, and has.
    ///
    /// # Errors
    /// [`LedgerError`]: the ledger can not be written; or it is in a database, which has its own tools.
    pub fn compact(&mut self) -> Result<(u64, u64), LedgerError> {
        match self {
            Self::Sqlite(ledger) => ledger.compact(),
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Err(LedgerError::OwnTools { tool: "VACUUM FULL" }),
        }
    }
}

impl Storage for Ledger {
    fn contains(&self, document: &DocumentId) -> Result<bool, LedgerError> {
        each!(self, ledger => ledger.contains(document))
    }

    fn add(&mut self, entries: &[Entry]) -> Result<usize, LedgerError> {
        each!(self, ledger => ledger.add(entries))
    }

    fn document(&self, id: &DocumentId) -> Result<Option<Kept>, LedgerError> {
        each!(self, ledger => ledger.document(id))
    }

    fn documents_after(&self, seq: i64, limit: u32) -> Result<Vec<Kept>, LedgerError> {
        each!(self, ledger => ledger.documents_after(seq, limit))
    }

    fn changes(&self) -> Result<u64, LedgerError> {
        each!(self, ledger => ledger.changes())
    }

    fn unsettled(&self) -> Result<bool, LedgerError> {
        each!(self, ledger => ledger.unsettled())
    }

    fn settle(&mut self, settlement: &Settlement) -> Result<bool, LedgerError> {
        each!(self, ledger => ledger.settle(settlement))
    }

    fn ground(&self) -> Result<Ground, LedgerError> {
        each!(self, ledger => ledger.ground())
    }

    fn unread(&self) -> Result<Vec<u32>, LedgerError> {
        each!(self, ledger => ledger.unread())
    }

    fn traces(&self, take: &mut dyn FnMut(&[u8])) -> Result<(), LedgerError> {
        each!(self, ledger => ledger.traces(take))
    }

    fn gists(&self, documents: &[u32]) -> Result<Vec<KeptGists>, LedgerError> {
        each!(self, ledger => ledger.gists(documents))
    }

    fn gists_after(&self, seq: u32, limit: u32) -> Result<Vec<KeptGists>, LedgerError> {
        each!(self, ledger => ledger.gists_after(seq, limit))
    }

    fn keep_gists(&mut self, gists: &[(u32, Vec<u8>)]) -> Result<(), LedgerError> {
        each!(self, ledger => ledger.keep_gists(gists))
    }

    fn members(&self, components: &[u32]) -> Result<Vec<u32>, LedgerError> {
        each!(self, ledger => ledger.members(components))
    }

    fn made_of(&self, components: &[u32]) -> Result<Vec<(u64, bool)>, LedgerError> {
        each!(self, ledger => ledger.made_of(components))
    }

    fn documents_at(&self, places: &[u32]) -> Result<Vec<Kept>, LedgerError> {
        each!(self, ledger => ledger.documents_at(places))
    }

    fn copies_of_all(&self, firsts: &[DocumentId]) -> Result<Vec<u32>, LedgerError> {
        each!(self, ledger => ledger.copies_of_all(firsts))
    }

    fn incident(&self, id: &IncidentId) -> Result<Option<Incident>, LedgerError> {
        each!(self, ledger => ledger.incident(id))
    }

    fn incidents_named(&self, start: &str, limit: u32) -> Result<Vec<IncidentId>, LedgerError> {
        each!(self, ledger => ledger.incidents_named(start, limit))
    }

    fn incidents(&self, question: &Question) -> Result<Page<Incident>, LedgerError> {
        each!(self, ledger => ledger.incidents(question))
    }

    fn claims(&self, question: &Question) -> Result<Page<KeptClaim>, LedgerError> {
        each!(self, ledger => ledger.claims(question))
    }

    fn documents(&self, question: &Question) -> Result<Page<Kept>, LedgerError> {
        each!(self, ledger => ledger.documents(question))
    }

    fn stats(&self) -> Result<Stats, LedgerError> {
        each!(self, ledger => ledger.stats())
    }

    fn check(&self) -> Result<Vec<String>, LedgerError> {
        each!(self, ledger => ledger.check())
    }

    fn review(&mut self, decision: &Decision) -> Result<String, LedgerError> {
        each!(self, ledger => ledger.review(decision))
    }

    fn reviews(&self) -> Result<Vec<Review>, LedgerError> {
        each!(self, ledger => ledger.reviews())
    }

    fn rejected(&self) -> Result<BTreeSet<ClaimId>, LedgerError> {
        each!(self, ledger => ledger.rejected())
    }

    fn decided(&self) -> Result<Decided, LedgerError> {
        each!(self, ledger => ledger.decided())
    }

    fn coded_after(&self, seq: i64, limit: u32) -> Result<Vec<Kept>, LedgerError> {
        each!(self, ledger => ledger.coded_after(seq, limit))
    }

    fn recode(&mut self, entries: &[Entry]) -> Result<(), LedgerError> {
        each!(self, ledger => ledger.recode(entries))
    }

    fn verify(&self) -> Result<Trail, LedgerError> {
        each!(self, ledger => ledger.verify())
    }
}

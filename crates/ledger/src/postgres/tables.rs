//! The tables: making and recognising them.

use super::PostgresLedger;
use crate::LedgerError;
use postgres::{GenericClient, Transaction};

/// Version of the tables in a PostgreSQL database.
const VERSION: i64 = 2;

/// Brings version 1 to version 2: see `3to4.sql`.
const FROM_1: &str = "ALTER TABLE incidents ADD COLUMN made_of BIGINT";

const TABLES: &str = include_str!("../schema/postgres.sql");

/// What every writer of a ledger takes while it writes: `dtln` in ASCII, and the schema, so that the ledgers of one database do not wait for
/// each other.
pub(super) fn take_turn(transaction: &mut Transaction<'_>) -> Result<(), postgres::Error> {
    transaction.execute(
        "SELECT pg_advisory_xact_lock(1685351534, hashtext(current_schema()))",
        &[],
    )?;
    Ok(())
}

/// The version of the tables, 0 where there are none; `None` where there are others.
fn version(client: &mut impl GenericClient) -> Result<Option<i64>, postgres::Error> {
    // Asked of the catalogue itself: what a name led to before another program made the tables may be remembered.
    let there = client.query_one(
        "SELECT count(*) FILTER (WHERE a.attname = 'dateline_version'), count(DISTINCT c.oid) \
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid \
         WHERE n.nspname = current_schema() AND c.relname IN ('state', 'documents') AND NOT a.attisdropped",
        &[],
    )?;
    match (there.get::<_, i64>(0), there.get::<_, i64>(1)) {
        (_, 0) => Ok(Some(0)),
        (1, 2) => Ok(Some(
            client
                .query_one("SELECT dateline_version FROM state", &[])?
                .get(0),
        )),
        _ => Ok(None),
    }
}

impl PostgresLedger {
    /// The version of its tables, 0 where there are none.
    pub(super) fn recognise(&self) -> Result<i64, LedgerError> {
        let version = version(&mut *self.client.borrow_mut()).map_err(self.unreadable())?;
        self.known(version)
    }

    fn known(&self, version: Option<i64>) -> Result<i64, LedgerError> {
        let path = self.path.clone();
        match version {
            None => Err(LedgerError::Foreign { path }),
            Some(found) if found > VERSION => Err(LedgerError::Newer {
                path,
                found: u32::try_from(found).unwrap_or(u32::MAX),
                known: VERSION as u32,
            }),
            Some(version) => Ok(version),
        }
    }

    /// Makes the tables where there are none, and brings those of an earlier version to the present one.
    pub(super) fn make(&self) -> Result<(), LedgerError> {
        if self.recognise()? == VERSION {
            return Ok(());
        }
        // Another program may be making them: who has the lock looks again.
        self.in_transaction(|transaction| {
            match version(transaction)? {
                Some(0) => transaction.batch_execute(TABLES)?,
                Some(1) => transaction.batch_execute(FROM_1)?,
                _ => return Ok(()),
            }
            transaction.execute("UPDATE state SET dateline_version = $1", &[&VERSION])?;
            Ok(())
        })
    }

    /// See [`crate::Stats::schema`].
    pub(super) fn schema(&self) -> Result<u32, LedgerError> {
        Ok(u32::try_from(self.recognise()?).unwrap_or(u32::MAX))
    }
}

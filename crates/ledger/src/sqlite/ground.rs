//! What settling goes by: gists, components and traces.

use super::{SqliteLedger, documents};
use crate::{Ground, Kept, KeptGists, LedgerError};
use dateline_model::DocumentId;
use rayon::prelude::*;
use rusqlite::{OptionalExtension as _, ToSql};

impl SqliteLedger {
    pub(super) fn kept_ground(&self) -> Result<Ground, LedgerError> {
        let sql = "SELECT settlings, basis, (SELECT count(*) FROM documents), (SELECT coalesce(max(component), 0) FROM incidents) \
                   FROM state";
        let row = self.connection.query_row(sql, [], |row| {
            Ok(Ground {
                settlings: row.get::<_, i64>(0)?.unsigned_abs(),
                basis: row.get(1)?,
                documents: row.get::<_, i64>(2)?.unsigned_abs(),
                last_component: row.get(3)?,
            })
        });
        row.map_err(self.unreadable())
    }

    /// The numbers that a statement gives.
    pub(super) fn places(&self, sql: &str, values: &[&dyn ToSql]) -> Result<Vec<u32>, LedgerError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(self.unreadable())?;
        statement
            .query_map(values, |row| row.get(0))
            .and_then(Iterator::collect)
            .map_err(self.unreadable())
    }

    pub(super) fn kept_traces(&self, take: &mut dyn FnMut(&[u8])) -> Result<(), LedgerError> {
        let mut read = || -> rusqlite::Result<()> {
            let mut statement = self
                .connection
                .prepare_cached("SELECT block FROM traces ORDER BY seq")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                take(row.get_ref(0)?.as_blob()?);
            }
            Ok(())
        };
        read().map_err(self.unreadable())
    }

    pub(super) fn gists_of(&self, documents: &[u32]) -> Result<Vec<KeptGists>, LedgerError> {
        let parts = "SELECT component FROM parts WHERE document = ?1 ORDER BY part";
        let read = |document: &u32| -> Result<KeptGists, LedgerError> {
            let gists = self
                .connection
                .prepare_cached("SELECT gists FROM gists WHERE document = ?1")
                .and_then(|mut statement| statement.query_row([document], |row| row.get(0)).optional())
                .map_err(self.unreadable())?;
            Ok(KeptGists {
                document: *document,
                gists: gists.unwrap_or_default(),
                components: self.places(parts, &[document])?,
            })
        };
        documents.iter().map(read).collect()
    }

    pub(super) fn members_of(&self, components: &[u32]) -> Result<Vec<u32>, LedgerError> {
        let sql = "SELECT document FROM parts WHERE component = ?1";
        let mut members = Vec::new();
        for component in components {
            members.extend(self.places(sql, &[component])?);
        }
        members.sort_unstable();
        members.dedup();
        Ok(members)
    }

    pub(super) fn incidents_made_of(&self, components: &[u32]) -> Result<Vec<(u64, bool)>, LedgerError> {
        let sql = "SELECT made_of, disputed FROM incidents WHERE component = ?1 AND made_of IS NOT NULL";
        let mut statement = self.connection.prepare_cached(sql).map_err(self.unreadable())?;
        let mut all = Vec::new();
        for component in components {
            let rows = statement.query_map([component], |row| {
                Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get(1)?))
            });
            let rows = rows.and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>);
            all.extend(rows.map_err(self.unreadable())?);
        }
        Ok(all)
    }

    pub(super) fn kept_at(&self, places: &[u32]) -> Result<Vec<Kept>, LedgerError> {
        let sql = format!("SELECT {} FROM documents d WHERE seq = ?1", documents::COLUMNS);
        let mut statement = self.connection.prepare_cached(&sql).map_err(self.unreadable())?;
        let mut rows = Vec::with_capacity(places.len());
        for place in places {
            let row = statement.query_row([place], documents::row).optional();
            rows.extend(row.map_err(self.unreadable())?);
        }
        let (reading, decided) = (self.reading(), self.in_force()?);
        rows.into_par_iter()
            .map(|row| Ok(decided.corrected(reading.kept(row)?)))
            .collect()
    }

    pub(super) fn families(&self, firsts: &[DocumentId]) -> Result<Vec<u32>, LedgerError> {
        let sql =
            "SELECT seq FROM documents WHERE id = ?1 UNION SELECT seq FROM documents WHERE copy_of = ?1";
        let mut places = Vec::new();
        for first in firsts {
            places.extend(self.places(sql, &[&first.as_str()])?);
        }
        places.sort_unstable();
        places.dedup();
        Ok(places)
    }
}

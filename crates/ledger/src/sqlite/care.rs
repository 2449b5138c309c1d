//! Looking after a ledger: counting, checking, copying, making small.

use super::SqliteLedger;
use crate::rows::problems_of;
use crate::{ENOUGH, Kept, LedgerError, Stats, Storage as _};
use rusqlite::params;
use std::{fs, path::Path};

/// The problems as they are told: no more than are enough.
fn ended(mut problems: Vec<String>) -> Vec<String> {
    problems.truncate(ENOUGH);
    problems
}

impl SqliteLedger {
    pub(super) fn count(&self) -> Result<Stats, LedgerError> {
        let failed = self.unreadable();
        let number = |sql: &str| {
            self.connection
                .query_row(sql, [], |row| row.get::<_, i64>(0))
                .map(i64::unsigned_abs)
                .map_err(&failed)
        };
        let days: (Option<String>, Option<String>) = self
            .connection
            .query_row(
                "SELECT min(published), max(published) FROM documents",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .map_err(&failed)?;
        let published = match days {
            (Some(first), Some(last)) => {
                Some((self.day(&first, "documents")?, self.day(&last, "documents")?))
            }
            _ => None,
        };
        let mut coders = self
            .connection
            .prepare("SELECT coder, count(*) FROM documents GROUP BY coder ORDER BY coder")
            .map_err(&failed)?;
        let coders = coders
            .query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))
            .and_then(Iterator::collect)
            .map_err(&failed)?;
        Ok(Stats {
            schema: u32::try_from(number("PRAGMA user_version")?).unwrap_or(u32::MAX),
            documents: number("SELECT count(*) FROM documents")?,
            copies: number("SELECT count(*) FROM documents WHERE copy_of IS NOT NULL")?,
            publishers: number("SELECT count(DISTINCT publisher) FROM documents")?,
            published,
            claims: number("SELECT count(*) FROM claim_rows")?,
            incidents: number("SELECT count(*) FROM incidents")?,
            disputed: number("SELECT count(*) FROM incidents WHERE disputed")?,
            text_bytes: number("SELECT coalesce(sum(text_bytes), 0) FROM documents")?,
            file_bytes: number("PRAGMA page_count")? * number("PRAGMA page_size")?,
            free_bytes: number("PRAGMA freelist_count")? * number("PRAGMA page_size")?,
            coders,
            unsettled: self.unsettled()?,
        })
    }

    pub(super) fn examine(&self) -> Result<Vec<String>, LedgerError> {
        let failed = self.unreadable();
        let lines = |sql: &str| -> Result<Vec<String>, LedgerError> {
            let mut statement = self.connection.prepare(sql).map_err(&failed)?;
            statement
                .query_map([], |row| row.get(0))
                .and_then(Iterator::collect)
                .map_err(&failed)
        };
        let mut problems = lines(&format!("PRAGMA integrity_check({ENOUGH})"))?;
        problems.retain(|line| line != "ok");
        if !problems.is_empty() {
            // Nothing behind damaged pages can be relied on.
            return Ok(ended(problems));
        }
        problems.extend(lines(
            "SELECT 'a row of ' || \"table\" || ' points at a row of ' || parent || ' that is not there' \
             FROM pragma_foreign_key_check",
        )?);
        problems.extend(lines(
            "SELECT 'incident ' || i.id || ' rests on claim ' || printf('c_%016x', ic.claim) || ', which is not there' \
             FROM incident_claims ic JOIN incidents i ON i.seq = ic.incident \
             WHERE NOT EXISTS (SELECT 1 FROM claim_rows c WHERE c.key = ic.claim)",
        )?);
        problems.extend(lines(
            "SELECT 'document ' || d.id || ' is a copy of ' || d.copy_of || ', which is not there' FROM documents d \
             WHERE copy_of IS NOT NULL AND NOT EXISTS (SELECT 1 FROM documents f WHERE f.id = d.copy_of)",
        )?);
        let mut at = 0;
        loop {
            let page = self.documents_after(at, 256)?;
            let Some(last) = page.last() else { break };
            at = last.seq;
            for kept in &page {
                self.examine_document(kept, &mut problems)?;
            }
            if problems.len() >= ENOUGH {
                return Ok(ended(problems));
            }
        }
        for incident in self.incidents(&crate::Question::default())?.rows {
            if incident.claims.is_empty() {
                problems.push(format!("incident {} rests on no claim", incident.id.as_str()));
            }
        }
        Ok(ended(problems))
    }

    fn examine_document(&self, kept: &Kept, problems: &mut Vec<String>) -> Result<(), LedgerError> {
        let listed: Vec<i64> = self
            .connection
            .prepare_cached("SELECT key FROM claim_rows WHERE document = ?1 ORDER BY position")
            .and_then(|mut statement| {
                statement
                    .query_map(params![kept.seq], |row| row.get(0))?
                    .collect()
            })
            .map_err(self.unreadable())?;
        problems.extend(problems_of(kept, &listed));
        Ok(())
    }

    /// Writes a copy of the ledger, as of one moment, to a file that is not there yet. Others may read and write meanwhile.
    ///
    /// # Errors
    /// [`LedgerError`]: the ledger can not be read, or the copy can not be written.
    pub fn backup(&self, to: &Path) -> Result<(), LedgerError> {
        let refuse = |problem: &str| LedgerError::ReadOnly {
            path: to.to_owned(),
            problem: problem.to_owned(),
        };
        if fs::symlink_metadata(to).is_ok() {
            return Err(refuse("there is a file of this name already"));
        }
        let name = to.to_str().ok_or_else(|| refuse("its name is not UTF-8"))?;
        self.connection
            .execute("VACUUM INTO ?1", [name])
            .map_err(|e| LedgerError::of(to, "write the copy", e))?;
        // The copy is acknowledged only when it is on the disk.
        fs::File::open(to)
            .and_then(|file| file.sync_all())
            .map_err(|e| refuse(&e.to_string()))
    }

    /// Gives back the room that is not needed; says how many bytes the file had, and has.
    ///
    /// # Errors
    /// [`LedgerError`] when the ledger can not be written.
    pub fn compact(&mut self) -> Result<(u64, u64), LedgerError> {
        let before = self.count()?.file_bytes;
        self.connection
            .execute_batch(
                "INSERT INTO documents_text (documents_text) VALUES ('optimize'); VACUUM; ANALYZE;",
            )
            .map_err(self.failed("make the ledger smaller"))?;
        self.connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .map_err(self.failed("make the ledger smaller"))?;
        Ok((before, self.count()?.file_bytes))
    }
}

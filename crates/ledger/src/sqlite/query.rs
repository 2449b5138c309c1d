//! Questions as SQL. Every word of a question is a bound parameter, never part of the statement.

use super::{SqliteLedger, documents};
use crate::{
    Kept, KeptClaim, LedgerError, Page, Publisher, Question,
    conditions::{
        Dialect, Value, Where, asked_words, asks_claims, fitting_claims, fitting_documents,
        fitting_incidents, order, told_by,
    },
};
use dateline_model::{Claim, DocumentId, Incident};
use rusqlite::{
    Row, ToSql, params_from_iter,
    types::{ToSqlOutput, ValueRef},
};

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Real(number) => ValueRef::Real(*number),
            Self::Integer(number) => ValueRef::Integer(*number),
        }))
    }
}

impl SqliteLedger {
    pub(super) fn ask_incidents(&self, question: &Question) -> Result<Page<Incident>, LedgerError> {
        let (all, order) = fitting_incidents(question, Dialect::Sqlite);
        let row = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?));
        let page = self.page("i.id, i.incident", "incidents i", &all, &order, question, row)?;
        let rows = page.rows.into_iter();
        Ok(Page {
            total: page.total,
            rows: rows
                .map(|(id, bytes)| self.unpacked_incident(&bytes, &id))
                .collect::<Result<_, _>>()?,
        })
    }

    pub(super) fn ask_claims(&self, question: &Question) -> Result<Page<KeptClaim>, LedgerError> {
        let (all, order) = fitting_claims(question, Dialect::Sqlite);
        type Found = (String, i64, Option<String>, Option<String>, Option<String>);
        let row = |row: &Row<'_>| -> rusqlite::Result<Found> {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        };
        let page = self.page(
            "d.id, c.position, d.title, d.publisher, d.published",
            "claims c JOIN documents d ON d.seq = c.document",
            &all,
            &order,
            question,
            row,
        )?;
        // Claims of one document often stand together.
        let mut open: Option<(String, Vec<Claim>)> = None;
        let mut rows = Vec::with_capacity(page.rows.len());
        for (id, position, title, publisher, published) in page.rows {
            if open.as_ref().is_none_or(|(known, _)| *known != id) {
                let document: DocumentId = self.id(id.clone())?;
                open = Some((id.clone(), self.claims_of(&document)?));
            }
            let claim = open
                .as_ref()
                .and_then(|(_, claims)| claims.get(usize::try_from(position).ok()?))
                .ok_or_else(|| self.damaged(format!("{id}: claim {position} is missing")))?;
            rows.push(KeptClaim {
                claim: claim.clone(),
                title,
                publisher,
                published: published.map(|day| self.day(&day, &id)).transpose()?,
            });
        }
        Ok(Page {
            total: page.total,
            rows,
        })
    }

    pub(super) fn ask_documents(&self, question: &Question) -> Result<Page<Kept>, LedgerError> {
        let all = fitting_documents(question, Dialect::Sqlite);
        let order = order(question, "d.published", |_| None, "d.id");
        let page = self.page(
            documents::COLUMNS,
            "documents d",
            &all,
            &order,
            question,
            documents::row,
        )?;
        let rows = page.rows.into_iter();
        Ok(Page {
            total: page.total,
            rows: rows.map(|row| self.kept(row)).collect::<Result<_, _>>()?,
        })
    }

    /// What a question asks of an incident's claims, whatever else it asks: the incidents of which it holds, as places in the order of
    /// [`SqliteLedger::each_incident`], in ascending order; `None` where it asks nothing of claims.
    ///
    /// # Errors
    /// [`LedgerError`]: the ledger can not be read, or the question not be asked.
    pub fn incidents_telling(&self, question: &Question) -> Result<Option<Vec<i64>>, LedgerError> {
        if !asks_claims(question) {
            return Ok(None);
        }
        asked_words(question)?;
        let mut all = Where::of(Dialect::Sqlite);
        all.telling(question);
        all.report(question);
        let sql = format!(
            "{} ORDER BY incident",
            told_by(question, &all.sql(), Dialect::Sqlite)
        );
        let mut statement = self.connection.prepare(&sql).map_err(self.unreadable())?;
        let mut found: Vec<i64> = statement
            .query_map(params_from_iter(&all.values), |row| row.get(0))
            .and_then(Iterator::collect::<rusqlite::Result<_>>)
            .map_err(self.unreadable())?;
        found.dedup();
        Ok(Some(found))
    }

    /// The outlets of the documents that fit, most reports first, then by name.
    ///
    /// # Errors
    /// [`LedgerError`]: the ledger can not be read, or the question not be asked.
    pub fn publishers(&self, question: &Question) -> Result<Vec<Publisher>, LedgerError> {
        asked_words(question)?;
        let all = fitting_documents(question, Dialect::Sqlite);
        let sql = format!(
            "SELECT d.publisher, count(*) AS n, count(d.copy_of), min(d.published), max(d.published), \
             sum((SELECT count(*) FROM claim_rows r WHERE r.document = d.seq)) \
             FROM documents d WHERE d.publisher IS NOT NULL AND {} GROUP BY d.publisher ORDER BY n DESC, d.publisher",
            all.sql()
        );
        type Found = (String, i64, i64, Option<String>, Option<String>, i64);
        let row = |row: &Row<'_>| -> rusqlite::Result<Found> {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
            ))
        };
        let mut statement = self.connection.prepare(&sql).map_err(self.unreadable())?;
        let found = statement
            .query_map(params_from_iter(&all.values), row)
            .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
            .map_err(self.unreadable())?;
        let read = |(name, documents, copies, first, last, claims): Found| {
            Ok(Publisher {
                first: first.map(|day| self.day(&day, &name)).transpose()?,
                last: last.map(|day| self.day(&day, &name)).transpose()?,
                documents: documents.unsigned_abs(),
                copies: copies.unsigned_abs(),
                claims: claims.unsigned_abs(),
                name,
            })
        };
        found.into_iter().map(read).collect()
    }

    /// The rows within limit and offset, and the number of all, as of one moment.
    fn page<T>(
        &self,
        columns: &str,
        from: &str,
        all: &Where,
        order: &str,
        question: &Question,
        row: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Page<T>, LedgerError> {
        asked_words(question)?;
        let failed = self.unreadable();
        let moment = self.connection.unchecked_transaction().map_err(&failed)?;
        let total: i64 = moment
            .query_row(
                &format!("SELECT count(*) FROM {from} WHERE {}", all.sql()),
                params_from_iter(&all.values),
                |row| row.get(0),
            )
            .map_err(&failed)?;
        let limit = question
            .limit
            .map_or(-1, |n| i64::try_from(n).unwrap_or(i64::MAX));
        let offset = i64::try_from(question.offset).unwrap_or(i64::MAX);
        let mut statement = moment
            .prepare(&format!(
                "SELECT {columns} FROM {from} WHERE {} ORDER BY {order} LIMIT {limit} OFFSET {offset}",
                all.sql()
            ))
            .map_err(&failed)?;
        let rows = statement
            .query_map(params_from_iter(&all.values), row)
            .map_err(&failed)?
            .collect::<Result<_, _>>()
            .map_err(&failed)?;
        drop(statement);
        moment.finish().map_err(&failed)?;
        Ok(Page {
            rows,
            total: total.unsigned_abs(),
        })
    }
}

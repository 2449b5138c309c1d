//! Questions.

use super::{PostgresLedger, documents};
use crate::{
    Kept, KeptClaim, LedgerError, Page, Question,
    conditions::{
        Dialect, Value, Where, asked_words, fitting_claims, fitting_documents, fitting_incidents, order,
    },
    rows::unpacked_incident,
};
use dateline_model::{Claim, Incident};
use postgres::{
    IsolationLevel, Row,
    types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked},
};
use std::{collections::BTreeMap, error::Error};

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Text(text) => text.to_sql(ty, out),
            Self::Real(number) => number.to_sql(ty, out),
            Self::Integer(number) => number.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        <String as ToSql>::accepts(ty) || <f64 as ToSql>::accepts(ty) || <i64 as ToSql>::accepts(ty)
    }

    to_sql_checked!();
}

impl PostgresLedger {
    pub(super) fn ask_incidents(&self, question: &Question) -> Result<Page<Incident>, LedgerError> {
        let (all, order) = fitting_incidents(question, Dialect::Postgres);
        let page = self.page("i.id, i.incident", "incidents i", &all, &order, question)?;
        let rows = page.rows.iter();
        Ok(Page {
            total: page.total,
            rows: rows
                .map(|row| unpacked_incident(row.get(1), row.get(0), &self.path))
                .collect::<Result<_, _>>()?,
        })
    }

    pub(super) fn ask_claims(&self, question: &Question) -> Result<Page<KeptClaim>, LedgerError> {
        let (all, order) = fitting_claims(question, Dialect::Postgres);
        let page = self.page(
            "d.seq, c.position, d.title, d.publisher, d.published",
            "claims c JOIN documents d ON d.seq = c.document",
            &all,
            &order,
            question,
        )?;
        let mut rows = Vec::with_capacity(page.rows.len());
        for part in page.rows.chunks(1024) {
            let mut places: Vec<u32> = part.iter().map(|row| super::place(row.get(0))).collect();
            places.sort_unstable();
            places.dedup();
            let kept = crate::Storage::documents_at(self, &places)?;
            let claims: BTreeMap<i64, Vec<Claim>> =
                kept.into_iter().map(|k| (k.seq, k.entry.claims)).collect();
            for row in part {
                let (seq, position): (i64, i64) = (row.get(0), row.get(1));
                let claim = claims
                    .get(&seq)
                    .and_then(|all| all.get(usize::try_from(position).ok()?));
                let missing = || self.damaged(format!("document {seq}: claim {position} is missing"));
                let published: Option<String> = row.get(4);
                rows.push(KeptClaim {
                    claim: claim.ok_or_else(missing)?.clone(),
                    title: row.get(2),
                    publisher: row.get(3),
                    published: published
                        .map(|day| self.reading().day(&day, "documents"))
                        .transpose()?,
                });
            }
        }
        Ok(Page {
            total: page.total,
            rows,
        })
    }

    pub(super) fn ask_documents(&self, question: &Question) -> Result<Page<Kept>, LedgerError> {
        let all = fitting_documents(question, Dialect::Postgres);
        let order = order(question, "d.published", |_| None, "d.id");
        let page = self.page(documents::COLUMNS, "documents d", &all, &order, question)?;
        Ok(Page {
            total: page.total,
            rows: self.corrected(page.rows)?,
        })
    }

    /// The rows within limit and offset, and the number of all, as of one moment.
    fn page(
        &self,
        columns: &str,
        from: &str,
        all: &Where,
        order: &str,
        question: &Question,
    ) -> Result<Page<Row>, LedgerError> {
        asked_words(question)?;
        let failed = self.unreadable();
        let values: Vec<&(dyn ToSql + Sync)> = all.values.iter().map(|v| v as &(dyn ToSql + Sync)).collect();
        let mut client = self.client.borrow_mut();
        let moment = client
            .build_transaction()
            .isolation_level(IsolationLevel::RepeatableRead)
            .read_only(true);
        let mut moment = moment.start().map_err(&failed)?;
        let total: i64 = moment
            .query_one(
                &format!("SELECT count(*) FROM {from} WHERE {}", all.sql()),
                &values,
            )
            .map_err(&failed)?
            .get(0);
        let limit = question
            .limit
            .map_or_else(|| "ALL".to_owned(), |n| n.min(i64::MAX as u64).to_string());
        let offset = question.offset.min(i64::MAX as u64);
        let sql = format!(
            "SELECT {columns} FROM {from} WHERE {} ORDER BY {order} LIMIT {limit} OFFSET {offset}",
            all.sql()
        );
        let rows = moment.query(&sql, &values).map_err(&failed)?;
        moment.commit().map_err(&failed)?;
        Ok(Page {
            rows,
            total: total.unsigned_abs(),
        })
    }
}

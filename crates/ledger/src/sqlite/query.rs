//! Questions as SQL. Every word of a question is a bound parameter, never part of the statement.

use super::{SqliteLedger, documents};
use crate::rows::{code, key};
use crate::{Kept, KeptClaim, LedgerError, Page, Publisher, Question, Sort};
use dateline_model::{Claim, DocumentId, Incident};
use rusqlite::{Row, params_from_iter, types::Value};

/// Conditions that must all hold, with the values of their `?`.
#[derive(Default)]
struct Where {
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Where {
    /// Adds a condition; each `?` in it stands for the value.
    fn with(&mut self, condition: &str, value: impl Into<Value>) {
        let value = value.into();
        self.values.push(value);
        self.conditions
            .push(condition.replace('?', &format!("?{}", self.values.len())));
    }

    /// Conditions on the day, place and codes of table `t`, which claims and incidents have alike.
    fn scene(&mut self, question: &Question, t: &str, first: &str, last: &str) {
        if let Some(from) = question.from {
            self.with(&format!("{last} >= ?"), from.to_string());
        }
        if let Some(to) = question.to {
            self.with(&format!("{first} <= ?"), to.to_string());
        }
        if let Some(country) = &question.country {
            self.with(&format!("{t}.country = ?"), country.to_uppercase());
        }
        if let Some(admin1) = &question.admin1 {
            self.with(&format!("{t}.admin1 = ? COLLATE NOCASE"), admin1.clone());
        }
        if let Some(b) = question.bbox {
            self.with(&format!("{t}.lat >= ?"), b.south);
            self.with(&format!("{t}.lat <= ?"), b.north);
            let joined = if b.west <= b.east { "AND" } else { "OR" };
            self.with(&format!("({t}.lon >= ? {joined} "), b.west);
            let open = self.conditions.pop().unwrap_or_default();
            self.with(&format!("{t}.lon <= ?)"), b.east);
            let close = self.conditions.pop().unwrap_or_default();
            self.conditions.push(open + &close);
        }
        if let Some(kind) = question.harm {
            self.with(&format!("instr({t}.harm, ?) > 0"), format!(" {} ", code(&kind)));
        }
    }

    /// Conditions on a document `d`.
    fn report(&mut self, question: &Question) {
        if let Some(publisher) = &question.publisher {
            self.with("d.publisher = ? COLLATE NOCASE", publisher.clone());
        }
        if let Some(text) = &question.text {
            self.with(
                "d.seq IN (SELECT rowid FROM documents_text WHERE documents_text MATCH ?)",
                words(text),
            );
        }
    }

    /// Conditions on a claim `c` that an incident has only through its claims.
    fn telling(&mut self, question: &Question) {
        if let Some(mode) = question.mode {
            self.with("c.mode = ?", mode.as_str().to_owned());
        }
        if let Some(actor) = &question.actor {
            self.with("instr(c.actors, ?) > 0", actor.to_lowercase());
        }
        if let Some(claim) = &question.claim {
            self.with("c.key = ?", key(claim));
        }
        if question.conditions {
            self.conditions.push("c.condition IS NOT NULL".to_owned());
        }
        if let Some(kind) = question.condition {
            self.with("c.condition = ?", code(&kind));
        }
        if let Some(status) = question.status {
            self.with("c.status = ?", code(&status));
        }
    }

    fn sql(&self) -> String {
        if self.conditions.is_empty() {
            "1".to_owned()
        } else {
            self.conditions.join(" AND ")
        }
    }
}

/// Words as the full-text search takes them: each quoted, so that no word is taken for an operator; what stands in double quotes stays
/// together.
fn words(text: &str) -> String {
    let mut quoted = Vec::new();
    // A null would end the search for SQLite.
    let text = text.replace('\0', " ");
    for (at, part) in text.split('"').enumerate() {
        if at % 2 == 1 {
            quoted.push(format!("\"{part}\""));
        } else {
            quoted.extend(part.split_whitespace().map(|word| format!("\"{word}\"")));
        }
    }
    quoted.retain(|word| word.chars().any(char::is_alphanumeric));
    quoted.join(" ")
}

/// Whether a question asks for claims beside the fields that incidents have themselves.
fn asks_claims(question: &Question) -> bool {
    question.mode.is_some()
        || question.claim.is_some()
        || question.conditions
        || question.condition.is_some()
        || question.actor.is_some()
        || question.status.is_some()
        || question.publisher.is_some()
        || question.text.is_some()
}

/// The incidents of claims `c` of documents `d` of which `inner` holds. The claims are found once, then the incidents: for each
/// incident its claims would be looked for anew.
fn told_by(question: &Question, inner: &str) -> String {
    // The documents themselves are large: they are not looked at where only their words are asked for.
    let documents = if question.publisher.is_some() {
        "JOIN documents d ON d.seq = c.document"
    } else {
        ""
    };
    let inner = inner.replace("d.seq IN", "c.document IN");
    format!(
        "SELECT incident FROM incident_claims WHERE claim IN (SELECT c.key FROM claims c {documents} WHERE {inner})"
    )
}

/// Orders by `keys` of the question's kind, then by `last`.
fn order(
    question: &Question,
    day: &str,
    by_number: impl Fn(Sort) -> Option<&'static str>,
    last: &str,
) -> String {
    let (key, natural) = match by_number(question.sort) {
        Some(column) => (column, true),
        None => (day, false),
    };
    let direction = if natural == question.reverse {
        "ASC"
    } else {
        "DESC"
    };
    format!("{key} {direction} NULLS LAST, {day} NULLS LAST, {last}")
}

/// What must hold of documents `d` that fit.
fn fitting_documents(question: &Question) -> Where {
    let mut all = Where::default();
    if let Some(from) = question.from {
        all.with("d.published >= ?", from.to_string());
    }
    if let Some(to) = question.to {
        all.with("d.published <= ?", to.to_string());
    }
    all.report(question);
    let before = all.conditions.len();
    let undated = Question {
        from: None,
        to: None,
        ..question.clone()
    };
    all.scene(&undated, "c", "c.first_day", "c.last_day");
    all.telling(question);
    if let Some(kind) = question.event_type {
        all.with("c.type = ?", kind.as_str().to_owned());
    }
    if all.conditions.len() > before {
        let inner = all.conditions.split_off(before).join(" AND ");
        all.conditions.push(format!(
            "EXISTS (SELECT 1 FROM claims c WHERE c.document = d.seq AND {inner})"
        ));
    }
    all
}

/// Refuses a question for words that has none.
fn asked_words(question: &Question) -> Result<(), LedgerError> {
    match question.text.as_deref() {
        Some(text) if words(text).is_empty() => Err(LedgerError::Question {
            text: text.to_owned(),
            problem: "there is no word in it".to_owned(),
        }),
        _ => Ok(()),
    }
}

impl SqliteLedger {
    pub(super) fn ask_incidents(&self, question: &Question) -> Result<Page<Incident>, LedgerError> {
        let mut all = Where::default();
        all.scene(question, "i", "i.first_day", "i.last_day");
        if let Some(kind) = question.event_type {
            all.with("i.type = ?", kind.as_str().to_owned());
        }
        if question.disputed {
            all.conditions.push("i.disputed".to_owned());
        }
        if asks_claims(question) {
            let before = all.conditions.len();
            all.telling(question);
            all.report(question);
            let inner = all.conditions.split_off(before).join(" AND ");
            all.conditions
                .push(format!("i.seq IN ({})", told_by(question, &inner)));
        }
        let numbers = |sort| match sort {
            Sort::Day => None,
            Sort::Killed => Some("i.killed"),
            Sort::Reports => Some("i.reports"),
            Sort::Publishers => Some("i.publishers"),
        };
        let order = order(question, "i.first_day", numbers, "i.id");
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
        let mut all = Where::default();
        let (first, last) = (
            "coalesce(c.first_day, d.published)",
            "coalesce(c.last_day, d.published)",
        );
        all.scene(question, "c", first, last);
        all.telling(question);
        all.report(question);
        if let Some(kind) = question.event_type {
            all.with("c.type = ?", kind.as_str().to_owned());
        }
        let order = order(question, first, |_| None, "d.id, c.position");
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
        let all = fitting_documents(question);
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
        let mut all = Where::default();
        all.telling(question);
        all.report(question);
        let sql = format!("{} ORDER BY incident", told_by(question, &all.sql()));
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
        let all = fitting_documents(question);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_search_are_never_operators() {
        assert_eq!(words("market strike"), "\"market\" \"strike\"");
        assert_eq!(
            words("\"market strike\" NOT dead*"),
            "\"market strike\" \"NOT\" \"dead*\""
        );
        assert_eq!(words(" - \" \" ( "), "");
        assert_eq!(words("a\0b"), "\"a\" \"b\"");
        assert_eq!(words("unclosed \"quote here"), "\"unclosed\" \"quote here\"");
    }
}

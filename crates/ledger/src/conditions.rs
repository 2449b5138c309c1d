//! Questions as conditions in SQL, for every store. Every word of a question is a bound parameter, never part of the statement.

use crate::{
    LedgerError, Question, Sort,
    rows::{code, key},
};

/// Which database is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    #[cfg(feature = "postgres")]
    Postgres,
}

impl Dialect {
    /// Where the value of that number, from 1, stands.
    fn place(self, number: usize) -> String {
        match self {
            Self::Sqlite => format!("?{number}"),
            #[cfg(feature = "postgres")]
            Self::Postgres => format!("${number}"),
        }
    }

    /// Whether a column is a value but for the case of its letters from A to Z.
    fn without_case(self, column: &str) -> String {
        match self {
            Self::Sqlite => format!("{column} = ? COLLATE NOCASE"),
            #[cfg(feature = "postgres")]
            Self::Postgres => format!("lower({column} COLLATE \"C\") = lower(? COLLATE \"C\")"),
        }
    }

    /// Whether a value stands somewhere in a column.
    fn holds(self, column: &str) -> String {
        match self {
            Self::Sqlite => format!("instr({column}, ?) > 0"),
            #[cfg(feature = "postgres")]
            Self::Postgres => format!("strpos({column}, ?) > 0"),
        }
    }
}

/// A value of a question.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Real(f64),
    Integer(i64),
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Real(number)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

/// Conditions that must all hold, with the values of their `?`.
pub(crate) struct Where {
    dialect: Dialect,
    pub conditions: Vec<String>,
    pub values: Vec<Value>,
}

impl Where {
    pub(crate) fn of(dialect: Dialect) -> Self {
        Self {
            dialect,
            conditions: Vec::new(),
            values: Vec::new(),
        }
    }

    /// Adds a condition; each `?` in it stands for the value.
    pub(crate) fn with(&mut self, condition: &str, value: impl Into<Value>) {
        let value = value.into();
        self.values.push(value);
        self.conditions
            .push(condition.replace('?', &self.dialect.place(self.values.len())));
    }

    /// Conditions on the day, place and codes of table `t`, which claims and incidents have alike.
    pub(crate) fn scene(&mut self, question: &Question, t: &str, first: &str, last: &str) {
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
            self.with(&self.dialect.without_case(&format!("{t}.admin1")), admin1.clone());
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
            let column = format!("{t}.harm");
            self.with(&self.dialect.holds(&column), format!(" {} ", code(&kind)));
        }
    }

    /// Conditions on a document `d`.
    pub(crate) fn report(&mut self, question: &Question) {
        if let Some(publisher) = &question.publisher {
            self.with(&self.dialect.without_case("d.publisher"), publisher.clone());
        }
        if let Some(text) = &question.text {
            match self.dialect {
                Dialect::Sqlite => self.with(
                    "d.seq IN (SELECT rowid FROM documents_text WHERE documents_text MATCH ?)",
                    quoted(text),
                ),
                #[cfg(feature = "postgres")]
                Dialect::Postgres => {
                    for phrase in phrases(text) {
                        let words = crate::rows::plain_words(phrase);
                        self.with("d.words @@ phraseto_tsquery('simple', ?)", words);
                    }
                }
            }
        }
    }

    /// Conditions on a claim `c` that an incident has only through its claims.
    pub(crate) fn telling(&mut self, question: &Question) {
        if let Some(mode) = question.mode {
            self.with("c.mode = ?", mode.as_str().to_owned());
        }
        if let Some(actor) = &question.actor {
            self.with(&self.dialect.holds("c.actors"), actor.to_lowercase());
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

    pub(crate) fn sql(&self) -> String {
        if self.conditions.is_empty() {
            "1 = 1".to_owned()
        } else {
            self.conditions.join(" AND ")
        }
    }
}

/// The words and phrases that a search asks for: what stands in double quotes stays together.
pub(crate) fn phrases(text: &str) -> Vec<&str> {
    let mut phrases = Vec::new();
    for (at, part) in text.split('"').enumerate() {
        if at % 2 == 1 {
            phrases.push(part);
        } else {
            phrases.extend(part.split_whitespace());
        }
    }
    phrases.retain(|word| word.chars().any(char::is_alphanumeric));
    phrases
}

/// Words as SQLite's full-text search takes them: each quoted, so that no word is taken for an operator.
fn quoted(text: &str) -> String {
    // A null would end the search for SQLite.
    let text = text.replace('\0', " ");
    let quoted: Vec<String> = phrases(&text)
        .iter()
        .map(|phrase| format!("\"{phrase}\""))
        .collect();
    quoted.join(" ")
}

/// Whether a question asks for claims beside the fields that incidents have themselves.
pub(crate) fn asks_claims(question: &Question) -> bool {
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
pub(crate) fn told_by(question: &Question, inner: &str, dialect: Dialect) -> String {
    // The documents themselves are large: SQLite does not look at them where only their words are asked for.
    let words_apart = dialect == Dialect::Sqlite;
    let needed = question.publisher.is_some() || question.text.is_some() && !words_apart;
    let documents = if needed {
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
pub(crate) fn order(
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
pub(crate) fn fitting_documents(question: &Question, dialect: Dialect) -> Where {
    let mut all = Where::of(dialect);
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
pub(crate) fn asked_words(question: &Question) -> Result<(), LedgerError> {
    match question.text.as_deref() {
        Some(text) if phrases(text).is_empty() => Err(LedgerError::Question {
            text: text.to_owned(),
            problem: "there is no word in it".to_owned(),
        }),
        _ => Ok(()),
    }
}

/// What must hold of incidents `i` that fit, and their order.
pub(crate) fn fitting_incidents(question: &Question, dialect: Dialect) -> (Where, String) {
    let mut all = Where::of(dialect);
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
        let told = told_by(question, &inner, dialect);
        all.conditions.push(format!("i.seq IN ({told})"));
    }
    let numbers = |sort| match sort {
        Sort::Day => None,
        Sort::Killed => Some("i.killed"),
        Sort::Reports => Some("i.reports"),
        Sort::Publishers => Some("i.publishers"),
    };
    let order = order(question, "i.first_day", numbers, "i.id");
    (all, order)
}

/// What must hold of claims `c` of documents `d` that fit, and their order.
pub(crate) fn fitting_claims(question: &Question, dialect: Dialect) -> (Where, String) {
    let mut all = Where::of(dialect);
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
    (all, order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_search_are_never_operators() {
        assert_eq!(quoted("market strike"), "\"market\" \"strike\"");
        assert_eq!(
            quoted("\"market strike\" NOT dead*"),
            "\"market strike\" \"NOT\" \"dead*\""
        );
        assert_eq!(quoted(" - \" \" ( "), "");
        assert_eq!(quoted("unclosed \"quote here"), "\"unclosed\" \"quote here\"");
    }
}

//! Documents, claims and incidents as rows: what all stores have alike.

use crate::{CopyOf, Entry, Kept, LedgerError, packed};
use dateline_model::{Claim, Document, DocumentId, DocumentParts, HarmKind, Incident, Place};
use jiff::civil::Date;
use serde::{Serialize, de::DeserializeOwned};
use std::{borrow::Cow, collections::BTreeSet, path::Path};

/// A document as its row has it.
pub(crate) struct DocumentRow {
    pub seq: i64,
    pub id: String,
    pub publisher: Option<String>,
    pub title: Option<String>,
    pub published: Option<String>,
    pub url: Option<String>,
    pub text: Vec<u8>,
    pub source: String,
    pub coder: String,
    pub claims: Option<Vec<u8>>,
    pub copy_of: Option<String>,
    pub resemblance: Option<f64>,
}

/// A ledger's rows as the model has them. Needs no connection, so that many threads can work at it.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'p> {
    pub path: &'p Path,
}

impl Reading<'_> {
    pub(crate) fn kept(self, row: DocumentRow) -> Result<Kept, LedgerError> {
        let published = row.published.map(|day| self.day(&day, &row.id)).transpose()?;
        let copy_of = match row.copy_of {
            Some(first) => Some(CopyOf {
                first: self.id(first)?,
                resemblance: row.resemblance.unwrap_or(1.0),
            }),
            None => None,
        };
        let text = self.text(&row.text, &row.id)?;
        let claims = match &row.claims {
            Some(bytes) => self.claims(bytes, &text, &row.id, &row.coder)?,
            None => Vec::new(),
        };
        Ok(Kept {
            seq: row.seq,
            copy_of,
            entry: Entry {
                document: Document {
                    id: self.id(row.id)?,
                    title: row.title,
                    publisher: row.publisher,
                    published,
                    url: row.url,
                    text,
                },
                source: row.source,
                coder: row.coder,
                claims,
            },
        })
    }

    /// An id as the model has it.
    pub(crate) fn id<T: DeserializeOwned>(self, id: String) -> Result<T, LedgerError> {
        serde_json::from_value(serde_json::Value::String(id)).map_err(|e| self.damaged(e.to_string()))
    }

    pub(crate) fn day(self, day: &str, of: &str) -> Result<Date, LedgerError> {
        day.parse()
            .map_err(|_| self.damaged(format!("{of}: `{day}` is no day")))
    }

    pub(crate) fn text(self, bytes: &[u8], of: &str) -> Result<String, LedgerError> {
        packed::unpack_text(bytes).map_err(|problem| self.damaged(format!("{of}: {problem}")))
    }

    /// Claims that stand packed with the document `of`.
    pub(crate) fn claims(
        self,
        bytes: &[u8],
        text: &str,
        of: &str,
        coder: &str,
    ) -> Result<Vec<Claim>, LedgerError> {
        packed::unpack(bytes, text, [of, coder]).map_err(|problem| self.damaged(format!("{of}: {problem}")))
    }

    fn damaged(self, problem: String) -> LedgerError {
        LedgerError::Damaged {
            path: self.path.to_owned(),
            problem,
        }
    }
}

/// The claims of an entry in little room; `None` where there are none.
pub(crate) fn packed_claims(entry: &Entry) -> Option<Vec<u8>> {
    let document = &entry.document;
    let given = [document.id.as_str(), entry.coder.as_str()];
    (!entry.claims.is_empty()).then(|| packed::pack(&entry.claims, &document.text, given))
}

/// The number by which a claim is found: its id's digits, or a hash of an id that is none of ours.
pub(crate) fn key(claim: &str) -> i64 {
    let digits = claim.strip_prefix("c_").filter(|d| d.len() == 16);
    let number = digits.and_then(|d| u64::from_str_radix(d, 16).ok());
    number
        .unwrap_or_else(|| {
            let hash = blake3::hash(claim.as_bytes());
            let (first, _) = hash.as_bytes().split_first_chunk().expect("a hash has 32 bytes");
            u64::from_be_bytes(*first)
        })
        .cast_signed()
}

/// Words of headline and text, as they are searched. A headline with which the text begins already is not counted twice.
pub(crate) fn searched(document: &Document) -> Cow<'_, str> {
    match document.title.as_deref() {
        Some(title) if !document.text.starts_with(title.trim().trim_end_matches('.')) => {
            format!("{title}\n\n{}", document.text).into()
        }
        _ => document.text.as_str().into(),
    }
}

/// An entry that is ready to be written.
pub(crate) struct Ready<'e> {
    pub entry: &'e Entry,
    pub text: Vec<u8>,
    pub claims: Option<Vec<u8>>,
}

impl<'e> Ready<'e> {
    pub(crate) fn new(entry: &'e Entry) -> Self {
        Self {
            text: packed::pack_text(&entry.document.text),
            claims: packed_claims(entry),
            entry,
        }
    }
}

/// What a claim is found by.
pub(crate) struct ClaimRow<'c> {
    /// Place in reading order, from 0.
    pub position: i64,
    pub key: i64,
    pub kind: Kind,
    pub place: Option<&'c Place>,
    /// Ids and names of the actors in lower case, one a line; empty where there are none.
    pub actors: String,
    pub first: Option<String>,
    /// `None` where it is the first.
    pub last: Option<String>,
}

/// The part of it that recurs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Kind {
    pub event_type: Option<&'static str>,
    pub mode: Option<&'static str>,
    pub condition: Option<String>,
    pub status: String,
    pub analysis: bool,
    /// Kinds of harm, each between blanks.
    pub harm: String,
}

/// What the claims of a document are found by.
pub(crate) fn claim_rows(claims: &[Claim]) -> impl Iterator<Item = ClaimRow<'_>> {
    (0_i64..).zip(claims).map(|(position, claim)| {
        let time = claim.time.as_ref();
        let first = time.and_then(|t| t.start.or(t.end));
        let last = time
            .and_then(|t| t.end.or(t.start))
            .filter(|day| Some(*day) != first);
        let harm: BTreeSet<HarmKind> = claim.harm.iter().map(|h| h.kind).collect();
        ClaimRow {
            position,
            key: key(claim.id.as_str()),
            kind: Kind {
                event_type: claim.event.as_ref().map(|e| e.kind.as_str()),
                mode: claim.event.as_ref().and_then(|e| e.mode).map(|m| m.as_str()),
                condition: claim.condition.as_ref().map(|c| code(&c.kind)),
                status: code(&claim.status),
                analysis: claim.analysis,
                harm: listed(harm.into_iter()),
            },
            place: claim.place.as_ref(),
            actors: actors(claim),
            first: first.map(|day| day.to_string()),
            last: last.map(|day| day.to_string()),
        }
    })
}

/// A place as it is told from others.
pub(crate) fn spelt(place: &Place) -> String {
    format!(
        "{}\n{:?}\n{:?}\n{:?}\n{:?}",
        place.name, place.admin1, place.country, place.lat, place.lon
    )
}

/// An incident in as little room as it is kept in, with what it is found by.
#[derive(Clone, Debug, PartialEq)]
pub struct PackedIncident {
    pub(crate) id: String,
    pub(crate) event_type: Option<&'static str>,
    pub(crate) first_day: Option<String>,
    pub(crate) last_day: Option<String>,
    pub(crate) place: Option<String>,
    pub(crate) admin1: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) lat: Option<f64>,
    pub(crate) lon: Option<f64>,
    pub(crate) harm: String,
    pub(crate) killed: Option<u32>,
    pub(crate) injured: Option<u32>,
    pub(crate) reports: u32,
    pub(crate) publishers: u32,
    pub(crate) disputed: bool,
    pub(crate) packed: Vec<u8>,
    /// Keys of its claims, sorted.
    pub(crate) claims: Vec<i64>,
    /// Reports of it, sorted.
    pub(crate) documents: Vec<DocumentId>,
    pub(crate) made_of: Option<i64>,
}

impl PackedIncident {
    /// Packs an incident.
    ///
    /// # Example
    /// ```
    /// use dateline_ledger::PackedIncident;
    /// use dateline_model::{ClaimId, DocumentId, Incident, IncidentId};
    /// let incident = Incident {
    ///     id: IncidentId::of(&[b"c_1"]), documents: vec![DocumentId::of(&[b"a"])], mentions: vec![],
    ///     claims: vec![ClaimId::of(&[b"one"])], event_type: None, start: None, end: None, place: None,
    ///     tolls: vec![], disputes: vec![], corroboration: 1, links: vec![], apart: vec![],
    /// };
    /// assert!(!PackedIncident::of(&incident).disputed());
    /// ```
    #[must_use]
    pub fn of(incident: &Incident) -> Self {
        let place = incident.place.as_ref();
        let best = |kind| {
            let toll = incident.tolls.iter().find(|t| t.kind == kind)?;
            toll.best.or(toll.low)
        };
        let claims: BTreeSet<i64> = incident.claims.iter().map(|id| key(id.as_str())).collect();
        let documents: BTreeSet<&DocumentId> = incident.documents.iter().chain(&incident.mentions).collect();
        Self {
            id: incident.id.as_str().to_owned(),
            event_type: incident.event_type.map(|t| t.as_str()),
            first_day: incident.start.or(incident.end).map(|day| day.to_string()),
            last_day: incident.end.or(incident.start).map(|day| day.to_string()),
            place: place.map(|p| p.name.clone()),
            admin1: place.and_then(|p| p.admin1.clone()),
            country: place.and_then(|p| p.country.clone()),
            lat: place.and_then(|p| p.lat),
            lon: place.and_then(|p| p.lon),
            harm: listed(incident.tolls.iter().map(|t| t.kind)),
            killed: best(HarmKind::Killed),
            injured: best(HarmKind::Injured),
            reports: incident.reports().count() as u32,
            publishers: incident.corroboration,
            disputed: !incident.disputes.is_empty(),
            packed: packed::pack(incident, "", ["", ""]),
            claims: claims.into_iter().collect(),
            documents: documents.into_iter().cloned().collect(),
            made_of: None,
        }
    }

    /// Notes a hash of all that the incident is made of: one of an equal hash need not be made again.
    #[must_use]
    pub fn made_of(mut self, hash: u64) -> Self {
        self.made_of = Some(hash.cast_signed());
        self
    }

    /// Whether voices disagree on it.
    #[must_use]
    pub fn disputed(&self) -> bool {
        self.disputed
    }
}

/// An incident as it was packed.
pub(crate) fn unpacked_incident(bytes: &[u8], id: &str, path: &Path) -> Result<Incident, LedgerError> {
    packed::unpack(bytes, "", ["", ""]).map_err(|problem| LedgerError::Damaged {
        path: path.to_owned(),
        problem: format!("{id}: {problem}"),
    })
}

/// A code of the model as it is written in data.
pub(crate) fn code(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => code,
        _ => String::new(),
    }
}

/// Kinds of harm, each between blanks.
pub(crate) fn listed(kinds: impl Iterator<Item = HarmKind>) -> String {
    kinds.fold(" ".to_owned(), |list, kind| list + &code(&kind) + " ")
}

/// Ids and names of the actors in lower case, one a line.
pub(crate) fn actors(claim: &Claim) -> String {
    let mut names = BTreeSet::new();
    for actor in claim.source_actors.iter().chain(&claim.target_actors) {
        names.extend(actor.id.iter().map(|id| id.to_lowercase()));
        names.insert(actor.name.to_lowercase());
    }
    names.into_iter().collect::<Vec<_>>().join("\n")
}

/// Words with nothing but blanks between them, so that every database cuts a text at the same places.
#[cfg(feature = "postgres")]
pub(crate) fn plain_words(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect()
}

/// What is wrong with a document of which claims of these keys are listed.
pub(crate) fn problems_of(kept: &Kept, listed: &[i64]) -> Vec<String> {
    let mut problems = Vec::new();
    let document = &kept.entry.document;
    let id = document.id.as_str();
    let again = Document::new(DocumentParts {
        title: document.title.clone(),
        publisher: document.publisher.clone(),
        published: document.published,
        url: document.url.clone(),
        text: document.text.clone(),
    });
    if again.id != document.id {
        problems.push(format!("document {id}: its words are not those that were kept"));
    }
    if !listed
        .iter()
        .copied()
        .eq(kept.entry.claims.iter().map(|c| key(c.id.as_str())))
    {
        problems.push(format!("document {id}: its claims are not those that are listed"));
    }
    for claim in &kept.entry.claims {
        if let Err(problem) = claim.check(&document.text) {
            problems.push(format!("document {id}: {problem}"));
        }
    }
    problems
}

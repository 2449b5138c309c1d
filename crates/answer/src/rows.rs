//! Answers as rows of JSON.

use dateline_ledger::{Decided, Kept, KeptClaim, LedgerError, Publisher, Review, Storage, undone};
use dateline_model::{Claim, ClaimId, Document, DocumentId, Incident};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;

/// An incident, with what people decided on it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct IncidentRow {
    /// The incident.
    #[serde(flatten)]
    pub incident: Incident,
    /// Places in the trail of reviews of the decisions that hold of its claims.
    pub reviews: BTreeSet<i64>,
    /// What it is known by: see [`headline`].
    pub headline: Option<String>,
}

impl IncidentRow {
    /// The row of an incident, with what it is known by.
    #[must_use]
    pub fn new(incident: Incident, decided: &Decided, headline: Option<String>) -> Self {
        let reviews = decided.concerning(&incident.claims);
        Self {
            incident,
            reviews,
            headline,
        }
    }
}

/// What an incident is known by: the headline of the first report about it; where reports only tell of it in passing, the sentence
/// of the first. `None` where that report has no headline.
///
/// # Errors
/// [`LedgerError`]: the ledger can not be read.
pub fn headline(ledger: &impl Storage, incident: &Incident) -> Result<Option<String>, LedgerError> {
    let Some(first) = incident.reports().next() else {
        return Ok(None);
    };
    let Some(kept) = ledger.document(first)? else {
        return Ok(None);
    };
    if !incident.documents.is_empty() {
        return Ok(kept.entry.document.title);
    }
    let mut claims = kept.entry.claims.into_iter();
    let told = claims.find(|claim| incident.claims.contains(&claim.id));
    Ok(told.map(|claim| {
        let words: Vec<&str> = claim.evidence.text().split_whitespace().collect();
        words.join(" ")
    }))
}

/// A claim, with what its document is and what people decided on it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ClaimRow {
    /// The claim.
    #[serde(flatten)]
    pub claim: Claim,
    /// Headline of its document.
    pub title: Option<String>,
    /// Outlet that published the document.
    pub publisher: Option<String>,
    /// Day on which the document was published.
    pub published: Option<Date>,
    /// Whether a person rejected it: then it is part of no incident.
    pub rejected: bool,
    /// Places in the trail of reviews of the decisions that hold of it.
    pub reviews: BTreeSet<i64>,
}

impl ClaimRow {
    /// The row of a claim.
    #[must_use]
    pub fn new(kept: KeptClaim, decided: &Decided) -> Self {
        Self {
            rejected: decided.rejected.contains(&kept.claim.id),
            reviews: decided.concerning([&kept.claim.id]),
            claim: kept.claim,
            title: kept.title,
            publisher: kept.publisher,
            published: kept.published,
        }
    }

    /// The row of a claim of a document.
    #[must_use]
    pub fn of(claim: Claim, document: &Document, decided: &Decided) -> Self {
        let kept = KeptClaim {
            claim,
            title: document.title.clone(),
            publisher: document.publisher.clone(),
            published: document.published,
        };
        Self::new(kept, decided)
    }
}

/// A document with its text, and what the ledger knows of it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DocumentRow {
    /// The document.
    #[serde(flatten)]
    pub document: Document,
    /// Where it was read from, as the reader names it.
    pub source: String,
    /// Name and version of the coder that read it.
    pub coder: String,
    /// Number of its claims.
    pub claims: u64,
    /// The first report of which it is a copy.
    pub copy_of: Option<DocumentId>,
    /// How much it resembles that report, from 0 to 1.
    pub resemblance: Option<f64>,
}

impl DocumentRow {
    /// The row of a document.
    #[must_use]
    pub fn new(kept: Kept) -> Self {
        Self {
            claims: kept.entry.claims.len() as u64,
            document: kept.entry.document,
            source: kept.entry.source,
            coder: kept.entry.coder,
            resemblance: kept.copy_of.as_ref().map(|c| c.resemblance),
            copy_of: kept.copy_of.map(|c| c.first),
        }
    }
}

/// A document without its text, and what the ledger knows of it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DocumentHead {
    /// Hash of the content.
    pub id: DocumentId,
    /// Headline.
    pub title: Option<String>,
    /// Outlet that published it.
    pub publisher: Option<String>,
    /// Day of publication.
    pub published: Option<Date>,
    /// Where it was published.
    pub url: Option<String>,
    /// Where it was read from, as the reader names it.
    pub source: String,
    /// Name and version of the coder that read it.
    pub coder: String,
    /// Number of its claims.
    pub claims: u64,
    /// The first report of which it is a copy.
    pub copy_of: Option<DocumentId>,
    /// How much it resembles that report, from 0 to 1.
    pub resemblance: Option<f64>,
}

impl DocumentHead {
    /// The head of a document.
    #[must_use]
    pub fn new(kept: Kept) -> Self {
        let row = DocumentRow::new(kept);
        Self {
            id: row.document.id,
            title: row.document.title,
            publisher: row.document.publisher,
            published: row.document.published,
            url: row.document.url,
            source: row.source,
            coder: row.coder,
            claims: row.claims,
            copy_of: row.copy_of,
            resemblance: row.resemblance,
        }
    }
}

/// An outlet, with what the ledger has of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PublisherRow {
    /// Its name.
    pub name: String,
    /// Its reports.
    pub documents: u64,
    /// Those that copy an earlier one.
    pub copies: u64,
    /// The claims of its reports.
    pub claims: u64,
    /// Day of its first report.
    pub first: Option<Date>,
    /// Day of its last report.
    pub last: Option<Date>,
}

impl From<Publisher> for PublisherRow {
    fn from(publisher: Publisher) -> Self {
        Self {
            name: publisher.name,
            documents: publisher.documents,
            copies: publisher.copies,
            claims: publisher.claims,
            first: publisher.first,
            last: publisher.last,
        }
    }
}

/// A decision in the trail of reviews.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ReviewRow {
    /// Its place in the trail, from 1.
    pub seq: i64,
    /// What was decided, in words: `reject`, `correct killed=12`, `undo 4`.
    pub decision: String,
    /// The incident, incidents or claim that was named.
    pub subject: String,
    /// The claims that it covers.
    pub claims: Vec<ClaimId>,
    /// Who decided.
    pub reviewer: String,
    /// When, in UTC.
    pub made: String,
    /// Why.
    pub reason: String,
    /// Whether it holds still: nobody undid it.
    pub holds: bool,
    /// Hash of it and of the hash before it.
    pub hash: String,
}

impl ReviewRow {
    /// The row of a decision; `undone` tells which no longer hold.
    #[must_use]
    pub fn new(review: Review, undone: &BTreeSet<i64>) -> Self {
        let decision = review.decision;
        Self {
            seq: review.seq,
            decision: decision.verdict.to_string(),
            subject: decision.subject,
            claims: decision.claims,
            reviewer: decision.reviewer,
            made: decision.made.to_string(),
            reason: decision.reason,
            holds: !undone.contains(&review.seq),
            hash: review.hash,
        }
    }
}

/// The trail of decisions as rows: all, or those of an incident (by its claims, too) or claim.
///
/// # Errors
/// [`LedgerError`]: the ledger can not be read.
pub fn reviews(ledger: &impl Storage, target: Option<&str>) -> Result<Vec<ReviewRow>, LedgerError> {
    let mut trail = ledger.reviews()?;
    let undone = undone(&trail);
    if let Some(target) = target {
        let named = |ids: &[ClaimId]| ids.iter().any(|id| id.as_str() == target);
        let incident = ledger
            .incidents_named(target, 2)?
            .into_iter()
            .find(|id| id.as_str() == target);
        let claims = match incident {
            Some(id) => ledger.incident(&id)?.map_or_else(Vec::new, |i| i.claims),
            None => Vec::new(),
        };
        trail.retain(|review| {
            let decision = &review.decision;
            decision.subject.split(' ').any(|subject| subject == target)
                || named(&decision.claims)
                || decision.claims.iter().any(|c| claims.contains(c))
        });
    }
    Ok(trail
        .into_iter()
        .map(|review| ReviewRow::new(review, &undone))
        .collect())
}

//! Answers as rows of JSON.

use dateline_ledger::{Decided, Kept, KeptClaim};
use dateline_model::{Claim, Document, DocumentId, Incident};
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
}

impl IncidentRow {
    /// The row of an incident.
    #[must_use]
    pub fn new(incident: Incident, decided: &Decided) -> Self {
        let reviews = decided.concerning(&incident.claims);
        Self { incident, reviews }
    }
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

//! What is asked of who can read texts and lay claims side by side, which the server can not.

use dateline_ledger::{Entry, LedgerError, SqliteLedger};
use dateline_model::{ClaimId, Document};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// A value of a claim, with what led to it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ExplainedField {
    /// The field: `event`, `actor`, `place`, `time`, `harm`, `attribution`, `condition`, `status`.
    pub field: String,
    /// The value as the claim has it; null where the field is empty.
    pub value: Value,
    /// What led to it, a line each.
    pub because: Vec<String>,
}

/// A claim of a text, with what led to it.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplainedClaim {
    /// The claim.
    pub claim: ClaimId,
    /// Its values, in the order in which they are told.
    pub fields: Vec<ExplainedField>,
}

/// Reads texts and settles what they tell, on a thread that may wait.
pub trait Desk: Send + Sync {
    /// The claims of the document as they are read now, with what led to them.
    fn explain(&self, document: &Document) -> Vec<ExplainedClaim>;

    /// The document with its claims.
    ///
    /// # Errors
    /// Why it can not be read, for who sent it.
    fn read(&self, document: Document) -> Result<Entry, String>;

    /// Brings copies and incidents up to date with what came and was decided.
    ///
    /// # Errors
    /// [`LedgerError`]: the ledger can not be read or written.
    fn settle(&self, ledger: &mut SqliteLedger) -> Result<(), LedgerError>;
}

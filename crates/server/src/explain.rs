//! Why claims are as they are: asked of who can read texts, which the server can not.

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

/// Reads a text again and says why its claims are as they are.
pub trait ExplainClaims: Send + Sync {
    /// The claims of the document as they are read now.
    fn explain(&self, document: &Document) -> Vec<ExplainedClaim>;
}

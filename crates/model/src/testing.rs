//! For tests that emit claims: does what they write keep to the public contract?

use crate::schema::schemas;
use jsonschema::{ValidationError, Validator, error::ValidationErrorKind};
use serde_json::Value;
use std::sync::LazyLock;

static VALIDATORS: LazyLock<[Validator; 3]> = LazyLock::new(|| {
    schemas().map(|named| {
        jsonschema::options()
            .should_validate_formats(true)
            .build(&named.schema)
            .unwrap_or_else(|e| panic!("{} is not a JSON Schema: {e}", named.file_name))
    })
});

/// Every breach of the claim schema, each with the path of the field; empty for a valid claim.
///
/// # Example
/// ```
/// let faults = dateline_model::testing::claim_faults(&serde_json::json!({ "id": 7 }));
/// assert!(faults.iter().any(|f| f.starts_with("/id: ")), "{faults:?}");
/// ```
#[must_use]
pub fn claim_faults(claim: &Value) -> Vec<String> {
    faults(&VALIDATORS[0], claim)
}

/// As [`claim_faults`], for documents.
#[must_use]
pub fn document_faults(document: &Value) -> Vec<String> {
    faults(&VALIDATORS[1], document)
}

/// As [`claim_faults`], for incidents.
#[must_use]
pub fn incident_faults(incident: &Value) -> Vec<String> {
    faults(&VALIDATORS[2], incident)
}

fn faults(validator: &Validator, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    for error in validator.iter_errors(value) {
        name_fault(&error, &mut faults);
    }
    faults
}

/// A field that may be null fails as a whole, with the reasons inside: the innermost ones say more.
fn name_fault(error: &ValidationError<'_>, faults: &mut Vec<String>) {
    let at = error.instance_path().as_str();
    let inner: Vec<&ValidationError<'_>> = match error.kind() {
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            let deeper = |e: &&ValidationError<'_>| e.instance_path().as_str().len() > at.len();
            context.iter().flatten().filter(deeper).collect()
        }
        _ => Vec::new(),
    };
    if inner.is_empty() {
        faults.push(format!("{at}: {error}"));
    }
    for error in inner {
        name_fault(error, faults);
    }
}

/// Asserts that a claim, as written, keeps to the schema of version [`crate::SCHEMA_VERSION`].
///
/// # Panics
/// With every breach and the claim, when it does not.
///
/// # Example: in a test of another crate
/// ```should_panic
/// dateline_model::testing::assert_valid_claim(&serde_json::json!({ "id": "c_0" }));
/// ```
#[track_caller]
pub fn assert_valid_claim(claim: &Value) {
    let faults = claim_faults(claim);
    assert!(
        faults.is_empty(),
        "not a valid claim:\n  {}\n{claim:#}",
        faults.join("\n  ")
    );
}

/// Asserts that a document, as written, keeps to its schema.
///
/// # Panics
/// With every breach, when it does not.
#[track_caller]
pub fn assert_valid_document(document: &Value) {
    let faults = document_faults(document);
    assert!(
        faults.is_empty(),
        "not a valid document:\n  {}",
        faults.join("\n  ")
    );
}

#[cfg(test)]
mod tests;

//! Identities: hashes of content, so that the same report read twice is the same report.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// First 64 bits of the BLAKE3 hash of length-prefixed parts, in hexadecimal.
fn content_hash(parts: &[&[u8]]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

/// Names a document: `d_` and 16 hexadecimal digits of a hash of publisher, date, title and text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct DocumentId(String);

impl DocumentId {
    /// The id of what is in `parts`; the same parts give the same id on every machine.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        Self(format!("d_{}", content_hash(parts)))
    }

    /// The id as written in output.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Names a claim: `c_` and 16 hexadecimal digits of a hash of its document and its content.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct ClaimId(String);

impl ClaimId {
    /// The id of what is in `parts`.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        Self(format!("c_{}", content_hash(parts)))
    }

    /// The id as written in output.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Names an incident: `i_` and 16 hexadecimal digits of a hash of the claims that it is made of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct IncidentId(String);

impl IncidentId {
    /// The id of what is in `parts`.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        Self(format!("i_{}", content_hash(parts)))
    }

    /// The id as written in output.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(DocumentId::of(&[b"ab", b"c"]), DocumentId::of(&[b"a", b"bc"]));
        assert_eq!(DocumentId::of(&[b"ab"]), DocumentId::of(&[b"ab"]));
    }
}

//! What a report is about, as weighted terms: enough to compare reports without their text.

use serde::{Deserialize, Serialize};

/// The terms of one report and a sketch of its wording.
///
/// Made beside the claims, from the same text; reconciliation compares profiles and never sees text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Terms, sorted by kind and form, each once.
    pub terms: Vec<Term>,
    /// The smallest hashes of its runs of words, sorted: the share that two reports have in common estimates how much of
    /// their wording is the same (Broder, *On the resemblance and containment of documents*, 1997).
    pub sketch: Vec<u64>,
}

/// A term of a report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Term {
    /// What sort of term.
    pub kind: TermKind,
    /// Case-folded words.
    pub form: String,
    /// How often it stands in headline and text.
    pub count: u32,
    /// How often it stands in headline and lead.
    pub lead: u32,
}

/// What sort of term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TermKind {
    /// A name of two or more words: a person, a street, an organisation, a place.
    Name,
    /// An age in years.
    Age,
    /// A number or time of day of two or more digits.
    Number,
    /// Any other word.
    Word,
}

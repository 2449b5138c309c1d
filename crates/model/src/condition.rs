//! States of affairs: who holds a town, whether the airport is open.

use crate::Excerpt;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A state that a document reports, as against something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Condition {
    /// What sort of state.
    pub kind: ConditionKind,
    /// What is in that state, in the document's words: "Aleppo's international airport", "the city".
    pub subject: String,
    /// The state itself: `closed`, `damaged`, `near full capacity`, `held`, `in force`.
    pub state: String,
    /// How much of the subject: "more than half"; `None` where the whole is meant or nothing is said.
    pub extent: Option<String>,
    /// Who holds it, for control.
    pub holder: Option<String>,
    /// The words of the state.
    pub span: Excerpt,
}

/// What sort of state a [`Condition`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ConditionKind {
    /// Control of territory.
    Control,
    /// A facility: hospital, airport, road, crossing, power, water.
    Facility,
    /// The state of security somewhere.
    Security,
    /// Who supports, leads or is allied with whom.
    Alliance,
    /// A siege or blockade.
    Siege,
    /// A ceasefire.
    Ceasefire,
}

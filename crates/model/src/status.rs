//! How the content of a claim is held.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether, and on whose word, what a claim says is said to have happened.
///
/// The order is of decreasing commitment. From [`Status::Denied`] on, a claim is kept but never counted as something
/// that happened. It takes the place of PLOVER's unimplemented auxiliary modes (historical, future, hypothetical,
/// negation).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Status {
    /// In the document's own voice.
    #[default]
    Asserted,
    /// On the word of a cited source.
    Attributed,
    /// Said as an accusation, or hedged with 'allegedly', 'reportedly'.
    Alleged,
    /// Said by a side in the fight: a claim of responsibility, or a party's figure for its own or its enemy's losses.
    Claimed,
    /// Someone cited says it did not happen.
    Denied,
    /// Tried and failed, or foiled: what was meant to happen did not.
    Attempted,
    /// Threatened.
    Threatened,
    /// Planned, plotted or being prepared.
    Planned,
    /// Ordered or demanded.
    Ordered,
    /// Feared.
    Feared,
    /// Conditional, speculated or otherwise not said to have happened.
    Hypothetical,
    /// History cited for context: an old event, a trial, an anniversary.
    Background,
}

impl Status {
    /// Whether a claim of this status may count as something that happened.
    #[must_use]
    pub fn happened(self) -> bool {
        self < Self::Denied
    }
}

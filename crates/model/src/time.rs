//! When.

use crate::Excerpt;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A time expression and the calendar interval that it names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TimeRef {
    /// First day, inclusive; `None` where open or unresolved.
    pub start: Option<Date>,
    /// Last day, inclusive; `None` where open or unresolved.
    pub end: Option<Date>,
    /// How fine the interval is.
    pub precision: TimePrecision,
    /// TIMEX3 value as far as it is known: `2024-11-29`, `XXXX-11-24`, `XXXX-WXX-5`.
    pub timex: String,
    /// What the interval rests on.
    pub basis: TimeBasis,
    /// The words.
    pub mention: Excerpt,
}

/// How fine a time is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TimePrecision {
    /// One day (or a part of it).
    Day,
    /// A few days or a week.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
    /// Coarser than a year, or not known.
    Unknown,
}

/// What the interval of a [`TimeRef`] rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TimeBasis {
    /// The words give the whole date.
    Explicit,
    /// Completed from the publication date.
    Published,
    /// Completed from a date in focus in the text.
    Focus,
    /// Not resolved: the words are relative and nothing anchors them.
    Unresolved,
}

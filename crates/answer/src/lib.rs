//! What is asked of a ledger, by the words in which people ask it, and the answers as rows: what the command line and the server
//! have in common.
//!
//! [`question`] reads filters by their names, which are those of the command line's flags. The rows ([`IncidentRow`], [`ClaimRow`],
//! [`DocumentRow`]) are what `dateline incidents --format jsonl` and its like write, a line each, and what the server answers with.
//!
//! What people decide about claims and incidents is checked and kept here too ([`plan`], [`decide`]).
//!
//! Invariant: knows no terminal and no HTTP. The same ledger gives the same rows.
//!
//! # Example: filters by name
//! ```
//! use dateline_answer::question;
//! let asked = question([("country", "SYR"), ("harm", "killed")])?;
//! assert_eq!(asked.country.as_deref(), Some("SYR"));
//! let odd = question([("colour", "red")]).expect_err("is no filter");
//! assert!(odd.to_string().contains("colour"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod actors;
mod conditions;
mod correction;
mod decide;
mod filters;
mod rows;
mod story;
mod together;
mod told;

pub use actors::{ActorRow, ActorSort, actors};
pub use conditions::{AskedConditions, ConditionRow, according_to, conditions};
pub use decide::{DecideError, Decider, Planned, Wish, decide, named, plan};
pub use filters::{FILTERS, Filter, FilterError, Kind, code, kind, question, set};
pub use rows::{
    ClaimRow, DocumentHead, DocumentRow, IncidentRow, PublisherRow, ReviewRow, headline, reviews,
};
pub use story::{StoryRow, TollHistory, TollPoint, reports_of, story};
pub use together::{Together, ToldLink, ToldReason, review_line};
pub use told::{FORMATS, Reviewed, Told, file_format, told_by};

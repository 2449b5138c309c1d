//! Dateline's vocabulary as types: what a report says, never how it was found.
//!
//! A [`Document`] is one report. A [`Claim`] is what one document says happened, or says is the case; everything in
//! it points at bytes of that document through an [`Excerpt`]. [`taxonomy`] holds the codebooks (PLOVER, CAMEO, the
//! ACLED-like and UCDP-like views) and the crosswalks between them.
//!
//! The JSON of these types is the project's public contract. Its schema is kept in `schema/` and generated from the
//! types by `cargo xtask codegen`.

mod actor;
mod attribution;
mod claim;
mod condition;
mod document;
mod event;
mod harm;
mod id;
mod incident;
mod place;
mod profile;
mod schema;
mod span;
mod status;
pub mod taxonomy;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod time;

pub use actor::{Actor, ActorKind};
pub use attribution::{Attribution, Channel};
pub use claim::{Claim, ClaimError, Count, Field, Hazard, HazardKind, NamedPerson, Unresolved, Why};
pub use condition::{Condition, ConditionKind};
pub use document::{Document, DocumentParts};
pub use event::{AcledView, Event, UcdpView};
pub use harm::{Bounds, Harm, HarmKind, Scope, VictimClass, Victims};
pub use id::{ClaimId, DocumentId, IncidentId};
pub use incident::{Dispute, DisputeKind, Incident, Link, LinkReason, Standing, Toll, TollFigure};
pub use place::{Place, PlaceAnchor, PlaceMatch, PlacePrecision, PlaceRelation, RelativePlace, RunnerUp};
pub use profile::{Profile, Term, TermKind};
pub use schema::{NamedSchema, schemas};
pub use span::{ByteOffset, Excerpt, Span, SpanError};
pub use status::Status;
pub use time::{TimeBasis, TimePrecision, TimeRef};

/// Version of the JSON that these types write; the file name and `$id` of the schema carry it.
///
/// It moves when a field changes its meaning or goes away, not when one is added.
pub const SCHEMA_VERSION: u32 = 1;

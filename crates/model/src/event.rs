//! What happened, in the codebooks' terms.

use crate::taxonomy::{Context, EventType, Mode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An event coded in PLOVER, with its codes in the other views.
///
/// The views come from the crosswalk ([`crate::taxonomy`]) and the claim's parties; `None` is the crosswalk's explicit
/// 'this view has no place for it'.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// PLOVER type: what was done.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// PLOVER mode: how.
    pub mode: Option<Mode>,
    /// PLOVER contexts: why, in what setting. Sorted.
    pub contexts: Vec<Context>,
    /// CAMEO code, a string with its leading zero.
    pub cameo: Option<String>,
    /// ACLED-like event type and sub-event type.
    pub acled: Option<AcledView>,
    /// UCDP-like type of violence.
    pub ucdp: Option<UcdpView>,
}

/// The ACLED-like view of an event: the codebook's words, no data of ACLED's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AcledView {
    /// 'Battles', 'Explosions/Remote violence', …
    pub event_type: String,
    /// 'Armed clash', 'Air/drone strike', …
    pub sub_event_type: String,
}

/// The UCDP-like view of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UcdpView {
    /// 1 state-based, 2 non-state, 3 one-sided.
    pub type_of_violence: u8,
}

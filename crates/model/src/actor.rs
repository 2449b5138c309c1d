//! Who did it, who suffered it.

use crate::{Excerpt, taxonomy::Sector};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A participant as one document mentions it, resolved as far as the words allow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Actor {
    /// Id in the actor lexicon; `None` for groups that no list names ('gunmen').
    pub id: Option<String>,
    /// Canonical name where `id` is set, else the mention without its determiner.
    pub name: String,
    /// ISO 3166-1 alpha-3 of the state it belongs to, or fights in or for; `None` where not known.
    pub country: Option<String>,
    /// PLOVER sector; `None` where not known.
    pub sector: Option<Sector>,
    /// What sort of actor it is; `None` where not known.
    pub kind: Option<ActorKind>,
    /// The words.
    pub mention: Excerpt,
}

/// What sort of actor it is, for the views that ask 'a state, an armed group or civilians?'.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ActorKind {
    /// Army, police, intelligence and other forces of a state.
    StateForce,
    /// Rebels, militias, jihadists, gangs.
    NonStateArmed,
    /// Governments, parliaments, courts, parties, politicians.
    Political,
    /// People who do not fight, and the bodies they form.
    Civilian,
    /// Coalitions, the UN, other intergovernmental bodies.
    International,
    /// News media.
    Media,
}

//! The tasks: one file each, one line each in [`TASKS`].

mod actors;
mod attack_type;
mod casualties;
mod entities;
mod event_type;
mod extraction;
mod fakes;
mod incidents;
mod police;
mod relation;
mod relevance;
mod seed;
mod syntax;
mod templates;
mod times;
mod toponyms;

pub(crate) use incidents::reports;
pub(crate) use relation::spans as relation_spans;

use crate::Task;

/// Every task, in the order of the scorecard.
pub(crate) static TASKS: &[&dyn Task] = &[
    &seed::Seed,
    &fakes::Fakes,
    &incidents::Incidents,
    &casualties::Casualties,
    &event_type::EventType,
    &attack_type::AttackType,
    &relation::Relation,
    &police::Police,
    &relevance::Relevance,
    &templates::Templates,
    &syntax::Syntax,
    &syntax::SyntaxRaw,
    &entities::Entities,
    &times::Times,
    &toponyms::Toponyms,
    &toponyms::ToponymSpans,
    &actors::Actors,
    &extraction::Extraction,
];

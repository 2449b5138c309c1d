//! The tasks: one file each, one line each in [`TASKS`].

mod casualties;
mod event_type;
mod fakes;
mod seed;
mod templates;

use crate::Task;

/// Every task, in the order of the scorecard.
pub(crate) static TASKS: &[&dyn Task] = &[
    &seed::Seed,
    &fakes::Fakes,
    &casualties::Casualties,
    &event_type::EventType,
    &templates::Templates,
];

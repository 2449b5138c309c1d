//! The codebooks and the crosswalks between them.

mod codes;

pub use codes::{Context, EventType, Mode, Sector, UnknownCode};

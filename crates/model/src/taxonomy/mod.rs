//! The codebooks and the crosswalks between them.
//!
//! An event is coded in PLOVER ([`EventType`], [`Mode`], [`Context`]); [`cameo::cameo_of`], [`acled_view`] and [`ucdp_view`]
//! give its place in the other three, or an explicit `None`. The tables are reviewed data files under `data/taxonomy`, whose
//! README names their sources and licences and every choice made where the published tables contradict themselves.

pub mod cameo;
mod codes;
mod parties;
mod plover;
mod quad;
mod table;
mod views;

pub use cameo::{CameoCode, PloverCode, cameo_of, plover_of};
pub use codes::{Context, EventType, Mode, Sector, UnknownCode};
pub use parties::{Ground, HarmLevel, Parties};
pub use plover::{mode_gloss, pairs, score};
pub use quad::{NotAQuadClass, QuadClass};
pub use table::TableError;
pub use views::{AcledSubType, ViolenceType, acled_sub_types, acled_view, ucdp_view, violence_types};

/// Reads every embedded table, as tests and `cargo xtask tidy` do before a release.
///
/// The tables are otherwise read on first use, once.
///
/// # Errors
/// The first fault, with its file and line.
///
/// # Example
/// ```
/// assert_eq!(dateline_model::taxonomy::check_tables(), Ok(()));
/// ```
pub fn check_tables() -> Result<(), TableError> {
    plover::check()?;
    cameo::check()?;
    views::check()
}

//! News feeds polled politely, and the pages that they point to.
//!
//! [`watch`] asks each feed of [`Settings`] when it is due, and hands what it names, with the page it points to, to [`Keep`] (the command
//! line puts it into a ledger). Every request obeys robots.txt and waits for its host's turn; feeds are asked whether they changed; what
//! fails is asked for again, ever later, and not before the server wishes. Only addresses of the public internet are connected to
//! ([`is_public`]), unless told otherwise, and everything that the other side decides has a limit.
//!
//! Time is passed in ([`Clock`]).

mod address;
mod clock;
mod edit;
mod fetch;
mod line;
mod polite;
mod settings;
mod state;
mod watching;

#[cfg(test)]
mod tests;

pub use address::is_public;
pub use clock::{Clock, SystemClock};
pub use edit::{FeedFile, FeedFileError, NewFeed};
pub use fetch::USER_AGENT;
pub use settings::{FeedSettings, Settings, SettingsError};
pub use state::StateError;
pub use watching::{Keep, Kept, Summary, WatchError, watch};

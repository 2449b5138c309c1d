//! A ledger over HTTP: the API under `/api/v1`, the web app at the root, live news of what came in.
//!
//! [`Server::start`] opens the ledger for reading, takes the address and answers until it is stopped. Who may do what is told by
//! a file of users (`dateline-users`); without one everyone may read and nobody write. Texts are read, and incidents settled, by a
//! [`Desk`]. Answers are made on threads of their own, each with its own connection to
//! the ledger (`pool`), and kept while the ledger stays as it is (`cache`).
//!
//! Invariant: knows no language and no clock; the ledger and what is handed in ([`Options`]) are all that it tells of. Text of
//! documents leaves it as JSON, or as escaped words of a page, and never as markup.
//!
//! # Example: a server on a port of its own
//! ```no_run
//! use dateline_server::{Options, Server};
//! let server = Server::start(std::path::Path::new("war.ledger"), Options::default())?;
//! println!("open http://{}/", server.address());
//! server.stop();
//! # Ok::<(), dateline_server::ServeError>(())
//! ```

mod access;
mod assets;
mod cache;
mod desk;
mod error;
mod guard;
mod index;
mod metrics;
mod news;
mod openapi;
mod patience;
mod pool;
mod problem;
mod reply;
mod routes;
mod serve;
mod state;

pub use desk::{Desk, ExplainedClaim, ExplainedField};
pub use error::ServeError;
pub use problem::Problem;
pub use serve::{DEFAULT_PORT, Options, Server};

use access::{Right, Visitor};

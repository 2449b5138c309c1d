//! Why a ledger can not be served.

use dateline_ledger::LedgerError;
use dateline_users::UsersError;
use std::{io, net::SocketAddr};

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The ledger can not be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The users can not be read.
    #[error(transparent)]
    Users(#[from] UsersError),
    /// There are users, and none of them may add others.
    #[error("there is no user in the file of users")]
    Nobody,
    /// Another program has the port.
    #[error("another program listens on {address} already")]
    Taken {
        /// The address.
        address: SocketAddr,
    },
    /// The address can not be listened on.
    #[error("can not listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// Others could reach the server, and nobody would have to sign in.
    #[error("{address} can be reached from other machines, and there are no users")]
    Exposed {
        /// The address.
        address: SocketAddr,
    },
    /// The system gives no threads.
    #[error("can not start: {0}")]
    Threads(#[source] io::Error),
}

impl ServeError {
    /// What to do about it, as one sentence without a final stop.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Ledger(error) => error.help(),
            Self::Users(_) => "name a file that dateline users made",
            Self::Nobody => "make one first: dateline users add NAME --role admin --users FILE",
            Self::Taken { .. } => {
                "stop that program, or give another port: --port 8378, or --port 0 for any that is free"
            }
            Self::Listen { .. } => {
                "give --listen an address of this machine, and --port one that you may use"
            }
            Self::Exposed { .. } => {
                "make users first and name their file with --users, or leave --listen out to serve this machine alone"
            }
            Self::Threads(_) => "check the limits of the system, then run again",
        }
    }
}

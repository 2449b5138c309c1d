//! The server: its address, its threads, its beginning and its end.

use crate::{Desk, ServeError, news, patience::Patient, routes, state::Shared};
use axum::Router;
use hyper::{Request, body::Incoming, server::conn::http1, service::Service};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use jiff::Timestamp;
use std::{
    fmt,
    io::{self, Write as _},
    net::{IpAddr, Ipv4Addr, SocketAddr},
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};
use tokio::{
    net::TcpListener,
    runtime::Runtime,
    sync::{Semaphore, watch},
    task::JoinHandle,
};

/// The port that is listened on where none is given.
pub const DEFAULT_PORT: u16 = 8377;

/// How long a client may take to send the headers of a request.
const HEADERS: Duration = Duration::from_secs(10);

/// How long a client may take nothing of what it asked for.
const STALL: Duration = Duration::from_secs(30);

/// Connections at once; more wait until one is done.
const CONNECTIONS: usize = 1_024;

/// How long open requests may go on when the server is stopped.
const FAREWELL: Duration = Duration::from_secs(5);

/// How a ledger is served.
pub struct Options {
    /// Where to listen; port 0 for one that is free.
    pub address: SocketAddr,
    /// Names besides `localhost` and addresses by which the server is asked for: `ledger.example.org`.
    pub hosts: Vec<String>,
    /// The file of the users who may sign in; without one everyone may read, and nobody write.
    pub users: Option<PathBuf>,
    /// Whether one who did not sign in may read, where there are users.
    pub guests: bool,
    /// The file of the feeds that `dateline watch` polls; without one feeds are nothing of this server's.
    pub feeds: Option<PathBuf>,
    /// Who reads texts; without, no claim is explained and no report taken.
    pub desk: Option<Box<dyn Desk>>,
    /// What time it is: sessions and tokens end, and decisions carry their moment.
    pub clock: fn() -> Timestamp,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            address: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            hosts: Vec::new(),
            users: None,
            guests: false,
            feeds: None,
            desk: None,
            clock: Timestamp::now,
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("address", &self.address)
            .field("hosts", &self.hosts)
            .finish_non_exhaustive()
    }
}

/// A server that runs, on threads of its own.
#[derive(Debug)]
pub struct Server {
    runtime: Runtime,
    address: SocketAddr,
    stop: watch::Sender<bool>,
    done: JoinHandle<()>,
}

impl Server {
    /// Opens the ledger, takes the address and begins to answer.
    ///
    /// # Errors
    /// [`ServeError`]: the ledger or the users can not be read, the address is taken or not to be had, or others could reach a server
    /// that nobody has to sign in to.
    pub fn start(ledger: &Path, options: Options) -> Result<Self, ServeError> {
        let address = options.address;
        if !address.ip().is_loopback() && options.users.is_none() {
            return Err(ServeError::Exposed { address });
        }
        let threads = thread::available_parallelism().map_or(2, NonZeroUsize::get);
        let app = Arc::new(Shared::new(ledger, options, threads)?);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .worker_threads(threads.max(2))
            .build()
            .map_err(ServeError::Threads)?;
        let listener =
            runtime
                .block_on(TcpListener::bind(address))
                .map_err(|source| match source.kind() {
                    io::ErrorKind::AddrInUse => ServeError::Taken { address },
                    _ => ServeError::Listen { address, source },
                })?;
        let address = listener
            .local_addr()
            .map_err(|source| ServeError::Listen { address, source })?;
        let (stop, stopped) = watch::channel(false);
        runtime.spawn(news::watch(Arc::clone(&app), stopped.clone()));
        let done = runtime.spawn(accept(listener, routes::router(app), stopped));
        Ok(Self {
            runtime,
            address,
            stop,
            done,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits for Ctrl-C (or the signal to end), then stops.
    pub fn run_until_told(self) {
        self.runtime.block_on(told());
        self.stop();
    }

    /// Stops: takes no more requests, lets open ones end for some seconds.
    pub fn stop(self) {
        let Self {
            runtime, stop, done, ..
        } = self;
        stop.send_replace(true);
        if runtime.block_on(done).is_err() {
            log("a task of the server broke off");
        }
        runtime.shutdown_timeout(Duration::from_secs(1));
    }
}

/// Ends on Ctrl-C, or when the system asks to end.
async fn told() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    drop(interrupt.await);
}

async fn accept(listener: TcpListener, router: Router, mut stopped: watch::Receiver<bool>) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            break;
        };
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                // No more files to open, or a client that is gone already: later ones may do better.
                Err(_) => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    continue;
                }
            },
            _ = stopped.changed() => break,
        };
        // Small answers must not wait for more to say.
        drop(stream.set_nodelay(true));
        let service = Told {
            inner: TowerToHyperService::new(router.clone()),
            peer: Peer(peer.ip()),
        };
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADERS)
            .serve_connection(TokioIo::new(Patient::new(stream, STALL)), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that breaks off is no error of ours.
            drop(connection.await);
            drop(place);
        });
    }
    drop(listener);
    drop(tokio::time::timeout(FAREWELL, graceful.shutdown()).await);
}

/// The address that a request came from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// The routes, told with each request where it came from.
struct Told {
    inner: TowerToHyperService<Router>,
    peer: Peer,
}

impl Service<Request<Incoming>> for Told {
    type Response = <TowerToHyperService<Router> as Service<Request<Incoming>>>::Response;
    type Error = <TowerToHyperService<Router> as Service<Request<Incoming>>>::Error;
    type Future = <TowerToHyperService<Router> as Service<Request<Incoming>>>::Future;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        request.extensions_mut().insert(self.peer);
        self.inner.call(request)
    }
}

/// Says on standard error what the operator should know.
pub(crate) fn log(words: &str) {
    let line: String = words
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    drop(writeln!(io::stderr(), "dateline serve: {line}"));
}

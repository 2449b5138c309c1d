//! `dateline serve`: the API and the web app over a ledger.

use super::{coder, coder_with, gazetteer::open, ingest::read_one, with_actors, write_out};
use crate::{
    args::{GazetteerFile, LedgerFile},
    exit::Exit,
    page::{code_words, explain::because},
    problems::{Failure, say},
};
use clap::Args;
use dateline_code::{Coder, explain::Reason};
use dateline_ledger::{Entry, LedgerError, SqliteLedger};
use dateline_model::Document;
use dateline_server::{DEFAULT_PORT, Desk, ExplainedClaim, ExplainedField, Options, Server};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::OnceLock,
};

/// Arguments of `dateline serve`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    ledger: LedgerFile,
    /// Port to listen on; 0 for any that is free.
    #[arg(long, value_name = "N", default_value_t = DEFAULT_PORT)]
    port: u16,
    /// Address to listen on. One that other machines reach needs --users.
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,
    /// A name by which the server is asked for, besides localhost and addresses. May be given more than once.
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// The users who may sign in, as dateline users made them; without, everyone on this machine reads and nobody writes.
    #[arg(long, value_name = "FILE", env = "DATELINE_USERS")]
    users: Option<PathBuf>,
    /// Let who did not sign in read, too.
    #[arg(long, requires = "users")]
    guests: bool,
    /// The file of feeds that dateline watch polls; admins may then add and remove feeds.
    #[arg(long, value_name = "FILE", requires = "users")]
    feeds: Option<PathBuf>,
    #[command(flatten)]
    gazetteer: GazetteerFile,
    /// Your own actors, as the ledger was read with; see dateline actors --help.
    #[arg(long, value_name = "FILE", num_args = 1)]
    actors: Vec<PathBuf>,
}

/// Reads texts. The coder is made when it is first asked for: many only look.
struct Reader {
    make: Box<dyn Fn() -> Result<Coder, Failure> + Send + Sync>,
    coder: OnceLock<Option<Coder>>,
}

impl Reader {
    /// A reader with the gazetteer and actors that were named, which are checked at once.
    fn of(args: &ServeArgs) -> Result<Self, Failure> {
        let (gazetteer, actors) = (args.gazetteer.gazetteer.clone(), args.actors.clone());
        let make = move || {
            let coder = match &gazetteer {
                Some(path) => coder_with(open(Some(path))?)?,
                None => coder()?,
            };
            with_actors(coder, &actors)
        };
        let named = args.gazetteer.gazetteer.is_some() || !args.actors.is_empty();
        let ready = named.then(&make).transpose()?;
        Ok(Self {
            coder: ready.map_or_else(OnceLock::new, |coder| OnceLock::from(Some(coder))),
            make: Box::new(make),
        })
    }
}

impl Reader {
    fn coder(&self) -> Option<&Coder> {
        self.coder.get_or_init(|| (self.make)().ok()).as_ref()
    }
}

impl Desk for Reader {
    fn read(&self, document: Document) -> Result<Entry, String> {
        let coder = self
            .coder()
            .ok_or("the coder can not be made: see what the terminal says")?;
        read_one(document, "over HTTP".to_owned(), coder)
    }

    fn settle(&self, ledger: &mut SqliteLedger) -> Result<(), LedgerError> {
        // Nothing found where another program settled meanwhile: it will have seen the same.
        dateline_settle::settle(ledger).map(drop)
    }

    fn explain(&self, document: &Document) -> Vec<ExplainedClaim> {
        let Some(coder) = self.coder() else {
            return Vec::new();
        };
        let field = |reason: &Reason| ExplainedField {
            field: code_words(&reason.field),
            value: reason.value.clone(),
            because: because(reason),
        };
        let explained = coder.explain(document).into_iter();
        explained
            .map(|e| ExplainedClaim {
                claim: e.claim.id,
                fields: e.reasons.iter().map(field).collect(),
            })
            .collect()
    }
}

const HELP: &str = "\
Examples:
  dateline serve --ledger war.ledger                           open http://127.0.0.1:8377/
  dateline serve --ledger war.ledger --port 0                  on any free port
  dateline serve --ledger war.ledger --users war.users         who signs in decides and adds reports
  dateline serve --ledger war.ledger --users war.users --feeds feeds.toml
  dateline serve --ledger war.ledger --users war.users --listen 0.0.0.0 --host war.example
  curl 'http://127.0.0.1:8377/api/v1/incidents?country=SYR&limit=5'

The web app and the API (under /api/v1; /docs describes it) come from this one program, and no request leaves the machine. Without
--users the ledger is only read. With them one must sign in, to read too unless --guests says otherwise; dateline users makes them.
What is sent is not encrypted: let other machines come through a proxy that does that. Reports that come in show by themselves. Ctrl-C ends it.";

/// Runs the command.
pub(crate) fn run(args: &ServeArgs) -> Result<Exit, Failure> {
    // Made by dateline users alone: a name that leads nowhere must not become a file of nobody.
    if let Some(users) = args.users.as_ref().filter(|path| !path.is_file()) {
        return Err(Failure::Usage {
            message: format!("{}: there is no such file of users", users.display()),
            help: "make it: dateline users add NAME --role admin --users FILE".into(),
        });
    }
    let options = Options {
        address: SocketAddr::new(args.listen, args.port),
        hosts: args.host.clone(),
        users: args.users.clone(),
        guests: args.guests,
        feeds: args.feeds.clone(),
        desk: Some(Box::new(Reader::of(args)?)),
        ..Options::default()
    };
    let server = Server::start(&args.ledger.ledger, options)?;
    write_out(&format!("http://{}/\n", server.address()))?;
    say("dateline: open the address above in a browser; Ctrl-C ends\n");
    server.run_until_told();
    say("dateline: ended\n");
    Ok(Exit::Done)
}

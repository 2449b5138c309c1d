//! `dateline serve`: the API and the web app over a ledger.

use super::{coder, coder_with, gazetteer::open, with_actors, write_out};
use crate::{
    args::{GazetteerFile, LedgerFile},
    exit::Exit,
    page::{code_words, explain::because},
    problems::{Failure, say},
};
use clap::Args;
use dateline_code::{Coder, explain::Reason};
use dateline_model::Document;
use dateline_server::{DEFAULT_PORT, ExplainClaims, ExplainedClaim, ExplainedField, Open, Options, Server};
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
    /// The users who may sign in; without, everyone on this machine reads and nobody writes.
    #[arg(long, value_name = "FILE")]
    users: Option<PathBuf>,
    #[command(flatten)]
    gazetteer: GazetteerFile,
    /// Your own actors, as the ledger was read with; see dateline actors --help.
    #[arg(long, value_name = "FILE", num_args = 1)]
    actors: Vec<PathBuf>,
}

/// Reads texts again to say why claims are as they are. The coder is made when it is first asked for: few ask.
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

impl ExplainClaims for Reader {
    fn explain(&self, document: &Document) -> Vec<ExplainedClaim> {
        let Some(coder) = self.coder.get_or_init(|| (self.make)().ok()) else {
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
  curl 'http://127.0.0.1:8377/api/v1/incidents?country=SYR&limit=5'

The web app and the API (under /api/v1; /docs describes it) come from this one program, and no request leaves the machine. The ledger
is only read. Reports that are read in meanwhile show by themselves. Ctrl-C ends it.";

/// Runs the command.
pub(crate) fn run(args: &ServeArgs) -> Result<Exit, Failure> {
    if let Some(users) = &args.users {
        return Err(Failure::Usage {
            message: format!("{}: this Dateline knows no users yet", users.display()),
            help: "leave --users out".into(),
        });
    }
    let options = Options {
        address: SocketAddr::new(args.listen, args.port),
        hosts: args.host.clone(),
        access: Box::new(Open),
        explain: Some(Box::new(Reader::of(args)?)),
    };
    let server = Server::start(&args.ledger.ledger, options)?;
    write_out(&format!("http://{}/\n", server.address()))?;
    say("dateline: open the address above in a browser; Ctrl-C ends\n");
    server.run_until_told();
    say("dateline: ended\n");
    Ok(Exit::Done)
}

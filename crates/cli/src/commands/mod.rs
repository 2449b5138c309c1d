//! One module a command.

mod actors;
mod ask;
mod code;
mod compare;
mod diff;
mod doctor;
mod evaluate;
mod explain;
mod export;
mod gazetteer;
mod ingest;
mod keep;
mod manual;
mod parse;
mod predict;
mod recode;
mod reconcile;
mod report;
mod reports;
mod review;
mod rows;
mod scorecard;
mod serve;
mod show;
mod together;
mod train;
mod users;
mod watch;

pub(crate) use actors::ActorsArgs;
pub(crate) use ask::{AskArgs, conditions::ConditionsArgs};
pub(crate) use compare::CompareArgs;
pub(crate) use diff::DiffArgs;
pub(crate) use doctor::DoctorArgs;
pub(crate) use explain::ExplainArgs;
pub(crate) use export::ExportArgs;
pub(crate) use ingest::IngestArgs;
pub(crate) use keep::LedgerArgs;
pub(crate) use manual::{CompletionsArgs, ManArgs};
pub(crate) use recode::RecodeArgs;
pub(crate) use reconcile::ReconcileArgs;
pub(crate) use report::ReportArgs;
pub(crate) use review::ReviewArgs;
pub(crate) use serve::ServeArgs;
pub(crate) use show::ShowArgs;
pub(crate) use users::UsersArgs;
pub(crate) use watch::WatchArgs;

use crate::{
    args::{Cli, Command},
    exit::Exit,
    problems::{Failure, say},
    terminal::{Terminal, safe_line},
};
use dateline_code::Coder;
use dateline_resolve::place::Gazetteer;
use std::{
    io::{self, Write},
    path::PathBuf,
};

/// Does what the arguments ask.
pub(crate) fn run(cli: Cli, terminal: &Terminal) -> Result<Exit, Failure> {
    if cli.version {
        return write_out(&format!("{}\n", coder()?.version())).map(|()| Exit::Done);
    }
    match cli.command {
        Some(Command::Actors(args)) => actors::run(&args, terminal),
        Some(Command::Code(args)) => code::run(args, terminal),
        Some(Command::Explain(args)) => explain::run(&args, terminal),
        Some(Command::Parse(args)) => parse::run(&args, terminal),
        Some(Command::Predict(args)) => predict::run(&args, terminal),
        Some(Command::Evaluate(args)) => evaluate::run(&args),
        Some(Command::Scorecard(args)) => scorecard::run(&args),
        Some(Command::Train(command)) => train::run(&command, terminal),
        Some(Command::Gazetteer(args)) => gazetteer::run(args, terminal),
        Some(Command::Ingest(args)) => ingest::run(&args, terminal),
        Some(Command::Recode(args)) => recode::run(&args, terminal),
        Some(Command::Reconcile(args)) => reconcile::run(&args),
        Some(Command::Incidents(args)) => ask::incidents(&args, terminal),
        Some(Command::Claims(args)) => ask::claims(&args, terminal),
        Some(Command::Conditions(args)) => ask::conditions::run(&args, terminal),
        Some(Command::Diff(args)) => diff::run(&args, terminal),
        Some(Command::Documents(args)) => ask::documents(&args, terminal),
        Some(Command::Export(args)) => export::run(&args),
        Some(Command::Report(args)) => report::run(&args),
        Some(Command::Compare(args)) => compare::run(&args, terminal),
        Some(Command::Doctor(args)) => doctor::run(&args, terminal),
        Some(Command::Completions(args)) => manual::completions(&args),
        Some(Command::Man(args)) => manual::man(&args),
        Some(Command::Serve(args)) => serve::run(&args),
        Some(Command::Users(args)) => users::run(&args),
        Some(Command::Watch(args)) => watch::run(&args),
        Some(Command::Show(args)) => show::run(&args, terminal),
        Some(Command::Review(args)) => review::run(&args),
        Some(Command::Ledger(args)) => keep::run(&args),
        None => Err(Failure::Usage {
            message: "there is no command".into(),
            help: "see dateline --help".into(),
        }),
    }
}

/// The coder with the lexicons that are built in.
fn coder() -> Result<Coder, Failure> {
    Coder::embedded().map_err(|error| Failure::Internal(format!("a built-in lexicon is malformed: {error}")))
}

/// The coder with another gazetteer.
fn coder_with(gazetteer: Gazetteer) -> Result<Coder, Failure> {
    Coder::with_gazetteer(gazetteer)
        .map_err(|error| Failure::Internal(format!("a built-in lexicon is malformed: {error}")))
}

/// The coder with a user's own actors on top.
fn with_actors(coder: Coder, files: &[PathBuf]) -> Result<Coder, Failure> {
    coder
        .with_actors(&actors::dictionaries(files)?)
        .map_err(|errors| actors::refused(&errors))
}

/// Writes to standard output. A reader that has gone away (`| head`) has had what it wanted.
fn write_out(text: &(impl AsRef<[u8]> + ?Sized)) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_ref()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Output {
            what: "to standard output".into(),
            source: error,
        }),
        _ => Ok(()),
    }
}

/// Says what was odd about single records of an input that was read all the same.
fn warn(warnings: &[String]) {
    for warning in warnings {
        say(&format!("note: {}\n", safe_line(warning)));
    }
}

//! `dateline`: the command line. Arguments in, the libraries' functions, text out; [`exit`] lists what scripts can rely on.

mod args;
mod commands;
mod exit;
mod page;
mod problems;
mod terminal;

use clap::{
    Parser as _,
    error::{ContextKind, ErrorKind},
};
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = args::Cli::try_parse().unwrap_or_else(|error| not_understood(&error));
    let terminal = terminal::Terminal::detect(cli.color);
    match commands::run(cli, &terminal) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            problems::show(&failure, &terminal);
            failure.exit().into()
        }
    }
}

/// Says what is wrong with the arguments, and ends. Who asks a ledger without naming one may not have any yet.
fn not_understood(error: &clap::Error) -> ! {
    let missing = error.get(ContextKind::InvalidArg).map(ToString::to_string);
    let ledger = missing.is_some_and(|missing| missing.contains("--ledger"));
    if error.kind() == ErrorKind::MissingRequiredArgument && ledger {
        problems::say(
            "note: no ledger yet? `dateline ingest examples/reports --ledger war.ledger` makes one; DATELINE_LEDGER=war.ledger saves \
             naming it each time\n",
        );
    }
    error.exit()
}

//! `dateline`: the command line. Arguments in, the libraries' functions, text out; [`exit`] lists what scripts can rely on.

mod args;
mod commands;
mod exit;
mod page;
mod problems;
mod terminal;

use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = args::Cli::parse();
    let terminal = terminal::Terminal::detect(cli.color);
    match commands::run(cli, &terminal) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            problems::show(&failure, &terminal);
            failure.exit().into()
        }
    }
}

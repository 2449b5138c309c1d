//! `dateline scorecard`: every task with gold data, on one page.

use super::coder;
use crate::{args::ScorecardArgs, exit::Exit, problems::Failure};
use dateline_evaluate::{Stamp, scorecard};
use std::fs;

/// Runs the command.
pub(crate) fn run(args: &ScorecardArgs) -> Result<Exit, Failure> {
    if !args.gold.is_dir() {
        return Err(Failure::Usage {
            message: format!("{} is not a directory", args.gold.display()),
            help: "give the directory that holds the gold data, one folder a task".into(),
        });
    }
    let stamp = Stamp {
        date: args.date.to_string(),
        commit: args.commit.clone(),
    };
    let page = scorecard(&coder()?, &args.gold, &stamp)?;
    fs::write(&args.output, page).map_err(|source| Failure::Output {
        what: args.output.display().to_string(),
        source,
    })?;
    Ok(Exit::Done)
}

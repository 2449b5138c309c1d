//! `dateline evaluate`: figures for a task on hand-coded gold data.

use super::{coder, warn, write_out};
use crate::{args::EvaluateArgs, exit::Exit, problems::Failure};
use dateline_evaluate::{Options, evaluate, task};

/// Runs the command.
pub(crate) fn run(args: &EvaluateArgs) -> Result<Exit, Failure> {
    let task = task(&args.task)?;
    let options = Options::default().published(args.published);
    let report = evaluate(task, &coder()?, &args.gold, &options)?;
    warn(&report.warnings);
    if args.json {
        write_out(&format!("{:#}\n", report.to_json()))?;
    } else {
        let table = report.table(args.details);
        write_out(&format!("{}\n", table.trim_end()))?;
    }
    Ok(Exit::Done)
}

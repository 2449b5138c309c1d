//! `dateline reconcile`: copies and incidents from all claims of a ledger.

use super::reports::threads;
use crate::{
    args::LedgerFile,
    exit::Exit,
    problems::{Failure, counted, say},
};
use clap::Args;
use dateline_ledger::Ledger;
use dateline_model::Incident;
use dateline_settle::{Settled, settle_whole};
use jiff::civil::Date;
use rayon::ThreadPool;
use std::num::NonZeroUsize;

/// Arguments of `dateline reconcile`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct ReconcileArgs {
    #[command(flatten)]
    ledger: LedgerFile,
    /// Threads to work with; the result is the same for any number [default: one a core].
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

const HELP: &str = "\
Example:
  dateline reconcile --ledger war.ledger

All claims are laid side by side anew, and how rare words are is counted anew; the incidents are put in the place of those kept, in one
step. The result does not depend on the order in which reports came. dateline ingest settles at its end only what new reports touch,
unless told --no-reconcile, by the words as they were last counted; it does all when the reports have grown by a half since.";

/// Runs the command.
pub(crate) fn run(args: &ReconcileArgs) -> Result<Exit, Failure> {
    let pool = threads(args.threads)?;
    // A name that leads nowhere must not become an empty ledger.
    drop(Ledger::open_to_read(&args.ledger.ledger)?);
    let mut ledger = Ledger::open(&args.ledger.ledger)?;
    let settled = pool.install(|| settle_whole(&mut ledger))?;
    say(&format!("{}\n", told(settled)));
    Ok(Exit::Done)
}

/// Settles what has come, with the reports that it touches, or all where that is due; gives the line that says what was found.
pub(super) fn settle(ledger: &mut Ledger, pool: &ThreadPool) -> Result<String, Failure> {
    Ok(told(pool.install(|| dateline_settle::settle(ledger))?))
}

fn told(settled: Option<Settled>) -> String {
    let Some(settled) = settled else {
        return "dateline: another program has reconciled, or changed, the ledger meanwhile; its incidents stay".to_owned();
    };
    let incidents = counted(settled.incidents, "incident");
    let reports = counted(settled.reports, "report");
    let disputed = settled.disputed;
    if settled.whole {
        let copies = counted(settled.copies, "copy");
        format!("dateline: {incidents} ({disputed} in dispute) of {reports}, {copies}")
    } else {
        let others = settled.reports - settled.fresh.min(settled.reports);
        format!(
            "dateline: {incidents} ({disputed} in dispute) of {reports}: {} new or changed, {others} touched by them; the rest stay as they are",
            settled.fresh
        )
    }
}

/// The incidents as reports published up to a day tell them, those without a day among them.
pub(super) fn incidents_until(
    ledger: &mut Ledger,
    pool: &ThreadPool,
    day: Date,
) -> Result<Vec<Incident>, Failure> {
    Ok(pool.install(|| dateline_settle::incidents_until(ledger, day))?)
}

//! `dateline reconcile`: copies and incidents from all claims of a ledger.

use super::reports::threads;
use crate::{
    args::LedgerFile,
    exit::Exit,
    problems::{Failure, counted, say},
};
use clap::Args;
use dateline_code::profile;
use dateline_ledger::{CopyOf, Kept, Settlement, SqliteLedger, Storage as _};
use dateline_model::DocumentId;
use dateline_read::{Copy, Signature, WireCopies};
use dateline_reconcile::{Report, reconcile};
use jiff::civil::Date;
use rayon::{ThreadPool, prelude::*};
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

dateline ingest does this at its end, unless told --no-reconcile. All claims are laid side by side anew, and the incidents put
in the place of those kept, in one step: the result does not depend on the order in which reports came.";

/// Documents that are read at once.
const PAGE: u32 = 256;

/// Runs the command.
pub(crate) fn run(args: &ReconcileArgs) -> Result<Exit, Failure> {
    let pool = threads(args.threads)?;
    // A name that leads nowhere must not become an empty ledger.
    drop(SqliteLedger::open_to_read(&args.ledger.ledger)?);
    let mut ledger = SqliteLedger::open(&args.ledger.ledger)?;
    let settled = settle(&mut ledger, &pool)?;
    say(&format!("{settled}\n"));
    Ok(Exit::Done)
}

/// Finds copies and incidents from all that is kept and keeps them; gives the line that says what was found.
pub(super) fn settle(ledger: &mut SqliteLedger, pool: &ThreadPool) -> Result<String, Failure> {
    let changes = ledger.changes()?;
    let rejected = ledger.rejected()?;
    let (mut reports, signed) = lay_out(ledger, pool)?;
    // People outrank the machine.
    for report in &mut reports {
        report.claims.retain(|claim| !rejected.contains(&claim.id));
    }
    let copies = copies(signed);
    let incidents = pool.install(|| reconcile(&reports)).incidents;
    let disputed = incidents.iter().filter(|i| !i.disputes.is_empty()).count();
    let line = format!(
        "dateline: {} ({disputed} in dispute) of {}, {}",
        counted(incidents.len() as u64, "incident"),
        counted(reports.len() as u64, "report"),
        counted(copies.len() as u64, "copy").replace("copys", "copies"),
    );
    let written = ledger.settle(&Settlement {
        changes,
        copies,
        incidents,
    })?;
    Ok(if written {
        line
    } else {
        "dateline: another program has reconciled later reports already; its incidents stay".to_owned()
    })
}

/// A report's place in the order of publication, and what copies are told by.
type Signed = (Option<Date>, DocumentId, Signature);

/// All reports, ready to be laid side by side.
fn lay_out(ledger: &SqliteLedger, pool: &ThreadPool) -> Result<(Vec<Report>, Vec<Signed>), Failure> {
    let (mut reports, mut signed) = (Vec::new(), Vec::new());
    let mut at = 0;
    loop {
        let page = ledger.documents_after(at, PAGE)?;
        let Some(last) = page.last() else {
            return Ok((reports, signed));
        };
        at = last.seq;
        let done: Vec<(Report, Signed)> = pool.install(|| page.into_par_iter().map(lay_out_one).collect());
        for (report, signature) in done {
            reports.push(report);
            signed.push(signature);
        }
    }
}

fn lay_out_one(kept: Kept) -> (Report, Signed) {
    let document = kept.entry.document;
    let signature = Signature::of(document.body());
    let report = Report {
        profile: profile(&document),
        publisher: document.publisher,
        published: document.published,
        document: document.id.clone(),
        claims: kept.entry.claims,
    };
    let signed = (document.published, document.id, signature);
    (report, signed)
}

/// Copies of earlier reports. The first of a kind is the one published first, of one day the one with the smallest id, and one without a
/// day only where none has one.
fn copies(mut signed: Vec<Signed>) -> Vec<(DocumentId, CopyOf)> {
    signed.sort_by(|a, b| (a.0.is_none(), a.0, &a.1).cmp(&(b.0.is_none(), b.0, &b.1)));
    let mut index = WireCopies::new();
    let mut copies = Vec::new();
    for (_, id, signature) in signed {
        let (first, resemblance) = match index.add(id.clone(), signature) {
            Copy::First => continue,
            Copy::Exact { of } => (of, 1.0),
            Copy::Near { of, resemblance } => (of, resemblance),
        };
        copies.push((id, CopyOf { first, resemblance }));
    }
    copies
}

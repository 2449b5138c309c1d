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
use dateline_model::{ClaimId, DocumentId, Incident};
use dateline_read::{Copy, Signature, WireCopies};
use dateline_reconcile::{Constraints, Rarity, Report, reconcile_parts};
use jiff::civil::Date;
use rayon::{ThreadPool, prelude::*};
use std::{collections::BTreeSet, num::NonZeroUsize};

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
const PAGE: u32 = 1024;

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
    let (copies, reports, incidents) = pool.install(|| find(&mut *ledger, None))?;
    let disputed = incidents.iter().filter(|i| !i.disputes.is_empty()).count();
    let line = format!(
        "dateline: {} ({disputed} in dispute) of {}, {}",
        counted(incidents.len() as u64, "incident"),
        counted(reports, "report"),
        counted(copies.len() as u64, "copy"),
    );
    let written = pool.install(|| {
        ledger.settle(&Settlement {
            changes,
            copies,
            incidents,
        })
    })?;
    Ok(if written {
        line
    } else {
        "dateline: another program has reconciled later reports already; its incidents stay".to_owned()
    })
}

/// Reports that are copies, each with what it copies.
type Copies = Vec<(DocumentId, CopyOf)>;

/// Copies, the number of reports, and incidents. The reports are gone through twice, for how rare their words are and then to be laid side
/// by side: never are all of them in memory.
/// With a day: only reports published up to it, and those without a day.
fn find(ledger: &mut SqliteLedger, until: Option<Date>) -> Result<(Copies, u64, Vec<Incident>), Failure> {
    let decided = ledger.decided()?;
    let rejected = &decided.rejected;
    let told = |kept: &Kept| {
        let day = until.zip(kept.entry.document.published);
        day.is_none_or(|(until, published)| published <= until)
    };
    let mut end = 0;
    let mut signed = Vec::new();
    let mut rarity = Rarity::default();
    for page in Pages::of(ledger, i64::MAX) {
        let page = page?;
        end = page.last().map_or(end, |kept| kept.seq);
        let done: Vec<(Report, Signed)> = page
            .into_par_iter()
            .filter(|kept| told(kept))
            .map(|kept| {
                let body = Signature::of(kept.entry.document.body());
                let document = &kept.entry.document;
                let signed = (document.published, document.id.clone(), body);
                (lay_out(kept, rejected), signed)
            })
            .collect();
        let (reports, signatures): (Vec<Report>, Vec<Signed>) = done.into_iter().unzip();
        rarity = rarity.and(&Rarity::of(&reports));
        signed.extend(signatures);
    }
    let reports = signed.len() as u64;
    let copies = copies(signed);
    // What has come meanwhile has no part in the rarity, and none in the incidents.
    let parts = Pages::of(ledger, end).map(|page| {
        let page = page?.into_par_iter().filter(|kept| told(kept));
        Ok::<_, Failure>(page.map(|kept| lay_out(kept, rejected)).collect())
    });
    // People outrank the machine.
    let constraints = Constraints {
        together: decided.together.clone(),
        apart: decided.apart.clone(),
    };
    let incidents = reconcile_parts(rarity, parts, &constraints)?.incidents;
    Ok((copies, reports, incidents))
}

/// The incidents as reports published up to a day tell them, those without a day among them.
pub(super) fn incidents_until(
    ledger: &mut SqliteLedger,
    pool: &ThreadPool,
    day: Date,
) -> Result<Vec<Incident>, Failure> {
    Ok(pool.install(|| find(ledger, Some(day)))?.2)
}

/// A report's place in the order of publication, and what copies are told by.
type Signed = (Option<Date>, DocumentId, Signature);

/// The documents of a ledger in order of arrival, as far as a place in it, page by page.
struct Pages<'l> {
    ledger: &'l SqliteLedger,
    at: i64,
    end: i64,
}

impl<'l> Pages<'l> {
    fn of(ledger: &'l SqliteLedger, end: i64) -> Self {
        Self { ledger, at: 0, end }
    }
}

impl Iterator for Pages<'_> {
    type Item = Result<Vec<Kept>, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.ledger.documents_after(self.at, PAGE) {
            Err(error) => Some(Err(error.into())),
            Ok(mut page) => {
                page.retain(|kept| kept.seq <= self.end);
                self.at = page.last()?.seq;
                Some(Ok(page))
            }
        }
    }
}

/// A report, ready to be laid beside others. People outrank the machine: claims that they rejected have no part in it.
fn lay_out(kept: Kept, rejected: &BTreeSet<ClaimId>) -> Report {
    let (document, mut claims) = (kept.entry.document, kept.entry.claims);
    claims.retain(|claim| !rejected.contains(&claim.id));
    Report {
        profile: profile(&document),
        publisher: document.publisher,
        published: document.published,
        document: document.id,
        claims,
    }
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

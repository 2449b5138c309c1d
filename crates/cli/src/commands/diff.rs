//! `dateline diff`: what changed between two ledgers, or between two days of one.

use super::{
    ask::cells::{column, json_line, shown, span_of, wide},
    reconcile,
    reports::threads,
    rows::table,
    write_out,
};
use crate::{
    exit::Exit,
    problems::{Failure, counted, say},
    terminal::Terminal,
};
use clap::{Args, ValueEnum};
use dateline_export::{Change, changes};
use dateline_ledger::{Ledger, Question, Storage as _};
use dateline_model::Incident;
use jiff::civil::Date;
use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

/// Arguments of `dateline diff`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct DiffArgs {
    /// The ledger that was.
    #[arg(value_name = "A", requires = "after", required_unless_present = "ledger")]
    before: Option<PathBuf>,
    /// The ledger that is.
    #[arg(value_name = "B")]
    after: Option<PathBuf>,
    /// The ledger of which two days are compared.
    #[arg(long, value_name = "FILE", conflicts_with = "before", requires_all = ["from", "to"])]
    ledger: Option<PathBuf>,
    /// As far as reports up to this day told.
    #[arg(long, value_name = "DATE", requires = "ledger")]
    from: Option<Date>,
    /// As far as reports up to this day told.
    #[arg(long, value_name = "DATE", requires = "ledger")]
    to: Option<Date>,
    /// How to write the changes [default: table on a terminal, jsonl in a pipe].
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
    /// Threads to work with; the result is the same for any number [default: one a core].
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

const HELP: &str = "\
Examples:
  dateline diff yesterday.ledger war.ledger
  dateline diff --ledger war.ledger --from 2017-11-14 --to 2017-11-21
  dateline diff --ledger war.ledger --from 2017-11-14 --to 2017-11-21 --format jsonl | jq 'select(.change == \"toll\")'

Shown are incidents that are new or gone, reports that came to one, tolls that moved, disputes that were opened or settled. An
incident is followed by the claims and reports that it has on both sides. Between two days, incidents are found from the reports
published up to each; reports without a day are of both.";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table to read.
    Table,
    /// One change a line.
    Jsonl,
}

/// Runs the command.
pub(crate) fn run(args: &DiffArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let usage = || Failure::Usage {
        message: "there is nothing to compare".into(),
        help: "name two ledgers, or one with --ledger and two days with --from and --to".into(),
    };
    let (old, new) = match (&args.before, &args.after, &args.ledger) {
        (Some(before), Some(after), _) => (all(before)?, all(after)?),
        (None, None, Some(path)) => {
            let (from, to) = args.from.zip(args.to).ok_or_else(usage)?;
            if from > to {
                return Err(Failure::Usage {
                    message: format!("{from} is after {to}"),
                    help: "give the earlier day to --from".into(),
                });
            }
            let mut ledger = Ledger::open_to_read(path)?;
            let pool = threads(args.threads)?;
            let mut until = |day| reconcile::incidents_until(&mut ledger, &pool, day);
            (until(from)?, until(to)?)
        }
        _ => return Err(usage()),
    };
    let changes = changes(&old, &new);
    let lines = args
        .format
        .map_or(!terminal.out, |format| format == Format::Jsonl);
    let text = if lines {
        changes.iter().map(json_line).collect()
    } else if changes.is_empty() {
        String::new()
    } else {
        let columns = [
            column("change", false, 15),
            column("day", false, 11),
            column("where", false, 24),
            column("incident", false, 8),
            column("was", false, 30),
            column("is", false, 0),
        ];
        let cells: Vec<Vec<String>> = changes.iter().map(row).collect();
        table(&columns, &cells, wide(terminal))
    };
    write_out(&text)?;
    say(&format!(
        "dateline: {}\n",
        counted(changes.len() as u64, "change")
    ));
    Ok(Exit::Done)
}

/// All incidents of a ledger.
fn all(path: &Path) -> Result<Vec<Incident>, Failure> {
    let ledger = Ledger::open_to_read(path)?;
    if ledger.unsettled()? {
        say("note: reports came since the incidents were found; dateline reconcile brings them up to date\n");
    }
    Ok(ledger.incidents(&Question::default())?.rows)
}

fn row(change: &Change) -> Vec<String> {
    let id = change.after.as_ref().or(change.before.as_ref());
    vec![
        change.change.to_owned(),
        span_of(change.start, change.end),
        place(change),
        shown(id.map(|id| id.as_str().chars().take(8).collect::<String>())),
        change.old.clone(),
        change.new.clone(),
    ]
}

/// `Atarib, SYR`; the code alone is not said twice.
fn place(change: &Change) -> String {
    let Some(place) = &change.place else {
        return String::new();
    };
    let country = change.country.as_ref().filter(|c| *c != place);
    country.map_or_else(|| place.clone(), |country| format!("{place}, {country}"))
}

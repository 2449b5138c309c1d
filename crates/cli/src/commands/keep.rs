//! `dateline ledger`: looking after a ledger.

use super::write_out;
use crate::{
    args::LedgerFile,
    exit::Exit,
    problems::{Failure, counted, say},
    terminal::safe_line,
};
use clap::{Args, Subcommand};
use dateline_ledger::{ENOUGH, Ledger, Stats, Storage as _};
use std::path::PathBuf;

/// Arguments of `dateline ledger`.
#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct LedgerArgs {
    #[command(subcommand)]
    command: Care,
}

#[derive(Debug, Subcommand)]
enum Care {
    /// Look at every page, document, claim and span, and say what is wrong. Exit code 1 when something is.
    #[command(after_help = "Example:\n  dateline ledger check --ledger war.ledger")]
    Check {
        #[command(flatten)]
        ledger: LedgerFile,
    },
    /// Look along the trail of reviews for anything changed, removed or put in between. Exit code 1 when something is.
    #[command(after_help = "Example:\n  dateline ledger verify --ledger war.ledger")]
    Verify {
        #[command(flatten)]
        ledger: LedgerFile,
        /// The hash in which the trail ended when you last looked: it must still be there.
        #[arg(long, value_name = "HASH")]
        head: Option<String>,
    },
    /// Say how much is kept.
    #[command(after_help = "Example:\n  dateline ledger stats --ledger war.ledger")]
    Stats {
        #[command(flatten)]
        ledger: LedgerFile,
    },
    /// Write a copy as of now to a new file. Others may read and write meanwhile.
    #[command(after_help = "Example:\n  dateline ledger backup --ledger war.ledger war-2024-11-30.ledger")]
    Backup {
        #[command(flatten)]
        ledger: LedgerFile,
        /// The copy. A file of that name is never overwritten.
        #[arg(value_name = "COPY")]
        to: PathBuf,
    },
    /// Give back the room that is not needed. Takes as much room again while it works.
    #[command(after_help = "Example:\n  dateline ledger compact --ledger war.ledger")]
    Compact {
        #[command(flatten)]
        ledger: LedgerFile,
    },
}

/// Runs the command.
pub(crate) fn run(args: &LedgerArgs) -> Result<Exit, Failure> {
    match &args.command {
        Care::Check { ledger } => check(ledger),
        Care::Verify { ledger, head } => verify(ledger, head.as_deref()),
        Care::Stats { ledger } => {
            let stats = Ledger::open_to_read(&ledger.ledger)?.stats()?;
            write_out(&shown(&stats)).map(|()| Exit::Done)
        }
        Care::Backup { ledger, to } => {
            Ledger::open_to_read(&ledger.ledger)?.backup(to)?;
            say(&format!(
                "dateline: copied to {}\n",
                safe_line(&to.display().to_string())
            ));
            Ok(Exit::Done)
        }
        Care::Compact { ledger } => {
            drop(Ledger::open_to_read(&ledger.ledger)?);
            let (before, after) = Ledger::open(&ledger.ledger)?.compact()?;
            say(&format!(
                "dateline: {} before, {} now\n",
                size(before),
                size(after)
            ));
            Ok(Exit::Done)
        }
    }
}

fn check(ledger: &LedgerFile) -> Result<Exit, Failure> {
    let problems = Ledger::open_to_read(&ledger.ledger)?.check()?;
    let lines: String = problems
        .iter()
        .map(|p| safe_line(p).into_owned() + "\n")
        .collect();
    write_out(&lines)?;
    if problems.is_empty() {
        say("dateline: the ledger is sound\n");
        return Ok(Exit::Done);
    }
    let found = counted(problems.len() as u64, "problem");
    let found = if problems.len() >= ENOUGH {
        format!("{found} found, where the check ended: there may be more")
    } else {
        format!("{found} found")
    };
    say(&format!(
        "dateline: {found}; go back to your last dateline ledger backup, or ingest the reports into a new ledger\n"
    ));
    Ok(Exit::SetAside)
}

fn verify(ledger: &LedgerFile, head: Option<&str>) -> Result<Exit, Failure> {
    let ledger = Ledger::open_to_read(&ledger.ledger)?;
    let mut trail = ledger.verify()?;
    if let Some(head) = head
        && !ledger.reviews()?.iter().any(|review| review.hash == head)
    {
        trail.problems.push(format!(
            "no review has the hash {head}: the end was cut off, or changed"
        ));
    }
    let lines: String = trail
        .problems
        .iter()
        .map(|p| safe_line(p).into_owned() + "\n")
        .collect();
    write_out(&lines)?;
    let reviews = counted(trail.reviews, "review");
    if trail.problems.is_empty() {
        let end = if trail.head.is_empty() {
            String::new()
        } else {
            format!("; the trail ends in {}", trail.head)
        };
        say(&format!("dateline: {reviews}, none changed or removed{end}\n"));
        return Ok(Exit::Done);
    }
    say(&format!(
        "dateline: {reviews}; {} found\n",
        counted(trail.problems.len() as u64, "problem")
    ));
    Ok(Exit::SetAside)
}

fn shown(stats: &Stats) -> String {
    let mut out = String::new();
    let mut row = |name: &str, value: String| out += &format!("{name:<12} {}\n", safe_line(&value));
    row(
        "reports",
        format!("{}, of them {}", stats.documents, counted(stats.copies, "copy")),
    );
    row("publishers", stats.publishers.to_string());
    if let Some((first, last)) = stats.published {
        row("published", format!("{first} to {last}"));
    }
    row("claims", stats.claims.to_string());
    row(
        "incidents",
        format!("{}, of them {} in dispute", stats.incidents, stats.disputed),
    );
    if stats.unsettled {
        row(
            "",
            "not up to date: dateline reconcile brings them there".to_owned(),
        );
    }
    let share = stats.file_bytes as f64 / stats.text_bytes.max(1) as f64;
    row(
        "size",
        format!("{}, {share:.1} times the texts", size(stats.file_bytes)),
    );
    // Less is filled again by the next reports.
    if stats.free_bytes > stats.file_bytes / 5 {
        let free = format!(
            "of that {} not in use: dateline ledger compact gives them back",
            size(stats.free_bytes)
        );
        row("", free);
    }
    for (coder, documents) in &stats.coders {
        row("coder", format!("{coder}: {}", counted(*documents, "report")));
    }
    row("schema", stats.schema.to_string());
    out
}

/// Bytes in the unit that fits.
fn size(bytes: u64) -> String {
    let kib = bytes as f64 / 1024.0;
    if kib < 1024.0 {
        format!("{kib:.0} KiB")
    } else {
        format!("{:.1} MiB", kib / 1024.0)
    }
}

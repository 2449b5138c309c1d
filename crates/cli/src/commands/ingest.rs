//! `dateline ingest`: reports into a ledger.
//!
//! A thread reads ahead, all threads code, and one of them writes the chunk before. A chunk of reports goes in as one transaction, in
//! the order of the input, so that a run that was stopped has kept a beginning of it, whole, and goes on behind it when it is started
//! again: what is kept already is told by the hash of its content, before it is coded.

use super::{
    coder, coder_with,
    gazetteer::open,
    reconcile,
    reports::{Feed, Progress, ReadResult, inputs, threads},
    with_actors,
};
use crate::{
    args::{GazetteerFile, LedgerFile, ReadArgs},
    exit::{self, Exit},
    problems::{Failure, Tally, counted, say},
    terminal::{Terminal, safe_line},
};
use clap::Args;
use dateline_code::Coder;
use dateline_ledger::{Entry, Ledger, Storage as _};
use dateline_model::Document;
use dateline_read::{Options, PassedOver, Read, foreign, read};
use jiff::civil::Date;
use rayon::prelude::*;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::LazyLock,
};

/// Arguments of `dateline ingest`.
#[derive(Debug, Args)]
#[command(after_help = HELP.as_str())]
pub(crate) struct IngestArgs {
    #[command(flatten)]
    read: ReadArgs,
    #[command(flatten)]
    ledger: LedgerFile,
    /// Publication day of reports that give none (2024-11-29). Without one, relative dates stay open.
    #[arg(long, value_name = "DATE")]
    published: Option<Date>,
    /// Publisher of reports that name none.
    #[arg(long, value_name = "NAME")]
    publisher: Option<String>,
    /// Leave copies and incidents as they are, for a later dateline reconcile.
    #[arg(long)]
    no_reconcile: bool,
    #[command(flatten)]
    gazetteer: GazetteerFile,
    /// Your own actors, on top of the built-in ones; see dateline actors --help.
    #[arg(long, value_name = "FILE", num_args = 1)]
    actors: Vec<PathBuf>,
}

static HELP: LazyLock<String> = LazyLock::new(|| {
    format!(
        "\
Examples:
  dateline ingest reports/ --ledger war.ledger
  dateline ingest feed.xml pages/ news.warc.gz table.parquet --ledger war.ledger
  dateline ingest monday.jsonl --publisher \"Harbour Wire\" --ledger war.ledger
  dateline incidents --ledger war.ledger

A report is kept once: what is in the ledger already is passed over, so the same command can be run again, and a run that was
stopped goes on where it was. Each report is kept whole, with its claims, or not at all. A headline that the text does not
repeat is put before the text and read with it.

{}",
        exit::HELP
    )
});

/// Runs the command.
pub(crate) fn run(args: &IngestArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let pool = threads(args.read.threads)?;
    let inputs = inputs(&args.read)?;
    // A ledger that can not be written is told before anything is read.
    let mut ledger = Ledger::open(&args.ledger.ledger)?;
    let coder = match &args.gazetteer.gazetteer {
        Some(path) => coder_with(open(Some(path))?)?,
        None => coder()?,
    };
    let coder = with_actors(coder, &args.actors)?;
    let mut options = Options::default();
    options.published = args.published;
    options.publisher = args.publisher.clone();
    if let Some(columns) = &args.read.columns {
        options.columns = columns.clone();
    }
    let mut feed = Feed::start(read(inputs, options), args.read.strict)?;
    let mut counts = Counts::default();
    let progress = Progress::new(terminal);
    let mut coded = Vec::new();
    loop {
        let chunk = feed.next_chunk();
        let end = chunk.is_empty();
        let chunk = ask(chunk, &ledger)?;
        // One chunk is written while the next is coded.
        let before = std::mem::take(&mut coded);
        let write = || keep(before, &mut ledger, &mut counts, terminal, &progress);
        let (next, kept) = pool.install(|| rayon::join(|| code_all(chunk, &coder), write));
        kept?;
        coded = next;
        progress.update(&counts.tally);
        if end {
            break;
        }
    }
    // In a strict run nothing is read behind an error: what stands before it is kept, and the run is over.
    counts.tally.stopped = args.read.strict && counts.tally.set_aside > 0;
    progress.clear();
    if feed.broke && !counts.tally.stopped {
        return Err(Failure::Internal("reading broke off".into()));
    }
    say(&format!("{}\n", counts.closing(&feed.passed_over)));
    let exit = counts.tally.exit(&feed.passed_over);
    if !args.no_reconcile && ledger.unsettled()? {
        let settled = reconcile::settle(&mut ledger, &pool)?;
        say(&format!("{settled}\n"));
    }
    Ok(exit)
}

/// What became of one input.
pub(super) enum Outcome {
    New(Read, Box<Entry>),
    KeptAlready,
    Broke(Read),
    SetAside(dateline_read::ReadError),
}

/// Reports with whether they are kept already; asked by the thread that writes, for a database connection belongs to one.
fn ask(chunk: Vec<ReadResult>, ledger: &Ledger) -> Result<Vec<(ReadResult, bool)>, Failure> {
    chunk
        .into_iter()
        .map(|result| match result {
            Ok(read) => {
                let (read, known) = ask_one(read, ledger)?;
                Ok((Ok(read), known))
            }
            Err(error) => Ok((Err(error), false)),
        })
        .collect()
}

/// A report as it is kept, its headline before its text, and whether it is there already.
pub(super) fn ask_one(mut read: Read, ledger: &Ledger) -> Result<(Read, bool), Failure> {
    let document = std::mem::replace(&mut read.document, Document::new(Default::default()));
    read.document = document.headed();
    let known = ledger.contains(&read.document.id)?;
    Ok((read, known))
}

/// Codes what is not kept yet, in the order of the input.
fn code_all(asked: Vec<(ReadResult, bool)>, coder: &Coder) -> Vec<Outcome> {
    asked
        .into_par_iter()
        .map(|(result, known)| match result {
            Err(error) => Outcome::SetAside(error),
            Ok(_) if known => Outcome::KeptAlready,
            Ok(read) => code(read, coder),
        })
        .collect()
}

/// Codes one report.
pub(super) fn code(mut read: Read, coder: &Coder) -> Outcome {
    // A panic would be a bug of ours, and must not cost the run of a million other reports.
    let Ok(claims) = catch_unwind(AssertUnwindSafe(|| coder.code(&read.document))) else {
        return Outcome::Broke(read);
    };
    let document = std::mem::replace(&mut read.document, Document::new(Default::default()));
    let entry = Entry {
        document,
        source: read.source.to_string(),
        coder: coder.version().to_owned(),
        claims,
    };
    Outcome::New(read, Box::new(entry))
}

/// Codes a report that did not come from a file.
///
/// # Errors
/// Why it can not be coded.
pub(super) fn read_one(document: Document, source: String, coder: &Coder) -> Result<Entry, String> {
    if let Some(language) = foreign(&document.text) {
        return Err(format!("the text is in {language}: only English is read"));
    }
    let claims = catch_unwind(AssertUnwindSafe(|| coder.code(&document)))
        .map_err(|_| "Dateline is at fault: its coder broke off on this text".to_owned())?;
    let coder = coder.version().to_owned();
    Ok(Entry {
        document,
        source,
        coder,
        claims,
    })
}

/// Writes a chunk and says what was not kept, in the order of the input.
fn keep(
    done: Vec<Outcome>,
    ledger: &mut Ledger,
    counts: &mut Counts,
    terminal: &Terminal,
    progress: &Progress,
) -> Result<(), Failure> {
    let mut entries = Vec::new();
    for outcome in done {
        let tally = &mut counts.tally;
        match outcome {
            Outcome::New(read, entry) => {
                tally.reports += 1;
                tally.made += entry.claims.len() as u64;
                if !read.notes.is_empty() {
                    progress.suspend(|| tally.notes(&read, &[]));
                }
                entries.push(*entry);
            }
            Outcome::KeptAlready => tally.reports += 1,
            Outcome::Broke(read) => {
                tally.reports += 1;
                progress.suspend(|| tally.broke(&read, terminal));
            }
            Outcome::SetAside(error) => progress.suspend(|| tally.set_aside(&error, terminal)),
        }
    }
    if !entries.is_empty() {
        counts.new += ledger.add(&entries)? as u64;
    }
    Ok(())
}

/// What a run met and did.
struct Counts {
    tally: Tally,
    new: u64,
}

impl Default for Counts {
    fn default() -> Self {
        Self {
            tally: Tally::of("claim"),
            new: 0,
        }
    }
}

impl Counts {
    /// The closing line, without its end.
    fn closing(&self, passed_over: &PassedOver) -> String {
        let line = self.tally.closing(passed_over);
        let old = self.tally.reports - self.new.min(self.tally.reports);
        let mut kept = format!("{} new", self.new);
        if old > 0 {
            kept += &format!(", {old} not");
        }
        let read = format!("{} read", counted(self.tally.reports, "report"));
        safe_line(&line.replacen(&read, &format!("{read} ({kept})"), 1)).into_owned()
    }
}

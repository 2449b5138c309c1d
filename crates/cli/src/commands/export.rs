//! `dateline export`: the incidents of a ledger as a file for other tools.

use super::ask::Fits;
use crate::{
    args::LedgerFile,
    exit::Exit,
    problems::{Failure, counted, say},
    terminal::safe_line,
};
use clap::{Args, ValueEnum};
use dateline_answer::{Reviewed, told_by};
use dateline_export::{Format, Options, write};
use dateline_ledger::{Ledger, Storage as _};
use std::{
    fs::File,
    io::{self, BufWriter},
    path::PathBuf,
};

/// Arguments of `dateline export`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    ledger: LedgerFile,
    #[command(flatten)]
    fits: Fits,
    /// The layout.
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Layout,
    /// Where to write it [default: standard output].
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write text cells as they are, even where a spreadsheet would take them for formulas.
    #[arg(long)]
    raw_cells: bool,
    /// Begin with a byte order mark, which Excel needs to read UTF-8 (CSV and HXL).
    #[arg(long)]
    bom: bool,
}

const HELP: &str = "\
Examples:
  dateline export --ledger war.ledger --format csv -o incidents.csv
  dateline export --ledger war.ledger --format geojson --country SYR --from 2017-11-01 -o map.geojson
  dateline export --ledger war.ledger --format jsonl --disputed | jq .incident.disputes
  dateline export --ledger war.ledger --format geoparquet -o incidents.parquet
  dateline export --ledger war.ledger --format acled --country SYR -o acled-like.csv
  dateline export --ledger war.ledger --format hdx -o by-month.csv

The layouts of others (acled, ucdp, gdelt, polecat, hdx) are read by the scripts that read theirs. Their codes come from the
crosswalk named in dateline_scheme; the columns of csv follow as dateline_… (gdelt and hdx have no room for them).
What no report states is empty, and 0 stands only where 0 was reported. The columns: crates/export/README.md.";

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Layout {
    /// Incidents with their claims, whole, one object a line.
    Jsonl,
    /// Comma-separated values under a line of names.
    Csv,
    /// The same with a row of HXL hashtags, for humanitarian tools.
    Hxl,
    /// One collection of features, for maps.
    Geojson,
    /// The columns of csv with their types, packed.
    Parquet,
    /// The same with each place as a point (GeoParquet 1.1).
    Geoparquet,
    /// The columns of ACLED's files (no data of theirs).
    Acled,
    /// The columns of UCDP's Georeferenced Event Dataset (no data of theirs).
    Ucdp,
    /// GDELT's 2.0 event table: tabs, no names of columns, CAMEO's codes.
    Gdelt,
    /// The columns of POLECAT, tabs, PLOVER's codes.
    Polecat,
    /// HDX: events and fatalities by month and second-order division, else first.
    Hdx,
}

impl From<Layout> for Format {
    fn from(layout: Layout) -> Self {
        match layout {
            Layout::Jsonl => Self::JsonLines,
            Layout::Csv => Self::Csv,
            Layout::Hxl => Self::Hxl,
            Layout::Geojson => Self::GeoJson,
            Layout::Parquet => Self::Parquet,
            Layout::Geoparquet => Self::GeoParquet,
            Layout::Acled => Self::Acled,
            Layout::Ucdp => Self::Ucdp,
            Layout::Gdelt => Self::Gdelt,
            Layout::Polecat => Self::Polecat,
            Layout::Hdx => Self::Hdx,
        }
    }
}

/// Runs the command.
pub(crate) fn run(args: &ExportArgs) -> Result<Exit, Failure> {
    let ledger = Ledger::open_to_read(&args.ledger.ledger)?;
    let incidents = ledger.incidents(&args.fits.question())?.rows;
    let reviewed = Reviewed::of(&ledger)?;
    let told = incidents
        .iter()
        .map(|incident| told_by(&ledger, &reviewed, incident))
        .collect::<Result<Vec<_>, _>>()?;
    let entries = incidents
        .iter()
        .zip(&told)
        .map(|(incident, told)| told.entry(incident));
    let options = Options {
        spreadsheet_safe: !args.raw_cells,
        bom: args.bom,
    };
    let failed = |source| Failure::Output {
        what: args
            .output
            .as_ref()
            .map_or("to standard output".into(), |path| path.display().to_string()),
        source,
    };
    let result = match &args.output {
        Some(path) => {
            let file = File::create(path).map_err(failed)?;
            write(args.format.into(), entries, BufWriter::new(file), &options)
        }
        None => write(args.format.into(), entries, io::stdout().lock(), &options),
    };
    match result {
        // A reader that has gone away (`| head`) has had what it wanted.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(Exit::Done),
        other => other.map_err(failed)?,
    }
    if ledger.unsettled()? {
        say("note: reports came since the incidents were found; dateline reconcile brings them up to date\n");
    }
    if let Some(path) = &args.output {
        say(&format!(
            "dateline: {} in {}\n",
            counted(incidents.len() as u64, "incident"),
            safe_line(&path.display().to_string())
        ));
    }
    Ok(Exit::Done)
}

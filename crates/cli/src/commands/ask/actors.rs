//! `dateline actors list`: who a ledger tells of, how often on which side, and as a voice.

use super::{
    Filters, Format, Paging,
    cells::{column, json_line, shown, wide},
};
use crate::{
    args::LedgerFile,
    commands::{
        rows::{csv_line, table},
        write_out,
    },
    exit::Exit,
    page::code_words,
    problems::Failure,
    terminal::Terminal,
};
use clap::{Args, ValueEnum};
use dateline_answer::{ActorRow, ActorSort, actors};
use dateline_ledger::Ledger;

/// Arguments of `dateline actors list`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct ActorListArgs {
    #[command(flatten)]
    ledger: LedgerFile,
    #[command(flatten)]
    filters: Filters,
    /// The order.
    #[arg(long, value_enum, value_name = "ORDER", default_value_t)]
    sort: ActorOrder,
    /// The other way round.
    #[arg(long)]
    reverse: bool,
    #[command(flatten)]
    paging: Paging,
}

const HELP: &str = "\
Examples:
  dateline actors list --ledger war.ledger --limit 20
  dateline actors list --ledger war.ledger --country SYR --from 2017-11-01 --sort source
  dateline actors list --ledger war.ledger --harm killed --format csv

Counted are claims that fit: as source (who did it), as target (who suffered it) and as voice (who says so). Actors of the lexicon
are counted by id, others by name. Claims that a person rejected are left out.";

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum ActorOrder {
    /// Most claims in any part first.
    #[default]
    Claims,
    /// Most often source first.
    Source,
    /// Most often target first.
    Target,
    /// Most often voice first.
    Voice,
    /// Earliest first.
    Day,
    /// By name.
    Name,
}

/// Lists actors.
pub(crate) fn run(args: &ActorListArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let format = args.paging.format(terminal);
    let ledger = Ledger::open_to_read(&args.ledger.ledger)?;
    let order = match args.sort {
        ActorOrder::Claims => ActorSort::Claims,
        ActorOrder::Source => ActorSort::Source,
        ActorOrder::Target => ActorSort::Target,
        ActorOrder::Voice => ActorSort::Voice,
        ActorOrder::Day => ActorSort::Day,
        ActorOrder::Name => ActorSort::Name,
    };
    let rows = actors(&ledger, &args.filters.question(), order, args.reverse)?;
    let page = args.paging.page(rows, format);
    write_out(&match format {
        Format::Jsonl => page.rows.iter().map(json_line).collect(),
        Format::Csv => {
            let names = "id,name,kind,country,claims,source,target,voice,first,last\n".to_owned();
            page.rows.iter().fold(names, |out, row| {
                out + &csv_line(cells(row).iter().map(String::as_str))
            })
        }
        Format::Table => {
            let columns = [
                column("id", false, 24),
                column("actor", false, 0),
                column("kind", false, 15),
                column("of", false, 3),
                column("claims", true, 7),
                column("source", true, 7),
                column("target", true, 7),
                column("voice", true, 7),
                column("first", false, 10),
                column("last", false, 10),
            ];
            let cells: Vec<Vec<String>> = page.rows.iter().map(cells).collect();
            table(&columns, &cells, wide(terminal))
        }
    })?;
    args.paging
        .closing(page.rows.len() as u64, page.total, "actors", format);
    Ok(Exit::Done)
}

fn cells(row: &ActorRow) -> Vec<String> {
    vec![
        row.id.clone().unwrap_or_default(),
        row.name.clone(),
        row.kind.map_or_else(String::new, |kind| code_words(&kind)),
        row.country.clone().unwrap_or_default(),
        row.claims.to_string(),
        row.source.to_string(),
        row.target.to_string(),
        row.voice.to_string(),
        shown(row.first),
        shown(row.last),
    ]
}

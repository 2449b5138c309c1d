//! `dateline conditions`: who holds a town, whether the hospital works, whether the ceasefire stands, according to whom.

use super::{
    Fits, Format, Paging,
    cells::{column, json_line, place_cells, shown, span_of, where_is, wide},
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
use clap::Args;
use dateline_answer::{AskedConditions, ConditionRow, according_to, conditions};
use dateline_ledger::{KeptClaim, Ledger};
use dateline_model::{Condition, ConditionKind};
use jiff::civil::Date;

/// Arguments of `dateline conditions`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct ConditionsArgs {
    #[command(flatten)]
    ledger: LedgerFile,
    #[command(flatten)]
    fits: Fits,
    /// Of this sort: control, facility, security, alliance, siege, ceasefire.
    #[arg(long, value_name = "SORT", value_parser = dateline_answer::code::<ConditionKind>, help_heading = "What fits")]
    condition: Option<ConditionKind>,
    /// Held by: part of the name.
    #[arg(long, value_name = "NAME", help_heading = "What fits")]
    holder: Option<String>,
    /// Only the latest word of each voice about each place or thing, of reports up to this day.
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    #[command(flatten)]
    paging: Paging,
}

const HELP: &str = "\
Examples:
  dateline conditions --ledger war.ledger --condition control --country SYR
  dateline conditions --ledger war.ledger --as-of 2017-11-30 --admin1 Aleppo
  dateline conditions --ledger war.ledger --condition facility --text hospital --format csv
  dateline conditions --ledger war.ledger --holder 'Syrian army' --format jsonl

Each row is what one report says, on whose word and on which day. Nothing is concluded: where voices differ, each has its row. Claims
that a person rejected are left out.";

/// Lists conditions.
pub(crate) fn run(args: &ConditionsArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let format = args.paging.format(terminal);
    let ledger = Ledger::open_to_read(&args.ledger.ledger)?;
    let asked = AskedConditions {
        kind: args.condition,
        holder: args.holder.clone(),
        as_of: args.as_of,
    };
    let rows = conditions(&ledger, &args.fits.question(), &asked)?;
    let page = args.paging.page(rows, format);
    write_out(&match format {
        Format::Jsonl => page
            .rows
            .iter()
            .map(|kept| json_line(&ConditionRow::new(kept)))
            .collect(),
        Format::Csv => {
            let names = "claim,document,publisher,day,condition,subject,state,extent,holder,since,until,place,admin1,country,precision,\
                         lat,lon,according_to,status,sentence\n";
            page.rows.iter().fold(names.to_owned(), |out, kept| {
                out + &csv_line(cells(kept).iter().map(String::as_str))
            })
        }
        Format::Table => {
            let columns = [
                column("day", false, 10),
                column("what", false, 9),
                column("where", false, 20),
                column("subject", false, 22),
                column("state", false, 16),
                column("extent", false, 12),
                column("holder", false, 20),
                column("since", false, 11),
                column("according to", false, 0),
            ];
            let cells: Vec<Vec<String>> = page.rows.iter().map(row).collect();
            table(&columns, &cells, wide(terminal))
        }
    })?;
    let shown = page.rows.len() as u64;
    args.paging.closing(shown, page.total, "conditions", format);
    Ok(Exit::Done)
}

fn of(kept: &KeptClaim, field: impl Fn(&Condition) -> Option<String>) -> String {
    kept.claim.condition.as_ref().and_then(field).unwrap_or_default()
}

fn row(kept: &KeptClaim) -> Vec<String> {
    let time = kept.claim.time.as_ref();
    vec![
        shown(kept.published),
        of(kept, |c| Some(code_words(&c.kind))),
        where_is(kept.claim.place.as_ref()),
        of(kept, |c| Some(c.subject.clone())),
        of(kept, |c| Some(c.state.clone())),
        of(kept, |c| c.extent.clone()),
        of(kept, |c| c.holder.clone()),
        time.map_or_else(String::new, |t| span_of(t.start, t.end)),
        according_to(kept),
    ]
}

fn cells(kept: &KeptClaim) -> Vec<String> {
    let claim = &kept.claim;
    let mut cells = vec![
        claim.id.as_str().to_owned(),
        claim.document.as_str().to_owned(),
        shown(kept.publisher.as_ref()),
        shown(kept.published),
        of(kept, |c| Some(code_words(&c.kind))),
        of(kept, |c| Some(c.subject.clone())),
        of(kept, |c| Some(c.state.clone())),
        of(kept, |c| c.extent.clone()),
        of(kept, |c| c.holder.clone()),
        shown(claim.time.as_ref().and_then(|t| t.start)),
        shown(claim.time.as_ref().and_then(|t| t.end)),
    ];
    cells.extend(place_cells(claim.place.as_ref()));
    cells.push(according_to(kept));
    cells.push(code_words(&claim.status));
    cells.push(
        claim
            .evidence
            .text()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
    );
    cells
}

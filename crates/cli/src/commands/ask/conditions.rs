//! `dateline conditions`: who holds a town, whether the hospital works, whether the ceasefire stands, according to whom.

use super::{
    Fits, Format, Paging,
    cells::{column, json_line, place_cells, shown, span_of, voice, where_is, wide},
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
use dateline_ledger::{KeptClaim, Question, SqliteLedger, Storage as _};
use dateline_model::{Condition, ConditionKind};
use jiff::civil::Date;
use serde_json::json;
use std::collections::BTreeMap;

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
    let ledger = SqliteLedger::open_to_read(&args.ledger.ledger)?;
    let question = Question {
        conditions: true,
        condition: args.condition,
        ..args.fits.question()
    };
    let mut rows = ledger.claims(&question)?.rows;
    let rejected = ledger.rejected()?;
    rows.retain(|kept| !rejected.contains(&kept.claim.id));
    if let Some(holder) = &args.holder {
        let wanted = holder.to_lowercase();
        rows.retain(|kept| {
            let holder = kept.claim.condition.as_ref().and_then(|c| c.holder.as_ref());
            holder.is_some_and(|h| h.to_lowercase().contains(&wanted))
        });
    }
    if let Some(day) = args.as_of {
        rows = latest(rows, day);
    }
    let page = args.paging.page(rows, format);
    write_out(&match format {
        Format::Jsonl => page.rows.iter().map(line).collect(),
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

/// The latest word of each voice about each place or thing, in order of the day.
fn latest(rows: Vec<KeptClaim>, as_of: Date) -> Vec<KeptClaim> {
    let mut last: BTreeMap<[String; 4], KeptClaim> = BTreeMap::new();
    for kept in rows {
        if kept.published.is_none_or(|day| day > as_of) {
            continue;
        }
        let order = |k: &KeptClaim| (k.published, k.claim.document.clone(), k.claim.evidence.start());
        let key = key(&kept);
        match last.get(&key) {
            Some(known) if order(known) > order(&kept) => {}
            _ => {
                last.insert(key, kept);
            }
        }
    }
    let mut rows: Vec<KeptClaim> = last.into_values().collect();
    rows.sort_by(|a, b| (a.published, &a.claim.id).cmp(&(b.published, &b.claim.id)));
    rows
}

/// Sort, place, subject and voice. Control and siege are of a place, whatever words name it; other states are of a thing.
fn key(kept: &KeptClaim) -> [String; 4] {
    let claim = &kept.claim;
    let kind = claim.condition.as_ref().map(|c| c.kind);
    let place = claim.place.as_ref().map(|p| match p.geonameid {
        Some(id) => id.to_string(),
        None => [&p.name, p.admin1.as_ref().unwrap_or(&p.name)]
            .map(|s| s.to_lowercase())
            .join("/"),
    });
    let of_place = matches!(kind, Some(ConditionKind::Control | ConditionKind::Siege)) && place.is_some();
    let subject = claim.condition.as_ref().filter(|_| !of_place);
    let voice = claim
        .attribution
        .last()
        .and_then(|a| a.actor.clone().or_else(|| a.speaker.clone()));
    [
        kind.map_or_else(String::new, |k| code_words(&k)),
        place.unwrap_or_default(),
        subject.map_or_else(String::new, |c| c.subject.to_lowercase()),
        voice
            .or_else(|| kept.publisher.clone())
            .unwrap_or_else(|| claim.document.as_str().to_owned())
            .to_lowercase(),
    ]
}

/// According to whom: the last voice of the chain, else the outlet.
fn whose(kept: &KeptClaim) -> String {
    let cited = voice(kept);
    if cited.is_empty() {
        shown(kept.publisher.as_ref())
    } else {
        cited
    }
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
        whose(kept),
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
    cells.push(whose(kept));
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

fn line(kept: &KeptClaim) -> String {
    let claim = &kept.claim;
    let time = claim.time.as_ref();
    json_line(&json!({
        "claim": claim.id,
        "document": claim.document,
        "publisher": kept.publisher,
        "day": kept.published,
        "condition": claim.condition,
        "since": time.and_then(|t| t.start),
        "until": time.and_then(|t| t.end),
        "place": claim.place,
        "according_to": whose(kept),
        "attribution": claim.attribution,
        "status": claim.status,
        "evidence": claim.evidence,
    }))
}

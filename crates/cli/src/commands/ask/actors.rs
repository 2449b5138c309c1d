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
use dateline_ledger::{KeptClaim, SqliteLedger, Storage as _};
use dateline_model::{Actor, ActorKind};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

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

/// An actor of a ledger.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
struct Found {
    id: Option<String>,
    name: String,
    kind: Option<ActorKind>,
    country: Option<String>,
    claims: u64,
    source: u64,
    target: u64,
    voice: u64,
    first: Option<Date>,
    last: Option<Date>,
}

/// The part that an actor has in a claim.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Source,
    Target,
    Voice,
}

/// Lists actors.
pub(crate) fn run(args: &ActorListArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let format = args.paging.format(terminal);
    let ledger = SqliteLedger::open_to_read(&args.ledger.ledger)?;
    let mut claims = ledger.claims(&args.filters.question())?.rows;
    let rejected = ledger.rejected()?;
    claims.retain(|kept| !rejected.contains(&kept.claim.id));
    let mut rows = counted(&claims);
    sort(&mut rows, args.sort);
    if args.reverse {
        rows.reverse();
    }
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

/// Every actor, counted once a claim and part.
fn counted(claims: &[KeptClaim]) -> Vec<Found> {
    let mut all: BTreeMap<String, Found> = BTreeMap::new();
    for kept in claims {
        let claim = &kept.claim;
        let time = claim.time.as_ref();
        let day = time.and_then(|t| t.start.or(t.end)).or(kept.published);
        let mut parts: BTreeSet<(String, Part)> = BTreeSet::new();
        for (part, actors) in [
            (Part::Source, &claim.source_actors),
            (Part::Target, &claim.target_actors),
        ] {
            for actor in actors {
                let key = key(actor.id.as_deref(), &actor.name);
                learn(all.entry(key.clone()).or_default(), actor);
                parts.insert((key, part));
            }
        }
        for voice in &claim.attribution {
            let Some(name) = voice.speaker.as_ref().or(voice.actor.as_ref()) else {
                continue;
            };
            let key = key(voice.actor.as_deref(), name);
            let found = all.entry(key.clone()).or_default();
            if found.name.is_empty() {
                found.name.clone_from(name);
            }
            found.id = found.id.take().or_else(|| voice.actor.clone());
            parts.insert((key, Part::Voice));
        }
        let mut once = BTreeSet::new();
        for (key, part) in parts {
            let Some(found) = all.get_mut(&key) else { continue };
            match part {
                Part::Source => found.source += 1,
                Part::Target => found.target += 1,
                Part::Voice => found.voice += 1,
            }
            found.claims += u64::from(once.insert(key));
            found.first = [found.first, day].into_iter().flatten().min();
            found.last = found.last.max(day);
        }
    }
    all.into_values().collect()
}

/// The id, else the name in small letters: a blank tells them apart.
fn key(id: Option<&str>, name: &str) -> String {
    id.map_or_else(|| format!(" {}", name.to_lowercase()), str::to_owned)
}

fn learn(found: &mut Found, actor: &Actor) {
    // The lexicon's name before the words of a report.
    if found.name.is_empty() || actor.id.is_some() {
        found.name.clone_from(&actor.name);
    }
    found.id = found.id.take().or_else(|| actor.id.clone());
    found.kind = found.kind.or(actor.kind);
    found.country = found.country.take().or_else(|| actor.country.clone());
}

fn sort(rows: &mut [Found], order: ActorOrder) {
    let number = |row: &Found| match order {
        ActorOrder::Claims => row.claims,
        ActorOrder::Source => row.source,
        ActorOrder::Target => row.target,
        ActorOrder::Voice => row.voice,
        ActorOrder::Day | ActorOrder::Name => 0,
    };
    let day = |row: &Found| matches!(order, ActorOrder::Day).then_some((row.first.is_none(), row.first));
    rows.sort_by(|a, b| {
        let by = number(b).cmp(&number(a)).then(day(a).cmp(&day(b)));
        by.then_with(|| (a.name.to_lowercase(), &a.id).cmp(&(b.name.to_lowercase(), &b.id)))
    });
}

fn cells(row: &Found) -> Vec<String> {
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

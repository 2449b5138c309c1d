//! `dateline diff`: what changed between two ledgers, or between two days of one.

use super::{
    ask::cells::{column, json_line, shown, span_of, where_is, wide},
    reconcile,
    reports::threads,
    rows::table,
    write_out,
};
use crate::{
    exit::Exit,
    page::{bare_figure, code_words},
    problems::{Failure, counted, say},
    terminal::Terminal,
};
use clap::{Args, ValueEnum};
use dateline_ledger::{Question, SqliteLedger, Storage as _};
use dateline_model::{ClaimId, DocumentId, HarmKind, Incident, IncidentId, Toll};
use jiff::civil::Date;
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
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

/// Something that changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Change {
    change: &'static str,
    before: Option<IncidentId>,
    after: Option<IncidentId>,
    start: Option<Date>,
    end: Option<Date>,
    #[serde(skip)]
    place: String,
    #[serde(rename = "place")]
    place_name: Option<String>,
    harm: Option<HarmKind>,
    old: String,
    new: String,
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
            let mut ledger = SqliteLedger::open_to_read(path)?;
            let pool = threads(args.threads)?;
            let mut until = |day| reconcile::incidents_until(&mut ledger, &pool, day);
            (until(from)?, until(to)?)
        }
        _ => return Err(usage()),
    };
    let changes = compare(&old, &new);
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
    let ledger = SqliteLedger::open_to_read(path)?;
    if ledger.unsettled()? {
        say("note: reports came since the incidents were found; dateline reconcile brings them up to date\n");
    }
    Ok(ledger.incidents(&Question::default())?.rows)
}

/// What changed, in the order of the new incidents, then of those that are gone.
fn compare(old: &[Incident], new: &[Incident]) -> Vec<Change> {
    let of = followed(old, new);
    let mut changes = Vec::new();
    for (at, incident) in new.iter().enumerate() {
        match of.get(&at) {
            Some(was) => moved(&old[*was], incident, &mut changes),
            None => changes.push(change(
                "new",
                None,
                Some(incident),
                None,
                String::new(),
                told(incident),
            )),
        }
    }
    let kept: BTreeSet<&usize> = of.values().collect();
    for (at, incident) in old.iter().enumerate() {
        if !kept.contains(&at) {
            changes.push(change(
                "gone",
                Some(incident),
                None,
                None,
                told(incident),
                String::new(),
            ));
        }
    }
    changes
}

/// Which old incident each new one is: the one that shares most claims with it, then most reports; each only once.
fn followed(old: &[Incident], new: &[Incident]) -> BTreeMap<usize, usize> {
    let mut by_claim: BTreeMap<&ClaimId, usize> = BTreeMap::new();
    let mut by_report: BTreeMap<&DocumentId, usize> = BTreeMap::new();
    for (at, incident) in old.iter().enumerate() {
        by_claim.extend(incident.claims.iter().map(|c| (c, at)));
        by_report.extend(incident.documents.iter().map(|d| (d, at)));
    }
    let mut shared = Vec::new();
    for (at, incident) in new.iter().enumerate() {
        let mut with: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for claim in incident.claims.iter().filter_map(|c| by_claim.get(c)) {
            with.entry(*claim).or_default().0 += 1;
        }
        for report in incident.documents.iter().filter_map(|d| by_report.get(d)) {
            with.entry(*report).or_default().1 += 1;
        }
        shared.extend(with.into_iter().map(|(was, n)| (n, was, at)));
    }
    shared.sort_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut of, mut taken) = (BTreeMap::new(), BTreeSet::new());
    for (_, was, at) in shared {
        if !of.contains_key(&at) && taken.insert(was) {
            of.insert(at, was);
        }
    }
    of
}

fn change(
    change: &'static str,
    before: Option<&Incident>,
    after: Option<&Incident>,
    harm: Option<HarmKind>,
    old: String,
    new: String,
) -> Change {
    let seen = after.or(before);
    let place = seen.and_then(|i| i.place.as_ref());
    Change {
        change,
        before: before.map(|i| i.id.clone()),
        after: after.map(|i| i.id.clone()),
        start: seen.and_then(|i| i.start),
        end: seen.and_then(|i| i.end),
        place: where_is(place),
        place_name: place.map(|p| p.name.clone()),
        harm,
        old,
        new,
    }
}

/// What an incident comes to: type, tolls, reports.
fn told(incident: &Incident) -> String {
    let mut parts: Vec<String> = incident
        .event_type
        .iter()
        .map(|t| t.as_str().to_lowercase())
        .collect();
    parts.extend(incident.tolls.iter().filter_map(figure));
    parts.push(counted(incident.reports().count() as u64, "report"));
    parts.join(", ")
}

fn figure(toll: &Toll) -> Option<String> {
    let shown = bare_figure(toll.low, toll.best, toll.high, toll.open);
    (!shown.is_empty()).then(|| format!("{shown} {}", code_words(&toll.kind)))
}

/// What changed of one incident.
fn moved(was: &Incident, is: &Incident, changes: &mut Vec<Change>) {
    let mut add = |what, harm, old, new| changes.push(change(what, Some(was), Some(is), harm, old, new));
    if was.reports().count() != is.reports().count() {
        let reports = |i: &Incident| counted(i.reports().count() as u64, "report");
        add("reports", None, reports(was), reports(is));
    }
    let kinds: BTreeSet<HarmKind> = was.tolls.iter().chain(&is.tolls).map(|t| t.kind).collect();
    for kind in kinds {
        let of = |i: &Incident| {
            i.tolls
                .iter()
                .find(|t| t.kind == kind)
                .and_then(figure)
                .unwrap_or_default()
        };
        if of(was) != of(is) {
            add("toll", Some(kind), of(was), of(is));
        }
    }
    // A dispute is followed by what it is about; how it is told changes with every voice.
    let about = |i: &Incident| -> BTreeMap<_, String> {
        i.disputes
            .iter()
            .map(|d| ((d.about, d.harm), d.told.clone()))
            .collect()
    };
    let (before, now) = (about(was), about(is));
    for (key, told) in now.iter().filter(|(key, _)| !before.contains_key(*key)) {
        add("dispute opened", key.1, String::new(), told.clone());
    }
    for (key, told) in before.iter().filter(|(key, _)| !now.contains_key(*key)) {
        add("dispute settled", key.1, told.clone(), String::new());
    }
}

fn row(change: &Change) -> Vec<String> {
    let id = change.after.as_ref().or(change.before.as_ref());
    vec![
        change.change.to_owned(),
        span_of(change.start, change.end),
        change.place.clone(),
        shown(id.map(|id| id.as_str().chars().take(8).collect::<String>())),
        change.old.clone(),
        change.new.clone(),
    ]
}

//! `dateline compare`: another data set's events beside the incidents of a ledger.

use super::{
    ask::Fits,
    rows::{Column, csv_line, table},
    write_out,
};
use crate::{
    args::LedgerFile,
    exit::Exit,
    problems::{Failure, counted, say, show_set_aside},
    terminal::Terminal,
};
use clap::{Args, ValueEnum};
use dateline_export::{
    Comparison, Foreign, ForeignFile, ForeignLayout, Match, Tolerance, Total, compare, read_foreign,
    same_division, totals,
};
use dateline_ledger::{BoundingBox, Ledger, Question, Storage as _};
use dateline_model::{HarmKind, Incident, Toll};
use serde_json::{Value, json};
use std::{fs, path::PathBuf};

/// Arguments of `dateline compare`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct CompareArgs {
    #[command(flatten)]
    ledger: LedgerFile,
    #[command(flatten)]
    fits: Fits,
    /// Their events: a file of ACLED, UCDP GED, GDELT or POLECAT, as it was downloaded.
    #[arg(value_name = "THEIRS")]
    theirs: PathBuf,
    /// Its layout [default: told by its columns].
    #[arg(long = "as", value_enum, value_name = "LAYOUT")]
    layout: Option<Layout>,
    /// Days that two records of one event may lie apart.
    #[arg(long, value_name = "N", default_value_t = 1)]
    days: u32,
    /// Kilometres that they may lie apart; more where our place is an area.
    #[arg(long, value_name = "KM", default_value_t = 25.0, value_parser = kilometres)]
    km: f64,
    /// Only the totals by month and first-order division (jsonl and csv).
    #[arg(long)]
    totals: bool,
    /// Rows of each part of a table; the other formats have all.
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// How to write it [default: table on a terminal, jsonl in a pipe].
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
}

const HELP: &str = "\
Examples:
  dateline compare --ledger war.ledger acled.csv --from 2017-11-01 --to 2017-11-30
  dateline compare --ledger war.ledger GEDEvent_v26_1.csv --country SYR --km 50 --format csv > beside.csv
  dateline compare --ledger war.ledger 20171113.export.CSV --as gdelt --totals --format jsonl
  dateline compare --ledger war.ledger ngecEvents.txt | jq 'select(.side == \"both\") | .why'

A pair is one event where days, kilometres and the sort of event (violence, unrest, coercion, other) agree; the nearest pairs
are taken first, each record once. --from, --to, --country, --admin1 and --bbox hold for both sides, the others for ours.
Our dead of a month are the best figures of the incidents that have one, added up as other data sets count: floors and disputes
are lost in it.
Rows of theirs that can not be read are set aside (exit code 1).";

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Layout {
    /// ACLED's event files.
    Acled,
    /// UCDP's Georeferenced Event Dataset.
    Ucdp,
    /// GDELT's 2.0 event table.
    Gdelt,
    /// POLECAT's files.
    Polecat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Tables to read: totals, tolls that differ, what one side alone has.
    Table,
    /// One object a pair or lone record, with both sides and why.
    Jsonl,
    /// The same as comma-separated values under a line of names.
    Csv,
}

impl From<Layout> for ForeignLayout {
    fn from(layout: Layout) -> Self {
        match layout {
            Layout::Acled => Self::Acled,
            Layout::Ucdp => Self::Ucdp,
            Layout::Gdelt => Self::Gdelt,
            Layout::Polecat => Self::Polecat,
        }
    }
}

fn kilometres(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|km| (0.0..=500.0).contains(km))
        .ok_or_else(|| "a number of kilometres from 0 to 500".to_owned())
}

/// Both sides and what was found.
struct Sides {
    ours: Vec<Incident>,
    theirs: Vec<Foreign>,
    found: Comparison,
}

/// Runs the command.
pub(crate) fn run(args: &CompareArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let ledger = Ledger::open_to_read(&args.ledger.ledger)?;
    let file = read_theirs(args)?;
    for problem in file.set_aside.iter().take(SHOWN) {
        show_set_aside(
            &problem.to_string(),
            "mend the row, or leave it out of the comparison",
            terminal,
        );
    }
    if file.set_aside.len() > SHOWN {
        say(&format!(
            "note: … and {} more\n",
            counted((file.set_aside.len() - SHOWN) as u64, "row")
        ));
    }
    let read = file.events.len();
    let question = args.fits.question();
    let ours = ledger.incidents(&question)?.rows;
    let theirs: Vec<Foreign> = file
        .events
        .into_iter()
        .filter(|event| fits(event, &question))
        .collect();
    let tolerance = Tolerance {
        days: args.days,
        km: args.km,
    };
    let found = compare(&ours, &theirs, tolerance);
    let sides = Sides { ours, theirs, found };
    let format = args.format.unwrap_or(if terminal.out {
        Format::Table
    } else {
        Format::Jsonl
    });
    let sums = totals(&sides.ours, &sides.theirs, &sides.found);
    write_out(&match (format, args.totals) {
        (Format::Table, _) => sides.tables(&sums, args.limit, terminal),
        (Format::Jsonl, false) => sides.lines(),
        (Format::Csv, false) => sides.csv(),
        (Format::Jsonl, true) => sums
            .iter()
            .map(|t| serde_json::to_string(t).map(|line| line + "\n"))
            .collect::<Result<String, _>>()
            .map_err(|e| Failure::Internal(e.to_string()))?,
        (Format::Csv, true) => totals_csv(&sums),
    })?;
    say(&sides.closing(file.set_aside.len()));
    Ok(match (file.set_aside.is_empty(), read) {
        (true, _) => Exit::Done,
        (false, 0) => Exit::Stopped,
        (false, _) => Exit::SetAside,
    })
}

/// Messages about rows that are shown one by one.
const SHOWN: usize = 10;

fn read_theirs(args: &CompareArgs) -> Result<ForeignFile, Failure> {
    let name = args.theirs.display().to_string();
    let input = |message: String, help: &str| Failure::Input {
        message,
        help: help.to_owned(),
    };
    let bytes = fs::read(&args.theirs).map_err(|e| {
        input(
            format!("{name}: can not be read: {e}"),
            "check the name and the permissions",
        )
    })?;
    read_foreign(&name, &bytes, args.layout.map(Into::into)).map_err(|error| {
        input(
            error.to_string(),
            "give the file as it was downloaded, with its line of names, or say its layout with --as",
        )
    })
}

/// Whether an event of theirs is within the time and space that is asked for.
fn fits(event: &Foreign, question: &Question) -> bool {
    let same = |asked: &Option<String>, theirs: &Option<String>| {
        asked
            .as_ref()
            .is_none_or(|asked| theirs.as_ref().is_some_and(|t| same_division(asked, t)))
    };
    question.from.is_none_or(|from| event.end >= from)
        && question.to.is_none_or(|to| event.start <= to)
        && same(&question.country, &event.country)
        && same(&question.admin1, &event.admin1)
        && question
            .bbox
            .is_none_or(|bbox| event.lat.zip(event.lon).is_some_and(|point| within(bbox, point)))
}

/// Whether a point lies in a box, which may cross the date line.
fn within(bbox: BoundingBox, (lat, lon): (f64, f64)) -> bool {
    let along = if bbox.west <= bbox.east {
        (bbox.west..=bbox.east).contains(&lon)
    } else {
        lon >= bbox.west || lon <= bbox.east
    };
    along && (bbox.south..=bbox.north).contains(&lat)
}

fn killed(incident: &Incident) -> Option<&Toll> {
    incident.tolls.iter().find(|t| t.kind == HarmKind::Killed)
}

fn best(incident: &Incident) -> Option<u32> {
    killed(incident).and_then(|t| t.best)
}

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map_or(String::new(), |v| v.to_string())
}

impl Sides {
    /// Pairs and lone records: ours in their order, then what is only theirs.
    fn rows(&self) -> impl Iterator<Item = (Option<&Incident>, Option<&Foreign>, Option<&Match>)> {
        let matched = |at: usize| {
            let found = &self.found.matched;
            found
                .binary_search_by_key(&at, |m| m.ours)
                .ok()
                .and_then(|at| found.get(at))
        };
        let ours = self.ours.iter().enumerate().map(move |(at, incident)| {
            let pair = matched(at);
            (Some(incident), pair.map(|m| &self.theirs[m.theirs]), pair)
        });
        let theirs = self.found.only_theirs.iter();
        ours.chain(theirs.map(|at| (None, Some(&self.theirs[*at]), None)))
    }

    fn lines(&self) -> String {
        self.rows()
            .map(|(ours, theirs, why)| {
                let row = json!({"side": side(ours.is_some(), theirs.is_some()), "why": why, "ours": ours.map(our_record), "theirs": theirs});
                format!("{row}\n")
            })
            .collect()
    }

    fn csv(&self) -> String {
        let mut out = "side,days,km,same_family,toll_difference,our_id,our_type,our_start,our_end,our_place,our_admin1,our_country,\
            our_lat,our_lon,our_killed_low,our_killed_best,our_killed_high,our_killed_open,their_id,their_kind,their_family,\
            their_start,their_end,their_place,their_admin1,their_country,their_lat,their_lon,their_low,their_best,their_high\n"
            .to_owned();
        for (ours, theirs, why) in self.rows() {
            let place = ours.and_then(|i| i.place.as_ref());
            let toll = ours.and_then(killed);
            let cells = [
                side(ours.is_some(), theirs.is_some()).to_owned(),
                shown(why.map(|w| w.days)),
                shown(why.map(|w| w.km)),
                shown(why.map(|w| w.same_family)),
                shown(why.and_then(|w| w.toll_difference)),
                shown(ours.map(|i| i.id.as_str())),
                shown(ours.and_then(|i| i.event_type)),
                shown(ours.and_then(|i| i.start)),
                shown(ours.and_then(|i| i.end)),
                shown(place.map(|p| &p.name)),
                shown(place.and_then(|p| p.admin1.as_ref())),
                shown(place.and_then(|p| p.country.as_ref())),
                shown(place.and_then(|p| p.lat)),
                shown(place.and_then(|p| p.lon)),
                shown(toll.and_then(|t| t.low)),
                shown(toll.and_then(|t| t.best)),
                shown(toll.filter(|t| !t.open).and_then(|t| t.high)),
                shown(toll.map(|t| t.open)),
                shown(theirs.map(|f| &f.id)),
                shown(theirs.map(|f| &f.kind)),
                shown(theirs.map(|f| f.family.as_str())),
                shown(theirs.map(|f| f.start)),
                shown(theirs.map(|f| f.end)),
                shown(theirs.and_then(|f| f.place.as_ref())),
                shown(theirs.and_then(|f| f.admin1.as_ref())),
                shown(theirs.and_then(|f| f.country.as_ref())),
                shown(theirs.and_then(|f| f.lat)),
                shown(theirs.and_then(|f| f.lon)),
                shown(theirs.and_then(|f| f.low)),
                shown(theirs.and_then(|f| f.best)),
                shown(theirs.and_then(|f| f.high)),
            ];
            out += &csv_line(cells.iter().map(String::as_str));
        }
        out
    }

    fn tables(&self, sums: &[Total], limit: usize, terminal: &Terminal) -> String {
        let width = terminal.width;
        let mut out = "Events by month and division\n\n".to_owned();
        let cells: Vec<Vec<String>> = sums.iter().map(total_cells).collect();
        out += &table(&TOTALS, &cells, width);
        let differ = || {
            self.rows()
                .filter(|(_, _, why)| why.is_some_and(|w| w.toll_difference.is_some_and(|d| d != 0)))
        };
        let lone_ours = || self.rows().filter(|(_, theirs, _)| theirs.is_none());
        let lone_theirs = || self.rows().filter(|(ours, _, _)| ours.is_none());
        let same = || {
            self.rows()
                .filter(|(_, _, why)| why.is_some_and(|w| w.toll_difference.is_none_or(|d| d == 0)))
        };
        let parts: [(&str, Vec<Vec<String>>); 4] = [
            ("Both, with tolls that differ", differ().map(pair_cells).collect()),
            ("Both", same().map(pair_cells).collect()),
            ("Only ours", lone_ours().map(pair_cells).collect()),
            ("Only theirs", lone_theirs().map(pair_cells).collect()),
        ];
        for (title, rows) in parts {
            if rows.is_empty() {
                continue;
            }
            let some = &rows[..rows.len().min(limit)];
            out += &format!("\n{title} ({} of {})\n\n", some.len(), rows.len());
            out += &table(&PAIRS, some, width);
        }
        out
    }

    fn closing(&self, set_aside: usize) -> String {
        let mut line = format!(
            "dateline: {} in both, {} only ours, {} only theirs",
            self.found.matched.len(),
            self.found.only_ours.len(),
            self.found.only_theirs.len()
        );
        if self.found.ours_unplaced + self.found.theirs_unplaced > 0 {
            line += &format!(
                "; without day or point, so never matched: {} of ours, {} of theirs",
                self.found.ours_unplaced, self.found.theirs_unplaced
            );
        }
        if set_aside > 0 {
            line += &format!("; {} of theirs set aside", counted(set_aside as u64, "row"));
        }
        line + "\n"
    }
}

fn side(ours: bool, theirs: bool) -> &'static str {
    match (ours, theirs) {
        (true, true) => "both",
        (true, false) => "ours",
        _ => "theirs",
    }
}

fn our_record(incident: &Incident) -> Value {
    let place = incident.place.as_ref();
    let toll = killed(incident);
    json!({
        "id": incident.id.as_str(),
        "type": incident.event_type,
        "start": incident.start,
        "end": incident.end,
        "place": place.map(|p| &p.name),
        "lat": place.and_then(|p| p.lat),
        "lon": place.and_then(|p| p.lon),
        "admin1": place.and_then(|p| p.admin1.as_ref()),
        "country": place.and_then(|p| p.country.as_ref()),
        "killed_low": toll.and_then(|t| t.low),
        "killed_best": toll.and_then(|t| t.best),
        "killed_high": toll.filter(|t| !t.open).and_then(|t| t.high),
        "killed_open": toll.map(|t| t.open),
    })
}

const fn column(name: &'static str, right: bool, most: usize) -> Column {
    Column { name, right, most }
}

const TOTALS: [Column; 8] = [
    column("month", false, 7),
    column("country", false, 16),
    column("division", false, 0),
    column("both", true, 7),
    column("ours", true, 7),
    column("theirs", true, 7),
    column("our dead", true, 9),
    column("their dead", true, 10),
];

fn total_cells(total: &Total) -> Vec<String> {
    vec![
        total
            .month
            .map_or("?".into(), |m| m.strftime("%Y-%m").to_string()),
        shown(total.country.as_ref()),
        shown(total.admin1.as_ref()),
        total.both.to_string(),
        total.only_ours.to_string(),
        total.only_theirs.to_string(),
        shown(total.our_killed),
        shown(total.their_killed),
    ]
}

fn totals_csv(sums: &[Total]) -> String {
    let mut out = "month,country,admin1,both,only_ours,only_theirs,our_killed,their_killed\n".to_owned();
    for total in sums {
        let mut cells = total_cells(total);
        cells[0] = total
            .month
            .map_or(String::new(), |m| m.strftime("%Y-%m").to_string());
        out += &csv_line(cells.into_iter().collect::<Vec<_>>().iter().map(String::as_str));
    }
    out
}

const PAIRS: [Column; 8] = [
    column("day", false, 10),
    column("where", false, 0),
    column("our dead", true, 8),
    column("their dead", true, 10),
    column("days", true, 4),
    column("km", true, 6),
    column("ours", false, 10),
    column("theirs", false, 22),
];

fn pair_cells((ours, theirs, why): (Option<&Incident>, Option<&Foreign>, Option<&Match>)) -> Vec<String> {
    let our_place = ours.and_then(|i| i.place.as_ref()).map(|p| p.name.clone());
    let place = our_place.or_else(|| theirs.and_then(|f| f.place.clone()));
    vec![
        shown(ours.and_then(|i| i.start).or(theirs.map(|f| f.start))),
        shown(place),
        shown(ours.and_then(best)),
        shown(theirs.and_then(|f| f.best)),
        shown(why.map(|w| w.days)),
        shown(why.map(|w| w.km)),
        shown(ours.map(|i| i.id.as_str().chars().take(10).collect::<String>())),
        shown(theirs.map(|f| &f.id)),
    ]
}

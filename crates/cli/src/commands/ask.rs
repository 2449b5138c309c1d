//! `dateline incidents`, `dateline claims`, `dateline documents`: what a ledger holds.

use super::{
    rows::{Column, csv_line, table},
    write_out,
};
use crate::{
    args::LedgerFile,
    exit::Exit,
    page::{bare_figure, code_words},
    problems::{Failure, say},
    terminal::Terminal,
};
use clap::{Args, ValueEnum};
use dateline_ledger::{
    BoundingBox, Kept, KeptClaim, LedgerError, Page, Question, Sort, SqliteLedger, Storage as _,
};
use dateline_model::{
    Actor, Bounds, HarmKind, Incident, Place, Status, Toll,
    taxonomy::{EventType, Mode},
};
use jiff::civil::Date;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// What is asked for, and in which order.
#[derive(Debug, Args)]
pub(super) struct Fits {
    /// Not over before this day (2024-11-29). Of documents: published from this day on.
    #[arg(long, value_name = "DATE", help_heading = "What fits")]
    from: Option<Date>,
    /// Not begun after this day. Of documents: published up to this day.
    #[arg(long, value_name = "DATE", help_heading = "What fits")]
    to: Option<Date>,
    /// In this country: ISO 3166-1, three letters.
    #[arg(long, value_name = "XXX", help_heading = "What fits")]
    country: Option<String>,
    /// In this first-order division: Aleppo.
    #[arg(long, value_name = "NAME", help_heading = "What fits")]
    admin1: Option<String>,
    /// In this box of degrees: west,south,east,north.
    #[arg(
        long,
        value_name = "W,S,E,N",
        allow_hyphen_values = true,
        help_heading = "What fits"
    )]
    bbox: Option<BoundingBox>,
    /// Of this PLOVER type or mode: assault, aerial.
    #[arg(long = "type", value_name = "CODE", value_parser = kind, help_heading = "What fits")]
    kind: Option<Kind>,
    /// With this actor on either side: part of the name, or the id.
    #[arg(long, value_name = "NAME", help_heading = "What fits")]
    actor: Option<String>,
    /// With this kind of harm: killed, injured, abducted, …
    #[arg(long, value_name = "KIND", value_parser = code::<HarmKind>, help_heading = "What fits")]
    harm: Option<HarmKind>,
    /// With a claim of this status: asserted, attributed, alleged, claimed, denied, …
    #[arg(long, value_name = "STATUS", value_parser = code::<Status>, help_heading = "What fits")]
    status: Option<Status>,
    /// Told by this outlet.
    #[arg(long, value_name = "NAME", help_heading = "What fits")]
    publisher: Option<String>,
    /// With all these words in headline or text; "…" for words in a row.
    #[arg(long, value_name = "WORDS", help_heading = "What fits")]
    text: Option<String>,
    /// Only incidents whose claims can not all hold.
    #[arg(long, help_heading = "What fits")]
    disputed: bool,
    /// The order; all but `day` are of incidents.
    #[arg(long, value_enum, value_name = "ORDER", default_value_t)]
    sort: Order,
    /// The other way round.
    #[arg(long)]
    reverse: bool,
}

/// Arguments of the three commands.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct AskArgs {
    #[command(flatten)]
    ledger: LedgerFile,
    #[command(flatten)]
    fits: Fits,
    /// How many at most [default: 50 in a table, else all].
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
    /// How many to pass over first.
    #[arg(long, value_name = "N", default_value_t)]
    offset: u64,
    /// How to write them [default: table on a terminal, jsonl in a pipe].
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
}

const HELP: &str = "\
Examples:
  dateline incidents --ledger war.ledger --sort killed --limit 10
  dateline incidents --ledger war.ledger --country SYR --from 2017-11-01 --to 2017-11-30 --format csv
  dateline claims --ledger war.ledger --harm killed --status denied
  dateline documents --ledger war.ledger --text '\"market strike\"' --format jsonl
  dateline show i_51c3 --ledger war.ledger

What is asked for must fit in all points. What an incident's own fields do not tell (actor, mode, status, outlet, words) must
be told by one of its claims.";

/// Rows of a table where no limit is given.
const TABLE_ROWS: u64 = 50;

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Order {
    /// Earliest first.
    #[default]
    Day,
    /// Most killed first.
    Killed,
    /// Most reports first.
    Reports,
    /// Most independent publishers first.
    Publishers,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table to read.
    Table,
    /// One JSON object a line, with everything that is known.
    Jsonl,
    /// Comma-separated values under a line of names.
    Csv,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Type(EventType),
    Mode(Mode),
}

fn kind(text: &str) -> Result<Kind, String> {
    text.to_uppercase()
        .parse()
        .map(Kind::Type)
        .or_else(|_| text.to_lowercase().parse().map(Kind::Mode))
        .map_err(|_| {
            let types: Vec<_> = EventType::ALL.iter().map(|t| t.as_str().to_lowercase()).collect();
            let modes: Vec<_> = Mode::ALL.iter().map(|m| m.as_str()).collect();
            format!("types are {}; modes are {}", types.join(", "), modes.join(", "))
        })
}

/// A code of the model, as it is written in data.
fn code<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(Value::String(text.to_lowercase().replace([' ', '-'], "_")))
        .map_err(|e| e.to_string())
}

impl Fits {
    /// The question, of all that fits.
    pub(super) fn question(&self) -> Question {
        Question {
            from: self.from,
            to: self.to,
            country: self.country.clone(),
            admin1: self.admin1.clone(),
            bbox: self.bbox,
            event_type: match self.kind {
                Some(Kind::Type(kind)) => Some(kind),
                _ => None,
            },
            mode: match self.kind {
                Some(Kind::Mode(mode)) => Some(mode),
                _ => None,
            },
            actor: self.actor.clone(),
            harm: self.harm,
            status: self.status,
            publisher: self.publisher.clone(),
            text: self.text.clone(),
            claim: None,
            disputed: self.disputed,
            sort: match self.sort {
                Order::Day => Sort::Day,
                Order::Killed => Sort::Killed,
                Order::Reports => Sort::Reports,
                Order::Publishers => Sort::Publishers,
            },
            reverse: self.reverse,
            limit: None,
            offset: 0,
        }
    }
}

impl AskArgs {
    fn question(&self, format: Format) -> Question {
        Question {
            limit: self.limit.or((format == Format::Table).then_some(TABLE_ROWS)),
            offset: self.offset,
            ..self.fits.question()
        }
    }

    /// Asks, writes the answers, and says what was left out.
    fn answer<T>(
        &self,
        noun: &str,
        terminal: &Terminal,
        ask: impl FnOnce(&SqliteLedger, &Question) -> Result<Page<T>, LedgerError>,
        write: impl FnOnce(&SqliteLedger, &[T], Format) -> Result<String, LedgerError>,
    ) -> Result<Exit, Failure> {
        let format = self.format.unwrap_or(if terminal.out {
            Format::Table
        } else {
            Format::Jsonl
        });
        let ledger = SqliteLedger::open_to_read(&self.ledger.ledger)?;
        let page = ask(&ledger, &self.question(format))?;
        write_out(&write(&ledger, &page.rows, format)?)?;
        let shown = page.rows.len() as u64;
        if shown < page.total || format == Format::Table {
            let more = if self.offset + shown < page.total {
                format!("; --offset {} shows more", self.offset + shown)
            } else {
                String::new()
            };
            say(&format!("dateline: {shown} of {} {noun}{more}\n", page.total));
        }
        if noun == "incidents" && ledger.unsettled()? {
            say(
                "note: reports came since the incidents were found; dateline reconcile brings them up to date\n",
            );
        }
        Ok(Exit::Done)
    }
}

/// Lists incidents.
pub(crate) fn incidents(args: &AskArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let ask = |ledger: &SqliteLedger, question: &Question| ledger.incidents(question);
    args.answer("incidents", terminal, ask, |ledger, rows, format| match format {
        Format::Jsonl => Ok(json_lines(rows)),
        Format::Csv => {
            let names = "id,type,start,end,place,admin1,country,precision,lat,lon,killed_low,killed_best,killed_high,killed_open,\
                         injured_low,injured_best,injured_high,injured_open,reports,publishers,disputed,headline\n";
            let mut out = names.to_owned();
            for incident in rows {
                let headline = headline(ledger, incident)?;
                let cells = incident_cells(incident, headline);
                out += &csv_line(cells.iter().map(String::as_str));
            }
            Ok(out)
        }
        Format::Table => {
            let columns = [
                column("day", false, 11),
                column("where", false, 24),
                column("killed", true, 16),
                column("injured", true, 14),
                column("said by", true, 7),
                column("", false, 1),
                column("incident", false, 8),
                column("headline", false, 0),
            ];
            let mut cells = Vec::new();
            for incident in rows {
                cells.push(vec![
                    span_of(incident.start, incident.end),
                    where_is(incident.place.as_ref()),
                    toll(incident, HarmKind::Killed),
                    toll(incident, HarmKind::Injured),
                    format!("{}/{}", incident.corroboration, incident.documents.len()),
                    if incident.disputes.is_empty() { "" } else { "!" }.to_owned(),
                    incident.id.as_str().chars().take(8).collect(),
                    headline(ledger, incident)?,
                ]);
            }
            let legend = "\nsaid by: independent publishers / reports; !: claims that can not all hold; dateline show INCIDENT tells it\n";
            Ok(table(&columns, &cells, wide(terminal)) + legend)
        }
    })
}

/// Lists claims.
pub(crate) fn claims(args: &AskArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let ask = |ledger: &SqliteLedger, question: &Question| ledger.claims(question);
    args.answer("claims", terminal, ask, |_, rows, format| match format {
        Format::Jsonl => Ok(rows.iter().map(claim_line).collect()),
        Format::Csv => {
            let mut out = "id,document,publisher,published,status,type,mode,condition,start,end,place,admin1,country,precision,lat,lon,\
                           source,target,killed_low,killed_best,killed_high,injured_low,injured_best,injured_high,according_to,sentence\n"
                .to_owned();
            for kept in rows {
                out += &csv_line(claim_cells(kept).iter().map(String::as_str));
            }
            Ok(out)
        }
        Format::Table => {
            let columns = [
                column("day", false, 11),
                column("where", false, 20),
                column("what", false, 16),
                column("harm", false, 20),
                column("according to", false, 20),
                column("status", false, 10),
                column("sentence", false, 0),
            ];
            let cells: Vec<Vec<String>> = rows.iter().map(claim_row).collect();
            Ok(table(&columns, &cells, wide(terminal)))
        }
    })
}

/// Lists documents.
pub(crate) fn documents(args: &AskArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let ask = |ledger: &SqliteLedger, question: &Question| ledger.documents(question);
    args.answer("documents", terminal, ask, |_, rows, format| match format {
        Format::Jsonl => Ok(rows.iter().map(document_line).collect()),
        Format::Csv => {
            let mut out = "id,publisher,published,title,url,source,copy_of,resemblance,claims\n".to_owned();
            for kept in rows {
                let document = &kept.entry.document;
                let copy = kept.copy_of.as_ref();
                let cells = [
                    document.id.as_str().to_owned(),
                    document.publisher.clone().unwrap_or_default(),
                    shown(document.published),
                    document.title.clone().unwrap_or_default(),
                    document.url.clone().unwrap_or_default(),
                    kept.entry.source.clone(),
                    copy.map_or_else(String::new, |c| c.first.as_str().to_owned()),
                    copy.map_or_else(String::new, |c| format!("{:.2}", c.resemblance)),
                    kept.entry.claims.len().to_string(),
                ];
                out += &csv_line(cells.iter().map(String::as_str));
            }
            Ok(out)
        }
        Format::Table => {
            let columns = [
                column("published", false, 10),
                column("publisher", false, 20),
                column("claims", true, 6),
                column("document", false, 18),
                column("copy of", false, 18),
                column("title", false, 0),
            ];
            let cells: Vec<Vec<String>> = rows
                .iter()
                .map(|kept| {
                    let document = &kept.entry.document;
                    vec![
                        shown(document.published),
                        document.publisher.clone().unwrap_or_default(),
                        kept.entry.claims.len().to_string(),
                        document.id.as_str().to_owned(),
                        kept.copy_of
                            .as_ref()
                            .map_or_else(String::new, |c| c.first.as_str().to_owned()),
                        title(kept),
                    ]
                })
                .collect();
            Ok(table(&columns, &cells, wide(terminal)))
        }
    })
}

const fn column(name: &'static str, right: bool, most: usize) -> Column {
    Column { name, right, most }
}

/// A table may be wider than a page of text; in a pipe there is no width to keep to.
fn wide(terminal: &Terminal) -> usize {
    if terminal.out { terminal.columns } else { 160 }
}

fn json_lines<T: Serialize>(rows: &[T]) -> String {
    rows.iter()
        .map(|row| serde_json::to_string(row).expect("incidents are plain data") + "\n")
        .collect()
}

/// A claim as JSON, with what its document is.
fn claim_line(kept: &KeptClaim) -> String {
    let mut value = serde_json::to_value(&kept.claim).expect("claims are plain data");
    value["title"] = kept.title.clone().into();
    value["publisher"] = kept.publisher.clone().into();
    value["published"] = kept.published.map(|day| day.to_string()).into();
    value.to_string() + "\n"
}

/// A document as JSON, with what the ledger knows of it.
fn document_line(kept: &Kept) -> String {
    let mut value = serde_json::to_value(&kept.entry.document).expect("documents are plain data");
    value["source"] = kept.entry.source.clone().into();
    value["coder"] = kept.entry.coder.clone().into();
    value["claims"] = kept.entry.claims.len().into();
    value["copy_of"] = kept.copy_of.as_ref().map(|c| c.first.as_str()).into();
    value["resemblance"] = kept.copy_of.as_ref().map(|c| c.resemblance).into();
    value.to_string() + "\n"
}

/// The headline of the first report of an incident.
fn headline(ledger: &SqliteLedger, incident: &Incident) -> Result<String, LedgerError> {
    let Some(first) = incident.documents.first().or(incident.mentions.first()) else {
        return Ok(String::new());
    };
    Ok(ledger.document(first)?.as_ref().map_or_else(String::new, title))
}

/// A report's headline, else its first words.
fn title(kept: &Kept) -> String {
    let document = &kept.entry.document;
    let words = document.title.as_deref().unwrap_or(&document.text);
    let words: Vec<&str> = words.split_whitespace().take(30).collect();
    words.join(" ")
}

fn shown(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// A day, or the month or year that it is all of; the first day with an ellipsis where it is several.
fn span_of(start: Option<Date>, end: Option<Date>) -> String {
    let (Some(start), Some(end)) = (start, end) else {
        return shown(start.or(end));
    };
    if start == end {
        start.to_string()
    } else if start == start.first_of_month() && end == start.last_of_month() {
        start.strftime("%Y-%m").to_string()
    } else if start == start.first_of_year() && end == start.last_of_year() {
        start.strftime("%Y").to_string()
    } else {
        format!("{start}…")
    }
}

fn where_is(place: Option<&Place>) -> String {
    let Some(place) = place else {
        return String::new();
    };
    let mut names = vec![place.name.as_str()];
    names.extend(place.country.as_deref().filter(|c| *c != place.name));
    names.join(", ")
}

fn find(incident: &Incident, kind: HarmKind) -> Option<&Toll> {
    incident.tolls.iter().find(|t| t.kind == kind)
}

/// `61 (53-70)`, `20+`.
fn toll(incident: &Incident, kind: HarmKind) -> String {
    find(incident, kind).map_or_else(String::new, |t| bare_figure(t.low, t.best, t.high, t.open))
}

fn bounds(bounds: &Bounds) -> String {
    bare_figure(bounds.low, bounds.best, bounds.high, bounds.high.is_none())
}

fn incident_cells(incident: &Incident, headline: String) -> Vec<String> {
    let mut cells = vec![
        incident.id.as_str().to_owned(),
        shown(incident.event_type),
        shown(incident.start),
        shown(incident.end),
    ];
    cells.extend(place_cells(incident.place.as_ref()));
    for kind in [HarmKind::Killed, HarmKind::Injured] {
        let toll = find(incident, kind);
        cells.push(shown(toll.and_then(|t| t.low)));
        cells.push(shown(toll.and_then(|t| t.best)));
        cells.push(shown(toll.and_then(|t| t.high)));
        cells.push(shown(toll.map(|t| t.open)));
    }
    cells.push(incident.documents.len().to_string());
    cells.push(incident.corroboration.to_string());
    cells.push((!incident.disputes.is_empty()).to_string());
    cells.push(headline);
    cells
}

fn place_cells(place: Option<&Place>) -> [String; 6] {
    [
        shown(place.map(|p| &p.name)),
        shown(place.and_then(|p| p.admin1.as_ref())),
        shown(place.and_then(|p| p.country.as_ref())),
        place.map_or_else(String::new, |p| code_words(&p.precision)),
        shown(place.and_then(|p| p.lat)),
        shown(place.and_then(|p| p.lon)),
    ]
}

fn names(actors: &[Actor]) -> String {
    let names: Vec<&str> = actors.iter().map(|a| a.name.as_str()).collect();
    names.join("; ")
}

/// The last voice of the chain: who is said to know.
fn voice(kept: &KeptClaim) -> String {
    let last = kept.claim.attribution.last();
    last.map_or_else(String::new, |a| {
        a.speaker.clone().unwrap_or_else(|| a.verb.clone())
    })
}

fn claim_cells(kept: &KeptClaim) -> Vec<String> {
    let claim = &kept.claim;
    let mut cells = vec![
        claim.id.as_str().to_owned(),
        claim.document.as_str().to_owned(),
        shown(kept.publisher.as_ref()),
        shown(kept.published),
        code_words(&claim.status),
        shown(claim.event.as_ref().map(|e| e.kind)),
        shown(claim.event.as_ref().and_then(|e| e.mode)),
        claim
            .condition
            .as_ref()
            .map_or_else(String::new, |c| code_words(&c.kind)),
        shown(claim.time.as_ref().and_then(|t| t.start)),
        shown(claim.time.as_ref().and_then(|t| t.end)),
    ];
    cells.extend(place_cells(claim.place.as_ref()));
    cells.push(names(&claim.source_actors));
    cells.push(names(&claim.target_actors));
    for kind in [HarmKind::Killed, HarmKind::Injured] {
        let figure = claim.harm.iter().find(|h| h.kind == kind).map(|h| h.bounds);
        cells.push(shown(figure.and_then(|b| b.low)));
        cells.push(shown(figure.and_then(|b| b.best)));
        cells.push(shown(figure.and_then(|b| b.high)));
    }
    cells.push(voice(kept));
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

fn claim_row(kept: &KeptClaim) -> Vec<String> {
    let claim = &kept.claim;
    let what = match (&claim.event, &claim.condition, &claim.hazard) {
        (Some(event), ..) => event
            .mode
            .map_or_else(|| event.kind.as_str().to_lowercase(), |mode| mode.to_string()),
        (_, Some(condition), _) => code_words(&condition.kind),
        (.., Some(hazard)) => hazard.name.clone(),
        _ => String::new(),
    };
    let harm: Vec<String> = claim
        .harm
        .iter()
        .map(|h| format!("{} {}", bounds(&h.bounds), code_words(&h.kind)))
        .collect();
    let time = claim.time.as_ref();
    vec![
        match time.filter(|t| t.start.or(t.end).is_some()) {
            Some(time) => span_of(time.start, time.end),
            None => shown(kept.published),
        },
        where_is(claim.place.as_ref()),
        what,
        harm.join(", "),
        voice(kept),
        code_words(&claim.status),
        claim
            .evidence
            .text()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_as_fine_as_they_are_known() {
        let check = |start: &str, end: &str, expected: &str| {
            assert_eq!(span_of(start.parse().ok(), end.parse().ok()), expected);
        };
        check("2017-11-13", "2017-11-13", "2017-11-13");
        check("2017-11-01", "2017-11-30", "2017-11");
        check("2017-01-01", "2017-12-31", "2017");
        check("2017-11-12", "2017-11-13", "2017-11-12…");
        check("2017-11-12", "", "2017-11-12");
        check("", "", "");
    }

    #[test]
    fn types_and_modes_are_told_by_name() {
        assert_eq!(kind("assault"), Ok(Kind::Type(EventType::Assault)));
        assert_eq!(kind("Aerial"), Ok(Kind::Mode(Mode::Aerial)));
        assert!(kind("war").is_err_and(|e| e.contains("assault") && e.contains("aerial")));
        assert_eq!(code::<HarmKind>("sexual-violence"), Ok(HarmKind::SexualViolence));
    }
}

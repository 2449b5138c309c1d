//! `dateline incidents`, `dateline claims`, `dateline documents`: what a ledger holds.

pub(crate) mod actors;
pub(super) mod cells;
mod claims;
pub(crate) mod conditions;
mod documents;
mod incidents;

pub(crate) use claims::claims;
pub(crate) use documents::documents;
pub(crate) use incidents::incidents;

use super::write_out;
use crate::{
    args::LedgerFile,
    exit::Exit,
    problems::{Failure, say},
    terminal::Terminal,
};
use clap::{Args, ValueEnum};
use dateline_answer::{Kind, code, kind};
use dateline_ledger::{BoundingBox, Ledger, LedgerError, Page, Question, Sort, Storage as _};
use dateline_model::{HarmKind, Status};
use jiff::civil::Date;

/// What is asked for.
#[derive(Debug, Args)]
pub(super) struct Filters {
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
}

/// What is asked for, and in which order.
#[derive(Debug, Args)]
pub(super) struct Fits {
    #[command(flatten)]
    filters: Filters,
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
    #[command(flatten)]
    paging: Paging,
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

impl Filters {
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
            disputed: self.disputed,
            ..Question::default()
        }
    }
}

impl Fits {
    /// The question, of all that fits.
    pub(super) fn question(&self) -> Question {
        Question {
            sort: match self.sort {
                Order::Day => Sort::Day,
                Order::Killed => Sort::Killed,
                Order::Reports => Sort::Reports,
                Order::Publishers => Sort::Publishers,
            },
            reverse: self.reverse,
            ..self.filters.question()
        }
    }
}

/// How much is written, and how.
#[derive(Debug, Args)]
struct Paging {
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

impl Paging {
    fn format(&self, terminal: &Terminal) -> Format {
        self.format.unwrap_or(if terminal.out {
            Format::Table
        } else {
            Format::Jsonl
        })
    }

    fn limit(&self, format: Format) -> Option<u64> {
        self.limit.or((format == Format::Table).then_some(TABLE_ROWS))
    }

    /// What stands on the page of rows that were worked out as a whole.
    fn page<T>(&self, rows: Vec<T>, format: Format) -> Page<T> {
        let size = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let total = rows.len() as u64;
        let most = self.limit(format).map_or(usize::MAX, size);
        Page {
            rows: rows.into_iter().skip(size(self.offset)).take(most).collect(),
            total,
        }
    }

    /// Says what was left out.
    fn closing(&self, shown: u64, total: u64, noun: &str, format: Format) {
        if shown < total || format == Format::Table {
            let more = if self.offset + shown < total {
                format!("; --offset {} shows more", self.offset + shown)
            } else {
                String::new()
            };
            say(&format!("dateline: {shown} of {total} {noun}{more}\n"));
        }
    }
}

impl AskArgs {
    /// Asks, writes the answers, and says what was left out.
    fn answer<T>(
        &self,
        noun: &str,
        terminal: &Terminal,
        ask: impl FnOnce(&Ledger, &Question) -> Result<Page<T>, LedgerError>,
        write: impl FnOnce(&Ledger, &[T], Format) -> Result<String, LedgerError>,
    ) -> Result<Exit, Failure> {
        let format = self.paging.format(terminal);
        let question = Question {
            limit: self.paging.limit(format),
            offset: self.paging.offset,
            ..self.fits.question()
        };
        let ledger = Ledger::open_to_read(&self.ledger.ledger)?;
        let page = ask(&ledger, &question)?;
        write_out(&write(&ledger, &page.rows, format)?)?;
        self.paging
            .closing(page.rows.len() as u64, page.total, noun, format);
        if noun == "incidents" && ledger.unsettled()? {
            say(
                "note: reports came since the incidents were found; dateline reconcile brings them up to date\n",
            );
        }
        Ok(Exit::Done)
    }
}

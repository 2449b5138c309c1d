//! `dateline report`: the situation report of what fits, as a page to send.

use super::{ask::Filters, reconcile, reports::threads, write_out};
use crate::{
    args::LedgerFile,
    exit::Exit,
    problems::{Failure, counted, say},
};
use clap::{Args, ValueEnum};
use dateline_answer::AskedConditions;
use dateline_export::{
    Change, changes, read_lines,
    report::{Before, Layout, Material, Source, country_name, write_report},
    words,
};
use dateline_ledger::{Ledger, Question, Storage as _};
use dateline_model::{Claim, ClaimId, DocumentId, Incident, IncidentId};
use jiff::civil::Date;
use rayon::ThreadPool;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{BufReader, Read as _},
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

/// Arguments of `dateline report`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    ledger: LedgerFile,
    #[command(flatten)]
    filters: Filters,
    /// Say what is new since this day: since the reports published up to it.
    #[arg(long, value_name = "DATE", conflicts_with = "previous")]
    since: Option<Date>,
    /// Say what is new since this ledger, or this file of dateline export --format jsonl.
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,
    /// Leave out reports published after this day [default: none; the report says the last day of publication].
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// What stands above it [default: country and days asked for].
    #[arg(long, value_name = "WORDS")]
    title: Option<String>,
    /// How many incidents are listed one by one; 0 for all.
    #[arg(long, value_name = "N", default_value_t = 200)]
    most: usize,
    /// How it is written [default: by the file's ending, else markdown].
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
    /// Where to write it [default: standard output].
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Threads to work with; the result is the same for any number [default: one a core].
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

const HELP: &str = "\
Examples:
  dateline report --ledger war.ledger --country SYR --from 2017-11-01 --to 2017-11-30 -o november.html
  dateline report --ledger war.ledger --country SYR --since 2017-11-14 --format markdown
  dateline report --ledger war.ledger --admin1 Aleppo --harm killed --previous last-week.jsonl -o aleppo.html

Every figure that a report states has a footnote: its sentence, outlet, day and address. Numbers are never added, neither over voices nor
over incidents. The page needs no other file, loads nothing, and prints on A4. For --previous keep what a report was made of
with dateline export --format jsonl.";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text with tables and footnotes.
    Markdown,
    /// A web page that needs no other file; prints on A4.
    Html,
    /// Pages of A4; only where Dateline was built with the feature pdf.
    Pdf,
}

/// Runs the command.
pub(crate) fn run(args: &ReportArgs) -> Result<Exit, Failure> {
    let format = args.format()?;
    let mut ledger = Ledger::open_to_read(&args.ledger.ledger)?;
    let question = args.filters.question();
    let material = material(args, &mut ledger, &question)?;
    let page = format.write(&material)?;
    let Some(path) = &args.output else {
        return write_out(&page).map(|()| Exit::Done);
    };
    fs::write(path, page).map_err(|source| Failure::Output {
        what: path.display().to_string(),
        source,
    })?;
    let found = counted(material.incidents.len() as u64, "incident");
    say(&format!("dateline: {found} in {}\n", path.display()));
    if material.incidents.is_empty() {
        say("note: nothing fits; dateline incidents with fewer filters shows what the ledger holds\n");
    }
    Ok(Exit::Done)
}

impl ReportArgs {
    fn format(&self) -> Result<Format, Failure> {
        let ending = self.output.as_ref().and_then(|path| path.extension());
        let of_file = || match ending {
            Some(ending) if ending.eq_ignore_ascii_case("pdf") => Format::Pdf,
            Some(ending) if ending.eq_ignore_ascii_case("html") || ending.eq_ignore_ascii_case("htm") => {
                Format::Html
            }
            _ => Format::Markdown,
        };
        match self.format.unwrap_or_else(of_file) {
            // Said before the work is done.
            Format::Pdf if cfg!(not(feature = "pdf")) => Err(without_pdf()),
            format => Ok(format),
        }
    }
}

impl Format {
    fn write(self, material: &Material) -> Result<Vec<u8>, Failure> {
        match self {
            Self::Markdown => Ok(write_report(material, Layout::Markdown).into()),
            Self::Html => Ok(write_report(material, Layout::Html).into()),
            Self::Pdf => pdf(material),
        }
    }
}

#[cfg(feature = "pdf")]
fn pdf(material: &Material) -> Result<Vec<u8>, Failure> {
    dateline_export::report::write_pdf(material).map_err(|e| Failure::Internal(e.to_string()))
}

#[cfg(not(feature = "pdf"))]
fn pdf(_: &Material) -> Result<Vec<u8>, Failure> {
    Err(without_pdf())
}

fn without_pdf() -> Failure {
    Failure::Usage {
        message: "this Dateline was built without PDF".into(),
        help: "build it with the feature pdf, or write the page with -o report.html and print it from a browser (it is made for A4), or: \
               chromium --headless --no-pdf-header-footer --print-to-pdf=report.pdf report.html"
            .into(),
    }
}

/// Everything that the report is made of.
fn material(args: &ReportArgs, ledger: &mut Ledger, question: &Question) -> Result<Material, Failure> {
    let pool = threads(args.threads)?;
    let fits = Fits::of(ledger, question)?;
    let all = match args.as_of {
        Some(day) => reconcile::incidents_until(ledger, &pool, day)?,
        None => ledger.incidents(&Question::default())?.rows,
    };
    if args.as_of.is_none() && ledger.unsettled()? {
        say("note: reports came since the incidents were found; dateline reconcile brings them up to date\n");
    }
    let before = before(args, ledger, &pool, &fits, &all)?;
    let incidents: Vec<Incident> = all.into_iter().filter(|i| fits.incident(i)).collect();
    let conditions = conditions(ledger, question, args.as_of)?;
    let old = before.iter().flat_map(|b| &b.incidents);
    let wanted: BTreeSet<&DocumentId> = incidents
        .iter()
        .chain(old)
        .flat_map(Incident::reports)
        .chain(conditions.iter().map(|c| &c.document))
        .collect();
    let mut sources = BTreeMap::new();
    for id in wanted {
        if let Some(kept) = ledger.document(id)? {
            let source = Source {
                document: kept.entry.document,
                claims: kept.entry.claims,
                copy_of: kept.copy_of.map(|copy| copy.first),
            };
            sources.insert(id.clone(), source);
        }
    }
    let last = ledger.stats()?.published.map(|(_, last)| last);
    Ok(Material {
        title: args.title.clone().unwrap_or_else(|| title(question)),
        filter: in_words(question),
        from: question.from,
        to: question.to,
        as_of: args.as_of.or(last),
        coder: super::coder()?.version().to_owned(),
        incidents,
        conditions,
        sources,
        before,
        most: args.most,
    })
}

/// The conditions that fit, of reports up to a day, without those that a person rejected.
fn conditions(ledger: &Ledger, question: &Question, as_of: Option<Date>) -> Result<Vec<Claim>, Failure> {
    let rows = dateline_answer::conditions(ledger, question, &AskedConditions::default())?.into_iter();
    let in_time = |published: Option<Date>| as_of.is_none_or(|day| published.is_none_or(|p| p <= day));
    Ok(rows
        .filter(|kept| in_time(kept.published))
        .map(|kept| kept.claim)
        .collect())
}

/// What an earlier report knew, and what changed since, as far as it fits.
fn before(
    args: &ReportArgs,
    ledger: &mut Ledger,
    pool: &ThreadPool,
    fits: &Fits,
    now: &[Incident],
) -> Result<Option<Before>, Failure> {
    let (told, old) = match (&args.since, &args.previous) {
        (Some(day), _) => {
            let told = format!("what reports published up to {} told", words::day(*day));
            (told, reconcile::incidents_until(ledger, pool, *day)?)
        }
        (None, Some(path)) => ("the report before".to_owned(), previous(path)?),
        (None, None) => return Ok(None),
    };
    let fitting = |id: &Option<IncidentId>, among: &[Incident]| {
        let found = id.as_ref().and_then(|id| among.iter().find(|i| i.id == *id));
        found.is_some_and(|i| fits.incident(i))
    };
    let changes: Vec<Change> = changes(&old, now)
        .into_iter()
        .filter(|c| fitting(&c.after, now) || (c.after.is_none() && fitting(&c.before, &old)))
        .collect();
    let named: BTreeSet<&IncidentId> = changes.iter().filter_map(|c| c.before.as_ref()).collect();
    let incidents = old.iter().filter(|i| named.contains(&i.id)).cloned().collect();
    Ok(Some(Before {
        told,
        changes,
        incidents,
    }))
}

/// The incidents of another ledger, or of an exported file.
fn previous(path: &Path) -> Result<Vec<Incident>, Failure> {
    let failed = |message: String| Failure::Input {
        message: format!("{}: {message}", path.display()),
        help: "give a ledger, or a file that dateline export --format jsonl wrote".into(),
    };
    let file = File::open(path).map_err(|e| failed(e.to_string()))?;
    let mut reader = BufReader::new(file);
    let mut head = Vec::new();
    let read = reader.by_ref().take(16).read_to_end(&mut head);
    read.map_err(|e| failed(e.to_string()))?;
    if head.starts_with(b"SQLite format 3") {
        return Ok(Ledger::open_to_read(path)?.incidents(&Question::default())?.rows);
    }
    let whole = std::io::Cursor::new(head).chain(reader);
    read_lines(BufReader::new(whole))
        .map(|kept| kept.map(|kept| kept.incident).map_err(|e| failed(e.to_string())))
        .collect()
}

/// Does an incident fit the question? As the ledger itself would say; also of incidents that are not kept in it.
struct Fits {
    question: Question,
    /// The claims that fit what only claims tell; `None` where nothing of that sort is asked.
    claims: Option<BTreeSet<ClaimId>>,
}

impl Fits {
    fn of(ledger: &Ledger, question: &Question) -> Result<Self, Failure> {
        let Question {
            mode,
            actor,
            status,
            publisher,
            text,
            ..
        } = question.clone();
        let asked =
            mode.is_some() || actor.is_some() || status.is_some() || publisher.is_some() || text.is_some();
        let of_claims = Question {
            mode,
            actor,
            status,
            publisher,
            text,
            ..Question::default()
        };
        let claims = if asked {
            let rows = ledger.claims(&of_claims)?.rows.into_iter();
            Some(rows.map(|kept| kept.claim.id).collect())
        } else {
            None
        };
        Ok(Self {
            question: question.clone(),
            claims,
        })
    }

    fn incident(&self, incident: &Incident) -> bool {
        let asked = &self.question;
        let place = incident.place.as_ref();
        let same = |wanted: &Option<String>, found: Option<&String>| {
            wanted
                .as_ref()
                .is_none_or(|w| found.is_some_and(|f| f.eq_ignore_ascii_case(w)))
        };
        let in_box = asked.bbox.is_none_or(|b| {
            let point = place.and_then(|p| p.lat.zip(p.lon));
            point.is_some_and(|(lat, lon)| {
                let (west, east) = (lon >= b.west, lon <= b.east);
                let between = if b.west <= b.east {
                    west && east
                } else {
                    west || east
                };
                between && (b.south..=b.north).contains(&lat)
            })
        });
        asked
            .from
            .is_none_or(|from| incident.end.or(incident.start).is_some_and(|end| end >= from))
            && asked
                .to
                .is_none_or(|to| incident.start.or(incident.end).is_some_and(|start| start <= to))
            && same(&asked.country, place.and_then(|p| p.country.as_ref()))
            && same(&asked.admin1, place.and_then(|p| p.admin1.as_ref()))
            && in_box
            && asked
                .event_type
                .is_none_or(|kind| incident.event_type == Some(kind))
            && asked
                .harm
                .is_none_or(|kind| incident.tolls.iter().any(|t| t.kind == kind))
            && (!asked.disputed || !incident.disputes.is_empty())
            && self
                .claims
                .as_ref()
                .is_none_or(|claims| incident.claims.iter().any(|c| claims.contains(c)))
    }
}

/// `Situation report: Syria, 1 to 30 November 2017`.
fn title(question: &Question) -> String {
    let country = question.country.as_ref().map(|code| named(code));
    let place = match (question.admin1.clone(), country) {
        (Some(admin1), Some(country)) => format!(": {admin1}, {country}"),
        (Some(place), None) | (None, Some(place)) => format!(": {place}"),
        (None, None) => String::new(),
    };
    let days = period(question).map_or_else(String::new, |days| format!(", {days}"));
    let place = if place.is_empty() && !days.is_empty() {
        ": all places".to_owned()
    } else {
        place
    };
    format!("Situation report{place}{days}")
}

/// The English name of a country, else its code.
fn named(code: &str) -> String {
    country_name(code).map_or_else(|| code.to_uppercase(), str::to_owned)
}

fn period(question: &Question) -> Option<String> {
    use words::day;
    Some(match (question.from, question.to) {
        (None, None) => return None,
        (Some(from), None) => format!("from {}", day(from)),
        (None, Some(to)) => format!("until {}", day(to)),
        (Some(from), Some(to)) if from == to => day(from),
        (Some(from), Some(to)) if from == to.first_of_month() && to == to.last_of_month() => {
            to.strftime("%B %Y").to_string()
        }
        (Some(from), Some(to)) if (from.year(), from.month()) == (to.year(), to.month()) => {
            format!("{} to {}", from.day(), day(to))
        }
        (Some(from), Some(to)) => format!("{} to {}", day(from), day(to)),
    })
}

/// What was asked for, a point each.
fn in_words(question: &Question) -> Vec<String> {
    let code = |code: &dyn ToString| code.to_string().to_lowercase().replace('_', " ");
    let mut points = Vec::new();
    let mut say = |point: Option<String>| points.extend(point);
    let place = [
        question.admin1.clone(),
        question.country.as_ref().map(|c| named(c)),
    ];
    let place: Vec<String> = place.into_iter().flatten().collect();
    say((!place.is_empty()).then(|| format!("in {}", place.join(", "))));
    say(question.bbox.map(|b| {
        format!(
            "between {}° and {}° north, {}° and {}° east",
            b.south, b.north, b.west, b.east
        )
    }));
    say(match (question.from, question.to) {
        (None, None) => None,
        (Some(_), Some(_)) => period(question).map(|days| format!("of {days}")),
        _ => period(question),
    });
    say(question.event_type.map(|kind| format!("of type {}", code(&kind))));
    say(question.mode.map(|mode| format!("told as {mode}")));
    say(question
        .actor
        .as_ref()
        .map(|actor| format!("with the actor “{actor}”")));
    say(question
        .harm
        .map(|harm| format!("with people {}", words::code_words(&harm))));
    say(question
        .status
        .map(|status| format!("with a claim that is {}", words::code_words(&status))));
    say(question
        .publisher
        .as_ref()
        .map(|publisher| format!("told by {publisher}")));
    say(question
        .text
        .as_ref()
        .map(|text| format!("in reports with the words {text}")));
    say(question.disputed.then(|| "in dispute".to_owned()));
    points
}

#[cfg(test)]
mod tests;

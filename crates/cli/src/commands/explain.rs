//! `dateline explain`: why claims, places, dates and actors were read as they were.

use super::{coder, coder_with, gazetteer::open, together, with_actors, write_out};
use crate::{
    args::GazetteerFile,
    exit::{self, Exit},
    page::{Look, explain},
    problems::{Failure, counted},
    terminal::Terminal,
};
use clap::{Args, ValueEnum};
use dateline_code::Coder;
use dateline_code::explain::{ExplainedClaim, ExplainedField, ExplainedMention};
use dateline_read::{Input, Options, Read, read};
use jiff::civil::Date;
use serde::Serialize;
use std::{path::PathBuf, sync::LazyLock};

/// Arguments of `dateline explain`.
#[derive(Debug, Args)]
#[command(after_help = HELP.as_str())]
pub(crate) struct ExplainArgs {
    /// The report, or - for standard input; JSON Lines may hold several.
    #[arg(value_name = "FILE", required_unless_present = "incident")]
    input: Option<PathBuf>,
    /// Explain an incident of a ledger instead: why its reports are one, and why near ones are not.
    #[arg(long, value_name = "ID", requires = "ledger", conflicts_with_all = ["input", "claim", "field", "mention"])]
    incident: Option<String>,
    /// The ledger of the incident.
    #[arg(long, value_name = "FILE", env = "DATELINE_LEDGER")]
    ledger: Option<PathBuf>,
    /// The claim to explain: its id, or the first characters of it. Without: the claims are listed with their ids.
    #[arg(long, value_name = "ID")]
    claim: Option<String>,
    /// Explain only one field; without --claim, of every claim.
    #[arg(long, value_enum, value_name = "FIELD")]
    field: Option<FieldName>,
    /// Explain the places, dates and actors of these words instead: what each may mean, and why it means what it does.
    #[arg(long, value_name = "WORDS", conflicts_with_all = ["claim", "field"])]
    mention: Option<String>,
    /// Write JSON: an array of {claim, reasons}, or of mentions; without --claim, of all claims.
    #[arg(long)]
    json: bool,
    /// Publication day of a report that gives none, as for dateline code: ids depend on it.
    #[arg(long, value_name = "DATE")]
    published: Option<Date>,
    /// Publisher of a report that names none.
    #[arg(long, value_name = "NAME")]
    publisher: Option<String>,
    #[command(flatten)]
    gazetteer: GazetteerFile,
    /// Your own actors, on top of the built-in ones; see dateline actors --help.
    #[arg(long, value_name = "FILE", num_args = 1)]
    actors: Vec<PathBuf>,
}

/// A field by its name on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FieldName {
    Event,
    Condition,
    Actor,
    Place,
    Time,
    Harm,
    Attribution,
    Status,
}

impl From<FieldName> for ExplainedField {
    fn from(name: FieldName) -> Self {
        match name {
            FieldName::Event => Self::Event,
            FieldName::Condition => Self::Condition,
            FieldName::Actor => Self::Actor,
            FieldName::Place => Self::Place,
            FieldName::Time => Self::Time,
            FieldName::Harm => Self::Harm,
            FieldName::Attribution => Self::Attribution,
            FieldName::Status => Self::Status,
        }
    }
}

static HELP: LazyLock<String> = LazyLock::new(|| {
    format!(
        "\
Examples:
  dateline explain report.txt                               its claims, a line each, with their ids
  dateline explain report.txt --claim c_1a2b                why that claim is as it is
  dateline explain report.txt --claim c_1a2b --field place  why it happened there
  dateline explain report.txt --field status                the status of every claim
  dateline explain report.txt --mention Hama                which Hama, and which it could have been
  dateline explain --incident i_51c3 --ledger war.ledger    why its reports are one, and near ones are not
  dateline explain report.txt --json | jq '.[].reasons[] | {{field, by}}'

A reason names the field, its value, what decided (`by`), the words, the lexicon entry that matched them (file, line,
family, pattern), the way through the dependency tree (each step: word, relation, whether it hangs on the word before),
details, and the candidates weighed (what, chosen, score, why). What does not apply is null or empty.

{}",
        exit::HELP
    )
});

/// Runs the command.
pub(crate) fn run(args: &ExplainArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    if let (Some(incident), Some(ledger)) = (&args.incident, &args.ledger) {
        return together::run(ledger, incident, args.json);
    }
    let reports = reports_of(args)?;
    let coder = match &args.gazetteer.gazetteer {
        Some(path) => coder_with(open(Some(path))?)?,
        None => coder()?,
    };
    let coder = with_actors(coder, &args.actors)?;
    let look = Look {
        width: terminal.width,
        color: terminal.out_color,
    };
    let text = match &args.mention {
        Some(words) => mentions(&coder, &reports, words, args.json, look)?,
        None => claims(&coder, &reports, args, look)?,
    };
    write_out(&text).map(|()| Exit::Done)
}

/// The reports of the input; one that can not be read stops the command.
fn reports_of(args: &ExplainArgs) -> Result<Vec<Read>, Failure> {
    let mut options = Options::default();
    options.published = args.published;
    options.publisher.clone_from(&args.publisher);
    let found: Result<Vec<Read>, _> = read(args.input.iter().map(Input::from), options).collect();
    found.map_err(|error| Failure::Input {
        message: error.to_string(),
        help: "name one file that dateline code can read".into(),
    })
}

fn claims(coder: &Coder, reports: &[Read], args: &ExplainArgs, look: Look) -> Result<String, Failure> {
    let explained = reports.iter().flat_map(|read| coder.explain(&read.document));
    let mut all: Vec<ExplainedClaim> = explained.collect();
    if let Some(id) = &args.claim {
        all = Vec::from([only(all, id)?]);
    }
    if let Some(field) = args.field.map(ExplainedField::from) {
        for explained in &mut all {
            explained.reasons.retain(|reason| reason.field == field);
        }
    }
    Ok(if args.json {
        json(&all)
    } else if args.claim.is_none() && args.field.is_none() {
        explain::list_page(&all, look)
    } else {
        explain::claims_page(&all, look)
    })
}

/// The claim whose id is, or begins with, `id`.
fn only(all: Vec<ExplainedClaim>, id: &str) -> Result<ExplainedClaim, Failure> {
    let total = all.len();
    let mut matching: Vec<ExplainedClaim> = all
        .into_iter()
        .filter(|e| e.claim.id.as_str().starts_with(id))
        .collect();
    let exact = matching.iter().position(|e| e.claim.id.as_str() == id);
    match (exact, matching.len()) {
        (Some(at), _) => Ok(matching.swap_remove(at)),
        (None, 1) => Ok(matching.swap_remove(0)),
        (None, 0) => Err(Failure::Usage {
            message: format!("no claim of the input has an id that begins with `{id}`"),
            help: format!(
                "it makes {}: leave --claim out to list them. Ids depend on the text, its publication day (--published), \
                 the gazetteer and your own actors: give those that the claim was coded with",
                counted(total as u64, "claim")
            ),
        }),
        (None, several) => Err(Failure::Usage {
            message: format!("{several} claims of the input have ids that begin with `{id}`"),
            help: "give more of the id".into(),
        }),
    }
}

fn mentions(
    coder: &Coder,
    reports: &[Read],
    words: &str,
    as_json: bool,
    look: Look,
) -> Result<String, Failure> {
    let explained = reports
        .iter()
        .flat_map(|read| coder.explain_mentions(&read.document, words));
    let all: Vec<ExplainedMention> = explained.collect();
    if all.is_empty() {
        return Err(Failure::Usage {
            message: format!(
                "nothing in the input that names a place, date or actor has the words `{words}`"
            ),
            help: "give words as they stand in the report; dateline code shows what was found in it".into(),
        });
    }
    Ok(if as_json {
        json(&all)
    } else {
        explain::mentions_page(&all, look)
    })
}

fn json(all: &impl Serialize) -> String {
    let mut text = serde_json::to_string(all).expect("explanations are plain data");
    text.push('\n');
    text
}

//! `dateline actors`: looking up who is in the actor lexicon, linting one's own dictionary, importing others'.

use super::{
    ask::actors::{self as ledger, ActorListArgs},
    write_out,
};
use crate::{
    exit::{self, Exit},
    problems::{Failure, counted, say},
    terminal::{Terminal, safe_line},
};
use clap::{Args, Subcommand, ValueEnum};
use dateline_resolve::{
    LexiconError,
    actor::{ActorEntry, ActorLexicon, Candidate, Dictionary, Severity},
};
use jiff::civil::Date;
use std::{fmt::Write as _, fs, path::PathBuf, sync::LazyLock};

/// Arguments of `dateline actors`.
#[derive(Debug, Args)]
#[command(after_help = HELP.as_str(), arg_required_else_help = true)]
pub(crate) struct ActorsArgs {
    #[command(subcommand)]
    command: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Look a name up: whom it means, and whom else it may mean.
    #[command(after_help = FIND_HELP)]
    Find {
        /// The name, as a report writes it.
        #[arg(value_name = "NAME", required = true, num_args = 1..)]
        name: Vec<String>,
        /// Month or day of the report (2016-08 or 2016-08-19): names change hands.
        #[arg(long, value_name = "DATE", value_parser = month)]
        date: Option<Date>,
        /// Country that the report is about, as ISO 3166-1 alpha-3 code.
        #[arg(long, value_name = "CODE")]
        country: Option<String>,
        /// Your own dictionaries, on top of the built-in tables.
        #[arg(long, value_name = "FILE")]
        actors: Vec<PathBuf>,
    },
    /// List the actors of a ledger: how often each is source, target and voice, first and last day.
    List(Box<ActorListArgs>),
    /// Show an entry: its names with their dates, what it belongs to, what belongs to it, where it is written.
    #[command(after_help = "Example:\n  dateline actors show syr.nusra")]
    Show {
        /// The actor's id.
        #[arg(value_name = "ID")]
        id: String,
        /// Your own dictionaries, on top of the built-in tables.
        #[arg(long, value_name = "FILE")]
        actors: Vec<PathBuf>,
    },
    /// Lint your own dictionaries: malformed lines, unknown parents, bad dates, overlaps with other names.
    #[command(after_help = CHECK_HELP)]
    Check {
        /// Tables of actors in Dateline's form.
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
    },
    /// Turn dictionaries of another format into Dateline's form.
    #[command(after_help = IMPORT_HELP)]
    Import {
        /// Their format.
        #[arg(long, value_enum, value_name = "FORMAT")]
        from: From,
        /// The dictionaries.
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        /// Where to write the table [default: standard output].
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

/// Formats that can be imported.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum From {
    /// TABARI, PETRARCH and Phoenix actor dictionaries.
    Petrarch,
}

static HELP: LazyLock<String> = LazyLock::new(|| {
    format!(
        "\
Examples:
  dateline actors find \"Nusra Front\" --date 2016-08
  dateline actors show syr.nusra
  dateline actors list --ledger war.ledger
  dateline actors import --from petrarch Phoenix.actors.txt -o mine.tsv
  dateline actors check mine.tsv
  dateline code reports/ --actors mine.tsv

{}",
        exit::HELP
    )
});

const FIND_HELP: &str = "\
Examples:
  dateline actors find \"US-led coalition\" --date 2008-03
  dateline actors find \"National Guard\" --country UKR

A name that is no one's as a whole finds the actors that have it as a part of a name.";

const CHECK_HELP: &str = "\
Example:
  dateline actors check mine.tsv

A dictionary has nine columns with tabs between them, '-' where there is nothing to say:
  id  names  kind  sector  country  parent  from  to  flags
  syr.badia  Badia Shield|BSX@2016-02..  non_state_armed  REB  SYR  syr.opp.armed  2016-02  -  -
Exit code 1: a line is in error; notes alone are 0.";

const IMPORT_HELP: &str = "\
Example:
  dateline actors import --from petrarch actors.txt -o mine.tsv

Read: NAMES_ with _ between words, +SYNONYMS, [CODE], [CODE <YYMMDD], [CODE >YYMMDD], [CODE YYMMDD-YYMMDD], ; and #
comments. Agent lists ([~MIL]) are counted and passed over: Dateline reads such nouns itself. Codes that are not known are
told with file and line; exit code 1 when some were.";

/// Runs the command.
pub(crate) fn run(args: &ActorsArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    match &args.command {
        Action::Find {
            name,
            date,
            country,
            actors,
        } => find(&name.join(" "), *date, country.as_deref(), actors),
        Action::List(args) => ledger::run(args, terminal),
        Action::Show { id, actors } => show(id, actors),
        Action::Check { files } => check(files),
        Action::Import {
            from: From::Petrarch,
            files,
            output,
        } => import(files, output.as_ref()),
    }
}

/// A month's first day, or a day.
fn month(text: &str) -> Result<Date, String> {
    text.parse()
        .or_else(|_| format!("{text}-01").parse())
        .map_err(|_| format!("`{text}` is neither a month like 2016-08 nor a day like 2016-08-19"))
}

/// Reads files of a user's own actors.
pub(crate) fn dictionaries(files: &[PathBuf]) -> Result<Vec<Dictionary>, Failure> {
    files
        .iter()
        .map(|path| {
            let file = path.display().to_string();
            let unreadable = |why: String| Failure::Usage {
                message: format!("can not read {file}: {why}"),
                help: "give text files in UTF-8; dateline actors check --help shows their form".into(),
            };
            let bytes = fs::read(path).map_err(|error| unreadable(error.to_string()))?;
            let text = String::from_utf8(bytes).map_err(|error| unreadable(error.to_string()))?;
            Ok(Dictionary { file, text })
        })
        .collect()
}

/// What is wrong with a user's dictionaries, as one failure.
pub(crate) fn refused(errors: &[LexiconError]) -> Failure {
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    Failure::Usage {
        message: lines.join("\n"),
        help: "mend the lines named; dateline actors check FILE shows everything that is wrong".into(),
    }
}

pub(super) fn lexicon(files: &[PathBuf]) -> Result<ActorLexicon, Failure> {
    ActorLexicon::with_dictionaries(&dictionaries(files)?).map_err(|errors| refused(&errors))
}

fn find(name: &str, date: Option<Date>, country: Option<&str>, files: &[PathBuf]) -> Result<Exit, Failure> {
    let lexicon = lexicon(files)?;
    let country = country.map(str::to_uppercase);
    if let Some(code) = country.as_deref().filter(|code| !lexicon.knows_country(code)) {
        return Err(Failure::Usage {
            message: format!("`{code}` is no country's code"),
            help: "give an ISO 3166-1 alpha-3 code, like SYR".into(),
        });
    }
    let found = lexicon.lookup(name, date, country.as_deref());
    if found.is_empty() {
        say(&format!("no actor has `{}` as a name\n", safe_line(name)));
        return Ok(Exit::SetAside);
    }
    let mut out = String::new();
    for candidate in &found {
        out += &candidate_line(candidate);
    }
    write_out(&out).map(|()| Exit::Done)
}

fn candidate_line(candidate: &Candidate<'_>) -> String {
    let mark = if candidate.chosen { "*" } else { " " };
    let mut line = format!("{mark} {}", summary(&candidate.actor));
    if let Some(why) = candidate.failed.first() {
        write!(line, "  (not {why})").expect("a string takes any text");
    } else if let Some(why) = candidate.passed.last() {
        write!(line, "  ({why})").expect("a string takes any text");
    }
    line.push('\n');
    line
}

/// Id, name, and what it is, in a line.
fn summary(actor: &ActorEntry<'_>) -> String {
    let mut parts: Vec<String> = vec![kind(actor).to_owned()];
    parts.extend(actor.sector.map(|s| s.as_str().to_owned()));
    parts.extend(actor.country.map(str::to_owned));
    if !actor.active.is_empty() {
        parts.push(actor.active.clone());
    }
    format!(
        "{}  {}  [{}]",
        safe_line(actor.id),
        safe_line(actor.name),
        parts.join(" ")
    )
}

fn kind(actor: &ActorEntry<'_>) -> &'static str {
    use dateline_model::ActorKind as K;
    match actor.kind {
        Some(K::StateForce) => "state force",
        Some(K::NonStateArmed) => "non-state armed",
        Some(K::Political) => "political",
        Some(K::Civilian) => "civilian",
        Some(K::International) => "international",
        Some(K::Media) => "media",
        _ => "kind not known",
    }
}

fn show(id: &str, files: &[PathBuf]) -> Result<Exit, Failure> {
    let lexicon = lexicon(files)?;
    let Some(actor) = lexicon.actor(id) else {
        return Err(Failure::Usage {
            message: format!("no actor has the id `{}`", safe_line(id)),
            help: "look it up by name: dateline actors find NAME".into(),
        });
    };
    let mut out = format!("{}\n", summary(&actor));
    for (name, when) in &actor.names {
        let dates = if when.is_empty() {
            String::new()
        } else {
            format!("  {when}")
        };
        out += &format!("  name     {}{dates}\n", safe_line(name));
    }
    if actor.speaker {
        out += "  speaker  only ever a voice, never a participant\n";
    }
    let mut parent = actor.parent;
    while let Some(id) = parent {
        let of = lexicon.actor(id);
        out += &format!(
            "  parent   {}\n",
            of.as_ref().map_or_else(|| safe_line(id).into_owned(), summary)
        );
        // A chain of a user's own may bite its tail.
        parent = of
            .and_then(|a| a.parent)
            .filter(|next| out.lines().count() < 40 && *next != id);
    }
    for member in lexicon.members(id) {
        out += &format!("  member   {}\n", summary(&member));
    }
    out += &format!("  written  {}:{}\n", safe_line(actor.file), actor.line);
    write_out(&out).map(|()| Exit::Done)
}

fn check(files: &[PathBuf]) -> Result<Exit, Failure> {
    let lexicon = lexicon(&[])?;
    let dictionaries = dictionaries(files)?;
    let findings = lexicon.check(&dictionaries);
    let mut out = String::new();
    for f in &findings {
        let severity = match f.severity {
            Severity::Error => "error",
            Severity::Note => "note",
        };
        out += &format!(
            "{}:{}: {severity}: {}\n",
            safe_line(&f.file),
            f.line,
            safe_line(&f.problem)
        );
    }
    write_out(&out)?;
    let errors = findings.iter().filter(|f| f.severity == Severity::Error).count();
    let notes = findings.len() - errors;
    say(&format!(
        "dateline: {} checked, {}, {}\n",
        counted(files.len() as u64, "file"),
        counted(errors as u64, "error"),
        counted(notes as u64, "note")
    ));
    Ok(if errors > 0 { Exit::SetAside } else { Exit::Done })
}

fn import(files: &[PathBuf], output: Option<&PathBuf>) -> Result<Exit, Failure> {
    let lexicon = lexicon(&[])?;
    let (mut table, mut actors, mut agents, mut notes) = (String::new(), 0, 0, 0);
    for Dictionary { file, text } in dictionaries(files)? {
        let imported = lexicon.import_petrarch(&text);
        for (line, note) in &imported.notes {
            say(&format!("{}:{line}: {}\n", safe_line(&file), safe_line(note)));
        }
        table += &imported.table;
        actors += imported.actors;
        agents += imported.agents;
        notes += imported.notes.len();
    }
    match output {
        None => write_out(&table)?,
        Some(path) => fs::write(path, &table).map_err(|source| Failure::Output {
            what: path.display().to_string(),
            source,
        })?,
    }
    say(&format!(
        "dateline: {} imported, {}, {} passed over\n",
        counted(actors as u64, "actor"),
        counted(notes as u64, "note"),
        counted(agents as u64, "agent entry").replace("entrys", "entries")
    ));
    Ok(if notes > 0 { Exit::SetAside } else { Exit::Done })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_and_a_day_are_dates() {
        assert_eq!(month("2016-08"), Ok(jiff::civil::date(2016, 8, 1)));
        assert_eq!(month("2016-08-19"), Ok(jiff::civil::date(2016, 8, 19)));
        assert!(month("August").is_err_and(|e| e.contains("neither a month")));
    }
}

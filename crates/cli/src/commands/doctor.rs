//! `dateline doctor`: whether all that is needed is there and well.

use super::write_out;
use crate::{
    exit::Exit,
    problems::Failure,
    terminal::{Terminal, safe_line},
};
use clap::{Args, ValueEnum};
use dateline_code::Coder;
use dateline_ledger::{Ledger, LedgerError, SCHEMA_VERSION, Storage as _};
use dateline_resolve::place::Gazetteer;
use serde::Serialize;
use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

/// Arguments of `dateline doctor`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct DoctorArgs {
    /// A ledger to look at as well. Nothing is written to it.
    #[arg(long, value_name = "FILE", env = "DATELINE_LEDGER")]
    ledger: Option<PathBuf>,
    /// A gazetteer of your own to look at as well.
    #[arg(long, value_name = "FILE", env = "DATELINE_GAZETTEER")]
    gazetteer: Option<PathBuf>,
    /// How to write it.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// A line a finding.
    #[default]
    Text,
    /// One JSON array.
    Json,
}

const HELP: &str = "\
Examples:
  dateline doctor
  dateline doctor --ledger war.ledger
  dateline doctor --format json > findings.json

Exit code 1 when there is a problem. dateline ledger check looks at every page and claim of a ledger, which takes longer.";

/// How a finding is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Grade {
    Ok,
    Warning,
    Problem,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Finding {
    grade: Grade,
    what: &'static str,
    found: String,
    /// What to do about it; nothing where it is well.
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<String>,
}

impl Finding {
    fn ok(what: &'static str, found: impl Into<String>) -> Self {
        Self {
            grade: Grade::Ok,
            what,
            found: found.into(),
            remedy: None,
        }
    }

    fn bad(grade: Grade, what: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            grade,
            what,
            found: found.into(),
            remedy: Some(remedy.into()),
        }
    }
}

/// Runs the command.
pub(crate) fn run(args: &DoctorArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let mut findings = built_in();
    findings.extend(args.gazetteer.as_deref().map(gazetteer));
    findings.push(colours(terminal));
    findings.push(temporary());
    match &args.ledger {
        Some(path) => findings.extend(ledger(path)),
        None => findings.push(Finding::ok("ledger", "none named; --ledger FILE looks at one")),
    }
    write_out(&match args.format {
        Format::Text => text(&findings),
        Format::Json => serde_json::to_string_pretty(&findings).expect("findings are plain data") + "\n",
    })?;
    let problem = findings.iter().any(|f| f.grade == Grade::Problem);
    Ok(if problem { Exit::SetAside } else { Exit::Done })
}

fn text(findings: &[Finding]) -> String {
    let mut out = String::new();
    for finding in findings {
        let grade = match finding.grade {
            Grade::Ok => "ok",
            Grade::Warning => "warning",
            Grade::Problem => "PROBLEM",
        };
        out += &format!("{grade:<9}{:<13}{}\n", finding.what, safe_line(&finding.found));
        if let Some(remedy) = &finding.remedy {
            out += &format!("{:22}{}\n", "", safe_line(remedy));
        }
    }
    out
}

/// The program, its lexicons, models and gazetteer.
fn built_in() -> Vec<Finding> {
    const BROKEN: &str = "this build is damaged: install Dateline anew";
    let coder = match Coder::embedded() {
        Ok(coder) => Finding::ok("coder", coder.version().to_owned()),
        Err(error) => Finding::bad(Grade::Problem, "coder", error.to_string(), BROKEN),
    };
    let syntax = match dateline_syntax::Model::embedded() {
        Ok(_) => Finding::ok("syntax", "the built-in tagger, parser and name finder"),
        Err(error) => Finding::bad(Grade::Problem, "syntax", error.to_string(), BROKEN),
    };
    let acts = match dateline_code::act::ActModel::embedded() {
        Some(model) => Finding::ok(
            "acts",
            format!("the built-in model, {} features", model.features()),
        ),
        None => Finding::bad(
            Grade::Warning,
            "acts",
            "no model of acts is built in",
            "the lexicon alone decides",
        ),
    };
    let places = match Gazetteer::embedded() {
        Ok(gazetteer) => Finding::ok("gazetteer", format!("built in: {}", about(&gazetteer))),
        Err(error) => Finding::bad(Grade::Problem, "gazetteer", error.to_string(), BROKEN),
    };
    let schema = Finding::ok("ledgers", format!("schema {SCHEMA_VERSION}"));
    vec![coder, syntax, acts, places, schema]
}

fn about(gazetteer: &Gazetteer) -> String {
    let (about, names) = gazetteer.about();
    // The first line names the source; those behind it the files.
    format!("{names} names. {}", about.lines().next().unwrap_or_default())
}

fn gazetteer(path: &Path) -> Finding {
    match Gazetteer::open(path) {
        Ok(gazetteer) => Finding::ok("gazetteer", format!("{}: {}", path.display(), about(&gazetteer))),
        Err(error) => Finding::bad(
            Grade::Problem,
            "gazetteer",
            format!("{}: {error}", path.display()),
            "make it anew with dateline gazetteer build, or leave it out",
        ),
    }
}

fn colours(terminal: &Terminal) -> Finding {
    let why = if env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty()) {
        " (NO_COLOR is set)"
    } else {
        ""
    };
    let used = if terminal.out_color { "used" } else { "not used" };
    Finding::ok("colours", format!("{used}{why}"))
}

/// Sorting runs and copies go there.
fn temporary() -> Finding {
    let folder = env::temp_dir();
    match writable(&folder) {
        Ok(()) => Finding::ok("temporary", folder.display().to_string()),
        Err(error) => Finding::bad(
            Grade::Warning,
            "temporary",
            format!("{}: {error}", folder.display()),
            "set TMPDIR to a folder that can be written",
        ),
    }
}

/// Whether files can be made in a folder: one is, and is taken away again.
fn writable(folder: &Path) -> io::Result<()> {
    let probe = folder.join(format!(".dateline-doctor-{}", std::process::id()));
    fs::write(&probe, b"")?;
    fs::remove_file(&probe)
}

fn ledger(path: &Path) -> Vec<Finding> {
    let shown = path.display();
    let opened = match Ledger::open_to_read(path) {
        Ok(ledger) => ledger,
        Err(error) => {
            let remedy = error.help();
            return vec![Finding::bad(Grade::Problem, "ledger", error.to_string(), remedy)];
        }
    };
    let mut findings = Vec::new();
    match opened.stats() {
        Ok(stats) => {
            let found = format!(
                "{shown}: {} reports, {} claims, {} incidents, {} bytes",
                stats.documents, stats.claims, stats.incidents, stats.file_bytes
            );
            findings.push(Finding::ok("ledger", found));
            if stats.unsettled {
                findings.push(Finding::bad(
                    Grade::Warning,
                    "incidents",
                    "reports came since the incidents were found",
                    "dateline reconcile brings them up to date",
                ));
            }
            if stats.free_bytes * 2 > stats.file_bytes {
                findings.push(Finding::bad(
                    Grade::Warning,
                    "room",
                    format!(
                        "{} of {} bytes are not in use",
                        stats.free_bytes, stats.file_bytes
                    ),
                    "dateline ledger compact gives them back",
                ));
            }
        }
        Err(error) => findings.push(unwell(&error)),
    }
    match opened.verify() {
        Ok(trail) if trail.problems.is_empty() => {
            findings.push(Finding::ok(
                "reviews",
                format!("{} in the trail, unbroken", trail.reviews),
            ));
        }
        Ok(trail) => findings.push(Finding::bad(
            Grade::Problem,
            "reviews",
            trail.problems[0].clone(),
            "dateline ledger verify says what is wrong; go back to a copy from before",
        )),
        Err(error) => findings.push(unwell(&error)),
    }
    findings.push(permission(path));
    findings
}

fn unwell(error: &LedgerError) -> Finding {
    Finding::bad(Grade::Problem, "ledger", error.to_string(), error.help())
}

/// Whether the ledger can be written, which ingest and review need: the file, and its folder for the journal.
fn permission(path: &Path) -> Finding {
    let file = fs::OpenOptions::new().append(true).open(path).map(drop);
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    match file.and_then(|()| writable(folder)) {
        Ok(()) => Finding::ok("permission", "the ledger can be read and written"),
        Err(error) => Finding::bad(
            Grade::Warning,
            "permission",
            format!("the ledger can be read, not written: {error}"),
            "ingest and review need to write the file and its folder",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_in_is_well() {
        assert!(built_in().iter().all(|f| f.grade == Grade::Ok));
    }

    #[test]
    fn a_ledger_that_is_none_is_a_problem_with_a_remedy() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("notes.db");
        fs::write(&file, "shopping list").expect("written");
        let findings = ledger(&file);
        assert_eq!(findings[0].grade, Grade::Problem);
        assert!(findings[0].remedy.is_some());
        assert_eq!(fs::read_to_string(&file).expect("still there"), "shopping list");
    }

    #[test]
    fn a_ledger_that_is_well_says_what_it_holds() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("war.ledger");
        drop(Ledger::open(&file).expect("made"));
        let findings = ledger(&file);
        assert!(findings.iter().all(|f| f.grade == Grade::Ok), "{findings:?}");
        assert!(findings[0].found.contains("0 reports"));
    }
}

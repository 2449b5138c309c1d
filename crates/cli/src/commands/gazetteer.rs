//! `dateline gazetteer`: build one, look names up in it, say what it holds.

use super::write_out;
use crate::{
    args::{GazetteerArgs, GazetteerBuild, GazetteerCommand, GazetteerFind, GazetteerInfo},
    exit::Exit,
    problems::{Failure, counted, say},
    terminal::{Terminal, safe, safe_line},
};
use dateline_resolve::place::{
    Gazetteer, GazetteerEntry,
    build::{Built, Entries, Options, Problem, Sources, Watch, build},
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// Malformed rows that are shown one by one; the others are only counted.
const SHOWN: u64 = 20;

/// Runs the command.
pub(crate) fn run(args: GazetteerArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    match args.command {
        GazetteerCommand::Build(args) => build_one(args, terminal),
        GazetteerCommand::Find(args) => find(&args),
        GazetteerCommand::Info(args) => info(&args),
    }
}

/// The gazetteer of a file, or the one that is built in.
pub(super) fn open(path: Option<&Path>) -> Result<Gazetteer, Failure> {
    match path {
        Some(path) => Ok(Gazetteer::open(path)?),
        None => Gazetteer::embedded()
            .map_err(|error| Failure::Internal(format!("the built-in gazetteer is malformed: {error}"))),
    }
}

fn build_one(args: GazetteerBuild, terminal: &Terminal) -> Result<Exit, Failure> {
    let entries = match (args.all_countries, args.cities) {
        (Some(path), _) => Entries::AllCountries(path),
        (None, Some(path)) => Entries::Cities(path),
        (None, None) => {
            return Err(Failure::Usage {
                message: "there is nothing to build from".into(),
                help: "give --all-countries or --cities: see dateline gazetteer build --help".into(),
            });
        }
    };
    let sources = Sources {
        entries,
        alternate_names: args.alternate_names,
        hierarchy: args.hierarchy,
        admin1: args.admin1,
        admin2: args.admin2,
        countries: args.countries,
    };
    let work = args.work.clone().unwrap_or_else(|| beside(&args.output, ".work"));
    let mut options = Options::new(work);
    options.memory = args.memory.saturating_mul(1 << 20);
    options.strict = args.strict;
    let mut progress = Progress::new(terminal);
    let built = build(&sources, &args.output, &options, &mut progress);
    progress.bar.finish_and_clear();
    if progress.set_aside > SHOWN {
        say(&format!(
            "dateline: {} more like these\n",
            counted(progress.set_aside - SHOWN, "malformed row")
        ));
    }
    let built = built?;
    // What the stages left is only worth keeping of a build that did not end, or where it was asked for.
    if args.work.is_none()
        && let Err(error) = fs::remove_dir_all(&options.work)
    {
        say(&format!(
            "note: {} can not be removed: {error}\n",
            safe_line(&options.work.display().to_string())
        ));
    }
    say(&closing(&built, &args.output));
    Ok(if built.set_aside > 0 {
        Exit::SetAside
    } else {
        Exit::Done
    })
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn closing(built: &Built, output: &Path) -> String {
    let mut line = format!(
        "dateline: {}: {}, {}, {}",
        safe_line(&output.display().to_string()),
        counted_entries(built.entries),
        counted(built.names, "name"),
        counted(built.bytes, "byte"),
    );
    if built.resumed > 0 {
        line += &format!(
            "; {} taken up from an earlier build",
            counted(built.resumed.into(), "stage")
        );
    }
    if built.twice > 0 {
        line += &format!(
            "; {} of an id that another has, left out",
            counted_entries(built.twice)
        );
    }
    if built.set_aside > 0 {
        line += &format!("; {} set aside", counted(built.set_aside, "malformed row"));
    }
    line + "\n"
}

fn counted_entries(n: u64) -> String {
    format!("{n} {}", if n == 1 { "entry" } else { "entries" })
}

/// A bar for each table, on a terminal.
struct Progress {
    bar: ProgressBar,
    set_aside: u64,
}

impl Progress {
    fn new(terminal: &Terminal) -> Self {
        let target = if terminal.err {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) =
            ProgressStyle::with_template("{msg:24} {bar:30} {bytes}/{total_bytes} {elapsed} (left: {eta})")
        {
            bar.set_style(style);
        }
        Self { bar, set_aside: 0 }
    }
}

impl Watch for Progress {
    fn stage(&mut self, what: &Path, bytes: u64) {
        let name = what.file_name().unwrap_or_default().to_string_lossy();
        self.bar.reset();
        self.bar.set_length(bytes);
        self.bar.set_message(safe_line(&name).into_owned());
    }

    fn advance(&mut self, bytes: u64) {
        self.bar.inc(bytes);
    }

    fn set_aside(&mut self, problem: &Problem) {
        self.set_aside += 1;
        if self.set_aside <= SHOWN {
            self.bar
                .suspend(|| say(&format!("set aside: {}\n", safe_line(&problem.to_string()))));
        }
    }
}

fn find(args: &GazetteerFind) -> Result<Exit, Failure> {
    let gazetteer = open(args.gazetteer.gazetteer.as_deref())?;
    let found = gazetteer
        .look_up(&args.name, args.country.as_deref())
        .map_err(|error| Failure::Usage {
            message: error.to_string(),
            help: "leave --country out to look in all countries".into(),
        })?;
    if found.is_empty() {
        let within = args
            .country
            .as_ref()
            .map(|code| format!(" in {code}"))
            .unwrap_or_default();
        say(&format!(
            "dateline: the gazetteer has no {}{}\n",
            safe_line(&args.name),
            safe_line(&within)
        ));
        return Ok(Exit::SetAside);
    }
    write_out(&table(&found))?;
    Ok(Exit::Done)
}

/// Entries as a table: tabs between, as other tools read it.
fn table(found: &[GazetteerEntry]) -> String {
    let mut table = String::from(
        "id\tname\tkind\tfeature\tadmin1\tadmin2\tcountry\tlatitude\tlongitude\tpopulation\tmatch\n",
    );
    let degrees = |degrees: Option<f64>| degrees.map(|d| format!("{d:.4}")).unwrap_or_default();
    for one in found {
        let known = |field: &Option<String>| safe(field.as_deref().unwrap_or_default()).into_owned();
        // Writing to a string does not fail.
        writeln!(
            table,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
            one.geonameid,
            safe(&one.name),
            one.kind,
            safe(&one.feature),
            known(&one.admin1),
            known(&one.admin2),
            known(&one.country),
            degrees(one.lat),
            degrees(one.lon),
            one.population.map(|n| n.to_string()).unwrap_or_default(),
            one.match_kind.word(),
        )
        .unwrap_or_default();
    }
    table
}

fn info(args: &GazetteerInfo) -> Result<Exit, Failure> {
    let gazetteer = open(args.gazetteer.gazetteer.as_deref())?;
    let info = gazetteer.info();
    let mut page = match (&args.gazetteer.gazetteer, &info.digest) {
        (Some(path), Some(digest)) => format!("{}, {digest}\n", safe(&path.display().to_string())),
        _ => "the built-in gazetteer\n".to_owned(),
    };
    page += &format!(
        "{}, {}, {} countries, {}\n",
        counted_entries(info.entries.values().sum()),
        counted(info.names, "name"),
        info.countries,
        counted(info.bytes, "byte")
    );
    for (kind, count) in &info.entries {
        page += &format!("  {kind:<11}{count:>10}\n");
    }
    page += &safe(&info.about);
    write_out(&page)?;
    Ok(Exit::Done)
}

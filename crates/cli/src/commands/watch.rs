//! `dateline watch`: news feeds into a ledger, as they come.

use super::{
    coder, coder_with,
    gazetteer::open,
    ingest::{Outcome, ask_one, code},
    reconcile,
    reports::threads,
    with_actors,
};
use crate::{
    args::{GazetteerFile, LedgerFile},
    exit::{self, Exit},
    problems::{Failure, counted, say},
    terminal::safe_line,
};
use clap::Args;
use dateline_code::Coder;
use dateline_ledger::{Ledger, Storage as _};
use dateline_read::Read;
use dateline_watch::{Keep, Kept, Settings, Summary, SystemClock, WatchError, watch};
use rayon::ThreadPool;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
    time::SystemTime,
};

/// Arguments of `dateline watch`.
#[derive(Debug, Args)]
#[command(after_help = HELP.as_str())]
pub(crate) struct WatchArgs {
    /// Which feeds, how often: see below.
    #[arg(value_name = "FEEDS")]
    feeds: PathBuf,
    #[command(flatten)]
    ledger: LedgerFile,
    /// Ask every feed once, read what is new, and end.
    #[arg(long)]
    once: bool,
    /// Where the watch keeps where it is [default: beside the ledger, as LEDGER.watch; beside FEEDS for a ledger in a database].
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Connect to addresses of this machine and its network, too: only for feeds of your own.
    #[arg(long)]
    allow_private: bool,
    #[command(flatten)]
    gazetteer: GazetteerFile,
    /// Your own actors, on top of the built-in ones; see dateline actors --help.
    #[arg(long, value_name = "FILE", num_args = 1)]
    actors: Vec<PathBuf>,
}

static HELP: LazyLock<String> = LazyLock::new(|| {
    format!(
        "\
Examples:
  dateline watch feeds.toml --ledger war.ledger           until Ctrl-C
  dateline watch feeds.toml --ledger war.ledger --once    one round, as for cron
  dateline serve --ledger war.ledger                      beside it: what is new shows by itself

A file of feeds:
  every = \"15m\"                        # for all that do not say; 10m without
  delay = \"2s\"                         # between two requests to one host; 1s without
  [[feed]]
  url = \"https://wire.example/rss\"     # RSS, Atom or JSON Feed
  publisher = \"Harbour Wire\"           # whatever feed and pages say themselves
  [[feed]]
  url = \"https://post.example/atom\"
  every = \"5m\"
  pages = false                        # read the feed's own texts, and fetch no page

A watch that runs takes up feeds that come and go in the file within a minute; all else in it holds from the next start.
Feeds are asked whether they changed, robots.txt is obeyed, and what fails is asked for ever later. Addresses that are not of the public
internet are refused; --allow-private, or allow_private = true in the file, lets them through. What was read stands in a small
file beside the ledger (--state): a run that was stopped, in whatever way, goes on where it was.
HTTPS goes by the system's certificates, and proxies are not used. Each thing done is a line on standard error.

{}",
        exit::HELP
    )
});

/// Runs the command.
pub(crate) fn run(args: &WatchArgs) -> Result<Exit, Failure> {
    // Its stamp is older than what is read: a change between the two is seen as one.
    let stamp = stamp(&args.feeds);
    let settings = settings(&args.feeds, args.allow_private)?;
    let pool = threads(None)?;
    let ledger = Ledger::open(&args.ledger.ledger)?;
    let coder = match &args.gazetteer.gazetteer {
        Some(path) => coder_with(open(Some(path))?)?,
        None => coder()?,
    };
    let coder = with_actors(coder, &args.actors)?;
    let clock = SystemClock::default();
    let told = clock.clone();
    ctrlc::set_handler(move || told.end())
        .map_err(|error| Failure::Internal(format!("can not listen for Ctrl-C: {error}")))?;
    let mut keeper = Keeper {
        ledger,
        coder,
        pool,
        feeds: Feeds {
            path: args.feeds.clone(),
            stamp,
            allow_private: args.allow_private,
        },
    };
    let state = args
        .state
        .clone()
        .unwrap_or_else(|| beside(&args.ledger.ledger, &args.feeds));
    let watched = watch(&settings, &state, args.once, &clock, &mut keeper);
    let summary = watched.map_err(|error| match error {
        WatchError::Keep(failure) => failure,
        WatchError::State(error) => Failure::Input {
            message: error.to_string(),
            help: error.help().into(),
        },
    })?;
    say(&format!("{}\n", closing(&summary)));
    Ok(match summary.failed {
        0 => Exit::Done,
        failed if args.once && failed == summary.polls => Exit::Stopped,
        _ if args.once => Exit::SetAside,
        // Over days some feed fails at some time, and was asked again.
        _ => Exit::Done,
    })
}

/// Reads the file of feeds.
fn settings(feeds: &Path, allow_private: bool) -> Result<Settings, Failure> {
    let text = fs::read_to_string(feeds).map_err(|error| Failure::Input {
        message: format!("{}: can not be read: {error}", feeds.display()),
        help: "name a file of feeds; dateline watch --help shows one".into(),
    })?;
    Settings::parse(&text, feeds, allow_private).map_err(|error| Failure::Input {
        message: error.to_string(),
        help: error.help().into(),
    })
}

/// The file in which the watch keeps where it is. A database has no place beside it.
fn beside(ledger: &Path, feeds: &Path) -> PathBuf {
    let address = ledger.to_str().is_some_and(|name| name.contains("://"));
    let mut name = if address { feeds } else { ledger }.as_os_str().to_owned();
    name.push(".watch");
    name.into()
}

fn closing(summary: &Summary) -> String {
    format!(
        "dateline: feeds asked {} ({} failed); {} new, {} known, {} not read",
        counted(summary.polls, "time"),
        summary.failed,
        counted(summary.new, "report"),
        summary.known,
        summary.skipped,
    )
}

/// When a file was last written, and its length; `None` where that can not be had.
type Stamp = Option<(SystemTime, u64)>;

fn stamp(path: &Path) -> Stamp {
    let of = fs::metadata(path).ok()?;
    Some((of.modified().ok()?, of.len()))
}

/// The file of feeds, looked at while the watch runs.
struct Feeds {
    path: PathBuf,
    stamp: Stamp,
    allow_private: bool,
}

impl Feeds {
    /// What it says now, where it was written since the last look.
    fn changed(&mut self) -> Option<Result<Settings, Failure>> {
        let now = stamp(&self.path);
        if now == self.stamp {
            return None;
        }
        self.stamp = now;
        Some(settings(&self.path, self.allow_private))
    }
}

/// Puts reports into the ledger as `dateline ingest` does.
struct Keeper {
    ledger: Ledger,
    coder: Coder,
    pool: ThreadPool,
    feeds: Feeds,
}

impl Keep for Keeper {
    type Error = Failure;

    fn keep(&mut self, read: Read) -> Result<Kept, Failure> {
        let (read, known) = ask_one(read, &self.ledger)?;
        if known {
            return Ok(Kept::Known);
        }
        let Outcome::New(_, entry) = code(read, &self.coder) else {
            return Ok(Kept::Broke);
        };
        let claims = entry.claims.len();
        Ok(match self.ledger.add(&[*entry])? {
            0 => Kept::Known,
            _ => Kept::New(claims),
        })
    }

    fn settle(&mut self) -> Result<(), Failure> {
        if self.ledger.unsettled()? {
            let settled = reconcile::settle(&mut self.ledger, &self.pool)?;
            say(&format!("{settled}\n"));
        }
        Ok(())
    }

    fn say(&mut self, line: &str) {
        say(&format!("{}\n", safe_line(line)));
    }

    fn changed(&mut self) -> Option<Settings> {
        match self.feeds.changed()? {
            Ok(settings) => {
                self.say(&format!("feeds watched={}", settings.feeds.len()));
                Some(settings)
            }
            Err(failure) => {
                self.say(&format!("feeds kept as they were: {failure}"));
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_the_feeds_is_seen_once() {
        let folder = tempfile::tempdir().expect("a directory");
        let path = folder.path().join("feeds.toml");
        let write = |text: &str| fs::write(&path, text).expect("is written");
        write("[[feed]]\nurl = 'https://a.example/'\n");
        let mut feeds = Feeds {
            path: path.clone(),
            stamp: stamp(&path),
            allow_private: false,
        };
        assert!(feeds.changed().is_none());
        write("[[feed]]\nurl = 'https://a.example/'\n[[feed]]\nurl = 'https://b.example/'\n");
        let Some(Ok(settings)) = feeds.changed() else {
            panic!("it changed, and can be read")
        };
        assert_eq!(settings.feeds.len(), 2);
        assert!(feeds.changed().is_none());
        write("[[feed\n");
        assert!(matches!(feeds.changed(), Some(Err(Failure::Input { .. }))));
        assert!(feeds.changed().is_none());
        fs::remove_file(&path).expect("is gone");
        assert!(matches!(feeds.changed(), Some(Err(Failure::Input { .. }))));
    }

    #[test]
    fn the_state_stands_beside_the_ledger_or_the_feeds_of_a_database() {
        let of = |ledger: &str| beside(ledger.as_ref(), "d/feeds.toml".as_ref());
        assert_eq!(of("war.ledger"), Path::new("war.ledger.watch"));
        assert_eq!(of("postgres://me@host/war"), Path::new("d/feeds.toml.watch"));
    }
}

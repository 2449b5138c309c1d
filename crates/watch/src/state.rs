//! What a watch knows between runs: one small SQLite file beside the ledger.
//!
//! What a feed named is written down together with the feed's new state, in one transaction, before any of it is fetched; and is
//! crossed out when the ledger has it. So a run that is killed loses nothing, and at worst asks for one page twice.

use crate::fetch::Validators;
use dateline_read::FeedItem;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use std::path::{Path, PathBuf};
use url::Url;

/// Why a file of a watch's state can not be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: {problem}", path.display())]
pub struct StateError {
    path: PathBuf,
    problem: String,
    help: &'static str,
}

impl StateError {
    /// What to do.
    #[must_use]
    pub fn help(&self) -> &'static str {
        self.help
    }
}

const VERSION: i64 = 1;

/// 'dlwa', so that another program's file is not taken for ours.
const APPLICATION: i64 = 0x646c_7761;

const SCHEMA: &str = "
create table feed (url text primary key, etag text, modified text, due integer not null, failures integer not null) without rowid;
create table item (id integer primary key, key blob not null unique, feed text not null, host text not null, seen integer not null,
    due integer not null, tries integer not null, publisher text, item text);
create index waiting on item (host, due) where item is not null;
create table robots (origin text primary key, until integer not null, kind integer not null, body blob not null) without rowid;
";

/// How long an item that is in no feed any more is remembered, in milliseconds. Chosen: sixty days; feeds show the news of days.
const REMEMBERED: u64 = 60 * 86_400_000;

pub(crate) struct State {
    connection: Connection,
    path: PathBuf,
}

/// How it stands with a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FeedState {
    pub(crate) validators: Validators,
    pub(crate) due: u64,
    pub(crate) failures: u32,
}

/// An item to be read.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) id: i64,
    pub(crate) feed: String,
    pub(crate) tries: u32,
    /// What the feed calls itself.
    pub(crate) publisher: Option<String>,
    pub(crate) item: FeedItem,
}

/// What is known of a host's robots.txt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Robots {
    /// There is none: all may be fetched.
    None,
    /// It can not be had: nothing may be fetched now.
    Unknown,
    /// It says this.
    Says(Vec<u8>),
}

type Result<T> = std::result::Result<T, StateError>;

impl State {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let wrong = |problem: String, help| StateError {
            path: path.to_owned(),
            problem,
            help,
        };
        let failed = |error: rusqlite::Error| match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => wrong(
                "another dateline watch is at work with it".into(),
                "end the other one, or give this one a ledger of its own",
            ),
            Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => {
                wrong(format!("can not be read: {error}"), REMOVE)
            }
            _ => wrong(format!("can not be used: {error}"), ACCESS),
        };
        let connection = Connection::open(path).map_err(failed)?;
        let made: rusqlite::Result<(i64, i64)> = (|| {
            connection.pragma_update(None, "locking_mode", "exclusive")?;
            connection.pragma_update(None, "synchronous", "full")?;
            connection.execute_batch("begin exclusive")?;
            let of = |pragma| connection.pragma_query_value(None, pragma, |row| row.get(0));
            let found = (of("application_id")?, of("user_version")?);
            let tables: i64 =
                connection.query_row("select count(*) from sqlite_master", [], |row| row.get(0))?;
            if found == (0, 0) && tables == 0 {
                connection.execute_batch(SCHEMA)?;
                connection.pragma_update(None, "application_id", APPLICATION)?;
                connection.pragma_update(None, "user_version", VERSION)?;
            }
            connection.execute_batch("commit")?;
            Ok(if tables == 0 {
                (APPLICATION, VERSION)
            } else {
                found
            })
        })();
        match made.map_err(failed)? {
            (APPLICATION, VERSION) => Ok(Self {
                connection,
                path: path.to_owned(),
            }),
            (APPLICATION, version) => Err(wrong(
                format!("it is of version {version}, of another Dateline"),
                REMOVE,
            )),
            _ => Err(wrong(
                "it is a file of another program".into(),
                "move it elsewhere",
            )),
        }
    }

    fn failed(&self) -> impl Fn(rusqlite::Error) -> StateError + '_ {
        |error| StateError {
            path: self.path.clone(),
            problem: format!("can not be used: {error}"),
            help: ACCESS,
        }
    }

    pub(crate) fn feed(&self, url: &Url) -> Result<FeedState> {
        let sql = "select etag, modified, due, failures from feed where url = ?1";
        let found = self
            .connection
            .query_row(sql, [url.as_str()], |row| {
                Ok(FeedState {
                    validators: Validators {
                        etag: row.get(0)?,
                        modified: row.get(1)?,
                    },
                    due: time(row, 2)?,
                    failures: row.get(3)?,
                })
            })
            .optional();
        Ok(found.map_err(self.failed())?.unwrap_or_default())
    }

    /// Writes how it stands with a feed, and what it named that is new; gives how many that are. An item comes with its key and the
    /// host that is asked for it.
    pub(crate) fn polled(
        &mut self,
        url: &Url,
        state: &FeedState,
        items: &[([u8; 16], String, FeedItem)],
        publisher: Option<&str>,
        now: u64,
    ) -> Result<usize> {
        let path = self.path.clone();
        let mut run = || -> rusqlite::Result<usize> {
            let write = self.connection.transaction()?;
            write.execute(
                "insert or replace into feed values (?1, ?2, ?3, ?4, ?5)",
                params![
                    url.as_str(),
                    state.validators.etag,
                    state.validators.modified,
                    number(state.due),
                    state.failures
                ],
            )?;
            let mut new = 0;
            // Feeds begin with the latest: the oldest is read first.
            for (key, host, item) in items.iter().rev() {
                let text = serde_json::to_string(item)
                    .map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))?;
                let seen = write.execute(
                    "update item set seen = ?2 where key = ?1",
                    params![key, number(now)],
                )?;
                if seen == 0 {
                    new += write.execute(
                        "insert into item (key, feed, host, seen, due, tries, publisher, item) values (?1, ?2, ?3, ?4, 0, 0, ?5, ?6)",
                        params![key, url.as_str(), host, number(now), publisher, text],
                    )?;
                }
            }
            write.execute(
                "delete from item where item is null and seen < ?1",
                [number(now.saturating_sub(REMEMBERED))],
            )?;
            write.commit()?;
            Ok(new)
        };
        run().map_err(|error| StateError {
            path,
            problem: format!("can not be written: {error}"),
            help: ACCESS,
        })
    }

    /// The hosts that items wait for, each with the time at which the first is due.
    pub(crate) fn hosts(&self) -> Result<Vec<(String, u64)>> {
        let run = || -> rusqlite::Result<Vec<_>> {
            let sql = "select host, min(due) from item where item is not null group by host order by host";
            let mut asked = self.connection.prepare_cached(sql)?;
            asked
                .query_map([], |row| Ok((row.get(0)?, time(row, 1)?)))?
                .collect()
        };
        run().map_err(self.failed())
    }

    /// The first item that waits for a host and is due.
    pub(crate) fn next(&self, host: &str, now: u64) -> Result<Option<Waiting>> {
        let run = || {
            let sql = "select id, feed, tries, item, publisher from item where item is not null and host = ?1 and due <= ?2 order by id limit 1";
            let mut asked = self.connection.prepare_cached(sql)?;
            asked
                .query_row(params![host, number(now)], |row| {
                    let text: String = row.get(3)?;
                    let item = serde_json::from_str(&text).map_err(|e| {
                        rusqlite::Error::FromSqlConversionFailure(3, rusqlite::types::Type::Text, e.into())
                    })?;
                    Ok(Waiting {
                        id: row.get(0)?,
                        feed: row.get(1)?,
                        tries: row.get(2)?,
                        publisher: row.get(4)?,
                        item,
                    })
                })
                .optional()
        };
        run().map_err(self.failed())
    }

    /// Crosses an item out: the ledger has it, or it will never be read.
    pub(crate) fn done(&self, id: i64) -> Result<()> {
        let run = self
            .connection
            .execute("update item set item = null where id = ?1", [id]);
        run.map(drop).map_err(self.failed())
    }

    /// Puts an item off.
    pub(crate) fn later(&self, id: i64, due: u64) -> Result<()> {
        let sql = "update item set due = ?2, tries = tries + 1 where id = ?1";
        let run = self.connection.execute(sql, params![id, number(due)]);
        run.map(drop).map_err(self.failed())
    }

    pub(crate) fn robots(&self, origin: &str, now: u64) -> Result<Option<(Robots, u64)>> {
        let sql = "select kind, body, until from robots where origin = ?1 and until > ?2";
        let found = self
            .connection
            .query_row(sql, params![origin, number(now)], |row| {
                let robots = match row.get(0)? {
                    0 => Robots::None,
                    1 => Robots::Unknown,
                    _ => Robots::Says(row.get(1)?),
                };
                Ok((robots, time(row, 2)?))
            });
        found.optional().map_err(self.failed())
    }

    pub(crate) fn set_robots(&self, origin: &str, robots: &Robots, until: u64, now: u64) -> Result<()> {
        let (kind, body): (i64, &[u8]) = match robots {
            Robots::None => (0, &[]),
            Robots::Unknown => (1, &[]),
            Robots::Says(body) => (2, body),
        };
        let run = || {
            self.connection
                .execute("delete from robots where until <= ?1", [number(now)])?;
            let sql = "insert or replace into robots values (?1, ?2, ?3, ?4)";
            self.connection
                .execute(sql, params![origin, number(until), kind, body])
        };
        run().map(drop).map_err(self.failed())
    }
}

const REMOVE: &str =
    "remove it: the feeds are then read from their beginning, and what the ledger has is passed over";
const ACCESS: &str = "check the permissions and the space left on the disk";

/// SQLite's numbers have a sign.
fn number(time: u64) -> i64 {
    i64::try_from(time).unwrap_or(i64::MAX)
}

fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column)
        .map(|time| u64::try_from(time).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(link: &str) -> FeedItem {
        let mut item = FeedItem::default();
        item.link = Some(link.into());
        item
    }

    #[test]
    fn what_a_feed_named_waits_until_it_is_crossed_out() {
        let folder = tempfile::tempdir().expect("a directory");
        let path = folder.path().join("w");
        let url = Url::parse("https://a.example/").expect("an address");
        let items = [
            ([1; 16], "a".to_owned(), item("new")),
            ([2; 16], "a".to_owned(), item("old")),
        ];
        let mut state = State::open(&path).expect("is made");
        assert_eq!(
            state
                .polled(&url, &FeedState::default(), &items, None, 5)
                .expect("written"),
            2
        );
        drop(state);
        let mut state = State::open(&path).expect("is there");
        assert_eq!(
            state
                .polled(&url, &FeedState::default(), &items, None, 6)
                .expect("written"),
            0
        );
        let next = state.next("a", 9).expect("read").expect("one");
        assert_eq!(next.item.link.as_deref(), Some("old"));
        state.done(next.id).expect("written");
        let next = state.next("a", 9).expect("read").expect("another");
        state.later(next.id, 20).expect("written");
        assert!(state.next("a", 9).expect("read").is_none());
        assert_eq!(state.hosts().expect("read"), [("a".to_owned(), 20)]);
        assert_eq!(state.next("a", 20).expect("read").map(|w| w.tries), Some(1));
    }

    #[test]
    fn two_watches_do_not_share_a_state() {
        let folder = tempfile::tempdir().expect("a directory");
        let path = folder.path().join("w");
        let _one = State::open(&path).expect("is made");
        let two = State::open(&path).err().expect("is refused");
        assert!(two.to_string().contains("another dateline watch"), "{two}");
    }

    #[test]
    fn files_of_others_are_left_alone() {
        let folder = tempfile::tempdir().expect("a directory");
        let path = folder.path().join("w");
        std::fs::write(
            &path,
            "not a database, but long enough to be taken for a page of one by who only looks at its size",
        )
        .expect("written");
        assert!(State::open(&path).is_err());
        let other = folder.path().join("o");
        Connection::open(&other)
            .expect("opened")
            .execute_batch("create table t (a)")
            .expect("made");
        let refused = State::open(&other).err().expect("is refused");
        assert!(
            refused.to_string().ends_with("it is a file of another program"),
            "{refused}"
        );
    }
}

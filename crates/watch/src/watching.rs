//! The loop: what is due is done, one thing at a time.

use crate::{
    clock::Clock,
    fetch::{Answer, FetchError, Fetcher, Validators},
    line::{Line, span},
    polite::{Polite, Refusal, host_of},
    settings::{FeedSettings, Settings},
    state::{FeedState, State, StateError, Waiting},
};
use dateline_read::{FeedItem, Options, Page, Read, read_feed, read_page};
use std::path::Path;
use url::Url;

/// Takes what was read.
pub trait Keep {
    /// Why it can not.
    type Error;

    /// Keeps a report for good: when this returns, it is safe.
    ///
    /// # Errors
    /// The report can not be kept; the run ends, and the report is read again by the next.
    fn keep(&mut self, read: Read) -> Result<Kept, Self::Error>;

    /// Settles what came; asked when there is nothing else to do for a while, and at the end.
    ///
    /// # Errors
    /// It can not be settled; the run ends.
    fn settle(&mut self) -> Result<(), Self::Error>;

    /// Says one line of the log.
    fn say(&mut self, line: &str);

    /// What is to be watched from now on, where that has changed since this was last asked; it is asked some times a minute. Only the
    /// feeds are taken from it: how polite a watch is stays as it began.
    fn changed(&mut self) -> Option<Settings> {
        None
    }
}

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is new, with so many claims.
    New(usize),
    /// It was there already.
    Known,
    /// The coder broke on it.
    Broke,
}

/// What a run came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// Feeds that were asked, each time counted.
    pub polls: u64,
    /// Those that failed.
    pub failed: u64,
    /// Reports that are new.
    pub new: u64,
    /// Reports that were there already.
    pub known: u64,
    /// Items that were not read.
    pub skipped: u64,
}

/// Why a run ended before its time.
#[derive(Debug, thiserror::Error)]
pub enum WatchError<E> {
    /// Its own state can not be kept.
    #[error(transparent)]
    State(#[from] StateError),
    /// What was read can not be kept.
    #[error("what was read can not be kept")]
    Keep(E),
}

/// A wait longer than this is time enough to settle.
const IDLE: u64 = 5_000;
/// Reports after which it is settled in any case, so that news shows.
const MANY: u32 = 100;
/// A single round leaves what comes later than this to the next.
const ROUND: u64 = 60_000;
/// The longest that anything is put off.
const LONGEST: u64 = 86_400_000;
/// The longest that our own back-off goes.
const BACK_OFF: u64 = 6 * 3_600_000;
/// After how long a page is asked for a second time; then twice that, and so on.
const AGAIN: u64 = 300_000;
/// How often a page is asked for before the item is read without it.
const TRIES: u32 = 5;

/// How often it is asked whether what is watched has changed.
const LOOK: u64 = 20_000;

const FEEDS: &str = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1";
const PAGES: &str = "text/html, application/xhtml+xml, */*;q=0.1";

/// Watches: until the clock says to end, or for one round where `once` says so. `state` is the file in which the watch keeps where it
/// is. A round asks each feed that is not put off, reads what it names, and leaves to the next what can only be had later.
///
/// # Errors
/// [`WatchError`]: the state or what was read can not be kept. What a server does is none: it is said, and tried again.
pub fn watch<C: Clock, K: Keep>(
    settings: &Settings,
    state: &Path,
    once: bool,
    clock: &C,
    keep: &mut K,
) -> Result<Summary, WatchError<K::Error>> {
    watch_by(
        Fetcher::new(settings.allow_private),
        settings,
        state,
        once,
        clock,
        keep,
    )
}

pub(crate) fn watch_by<C: Clock, K: Keep>(
    fetcher: Fetcher,
    settings: &Settings,
    state: &Path,
    once: bool,
    clock: &C,
    keep: &mut K,
) -> Result<Summary, WatchError<K::Error>> {
    let mut watching = Watching {
        feeds: settings.feeds.clone(),
        state: State::open(state)?,
        polite: Polite::new(fetcher, settings.delay),
        clock,
        keep,
        summary: Summary::default(),
        unsettled: 0,
    };
    if once {
        watching.round()?;
    } else {
        watching.run()?;
    }
    // What an earlier run kept may be unsettled, too: whoever keeps knows.
    watching.settle()?;
    Ok(watching.summary)
}

struct Watching<'a, C, K> {
    feeds: Vec<FeedSettings>,
    state: State,
    polite: Polite,
    clock: &'a C,
    keep: &'a mut K,
    summary: Summary,
    unsettled: u32,
}

type Done<T, K> = Result<T, WatchError<<K as Keep>::Error>>;

impl<C: Clock, K: Keep> Watching<'_, C, K> {
    /// One round over the feeds, then what they named.
    fn round(&mut self) -> Done<(), K> {
        for feed in &self.feeds.clone() {
            if self.clock.ended() {
                return Ok(());
            }
            let known = self.state.feed(&feed.url)?;
            let now = self.clock.now();
            if known.failures > 0 && known.due > now {
                let line = Line::of("wait")
                    .with("feed", &feed.url)
                    .with("failures", known.failures);
                self.keep.say(line.with("for", span(known.due - now)).text());
            } else {
                self.poll(feed)?;
            }
        }
        while !self.clock.ended() {
            match self.next_host()? {
                Some((host, ready)) if ready <= self.clock.now().saturating_add(ROUND) => {
                    self.read_next(&host, ready)?
                }
                _ => break,
            }
        }
        Ok(())
    }

    /// Until told to end.
    fn run(&mut self) -> Done<(), K> {
        while !self.clock.ended() {
            if let Some(settings) = self.keep.changed() {
                self.feeds = settings.feeds;
            }
            let feeds = self.feeds.clone();
            let mut feed: Option<(u64, &FeedSettings)> = None;
            for one in &feeds {
                let ready = self
                    .state
                    .feed(&one.url)?
                    .due
                    .max(self.polite.ready(&host_of(&one.url)));
                if feed.is_none_or(|(least, _)| ready < least) {
                    feed = Some((ready, one));
                }
            }
            let item = self.next_host()?;
            let next = [feed.map(|f| f.0), item.as_ref().map(|i| i.1)]
                .into_iter()
                .flatten()
                .min();
            let Some(next) = next else { return Ok(()) };
            if next > self.clock.now().saturating_add(IDLE) {
                self.settle()?;
            }
            if next > self.clock.now() {
                self.clock
                    .wait_until(next.min(self.clock.now().saturating_add(LOOK)));
                continue;
            }
            match (feed, item) {
                // Feeds go before pages: they say what is new.
                (Some((ready, feed)), _) if ready <= self.clock.now() => self.poll(feed)?,
                (_, Some((host, ready))) => self.read_next(&host, ready)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// The host that can be asked first for an item that waits, and when.
    fn next_host(&self) -> Done<Option<(String, u64)>, K> {
        let hosts = self.state.hosts()?.into_iter();
        let ready = hosts.map(|(host, due)| (self.polite.ready(&host).max(due), host));
        Ok(ready.min().map(|(ready, host)| (host, ready)))
    }

    /// Asks for a feed and writes down what it names.
    fn poll(&mut self, feed: &FeedSettings) -> Done<(), K> {
        let before = self.state.feed(&feed.url)?;
        let asked = self
            .polite
            .get(&feed.url, &before.validators, FEEDS, &self.state, self.clock);
        self.summary.polls += 1;
        let every = u64::try_from(feed.every.as_millis()).unwrap_or(LONGEST);
        let now = self.clock.now();
        let (at, answer) = match asked {
            Ok(answered) => answered,
            Err(Refusal::Ended) => return Ok(()),
            Err(Refusal::State(error)) => return Err(error.into()),
            Err(Refusal::Fetch(error @ FetchError::Private(_))) => {
                // Nobody was asked, so nobody needs rest: who allows it then need not wait.
                let after = FeedState {
                    due: now.saturating_add(every),
                    ..before
                };
                self.state.polled(&feed.url, &after, &[], None, now)?;
                self.summary.failed += 1;
                self.keep
                    .say(Line::of("feed").with("url", &feed.url).with("why", error).text());
                return Ok(());
            }
            Err(refusal) => return self.failed(feed, before, None, &refusal.to_string()),
        };
        let mut after = FeedState {
            validators: before.validators.clone(),
            due: now.saturating_add(every),
            failures: 0,
        };
        if answer.status == 304 {
            self.state.polled(&feed.url, &after, &[], None, now)?;
            self.keep
                .say(Line::of("feed").with("url", &feed.url).with("status", 304).text());
            return Ok(());
        }
        if answer.status != 200 {
            return self.failed(feed, before, Some(&answer), "the server does not give it");
        }
        let page = read_feed(&answer.body);
        if let (true, Some(problem)) = (page.items.is_empty(), &page.problem) {
            return self.failed(feed, before, Some(&answer), problem);
        }
        // Of a feed that is broken, no state is kept: it is read whole when it is mended.
        after.validators = if page.problem.is_some() {
            Validators::default()
        } else {
            answer.validators
        };
        let publisher = feed.publisher.clone().or(page.title);
        let items: Vec<_> = page
            .items
            .into_iter()
            .map(|item| entry(item, &at, feed.pages))
            .collect();
        let new = self
            .state
            .polled(&feed.url, &after, &items, publisher.as_deref(), now)?;
        let line = Line::of("feed").with("url", &feed.url).with("status", 200);
        let line = line
            .with("items", items.len())
            .with("new", new)
            .maybe("problem", page.problem);
        self.keep.say(line.text());
        Ok(())
    }

    /// A feed could not be had: it is put off.
    fn failed(
        &mut self,
        feed: &FeedSettings,
        before: FeedState,
        answer: Option<&Answer>,
        why: &str,
    ) -> Done<(), K> {
        let now = self.clock.now();
        let failures = before.failures.saturating_add(1);
        let every = u64::try_from(feed.every.as_millis()).unwrap_or(LONGEST);
        let own = every
            .saturating_mul(1 << failures.min(20))
            .min(BACK_OFF.max(every));
        let wished = answer.and_then(|answer| retry_after(answer, now)).unwrap_or(0);
        let wait = own.max(wished);
        if wished > 0 {
            self.polite
                .put_off(&host_of(&feed.url), now.saturating_add(wished));
        }
        let after = FeedState {
            due: now.saturating_add(wait),
            failures,
            ..before
        };
        self.state.polled(&feed.url, &after, &[], None, now)?;
        self.summary.failed += 1;
        let line = Line::of("feed")
            .with("url", &feed.url)
            .maybe("status", answer.map(|a| a.status));
        let line = line
            .with("why", why)
            .with("failures", failures)
            .with("again", span(wait));
        self.keep.say(line.text());
        Ok(())
    }

    /// Reads the first item that waits for a host.
    fn read_next(&mut self, host: &str, ready: u64) -> Done<(), K> {
        if ready > self.clock.now() {
            self.clock.wait_until(ready);
        }
        let Some(waiting) = self.state.next(host, self.clock.now())? else {
            return Ok(());
        };
        let url = waiting
            .item
            .link
            .as_deref()
            .and_then(|link| Url::parse(link).ok());
        let (page, why) = match (url, host.is_empty()) {
            (Some(url), false) => match self.page(&url, &waiting)? {
                Fetched::Page(url, page) => (Some((url, *page)), None),
                Fetched::Without(why) => (None, Some(why)),
                Fetched::Later => return Ok(()),
            },
            _ => (None, None),
        };
        self.take(waiting, page, why)
    }

    /// Fetches the page of an item.
    fn page(&mut self, url: &Url, waiting: &Waiting) -> Done<Fetched, K> {
        let asked = self
            .polite
            .get(url, &Validators::default(), PAGES, &self.state, self.clock);
        let now = self.clock.now();
        let mut wished = 0;
        let why = match asked {
            Ok((at, answer)) if answer.status == 200 => return Ok(read(at, &answer)),
            Ok((at, answer)) => {
                let status = answer.status;
                if !matches!(status, 408 | 425 | 429 | 500..) {
                    return Ok(Fetched::Without(format!("the server answers {status}")));
                }
                wished = retry_after(&answer, now).unwrap_or(0);
                self.polite.put_off(&host_of(&at), now.saturating_add(wished));
                format!("the server answers {status}")
            }
            Err(Refusal::Ended) => return Ok(Fetched::Later),
            Err(Refusal::State(error)) => return Err(error.into()),
            Err(refusal) if refusal.may_pass() => refusal.to_string(),
            Err(refusal) => return Ok(Fetched::Without(refusal.to_string())),
        };
        if waiting.tries + 1 >= TRIES {
            return Ok(Fetched::Without(why));
        }
        let wait = AGAIN.saturating_mul(1 << waiting.tries).min(BACK_OFF).max(wished);
        self.state.later(waiting.id, now.saturating_add(wait))?;
        let line = Line::of("wait")
            .with("page", url)
            .with("why", why)
            .with("again", span(wait));
        self.keep.say(line.text());
        Ok(Fetched::Later)
    }

    /// Puts an item, with its page where there is one, into the ledger, and crosses it out.
    fn take(&mut self, waiting: Waiting, page: Option<(Url, Page)>, why: Option<String>) -> Done<(), K> {
        let Waiting {
            id,
            feed,
            publisher,
            mut item,
            ..
        } = waiting;
        let named = self.feeds.iter().find(|f| f.url.as_str() == feed);
        let own = named.and_then(|f| f.publisher.as_deref());
        let fetched = page.is_some();
        let page = page.map(|(at, mut page)| {
            item.link = Some(at.to_string());
            page.publisher = own.map(str::to_owned).or(page.publisher);
            page
        });
        let link = item.link.clone().or_else(|| item.id.clone()).unwrap_or_default();
        let line = Line::of("report")
            .with("url", &link)
            .maybe("page", why.as_deref());
        let read = item.into_read(
            feed.as_ref(),
            own.or(publisher.as_deref()),
            page,
            &Options::default(),
        );
        let skipped = match read {
            Err(language) => format!("it is in {language}"),
            Ok(read) if read.document.text.trim().is_empty() => "there is no text to read".into(),
            Ok(read) => {
                let kept = self.keep.keep(read).map_err(WatchError::Keep)?;
                self.state.done(id)?;
                let line = match kept {
                    Kept::New(claims) => {
                        self.summary.new += 1;
                        self.unsettled += 1;
                        line.with("kept", "new").with("claims", claims)
                    }
                    Kept::Known => {
                        self.summary.known += 1;
                        line.with("kept", "known")
                    }
                    Kept::Broke => {
                        self.summary.skipped += 1;
                        line.with("kept", "no")
                            .with("why", "the coder broke on it, which is a bug")
                    }
                };
                self.keep
                    .say(line.with("from", if fetched { "page" } else { "feed" }).text());
                if self.unsettled >= MANY {
                    self.settle()?;
                }
                return Ok(());
            }
        };
        self.state.done(id)?;
        self.summary.skipped += 1;
        self.keep.say(line.with("kept", "no").with("why", skipped).text());
        Ok(())
    }

    fn settle(&mut self) -> Done<(), K> {
        self.unsettled = 0;
        self.keep.settle().map_err(WatchError::Keep)
    }
}

/// What became of a page.
enum Fetched {
    Page(Url, Box<Page>),
    /// It will never be had: the item is read without.
    Without(String),
    Later,
}

/// Reads the answer to a request for a page.
fn read(at: Url, answer: &Answer) -> Fetched {
    let mut parts = answer.content_type.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
    if !matches!(kind.as_str(), "" | "text/html" | "application/xhtml+xml") {
        return Fetched::Without(format!("it is {kind}, no page"));
    }
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let named = name.trim().eq_ignore_ascii_case("charset");
        named.then(|| value.trim().trim_matches('"').to_owned())
    });
    let page = read_page(&answer.body, charset.as_deref(), Some(at.as_str()));
    Fetched::Page(at, Box::new(page))
}

/// An item with its key and the host to ask for its page; none where there is nothing to ask.
fn entry(mut item: FeedItem, feed: &Url, pages: bool) -> ([u8; 16], String, FeedItem) {
    let url = item
        .link
        .as_deref()
        .and_then(|link| feed.join(link.trim()).ok())
        .map(|mut url| {
            url.set_fragment(None);
            url
        });
    // A page that says it was changed is read anew: tolls rise.
    let mut hasher = blake3::Hasher::new();
    let known = url.as_ref().map(Url::as_str).or(item.id.as_deref());
    let parts = match known {
        Some(known) => [Some(known), item.updated.as_deref(), None],
        None => [
            item.title.as_deref(),
            item.summary.as_deref(),
            item.content.as_deref(),
        ],
    };
    for part in parts {
        let part = part.unwrap_or_default();
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let mut key = [0; 16];
    hasher.finalize_xof().fill(&mut key);
    let host = url.as_ref().filter(|_| pages).map(host_of).unwrap_or_default();
    item.link = url.map(String::from);
    (key, host, item)
}

/// How long a server wishes not to be asked, in milliseconds: seconds or a date. At most a day.
fn retry_after(answer: &Answer, now: u64) -> Option<u64> {
    let written = answer.retry_after.as_deref()?;
    let wait = match written.parse::<u64>() {
        Ok(seconds) => seconds.saturating_mul(1000),
        Err(_) => {
            let at = jiff::fmt::rfc2822::parse(written)
                .ok()?
                .timestamp()
                .as_millisecond();
            u64::try_from(at).ok()?.saturating_sub(now)
        }
    };
    Some(wait.min(LONGEST))
}

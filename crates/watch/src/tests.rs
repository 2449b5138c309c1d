//! Watching feeds that are served on this machine, by a clock of the tests' own.

use crate::{
    FeedSettings, Keep, Kept, Settings, Summary, WatchError,
    clock::Clock,
    fetch::{FetchError, Fetcher, Validators},
    watching::watch_by,
};
use dateline_read::Read as Report;
use flate2::{Compression, write::GzEncoder};
use std::{
    cell::Cell,
    collections::BTreeMap,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};
use tempfile::TempDir;
use url::Url;

/// What the server answers under one path.
#[derive(Clone, Debug, Default)]
struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    /// Nothing is sent behind the head.
    stalls: bool,
}

fn html(text: &str) -> Reply {
    let body = format!("<html><body><article><h1>Report</h1><p>{text}</p></article></body></html>");
    Reply {
        status: 200,
        headers: vec![("content-type", "text/html; charset=utf-8".into())],
        body: body.into_bytes(),
        stalls: false,
    }
}

fn plain(status: u16, body: &str) -> Reply {
    Reply {
        status,
        body: body.into(),
        ..Reply::default()
    }
}

/// A feed with items at these addresses.
fn rss(links: &[&str]) -> Reply {
    let item = |link: &&str| {
        format!(
            "<item><title>News of {link}</title><link>{link}</link><pubDate>Tue, 14 Nov 2017 10:00:00 GMT</pubDate>\
             <description>In short: {link} was shelled.</description></item>"
        )
    };
    let items: String = links.iter().map(item).collect();
    plain(
        200,
        &format!("<rss><channel><title>Harbour Wire</title>{items}</channel></rss>"),
    )
}

fn report(name: &str) -> Reply {
    html(&format!(
        "Shells fell on the market of {name} on Monday morning, killing two traders, the mayor said. Rescue workers were still \
         searching the stalls by nightfall, and the road to the coast was closed."
    ))
}

/// A server on this machine.
struct Site {
    address: SocketAddr,
    replies: Arc<Mutex<BTreeMap<String, Reply>>>,
    /// Requests: their path, and what was asked on condition.
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    fn new(replies: &[(&str, Reply)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let site = Self {
            address: listener.local_addr().expect("an address"),
            replies: Arc::default(),
            asked: Arc::default(),
        };
        for (path, reply) in replies {
            site.set(path, reply.clone());
        }
        let (replies, asked) = (site.replies.clone(), site.asked.clone());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (replies, asked) = (replies.clone(), asked.clone());
                thread::spawn(move || answer(&stream, &replies, &asked));
            }
        });
        site
    }

    fn set(&self, path: &str, reply: Reply) {
        self.replies.lock().expect("is whole").insert(path.into(), reply);
    }

    fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.address)).expect("an address")
    }

    /// The requests since the last time, without those for robots.txt.
    fn asked(&self) -> Vec<String> {
        let mut asked = std::mem::take(&mut *self.asked.lock().expect("is whole"));
        asked.retain(|path| path != "/robots.txt");
        asked
    }
}

/// Answers one request and closes.
fn answer(stream: &TcpStream, replies: &Mutex<BTreeMap<String, Reply>>, asked: &Mutex<Vec<String>>) {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let Some(first) = lines.next() else { return };
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let known = head.iter().find_map(|line| line.strip_prefix("if-none-match: "));
    asked
        .lock()
        .expect("is whole")
        .push(known.map_or(path.clone(), |known| format!("{path} unless {known}")));
    let found = replies.lock().expect("is whole").get(&path).cloned();
    let mut reply = found.unwrap_or_else(|| plain(404, ""));
    let etag = reply
        .headers
        .iter()
        .find(|(name, _)| *name == "etag")
        .map(|(_, etag)| etag.clone());
    if known.is_some() && known == etag.as_deref() {
        reply = plain(304, "");
    }
    let mut out = format!("HTTP/1.1 {} Said\r\nconnection: close\r\n", reply.status);
    for (name, value) in &reply.headers {
        out += &format!("{name}: {value}\r\n");
    }
    let length = reply.body.len() + usize::from(reply.stalls);
    out += &format!("content-length: {length}\r\n\r\n");
    let mut stream = stream;
    // The other side may have had enough: that is what some of these tests are about.
    drop(
        stream
            .write_all(out.as_bytes())
            .and_then(|()| stream.write_all(&reply.body)),
    );
    if reply.stalls {
        drop(stream.read(&mut [0; 1]));
    }
}

/// A clock that waits by going forward, and ends the run at a time.
struct TestClock {
    now: Cell<u64>,
    end: Cell<u64>,
}

impl Clock for TestClock {
    fn now(&self) -> u64 {
        self.now.get()
    }
    fn wait_until(&self, time: u64) {
        self.now.set(time.max(self.now.get()));
    }
    fn ended(&self) -> bool {
        self.now.get() >= self.end.get()
    }
}

/// A ledger in memory.
#[derive(Default)]
struct Memory {
    reports: Vec<Report>,
    log: Vec<String>,
    settled: usize,
    /// Breaks once so many are kept, as a disk that is full.
    full_at: Option<usize>,
    /// What is to be watched instead.
    changed: Option<Settings>,
}

impl Keep for Memory {
    type Error = &'static str;
    fn keep(&mut self, read: Report) -> Result<Kept, Self::Error> {
        if self.full_at == Some(self.reports.len()) {
            return Err("the disk is full");
        }
        if self.reports.iter().any(|r| r.document.id == read.document.id) {
            return Ok(Kept::Known);
        }
        self.reports.push(read);
        Ok(Kept::New(1))
    }
    fn settle(&mut self) -> Result<(), Self::Error> {
        self.settled = self.reports.len();
        Ok(())
    }
    fn say(&mut self, line: &str) {
        self.log.push(line.to_owned());
    }
    fn changed(&mut self) -> Option<Settings> {
        self.changed.take()
    }
}

/// A watch over feeds of sites, with its state in a directory of its own.
struct Watch {
    folder: TempDir,
    settings: Settings,
    clock: TestClock,
    memory: Memory,
}

const START: u64 = 1_700_000_000_000;
const MINUTE: u64 = 60_000;

impl Watch {
    fn over(feeds: &[Url]) -> Self {
        let feed = |url: &Url| FeedSettings {
            url: url.clone(),
            publisher: None,
            every: Duration::from_secs(600),
            pages: true,
        };
        Self {
            folder: tempfile::tempdir().expect("a directory"),
            settings: Settings {
                feeds: feeds.iter().map(feed).collect(),
                delay: Duration::from_secs(1),
                allow_private: true,
            },
            clock: TestClock {
                now: Cell::new(START),
                end: Cell::new(u64::MAX),
            },
            memory: Memory::default(),
        }
    }

    fn go(&mut self, once: bool) -> Result<Summary, WatchError<&'static str>> {
        let fetcher = Fetcher::with_time(self.settings.allow_private, Duration::from_secs(2));
        let state = self.folder.path().join("war.db.watch");
        watch_by(
            fetcher,
            &self.settings,
            &state,
            once,
            &self.clock,
            &mut self.memory,
        )
    }

    fn once(&mut self) -> Summary {
        self.go(true).expect("goes well")
    }

    /// Goes on for some minutes.
    fn minutes(&mut self, minutes: u64) -> Summary {
        self.clock.end.set(self.clock.now() + minutes * MINUTE);
        let summary = self.go(false).expect("goes well");
        self.clock.end.set(u64::MAX);
        summary
    }

    fn texts(&self) -> Vec<&str> {
        self.memory
            .reports
            .iter()
            .map(|r| r.document.text.as_str())
            .collect()
    }

    fn check_said(&self, part: &str) {
        assert!(
            self.memory.log.iter().any(|line| line.contains(part)),
            "{part}: {:#?}",
            self.memory.log
        );
    }
}

#[test]
fn a_feed_s_pages_are_read_once_the_oldest_first() {
    let site = Site::new(&[
        ("/rss", rss(&["/b", "/a"])),
        ("/a", report("Ain")),
        ("/b", report("Bab")),
    ]);
    let mut watch = Watch::over(&[site.url("/rss")]);
    let summary = watch.once();
    assert_eq!(
        (summary.polls, summary.new, summary.failed, summary.skipped),
        (1, 2, 0, 0)
    );
    assert_eq!(site.asked(), ["/rss", "/a", "/b"]);
    let first = &watch.memory.reports[0].document;
    assert!(first.text.contains("market of Ain"), "{}", first.text);
    assert_eq!(first.url.as_deref(), Some(site.url("/a").as_str()));
    assert_eq!(first.published, Some(jiff::civil::date(2017, 11, 14)));
    assert_eq!(watch.memory.settled, 2);
    assert_eq!(watch.once().new, 0);
    assert_eq!(site.asked(), ["/rss"]);
}

#[test]
fn requests_to_a_host_keep_their_distance() {
    let site = Site::new(&[
        ("/rss", rss(&["/a", "/b"])),
        ("/a", report("Ain")),
        ("/b", report("Bab")),
    ]);
    let mut watch = Watch::over(&[site.url("/rss")]);
    watch.once();
    // Robots, feed, two pages: three waits of a second.
    assert_eq!(watch.clock.now() - START, 3_000);
}

#[test]
fn feeds_come_and_go_while_it_watches() {
    let site = Site::new(&[("/one", rss(&[])), ("/two", rss(&["/a"])), ("/a", report("Ain"))]);
    let mut watch = Watch::over(&[site.url("/one")]);
    watch.minutes(15);
    assert_eq!(site.asked(), ["/one", "/one"]);
    let both = Watch::over(&[site.url("/one"), site.url("/two")]).settings;
    watch.memory.changed = Some(both);
    watch.minutes(4);
    assert_eq!(site.asked(), ["/two", "/a"]);
    watch.memory.changed = Some(Watch::over(&[site.url("/two")]).settings);
    watch.minutes(20);
    assert_eq!(site.asked(), ["/two", "/two"]);
}

#[test]
fn a_feed_that_did_not_change_is_not_sent_again() {
    let mut feed = rss(&["/a"]);
    feed.headers.push(("etag", "\"v1\"".into()));
    let site = Site::new(&[("/rss", feed), ("/a", report("Ain"))]);
    let mut watch = Watch::over(&[site.url("/rss")]);
    watch.once();
    watch.once();
    assert_eq!(site.asked(), ["/rss", "/a", "/rss unless \"v1\""]);
    watch.check_said("status=304");
}

#[test]
fn a_feed_that_fails_is_asked_ever_later() {
    let site = Site::new(&[("/rss", plain(500, ""))]);
    let mut watch = Watch::over(&[site.url("/rss")]);
    // At 0, 20, 60, 140 and 300 minutes.
    assert_eq!(watch.minutes(310).failed, 5);
    // After at most six hours it is asked again, and then as before.
    site.set("/rss", rss(&["/a"]));
    site.set("/a", report("Ain"));
    let summary = watch.minutes(360);
    assert_eq!((summary.failed, summary.new), (0, 1));
    assert!(summary.polls > 2, "{summary:?}");
}

#[test]
fn a_round_leaves_alone_what_failed_just_now() {
    let site = Site::new(&[("/rss", plain(404, ""))]);
    let mut watch = Watch::over(&[site.url("/rss")]);
    assert_eq!(watch.once().failed, 1);
    assert_eq!(watch.once().polls, 0);
    watch.check_said("wait feed=");
    assert_eq!(site.asked(), ["/rss"]);
}

#[test]
fn servers_are_not_asked_before_they_wish() {
    for wish in ["7200", "Wed, 15 Nov 2023 00:13:20 GMT"] {
        let mut busy = plain(503, "");
        busy.headers.push(("retry-after", wish.into()));
        let site = Site::new(&[("/rss", busy)]);
        let mut watch = Watch::over(&[site.url("/rss")]);
        // The clock starts on 14 November at 22:13:20, so both are two hours.
        assert_eq!(watch.minutes(119).polls, 1, "{wish}");
        assert_eq!(watch.minutes(2).polls, 1, "{wish}");
    }
}

#[test]
fn pages_that_fail_are_asked_again_and_then_done_without() {
    let site = Site::new(&[("/rss", rss(&["/a"])), ("/a", plain(500, ""))]);
    let mut watch = Watch::over(&[site.url("/rss")]);
    assert_eq!(watch.once().new, 0);
    site.set("/a", report("Ain"));
    assert_eq!(watch.minutes(9).new, 1);
    assert!(watch.texts()[0].contains("market of Ain"));
    let site = Site::new(&[("/rss", rss(&["/a"])), ("/a", plain(500, ""))]);
    let mut watch = Watch::over(&[site.url("/rss")]);
    assert_eq!(watch.minutes(200).new, 1);
    assert!(watch.texts()[0].contains("was shelled"), "{:?}", watch.texts());
    assert_eq!(site.asked().iter().filter(|path| *path == "/a").count(), 5);
}

#[test]
fn a_page_that_is_gone_leaves_what_the_feed_says() {
    let site = Site::new(&[("/rss", rss(&["/gone"]))]);
    let mut watch = Watch::over(&[site.url("/rss")]);
    assert_eq!(watch.once().new, 1);
    assert_eq!(watch.texts(), ["In short: /gone was shelled."]);
    watch.check_said("page=\"the server answers 404\"");
}

#[test]
fn robots_txt_is_obeyed() {
    let robots =
        "User-agent: *\nDisallow: /\n\nUser-agent: dateline-watch\nCrawl-delay: 20\nDisallow: /private\n";
    let site = Site::new(&[
        ("/robots.txt", plain(200, robots)),
        ("/rss", rss(&["/a", "/private/b"])),
        ("/a", report("Ain")),
        ("/private/b", report("Bab")),
    ]);
    let mut watch = Watch::over(&[site.url("/rss")]);
    assert_eq!(watch.once().new, 2);
    assert_eq!(site.asked(), ["/rss", "/a"]);
    watch.check_said("page=\"robots.txt disallows it\"");
    // A second from robots.txt to the feed, as nothing was known yet; then as it asks.
    assert_eq!(watch.clock.now() - START, 21_000);
}

#[test]
fn without_its_robots_txt_a_host_is_not_asked() {
    let site = Site::new(&[("/robots.txt", plain(500, "")), ("/rss", rss(&["/a"]))]);
    let mut watch = Watch::over(&[site.url("/rss")]);
    assert_eq!(watch.once().failed, 1);
    assert!(site.asked().is_empty());
    site.set("/robots.txt", plain(404, ""));
    site.set("/a", report("Ain"));
    assert_eq!(watch.minutes(30).new, 1);
}

#[test]
fn robots_txt_is_asked_for_once_a_day_over_all_runs() {
    let site = Site::new(&[("/rss", rss(&[]))]);
    let mut watch = Watch::over(&[site.url("/rss")]);
    let robots = |site: &Site| {
        let asked = std::mem::take(&mut *site.asked.lock().expect("is whole"));
        asked.iter().filter(|path| *path == "/robots.txt").count()
    };
    watch.once();
    watch.once();
    assert_eq!(robots(&site), 1);
    watch.clock.wait_until(START + 25 * 60 * MINUTE);
    watch.once();
    assert_eq!(robots(&site), 1);
}

#[test]
fn redirects_are_followed_one_by_one_and_not_for_ever() {
    let to = |target: &str| Reply {
        status: 302,
        headers: vec![("location", target.into())],
        ..Reply::default()
    };
    let site = Site::new(&[
        ("/rss", rss(&["/moved", "/round", "/file", "/odd"])),
        ("/moved", to("/a")),
        ("/a", report("Ain")),
        ("/round", to("/round")),
        ("/file", to("file:///etc/passwd")),
        ("/odd", to("http://[")),
    ]);
    let mut watch = Watch::over(&[site.url("/rss")]);
    assert_eq!(watch.once().new, 4);
    assert_eq!(site.asked().iter().filter(|path| *path == "/round").count(), 6);
    let moved = watch
        .memory
        .reports
        .iter()
        .find(|r| r.document.text.contains("market of Ain"));
    assert_eq!(
        moved.and_then(|r| r.document.url.as_deref()),
        Some(site.url("/a").as_str())
    );
    watch.check_said("points elsewhere more than 5 times");
    watch.check_said("only http and https");
    watch.check_said("no address");
}

#[test]
fn this_machine_is_not_asked_unless_that_is_allowed() {
    let site = Site::new(&[("/rss", rss(&["/a"]))]);
    let port = site.address.port();
    let hosts = [
        "127.0.0.1",
        "localhost",
        "127.1",
        "0x7f000001",
        "2130706433",
        "[::ffff:127.0.0.1]",
        "[::1]",
    ];
    for host in hosts {
        let url = Url::parse(&format!("http://{host}:{port}/rss")).expect("an address");
        let got = Fetcher::new(false).get(&url, &Validators::default(), "*/*");
        assert!(matches!(got, Err(FetchError::Private(_))), "{host}: {got:?}");
    }
    let mut watch = Watch::over(&[site.url("/rss")]);
    watch.settings.allow_private = false;
    assert_eq!(watch.once().failed, 1);
    watch.check_said("127.0.0.1 is not an address of the public internet");
    assert!(site.asked.lock().expect("is whole").is_empty());
    watch.settings.allow_private = true;
    assert_eq!(watch.once().new, 1);
}

#[test]
fn what_unpacks_to_too_much_is_not_read() {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..64 {
        packed.write_all(&vec![b' '; 1 << 20]).expect("written");
    }
    let packed = packed.finish().expect("packed");
    assert!(packed.len() < 1 << 20);
    let bomb = Reply {
        status: 200,
        headers: vec![
            ("content-encoding", "gzip".into()),
            ("content-type", "text/html".into()),
        ],
        body: packed,
        stalls: false,
    };
    let big = plain(200, &"x".repeat(10_000_001));
    let mut odd = report("Ain");
    odd.headers.push(("content-encoding", "br".into()));
    let site = Site::new(&[
        ("/rss", rss(&["/bomb", "/big", "/odd"])),
        ("/bomb", bomb),
        ("/big", big),
        ("/odd", odd),
    ]);
    let mut watch = Watch::over(&[site.url("/rss")]);
    assert_eq!(watch.once().new, 3);
    let said = watch
        .memory
        .log
        .iter()
        .filter(|line| line.contains("over 10000000 bytes"));
    assert_eq!(said.count(), 2, "{:#?}", watch.memory.log);
    watch.check_said("packed in a way that was not asked for");
}

#[test]
fn packed_pages_are_read() {
    let mut page = report("Ain");
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(&page.body).expect("written");
    page.body = packed.finish().expect("packed");
    page.headers.push(("content-encoding", "gzip".into()));
    let site = Site::new(&[("/rss", rss(&["/a"])), ("/a", page)]);
    let mut watch = Watch::over(&[site.url("/rss")]);
    watch.once();
    assert!(watch.texts()[0].contains("market of Ain"));
}

#[test]
fn a_slow_server_does_not_hold_up_the_others() {
    let mut slow = rss(&["/a"]);
    slow.stalls = true;
    let slow = Site::new(&[("/rss", slow)]);
    let good = Site::new(&[("/rss", rss(&["/a"])), ("/a", report("Ain"))]);
    let mut watch = Watch::over(&[slow.url("/rss"), good.url("/rss")]);
    let summary = watch.once();
    assert_eq!((summary.failed, summary.new), (1, 1));
    watch.check_said("no whole answer in time");
}

#[test]
fn a_broken_feed_does_not_cost_the_good_one_beside_it() {
    let broken = Site::new(&[("/rss", plain(200, "<html><body>Sign in</body></html>"))]);
    let mut cut = rss(&["/a", "/b"]);
    cut.body.truncate(cut.body.len() - 60);
    cut.headers.push(("etag", "\"v1\"".into()));
    let cut = Site::new(&[("/rss", cut), ("/a", report("Ain"))]);
    let good = Site::new(&[("/rss", rss(&["/a"])), ("/a", report("Dar"))]);
    let mut watch = Watch::over(&[broken.url("/rss"), cut.url("/rss"), good.url("/rss")]);
    let summary = watch.once();
    assert_eq!((summary.failed, summary.new), (1, 2), "{:#?}", watch.memory.log);
    watch.check_said("neither RSS nor Atom");
    watch.check_said("problem=\"the feed ends within an item\"");
    watch.once();
    assert!(!cut.asked().iter().any(|path| path.contains("unless")));
}

#[test]
fn what_was_not_kept_is_read_by_the_next_run() {
    let mut feed = rss(&["/c", "/b", "/a"]);
    feed.headers.push(("etag", "\"v1\"".into()));
    let site = Site::new(&[
        ("/rss", feed),
        ("/a", report("Ain")),
        ("/b", report("Bab")),
        ("/c", report("Dar")),
    ]);
    let mut watch = Watch::over(&[site.url("/rss")]);
    watch.memory.full_at = Some(1);
    assert!(matches!(
        watch.go(true),
        Err(WatchError::Keep("the disk is full"))
    ));
    watch.memory.full_at = None;
    let summary = watch.once();
    assert_eq!((summary.new, summary.known), (2, 0));
    assert_eq!(watch.memory.reports.len(), 3);
    assert_eq!(
        site.asked(),
        ["/rss", "/a", "/b", "/rss unless \"v1\"", "/b", "/c"]
    );
}

#[test]
fn a_page_that_says_it_was_changed_is_read_again() {
    let atom = |updated: &str| {
        let entry = format!(
            "<entry><id>1</id><title>T</title><link href='/a'/><published>2017-11-14T10:00:00Z</published><updated>{updated}</updated></entry>"
        );
        plain(200, &format!("<feed><title>Harbour Wire</title>{entry}</feed>"))
    };
    let site = Site::new(&[("/atom", atom("2017-11-14T10:00:00Z")), ("/a", report("Ain"))]);
    let mut watch = Watch::over(&[site.url("/atom")]);
    watch.once();
    site.set("/atom", atom("2017-11-14T12:00:00Z"));
    site.set("/a", report("Ain and Bab"));
    assert_eq!(watch.once().new, 1);
    assert_eq!(watch.memory.reports.len(), 2);
}

#[test]
fn feeds_may_be_read_alone_and_under_a_name_of_the_user_s() {
    let json = r#"{"title":"x","items":[{"id":"1","url":"/a","title":"T","content_text":"Two died in Ain on Monday."},{"id":"2"}]}"#;
    let site = Site::new(&[("/json", plain(200, json))]);
    let mut watch = Watch::over(&[site.url("/json")]);
    watch.settings.feeds[0].pages = false;
    watch.settings.feeds[0].publisher = Some("Valley Post".into());
    let summary = watch.once();
    assert_eq!((summary.new, summary.skipped), (1, 1));
    assert_eq!(site.asked(), ["/json"]);
    let document = &watch.memory.reports[0].document;
    assert_eq!(document.publisher.as_deref(), Some("Valley Post"));
    assert_eq!(document.text, "Two died in Ain on Monday.");
    watch.check_said("there is no text to read");
}

//! A server on loopback, asked as clients ask it.

#[path = "common/client.rs"]
mod client;
#[path = "common/generate.rs"]
mod generate;

use client::{Answer, ask, connect, get, send};
use dateline_ledger::{Entry, Question, SqliteLedger, Storage as _};
use dateline_model::{Claim, Document, DocumentParts};
use dateline_server::{Options, ServeError, Server};
use dateline_users::{Role, Users};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    io::{BufRead as _, BufReader, Write as _},
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// A server over a ledger of generated incidents.
struct Served {
    folder: TempDir,
    server: Server,
}

impl Served {
    fn new(incidents: u64) -> Self {
        let folder = tempfile::tempdir().expect("a directory");
        drop(generate::fill(&folder.path().join("war.ledger"), incidents, 7));
        let server = Server::start(&folder.path().join("war.ledger"), Options::default()).expect("starts");
        Self { folder, server }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("war.ledger")
    }

    fn get(&self, path: &str) -> Answer {
        get(self.server.address(), path)
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        ask(self.server.address(), method, path, headers)
    }

    fn rows(&self, path: &str) -> Vec<Value> {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()["rows"].as_array().expect("has rows").clone()
    }

    /// A report that comes in while the server runs.
    fn add(&self, title: &str, text: &str) -> Document {
        let document = Document::new(DocumentParts {
            title: Some(title.into()),
            publisher: Some("Hill Post".into()),
            published: "2020-05-05".parse().ok(),
            url: Some("javascript:alert(1)".into()),
            text: text.into(),
        });
        let claim = json!({
            "id": dateline_model::ClaimId::of(&[text.as_bytes()]), "document": document.id,
            "evidence": {"start": 0, "end": text.len(), "text": text}, "trigger": null, "event": null, "condition": null,
            "hazard": null, "source_actors": [], "target_actors": [], "physical_targets": [], "weapons": [], "place": null, "time": null,
            "harm": [], "count": null, "attribution": [], "status": "asserted", "analysis": true, "unresolved": [], "coder": "by hand"
        });
        let claim: Claim = serde_json::from_value(claim).expect("a claim");
        let mut ledger = SqliteLedger::open(&self.path()).expect("opens");
        let entry = Entry {
            document: document.clone(),
            source: "a.txt".into(),
            coder: "by hand".into(),
            claims: vec![claim],
        };
        assert_eq!(ledger.add(&[entry]).expect("is added"), 1);
        document
    }
}

fn problem(answer: &Answer, status: u16, words: &str) {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem = answer.json();
    assert_eq!(problem["status"], status);
    assert!(
        problem["detail"].as_str().is_some_and(|d| d.contains(words)),
        "{problem}"
    );
    assert!(problem["type"].is_string() && problem["title"].is_string());
}

#[test]
fn paging_gives_every_row_once() {
    let served = Served::new(230);
    for list in [
        "incidents",
        "claims",
        "documents",
        "actors",
        "publishers",
        "incidents?sort=killed",
        "incidents?reverse=true",
    ] {
        let joined = if list.contains('?') { '&' } else { '?' };
        let (mut cursor, mut seen, mut total) = (String::new(), Vec::new(), 0);
        for _ in 0..200 {
            let answer = served.get(&format!("/api/v1/{list}{joined}limit=7&cursor={cursor}"));
            assert_eq!(answer.status, 200, "{}", answer.text());
            let page = answer.json();
            total = page["total"].as_u64().expect("a number");
            seen.extend(
                page["rows"]
                    .as_array()
                    .expect("rows")
                    .iter()
                    .map(Value::to_string),
            );
            match page["next"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => break,
            }
        }
        let once: BTreeSet<&String> = seen.iter().collect();
        assert_eq!((seen.len() as u64, once.len() as u64), (total, total), "{list}");
        assert!(total > 3, "{list}");
    }
}

#[test]
fn what_the_ledger_answers_is_what_is_served() {
    let served = Served::new(120);
    let ledger = SqliteLedger::open_to_read(&served.path()).expect("opens");
    for filters in [
        "",
        "country=SYR",
        "type=aerial",
        "actor=river%20brigade",
        "text=harvest",
        "disputed=true",
        "from=2020-01-01&sort=killed",
        "to=2015-06-30&sort=reports&reverse=true",
        "bbox=30,10,50,40&sort=publishers",
        "bbox=170,-30,-70,10",
        "admin1=ALEPPO&harm=killed",
        "harm=injured",
        "type=assault&reverse=true",
        "status=denied&publisher=hill%20post&sort=killed&reverse=true",
    ] {
        let pairs: Vec<(String, String)> = filters
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.replace("%20", " ")))
            .collect();
        let pairs = pairs.iter().map(|(n, v)| (n.as_str(), v.as_str()));
        let question = dateline_answer::question(pairs).expect("can be asked");
        let expected = ledger
            .incidents(&Question {
                limit: Some(500),
                ..question
            })
            .expect("answers");
        let rows = served.rows(&format!("/api/v1/incidents?limit=500&{filters}"));
        let ids: Vec<&str> = rows.iter().filter_map(|row| row["id"].as_str()).collect();
        let wanted: Vec<&str> = expected.rows.iter().map(|i| i.id.as_str()).collect();
        assert_eq!(ids, wanted, "{filters}");
        let map = served.get(&format!("/api/v1/map?{filters}")).json();
        assert_eq!(map["total"], wanted.len(), "{filters}");
        let length = map["id"].as_array().expect("a column").len();
        for column in [
            "lon",
            "lat",
            "km",
            "precision",
            "start",
            "end",
            "type",
            "place",
            "country",
            "killed_low",
            "killed_best",
            "killed_high",
            "reports",
            "disputed",
        ] {
            assert_eq!(map[column].as_array().map(Vec::len), Some(length), "{column}");
        }
    }
}

#[test]
fn one_of_each_is_told_whole() {
    let served = Served::new(60);
    let row = served.rows("/api/v1/incidents?sort=reports&limit=1").remove(0);
    let id = row["id"].as_str().expect("an id");
    let story = served.get(&format!("/api/v1/incidents/{id}")).json();
    assert_eq!(story["incident"], row);
    assert_eq!(
        story["claims"].as_array().map(Vec::len),
        row["claims"].as_array().map(Vec::len)
    );
    let points = story["toll_history"][0]["points"].as_array().expect("points");
    assert_eq!(
        points.len(),
        story["documents"].as_array().expect("documents").len()
    );
    assert!(
        points
            .windows(2)
            .all(|two| two[0]["published"].as_str() <= two[1]["published"].as_str())
    );
    let why = served.get(&format!("/api/v1/incidents/{id}/explain")).json();
    assert!(
        why["text"]
            .as_str()
            .is_some_and(|t| t.contains("Why they are one incident")),
        "{why}"
    );
    let claim = &story["claims"][0];
    let id = claim["id"].as_str().expect("an id");
    assert_eq!(&served.get(&format!("/api/v1/claims/{id}")).json(), claim);
    problem(
        &served.get(&format!("/api/v1/claims/{id}/explain")),
        501,
        "does not read texts",
    );
    let id = claim["document"].as_str().expect("an id");
    let document = served.get(&format!("/api/v1/documents/{id}")).json();
    assert_eq!(document["claims"][0], *claim);
    let text = document["text"].as_str().expect("a text");
    let evidence = &claim["evidence"];
    let at = |key: &str| {
        evidence[key]
            .as_u64()
            .and_then(|n| usize::try_from(n).ok())
            .expect("an offset")
    };
    assert_eq!(Some(&text[at("start")..at("end")]), evidence["text"].as_str());
    for path in [
        "incidents/i_0",
        "claims/c_0",
        "documents/d_0",
        "incidents/i_0/explain",
        "claims/c_0/explain",
        "nothing",
    ] {
        problem(&served.get(&format!("/api/v1/{path}")), 404, "");
    }
}

#[test]
fn what_can_not_be_asked_is_refused_with_what_to_give() {
    let served = Served::new(3);
    let check = |path: &str, words: &str| problem(&served.get(&format!("/api/v1/{path}")), 400, words);
    check("incidents?colour=red", "country");
    check("incidents?from=yesterday", "2017-11-30");
    check("incidents?country=SYR&country=YEM", "twice");
    check("incidents?limit=0", "1 to 500");
    check("incidents?limit=5000", "1 to 500");
    check("incidents?cursor=zzz", "`next`");
    check("incidents?bbox=1,2", "west,south,east,north");
    check("incidents?text=%22%22", "no word");
    check("claims?harm=%00", "killed");
    check("incidents/%ff", "UTF-8");
    check("map?limit=3", "limit");
    check("stats?x=1", "no parameter");
    check("conditions?as_of=never", "2017-11-30");
    check("actors?sort=size", "claims");
    problem(&served.get("/api/v1/export/xlsx"), 404, "geojson");
    problem(&served.ask("DELETE", "/api/v1/incidents", &[]), 401, "only reads");
    problem(&served.ask("POST", "/health", &[]), 405, "method");
}

#[test]
fn who_has_an_answer_does_not_get_it_again() {
    let served = Served::new(30);
    for path in [
        "/api/v1/incidents",
        "/api/v1/map",
        "/api/v1/stats",
        "/api/v1/openapi.json",
        "/",
        "/docs",
    ] {
        let first = served.get(path);
        let etag = first.header("etag").to_owned();
        assert!(etag.starts_with("W/\""), "{path}: {etag}");
        let again = served.ask("GET", path, &[("if-none-match", &etag)]);
        assert_eq!(
            (again.status, again.body.len(), again.header("etag")),
            (304, 0, etag.as_str()),
            "{path}"
        );
        let other = served.ask("GET", path, &[("if-none-match", "W/\"0\"")]);
        assert_eq!(other.status, 200, "{path}");
        for encoding in ["br", "gzip"] {
            let packed = served.ask("GET", path, &[("accept-encoding", encoding)]);
            if first.body.len() > 1_024 {
                assert_eq!(packed.header("content-encoding"), encoding, "{path}");
                assert!(packed.body.len() < first.body.len(), "{path}");
            }
            assert_eq!(packed.header("etag"), etag);
        }
    }
    let before = served.get("/api/v1/documents").header("etag").to_owned();
    served.add("New", "A new report.");
    let after = served.ask("GET", "/api/v1/documents", &[("if-none-match", &before)]);
    assert_eq!(after.status, 200, "the ledger has changed");
    assert_ne!(after.header("etag"), before);
}

#[test]
fn text_of_strangers_is_never_markup() {
    let served = Served::new(2);
    let document = served.add(
        "</script><script>alert(1)</script>",
        "<img src=x onerror=alert(1)> \u{202e}\u{0}",
    );
    for path in [
        "documents?text=onerror",
        &format!("documents/{}", document.id.as_str()),
        "claims?text=onerror",
    ] {
        let answer = served.get(&format!("/api/v1/{path}"));
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(answer.text().contains("alert(1)"), "{}", answer.text());
    }
    problem(&served.get("/api/v1/incidents?%3Cscript%3E=1"), 400, "<script>");
    problem(
        &served.get("/api/v1/incidents?harm=%3Cscript%3E"),
        400,
        "<script>",
    );
}

#[test]
fn every_answer_tells_browsers_what_they_may() {
    let served = Served::new(2);
    for path in [
        "/",
        "/docs",
        "/api/v1/incidents",
        "/api/v1/nothing",
        "/x.js",
        "/metrics",
    ] {
        let answer = served.get(path);
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
    }
}

#[test]
fn no_file_but_its_own_is_given() {
    let served = Served::new(2);
    for path in [
        "/../Cargo.toml",
        "/..%2f..%2fCargo.toml",
        "/%2e%2e/Cargo.toml",
        "/assets/../../Cargo.toml",
        "//etc/passwd.txt",
        "/docs/../../src/lib.rs",
        "/.gitkeep",
        "/\\..\\Cargo.toml",
        "/war.ledger",
    ] {
        let answer = served.get(path);
        assert!([400, 404].contains(&answer.status), "{path}: {}", answer.status);
        assert!(!answer.text().contains("[package]"), "{path}");
    }
    assert_eq!(
        served.get("/some/page").header("content-type"),
        "text/html; charset=utf-8"
    );
}

#[test]
fn a_name_that_points_here_from_elsewhere_is_refused() {
    let served = Served::new(2);
    for host in ["evil.example", "127.0.0.1.evil.example", "evil.example:8377"] {
        problem(
            &served.ask("GET", "/api/v1/incidents", &[("host", host)]),
            421,
            "--host",
        );
    }
    assert_eq!(
        served
            .ask("GET", "/api/v1/stats", &[("host", "localhost:8377")])
            .status,
        200
    );
    let twice = send(
        served.server.address(),
        b"GET /health HTTP/1.1\r\nhost: localhost\r\nhost: evil.example\r\nconnection: close\r\n\r\n",
    );
    assert!(matches!(twice.status, 400 | 421), "{}", twice.status);
}

#[test]
fn what_is_too_large_or_broken_is_refused_and_the_next_is_answered() {
    let served = Served::new(2);
    let server = served.server.address();
    let long = format!("/api/v1/incidents?text={}", "a".repeat(200_000));
    let answer = served.get(&long);
    assert!(matches!(answer.status, 400 | 414 | 431), "{}", answer.status);
    let headers = format!(
        "GET / HTTP/1.1\r\nhost: localhost\r\nx: {}\r\n\r\n",
        "b".repeat(600_000)
    );
    assert!(matches!(send(server, headers.as_bytes()).status, 400 | 414 | 431));
    assert!(matches!(
        send(server, b"\x16\x03\x01 nonsense\r\n\r\n").status,
        400
    ));
    assert_eq!(served.get("/health").status, 200);
}

#[test]
fn news_are_told_as_they_come() {
    let served = Served::new(5);
    let mut stream = connect(served.server.address());
    stream
        .write_all(b"GET /api/v1/events HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .expect("the server reads");
    let mut lines = BufReader::new(stream)
        .lines()
        .map(|line| line.expect("a line comes"));
    let mut data_of = |event: &str| -> Value {
        lines
            .find(|line| line == &format!("event: {event}"))
            .expect("comes");
        let data = lines.next().expect("has data");
        serde_json::from_str(data.strip_prefix("data: ").expect("is data")).expect("is JSON")
    };
    let before = data_of("ledger");
    served.add("News", "Shells fell on the bridge.");
    let after = data_of("ledger");
    assert_eq!(
        after["documents"].as_u64(),
        before["documents"].as_u64().map(|n| n + 1)
    );
    assert_eq!(after["unsettled"], true);
    let claims = data_of("claims");
    assert_eq!(claims["rows"][0]["title"], "News");
    assert_eq!(claims["rows"].as_array().map(Vec::len), Some(1));
    let began = Instant::now();
    served.server.stop();
    assert!(
        began.elapsed() < Duration::from_secs(4),
        "a listener holds the server up"
    );
}

#[test]
fn files_are_those_of_the_export() {
    let served = Served::new(20);
    let csv = served.get("/api/v1/incidents.csv?country=SYR");
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert!(csv.text().starts_with("id,scheme,event_type"), "{}", csv.text());
    let features = served.get("/api/v1/incidents.geojson").json()["features"]
        .as_array()
        .map(Vec::len);
    assert_eq!(features, Some(20));
    for format in [
        "jsonl",
        "csv",
        "hxl",
        "geojson",
        "parquet",
        "geoparquet",
        "acled",
        "ucdp",
        "gdelt",
        "polecat",
        "hdx",
    ] {
        let file = served.get(&format!("/api/v1/export/{format}"));
        assert_eq!(file.status, 200, "{format}");
        assert!(
            file.header("content-disposition")
                .starts_with("attachment; filename=\"dateline-"),
            "{format}"
        );
        assert!(!file.body.is_empty(), "{format}");
    }
}

#[test]
fn what_stops_a_server_from_starting_is_told() {
    let served = Served::new(1);
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let start = |address: SocketAddr, path: &PathBuf| {
        let options = Options {
            address,
            ..Options::default()
        };
        Server::start(path, options).expect_err("does not start")
    };
    let loopback = "127.0.0.1:0".parse().expect("an address");
    let busy = start(taken.local_addr().expect("has one"), &served.path());
    assert!(matches!(busy, ServeError::Taken { .. }), "{busy}");
    assert!(busy.help().contains("--port"));
    let exposed = start("0.0.0.0:0".parse().expect("an address"), &served.path());
    assert!(matches!(exposed, ServeError::Exposed { .. }), "{exposed}");
    let missing = start(loopback, &PathBuf::from("no-such.ledger"));
    assert!(missing.to_string().contains("no such ledger"), "{missing}");
}

#[test]
fn nothing_of_the_ledger_is_told_to_who_may_not_read_it() {
    let folder = tempfile::tempdir().expect("a directory");
    let path = folder.path().join("war.ledger");
    drop(generate::fill(&path, 3, 1));
    let users = folder.path().join("war.users");
    let (now, until) = (Timestamp::UNIX_EPOCH, Timestamp::MAX);
    let mut file = Users::open(&users).expect("is made");
    file.add("ada", Role::Reader, "a long enough phrase", "console", now)
        .expect("is added");
    let token = file
        .add_token("ada", "tests", Role::Reader, until, now)
        .expect("is made");
    let options = Options {
        users: Some(users),
        ..Options::default()
    };
    let server = Server::start(&path, options).expect("starts");
    let word = format!("Bearer {}", token.secret);
    let with = [("authorization", word.as_str())];
    for path in [
        "/api/v1/incidents",
        "/api/v1/stats",
        "/api/v1/map",
        "/api/v1/events",
        "/metrics",
        "/api/v1/incidents.csv",
    ] {
        // Also after one who may has asked for the same.
        if path != "/api/v1/events" {
            assert_eq!(ask(server.address(), "GET", path, &with).status, 200, "{path}");
        }
        problem(&get(server.address(), path), 401, "sign in");
    }
    assert_eq!(get(server.address(), "/").status, 200);
    let session = get(server.address(), "/api/v1/session").json();
    assert_eq!(
        session,
        json!({"user": null, "csrf": null, "writable": false, "feeds": false, "sign_in": true})
    );
    let session = ask(server.address(), "GET", "/api/v1/session", &with).json();
    assert_eq!(session["user"], json!({"name": "ada", "role": "reader"}));
    assert_eq!(
        ask(server.address(), "DELETE", "/api/v1/documents", &with).status,
        403
    );
}

#[test]
fn many_clients_are_answered_while_the_ledger_is_written() {
    let served = Served::new(50);
    let server = served.server.address();
    thread::scope(|scope| {
        for client in 0..8 {
            scope.spawn(move || {
                for at in 0..25 {
                    let path = format!("/api/v1/claims?limit={}", 1 + (client * 25 + at) % 40);
                    assert_eq!(get(server, &path).status, 200);
                }
            });
        }
        for at in 0..10 {
            served.add("More", &format!("Report {at}."));
        }
    });
    assert_eq!(
        served.rows("/api/v1/documents?text=report&limit=500").len() as u64,
        served.get("/api/v1/stats").json()["documents"]
            .as_u64()
            .expect("a number")
    );
    let metrics = served.get("/metrics");
    assert!(
        metrics
            .text()
            .contains("dateline_http_requests_total{status=\"2xx\"} 2"),
        "{}",
        metrics.text()
    );
}

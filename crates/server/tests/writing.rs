//! Who signs in, decides and adds reports over HTTP, and who can not.

#[path = "common/client.rs"]
mod client;
#[path = "common/generate.rs"]
mod generate;

use client::{Answer, ask, get, send};
use dateline_ledger::{Entry, LedgerError, SqliteLedger, Storage as _};
use dateline_model::Document;
use dateline_server::{Desk, ExplainedClaim, Options, Server};
use dateline_users::{Role, Users};
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};
use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::atomic::{AtomicI64, Ordering},
    thread,
};
use tempfile::TempDir;

const PHRASE: &str = "a long enough phrase";

/// Takes texts without reading anything from them.
struct Taker;

impl Desk for Taker {
    fn explain(&self, _: &Document) -> Vec<ExplainedClaim> {
        Vec::new()
    }

    fn read(&self, document: Document) -> Result<Entry, String> {
        if document.text.contains("unreadable") {
            return Err("this can not be read".to_owned());
        }
        Ok(Entry {
            document,
            source: "over HTTP".to_owned(),
            coder: "by hand".to_owned(),
            claims: Vec::new(),
        })
    }

    fn settle(&self, _: &mut SqliteLedger) -> Result<(), LedgerError> {
        Ok(())
    }
}

struct Served {
    folder: TempDir,
    server: Server,
    address: SocketAddr,
}

/// A moment at which nothing has ended yet.
fn morning() -> Timestamp {
    "2026-01-05T08:00:00Z".parse().expect("a time")
}

impl Served {
    fn new() -> Self {
        Self::at(morning, false)
    }

    /// A ledger with a reader, a reviewer and an admin.
    fn at(clock: fn() -> Timestamp, guests: bool) -> Self {
        let folder = tempfile::tempdir().expect("a directory");
        drop(generate::fill(&folder.path().join("war.ledger"), 12, 7));
        let users = folder.path().join("war.users");
        let mut file = Users::open(&users).expect("is made");
        for (name, role) in [
            ("rea", Role::Reader),
            ("rev", Role::Reviewer),
            ("adm", Role::Admin),
        ] {
            file.add(name, role, PHRASE, "console", clock())
                .expect("is added");
        }
        let options = Options {
            users: Some(users),
            guests,
            feeds: Some(folder.path().join("feeds.toml")),
            desk: Some(Box::new(Taker)),
            clock,
            ..Options::default()
        };
        let server = Server::start(&folder.path().join("war.ledger"), options).expect("starts");
        let address = server.address();
        Self {
            folder,
            server,
            address,
        }
    }

    fn users(&self) -> Users {
        Users::open(&self.folder.path().join("war.users")).expect("opens")
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("war.ledger")
    }

    /// The header of a fresh token of a user.
    fn token(&self, name: &str, role: Role) -> String {
        let (now, ends) = (morning(), morning() + 1000.hours());
        let token = self.users().add_token(name, "tests", role, ends, now);
        format!("Bearer {}", token.expect("is made").secret)
    }

    fn incident(&self) -> Value {
        let ledger = SqliteLedger::open_to_read(&self.path()).expect("opens");
        let all = ledger
            .incidents(&dateline_ledger::Question::default())
            .expect("reads");
        serde_json::to_value(&all.rows[0]).expect("is JSON")
    }
}

/// Sends a body.
fn tell(server: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut request = format!(
        "{method} {path} HTTP/1.1\r\nconnection: close\r\nhost: {server}\r\ncontent-length: {}\r\n",
        body.len()
    );
    if headers.iter().all(|(name, _)| *name != "content-type") {
        request += "content-type: application/json\r\n";
    }
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    send(server, format!("{request}\r\n{body}").as_bytes())
}

fn sign_in(server: SocketAddr, name: &str, password: &str) -> Answer {
    let body = json!({"name": name, "password": password}).to_string();
    tell(server, "POST", "/api/v1/session", &[], &body)
}

/// Cookie and CSRF token of one who signed in.
fn signed_in(server: SocketAddr, name: &str) -> (String, String) {
    let answer = sign_in(server, name, PHRASE);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let cookie = answer
        .header("set-cookie")
        .split(';')
        .next()
        .expect("a cookie")
        .to_owned();
    let csrf = answer.json()["csrf"].as_str().expect("a token").to_owned();
    (cookie, csrf)
}

fn refused(answer: &Answer, status: u16, words: &str) {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert!(answer.text().contains(words), "{}", answer.text());
}

#[test]
fn each_role_may_what_it_may() {
    let served = Served::new();
    let id = served.incident()["id"].as_str().expect("an id").to_owned();
    let note = json!({"action": "note", "targets": [id], "reason": "look again"}).to_string();
    let report = json!({"text": "Shells fell on the town."}).to_string();
    let user = json!({"name": "new", "role": "reader", "password": PHRASE}).to_string();
    let token = json!({"name": "import"}).to_string();
    let feed = json!({"url": "https://wire.example/rss"}).to_string();
    // What is asked, and what comes of it for nobody, a reader, a reviewer and an admin.
    let table: [(&str, &str, &str, [u16; 4]); 15] = [
        ("GET", "/api/v1/incidents", "", [401, 200, 200, 200]),
        ("GET", "/api/v1/export/jsonl", "", [401, 200, 200, 200]),
        ("GET", "/metrics", "", [401, 200, 200, 200]),
        ("GET", "/api/v1/session", "", [200, 200, 200, 200]),
        ("GET", "/api/v1/openapi.json", "", [200, 200, 200, 200]),
        ("GET", "/api/v1/tokens", "", [401, 200, 200, 200]),
        ("POST", "/api/v1/tokens", &token, [401, 201, 201, 201]),
        ("POST", "/api/v1/reviews", &note, [401, 403, 201, 201]),
        ("POST", "/api/v1/documents", &report, [401, 403, 201, 200]),
        ("GET", "/api/v1/users", "", [401, 403, 403, 200]),
        ("POST", "/api/v1/users", &user, [401, 403, 403, 201]),
        ("GET", "/api/v1/audit", "", [401, 403, 403, 200]),
        ("GET", "/api/v1/feeds", "", [401, 403, 403, 200]),
        ("POST", "/api/v1/feeds", &feed, [401, 403, 403, 201]),
        ("DELETE", "/api/v1/feeds/f_0", "", [401, 403, 403, 404]),
    ];
    let headers = [
        None,
        Some(served.token("rea", Role::Reader)),
        Some(served.token("rev", Role::Reviewer)),
        Some(served.token("adm", Role::Admin)),
    ];
    for (method, path, body, expected) in table {
        for (header, expected) in headers.iter().zip(expected) {
            let with: Vec<(&str, &str)> = header.iter().map(|h| ("authorization", h.as_str())).collect();
            let answer = tell(served.address, method, path, &with, body);
            assert_eq!(
                answer.status,
                expected,
                "{method} {path} {with:?}: {}",
                answer.text()
            );
        }
    }
    // A token may less than its owner where it was made so.
    let low = served.token("adm", Role::Reader);
    let answer = tell(
        served.address,
        "POST",
        "/api/v1/reviews",
        &[("authorization", &low)],
        &note,
    );
    refused(&answer, 403, "another role");
    let body = json!({"name": "more", "role": "admin"}).to_string();
    let answer = tell(
        served.address,
        "POST",
        "/api/v1/tokens",
        &[("authorization", &low)],
        &body,
    );
    refused(&answer, 400, "can not do more than its owner");
}

#[test]
fn a_session_begins_writes_with_its_token_and_ends() {
    static PASSED: AtomicI64 = AtomicI64::new(0);
    let served = Served::at(|| morning() + PASSED.load(Ordering::SeqCst).seconds(), false);
    let server = served.address;
    for (name, password) in [
        ("rev", "a wrong long phrase"),
        ("nobody", PHRASE),
        ("", ""),
        ("rev' --", PHRASE),
    ] {
        refused(&sign_in(server, name, password), 401, "name or password is wrong");
    }
    let answer = sign_in(server, "rev", PHRASE);
    let cookie = answer.header("set-cookie").to_owned();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age="] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.json()["user"], json!({"name": "rev", "role": "reviewer"}));
    assert_eq!(answer.json()["writable"], true);
    let (cookie, csrf) = signed_in(server, "rev");
    let id = served.incident()["id"].as_str().expect("an id").to_owned();
    let note = json!({"action": "note", "targets": [id], "reason": "look again"}).to_string();
    let write = |headers: &[(&str, &str)]| tell(server, "POST", "/api/v1/reviews", headers, &note);
    refused(&write(&[("cookie", &cookie)]), 403, "X-CSRF-Token");
    refused(
        &write(&[("cookie", &cookie), ("x-csrf-token", "0")]),
        403,
        "X-CSRF-Token",
    );
    refused(&write(&[("x-csrf-token", &csrf)]), 401, "sign in");
    let foreign = [
        ("cookie", cookie.as_str()),
        ("x-csrf-token", &csrf),
        ("origin", "https://evil.example"),
    ];
    refused(&write(&foreign), 403, "only pages of this server");
    let own = [("cookie", cookie.as_str()), ("x-csrf-token", csrf.as_str())];
    let answer = write(&own);
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.json()["reviewer"], "rev");
    assert_eq!(answer.json()["made"], "2026-01-05T08:00:00Z");
    // After a long lunch.
    PASSED.store(3 * 3600, Ordering::SeqCst);
    refused(&write(&own), 401, "sign in");
    let session = ask(server, "GET", "/api/v1/session", &[("cookie", &cookie)]).json();
    assert_eq!(session["user"], Value::Null);
    let (cookie, csrf) = signed_in(server, "rev");
    let own = [("cookie", cookie.as_str()), ("x-csrf-token", csrf.as_str())];
    let gone = tell(server, "DELETE", "/api/v1/session", &own, "");
    assert!(
        gone.header("set-cookie").contains("Max-Age=0"),
        "{:?}",
        gone.headers
    );
    assert_eq!(gone.json()["user"], Value::Null);
    refused(&write(&own), 401, "sign in");
    let acts: Vec<String> = served
        .users()
        .audit()
        .expect("reads")
        .into_iter()
        .map(|row| row.act)
        .collect();
    assert_eq!(
        acts.iter().filter(|act| *act == "failed-sign-in").count(),
        4,
        "{acts:?}"
    );
    assert!(acts.contains(&"review-written".to_owned()), "{acts:?}");
}

#[test]
fn guests_read_where_they_are_let() {
    let served = Served::at(morning, true);
    assert_eq!(get(served.address, "/api/v1/incidents").status, 200);
    refused(&get(served.address, "/api/v1/users"), 401, "sign in");
    let answer = tell(
        served.address,
        "POST",
        "/api/v1/documents",
        &[],
        "{\"text\": \"a\"}",
    );
    refused(&answer, 401, "sign in");
    drop(served.server);
}

#[test]
fn decisions_are_checked_as_on_the_command_line() {
    let served = Served::new();
    let word = served.token("rev", Role::Reviewer);
    let with = [("authorization", word.as_str())];
    let incident = served.incident();
    let id = incident["id"].as_str().expect("an id");
    let claim = incident["claims"][0].as_str().expect("a claim");
    let review = |body: Value| {
        tell(
            served.address,
            "POST",
            "/api/v1/reviews",
            &with,
            &body.to_string(),
        )
    };
    let check = |body: Value, status: u16, words: &str| refused(&review(body), status, words);
    check(
        json!({"action": "accept", "targets": ["i_none"], "reason": "x"}),
        400,
        "no incident has the id",
    );
    check(
        json!({"action": "accept", "targets": [], "reason": "x"}),
        400,
        "targets",
    );
    check(
        json!({"action": "accept", "targets": [id], "reason": " "}),
        400,
        "the reason is empty",
    );
    check(
        json!({"action": "merge", "targets": [id, id], "reason": "x"}),
        400,
        "one incident already",
    );
    check(
        json!({"action": "split", "targets": [id], "reason": "x"}),
        400,
        "names the incident",
    );
    check(
        json!({"action": "undo", "targets": ["99"], "reason": "x"}),
        400,
        "no decision 99",
    );
    check(
        json!({"action": "undo", "targets": ["x"], "reason": "x"}),
        400,
        "a number",
    );
    check(
        json!({"action": "correct", "targets": [claim], "reason": "x"}),
        400,
        "fields",
    );
    check(
        json!({"action": "correct", "targets": [claim], "fields": {"killed": "many"}, "reason": "x"}),
        400,
        "no number of people",
    );
    check(
        json!({"action": "correct", "targets": [claim], "fields": {"killed": [1]}, "reason": "x"}),
        400,
        "a number or words",
    );
    check(
        json!({"action": "accept", "targets": [id], "fields": {"killed": 1}, "reason": "x"}),
        400,
        "only corrections",
    );
    check(
        json!({"action": "shout", "targets": [id], "reason": "x"}),
        422,
        "shout",
    );
    check(
        json!({"action": "accept", "targets": [id], "reason": "x", "reviewer": "someone else"}),
        422,
        "reviewer",
    );
    let answer = review(
        json!({"action": "correct", "targets": [claim], "fields": {"killed": 12}, "reason": "the list"}),
    );
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.json()["decision"], "correct killed=12");
    let seq = answer.json()["seq"].to_string();
    let answer = review(json!({"action": "undo", "targets": [seq], "reason": "a typo"}));
    assert_eq!(answer.status, 201, "{}", answer.text());
    let trail = ask(served.address, "GET", "/api/v1/reviews", &with).json();
    assert_eq!(trail["rows"][0]["holds"], false, "{trail}");
}

#[test]
fn odd_bodies_are_refused_with_what_to_send() {
    let served = Served::new();
    let word = served.token("rev", Role::Reviewer);
    let with = [("authorization", word.as_str())];
    let post = |body: &str| tell(served.address, "POST", "/api/v1/documents", &with, body);
    refused(&post("{"), 400, "JSON");
    refused(&post("{}"), 422, "text");
    refused(&post("{\"text\": \" \"}"), 400, "empty");
    refused(
        &post("{\"text\": \"a\", \"published\": \"yesterday\"}"),
        422,
        "published",
    );
    refused(&post("{\"text\": \"a\", \"color\": 1}"), 422, "color");
    refused(&post("{\"text\": \"unreadable\"}"), 422, "can not be read");
    let long = json!({"text": "a", "title": "b".repeat(3_000)}).to_string();
    refused(&post(&long), 400, "title");
    // As much as the server must have read to know that it is too much: what comes behind it might meet a closed door.
    let huge = format!(
        "POST /api/v1/documents HTTP/1.1\r\nhost: {}\r\nconnection: close\r\nauthorization: {word}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{}",
        served.address,
        4 << 20,
        "a".repeat((3 << 20) + 1)
    );
    assert_eq!(send(served.address, huge.as_bytes()).status, 413);
    let typed = [("authorization", word.as_str()), ("content-type", "text/plain")];
    refused(
        &tell(
            served.address,
            "POST",
            "/api/v1/documents",
            &typed,
            "{\"text\": \"a\"}",
        ),
        415,
        "application/json",
    );
    let told = post("{\"text\": \"Shells fell.\", \"title\": \"<script>alert(1)</script>\"}");
    assert_eq!(
        (told.status, &told.json()["new"]),
        (201, &json!(true)),
        "{}",
        told.text()
    );
    let told = post("{\"text\": \"Shells fell.\", \"title\": \"<script>alert(1)</script>\"}");
    assert_eq!(
        (told.status, &told.json()["new"]),
        (200, &json!(false)),
        "{}",
        told.text()
    );
}

#[test]
fn tries_are_limited() {
    let served = Served::new();
    let mut last = sign_in(served.address, "rev", "a wrong long phrase");
    for _ in 0..10 {
        last = sign_in(served.address, "rev", "a wrong long phrase");
    }
    refused(&last, 429, "wait");
    assert!(
        last.header("retry-after").parse::<u32>().is_ok_and(|s| s > 0),
        "{:?}",
        last.headers
    );
    // Not even with the right one.
    refused(&sign_in(served.address, "rev", PHRASE), 429, "wait");
    let word = served.token("rev", Role::Reviewer);
    let with = [("authorization", word.as_str())];
    let tokens = (0..70).map(|_| {
        tell(
            served.address,
            "POST",
            "/api/v1/tokens",
            &with,
            "{\"name\": \"a\"}",
        )
        .status
    });
    let tokens: Vec<u16> = tokens.collect();
    assert_eq!(
        tokens.iter().filter(|status| **status == 201).count(),
        60,
        "{tokens:?}"
    );
    assert_eq!(tokens.last(), Some(&429));
}

#[test]
fn users_and_tokens_come_and_go() {
    let served = Served::new();
    let word = served.token("adm", Role::Admin);
    let with = [("authorization", word.as_str())];
    let call = |method: &str, path: &str, body: &str| tell(served.address, method, path, &with, body);
    let user = |name: &str, password: &str| {
        json!({"name": name, "role": "reviewer", "password": password}).to_string()
    };
    refused(
        &call("POST", "/api/v1/users", &user("new", "short")),
        400,
        "12 characters",
    );
    refused(
        &call("POST", "/api/v1/users", &user("a b", PHRASE)),
        400,
        "letters",
    );
    assert_eq!(call("POST", "/api/v1/users", &user("new", PHRASE)).status, 201);
    refused(
        &call("POST", "/api/v1/users", &user("new", PHRASE)),
        400,
        "already",
    );
    assert_eq!(
        call("GET", "/api/v1/users", "").json()["rows"]
            .as_array()
            .map(Vec::len),
        Some(4)
    );
    assert_eq!(sign_in(served.address, "new", PHRASE).status, 200);
    assert_eq!(call("DELETE", "/api/v1/users/new", "").status, 204);
    refused(&call("DELETE", "/api/v1/users/new", ""), 404, "no user");
    refused(&call("DELETE", "/api/v1/users/adm", ""), 409, "last admin");
    refused(&sign_in(served.address, "new", PHRASE), 401, "wrong");
    let made = call(
        "POST",
        "/api/v1/tokens",
        "{\"name\": \"import\", \"role\": \"reviewer\", \"days\": 2}",
    )
    .json();
    let secret = made["token"].as_str().expect("a secret");
    assert_eq!(made["expires"], "2026-01-07T08:00:00Z");
    let bearer = format!("Bearer {secret}");
    let own = [("authorization", bearer.as_str())];
    assert_eq!(ask(served.address, "GET", "/api/v1/stats", &own).status, 200);
    let list = call("GET", "/api/v1/tokens", "");
    assert!(!list.text().contains(secret), "{}", list.text());
    // Not someone else's.
    let other = served.token("rev", Role::Reviewer);
    let path = format!("/api/v1/tokens/{}", made["id"]);
    refused(
        &tell(served.address, "DELETE", &path, &[("authorization", &other)], ""),
        404,
        "no such token",
    );
    assert_eq!(call("DELETE", &path, "").status, 204);
    refused(&ask(served.address, "GET", "/api/v1/stats", &own), 401, "token");
    let trail = call("GET", "/api/v1/audit", "").json();
    assert_eq!(trail["problems"], json!([]));
    assert!(!trail.to_string().contains(PHRASE) && !trail.to_string().contains(secret));
}

#[test]
fn feeds_come_and_go() {
    let served = Served::new();
    let file = served.folder.path().join("feeds.toml");
    let word = served.token("adm", Role::Admin);
    let with = [("authorization", word.as_str())];
    let call = |method: &str, path: &str, body: &str| tell(served.address, method, path, &with, body);
    let add = |body: Value| call("POST", "/api/v1/feeds", &body.to_string());
    // No file yet.
    assert_eq!(call("GET", "/api/v1/feeds", "").json(), json!({"rows": []}));
    let wire = add(json!({"url": "https://wire.example/rss", "publisher": "Harbour Wire", "every": "15m"}));
    assert_eq!(wire.status, 201, "{}", wire.text());
    let wire = wire.json();
    assert_eq!(
        (&wire["url"], &wire["every"], &wire["pages"]),
        (&json!("https://wire.example/rss"), &json!(900), &json!(true))
    );
    let check = |body: Value, status: u16, words: &str| refused(&add(body), status, words);
    check(json!({"url": "https://wire.example/rss"}), 400, "twice");
    check(json!({"url": "file:///etc/passwd"}), 400, "not fetched");
    check(json!({"url": "https://me:secret@wire.example/"}), 400, "password");
    check(json!({"url": "https://b.example/", "every": "1s"}), 400, "least");
    check(
        json!({"url": "https://b.example/", "allow_private": true}),
        422,
        "allow_private",
    );
    check(json!({"url": "a".repeat(2_001)}), 400, "longer");
    let path = format!("/api/v1/feeds/{}", wire["id"].as_str().expect("an id"));
    refused(&call("DELETE", &path, ""), 409, "last feed");
    // Words that would be lines of their own, were they not written as words.
    let odd = "Hill\"\n[[feed]]\nurl = \"http://10.0.0.1/";
    assert_eq!(
        add(json!({"url": "https://hill.example/atom", "publisher": odd})).status,
        201
    );
    let rows = call("GET", "/api/v1/feeds", "").json()["rows"].clone();
    assert_eq!(rows.as_array().map(Vec::len), Some(2), "{rows}");
    assert_eq!(rows[1]["publisher"], odd);
    assert_eq!(call("DELETE", &path, "").status, 204);
    refused(&call("DELETE", &path, ""), 404, "no feed");
    let text = std::fs::read_to_string(&file).expect("is there");
    assert!(
        text.contains("hill.example") && !text.contains("wire.example"),
        "{text}"
    );
    let trail = call("GET", "/api/v1/audit", "");
    let acts = trail.text();
    assert!(
        acts.contains("feed-added") && acts.contains("feed-removed"),
        "{acts}"
    );
    // What someone broke by hand is left to them, and the name of the file is nobody else's business.
    std::fs::write(&file, "[[feed\n").expect("is written");
    let broken = add(json!({"url": "https://b.example/"}));
    refused(&broken, 500, "terminal");
    assert!(!broken.text().contains("feeds.toml"), "{}", broken.text());
    assert_eq!(std::fs::read_to_string(&file).expect("is there"), "[[feed\n");
}

#[test]
fn ten_who_write_at_once_lose_nothing() {
    let served = Served::new();
    let id = served.incident()["id"].as_str().expect("an id").to_owned();
    let words: Vec<String> = (0..10)
        .map(|n| {
            let name = format!("w{n}");
            let mut users = served.users();
            users
                .add(&name, Role::Reviewer, PHRASE, "console", morning())
                .expect("is added");
            served.token(&name, Role::Reviewer)
        })
        .collect();
    let before = SqliteLedger::open_to_read(&served.path())
        .expect("opens")
        .stats()
        .expect("reads")
        .documents;
    thread::scope(|scope| {
        for (writer, word) in words.iter().enumerate() {
            let (id, server) = (&id, served.address);
            scope.spawn(move || {
                let with = [("authorization", word.as_str())];
                for n in 0..6 {
                    let note = json!({"action": "note", "targets": [id], "reason": format!("{writer} {n}")});
                    let answer = tell(server, "POST", "/api/v1/reviews", &with, &note.to_string());
                    assert_eq!(answer.status, 201, "{}", answer.text());
                    let report = json!({"text": format!("Shells fell on quarter {n} of town {writer}.")});
                    let answer = tell(server, "POST", "/api/v1/documents", &with, &report.to_string());
                    assert_eq!(answer.status, 201, "{}", answer.text());
                }
            });
        }
    });
    let ledger = SqliteLedger::open_to_read(&served.path()).expect("opens");
    assert_eq!(ledger.stats().expect("reads").documents, before + 60);
    let reviews = ledger.reviews().expect("reads");
    assert_eq!(reviews.len(), 60);
    let mut reasons: Vec<&str> = reviews.iter().map(|r| r.decision.reason.as_str()).collect();
    reasons.sort_unstable();
    reasons.dedup();
    assert_eq!(reasons.len(), 60);
    let trail = ledger.verify().expect("reads");
    assert!(trail.problems.is_empty(), "{:?}", trail.problems);
    assert_eq!(ledger.check().expect("reads"), Vec::<String>::new());
    let trail = served.users().verify().expect("reads");
    assert!(trail.problems.is_empty() && trail.rows >= 120, "{trail:?}");
}

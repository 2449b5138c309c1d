//! `dateline users`, and a ledger served with them.

use super::run::{Folder, samples};
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::Stdio,
};

const PHRASE: &[u8] = b"a long enough phrase\n";

fn refused(folder: &Folder, args: &[&str], input: &[u8], exit: i32, words: &str) {
    let run = folder.run_with_input(args, input);
    assert_eq!(run.exit, exit, "{args:?}: {}", run.err);
    let said = run.err.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains(words), "{args:?}: {said}");
}

#[test]
fn users_are_added_listed_changed_and_removed() {
    let folder = Folder::new(&[]);
    let users = |args: &[&str], input: &[u8]| {
        let mut all = vec!["users"];
        all.extend(args);
        all.extend(["--users", "war.users"]);
        folder.run_with_input(&all, input)
    };
    let add = |name: &str, role: &str| users(&["add", name, "--role", role], PHRASE);
    assert_eq!(add("ada", "admin").exit, 0);
    assert_eq!(add("rae", "reader").exit, 0);
    assert_eq!(users(&["list"], b"").out, "ada\tadmin\nrae\treader\n");
    assert_eq!(users(&["role", "rae", "reviewer"], b"").exit, 0);
    assert_eq!(users(&["password", "rae"], b"another long phrase\n").exit, 0);
    let token = users(&["token", "rae", "--for", "import", "--role", "reviewer"], b"");
    assert!(token.out.starts_with("dl_"), "{}", token.out);
    assert!(token.err.contains("not shown again"), "{}", token.err);
    let tokens = users(&["tokens"], b"");
    assert!(tokens.out.starts_with("1\trae\treviewer\t"), "{}", tokens.out);
    assert!(tokens.out.ends_with("\tnever\timport\n"), "{}", tokens.out);
    assert_eq!(users(&["revoke", "1"], b"").exit, 0);
    assert_eq!(users(&["tokens"], b"").out, "");
    assert_eq!(users(&["remove", "rae"], b"").exit, 0);
    assert_eq!(users(&["list"], b"").out, "ada\tadmin\n");
    let audit = users(&["audit"], b"");
    assert_eq!(audit.exit, 0, "{}", audit.err);
    for act in [
        "user-added",
        "role-changed",
        "password-changed",
        "token-made",
        "token-revoked",
        "user-removed",
    ] {
        assert!(audit.out.contains(act), "{act}: {}", audit.out);
    }
    assert!(audit.err.contains("unbroken"), "{}", audit.err);
    assert!(!audit.out.contains("phrase"), "{}", audit.out);
}

#[test]
fn what_can_not_be_is_refused_with_a_remedy() {
    let folder = Folder::new(&[(
        "words.txt",
        b"no users here, but words that go on and on".as_slice(),
    )]);
    let check = |args: &[&str], input: &[u8], exit, words: &str| refused(&folder, args, input, exit, words);
    check(&["users", "list", "--users", "none.users"], b"", 2, "users add");
    check(
        &["users", "add", "ada", "--role", "admin", "--users", "a.users"],
        b"short\n",
        2,
        "12 characters",
    );
    check(
        &["users", "add", "a b", "--role", "admin", "--users", "a.users"],
        PHRASE,
        2,
        "letters",
    );
    check(
        &["users", "add", "ada", "--role", "chief", "--users", "a.users"],
        b"",
        2,
        "reviewer",
    );
    check(&["users", "list", "--users", "words.txt"], b"", 3, "damaged");
    assert_eq!(
        folder
            .run_with_input(
                &["users", "add", "ada", "--role", "admin", "--users", "a.users"],
                PHRASE
            )
            .exit,
        0
    );
    check(
        &["users", "add", "ada", "--role", "admin", "--users", "a.users"],
        PHRASE,
        2,
        "already",
    );
    check(
        &["users", "remove", "ada", "--users", "a.users"],
        b"",
        2,
        "last admin",
    );
    check(
        &["users", "role", "eve", "admin", "--users", "a.users"],
        b"",
        2,
        "no user of that name",
    );
    let serve = ["serve", "--ledger", "war.ledger", "--port", "0"];
    let none = [&serve[..], &["--users", "none.users"]].concat();
    check(&none, b"", 2, "users add");
    let open = [&serve[..], &["--listen", "0.0.0.0"]].concat();
    check(&open, b"", 2, "--users");
}

/// What a server answers to a request, whole.
fn ask(address: &str, request: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("it listens");
    let head = format!(
        "{request}\r\nhost: {address}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer
}

#[test]
fn a_report_sent_to_a_served_ledger_is_read_and_settled() {
    let files = samples();
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_slice()))
        .collect();
    let folder = Folder::new(&files);
    let ingest = folder.run(&["ingest", ".", "--ledger", "war.ledger"]);
    assert_eq!(ingest.exit, 0, "{}", ingest.err);
    let add = [
        "users",
        "add",
        "ada",
        "--role",
        "reviewer",
        "--users",
        "war.users",
    ];
    assert_eq!(folder.run_with_input(&add, PHRASE).exit, 0);
    let token = folder.run(&[
        "users",
        "token",
        "ada",
        "--for",
        "tests",
        "--role",
        "reviewer",
        "--users",
        "war.users",
    ]);
    let bearer = format!("authorization: Bearer {}", token.out.trim());
    let args = [
        "serve",
        "--ledger",
        "war.ledger",
        "--port",
        "0",
        "--users",
        "war.users",
    ];
    let mut child = folder
        .command(&args)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("is piped"))
        .read_line(&mut line)
        .expect("an address");
    let address = line
        .trim()
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned();
    let closed = ask(&address, "GET /api/v1/incidents HTTP/1.1", "");
    let body = serde_json::json!({
        "title": "Blast in Kandahar", "publisher": "Hill Post", "published": "2021-03-03",
        "text": "At least 17 people were killed when a car bomb went off in Kandahar on Tuesday, police said.",
    });
    let request = format!("POST /api/v1/documents HTTP/1.1\r\n{bearer}");
    let sent = ask(&address, &request, &body.to_string());
    let german =
        "Bei dem Angriff auf die Stadt starben am Montag mehrere Menschen, sagte der Sprecher der Armee. "
            .repeat(3);
    let foreign = ask(
        &address,
        &request,
        &serde_json::json!({"text": german}).to_string(),
    );
    drop(child.kill());
    drop(child.wait());
    assert!(closed.starts_with("HTTP/1.1 401 "), "{closed}");
    assert!(
        sent.starts_with("HTTP/1.1 201 ") && sent.contains("\"new\":true"),
        "{sent}"
    );
    assert!(
        foreign.starts_with("HTTP/1.1 422 ") && foreign.contains("German"),
        "{foreign}"
    );
    // Settled at once: nothing has to be run for it.
    let found = folder.run(&[
        "incidents",
        "--country",
        "AFG",
        "--format",
        "jsonl",
        "--ledger",
        "war.ledger",
    ]);
    assert!(
        found.out.contains("Kandahar") && found.out.contains("\"best\":17"),
        "{}",
        found.out
    );
    let audit = folder.run(&["users", "audit", "--users", "war.users"]);
    assert!(audit.out.contains("document-added"), "{}", audit.out);
}

//! `dateline serve`: what it serves is what the command line says.

use super::run::{Folder, samples};
use serde_json::Value;
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Stdio},
};

/// A server that is ended with the test.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn new(folder: &Folder) -> Self {
        let mut command = folder.command(&["serve", "--ledger", "war.ledger", "--port", "0"]);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary runs");
        let mut line = String::new();
        let out = child.stdout.take().expect("is piped");
        BufReader::new(out)
            .read_line(&mut line)
            .expect("the address is told");
        let address = line
            .trim()
            .strip_prefix("http://")
            .and_then(|a| a.strip_suffix('/'));
        let address = address.unwrap_or_else(|| panic!("no address: {line}")).to_owned();
        Self { child, address }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n",
            self.address
        );
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        assert!(answer.starts_with("HTTP/1.1 200 "), "{path}: {answer}");
        let (_, body) = answer.split_once("\r\n\r\n").expect("has a body");
        body.to_owned()
    }

    fn json(&self, path: &str) -> Value {
        serde_json::from_str(&self.get(path)).expect("is JSON")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn ledger() -> Folder {
    let folder = Folder::new(&[]);
    for (name, content) in samples() {
        folder.write(&format!("reports/{name}"), &content);
    }
    let run = folder.run(&["ingest", "reports", "--ledger", "war.ledger"]);
    assert_eq!(run.exit, 0, "{}", run.err);
    folder
}

#[test]
fn filters_show_what_those_of_the_command_line_show() {
    let folder = ledger();
    let served = Served::new(&folder);
    let asked: [(&str, &[&str], &str); 8] = [
        ("incidents", &[], ""),
        (
            "incidents",
            &["--country", "SYR", "--sort", "killed"],
            "country=SYR&sort=killed",
        ),
        (
            "incidents",
            &["--type", "aerial", "--reverse"],
            "type=aerial&reverse=true",
        ),
        (
            "incidents",
            &["--disputed", "--text", "market strike"],
            "disputed=true&text=market+strike",
        ),
        (
            "claims",
            &["--harm", "killed", "--status", "attributed"],
            "harm=killed&status=attributed",
        ),
        (
            "claims",
            &["--actor", "army", "--from", "2017-01-01"],
            "actor=army&from=2017-01-01",
        ),
        ("conditions", &[], ""),
        ("actors list", &["--country", "SYR"], "country=SYR"),
    ];
    for (list, flags, filters) in asked {
        let mut args: Vec<&str> = list.split(' ').collect();
        args.extend_from_slice(flags);
        args.extend(["--ledger", "war.ledger", "--format", "jsonl"]);
        let run = folder.run(&args);
        assert_eq!(run.exit, 0, "{}", run.err);
        let list = args[0];
        let page = served.json(&format!("/api/v1/{list}?limit=500&{filters}"));
        let rows: Vec<String> = page["rows"]
            .as_array()
            .expect("has rows")
            .iter()
            .map(Value::to_string)
            .collect();
        let lines: Vec<&str> = run.out.lines().collect();
        assert_eq!(rows, lines, "{list} {flags:?}");
        assert_eq!(page["total"], lines.len());
    }
    let export = folder.run(&[
        "export",
        "--ledger",
        "war.ledger",
        "--format",
        "csv",
        "--country",
        "SYR",
    ]);
    assert_eq!(served.get("/api/v1/incidents.csv?country=SYR"), export.out);
}

#[test]
fn a_claim_is_explained_by_reading_its_text_again() {
    let folder = ledger();
    let served = Served::new(&folder);
    let claims = served.json("/api/v1/claims?harm=killed&limit=3");
    for claim in claims["rows"].as_array().expect("has rows") {
        let id = claim["id"].as_str().expect("has an id");
        let fields = served.json(&format!("/api/v1/claims/{id}/explain"));
        let harm = fields["fields"]
            .as_array()
            .expect("has fields")
            .iter()
            .find(|f| f["field"] == "harm");
        let harm = harm.unwrap_or_else(|| panic!("{fields}"));
        assert!(
            harm["because"].as_array().is_some_and(|lines| !lines.is_empty()),
            "{harm}"
        );
    }
}

#[test]
fn what_can_not_be_served_is_said_with_what_to_do() {
    let folder = ledger();
    let check = |args: &[&str], exit: i32, words: &[&str]| {
        let run = folder.run(&[&["serve", "--ledger"], args].concat());
        assert_eq!(run.exit, exit, "{args:?}: {}", run.err);
        assert!(words.iter().all(|w| run.err.contains(w)), "{args:?}: {}", run.err);
    };
    check(&["none.ledger"], 3, &["no such ledger", "dateline ingest"]);
    check(
        &["war.ledger", "--listen", "0.0.0.0"],
        2,
        &["other machines", "--users"],
    );
    let served = Served::new(&folder);
    let port = served.address.rsplit(':').next().expect("has a port");
    check(&["war.ledger", "--port", port], 3, &["already", "--port"]);
}

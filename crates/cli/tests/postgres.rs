//! The commands on a ledger in PostgreSQL. `crates/ledger/tests/postgres.sh` starts a server for it and names an empty database of it in
//! `DATELINE_TEST_POSTGRES_CLI`; where that is not set, nothing is tested and the test says so.

use std::{
    path::Path,
    process::{Command, Stdio},
};

const REPORTS: &str = "{\"title\": \"Strike on market\", \"publisher\": \"Harbour Wire\", \"published\": \"2017-11-14\", \"text\": \"An air strike on the market of Atarib killed 20 people on Monday, residents said. Among the dead was Karim Haddad, 41, a baker.\"}\n\
{\"title\": \"Air strike hits market in Atarib\", \"publisher\": \"Hill Post\", \"published\": \"2017-11-14\", \"text\": \"An air strike on the market of Atarib on Monday killed 61 people, rescue workers said. Karim Haddad, 41, a baker, was killed at his stall.\"}\n\
{\"title\": \"Mine kills farmers\", \"publisher\": \"Quay Times\", \"published\": \"2017-12-02\", \"text\": \"A mine killed three farmers near Palmyra on Friday, the mayor said.\"}\n";

/// What a command writes to its output; it must succeed.
fn run(folder: &Path, ledger: &str, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(args)
        .args(["--ledger", ledger])
        .current_dir(folder)
        .env_remove("DATELINE_LEDGER")
        .stdin(Stdio::null())
        .output()
        .expect("the binary runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?} on {ledger}: {told}");
    String::from_utf8(output.stdout).expect("output is UTF-8")
}

#[test]
fn commands_answer_alike_on_a_server_and_on_a_file() {
    let Ok(server) = std::env::var("DATELINE_TEST_POSTGRES_CLI") else {
        println!("skipped: DATELINE_TEST_POSTGRES_CLI is not set (crates/ledger/tests/postgres.sh sets it)");
        return;
    };
    let folder = tempfile::tempdir().expect("a directory");
    std::fs::write(folder.path().join("reports.jsonl"), REPORTS).expect("is written");
    let both = |args: &[&str]| {
        let [on_server, in_file] =
            [server.as_str(), "war.ledger"].map(|ledger| run(folder.path(), ledger, args));
        assert_eq!(on_server, in_file, "{args:?}");
        on_server
    };
    // Twice: nothing is added the second time.
    for _ in 0..2 {
        both(&["ingest", "reports.jsonl"]);
    }
    let incidents = both(&["incidents", "--format", "jsonl"]);
    assert_eq!(incidents.lines().count(), 2, "{incidents}");
    let id = |line: &str| -> String {
        let row: serde_json::Value = serde_json::from_str(line).expect("is JSON");
        row["id"].as_str().expect("an id").to_owned()
    };
    let first = incidents.lines().map(id).next().expect("there is one");
    both(&["show", &first]);
    both(&["documents", "--text", "farmers", "--format", "csv"]);
    let at = ["--by", "Ada", "--reason", "seen", "--at", "2026-11-23T03:00:00Z"];
    both(&[&["review", first.as_str(), "accept"], &at[..]].concat());
    both(&["reconcile"]);
    let exported = both(&["export", "--format", "csv"]);
    assert!(
        exported.contains("accepted,Ada,2026-11-23T03:00:00Z,seen"),
        "{exported}"
    );
    both(&["ledger", "verify"]);
    both(&["ledger", "check"]);
    let stats = run(folder.path(), &server, &["ledger", "stats"]);
    assert!(
        stats.contains("reports") && stats.contains("incidents    2"),
        "{stats}"
    );
}

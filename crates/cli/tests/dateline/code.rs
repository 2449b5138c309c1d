//! `dateline code` on reports that are as they should be.

use super::run::{Folder, samples};
use serde_json::Value;
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    process::Stdio,
};

const REPORT: &[u8] = b"---\npublisher: Harbour Wire\npublished: 2017-11-14\n---\n\
    Shells killed at least 12 people in Atarib on Monday, the mayor said.\n";

#[test]
fn json_holds_source_document_and_claims() {
    let folder = Folder::new(&[
        ("a.txt", REPORT),
        ("b.jsonl", b"{\"id\": 7, \"text\": \"Nothing happened.\"}\n"),
    ]);
    let run = folder.run(&["code", "--format", "json", "a.txt", "b.jsonl"]);
    assert_eq!((run.exit, run.err.as_str()), (0, ""));
    let json: Value = serde_json::from_str(&run.out).expect("is one JSON value");
    assert_eq!(json[0]["source"], serde_json::json!({"path": "a.txt"}));
    dateline_model::testing::assert_valid_document(&json[0]["document"]);
    assert_eq!(json[0]["document"]["publisher"], "Harbour Wire");
    assert_eq!(json[0]["document"]["published"], "2017-11-14");
    assert!(json[0]["claims"].is_array());
    assert_eq!(
        json[1]["source"],
        serde_json::json!({"path": "b.jsonl", "record": 1, "line": 1, "id": "7"})
    );
    assert_eq!(json.as_array().map(Vec::len), Some(2));
}

#[test]
fn json_of_nothing_is_an_empty_array() {
    let folder = Folder::new(&[("empty.jsonl", b"")]);
    let run = folder.run(&["code", "--format", "json", "empty.jsonl"]);
    assert_eq!((run.exit, run.out.as_str(), run.err.as_str()), (0, "[]\n", ""));
}

#[test]
fn a_pipe_gets_json_lines_with_the_source_of_each_claim() {
    let folder = Folder::new(&[]);
    for (name, content) in samples() {
        folder.write(&name, &content);
    }
    let run = folder.run(&["code", "."]);
    assert_eq!(run.exit, 0, "{}", run.err);
    for line in run.out.lines() {
        let claim: Value = serde_json::from_str(line).expect("each line is JSON");
        assert!(
            claim["id"].as_str().is_some_and(|id| id.starts_with("c_")),
            "{line}"
        );
        assert!(
            claim["source"]["path"]
                .as_str()
                .is_some_and(|path| path.ends_with(".txt")),
            "{line}"
        );
        dateline_model::testing::assert_valid_claim(&claim);
        let read_back: dateline_model::Claim = serde_json::from_str(line).expect("a claim reads back");
        assert_eq!(claim["id"], read_back.id.as_str());
    }
}

#[test]
fn pages_are_plain_in_a_pipe_and_styled_when_asked() {
    let folder = Folder::new(&[("a.txt", REPORT)]);
    let plain = folder.run(&["code", "--format", "claims", "a.txt"]);
    assert!(
        plain.out.contains("Harbour Wire · 14 November 2017"),
        "{}",
        plain.out
    );
    assert!(!plain.out.contains('\u{1b}'));
    let styled = folder.run(&["code", "--format", "claims", "--color", "always", "a.txt"]);
    assert!(styled.out.contains('\u{1b}'));
    let never = folder.run(&["code", "--format", "claims", "--color", "never", "a.txt"]);
    assert_eq!(never.out, plain.out);
}

#[test]
fn reports_that_do_not_say_take_day_and_publisher_from_the_arguments() {
    let folder = Folder::new(&[("a.txt", b"Shells fell."), ("b.txt", REPORT)]);
    let run = folder.run(&[
        "code",
        "--format",
        "json",
        "--published",
        "2020-02-01",
        "--publisher",
        "Given",
        ".",
    ]);
    let json: Value = serde_json::from_str(&run.out).expect("is JSON");
    assert_eq!(
        (
            &json[0]["document"]["published"],
            &json[0]["document"]["publisher"]
        ),
        (&"2020-02-01".into(), &"Given".into())
    );
    assert_eq!(json[1]["document"]["published"], "2017-11-14");
}

#[test]
fn standard_input_is_a_text_or_records() {
    let folder = Folder::new(&[]);
    for args in [
        &["code", "--format", "json", "-"][..],
        &["code", "--format", "json"],
    ] {
        let run = folder.run_with_input(args, REPORT);
        let json: Value = serde_json::from_str(&run.out).expect("is JSON");
        assert_eq!(json[0]["source"]["path"], "-");
        assert_eq!(json[0]["document"]["publisher"], "Harbour Wire");
        let run = folder.run_with_input(args, b"{\"text\": \"A\"}\n{\"text\": \"B\"}\n");
        let json: Value = serde_json::from_str(&run.out).expect("is JSON");
        assert_eq!(json.as_array().map(Vec::len), Some(2));
    }
}

#[test]
fn the_same_input_gives_the_same_bytes_on_one_thread_or_four() {
    let folder = Folder::new(&[("bad.jsonl", b"{\"text\": \"A\"}\nbroken\n{\"text\": \"B\"}\n")]);
    for copy in 0..20 {
        for (name, content) in samples() {
            folder.write(&format!("{copy}/{name}"), &content);
        }
    }
    for format in ["claims", "json", "jsonl"] {
        let one = folder.run(&["code", "--format", format, "--threads", "1", "."]);
        let again = folder.run(&["code", "--format", format, "--threads", "1", "."]);
        let four = folder.run(&["code", "--format", format, "--threads", "4", "."]);
        assert!(one == again, "{format}: two runs differ");
        assert!(one == four, "{format}: one and four threads differ");
        assert_eq!(one.exit, 1, "{}", one.err);
    }
}

#[test]
fn a_reader_that_goes_away_ends_the_run_quietly() {
    let folder = Folder::new(&[]);
    let mut records = Vec::new();
    for _ in 0..5_000 {
        writeln!(records, "{{\"text\": \"Shells fell on the town for an hour.\"}}").expect("memory");
    }
    folder.write("a.jsonl", &records);
    let mut command = folder.command(&["code", "--format", "json", "a.jsonl"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the binary runs");
    let mut out = child.stdout.take().expect("is piped");
    out.read_exact(&mut [0; 10]).expect("there is output");
    drop(out);
    let end = child.wait_with_output().expect("the binary ends");
    assert_eq!(end.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&end.stderr), "");
}

/// A feed gives its reports one by one: each must be coded when it is there, not when a chunk is full.
#[test]
fn a_slow_pipe_gives_each_report_before_the_next_comes() {
    let folder = Folder::new(&[]);
    let mut command = folder.command(&["code", "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("the binary runs");
    let mut stdin = child.stdin.take().expect("is piped");
    let mut out = BufReader::new(child.stdout.take().expect("is piped"));
    for (id, toll) in [("a", 12), ("b", 14)] {
        let text = format!("Shells killed {toll} people in Atarib on Monday, the mayor said.");
        writeln!(stdin, "{}", serde_json::json!({"id": id, "text": text})).expect("is read");
        let mut line = String::new();
        out.read_line(&mut line).expect("comes while the pipe is open");
        let claim: Value = serde_json::from_str(&line).expect("is a claim");
        assert_eq!(claim["source"]["id"], id);
    }
    drop(stdin);
    assert_eq!(child.wait().expect("the binary ends").code(), Some(0));
}

#[test]
fn help_has_examples_and_exit_codes_and_version_names_the_coder() {
    let folder = Folder::new(&[]);
    let help = folder.run(&["code", "--help"]);
    assert_eq!(help.exit, 0);
    for part in [
        "Examples:",
        "Exit codes:",
        "--published",
        "--strict",
        "front matter",
    ] {
        assert!(help.out.contains(part), "{part} is missing in\n{}", help.out);
    }
    let version = folder.run(&["--version"]);
    assert_eq!(version.exit, 0);
    assert!(
        version
            .out
            .starts_with(&format!("dateline {}", env!("CARGO_PKG_VERSION"))),
        "{}",
        version.out
    );
    assert_eq!(folder.run(&["-V"]), version);
}

#[test]
fn arguments_that_make_no_sense_exit_with_2() {
    let folder = Folder::new(&[("a.txt", REPORT)]);
    for args in [
        &["code", "--published", "yesterday", "a.txt"][..],
        &["code", "--threads", "0", "a.txt"],
        &["code", "--format", "xml", "a.txt"],
        &["cod"],
        &["--color", "never"],
        &[],
    ] {
        let run = folder.run(args);
        assert_eq!((run.exit, run.out.as_str()), (2, ""), "{args:?}: {}", run.err);
        assert!(!run.err.is_empty(), "{args:?}");
    }
}

#[test]
fn sport_and_markets_yield_no_claim() {
    let folder = Folder::new(&[]);
    let misleading: Vec<_> = samples()
        .into_iter()
        .filter(|(name, _)| name.starts_with("none-"))
        .collect();
    assert!(
        misleading.len() >= 2,
        "the football and the market report are among the samples"
    );
    for (name, content) in misleading {
        folder.write(&name, &content);
        let run = folder.run(&["code", &name]);
        assert_eq!((run.exit, run.out.as_str()), (0, ""), "{name}: {}", run.err);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_can_not_be_written_exits_with_4() {
    let folder = Folder::new(&[("a.txt", REPORT)]);
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .expect("Linux has it");
    let mut command = folder.command(&["code", "--format", "json", "a.txt"]);
    let end = command.stdout(full).output().expect("the binary runs");
    assert_eq!(end.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&end.stderr).contains("can not write to standard output"));
}

#[test]
fn every_claim_holds_against_its_report() {
    let folder = Folder::new(&[]);
    for (name, content) in samples() {
        folder.write(&name, &content);
    }
    let run = folder.run(&["code", "--format", "json", "."]);
    let reports: Value = serde_json::from_str(&run.out).expect("is JSON");
    for report in reports.as_array().expect("is an array") {
        let document: dateline_model::Document =
            serde_json::from_value(report["document"].clone()).expect("a document reads back");
        let claims: Vec<dateline_model::Claim> =
            serde_json::from_value(report["claims"].clone()).expect("claims read back");
        for claim in claims {
            assert_eq!(claim.check(&document.text), Ok(()));
            assert_eq!(claim.document, document.id);
        }
    }
}

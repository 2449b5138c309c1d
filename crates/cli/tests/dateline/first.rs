//! What somebody meets who starts: help, hints, completions, the doctor.

use crate::run::Folder;

#[test]
fn who_asks_no_ledger_is_told_how_to_make_one() {
    let ran = Folder::new(&[]).run(&["incidents"]);
    assert_eq!(ran.exit, 2);
    assert!(ran.err.contains("dateline ingest"), "{}", ran.err);
}

#[test]
fn without_arguments_there_are_examples_to_begin_with() {
    let ran = Folder::new(&[]).run(&[]);
    assert!(ran.err.contains("dateline code examples/reports"), "{}", ran.err);
}

#[test]
fn the_doctor_finds_this_build_well_and_a_missing_ledger_not() {
    let folder = Folder::new(&[]);
    let ran = folder.run(&["doctor"]);
    assert_eq!((ran.exit, ran.err.as_str()), (0, ""));
    let ran = folder.run(&["doctor", "--ledger", "no-such.ledger", "--format", "json"]);
    assert_eq!(ran.exit, 1);
    let findings: serde_json::Value = serde_json::from_str(&ran.out).expect("one array");
    let findings = findings.as_array().expect("an array").iter();
    assert_eq!(findings.filter(|f| f["grade"] == "problem").count(), 1);
}

#[test]
fn the_doctor_says_that_colours_are_asked_to_stay_off() {
    let folder = Folder::new(&[]);
    let mut command = folder.command(&["doctor"]);
    let output = command.env("NO_COLOR", "1").output().expect("the binary runs");
    let out = String::from_utf8(output.stdout).expect("output is UTF-8");
    assert!(out.contains("not used (NO_COLOR is set)"), "{out}");
}

#[test]
fn completions_and_man_pages_are_written() {
    let folder = Folder::new(&[]);
    assert!(folder.run(&["completions", "bash"]).out.contains("_dateline"));
    assert!(folder.run(&["man"]).out.contains(".TH dateline"));
    assert_eq!(folder.run(&["man", "--output", "man1"]).exit, 0);
    assert!(folder.path().join("man1/dateline-ledger-check.1").is_file());
}

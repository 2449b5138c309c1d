//! The situation report, as its readers get it.

use super::run::{Folder, Outcome, samples};
use std::{collections::BTreeSet, env, fs, path::PathBuf};

/// A folder with a ledger of the sample reports.
fn folder() -> Folder {
    let folder = Folder::new(&[]);
    for (name, content) in samples() {
        folder.write(&format!("in/{name}"), &content);
    }
    let run = folder.run(&["ingest", "in", "--ledger", "war.db"]);
    assert_eq!(run.exit, 0, "{}", run.err);
    folder
}

fn report(folder: &Folder, rest: &[&str]) -> Outcome {
    folder.run(&[&["report", "--ledger", "war.db"], rest].concat())
}

/// What the example in `docs` is made with.
const EXAMPLE: &[&str] = &["--country", "SYR", "--since", "2024-11-28", "--format"];

/// The example without what changes with every entry of a lexicon.
fn lasting(text: &str) -> String {
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        match line.split_once(" lexicons ") {
            Some((before, after)) => {
                let hash = after.bytes().take_while(u8::is_ascii_hexdigit).count();
                out += &format!("{before} lexicons …{}", &after[hash..]);
            }
            None => out += line,
        }
    }
    out
}

#[test]
fn the_example_in_docs_is_what_the_program_writes() {
    let folder = folder();
    for (format, name) in [("markdown", "example-report.md"), ("html", "example-report.html")] {
        let run = report(&folder, &[EXAMPLE, &[format]].concat());
        assert_eq!((run.exit, run.err.as_str()), (0, ""));
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("../../docs")
            .join(name);
        if env::var_os("DATELINE_ACCEPT").is_some() {
            fs::write(&path, &run.out).expect("docs can be written");
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        let remedy = "is not what the program writes: see docs/README.md for the command that renews it, and read what changed";
        assert!(lasting(&kept) == lasting(&run.out), "docs/{name} {remedy}");
    }
}

#[test]
fn every_toll_of_the_samples_has_a_footnote() {
    let run = report(&folder(), &["--format", "markdown"]);
    let table = run
        .out
        .split("## Incidents by day and place")
        .nth(1)
        .and_then(|s| s.split("\n## ").next());
    let mut tolls = 0;
    for row in table
        .expect("has a table")
        .lines()
        .filter(|l| l.starts_with("| \\#"))
    {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        for cell in &cells[4..6] {
            if cell.contains("**") {
                tolls += 1;
                assert!(cell.contains("[^"), "{cell} in {row}");
            }
        }
    }
    assert!(tolls > 10, "only {tolls} tolls");
    let numbers = |mark: &str| -> BTreeSet<u32> {
        let parts = run.out.split(mark).skip(1);
        parts.filter_map(|s| s.split(']').next()?.parse().ok()).collect()
    };
    let defined: BTreeSet<u32> = run
        .out
        .lines()
        .filter_map(|l| l.strip_prefix("[^")?.split(']').next()?.parse().ok())
        .collect();
    assert_eq!(numbers("[^"), defined);
}

#[test]
fn the_layout_follows_the_file() {
    let folder = folder();
    let run = report(&folder, &["--country", "SYR", "-o", "syria.html"]);
    assert_eq!(run.exit, 0, "{}", run.err);
    assert!(run.err.contains("incidents in syria.html"), "{}", run.err);
    let page = fs::read_to_string(folder.path().join("syria.html")).expect("was written");
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("<svg"));
    assert!(report(&folder, &["-o", "all.md"]).exit == 0);
    let text = fs::read_to_string(folder.path().join("all.md")).expect("was written");
    assert!(text.starts_with("# Situation report\n"), "{text:.60}");
}

#[test]
fn what_an_earlier_report_knew_is_told_by_a_day_a_ledger_or_an_export() {
    let folder = folder();
    let since = report(&folder, &["--since", "2017-11-14"]);
    assert!(
        since.out.contains("## What is new") && since.out.contains("Tolls that moved"),
        "{}",
        since.out
    );
    let kept = folder.run(&[
        "export",
        "--ledger",
        "war.db",
        "--format",
        "jsonl",
        "-o",
        "last.jsonl",
    ]);
    assert_eq!(kept.exit, 0, "{}", kept.err);
    for previous in ["last.jsonl", "war.db"] {
        let run = report(&folder, &["--previous", previous]);
        assert!(run.out.contains("Nothing changed."), "{previous}: {}", run.err);
    }
    folder.write("odd.jsonl", b"{\"a\": 1}\n");
    let odd = report(&folder, &["--previous", "odd.jsonl"]);
    assert_ne!(odd.exit, 0);
    assert!(
        odd.err.contains("odd.jsonl") && odd.err.contains("dateline export"),
        "{}",
        odd.err
    );
}

#[test]
fn reports_after_the_day_are_left_out() {
    let folder = folder();
    let run = report(&folder, &["--as-of", "2017-11-13", "--country", "SYR"]);
    assert!(run.out.contains("As of 13 November 2017"), "{}", run.out);
    assert!(
        !run.out.contains("2018") && !run.out.contains("2024"),
        "{}",
        run.out
    );
}

#[test]
fn who_wants_a_pdf_is_told_how_to_print_one() {
    let folder = Folder::new(&[]);
    for wanted in [["--format", "pdf"], ["-o", "report.pdf"]] {
        let run = report(&folder, &wanted);
        assert_eq!(run.exit, 2);
        assert!(run.err.contains("print it from a browser"), "{}", run.err);
    }
}

#[test]
fn nothing_that_fits_is_said_and_helped() {
    let folder = folder();
    let run = report(&folder, &["--country", "ISL", "-o", "none.html"]);
    assert_eq!(run.exit, 0);
    assert!(run.err.contains("nothing fits"), "{}", run.err);
    let page = fs::read_to_string(folder.path().join("none.html")).expect("was written");
    assert!(page.contains("No incident fits") && page.contains("Iceland"));
    let missing = Folder::new(&[]).run(&["report", "--ledger", "none.db"]);
    assert_ne!(missing.exit, 0);
}

#[test]
fn filters_are_those_of_the_list() {
    let folder = folder();
    for filter in [
        &[][..],
        &["--country", "SYR"],
        &["--disputed"],
        &["--actor", "russia"],
        &["--harm", "injured"],
        &["--from", "2024-11-27", "--to", "2024-11-29"],
        &["--type", "assault"],
        &["--text", "market"],
        &["--bbox", "35,34,43,38"],
    ] {
        let listed = folder.run(&[&["incidents", "--ledger", "war.db", "--format", "csv"], filter].concat());
        let run = report(&folder, &[filter, &["--format", "markdown"]].concat());
        let expected = listed.out.lines().filter(|l| l.starts_with("i_")).count();
        let noun = if expected == 1 { "incident" } else { "incidents" };
        assert!(
            run.out.contains(&format!("**{expected}** {noun}")),
            "{filter:?}: {expected}"
        );
    }
}

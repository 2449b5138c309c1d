//! Incidents as files for other tools.

use super::run::{Folder, samples};
use serde_json::Value;

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

fn export(folder: &Folder, rest: &[&str]) -> String {
    let run = folder.run(&[&["export", "--ledger", "war.db", "--format"], rest].concat());
    assert_eq!((run.exit, run.err.as_str()), (0, ""), "{rest:?}");
    run.out
}

#[test]
fn each_layout_holds_what_the_filter_shows() {
    let folder = folder();
    for filter in [&[][..], &["--country", "SYR"], &["--from", "2100-01-01"]] {
        let listed =
            folder.run(&[&["incidents", "--ledger", "war.db", "--format", "jsonl"], filter].concat());
        let ids: Vec<String> = listed
            .out
            .lines()
            .map(|line| {
                let row: Value = serde_json::from_str(line).expect("JSON");
                row["id"].as_str().expect("an id").to_owned()
            })
            .collect();
        let with = |format: &'static str| export(&folder, &[&[format], filter].concat());
        let csv = with("csv");
        let in_csv: Vec<&str> = csv
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').next())
            .filter(|id| id.starts_with("i_"))
            .collect();
        assert_eq!(in_csv, ids, "{filter:?}");
        assert!(
            with("hxl")
                .lines()
                .nth(1)
                .is_some_and(|tags| tags.starts_with('#'))
        );
        let map: Value = serde_json::from_str(&with("geojson")).expect("JSON");
        assert_eq!(map["features"].as_array().map(Vec::len), Some(ids.len()));
        let lines = with("jsonl");
        let claims = |line: &str| serde_json::from_str::<Value>(line).expect("JSON")["claims"].clone();
        assert_eq!(lines.lines().count(), ids.len());
        assert!(
            lines
                .lines()
                .all(|line| claims(line).as_array().is_some_and(|c| !c.is_empty()))
        );
    }
}

#[test]
fn a_file_that_can_not_be_written_is_named() {
    let folder = folder();
    let run = folder.run(&[
        "export",
        "--ledger",
        "war.db",
        "--format",
        "csv",
        "-o",
        "no-such-folder/x.csv",
    ]);
    assert_eq!(run.exit, 4);
    assert!(run.err.contains("no-such-folder"), "{}", run.err);
    let missing = folder.run(&["export", "--ledger", "none.db", "--format", "csv"]);
    assert_eq!((missing.exit, missing.out.as_str()), (3, ""));
    assert!(missing.err.contains("none.db"), "{}", missing.err);
}

#[test]
fn each_borrowed_layout_has_a_row_for_each_incident_of_the_filter() {
    let folder = folder();
    for filter in [&[][..], &["--country", "SYR"], &["--from", "2100-01-01"]] {
        let with = |format: &'static str| export(&folder, &[&[format], filter].concat());
        let expected = with("jsonl").lines().count();
        // Own ids stand once in each row.
        let rows = |format, mark: &str| with(format).lines().filter(|line| line.starts_with(mark)).count();
        assert_eq!(rows("acled", "DL-i_"), expected, "{filter:?}");
        assert_eq!(rows("polecat", "DL-i_"), expected, "{filter:?}");
        assert_eq!(with("gdelt").lines().count(), expected, "{filter:?}");
        assert_eq!(with("ucdp").matches(",DL-i_").count(), expected, "{filter:?}");
    }
}

#[test]
fn parquet_is_written_whole_and_the_same_each_time() {
    let folder = folder();
    for format in ["parquet", "geoparquet"] {
        let file = |name: &str| {
            let run = folder.run(&["export", "--ledger", "war.db", "--format", format, "-o", name]);
            assert_eq!(run.exit, 0, "{}", run.err);
            std::fs::read(folder.path().join(name)).expect("was written")
        };
        let first = file("a.parquet");
        assert!(first.starts_with(b"PAR1") && first.ends_with(b"PAR1"));
        assert!(first == file("b.parquet"), "{format}");
    }
}

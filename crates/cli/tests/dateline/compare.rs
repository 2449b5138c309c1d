//! Another data set's events beside a ledger's incidents.

use super::run::{Folder, Outcome, samples};
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

fn compared(folder: &Folder, rest: &[&str]) -> Outcome {
    folder.run(&[&["compare", "--ledger", "war.db"], rest].concat())
}

fn rows(run: &Outcome) -> Vec<Value> {
    let parse = |line| serde_json::from_str(line).expect("JSON");
    run.out.lines().map(parse).collect()
}

#[test]
fn a_ledger_agrees_with_its_own_export_in_each_layout() {
    let folder = folder();
    for layout in ["acled", "ucdp", "gdelt", "polecat"] {
        let run = folder.run(&["export", "--ledger", "war.db", "--format", layout, "-o", "theirs"]);
        assert_eq!(run.exit, 0, "{}", run.err);
        for told in [&["theirs"][..], &["theirs", "--as", layout]] {
            let run = compared(&folder, told);
            let rows = rows(&run);
            let both: Vec<&Value> = rows.iter().filter(|row| row["side"] == "both").collect();
            assert!(!both.is_empty(), "{layout}: {}", run.err);
            for row in both {
                assert_eq!(
                    (&row["why"]["days"], &row["why"]["km"]),
                    (&0.into(), &0.0.into()),
                    "{row}"
                );
                assert!(row["why"]["toll_difference"].as_i64().unwrap_or(0) == 0, "{row}");
                if matches!(layout, "acled" | "ucdp") {
                    assert_eq!(row["ours"]["killed_best"], row["theirs"]["best"], "{row}");
                }
            }
        }
    }
}

const THEIRS: &str = "fatalities,extra,event_id_cnty,event_date,event_type,sub_event_type,latitude,longitude,admin1,country,location\n\
    64,x,SYR1,2017-11-14,Explosions/Remote violence,Air/drone strike,36.15,36.80,Aleppo,Syria,=Near\n\
    2,x,SYR2,2017-11-14,Protests,Peaceful protest,36.14,36.82,Aleppo,Syria,There\n\
    ,x,YEM1,2017-11-20,Battles,Armed clash,15.3,44.2,Sanaa,Yemen,Sanaa\n";

#[test]
fn a_match_says_why_and_the_toll_that_differs() {
    let folder = folder();
    folder.write("theirs.csv", THEIRS.as_bytes());
    let run = compared(&folder, &["theirs.csv"]);
    assert_eq!(run.exit, 0, "{}", run.err);
    let rows = rows(&run);
    let both: Vec<&Value> = rows.iter().filter(|row| row["side"] == "both").collect();
    assert_eq!(both.len(), 1, "{}", run.err);
    assert_eq!(both[0]["theirs"]["id"], "SYR1");
    assert_eq!(both[0]["why"]["days"], 1);
    assert!(
        both[0]["why"]["km"]
            .as_f64()
            .is_some_and(|km| km > 0.0 && km < 25.0)
    );
    assert!(both[0]["why"]["toll_difference"].is_i64(), "{}", both[0]);
    let lone = rows.iter().filter(|row| row["side"] == "theirs");
    assert_eq!(lone.count(), 2);
    let strict = compared(&folder, &["theirs.csv", "--days", "0"]);
    assert!(!strict.out.contains("\"side\":\"both\""), "{}", strict.out);
}

#[test]
fn the_filter_holds_for_both_sides_and_the_formats_tell_the_same() {
    let folder = folder();
    folder.write("theirs.csv", THEIRS.as_bytes());
    let syria = compared(&folder, &["theirs.csv", "--country", "SYR", "--format", "csv"]);
    assert_eq!(syria.exit, 0, "{}", syria.err);
    assert!(
        syria.out.contains("SYR1") && !syria.out.contains("YEM1"),
        "{}",
        syria.out
    );
    assert!(
        syria.out.contains(",'=Near,"),
        "a formula is disarmed: {}",
        syria.out
    );
    let lines = compared(&folder, &["theirs.csv", "--country", "SYR"]);
    assert_eq!(syria.out.lines().count(), lines.out.lines().count() + 1);
    let table = compared(&folder, &["theirs.csv", "--format", "table"]);
    for part in [
        "Events by month and division",
        "Both, with tolls that differ",
        "Only theirs (2 of 2)",
        "Aleppo",
    ] {
        assert!(table.out.contains(part), "{part}: {}", table.out);
    }
    let totals = compared(&folder, &["theirs.csv", "--totals", "--format", "csv"]);
    assert!(
        totals
            .out
            .starts_with("month,country,admin1,both,only_ours,only_theirs,our_killed,their_killed\n"),
        "{}",
        totals.out
    );
    assert!(
        totals.out.contains("2017-11,YEM,Sanaa,0,0,1,,\n"),
        "{}",
        totals.out
    );
}

#[test]
fn files_that_can_not_be_read_are_refused_with_what_to_do() {
    let folder = folder();
    folder.write("no.csv", b"name,age\n1,2\n");
    folder.write("short.csv", b"event_id_cnty,event_date\n");
    folder.write(
        "bad.csv",
        format!("{THEIRS}1,x,SYR3,0025-01-01,Battles,,1,1,,,\n").as_bytes(),
    );
    for (file, exit, message) in [
        ("none.csv", 3, "none.csv: can not be read"),
        ("no.csv", 3, "no.csv:1: the columns are of no known layout"),
        ("short.csv", 3, "`event_type`"),
        ("bad.csv", 1, "bad.csv:5: column `event_date`: `0025-01-01`"),
    ] {
        let run = compared(&folder, &[file]);
        assert_eq!(run.exit, exit, "{file}: {}", run.err);
        assert!(
            run.err.replace("\n  │ ", " ").contains(message),
            "{file}: {}",
            run.err
        );
    }
}

//! Questions to a ledger: conditions, actors, why an incident is one, what changed.

use super::run::{Folder, Outcome};
use serde_json::Value;

const REPORTS: &str = "{\"publisher\": \"Harbour Wire\", \"published\": \"2017-11-14\", \"text\": \"Government forces control the town of Saraqib, the Syrian Observatory for Human Rights said on Tuesday.\"}\n\
{\"publisher\": \"Harbour Wire\", \"published\": \"2017-11-20\", \"text\": \"Rebels control the town of Saraqib, the Syrian Observatory for Human Rights said on Monday.\"}\n\
{\"publisher\": \"Hill Post\", \"published\": \"2017-11-21\", \"text\": \"The hospital in Saraqib is out of service. Islamic State militants killed six soldiers near Palmyra on Monday, the army said.\"}\n";

fn ledger() -> Folder {
    let folder = Folder::new(&[("a.jsonl", REPORTS.as_bytes())]);
    let run = folder.run(&["ingest", "a.jsonl", "--ledger", "war.ledger"]);
    assert_eq!(run.exit, 0, "{}", run.err);
    folder
}

fn on(folder: &Folder, args: &[&str]) -> Outcome {
    let run = folder.run(&[args, &["--ledger", "war.ledger"]].concat());
    assert_eq!(run.exit, 0, "{args:?}: {}", run.err);
    run
}

fn lines(run: &Outcome) -> Vec<Value> {
    let read = |line| serde_json::from_str(line).expect("is JSON");
    run.out.lines().map(read).collect()
}

#[test]
fn conditions_are_told_by_voice_and_day() {
    let folder = ledger();
    let control = lines(&on(&folder, &["conditions", "--condition", "control"]));
    assert_eq!(control.len(), 2, "{control:?}");
    assert!(control.iter().all(|c| c["place"]["name"] == "Saraqib"));
    // One voice said one thing, then the other.
    let latest = lines(&on(
        &folder,
        &["conditions", "--condition", "control", "--as-of", "2017-12-01"],
    ));
    assert_eq!(latest.len(), 1, "{latest:?}");
    assert_eq!(latest[0]["day"], "2017-11-20");
    let before = lines(&on(
        &folder,
        &["conditions", "--condition", "control", "--as-of", "2017-11-15"],
    ));
    assert_eq!(before[0]["day"], "2017-11-14");
    let held = lines(&on(&folder, &["conditions", "--holder", "rebels"]));
    assert_eq!(held.len(), 1, "{held:?}");
    let table = on(&folder, &["conditions", "--format", "table", "--limit", "1"]);
    assert!(
        table.out.starts_with("day") && table.err.contains("--offset 1"),
        "{}{}",
        table.out,
        table.err
    );
    let csv = on(&folder, &["conditions", "--format", "csv"]).out;
    assert!(csv.starts_with("claim,document,publisher,day,condition"), "{csv}");
}

#[test]
fn actors_are_counted_by_the_part_they_have() {
    let folder = ledger();
    let all = lines(&on(&folder, &["actors", "list"]));
    let found = |part: &str| {
        let mut of: Vec<&str> = all
            .iter()
            .filter(|a| a[part].as_u64().is_some_and(|n| n > 0))
            .filter_map(|a| a["name"].as_str())
            .collect();
        of.sort_unstable();
        of
    };
    assert!(
        found("source").iter().any(|n| n.contains("Islamic State")),
        "{all:?}"
    );
    assert!(
        found("voice").iter().any(|n| n.contains("Observatory")),
        "{all:?}"
    );
    let observatory = all
        .iter()
        .find(|a| a["name"].as_str().is_some_and(|n| n.contains("Observatory")));
    let observatory = observatory.expect("is a voice");
    assert_eq!(
        (&observatory["voice"], &observatory["source"]),
        (&2.into(), &0.into())
    );
    let some = lines(&on(
        &folder,
        &["actors", "list", "--harm", "killed", "--sort", "source"],
    ));
    assert!(some.len() < all.len() && some[0]["source"] == 1, "{some:?}");
    let table = on(&folder, &["actors", "list", "--format", "table", "--limit", "2"]);
    assert!(table.err.contains("2 of"), "{}", table.err);
}

#[test]
fn an_incident_says_why_it_is_one() {
    let folder = Folder::new(&[(
        "a.jsonl",
        b"{\"title\": \"Strike on market\", \"publisher\": \"Harbour Wire\", \"published\": \"2017-11-14\", \"text\": \"An air strike on the market of Atarib killed 20 people on Monday, residents said. Among the dead was Karim Haddad, 41, a baker.\"}\n\
          {\"title\": \"Air strike hits market in Atarib\", \"publisher\": \"Hill Post\", \"published\": \"2017-11-14\", \"text\": \"An air strike on the market of Atarib on Monday killed 61 people, rescue workers said. Karim Haddad, 41, a baker, was killed at his stall.\"}\n",
    )]);
    assert_eq!(
        folder.run(&["ingest", "a.jsonl", "--ledger", "war.ledger"]).exit,
        0
    );
    let incident = &lines(&on(&folder, &["incidents"]))[0];
    let id = incident["id"].as_str().expect("an id");
    let told = on(&folder, &["explain", "--incident", id]).out;
    for expected in [
        "Why they are one incident",
        "Hill Post, 2017-11-14",
        "% that both tell of one incident",
        "the place is the same: Atarib",
        "the numbers of killed differ: 61; 20",
        "Why near ones are not of it",
    ] {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    let json = &lines(&on(&folder, &["explain", "--incident", id, "--json"]))[0];
    assert_eq!(
        json["links"][0]["reasons"].as_array().map(Vec::is_empty),
        Some(false)
    );
    let odd = folder.run(&["explain", "--incident", "i_0", "--ledger", "war.ledger"]);
    assert_eq!(odd.exit, 2, "{}", odd.err);
    assert_eq!(folder.run(&["explain"]).exit, 2);
}

#[test]
fn what_changed_is_told_between_days_and_between_ledgers() {
    let first = "{\"publisher\": \"Harbour Wire\", \"published\": \"2017-11-14\", \"title\": \"Strike on market\", \"text\": \"An air strike on the market of Atarib killed 20 people on Monday, residents said. Among the dead was Karim Haddad, 41, a baker.\"}\n";
    let second = "{\"publisher\": \"Hill Post\", \"published\": \"2017-11-16\", \"title\": \"Air strike hits market in Atarib\", \"text\": \"An air strike on the market of Atarib on Monday killed 61 people, rescue workers said. Karim Haddad, 41, a baker, was killed at his stall.\"}\n\
        {\"publisher\": \"Quay Times\", \"published\": \"2017-11-16\", \"title\": \"Mine kills farmers\", \"text\": \"A mine killed three farmers near Palmyra on Wednesday, the mayor said.\"}\n";
    let folder = Folder::new(&[("a.jsonl", first.as_bytes()), ("b.jsonl", second.as_bytes())]);
    assert_eq!(
        folder.run(&["ingest", "a.jsonl", "--ledger", "old.ledger"]).exit,
        0
    );
    assert_eq!(
        folder
            .run(&["ingest", "a.jsonl", "b.jsonl", "--ledger", "war.ledger"])
            .exit,
        0
    );
    let days = on(&folder, &["diff", "--from", "2017-11-14", "--to", "2017-11-16"]);
    let changes = lines(&days);
    let of = |what: &str| {
        changes
            .iter()
            .find(|c| c["change"] == what)
            .unwrap_or_else(|| panic!("{what}: {changes:?}"))
    };
    assert!(
        of("new")["new"]
            .as_str()
            .is_some_and(|told| told.contains("3 killed")),
        "{changes:?}"
    );
    assert_eq!(
        (&of("reports")["old"], &of("reports")["new"]),
        (&"1 report".into(), &"2 reports".into())
    );
    assert!(
        of("toll")["old"].as_str().is_some_and(|t| t.starts_with("20 ")),
        "{changes:?}"
    );
    let ledgers = folder.run(&["diff", "old.ledger", "war.ledger"]);
    assert_eq!((ledgers.exit, &ledgers.out), (0, &days.out), "{}", ledgers.err);
    let back = folder.run(&["diff", "war.ledger", "old.ledger", "--format", "table"]);
    assert!(
        back.out.contains("gone") && back.out.starts_with("change"),
        "{}",
        back.out
    );
    let none = on(&folder, &["diff", "--from", "2017-11-16", "--to", "2017-11-16"]);
    assert_eq!(
        (none.out.as_str(), none.err.as_str()),
        ("", "dateline: 0 changes\n")
    );
    for odd in [
        &["diff"][..],
        &["diff", "old.ledger"],
        &["diff", "--ledger", "war.ledger"],
        &[
            "diff",
            "--ledger",
            "war.ledger",
            "--from",
            "2017-11-16",
            "--to",
            "2017-11-14",
        ],
    ] {
        assert_eq!(folder.run(odd).exit, 2, "{odd:?}");
    }
}

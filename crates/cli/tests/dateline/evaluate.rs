//! `dateline predict`, `evaluate` and `scorecard`.

use super::run::Folder;
use serde_json::{Value, json};

/// Two hand-coded reports in the layout of the casualties task, in our own words.
fn gold() -> String {
    let one = "Shells killed at least 12 people in the town, the mayor said.";
    let two = "The council met on Monday and spoke about the new bridge.";
    let casualty = json!({
        "harm": "killed", "low": 12, "high": null, "best": 12, "approx": false, "text": [14, 33],
        "surface": "at least 12 people", "victim": "people", "victim_class": "unknown", "children": false,
        "women": false, "part_of": null, "restates": null, "perpetrator": null, "said_by": "the mayor",
        "status": "attributed"
    });
    format!(
        "{}\n{}\n",
        json!({"id": "a", "text": one, "casualties": [casualty]}),
        json!({"id": "b", "text": two, "casualties": []})
    )
}

/// The same records without their labels.
fn unlabelled() -> String {
    gold()
        .lines()
        .map(|line| {
            let mut record: Value = serde_json::from_str(line).expect("is JSON");
            record.as_object_mut().expect("is an object").remove("casualties");
            format!("{record}\n")
        })
        .collect()
}

#[test]
fn predictions_are_the_same_with_labels_and_without() {
    let folder = Folder::new(&[
        ("gold.jsonl", gold().as_bytes()),
        ("bare.jsonl", unlabelled().as_bytes()),
    ]);
    for task in dateline_evaluate::tasks() {
        // Its records name web pages instead of holding texts.
        if task.name() == "extraction" {
            continue;
        }
        let bare = folder.run(&["predict", task.name(), "bare.jsonl"]);
        assert_eq!((bare.exit, bare.err.as_str()), (0, ""), "{}", task.name());
        let gold = folder.run(&["predict", task.name(), "gold.jsonl"]);
        assert_eq!(gold.out, bare.out, "{}", task.name());
        let file = folder.run(&["predict", task.name(), "bare.jsonl", "-o", "out.jsonl"]);
        assert_eq!((file.exit, file.out.as_str()), (0, ""));
        let written = std::fs::read_to_string(folder.path().join("out.jsonl")).expect("was written");
        assert_eq!(written, bare.out, "{}", task.name());
    }
}

#[test]
fn a_gold_file_gives_a_table_or_json() {
    let folder = Folder::new(&[("gold.jsonl", gold().as_bytes())]);
    let table = folder.run(&["evaluate", "casualties", "gold.jsonl"]);
    assert_eq!(table.exit, 0, "{}", table.err);
    assert!(table.out.contains("2 documents"), "{}", table.out);
    let machine = folder.run(&["evaluate", "casualties", "gold.jsonl", "--json"]);
    let report: Value = serde_json::from_str(&machine.out).expect("is JSON");
    assert_eq!((&report["task"], &report["n"]), (&json!("casualties"), &json!(2)));
    assert!(
        report["figures"].as_array().is_some_and(|f| !f.is_empty()),
        "{report}"
    );
}

#[test]
fn a_scorecard_names_what_it_could_not_measure() {
    let folder = Folder::new(&[("gold/casualties/dev.jsonl", gold().as_bytes())]);
    let args = [
        "scorecard",
        "--gold",
        "gold",
        "-o",
        "card.md",
        "--commit",
        "1a2b3c4",
        "--date",
        "2026-11-22",
    ];
    let run = folder.run(&args);
    assert_eq!((run.exit, run.out.as_str()), (0, ""), "{}", run.err);
    let card = std::fs::read_to_string(folder.path().join("card.md")).expect("was written");
    assert!(card.contains("2026-11-22 at 1a2b3c4"), "{card}");
    assert!(card.contains("| casualties | dev |"), "{card}");
    assert!(card.contains("Not measured, no gold data: "), "{card}");
}

#[test]
fn what_can_not_be_measured_is_said_with_its_exit_code() {
    let folder = Folder::new(&[("bad.jsonl", b"{\"id\": \"a\"}\n")]);
    let check = |args: &[&str], exit: i32, words: &str| {
        let run = folder.run(args);
        assert_eq!(run.exit, exit, "{args:?}: {}", run.err);
        assert!(run.err.contains(words), "no {words:?} in\n{}", run.err);
        assert!(run.err.contains("help: "), "{}", run.err);
    };
    check(&["predict", "nothing", "bad.jsonl"], 2, "no task `nothing`");
    check(&["predict", "casualties", "gone.jsonl"], 3, "gone.jsonl");
    check(&["predict", "casualties", "bad.jsonl"], 3, "bad.jsonl:1");
    check(
        &["predict", "casualties", "bad.jsonl", "-o", "no/such/out"],
        4,
        "can not write no/such/out",
    );
    check(&["evaluate", "casualties", "gone.jsonl"], 3, "gone.jsonl");
    let card = [
        "scorecard",
        "--gold",
        "gone",
        "-o",
        "x",
        "--commit",
        "c",
        "--date",
        "2026-11-22",
    ];
    check(&card, 2, "gone is not a directory");
}

#[test]
fn a_malformed_record_is_set_aside_and_the_others_are_predicted() {
    let bad = format!(
        "{}{{\"id\": \"x\"}}\nbroken\n{{\"id\": \"z\", \"text\": \"One died.\"}}\n",
        unlabelled()
    );
    let folder = Folder::new(&[("mixed.jsonl", bad.as_bytes())]);
    let run = folder.run(&["predict", "casualties", "mixed.jsonl"]);
    assert_eq!(run.exit, 1, "{}", run.err);
    assert_eq!(run.out.lines().count(), 3);
    for words in [
        "mixed.jsonl:3: record `x` has no `text`",
        "mixed.jsonl:4: not JSON",
        "help: mend or remove the record",
        "dateline: 3 records read; 2 records set aside",
    ] {
        assert!(run.err.contains(words), "no {words:?} in\n{}", run.err);
    }
}

#[test]
fn help_lists_the_tasks() {
    let folder = Folder::new(&[]);
    for command in ["predict", "evaluate"] {
        let help = folder.run(&[command, "--help"]);
        for task in dateline_evaluate::tasks() {
            assert!(help.out.contains(task.name()), "{}", help.out);
        }
        assert!(
            help.out.contains("Examples:") && help.out.contains("Exit codes:"),
            "{}",
            help.out
        );
    }
}

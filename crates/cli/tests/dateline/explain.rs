//! `dateline explain`: lists, pages, JSON and what can not be explained.

use super::run::{Folder, samples};
use serde_json::Value;

const REPORT: &[u8] = b"---\npublished: 2017-11-14\n---\n\
    On Monday, rebels shelled a market in Damascus, killing at least 12 people, the Harbour Monitor said.\n";

fn explained(folder: &Folder, args: &[&str]) -> Vec<Value> {
    let run = folder.run(args);
    assert_eq!((run.exit, run.err.as_str()), (0, ""));
    serde_json::from_str(&run.out).expect("an array")
}

#[test]
fn a_claim_of_the_list_is_explained_by_its_first_characters() {
    let folder = Folder::new(&[("a.txt", REPORT)]);
    let list = folder.run(&["explain", "a.txt"]);
    assert_eq!((list.exit, list.err.as_str()), (0, ""));
    let first = list.out.lines().next().expect("a claim");
    let (id, words) = first.split_once(' ').expect("an id and words");
    assert!(words.starts_with("ASSAULT shelled"), "{first}");
    assert!(
        list.out.lines().all(|line| line.chars().count() <= 80),
        "{}",
        list.out
    );
    let run = folder.run(&["explain", "a.txt", "--claim", id]);
    assert_eq!((run.exit, run.err.as_str()), (0, ""));
    for words in [
        "lexicons/events/assault.toml:",
        "doer: tree",
        "shelled \u{2192}nsubj rebels",
        "2017-11-13",
        "counted from 2017-11-14, publication",
        "lexicons/harm/killed.toml:",
        "Harbour Monitor",
        "lexicons/attribution/cues.toml:",
        "attributed",
    ] {
        assert!(run.out.contains(words), "no {words:?} in\n{}", run.out);
    }
    assert!(!run.out.contains('\u{1b}'), "plain in a pipe");
    let styled = folder.run(&["explain", "--color", "always", "a.txt", "--claim", id]);
    assert!(styled.out.contains('\u{1b}'));
    let place = folder.run(&["explain", "a.txt", "--claim", id, "--field", "place"]);
    assert!(
        place.out.contains("Damascus") && !place.out.contains("lexicons/harm"),
        "{}",
        place.out
    );
}

#[test]
fn json_holds_the_claims_that_code_gives() {
    for (name, content) in samples() {
        let folder = Folder::new(&[(name.as_str(), &content)]);
        let all = explained(&folder, &["explain", "--json", &name]);
        let coded = folder.run(&["code", "--format", "jsonl", &name]);
        let claims: Vec<Value> = coded
            .out
            .lines()
            .map(|line| {
                let mut claim: Value = serde_json::from_str(line).expect("JSON");
                claim.as_object_mut().expect("an object").remove("source");
                claim
            })
            .collect();
        let explained_claims: Vec<Value> = all.iter().map(|e| e["claim"].clone()).collect();
        assert_eq!(explained_claims, claims, "{name}");
        for reason in all.iter().flat_map(|e| e["reasons"].as_array().expect("reasons")) {
            for key in [
                "field",
                "value",
                "by",
                "words",
                "lexicon",
                "path",
                "details",
                "candidates",
            ] {
                assert!(reason.get(key).is_some(), "{key} is missing in {reason}");
            }
        }
    }
}

#[test]
fn mentions_show_what_they_may_mean() {
    let folder = Folder::new(&[("a.txt", REPORT)]);
    let run = folder.run(&["explain", "a.txt", "--mention", "damascus"]);
    assert_eq!((run.exit, run.err.as_str()), (0, ""));
    assert!(run.out.starts_with("Place 'Damascus', byte "), "{}", run.out);
    assert!(
        run.out.contains("resolved") && run.out.contains("how well known"),
        "{}",
        run.out
    );
    let times = explained(&folder, &["explain", "a.txt", "--json", "--mention", "Monday"]);
    let time = times.iter().find(|m| m["kind"] == "time").expect("is there");
    assert_eq!(time["candidates"][0]["what"], "2017-11-13");
}

#[test]
fn what_is_not_there_is_said() {
    let folder = Folder::new(&[("a.txt", REPORT), ("none.txt", b"The choir sang all day.")]);
    let cases: [(&[&str], i32, &str); 5] = [
        (
            &["explain", "a.txt", "--claim", "c_zzz"],
            2,
            "leave --claim out to list them",
        ),
        (&["explain", "a.txt", "--mention", "Nineveh"], 2, "`Nineveh`"),
        (&["explain", "gone.txt"], 3, "gone.txt"),
        (
            &["explain", "a.txt", "--claim", "c_1", "--mention", "x"],
            2,
            "can not be used with",
        ),
        (&["explain", "a.txt", "--field", "colour"], 2, "possible values"),
    ];
    for (args, exit, words) in cases {
        let run = folder.run(args);
        assert_eq!(run.exit, exit, "{args:?}: {}", run.err);
        let said = run.err.split_whitespace().collect::<Vec<_>>().join(" ");
        let said = said.replace("cannot", "can not");
        assert!(said.contains(words), "no {words:?} in\n{}", run.err);
        assert_eq!(run.out, "");
    }
    let none = folder.run(&["explain", "none.txt"]);
    assert_eq!((none.exit, none.out.as_str()), (0, "No claims.\n"));
}

#[test]
fn a_text_can_not_steer_the_terminal() {
    let folder = Folder::new(&[("a.txt", b"Rebels \x1b[8mkilled two soldiers\x1b[0m in Damascus.")]);
    for args in [
        &["explain", "a.txt"][..],
        &["explain", "a.txt", "--field", "harm"],
    ] {
        let run = folder.run(args);
        assert_eq!(run.exit, 0, "{}", run.err);
        assert!(!run.out.contains('\u{1b}'), "{}", run.out);
    }
}

#[test]
fn help_has_examples_and_exit_codes() {
    let help = Folder::new(&[]).run(&["explain", "--help"]);
    for part in [
        "Examples:",
        "Exit codes:",
        "--claim",
        "--mention",
        "--field",
        "--json",
    ] {
        assert!(help.out.contains(part), "{part} is missing in\n{}", help.out);
    }
}

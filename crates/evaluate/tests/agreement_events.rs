//! The native figures of police action, attack types, relations and relevance are those of the Python scorer that comes
//! with the gold sets.

mod common;

use common::{Random, gold};
use dateline_evaluate::{Options, Record, Records, score, task};
use serde_json::{Map, Value, json};
use std::{fs, process::Command};

/// Half of the last decimal of a breakdown, and a hair.
const DETAIL: f64 = 0.000_05 + 1e-9;

/// Scores perturbed predictions with both scorers and compares every figure that Python prints. `perturb` gives a record's
/// prediction without its id, or none.
fn agree(name: &str, least: usize, perturb: fn(&mut Random, &Record) -> Option<Value>) {
    let Some(gold_dir) = gold() else { return };
    let path = gold_dir.join(name).join("dev.jsonl");
    let gold = Records::open(&path).expect("gold loads");
    let task = task(name).expect("a task");
    for seed in 0..3 {
        let random = &mut Random(seed);
        let mut lines = String::from("{\"id\":\"not in gold\"}\n");
        for record in gold.iter().filter(|_| seed > 0) {
            if let Some(mut prediction) = perturb(random, record) {
                prediction["id"] = json!(record.id);
                lines.push_str(&format!("{prediction}\n"));
            }
        }
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        fs::write(file.path(), &lines).expect("writable");
        let predictions = Records::read("predictions", lines.as_bytes()).expect("well formed");
        let ran = Command::new("python3")
            .arg(gold_dir.join("score_events.py"))
            .args([name, path.to_str().expect("UTF-8")])
            .arg(file.path())
            .arg("--json")
            .output();
        let Ok(output) = ran else {
            println!("skipped: no python3");
            return;
        };
        let printed: Map<String, Value> = serde_json::from_slice(&output.stdout).expect("JSON");
        let report = score(task, &gold, &predictions, &Options::default()).expect("scores");
        let same = |figure: &str, python: &Value, within: f64| {
            let python = python.as_f64().expect("a number");
            let native = report
                .figure(figure)
                .unwrap_or_else(|| panic!("{name}: no figure `{figure}`"))
                .value;
            assert!(
                (native - python).abs() <= within,
                "{name} {figure}: native {native}, Python {python}"
            );
        };
        let mut compared = 0;
        for (figure, python) in &printed {
            match figure.as_str() {
                "task" | "n" | "missing" | "extra" => {}
                "detail" => {
                    for (label, python) in python.as_object().expect("an object") {
                        same(label, python, DETAIL);
                    }
                }
                figure => {
                    same(figure, python, 1e-9);
                    compared += 1;
                }
            }
        }
        assert!(compared >= least, "{name}: only {compared} figures compared");
    }
}

/// Gold labels with one dropped, one added, none, or as they are.
fn labels(random: &mut Random, record: &Record, all: &[&str]) -> Option<Value> {
    let mut labels = record.value["labels"].as_array().expect("a list").clone();
    match random.below(8) {
        0 => return None,
        1 => labels.truncate(1),
        2 => labels.clear(),
        3 => {
            let more = json!(random.pick(all));
            if !labels.contains(&more) {
                labels.push(more);
            }
        }
        _ => {}
    }
    Some(json!({"labels": labels}))
}

#[test]
fn police_agrees() {
    agree("police", 8, |random, record| {
        labels(random, record, &["KILL", "ARREST", "FAIL", "FORCE", "ANY_ACTION"])
    });
}

#[test]
fn attack_types_agree() {
    agree("attack_type", 8, |random, record| {
        labels(
            random,
            record,
            &[
                "armed_assault",
                "bombing_explosion",
                "kidnapping",
                "other",
                "none",
            ],
        )
    });
}

#[test]
fn relations_agree() {
    agree("relation", 5, |random, record| match random.below(9) {
        0 => None,
        1 => Some(json!({"root": null})),
        2 => Some(json!({"root": "FIGHT"})),
        3 => Some(json!({"root": "DEMAND", "quad": 3})),
        4 => Some(json!({"root": "NO_SUCH_ROOT"})),
        _ => Some(json!({"root": record.value["root"]})),
    });
}

#[test]
fn relevance_agrees() {
    agree("relevance", 3, |random, record| match random.below(6) {
        0 => None,
        1 => Some(json!({"label": 1})),
        2 => Some(json!({"label": null})),
        _ => Some(json!({"label": record.value["label"]})),
    });
}

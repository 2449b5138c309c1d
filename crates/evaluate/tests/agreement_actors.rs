//! The native scorer of actors gives the figures of the Python scorer that comes with the gold set.

mod common;

use common::{Random, gold};
use dateline_evaluate::{Options, Records, score, task};
use serde_json::{Value, json};
use std::{fs, process::Command};

/// Half of the last printed decimal, and a hair.
const PRINTED: f64 = 0.000_5 + 1e-9;

/// A gold reading as a prediction, with what a resolver may get wrong.
fn perturbed(random: &mut Random, id: &str, gold: &Value) -> Value {
    let mut p = json!({"id": id, "country": gold["country"], "org": gold["org"], "sectors": gold["sectors"], "kind": gold["kind"]});
    p["canonical"] = match random.below(8) {
        0 => Value::Null,
        1 => json!("The Harbour Wire"),
        2 => json!(format!(
            "the  {}",
            gold["canonical"].as_str().unwrap_or_default().to_uppercase()
        )),
        3 => gold["aliases"].get(random.below(3)).cloned().unwrap_or_default(),
        _ => gold["canonical"].clone(),
    };
    for (key, other) in [
        ("country", json!("FRA")),
        ("org", json!("IGO")),
        ("sectors", json!(["CVL", "REB"])),
        ("kind", json!("unknown")),
    ] {
        match random.below(9) {
            0 => p[key] = Value::Null,
            1 => p[key] = other,
            2 => drop(p.as_object_mut().expect("an object").shift_remove(key)),
            _ => {}
        }
    }
    p
}

#[test]
fn actors_agree() {
    let Some(gold_dir) = gold() else { return };
    let path = gold_dir.join("actors/dev.jsonl");
    let gold = Records::open(&path).expect("gold loads");
    let task = task("actors").expect("a task");
    for seed in 0..5 {
        let random = &mut Random(seed);
        let mut lines = String::new();
        for record in gold.iter().filter(|_| seed > 0) {
            if random.chance(92) {
                lines += &format!("{}\n", perturbed(random, &record.id, &record.value["gold"]));
            }
        }
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        fs::write(file.path(), &lines).expect("writable");
        let predictions = Records::read("predictions", lines.as_bytes()).expect("well formed");
        let mut python = Command::new("python3");
        python
            .arg(gold_dir.join("score_actors.py"))
            .arg(&path)
            .arg(file.path());
        let Ok(ran) = python.output() else {
            println!("skipped: no python3");
            return;
        };
        let said = String::from_utf8(ran.stdout).expect("the scorer prints UTF-8");
        let report = score(task, &gold, &predictions, &Options::default()).expect("scores");
        for name in [
            "all",
            "affiliation",
            "sector",
            "sector_p",
            "kind",
            "name",
            "link",
            "answered",
            "acc_answered",
        ] {
            let printed = said
                .split_whitespace()
                .find_map(|word| word.strip_prefix(&format!("{name}="))?.parse::<f64>().ok())
                .unwrap_or_else(|| panic!("`{name}` is not printed: {said}"));
            let native = report.figure(name).expect("a figure").value;
            assert!(
                (native - printed).abs() <= PRINTED,
                "{name}: native {native}, Python {printed}"
            );
        }
    }
}

//! The native scores of incidents are those of `score_incidents.py` and `score_tolls.py`, on gold taken apart and put together
//! wrongly by a seeded hand.

mod common;

use common::{Random, gold};
use dateline_evaluate::{Options, Records, Report, score, task};
use serde_json::{Value, json};
use std::{fs, path::Path, process::Command};

/// Four decimals are printed for incidents, three for tolls.
const PRINTED: f64 = 0.000_5 + 1e-9;

fn python(arguments: &[&Path]) -> Option<String> {
    let Ok(output) = Command::new("python3").args(arguments).arg("--json").output() else {
        println!("skipped: no python3");
        return None;
    };
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn same(report: &Report, figure: &str, python: f64) {
    let native = report
        .figure(figure)
        .unwrap_or_else(|| panic!("no figure `{figure}`"))
        .value;
    assert!(
        (native - python).abs() <= PRINTED,
        "{figure}: native {native}, Python {python}"
    );
}

/// Incidents of gold in which some reports sit in the wrong one, some in none, and figures and days are off.
fn perturbed(gold: &Records, random: &mut Random) -> Vec<Value> {
    let mut lines: Vec<(Vec<Value>, Value)> = Vec::new();
    for record in gold.iter() {
        let docs = record.value["docs"].as_array().cloned().unwrap_or_default();
        let mut own = Vec::new();
        for doc in docs {
            match random.below(8) {
                0 if !lines.is_empty() => {
                    let at = random.below(lines.len());
                    lines[at].0.push(doc);
                }
                1 => {}
                _ => own.push(doc),
            }
        }
        lines.push((own, record.value.clone()));
    }
    let off = |value: &Value, random: &mut Random| match random.below(5) {
        0 => Value::Null,
        1 => json!(value.as_i64().unwrap_or(0) + 1),
        _ => value.clone(),
    };
    lines
        .into_iter()
        .map(|(docs, gold)| {
            json!({
                "docs": docs,
                "date": if random.chance(70) { gold["date"].clone() } else { json!("2016-02-03") },
                "killed": off(&gold["killed"], random),
                "killed_low": off(&gold["killed_low"], random),
                "killed_high": off(&gold["killed_high"], random),
                "injured": off(&gold["injured"], random),
                "disputed": random.chance(40),
            })
        })
        .collect()
}

#[test]
fn incidents_agree() {
    let Some(root) = gold() else { return };
    let task = task("incidents").expect("a task");
    for (set, tolls) in [
        ("incidents/dev.incidents.jsonl", false),
        ("incidents_conflict/dev.incidents.jsonl", false),
        ("fakes/incidents.dev.jsonl", true),
    ] {
        let path = root.join(set);
        let gold = task.read_gold(&path).expect("gold loads");
        for seed in 1..4 {
            let lines: String = perturbed(&gold, &mut Random(seed))
                .iter()
                .map(|v| format!("{v}\n"))
                .collect();
            let file = tempfile::NamedTempFile::new().expect("a temporary file");
            fs::write(file.path(), &lines).expect("writable");
            let predictions = task.read_gold(file.path()).expect("predictions load");
            let report = score(task, &gold, &predictions, &Options::default()).expect("scores");
            let Some(out) = python(&[&root.join("score_incidents.py"), &path, file.path()]) else {
                return;
            };
            compare(
                &report,
                &serde_json::from_str(&out).expect("the scorer prints JSON"),
            );
            if tolls {
                compare_tolls(&report, &root, &path, file.path());
            }
        }
    }
}

fn compare(report: &Report, python: &Value) {
    let number = |path: &str| python.pointer(path).and_then(Value::as_f64);
    for (figure, path) in [
        ("conll", "/conll"),
        ("pairs_F1", "/pairs/f1"),
        ("pairs_P", "/pairs/p"),
        ("b3_F1", "/b3/f1"),
        ("muc_F1", "/muc/f1"),
        ("ceaf_e_F1", "/ceaf_e/f1"),
        ("exact", "/exact"),
        ("killed_exact", "/killed/exact"),
        ("injured_exact", "/injured/exact"),
        ("date_exact", "/date/exact"),
        ("date_within1", "/date/within1"),
    ] {
        let value = number(path).unwrap_or_else(|| panic!("the scorer prints no {path}"));
        same(report, figure, value);
    }
    if let Some(merged) = number("/confusable_merged") {
        same(report, "confusable_kept", 1.0 - merged);
    }
    let (gold, system) = (number("/killed/gold_total"), number("/killed/system_total"));
    if let (Some(gold), Some(system)) = (gold, system) {
        same(report, "killed_total_fit", 1.0 - (system - gold).abs() / gold);
    }
}

fn compare_tolls(report: &Report, root: &Path, gold: &Path, system: &Path) {
    let ran = Command::new("python3")
        .arg(root.join("score_tolls.py"))
        .arg(gold)
        .arg(system)
        .output();
    let out = String::from_utf8_lossy(&ran.expect("python3 ran before").stdout).into_owned();
    for (figure, name) in [
        ("toll_best", "best="),
        ("toll_spread", "spread="),
        ("toll_dispute", "dispute="),
    ] {
        let word = out.split_whitespace().find_map(|w| w.strip_prefix(name));
        same(
            report,
            figure,
            word.and_then(|w| w.parse().ok()).expect("a printed figure"),
        );
    }
}

//! The native figures of trees and names are those of the Python scorers that come with the gold sets.

mod common;

use common::{Random, gold};
use dateline_code::Coder;
use dateline_evaluate::{
    InputRecord, Options, Record, Records, Report, Task, evaluate, predict_file, score, task,
};
use serde_json::{Value, json};
use std::{fs, path::Path, process::Command};

/// Runs a Python scorer; its standard output. `None`, and a word about it, where there is no Python.
fn python(script: &Path, arguments: &[&str]) -> Option<String> {
    let Ok(output) = Command::new("python3").arg(script).args(arguments).output() else {
        println!("skipped: no python3");
        return None;
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.is_empty(), "{}: {said}", script.display());
    Some(String::from_utf8(output.stdout).expect("the scorers print UTF-8"))
}

fn value(report: &Report, name: &str) -> f64 {
    report
        .figure(name)
        .unwrap_or_else(|| panic!("no figure `{name}`"))
        .value
}

/// The predictions of a task for a gold file.
fn predicted(task: &dyn Task, gold: &Records) -> Vec<Record> {
    let coder = Coder::embedded().expect("the lexicons load");
    gold.iter()
        .map(|record| {
            let input = InputRecord::new(record, task.fields(), &Options::default()).expect("has a text");
            let mut values = task.predict(&coder, &input).expect("predicts");
            Record {
                line: record.line,
                id: record.id.clone(),
                value: values.remove(0),
            }
        })
        .collect()
}

/// Other tags, heads and relations here and there, and tokens of several words written as words where that changes no
/// character.
fn perturbed(conllu: &str, random: &mut Random) -> String {
    let lines: Vec<&str> = conllu.lines().collect();
    let mut out = String::new();
    for (at, line) in lines.iter().enumerate() {
        let mut columns: Vec<String> = line.split('\t').map(str::to_owned).collect();
        if columns.len() == 10 && columns[0].contains('-') {
            let parts: String = (lines[at + 1..].iter().take(2))
                .filter_map(|l| l.split('\t').nth(1))
                .collect();
            if parts == columns[1] && random.chance(50) {
                continue;
            }
        } else if columns.len() == 10 && columns[6] != "0" {
            for (column, other) in [(3, "NOUN"), (4, "NN"), (6, "1"), (7, "nmod:poss"), (7, "obj")] {
                if random.chance(8) && columns[0] != other {
                    other.clone_into(&mut columns[column]);
                }
            }
        }
        out += &columns.join("\t");
        out.push('\n');
    }
    out + "\n"
}

#[track_caller]
fn check_syntax(gold_dir: &Path, name: &str, mode: &str, pairs: &[(&str, &str)]) {
    let task = task(name).expect("a task");
    let path = gold_dir.join("syntax/en_ewt-ud-dev.conllu");
    let gold = task.read_gold(&path).expect("gold loads");
    let ours = predicted(task, &gold);
    for seed in 0..3 {
        let random = &mut Random(seed);
        let mut predictions = ours.clone();
        for record in predictions.iter_mut().filter(|_| seed > 0) {
            let conllu = record.value["conllu"].as_str().expect("is text");
            record.value = json!({"id": record.id, "conllu": perturbed(conllu, random)});
        }
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        let written: String = predictions
            .iter()
            .map(|p| task.write_prediction(&p.value))
            .collect();
        fs::write(file.path(), written).expect("writable");
        let arguments = [
            path.to_str().expect("UTF-8"),
            file.path().to_str().expect("UTF-8"),
            "--mode",
            mode,
            "--json",
            "--lenient",
        ];
        let Some(out) = python(&gold_dir.join("score_syntax.py"), &arguments) else {
            return;
        };
        let theirs: Value = serde_json::from_str(&out).expect("is JSON");
        let predictions = Records::from_records("predictions", predictions).expect("unique");
        let report = score(task, &gold, &predictions, &Options::default()).expect("scores");
        for (figure, python) in pairs {
            let (native, python) = (
                value(&report, figure),
                theirs[python]["f1"].as_f64().expect("a number"),
            );
            assert!(
                (native - python).abs() < 1e-9,
                "{figure}, seed {seed}: native {native}, Python {python}"
            );
        }
    }
}

#[test]
fn given_words_agree() {
    let Some(gold_dir) = gold() else { return };
    let pairs = ["UPOS", "XPOS", "UAS", "LAS", "LAS_full"].map(|f| (f, f));
    check_syntax(&gold_dir, "syntax", "gold", &pairs);
}

#[test]
fn bare_text_agrees() {
    let Some(gold_dir) = gold() else { return };
    let pairs = [
        ("tokens_F1", "tokens"),
        ("sentences_F1", "sentences"),
        ("words_F1", "words"),
        ("UPOS_F1", "UPOS"),
        ("XPOS_F1", "XPOS"),
        ("UAS_F1", "UAS"),
        ("LAS_F1", "LAS"),
        ("LAS_full_F1", "LAS_full"),
    ];
    check_syntax(&gold_dir, "syntax_raw", "raw", &pairs);
}

/// Spans moved, dropped, doubled and given another kind.
fn moved(entities: &Value, length: usize, random: &mut Random) -> Value {
    let mut out = Vec::new();
    for entity in entities.as_array().expect("is an array") {
        let mut e = json!({"start": entity["start"], "end": entity["end"],
            "type": entity.get("map").filter(|m| m.is_string()).unwrap_or(&entity["type"])});
        let (start, end) = (
            e["start"].as_u64().expect("a number"),
            e["end"].as_u64().expect("a number"),
        );
        match random.below(10) {
            0 => continue,
            1 if start + 4 < end => e["start"] = json!(start + 4),
            2 if (end as usize) + 2 < length => e["end"] = json!(end + 2),
            3 => e["type"] = json!(*random.pick(&["PER", "ORG", "LOC", "NORP"])),
            4 => out.push(e.clone()),
            _ => {}
        }
        out.push(e);
    }
    Value::Array(out)
}

#[test]
fn names_agree() {
    let Some(gold_dir) = gold() else { return };
    let task = task("entities").expect("a task");
    for set in task.sets() {
        let path = gold_dir.join(set.path);
        let gold = task.read_gold(&path).expect("gold loads");
        for seed in 0..4u64 {
            let random = &mut Random(seed);
            let mut predictions = Vec::new();
            for record in gold.iter().filter(|_| seed > 0) {
                let length = record.value["text"].as_str().expect("text").chars().count();
                let mut all = record.value["entities"].as_array().expect("an array").clone();
                all.extend(record.value["nested"].as_array().into_iter().flatten().cloned());
                let entities = moved(&Value::Array(all), length, random);
                predictions.push(json!({"id": record.id, "entities": entities}));
            }
            let lines: String = predictions.iter().map(|p| format!("{p}\n")).collect();
            let file = tempfile::NamedTempFile::new().expect("a temporary file");
            fs::write(file.path(), &lines).expect("writable");
            let predictions = Records::read("predictions", lines.as_bytes()).expect("well formed");
            let report = score(task, &gold, &predictions, &Options::default()).expect("scores");
            for (prefix, flags) in [
                ("", &[][..]),
                ("names_", &["--named-only", "--overlap", "--edges"]),
            ] {
                let mut arguments = vec![
                    path.to_str().expect("UTF-8"),
                    file.path().to_str().expect("UTF-8"),
                    "--types",
                    "PER,ORG,LOC",
                ];
                arguments.extend(flags);
                let Some(out) = python(&gold_dir.join("score_entities.py"), &arguments) else {
                    return;
                };
                let micro = out.lines().next().expect("a line");
                for (name, printed) in [("P", "P="), ("R", "R="), ("F1", "F1=")] {
                    let printed = micro.split_whitespace().find_map(|w| w.strip_prefix(printed));
                    let python: f64 = printed.and_then(|p| p.parse().ok()).expect("a number");
                    let native = value(&report, &format!("{prefix}{name}"));
                    assert!(
                        (native - python).abs() < 0.000_5,
                        "{} {prefix}{name}, seed {seed}: native {native}, Python {python}",
                        set.name
                    );
                }
            }
        }
    }
}

const TREEBANK: &str = "# newdoc id = d\n# sent_id = d1\n# text = Rebels fled.\n\
    1\tRebels\trebel\tNOUN\tNNS\t_\t2\tnsubj\t_\t_\n2\tfled\tflee\tVERB\tVBD\t_\t0\troot\t_\tSpaceAfter=No\n\
    3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_\n\n";

#[test]
fn a_treebank_of_ones_own_is_predicted_and_measured() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let coder = Coder::embedded().expect("the lexicons load");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("writable");
        path
    };
    let gold = file("gold.conllu", TREEBANK);
    // The same words with every label taken away or wrong.
    let bare: String = TREEBANK
        .replace("\t2\tnsubj", "\t_\t_")
        .replace("\t0\troot", "\t1\tdep")
        .replace("VERB\tVBD", "_\t_")
        .replace("rebel\tNOUN", "_\tX");
    let bare = file("bare.conllu", &bare);
    for name in ["syntax", "syntax_raw"] {
        let task = task(name).expect("a task");
        let predict = |path: &Path| {
            let mut out = Vec::new();
            predict_file(task, &coder, path, &mut out, &Options::default(), &mut |e| {
                panic!("{e}")
            })
            .expect("predicts");
            String::from_utf8(out).expect("UTF-8")
        };
        assert_eq!(predict(&gold), predict(&bare), "{name} read a label");
        assert!(predict(&gold).contains("1\tRebels\trebel\tNOUN\tNNS\tNumber=Plur\t2\tnsubj\t"));
        let report = evaluate(task, &coder, &gold, &Options::default()).expect("evaluates");
        let figure = if name == "syntax" { "LAS" } else { "LAS_F1" };
        assert_eq!(value(&report, figure), 1.0);
        // A treebank without heads is no gold.
        let message = evaluate(task, &coder, &bare, &Options::default()).expect_err("no heads");
        assert!(message.to_string().contains("has no head"), "{message}");
    }
}

#[test]
fn a_sentence_beyond_the_cap_still_gets_one_tree() {
    let mut text = String::from("# newdoc id = long\n");
    for n in 1..=1500 {
        text += &format!("{n}\tword\t_\t_\t_\t_\t_\t_\t_\t_\n");
    }
    let task = task("syntax").expect("a task");
    let coder = Coder::embedded().expect("the lexicons load");
    let mut out = Vec::new();
    let options = Options::default();
    let run = dateline_evaluate::predict(
        task,
        &coder,
        "in",
        text.as_bytes(),
        &mut out,
        &options,
        &mut |e| {
            panic!("{e}");
        },
    );
    assert_eq!(run.expect("predicts").lines, 1);
    let written = String::from_utf8(out).expect("UTF-8");
    assert_eq!(written.matches("\t0\troot\t").count(), 1);
    assert_eq!(written.lines().filter(|l| l.contains("\tword\t")).count(), 1500);
}

//! The native scorers give the figures of the Python scorers that come with the gold sets, on predictions made by
//! perturbing gold and on empty ones.

mod common;
#[path = "agreement/toponyms.rs"]
mod toponyms;

use common::{Random, gold};
use dateline_evaluate::{Options, Record, Records, Report, score, task};
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, fs, path::Path, process::Command};

/// Half of the last printed decimal, and a hair.
const PRINTED: f64 = 0.000_5 + 1e-9;

/// Runs a Python scorer; its standard output. `None`, and a word about it, where there is no Python.
fn python(script: &Path, arguments: &[&str]) -> Option<String> {
    let ran = Command::new("python3").arg(script).args(arguments).output();
    let Ok(output) = ran else {
        println!("skipped: no python3");
        return None;
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.is_empty(), "{}: {said}", script.display());
    Some(String::from_utf8(output.stdout).expect("the scorers print UTF-8"))
}

/// Predictions as a file and as records.
struct Predictions {
    file: tempfile::NamedTempFile,
    records: Records,
}

impl Predictions {
    fn new(values: &[Value]) -> Self {
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        let lines: String = values.iter().map(|v| format!("{v}\n")).collect();
        fs::write(file.path(), &lines).expect("writable");
        let records = Records::read("predictions", lines.as_bytes()).expect("well formed");
        Self { file, records }
    }

    fn path(&self) -> &str {
        self.file.path().to_str().expect("a temporary path is UTF-8")
    }
}

/// `name=value` words of a printed line; values `a/b` give two.
fn printed(line: &str) -> BTreeMap<String, Vec<f64>> {
    let words = line.split_whitespace().filter_map(|word| word.split_once('='));
    words
        .map(|(name, value)| {
            (
                name.to_owned(),
                value.split('/').filter_map(|v| v.parse().ok()).collect(),
            )
        })
        .collect()
}

fn value(report: &Report, name: &str) -> f64 {
    report
        .figure(name)
        .unwrap_or_else(|| panic!("no figure `{name}`"))
        .value
}

fn same(report: &Report, name: &str, python: f64, within: f64) {
    let native = value(report, name);
    assert!(
        (native - python).abs() <= within,
        "{name}: native {native}, Python {python}"
    );
}

fn maybe(random: &mut Random, percent: usize, value: Value) -> Value {
    if random.chance(percent) {
        value
    } else {
        Value::Null
    }
}

#[test]
fn fakes_agree() {
    let Some(gold_dir) = gold() else { return };
    let path = gold_dir.join("fakes/dev.jsonl");
    let gold = Records::open(&path).expect("gold loads");
    let task = task("fakes").expect("a task");
    for seed in 0..4 {
        let random = &mut Random(seed);
        let mut predictions = Vec::new();
        for record in gold.iter().filter(|_| seed > 0) {
            let mut p = record.value["gold"].clone();
            p["id"] = json!(record.id);
            let fields = p.as_object_mut().expect("an object");
            for (key, words) in [
                ("governorate", "aleppo Governorate"),
                ("actor", "unknown"),
                ("cause", "shelling"),
            ] {
                if random.chance(25) {
                    fields.insert(key.to_owned(), maybe(random, 70, json!(words)));
                }
            }
            for key in ["civilians", "noncivilians", "children", "women"] {
                match random.below(8) {
                    0 => drop(fields.shift_remove(key)),
                    1 => fields[key] = json!(fields[key].as_i64().unwrap_or(0) + 1),
                    2 => fields[key] = json!(fields[key].to_string()),
                    _ => {}
                }
            }
            if random.chance(90) {
                predictions.push(p);
            }
        }
        let predictions = Predictions::new(&predictions);
        let arguments = [path.to_str().expect("UTF-8"), predictions.path()];
        let Some(out) = python(&gold_dir.join("score_fakes.py"), &arguments) else {
            return;
        };
        let report = score(task, &gold, &predictions.records, &Options::default()).expect("scores");
        let figures = printed(&out);
        for name in [
            "governorate",
            "actor",
            "cause",
            "killed",
            "killed_near",
            "civilians",
            "noncivilians",
            "children",
            "all",
        ] {
            same(&report, name, figures[name][0], PRINTED);
        }
    }
}

fn perturbed_casualties(random: &mut Random, gold: &Value) -> Vec<Value> {
    let records = gold["casualties"].as_array().expect("a list");
    let mut out = Vec::new();
    for record in records {
        let mut p = record.clone();
        match random.below(12) {
            0 => continue,
            1 => p["harm"] = json!(["killed", "injured", "detained"][random.below(3)]),
            2 => p["low"] = json!(p["low"].as_i64().unwrap_or(0) + 1),
            3 => p["high"] = maybe(random, 50, json!(7)),
            4 => p["text"][1] = json!(p["text"][1].as_i64().unwrap_or(0) + 170),
            5 => drop(p.as_object_mut().expect("an object").shift_remove("high")),
            _ => {}
        }
        let by = random.below(9) as i64 - 4;
        for end in 0..2 {
            p["text"][end] = json!(p["text"][end].as_i64().unwrap_or(0) + by);
        }
        for key in ["said_by", "perpetrator"] {
            match random.below(6) {
                0 => p[key] = Value::Null,
                1 => p[key] = json!("the police and the residents"),
                2 => p[key] = json!(p[key].as_str().unwrap_or_default().to_uppercase()),
                _ => {}
            }
        }
        match random.below(6) {
            0 => p["part_of"] = json!(random.below(3)),
            1 => p["status"] = json!("asserted"),
            2 => p["victim_class"] = json!("unknown"),
            3 => drop(p.as_object_mut().expect("an object").shift_remove("status")),
            _ => {}
        }
        out.push(p.clone());
        if random.chance(10) {
            out.insert(0, p);
        }
    }
    if random.chance(8) {
        out.push(json!({"harm": "killed", "low": 1, "high": 1, "text": [0, 4]}));
    }
    out
}

/// A line of the Python scorer against a report.
fn same_casualties(report: &Report, line: &str) {
    let p = printed(line);
    for (name, printed, at) in [
        ("gold", "gold", 0),
        ("pred", "pred", 0),
        ("det_P", "P", 0),
        ("det_R", "R", 0),
        ("det_F1", "F1", 0),
        ("exact", "exact", 0),
        ("strict_F1", "strictF1", 0),
        ("harm", "harm", 0),
        ("said_F1", "said", 0),
        ("said_words", "said", 1),
        ("part", "part", 0),
        ("link_F1", "linkF1", 0),
        ("status", "stat", 0),
        ("class", "class", 0),
        ("perp_F1", "perp", 0),
        ("perp_words", "perp", 1),
        ("clean", "clean", 0),
    ] {
        same(report, name, p[printed][at], PRINTED);
    }
    assert_eq!(report.figure("clean").map(|f| f.n as f64), Some(p["clean"][1]));
    assert_eq!(report.n as f64, p["texts"][0]);
}

#[test]
fn casualties_agree() {
    let Some(gold_dir) = gold() else { return };
    let task = task("casualties").expect("a task");
    for (seed, file) in [
        (0, "dev"),
        (1, "dev"),
        (2, "dev"),
        (3, "dev"),
        (4, "hard_dev"),
        (5, "hard_dev"),
    ] {
        let path = gold_dir.join(format!("casualties/{file}.jsonl"));
        let gold = Records::open(&path).expect("gold loads");
        let random = &mut Random(seed);
        let mut predictions = Vec::new();
        for record in gold.iter().filter(|_| seed > 0) {
            let casualties = perturbed_casualties(random, &record.value);
            if random.chance(95) {
                predictions.push(json!({"id": record.id, "casualties": casualties}));
            }
        }
        let predictions = Predictions::new(&predictions);
        for skip in [false, true] {
            let mut arguments = vec![path.to_str().expect("UTF-8"), predictions.path(), "--by-source"];
            arguments.extend(skip.then_some("--skip-restates"));
            let Some(out) = python(&gold_dir.join("score_casualties.py"), &arguments) else {
                return;
            };
            let options = Options::default().skip_restates(skip);
            for line in out.lines() {
                let name = line.split_whitespace().next().expect("a line begins with a name");
                let of_source = |r: &&Record| name == "all" || r.id.split('-').next() == Some(name);
                let part = gold.iter().filter(of_source).cloned().collect();
                let part = Records::from_records("gold", part).expect("ids are unique");
                let report = score(task, &part, &predictions.records, &options).expect("scores");
                same_casualties(&report, line);
            }
        }
    }
}

/// Figures that a scorer of events prints as JSON, beside those that only describe the run.
fn same_events(report: &Report, out: &str) {
    let printed: Map<String, Value> = serde_json::from_str(out).expect("JSON");
    assert_eq!(report.n, printed["n"]);
    assert_eq!(report.missing, printed["missing"]);
    assert_eq!(report.extra, printed["extra"]);
    let mut compared = 0;
    for (name, python) in &printed {
        if matches!(name.as_str(), "task" | "n" | "missing" | "extra" | "detail") {
            continue;
        }
        same(report, name, python.as_f64().expect("a number"), 1e-9);
        compared += 1;
    }
    assert!(compared >= 9, "only {compared} figures compared");
    for (label, python) in printed
        .get("detail")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        same(report, label, python.as_f64().expect("a number"), 0.000_05 + 1e-9);
    }
}

#[test]
fn event_types_agree() {
    let Some(gold_dir) = gold() else { return };
    let path = gold_dir.join("event_type/dev.jsonl");
    let gold = Records::open(&path).expect("gold loads");
    let task = task("event_type").expect("a task");
    let labels: Vec<Value> = gold.iter().map(|r| r.value["label"].clone()).collect();
    for seed in 0..4 {
        let random = &mut Random(seed);
        let mut predictions = Vec::new();
        for record in gold.iter().filter(|_| seed > 0) {
            let label = match random.below(10) {
                0 => Value::Null,
                1 => json!("NO_SUCH_LABEL"),
                2..=4 => random.pick(&labels).clone(),
                5 => continue,
                _ => record.value["label"].clone(),
            };
            predictions.push(json!({"id": record.id, "label": label}));
        }
        predictions.push(json!({"id": "not in gold", "label": "ATTACK"}));
        let predictions = Predictions::new(&predictions);
        let arguments = [
            "event_type",
            path.to_str().expect("UTF-8"),
            predictions.path(),
            "--json",
        ];
        let Some(out) = python(&gold_dir.join("score_events.py"), &arguments) else {
            return;
        };
        let report = score(task, &gold, &predictions.records, &Options::default()).expect("scores");
        same_events(&report, &out);
    }
}

/// A gold template as a prediction, with what a coder may get wrong.
fn perturbed_template(random: &mut Random, gold: &Value) -> Value {
    let mut p = json!({});
    p["incident_type"] = match random.below(6) {
        0 => json!("bombing"),
        1 => json!(["ATTACK", "ARSON"]),
        2 => Value::Null,
        _ => gold["incident_type"].clone(),
    };
    for (role, slot) in [
        ("PerpInd", "perp_individual"),
        ("PerpOrg", "perp_organization"),
        ("Target", "physical_target"),
        ("Victim", "human_target_name"),
        ("Weapon", "instrument"),
    ] {
        let mut entities = Vec::new();
        for entity in gold[slot].as_array().expect("a list") {
            let mentions = entity["mentions"].as_array().expect("a list");
            let mention = random.pick(mentions)["text"]
                .as_str()
                .expect("text")
                .to_lowercase();
            match random.below(7) {
                0 => {}
                1 => entities.push(json!(format!("two {mention}"))),
                2 => entities.push(json!([mention, "The Others"])),
                3 => entities.push(json!(["The"])),
                4 => entities.extend([json!(mention), json!([mention])]),
                _ => entities.push(json!([format!("the {mention}")])),
            }
        }
        if random.chance(12) {
            entities.push(json!("some guerrillas"));
        }
        p[role] = if random.chance(5) {
            Value::Null
        } else {
            json!(entities)
        };
    }
    p["stage"] = [
        json!("THREATENED"),
        json!(["ACCOMPLISHED"]),
        Value::Null,
        gold["stage"].clone(),
    ][random.below(4)]
    .clone();
    let day = gold.pointer("/date/0/end").cloned().unwrap_or_default();
    p["date"] = [Value::Null, json!("1989-05-05"), day][random.below(3)].clone();
    let country = gold.pointer("/location/0/0/name").cloned().unwrap_or_default();
    p["country"] = [Value::Null, json!("Peru"), country][random.below(3)].clone();
    let mut effects = Vec::new();
    for effect in gold["human_target_effect"].as_array().expect("a list") {
        if let Some(victim) = effect.pointer("/alternatives/0/of/0").and_then(Value::as_str) {
            let effect = *random.pick(&["death", "INJURY"]);
            effects.push(json!([effect, format!("Mr. {victim}")]));
        }
    }
    p["effects"] = json!(effects);
    p
}

#[test]
fn templates_agree() {
    let Some(gold_dir) = gold() else { return };
    let path = gold_dir.join("templates/dev.jsonl");
    let gold = Records::open(&path).expect("gold loads");
    let task = task("templates").expect("a task");
    for seed in 0..6 {
        let random = &mut Random(seed);
        let mut predictions = Vec::new();
        for record in gold.iter().filter(|_| seed > 0) {
            let mut templates = Vec::new();
            for template in record.value["templates"].as_array().expect("a list") {
                for _ in 0..[0, 1, 1, 1, 2][random.below(5)] {
                    templates.insert(
                        random.below(templates.len() + 1),
                        perturbed_template(random, template),
                    );
                }
            }
            if random.chance(8) {
                templates.push(json!({"incident_type": "ATTACK", "PerpInd": ["men"]}));
            }
            let mut p = json!({"id": record.id, "templates": templates});
            match random.below(12) {
                0 => p["roles"] = record.value["roles_doc_level"].clone(),
                1 => p["roles"] = json!({"Victim": [["a judge"], "peasants"], "PerpOrg": null}),
                2 => p["templates"] = Value::Null,
                3 => continue,
                _ => {}
            }
            predictions.push(p);
        }
        let predictions = Predictions::new(&predictions);
        let arguments = [
            "templates",
            path.to_str().expect("UTF-8"),
            predictions.path(),
            "--json",
        ];
        let Some(out) = python(&gold_dir.join("score_events.py"), &arguments) else {
            return;
        };
        let report = score(task, &gold, &predictions.records, &Options::default()).expect("scores");
        same_events(&report, &out);
    }
}

/// A claim about some sentence of the article with fields drawn from words and places that the checks look for. Tidy
/// claims stay in one country and cite one voice, so that checks which one stray claim breaks can hold too.
fn random_claim(random: &mut Random, n: usize, expected: &Value, text: &str, tidy: bool) -> Value {
    let sentences = expected["sentences"].as_array().expect("a list");
    let at = random.below(sentences.len());
    let span = |s: &Value, bytes: bool| {
        let keys = if bytes {
            ["byte_start", "byte_end"]
        } else {
            ["start", "end"]
        };
        json!({"start": s[keys[0]], "end": s[keys[1]], "text": s["text"]})
    };
    let mut evidence = span(&sentences[at], random.chance(50));
    match random.below(40) {
        0 => evidence = json!({"start": 0, "end": 6, "text": text.get(..6)}),
        1 => evidence = json!({"start": 3, "end": 9, "text": "no such words"}),
        2 => evidence = Value::Null,
        _ => {}
    }
    let place = match random.below(8) {
        0..=4 => {
            let places = expected["places"].as_array().expect("a list");
            let p = random.pick(places);
            let country = *random.pick(&["SY", "SYR", "SYR", "SYR"]);
            match random.below(if tidy { 2 } else { 3 }) {
                0 => json!({"geonameid": p["geonameid"], "country": country}),
                1 => json!({"geonameid": null, "lat": p["lat"], "lon": p["lon"], "country": country}),
                _ => json!({"geonameid": 1, "lat": 41.2, "lon": -77.2, "country": "USA"}),
            }
        }
        _ => Value::Null,
    };
    let actor = |random: &mut Random| {
        let names = [
            "Syrian government",
            "rebels",
            "Russia",
            "Observatory",
            "Iran",
            "Google News",
            "soldiers",
        ];
        json!({"id": null, "name": random.pick(&names), "country": *random.pick(&["SYR", "IRN", "RUS"]),
            "sector": *random.pick(&["MIL", "REB"]), "mention": {"start": 0, "end": 0, "text": "x"}})
    };
    let some = |random: &mut Random, percent: usize| {
        if random.chance(percent) {
            vec![actor(random)]
        } else {
            Vec::new()
        }
    };
    let harm = |random: &mut Random| {
        let low = *random.pick(&[0, 23, 87, 140, 250, 251, 477]);
        let who = *random.pick(&[
            "combatants",
            "rebels",
            "government soldiers and Iran-backed fighters",
        ]);
        let kind = *random.pick(&["killed", "killed", "killed", "injured"]);
        json!({"kind": kind, "low": low, "best": null, "high": null, "victims": {"who": who}, "parts": []})
    };
    let mut harms = Vec::new();
    if random.chance(20) {
        let mut figure = harm(random);
        figure["parts"] = json!(if random.chance(50) {
            vec![harm(random)]
        } else {
            Vec::new()
        });
        harms.push(figure);
    }
    let voices = [
        "Syrian Observatory for Human Rights",
        "United Nations",
        "Hassan Abdulghany",
        "rebels",
    ];
    let speaker = if tidy { voices[0] } else { *random.pick(&voices) };
    let attribution = if tidy || random.chance(50) {
        json!([{"speaker": speaker, "actor": null}])
    } else {
        json!([])
    };
    let condition = *random.pick(&[
        "airport closed",
        "some hospitals closed",
        "hospitals near full capacity",
    ]);
    let day = *random.pick(&["2024-11-27", "2024-11-29"]);
    let trigger = *random.pick(&["seize", "bombs", ""]);
    let kind = *random.pick(&["ASSAULT", "RETREAT", "CONSULT"]);
    json!({
        "id": format!("c{n}"),
        "evidence": evidence,
        "trigger": maybe(random, 20, json!({"start": null, "text": trigger})),
        "event": maybe(random, 70, json!({"type": kind})),
        "condition": maybe(random, 30, json!({"state": condition})),
        "place": place,
        "time": maybe(random, 40, json!({"start": day, "end": day})),
        "source_actors": some(random, 30),
        "target_actors": some(random, 30),
        "harm": harms,
        "count": maybe(random, 20, json!({"best": 23})),
        "attribution": attribution,
        "status": *random.pick(&["asserted", "asserted", "attributed", "alleged", "hypothetical", "planned", "feared", "denied"]),
    })
}

#[test]
fn seed_checks_agree() {
    let Some(gold_dir) = gold() else { return };
    let seed_dir = gold_dir.join("seed_article");
    let task = task("seed").expect("a task");
    let gold = task.read_gold(&seed_dir).expect("gold loads");
    let record = gold.iter().next().expect("one article");
    let text = record.value["text"].as_str().expect("text");
    let mut seen: BTreeMap<String, [u32; 2]> = BTreeMap::new();
    for seed in 0..24u64 {
        let random = &mut Random(seed);
        // Few claims break few checks; many claims meet many.
        let size = [0, 1, 2, 60, 400, 400][seed as usize % 6];
        let tidy = seed % 6 == 5;
        let claims: Vec<Value> = (0..size)
            .map(|n| random_claim(random, n, &record.value["expected"], text, tidy))
            .collect();
        let predictions = Predictions::new(&claims);
        let anchored = seed % 4 >= 2;
        let mut arguments = vec![predictions.path()];
        arguments.extend(anchored.then_some("--anchored"));
        let Some(out) = python(&seed_dir.join("check.py"), &arguments) else {
            return;
        };
        let published = anchored.then(|| jiff::civil::date(2024, 11, 30));
        let options = Options::default().published(published);
        let report = score(task, &gold, &predictions.records, &options).expect("scores");
        let (checks, summary) = out.trim_end().rsplit_once('\n').expect("checks and a summary");
        let native: Vec<String> = report.notes.clone();
        assert_eq!(native.join("\n"), checks, "seed {seed}");
        let [pass, fail, bad, hand] = ["pass", "fail", "fail_must", "hand"].map(|name| value(&report, name));
        assert_eq!(
            summary,
            format!("{pass} pass, {fail} fail ({bad} must), {hand} by hand")
        );
        for line in checks.lines() {
            let mut words = line.split_whitespace();
            let outcome = words.next().expect("an outcome");
            let id = words.next().expect("an id").to_owned();
            let counts = seen.entry(id).or_default();
            counts[0] += u32::from(outcome == "PASS");
            counts[1] += u32::from(outcome == "FAIL");
        }
    }
    // The comparison means little for a check that never came out both ways.
    let one_way: Vec<_> = seen.iter().filter(|(_, n)| (n[0] == 0) != (n[1] == 0)).collect();
    assert!(one_way.is_empty(), "never came out both ways: {one_way:?}");
}

/// A gold time expression as a prediction, with what a reader may get wrong.
fn perturbed_timex(random: &mut Random, gold: &Value, length: usize) -> Value {
    let mut p = gold.clone();
    let at = |key: &str| gold[key].as_u64().unwrap_or(0) as usize;
    match random.below(8) {
        0 => p["start"] = json!(at("start").saturating_sub(random.below(30))),
        1 => p["end"] = json!((at("end") + random.below(30)).min(length)),
        2 => p["start"] = json!(at("end") - 1),
        _ => {}
    }
    match random.below(8) {
        0 => p["value"] = json!("2011-05-02TNI"),
        1 => p["value"] = json!("XXXX-05"),
        2 => p["value"] = Value::Null,
        3 => p["type"] = json!("SET"),
        4 => {
            p["value"] = json!(format!(
                "{}T10:00",
                gold["value"].as_str().unwrap_or("2001-01-01")
            ))
        }
        _ => {}
    }
    p
}

#[test]
fn times_agree() {
    let Some(gold_dir) = gold() else { return };
    let path = gold_dir.join("times/dev.jsonl");
    let gold = Records::open(&path).expect("gold loads");
    let task = task("times").expect("a task");
    for seed in 0..6 {
        let random = &mut Random(seed);
        let mut predictions = Vec::new();
        for record in gold.iter().filter(|_| seed > 0) {
            let length = record.value["text"].as_str().expect("a text").chars().count();
            let mut timexes = Vec::new();
            for timex in record.value["timexes"].as_array().expect("a list") {
                for _ in 0..[0, 1, 1, 1, 1, 2][random.below(6)] {
                    timexes.push(perturbed_timex(random, timex, length));
                }
            }
            if random.chance(20) {
                timexes.push(json!({"start": 0, "end": 1, "type": "DATE", "value": "1999"}));
            }
            if random.chance(90) {
                predictions.push(json!({"id": record.id, "timexes": maybe(random, 95, json!(timexes))}));
            }
        }
        let predictions = Predictions::new(&predictions);
        let arguments = [
            path.to_str().expect("UTF-8"),
            predictions.path(),
            "--boot",
            "0",
            "--json",
        ];
        let Some(out) = python(&gold_dir.join("score_times.py"), &arguments) else {
            return;
        };
        let report = score(task, &gold, &predictions.records, &Options::default()).expect("scores");
        let out: Value = serde_json::from_str(&out).expect("JSON");
        let number = |pointer: &str| out.pointer(pointer).and_then(Value::as_f64).expect("a number");
        for key in [
            "strict",
            "relaxed",
            "type",
            "value",
            "strict_value",
            "dates",
            "day",
        ] {
            same(&report, key, number(&format!("/{key}/f1")), 1e-9);
            same(&report, &format!("{key}_P"), number(&format!("/{key}/p")), 1e-9);
            same(&report, &format!("{key}_R"), number(&format!("/{key}/r")), 1e-9);
        }
        same(&report, "value_accuracy", number("/value_accuracy"), 1e-9);
    }
}

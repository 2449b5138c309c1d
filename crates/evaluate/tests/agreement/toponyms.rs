//! Place names: the native scorer against the published one.

use super::*;

#[test]
fn toponyms_agree() {
    let Some(gold_dir) = gold() else { return };
    let task = task("toponyms").expect("a task");
    for (seed, file) in [(0, "lgl"), (1, "tr_news"), (2, "tr_news"), (3, "lgl")] {
        let path = gold_dir.join(format!("toponyms/{file}.dev.jsonl"));
        let gold = Records::open(&path).expect("gold loads");
        let random = &mut Random(seed);
        let mut predictions = Vec::new();
        for record in gold.iter().filter(|_| seed > 0) {
            let mut found = Vec::new();
            for name in record.value["toponyms"].as_array().expect("a list") {
                let mut p = json!({"start": name["start"], "end": name["end"]});
                for key in ["lat", "lon"] {
                    let degrees = name[key].as_f64().map(|d| d + random.below(5) as f64 - 1.0);
                    p[key] = json!(degrees);
                }
                match random.below(8) {
                    0 => continue,
                    1 => p["start"] = json!(name["start"].as_i64().unwrap_or(0) + 1),
                    2 => p["end"] = json!(name["end"].as_i64().unwrap_or(0) + 4),
                    3 => p["geonameid"] = name["geonameid"].clone(),
                    4 => p["geonameid"] = json!(name["geonameid"].to_string()),
                    5 => p["lat"] = Value::Null,
                    _ => {}
                }
                found.push(p.clone());
                if random.chance(10) {
                    found.push(p);
                }
            }
            if random.chance(95) {
                predictions.push(json!({"id": record.id, "toponyms": found}));
            }
        }
        let predictions = Predictions::new(&predictions);
        for (km, suffix) in [("161", ""), ("25", "_25km")] {
            let arguments = [
                path.to_str().expect("UTF-8"),
                predictions.path(),
                "--km",
                km,
                "--json",
            ];
            let Some(out) = python(&gold_dir.join("score_toponyms.py"), &arguments) else {
                return;
            };
            let printed: Value = serde_json::from_str(&out).expect("JSON");
            let report = score(task, &gold, &predictions.records, &Options::default()).expect("scores");
            for (group, suffix) in [
                ("recognition_exact", ""),
                ("recognition_overlap", ""),
                ("end_to_end_exact", suffix),
                ("end_to_end_overlap", suffix),
            ] {
                for (key, name) in [("p", "P"), ("r", "R"), ("f1", "F1")] {
                    let python = printed[group][key].as_f64().expect("a share");
                    same(&report, &format!("{group}_{name}{suffix}"), python, 1e-9);
                }
            }
            let resolution = &printed["resolution"];
            for (name, suffix) in [
                ("acc_all", suffix),
                ("acc_matched", suffix),
                ("coverage", ""),
                ("id_acc", ""),
            ] {
                let python = resolution[name].as_f64().unwrap_or(0.0);
                same(&report, &format!("{name}{suffix}"), python, 1e-9);
            }
        }
    }
}

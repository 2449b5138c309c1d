//! The harness around the tasks: labels stay out, order and bytes do not depend on threads, errors name file and line.

use dateline_code::Coder;
use dateline_evaluate::{
    EvaluateError, Figure, GoldSet, Headline, InputRecord, Options, Records, Scored, Stamp, Task, evaluate,
    predict, predict_file, scorecard, task, tasks,
};
use serde_json::{Map, Value, json};
use std::{fmt::Write as _, fs};

fn coder() -> Coder {
    Coder::embedded().expect("the lexicons load")
}

/// The predictions of a task for a text and the messages about what was set aside, or the message of its error.
fn run_telling(task: &dyn Task, input: &[u8], options: &Options) -> Result<(String, Vec<String>), String> {
    let (mut out, mut told) = (Vec::new(), Vec::new());
    let mut tell = |e: &EvaluateError| told.push(e.to_string());
    let done = predict(task, &coder(), "in.jsonl", input, &mut out, options, &mut tell);
    let done = done.map_err(|e| e.to_string())?;
    assert_eq!(done.set_aside, told.len() as u64);
    Ok((String::from_utf8(out).expect("predictions are UTF-8"), told))
}

/// The predictions of a task for a text, or the first message about it.
fn run(task: &dyn Task, input: &[u8], options: &Options) -> Result<String, String> {
    let (out, mut told) = run_telling(task, input, options)?;
    if told.is_empty() {
        Ok(out)
    } else {
        Err(told.remove(0))
    }
}

/// A task that predicts what it sees: every field that the harness lets through.
struct Mirror;

impl Task for Mirror {
    fn name(&self) -> &'static str {
        "mirror"
    }

    fn about(&self) -> &'static str {
        "the fields that an adapter sees"
    }

    fn sets(&self) -> &'static [GoldSet] {
        &[]
    }

    fn fields(&self) -> &'static [&'static str] {
        &["id", "text", "context"]
    }

    fn predict(&self, _: &Coder, record: &InputRecord) -> Result<Vec<Value>, String> {
        let all = ["id", "text", "context", "label", "gold", "casualties", "title"];
        let seen: Map<String, Value> = all
            .iter()
            .filter_map(|key| Some(((*key).to_owned(), record.field(key)?.clone())))
            .collect();
        Ok(vec![Value::Object(seen)])
    }

    fn score(&self, gold: &Records, _: &Records, _: &Options) -> Result<Scored, EvaluateError> {
        Ok(Scored {
            rows: vec![vec![1.0]; gold.len()],
            figures: Box::new(|sum| vec![Figure::count("documents", sum.iter().sum(), 0.0)]),
            notes: Vec::new(),
        })
    }

    fn headlines(&self) -> &'static [Headline] {
        &[]
    }
}

#[test]
fn an_adapter_sees_the_fields_it_asks_for_and_no_label() {
    let input = br#"{"id": "1", "text": "T.", "context": ["c"], "label": "X", "gold": {}, "casualties": [], "title": "H"}"#;
    assert_eq!(
        run(&Mirror, input, &Options::default()).as_deref(),
        Ok("{\"id\":\"1\",\"text\":\"T.\",\"context\":[\"c\"]}\n")
    );
}

/// Reports of our own, with every kind of label that the gold sets carry, and without.
fn reports(labelled: bool) -> String {
    let texts = [
        "Warplanes bombed the market of Atarib, killing at least 61 people, the Observatory said.",
        "“Gunmen” opened fire on a bus near the border; three passengers were hurt.",
        "LA PAZ, 7 MAR 88 (AGENCY X) -- [TEXT] A BOMB EXPLODED AT A BANK. NO ONE WAS HURT.",
        "The visitors attacked from the start and won the match.",
        "",
    ];
    let mut out = String::new();
    for (n, text) in texts.iter().enumerate() {
        let mut record = json!({"id": format!("r{n}"), "title": "A headline", "publisher": "Sample Wire",
            "published": "2017-11-13", "text": text});
        if labelled {
            record["gold"] = json!({"actor": "islamic_state", "governorate": "Hama", "civilians": 5});
            record["crowd"] = json!({"location": "Hama"});
            record["casualties"] = json!([{"harm": "killed", "low": 5, "high": 5, "text": [0, 4]}]);
            record["label"] = json!("SUIC_BOMB");
            record["subtask"] = json!(1);
            record["templates"] = json!([{"incident_type": ["ARSON"]}]);
            record["relevant"] = json!(true);
            record["roles_doc_level"] = json!({});
            record["expected"] = json!({"checks": []});
            record["phenomenon"] = json!("range");
        }
        writeln!(out, "{record}").expect("a string takes any text");
    }
    out
}

#[test]
fn predictions_are_the_same_with_and_without_labels() {
    // The records of `extraction` name web pages instead of holding texts.
    for task in tasks().iter().filter(|task| task.name() != "extraction") {
        let with = run(*task, reports(true).as_bytes(), &Options::default()).expect("predicts");
        let without = run(*task, reports(false).as_bytes(), &Options::default()).expect("predicts");
        assert_eq!(with, without, "{}", task.name());
        if task.joined_by_id() && with.starts_with('{') {
            assert_eq!(
                with.lines().count(),
                5,
                "{}: one line a record, empty texts too",
                task.name()
            );
        }
    }
}

#[test]
fn no_task_reads_a_label_field() {
    for task in tasks() {
        for label in [
            "gold",
            "crowd",
            "casualties",
            "label",
            "templates",
            "relevant",
            "roles_doc_level",
            "expected",
        ] {
            assert!(!task.fields().contains(&label), "{} reads `{label}`", task.name());
        }
    }
}

#[test]
fn threads_change_neither_order_nor_bytes() {
    let mut input = String::new();
    for n in 0..1000 {
        writeln!(input, "{}", json!({"id": n, "text": format!("Report {n}.")}))
            .expect("a string takes any text");
    }
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("a pool");
        pool.install(|| run(&Mirror, input.as_bytes(), &Options::default()))
            .expect("predicts")
    };
    let one = on(1);
    assert_eq!(one, on(4));
    let ids: Vec<u64> = one
        .lines()
        .filter_map(|l| serde_json::from_str::<Value>(l).ok()?["id"].as_u64())
        .collect();
    assert_eq!(ids, (0..1000).collect::<Vec<_>>());
}

#[test]
fn errors_name_file_line_and_what_is_wrong() {
    let fakes = task("fakes").expect("a task");
    for (input, start) in [
        (
            &b"{\"id\":\"a\",\"text\":\"\"}\n{oops\n"[..],
            "in.jsonl:2: not JSON",
        ),
        (b"\n{\"id\":\"a\"}\n", "in.jsonl:2: record `a` has no `text`"),
        (b"{\"text\":\"\"}", "in.jsonl:1: the record has no `id`"),
        (
            b"{\"id\":\"a\",\"text\":[]}",
            "in.jsonl:1: record `a`: `text` must be a string",
        ),
        (b"plain words", "in.jsonl:1: not JSON"),
        (b"{\"id\":\"a\",\"text\":\"\xff\"}", "in.jsonl:1: "),
    ] {
        let message = run(fakes, input, &Options::default()).expect_err(start);
        assert!(message.starts_with(start), "{message}");
    }
    assert_eq!(
        run(fakes, b"", &Options::default()).as_deref(),
        Ok(""),
        "an empty file has no predictions"
    );
    let unknown = task("fake")
        .map(|t| t.name())
        .expect_err("no such task")
        .to_string();
    assert!(unknown.contains("fakes"), "{unknown}");
}

#[test]
fn malformed_records_are_set_aside_and_the_others_predicted() {
    let input = b"{\"id\":\"a\",\"text\":\"T.\"}\n{oops\n{\"id\":\"b\"}\n{\"id\":\"c\",\"text\":\"U.\"}\n";
    let (out, told) = run_telling(&Mirror, input, &Options::default()).expect("goes on");
    assert_eq!(
        out,
        "{\"id\":\"a\",\"text\":\"T.\"}\n{\"id\":\"c\",\"text\":\"U.\"}\n"
    );
    assert_eq!(told.len(), 2);
    assert!(told[0].starts_with("in.jsonl:2: not JSON"), "{told:?}");
    assert_eq!(told[1], "in.jsonl:3: record `b` has no `text`");
    let treebank = b"1\tx\n\n1\tFled\t_\t_\t_\t_\t_\t_\t_\t_\n";
    let (out, told) =
        run_telling(task("syntax").expect("a task"), treebank, &Options::default()).expect("goes on");
    assert_eq!(
        told,
        ["in.jsonl:1: 2 columns where CoNLL-U has 10, divided by tabs"]
    );
    assert!(out.contains("1\tFled\tflee\tVERB\t"), "{out}");
}

#[test]
fn an_odd_date_is_a_warning_with_its_line() {
    let input = b"{\"id\":\"a\",\"text\":\"\"}\n{\"id\":\"b\",\"text\":\"\",\"published\":\"13/11/2017\"}\n";
    let mut out = Vec::new();
    let done = predict(
        task("fakes").expect("a task"),
        &coder(),
        "in.jsonl",
        &input[..],
        &mut out,
        &Options::default(),
        &mut |e| panic!("{e}"),
    )
    .expect("predicts");
    assert_eq!((done.records, done.lines), (2, 2));
    assert_eq!(done.warnings.len(), 1);
    assert!(
        done.warnings[0].starts_with("in.jsonl:2: record `b`: `published` is `13/11/2017`"),
        "{:?}",
        done.warnings
    );
}

#[test]
fn the_seed_task_takes_plain_text_and_json_lines() {
    let seed = task("seed").expect("a task");
    let plain = run(
        seed,
        "Shells fell on the town of “Saraqib”.".as_bytes(),
        &Options::default(),
    )
    .expect("predicts");
    for line in plain.lines() {
        let claim: dateline_model::Claim = serde_json::from_str(line).expect("each line is a claim");
        assert_eq!(claim.check("Shells fell on the town of “Saraqib”."), Ok(()));
    }
    assert!(run(seed, reports(false).as_bytes(), &Options::default()).is_ok());
    let message = run(seed, b"caf\xe9", &Options::default()).expect_err("not UTF-8");
    assert!(message.contains("in.jsonl: byte 3 is not UTF-8"), "{message}");
}

#[test]
fn evaluate_reads_a_file_predicts_and_scores() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let gold = directory.path().join("mine.jsonl");
    let label =
        |id: u32, text: &str, label: &str| json!({"id": id, "text": text, "label": label, "subtask": 1});
    let lines = [
        label(1, "The cat sat on the mat.", "OTHER"),
        label(2, "The dog sat on the mat.", "ATTACK"),
    ];
    fs::write(&gold, format!("{}\n{}\n", lines[0], lines[1])).expect("writable");
    let report = evaluate(
        task("event_type").expect("a task"),
        &coder(),
        &gold,
        &Options::default(),
    )
    .expect("evaluates");
    assert_eq!((report.n, report.missing, report.extra), (2, 0, 0));
    let micro = report.figure("st1_microF1").expect("the figure is there");
    assert_eq!((micro.value, micro.n), (0.5, 2));
    assert_eq!(micro.interval, Some([0.0, 1.0]));
    assert!(
        report.table(false).contains("st1_microF1"),
        "{}",
        report.table(false)
    );
    assert!(
        !report.table(false).contains("ATTACK"),
        "labels are details: {}",
        report.table(false)
    );
    assert!(report.table(true).contains("ATTACK"));
    assert_eq!(report.to_json()["figures"][2]["value"], 0.5);

    let mut out = Vec::new();
    let done = predict_file(
        task("event_type").expect("a task"),
        &coder(),
        &gold,
        &mut out,
        &Options::default(),
        &mut |e| panic!("{e}"),
    );
    assert_eq!(done.expect("predicts").lines, 2);
    let nowhere = directory.path().join("nowhere.jsonl");
    let options = Options::default();
    let missing =
        predict_file(&Mirror, &coder(), &nowhere, &mut out, &options, &mut |_| ()).expect_err("no such file");
    assert!(missing.to_string().contains("nowhere.jsonl"), "{missing}");
}

#[test]
fn a_scorecard_names_what_it_could_not_measure() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    fs::create_dir(directory.path().join("event_type")).expect("writable");
    let record = json!({"id": "1", "text": "The cat sat on the mat.", "label": "OTHER", "subtask": 1});
    fs::write(directory.path().join("event_type/dev.jsonl"), record.to_string()).expect("writable");
    let stamp = Stamp {
        date: "2020-02-02".to_owned(),
        commit: "0123abc".to_owned(),
    };
    let card = scorecard(&coder(), directory.path(), &stamp).expect("measures");
    assert!(card.contains("2020-02-02 at 0123abc"), "{card}");
    assert!(
        card.contains("| event_type | dev | st3_weightedF1 | 1.000 | – | 1 | 0.48 | 0.72 | goal met |"),
        "{card}"
    );
    assert!(
        card.contains("no gold data: seed plain, seed anchored, fakes dev, incidents dev")
            && card.contains("templates dev, syntax dev"),
        "{card}"
    );
    assert_eq!(
        card,
        scorecard(&coder(), directory.path(), &stamp).expect("measures")
    );
}

#[test]
fn task_names_and_sets_are_unique_and_headlines_have_sets() {
    let mut names: Vec<&str> = tasks().iter().map(|t| t.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), tasks().len());
    for task in tasks() {
        for headline in task.headlines() {
            assert!(
                task.sets().iter().any(|s| s.name == headline.set),
                "{} {}",
                task.name(),
                headline.figure
            );
        }
        for set in task.sets() {
            assert!(
                set.published
                    .is_none_or(|day| day.parse::<jiff::civil::Date>().is_ok()),
                "{}",
                set.name
            );
        }
    }
}

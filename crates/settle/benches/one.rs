//! How long does a settled ledger take for one report more, the start of the program not counted?
//!
//! `cargo bench -p dateline-settle --bench one -- LEDGER ARTICLES.jsonl`: the ledger is copied, the articles (as `cargo bench -p dateline
//! --bench ingest -- 20200 articles.jsonl` writes them; those that the ledger has are passed over) are added one by one, and each is
//! settled before the next. Without arguments it does nothing.

use dateline_code::Coder;
use dateline_ledger::{Entry, SqliteLedger, Storage as _};
use dateline_model::{Document, DocumentParts};
use dateline_settle::settle;
use std::{
    fs::File,
    io::{BufRead as _, BufReader},
    path::Path,
    time::{Duration, Instant},
};

fn document(line: &str) -> Document {
    let record: serde_json::Value = serde_json::from_str(line).expect("is JSON");
    let words = |key: &str| record[key].as_str().map(str::to_owned);
    Document::new(DocumentParts {
        title: words("title"),
        text: words("text").unwrap_or_default(),
        published: words("published").and_then(|day| day.parse().ok()),
        publisher: words("publisher"),
        url: words("url"),
    })
}

/// A duration of those, in order, below which a share of them is, in milliseconds.
fn below(times: &[(Duration, u64)], share: f64) -> f64 {
    let at = ((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1));
    times.get(at).map_or(0.0, |(time, _)| time.as_secs_f64() * 1e3)
}

fn tell(what: &str, mut times: Vec<(Duration, u64)>) {
    times.sort_unstable();
    let reports = times
        .iter()
        .map(|(_, reports)| *reports)
        .max()
        .unwrap_or_default();
    println!(
        "{what}: {} times, half within {:.1} ms, nine in ten within {:.1} ms, all within {:.1} ms; up to {reports} reports settled",
        times.len(),
        below(&times, 0.5),
        below(&times, 0.9),
        below(&times, 1.0)
    );
}

fn main() {
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with("--"))
        .collect();
    let [ledger, articles] = args.as_slice() else {
        println!("nothing is measured: name a ledger and a file of articles");
        return;
    };
    let folder = tempfile::tempdir().expect("a directory");
    let copy = folder.path().join("war.ledger");
    SqliteLedger::open_to_read(Path::new(ledger))
        .and_then(|ledger| ledger.backup(&copy))
        .expect("is copied");
    let mut ledger = SqliteLedger::open(&copy).expect("opens");
    let coder = Coder::embedded().expect("the lexicons are sound");
    let begun = Instant::now();
    settle(&mut ledger).expect("settles");
    println!(
        "what was to be settled before: {:.1} s",
        begun.elapsed().as_secs_f64()
    );
    let (mut added, mut few, mut many) = (Vec::new(), Vec::new(), Vec::new());
    for line in BufReader::new(File::open(articles).expect("opens")).lines() {
        let document = document(&line.expect("is UTF-8"));
        if ledger.contains(&document.id).expect("reads") {
            continue;
        }
        let entry = Entry {
            claims: coder.code(&document),
            document,
            source: "bench".to_owned(),
            coder: "bench".to_owned(),
        };
        let begun = Instant::now();
        ledger.add(&[entry]).expect("is added");
        added.push((begun.elapsed(), 1));
        let begun = Instant::now();
        let settled = settle(&mut ledger)
            .expect("settles")
            .expect("nobody else is there");
        let took = (begun.elapsed(), settled.reports);
        if settled.whole {
            println!("all were settled: {:.1} s", took.0.as_secs_f64());
        } else if settled.reports < 500 {
            few.push(took);
        } else {
            many.push(took);
        }
    }
    tell("adding", added);
    tell("settling", few);
    tell("settling with 500 reports and more", many);
}

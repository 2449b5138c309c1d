//! The first pass over sentences keeps what the gold sets call claims, and spares general news the parse.
//!
//! `cargo test -p dateline-evaluate --test kept -- --nocapture` prints the figures.

mod common;

use dateline_code::Coder;
use dateline_evaluate::{CodePoints, Records};
use dateline_model::{Document, DocumentParts, Span};
use serde_json::Value;
use std::path::Path;

/// Of the sentences that hold gold, how many are kept.
#[derive(Clone, Copy, Debug, Default)]
struct Kept {
    kept: u32,
    of: u32,
}

impl Kept {
    fn share(self) -> f64 {
        f64::from(self.kept) / f64::from(self.of.max(1))
    }

    fn add(&mut self, kept: bool) {
        self.kept += u32::from(kept);
        self.of += 1;
    }
}

fn records(gold: &Path, file: &str) -> Records {
    Records::open(&gold.join(file)).expect("the gold set can be read")
}

fn text(record: &Value) -> &str {
    record["text"].as_str().expect("a record has a text")
}

/// Whether any sentence of the text is kept.
fn any(coder: &Coder, text: &str) -> bool {
    coder.relevant(&dateline_syntax::analyse(text)).contains(&true)
}

/// Figures of harm: each stands in a sentence of its own.
fn of_casualties(coder: &Coder, gold: &Path) -> Kept {
    let mut kept = Kept::default();
    for record in records(gold, "casualties/dev.jsonl").iter() {
        let text = text(&record.value);
        let analysis = dateline_syntax::analyse(text);
        let relevant = coder.relevant(&analysis);
        let points = CodePoints::new(text);
        for mention in record.value["casualties"].as_array().expect("a list") {
            let start = mention["text"][0].as_u64().expect("a position");
            let inside = |span: Span| {
                let [from, to] =
                    [span.start(), span.end()].map(|at| points.at(at).expect("a boundary") as u64);
                from <= start && start < to
            };
            let at = analysis.sentences().iter().position(|s| inside(s.span));
            kept.add(at.is_some_and(|at| relevant[at]));
        }
    }
    kept
}

/// Texts of which `tells` says that they hold gold: at least one sentence is kept.
fn of_texts(coder: &Coder, gold: &Path, file: &str, tells: impl Fn(&Value) -> bool) -> Kept {
    let mut kept = Kept::default();
    for record in records(gold, file).iter().filter(|r| tells(&r.value)) {
        kept.add(any(coder, text(&record.value)));
    }
    kept
}

#[test]
fn what_gold_claims_is_kept() {
    let Some(gold) = common::gold() else { return };
    let coder = Coder::embedded().expect("the lexicons load");
    let labelled = |r: &Value| r["labels"].as_array().is_some_and(|l| !l.is_empty());
    let coded = |r: &Value| r["label"].as_str().is_some_and(|l| l != "OTHER");
    // With what was seen, less .01. Police acts and political relations are told in words of every kind ('said', 'hosted').
    let figures = [
        ("casualties", of_casualties(&coder, &gold), 0.975),
        (
            "attack_type",
            of_texts(&coder, &gold, "attack_type/dev.jsonl", labelled),
            0.99,
        ),
        (
            "event_type",
            of_texts(&coder, &gold, "event_type/dev.jsonl", coded),
            0.933,
        ),
        (
            "police",
            of_texts(&coder, &gold, "police/dev.jsonl", labelled),
            0.659,
        ),
        (
            "relation",
            of_texts(&coder, &gold, "relation/dev.jsonl", |_| true),
            0.884,
        ),
    ];
    for (name, kept, floor) in figures {
        println!("{name:12} {:.3} of {}", kept.share(), kept.of);
        assert!(kept.share() >= floor, "{name}: {kept:?}");
    }
}

#[test]
fn general_news_is_spared_the_parse() {
    let Some(gold) = common::gold() else { return };
    let coder = Coder::embedded().expect("the lexicons load");
    let mut spared = Kept::default();
    for record in records(&gold, "relevance/dev.jsonl").iter() {
        let analysis = dateline_syntax::analyse(text(&record.value));
        for kept in coder.relevant(&analysis) {
            spared.add(!kept);
        }
    }
    println!("spared       {:.3} of {} sentences", spared.share(), spared.of);
    assert!(spared.share() > 0.4, "{spared:?}");
}

#[test]
fn nothing_that_is_coded_is_lost_by_it() {
    let Some(gold) = common::gold() else { return };
    let coder = Coder::embedded().expect("the lexicons load");
    let (mut whole, mut lost) = (0_u32, 0_u32);
    for record in records(&gold, "casualties/dev.jsonl").iter() {
        let document = Document::new(DocumentParts {
            text: text(&record.value).to_owned(),
            ..DocumentParts::default()
        });
        let all = coder.code_parsed(&document, &coder.analyse(&document.text));
        let kept = coder.code(&document);
        whole += all.len() as u32;
        lost += all
            .iter()
            .filter(|c| kept.iter().all(|k| k.trigger != c.trigger))
            .count() as u32;
    }
    println!("lost         {lost} of {whole} claims");
    assert_eq!(lost, 0);
}

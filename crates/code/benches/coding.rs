//! How many reports a second go from plain text to claims on one thread?
//!
//! `cargo bench -p dateline-code`. Two mixes: the sample reports of wars, where every sentence matters, and general news (sport,
//! markets and the two texts below), where the test of relevance spares most of the parse. The texts are read again and again, which
//! flatters the caches. A third measurement gives the parse and counts sentences of the war reports.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dateline_code::Coder;
use dateline_model::{Claim, Document, DocumentParts, taxonomy::EventType};
use std::{hint::black_box, path::Path};

/// Two articles of ordinary news, written for this purpose.
const ORDINARY: [&str; 2] = [
    "The town council has approved plans for a new library beside the railway station. Work is due to begin in spring and to take \
     two years. The building will hold 80,000 books, a café and rooms for clubs. \"We have waited for this since the old library \
     closed its upper floor,\" said the head librarian, Maria Lund. The council will pay two thirds of the cost and the county the \
     rest. Neighbours had asked for fewer parking spaces and more trees, and the architects changed the plans. A bicycle shed for \
     200 bicycles was added. The old library is to become a school of music.",
    "Scientists at the institute of marine research have found a species of crab that lives only on floating seaweed. The animal is \
     no larger than a fingernail and changes its colour with the plants around it. It was seen first by students on a voyage to the \
     Azores, who took it for a piece of shell. Over three summers the team counted more than 600 of the crabs and followed some of \
     them with dye. \"They never let go of the weed,\" said Jonas Feld, who led the work. The study appeared in a journal of zoology \
     on Thursday. The next voyage, in June, will look for larvae.",
];

fn samples(ordinary: bool) -> Vec<Document> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/reports");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the sample reports")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .filter(|path| {
            path.file_name()
                .is_some_and(|n| n.to_string_lossy().starts_with("none-") == ordinary)
        })
        .collect();
    paths.sort();
    let texts = paths.iter().map(|path| {
        let text = std::fs::read_to_string(path).expect("a report");
        // Behind the front matter.
        text.splitn(3, "---\n").nth(2).unwrap_or(&text).to_owned()
    });
    let own = ORDINARY
        .iter()
        .filter(|_| ordinary)
        .map(|text| (*text).to_owned());
    texts
        .chain(own)
        .map(|text| {
            Document::new(DocumentParts {
                text,
                ..Default::default()
            })
        })
        .collect()
}

fn coding(c: &mut Criterion) {
    let coder = Coder::embedded().expect("the built-in lexicons are well formed");
    let mut group = c.benchmark_group("reports");
    for (name, ordinary) in [("war", false), ("ordinary", true)] {
        let documents = samples(ordinary);
        group.throughput(Throughput::Elements(documents.len() as u64));
        group.bench_function(name, |b| {
            b.iter(|| {
                let violent: usize = documents
                    .iter()
                    .map(|d| count_violent(&coder.code(black_box(d))))
                    .sum();
                assert_eq!(violent > 0, !ordinary);
            });
        });
    }
    group.finish();
    parsed(c, &coder);
}

fn count_violent(claims: &[Claim]) -> usize {
    let assault = |c: &&Claim| c.event.as_ref().is_some_and(|e| e.kind == EventType::Assault);
    claims.iter().filter(assault).count()
}

/// Sentences a second where the parse is given, as the peers count it.
fn parsed(c: &mut Criterion, coder: &Coder) {
    let documents = samples(false);
    let parsed: Vec<_> = documents.iter().map(|d| (d, coder.analyse(&d.text))).collect();
    let sentences: usize = parsed.iter().map(|(_, a)| a.sentences().len()).sum();
    let mut group = c.benchmark_group("sentences");
    group.throughput(Throughput::Elements(sentences as u64));
    group.bench_function("parse given", |b| {
        b.iter(|| {
            let violent: usize = parsed
                .iter()
                .map(|(d, a)| count_violent(&coder.code_parsed(black_box(d), a)))
                .sum();
            assert!(violent > 0);
        });
    });
    group.finish();
}

criterion_group!(benches, coding);
criterion_main!(benches);

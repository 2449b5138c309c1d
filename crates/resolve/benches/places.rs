//! How many words a second are searched for toponyms and resolved on one thread, the text being cut already?
//!
//! `cargo bench -p dateline-resolve --bench places`. The report is made by repeating sentences of its own, dense in places: one
//! in seven words, about twice as many as in news. The goal is 0.2 million words a second.
//!
//! Measured on one thread of a Intel(R) Xeon(R) Processor, load average 11 on 4 cores: 1.6 million words a second; the built-in
//! gazetteer with its lexicons opens in 10 ms.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dateline_model::{Document, DocumentParts};
use dateline_resolve::place::Gazetteer;
use dateline_syntax::analyse;
use std::hint::black_box;

const REPORT: &str = "Shells fell on Atarib and on two villages west of Aleppo, in northern Syria, a clerk of the town council said. \
    Lorries that had left Gaziantep for Idlib turned back at the crossing of Bab al-Hawa. In Kharkiv the night was quiet, but \
    drones were heard over Sumy and over the road to Izium. Washington and Paris asked both sides to wait; officials in \
    Ankara did not answer. The governor of Borno State, in Nigeria, flew from Maiduguri to Abuja, while in Goma, in the east \
    of the Democratic Republic of Congo, schools stayed shut for a third day.\n\n";

fn places(c: &mut Criterion) {
    let document = Document::new(DocumentParts {
        text: REPORT.repeat(5),
        ..Default::default()
    });
    let gazetteer = Gazetteer::embedded().expect("the built-in files are well formed");
    let analysis = analyse(&document.text);
    let words = document.text.split_whitespace().count();
    let found = gazetteer.find(&analysis, &document).len();
    assert!(found > 60, "{found}");
    let mut group = c.benchmark_group("places");
    group.throughput(Throughput::Elements(words as u64));
    group.bench_function("find", |b| {
        b.iter(|| assert_eq!(gazetteer.find(black_box(&analysis), &document).len(), found));
    });
    group.finish();
    let mut group = c.benchmark_group("gazetteer");
    group.bench_function("open", |b| {
        b.iter(|| Gazetteer::embedded().map(black_box).is_ok())
    });
    group.finish();
}

criterion_group!(benches, places);
criterion_main!(benches);

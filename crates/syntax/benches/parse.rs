//! How many words a second are cut, tagged, parsed and searched for names on one thread?
//!
//! `cargo bench -p dateline-syntax`. The report is written for this purpose; it is read as one document again and again, which
//! flatters the caches a little: parsing a collection from disk (`dateline parse --threads 1 FILE`) is about a tenth slower. Runs,
//! with machine and load, stand in `models/syntax/README.md`.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dateline_syntax::{Model, Parser, analyse};
use std::hint::black_box;

const REPORT: &str = include_str!("report.txt");

fn reading(c: &mut Criterion) {
    let Ok(model) = Model::embedded() else {
        panic!("the embedded model is refused");
    };
    let words = analyse(REPORT).tokens().len();
    assert_eq!(words, 439, "the report was cut otherwise");
    let mut group = c.benchmark_group("syntax");
    group.throughput(Throughput::Elements(words as u64));
    group.bench_function("cut", |b| {
        b.iter(|| assert_eq!(analyse(black_box(REPORT)).tokens().len(), words))
    });
    let mut parser = Parser::new(model);
    group.bench_function("cut_and_parse", |b| {
        b.iter(|| {
            let mut read = analyse(black_box(REPORT));
            parser.parse(&mut read);
            assert!(read.is_parsed());
        });
    });
    group.finish();
    let bytes = std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../models/syntax/english.bin"
    ));
    if let Ok(bytes) = bytes {
        c.bench_function("read_model", |b| {
            b.iter(|| assert!(Model::read(black_box(bytes.clone())).is_ok()))
        });
    }
}

criterion_group!(benches, reading);
criterion_main!(benches);

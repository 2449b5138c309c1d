//! How many words a second are searched for time expressions and anchored on one thread, the text being cut already?
//!
//! `cargo bench -p dateline-resolve --bench times`. The report is made by repeating sentences of its own, dense in dates: about
//! one expression in nine words, three times as many as in news.
//!
//! Measured on one thread of a Intel(R) Xeon(R) Processor, load average 20 on 4 cores: 3.4 million words a second for
//! `find`, 3.3 million for `explain`; the goal is 0.5 million.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dateline_resolve::time::{explain, find};
use dateline_syntax::analyse;
use jiff::civil::date;
use std::hint::black_box;

const REPORT: &str = "Rockets hit the grain market on Friday night, killing three porters and wounding a dozen more, two \
    doctors at the hospital said on Saturday. The road to the bridge has been shut since Wednesday. Fighting on 19-20 November \
    left much of the old quarter in ruins, and the governor, Omar Said, 45, fled in the early hours of November 21. He had led \
    the province since 2011. \"We have not slept for three days,\" a baker told reporters by telephone. The siege, which began \
    in late March 2013, has cost more lives than any other of the war, and aid workers fear that stores will run out within \
    weeks. A truce agreed last month lasted two days. The government denied that its aircraft were flying overnight.\n\n";

fn times(c: &mut Criterion) {
    let text = REPORT.repeat(5);
    let analysis = analyse(&text);
    let published = Some(date(2014, 12, 3));
    let words = analysis.tokens().len();
    let expressions = find(&analysis, published).len();
    assert_eq!(expressions % 5, 0, "every copy is read alike");
    assert!(expressions > 50, "{expressions}");
    let mut group = c.benchmark_group("times");
    group.throughput(Throughput::Elements(words as u64));
    group.bench_function("find", |b| {
        b.iter(|| assert_eq!(find(black_box(&analysis), published).len(), expressions));
    });
    group.bench_function("explain", |b| {
        b.iter(|| assert_eq!(explain(black_box(&analysis), published).len(), expressions));
    });
    group.finish();
}

criterion_group!(benches, times);
criterion_main!(benches);

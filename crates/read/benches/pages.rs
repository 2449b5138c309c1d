//! How many web pages a second one thread reads, and how long the worst one takes.
//!
//! The pages are made here, of words of this project: what a page of news has (menus, teasers, scripts, related items) in the
//! amounts that pages of news have it (about 90 kB of markup for 600 words of report).

#![allow(missing_docs)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dateline_read::{Signature, WireCopies, read_page};
use std::hint::black_box;

/// A page of news with `paragraphs` of a report.
fn page(seed: usize, paragraphs: usize) -> String {
    let teaser = |n: usize| {
        format!(
            "<li class='teaser card-{n}'><a href='/news/{n}' class='card__link' data-id='{n}'><img src='/img/{n}.jpg' alt=''>\
             <h3>Other news of the valley, number {n}</h3></a><span class='card__time'>{n} hours ago</span></li>"
        )
    };
    let body: String = (0..paragraphs)
        .map(|n| {
            format!(
                "<p>Shells fell on quarter {} of the river town in the morning, killing {} traders, said the mayor, who added \
                 that the fire had come from <a href='/hills'>the hills</a> where the rebels hold {} villages.</p>",
                (seed + n) % 17,
                n % 5 + 1,
                n % 7 + 2
            )
        })
        .collect();
    let script = format!(
        "<script>var data = {{{}}};</script>",
        "'key': 'value', ".repeat(1500)
    );
    format!(
        "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Shells fall {seed} | Valley Post</title>\
         <meta property='article:published_time' content='2021-03-02T10:00:00Z'>{script}</head><body><nav><ul>{menu}</ul></nav>\
         <main><article><h1>Shells fall {seed}</h1><div class='article-body'>{body}</div></article>\
         <aside><ul>{related}</ul></aside></main>{script}<footer><p>All rights reserved.</p></footer></body></html>",
        menu = (0..60).map(teaser).collect::<String>(),
        related = (60..140).map(teaser).collect::<String>(),
    )
}

fn pages(c: &mut Criterion) {
    let pages: Vec<String> = (0..20).map(|seed| page(seed, 16)).collect();
    let mut group = c.benchmark_group("pages");
    group.sample_size(10);
    group.throughput(Throughput::Elements(pages.len() as u64));
    group.bench_function("news", |b| {
        b.iter(|| {
            for page in &pages {
                let read = read_page(page.as_bytes(), None, None);
                assert_eq!(read.text.matches("\n\n").count(), 15, "every paragraph is there");
                black_box(read);
            }
        });
    });
    let huge = page(0, 200_000);
    assert!(huge.len() > 30 << 20);
    group.throughput(Throughput::Elements(1));
    group.bench_function("of 40 MB", |b| {
        b.iter(|| black_box(read_page(huge.as_bytes(), None, None)).text.len())
    });
    let deep = format!("<html><body>{}", "<div><b>deep ".repeat(200_000));
    group.bench_function("nested 400,000 deep", |b| {
        b.iter(|| black_box(read_page(deep.as_bytes(), None, None)).text.len());
    });
    group.finish();
}

fn copies(c: &mut Criterion) {
    let texts: Vec<String> = (0..200)
        .map(|seed| read_page(page(seed, 16).as_bytes(), None, None).text)
        .collect();
    let mut group = c.benchmark_group("wire copies");
    group.sample_size(10);
    group.throughput(Throughput::Elements(texts.len() as u64));
    group.bench_function("signed and looked up", |b| {
        b.iter(|| {
            let mut index = WireCopies::new();
            for (at, text) in texts.iter().enumerate() {
                black_box(index.add(at, Signature::of(text)));
            }
            assert!(!index.is_empty());
        });
    });
    group.finish();
}

criterion_group!(benches, pages, copies);
criterion_main!(benches);

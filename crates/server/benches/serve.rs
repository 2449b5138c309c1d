//! How many filtered requests a second does a ledger of a hundred thousand incidents answer, and how long does one wait?
//!
//! `cargo bench -p dateline-server --bench serve`, or `… -- INCIDENTS RATE SECONDS`. Requests are sent at a fixed rate, whether or not
//! earlier ones are answered, over 64 connections that are kept; a request's time counts from when it was due, so that a stall is not
//! forgotten. First every request is another one than all before (nothing kept helps), then they are drawn from a thousand.

#[path = "../tests/common/generate.rs"]
mod generate;

use dateline_server::{Options, Server};
use generate::Lot;
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::Path,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    thread,
    time::{Duration, Instant},
};

const CONNECTIONS: usize = 64;

const COUNTRIES: [&str; 12] = [
    "SYR", "YEM", "NER", "SOM", "MLI", "IRQ", "LBY", "SSD", "COD", "UKR", "SDN", "AFG",
];
const TYPES: [&str; 5] = ["assault", "coerce", "aerial", "firearms", "heavy-weapons"];
const ACTORS: [&str; 4] = ["army", "northern front", "reb.two", "police"];
const WORDS: [&str; 4] = ["harvest", "checkpoint", "bus station", "school"];
const OUTLETS: [&str; 3] = ["Harbour Wire", "Hill Post", "Desert Herald"];

/// A question as the web app asks it. `at` makes it another one than all before.
fn path(lot: &mut Lot, at: u64) -> String {
    let mut filters = Vec::new();
    // A span of days of its own.
    let days = |lot: &mut Lot| (2012 + lot.below(12), 1 + lot.below(12), 1 + lot.below(28));
    let (year, month, day) = days(lot);
    filters.push(format!("from={year}-{month:02}-{day:02}"));
    if lot.below(2) == 0 {
        filters.push(format!(
            "to={}-{:02}-{:02}",
            year + 1 + lot.below(3),
            1 + lot.below(12),
            1 + lot.below(28)
        ));
    }
    match lot.below(10) {
        0..4 => filters.push(format!("country={}", lot.of(&COUNTRIES))),
        4 => filters.push(format!(
            "bbox={},{},{},{}",
            lot.below(40),
            lot.below(10),
            41 + lot.below(40),
            20 + lot.below(30)
        )),
        5 => filters.push(format!("type={}", lot.of(&TYPES))),
        6 => filters.push(format!("actor={}", lot.of(&ACTORS).replace(' ', "%20"))),
        7 => filters.push(format!("publisher={}", lot.of(&OUTLETS).replace(' ', "%20"))),
        8 => filters.push(format!("text={}", lot.of(&WORDS).replace(' ', "%20"))),
        _ => filters.push("disputed=true".to_owned()),
    }
    if lot.below(3) == 0 {
        filters.push(format!("sort={}", lot.of(&["killed", "reports", "publishers"])));
    }
    // A map is drawn once for many pages.
    let list = if lot.below(50) == 0 { "map" } else { "incidents" };
    if list == "incidents" {
        filters.push(format!("limit={}", 20 + at % 31));
    }
    format!("/api/v1/{list}?{}", filters.join("&"))
}

/// Asks over a kept connection; gives the bytes of the body.
fn ask(stream: &mut BufReader<TcpStream>, path: &str) -> usize {
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\naccept-encoding: gzip, br\r\n\r\n");
    stream
        .get_mut()
        .write_all(request.as_bytes())
        .expect("the server reads");
    let (mut length, mut status) = (0, String::new());
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).expect("an answer comes");
        if status.is_empty() {
            status = line;
        } else if let Some(n) = line.strip_prefix("content-length: ") {
            length = n.trim().parse().expect("a number");
        } else if line.trim().is_empty() {
            break;
        }
    }
    assert!(status.starts_with("HTTP/1.1 200"), "{path}: {status}");
    let mut body = vec![0; length];
    stream.read_exact(&mut body).expect("a body comes");
    length
}

/// Sends the requests at a rate and prints how long they took.
fn load(name: &str, server: SocketAddr, paths: &[String], rate: f64) {
    let next = AtomicUsize::new(0);
    let began = Instant::now();
    let worker = || {
        let stream = TcpStream::connect(server).expect("the server listens");
        stream.set_nodelay(true).expect("can be set");
        let mut stream = BufReader::new(stream);
        let (mut times, mut bytes) = (Vec::new(), 0);
        loop {
            let at = next.fetch_add(1, Relaxed);
            let Some(path) = paths.get(at) else { break };
            let due = Duration::from_secs_f64(at as f64 / rate);
            thread::sleep(due.saturating_sub(began.elapsed()));
            bytes += ask(&mut stream, path);
            times.push((began.elapsed().saturating_sub(due), at));
        }
        (times, bytes)
    };
    let (mut times, mut bytes) = (Vec::new(), 0);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(worker)).collect();
        for worker in workers {
            let (of, sent) = worker.join().expect("a worker ends");
            times.extend(of);
            bytes += sent;
        }
    });
    let took = began.elapsed();
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].0;
    println!(
        "{name:<28} {:>7} requests, {:>6.0}/s, median {:>8.2?}, p99 {:>8.2?}, longest {:>8.2?}, {:.1} kB each",
        times.len(),
        times.len() as f64 / took.as_secs_f64(),
        at(0.5),
        at(0.99),
        at(1.0),
        bytes as f64 / times.len() as f64 / 1e3,
    );
    let slowest: Vec<&str> = times
        .iter()
        .rev()
        .take(3)
        .map(|(_, at)| paths[*at].as_str())
        .collect();
    println!("    slowest: {}", slowest.join("  "));
}

fn main() {
    let numbers: Vec<f64> = std::env::args()
        .skip(1)
        .filter_map(|word| word.parse().ok())
        .collect();
    let given = |at: usize, usual: f64| numbers.get(at).copied().unwrap_or(usual);
    let (incidents, rate, seconds) = (given(0, 100_000.0) as u64, given(1, 2_000.0), given(2, 10.0));
    let kept = format!("{}/serve-{incidents}.ledger", env!("CARGO_TARGET_TMPDIR"));
    let kept = Path::new(&kept);
    if !kept.exists() {
        let began = Instant::now();
        drop(generate::fill(kept, incidents, 1));
        println!(
            "a ledger of {incidents} incidents made in {:.1?}",
            began.elapsed()
        );
    }
    let server = Server::start(kept, Options::default()).expect("starts");
    let address = server.address();
    let mut one = BufReader::new(TcpStream::connect(address).expect("the server listens"));
    for first in [
        "/api/v1/incidents",
        "/api/v1/map",
        "/api/v1/stats",
        "/api/v1/publishers",
    ] {
        let began = Instant::now();
        let bytes = ask(&mut one, first);
        println!(
            "{first:<28} first answer in {:.1?}, {:.1} kB",
            began.elapsed(),
            bytes as f64 / 1e3
        );
    }
    let mut lot = Lot::new(3);
    let n = (rate * seconds) as u64;
    let others: Vec<String> = (0..n).map(|at| path(&mut lot, at)).collect();
    load("each another", address, &others, rate);
    let some: Vec<String> = (0..1_000).map(|at| path(&mut lot, at)).collect();
    let drawn: Vec<String> = (0..n).map(|_| lot.of(&some).clone()).collect();
    load("of a thousand, first time", address, &drawn, rate);
    load("of a thousand, again", address, &drawn, rate);
    load("of a thousand, at once", address, &drawn, 1e9);
    server.stop();
}

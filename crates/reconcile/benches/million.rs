//! How long do a million claims take, and one report more?
//!
//! `cargo bench -p dateline-reconcile`, or `… -- 100000` for another number of claims. The reports are made by a seeded generator:
//! the same on every machine. Ten claims a report; two reports in five tell of an event that no other tells, the rest come in
//! stories of up to twelve; words, towns and days are spread as unevenly as in news (Zipf's law).

use dateline_model::{Claim, DocumentId, Profile, Term, TermKind};
use dateline_reconcile::{Reconciler, Report, reconcile};
use jiff::{ToSpan as _, civil::date};
use serde_json::json;
use std::time::Instant;

/// Claims in a report.
const CLAIMS: u32 = 10;
/// Reports that are added one by one at the end.
const ADDED: usize = 500;

/// The splitmix64 generator (Steele, Lea, Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    /// From 0 to `n`, small numbers much more often: the rank of a word in a language.
    fn uneven(&mut self, n: u64) -> u64 {
        let share = self.below(1 << 30) as f64 / (1u64 << 30) as f64;
        ((n as f64).powf(share) as u64).min(n - 1)
    }
}

/// An event that reports tell of.
struct Story {
    town: u64,
    day: i64,
    killed: u64,
    words: Vec<u64>,
    names: Vec<u64>,
    victim: u64,
}

fn story(random: &mut Random) -> Story {
    Story {
        town: random.uneven(4_000),
        day: random.below(1_500) as i64,
        killed: random.uneven(40),
        words: (0..25).map(|_| 500 + random.uneven(200_000)).collect(),
        names: (0..5).map(|_| random.uneven(400_000)).collect(),
        victim: random.uneven(100_000),
    }
}

fn terms(random: &mut Random, story: &Story) -> Vec<Term> {
    let term = |kind, form: String, count: u32, lead| Term {
        kind,
        form,
        count,
        lead,
    };
    let mut terms = Vec::new();
    for _ in 0..180 {
        let word = random.uneven(200_000);
        terms.push(term(
            TermKind::Word,
            format!("w{word}"),
            1 + random.below(3) as u32,
            0,
        ));
    }
    for &word in &story.words {
        if random.below(10) < 7 {
            terms.push(term(
                TermKind::Word,
                format!("w{word}"),
                2,
                random.below(2) as u32,
            ));
        }
    }
    for &name in &story.names {
        if random.below(10) < 6 {
            terms.push(term(TermKind::Name, format!("n{name} n{}", name % 977), 1, 0));
        }
    }
    for _ in 0..6 {
        let name = random.uneven(400_000);
        terms.push(term(TermKind::Name, format!("n{name} n{}", name % 977), 1, 0));
    }
    terms.push(term(TermKind::Age, format!("{}", 18 + random.below(60)), 1, 0));
    terms.sort();
    terms.dedup_by(|a, b| (a.kind, &a.form) == (b.kind, &b.form));
    terms
}

/// One claim of the story, in the shape of the published schema.
fn claim(document: &DocumentId, story: &Story, at: u32, random: &mut Random) -> Claim {
    let excerpt =
        |text: &str| json!({"start": at * 150, "end": at as usize * 150 + text.len(), "text": text});
    let day = (date(2018, 1, 1) + story.day.days()).to_string();
    let killed = story.killed + random.below(3);
    let figure = json!([{"kind": "killed", "low": killed, "best": killed, "high": killed, "approximate": false, "scope": "incident",
        "victims": {"who": null, "status": "unknown", "children": false, "women": false}, "span": excerpt(&format!("{killed} people")),
        "parts": [], "part_of": null, "restates": null}]);
    let town = story.town;
    let claim = json!({"id": format!("c_{}_{at}", document.as_str()), "document": document.as_str(),
        "evidence": excerpt("Shots were fired."), "trigger": null,
        "event": {"type": "ASSAULT", "mode": "firearms", "contexts": [], "cameo": null, "acled": null, "ucdp": null},
        "condition": null, "hazard": null, "source_actors": [], "target_actors": [],
        "named_victims": if at == 1 { json!([{"name": format!("Ada V{}", story.victim), "mention": excerpt("Ada")}]) } else { json!([]) },
        "physical_targets": [], "weapons": [],
        "place": {"name": format!("Town {town}"), "geonameid": town, "lat": (town % 120) as f64 - 60.0, "lon": (town % 350) as f64 - 175.0,
            "admin1": format!("P{}", town / 40), "country": format!("C{}", town / 400), "precision": "town", "mention": excerpt("Town")},
        "time": {"start": day, "end": day, "precision": "day", "timex": day, "basis": "explicit", "mention": excerpt("Monday")},
        "harm": if at < 3 { figure } else { json!([]) }, "count": null, "attribution": [], "status": "asserted", "analysis": false,
        "unresolved": [], "coder": "bench"});
    serde_json::from_value(claim).expect("the generator's claim fits the model")
}

fn report(random: &mut Random, story: &Story, number: u64) -> Report {
    let document = DocumentId::of(&[&number.to_le_bytes()]);
    let mut sketch: Vec<u64> = (0..64).map(|_| random.next()).collect();
    sketch.sort_unstable();
    Report {
        publisher: Some(format!("Outlet {}", random.uneven(300))),
        published: Some(date(2018, 1, 1) + (story.day + random.uneven(20) as i64).days()),
        claims: (0..CLAIMS)
            .map(|at| claim(&document, story, at, random))
            .collect(),
        profile: Profile {
            terms: terms(random, story),
            sketch,
        },
        document,
    }
}

fn generate(claims: u32) -> Vec<Report> {
    let mut random = Random(20_260_101);
    let wanted = (claims / CLAIMS) as usize + ADDED;
    let mut reports = Vec::with_capacity(wanted);
    while reports.len() < wanted {
        let story = story(&mut random);
        let told = if random.below(3) == 0 {
            2 + random.uneven(11)
        } else {
            1
        };
        for _ in 0..told {
            let number = reports.len() as u64;
            reports.push(report(&mut random, &story, number));
        }
    }
    reports.truncate(wanted);
    // The last to come are of all stories and days.
    for at in (1..reports.len()).rev() {
        reports.swap(at, random.below(at as u64 + 1) as usize);
    }
    reports
}

fn main() {
    let wanted = std::env::args().skip(1).find_map(|a| a.parse().ok());
    let reports = generate(wanted.unwrap_or(1_000_000));
    let (first, added) = reports.split_at(reports.len() - ADDED);
    let claims: usize = first.iter().map(|r| r.claims.len()).sum();
    let start = Instant::now();
    let found = reconcile(first);
    println!(
        "{claims} claims of {} reports: {:.1} s, {} comparisons, {} incidents",
        first.len(),
        start.elapsed().as_secs_f64(),
        found.comparisons,
        found.incidents.len()
    );
    drop(found);
    let mut reconciler = Reconciler::new(first);
    let mut times: Vec<f64> = Vec::new();
    let mut changed = 0;
    for report in added {
        let start = Instant::now();
        let change = reconciler.add(report);
        times.push(start.elapsed().as_secs_f64() * 1_000.0);
        changed += change.new.len() + change.gone.len();
    }
    times.sort_by(f64::total_cmp);
    let share = |part: usize| times[(times.len() * part / 100).min(times.len() - 1)];
    println!(
        "one report more: median {:.2} ms, 99 in 100 under {:.2} ms, longest {:.2} ms; {:.1} incidents changed",
        share(50),
        share(99),
        share(100),
        changed as f64 / added.len() as f64
    );
}

//! Scores of incidents: the clustering of reports, and figures, day and place of each, as `score_incidents.py` and
//! `score_tolls.py` have them.
//!
//! One row a gold incident. What belongs to a system incident (its size in MUC and CEAF, its figure in the total) is shared out
//! among its reports, so that every figure is a function of sums.

use crate::{EvaluateError, Figure, Records, Scored, assign, figures::precision_recall_f1, ratio};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
struct Gold {
    incident: String,
    docs: Vec<String>,
    date: Option<String>,
    killed: Option<f64>,
    injured: Option<f64>,
    #[serde(default)]
    confusable: Vec<String>,
    best_reading: Option<Reading>,
    #[serde(default)]
    tolls: Vec<GoldToll>,
    disputes: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Reading {
    killed_low: Option<f64>,
    killed_high: Option<f64>,
}

#[derive(Deserialize)]
struct GoldToll {
    killed_low: Option<f64>,
    killed_high: Option<f64>,
    scope: Option<String>,
    #[serde(default)]
    running_total: bool,
}

#[derive(Deserialize)]
struct System {
    #[serde(default)]
    docs: Vec<String>,
    date: Option<String>,
    killed: Option<f64>,
    killed_low: Option<f64>,
    killed_high: Option<f64>,
    injured: Option<f64>,
    #[serde(default)]
    disputed: bool,
}

/// Columns of a row.
#[derive(Clone, Copy)]
enum C {
    Docs,
    Gold,
    System,
    B3Precision,
    B3Recall,
    PairsHit,
    PairsGold,
    PairsSystem,
    MucRecall,
    MucGold,
    MucPrecision,
    MucSystem,
    Ceaf,
    Exact,
    Confusable,
    Merged,
    Killed,
    KilledExact,
    Killed2,
    Killed2Exact,
    KilledGold,
    KilledSystem,
    Injured,
    InjuredExact,
    Date,
    DateExact,
    DateWithin1,
    Tolls,
    TollBest,
    TollSpread,
    DisputeHit,
    DisputeSystem,
    DisputeGold,
    End,
}

const COLUMNS: usize = C::End as usize;

/// Which gold incident meets which system incident in how many reports.
struct Joint {
    /// By gold incident: reports shared with each system incident. Reports without one stand alone.
    of_gold: Vec<BTreeMap<usize, usize>>,
    /// Reports of the gold in each system incident.
    sizes: Vec<usize>,
    /// The system incidents that were predicted; those behind are single reports.
    predicted: usize,
}

impl Joint {
    fn new(gold: &[Gold], system: &[System]) -> Self {
        let mut home: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, incident) in system.iter().enumerate() {
            for doc in &incident.docs {
                home.entry(doc).or_insert(at);
            }
        }
        let mut sizes = vec![0; system.len()];
        let mut of_gold = Vec::new();
        for incident in gold {
            let mut row: BTreeMap<usize, usize> = BTreeMap::new();
            for doc in &incident.docs {
                let at = home.get(doc.as_str()).copied().unwrap_or_else(|| {
                    sizes.push(0);
                    sizes.len() - 1
                });
                sizes[at] += 1;
                *row.entry(at).or_default() += 1;
            }
            of_gold.push(row);
        }
        Self {
            of_gold,
            sizes,
            predicted: system.len(),
        }
    }

    /// The system incident that shares most reports with a gold one; of equals the smaller, then the first.
    fn aligned(&self, gold: usize) -> Option<usize> {
        let shared = self.of_gold[gold].iter().filter(|(at, _)| **at < self.predicted);
        let best = shared.min_by_key(|(at, n)| (std::cmp::Reverse(**n), self.sizes[**at], **at));
        best.map(|(at, _)| *at)
    }
}

pub(super) fn score(gold: &Records, predictions: &Records) -> Result<Scored, EvaluateError> {
    let golds = gold
        .iter()
        .map(|r| gold.typed::<Gold>(r))
        .collect::<Result<Vec<_>, _>>()?;
    let system = predictions
        .iter()
        .map(|r| predictions.typed::<System>(r))
        .collect::<Result<Vec<_>, _>>()?;
    let joint = Joint::new(&golds, &system);
    let mut rows = vec![vec![0.0; COLUMNS]; golds.len()];
    cluster_rows(&golds, &joint, &mut rows);
    ceaf_rows(&golds, &joint, &mut rows);
    confusable_rows(&golds, &joint, &mut rows);
    for (at, (incident, row)) in golds.iter().zip(&mut rows).enumerate() {
        let aligned = joint.aligned(at).map(|s| &system[s]);
        count_row(incident, aligned, row);
        date_row(incident, aligned, row);
        toll_row(incident, aligned, row);
        for (s, n) in &joint.of_gold[at] {
            if let Some(killed) = system.get(*s).and_then(|s| s.killed) {
                row[C::KilledSystem as usize] += killed * *n as f64 / joint.sizes[*s] as f64;
            }
        }
    }
    let has_tolls = golds.iter().any(|g| g.best_reading.is_some());
    let has_counts = golds.iter().any(|g| g.killed.is_some());
    let has_confusable = golds.iter().any(|g| !g.confusable.is_empty());
    Ok(Scored {
        rows,
        figures: Box::new(move |s| figures(s, has_counts, has_confusable, has_tolls)),
        notes: Vec::new(),
    })
}

fn cluster_rows(gold: &[Gold], joint: &Joint, rows: &mut [Vec<f64>]) {
    let mut parts = vec![0usize; joint.sizes.len()];
    for s in joint.of_gold.iter().flat_map(BTreeMap::keys) {
        parts[*s] += 1;
    }
    let two = |n: f64| n * (n - 1.0) / 2.0;
    for ((incident, shared), row) in gold.iter().zip(&joint.of_gold).zip(rows) {
        let size = incident.docs.len() as f64;
        let mut add = |column: C, value: f64| row[column as usize] += value;
        add(C::Docs, size);
        add(C::Gold, 1.0);
        add(C::PairsGold, two(size));
        add(C::MucRecall, size - shared.len() as f64);
        add(C::MucGold, size - 1.0);
        for (s, n) in shared {
            let (n, whole) = (*n as f64, joint.sizes[*s] as f64);
            add(C::System, n / whole);
            add(C::B3Precision, n * n / whole);
            add(C::B3Recall, n * n / size);
            add(C::PairsHit, two(n));
            add(C::PairsSystem, n * (whole - 1.0) / 2.0);
            add(C::MucPrecision, n / whole * (whole - parts[*s] as f64));
            add(C::MucSystem, n / whole * (whole - 1.0));
            if n == size && n == whole {
                add(C::Exact, 1.0);
            }
        }
    }
}

/// Entity CEAF with φ4, assigned within each group of incidents that overlap.
fn ceaf_rows(gold: &[Gold], joint: &Joint, rows: &mut [Vec<f64>]) {
    let mut of_system: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (g, shared) in joint.of_gold.iter().enumerate() {
        for s in shared.keys() {
            of_system.entry(*s).or_default().push(g);
        }
    }
    let mut seen = vec![false; gold.len()];
    for start in 0..gold.len() {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        let (mut golds, mut systems, mut open) = (vec![start], BTreeSet::new(), vec![start]);
        while let Some(g) = open.pop() {
            for s in joint.of_gold[g].keys().filter(|s| systems.insert(**s)) {
                for other in &of_system[s] {
                    if !std::mem::replace(&mut seen[*other], true) {
                        golds.push(*other);
                        open.push(*other);
                    }
                }
            }
        }
        let systems: Vec<usize> = systems.into_iter().collect();
        let phi = |g: usize, s: usize| {
            let shared = joint.of_gold[g].get(&s).copied().unwrap_or(0) as f64;
            2.0 * shared / (gold[g].docs.len() + joint.sizes[s]) as f64
        };
        let weights: Vec<Vec<f64>> = golds
            .iter()
            .map(|g| systems.iter().map(|s| phi(*g, *s)).collect())
            .collect();
        for (g, s) in assign(&weights) {
            rows[golds[g]][C::Ceaf as usize] += weights[g][s];
        }
    }
}

/// Pairs of incidents easily taken for one, and those that share a system incident; a pair is counted with its first.
fn confusable_rows(gold: &[Gold], joint: &Joint, rows: &mut [Vec<f64>]) {
    let index: BTreeMap<&str, usize> = gold
        .iter()
        .zip(0..)
        .map(|(g, at)| (g.incident.as_str(), at))
        .collect();
    let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (at, incident) in gold.iter().enumerate() {
        for other in incident.confusable.iter().filter_map(|c| index.get(c.as_str())) {
            pairs.insert((at.min(*other), at.max(*other)));
        }
    }
    for (a, b) in pairs {
        rows[a][C::Confusable as usize] += 1.0;
        if joint.of_gold[a].keys().any(|s| joint.of_gold[b].contains_key(s)) {
            rows[a][C::Merged as usize] += 1.0;
        }
    }
}

fn count_row(gold: &Gold, system: Option<&System>, row: &mut [f64]) {
    let hit = |yes: bool| f64::from(u8::from(yes));
    if let Some(killed) = gold.killed {
        let exact = hit(system.and_then(|s| s.killed) == Some(killed));
        row[C::Killed as usize] = 1.0;
        row[C::KilledExact as usize] = exact;
        row[C::KilledGold as usize] = killed;
        if killed >= 2.0 {
            row[C::Killed2 as usize] = 1.0;
            row[C::Killed2Exact as usize] = exact;
        }
    }
    if let Some(injured) = gold.injured {
        row[C::Injured as usize] = 1.0;
        row[C::InjuredExact as usize] = hit(system.and_then(|s| s.injured) == Some(injured));
    }
}

fn date_row(gold: &Gold, system: Option<&System>, row: &mut [f64]) {
    let day = |text: &String| text.get(..10).and_then(|t| t.parse::<Date>().ok());
    let Some(expected) = gold.date.as_ref().and_then(day) else {
        return;
    };
    row[C::Date as usize] = 1.0;
    if let Some(found) = system.and_then(|s| s.date.as_ref()).and_then(day) {
        let apart = (found - expected).get_days().abs();
        row[C::DateExact as usize] = f64::from(u8::from(apart == 0));
        row[C::DateWithin1 as usize] = f64::from(u8::from(apart <= 1));
    }
}

/// The tolls of incidents that several reports tell and a reader has weighed.
fn toll_row(gold: &Gold, system: Option<&System>, row: &mut [f64]) {
    let reading = gold.best_reading.as_ref();
    let Some((low, high)) = reading.and_then(|r| r.killed_low.map(|low| (low, r.killed_high))) else {
        return;
    };
    if gold.docs.len() < 2 {
        return;
    }
    // Python rounds a half to the even number.
    let top = high.unwrap_or_else(|| low.max((low * 1.05).round_ties_even()));
    let best = system
        .and_then(|s| s.killed)
        .is_some_and(|k| (low..=top).contains(&k));
    let whole = |t: &&GoldToll| t.scope.as_deref().unwrap_or("incident") == "incident" && !t.running_total;
    let mut told = gold.tolls.iter().filter(whole).filter_map(|t| t.killed_low);
    let at_least = gold
        .tolls
        .iter()
        .any(|t| t.killed_low.is_some() && t.killed_high.is_none());
    let bounds = system.and_then(|s| s.killed_low.map(|low| (low, s.killed_high)));
    let spread = bounds.is_some_and(|(low, high)| match high {
        Some(high) => told.all(|n| (low..=high).contains(&n)),
        None => at_least && told.all(|n| n >= low),
    });
    let says = system.is_some_and(|s| s.disputed);
    let disputed = match &gold.disputes {
        None | Some(serde_json::Value::Null | serde_json::Value::Bool(false)) => false,
        Some(serde_json::Value::String(text)) => !text.is_empty(),
        Some(_) => true,
    };
    for (column, yes) in [
        (C::Tolls, true),
        (C::TollBest, best),
        (C::TollSpread, spread),
        (C::DisputeHit, says && disputed),
        (C::DisputeSystem, says),
        (C::DisputeGold, disputed),
    ] {
        row[column as usize] = f64::from(u8::from(yes));
    }
}

fn figures(sums: &[f64], counts: bool, confusable: bool, tolls: bool) -> Vec<Figure> {
    let s = |column: C| sums[column as usize];
    let share = |name: &str, part: C, whole: C| Figure::share(name, ratio(s(part), s(whole)), s(whole));
    let b3 = mean(
        ratio(s(C::B3Precision), s(C::Docs)),
        ratio(s(C::B3Recall), s(C::Docs)),
    );
    let muc = mean(
        ratio(s(C::MucPrecision), s(C::MucSystem)),
        ratio(s(C::MucRecall), s(C::MucGold)),
    );
    let ceaf = mean(ratio(s(C::Ceaf), s(C::System)), ratio(s(C::Ceaf), s(C::Gold)));
    let [pairs_p, pairs_r, pairs] = precision_recall_f1(s(C::PairsHit), s(C::PairsSystem), s(C::PairsGold));
    let docs = s(C::Docs);
    let mut out = vec![
        Figure::share("conll", (b3 + muc + ceaf) / 3.0, docs),
        Figure::share("pairs_F1", pairs, s(C::PairsGold)),
        Figure::share("pairs_P", pairs_p, s(C::PairsSystem)).as_detail(),
        Figure::share("pairs_R", pairs_r, s(C::PairsGold)).as_detail(),
        Figure::share("b3_F1", b3, docs).as_detail(),
        Figure::share("muc_F1", muc, docs).as_detail(),
        Figure::share("ceaf_e_F1", ceaf, docs).as_detail(),
        share("exact", C::Exact, C::Gold).as_detail(),
    ];
    if confusable {
        let kept = 1.0 - ratio(s(C::Merged), s(C::Confusable));
        out.push(Figure::share("confusable_kept", kept, s(C::Confusable)));
    }
    if counts {
        out.extend([
            share("killed_exact", C::KilledExact, C::Killed),
            share("killed_exact_2plus", C::Killed2Exact, C::Killed2),
            share("injured_exact", C::InjuredExact, C::Injured),
        ]);
        let off = ratio((s(C::KilledSystem) - s(C::KilledGold)).abs(), s(C::KilledGold));
        out.push(Figure::share("killed_total_fit", 1.0 - off, s(C::KilledGold)));
    }
    out.extend([
        share("date_exact", C::DateExact, C::Date).as_detail(),
        share("date_within1", C::DateWithin1, C::Date),
    ]);
    if tolls {
        let dispute = precision_recall_f1(s(C::DisputeHit), s(C::DisputeSystem), s(C::DisputeGold))[2];
        out.extend([
            share("toll_best", C::TollBest, C::Tolls),
            share("toll_spread", C::TollSpread, C::Tolls),
            Figure::share("toll_dispute", dispute, s(C::Tolls)),
        ]);
    }
    out
}

/// The harmonic mean; 0 where both are.
fn mean(precision: f64, recall: f64) -> f64 {
    ratio(2.0 * precision * recall, precision + recall)
}

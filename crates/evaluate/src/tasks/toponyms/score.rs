//! The native scorer of place names: the figures of `score_toponyms.py`, at 161 km and at 25 km.
//!
//! Median and area under the curve are left out: they are no functions of sums over documents.

use crate::{
    EvaluateError, Figure, Records, Scored,
    figures::{precision_recall_f1, ratio},
};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// Distances within which a place counts as right: 161 km (100 miles) is the usual measure (Speriosu and Baldridge 2013); 25 km is
/// what tells one side of a front from the other.
const WITHIN_KM: [f64; 2] = [161.0, 25.0];

/// Mean radius of the Earth (IUGG), as the Python scorer has it.
const EARTH_KM: f64 = 6371.0088;

#[derive(Deserialize)]
struct Listed {
    #[serde(default)]
    toponyms: Vec<Toponym>,
}

#[derive(Clone, Deserialize)]
struct Toponym {
    start: i64,
    end: i64,
    lat: Option<f64>,
    lon: Option<f64>,
    geonameid: Option<Value>,
    /// Whether the place itself is meant; only some corpora say.
    literal: Option<bool>,
}

impl Toponym {
    fn point(&self) -> Option<(f64, f64)> {
        Some((self.lat?, self.lon?))
    }

    fn literal(&self) -> bool {
        self.literal.unwrap_or(true)
    }

    fn overlap(&self, other: &Self) -> i64 {
        self.end.min(other.end) - self.start.max(other.start)
    }

    /// Whether both sides give an id, and it is one.
    fn same_id(&self, other: &Self) -> bool {
        let written = |id: &Value| id.as_str().map_or_else(|| id.to_string(), str::to_owned);
        match (&self.geonameid, &other.geonameid) {
            (Some(a), Some(b)) => written(a) == written(b),
            _ => false,
        }
    }

    /// Kilometres between two places; 0 where the id is the same.
    fn distance(&self, other: &Self) -> Option<f64> {
        if self.same_id(other) {
            return Some(0.0);
        }
        let (a, b) = (self.point()?, other.point()?);
        let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
        let h = half(b.0 - a.0) + a.0.to_radians().cos() * b.0.to_radians().cos() * half(b.1 - a.1);
        Some(2.0 * EARTH_KM * h.sqrt().min(1.0).asin())
    }
}

/// Numbers of one document under one scope, in the order of its row.
#[derive(Default)]
struct Counts {
    gold: f64,
    predicted: f64,
    gold_placed: f64,
    /// Matched: exactly, by overlap.
    hits: [f64; 2],
    /// Predictions with a place that somebody can judge.
    judged: [f64; 2],
    /// Exactly matched and placed on both sides, with the sum of their distances.
    measured: f64,
    kilometres: f64,
    ids: f64,
    same_ids: f64,
    /// Matched and near enough: by distance, then exactly and by overlap.
    near: [[f64; 2]; 2],
}

/// Numbers a scope takes in a row.
const WIDTH: usize = 15;

impl Counts {
    fn row(&self) -> [f64; WIDTH] {
        [
            self.gold,
            self.predicted,
            self.gold_placed,
            self.hits[0],
            self.hits[1],
            self.judged[0],
            self.judged[1],
            self.measured,
            self.kilometres,
            self.ids,
            self.same_ids,
            self.near[0][0],
            self.near[0][1],
            self.near[1][0],
            self.near[1][1],
        ]
    }

    fn of(gold: &[Toponym], predicted: &[Toponym]) -> Self {
        let placed = |t: &Toponym| t.point().is_some() || t.geonameid.is_some();
        let mut counts = Self {
            gold: gold.len() as f64,
            predicted: predicted.len() as f64,
            gold_placed: gold.iter().filter(|g| g.point().is_some()).count() as f64,
            ..Self::default()
        };
        for (mode, pairs) in [exact_pairs(gold, predicted), overlap_pairs(gold, predicted)]
            .into_iter()
            .enumerate()
        {
            counts.hits[mode] = pairs.len() as f64;
            counts.judged[mode] = predicted.iter().filter(|p| placed(p)).count() as f64;
            for (g, p) in pairs {
                if g.point().is_none() {
                    counts.judged[mode] -= f64::from(u8::from(placed(p)));
                    continue;
                }
                let distance = g.distance(p);
                for (near, within) in counts.near.iter_mut().zip(WITHIN_KM) {
                    near[mode] += f64::from(u8::from(distance.is_some_and(|km| km <= within)));
                }
                if mode == 0 {
                    counts.measured += f64::from(u8::from(distance.is_some()));
                    counts.kilometres += distance.unwrap_or(0.0);
                    if g.geonameid.is_some() && p.geonameid.is_some() {
                        counts.ids += 1.0;
                        counts.same_ids += f64::from(u8::from(g.same_id(p)));
                    }
                }
            }
        }
        counts
    }
}

type Pairs<'t> = Vec<(&'t Toponym, &'t Toponym)>;

fn exact_pairs<'t>(gold: &'t [Toponym], predicted: &'t [Toponym]) -> Pairs<'t> {
    gold.iter()
        .filter_map(|g| {
            let same = predicted.iter().find(|p| (p.start, p.end) == (g.start, g.end));
            same.map(|p| (g, p))
        })
        .collect()
}

/// One to one, exact matches first, then the largest overlap.
fn overlap_pairs<'t>(gold: &'t [Toponym], predicted: &'t [Toponym]) -> Pairs<'t> {
    let mut possible = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        for (j, p) in predicted.iter().enumerate() {
            let overlap = g.overlap(p);
            if overlap > 0 {
                possible.push(((g.start, g.end) != (p.start, p.end), -overlap, i, j));
            }
        }
    }
    possible.sort_unstable();
    let (mut golds, mut predictions) = (BTreeSet::new(), BTreeSet::new());
    let mut pairs = Vec::new();
    for (_, _, i, j) in possible {
        if !golds.contains(&i) && !predictions.contains(&j) {
            golds.insert(i);
            predictions.insert(j);
            pairs.push((&gold[i], &predicted[j]));
        }
    }
    pairs
}

/// Each span once: its first entry.
fn once(listed: Vec<Toponym>) -> Vec<Toponym> {
    let mut seen = BTreeSet::new();
    let first = |t: &Toponym| seen.insert((t.start, t.end));
    listed.into_iter().filter(first).collect()
}

/// Gold that names the place itself, and the predictions that do not touch other gold alone.
fn literal(gold: &[Toponym], predicted: &[Toponym]) -> (Vec<Toponym>, Vec<Toponym>) {
    let touches = |p: &&Toponym| {
        let mut touched = gold.iter().filter(|g| g.overlap(p) > 0).peekable();
        touched.peek().is_none() || touched.any(Toponym::literal)
    };
    (
        gold.iter().filter(|g| g.literal()).cloned().collect(),
        predicted.iter().filter(touches).cloned().collect(),
    )
}

/// Scores place names against gold.
pub(super) fn score(gold: &Records, predictions: &Records) -> Result<Scored, EvaluateError> {
    let mut rows = Vec::with_capacity(gold.len());
    let mut tells_literal = false;
    for record in gold.iter() {
        let named = once(gold.typed::<Listed>(record)?.toponyms);
        let found = match predictions.get(&record.id) {
            Some(p) => once(predictions.typed::<Listed>(p)?.toponyms),
            None => Vec::new(),
        };
        tells_literal |= named.iter().any(|g| g.literal.is_some());
        let (literal_gold, literal_found) = literal(&named, &found);
        let mut row = Counts::of(&named, &found).row().to_vec();
        row.extend(Counts::of(&literal_gold, &literal_found).row());
        rows.push(row);
    }
    Ok(Scored {
        rows,
        figures: Box::new(move |sum| {
            let (all, literal) = sum.split_at(WIDTH.min(sum.len()));
            let mut figures = figures(all, "");
            if tells_literal {
                figures.extend(
                    self::figures(literal, "literal_")
                        .into_iter()
                        .map(Figure::as_detail),
                );
            }
            figures
        }),
        notes: Vec::new(),
    })
}

fn figures(sum: &[f64], scope: &str) -> Vec<Figure> {
    let at = |n: usize| sum.get(n).copied().unwrap_or(0.0);
    let (gold, predicted, placed, measured) = (at(0), at(1), at(2), at(7));
    let share = |name: &str, value: f64, n: f64| Figure::share(&format!("{scope}{name}"), value, n);
    let mut figures = Vec::new();
    for (mode, name) in ["exact", "overlap"].into_iter().enumerate() {
        let prf = precision_recall_f1(at(3 + mode), predicted, gold);
        figures.extend(three(&format!("recognition_{name}"), prf, gold, &share));
    }
    for (distance, suffix) in ["", "_25km"].into_iter().enumerate() {
        let near = 11 + 2 * distance;
        for (mode, name) in ["exact", "overlap"].into_iter().enumerate() {
            let prf = precision_recall_f1(at(near + mode), at(5 + mode), placed);
            let made = three(&format!("end_to_end_{name}"), prf, placed, &share);
            figures.extend(made.map(|figure| Figure {
                name: format!("{}{suffix}", figure.name),
                ..figure
            }));
        }
        figures.push(share(
            &format!("acc_all{suffix}"),
            ratio(at(near), placed),
            placed,
        ));
        figures.push(share(
            &format!("acc_matched{suffix}"),
            ratio(at(near), measured),
            measured,
        ));
    }
    figures.push(share("coverage", ratio(measured, placed), placed));
    figures.push(share("id_acc", ratio(at(10), at(9)), at(9)));
    figures.push(Figure::count(
        &format!("{scope}mean_km"),
        ratio(at(8), measured).round(),
        measured,
    ));
    figures
}

fn three(name: &str, prf: [f64; 3], n: f64, share: &dyn Fn(&str, f64, f64) -> Figure) -> [Figure; 3] {
    let [p, r, f1] = prf;
    [
        share(&format!("{name}_P"), p, n),
        share(&format!("{name}_R"), r, n),
        share(&format!("{name}_F1"), f1, n),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{records, value_of};

    const GOLD: &str = r#"{"id":"1","toponyms":[{"start":0,"end":6,"lat":36.2,"lon":37.16,"geonameid":170063},{"start":10,"end":15,"lat":null,"lon":null}]}
{"id":"2","toponyms":[{"start":4,"end":9,"lat":33.5,"lon":36.3,"geonameid":170654}]}"#;

    #[test]
    fn hand_checked_pair() {
        // One exact and right by id, one on a name that nobody placed, one beside its gold by a letter and 100 km off.
        let predicted = r#"{"id":"1","toponyms":[{"start":0,"end":6,"geonameid":"170063"},{"start":10,"end":15,"lat":1,"lon":1}]}
{"id":"2","toponyms":[{"start":4,"end":8,"lat":34.4,"lon":36.3},{"start":4,"end":8,"lat":0,"lon":0}]}"#;
        let scored = score(&records(GOLD), &records(predicted)).expect("scores");
        assert_eq!(value_of(&scored, "recognition_exact_F1"), 2.0 / 3.0);
        assert_eq!(value_of(&scored, "recognition_overlap_F1"), 1.0);
        assert_eq!(value_of(&scored, "acc_all"), 0.5);
        assert_eq!(value_of(&scored, "end_to_end_overlap_F1"), 1.0);
        assert_eq!(value_of(&scored, "end_to_end_overlap_F1_25km"), 0.5);
        assert_eq!(value_of(&scored, "id_acc"), 1.0);
    }

    #[test]
    fn names_that_mean_no_place_cost_nothing_where_gold_tells() {
        let gold = r#"{"id":"1","toponyms":[{"start":0,"end":6,"lat":1,"lon":1,"literal":false},{"start":10,"end":15,"lat":2,"lon":2,"literal":true}]}"#;
        let predicted = r#"{"id":"1","toponyms":[{"start":0,"end":6,"lat":1,"lon":1}]}"#;
        let scored = score(&records(gold), &records(predicted)).expect("scores");
        assert_eq!(value_of(&scored, "recognition_exact_P"), 1.0);
        assert_eq!(value_of(&scored, "literal_recognition_exact_P"), 0.0);
        assert_eq!(value_of(&scored, "literal_recognition_exact_R"), 0.0);
    }

    #[test]
    fn no_predictions_score_nothing() {
        let scored = score(&records(GOLD), &records("")).expect("scores");
        assert_eq!(value_of(&scored, "acc_all"), 0.0);
        assert_eq!(value_of(&scored, "end_to_end_exact_F1"), 0.0);
    }
}

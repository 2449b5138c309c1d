//! The native scorer of casualty records: the figures of `score_casualties.py`.

use crate::{EvaluateError, Figure, Records, Scored, figures::ratio};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default, Deserialize)]
struct Text {
    #[serde(default)]
    casualties: Vec<Casualty>,
}

/// A record of the guidelines, as far as the scorer reads it.
#[derive(Deserialize)]
struct Casualty {
    harm: String,
    #[serde(deserialize_with = "Option::deserialize")]
    low: Option<i64>,
    high: Option<i64>,
    text: [i64; 2],
    victim_class: Option<String>,
    part_of: Option<i64>,
    restates: Option<i64>,
    perpetrator: Option<String>,
    said_by: Option<String>,
    status: Option<String>,
}

impl Casualty {
    fn bounds(&self) -> (Option<i64>, Option<i64>) {
        (self.low, self.high)
    }
}

/// Predicted spans longer than this match nothing.
const LONGEST_SPAN: i64 = 160;

/// One to one pairs of gold and predicted records whose spans overlap: equal harm first, then equal figures, then the
/// larger overlap, then the earlier.
fn pairs(gold: &[Casualty], predicted: &[Casualty], same_harm_only: bool) -> Vec<(usize, usize)> {
    let mut candidates = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        for (j, p) in predicted.iter().enumerate() {
            let overlap = g.text[1].min(p.text[1]) - g.text[0].max(p.text[0]);
            if overlap <= 0 || p.text[1] - p.text[0] > LONGEST_SPAN {
                continue;
            }
            let same_harm = g.harm == p.harm;
            if same_harm_only && !same_harm {
                continue;
            }
            let union = g.text[1].max(p.text[1]) - g.text[0].min(p.text[0]);
            candidates.push((
                same_harm,
                g.bounds() == p.bounds(),
                overlap as f64 / union as f64,
                i,
                j,
            ));
        }
    }
    candidates.sort_by(|a, b| {
        (b.0, b.1)
            .cmp(&(a.0, a.1))
            .then(b.2.total_cmp(&a.2))
            .then((a.3, a.4).cmp(&(b.3, b.4)))
    });
    let (mut used_gold, mut used_predicted) = (BTreeSet::new(), BTreeSet::new());
    let mut pairs = Vec::new();
    for (.., i, j) in candidates {
        if !used_gold.contains(&i) && !used_predicted.contains(&j) {
            used_gold.insert(i);
            used_predicted.insert(j);
            pairs.push((i, j));
        }
    }
    pairs
}

fn tokens(text: &str) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for word in text
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric() && c != '_')
    {
        if !word.is_empty() && !matches!(word, "the" | "a" | "an") {
            *counts.entry(word.to_owned()).or_default() += 1;
        }
    }
    counts
}

/// F1 of the words that two strings share.
fn token_f1(a: &str, b: &str) -> f64 {
    let (a, b) = (tokens(a), tokens(b));
    let hits: u32 = a.iter().map(|(word, n)| n.min(b.get(word).unwrap_or(&0))).sum();
    let all: u32 = a.values().chain(b.values()).sum();
    ratio(2.0 * f64::from(hits), f64::from(all))
}

/// Whether a text field says something.
fn said(field: &Option<String>) -> Option<&str> {
    field.as_deref().filter(|text| !text.is_empty())
}

/// What is counted, document by document.
#[derive(Clone, Copy, Default)]
struct Counts {
    texts: f64,
    empty: f64,
    clean: f64,
    loose: f64,
    loose_ok: f64,
    gold: f64,
    predicted: f64,
    hits: f64,
    false_alarms: f64,
    missed: f64,
    exact: f64,
    said_by: Cited,
    perpetrator: Cited,
    part_ok: f64,
    part_hits: f64,
    part_false: f64,
    part_gold: f64,
    status: f64,
    class: f64,
}

/// Counts of a field that cites someone.
#[derive(Clone, Copy, Default)]
struct Cited {
    both: f64,
    predicted_only: f64,
    gold_only: f64,
    token_f1: f64,
}

impl Cited {
    fn add(&mut self, gold: Option<&str>, predicted: Option<&str>) {
        match (gold, predicted) {
            (Some(g), Some(p)) => {
                self.both += 1.0;
                self.token_f1 += token_f1(g, p);
            }
            (None, Some(_)) => self.predicted_only += 1.0,
            (Some(_), None) => self.gold_only += 1.0,
            (None, None) => {}
        }
    }
}

/// Numbers in a row: the fields of [`Counts`] in order.
const WIDTH: usize = 25;

impl Counts {
    fn row(&self) -> [f64; WIDTH] {
        let c = self;
        let [s, p] = [&c.said_by, &c.perpetrator];
        [
            c.texts,
            c.empty,
            c.clean,
            c.loose,
            c.loose_ok,
            c.gold,
            c.predicted,
            c.hits,
            c.false_alarms,
            c.missed,
            c.exact,
            s.both,
            s.predicted_only,
            s.gold_only,
            s.token_f1,
            p.both,
            p.predicted_only,
            p.gold_only,
            p.token_f1,
            c.part_ok,
            c.part_hits,
            c.part_false,
            c.part_gold,
            c.status,
            c.class,
        ]
    }

    fn from_row(row: &[f64]) -> Self {
        let mut values = row.iter().copied();
        let mut next = || values.next().unwrap_or(0.0);
        let mut c = Self {
            texts: next(),
            empty: next(),
            clean: next(),
            loose: next(),
            loose_ok: next(),
            gold: next(),
            predicted: next(),
            hits: next(),
            false_alarms: next(),
            missed: next(),
            exact: next(),
            ..Self::default()
        };
        for cited in [&mut c.said_by, &mut c.perpetrator] {
            *cited = Cited {
                both: next(),
                predicted_only: next(),
                gold_only: next(),
                token_f1: next(),
            };
        }
        c.part_ok = next();
        c.part_hits = next();
        c.part_false = next();
        c.part_gold = next();
        c.status = next();
        c.class = next();
        c
    }
}

fn count(gold: &[Casualty], predicted: &[Casualty], skip_restates: bool) -> Counts {
    let mut c = Counts {
        texts: 1.0,
        ..Counts::default()
    };
    if gold.is_empty() {
        c.empty = 1.0;
        c.clean = f64::from(u8::from(predicted.is_empty()));
    }
    let loose = pairs(gold, predicted, false);
    c.loose = loose.len() as f64;
    c.loose_ok = loose
        .iter()
        .filter(|&&(i, j)| gold[i].harm == predicted[j].harm)
        .count() as f64;

    let pairs = pairs(gold, predicted, true);
    let optional = |i: usize| skip_restates && gold[i].restates.is_some();
    let partner: BTreeMap<i64, i64> = pairs.iter().map(|&(i, j)| (i as i64, j as i64)).collect();
    let optional_gold = (0..gold.len()).filter(|&i| optional(i)).count();
    let optional_hits = pairs.iter().filter(|&&(i, _)| optional(i)).count();
    c.gold = (gold.len() - optional_gold) as f64;
    c.predicted = (predicted.len() - optional_hits) as f64;
    c.missed = (0..gold.len())
        .filter(|&i| !optional(i) && !partner.contains_key(&(i as i64)))
        .count() as f64;
    c.false_alarms = (predicted.len() - pairs.len()) as f64;
    for &(i, j) in pairs.iter().filter(|&&(i, _)| !optional(i)) {
        let (g, p) = (&gold[i], &predicted[j]);
        let one = |yes: bool| f64::from(u8::from(yes));
        c.hits += 1.0;
        c.exact += one(g.bounds() == p.bounds());
        c.said_by.add(said(&g.said_by), said(&p.said_by));
        c.perpetrator.add(said(&g.perpetrator), said(&p.perpetrator));
        let linked = match (g.part_of, p.part_of) {
            (None, None) => true,
            (Some(whole), Some(link)) => partner.get(&whole) == Some(&link),
            _ => false,
        };
        c.part_ok += one(linked);
        c.part_hits += one(linked && g.part_of.is_some());
        c.part_false += one(!linked && p.part_of.is_some());
        c.status += one(g.status == p.status);
        c.class += one(g.victim_class == p.victim_class);
    }
    c.part_gold = (0..gold.len())
        .filter(|&i| gold[i].part_of.is_some() && !optional(i))
        .count() as f64;
    c
}

/// Precision, recall and F1 from hits, false alarms and misses.
fn prf(hits: f64, false_alarms: f64, missed: f64) -> [f64; 3] {
    crate::figures::precision_recall_f1(hits, hits + false_alarms, hits + missed)
}

fn figures(sum: &[f64]) -> Vec<Figure> {
    let c = Counts::from_row(sum);
    let n = c.hits.max(1.0);
    let [precision, recall, f1] = prf(c.hits, c.false_alarms, c.missed);
    let strict = prf(
        c.exact,
        c.false_alarms + c.hits - c.exact,
        c.missed + c.hits - c.exact,
    )[2];
    let cited = |x: &Cited| prf(x.both, x.predicted_only, x.gold_only)[2];
    let citable = |x: &Cited| x.both + x.gold_only;
    let wording = |x: &Cited| ratio(x.token_f1, x.both);
    let link = prf(c.part_hits, c.part_false, c.part_gold - c.part_hits)[2];
    let (s, p) = (&c.said_by, &c.perpetrator);
    vec![
        Figure::count("gold", c.gold, c.texts),
        Figure::count("pred", c.predicted, c.texts),
        Figure::share("det_P", precision, c.predicted),
        Figure::share("det_R", recall, c.gold),
        Figure::share("det_F1", f1, c.gold),
        Figure::share("exact", c.exact / n, c.hits),
        Figure::share("strict_F1", strict, c.gold),
        Figure::share("harm", c.loose_ok / c.loose.max(1.0), c.loose),
        Figure::share("said_F1", cited(s), citable(s)),
        Figure::share("said_words", wording(s), s.both),
        Figure::share("part", c.part_ok / n, c.hits),
        Figure::share("link_F1", link, c.part_gold),
        Figure::share("status", c.status / n, c.hits),
        Figure::share("class", c.class / n, c.hits),
        Figure::share("perp_F1", cited(p), citable(p)),
        Figure::share("perp_words", wording(p), p.both),
        Figure::count("clean", c.clean, c.empty),
    ]
}

/// Scores casualty records. With `skip_restates`, gold records that restate another may be left out.
pub(super) fn score(
    gold: &Records,
    predictions: &Records,
    skip_restates: bool,
) -> Result<Scored, EvaluateError> {
    let mut rows = Vec::with_capacity(gold.len());
    for record in gold.iter() {
        let g: Text = gold.typed(record)?;
        let p: Text = match predictions.get(&record.id) {
            Some(p) => predictions.typed(p)?,
            None => Text::default(),
        };
        rows.push(count(&g.casualties, &p.casualties, skip_restates).row().to_vec());
    }
    Ok(Scored {
        rows,
        figures: Box::new(figures),
        notes: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{records, value_of};

    const GOLD: &str = r#"{"id":"a","casualties":[
 {"harm":"killed","low":9,"high":null,"text":[0,10],"part_of":null,"said_by":"the mayor of the town","status":"attributed","victim_class":"civilians","perpetrator":null},
 {"harm":"killed","low":2,"high":2,"text":[20,32],"part_of":0,"said_by":null,"status":"asserted","victim_class":"civilians","perpetrator":"gunmen"},
 {"harm":"injured","low":4,"high":4,"text":[40,46],"part_of":null,"restates":0,"said_by":null,"status":"asserted","victim_class":"unknown","perpetrator":null}]}
{"id":"b","casualties":[]}"#;

    fn flat(text: &str) -> String {
        text.replace("\n ", " ")
    }

    #[test]
    fn hand_checked_pair() {
        let predicted = r#"{"id":"a","casualties":[
 {"harm":"killed","low":9,"text":[2,10],"said_by":"Mayor","status":"attributed","victim_class":"unknown"},
 {"harm":"killed","low":2,"high":3,"text":[20,30],"part_of":0,"said_by":"a farmer","status":"asserted","victim_class":"civilians"},
 {"harm":"detained","low":4,"high":4,"text":[40,46]},
 {"harm":"killed","low":1,"high":1,"text":[60,61]}]}
{"id":"b","casualties":[{"harm":"killed","low":1,"high":1,"text":[0,1]}]}"#;
        let scored = score(&records(&flat(GOLD)), &records(&flat(predicted)), false).expect("well formed");
        for (name, value) in [
            ("gold", 3.0),
            ("pred", 5.0),
            ("det_P", 2.0 / 5.0),
            ("det_R", 2.0 / 3.0),
            ("det_F1", 0.5),
            ("exact", 0.5),
            ("strict_F1", 0.25),
            ("harm", 2.0 / 3.0),
            ("said_F1", 2.0 / 3.0),
            // 'mayor of town' against 'mayor': one word of four shared, twice.
            ("said_words", 0.5),
            ("part", 1.0),
            ("link_F1", 1.0),
            ("status", 1.0),
            ("class", 0.5),
            ("perp_F1", 0.0),
            ("clean", 0.0),
        ] {
            assert!(
                (value_of(&scored, name) - value).abs() < 1e-12,
                "{name}: {}",
                value_of(&scored, name)
            );
        }
    }

    #[test]
    fn nothing_predicted_is_clean_and_recalls_nothing() {
        let scored = score(&records(&flat(GOLD)), &records(""), false).expect("well formed");
        assert_eq!(value_of(&scored, "clean"), 1.0);
        assert_eq!(value_of(&scored, "det_F1"), 0.0);
        let optional = score(&records(&flat(GOLD)), &records(""), true).expect("well formed");
        assert_eq!(
            value_of(&optional, "gold"),
            2.0,
            "the restating record may be left out"
        );
    }

    #[test]
    fn a_whole_paragraph_is_no_span() {
        let gold = r#"{"id":"a","casualties":[{"harm":"killed","low":1,"high":1,"text":[0,10]}]}"#;
        let long = r#"{"id":"a","casualties":[{"harm":"killed","low":1,"high":1,"text":[0,161]}]}"#;
        assert_eq!(
            value_of(
                &score(&records(gold), &records(long), false).expect("ok"),
                "det_F1"
            ),
            0.0
        );
    }

    #[test]
    fn a_record_without_a_figure_is_refused_with_its_line() {
        let bad = score(
            &records(&flat(GOLD)),
            &records(r#"{"id":"a","casualties":[{"harm":"killed","text":[0,1]}]}"#),
            false,
        )
        .expect_err("no low");
        assert!(
            bad.to_string().contains(":1: record `a`: missing field `low`"),
            "{bad}"
        );
    }
}

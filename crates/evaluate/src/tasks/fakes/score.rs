//! The native scorer of headline incidents: the figures of `score_fakes.py`.

use crate::{EvaluateError, Figure, Records, Scored, figures::ratio};
use serde::Deserialize;
use serde_json::Value;

/// Columns, in the order in which the Python scorer prints them.
pub(super) const COLUMNS: [&str; 9] = [
    "governorate",
    "actor",
    "cause",
    "killed",
    "killed_near",
    "civilians",
    "noncivilians",
    "children",
    "all",
];

#[derive(Deserialize)]
struct GoldRecord {
    gold: Incident,
}

/// A headline incident, gold or predicted.
#[derive(Default, Deserialize)]
struct Incident {
    governorate: Option<String>,
    actor: Option<String>,
    cause: Option<String>,
    #[serde(default, deserialize_with = "number")]
    civilians: i64,
    #[serde(default, deserialize_with = "number")]
    noncivilians: i64,
    #[serde(default, deserialize_with = "number")]
    children: i64,
}

impl Incident {
    fn killed(&self) -> i64 {
        self.civilians.saturating_add(self.noncivilians)
    }
}

/// A whole number, its digits as text, or nothing for zero.
fn number<'de, D: serde::Deserializer<'de>>(input: D) -> Result<i64, D::Error> {
    use serde::de::Error;
    match Value::deserialize(input)? {
        Value::Null | Value::Bool(false) => Ok(0),
        Value::Number(n) => n
            .as_i64()
            .or_else(|| n.as_f64().map(|f| f.trunc() as i64))
            .ok_or_else(|| D::Error::custom(format!("`{n}` is out of range"))),
        Value::String(s) if s.is_empty() => Ok(0),
        Value::String(s) => s
            .trim()
            .parse()
            .map_err(|_| D::Error::custom(format!("`{s}` is not a whole number"))),
        other => Err(D::Error::custom(format!("`{other}` is not a whole number"))),
    }
}

/// Spelling that two names of a governorate are compared in.
fn fold(name: Option<&str>) -> String {
    let letters: String = name
        .unwrap_or_default()
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    letters.replace("governorate", "").replace("province", "")
}

/// Scores headline incidents.
pub(super) fn score(gold: &Records, predictions: &Records) -> Result<Scored, EvaluateError> {
    let mut rows = Vec::with_capacity(gold.len());
    for record in gold.iter() {
        let g = gold.typed::<GoldRecord>(record)?.gold;
        let prediction = predictions.get(&record.id);
        let p = match prediction {
            Some(p) => predictions.typed(p)?,
            None => Incident::default(),
        };
        let given = prediction.is_some();
        let (gold_killed, killed) = (g.killed(), p.killed());
        let governorate = p.governorate.as_deref().filter(|name| !name.is_empty());
        let mut hits = [
            governorate.is_some() && fold(governorate) == fold(g.governorate.as_deref()),
            p.actor == g.actor,
            p.cause == g.cause,
            given && gold_killed == killed,
            given && gold_killed.abs_diff(killed) as f64 <= (0.1 * gold_killed as f64).max(1.0),
            given && g.civilians == p.civilians,
            given && g.noncivilians == p.noncivilians,
            given && g.children == p.children,
            false,
        ];
        hits[8] = hits[..4].iter().all(|&hit| hit);
        let known = |value: &Option<String>| value.as_deref() != Some("unknown");
        let mut row: Vec<f64> = hits.iter().map(|&hit| f64::from(u8::from(hit))).collect();
        row.extend([known(&g.actor), known(&g.cause)].map(|k| f64::from(u8::from(k))));
        row.push(1.0);
        rows.push(row);
    }
    Ok(Scored {
        rows,
        figures: Box::new(|sum| {
            let n = sum.get(11).copied().unwrap_or(0.0);
            let share =
                |name: &str, at: usize| Figure::share(name, ratio(sum.get(at).copied().unwrap_or(0.0), n), n);
            let mut figures: Vec<Figure> = COLUMNS
                .iter()
                .enumerate()
                .map(|(at, name)| share(name, at))
                .collect();
            figures.push(share("gold_actor_known", 9).as_detail());
            figures.push(share("gold_cause_known", 10).as_detail());
            figures
        }),
        notes: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{records, value_of};

    const GOLD: &str = r#"{"id":"a","gold":{"governorate":"Rural North","actor":"unknown","cause":"shelling","civilians":20,"noncivilians":0,"children":2,"women":0}}
{"id":"b","gold":{"governorate":"South","actor":"armed_opposition","cause":"shooting","civilians":0,"noncivilians":4,"children":0,"women":0}}"#;

    #[test]
    fn hand_checked_pair() {
        let predicted = r#"{"id":"a","governorate":"rural-north Governorate","actor":"unknown","cause":"shelling","civilians":18,"noncivilians":"0","children":null}
{"id":"b","governorate":"South","actor":"armed_opposition","cause":"shooting","civilians":1,"noncivilians":3}"#;
        let scored = score(&records(GOLD), &records(predicted)).expect("well formed");
        for (name, value) in [
            ("governorate", 1.0),
            ("actor", 1.0),
            ("cause", 1.0),
            ("killed", 0.5),
            ("killed_near", 1.0),
            ("civilians", 0.0),
            ("noncivilians", 0.5),
            ("children", 0.5),
            ("all", 0.5),
            ("gold_actor_known", 0.5),
        ] {
            assert_eq!(value_of(&scored, name), value, "{name}");
        }
    }

    #[test]
    fn a_missing_line_is_wrong_even_where_gold_is_zero() {
        let scored = score(&records(GOLD), &records("")).expect("well formed");
        for name in COLUMNS {
            assert_eq!(value_of(&scored, name), 0.0, "{name}");
        }
    }

    #[test]
    fn a_number_that_is_none_names_the_line() {
        let bad = score(
            &records(GOLD),
            &records("\n{\"id\":\"b\",\"civilians\":\"many\"}"),
        )
        .expect_err("not a number");
        assert!(
            bad.to_string()
                .contains(":2: record `b`: `many` is not a whole number"),
            "{bad}"
        );
    }
}

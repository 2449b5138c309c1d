//! The native scorer of relevance: the figures of `score_events.py relevance`, and the rate of false events.

use crate::{
    EvaluateError, Figure, Records, Scored,
    figures::{precision_recall_f1, ratio},
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Gold {
    label: u8,
}

#[derive(Default, Deserialize)]
struct Prediction {
    label: Option<u8>,
    #[serde(default)]
    events: u32,
}

/// Numbers in a row: records, hits, then hits, predicted and gold of label 0 and of label 1, then events of label 0 and
/// articles of label 0 without one.
const WIDTH: usize = 10;

/// Scores labels and events. Articles of label 0 hold no conflict: every event in them is false.
pub(super) fn score(gold: &Records, predictions: &Records) -> Result<Scored, EvaluateError> {
    let mut rows = Vec::with_capacity(gold.len());
    for record in gold.iter() {
        let g: Gold = gold.typed(record)?;
        let p: Prediction = match predictions.get(&record.id) {
            Some(p) => predictions.typed(p)?,
            None => Prediction::default(),
        };
        let flag = |is: bool| f64::from(u8::from(is));
        let mut row = vec![1.0, flag(p.label == Some(g.label))];
        for label in [0, 1] {
            let (in_gold, in_predicted) = (g.label == label, p.label == Some(label));
            row.extend([flag(in_gold && in_predicted), flag(in_predicted), flag(in_gold)]);
        }
        let plain = g.label == 0;
        row.push(if plain { f64::from(p.events) } else { 0.0 });
        row.push(flag(plain && p.events == 0));
        rows.push(row);
    }
    Ok(Scored {
        rows,
        figures: Box::new(figures),
        notes: Vec::new(),
    })
}

fn figures(sum: &[f64]) -> Vec<Figure> {
    let mut s = [0.0; WIDTH];
    for (to, from) in s.iter_mut().zip(sum) {
        *to = *from;
    }
    let [zero, one] = [2, 5].map(|at| precision_recall_f1(s[at], s[at + 1], s[at + 2])[2]);
    let present = [4, 7].iter().filter(|&&at| s[at] > 0.0).count() as f64;
    // A label that gold does not hold has no say: its F1 would be 0 by definition.
    let total = if s[4] > 0.0 { zero } else { 0.0 } + if s[7] > 0.0 { one } else { 0.0 };
    vec![
        Figure::share("F1_pos", one, s[7]),
        Figure::share("macroF1", ratio(total, present), present),
        Figure::share("acc", ratio(s[1], s[0]), s[0]),
        Figure::share("false_events_per_article", ratio(s[8], s[4]), s[4]),
        Figure::share("clean_share", ratio(s[9], s[4]), s[4]),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{records, value_of};

    #[test]
    fn events_in_other_news_are_false() {
        let gold = "{\"id\":\"1\",\"label\":0}\n{\"id\":\"2\",\"label\":0}\n{\"id\":\"3\",\"label\":1}";
        let predicted = "{\"id\":\"1\",\"label\":0,\"events\":3}\n{\"id\":\"3\",\"label\":1,\"events\":9}";
        let scored = score(&records(gold), &records(predicted)).expect("well formed");
        for (name, value) in [
            ("false_events_per_article", 1.5),
            ("clean_share", 0.5),
            ("acc", 2.0 / 3.0),
            ("F1_pos", 1.0),
            ("macroF1", 5.0 / 6.0),
        ] {
            assert!((value_of(&scored, name) - value).abs() < 1e-12, "{name}");
        }
    }
}

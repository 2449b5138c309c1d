//! The native scorer of police action: the figures of `score_events.py police`.

use crate::{EvaluateError, Figure, Records, Scored, figures::precision_recall_f1};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

const CLASSES: [&str; 5] = ["KILL", "ARREST", "FAIL", "FORCE", "ANY_ACTION"];

#[derive(Deserialize)]
struct Gold {
    doc_id: u64,
    date: Option<String>,
    labels: BTreeSet<String>,
}

#[derive(Default, Deserialize)]
struct Prediction {
    #[serde(default)]
    labels: BTreeSet<String>,
}

/// Sentences of one document: counts a class, and the day.
#[derive(Default)]
struct Article {
    sentences: [Counts; CLASSES.len()],
    day: Option<String>,
}

/// Hits, predicted and gold sentences.
#[derive(Clone, Copy, Default)]
struct Counts([f64; 3]);

/// Numbers a class before the days: hits, predicted, gold of sentences, then of documents.
const PER_CLASS: usize = 6;

/// Scores sentences and documents: a row is a document, for its sentences hang together.
pub(super) fn score(gold: &Records, predictions: &Records) -> Result<Scored, EvaluateError> {
    let mut articles: BTreeMap<u64, Article> = BTreeMap::new();
    for record in gold.iter() {
        let g: Gold = gold.typed(record)?;
        let p: Prediction = match predictions.get(&record.id) {
            Some(p) => predictions.typed(p)?,
            None => Prediction::default(),
        };
        let article = articles.entry(g.doc_id).or_default();
        article.day = g.date;
        for (class, Counts(counts)) in CLASSES.iter().zip(&mut article.sentences) {
            let (in_gold, in_predicted) = (g.labels.contains(*class), p.labels.contains(*class));
            for (count, counted) in counts
                .iter_mut()
                .zip([in_gold && in_predicted, in_predicted, in_gold])
            {
                *count += f64::from(u8::from(counted));
            }
        }
    }
    let days: BTreeSet<Option<String>> = articles.values().map(|a| a.day.clone()).collect();
    let days: Vec<Option<String>> = days.into_iter().collect();
    let rows = articles.values().map(|a| row(a, &days)).collect();
    let number = days.len();
    Ok(Scored {
        rows,
        figures: Box::new(move |sum| figures(sum, number)),
        notes: Vec::new(),
    })
}

fn row(article: &Article, days: &[Option<String>]) -> Vec<f64> {
    let mut row = Vec::with_capacity(CLASSES.len() * (PER_CLASS + 2 * days.len()));
    for Counts(sentences) in article.sentences {
        let any = |count: f64| f64::from(u8::from(count > 0.0));
        let (predicted, gold) = (any(sentences[1]), any(sentences[2]));
        row.extend(sentences);
        row.extend([predicted * gold, predicted, gold]);
        for documents in [gold, predicted] {
            row.extend(
                days.iter()
                    .map(|d| if *d == article.day { documents } else { 0.0 }),
            );
        }
    }
    row
}

fn figures(sum: &[f64], days: usize) -> Vec<Figure> {
    let part = PER_CLASS + 2 * days;
    let mut by_class = Vec::new();
    let (mut sentences, mut documents, mut rho, mut n, mut n_documents) = (0.0, 0.0, 0.0, 0.0, 0.0);
    let classes = CLASSES.len() as f64;
    for (class, counts) in CLASSES.iter().zip(sum.chunks(part)) {
        let f1 = precision_recall_f1(counts[0], counts[1], counts[2])[2];
        by_class.push(Figure::share(class, f1, counts[2]));
        sentences += f1 / classes;
        documents += precision_recall_f1(counts[3], counts[4], counts[5])[2] / classes;
        n += counts[2];
        n_documents += counts[5];
        let (gold, predicted) = counts[PER_CLASS..].split_at(days);
        rho += spearman(gold, predicted) / classes;
    }
    let mut figures = vec![Figure::share("sent_macroF1", sentences, n)];
    figures.extend(by_class);
    figures.push(Figure::share("doc_macroF1", documents, n_documents));
    figures.push(Figure::share("doc_daily_rho", rho, days as f64));
    figures
}

/// Ranks from 0, ties sharing their mean.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut from = 0;
    for tied in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let mean = from as f64 + (tied.len() - 1) as f64 / 2.0;
        for &at in tied {
            ranks[at] = mean;
        }
        from += tied.len();
    }
    ranks
}

/// Spearman's rank correlation; 0 where one side does not vary.
fn spearman(a: &[f64], b: &[f64]) -> f64 {
    if a.len() < 2 {
        return 0.0;
    }
    let (a, b) = (ranks(a), ranks(b));
    let mean = (a.len() - 1) as f64 / 2.0;
    let product =
        |x: &[f64], y: &[f64]| -> f64 { x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum() };
    let scale = (product(&a, &a) * product(&b, &b)).sqrt();
    if scale == 0.0 {
        0.0
    } else {
        product(&a, &b) / scale
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{records, value_of};

    #[test]
    fn ties_share_a_rank() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0]), [1.5, 0.0, 1.5]);
        assert!((spearman(&[1.0, 2.0, 3.0], &[2.0, 4.0, 9.0]) - 1.0).abs() < 1e-12);
        assert!(spearman(&[1.0, 1.0], &[1.0, 2.0]).abs() < 1e-12);
    }

    #[test]
    fn documents_pool_their_sentences() {
        let gold = r#"{"id":"1","doc_id":1,"date":"2002-03-01","labels":["ARREST"]}
{"id":"2","doc_id":1,"date":"2002-03-01","labels":[]}
{"id":"3","doc_id":2,"date":"2002-03-02","labels":[]}"#;
        let predicted = r#"{"id":"2","labels":["ARREST"]}"#;
        let scored = score(&records(gold), &records(predicted)).expect("well formed");
        assert!(value_of(&scored, "ARREST").abs() < 1e-12);
        assert!((value_of(&scored, "doc_macroF1") - 0.2).abs() < 1e-12);
        assert!((value_of(&scored, "doc_daily_rho") - 0.2).abs() < 1e-12);
    }
}

//! Scores of a network in training on annotated examples.

use super::Scores;
use super::data::{self, Example};
use super::net::{Batch, Dropout, NONE, Net, Pass};
use super::trainer::Trainer;

#[derive(Default)]
struct Counts {
    words: usize,
    upos: usize,
    xpos: usize,
    heads: usize,
    labelled: usize,
    names_gold: usize,
    names_found: usize,
    names_right: usize,
}

fn top(row: &[f32]) -> u16 {
    row.iter()
        .enumerate()
        .max_by(|a, b| a.1.total_cmp(b.1))
        .map_or(0, |b| b.0 as u16)
}

impl Trainer {
    /// Scores of the averaged weights on examples with gold tokens.
    pub(crate) fn evaluate(&self, examples: &[Example]) -> Scores {
        let net = Net {
            sizes: &self.sizes,
            at: &self.at,
            dense: &self.kept_dense,
            table: &self.kept_table,
            feed_tags: true,
        };
        let none = Dropout {
            embedding: 0.0,
            layer: 0.0,
            head: 0.0,
        };
        let mut counts = Counts::default();
        for chunk in examples.chunks(50) {
            let mut batch = Batch::default();
            for example in chunk {
                data::push(example, &self.vocabulary, true, &mut batch);
            }
            let pass = net.forward(&batch, &none, None);
            for sentence in &batch.sentences {
                if batch.heads[sentence.start] != NONE {
                    self.count_tree(&net, &pass, &batch, sentence.clone(), &mut counts);
                }
                self.count_names(&pass, &batch, sentence.clone(), &mut counts);
            }
        }
        let share = |n: usize| 100.0 * n as f64 / counts.words.max(1) as f64;
        Scores {
            words: counts.words,
            upos: share(counts.upos),
            xpos: share(counts.xpos),
            uas: share(counts.heads),
            las: share(counts.labelled),
            names: 200.0 * counts.names_right as f64 / (counts.names_gold + counts.names_found).max(1) as f64,
        }
    }

    fn count_tree(
        &self,
        net: &Net<'_>,
        pass: &Pass,
        batch: &Batch,
        sentence: std::ops::Range<usize>,
        counts: &mut Counts,
    ) {
        let (mut scores, mut heads, mut hidden, mut out) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let base = |relation: u16| self.classes.relations.0[relation as usize].split(':').next();
        net.arc_scores(pass, &sentence, &mut scores);
        crate::mst::best_tree(&scores, sentence.len(), &mut heads);
        for (i, d) in sentence.clone().enumerate() {
            counts.words += 1;
            let (u, x) = (self.sizes.upos, self.sizes.xpos);
            counts.upos += usize::from(top(&pass.upos[d * u..(d + 1) * u]) == batch.upos[d]);
            counts.xpos += usize::from(top(&pass.xpos[d * x..(d + 1) * x]) == batch.xpos[d]);
            if heads[i] as u16 == batch.heads[d] {
                counts.heads += 1;
                let head = (heads[i] > 0).then(|| sentence.start + heads[i] as usize - 1);
                net.relation_scores(pass, d, head, &mut hidden, &mut out);
                let gold = batch.relations[d];
                counts.labelled += usize::from(gold != NONE && base(top(&out)) == base(gold));
            }
        }
    }

    fn count_names(&self, pass: &Pass, batch: &Batch, sentence: std::ops::Range<usize>, counts: &mut Counts) {
        let gold = &batch.entities[sentence.clone()];
        if gold.contains(&NONE) {
            return;
        }
        let e = self.sizes.entities;
        let found: Vec<u16> = sentence
            .map(|d| top(&pass.entities[d * e..(d + 1) * e]))
            .collect();
        let (gold, found) = (spans(gold), spans(&found));
        counts.names_gold += gold.len();
        counts.names_found += found.len();
        counts.names_right += found.iter().filter(|s| gold.contains(s)).count();
    }
}

/// Names as (first word, end, kind): label 0 is outside, odd labels begin a name, even ones go on with it.
fn spans(labels: &[u16]) -> Vec<(usize, usize, u16)> {
    let mut out: Vec<(usize, usize, u16)> = Vec::new();
    for (at, label) in labels.iter().enumerate() {
        if *label == 0 {
            continue;
        }
        let kind = (label - 1) / 2;
        match out.last_mut() {
            Some(last) if label % 2 == 0 && last.1 == at && last.2 == kind => last.1 = at + 1,
            _ => out.push((at, at + 1, kind)),
        }
    }
    out
}

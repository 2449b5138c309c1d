//! Training the tagger, parser and entity finder.

mod data;
mod matrix;
mod net;
mod optimise;
mod rng;

use crate::conllu::TreebankSentence;
use crate::features::ROWS;
use data::{Classes, Damage, Example, Vocabulary};
use net::{Batch, Dropout, Gradient, LossWeights, NONE, Net, Sizes, Weights};
use optimise::{Adam, Moving};
use rng::Rng;

/// How to train.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TrainOptions {
    /// Seed of everything that is left to chance.
    pub seed: u64,
    /// Times the training data is gone through.
    pub epochs: usize,
    /// Words in one step.
    pub batch_words: usize,
    /// Highest learning rate; it rises to it in the first epoch and falls to a fiftieth by the last.
    pub rate: f32,
    /// Threads. The result does not depend on it.
    pub threads: usize,
    /// Width of embeddings and layers.
    pub width: usize,
    /// Recurrent layers.
    pub layers: usize,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            epochs: 30,
            batch_words: 500,
            rate: 2e-3,
            threads: 2,
            width: 128,
            layers: 3,
        }
    }
}

/// Parts that a step's sentences are dealt into; fixed, so that sums do not depend on the number of threads.
const PARTS: usize = 4;

/// A network while it is trained.
pub(crate) struct Trainer {
    pub(crate) sizes: Sizes,
    pub(crate) at: Weights,
    pub(crate) classes: Classes,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) dense: Moving,
    pub(crate) table: Moving,
    pub(crate) kept_dense: Vec<f32>,
    pub(crate) kept_table: Vec<f32>,
    step: i32,
}

/// Shares of words that were right.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scores {
    /// Words counted.
    pub words: usize,
    /// Universal part of speech.
    pub upos: f64,
    /// Treebank's own tag.
    pub xpos: f64,
    /// Head.
    pub uas: f64,
    /// Head and universal relation.
    pub las: f64,
}

/// Trains on treebank sentences and prints progress; development version.
pub fn experiment(train: &[TreebankSentence], dev: &[TreebankSentence], options: &TrainOptions) -> Scores {
    let classes = Classes::of_trees(train);
    let examples = data::examples(train, &classes);
    let dev_examples = data::examples(dev, &classes);
    let vocabulary = Vocabulary::of(
        examples
            .iter()
            .flat_map(|e| e.words.iter().map(|w| w.lower.as_str())),
        2,
    );
    let sizes = Sizes {
        width: options.width,
        layers: options.layers,
        tag_layers: options.layers - 1,
        arc: 64,
        relation: 64,
        upos: classes.upos.len(),
        xpos: classes.xpos.len(),
        relations: classes.relations.len(),
        entities: 1,
    };
    let mut trainer = Trainer::new(sizes, classes, vocabulary, options);
    let mut last = Scores::default();
    for epoch in 0..options.epochs {
        let started = std::time::Instant::now();
        let loss = trainer.epoch(&examples, epoch, options);
        let seconds = started.elapsed().as_secs_f32();
        last = trainer.evaluate(&dev_examples);
        println!(
            "epoch {epoch:2} loss {:.3} {:.3} {:.3} dev upos {:.2} xpos {:.2} uas {:.2} las {:.2} in {seconds:.0} s",
            loss[0], loss[1], loss[2], last.upos, last.xpos, last.uas, last.las
        );
    }
    last
}

impl Trainer {
    fn new(sizes: Sizes, classes: Classes, vocabulary: Vocabulary, options: &TrainOptions) -> Self {
        let at = Weights::new(&sizes);
        let mut rng = Rng::fork(options.seed, 0);
        let dense = at.initial(&sizes, &mut rng);
        let table: Vec<f32> = (0..vocabulary.layout().rows() * sizes.width)
            .map(|_| rng.normal() * 0.1)
            .collect();
        Self {
            kept_dense: dense.clone(),
            kept_table: table.clone(),
            dense: Moving::new(dense),
            table: Moving::new(table),
            sizes,
            at,
            classes,
            vocabulary,
            step: 0,
        }
    }

    /// One pass over the examples; the mean losses per word.
    fn epoch(&mut self, examples: &[Example], epoch: usize, options: &TrainOptions) -> [f32; 3] {
        let mut rng = Rng::fork(options.seed, 1000 + epoch as u64);
        let damage = Damage {
            case: 0.12,
            commas: 0.08,
            stop: 0.08,
            particles: 0.5,
        };
        let punctuation = self.classes.upos.find("PUNCT").map_or(NONE, |c| c as u16);
        let mut order: Vec<usize> = (0..examples.len()).collect();
        rng.shuffle(&mut order);
        let words: usize = examples.iter().map(|e| e.words.len()).sum();
        let steps = words.div_ceil(options.batch_words);
        let (mut total, mut counted) = ([0.0; 3], 0);
        let mut at = 0;
        let mut in_epoch = 0;
        while at < order.len() {
            let mut parts: Vec<Batch> = vec![Batch::default(); PARTS];
            let mut taken = 0;
            while at < order.len() && taken < options.batch_words {
                let example = data::damaged(&examples[order[at]], punctuation, &damage, &mut rng);
                let part = (0..PARTS).min_by_key(|p| parts[*p].rows.len()).unwrap_or(0);
                data::push(
                    &example,
                    &self.vocabulary,
                    !rng.chance(damage.case),
                    &mut parts[part],
                );
                taken += example.words.len();
                at += 1;
            }
            for part in &mut parts {
                net::drop_words(&mut part.rows, &self.vocabulary.counts, 0.4, &mut rng);
            }
            let progress = epoch as f32 + in_epoch as f32 / steps as f32;
            let rate = rate_at(progress, options);
            let loss = self.take_step(&parts, taken, rate, options, rng.next());
            for i in 0..3 {
                total[i] += loss[i];
            }
            counted += taken;
            in_epoch += 1;
        }
        total.map(|t| t / counted as f32)
    }

    fn take_step(
        &mut self,
        parts: &[Batch],
        words: usize,
        rate: f32,
        options: &TrainOptions,
        seed: u64,
    ) -> [f32; 4] {
        let dropout = Dropout {
            embedding: 0.2,
            layer: 0.25,
            head: 0.25,
        };
        let weights = LossWeights {
            tags: 0.5,
            arcs: 1.0,
            relations: 1.0,
            entities: 1.0,
        };
        let net = Net {
            sizes: &self.sizes,
            at: &self.at,
            dense: &self.dense.weights,
            table: &self.table.weights,
        };
        let scale = 1.0 / words as f32;
        let run = |i: usize| {
            net.gradient(
                &parts[i],
                &dropout,
                &weights,
                scale,
                &mut Rng::fork(seed, i as u64),
            )
        };
        let gradients: Vec<Gradient> = if options.threads > 1 {
            std::thread::scope(|scope| {
                let handles: Vec<_> = (0..2)
                    .map(|half| scope.spawn(move || [run(2 * half), run(2 * half + 1)]))
                    .collect();
                handles
                    .into_iter()
                    .flat_map(|h| h.join().unwrap_or_else(|e| std::panic::resume_unwind(e)))
                    .collect()
            })
        } else {
            (0..PARTS).map(run).collect()
        };
        self.step += 1;
        let adam = Adam::default();
        let mut dense = vec![0.0; self.at.total];
        let mut loss = [0.0; 4];
        for g in &gradients {
            matrix::axpy(1.0, &g.dense, &mut dense);
            for i in 0..4 {
                loss[i] += g.loss[i];
            }
        }
        let width = self.sizes.width;
        // Rows met in this step, each with the sum of its gradients.
        let mut rows: Vec<u32> = gradients.iter().flat_map(|g| g.rows.iter().copied()).collect();
        rows.sort_unstable();
        rows.dedup();
        let mut sums = vec![0.0; rows.len() * width];
        for g in &gradients {
            for (i, row) in g.rows.iter().enumerate() {
                if let Ok(at) = rows.binary_search(row) {
                    let word = i / ROWS;
                    matrix::axpy(
                        1.0,
                        &g.row_gradients[word * width..(word + 1) * width],
                        &mut sums[at * width..(at + 1) * width],
                    );
                }
            }
        }
        let norm = (matrix::dot(&dense, &dense) + matrix::dot(&sums, &sums)).sqrt();
        let factor = if norm > adam.clip { adam.clip / norm } else { 1.0 };
        self.dense
            .step(0..self.at.total, &dense, rate, factor, &adam, self.step);
        for (at, row) in rows.iter().enumerate() {
            let from = *row as usize * width;
            self.table.step(
                from..from + width,
                &sums[at * width..(at + 1) * width],
                rate,
                factor,
                &adam,
                self.step,
            );
        }
        // A running average over about the last two epochs' worth of steps, and over less at first.
        if self.step % 5 == 0 {
            let share = (10.0 / (10.0 + self.step as f32)).max(0.01);
            optimise::average(&mut self.kept_dense, &self.dense.weights, share);
            optimise::average(&mut self.kept_table, &self.table.weights, share);
        }
        loss
    }

    /// Scores of the averaged weights on examples with gold tokens.
    fn evaluate(&self, examples: &[Example]) -> Scores {
        let net = Net {
            sizes: &self.sizes,
            at: &self.at,
            dense: &self.kept_dense,
            table: &self.kept_table,
        };
        let none = Dropout {
            embedding: 0.0,
            layer: 0.0,
            head: 0.0,
        };
        let base: Vec<&str> = self
            .classes
            .relations
            .0
            .iter()
            .map(|r| r.split(':').next().unwrap_or(r))
            .collect();
        let (mut words, mut right) = (0usize, [0usize; 4]);
        let (mut scores, mut heads, mut hidden, mut out) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for chunk in examples.chunks(50) {
            let mut batch = Batch::default();
            for example in chunk {
                data::push(example, &self.vocabulary, true, &mut batch);
            }
            let pass = net.forward(&batch, &none, None);
            for sentence in &batch.sentences {
                net.arc_scores(&pass, sentence, &mut scores);
                crate::mst::best_tree(&scores, sentence.len(), &mut heads);
                for (i, d) in sentence.clone().enumerate() {
                    words += 1;
                    let top = |row: &[f32]| {
                        row.iter()
                            .enumerate()
                            .max_by(|a, b| a.1.total_cmp(b.1))
                            .map_or(0, |b| b.0 as u16)
                    };
                    right[0] += usize::from(
                        top(&pass.upos[d * self.sizes.upos..(d + 1) * self.sizes.upos]) == batch.upos[d],
                    );
                    right[1] += usize::from(
                        top(&pass.xpos[d * self.sizes.xpos..(d + 1) * self.sizes.xpos]) == batch.xpos[d],
                    );
                    if heads[i] as u16 == batch.heads[d] {
                        right[2] += 1;
                        let head = (heads[i] > 0).then(|| sentence.start + heads[i] as usize - 1);
                        net.relation_scores(&pass, d, head, &mut hidden, &mut out);
                        let found = base[top(&out) as usize];
                        right[3] += usize::from(
                            batch.relations[d] != NONE && found == base[batch.relations[d] as usize],
                        );
                    }
                }
            }
        }
        let share = |n: usize| 100.0 * n as f64 / words.max(1) as f64;
        Scores {
            words,
            upos: share(right[0]),
            xpos: share(right[1]),
            uas: share(right[2]),
            las: share(right[3]),
        }
    }
}

/// The learning rate: up over the first epoch, then down along a cosine.
fn rate_at(progress: f32, options: &TrainOptions) -> f32 {
    if progress < 1.0 {
        return options.rate * (0.1 + 0.9 * progress);
    }
    let part = (progress - 1.0) / (options.epochs as f32 - 1.0).max(1.0);
    options.rate * (0.02 + 0.98 * 0.5 * (1.0 + (std::f32::consts::PI * part.min(1.0)).cos()))
}

//! The steps of training.

use super::back::{Gradient, LossWeights};
use super::data::{self, Classes, Damage, Example, Vocabulary};
use super::net::{self, Batch, Dropout, NONE, Net, Sizes, Weights};
use super::optimise::{self, Adam, Moving};
use super::rng::Rng;
use super::{TrainOptions, matrix, pretrain};
use crate::features::ROWS;

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
    /// Embedding rows that a word had; the others still hold noise.
    pub(crate) met: Vec<bool>,
    pub(crate) step: i32,
}

impl Trainer {
    pub(crate) fn new(
        sizes: Sizes,
        classes: Classes,
        vocabulary: Vocabulary,
        options: &TrainOptions,
    ) -> Self {
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
            met: vec![false; vocabulary.layout().rows()],
            vocabulary,
            step: 0,
        }
    }

    /// One pass over plain text; the mean loss of a guess.
    pub(crate) fn text_epoch(
        &mut self,
        guesser: &mut pretrain::Guesser,
        plain: &[(Example, bool)],
        epoch: usize,
        options: &TrainOptions,
    ) -> f32 {
        let words: usize = plain.iter().map(|(e, _)| e.words.len()).sum();
        let batch_words = 2 * options.batch_words;
        let steps = (words / batch_words + 1) as f32;
        let mut rng = Rng::fork(options.seed, 500 + epoch as u64);
        let mut order: Vec<usize> = (0..plain.len()).collect();
        rng.shuffle(&mut order);
        let (mut at, mut loss, mut guesses, mut done) = (0, 0.0, 0, 0.0);
        while at < order.len() {
            let mut parts: Vec<Batch> = vec![Batch::default(); PARTS];
            let mut taken = 0;
            while at < order.len() && taken < batch_words {
                let (example, cased) = &plain[order[at]];
                let part = (0..PARTS).min_by_key(|p| parts[*p].rows.len()).unwrap_or(0);
                data::push(
                    example,
                    &self.vocabulary,
                    *cased && !rng.chance(0.1),
                    &mut parts[part],
                );
                taken += example.words.len();
                at += 1;
            }
            let progress = (epoch as f32 + done / steps) / options.text_epochs as f32;
            let rate = options.rate * (50.0 * progress).min(1.0) * (1.0 - 0.95 * progress.min(1.0));
            let (l, g) = self.guess_step(guesser, parts, taken, rate, options, rng.next());
            loss += l;
            guesses += g;
            done += 1.0;
        }
        loss / guesses.max(1) as f32
    }

    /// Ends the passes over plain text: trees start from these weights, with fresh moments.
    pub(crate) fn settle(&mut self) {
        self.dense = Moving::new(std::mem::take(&mut self.dense.weights));
        self.table = Moving::new(std::mem::take(&mut self.table.weights));
        self.kept_dense.clone_from(&self.dense.weights);
        self.kept_table.clone_from(&self.table.weights);
        self.step = 0;
    }

    fn guess_step(
        &mut self,
        guesser: &mut pretrain::Guesser,
        parts: Vec<Batch>,
        words: usize,
        rate: f32,
        options: &TrainOptions,
        seed: u64,
    ) -> (f32, usize) {
        let dropout = Dropout {
            embedding: 0.1,
            layer: 0.1,
            head: 0.0,
        };
        let mut tasks = Vec::new();
        for (i, mut batch) in parts.into_iter().enumerate() {
            let forms: Vec<u32> = batch.rows.iter().map(|r| r[crate::features::FORM]).collect();
            let mut rng = Rng::fork(seed, 100 + i as u64);
            let blanked = pretrain::blank(&mut batch, &self.vocabulary, &mut rng);
            net::drop_words(&mut batch.rows, &self.vocabulary.counts, 1.0, &mut rng);
            tasks.push(pretrain::Task {
                batch,
                forms,
                blanked,
                scale: 1.0 / words as f32,
            });
        }
        let net = Net {
            sizes: &self.sizes,
            at: &self.at,
            dense: &self.dense.weights,
            table: &self.table.weights,
            feed_tags: false,
        };
        let (g, tasks) = (&*guesser, &tasks);
        let run = |i: usize| pretrain::gradient(&net, g, &tasks[i], &dropout, &mut Rng::fork(seed, i as u64));
        let found: Vec<pretrain::GuessGradient> = in_parts(options.threads, &run);
        let mut dense = vec![0.0; guesser.dense.weights.len()];
        let mut word_rows: Vec<(u32, &[f32])> = Vec::new();
        let (mut loss, mut guesses) = (0.0, 0);
        for f in &found {
            matrix::axpy(1.0, &f.dense, &mut dense);
            word_rows.extend(f.words.iter().map(|(row, d)| (*row, &d[..])));
            loss += f.net.loss[0];
            guesses += f.guesses;
        }
        let adam = Adam::default();
        self.step += 1;
        let n = dense.len();
        guesser.dense.step(0..n, &dense, rate, 1.0, &adam, self.step);
        word_rows.sort_by_key(|(row, _)| *row);
        for group in word_rows.chunk_by(|a, b| a.0 == b.0) {
            let mut sum = group[0].1.to_vec();
            for (_, d) in &group[1..] {
                matrix::axpy(1.0, d, &mut sum);
            }
            let from = group[0].0 as usize * sum.len();
            guesser
                .words
                .step(from..from + sum.len(), &sum, rate, 1.0, &adam, self.step);
        }
        let gradients: Vec<Gradient> = found.into_iter().map(|f| f.net).collect();
        self.apply(&gradients, rate, &adam);
        (loss, guesses)
    }

    /// One pass over the examples; the mean losses per word.
    pub(crate) fn epoch(&mut self, examples: &[Example], epoch: usize, options: &TrainOptions) -> [f32; 4] {
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
        let (mut total, mut counted) = ([0.0; 4], 0);
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
            for (sum, part) in total.iter_mut().zip(loss) {
                *sum += part;
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
            feed_tags: true,
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
        let gradients: Vec<Gradient> = in_parts(options.threads, &run);
        self.step += 1;
        let loss = self.apply(&gradients, rate, &Adam::default());
        // A running average over about the last hundred steps, and over fewer at first.
        if self.step % 5 == 0 {
            let share = (10.0 / (10.0 + self.step as f32)).max(0.01);
            optimise::average(&mut self.kept_dense, &self.dense.weights, share);
            optimise::average(&mut self.kept_table, &self.table.weights, share);
        }
        loss
    }

    /// Moves the weights; the losses.
    fn apply(&mut self, gradients: &[Gradient], rate: f32, adam: &Adam) -> [f32; 4] {
        let mut dense = vec![0.0; self.at.total];
        let mut loss = [0.0; 4];
        for g in gradients {
            matrix::axpy(1.0, &g.dense, &mut dense);
            for (sum, part) in loss.iter_mut().zip(g.loss) {
                *sum += part;
            }
        }
        let width = self.sizes.width;
        // Rows met in this step, each with the sum of its gradients.
        let mut rows: Vec<u32> = gradients.iter().flat_map(|g| g.rows.iter().copied()).collect();
        rows.sort_unstable();
        rows.dedup();
        let mut sums = vec![0.0; rows.len() * width];
        for g in gradients {
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
            .step(0..self.at.total, &dense, rate, factor, adam, self.step);
        for (at, row) in rows.iter().enumerate() {
            let from = *row as usize * width;
            self.met[*row as usize] = true;
            self.table.step(
                from..from + width,
                &sums[at * width..(at + 1) * width],
                rate,
                factor,
                adam,
                self.step,
            );
        }
        loss
    }
}

/// Runs the parts of a step, on two threads if allowed, and gives their results in order.
fn in_parts<T: Send>(threads: usize, run: &(impl Fn(usize) -> T + Sync)) -> Vec<T> {
    if threads < 2 {
        return (0..PARTS).map(run).collect();
    }
    std::thread::scope(|scope| {
        let half = PARTS / 2;
        let other = scope.spawn(move || (half..PARTS).map(run).collect::<Vec<T>>());
        let mut done: Vec<T> = (0..half).map(run).collect();
        done.extend(other.join().unwrap_or_else(|e| std::panic::resume_unwind(e)));
        done
    })
}

/// The learning rate: up over the first epoch, then down along a cosine.
fn rate_at(progress: f32, options: &TrainOptions) -> f32 {
    if progress < 1.0 {
        return options.rate * (0.1 + 0.9 * progress);
    }
    let part = (progress - 1.0) / (options.epochs as f32 - 1.0).max(1.0);
    options.rate * (0.02 + 0.98 * 0.5 * (1.0 + (std::f32::consts::PI * part.min(1.0)).cos()))
}

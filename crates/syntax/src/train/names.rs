//! The finder of names that is learnt on top of a finished network: the network stays as it is, so that tags and trees do too.
//!
//! The network has seen the annotated names many times and knows them by heart. What is learnt here is therefore learnt from
//! sentences whose names are exchanged for others, with the network's state hidden now and then.

use super::data::{Example, Word};
use super::export::{HeadWeights, with_names};
use super::matrix::{add_transposed_product, axpy, multiply, transpose};
use super::net::{Linear, NONE};
use super::optimise::{self, Adam, Moving};
use super::rng::Rng;
use super::swap::Pool;
use super::{NameOptions, crf};
use crate::matrix::STEPS;
use crate::model::Model;
use crate::names::{FORM_FEATURES, NAME_FEATURES, WINDOW, features, follows};
use crate::network::{LEAK, Workspace};
use std::ops::Range;

/// Words in one step.
const STEP_WORDS: usize = 400;
/// Steps between two that are averaged.
const AVERAGED: i32 = 10;
/// No row of the table: a feature that was dropped.
const DROPPED: u32 = u32::MAX;

/// Sentences of one step as the finder sees them.
#[derive(Default)]
struct Step {
    sentences: Vec<Range<usize>>,
    /// States of [`WINDOW`] words for each word.
    states: Vec<f32>,
    rows: Vec<[u32; NAME_FEATURES]>,
    gold: Vec<u16>,
}

struct Learner<'m> {
    model: &'m Model,
    options: NameOptions,
    first: Linear,
    out: Linear,
    links: Range<usize>,
    dense: Moving,
    table: Moving,
    /// Running averages, which are what is kept.
    kept_dense: Vec<f32>,
    kept_table: Vec<f32>,
    can_be: Vec<bool>,
    steps: i32,
    work: Workspace,
}

/// Learns a finder of names for the model and gives the file with it.
pub(crate) fn learn(
    base: &[u8],
    model: &Model,
    examples: &[Example],
    pool: &Pool,
    options: &NameOptions,
    tell: &mut dyn FnMut(usize, f32),
) -> Vec<u8> {
    let mut learner = Learner::new(model, options);
    for pass in 0..options.passes {
        let loss = learner.pass(examples, pool, pass);
        tell(pass + 1, loss);
    }
    let head = HeadWeights {
        weights: &learner.kept_dense,
        first: &learner.first,
        out: &learner.out,
        links: learner.links.clone(),
        rows: &learner.kept_table,
    };
    with_names(base, model.head_at, &head)
}

impl<'m> Learner<'m> {
    fn new(model: &'m Model, options: &NameOptions) -> Self {
        let (w, h, l) = (WINDOW * model.sizes.width, options.hidden, model.entities.len());
        let mut at = 0;
        let mut take = |n: usize| {
            at += n;
            at - n..at
        };
        let mut linear = |from: usize, to: usize| Linear {
            weight: take(from * to),
            bias: take(to),
            from,
            to,
        };
        let (first, out) = (linear(w, h), linear(h, l));
        let links = take((l + 1) * l);
        let mut rng = Rng::fork(options.seed, 7000);
        let mut dense = vec![0.0; at];
        for x in &mut dense[first.weight.clone()] {
            *x = rng.normal() * (0.5 / w as f32).sqrt();
        }
        for x in &mut dense[out.weight.clone()] {
            *x = rng.normal() * (1.0 / h as f32).sqrt();
        }
        let table: Vec<f32> = (0..options.buckets * h).map(|_| rng.normal() * 0.02).collect();
        let befores = model.entities.iter().map(|e| Some(*e)).chain([None]);
        let can_be = befores
            .flat_map(|before| model.entities.iter().map(move |label| follows(*label, before)))
            .collect();
        Self {
            model,
            options: options.clone(),
            first,
            out,
            links,
            kept_dense: dense.clone(),
            kept_table: table.clone(),
            dense: Moving::new(dense),
            table: Moving::new(table),
            can_be,
            steps: 0,
            work: Workspace::default(),
        }
    }

    /// One pass over the examples; the mean loss of a word.
    fn pass(&mut self, examples: &[Example], pool: &Pool, pass: usize) -> f32 {
        let mut rng = Rng::fork(self.options.seed, 7001 + pass as u64);
        let mut order: Vec<usize> = (0..examples.len()).collect();
        rng.shuffle(&mut order);
        let (mut loss, mut words, mut step) = (0.0, 0, Step::default());
        for (done, ix) in order.iter().enumerate() {
            let mut sentence = pool.swapped(&examples[*ix], self.options.swapped, &mut rng);
            if rng.chance(self.options.small) {
                for w in &mut sentence {
                    w.form.clone_from(&w.lower);
                }
            }
            self.read(&sentence, &mut step, &mut rng);
            if step.gold.len() >= STEP_WORDS || done + 1 == order.len() {
                words += step.gold.len();
                let progress =
                    (pass as f32 + (done + 1) as f32 / order.len() as f32) / self.options.passes as f32;
                loss += self.step(&std::mem::take(&mut step), 1.0 - 0.98 * progress, &mut rng);
            }
        }
        loss / words.max(1) as f32
    }

    /// Reads a sentence with the finished network.
    fn read(&mut self, words: &[Word], step: &mut Step, rng: &mut Rng) {
        let case_known = !rng.chance(0.05);
        let work = &mut self.work;
        work.rows.clear();
        work.forms.clear();
        for w in words {
            let hash = crate::features::form_hash(&w.lower);
            work.forms.push(hash);
            work.rows.push(crate::parse::rows(
                self.model, hash, &w.lower, &w.form, case_known,
            ));
        }
        work.run(self.model);
        let (n, w) = (words.len(), self.model.sizes.width);
        let start = step.gold.len();
        let hide = rng.chance(self.options.hidden_state);
        for t in 0..n {
            for near in 0..WINDOW {
                let at = (t + near).checked_sub(WINDOW / 2).filter(|i| *i < n && !hide);
                match at {
                    Some(i) => step
                        .states
                        .extend(work.top[i * w..(i + 1) * w].iter().map(|x| f32::from(*x) / STEPS)),
                    None => step.states.resize(step.states.len() + w, 0.0),
                }
            }
            let mut rows = features(&work.seen(), t, self.options.buckets);
            for (i, row) in rows.iter_mut().enumerate() {
                let form = FORM_FEATURES.contains(&i);
                if rng.chance(if form { self.options.dropped } else { 0.1 }) {
                    *row = DROPPED;
                }
            }
            step.rows.push(rows);
            // A name that was cut at the end of a sentence begins anew.
            let before = t.checked_sub(1).map(|b| words[b].entity);
            let label = words[t].entity;
            let later = label != NONE && label > 0 && label.is_multiple_of(2);
            let cut = later && !before.is_some_and(|b| b == label || b == label - 1 || b == NONE);
            step.gold.push(if cut { label - 1 } else { label });
        }
        step.sentences.push(start..start + n);
    }

    /// Moves the weights by one step; the loss summed over its words.
    fn step(&mut self, step: &Step, slow: f32, rng: &mut Rng) -> f32 {
        let (h, l, n) = (self.options.hidden, self.out.to, step.gold.len());
        let w = &self.dense.weights;
        let states: Vec<f32> = dropped(&step.states, self.options.dropped_state, rng);
        let mut hidden = with_bias(&w[self.first.bias.clone()], n);
        multiply(
            &states,
            &w[self.first.weight.clone()],
            self.first.from,
            h,
            &mut hidden,
            true,
        );
        for (rows, out) in step.rows.iter().zip(hidden.chunks_exact_mut(h)) {
            for row in rows.iter().filter(|r| **r != DROPPED) {
                let from = *row as usize * h;
                axpy(1.0, &self.table.weights[from..from + h], out);
            }
        }
        let slope: Vec<f32> = hidden
            .iter()
            .map(|x| {
                let keep = if rng.chance(0.3) { 0.0 } else { 1.0 / 0.7 };
                if *x < 0.0 { LEAK * keep } else { keep }
            })
            .collect();
        for (x, s) in hidden.iter_mut().zip(&slope) {
            *x *= s;
        }
        let mut scores = with_bias(&w[self.out.bias.clone()], n);
        multiply(&hidden, &w[self.out.weight.clone()], h, l, &mut scores, true);
        let links = crf::Links {
            labels: l,
            scores: &w[self.links.clone()],
            can_be: &self.can_be,
        };
        let mut gradient = vec![0.0; w.len()];
        let mut d_scores = vec![0.0; n * l];
        let mut loss = 0.0;
        for s in &step.sentences {
            let part = s.start * l..s.end * l;
            loss += links.loss(
                &scores[part.clone()],
                &step.gold[s.clone()],
                &mut d_scores[part],
                &mut gradient[self.links.clone()],
            );
        }
        add_transposed_product(&hidden, &d_scores, h, l, &mut gradient[self.out.weight.clone()]);
        sum_rows(&d_scores, &mut gradient[self.out.bias.clone()]);
        let mut d_hidden = vec![0.0; n * h];
        let back = transpose(&w[self.out.weight.clone()], h, l);
        multiply(&d_scores, &back, l, h, &mut d_hidden, false);
        for (d, s) in d_hidden.iter_mut().zip(&slope) {
            *d *= s;
        }
        add_transposed_product(
            &states,
            &d_hidden,
            self.first.from,
            h,
            &mut gradient[self.first.weight.clone()],
        );
        sum_rows(&d_hidden, &mut gradient[self.first.bias.clone()]);
        self.update(step, &mut gradient, &mut d_hidden, slow);
        loss
    }

    fn update(&mut self, step: &Step, gradient: &mut [f32], d_hidden: &mut [f32], slow: f32) {
        let (h, scale) = (self.options.hidden, 1.0 / step.gold.len() as f32);
        for d in gradient.iter_mut().chain(d_hidden.iter_mut()) {
            *d *= scale;
        }
        self.steps += 1;
        let rate = self.options.rate * slow;
        let adam = Adam::default();
        let all = 0..gradient.len();
        self.dense.step(all, gradient, rate, 1.0, &adam, self.steps);
        let mut met: Vec<(u32, usize)> = step
            .rows
            .iter()
            .enumerate()
            .flat_map(|(word, rows)| rows.iter().map(move |row| (*row, word)))
            .filter(|(row, _)| *row != DROPPED)
            .collect();
        met.sort_unstable();
        for group in met.chunk_by(|a, b| a.0 == b.0) {
            let mut sum = vec![0.0; h];
            for (_, word) in group {
                axpy(1.0, &d_hidden[word * h..(word + 1) * h], &mut sum);
            }
            let from = group[0].0 as usize * h;
            self.table
                .step(from..from + h, &sum, rate, 1.0, &adam, self.steps);
        }
        // A running average over about the last thousand steps, and over fewer at first.
        if self.steps % AVERAGED == 0 {
            let share = (10.0 / (10.0 + self.steps as f32)).max(0.01);
            optimise::average(&mut self.kept_dense, &self.dense.weights, share);
            optimise::average(&mut self.kept_table, &self.table.weights, share);
        }
    }
}

fn with_bias(bias: &[f32], n: usize) -> Vec<f32> {
    bias.repeat(n)
}

fn sum_rows(rows: &[f32], out: &mut [f32]) {
    for row in rows.chunks_exact(out.len()) {
        axpy(1.0, row, out);
    }
}

fn dropped(x: &[f32], share: f32, rng: &mut Rng) -> Vec<f32> {
    let keep = 1.0 / (1.0 - share);
    x.iter()
        .map(|x| if rng.chance(share) { 0.0 } else { x * keep })
        .collect()
}

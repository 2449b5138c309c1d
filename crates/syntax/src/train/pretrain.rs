//! Learning from text without annotation: the network guesses words from their neighbours.
//!
//! The first layer's two directions guess the next and the previous word, as language models do; the top layer guesses words
//! that were blanked out. Guesses are scored against words drawn by frequency (sampled softmax, Jean et al. 2015).

use super::back::Gradient;
use super::data::{Example, Vocabulary};
use super::matrix::{add_transposed_product, axpy, dot, multiply, softmax, transpose};
use super::net::{Batch, Dropout, Net};
use super::optimise::Moving;
use super::rng::Rng;
use crate::features::{self, FORM, ROWS};
use std::ops::Range;

/// Words that every guess is scored against.
const NEGATIVES: usize = 256;
/// Width of the vectors that guesses are compared with.
const GUESS: usize = 64;
/// Share of words that are blanked out.
const BLANKED: f32 = 0.2;

/// What is learnt besides the network itself and thrown away after.
pub(crate) struct Guesser {
    /// Three projections (next, previous, blanked) to the width of guesses.
    pub(crate) dense: Moving,
    /// A vector for every form, with its bias at the end.
    pub(crate) words: Moving,
    next: Range<usize>,
    previous: Range<usize>,
    blanked: Range<usize>,
    /// Form rows, each as often as its frequency to the power 0.75.
    draw: Vec<u32>,
    /// Logarithm of each form's share of `draw`, times the number of draws.
    expected: Vec<f32>,
}

/// What one part of a step says.
pub(crate) struct GuessGradient {
    pub(crate) net: Gradient,
    pub(crate) dense: Vec<f32>,
    pub(crate) words: Vec<(u32, Vec<f32>)>,
    pub(crate) guesses: usize,
}

impl Guesser {
    pub(crate) fn new(width: usize, vocabulary: &Vocabulary, rng: &mut Rng) -> Self {
        let half = width / 2;
        let next = 0..half * GUESS;
        let previous = next.end..next.end + half * GUESS;
        let blanked = previous.end..previous.end + width * GUESS;
        let std = (1.0 / width as f32).sqrt();
        let dense = (0..blanked.end).map(|_| rng.normal() * std).collect();
        let forms = vocabulary.counts.len();
        let words = vec![0.0; forms * (GUESS + 1)];
        let weight = |count: &u32| (*count as f32).powf(0.75);
        let total: f32 = vocabulary.counts.iter().map(weight).sum();
        let mut draw = Vec::new();
        let mut expected = Vec::with_capacity(forms);
        for (row, count) in vocabulary.counts.iter().enumerate() {
            let share = weight(count) / total;
            draw.extend(std::iter::repeat_n(row as u32, ((share * 1.0e6) as usize).max(1)));
            expected.push((share.max(1e-7) * NEGATIVES as f32).ln());
        }
        Self {
            dense: Moving::new(dense),
            words: Moving::new(words),
            next,
            previous,
            blanked,
            draw,
            expected,
        }
    }

    fn word(&self, row: u32) -> &[f32] {
        let at = row as usize * (GUESS + 1);
        &self.words.weights[at..at + GUESS + 1]
    }
}

/// Blanks words out; their forms by row of the batch.
pub(crate) fn blank(batch: &mut Batch, vocabulary: &Vocabulary, rng: &mut Rng) -> Vec<(usize, u32)> {
    let mut nothing = [0u32; ROWS];
    features::rows("", "", true, vocabulary.layout(), &mut nothing);
    let mut blanked = Vec::new();
    for (at, rows) in batch.rows.iter_mut().enumerate() {
        if rows[FORM] != 0 && rng.chance(BLANKED) {
            blanked.push((at, rows[FORM]));
            *rows = nothing;
        }
    }
    blanked
}

/// A part of a step: words with some blanked out, their real forms, and what was blanked.
pub(crate) struct Task {
    pub(crate) batch: Batch,
    pub(crate) forms: Vec<u32>,
    pub(crate) blanked: Vec<(usize, u32)>,
    /// Multiplied to all gradients.
    pub(crate) scale: f32,
}

/// States (rows of the batch) that guess a form, for the next and the previous word.
fn neighbours(task: &Task) -> [Vec<(usize, u32)>; 2] {
    let forms = &task.forms;
    let mut sides: [Vec<(usize, u32)>; 2] = Default::default();
    for s in &task.batch.sentences {
        for at in s.clone() {
            if at + 1 < s.end && forms[at + 1] != 0 {
                sides[0].push((at, forms[at + 1]));
            }
            if at > s.start && forms[at - 1] != 0 {
                sides[1].push((at, forms[at - 1]));
            }
        }
    }
    sides
}

/// Loss and gradient of all guesses of a task.
pub(crate) fn gradient(
    net: &Net<'_>,
    guesser: &Guesser,
    task: &Task,
    dropout: &Dropout,
    rng: &mut Rng,
) -> GuessGradient {
    let width = net.sizes.width;
    let half = width / 2;
    let pass = net.forward(&task.batch, dropout, Some(rng));
    let (first, top) = (&pass.states[1], &pass.states[net.sizes.layers]);
    let negatives: Vec<u32> = (0..NEGATIVES)
        .map(|_| guesser.draw[rng.below(guesser.draw.len())])
        .collect();
    let mut sums = Sums::new(guesser, negatives, task.scale);
    let [next, previous] = neighbours(task);
    let (mut d_first, mut d_top) = (vec![0.0; first.len()], vec![0.0; top.len()]);
    sums.guess(
        &next,
        States {
            values: first,
            width,
            part: 0..half,
        },
        &guesser.next,
        &mut d_first,
    );
    sums.guess(
        &previous,
        States {
            values: first,
            width,
            part: half..width,
        },
        &guesser.previous,
        &mut d_first,
    );
    sums.guess(
        &task.blanked,
        States {
            values: top,
            width,
            part: 0..width,
        },
        &guesser.blanked,
        &mut d_top,
    );
    let guesses = next.len() + previous.len() + task.blanked.len();
    let sums = sums.finish();
    let mut gradient = net.down(&task.batch, &pass, d_top, Some(d_first));
    gradient.loss[0] = sums.loss;
    GuessGradient {
        net: gradient,
        dense: sums.dense,
        words: sums.words,
        guesses,
    }
}

/// States that guess: rows of `width`, of which `part` is used.
struct States<'s> {
    values: &'s [f32],
    width: usize,
    part: Range<usize>,
}

/// Gradients that the guesses of one task add up to.
struct Sums<'g> {
    guesser: &'g Guesser,
    negatives: Vec<u32>,
    /// Vectors of the negatives as columns.
    matrix: Vec<f32>,
    scale: f32,
    dense: Vec<f32>,
    words: Vec<(u32, Vec<f32>)>,
    d_matrix: Vec<f32>,
    d_bias: Vec<f32>,
    loss: f32,
}

impl<'g> Sums<'g> {
    fn new(guesser: &'g Guesser, negatives: Vec<u32>, scale: f32) -> Self {
        let mut matrix = vec![0.0; GUESS * NEGATIVES];
        for (j, row) in negatives.iter().enumerate() {
            for (i, x) in guesser.word(*row)[..GUESS].iter().enumerate() {
                matrix[i * NEGATIVES + j] = *x;
            }
        }
        Self {
            guesser,
            negatives,
            matrix,
            scale,
            dense: vec![0.0; guesser.dense.weights.len()],
            words: Vec::new(),
            d_matrix: vec![0.0; GUESS * NEGATIVES],
            d_bias: vec![0.0; NEGATIVES],
            loss: 0.0,
        }
    }

    /// Adds the guesses of `list` (state, form); `range` is their projection.
    fn guess(
        &mut self,
        list: &[(usize, u32)],
        states: States<'_>,
        range: &Range<usize>,
        d_states: &mut [f32],
    ) {
        let k = states.part.len();
        let place = |at: usize| at * states.width + states.part.start..at * states.width + states.part.end;
        let mut x = Vec::with_capacity(list.len() * k);
        for (at, _) in list {
            x.extend_from_slice(&states.values[place(*at)]);
        }
        let w = &self.guesser.dense.weights[range.clone()];
        let mut y = vec![0.0; list.len() * GUESS];
        multiply(&x, w, k, GUESS, &mut y, false);
        let mut scores = vec![0.0; list.len() * NEGATIVES];
        multiply(&y, &self.matrix, GUESS, NEGATIVES, &mut scores, false);
        let mut dy = vec![0.0; y.len()];
        let rows = y
            .chunks_exact(GUESS)
            .zip(scores.chunks_exact_mut(NEGATIVES))
            .zip(dy.chunks_exact_mut(GUESS));
        for ((_, form), ((y, scores), dy)) in list.iter().zip(rows) {
            self.score(*form, y, scores, dy);
        }
        add_transposed_product(&y, &scores, GUESS, NEGATIVES, &mut self.d_matrix);
        multiply(
            &scores,
            &transpose(&self.matrix, GUESS, NEGATIVES),
            NEGATIVES,
            GUESS,
            &mut dy,
            true,
        );
        add_transposed_product(&x, &dy, k, GUESS, &mut self.dense[range.clone()]);
        let mut dx = vec![0.0; x.len()];
        multiply(&dy, &transpose(w, k, GUESS), GUESS, k, &mut dx, false);
        for ((at, _), dx) in list.iter().zip(dx.chunks_exact(k)) {
            axpy(1.0, dx, &mut d_states[place(*at)]);
        }
    }

    /// One guess: its scores of the negatives become their gradient.
    fn score(&mut self, form: u32, y: &[f32], scores: &mut [f32], dy: &mut [f32]) {
        let guesser = self.guesser;
        let target = guesser.word(form);
        let mut row: Vec<f32> = Vec::with_capacity(NEGATIVES + 1);
        for (n, s) in self.negatives.iter().zip(scores.iter()) {
            let word = guesser.word(*n);
            row.push(if *n == form {
                -1e9
            } else {
                s + word[GUESS] - guesser.expected[*n as usize]
            });
        }
        row.push(dot(y, &target[..GUESS]) + target[GUESS] - guesser.expected[form as usize]);
        softmax(&mut row);
        self.loss -= row[NEGATIVES].max(1e-9).ln();
        let g = (row[NEGATIVES] - 1.0) * self.scale;
        let mut d_word = vec![0.0; GUESS + 1];
        axpy(g, y, &mut d_word[..GUESS]);
        d_word[GUESS] = g;
        self.words.push((form, d_word));
        axpy(g, &target[..GUESS], dy);
        for ((s, p), bias) in scores.iter_mut().zip(&row).zip(&mut self.d_bias) {
            *s = p * self.scale;
            *bias += *s;
        }
    }

    /// Adds the gradients of the negatives to those of the words guessed.
    fn finish(mut self) -> Self {
        for (j, n) in self.negatives.iter().enumerate() {
            let mut d: Vec<f32> = (0..GUESS).map(|i| self.d_matrix[i * NEGATIVES + j]).collect();
            d.push(self.d_bias[j]);
            self.words.push((*n, d));
        }
        self
    }
}

/// Sentences of plain text as examples without annotation; those in unknown case apart from the others.
pub(crate) fn sentences(text: &str) -> Vec<(Example, bool)> {
    let mut out = Vec::new();
    // Documents are read one by one, so that the limit on tokens does not cut the collection.
    for document in text.split("\n\n") {
        let read = crate::analyse(document);
        let cased = document.chars().any(char::is_uppercase);
        for s in read.sentences() {
            for piece in s.tokens.clone().collect::<Vec<_>>().chunks(120) {
                let words = piece
                    .iter()
                    .map(|&ix| super::data::Word::unlabelled(read.word(ix), read.lower(ix)))
                    .collect();
                out.push((Example { words, tree: false }, cased && !s.all_caps));
            }
        }
    }
    out
}

//! Training of the model of acts: multinomial logistic regression by AdaGrad, in a fixed order.

use super::{
    ActModel, Asked, Pair, ROOTS,
    model::{BUCKETS, softmax},
};
use crate::Coder;
use dateline_model::Document;

const CLASSES: usize = ROOTS.len();

/// One pair of which the root is known.
#[derive(Clone, Copy, Debug)]
pub struct ActExample<'a> {
    /// The text.
    pub document: &'a Document,
    /// Its parties.
    pub pair: Pair<'a>,
    /// One of [`ROOTS`].
    pub root: &'static str,
}

/// How to train.
#[derive(Clone, Copy, Debug)]
pub struct ActTraining {
    /// Times that every example is shown.
    pub rounds: u32,
    /// Length of the first steps.
    pub rate: f32,
    /// Pull of every weight towards nought.
    pub decay: f32,
}

impl Default for ActTraining {
    fn default() -> Self {
        Self {
            rounds: 100,
            rate: 0.1,
            decay: 3e-3,
        }
    }
}

/// Trains a model; the same examples in the same order give the same bytes. Rare roots weigh as much as common ones.
#[must_use]
pub fn train_acts(coder: &Coder, examples: &[ActExample<'_>], how: ActTraining) -> ActModel {
    let read: Vec<(Vec<(u32, f32)>, usize)> = examples
        .iter()
        .filter_map(|e| {
            let class = ROOTS.iter().position(|r| *r == e.root)?;
            let asked = Asked::read(coder, e.document, e.pair);
            Some((asked.features(coder), class))
        })
        .collect();
    let rows = usize::try_from(BUCKETS).unwrap_or(0);
    let mut seen = vec![false; rows];
    for (features, _) in &read {
        for (feature, _) in features {
            seen[index(*feature)] = true;
        }
    }
    let share = class_weights(&read);
    let mut fit = Fit {
        weights: vec![[0.0; CLASSES]; rows],
        squares: vec![[1e-6; CLASSES]; rows],
        bias: [0.0; CLASSES],
        bias_squares: [1e-6; CLASSES],
    };
    let mut order: Vec<usize> = (0..read.len()).collect();
    let mut random = Shuffle(0x9e37_79b9_7f4a_7c15);
    for _ in 0..how.rounds {
        random.shuffle(&mut order);
        for &at in &order {
            let (features, class) = &read[at];
            let shown: Vec<(usize, f32)> = features
                .iter()
                .map(|(feature, value)| (index(*feature), *value))
                .collect();
            fit.step(&shown, *class, share[*class], how);
        }
    }
    let trained: Vec<(u32, [f32; CLASSES])> = (0..BUCKETS)
        .filter(|&b| seen[index(b)])
        .map(|b| (b, fit.weights[index(b)]))
        .collect();
    ActModel::from_weights(fit.bias, &trained)
}

fn index(bucket: u32) -> usize {
    usize::try_from(bucket).unwrap_or(0)
}

/// Weights of the examples of each class: rare classes count more.
fn class_weights(read: &[(Vec<(u32, f32)>, usize)]) -> [f32; CLASSES] {
    let mut counts = [0.0_f32; CLASSES];
    for (_, class) in read {
        counts[*class] += 1.0;
    }
    let total: f32 = counts.iter().sum();
    // CLASSES is 15.
    #[allow(clippy::cast_precision_loss)]
    let classes = CLASSES as f32;
    counts.map(|n| if n > 0.0 { total / (classes * n) } else { 0.0 })
}

struct Fit {
    weights: Vec<[f32; CLASSES]>,
    squares: Vec<[f32; CLASSES]>,
    bias: [f32; CLASSES],
    bias_squares: [f32; CLASSES],
}

impl Fit {
    fn step(&mut self, features: &[(usize, f32)], class: usize, share: f32, how: ActTraining) {
        let mut slope = self.bias;
        for &(feature, value) in features {
            for (sum, weight) in slope.iter_mut().zip(&self.weights[feature]) {
                *sum += weight * value;
            }
        }
        softmax(&mut slope);
        slope[class] -= 1.0;
        for s in &mut slope {
            *s *= share;
        }
        for &(feature, value) in features {
            let row = self.weights[feature].iter_mut().zip(&mut self.squares[feature]);
            for ((weight, square), slope) in row.zip(&slope) {
                let gradient = slope * value + how.decay * *weight;
                adagrad(weight, square, gradient, how.rate);
            }
        }
        let row = self.bias.iter_mut().zip(&mut self.bias_squares);
        for ((bias, square), slope) in row.zip(&slope) {
            adagrad(bias, square, *slope, how.rate);
        }
    }
}

/// One step against the gradient, shorter the more a weight has moved before (Duchi, Hazan and Singer 2011).
fn adagrad(weight: &mut f32, square: &mut f32, gradient: f32, rate: f32) {
    *square += gradient * gradient;
    *weight -= rate * gradient / square.sqrt();
}

/// A fixed source of disorder (xorshift, Marsaglia 2003).
struct Shuffle(u64);

impl Shuffle {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % below
    }

    fn shuffle(&mut self, order: &mut [usize]) {
        for end in (1..order.len()).rev() {
            order.swap(end, self.next(end + 1));
        }
    }
}

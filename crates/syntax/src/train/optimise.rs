//! Adam (Kingma and Ba 2015), for the dense weights and, row by row as they are met, for the embedding table; and the running
//! average of all weights, which is what is kept.

/// Settings of the steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Adam {
    pub(crate) beta1: f32,
    pub(crate) beta2: f32,
    pub(crate) epsilon: f32,
    /// Longest gradient that is followed as it is.
    pub(crate) clip: f32,
}

impl Default for Adam {
    fn default() -> Self {
        Self {
            beta1: 0.9,
            beta2: 0.98,
            epsilon: 1e-8,
            clip: 5.0,
        }
    }
}

/// Weights with their moments.
#[derive(Clone, Debug)]
pub(crate) struct Moving {
    pub(crate) weights: Vec<f32>,
    pub(super) first: Vec<f32>,
    pub(super) second: Vec<f32>,
}

impl Moving {
    pub(crate) fn new(weights: Vec<f32>) -> Self {
        let n = weights.len();
        Self {
            weights,
            first: vec![0.0; n],
            second: vec![0.0; n],
        }
    }

    /// Moves the weights of `range` by their gradient.
    pub(crate) fn step(
        &mut self,
        range: std::ops::Range<usize>,
        gradient: &[f32],
        rate: f32,
        factor: f32,
        adam: &Adam,
        step: i32,
    ) {
        let correct1 = 1.0 - adam.beta1.powi(step);
        let correct2 = 1.0 - adam.beta2.powi(step);
        let rate = rate * correct2.sqrt() / correct1;
        let (w, m, v) = (
            &mut self.weights[range.clone()],
            &mut self.first[range.clone()],
            &mut self.second[range],
        );
        for (((w, m), v), g) in w.iter_mut().zip(m).zip(v).zip(gradient) {
            let g = g * factor;
            *m = adam.beta1 * *m + (1.0 - adam.beta1) * g;
            *v = adam.beta2 * *v + (1.0 - adam.beta2) * g * g;
            *w -= rate * *m / (v.sqrt() + adam.epsilon);
        }
    }
}

/// Moves an average towards the weights.
pub(crate) fn average(kept: &mut [f32], weights: &[f32], share: f32) {
    for (k, w) in kept.iter_mut().zip(weights) {
        *k += share * (w - *k);
    }
}

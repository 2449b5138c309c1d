//! Sequences of labels with links between neighbours (Lafferty, McCallum and Pereira 2001): probabilities and their gradient.

use super::net::NONE;

/// A score that no sequence is chosen with.
const NEVER: f32 = -1e9;

/// Links between labels.
pub(crate) struct Links<'l> {
    pub(crate) labels: usize,
    /// A row for each label before, the last for the beginning.
    pub(crate) scores: &'l [f32],
    /// Of each link, whether it can be at all.
    pub(crate) can_be: &'l [bool],
}

fn log_sum(values: impl Iterator<Item = f32> + Clone) -> f32 {
    let top = values.clone().fold(NEVER, f32::max);
    top + values.map(|v| (v - top).exp()).sum::<f32>().ln()
}

impl Links<'_> {
    fn link(&self, before: usize, label: usize) -> f32 {
        let at = before * self.labels + label;
        if self.can_be[at] { self.scores[at] } else { NEVER }
    }

    /// Adds `sign` times the chances of labels and links to the gradients, over all sequences that agree with `gold` (where it
    /// is given and known); the logarithm of their sum.
    fn chances(
        &self,
        scores: &[f32],
        gold: Option<&[u16]>,
        sign: f32,
        d_scores: &mut [f32],
        d_links: &mut [f32],
    ) -> f32 {
        let l = self.labels;
        let n = scores.len() / l;
        let own = |t: usize, j: usize| match gold {
            Some(g) if g[t] != NONE && usize::from(g[t]) != j => NEVER,
            _ => scores[t * l + j],
        };
        let (mut ahead, mut behind) = (vec![0.0; n * l], vec![0.0; n * l]);
        for t in 0..n {
            for j in 0..l {
                ahead[t * l + j] = own(t, j)
                    + if t == 0 {
                        self.link(l, j)
                    } else {
                        let row = &ahead[(t - 1) * l..t * l];
                        log_sum((0..l).map(|i| row[i] + self.link(i, j)))
                    };
            }
        }
        for t in (0..n.saturating_sub(1)).rev() {
            for i in 0..l {
                let row = &behind[(t + 1) * l..(t + 2) * l];
                behind[t * l + i] = log_sum((0..l).map(|j| row[j] + own(t + 1, j) + self.link(i, j)));
            }
        }
        let all = log_sum(ahead[(n - 1) * l..].iter().copied());
        for t in 0..n {
            for j in 0..l {
                let chance = (ahead[t * l + j] + behind[t * l + j] - all).exp();
                d_scores[t * l + j] += sign * chance;
                if t == 0 {
                    d_links[l * l + j] += sign * chance;
                } else {
                    for i in 0..l {
                        let pair =
                            ahead[(t - 1) * l + i] + self.link(i, j) + own(t, j) + behind[t * l + j] - all;
                        d_links[i * l + j] += sign * pair.exp();
                    }
                }
            }
        }
        all
    }

    /// Minus the logarithm of the chance of the gold labels ([`NONE`] may be any), and its gradient added.
    pub(crate) fn loss(
        &self,
        scores: &[f32],
        gold: &[u16],
        d_scores: &mut [f32],
        d_links: &mut [f32],
    ) -> f32 {
        if gold.is_empty() {
            return 0.0;
        }
        let all = self.chances(scores, None, 1.0, d_scores, d_links);
        all - self.chances(scores, Some(gold), -1.0, d_scores, d_links)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The loss and its gradient of the scores and links together.
    fn loss(x: &[f32], gold: &[u16]) -> (f32, Vec<f32>) {
        let (scores, links) = x.split_at(9);
        let l = Links {
            labels: 3,
            scores: links,
            can_be: &[
                true, true, false, true, true, true, true, true, true, true, true, false,
            ],
        };
        let (mut ds, mut dl) = (vec![0.0; 9], vec![0.0; 12]);
        let loss = l.loss(scores, gold, &mut ds, &mut dl);
        ds.extend(dl);
        (loss, ds)
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_loss() {
        let x: Vec<f32> = (0..21u16).map(|i| f32::from(i * 37 % 11) / 7.0 - 0.6).collect();
        for gold in [[0, 1, 2], [1, NONE, 0], [NONE, NONE, 1]] {
            let (_, slope) = loss(&x, &gold);
            for i in 0..x.len() {
                let (mut above, mut below) = (x.clone(), x.clone());
                above[i] += 0.01;
                below[i] -= 0.01;
                let measured = (loss(&above, &gold).0 - loss(&below, &gold).0) / 0.02;
                assert!(
                    (measured - slope[i]).abs() < 2e-3,
                    "{gold:?} {i}: {measured} and {}",
                    slope[i]
                );
            }
        }
    }

    #[test]
    fn nothing_known_costs_nothing() {
        let (none, slope) = loss(&[0.3; 21], &[NONE; 3]);
        assert!(none.abs() < 1e-5 && slope.iter().all(|d| d.abs() < 1e-5));
    }
}

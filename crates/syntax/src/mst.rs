//! The best tree over scored arcs, with exactly one root.
//!
//! Chu and Liu 1965, Edmonds 1967: every word takes its best head; a cycle is merged into one node, whose arcs are corrected
//! by what leaving the cycle costs, until no cycle is left. A merge costs the number of nodes times the length of the cycle,
//! so the whole is at most quadratic in the length of the sentence.

/// Added to the disadvantage of an arc from the root, so that no tree with two roots beats one with one.
const ROOT_COST: f64 = 1.0e9;

/// Best head of each word: `heads[d]` is 0 for the root, otherwise the head's position from 1.
///
/// `scores[d * (n + 1) + h]` is the score of head `h` (0 is the root) for word `d` (from 0).
pub(crate) fn best_tree(scores: &[f32], n: usize, heads: &mut Vec<u32>) {
    heads.clear();
    if n == 0 {
        return;
    }
    let width = n + 1;
    for d in 0..n {
        let row = &scores[d * width..(d + 1) * width];
        let mut best = usize::MAX;
        for h in 0..width {
            if h != d + 1 && (best == usize::MAX || row[h] > row[best]) {
                best = h;
            }
        }
        heads.push(best as u32);
    }
    // Nearly always the best heads are a tree with one root already.
    if heads.iter().filter(|h| **h == 0).count() == 1 && is_tree(heads) {
        return;
    }
    Merger::new(scores, n).solve(heads);
}

/// Whether every word reaches the root.
fn is_tree(heads: &[u32]) -> bool {
    // 0 unseen, otherwise the walk that saw the word.
    let mut seen = vec![0u32; heads.len() + 1];
    for start in 1..=heads.len() {
        let mut at = start;
        while at != 0 && seen[at] == 0 {
            seen[at] = start as u32;
            at = heads[at - 1] as usize;
        }
        if at != 0 && seen[at] == start as u32 {
            return false;
        }
    }
    true
}

/// A member of a cycle with the arc (dependent, head) that it had chosen.
type Chosen = (usize, (u32, u32));

/// Working state: a node is a word, the root, or a merged cycle that stands in the place of one of its members.
struct Merger {
    width: usize,
    /// `score[d * width + h]` between nodes that are alive.
    score: Vec<f64>,
    /// For the same pair, the word at the end of the arc inside node `d`, and the word at its start inside node `h`.
    real: Vec<(u32, u32)>,
    alive: Vec<bool>,
    /// Merges in order: (members of the cycle with the arc each had chosen, the node that stands for them).
    merges: Vec<(Vec<Chosen>, usize)>,
    /// Best head of each node.
    best: Vec<usize>,
}

impl Merger {
    fn new(scores: &[f32], n: usize) -> Self {
        let width = n + 1;
        let mut score = vec![f64::NEG_INFINITY; width * width];
        let mut real = vec![(0, 0); width * width];
        for d in 1..width {
            for h in 0..width {
                if h != d {
                    let given = f64::from(scores[(d - 1) * width + h]);
                    score[d * width + h] = if h == 0 { given - ROOT_COST } else { given };
                    real[d * width + h] = (d as u32, h as u32);
                }
            }
        }
        Self {
            width,
            score,
            real,
            alive: vec![true; width],
            merges: Vec::new(),
            best: vec![0; width],
        }
    }

    fn choose(&mut self, d: usize) {
        let row = &self.score[d * self.width..(d + 1) * self.width];
        let mut best = usize::MAX;
        for h in 0..self.width {
            if h != d && self.alive[h] && (best == usize::MAX || row[h] > row[best]) {
                best = h;
            }
        }
        self.best[d] = best;
    }

    fn solve(mut self, heads: &mut [u32]) {
        for d in 1..self.width {
            self.choose(d);
        }
        // Nodes known to reach the root.
        let mut done = vec![false; self.width];
        done[0] = true;
        for start in 1..self.width {
            if !self.alive[start] || done[start] {
                continue;
            }
            let mut path = vec![start];
            let mut on_path = vec![false; self.width];
            on_path[start] = true;
            let mut at = start;
            loop {
                let next = self.best[at];
                if done[next] {
                    break;
                }
                if !on_path[next] {
                    on_path[next] = true;
                    path.push(next);
                    at = next;
                    continue;
                }
                let from = path.iter().position(|p| *p == next).unwrap_or(0);
                let cycle = path.split_off(from);
                for member in &cycle {
                    on_path[*member] = false;
                }
                let node = self.merge(&cycle);
                on_path[node] = true;
                path.push(node);
                at = node;
            }
            for node in path {
                done[node] = true;
            }
        }
        self.expand(heads);
    }

    /// Merges a cycle into its first member, which then chooses its head among the nodes outside.
    fn merge(&mut self, cycle: &[usize]) -> usize {
        let w = self.width;
        let node = cycle[0];
        let chosen: Vec<Chosen> = cycle
            .iter()
            .map(|&m| (m, self.real[m * w + self.best[m]]))
            .collect();
        let inner: Vec<f64> = cycle.iter().map(|&m| self.score[m * w + self.best[m]]).collect();
        for &member in cycle {
            self.alive[member] = false;
        }
        for other in 0..w {
            if !self.alive[other] {
                continue;
            }
            // Into the cycle: entering at a member frees the arc it had.
            let (mut into, mut into_real) = (f64::NEG_INFINITY, (0, 0));
            // Out of the cycle.
            let (mut out, mut out_real) = (f64::NEG_INFINITY, (0, 0));
            for (&member, own) in cycle.iter().zip(&inner) {
                let gain = self.score[member * w + other] - own;
                if gain > into || into_real == (0, 0) {
                    (into, into_real) = (gain, self.real[member * w + other]);
                }
                let leave = self.score[other * w + member];
                if leave > out || out_real == (0, 0) {
                    (out, out_real) = (leave, self.real[other * w + member]);
                }
            }
            self.score[node * w + other] = into;
            self.real[node * w + other] = into_real;
            if other != 0 {
                self.score[other * w + node] = out;
                self.real[other * w + node] = out_real;
                if cycle.contains(&self.best[other]) {
                    self.best[other] = node;
                }
            }
        }
        self.merges.push((chosen, node));
        self.alive[node] = true;
        self.choose(node);
        node
    }

    /// Opens the merged cycles again, last first: the arc that enters one replaces the arc of the member it enters at.
    fn expand(self, heads: &mut [u32]) {
        let w = self.width;
        // The arc into each node that is alive, as words.
        let mut arc: Vec<(u32, u32)> = vec![(0, 0); w];
        for (d, arc) in arc.iter_mut().enumerate().skip(1) {
            if self.alive[d] {
                *arc = self.real[d * w + self.best[d]];
            }
        }
        // Which words lie in each node at the time of its merge: rebuilt from the merges in order.
        let mut words: Vec<Vec<u32>> = (0..w).map(|d| vec![d as u32]).collect();
        let mut members: Vec<Vec<Vec<u32>>> = Vec::with_capacity(self.merges.len());
        for (chosen, node) in &self.merges {
            let inside: Vec<Vec<u32>> = chosen
                .iter()
                .map(|(m, _)| std::mem::take(&mut words[*m]))
                .collect();
            words[*node] = inside.concat();
            members.push(inside);
        }
        for ((chosen, node), inside) in self.merges.iter().zip(&members).rev() {
            let entering = arc[*node];
            for ((member, own), held) in chosen.iter().zip(inside) {
                arc[*member] = if held.contains(&entering.0) {
                    entering
                } else {
                    *own
                };
            }
        }
        for d in 1..w {
            heads[d - 1] = arc[d].1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn total(scores: &[f32], n: usize, heads: &[u32]) -> f32 {
        (0..n).map(|d| scores[d * (n + 1) + heads[d] as usize]).sum()
    }

    /// The best single-rooted tree by trying all.
    fn by_trying_all(scores: &[f32], n: usize) -> f32 {
        let mut best = f32::NEG_INFINITY;
        let mut heads = vec![0u32; n];
        'next: loop {
            if heads.iter().enumerate().all(|(d, h)| *h as usize != d + 1)
                && heads.iter().filter(|h| **h == 0).count() == 1
                && is_tree(&heads)
            {
                best = best.max(total(scores, n, &heads));
            }
            for h in heads.iter_mut() {
                *h += 1;
                if *h as usize <= n {
                    continue 'next;
                }
                *h = 0;
            }
            return best;
        }
    }

    proptest! {
        #[test]
        fn the_tree_found_is_the_best_tree(n in 1usize..6, raw in prop::collection::vec(-40i32..40, 42)) {
            let scores: Vec<f32> = raw.iter().take(n * (n + 1)).map(|s| *s as f32).collect();
            let mut heads = Vec::new();
            best_tree(&scores, n, &mut heads);
            prop_assert!(is_tree(&heads));
            prop_assert_eq!(heads.iter().filter(|h| **h == 0).count(), 1);
            prop_assert_eq!(total(&scores, n, &heads), by_trying_all(&scores, n));
        }

        #[test]
        fn any_scores_give_a_tree(n in 1usize..60, seed: u64) {
            let mut state = seed;
            let scores: Vec<f32> = (0..n * (n + 1)).map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                ((state >> 60) as f32) - 8.0
            }).collect();
            let mut heads = Vec::new();
            best_tree(&scores, n, &mut heads);
            prop_assert!(is_tree(&heads));
            prop_assert_eq!(heads.iter().filter(|h| **h == 0).count(), 1);
        }
    }
}

//! Average link over the compared pairs: two groups are joined while the mean likelihood over all their pairs is high enough.
//!
//! Pairs that were not compared count as unlikely, so that a chain of likenesses does not join what never met. Blocked pairs
//! weigh against.

use crate::{Pair, weights::THRESHOLD};
use std::collections::{BTreeMap, BinaryHeap};

/// What a blocked pair adds to the sum of a group's likelihoods. Chosen: one blocked pair cancels one sure one.
const BLOCKED: f64 = -1.0;

/// A possible join. The heap hands out the likeliest first; of equals the one of the smallest positions.
#[derive(Debug, PartialEq)]
struct Join {
    mean: f64,
    a: usize,
    b: usize,
}

impl Eq for Join {}

impl Ord for Join {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let positions = |j: &Self| (j.a, j.b);
        self.mean
            .total_cmp(&other.mean)
            .then_with(|| positions(other).cmp(&positions(self)))
    }
}

impl PartialOrd for Join {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Groups of positions `0..n`, each sorted, in order of their first.
pub(crate) fn average_link(n: usize, pairs: &[Pair]) -> Vec<Vec<usize>> {
    let mut sums: Vec<BTreeMap<usize, f64>> = vec![BTreeMap::new(); n];
    let mut heap = BinaryHeap::new();
    for pair in pairs {
        let value = match pair.decided {
            // No mean outweighs what people decided; of two decisions against each other none joins.
            Some(true) => f64::INFINITY,
            Some(false) => f64::NEG_INFINITY,
            None if pair.evidence.blocked => BLOCKED,
            None => pair.evidence.likelihood,
        };
        sums[pair.earlier].insert(pair.later, value);
        sums[pair.later].insert(pair.earlier, value);
        if value >= THRESHOLD {
            heap.push(Join {
                mean: value,
                a: pair.earlier,
                b: pair.later,
            });
        }
    }
    let mut members: Vec<Vec<usize>> = (0..n).map(|at| vec![at]).collect();
    let mean = |members: &[Vec<usize>], a: usize, b: usize, sum: f64| {
        sum / (members[a].len() * members[b].len()) as f64
    };
    while let Some(Join { mean: found, a, b }) = heap.pop() {
        // A join whose groups have changed since is out of date; the changed groups have pushed their own.
        let Some(&sum) = sums[a].get(&b) else { continue };
        if members[a].is_empty() || members[b].is_empty() || mean(&members, a, b, sum) != found {
            continue;
        }
        let moved = std::mem::take(&mut members[b]);
        members[a].extend(moved);
        sums[a].remove(&b);
        let others = std::mem::take(&mut sums[b]);
        for (other, sum) in others {
            sums[other].remove(&b);
            if other != a {
                *sums[a].entry(other).or_default() += sum;
            }
        }
        let joined: Vec<(usize, f64)> = sums[a].iter().map(|(other, sum)| (*other, *sum)).collect();
        for (other, sum) in joined {
            sums[other].insert(a, sum);
            let (low, high) = (a.min(other), a.max(other));
            let now = mean(&members, low, high, sum);
            if now >= THRESHOLD {
                heap.push(Join {
                    mean: now,
                    a: low,
                    b: high,
                });
            }
        }
    }
    members.retain(|group| !group.is_empty());
    for group in &mut members {
        group.sort_unstable();
    }
    members.sort();
    members
}

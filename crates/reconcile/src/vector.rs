//! What a report has in common with others: its terms, weighted by how rare they are.

use crate::{gist::Terms, rarity::Rarity};

/// Terms by which a report is looked up. Chosen: the sixteen that describe it best.
const KEYS: usize = 16;

/// A report described by its terms.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    /// Whole text.
    pub body: Vector,
    /// Headline and lead.
    pub lead: Vector,
    /// Names of two or more words.
    pub names: Vector,
    /// Ages, as a sorted list.
    pub ages: Vec<u32>,
    /// The terms that weigh most: of those known to more than one report, then of those that are new.
    pub keys: Vec<u32>,
}

/// Weights by term, sorted by term, of length 1.
pub(crate) type Vector = Vec<(u32, f32)>;

impl Words {
    pub(crate) fn of(terms: &Terms, rarity: &Rarity) -> Self {
        let mut words = Self {
            ages: terms.ages.clone(),
            ..Self::default()
        };
        let (mut known, mut new) = (Vec::new(), Vec::new());
        let mut note = |at, frequency, whole| {
            let keys = if frequency > 1 { &mut known } else { &mut new };
            keys.push((at, whole));
        };
        for &at in &terms.names {
            let frequency = rarity.frequency(at);
            let rare = rarity.weight(frequency);
            words.names.push((at, rare));
            note(at, frequency, rare);
        }
        for &(at, count, lead) in &terms.words {
            let frequency = rarity.frequency(at);
            let rare = rarity.weight(frequency);
            let weight = |count: u32| (1.0 + (count as f32).ln()) * rare;
            words.body.push((at, weight(count)));
            if lead > 0 {
                words.lead.push((at, weight(lead)));
            }
            note(at, frequency, weight(count));
        }
        for mut keys in [known, new] {
            keys.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            words
                .keys
                .extend(keys.into_iter().take(KEYS).map(|(term, _)| term));
        }
        words.body = normalised(words.body);
        words.lead = normalised(words.lead);
        words.names = normalised(words.names);
        words
    }
}

fn normalised(mut vector: Vector) -> Vector {
    vector.sort_by_key(|(term, _)| *term);
    vector.shrink_to_fit();
    let length = vector.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
    if length > 0.0 {
        for (_, weight) in &mut vector {
            *weight /= length;
        }
    }
    vector
}

/// The cosine of two vectors.
pub(crate) fn cosine(a: &Vector, b: &Vector) -> f64 {
    shared(a, b).map(|(_, x, y)| f64::from(x) * f64::from(y)).sum()
}

/// The terms that stand in both, with both weights.
pub(crate) fn shared<'v>(a: &'v Vector, b: &'v Vector) -> impl Iterator<Item = (u32, f32, f32)> + 'v {
    let (mut i, mut j) = (0, 0);
    std::iter::from_fn(move || {
        while i < a.len() && j < b.len() {
            match a[i].0.cmp(&b[j].0) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    i += 1;
                    j += 1;
                    return Some((a[i - 1].0, a[i - 1].1, b[j - 1].1));
                }
            }
        }
        None
    })
}

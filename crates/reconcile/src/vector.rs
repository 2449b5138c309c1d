//! How much two reports have in common: terms weighted by how rare they are among the reports at hand.

use crate::telling::Telling;
use dateline_model::TermKind;
use std::collections::BTreeMap;

/// Terms by which a report is looked up. Chosen: the dozen that describe it best.
const KEYS: usize = 16;

/// Reports described as vectors of terms.
#[derive(Debug, Default)]
pub(crate) struct Vectors {
    /// Whole text.
    pub body: Vec<Vector>,
    /// Headline and lead.
    pub lead: Vec<Vector>,
    /// Names of two or more words.
    pub names: Vec<Vector>,
    /// Ages, as a sorted list.
    pub ages: Vec<Vec<u32>>,
    /// The terms of each report that weigh most, heaviest first.
    pub keys: Vec<Vec<u32>>,
    /// In how many reports a term stands.
    pub frequency: Vec<u32>,
}

/// Weights by term, sorted by term, of length 1.
pub(crate) type Vector = Vec<(u32, f64)>;

impl Vectors {
    pub(crate) fn of(tellings: &[Telling<'_>]) -> Self {
        let mut index: BTreeMap<(TermKind, &str), u32> = BTreeMap::new();
        for term in tellings.iter().flat_map(|t| &t.report.profile.terms) {
            *index.entry((term.kind, &term.form)).or_default() += 1;
        }
        let frequency: Vec<u32> = index.values().copied().collect();
        for (at, value) in index.values_mut().enumerate() {
            *value = at as u32;
        }
        let reports = tellings.len() as f64;
        // Rarity as in Spärck Jones (1972); a term of all reports weighs nothing.
        let rarity = |term: u32| (reports / f64::from(frequency[term as usize])).ln();
        let mut vectors = Self::default();
        for telling in tellings {
            let (mut body, mut lead, mut names, mut ages) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            for term in &telling.report.profile.terms {
                let Some(&at) = index.get(&(term.kind, term.form.as_str())) else {
                    continue;
                };
                let weight = |count: u32| (1.0 + f64::from(count).ln()) * rarity(at);
                match term.kind {
                    TermKind::Name => names.push((at, rarity(at))),
                    TermKind::Age => ages.extend(term.form.parse::<u32>()),
                    _ => {}
                }
                if matches!(term.kind, TermKind::Word | TermKind::Number) {
                    body.push((at, weight(term.count)));
                    if term.lead > 0 {
                        lead.push((at, weight(term.lead)));
                    }
                }
            }
            let mut keys: Vec<(u32, f64)> = body.iter().chain(&names).copied().collect();
            keys.retain(|(term, _)| frequency[*term as usize] > 1);
            keys.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            vectors
                .keys
                .push(keys.into_iter().take(KEYS).map(|(term, _)| term).collect());
            vectors.body.push(normalised(body));
            vectors.lead.push(normalised(lead));
            vectors.names.push(normalised(names));
            vectors.ages.push(ages);
        }
        vectors.frequency = frequency;
        vectors
    }
}

fn normalised(mut vector: Vector) -> Vector {
    vector.sort_by_key(|(term, _)| *term);
    let length = vector.iter().map(|(_, w)| w * w).sum::<f64>().sqrt();
    if length > 0.0 {
        for (_, weight) in &mut vector {
            *weight /= length;
        }
    }
    vector
}

/// The cosine of two vectors.
pub(crate) fn cosine(a: &Vector, b: &Vector) -> f64 {
    shared(a, b).map(|(_, x, y)| x * y).sum()
}

/// The terms that stand in both, with both weights.
pub(crate) fn shared<'v>(a: &'v Vector, b: &'v Vector) -> impl Iterator<Item = (u32, f64, f64)> + 'v {
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

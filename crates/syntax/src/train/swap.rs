//! Names put in the place of others of their kind, so that the finder of names learns from what stands around a name and not
//! the names by heart.

use super::data::{Example, Word};
use super::entities::KINDS;
use super::net::NONE;
use super::rng::Rng;
use crate::segment::folded;
use std::collections::BTreeSet;
use std::ops::Range;

/// Names to draw from, by kind: those of the annotated texts, and those of lists.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    met: Vec<Vec<Vec<String>>>,
    listed: Vec<Vec<Vec<String>>>,
}

/// Where names stand in a sentence, with their kinds.
fn names(words: &[Word]) -> Vec<(Range<usize>, usize)> {
    let mut out: Vec<(Range<usize>, usize)> = Vec::new();
    for (at, w) in words.iter().enumerate() {
        if w.entity == 0 || w.entity == NONE {
            continue;
        }
        let (kind, later) = ((w.entity as usize - 1) / 2, w.entity % 2 == 0);
        match out.last_mut() {
            Some((span, k)) if later && span.end == at && *k == kind => span.end = at + 1,
            _ => out.push((at..at + 1, kind)),
        }
    }
    out
}

impl Pool {
    /// All names of the examples, each once, and those of the lists: `(kind, names)`, a name on each line.
    pub(crate) fn of(examples: &[Example], lists: &[(&str, &str)]) -> Self {
        let mut met = vec![BTreeSet::new(); KINDS.len()];
        for example in examples {
            for (span, kind) in names(&example.words) {
                let forms: Vec<String> = example.words[span].iter().map(|w| w.form.clone()).collect();
                met[kind].insert(forms);
            }
        }
        let mut listed = vec![BTreeSet::new(); KINDS.len()];
        for (kind, text) in lists {
            if let Some(kind) = KINDS.iter().position(|k| k == kind) {
                for line in text.lines() {
                    let read = crate::analyse(line);
                    let forms: Vec<String> = (0..read.tokens().len())
                        .map(|ix| read.word(ix).to_owned())
                        .collect();
                    if !forms.is_empty() {
                        listed[kind].insert(forms);
                    }
                }
            }
        }
        let lists = |sets: Vec<BTreeSet<Vec<String>>>| sets.into_iter().map(Vec::from_iter).collect();
        Self {
            met: lists(met),
            listed: lists(listed),
        }
    }

    /// A name of a kind; persons are now and then put together from two.
    fn draw(&self, kind: usize, rng: &mut Rng) -> Option<Vec<String>> {
        let one = |rng: &mut Rng| {
            let (met, listed) = (&self.met[kind], &self.listed[kind]);
            let from = if !listed.is_empty() && rng.chance(0.5) {
                listed
            } else {
                met
            };
            (!from.is_empty()).then(|| from[rng.below(from.len())].clone())
        };
        let name = one(rng)?;
        if KINDS[kind] == "PER" && name.len() == 2 && rng.chance(0.5) {
            let other = one(rng)?;
            return Some(vec![name[0].clone(), other.last()?.clone()]);
        }
        Some(name)
    }

    /// The sentence with some of its names exchanged.
    pub(crate) fn swapped(&self, example: &Example, share: f32, rng: &mut Rng) -> Vec<Word> {
        let mut words = Vec::with_capacity(example.words.len());
        let mut at = 0;
        for (span, kind) in names(&example.words) {
            words.extend_from_slice(&example.words[at..span.start]);
            at = span.end;
            let old = &example.words[span];
            let name = if rng.chance(share) {
                self.draw(kind, rng)
            } else {
                None
            };
            let Some(name) = name else {
                words.extend_from_slice(old);
                continue;
            };
            let small = old.iter().all(|w| w.form == w.lower);
            let large = old.len() > 1 && old.iter().all(|w| !w.form.contains(char::is_lowercase));
            for (i, form) in name.iter().enumerate() {
                let lower = folded(form);
                let form = match (small, large) {
                    (true, _) => lower.clone(),
                    (_, true) => form.to_uppercase(),
                    _ => form.clone(),
                };
                words.push(Word {
                    entity: (1 + 2 * kind + usize::from(i > 0)) as u16,
                    ..Word::unlabelled(&form, &lower)
                });
            }
        }
        words.extend_from_slice(&example.words[at..]);
        words
    }
}

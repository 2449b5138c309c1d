//! Training sentences: from treebank words to the rows and classes that the network sees.

use super::net::{Batch, NONE};
use super::rng::Rng;
use crate::conllu::TreebankSentence;
use crate::features::{self, FORM, Layout, ROWS};
use crate::segment::folded;
use std::collections::BTreeMap;

/// A list of names and their positions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Names(pub(crate) Vec<String>);

impl Names {
    pub(crate) fn of<'a>(items: impl Iterator<Item = &'a str>) -> Self {
        let set: std::collections::BTreeSet<&str> = items.collect();
        Self(set.into_iter().map(str::to_owned).collect())
    }

    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|n| n == name)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

/// One word as training needs it.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub(crate) form: String,
    pub(crate) lower: String,
    pub(crate) upos: u16,
    pub(crate) xpos: u16,
    /// From 1; 0 is the root.
    pub(crate) head: u16,
    pub(crate) relation: u16,
    pub(crate) entity: u16,
}

impl Word {
    /// A word of text without annotation.
    pub(crate) fn unlabelled(form: &str, lower: &str) -> Self {
        Self {
            form: form.to_owned(),
            lower: lower.to_owned(),
            upos: NONE,
            xpos: NONE,
            head: 0,
            relation: NONE,
            entity: NONE,
        }
    }
}

/// One sentence as training needs it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Example {
    pub(crate) words: Vec<Word>,
    /// Whether its tree is to be learnt.
    pub(crate) tree: bool,
}

/// The classes that the network tells apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes {
    pub(crate) upos: Names,
    pub(crate) xpos: Names,
    pub(crate) relations: Names,
    pub(crate) entities: Names,
}

impl Classes {
    pub(crate) fn of_trees(sentences: &[TreebankSentence]) -> Self {
        let words = || sentences.iter().flat_map(|s| &s.words);
        Self {
            upos: Names::of(words().map(|w| w.upos.as_str())),
            xpos: Names::of(words().map(|w| w.xpos.as_str())),
            relations: Names::of(words().map(|w| w.relation.as_str())),
            entities: Names::default(),
        }
    }
}

/// Turns treebank sentences into examples. Classes that are not listed become unknown, which only development data may have.
pub(crate) fn examples(sentences: &[TreebankSentence], classes: &Classes) -> Vec<Example> {
    let class = |names: &Names, name: &str| names.find(name).map_or(NONE, |c| c as u16);
    sentences
        .iter()
        .map(|s| Example {
            tree: true,
            words: s
                .words
                .iter()
                .map(|w| Word {
                    form: w.form.clone(),
                    lower: folded(&w.form),
                    upos: class(&classes.upos, &w.upos),
                    xpos: class(&classes.xpos, &w.xpos),
                    head: w.head as u16,
                    relation: class(&classes.relations, &w.relation),
                    entity: NONE,
                })
                .collect(),
        })
        .collect()
}

/// The known forms by hash, with their rows; row 0 is for unknown forms.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vocabulary {
    rows: BTreeMap<u64, u32>,
    /// How often each row's form stands in the training data.
    pub(crate) counts: Vec<u32>,
}

impl Vocabulary {
    /// All forms that occur at least `least` times, the most frequent first. `weight` says how much an occurrence counts.
    pub(crate) fn of<'a>(forms: impl Iterator<Item = (&'a str, u32)>, least: u32) -> Self {
        let mut counts: BTreeMap<u64, u32> = BTreeMap::new();
        for (form, weight) in forms {
            *counts.entry(features::form_hash(form)).or_default() += weight;
        }
        let mut kept: Vec<(u64, u32)> = counts.into_iter().filter(|(_, n)| *n >= least).collect();
        kept.sort_by_key(|(hash, n)| (std::cmp::Reverse(*n), *hash));
        let mut vocabulary = Self {
            rows: BTreeMap::new(),
            counts: vec![0],
        };
        for (hash, n) in kept {
            vocabulary.rows.insert(hash, vocabulary.counts.len() as u32);
            vocabulary.counts.push(n);
        }
        vocabulary
    }

    pub(crate) fn row(&self, lower: &str) -> u32 {
        self.rows.get(&features::form_hash(lower)).copied().unwrap_or(0)
    }

    pub(crate) fn layout(&self) -> Layout {
        Layout {
            forms: self.counts.len(),
        }
    }

    pub(crate) fn by_hash(&self) -> &BTreeMap<u64, u32> {
        &self.rows
    }
}

/// Adds an example to a batch.
pub(crate) fn push(example: &Example, vocabulary: &Vocabulary, case_known: bool, batch: &mut Batch) {
    let start = batch.rows.len();
    let layout = vocabulary.layout();
    for w in &example.words {
        let mut rows = [0u32; ROWS];
        rows[FORM] = vocabulary.row(&w.lower);
        features::rows(&w.lower, &w.form, case_known, layout, &mut rows);
        batch.rows.push(rows);
        batch.upos.push(w.upos);
        batch.xpos.push(w.xpos);
        batch.heads.push(if example.tree { w.head } else { NONE });
        batch.relations.push(w.relation);
        batch.entities.push(w.entity);
    }
    batch.sentences.push(start..batch.rows.len());
}

/// How often a training sentence is damaged as news archives are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Damage {
    /// Case made unknown, as in texts all in capitals.
    pub(crate) case: f32,
    /// Commas lost.
    pub(crate) commas: f32,
    /// The final stop lost.
    pub(crate) stop: f32,
    /// 'al', '-', 'Nusra' written as the one token that our tokenizer makes.
    pub(crate) particles: f32,
}

/// The sentence with some punctuation lost and name particles joined, by chance.
pub(crate) fn damaged(example: &Example, punctuation: u16, damage: &Damage, rng: &mut Rng) -> Example {
    let commas = rng.chance(damage.commas);
    let stop = rng.chance(damage.stop);
    let particles = rng.chance(damage.particles);
    let n = example.words.len();
    let mut keep = vec![true; n];
    let mut forms: Vec<Option<(String, String)>> = vec![None; n];
    let has_child: Vec<bool> = (0..n)
        .map(|i| example.words.iter().any(|w| w.head as usize == i + 1))
        .collect();
    for i in 0..n {
        let w = &example.words[i];
        let mark = w.upos == punctuation && !has_child[i];
        if mark && ((commas && w.lower == ",") || (stop && i + 1 == n && n > 2 && w.lower == ".")) {
            keep[i] = false;
        }
        if particles
            && w.lower == "-"
            && mark
            && i > 0
            && i + 1 < n
            && crate::segment::is_particle(&example.words[i - 1].form, &example.words[i + 1].form)
        {
            join(example, i, &has_child, &mut keep, &mut forms);
        }
    }
    if keep.iter().all(|k| *k) {
        return example.clone();
    }
    let mut place = vec![0u16; n + 1];
    let mut next = 0;
    for i in 0..n {
        if keep[i] {
            next += 1;
        }
        place[i + 1] = next;
    }
    let words = (0..n)
        .filter(|i| keep[*i])
        .map(|i| {
            let mut w = example.words[i].clone();
            w.head = place[w.head as usize];
            if let Some((form, lower)) = forms[i].take() {
                (w.form, w.lower) = (form, lower);
            }
            w
        })
        .collect();
    Example {
        words,
        tree: example.tree,
    }
}

/// Joins the words around the hyphen `i` into the one that heads the other, if the other has no dependents but the hyphen.
fn join(
    example: &Example,
    i: usize,
    has_child: &[bool],
    keep: &mut [bool],
    forms: &mut [Option<(String, String)>],
) {
    let (left, right) = (i - 1, i + 1);
    let only_hyphen = |ix: usize| {
        !has_child[ix]
            || example
                .words
                .iter()
                .enumerate()
                .all(|(c, w)| w.head as usize != ix + 1 || c == i)
    };
    let (head, dependent) = if example.words[right].head as usize == left + 1 || !only_hyphen(left) {
        (left, right)
    } else {
        (right, left)
    };
    let attached = example.words[dependent].head as usize == head + 1
        || example.words[dependent].head == example.words[head].head;
    if !attached || !keep[left] || !only_hyphen(dependent) {
        return;
    }
    let form = format!("{}-{}", example.words[left].form, example.words[right].form);
    let lower = format!("{}-{}", example.words[left].lower, example.words[right].lower);
    keep[i] = false;
    keep[dependent] = false;
    forms[head] = Some((form, lower));
}

//! From trained weights to the contents of a model file.

use super::net::Linear;
use super::trainer::Trainer;
use crate::conllu::TreebankSentence;
use crate::matrix::{LARGEST_WEIGHT, STEPS};
use crate::model::{FEATURES_VERSION, HEAD, LAYOUT_VERSION, MAGIC, checksum};
use crate::morphology::Morphology;
use crate::segment::folded;
use std::ops::Range;

/// The contents of a model file: averaged weights, rounded, with the tables of lemmas and features of `trees`.
pub(crate) fn model_file(trainer: &Trainer, trees: &[TreebankSentence]) -> Vec<u8> {
    let mut out = Writer {
        bytes: vec![0; HEAD],
        weights: &trainer.kept_dense,
    };
    let s = &trainer.sizes;
    for n in [
        s.width,
        s.layers,
        s.tag_layers,
        s.arc,
        s.relation,
        trainer.vocabulary.counts.len(),
    ] {
        out.count(n);
    }
    let c = &trainer.classes;
    for names in [&c.upos, &c.xpos, &c.relations, &c.entities] {
        out.count(names.len());
        for name in &names.0 {
            out.count(name.len());
            out.bytes.extend_from_slice(name.as_bytes());
        }
    }
    out.index(trainer);
    out.rows(trainer);
    let at = &trainer.at;
    for layer in &at.layers {
        out.matrix(&[(&layer.input, None)]);
        out.floats(&layer.state);
    }
    out.matrix(&[(&at.upos, None), (&at.xpos, None)]);
    out.floats(&at.upos_back);
    out.matrix(&[(&at.entities, None)]);
    out.matrix(&[
        (&at.rel_dep, None),
        (&at.rel_head, None),
        (&at.arc_head, None),
        (&at.arc_dep, None),
    ]);
    let square = |weight: &Range<usize>, to: usize| Linear {
        weight: weight.clone(),
        bias: 0..0,
        from: s.arc,
        to,
    };
    out.matrix(&[(&square(&at.arc_pair, s.arc), Some(at.arc_head_bias.clone()))]);
    out.floats(&at.arc_root);
    out.matrix(&[(&square(&at.arc_distance, crate::network::DISTANCES), None)]);
    out.floats(&at.rel_root);
    out.matrix(&[(&at.rel_out, None)]);
    let words: Vec<[String; 6]> = trees
        .iter()
        .flat_map(|t| &t.words)
        .map(|w| {
            [
                w.form.clone(),
                folded(&w.form),
                w.lemma.clone(),
                w.upos.clone(),
                w.xpos.clone(),
                w.feats.clone(),
            ]
        })
        .collect();
    let morphology = Morphology::learn(words.iter().map(|w| w.each_ref().map(String::as_str))).write();
    out.count(morphology.len());
    out.bytes.extend_from_slice(&morphology);
    // No finder of names of its own yet.
    out.count(0);
    sealed(out.bytes)
}

/// The model file with a finder of names in place of what it has.
///
/// `end` is where the finder begins in `base`; `weights` holds all maps, `rows` the table of hashed features.
pub(crate) fn with_names(base: &[u8], end: usize, head: &HeadWeights<'_>) -> Vec<u8> {
    let mut out = Writer {
        bytes: base[..end].to_vec(),
        weights: head.weights,
    };
    out.count(head.out.from);
    out.matrix(&[(head.first, None)]);
    out.matrix(&[(head.out, None)]);
    for x in &head.weights[head.links.clone()] {
        out.float(*x);
    }
    out.count(head.rows.len() / head.out.from);
    for row in head.rows.chunks_exact(head.out.from) {
        out.row(row, true);
    }
    sealed(out.bytes)
}

/// A trained finder of names.
pub(crate) struct HeadWeights<'w> {
    pub(crate) weights: &'w [f32],
    pub(crate) first: &'w Linear,
    pub(crate) out: &'w Linear,
    pub(crate) links: Range<usize>,
    pub(crate) rows: &'w [f32],
}

/// Writes the head of the file over the place kept for it.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let body = (bytes.len() - HEAD) as u64;
    let sum = checksum(&bytes[HEAD..]);
    bytes[..8].copy_from_slice(MAGIC);
    bytes[8..12].copy_from_slice(&LAYOUT_VERSION.to_le_bytes());
    bytes[12..20].copy_from_slice(&body.to_le_bytes());
    bytes[20..28].copy_from_slice(&sum.to_le_bytes());
    bytes[28..32].copy_from_slice(&FEATURES_VERSION.to_le_bytes());
    bytes
}

struct Writer<'w> {
    bytes: Vec<u8>,
    weights: &'w [f32],
}

impl Writer<'_> {
    fn count(&mut self, n: usize) {
        self.bytes.extend_from_slice(&(n as u32).to_le_bytes());
    }

    fn float(&mut self, x: f32) {
        self.bytes.extend_from_slice(&x.to_le_bytes());
    }

    fn floats(&mut self, range: &Range<usize>) {
        for i in range.clone() {
            self.float(self.weights[i]);
        }
    }

    /// The index of forms: an open hash table, at most two thirds full.
    fn index(&mut self, trainer: &Trainer) {
        let forms = trainer.vocabulary.by_hash();
        let slots = (forms.len() * 3 / 2 + 2).next_power_of_two();
        let mut table = vec![(0u32, 0u32); slots];
        for (hash, row) in forms {
            let mut slot = *hash as usize & (slots - 1);
            while table[slot].1 != 0 {
                slot = (slot + 1) & (slots - 1);
            }
            table[slot] = ((hash >> 32) as u32, *row);
        }
        self.count(slots);
        for (fingerprint, row) in table {
            self.bytes.extend_from_slice(&fingerprint.to_le_bytes());
            self.bytes.extend_from_slice(&row.to_le_bytes());
        }
    }

    /// The embedding rows: a scale, then a byte for each weight. Rows that no word ever had are nought.
    fn rows(&mut self, trainer: &Trainer) {
        let width = trainer.sizes.width;
        self.count(trainer.vocabulary.layout().rows());
        for (row, met) in trainer.kept_table.chunks_exact(width).zip(&trainer.met) {
            self.row(row, *met);
        }
    }

    fn row(&mut self, row: &[f32], met: bool) {
        let largest = row.iter().fold(0f32, |m, x| m.max(x.abs()));
        let scale = if met && largest > 0.0 {
            largest / 127.0
        } else {
            0.0
        };
        self.float(scale);
        for x in row {
            let whole = if scale > 0.0 { (x / scale).round() as i8 } else { 0 };
            self.bytes.push(whole as u8);
        }
    }

    /// Maps that share their input, one under the other: weights by output, then scales, then biases.
    fn matrix(&mut self, parts: &[(&Linear, Option<Range<usize>>)]) {
        let (mut scales, mut biases) = (Vec::new(), Vec::new());
        for (linear, bias) in parts {
            let weight = &self.weights[linear.weight.clone()];
            let bias = bias.clone().unwrap_or_else(|| linear.bias.clone());
            for j in 0..linear.to {
                let column = || (0..linear.from).map(|i| weight[i * linear.to + j]);
                let largest = column().fold(1e-6f32, |m, x| m.max(x.abs()));
                let scale = largest / LARGEST_WEIGHT;
                for x in column() {
                    self.bytes
                        .extend_from_slice(&((x / scale).round() as i16).to_le_bytes());
                }
                scales.push(scale / STEPS);
                biases.push(if bias.is_empty() {
                    0.0
                } else {
                    self.weights[bias.start + j]
                });
            }
        }
        for x in scales.into_iter().chain(biases) {
            self.float(x);
        }
    }
}

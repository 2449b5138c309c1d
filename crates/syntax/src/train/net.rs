//! The network in training form: where its weights lie, and the forward pass.
//!
//! Words are sums of embedding rows. Layers of simple recurrent units (Lei et al. 2018) read them in both directions. Tags are
//! read off the middle, their probabilities are fed to the last layer, and there every pair of words is scored as head and
//! dependent (Dozat and Manning 2017), and every arc's relation by a small layer of its own.

use super::matrix::{axpy, dot, multiply, softmax};
use super::rng::Rng;
use crate::features::{FORM, ROWS};
use crate::network::{DISTANCES, LEAK, distance_class};
use std::ops::Range;

/// Sizes of the network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sizes {
    /// Width of embeddings and of every layer; a multiple of 16.
    pub(crate) width: usize,
    /// Recurrent layers.
    pub(crate) layers: usize,
    /// Layers below the tags.
    pub(crate) tag_layers: usize,
    /// Width of head and dependent vectors.
    pub(crate) arc: usize,
    /// Width of the relation layer.
    pub(crate) relation: usize,
    pub(crate) upos: usize,
    pub(crate) xpos: usize,
    pub(crate) relations: usize,
    pub(crate) entities: usize,
}

/// Where each weight lies in the dense vector.
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    pub(crate) layers: Vec<LayerWeights>,
    pub(crate) upos: Linear,
    pub(crate) xpos: Linear,
    pub(crate) entities: Linear,
    pub(crate) upos_back: Range<usize>,
    pub(crate) arc_dep: Linear,
    pub(crate) arc_head: Linear,
    pub(crate) arc_pair: Range<usize>,
    pub(crate) arc_head_bias: Range<usize>,
    pub(crate) arc_root: Range<usize>,
    pub(crate) arc_distance: Range<usize>,
    pub(crate) rel_dep: Linear,
    pub(crate) rel_head: Linear,
    pub(crate) rel_root: Range<usize>,
    pub(crate) rel_out: Linear,
    pub(crate) total: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct LayerWeights {
    pub(crate) input: Linear,
    /// Two vectors (forget, reset) for each direction.
    pub(crate) state: Range<usize>,
}

#[derive(Clone, Debug)]
pub(crate) struct Linear {
    pub(crate) weight: Range<usize>,
    pub(crate) bias: Range<usize>,
    pub(crate) from: usize,
    pub(crate) to: usize,
}

impl Weights {
    pub(crate) fn new(s: &Sizes) -> Self {
        let mut at = 0;
        let mut take = |n: usize| {
            let range = at..at + n;
            at += n;
            range
        };
        let mut linear = |from: usize, to: usize| Linear {
            weight: take(from * to),
            bias: take(to),
            from,
            to,
        };
        let inputs: Vec<Linear> = (0..s.layers).map(|_| linear(s.width, 3 * s.width)).collect();
        let (upos, xpos, entities) = (
            linear(s.width, s.upos),
            linear(s.width, s.xpos),
            linear(s.width, s.entities),
        );
        let (arc_dep, arc_head) = (linear(s.width, s.arc), linear(s.width, s.arc));
        let (rel_dep, rel_head) = (linear(s.width, s.relation), linear(s.width, s.relation));
        let rel_out = linear(s.relation, s.relations);
        let layers = inputs
            .into_iter()
            .map(|input| LayerWeights {
                input,
                state: take(2 * s.width),
            })
            .collect();
        Self {
            layers,
            upos,
            xpos,
            entities,
            upos_back: take(s.upos * s.width),
            arc_dep,
            arc_head,
            arc_pair: take(s.arc * s.arc),
            arc_head_bias: take(s.arc),
            arc_root: take(s.arc),
            arc_distance: take(s.arc * DISTANCES),
            rel_dep,
            rel_head,
            rel_root: take(s.relation),
            rel_out,
            total: at,
        }
    }

    /// Starting weights.
    pub(crate) fn initial(&self, s: &Sizes, rng: &mut Rng) -> Vec<f32> {
        let mut w = vec![0.0; self.total];
        let mut fill = |range: &Range<usize>, std: f32| {
            for x in &mut w[range.clone()] {
                *x = rng.normal() * std;
            }
        };
        for layer in &self.layers {
            fill(&layer.input.weight, (1.0 / s.width as f32).sqrt());
            fill(&layer.state, 0.1);
        }
        for linear in [&self.upos, &self.xpos, &self.entities] {
            fill(&linear.weight, 0.05);
        }
        fill(&self.upos_back, 0.1);
        for linear in [&self.arc_dep, &self.arc_head, &self.rel_dep, &self.rel_head] {
            fill(&linear.weight, (2.0 / s.width as f32).sqrt());
        }
        fill(&self.arc_pair, 0.05);
        fill(&self.arc_root, 0.3);
        fill(&self.rel_root, 0.3);
        fill(&self.rel_out.weight, (1.0 / s.relation as f32).sqrt());
        w
    }
}

/// Marks a word without a gold tag, head or entity.
pub(crate) const NONE: u16 = u16::MAX;

/// Sentences of one step, one after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Batch {
    pub(crate) sentences: Vec<Range<usize>>,
    pub(crate) rows: Vec<[u32; ROWS]>,
    pub(crate) upos: Vec<u16>,
    pub(crate) xpos: Vec<u16>,
    /// Head in the sentence, from 1; 0 is the root.
    pub(crate) heads: Vec<u16>,
    pub(crate) relations: Vec<u16>,
    pub(crate) entities: Vec<u16>,
}

/// Chances of dropping parts while training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Dropout {
    pub(crate) embedding: f32,
    pub(crate) layer: f32,
    pub(crate) head: f32,
}

/// What a forward pass leaves for reading the answer or going back.
pub(crate) struct Pass {
    /// Input of each layer before dropout; the last is the top.
    pub(crate) states: Vec<Vec<f32>>,
    pub(super) masks: Vec<Vec<f32>>,
    pub(super) scans: Vec<Scan>,
    /// Output of the tag layers, before the tags are fed back.
    pub(crate) tag_state: Vec<f32>,
    pub(super) tag_mask: Vec<f32>,
    pub(crate) upos: Vec<f32>,
    pub(crate) xpos: Vec<f32>,
    pub(crate) entities: Vec<f32>,
    pub(super) top_mask: Vec<f32>,
    pub(crate) arc_dep: Vec<f32>,
    pub(crate) arc_head: Vec<f32>,
    pub(super) arc_masks: [Vec<f32>; 4],
    /// `arc_dep · arc_pair`.
    pub(crate) arc_query: Vec<f32>,
    pub(crate) distance: Vec<f32>,
    pub(crate) rel_dep: Vec<f32>,
    pub(crate) rel_head: Vec<f32>,
}

pub(super) struct Scan {
    /// z, f, r after their functions, both directions: n × 3·width.
    pub(super) gates: Vec<f32>,
    /// Cell states, n × width.
    pub(super) cells: Vec<f32>,
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

fn mask(n: usize, p: f32, rng: Option<&mut Rng>) -> Vec<f32> {
    match rng {
        Some(rng) if p > 0.0 => (0..n)
            .map(|_| if rng.chance(p) { 0.0 } else { 1.0 / (1.0 - p) })
            .collect(),
        _ => Vec::new(),
    }
}

/// One mask per sentence, the same for all its words.
fn sentence_masks(batch: &Batch, width: usize, p: f32, rng: Option<&mut Rng>) -> Vec<f32> {
    match rng {
        Some(rng) if p > 0.0 => {
            let mut out = Vec::with_capacity(batch.rows.len() * width);
            for s in &batch.sentences {
                let one: Vec<f32> = (0..width)
                    .map(|_| if rng.chance(p) { 0.0 } else { 1.0 / (1.0 - p) })
                    .collect();
                for _ in s.clone() {
                    out.extend_from_slice(&one);
                }
            }
            out
        }
        _ => Vec::new(),
    }
}

pub(super) fn masked(x: &[f32], mask: &[f32]) -> Vec<f32> {
    if mask.is_empty() {
        x.to_vec()
    } else {
        x.iter().zip(mask).map(|(x, m)| x * m).collect()
    }
}

pub(super) fn apply(mask: &[f32], x: &mut [f32]) {
    if !mask.is_empty() {
        for (x, m) in x.iter_mut().zip(mask) {
            *x *= m;
        }
    }
}

fn linear(w: &[f32], l: &Linear, x: &[f32]) -> Vec<f32> {
    let n = x.len() / l.from;
    let mut out = Vec::with_capacity(n * l.to);
    for _ in 0..n {
        out.extend_from_slice(&w[l.bias.clone()]);
    }
    multiply(x, &w[l.weight.clone()], l.from, l.to, &mut out, true);
    out
}

fn leaky(x: &mut [f32]) {
    for x in x {
        if *x < 0.0 {
            *x *= LEAK;
        }
    }
}

/// The network: sizes, where weights lie, the dense weights and the embedding table.
pub(crate) struct Net<'a> {
    pub(crate) sizes: &'a Sizes,
    pub(crate) at: &'a Weights,
    pub(crate) dense: &'a [f32],
    pub(crate) table: &'a [f32],
    /// Whether tags are fed to the layers above them; off while learning from plain text.
    pub(crate) feed_tags: bool,
}

impl Net<'_> {
    pub(super) fn w(&self, range: &Range<usize>) -> &[f32] {
        &self.dense[range.clone()]
    }

    /// Runs the network over a batch; with `rng`, parts are dropped as in training.
    pub(crate) fn forward(&self, batch: &Batch, dropout: &Dropout, mut rng: Option<&mut Rng>) -> Pass {
        let s = self.sizes;
        let n = batch.rows.len();
        let mut x = vec![0.0; n * s.width];
        for (rows, out) in batch.rows.iter().zip(x.chunks_exact_mut(s.width)) {
            for &row in rows {
                axpy(
                    1.0,
                    &self.table[row as usize * s.width..(row as usize + 1) * s.width],
                    out,
                );
            }
        }
        let input_mask = mask(n * s.width, dropout.embedding, rng.as_deref_mut());
        apply(&input_mask, &mut x);
        let (mut states, mut masks, mut scans) = (vec![x], vec![input_mask], Vec::new());
        let mut tags = None;
        for layer in 0..s.layers {
            let mask = sentence_masks(
                batch,
                s.width,
                if layer == 0 { 0.0 } else { dropout.layer },
                rng.as_deref_mut(),
            );
            let (mut out, scan) = self.layer(layer, batch, &states[layer], &mask);
            masks.push(mask);
            scans.push(scan);
            if layer + 1 == s.tag_layers {
                let tag_mask = mask_of(n * s.width, dropout.head, rng.as_deref_mut());
                let seen = masked(&out, &tag_mask);
                let mut upos = linear(self.dense, &self.at.upos, &seen);
                let xpos = linear(self.dense, &self.at.xpos, &seen);
                let tag_state = out.clone();
                for row in upos.chunks_exact_mut(s.upos) {
                    softmax(row);
                }
                if self.feed_tags {
                    multiply(&upos, self.w(&self.at.upos_back), s.upos, s.width, &mut out, true);
                }
                tags = Some((tag_state, tag_mask, upos, xpos));
            }
            states.push(out);
        }
        let (tag_state, tag_mask, upos, xpos) = tags.unwrap_or_default();
        let top_mask = sentence_masks(batch, s.width, dropout.layer, rng.as_deref_mut());
        let top = masked(&states[s.layers], &top_mask);
        let entities = linear(self.dense, &self.at.entities, &top);
        let mut parts: Vec<Vec<f32>> = Vec::new();
        let mut arc_masks: [Vec<f32>; 4] = Default::default();
        for (i, l) in [
            &self.at.arc_dep,
            &self.at.arc_head,
            &self.at.rel_dep,
            &self.at.rel_head,
        ]
        .into_iter()
        .enumerate()
        {
            let mut y = linear(self.dense, l, &top);
            if i < 2 {
                leaky(&mut y);
            }
            arc_masks[i] = sentence_masks(batch, l.to, dropout.head, rng.as_deref_mut());
            apply(&arc_masks[i], &mut y);
            parts.push(y);
        }
        let rel_head = parts.pop().unwrap_or_default();
        let rel_dep = parts.pop().unwrap_or_default();
        let arc_head = parts.pop().unwrap_or_default();
        let arc_dep = parts.pop().unwrap_or_default();
        let mut arc_query = vec![0.0; n * s.arc];
        multiply(
            &arc_dep,
            self.w(&self.at.arc_pair),
            s.arc,
            s.arc,
            &mut arc_query,
            false,
        );
        for row in arc_query.chunks_exact_mut(s.arc) {
            axpy(1.0, self.w(&self.at.arc_head_bias), row);
        }
        let mut distance = vec![0.0; n * DISTANCES];
        multiply(
            &arc_dep,
            self.w(&self.at.arc_distance),
            s.arc,
            DISTANCES,
            &mut distance,
            false,
        );
        Pass {
            states,
            masks,
            scans,
            tag_state,
            tag_mask,
            upos,
            xpos,
            entities,
            top_mask,
            arc_dep,
            arc_head,
            arc_masks,
            arc_query,
            distance,
            rel_dep,
            rel_head,
        }
    }

    fn layer(&self, layer: usize, batch: &Batch, x: &[f32], mask: &[f32]) -> (Vec<f32>, Scan) {
        let w = self.sizes.width;
        let h = w / 2;
        let at = &self.at.layers[layer];
        let mut gates = linear(self.dense, &at.input, &masked(x, mask));
        let state = self.w(&at.state);
        let n = batch.rows.len();
        let mut cells = vec![0.0; n * w];
        let mut out = vec![0.0; n * w];
        let zero = vec![0.0; h];
        for sentence in &batch.sentences {
            for back in [false, true] {
                let off = if back { h } else { 0 };
                let (vf, vr) = (&state[2 * off..2 * off + h], &state[2 * off + h..2 * off + 2 * h]);
                let mut previous = None;
                let len = sentence.len();
                for step in 0..len {
                    let t = if back {
                        sentence.end - 1 - step
                    } else {
                        sentence.start + step
                    };
                    let g = &mut gates[t * 3 * w + 3 * off..t * 3 * w + 3 * off + 3 * h];
                    let (z, fr) = g.split_at_mut(h);
                    let (f, r) = fr.split_at_mut(h);
                    let c_before: Vec<f32> = match previous {
                        Some(p) => cells[p * w + off..p * w + off + h].to_vec(),
                        None => zero.clone(),
                    };
                    let c = &mut cells[t * w + off..t * w + off + h];
                    let xs = &x[t * w + off..t * w + off + h];
                    let o = &mut out[t * w + off..t * w + off + h];
                    for i in 0..h {
                        f[i] = sigmoid(f[i] + vf[i] * c_before[i]);
                        r[i] = sigmoid(r[i] + vr[i] * c_before[i]);
                        c[i] = f[i] * c_before[i] + (1.0 - f[i]) * z[i];
                        o[i] = r[i] * c[i] + (1.0 - r[i]) * xs[i];
                    }
                    previous = Some(t);
                }
            }
        }
        (out, Scan { gates, cells })
    }

    /// Scores of all heads (0 is the root) for each word of a sentence.
    pub(crate) fn arc_scores(&self, pass: &Pass, sentence: &Range<usize>, scores: &mut Vec<f32>) {
        let a = self.sizes.arc;
        let n = sentence.len();
        scores.clear();
        scores.reserve(n * (n + 1));
        let root = self.w(&self.at.arc_root);
        for d in sentence.clone() {
            let query = &pass.arc_query[d * a..(d + 1) * a];
            let near = &pass.distance[d * DISTANCES..(d + 1) * DISTANCES];
            scores.push(dot(query, root));
            for h in sentence.clone() {
                scores.push(dot(query, &pass.arc_head[h * a..(h + 1) * a]) + near[distance_class(d, h)]);
            }
        }
    }

    /// Scores of all relations for word `d` under head `h` (both rows of the batch; `None` is the root).
    pub(crate) fn relation_scores(
        &self,
        pass: &Pass,
        d: usize,
        h: Option<usize>,
        hidden: &mut Vec<f32>,
        out: &mut Vec<f32>,
    ) {
        let m = self.sizes.relation;
        let head = match h {
            Some(h) => &pass.rel_head[h * m..(h + 1) * m],
            None => self.w(&self.at.rel_root),
        };
        hidden.clear();
        hidden.extend(
            pass.rel_dep[d * m..(d + 1) * m]
                .iter()
                .zip(head)
                .map(|(a, b)| a + b),
        );
        leaky(hidden);
        out.clear();
        out.extend_from_slice(self.w(&self.at.rel_out.bias));
        multiply(
            hidden,
            self.w(&self.at.rel_out.weight),
            m,
            self.sizes.relations,
            out,
            true,
        );
    }
}

fn mask_of(n: usize, p: f32, rng: Option<&mut Rng>) -> Vec<f32> {
    mask(n, p, rng)
}

/// Replaces rare forms by the unknown one, so that the network learns what to do with words it has not seen.
pub(crate) fn drop_words(rows: &mut [[u32; ROWS]], counts: &[u32], strength: f32, rng: &mut Rng) {
    for row in rows {
        let seen = counts[row[FORM] as usize] as f32;
        if rng.chance(strength / (strength + seen)) {
            row[FORM] = 0;
        }
    }
}

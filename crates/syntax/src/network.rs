//! The network in working form: whole-number products, no allocation once its buffers have grown.

use crate::features::ROWS;
use crate::matrix::{dot, quantise, sigmoid, softmax};
use crate::model::Model;
use crate::mst;
use crate::names::{self, NameHead, Seen};

/// Distances between a word and its head that have a weight of their own: 1, 2, 3-4, 5-8, 9-16, more; left and right.
pub(crate) const DISTANCES: usize = 12;

/// The class of the distance from word `d` to head `h`.
pub(crate) fn distance_class(d: usize, h: usize) -> usize {
    let far = d.abs_diff(h).saturating_sub(1);
    let class = (usize::BITS - far.leading_zeros()).min(5) as usize;
    if h > d { class + 6 } else { class }
}

/// Slope of the leaky units below zero.
pub(crate) const LEAK: f32 = 0.1;
/// Steps of head vectors and of queries; with values up to 4095 a sum of 64 products stays within 32 bits.
const HEAD_STEPS: f32 = 512.0;
const QUERY_STEPS: f32 = 128.0;
const LARGEST_PAIR: f32 = 4095.0;

/// Buffers that are used again for every sentence, and its answer.
#[derive(Debug, Default)]
pub(crate) struct Workspace {
    /// Embedding rows of the sentence's words, to be set before [`Workspace::run`].
    pub(crate) rows: Vec<[u32; ROWS]>,
    /// Hashes of their forms, to be set with them.
    pub(crate) forms: Vec<u64>,
    /// Universal tag of each word, as position among the model's.
    pub(crate) upos: Vec<u8>,
    /// Treebank tag of each word.
    pub(crate) xpos: Vec<u8>,
    /// Head of each word in the sentence, from 1; 0 is the root.
    pub(crate) heads: Vec<u32>,
    /// Relation of each word.
    pub(crate) relations: Vec<u8>,
    /// Label of each word in names.
    pub(crate) entities: Vec<u8>,
    /// State of the last layer, in whole numbers.
    pub(crate) top: Vec<i16>,
    state: Vec<f32>,
    next: Vec<f32>,
    small: Vec<i16>,
    gates: Vec<f32>,
    cell: Vec<f32>,
    pairs: Vec<f32>,
    scores: Vec<f32>,
    queries: Vec<i16>,
    keys: Vec<i16>,
    near: Vec<f32>,
    paths: Vec<f32>,
    back: Vec<u8>,
}

/// Sets a buffer to `n` values, keeping its room.
fn sized<T: Clone + Default>(buffer: &mut Vec<T>, n: usize) {
    buffer.clear();
    buffer.resize(n, T::default());
}

fn top(row: &[f32]) -> u8 {
    let mut best = 0;
    for (i, x) in row.iter().enumerate() {
        if *x > row[best] {
            best = i;
        }
    }
    best as u8
}

fn leaky(x: &mut [f32]) {
    for x in x {
        *x = if *x < 0.0 { *x * LEAK } else { *x };
    }
}

/// [`Workspace::read`] as a type of its own: a closure would not be inlined where the vectors are known to be there.
struct Reading<'a> {
    workspace: &'a mut Workspace,
    model: &'a Model,
}

impl pulp::NullaryFnOnce for Reading<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.workspace.read(self.model);
    }
}

impl Workspace {
    /// Reads the sentence whose rows are set.
    pub(crate) fn run(&mut self, model: &Model) {
        // With the widest vectors that the machine has, as far as what is called is inlined.
        pulp::Arch::new().dispatch(Reading {
            workspace: self,
            model,
        });
    }

    #[inline(always)]
    fn read(&mut self, model: &Model) {
        let w = model.sizes.width;
        let n = self.rows.len();
        let even = n.next_multiple_of(2);
        self.embed(model);
        for (at, layer) in model.layers.iter().enumerate() {
            sized(&mut self.small, even * w);
            quantise(&self.state, &mut self.small);
            sized(&mut self.gates, even * 3 * w);
            layer.input.apply(&self.small, &mut self.gates);
            sized(&mut self.next, n * w);
            for back in [false, true] {
                self.scan(&layer.state, w, n, back);
            }
            std::mem::swap(&mut self.state, &mut self.next);
            if at + 1 == model.sizes.tag_layers {
                self.tag(model, n, even);
            }
        }
        sized(&mut self.small, even * w);
        quantise(&self.state, &mut self.small);
        self.top.clone_from(&self.small);
        self.attach(model, n, even);
        self.relate(model, n, even);
        self.name(model, n, even);
    }

    #[inline(always)]
    fn embed(&mut self, model: &Model) {
        let w = model.sizes.width;
        sized(&mut self.state, self.rows.len() * w);
        for (rows, out) in self.rows.iter().zip(self.state.chunks_exact_mut(w)) {
            for row in rows {
                let (scale, weights) = model.row(*row);
                for (o, b) in out.iter_mut().zip(weights) {
                    *o += scale * f32::from(*b as i8);
                }
            }
        }
    }

    /// One direction of a layer of simple recurrent units.
    #[inline(always)]
    fn scan(&mut self, weights: &[f32], w: usize, n: usize, back: bool) {
        let h = w / 2;
        let off = if back { h } else { 0 };
        let (vf, vr) = weights[2 * off..2 * off + 2 * h].split_at(h);
        sized(&mut self.cell, h);
        let c = &mut self.cell[..h];
        for step in 0..n {
            let t = if back { n - 1 - step } else { step };
            let g = &self.gates[t * 3 * w + 3 * off..t * 3 * w + 3 * off + 3 * h];
            let (z, fr) = g.split_at(h);
            let (f, r) = fr.split_at(h);
            let x = &self.state[t * w + off..t * w + off + h];
            let o = &mut self.next[t * w + off..t * w + off + h];
            for i in 0..h {
                let forget = sigmoid(f[i] + vf[i] * c[i]);
                let reset = sigmoid(r[i] + vr[i] * c[i]);
                c[i] = forget * c[i] + (1.0 - forget) * z[i];
                o[i] = reset * c[i] + (1.0 - reset) * x[i];
            }
        }
    }

    /// Reads the tags off the state and feeds the probabilities of the universal ones back into it.
    fn tag(&mut self, model: &Model, n: usize, even: usize) {
        let (w, to, upos) = (model.sizes.width, model.tags.to, model.upos.len());
        sized(&mut self.small, even * w);
        quantise(&self.state, &mut self.small);
        sized(&mut self.gates, even * to);
        model.tags.apply(&self.small, &mut self.gates);
        self.upos.clear();
        self.xpos.clear();
        for (row, state) in self
            .gates
            .chunks_exact_mut(to)
            .take(n)
            .zip(self.state.chunks_exact_mut(w))
        {
            self.upos.push(top(&row[..upos]));
            self.xpos.push(top(&row[upos..upos + model.xpos.len()]));
            softmax(&mut row[..upos]);
            for (p, weights) in row[..upos].iter().zip(model.upos_back.chunks_exact(w)) {
                // Unlikely tags add nothing that would be seen.
                if *p > 1e-4 {
                    for (s, b) in state.iter_mut().zip(weights) {
                        *s += p * b;
                    }
                }
            }
        }
    }

    /// Finds names: the best sequence of labels in which no name begins in its middle.
    fn name(&mut self, model: &Model, n: usize, even: usize) {
        let to = match &model.head {
            Some(head) => self.name_scores(model, head, n, even),
            None => {
                sized(&mut self.gates, even * model.names.to);
                model.names.apply(&self.top, &mut self.gates);
                model.names.to
            }
        };
        let labels = model.entities.len();
        sized(&mut self.paths, labels);
        sized(&mut self.back, n * labels);
        sized(&mut self.entities, n);
        sized(&mut self.scores, labels);
        let link = |before: usize, label: usize| {
            model
                .head
                .as_ref()
                .map_or(0.0, |h| h.links[before * labels + label])
        };
        for t in 0..n {
            let row = &self.gates[t * to..t * to + labels];
            for (j, label) in model.entities.iter().enumerate() {
                let mut best: Option<(usize, f32)> = None;
                for (i, before) in model.entities.iter().enumerate() {
                    if (t > 0 || i == 0) && names::follows(*label, (t > 0).then_some(*before)) {
                        // At the beginning the row behind the labels' is used.
                        let from = if t > 0 { i } else { labels };
                        let score = self.paths[i] + link(from, j);
                        if best.is_none_or(|b| score > b.1) {
                            best = Some((i, score));
                        }
                    }
                }
                self.scores[j] = best.map_or(-1e9, |b| b.1 + row[j]);
                self.back[t * labels + j] = best.map_or(0, |b| b.0) as u8;
            }
            std::mem::swap(&mut self.paths, &mut self.scores);
        }
        if n > 0 {
            let mut label = top(&self.paths);
            for t in (0..n).rev() {
                self.entities[t] = label;
                label = self.back[t * labels + label as usize];
            }
        }
    }

    /// Scores of labels by the finder on top of the network, left in `gates`; the length of a row of them.
    #[inline(always)]
    fn name_scores(&mut self, model: &Model, head: &NameHead, n: usize, even: usize) -> usize {
        let (w, hidden) = (model.sizes.width, head.out.from);
        let wide = names::WINDOW * w;
        sized(&mut self.small, even * wide);
        for t in 0..n {
            let row = &mut self.small[t * wide..(t + 1) * wide];
            if t > 0 {
                row[..w].copy_from_slice(&self.top[(t - 1) * w..t * w]);
            }
            row[w..2 * w].copy_from_slice(&self.top[t * w..(t + 1) * w]);
            if t + 1 < n {
                row[2 * w..].copy_from_slice(&self.top[(t + 1) * w..(t + 2) * w]);
            }
        }
        sized(&mut self.near, even * hidden);
        head.first.apply(&self.small, &mut self.near);
        for t in 0..n {
            let found = names::features(&self.seen(), t, head.buckets);
            let row = &mut self.near[t * hidden..(t + 1) * hidden];
            for feature in found {
                let (scale, weights) = model.name_row(head, feature);
                for (o, b) in row.iter_mut().zip(weights) {
                    *o += scale * f32::from(*b as i8);
                }
            }
            leaky(row);
        }
        sized(&mut self.small, even * hidden);
        quantise(&self.near, &mut self.small);
        sized(&mut self.gates, even * head.out.to);
        head.out.apply(&self.small, &mut self.gates);
        head.out.to
    }

    /// What the finder of names sees of the sentence.
    pub(crate) fn seen(&self) -> Seen<'_> {
        Seen {
            rows: &self.rows,
            forms: &self.forms,
            xpos: &self.xpos,
            heads: &self.heads,
            relations: &self.relations,
        }
    }

    /// Scores every pair of words and finds the best tree.
    fn attach(&mut self, model: &Model, n: usize, even: usize) {
        let (a, m) = (model.sizes.arc, model.sizes.relation);
        let to = model.pairs.to;
        sized(&mut self.pairs, even * to);
        model.pairs.apply(&self.small, &mut self.pairs);
        // Row: dependent's and head's part of relations, head vector, dependent vector.
        sized(&mut self.keys, (n + 1) * a);
        sized(&mut self.small, even * a);
        quantise_pair(&model.arc_root, HEAD_STEPS, &mut self.keys[..a]);
        for (t, row) in self.pairs.chunks_exact_mut(to).take(n).enumerate() {
            leaky(&mut row[2 * m..2 * m + 2 * a]);
            quantise_pair(
                &row[2 * m..2 * m + a],
                HEAD_STEPS,
                &mut self.keys[(t + 1) * a..(t + 2) * a],
            );
            quantise(
                &row[2 * m + a..2 * m + 2 * a],
                &mut self.small[t * a..(t + 1) * a],
            );
        }
        sized(&mut self.gates, even * a);
        model.arc_pair.apply(&self.small, &mut self.gates);
        sized(&mut self.queries, even * a);
        quantise_pair(&self.gates, QUERY_STEPS, &mut self.queries);
        sized(&mut self.near, even * DISTANCES);
        model.arc_distance.apply(&self.small, &mut self.near);
        sized(&mut self.scores, n * (n + 1));
        let unit = 1.0 / (HEAD_STEPS * QUERY_STEPS);
        for (d, row) in self.scores.chunks_exact_mut(n + 1).enumerate() {
            let query = &self.queries[d * a..(d + 1) * a];
            let near = &self.near[d * DISTANCES..(d + 1) * DISTANCES];
            for (h, (score, key)) in row.iter_mut().zip(self.keys.chunks_exact(a)).enumerate() {
                let distance = if h == 0 {
                    0.0
                } else {
                    near[distance_class(d, h - 1)]
                };
                *score = dot(query, key) as f32 * unit + distance;
            }
        }
        mst::best_tree(&self.scores, n, &mut self.heads);
    }

    /// Names the relation of every arc of the tree.
    fn relate(&mut self, model: &Model, n: usize, even: usize) {
        let m = model.sizes.relation;
        let to = model.pairs.to;
        sized(&mut self.small, even * m);
        sized(&mut self.cell, m);
        for d in 0..n {
            let dependent = &self.pairs[d * to..d * to + m];
            let head = match self.heads[d] as usize {
                0 => &model.relation_root[..],
                h => &self.pairs[(h - 1) * to + m..(h - 1) * to + 2 * m],
            };
            for (c, (x, y)) in self.cell.iter_mut().zip(dependent.iter().zip(head)) {
                *c = x + y;
            }
            leaky(&mut self.cell);
            quantise(&self.cell, &mut self.small[d * m..(d + 1) * m]);
        }
        let out = model.relation_out.to;
        sized(&mut self.gates, even * out);
        model.relation_out.apply(&self.small, &mut self.gates);
        self.relations.clear();
        for (row, head) in self.gates.chunks_exact(out).take(n).zip(&self.heads) {
            let row = &row[..model.relations.len()];
            // Only the root is called root, and the root is called nothing else.
            self.relations.push(match (*head, model.root_relation()) {
                (0, Some(root)) => root,
                (_, Some(root)) => top_but(row, root),
                (_, None) => top(row),
            });
        }
    }
}

fn top_but(row: &[f32], not: u8) -> u8 {
    let mut best = usize::from(not == 0);
    for (i, x) in row.iter().enumerate() {
        if i != not as usize && *x > row[best.min(row.len() - 1)] {
            best = i;
        }
    }
    best.min(row.len() - 1) as u8
}

fn quantise_pair(x: &[f32], steps: f32, out: &mut [i16]) {
    for (x, o) in x.iter().zip(out) {
        let scaled = (x * steps).clamp(-LARGEST_PAIR, LARGEST_PAIR);
        *o = (scaled + if scaled < 0.0 { -0.5 } else { 0.5 }) as i16;
    }
}

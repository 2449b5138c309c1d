//! The loss of a batch and its gradient, worked out by hand, from the top of the network down.

use super::matrix::{add_transposed_product, axpy, dot, multiply, softmax, transpose};
use super::net::{Batch, Dropout, Linear, NONE, Net, Pass, Scan, apply, masked};
use super::rng::Rng;
use crate::network::{DISTANCES, LEAK, distance_class};

/// Adds the gradients of `linear` for its weights, and returns that for its input.
fn linear_back(w: &[f32], l: &Linear, x: &[f32], dy: &[f32], grad: &mut [f32], dx: &mut [f32]) {
    add_transposed_product(x, dy, l.from, l.to, &mut grad[l.weight.clone()]);
    for row in dy.chunks_exact(l.to) {
        axpy(1.0, row, &mut grad[l.bias.clone()]);
    }
    let back = transpose(&w[l.weight.clone()], l.from, l.to);
    multiply(dy, &back, l.to, l.from, dx, true);
}

fn leaky_back(y: &[f32], dy: &mut [f32]) {
    for (y, dy) in y.iter().zip(dy) {
        if *y < 0.0 {
            *dy *= LEAK;
        }
    }
}

/// Gradients of one part of a step.
pub(crate) struct Gradient {
    pub(crate) dense: Vec<f32>,
    /// Embedding row and its gradient, in order of words.
    pub(crate) rows: Vec<u32>,
    pub(crate) row_gradients: Vec<f32>,
    /// Sums of the losses: tags, arcs, relations, entities.
    pub(crate) loss: [f32; 4],
}

/// How much each loss counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct LossWeights {
    pub(crate) tags: f32,
    pub(crate) arcs: f32,
    pub(crate) relations: f32,
    pub(crate) entities: f32,
}

impl Net<'_> {
    /// Loss and gradient over a batch; `scale` is multiplied to all (one over the words of the step).
    pub(crate) fn gradient(
        &self,
        batch: &Batch,
        dropout: &Dropout,
        weights: &LossWeights,
        scale: f32,
        rng: &mut Rng,
    ) -> Gradient {
        let pass = self.forward(batch, dropout, Some(rng));
        let s = self.sizes;
        let n = batch.rows.len();
        let mut grad = vec![0.0; self.at.total];
        let mut loss = [0.0; 4];
        let mut d_top = vec![0.0; n * s.width];
        let top = masked(&pass.states[s.layers], &pass.top_mask);
        // Entities.
        let mut d_entities = vec![0.0; n * s.entities];
        loss[3] = cross_entropy(
            &pass.entities,
            &batch.entities,
            s.entities,
            scale * weights.entities,
            &mut d_entities,
        );
        linear_back(
            self.dense,
            &self.at.entities,
            &top,
            &d_entities,
            &mut grad,
            &mut d_top,
        );
        self.tree_back(
            batch, &pass, &top, weights, scale, &mut grad, &mut d_top, &mut loss,
        );
        apply(&pass.top_mask, &mut d_top);
        // Down the layers.
        let mut d_out = d_top;
        for layer in (0..s.layers).rev() {
            if layer + 1 == s.tag_layers {
                self.tags_back(batch, &pass, weights, scale, &mut grad, &mut d_out, &mut loss);
            }
            d_out = self.layer_back(layer, batch, &pass, &d_out, &mut grad);
        }
        apply(&pass.masks[0], &mut d_out);
        Gradient {
            dense: grad,
            rows: all_rows(batch),
            row_gradients: d_out,
            loss,
        }
    }

    /// The gradient below the top and (if given) the first layer, without tags.
    pub(crate) fn down(
        &self,
        batch: &Batch,
        pass: &Pass,
        d_top: Vec<f32>,
        d_first: Option<Vec<f32>>,
    ) -> Gradient {
        let mut grad = vec![0.0; self.at.total];
        let mut d_out = d_top;
        for layer in (0..self.sizes.layers).rev() {
            if let (0, Some(d)) = (layer, &d_first) {
                axpy(1.0, d, &mut d_out);
            }
            d_out = self.layer_back(layer, batch, pass, &d_out, &mut grad);
        }
        apply(&pass.masks[0], &mut d_out);
        Gradient {
            dense: grad,
            rows: all_rows(batch),
            row_gradients: d_out,
            loss: [0.0; 4],
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one step of the backward pass, split for reading"
    )]
    fn tree_back(
        &self,
        batch: &Batch,
        pass: &Pass,
        top: &[f32],
        weights: &LossWeights,
        scale: f32,
        grad: &mut [f32],
        d_top: &mut [f32],
        loss: &mut [f32; 4],
    ) {
        let s = self.sizes;
        let n = batch.rows.len();
        let (a, m) = (s.arc, s.relation);
        let mut d_query = vec![0.0; n * a];
        let mut d_head = vec![0.0; n * a];
        let mut d_distance = vec![0.0; n * DISTANCES];
        let mut d_rel_dep = vec![0.0; n * m];
        let mut d_rel_head = vec![0.0; n * m];
        let mut d_root = vec![0.0; a];
        let mut d_rel_root = vec![0.0; m];
        let mut scores = Vec::new();
        let (mut hidden, mut out) = (Vec::new(), Vec::new());
        let back = transpose(self.w(&self.at.rel_out.weight), m, s.relations);
        for sentence in &batch.sentences {
            if batch.heads[sentence.start] == NONE {
                continue;
            }
            self.arc_scores(pass, sentence, &mut scores);
            let width = sentence.len() + 1;
            for d in sentence.clone() {
                let row = &mut scores[(d - sentence.start) * width..(d - sentence.start + 1) * width];
                row[d - sentence.start + 1] = f32::NEG_INFINITY;
                softmax(row);
                let gold = batch.heads[d] as usize;
                loss[1] -= row[gold].max(1e-9).ln();
                row[gold] -= 1.0;
                for (h, p) in row.iter().enumerate() {
                    let g = p * scale * weights.arcs;
                    if g.abs() < 1e-9 {
                        continue;
                    }
                    let query = &pass.arc_query[d * a..(d + 1) * a];
                    if h == 0 {
                        axpy(g, query, &mut d_root);
                        axpy(g, self.w(&self.at.arc_root), &mut d_query[d * a..(d + 1) * a]);
                    } else {
                        let hr = sentence.start + h - 1;
                        axpy(g, query, &mut d_head[hr * a..(hr + 1) * a]);
                        axpy(
                            g,
                            &pass.arc_head[hr * a..(hr + 1) * a],
                            &mut d_query[d * a..(d + 1) * a],
                        );
                        d_distance[d * DISTANCES + distance_class(d, hr)] += g;
                    }
                }
                let gold_head = (gold > 0).then(|| sentence.start + gold - 1);
                self.relation_scores(pass, d, gold_head, &mut hidden, &mut out);
                softmax(&mut out);
                let relation = batch.relations[d] as usize;
                loss[2] -= out[relation].max(1e-9).ln();
                out[relation] -= 1.0;
                for x in out.iter_mut() {
                    *x *= scale * weights.relations;
                }
                add_transposed_product(
                    &hidden,
                    &out,
                    m,
                    s.relations,
                    &mut grad[self.at.rel_out.weight.clone()],
                );
                axpy(1.0, &out, &mut grad[self.at.rel_out.bias.clone()]);
                let mut d_hidden = vec![0.0; m];
                multiply(&out, &back, s.relations, m, &mut d_hidden, false);
                leaky_back(&hidden, &mut d_hidden);
                axpy(1.0, &d_hidden, &mut d_rel_dep[d * m..(d + 1) * m]);
                match gold_head {
                    Some(h) => axpy(1.0, &d_hidden, &mut d_rel_head[h * m..(h + 1) * m]),
                    None => axpy(1.0, &d_hidden, &mut d_rel_root),
                }
            }
        }
        axpy(1.0, &d_root, &mut grad[self.at.arc_root.clone()]);
        axpy(1.0, &d_rel_root, &mut grad[self.at.rel_root.clone()]);
        for row in d_query.chunks_exact(a) {
            axpy(1.0, row, &mut grad[self.at.arc_head_bias.clone()]);
        }
        let mut d_dep = vec![0.0; n * a];
        add_transposed_product(&pass.arc_dep, &d_query, a, a, &mut grad[self.at.arc_pair.clone()]);
        multiply(
            &d_query,
            &transpose(self.w(&self.at.arc_pair), a, a),
            a,
            a,
            &mut d_dep,
            true,
        );
        add_transposed_product(
            &pass.arc_dep,
            &d_distance,
            a,
            DISTANCES,
            &mut grad[self.at.arc_distance.clone()],
        );
        multiply(
            &d_distance,
            &transpose(self.w(&self.at.arc_distance), a, DISTANCES),
            DISTANCES,
            a,
            &mut d_dep,
            true,
        );
        for (i, (l, y, mut dy)) in [
            (&self.at.arc_dep, Some(&pass.arc_dep), d_dep),
            (&self.at.arc_head, Some(&pass.arc_head), d_head),
            (&self.at.rel_dep, None, d_rel_dep),
            (&self.at.rel_head, None, d_rel_head),
        ]
        .into_iter()
        .enumerate()
        {
            apply(&pass.arc_masks[i], &mut dy);
            if let Some(y) = y {
                leaky_back(y, &mut dy);
            }
            linear_back(self.dense, l, top, &dy, grad, d_top);
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one step of the backward pass, split for reading"
    )]
    fn tags_back(
        &self,
        batch: &Batch,
        pass: &Pass,
        weights: &LossWeights,
        scale: f32,
        grad: &mut [f32],
        d_out: &mut [f32],
        loss: &mut [f32; 4],
    ) {
        let s = self.sizes;
        let n = batch.rows.len();
        // What the upper layers say about the probabilities fed back to them.
        add_transposed_product(
            &pass.upos,
            d_out,
            s.upos,
            s.width,
            &mut grad[self.at.upos_back.clone()],
        );
        let mut d_upos = vec![0.0; n * s.upos];
        multiply(
            d_out,
            &transpose(self.w(&self.at.upos_back), s.upos, s.width),
            s.width,
            s.upos,
            &mut d_upos,
            false,
        );
        for (i, (p, d)) in pass
            .upos
            .chunks_exact(s.upos)
            .zip(d_upos.chunks_exact_mut(s.upos))
            .enumerate()
        {
            let mean = dot(p, d);
            for (p, d) in p.iter().zip(d.iter_mut()) {
                *d = p * (*d - mean);
            }
            if batch.upos[i] != NONE {
                let gold = batch.upos[i] as usize;
                loss[0] -= p[gold].max(1e-9).ln();
                for (j, (p, d)) in p.iter().zip(d.iter_mut()).enumerate() {
                    *d += scale * weights.tags * (p - f32::from(u8::from(j == gold)));
                }
            }
        }
        let mut d_xpos = vec![0.0; n * s.xpos];
        loss[0] += cross_entropy(&pass.xpos, &batch.xpos, s.xpos, scale * weights.tags, &mut d_xpos);
        let seen = masked(&pass.tag_state, &pass.tag_mask);
        let mut d_seen = vec![0.0; n * s.width];
        linear_back(self.dense, &self.at.upos, &seen, &d_upos, grad, &mut d_seen);
        linear_back(self.dense, &self.at.xpos, &seen, &d_xpos, grad, &mut d_seen);
        apply(&pass.tag_mask, &mut d_seen);
        axpy(1.0, &d_seen, d_out);
    }

    fn layer_back(
        &self,
        layer: usize,
        batch: &Batch,
        pass: &Pass,
        d_out: &[f32],
        grad: &mut [f32],
    ) -> Vec<f32> {
        let w = self.sizes.width;
        let h = w / 2;
        let at = &self.at.layers[layer];
        let x = &pass.states[layer];
        let Scan { gates, cells } = &pass.scans[layer];
        let n = batch.rows.len();
        let mut d_gates = vec![0.0; n * 3 * w];
        let mut dx = vec![0.0; n * w];
        let state = self.w(&at.state);
        let mut d_state = vec![0.0; 2 * w];
        let zero = vec![0.0; h];
        for sentence in &batch.sentences {
            for back in [false, true] {
                let off = if back { h } else { 0 };
                let (vf, vr) = (&state[2 * off..2 * off + h], &state[2 * off + h..2 * off + 2 * h]);
                let (dvf, dvr) = d_state[2 * off..2 * off + 2 * h].split_at_mut(h);
                let mut carried = vec![0.0; h];
                let len = sentence.len();
                for step in (0..len).rev() {
                    let t = if back {
                        sentence.end - 1 - step
                    } else {
                        sentence.start + step
                    };
                    let before = (step > 0).then(|| if back { t + 1 } else { t - 1 });
                    let c_before = match before {
                        Some(p) => &cells[p * w + off..p * w + off + h],
                        None => &zero[..],
                    };
                    let g = &gates[t * 3 * w + 3 * off..t * 3 * w + 3 * off + 3 * h];
                    let (z, f, r) = (&g[..h], &g[h..2 * h], &g[2 * h..]);
                    let dg = &mut d_gates[t * 3 * w + 3 * off..t * 3 * w + 3 * off + 3 * h];
                    let (dz, dfr) = dg.split_at_mut(h);
                    let (df, dr) = dfr.split_at_mut(h);
                    let c = &cells[t * w + off..t * w + off + h];
                    let xs = &x[t * w + off..t * w + off + h];
                    let dy = &d_out[t * w + off..t * w + off + h];
                    let dxs = &mut dx[t * w + off..t * w + off + h];
                    for i in 0..h {
                        let dr_pre = dy[i] * (c[i] - xs[i]) * r[i] * (1.0 - r[i]);
                        let dc = carried[i] + dy[i] * r[i];
                        dxs[i] = dy[i] * (1.0 - r[i]);
                        let df_pre = dc * (c_before[i] - z[i]) * f[i] * (1.0 - f[i]);
                        dz[i] = dc * (1.0 - f[i]);
                        df[i] = df_pre;
                        dr[i] = dr_pre;
                        dvf[i] += df_pre * c_before[i];
                        dvr[i] += dr_pre * c_before[i];
                        carried[i] = dc * f[i] + df_pre * vf[i] + dr_pre * vr[i];
                    }
                }
            }
        }
        axpy(1.0, &d_state, &mut grad[at.state.clone()]);
        let mask = &pass.masks[layer + 1];
        let mut d_in = vec![0.0; n * w];
        linear_back(self.dense, &at.input, &masked(x, mask), &d_gates, grad, &mut d_in);
        apply(mask, &mut d_in);
        axpy(1.0, &d_in, &mut dx);
        dx
    }
}

fn all_rows(batch: &Batch) -> Vec<u32> {
    batch.rows.iter().flatten().copied().collect()
}

/// Cross entropy of scores against gold classes ([`NONE`] is passed over); writes the gradient and returns the unscaled sum.
fn cross_entropy(scores: &[f32], gold: &[u16], classes: usize, scale: f32, d: &mut [f32]) -> f32 {
    let mut loss = 0.0;
    for ((row, gold), d) in scores
        .chunks_exact(classes)
        .zip(gold)
        .zip(d.chunks_exact_mut(classes))
    {
        if *gold == NONE {
            continue;
        }
        d.copy_from_slice(row);
        softmax(d);
        loss -= d[*gold as usize].max(1e-9).ln();
        d[*gold as usize] -= 1.0;
        for x in d.iter_mut() {
            *x *= scale;
        }
    }
    loss
}

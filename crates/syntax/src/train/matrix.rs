//! The few matrix products that training needs. Sums run in a fixed order, so that results repeat on any machine.

/// `out[n×m] = x[n×k] · w[k×m]`, rows stored one after the other. `add` keeps what `out` holds.
pub(crate) fn multiply(x: &[f32], w: &[f32], k: usize, m: usize, out: &mut [f32], add: bool) {
    let n = x.len() / k;
    debug_assert_eq!(out.len(), n * m);
    debug_assert_eq!(w.len(), k * m);
    if !add {
        out.fill(0.0);
    }
    let mut row = 0;
    while row + 4 <= n {
        let (a, rest) = out[row * m..(row + 4) * m].split_at_mut(m);
        let (b, rest) = rest.split_at_mut(m);
        let (c, d) = rest.split_at_mut(m);
        let xs = &x[row * k..(row + 4) * k];
        for i in 0..k {
            let wi = &w[i * m..(i + 1) * m];
            let (xa, xb, xc, xd) = (xs[i], xs[k + i], xs[2 * k + i], xs[3 * k + i]);
            for ((((wj, a), b), c), d) in wi
                .iter()
                .zip(a.iter_mut())
                .zip(b.iter_mut())
                .zip(c.iter_mut())
                .zip(d.iter_mut())
            {
                *a += xa * wj;
                *b += xb * wj;
                *c += xc * wj;
                *d += xd * wj;
            }
        }
        row += 4;
    }
    for r in row..n {
        let o = &mut out[r * m..(r + 1) * m];
        for i in 0..k {
            let xi = x[r * k + i];
            for (wj, o) in w[i * m..(i + 1) * m].iter().zip(o.iter_mut()) {
                *o += xi * wj;
            }
        }
    }
}

/// `w[k×m] += xᵀ[k×n] · y[n×m]`: the gradient of [`multiply`] for `w`.
pub(crate) fn add_transposed_product(x: &[f32], y: &[f32], k: usize, m: usize, w: &mut [f32]) {
    let n = x.len() / k;
    debug_assert_eq!(y.len(), n * m);
    let mut row = 0;
    while row + 4 <= n {
        let xs = &x[row * k..(row + 4) * k];
        let (ya, rest) = y[row * m..(row + 4) * m].split_at(m);
        let (yb, rest) = rest.split_at(m);
        let (yc, yd) = rest.split_at(m);
        for i in 0..k {
            let (xa, xb, xc, xd) = (xs[i], xs[k + i], xs[2 * k + i], xs[3 * k + i]);
            let wi = &mut w[i * m..(i + 1) * m];
            for ((((w, a), b), c), d) in wi.iter_mut().zip(ya).zip(yb).zip(yc).zip(yd) {
                *w += xa * a + xb * b + xc * c + xd * d;
            }
        }
        row += 4;
    }
    for r in row..n {
        for i in 0..k {
            let xi = x[r * k + i];
            for (w, y) in w[i * m..(i + 1) * m].iter_mut().zip(&y[r * m..(r + 1) * m]) {
                *w += xi * y;
            }
        }
    }
}

/// `w` with rows and columns exchanged.
pub(crate) fn transpose(w: &[f32], k: usize, m: usize) -> Vec<f32> {
    let mut out = vec![0.0; w.len()];
    for i in 0..k {
        for j in 0..m {
            out[j * k + i] = w[i * m + j];
        }
    }
    out
}

/// Sum of products, in eight lanes whose order is fixed.
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0f32; 8];
    let (ca, cb) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = ca
        .remainder()
        .iter()
        .zip(cb.remainder())
        .map(|(x, y)| x * y)
        .sum();
    for (x, y) in ca.zip(cb) {
        for i in 0..8 {
            lanes[i] += x[i] * y[i];
        }
    }
    lanes.iter().sum::<f32>() + rest
}

/// `out += a * x`.
pub(crate) fn axpy(a: f32, x: &[f32], out: &mut [f32]) {
    for (o, x) in out.iter_mut().zip(x) {
        *o += a * x;
    }
}

/// Turns scores into probabilities in place; returns the logarithm of the sum before.
pub(crate) fn softmax(scores: &mut [f32]) {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for s in scores.iter_mut() {
        *s = (*s - top).exp();
        sum += *s;
    }
    for s in scores.iter_mut() {
        *s /= sum;
    }
}

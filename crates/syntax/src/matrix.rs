//! Products of small whole-number matrices, and the functions between them.
//!
//! Sums of whole numbers do not depend on their order, and the functions use only the four operations on `f32`, so that the
//! same text gives the same answer on every machine. Where the processor has wider vectors than every machine of its kind, they are
//! used, which changes no sum.

use wide::{i16x8, i32x4};

/// Activations are whole numbers of this many parts.
pub(crate) const STEPS: f32 = 1024.0;
/// Largest activation, so that sums of products stay within 32 bits for widths up to 256.
const LARGEST: f32 = 8191.0;
/// Largest weight after scaling.
pub(crate) const LARGEST_WEIGHT: f32 = 1023.0;

/// A linear map with whole-number weights: `y = scale · (W x) + bias`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matrix {
    /// Length of an input row; a multiple of 8.
    pub(crate) from: usize,
    /// Length of an output row; a multiple of 4 (the last outputs may be padding).
    pub(crate) to: usize,
    /// A row of `from` weights for each output.
    pub(crate) weights: Vec<i16>,
    /// Per output: what one unit of the sum is worth.
    pub(crate) scale: Vec<f32>,
    /// Per output.
    pub(crate) bias: Vec<f32>,
}

/// Turns activations into whole numbers.
pub(crate) fn quantise(x: &[f32], out: &mut [i16]) {
    for (x, o) in x.iter().zip(out) {
        // Adding and taking half away rounds without a call.
        let scaled = (x * STEPS).clamp(-LARGEST, LARGEST);
        *o = (scaled + if scaled < 0.0 { -0.5 } else { 0.5 }) as i16;
    }
}

/// [`Matrix::apply_wide`] as a type of its own: a closure would not be inlined where the vectors are known to be there.
#[cfg(target_arch = "x86_64")]
struct Wide<'a> {
    map: &'a Matrix,
    v3: pulp::x86::V3,
    x: &'a [i16],
    out: &'a mut [f32],
}

#[cfg(target_arch = "x86_64")]
impl pulp::NullaryFnOnce for Wide<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.map.apply_wide(self.v3, self.x, self.out);
    }
}

impl Matrix {
    /// Applies the map to each row of `x` (whose number of rows is even: pad with a row of zeros), giving rows of `to`.
    pub(crate) fn apply(&self, x: &[i16], out: &mut [f32]) {
        #[cfg(target_arch = "x86_64")]
        if self.from.is_multiple_of(16)
            && let Some(v3) = pulp::x86::V3::try_new()
        {
            let work = Wide {
                map: self,
                v3,
                x,
                out,
            };
            return pulp::Simd::vectorize(v3, work);
        }
        self.apply_narrow(x, out);
    }

    /// As `apply_narrow`, sixteen products at a time.
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn apply_wide(&self, v3: pulp::x86::V3, x: &[i16], out: &mut [f32]) {
        let blocks = self.from / 16;
        let (chunks, _) = x.as_chunks::<16>();
        let (weights, _) = self.weights.as_chunks::<16>();
        let (scales, _) = self.scale.as_chunks::<4>();
        let (biases, _) = self.bias.as_chunks::<4>();
        for (pair, out) in chunks
            .chunks_exact(2 * blocks)
            .zip(out.chunks_exact_mut(2 * self.to))
        {
            let (xa, xb) = pair.split_at(blocks);
            let (oa, ob) = out.split_at_mut(self.to);
            let outputs = oa
                .as_chunks_mut::<4>()
                .0
                .iter_mut()
                .zip(ob.as_chunks_mut::<4>().0);
            let affine = scales.iter().zip(biases);
            for ((four, (oa, ob)), (scale, bias)) in weights.chunks_exact(4 * blocks).zip(outputs).zip(affine)
            {
                let zero = v3.avx._mm256_setzero_si256();
                let (mut a, mut b) = ([zero; 4], [zero; 4]);
                for (k, (va, vb)) in xa.iter().zip(xb).enumerate() {
                    let (va, vb) = (pulp::cast(*va), pulp::cast(*vb));
                    for i in 0..4 {
                        let w = pulp::cast(four[i * blocks + k]);
                        a[i] = v3.avx2._mm256_add_epi32(a[i], v3.avx2._mm256_madd_epi16(va, w));
                        b[i] = v3.avx2._mm256_add_epi32(b[i], v3.avx2._mm256_madd_epi16(vb, w));
                    }
                }
                for (lanes, out) in [(a, oa), (b, ob)] {
                    let left = v3.avx2._mm256_hadd_epi32(lanes[0], lanes[1]);
                    let right = v3.avx2._mm256_hadd_epi32(lanes[2], lanes[3]);
                    let sums: [i32; 8] = pulp::cast(v3.avx2._mm256_hadd_epi32(left, right));
                    for i in 0..4 {
                        out[i] = (sums[i] + sums[i + 4]) as f32 * scale[i] + bias[i];
                    }
                }
            }
        }
    }

    fn apply_narrow(&self, x: &[i16], out: &mut [f32]) {
        let blocks = self.from / 8;
        let (chunks, _) = x.as_chunks::<8>();
        let (weights, _) = self.weights.as_chunks::<8>();
        for (pair, out) in chunks
            .chunks_exact(2 * blocks)
            .zip(out.chunks_exact_mut(2 * self.to))
        {
            let (xa, xb) = pair.split_at(blocks);
            let (oa, ob) = out.split_at_mut(self.to);
            let outputs = oa
                .as_chunks_mut::<4>()
                .0
                .iter_mut()
                .zip(ob.as_chunks_mut::<4>().0);
            let affine = self
                .scale
                .as_chunks::<4>()
                .0
                .iter()
                .zip(self.bias.as_chunks::<4>().0);
            for ((four, (oa, ob)), (scale, bias)) in weights.chunks_exact(4 * blocks).zip(outputs).zip(affine)
            {
                let mut a = [i32x4::ZERO; 4];
                let mut b = [i32x4::ZERO; 4];
                for k in 0..blocks {
                    let (va, vb) = (i16x8::new(xa[k]), i16x8::new(xb[k]));
                    for i in 0..4 {
                        let w = i16x8::new(four[i * blocks + k]);
                        a[i] += va.dot(w);
                        b[i] += vb.dot(w);
                    }
                }
                finish(a, scale, bias, oa);
                finish(b, scale, bias, ob);
            }
        }
    }
}

#[inline(always)]
fn finish(lanes: [i32x4; 4], scale: &[f32; 4], bias: &[f32; 4], out: &mut [f32; 4]) {
    let t = i32x4::transpose(lanes);
    let sums = ((t[0] + t[1]) + (t[2] + t[3])).to_array();
    for i in 0..4 {
        out[i] = sums[i] as f32 * scale[i] + bias[i];
    }
}

/// Sum of products of two rows whose length is a multiple of 8.
#[inline(always)]
pub(crate) fn dot(a: &[i16], b: &[i16]) -> i32 {
    let mut sum = i32x4::ZERO;
    for (a, b) in a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0) {
        sum += i16x8::new(*a).dot(i16x8::new(*b));
    }
    sum.reduce_add()
}

/// 1 / (1 + e⁻ˣ), within 0.0001: half a hyperbolic tangent by its continued fraction.
#[inline(always)]
pub(crate) fn sigmoid(x: f32) -> f32 {
    let x = (0.5 * x).clamp(-4.9, 4.9);
    let s = x * x;
    let above = x * (135_135.0 + s * (17_325.0 + s * (378.0 + s)));
    let below = 135_135.0 + s * (62_370.0 + s * (3_150.0 + s * 28.0));
    0.5 + 0.5 * (above / below)
}

/// eˣ for x up to 0, within one part in ten thousand.
pub(crate) fn exp(x: f32) -> f32 {
    if x < -80.0 {
        return 0.0;
    }
    // 2^(whole + part)
    let y = x * std::f32::consts::LOG2_E;
    let whole = y as i32 - i32::from(y < 0.0);
    let part = y - whole as f32;
    let power = 1.0
        + part
            * (std::f32::consts::LN_2
                + part * (0.240_227 + part * (0.055_504 + part * (0.009_618 + part * 0.001_333))));
    power * f32::from_bits(((127 + whole.clamp(-126, 127)) as u32) << 23)
}

/// Turns scores into probabilities in place.
pub(crate) fn softmax(scores: &mut [f32]) {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for s in scores.iter_mut() {
        *s = exp(*s - top);
        sum += *s;
    }
    for s in scores.iter_mut() {
        *s /= sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn functions_are_near_the_real_ones(x in -30f32..30.0) {
            prop_assert!((sigmoid(x) - 1.0 / (1.0 + (-x).exp())).abs() < 2e-4);
            let y = -x.abs();
            prop_assert!((exp(y) - y.exp()).abs() < 2e-4);
        }

        #[test]
        fn the_map_is_the_sum_of_products(x in prop::collection::vec(-8191i16..8191, 32), w in prop::collection::vec(-1023i16..1023, 128)) {
            let m = Matrix { from: 16, to: 8, weights: w.clone(), scale: vec![0.5; 8], bias: vec![1.0; 8] };
            let mut out = vec![0.0; 16];
            m.apply(&x, &mut out);
            let mut narrow = vec![0.0; 16];
            m.apply_narrow(&x, &mut narrow);
            prop_assert_eq!(&out, &narrow);
            for row in 0..2 {
                for j in 0..8 {
                    let (a, b) = (&x[row * 16..row * 16 + 16], &w[j * 16..j * 16 + 16]);
                    let sum: i32 = a.iter().zip(b).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
                    prop_assert_eq!(out[row * 8 + j], sum as f32 * 0.5 + 1.0);
                    prop_assert_eq!(dot(a, b), sum);
                }
            }
        }
    }
}

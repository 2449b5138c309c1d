//! The model of acts: one weight per feature and root, quantised, read from a file.

use super::ROOTS;
use std::sync::OnceLock;

/// Rows that features are folded to; a power of two. Chosen: four times the features that the training texts have, so that
/// few share a row.
pub(super) const BUCKETS: u32 = 1 << 17;

const MAGIC: &[u8; 8] = b"DLACTS01";
const CLASSES: usize = ROOTS.len();

/// What makes a model file unfit to read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the model of acts can not be read: {problem}; make it anew with `dateline train acts`")]
pub struct ActModelError {
    problem: &'static str,
}

/// A linear model of what one party does to another; see [`crate::act`].
#[derive(Clone, Debug, PartialEq)]
pub struct ActModel {
    /// Value of one step of a quantised weight.
    scale: f32,
    bias: [f32; CLASSES],
    /// Features that have a row, ascending.
    known: Vec<u32>,
    /// Their rows, one weight a root.
    rows: Vec<[i8; CLASSES]>,
}

impl ActModel {
    /// The model that is built in; `None` where this build was made with an empty file or one that is no model: the tests of
    /// this crate do not pass then, and [`crate::Coder::act_between`] goes by claims alone.
    #[must_use]
    pub fn embedded() -> Option<&'static Self> {
        static MODEL: OnceLock<Option<ActModel>> = OnceLock::new();
        MODEL
            .get_or_init(|| ActModel::read(include_bytes!("../../../../models/acts/acts.bin")).ok())
            .as_ref()
            .filter(|model| model.features() > 0)
    }

    /// Quantises trained weights: a row a feature, one weight a root, the bias apart.
    pub(super) fn from_weights(bias: [f32; CLASSES], weights: &[(u32, [f32; CLASSES])]) -> Self {
        let largest = weights
            .iter()
            .flat_map(|(_, row)| row)
            .fold(0.0_f32, |most, w| most.max(w.abs()));
        let scale = if largest > 0.0 { largest / 127.0 } else { 1.0 };
        let mut known = Vec::new();
        let mut rows = Vec::new();
        for (feature, row) in weights {
            // In range by the choice of the scale.
            #[allow(clippy::cast_possible_truncation)]
            let row = row.map(|w| (w / scale).round().clamp(-127.0, 127.0) as i8);
            if row.iter().any(|&w| w != 0) {
                known.push(*feature);
                rows.push(row);
            }
        }
        Self {
            scale,
            bias,
            known,
            rows,
        }
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// [`ActModelError`] when the bytes are no whole model of this version.
    pub fn read(bytes: &[u8]) -> Result<Self, ActModelError> {
        let bad = |problem| ActModelError { problem };
        let mut rest = bytes
            .strip_prefix(MAGIC)
            .ok_or_else(|| bad("it is no model of acts, or of another version"))?;
        let mut take = |n: usize| {
            let (head, tail) = rest.split_at_checked(n).ok_or_else(|| bad("it is cut off"))?;
            rest = tail;
            Ok(head)
        };
        let four = |b: &[u8]| <[u8; 4]>::try_from(b).map_err(|_| bad("it is cut off"));
        let scale = f32::from_le_bytes(four(take(4)?)?);
        let mut bias = [0.0; CLASSES];
        for value in &mut bias {
            *value = f32::from_le_bytes(four(take(4)?)?);
        }
        if !scale.is_finite() || bias.iter().any(|b| !b.is_finite()) {
            return Err(bad("a weight is no number"));
        }
        let count = u32::from_le_bytes(four(take(4)?)?);
        if count > BUCKETS {
            return Err(bad("it has more rows than there can be"));
        }
        let mut known = Vec::new();
        let mut rows = Vec::new();
        for _ in 0..count {
            let feature = u32::from_le_bytes(four(take(4)?)?);
            if known.last().is_some_and(|last| *last >= feature) || feature >= BUCKETS {
                return Err(bad("its rows are out of order"));
            }
            known.push(feature);
            let row = take(CLASSES)?;
            let mut weights = [0; CLASSES];
            for (weight, byte) in weights.iter_mut().zip(row) {
                *weight = i8::from_le_bytes([*byte]);
            }
            rows.push(weights);
        }
        if !rest.is_empty() {
            return Err(bad("bytes are left over"));
        }
        Ok(Self {
            scale,
            bias,
            known,
            rows,
        })
    }

    /// The model as a file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(self.scale.to_le_bytes());
        out.extend(self.bias.iter().flat_map(|b| b.to_le_bytes()));
        out.extend(u32::try_from(self.known.len()).unwrap_or(BUCKETS).to_le_bytes());
        for (feature, row) in self.known.iter().zip(&self.rows) {
            out.extend(feature.to_le_bytes());
            out.extend(row.iter().flat_map(|w| w.to_le_bytes()));
        }
        out
    }

    /// Features that the model weighs.
    #[must_use]
    pub fn features(&self) -> usize {
        self.known.len()
    }

    /// The most probable root with its probability; of equals the first by name.
    pub(super) fn best(&self, features: &[(u32, f32)]) -> (&'static str, f32) {
        let mut scores = self.bias;
        for &(feature, value) in features {
            if let Ok(at) = self.known.binary_search(&feature) {
                for (score, &weight) in scores.iter_mut().zip(&self.rows[at]) {
                    *score += f32::from(weight) * self.scale * value;
                }
            }
        }
        softmax(&mut scores);
        let mut best = 0;
        for class in 1..CLASSES {
            if scores[class] > scores[best] {
                best = class;
            }
        }
        (ROOTS[best], scores[best])
    }
}

/// Scores to probabilities.
pub(super) fn softmax(scores: &mut [f32; CLASSES]) {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - most).exp();
        sum += *score;
    }
    for score in scores.iter_mut() {
        *score /= sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> ActModel {
        let mut row = [0.0; CLASSES];
        row[3] = 2.0;
        row[4] = -1.0;
        ActModel::from_weights([0.0; CLASSES], &[(7, row), (9, [0.0; CLASSES])])
    }

    #[test]
    fn a_file_gives_the_same_model_back() {
        let model = model();
        assert_eq!(model.features(), 1, "a row of noughts is no row");
        assert_eq!(ActModel::read(&model.to_bytes()).as_ref(), Ok(&model));
    }

    #[test]
    fn a_model_is_built_in() {
        assert!(ActModel::embedded().is_some_and(|model| model.features() > 1000));
    }

    #[test]
    fn the_heaviest_root_wins() {
        let (root, probability) = model().best(&[(7, 1.0), (8, 1.0)]);
        assert_eq!(root, ROOTS[3]);
        assert!(probability > 0.3, "{probability}");
    }

    #[test]
    fn a_damaged_file_is_refused() {
        let whole = model().to_bytes();
        for cut in 0..whole.len() {
            assert!(ActModel::read(&whole[..cut]).is_err(), "cut at {cut}");
        }
        let more = [whole.as_slice(), &[0]].concat();
        assert!(ActModel::read(&more).is_err());
        assert!(ActModel::read(b"something else").is_err());
    }
}

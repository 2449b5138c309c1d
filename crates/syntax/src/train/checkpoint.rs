//! Keeping the state of a training, to go on after a break.
//!
//! The bytes hold: the letters `DATELTRN`, a hash of the options and sizes, passes and steps done, and all weights with their
//! moments and averages. They belong to the machine's run, not to a release: no version is promised.

use super::optimise::Moving;
use super::{TrainError, Training};

const MAGIC: &[u8; 8] = b"DATELTRN";

impl Training<'_> {
    /// The state after the passes done so far.
    #[must_use]
    pub fn checkpoint(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        for n in [self.fingerprint(), self.done as u64, self.trainer.step as u64] {
            out.extend_from_slice(&n.to_le_bytes());
        }
        out.extend(self.trainer.met.iter().map(|m| u8::from(*m)));
        for list in self.lists() {
            for x in list {
                out.extend_from_slice(&x.to_le_bytes());
            }
        }
        out
    }

    /// Goes on from a kept state. Data and options must be the same as then.
    ///
    /// # Errors
    /// [`TrainError::Checkpoint`] when the state is none, is cut off, or belongs to other data or options.
    pub fn resume(&mut self, bytes: &[u8]) -> Result<(), TrainError> {
        let refuse = |why: &str| Err(TrainError::Checkpoint(why.to_owned()));
        let Some(rest) = bytes.strip_prefix(MAGIC) else {
            return refuse("it is no state of a training");
        };
        let Some((numbers, rest)) = rest.split_at_checked(24) else {
            return refuse("it is cut off");
        };
        let number = |i: usize| {
            numbers
                .as_chunks::<8>()
                .0
                .get(i)
                .map_or(0, |b| u64::from_le_bytes(*b))
        };
        if number(0) != self.fingerprint() {
            return refuse("it was kept with other data or options");
        }
        let done = number(1) as usize;
        if done >= self.text_passes() {
            self.guesser = None;
        }
        let Some((met, rest)) = rest.split_at_checked(self.trainer.met.len()) else {
            return refuse("it is cut off");
        };
        let lists = self.lists_mut();
        let wanted: usize = lists.iter().map(|l| l.len() * 4).sum();
        if rest.len() != wanted {
            return refuse("it is cut off");
        }
        let (values, _) = rest.as_chunks::<4>();
        for (x, b) in lists.into_iter().flat_map(|l| l.iter_mut()).zip(values) {
            *x = f32::from_le_bytes(*b);
        }
        self.trainer.met = met.iter().map(|b| *b != 0).collect();
        self.done = done;
        self.trainer.step = number(2) as i32;
        Ok(())
    }

    /// A hash of what must be the same for going on.
    fn fingerprint(&self) -> u64 {
        let mut options = self.options.clone();
        options.threads = 1;
        let text = format!(
            "{options:?} {:?} {} {} {}",
            self.trainer.sizes,
            self.examples.len(),
            self.plain.len(),
            self.trainer.vocabulary.counts.len()
        );
        crate::features::hash(text.bytes(), 99)
    }

    fn lists(&self) -> Vec<&Vec<f32>> {
        let t = &self.trainer;
        let mut lists = vec![&t.kept_dense, &t.kept_table];
        lists.extend(t.dense.lists());
        lists.extend(t.table.lists());
        if let Some(g) = &self.guesser {
            lists.extend(g.dense.lists());
            lists.extend(g.words.lists());
        }
        lists
    }

    fn lists_mut(&mut self) -> Vec<&mut Vec<f32>> {
        let t = &mut self.trainer;
        let mut lists = vec![&mut t.kept_dense, &mut t.kept_table];
        lists.extend(t.dense.lists_mut());
        lists.extend(t.table.lists_mut());
        if let Some(g) = &mut self.guesser {
            lists.extend(g.dense.lists_mut());
            lists.extend(g.words.lists_mut());
        }
        lists
    }
}

impl Moving {
    fn lists(&self) -> [&Vec<f32>; 3] {
        [&self.weights, &self.first, &self.second]
    }

    fn lists_mut(&mut self) -> [&mut Vec<f32>; 3] {
        [&mut self.weights, &mut self.first, &mut self.second]
    }
}

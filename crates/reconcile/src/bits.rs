//! Sorted numbers in few bits: each as its distance from the one before, in the code of Rice (1979) and Golomb (1966) that fits their
//! mean. Numbers that are hashes take two bits more than there is to tell of them.

/// Bits that are written one after the other, the lowest of each byte first.
#[derive(Debug, Default)]
pub(crate) struct BitsOut {
    out: Vec<u8>,
    held: u64,
    count: u32,
}

impl BitsOut {
    /// The lowest bits of a number, 32 at most.
    pub(crate) fn put(&mut self, value: u32, bits: u32) {
        debug_assert!(bits == 32 || value >> bits == 0, "{value} in {bits} bits");
        self.held |= u64::from(value) << self.count;
        self.count += bits;
        while self.count >= 8 {
            self.out.push(self.held as u8);
            self.held >>= 8;
            self.count -= 8;
        }
    }

    /// As many ones, and a zero.
    fn put_ones(&mut self, mut ones: u32) {
        while ones >= 16 {
            self.put(0xffff, 16);
            ones -= 16;
        }
        self.put((1 << ones) - 1, ones + 1);
    }

    /// A number that is mostly small (Elias 1975: its length, then its digits).
    pub(crate) fn put_small(&mut self, number: u32) {
        let digits = (u64::from(number) + 1).ilog2();
        self.put_ones(digits);
        let rest = u64::from(number) + 1 - (1 << digits);
        self.put(rest as u32, digits);
    }

    /// A distance, where distances are about `2^width`.
    pub(crate) fn put_gap(&mut self, gap: u32, width: u32) {
        self.put_ones(gap >> width);
        self.put(gap & ((1 << width) - 1), width);
    }

    /// How many sorted numbers there are and what their distances are like; gives the width for [`Self::put_gap`].
    pub(crate) fn begin(&mut self, sorted: &[u32]) -> u32 {
        self.put_small(sorted.len() as u32);
        let Some(last) = sorted.last() else { return 0 };
        // Of distances of chance, seven in ten of the mean is the best unit.
        let unit = u64::from(*last) * 7 / (10 * sorted.len() as u64);
        let width = (unit + 1).ilog2();
        self.put(width, 5);
        width
    }

    pub(crate) fn put_sorted(&mut self, sorted: &[u32]) {
        let width = self.begin(sorted);
        let mut before = 0;
        for &number in sorted {
            self.put_gap(number - before, width);
            before = number;
        }
    }

    /// The bits as bytes, the last of which is filled with zeros.
    pub(crate) fn done(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.out.push(self.held as u8);
        }
        self.out
    }
}

/// Bits that are read from their beginning on. What is read may be damaged: then there is no value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BitsIn<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> BitsIn<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next bits, 57 at least; zeros behind the end.
    fn ahead(&self) -> u64 {
        let rest = self.bytes.get(self.at / 8..).unwrap_or_default();
        let eight = rest.first_chunk::<8>().copied().unwrap_or_else(|| {
            let mut eight = [0; 8];
            eight[..rest.len()].copy_from_slice(rest);
            eight
        });
        u64::from_le_bytes(eight) >> (self.at % 8)
    }

    fn pass(&mut self, bits: u32) -> Option<()> {
        self.at += bits as usize;
        (self.at <= self.bytes.len() * 8).then_some(())
    }

    /// A number of so many bits, 32 at most.
    pub(crate) fn take(&mut self, bits: u32) -> Option<u32> {
        let value = self.ahead() & ((1 << bits) - 1);
        self.pass(bits)?;
        Some(value as u32)
    }

    fn ones(&mut self) -> Option<u32> {
        let mut all = 0;
        loop {
            let ones = (!self.ahead()).trailing_zeros();
            if ones < 57 {
                self.pass(ones + 1)?;
                return Some(all + ones);
            }
            self.pass(57)?;
            all += 57;
        }
    }

    pub(crate) fn small(&mut self) -> Option<u32> {
        let digits = self.ones()?;
        if digits > 32 {
            return None;
        }
        let rest = u64::from(self.take(digits)?);
        u32::try_from((1 << digits) + rest - 1).ok()
    }

    /// The number that comes after another in a sorted list.
    pub(crate) fn next(&mut self, before: u32, width: u32) -> Option<u32> {
        let times = self.ones()?;
        let rest = self.take(width)?;
        let gap = u64::from(times) << width | u64::from(rest);
        before.checked_add(u32::try_from(gap).ok()?)
    }

    /// How many sorted numbers follow, and their width.
    pub(crate) fn begin(&mut self) -> Option<(usize, u32)> {
        let count = self.small()? as usize;
        if count == 0 {
            return Some((0, 0));
        }
        let width = self.take(5)?;
        // Each takes a bit at least.
        (count <= self.bytes.len() * 8 - self.at).then_some((count, width))
    }

    pub(crate) fn sorted(&mut self) -> Option<Vec<u32>> {
        let (count, width) = self.begin()?;
        let mut numbers = Vec::with_capacity(count);
        let mut before = 0;
        for _ in 0..count {
            before = self.next(before, width)?;
            numbers.push(before);
        }
        Some(numbers)
    }

    /// The bytes behind the bits that were read; `None` where the last byte was not filled with zeros.
    pub(crate) fn rest(self) -> Option<&'b [u8]> {
        let filled = self.at.next_multiple_of(8) - self.at;
        let zeros = self.ahead() & ((1 << filled) - 1) == 0;
        self.bytes.get(self.at.div_ceil(8)..).filter(|_| zeros)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_put_is_read(mut sorted: Vec<u32>, shift in 0_u32..32, small: u32, behind: Vec<u8>) {
            sorted.iter_mut().for_each(|n| *n >>= shift);
            sorted.sort_unstable();
            let mut out = BitsOut::default();
            out.put_sorted(&sorted);
            out.put_small(small);
            out.put_sorted(&[]);
            let mut bytes = out.done();
            bytes.extend(&behind);
            let mut bits = BitsIn::new(&bytes);
            prop_assert_eq!(bits.sorted(), Some(sorted));
            prop_assert_eq!(bits.small(), Some(small));
            prop_assert_eq!(bits.sorted(), Some(Vec::new()));
            prop_assert_eq!(bits.rest(), Some(behind.as_slice()));
        }

        #[test]
        fn damaged_bits_are_no_value_and_no_harm(bytes: Vec<u8>) {
            let mut bits = BitsIn::new(&bytes);
            while bits.sorted().is_some_and(|s| !s.is_empty()) {}
            prop_assert!(bits.at <= bytes.len() * 8 + 64);
        }
    }

    #[test]
    fn hashes_take_little_more_than_they_tell() {
        let mut state = 7_u64;
        let mut hashes: Vec<u32> = (0..64)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 32) as u32
            })
            .collect();
        hashes.sort_unstable();
        let mut out = BitsOut::default();
        out.put_sorted(&hashes);
        // 64 of 2^32 numbers in any order are log2(2^32 choose 64) = 1,752 bits: 219 bytes.
        let bytes = out.done().len();
        assert!(bytes <= 228, "{bytes}");
    }
}

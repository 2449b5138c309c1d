//! Numbers and words as few bytes, and back. What is read may be damaged: then there is no value.

/// Numbers of seven bits a byte, the lowest first; the highest bit says that more follow.
pub(crate) fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

pub(crate) fn put_words(out: &mut Vec<u8>, words: &str) {
    put(out, words.len() as u64);
    out.extend_from_slice(words.as_bytes());
}

/// Sorted numbers, each as its distance from the one before.
pub(crate) fn put_sorted(out: &mut Vec<u8>, numbers: &[u32]) {
    put(out, numbers.len() as u64);
    let mut before = 0;
    for &number in numbers {
        put(out, u64::from(number - before));
        before = number;
    }
}

/// Bytes that are read from their beginning on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bytes<'b>(pub &'b [u8]);

impl<'b> Bytes<'b> {
    pub(crate) fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    pub(crate) fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    pub(crate) fn small(&mut self) -> Option<u32> {
        self.number()?.try_into().ok()
    }

    /// A number of things that follow, each of at least a byte.
    pub(crate) fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count <= self.0.len()).then_some(count)
    }

    pub(crate) fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    pub(crate) fn words(&mut self) -> Option<String> {
        let count = self.count()?;
        String::from_utf8(self.take(count)?.to_vec()).ok()
    }

    pub(crate) fn fraction(&mut self) -> Option<f64> {
        Some(f64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    pub(crate) fn sorted(&mut self) -> Option<Vec<u32>> {
        let count = self.count()?;
        let mut numbers = Vec::with_capacity(count);
        let mut before = 0_u32;
        for _ in 0..count {
            before = before.checked_add(self.small()?)?;
            numbers.push(before);
        }
        Some(numbers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_put_is_read(a: u64, words in ".{0,20}", mut sorted: Vec<u32>) {
            sorted.sort_unstable();
            let mut out = Vec::new();
            put(&mut out, a);
            put_words(&mut out, &words);
            put_sorted(&mut out, &sorted);
            let mut bytes = Bytes(&out);
            prop_assert_eq!(bytes.number(), Some(a));
            prop_assert_eq!(bytes.words(), Some(words));
            prop_assert_eq!(bytes.sorted(), Some(sorted));
            prop_assert!(bytes.0.is_empty());
            prop_assert_eq!(bytes.byte(), None);
        }

        #[test]
        fn damaged_bytes_are_no_value_and_no_harm(bytes: Vec<u8>) {
            let mut read = Bytes(&bytes);
            while read.sorted().is_some() && read.words().is_some() && read.number().is_some() {}
            prop_assert!(read.0.len() <= bytes.len());
        }
    }
}

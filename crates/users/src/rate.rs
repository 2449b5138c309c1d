//! How often something may be tried.

use jiff::Timestamp;
use std::collections::BTreeMap;

/// Keys that are remembered at once. Chosen: more than a team and its addresses, and under 2 MB.
const KEYS: usize = 10_000;

/// A bucket of tries for each key (a name, an address), filled again with time. Forgets the longest unused key when there are many.
#[derive(Debug)]
pub struct Limiter {
    tries: i64,
    seconds: i64,
    /// For each key the second at which its bucket is full again.
    full: BTreeMap<String, i64>,
}

impl Limiter {
    /// At most `tries` at once, and one more each `seconds`; both are one at least.
    #[must_use]
    pub fn new(tries: u32, seconds: u32) -> Self {
        Self {
            tries: i64::from(tries.max(1)),
            seconds: i64::from(seconds.max(1)),
            full: BTreeMap::new(),
        }
    }

    /// Takes a try for the key.
    ///
    /// # Errors
    /// The seconds to wait, one at least, where there is none left.
    pub fn take(&mut self, key: &str, now: Timestamp) -> Result<(), u64> {
        let now = now.as_second();
        let full = self.full.get(key).map_or(now, |full| now.max(*full));
        let wait = full + self.seconds - (now + self.tries * self.seconds);
        if wait > 0 {
            return Err(wait.unsigned_abs());
        }
        if self.full.len() >= KEYS && !self.full.contains_key(key) {
            self.full.retain(|_, full| *full > now);
            let first = self.full.iter().min_by_key(|(_, full)| **full);
            if let Some(first) = first
                .map(|(key, _)| key.clone())
                .filter(|_| self.full.len() >= KEYS)
            {
                self.full.remove(&first);
            }
        }
        self.full.insert(key.to_owned(), full + self.seconds);
        Ok(())
    }
}

//! Answers kept while the ledger stays as it is, in bounded memory; what was not asked for longest goes first.

use axum::body::Bytes;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

/// Bytes of an answer beyond which it is kept packed alone.
const LARGE: usize = 128 << 10;

/// Whether content of this type becomes smaller.
pub(crate) fn packable(content_type: &str) -> bool {
    !matches!(
        content_type,
        "application/vnd.apache.parquet" | "image/png" | "font/woff2"
    )
}

/// An answer, in the encodings in which it was asked for.
#[derive(Debug)]
pub(crate) struct Rendered {
    pub(crate) content_type: &'static str,
    /// The name under which a browser is to keep it; `None` for one to show.
    pub(crate) filename: Option<String>,
    pub(crate) etag: String,
    /// The bytes as they are; `None` of a large answer that is kept packed alone.
    pub(crate) plain: Option<Bytes>,
    pub(crate) gzip: OnceLock<Bytes>,
    pub(crate) brotli: OnceLock<Bytes>,
}

impl Rendered {
    pub(crate) fn new(content_type: &'static str, filename: Option<String>, body: Vec<u8>) -> Self {
        let hash = blake3::hash(&body).to_hex();
        Self {
            content_type,
            filename,
            // Weak: the same answer has other bytes when it is compressed.
            etag: format!("W/\"{}\"", &hash[..32]),
            plain: Some(body.into()),
            gzip: OnceLock::new(),
            brotli: OnceLock::new(),
        }
    }

    /// The answer with a large body packed, so that more of them can be kept.
    pub(crate) fn small(mut self, pack: impl FnOnce(&[u8]) -> Bytes) -> Self {
        if let Some(plain) = self
            .plain
            .take_if(|plain| plain.len() > LARGE && packable(self.content_type))
        {
            self.gzip = OnceLock::from(pack(&plain));
        }
        self
    }

    /// Bytes that it takes, with room for its compressed forms.
    fn weight(&self) -> usize {
        let plain = self.plain.as_ref().map(|plain| plain.len() + plain.len() / 2);
        plain.or_else(|| self.gzip.get().map(Bytes::len)).unwrap_or(0) + 512
    }
}

/// Answers by what was asked.
#[derive(Debug)]
pub(crate) struct Cache {
    most: usize,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    /// The state of the ledger that the answers are of.
    version: u64,
    answers: BTreeMap<String, (u64, Arc<Rendered>)>,
    /// What was asked, by the order in which it last was.
    asked: BTreeMap<u64, String>,
    clock: u64,
    weight: usize,
}

impl Cache {
    /// Keeps answers of so many bytes in all.
    pub(crate) fn new(most: usize) -> Self {
        Self {
            most,
            inner: Mutex::default(),
        }
    }

    pub(crate) fn get(&self, version: u64, key: &str) -> Option<Arc<Rendered>> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let inner = &mut *inner;
        if inner.version != version {
            return None;
        }
        let (stamp, answer) = inner.answers.get_mut(key)?;
        let name = inner.asked.remove(stamp)?;
        inner.clock += 1;
        *stamp = inner.clock;
        inner.asked.insert(inner.clock, name);
        Some(Arc::clone(answer))
    }

    pub(crate) fn put(&self, version: u64, key: &str, answer: &Arc<Rendered>) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.version != version {
            if inner.version > version {
                return;
            }
            *inner = Inner {
                version,
                ..Inner::default()
            };
        }
        // One answer must not drive out all others.
        if answer.weight() + key.len() > self.most / 4 {
            return;
        }
        inner.clock += 1;
        let stamp = inner.clock;
        inner.weight += answer.weight() + 2 * key.len();
        inner.asked.insert(stamp, key.to_owned());
        let before = inner.answers.insert(key.to_owned(), (stamp, Arc::clone(answer)));
        if let Some((stamp, before)) = before {
            inner.weight -= before.weight() + 2 * key.len();
            inner.asked.remove(&stamp);
        }
        while inner.weight > self.most {
            let Some((_, oldest)) = inner.asked.pop_first() else {
                break;
            };
            if let Some((_, gone)) = inner.answers.remove(&oldest) {
                inner.weight -= gone.weight() + 2 * oldest.len();
            }
        }
    }

    /// Answers kept, and their bytes.
    pub(crate) fn size(&self) -> (usize, usize) {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        (inner.answers.len(), inner.weight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(bytes: usize) -> Arc<Rendered> {
        Arc::new(Rendered::new("text/plain", None, vec![b'x'; bytes]))
    }

    #[test]
    fn what_was_not_asked_for_longest_goes_first() {
        let cache = Cache::new(8_000);
        for key in ["a", "b", "c", "d"] {
            cache.put(1, key, &answer(900));
        }
        assert!(cache.get(1, "a").is_some());
        cache.put(1, "e", &answer(900));
        assert!(cache.get(1, "b").is_none());
        assert!(["a", "c", "d", "e"].iter().all(|key| cache.get(1, key).is_some()));
        assert!(cache.size().1 <= 8_000);
    }

    #[test]
    fn nothing_of_an_earlier_ledger_is_given() {
        let cache = Cache::new(8_000);
        cache.put(1, "a", &answer(10));
        assert!(cache.get(2, "a").is_none());
        cache.put(2, "b", &answer(10));
        cache.put(1, "a", &answer(10));
        assert!(cache.get(1, "a").is_none() && cache.get(2, "a").is_none());
        assert_eq!(cache.size().0, 1);
    }

    #[test]
    fn one_answer_never_drives_out_all_others() {
        let cache = Cache::new(8_000);
        cache.put(1, "a", &answer(10));
        cache.put(1, "huge", &answer(7_000));
        assert!(cache.get(1, "a").is_some() && cache.get(1, "huge").is_none());
    }

    #[test]
    fn putting_twice_counts_once() {
        let cache = Cache::new(8_000);
        cache.put(1, "a", &answer(10));
        let once = cache.size();
        cache.put(1, "a", &answer(10));
        assert_eq!(cache.size(), once);
    }
}

//! Time, passed in: tests have one of their own, and nothing that is written depends on it.

use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// Tells the time and waits. Times are milliseconds since the beginning of 1970.
pub trait Clock {
    /// The time.
    fn now(&self) -> u64;
    /// Waits until a time has come, or the run was told to end.
    fn wait_until(&self, time: u64);
    /// Whether the run was told to end.
    fn ended(&self) -> bool;
}

/// The system's clock. Clones share when they are told to end.
#[derive(Clone, Debug, Default)]
pub struct SystemClock(Arc<(Mutex<bool>, Condvar)>);

impl SystemClock {
    /// Ends every wait, now and later.
    pub fn end(&self) {
        let (ended, told) = &*self.0;
        *ended.lock().unwrap_or_else(PoisonError::into_inner) = true;
        told.notify_all();
    }
}

impl Clock for SystemClock {
    fn now(&self) -> u64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }

    fn wait_until(&self, time: u64) {
        let (ended, told) = &*self.0;
        let span = Duration::from_millis(time.saturating_sub(self.now()));
        let ended = ended.lock().unwrap_or_else(PoisonError::into_inner);
        // Ended by the time or by the word: both are asked for afterwards.
        drop(told.wait_timeout_while(ended, span, |ended| !*ended));
    }

    fn ended(&self) -> bool {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! Since when the tasks of this engine have been at what they do. A lock that is not let go, or a
//! database that says nothing, makes none of them fail: they are still at it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What was begun and is not done.
#[derive(Debug, Clone, Default)]
pub(crate) struct AtWork(Arc<Mutex<Begun>>);

#[derive(Debug, Default)]
struct Begun {
    next: u64,
    /// In the sequence in which they began.
    since: BTreeMap<u64, Instant>,
}

/// Something that was begun. It is done when this is dropped.
#[derive(Debug)]
pub(crate) struct Task {
    number: u64,
    of: AtWork,
}

impl AtWork {
    /// Begins something that takes a moment.
    pub(crate) fn begin(&self) -> Task {
        let mut begun = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = begun.next;
        begun.next += 1;
        begun.since.insert(number, Instant::now());
        Task {
            number,
            of: self.clone(),
        }
    }

    /// Whether something has been going on for longer than this.
    pub(crate) fn is_stuck(&self, longest: Duration) -> bool {
        let begun = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let oldest = begun.since.first_key_value();
        oldest.is_some_and(|(_, since)| since.elapsed() > longest)
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        let mut begun = self.of.0.lock().unwrap_or_else(PoisonError::into_inner);
        begun.since.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_done_is_told_and_what_is_done_is_not() {
        let (at_work, at_once) = (AtWork::default(), Duration::ZERO);
        assert!(!at_work.is_stuck(at_once));
        let first = at_work.begin();
        drop(at_work.begin());
        while !at_work.is_stuck(at_once) {}
        assert!(!at_work.is_stuck(Duration::from_hours(1)));
        drop(first);
        assert!(!at_work.is_stuck(at_once));
    }
}

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
    since: BTreeMap<u64, (Part, Instant)>,
}

/// Whose task it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// One of several lanes of the writer.
    Lane,
    /// The one that reads what other nodes have written.
    Log,
}

/// Something that was begun. It is done when this is dropped.
#[derive(Debug)]
pub(crate) struct Task {
    number: u64,
    of: AtWork,
}

impl AtWork {
    /// Begins something that takes a moment.
    pub(crate) fn begin(&self, part: Part) -> Task {
        let mut begun = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = begun.next;
        begun.next += 1;
        begun.since.insert(number, (part, Instant::now()));
        Task {
            number,
            of: self.clone(),
        }
    }

    /// Whether the log, or each of that many lanes, has been at one thing for longer than this. A
    /// lane that waits for the lock of one shop would wait on every other node too, and the shops
    /// of the other lanes are sold meanwhile.
    pub(crate) fn is_stuck(&self, longest: Duration, lanes: usize) -> bool {
        let begun = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let stuck = begun
            .since
            .values()
            .filter(|(_, since)| since.elapsed() > longest);
        let (lanes_stuck, log_stuck) =
            stuck.fold((0, false), |(count, log), (part, _)| match part {
                Part::Lane => (count + 1, log),
                Part::Log => (count, true),
            });
        log_stuck || lanes_stuck >= lanes
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
        for part in [Part::Lane, Part::Log] {
            assert!(!at_work.is_stuck(at_once, 1));
            let first = at_work.begin(part);
            drop(at_work.begin(part));
            while !at_work.is_stuck(at_once, 1) {}
            assert!(!at_work.is_stuck(Duration::from_hours(1), 1));
            drop(first);
            assert!(!at_work.is_stuck(at_once, 1));
        }
    }

    #[test]
    fn one_lane_of_two_that_waits_stops_only_itself() {
        let (at_work, at_once) = (AtWork::default(), Duration::ZERO);
        let _first = at_work.begin(Part::Lane);
        while !at_work.is_stuck(at_once, 1) {}
        assert!(!at_work.is_stuck(at_once, 2));
        let _second = at_work.begin(Part::Lane);
        while !at_work.is_stuck(at_once, 2) {}
    }
}

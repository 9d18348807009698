//! How far what is kept of a shop follows its log.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// How far.
pub(super) struct Reached {
    /// The number of the newest event up to which readers find the effects of all.
    seq: watch::Sender<i64>,
    /// This node's commits after it: the event before each, and its last. What lies between is
    /// another node's, and yet to be read.
    own: Mutex<BTreeMap<i64, i64>>,
    /// Lets one task at a time read what is missing.
    pub(super) taking_over: tokio::sync::Mutex<()>,
}

impl Reached {
    pub(super) fn at(seq: i64) -> Self {
        Self {
            seq: watch::Sender::new(seq),
            own: Mutex::default(),
            taking_over: tokio::sync::Mutex::default(),
        }
    }

    fn own(&self) -> MutexGuard<'_, BTreeMap<i64, i64>> {
        self.own.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn seq(&self) -> i64 {
        *self.seq.borrow()
    }

    /// The last event that this node has committed, unless `seq` says more.
    pub(super) fn committed_to(&self) -> i64 {
        let last = self.own().last_entry().map(|last| *last.get());
        last.unwrap_or(0).max(self.seq())
    }

    pub(super) fn watch(&self) -> watch::Receiver<i64> {
        self.seq.subscribe()
    }

    /// Notes that the effects of all events up to one are here.
    pub(super) fn raise(&self, seq: i64) {
        self.raise_over(&mut self.own(), seq);
    }

    /// Notes the effects of a commit of this node: the events after `after`, up to `seq`. Answers
    /// whether those before it are here too.
    pub(super) fn committed(&self, after: i64, seq: i64) -> bool {
        let mut own = self.own();
        let gapless = after <= self.seq();
        if gapless {
            self.raise_over(&mut own, seq);
        } else if let Some(mut last) = own.last_entry().filter(|last| *last.get() == after) {
            last.insert(seq);
        } else {
            own.insert(after, seq);
        }
        gapless
    }

    /// Whether the effects of an event are here, be it that those of some before it are not.
    pub(super) fn has(&self, seq: i64) -> bool {
        let own = self.own();
        let commit = own.range(..seq).next_back();
        seq <= self.seq() || commit.is_some_and(|(_, last)| seq <= *last)
    }

    /// Own commits that follow without a gap count too.
    fn raise_over(&self, own: &mut BTreeMap<i64, i64>, seq: i64) {
        let mut to = seq.max(self.seq());
        while let Some(next) = own.first_entry().filter(|next| *next.key() <= to) {
            to = to.max(next.remove());
        }
        self.seq.send_if_modified(|known| {
            let later = *known < to;
            *known = to;
            later
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_raises_the_number_only_without_a_gap() {
        let reached = Reached::at(10);
        assert!(reached.committed(10, 12));
        assert_eq!(reached.seq(), 12);
        assert!(!reached.committed(13, 14));
        assert!(!reached.committed(14, 15));
        assert!(!reached.committed(16, 17));
        assert_eq!(reached.seq(), 12);
        let had: Vec<i64> = (11..=18).filter(|seq| reached.has(*seq)).collect();
        assert_eq!(had, [11, 12, 14, 15, 17]);
    }

    #[test]
    fn what_was_missing_lets_the_commits_after_it_count() {
        let reached = Reached::at(10);
        reached.committed(11, 13);
        reached.committed(14, 15);
        reached.raise(11);
        assert_eq!(reached.seq(), 13);
        // Read as another node's, because it was in the log before its commit was told here.
        reached.raise(16);
        assert!(reached.committed(15, 16));
        assert_eq!(reached.seq(), 16);
    }
}

//! A line in memory, with the event at which it is true.
//!
//! What this node commits is known at once. What other nodes have written is read from the log
//! later, in the order of the log. So a commit may come while events before it are not known yet.
//! It waits then: a line that had it, and not them, would be a line that never was.

use super::LineChange;
use dockline_domain::line::Line;
use std::collections::BTreeMap;

/// Most commits that wait for what lies before them.
const LATER_MAX: usize = 1_000;

/// A line in memory.
pub(super) struct LiveLine {
    state: State,
    /// The event at which it is true; while it is read, the one that the reading must have seen.
    seq: i64,
    /// What came after `seq` and has not been put in yet, by the number of its last event.
    later: BTreeMap<i64, Changes>,
}

enum State {
    Reading,
    Ready(Line),
    /// It has to be read again.
    Gone,
}

/// What a commit, or an event of another node, did to the line.
struct Changes {
    /// The event before it.
    after: i64,
    changes: Vec<LineChange>,
}

fn put_in(line: &mut Line, changes: &[LineChange]) {
    for change in changes {
        line.set(&change.backorder, change.place, change.quantity);
    }
}

impl LiveLine {
    /// Begins to keep what happens, before the line is read.
    pub(super) fn reading() -> Self {
        Self {
            state: State::Reading,
            seq: 0,
            later: BTreeMap::new(),
        }
    }

    /// Whether nothing is known of it any more.
    pub(super) fn is_gone(&self) -> bool {
        matches!(self.state, State::Gone)
    }

    /// Takes what was read as of an event, unless the reading has missed something that only a
    /// reading tells.
    pub(super) fn put(&mut self, line: Line, seq: i64) {
        if !matches!(self.state, State::Reading) {
            return;
        }
        if seq < self.seq {
            self.state = State::Gone;
        } else {
            self.state = State::Ready(line);
            self.seq = seq;
        }
    }

    /// Takes what a commit of this node changed: the events after `after`, up to `seq`. A commit is
    /// seen whole or not at all, so only its last event counts. Of the log everything up to
    /// `read_to` is known.
    pub(super) fn commit(&mut self, after: i64, seq: i64, changes: Vec<LineChange>, read_to: i64) {
        if seq <= self.seq {
            return;
        }
        if self.later.len() >= LATER_MAX {
            self.forget(seq);
            return;
        }
        self.later.insert(seq, Changes { after, changes });
        self.settle(read_to);
    }

    /// Takes an event of another node, when all before it were taken: what it changed, or that
    /// only a reading tells.
    pub(super) fn take_over(&mut self, seq: i64, changes: Option<Vec<LineChange>>) {
        self.settle(seq - 1);
        if seq <= self.seq {
            return;
        }
        match (&mut self.state, changes) {
            (State::Ready(line), Some(changes)) => {
                put_in(line, &changes);
                self.seq = seq;
            }
            // Known by now as a part of a commit, perhaps.
            (State::Reading, Some(changes)) => {
                let after = seq - 1;
                self.later.entry(seq).or_insert(Changes { after, changes });
            }
            (State::Gone, Some(_)) => {}
            (_, None) => self.forget(seq),
        }
    }

    /// Forgets a line that does not hold an event.
    pub(super) fn forget(&mut self, seq: i64) {
        if self.seq >= seq {
            return;
        }
        self.seq = seq;
        self.later = self.later.split_off(&(seq + 1));
        if matches!(self.state, State::Ready(_)) {
            self.state = State::Gone;
        }
    }

    /// The line, when it holds all that this node has committed. Of the log everything up to
    /// `read_to` is known.
    pub(super) fn known(&mut self, read_to: i64) -> Option<&Line> {
        self.settle(read_to);
        match &self.state {
            State::Ready(line) if self.later.is_empty() => Some(line),
            State::Ready(_) | State::Reading | State::Gone => None,
        }
    }

    /// Puts in what waited, as far as nothing unknown lies before it. The line is true at `known`
    /// too when it is true at an earlier event: all in between was taken.
    fn settle(&mut self, known: i64) {
        let State::Ready(line) = &mut self.state else {
            return;
        };
        while let Some(first) = self.later.first_entry() {
            if first.get().after > self.seq.max(known) {
                return;
            }
            let (seq, Changes { changes, .. }) = first.remove_entry();
            if seq > self.seq {
                put_in(line, &changes);
                self.seq = seq;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dockline_domain::id::{BackorderId, OrderId, Sku};
    use dockline_domain::line::Place;

    fn backorder(seq: i64) -> BackorderId {
        BackorderId::of(&OrderId::parse(&format!("ord_{seq}")).unwrap(), 1)
    }

    /// One unit that was ordered by an event.
    fn joined(seq: i64) -> Vec<LineChange> {
        vec![LineChange {
            sku: Sku::parse("TENT").unwrap(),
            backorder: backorder(seq),
            place: Place {
                priority: 0,
                sequence: (seq, 1),
            },
            quantity: 1,
        }]
    }

    fn read_at(seq: i64) -> LiveLine {
        let mut line = LiveLine::reading();
        line.put(Line::default(), seq);
        line
    }

    /// Units ahead of what was ordered by an event, in a line that is known.
    fn ahead(line: &mut LiveLine, read_to: i64, of: i64) -> Option<u32> {
        line.known(read_to)?.units_ahead(&backorder(of))
    }

    #[test]
    fn a_commit_waits_for_what_another_node_wrote_before_it() {
        let mut line = read_at(10);
        line.commit(11, 12, joined(12), 10);
        assert_eq!(ahead(&mut line, 10, 12), None);
        line.take_over(11, Some(joined(11)));
        assert_eq!(ahead(&mut line, 10, 12), Some(1));
        assert_eq!(ahead(&mut line, 12, 11), Some(0));
    }

    #[test]
    fn a_commit_counts_at_once_when_all_before_it_is_known() {
        let mut line = read_at(10);
        line.commit(10, 11, joined(11), 10);
        assert_eq!(ahead(&mut line, 10, 11), Some(0));
        // What lies between is of other lines, and was taken over.
        line.commit(14, 15, joined(15), 14);
        assert_eq!(ahead(&mut line, 14, 15), Some(1));
    }

    #[test]
    fn an_event_is_put_in_once_whoever_comes_first() {
        for read in [9, 10, 11, 12] {
            let mut line = LiveLine::reading();
            line.take_over(11, Some(joined(11)));
            line.commit(10, 12, [joined(11), joined(12)].concat(), 9);
            let has: Vec<i64> = [11, 12].into_iter().filter(|seq| *seq <= read).collect();
            let mut found = Line::default();
            for seq in has {
                put_in(&mut found, &joined(seq));
            }
            line.put(found, read);
            line.take_over(11, Some(joined(11)));
            let known = line.known(12).unwrap();
            assert_eq!(
                (known.units(), known.iter().count()),
                (2, 2),
                "read at {read}"
            );
        }
    }

    #[test]
    fn a_line_is_forgotten_by_its_own_event_and_not_by_that_of_a_snapshot() {
        let mut line = read_at(10);
        line.take_over(10, None);
        assert!(line.known(10).is_some());
        line.commit(11, 12, joined(12), 10);
        line.take_over(11, None);
        assert!(line.is_gone());
    }

    #[test]
    fn a_reading_that_has_missed_what_only_a_reading_tells_is_not_kept() {
        for (read, kept) in [(10, false), (11, true)] {
            let mut line = LiveLine::reading();
            line.take_over(11, None);
            line.put(Line::default(), read);
            assert_eq!(line.known(11).is_some(), kept);
        }
    }

    #[test]
    fn what_waits_is_bounded() {
        let mut line = read_at(10);
        let most = i64::try_from(LATER_MAX).unwrap();
        for seq in 0..=most {
            line.commit(12 + seq, 13 + seq, joined(13 + seq), 10);
        }
        assert!(line.is_gone());
        assert!(line.later.is_empty());
    }

    #[test]
    fn a_line_that_nobody_looks_at_keeps_up() {
        let mut line = read_at(10);
        let most = 10 + 2 * i64::try_from(LATER_MAX).unwrap();
        for seq in 10..most {
            line.commit(seq, seq + 1, joined(seq + 1), seq);
        }
        assert_eq!(line.known(most).map(Line::units), Some(2_000));
    }
}

//! Units that were counted and are not there: who gives theirs back.

use crate::line::Place;
use crate::receipt::OpenLine;
use std::cmp::Reverse;

/// Units in a parcel that has not left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// The place in line that they were given by.
    pub place: Place,
    /// Whether the parcel is packed.
    pub is_packed: bool,
    /// Whether they lie where units are missing. Units of no place lie on some shelf.
    pub is_here: bool,
    /// How many.
    pub units: u32,
    /// For an order that ships complete, which one: it gives back all that it has, or nothing.
    pub together: Option<usize>,
}

/// How many units of each are given back, by index. Open parcels before packed ones, because that
/// undoes less work, and in each of them the end of the line first. `here` of them have to be of
/// those that lie where units are missing, `all` is how many in all.
pub fn given_back(held: &[Holding], here: u32, all: u32) -> Vec<(usize, u32)> {
    let mut sequence: Vec<usize> = (0..held.len()).collect();
    // The front of a line has the highest priority and the lowest sequence.
    sequence.sort_by_key(|index| {
        let one = &held[*index];
        let from_the_front = (Reverse(one.place.priority), one.place.sequence);
        (one.is_packed, Reverse(from_the_front))
    });
    let mut taken = vec![0; held.len()];
    let (mut here_left, mut all_left) = (here, all.max(here));
    for only_here in [true, false] {
        for &index in &sequence {
            let one = &held[index];
            let left = if only_here { here_left } else { all_left };
            if left == 0 || only_here && !one.is_here {
                continue;
            }
            let parts: Vec<usize> = match one.together {
                Some(order) => (0..held.len())
                    .filter(|other| held[*other].together == Some(order))
                    .collect(),
                None => vec![index],
            };
            for part in parts {
                let rest = held[part].units - taken[part];
                let units = if one.together.is_some() {
                    rest
                } else {
                    rest.min(left)
                };
                taken[part] += units;
                all_left = all_left.saturating_sub(units);
                if held[part].is_here {
                    here_left = here_left.saturating_sub(units);
                }
            }
        }
    }
    let indexed = taken.into_iter().enumerate();
    indexed.filter(|(_, units)| *units > 0).collect()
}

impl OpenLine {
    /// The line when fewer units came than were counted. They are still to come, unless it was said
    /// that what was counted is all.
    #[must_use]
    pub fn uncount(self, units: u32, was_all: bool) -> Self {
        let received = self.received.saturating_sub(units);
        let given_up = if was_all {
            let rest = Self { received, ..self }.open();
            rest.min(units)
        } else {
            0
        };
        Self {
            received,
            written_off: self.written_off + given_up,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(seq: i64, units: u32) -> Holding {
        Holding {
            place: Place {
                priority: 0,
                sequence: (seq, 1),
            },
            is_packed: false,
            is_here: true,
            units,
            together: None,
        }
    }

    #[test]
    fn open_parcels_go_before_packed_ones_and_the_end_of_the_line_first() {
        let first = held(1, 2);
        let urgent = Holding {
            place: Place {
                priority: 5,
                ..held(9, 1).place
            },
            ..held(9, 1)
        };
        let packed = Holding {
            is_packed: true,
            ..held(8, 3)
        };
        let all = [first, held(2, 2), urgent, packed, held(3, 2)];
        for (units, expected) in [
            (0, vec![]),
            (1, vec![(4, 1)]),
            (3, vec![(1, 1), (4, 2)]),
            (6, vec![(0, 2), (1, 2), (4, 2)]),
            // Who was let go first gives back last of the open ones.
            (7, vec![(0, 2), (1, 2), (2, 1), (4, 2)]),
            (9, vec![(0, 2), (1, 2), (2, 1), (3, 2), (4, 2)]),
        ] {
            assert_eq!(given_back(&all, units, units), expected, "{units}");
        }
    }

    #[test]
    fn what_is_set_apart_where_units_are_missing_is_given_back_from_there() {
        let elsewhere = Holding {
            is_here: false,
            ..held(9, 5)
        };
        let all = [held(1, 5), elsewhere];
        assert_eq!(given_back(&all, 2, 4), [(0, 2), (1, 2)]);
        assert_eq!(given_back(&all, 0, 4), [(1, 4)]);
    }

    #[test]
    fn an_order_that_ships_complete_gives_back_all_or_nothing() {
        let whole = |seq, units| Holding {
            together: Some(7),
            ..held(seq, units)
        };
        let all = [held(1, 5), whole(2, 3), whole(3, 4)];
        assert_eq!(given_back(&all, 1, 1), [(1, 3), (2, 4)]);
        assert_eq!(given_back(&all, 8, 8), [(0, 1), (1, 3), (2, 4)]);
    }

    #[test]
    fn units_that_are_not_there_are_still_to_come_unless_it_was_all() {
        let line = |received, written_off| OpenLine {
            ordered: 60,
            received,
            written_off,
        };
        assert_eq!(line(60, 0).uncount(54, false), line(6, 0));
        assert_eq!(line(50, 10).uncount(4, true), line(46, 14));
        // More came than was ordered: what was too much is not given up.
        assert_eq!(line(70, 0).uncount(15, true), line(55, 5));
    }
}

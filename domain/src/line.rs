//! The queue of one variant: who is ahead of whom, answered in O(log n).

use crate::id::BackorderId;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// The place of a backorder: priority first, then the sequence in which orders were placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Higher goes first. Normal is 0.
    pub priority: i32,
    /// The number of the placement in its shop, and of the backorder in its order.
    pub sequence: (i64, u32),
}

impl Place {
    /// By which a line is served: the least first. The order of the fields is not it, because a
    /// higher priority goes first.
    pub fn key(self) -> (Reverse<i32>, (i64, u32)) {
        (Reverse(self.priority), self.sequence)
    }
}

/// The waiting units of one variant in line order. Each priority has a Fenwick tree over its
/// backorders in placed order, so that units ahead are a prefix sum. A backorder that leaves keeps an
/// empty slot until more than half of a tree is empty.
#[derive(Debug, Clone, Default)]
pub struct Line {
    ranks: BTreeMap<Reverse<i32>, Rank>,
    places: HashMap<BackorderId, Place>,
}

#[derive(Debug, Clone, Default)]
struct Rank {
    slots: Vec<Slot>,
    /// `tree[i]` sums the quantities of the slots `(i & (i + 1))..=i`.
    tree: Vec<u64>,
    empty: usize,
}

#[derive(Debug, Clone)]
struct Slot {
    sequence: (i64, u32),
    backorder: BackorderId,
    quantity: u32,
}

impl Line {
    /// Puts a backorder into its place, or changes its quantity or place if it is in line already.
    /// A quantity of 0 takes it out.
    pub fn set(&mut self, backorder: &BackorderId, place: Place, quantity: u32) {
        match self.places.get(backorder).copied() {
            Some(old) if old == place && quantity > 0 => self.rank(old).set(old.sequence, quantity),
            Some(_) => {
                self.remove(backorder);
                self.set(backorder, place, quantity);
            }
            None if quantity > 0 => {
                self.rank(place).insert(Slot {
                    sequence: place.sequence,
                    backorder: backorder.clone(),
                    quantity,
                });
                self.places.insert(backorder.clone(), place);
            }
            None => {}
        }
    }

    /// Takes a backorder out of the line.
    pub fn remove(&mut self, backorder: &BackorderId) {
        if let Some(place) = self.places.remove(backorder) {
            self.rank(place).set(place.sequence, 0);
        }
    }

    /// Units ahead of the first unit of a backorder; `None` when it is not in line.
    pub fn units_ahead(&self, backorder: &BackorderId) -> Option<u32> {
        let place = self.places.get(backorder)?;
        // Priorities are few and backorders many: the total of each higher priority, then one walk
        // down the tree of its own.
        let before: u64 = self
            .ranks
            .range(..Reverse(place.priority))
            .map(|(_, rank)| rank.total())
            .sum();
        let ahead = before
            + self
                .ranks
                .get(&Reverse(place.priority))?
                .units_before(place.sequence);
        u32::try_from(ahead).ok()
    }

    /// All waiting units.
    pub fn units(&self) -> u64 {
        self.ranks.values().map(Rank::total).sum()
    }

    /// The backorders in line order, with their quantities.
    pub fn iter(&self) -> impl Iterator<Item = (&BackorderId, u32)> {
        self.ranks
            .values()
            .flat_map(|rank| rank.slots.iter())
            .filter(|slot| slot.quantity > 0)
            .map(|slot| (&slot.backorder, slot.quantity))
    }

    /// How many backorders have units in each of some runs of units, counted from the front of the
    /// line.
    pub fn backorders_within(&self, runs: &[Range<u64>]) -> Vec<u32> {
        let mut counts = vec![0; runs.len()];
        let mut begin = 0;
        // One walk over the line. It is asked for pages of the console only; places of shoppers
        // come from `units_ahead`.
        for (_, quantity) in self.iter() {
            let end = begin + u64::from(quantity);
            for (count, _) in counts
                .iter_mut()
                .zip(runs)
                .filter(|(_, run)| run.start < end && begin < run.end)
            {
                *count += 1;
            }
            begin = end;
        }
        counts
    }

    fn rank(&mut self, place: Place) -> &mut Rank {
        self.ranks.entry(Reverse(place.priority)).or_default()
    }
}

impl Rank {
    fn insert(&mut self, slot: Slot) {
        if self
            .slots
            .last()
            .is_none_or(|last| last.sequence < slot.sequence)
        {
            // Nearly always: who comes last was placed last.
            self.push(slot);
        } else {
            // Who takes an earlier place again may find its own empty slot there; building anew
            // drops it, so no place stands twice.
            let at = self
                .slots
                .partition_point(|other| other.sequence < slot.sequence);
            self.slots.insert(at, slot);
            self.rebuild();
        }
    }

    fn push(&mut self, slot: Slot) {
        let index = self.slots.len();
        let mut sum = u64::from(slot.quantity);
        // The new node covers the slots (index & (index + 1))..=index; walk over the nodes that
        // partition the ones before it.
        let first = index & (index + 1);
        let mut cursor = index;
        while cursor > first {
            sum += self.tree[cursor - 1];
            cursor &= cursor - 1;
        }
        self.tree.push(sum);
        self.slots.push(slot);
    }

    fn set(&mut self, sequence: (i64, u32), quantity: u32) {
        let Ok(index) = self
            .slots
            .binary_search_by(|slot| slot.sequence.cmp(&sequence))
        else {
            return;
        };
        let old = u64::from(self.slots[index].quantity);
        self.slots[index].quantity = quantity;
        // Up the tree: each step is the next larger node that covers the slot.
        let mut cursor = index;
        while cursor < self.tree.len() {
            self.tree[cursor] = self.tree[cursor] - old + u64::from(quantity);
            cursor |= cursor + 1;
        }
        if quantity == 0 {
            self.empty += 1;
            // A rebuild costs one step a slot and comes after as many leaves, so leaving stays
            // O(log n) on average; short lines are not worth it.
            if self.empty > 64 && self.empty * 2 > self.slots.len() {
                self.rebuild();
            }
        }
    }

    fn rebuild(&mut self) {
        let slots = std::mem::take(&mut self.slots);
        self.tree.clear();
        self.empty = 0;
        for slot in slots.into_iter().filter(|slot| slot.quantity > 0) {
            self.push(slot);
        }
    }

    fn units_before(&self, sequence: (i64, u32)) -> u64 {
        let mut count = self.slots.partition_point(|slot| slot.sequence < sequence);
        let mut sum = 0;
        // Down the tree: the nodes whose ranges follow one another down to the first slot.
        while count > 0 {
            sum += self.tree[count - 1];
            count &= count - 1;
        }
        sum
    }

    fn total(&self) -> u64 {
        self.slots.last().map_or(0, |last| {
            self.units_before(last.sequence) + u64::from(last.quantity)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(number: u32) -> BackorderId {
        BackorderId::parse(&format!("bo_x_{number}")).unwrap()
    }

    /// The same line, counted by hand.
    #[derive(Default)]
    struct Model(BTreeMap<ModelPlace, (u32, u32)>);

    type ModelPlace = (Reverse<i32>, (i64, u32));

    impl Model {
        fn ahead(&self, number: u32) -> Option<u32> {
            let mut sum = 0;
            for (other, quantity) in self.0.values() {
                if *other == number {
                    return Some(sum);
                }
                sum += quantity;
            }
            None
        }
    }

    proptest! {
        #[test]
        fn positions_are_dense_and_stable(steps in prop::collection::vec((0u32..60, 0i32..3, 0u32..5, prop::bool::weighted(0.3)), 1..300)) {
            let (mut line, mut model) = (Line::default(), Model::default());
            for (number, priority, quantity, leaves) in steps {
                let place = Place { priority, sequence: (i64::from(number) * 7 % 60, number) };
                model.0.retain(|_, (other, _)| *other != number);
                if leaves || quantity == 0 {
                    line.set(&id(number), place, 0);
                } else {
                    line.set(&id(number), place, quantity);
                    model.0.insert((Reverse(priority), place.sequence), (number, quantity));
                }
                for number in 0..60 {
                    prop_assert_eq!(line.units_ahead(&id(number)), model.ahead(number));
                }
                let order: Vec<_> = line.iter().map(|(id, quantity)| (id.clone(), quantity)).collect();
                let expected: Vec<_> = model.0.values().map(|(number, quantity)| (id(*number), *quantity)).collect();
                prop_assert_eq!(order, expected);
                prop_assert_eq!(line.units(), model.0.values().map(|(_, quantity)| u64::from(*quantity)).sum::<u64>());
            }
        }
    }

    #[test]
    fn who_leaves_moves_everyone_behind_up() {
        let mut line = Line::default();
        for number in 1..=200 {
            line.set(
                &id(number),
                Place {
                    priority: 0,
                    sequence: (i64::from(number), 0),
                },
                2,
            );
        }
        for number in 1..=150 {
            line.remove(&id(number));
        }
        assert_eq!(line.units_ahead(&id(151)), Some(0));
        assert_eq!(line.units_ahead(&id(200)), Some(98));
    }
}

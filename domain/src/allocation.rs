//! Giving units that are there to the people in line.

use crate::id::{BackorderId, OrderId, Sku};
use crate::line::Place;
use std::cmp::Reverse;
use std::collections::{BTreeMap, VecDeque};

/// A backorder that waits, as the allocation sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Which one.
    pub backorder: BackorderId,
    /// Whose.
    pub order: OrderId,
    /// Of which variant.
    pub sku: Sku,
    /// Its place in that variant's line.
    pub place: Place,
    /// Units it waits for.
    pub quantity: u32,
    /// For an order that ships complete: all its waiting backorders, this one included.
    pub together: Option<Vec<Together>>,
}

/// A waiting backorder of an order that ships complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Together {
    /// Which one.
    pub backorder: BackorderId,
    /// Of which variant.
    pub sku: Sku,
    /// Its place in that variant's line.
    pub place: Place,
    /// Units it waits for.
    pub quantity: u32,
}

/// Units given to a backorder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allocation {
    /// Which one.
    pub backorder: BackorderId,
    /// Of which variant.
    pub sku: Sku,
    /// How many, at least 1.
    pub quantity: u32,
}

/// Gives free units to the lines of their variants, each in its order, splitting quantities, never
/// more than are free. `waiting` are the fronts of those lines, in any sequence. An order that
/// ships complete takes its units, of all its variants, only when all can be served after everybody
/// who stands ahead of it in each of those lines, and keeps its places until then. `free` loses
/// what is given.
pub fn allocate(free: &mut BTreeMap<Sku, u32>, waiting: &[Waiting]) -> Vec<Allocation> {
    let mut lines = Lines::new(waiting);
    let mut given = Vec::new();
    // Each round decides an order that ships complete or takes a turn out of a line, so there are
    // no more rounds than turns.
    loop {
        lines.serve_fronts(free, &mut given);
        match lines.ready() {
            Some(parts) if can_serve_all(free, parts) => {
                for part in parts {
                    take(free, &mut given, &part.backorder, &part.sku, part.quantity);
                }
            }
            Some(_) => {}
            None if lines.break_ring() => {}
            None => return given,
        }
    }
}

/// How many units of each allocation leave from the dock at which units have just arrived. What
/// arrived goes to the first in line, because it lies next to the packer; the others take what was
/// free on the shelves before.
pub fn from_dock(given: &[Allocation], arrived: &BTreeMap<&Sku, u32>) -> Vec<u32> {
    let mut left = arrived.clone();
    let mut take = |one: &Allocation| {
        left.get_mut(&one.sku).map_or(0, |left| {
            let taken = one.quantity.min(*left);
            *left -= taken;
            taken
        })
    };
    given.iter().map(&mut take).collect()
}

/// What decides who goes first in a line.
type Key<'a> = (Reverse<i32>, (i64, u32), &'a BackorderId);

fn key(place: Place, backorder: &BackorderId) -> Key<'_> {
    (Reverse(place.priority), place.sequence, backorder)
}

/// A turn in a line.
struct Turn<'a> {
    key: Key<'a>,
    who: Who<'a>,
}

/// Whose turn it is.
enum Who<'a> {
    /// A backorder that takes what it can.
    Single(&'a Waiting),
    /// An order that ships complete.
    Whole(&'a OrderId),
}

/// An order that ships complete.
struct Whole<'a> {
    parts: &'a [Together],
    /// Lines in which it has a turn.
    turns: usize,
    /// It was served, or cannot be.
    decided: bool,
}

/// The lines that are served, each without those who have had their turn.
struct Lines<'a> {
    lines: BTreeMap<&'a Sku, VecDeque<Turn<'a>>>,
    whole: BTreeMap<&'a OrderId, Whole<'a>>,
}

impl<'a> Lines<'a> {
    fn new(waiting: &'a [Waiting]) -> Self {
        let mut lines: BTreeMap<&Sku, Vec<Turn<'_>>> =
            waiting.iter().map(|one| (&one.sku, Vec::new())).collect();
        let mut whole: BTreeMap<&OrderId, Whole<'_>> = BTreeMap::new();
        for one in waiting {
            let Some(parts) = &one.together else {
                let turn = Turn {
                    key: key(one.place, &one.backorder),
                    who: Who::Single(one),
                };
                lines.entry(&one.sku).or_default().push(turn);
                continue;
            };
            if whole.contains_key(&one.order) {
                continue;
            }
            // Its turn in a line is when the last of its units there would be reached.
            let mut last: BTreeMap<&Sku, Key<'_>> = BTreeMap::new();
            for part in parts.iter().filter(|part| lines.contains_key(&part.sku)) {
                let key = key(part.place, &part.backorder);
                last.entry(&part.sku)
                    .and_modify(|last| *last = key.max(*last))
                    .or_insert(key);
            }
            whole.insert(
                &one.order,
                Whole {
                    parts,
                    turns: last.len(),
                    decided: false,
                },
            );
            for (sku, key) in last {
                lines.entry(sku).or_default().push(Turn {
                    key,
                    who: Who::Whole(&one.order),
                });
            }
        }
        for line in lines.values_mut() {
            line.sort_unstable_by_key(|turn| turn.key);
        }
        Self {
            lines: lines
                .into_iter()
                .map(|(sku, line)| (sku, line.into()))
                .collect(),
            whole,
        }
    }

    /// Serves each line up to an order that ships complete and is not decided.
    fn serve_fronts(&mut self, free: &mut BTreeMap<Sku, u32>, given: &mut Vec<Allocation>) {
        for line in self.lines.values_mut() {
            while let Some(turn) = line.front() {
                match turn.who {
                    // Served in full or not, it has had its turn: when it lacks units, none are left
                    // for those after it.
                    Who::Single(one) => {
                        let left = free.get(&one.sku).copied().unwrap_or(0);
                        take(
                            free,
                            given,
                            &one.backorder,
                            &one.sku,
                            one.quantity.min(left),
                        );
                    }
                    Who::Whole(order)
                        if self.whole.get(order).is_some_and(|whole| !whole.decided) =>
                    {
                        break;
                    }
                    Who::Whole(_) => {}
                }
                line.pop_front();
            }
        }
    }

    /// The orders that ship complete at the front of lines, each with the number of those lines.
    fn fronts(&self) -> BTreeMap<&'a OrderId, usize> {
        let mut fronts: BTreeMap<&OrderId, usize> = BTreeMap::new();
        for turn in self.lines.values().filter_map(VecDeque::front) {
            if let Who::Whole(order) = turn.who {
                *fronts.entry(order).or_default() += 1;
            }
        }
        fronts
    }

    /// All parts of an order that ships complete and whose turn it is in each of its lines: it is
    /// decided now.
    fn ready(&mut self) -> Option<&'a [Together]> {
        let fronts = self.fronts();
        let (order, _) = fronts.into_iter().find(|(order, turns)| {
            self.whole
                .get(order)
                .is_some_and(|whole| whole.turns == *turns)
        })?;
        let whole = self.whole.get_mut(order)?;
        whole.decided = true;
        Some(whole.parts)
    }

    /// Priorities and changes of variant may put an order that ships complete ahead of another in
    /// one line and after it in the next, and so on in a ring. Then the order of the ring that is in
    /// front with the last place lets the others of that line go first. An order that only waits for
    /// a ring keeps its turn. Answers whether there was a ring.
    fn break_ring(&mut self) -> bool {
        // The last place of the ring, and not of the walk: the answer does not depend on the line
        // in which the walk began.
        let Some((_, sku, order)) = self.ring().into_iter().max() else {
            return false;
        };
        if let (Some(whole), Some(line)) = (self.whole.get_mut(order), self.lines.get_mut(sku)) {
            // It gives up this turn alone. Its place there stays, and its turns in the other lines
            // are still to come.
            whole.turns -= 1;
            line.pop_front();
        }
        true
    }

    /// Orders of which each waits, in the line named, for the next to have its turn there, and the
    /// last for the first.
    fn ring(&self) -> Vec<(Key<'a>, &'a Sku, &'a OrderId)> {
        let mut way: Vec<(Key<'a>, &'a Sku, &'a OrderId)> = Vec::new();
        let mut next = self.lines.keys().find_map(|sku| self.in_front(sku));
        while let Some(one) = next {
            // An order that is not ready has a line in which another one is in front.
            let Some(before) = self.before(one.2) else {
                return Vec::new();
            };
            if let Some(begin) = way
                .iter()
                .position(|(_, sku, order)| (*sku, *order) == (before.1, before.2))
            {
                // What came before the repetition only waits for the ring.
                return way.split_off(begin);
            }
            way.push(before);
            next = Some(before);
        }
        Vec::new()
    }

    /// The order that ships complete at the front of a line.
    fn in_front(&self, sku: &'a Sku) -> Option<(Key<'a>, &'a Sku, &'a OrderId)> {
        match self.lines.get(sku)?.front()? {
            Turn {
                key,
                who: Who::Whole(order),
            } => Some((*key, sku, *order)),
            Turn {
                who: Who::Single(_),
                ..
            } => None,
        }
    }

    /// Who is in front of an order in one of the lines in which it has a turn.
    fn before(&self, order: &OrderId) -> Option<(Key<'a>, &'a Sku, &'a OrderId)> {
        let has_turn = |sku: &Sku| {
            let is_its = |turn: &Turn<'_>| matches!(turn.who, Who::Whole(other) if other == order);
            self.lines
                .get(sku)
                .is_some_and(|line| line.iter().any(is_its))
        };
        let skus = self
            .whole
            .get(order)?
            .parts
            .iter()
            .map(|part| &part.sku)
            .filter(|sku| has_turn(sku));
        skus.filter_map(|sku| self.in_front(sku))
            .find(|(_, _, other)| *other != order)
    }
}

fn can_serve_all(free: &BTreeMap<Sku, u32>, all: &[Together]) -> bool {
    // An order may wait twice for one variant, so its parts are summed before they are compared
    // with what is free.
    let mut needs: BTreeMap<&Sku, u32> = BTreeMap::new();
    for part in all {
        *needs.entry(&part.sku).or_default() += part.quantity;
    }
    needs
        .into_iter()
        .all(|(sku, need)| free.get(sku).copied().unwrap_or(0) >= need)
}

fn take(
    free: &mut BTreeMap<Sku, u32>,
    given: &mut Vec<Allocation>,
    backorder: &BackorderId,
    sku: &Sku,
    quantity: u32,
) {
    if quantity == 0 {
        return;
    }
    if let Some(left) = free.get_mut(sku) {
        *left -= quantity;
    }
    given.push(Allocation {
        backorder: backorder.clone(),
        sku: sku.clone(),
        quantity,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sku(text: &str) -> Sku {
        Sku::parse(text).unwrap()
    }

    fn order(number: u32) -> OrderId {
        OrderId::parse(&format!("ord_{number:04}")).unwrap()
    }

    fn place(number: u32, priority: i32) -> Place {
        Place {
            priority,
            sequence: (i64::from(number), 1),
        }
    }

    fn waits(number: u32, of: &str, quantity: u32) -> Waiting {
        let backorder = BackorderId::of(&order(number), 1);
        Waiting {
            backorder,
            order: order(number),
            sku: sku(of),
            place: place(number, 0),
            quantity,
            together: None,
        }
    }

    /// An order that ships complete, as it stands in the line of each of its variants.
    fn complete(number: u32, parts: &[(&str, u32, i32)]) -> Vec<Waiting> {
        let part = |(index, (of, quantity, priority)): (u32, &(&str, u32, i32))| {
            let place = Place {
                priority: *priority,
                sequence: (i64::from(number), index),
            };
            Together {
                backorder: BackorderId::of(&order(number), index),
                sku: sku(of),
                place,
                quantity: *quantity,
            }
        };
        let all: Vec<Together> = (1..).zip(parts).map(part).collect();
        let own = |part: &Together| Waiting {
            backorder: part.backorder.clone(),
            order: order(number),
            sku: part.sku.clone(),
            place: part.place,
            quantity: part.quantity,
            together: Some(all.clone()),
        };
        all.iter().map(own).collect()
    }

    fn orders(given: &[Allocation]) -> Vec<String> {
        given.iter().map(|one| one.backorder.to_string()).collect()
    }

    #[test]
    fn who_only_waits_for_a_ring_keeps_the_turn() {
        // The first two wait for each other, and for something that is not there; the third waits
        // behind them for one of its parts.
        let ring = [
            complete(1, &[("A", 1, 1), ("B", 1, 0)]),
            complete(2, &[("A", 1, 0), ("B", 1, 1)]),
        ]
        .concat();
        let after = complete(3, &[("B", 1, 0), ("C", 1, 0)]);
        let all = [ring, after, vec![waits(4, "C", 4)]].concat();
        let mut free = BTreeMap::from([(sku("A"), 0), (sku("B"), 5), (sku("C"), 4)]);
        let given = allocate(&mut free, &all);
        let to = |number: u32| {
            given
                .iter()
                .filter(|one| one.backorder.parts().unwrap().0 == order(number))
                .map(|one| one.quantity)
                .sum::<u32>()
        };
        assert_eq!((to(1), to(2), to(3), to(4)), (0, 0, 2, 3));
    }

    proptest! {
        #[test]
        fn units_go_to_the_front_and_none_is_made_up(
            quantities in prop::collection::vec((1u32..9, 0i32..3), 0..40), units in 0u32..100, seed in any::<u64>(),
        ) {
            let mut line: Vec<Waiting> = (0..).zip(&quantities)
                .map(|(n, &(quantity, priority))| Waiting { place: place(n, priority), ..waits(n, "A", quantity) })
                .collect();
            let mut shuffled = line.clone();
            shuffled.rotate_left(usize::try_from(seed).unwrap_or(0).checked_rem(line.len()).unwrap_or(0));
            line.sort_by_key(|one| (Reverse(one.place.priority), one.place.sequence));
            let mut free = BTreeMap::from([(sku("A"), units)]);
            let given = allocate(&mut free, &shuffled);
            let sum: u32 = given.iter().map(|a| a.quantity).sum();
            prop_assert_eq!(sum + free[&sku("A")], units);
            for (place, allocation) in given.iter().enumerate() {
                prop_assert_eq!(&allocation.backorder, &line[place].backorder);
                let last = place + 1 == given.len();
                prop_assert!(allocation.quantity == line[place].quantity || (last && allocation.quantity < line[place].quantity));
            }
        }
    }

    #[test]
    fn an_order_that_ships_complete_waits_for_all_its_lines_and_keeps_its_place() {
        let line = |units: u32| {
            let mut free = BTreeMap::from([(sku("A"), 3), (sku("B"), units)]);
            let mut waiting = complete(1, &[("A", 2, 0), ("B", 1, 0)]);
            waiting.push(waits(2, "A", 1));
            orders(&allocate(&mut free, &waiting))
        };
        assert_eq!(line(0), ["bo_0002_1"]);
        assert_eq!(line(1), ["bo_0001_1", "bo_0001_2", "bo_0002_1"]);
    }

    #[test]
    fn an_order_that_ships_complete_overtakes_nobody_in_any_of_its_lines() {
        let mut waiting = complete(2, &[("A", 1, 0), ("B", 1, 0)]);
        waiting.push(waits(1, "B", 1));
        let mut free = BTreeMap::from([(sku("A"), 1), (sku("B"), 1)]);
        assert_eq!(orders(&allocate(&mut free, &waiting)), ["bo_0001_1"]);
        assert_eq!(free[&sku("A")], 1);
    }

    #[test]
    fn a_priority_in_one_line_counts_in_that_line_alone() {
        let mut waiting = complete(2, &[("A", 1, 5), ("B", 1, 0)]);
        waiting.push(waits(1, "B", 1));
        let mut free = BTreeMap::from([(sku("A"), 1), (sku("B"), 1)]);
        assert_eq!(orders(&allocate(&mut free, &waiting)), ["bo_0001_1"]);
        let mut free = BTreeMap::from([(sku("A"), 1), (sku("B"), 2)]);
        assert_eq!(
            orders(&allocate(&mut free, &waiting)),
            ["bo_0001_1", "bo_0002_1", "bo_0002_2"]
        );
    }

    #[test]
    fn an_order_that_ships_complete_is_not_overtaken_because_it_stands_further_back_elsewhere() {
        let mut waiting = complete(1, &[("A", 1, 0), ("B", 1, 0)]);
        waiting.push(Waiting {
            place: place(0, 0),
            ..waits(3, "B", 1)
        });
        waiting.push(waits(2, "A", 1));
        waiting
            .iter_mut()
            .flat_map(|one| one.together.iter_mut().flatten())
            .for_each(|part| {
                part.place = if part.sku == sku("B") {
                    place(9, 0)
                } else {
                    place(1, 0)
                };
            });
        let mut free = BTreeMap::from([(sku("A"), 1), (sku("B"), 2)]);
        assert_eq!(
            orders(&allocate(&mut free, &waiting)),
            ["bo_0003_1", "bo_0001_1", "bo_0001_2"]
        );
    }

    #[test]
    fn of_two_that_are_ahead_of_each_other_one_is_served() {
        let mut waiting = complete(1, &[("A", 1, 0), ("B", 1, 5)]);
        waiting.extend(complete(2, &[("A", 1, 5), ("B", 1, 0)]));
        let mut free = BTreeMap::from([(sku("A"), 1), (sku("B"), 1)]);
        assert_eq!(
            orders(&allocate(&mut free, &waiting)),
            ["bo_0001_1", "bo_0001_2"]
        );
    }

    #[test]
    fn a_ring_of_orders_that_ship_complete_goes_past_nobody_else() {
        let mut waiting = complete(1, &[("A", 1, 0), ("B", 1, 5)]);
        waiting.extend(complete(3, &[("A", 1, 5), ("B", 1, 0)]));
        waiting.push(waits(2, "B", 1));
        let mut free = BTreeMap::from([(sku("A"), 2), (sku("B"), 2)]);
        assert_eq!(
            orders(&allocate(&mut free, &waiting)),
            ["bo_0001_1", "bo_0001_2", "bo_0002_1"]
        );
    }

    #[test]
    fn what_arrived_goes_to_the_first_in_line_and_the_others_take_from_the_shelves() {
        let given = |number: u32, of: &str, quantity: u32| Allocation {
            backorder: BackorderId::of(&order(number), 1),
            sku: sku(of),
            quantity,
        };
        let all = [
            given(1, "TENT", 2),
            given(2, "PEG", 4),
            given(3, "TENT", 3),
            given(4, "TENT", 1),
            given(5, "LAMP", 1),
        ];
        for (arrived, expected) in [
            (&[("TENT", 4), ("PEG", 9)][..], [2, 4, 2, 0, 0]),
            (&[("TENT", 0), ("LAMP", 1)], [0, 0, 0, 0, 1]),
            (&[], [0; 5]),
        ] {
            let arrived: BTreeMap<Sku, u32> = arrived
                .iter()
                .map(|(of, units)| (sku(of), *units))
                .collect();
            let units = arrived.iter().map(|(sku, units)| (sku, *units)).collect();
            assert_eq!(from_dock(&all, &units), expected, "{arrived:?}");
        }
    }
}

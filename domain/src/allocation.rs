//! Giving units that are there to the people in line.

use crate::id::{BackorderId, OrderId, Sku};
use crate::line::Place;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

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

/// Gives free units to the lines of their variants, each in its order, splitting quantities, never more than are free. `waiting` are the fronts
/// of those lines, in any sequence. An order that ships complete takes its units, of all its variants, only when all can be served after
/// everybody who stands ahead of it in each of those lines, and keeps its places until then. `free` loses what is given.
pub fn allocate(free: &mut BTreeMap<Sku, u32>, mut waiting: Vec<Waiting>) -> Vec<Allocation> {
    waiting.sort_by(|a, b| in_line(a.place).cmp(&in_line(b.place)).then_with(|| a.backorder.cmp(&b.backorder)));
    let lines: BTreeSet<Sku> = waiting.iter().map(|one| one.sku.clone()).collect();
    let mut given = Vec::new();
    for one in waiting {
        match &one.together {
            None => {
                let left = free.get(&one.sku).copied().unwrap_or(0);
                take(free, &mut given, &one.backorder, &one.sku, one.quantity.min(left));
            }
            Some(all) if is_last(&one, all, &lines) && can_serve_all(free, all) => {
                for part in all {
                    take(free, &mut given, &part.backorder, &part.sku, part.quantity);
                }
            }
            Some(_) => {}
        }
    }
    given
}

fn in_line(place: Place) -> (Reverse<i32>, (i64, u32)) {
    (Reverse(place.priority), place.sequence)
}

/// Whether this is the last of an order's places in the lines that are served now: then everybody ahead of it in each of them has had his turn.
/// Its places differ when one of its lines was given a priority.
fn is_last(one: &Waiting, all: &[Together], lines: &BTreeSet<Sku>) -> bool {
    let place = (in_line(one.place), &one.backorder);
    all.iter().filter(|part| lines.contains(&part.sku)).all(|part| (in_line(part.place), &part.backorder) <= place)
}

fn can_serve_all(free: &BTreeMap<Sku, u32>, all: &[Together]) -> bool {
    let mut needs: BTreeMap<&Sku, u32> = BTreeMap::new();
    for part in all {
        *needs.entry(&part.sku).or_default() += part.quantity;
    }
    needs.into_iter().all(|(sku, need)| free.get(sku).copied().unwrap_or(0) >= need)
}

fn take(free: &mut BTreeMap<Sku, u32>, given: &mut Vec<Allocation>, backorder: &BackorderId, sku: &Sku, quantity: u32) {
    if quantity == 0 {
        return;
    }
    if let Some(left) = free.get_mut(sku) {
        *left -= quantity;
    }
    given.push(Allocation { backorder: backorder.clone(), sku: sku.clone(), quantity });
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
        Place { priority, sequence: (i64::from(number), 1) }
    }

    fn waits(number: u32, of: &str, quantity: u32) -> Waiting {
        let backorder = BackorderId::of(&order(number), 1);
        Waiting { backorder, order: order(number), sku: sku(of), place: place(number, 0), quantity, together: None }
    }

    /// An order that ships complete, as it stands in the line of each of its variants.
    fn complete(number: u32, parts: &[(&str, u32, i32)]) -> Vec<Waiting> {
        let part = |(index, (of, quantity, priority)): (u32, &(&str, u32, i32))| {
            let place = Place { priority: *priority, sequence: (i64::from(number), index) };
            Together { backorder: BackorderId::of(&order(number), index), sku: sku(of), place, quantity: *quantity }
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
            line.sort_by_key(|one| in_line(one.place));
            let mut free = BTreeMap::from([(sku("A"), units)]);
            let given = allocate(&mut free, shuffled);
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
            orders(&allocate(&mut free, waiting))
        };
        assert_eq!(line(0), ["bo_0002_1"]);
        assert_eq!(line(1), ["bo_0001_1", "bo_0001_2", "bo_0002_1"]);
    }

    #[test]
    fn an_order_that_ships_complete_overtakes_nobody_in_any_of_its_lines() {
        let mut waiting = complete(2, &[("A", 1, 0), ("B", 1, 0)]);
        waiting.push(waits(1, "B", 1));
        let mut free = BTreeMap::from([(sku("A"), 1), (sku("B"), 1)]);
        assert_eq!(orders(&allocate(&mut free, waiting)), ["bo_0001_1"]);
        assert_eq!(free[&sku("A")], 1);
    }

    #[test]
    fn a_priority_in_one_line_counts_in_that_line_alone() {
        let mut waiting = complete(2, &[("A", 1, 5), ("B", 1, 0)]);
        waiting.push(waits(1, "B", 1));
        let mut free = BTreeMap::from([(sku("A"), 1), (sku("B"), 1)]);
        assert_eq!(orders(&allocate(&mut free, waiting.clone())), ["bo_0001_1"]);
        let mut free = BTreeMap::from([(sku("A"), 1), (sku("B"), 2)]);
        assert_eq!(orders(&allocate(&mut free, waiting)), ["bo_0001_1", "bo_0002_1", "bo_0002_2"]);
    }
}

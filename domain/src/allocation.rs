//! Giving units that are there to the people in line.

use crate::id::{BackorderId, OrderId, Sku};
use std::collections::BTreeMap;

/// A backorder that waits, as the allocation sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Which one.
    pub backorder: BackorderId,
    /// Whose.
    pub order: OrderId,
    /// Units it waits for.
    pub quantity: u32,
    /// For an order that ships complete: all its waiting backorders, this one included.
    pub together: Option<Vec<(BackorderId, Sku, u32)>>,
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

/// Gives the free units of `sku` to the line in its order, splitting quantities, never more than are free. An order that ships complete takes
/// its units, of all its variants, only when all can be served, and keeps its place until then. `free` loses what is given.
pub fn allocate(sku: &Sku, free: &mut BTreeMap<Sku, u32>, line: &[Waiting]) -> Vec<Allocation> {
    let mut given: Vec<Allocation> = Vec::new();
    for waiting in line {
        let left = free.get(sku).copied().unwrap_or(0);
        if left == 0 {
            break;
        }
        if given.iter().any(|allocation| allocation.backorder == waiting.backorder) {
            continue;
        }
        match &waiting.together {
            None => take(free, &mut given, &waiting.backorder, sku, waiting.quantity.min(left)),
            Some(all) if can_serve_all(free, all) => {
                for (backorder, sku, quantity) in all {
                    take(free, &mut given, backorder, sku, *quantity);
                }
            }
            Some(_) => {}
        }
    }
    given
}

fn can_serve_all(free: &BTreeMap<Sku, u32>, all: &[(BackorderId, Sku, u32)]) -> bool {
    let mut needs: BTreeMap<&Sku, u32> = BTreeMap::new();
    for (_, sku, quantity) in all {
        *needs.entry(sku).or_default() += quantity;
    }
    needs.into_iter().all(|(sku, need)| free.get(sku).copied().unwrap_or(0) >= need)
}

fn take(free: &mut BTreeMap<Sku, u32>, given: &mut Vec<Allocation>, backorder: &BackorderId, sku: &Sku, quantity: u32) {
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

    fn order(number: usize) -> OrderId {
        OrderId::parse(&format!("ord_{number}")).unwrap()
    }

    fn waits(number: usize, quantity: u32) -> Waiting {
        Waiting { backorder: BackorderId::of(&order(number), 1), order: order(number), quantity, together: None }
    }

    proptest! {
        #[test]
        fn units_go_to_the_front_and_none_is_made_up(quantities in prop::collection::vec(1u32..9, 0..40), units in 0u32..100) {
            let line: Vec<Waiting> = quantities.iter().enumerate().map(|(n, &quantity)| waits(n, quantity)).collect();
            let mut free = BTreeMap::from([(sku("A"), units)]);
            let given = allocate(&sku("A"), &mut free, &line);
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
        let all = vec![(BackorderId::of(&order(1), 1), sku("A"), 2), (BackorderId::of(&order(1), 2), sku("B"), 1)];
        let complete = Waiting { together: Some(all), ..waits(1, 2) };
        let line = [complete, waits(2, 1)];
        let mut free = BTreeMap::from([(sku("A"), 3), (sku("B"), 0)]);
        assert_eq!(
            allocate(&sku("A"), &mut free, &line).iter().map(|a| a.backorder.clone()).collect::<Vec<_>>(),
            [line[1].backorder.clone()]
        );

        let mut free = BTreeMap::from([(sku("A"), 3), (sku("B"), 1)]);
        let given = allocate(&sku("A"), &mut free, &line);
        assert_eq!(given.len(), 3);
        assert_eq!(free, BTreeMap::from([(sku("A"), 0), (sku("B"), 0)]));
    }
}

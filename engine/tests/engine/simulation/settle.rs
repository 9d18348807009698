//! After each step: who was served, and whether it was their turn.

use super::model::{AT_END, Held, Returned, Seen, ShopModel, Spot, Step, UNKNOWN};
use super::rows::Rows;
use std::collections::{BTreeMap, BTreeSet};

/// Compares what a step should have left with what is there, and takes over who was served.
pub fn settle(model: &mut ShopModel, step: &Step, rows: &Rows) {
    let Seen {
        line,
        stopped,
        held,
    } = model.seen(rows);
    stand_again(model, step, rows);
    assert_eq!(stopped, model.stopped, "stopped while they wait");
    learn_places(model, &line);
    let given = given(model, &line);
    parcels(model, step, &held, &given);
    if let Some(answered) = &step.answered {
        assert_eq!(
            *answered,
            by_line(&given),
            "the answer does not tell who was served"
        );
    }
    turns(model, step, &line, &given);
    leaves(model, step, rows);
    model.newest = line
        .keys()
        .map(|spot| spot.seq)
        .fold(model.newest, i64::max);
    (model.line, model.held) = (line, held);
    counters(model, rows);
}

/// Anyone who gave units back stands where they had stood before: what a backorder was placed with
/// never changes.
fn stand_again(model: &mut ShopModel, step: &Step, rows: &Rows) {
    for (order, sku, number, units) in &step.returned {
        let id = &model.orders[*order].id;
        let row = rows
            .live
            .iter()
            .find(|row| row.order == *id && row.number == *number)
            .unwrap_or_else(|| panic!("nobody waits as {id}#{number}"));
        let spot = Spot {
            sku: sku.clone(),
            rank: row.rank,
            seq: row.seq,
            order: *order,
            number: *number,
        };
        // What goes back from an order on hold stays stopped, and what else does not.
        let stays = row.state == "held";
        assert_eq!(
            is_stopped(model, &model.held, *order, None),
            stays,
            "{id}#{number} gave units back and is {}",
            row.state
        );
        let of = if stays {
            &mut model.stopped
        } else {
            &mut model.line
        };
        *of.entry(spot).or_default() += units;
    }
}

/// Whether something of an order is on hold, outside of one of its parcels.
fn is_stopped(
    model: &ShopModel,
    held: &BTreeMap<Held, u32>,
    order: usize,
    but: Option<u32>,
) -> bool {
    let on_hold = |held: &Held| {
        held.order == order && Some(held.shipment) != but && held.state.starts_with("on_hold")
    };
    model.stopped.keys().any(|spot| spot.order == order) || held.keys().any(on_hold)
}

/// Whether an order gave back units of a SKU.
fn gave_back(step: &Step, order: usize, sku: &str) -> bool {
    let is_it = |(of, text, ..): &Returned| *of == order && text == sku;
    step.returned.iter().any(is_it)
}

/// Fills in places and numbers that only the engine knows.
fn learn_places(model: &mut ShopModel, seen: &BTreeMap<Spot, u32>) {
    let unknown: Vec<Spot> = model
        .line
        .keys()
        .filter(|spot| spot.number == UNKNOWN || spot.seq == AT_END)
        .cloned()
        .collect();
    for spot in unknown {
        let matches = |other: &&Spot| {
            let at_end = spot.seq == AT_END && other.seq > model.newest;
            other.sku == spot.sku
                && other.order == spot.order
                && other.rank == spot.rank
                && (spot.number == UNKNOWN || other.number == spot.number)
                && (other.seq == spot.seq || at_end)
                && !model.line.contains_key(*other)
        };
        if let Some(found) = seen.keys().find(matches) {
            let units = model.line.remove(&spot).unwrap();
            model.line.insert(found.clone(), units);
        }
    }
}

/// Units that left each place in line: only by being given can they have.
fn given(model: &ShopModel, seen: &BTreeMap<Spot, u32>) -> BTreeMap<Spot, u32> {
    for spot in seen.keys() {
        assert!(
            model.line.contains_key(spot),
            "somebody stands where nobody should: {spot:?}, expected {:#?}",
            same_line(model, &spot.sku)
        );
    }
    let left = |(spot, before): (&Spot, &u32)| {
        let after = seen.get(spot).copied().unwrap_or(0);
        let given = before
            .checked_sub(after)
            .unwrap_or_else(|| panic!("{spot:?} waits for {after} units instead of {before}"));
        (given > 0).then(|| (spot.clone(), given))
    };
    model.line.iter().filter_map(left).collect()
}

fn same_line(model: &ShopModel, sku: &str) -> Vec<(Spot, u32)> {
    model
        .line
        .iter()
        .filter(|(spot, _)| spot.sku == sku)
        .map(|(spot, units)| (spot.clone(), *units))
        .collect()
}

fn by_line(given: &BTreeMap<Spot, u32>) -> BTreeMap<(usize, String), u32> {
    let mut sums = BTreeMap::new();
    for (spot, units) in given {
        *sums.entry((spot.order, spot.sku.clone())).or_default() += units;
    }
    sums
}

/// What is in parcels: what was there, less what was taken out, and what was given.
fn parcels(
    model: &ShopModel,
    step: &Step,
    seen: &BTreeMap<Held, u32>,
    given: &BTreeMap<Spot, u32>,
) {
    let mut due: BTreeMap<(usize, String), i64> = BTreeMap::new();
    for (held, units) in &model.held {
        *due.entry((held.order, held.sku.clone())).or_default() += i64::from(*units);
    }
    for (line, units) in by_line(given) {
        *due.entry(line).or_default() += i64::from(units);
    }
    if let Some((order, skus)) = &step.cancelled {
        for (sku, units) in skus {
            *due.entry((*order, sku.clone())).or_default() -= i64::from(*units);
        }
    }
    for (order, sku, _, units) in &step.returned {
        *due.entry((*order, sku.clone())).or_default() -= i64::from(*units);
    }
    due.retain(|_, units| *units != 0);
    let mut there: BTreeMap<(usize, String), i64> = BTreeMap::new();
    for (held, units) in seen {
        *there.entry((held.order, held.sku.clone())).or_default() += i64::from(*units);
    }
    assert_eq!(due, there, "units in parcels by order and SKU");
    let mut from_dock: BTreeMap<String, u32> = BTreeMap::new();
    let was = reopened(model, step, seen);
    for held in was.keys().chain(seen.keys()).collect::<BTreeSet<_>>() {
        let (before, after) = (
            was.get(held).copied().unwrap_or(0),
            seen.get(held).copied().unwrap_or(0),
        );
        let cancelled = step
            .cancelled
            .as_ref()
            .is_some_and(|(order, skus)| *order == held.order && skus.contains_key(&held.sku));
        let packed = step.packed == Some((held.order, held.shipment));
        if packed {
            let closed = Held {
                state: "packed".to_owned(),
                ..held.clone()
            };
            assert!(
                after == 0 || *held == closed && held.location.is_some(),
                "packed, and yet {held:?}"
            );
            let stays =
                held.location.is_none() || seen.get(&closed).is_some_and(|units| *units >= before);
            assert!(stays, "taken from elsewhere than where it lay: {held:?}");
        } else if after < before {
            assert!(
                cancelled || gave_back(step, held.order, &held.sku),
                "units left a parcel: {held:?} {before} → {after}"
            );
        } else if after > before {
            assert_eq!(held.state, "allocated", "given and not allocated: {held:?}");
            match (&held.location, &step.dock) {
                (None, _) => {}
                (Some(there), Some((dock, _))) if there == dock => {
                    *from_dock.entry(held.sku.clone()).or_default() += after - before;
                }
                (Some(_), _) => panic!("given from where nothing arrived: {held:?}"),
            }
        }
    }
    for (sku, units) in from_dock {
        let arrived = step
            .dock
            .as_ref()
            .and_then(|(_, arrived)| arrived.get(&sku).copied())
            .unwrap_or(0);
        assert!(
            units <= arrived,
            "{units} {sku} leave from the dock, where {arrived} arrived"
        );
    }
}

/// What was in parcels, when those that had been packed and lost units are opened again.
fn reopened(model: &ShopModel, step: &Step, seen: &BTreeMap<Held, u32>) -> BTreeMap<Held, u32> {
    let opened = |held: &Held| {
        let stopped = is_stopped(model, seen, held.order, Some(held.shipment));
        Held {
            state: if stopped {
                "on_hold, released"
            } else {
                "released"
            }
            .to_owned(),
            ..held.clone()
        }
    };
    let there = |held: &Held| seen.get(held).copied().unwrap_or(0);
    let packed = || model.held.iter().filter(|(held, _)| held.state == "packed");
    let less: BTreeSet<(usize, u32)> = packed()
        .filter(|(held, units)| there(held) + there(&opened(held)) < **units)
        .map(|(held, _)| (held.order, held.shipment))
        .collect();
    let cancelled = step.cancelled.as_ref().map(|(order, _)| *order);
    let gave = |order: usize| step.returned.iter().any(|(of, ..)| *of == order);
    assert!(
        less.iter()
            .all(|(order, _)| Some(*order) == cancelled || gave(*order)),
        "a packed parcel lost units"
    );
    let mut was = model.held.clone();
    for (held, units) in packed().filter(|(held, _)| less.contains(&(held.order, held.shipment))) {
        assert_eq!(
            there(held),
            0,
            "a parcel that lost units is still packed: {held:?}"
        );
        was.remove(held);
        *was.entry(opened(held)).or_default() += units;
    }
    was
}

/// Units that are given are told when they leave: all of an order's with the last of them.
fn leaves(model: &mut ShopModel, step: &Step, rows: &Rows) {
    let held = rows
        .live
        .iter()
        .filter(|row| row.state != "queued" && row.state != "held");
    // A parcel that is packed or loses units may split backorders that had theirs before.
    if step.packed.is_none() && step.cancelled.is_none() && step.returned.is_empty() {
        let rules = &model.shop.rules;
        let on = |days: u16| rules.calendar().add(model.shop.day, days).to_string();
        let mut given: BTreeMap<&str, Vec<&super::rows::Live>> = BTreeMap::new();
        let is_new =
            |row: &&super::rows::Live| !model.given.contains(&(row.order.clone(), row.number));
        for row in held.clone().filter(is_new) {
            given.entry(&row.order).or_default().push(row);
        }
        for rows in given.into_values() {
            let from_shelf = rows.iter().any(|row| row.location.is_none());
            let day = on(if from_shelf {
                rules.handling_days
            } else {
                rules.cross_dock_days
            });
            for row in rows {
                assert_eq!(
                    row.told.as_deref(),
                    Some(day.as_str()),
                    "when it leaves: {row:?}"
                );
            }
        }
    }
    model.given = held.map(|row| (row.order.clone(), row.number)).collect();
}

/// Nobody is overtaken but an order that ships complete and could not be served, and no line that
/// was served has units left for somebody.
fn turns(model: &ShopModel, step: &Step, seen: &BTreeMap<Spot, u32>, given: &BTreeMap<Spot, u32>) {
    let lines: BTreeSet<&String> = given
        .keys()
        .map(|spot| &spot.sku)
        .chain(&step.served)
        .collect();
    let cancelled = |sku: &str| {
        step.cancelled
            .as_ref()
            .and_then(|(_, skus)| skus.get(sku))
            .copied()
            .unwrap_or(0)
    };
    let returned = |sku: &str| -> u32 {
        let of_sku = step.returned.iter().filter(|(_, of, ..)| of == sku);
        of_sku.map(|(.., units)| units).sum()
    };
    let free: BTreeMap<String, u32> = super::SKUS
        .iter()
        .map(|sku| {
            let there = model.on_hand_of(sku) + cancelled(sku) + returned(sku);
            let free = there
                .checked_sub(model.held_of(sku))
                .expect("no more is held than is there");
            ((*sku).to_owned(), free)
        })
        .collect();
    for sku in lines {
        let all: u32 = given
            .iter()
            .filter(|(spot, _)| spot.sku == **sku)
            .map(|(_, units)| units)
            .sum();
        assert!(
            all <= free[sku],
            "{all} {sku} were given, {} were free",
            free[sku]
        );
        let rest = all < free[sku] && step.served.contains(sku);
        let mut passed: BTreeSet<usize> = BTreeSet::new();
        for (spot, _) in same_line(model, sku) {
            if given.contains_key(&spot) {
                for order in passed.iter().filter(|order| **order != spot.order) {
                    excuse(
                        model,
                        given,
                        &free,
                        *order,
                        &format!("was overtaken by {spot:?}"),
                    );
                }
            }
            if seen.contains_key(&spot) {
                passed.insert(spot.order);
            }
        }
        for order in passed.iter().filter(|_| rest) {
            excuse(
                model,
                given,
                &free,
                *order,
                &format!("waits while there are {sku}"),
            );
        }
    }
    for order in given
        .keys()
        .map(|spot| spot.order)
        .filter(|order| model.orders[*order].complete)
        .collect::<BTreeSet<_>>()
    {
        assert!(
            !seen.keys().any(|spot| spot.order == order),
            "order {order} ships complete, and was served in part"
        );
    }
}

fn excuse(
    model: &ShopModel,
    given: &BTreeMap<Spot, u32>,
    free: &BTreeMap<String, u32>,
    order: usize,
    what: &str,
) {
    let excused = model.orders[order].complete
        && (is_blocked(model, given, free, order) || is_entangled(model, order));
    assert!(
        excused,
        "order {order} {what}; it waits for {:?}; free {free:?}, given {given:?}",
        model.spots(order)
    );
}

/// Whether an order that ships complete could not be served after everybody ahead of it in each of
/// its lines.
fn is_blocked(
    model: &ShopModel,
    given: &BTreeMap<Spot, u32>,
    free: &BTreeMap<String, u32>,
    order: usize,
) -> bool {
    let spots = model.spots(order);
    let skus: BTreeSet<&String> = spots.iter().map(|(spot, _)| &spot.sku).collect();
    skus.into_iter().any(|sku| {
        let own = spots.iter().filter(|(spot, _)| spot.sku == *sku);
        let (last, need) = own.fold((None, 0), |(_, sum), (spot, units)| {
            (Some(spot), sum + units)
        });
        let ahead = given
            .iter()
            .filter(|(spot, _)| spot.sku == *sku && spot.order != order && Some(*spot) < last);
        free[sku] < need + ahead.map(|(_, units)| units).sum::<u32>()
    })
}

/// Whether an order that ships complete is ahead of another in one line, and through others after
/// it in the next: then nobody's turn is first. Priorities and changes of variant, which are on
/// record, are the only ways into such a ring.
fn is_entangled(model: &ShopModel, order: usize) -> bool {
    let behind = |one: usize| -> BTreeSet<usize> {
        let mine = model.spots(one);
        let others = model
            .line
            .keys()
            .filter(|spot| spot.order != one && model.orders[spot.order].complete);
        others
            .filter(|other| {
                mine.iter()
                    .any(|(spot, _)| spot.sku == other.sku && spot < *other)
            })
            .map(|spot| spot.order)
            .collect()
    };
    let (mut reached, mut next): (BTreeSet<usize>, Vec<usize>) = (BTreeSet::new(), vec![order]);
    while let Some(one) = next.pop() {
        for other in behind(one) {
            if other == order {
                return true;
            }
            if reached.insert(other) {
                next.push(other);
            }
        }
    }
    false
}

/// The engine's counters are what the model adds up from units.
fn counters(model: &ShopModel, rows: &Rows) {
    for (sku, counters) in &rows.counters {
        let should = (model.on_hand_of(sku), model.held_of(sku), model.queued(sku));
        assert_eq!(*counters, should, "on hand, allocated and queued of {sku}");
    }
    for ((sku, location), (on_hand, reserved)) in &rows.stock {
        let should = (
            model
                .on_hand
                .get(&(sku.clone(), location.clone()))
                .copied()
                .unwrap_or(0),
            model.reserved(sku, location),
        );
        assert_eq!(
            (*on_hand, *reserved),
            should,
            "on hand and reserved of {sku} at {location}"
        );
        assert!(
            reserved <= on_hand,
            "more {sku} are set apart at {location} than are there"
        );
    }
    let known = rows
        .stock
        .iter()
        .map(|(_, (on_hand, _))| on_hand)
        .sum::<u32>();
    assert_eq!(
        known,
        model.on_hand.values().sum::<u32>(),
        "units on hand at all locations"
    );
}

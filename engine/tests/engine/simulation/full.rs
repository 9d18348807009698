//! The checks that read everything: promises, places, parcels, purchase orders, the log.

use super::model::{ByLine, ShopModel};
use super::rows::{Raw, Told, units};
use super::sim::Sim;
use super::{SKUS, beyond};
use dockline_domain::availability::VariantSupply;
use dockline_domain::policy::Policy;
use dockline_domain::promise::{Expected, bind, expected, revision};
use dockline_domain::stock::Counters;
use dockline_domain::supply::Stage;
use dockline_engine::Engine;
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub async fn check(sim: &Sim) {
    for model in &sim.shops {
        sim.engine().promises_revised(&model.shop).await.unwrap();
        promises(&sim.raw, model).await;
        snapshots(sim.engine(), &sim.raw, model).await;
        places(sim.engine(), model).await;
        units_are_somewhere(&sim.raw, model).await;
        purchase_orders(&sim.raw, model).await;
        let (newest, count, says) = sim.raw.log(model.shop.id.as_str()).await;
        assert_eq!((newest, count), (says, says), "the log has a gap");
        let wrong = sim.raw.wrong_versions(model.shop.id.as_str()).await;
        assert!(wrong.is_empty(), "versions of orders: {wrong:?}");
    }
}

fn policy(model: &ShopModel, sku: &str) -> Policy {
    match sku {
        "PEG" => beyond(model.lead_days),
        "HAT" => Policy {
            per_customer: Some(super::PER_CUSTOMER),
            ..Policy::default()
        },
        "LAMP" => Policy::deny(),
        _ => Policy::default(),
    }
}

/// What decides the availability of a variant, put together from the model and the purchase orders'
/// rows.
pub async fn supply(raw: &Raw, model: &ShopModel, sku: &str) -> VariantSupply {
    let lines = raw.purchase_order_lines(model.shop.id.as_str()).await;
    let inbound = lines
        .iter()
        .filter(|line| line.sku == sku)
        .map(super::rows::Line::inbound)
        .collect();
    let counters = Counters {
        on_hand: model.on_hand_of(sku),
        allocated: model.held_of(sku),
        queued: model.queued(sku),
    };
    VariantSupply::new(counters, inbound, policy(model, sku))
}

/// Everybody in line was told last what supply implies, and never the same twice.
async fn promises(raw: &Raw, model: &ShopModel) {
    let shop = model.shop.id.as_str();
    let lines = raw.told(shop).await;
    let mut of_order: HashMap<String, Vec<(Expected, Told)>> = HashMap::new();
    for (sku, line) in lines {
        let supply = supply(raw, model, &sku).await;
        let mut ahead = 0;
        for told in line {
            let placed_on = model.shop.zone.to_datetime(told.placed_at).date();
            let parts = supply.expected(ahead, told.quantity, placed_on, model.shop.today());
            ahead += told.quantity;
            of_order
                .entry(told.order.clone())
                .or_default()
                .push((expected(&parts, told.quantity, false), told));
        }
    }
    for all in of_order.into_values() {
        let together = bind(all.iter().map(|(expected, _)| *expected)).unwrap();
        for (alone, told) in all {
            let now = if told.complete { together } else { alone };
            let new = revision(told.promised, now);
            assert!(
                new.is_none(),
                "{told:?} should have been told {new:?}, for supply implies {now:?} on {}",
                model.shop.day
            );
        }
    }
    let repeated = raw.repeated_promises(shop).await;
    assert!(repeated.is_empty(), "told the same again: {repeated:?}");
}

/// Readers see what the rows say; overdue supply is marked, and keeps no more than somebody waits
/// for.
async fn snapshots(engine: &Engine, raw: &Raw, model: &ShopModel) {
    for text in SKUS {
        let mut supply = supply(raw, model, text).await;
        let snapshot = engine.snapshot(&model.shop, text).await.unwrap();
        assert_eq!(snapshot.supply, supply, "the snapshot of {text}");
        assert_eq!(
            supply.mark_overdue(model.shop.day),
            [],
            "overdue supply of {text} that is not marked: {supply:?}"
        );
        assert_eq!(
            supply.settle_overdue(),
            [],
            "overdue supply of {text} that is kept for nobody: {supply:?}"
        );
    }
}

/// The line as merchants read it: everybody in it, in order, each at the place after the one
/// before.
async fn places(engine: &Engine, model: &ShopModel) {
    for text in SKUS {
        let (mut cursor, mut ahead, mut read) = (None, 0, Vec::new());
        loop {
            let page = engine
                .queue(&model.shop, text, cursor.as_deref(), 7)
                .await
                .unwrap();
            for (row, position) in &page.items {
                assert_eq!(*position, Some(ahead + 1), "the place of {row:?}");
                ahead += row.quantity;
                read.push((model.index[row.order.as_str()], row.quantity));
            }
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        let own = model
            .line
            .iter()
            .filter(|(spot, _)| spot.sku == text)
            .map(|(spot, units)| (spot.order, *units));
        assert_eq!(read, own.collect::<Vec<_>>(), "the line of {text}");
    }
}

/// Every unit that was ordered waits, is in a parcel, left in one, or was cancelled; and parcels
/// are what their units are.
async fn units_are_somewhere(raw: &Raw, model: &ShopModel) {
    let shop = model.shop.id.as_str();
    let mut inside: BTreeMap<(String, u32), BTreeSet<String>> = BTreeMap::new();
    let mut sums: BTreeMap<(&'static str, (usize, String)), u32> = BTreeMap::new();
    for (order, sku, state, shipment, quantity) in raw.by_state(shop).await {
        let kind = match state.as_str() {
            "queued" => "waiting",
            "shipped" | "delivered" => "shipped",
            "cancelled" => "cancelled",
            _ => "held",
        };
        if let Some(shipment) = shipment.filter(|_| kind != "cancelled") {
            inside
                .entry((order.clone(), units(shipment)))
                .or_default()
                .insert(state);
        }
        *sums.entry((kind, (model.index[&order], sku))).or_default() += units(quantity);
    }
    let of = |kind: &str| -> ByLine {
        sums.iter()
            .filter(|((of, _), _)| *of == kind)
            .map(|((_, line), units)| (line.clone(), *units))
            .collect()
    };
    assert_eq!(of("shipped"), model.shipped, "units shipped");
    assert_eq!(of("cancelled"), model.cancelled, "units cancelled");
    let mut all = ByLine::new();
    for ((_, line), units) in &sums {
        *all.entry(line.clone()).or_default() += units;
    }
    assert_eq!(all, model.ordered, "units of order lines in any state");
    let lines = raw
        .order_lines(shop)
        .await
        .into_iter()
        .map(|((order, sku), units)| ((model.index[&order], sku), units));
    assert_eq!(
        lines.collect::<ByLine>(),
        model.ordered,
        "units of order lines"
    );
    let shipments = raw.shipments(shop).await;
    let mut open: BTreeSet<&str> = BTreeSet::new();
    for (key, state) in &shipments {
        let states: Vec<&str> = inside
            .get(key)
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        let fits = match state.as_str() {
            "open" => {
                open.insert(&key.0)
                    && !states.is_empty()
                    && states
                        .iter()
                        .all(|state| matches!(*state, "allocated" | "on_hold"))
            }
            "reopened" => {
                !states.is_empty()
                    && states
                        .iter()
                        .all(|state| matches!(*state, "allocated" | "released" | "on_hold"))
            }
            "packed" => states == ["packed"],
            "handed_over" => states == ["shipped"] || states == ["delivered"],
            "cancelled" => states.is_empty(),
            _ => false,
        };
        assert!(
            fits,
            "a parcel that is {state} with units that are {states:?}: {key:?}"
        );
    }
    assert!(
        inside.keys().all(|key| shipments.contains_key(key)),
        "units in a parcel that is not there"
    );
}

async fn purchase_orders(raw: &Raw, model: &ShopModel) {
    let mut seen: BTreeMap<String, (Stage, bool)> = BTreeMap::new();
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    for line in raw.purchase_order_lines(model.shop.id.as_str()).await {
        let one = model
            .purchase_orders
            .iter()
            .find(|one| one.reference == line.reference)
            .unwrap();
        *counted.entry(line.reference.clone()).or_default() += 1;
        assert_eq!(
            (line.ordered, line.received, line.written_off),
            one.lines[&(line.sku.clone(), line.line)].counted,
            "{} {}",
            line.reference,
            line.sku
        );
        assert_eq!(
            (line.own, line.expected, line.stage),
            (
                one.lines[&(line.sku.clone(), line.line)].own,
                line.own.or(one.expected),
                one.stage
            ),
            "{}",
            line.reference
        );
        assert!(
            line.written_off <= line.ordered || line.ordered == 0,
            "more was given up of {} than was ordered",
            line.reference
        );
        let all = seen
            .entry(line.reference.clone())
            .or_insert((line.stage, true));
        all.1 &= line.open() == 0;
    }
    for one in &model.purchase_orders {
        let lines = counted.get(&one.reference).copied().unwrap_or(0);
        assert_eq!(lines, one.lines.len(), "lines of {}", one.reference);
    }
    for (reference, (stage, complete)) in seen {
        assert!(
            stage != Stage::Received || complete,
            "{reference} is received, and some of it is open"
        );
    }
}

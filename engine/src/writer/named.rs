//! What a command changes is named by its events: other nodes learn of it by nothing else.

use super::Published;
use crate::event::{Event, InLine};
use crate::store::events::EventRow;
use std::collections::BTreeSet;

/// What was changed and no event names.
pub(super) fn unnamed(published: &Published, events: &[EventRow]) -> Vec<String> {
    let events: Vec<Event> = events
        .iter()
        .filter_map(|row| Event::read(row.kind.name(), &row.payload).ok())
        .collect();
    let (mut skus, mut orders, mut products) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut lines = BTreeSet::new();
    for event in &events {
        let touched = event.touched();
        skus.extend(touched.skus);
        orders.extend(touched.orders);
        products.extend(touched.products);
        match event.in_line() {
            InLine::Stays => {}
            InLine::Joined(_, units) => lines.extend(units.into_iter().map(|(_, sku, _)| sku)),
            InLine::Changed(changed) => lines.extend(changed),
        }
    }
    let all = events
        .iter()
        .any(|event| event.kind().changes_all_of_the_shop());
    let skus = published
        .skus
        .iter()
        .filter(|sku| !all && !skus.contains(sku))
        .map(|sku| format!("variant {sku}"));
    let orders = published
        .orders
        .iter()
        .filter(|order| !orders.contains(order))
        .map(|order| format!("order {order}"));
    let products = published
        .products
        .iter()
        .filter(|handle| !products.contains(handle))
        .map(|handle| format!("product {handle}"));
    let lines = published
        .lines
        .iter()
        .filter(|change| !lines.contains(&change.sku))
        .map(|change| format!("line {}", change.sku));
    skus.chain(orders).chain(products).chain(lines).collect()
}

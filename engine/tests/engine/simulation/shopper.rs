//! Shoppers order, cancel and change their minds.

use super::model::{AT_END, Held, Order, ShopModel, Spot, Step, UNKNOWN, take};
use super::sim::Sim;
use super::{BEYOND, PER_CUSTOMER, SKUS, full};
use crate::world::{line, sku};
use dockline_domain::address::Destination;
use dockline_domain::availability::Source;
use dockline_domain::availability::VariantSupply;
use dockline_domain::backorder::Actor;
use dockline_domain::dates::Window;
use dockline_domain::email::Email;
use dockline_domain::order::{OrderLine, Person, Quantity, Ship};
use dockline_domain::wish::PlaceAfter;
use dockline_engine::command::{
    CancelOrder, ChangeDetails, ChangeVariant, PlaceOrder, PlacedOrder,
};
use std::collections::{BTreeMap, BTreeSet};

impl Sim {
    /// Units that may still be ordered, counted from stock, line and supply.
    async fn capacity(&self, at: usize, sku: &str) -> u32 {
        let model = &self.shops[at];
        let lines = self.raw.purchase_order_lines(model.shop.id.as_str()).await;
        let coming = lines
            .iter()
            .filter(|line| line.sku == sku && line.stage.is_inbound())
            .map(|line| line.inbound().counted())
            .sum::<u32>();
        let beyond = if sku == "PEG" { BEYOND } else { 0 };
        let supply = if sku == "LAMP" { 0 } else { coming + beyond };
        (model.free(sku) + supply).saturating_sub(model.queued(sku))
    }

    pub async fn place(&mut self, at: usize) -> bool {
        let mut lines: Vec<OrderLine> = Vec::new();
        for _ in 0..=self.below(3) {
            let (text, units) = (SKUS[self.below(SKUS.len())], 1 + self.rng.u32(..4));
            if lines.iter().all(|other| other.sku.as_str() != text) {
                lines.push(line(text, units));
            }
        }
        let ship = if self.chance(40) {
            Ship::Complete
        } else {
            Ship::AsAvailable
        };
        let email = format!("shopper{}@example.com", self.below(12));
        let mut can = true;
        for line in &lines {
            let units = line.quantity.units();
            let limited = line.sku.as_str() == "HAT"
                && held_by(&self.shops[at], &email, "HAT") + units > PER_CUSTOMER;
            can &= !limited && self.capacity(at, line.sku.as_str()).await >= units;
        }
        let person = Person {
            email: Email::stored(email.clone()),
            name: "Ada".into(),
            locale: "en".into(),
        };
        let answer = self
            .act(
                at,
                PlaceOrder {
                    person,
                    lines,
                    ship,
                    needed_by: None,
                    destination: None,
                    expected_total: None,
                    told: None,
                },
            )
            .await;
        assert_eq!(
            answer.is_ok(),
            can,
            "an order that can{} be had",
            if can { "" } else { "not" }
        );
        if let Ok(placed) = &answer {
            self.expect_placed(at, placed, ship == Ship::Complete, email)
                .await;
        }
        self.settle(at, &Step::default()).await;
        can
    }

    async fn expect_placed(
        &mut self,
        at: usize,
        placed: &PlacedOrder,
        complete: bool,
        email: String,
    ) {
        let model = &mut self.shops[at];
        let id = placed.order.to_string();
        let order = model.orders.len();
        model.orders.push(Order {
            id: id.clone(),
            email,
            complete,
        });
        model.index.insert(id, order);
        let in_stock =
            |model: &ShopModel, sku: &str| model.free(sku).saturating_sub(model.queued(sku));
        let waits = placed
            .lines
            .iter()
            .any(|line| in_stock(model, line.sku.as_str()) < line.quantity);
        for line in &placed.lines {
            let text = line.sku.to_string();
            let stock = in_stock(model, &text).min(line.quantity);
            let from_stock = if complete && waits { 0 } else { stock };
            let queued = line.quantity - from_stock;
            let parts: u32 = line
                .parts
                .iter()
                .filter(|part| part.source == Source::Stock)
                .map(|part| part.quantity)
                .sum();
            assert_eq!(
                (parts, line.parts.iter().map(|part| part.quantity).sum()),
                (stock, line.quantity),
                "the parts that were shown"
            );
            assert_eq!(
                line.position,
                (queued > 0).then(|| model.queued(&text) + 1),
                "the place that was shown"
            );
            model.ordered.insert((order, text.clone()), line.quantity);
            if from_stock > 0 {
                let held = Held {
                    order,
                    sku: text.clone(),
                    state: "allocated".into(),
                    shipment: 1,
                    location: None,
                };
                model.held.insert(held, from_stock);
            }
            if queued > 0 {
                model.line.insert(
                    Spot {
                        sku: text,
                        rank: 0,
                        seq: placed.version,
                        order,
                        number: UNKNOWN,
                    },
                    queued,
                );
            }
        }
        let state = if waits { "waiting" } else { "allocated" };
        assert_eq!(placed.state.name(), state);
        let shop = self.shops[at].shop.id.clone();
        let first = self
            .raw
            .first_promises(shop.as_str(), placed.order.as_str())
            .await;
        for line in &placed.lines {
            let told: Option<Vec<Window>> = first
                .iter()
                .filter(|(sku, _)| *sku == line.sku.as_str())
                .map(|(_, window)| *window)
                .collect();
            let told = told.map(|windows| {
                windows
                    .into_iter()
                    .reduce(Window::hull)
                    .expect("something was told")
            });
            assert_eq!(
                told, line.promised,
                "the first promise of {} is what was shown",
                line.sku
            );
        }
    }

    pub async fn cancel(&mut self, at: usize) -> bool {
        let unfinished = self.shops[at].unfinished();
        let Some(order) = self.one_of(&unfinished) else {
            return false;
        };
        let units = self.shops[at].cancellable(order);
        let all = self.chance(40);
        let mut wanted: BTreeMap<String, u32> = BTreeMap::new();
        for (sku, (waiting, held)) in &units {
            if all || self.chance(60) {
                wanted.insert(
                    sku.clone(),
                    if all {
                        waiting + held
                    } else {
                        1 + self.rng.u32(..waiting + held)
                    },
                );
            }
        }
        let lines = if all {
            Vec::new()
        } else {
            wanted
                .iter()
                .map(|(sku, units)| line(sku, *units))
                .collect()
        };
        if wanted.is_empty() {
            return false;
        }
        let id = self.shops[at].orders[order].order();
        let answer = self
            .act(
                at,
                CancelOrder {
                    order: id,
                    lines,
                    by: Actor::Shopper,
                    reason: "changed my mind".into(),
                    if_version: None,
                },
            )
            .await;
        let cancelled = answer.expect("what is not shipped can be cancelled").lines;
        assert_eq!(
            cancelled,
            wanted
                .iter()
                .map(|(text, units)| (sku(text), *units))
                .collect::<Vec<_>>()
        );
        let model = &mut self.shops[at];
        let mut step = Step {
            served: wanted.keys().cloned().collect(),
            ..Step::default()
        };
        let mut from_parcels = BTreeMap::new();
        for (sku, mut left) in wanted {
            *model.cancelled.entry((order, sku.clone())).or_default() += left;
            // What waits goes before what has its units, the last backorder before the first.
            let mut spots: Vec<Spot> = model
                .line
                .keys()
                .chain(model.stopped.keys())
                .filter(|spot| spot.order == order && spot.sku == sku)
                .cloned()
                .collect();
            spots.sort_by_key(|spot| std::cmp::Reverse(spot.number));
            for spot in spots {
                let of = if model.line.contains_key(&spot) {
                    &mut model.line
                } else {
                    &mut model.stopped
                };
                let units = of[&spot].min(left);
                left -= units;
                if units > 0 {
                    take(of, &spot, units);
                }
            }
            if left > 0 {
                from_parcels.insert(sku, left);
            }
        }
        if model.orders[order].complete {
            step.served
                .extend(model.spots(order).into_iter().map(|(spot, _)| spot.sku));
        }
        step.cancelled = Some((order, from_parcels));
        self.settle(at, &step).await;
        true
    }

    pub async fn change_variant(&mut self, at: usize) -> bool {
        let tents = |spot: &&Spot| spot.sku.starts_with("TENT");
        let waiting: BTreeSet<(usize, String)> = self.shops[at]
            .line
            .keys()
            .filter(tents)
            .map(|spot| (spot.order, spot.sku.clone()))
            .collect();
        let Some((order, from)) = self.one_of(&waiting.into_iter().collect::<Vec<_>>()) else {
            return false;
        };
        let to = SKUS[self.below(3)];
        let mut rows = self.shops[at].spots(order);
        rows.retain(|(spot, _)| spot.sku == from);
        rows.sort_by_key(|(spot, _)| spot.number);
        let quantity = 1 + self
            .rng
            .u32(..rows.iter().map(|(_, units)| units).sum::<u32>());
        let can = to != from && self.capacity(at, to).await >= quantity;
        let before = full::supply(&self.raw, &self.shops[at], to).await;
        let id = self.shops[at].orders[order].order();
        let command = ChangeVariant {
            order: id,
            from: sku(&from),
            to: sku(to),
            quantity: Quantity::new(quantity).unwrap(),
        };
        let answer = self.act(at, command).await;
        assert_eq!(
            answer.is_ok(),
            can,
            "a change that can{} be made",
            if can { "" } else { "not" }
        );
        let Ok(changed) = answer else { return false };
        let model = &mut self.shops[at];
        let kept = changed.place == PlaceAfter::Kept;
        let (mut moved, mut left) = (Vec::new(), quantity);
        for (row, units) in rows {
            let some = units.min(left);
            left -= some;
            if some > 0 {
                let (rank, seq) = if kept {
                    (row.rank, row.seq)
                } else {
                    (0, AT_END)
                };
                let number = if some == units { row.number } else { UNKNOWN };
                moved.push((
                    row,
                    Spot {
                        sku: to.to_owned(),
                        rank,
                        seq,
                        order,
                        number,
                    },
                    some,
                ));
            }
        }
        if kept {
            nobody_is_pushed(model, (&before, &before), &moved);
        }
        for (row, spot, units) in moved {
            take(&mut model.line, &row, units);
            model.line.insert(spot, units);
        }
        take(&mut model.ordered, &(order, from.clone()), quantity);
        *model.ordered.entry((order, to.to_owned())).or_default() += quantity;
        self.settle(
            at,
            &Step {
                served: BTreeSet::from([from, to.to_owned()]),
                ..Step::default()
            },
        )
        .await;
        true
    }

    pub async fn change_details(&mut self, at: usize) -> bool {
        let orders: Vec<usize> = (0..self.shops[at].orders.len()).collect();
        let Some(order) = self.one_of(&orders) else {
            return false;
        };
        let model = &self.shops[at];
        let mut waits = model.line.keys().chain(model.stopped.keys());
        let can = waits.any(|spot| spot.order == order)
            || model
                .held
                .keys()
                .any(|held| held.order == order && held.state != "packed");
        let details = ChangeDetails {
            address: Some(Some(Destination::Text("Main Street 1".to_owned()))),
            ..ChangeDetails::of(model.orders[order].order())
        };
        let answer = self.act(at, details).await;
        assert_eq!(
            answer.is_ok(),
            can,
            "details of an order that is{} on its way",
            if can { " not" } else { "" }
        );
        self.settle(at, &Step::default()).await;
        can
    }
}

/// Units that a customer has and that are not shipped.
fn held_by(model: &ShopModel, email: &str, sku: &str) -> u32 {
    let theirs = |order: usize| model.orders[order].email == email;
    let waiting = model
        .line
        .iter()
        .chain(&model.stopped)
        .filter(|(spot, _)| spot.sku == sku && theirs(spot.order))
        .map(|(_, units)| units);
    let held = model
        .held
        .iter()
        .filter(|(held, _)| held.sku == sku && theirs(held.order))
        .map(|(_, units)| units);
    waiting.chain(held).sum()
}

/// A shopper who steps into a line at their old place makes nobody after it wait for later supply,
/// as it was before and is then.
pub fn nobody_is_pushed(
    model: &ShopModel,
    (before, then): (&VariantSupply, &VariantSupply),
    moved: &[(Spot, Spot, u32)],
) {
    let serves = |supply: &VariantSupply, unit: u64| {
        let mut ends = vec![u64::from(supply.counters.free())];
        for inbound in supply.inbound() {
            ends.push(ends[ends.len() - 1] + u64::from(inbound.counted()));
        }
        ends.partition_point(|end| *end < unit)
    };
    let mut ahead = 0;
    for (spot, units) in model
        .line
        .iter()
        .filter(|(spot, _)| moved.iter().any(|(_, to, _)| spot.sku == to.sku))
    {
        ahead += u64::from(*units);
        let more: u64 = moved
            .iter()
            .filter(|(_, to, _)| to < spot)
            .map(|(_, _, units)| u64::from(*units))
            .sum();
        if spot.sku != "PEG" {
            assert_eq!(
                serves(before, ahead),
                serves(then, ahead + more),
                "{spot:?} is pushed to later supply by {moved:?}"
            );
        }
    }
}

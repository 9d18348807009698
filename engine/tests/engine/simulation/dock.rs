//! At the dock and in the warehouse: goods arrive, are counted, packed and handed over.

use super::model::{Counted, Held, Line, LineKey, PurchaseOrder, Receipt, Step, take};
use super::sim::Sim;
use super::{LOCATIONS, SKUS};
use crate::world::{reference, sku};
use dockline_domain::by::By;
use dockline_domain::id::{BackorderId, LocationCode, OrderId, ShipmentId};
use dockline_domain::supply::Stage;
use dockline_engine::command::{
    ChangeStock, Context, DeliverShipment, HandOverShipment, PackShipment, ReceiveGoods, Received,
    ReceivedLine, SetPriority, StockChange,
};
use std::collections::{BTreeMap, BTreeSet};

/// What a count makes of a line, and whether it is accepted.
fn counted(
    (ordered, received, given_up): Counted,
    quantity: u32,
    (explained, more_to_come): (bool, bool),
) -> Option<Counted> {
    let open = ordered.saturating_sub(received + given_up);
    let is_refused = quantity > open && !explained || quantity == 0 && (!explained || more_to_come);
    let rest = if explained && !more_to_come {
        open.saturating_sub(quantity)
    } else {
        0
    };
    (!is_refused).then_some((ordered, received + quantity, given_up + rest))
}

/// The lines that a count fills, as they are then.
fn filled(order: &PurchaseOrder, line: &ReceivedLine) -> Option<Vec<(LineKey, Counted)>> {
    let text = line.sku.to_string();
    let mut of_sku = order.lines.keys().filter(|(sku, _)| *sku == text);
    let targets: Vec<LineKey> = match line.line {
        Some(number) => of_sku
            .find(|(_, known)| *known == number)
            .into_iter()
            .cloned()
            .collect(),
        None => order.filled_first(&text),
    };
    let explained = line.discrepancy.is_some();
    if targets.is_empty() {
        let last = of_sku.next_back().cloned();
        if line.line.is_some() || last.is_none() && !(explained && line.quantity > 0) {
            return None;
        }
        let key = last.unwrap_or((text, 1));
        let before = order.lines.get(&key).map_or((0, 0, 0), |line| line.counted);
        let after = counted(before, line.quantity, (explained, line.more_to_come))?;
        return Some(vec![(key, after)]);
    }
    let (mut all, mut rest) = (Vec::new(), line.quantity);
    let last = targets.len() - 1;
    for (at, key) in targets.into_iter().enumerate() {
        let one = order.lines[&key];
        let is_last = at == last || rest <= one.open();
        let units = if is_last { rest } else { one.open() };
        let more_to_come = line.more_to_come || at > 0;
        let after = counted(one.counted, units, (is_last && explained, more_to_come))?;
        all.push((key, after));
        rest -= units;
        if is_last {
            break;
        }
    }
    Some(all)
}

impl Sim {
    pub fn location(&mut self) -> LocationCode {
        LocationCode::parse(LOCATIONS[self.below(LOCATIONS.len())]).unwrap()
    }

    pub async fn receive(&mut self, at: usize) -> bool {
        let orders: Vec<usize> = (0..self.shops[at].purchase_orders.len()).collect();
        let open = |order: &&usize| {
            let one = &self.shops[at].purchase_orders[**order];
            one.stage != Stage::Cancelled && !one.is_complete()
        };
        let likely: Vec<usize> = orders.iter().filter(open).copied().collect();
        let all = self.chance(3);
        let Some(order) = self.one_of(if all { &orders } else { &likely }) else {
            return false;
        };
        let mut skus: BTreeSet<String> = self.shops[at].purchase_orders[order]
            .lines
            .keys()
            .map(|(sku, _)| sku.clone())
            .collect();
        // Now and then something is in the box that nobody had ordered.
        if self.chance(5) {
            skus.insert(SKUS[self.below(SKUS.len() - 1)].to_owned());
        }
        let mut lines = Vec::new();
        for text in skus {
            let open = self.shops[at].purchase_orders[order].open(&text);
            if lines.is_empty() || self.chance(60) {
                let quantity = match self.below(6) {
                    0 | 1 => open,
                    2 => open + self.rng.u32(..3),
                    _ => self.rng.u32(..=open),
                };
                let (discrepancy, more_to_come) = (
                    self.chance(20).then(|| "miscounted".to_owned()),
                    self.chance(30),
                );
                let known = &self.shops[at].purchase_orders[order].lines;
                let numbers = known.keys().filter(|(sku, _)| *sku == text);
                let numbers: Vec<u32> = numbers.map(|(_, number)| *number).collect();
                let number = if self.chance(15) {
                    self.one_of(&numbers)
                } else {
                    None
                };
                lines.push(ReceivedLine {
                    line: number,
                    sku: sku(&text),
                    quantity,
                    discrepancy,
                    more_to_come,
                    if_open: None,
                });
            }
        }
        let one = &self.shops[at].purchase_orders[order];
        let counts: Option<Vec<_>> = lines.iter().map(|line| filled(one, line)).collect();
        let can = counts.is_some() && one.stage != Stage::Cancelled;
        let purchase_order = reference(&one.reference);
        let location = self.location();
        let answer = self
            .act(
                at,
                ReceiveGoods {
                    purchase_order,
                    location: location.clone(),
                    lines: lines.clone(),
                    delivery_note: None,
                },
            )
            .await;
        assert_eq!(
            answer.is_ok(),
            can,
            "a count that is{} accepted",
            if can { "" } else { " not" }
        );
        if let (Ok(received), Some(counts)) = (answer, counts) {
            let model = &mut self.shops[at];
            let mut counted: BTreeMap<LineKey, (u32, bool)> = BTreeMap::new();
            let one = &mut model.purchase_orders[order];
            for (line, count) in lines.iter().zip(counts) {
                for (key, after) in count {
                    let own = one.lines.get(&key).and_then(|line| line.own);
                    let before = one.lines.get(&key).map_or(0, |line| line.counted.1);
                    let was_all = line.discrepancy.is_some() && !line.more_to_come;
                    counted.insert(key.clone(), (after.1 - before, was_all));
                    one.lines.insert(
                        key,
                        Line {
                            counted: after,
                            own,
                        },
                    );
                }
                *model
                    .on_hand
                    .entry((line.sku.to_string(), location.to_string()))
                    .or_default() += line.quantity;
            }
            one.end_if_complete();
            model.receipts.push(Receipt {
                id: received.receipt.clone(),
                order,
                location: location.to_string(),
                lines: counted,
            });
            self.settle_receipt(at, &received, &lines, location.as_str())
                .await;
        } else {
            self.settle(at, &Step::default()).await;
        }
        can
    }

    /// The answer says who gets what, and what is put away; and so does the receipt, whenever it is
    /// read.
    async fn settle_receipt(
        &mut self,
        at: usize,
        received: &Received,
        lines: &[ReceivedLine],
        location: &str,
    ) {
        let model = &self.shops[at];
        let mut answered: BTreeMap<(usize, String), u32> = BTreeMap::new();
        let mut given: BTreeMap<&str, u32> = BTreeMap::new();
        for units in &received.allocations {
            *answered
                .entry((model.index[units.order.as_str()], units.sku.to_string()))
                .or_default() += units.quantity;
            if let Some(from) = &units.location {
                assert_eq!(
                    from.as_str(),
                    location,
                    "units leave from a dock where nothing arrived"
                );
                *given.entry(units.sku.as_str()).or_default() += units.quantity;
            }
        }
        for line in lines {
            let rest = line
                .quantity
                .saturating_sub(given.get(line.sku.as_str()).copied().unwrap_or(0));
            let told = received
                .put_away
                .iter()
                .find(|one| one.sku == line.sku)
                .map_or(0, |one| one.quantity);
            assert_eq!(told, rest, "{} that are put away", line.sku);
        }
        let units: BTreeMap<String, u32> = lines
            .iter()
            .map(|line| (line.sku.to_string(), line.quantity))
            .collect();
        let served = units.keys().cloned().collect();
        let view = self
            .engine()
            .receipt(&model.shop, &received.receipt)
            .await
            .unwrap();
        assert_eq!(view.allocations, received.allocations);
        self.settle(
            at,
            &Step {
                served,
                dock: Some((location.to_owned(), units)),
                answered: Some(answered),
                ..Step::default()
            },
        )
        .await;
    }

    pub async fn change_stock(&mut self, at: usize) -> bool {
        let (text, location) = (SKUS[self.below(SKUS.len())], self.location());
        let key = (text.to_owned(), location.to_string());
        let before = self.shops[at].on_hand.get(&key).copied().unwrap_or(0);
        let (change, after) = if self.chance(30) {
            let units = self.rng.u32(..8);
            (StockChange::Set(units), i64::from(units))
        } else {
            let by = self.rng.i64(-4..=5);
            (StockChange::Adjust(by), i64::from(before) + by)
        };
        let reason = self.chance(60).then(|| "count".to_owned());
        let model = &self.shops[at];
        let total = i64::from(model.on_hand_of(text) - before) + after;
        // With a reason, people give back what is not there.
        let (reserved, held) = (model.reserved(text, location.as_str()), model.held_of(text));
        let missing = (i64::from(reserved) - after).max(i64::from(held) - total);
        let can = after >= 0 && (missing <= 0 || reason.is_some());
        let answer = self
            .act(
                at,
                ChangeStock {
                    sku: sku(text),
                    location,
                    change,
                    reason,
                },
            )
            .await;
        assert_eq!(
            answer.is_ok(),
            can,
            "a count of stock that is{} possible",
            if can { "" } else { " not" }
        );
        let mut step = Step::default();
        if let Ok(level) = answer {
            self.shops[at]
                .on_hand
                .insert(key, u32::try_from(after).unwrap());
            assert_eq!(level.on_hand_total, u32::try_from(total).unwrap());
            step.served.insert(text.to_owned());
            self.has_given_back(at, (text, missing), &level.taken_back, &mut step);
        }
        self.settle(at, &step).await;
        can
    }

    fn parcel(&mut self, at: usize, packed: bool) -> Option<((usize, u32), BTreeSet<String>)> {
        let mut parcels: Vec<_> = self.shops[at].parcels().into_iter().collect();
        if self.chance(95) {
            parcels.retain(|(_, states)| states.contains("packed") == packed);
        }
        self.one_of(&parcels)
    }

    fn shipment(&self, at: usize, order: usize, number: u32) -> ShipmentId {
        ShipmentId::of(
            &OrderId::parse(&self.shops[at].orders[order].id).unwrap(),
            number,
        )
    }

    pub async fn pack(&mut self, at: usize) -> bool {
        let Some(((order, number), states)) = self.parcel(at, false) else {
            return false;
        };
        let can = !states
            .iter()
            .any(|state| state == "packed" || state.starts_with("on_hold"));
        let shipment = self.shipment(at, order, number);
        let answer = self
            .act(
                at,
                PackShipment {
                    shipment,
                    if_version: None,
                },
            )
            .await;
        assert_eq!(
            answer.is_ok(),
            can,
            "a parcel that can{} be packed",
            if can { "" } else { "not" }
        );
        self.settle(
            at,
            &Step {
                packed: can.then_some((order, number)),
                ..Step::default()
            },
        )
        .await;
        can
    }

    pub async fn hand_over(&mut self, at: usize) -> bool {
        let Some(((order, number), states)) = self.parcel(at, true) else {
            return false;
        };
        let can = states.contains("packed");
        let shipment = self.shipment(at, order, number);
        let answer = self
            .act(
                at,
                HandOverShipment {
                    shipment,
                    carrier: "DHL".into(),
                    tracking: None,
                    if_version: None,
                },
            )
            .await;
        assert_eq!(
            answer.is_ok(),
            can,
            "a parcel that can{} be handed over",
            if can { "" } else { "not" }
        );
        if can {
            let model = &mut self.shops[at];
            let inside = |(held, units): (&Held, &u32)| {
                (held.order == order && held.shipment == number).then(|| (held.clone(), *units))
            };
            for (held, units) in model.held.iter().filter_map(inside).collect::<Vec<_>>() {
                take(&mut model.held, &held, units);
                let there = (
                    held.sku.clone(),
                    held.location
                        .clone()
                        .expect("what is packed lies somewhere"),
                );
                *model.on_hand.get_mut(&there).unwrap() -= units;
                *model.shipped.entry((order, held.sku)).or_default() += units;
            }
        }
        self.settle(at, &Step::default()).await;
        if can && self.chance(40) {
            self.deliver(at, order, number).await;
        }
        can
    }

    /// A parcel that left arrives, once. A step has one key, and this is the second command of it:
    /// so it has none.
    async fn deliver(&mut self, at: usize, order: usize, number: u32) {
        let shop = self.shops[at].shop.id.clone();
        for is_first in [true, false] {
            let shipment = self.shipment(at, order, number);
            let deliver = DeliverShipment {
                shipment,
                at: None,
                if_version: None,
            };
            let context = Context::by(By::Cli);
            let answer = self.engine().execute(&shop, context, deliver).await;
            assert_eq!(answer.is_ok(), is_first, "a parcel arrives once");
        }
        self.settle(at, &Step::default()).await;
    }

    pub async fn set_priority(&mut self, at: usize) -> bool {
        let waiting: Vec<_> = self.shops[at].line.keys().cloned().collect();
        let Some(spot) = self.one_of(&waiting) else {
            return false;
        };
        let priority = self.rng.i32(0..=3);
        let order = OrderId::parse(&self.shops[at].orders[spot.order].id).unwrap();
        let command = SetPriority {
            backorder: BackorderId::of(&order, spot.number),
            priority,
            reason: "promised by phone".into(),
            if_priority: None,
        };
        let set = self
            .act(at, command)
            .await
            .expect("what waits can be given a priority");
        let model = &mut self.shops[at];
        let to = super::model::Spot {
            rank: i64::from(-priority),
            ..spot.clone()
        };
        let (first, last) = if to < spot {
            (&to, &spot)
        } else {
            (&spot, &to)
        };
        let between = model
            .line
            .iter()
            .filter(|(other, _)| *other > first && *other < last)
            .map(|(_, units)| units)
            .sum::<u32>();
        assert_eq!(
            set.overtaken_units, between,
            "units overtaken by {spot:?} → {to:?}"
        );
        let units = model.line.remove(&spot).unwrap();
        model.line.insert(to, units);
        self.settle(at, &Step::default()).await;
        true
    }
}

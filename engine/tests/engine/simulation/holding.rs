//! Orders are stopped and go on, while they wait and when they have their units.

use super::full;
use super::model::{AT_END, Held, ShopModel, Spot, Step, take};
use super::shopper::nobody_is_pushed;
use super::sim::Sim;
use dockline_domain::availability::{After, VariantSupply};
use dockline_domain::wish::PlaceAfter;
use dockline_engine::command::{HoldOrder, ResumeOrder};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

impl Sim {
    pub async fn hold_or_resume(&mut self, at: usize) -> bool {
        let unfinished = self.shops[at].unfinished();
        let Some(order) = self.one_of(&unfinished) else {
            return false;
        };
        if self.chance(50) {
            self.hold(at, order).await
        } else {
            self.resume(at, order).await
        }
    }

    async fn hold(&mut self, at: usize, order: usize) -> bool {
        let model = &self.shops[at];
        let spots = model.spots(order);
        let parcels = in_parcels(model, order, |state| match state {
            "allocated" => Some("on_hold"),
            "released" => Some("on_hold, released"),
            _ => None,
        });
        let command = HoldOrder {
            order: model.orders[order].order(),
            reason: "address".into(),
            if_version: None,
        };
        let answer = self.act(at, command).await;
        let units = sum(&spots) + sum(&parcels);
        assert_eq!(answer.map_or(0, |changed| changed.units), units);
        let model = &mut self.shops[at];
        let served = spots.iter().map(|(spot, _)| spot.sku.clone()).collect();
        for (spot, units) in spots {
            model.line.remove(&spot);
            model.stopped.insert(spot, units);
        }
        become_(model, parcels);
        let step = Step {
            served,
            ..Step::default()
        };
        self.settle(at, &step).await;
        units > 0
    }

    async fn resume(&mut self, at: usize, order: usize) -> bool {
        let model = &self.shops[at];
        let stopped = |(spot, units): (&Spot, &u32)| (spot.clone(), *units);
        let spots: Vec<(Spot, u32)> = model.stopped.iter().map(stopped).collect();
        let spots: Vec<(Spot, u32)> = spots
            .into_iter()
            .filter(|(spot, _)| spot.order == order)
            .collect();
        let parcels = in_parcels(model, order, |state| match state {
            "on_hold" => Some("allocated"),
            "on_hold, released" => Some("released"),
            _ => None,
        });
        let mut supplies: BTreeMap<String, VariantSupply> = BTreeMap::new();
        for (spot, _) in &spots {
            let supply = full::supply(&self.raw, model, &spot.sku).await;
            supplies.insert(spot.sku.clone(), supply);
        }
        let placed = self.placed_days(at).await;
        let command = ResumeOrder {
            order: model.orders[order].order(),
            if_version: None,
        };
        let answer = self.act(at, command).await;
        let units = sum(&spots) + sum(&parcels);
        assert_eq!(answer.as_ref().map_or(0, |changed| changed.units), units);
        let model = &mut self.shops[at];
        let served: BTreeSet<String> = spots.iter().map(|(spot, _)| spot.sku.clone()).collect();
        let last = go_on(model, spots, &mut supplies, &placed);
        assert_eq!(answer.ok().and_then(|changed| changed.place), last);
        become_(model, parcels);
        let step = Step {
            served,
            ..Step::default()
        };
        self.settle(at, &step).await;
        units > 0
    }
}

impl Sim {
    /// The day of each order that waits.
    async fn placed_days(&self, at: usize) -> BTreeMap<usize, Date> {
        let model = &self.shops[at];
        let told = self.raw.told(model.shop.id.as_str()).await;
        let day = |at| model.shop.zone.to_datetime(at).date();
        let waiting = told.into_values().flatten();
        waiting
            .map(|told| (model.index[&told.order], day(told.placed_at)))
            .collect()
    }
}

fn sum<T>(units: &[(T, u32)]) -> u32 {
    units.iter().map(|(_, units)| units).sum()
}

/// Units of an order in parcels that are in another state from now on.
fn in_parcels(
    model: &ShopModel,
    order: usize,
    goes: impl Fn(&str) -> Option<&'static str>,
) -> Vec<((Held, &'static str), u32)> {
    let moved = |(held, units): (&Held, &u32)| {
        let to = goes(&held.state).filter(|_| held.order == order)?;
        Some(((held.clone(), to), *units))
    };
    model.held.iter().filter_map(moved).collect()
}

fn become_(model: &mut ShopModel, parcels: Vec<((Held, &'static str), u32)>) {
    for ((held, to), units) in parcels {
        take(&mut model.held, &held, units);
        let held = Held {
            state: to.to_owned(),
            ..held
        };
        *model.held.entry(held).or_default() += units;
    }
}

/// Each stands where it had stood, unless somebody after it would wait for later supply; then at
/// the end. Answers the worse of both, if there was any.
fn go_on(
    model: &mut ShopModel,
    spots: Vec<(Spot, u32)>,
    supplies: &mut BTreeMap<String, VariantSupply>,
    placed: &BTreeMap<usize, Date>,
) -> Option<PlaceAfter> {
    let today = model.shop.today();
    let mut last = None;
    for (spot, units) in spots {
        let supply = supplies.get_mut(&spot.sku).expect("it was read");
        let ahead = model.ahead(&spot);
        let before = supply.clone();
        let after = after(model, &spot, placed);
        let (place, _) = dockline_domain::wish::resume(supply, (ahead, units), &after, today);
        if place == PlaceAfter::Kept {
            let moved = [(spot.clone(), spot.clone(), units)];
            nobody_is_pushed(model, (&before, &*supply), &moved);
        }
        model.stopped.remove(&spot);
        let spot = match place {
            PlaceAfter::Kept => spot,
            PlaceAfter::EndOfLine => Spot {
                rank: 0,
                seq: AT_END,
                ..spot
            },
        };
        model.line.insert(spot, units);
        last = last.max(Some(place));
    }
    last
}

/// Who stands after a place, and when each had ordered. An order that goes on pushes nothing of its
/// own back.
fn after(model: &ShopModel, spot: &Spot, placed: &BTreeMap<usize, Date>) -> Vec<After> {
    let behind = |(other, _): &(&Spot, &u32)| {
        other.sku == spot.sku && *other > spot && other.order != spot.order
    };
    let waits = model.line.iter().filter(behind);
    waits
        .map(|(other, units)| After {
            units: *units,
            placed_on: placed[&other.order],
        })
        .collect()
}

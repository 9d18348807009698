//! Units that people were given and that are not there: they go back into the line, each to the
//! place where it had stood. Those of an order that is on hold stay on hold.

use super::cancel_order::{reopen, stopped_because};
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::backorders::{self, BackorderRow, WrittenBackorder};
use crate::store::shipments;
use crate::store::variants::Shelf;
use crate::writer::turn::Turn;
use dockline_domain::backorder::{State, Step};
use dockline_domain::id::{BackorderId, OrderId, ShipmentId, Sku};
use dockline_domain::refusal::Refusal;
use dockline_domain::taking_back::{Holding, given_back};
use dockline_view::VariantSnapshot;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Units that were taken back from an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenBack {
    /// Whose.
    pub order: OrderId,
    /// Out of which parcel.
    pub shipment: ShipmentId,
    /// Whether the parcel was packed: somebody has to open it.
    pub was_packed: bool,
    /// The backorder that waits for them now.
    pub backorder: BackorderId,
    /// Of which variant.
    pub sku: Sku,
    /// How many.
    pub quantity: u32,
}

/// Takes back what more is allocated of a variant than is there, at a place and in all. The
/// counters and the shelf hold what is there already; `snapshots` gains the other variants of
/// orders that ship complete. What comes free by that has yet to be served.
pub(super) async fn take_back(
    turn: &mut Turn<'_>,
    snapshots: &mut BTreeMap<Sku, VariantSnapshot>,
    sku: &Sku,
    shelf: &Shelf,
) -> Result<Vec<TakenBack>, ExecuteError> {
    let shop = turn.shop();
    let counters = snapshots
        .get(sku)
        .ok_or(ExecuteError::Internal)?
        .supply
        .counters;
    let here = shelf.reserved.saturating_sub(shelf.on_hand);
    let all = counters.allocated.saturating_sub(counters.on_hand);
    if here == 0 && all == 0 {
        return Ok(Vec::new());
    }
    let rows = backorders::held(turn.session, &shop.id, sku).await?;
    let mut taken = chosen(&rows, shelf, (here, all));
    // What else an order that ships complete was given goes back with it.
    let whole: BTreeSet<OrderId> = rows
        .iter()
        .filter(|(row, complete)| *complete && taken.iter().any(|(one, _)| one.order == row.order))
        .map(|(row, _)| row.order.clone())
        .collect();
    for order in &whole {
        for row in backorders::of_order(turn.session, &shop.id, order).await? {
            if row.sku != *sku && row.state.holds_stock() {
                let units = row.quantity;
                taken.push((row, units));
            }
        }
    }
    let others: BTreeSet<&Sku> = taken
        .iter()
        .map(|(row, _)| &row.sku)
        .filter(|sku| !snapshots.contains_key(*sku))
        .collect();
    snapshots.extend(turn.variants(others).await?);
    let mut answer = Vec::new();
    let mut opened: BTreeMap<OrderId, BTreeSet<u32>> = BTreeMap::new();
    let stopped = stopped(turn, &taken).await?;
    for (row, units) in &taken {
        let reason = stopped.get(&row.order).map(String::as_str);
        let counters = &mut snapshots
            .get_mut(&row.sku)
            .ok_or(ExecuteError::Internal)?
            .supply
            .counters;
        counters.allocated -= units;
        if reason.is_none() {
            counters.queued += units;
        }
        let parcels = opened.entry(row.order.clone()).or_default();
        parcels.extend(row.shipment.filter(|_| row.state == State::Packed));
        answer.extend(back_in_line(turn, row, *units, reason).await?);
    }
    for (order, parcels) in &opened {
        // After the units are gone: what is left in the parcel is unpacked.
        reopen(turn, order, parcels).await?;
        shipments::changed(turn.session, &shop.id, order, turn.state.seq).await?;
        super::charges::follow_taking_back(turn, order).await?;
        turn.touch_order(order);
    }
    Ok(answer)
}

/// Why orders are stopped of which units are taken back: those of a parcel that was packed by then
/// are stopped with the rest.
async fn stopped<'t>(
    turn: &mut Turn<'_>,
    taken: &'t [(BackorderRow, u32)],
) -> Result<BTreeMap<&'t OrderId, String>, ExecuteError> {
    let shop = turn.shop();
    let orders: BTreeSet<&OrderId> = taken.iter().map(|(row, _)| &row.order).collect();
    let mut stopped = BTreeMap::new();
    for order in orders {
        let rows = backorders::of_order(turn.session, &shop.id, order).await?;
        stopped.extend(stopped_because(&rows).map(|reason| (order, reason)));
    }
    Ok(stopped)
}

/// Which backorders give back how many units.
fn chosen(
    rows: &[(BackorderRow, bool)],
    shelf: &Shelf,
    (here, all): (u32, u32),
) -> Vec<(BackorderRow, u32)> {
    // Units that lie on the shelf of another place are there. An order that ships complete gives
    // them back with those that are not.
    let is_missing = |row: &BackorderRow| {
        let at = row.location.as_ref();
        at.is_none_or(|at| *at == shelf.location)
    };
    let goes_along = |row: &BackorderRow| {
        rows.iter()
            .any(|(other, complete)| *complete && other.order == row.order && is_missing(other))
    };
    let may: Vec<&(BackorderRow, bool)> = rows
        .iter()
        .filter(|(row, _)| is_missing(row) || goes_along(row))
        .collect();
    let orders: Vec<&OrderId> = rows.iter().map(|(row, _)| &row.order).collect();
    let holding = |(row, complete): &&(BackorderRow, bool)| Holding {
        place: row.place(),
        is_packed: row.state == State::Packed,
        is_here: row.location.as_ref() == Some(&shelf.location),
        units: row.quantity,
        together: complete
            .then(|| orders.iter().position(|order| **order == row.order))
            .flatten(),
    };
    let held: Vec<Holding> = may.iter().map(holding).collect();
    given_back(&held, here, all)
        .into_iter()
        .map(|(index, units)| (may[index].0.clone(), units))
        .collect()
}

async fn back_in_line(
    turn: &mut Turn<'_>,
    row: &BackorderRow,
    units: u32,
    reason: Option<&str>,
) -> Result<Option<TakenBack>, ExecuteError> {
    let shop = turn.shop();
    let state = row
        .state
        .clone()
        .take(Step::TakeBack)
        .and_then(|state| state.stopped(reason))
        .map_err(Refusal::from)?;
    let waits = state == State::Queued;
    let back = WrittenBackorder {
        shipment: None,
        location: None,
        ..row.in_state(&shop.id, &state)
    };
    let number = turn.split(row, units, back).await?;
    if let Some(location) = &row.location {
        turn.move_stock(&row.sku, location, |there| {
            there.reserved -= units.min(there.reserved);
        })
        .await?;
    }
    // What was on hold is held, and the line goes on without it.
    if waits {
        let mut place = row.place();
        place.sequence.1 = number;
        turn.change_line(&row.sku, BackorderId::of(&row.order, number), place, units);
    }
    turn.log(Event::UnitsTakenBack {
        order: row.order.clone(),
        sku: row.sku.clone(),
        quantity: units,
    });
    Ok(row.shipment.map(|shipment| TakenBack {
        order: row.order.clone(),
        shipment: ShipmentId::of(&row.order, shipment),
        was_packed: row.state == State::Packed,
        backorder: BackorderId::of(&row.order, number),
        sku: row.sku.clone(),
        quantity: units,
    }))
}

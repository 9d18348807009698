//! Shipments leave: packed, then handed over. Only hand-over counts as shipped.

use super::Command;
use crate::error::ExecuteError;
use crate::event::{Event, SentUnits};
use crate::store::backorders::{self, BackorderRow, WrittenBackorder};
use crate::store::orders;
use crate::store::promises::{self, Kept};
use crate::store::shipments::{self, HandedOver};
use crate::store::variants::{self, RecordRow, Shelf};
use crate::writer::turn::{Turn, as_seen};
use dockline_domain::address::AddressRule;
use dockline_domain::backorder::{State, Step};
use dockline_domain::dates::Window;
use dockline_domain::id::{ShipmentId, Sku};
use dockline_domain::refusal::Refusal;
use dockline_domain::shipment;
use dockline_view::{ShipmentView, VariantSnapshot};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Close a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackShipment {
    /// Which.
    pub shipment: ShipmentId,
    /// Only when its version is still this one: its content is what was read.
    pub if_version: Option<i64>,
}

/// Give a parcel to the carrier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOverShipment {
    /// Which.
    pub shipment: ShipmentId,
    /// Who carries it.
    pub carrier: String,
    /// The carrier's number.
    pub tracking: Option<String>,
    /// Only when its version is still this one.
    pub if_version: Option<i64>,
}

/// Say that a parcel has arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliverShipment {
    /// Which.
    pub shipment: ShipmentId,
    /// When; `None` is now.
    pub at: Option<Timestamp>,
    /// Only when its version is still this one.
    pub if_version: Option<i64>,
}

/// A shipment moved on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipmentMoved {
    /// Which.
    pub shipment: ShipmentId,
    /// Number of the event.
    pub version: i64,
}

impl Command for PackShipment {
    type Answer = ShipmentMoved;

    async fn run(self, turn: &mut Turn<'_>) -> Result<ShipmentMoved, ExecuteError> {
        pack(self, turn).await
    }
}

impl Command for HandOverShipment {
    type Answer = ShipmentMoved;

    async fn run(self, turn: &mut Turn<'_>) -> Result<ShipmentMoved, ExecuteError> {
        hand_over(self, turn).await
    }
}

impl Command for DeliverShipment {
    type Answer = ShipmentMoved;

    async fn run(self, turn: &mut Turn<'_>) -> Result<ShipmentMoved, ExecuteError> {
        deliver(self, turn).await
    }
}

async fn find(
    turn: &mut Turn<'_>,
    id: &ShipmentId,
    if_version: Option<i64>,
) -> Result<ShipmentView, ExecuteError> {
    let shop = turn.shop();
    let found = shipments::one(turn.session, &shop.id, id).await?;
    let found = found.ok_or_else(|| ExecuteError::not_found("shipment", id.as_str()))?;
    as_seen(if_version, found.version)?;
    Ok(found)
}

/// The units in a parcel.
async fn content(
    turn: &mut Turn<'_>,
    shipment: &ShipmentView,
) -> Result<Vec<BackorderRow>, ExecuteError> {
    let shop = turn.shop();
    let rows = backorders::of_order(turn.session, &shop.id, &shipment.order).await?;
    let inside = rows.into_iter().filter(|row| row.is_in(shipment.number));
    Ok(inside.collect())
}

fn rejected(error: impl Into<Refusal>) -> ExecuteError {
    error.into().into()
}

async fn pack(command: PackShipment, turn: &mut Turn<'_>) -> Result<ShipmentMoved, ExecuteError> {
    let shop = turn.shop();
    let shipment = find(turn, &command.shipment, command.if_version).await?;
    shipment.state.pack().map_err(rejected)?;
    // A parcel that costs something and that nobody has asked for yet is refused, and the follower
    // asks for it. One that costs nothing stands fast from here on.
    let only = Some(shipment.number);
    let due = super::charges::seal(turn, &shipment.order, only).await?;
    if due > 0 || shipment.awaits_payment {
        return Err(Refusal::NotPaid.into());
    }
    for row in content(turn, &shipment).await? {
        if let State::OnHold { reason, .. } = row.state {
            return Err(Refusal::OrderOnHold { reason }.into());
        }
        pack_units(turn, row).await?;
    }
    let seq = turn.log(Event::ShipmentPacked {
        order: shipment.order.clone(),
        shipment: shipment.id.clone(),
    });
    shipments::packed(
        turn.session,
        &shop.id,
        &shipment.order,
        shipment.number,
        turn.at.as_millisecond(),
        seq,
    )
    .await?;
    turn.touch_order(&shipment.order);
    Ok(ShipmentMoved {
        shipment: shipment.id,
        version: seq,
    })
}

/// What needs no payment is released by packing it. Units without a location are taken from where
/// most are free, from several places when no one place has enough.
async fn pack_units(turn: &mut Turn<'_>, row: BackorderRow) -> Result<(), ExecuteError> {
    let released = match row.state.clone() {
        State::Allocated => State::Allocated.take(Step::Release).map_err(rejected)?,
        other => other,
    };
    let packed = released.take(Step::Pack).map_err(rejected)?;
    let shop = turn.shop();
    if row.location.is_some() {
        let to = row.in_state(&shop.id, &packed);
        turn.session.write(&[backorders::change(&to)]).await?;
        return Ok(());
    }
    let mut rest = row;
    for (mut there, quantity) in shelves(turn, &rest).await? {
        there.reserved += quantity;
        let to = WrittenBackorder {
            location: Some(&there.location),
            ..rest.in_state(&shop.id, &packed)
        };
        turn.split(&rest, quantity, to).await?;
        let stock = there.write(&shop.id, &rest.sku);
        turn.session.write(&[stock]).await?;
        rest.quantity -= quantity;
    }
    Ok(())
}

/// Where to take units from: one place that has all of them, or several.
async fn shelves(
    turn: &mut Turn<'_>,
    row: &BackorderRow,
) -> Result<Vec<(Shelf, u32)>, ExecuteError> {
    let shop = turn.shop();
    let mut there = variants::stock_at(turn.session, &shop.id, &row.sku).await?;
    let free = |row: &Shelf| row.on_hand.saturating_sub(row.reserved);
    // The fullest place first: one place with enough is then found at once, and otherwise few
    // places are left with little.
    there.sort_by_key(|row| std::cmp::Reverse(free(row)));
    let mut left = row.quantity;
    let mut taken = Vec::new();
    for place in there {
        let quantity = free(&place).min(left);
        if quantity > 0 {
            left -= quantity;
            taken.push((place, quantity));
        }
    }
    if left > 0 {
        return Err(Refusal::OnNoShelf {
            sku: row.sku.clone(),
            units: left,
        }
        .into());
    }
    Ok(taken)
}

/// Refuses what may not leave before the day of its release.
fn all_released<'a>(
    variants: impl IntoIterator<Item = &'a VariantSnapshot>,
) -> Result<(), ExecuteError> {
    for one in variants {
        if let Some(day) = one.supply.to_be_released(one.shop.day) {
            let sku = one.sku.clone();
            return Err(Refusal::NotReleased { sku, day }.into());
        }
    }
    Ok(())
}

async fn hand_over(
    command: HandOverShipment,
    turn: &mut Turn<'_>,
) -> Result<ShipmentMoved, ExecuteError> {
    let shop = turn.shop();
    let shipment = find(turn, &command.shipment, command.if_version).await?;
    // A parcel that lost units after it was packed still holds them.
    if shipment.is_reopened() {
        return Err(Refusal::PackAgain.into());
    }
    shipment.state.hand_over().map_err(rejected)?;
    let address = shop.rules.orders.address;
    if address == AddressRule::Required && shipment.address.is_none() {
        return Err(Refusal::NoAddress.into());
    }
    let rows = content(turn, &shipment).await?;
    if super::keep_law::has_ended(turn, &shipment.order, &rows).await? {
        return Err(Refusal::EndedByLaw.into());
    }
    let skus: BTreeSet<&Sku> = rows.iter().map(|row| &row.sku).collect();
    let mut snapshots = turn.variants(skus.iter().copied()).await?;
    all_released(snapshots.values())?;
    // The record counts by what binds now. What is told after the hand-over counts for nobody.
    let promised = promises::kept(turn.session, &shop.id, &shipment.order).await?;
    let units = sent(turn, &shipment, &rows, &promised).await?;
    for row in &rows {
        let step = Step::HandOver {
            carrier: command.carrier.clone(),
            tracking: command.tracking.clone(),
        };
        let state = row.state.clone().take(step).map_err(rejected)?;
        let to = row.in_state(&shop.id, &state);
        turn.session.write(&[backorders::change(&to)]).await?;
        leaves_its_shelf(turn, row).await?;
        if let Some(snapshot) = snapshots.get_mut(&row.sku) {
            let kept = promised.get(&row.number);
            leaves(snapshot, row, kept.and_then(|kept| kept.binding));
        }
    }
    save_records(turn, &snapshots).await?;
    turn.save_supply(snapshots.values_mut()).await?;
    let seq = turn.log(Event::ShipmentHandedOver {
        order: shipment.order.clone(),
        shipment: shipment.id.clone(),
        carrier: command.carrier.clone(),
        tracking: command.tracking.clone(),
        skus: skus.into_iter().cloned().collect(),
        units,
    });
    let (carrier, tracking) = (command.carrier.as_str(), command.tracking.as_deref());
    let (order, number, at) = (&shipment.order, shipment.number, turn.at.as_millisecond());
    shipments::handed_over(
        turn.session,
        &shop.id,
        &HandedOver {
            order,
            number,
            carrier,
            tracking,
            at,
            seq,
        },
    )
    .await?;
    turn.touch_order(&shipment.order);
    Ok(ShipmentMoved {
        shipment: shipment.id,
        version: seq,
    })
}

/// Takes the units of a packed backorder from where they were reserved.
async fn leaves_its_shelf(turn: &mut Turn<'_>, row: &BackorderRow) -> Result<(), ExecuteError> {
    let location = row.location.as_ref().ok_or(ExecuteError::Internal)?;
    turn.move_stock(&row.sku, location, |there| {
        there.on_hand = there.on_hand.saturating_sub(row.quantity);
        there.reserved = there.reserved.saturating_sub(row.quantity);
    })
    .await
}

/// Units as they left, with what had been promised.
async fn sent(
    turn: &mut Turn<'_>,
    shipment: &ShipmentView,
    rows: &[BackorderRow],
    promised: &HashMap<u32, Kept>,
) -> Result<Vec<SentUnits>, ExecuteError> {
    let shop = turn.shop();
    let order = orders::by_id(turn.session, &shop.id, &shipment.order)
        .await?
        .ok_or(ExecuteError::Internal)?;
    let placed_day = shop.zone.to_datetime(order.placed_at).date();
    let units = |row: &BackorderRow| {
        let kept = promised.get(&row.number).copied().unwrap_or_default();
        SentUnits {
            backorder: row.id(),
            sku: row.sku.clone(),
            quantity: row.quantity,
            // Only what waits is given a place.
            waited: row.position_at_placement.is_some(),
            placed_day,
            binding: kept.binding,
            last: kept.last,
        }
    };
    Ok(rows.iter().map(units).collect())
}

fn leaves(snapshot: &mut VariantSnapshot, row: &BackorderRow, promised: Option<Window>) {
    let today = snapshot.shop.day;
    let counters = &mut snapshot.supply.counters;
    counters.on_hand = counters.on_hand.saturating_sub(row.quantity);
    counters.allocated = counters.allocated.saturating_sub(row.quantity);
    if let Some(window) = promised {
        let kept = if today <= window.latest() {
            row.quantity
        } else {
            0
        };
        snapshot.record.shipped = snapshot.record.shipped.saturating_add(row.quantity);
        snapshot.record.on_time = snapshot.record.on_time.saturating_add(kept);
    }
}

async fn save_records(
    turn: &mut Turn<'_>,
    snapshots: &BTreeMap<Sku, VariantSnapshot>,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let mut records = variants::records();
    for (sku, snapshot) in snapshots {
        records.push(&RecordRow {
            shop: &shop.id,
            sku,
            record: snapshot.record,
        });
    }
    turn.session.write(&[records.write()]).await?;
    Ok(())
}

async fn deliver(
    command: DeliverShipment,
    turn: &mut Turn<'_>,
) -> Result<ShipmentMoved, ExecuteError> {
    let shop = turn.shop();
    let shipment = find(turn, &command.shipment, command.if_version).await?;
    shipment.state.deliver().map_err(rejected)?;
    if shipment.delivered_at.is_some() {
        let twice = shipment::Rejected {
            from: "delivered",
            step: "delivered",
        };
        return Err(rejected(twice));
    }
    let at = command.at.unwrap_or(turn.at);
    let left = shipment.handed_over_at.unwrap_or(at);
    if at < left || at > turn.at {
        let range = format!(
            "must lie between the hand-over, {left}, and now, {}",
            turn.at
        );
        return Err(ExecuteError::field("/at", range));
    }
    for row in content(turn, &shipment).await? {
        let state = row.state.clone().take(Step::Deliver).map_err(rejected)?;
        let to = row.in_state(&shop.id, &state);
        turn.session.write(&[backorders::change(&to)]).await?;
    }
    let seq = turn.log(Event::ShipmentDelivered {
        order: shipment.order.clone(),
        shipment: shipment.id.clone(),
        at,
    });
    let (order, number) = (&shipment.order, shipment.number);
    let at = at.as_millisecond();
    shipments::delivered(turn.session, &shop.id, order, number, at, seq).await?;
    turn.touch_order(&shipment.order);
    Ok(ShipmentMoved {
        shipment: shipment.id,
        version: seq,
    })
}

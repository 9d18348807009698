//! Cancelling an order or a part of it. Everybody after them moves up; what was allocated goes to
//! the next in line.

use super::Command;
use crate::error::ExecuteError;
use crate::event::{CancelledPart, Event, Units, Was};
use crate::store::backorders::{self, BackorderRow};
use crate::store::orders::OrderRow;
use crate::store::{promises, shipments};
use crate::writer::turn::Turn;
use dockline_domain::backorder::{Actor, State, Step, cancelled_of};
use dockline_domain::id::{OrderId, ShipmentId, Sku};
use dockline_domain::order::{OrderLine, Ship};
use dockline_domain::reason::Reason;
use dockline_domain::refusal::Refusal;
use dockline_domain::shipment::ShipmentState;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Cancel an order, or units of some of its lines.
#[derive(Debug, Clone)]
pub struct CancelOrder {
    /// Which.
    pub order: OrderId,
    /// Units to cancel; none means all that can be cancelled.
    pub lines: Vec<OrderLine>,
    /// Who.
    pub by: Actor,
    /// Why.
    pub reason: Reason,
    /// Only when the order still has this version.
    pub if_version: Option<i64>,
}

/// What was cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelled {
    /// Whose.
    pub order: OrderId,
    /// The units, by SKU.
    pub lines: Vec<(Sku, u32)>,
}

impl Command for CancelOrder {
    type Answer = Cancelled;

    async fn run(mut self, turn: &mut Turn<'_>) -> Result<Cancelled, ExecuteError> {
        let skus = self.lines.iter_mut().map(|line| &mut line.sku);
        turn.call_by_present_names(skus).await?;
        cancel(self, None, turn).await
    }
}

/// Cancels units of some backorders and of no others: `command` says how many of each variant.
pub(super) async fn cancel_of(
    command: CancelOrder,
    backorders: &[u32],
    turn: &mut Turn<'_>,
) -> Result<Cancelled, ExecuteError> {
    cancel(command, Some(backorders), turn).await
}

pub(super) async fn cancel(
    command: CancelOrder,
    backorders: Option<&[u32]>,
    turn: &mut Turn<'_>,
) -> Result<Cancelled, ExecuteError> {
    let shop = turn.shop();
    let order = turn.order(&command.order, command.if_version).await?;
    let rows = backorders::of_order(turn.session, &shop.id, &order.id).await?;
    let wanted = wanted(&command, &rows)?;
    let may_be_taken =
        |row: &&BackorderRow| backorders.is_none_or(|some| some.contains(&row.number));
    let some: Vec<&BackorderRow> = rows.iter().filter(may_be_taken).collect();
    let taken = taken(&some, &wanted);
    cancel_taken(&command, turn, order, &rows, taken).await
}

/// Cancels all units of one parcel, by the system.
pub(super) async fn cancel_parcel(
    turn: &mut Turn<'_>,
    order: &OrderId,
    parcel: u32,
    reason: Reason,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let command = CancelOrder {
        order: order.clone(),
        lines: Vec::new(),
        by: Actor::System,
        reason,
        if_version: None,
    };
    let order = turn.order(order, None).await?;
    let rows = backorders::of_order(turn.session, &shop.id, &order.id).await?;
    let inside = rows
        .iter()
        .filter(|row| row.is_in(parcel) && row.state.may_be_cancelled());
    let taken: Vec<_> = inside.map(|row| (row, row.quantity)).collect();
    if !taken.is_empty() {
        cancel_taken(&command, turn, order, &rows, taken).await?;
    }
    Ok(())
}

async fn cancel_taken(
    command: &CancelOrder,
    turn: &mut Turn<'_>,
    order: OrderRow,
    rows: &[BackorderRow],
    taken: Vec<(&BackorderRow, u32)>,
) -> Result<Cancelled, ExecuteError> {
    let shop = turn.shop();
    let mut wanted: BTreeMap<&Sku, u32> = BTreeMap::new();
    for (row, units) in &taken {
        *wanted.entry(&row.sku).or_default() += units;
    }
    // Without what is cancelled, an order that ships complete may have all that it waits for, or be
    // expected sooner.
    let rest = rows
        .iter()
        .filter(|row| order.ship == Ship::Complete && row.state == State::Queued)
        .map(|row| &row.sku);
    let skus: BTreeSet<&Sku> = wanted.keys().copied().chain(rest).collect();
    let mut snapshots = turn.variants(skus.iter().copied()).await?;
    let lines: Vec<Units> = wanted
        .iter()
        .map(|(&sku, &quantity)| Units {
            sku: sku.clone(),
            quantity,
        })
        .collect();
    // Before anything is written: the log keeps where the units were and what was promised then.
    let parts = parts(turn, &order, &taken).await?;
    turn.log(Event::OrderCancelled {
        order: order.id.clone(),
        lines: lines.clone(),
        reason: command.reason.clone(),
        by: command.by,
        parts,
    });
    // The event names the variants that were cancelled. An order that ships complete waits in other
    // lines too, and may be expected sooner there.
    turn.note_lines(skus);
    turn.touch_order(&order.id);
    let mut opened: BTreeSet<u32> = BTreeSet::new();
    for (row, quantity) in taken {
        opened.extend(row.shipment.filter(|_| row.state == State::Packed));
        cancel_units(command, turn, row, quantity).await?;
        // What is held has left the line and has no units: it needs no variant, which a program
        // that does not know of it may have removed.
        if !matches!(row.state, State::Held { .. }) {
            let counters = &mut snapshots
                .get_mut(&row.sku)
                .ok_or_else(|| ExecuteError::not_found("SKU", row.sku.as_str()))?
                .supply
                .counters;
            if row.state == State::Queued {
                counters.queued -= quantity;
            } else {
                counters.allocated -= quantity;
            }
        }
    }
    // After the units are gone: what is left in the parcel is unpacked, and they are not.
    reopen(turn, &order.id, &opened).await?;
    shipments::changed(turn.session, &shop.id, &order.id, turn.state.seq).await?;
    super::charges::follow_cancellation(turn, &order.id).await?;
    turn.serve(&mut snapshots, None).await?;
    Ok(Cancelled {
        order: order.id,
        lines: lines
            .into_iter()
            .map(|line| (line.sku, line.quantity))
            .collect(),
    })
}

/// How many units are taken from which backorder; `wanted` has checked that there are this many.
fn taken<'a>(
    rows: &[&'a BackorderRow],
    wanted: &BTreeMap<&Sku, u32>,
) -> Vec<(&'a BackorderRow, u32)> {
    let of = |(&sku, &units): (&&Sku, &u32)| {
        let rows = rows.iter().copied().filter(|row| row.sku == *sku);
        cancelled_of(rows.map(|row| (row, &row.state, row.quantity)), units)
    };
    wanted.iter().flat_map(of).collect()
}

/// The units as they were, with what had been promised.
async fn parts(
    turn: &mut Turn<'_>,
    order: &OrderRow,
    taken: &[(&BackorderRow, u32)],
) -> Result<Vec<CancelledPart>, ExecuteError> {
    let shop = turn.shop();
    let promised = promises::kept(turn.session, &shop.id, &order.id).await?;
    let placed_day = shop.zone.to_datetime(order.placed_at).date();
    let part = |(row, quantity): &(&BackorderRow, u32)| {
        let kept = promised.get(&row.number).copied().unwrap_or_default();
        Some(CancelledPart {
            backorder: row.id(),
            quantity: *quantity,
            was: Was::of(&row.state)?,
            placed_day,
            binding: kept.binding,
            last: kept.last,
        })
    };
    Ok(taken.iter().filter_map(part).collect())
}

/// Packed parcels that lost units are open again: nobody hands over what was cancelled, and the
/// packer is told.
pub(super) async fn reopen(
    turn: &mut Turn<'_>,
    order: &OrderId,
    opened: &BTreeSet<u32>,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    if opened.is_empty() {
        return Ok(());
    }
    let rows = backorders::of_order(turn.session, &shop.id, order).await?;
    let reason = stopped_because(&rows);
    for &number in opened {
        let (mut unpacked, mut is_packed) = (backorders::changed(), false);
        for row in rows
            .iter()
            .filter(|row| row.shipment == Some(number) && row.state == State::Packed)
        {
            let state = State::Packed
                .take(Step::Unpack)
                .and_then(|state| state.stopped(reason.as_deref()))
                .map_err(Refusal::from)?;
            unpacked.push(&row.in_state(&shop.id, &state));
            is_packed = true;
        }
        if is_packed {
            let state = ShipmentState::Packed.reopen().map_err(Refusal::from)?;
            turn.log(Event::ShipmentReopened {
                order: order.clone(),
                shipment: ShipmentId::of(order, number),
            });
            turn.session.write(&[unpacked.write()]).await?;
            shipments::set_state(turn.session, &shop.id, order, number, state).await?;
        }
    }
    Ok(())
}

/// Why an order is stopped, if it is.
pub(super) fn stopped_because(rows: &[BackorderRow]) -> Option<String> {
    let mut reasons = rows.iter().filter_map(|row| row.state.held_because());
    reasons.next().map(str::to_owned)
}

async fn cancel_units(
    command: &CancelOrder,
    turn: &mut Turn<'_>,
    row: &BackorderRow,
    quantity: u32,
) -> Result<(), ExecuteError> {
    let step = Step::Cancel {
        reason: command.reason.clone(),
        by: command.by,
    };
    let state = row.state.clone().take(step).map_err(Refusal::from)?;
    let shop = turn.shop();
    turn.split(row, quantity, row.in_state(&shop.id, &state))
        .await?;
    match row.state {
        State::Queued => {
            turn.change_line(&row.sku, row.id(), row.place(), row.quantity - quantity);
        }
        State::Allocated | State::Released | State::Packed | State::OnHold { .. } => {
            if let Some(location) = &row.location {
                turn.move_stock(&row.sku, location, |there| {
                    there.reserved -= quantity.min(there.reserved);
                })
                .await?;
            }
        }
        State::Held { .. } => {}
        State::Shipped { .. } | State::Delivered | State::Cancelled { .. } => {
            return Err(ExecuteError::Internal);
        }
    }
    Ok(())
}

/// The units to cancel by SKU; refused when more is asked for than can be cancelled.
fn wanted<'a>(
    command: &'a CancelOrder,
    rows: &'a [BackorderRow],
) -> Result<BTreeMap<&'a Sku, u32>, ExecuteError> {
    let mut open: BTreeMap<&Sku, u32> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.state.may_be_cancelled()) {
        *open.entry(&row.sku).or_default() += row.quantity;
    }
    if open.is_empty() {
        return Err(Refusal::NothingToCancel.into());
    }
    if command.lines.is_empty() {
        return Ok(open);
    }
    let mut wanted: BTreeMap<&Sku, u32> = BTreeMap::new();
    for (number, line) in command.lines.iter().enumerate() {
        let sum = wanted.entry(&line.sku).or_default();
        *sum = sum.saturating_add(line.quantity.units());
        match open.get(&line.sku).copied().unwrap_or(0) {
            0 => {
                return Err(ExecuteError::field(
                    format!("/lines/{number}/sku"),
                    "must be a SKU of this order that can still be cancelled",
                ));
            }
            most if *sum > most => {
                return Err(ExecuteError::field(
                    format!("/lines/{number}/quantity"),
                    format!("must be at most {most}, which can still be cancelled"),
                ));
            }
            _ => {}
        }
    }
    Ok(wanted)
}

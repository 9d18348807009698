//! Goods arrive at a dock: they are counted, the people in line are served from them, the rest
//! becomes stock. One command, all or nothing.

use super::Command;
use crate::error::ExecuteError;
use crate::event::{CountedUnits, Event};
use crate::secret::new_receipt_id;
use crate::serve::{Arrived, Served};
use crate::store::milestones;
use crate::store::purchase_orders::{self, CountRow};
use crate::store::receipts::{self, AllocationRow, LineRow, NewReceipt};
use crate::store::variants;
use crate::writer::turn::Turn;
use dockline_domain::id::{LocationCode, PurchaseOrderReference, ReceiptId, ShopId, Sku};
use dockline_domain::input::Problems;
use dockline_domain::limits;
use dockline_domain::receipt::{Counted, OpenLine};
use dockline_domain::refusal::Refusal;
use dockline_domain::supply::Stage;
use dockline_view::{
    AllocatedUnits, MilestoneRow, PurchaseOrder, PurchaseOrderLine, PutAway, VariantSnapshot,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Receive goods of a purchase order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiveGoods {
    /// What was on order.
    pub purchase_order: PurchaseOrderReference,
    /// At which dock; a new code adds the location.
    pub location: LocationCode,
    /// What was counted, each SKU once.
    pub lines: Vec<ReceivedLine>,
    /// The supplier's number of the delivery: the same one of the same purchase order is not
    /// counted twice.
    pub delivery_note: Option<String>,
}

/// What was counted of one variant: see [`OpenLine::count`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedLine {
    /// What.
    pub sku: Sku,
    /// Units that are there.
    pub quantity: u32,
    /// Why it is not what was ordered.
    pub discrepancy: Option<String>,
    /// With a discrepancy: the rest is still coming.
    pub more_to_come: bool,
    /// Only when this many units of it are still open: two people who count the same goods are not
    /// both believed.
    pub if_open: Option<u32>,
}

/// What to do with what arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// The receipt's id.
    pub receipt: ReceiptId,
    /// What goes straight to orders, sorted for packing: by order, then SKU.
    pub allocations: Vec<AllocatedUnits>,
    /// What goes to the shelf.
    pub put_away: Vec<PutAway>,
}

impl Command for ReceiveGoods {
    type Answer = Received;

    async fn run(self, turn: &mut Turn<'_>) -> Result<Received, ExecuteError> {
        receive(&self, turn).await
    }
}

async fn receive(command: &ReceiveGoods, turn: &mut Turn<'_>) -> Result<Received, ExecuteError> {
    let mut order = known_order(command, turn).await?;
    not_twice(command, &order, turn).await?;
    as_counted(command, &order)?;
    let counts = count(command, &order)?;
    let id = new_receipt_id(turn.at);
    let lines = command.lines.iter().map(|line| CountedUnits {
        sku: line.sku.clone(),
        quantity: line.quantity,
        discrepancy: line.discrepancy.clone(),
    });
    let seq = turn.log(Event::GoodsReceived {
        receipt: id.clone(),
        reference: order.reference.clone(),
        location: command.location.clone(),
        lines: lines.collect(),
    });
    // The order first, then the stock: variants are read with the supply that is left, so no unit
    // counts twice.
    save_order(command, turn, &mut order, &counts, seq).await?;
    let mut snapshots = add_stock(command, turn).await?;
    let units = command
        .lines
        .iter()
        .map(|line| (&line.sku, line.quantity))
        .collect();
    let arrived = Arrived {
        location: &command.location,
        units,
    };
    let mut served = turn.serve(&mut snapshots, Some(&arrived)).await?;
    // Only what leaves from this dock. Units that lie on other shelves are reserved when they are
    // packed.
    reserve(command, turn, &served).await?;
    // As somebody packs: one order after the other.
    served.given.sort_by(|a, b| {
        (a.order_number, &a.sku, &a.backorder).cmp(&(b.order_number, &b.sku, &b.backorder))
    });
    let put_away = put_away(command, &served);
    let receipt = NewReceipt {
        id: &id,
        purchase_order: &order.id,
        location: &command.location,
        delivery_note: command.delivery_note.as_deref(),
        at: turn.at.as_millisecond(),
        by: turn.by,
        seq,
    };
    let shop = turn.shop();
    receipts::insert(turn.session, &shop.id, &receipt).await?;
    save_lines(command, turn, &id, &served, &put_away).await?;
    Ok(Received {
        receipt: id,
        allocations: served.given,
        put_away,
    })
}

async fn known_order(
    command: &ReceiveGoods,
    turn: &mut Turn<'_>,
) -> Result<PurchaseOrder, ExecuteError> {
    let shop = turn.shop();
    let reference = &command.purchase_order;
    let found = purchase_orders::by_reference(turn.session, &shop.id, reference.as_str()).await?;
    let pointer = Some("/purchase_order".to_owned());
    let order = found.ok_or_else(|| ExecuteError::NotFound {
        what: "purchase order",
        name: reference.to_string(),
        pointer,
    })?;
    if order.stage == Stage::Cancelled {
        return Err(Refusal::SupplyCancelled(reference.clone()).into());
    }
    Ok(order)
}

/// The same delivery note of the same purchase order is the same delivery.
async fn not_twice(
    command: &ReceiveGoods,
    order: &PurchaseOrder,
    turn: &mut Turn<'_>,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let Some(note) = &command.delivery_note else {
        return Ok(());
    };
    match receipts::by_delivery_note(turn.session, &shop.id, &order.id, note).await? {
        Some(receipt) => Err(Refusal::NoteReceived {
            note: note.clone(),
            receipt,
        }
        .into()),
        None => Ok(()),
    }
}

/// What a count rests on: the units that were open when it began.
fn as_counted(command: &ReceiveGoods, order: &PurchaseOrder) -> Result<(), ExecuteError> {
    let open = |sku: &Sku| {
        order
            .lines
            .iter()
            .find(|line| line.sku == *sku)
            .map(|line| line.open().open())
    };
    let moved = |line: &ReceivedLine| {
        line.if_open
            .zip(open(&line.sku))
            .is_some_and(|(seen, open)| seen != open)
    };
    if command.lines.iter().any(moved) {
        Err(ExecuteError::Outdated {
            version: order.version,
        })
    } else {
        Ok(())
    }
}

/// What the count makes of each line; every wrong line is named.
fn count<'a>(
    command: &'a ReceiveGoods,
    order: &PurchaseOrder,
) -> Result<Vec<(&'a Sku, OpenLine)>, ExecuteError> {
    let mut problems = Problems::default();
    let mut counts: Vec<(&Sku, OpenLine)> = Vec::new();
    for (number, line) in command.lines.iter().enumerate() {
        let Some(ordered) = order.lines.iter().find(|ordered| ordered.sku == line.sku) else {
            problems.add(
                format!("/lines/{number}/sku"),
                format!("must be a SKU of the purchase order {}", order.reference),
            );
            continue;
        };
        if counts.iter().any(|(sku, _)| **sku == line.sku) {
            problems.add(
                format!("/lines/{number}/sku"),
                "must differ from the SKU of every other line",
            );
            continue;
        }
        match ordered.open().count(Counted {
            quantity: line.quantity,
            explained: line.discrepancy.is_some(),
            more_to_come: line.more_to_come,
        }) {
            Ok(count) => counts.push((&line.sku, count)),
            Err(refused) => problems.add(format!("/lines/{number}/quantity"), refused.to_string()),
        }
    }
    problems.finish(Some(counts)).map_err(ExecuteError::Invalid)
}

/// Writes what was counted; an order of which nothing is open any more has ended.
async fn save_order<'c>(
    command: &ReceiveGoods,
    turn: &mut Turn<'_>,
    order: &mut PurchaseOrder,
    counts: &[(&'c Sku, OpenLine)],
    seq: i64,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let id = &order.id;
    let row = |&(sku, count): &(&'c Sku, OpenLine)| CountRow {
        shop: &shop.id,
        id,
        sku,
        received: count.received,
        written_off: count.written_off,
    };
    let rows: Vec<CountRow<'_>> = counts.iter().map(row).collect();
    turn.session
        .write(&[purchase_orders::save_counts(&rows)])
        .await?;
    let after = |line: &PurchaseOrderLine| {
        counts
            .iter()
            .find(|(sku, _)| **sku == line.sku)
            .map_or(line.open(), |(_, count)| *count)
    };
    // With this count, which is not in `order` yet.
    let complete = order.lines.iter().all(|line| after(line).open() == 0);
    let nothing_came = order.lines.iter().all(|line| after(line).received == 0);
    if complete && order.stage != Stage::Received {
        end(command, turn, order, nothing_came).await?;
    }
    order.version = seq;
    purchase_orders::update(turn.session, &shop.id, order).await?;
    // The other lines of the order are as open as before.
    for (sku, _) in counts {
        turn.touch(sku);
    }
    Ok(())
}

/// Nothing of an order is open any more: it was received. One of which no unit ever came was not,
/// and nobody is told that it was.
async fn end(
    command: &ReceiveGoods,
    turn: &mut Turn<'_>,
    order: &mut PurchaseOrder,
    nothing_came: bool,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    if nothing_came {
        order.stage = Stage::Cancelled;
        order.reason = command
            .lines
            .iter()
            .find_map(|line| line.discrepancy.clone())
            .or(order.reason.take());
        milestones::state(turn.session, &shop.id, &order.id, Stage::Cancelled).await?;
        return Ok(());
    }
    order.stage = Stage::Received;
    let number = purchase_orders::milestones(turn.session, &shop.id, &order.id)
        .await?
        .last()
        .map_or(1, |last| last.number + 1);
    let milestone = MilestoneRow {
        number,
        stage: Stage::Received,
        at: turn.at,
        note: None,
        public: true,
        source: None,
        retracted_at: None,
    };
    purchase_orders::insert_milestone(turn.session, &shop.id, &order.id, &milestone).await?;
    Ok(())
}

/// Adds what arrived to the stock, and answers the variants with it.
async fn add_stock(
    command: &ReceiveGoods,
    turn: &mut Turn<'_>,
) -> Result<BTreeMap<Sku, VariantSnapshot>, ExecuteError> {
    let shop = turn.shop();
    variants::save_location(
        turn.session,
        &shop.id,
        &command.location,
        turn.at.as_millisecond(),
    )
    .await?;
    let skus = command.lines.iter().map(|line| &line.sku);
    let mut snapshots = turn.variants(skus).await?;
    for (number, line) in command.lines.iter().enumerate() {
        let known = snapshots.get_mut(&line.sku);
        let snapshot = known.ok_or_else(|| {
            ExecuteError::field(
                format!("/lines/{number}/sku"),
                "is no longer a SKU of this shop",
            )
        })?;
        let total = snapshot
            .supply
            .counters
            .on_hand
            .checked_add(line.quantity)
            .filter(|total| *total <= limits::UNITS_MAX);
        let total = total.ok_or_else(|| {
            ExecuteError::field(
                format!("/lines/{number}/quantity"),
                format!("the units on hand would be more than {}", limits::UNITS_MAX),
            )
        })?;
        snapshot.supply.counters.on_hand = total;
        turn.move_stock(&line.sku, &command.location, |there| {
            there.on_hand += line.quantity;
        })
        .await?;
    }
    Ok(snapshots)
}

/// What goes straight to orders leaves from this dock.
async fn reserve(
    command: &ReceiveGoods,
    turn: &mut Turn<'_>,
    served: &Served,
) -> Result<(), ExecuteError> {
    for (sku, units) in &served.at_dock {
        turn.move_stock(sku, &command.location, |there| there.reserved += units)
            .await?;
    }
    Ok(())
}

/// What arrived and does not leave from the dock. Units that orders got from the shelves have
/// nothing to do with it.
fn put_away(command: &ReceiveGoods, served: &Served) -> Vec<PutAway> {
    let rest = |line: &ReceivedLine| {
        let leaves = served.at_dock.get(&line.sku).copied().unwrap_or(0);
        PutAway {
            sku: line.sku.clone(),
            quantity: line.quantity.saturating_sub(leaves),
        }
    };
    command
        .lines
        .iter()
        .map(rest)
        .filter(|rest| rest.quantity > 0)
        .collect()
}

async fn save_lines(
    command: &ReceiveGoods,
    turn: &mut Turn<'_>,
    id: &ReceiptId,
    served: &Served,
    put_away: &[PutAway],
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let lines: Vec<LineRow<'_>> = command
        .lines
        .iter()
        .map(|line| LineRow {
            shop: &shop.id,
            receipt: id,
            sku: &line.sku,
            quantity: line.quantity,
            discrepancy: line.discrepancy.as_deref(),
            more_to_come: u8::from(line.more_to_come),
            put_away: put_away
                .iter()
                .find(|rest| rest.sku == line.sku)
                .map_or(0, |rest| rest.quantity),
        })
        .collect();
    let given: Option<Vec<AllocationRow<'_>>> = served
        .given
        .iter()
        .map(|units| allocation(&shop.id, id, units))
        .collect();
    let given = given.ok_or(ExecuteError::Internal)?;
    turn.session
        .write(&[
            receipts::insert_lines(&lines),
            receipts::insert_allocations(&given),
        ])
        .await?;
    Ok(())
}

/// The row of units that were given; `None` when their ids are none of ours.
fn allocation<'a>(
    shop: &'a ShopId,
    receipt: &'a ReceiptId,
    units: &'a AllocatedUnits,
) -> Option<AllocationRow<'a>> {
    let ((order, backorder), (_, shipment)) =
        units.backorder.parts().zip(units.shipment.parts())?;
    Some(AllocationRow {
        shop,
        receipt,
        order,
        backorder,
        sku: &units.sku,
        quantity: units.quantity,
        shipment,
        location: units.location.as_ref(),
    })
}

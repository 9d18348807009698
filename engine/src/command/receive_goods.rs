//! Goods arrive at a dock: they are counted, the people in line are served from them, the rest
//! becomes stock. One command, all or nothing.

use super::Command;
use super::order_lines::{on_order, ordered};
use crate::error::ExecuteError;
use crate::event::{CountedUnits, Event};
use crate::secret::new_receipt_id;
use crate::serve::{Arrived, Served};
use crate::store::milestones;
use crate::store::purchase_orders::{self, CountRow, LineRow as OrderLineRow};
use crate::store::receipts::{self, AllocationRow, LineRow, NewReceipt};
use crate::store::variants;
use crate::writer::turn::Turn;
use dockline_domain::id::{LocationCode, PurchaseOrderReference, ReceiptId, ShopId, Sku};
use dockline_domain::input::Problems;
use dockline_domain::limits;
use dockline_domain::on_order::{OrderLine, filling};
use dockline_domain::receipt::{CountRefused, Counted, OpenLine};
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
    /// What was counted.
    pub lines: Vec<ReceivedLine>,
    /// The supplier's number of the delivery: the same one of the same purchase order is not
    /// counted twice.
    pub delivery_note: Option<String>,
}

/// What was counted of one variant: see [`OpenLine::count`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedLine {
    /// What. With a discrepancy it may be what nobody had ordered.
    pub sku: Sku,
    /// Which of the order's lines of the SKU; `None` fills them as they were expected.
    pub line: Option<u32>,
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

    async fn run(mut self, turn: &mut Turn<'_>) -> Result<Received, ExecuteError> {
        let skus = self.lines.iter_mut().map(|line| &mut line.sku);
        turn.call_by_present_names(skus).await?;
        let location = turn.location(&self.location).await?;
        receive(&Self { location, ..self }, turn).await
    }
}

async fn receive(command: &ReceiveGoods, turn: &mut Turn<'_>) -> Result<Received, ExecuteError> {
    let mut order = known_order(command, turn).await?;
    not_twice(command, &order, turn).await?;
    as_counted(command, &order)?;
    let filled = count(command, &order)?;
    let id = new_receipt_id(turn.at);
    let lines = filled.iter().map(|line| CountedUnits {
        sku: line.counted.sku.clone(),
        quantity: line.quantity,
        discrepancy: line.counted.discrepancy.clone(),
        line: line.line,
    });
    let seq = turn.log(Event::GoodsReceived {
        receipt: id.clone(),
        reference: order.reference.clone(),
        location: command.location.clone(),
        lines: lines.collect(),
    });
    // The order first, then the stock: variants are read with the supply that is left, so no unit
    // counts twice.
    save_order(command, turn, &mut order, &filled, seq).await?;
    let mut snapshots = add_stock(command, turn).await?;
    let arrived = Arrived {
        location: &command.location,
        units: units(command),
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
    save_lines((&filled, &put_away), turn, &id, &served).await?;
    Ok(Received {
        receipt: id,
        allocations: served.given,
        put_away,
    })
}

/// What arrived, by SKU.
fn units(command: &ReceiveGoods) -> BTreeMap<&Sku, u32> {
    let mut units = BTreeMap::new();
    for line in &command.lines {
        *units.entry(&line.sku).or_default() += line.quantity;
    }
    units
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
    let open = |line: &ReceivedLine| {
        let is_it = |known: &&PurchaseOrderLine| {
            known.sku == line.sku && line.line.is_none_or(|number| number == known.line)
        };
        let mut known = order.lines.iter().filter(is_it).peekable();
        known.peek()?;
        Some(known.map(|line| line.open().open()).sum::<u32>())
    };
    let moved = |line: &ReceivedLine| {
        line.if_open
            .zip(open(line))
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

/// A line of the order that units were counted for.
struct Filled<'a> {
    counted: &'a ReceivedLine,
    /// Its number among those of the SKU.
    line: u32,
    /// Units that are there of it.
    quantity: u32,
    /// What is left of the line.
    after: OpenLine,
    /// Nobody had ordered it.
    is_new: bool,
    /// What was said of the goods gives up nothing of this line.
    more_to_come: bool,
}

/// What the count makes of each line; every wrong line is named.
fn count<'a>(
    command: &'a ReceiveGoods,
    order: &PurchaseOrder,
) -> Result<Vec<Filled<'a>>, ExecuteError> {
    let mut problems = Problems::default();
    let mut lines = ordered(order);
    let mut filled: Vec<Filled<'a>> = Vec::new();
    for (number, counted) in command.lines.iter().enumerate() {
        let is_twice = command.lines[..number]
            .iter()
            .any(|before| before.sku == counted.sku && before.line == counted.line);
        let told = if is_twice {
            Err((
                "sku",
                "must differ from the SKU of every other line".to_owned(),
            ))
        } else {
            fill(counted, &mut lines, order)
        };
        match told {
            Ok(these) => filled.extend(these),
            Err((field, problem)) => problems.add(format!("/lines/{number}/{field}"), problem),
        }
    }
    // A line by its number and one without may mean the same.
    for (at, line) in filled.iter().enumerate() {
        let is_it =
            |other: &Filled<'_>| other.counted.sku == line.counted.sku && other.line == line.line;
        if filled[..at].iter().any(is_it) {
            problems.add("/lines", "must count each line of a SKU once");
        }
    }
    problems.finish(Some(filled)).map_err(ExecuteError::Invalid)
}

/// The lines that counted units fill, the one that was expected first before the others. What is
/// wrong with the count is told with the name of its field.
fn fill<'a>(
    counted: &'a ReceivedLine,
    lines: &mut Vec<OrderLine>,
    order: &PurchaseOrder,
) -> Result<Vec<Filled<'a>>, (&'static str, String)> {
    let of_sku = lines.iter().filter(|line| line.sku == counted.sku);
    let open: u32 = of_sku.map(|line| line.units.open()).sum();
    if counted.line.is_none() && counted.quantity > open && counted.discrepancy.is_none() {
        let is_known = lines.iter().any(|line| line.sku == counted.sku);
        if is_known {
            return Err(("quantity", CountRefused::Over { open }.to_string()));
        }
    }
    let (targets, is_new) = targets(counted, lines, order)?;
    let (mut filled, mut rest) = (Vec::new(), counted.quantity);
    for (at, &index) in targets.iter().enumerate() {
        let line = &mut lines[index];
        let is_last = at + 1 == targets.len() || rest <= line.units.open();
        let quantity = if is_last { rest } else { line.units.open() };
        // What was said of these goods does not give up what is expected later.
        let more_to_come = counted.more_to_come || at > 0;
        let after = line.units.count(Counted {
            quantity,
            explained: is_last && counted.discrepancy.is_some(),
            more_to_come,
        });
        line.units = after.map_err(|refused| ("quantity", refused.to_string()))?;
        filled.push(Filled {
            counted,
            line: line.number,
            quantity,
            after: line.units,
            is_new,
            more_to_come,
        });
        rest -= quantity;
        if is_last {
            break;
        }
    }
    Ok(filled)
}

/// The lines that a count may fill, as indexes, and whether it is one that nobody had ordered.
fn targets(
    counted: &ReceivedLine,
    lines: &mut Vec<OrderLine>,
    order: &PurchaseOrder,
) -> Result<(Vec<usize>, bool), (&'static str, String)> {
    let of_sku = |line: &OrderLine| line.sku == counted.sku;
    if let Some(number) = counted.line {
        let named = |line: &OrderLine| of_sku(line) && line.number == number;
        return match lines.iter().position(named) {
            Some(index) => Ok((vec![index], false)),
            None => Err((
                "line",
                "must be a line of the SKU that is on order".to_owned(),
            )),
        };
    }
    let open = filling(lines, &counted.sku, order.expected);
    if !open.is_empty() {
        return Ok((open, false));
    }
    // Nothing of it is open: these units are more than was ordered.
    if let Some(index) = lines.iter().rposition(of_sku) {
        return Ok((vec![index], false));
    }
    if counted.discrepancy.is_none() || counted.quantity == 0 {
        let problem = format!(
            "must be a SKU of the purchase order {}; give a discrepancy if it really came",
            order.reference
        );
        return Err(("sku", problem));
    }
    lines.push(OrderLine {
        sku: counted.sku.clone(),
        number: 1,
        units: OpenLine::NONE,
        expected: None,
    });
    Ok((vec![lines.len() - 1], true))
}

/// Writes what was counted; an order of which nothing is open any more has ended.
async fn save_order(
    command: &ReceiveGoods,
    turn: &mut Turn<'_>,
    order: &mut PurchaseOrder,
    filled: &[Filled<'_>],
    seq: i64,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let unasked: Vec<OrderLine> = filled
        .iter()
        .filter(|line| line.is_new)
        .map(|line| OrderLine {
            sku: line.counted.sku.clone(),
            number: line.line,
            units: OpenLine::NONE,
            expected: None,
        })
        .collect();
    let rows: Vec<CountRow<'_>> = filled
        .iter()
        .map(|line| CountRow {
            shop: &shop.id,
            id: &order.id,
            sku: &line.counted.sku,
            line: line.line,
            received: line.after.received,
            written_off: line.after.written_off,
        })
        .collect();
    let new: Vec<OrderLineRow<'_>> = unasked
        .iter()
        .map(|line| OrderLineRow::new(&shop.id, &order.id, line, false))
        .collect();
    turn.session
        .write(&[purchase_orders::insert_lines(&new)])
        .await?;
    turn.session
        .write(&[purchase_orders::save_counts(&rows)])
        .await?;
    order.lines.extend(unasked.into_iter().map(on_order));
    for line in filled {
        let is_it = |known: &&mut PurchaseOrderLine| {
            known.sku == line.counted.sku && known.line == line.line
        };
        if let Some(known) = order.lines.iter_mut().find(is_it) {
            known.received = line.after.received;
            known.written_off = line.after.written_off;
        }
    }
    let complete = order.lines.iter().all(|line| line.open().open() == 0);
    if complete && order.stage != Stage::Received {
        let why = command
            .lines
            .iter()
            .find_map(|line| line.discrepancy.clone());
        reach_the_end(turn, order, why).await?;
    }
    order.version = seq;
    purchase_orders::update(turn.session, &shop.id, order).await?;
    // The other lines of the order are as open as before.
    for line in filled {
        turn.touch(&line.counted.sku);
    }
    Ok(())
}

/// Nothing of an order is open any more: it was received. One of which no unit ever came was not,
/// and nobody is told that it was.
pub(super) async fn reach_the_end(
    turn: &mut Turn<'_>,
    order: &mut PurchaseOrder,
    why: Option<String>,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    if order.lines.iter().all(|line| line.received == 0) {
        order.stage = Stage::Cancelled;
        order.reason = why.or(order.reason.take());
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
    let rest = |(sku, quantity): (&Sku, u32)| {
        let leaves = served.at_dock.get(sku).copied().unwrap_or(0);
        PutAway {
            sku: sku.clone(),
            quantity: quantity.saturating_sub(leaves),
        }
    };
    units(command)
        .into_iter()
        .map(rest)
        .filter(|rest| rest.quantity > 0)
        .collect()
}

async fn save_lines(
    (filled, put_away): (&[Filled<'_>], &[PutAway]),
    turn: &mut Turn<'_>,
    id: &ReceiptId,
    served: &Served,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let mut rest: BTreeMap<&Sku, u32> = put_away
        .iter()
        .map(|units| (&units.sku, units.quantity))
        .collect();
    let lines: Vec<LineRow<'_>> = filled
        .iter()
        .map(|line| {
            let rest = rest.entry(&line.counted.sku).or_default();
            let put_away = line.quantity.min(*rest);
            *rest -= put_away;
            LineRow {
                shop: &shop.id,
                receipt: id,
                sku: &line.counted.sku,
                line: line.line,
                quantity: line.quantity,
                discrepancy: line.counted.discrepancy.as_deref(),
                more_to_come: u8::from(line.more_to_come),
                put_away,
            }
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

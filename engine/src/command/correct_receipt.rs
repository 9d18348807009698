//! A count at the dock was wrong: fewer units came than were written down.

use super::Command;
use super::take_back::{TakenBack, take_back};
use crate::error::ExecuteError;
use crate::event::{CorrectedUnits, Event};
use crate::store::milestones;
use crate::store::purchase_orders::{self, CountRow};
use crate::store::receipts::{self, CorrectedRow};
use crate::store::variants;
use crate::writer::turn::Turn;
use dockline_domain::id::{ReceiptId, Sku};
use dockline_domain::refusal::Refusal;
use dockline_domain::supply::Stage;
use dockline_view::{
    PurchaseOrder, PurchaseOrderLine, ReceiptLineView, ReceiptView, VariantSnapshot,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Say how many units of a receipt really came.
#[derive(Debug, Clone)]
pub struct CorrectReceipt {
    /// Which.
    pub receipt: ReceiptId,
    /// What came of some of its variants, each once.
    pub lines: Vec<CorrectedLine>,
    /// Why it was wrong. People who wait again are told it.
    pub reason: String,
}

/// What really came of a variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectedLine {
    /// What.
    pub sku: Sku,
    /// Units that are there, no more than were counted.
    pub quantity: u32,
}

/// A receipt was corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptCorrected {
    /// Which.
    pub receipt: ReceiptId,
    /// Who gave units back, and out of which parcels.
    pub taken_back: Vec<TakenBack>,
}

impl Command for CorrectReceipt {
    type Answer = ReceiptCorrected;

    async fn run(mut self, turn: &mut Turn<'_>) -> Result<ReceiptCorrected, ExecuteError> {
        let skus = self.lines.iter_mut().map(|line| &mut line.sku);
        turn.call_by_present_names(skus).await?;
        correct(&self, turn).await
    }
}

/// A line of a receipt that becomes another one.
struct Correction<'a> {
    line: &'a ReceiptLineView,
    to: u32,
}

async fn correct(
    command: &CorrectReceipt,
    turn: &mut Turn<'_>,
) -> Result<ReceiptCorrected, ExecuteError> {
    let shop = turn.shop();
    let receipt = receipts::one(turn.session, &shop.id, &command.receipt).await?;
    let receipt =
        receipt.ok_or_else(|| ExecuteError::not_found("receipt", command.receipt.as_str()))?;
    let corrections = corrections(command, &receipt)?;
    let reference = &receipt.purchase_order;
    let order = purchase_orders::by_reference(turn.session, &shop.id, reference.as_str()).await?;
    let mut order = order.ok_or(ExecuteError::Internal)?;
    let skus: BTreeSet<Sku> = corrections.iter().map(|one| one.line.sku.clone()).collect();
    let lines = corrections.iter().map(|one| CorrectedUnits {
        sku: one.line.sku.clone(),
        line: one.line.line,
        from: one.line.quantity,
        to: one.to,
    });
    order.version = turn.log(Event::ReceiptCorrected {
        receipt: receipt.id.clone(),
        reference: reference.clone(),
        location: receipt.location.clone(),
        lines: lines.collect(),
        reason: command.reason.clone(),
        skus: skus.iter().cloned().collect(),
    });
    // The order first: variants are read with the supply that comes again.
    uncount(&corrections, &mut order, turn).await?;
    let rows: Vec<CorrectedRow<'_>> = corrections
        .iter()
        .map(|one| CorrectedRow {
            shop: &shop.id,
            receipt: &receipt.id,
            sku: &one.line.sku,
            line: one.line.line,
            quantity: one.to,
            put_away: one.line.put_away.saturating_sub(one.line.quantity - one.to),
            correction: &command.reason,
        })
        .collect();
    turn.session.write(&[receipts::correct(&rows)]).await?;
    let mut snapshots = turn.variants(&skus).await?;
    let mut taken_back = Vec::new();
    for sku in &skus {
        let missing = corrections
            .iter()
            .filter(|one| one.line.sku == *sku)
            .map(|one| one.line.quantity - one.to)
            .sum();
        taken_back.extend(remove(turn, &mut snapshots, (sku, missing), &receipt).await?);
    }
    turn.serve(&mut snapshots, None).await?;
    turn.settle_returned(&skus).await?;
    for sku in &skus {
        turn.touch(sku);
    }
    Ok(ReceiptCorrected {
        receipt: receipt.id,
        taken_back,
    })
}

/// Which lines of the receipt become others: of a variant on several lines, the last one first.
fn corrections<'a>(
    command: &CorrectReceipt,
    receipt: &'a ReceiptView,
) -> Result<Vec<Correction<'a>>, ExecuteError> {
    let mut corrections = Vec::new();
    for (number, wanted) in command.lines.iter().enumerate() {
        let of_sku: Vec<&ReceiptLineView> = receipt
            .lines
            .iter()
            .filter(|line| line.sku == wanted.sku)
            .collect();
        let counted: u32 = of_sku.iter().map(|line| line.quantity).sum();
        let is_twice = command.lines[..number]
            .iter()
            .any(|one| one.sku == wanted.sku);
        if of_sku.is_empty() || is_twice {
            return Err(ExecuteError::field(
                format!("/lines/{number}/sku"),
                "must be a SKU of the receipt, each once",
            ));
        }
        if wanted.quantity > counted {
            return Err(ExecuteError::field(
                format!("/lines/{number}/quantity"),
                format!(
                    "must be at most the {counted} that were counted; count others in with a receipt of their own"
                ),
            ));
        }
        let mut missing = counted - wanted.quantity;
        for line in of_sku.into_iter().rev() {
            let units = missing.min(line.quantity);
            missing -= units;
            if units > 0 {
                corrections.push(Correction {
                    line,
                    to: line.quantity - units,
                });
            }
        }
    }
    if corrections.is_empty() {
        return Err(ExecuteError::field("/lines", "must correct something"));
    }
    Ok(corrections)
}

/// The units are to come again. An order that had all of them is where it was before it was
/// received.
async fn uncount(
    corrections: &[Correction<'_>],
    order: &mut PurchaseOrder,
    turn: &mut Turn<'_>,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    for one in corrections {
        let is_it = |known: &&mut PurchaseOrderLine| {
            known.sku == one.line.sku && known.line == one.line.line
        };
        let Some(known) = order.lines.iter_mut().find(is_it) else {
            continue;
        };
        let was_all = one.line.discrepancy.is_some() && !one.line.more_to_come;
        let after = known.open().uncount(one.line.quantity - one.to, was_all);
        (known.received, known.written_off) = (after.received, after.written_off);
    }
    let rows: Vec<CountRow<'_>> = order
        .lines
        .iter()
        .map(|line| CountRow {
            shop: &shop.id,
            id: &order.id,
            sku: &line.sku,
            line: line.line,
            received: line.received,
            written_off: line.written_off,
        })
        .collect();
    turn.session
        .write(&[purchase_orders::save_counts(&rows)])
        .await?;
    let is_open = order.lines.iter().any(|line| line.open().open() > 0);
    if order.stage == Stage::Received && is_open {
        let reference = order.reference.as_str();
        let at = turn.at.as_millisecond();
        let before =
            milestones::before_received(turn.session, &shop.id, (&order.id, reference), at);
        order.stage = before.await?;
    }
    purchase_orders::update(turn.session, &shop.id, order).await?;
    Ok(())
}

/// Takes units off the shelf where they were counted: what is free first, then what people were
/// given.
async fn remove(
    turn: &mut Turn<'_>,
    snapshots: &mut BTreeMap<Sku, VariantSnapshot>,
    (sku, missing): (&Sku, u32),
    receipt: &ReceiptView,
) -> Result<Vec<TakenBack>, ExecuteError> {
    let shop = turn.shop();
    let shelves = variants::stock_at(turn.session, &shop.id, sku).await?;
    let shelf = shelves
        .into_iter()
        .find(|shelf| shelf.location == receipt.location);
    let there = shelf.as_ref().map_or(0, |shelf| shelf.on_hand);
    let shelf = shelf.filter(|_| there >= missing);
    let mut shelf = shelf.ok_or_else(|| Refusal::HaveLeft {
        sku: sku.clone(),
        location: receipt.location.clone(),
        there,
    })?;
    shelf.on_hand -= missing;
    turn.session.write(&[shelf.write(&shop.id, sku)]).await?;
    let snapshot = snapshots.get_mut(sku);
    let snapshot = snapshot.ok_or_else(|| ExecuteError::not_found("SKU", sku.as_str()))?;
    snapshot.supply.counters.on_hand -= missing;
    take_back(turn, snapshots, sku, &shelf).await
}

//! The lines of a purchase order: other quantities, other dates, lines that come and go, and a part
//! that becomes an order of its own.

use super::Command;
use super::purchase_order::{
    CreatePurchaseOrder, NewPurchaseOrderLine, PurchaseOrderSaved, create, find, not_past,
    not_too_many,
};
use super::receive_goods::reach_the_end;
use crate::error::ExecuteError;
use crate::event::{ChangedLine, Event, LineTerms};
use crate::store::migrate::NUMBERED_LINES;
use crate::store::purchase_orders::{self, LineRow};
use crate::store::shops;
use crate::writer::turn::{Turn, as_seen};
use dockline_domain::dates::Window;
use dockline_domain::id::{PurchaseOrderReference, Sku};
use dockline_domain::on_order::{
    LineChange, LinesRefused, OrderLine, TakenUnits, WantedLine, revise, without,
};
use dockline_domain::refusal::Refusal;
use dockline_domain::supply::Stage;
use dockline_view::{PurchaseOrder, PurchaseOrderLine, Shop};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Make open units of a purchase order an order of their own: the supplier sends them another time.
#[derive(Debug, Clone)]
pub struct SplitPurchaseOrder {
    /// Which.
    pub reference: PurchaseOrderReference,
    /// The merchant's number of the new one.
    pub new_reference: PurchaseOrderReference,
    /// What comes with the new one.
    pub lines: Vec<TakenUnits>,
    /// When that is expected at the dock; `None` while nobody can say.
    pub expected: Option<Window>,
    /// On what that date rests; `None` is on what the order's does.
    pub basis: Option<String>,
    /// Why it is split.
    pub reason: String,
    /// Only when the order's version is still this one.
    pub if_version: Option<i64>,
}

/// A purchase order was split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseOrderSplit {
    /// The order, with what stays on it.
    pub order: PurchaseOrderSaved,
    /// The new one.
    pub new: PurchaseOrderSaved,
}

impl Command for SplitPurchaseOrder {
    type Answer = PurchaseOrderSplit;

    async fn run(mut self, turn: &mut Turn<'_>) -> Result<PurchaseOrderSplit, ExecuteError> {
        let skus = self.lines.iter_mut().map(|line| &mut line.sku);
        turn.call_by_present_names(skus).await?;
        split(self, turn).await
    }
}

async fn split(
    command: SplitPurchaseOrder,
    turn: &mut Turn<'_>,
) -> Result<PurchaseOrderSplit, ExecuteError> {
    let shop = turn.shop();
    let mut order = find(turn, &command.reference).await?;
    as_seen(command.if_version, order.version)?;
    not_past(command.expected, &shop)?;
    let stage = order.stage.of_what_stays_behind();
    let left = without(&ordered(&order), &command.lines, order.expected).map_err(refused)?;
    change_lines(&left, Some(command.reason.as_str()), &mut order, turn).await?;
    purchase_orders::update(turn.session, &shop.id, &order).await?;
    let mut units: BTreeMap<Sku, u32> = BTreeMap::new();
    for taken in &command.lines {
        *units.entry(taken.sku.clone()).or_default() += taken.quantity;
    }
    let line = |(sku, quantity)| NewPurchaseOrderLine {
        sku,
        quantity,
        expected: None,
    };
    let rest = CreatePurchaseOrder {
        reference: command.new_reference,
        supplier: order.supplier.clone(),
        lines: units.into_iter().map(line).collect(),
        expected: command.expected,
        stage,
        basis: command.basis.or_else(|| order.basis.clone()),
    };
    let new = create(rest, turn).await?;
    Ok(PurchaseOrderSplit {
        order: PurchaseOrderSaved {
            reference: order.reference,
            version: order.version,
        },
        new,
    })
}

/// The lines of an order as the rules see them.
pub(super) fn ordered(order: &PurchaseOrder) -> Vec<OrderLine> {
    order
        .lines
        .iter()
        .map(PurchaseOrderLine::as_ordered)
        .collect()
}

/// A line of which nothing has passed its date.
pub(super) fn on_order(line: OrderLine) -> PurchaseOrderLine {
    PurchaseOrderLine {
        sku: line.sku,
        line: line.number,
        quantity: line.units.ordered,
        received: line.units.received,
        written_off: line.units.written_off,
        overdue_committed: None,
        expected: line.expected,
    }
}

/// Why a list of lines is refused, where in the list.
pub(super) fn refused(refused: LinesRefused) -> ExecuteError {
    let (at, field) = match refused {
        LinesRefused::Received { sku, received } => {
            return Refusal::Counted {
                sku,
                units: received,
            }
            .into();
        }
        LinesRefused::All => return Refusal::NothingStays.into(),
        LinesRefused::NoLine { at } | LinesRefused::Twice { at } => (at, "line"),
        LinesRefused::Nothing { at } | LinesRefused::Over { at, .. } => (at, "quantity"),
    };
    ExecuteError::field(format!("/lines/{at}/{field}"), refused.to_string())
}

/// Whether there are such variants, and not more units than an order may have.
pub(super) async fn may_be_on_order(
    lines: &[WantedLine],
    turn: &mut Turn<'_>,
) -> Result<(), ExecuteError> {
    not_too_many(lines)?;
    let known = turn.variants(lines.iter().map(|line| &line.sku)).await?;
    let mut all = lines.iter().enumerate();
    match all.find(|(_, line)| !known.contains_key(&line.sku)) {
        Some((number, line)) => Err(ExecuteError::NotFound {
            what: "SKU",
            name: line.sku.to_string(),
            pointer: Some(format!("/lines/{number}/sku")),
        }),
        None => Ok(()),
    }
}

fn past(at: usize, shop: &Shop) -> ExecuteError {
    ExecuteError::field(
        format!("/lines/{at}/expected/latest"),
        format!("must not be before today, {} in the shop", shop.day),
    )
}

/// A date in the past is not one on which anything can be expected.
pub(super) fn dated_from_today(lines: &[WantedLine], shop: &Shop) -> Result<(), ExecuteError> {
    let is_past = |line: &WantedLine| line.expected.is_some_and(|when| when.latest() < shop.day);
    match lines.iter().position(is_past) {
        Some(at) => Err(past(at, shop)),
        None => Ok(()),
    }
}

/// A program before this one reads the date of the order for each of its lines, and knows one line
/// of a SKU. While such a program may run, there is nothing that it would read wrongly.
pub(super) async fn known_to_all_programs(
    lines: &[OrderLine],
    turn: &mut Turn<'_>,
) -> Result<(), ExecuteError> {
    let is_new = |line: &OrderLine| line.number > 1 || line.expected.is_some();
    if lines.iter().any(is_new) && shops::minimum_program(turn.session).await? < NUMBERED_LINES {
        return Err(Refusal::OlderPrograms.into());
    }
    Ok(())
}

/// Each line that is given another date, or is new, is expected today at the earliest: by itself or
/// with its order.
fn dates_are_ahead(
    lines: &[WantedLine],
    changes: &[LineChange],
    order: &PurchaseOrder,
    shop: &Shop,
) -> Result<(), ExecuteError> {
    for change in changes {
        let Some(after) = &change.after else {
            continue;
        };
        let is_dated = change.before.is_none() || change.moves_its_date();
        let when = after.expected.or(order.expected);
        if is_dated && when.is_some_and(|when| when.latest() < shop.day) {
            let same = |line: &WantedLine| {
                line.sku == after.sku
                    && line.expected == after.expected
                    && line.quantity == after.units.ordered
            };
            return Err(past(lines.iter().position(same).unwrap_or(0), shop));
        }
    }
    Ok(())
}

/// Makes a list of lines what is on order. The order is changed along; where the list changes
/// nothing, it has yet to be written.
pub(super) async fn change_lines(
    lines: &[WantedLine],
    reason: Option<&str>,
    order: &mut PurchaseOrder,
    turn: &mut Turn<'_>,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    if matches!(order.stage, Stage::Received | Stage::Cancelled) {
        return Err(Refusal::LinesEnded(order.stage).into());
    }
    may_be_on_order(lines, turn).await?;
    let changes = revise(&ordered(order), lines).map_err(refused)?;
    if changes.is_empty() {
        return Ok(());
    }
    dates_are_ahead(lines, &changes, order, &shop)?;
    let after: Vec<OrderLine> = changes
        .iter()
        .filter_map(|change| change.after.clone())
        .collect();
    known_to_all_programs(&after, turn).await?;
    write(&changes, order, turn).await?;
    let skus: BTreeSet<Sku> = changes
        .iter()
        .filter_map(|change| Some(change.line()?.sku.clone()))
        .collect();
    order.version = turn.log(Event::PurchaseOrderLinesChanged {
        reference: order.reference.clone(),
        lines: changes.iter().filter_map(logged).collect(),
        expected: order.expected,
        stage: order.stage,
        reason: reason.map(str::to_owned),
        skus: skus.iter().cloned().collect(),
    });
    if changes.iter().any(LineChange::moves_its_date) {
        order.confirmed_at = turn.at;
        order.confirmed_by = turn.by.clone();
    }
    if reason.is_some() {
        order.reason = reason.map(str::to_owned);
    }
    keep(changes, order);
    let is_done = |line: &PurchaseOrderLine| line.open().open() == 0;
    if order.lines.iter().all(is_done) {
        reach_the_end(turn, order, None).await?;
    }
    // Before the supply is read again: a date or a stage that came with the lines is the order's.
    purchase_orders::update(turn.session, &shop.id, order).await?;
    turn.settle_late(&skus).await?;
    for sku in &skus {
        turn.touch(sku);
    }
    Ok(())
}

fn logged(change: &LineChange) -> Option<ChangedLine> {
    let terms = |line: &OrderLine| LineTerms {
        quantity: line.units.ordered,
        expected: line.expected,
    };
    let line = change.line()?;
    Some(ChangedLine {
        sku: line.sku.clone(),
        line: line.number,
        before: change.before.as_ref().map(terms),
        after: change.after.as_ref().map(terms),
    })
}

async fn write(
    changes: &[LineChange],
    order: &PurchaseOrder,
    turn: &mut Turn<'_>,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let row = |change: &LineChange| {
        let line = change.after.as_ref()?;
        let dated = change.moves_its_date();
        Some(LineRow::new(&shop.id, &order.id, line, dated))
    };
    let (new, known): (Vec<&LineChange>, Vec<&LineChange>) =
        changes.iter().partition(|change| change.before.is_none());
    let gone: Vec<(&Sku, u32)> = known
        .iter()
        .filter(|change| change.after.is_none())
        .filter_map(|change| Some((&change.before.as_ref()?.sku, change.before.as_ref()?.number)))
        .collect();
    purchase_orders::delete_lines(turn.session, &shop.id, &order.id, &gone).await?;
    let new: Vec<LineRow<'_>> = new.into_iter().filter_map(row).collect();
    let known: Vec<LineRow<'_>> = known.into_iter().filter_map(row).collect();
    let writes = [
        purchase_orders::insert_lines(&new),
        purchase_orders::save_lines(&known),
    ];
    turn.session.write(&writes).await?;
    Ok(())
}

/// The lines of the order as they are after some changes.
fn keep(changes: Vec<LineChange>, order: &mut PurchaseOrder) {
    for change in changes {
        let dated = change.moves_its_date();
        let Some(line) = change.line() else {
            continue;
        };
        let is_it = |known: &PurchaseOrderLine| known.sku == line.sku && known.line == line.number;
        let kept = order
            .lines
            .iter()
            .find(|known| is_it(known))
            .and_then(|known| known.overdue_committed)
            .filter(|_| !dated);
        order.lines.retain(|known| !is_it(known));
        order
            .lines
            .extend(change.after.map(|line| PurchaseOrderLine {
                overdue_committed: kept,
                ..on_order(line)
            }));
    }
    order
        .lines
        .sort_by(|a, b| (&a.sku, a.line).cmp(&(&b.sku, b.line)));
}

//! Stopping an order while it waits or on its way to the parcel, and letting it go on.

use super::Command;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::expect::Expectations;
use crate::store::backorders::{self, BackorderRow, WrittenBackorder};
use crate::store::orders::OrderRow;
use crate::store::promises::{self, NewPromise};
use crate::store::shipments;
use crate::store::variants::{self, OverdueRow};
use crate::writer::turn::Turn;
use dockline_domain::backorder::{State, Step};
use dockline_domain::dates::Window;
use dockline_domain::id::{OrderId, Sku};
use dockline_domain::line::Place;
use dockline_domain::promise::{Cause, revision};
use dockline_domain::refusal::Refusal;
use dockline_domain::wish::{self, PlaceAfter};
use dockline_view::VariantSnapshot;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Stop what an order waits for, and what it has been allocated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldOrder {
    /// Which.
    pub order: OrderId,
    /// Why.
    pub reason: String,
    /// Only when the order still has this version.
    pub if_version: Option<i64>,
}

/// Let an order go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResumeOrder {
    /// Which.
    pub order: OrderId,
    /// Only when the order still has this version.
    pub if_version: Option<i64>,
}

/// An order was stopped or goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldChanged {
    /// Which.
    pub order: OrderId,
    /// Units it was about.
    pub units: u32,
    /// What became of the place in line of units that had waited and go on.
    #[serde(default)]
    pub place: Option<PlaceAfter>,
}

impl Command for HoldOrder {
    type Answer = HoldChanged;

    async fn run(self, turn: &mut Turn<'_>) -> Result<HoldChanged, ExecuteError> {
        let stop = |row: &BackorderRow| match &row.state {
            State::Queued | State::Allocated | State::Released => Some(Step::Hold {
                reason: self.reason.clone(),
            }),
            State::Held { .. }
            | State::Packed
            | State::Shipped { .. }
            | State::Delivered
            | State::OnHold { .. }
            | State::Cancelled { .. } => None,
        };
        turn.order(&self.order, self.if_version).await?;
        let rows = step_all(turn, &self.order, stop).await?;
        if rows.is_empty() {
            return Err(Refusal::NothingToHold.into());
        }
        let waited: Vec<&BackorderRow> = rows
            .iter()
            .filter(|row| row.state == State::Queued)
            .collect();
        turn.log(Event::OrderHeld {
            order: self.order.clone(),
            reason: self.reason,
            skus: skus(&waited),
        });
        leave_line(turn, &waited).await?;
        finish(turn, self.order, &rows, None).await
    }
}

impl Command for ResumeOrder {
    type Answer = HoldChanged;

    async fn run(self, turn: &mut Turn<'_>) -> Result<HoldChanged, ExecuteError> {
        let order = turn.order(&self.order, self.if_version).await?;
        let rows = step_all(turn, &order.id, |row| {
            matches!(row.state, State::OnHold { .. }).then_some(Step::Resume)
        })
        .await?;
        let waited = held(turn, &order.id).await?;
        if rows.is_empty() && waited.is_empty() {
            return Err(Refusal::NothingOnHold.into());
        }
        let place = back_in_line(turn, &order, &waited).await?;
        let rows: Vec<BackorderRow> = rows.into_iter().chain(waited).collect();
        finish(turn, order.id, &rows, place).await
    }
}

/// Takes a step with every backorder for which there is one, and answers those, as they were.
async fn step_all(
    turn: &mut Turn<'_>,
    order: &OrderId,
    step: impl Fn(&BackorderRow) -> Option<Step>,
) -> Result<Vec<BackorderRow>, ExecuteError> {
    let shop = turn.shop();
    let rows = backorders::of_order(turn.session, &shop.id, order).await?;
    let (mut changed, mut taken) = (backorders::changed(), Vec::new());
    for row in rows {
        if let Some(step) = step(&row) {
            let state = row.state.clone().take(step).map_err(Refusal::from)?;
            changed.push(&row.in_state(&shop.id, &state));
            taken.push(row);
        }
    }
    turn.session.write(&[changed.write()]).await?;
    Ok(taken)
}

fn skus(rows: &[&BackorderRow]) -> Vec<Sku> {
    let skus: BTreeSet<&Sku> = rows.iter().map(|row| &row.sku).collect();
    skus.into_iter().cloned().collect()
}

/// Counts what was stopped out of its lines: those after it are served, and told, as if it were
/// not there.
async fn leave_line(turn: &mut Turn<'_>, waited: &[&BackorderRow]) -> Result<(), ExecuteError> {
    if waited.is_empty() {
        return Ok(());
    }
    let mut snapshots = turn.variants(waited.iter().map(|row| &row.sku)).await?;
    for row in waited {
        counted(&mut snapshots, &row.sku)?.supply.counters.queued -= row.quantity;
        turn.change_line(&row.sku, row.id(), row.place(), 0);
    }
    turn.serve(&mut snapshots, None).await?;
    Ok(())
}

fn counted<'s>(
    snapshots: &'s mut BTreeMap<Sku, VariantSnapshot>,
    sku: &Sku,
) -> Result<&'s mut VariantSnapshot, ExecuteError> {
    // A program that does not know of units that are held may have removed their variant.
    let snapshot = snapshots.get_mut(sku);
    snapshot.ok_or_else(|| ExecuteError::not_found("SKU", sku.as_str()))
}

/// What was stopped while it waited, in line order.
async fn held(turn: &mut Turn<'_>, order: &OrderId) -> Result<Vec<BackorderRow>, ExecuteError> {
    let shop = turn.shop();
    let mut rows = backorders::of_order(turn.session, &shop.id, order).await?;
    rows.retain(|row| matches!(row.state, State::Held { .. }));
    rows.sort_by_key(|row| row.place().key());
    Ok(rows)
}

/// Puts what was stopped while it waited back into its lines, gives it what is free, and tells its
/// new window. Answers what became of the place.
async fn back_in_line(
    turn: &mut Turn<'_>,
    order: &OrderRow,
    rows: &[BackorderRow],
) -> Result<Option<PlaceAfter>, ExecuteError> {
    let shop = turn.shop();
    let mut snapshots = turn.variants(rows.iter().map(|row| &row.sku)).await?;
    let places = places(turn, rows, &mut snapshots).await?;
    let place = places.iter().copied().max();
    let waited: Vec<&BackorderRow> = rows.iter().collect();
    let names = skus(&waited);
    let seq = turn.log(Event::OrderResumed {
        order: order.id.clone(),
        place,
        skus: names.clone(),
    });
    let mut changed = backorders::changed();
    for (row, place) in rows.iter().zip(&places) {
        let state = row
            .state
            .clone()
            .take(Step::Resume)
            .map_err(Refusal::from)?;
        let (priority, placed_seq) = match place {
            PlaceAfter::Kept => (row.priority, row.placed_seq),
            PlaceAfter::EndOfLine => (0, seq),
        };
        changed.push(&WrittenBackorder {
            rank: -priority,
            placed_seq,
            ..row.in_state(&shop.id, &state)
        });
        let sequence = (placed_seq, row.number);
        let place = Place { priority, sequence };
        turn.change_line(&row.sku, row.id(), place, row.quantity);
    }
    if !rows.is_empty() {
        turn.session.write(&[changed.write()]).await?;
        turn.serve(&mut snapshots, None).await?;
        turn.settle_returned(&names).await?;
        tell(turn, order, seq).await?;
    }
    Ok(place)
}

/// Decides where each of an order's backorders goes, which come in line order, and counts it in.
async fn places(
    turn: &mut Turn<'_>,
    rows: &[BackorderRow],
    snapshots: &mut BTreeMap<Sku, VariantSnapshot>,
) -> Result<Vec<PlaceAfter>, ExecuteError> {
    let shop = turn.shop();
    let mut back: BTreeMap<&Sku, u32> = BTreeMap::new();
    let (mut places, mut overdue) = (Vec::new(), variants::overdue());
    for row in rows {
        let before = back.entry(&row.sku).or_default();
        let others =
            backorders::units_before(turn.session, &shop.id, &row.sku, row.place()).await?;
        let supply = &mut counted(snapshots, &row.sku)?.supply;
        let after = if supply.is_served_by_day() {
            backorders::after(turn.session, &shop, &row.sku, row.place()).await?
        } else {
            Vec::new()
        };
        let ahead = others.saturating_add(*before);
        let (place, kept) = wish::resume(supply, (ahead, row.quantity), &after, shop.today());
        for change in &kept {
            overdue.push(&OverdueRow::new(&shop.id, &row.sku, change));
        }
        if place == PlaceAfter::Kept {
            *before = before.saturating_add(row.quantity);
        }
        places.push(place);
    }
    turn.session.write(&[overdue.write()]).await?;
    Ok(places)
}

/// The new window is told at once, with the hold as its cause. The follower would tell it as if the
/// line had moved.
async fn tell(turn: &mut Turn<'_>, order: &OrderRow, seq: i64) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let mut known = Expectations::new(turn.shop(), turn.state.seq, turn.at);
    let parts = known.parts(turn.session, &order.id).await?;
    let together = known.together(turn.session, &parts).await?;
    let mut promises = promises::inserted();
    for (told, ahead) in &parts {
        let now = if told.complete {
            together.clone()
        } else {
            known.alone(turn.session, told, *ahead).await?
        };
        let Some(now) = now else { continue };
        let Some(window) = revision(told.promised, now.expected) else {
            continue;
        };
        promises.push(&NewPromise {
            shop: &shop.id,
            order: &order.id,
            backorder: told.number,
            number: told.promise + 1,
            at: turn.at.as_millisecond(),
            earliest: window.map(Window::earliest),
            latest: window.map(Window::latest),
            reason: None,
            basis: now.basis().as_deref(),
            seq,
            cause: Some(Cause::Hold),
        });
    }
    turn.session.write(&[promises.write()]).await?;
    Ok(())
}

async fn finish(
    turn: &mut Turn<'_>,
    order: OrderId,
    rows: &[BackorderRow],
    place: Option<PlaceAfter>,
) -> Result<HoldChanged, ExecuteError> {
    let shop = turn.shop();
    shipments::changed(turn.session, &shop.id, &order, turn.state.seq).await?;
    turn.touch_order(&order);
    let units = rows.iter().map(|row| row.quantity).sum();
    Ok(HoldChanged {
        order,
        units,
        place,
    })
}

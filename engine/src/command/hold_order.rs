//! Stopping an order on its way to the parcel, and letting it go on.

use super::Command;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::backorders::{self, BackorderRow};
use crate::store::shipments;
use crate::writer::turn::Turn;
use dockline_domain::backorder::{State, Step};
use dockline_domain::id::OrderId;
use dockline_domain::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// Stop what an order has been allocated.
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
}

impl Command for HoldOrder {
    type Answer = HoldChanged;

    async fn run(self, turn: &mut Turn<'_>) -> Result<HoldChanged, ExecuteError> {
        let stop = |row: &BackorderRow| match &row.state {
            State::Allocated | State::Released => Some(Step::Hold {
                reason: self.reason.clone(),
            }),
            State::Queued
            | State::Packed
            | State::Shipped { .. }
            | State::Delivered
            | State::OnHold { .. }
            | State::Cancelled { .. } => None,
        };
        turn.order(&self.order, self.if_version).await?;
        let units = step_all(turn, &self.order, stop).await?;
        if units == 0 {
            return Err(Refusal::NothingToHold.into());
        }
        turn.log(Event::OrderHeld {
            order: self.order.clone(),
            reason: self.reason,
        });
        finish(turn, self.order, units).await
    }
}

impl Command for ResumeOrder {
    type Answer = HoldChanged;

    async fn run(self, turn: &mut Turn<'_>) -> Result<HoldChanged, ExecuteError> {
        turn.order(&self.order, self.if_version).await?;
        let units = step_all(turn, &self.order, |row| {
            matches!(row.state, State::OnHold { .. }).then_some(Step::Resume)
        })
        .await?;
        if units == 0 {
            return Err(Refusal::NothingOnHold.into());
        }
        turn.log(Event::OrderResumed {
            order: self.order.clone(),
        });
        finish(turn, self.order, units).await
    }
}

/// Takes a step with every backorder for which there is one, and answers how many units that were.
async fn step_all(
    turn: &mut Turn<'_>,
    order: &OrderId,
    step: impl Fn(&BackorderRow) -> Option<Step>,
) -> Result<u32, ExecuteError> {
    let shop = turn.shop();
    let rows = backorders::of_order(turn.session, &shop.id, order).await?;
    let (mut changed, mut units) = (backorders::changed(), 0);
    for row in &rows {
        if let Some(step) = step(row) {
            let state = row.state.clone().take(step).map_err(Refusal::from)?;
            changed.push(&row.in_state(&shop.id, &state));
            units += row.quantity;
        }
    }
    turn.session.write(&[changed.write()]).await?;
    Ok(units)
}

async fn finish(
    turn: &mut Turn<'_>,
    order: OrderId,
    units: u32,
) -> Result<HoldChanged, ExecuteError> {
    let shop = turn.shop();
    shipments::changed(turn.session, &shop.id, &order, turn.state.seq).await?;
    turn.touch_order(&order);
    Ok(HoldChanged { order, units })
}

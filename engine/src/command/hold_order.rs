//! Stopping an order on its way to the parcel, and letting it go on.

use super::Single;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::backorders::{self, BackorderRow, ChangedBackorder};
use crate::store::shipments;
use crate::writer::unit::Unit;
use dockline_domain::backorder::{State, Step};
use dockline_domain::id::OrderId;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

/// Stop what an order has been allocated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldOrder {
    /// Which.
    pub order: OrderId,
    /// Why.
    pub reason: String,
}

/// Let an order go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResumeOrder {
    /// Which.
    pub order: OrderId,
}

/// An order was stopped or goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldChanged {
    /// Which.
    pub order: OrderId,
    /// Units it was about.
    pub units: u32,
}

impl Single for HoldOrder {
    type Answer = HoldChanged;

    fn run<'a>(self, unit: &'a mut Unit<'_>) -> BoxFuture<'a, Result<HoldChanged, ExecuteError>>
    where
        Self: 'a,
    {
        Box::pin(async move {
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
            let units = step_all(unit, &self.order, stop).await?;
            if units == 0 {
                return Err(ExecuteError::Conflict(
                    "nothing of this order can be put on hold: only what is allocated and not packed can".into(),
                ));
            }
            unit.log(&Event::OrderHeld {
                order: &self.order,
                reason: &self.reason,
            });
            finish(unit, self.order, units).await
        })
    }
}

impl Single for ResumeOrder {
    type Answer = HoldChanged;

    fn run<'a>(self, unit: &'a mut Unit<'_>) -> BoxFuture<'a, Result<HoldChanged, ExecuteError>>
    where
        Self: 'a,
    {
        Box::pin(async move {
            let units = step_all(unit, &self.order, |row| {
                matches!(row.state, State::OnHold { .. }).then_some(Step::Resume)
            })
            .await?;
            if units == 0 {
                return Err(ExecuteError::Conflict(
                    "nothing of this order is on hold".into(),
                ));
            }
            unit.log(&Event::OrderResumed { order: &self.order });
            finish(unit, self.order, units).await
        })
    }
}

/// Takes a step with every backorder for which there is one, and answers how many units that were.
async fn step_all(
    unit: &mut Unit<'_>,
    order: &OrderId,
    step: impl Fn(&BackorderRow) -> Option<Step>,
) -> Result<u32, ExecuteError> {
    let shop = unit.shop();
    let rows = backorders::of_order(unit.session, &shop.id, order).await?;
    if rows.is_empty() {
        return Err(ExecuteError::not_found("order", order.as_str()));
    }
    let mut changed: Vec<ChangedBackorder> = Vec::new();
    for row in &rows {
        if let Some(step) = step(row) {
            let state = row
                .state
                .clone()
                .take(step)
                .map_err(|rejected| ExecuteError::Conflict(rejected.to_string()))?;
            changed.push(
                BackorderRow {
                    state,
                    ..row.clone()
                }
                .changed(&shop.id),
            );
        }
    }
    unit.session.write(&[backorders::change(&changed)]).await?;
    Ok(changed.iter().map(|row| row.quantity).sum())
}

async fn finish(
    unit: &mut Unit<'_>,
    order: OrderId,
    units: u32,
) -> Result<HoldChanged, ExecuteError> {
    let shop = unit.shop();
    shipments::changed(unit.session, &shop.id, &order, unit.state.seq).await?;
    unit.touch_order(&order);
    Ok(HoldChanged { order, units })
}

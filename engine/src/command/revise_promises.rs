//! Writing down what people in line are told anew. A follower of the log finds out whose date has moved; this records it, a part of the line at
//! a time.

use super::Single;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::backorders::{self, NewPromise};
use crate::store::followers;
use crate::writer::unit::Unit;
use dockline_domain::dates::Window;
use dockline_domain::id::{OrderId, Sku};
use dockline_domain::promise::Cause;
use futures::future::BoxFuture;

/// A promise that is no longer what supply implies.
#[derive(Debug, Clone)]
pub(crate) struct Revised {
    pub(crate) order: OrderId,
    pub(crate) backorder: u32,
    /// The number of the new promise: one that was made meanwhile is kept.
    pub(crate) number: u32,
    pub(crate) window: Option<Window>,
    pub(crate) reason: Option<String>,
    pub(crate) basis: Option<String>,
}

/// Record revisions of promises for one variant.
#[derive(Debug)]
pub(crate) struct RevisePromises {
    pub(crate) sku: Sku,
    pub(crate) cause: Cause,
    /// The version of the supply and the line on which they were computed.
    pub(crate) as_of: i64,
    pub(crate) revised: Vec<Revised>,
}

/// How recording revisions went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum Recorded {
    /// They are written.
    Yes,
    /// Dates have moved again since: nothing was written, compute anew.
    Outdated,
}

impl Single for RevisePromises {
    type Answer = Recorded;

    fn run<'a>(self, unit: &'a mut Unit<'_>) -> BoxFuture<'a, Result<Recorded, ExecuteError>>
    where
        Self: 'a,
    {
        Box::pin(async move {
            if unit.state.moved_since(&self.sku, self.as_of) {
                return Ok(Recorded::Outdated);
            }
            let orders: Vec<&OrderId> = self.revised.iter().map(|one| &one.order).collect();
            let seq = unit.log(&Event::PromisesRevised { sku: &self.sku, cause: self.cause, orders });
            let (shop, at) = (unit.state.shop.id.clone(), unit.at.as_millisecond());
            let row = |one: &Revised| NewPromise {
                shop: shop.clone(),
                order: one.order.clone(),
                backorder: one.backorder,
                number: one.number,
                at,
                earliest: one.window.map(Window::earliest),
                latest: one.window.map(Window::latest),
                reason: one.reason.clone(),
                basis: one.basis.clone(),
                seq,
                cause: Some(self.cause),
            };
            let rows: Vec<NewPromise> = self.revised.iter().map(row).collect();
            unit.session.write(&[backorders::revise_promises(&rows)]).await?;
            for one in &self.revised {
                unit.touch_order(&one.order);
            }
            Ok(Recorded::Yes)
        })
    }
}

/// Note how far the follower has worked through the log.
#[derive(Debug)]
pub(crate) struct MoveFollower {
    pub(crate) name: &'static str,
    pub(crate) seq: i64,
}

impl Single for MoveFollower {
    type Answer = ();

    fn run<'a>(self, unit: &'a mut Unit<'_>) -> BoxFuture<'a, Result<(), ExecuteError>>
    where
        Self: 'a,
    {
        Box::pin(async move {
            let shop = unit.shop();
            followers::save_cursor(unit.session, &shop.id, self.name, self.seq).await?;
            Ok(())
        })
    }
}

//! Asks for the money of parcels that are about to leave. It is a follower of the log: asking twice
//! changes nothing, because a parcel that was asked for is passed over.

use super::log::{Begins, Follow, FollowError, Follower};
use crate::Engine;
use crate::command::{CHARGES, Context, SealParcels};
use crate::event::{Batch, Kind};
use dockline_domain::by::By;
use dockline_domain::id::OrderId;
use dockline_view::Shop;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Most events read at once.
const EVENTS_CHUNK: i64 = 1_000;
/// Most orders whose parcels are asked for by one command: nobody else is served meanwhile.
const ORDERS_CHUNK: usize = 50;

/// The follower that asks for the money of parcels.
pub(crate) struct Charges(Follower);

impl Charges {
    pub(crate) fn new() -> Self {
        Self(Follower {
            name: CHARGES,
            kinds: vec![
                Kind::OrderPlaced,
                Kind::UnitsAllocated,
                Kind::OrderCancelled,
                Kind::OrderResumed,
            ],
            batch: EVENTS_CHUNK,
            begins: Begins::Now,
        })
    }
}

impl Follow for Charges {
    fn follower(&self) -> &Follower {
        &self.0
    }

    /// Where nobody ever pays by way of these pages, the log is not looked at.
    fn concerns(&self, shop: &Shop) -> bool {
        shop.paid_here
    }

    async fn act(
        &self,
        engine: &Engine,
        shop: &Arc<Shop>,
        batch: Batch,
    ) -> Result<i64, FollowError> {
        let of_batch = batch.events.iter().filter_map(|(_, event)| event.order());
        let orders: BTreeSet<&OrderId> = of_batch.collect();
        let orders: Vec<OrderId> = orders.into_iter().cloned().collect();
        for some in orders.chunks(ORDERS_CHUNK) {
            let command = SealParcels {
                orders: some.to_vec(),
            };
            engine
                .execute(&shop.id, Context::by(By::System), command)
                .await?;
        }
        Ok(batch.upto)
    }
}

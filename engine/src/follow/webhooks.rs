//! Plans messages to endpoints: which of them want to be told of what has happened. It is a follower
//! of the log; what is planned and how far the log was read are written together. What a message
//! says is made of the log when it is sent.

use super::log::{Begins, Follow, FollowError, Follower};
use crate::Engine;
use crate::command::{Context, NewDelivery, PlanDeliveries, Runs};
use crate::event::{Batch, TOLD_KINDS, told_as};
use crate::store::followers::WEBHOOKS;
use dockline_domain::by::By;
use dockline_view::Shop;
use std::sync::Arc;

/// Most events read at once, for each of which each endpoint may get a message: nobody else is
/// served while these are written.
const EVENTS_CHUNK: i64 = 200;

/// The follower that plans messages to endpoints.
pub(crate) struct Webhooks(Follower);

impl Webhooks {
    pub(crate) fn new() -> Self {
        Self(Follower {
            name: WEBHOOKS,
            kinds: TOLD_KINDS.to_vec(),
            batch: EVENTS_CHUNK,
            begins: Begins::Now,
        })
    }
}

impl Follow for Webhooks {
    fn follower(&self) -> &Follower {
        &self.0
    }

    fn concerns(&self, shop: &Shop) -> bool {
        shop.has_webhooks
    }

    async fn act(
        &self,
        engine: &Engine,
        shop: &Arc<Shop>,
        batch: Batch,
    ) -> Result<i64, FollowError> {
        let event = |(seq, event): &(i64, _)| {
            let kind = told_as(event)?;
            Some(NewDelivery { kind, cause: *seq })
        };
        let events: Vec<NewDelivery> = batch.events.iter().filter_map(event).collect();
        let some = !events.is_empty();
        let full = engine.full_endpoints(shop, some).await?;
        let command = PlanDeliveries {
            runs: Runs {
                follower: WEBHOOKS,
                node: engine.node.as_ref().to_owned(),
            },
            events,
            full,
            seq: batch.upto,
        };
        let context = Context::by(By::System);
        if !engine.execute(&shop.id, context, command).await? {
            return Err(FollowError::Lost);
        }
        if some {
            engine.live.webhooks.note(&shop.id);
        }
        Ok(batch.upto)
    }
}

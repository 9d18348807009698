//! Empties the queues of endpoints. Each endpoint for which something is due has a task of its own,
//! so that one which does not answer holds up nobody else.

use super::body::body;
use super::call::{Called, Caller, Signed};
use super::sign::signatures;
use crate::going::kept_going;
use dockline_domain::id::{EndpointId, ShopId};
use dockline_domain::webhook::{Outcome, Trouble};
use dockline_engine::command::Context;
use dockline_engine::{ClaimedBatch, ClaimedMessage, Engine, ExecuteError, Secret};
use dockline_view::Shop;
use futures::FutureExt as _;
use futures::future::join_all;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// How often each shop is looked at when nobody says that something was planned: messages that
/// failed are due again, and another node that planned some may have died.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// How long messages that were taken are this node's. One that dies sends them so much later.
const LEASE: Duration = Duration::from_mins(1);
/// Most endpoints that are called at once. One that does not answer takes one of these for ten
/// seconds, and then lets go of it until it is tried again.
const ENDPOINTS_AT_ONCE: usize = 256;
/// How often messages are taken for an endpoint before others have a turn.
const BATCHES_IN_A_ROW: usize = 8;

/// Tells the endpoints of all shops until it is told to stop. What is on its way then arrives.
pub async fn run(engine: Engine, caller: Arc<Caller>, stopping: CancellationToken) {
    kept_going("telling webhooks", &stopping, || {
        work(engine.clone(), Arc::clone(&caller), stopping.clone())
    })
    .await;
}

async fn work(engine: Engine, caller: Arc<Caller>, stopping: CancellationToken) {
    let mut worker = Worker {
        engine: engine.clone(),
        caller,
        stopping: stopping.clone(),
        at_work: JoinSet::new(),
        endpoints: HashMap::new(),
        looked: BTreeMap::new(),
        rounds: 0,
    };
    let mut planned = BTreeSet::new();
    while !stopping.is_cancelled() {
        worker.round(&mut planned).await;
        tokio::select! {
            () = stopping.cancelled() => {}
            shops = engine.webhooks_planned() => planned.extend(shops),
            Some(ended) = worker.at_work.join_next_with_id() => planned.extend(worker.ended(&ended)),
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
    }
    while let Some(ended) = worker.at_work.join_next_with_id().await {
        worker.ended(&ended);
    }
}

struct Worker {
    engine: Engine,
    caller: Arc<Caller>,
    stopping: CancellationToken,
    /// A task for each endpoint that is called.
    at_work: JoinSet<()>,
    /// Whose task it is.
    endpoints: HashMap<Id, (ShopId, EndpointId)>,
    /// When each shop was looked at last.
    looked: BTreeMap<ShopId, Instant>,
    /// How often shops were looked at.
    rounds: usize,
}

impl Worker {
    /// Begins to call endpoints for which something is due.
    async fn round(&mut self, planned: &mut BTreeSet<ShopId>) {
        let mut shops = self.engine.shops_with_webhooks();
        self.looked
            .retain(|id, _| shops.iter().any(|shop| shop.id == *id));
        // Each round begins with the next shop: what is at work at once has a bound.
        self.rounds = self.rounds.wrapping_add(1);
        let first = self.rounds.checked_rem(shops.len()).unwrap_or(0);
        shops.rotate_left(first);
        for shop in shops {
            let looked = self.looked.get(&shop.id);
            let is_new = looked.is_none_or(|at| at.elapsed() >= LOOK_AGAIN);
            if !planned.remove(&shop.id) && !is_new {
                continue;
            }
            self.looked.insert(shop.id.clone(), Instant::now());
            match self.engine.give_up_left(&shop).await {
                Ok(true) => self.engine.webhooks_wake(&shop.id),
                Ok(false) => {}
                Err(error) => {
                    tracing::warn!(shop = %shop.slug, %error, "messages that nobody gets were not given up; trying again");
                }
            }
            match self.engine.endpoints_due(&shop).await {
                Ok(due) => self.begin(&shop, due),
                Err(error) => {
                    tracing::warn!(shop = %shop.slug, %error, "webhooks of a shop could not be looked for; trying again");
                }
            }
        }
        planned.clear();
    }

    fn begin(&mut self, shop: &Arc<Shop>, due: Vec<EndpointId>) {
        for endpoint in due {
            let name = (shop.id.clone(), endpoint.clone());
            let is_called = self.endpoints.values().any(|one| *one == name);
            if is_called || self.at_work.len() >= ENDPOINTS_AT_ONCE {
                continue;
            }
            let task = tell(
                self.engine.clone(),
                Arc::clone(&self.caller),
                Arc::clone(shop),
                endpoint,
                self.stopping.clone(),
            );
            let handle = self.at_work.spawn(task);
            self.endpoints.insert(handle.id(), name);
        }
    }

    /// The task of an endpoint has ended: its shop is looked at again, as something may have been
    /// planned meanwhile.
    fn ended(&mut self, ended: &Result<(Id, ()), JoinError>) -> Option<ShopId> {
        let id = match ended {
            Ok((id, ())) => *id,
            Err(error) => error.id(),
        };
        let (shop, endpoint) = self.endpoints.remove(&id)?;
        if ended.is_err() {
            tracing::error!(%shop, %endpoint, "telling a webhook ended by a panic; it is tried again");
            return None;
        }
        Some(shop)
    }
}

/// Sends what is due to an endpoint, some messages at once, until nothing is or others wait.
async fn tell(
    engine: Engine,
    caller: Arc<Caller>,
    shop: Arc<Shop>,
    endpoint: EndpointId,
    stopping: CancellationToken,
) {
    for _ in 0..BATCHES_IN_A_ROW {
        if stopping.is_cancelled() {
            return;
        }
        let batch = match engine.claim_deliveries(&shop, &endpoint, LEASE).await {
            Ok(Some(batch)) => batch,
            Ok(None) => return,
            Err(error) => {
                tracing::warn!(shop = %shop.slug, %endpoint, %error, "messages to a webhook could not be taken; trying again");
                tokio::time::sleep(LOOK_AGAIN).await;
                return;
            }
        };
        send(&engine, &caller, &shop, batch).await;
    }
}

/// Asks an endpoint whether it is there. Answers whether it is. A ping that has begun ends, whether
/// somebody still waits for it or not.
pub async fn ping(
    engine: &Engine,
    caller: &Arc<Caller>,
    shop: &Arc<Shop>,
    endpoint: &EndpointId,
    context: Context,
) -> Result<bool, ExecuteError> {
    let turn = caller.pings().take(&shop.id).await;
    let turn = turn.ok_or(ExecuteError::Busy)?;
    let (engine, caller) = (engine.clone(), Arc::clone(caller));
    let (shop, endpoint) = (Arc::clone(shop), endpoint.clone());
    let asked = tokio::spawn(async move {
        let _turn = turn;
        let batch = engine.claim_ping(&shop, &endpoint, context, LEASE).await?;
        let Some(batch) = batch else {
            return Ok(false);
        };
        let outcomes = send(&engine, &caller, &shop, batch).await;
        Ok(outcomes.iter().any(|outcome| outcome.is_success()))
    });
    asked.await.map_err(|_| ExecuteError::Internal)?
}

/// Sends messages and has written down what came of each.
async fn send(engine: &Engine, caller: &Caller, shop: &Shop, batch: ClaimedBatch) -> Vec<Outcome> {
    let ClaimedBatch {
        url,
        secrets,
        messages,
    } = batch;
    let one = |message: ClaimedMessage| {
        let (url, secrets) = (url.as_str(), secrets.as_slice());
        async move {
            let (id, attempt) = (message.id.clone(), message.attempt.clone());
            let call = called(engine, caller, shop, (url, secrets), message);
            // A message that cannot be sent ends no other.
            let called = AssertUnwindSafe(call).catch_unwind().await;
            let called = called.unwrap_or_else(|_| Trouble::Broken.into());
            let result = if called.outcome.is_success() {
                "delivered"
            } else {
                "failed"
            };
            metrics::counter!("dockline_webhooks_total", "result" => result).increment(1);
            let outcome = called.outcome;
            let settled = engine
                .settle_delivery(&shop.id, (&id, &attempt), outcome, called.answer)
                .await;
            match settled {
                Ok(true) => {}
                Ok(false) => {
                    tracing::warn!(shop = %shop.slug, message = %id, "an answer came so late that the message is sent again, or the webhook is another by now");
                }
                Err(error) => {
                    tracing::warn!(shop = %shop.slug, message = %id, %error, "what came of a message was not written down; it is sent again");
                }
            }
            outcome
        }
    };
    join_all(messages.into_iter().map(one)).await
}

async fn called(
    engine: &Engine,
    caller: &Caller,
    shop: &Shop,
    (url, secrets): (&str, &[Secret]),
    message: ClaimedMessage,
) -> Called {
    let (id, now) = (message.id.to_string(), engine.now());
    let seconds = now.as_second();
    let bytes = message
        .said
        .and_then(|said| body(said, caller.public_url()));
    let Some(bytes) = bytes else {
        return Trouble::Unreadable.into();
    };
    let Some(signatures) = signatures(secrets, (&id, seconds), &bytes) else {
        return Trouble::Unreadable.into();
    };
    let signed = Signed {
        id,
        seconds,
        signatures,
        body: bytes,
    };
    caller.call(url, shop.rehearsal, signed, now).await
}

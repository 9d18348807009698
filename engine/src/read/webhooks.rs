//! Webhooks: endpoints and their tries, and the queues as workers see them.

use crate::Engine;
use crate::command::{
    ClaimDeliveries, Context, ForgetDeliveries, GiveUpDeliveries, PlanPing, SettleDelivery,
    forgotten_before,
};
use crate::cursor;
use crate::error::{ExecuteError, ReadError};
use crate::event::Unreadable;
use crate::sealing::{Purpose, Secret};
use crate::secret::first_id;
use crate::store::webhooks::{self, EndpointRow, Times};
use crate::store::{Session, StoreError, events, shops};
use dockline_domain::by::By;
use dockline_domain::id::{DeliveryId, EndpointId, ShopId, TryId};
use dockline_domain::webhook::{ENDPOINTS_MAX, EndpointState, EventType, Outcome, WAITING_MAX};
use dockline_view::{ClaimedDelivery, EndpointView, Shop, TryPage};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// Most messages that are forgotten at once.
const FORGOTTEN_CHUNK: i64 = 1_000;

/// A message that a worker has taken.
#[derive(Debug, Clone)]
pub struct ClaimedMessage {
    /// Its id.
    pub id: DeliveryId,
    /// The try that begins.
    pub attempt: TryId,
    /// What it says; none when that cannot be read.
    pub said: Option<Said>,
}

/// What a message says.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// As what.
    pub kind: EventType,
    /// When it happened.
    pub at: Timestamp,
    /// Where more of it is read: a path of the server.
    pub path: String,
    /// The fields, but for the address.
    pub data: Map<String, Value>,
}

/// Messages to one endpoint that a worker has taken.
#[derive(Debug, Clone)]
pub struct ClaimedBatch {
    /// Where they go.
    pub url: String,
    /// What signs them: the newest secret first.
    pub secrets: Vec<Secret>,
    /// They.
    pub messages: Vec<ClaimedMessage>,
}

impl Engine {
    /// The endpoints of a shop, the oldest first.
    pub async fn endpoints(&self, shop: &Shop) -> Result<Vec<EndpointView>, ReadError> {
        if !shop.has_webhooks {
            return Ok(Vec::new());
        }
        let read = self.ask(async |session| {
            let rows = webhooks::list(session, &shop.id, ENDPOINTS_MAX).await?;
            let mut views = Vec::with_capacity(rows.len());
            for row in rows {
                views.push(viewed(session, &shop.id, row).await?);
            }
            Ok(views)
        });
        Ok(read.await?)
    }

    /// One endpoint.
    pub async fn endpoint(&self, shop: &Shop, id: &EndpointId) -> Result<EndpointView, ReadError> {
        let read = self.ask(
            async |session| match webhooks::one(session, &shop.id, id).await? {
                Some(row) => Ok(Some(viewed(session, &shop.id, row).await?)),
                None => Ok(None),
            },
        );
        read.await?
            .ok_or_else(|| ReadError::not_found("webhook", id.as_str()))
    }

    /// What signs the messages to an endpoint. It is shown to whoever made it, once.
    pub async fn endpoint_secret(&self, shop: &Shop, id: &EndpointId) -> Result<Secret, ReadError> {
        let read = self.ask(async |session| webhooks::one(session, &shop.id, id).await);
        let row = read
            .await?
            .ok_or_else(|| ReadError::not_found("webhook", id.as_str()))?;
        self.unseal(&shop.id, Purpose::WebhookSecret, &row.secret)
            .await
    }

    /// A page of the tries of an endpoint, the newest first. A cursor is what the page before
    /// answered.
    pub async fn endpoint_tries(
        &self,
        shop: &Shop,
        id: &EndpointId,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<TryPage, ReadError> {
        let limit = limit.clamp(1, super::catalogue::PAGE_MAX);
        let before = cursor::parse(cursor, cursor::attempt)?;
        let mut items = self
            .ask(async |session| {
                webhooks::tries(session, &shop.id, id, before.as_ref(), limit + 1).await
            })
            .await?;
        let more = items.len() > usize::try_from(limit).unwrap_or(usize::MAX);
        if more {
            items.pop();
        }
        let last = items.last().filter(|_| more);
        Ok(TryPage {
            next_cursor: last.map(|one| one.id.to_string()),
            items,
        })
    }

    /// Waits until this node has planned messages to endpoints in shops, and answers which.
    pub async fn webhooks_planned(&self) -> BTreeSet<ShopId> {
        self.live.webhooks.take().await
    }

    /// Wakes the worker for a shop: something is to be sent again.
    pub fn webhooks_wake(&self, shop: &ShopId) {
        self.live.webhooks.note(shop);
    }

    /// Every shop that has endpoints, as far as this node knows.
    pub fn shops_with_webhooks(&self) -> Vec<Arc<Shop>> {
        let shops = self.live.shops().into_iter();
        shops.filter(|shop| shop.has_webhooks).collect()
    }

    /// The endpoints of a shop for which something is due.
    pub async fn endpoints_due(&self, shop: &Shop) -> Result<Vec<EndpointId>, ExecuteError> {
        let due = self.ask(async |session| {
            let database = shops::database_time(session).await?.as_millisecond();
            let times = Times {
                shop: database.saturating_add(shop.clock_ahead_ms),
                database,
            };
            webhooks::due_endpoints(session, &shop.id, times).await
        });
        Ok(due.await?)
    }

    /// Takes messages to an endpoint that are due, for as long as a lease lasts. None when nothing
    /// is, or when it is not told any more.
    pub async fn claim_deliveries(
        &self,
        shop: &Shop,
        endpoint: &EndpointId,
        lasts: Duration,
    ) -> Result<Option<ClaimedBatch>, ExecuteError> {
        let command = ClaimDeliveries {
            endpoint: endpoint.clone(),
            node: self.node.as_ref().to_owned(),
            lasts_ms: i64::try_from(lasts.as_millis()).unwrap_or(i64::MAX),
        };
        let claimed = self
            .execute(&shop.id, Context::by(By::System), command)
            .await?;
        if claimed.is_empty() {
            return Ok(None);
        }
        self.batch(shop, endpoint, claimed).await
    }

    /// Takes a message that asks an endpoint whether it is there.
    pub async fn claim_ping(
        &self,
        shop: &Shop,
        endpoint: &EndpointId,
        context: Context,
        lasts: Duration,
    ) -> Result<Option<ClaimedBatch>, ExecuteError> {
        let command = PlanPing {
            endpoint: endpoint.clone(),
            node: self.node.as_ref().to_owned(),
            lasts_ms: i64::try_from(lasts.as_millis()).unwrap_or(i64::MAX),
        };
        let ping = self.execute(&shop.id, context, command).await?;
        self.batch(shop, endpoint, vec![ping]).await
    }

    async fn batch(
        &self,
        shop: &Shop,
        endpoint: &EndpointId,
        claimed: Vec<ClaimedDelivery>,
    ) -> Result<Option<ClaimedBatch>, ExecuteError> {
        let read = self.ask(async |session| {
            let Some(row) = webhooks::one(session, &shop.id, endpoint).await? else {
                return Ok(None);
            };
            // It may be another address since they were taken, which is yet to prove itself.
            if row.state != EndpointState::On && claimed.iter().any(|one| one.cause > 0) {
                return Ok(None);
            }
            let now = shops::database_time(session).await?;
            let mut messages = Vec::with_capacity(claimed.len());
            for one in &claimed {
                let said = match said(session, shop, endpoint, (one.cause, now)).await? {
                    Readable::Said(said) => Some(said),
                    Readable::Never => None,
                    // Its lease runs out, and a node sends it that can read it.
                    Readable::ByOthers => continue,
                };
                messages.push(ClaimedMessage {
                    id: one.id.clone(),
                    attempt: one.attempt.clone(),
                    said,
                });
            }
            if messages.is_empty() {
                return Ok(None);
            }
            Ok(Some((row, shop.time(now).as_millisecond(), messages)))
        });
        let Some((row, now, messages)) = read.await? else {
            return Ok(None);
        };
        let secrets = self.secrets(shop, &row, now).await?;
        Ok(Some(ClaimedBatch {
            url: row.url,
            secrets,
            messages,
        }))
    }

    /// The secrets that sign at a time.
    async fn secrets(
        &self,
        shop: &Shop,
        row: &EndpointRow,
        now: i64,
    ) -> Result<Vec<Secret>, ExecuteError> {
        let old = row.old_secret.as_ref().filter(|(_, until)| now < *until);
        let mut secrets = Vec::with_capacity(2);
        for sealed in [Some(&row.secret), old.map(|(secret, _)| secret)]
            .into_iter()
            .flatten()
        {
            let opened = self
                .unseal(&shop.id, Purpose::WebhookSecret, sealed)
                .await
                .map_err(|error| {
                    tracing::error!(shop = %shop.slug, %error, "the secret of a webhook does not open");
                    ExecuteError::Internal
                })?;
            secrets.push(opened);
        }
        Ok(secrets)
    }

    /// Writes down what came of a try to send a message. `false` when the message is not on its way
    /// by that try any more.
    pub async fn settle_delivery(
        &self,
        shop: &ShopId,
        (id, attempt): (&DeliveryId, &TryId),
        outcome: Outcome,
        answer: Option<String>,
    ) -> Result<bool, ExecuteError> {
        let command = SettleDelivery {
            node: self.node.as_ref().to_owned(),
            id: id.clone(),
            attempt: attempt.clone(),
            outcome,
            answer,
        };
        self.execute(shop, Context::by(By::System), command).await
    }

    /// Gives up some of what waits for endpoints that are told nothing. Whether there was any.
    pub async fn give_up_left(&self, shop: &Shop) -> Result<bool, ExecuteError> {
        let left = self.ask(async |session| webhooks::left_waiting(session, &shop.id).await);
        let mut some = 0;
        for endpoint in left.await? {
            let context = Context::by(By::System);
            let command = GiveUpDeliveries { endpoint };
            some += self.execute(&shop.id, context, command).await?;
        }
        Ok(some > 0)
    }

    /// Endpoints for which too many messages wait. Nobody has to be counted for when nothing is to
    /// be planned.
    pub(crate) async fn full_endpoints(
        &self,
        shop: &Shop,
        plans: bool,
    ) -> Result<BTreeSet<EndpointId>, StoreError> {
        if !plans {
            return Ok(BTreeSet::new());
        }
        self.ask(async |session| {
            let mut full = BTreeSet::new();
            for endpoint in webhooks::list(session, &shop.id, ENDPOINTS_MAX).await? {
                let waiting = webhooks::waiting(session, &shop.id, &endpoint.id).await?;
                if i64::from(waiting) >= WAITING_MAX {
                    full.insert(endpoint.id);
                }
            }
            Ok(full)
        })
        .await
    }

    /// Forgets messages to endpoints that nobody looks at any more, as happens by itself every day.
    pub async fn forget_deliveries(&self, shop: &Shop) -> Result<(), ExecuteError> {
        while self.give_up_left(shop).await? {}
        let has_old = self.ask(async |session| {
            let now = shops::database_time(session).await?;
            let before = forgotten_before(shop.time(now));
            let (delivery, attempt) = (first_id("evt", before), first_id("try", before));
            webhooks::has_old(session, &shop.id, (&delivery, &attempt)).await
        });
        if !has_old.await? {
            return Ok(());
        }
        let limit = FORGOTTEN_CHUNK;
        loop {
            let command = ForgetDeliveries { limit };
            let context = Context::by(By::System);
            if self.execute(&shop.id, context, command).await? == 0 {
                return Ok(());
            }
        }
    }
}

async fn viewed(
    session: &mut Session,
    shop: &ShopId,
    row: EndpointRow,
) -> Result<EndpointView, StoreError> {
    let waiting = webhooks::waiting(session, shop, &row.id).await?;
    let failed = webhooks::failed(session, shop, &row.id).await?;
    Ok(row.view((waiting, failed)))
}

/// Whether it can be read what a message says. Where not, that is no reason to stop the others.
enum Readable {
    Said(Said),
    Never,
    /// Only newer programs know what it tells.
    ByOthers,
}

/// What a message says.
async fn said(
    session: &mut Session,
    shop: &Shop,
    endpoint: &EndpointId,
    (cause, now): (i64, Timestamp),
) -> Result<Readable, StoreError> {
    if cause == 0 {
        let data = json!({ "endpoint": endpoint, "seq": 0 });
        return Ok(Readable::Said(Said {
            kind: EventType::Ping,
            at: shop.time(now),
            path: format!("/console/webhooks/{endpoint}"),
            data: data.as_object().cloned().unwrap_or_default(),
        }));
    }
    let logged = events::after(session, &shop.id, cause - 1, 1).await?;
    let Some(logged) = logged.first().filter(|event| event.seq == cause) else {
        return Ok(Readable::Never);
    };
    let event = match logged.read() {
        Ok(event) => event,
        Err(StoreError::Unreadable {
            problem: Unreadable::Kind(kind),
            ..
        }) => {
            tracing::warn!(shop = %shop.slug, event = cause, kind, "an event of a newer program is left to that");
            return Ok(Readable::ByOthers);
        }
        Err(error) => {
            tracing::error!(shop = %shop.slug, event = cause, %error, "an event cannot be told to an endpoint");
            return Ok(Readable::Never);
        }
    };
    Ok(event.told().map_or(Readable::Never, |told| {
        let mut data = told.data;
        data.insert("seq".to_owned(), json!(cause));
        Readable::Said(Said {
            kind: told.kind,
            at: logged.at(),
            path: told.path,
            data,
        })
    }))
}

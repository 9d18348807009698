//! Endpoints: addresses of a merchant's programs that are told what happens.

use super::Command;
use crate::error::ExecuteError;
use crate::event::{EndpointChanged, Event};
use crate::sealing::Purpose;
use crate::secret::{new_endpoint_id, new_webhook_secret};
use crate::store::followers::{self, WEBHOOKS};
use crate::store::webhooks::{self, EndpointRow, Times};
use crate::store::{StoreError, shops};
use crate::writer::turn::Turn;
use dockline_domain::id::EndpointId;
use dockline_domain::refusal::Refusal;
use dockline_domain::webhook::{
    ENDPOINTS_MAX, EndpointState, EndpointUrl, OffReason, ROTATION_MS, Types,
};
use dockline_view::Shop;
use std::sync::Arc;

/// What a name that is not known would be.
pub(super) const WHAT: &str = "webhook";

/// Tell an address what happens, once it has proven itself.
#[derive(Debug, Clone)]
pub struct CreateEndpoint {
    /// Where it is.
    pub url: EndpointUrl,
    /// What it wants to be told.
    pub types: Types,
}

/// Change an endpoint; what is not said stays as it is.
#[derive(Debug, Clone)]
pub struct ChangeEndpoint {
    /// Which.
    pub id: EndpointId,
    /// Another address, which is to prove itself.
    pub url: Option<EndpointUrl>,
    /// What it wants to be told.
    pub types: Option<Types>,
    /// Whether it is told; one that is turned on is to prove itself.
    pub on: Option<bool>,
}

/// Give an endpoint another secret. The one before signs too for a while.
#[derive(Debug, Clone)]
pub struct RotateSecret {
    /// Which.
    pub id: EndpointId,
}

/// Forget an endpoint.
#[derive(Debug, Clone)]
pub struct DeleteEndpoint {
    /// Which.
    pub id: EndpointId,
}

/// The times by which queues are emptied.
pub(super) async fn times(turn: &mut Turn<'_>) -> Result<Times, StoreError> {
    let ahead = turn.state.shop.clock_ahead_ms;
    let database = shops::database_time(turn.session).await?.as_millisecond();
    Ok(Times {
        shop: database.saturating_add(ahead),
        database,
    })
}

/// An endpoint that must be there.
pub(super) async fn endpoint(
    turn: &mut Turn<'_>,
    id: &EndpointId,
) -> Result<EndpointRow, ExecuteError> {
    let shop = turn.shop();
    let found = webhooks::one(turn.session, &shop.id, id).await?;
    found.ok_or_else(|| ExecuteError::not_found(WHAT, id.as_str()))
}

/// Writes down how an endpoint was changed.
pub(super) fn log(turn: &mut Turn<'_>, endpoint: &EndpointId, change: EndpointChanged) -> i64 {
    turn.log(Event::WebhookChanged {
        endpoint: endpoint.clone(),
        change,
    })
}

/// Most messages that are given up by one command: nobody else is served meanwhile.
pub(super) const GIVEN_UP_CHUNK: i64 = 500;

/// An endpoint is told no longer: what waits for it is given up. What is more than some follows by
/// [`super::GiveUpDeliveries`].
pub(super) async fn turn_off(
    turn: &mut Turn<'_>,
    endpoint: EndpointRow,
    reason: OffReason,
    at: i64,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let off = EndpointRow {
        state: EndpointState::Off(reason),
        begins_seq: None,
        failing_since: None,
        failed_at: None,
        not_before: None,
        ..endpoint
    };
    webhooks::save(turn.session, &shop.id, &off).await?;
    webhooks::give_up(turn.session, &shop.id, &off.id, (at, GIVEN_UP_CHUNK)).await?;
    log(turn, &off.id, EndpointChanged::TurnedOff { reason });
    Ok(())
}

/// The shop has endpoints from now on, or none any more.
async fn have_some(turn: &mut Turn<'_>, some: bool) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    if shop.has_webhooks == some {
        return Ok(());
    }
    turn.session
        .write(&[shops::save_webhooks(&shop.id, some)])
        .await?;
    turn.state.shop = Arc::new(Shop {
        has_webhooks: some,
        ..(*shop).clone()
    });
    turn.published.shop_changed = true;
    Ok(())
}

fn names(types: &Types) -> Vec<String> {
    types.names().into_iter().map(str::to_owned).collect()
}

impl Command for CreateEndpoint {
    type Answer = EndpointId;

    async fn run(self, turn: &mut Turn<'_>) -> Result<EndpointId, ExecuteError> {
        let shop = turn.shop();
        if webhooks::count(turn.session, &shop.id).await? >= ENDPOINTS_MAX {
            return Err(Refusal::TooManyEndpoints(ENDPOINTS_MAX).into());
        }
        let at = times(turn).await?.shop;
        let secret = new_webhook_secret();
        let sealed = turn.seal(Purpose::WebhookSecret, &secret).await?;
        let id = new_endpoint_id(turn.at);
        let endpoint = (self.url.as_str(), &self.types, sealed.as_str());
        webhooks::insert(turn.session, &shop.id, &id, endpoint, at).await?;
        let host = self.url.host().to_owned();
        let types = names(&self.types);
        let seq = log(turn, &id, EndpointChanged::Created { host, types });
        if !shop.has_webhooks {
            // Nobody is told what happened before.
            followers::begin_anew(turn.session, &shop.id, WEBHOOKS, seq).await?;
        }
        have_some(turn, true).await?;
        Ok(id)
    }
}

impl Command for ChangeEndpoint {
    /// Whether the endpoint is to prove itself now.
    type Answer = bool;

    async fn run(self, turn: &mut Turn<'_>) -> Result<bool, ExecuteError> {
        let (shop, at) = (turn.shop(), times(turn).await?.shop);
        let mut endpoint = endpoint(turn, &self.id).await?;
        let mut proves = false;
        if let Some(url) = self.url.filter(|url| url.as_str() != endpoint.url) {
            url.as_str().clone_into(&mut endpoint.url);
            // What waits is told once the new address has proven itself.
            if endpoint.state == EndpointState::On {
                endpoint.state = EndpointState::Unproven;
            }
            webhooks::release(turn.session, &shop.id, &self.id, at).await?;
            endpoint.failing_since = None;
            (endpoint.failed_at, endpoint.not_before) = (None, None);
            proves = endpoint.state == EndpointState::Unproven;
            let host = url.host().to_owned();
            log(turn, &self.id, EndpointChanged::Moved { host });
        }
        if let Some(types) = self
            .types
            .filter(|types| *types != endpoint.types || !endpoint.other_types.is_empty())
        {
            let types_now = names(&types);
            endpoint.types = types;
            endpoint.other_types.clear();
            log(turn, &self.id, EndpointChanged::Types { types: types_now });
        }
        let is_off = matches!(endpoint.state, EndpointState::Off(_));
        match self.on {
            Some(true) if is_off => {
                endpoint.state = EndpointState::Unproven;
                proves = true;
                log(turn, &self.id, EndpointChanged::TurnedOn);
            }
            Some(true) => proves |= endpoint.state == EndpointState::Unproven,
            Some(false) if !is_off => {
                turn_off(turn, endpoint, OffReason::ByHand, at).await?;
                return Ok(false);
            }
            Some(false) | None => {}
        }
        webhooks::save(turn.session, &shop.id, &endpoint).await?;
        Ok(proves)
    }
}

impl Command for RotateSecret {
    /// Until when the secret before signs too, in milliseconds: so it is known later whether the
    /// new one was replaced since.
    type Answer = i64;

    async fn run(self, turn: &mut Turn<'_>) -> Result<i64, ExecuteError> {
        let (shop, at) = (turn.shop(), times(turn).await?.shop);
        let endpoint = endpoint(turn, &self.id).await?;
        let secret = new_webhook_secret();
        let sealed = turn.seal(Purpose::WebhookSecret, &secret).await?;
        let until = at.saturating_add(ROTATION_MS);
        // Two within one millisecond are told apart too.
        let before = endpoint.old_secret.as_ref();
        let until = before.map_or(until, |(_, last)| until.max(last.saturating_add(1)));
        let rotated = EndpointRow {
            old_secret: Some((endpoint.secret, until)),
            secret: sealed,
            ..endpoint
        };
        webhooks::save(turn.session, &shop.id, &rotated).await?;
        log(turn, &self.id, EndpointChanged::Rotated);
        Ok(until)
    }
}

impl Command for DeleteEndpoint {
    type Answer = ();

    async fn run(self, turn: &mut Turn<'_>) -> Result<(), ExecuteError> {
        let (shop, at) = (turn.shop(), times(turn).await?.shop);
        let endpoint = endpoint(turn, &self.id).await?;
        webhooks::give_up(turn.session, &shop.id, &self.id, (at, GIVEN_UP_CHUNK)).await?;
        webhooks::delete(turn.session, &shop.id, endpoint).await?;
        log(turn, &self.id, EndpointChanged::Deleted);
        let left = webhooks::count(turn.session, &shop.id).await?;
        have_some(turn, left > 0).await
    }
}

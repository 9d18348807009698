//! The queues of endpoints: messages are planned, taken by a worker, and what came of each is
//! written down.

use super::Command;
use super::follow::Runs;
use super::webhook::{GIVEN_UP_CHUNK, endpoint, log, times, turn_off};
use crate::error::ExecuteError;
use crate::event::EndpointChanged;
use crate::secret::{chance, first_id, new_delivery_id, new_try_id};
use crate::store::webhooks::{self, EndpointRow, LeasedDelivery, PlannedDelivery, Settled};
use crate::store::{followers, shops};
use crate::writer::turn::Turn;
use dockline_domain::id::{DeliveryId, EndpointId, TryId};
use dockline_domain::refusal::Refusal;
use dockline_domain::webhook::{
    DeliveryState, ENDPOINTS_MAX, EndpointState, EventType, FAILING_GAP_MS, FAILING_MS_MAX,
    KEPT_MS, Next, OffReason, Outcome, REPLAYED_MAX, Trouble,
};
use dockline_view::ClaimedDelivery;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Most messages to one endpoint that are on their way from a node at once.
pub(crate) const AT_ONCE_MAX: i64 = 4;

/// An event that some endpoints want to be told of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewDelivery {
    pub(crate) kind: EventType,
    /// The number of the event.
    pub(crate) cause: i64,
}

/// Plan messages, and note how far the log has been worked through for that: one without the other
/// would leave a message out, or plan it twice.
#[derive(Debug)]
pub(crate) struct PlanDeliveries {
    pub(crate) runs: Runs,
    pub(crate) events: Vec<NewDelivery>,
    /// Endpoints for which too many messages wait.
    pub(crate) full: BTreeSet<EndpointId>,
    /// The event up to which these are all.
    pub(crate) seq: i64,
}

impl Command for PlanDeliveries {
    /// Whether the follower was still this node's.
    type Answer = bool;

    async fn run(self, turn: &mut Turn<'_>) -> Result<bool, ExecuteError> {
        let shop = turn.shop();
        let names = (self.runs.follower, self.runs.node.as_str());
        if !followers::advance(turn.session, &shop.id, names, self.seq).await? {
            return Ok(false);
        }
        if self.events.is_empty() {
            return Ok(true);
        }
        let at = times(turn).await?.shop;
        let made = Timestamp::from_millisecond(at).unwrap_or(turn.at);
        let endpoints = webhooks::list(turn.session, &shop.id, ENDPOINTS_MAX).await?;
        let (mut planned, mut full) = (webhooks::planned(), Vec::new());
        for endpoint in endpoints {
            let wanted: Vec<&NewDelivery> = self
                .events
                .iter()
                .filter(|event| wants(&endpoint, event))
                .collect();
            if wanted.is_empty() {
                continue;
            }
            if self.full.contains(&endpoint.id) {
                full.push(endpoint);
                continue;
            }
            for event in wanted {
                planned.push(&PlannedDelivery {
                    shop: &shop.id,
                    id: new_delivery_id(made),
                    endpoint: &endpoint.id,
                    kind: event.kind.name(),
                    cause: event.cause,
                    at,
                });
            }
        }
        turn.session.write(&[planned.write()]).await?;
        for endpoint in full {
            turn_off(turn, endpoint, OffReason::Full, at).await?;
        }
        Ok(true)
    }
}

/// Whether an endpoint is told of an event: one that is yet to prove a new address is, later.
fn wants(endpoint: &EndpointRow, event: &NewDelivery) -> bool {
    let is_told = !matches!(endpoint.state, EndpointState::Off(_));
    let begun = endpoint.begins_seq.is_some_and(|seq| event.cause > seq);
    is_told && begun && endpoint.types.hold(event.kind)
}

/// Take messages to an endpoint that are due, for as long as a lease lasts.
#[derive(Debug)]
pub(crate) struct ClaimDeliveries {
    pub(crate) endpoint: EndpointId,
    pub(crate) node: String,
    pub(crate) lasts_ms: i64,
}

impl Command for ClaimDeliveries {
    type Answer = Vec<ClaimedDelivery>;

    async fn run(self, turn: &mut Turn<'_>) -> Result<Vec<ClaimedDelivery>, ExecuteError> {
        let (shop, times) = (turn.shop(), times(turn).await?);
        let endpoint = webhooks::one(turn.session, &shop.id, &self.endpoint).await?;
        let is_told = |one: &EndpointRow| {
            one.state == EndpointState::On && one.not_before.is_none_or(|at| at <= times.shop)
        };
        let Some(endpoint) = endpoint.filter(is_told) else {
            return Ok(Vec::new());
        };
        // One that fails is asked again by one message at a time.
        let limit = endpoint.failing_since.map_or(AT_ONCE_MAX, |_| 1);
        let due = webhooks::due(turn.session, &shop.id, &endpoint.id, times, limit).await?;
        let made = Timestamp::from_millisecond(times.shop).unwrap_or(turn.at);
        let claimed: Vec<ClaimedDelivery> = due
            .into_iter()
            .map(|(id, cause, attempts)| ClaimedDelivery {
                id,
                cause,
                attempt: new_try_id(made),
                n: attempts.saturating_add(1),
            })
            .collect();
        let until = times.database.saturating_add(self.lasts_ms);
        let lease = (self.node.as_str(), times.shop, until);
        webhooks::lease(turn.session, &shop.id, &endpoint.id, &claimed, lease).await?;
        Ok(claimed)
    }
}

/// Ask an endpoint whether it is there: the message is this node's at once, and is sent once.
#[derive(Debug)]
pub(crate) struct PlanPing {
    pub(crate) endpoint: EndpointId,
    pub(crate) node: String,
    pub(crate) lasts_ms: i64,
}

impl Command for PlanPing {
    type Answer = ClaimedDelivery;

    async fn run(self, turn: &mut Turn<'_>) -> Result<ClaimedDelivery, ExecuteError> {
        let (shop, times) = (turn.shop(), times(turn).await?);
        let endpoint = endpoint(turn, &self.endpoint).await?;
        let made = Timestamp::from_millisecond(times.shop).unwrap_or(turn.at);
        let ping = ClaimedDelivery {
            id: new_delivery_id(made),
            cause: 0,
            attempt: new_try_id(made),
            n: 1,
        };
        let mut planned = webhooks::planned();
        planned.push(&PlannedDelivery {
            shop: &shop.id,
            id: ping.id.clone(),
            endpoint: &endpoint.id,
            kind: EventType::Ping.name(),
            cause: 0,
            at: times.shop,
        });
        turn.session.write(&[planned.write()]).await?;
        let until = times.database.saturating_add(self.lasts_ms);
        let lease = (self.node.as_str(), times.shop, until);
        let claimed = std::slice::from_ref(&ping);
        webhooks::lease(turn.session, &shop.id, &endpoint.id, claimed, lease).await?;
        Ok(ping)
    }
}

/// What came of a message that was taken.
#[derive(Debug, Clone)]
pub(crate) struct SettleDelivery {
    pub(crate) node: String,
    pub(crate) id: DeliveryId,
    /// By which try.
    pub(crate) attempt: TryId,
    pub(crate) outcome: Outcome,
    /// The beginning of the answer.
    pub(crate) answer: Option<String>,
}

impl Command for SettleDelivery {
    /// Whether the message was still this node's.
    type Answer = bool;

    async fn run(self, turn: &mut Turn<'_>) -> Result<bool, ExecuteError> {
        let (shop, at) = (turn.shop(), times(turn).await?.shop);
        let (node, outcome) = (self.node.as_str(), self.outcome);
        let this = (&self.id, &self.attempt);
        let Some(leased) = webhooks::leased(turn.session, &shop.id, this, node).await? else {
            return Ok(false);
        };
        let endpoint = webhooks::one(turn.session, &shop.id, &leased.endpoint).await?;
        let next = next(&leased, outcome, endpoint.as_ref());
        let (status, trouble) = match outcome {
            Outcome::Answered { status, .. } => (Some(status), None),
            Outcome::Unanswered(trouble) => (None, Some(trouble.name())),
        };
        let (state, due) = match next {
            Next::Delivered => (DeliveryState::Delivered, None),
            Next::Again(ms) => (DeliveryState::Planned, Some(at.saturating_add(ms))),
            Next::Failed => (DeliveryState::Failed, None),
        };
        let settled = Settled {
            shop: &shop.id,
            id: &self.id,
            attempt: &self.attempt,
            at,
            status,
            trouble,
            answer: self.answer.as_deref(),
            state: state.name(),
            due,
            failures: leased.failures + u32::from(!outcome.is_success()),
            finished: due.is_none().then_some(at),
        };
        webhooks::settle(turn.session, &settled).await?;
        if let Some(endpoint) = endpoint {
            heard(turn, endpoint, (leased.kind, outcome), at).await?;
        }
        Ok(true)
    }
}

/// What follows for a message. A ping is sent once, and nothing is sent again to an endpoint that
/// is off or deleted.
fn next(leased: &LeasedDelivery, outcome: Outcome, endpoint: Option<&EndpointRow>) -> Next {
    let next = outcome.next(leased.failures, chance());
    let is_over = leased.kind == EventType::Ping
        || endpoint.is_none_or(|one| matches!(one.state, EndpointState::Off(_)));
    match next {
        Next::Again(_) if is_over => Next::Failed,
        next => next,
    }
}

/// What follows for an endpoint.
async fn heard(
    turn: &mut Turn<'_>,
    mut endpoint: EndpointRow,
    (kind, outcome): (EventType, Outcome),
    at: i64,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let is_ping = kind == EventType::Ping;
    match endpoint.state {
        EndpointState::Unproven if is_ping && outcome.is_success() => {
            let seq = log(turn, &endpoint.id, EndpointChanged::Proven);
            endpoint.state = EndpointState::On;
            if endpoint.begins_seq.is_none() {
                // What is yet to be given up since it was turned off is told to nobody.
                webhooks::give_up(turn.session, &shop.id, &endpoint.id, (at, i64::MAX)).await?;
            }
            // What waited for another address is told to this one.
            endpoint.begins_seq = endpoint.begins_seq.or(Some(seq));
            endpoint.failing_since = None;
            (endpoint.failed_at, endpoint.not_before) = (None, None);
        }
        // A rest that it asked for, or that others of its messages gave it, stays.
        EndpointState::On if outcome.is_success() => {
            if endpoint.failing_since.take().is_none() {
                return Ok(());
            }
        }
        EndpointState::On if outcome.is_gone() => {
            return turn_off(turn, endpoint, OffReason::Gone, at).await;
        }
        // That what is to be told cannot be read is no fault of the endpoint.
        EndpointState::On if !is_ping && outcome != Outcome::Unanswered(Trouble::Unreadable) => {
            let goes_on = |last: i64| at.saturating_sub(last) <= FAILING_GAP_MS;
            let goes_on = endpoint.failed_at.is_some_and(goes_on);
            let since = endpoint.failing_since.filter(|_| goes_on).unwrap_or(at);
            let failing = at.saturating_sub(since);
            if failing >= FAILING_MS_MAX {
                return turn_off(turn, endpoint, OffReason::Failing, at).await;
            }
            (endpoint.failing_since, endpoint.failed_at) = (Some(since), Some(at));
            let until = at.saturating_add(outcome.rest_ms(failing));
            endpoint.not_before = endpoint.not_before.max(Some(until));
        }
        EndpointState::On | EndpointState::Unproven | EndpointState::Off(_) => return Ok(()),
    }
    webhooks::save(turn.session, &shop.id, &endpoint).await?;
    Ok(())
}

/// Send messages again that an endpoint was sent, or was not sent for good.
#[derive(Debug, Clone)]
pub struct ReplayDeliveries {
    /// Which endpoint.
    pub id: EndpointId,
    /// Which messages.
    pub which: Replay,
}

/// Which messages are sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replay {
    /// One.
    One(DeliveryId),
    /// Those of a time: from it on, and before the other.
    Range(Timestamp, Timestamp),
    /// All that were given up.
    Failed,
}

impl Command for ReplayDeliveries {
    /// How many: at most [`REPLAYED_MAX`].
    type Answer = u64;

    async fn run(self, turn: &mut Turn<'_>) -> Result<u64, ExecuteError> {
        let (shop, at) = (turn.shop(), times(turn).await?.shop);
        if endpoint(turn, &self.id).await?.state != EndpointState::On {
            return Err(Refusal::EndpointNotOn.into());
        }
        let of = (&shop.id, &self.id);
        let bound = (at, REPLAYED_MAX);
        let replayed = match &self.which {
            Replay::One(id) => webhooks::again_one(turn.session, of, id, at).await?,
            Replay::Range(from, to) => {
                let (from, to) = (first_id("evt", *from), first_id("evt", *to));
                webhooks::again_range(turn.session, of, (&from, &to), bound).await?
            }
            Replay::Failed => webhooks::again_failed(turn.session, of, bound).await?,
        };
        Ok(replayed)
    }
}

/// Give up some of what waits for an endpoint that is told nothing.
#[derive(Debug)]
pub(crate) struct GiveUpDeliveries {
    pub(crate) endpoint: EndpointId,
}

impl Command for GiveUpDeliveries {
    /// How many were given up.
    type Answer = u64;

    async fn run(self, turn: &mut Turn<'_>) -> Result<u64, ExecuteError> {
        let (shop, at) = (turn.shop(), times(turn).await?.shop);
        let endpoint = webhooks::one(turn.session, &shop.id, &self.endpoint).await?;
        // One that was deleted is not found.
        if endpoint.is_some_and(|one| !matches!(one.state, EndpointState::Off(_))) {
            return Ok(0);
        }
        let bound = (at, GIVEN_UP_CHUNK);
        Ok(webhooks::give_up(turn.session, &shop.id, &self.endpoint, bound).await?)
    }
}

/// Forget messages that nobody looks at any more.
#[derive(Debug)]
pub(crate) struct ForgetDeliveries {
    pub(crate) limit: i64,
}

/// The time before which messages are forgotten.
pub(crate) fn forgotten_before(now: Timestamp) -> Timestamp {
    now.saturating_sub(jiff::SignedDuration::from_millis(KEPT_MS))
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

impl Command for ForgetDeliveries {
    /// How many of them and of their tries were forgotten.
    type Answer = u64;

    async fn run(self, turn: &mut Turn<'_>) -> Result<u64, ExecuteError> {
        let shop = turn.shop();
        let now = shops::database_time(turn.session).await?;
        let before = forgotten_before(shop.time(now));
        let (delivery, attempt) = (first_id("evt", before), first_id("try", before));
        let ids = (delivery.as_str(), attempt.as_str(), before.as_millisecond());
        Ok(webhooks::forget(turn.session, &shop.id, ids, self.limit).await?)
    }
}

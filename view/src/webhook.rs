//! Webhooks of a shop.

use dockline_domain::id::{DeliveryId, EndpointId, TryId};
use dockline_domain::webhook::{DeliveryState, EndpointState, EventType, Trouble, Types};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An address that is told what happens.
#[derive(Clone, PartialEq, Eq)]
pub struct EndpointView {
    /// Its id.
    pub id: EndpointId,
    /// The address. It may hold a secret.
    pub url: String,
    /// What it wants to be told.
    pub types: Types,
    /// Whether it is told.
    pub state: EndpointState,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it has only failed.
    pub failing_since: Option<Timestamp>,
    /// Until when it is left alone: after a failure, and longer where it asks for it.
    pub not_before: Option<Timestamp>,
    /// Until when the secret before signs too.
    pub old_secret_until: Option<Timestamp>,
    /// Messages that wait for it.
    pub waiting: u32,
    /// Messages that were given up.
    pub failed: u32,
}

impl std::fmt::Debug for EndpointView {
    /// Without the address.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EndpointView")
            .field("id", &self.id)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// A message that a worker has taken to send it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimedDelivery {
    /// Its id.
    pub id: DeliveryId,
    /// The event that it tells; 0 for a ping.
    pub cause: i64,
    /// The try that begins.
    pub attempt: TryId,
    /// The number of that try.
    pub n: u32,
}

/// One try to send a message, with what became of the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TryView {
    /// Its id.
    pub id: TryId,
    /// The message.
    pub delivery: DeliveryId,
    /// What it tells.
    pub event: EventType,
    /// The number of the event; 0 for a ping.
    pub cause: i64,
    /// The number of the try.
    pub n: u32,
    /// When it began.
    pub began_at: Timestamp,
    /// When its result was known.
    pub ended_at: Option<Timestamp>,
    /// The status of the answer.
    pub status: Option<u16>,
    /// Why none came.
    pub trouble: Option<Trouble>,
    /// The beginning of the answer.
    pub answer: Option<String>,
    /// What became of the message.
    pub state: DeliveryState,
    /// When the message is sent next.
    pub due_at: Option<Timestamp>,
}

/// A page of tries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TryPage {
    /// The newest first.
    pub items: Vec<TryView>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

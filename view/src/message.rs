//! Mails of a shop.

use dockline_domain::id::{MessageId, OrderId, PersonId};
use dockline_domain::message::{MessageKind, MessageState, Suppression, Unsent};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A mail that a worker has taken to send it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimedMail {
    /// Its id.
    pub id: MessageId,
    /// What it is for.
    pub kind: MessageKind,
    /// The order that it is about.
    pub order: Option<OrderId>,
    /// To whom it is, where it is about none.
    pub person: Option<PersonId>,
    /// What of the order it is about: the order, a parcel, or an event.
    pub about: String,
    /// The event because of which it was planned.
    pub cause: i64,
    /// The number of the try that begins.
    pub attempt: u32,
}

/// A mail, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageView {
    /// Its id.
    pub id: MessageId,
    /// What it is for.
    pub kind: MessageKind,
    /// The order that it is about; none where it is about a waitlist.
    pub order: Option<OrderId>,
    /// The order's number.
    pub order_number: Option<i64>,
    /// The number as people read it.
    pub order_reference: Option<String>,
    /// What became of it.
    pub state: MessageState,
    /// Why it was not sent.
    pub reason: Option<Unsent>,
    /// When it was planned.
    pub planned_at: Timestamp,
    /// When it is tried next.
    pub due_at: Option<Timestamp>,
    /// When it was sent, kept or given up.
    pub finished_at: Option<Timestamp>,
    /// How often it was tried.
    pub attempts: u32,
    /// To whom; none while nothing was written, and when the person was erased.
    pub recipient: Option<String>,
    /// What was written, as the tree of sentences that made it.
    pub content: Option<String>,
    /// Which mails its address is not sent any more.
    pub suppression: Option<Suppression>,
}

/// One try to send a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptView {
    /// When it began.
    pub began_at: Timestamp,
    /// When its result was known.
    pub ended_at: Option<Timestamp>,
    /// What came of it.
    pub result: Option<String>,
    /// What the mail server said, or what went wrong.
    pub reply: Option<String>,
}

/// A page of mails.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessagePage {
    /// The newest first.
    pub items: Vec<MessageView>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

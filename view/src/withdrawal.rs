//! Withdrawals from contracts.

use dockline_domain::id::{OrderId, WithdrawalId};
use dockline_domain::withdrawal::State;
use jiff::Timestamp;

/// A withdrawal that somebody declared, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithdrawalView {
    /// Its id.
    pub id: WithdrawalId,
    /// The name that they wrote; empty once they are erased, as the two that follow.
    pub name: String,
    /// Where the receipt goes.
    pub email: String,
    /// What they wrote to say which contract it is.
    pub contract: String,
    /// The language in which they wrote.
    pub locale: String,
    /// When.
    pub declared_at: Timestamp,
    /// What became of it.
    pub state: State,
    /// When people of the shop did something about it last.
    pub moved_at: Option<Timestamp>,
    /// Whether the person was erased.
    pub is_erased: bool,
    /// The order that it is about; none while nobody knows.
    pub order: Option<OrderId>,
    /// The order's number.
    pub order_number: Option<i64>,
    /// The number as people read it.
    pub order_reference: Option<String>,
    /// Whether something of the order has not left.
    pub may_be_cancelled: bool,
    /// Whether something of it has left.
    pub goods_left: bool,
}

/// A page of them.
#[derive(Debug, Clone, Default)]
pub struct WithdrawalPage {
    /// The newest first.
    pub items: Vec<WithdrawalView>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

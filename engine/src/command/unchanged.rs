//! A change of an order that rests on what somebody saw.

use super::{CancelOrder, Command, HoldOrder, ResumeOrder};
use crate::error::ExecuteError;
use crate::store::backorders::{self, BackorderRow};
use crate::store::events;
use crate::writer::turn::Turn;
use dockline_domain::id::OrderId;
use sha2::{Digest as _, Sha256};

/// Carry out a command on an order unless somebody has changed the order since it was read:
/// conflicting edits are told, not lost.
#[derive(Debug, Clone)]
pub struct IfUnchanged<C> {
    /// Which order.
    pub order: OrderId,
    /// Its mark as it was read: see [`crate::view::console::OrderStory::mark`].
    pub mark: String,
    /// What to do.
    pub command: C,
}

/// What an edit of an order rests on: its newest event and its units by state. The events of one
/// batch are written at its end, the units at once: together they miss nothing.
pub(crate) fn order_mark(newest_event: i64, rows: &[BackorderRow]) -> String {
    let mut digest = Sha256::new();
    for row in rows {
        digest.update(format!(
            "{} {} {} {:?} {};",
            row.number, row.sku, row.quantity, row.state, row.priority
        ));
    }
    format!("{newest_event}-{:.16x}", digest.finalize())
}

/// The commands that may be bound to what somebody saw.
pub(crate) trait OfOrder: Command {}

impl OfOrder for CancelOrder {}
impl OfOrder for HoldOrder {}
impl OfOrder for ResumeOrder {}

impl<C: OfOrder> Command for IfUnchanged<C> {
    type Answer = C::Answer;

    async fn run(self, turn: &mut Turn<'_>) -> Result<C::Answer, ExecuteError> {
        let shop = turn.shop();
        let rows = backorders::of_order(turn.session, &shop.id, &self.order).await?;
        let newest =
            events::newest_of_topic(turn.session, &shop.id, &format!("order:{}", self.order))
                .await?;
        if order_mark(newest, &rows) != self.mark {
            return Err(ExecuteError::Outdated {
                version: turn.state.seq,
            });
        }
        self.command.run(turn).await
    }
}

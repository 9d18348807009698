//! Dates of purchase orders that are not the ones before, as the log has them.

use super::events::{self, LoggedEvent};
use super::{Session, StoreError};
use crate::view::DateMove;
use dockline_domain::dates::Window;
use dockline_domain::id::{PurchaseOrderReference, ShopId};
use dockline_domain::supply::Stage;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer};
use std::collections::HashMap;

/// The kind of the events that say it.
pub(crate) const KIND: &str = "purchase_order_changed.1";

/// A change of a purchase order as the log has it.
#[derive(Deserialize)]
struct Changed {
    changes: Changes,
    reason: Option<String>,
}

#[derive(Deserialize)]
struct Changes {
    expected: Option<Window>,
    /// `None` in events of before it was written down: they cannot tell whether the date moved.
    #[serde(default, deserialize_with = "given")]
    #[expect(
        clippy::option_option,
        reason = "absent, null and a window say three things"
    )]
    expected_before: Option<Option<Window>>,
    stage: Stage,
}

/// A field that is there, be it null.
#[expect(
    clippy::option_option,
    reason = "absent, null and a window say three things"
)]
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Window>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// What an event says, if it moved a date that shoppers were told.
fn moved(event: &LoggedEvent) -> Option<DateMove> {
    let Changed { changes, reason } = serde_json::from_str(&event.payload).ok()?;
    let (before, after) = (changes.expected_before?, changes.expected);
    if before == after || changes.stage == Stage::Planned {
        return None;
    }
    Some(DateMove {
        seq: event.seq,
        at: Timestamp::from_millisecond(event.at_ms).ok()?,
        before,
        after,
        reason,
    })
}

/// The moves of some purchase orders, newest first. At most `limit` changes of the log are looked
/// at, the newest.
pub(crate) async fn of_orders<'a>(
    session: &mut Session,
    shop: &ShopId,
    orders: impl IntoIterator<Item = &'a PurchaseOrderReference>,
    limit: i64,
) -> Result<HashMap<PurchaseOrderReference, Vec<DateMove>>, StoreError> {
    let by_topic: HashMap<String, &PurchaseOrderReference> = orders
        .into_iter()
        .map(|reference| (format!("purchase_order:{reference}"), reference))
        .collect();
    let topics: Vec<String> = by_topic.keys().cloned().collect();
    let mut moves: HashMap<PurchaseOrderReference, Vec<DateMove>> = HashMap::new();
    if topics.is_empty() {
        return Ok(moves);
    }
    for event in events::of_topics(session, shop, KIND, &topics, limit).await? {
        if let (Some(reference), Some(change)) = (by_topic.get(&event.topic), moved(&event)) {
            moves.entry((*reference).clone()).or_default().push(change);
        }
    }
    Ok(moves)
}

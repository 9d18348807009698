//! Dates of purchase orders that are not the ones before, as the log has them.

use super::events::{self, LoggedEvent};
use super::{Session, StoreError};
use crate::event::{Event, Kind, Subject};
use dockline_domain::id::{PurchaseOrderReference, ShopId};
use dockline_domain::supply::Stage;
use dockline_view::DateMove;
use std::collections::HashMap;

/// The kind of the events that say it.
pub(crate) const KIND: Kind = Kind::PurchaseOrderChanged;

/// What an event says, if it moved a date that shoppers were told.
fn moved(event: &LoggedEvent) -> Result<Option<DateMove>, StoreError> {
    let Event::PurchaseOrderChanged {
        changes, reason, ..
    } = event.read()?
    else {
        return Ok(None);
    };
    // Events of before the earlier date was written down cannot tell whether it moved.
    let moved = changes
        .expected_before
        .filter(|before| *before != changes.expected && changes.stage != Stage::Planned);
    Ok(moved.map(|before| DateMove {
        seq: event.seq,
        at: event.at(),
        before,
        after: changes.expected,
        reason,
    }))
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
        .map(|reference| (Subject::PurchaseOrder(reference).topic(), reference))
        .collect();
    let topics: Vec<String> = by_topic.keys().cloned().collect();
    let mut moves: HashMap<PurchaseOrderReference, Vec<DateMove>> = HashMap::new();
    if topics.is_empty() {
        return Ok(moves);
    }
    for event in events::of_topics(session, shop, KIND, &topics, limit).await? {
        let Some(reference) = by_topic.get(&event.topic) else {
            continue;
        };
        match moved(&event) {
            Ok(change) => moves
                .entry((*reference).clone())
                .or_default()
                .extend(change),
            // The variants of this order go on being sold: only what is told about its past lacks
            // something. The follower that acts on this event stops, and says so.
            Err(error) => tracing::error!(%error, "a move of a date is not told"),
        }
    }
    Ok(moves)
}

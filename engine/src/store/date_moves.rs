//! Dates of purchase orders that are not the ones before, as the log has them.

use super::events::{self, LoggedEvent};
use super::former_names;
use super::{Session, StoreError};
use crate::event::{ChangedLine, Event, Kind, Subject};
use dockline_domain::id::{PurchaseOrderReference, ShopId};
use dockline_domain::supply::Stage;
use dockline_view::{DateMove, MovedLine};
use std::collections::HashMap;

/// The kinds of the events that say it.
pub(crate) const KINDS: [Kind; 2] = [Kind::PurchaseOrderChanged, Kind::PurchaseOrderLinesChanged];

/// What an event says of dates that shoppers were told: of the order, or of each of its lines.
fn moved(event: &LoggedEvent) -> Result<Vec<DateMove>, StoreError> {
    let one = |before, after, reason, line| DateMove {
        seq: event.seq,
        at: event.at(),
        before,
        after,
        reason,
        line,
    };
    match event.read()? {
        Event::PurchaseOrderChanged {
            changes, reason, ..
        } => {
            // Events of before the earlier date was written down cannot tell whether it moved.
            let moved = changes
                .expected_before
                .filter(|before| *before != changes.expected && changes.stage != Stage::Planned);
            let moved = moved.map(|before| one(before, changes.expected, reason, None));
            Ok(moved.into_iter().collect())
        }
        Event::PurchaseOrderLinesChanged {
            lines,
            expected,
            stage,
            reason,
            ..
        } if stage != Stage::Planned => {
            let of_line = |line: ChangedLine| {
                let (before, after) = (line.before?, line.after?);
                let of = MovedLine {
                    sku: line.sku,
                    number: line.line,
                    own_before: before.expected.is_some(),
                };
                let (then, now) = (before.expected.or(expected), after.expected.or(expected));
                // Only what it says of a date. That it is the line's own is known all the same.
                (before.expected != after.expected)
                    .then(|| one(then, now, reason.clone(), Some(of)))
            };
            Ok(lines.into_iter().filter_map(of_line).collect())
        }
        _ => Ok(Vec::new()),
    }
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
    for event in events::of_topics(session, shop, KINDS, &topics, limit).await? {
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
    call_by_present_names(session, shop, &mut moves).await?;
    Ok(moves)
}

/// The log has the SKUs of then.
async fn call_by_present_names(
    session: &mut Session,
    shop: &ShopId,
    moves: &mut HashMap<PurchaseOrderReference, Vec<DateMove>>,
) -> Result<(), StoreError> {
    let lines = moves
        .values_mut()
        .flatten()
        .filter_map(|moved| moved.line.as_mut());
    let skus = lines.map(|line| &mut line.sku);
    former_names::call_by_present_names(session, shop, skus).await
}

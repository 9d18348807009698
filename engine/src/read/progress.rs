//! What became of the supply of a product: its milestones, and each time its date moved. Read from the log and the milestones, newest first.

use crate::Engine;
use crate::error::ReadError;
use crate::store::events::{self, LoggedEvent};
use crate::store::purchase_orders;
use crate::view::{Milestone, Shop, SupplyChange, SupplyChangeKind};
use dockline_domain::dates::Window;
use dockline_domain::id::{PurchaseOrderId, Sku};
use dockline_domain::supply::Stage;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Lines of purchase orders that are looked at: the newest.
const LINES_MAX: i64 = 500;
/// Changes of dates that are looked at: the newest.
const MOVES_MAX: i64 = 200;

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
    #[expect(clippy::option_option, reason = "absent, null and a window say three things")]
    expected_before: Option<Option<Window>>,
    stage: Stage,
}

/// A field that is there, be it null.
#[expect(clippy::option_option, reason = "absent, null and a window say three things")]
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Window>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl Engine {
    /// What became of the supply of some variants, newest first, at most `limit` changes.
    pub async fn supply_changes(&self, shop: &Arc<Shop>, skus: &[Sku], limit: usize) -> Result<Vec<SupplyChange>, ReadError> {
        let kind = "purchase_order_changed.1";
        let (orders, milestones, moves) = self
            .ask(async |session| {
                let orders = purchase_orders::of_skus(session, &shop.id, skus, LINES_MAX).await?;
                let milestones = purchase_orders::public_milestones(session, &shop.id, orders.iter().map(|(id, ..)| id)).await?;
                let topics: Vec<String> = orders.iter().map(|(_, reference, _)| format!("purchase_order:{reference}")).collect();
                let moves = events::of_topics(session, &shop.id, kind, &topics, MOVES_MAX).await?;
                Ok((orders, milestones, moves))
            })
            .await?;
        let by_id: HashMap<&PurchaseOrderId, &Vec<Sku>> = orders.iter().map(|(id, _, skus)| (id, skus)).collect();
        let by_topic: HashMap<String, &Vec<Sku>> =
            orders.iter().map(|(_, reference, skus)| (format!("purchase_order:{reference}"), skus)).collect();
        let mut changes = reached(&milestones, &by_id);
        changes.extend(moves.iter().filter_map(|event| moved(event, by_topic.get(&event.topic)?)));
        changes.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| b.id.cmp(&a.id)));
        changes.truncate(limit);
        Ok(changes)
    }
}

/// Each pallet may report that it left. One such report says it to people, as does every one that has something to say.
fn reached(milestones: &[(PurchaseOrderId, i64, Milestone)], skus: &HashMap<&PurchaseOrderId, &Vec<Sku>>) -> Vec<SupplyChange> {
    let mut seen = HashSet::new();
    let said = milestones.iter().filter(|(order, _, milestone)| seen.insert((order, milestone.stage)) || milestone.note.is_some());
    said.filter_map(|(order, number, milestone)| {
        Some(SupplyChange {
            id: format!("{order}/{number}"),
            at: milestone.at,
            skus: (*skus.get(order)?).clone(),
            kind: SupplyChangeKind::Reached { stage: milestone.stage, note: milestone.note.clone() },
        })
    })
    .collect()
}

/// A change of the log, if it moved a date that shoppers were told.
fn moved(event: &LoggedEvent, skus: &[Sku]) -> Option<SupplyChange> {
    let Changed { changes, reason } = serde_json::from_str(&event.payload).ok()?;
    let (before, after) = (changes.expected_before?, changes.expected);
    if before == after || changes.stage == Stage::Planned {
        return None;
    }
    let at = Timestamp::from_millisecond(event.at_ms).ok()?;
    Some(SupplyChange {
        id: format!("event/{}", event.seq),
        at,
        skus: skus.to_vec(),
        kind: SupplyChangeKind::Moved { before, after, reason },
    })
}

//! The whole story of one order.

use crate::Engine;
use crate::error::ReadError;
use crate::store::console;
use crate::store::events::{self, LoggedEvent};
use crate::store::{StoreError, orders};
use crate::view::Shop;
use crate::view::console::{OrderStory, StoryEvent, StoryKind};
use dockline_domain::id::{OrderId, Sku};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Most events that are told of one order: the newest.
const EVENTS_MAX: i64 = 500;

impl Engine {
    /// An order of the shop by its number or id, with its part of the log.
    pub async fn order_story(&self, shop: &Arc<Shop>, name: &str) -> Result<OrderStory, ReadError> {
        let unknown = || ReadError::not_found("order", name);
        let mut session = self.database.read().await?;
        let read = async {
            let id = match name.parse::<i64>() {
                Ok(number) => console::by_number(&mut session, &shop.id, number).await?,
                Err(_) => OrderId::parse(name).ok(),
            };
            let Some(id) = id else { return Ok(None) };
            let Some(order) = orders::by_id(&mut session, &shop.id, &id).await? else {
                return Ok(None);
            };
            let logged =
                events::of_topic(&mut session, &shop.id, &format!("order:{id}"), EVENTS_MAX)
                    .await?;
            let actors: BTreeSet<&str> = logged.iter().map(|event| event.by.as_str()).collect();
            let called = console::called(
                &mut session,
                &shop.id,
                &actors.into_iter().collect::<Vec<_>>(),
            )
            .await?;
            Ok::<_, StoreError>(Some((order, logged, called)))
        }
        .await;
        session.end().await?;
        let (order, logged, called) = read?.ok_or_else(unknown)?;
        let events = logged
            .iter()
            .filter_map(|event| told(event, &called))
            .collect();
        Ok(OrderStory {
            order: self.order_by_id(&shop.id, &order.id).await?,
            events,
            version: order.version,
        })
    }
}

/// What the payloads of an order's events hold.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Details {
    sku: Option<Sku>,
    quantity: u32,
    lines: Vec<DetailLine>,
    reason: String,
    carrier: String,
    tracking: Option<String>,
    from: serde_json::Value,
    to: serde_json::Value,
}

#[derive(Deserialize)]
struct DetailLine {
    sku: Sku,
    #[serde(default)]
    quantity: u32,
}

/// An event in a form that can be put into words; `None` for a kind that has none.
fn told(event: &LoggedEvent, called: &HashMap<String, String>) -> Option<StoryEvent> {
    let details: Details = serde_json::from_str(&event.payload).unwrap_or_default();
    Some(StoryEvent {
        at: Timestamp::from_millisecond(event.at_ms).unwrap_or(Timestamp::MIN),
        by: event.by.clone(),
        user: called.get(event.by.as_str()).cloned(),
        kind: kind(&event.kind, details)?,
    })
}

fn kind(name: &str, details: Details) -> Option<StoryKind> {
    let sku = |value: &serde_json::Value| Sku::parse(value.as_str()?).ok();
    let priority = |value: &serde_json::Value| i32::try_from(value.as_i64()?).ok();
    Some(match name {
        "order_placed.1" => StoryKind::Placed,
        "units_allocated.1" => StoryKind::Allocated {
            sku: details.sku?,
            quantity: details.quantity,
        },
        "order_cancelled.1" => {
            let lines = details
                .lines
                .into_iter()
                .map(|line| (line.sku, line.quantity))
                .collect();
            StoryKind::Cancelled {
                lines,
                reason: details.reason,
            }
        }
        "order_held.1" => StoryKind::Held {
            reason: details.reason,
        },
        "order_resumed.1" => StoryKind::Resumed,
        "shipment_packed.1" => StoryKind::Packed,
        "shipment_reopened.1" => StoryKind::Reopened,
        "shipment_handed_over.1" => StoryKind::HandedOver {
            carrier: details.carrier,
            tracking: details.tracking,
        },
        "order_details_changed.1" => StoryKind::DetailsChanged,
        "variant_changed.1" => StoryKind::VariantChanged {
            from: sku(&details.from)?,
            to: sku(&details.to)?,
            quantity: details.quantity,
        },
        "priority_changed.1" => StoryKind::PriorityChanged {
            sku: details.sku?,
            from: priority(&details.from)?,
            to: priority(&details.to)?,
            reason: details.reason,
        },
        _ => return None,
    })
}

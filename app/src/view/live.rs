//! What a live update carries: the whole present view of one topic, never a change of it.

use super::{CardView, OrderLiveView, Tone};
use serde::{Deserialize, Serialize};

/// The present view of one topic: `sku:{quantity}:{sku}` within a shop, or `order:{token}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveView {
    /// Which topic.
    pub topic: String,
    /// Newer is greater; an older one than shown is dropped.
    pub version: i64,
    /// Set for topics of variants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<CardView>,
    /// Set for topics of orders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Box<OrderLiveView>>,
}

impl LiveView {
    /// The topic of a quantity of a variant.
    pub fn sku_topic(sku: &str, quantity: u32) -> String {
        format!("sku:{quantity}:{sku}")
    }

    /// The topic of an order.
    pub fn order_topic(token: &str) -> String {
        format!("order:{token}")
    }

    /// The live view of a card.
    pub fn of_card(card: CardView) -> Self {
        Self { topic: Self::sku_topic(&card.sku, card.quantity), version: card.version, card: Some(card), order: None }
    }

    /// The live view of an order.
    pub fn of_order(order: OrderLiveView) -> Self {
        Self { topic: Self::order_topic(&order.token), version: order.version, card: None, order: Some(Box::new(order)) }
    }
}

/// A status in one line.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BadgeView {
    /// Its colour.
    pub tone: Tone,
    /// The line.
    pub text: String,
}

impl From<&CardView> for BadgeView {
    fn from(card: &CardView) -> Self {
        Self { tone: card.tone, text: card.headline.clone() }
    }
}

//! What a live update carries: the whole present view of one topic, never a change of it.

use serde::{Deserialize, Serialize};

/// The present view of one topic: `sku:{quantity}:{sku}`, `choice:{sku}` or `product:{handle}`
/// within a shop, or `order:{token}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveView {
    pub topic: String,
    /// Newer is greater; an older one than shown is dropped.
    pub version: i64,
    /// The new content of elements, by their `data-html`.
    pub html: Vec<(String, String)>,
    /// The new words of elements, by their `data-text`.
    pub text: Vec<(String, String)>,
    /// Which elements show, by their `data-when`.
    pub shown: Vec<(String, bool)>,
    /// What has changed, as a sentence for the page's live region.
    pub announcement: String,
}

impl LiveView {
    /// The topic of a quantity of a variant.
    pub fn sku_topic(sku: &str, quantity: u32) -> String {
        format!("sku:{quantity}:{sku}")
    }

    /// How the topic of a variant among others begins.
    pub const CHOICE: &str = "choice:";
    /// How the topic of a product in a list begins.
    pub const PRODUCT: &str = "product:";

    /// The topic of a variant among others.
    pub fn choice_topic(sku: &str) -> String {
        [Self::CHOICE, sku].concat()
    }

    /// The topic of a product in a list.
    pub fn product_topic(handle: &str) -> String {
        [Self::PRODUCT, handle].concat()
    }

    /// The topic of an order.
    pub fn order_topic(token: &str) -> String {
        format!("order:{token}")
    }

    /// The topic of another quantity of the same variant; `None` for other topics.
    pub fn with_quantity(topic: &str, quantity: u32) -> Option<String> {
        let (_, sku) = topic.strip_prefix("sku:")?.split_once(':')?;
        Some(Self::sku_topic(sku, quantity))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sku_may_hold_colons() {
        assert_eq!(
            LiveView::with_quantity("sku:1:A:B", 3).as_deref(),
            Some("sku:3:A:B")
        );
        assert_eq!(LiveView::with_quantity("order:1", 3), None);
    }
}

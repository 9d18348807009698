//! What the parts of a page follow.

use std::fmt;
use std::str::FromStr;

/// Something of which a page shows the present view. Its text stands in the page, in the address of
/// the stream and in each view: `sku:{quantity}:{sku}`, `choice:{sku}` or `product:{handle}` within
/// a shop, or `order:{token}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Topic {
    /// A quantity of a variant.
    Variant {
        /// Its SKU.
        sku: String,
        /// Units.
        quantity: u32,
    },
    /// The status of a variant among others, by SKU.
    Choice(String),
    /// The status of a product in a list, by handle.
    Product(String),
    /// An order, by the secret of its link.
    Order(String),
}

impl Topic {
    /// The topic of a quantity of a variant.
    pub fn variant(sku: &str, quantity: u32) -> Self {
        Self::Variant {
            sku: sku.to_owned(),
            quantity,
        }
    }

    /// The topic of another quantity of the same variant; `None` for other topics.
    pub fn with_quantity(self, quantity: u32) -> Option<Self> {
        match self {
            Self::Variant { sku, .. } => Some(Self::Variant { sku, quantity }),
            Self::Choice(_) | Self::Product(_) | Self::Order(_) => None,
        }
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variant { sku, quantity } => write!(f, "sku:{quantity}:{sku}"),
            Self::Choice(sku) => write!(f, "choice:{sku}"),
            Self::Product(handle) => write!(f, "product:{handle}"),
            Self::Order(token) => write!(f, "order:{token}"),
        }
    }
}

/// A text that names no topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoTopic;

impl FromStr for Topic {
    type Err = NoTopic;

    fn from_str(text: &str) -> Result<Self, NoTopic> {
        let (kind, rest) = text.split_once(':').ok_or(NoTopic)?;
        match kind {
            "sku" => {
                // The quantity comes first: a SKU may hold colons.
                let (quantity, sku) = rest.split_once(':').ok_or(NoTopic)?;
                let quantity = quantity.parse().map_err(|_| NoTopic)?;
                Ok(Self::variant(sku, quantity))
            }
            "choice" => Ok(Self::Choice(rest.to_owned())),
            "product" => Ok(Self::Product(rest.to_owned())),
            "order" => Ok(Self::Order(rest.to_owned())),
            _ => Err(NoTopic),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_read_as_it_was_written() {
        for topic in [
            Topic::variant("A:B", 12),
            Topic::Choice("A:B".to_owned()),
            Topic::Product("ridge-tent-2".to_owned()),
            Topic::Order("4f1c2a".to_owned()),
        ] {
            assert_eq!(topic.to_string().parse(), Ok(topic));
        }
        for none in ["", "sku:A", "sku:x:A", "sku:-1:A", "order", "odd:1"] {
            assert_eq!(none.parse::<Topic>(), Err(NoTopic), "{none}");
        }
    }

    #[test]
    fn only_a_quantity_of_a_variant_becomes_another() {
        let other = |text: &str| text.parse::<Topic>().unwrap().with_quantity(3);
        assert_eq!(other("sku:1:A:B"), Some(Topic::variant("A:B", 3)));
        assert_eq!(other("order:1"), None);
    }
}

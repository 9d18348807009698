//! One table from our words to those of search engines, social networks and feeds.

use crate::availability::Status;

/// A status in the words of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// The name in our interface.
    pub name: &'static str,
    /// schema.org `ItemAvailability`, as a full URL.
    pub schema_org: &'static str,
    /// Google Merchant Center `availability`; `None` removes the item.
    pub google: Option<&'static str>,
    /// Open Graph `product:availability`.
    pub open_graph: &'static str,
    /// Agentic commerce (UCP) `availability.status`.
    pub agent: &'static str,
    /// Agentic commerce (ACP feed) `availability.status`. Its other words are those of UCP.
    pub agent_feed: &'static str,
    /// Whether it can be ordered.
    pub orderable: bool,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 7] = [
        Self::InStock,
        Self::LowStock,
        Self::Backorder,
        Self::Preorder,
        Self::MadeToOrder,
        Self::OutOfStock,
        Self::Discontinued,
    ];

    /// The name in the interface, such as `in_stock`.
    pub fn name(self) -> &'static str {
        self.words().name
    }

    /// The status in the words of others.
    pub fn words(self) -> Words {
        let (name, schema_org, google, open_graph, agent) = match self {
            Self::InStock => (
                "in_stock",
                "https://schema.org/InStock",
                Some("in_stock"),
                "in stock",
                "in_stock",
            ),
            Self::LowStock => (
                "low_stock",
                "https://schema.org/LimitedAvailability",
                Some("in_stock"),
                "in stock",
                "low_stock",
            ),
            Self::Backorder => (
                "backorder",
                "https://schema.org/BackOrder",
                Some("backorder"),
                "available for order",
                "backorder",
            ),
            Self::Preorder => (
                "preorder",
                "https://schema.org/PreOrder",
                Some("preorder"),
                "preorder",
                "preorder",
            ),
            Self::MadeToOrder => (
                "made_to_order",
                "https://schema.org/MadeToOrder",
                Some("backorder"),
                "available for order",
                "backorder",
            ),
            Self::OutOfStock => (
                "out_of_stock",
                "https://schema.org/OutOfStock",
                Some("out_of_stock"),
                "out of stock",
                "out_of_stock",
            ),
            Self::Discontinued => (
                "discontinued",
                "https://schema.org/Discontinued",
                None,
                "discontinued",
                "discontinued",
            ),
        };
        let agent_feed = if self == Self::LowStock {
            "limited_stock"
        } else {
            agent
        };
        Words {
            name,
            schema_org,
            google,
            open_graph,
            agent,
            agent_feed,
            orderable: self.is_orderable(),
        }
    }

    fn is_orderable(self) -> bool {
        match self {
            Self::InStock
            | Self::LowStock
            | Self::Backorder
            | Self::Preorder
            | Self::MadeToOrder => true,
            Self::OutOfStock | Self::Discontinued => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    #[test]
    fn the_table_of_words() {
        let mut table = String::new();
        for status in Status::ALL {
            let w = status.words();
            let google = w.google.unwrap_or("-");
            let _ = writeln!(
                table,
                "{} | {} | {google} | {} | {} | {} | {}",
                w.name, w.schema_org, w.open_graph, w.agent, w.agent_feed, w.orderable
            );
        }
        insta::assert_snapshot!(table, @r"
        in_stock | https://schema.org/InStock | in_stock | in stock | in_stock | in_stock | true
        low_stock | https://schema.org/LimitedAvailability | in_stock | in stock | low_stock | limited_stock | true
        backorder | https://schema.org/BackOrder | backorder | available for order | backorder | backorder | true
        preorder | https://schema.org/PreOrder | preorder | preorder | preorder | preorder | true
        made_to_order | https://schema.org/MadeToOrder | backorder | available for order | backorder | backorder | true
        out_of_stock | https://schema.org/OutOfStock | out_of_stock | out of stock | out_of_stock | out_of_stock | false
        discontinued | https://schema.org/Discontinued | - | discontinued | discontinued | discontinued | false
        ");
    }
}

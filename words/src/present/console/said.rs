//! What the console answers to a form that was carried out.

use crate::link::encoded;
use crate::{Lang, words};
use dockline_domain::ordering::order_number;

/// What has just been done; it travels in the query of the page that tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// A purchase order was entered.
    Entered,
    /// Its date was confirmed.
    Dated,
    /// Its date was moved.
    Moved,
    /// A milestone was added.
    Milestone,
    /// What is on order was changed.
    Lines,
    /// A part of it became an order of its own.
    Split,
    /// A receipt was corrected.
    Corrected,
    /// It was cancelled.
    Cancelled,
    /// The parcel of an order, by its number as people read it, was packed.
    Packed(String),
    /// The parcel of an order was handed over.
    HandedOver(String),
    /// The parcel of an order has arrived.
    Delivered(String),
    /// A priority was changed.
    Prioritised,
}

impl Done {
    /// As it stands in a query.
    pub fn query(self) -> String {
        match self {
            Self::Entered => "entered".to_owned(),
            Self::Dated => "dated".to_owned(),
            Self::Moved => "moved".to_owned(),
            Self::Milestone => "milestone".to_owned(),
            Self::Lines => "lines".to_owned(),
            Self::Split => "split".to_owned(),
            Self::Corrected => "corrected".to_owned(),
            Self::Cancelled => "cancelled".to_owned(),
            Self::Packed(order) => format!("packed-{}", encoded(&order)),
            Self::HandedOver(order) => format!("handed-over-{}", encoded(&order)),
            Self::Delivered(order) => format!("delivered-{}", encoded(&order)),
            Self::Prioritised => "prioritised".to_owned(),
        }
    }

    /// Reads it from a query; what makes no sense says nothing.
    pub fn parse(text: &str) -> Option<Self> {
        let order = |prefix: &str| {
            let reference = text.strip_prefix(prefix)?;
            order_number(reference).map(|_| reference.to_owned())
        };
        match text {
            "entered" => Some(Self::Entered),
            "dated" => Some(Self::Dated),
            "moved" => Some(Self::Moved),
            "milestone" => Some(Self::Milestone),
            "lines" => Some(Self::Lines),
            "split" => Some(Self::Split),
            "corrected" => Some(Self::Corrected),
            "cancelled" => Some(Self::Cancelled),
            "prioritised" => Some(Self::Prioritised),
            _ => order("packed-")
                .map(Self::Packed)
                .or_else(|| order("handed-over-").map(Self::HandedOver))
                .or_else(|| order("delivered-").map(Self::Delivered)),
        }
    }

    pub fn text(self, lang: Lang) -> String {
        let say = words(lang);
        match self {
            Self::Entered => say.say("done-po-entered"),
            Self::Dated => say.say("done-po-date"),
            Self::Moved => say.say("done-po-moved"),
            Self::Milestone => say.say("done-po-milestone"),
            Self::Lines => say.say("done-po-lines"),
            Self::Split => say.say("done-po-split"),
            Self::Corrected => say.say("done-corrected"),
            Self::Cancelled => say.say("done-po-cancelled"),
            Self::Packed(order) => say.fill("done-packed", [("order", order.into())]),
            Self::HandedOver(order) => say.fill("done-handed-over", [("order", order.into())]),
            Self::Delivered(order) => say.fill("done-delivered", [("number", order.into())]),
            Self::Prioritised => say.say("done-priority"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_survives_its_query() {
        for done in [
            Done::Entered,
            Done::Dated,
            Done::Moved,
            Done::Milestone,
            Done::Cancelled,
            Done::Packed("7".to_owned()),
            Done::HandedOver("FJ-8".to_owned()),
            Done::Prioritised,
        ] {
            assert_eq!(Done::parse(&done.clone().query()), Some(done));
        }
        assert_eq!(Done::parse("packed-"), None);
        assert_eq!(Done::parse("packed-<b>7"), None);
        assert_eq!(Done::parse("<b>"), None);
    }
}

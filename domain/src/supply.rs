//! What is on order: purchase orders, their stages and milestones.

use crate::dates::Window;
use crate::id::PurchaseOrderReference;
use crate::input::Invalid;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a purchase order is. The order of the variants is the usual way of the goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Meant to be ordered; no supply yet that may be promised.
    Planned,
    /// Ordered from the supplier.
    Ordered,
    /// Being made.
    InProduction,
    /// Being inspected.
    QualityCheck,
    /// On its way.
    InTransit,
    /// At customs.
    Customs,
    /// At the dock, not counted yet.
    Arrived,
    /// Counted in.
    Received,
    /// Will not come.
    Cancelled,
}

impl Stage {
    /// All stages, in their usual order.
    pub const ALL: [Self; 9] = [
        Self::Planned,
        Self::Ordered,
        Self::InProduction,
        Self::QualityCheck,
        Self::InTransit,
        Self::Customs,
        Self::Arrived,
        Self::Received,
        Self::Cancelled,
    ];

    /// The stages a shopper sees as the way of the goods.
    pub const WAY: [Self; 7] = [
        Self::Ordered,
        Self::InProduction,
        Self::QualityCheck,
        Self::InTransit,
        Self::Customs,
        Self::Arrived,
        Self::Received,
    ];

    /// The name in the interface, such as `in_transit`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Ordered => "ordered",
            Self::InProduction => "in_production",
            Self::QualityCheck => "quality_check",
            Self::InTransit => "in_transit",
            Self::Customs => "customs",
            Self::Arrived => "arrived",
            Self::Received => "received",
            Self::Cancelled => "cancelled",
        }
    }

    /// Parses a name of the interface.
    pub fn parse(name: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|stage| stage.name() == name)
            .ok_or_else(|| {
                let names = Self::ALL.map(Self::name).join(", ");
                Invalid(format!("must be one of {names}"))
            })
    }

    /// Whether goods of an order at this stage may be promised to people.
    pub fn is_inbound(self) -> bool {
        match self {
            Self::Ordered
            | Self::InProduction
            | Self::QualityCheck
            | Self::InTransit
            | Self::Customs
            | Self::Arrived => true,
            Self::Planned | Self::Received | Self::Cancelled => false,
        }
    }

    /// Whether units of an order at this stage may still come.
    pub fn is_open(self) -> bool {
        self == Self::Planned || self.is_inbound()
    }

    /// Where units are that do not come with the rest of an order at this stage: as far as the
    /// supplier they are together, and what has left them has left without these.
    #[must_use]
    pub fn of_what_stays_behind(self) -> Self {
        match self {
            Self::Planned | Self::Ordered | Self::InProduction | Self::QualityCheck => self,
            Self::InTransit | Self::Customs | Self::Arrived | Self::Received | Self::Cancelled => {
                Self::Ordered
            }
        }
    }

    /// Whether a milestone may move an order from this stage to `next`. Stages may be skipped;
    /// goods do not travel back, except that an inspection may send them back into production. What
    /// was received or cancelled stays so.
    pub fn may_become(self, next: Self) -> bool {
        match (self, next) {
            (Self::Received | Self::Cancelled, _) => self == next,
            (_, Self::Cancelled) | (Self::QualityCheck, Self::InProduction) => true,
            // In the order in which the stages are declared.
            (now, next) => next >= now,
        }
    }
}

/// The open remainder of one purchase-order line, as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inbound {
    /// The merchant's number of the order.
    pub purchase_order: PurchaseOrderReference,
    /// Which of the order's lines of this SKU, from 1.
    pub line: u32,
    /// Units ordered and not received.
    pub open: u32,
    /// When it is expected at the dock; `None` when nobody can say.
    pub expected: Option<Window>,
    /// Where it is.
    pub stage: Stage,
    /// When its date was last confirmed.
    pub confirmed_at: Timestamp,
    /// Set when its latest date has passed: the units that people in line had been promised of it
    /// by then. No more are promised until a new date is confirmed.
    pub overdue_committed: Option<u32>,
}

impl Inbound {
    /// Units that may count as supply.
    pub fn counted(&self) -> u32 {
        self.overdue_committed
            .map_or(self.open, |committed| committed.min(self.open))
    }

    /// Whether its latest date has passed without a receipt.
    pub fn is_overdue(&self) -> bool {
        self.overdue_committed.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goods_do_not_travel_back() {
        assert!(Stage::Ordered.may_become(Stage::InTransit));
        assert!(Stage::QualityCheck.may_become(Stage::InProduction));
        assert!(!Stage::Customs.may_become(Stage::InTransit));
        assert!(!Stage::Received.may_become(Stage::Cancelled));
        assert!(!Stage::Cancelled.may_become(Stage::Ordered));
    }

    #[test]
    fn stages_parse_by_the_name_they_have() {
        for stage in Stage::ALL {
            assert_eq!(Stage::parse(stage.name()), Ok(stage));
            assert_eq!(serde_json::to_value(stage).unwrap(), stage.name());
        }
        assert!(Stage::parse("lost").is_err());
    }
}

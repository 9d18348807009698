//! The scenes of the demo: what each variant shows, as stock, policy and supply.

use dockline_domain::policy::{BackorderRule, LeadTime, Policy, SellingKind};
use dockline_domain::supply::Stage;
use serde::Deserialize;

/// What a variant shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Scene {
    InStock,
    LowStock,
    BackorderDated,
    BackorderTwoOrders,
    BackorderSplit,
    BackorderUndated,
    Overdue,
    Stale,
    Full,
    OutOfStock,
    Preorder,
    MadeToOrder,
    Discontinued,
    Production,
    Customs,
    Transit,
    Moved,
}

/// A purchase order of a scene.
#[derive(Debug, Clone, Copy)]
pub(super) struct Supply {
    pub(super) quantity: u32,
    /// Days from today to the first and the last expected day; `None` while nobody can say.
    pub(super) days: Option<(i32, i32)>,
    /// The same as it was at first, with why it moved.
    pub(super) at_first: Option<((i32, i32), &'static str)>,
    pub(super) stage: Stage,
    pub(super) basis: &'static str,
    /// It was entered, and last confirmed, a month ago.
    pub(super) long_ago: bool,
}

const ORDER: Supply = Supply {
    quantity: 60,
    days: Some((18, 23)),
    at_first: None,
    stage: Stage::Ordered,
    basis: CONFIRMED,
    long_ago: false,
};

const CONFIRMED: &str = "Order confirmation of the maker";
const DEPARTED: &str = "Forwarder's notice of departure, Porto";

/// An order at a stage that arrives between two days from today.
fn at(stage: Stage, from: i32, to: i32, basis: &'static str) -> Supply {
    Supply {
        stage,
        days: Some((from, to)),
        basis,
        ..ORDER
    }
}

impl Scene {
    /// Units on hand.
    pub(super) fn on_hand(self) -> u32 {
        match self {
            Self::InStock => 48,
            Self::LowStock => 3,
            Self::BackorderSplit => 2,
            Self::BackorderDated
            | Self::BackorderTwoOrders
            | Self::BackorderUndated
            | Self::Overdue
            | Self::Stale
            | Self::Full
            | Self::OutOfStock
            | Self::Preorder
            | Self::MadeToOrder
            | Self::Discontinued
            | Self::Production
            | Self::Customs
            | Self::Transit
            | Self::Moved => 0,
        }
    }

    /// How far it may be sold beyond stock.
    pub(super) fn policy(self) -> Option<Policy> {
        match self {
            Self::Preorder => Some(Policy {
                kind: SellingKind::Preorder,
                per_customer: Some(2),
                ..Policy::default()
            }),
            Self::MadeToOrder => {
                let lead = LeadTime {
                    quantity: 25,
                    lead_days_min: 14,
                    lead_days_max: 21,
                };
                Some(Policy {
                    kind: SellingKind::MadeToOrder,
                    backorder: BackorderRule::Beyond(lead),
                    ..Policy::default()
                })
            }
            Self::Discontinued => Some(Policy {
                discontinued: true,
                ..Policy::deny()
            }),
            Self::InStock
            | Self::LowStock
            | Self::BackorderDated
            | Self::BackorderTwoOrders
            | Self::BackorderSplit
            | Self::BackorderUndated
            | Self::Overdue
            | Self::Stale
            | Self::Full
            | Self::OutOfStock
            | Self::Production
            | Self::Customs
            | Self::Transit
            | Self::Moved => None,
        }
    }

    /// What is on order.
    pub(super) fn supplies(self) -> Vec<Supply> {
        match self {
            Self::InStock
            | Self::LowStock
            | Self::OutOfStock
            | Self::MadeToOrder
            | Self::Discontinued => vec![],
            Self::BackorderDated => vec![at(Stage::QualityCheck, 21, 25, "E-mail of the maker")],
            Self::BackorderTwoOrders => vec![
                Supply {
                    quantity: 100,
                    ..at(Stage::InTransit, 21, 25, DEPARTED)
                },
                Supply {
                    quantity: 100,
                    ..at(Stage::InProduction, 49, 56, CONFIRMED)
                },
            ],
            Self::BackorderSplit => vec![Supply {
                quantity: 30,
                ..at(Stage::InTransit, 14, 17, "Forwarder's ASN")
            }],
            Self::BackorderUndated => vec![Supply {
                quantity: 40,
                days: None,
                basis: "Order confirmation; the date follows",
                ..ORDER
            }],
            Self::Overdue => vec![Supply {
                long_ago: true,
                quantity: 24,
                ..at(Stage::InTransit, -6, -3, "Forwarder's ASN")
            }],
            Self::Stale => vec![Supply {
                long_ago: true,
                ..at(Stage::Ordered, 26, 33, "Telephone call with the maker")
            }],
            Self::Full => vec![Supply {
                quantity: 8,
                ..at(Stage::InProduction, 30, 35, CONFIRMED)
            }],
            Self::Preorder => vec![Supply {
                quantity: 80,
                ..at(
                    Stage::InProduction,
                    70,
                    84,
                    "Production plan, second revision",
                )
            }],
            Self::Production => vec![at(Stage::InProduction, 24, 30, "E-mail of the maker")],
            Self::Customs => vec![at(
                Stage::Customs,
                5,
                9,
                "Customs agent, declaration handed in",
            )],
            Self::Transit => vec![at(Stage::InTransit, 12, 16, "Forwarder's ASN")],
            Self::Moved => vec![Supply {
                at_first: Some(((8, 12), "storm in Porto")),
                ..at(Stage::InTransit, 14, 18, DEPARTED)
            }],
        }
    }

    /// Units that others wait for already.
    pub(super) fn waiting(self) -> &'static [u32] {
        match self {
            Self::BackorderTwoOrders => &[1, 2, 1, 1, 3, 1, 2],
            Self::BackorderDated
            | Self::Transit
            | Self::Moved
            | Self::Production
            | Self::Customs => &[1, 1, 2],
            Self::Overdue => &[1, 2, 1],
            Self::Full => &[2, 2, 1, 3],
            Self::Preorder => &[1, 1, 1, 2, 1],
            Self::InStock
            | Self::LowStock
            | Self::BackorderSplit
            | Self::BackorderUndated
            | Self::Stale
            | Self::OutOfStock
            | Self::MadeToOrder
            | Self::Discontinued => &[],
        }
    }

    /// Whether the simulator moves its supply.
    pub(super) fn moves(self) -> bool {
        matches!(
            self,
            Self::BackorderDated | Self::Production | Self::Customs | Self::Transit
        )
    }
}

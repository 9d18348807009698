//! What payloads are made of.

use dockline_domain::dates::Window;
use dockline_domain::id::Sku;
use dockline_domain::supply::Stage;
use serde::{Deserialize, Deserializer, Serialize};

/// Units of a variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Units {
    pub(crate) sku: Sku,
    pub(crate) quantity: u32,
}

/// Units of one line of a placed order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PlacedUnits {
    pub(crate) sku: Sku,
    pub(crate) from_stock: u32,
    pub(crate) queued: u32,
}

/// Units of a variant that were counted at the dock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CountedUnits {
    pub(crate) sku: Sku,
    pub(crate) quantity: u32,
    pub(crate) discrepancy: Option<String>,
}

/// A purchase order after a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Changes {
    pub(crate) expected: Option<Window>,
    /// Absent in events of before it was written down: they cannot tell whether the date moved.
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    #[expect(
        clippy::option_option,
        reason = "absent, null and a window say three things"
    )]
    pub(crate) expected_before: Option<Option<Window>>,
    pub(crate) stage: Stage,
    pub(crate) basis: Option<String>,
}

impl Changes {
    /// Whether the date of the supply is another one, or there is none any more.
    pub(crate) fn move_a_date(&self) -> bool {
        self.expected_before.flatten() != self.expected || self.stage == Stage::Cancelled
    }
}

/// A field that is there, be it null.
#[expect(
    clippy::option_option,
    reason = "absent, null and a window say three things"
)]
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Window>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// A detail of an order that its shopper may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Detail {
    Name,
    Address,
    NeededBy,
}

/// How a user was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum UserChanged {
    Password,
    Role,
    Disabled,
    Enabled,
}

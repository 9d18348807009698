//! What payloads are made of.

use dockline_domain::backorder::State;
use dockline_domain::dates::Window;
use dockline_domain::id::{BackorderId, Sku};
use dockline_domain::money::Currency;
use dockline_domain::policy::SellingKind;
use dockline_domain::reason::Reason;
use dockline_domain::supply::Stage;
use dockline_domain::webhook::OffReason;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize};

/// Units of a variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Units {
    pub(crate) sku: Sku,
    pub(crate) quantity: u32,
}

/// Units of one line of a placed order, in the first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PlacedUnits {
    pub(crate) sku: Sku,
    pub(crate) from_stock: u32,
    pub(crate) queued: u32,
}

/// Units of one line of a placed order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OrderedUnits {
    pub(crate) sku: Sku,
    pub(crate) from_stock: u32,
    pub(crate) queued: u32,
    /// Of one unit.
    pub(crate) price_minor: i64,
    pub(crate) currency: Currency,
    /// Place in line of the first that waits.
    pub(crate) position: Option<u32>,
    /// The first window that was told: for the units that wait, where some do.
    pub(crate) promised: Option<Window>,
    pub(crate) kind: SellingKind,
}

/// Units of a variant that were counted at the dock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CountedUnits {
    pub(crate) sku: Sku,
    pub(crate) quantity: u32,
    pub(crate) discrepancy: Option<String>,
    /// Which of the order's lines of the variant they filled; the first where nothing is said.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub(crate) line: u32,
}

/// Units of a line of a receipt that are others than were counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CorrectedUnits {
    pub(crate) sku: Sku,
    pub(crate) line: u32,
    pub(crate) from: u32,
    pub(crate) to: u32,
}

fn first() -> u32 {
    1
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands the field over so"
)]
fn is_first(line: &u32) -> bool {
    *line == first()
}

/// When a line of a purchase order is expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LineDate {
    pub(crate) sku: Sku,
    pub(crate) line: u32,
    pub(crate) expected: Window,
}

/// A line of a purchase order that is another one than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ChangedLine {
    pub(crate) sku: Sku,
    pub(crate) line: u32,
    /// Null for a new one.
    pub(crate) before: Option<LineTerms>,
    /// Null when it is gone.
    pub(crate) after: Option<LineTerms>,
}

/// What is on order with a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LineTerms {
    pub(crate) quantity: u32,
    /// Null when it is expected as the order is.
    pub(crate) expected: Option<Window>,
}

/// Units of a backorder that will not ship.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CancelledPart {
    /// The backorder that they were taken from.
    pub(crate) backorder: BackorderId,
    pub(crate) quantity: u32,
    pub(crate) was: Was,
    pub(crate) placed_day: Date,
    /// The window that bound the shop.
    pub(crate) binding: Option<Window>,
    /// The window that was told last.
    pub(crate) last: Option<Window>,
}

/// Where units were when they were cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Was {
    Queued,
    Allocated,
    Released,
    Packed,
    OnHold,
}

impl Was {
    /// None for a state from which nothing is cancelled.
    pub(crate) fn of(state: &State) -> Option<Self> {
        match state {
            State::Queued => Some(Self::Queued),
            State::Allocated => Some(Self::Allocated),
            State::Released => Some(Self::Released),
            State::Packed => Some(Self::Packed),
            State::Held { .. } | State::OnHold { .. } => Some(Self::OnHold),
            State::Shipped { .. } | State::Delivered | State::Cancelled { .. } => None,
        }
    }
}

/// Units of a backorder that were given to the carrier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SentUnits {
    pub(crate) backorder: BackorderId,
    pub(crate) sku: Sku,
    pub(crate) quantity: u32,
    /// Whether they had waited in line.
    pub(crate) waited: bool,
    pub(crate) placed_day: Date,
    /// The window that bound the shop.
    pub(crate) binding: Option<Window>,
    /// The window that was told last.
    pub(crate) last: Option<Window>,
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

/// How an address that is told what happens was changed. The address itself stands in its table
/// alone: it may hold a secret. Its host does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EndpointChanged {
    Created { host: String, types: Vec<String> },
    Moved { host: String },
    Types { types: Vec<String> },
    Rotated,
    Proven,
    TurnedOn,
    TurnedOff { reason: OffReason },
    Deleted,
}

/// A reason as the second version of an event keeps it: what the system itself says is a word, what
/// somebody wrote is marked as such. Earlier ones keep a text in both cases.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Reason", rename_all = "snake_case")]
pub(crate) enum Stored {
    OnOrderPage,
    ByShopper,
    Erased,
    NotVerified,
    NotRepaired,
    EndedByLaw,
    Withdrawn,
    OpeningStock,
    Given(String),
}

//! What is known about inbound supply.

use dockline_domain::availability::Part;
use dockline_domain::dates::Window;
use dockline_domain::id::{PurchaseOrderReference, Sku};
use dockline_domain::supply::Stage;
use jiff::Timestamp;

/// What a shopper may know of one purchase order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplyNews {
    /// The merchant's number of it. Not shown to shoppers: match parts by it.
    pub purchase_order: PurchaseOrderReference,
    /// Which of its lines of this variant.
    pub line: u32,
    /// Units ordered of this variant with this line.
    pub quantity: u32,
    /// Units still open.
    pub open: u32,
    /// When it is expected at the dock.
    pub expected: Option<Window>,
    /// Where it is.
    pub stage: Stage,
    /// The recorded reason for the date.
    pub basis: Option<String>,
    /// Why the date is not the one before.
    pub reason: Option<String>,
    /// When the date was last confirmed.
    pub confirmed_at: Timestamp,
    /// Its latest date has passed without a receipt.
    pub overdue: bool,
    /// The public milestones, oldest first; of each stage the first, and every one that says
    /// something.
    pub milestones: Vec<Milestone>,
    /// Each time its date moved, newest first.
    pub moves: Vec<DateMove>,
}

impl SupplyNews {
    /// Whether it is about the supply that serves a part.
    pub fn serves(&self, part: &Part) -> bool {
        part.purchase_order.as_ref() == Some(&self.purchase_order) && part.line == Some(self.line)
    }
}

/// A date of a purchase order that is not the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateMove {
    /// Number of the event that moved it.
    pub seq: i64,
    /// When it moved.
    pub at: Timestamp,
    /// When the goods were expected at the dock until then.
    pub before: Option<Window>,
    /// When they are expected since.
    pub after: Option<Window>,
    /// Why, in the merchant's words.
    pub reason: Option<String>,
    /// The line that it is about; `None` for the order, and its lines that have no other date.
    pub line: Option<MovedLine>,
}

/// A line of a purchase order of which somebody said when it comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedLine {
    /// What.
    pub sku: Sku,
    /// Which of the order's lines of it.
    pub number: u32,
    /// Whether it had a date that was not the order's until then.
    pub own_before: bool,
}

/// A dated fact about a purchase order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    /// The stage it reached.
    pub stage: Stage,
    /// When.
    pub at: Timestamp,
    /// What the merchant says about it.
    pub note: Option<String>,
}

/// Something that became of a product's supply, as shoppers may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplyChange {
    /// Names it for ever, within the shop; says nothing about the merchant's suppliers.
    pub id: String,
    /// When it happened.
    pub at: Timestamp,
    /// The variants that the purchase order is about.
    pub skus: Vec<Sku>,
    /// What happened.
    pub kind: SupplyChangeKind,
}

/// What may become of supply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SupplyChangeKind {
    /// It reached a stage.
    Reached {
        /// Which.
        stage: Stage,
        /// What the merchant says about it.
        note: Option<String>,
    },
    /// It is expected at the dock at another time.
    Moved {
        /// The window before; `None` when there was none.
        before: Option<Window>,
        /// The window from then on; `None` when nobody can say any more.
        after: Option<Window>,
        /// Why: the merchant's words.
        reason: Option<String>,
    },
}

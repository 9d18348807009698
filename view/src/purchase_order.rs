//! Purchase orders, and who waits for them.

use dockline_domain::by::By;
use dockline_domain::dates::Window;
use dockline_domain::id::{PurchaseOrderId, PurchaseOrderReference, Sku};
use dockline_domain::on_order::OrderLine;
use dockline_domain::receipt::OpenLine;
use dockline_domain::supply::Stage;
use jiff::Timestamp;

/// A purchase order as stored and as merchants read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurchaseOrder {
    /// Its id.
    pub id: PurchaseOrderId,
    /// The merchant's number.
    pub reference: PurchaseOrderReference,
    /// Who supplies it.
    pub supplier: String,
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
    /// By whom.
    pub confirmed_by: By,
    /// When it was entered.
    pub created_at: Timestamp,
    /// Number of the event that last changed it.
    pub version: i64,
    /// What was ordered.
    pub lines: Vec<PurchaseOrderLine>,
}

/// A line of a purchase order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurchaseOrderLine {
    /// What.
    pub sku: Sku,
    /// Its number among the lines of the SKU, from 1.
    pub line: u32,
    /// Units ordered.
    pub quantity: u32,
    /// Units counted in.
    pub received: u32,
    /// Units that will not come, given up with a reason.
    pub written_off: u32,
    /// Set while the date has passed: units kept for people in line.
    pub overdue_committed: Option<u32>,
    /// When it is expected at the dock; `None` is when the order is.
    pub expected: Option<Window>,
}

impl PurchaseOrderLine {
    /// What is left open of it.
    pub fn open(&self) -> OpenLine {
        OpenLine {
            ordered: self.quantity,
            received: self.received,
            written_off: self.written_off,
        }
    }

    /// The line as the rules see it.
    pub fn as_ordered(&self) -> OrderLine {
        OrderLine {
            sku: self.sku.clone(),
            number: self.line,
            units: self.open(),
            expected: self.expected,
        }
    }
}

/// A milestone as merchants read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MilestoneRow {
    /// Its number in the order, from 1.
    pub number: i64,
    /// The stage it reached.
    pub stage: Stage,
    /// When.
    pub at: Timestamp,
    /// What is said about it.
    pub note: Option<String>,
    /// Whether shoppers see it.
    pub public: bool,
    /// Id of the event of the supply chain it was taken from.
    pub source: Option<String>,
    /// When that event was declared wrong: nobody is shown the milestone as true any more.
    pub retracted_at: Option<Timestamp>,
}

/// A page of purchase orders.
#[derive(Debug, Clone)]
pub struct PurchaseOrderPage {
    /// The orders, as they were entered one after the other.
    pub items: Vec<PurchaseOrder>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

/// Which purchase orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SupplyFilter {
    /// Not ended; the next ones first.
    #[default]
    Open,
    /// Not ended, and their latest date has passed; the longest overdue ones first.
    Overdue,
    /// All; the ones entered last first.
    All,
}

/// Who waits for a supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WaitingFor {
    /// Backorders that have a unit of it.
    pub backorders: u32,
    /// Their units of it.
    pub units: u32,
}

impl WaitingFor {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            backorders: self.backorders.saturating_add(other.backorders),
            units: self.units.saturating_add(other.units),
        }
    }
}

//! A purchase order as merchants read it.

use dockline_domain::supply::Stage;
use dockline_view::{MilestoneRow, PurchaseOrder, PurchaseOrderLine};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::schema::{WindowBody, stage_words};

/// A purchase order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PurchaseOrder)]
pub struct PurchaseOrderBody {
    /// The merchant's number of it.
    reference: String,
    supplier: String,
    lines: Vec<PurchaseOrderLineBody>,
    /// When it is expected at the dock; null while nobody can say.
    expected: Option<WindowBody>,
    #[schema(schema_with = stage_words)]
    stage: Stage,
    /// On what the date rests.
    basis: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    last_confirmed_at: Timestamp,
    /// Id of the key or user that confirmed it.
    confirmed_by: String,
    /// Its date has passed, and something of it is still open.
    overdue: bool,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// The `ETag` of the order.
    version: i64,
    /// In the order in which they were recorded; left out in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    milestones: Option<Vec<MilestoneBody>>,
}

/// Units of one variant on order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PurchaseOrderLine)]
pub struct PurchaseOrderLineBody {
    /// Its number among the lines of the SKU, from 1.
    line: u32,
    sku: String,
    /// Units ordered.
    quantity: u32,
    /// Units counted in.
    received: u32,
    /// Units that will not come, given up with a reason when the rest was counted.
    written_off: u32,
    /// Units that are still coming.
    open: u32,
    /// When they are expected at the dock, where that is not when the order is.
    expected: Option<WindowBody>,
}

/// A dated fact about a purchase order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Milestone)]
pub struct MilestoneBody {
    #[schema(schema_with = stage_words)]
    stage: Stage,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    note: Option<String>,
    /// Whether shoppers see it.
    public: bool,
    /// Id of the event of the supply chain it was taken from.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    /// When that event was declared wrong: the milestone counts no more, and no shopper sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    retracted_at: Option<Timestamp>,
}

impl PurchaseOrderBody {
    /// The order with what happened to it.
    pub fn with_milestones(order: PurchaseOrder, milestones: Vec<MilestoneRow>) -> Self {
        let milestones = milestones.into_iter().map(MilestoneBody::from).collect();
        Self {
            milestones: Some(milestones),
            ..Self::from(order)
        }
    }
}

impl From<MilestoneRow> for MilestoneBody {
    fn from(
        MilestoneRow {
            number: _,
            stage,
            at,
            note,
            public,
            source,
            retracted_at,
        }: MilestoneRow,
    ) -> Self {
        Self {
            stage,
            at,
            note,
            public,
            source,
            retracted_at,
        }
    }
}

impl From<PurchaseOrder> for PurchaseOrderBody {
    fn from(order: PurchaseOrder) -> Self {
        let overdue = order
            .lines
            .iter()
            .any(|line| line.overdue_committed.is_some() && line.open().open() > 0);
        let line = |line: PurchaseOrderLine| PurchaseOrderLineBody {
            open: line.open().open(),
            line: line.line,
            expected: line.expected.map(WindowBody::from),
            sku: line.sku.into(),
            quantity: line.quantity,
            received: line.received,
            written_off: line.written_off,
        };
        Self {
            reference: order.reference.into(),
            supplier: order.supplier,
            lines: order.lines.into_iter().map(line).collect(),
            expected: order.expected.map(WindowBody::from),
            stage: order.stage,
            basis: order.basis,
            last_confirmed_at: order.confirmed_at,
            confirmed_by: order.confirmed_by.into(),
            overdue,
            created_at: order.created_at,
            version: order.version,
            milestones: None,
        }
    }
}

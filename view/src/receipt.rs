//! Receipts: what arrived, who got it, what was put away.

use dockline_domain::by::By;
use dockline_domain::id::{
    BackorderId, LocationCode, OrderId, PurchaseOrderReference, ReceiptId, ShipmentId, Sku,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Units that were given to a backorder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllocatedUnits {
    /// Whose.
    pub order: OrderId,
    /// The order's number for people.
    pub order_number: i64,
    /// Which backorder holds them now.
    pub backorder: BackorderId,
    /// Into which parcel they go.
    pub shipment: ShipmentId,
    /// Of which variant.
    pub sku: Sku,
    /// How many.
    pub quantity: u32,
    /// The dock where they have just arrived; `None` when they are taken from the shelves, which is
    /// decided when they are packed.
    #[serde(default)]
    pub location: Option<LocationCode>,
}

/// Units that no order took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PutAway {
    /// Of which variant.
    pub sku: Sku,
    /// How many.
    pub quantity: u32,
}

/// A receipt as merchants read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptView {
    /// Its id.
    pub id: ReceiptId,
    /// What was received.
    pub purchase_order: PurchaseOrderReference,
    /// Where.
    pub location: LocationCode,
    /// The supplier's number of the delivery.
    pub delivery_note: Option<String>,
    /// When.
    pub received_at: Timestamp,
    /// By whom.
    pub received_by: By,
    /// What was counted, by SKU.
    pub lines: Vec<ReceiptLineView>,
    /// What goes straight to orders, sorted for packing: by order, then SKU.
    pub allocations: Vec<AllocatedUnits>,
}

impl ReceiptView {
    /// Units that are there of each SKU, whichever of its lines they filled.
    pub fn counted(&self) -> BTreeMap<&Sku, u32> {
        let mut counted: BTreeMap<&Sku, u32> = BTreeMap::new();
        for line in &self.lines {
            *counted.entry(&line.sku).or_default() += line.quantity;
        }
        counted
    }
}

/// What was counted of one variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptLineView {
    /// What.
    pub sku: Sku,
    /// Which line of the SKU it filled.
    pub line: u32,
    /// Units that are there: as counted, or as corrected.
    pub quantity: u32,
    /// Why it was not what was ordered.
    pub discrepancy: Option<String>,
    /// With a discrepancy: the rest is still coming.
    pub more_to_come: bool,
    /// Of those, units that go to the shelf.
    pub put_away: u32,
    /// What was counted at first, where it was corrected.
    pub first_counted: Option<u32>,
    /// Why it was corrected.
    pub correction: Option<String>,
}

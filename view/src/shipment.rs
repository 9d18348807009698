//! Shipments: one parcel of one order each.

use dockline_domain::catalogue::OptionValue;
use dockline_domain::id::{LocationCode, OrderId, ShipmentId, Sku};
use dockline_domain::shipment::ShipmentState;
use jiff::Timestamp;

/// A shipment as merchants read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipmentView {
    /// Its id.
    pub id: ShipmentId,
    /// Whose.
    pub order: OrderId,
    /// The order's number for people.
    pub order_number: i64,
    /// The same as people read it, with what the shop wrote before it.
    pub order_reference: String,
    /// Which parcel of the order, from 1.
    pub number: u32,
    /// Who gets it.
    pub name: String,
    /// Where it goes, if that was said.
    pub address: Option<String>,
    /// Where it is.
    pub state: ShipmentState,
    /// Whether it is to be paid before it is packed.
    pub awaits_payment: bool,
    /// What is in it, sorted by SKU; what was cancelled is not.
    pub lines: Vec<ShipmentLineView>,
    /// Who carries it.
    pub carrier: Option<String>,
    /// The carrier's number.
    pub tracking: Option<String>,
    /// When its first unit was allocated.
    pub created_at: Timestamp,
    /// When it was closed last.
    pub packed_at: Option<Timestamp>,
    /// When the carrier got it.
    pub handed_over_at: Option<Timestamp>,
    /// When it arrived, where somebody has said so.
    pub delivered_at: Option<Timestamp>,
    /// What the shopper pays for shipping with this parcel, in minor units: an order pays once,
    /// with its first parcel.
    pub shipping_minor: i64,
    /// Number of the event that last changed it.
    pub version: i64,
}

impl ShipmentView {
    /// Whether some of it is stopped: it cannot be packed.
    pub fn is_on_hold(&self) -> bool {
        self.lines.iter().any(|line| line.on_hold)
    }

    /// Whether it was packed and is open again, because units in it were cancelled.
    pub fn is_reopened(&self) -> bool {
        self.state == ShipmentState::Open && self.packed_at.is_some()
    }
}

/// Units of one variant in a shipment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipmentLineView {
    /// What.
    pub sku: Sku,
    /// The product's title when it was ordered.
    pub title: String,
    /// The variant's options when it was ordered.
    pub options: Vec<OptionValue>,
    /// Units.
    pub quantity: u32,
    /// The dock or shelf they leave from, once that is known.
    pub location: Option<LocationCode>,
    /// Whether they are stopped.
    pub on_hold: bool,
}

/// A page of shipments.
#[derive(Debug, Clone)]
pub struct ShipmentPage {
    /// The shipments, in the order in which their orders were placed.
    pub items: Vec<ShipmentView>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

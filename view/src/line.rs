//! Places in line with their reasons.

use crate::VariantSnapshot;
use dockline_domain::availability::Part;
use dockline_domain::dates::Window;
use dockline_domain::id::{BackorderId, OrderId, Sku};
use dockline_domain::line::Place;
use jiff::Timestamp;
use std::sync::Arc;

/// A backorder in line as merchants read it.
#[derive(Debug, Clone)]
pub struct QueuedBackorder {
    /// Its id.
    pub id: BackorderId,
    /// Whose.
    pub order: OrderId,
    /// The order's number.
    pub order_number: i64,
    /// The order's number as people read it.
    pub order_reference: String,
    /// Of which variant.
    pub sku: Sku,
    /// Units.
    pub quantity: u32,
    /// Its place.
    pub place: Place,
    /// Place when it was placed, counted in units.
    pub position_at_placement: Option<u32>,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// What was told last.
    pub promised: Option<Window>,
}

/// A page of a line, in order.
#[derive(Debug, Clone)]
pub struct QueuePage {
    /// The backorders, each with its place in line counted in units.
    pub items: Vec<(QueuedBackorder, Option<u32>)>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

/// A backorder in line, with what is expected of it today.
#[derive(Debug, Clone)]
pub struct LinePlace {
    /// The backorder.
    pub backorder: QueuedBackorder,
    /// Place in line of its first unit.
    pub position: Option<u32>,
    /// What serves its units, in their order.
    pub parts: Vec<Part>,
    /// When it ships; for an order that ships complete, when all of it can.
    pub expected: Option<Window>,
    /// For an order that ships complete: all it waits for, this one included. Empty for others.
    pub together: Vec<NeededUnits>,
}

/// Units that an order which ships complete needs before any of it ships.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeededUnits {
    /// Of what.
    pub sku: Sku,
    /// How many it waits for.
    pub quantity: u32,
    /// How many are on hand that no order holds.
    pub free: u32,
}

impl NeededUnits {
    /// Whether this is what the order waits for.
    pub fn is_missing(&self) -> bool {
        self.free < self.quantity
    }
}

/// An order that was stopped while it waited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldInLine {
    /// Its number.
    pub number: i64,
    /// Its number as people read it.
    pub reference: String,
    /// Units of the variant.
    pub units: u32,
}

/// A page of a line.
#[derive(Debug, Clone)]
pub struct LinePage {
    /// The variant with its stock and supply.
    pub snapshot: Arc<VariantSnapshot>,
    /// The first of those who were stopped while they waited, and are not in line until they go on.
    pub held: Vec<HeldInLine>,
    /// The places, in order.
    pub places: Vec<LinePlace>,
    /// People who want to hear when it is back, and have ordered nothing.
    pub on_waitlist: u32,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

/// An order ahead that ships complete and does not take the units that are there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedOrder {
    /// The order's number as people read it.
    pub reference: String,
    /// What it waits for.
    pub missing: Vec<NeededUnits>,
}

/// Somebody in line was given another priority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overtaking {
    /// When.
    pub at: Timestamp,
    /// Whose order.
    pub order_reference: String,
    /// The priority from then on.
    pub priority: i32,
    /// Units of others that were passed.
    pub overtaken_units: u32,
    /// Why.
    pub reason: String,
}

/// A place in line with its reasons.
#[derive(Debug, Clone)]
pub struct PlaceReasons {
    /// The place.
    pub place: LinePlace,
    /// The variant with its stock and supply.
    pub snapshot: Arc<VariantSnapshot>,
    /// Orders ahead that leave units to those after them, the first ones.
    pub skipped: Vec<SkippedOrder>,
    /// Changes of priority on record: its own, and those by which orders that were placed later
    /// stand ahead.
    pub overtakings: Vec<Overtaking>,
}

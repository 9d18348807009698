//! What another date of a purchase order would do.

use dockline_domain::dates::Window;
use dockline_domain::id::{OrderId, PurchaseOrderReference, Sku};
use jiff::civil::Date;

/// What a new date of a purchase order would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIf {
    /// Which order.
    pub purchase_order: PurchaseOrderReference,
    /// When it is expected now.
    pub expected_now: Option<Window>,
    /// When it would be expected.
    pub expected_then: Option<Window>,
    /// Orders whose latest date would move.
    pub orders: u32,
    /// Their units.
    pub units: u32,
    /// Their backorders: an order may have several.
    pub backorders: u32,
    /// Backorders that would ship later than they were promised last: each is due a delay notice.
    pub notices_due: u32,
    /// What the law of delay would ask for; none where the shop keeps none.
    pub by_law: Option<NoticesByLaw>,
    /// The first of them, in line order.
    pub affected: Vec<Affected>,
    /// The version on which it was computed.
    pub version: i64,
}

/// Notices that the law of delay would ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoticesByLaw {
    /// How many lines of orders would need one.
    pub notices: u32,
    /// By when the first.
    pub first_by: Option<Date>,
    /// Whether more lines would move than were looked at.
    pub more: bool,
}

/// A backorder whose date would move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affected {
    /// Whose.
    pub order: OrderId,
    /// Which variant.
    pub sku: Sku,
    /// Units.
    pub quantity: u32,
    /// Units ahead + 1.
    pub position: u32,
    /// What was told last.
    pub promised: Option<Window>,
    /// What supply implies now.
    pub expected_now: Option<Window>,
    /// What it would imply.
    pub expected_then: Option<Window>,
    /// Whether it would ship later than promised.
    pub notice_due: bool,
}

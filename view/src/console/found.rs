//! Orders that a search found.

use dockline_domain::backorder::OrderState;
use dockline_domain::dates::Window;
use dockline_domain::id::{OrderId, Sku};
use jiff::Timestamp;

/// How orders were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundBy {
    /// Nothing was asked for: the newest.
    Newest,
    /// By its number or id.
    Number,
    /// By a mail address.
    Mail,
    /// By a variant.
    Sku,
    /// By a part of a name or mail address.
    Words,
    /// By words of a product.
    Goods,
}

/// A page of orders, the newest first.
#[derive(Debug, Clone)]
pub struct FoundOrders {
    /// How they were found.
    pub by: FoundBy,
    /// The orders.
    pub items: Vec<OrderSummary>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

/// An order in a list.
#[derive(Debug, Clone)]
pub struct OrderSummary {
    /// Its id.
    pub id: OrderId,
    /// Its number.
    pub number: i64,
    /// Its number as people read it.
    pub reference: String,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// Who placed it.
    pub name: String,
    /// That person's mail address.
    pub email: String,
    /// Where it is: where the part of it stands that is furthest behind.
    pub state: OrderState,
    /// Whether a part of it has left.
    pub some_gone: bool,
    /// Whether something of it that has not left is later than it was first told.
    pub late: bool,
    /// Units that were not cancelled, by SKU.
    pub units: Vec<(Sku, u32)>,
    /// The last window told for what still waits.
    pub promised: Option<Window>,
}

//! The line of a variant in a few figures.

use crate::VariantSnapshot;
use std::sync::Arc;

/// The line of a variant in a few figures, with what it rests on.
#[derive(Debug, Clone)]
pub struct LineSummary {
    /// The variant: stock, line and inbound supply.
    pub snapshot: Arc<VariantSnapshot>,
    /// Orders that will be served later than they were first told.
    pub late_orders: u32,
    /// Of those, the ones that have no date any more.
    pub undated_orders: u32,
    /// Their units in this line.
    pub late_units: u64,
    /// People who want to hear when it is back, and have ordered nothing.
    pub on_waitlist: u32,
}

//! What events do to the lines of variants.

use super::{Event, OrderedUnits, PlacedUnits, money_event, notice_event, some_order_event};
use dockline_domain::id::{OrderId, Sku};

/// What an event does to lines.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum InLine<'a> {
    /// Nobody's place changes.
    Stays,
    /// Units of a new order wait at the ends of lines: the number of each backorder, its variant,
    /// its units.
    Joined(&'a OrderId, Vec<(u32, &'a Sku, u32)>),
    /// Places change in these lines, and only the rows say how.
    Changed(Vec<&'a Sku>),
}

/// Backorders are numbered as the lines of an order come, what is in stock before what waits.
fn joined<'a>(order: &'a OrderId, lines: impl Iterator<Item = (&'a Sku, u32, u32)>) -> InLine<'a> {
    let (mut number, mut units) = (0, Vec::new());
    for (sku, from_stock, queued) in lines {
        number += u32::from(from_stock > 0);
        if queued > 0 {
            number += 1;
            units.push((number, sku, queued));
        }
    }
    if units.is_empty() {
        InLine::Stays
    } else {
        InLine::Joined(order, units)
    }
}

impl PlacedUnits {
    fn in_line(&self) -> (&Sku, u32, u32) {
        (&self.sku, self.from_stock, self.queued)
    }
}

impl OrderedUnits {
    fn in_line(&self) -> (&Sku, u32, u32) {
        (&self.sku, self.from_stock, self.queued)
    }
}

impl Event {
    /// What it does to lines.
    pub(crate) fn in_line(&self) -> InLine<'_> {
        match self {
            Self::OrderPlaced1 { order, lines } => {
                joined(order, lines.iter().map(PlacedUnits::in_line))
            }
            Self::OrderPlaced { order, lines } => {
                joined(order, lines.iter().map(OrderedUnits::in_line))
            }
            Self::OrderCancelled1 { .. }
            | Self::OrderCancelled { .. }
            | Self::UnitsAllocated { .. }
            | Self::UnitsTakenBack { .. }
            | Self::PriorityChanged { .. }
            | Self::OrderHeld { .. }
            | Self::OrderResumed { .. }
            | Self::VariantRenamed { .. }
            | Self::VariantChanged { .. } => InLine::Changed(self.touched().skus),
            Self::ShopCreated { .. }
            | Self::ShopChanged { .. }
            | Self::StorefrontChanged { .. }
            | Self::LegalPageSet { .. }
            | Self::MediaAdded { .. }
            | Self::GatewaySet { .. }
            | Self::MailSet { .. }
            | Self::SuppressionLifted { .. }
            | Self::WebhookChanged { .. }
            | Self::KeyCreated { .. }
            | Self::KeyRevoked { .. }
            | Self::DayBegan { .. }
            | Self::ProductSaved { .. }
            | Self::ProductRenamed { .. }
            | Self::PoliciesChanged { .. }
            | Self::StockChanged { .. }
            | Self::StockTransferred { .. }
            | Self::LinesMoved { .. }
            | Self::PurchaseOrderCreated1 { .. }
            | Self::PurchaseOrderCreated { .. }
            | Self::PurchaseOrderChanged { .. }
            | Self::PurchaseOrderLinesChanged { .. }
            | Self::ReceiptCorrected { .. }
            | Self::MilestoneReached { .. }
            | Self::MilestoneRetracted { .. }
            | Self::ErrorDeclared { .. }
            | Self::WaitlistJoined { .. }
            | Self::WaitlistTold { .. }
            | Self::PersonErased { .. }
            | Self::GoodsReceived { .. }
            | Self::ShipmentPacked { .. }
            | Self::ShipmentReopened { .. }
            | Self::ShipmentHandedOver1 { .. }
            | Self::ShipmentHandedOver { .. }
            | Self::ShipmentDelivered { .. }
            | Self::OrderDetailsChanged { .. }
            | Self::MethodVerified { .. }
            | Self::PromisesRevised { .. }
            | Self::ClockAdvanced { .. }
            | Self::CutOffPassed { .. }
            | Self::UserCreated { .. }
            | Self::UserChanged { .. }
            | Self::SessionBegan { .. }
            | Self::SessionEnded { .. } => InLine::Stays,
            money_event!(_) => InLine::Stays,
            notice_event!(_) => InLine::Stays,
            some_order_event!(_) => InLine::Stays,
        }
    }
}

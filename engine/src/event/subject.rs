//! What an event is about.

use super::{Event, money_event, notice_event, some_order_event};
use dockline_domain::id::{Handle, OrderId, PurchaseOrderReference, Sku, UserId};
use std::fmt;

/// The one thing that an event is about. Its text is the topic by which the log finds the events of
/// that thing again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject<'a> {
    Shop,
    Product(&'a Handle),
    Sku(&'a Sku),
    Order(&'a OrderId),
    PurchaseOrder(&'a PurchaseOrderReference),
    User(&'a UserId),
}

impl fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shop => f.write_str("shop"),
            Self::Product(handle) => write!(f, "product:{handle}"),
            Self::Sku(sku) => write!(f, "sku:{sku}"),
            Self::Order(order) => write!(f, "order:{order}"),
            Self::PurchaseOrder(reference) => write!(f, "purchase_order:{reference}"),
            Self::User(user) => write!(f, "user:{user}"),
        }
    }
}

impl Subject<'_> {
    /// The topic of its events.
    pub(crate) fn topic(self) -> String {
        self.to_string()
    }
}

impl Event {
    /// What it is about.
    pub(crate) fn subject(&self) -> Subject<'_> {
        match self {
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
            | Self::PersonErased { .. }
            | Self::DayBegan { .. }
            | Self::ClockAdvanced { .. }
            | Self::CutOffPassed { .. }
            | Self::LinesMoved { .. }
            | Self::StockTransferred { .. }
            | Self::PoliciesChanged { .. }
            | Self::ErrorDeclared { .. } => Subject::Shop,
            Self::ProductSaved { handle, .. } => Subject::Product(handle),
            Self::ProductRenamed { to, .. } => Subject::Product(to),
            Self::VariantRenamed { product, .. } => Subject::Product(product),
            Self::StockChanged { sku, .. }
            | Self::WaitlistJoined { sku }
            | Self::WaitlistTold { sku, .. }
            | Self::PromisesRevised { sku, .. } => Subject::Sku(sku),
            Self::OrderPlaced1 { order, .. }
            | Self::OrderPlaced { order, .. }
            | Self::OrderCancelled1 { order, .. }
            | Self::OrderCancelled { order, .. }
            | Self::UnitsAllocated { order, .. }
            | Self::UnitsTakenBack { order, .. }
            | Self::ShipmentPacked { order, .. }
            | Self::ShipmentReopened { order, .. }
            | Self::ShipmentHandedOver1 { order, .. }
            | Self::ShipmentHandedOver { order, .. }
            | Self::ShipmentDelivered { order, .. }
            | Self::OrderHeld { order, .. }
            | Self::OrderResumed { order, .. }
            | Self::OrderDetailsChanged { order, .. }
            | Self::MethodVerified { order }
            | Self::VariantChanged { order, .. }
            | Self::PriorityChanged { order, .. } => Subject::Order(order),
            money_event!(order) => Subject::Order(order),
            notice_event!(order) => Subject::Order(order),
            some_order_event!(order) => order.as_ref().map_or(Subject::Shop, Subject::Order),
            Self::PurchaseOrderCreated1 { reference, .. }
            | Self::PurchaseOrderCreated { reference, .. }
            | Self::GoodsReceived { reference, .. }
            | Self::PurchaseOrderChanged { reference, .. }
            | Self::PurchaseOrderLinesChanged { reference, .. }
            | Self::ReceiptCorrected { reference, .. }
            | Self::MilestoneReached { reference, .. }
            | Self::MilestoneRetracted { reference, .. } => Subject::PurchaseOrder(reference),
            Self::UserCreated { user, .. }
            | Self::UserChanged { user, .. }
            | Self::SessionBegan { user }
            | Self::SessionEnded { user } => Subject::User(user),
        }
    }

    /// What it is about, as the log keeps it.
    pub(crate) fn topic(&self) -> String {
        self.subject().topic()
    }

    /// The order that it is an event of: its number becomes the version of that order.
    pub(crate) fn order(&self) -> Option<&OrderId> {
        match self.subject() {
            Subject::Order(order) => Some(order),
            Subject::Shop
            | Subject::Product(_)
            | Subject::Sku(_)
            | Subject::PurchaseOrder(_)
            | Subject::User(_) => None,
        }
    }
}

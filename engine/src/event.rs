//! The kinds of events in the log. A kind is never changed; a new meaning gets a new name.

use dockline_domain::access::Role;
use dockline_domain::id::{
    BackorderId, LocationCode, OrderId, PurchaseOrderReference, ReceiptId, ShipmentId, Sku, UserId,
};
use dockline_domain::promise::Cause;
use dockline_domain::shop::ShopRules;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What happened. The payload holds no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum Event<'a> {
    /// `shop_created.1`
    ShopCreated { slug: &'a str },
    /// `shop_changed.1`: its rules before and after. Dates of everything that waits may have moved.
    ShopChanged { before: ShopRules, rules: ShopRules },
    /// `key_created.1`
    KeyCreated { key: &'a str, name: &'a str },
    /// `key_revoked.1`
    KeyRevoked { key: &'a str, name: &'a str },
    /// `day_began.1`: availability is computed for this local date from here on.
    DayBegan { day: Date, skus: Vec<Sku> },
    /// `product_saved.1`
    ProductSaved { handle: &'a str, skus: Vec<Sku> },
    /// `policies_changed.1`: how far variants may be sold beyond stock, and so when what waits for
    /// them is expected.
    PoliciesChanged { skus: Vec<Sku> },
    /// `stock_changed.1`
    StockChanged {
        sku: &'a Sku,
        location: &'a str,
        on_hand: u32,
        reason: Option<&'a str>,
        skus: Vec<Sku>,
    },
    /// `order_placed.1`
    OrderPlaced {
        order: &'a OrderId,
        lines: Vec<PlacedUnits<'a>>,
    },
    /// `order_cancelled.1`
    OrderCancelled {
        order: &'a OrderId,
        lines: Vec<Units>,
        reason: &'a str,
    },
    /// `units_allocated.1`
    UnitsAllocated {
        order: &'a OrderId,
        sku: &'a Sku,
        quantity: u32,
    },
    /// `lines_moved.1`: dates in lines that no other event of the command names, because of an
    /// order that ships complete and waits there too.
    LinesMoved { skus: Vec<Sku> },
    /// `purchase_order_created.1`
    PurchaseOrderCreated {
        reference: &'a PurchaseOrderReference,
        skus: Vec<Sku>,
    },
    /// `purchase_order_changed.1`
    PurchaseOrderChanged {
        reference: &'a PurchaseOrderReference,
        changes: serde_json::Value,
        reason: Option<&'a str>,
        skus: Vec<Sku>,
    },
    /// `milestone_reached.1`; with the reason when the order will not come, if it was given for
    /// everybody.
    MilestoneReached {
        reference: &'a PurchaseOrderReference,
        stage: &'a str,
        public: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<&'a str>,
        skus: Vec<Sku>,
    },
    /// `milestone_retracted.1`: the event it was taken from was declared wrong; the order is at the
    /// stage `now`.
    MilestoneRetracted {
        reference: &'a PurchaseOrderReference,
        stage: &'a str,
        now: &'a str,
        event: &'a str,
        skus: Vec<Sku>,
    },
    /// `error_declared.1`: an event of the supply chain was declared wrong by its sender.
    ErrorDeclared {
        event: &'a str,
        reason: Option<&'a str>,
        corrected_by: &'a [String],
    },
    /// `waitlist_joined.1`
    WaitlistJoined { sku: &'a Sku },
    /// `person_erased.1`: whose orders are left without a person.
    PersonErased {
        orders: Vec<&'a OrderId>,
        places: usize,
    },
    /// `goods_received.1`
    GoodsReceived {
        receipt: &'a ReceiptId,
        reference: &'a PurchaseOrderReference,
        location: &'a LocationCode,
        lines: Vec<CountedUnits<'a>>,
    },
    /// `shipment_packed.1`
    ShipmentPacked {
        order: &'a OrderId,
        shipment: &'a ShipmentId,
    },
    /// `shipment_reopened.1`: units of a packed parcel were cancelled, so it has to be packed
    /// again.
    ShipmentReopened {
        order: &'a OrderId,
        shipment: &'a ShipmentId,
    },
    /// `shipment_handed_over.1`
    ShipmentHandedOver {
        order: &'a OrderId,
        shipment: &'a ShipmentId,
        carrier: &'a str,
        tracking: Option<&'a str>,
        skus: Vec<Sku>,
    },
    /// `order_held.1`
    OrderHeld { order: &'a OrderId, reason: &'a str },
    /// `order_resumed.1`
    OrderResumed { order: &'a OrderId },
    /// `order_details_changed.1`: which details, not what they say.
    OrderDetailsChanged {
        order: &'a OrderId,
        details: Vec<&'static str>,
    },
    /// `variant_changed.1`: units of an order wait for another variant from now on.
    VariantChanged {
        order: &'a OrderId,
        from: &'a Sku,
        to: &'a Sku,
        quantity: u32,
        kept_place: bool,
        skus: Vec<Sku>,
    },
    /// `priority_changed.1`: who overtakes how many units, and why.
    PriorityChanged {
        order: &'a OrderId,
        backorder: &'a BackorderId,
        sku: &'a Sku,
        from: i32,
        to: i32,
        overtaken_units: u32,
        reason: &'a str,
    },
    /// `promises_revised.1`: dates of people in line have moved. Holds a part of them when they are
    /// many.
    PromisesRevised {
        sku: &'a Sku,
        cause: Cause,
        orders: Vec<&'a OrderId>,
    },
    /// `clock_advanced.1`: a rehearsal shop's clock.
    ClockAdvanced { to: Timestamp },
    /// `user_created.1`
    UserCreated { user: &'a UserId, role: Role },
    /// `user_changed.1`: `change` is `password`, `role`, `disabled` or `enabled`.
    UserChanged { user: &'a UserId, change: &'a str },
    /// `session_began.1`
    SessionBegan { user: &'a UserId },
    /// `session_ended.1`
    SessionEnded { user: &'a UserId },
}

impl Event<'_> {
    /// The name and version of the kind.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::ShopCreated { .. } => "shop_created.1",
            Self::ShopChanged { .. } => "shop_changed.1",
            Self::KeyCreated { .. } => "key_created.1",
            Self::KeyRevoked { .. } => "key_revoked.1",
            Self::DayBegan { .. } => "day_began.1",
            Self::ProductSaved { .. } => "product_saved.1",
            Self::PoliciesChanged { .. } => "policies_changed.1",
            Self::StockChanged { .. } => "stock_changed.1",
            Self::OrderPlaced { .. } => "order_placed.1",
            Self::OrderCancelled { .. } => "order_cancelled.1",
            Self::UnitsAllocated { .. } => "units_allocated.1",
            Self::LinesMoved { .. } => "lines_moved.1",
            Self::PurchaseOrderCreated { .. } => "purchase_order_created.1",
            Self::PurchaseOrderChanged { .. } => "purchase_order_changed.1",
            Self::MilestoneReached { .. } => "milestone_reached.1",
            Self::MilestoneRetracted { .. } => "milestone_retracted.1",
            Self::ErrorDeclared { .. } => "error_declared.1",
            Self::WaitlistJoined { .. } => "waitlist_joined.1",
            Self::PersonErased { .. } => "person_erased.1",
            Self::GoodsReceived { .. } => "goods_received.1",
            Self::ShipmentPacked { .. } => "shipment_packed.1",
            Self::ShipmentReopened { .. } => "shipment_reopened.1",
            Self::ShipmentHandedOver { .. } => "shipment_handed_over.1",
            Self::OrderHeld { .. } => "order_held.1",
            Self::OrderResumed { .. } => "order_resumed.1",
            Self::OrderDetailsChanged { .. } => "order_details_changed.1",
            Self::VariantChanged { .. } => "variant_changed.1",
            Self::PriorityChanged { .. } => "priority_changed.1",
            Self::PromisesRevised { .. } => "promises_revised.1",
            Self::ClockAdvanced { .. } => "clock_advanced.1",
            Self::UserCreated { .. } => "user_created.1",
            Self::UserChanged { .. } => "user_changed.1",
            Self::SessionBegan { .. } => "session_began.1",
            Self::SessionEnded { .. } => "session_ended.1",
        }
    }

    /// What it is about.
    pub(crate) fn topic(&self) -> String {
        match self {
            Self::ShopCreated { .. }
            | Self::ShopChanged { .. }
            | Self::KeyCreated { .. }
            | Self::KeyRevoked { .. }
            | Self::PersonErased { .. }
            | Self::DayBegan { .. }
            | Self::ClockAdvanced { .. }
            | Self::LinesMoved { .. }
            | Self::PoliciesChanged { .. }
            | Self::ErrorDeclared { .. } => "shop".to_owned(),
            Self::ProductSaved { handle, .. } => format!("product:{handle}"),
            Self::StockChanged { sku, .. }
            | Self::WaitlistJoined { sku }
            | Self::PromisesRevised { sku, .. } => format!("sku:{sku}"),
            Self::OrderPlaced { order, .. }
            | Self::OrderCancelled { order, .. }
            | Self::UnitsAllocated { order, .. }
            | Self::ShipmentPacked { order, .. }
            | Self::ShipmentReopened { order, .. }
            | Self::ShipmentHandedOver { order, .. }
            | Self::OrderHeld { order, .. }
            | Self::OrderResumed { order }
            | Self::OrderDetailsChanged { order, .. }
            | Self::VariantChanged { order, .. }
            | Self::PriorityChanged { order, .. } => format!("order:{order}"),
            Self::PurchaseOrderCreated { reference, .. }
            | Self::GoodsReceived { reference, .. }
            | Self::PurchaseOrderChanged { reference, .. }
            | Self::MilestoneReached { reference, .. }
            | Self::MilestoneRetracted { reference, .. } => format!("purchase_order:{reference}"),
            Self::UserCreated { user, .. }
            | Self::UserChanged { user, .. }
            | Self::SessionBegan { user }
            | Self::SessionEnded { user } => {
                format!("user:{user}")
            }
        }
    }
}

impl Event<'_> {
    /// The order that it is an event of: its number becomes the version of that order.
    pub(crate) fn order(&self) -> Option<&OrderId> {
        match self {
            Self::OrderPlaced { order, .. }
            | Self::OrderCancelled { order, .. }
            | Self::UnitsAllocated { order, .. }
            | Self::ShipmentPacked { order, .. }
            | Self::ShipmentReopened { order, .. }
            | Self::ShipmentHandedOver { order, .. }
            | Self::OrderHeld { order, .. }
            | Self::OrderResumed { order }
            | Self::OrderDetailsChanged { order, .. }
            | Self::VariantChanged { order, .. }
            | Self::PriorityChanged { order, .. } => Some(order),
            Self::ShopCreated { .. }
            | Self::ShopChanged { .. }
            | Self::KeyCreated { .. }
            | Self::KeyRevoked { .. }
            | Self::PersonErased { .. }
            | Self::DayBegan { .. }
            | Self::ClockAdvanced { .. }
            | Self::LinesMoved { .. }
            | Self::PoliciesChanged { .. }
            | Self::ErrorDeclared { .. }
            | Self::ProductSaved { .. }
            | Self::StockChanged { .. }
            | Self::WaitlistJoined { .. }
            | Self::PromisesRevised { .. }
            | Self::PurchaseOrderCreated { .. }
            | Self::GoodsReceived { .. }
            | Self::PurchaseOrderChanged { .. }
            | Self::MilestoneReached { .. }
            | Self::MilestoneRetracted { .. }
            | Self::UserCreated { .. }
            | Self::UserChanged { .. }
            | Self::SessionBegan { .. }
            | Self::SessionEnded { .. } => None,
        }
    }
}

/// What another node, or a later start of this one, needs to know of a logged event: what it
/// touched.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Touched {
    pub(crate) sku: Option<Sku>,
    pub(crate) skus: Vec<Sku>,
    pub(crate) lines: Vec<TouchedLine>,
    pub(crate) order: Option<OrderId>,
    pub(crate) orders: Vec<OrderId>,
    pub(crate) handle: Option<String>,
}

/// A line of an event.
#[derive(Debug, Deserialize)]
pub(crate) struct TouchedLine {
    pub(crate) sku: Sku,
}

/// The kinds of events that may move the dates of people in line, with what moves them.
pub(crate) const MOVING_DATES: [(&str, Cause); 13] = [
    ("shop_changed.1", Cause::Supply),
    ("day_began.1", Cause::Supply),
    ("policies_changed.1", Cause::Supply),
    ("stock_changed.1", Cause::Supply),
    ("goods_received.1", Cause::Supply),
    ("purchase_order_created.1", Cause::Supply),
    ("purchase_order_changed.1", Cause::Supply),
    ("milestone_reached.1", Cause::Supply),
    ("milestone_retracted.1", Cause::Supply),
    ("order_cancelled.1", Cause::Line),
    ("lines_moved.1", Cause::Line),
    ("priority_changed.1", Cause::Line),
    ("variant_changed.1", Cause::Line),
];

/// Days count: what ships from stock ships so many working days from now, and nobody who ordered
/// today gets it before that. So with a new day, and with other rules of the shop, every line is
/// walked, not only those whose supply became overdue.
pub(crate) const MOVING_ALL: [&str; 2] = ["day_began.1", "shop_changed.1"];

impl Touched {
    /// Every variant that the event touched.
    pub(crate) fn into_skus(self) -> Vec<Sku> {
        self.skus
            .into_iter()
            .chain(self.sku)
            .chain(self.lines.into_iter().map(|line| line.sku))
            .collect()
    }
}

/// Units of one line of a placed order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PlacedUnits<'a> {
    pub(crate) sku: &'a Sku,
    pub(crate) from_stock: u32,
    pub(crate) queued: u32,
}

/// Units of a variant that were counted at the dock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct CountedUnits<'a> {
    pub(crate) sku: &'a Sku,
    pub(crate) quantity: u32,
    pub(crate) discrepancy: Option<&'a str>,
}

/// Units of a variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Units {
    pub(crate) sku: Sku,
    pub(crate) quantity: u32,
}

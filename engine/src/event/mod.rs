//! The log: what happened in a shop, typed both ways.
//!
//! A kind and version is one variant of [`Event`] and is never changed: a new meaning gets a new
//! version, and every version that was ever written stays readable (`engine/tests/events.golden.jsonl`).
//! No payload holds personal data. The names of kinds stand here and nowhere else.

mod hook;
mod lines;
mod moves;
mod parts;
mod subject;
#[cfg(test)]
mod tests;

pub(crate) use hook::{KINDS as TOLD_KINDS, told_as};
pub(crate) use lines::InLine;
pub(crate) use moves::Moves;
pub(crate) use parts::{
    CancelledPart, ChangedLine, Changes, CorrectedUnits, CountedUnits, Detail, EndpointChanged,
    LineDate, LineTerms, OrderedUnits, PlacedUnits, SentUnits, Units, UserChanged, Was,
};
pub(crate) use subject::Subject;

use dockline_domain::access::Role;
use dockline_domain::backorder::Actor;
use dockline_domain::dates::Window;
use dockline_domain::delay::{Channel, Choice, Kind as NoticeKind};
use dockline_domain::id::{
    BackorderId, ChargeId, EndpointId, Handle, KeyId, LocationCode, MediaId, MessageId, OrderId,
    PurchaseOrderReference, ReceiptId, RefundId, ShipmentId, ShopSlug, Sku, UserId, WithdrawalId,
};
use dockline_domain::message::Returned;
use dockline_domain::payment::charge::Tried;
use dockline_domain::payment::gateway::GatewayKind;
use dockline_domain::payment::refund::Tried as Giving;
use dockline_domain::promise::Cause;
use dockline_domain::reason::Reason;
use dockline_domain::shop::ShopRules;
use dockline_domain::storefront::{LegalPage, Storefront, Texts};
use dockline_domain::supply::Stage;
use dockline_domain::wish::PlaceAfter;
use dockline_domain::withdrawal::Step;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Declares each kind once: its name in the log, its variant, its payload.
macro_rules! events {
    ($($(#[$doc:meta])* $name:literal $variant:ident {
        $($(#[$attribute:meta])* $field:ident: $type:ty),* $(,)?
    })*) => {
        /// What happened.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind", content = "payload")]
        pub(crate) enum Event {
            $($(#[$doc])* #[serde(rename = $name)] $variant {
                $($(#[$attribute])* $field: $type),*
            }),*
        }

        /// The kind and version of an event.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) enum Kind {
            $($variant),*
        }

        impl Kind {
            /// Every kind and version that was ever written.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its name in the log.
            pub(crate) const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),*
                }
            }
        }

        impl Event {
            /// Its kind and version.
            pub(crate) fn kind(&self) -> Kind {
                match self {
                    $(Self::$variant { .. } => Kind::$variant),*
                }
            }
        }
    };
}

events! {
    "shop_created.1" ShopCreated { slug: ShopSlug }
    /// Its rules before and after. Dates of everything that waits may have moved.
    "shop_changed.1" ShopChanged { before: Box<ShopRules>, rules: Box<ShopRules> }
    "key_created.1" KeyCreated { key: KeyId, name: String }
    "key_revoked.1" KeyRevoked { key: KeyId, name: String }
    /// Availability is computed for this local date from here on. The variants are those whose
    /// supply became overdue.
    "day_began.1" DayBegan { day: Date, skus: Vec<Sku> }
    "product_saved.1" ProductSaved { handle: Handle, skus: Vec<Sku> }
    /// A product is found at another address from here on.
    "product_renamed.1" ProductRenamed { from: Handle, to: Handle, skus: Vec<Sku> }
    /// A variant has another SKU, in orders of before too: events that come later name that one.
    "variant_renamed.1" VariantRenamed { product: Handle, from: Sku, to: Sku }
    /// How far variants may be sold beyond stock, and so when what waits for them is expected.
    "policies_changed.1" PoliciesChanged { skus: Vec<Sku> }
    "stock_changed.1" StockChanged {
        sku: Sku,
        location: LocationCode,
        on_hand: u32,
        reason: Option<Reason>,
        /// The variant, unless nobody can wait for it yet.
        skus: Vec<Sku>,
    }
    "order_placed.1" OrderPlaced1 { order: OrderId, lines: Vec<PlacedUnits> }
    "order_cancelled.1" OrderCancelled1 { order: OrderId, lines: Vec<Units>, reason: Reason }
    "units_allocated.1" UnitsAllocated {
        order: OrderId,
        sku: Sku,
        quantity: u32,
        /// Whether the order was told another date with it: when these units leave.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        is_told: bool,
    }
    /// Dates in lines that no other event of the command names, because of an order that ships
    /// complete and waits there too.
    "lines_moved.1" LinesMoved { skus: Vec<Sku> }
    "purchase_order_created.1" PurchaseOrderCreated1 {
        reference: PurchaseOrderReference,
        skus: Vec<Sku>,
    }
    "purchase_order_changed.1" PurchaseOrderChanged {
        reference: PurchaseOrderReference,
        changes: Changes,
        reason: Option<String>,
        skus: Vec<Sku>,
    }
    /// With the reason when the order will not come, if it was given for everybody.
    "milestone_reached.1" MilestoneReached {
        reference: PurchaseOrderReference,
        stage: Stage,
        public: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        skus: Vec<Sku>,
    }
    /// The event it was taken from was declared wrong; the order is at the stage `now`.
    "milestone_retracted.1" MilestoneRetracted {
        reference: PurchaseOrderReference,
        stage: Stage,
        now: Stage,
        event: String,
        skus: Vec<Sku>,
    }
    /// An event of the supply chain was declared wrong by its sender.
    "error_declared.1" ErrorDeclared {
        event: String,
        reason: Option<String>,
        corrected_by: Vec<String>,
    }
    "waitlist_joined.1" WaitlistJoined { sku: Sku }
    /// How many people of a waitlist were told, and have left it.
    "waitlist_told.1" WaitlistTold { sku: Sku, people: usize }
    /// Whose orders are left without a person.
    "person_erased.1" PersonErased { orders: Vec<OrderId>, places: usize }
    "goods_received.1" GoodsReceived {
        receipt: ReceiptId,
        reference: PurchaseOrderReference,
        location: LocationCode,
        lines: Vec<CountedUnits>,
    }
    "shipment_packed.1" ShipmentPacked { order: OrderId, shipment: ShipmentId }
    /// Units of a packed parcel were cancelled, so it has to be packed again.
    "shipment_reopened.1" ShipmentReopened { order: OrderId, shipment: ShipmentId }
    "shipment_handed_over.1" ShipmentHandedOver1 {
        order: OrderId,
        shipment: ShipmentId,
        carrier: String,
        tracking: Option<String>,
        skus: Vec<Sku>,
    }
    /// The variants are those in whose lines it waits; those after it are served without it.
    "order_held.1" OrderHeld {
        order: OrderId,
        reason: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        skus: Vec<Sku>,
    }
    /// The variants are those in whose lines it waits again, and what became of its place there.
    "order_resumed.1" OrderResumed {
        order: OrderId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<PlaceAfter>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        skus: Vec<Sku>,
    }
    /// Which details, not what they say.
    "order_details_changed.1" OrderDetailsChanged { order: OrderId, details: Vec<Detail> }
    /// Units of an order wait for another variant from now on.
    "variant_changed.1" VariantChanged {
        order: OrderId,
        from: Sku,
        to: Sku,
        quantity: u32,
        kept_place: bool,
        skus: Vec<Sku>,
    }
    /// Who overtakes how many units, and why.
    "priority_changed.1" PriorityChanged {
        order: OrderId,
        backorder: BackorderId,
        sku: Sku,
        from: i32,
        to: i32,
        overtaken_units: u32,
        reason: String,
    }
    /// Dates of people in line have moved. Holds a part of them when they are many.
    "promises_revised.1" PromisesRevised { sku: Sku, cause: Cause, orders: Vec<OrderId> }
    /// A rehearsal shop's clock.
    "clock_advanced.1" ClockAdvanced { to: Timestamp }
    "user_created.1" UserCreated { user: UserId, role: Role }
    "user_changed.1" UserChanged { user: UserId, change: UserChanged }
    "session_began.1" SessionBegan { user: UserId }
    "session_ended.1" SessionEnded { user: UserId }
    /// With what figures need and tables forget: prices, places and the window that was told.
    "order_placed.2" OrderPlaced { order: OrderId, lines: Vec<OrderedUnits> }
    /// Which units they were and what they had been promised.
    "order_cancelled.2" OrderCancelled {
        order: OrderId,
        lines: Vec<Units>,
        #[serde(with = "parts::Stored")]
        reason: Reason,
        by: Actor,
        parts: Vec<CancelledPart>,
    }
    /// Which units left, for how long they were waited for, and what had been promised.
    "shipment_handed_over.2" ShipmentHandedOver {
        order: OrderId,
        shipment: ShipmentId,
        carrier: String,
        tracking: Option<String>,
        skus: Vec<Sku>,
        units: Vec<SentUnits>,
    }
    /// What was ordered of whom, and the first window.
    "purchase_order_created.2" PurchaseOrderCreated {
        reference: PurchaseOrderReference,
        supplier: String,
        lines: Vec<Units>,
        expected: Option<Window>,
        stage: Stage,
        /// Of lines that are not expected when the order is.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        own_dates: Vec<LineDate>,
    }
    /// What is ordered later on this local date counts as ordered on the next.
    "cut_off_passed.1" CutOffPassed { day: Date }
    /// A parcel has arrived, at a time that somebody states.
    "shipment_delivered.1" ShipmentDelivered { order: OrderId, shipment: ShipmentId, at: Timestamp }
    /// What a shop says of itself, as a whole.
    "storefront_changed.1" StorefrontChanged { storefront: Storefront }
    /// With its texts, so that what stood there on a day can be shown.
    "legal_page_set.1" LegalPageSet { page: LegalPage, texts: Texts }
    "media_added.1" MediaAdded { media: MediaId, media_type: String, size_bytes: i64 }
    /// Lines that are others than before. The order is `expected` then, and so is each of its lines
    /// that has no date of its own.
    "purchase_order_lines_changed.1" PurchaseOrderLinesChanged {
        reference: PurchaseOrderReference,
        lines: Vec<ChangedLine>,
        expected: Option<Window>,
        stage: Stage,
        reason: Option<String>,
        skus: Vec<Sku>,
    }
    /// Fewer units came than were counted.
    "receipt_corrected.1" ReceiptCorrected {
        receipt: ReceiptId,
        reference: PurchaseOrderReference,
        location: LocationCode,
        lines: Vec<CorrectedUnits>,
        reason: String,
        skus: Vec<Sku>,
    }
    /// Units that lie elsewhere now.
    "stock_transferred.1" StockTransferred {
        from: LocationCode,
        to: LocationCode,
        lines: Vec<Units>,
    }
    /// Units that an order had been given are not there: it waits again, where it had stood.
    "units_taken_back.1" UnitsTakenBack { order: OrderId, sku: Sku, quantity: u32 }
    /// How the shop is paid from here on; none: not by these pages. Without the account: it stands
    /// in its table.
    "gateway_set.1" GatewaySet { gateway: Option<GatewayKind> }
    /// Whether mails of the shop are really sent from here on, or kept in the console: that follows
    /// the settings of the server.
    "mail_set.1" MailSet { sent: bool }
    /// A parcel is about to leave and is to be paid first.
    "charge_due.1" ChargeDue {
        order: OrderId,
        charge: ChargeId,
        shipment: ShipmentId,
        minor: i64,
    }
    /// A charge is by so much more or less than it was: units were cancelled, or shipping goes with
    /// it now.
    "charge_changed.1" ChargeChanged { order: OrderId, charge: ChargeId, minor: i64 }
    /// Money arrived that somebody noted.
    "money_arrived.1" MoneyArrived {
        order: OrderId,
        charge: ChargeId,
        minor: i64,
        day: Date,
        note: Option<String>,
    }
    /// The gateway keeps a method by which the order is charged later. Nothing of it is here.
    "method_verified.1" MethodVerified { order: OrderId }
    /// What became of asking a gateway for the money of a charge.
    "charge_tried.1" ChargeTried { order: OrderId, charge: ChargeId, what: Tried }
    "charge_paid.1" ChargePaid { order: OrderId, charge: ChargeId }
    /// Nothing is paid with it any more.
    "charge_cancelled.1" ChargeCancelled { order: OrderId, charge: ChargeId }
    /// The shop does not ask for the rest of a charge.
    "amount_waived.1" AmountWaived {
        order: OrderId,
        charge: ChargeId,
        minor: i64,
        reason: String,
    }
    /// The units of a payment that is to be repaired wait longer, or there is more time to pay.
    "charge_extended.1" ChargeExtended { order: OrderId, charge: ChargeId, until: Timestamp }
    /// A note of money that arrived was wrong: so much of it did not come.
    "money_corrected.1" MoneyCorrected {
        order: OrderId,
        charge: ChargeId,
        minor: i64,
        reason: String,
    }
    /// Something of what was paid is to go back: by itself when it is not owed, or because somebody
    /// gives it, with why.
    "refund_due.1" RefundDue {
        order: OrderId,
        charge: ChargeId,
        refund: RefundId,
        minor: i64,
        reason: Option<String>,
        by_hand: bool,
    }
    /// What became of asking a gateway to give something back.
    "refund_tried.1" RefundTried {
        order: OrderId,
        charge: ChargeId,
        refund: RefundId,
        what: Giving,
    }
    /// With the day and the note of somebody who sent it.
    "refund_sent.1" RefundSent {
        order: OrderId,
        charge: ChargeId,
        refund: RefundId,
        minor: i64,
        day: Option<Date>,
        note: Option<String>,
    }
    /// It could not be sent, or came back.
    "refund_failed.1" RefundFailed {
        order: OrderId,
        charge: ChargeId,
        refund: RefundId,
        minor: i64,
        code: String,
    }
    /// Somebody told people of a delay: of units for which the day `told` had been promised.
    "notice_given.1" NoticeGiven {
        order: OrderId,
        notice: u32,
        sku: Sku,
        told: Date,
        notice_kind: NoticeKind,
        until: Option<Date>,
        further: Option<Date>,
        reason: Option<String>,
        channel: Channel,
        /// A mail is to tell them: it is given when that is taken.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        by_mail: bool,
    }
    /// What became of the mail with a notice: whether people were given it.
    "notice_mailed.1" NoticeMailed {
        order: OrderId,
        notice: u32,
        given: bool,
        /// The mail server had taken it, and it came back.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        bounced: bool,
        /// Nobody knows whether the mail server has taken it, but it was answered on its page.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        answered: bool,
    }
    "notice_answered.1" NoticeAnswered {
        order: OrderId,
        notice: u32,
        choice: Choice,
        channel: Channel,
    }
    /// An address that is told what happens is another one, or is told no longer.
    "webhook_changed.1" WebhookChanged { endpoint: EndpointId, change: EndpointChanged }
    /// Somebody withdrew from a contract: from that of the order, where one was found for it.
    "withdrawal_declared.1" WithdrawalDeclared { withdrawal: WithdrawalId, order: Option<OrderId> }
    /// What people of the shop did about a withdrawal.
    "withdrawal_moved.1" WithdrawalMoved {
        withdrawal: WithdrawalId,
        order: Option<OrderId>,
        what: Step,
    }
    /// A mail came back, or somebody complained of it.
    "mail_returned.1" MailReturned {
        message: MessageId,
        order: Option<OrderId>,
        what: Returned,
    }
    /// The address of a mail may be written to again.
    "suppression_lifted.1" SuppressionLifted { message: MessageId }
}

/// The kinds that tell of the money of an order, as a pattern: one line in a table of kinds.
macro_rules! money_event {
    ($order:pat) => {
        $crate::event::Event::ChargeDue { order: $order, .. }
            | $crate::event::Event::ChargeChanged { order: $order, .. }
            | $crate::event::Event::MoneyArrived { order: $order, .. }
            | $crate::event::Event::ChargeTried { order: $order, .. }
            | $crate::event::Event::ChargePaid { order: $order, .. }
            | $crate::event::Event::ChargeCancelled { order: $order, .. }
            | $crate::event::Event::AmountWaived { order: $order, .. }
            | $crate::event::Event::ChargeExtended { order: $order, .. }
            | $crate::event::Event::MoneyCorrected { order: $order, .. }
            | $crate::event::Event::RefundDue { order: $order, .. }
            | $crate::event::Event::RefundTried { order: $order, .. }
            | $crate::event::Event::RefundSent { order: $order, .. }
            | $crate::event::Event::RefundFailed { order: $order, .. }
    };
}
pub(crate) use money_event;

/// The kinds that tell of a notice of delay, as a pattern.
macro_rules! notice_event {
    ($order:pat) => {
        $crate::event::Event::NoticeGiven { order: $order, .. }
            | $crate::event::Event::NoticeMailed { order: $order, .. }
            | $crate::event::Event::NoticeAnswered { order: $order, .. }
    };
}
pub(crate) use notice_event;

/// The kinds that may tell of an order, as a pattern: it is known of some.
macro_rules! some_order_event {
    ($order:pat) => {
        $crate::event::Event::WithdrawalDeclared { order: $order, .. }
            | $crate::event::Event::WithdrawalMoved { order: $order, .. }
            | $crate::event::Event::MailReturned { order: $order, .. }
    };
}
pub(crate) use some_order_event;

/// The kinds that tell of no order, as a pattern.
macro_rules! no_order_event {
    () => {
        $crate::event::Event::ShopCreated { .. }
            | $crate::event::Event::ShopChanged { .. }
            | $crate::event::Event::StorefrontChanged { .. }
            | $crate::event::Event::LegalPageSet { .. }
            | $crate::event::Event::MediaAdded { .. }
            | $crate::event::Event::GatewaySet { .. }
            | $crate::event::Event::MailSet { .. }
            | $crate::event::Event::SuppressionLifted { .. }
            | $crate::event::Event::KeyCreated { .. }
            | $crate::event::Event::KeyRevoked { .. }
            | $crate::event::Event::DayBegan { .. }
            | $crate::event::Event::ProductSaved { .. }
            | $crate::event::Event::ProductRenamed { .. }
            | $crate::event::Event::VariantRenamed { .. }
            | $crate::event::Event::WebhookChanged { .. }
            | $crate::event::Event::PoliciesChanged { .. }
            | $crate::event::Event::StockChanged { .. }
            | $crate::event::Event::StockTransferred { .. }
            | $crate::event::Event::LinesMoved { .. }
            | $crate::event::Event::PurchaseOrderCreated1 { .. }
            | $crate::event::Event::PurchaseOrderCreated { .. }
            | $crate::event::Event::PurchaseOrderChanged { .. }
            | $crate::event::Event::PurchaseOrderLinesChanged { .. }
            | $crate::event::Event::ReceiptCorrected { .. }
            | $crate::event::Event::MilestoneReached { .. }
            | $crate::event::Event::MilestoneRetracted { .. }
            | $crate::event::Event::ErrorDeclared { .. }
            | $crate::event::Event::WaitlistJoined { .. }
            | $crate::event::Event::WaitlistTold { .. }
            | $crate::event::Event::PersonErased { .. }
            | $crate::event::Event::GoodsReceived { .. }
            | $crate::event::Event::PromisesRevised { .. }
            | $crate::event::Event::ClockAdvanced { .. }
            | $crate::event::Event::CutOffPassed { .. }
            | $crate::event::Event::UserCreated { .. }
            | $crate::event::Event::UserChanged { .. }
            | $crate::event::Event::SessionBegan { .. }
            | $crate::event::Event::SessionEnded { .. }
    };
}
pub(crate) use no_order_event;

/// Why an event of the log cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// A newer program wrote it.
    #[error("no kind {0} is known to this program")]
    Kind(String),
    /// It is not what any program should have written.
    #[error("its payload is not one of {kind}: {problem}")]
    Payload {
        /// The kind.
        kind: &'static str,
        /// What the payload lacks, or has too much.
        problem: String,
    },
}

impl Kind {
    /// The kind of a name; none for one that this program does not know.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

/// Kinds are written by their names.
impl Serialize for Kind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// What an event changed, for everybody who keeps something in memory.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Touched<'a> {
    pub(crate) skus: Vec<&'a Sku>,
    pub(crate) orders: Vec<&'a OrderId>,
    pub(crate) products: Vec<&'a Handle>,
}

impl<'a> Touched<'a> {
    fn skus(skus: impl IntoIterator<Item = &'a Sku>) -> Self {
        Self {
            skus: skus.into_iter().collect(),
            ..Self::default()
        }
    }

    fn skus_of<Line>(lines: &'a [Line], sku: fn(&Line) -> &Sku) -> Self {
        Self::skus(lines.iter().map(sku))
    }

    fn order_of<Line>(order: &'a OrderId, lines: &'a [Line], sku: fn(&Line) -> &Sku) -> Self {
        Self::order(order, lines.iter().map(sku))
    }

    fn orders(orders: &'a [OrderId]) -> Self {
        Self {
            orders: orders.iter().collect(),
            ..Self::default()
        }
    }

    fn maybe(order: Option<&'a OrderId>) -> Self {
        order.map_or_else(Self::default, |order| Self::order(order, []))
    }

    fn product(handle: &'a Handle, skus: &'a [Sku]) -> Self {
        Self {
            products: vec![handle],
            ..Self::skus(skus)
        }
    }

    fn order(order: &'a OrderId, skus: impl IntoIterator<Item = &'a Sku>) -> Self {
        Self {
            orders: vec![order],
            ..Self::skus(skus)
        }
    }
}

impl Event {
    /// Reads what the log has.
    pub(crate) fn read(kind: &str, payload: &str) -> Result<Self, Unreadable> {
        let known = Kind::named(kind).ok_or_else(|| Unreadable::Kind(kind.to_owned()))?;
        let name = known.name();
        let tagged = format!(r#"{{"kind":"{name}","payload":{payload}}}"#);
        serde_json::from_str(&tagged).map_err(|error| Unreadable::Payload {
            kind: name,
            problem: error.to_string(),
        })
    }

    /// The payload as the log keeps it.
    pub(crate) fn payload(&self) -> String {
        let mut text = serde_json::to_string(self).expect("events have JSON forms");
        // The kind has a column of its own, so only what stands between
        // `{"kind":"…","payload":` and the last brace is kept.
        text.truncate(text.len() - 1);
        text.drain(..r#"{"kind":"","payload":"#.len() + self.kind().name().len());
        text
    }

    /// What it changed.
    pub(crate) fn touched(&self) -> Touched<'_> {
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
            | Self::ErrorDeclared { .. }
            | Self::ClockAdvanced { .. }
            | Self::CutOffPassed { .. } => Touched::default(),
            Self::UserCreated { .. } | Self::UserChanged { .. } => Touched::default(),
            Self::SessionBegan { .. } | Self::SessionEnded { .. } => Touched::default(),
            Self::KeyCreated { .. } | Self::KeyRevoked { .. } => Touched::default(),
            Self::ProductSaved { handle, skus } => Touched::product(handle, skus),
            Self::ProductRenamed { from, to, skus } => Touched {
                products: vec![from, to],
                ..Touched::skus(skus)
            },
            Self::VariantRenamed { product, from, to } => Touched {
                products: vec![product],
                ..Touched::skus([from, to])
            },
            Self::DayBegan { skus, .. }
            | Self::PoliciesChanged { skus }
            | Self::LinesMoved { skus }
            | Self::PurchaseOrderCreated1 { skus, .. }
            | Self::PurchaseOrderChanged { skus, .. }
            | Self::PurchaseOrderLinesChanged { skus, .. }
            | Self::ReceiptCorrected { skus, .. }
            | Self::MilestoneReached { skus, .. }
            | Self::MilestoneRetracted { skus, .. } => Touched::skus(skus),
            Self::PurchaseOrderCreated { lines, .. } => Touched::skus_of(lines, |line| &line.sku),
            Self::StockTransferred { lines, .. } => Touched::skus_of(lines, |line| &line.sku),
            Self::GoodsReceived { lines, .. } => Touched::skus_of(lines, |line| &line.sku),
            Self::WaitlistJoined { sku }
            | Self::WaitlistTold { sku, .. }
            | Self::StockChanged { sku, .. } => Touched::skus([sku]),
            Self::PersonErased { orders, .. } => Touched::orders(orders),
            Self::PromisesRevised { sku, orders, .. } => Touched {
                orders: orders.iter().collect(),
                ..Touched::skus([sku])
            },
            Self::OrderPlaced1 { order, lines } => Touched::order_of(order, lines, |one| &one.sku),
            Self::OrderPlaced { order, lines } => Touched::order_of(order, lines, |one| &one.sku),
            Self::OrderCancelled1 { order, lines, .. }
            | Self::OrderCancelled { order, lines, .. } => {
                Touched::order(order, lines.iter().map(|line| &line.sku))
            }
            Self::UnitsAllocated { order, sku, .. }
            | Self::UnitsTakenBack { order, sku, .. }
            | Self::PriorityChanged { order, sku, .. } => Touched::order(order, [sku]),
            Self::ShipmentHandedOver1 { order, skus, .. }
            | Self::ShipmentHandedOver { order, skus, .. }
            | Self::OrderHeld { order, skus, .. }
            | Self::OrderResumed { order, skus, .. }
            | Self::VariantChanged { order, skus, .. } => Touched::order(order, skus),
            money_event!(order) => Touched::order(order, []),
            notice_event!(order) => Touched::order(order, []),
            some_order_event!(order) => Touched::maybe(order.as_ref()),
            Self::ShipmentPacked { order, .. }
            | Self::ShipmentReopened { order, .. }
            | Self::ShipmentDelivered { order, .. }
            | Self::MethodVerified { order }
            | Self::OrderDetailsChanged { order, .. } => Touched::order(order, []),
        }
    }

    /// The SKUs in an event of an order. The log has those of then; who reads it may bring them up to
    /// date.
    pub(crate) fn skus_of_order(&mut self) -> Vec<&mut Sku> {
        match self {
            Self::OrderPlaced1 { lines, .. } => lines.iter_mut().map(|one| &mut one.sku).collect(),
            Self::OrderPlaced { lines, .. } => lines.iter_mut().map(|one| &mut one.sku).collect(),
            Self::OrderCancelled1 { lines, .. } | Self::OrderCancelled { lines, .. } => {
                lines.iter_mut().map(|one| &mut one.sku).collect()
            }
            Self::UnitsAllocated { sku, .. }
            | Self::UnitsTakenBack { sku, .. }
            | Self::PriorityChanged { sku, .. }
            | Self::NoticeGiven { sku, .. } => vec![sku],
            Self::VariantChanged { from, to, skus, .. } => {
                skus.iter_mut().chain([from, to]).collect()
            }
            Self::ShipmentHandedOver { skus, units, .. } => {
                let sent = units.iter_mut().map(|one| &mut one.sku);
                skus.iter_mut().chain(sent).collect()
            }
            Self::ShipmentHandedOver1 { skus, .. }
            | Self::OrderHeld { skus, .. }
            | Self::OrderResumed { skus, .. } => skus.iter_mut().collect(),
            // What else happens to an order names its variants by nothing.
            Self::ShipmentPacked { .. }
            | Self::ShipmentReopened { .. }
            | Self::ShipmentDelivered { .. }
            | Self::MethodVerified { .. }
            | Self::OrderDetailsChanged { .. }
            | Self::NoticeMailed { .. }
            | Self::NoticeAnswered { .. } => Vec::new(),
            money_event!(_) => Vec::new(),
            some_order_event!(_) => Vec::new(),
            no_order_event!() => Vec::new(),
        }
    }

    /// What somebody wrote freely into an event of an order, after the name of the field. Nobody
    /// can know whether it names a person.
    pub(crate) fn free_text(&self) -> Option<(&'static str, &str)> {
        let text = match self {
            Self::OrderCancelled1 { reason, .. } | Self::OrderCancelled { reason, .. } => {
                reason.given().map(|text| ("reason", text))
            }
            Self::OrderHeld { reason, .. } | Self::PriorityChanged { reason, .. } => {
                Some(("reason", reason.as_str()))
            }
            Self::AmountWaived { reason, .. } | Self::MoneyCorrected { reason, .. } => {
                Some(("reason", reason.as_str()))
            }
            Self::NoticeGiven { reason, .. } | Self::RefundDue { reason, .. } => {
                reason.as_deref().map(|text| ("reason", text))
            }
            Self::MoneyArrived { note, .. } | Self::RefundSent { note, .. } => {
                note.as_deref().map(|text| ("note", text))
            }
            Self::ShipmentHandedOver1 { tracking, .. }
            | Self::ShipmentHandedOver { tracking, .. } => {
                tracking.as_deref().map(|text| ("tracking", text))
            }
            Self::OrderPlaced1 { .. }
            | Self::OrderPlaced { .. }
            | Self::UnitsAllocated { .. }
            | Self::UnitsTakenBack { .. }
            | Self::ShipmentPacked { .. }
            | Self::ShipmentReopened { .. }
            | Self::ShipmentDelivered { .. }
            | Self::OrderResumed { .. }
            | Self::OrderDetailsChanged { .. }
            | Self::ChargeDue { .. }
            | Self::ChargeChanged { .. }
            | Self::MethodVerified { .. }
            | Self::ChargeTried { .. }
            | Self::ChargePaid { .. }
            | Self::ChargeCancelled { .. }
            | Self::ChargeExtended { .. }
            | Self::RefundTried { .. }
            | Self::RefundFailed { .. }
            | Self::NoticeMailed { .. }
            | Self::NoticeAnswered { .. }
            | Self::VariantChanged { .. } => None,
            some_order_event!(_) => None,
            no_order_event!() => None,
        };
        text.filter(|(_, text)| !text.is_empty())
    }
}

/// Events of some kinds, as one state of the database has them.
pub(crate) struct Batch {
    /// With their numbers, oldest first.
    pub(crate) events: Vec<(i64, Event)>,
    /// The event after which they were read.
    pub(crate) from: i64,
    /// The event up to which nothing else of these kinds has happened.
    pub(crate) upto: i64,
}

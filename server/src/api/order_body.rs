//! An order as its owner may see it.

use dockline_domain::backorder::{Actor, State};
use dockline_domain::money::Money;
use dockline_domain::promise::Standing;
use dockline_view::{
    BackorderView, HistoryEntry, HistoryKind, Milestone, OrderLineView, OrderView, PaymentState,
    PaymentView, PromiseView, Shop, SupplyNews,
};
use dockline_words::link;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::address::AddressBody;
use super::charges::ChargeBody;
use super::gateway::TransferBody;
use super::notices::NoticeBody;
use super::product_body::options;
use super::refunds::OrderRefundBody;
use super::schema::{MoneyBody, PartBody, WindowBody, stage_words};
use super::shop_transit::ArrivalBody;

/// An order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Order)]
pub struct OrderBody {
    /// `ord_…`
    order: String,
    /// Its number: the first order of a shop has 1, and each the next.
    number: i64,
    /// Its number as people read it, with what the shop writes before it.
    reference: String,
    /// The shop's name in URLs.
    shop: String,
    /// `waiting`, `on_hold`, `allocated`, `packed`, `shipped`, `delivered` or `cancelled`: where
    /// the slowest part stands.
    state: &'static str,
    /// Its page.
    status_url: String,
    #[schema(value_type = String, format = DateTime)]
    placed_at: Timestamp,
    /// `as_available` or `complete`.
    #[schema(value_type = String)]
    ship: dockline_domain::order::Ship,
    /// Useless after this local date.
    #[schema(value_type = Option<String>, format = Date)]
    needed_by: Option<Date>,
    /// Mail address, masked.
    #[schema(example = "a…@example.com")]
    email: String,
    /// Where the parcel goes, as it is written on it.
    address: Option<String>,
    /// The same in parts, where it was told so.
    address_parts: Option<AddressBody>,
    lines: Vec<OrderLineBody>,
    /// Price of everything not cancelled, with shipping.
    total: MoneyBody,
    /// Of that, for shipping: charged once, with the first parcel.
    shipping: MoneyBody,
    /// How it is paid; absent for one that is not paid by way of these pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    payment: Option<PaymentBody>,
    /// What fell due so far, in the order in which it did; absent likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    charges: Option<Vec<ChargeBody>>,
    /// What goes back of that, the oldest first; absent likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    refunds: Option<Vec<OrderRefundBody>>,
    /// The notices of delay that were given for it.
    notices: Vec<NoticeBody>,
    /// What happened, oldest first.
    history: Vec<HistoryBody>,
    /// Newer is greater, within a shop.
    version: i64,
}

/// How an order is paid.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Payment)]
pub struct PaymentBody {
    /// `none`: no method has to be named in advance. `wanted`: a card is to be named, until `by`, at
    /// `url`. `verified`: it is charged just before each parcel ships. `action`: the bank wants to
    /// hear from the shopper, at `url`. `failed`: the bank declined; another card is named at `url`.
    /// `lapsed`: no card was named in time, and the order was cancelled.
    state: &'static str,
    /// `manual`: by transfer. `simulator`: by a gateway that is only played.
    kind: &'static str,
    /// Where the shopper does what there is to do; else the page on which it stands.
    url: String,
    /// Until when a card has to be named.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, format = DateTime, required = false)]
    by: Option<Timestamp>,
    /// The card that is charged.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    method: Option<MethodBody>,
    /// What came so far, less what goes back.
    paid: MoneyBody,
    /// What is asked for now.
    due: MoneyBody,
    /// What falls due with parcels to come, each just before it leaves.
    later: MoneyBody,
    /// Where transfers go.
    transfer: TransferBody,
}

/// What is known of a card.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaymentMethod)]
pub struct MethodBody {
    /// Its network.
    #[schema(example = "Visa")]
    brand: String,
    /// Its last four digits.
    #[schema(example = "4242")]
    last4: String,
    /// The month of its end.
    #[schema(example = "2031-12")]
    expires: String,
}

impl PaymentBody {
    fn new(order: &OrderView, payment: &PaymentView, public_url: &str) -> Self {
        let money = |minor| {
            MoneyBody::from(Money {
                minor,
                currency: order.total.currency,
            })
        };
        let state = payment.state();
        let is_on_page = payment.gateway.kind.is_hosted() && state != PaymentState::None;
        let path = if is_on_page {
            link::pay(&order.token)
        } else {
            link::order(&order.token)
        };
        let method = payment.method.as_ref();
        Self {
            state: state.name(),
            kind: payment.gateway.kind.name(),
            url: format!("{public_url}{path}"),
            by: method.and_then(|method| method.by),
            method: method.and_then(|method| {
                let card = method.card.clone()?;
                Some(MethodBody {
                    brand: card.brand,
                    last4: card.last4,
                    expires: card.expires,
                })
            }),
            paid: money(payment.paid_minor()),
            due: money(payment.due_minor()),
            later: money(order.later_minor()),
            transfer: (&payment.gateway.transfer).into(),
        }
    }
}

/// A line of an order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderLine)]
pub struct OrderLineBody {
    sku: String,
    /// The product's title when it was ordered.
    title: String,
    /// The variant's options when it was ordered.
    #[serde(serialize_with = "options::serialize")]
    #[schema(value_type = BTreeMap<String, String>)]
    options: Vec<dockline_domain::catalogue::OptionValue>,
    /// Units ordered.
    quantity: u32,
    /// Price of one unit when it was ordered.
    price: MoneyBody,
    /// Its units by state.
    backorders: Vec<BackorderBody>,
}

/// Units of an order line in one state.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Backorder)]
pub struct BackorderBody {
    /// `bo_…`
    id: String,
    quantity: u32,
    /// `queued`, `held`, `allocated`, `released`, `packed`, `shipped`, `delivered`, `on_hold` or
    /// `cancelled`.
    state: &'static str,
    /// Why, when it is cancelled or on hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Who cancelled it: `shopper`, `merchant` or `system`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    cancelled_by: Option<Actor>,
    /// Who carries it, once it is shipped.
    #[serde(skip_serializing_if = "Option::is_none")]
    carrier: Option<String>,
    /// The carrier's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    tracking: Option<String>,
    /// Place in line of its first unit, while it waits.
    position: Option<u32>,
    /// That place when it was placed.
    position_at_placement: Option<u32>,
    /// When its units are expected to ship, while it waits.
    parts: Vec<PartBody>,
    /// The window in which supply implies today that it ships, while it waits.
    expected: Option<WindowBody>,
    /// When they arrive in the country that the shop names first, while they have not left; absent
    /// where the shop has not set how long parcels take.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = ArrivalBody, required = false)]
    arrive: Option<ArrivalBody>,
    /// The window its shopper was told last.
    promised: Option<WindowBody>,
    /// All that was told, oldest first.
    promises: Vec<PromiseBody>,
    /// How the last promise stands.
    standing: StandingBody,
    /// What is known about the supply that serves its first unit, while it waits.
    supply: Option<SupplyBody>,
}

/// What a shopper was told.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Promise)]
pub struct PromiseBody {
    #[schema(value_type = String, format = DateTime)]
    told_at: Timestamp,
    /// Null when there was no date.
    window: Option<WindowBody>,
    /// Why it changed; null for the first.
    reason: Option<String>,
    /// What it rests on.
    basis: Option<String>,
    /// What moved it: `supply`, `line`, `wish`, `hold` when it went on after it was held, or `here`
    /// when the units had come; null for the first.
    #[schema(value_type = Option<String>)]
    cause: Option<dockline_domain::promise::Cause>,
}

/// What was told against what is expected today.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Standing)]
pub struct StandingBody {
    /// `as_promised`, `earlier`, `later`, `undated` or `being_confirmed`.
    state: &'static str,
    /// Calendar days between the latest dates, when it is earlier or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<i32>,
}

/// What a shopper may know about inbound supply.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Supply)]
pub struct SupplyBody {
    /// Where the goods are.
    #[schema(schema_with = stage_words)]
    stage: dockline_domain::supply::Stage,
    /// When they are expected at the dock.
    expected: Option<WindowBody>,
    /// The recorded reason for the date.
    basis: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    last_confirmed_at: Timestamp,
    /// The date has passed and is being confirmed again.
    overdue: bool,
    /// Oldest first.
    milestones: Vec<PublicMilestone>,
}

/// A dated fact about inbound supply.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicMilestone {
    #[schema(schema_with = stage_words)]
    stage: dockline_domain::supply::Stage,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    note: Option<String>,
}

/// Something that happened to an order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HistoryEntry)]
pub struct HistoryBody {
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// `placed`, `allocated`, `packed`, `shipped`, `held`, `resumed`, `details_changed`,
    /// `variant_changed`, `priority_changed` or `cancelled`.
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sku: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<u32>,
}

impl OrderBody {
    /// The order as its link shows it.
    pub fn new(order: &OrderView, public_url: &str) -> Self {
        Self {
            order: order.id.to_string(),
            number: order.number,
            reference: order.reference.clone(),
            shop: order.shop.slug.to_string(),
            state: order.state.name(),
            status_url: format!("{public_url}/o/{}", order.token),
            placed_at: order.placed_at,
            ship: order.ship,
            needed_by: order.needed_by,
            email: masked(order.person.email.as_str()),
            address: order.address.clone(),
            address_parts: order.address_parts.as_ref().map(AddressBody::from),
            lines: order
                .lines
                .iter()
                .map(|line| OrderLineBody::new(line, &order.shop))
                .collect(),
            total: order.total.into(),
            shipping: order.shipping.into(),
            payment: order
                .payment
                .as_ref()
                .map(|payment| PaymentBody::new(order, payment, public_url)),
            charges: order
                .payment
                .as_ref()
                .map(|payment| payment.charges.iter().map(ChargeBody::from).collect()),
            refunds: order
                .payment
                .as_ref()
                .map(|payment| payment.refunds.iter().map(OrderRefundBody::from).collect()),
            notices: NoticeBody::of(order),
            history: order.history.iter().map(HistoryBody::from).collect(),
            version: order.version,
        }
    }
}

/// The first letter and the domain: enough to recognise one's own address.
fn masked(email: &str) -> String {
    let (local, domain) = email.rsplit_once('@').unwrap_or((email, ""));
    let first: String = local.chars().take(1).collect();
    format!("{first}…@{domain}")
}

impl OrderLineBody {
    fn new(line: &OrderLineView, shop: &Shop) -> Self {
        let backorders = line.backorders.iter();
        Self {
            sku: line.sku.to_string(),
            title: line.title.clone(),
            options: line.options.clone(),
            quantity: line.quantity,
            price: line.price.into(),
            backorders: backorders
                .map(|one| BackorderBody::new(one, shop))
                .collect(),
        }
    }
}

/// When units that have not left arrive, by when they are expected to leave or were told to.
fn arrive(backorder: &BackorderView, shop: &Shop) -> Option<ArrivalBody> {
    let told = backorder.promises.last().and_then(|told| told.window);
    let leaves = backorder.expected.or(told);
    let waits = backorder.state.may_be_cancelled();
    let leaves = leaves.filter(|window| waits && window.latest() >= shop.day);
    ArrivalBody::of(&shop.rules, leaves)
}

impl BackorderBody {
    fn new(backorder: &BackorderView, shop: &Shop) -> Self {
        let mut body = Self {
            id: backorder.id.to_string(),
            quantity: backorder.quantity,
            state: backorder.state.name(),
            reason: None,
            cancelled_by: None,
            carrier: None,
            tracking: None,
            position: backorder.position,
            position_at_placement: backorder.position_at_placement,
            parts: backorder.parts.iter().map(PartBody::from).collect(),
            expected: backorder.expected.map(WindowBody::from),
            arrive: arrive(backorder, shop),
            promised: backorder
                .promises
                .last()
                .and_then(|promise| promise.window)
                .map(WindowBody::from),
            promises: backorder.promises.iter().map(PromiseBody::from).collect(),
            standing: backorder.standing.into(),
            supply: backorder.news.as_ref().map(SupplyBody::from),
        };
        match &backorder.state {
            State::Queued
            | State::Allocated
            | State::Released
            | State::Packed
            | State::Delivered => {}
            State::Held { reason } | State::OnHold { reason, .. } => {
                body.reason = Some(reason.clone());
            }
            State::Shipped { carrier, tracking } => {
                (body.carrier, body.tracking) = (Some(carrier.clone()), tracking.clone());
            }
            State::Cancelled { reason, by } => {
                (body.reason, body.cancelled_by) = (Some(reason.text().to_owned()), Some(*by));
            }
        }
        body
    }
}

impl From<&PromiseView> for PromiseBody {
    fn from(promise: &PromiseView) -> Self {
        Self {
            told_at: promise.told_at,
            window: promise.window.map(WindowBody::from),
            reason: promise.reason.clone(),
            basis: promise.basis.clone(),
            cause: promise.cause,
        }
    }
}

impl From<Standing> for StandingBody {
    fn from(standing: Standing) -> Self {
        let (state, days) = match standing {
            Standing::AsPromised => ("as_promised", None),
            Standing::Earlier { days } => ("earlier", Some(days)),
            Standing::Later { days } => ("later", Some(days)),
            Standing::Undated => ("undated", None),
            Standing::BeingConfirmed => ("being_confirmed", None),
        };
        Self { state, days }
    }
}

impl From<&SupplyNews> for SupplyBody {
    fn from(news: &SupplyNews) -> Self {
        Self {
            stage: news.stage,
            expected: news.expected.map(WindowBody::from),
            basis: news.basis.clone(),
            last_confirmed_at: news.confirmed_at,
            overdue: news.overdue,
            milestones: news.milestones.iter().map(PublicMilestone::from).collect(),
        }
    }
}

impl From<&Milestone> for PublicMilestone {
    fn from(milestone: &Milestone) -> Self {
        Self {
            stage: milestone.stage,
            at: milestone.at,
            note: milestone.note.clone(),
        }
    }
}

impl From<&HistoryEntry> for HistoryBody {
    fn from(entry: &HistoryEntry) -> Self {
        let (kind, of) = match &entry.kind {
            HistoryKind::Placed => ("placed", None),
            HistoryKind::Allocated { sku, quantity } => ("allocated", Some((sku, *quantity))),
            HistoryKind::TakenBack { sku, quantity } => ("taken_back", Some((sku, *quantity))),
            HistoryKind::ChargeDue { .. } => ("charge_due", None),
            HistoryKind::MoneyArrived { .. } => ("money_arrived", None),
            HistoryKind::MoneyReturned { .. } => ("money_returned", None),
            HistoryKind::Packed => ("packed", None),
            HistoryKind::Shipped { .. } => ("shipped", None),
            HistoryKind::Delivered { .. } => ("delivered", None),
            HistoryKind::Held { .. } => ("held", None),
            HistoryKind::Resumed { .. } => ("resumed", None),
            HistoryKind::DetailsChanged => ("details_changed", None),
            HistoryKind::VariantChanged { to, quantity, .. } => {
                ("variant_changed", Some((to, *quantity)))
            }
            HistoryKind::PriorityChanged { .. } => ("priority_changed", None),
            HistoryKind::Cancelled { sku, quantity } => ("cancelled", Some((sku, *quantity))),
        };
        Self {
            at: entry.at,
            kind,
            sku: of.map(|(sku, _)| sku.to_string()),
            quantity: of.map(|(_, quantity)| quantity),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_address_is_masked() {
        assert_eq!(super::masked("ada@example.com"), "a…@example.com");
        assert_eq!(super::masked("é@example.com"), "é…@example.com");
    }
}

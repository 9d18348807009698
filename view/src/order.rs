//! An order as its owner may see it.

use crate::{DelayView, NoticeView, PaymentView, Shop, SupplyNews};
use dockline_domain::address::Address;
use dockline_domain::availability::Part;
use dockline_domain::backorder::{OrderState, State};
use dockline_domain::catalogue::OptionValue;
use dockline_domain::dates::Window;
use dockline_domain::id::{BackorderId, Handle, OrderId, Sku};
use dockline_domain::money::Money;
use dockline_domain::order::{Person, Ship};
use dockline_domain::promise::{Cause, Standing};
use dockline_domain::wish::PlaceAfter;
use jiff::Timestamp;
use jiff::civil::Date;
use std::sync::Arc;

/// An order as its owner may see it.
#[derive(Debug, Clone)]
pub struct OrderView {
    /// Its shop.
    pub shop: Arc<Shop>,
    /// Its id.
    pub id: OrderId,
    /// Its number for people, unique in the shop.
    pub number: i64,
    /// The number as people read it: with what the shop writes before it.
    pub reference: String,
    /// The secret of its page's link.
    pub token: String,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// How it ships.
    pub ship: Ship,
    /// Useless to the shopper after this date.
    pub needed_by: Option<Date>,
    /// Where it is: where the part of it stands that is furthest behind.
    pub state: OrderState,
    /// Who placed it.
    pub person: Person,
    /// Where the parcel goes, as it is written on it.
    pub address: Option<String>,
    /// The same in parts, where it was told so.
    pub address_parts: Option<Address>,
    /// What was ordered.
    pub lines: Vec<OrderLineView>,
    /// Price of everything not cancelled, with shipping.
    pub total: Money,
    /// Of that, for shipping: charged once, with the first parcel; nothing when everything is
    /// cancelled.
    pub shipping: Money,
    /// How it is paid; none for one that is not paid by way of these pages.
    pub payment: Option<PaymentView>,
    /// What the law of delay says of its units; nothing where the shop keeps none for it.
    pub delays: Vec<DelayView>,
    /// All notices of delay that were given, oldest first, also those whose line has changed since.
    pub notices: Vec<NoticeView>,
    /// What happened, oldest first.
    pub history: Vec<HistoryEntry>,
    /// What the history names besides the lines: variants of which nothing is ordered any more, as
    /// the catalogue has them.
    pub former: Vec<FormerGoods>,
    /// The newest version of anything in it.
    pub version: i64,
    /// When that came to be.
    pub as_of: Timestamp,
}

impl OrderView {
    /// What will fall due with parcels to come, in minor units; nothing where nothing is to come, or
    /// where it is paid elsewhere.
    pub fn later_minor(&self) -> i64 {
        let Some(payment) = &self.payment else {
            return 0;
        };
        let is_to_come = |state: &State| match state {
            State::Queued | State::Held { .. } | State::OnHold { .. } => true,
            // Here, and not asked for yet.
            State::Allocated => payment.due_minor() == 0,
            State::Released
            | State::Packed
            | State::Shipped { .. }
            | State::Delivered
            | State::Cancelled { .. } => false,
        };
        let mut units = self.lines.iter().flat_map(|line| &line.backorders);
        if !units.any(|one| is_to_come(&one.state)) {
            return 0;
        }
        let asked: i64 = payment
            .charges
            .iter()
            .filter(|charge| charge.state.is_live())
            .map(|charge| charge.amount.minor)
            .sum();
        (self.total.minor - asked).max(0)
    }

    /// The units that a notice of delay is about, those that still wait first; none where no line has
    /// it any more.
    pub fn noticed(&self, notice: u32) -> Option<&DelayView> {
        let has = |delay: &&DelayView| delay.notices.iter().any(|one| one.number == notice);
        let lines = self.delays.iter().filter(has);
        lines.min_by_key(|delay| !delay.waits)
    }

    /// The title and the options of a variant that the order holds or held.
    pub fn goods(&self, sku: &Sku) -> Option<(&str, &[OptionValue])> {
        let line = self
            .lines
            .iter()
            .find(|line| line.sku == *sku)
            .map(|line| (line.title.as_str(), line.options.as_slice()));
        line.or_else(|| {
            self.former
                .iter()
                .find(|goods| goods.sku == *sku)
                .map(|goods| (goods.title.as_str(), goods.options.as_slice()))
        })
    }
}

/// A variant that an order held once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerGoods {
    /// Which variant.
    pub sku: Sku,
    /// The product's title now.
    pub title: String,
    /// The variant's options now.
    pub options: Vec<OptionValue>,
}

/// One line of an order.
#[derive(Debug, Clone)]
pub struct OrderLineView {
    /// What.
    pub sku: Sku,
    /// The product's handle, while it is in the catalogue.
    pub handle: Option<Handle>,
    /// Whether the product has another variant to change to.
    pub has_others: bool,
    /// The product's title when it was ordered.
    pub title: String,
    /// The variant's options when it was ordered.
    pub options: Vec<OptionValue>,
    /// Its picture.
    pub image: Option<String>,
    /// How many were ordered.
    pub quantity: u32,
    /// Price of one unit when it was ordered.
    pub price: Money,
    /// Its units by state.
    pub backorders: Vec<BackorderView>,
}

/// A quantity of an order line in one state.
#[derive(Debug, Clone)]
pub struct BackorderView {
    /// Its id.
    pub id: BackorderId,
    /// How many units.
    pub quantity: u32,
    /// Where it is.
    pub state: State,
    /// Place in line of its first unit, while it waits.
    pub position: Option<u32>,
    /// Place in line when it was placed, if it had to wait.
    pub position_at_placement: Option<u32>,
    /// When its units are expected to ship, while it waits.
    pub parts: Vec<Part>,
    /// The window those parts imply.
    pub expected: Option<Window>,
    /// What was told, oldest first; never empty.
    pub promises: Vec<PromiseView>,
    /// How the last promise stands.
    pub standing: Standing,
    /// What is known about the supply that serves its first waiting unit.
    pub news: Option<SupplyNews>,
    /// The same of what serves the others, when that is other supply.
    pub later_news: Vec<SupplyNews>,
}

/// What a shopper was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseView {
    /// When.
    pub told_at: Timestamp,
    /// The event with which it was told.
    pub seq: i64,
    /// The window; `None` when there was no date.
    pub window: Option<Window>,
    /// Why it changed; `None` for the first.
    pub reason: Option<String>,
    /// What it rests on.
    pub basis: Option<String>,
    /// What moved it; `None` for the first.
    pub cause: Option<Cause>,
}

/// Something that happened to an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: HistoryKind,
}

/// What may happen to an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryKind {
    /// It was placed.
    Placed,
    /// Units were given to it.
    Allocated {
        /// Of what.
        sku: Sku,
        /// How many.
        quantity: u32,
    },
    /// Units that it had been given are not there: they were counted wrongly, or broke.
    TakenBack {
        /// Of what.
        sku: Sku,
        /// How many.
        quantity: u32,
    },
    /// Units went into a parcel that was closed.
    Packed,
    /// A parcel was given to the carrier.
    Shipped {
        /// Who carries it.
        carrier: String,
        /// The carrier's number.
        tracking: Option<String>,
    },
    /// A parcel has arrived.
    Delivered {
        /// When, as somebody stated it.
        at: Timestamp,
    },
    /// It was stopped.
    Held {
        /// Why.
        reason: String,
    },
    /// It goes on.
    Resumed {
        /// What became of its place in line, where it had one.
        place: Option<PlaceAfter>,
    },
    /// Where it goes or by when it is needed was changed.
    DetailsChanged,
    /// Units wait for another variant.
    VariantChanged {
        /// What they waited for.
        from: Sku,
        /// What they wait for.
        to: Sku,
        /// How many.
        quantity: u32,
        /// Whether they kept their place in line.
        kept_place: bool,
    },
    /// It was given another priority.
    PriorityChanged {
        /// Whether it goes before others from then on.
        raised: bool,
    },
    /// A parcel is about to leave and is to be paid.
    ChargeDue {
        /// How much, in minor units.
        minor: i64,
    },
    /// Money arrived.
    MoneyArrived {
        /// How much, in minor units.
        minor: i64,
    },
    /// Money went back.
    MoneyReturned {
        /// How much, in minor units.
        minor: i64,
    },
    /// Units were cancelled.
    Cancelled {
        /// Of what.
        sku: Sku,
        /// How many.
        quantity: u32,
    },
}

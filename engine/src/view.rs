//! What readers see: plain values, computed once per version and shared.

pub mod console;

use dockline_domain::access::Role;
use dockline_domain::availability::{Availability, Part, Today, VariantSupply};
use dockline_domain::backorder::State;
use dockline_domain::catalogue::{OptionValue, ProductDraft};
use dockline_domain::dates::Window;
use dockline_domain::id::{
    BackorderId, Handle, OrderId, PersonId, PurchaseOrderReference, ShopId, ShopSlug, Sku, UserId,
};
use dockline_domain::money::Money;
use dockline_domain::order::{Person, Ship};
use dockline_domain::promise::{Cause, OnTimeRecord, Standing};
use dockline_domain::scope::Scopes;
use dockline_domain::shop::{ShopProfile, ShopRules};
use dockline_domain::supply::Stage;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// A shop as of one version of its log.
#[derive(Debug, Clone)]
pub struct Shop {
    /// Its id.
    pub id: ShopId,
    /// Its name in URLs.
    pub slug: ShopSlug,
    /// How it presents itself.
    pub profile: ShopProfile,
    /// What its merchant decided.
    pub rules: ShopRules,
    /// Its time zone.
    pub zone: TimeZone,
    /// The local date on which its availability is computed; it moves by an event of the log.
    pub day: Date,
    /// Whether its clock can be advanced.
    pub rehearsal: bool,
    /// By how much its clock is ahead of the machine's, in milliseconds: 0 but for rehearsal shops.
    pub clock_ahead_ms: i64,
}

impl Shop {
    /// The time in the shop when the machine's is `now`.
    pub fn time(&self, now: Timestamp) -> Timestamp {
        now.saturating_add(jiff::SignedDuration::from_millis(self.clock_ahead_ms))
            .unwrap_or(now)
    }

    /// The calendar for calculations.
    pub fn today(&self) -> Today<'_> {
        Today {
            rules: &self.rules,
            date: self.day,
            zone: &self.zone,
        }
    }
}

/// A key of a program of the merchant, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Its id in the log.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is refused.
    pub expires_at: Option<Timestamp>,
    /// The beginning of the day (UTC) of its last use.
    pub last_used_at: Option<Timestamp>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// Everything that decides and explains the availability of one variant, as of one version.
#[derive(Debug, Clone)]
pub struct VariantSnapshot {
    /// Its shop.
    pub shop: Arc<Shop>,
    /// Which variant.
    pub sku: Sku,
    /// The product it belongs to.
    pub handle: Handle,
    /// The shop's sequence number of the last change of it: newer is greater.
    pub version: i64,
    /// When that change happened.
    pub as_of: Timestamp,
    /// Stock, line, inbound supply and policy.
    pub supply: VariantSupply,
    /// What is known about its inbound supply, in serving order.
    pub news: Arc<Vec<SupplyNews>>,
    /// How often its dates were kept.
    pub record: OnTimeRecord,
}

impl VariantSnapshot {
    /// What a shopper who asks now for `quantity` units can have.
    pub fn availability(&self, quantity: u32) -> Availability {
        self.supply.availability(quantity, self.shop.today())
    }
}

/// Somebody who wants to hear when a variant is back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitlistView {
    /// Who.
    pub person: PersonId,
    /// Where to write.
    pub email: String,
    /// In which language.
    pub locale: String,
    /// Since when.
    pub joined_at: Timestamp,
}

/// What a shopper may know of one purchase order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplyNews {
    /// The merchant's number of it. Not shown to shoppers: match parts by it.
    pub purchase_order: PurchaseOrderReference,
    /// Units ordered of this variant.
    pub quantity: u32,
    /// Units still open.
    pub open: u32,
    /// When it is expected at the dock.
    pub expected: Option<Window>,
    /// Where it is.
    pub stage: Stage,
    /// The recorded reason for the date.
    pub basis: Option<String>,
    /// Why the date is not the one before.
    pub reason: Option<String>,
    /// When the date was last confirmed.
    pub confirmed_at: Timestamp,
    /// Its latest date has passed without a receipt.
    pub overdue: bool,
    /// The public milestones, oldest first; of each stage the first, and every one that says
    /// something.
    pub milestones: Vec<Milestone>,
    /// Each time its date moved, newest first.
    pub moves: Vec<DateMove>,
}

/// A date of a purchase order that is not the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateMove {
    /// Number of the event that moved it.
    pub seq: i64,
    /// When it moved.
    pub at: Timestamp,
    /// When the goods were expected at the dock until then.
    pub before: Option<Window>,
    /// When they are expected since.
    pub after: Option<Window>,
    /// Why, in the merchant's words.
    pub reason: Option<String>,
}

/// A dated fact about a purchase order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    /// The stage it reached.
    pub stage: Stage,
    /// When.
    pub at: Timestamp,
    /// What the merchant says about it.
    pub note: Option<String>,
}

/// Something that became of a product's supply, as shoppers may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplyChange {
    /// Names it for ever, within the shop; says nothing about the merchant's suppliers.
    pub id: String,
    /// When it happened.
    pub at: Timestamp,
    /// The variants that the purchase order is about.
    pub skus: Vec<Sku>,
    /// What happened.
    pub kind: SupplyChangeKind,
}

/// What may become of supply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SupplyChangeKind {
    /// It reached a stage.
    Reached {
        /// Which.
        stage: Stage,
        /// What the merchant says about it.
        note: Option<String>,
    },
    /// It is expected at the dock at another time.
    Moved {
        /// The window before; `None` when there was none.
        before: Option<Window>,
        /// The window from then on; `None` when nobody can say any more.
        after: Option<Window>,
        /// Why: the merchant's words.
        reason: Option<String>,
    },
}

/// A product with the availability of its variants.
#[derive(Debug, Clone)]
pub struct ProductView {
    /// Its shop.
    pub shop: Arc<Shop>,
    /// Its texts and variants.
    pub product: Arc<ProductDraft>,
    /// The snapshots of its variants, in the order of `product.variants`.
    pub snapshots: Vec<Arc<VariantSnapshot>>,
    /// The newest version of anything in it.
    pub version: i64,
    /// The version of its texts and variants alone: what a merchant's change of it rests on.
    pub product_version: i64,
}

/// A page of a shop's catalogue.
#[derive(Debug, Clone)]
pub struct CataloguePage {
    /// Its shop.
    pub shop: Arc<Shop>,
    /// The products.
    pub products: Vec<ProductView>,
    /// Where the next page begins; `None` at the end.
    pub next_cursor: Option<String>,
}

/// An order as its owner may see it.
#[derive(Debug, Clone)]
pub struct OrderView {
    /// Its shop.
    pub shop: Arc<Shop>,
    /// Its id.
    pub id: OrderId,
    /// Its number for people, unique in the shop.
    pub number: i64,
    /// The secret of its page's link.
    pub token: String,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// How it ships.
    pub ship: Ship,
    /// Useless to the shopper after this date.
    pub needed_by: Option<Date>,
    /// One word for where it is: `waiting`, `allocated`, `packed`, `shipped`, `delivered`,
    /// `on_hold` or `cancelled`.
    pub state: &'static str,
    /// Who placed it.
    pub person: Person,
    /// Where the parcel goes, as the person wrote it.
    pub address: Option<String>,
    /// What was ordered.
    pub lines: Vec<OrderLineView>,
    /// Price of everything not cancelled, with shipping.
    pub total: Money,
    /// Of that, for shipping: charged once, with the first parcel; nothing when everything is
    /// cancelled.
    pub shipping: Money,
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
}

/// What a shopper was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseView {
    /// When.
    pub told_at: Timestamp,
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
    /// Units went into a parcel that was closed.
    Packed,
    /// A parcel was given to the carrier.
    Shipped {
        /// Who carries it.
        carrier: String,
        /// The carrier's number.
        tracking: Option<String>,
    },
    /// It was stopped.
    Held {
        /// Why.
        reason: String,
    },
    /// It goes on.
    Resumed,
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
    /// Units were cancelled.
    Cancelled {
        /// Of what.
        sku: Sku,
        /// How many.
        quantity: u32,
    },
}

/// One of the merchant's people.
#[derive(Clone)]
pub struct User {
    /// Its id: what the log names.
    pub id: UserId,
    /// The mail address it logs in with.
    pub email: String,
    /// What it is called.
    pub name: Option<String>,
    /// What it is there for.
    pub role: Role,
}

impl User {
    /// The name, or the mail address of somebody without one.
    pub fn called(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.email)
    }
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User")
            .field("id", &self.id)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

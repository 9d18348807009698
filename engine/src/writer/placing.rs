//! Placing an order. The hot path: many placements are decided in memory and written together.

use crate::error::{ExecuteError, ShortLine};
use crate::event::{Event, OrderedUnits};
use crate::fold;
use crate::live::LineChange;
use crate::secret::{new_order_id, new_person_id, new_token};
use crate::store::backorders::{self, WrittenBackorder};
use crate::store::json::json;
use crate::store::orders::{self, Item, NewLine, NewOrder, PersonRow};
use crate::store::promises::{self, NewPromise};
use crate::store::shipments::{self, NewShipment};
use crate::store::{Rows, Write};
use dockline_domain::address::Destination;
use dockline_domain::availability::{Part, VariantSupply};
use dockline_domain::backorder::OrderState;
use dockline_domain::catalogue::ProductDraft;
use dockline_domain::dates::Window;
use dockline_domain::id::{OrderId, PersonId, ShopId, Sku};
use dockline_domain::input::FieldError;
use dockline_domain::limits;
use dockline_domain::money::Money;
use dockline_domain::order::{NotAvailable, OrderLine, Person, PlacedLine, Ship, place};
use dockline_domain::ordering::OrderPrefix;
use dockline_domain::price::{Price, PricedLine, Shipping};
use dockline_domain::refusal::Refusal;
use dockline_domain::told::Told;
use dockline_view::{Shop, VariantSnapshot};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What an order takes from stock goes into its first parcel.
const FIRST_SHIPMENT: u32 = 1;

/// Place an order: all of it or nothing.
#[derive(Debug, Clone)]
pub struct PlaceOrder {
    /// Who orders.
    pub person: Person,
    /// What, each SKU once: see [`dockline_domain::order::merge_lines`].
    pub lines: Vec<OrderLine>,
    /// How it ships.
    pub ship: Ship,
    /// Useless after this date.
    pub needed_by: Option<Date>,
    /// Where it goes, if that was said.
    pub destination: Option<Destination>,
    /// What the shopper was told that it costs: at another price nothing is placed.
    pub expected_total: Option<Money>,
    /// The dates the shopper was told: with others nothing is placed.
    pub told: Option<Told>,
}

/// What an order is decided on: all but who gets it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) lines: &'a [OrderLine],
    pub(crate) ship: Ship,
    /// Where it goes; the outer `None` asks for no address.
    #[expect(
        clippy::option_option,
        reason = "a quote, an order without an address and one with it"
    )]
    pub(crate) destination: Option<Option<&'a Destination>>,
    pub(crate) expected_total: Option<Money>,
    pub(crate) told: Option<&'a Told>,
}

impl PlaceOrder {
    pub(crate) fn wanted(&self) -> Wanted<'_> {
        Wanted {
            lines: &self.lines,
            ship: self.ship,
            destination: Some(self.destination.as_ref()),
            expected_total: self.expected_total,
            told: self.told.as_ref(),
        }
    }
}

/// The numbers that an order gets.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numbers {
    /// Its own.
    pub(crate) order: i64,
    /// That of the event that places it.
    pub(crate) event: i64,
}

/// A placed order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedOrder {
    /// Its id.
    pub order: OrderId,
    /// Its number for people.
    pub number: i64,
    /// What stands before it.
    #[serde(default)]
    pub prefix: OrderPrefix,
    /// The number of the event that placed it; 0 in answers that an older program kept, whose
    /// `number` it is.
    #[serde(default)]
    pub version: i64,
    /// The secret of its page's link.
    pub token: String,
    /// `Waiting` when part of it waits, otherwise `Allocated`.
    pub state: OrderState,
    /// What was placed.
    pub lines: Vec<PlacedOrderLine>,
    /// Price of everything.
    pub total: Money,
    /// Of that, for shipping, in minor units.
    #[serde(default)]
    pub shipping_minor: i64,
    /// When.
    pub placed_at: Timestamp,
}

/// A line of a placed order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedOrderLine {
    /// What.
    pub sku: Sku,
    /// How many.
    pub quantity: u32,
    /// Place in line of the first unit that waits.
    pub position: Option<u32>,
    /// How it ships.
    pub parts: Vec<Part>,
    /// The window told to the shopper.
    pub promised: Option<Window>,
}

/// What the writer keeps of a variant that can be ordered.
#[derive(Debug, Clone)]
pub(crate) struct Placing {
    pub(crate) snapshot: Arc<VariantSnapshot>,
    pub(crate) price: Money,
    /// Title, options and picture as JSON, copied into each order line.
    pub(crate) item: Arc<str>,
}

/// The rows that placements write, collected over a batch.
#[derive(Debug)]
pub(crate) struct OrderRows {
    persons: Rows,
    orders: Rows,
    lines: Rows,
    backorders: Rows,
    promises: Rows,
    shipments: Rows,
}

impl Default for OrderRows {
    fn default() -> Self {
        Self {
            persons: orders::persons(),
            orders: orders::orders(),
            lines: orders::lines_of_orders(),
            backorders: backorders::inserted(),
            promises: promises::inserted(),
            shipments: shipments::inserted(),
        }
    }
}

impl OrderRows {
    /// All of them, to be written.
    pub(crate) fn writes(self) -> [Write; 6] {
        [
            self.persons,
            self.orders,
            self.lines,
            self.backorders,
            self.promises,
            self.shipments,
        ]
        .map(Rows::write)
    }
}

/// A decided placement: nothing is written yet.
pub(crate) struct Decided {
    pub(crate) answer: PlacedOrder,
    pub(crate) placed: Vec<PlacedLine>,
    pub(crate) supplies: BTreeMap<Sku, VariantSupply>,
    /// What it pays for shipping, in minor units.
    pub(crate) shipping_minor: i64,
    pub(crate) total: Money,
    /// By which gateway it is paid.
    gateway: Option<u32>,
    /// The number of its event.
    seq: i64,
}

/// Brings snapshots and products together to what the writer keeps.
pub(crate) fn items<'p>(
    snapshots: Vec<VariantSnapshot>,
    products: impl IntoIterator<Item = &'p ProductDraft>,
) -> Vec<(Sku, Placing)> {
    let variants = |draft: &'p ProductDraft| {
        let variants = draft.variants.iter();
        variants.map(move |variant| (&variant.sku, (draft, variant)))
    };
    let by_sku: HashMap<&Sku, _> = products.into_iter().flat_map(variants).collect();
    snapshots
        .into_iter()
        .filter_map(|snapshot| {
            let (draft, variant) = by_sku.get(&snapshot.sku)?;
            let item = Item::of(draft, variant);
            let item = Arc::from(json(&item));
            Some((
                snapshot.sku.clone(),
                Placing {
                    price: variant.price,
                    item,
                    snapshot: Arc::new(snapshot),
                },
            ))
        })
        .collect()
}

/// Decides a placement in memory.
pub(crate) fn decide(
    wanted: Wanted<'_>,
    shop: &Shop,
    variants: &HashMap<Sku, Placing>,
    held: &BTreeMap<Sku, u32>,
    at: Timestamp,
    numbers: Numbers,
) -> Result<Decided, ExecuteError> {
    let rules = &shop.rules.orders;
    if let Some(to) = wanted.destination {
        rules
            .check_destination(to)
            .map_err(|error| ExecuteError::Invalid(vec![error]))?;
    }
    within_order(wanted.lines, rules.per_order)?;
    let unknown = unknown_skus(wanted.lines, variants);
    if let Some((first, _)) = unknown.first() {
        let name = wanted.lines[*first].sku.to_string();
        return Err(ExecuteError::NotFound {
            what: "SKU",
            name,
            pointer: Some(format!("/lines/{first}/sku")),
        });
    }
    let mut supplies: BTreeMap<Sku, VariantSupply> = wanted
        .lines
        .iter()
        .map(|line| {
            (
                line.sku.clone(),
                variants[&line.sku].snapshot.supply.clone(),
            )
        })
        .collect();
    // What was told is compared before what a customer has already: otherwise a wrong price would
    // ask, without ordering, whether an address has ordered.
    if !held.is_empty() {
        let mut supplies = supplies.clone();
        let (lines, nothing) = (wanted.lines, BTreeMap::new());
        if let Ok(placed) = place(lines, wanted.ship, &mut supplies, &nothing, shop.today()) {
            price_as_told(&wanted, &placed, variants, shop)?;
        }
    }
    let placed = place(wanted.lines, wanted.ship, &mut supplies, held, shop.today())
        .map_err(|short| not_available(short, variants))?;
    let price = price_as_told(&wanted, &placed, variants, shop)?;
    let answer = PlacedOrder {
        order: new_order_id(at),
        number: numbers.order,
        prefix: rules.order_prefix.clone(),
        version: numbers.event,
        token: new_token(&shop.id, at),
        state: if placed.iter().any(|line| line.queued > 0) {
            OrderState::Waiting
        } else {
            OrderState::Allocated
        },
        lines: placed.iter().map(placed_line).collect(),
        shipping_minor: price.shipping.minor,
        total: price.total,
        placed_at: at,
    };
    Ok(Decided {
        answer,
        placed,
        supplies,
        shipping_minor: price.shipping.minor,
        total: price.total,
        gateway: shop.gateway,
        seq: numbers.event,
    })
}

/// The price, where it and the dates are what the shopper was told, and the gateway takes it.
fn price_as_told(
    wanted: &Wanted<'_>,
    placed: &[PlacedLine],
    variants: &HashMap<Sku, Placing>,
    shop: &Shop,
) -> Result<Price, ExecuteError> {
    let price = price(placed, variants, shop)?;
    as_told(wanted.expected_total, price.total)?;
    is_taken(shop, price.total)?;
    if wanted
        .told
        .is_some_and(|told| *told != Told::of(placed, wanted.ship))
    {
        return Err(Refusal::DatesChanged.into());
    }
    Ok(price)
}

/// Nobody waits for something that the gateway will never take the money of.
fn is_taken(shop: &Shop, total: Money) -> Result<(), ExecuteError> {
    let taken = shop.gateway_kind.map_or(Ok(()), |kind| kind.takes(total));
    taken.map_err(|refused| ExecuteError::field("/lines", refused.0))
}

/// An order costs what the shopper was told.
fn as_told(expected: Option<Money>, now: Money) -> Result<(), ExecuteError> {
    match expected {
        Some(expected) if expected != now => Err(Refusal::PriceChanged { expected, now }.into()),
        _ => Ok(()),
    }
}

/// An order has no more units than the shop's rule allows.
fn within_order(lines: &[OrderLine], limit: Option<u32>) -> Result<(), ExecuteError> {
    let units: u64 = lines
        .iter()
        .map(|line| u64::from(line.quantity.units()))
        .sum();
    match limit {
        Some(limit) if units > u64::from(limit) => Err(Refusal::PerOrder { limit }.into()),
        _ => Ok(()),
    }
}

fn unknown_skus(lines: &[OrderLine], variants: &HashMap<Sku, Placing>) -> Vec<(usize, FieldError)> {
    let unknown = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !variants.contains_key(&line.sku));
    unknown
        .map(|(number, _)| {
            (
                number,
                FieldError::new(format!("/lines/{number}/sku"), "must be a SKU of this shop"),
            )
        })
        .collect()
}

fn not_available(short: NotAvailable, variants: &HashMap<Sku, Placing>) -> ExecuteError {
    let line = |(sku, wanted, shortfall): (Sku, u32, _)| ShortLine {
        snapshot: Arc::clone(&variants[&sku].snapshot),
        sku,
        wanted,
        shortfall,
    };
    ExecuteError::NotAvailable(short.lines.into_iter().map(line).collect())
}

fn price(
    placed: &[PlacedLine],
    variants: &HashMap<Sku, Placing>,
    shop: &Shop,
) -> Result<Price, ExecuteError> {
    let lines: Vec<PricedLine> = placed
        .iter()
        .map(|line| PricedLine {
            price: variants[&line.sku].price,
            quantity: line.quantity.units(),
        })
        .collect();
    let shipping = Shipping::ByRule(shop.rules.shipping);
    lines
        .first()
        .and_then(|first| Price::of(first.price.currency, &lines, 0, shipping).ok())
        .filter(|price| price.total.minor <= limits::JSON_NUMBER_MAX)
        .ok_or_else(|| {
            ExecuteError::field(
                "/lines",
                "the order's total is out of range or mixes currencies",
            )
        })
}

fn placed_line(line: &PlacedLine) -> PlacedOrderLine {
    PlacedOrderLine {
        sku: line.sku.clone(),
        quantity: line.quantity.units(),
        position: line.position,
        parts: line.parts.clone(),
        promised: line.promised,
    }
}

/// The person whom an order is for.
fn person_row<'a>(
    person: &'a Person,
    (address, parts): (Option<&'a str>, Option<&'a str>),
    shop: &'a ShopId,
    id: &'a PersonId,
    order: &'a OrderId,
    at: i64,
) -> PersonRow<'a> {
    PersonRow {
        shop,
        id,
        order: Some(order),
        email: person.email.as_str(),
        name: &person.name,
        locale: &person.locale,
        at,
        email_folded: fold::address(person.email.as_str()),
        name_folded: fold::text(&person.name),
        address,
        address_parts: parts,
    }
}

/// On what the date of a part rests, where a purchase order serves it.
fn basis<'a>(part: &Part, snapshot: &'a VariantSnapshot) -> Option<&'a str> {
    let mut news = snapshot.news.iter();
    news.find(|news| news.serves(part))?.basis.as_deref()
}

impl Decided {
    /// The event of the placement.
    pub(crate) fn event(&self, variants: &HashMap<Sku, Placing>) -> Event {
        let units = |line: &PlacedLine| {
            let variant = &variants[&line.sku];
            OrderedUnits {
                sku: line.sku.clone(),
                from_stock: line.from_stock,
                queued: line.queued,
                price_minor: variant.price.minor,
                currency: variant.price.currency,
                position: line.position,
                promised: if line.queued > 0 {
                    line.promised_waiting
                } else {
                    line.promised
                },
                kind: variant.snapshot.supply.policy.kind,
            }
        };
        Event::OrderPlaced {
            order: self.answer.order.clone(),
            lines: self.placed.iter().map(units).collect(),
        }
    }

    /// Adds the rows of the placement to those of the batch, and tells how the lines change.
    pub(crate) fn write(
        &self,
        command: &PlaceOrder,
        shop: &ShopId,
        variants: &HashMap<Sku, Placing>,
        rows: &mut OrderRows,
        lines: &mut Vec<LineChange>,
    ) {
        let order = &self.answer.order;
        let at = self.answer.placed_at.as_millisecond();
        let person = new_person_id(self.answer.placed_at);
        self.write_person(command, shop, &person, rows);
        rows.orders.push(&NewOrder {
            shop,
            id: order,
            number: self.answer.number,
            prefix: self.answer.prefix.as_str(),
            seq: self.seq,
            token: &self.answer.token,
            person: &person,
            ship: command.ship,
            needed_by: command.needed_by,
            currency: self.total.currency,
            shipping_minor: self.shipping_minor,
            at,
            gateway: self.gateway,
        });
        if self.placed.iter().any(|line| line.from_stock > 0) {
            rows.shipments.push(&NewShipment {
                shop,
                order,
                number: FIRST_SHIPMENT,
                at,
                seq: self.seq,
            });
        }
        let mut backorder = 0;
        for (number, line) in (1..).zip(&self.placed) {
            let variant = &variants[&line.sku];
            rows.lines.push(&NewLine {
                shop,
                order,
                number,
                sku: &line.sku,
                quantity: line.quantity.units(),
                price_minor: variant.price.minor,
                item: &variant.item,
            });
            for (quantity, waits) in [(line.from_stock, false), (line.queued, true)] {
                if quantity > 0 {
                    backorder += 1;
                    self.write_backorder(
                        shop,
                        line,
                        backorder,
                        quantity,
                        waits,
                        &variant.snapshot,
                        rows,
                        lines,
                    );
                }
            }
        }
    }

    fn write_person(
        &self,
        command: &PlaceOrder,
        shop: &ShopId,
        person: &PersonId,
        rows: &mut OrderRows,
    ) {
        let order = &self.answer.order;
        let at = self.answer.placed_at.as_millisecond();
        let to = command.destination.as_ref();
        let address = to.map(Destination::text);
        let parts = to.and_then(Destination::parts).map(json);
        rows.persons.push(&person_row(
            &command.person,
            (address.as_deref(), parts.as_deref()),
            shop,
            person,
            order,
            at,
        ));
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one row of each of three kinds is made from all of these"
    )]
    fn write_backorder(
        &self,
        shop: &ShopId,
        line: &PlacedLine,
        number: u32,
        quantity: u32,
        waits: bool,
        snapshot: &VariantSnapshot,
        rows: &mut OrderRows,
        lines: &mut Vec<LineChange>,
    ) {
        let order = &self.answer.order;
        let (state, window, part) = if waits {
            (
                "queued",
                line.promised_waiting,
                line.parts.iter().find(|part| part.purchase_order.is_some()),
            )
        } else {
            ("allocated", line.parts.first().and_then(Part::window), None)
        };
        rows.backorders.push(&WrittenBackorder {
            shop,
            order,
            number,
            sku: &line.sku,
            quantity,
            state,
            state_data: None,
            rank: 0,
            placed_seq: self.seq,
            position: line.position.filter(|_| waits),
            shipment: (!waits).then_some(FIRST_SHIPMENT),
            location: None,
        });
        rows.promises.push(&NewPromise {
            shop,
            order,
            backorder: number,
            number: 1,
            at: self.answer.placed_at.as_millisecond(),
            earliest: window.map(Window::earliest),
            latest: window.map(Window::latest),
            reason: None,
            basis: part.and_then(|part| basis(part, snapshot)),
            seq: self.seq,
            cause: None,
        });
        if waits {
            lines.push(LineChange::joined(
                order, number, self.seq, &line.sku, quantity,
            ));
        }
    }
}

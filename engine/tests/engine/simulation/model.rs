//! What should be there: a shop in plain maps. It knows nothing of how the engine works.

use super::rows::Rows;
use dockline_domain::dates::Window;
use dockline_domain::id::{OrderId, ReceiptId};
use dockline_domain::supply::Stage;
use dockline_view::Shop;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// A place in line, in the order of the line: by SKU, priority, sequence. Orders are numbered by
/// the simulation.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    pub sku: String,
    pub rank: i64,
    pub seq: i64,
    pub order: usize,
    pub number: u32,
}

impl std::fmt::Debug for Spot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            sku,
            rank,
            seq,
            order,
            number,
        } = self;
        write!(f, "{sku} at {rank}/{seq} for order {order}#{number}")
    }
}

/// Units in a parcel that has not left.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    pub order: usize,
    pub sku: String,
    pub state: String,
    pub shipment: u32,
    pub location: Option<String>,
}

pub struct Order {
    pub id: String,
    pub email: String,
    pub complete: bool,
}

impl Order {
    pub fn order(&self) -> OrderId {
        OrderId::parse(&self.id).expect("it was an id before")
    }
}

/// Units ordered, received and given up.
pub type Counted = (u32, u32, u32);

/// A line of a purchase order, and when it is expected if that is not when the order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub counted: Counted,
    pub own: Option<Window>,
}

impl Line {
    pub fn open(self) -> u32 {
        let (ordered, received, given_up) = self.counted;
        ordered.saturating_sub(received + given_up)
    }
}

/// A SKU, and which of the order's lines of it.
pub type LineKey = (String, u32);

pub struct PurchaseOrder {
    pub reference: String,
    pub lines: BTreeMap<LineKey, Line>,
    pub expected: Option<Window>,
    pub stage: Stage,
}

impl PurchaseOrder {
    /// Units of a SKU that are still coming.
    pub fn open(&self, sku: &str) -> u32 {
        let lines = self.lines.iter().filter(|((of, _), _)| of == sku);
        lines.map(|(_, line)| line.open()).sum()
    }

    pub fn is_complete(&self) -> bool {
        self.lines.values().all(|line| line.open() == 0)
    }

    pub fn has_ended(&self) -> bool {
        matches!(self.stage, Stage::Received | Stage::Cancelled)
    }

    /// Nothing is open any more: it was received, unless nothing ever came.
    pub fn end_if_complete(&mut self) {
        if self.is_complete() && self.stage != Stage::Received {
            let nothing_came = self.lines.values().all(|line| line.counted.1 == 0);
            self.stage = if nothing_came {
                Stage::Cancelled
            } else {
                Stage::Received
            };
        }
    }

    /// The open lines of a SKU, the one that is expected first before the others.
    pub fn filled_first(&self, sku: &str) -> Vec<LineKey> {
        let mut open: Vec<_> = self
            .lines
            .iter()
            .filter(|((of, _), line)| of == sku && line.open() > 0)
            .map(|(key, line)| {
                let when = line.own.or(self.expected);
                let when = when.map(|when| (when.latest(), when.earliest()));
                (when.is_none(), when, key.clone())
            })
            .collect();
        open.sort();
        open.into_iter().map(|(.., key)| key).collect()
    }
}

/// Units by order and SKU.
pub type ByLine = BTreeMap<(usize, String), u32>;

pub struct ShopModel {
    pub shop: Arc<Shop>,
    pub orders: Vec<Order>,
    pub index: HashMap<String, usize>,
    pub ordered: ByLine,
    pub line: BTreeMap<Spot, u32>,
    /// What was stopped while it waited, at the place that it left.
    pub stopped: BTreeMap<Spot, u32>,
    pub held: BTreeMap<Held, u32>,
    /// Backorders that have units, by order and number.
    pub given: BTreeSet<(String, u32)>,
    pub shipped: ByLine,
    pub cancelled: ByLine,
    pub on_hand: BTreeMap<(String, String), u32>,
    pub purchase_orders: Vec<PurchaseOrder>,
    pub receipts: Vec<Receipt>,
    /// How many days what is sold beyond supply takes now.
    pub lead_days: (u16, u16),
    /// The newest sequence seen in any line.
    pub newest: i64,
}

/// What the rows say, in the terms of the model.
#[derive(Default)]
pub struct Seen {
    pub line: BTreeMap<Spot, u32>,
    pub stopped: BTreeMap<Spot, u32>,
    pub held: BTreeMap<Held, u32>,
}

/// Units that were not there: order, SKU, number of the backorder that waits for them, units.
pub type Returned = (usize, String, u32, u32);

/// What was counted at a dock, and may turn out to be wrong.
#[derive(Clone)]
pub struct Receipt {
    pub id: ReceiptId,
    pub order: usize,
    pub location: String,
    /// Of each line: units, and whether it was said that they are all.
    pub lines: BTreeMap<LineKey, (u32, bool)>,
}

/// What is known of a step besides what it did to the model.
#[derive(Default)]
pub struct Step {
    /// Lines that must have been served by it.
    pub served: BTreeSet<String>,
    /// Units taken out of parcels of an order: which parcels is not told.
    pub cancelled: Option<(usize, BTreeMap<String, u32>)>,
    /// The parcel that was closed: where its units come from is not told.
    pub packed: Option<(usize, u32)>,
    /// Where goods arrived, and how many.
    pub dock: Option<(String, BTreeMap<String, u32>)>,
    /// Units that orders gave back into the line, with the number of each backorder that waits.
    pub returned: Vec<Returned>,
    /// Units given to people in line by the answer, if it tells.
    pub answered: Option<BTreeMap<(usize, String), u32>>,
}

/// The number of a backorder that is not known yet.
pub const UNKNOWN: u32 = u32::MAX;
/// A place at the end of the line whose number is not known yet.
pub const AT_END: i64 = i64::MAX;

impl ShopModel {
    pub fn new(shop: Arc<Shop>) -> Self {
        Self {
            shop,
            orders: Vec::new(),
            index: HashMap::new(),
            ordered: ByLine::new(),
            line: BTreeMap::new(),
            stopped: BTreeMap::new(),
            held: BTreeMap::new(),
            given: BTreeSet::new(),
            shipped: ByLine::new(),
            cancelled: ByLine::new(),
            on_hand: BTreeMap::new(),
            purchase_orders: Vec::new(),
            receipts: Vec::new(),
            lead_days: super::LEAD_DAYS,
            newest: 0,
        }
    }

    pub fn queued(&self, sku: &str) -> u32 {
        self.line
            .iter()
            .filter(|(spot, _)| spot.sku == sku)
            .map(|(_, units)| units)
            .sum()
    }

    /// Units in line before a place.
    pub fn ahead(&self, place: &Spot) -> u32 {
        self.line
            .iter()
            .filter(|(spot, _)| spot.sku == place.sku && *spot < place)
            .map(|(_, units)| units)
            .sum()
    }

    pub fn held_of(&self, sku: &str) -> u32 {
        self.held
            .iter()
            .filter(|(held, _)| held.sku == sku)
            .map(|(_, units)| units)
            .sum()
    }

    pub fn on_hand_of(&self, sku: &str) -> u32 {
        self.on_hand
            .iter()
            .filter(|((of, _), _)| of == sku)
            .map(|(_, units)| units)
            .sum()
    }

    pub fn reserved(&self, sku: &str, location: &str) -> u32 {
        let there = |held: &Held| held.sku == sku && held.location.as_deref() == Some(location);
        self.held
            .iter()
            .filter(|(held, _)| there(held))
            .map(|(_, units)| units)
            .sum()
    }

    /// Units on hand that nobody holds.
    pub fn free(&self, sku: &str) -> u32 {
        self.on_hand_of(sku)
            .checked_sub(self.held_of(sku))
            .expect("no more is held than is there")
    }

    /// The waiting spots of an order.
    pub fn spots(&self, order: usize) -> Vec<(Spot, u32)> {
        self.line
            .iter()
            .filter(|(spot, _)| spot.order == order)
            .map(|(spot, units)| (spot.clone(), *units))
            .collect()
    }

    /// Units of an order that can be cancelled: those that wait, and those in parcels.
    pub fn cancellable(&self, order: usize) -> BTreeMap<String, (u32, u32)> {
        let mut units: BTreeMap<String, (u32, u32)> = BTreeMap::new();
        let waits = self.line.iter().chain(&self.stopped);
        for (spot, quantity) in waits.filter(|(spot, _)| spot.order == order) {
            units.entry(spot.sku.clone()).or_default().0 += quantity;
        }
        for (held, quantity) in self.held.iter().filter(|(held, _)| held.order == order) {
            units.entry(held.sku.clone()).or_default().1 += quantity;
        }
        units
    }

    /// Orders of which something waits or is in a parcel.
    pub fn unfinished(&self) -> Vec<usize> {
        let orders = self
            .line
            .keys()
            .chain(self.stopped.keys())
            .map(|spot| spot.order)
            .chain(self.held.keys().map(|held| held.order));
        orders.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Parcels that have not left, each with the states of what is in it.
    pub fn parcels(&self) -> BTreeMap<(usize, u32), BTreeSet<String>> {
        let mut parcels: BTreeMap<(usize, u32), BTreeSet<String>> = BTreeMap::new();
        for held in self.held.keys() {
            parcels
                .entry((held.order, held.shipment))
                .or_default()
                .insert(held.state.clone());
        }
        parcels
    }

    /// What the rows say, in the terms of the model.
    pub fn seen(&self, rows: &Rows) -> Seen {
        let mut seen = Seen::default();
        for row in &rows.live {
            let order = *self
                .index
                .get(&row.order)
                .unwrap_or_else(|| panic!("an order that nobody placed: {row:?}"));
            let sku = row.sku.clone();
            if row.state == "queued" || row.state == "held" {
                assert!(
                    row.shipment.is_none() && row.location.is_none(),
                    "what waits is in a parcel: {row:?}"
                );
                let of = if row.state == "held" {
                    &mut seen.stopped
                } else {
                    &mut seen.line
                };
                of.insert(
                    Spot {
                        sku,
                        rank: row.rank,
                        seq: row.seq,
                        order,
                        number: row.number,
                    },
                    row.quantity,
                );
            } else {
                let shipment = row
                    .shipment
                    .unwrap_or_else(|| panic!("units without a parcel: {row:?}"));
                let parcel = Held {
                    order,
                    sku,
                    state: row.state.clone(),
                    shipment,
                    location: row.location.clone(),
                };
                *seen.held.entry(parcel).or_default() += row.quantity;
            }
        }
        seen
    }
}

/// Takes units away, and the entry with the last of them.
pub fn take<K: Ord + std::fmt::Debug>(from: &mut BTreeMap<K, u32>, key: &K, units: u32) {
    let left = from
        .get_mut(key)
        .unwrap_or_else(|| panic!("{key:?} is not there"));
    *left = left
        .checked_sub(units)
        .expect("no more is taken than is there");
    if *left == 0 {
        from.remove(key);
    }
}

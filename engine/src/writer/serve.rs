//! Gives free units to the people in line: the part of a command that moves goods from stock or dock into parcels.

use super::unit::Unit;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::backorders::{self, BackorderRow, FrontRow, SplitPromises};
use crate::store::receipts::AllocatedUnits;
use crate::store::shipments::{self, NewShipment, Numbers};
use crate::view::VariantSnapshot;
use dockline_domain::allocation::{Allocation, Together, Waiting, allocate};
use dockline_domain::backorder::{State, Step};
use dockline_domain::id::{BackorderId, LocationCode, OrderId, ShipmentId, Sku};
use dockline_domain::line::Place;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Most backorders that are read at once from the front of a line.
const FRONT_CHUNK: i64 = 5_000;

/// Units that have just arrived: what is given of them leaves from there.
#[derive(Debug, Clone)]
pub(crate) struct Arrived {
    pub(crate) location: LocationCode,
    pub(crate) units: BTreeMap<Sku, u32>,
}

/// Who waits at the front of some lines.
#[derive(Default)]
struct Fronts {
    rows: HashMap<BackorderId, FrontRow>,
    waiting: Vec<Waiting>,
}

/// Everything that an allocation writes.
#[derive(Default)]
struct Giving {
    changed: Vec<backorders::ChangedBackorder>,
    inserted: Vec<backorders::NewBackorder>,
    told: Vec<SplitPromises>,
    shipments: Vec<NewShipment>,
    given: Vec<AllocatedUnits>,
    /// Units that leave from where they arrived.
    at_dock: BTreeMap<Sku, u32>,
}

/// What came of an allocation.
#[derive(Debug, Default)]
pub(crate) struct Served {
    /// Who got what, in the sequence in which the line was served.
    pub(crate) given: Vec<AllocatedUnits>,
    /// Of the units that arrived, those that leave from where they arrived, by SKU.
    pub(crate) at_dock: BTreeMap<Sku, u32>,
}

impl Unit<'_> {
    /// Gives the free units of some variants to their lines, and writes the counters of every variant that changed. `snapshots` gains the other
    /// variants of orders that ship complete.
    pub(crate) async fn serve(
        &mut self,
        snapshots: &mut BTreeMap<Sku, VariantSnapshot>,
        arrived: Option<&Arrived>,
    ) -> Result<Served, ExecuteError> {
        let fronts = self.fronts(snapshots).await?;
        let mut free: BTreeMap<Sku, u32> =
            snapshots.values().map(|snapshot| (snapshot.sku.clone(), snapshot.supply.counters.free())).collect();
        let allocations = allocate(&mut free, &fronts.waiting);
        let giving = self.prepare(&allocations, &fronts.rows, arrived).await?;
        let writes = [
            backorders::change(&giving.changed),
            backorders::insert(&giving.inserted),
            backorders::copy_promises(&giving.told),
            shipments::insert(&giving.shipments),
        ];
        self.session.write(&writes).await?;
        for units in &allocations {
            let counters = &mut snapshots.get_mut(&units.sku).ok_or(ExecuteError::Internal)?.supply.counters;
            counters.queued -= units.quantity;
            counters.allocated += units.quantity;
        }
        self.save_supply(snapshots.values_mut()).await?;
        self.note_lines(allocations.iter().map(|one| &one.sku));
        Ok(Served { given: giving.given, at_dock: giving.at_dock })
    }

    /// Notes that dates in some lines may have moved, unless an event of the command has named them already.
    pub(crate) fn note_lines<'s>(&mut self, lines: impl IntoIterator<Item = &'s Sku>) {
        let before = self.events.first().map_or(self.state.seq, |event| event.seq - 1);
        let lines: BTreeSet<&Sku> = lines.into_iter().collect();
        let skus: Vec<Sku> = lines.into_iter().filter(|sku| !self.state.moved_since(sku, before)).cloned().collect();
        if !skus.is_empty() {
            self.log(&Event::LinesMoved { skus });
        }
    }

    /// Reads the fronts of the lines that have free units, as far as those can reach. An order that ships complete may take units in its other
    /// lines too, and nobody there may be overtaken: so those are served with them.
    async fn fronts(&mut self, snapshots: &mut BTreeMap<Sku, VariantSnapshot>) -> Result<Fronts, ExecuteError> {
        let mut rows: Vec<FrontRow> = Vec::new();
        let mut together: HashMap<OrderId, Vec<FrontRow>> = HashMap::new();
        let mut read: BTreeSet<Sku> = BTreeSet::new();
        loop {
            let unread: Vec<Sku> = snapshots.keys().filter(|sku| !read.contains(*sku)).cloned().collect();
            if unread.is_empty() {
                break;
            }
            let mut fronts: Vec<FrontRow> = Vec::new();
            for sku in unread {
                let counters = snapshots.get(&sku).ok_or(ExecuteError::Internal)?.supply.counters;
                if counters.queued > 0 {
                    fronts.extend(self.front(&sku, counters.free()).await?);
                }
                read.insert(sku);
            }
            together.extend(self.together(&fronts, snapshots).await?);
            rows.extend(fronts);
        }
        let waiting = rows.iter().map(|row| waiting(row, &together)).collect();
        let parts = together.into_values().flatten();
        Ok(Fronts { rows: parts.chain(rows).map(|row| (row.id(), row)).collect(), waiting })
    }

    /// Reads the front of one line, as far as `free` units can reach.
    async fn front(&mut self, sku: &Sku, free: u32) -> Result<Vec<FrontRow>, ExecuteError> {
        let shop = self.state.shop.id.clone();
        let mut rows: Vec<FrontRow> = Vec::new();
        let (mut reached, mut after): (u64, Option<Place>) = (0, None);
        while u64::from(free) > reached {
            let chunk = backorders::front(self.session, &shop, sku, after, FRONT_CHUNK).await?;
            reached += chunk.iter().filter(|row| !row.complete).map(|row| u64::from(row.quantity)).sum::<u64>();
            after = chunk.last().map(|row| row.place);
            let ended = i64::try_from(chunk.len()).unwrap_or(i64::MAX) < FRONT_CHUNK;
            rows.extend(chunk);
            if ended {
                break;
            }
        }
        Ok(rows)
    }

    /// All waiting backorders of the orders that ship complete, and the variants of those.
    async fn together(
        &mut self,
        rows: &[FrontRow],
        snapshots: &mut BTreeMap<Sku, VariantSnapshot>,
    ) -> Result<HashMap<OrderId, Vec<FrontRow>>, ExecuteError> {
        let shop = self.state.shop.id.clone();
        let orders: BTreeSet<&OrderId> = rows.iter().filter(|row| row.complete).map(|row| &row.order).collect();
        let mut together: HashMap<OrderId, Vec<FrontRow>> = HashMap::new();
        if orders.is_empty() {
            return Ok(together);
        }
        for row in backorders::waiting_of_orders(self.session, &shop, orders).await? {
            together.entry(row.order.clone()).or_default().push(row);
        }
        let parts = together.values().flatten();
        let others: BTreeSet<Sku> = parts.filter(|row| !snapshots.contains_key(&row.sku)).map(|row| row.sku.clone()).collect();
        if !others.is_empty() {
            snapshots.extend(self.variants(&others.into_iter().collect::<Vec<_>>()).await?);
        }
        Ok(together)
    }

    async fn prepare(
        &mut self,
        allocations: &[Allocation],
        rows: &HashMap<BackorderId, FrontRow>,
        arrived: Option<&Arrived>,
    ) -> Result<Giving, ExecuteError> {
        let mut giving = Giving::default();
        if allocations.is_empty() {
            return Ok(giving);
        }
        let shop = self.state.shop.id.clone();
        let taken: Option<Vec<(&Allocation, &FrontRow)>> = allocations.iter().map(|one| Some((one, rows.get(&one.backorder)?))).collect();
        let taken = taken.ok_or(ExecuteError::Internal)?;
        let orders: BTreeSet<&OrderId> = taken.iter().map(|(_, row)| &row.order).collect();
        let mut numbers = shipments::numbers(self.session, &shop, orders).await?;
        let split: BTreeSet<&OrderId> = taken.iter().filter(|(one, row)| one.quantity < row.quantity).map(|(_, row)| &row.order).collect();
        let mut last = if split.is_empty() { HashMap::new() } else { backorders::last_numbers(self.session, &shop, split).await? };
        let mut left = arrived.map(|arrived| arrived.units.clone()).unwrap_or_default();
        for (one, row) in taken {
            let at_dock = left.get_mut(&one.sku).filter(|left| **left >= one.quantity).map(|left| *left -= one.quantity);
            let location = at_dock.and(arrived).map(|arrived| arrived.location.clone());
            if location.is_some() {
                *giving.at_dock.entry(one.sku.clone()).or_default() += one.quantity;
            }
            let shipment = self.shipment_for(&row.order, &mut numbers, &mut giving);
            self.give(one, row, shipment, location, &mut last, &mut giving)?;
        }
        Ok(giving)
    }

    /// The open parcel of an order; a new one when it has none.
    fn shipment_for(&self, order: &OrderId, numbers: &mut HashMap<OrderId, Numbers>, giving: &mut Giving) -> u32 {
        let known = numbers.entry(order.clone()).or_default();
        if let Some(open) = known.open {
            return open;
        }
        let number = known.last + 1;
        *known = Numbers { last: number, open: Some(number) };
        let (shop, at) = (self.state.shop.id.clone(), self.at.as_millisecond());
        giving.shipments.push(NewShipment { shop, order: order.clone(), number, at, seq: self.state.seq });
        number
    }

    /// Gives units to one backorder; the rest of it keeps its place.
    fn give(
        &mut self,
        one: &Allocation,
        row: &FrontRow,
        shipment: u32,
        location: Option<LocationCode>,
        last: &mut HashMap<OrderId, u32>,
        giving: &mut Giving,
    ) -> Result<(), ExecuteError> {
        let shop = self.state.shop.id.clone();
        let state = State::Queued.take(Step::Allocate).map_err(|_| ExecuteError::Internal)?;
        let from = row.row();
        let mut number = row.number;
        let to = |number| BackorderRow { number, quantity: one.quantity, state, shipment: Some(shipment), location, ..from.clone() };
        if one.quantity == row.quantity {
            giving.changed.push(to(number).changed(&shop));
        } else {
            let newest = last.get_mut(&row.order).ok_or(ExecuteError::Internal)?;
            *newest += 1;
            number = *newest;
            giving.changed.push(BackorderRow { quantity: row.quantity - one.quantity, ..from.clone() }.changed(&shop));
            giving.inserted.push(to(number).inserted(&shop));
            giving.told.push(SplitPromises { shop, order: row.order.clone(), number: row.number, to: number });
        }
        self.log(&Event::UnitsAllocated { order: &row.order, sku: &one.sku, quantity: one.quantity });
        self.change_line(&one.sku, one.backorder.clone(), row.place, row.quantity - one.quantity);
        self.touch_order(&row.order);
        giving.given.push(AllocatedUnits {
            order: row.order.clone(),
            order_number: row.order_number,
            backorder: BackorderId::of(&row.order, number),
            shipment: ShipmentId::of(&row.order, shipment),
            sku: one.sku.clone(),
            quantity: one.quantity,
        });
        Ok(())
    }
}

fn waiting(row: &FrontRow, together: &HashMap<OrderId, Vec<FrontRow>>) -> Waiting {
    let part = |row: &FrontRow| Together { backorder: row.id(), sku: row.sku.clone(), place: row.place, quantity: row.quantity };
    Waiting {
        backorder: row.id(),
        order: row.order.clone(),
        sku: row.sku.clone(),
        place: row.place,
        quantity: row.quantity,
        together: together.get(&row.order).map(|parts| parts.iter().map(part).collect()),
    }
}

//! Gives free units to the people in line: the part of a command that moves goods from stock or
//! dock into parcels.

use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::Rows;
use crate::store::backorders::{self, FrontRow, WrittenBackorder};
use crate::store::promises::{self, LastTold, NewPromise, SplitPromises};
use crate::store::shipments::{self, GrownShipment, NewShipment, Numbers};
use crate::writer::turn::Turn;
use dockline_domain::allocation::{Allocation, Together, Waiting, allocate, from_dock};
use dockline_domain::backorder::{State, Step};
use dockline_domain::dates::Window;
use dockline_domain::id::{BackorderId, LocationCode, OrderId, ShipmentId, ShopId, Sku};
use dockline_domain::line::Place;
use dockline_domain::promise::{Cause, Expected, leaves, revision};
use dockline_view::{AllocatedUnits, VariantSnapshot};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Most backorders that are read at once from the front of a line.
const FRONT_CHUNK: i64 = 5_000;

/// Units that have just arrived: what is given of them leaves from there.
#[derive(Debug)]
pub(crate) struct Arrived<'a> {
    pub(crate) location: &'a LocationCode,
    pub(crate) units: BTreeMap<&'a Sku, u32>,
}

/// Who waits at the front of some lines.
#[derive(Default)]
struct Fronts {
    rows: HashMap<BackorderId, FrontRow>,
    waiting: Vec<Waiting>,
}

/// Everything that an allocation writes.
struct Giving {
    changed: Rows,
    inserted: Rows,
    /// What those who are split off were told as well.
    told: Rows,
    /// When units that are here leave.
    leaving: Rows,
    shipments: Rows,
    /// Open parcels that were there before and gain units: anyone who has read one is told that it is
    /// another one now.
    grown: Vec<(OrderId, u32)>,
    given: Vec<AllocatedUnits>,
    /// Units that leave from where they arrived.
    at_dock: BTreeMap<Sku, u32>,
}

impl Giving {
    fn tell(&mut self, promise: Option<NewPromise<'_>>) {
        if let Some(promise) = promise {
            self.leaving.push(&promise);
        }
    }
}

impl Default for Giving {
    fn default() -> Self {
        Self {
            changed: backorders::changed(),
            inserted: backorders::inserted(),
            told: promises::copied(),
            leaving: promises::inserted(),
            shipments: shipments::inserted(),
            grown: Vec::new(),
            given: Vec::new(),
            at_dock: BTreeMap::new(),
        }
    }
}

/// What came of an allocation.
#[derive(Debug, Default)]
pub(crate) struct Served {
    /// Who got what, in the order in which the line was served.
    pub(crate) given: Vec<AllocatedUnits>,
    /// Of the units that arrived, those that leave from where they arrived, by SKU.
    pub(crate) at_dock: BTreeMap<Sku, u32>,
}

impl Turn<'_> {
    /// Gives the free units of some variants to their lines, and writes the counters of these, and
    /// of others of which units were given. `snapshots` gains the other variants of orders that
    /// ship complete.
    pub(crate) async fn serve(
        &mut self,
        snapshots: &mut BTreeMap<Sku, VariantSnapshot>,
        arrived: Option<&Arrived<'_>>,
    ) -> Result<Served, ExecuteError> {
        let mut changed: BTreeSet<Sku> = snapshots.keys().cloned().collect();
        let fronts = self.fronts(snapshots).await?;
        let day = self.state.shop.day;
        let mut free: BTreeMap<Sku, u32> = snapshots
            .values()
            .map(|snapshot| (snapshot.sku.clone(), snapshot.supply.free_on(day)))
            .collect();
        let allocations = allocate(&mut free, &fronts.waiting);
        let giving = self.prepare(&allocations, &fronts.rows, arrived).await?;
        let writes = [
            giving.changed.write(),
            giving.inserted.write(),
            giving.told.write(),
            giving.leaving.write(),
            giving.shipments.write(),
            shipments::grown(&self.grown(&giving.grown)),
        ];
        self.session.write(&writes).await?;
        for units in &allocations {
            let counters = &mut snapshots
                .get_mut(&units.sku)
                .ok_or(ExecuteError::Internal)?
                .supply
                .counters;
            counters.queued -= units.quantity;
            counters.allocated += units.quantity;
        }
        // What was only looked at is as it was. Overdue supply is settled by the line as it is now,
        // so after its units have left.
        changed.extend(allocations.iter().map(|one| one.sku.clone()));
        let written = snapshots
            .values_mut()
            .filter(|snapshot| changed.contains(&snapshot.sku));
        self.save_supply(written).await?;
        self.note_lines(allocations.iter().map(|one| &one.sku));
        Ok(Served {
            given: giving.given,
            at_dock: giving.at_dock,
        })
    }

    fn grown<'a>(&'a self, grown: &'a [(OrderId, u32)]) -> Vec<GrownShipment<'a>> {
        let (shop, seq) = (&self.state.shop.id, self.state.seq);
        grown
            .iter()
            .map(|(order, number)| GrownShipment {
                shop,
                order,
                number: *number,
                seq,
            })
            .collect()
    }

    /// Notes that dates in some lines may have moved, unless an event of the command has named them
    /// already.
    pub(crate) fn note_lines<'s>(&mut self, lines: impl IntoIterator<Item = &'s Sku>) {
        let before = self
            .events
            .first()
            .map_or(self.state.seq, |event| event.seq - 1);
        let lines: BTreeSet<&Sku> = lines.into_iter().collect();
        let skus: Vec<Sku> = lines
            .into_iter()
            .filter(|sku| !self.state.moved_since(sku, before))
            .cloned()
            .collect();
        if !skus.is_empty() {
            self.log(Event::LinesMoved { skus });
        }
    }

    /// Reads the fronts of the lines that have free units, as far as those can reach. An order that
    /// ships complete may take units in its other lines too, and nobody there may be overtaken: so
    /// those are served with them.
    async fn fronts(
        &mut self,
        snapshots: &mut BTreeMap<Sku, VariantSnapshot>,
    ) -> Result<Fronts, ExecuteError> {
        let mut rows: Vec<FrontRow> = Vec::new();
        let mut together: HashMap<OrderId, Vec<FrontRow>> = HashMap::new();
        let mut read: BTreeSet<Sku> = BTreeSet::new();
        loop {
            // Each round reads the lines of all variants that are known and unread. Only orders
            // that ship complete in those lines bring further variants, and a shop has finitely
            // many: a round that brings none is the last. Mostly that is the first.
            let unread: Vec<Sku> = snapshots
                .keys()
                .filter(|sku| !read.contains(*sku))
                .cloned()
                .collect();
            if unread.is_empty() {
                break;
            }
            let mut fronts: Vec<FrontRow> = Vec::new();
            for sku in unread {
                let day = self.state.shop.day;
                let supply = &snapshots.get(&sku).ok_or(ExecuteError::Internal)?.supply;
                let (queued, free) = (supply.counters.queued, supply.free_on(day));
                if queued > 0 {
                    fronts.extend(self.front(&sku, free).await?);
                }
                read.insert(sku);
            }
            together.extend(self.together(&fronts, snapshots).await?);
            rows.extend(fronts);
        }
        let waiting = rows.iter().map(|row| waiting(row, &together)).collect();
        let parts = together.into_values().flatten();
        Ok(Fronts {
            rows: parts.chain(rows).map(|row| (row.id(), row)).collect(),
            waiting,
        })
    }

    /// Reads the front of one line, as far as `free` units can reach.
    async fn front(&mut self, sku: &Sku, free: u32) -> Result<Vec<FrontRow>, ExecuteError> {
        let shop = &self.state.shop.id;
        let mut rows: Vec<FrontRow> = Vec::new();
        let (mut reached, mut after): (u64, Option<Place>) = (0, None);
        while u64::from(free) > reached {
            let chunk = backorders::front(self.session, shop, sku, after, FRONT_CHUNK).await?;
            // Units of orders that ship complete may stay where they are, so they use up nothing
            // that is free: those after them are read as well.
            reached += chunk
                .iter()
                .filter(|row| !row.complete)
                .map(|row| u64::from(row.quantity))
                .sum::<u64>();
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
        let shop = &self.state.shop.id;
        let orders: BTreeSet<&OrderId> = rows
            .iter()
            .filter(|row| row.complete)
            .map(|row| &row.order)
            .collect();
        let mut together: HashMap<OrderId, Vec<FrontRow>> = HashMap::new();
        if orders.is_empty() {
            return Ok(together);
        }
        for row in backorders::waiting_of_orders(self.session, shop, orders).await? {
            together.entry(row.order.clone()).or_default().push(row);
        }
        let parts = together.values().flatten();
        let others: BTreeSet<Sku> = parts
            .filter(|row| !snapshots.contains_key(&row.sku))
            .map(|row| row.sku.clone())
            .collect();
        if !others.is_empty() {
            snapshots.extend(
                self.variants(&others.into_iter().collect::<Vec<_>>())
                    .await?,
            );
        }
        Ok(together)
    }

    async fn prepare(
        &mut self,
        allocations: &[Allocation],
        rows: &HashMap<BackorderId, FrontRow>,
        arrived: Option<&Arrived<'_>>,
    ) -> Result<Giving, ExecuteError> {
        let mut giving = Giving::default();
        if allocations.is_empty() {
            return Ok(giving);
        }
        let mut portions = portions(allocations, rows, arrived).ok_or(ExecuteError::Internal)?;
        self.date(&mut portions).await?;
        let shop = &self.state.shop.id;
        let orders: BTreeSet<&OrderId> = portions.iter().map(|one| &one.row.order).collect();
        let mut numbers = shipments::numbers(self.session, shop, orders).await?;
        giving.grown.extend(
            numbers
                .iter()
                .filter_map(|(order, known)| Some((order.clone(), known.open?))),
        );
        let split: BTreeSet<&OrderId> = portions
            .iter()
            .filter(|one| one.is_split())
            .map(|one| &one.row.order)
            .collect();
        let mut last = if split.is_empty() {
            HashMap::new()
        } else {
            backorders::last_numbers(self.session, shop, split).await?
        };
        for one in portions {
            if one.at_dock > 0 {
                *giving.at_dock.entry(one.row.sku.clone()).or_default() += one.at_dock;
            }
            let shipment = self.shipment_for(&one.row.order, &mut numbers, &mut giving);
            self.give(
                &one,
                arrived.map(|arrived| arrived.location),
                shipment,
                &mut last,
                &mut giving,
            )?;
        }
        Ok(giving)
    }

    /// Finds out when the units leave, beside what was told. Units of one order that are given
    /// together go into one parcel, which leaves with the last of them.
    async fn date(&mut self, portions: &mut [Portion<'_>]) -> Result<(), ExecuteError> {
        let shop = self.shop();
        let named = portions.iter().map(|one| (&one.row.order, one.row.number));
        let mut told = promises::last(self.session, &shop.id, named).await?;
        let mut of_order: HashMap<&OrderId, Window> = HashMap::new();
        for one in portions.iter() {
            let from_dock = one.at_dock == one.quantity;
            let own = leaves(shop.today(), from_dock);
            of_order
                .entry(&one.row.order)
                .and_modify(|last| *last = last.not_before(own))
                .or_insert(own);
        }
        for one in portions {
            one.leaves = of_order.get(&one.row.order).copied();
            one.told = told.remove(&(one.row.order.clone(), one.row.number));
        }
        Ok(())
    }

    /// The open parcel of an order; a new one when it has none.
    fn shipment_for(
        &self,
        order: &OrderId,
        numbers: &mut HashMap<OrderId, Numbers>,
        giving: &mut Giving,
    ) -> u32 {
        let known = numbers.entry(order.clone()).or_default();
        if let Some(open) = known.open {
            return open;
        }
        let number = known.last + 1;
        *known = Numbers {
            last: number,
            open: Some(number),
        };
        giving.shipments.push(&NewShipment {
            shop: &self.state.shop.id,
            order,
            number,
            at: self.at.as_millisecond(),
            seq: self.state.seq,
        });
        number
    }

    /// Gives units to one backorder; the rest of it keeps its place. Units from the dock and units
    /// from the shelves become backorders of their own.
    fn give(
        &mut self,
        one: &Portion<'_>,
        dock: Option<&LocationCode>,
        shipment: u32,
        last: &mut HashMap<OrderId, u32>,
        giving: &mut Giving,
    ) -> Result<(), ExecuteError> {
        let state = State::Queued
            .take(Step::Allocate)
            .map_err(|_| ExecuteError::Internal)?;
        let row = one.row;
        let stays = row.quantity - one.quantity;
        // The units that stay keep the number, because promises and links name it. Without such
        // units, the first part that is given keeps it.
        let mut number_is_left = stays == 0;
        let seq = self.log(Event::UnitsAllocated {
            order: row.order.clone(),
            sku: row.sku.clone(),
            quantity: one.quantity,
            is_told: one.news().is_some(),
        });
        let shop = &self.state.shop.id;
        if stays > 0 {
            giving.changed.push(&WrittenBackorder {
                quantity: stays,
                ..row.in_state(shop, &State::Queued)
            });
        }
        for (quantity, location) in [(one.at_dock, dock), (one.quantity - one.at_dock, None)] {
            if quantity == 0 {
                continue;
            }
            let number = if number_is_left {
                row.number
            } else {
                next_number(&row.order, last)?
            };
            let to = WrittenBackorder {
                number,
                quantity,
                shipment: Some(shipment),
                location,
                ..row.in_state(shop, &state)
            };
            if number_is_left {
                giving.changed.push(&to);
                number_is_left = false;
            } else {
                giving.inserted.push(&to);
                giving.told.push(&SplitPromises {
                    shop,
                    order: &row.order,
                    number: row.number,
                    to: number,
                });
            }
            giving.tell(one.leaving(shop, number, (self.at.as_millisecond(), seq)));
            giving.given.push(AllocatedUnits {
                order: row.order.clone(),
                order_number: row.order_number,
                backorder: BackorderId::of(&row.order, number),
                shipment: ShipmentId::of(&row.order, shipment),
                sku: row.sku.clone(),
                quantity,
                location: location.cloned(),
            });
        }
        self.change_line(&row.sku, row.id(), row.place, stays);
        self.touch_order(&row.order);
        Ok(())
    }
}

/// Units that one backorder is given, and how many of them leave from where they have just arrived.
struct Portion<'a> {
    row: &'a FrontRow,
    quantity: u32,
    at_dock: u32,
    /// What was told last of the backorder.
    told: Option<LastTold>,
    /// When the units leave.
    leaves: Option<Window>,
}

impl Portion<'_> {
    /// When these units leave, where that is another date than was told last.
    fn news(&self) -> Option<Window> {
        revision(self.told?.window, Expected::In(self.leaves?))?
    }

    /// What those are told who are given units, if it is news: when these leave.
    fn leaving<'s>(
        &'s self,
        shop: &'s ShopId,
        backorder: u32,
        (at, seq): (i64, i64),
    ) -> Option<NewPromise<'s>> {
        let (told, window) = (self.told?, self.news()?);
        Some(NewPromise {
            shop,
            order: &self.row.order,
            backorder,
            number: told.number + 1,
            at,
            earliest: Some(window.earliest()),
            latest: Some(window.latest()),
            reason: None,
            basis: None,
            seq,
            cause: Some(Cause::Here),
        })
    }

    /// Whether more backorders come of it than the one there is.
    fn is_split(&self) -> bool {
        self.quantity < self.row.quantity || (self.at_dock > 0 && self.at_dock < self.quantity)
    }
}

/// What each allocation is to which row; `None` when one is to none of them.
fn portions<'a>(
    allocations: &[Allocation],
    rows: &'a HashMap<BackorderId, FrontRow>,
    arrived: Option<&Arrived<'_>>,
) -> Option<Vec<Portion<'a>>> {
    let nothing = BTreeMap::new();
    let at_dock = from_dock(
        allocations,
        arrived.map_or(&nothing, |arrived| &arrived.units),
    );
    let portion = |(one, at_dock): (&Allocation, u32)| {
        Some(Portion {
            row: rows.get(&one.backorder)?,
            quantity: one.quantity,
            at_dock,
            told: None,
            leaves: None,
        })
    };
    allocations.iter().zip(at_dock).map(portion).collect()
}

fn next_number(order: &OrderId, last: &mut HashMap<OrderId, u32>) -> Result<u32, ExecuteError> {
    let newest = last.get_mut(order).ok_or(ExecuteError::Internal)?;
    *newest += 1;
    Ok(*newest)
}

fn waiting(row: &FrontRow, together: &HashMap<OrderId, Vec<FrontRow>>) -> Waiting {
    let part = |row: &FrontRow| Together {
        backorder: row.id(),
        sku: row.sku.clone(),
        place: row.place,
        quantity: row.quantity,
    };
    Waiting {
        backorder: row.id(),
        order: row.order.clone(),
        sku: row.sku.clone(),
        place: row.place,
        quantity: row.quantity,
        together: together
            .get(&row.order)
            .map(|parts| parts.iter().map(part).collect()),
    }
}

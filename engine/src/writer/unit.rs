//! What a single command has in hand: the transaction, its shop, the log.

use super::Published;
use super::state::ShopState;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::live::LineChange;
use crate::store::events::EventRow;
use crate::store::{Session, StoreError, backorders, variants};
use crate::view::{Shop, VariantSnapshot};
use dockline_domain::allocation::{Allocation, allocate};
use dockline_domain::backorder::{State, Step};
use dockline_domain::id::{BackorderId, Handle, OrderId, Sku};
use dockline_domain::line::Place;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Most backorders that are read at once from the front of a line.
const FRONT_CHUNK: i64 = 500;

/// One command's part of a transaction.
pub(crate) struct Unit<'a> {
    pub(crate) session: &'a mut Session,
    pub(crate) state: &'a mut ShopState,
    pub(crate) at: Timestamp,
    pub(crate) actor: &'a str,
    pub(crate) published: Published,
    pub(crate) events: Vec<EventRow>,
}

impl From<StoreError> for ExecuteError {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a command failed in the database");
        Self::Internal
    }
}

impl Unit<'_> {
    /// The shop.
    pub(crate) fn shop(&self) -> Arc<Shop> {
        Arc::clone(&self.state.shop)
    }

    /// Writes an event and answers its number.
    pub(crate) fn log(&mut self, event: &Event<'_>) -> i64 {
        let row = self.state.next_event(event, self.at, self.actor);
        let seq = row.seq;
        self.events.push(row);
        seq
    }

    /// The present state of some variants; those that do not exist are missing from the answer.
    pub(crate) async fn variants(&mut self, skus: &[Sku]) -> Result<BTreeMap<Sku, VariantSnapshot>, ExecuteError> {
        let shop = self.shop();
        let loaded = variants::load(self.session, &shop, skus, self.state.seq, self.at).await?;
        Ok(loaded.into_iter().map(|snapshot| (snapshot.sku.clone(), snapshot)).collect())
    }

    /// Notes that a variant changed: its snapshot is read again and published.
    pub(crate) fn touch(&mut self, sku: &Sku) {
        self.published.skus.insert(sku.clone());
    }

    /// Notes that an order changed.
    pub(crate) fn touch_order(&mut self, order: &OrderId) {
        self.published.orders.push(order.clone());
    }

    /// Notes that a product changed.
    pub(crate) fn touch_product(&mut self, handle: &Handle) {
        self.published.products.push(handle.clone());
    }

    /// Notes that a backorder waits for `quantity` units from now on.
    pub(crate) fn change_line(&mut self, sku: &Sku, backorder: BackorderId, place: Place, quantity: u32) {
        let seq = self.state.seq;
        self.published.lines.push(LineChange { seq, sku: sku.clone(), backorder, place, quantity });
    }

    /// Writes the counters of a variant and what overdue supply keeps.
    pub(crate) async fn save_supply(&mut self, snapshot: &mut VariantSnapshot) -> Result<(), ExecuteError> {
        let shop = self.state.shop.id.clone();
        let overdue = snapshot.supply.settle_overdue();
        let rows: Vec<_> = overdue
            .into_iter()
            .map(|change| variants::OverdueRow {
                shop: shop.clone(),
                sku: snapshot.sku.clone(),
                reference: change.purchase_order,
                committed: change.committed,
            })
            .collect();
        let counters = variants::CountersRow { shop, sku: snapshot.sku.clone(), counters: snapshot.supply.counters };
        self.session.write(&[variants::save_overdue(&rows), variants::save_counters(&[counters])]).await?;
        self.touch(&snapshot.sku);
        Ok(())
    }

    /// Gives the free units of a variant to the people in line, and writes the counters of every variant that changed.
    pub(crate) async fn allocate(&mut self, snapshot: &mut VariantSnapshot) -> Result<(), ExecuteError> {
        let mut after: Option<Place> = None;
        while snapshot.supply.counters.free() > 0 && snapshot.supply.counters.queued > 0 {
            let shop = self.state.shop.id.clone();
            let front = backorders::front(self.session, &shop, &snapshot.sku, after, FRONT_CHUNK).await?;
            let Some((_, last)) = front.last() else { break };
            after = Some(*last);
            let others: Vec<Sku> = front
                .iter()
                .flat_map(|(waiting, _)| waiting.together.iter().flatten().map(|(_, sku, _)| sku.clone()))
                .filter(|sku| *sku != snapshot.sku)
                .collect();
            let mut others = if others.is_empty() { BTreeMap::new() } else { self.variants(&others).await? };
            let mut free: BTreeMap<Sku, u32> = others.values().map(|other| (other.sku.clone(), other.supply.counters.free())).collect();
            free.insert(snapshot.sku.clone(), snapshot.supply.counters.free());
            let line: Vec<_> = front.into_iter().map(|(waiting, _)| waiting).collect();
            let full_chunk = line.len() == usize::try_from(FRONT_CHUNK).unwrap_or(usize::MAX);
            for allocation in allocate(&snapshot.sku, &mut free, &line) {
                self.give(&allocation).await?;
                let of = if allocation.sku == snapshot.sku {
                    &mut *snapshot
                } else {
                    others.get_mut(&allocation.sku).ok_or(ExecuteError::Internal)?
                };
                of.supply.counters.queued -= allocation.quantity;
                of.supply.counters.allocated += allocation.quantity;
            }
            for other in others.values_mut() {
                self.save_supply(other).await?;
            }
            if !full_chunk {
                break;
            }
        }
        self.save_supply(snapshot).await
    }

    /// Gives units to one backorder; the rest of it keeps its place.
    async fn give(&mut self, allocation: &Allocation) -> Result<(), ExecuteError> {
        let shop = self.state.shop.id.clone();
        let (order, number) = allocation.backorder.parts().ok_or(ExecuteError::Internal)?;
        let rows = backorders::of_order(self.session, &shop, &order).await?;
        let row = rows.iter().find(|row| row.number == number).ok_or(ExecuteError::Internal)?;
        let allocated = row.state.clone().take(Step::Allocate).map_err(|rejected| ExecuteError::Conflict(rejected.to_string()))?;
        self.split(row, allocation.quantity, &allocated).await?;
        self.log(&Event::UnitsAllocated { order: &order, sku: &allocation.sku, quantity: allocation.quantity });
        self.change_line(&allocation.sku, allocation.backorder.clone(), row.place(), row.quantity - allocation.quantity);
        self.touch_order(&order);
        Ok(())
    }

    /// Moves `quantity` units of a backorder into another state: all of it, or a part that becomes a backorder of its own.
    pub(crate) async fn split(&mut self, row: &backorders::BackorderRow, quantity: u32, state: &State) -> Result<(), ExecuteError> {
        let shop = self.state.shop.id.clone();
        if quantity == row.quantity {
            backorders::save(self.session, &shop, &row.order, row.number, quantity, state).await?;
            return Ok(());
        }
        let number = backorders::last_number(self.session, &shop, &row.order).await? + 1;
        backorders::save(self.session, &shop, &row.order, row.number, row.quantity - quantity, &row.state).await?;
        let part = backorders::NewBackorder {
            shop: shop.clone(),
            order: row.order.clone(),
            number,
            sku: row.sku.clone(),
            quantity,
            state: state.name(),
            state_data: backorders::state_data(state),
            rank: -row.priority,
            placed_seq: row.placed_seq,
            position: row.position_at_placement,
        };
        self.session.write(&[backorders::insert(&[part])]).await?;
        backorders::copy_promises(self.session, &shop, &row.order, row.number, number).await?;
        Ok(())
    }
}

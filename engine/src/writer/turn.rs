//! What a single command has in hand: the transaction, its shop, the log.

use super::Published;
use super::state::ShopState;
use crate::error::ExecuteError;
use crate::event::{Event, Moves};
use crate::live::LineChange;
use crate::sealing::Vault;
use crate::store::backorders::{self, BackorderRow, WrittenBackorder};
use crate::store::events::EventRow;
use crate::store::former_names;
use crate::store::orders::{self, OrderRow, VersionRow};
use crate::store::promises;
use crate::store::supply;
use crate::store::variants::{self, CountersRow, OverdueRow, Shelf};
use crate::store::{Session, StoreError};
use dockline_domain::availability::{OverdueChange, VariantSupply};
use dockline_domain::by::By;
use dockline_domain::id::{BackorderId, Handle, LocationCode, OrderId, Sku};
use dockline_domain::line::Place;
use dockline_view::{Shop, VariantSnapshot};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Most locations that are looked through for a code.
const LOCATIONS_MAX: i64 = 10_000;

/// One command's part of a transaction.
pub struct Turn<'a> {
    pub(crate) session: &'a mut Session,
    pub(crate) state: &'a mut ShopState,
    pub(crate) at: Timestamp,
    pub(crate) by: &'a By,
    pub(crate) vault: &'a Vault,
    pub(crate) published: Published,
    pub(crate) events: Vec<EventRow>,
    /// The orders of which something happened, with the number of the newest event.
    pub(crate) versions: BTreeMap<OrderId, i64>,
}

impl<'a> Turn<'a> {
    pub(super) fn new(
        session: &'a mut Session,
        state: &'a mut ShopState,
        (at, by): (Timestamp, &'a By),
        vault: &'a Vault,
    ) -> Self {
        Self {
            session,
            state,
            at,
            by,
            vault,
            published: Published::default(),
            events: Vec::new(),
            versions: BTreeMap::new(),
        }
    }
}

impl Turn<'_> {
    /// The shop.
    pub(crate) fn shop(&self) -> Arc<Shop> {
        Arc::clone(&self.state.shop)
    }

    /// The machine's time, for what does not follow the clock of a rehearsal.
    pub(crate) fn machine_time(&self) -> Timestamp {
        self.at
            .saturating_sub(SignedDuration::from_millis(self.state.shop.clock_ahead_ms))
            .unwrap_or(self.at)
    }

    /// Writes an event and answers its number.
    pub(crate) fn log(&mut self, event: Event) -> i64 {
        let row = self.state.next_event(&event, self.at, self.by);
        let seq = row.seq;
        self.events.push(row);
        if let Some(order) = event.order() {
            self.versions.insert(order.clone(), seq);
        }
        match event.kind().moves_dates() {
            Moves::None => return seq,
            Moves::All => self.state.note_all_moved(),
            Moves::Lines(_) => self
                .state
                .note_moved(event.touched().skus.into_iter().cloned()),
        }
        self.state.unwritten.push((seq, event));
        self.published.dates_moved = true;
        seq
    }

    /// Writes which versions the orders have now: commands of the same batch that come later compare
    /// theirs with them.
    pub(super) async fn save_versions(&mut self) -> Result<(), StoreError> {
        let shop = &self.state.shop.id;
        let rows: Vec<_> = self
            .versions
            .iter()
            .map(|(id, &version)| VersionRow { shop, id, version })
            .collect();
        self.session.write(&[orders::save_versions(&rows)]).await
    }

    /// An order as it is now, unless somebody has changed it since it was seen: a change that rests
    /// on what is no longer so is told, not made.
    pub(crate) async fn order(
        &mut self,
        order: &OrderId,
        if_version: Option<i64>,
    ) -> Result<OrderRow, ExecuteError> {
        let shop = self.shop();
        let row = orders::by_id(self.session, &shop.id, order)
            .await?
            .ok_or_else(|| ExecuteError::not_found("order", order.as_str()))?;
        as_seen(if_version, row.version)?;
        Ok(row)
    }

    /// The present state of some variants; those that do not exist are missing from the answer.
    pub(crate) async fn variants<'s>(
        &mut self,
        skus: impl IntoIterator<Item = &'s Sku>,
    ) -> Result<BTreeMap<Sku, VariantSnapshot>, ExecuteError> {
        let shop = self.shop();
        let loaded = variants::load(self.session, &shop, skus, self.state.seq, self.at).await?;
        Ok(loaded
            .into_iter()
            .map(|snapshot| (snapshot.sku.clone(), snapshot))
            .collect())
    }

    /// Calls variants by the SKUs that they have now, where they are called by former ones.
    pub(crate) async fn call_by_present_names<'s>(
        &mut self,
        skus: impl IntoIterator<Item = &'s mut Sku>,
    ) -> Result<(), ExecuteError> {
        let shop = &self.state.shop.id;
        former_names::call_by_present_names(self.session, shop, skus).await?;
        Ok(())
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
    pub(crate) fn change_line(
        &mut self,
        sku: &Sku,
        backorder: BackorderId,
        place: Place,
        quantity: u32,
    ) {
        self.published.lines.push(LineChange {
            sku: sku.clone(),
            backorder,
            place,
            quantity,
        });
    }

    /// Writes the counters of some variants and what their overdue supply keeps.
    pub(crate) async fn save_supply<'s>(
        &mut self,
        snapshots: impl IntoIterator<Item = &'s mut VariantSnapshot>,
    ) -> Result<(), ExecuteError> {
        let shop = &self.state.shop.id;
        let (mut overdue, mut counters) = (variants::overdue(), variants::counters());
        for snapshot in snapshots {
            let sku = &snapshot.sku;
            for change in snapshot.supply.settle_overdue() {
                overdue.push(&OverdueRow::new(shop, sku, &change));
            }
            counters.push(&CountersRow {
                shop,
                sku,
                counters: snapshot.supply.counters,
            });
            self.published.skus.insert(sku.clone());
        }
        self.session
            .write(&[overdue.write(), counters.write()])
            .await?;
        Ok(())
    }

    /// After purchase orders have become supply, or supply again: those whose date has passed are
    /// overdue at once.
    pub(crate) async fn settle_late<'s>(
        &mut self,
        skus: impl IntoIterator<Item = &'s Sku>,
    ) -> Result<(), ExecuteError> {
        self.save_overdue(skus, VariantSupply::settle_late).await
    }

    /// After units went back into lines: supply whose date has passed is kept for those who wait
    /// for it now.
    pub(crate) async fn settle_returned<'s>(
        &mut self,
        skus: impl IntoIterator<Item = &'s Sku>,
    ) -> Result<(), ExecuteError> {
        self.save_overdue(skus, VariantSupply::mark_overdue).await
    }

    async fn save_overdue<'s>(
        &mut self,
        skus: impl IntoIterator<Item = &'s Sku>,
        mark: fn(&mut VariantSupply, Date) -> Vec<OverdueChange>,
    ) -> Result<(), ExecuteError> {
        let mut rows = variants::overdue();
        let snapshots = self.variants(skus).await?;
        let (shop, day) = (&self.state.shop.id, self.state.shop.day);
        for (sku, mut snapshot) in snapshots {
            for change in mark(&mut snapshot.supply, day) {
                rows.push(&OverdueRow::new(shop, &sku, &change));
            }
        }
        self.session.write(&[rows.write()]).await?;
        Ok(())
    }

    /// The location that a code means: the one with this code, else one whose code differs in case
    /// alone, else a new one.
    pub(crate) async fn location(
        &mut self,
        code: &LocationCode,
    ) -> Result<LocationCode, ExecuteError> {
        let shop = &self.state.shop.id;
        let known = supply::locations(self.session, shop, LOCATIONS_MAX).await?;
        let folded = code.as_str().to_lowercase();
        let is_alike = |one: &LocationCode| one.as_str().to_lowercase() == folded;
        if known.contains(code) {
            return Ok(code.clone());
        }
        let alike = known.into_iter().find(is_alike);
        Ok(alike.unwrap_or_else(|| code.clone()))
    }

    /// Changes the units of a variant at one location.
    pub(crate) async fn move_stock(
        &mut self,
        sku: &Sku,
        location: &LocationCode,
        change: impl FnOnce(&mut Shelf),
    ) -> Result<(), ExecuteError> {
        let shop = &self.state.shop.id;
        let there = variants::stock_at(self.session, shop, sku)
            .await?
            .into_iter()
            .find(|row| row.location == *location);
        let mut shelf = there.unwrap_or_else(|| Shelf::empty(location.clone()));
        change(&mut shelf);
        self.session.write(&[shelf.write(shop, sku)]).await?;
        Ok(())
    }

    /// Writes `quantity` units of a backorder as `to` says: all of it, or a part that becomes a
    /// backorder of its own. Answers the number of the backorder that is as `to` says.
    pub(crate) async fn split(
        &mut self,
        row: &BackorderRow,
        quantity: u32,
        to: WrittenBackorder<'_>,
    ) -> Result<u32, ExecuteError> {
        let shop = &self.state.shop.id;
        if quantity == row.quantity {
            self.session.write(&[backorders::change(&to)]).await?;
            return Ok(row.number);
        }
        let last = backorders::last_numbers(self.session, shop, [&row.order]).await?;
        let number = last.get(&row.order).copied().unwrap_or(row.number) + 1;
        let rest = WrittenBackorder {
            quantity: row.quantity - quantity,
            ..row.written(shop)
        };
        let (mut inserted, mut told) = (backorders::inserted(), promises::copied());
        inserted.push(&WrittenBackorder {
            number,
            quantity,
            ..to
        });
        told.push(&promises::SplitPromises {
            shop,
            order: &row.order,
            number: row.number,
            to: number,
        });
        let writes = [backorders::change(&rest), inserted.write(), told.write()];
        self.session.write(&writes).await?;
        Ok(number)
    }
}

/// Refuses a change that rests on what is no longer so: somebody has changed it since it was seen.
pub(crate) fn as_seen(seen: Option<i64>, version: i64) -> Result<(), ExecuteError> {
    match seen {
        Some(seen) if seen != version => Err(ExecuteError::Outdated { version }),
        _ => Ok(()),
    }
}

//! What supply implies for people in line, in one state of the database. It is the same for
//! revising promises, for trying a delay before it is said, and for waiting for another variant.

use crate::store::promises::{self, ToldRow};
use crate::store::{Session, StoreError, backorders, variants};
use dockline_domain::availability::Source;
use dockline_domain::dates::Window;
use dockline_domain::id::{BackorderId, OrderId, PurchaseOrderReference, Sku};
use dockline_domain::line::Line;
use dockline_domain::promise::{Expected, bind, expected};
use dockline_view::{Shop, SupplyNews, VariantSnapshot};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::Arc;

/// A shop in one state of the database, as far as it was asked about.
pub(crate) struct Expectations {
    shop: Arc<Shop>,
    seq: i64,
    now: Timestamp,
    /// A purchase order whose lines are supposed to be expected at other times.
    supposed: Option<(PurchaseOrderReference, Supposed)>,
    snapshots: HashMap<Sku, Option<VariantSnapshot>>,
    /// Lines, for orders that ship complete.
    lines: HashMap<Sku, Line>,
}

/// What supply implies for some units.
#[derive(Debug, Clone)]
pub(crate) struct Implied {
    pub(crate) expected: Expected,
    /// The same for an order that ships complete: no unit of them leaves before the last.
    pub(crate) whole: Expected,
    /// Which variant decides it.
    pub(crate) sku: Sku,
    /// What is known about the supply that serves the last of them.
    pub(crate) news: Option<SupplyNews>,
    /// Whether all of them are on hand already.
    pub(crate) in_stock: bool,
}

impl Implied {
    /// The window, when there is one.
    pub(crate) fn window(&self) -> Option<Window> {
        match self.expected {
            Expected::In(window) => Some(window),
            Expected::Overdue | Expected::Unknown => None,
        }
    }

    /// On what the date rests.
    pub(crate) fn basis(&self) -> Option<String> {
        self.news.as_ref().and_then(|news| news.basis.clone())
    }

    /// The day that decides which of several parts is the last; one without a date is.
    fn last_day(&self) -> Date {
        self.window().map_or(Date::MAX, Window::latest)
    }
}

/// When lines of a purchase order are supposed to be expected, by SKU and number.
pub(crate) type Supposed = HashMap<(Sku, u32), Option<Window>>;

/// Units of an order that wait, with the units ahead of them.
pub(crate) type WaitingPart = (ToldRow, u32);

impl Expectations {
    /// A shop at the time `now`, in the state after the event `seq`.
    pub(crate) fn new(shop: Arc<Shop>, seq: i64, now: Timestamp) -> Self {
        Self {
            shop,
            seq,
            now,
            supposed: None,
            snapshots: HashMap::new(),
            lines: HashMap::new(),
        }
    }

    /// The same if lines of a purchase order were expected at other times.
    pub(crate) fn supposing(self, reference: &PurchaseOrderReference, expected: Supposed) -> Self {
        Self {
            supposed: Some((reference.clone(), expected)),
            ..self
        }
    }

    /// The event after which it is so.
    pub(crate) fn seq(&self) -> i64 {
        self.seq
    }

    /// The shop.
    pub(crate) fn shop(&self) -> &Shop {
        &self.shop
    }

    async fn snapshot(
        &mut self,
        session: &mut Session,
        sku: &Sku,
    ) -> Result<Option<&VariantSnapshot>, StoreError> {
        if !self.snapshots.contains_key(sku) {
            let mut loaded = variants::load(session, &self.shop, [sku], self.seq, self.now)
                .await?
                .into_iter()
                .next();
            if let (Some((reference, expected)), Some(snapshot)) = (&self.supposed, &mut loaded) {
                let of_line = |line| expected.get(&(sku.clone(), line)).copied();
                snapshot.supply = snapshot.supply.with_expected(reference, of_line);
            }
            self.snapshots.insert(sku.clone(), loaded);
        }
        Ok(self.snapshots.get(sku).and_then(Option::as_ref))
    }

    /// What supply implies for a backorder after `ahead` units, when nothing else has to ship with
    /// it.
    pub(crate) async fn alone(
        &mut self,
        session: &mut Session,
        told: &ToldRow,
        ahead: u32,
    ) -> Result<Option<Implied>, StoreError> {
        let placed_on = self.shop.zone.to_datetime(told.placed_at).date();
        Ok(self
            .snapshot(session, &told.sku)
            .await?
            .map(|snapshot| implied(snapshot, ahead, told.quantity, placed_on)))
    }

    /// The units of an order that wait, with the units ahead of each.
    pub(crate) async fn parts(
        &mut self,
        session: &mut Session,
        order: &OrderId,
    ) -> Result<Vec<WaitingPart>, StoreError> {
        let mut parts = Vec::new();
        for told in promises::told_of_order(session, &self.shop.id, order).await? {
            if !self.lines.contains_key(&told.sku) {
                let line = backorders::line(session, &self.shop.id, &told.sku).await?;
                self.lines.insert(told.sku.clone(), line);
            }
            let backorder = BackorderId::of(order, told.number);
            let ahead = self
                .lines
                .get(&told.sku)
                .and_then(|line| line.units_ahead(&backorder))
                .unwrap_or(0);
            parts.push((told, ahead));
        }
        Ok(parts)
    }

    /// What supply implies for units that ship together: all of them are expected when the last
    /// part is.
    pub(crate) async fn together(
        &mut self,
        session: &mut Session,
        parts: &[WaitingPart],
    ) -> Result<Option<Implied>, StoreError> {
        let mut all: Vec<Implied> = Vec::new();
        for (told, ahead) in parts {
            all.extend(self.alone(session, told, *ahead).await?);
        }
        Ok(bound(all))
    }
}

/// What supply of a variant implies for units after `ahead` others.
pub(crate) fn implied(
    snapshot: &VariantSnapshot,
    ahead: u32,
    quantity: u32,
    placed_on: Date,
) -> Implied {
    let parts = snapshot
        .supply
        .expected(ahead, quantity, placed_on, snapshot.shop.today());
    let news = parts
        .last()
        .and_then(|part| snapshot.news.iter().find(|news| news.serves(part)).cloned());
    // Supply may end before the units do: then there is no date for all of them.
    let served: u32 = parts.iter().map(|part| part.quantity).sum();
    let in_stock = served == quantity && parts.iter().all(|part| part.source == Source::Stock);
    Implied {
        expected: expected(&parts, quantity, false),
        whole: expected(&parts, quantity, true),
        sku: snapshot.sku.clone(),
        news,
        in_stock,
    }
}

/// What parts that ship together are expected at, and the last of them, which decides it.
pub(crate) fn bound(all: Vec<Implied>) -> Option<Implied> {
    let expected = bind(all.iter().map(|one| one.whole))?;
    // Of equal ones the last: the parts come in the order of the order's lines, so the answer is
    // the same each time.
    let last = all.into_iter().max_by_key(Implied::last_day)?;
    Some(Implied {
        expected,
        whole: expected,
        ..last
    })
}

//! Places in line with their reasons: what serves whom, and why not somebody else.

use crate::Engine;
use crate::error::ReadError;
use crate::event::Event;
use crate::store::backorders::{self, FrontRow};
use crate::store::line::{self, OvertakingRow};
use crate::store::waitlist;
use dockline_domain::availability::Part;
use dockline_domain::dates::Window;
use dockline_domain::id::{BackorderId, OrderId, Sku};
use dockline_domain::promise::{Expected, expected};
use dockline_view::{
    LinePage, LinePlace, NeededUnits, Overtaking, PlaceReasons, QueuedBackorder, Shop,
    SkippedOrder, VariantSnapshot,
};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Most orders that are named as stopped.
const HELD_MAX: i64 = 50;
/// Most orders ahead that are named as skipped.
const SKIPPED_MAX: i64 = 20;
/// Most changes of priority that are told.
const OVERTAKINGS_MAX: i64 = 50;

impl Engine {
    /// The numbers of some orders, for links and for people.
    pub async fn order_numbers(
        &self,
        shop: &Arc<Shop>,
        orders: &[OrderId],
    ) -> Result<HashMap<OrderId, (i64, String)>, ReadError> {
        Ok(self
            .ask(async |session| line::numbers(session, &shop.id, orders).await)
            .await?)
    }

    /// A page of a line with what is expected of each place. A cursor is what the page before
    /// answered.
    pub async fn line(
        &self,
        shop: &Arc<Shop>,
        sku: &str,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<LinePage, ReadError> {
        let snapshot = self.snapshot(shop, sku).await?;
        let queue = self.queue(shop, sku, cursor, limit).await?;
        let orders: Vec<OrderId> = queue
            .items
            .iter()
            .map(|(backorder, _)| backorder.order.clone())
            .collect();
        // One question for the page, however many of its orders ship complete.
        let mut together = self.complete_orders(shop, &orders).await?;
        let mut places = Vec::with_capacity(queue.items.len());
        for (backorder, position) in queue.items {
            let all = together.remove(&backorder.order).unwrap_or_default();
            places.push(
                self.place(shop, &snapshot, backorder, position, &all)
                    .await?,
            );
        }
        let (on_waitlist, held) = self
            .ask(async |session| {
                let waitlist = waitlist::count(session, &shop.id, &snapshot.sku).await?;
                let held = line::held(session, &shop.id, &snapshot.sku, HELD_MAX).await?;
                Ok((waitlist, held))
            })
            .await?;
        Ok(LinePage {
            snapshot,
            held,
            places,
            on_waitlist,
            next_cursor: queue.next_cursor,
        })
    }

    /// One place in line with its reasons.
    pub async fn place_reasons(
        &self,
        shop: &Arc<Shop>,
        backorder: &BackorderId,
    ) -> Result<PlaceReasons, ReadError> {
        let found = self
            .ask(async |session| line::one(session, &shop.id, backorder).await)
            .await?;
        let found = found.ok_or_else(|| ReadError::not_found("backorder", backorder.as_str()))?;
        let snapshot = self.snapshot(shop, found.sku.as_str()).await?;
        let ahead = self
            .units_ahead(&shop.id, &found.sku, std::slice::from_ref(backorder))
            .await?
            .into_iter()
            .next()
            .flatten();
        let mut together = self
            .complete_orders(shop, std::slice::from_ref(&found.order))
            .await?;
        let all = together.remove(&found.order).unwrap_or_default();
        // Nobody is passed over as long as there is nothing to give.
        let skipped = if snapshot.supply.free_on(shop.day) > 0 {
            self.skipped(shop, &found).await?
        } else {
            Vec::new()
        };
        let rows = self
            .ask(async |session| {
                line::overtakings(session, &shop.id, &found, OVERTAKINGS_MAX).await
            })
            .await?;
        let overtakings = overtakings(&rows, &found.sku);
        let place = self
            .place(shop, &snapshot, found, ahead.map(|units| units + 1), &all)
            .await?;
        Ok(PlaceReasons {
            place,
            snapshot,
            skipped,
            overtakings,
        })
    }

    /// Orders ahead that ship complete and wait for something else.
    async fn skipped(
        &self,
        shop: &Arc<Shop>,
        behind: &QueuedBackorder,
    ) -> Result<Vec<SkippedOrder>, ReadError> {
        let rows = self
            .ask(async |session| {
                line::complete_before(session, &shop.id, &behind.sku, behind.place, SKIPPED_MAX)
                    .await
            })
            .await?;
        let orders: Vec<OrderId> = rows.iter().map(|row| row.order.clone()).collect();
        let mut together = self.complete_orders(shop, &orders).await?;
        let mut skipped = Vec::new();
        for row in rows {
            let all = together.remove(&row.order).unwrap_or_default();
            let missing: Vec<NeededUnits> = self
                .needs(shop, &all)
                .await?
                .into_iter()
                .filter(NeededUnits::is_missing)
                .collect();
            if !missing.is_empty() {
                skipped.push(SkippedOrder {
                    reference: row.reference,
                    missing,
                });
            }
        }
        Ok(skipped)
    }

    /// What those of some orders that ship complete wait for.
    async fn complete_orders(
        &self,
        shop: &Arc<Shop>,
        orders: &[OrderId],
    ) -> Result<HashMap<OrderId, Vec<FrontRow>>, ReadError> {
        let rows = self
            .ask(async |session| backorders::waiting_of_orders(session, &shop.id, orders).await)
            .await?;
        let mut complete: HashMap<OrderId, Vec<FrontRow>> = HashMap::new();
        for row in rows.into_iter().filter(|row| row.complete) {
            complete.entry(row.order.clone()).or_default().push(row);
        }
        Ok(complete)
    }

    async fn needs(
        &self,
        shop: &Arc<Shop>,
        all: &[FrontRow],
    ) -> Result<Vec<NeededUnits>, ReadError> {
        let mut needs: Vec<NeededUnits> = Vec::new();
        for row in all {
            if let Some(known) = needs.iter_mut().find(|need| need.sku == row.sku) {
                known.quantity += row.quantity;
                continue;
            }
            let snapshot = self.snapshot(shop, row.sku.as_str()).await?;
            let free = snapshot.supply.free_on(shop.day);
            needs.push(NeededUnits {
                sku: row.sku.clone(),
                quantity: row.quantity,
                free,
            });
        }
        Ok(needs)
    }

    async fn place(
        &self,
        shop: &Arc<Shop>,
        snapshot: &VariantSnapshot,
        backorder: QueuedBackorder,
        position: Option<u32>,
        all: &[FrontRow],
    ) -> Result<LinePlace, ReadError> {
        let placed_on = snapshot.shop.zone.to_datetime(backorder.placed_at).date();
        let today = snapshot.shop.today();
        let parts = position.map_or_else(Vec::new, |position| {
            snapshot.supply.expected(
                position.saturating_sub(1),
                backorder.quantity,
                placed_on,
                today,
            )
        });
        // Orders that ship complete ship when the last of their parts can. One part without a date
        // leaves all of them without one.
        let mut expected = whole_window(&parts, backorder.quantity);
        for other in all.iter().filter(|other| other.id() != backorder.id) {
            let of_other = self.snapshot(shop, other.sku.as_str()).await?;
            let ahead = self
                .units_ahead(&shop.id, &other.sku, &[other.id()])
                .await?
                .into_iter()
                .next()
                .flatten();
            let parts = ahead.map_or_else(Vec::new, |ahead| {
                of_other
                    .supply
                    .expected(ahead, other.quantity, placed_on, today)
            });
            expected = expected
                .zip(whole_window(&parts, other.quantity))
                .map(|(own, other)| own.not_before(other));
        }
        Ok(LinePlace {
            together: self.needs(shop, all).await?,
            backorder,
            position,
            parts,
            expected,
        })
    }
}

/// The window of all units; `None` while one of them has no date.
fn whole_window(parts: &[Part], quantity: u32) -> Option<Window> {
    match expected(parts, quantity, false) {
        Expected::In(window) => Some(window),
        Expected::Overdue | Expected::Unknown => None,
    }
}

/// What an event of a change of priority says.
struct PriorityGiven<'a> {
    sku: &'a Sku,
    to: i32,
    overtaken_units: u32,
    reason: &'a str,
}

fn priority_given(row: &OvertakingRow) -> Option<(&OvertakingRow, PriorityGiven<'_>)> {
    let Event::PriorityChanged {
        sku,
        to,
        overtaken_units,
        reason,
        ..
    } = &row.event
    else {
        return None;
    };
    let given = PriorityGiven {
        sku,
        to: *to,
        overtaken_units: *overtaken_units,
        reason,
    };
    Some((row, given))
}

/// The changes of priority that made a line what it is. Units may have come from another variant's
/// line and brought the priority with them that they were given there: it counts when the order was
/// given none here.
fn overtakings(rows: &[OvertakingRow], sku: &Sku) -> Vec<Overtaking> {
    let given: Vec<(&OvertakingRow, PriorityGiven)> =
        rows.iter().filter_map(priority_given).collect();
    let here: BTreeSet<i64> = given
        .iter()
        .filter(|(_, given)| given.sku == sku)
        .map(|(row, _)| row.order_number)
        .collect();
    let mut seen = BTreeSet::new();
    let counts = |(row, given): &&(&OvertakingRow, PriorityGiven)| {
        let brought = !here.contains(&row.order_number)
            && given.to > 0
            && row.priority == i64::from(given.to);
        (given.sku == sku || brought) && seen.insert(row.seq)
    };
    let overtaking = |(row, given): &(&OvertakingRow, PriorityGiven)| Overtaking {
        at: row.at,
        order_reference: row.order_reference.clone(),
        priority: given.to,
        overtaken_units: given.overtaken_units,
        reason: given.reason.to_owned(),
    };
    given.iter().filter(counts).map(overtaking).collect()
}

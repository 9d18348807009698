//! What is on order and who waits for it, as merchants look at it.

use crate::Engine;
use crate::cursor;
use crate::error::ReadError;
use crate::store::supply;
use dockline_domain::id::{LocationCode, PurchaseOrderReference, Sku};
use dockline_view::{
    PurchaseOrder, PurchaseOrderPage, Shop, SupplyFilter, VariantSnapshot, WaitingFor,
};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Products that a text may mean, the first by title.
const PRODUCTS_MAX: i64 = 500;
/// Most warehouses that are listed.
const LOCATIONS_MAX: i64 = 200;

/// The run of units of a line, counted from its front, that a purchase order serves.
fn served_run(snapshot: &VariantSnapshot, reference: &PurchaseOrderReference) -> Range<u64> {
    let today = snapshot.shop.today();
    let mut begin = 0;
    for part in snapshot
        .supply
        .expected(0, snapshot.supply.counters.queued, today.date, today)
    {
        let end = begin + u64::from(part.quantity);
        if part.purchase_order.as_ref() == Some(reference) {
            return begin..end;
        }
        begin = end;
    }
    0..0
}

impl Engine {
    /// A page of purchase orders by their dates. A cursor is what the page before answered.
    pub async fn supply(
        &self,
        shop: &Arc<Shop>,
        filter: SupplyFilter,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<PurchaseOrderPage, ReadError> {
        let limit = limit.clamp(1, super::catalogue::PAGE_MAX);
        let place = |text| match filter {
            SupplyFilter::Open | SupplyFilter::Overdue => cursor::dated_purchase_order(text),
            SupplyFilter::All => cursor::purchase_order(text).map(|_| (text, "")),
        };
        let behind = cursor::parse(cursor, place)?.unwrap_or(("", ""));
        let mut items = self
            .ask(async |session| match filter {
                SupplyFilter::Open => {
                    supply::soonest(session, &shop.id, behind, false, limit + 1).await
                }
                SupplyFilter::Overdue => {
                    supply::soonest(session, &shop.id, behind, true, limit + 1).await
                }
                SupplyFilter::All => supply::newest(session, &shop.id, behind.0, limit + 1).await,
            })
            .await?;
        let next_cursor = cursor::last_of_page(&mut items, limit).map(|order| match filter {
            SupplyFilter::All => order.id.to_string(),
            SupplyFilter::Open | SupplyFilter::Overdue => {
                let latest = order.expected.map_or_else(
                    || supply::UNDATED.to_owned(),
                    |window| window.latest().to_string(),
                );
                format!("{latest}.{}", order.id)
            }
        });
        Ok(PurchaseOrderPage { items, next_cursor })
    }

    /// Purchase orders that are not ended and hold what somebody typed or scanned, the next ones
    /// first: a SKU names those of which units are open; anything else is looked for in numbers,
    /// suppliers and the words of products.
    pub async fn supply_matching(
        &self,
        shop: &Arc<Shop>,
        text: &str,
        limit: i64,
    ) -> Result<Vec<PurchaseOrder>, ReadError> {
        let limit = limit.clamp(1, super::catalogue::PAGE_MAX);
        // Nothing holds a control character, and not every database takes one in a text.
        if text.chars().any(char::is_control) {
            return Ok(Vec::new());
        }
        let turn = self.search_turn(&shop.id).await?;
        let skus = self.of_products(&turn, shop, text, PRODUCTS_MAX).await?;
        let found = self
            .ask(async |session| {
                let holding = supply::holding(session, &shop.id, text, limit).await?;
                if holding.is_empty() {
                    supply::matching(session, &shop.id, (text, &skus), limit).await
                } else {
                    Ok(holding)
                }
            })
            .await?;
        Ok(found)
    }

    /// Who waits for each variant of a purchase order.
    pub async fn waiting_for(
        &self,
        shop: &Arc<Shop>,
        order: &PurchaseOrder,
    ) -> Result<HashMap<Sku, WaitingFor>, ReadError> {
        let skus: Vec<&Sku> = order.lines.iter().map(|line| &line.sku).collect();
        let mut waiting = HashMap::new();
        for snapshot in self.snapshots(shop, &skus).await? {
            let run = served_run(&snapshot, &order.reference);
            if run.is_empty() {
                continue;
            }
            // Asking for places in a line loads it.
            self.units_ahead(&shop.id, &snapshot.sku, &[]).await?;
            let runs = std::slice::from_ref(&run);
            let backorders = self
                .live
                .backorders_within(&shop.id, &snapshot.sku, runs)
                .and_then(|counts| counts.first().copied());
            let units = u32::try_from(run.end - run.start).unwrap_or(u32::MAX);
            waiting.insert(
                snapshot.sku.clone(),
                WaitingFor {
                    backorders: backorders.unwrap_or(0),
                    units,
                },
            );
        }
        Ok(waiting)
    }

    /// The warehouses of a shop, by code.
    pub async fn locations(&self, shop: &Arc<Shop>) -> Result<Vec<LocationCode>, ReadError> {
        Ok(self
            .ask(async |session| supply::locations(session, &shop.id, LOCATIONS_MAX).await)
            .await?)
    }
}

//! Purchase orders and stock, for merchants.

use crate::Engine;
use crate::cursor;
use crate::error::ReadError;
use crate::store::date_moves;
use crate::store::purchase_orders;
use dockline_domain::id::PurchaseOrderReference;
use dockline_view::{DateMove, MilestoneRow, PurchaseOrder, PurchaseOrderPage, Shop};
use std::sync::Arc;

/// Changes of one purchase order that are looked through for moves of its date.
const MOVES_MAX: i64 = 200;

impl Engine {
    /// One purchase order with its milestones.
    pub async fn purchase_order(
        &self,
        shop: &Arc<Shop>,
        reference: &str,
    ) -> Result<(PurchaseOrder, Vec<MilestoneRow>), ReadError> {
        let mut session = self.database.read().await?;
        let read = async {
            let order = purchase_orders::by_reference(&mut session, &shop.id, reference).await?;
            let Some(order) = order else {
                return Err(ReadError::not_found("purchase order", reference));
            };
            let milestones = purchase_orders::milestones(&mut session, &shop.id, &order.id).await?;
            Ok((order, milestones))
        }
        .await;
        session.end().await?;
        read
    }

    /// Each time the date of a purchase order moved, newest first.
    pub async fn date_moves(
        &self,
        shop: &Arc<Shop>,
        reference: &PurchaseOrderReference,
    ) -> Result<Vec<DateMove>, ReadError> {
        let mut moves = self
            .ask(async |session| {
                date_moves::of_orders(session, &shop.id, [reference], MOVES_MAX).await
            })
            .await?;
        Ok(moves.remove(reference).unwrap_or_default())
    }

    /// A page of purchase orders. A cursor is what the page before answered.
    pub async fn purchase_orders(
        &self,
        shop: &Arc<Shop>,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<PurchaseOrderPage, ReadError> {
        let limit = limit.clamp(1, super::catalogue::PAGE_MAX);
        let after = cursor::parse(cursor, cursor::purchase_order)?;
        let mut session = self.database.read().await?;
        let items = purchase_orders::page(
            &mut session,
            &shop.id,
            after.as_ref().map_or("", |id| id.as_str()),
            limit + 1,
        )
        .await;
        session.end().await?;
        let mut items = items?;
        let next_cursor = cursor::last_of_page(&mut items, limit).map(|order| order.id.to_string());
        Ok(PurchaseOrderPage { items, next_cursor })
    }
}

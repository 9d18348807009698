//! What happens at the dock: receipts and shipments.

use crate::Engine;
use crate::cursor;
use crate::error::ReadError;
use crate::store::receipts;
use crate::store::shipments;
use crate::store::{line, purchase_orders};
use dockline_domain::id::{ReceiptId, ShipmentId};
use dockline_domain::shipment::ShipmentState;
use dockline_view::{ReceiptView, ShipmentPage, ShipmentView, Shop};
use std::sync::Arc;

/// Most receipts of one purchase order that are listed.
const RECEIPTS_MAX: i64 = 200;

impl Engine {
    /// A receipt: what was counted, who got it, what was put away.
    pub async fn receipt(
        &self,
        shop: &Arc<Shop>,
        id: &ReceiptId,
    ) -> Result<ReceiptView, ReadError> {
        let found = self
            .ask(async |session| receipts::one(session, &shop.id, id).await)
            .await?;
        found.ok_or_else(|| ReadError::not_found("receipt", id.as_str()))
    }

    /// The receipts of a purchase order, oldest first, without who got the units.
    pub async fn receipts_of(
        &self,
        shop: &Arc<Shop>,
        reference: &str,
    ) -> Result<Vec<ReceiptView>, ReadError> {
        let found = self
            .ask(async |session| {
                let Some(order) =
                    purchase_orders::by_reference(session, &shop.id, reference).await?
                else {
                    return Ok(None);
                };
                receipts::of_purchase_order(session, &shop.id, &order.id, RECEIPTS_MAX)
                    .await
                    .map(Some)
            })
            .await?;
        found.ok_or_else(|| ReadError::not_found("purchase order", reference))
    }

    /// A shipment with what is in it.
    pub async fn shipment(
        &self,
        shop: &Arc<Shop>,
        id: &ShipmentId,
    ) -> Result<ShipmentView, ReadError> {
        let found = self
            .ask(async |session| shipments::one(session, &shop.id, id).await)
            .await?;
        found.ok_or_else(|| ReadError::not_found("shipment", id.as_str()))
    }

    /// The parcel of an order, by the order's number, that is to be packed or handed over next.
    pub async fn parcel_of_order(
        &self,
        shop: &Arc<Shop>,
        number: i64,
    ) -> Result<Option<ShipmentId>, ReadError> {
        Ok(self
            .ask(async |session| line::parcel(session, &shop.id, number).await)
            .await?)
    }

    /// The parcel to pack after one of them: the next in the sequence of the orders, and the first
    /// of all after the last.
    pub async fn next_to_pack(
        &self,
        shop: &Arc<Shop>,
        after: &ShipmentId,
    ) -> Result<Option<ShipmentView>, ReadError> {
        let found = self
            .ask(async |session| {
                let behind = shipments::to_pack(session, &shop.id, Some(after), 1).await?;
                if behind.is_empty() {
                    shipments::to_pack(session, &shop.id, None, 1).await
                } else {
                    Ok(behind)
                }
            })
            .await?;
        Ok(found.into_iter().find(|parcel| parcel.id != *after))
    }

    /// A page of shipments in one state, or in any. A cursor is what the page before answered.
    pub async fn shipments(
        &self,
        shop: &Arc<Shop>,
        state: Option<ShipmentState>,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<ShipmentPage, ReadError> {
        let limit = limit.clamp(1, super::catalogue::PAGE_MAX);
        let after = cursor::parse(cursor, cursor::shipment)?;
        let mut items = self
            .ask(async |session| {
                shipments::page(session, &shop.id, state, after.as_ref(), limit + 1).await
            })
            .await?;
        let next_cursor =
            cursor::last_of_page(&mut items, limit).map(|shipment| shipment.id.to_string());
        Ok(ShipmentPage { items, next_cursor })
    }
}

//! What is due, what came, and how a shop is paid.

use crate::Engine;
use crate::command::{Context, SealParcels};
use crate::cursor;
use crate::error::ReadError;
use crate::store::payments::{self, ChargeRow};
use crate::store::refunds::{self, RefundRow};
use crate::store::{find, orders};
use dockline_domain::by::By;
use dockline_domain::id::{ChargeId, OrderId, RefundId};
use dockline_domain::payment::charge::State;
use dockline_domain::payment::gateway::GatewaySettings;
use dockline_domain::payment::reference::Reference;
use dockline_domain::payment::refund;
use dockline_view::{ChargePage, ChargeView, LedgerPage, RefundPage, RefundView, Shop};
use jiff::civil::Date;
use std::sync::Arc;

impl Engine {
    /// How orders that are placed now are paid; none where these pages have nothing to do with it.
    pub async fn gateway(&self, shop: &Arc<Shop>) -> Result<Option<GatewaySettings>, ReadError> {
        let Some(number) = shop.gateway else {
            return Ok(None);
        };
        let settings = self
            .ask(async |session| payments::gateway(session, &shop.id, number).await)
            .await?;
        Ok(Some(settings))
    }

    /// A charge.
    pub async fn charge(&self, shop: &Arc<Shop>, id: &ChargeId) -> Result<ChargeView, ReadError> {
        let row = self
            .ask(async |session| payments::one(session, &shop.id, id).await)
            .await?;
        row.map(|row| row.view())
            .ok_or_else(|| ReadError::not_found("charge", id.as_str()))
    }

    /// How much of what came for a charge somebody noted and may take back, in minor units.
    pub async fn notes_left(&self, shop: &Arc<Shop>, id: &ChargeId) -> Result<i64, ReadError> {
        let left = self
            .ask(
                async |session| match payments::one(session, &shop.id, id).await? {
                    Some(row) => refunds::notes_left(session, &shop.id, &row).await.map(Some),
                    None => Ok(None),
                },
            )
            .await?;
        left.ok_or_else(|| ReadError::not_found("charge", id.as_str()))
    }

    /// A page of charges in one state, or in any. A cursor is what the page before answered.
    pub async fn charges(
        &self,
        shop: &Arc<Shop>,
        state: Option<State>,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<ChargePage, ReadError> {
        let limit = limit.clamp(1, super::catalogue::PAGE_MAX);
        let after = cursor::parse(cursor, cursor::charge)?;
        let mut rows = self
            .ask(async |session| {
                payments::page(session, &shop.id, state, after.as_ref(), limit + 1).await
            })
            .await?;
        let last = cursor::last_of_page(&mut rows, limit).map(ChargeRow::id);
        Ok(ChargePage {
            items: rows.iter().map(ChargeRow::view).collect(),
            next_cursor: last.map(|id| id.to_string()),
        })
    }

    /// Charges for which the gateway refuses the shop.
    pub async fn refused_charges(
        &self,
        shop: &Arc<Shop>,
        limit: i64,
    ) -> Result<Vec<ChargeView>, ReadError> {
        let rows = self
            .ask(async |session| payments::refused(session, &shop.id, limit).await)
            .await?;
        Ok(rows.iter().map(ChargeRow::view).collect())
    }

    /// A refund.
    pub async fn refund(&self, shop: &Arc<Shop>, id: &RefundId) -> Result<RefundView, ReadError> {
        let row = self
            .ask(async |session| refunds::one(session, &shop.id, id).await)
            .await?;
        row.map(|row| row.view())
            .ok_or_else(|| ReadError::not_found("refund", id.as_str()))
    }

    /// The refunds of an order, the oldest first.
    pub async fn refunds_of(
        &self,
        shop: &Arc<Shop>,
        order: &OrderId,
    ) -> Result<Vec<RefundView>, ReadError> {
        let rows = self
            .ask(async |session| {
                let found = orders::by_id(session, &shop.id, order).await?;
                match found {
                    Some(_) => refunds::of_order(session, &shop.id, order).await.map(Some),
                    None => Ok(None),
                }
            })
            .await?;
        let rows = rows.ok_or_else(|| ReadError::not_found("order", order.as_str()))?;
        Ok(rows.iter().map(RefundRow::view).collect())
    }

    /// A page of refunds in one state, or in any. A cursor is what the page before answered.
    pub async fn refunds(
        &self,
        shop: &Arc<Shop>,
        state: Option<refund::State>,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<RefundPage, ReadError> {
        let limit = limit.clamp(1, super::catalogue::PAGE_MAX);
        let after = cursor::parse(cursor, cursor::refund)?;
        let mut rows = self
            .ask(async |session| {
                refunds::page(session, &shop.id, state, after.as_ref(), limit + 1).await
            })
            .await?;
        let last = cursor::last_of_page(&mut rows, limit).map(RefundRow::id);
        Ok(RefundPage {
            items: rows.iter().map(RefundRow::view).collect(),
            next_cursor: last.map(|id| id.to_string()),
        })
    }

    /// Refunds that somebody of the shop has to send, the most pressing first.
    pub async fn refunds_to_send(
        &self,
        shop: &Arc<Shop>,
        limit: i64,
    ) -> Result<Vec<RefundView>, ReadError> {
        let rows = self
            .ask(async |session| refunds::to_send(session, &shop.id, limit).await)
            .await?;
        Ok(rows.iter().map(RefundRow::view).collect())
    }

    /// Refunds of which nobody knows whether they were sent, or that are on their way for too long.
    pub async fn refunds_not_known(
        &self,
        shop: &Arc<Shop>,
        limit: i64,
    ) -> Result<Vec<RefundView>, ReadError> {
        let rows = self
            .ask(async |session| refunds::not_known(session, &shop.id, shop.day, limit).await)
            .await?;
        Ok(rows.iter().map(RefundRow::view).collect())
    }

    /// A page of the ledger of some days in the shop, oldest first. A cursor is what the page before
    /// answered.
    pub async fn ledger(
        &self,
        shop: &Arc<Shop>,
        (from, to): (Option<Date>, Option<Date>),
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<LedgerPage, ReadError> {
        let limit = limit.clamp(1, super::catalogue::PAGE_MAX);
        let after = cursor::parse(cursor, cursor::entry)?.unwrap_or((0, 0));
        let begins = |day: Date| {
            let begins = shop.zone.to_timestamp(day.at(0, 0, 0, 0));
            begins.map_or(i64::MAX, jiff::Timestamp::as_millisecond)
        };
        let from = from.map_or(0, begins);
        let to = to.map_or(i64::MAX, |day| day.tomorrow().map_or(i64::MAX, begins));
        let mut items = self
            .ask(async |session| {
                payments::ledger(session, &shop.id, after, (from, to), limit + 1).await
            })
            .await?;
        let last = cursor::last_of_page(&mut items, limit);
        Ok(LedgerPage {
            next_cursor: last.map(|entry| format!("{}.{}", entry.seq, entry.n)),
            items,
        })
    }

    /// The newest entries of the ledger before a place in it, the newest first. A place is what the
    /// page before answered as its cursor.
    pub async fn newest_of_ledger(
        &self,
        shop: &Arc<Shop>,
        before: Option<&str>,
        limit: i64,
    ) -> Result<LedgerPage, ReadError> {
        let limit = limit.clamp(1, super::catalogue::PAGE_MAX);
        let before = cursor::parse(before, cursor::entry)?.unwrap_or((i64::MAX, i64::MAX));
        let mut items = self
            .ask(async |session| payments::newest(session, &shop.id, before, limit + 1).await)
            .await?;
        let last = cursor::last_of_page(&mut items, limit);
        Ok(LedgerPage {
            next_cursor: last.map(|entry| format!("{}.{}", entry.seq, entry.n)),
            items,
        })
    }

    /// The charge that a shopper names in a transfer.
    pub async fn charge_of_reference(
        &self,
        shop: &Arc<Shop>,
        reference: &Reference,
    ) -> Result<Option<ChargeId>, ReadError> {
        let found = self
            .ask(async |session| {
                let number = reference.order_number;
                let Some((order, _)) = find::by_number(session, &shop.id, number).await? else {
                    return Ok(None);
                };
                let id = ChargeId::of(&order, reference.charge);
                payments::one(session, &shop.id, &id).await
            })
            .await?;
        Ok(found.map(|row| row.id()))
    }

    /// Whether an order has this number.
    pub async fn has_order(&self, shop: &Arc<Shop>, number: i64) -> Result<bool, ReadError> {
        let found = self
            .ask(async |session| find::by_number(session, &shop.id, number).await)
            .await?;
        Ok(found.is_some())
    }

    /// Asks for the money of an order that was just placed, so that its page says where to pay at
    /// once. When this fails, the follower does it a moment later.
    pub async fn ask_for(&self, shop: &Shop, order: &OrderId) {
        if shop.gateway.is_none() {
            return;
        }
        let command = SealParcels {
            orders: vec![order.clone()],
        };
        let asked = self
            .execute(&shop.id, Context::by(By::System), command)
            .await;
        if let Err(error) = asked {
            tracing::warn!(shop = %shop.slug, %order, %error, "an order could not be asked for at once");
        }
    }
}

//! Places in line.

use crate::Engine;
use crate::cursor;
use crate::error::ReadError;
use crate::store::{StoreError, backorders, shops};
use dockline_domain::id::{BackorderId, ShopId, Sku};
use dockline_domain::line::{Line, Place};
use dockline_view::{QueuePage, Shop};
use std::sync::Arc;

impl Engine {
    /// Units ahead of each of some backorders of one variant; `None` for one that is not in line.
    pub(crate) async fn units_ahead(
        &self,
        shop: &ShopId,
        sku: &Sku,
        ids: &[BackorderId],
    ) -> Result<Vec<Option<u32>>, StoreError> {
        if let Some(ahead) = self.live.units_ahead(shop, sku, ids) {
            return Ok(ahead);
        }
        // It may be known but for what another node has written before this one's last commit.
        self.at_least(shop, self.live.committed_to(shop)).await?;
        if let Some(ahead) = self.live.units_ahead(shop, sku, ids) {
            return Ok(ahead);
        }
        // Another request may have read the line while this one waited.
        let _one_at_a_time = self.line_reader.lock().await;
        if let Some(ahead) = self.live.units_ahead(shop, sku, ids) {
            return Ok(ahead);
        }
        self.live.begin_line(shop, sku);
        let (seq, line) = match self.line_now(shop, sku).await {
            Ok(read) => read,
            Err(error) => {
                self.live.forget_line(shop, sku);
                return Err(error);
            }
        };
        // Another node may have changed the line meanwhile, and it was forgotten again: what was
        // read is an answer all the same.
        let ahead = ids.iter().map(|id| line.units_ahead(id)).collect();
        self.live.finish_line(shop, sku, seq, line);
        Ok(self.live.units_ahead(shop, sku, ids).unwrap_or(ahead))
    }

    async fn line_now(&self, shop: &ShopId, sku: &Sku) -> Result<(i64, Line), StoreError> {
        self.ask(async |session| {
            let seq = shops::seq(session, shop).await?;
            Ok((seq, backorders::line(session, shop, sku).await?))
        })
        .await
    }

    /// A page of the line of a variant. A cursor is what the page before answered.
    pub async fn queue(
        &self,
        shop: &Arc<Shop>,
        sku: &str,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<QueuePage, ReadError> {
        let limit = limit.clamp(1, super::catalogue::PAGE_MAX);
        let snapshot = self.snapshot(shop, sku).await?;
        let after = cursor::parse(cursor, cursor::place)?;
        let (seq, mut rows) = self
            .ask(async |session| {
                let seq = shops::seq(session, &shop.id).await?;
                let page = backorders::page(session, &shop.id, &snapshot.sku, after, limit + 1);
                Ok((seq, page.await?))
            })
            .await?;
        // So that all of them have their places.
        self.at_least(&shop.id, seq).await?;
        let next_cursor = cursor::last_of_page(&mut rows, limit).map(|row| {
            let Place {
                priority,
                sequence: (seq, number),
            } = row.place;
            format!("{priority}.{seq}.{number}")
        });
        let ids: Vec<BackorderId> = rows.iter().map(|row| row.id.clone()).collect();
        let ahead = self.units_ahead(&shop.id, &snapshot.sku, &ids).await?;
        let items = rows
            .into_iter()
            .zip(ahead.into_iter().map(|ahead| ahead.map(|units| units + 1)))
            .collect();
        Ok(QueuePage { items, next_cursor })
    }
}

//! Who wants to hear when something is back.

use crate::Engine;
use crate::cursor;
use crate::error::ReadError;
use crate::store::waitlist;
use dockline_view::{Shop, WaitlistPage};
use std::sync::Arc;

impl Engine {
    /// A page of the waitlist of a variant. A cursor is what the page before answered.
    pub async fn waitlist(
        &self,
        shop: &Arc<Shop>,
        sku: &str,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<WaitlistPage, ReadError> {
        let limit = limit.clamp(1, super::catalogue::PAGE_MAX);
        let sku = self.snapshot(shop, sku).await?.sku.clone();
        let after = cursor::parse(cursor, cursor::person)?.map_or_else(String::new, String::from);
        let (mut items, people) = self
            .ask(async |session| {
                let items = waitlist::page(session, &shop.id, &sku, &after, limit + 1).await?;
                Ok((items, waitlist::count(session, &shop.id, &sku).await?))
            })
            .await?;
        let more = i64::try_from(items.len()).unwrap_or(i64::MAX) > limit;
        if more {
            items.pop();
        }
        let next_cursor = items
            .last()
            .filter(|_| more)
            .map(|one| one.person.to_string());
        Ok(WaitlistPage {
            items,
            people,
            next_cursor,
        })
    }
}

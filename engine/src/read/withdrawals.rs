//! Withdrawals that people declared.

use crate::Engine;
use crate::cursor;
use crate::error::ReadError;
use crate::store::withdrawals;
use dockline_domain::id::WithdrawalId;
use dockline_view::{Shop, WithdrawalPage, WithdrawalView};

impl Engine {
    /// A page of them, the newest first. A cursor is what the page before answered.
    pub async fn withdrawals(
        &self,
        shop: &Shop,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<WithdrawalPage, ReadError> {
        let limit = limit.clamp(1, super::catalogue::PAGE_MAX);
        let before = cursor::parse(cursor, cursor::withdrawal)?;
        let mut items = self
            .ask(async |session| {
                withdrawals::page(session, &shop.id, before.as_ref(), limit + 1).await
            })
            .await?;
        let last = cursor::last_of_page(&mut items, limit);
        Ok(WithdrawalPage {
            next_cursor: last.map(|one| one.id.to_string()),
            items,
        })
    }

    /// One of them.
    pub async fn withdrawal(
        &self,
        shop: &Shop,
        id: &WithdrawalId,
    ) -> Result<WithdrawalView, ReadError> {
        let found = self.ask(async |session| withdrawals::one(session, &shop.id, id).await);
        let found = found.await?;
        found.ok_or_else(|| ReadError::not_found("withdrawal", id.as_str()))
    }
}

//! What was sealed.

use crate::Engine;
use crate::error::ReadError;
use crate::sealing::{Purpose, Secret};
use crate::store::{StoreError, shops};
use dockline_domain::id::ShopId;

impl Engine {
    /// Opens what was sealed for a shop.
    pub async fn unseal(
        &self,
        shop: &ShopId,
        purpose: Purpose,
        sealed: &str,
    ) -> Result<Secret, ReadError> {
        let key = self
            .ask(async |session| shops::sealed_key(session, shop).await)
            .await?;
        let opened = self.vault.open(shop, key.as_deref(), (purpose, sealed));
        let closed = || StoreError::SecretKey(format!("a {} does not open", purpose.name()));
        Ok(opened.ok_or_else(closed)?)
    }
}

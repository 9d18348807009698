//! What a command seals.

use super::turn::Turn;
use crate::error::ExecuteError;
use crate::sealing::Purpose;
use crate::store::shops;
use dockline_domain::refusal::Refusal;

impl Turn<'_> {
    /// Seals a secret of the shop.
    pub async fn seal(&mut self, purpose: Purpose, plain: &str) -> Result<String, ExecuteError> {
        let shop = self.shop();
        let key = shops::sealed_key(self.session, &shop.id).await?;
        let sealed = self.vault.seal(&shop.id, key.as_deref(), (purpose, plain));
        let (sealed, new_key) = sealed.ok_or(Refusal::NoSecretKey)?;
        if let Some(key) = new_key {
            shops::save_sealed_key(self.session, &shop.id, &key).await?;
        }
        Ok(sealed)
    }

    /// Seals the shop's own key under the secret key that is in use now.
    pub(crate) async fn seal_again(&mut self) -> Result<(), ExecuteError> {
        let shop = self.shop();
        let key = shops::sealed_key(self.session, &shop.id).await?;
        if let Some(key) = self.vault.seal_again(&shop.id, key.as_deref()) {
            shops::save_sealed_key(self.session, &shop.id, &key).await?;
        }
        Ok(())
    }
}

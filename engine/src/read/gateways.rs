//! Accounts of shops at gateways: who is asked, in whose name, and what proves a message.

use crate::Engine;
use crate::error::ReadError;
use crate::gateway::Account;
use crate::sealing::{Purpose, Secret};
use crate::store::StoreError;
use crate::store::gateways::{self, AccountRow};
use dockline_domain::id::ShopId;
use dockline_domain::payment::gateway::GatewayKind;
use dockline_domain::payment::stripe::Mode;

/// What proves that a message comes from a gateway. It is not shown.
pub struct HookProof {
    /// The secrets that count now, the newest first.
    pub secrets: Vec<Secret>,
    /// Whether money moves where messages come from.
    pub mode: Mode,
}

impl Engine {
    async fn account_row(
        &self,
        shop: &ShopId,
        number: u32,
    ) -> Result<Option<AccountRow>, ReadError> {
        Ok(self
            .ask(async |session| gateways::one(session, shop, number).await)
            .await?)
    }

    /// Who is asked for a shop by one of its gateways, and in whose name.
    pub(crate) async fn account(&self, shop: &ShopId, number: u32) -> Result<Account, ReadError> {
        let row = self.account_row(shop, number).await?;
        let row = row.ok_or_else(|| ReadError::not_found("gateway", number.to_string()))?;
        match row.kind {
            // Nobody is asked there: what is transferred is noted.
            GatewayKind::Simulator | GatewayKind::Manual => Ok(Account::Simulator),
            GatewayKind::Stripe => {
                let missing = || StoreError::SecretKey("a gateway has no key".to_owned());
                let sealed = row.key.ok_or_else(missing)?;
                let key = self.unseal(shop, Purpose::GatewayKey, &sealed).await?;
                Ok(Account::Stripe(key))
            }
        }
    }

    /// What proves a message to a shop by one of its gateways; none where no message is taken.
    pub async fn hook_proof(
        &self,
        shop: &ShopId,
        number: u32,
    ) -> Result<Option<HookProof>, ReadError> {
        let Some(row) = self.account_row(shop, number).await? else {
            return Ok(None);
        };
        let (Some(account), Some(sealed)) = (row.settings.stripe, row.hook_secret) else {
            return Ok(None);
        };
        let now = self.now();
        let old = row.old_hook_secret.filter(|(_, until)| *until > now);
        let mut secrets = Vec::new();
        for sealed in [Some(sealed), old.map(|(sealed, _)| sealed)]
            .iter()
            .flatten()
        {
            secrets.push(self.unseal(shop, Purpose::HookSecret, sealed).await?);
        }
        let mode = account.mode;
        Ok(Some(HookProof { secrets, mode }))
    }
}

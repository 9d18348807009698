//! Questions. They are answered from memory, or by the database's readers; they never wait for the
//! writer.

mod attention;
mod catalogue;
mod choices;
mod coming;
mod delays;
mod dock;
mod find;
mod gateways;
mod keys;
mod lines;
mod messages;
mod order;
mod payments;
mod person;
mod place;
mod progress;
mod quote;
mod sealed;
mod search;
mod storefront;
mod story;
mod supply;
mod supply_list;
mod users;
mod waitlist;
mod webhooks;
mod what_if;
mod withdrawals;

pub use gateways::HookProof;
pub use keys::KeyCheck;
pub use messages::{MessageFilter, TriedMail};
pub use order::OrderWatch;
pub(crate) use search::Searches;
pub use users::{Credentials, OpenSession};
pub use webhooks::{ClaimedBatch, ClaimedMessage, Said};

use crate::Engine;
use crate::error::ReadError;
use crate::store::former_names::{self, Named};
use crate::store::{Session, StoreError, shops, variants};
use dockline_domain::id::{ShopId, ShopSlug, Sku};
use dockline_view::{Shop, VariantSnapshot};
use std::borrow::Borrow;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How long a batch of the writer, or a look at the log, may take before something must be in its
/// way: many times what the longest takes.
const STUCK_AFTER: Duration = Duration::from_secs(3);
/// Most shops that are read at once.
const SHOPS_CHUNK: i64 = 1_000;

impl Engine {
    /// Asks the database in one state of it.
    pub(crate) async fn ask<T>(
        &self,
        question: impl AsyncFnOnce(&mut Session) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut session = self.database.read().await?;
        let answer = question(&mut session).await;
        session.end().await?;
        answer
    }

    /// Reads every shop into memory.
    pub(crate) async fn load_shops(&self) -> Result<(), StoreError> {
        let mut after = String::new();
        loop {
            let rows = self
                .ask(async |session| shops::list(session, &after, SHOPS_CHUNK).await)
                .await?;
            for row in &rows {
                self.live.put_shop(&row.shop, row.seq);
            }
            match rows.last() {
                Some(last) if i64::try_from(rows.len()).unwrap_or(0) == SHOPS_CHUNK => {
                    last.shop.slug.as_str().clone_into(&mut after);
                }
                _ => return Ok(()),
            }
        }
    }

    /// All shops, by slug. The database is asked: another process may have opened one.
    pub async fn shops(&self) -> Result<Vec<Arc<Shop>>, ReadError> {
        self.load_shops().await?;
        let mut shops = self.live.shops();
        shops.sort_by(|a, b| a.slug.cmp(&b.slug));
        Ok(shops)
    }

    /// The shop, if there is only one.
    pub async fn only_shop(&self) -> Result<Option<Arc<Shop>>, ReadError> {
        let rows = self
            .ask(async |session| shops::list(session, "", 2).await)
            .await?;
        Ok(if let [only] = rows.as_slice() {
            Some(
                self.live
                    .shop_by_id(&only.shop.id)
                    .unwrap_or_else(|| Arc::clone(&only.shop)),
            )
        } else {
            None
        })
    }

    /// A shop by its name in URLs.
    pub async fn shop(&self, slug: &str) -> Result<Arc<Shop>, ReadError> {
        if let Some(shop) = self.live.shop(slug) {
            return Ok(shop);
        }
        let slug = ShopSlug::parse(slug).map_err(|_| ReadError::not_found("shop", slug))?;
        let mut session = self.database.read().await?;
        let row = shops::by_slug(&mut session, slug.as_str()).await;
        session.end().await?;
        let row = row?.ok_or_else(|| ReadError::not_found("shop", slug.as_str()))?;
        self.live.put_shop(&row.shop, row.seq);
        Ok(row.shop)
    }

    pub(crate) async fn shop_by_id(&self, id: &ShopId) -> Result<Option<Arc<Shop>>, StoreError> {
        if let Some(shop) = self.live.shop_by_id(id) {
            return Ok(Some(shop));
        }
        let mut session = self.database.read().await?;
        let row = shops::by_id(&mut session, id).await;
        session.end().await?;
        Ok(row?.map(|row| {
            self.live.put_shop(&row.shop, row.seq);
            row.shop
        }))
    }

    /// A shop as the database has it by now; everything that is read of it afterwards is as new.
    /// Anyone who has changed something by another node finds it then.
    pub async fn caught_up(&self, shop: &Arc<Shop>) -> Result<Arc<Shop>, ReadError> {
        let seq = self
            .ask(async |session| shops::seq(session, &shop.id).await)
            .await?;
        self.at_least(&shop.id, seq).await?;
        let shop = self
            .live
            .shop_by_id(&shop.id)
            .unwrap_or_else(|| Arc::clone(shop));
        Ok(shop)
    }

    /// The version of a shop: the number of the newest event whose effects readers find. Whatever
    /// is read afterwards is at least as new.
    pub fn version(&self, shop: &ShopId) -> i64 {
        self.live.read_to(shop)
    }

    /// That version as it grows.
    pub fn watch_version(&self, shop: &ShopId) -> watch::Receiver<i64> {
        self.live.watch_read_to(shop)
    }

    /// The newest snapshots of some variants; those that do not exist are missing from the answer.
    pub async fn snapshots<S: Borrow<Sku> + Sync>(
        &self,
        shop: &Arc<Shop>,
        skus: &[S],
    ) -> Result<Vec<Arc<VariantSnapshot>>, ReadError> {
        let skus: Vec<&Sku> = skus.iter().map(Borrow::borrow).collect();
        let missing: BTreeSet<Sku> = skus
            .iter()
            .filter(|sku| self.live.variant(&shop.id, sku).is_none())
            .map(|&sku| sku.clone())
            .collect();
        if !missing.is_empty() {
            let _first = self.live.first_reading(&shop.id, &missing);
            self.reload(&shop.id, &missing).await?;
        }
        Ok(skus
            .into_iter()
            .filter_map(|sku| self.live.variant(&shop.id, sku))
            .collect())
    }

    /// Reads some variants from the database into memory.
    pub(crate) async fn reload(
        &self,
        shop: &ShopId,
        skus: &BTreeSet<Sku>,
    ) -> Result<(), StoreError> {
        let mut session = self.database.read().await?;
        let loaded = async {
            let Some(row) = shops::by_id(&mut session, shop).await? else {
                return Ok(Vec::new());
            };
            self.live.put_shop(&row.shop, row.seq);
            variants::load(
                &mut session,
                &row.shop,
                skus,
                row.seq,
                row.shop.time(self.clock.now()),
            )
            .await
        }
        .await;
        session.end().await?;
        let loaded = loaded?;
        for gone in skus
            .iter()
            .filter(|sku| !loaded.iter().any(|snapshot| snapshot.sku == **sku))
        {
            self.live.forget_variant(shop, gone);
        }
        for snapshot in loaded {
            self.live.put_variant(Arc::new(snapshot));
        }
        Ok(())
    }

    /// The newest snapshot of one variant, by its SKU or by one that it had before.
    pub async fn snapshot(
        &self,
        shop: &Arc<Shop>,
        sku: &str,
    ) -> Result<Arc<VariantSnapshot>, ReadError> {
        let parsed = Sku::parse(sku).map_err(|_| ReadError::not_found("SKU", sku))?;
        if let Some(snapshot) = self.live.variant(&shop.id, &parsed) {
            return Ok(snapshot);
        }
        let found = self.snapshots(shop, &[&parsed]).await?;
        if let Some(snapshot) = found.into_iter().next() {
            return Ok(snapshot);
        }
        let unknown = || ReadError::not_found("SKU", sku);
        let now = self.called_now(&shop.id, Named::Variant, sku).await?;
        let now = Sku::parse(&now.ok_or_else(unknown)?).map_err(|_| unknown())?;
        let found = self.snapshots(shop, &[&now]).await?;
        found.into_iter().next().ok_or_else(unknown)
    }

    /// What something is called whose name was another one.
    pub(crate) async fn called_now(
        &self,
        shop: &ShopId,
        named: Named,
        former: &str,
    ) -> Result<Option<String>, StoreError> {
        let found = self
            .ask(async |session| former_names::now(session, shop, named, [former]).await)
            .await?;
        Ok(found.into_iter().next().map(|(_, now)| now))
    }

    /// The snapshots of one variant as they change; the newest is there at once.
    pub async fn watch(
        &self,
        shop: &Arc<Shop>,
        sku: &str,
    ) -> Result<watch::Receiver<Arc<VariantSnapshot>>, ReadError> {
        let snapshot = self.snapshot(shop, sku).await?;
        self.live
            .watch_variant(&shop.id, &snapshot.sku)
            .ok_or_else(|| ReadError::not_found("SKU", sku))
    }

    /// Whether variants are still at the versions at which they were read.
    pub fn is_current(&self, shop: &ShopId, read: &[(Sku, i64)]) -> bool {
        read.iter().all(|(sku, version)| {
            self.live
                .variant(shop, sku)
                .is_some_and(|snapshot| snapshot.version == *version)
        })
    }

    /// Whether this engine can serve: the database answers and takes what is written, and neither
    /// the writer nor the follower of the log has been waiting for long.
    ///
    /// Each call writes a little. It answers when the database does, so anyone who asks has to say
    /// how long they wait.
    pub async fn is_ready(&self) -> bool {
        if self.live.at_work.is_stuck(STUCK_AFTER, self.lanes.len()) {
            return false;
        }
        let asked = async {
            self.database.read().await?.end().await?;
            self.database.try_writing().await
        };
        let asked: Result<(), StoreError> = asked.await;
        asked
            .inspect_err(|error| tracing::warn!(%error, "the database cannot be used"))
            .is_ok()
    }
}

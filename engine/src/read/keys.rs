//! Keys of a merchant's programs.

use crate::Engine;
use crate::command::{Context, UseApiKey};
use crate::error::ReadError;
use crate::secret::{key_hash, shop_of_key};
use crate::store::keys;
use dockline_domain::by::By;
use dockline_view::{ApiKey, Shop};
use std::sync::Arc;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// What a key opens.
#[derive(Debug, Clone)]
pub enum KeyCheck {
    /// Its shop.
    Opens(Arc<Shop>, ApiKey),
    /// Nothing any more: it was taken back.
    Revoked(Arc<Shop>, ApiKey),
    /// Nothing any more: its time is over.
    Expired(Arc<Shop>, ApiKey),
    /// Nothing: it was never made here.
    Unknown,
}

impl Engine {
    /// What a key opens. The database is asked each time, so a key that was taken back is refused
    /// at once, no matter who took it back.
    pub async fn key(&self, key: &str) -> Result<KeyCheck, ReadError> {
        let (shop, hash) = (shop_of_key(key), key_hash(key));
        let Some((shop, key)) = self
            .ask(async |session| keys::by_hash(session, shop.as_ref(), &hash).await)
            .await?
        else {
            return Ok(KeyCheck::Unknown);
        };
        let Some(shop) = self.shop_by_id(&shop).await? else {
            return Ok(KeyCheck::Unknown);
        };
        let now = self.clock.now();
        if key.revoked_at.is_some() {
            return Ok(KeyCheck::Revoked(shop, key));
        }
        if key.expires_at.is_some_and(|expires| expires <= now) {
            return Ok(KeyCheck::Expired(shop, key));
        }
        self.note_use(&shop, &key, now.as_millisecond());
        Ok(KeyCheck::Opens(shop, key))
    }

    /// The keys of a shop, the oldest first, those that were taken back too.
    pub async fn keys(&self, shop: &Shop) -> Result<Vec<ApiKey>, ReadError> {
        Ok(self
            .ask(async |session| keys::list(session, &shop.id).await)
            .await?)
    }

    /// Hands the day of use to the writer, once a day, and does not wait for it: a reader waits for
    /// no writing.
    fn note_use(&self, shop: &Shop, key: &ApiKey, now: i64) {
        let day = now - now.rem_euclid(DAY_MS);
        let is_written = key
            .last_used_at
            .is_some_and(|last| last.as_millisecond() >= day);
        if is_written || self.keys_used.insert(key.id.clone(), day) == Some(day) {
            return;
        }
        let noted = UseApiKey {
            id: key.id.clone(),
            day,
        };
        let handed_over = self.hand_over(&shop.id, Context::by(By::System), noted);
        if handed_over.is_err() {
            // The writer is busy. The next use of the key tries again.
            self.keys_used.remove(&key.id);
        }
    }
}

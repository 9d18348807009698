//! Where something to be sent was planned: workers look there at once, and elsewhere only now and then.

use dockline_domain::id::ShopId;
use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Shops in which something was planned that no worker has looked for yet.
#[derive(Default)]
pub(crate) struct Planned {
    shops: Mutex<BTreeSet<ShopId>>,
    planned: Notify,
}

impl Planned {
    fn shops(&self) -> MutexGuard<'_, BTreeSet<ShopId>> {
        self.shops.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn note(&self, shop: &ShopId) {
        self.shops().insert(shop.clone());
        self.planned.notify_one();
    }

    /// Waits until there are some, and takes them.
    pub(crate) async fn take(&self) -> BTreeSet<ShopId> {
        loop {
            let taken = std::mem::take(&mut *self.shops());
            if !taken.is_empty() {
                return taken;
            }
            self.planned.notified().await;
        }
    }
}

//! Where other nodes are said to have written. A hint may be lost, late, or of what is known; the
//! log says what is true.

use dockline_domain::id::ShopId;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// What was hinted since the last look.
#[derive(Debug, Default)]
pub(crate) struct Hinted {
    /// Shops, each with the newest event that was spoken of.
    pub(crate) shops: HashMap<ShopId, i64>,
    /// Hints may have been lost.
    pub(crate) anywhere: bool,
}

/// Collects hints until somebody looks.
#[derive(Default)]
pub(crate) struct Hints {
    hinted: Mutex<Hinted>,
    wake: Notify,
}

impl Hints {
    fn hinted(&self) -> MutexGuard<'_, Hinted> {
        self.hinted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A shop has an event.
    pub(crate) fn moved(&self, shop: &ShopId, seq: i64) {
        {
            let mut hinted = self.hinted();
            let newest = hinted.shops.entry(shop.clone()).or_insert(seq);
            *newest = seq.max(*newest);
        }
        self.wake.notify_one();
    }

    /// Any shop may have one.
    pub(crate) fn anywhere(&self) {
        self.hinted().anywhere = true;
        self.wake.notify_one();
    }

    /// Waits for a hint.
    pub(crate) async fn any(&self) {
        self.wake.notified().await;
    }

    /// All hints since the last time.
    pub(crate) fn take(&self) -> Hinted {
        std::mem::take(&mut *self.hinted())
    }
}

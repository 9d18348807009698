//! Turns at work that costs much: a few at once in all, and one of each shop, so that nobody's work
//! stands before everybody else's.

use dockline_domain::id::ShopId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Shops whose turns are remembered although nobody of them works or waits; more are forgotten.
const IDLE_MAX: usize = 256;

/// Who may work now. One shop works once at a time, however many of it wait: so those who wait for
/// the turns of all are of different shops.
#[derive(Debug)]
pub struct Turns {
    all: Arc<Semaphore>,
    shops: Mutex<HashMap<ShopId, Arc<Semaphore>>>,
    patience: Duration,
}

/// A turn; it ends when it is dropped.
#[derive(Debug)]
pub struct Turn {
    _of_shop: OwnedSemaphorePermit,
    _of_all: OwnedSemaphorePermit,
}

impl Turns {
    /// How many at once in all. Who has waited for so long is sent away.
    pub fn new(at_once: usize, patience: Duration) -> Self {
        Self {
            all: Arc::new(Semaphore::new(at_once)),
            shops: Mutex::default(),
            patience,
        }
    }

    /// A turn of a shop; `None` when none came free in time.
    pub async fn take(&self, shop: &ShopId) -> Option<Turn> {
        let of_shop = self.of(shop);
        let both = async {
            // First that of the shop: otherwise the requests of one shop would hold turns of all
            // while they wait for each other.
            let of_shop = of_shop.acquire_owned().await.ok()?;
            let of_all = Arc::clone(&self.all).acquire_owned().await.ok()?;
            Some(Turn {
                _of_shop: of_shop,
                _of_all: of_all,
            })
        };
        tokio::time::timeout(self.patience, both)
            .await
            .ok()
            .flatten()
    }

    fn of(&self, shop: &ShopId) -> Arc<Semaphore> {
        let mut shops = self.shops.lock().unwrap_or_else(PoisonError::into_inner);
        // A turn that is held or waited for has a second owner.
        if shops.len() > IDLE_MAX {
            shops.retain(|_, turns| Arc::strong_count(turns) > 1);
        }
        Arc::clone(
            shops
                .entry(shop.clone())
                .or_insert_with(|| Arc::new(Semaphore::new(1))),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shop(number: u32) -> ShopId {
        ShopId::parse(&format!("shop_{number}")).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_shop_that_works_leaves_the_other_turns_to_others() {
        let turns = Turns::new(2, Duration::from_secs(1));
        let first = turns.take(&shop(1)).await.unwrap();
        assert!(
            turns.take(&shop(1)).await.is_none(),
            "the same shop twice at once"
        );
        let second = turns.take(&shop(2)).await.unwrap();
        assert!(turns.take(&shop(3)).await.is_none(), "three at once");
        drop(second);
        let _third = turns.take(&shop(3)).await.unwrap();
        drop(first);
        assert!(turns.take(&shop(1)).await.is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn those_who_wait_come_in_as_soon_as_a_turn_ends() {
        let turns = Arc::new(Turns::new(1, Duration::from_secs(1)));
        let first = turns.take(&shop(1)).await.unwrap();
        let waiting = tokio::spawn({
            let turns = Arc::clone(&turns);
            async move { turns.take(&shop(2)).await.is_some() }
        });
        tokio::task::yield_now().await;
        drop(first);
        assert!(waiting.await.unwrap());
    }

    #[tokio::test]
    async fn shops_that_do_nothing_are_forgotten() {
        let turns = Turns::new(1, Duration::ZERO);
        for number in 0..2_000 {
            assert!(turns.take(&shop(number)).await.is_some());
        }
        assert!(turns.shops.lock().unwrap().len() <= IDLE_MAX + 1);
    }
}

//! Not faster than Stripe bears it.

use dockline_domain::id::ShopId;
use dockline_engine::gateway::Trouble;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Between two requests of a shop: Stripe takes 25 in a second.
const BETWEEN: Duration = Duration::from_millis(50);
/// Who would wait longer comes again later.
const WAIT_MAX: Duration = Duration::from_secs(5);
/// Most shops of which is known when they asked last.
const SHOPS_MAX: usize = 10_000;

/// When each shop may ask next.
#[derive(Default)]
pub(super) struct Pace(Mutex<HashMap<ShopId, Instant>>);

impl Pace {
    /// Waits for the shop's turn.
    pub(super) async fn wait(&self, shop: &ShopId) -> Result<(), Trouble> {
        let now = Instant::now();
        let at = {
            let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if turns.len() >= SHOPS_MAX {
                turns.retain(|_, next| *next > now);
            }
            let next = turns.get(shop).copied().unwrap_or(now).max(now);
            if next - now > WAIT_MAX {
                return Err(Trouble::NotAsked);
            }
            turns.insert(shop.clone(), next + BETWEEN);
            next
        };
        tokio::time::sleep_until(at).await;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shop(last: char) -> ShopId {
        ShopId::parse(&format!("shop_01kb7h2q8m0000000000000{last:0>3}")).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_shop_asks_twenty_times_in_a_second_and_keeps_no_other_waiting() {
        let (pace, one) = (Pace::default(), shop('1'));
        let began = Instant::now();
        for _ in 0..21 {
            pace.wait(&one).await.unwrap();
        }
        assert_eq!(began.elapsed(), Duration::from_secs(1));
        pace.wait(&shop('2')).await.unwrap();
        assert_eq!(began.elapsed(), Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn who_would_wait_too_long_is_sent_away() {
        let (pace, one) = (Pace::default(), shop('1'));
        let all = (0..200).map(|_| pace.wait(&one));
        let all = futures::future::join_all(all).await;
        let taken = all.iter().filter(|one| one.is_ok()).count();
        assert_eq!(taken, 101);
    }
}

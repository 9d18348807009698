//! What a network may do only so often within an hour, counted in bounded memory of this process.

use crate::client::wider;
use crate::pages::new_key;
use dockline_engine::ExecuteError;
use dockline_view::Shop;
use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher as _, Hash, RandomState};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

const HOUR: Duration = Duration::from_hours(1);
/// Who is remembered at most, about 200 bytes each.
const REMEMBERED_MAX: usize = 50_000;
/// The newest of what somebody did: done again, it is the same.
const RECENT_MAX: usize = 16;

/// Counts by who did it. Keys are hashed with a secret of this process: nothing that names anybody
/// lies in memory for it.
#[derive(Clone, Default)]
pub(crate) struct Counted(Arc<Inner>);

#[derive(Default)]
struct Inner {
    memory: Mutex<HashMap<u64, Hour>>,
    keys: RandomState,
}

struct Hour {
    began: Instant,
    count: u32,
    recent: VecDeque<u64>,
}

/// Too many; try again after these seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooMany {
    pub(crate) seconds: u64,
}

impl Counted {
    /// Counts that somebody does something, unless they did it too often. The same thing done again
    /// counts once.
    pub(crate) fn count(
        &self,
        who: impl Hash,
        what: impl Hash,
        most: u32,
        now: Instant,
    ) -> Result<(), TooMany> {
        self.note(who, what, most, now).map(|_is_new| ())
    }

    /// The same; tells whether it is counted now, and not since before.
    fn note(
        &self,
        who: impl Hash,
        what: impl Hash,
        most: u32,
        now: Instant,
    ) -> Result<bool, TooMany> {
        let (who, what) = (self.0.keys.hash_one(who), self.0.keys.hash_one(what));
        let mut memory = self.0.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let is_over = |hour: &Hour| now.saturating_duration_since(hour.began) >= HOUR;
        if memory.len() >= REMEMBERED_MAX && !memory.contains_key(&who) {
            memory.retain(|_, hour| !is_over(hour));
        }
        // Somebody with very many networks must not keep everybody else from ordering: those who
        // did something once are forgotten first.
        if memory.len() >= REMEMBERED_MAX && !memory.contains_key(&who) {
            memory.retain(|_, hour| hour.count > 1);
        }
        if memory.len() >= REMEMBERED_MAX && !memory.contains_key(&who) {
            memory.clear();
        }
        let fresh = || Hour {
            began: now,
            count: 0,
            recent: VecDeque::new(),
        };
        let hour = memory.entry(who).or_insert_with(fresh);
        if is_over(hour) {
            *hour = fresh();
        }
        if hour.recent.contains(&what) {
            return Ok(false);
        }
        if hour.count >= most {
            let passed = now.saturating_duration_since(hour.began);
            return Err(TooMany {
                seconds: HOUR.saturating_sub(passed).as_secs() + 1,
            });
        }
        hour.count += 1;
        if hour.recent.len() == RECENT_MAX {
            hour.recent.pop_front();
        }
        hour.recent.push_back(what);
        Ok(true)
    }

    /// Places an order for somebody of a network, by the shop's rule. `key` tells it from another
    /// order; without one it is like no other. What is not placed does not count.
    pub(crate) async fn order<T>(
        &self,
        shop: &Shop,
        client: IpAddr,
        key: Option<&str>,
        placing: impl Future<Output = Result<T, ExecuteError>>,
    ) -> Result<Result<T, ExecuteError>, TooMany> {
        let Some(most) = shop.rules.orders.orders_per_network_hour else {
            return Ok(placing.await);
        };
        let who = ("order", &shop.id, wider(client));
        let what = key.map_or_else(new_key, str::to_owned);
        let is_new = self.note(who, &what, most, Instant::now())?;
        let placed = placing.await;
        // What may have been placed counts, and so does an order that was placed by this key before:
        // another one with its key is refused, and takes nothing back.
        if is_new
            && placed
                .as_ref()
                .is_err_and(|error| !matches!(error, ExecuteError::OutcomeUnknown))
        {
            self.take_back(who, &what);
        }
        Ok(placed)
    }

    /// It was not done after all.
    pub(crate) fn take_back(&self, who: impl Hash, what: impl Hash) {
        let (who, what) = (self.0.keys.hash_one(who), self.0.keys.hash_one(what));
        let mut memory = self.0.memory.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(hour) = memory.get_mut(&who)
            && let Some(place) = hour.recent.iter().position(|one| *one == what)
        {
            hour.recent.remove(place);
            hour.count = hour.count.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_again_counts_once_and_the_hour_ends() {
        let (counted, now) = (Counted::default(), Instant::now());
        let count = |what: u32, now| counted.count("network", what, 2, now);
        assert_eq!(count(1, now), Ok(()));
        assert_eq!(count(2, now), Ok(()));
        assert_eq!(count(1, now), Ok(()), "the same again");
        assert_eq!(count(3, now), Err(TooMany { seconds: 3_601 }));
        assert_eq!(counted.count("other", 3, 2, now), Ok(()));
        counted.take_back("network", 2);
        assert_eq!(count(3, now), Ok(()));
        assert!(count(4, now).is_err());
        assert_eq!(count(4, now + HOUR), Ok(()));
    }

    #[test]
    fn memory_is_bounded_and_who_did_much_is_remembered_longest() {
        let (counted, now) = (Counted::default(), Instant::now());
        let remembered = || counted.0.memory.lock().unwrap().len();
        for what in 0..2 {
            counted.count("often", what, 2, now).unwrap();
        }
        for who in 1..REMEMBERED_MAX {
            counted.count(who, 1, 2, now).unwrap();
        }
        assert_eq!(remembered(), REMEMBERED_MAX);
        assert_eq!(counted.count("one more", 1, 2, now), Ok(()));
        assert_eq!(remembered(), 2);
        assert!(counted.count("often", 2, 2, now).is_err());
    }
}

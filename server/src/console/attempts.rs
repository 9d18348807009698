//! Failed log-ins, counted by address and by account in bounded memory: guessing takes longer than it is worth.

use crate::client::network;
use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long failures count.
const WINDOW: Duration = Duration::from_mins(15);
/// Failures of one account in that time. Whoever knows the password waits for at most that long.
const ACCOUNT_MAX: u32 = 10;
/// Failures from one address in that time: many people may stand behind one.
const ADDRESS_MAX: u32 = 60;
/// Addresses and accounts that are remembered, about 40 bytes each.
const REMEMBERED_MAX: usize = 50_000;

/// What is remembered. Keys are hashed with a secret of this process: no mail address lies in memory for it.
#[derive(Default)]
pub struct Attempts {
    failures: Mutex<HashMap<u64, Failures>>,
    keys: RandomState,
}

#[derive(Clone, Copy)]
struct Failures {
    began: Instant,
    count: u32,
}

/// Too many failures; try again after these seconds.
#[derive(Debug, PartialEq, Eq)]
pub struct TooMany {
    /// Seconds to wait, at least 1.
    pub seconds: u64,
}

/// A log-in that counts as failed until it has succeeded: so attempts at the same time count as well.
#[derive(Debug)]
pub struct Attempt {
    address: u64,
    account: u64,
}

impl Attempts {
    /// Begins an attempt, unless there were too many.
    pub fn begin(&self, address: IpAddr, shop: &str, email: &str, now: Instant) -> Result<Attempt, TooMany> {
        let attempt = Attempt { address: self.keys.hash_one(network(address)), account: self.keys.hash_one((shop, email)) };
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= REMEMBERED_MAX {
            failures.retain(|_, one| now.duration_since(one.began) < WINDOW);
        }
        for (key, most) in [(attempt.address, ADDRESS_MAX), (attempt.account, ACCOUNT_MAX)] {
            match failures.get(&key).filter(|one| now.duration_since(one.began) < WINDOW) {
                Some(known) if known.count >= most => {
                    let left = WINDOW.saturating_sub(now.duration_since(known.began));
                    return Err(TooMany { seconds: left.as_secs() + 1 });
                }
                None if failures.len() >= REMEMBERED_MAX => return Err(TooMany { seconds: WINDOW.as_secs() }),
                Some(_) | None => {}
            }
        }
        for key in [attempt.address, attempt.account] {
            let known = failures.entry(key).or_insert(Failures { began: now, count: 0 });
            if now.duration_since(known.began) >= WINDOW {
                *known = Failures { began: now, count: 0 };
            }
            known.count += 1;
        }
        Ok(attempt)
    }

    /// The attempt was none of guessing: the account begins anew, and the address has one failure less.
    pub fn succeeded(&self, attempt: &Attempt) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.remove(&attempt.account);
        if let Some(known) = failures.get_mut(&attempt.address) {
            known.count = known.count.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn an_account_takes_so_many_failures_from_wherever_they_come() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for number in 0..10 {
            attempts.begin(address(number), "demo", "ada@example.com", now).unwrap();
        }
        let refused = attempts.begin(address(99), "demo", "ada@example.com", now).unwrap_err();
        assert_eq!(refused, TooMany { seconds: 901 });
        assert!(attempts.begin(address(99), "demo", "bob@example.com", now).is_ok());
        assert!(attempts.begin(address(99), "other", "ada@example.com", now).is_ok());
        assert!(attempts.begin(address(99), "demo", "ada@example.com", now + WINDOW).is_ok());
    }

    #[test]
    fn an_address_takes_so_many_failures_whatever_it_guesses() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for number in 0..ADDRESS_MAX {
            attempts.begin(address(1), "demo", &number.to_string(), now).unwrap();
        }
        assert!(attempts.begin(address(1), "demo", "one more", now).is_err());
        assert!(attempts.begin(address(2), "demo", "one more", now).is_ok());
    }

    #[test]
    fn who_knows_the_password_is_not_counted() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for _ in 0..100 {
            let attempt = attempts.begin(address(1), "demo", "ada@example.com", now).unwrap();
            attempts.succeeded(&attempt);
        }
    }

    #[test]
    fn no_more_are_remembered_than_there_is_room_for() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for number in 0..u32::try_from(REMEMBERED_MAX).unwrap() {
            let _ = attempts.begin(IpAddr::from(number.to_be_bytes()), "demo", &number.to_string(), now);
        }
        assert!(attempts.failures.lock().unwrap().len() <= REMEMBERED_MAX + 1);
        assert!(attempts.begin(address(1), "demo", "new", now).is_err());
        assert!(attempts.begin(address(1), "demo", "new", now + WINDOW).is_ok());
    }
}

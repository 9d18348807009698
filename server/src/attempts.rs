//! Failed log-ins, counted by the rules of [`dockline_domain::log_in`].
//!
//! The database counts those at a shop, for all nodes together. Before it is asked, this process
//! counts in bounded memory what strangers try at any shop, also at shops that do not exist: so
//! nobody makes the database write for long.

use crate::client::{network, wider};
use crate::state::AppState;
use dockline_domain::by::By;
use dockline_domain::log_in::{CountedBy, Failures, HOME_LASTS_MS, WINDOW_MS};
use dockline_engine::command::{
    BeginLogIn, Context, CountedLogIn, LogInBegun, LogInFrom, LogInSucceeded,
};
use dockline_engine::{ExecuteError, ReadError};
use dockline_view::Shop;
use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

const PAIR_MAX: u32 = CountedBy::Pair.most();
const ADDRESS_MAX: u32 = CountedBy::Address.most();
const NETWORK_MAX: u32 = CountedBy::Network.most();
const ACCOUNT_MAX: u32 = CountedBy::Account.most();
/// Addresses, accounts and pairs of them that are remembered, about 40 bytes each.
const REMEMBERED_MAX: usize = 50_000;
/// Accounts that are at home at an address, about 60 bytes each.
const HOMES_MAX: usize = 10_000;
/// What counts no more is cleared out when there is no room, and not more often than this: it takes
/// a look at all of it. In milliseconds.
const SWEEP_GAP_MS: i64 = 60 * 1_000;

/// What is remembered. Keys are hashed with a secret of this process: no mail address lies in
/// memory for it.
pub struct Attempts {
    memory: Mutex<Memory>,
    keys: RandomState,
    /// Times are milliseconds from here on.
    began: Instant,
}

#[derive(Default)]
struct Memory {
    failures: HashMap<u64, Failures>,
    homes: HashMap<u64, Home>,
    swept_ms: Option<i64>,
}

/// An account at an address from which it has logged in.
struct Home {
    last_ms: i64,
    failures: Failures,
}

/// Too many failures; try again after these seconds.
#[derive(Debug, PartialEq, Eq)]
pub struct TooMany {
    /// Seconds to wait, at least 1.
    pub seconds: u64,
}

/// A log-in that counts as failed until it has succeeded: so attempts at the same time count as
/// well.
#[derive(Debug)]
pub struct Attempt {
    address: u64,
    network: u64,
    account: u64,
    pair: u64,
    /// What it was added to, and since when that counts. At home it was added to none of these.
    added: Vec<(u64, i64)>,
}

/// A log-in that counts as failed until it has succeeded, here and in the database.
pub struct Begun {
    here: Option<Attempt>,
    counted: Option<CountedLogIn>,
}

/// Why no log-in may begin.
#[derive(Debug)]
pub enum NotNow {
    /// Too many have failed.
    TooMany(TooMany),
    /// The database is busy or away.
    Busy,
    /// The log says what is wrong.
    Internal,
}

impl From<ReadError> for NotNow {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Store(error) if error.passes() => Self::Busy,
            error => {
                tracing::error!(%error, "failed log-ins could not be read");
                Self::Internal
            }
        }
    }
}

impl From<ExecuteError> for NotNow {
    fn from(error: ExecuteError) -> Self {
        match error {
            ExecuteError::Busy | ExecuteError::Away | ExecuteError::OutcomeUnknown => Self::Busy,
            error => {
                tracing::error!(%error, "a log-in could not be counted");
                Self::Internal
            }
        }
    }
}

/// Begins a log-in at a shop, or at none that exists, unless too many have failed.
pub async fn begin(
    state: &AppState,
    client: IpAddr,
    (shop, slug): (Option<&Shop>, &str),
    email: &str,
) -> Result<Begun, NotNow> {
    let from = LogInFrom {
        address: network(client).to_string(),
        network: wider(client).to_string(),
        email: email.to_owned(),
    };
    let is_at_home = match shop {
        Some(shop) => state.engine.is_at_home(shop, &from).await?,
        None => false,
    };
    let here = if is_at_home {
        None
    } else {
        let begun = state.attempts.begin(client, slug, email, Instant::now());
        Some(begun.map_err(NotNow::TooMany)?)
    };
    let Some(shop) = shop else {
        let counted = None;
        return Ok(Begun { here, counted });
    };
    let context = Context::by(By::System);
    let begun = state.engine.execute(&shop.id, context, BeginLogIn(from));
    match begun.await? {
        LogInBegun::Counted(counted) => Ok(Begun {
            here,
            counted: Some(counted),
        }),
        LogInBegun::TooMany(seconds) => Err(NotNow::TooMany(TooMany { seconds })),
    }
}

/// The log-in was none of guessing.
pub async fn succeeded(state: &AppState, shop: &Shop, begun: Begun) {
    if let Some(attempt) = begun.here {
        state.attempts.succeeded(&attempt, Instant::now());
    }
    let Some(counted) = begun.counted else { return };
    let noted = LogInSucceeded(counted);
    let noted = state
        .engine
        .execute(&shop.id, Context::by(By::System), noted);
    if let Err(error) = noted.await {
        // They may log in; that it counts as failed ends in a quarter of an hour.
        tracing::warn!(shop = %shop.slug, %error, "that a log-in succeeded could not be noted");
    }
}

impl Default for Attempts {
    fn default() -> Self {
        Self {
            memory: Mutex::default(),
            keys: RandomState::new(),
            began: Instant::now(),
        }
    }
}

impl Attempts {
    fn ms(&self, now: Instant) -> i64 {
        let passed = now.saturating_duration_since(self.began);
        i64::try_from(passed.as_millis()).unwrap_or(i64::MAX)
    }

    /// Begins an attempt, unless there were too many.
    pub fn begin(
        &self,
        address: IpAddr,
        shop: &str,
        email: &str,
        now: Instant,
    ) -> Result<Attempt, TooMany> {
        let network = network(address);
        let mut attempt = Attempt {
            address: self.keys.hash_one(network),
            network: self.keys.hash_one((wider(address), "network")),
            account: self.keys.hash_one((shop, email)),
            pair: self.keys.hash_one((network, shop, email)),
            added: Vec::new(),
        };
        attempt.added = self
            .memory
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .count(&attempt, self.ms(now))?;
        Ok(attempt)
    }

    /// The attempt was none of guessing: its account is at home at its address. What it added is
    /// taken back, and no more: otherwise anyone with an account could wipe out what they did to
    /// others.
    pub fn succeeded(&self, attempt: &Attempt, now: Instant) {
        let now_ms = self.ms(now);
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.failures.remove(&attempt.pair);
        for (key, began) in &attempt.added {
            if let Some(known) = memory
                .failures
                .get_mut(key)
                .filter(|known| known.began_ms == *began)
            {
                *known = known.but_one();
            }
        }
        if memory.homes.len() < HOMES_MAX || memory.homes.contains_key(&attempt.pair) {
            memory.homes.insert(
                attempt.pair,
                Home {
                    last_ms: now_ms,
                    failures: Failures::none(now_ms),
                },
            );
        }
    }
}

impl Memory {
    /// Counts an attempt as failed, and tells what of it stands in the way of others.
    fn count(&mut self, attempt: &Attempt, now_ms: i64) -> Result<Vec<(u64, i64)>, TooMany> {
        self.sweep(now_ms);
        let home = self.homes.get_mut(&attempt.pair);
        if let Some(home) = home.filter(|home| now_ms - home.last_ms < HOME_LASTS_MS) {
            check(home.failures, PAIR_MAX, now_ms)?;
            home.failures = home.failures.and_one(now_ms);
            return Ok(Vec::new());
        }
        let counted = [
            (attempt.pair, PAIR_MAX),
            (attempt.address, ADDRESS_MAX),
            (attempt.network, NETWORK_MAX),
            (attempt.account, ACCOUNT_MAX),
        ];
        for (key, most) in counted {
            match self.failures.get(&key) {
                Some(known) => check(*known, most, now_ms)?,
                None if self.failures.len() >= REMEMBERED_MAX => {
                    return Err(TooMany {
                        seconds: WINDOW_MS.unsigned_abs() / 1_000,
                    });
                }
                None => {}
            }
        }
        let added = counted.map(|(key, _)| {
            let failures = self.failures.entry(key).or_insert(Failures::none(now_ms));
            *failures = failures.and_one(now_ms);
            (key, failures.began_ms)
        });
        Ok(added.into())
    }

    fn sweep(&mut self, now_ms: i64) {
        let is_full = self.failures.len() >= REMEMBERED_MAX || self.homes.len() >= HOMES_MAX;
        let was_long_ago = |swept: i64| now_ms - swept >= SWEEP_GAP_MS;
        if is_full && self.swept_ms.is_none_or(was_long_ago) {
            self.failures.retain(|_, one| one.count_at(now_ms) > 0);
            self.homes
                .retain(|_, home| now_ms - home.last_ms < HOME_LASTS_MS);
            self.swept_ms = Some(now_ms);
        }
    }
}

fn check(failures: Failures, most: u32, now_ms: i64) -> Result<(), TooMany> {
    let wait = failures.wait_seconds(most, now_ms);
    wait.map_or(Ok(()), |seconds| Err(TooMany { seconds }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const WINDOW: Duration = Duration::from_millis(WINDOW_MS.unsigned_abs());
    const HOME_LASTS: Duration = Duration::from_millis(HOME_LASTS_MS.unsigned_abs());
    const ADA: &str = "ada@example.com";

    fn address(last: u32) -> IpAddr {
        IpAddr::from((u32::from_be_bytes([192, 0, 2, 0]) + last).to_be_bytes())
    }

    #[test]
    fn an_account_takes_failures_from_one_address_up_to_the_limit() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for _ in 0..PAIR_MAX {
            attempts.begin(address(1), "demo", ADA, now).unwrap();
        }
        let refused = attempts.begin(address(1), "demo", ADA, now).unwrap_err();
        assert_eq!(refused, TooMany { seconds: 901 });
        assert!(attempts.begin(address(2), "demo", ADA, now).is_ok());
        assert!(
            attempts
                .begin(address(1), "demo", "bob@example.com", now)
                .is_ok()
        );
        assert!(attempts.begin(address(1), "other", ADA, now).is_ok());
        assert!(
            attempts
                .begin(address(1), "demo", ADA, now + WINDOW)
                .is_ok()
        );
    }

    #[test]
    fn an_account_takes_failures_from_all_addresses_up_to_the_limit() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for number in 0..ACCOUNT_MAX {
            attempts.begin(address(number), "demo", ADA, now).unwrap();
        }
        assert!(attempts.begin(address(500), "demo", ADA, now).is_err());
        assert!(
            attempts
                .begin(address(500), "demo", "bob@example.com", now)
                .is_ok()
        );
        assert!(
            attempts
                .begin(address(500), "demo", ADA, now + WINDOW)
                .is_ok()
        );
    }

    #[test]
    fn an_address_takes_failures_up_to_the_limit_whatever_it_guesses() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for number in 0..ADDRESS_MAX {
            attempts
                .begin(address(1), "demo", &number.to_string(), now)
                .unwrap();
        }
        assert!(attempts.begin(address(1), "demo", "one more", now).is_err());
        assert!(attempts.begin(address(2), "demo", "one more", now).is_ok());
    }

    #[test]
    fn a_network_takes_failures_from_all_its_addresses_up_to_the_limit() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        let guess = |subnet: u16, number: u32| {
            let address = IpAddr::from([0x2001, 0xdb8, 7, subnet, 0, 0, 0, 1]);
            attempts
                .begin(address, "demo", &number.to_string(), now)
                .is_ok()
        };
        let guesses = (0..2_000)
            .filter(|number| guess(u16::try_from(*number).unwrap(), *number))
            .count();
        assert_eq!(guesses, usize::try_from(NETWORK_MAX).unwrap());
        assert!(
            attempts
                .begin("2001:db8:8::1".parse().unwrap(), "demo", ADA, now)
                .is_ok(),
            "its neighbours go on"
        );
    }

    #[test]
    fn who_knows_the_password_is_not_counted() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for _ in 0..200 {
            let attempt = attempts.begin(address(1), "demo", ADA, now).unwrap();
            attempts.succeeded(&attempt, now);
        }
    }

    #[test]
    fn who_has_an_account_cannot_wipe_out_their_guesses_at_others() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        let at_home = |now| {
            attempts.succeeded(
                &attempts
                    .begin(address(1), "demo", "eve@example.com", now)
                    .unwrap(),
                now,
            );
        };
        at_home(now);
        let mut guesses = 0;
        for number in 0..1_000 {
            at_home(now);
            guesses += u32::from(
                attempts
                    .begin(address(1), "demo", &number.to_string(), now)
                    .is_ok(),
            );
        }
        assert_eq!(guesses, ADDRESS_MAX);
        let started = attempts
            .begin(address(2), "demo", "eve@example.com", now)
            .unwrap();
        let later = now + WINDOW;
        let _ = attempts.begin(address(2), "demo", ADA, later);
        attempts.succeeded(&started, later);
        let left = (1..1_000)
            .filter(|number| {
                attempts
                    .begin(address(2), "demo", &number.to_string(), later)
                    .is_ok()
            })
            .count();
        assert_eq!(
            u32::try_from(left).unwrap(),
            ADDRESS_MAX - 1,
            "what counts since later is not his"
        );
    }

    #[test]
    fn strangers_lock_nobody_out_where_they_are_at_home() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        let attempt = attempts.begin(address(1), "demo", ADA, now).unwrap();
        attempts.succeeded(&attempt, now);
        let guess = |from: u32, whom: &str| attempts.begin(address(from), "demo", whom, now);
        for number in 0..1_000 {
            let _ = guess(10 + number, ADA);
            let _ = guess(1, &number.to_string());
        }
        assert!(guess(9, ADA).is_err(), "a stranger waits");
        assert!(
            guess(1, "bob@example.com").is_err(),
            "so does the address with everybody else"
        );
        for _ in 0..PAIR_MAX {
            guess(1, ADA).unwrap();
        }
        assert!(
            guess(1, ADA).is_err(),
            "at home there are as many failures as elsewhere"
        );
        assert!(
            attempts
                .begin(address(1), "demo", ADA, now + WINDOW)
                .is_ok()
        );
    }

    #[test]
    fn no_more_are_remembered_than_there_is_room_for() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        let home = attempts.begin(address(1), "demo", ADA, now).unwrap();
        attempts.succeeded(&home, now);
        for number in 0..u32::try_from(REMEMBERED_MAX).unwrap() {
            let _ = attempts.begin(
                IpAddr::from(number.to_be_bytes()),
                "demo",
                &number.to_string(),
                now,
            );
        }
        assert!(
            (REMEMBERED_MAX..=REMEMBERED_MAX + 3)
                .contains(&attempts.memory.lock().unwrap().failures.len())
        );
        assert!(attempts.begin(address(1), "demo", "new", now).is_err());
        assert!(
            attempts.begin(address(1), "demo", ADA, now).is_ok(),
            "there is always room at home"
        );
        assert!(
            attempts
                .begin(address(1), "demo", "new", now + WINDOW)
                .is_ok()
        );
        assert!(attempts.memory.lock().unwrap().failures.len() <= 4);
    }

    #[test]
    fn no_more_homes_are_remembered_than_there_is_room_for() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        let log_in = |number: usize, at: Instant| {
            let attempt = attempts
                .begin(address(1), "demo", &number.to_string(), at)
                .unwrap();
            attempts.succeeded(&attempt, at);
        };
        for number in 0..=HOMES_MAX {
            log_in(number, now);
        }
        assert_eq!(attempts.memory.lock().unwrap().homes.len(), HOMES_MAX);
        log_in(0, now + HOME_LASTS);
        assert_eq!(attempts.memory.lock().unwrap().homes.len(), 1);
    }
}

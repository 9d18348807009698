//! Log-ins that are tried: they count as failed until they have succeeded, on all nodes together.

use super::Command;
use crate::error::ExecuteError;
use crate::secret::log_in_key;
use crate::store::log_ins::{self, FailuresRow, Home};
use crate::writer::turn::Turn;
use dockline_domain::id::ShopId;
use dockline_domain::log_in::{CountedBy, Failures, HOME_LASTS_MS, WINDOW_MS};
use serde::{Deserialize, Serialize};

/// Most keys that are counted in one shop: a few thousand guesses in a quarter of an hour. Who is at
/// home is never in need of a new one.
pub(crate) const COUNTED_MAX: i64 = 10_000;
/// Most homes that are known of one shop.
const HOMES_MAX: i64 = 2_000;

/// Where somebody tries to log in from, and as whom. What is stored of it are digests.
#[derive(Clone)]
pub struct LogInFrom {
    /// What counts as one address.
    pub address: String,
    /// The network around it.
    pub network: String,
    /// The account, which may not exist.
    pub email: String,
}

impl LogInFrom {
    fn key(&self, shop: &ShopId, by: CountedBy) -> String {
        let parts: &[&str] = match by {
            CountedBy::Pair => &[&self.address, &self.email],
            CountedBy::Address => &[&self.address],
            CountedBy::Network => &[&self.network],
            CountedBy::Account => &[&self.email],
        };
        log_in_key(shop, by.name(), parts)
    }

    /// By which it is known that the account is at home there.
    pub(crate) fn home(&self, shop: &ShopId) -> String {
        self.key(shop, CountedBy::Pair)
    }
}

/// Begin an attempt, unless there were too many: several at the same time count as well.
#[derive(Clone)]
pub struct BeginLogIn(pub LogInFrom);

/// What became of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum LogInBegun {
    /// It is counted.
    Counted(CountedLogIn),
    /// Too many have failed; another one may begin after these seconds, at least 1.
    TooMany(u64),
}

/// An attempt that counts as failed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CountedLogIn {
    pair: String,
    /// What it was added to, and since when that counts. At home it was added to none of these.
    added: Vec<(String, i64)>,
}

/// The attempt was none of guessing: its account is at home at its address. What it added is taken
/// back, and no more: otherwise anyone with an account could wipe out what they did to others.
#[derive(Debug, Clone)]
pub struct LogInSucceeded(pub CountedLogIn);

impl Command for BeginLogIn {
    type Answer = LogInBegun;

    async fn run(self, turn: &mut Turn<'_>) -> Result<LogInBegun, ExecuteError> {
        let (shop, now) = (turn.shop(), turn.machine_time().as_millisecond());
        let pair = self.0.home(&shop.id);
        let home = log_ins::home(turn.session, &shop.id, &pair).await?;
        if let Some(home) = home.filter(|home| now - home.seen_ms < HOME_LASTS_MS) {
            return at_home(turn, pair, home, now).await;
        }
        let keys = CountedBy::ALL.map(|by| (by, self.0.key(&shop.id, by)));
        let all = keys.iter().map(|(_, key)| key.as_str());
        let known = log_ins::counted(turn.session, &shop.id, all).await?;
        let so_far = |key: &str| known.get(key).copied().unwrap_or(Failures::none(now));
        let mut waits = keys
            .iter()
            .filter_map(|(by, key)| so_far(key).wait_seconds(by.most(), now));
        if let Some(seconds) = waits.next() {
            return Ok(LogInBegun::TooMany(seconds));
        }
        if known.len() < keys.len() && !has_room(turn, now).await? {
            return Ok(LogInBegun::TooMany(
                u64::try_from(WINDOW_MS / 1_000).unwrap_or(0),
            ));
        }
        let added = keys
            .each_ref()
            .map(|(_, key)| (key, so_far(key).and_one(now)));
        let rows = added.map(|(key, failures)| FailuresRow {
            shop: &shop.id,
            key,
            began_at: failures.began_ms,
            failures: failures.count,
        });
        log_ins::save(turn.session, &rows).await?;
        Ok(LogInBegun::Counted(CountedLogIn {
            added: added
                .map(|(key, failures)| (key.clone(), failures.began_ms))
                .into(),
            pair,
        }))
    }
}

/// At home there are as many failures as of an account at any other address.
async fn at_home(
    turn: &mut Turn<'_>,
    pair: String,
    home: Home,
    now: i64,
) -> Result<LogInBegun, ExecuteError> {
    let shop = turn.shop();
    if let Some(seconds) = home.failures.wait_seconds(CountedBy::Pair.most(), now) {
        return Ok(LogInBegun::TooMany(seconds));
    }
    let home = Home {
        failures: home.failures.and_one(now),
        ..home
    };
    log_ins::save_home(turn.session, &shop.id, &pair, home).await?;
    let added = Vec::new();
    Ok(LogInBegun::Counted(CountedLogIn { pair, added }))
}

/// Whether another key may be counted. What counts no more makes room.
async fn has_room(turn: &mut Turn<'_>, now: i64) -> Result<bool, ExecuteError> {
    let shop = turn.shop();
    if log_ins::many(turn.session, &shop.id).await? < COUNTED_MAX {
        return Ok(true);
    }
    forget_old(turn, now).await?;
    Ok(log_ins::many(turn.session, &shop.id).await? < COUNTED_MAX)
}

/// Forgets what counts no more.
pub(super) async fn forget_old(turn: &mut Turn<'_>, now: i64) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let before = (now - WINDOW_MS, now - HOME_LASTS_MS);
    Ok(log_ins::forget_before(turn.session, &shop.id, before).await?)
}

impl Command for LogInSucceeded {
    type Answer = ();

    async fn run(self, turn: &mut Turn<'_>) -> Result<(), ExecuteError> {
        let (shop, now) = (turn.shop(), turn.machine_time().as_millisecond());
        let CountedLogIn { pair, added } = self.0;
        log_ins::forget(turn.session, &shop.id, &pair).await?;
        let all = added.iter().map(|(key, _)| key.as_str());
        let known = log_ins::counted(turn.session, &shop.id, all).await?;
        let still = added.iter().filter_map(|(key, began)| {
            let failures = known.get(key).filter(|known| known.began_ms == *began)?;
            Some(FailuresRow {
                shop: &shop.id,
                key,
                began_at: *began,
                failures: failures.but_one().count,
            })
        });
        log_ins::save(turn.session, &still.collect::<Vec<_>>()).await?;
        let is_known = log_ins::home(turn.session, &shop.id, &pair)
            .await?
            .is_some();
        if !is_known && log_ins::many_homes(turn.session, &shop.id).await? >= HOMES_MAX {
            forget_old(turn, now).await?;
            if log_ins::many_homes(turn.session, &shop.id).await? >= HOMES_MAX {
                return Ok(());
            }
        }
        let home = Home {
            seen_ms: now,
            failures: Failures::none(now),
        };
        Ok(log_ins::save_home(turn.session, &shop.id, &pair, home).await?)
    }
}

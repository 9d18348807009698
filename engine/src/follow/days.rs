//! Begins each shop's day, by the database's clock.
//!
//! A day never ends again: supply becomes overdue by it, for everybody on every node. So a node
//! whose own clock is wrong begins none, and says so in the database: people of a shop are told,
//! whichever node answers them.

use crate::Engine;
use crate::command::{BeginDay, Context, PassCutOff, cut_off_is_due};
use crate::store::{StoreError, shops};
use dockline_domain::by::By;
use jiff::{SignedDuration, Timestamp};
use std::sync::atomic::{AtomicBool, Ordering};

/// How far a node's clock may be from the database's.
const OFF_MAX: SignedDuration = SignedDuration::from_secs(2);

/// Begins days, and remembers what was said about the clock.
#[derive(Debug, Default)]
pub(crate) struct Days {
    is_off: AtomicBool,
}

impl Days {
    /// Begins the day of every shop in whose time zone it is a later date.
    pub(crate) async fn begin(&self, engine: &Engine) {
        let now = match self.time(engine).await {
            Ok(Some(now)) => now,
            Ok(None) => return,
            Err(error) => {
                tracing::error!(%error, "the database does not say what time it is; no day begins");
                return;
            }
        };
        for shop in engine.live.shops() {
            let day = shop.zone.to_datetime(shop.time(now)).date();
            if shop.day < day
                && let Err(error) = engine
                    .execute(&shop.id, Context::by(By::System), BeginDay { day })
                    .await
            {
                tracing::error!(shop = %shop.slug, %error, "a day could not begin");
            }
            if cut_off_is_due(&shop, shop.time(now))
                && let Err(error) = engine
                    .execute(&shop.id, Context::by(By::System), PassCutOff)
                    .await
            {
                tracing::error!(shop = %shop.slug, %error, "a cut-off could not pass");
            }
        }
    }

    /// The time by the database's clock; none while this node's is another.
    async fn time(&self, engine: &Engine) -> Result<Option<Timestamp>, StoreError> {
        let clock = &engine.clock;
        if clock.stands_still() {
            return Ok(Some(clock.now()));
        }
        let before = clock.now();
        let now = engine
            .ask(async |session| shops::database_time(session).await)
            .await?;
        let ahead = ahead(before, now, clock.now());
        metrics::gauge!("dockline_clock_offset_seconds").set(ahead.as_secs_f64());
        let is_off = ahead.abs() > OFF_MAX;
        if is_off != self.is_off.swap(is_off, Ordering::Relaxed) {
            let seconds = ahead.as_secs_f64();
            if is_off {
                tracing::error!(
                    seconds,
                    "this machine's clock is ahead of the database's by so much; no day begins here until it is right"
                );
            } else {
                tracing::info!(seconds, "this machine's clock is right again");
            }
        }
        if is_off && let Err(error) = engine.database.say_clock_is_wrong(ahead).await {
            tracing::warn!(%error, "nobody could be told of this machine's clock; trying again");
        }
        Ok((!is_off).then_some(now))
    }
}

/// How far a clock is ahead of another that was read between two looks at it: by nothing, as far as
/// anybody can know, when the other one was between the two.
fn ahead(before: Timestamp, other: Timestamp, after: Timestamp) -> SignedDuration {
    if other < before {
        before.duration_since(other)
    } else if other > after {
        after.duration_since(other)
    } else {
        SignedDuration::ZERO
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_between_two_looks_is_no_difference() {
        let at = |second| Timestamp::from_second(second).unwrap();
        assert_eq!(ahead(at(10), at(12), at(30)), SignedDuration::ZERO);
        assert_eq!(ahead(at(10), at(7), at(11)), SignedDuration::from_secs(3));
        assert_eq!(ahead(at(10), at(15), at(11)), SignedDuration::from_secs(-4));
    }
}

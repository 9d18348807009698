//! Tasks beside the writer: they begin each shop's day, and take over what other processes have
//! written: other nodes on PostgreSQL, commands of the command line on SQLite.

pub(crate) mod charges;
mod collect;
mod days;
mod hosted;
pub(crate) mod law;
pub(crate) mod log;
pub(crate) mod mails;
mod others;
pub(crate) mod promises;
mod reconcile;
pub(crate) mod waitlists;
pub(crate) mod webhooks;

pub use hosted::{Naming, PayError};

use crate::Engine;
use crate::command::{Context, ForgetAnswers, ForgetPlaces};
use crate::error::ExecuteError;
use crate::store::{StoreError, events, persons};
use days::Days;
use dockline_domain::by::By;
use dockline_domain::id::ShopId;
use dockline_view::Shop;
use jiff::SignedDuration;
use jiff::civil::Date;
use law::Laws;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use waitlists::Waitlists;

/// How often the calendar is looked at.
const DAY_CHECK: Duration = Duration::from_secs(15);
/// How often it is looked, in memory, whether the clock of a rehearsal was moved on.
const CLOCK_CHECK: Duration = Duration::from_millis(500);

/// Starts the tasks of an engine. They end when it stops, so that the writer learns that nobody
/// will send any more.
pub(crate) async fn start(engine: &Engine) -> Result<(), StoreError> {
    let (days, mut laws) = (Days::default(), Laws::default());
    let mut waitlists = Waitlists::default();
    days.begin(engine).await;
    let (daily, stopping) = (engine.clone(), engine.stopping.clone());
    engine.tasks.spawn(async move {
        let every_day = async {
            let mut forgotten: HashMap<ShopId, Date> = HashMap::new();
            let mut ahead_ms = ahead_ms(&daily);
            loop {
                next_look(&daily, &mut ahead_ms).await;
                days.begin(&daily).await;
                laws.keep(&daily).await;
                waitlists.write(&daily).await;
                forget_once_a_day(&daily, &mut forgotten).await;
                daily.live.sweep();
            }
        };
        stopping.run_until_cancelled(every_day).await;
    });
    engine
        .tasks
        .spawn(log::run(engine.clone(), promises::Promises::new()));
    engine
        .tasks
        .spawn(log::run(engine.clone(), charges::Charges::new()));
    engine
        .tasks
        .spawn(log::run(engine.clone(), mails::Mails::new()));
    engine
        .tasks
        .spawn(log::run(engine.clone(), webhooks::Webhooks::new()));
    others::start(engine).await
}

/// Waits until the calendar is to be looked at: soon after the clock of a rehearsal was moved on, too.
/// Who moves it wants to see what comes of it.
async fn next_look(engine: &Engine, known_ms: &mut i64) {
    let mut waited = Duration::ZERO;
    while waited < DAY_CHECK {
        tokio::time::sleep(CLOCK_CHECK).await;
        waited += CLOCK_CHECK;
        let now_ms = ahead_ms(engine);
        if std::mem::replace(known_ms, now_ms) != now_ms {
            return;
        }
    }
}

/// By how much the clocks of all rehearsals are ahead together. They only go on, so another sum says
/// that one was moved.
fn ahead_ms(engine: &Engine) -> i64 {
    let shops = engine.live.shops();
    let ahead = shops.iter().map(|shop| shop.clock_ahead_ms);
    ahead.fold(0, i64::saturating_add)
}

/// How long the answer to an idempotency key is kept: as long as somebody may reasonably repeat a
/// request.
const ANSWERS_KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Most stored answers that are looked at, and forgotten, at once.
const ANSWERS_CHUNK: i64 = 1_000;

/// Shops that are looked at for old answers at once: one in a second. A thousand of them begin their
/// day together, and all do when a node starts.
const FORGETTING_AT_ONCE: usize = 15;

/// Those of some shops whose day is another than the last time, a few at a time.
fn due(shops: Vec<Arc<Shop>>, forgotten: &HashMap<ShopId, Date>) -> Vec<Arc<Shop>> {
    let is_due = |shop: &Arc<Shop>| forgotten.get(&shop.id) != Some(&shop.day);
    let due = shops.into_iter().filter(is_due);
    due.take(FORGETTING_AT_ONCE).collect()
}

/// Forgets old answers in shops whose day is another than the last time.
async fn forget_once_a_day(engine: &Engine, forgotten: &mut HashMap<ShopId, Date>) {
    for shop in due(engine.live.shops(), forgotten) {
        let forgotten_now = async {
            forget_answers(engine, &shop).await?;
            engine.forget_deliveries(&shop).await
        };
        match forgotten_now.await {
            Ok(()) => drop(forgotten.insert(shop.id.clone(), shop.day)),
            Err(error) => {
                tracing::warn!(shop = %shop.slug, %error, "old answers could not be forgotten; trying again");
            }
        }
    }
}

/// Forgets stored answers that nobody asks for any more.
pub(crate) async fn forget_answers(engine: &Engine, shop: &Shop) -> Result<(), ExecuteError> {
    let before = shop
        .time(engine.clock.now())
        .saturating_sub(ANSWERS_KEPT)
        .map_or(0, jiff::Timestamp::as_millisecond);
    let forget = async |keys| {
        let command = ForgetAnswers {
            before,
            limit: ANSWERS_CHUNK,
            keys,
        };
        engine
            .execute(&shop.id, Context::by(By::System), command)
            .await
    };
    while forget(Vec::new()).await? > 0 {}
    // Those of an earlier program are in the order of their keys: they are walked along.
    let mut after = String::new();
    loop {
        let keys = engine
            .ask(async |session| {
                events::answer_keys(session, &shop.id, &after, ANSWERS_CHUNK).await
            })
            .await?;
        let Some((last, _)) = keys.last() else {
            return Ok(());
        };
        after.clone_from(last);
        let old: Vec<String> = keys
            .into_iter()
            .filter(|(_, at)| *at < before)
            .map(|(key, _)| key)
            .collect();
        if !old.is_empty() {
            forget(old).await?;
        }
    }
}

/// Most places that are given up at once.
const PLACES_CHUNK: i64 = 500;

/// Forgets who has waited to hear for longer than this, with the mail address, and answers how many
/// places were given up.
pub(crate) async fn forget_places(
    engine: &Engine,
    shop: &Shop,
    kept: SignedDuration,
) -> Result<usize, ExecuteError> {
    let before = shop
        .time(engine.clock.now())
        .saturating_sub(kept)
        .map_or(0, jiff::Timestamp::as_millisecond);
    let mut forgotten = 0;
    loop {
        let places = engine
            .ask(async |session| {
                persons::places_before(session, &shop.id, before, PLACES_CHUNK).await
            })
            .await?;
        if places.is_empty() {
            return Ok(forgotten);
        }
        forgotten += places.len();
        let places = places
            .into_iter()
            .map(|place| (place.sku, place.person))
            .collect();
        engine
            .execute(&shop.id, Context::by(By::System), ForgetPlaces(places))
            .await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dockline_domain::id::ShopSlug;
    use dockline_domain::money::Currency;
    use dockline_domain::shop::{ShopProfile, ShopRules};
    use jiff::tz::TimeZone;

    fn shop(number: usize, day: Date) -> Arc<Shop> {
        let slug = format!("shop-{number}");
        Arc::new(Shop {
            id: ShopId::parse(&format!("shop_{number}")).unwrap(),
            profile: ShopProfile {
                name: slug.clone(),
                currency: Currency::parse("EUR").unwrap(),
                time_zone: "UTC".into(),
                tagline: None,
                storefront: Box::default(),
            },
            slug: ShopSlug::parse(&slug).unwrap(),
            rules: ShopRules::default(),
            zone: TimeZone::UTC,
            day,
            cut_off_day: None,
            mail_sent: false,
            mail_server: None,
            mail_checked: None,
            has_webhooks: false,
            gateway: None,
            gateway_kind: None,
            payments_played: false,
            paid_here: false,
            rehearsal: false,
            clock_ahead_ms: 0,
        })
    }

    #[test]
    fn shops_are_tidied_up_once_a_day_and_a_few_at_a_time() {
        let all = |day: Date| (0..40).map(|number| shop(number, day)).collect::<Vec<_>>();
        let mut forgotten: HashMap<ShopId, Date> = HashMap::new();
        let mut rounds = |day: Date| {
            let mut rounds: Vec<usize> = Vec::new();
            loop {
                let due = due(all(day), &forgotten);
                if due.is_empty() {
                    return rounds;
                }
                rounds.push(due.len());
                forgotten.extend(due.iter().map(|shop| (shop.id.clone(), shop.day)));
            }
        };
        let (monday, tuesday) = (Date::constant(2026, 11, 23), Date::constant(2026, 11, 24));
        assert_eq!(rounds(monday), [15, 15, 10]);
        assert!(rounds(monday).is_empty());
        assert_eq!(rounds(tuesday), [15, 15, 10]);
    }
}

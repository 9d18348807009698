//! Tasks beside the writer: they begin each shop's day, and take over what other processes have
//! written: other nodes on PostgreSQL, commands of the command line on SQLite.

mod days;
pub(crate) mod log;
mod others;
pub(crate) mod promises;

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
use std::collections::HashMap;
use std::time::Duration;

/// How often the calendar is looked at.
const DAY_CHECK: Duration = Duration::from_secs(15);

/// Starts the tasks of an engine. They end when it stops, so that the writer learns that nobody
/// will send any more.
pub(crate) async fn start(engine: &Engine) -> Result<(), StoreError> {
    let days = Days::default();
    days.begin(engine).await;
    let (daily, stopping) = (engine.clone(), engine.stopping.clone());
    engine.tasks.spawn(async move {
        let every_day = async {
            let mut forgotten: HashMap<ShopId, Date> = HashMap::new();
            loop {
                tokio::time::sleep(DAY_CHECK).await;
                days.begin(&daily).await;
                forget_once_a_day(&daily, &mut forgotten).await;
                daily.live.sweep();
            }
        };
        stopping.run_until_cancelled(every_day).await;
    });
    engine
        .tasks
        .spawn(log::run(engine.clone(), promises::Promises::new()));
    others::start(engine).await
}

/// How long the answer to an idempotency key is kept: as long as somebody may reasonably repeat a
/// request.
const ANSWERS_KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Most stored answers that are looked at, and forgotten, at once.
const ANSWERS_CHUNK: i64 = 1_000;

/// Forgets old answers in every shop whose day is another than the last time.
async fn forget_once_a_day(engine: &Engine, forgotten: &mut HashMap<ShopId, Date>) {
    for shop in engine.live.shops() {
        if forgotten.get(&shop.id) == Some(&shop.day) {
            continue;
        }
        match forget_answers(engine, &shop).await {
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

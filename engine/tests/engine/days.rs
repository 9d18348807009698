//! When a shop's day begins, and by whose clock.

use crate::databases::{TestDatabase, postgres, sqlite};
use crate::simulation::rows::Raw;
use crate::world::World;
use dockline_engine::{Clock, Engine};
use jiff::SignedDuration;
use jiff::civil::{Date, date};

/// The day of the shop after a program with this clock has started and ended.
async fn day_after(url: &str, clock: Clock) -> Date {
    let engine = Engine::open(url, clock).await.unwrap();
    let shop = engine.shop("demo").await.unwrap();
    engine.shut_down().await;
    shop.day
}

async fn a_node_whose_clock_is_wrong_begins_no_day(database: TestDatabase) {
    let url = &database.url.clone();
    let engine = Engine::open(url, Clock::system()).await.unwrap();
    let today = World::create_shop(&engine, "demo").await.day;
    engine.shut_down().await;
    let raw = Raw::open(url).await;
    raw.execute("update shops set day = '2020-02-20'").await;
    raw.close().await;
    for hours in [50, -50] {
        let wrong = Clock::off_by(SignedDuration::from_hours(hours));
        assert_eq!(day_after(url, wrong).await, date(2020, 2, 20));
    }
    let wrong = Clock::off_by(SignedDuration::from_secs(600));
    assert_eq!(day_after(url, wrong).await, date(2020, 2, 20));
    // Midnight may have passed meanwhile.
    let begun = day_after(url, Clock::system()).await;
    assert!(begun == today || begun == today.tomorrow().unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_whose_clock_is_wrong_begins_no_day_on_sqlite() {
    a_node_whose_clock_is_wrong_begins_no_day(sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_whose_clock_is_wrong_begins_no_day_on_postgres() {
    a_node_whose_clock_is_wrong_begins_no_day(postgres()).await;
}

async fn a_shop_is_told_of_a_wrong_clock_by_every_node(database: TestDatabase) {
    let url = &database.url.clone();
    let right = Engine::open(url, Clock::system()).await.unwrap();
    let shop = World::create_shop(&right, "demo").await;
    let told = async || right.attention(&shop).await.unwrap().clock_ahead;
    assert_eq!(told().await, None);
    for hours in [50, -50] {
        day_after(url, Clock::off_by(SignedDuration::from_hours(hours))).await;
        let ahead = told().await.expect("it is said");
        let error = (ahead - SignedDuration::from_hours(hours)).abs();
        assert!(error < SignedDuration::from_mins(1), "{ahead}");
    }
    // A minute later nobody has said it again.
    let raw = Raw::open(url).await;
    raw.execute("update _schema set clock_wrong_at = clock_wrong_at - 60000")
        .await;
    raw.close().await;
    assert_eq!(told().await, None);
    right.shut_down().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_is_told_of_a_wrong_clock_by_every_node_on_sqlite() {
    a_shop_is_told_of_a_wrong_clock_by_every_node(sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_is_told_of_a_wrong_clock_by_every_node_on_postgres() {
    a_shop_is_told_of_a_wrong_clock_by_every_node(postgres()).await;
}

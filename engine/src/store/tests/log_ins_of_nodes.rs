//! Failed log-ins count on all nodes together, and are remembered by the next program.

use super::databases::{self, TestDatabase};
use super::{open, selling, sql};
use crate::Engine;
use crate::command::{BeginLogIn, COUNTED_MAX, Context, LogInBegun, LogInFrom, LogInSucceeded};
use dockline_domain::by::By;
use dockline_view::Shop;

const ADA: &str = "ada@example.com";

fn from(address: u32, email: &str) -> LogInFrom {
    LogInFrom {
        address: format!("192.0.{}.{}", address / 256, address % 256),
        network: format!("192.0.{}.0", address / 256),
        email: email.to_owned(),
    }
}

async fn begin(engine: &Engine, shop: &Shop, from: LogInFrom) -> LogInBegun {
    engine
        .execute(&shop.id, Context::by(By::System), BeginLogIn(from))
        .await
        .unwrap()
}

async fn may(engine: &Engine, shop: &Shop, from: LogInFrom) -> bool {
    matches!(begin(engine, shop, from).await, LogInBegun::Counted(_))
}

async fn log_in(engine: &Engine, shop: &Shop, from: LogInFrom) {
    let LogInBegun::Counted(counted) = begin(engine, shop, from).await else {
        panic!("it may not begin")
    };
    engine
        .execute(&shop.id, Context::by(By::System), LogInSucceeded(counted))
        .await
        .unwrap();
}

async fn failures_of_two_nodes_count_together(database: TestDatabase) {
    let one = open(&database).await;
    let shop = selling(&one).await;
    let other = open(&database).await;
    for _ in 0..5 {
        assert!(may(&one, &shop, from(1, ADA)).await);
        assert!(may(&other, &shop, from(1, ADA)).await);
    }
    for node in [&one, &other] {
        let refused = begin(node, &shop, from(1, ADA)).await;
        assert!(matches!(refused, LogInBegun::TooMany(901)), "{refused:?}");
        assert!(may(node, &shop, from(2, ADA)).await);
        assert!(may(node, &shop, from(1, "bob@example.com")).await);
    }
    sql(&one, "update log_in_failures set began_at = 0").await;
    assert!(may(&other, &shop, from(1, ADA)).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn failures_of_two_nodes_count_together_on_sqlite() {
    failures_of_two_nodes_count_together(databases::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn failures_of_two_nodes_count_together_on_postgres() {
    failures_of_two_nodes_count_together(databases::postgres()).await;
}

async fn strangers_lock_nobody_out_where_they_are_at_home(database: TestDatabase) {
    let engine = open(&database).await;
    let shop = selling(&engine).await;
    log_in(&engine, &shop, from(1, ADA)).await;
    assert!(engine.is_at_home(&shop, &from(1, ADA)).await.unwrap());
    engine.shut_down().await;
    let engine = open(&database).await;
    assert!(engine.is_at_home(&shop, &from(1, ADA)).await.unwrap());
    assert!(!engine.is_at_home(&shop, &from(2, ADA)).await.unwrap());
    for address in 0..120 {
        let _ = begin(&engine, &shop, from(256 * (1 + address), ADA)).await;
    }
    assert!(!may(&engine, &shop, from(9, ADA)).await, "a stranger waits");
    for _ in 0..10 {
        assert!(may(&engine, &shop, from(1, ADA)).await);
    }
    assert!(!may(&engine, &shop, from(1, ADA)).await);
    sql(&engine, "update log_in_homes set seen_at = 0").await;
    assert!(!engine.is_at_home(&shop, &from(1, ADA)).await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_lock_nobody_out_where_they_are_at_home_on_sqlite() {
    strangers_lock_nobody_out_where_they_are_at_home(databases::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_lock_nobody_out_where_they_are_at_home_on_postgres() {
    strangers_lock_nobody_out_where_they_are_at_home(databases::postgres()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_an_account_cannot_wipe_out_their_guesses_at_others() {
    let engine = open(&databases::sqlite()).await;
    let shop = selling(&engine).await;
    let mut guesses = 0;
    for number in 0..80 {
        log_in_or_not(&engine, &shop).await;
        let whom = format!("{number}@example.com");
        guesses += u32::from(may(&engine, &shop, from(1, &whom)).await);
    }
    assert_eq!(guesses, 60);
}

/// Eve has an account, and is at home after the first time.
async fn log_in_or_not(engine: &Engine, shop: &Shop) {
    log_in(engine, shop, from(1, "eve@example.com")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_counts_no_more_than_there_is_room_for_and_forgets_what_counts_no_more() {
    for database in [databases::sqlite(), databases::postgres()] {
        let engine = open(&database).await;
        let shop = selling(&engine).await;
        log_in(&engine, &shop, from(1, ADA)).await;
        assert_eq!(COUNTED_MAX, 10_000);
        let full = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 10000)
            insert into log_in_failures (shop_id, key, began_at, failures)
            select id, 'x' || i, 1800000000000000, 1 from shops, n";
        sql(&engine, full).await;
        assert!(!may(&engine, &shop, from(7, "new@example.com")).await);
        assert!(
            may(&engine, &shop, from(1, ADA)).await,
            "at home there is room"
        );
        sql(&engine, "update log_in_failures set began_at = 0").await;
        assert!(may(&engine, &shop, from(7, "new@example.com")).await);
        sql(&engine, "update log_in_failures set began_at = 0").await;
        engine.forget_old_answers(&shop).await.unwrap();
        let mut session = engine.database.read().await.unwrap();
        let left = crate::store::log_ins::many(&mut session, &shop.id).await;
        assert_eq!(left.unwrap(), 0);
        session.end().await.unwrap();
    }
}

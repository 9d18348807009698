//! An engine says whether it can serve, and says so again when it can.

use crate::databases::{postgres, sqlite};
use crate::simulation::rows::Raw;
use crate::world::{World, line, order};
use dockline_domain::by::By;
use dockline_domain::order::Ship;
use dockline_engine::command::Context;
use dockline_engine::{Engine, ExecuteError, Settings};
use std::time::Duration;

/// Waits until an engine says that it is ready, or that it is not. Somebody who asks waits for two
/// seconds.
async fn until(engine: &Engine, ready: bool) {
    let says = async || {
        tokio::time::timeout(Duration::from_secs(2), engine.is_ready())
            .await
            .unwrap_or(false)
    };
    let told = async {
        while says().await != ready {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), told)
        .await
        .unwrap_or_else(|_| panic!("it never says {ready}"));
}

/// Somebody else takes a lock that the writer needs, and lets go of it later.
async fn a_lock_is_told(world: World, lock: &'static str) {
    world.product("tent", &["TENT"]).await;
    world.stock("TENT", 10).await;
    until(&world.engine, true).await;
    let raw = Raw::open(&world.database.url).await;
    raw.execute(lock).await;
    let (engine, shop) = (world.engine.clone(), world.shop.clone());
    let sold = tokio::spawn(async move {
        let wish = order(vec![line("TENT", 1)], Ship::AsAvailable);
        // Waiting for a lock is given up, and begun again.
        while let Err(refused) = engine
            .execute(&shop.id, Context::by(By::Cli), wish.clone())
            .await
        {
            assert!(matches!(refused, ExecuteError::Busy), "{refused}");
        }
    });
    until(&world.engine, false).await;
    raw.execute("rollback").await;
    until(&world.engine, true).await;
    sold.await.unwrap();
    world.place("TENT", 1).await.unwrap();
    raw.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_that_is_not_let_go_is_told_on_sqlite() {
    a_lock_is_told(World::new(sqlite()).await, "begin immediate").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_that_is_not_let_go_is_told_on_postgres() {
    let mut world = World::new(postgres()).await;
    let every_lane = Settings {
        lanes: 1,
        ..Settings::default()
    };
    world.engine = Engine::open_with(&world.database.url, world.clock.clone(), &every_lane)
        .await
        .unwrap();
    let lock = "begin; select id from shops for update";
    a_lock_is_told(world, lock).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_lock_of_one_shop_takes_no_node_away_from_the_others() {
    let world = World::new(postgres()).await;
    world.product("tent", &["TENT"]).await;
    world.stock("TENT", 10).await;
    until(&world.engine, true).await;
    let raw = Raw::open(&world.database.url).await;
    raw.execute("begin; select id from shops for update").await;
    let (engine, shop) = (world.engine.clone(), world.shop.clone());
    let refused = tokio::spawn(async move {
        let wish = order(vec![line("TENT", 1)], Ship::AsAvailable);
        let context = Context::by(By::Cli);
        engine.execute(&shop.id, context, wish).await.unwrap_err()
    });
    // Until the lock has been waited for in vain, which takes longer than a lane may be stuck.
    while !refused.is_finished() {
        assert!(world.engine.is_ready().await);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(matches!(refused.await.unwrap(), ExecuteError::Busy));
    raw.execute("rollback").await;
    world.place("TENT", 1).await.unwrap();
    raw.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_only_reads_is_told() {
    let world = World::new(postgres()).await;
    until(&world.engine, true).await;
    let raw = Raw::open(&world.database.url).await;
    raw.execute(
        "do $$ begin execute format('alter database %I set default_transaction_read_only = on', current_database()); end $$;
        select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    )
    .await;
    // What is there can be read soon; nothing can be written.
    let reads = async { while world.engine.shops().await.is_err() {} };
    tokio::time::timeout(Duration::from_mins(1), reads)
        .await
        .unwrap();
    until(&world.engine, false).await;
    world.engine.shops().await.unwrap();
    assert!(!world.engine.is_ready().await);
    raw.execute(
        "do $$ begin execute format('alter database %I reset default_transaction_read_only', current_database()); end $$",
    )
    .await;
    until(&world.engine, true).await;
    raw.close().await;
}

//! Two engines that write one shop, as two nodes do on PostgreSQL, and the server and the command
//! line on SQLite. What one of them has in memory is true only until the other writes.

use crate::on_both;
use crate::world::{World, line, order};
use dockline_domain::by::By;
use dockline_domain::order::Ship;
use dockline_engine::command::{Context, IdempotencyKey, PlacedOrder};
use dockline_engine::{Engine, ExecuteError};

async fn another(world: &World) -> Engine {
    Engine::open(&world.database.url, world.clock.clone())
        .await
        .unwrap()
}

async fn place(
    engine: &Engine,
    world: &World,
    key: Option<&str>,
) -> Result<PlacedOrder, ExecuteError> {
    let key = key.map(|key| IdempotencyKey {
        key: key.into(),
        fingerprint: "same".into(),
    });
    engine
        .execute(
            &world.shop.id,
            Context::with_key(By::Cli, key),
            order(vec![line("TENT", 1)], Ship::AsAvailable),
        )
        .await
}

on_both! {
    async fn two_engines_sell_no_unit_twice(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 30).await;
        let other = another(&world).await;
        let mut numbers = Vec::new();
        // Each writes several times alone, and then finds that the other has written.
        for turn in 0..24 {
            let engine = if turn / 3 % 2 == 0 { &world.engine } else { &other };
            numbers.push(place(engine, &world, None).await.unwrap().number);
        }
        let first = numbers[0];
        assert_eq!(numbers, (first..first + 24).collect::<Vec<_>>());
        assert_eq!(world.counters("TENT").await, (30, 24, 0));
        for engine in [&world.engine, &other, &world.engine, &other, &world.engine, &other] {
            place(engine, &world, None).await.unwrap();
        }
        for engine in [&world.engine, &other] {
            assert!(matches!(
                place(engine, &world, None).await,
                Err(ExecuteError::NotAvailable(_))
            ));
        }
    }

    async fn what_another_engine_freed_is_sold(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 2).await;
        let other = another(&world).await;
        for _ in 0..2 {
            place(&other, &world, None).await.unwrap();
        }
        assert!(place(&other, &world, None).await.is_err());
        world.stock("TENT", 3).await;
        place(&other, &world, None).await.unwrap();
    }

    async fn a_key_that_another_engine_has_seen_places_nothing(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 9).await;
        let other = another(&world).await;
        for engine in [&world.engine, &other] {
            for key in ["a", "b", "c"] {
                place(engine, &world, Some(key)).await.unwrap();
            }
        }
        assert_eq!(world.counters("TENT").await, (9, 3, 0));
    }
}

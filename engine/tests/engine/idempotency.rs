//! The same request twice.

use crate::on_both;
use crate::world::{World, line, order, sku};
use dockline_domain::by::By;
use dockline_domain::id::LocationCode;
use dockline_domain::order::Ship;
use dockline_engine::ExecuteError;
use dockline_engine::command::{ChangeStock, Context, IdempotencyKey, StockChange};
use futures::future::join_all;

fn key(fingerprint: &str) -> Context {
    Context::with_key(
        By::Cli,
        Some(IdempotencyKey {
            key: "abc".into(),
            fingerprint: fingerprint.into(),
        }),
    )
}

on_both! {
    async fn a_repeated_order_is_placed_once(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 5).await;
        let place = || {
            world.engine.execute(
                &world.shop.id,
                key("same"),
                order(vec![line("TENT", 1)], Ship::AsAvailable),
            )
        };
        let at_once = join_all((0..5).map(|_| place())).await;
        let later = place().await.unwrap();
        assert!(at_once.into_iter().all(|one| one.unwrap() == later));
        assert_eq!(world.counters("TENT").await, (5, 1, 0));
    }

    async fn a_key_of_another_request_is_refused(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 5).await;
        let place = |fingerprint| {
            world.engine.execute(
                &world.shop.id,
                key(fingerprint),
                order(vec![line("TENT", 1)], Ship::AsAvailable),
            )
        };
        place("one").await.unwrap();
        assert!(matches!(place("two").await, Err(ExecuteError::KeyReused)));
    }

    async fn a_repeated_adjustment_counts_once(world: World) {
        world.product("tent", &["TENT"]).await;
        let adjust = || {
            let change = ChangeStock {
                sku: sku("TENT"),
                location: LocationCode::parse("main").unwrap(),
                change: StockChange::Adjust(3),
                reason: None,
            };
            world.engine.execute(&world.shop.id, key("same"), change)
        };
        assert_eq!(adjust().await.unwrap(), adjust().await.unwrap());
        assert_eq!(world.counters("TENT").await, (3, 0, 0));
    }

    async fn an_answer_is_kept_for_a_week_and_then_forgotten(world: World) {
        world.product("tent", &["TENT"]).await;
        let adjust = || {
            let change = ChangeStock {
                sku: sku("TENT"),
                location: LocationCode::parse("main").unwrap(),
                change: StockChange::Adjust(3),
                reason: None,
            };
            world.engine.execute(&world.shop.id, key("same"), change)
        };
        adjust().await.unwrap();
        let days_later = async |at: &str| {
            world.clock.set(World::at(at));
            world.engine.forget_old_answers(&world.shop).await.unwrap();
        };
        days_later("2026-11-30T09:59:00Z").await;
        adjust().await.unwrap();
        assert_eq!(world.counters("TENT").await, (3, 0, 0));
        days_later("2026-11-30T10:01:00Z").await;
        adjust().await.unwrap();
        assert_eq!(world.counters("TENT").await, (6, 0, 0));
    }

    async fn a_refused_order_leaves_its_key_free(world: World) {
        world.product("tent", &["TENT"]).await;
        let place = || {
            world.engine.execute(
                &world.shop.id,
                key("same"),
                order(vec![line("TENT", 1)], Ship::AsAvailable),
            )
        };
        assert!(place().await.is_err());
        world.stock("TENT", 1).await;
        assert!(place().await.is_ok());
    }
}

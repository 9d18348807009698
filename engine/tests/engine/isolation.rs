//! One shop never sees another.

use crate::on_both;
use crate::world::{World, product};
use dockline_domain::backorder::Actor;
use dockline_domain::by::By;
use dockline_engine::command::{CancelOrder, Context, CreateApiKey, SaveProduct};
use dockline_engine::{ExecuteError, KeyCheck, ReadError};

on_both! {
    async fn the_same_sku_in_two_shops_is_two_things(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 5).await;
        let other = World::create_shop(&world.engine, "other").await;
        assert!(matches!(
            world.engine.snapshot(&other, "TENT").await,
            Err(ReadError::NotFound { .. })
        ));
        let save = SaveProduct {
            product: product("tent", &["TENT"], None),
            if_version: None,
        };
        world
            .engine
            .execute(&other.id, Context::by(By::Cli), save)
            .await
            .unwrap();
        assert_eq!(
            world
                .engine
                .snapshot(&other, "TENT")
                .await
                .unwrap()
                .supply
                .counters
                .on_hand,
            0
        );
        assert_eq!(world.counters("TENT").await, (5, 0, 0));
    }

    async fn an_order_cannot_be_changed_through_another_shop(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 5).await;
        let placed = world.place("TENT", 1).await.unwrap();
        let other = World::create_shop(&world.engine, "other").await;
        let cancel = CancelOrder {
            order: placed.order,
            lines: vec![],
            by: Actor::Merchant,
            reason: "".into(),
            if_version: None,
        };
        let refused = world
            .engine
            .execute(&other.id, Context::by(By::Cli), cancel)
            .await;
        assert!(matches!(refused, Err(ExecuteError::NotFound { .. })));
        assert_eq!(world.counters("TENT").await, (5, 1, 0));
    }

    async fn a_key_opens_its_own_shop_alone(world: World) {
        let made = world.run(CreateApiKey::named("till")).await.unwrap();
        let KeyCheck::Opens(shop, key) = world.engine.key(&made.key).await.unwrap() else {
            panic!("it opens its shop")
        };
        assert_eq!((&shop.id, &key.id), (&world.shop.id, &made.id));
        assert!(matches!(
            world.engine.key("dlk_0").await.unwrap(),
            KeyCheck::Unknown
        ));
        assert!(!format!("{made:?}").contains(&made.key));
    }
}

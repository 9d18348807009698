//! What a merchant decides for the whole shop.

use crate::on_both;
use crate::world::{World, line, order, product, sku, window};
use dockline_domain::id::ShipmentId;
use dockline_domain::order::Ship;
use dockline_domain::policy::Policy;
use dockline_domain::shop::RulesChange;
use dockline_engine::command::{ChangeShop, SaveProduct, ShopChanged, rules_mark};
use dockline_engine::{Engine, ExecuteError};
use jiff::civil::date;
use std::time::Duration;

async fn change(world: &World, change: RulesChange) -> ShopChanged {
    world
        .run(ChangeShop {
            change,
            ..ChangeShop::default()
        })
        .await
        .unwrap()
}

fn shipping(minor: i64, free_from: Option<i64>) -> RulesChange {
    RulesChange {
        shipping_minor: Some(minor),
        shipping_free_from_minor: Some(free_from),
        ..RulesChange::default()
    }
}

on_both! {
    async fn other_rules_show_at_once_and_stay(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 3).await;
        let before = world.engine.snapshot(&world.shop, "TENT").await.unwrap();
        let rules = change(
            &world,
            RulesChange {
                handling_days: Some(4),
                low_stock_units: Some(2),
                ..RulesChange::default()
            },
        )
        .await
        .rules;
        let after = world.engine.snapshot(&world.shop, "TENT").await.unwrap();
        assert!(after.version > before.version);
        assert_eq!(
            after.availability(1).parts[0].ship_latest,
            Some(date(2026, 11, 27))
        );
        let world = world.restart().await;
        assert_eq!(world.engine.shop("demo").await.unwrap().rules, rules);
    }

    async fn anyone_who_waits_is_told_the_date_that_other_rules_imply(world: World) {
        world.product("tent", &["TENT"]).await;
        world
            .supply(
                "PO-1",
                "TENT",
                5,
                Some(window(date(2026, 12, 7), date(2026, 12, 8))),
            )
            .await;
        let placed = world.place("TENT", 1).await.unwrap();
        let first = world.told(&placed).await;
        change(
            &world,
            RulesChange {
                cross_dock_days: Some(2),
                ..RulesChange::default()
            },
        )
        .await;
        let told = world.told(&placed).await;
        assert_eq!(
            (first, told.len(), told[1]),
            (vec![Some(date(2026, 12, 8))], 2, Some(date(2026, 12, 10)))
        );
    }

    async fn another_process_follows_the_rules(world: World) {
        let other = Engine::open(&world.database.url, world.clock.clone())
            .await
            .unwrap();
        let rules = change(&world, shipping(490, None)).await.rules;
        let follows = async {
            while other.shop("demo").await.unwrap().rules != rules {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), follows)
            .await
            .expect("the other process keeps the old rules");
        other.shut_down().await;
    }

    async fn the_same_rules_again_are_no_event(world: World) {
        change(&world, shipping(490, None)).await;
        world.product("tent", &["TENT"]).await;
        let before = world
            .engine
            .snapshot(&world.shop, "TENT")
            .await
            .unwrap()
            .version;
        change(&world, shipping(490, None)).await;
        assert_eq!(
            world
                .engine
                .snapshot(&world.shop, "TENT")
                .await
                .unwrap()
                .version,
            before
        );
    }

    async fn an_edit_of_outdated_rules_is_told(world: World) {
        let mark = rules_mark(&world.shop.rules, &world.shop.profile.storefront);
        let edit = |units| ChangeShop {
            change: RulesChange {
                low_stock_units: Some(units),
                ..RulesChange::default()
            },
            if_mark: Some(mark),
            ..ChangeShop::default()
        };
        world.run(edit(7)).await.unwrap();
        assert!(matches!(
            world.run(edit(8)).await,
            Err(ExecuteError::Outdated { .. })
        ));
        let wrong = world
            .run(ChangeShop {
                change: RulesChange {
                    handling_days: Some(99),
                    ..RulesChange::default()
                },
                ..ChangeShop::default()
            })
            .await;
        assert!(
            matches!(wrong, Err(ExecuteError::Invalid(fields)) if fields[0].pointer == "/handling_days")
        );
    }

    async fn a_variants_policy_comes_before_its_products_and_that_before_the_shops(world: World) {
        change(
            &world,
            RulesChange {
                policy: Some(Policy::deny()),
                ..RulesChange::default()
            },
        )
        .await;
        let mut tent = product("tent", &["A", "B"], None);
        world
            .run(SaveProduct {
                product: tent.clone(),
                if_version: None,
            })
            .await
            .unwrap();
        let policy = async |text: &str| {
            world
                .engine
                .snapshot(&world.shop, text)
                .await
                .unwrap()
                .supply
                .policy
        };
        assert_eq!(policy("A").await, Policy::deny());
        tent.policy = Some(Policy::default());
        tent.variants[1].policy = Some(Policy::deny());
        world
            .run(SaveProduct {
                product: tent,
                if_version: None,
            })
            .await
            .unwrap();
        assert_eq!(
            (policy("A").await, policy("B").await),
            (Policy::default(), Policy::deny())
        );
        assert_eq!(
            world.engine.snapshot(&world.shop, "A").await.unwrap().sku,
            sku("A")
        );
    }

    async fn shipping_is_charged_once_with_the_first_parcel(world: World) {
        change(&world, shipping(490, Some(5_000))).await;
        world.product("tent", &["A", "B"]).await;
        world.stock("A", 1).await;
        world
            .supply(
                "PO-1",
                "B",
                1,
                Some(window(date(2026, 12, 7), date(2026, 12, 8))),
            )
            .await;
        let placed = world
            .run(order(vec![line("A", 1), line("B", 1)], Ship::AsAvailable))
            .await
            .unwrap();
        assert_eq!((placed.total.minor, placed.shipping_minor), (2_490, 490));
        change(&world, shipping(990, None)).await;
        let view = world.engine.order(&placed.token).await.unwrap();
        assert_eq!(
            (view.total.minor, view.shipping.minor),
            (2_490, 490),
            "as it was when it was placed"
        );
        world.receive("PO-1", &[("B", 1)]).await.unwrap();
        let charged = async |number| {
            world
                .engine
                .shipment(&world.shop, &ShipmentId::of(&placed.order, number))
                .await
                .map(|one| one.shipping_minor)
        };
        assert_eq!(charged(1).await.unwrap(), 490);
        world.cancel(&placed).await.unwrap();
        let view = world.engine.order(&placed.token).await.unwrap();
        assert_eq!(
            (
                view.total.minor,
                view.shipping.minor,
                charged(1).await.unwrap()
            ),
            (0, 0, 0)
        );
    }

    async fn a_second_parcel_pays_no_shipping(world: World) {
        change(&world, shipping(490, None)).await;
        world.product("tent", &["A"]).await;
        world.stock("A", 1).await;
        world
            .supply(
                "PO-1",
                "A",
                1,
                Some(window(date(2026, 12, 7), date(2026, 12, 8))),
            )
            .await;
        let placed = world.place("A", 2).await.unwrap();
        let id = |number| ShipmentId::of(&placed.order, number);
        let first = world.engine.shipment(&world.shop, &id(1)).await.unwrap();
        world
            .run(dockline_engine::command::PackShipment {
                shipment: id(1),
                if_version: Some(first.version),
            })
            .await
            .unwrap();
        world.receive("PO-1", &[("A", 1)]).await.unwrap();
        let charged = async |number| {
            world
                .engine
                .shipment(&world.shop, &id(number))
                .await
                .unwrap()
                .shipping_minor
        };
        assert_eq!((charged(1).await, charged(2).await), (490, 0));
    }

    async fn goods_of_some_value_ship_free(world: World) {
        change(&world, shipping(490, Some(2_000))).await;
        world.product("tent", &["A"]).await;
        world.stock("A", 9).await;
        let (one, two) = (
            world.place("A", 1).await.unwrap(),
            world.place("A", 2).await.unwrap(),
        );
        assert_eq!(
            (one.total.minor, two.total.minor, two.shipping_minor),
            (1_490, 2_000, 0)
        );
    }
}

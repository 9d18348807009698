//! Purchase orders, days and what they do to those who wait.

use crate::on_both;
use crate::world::{World, reference, window};
use dockline_domain::availability::Status;
use dockline_domain::by::By;
use dockline_domain::dates::Window;
use dockline_domain::promise::Standing;
use dockline_domain::supply::Stage;
use dockline_engine::command::{AddMilestone, ChangePurchaseOrder, Context};
use dockline_engine::{Clock, Engine, ExecuteError};
use jiff::civil::date;
use std::time::Duration;

fn change(name: &str) -> ChangePurchaseOrder {
    ChangePurchaseOrder {
        lines: None,
        reference: reference(name),
        expected: None,
        stage: None,
        basis: None,
        reason: None,
        if_version: None,
    }
}

on_both! {
    async fn a_new_date_reaches_who_watches_and_who_waits(world: World) {
        world.product("tent", &["TENT"]).await;
        world
            .supply(
                "PO-1",
                "TENT",
                10,
                Some(window(date(2026, 12, 14), date(2026, 12, 18))),
            )
            .await;
        let placed = world.place("TENT", 1).await.unwrap();
        let mut watch = world.engine.watch(&world.shop, "TENT").await.unwrap();
        watch.borrow_and_update();
        let later = Some(Some(window(date(2026, 12, 22), date(2026, 12, 24))));
        world
            .run(ChangePurchaseOrder {
                expected: later,
                basis: Some("storm".into()),
                ..change("PO-1")
            })
            .await
            .unwrap();
        watch.changed().await.unwrap();
        assert_eq!(
            watch.borrow().availability(1).parts[0].ship_latest,
            Some(date(2026, 12, 24))
        );
        assert_eq!(world.waiting(&placed).await.1, Some(date(2026, 12, 24)));
        assert_eq!(
            world.told(&placed).await,
            [Some(date(2026, 12, 18)), Some(date(2026, 12, 24))]
        );
    }

    async fn an_edit_of_an_outdated_purchase_order_is_told(world: World) {
        world.product("tent", &["TENT"]).await;
        world.supply("PO-1", "TENT", 10, None).await;
        let (order, _) = world
            .engine
            .purchase_order(&world.shop, "PO-1")
            .await
            .unwrap();
        let edit = |basis: &str| ChangePurchaseOrder {
            basis: Some(basis.into()),
            if_version: Some(order.version),
            ..change("PO-1")
        };
        world.run(edit("mail")).await.unwrap();
        assert!(matches!(
            world.run(edit("call")).await,
            Err(ExecuteError::Outdated { .. })
        ));
    }

    async fn a_milestone_does_not_go_backwards_and_leaves_nothing_behind(world: World) {
        world.product("tent", &["TENT"]).await;
        world.supply("PO-1", "TENT", 10, None).await;
        let milestone = |stage| AddMilestone {
            reference: reference("PO-1"),
            stage,
            at: None,
            note: Some("news".into()),
            public: true,
        };
        world.run(milestone(Stage::InTransit)).await.unwrap();
        assert!(matches!(
            world.run(milestone(Stage::Ordered)).await,
            Err(ExecuteError::Conflict(_))
        ));
        let (order, milestones) = world
            .engine
            .purchase_order(&world.shop, "PO-1")
            .await
            .unwrap();
        assert_eq!((order.stage, milestones.len()), (Stage::InTransit, 1));
        let news = world
            .engine
            .snapshot(&world.shop, "TENT")
            .await
            .unwrap()
            .news
            .clone();
        assert_eq!(news[0].milestones.len(), 1);
    }

    async fn a_date_that_passes_stops_new_orders_until_it_is_confirmed_again(world: World) {
        world.product("tent", &["TENT"]).await;
        world
            .supply(
                "PO-1",
                "TENT",
                10,
                Some(window(date(2026, 12, 7), date(2026, 12, 8))),
            )
            .await;
        let placed = world.place("TENT", 4).await.unwrap();
        world.clock.set(World::at("2026-12-09T08:00:00Z"));
        let world = world.restart().await;
        let answer = world
            .engine
            .snapshot(&world.shop, "TENT")
            .await
            .unwrap()
            .availability(1);
        assert_eq!(
            (answer.status, answer.overdue, answer.capacity_left),
            (Status::OutOfStock, true, 0)
        );
        let view = world.engine.order(&placed.token).await.unwrap();
        assert_eq!(
            view.lines[0].backorders[0].standing,
            Standing::BeingConfirmed
        );
        let again = Some(Some(window(date(2026, 12, 14), date(2026, 12, 15))));
        world
            .run(ChangePurchaseOrder {
                expected: again,
                ..change("PO-1")
            })
            .await
            .unwrap();
        let answer = world
            .engine
            .snapshot(&world.shop, "TENT")
            .await
            .unwrap()
            .availability(1);
        assert_eq!((answer.overdue, answer.capacity_left), (false, 6));
    }

    async fn who_confirms_a_date_as_it_stands_takes_back_no_reason(world: World) {
        world.product("tent", &["TENT"]).await;
        world
            .supply(
                "PO-1",
                "TENT",
                10,
                Some(window(date(2026, 12, 14), date(2026, 12, 18))),
            )
            .await;
        let later = Some(Some(window(date(2026, 12, 22), date(2026, 12, 24))));
        let reason = async || {
            world
                .engine
                .purchase_order(&world.shop, "PO-1")
                .await
                .unwrap()
                .0
                .reason
        };
        world
            .run(ChangePurchaseOrder {
                expected: later,
                reason: Some("storm".into()),
                ..change("PO-1")
            })
            .await
            .unwrap();
        world
            .run(ChangePurchaseOrder {
                expected: later,
                basis: Some("call".into()),
                ..change("PO-1")
            })
            .await
            .unwrap();
        assert_eq!(reason().await.as_deref(), Some("storm"));
        let again = Some(Some(window(date(2026, 12, 28), date(2026, 12, 30))));
        world
            .run(ChangePurchaseOrder {
                expected: again,
                ..change("PO-1")
            })
            .await
            .unwrap();
        assert_eq!(reason().await, None);
    }

    async fn what_has_ended_is_expected_at_no_time(world: World) {
        world.product("tent", &["TENT"]).await;
        world.supply("PO-1", "TENT", 10, None).await;
        let burned = Some("burned down".to_owned());
        world
            .run(ChangePurchaseOrder {
                stage: Some(Stage::Cancelled),
                reason: burned.clone(),
                ..change("PO-1")
            })
            .await
            .unwrap();
        let later = Some(Some(window(date(2026, 12, 22), date(2026, 12, 24))));
        let dated = ChangePurchaseOrder {
            expected: later,
            reason: Some("storm".into()),
            ..change("PO-1")
        };
        assert!(matches!(
            world.run(dated).await,
            Err(ExecuteError::Conflict(_))
        ));
        assert_eq!(
            world
                .engine
                .purchase_order(&world.shop, "PO-1")
                .await
                .unwrap()
                .0
                .reason,
            burned
        );
    }

    async fn an_order_for_yesterday_is_refused(world: World) {
        world.product("tent", &["TENT"]).await;
        world.supply("PO-1", "TENT", 10, None).await;
        let past = Some(Some(window(date(2026, 11, 1), date(2026, 11, 22))));
        assert!(matches!(
            world
                .run(ChangePurchaseOrder {
                    expected: past,
                    ..change("PO-1")
                })
                .await,
            Err(ExecuteError::Invalid(_))
        ));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_node_writes_the_other_shows() {
    let world = World::new(crate::databases::postgres()).await;
    world.product("tent", &["TENT"]).await;
    world
        .supply(
            "PO-1",
            "TENT",
            10,
            Some(window(date(2026, 12, 14), date(2026, 12, 18))),
        )
        .await;
    let second = Engine::open(
        &world.database.url,
        Clock::fixed(World::at("2026-11-23T10:00:00Z")),
    )
    .await
    .unwrap();
    let shop = second.shop("demo").await.unwrap();
    let mut watch = second.watch(&shop, "TENT").await.unwrap();
    watch.borrow_and_update();
    let first = world.place("TENT", 2).await.unwrap();
    tokio::time::timeout(Duration::from_secs(5), watch.changed())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(watch.borrow().supply.counters.queued, 2);
    let order = crate::world::order(
        vec![crate::world::line("TENT", 1)],
        dockline_domain::order::Ship::AsAvailable,
    );
    let placed = second
        .execute(&shop.id, Context::by(By::Cli), order)
        .await
        .unwrap();
    assert_eq!(placed.lines[0].position, Some(3));
    world.cancel(&first).await.unwrap();
    let order = crate::world::order(
        vec![crate::world::line("TENT", 1)],
        dockline_domain::order::Ship::AsAvailable,
    );
    assert_eq!(
        second
            .execute(&shop.id, Context::by(By::Cli), order)
            .await
            .unwrap()
            .lines[0]
            .position,
        Some(2)
    );
}

/// Everybody in line keeps a place and a date on the page, on this node and on another, however the
/// line moves.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_looks_at_an_order_while_the_line_moves_sees_its_place() {
    let world = World::new(crate::databases::postgres()).await;
    world.product("tent", &["TENT"]).await;
    world
        .supply(
            "PO-1",
            "TENT",
            500,
            Some(window(date(2026, 12, 14), date(2026, 12, 18))),
        )
        .await;
    let first = world.place("TENT", 2).await.unwrap();
    let second = Engine::open(
        &world.database.url,
        Clock::fixed(World::at("2026-11-23T10:00:00Z")),
    )
    .await
    .unwrap();
    let moving = async {
        for _ in 0..60 {
            world.place("TENT", 1).await.unwrap();
        }
    };
    let looking = async {
        for _ in 0..300 {
            for engine in [&world.engine, &second] {
                let backorder =
                    engine.order(&first.token).await.unwrap().lines[0].backorders[0].clone();
                assert_eq!(
                    (backorder.position, backorder.expected.map(Window::latest)),
                    (Some(1), Some(date(2026, 12, 18)))
                );
            }
        }
    };
    tokio::join!(moving, looking);
    second.shut_down().await;
}

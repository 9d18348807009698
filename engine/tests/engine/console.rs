//! Today: what the merchant's people are told that somebody has to do.

use crate::on_both;
use crate::story::cancelling;
use crate::world::{World, reference, window};
use dockline_domain::by::By;
use dockline_domain::email::Email;
use dockline_engine::ReadError;
use dockline_engine::command::{ChangePurchaseOrder, Context, HoldOrder, JoinWaitlist};
use dockline_view::console::SupplyDue;
use jiff::civil::date;

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

fn references(due: &[SupplyDue]) -> Vec<&str> {
    due.iter().map(|one| one.reference.as_str()).collect()
}

on_both! {
    async fn a_quiet_shop_needs_nobody(world: World) {
        world.product("tent", &["TENT"]).await;
        world
            .supply(
                "PO-1",
                "TENT",
                10,
                Some(window(date(2027, 1, 14), date(2027, 1, 18))),
            )
            .await;
        world.place("TENT", 1).await.unwrap();
        assert!(
            world
                .engine
                .attention(&world.shop)
                .await
                .unwrap()
                .is_empty()
        );
    }

    async fn parcels_are_to_be_packed_unless_somebody_stopped_them(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 5).await;
        let (one, two) = (
            world.place("TENT", 1).await.unwrap(),
            world.place("TENT", 2).await.unwrap(),
        );
        let hold = HoldOrder {
            order: two.order.clone(),
            reason: "address is not complete".into(),
            if_version: None,
        };
        world.run(hold).await.unwrap();
        let attention = world.engine.attention(&world.shop).await.unwrap();
        assert_eq!(
            attention
                .to_pack
                .items
                .iter()
                .map(|parcel| parcel.order_number)
                .collect::<Vec<_>>(),
            [one.number]
        );
        let held: Vec<_> = attention
            .held
            .items
            .iter()
            .map(|held| (held.number, held.units, held.reason.as_str()))
            .collect();
        assert_eq!(held, [(two.number, 2, "address is not complete")]);
    }

    async fn demand_is_told_of_lines_and_of_waitlists(world: World) {
        for sku in ["HAT", "SOCK", "TENT"] {
            world.product(&sku.to_lowercase(), &[sku]).await;
        }
        world
            .supply(
                "PO-1",
                "TENT",
                10,
                Some(window(date(2026, 12, 14), date(2026, 12, 18))),
            )
            .await;
        world.place("TENT", 3).await.unwrap();
        for (sku, email) in [
            ("HAT", "ada@example.com"),
            ("HAT", "ben@example.com"),
            ("TENT", "ada@example.com"),
        ] {
            world
                .run(JoinWaitlist {
                    sku: crate::world::sku(sku),
                    email: Email::stored(email),
                    locale: "en".into(),
                })
                .await
                .unwrap();
        }
        let lines = world.engine.longest_lines(&world.shop).await.unwrap();
        let told = lines.iter().map(|line| {
            (
                line.snapshot.sku.as_str(),
                line.snapshot.supply.counters.queued,
                line.on_waitlist,
            )
        });
        assert_eq!(told.collect::<Vec<_>>(), [("TENT", 3, 1), ("HAT", 0, 2)]);
        assert_eq!(
            world
                .engine
                .line(&world.shop, "HAT", None, 10)
                .await
                .unwrap()
                .on_waitlist,
            2
        );
    }

    async fn receipts_are_announced_for_the_week_to_come(world: World) {
        world.product("tent", &["TENT"]).await;
        for (name, from, to) in [("PO-OPEN", 22, 24), ("PO-NEXT", 30, 30)] {
            world
                .supply(
                    name,
                    "TENT",
                    10,
                    Some(window(date(2026, 11, from), date(2026, 11, to))),
                )
                .await;
        }
        world
            .supply(
                "PO-LATER",
                "TENT",
                10,
                Some(window(date(2026, 12, 1), date(2026, 12, 4))),
            )
            .await;
        let attention = world.engine.attention(&world.shop).await.unwrap();
        assert_eq!(
            references(&attention.expected.items),
            ["PO-OPEN", "PO-NEXT"]
        );
        assert_eq!(attention.expected.items[0].open, 10);
        assert!(attention.overdue.items.is_empty() && attention.stale.items.is_empty());
    }

    async fn a_date_that_has_passed_tells_how_many_it_keeps(world: World) {
        world.product("tent", &["TENT"]).await;
        world
            .supply(
                "PO-1",
                "TENT",
                10,
                Some(window(date(2026, 12, 7), date(2026, 12, 8))),
            )
            .await;
        world.place("TENT", 4).await.unwrap();
        world.clock.set(World::at("2026-12-10T08:00:00Z"));
        let world = world.restart().await;
        let shop = world.engine.shop("demo").await.unwrap();
        let attention = world.engine.attention(&shop).await.unwrap();
        assert_eq!(references(&attention.overdue.items), ["PO-1"]);
        assert_eq!(
            (
                attention.overdue.items[0].open,
                attention.overdue.items[0].kept
            ),
            (10, 4)
        );
        assert!(attention.expected.items.is_empty() && attention.stale.items.is_empty());
        let risk = &attention.at_risk.items[0];
        assert_eq!(
            (
                risk.sku.as_str(),
                risk.orders,
                risk.units,
                risk.undated,
                risk.last_expected
            ),
            ("TENT", 1, 4, 1, None)
        );
    }

    async fn a_date_is_stale_for_the_merchant_when_it_is_for_the_shopper(world: World) {
        world.product("tent", &["TENT"]).await;
        world
            .supply(
                "PO-1",
                "TENT",
                10,
                Some(window(date(2027, 1, 14), date(2027, 1, 18))),
            )
            .await;
        for (day, stale) in [
            ("2026-12-07T08:00:00Z", false),
            ("2026-12-08T08:00:00Z", true),
        ] {
            world.clock.set(World::at(day));
            let engine = dockline_engine::Engine::open(&world.database.url, world.clock.clone())
                .await
                .unwrap();
            let shop = engine.shop("demo").await.unwrap();
            assert_eq!(
                engine
                    .snapshot(&shop, "TENT")
                    .await
                    .unwrap()
                    .availability(1)
                    .stale,
                stale,
                "{day}"
            );
            assert_eq!(
                !engine
                    .attention(&shop)
                    .await
                    .unwrap()
                    .stale
                    .items
                    .is_empty(),
                stale,
                "{day}"
            );
            engine.shut_down().await;
        }
    }

    async fn promises_are_at_risk_from_the_unit_on_whose_date_has_moved(world: World) {
        world.product("tent", &["TENT"]).await;
        world
            .supply(
                "PO-A",
                "TENT",
                3,
                Some(window(date(2026, 12, 10), date(2026, 12, 11))),
            )
            .await;
        world
            .supply(
                "PO-B",
                "TENT",
                3,
                Some(window(date(2027, 1, 11), date(2027, 1, 12))),
            )
            .await;
        for _ in 0..3 {
            world.place("TENT", 2).await.unwrap();
        }
        assert!(
            world
                .engine
                .attention(&world.shop)
                .await
                .unwrap()
                .at_risk
                .items
                .is_empty()
        );
        let later = Some(Some(window(date(2027, 1, 18), date(2027, 1, 19))));
        world
            .run(ChangePurchaseOrder {
                expected: later,
                ..change("PO-B")
            })
            .await
            .unwrap();
        let attention = world.engine.attention(&world.shop).await.unwrap();
        let risk = &attention.at_risk.items[0];
        assert_eq!((risk.orders, risk.units, risk.undated), (2, 4, 0));
        let told = window(date(2026, 12, 10), date(2027, 1, 12));
        assert_eq!(
            (risk.first_promised, risk.last_expected),
            (told, Some(date(2027, 1, 19)))
        );

        world
            .run(ChangePurchaseOrder {
                expected: Some(None),
                ..change("PO-B")
            })
            .await
            .unwrap();
        let attention = world.engine.attention(&world.shop).await.unwrap();
        let risk = &attention.at_risk.items[0];
        assert_eq!(
            (risk.orders, risk.undated, risk.last_expected),
            (2, 2, None)
        );
    }

    async fn one_shop_is_not_told_of_another(world: World) {
        world.product("tent", &["TENT"]).await;
        world
            .supply(
                "PO-1",
                "TENT",
                10,
                Some(window(date(2026, 11, 24), date(2026, 11, 24))),
            )
            .await;
        let placed = world.place("TENT", 1).await.unwrap();
        let other = World::create_shop(&world.engine, "other").await;
        assert!(world.engine.attention(&other).await.unwrap().is_empty());
        for text in [
            "",
            "ada@example.com",
            "Ada",
            "TENT",
            &placed.number.to_string(),
            placed.order.as_str(),
        ] {
            assert!(
                world
                    .engine
                    .find_orders(&other, text, None, 10)
                    .await
                    .unwrap()
                    .items
                    .is_empty(),
                "{text}"
            );
            assert!(
                !world
                    .engine
                    .find_orders(&world.shop, text, None, 10)
                    .await
                    .unwrap()
                    .items
                    .is_empty(),
                "{text}"
            );
        }
        for name in [placed.number.to_string(), placed.order.to_string()] {
            assert!(matches!(
                world.engine.order_story(&other, &name).await,
                Err(ReadError::NotFound { .. })
            ));
        }
        let command = cancelling(
            &placed,
            1,
            world
                .engine
                .order_story(&world.shop, placed.order.as_str())
                .await
                .unwrap()
                .version,
        );
        assert!(
            world
                .engine
                .execute(&other.id, Context::by(By::Cli), command)
                .await
                .is_err()
        );
        assert_eq!(world.counters("TENT").await, (0, 0, 1));
    }
}

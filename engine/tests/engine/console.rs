//! What the merchant's people are told.

use crate::on_both;
use crate::world::{World, line, order, reference, window};
use dockline_domain::access::Role;
use dockline_domain::backorder::Actor;
use dockline_domain::by::By;
use dockline_domain::email::Email;
use dockline_domain::order::{Person, Ship};
use dockline_engine::command::{
    CancelOrder, ChangePurchaseOrder, Context, CreateUser, HoldOrder, JoinWaitlist, PasswordHash,
    PlaceOrder, PlacedOrder, ResumeOrder,
};
use dockline_engine::{ExecuteError, ReadError};
use dockline_view::console::{FoundBy, FoundOrders, StoryKind, SupplyDue};
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

fn by(name: &str, email: &str, sku: &str, units: u32) -> PlaceOrder {
    let person = Person {
        email: Email::stored(email),
        name: name.into(),
        locale: "en".into(),
    };
    PlaceOrder {
        person,
        ..order(vec![line(sku, units)], Ship::AsAvailable)
    }
}

fn numbers(found: &FoundOrders) -> Vec<i64> {
    found.items.iter().map(|one| one.number).collect()
}

fn cancelling(placed: &PlacedOrder, units: u32, version: i64) -> CancelOrder {
    CancelOrder {
        order: placed.order.clone(),
        lines: vec![line("TENT", units)],
        by: Actor::Merchant,
        reason: "asked on the phone".into(),
        if_version: Some(version),
    }
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

    async fn orders_are_found_by_what_people_say_of_them(world: World) {
        world.product("tent", &["TENT", "PEG"]).await;
        world.stock("TENT", 50).await;
        world.stock("PEG", 50).await;
        let ada = world
            .run(by("Ada Lovelace", "ada@example.com", "TENT", 1))
            .await
            .unwrap();
        world.clock.set(World::at("2026-11-23T10:01:00Z"));
        let ada_again = world
            .run(by("Ada Lovelace", "ada@example.com", "PEG", 2))
            .await
            .unwrap();
        world.clock.set(World::at("2026-11-23T10:02:00Z"));
        let karl = world
            .run(by("Karl 100%_Öz", "karl@example.org", "PEG", 1))
            .await
            .unwrap();
        let find = async |text: &str| {
            let found = world
                .engine
                .find_orders(&world.shop, text, None, 10)
                .await
                .unwrap();
            (found.by, numbers(&found))
        };
        assert_eq!(
            find("").await,
            (
                FoundBy::Newest,
                vec![karl.number, ada_again.number, ada.number]
            )
        );
        assert_eq!(
            find(&format!(" #{} ", ada.number)).await,
            (FoundBy::Number, vec![ada.number])
        );
        assert_eq!(
            find(karl.order.as_str()).await,
            (FoundBy::Number, vec![karl.number])
        );
        assert_eq!(
            find("ada@EXAMPLE.com").await,
            (FoundBy::Mail, vec![ada_again.number, ada.number])
        );
        assert_eq!(
            find("peg").await,
            (FoundBy::Sku, vec![karl.number, ada_again.number])
        );
        assert_eq!(
            find("LOVE").await,
            (FoundBy::Words, vec![ada_again.number, ada.number])
        );
        assert_eq!(
            find("@example.o").await,
            (FoundBy::Words, vec![karl.number])
        );
        assert_eq!(find("100%_Öz").await, (FoundBy::Words, vec![karl.number]));
        assert_eq!(find("tEnT").await, (FoundBy::Sku, vec![ada.number]));
        world.product("stove", &["Burner-1"]).await;
        world.stock("Burner-1", 5).await;
        let burner = world
            .run(by("Eve", "eve@example.org", "Burner-1", 1))
            .await
            .unwrap();
        assert_eq!(find("BURNER-1").await, (FoundBy::Sku, vec![burner.number]));
        assert_eq!(find("stov").await, (FoundBy::Goods, vec![burner.number]));
        for nothing in [
            "100__",
            "9999999",
            "ord_0000",
            "nobody@example.com",
            "'; drop table orders; --",
        ] {
            assert_eq!(find(nothing).await, (FoundBy::Words, vec![]), "{nothing}");
        }
    }

    async fn found_orders_come_page_by_page_and_say_how_they_stand(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 1).await;
        world
            .supply(
                "PO-1",
                "TENT",
                10,
                Some(window(date(2026, 12, 14), date(2026, 12, 18))),
            )
            .await;
        let mut placed = Vec::new();
        for minute in 0..5 {
            world
                .clock
                .set(World::at(&format!("2026-11-23T10:0{minute}:00Z")));
            placed.push(world.place("TENT", 2).await.unwrap());
        }
        world.cancel(&placed[4]).await.unwrap();
        let first = world
            .engine
            .find_orders(&world.shop, "tent", None, 3)
            .await
            .unwrap();
        let rest = world
            .engine
            .find_orders(&world.shop, "tent", first.next_cursor.as_deref(), 3)
            .await
            .unwrap();
        let all: Vec<i64> = [numbers(&first), numbers(&rest)].concat();
        assert_eq!(
            all,
            placed
                .iter()
                .rev()
                .map(|one| one.number)
                .collect::<Vec<_>>()
        );
        assert_eq!(
            (first.next_cursor.is_some(), rest.next_cursor),
            (true, None)
        );
        let states: Vec<_> = first
            .items
            .iter()
            .chain(&rest.items)
            .map(|one| one.state.name())
            .collect();
        assert_eq!(
            states,
            ["cancelled", "waiting", "waiting", "waiting", "waiting"]
        );
        assert!(first.items[0].units.is_empty());
        assert_eq!(
            rest.items[1]
                .units
                .iter()
                .map(|(_, units)| *units)
                .collect::<Vec<_>>(),
            [2]
        );
        assert_eq!(
            rest.items[1].promised,
            Some(window(date(2026, 12, 14), date(2026, 12, 18)))
        );
    }

    async fn the_story_of_an_order_says_who_did_what(world: World) {
        world.product("tent", &["TENT"]).await;
        world
            .supply(
                "PO-1",
                "TENT",
                10,
                Some(window(date(2026, 12, 14), date(2026, 12, 18))),
            )
            .await;
        let create = CreateUser {
            email: "ann@example.com".into(),
            name: Some("Ann".into()),
            role: Role::Support,
            password: PasswordHash::new("x"),
        };
        let ann = world.run(create).await.unwrap().id;
        let placed = world.place("TENT", 3).await.unwrap();
        let story = world
            .engine
            .order_story(&world.shop, &placed.number.to_string())
            .await
            .unwrap();
        let context = Context::by(By::User(ann.clone()));
        world
            .engine
            .execute(&world.shop.id, context, cancelling(&placed, 1, story.version))
            .await
            .unwrap();
        world.stock("TENT", 1).await;
        world
            .run(HoldOrder {
                order: placed.order.clone(),
                reason: "asks for a new address".into(),
                if_version: None,
            })
            .await
            .unwrap();
        world
            .run(ResumeOrder {
                order: placed.order.clone(),
                if_version: None,
            })
            .await
            .unwrap();
        let story = world
            .engine
            .order_story(&world.shop, placed.order.as_str())
            .await
            .unwrap();
        let told: Vec<_> = story
            .events
            .iter()
            .map(|event| (event.user.as_deref(), event.kind.clone()))
            .collect();
        let cancelled = StoryKind::Cancelled {
            lines: vec![(crate::world::sku("TENT"), 1)],
            reason: "asked on the phone".into(),
        };
        let rest = [
            (
                None,
                StoryKind::Allocated {
                    sku: crate::world::sku("TENT"),
                    quantity: 1,
                },
            ),
            (
                None,
                StoryKind::Held {
                    reason: "asks for a new address".into(),
                },
            ),
            (None, StoryKind::Resumed),
        ];
        assert_eq!(
            told[..2],
            [(None, StoryKind::Placed), (Some("Ann"), cancelled)]
        );
        assert_eq!(told[2..], rest);
        assert_eq!(story.order.token, placed.token);
    }

    async fn an_order_with_a_long_story_can_be_changed_and_its_newest_events_are_told(
        world: World,
    ) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 2).await;
        let placed = world.place("TENT", 2).await.unwrap();
        for time in 0..251 {
            world
                .run(HoldOrder {
                    order: placed.order.clone(),
                    reason: format!("time {time}"),
                    if_version: None,
                })
                .await
                .unwrap();
            world
                .run(ResumeOrder {
                    order: placed.order.clone(),
                    if_version: None,
                })
                .await
                .unwrap();
        }
        let story = world
            .engine
            .order_story(&world.shop, placed.order.as_str())
            .await
            .unwrap();
        let last: Vec<_> = story
            .events
            .iter()
            .rev()
            .take(2)
            .rev()
            .map(|event| event.kind.clone())
            .collect();
        assert_eq!(
            last,
            [
                StoryKind::Held {
                    reason: "time 250".into()
                },
                StoryKind::Resumed
            ]
        );
        world
            .run(cancelling(&placed, 1, story.version))
            .await
            .unwrap();
    }

    async fn a_change_that_rests_on_what_is_no_longer_so_is_told(world: World) {
        world.product("tent", &["TENT"]).await;
        world
            .supply(
                "PO-1",
                "TENT",
                10,
                Some(window(date(2026, 12, 14), date(2026, 12, 18))),
            )
            .await;
        let placed = world.place("TENT", 3).await.unwrap();
        let version = world
            .engine
            .order_story(&world.shop, placed.order.as_str())
            .await
            .unwrap()
            .version;
        world.place("TENT", 1).await.unwrap();
        let (one, two) = futures::join!(
            world.run(cancelling(&placed, 1, version)),
            world.run(cancelling(&placed, 1, version))
        );
        let outdated =
            |answer: &Result<_, ExecuteError>| matches!(answer, Err(ExecuteError::Outdated { .. }));
        assert!(outdated(&one) != outdated(&two) && (one.is_ok() || two.is_ok()));
        assert_eq!(world.counters("TENT").await, (0, 0, 3));
        assert!(outdated(&world.run(cancelling(&placed, 1, version)).await));
        let version = world
            .engine
            .order_story(&world.shop, placed.order.as_str())
            .await
            .unwrap()
            .version;
        world.stock("TENT", 1).await;
        assert!(outdated(&world.run(cancelling(&placed, 1, version)).await));
    }
}

//! Placing and cancelling.

use crate::on_both;
use crate::world::{World, line, order, product, sku, window};
use dockline_domain::address::{AddressDraft, Destination};
use dockline_domain::by::By;
use dockline_domain::email::Email;
use dockline_domain::money::Money;
use dockline_domain::order::Ship;
use dockline_domain::ordering::{OrderPrefix, OrderRulesChange};
use dockline_domain::policy::Policy;
use dockline_domain::refusal::Refusal;
use dockline_domain::shop::RulesChange;
use dockline_domain::storefront::StorefrontChange;
use dockline_engine::command::{
    CancelOrder, ChangeDetails, ChangeShop, Context, PlaceOrder, SaveProduct,
};
use dockline_engine::{Clock, Engine, ExecuteError};
use dockline_view::Leaving;
use futures::future::join_all;
use jiff::civil::date;

on_both! {
    async fn orders_have_numbers_of_their_own_without_a_gap(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 9).await;
        let first = world.place("TENT", 1).await.unwrap();
        assert_eq!((first.number, first.version > 1), (1, true));
        let more = join_all((0..4).map(|_| world.place("TENT", 1))).await;
        let mut numbers: Vec<i64> = more.into_iter().map(|one| one.unwrap().number).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, [2, 3, 4, 5]);
        // What is refused takes no number, and neither does what else happens in the shop.
        assert!(world.place("TENT", 9).await.is_err());
        world.stock("TENT", 20).await;
        let rules = RulesChange {
            orders: OrderRulesChange {
                order_prefix: Some(OrderPrefix::parse("FJ-").unwrap()),
                ..OrderRulesChange::default()
            },
            ..RulesChange::default()
        };
        world.run(ChangeShop { change: rules, storefront: StorefrontChange::default(), if_mark: None }).await.unwrap();
        let world = world.restart().await;
        let other = Engine::open(&world.database.url, Clock::system()).await.unwrap();
        let order = order(vec![line("TENT", 1)], Ship::AsAvailable);
        let by_other = other.execute(&world.shop.id, Context::by(By::Cli), order).await.unwrap();
        let next = world.place("TENT", 1).await.unwrap();
        assert_eq!((by_other.number, next.number), (6, 7));
        // A number that was told stays as it was told.
        for (placed, reference) in [(&first, "1"), (&next, "FJ-7")] {
            assert_eq!(world.engine.order(&placed.token).await.unwrap().reference, reference);
        }
    }

    async fn an_order_keeps_where_it_goes_in_parts_and_in_lines(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 9).await;
        let draft = AddressDraft {
            lines: vec!["Sendlinger Str. 8".to_owned()],
            postal_code: Some("80331".to_owned()),
            city: Some("München".to_owned()),
            country: Some("DE".to_owned()),
            ..AddressDraft::default()
        };
        let address = draft.check().unwrap();
        let placed = world
            .run(PlaceOrder {
                destination: Some(Destination::Parts(address.clone())),
                ..order(vec![line("TENT", 1)], Ship::AsAvailable)
            })
            .await
            .unwrap();
        let view = world.engine.order(&placed.token).await.unwrap();
        assert_eq!(view.address, Some(address.text()));
        assert_eq!(view.address_parts.as_ref(), Some(&address));
        // A text takes the place of both.
        let change = ChangeDetails {
            address: Some(Some(Destination::Text("Weg 1".to_owned()))),
            ..ChangeDetails::of(placed.order)
        };
        world.run(change).await.unwrap();
        let view = world.engine.order(&placed.token).await.unwrap();
        assert_eq!((view.address.as_deref(), view.address_parts), (Some("Weg 1"), None));
    }

    async fn a_quote_says_what_the_order_then_is(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 2).await;
        let later = window(date(2026, 12, 10), date(2026, 12, 11));
        world.supply("PO-1", "TENT", 9, Some(later)).await;
        let lines = vec![line("TENT", 5)];
        let quote = world.engine.quote(&world.shop, &lines, None).await.unwrap();
        let units: Vec<u32> = quote.as_available.iter().map(Leaving::quantity).collect();
        assert_eq!((units, quote.has_choice()), (vec![2, 3], true));
        let placed = world.run(order(lines.clone(), Ship::Complete)).await.unwrap();
        assert_eq!(quote.total, placed.total);
        assert_eq!(quote.complete, placed.lines[0].promised);
        // At another price than was told nothing is placed.
        let expected_total = Some(Money { minor: 1, ..placed.total });
        let refused = world
            .run(PlaceOrder { expected_total, ..order(lines, Ship::AsAvailable) })
            .await;
        assert!(matches!(
            refused,
            Err(ExecuteError::Conflict(Refusal::PriceChanged { .. }))
        ));
    }

    async fn hundred_units_are_sold_a_hundred_times(world: World) {
        world.product("tent", &["TENT"]).await;
        world
            .supply(
                "PO-1",
                "TENT",
                100,
                Some(window(date(2026, 12, 10), date(2026, 12, 11))),
            )
            .await;
        let placed = join_all((0..300).map(|_| world.place("TENT", 1))).await;
        let (good, short): (Vec<_>, Vec<_>) = placed.into_iter().partition(Result::is_ok);
        assert_eq!((good.len(), short.len()), (100, 200));
        assert!(
            short
                .into_iter()
                .all(|one| matches!(one, Err(ExecuteError::NotAvailable(_))))
        );
        let mut positions: Vec<_> = good
            .into_iter()
            .map(|one| one.unwrap().lines[0].position.unwrap())
            .collect();
        positions.sort_unstable();
        assert_eq!(positions, (1..=100).collect::<Vec<_>>());
        assert_eq!(world.counters("TENT").await, (0, 0, 100));
    }

    async fn the_unit_behind_the_first_purchase_order_gets_the_date_of_the_second_until_somebody_leaves(
        world: World,
    ) {
        world.product("tent", &["TENT"]).await;
        world
            .supply(
                "PO-A",
                "TENT",
                100,
                Some(window(date(2026, 12, 10), date(2026, 12, 11))),
            )
            .await;
        world
            .supply(
                "PO-B",
                "TENT",
                100,
                Some(window(date(2027, 1, 11), date(2027, 1, 12))),
            )
            .await;
        let first = world.place("TENT", 100).await.unwrap();
        let behind = world.place("TENT", 1).await.unwrap();
        assert_eq!(
            world.waiting(&behind).await,
            (Some(101), Some(date(2027, 1, 12)))
        );
        world.cancel(&first).await.unwrap();
        assert_eq!(
            world.waiting(&behind).await,
            (Some(1), Some(date(2026, 12, 11)))
        );
        let view = world.engine.order(&behind.token).await.unwrap();
        assert_eq!(
            view.lines[0].backorders[0].promises[0].window,
            Some(window(date(2027, 1, 11), date(2027, 1, 12)))
        );
    }

    async fn what_is_in_stock_is_allocated_and_the_rest_waits(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 2).await;
        world
            .supply(
                "PO-1",
                "TENT",
                10,
                Some(window(date(2026, 12, 14), date(2026, 12, 18))),
            )
            .await;
        let placed = world.place("TENT", 5).await.unwrap();
        let parts: Vec<_> = placed.lines[0]
            .parts
            .iter()
            .map(|part| part.quantity)
            .collect();
        assert_eq!(parts, [2, 3]);
        assert_eq!(world.counters("TENT").await, (2, 2, 3));
        let view = world.engine.order(&placed.token).await.unwrap();
        assert_eq!(
            view.lines[0]
                .backorders
                .iter()
                .map(|one| (one.quantity, one.state.name()))
                .collect::<Vec<_>>(),
            [(2, "allocated"), (3, "queued")]
        );
    }

    async fn units_that_are_counted_go_to_the_front_of_the_line(world: World) {
        world.product("tent", &["TENT"]).await;
        world
            .supply(
                "PO-1",
                "TENT",
                10,
                Some(window(date(2026, 12, 14), date(2026, 12, 18))),
            )
            .await;
        let first = world.place("TENT", 3).await.unwrap();
        let second = world.place("TENT", 2).await.unwrap();
        world.stock("TENT", 4).await;
        assert_eq!(world.counters("TENT").await, (4, 4, 1));
        assert_eq!(
            world.engine.order(&first.token).await.unwrap().state.name(),
            "allocated"
        );
        let view = world.engine.order(&second.token).await.unwrap();
        let states: Vec<_> = view.lines[0]
            .backorders
            .iter()
            .map(|one| (one.quantity, one.state.name(), one.position))
            .collect();
        assert_eq!(states, [(1, "queued", Some(1)), (1, "allocated", None)]);
    }

    async fn what_somebody_gives_back_goes_to_the_next_in_line(world: World) {
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
        let holder = world.place("TENT", 1).await.unwrap();
        let next = world.place("TENT", 1).await.unwrap();
        let last = world.place("TENT", 1).await.unwrap();
        world.cancel(&holder).await.unwrap();
        assert_eq!(
            world.engine.order(&next.token).await.unwrap().state.name(),
            "allocated"
        );
        assert_eq!(world.waiting(&last).await.0, Some(1));
        assert_eq!(world.counters("TENT").await, (1, 1, 1));
    }

    async fn a_part_of_an_order_can_be_cancelled_but_not_twice(world: World) {
        world.product("tent", &["TENT"]).await;
        world
            .supply(
                "PO-1",
                "TENT",
                10,
                Some(window(date(2026, 12, 14), date(2026, 12, 18))),
            )
            .await;
        let placed = world.place("TENT", 5).await.unwrap();
        let by = dockline_domain::backorder::Actor::Shopper;
        let part = |units| CancelOrder {
            order: placed.order.clone(),
            lines: vec![line("TENT", units)],
            by,
            reason: "".into(),
            if_version: None,
        };
        world.run(part(2)).await.unwrap();
        assert_eq!(world.counters("TENT").await, (0, 0, 3));
        assert!(matches!(
            world.run(part(4)).await,
            Err(ExecuteError::Invalid(_))
        ));
        world.cancel(&placed).await.unwrap();
        assert!(matches!(
            world.cancel(&placed).await,
            Err(ExecuteError::Conflict(_))
        ));
        let view = world.engine.order(&placed.token).await.unwrap();
        assert_eq!((view.state.name(), view.total.minor), ("cancelled", 0));
    }

    async fn an_order_that_ships_complete_takes_nothing_until_all_is_there(world: World) {
        world.product("tent", &["TENT"]).await;
        world.product("pegs", &["PEGS"]).await;
        world.stock("PEGS", 5).await;
        world
            .supply(
                "PO-1",
                "TENT",
                10,
                Some(window(date(2026, 12, 14), date(2026, 12, 18))),
            )
            .await;
        let placed = world
            .run(order(
                vec![line("TENT", 1), line("PEGS", 2)],
                Ship::Complete,
            ))
            .await
            .unwrap();
        assert_eq!(world.counters("PEGS").await, (5, 0, 2));
        assert!(
            placed
                .lines
                .iter()
                .all(|one| one.promised == Some(window(date(2026, 12, 14), date(2026, 12, 18))))
        );
        assert_eq!(
            world
                .engine
                .snapshot(&world.shop, "PEGS")
                .await
                .unwrap()
                .availability(1)
                .in_stock,
            3
        );
        world.stock("TENT", 1).await;
        assert_eq!(world.counters("PEGS").await, (5, 2, 0));
        assert_eq!(
            world.engine.order(&placed.token).await.unwrap().state.name(),
            "allocated"
        );
    }

    async fn an_order_for_something_unknown_changes_nothing(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 2).await;
        let refused = world
            .run(order(
                vec![line("TENT", 1), line("NOPE", 1)],
                Ship::AsAvailable,
            ))
            .await;
        assert!(
            matches!(refused, Err(ExecuteError::NotFound { pointer: Some(pointer), .. }) if pointer == "/lines/1/sku")
        );
        assert_eq!(world.counters("TENT").await, (2, 0, 0));
    }

    async fn a_limit_per_customer_counts_what_the_customer_holds(world: World) {
        let policy = Policy {
            per_customer: Some(2),
            ..Policy::default()
        };
        world
            .run(SaveProduct {
                product: product("tent", &["TENT"], Some(policy)),
                if_version: None,
            })
            .await
            .unwrap();
        world.stock("TENT", 9).await;
        let first = world.place("TENT", 2).await.unwrap();
        assert!(matches!(
            world.place("TENT", 1).await,
            Err(ExecuteError::NotAvailable(_))
        ));
        world.cancel(&first).await.unwrap();
        assert!(world.place("TENT", 1).await.is_ok());
    }

    async fn everything_is_there_after_a_restart(world: World) {
        world.product("tent", &["TENT"]).await;
        world
            .supply(
                "PO-1",
                "TENT",
                10,
                Some(window(date(2026, 12, 14), date(2026, 12, 18))),
            )
            .await;
        let first = world.place("TENT", 3).await.unwrap();
        let second = world.place("TENT", 2).await.unwrap();
        let before = world.engine.snapshot(&world.shop, "TENT").await.unwrap();
        let world = world.restart().await;
        let after = world.engine.snapshot(&world.shop, "TENT").await.unwrap();
        assert_eq!(before.supply, after.supply);
        assert!(after.version >= before.version);
        assert_eq!(world.waiting(&second).await.0, Some(4));
        world.cancel(&first).await.unwrap();
        assert_eq!(world.waiting(&second).await.0, Some(1));
    }

    async fn the_line_is_listed_in_its_order_page_by_page(world: World) {
        world.product("tent", &["TENT"]).await;
        world
            .supply(
                "PO-1",
                "TENT",
                50,
                Some(window(date(2026, 12, 14), date(2026, 12, 18))),
            )
            .await;
        for units in 1..=5 {
            world.place("TENT", units).await.unwrap();
        }
        let first = world
            .engine
            .queue(&world.shop, "TENT", None, 3)
            .await
            .unwrap();
        let rest = world
            .engine
            .queue(&world.shop, "TENT", first.next_cursor.as_deref(), 3)
            .await
            .unwrap();
        let positions: Vec<_> = first
            .items
            .iter()
            .chain(&rest.items)
            .map(|(row, position)| (row.quantity, position.unwrap()))
            .collect();
        assert_eq!(positions, [(1, 1), (2, 2), (3, 4), (4, 7), (5, 11)]);
        assert_eq!(rest.next_cursor, None);
    }

    async fn who_watches_a_variant_sees_each_change(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 5).await;
        let mut watch = world.engine.watch(&world.shop, "TENT").await.unwrap();
        let before = watch.borrow_and_update().version;
        world.place("TENT", 1).await.unwrap();
        watch.changed().await.unwrap();
        let after = watch.borrow_and_update();
        assert!(after.version > before);
        assert_eq!(after.supply.counters.allocated, 1);
        assert_eq!(after.sku, sku("TENT"));
    }

    async fn a_limit_for_each_customer_counts_an_address_however_it_is_written(world: World) {
        let policy = Some(Policy {
            per_customer: Some(2),
            ..Policy::default()
        });
        world
            .run(SaveProduct {
                product: product("tent", &["TENT"], policy),
                if_version: None,
            })
            .await
            .unwrap();
        world.stock("TENT", 50).await;
        let place = async |email: &str, units: u32| {
            let mut order = order(vec![line("TENT", units)], Ship::AsAvailable);
            order.person.email = Email::stored(email);
            world.run(order).await
        };
        place("victim@example.com", 2).await.unwrap();
        for same in [
            "Victim@example.com",
            "victim+1@example.com",
            "VICTIM+a+b@Example.com",
            "ｖictim@example.com",
        ] {
            assert!(
                matches!(place(same, 1).await, Err(ExecuteError::NotAvailable(_))),
                "{same}"
            );
        }
        // One batch decides all of its orders; each sees those before it.
        let placed = join_all(
            ["Eve@example.com", "eve+1@example.com", "EVE@example.com"]
                .map(|email| place(email, 1)),
        )
        .await;
        assert_eq!(placed.iter().filter(|one| one.is_ok()).count(), 2);
        place("vic.tim@example.com", 2).await.unwrap();
        let found = async |text: &str| {
            world
                .engine
                .find_orders(&world.shop, text, None, 9)
                .await
                .unwrap()
                .items
                .len()
        };
        assert_eq!(
            (
                found("eve+1@example.com").await,
                found("eVe@example.com").await,
                found("nobody@example.com").await
            ),
            (1, 2, 0)
        );
    }
}

//! What people were told is revised when supply or the line moves, and every old date is kept.

use crate::on_both;
use crate::world::{World, line, order, receipt, received, reference, window};
use dockline_domain::dates::Window;
use dockline_domain::order::Ship;
use dockline_domain::promise::Cause;
use dockline_domain::supply::Stage;
use dockline_engine::ExecuteError;
use dockline_engine::command::{
    AddMilestone, ChangePurchaseOrder, PlacedOrder, ReceivedLine, SetPriority,
};
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

pub fn slip(name: &str, to: Window, reason: &str) -> ChangePurchaseOrder {
    ChangePurchaseOrder {
        expected: Some(Some(to)),
        reason: Some(reason.into()),
        basis: Some("supplier's mail".into()),
        ..change(name)
    }
}

/// What moved the last date of an order, why, and on what it rests.
async fn last_told(
    world: &World,
    placed: &PlacedOrder,
) -> (Option<Cause>, Option<String>, Option<String>) {
    let view = world.engine.order(&placed.token).await.unwrap();
    let last = view.lines[0]
        .backorders
        .last()
        .unwrap()
        .promises
        .last()
        .unwrap()
        .clone();
    (last.cause, last.reason, last.basis)
}

on_both! {
    async fn a_slip_is_told_with_its_reason_and_the_old_date_is_kept(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 100).await;
        let placed = world.place("TENT", 2).await.unwrap();
        world
            .run(slip(
                "PO-A",
                window(date(2026, 12, 22), date(2026, 12, 23)),
                "storm in Porto",
            ))
            .await
            .unwrap();
        assert_eq!(
            world.told(&placed).await,
            [Some(date(2026, 12, 11)), Some(date(2026, 12, 23))]
        );
        let view = world.engine.order(&placed.token).await.unwrap();
        let last = view.lines[0].backorders[0].promises[1].clone();
        assert_eq!(
            (last.reason.as_deref(), last.cause),
            (Some("storm in Porto"), Some(Cause::Supply))
        );
        assert_eq!(last.basis.as_deref(), Some("supplier's mail"));
    }

    async fn units_that_are_here_are_told_when_they_leave_and_the_old_dates_are_kept(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 10).await;
        let placed = world.place("TENT", 3).await.unwrap();
        world.receive("PO-A", &[("TENT", 2)]).await.unwrap();
        let view = world.engine.order(&placed.token).await.unwrap();
        let told: Vec<_> = view.lines[0]
            .backorders
            .iter()
            .map(|one| {
                let told = one.promises.iter();
                (
                    one.quantity,
                    told.map(|promise| (promise.window, promise.cause)).collect::<Vec<_>>(),
                )
            })
            .collect();
        let before = (Some(window(date(2026, 12, 10), date(2026, 12, 11))), None);
        let today = (Some(Window::day(date(2026, 11, 23))), Some(Cause::Here));
        // What still waits was told nothing new; what lies at the dock leaves from there today.
        assert_eq!(told, [(1, vec![before]), (2, vec![before, today])]);

        // From the shelf it takes the days of the shelf.
        world.stock("TENT", 3).await;
        assert_eq!(
            world.told(&placed).await,
            [Some(date(2026, 12, 11)), Some(date(2026, 11, 24))]
        );
    }

    async fn units_that_come_too_late_and_those_without_a_date_are_told_when_they_leave(
        world: World,
    ) {
        world.product("tent", &["TENT"]).await;
        world.supply("PO-A", "TENT", 1, Some(Window::day(date(2026, 11, 24)))).await;
        world.supply("PO-B", "TENT", 1, None).await;
        let (late, undated) = (
            world.place("TENT", 1).await.unwrap(),
            world.place("TENT", 1).await.unwrap(),
        );
        world.clock.set(World::at("2026-11-30T10:00:00Z"));
        let world = world.restart().await;
        world.receive("PO-A", &[("TENT", 1)]).await.unwrap();
        world.receive("PO-B", &[("TENT", 1)]).await.unwrap();
        assert_eq!(
            world.told(&late).await,
            [Some(date(2026, 11, 24)), Some(date(2026, 11, 30))]
        );
        assert_eq!(world.told(&undated).await, [None, Some(date(2026, 11, 30))]);
    }

    async fn what_leaves_later_than_first_told_is_late_in_the_list_of_orders(world: World) {
        world.product("tent", &["TENT"]).await;
        world.supply("PO-A", "TENT", 1, Some(Window::day(date(2026, 11, 24)))).await;
        world.supply("PO-B", "TENT", 1, Some(Window::day(date(2026, 12, 18)))).await;
        let (late, on_time) = (
            world.place("TENT", 1).await.unwrap(),
            world.place("TENT", 1).await.unwrap(),
        );
        let marks = async |world: &World| {
            let shop = world.engine.shop("demo").await.unwrap();
            let found = world.engine.find_orders(&shop, "", None, 10).await.unwrap();
            [&late, &on_time].map(|placed| {
                let of = found.items.iter().find(|one| one.id == placed.order);
                of.unwrap().late
            })
        };
        assert_eq!(marks(&world).await, [false, false]);
        world.clock.set(World::at("2026-11-30T10:00:00Z"));
        let world = world.restart().await;
        assert_eq!(marks(&world).await, [true, false]);
        // It is here now, and still later than the first date that it was told.
        world.receive("PO-A", &[("TENT", 1)]).await.unwrap();
        assert_eq!(marks(&world).await, [true, false]);
        world.cancel(&late).await.unwrap();
        assert_eq!(marks(&world).await, [false, false]);
    }

    async fn what_ships_complete_leaves_with_the_last_of_its_units(world: World) {
        world.product("tent", &["TENT", "PEG"]).await;
        world.supply("PO-T", "TENT", 1, Some(window(date(2026, 12, 10), date(2026, 12, 11)))).await;
        world.stock("PEG", 1).await;
        let both = order(vec![line("TENT", 1), line("PEG", 1)], Ship::Complete);
        let placed = world.run(both).await.unwrap();
        world.receive("PO-T", &[("TENT", 1)]).await.unwrap();
        let view = world.engine.order(&placed.token).await.unwrap();
        for line in &view.lines {
            let last = line.backorders[0].promises.last().unwrap();
            assert_eq!(last.window, Some(Window::day(date(2026, 11, 24))), "{}", line.sku);
        }
    }

    async fn no_unit_of_a_line_that_ships_complete_is_expected_before_its_last(world: World) {
        world.product("tent", &["TENT"]).await;
        let supply = window(date(2026, 12, 10), date(2026, 12, 11));
        world.supply("PO-T", "TENT", 3, Some(supply)).await;
        world.stock("TENT", 2).await;
        let placed = world.run(order(vec![line("TENT", 5)], Ship::Complete)).await.unwrap();
        let shown = async || {
            world.engine.promises_revised(&world.shop).await.unwrap();
            let view = world.engine.order(&placed.token).await.unwrap();
            let backorder = &view.lines[0].backorders[0];
            (backorder.promises.last().unwrap().window, backorder.expected)
        };
        let (told, expected) = shown().await;
        assert_eq!(expected, told);
        assert_eq!(told.map(Window::earliest), Some(date(2026, 12, 10)));
        let later = window(date(2026, 12, 17), date(2026, 12, 18));
        world.run(slip("PO-T", later, "storm")).await.unwrap();
        let (told, expected) = shown().await;
        assert_eq!(expected, told);
        assert_eq!(told.map(Window::earliest), Some(date(2026, 12, 17)));
    }

    async fn good_news_is_told_to_those_who_move_up(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 100).await;
        let first = world.place("TENT", 100).await.unwrap();
        let behind = world.place("TENT", 1).await.unwrap();
        world.cancel(&first).await.unwrap();
        assert_eq!(
            world.told(&behind).await,
            [Some(date(2027, 1, 12)), Some(date(2026, 12, 11))]
        );
        let view = world.engine.order(&behind.token).await.unwrap();
        assert_eq!(
            view.lines[0].backorders[0].promises[1].cause,
            Some(Cause::Line)
        );
    }

    async fn a_slip_past_the_next_supply_is_told_with_its_own_reason_and_the_basis_of_what_serves_now(
        world: World,
    ) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 10).await;
        let placed = world.place("TENT", 2).await.unwrap();
        let strike = ChangePurchaseOrder {
            basis: Some("the port's notice".into()),
            ..slip(
                "PO-B",
                window(date(2027, 1, 18), date(2027, 1, 19)),
                "strike",
            )
        };
        world.run(strike).await.unwrap();
        world
            .run(slip(
                "PO-A",
                window(date(2027, 2, 8), date(2027, 2, 9)),
                "storm",
            ))
            .await
            .unwrap();
        assert_eq!(
            world.told(&placed).await,
            [Some(date(2026, 12, 11)), Some(date(2027, 1, 19))]
        );
        assert_eq!(
            last_told(&world, &placed).await,
            (
                Some(Cause::Supply),
                Some("storm".into()),
                Some("the port's notice".into())
            )
        );
    }

    async fn who_is_moved_by_a_short_count_is_told_why_it_was_short(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 10).await;
        world.place("TENT", 8).await.unwrap();
        let last = world.place("TENT", 2).await.unwrap();
        let short = ReceivedLine {
            discrepancy: Some("one carton crushed".into()),
            ..received("TENT", 8)
        };
        world.run(receipt("PO-A", vec![short])).await.unwrap();
        assert_eq!(
            world.told(&last).await,
            [Some(date(2026, 12, 11)), Some(date(2027, 1, 12))]
        );
        let why = (
            Some(Cause::Supply),
            Some("one carton crushed".into()),
            Some("order confirmation".into()),
        );
        assert_eq!(last_told(&world, &last).await, why);
    }

    async fn who_waited_for_a_cancelled_supply_is_told_why_it_does_not_come(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 10).await;
        let placed = world.place("TENT", 2).await.unwrap();
        let burned = Some("the mill burned".to_owned());
        world
            .run(ChangePurchaseOrder {
                stage: Some(Stage::Cancelled),
                reason: burned.clone(),
                ..change("PO-A")
            })
            .await
            .unwrap();
        assert_eq!(
            world.told(&placed).await,
            [Some(date(2026, 12, 11)), Some(date(2027, 1, 12))]
        );
        assert_eq!(last_told(&world, &placed).await.1, burned);
        assert_eq!(
            world
                .engine
                .purchase_order(&world.shop, "PO-A")
                .await
                .unwrap()
                .0
                .reason,
            burned
        );
        let bankrupt = Some("bankrupt".to_owned());
        let milestone = AddMilestone {
            reference: reference("PO-B"),
            stage: Stage::Cancelled,
            at: None,
            note: bankrupt.clone(),
            public: true,
        };
        world.run(milestone).await.unwrap();
        assert_eq!(world.told(&placed).await.last(), Some(&None));
        assert_eq!(last_told(&world, &placed).await.1, bankrupt);
    }

    async fn who_is_overtaken_is_not_told_that_supply_was_late(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 2).await;
        let first = world.place("TENT", 2).await.unwrap();
        let second = world.place("TENT", 2).await.unwrap();
        world
            .run(slip(
                "PO-B",
                window(date(2027, 1, 18), date(2027, 1, 19)),
                "storm",
            ))
            .await
            .unwrap();
        assert_eq!(world.told(&first).await.len(), 1);
        let backorder = world.engine.order(&second.token).await.unwrap().lines[0].backorders[0]
            .id
            .clone();
        world
            .run(SetPriority {
                backorder,
                priority: 5,
                reason: "a hospital".into(),
                if_priority: None,
            })
            .await
            .unwrap();
        assert_eq!(
            world.told(&first).await,
            [Some(date(2026, 12, 11)), Some(date(2027, 1, 19))]
        );
        assert_eq!(
            last_told(&world, &first).await,
            (Some(Cause::Line), None, Some("supplier's mail".into()))
        );
    }

    async fn another_date_does_not_rest_on_what_the_date_before_rested_on(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 2).await;
        let placed = world.place("TENT", 2).await.unwrap();
        let guess = ChangePurchaseOrder {
            basis: None,
            ..slip(
                "PO-A",
                window(date(2026, 12, 22), date(2026, 12, 23)),
                "storm",
            )
        };
        world.run(guess.clone()).await.unwrap();
        assert_eq!(
            world.told(&placed).await,
            [Some(date(2026, 12, 11)), Some(date(2026, 12, 23))]
        );
        assert_eq!(
            last_told(&world, &placed).await,
            (Some(Cause::Supply), Some("storm".into()), None)
        );
        let mail = ChangePurchaseOrder {
            basis: Some("supplier's mail".into()),
            ..change("PO-A")
        };
        world.run(mail).await.unwrap();
        // The same date again, without a word: it rests on what it rested on.
        world.run(guess).await.unwrap();
        assert_eq!(
            world
                .engine
                .purchase_order(&world.shop, "PO-A")
                .await
                .unwrap()
                .0
                .basis
                .as_deref(),
            Some("supplier's mail")
        );
    }

    async fn who_stands_at_the_end_is_told_however_often_somebody_ahead_leaves(world: World) {
        world.product("tent", &["TENT"]).await;
        world
            .supply(
                "PO-A",
                "TENT",
                2_000,
                Some(window(date(2026, 12, 10), date(2026, 12, 11))),
            )
            .await;
        let mut placed = Vec::new();
        for _ in 0..60 {
            let orders = (0..20).map(|_| world.place("TENT", 1));
            placed.extend(
                futures::future::join_all(orders)
                    .await
                    .into_iter()
                    .map(Result::unwrap),
            );
        }
        world
            .run(slip(
                "PO-A",
                window(date(2026, 12, 22), date(2026, 12, 23)),
                "storm",
            ))
            .await
            .unwrap();
        let last = placed.pop().unwrap();
        // Nobody waits for the follower: it has to find its way between those who leave.
        let mut left = 0;
        while world.engine.order(&last.token).await.unwrap().lines[0].backorders[0]
            .promises
            .len()
            == 1
        {
            let leaves = placed
                .get(left)
                .expect("the end of the line is told before everybody else has left");
            world.cancel(leaves).await.unwrap();
            left += 1;
        }
        assert_eq!(
            world.told(&last).await,
            [Some(date(2026, 12, 11)), Some(date(2026, 12, 23))]
        );
    }

    async fn a_date_that_nobody_knows_any_more_is_taken_back(world: World) {
        world.product("tent", &["TENT"]).await;
        world
            .supply(
                "PO-A",
                "TENT",
                10,
                Some(window(date(2026, 12, 10), date(2026, 12, 11))),
            )
            .await;
        let placed = world.place("TENT", 1).await.unwrap();
        world
            .run(ChangePurchaseOrder {
                stage: Some(Stage::Cancelled),
                ..change("PO-A")
            })
            .await
            .unwrap();
        assert_eq!(world.told(&placed).await, [Some(date(2026, 12, 11)), None]);
        world
            .supply(
                "PO-B",
                "TENT",
                10,
                Some(window(date(2027, 1, 11), date(2027, 1, 12))),
            )
            .await;
        assert_eq!(
            world.told(&placed).await,
            [Some(date(2026, 12, 11)), None, Some(date(2027, 1, 12))]
        );
    }

    async fn an_overdue_date_is_revised_only_when_there_is_a_new_one(world: World) {
        world.product("tent", &["TENT"]).await;
        world
            .supply(
                "PO-A",
                "TENT",
                10,
                Some(window(date(2026, 12, 10), date(2026, 12, 11))),
            )
            .await;
        let placed = world.place("TENT", 1).await.unwrap();
        world.clock.set(World::at("2026-12-14T10:00:00Z"));
        let world = world.restart().await;
        assert_eq!(world.told(&placed).await, [Some(date(2026, 12, 11))]);
        world
            .run(slip(
                "PO-A",
                window(date(2026, 12, 17), date(2026, 12, 18)),
                "missed vessel",
            ))
            .await
            .unwrap();
        assert_eq!(
            world.told(&placed).await,
            [Some(date(2026, 12, 11)), Some(date(2026, 12, 18))]
        );
    }

    async fn what_ships_together_is_told_the_date_of_its_last_part(world: World) {
        world.product("tent", &["TENT", "PEG"]).await;
        world
            .supply(
                "PO-T",
                "TENT",
                10,
                Some(window(date(2026, 12, 10), date(2026, 12, 11))),
            )
            .await;
        world
            .supply(
                "PO-P",
                "PEG",
                10,
                Some(window(date(2026, 12, 14), date(2026, 12, 15))),
            )
            .await;
        let placed = world
            .run(order(vec![line("TENT", 1), line("PEG", 1)], Ship::Complete))
            .await
            .unwrap();
        assert_eq!(world.told(&placed).await, [Some(date(2026, 12, 15))]);
        world
            .run(slip(
                "PO-P",
                window(date(2026, 12, 21), date(2026, 12, 22)),
                "customs",
            ))
            .await
            .unwrap();
        world.engine.promises_revised(&world.shop).await.unwrap();
        let view = world.engine.order(&placed.token).await.unwrap();
        let peg = view
            .lines
            .iter()
            .find(|line| line.sku.as_str() == "PEG")
            .unwrap();
        assert_eq!(
            peg.backorders[0]
                .promises
                .last()
                .unwrap()
                .window
                .map(Window::latest),
            Some(date(2026, 12, 22))
        );
        assert_eq!(
            world.told(&placed).await,
            [Some(date(2026, 12, 15)), Some(date(2026, 12, 22))]
        );
    }

    async fn what_waits_in_stock_for_another_part_ships_no_sooner_than_stock_does_on_a_later_day(
        world: World,
    ) {
        world.product("tent", &["TENT", "PEG"]).await;
        world.stock("TENT", 1).await;
        world
            .supply(
                "PO-P",
                "PEG",
                10,
                Some(window(date(2026, 11, 23), date(2026, 11, 24))),
            )
            .await;
        let placed = world
            .run(order(vec![line("TENT", 1), line("PEG", 1)], Ship::Complete))
            .await
            .unwrap();
        assert_eq!(world.told(&placed).await, [Some(date(2026, 11, 24))]);
        world.clock.set(World::at("2026-11-24T10:00:00Z"));
        let world = world.restart().await;
        assert_eq!(
            world.told(&placed).await,
            [Some(date(2026, 11, 24)), Some(date(2026, 11, 25))]
        );
    }

    async fn a_priority_goes_past_others_on_record_and_their_dates_are_revised(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 2).await;
        let first = world.place("TENT", 2).await.unwrap();
        let second = world.place("TENT", 2).await.unwrap();
        let backorder = world.engine.order(&second.token).await.unwrap().lines[0].backorders[0]
            .id
            .clone();
        let set = |priority| SetPriority {
            backorder: backorder.clone(),
            priority,
            reason: "a hospital".into(),
            if_priority: None,
        };
        let done = world.run(set(5)).await.unwrap();
        assert_eq!(done.overtaken_units, 2);
        assert_eq!(
            world.waiting(&second).await,
            (Some(1), Some(date(2026, 12, 11)))
        );
        assert_eq!(
            world.told(&first).await,
            [Some(date(2026, 12, 11)), Some(date(2027, 1, 12))]
        );
        assert_eq!(world.run(set(0)).await.unwrap().overtaken_units, 2);
        assert_eq!(world.waiting(&second).await.0, Some(3));
        assert!(matches!(
            world.run(set(9_999)).await,
            Err(ExecuteError::Invalid(_))
        ));
        // There is no place after those who have not come yet: they would go past, and nobody would
        // have recorded it.
        assert!(matches!(
            world.run(set(-1)).await,
            Err(ExecuteError::Invalid(_))
        ));
    }

    async fn promises_are_revised_after_a_restart(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 100).await;
        let placed = world.place("TENT", 2).await.unwrap();
        world
            .run(slip(
                "PO-A",
                window(date(2026, 12, 22), date(2026, 12, 23)),
                "storm",
            ))
            .await
            .unwrap();
        let world = world.restart().await;
        assert_eq!(
            world.told(&placed).await,
            [Some(date(2026, 12, 11)), Some(date(2026, 12, 23))]
        );
        let world = world.restart().await;
        assert_eq!(
            world.told(&placed).await,
            [Some(date(2026, 12, 11)), Some(date(2026, 12, 23))]
        );
    }
}

//! Goods arrive: the line is served first, the rest becomes stock, and nothing is half done.

use crate::on_both;
use crate::world::{World, line, order, receipt, received, reference, sku};
use dockline_domain::by::By;
use dockline_domain::id::LocationCode;
use dockline_domain::input::FieldError;
use dockline_domain::order::Ship;
use dockline_domain::refusal::Refusal;
use dockline_domain::supply::Stage;
use dockline_engine::command::{
    ChangePurchaseOrder, Context, IdempotencyKey, PlacedOrder, ReceiveGoods, ReceivedLine,
};
use dockline_engine::{ExecuteError, ReadError};

/// How many units of an order are in each state.
async fn states(world: &World, placed: &PlacedOrder) -> Vec<(u32, &'static str)> {
    let view = world.engine.order(&placed.token).await.unwrap();
    view.lines
        .iter()
        .flat_map(|line| &line.backorders)
        .map(|one| (one.quantity, one.state.name()))
        .collect()
}

fn wrong(error: &ExecuteError) -> Vec<&str> {
    match error {
        ExecuteError::Invalid(fields) => fields
            .iter()
            .map(|FieldError { pointer, .. }| pointer.as_str())
            .collect(),
        other => panic!("{other}"),
    }
}

on_both! {
    async fn the_first_receipt_serves_exactly_the_first_in_line_and_who_leaves_makes_room(
        world: World,
    ) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 100).await;
        let mut line = Vec::new();
        for _ in 0..120 {
            line.push(world.place("TENT", 1).await.unwrap());
        }
        let answer = world.receive("PO-A", &[("TENT", 60)]).await.unwrap();
        let served: Vec<_> = answer
            .allocations
            .iter()
            .map(|units| (units.order.clone(), units.quantity))
            .collect();
        assert_eq!(
            served,
            line[..60]
                .iter()
                .map(|placed| (placed.order.clone(), 1))
                .collect::<Vec<_>>()
        );
        assert!(answer.put_away.is_empty());
        assert_eq!(world.counters("TENT").await, (60, 60, 60));
        assert_eq!(world.waiting(&line[60]).await.0, Some(1));

        world.cancel(&line[10]).await.unwrap();
        assert_eq!(states(&world, &line[60]).await, [(1, "allocated")]);
        assert_eq!(world.counters("TENT").await, (60, 60, 59));
        assert_eq!(world.waiting(&line[61]).await.0, Some(1));
    }

    async fn a_quantity_is_split_and_what_nobody_waits_for_is_put_away(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 10).await;
        let first = world.place("TENT", 3).await.unwrap();
        let second = world.place("TENT", 4).await.unwrap();
        let answer = world.receive("PO-A", &[("TENT", 5)]).await.unwrap();
        assert_eq!(
            answer
                .allocations
                .iter()
                .map(|units| units.quantity)
                .collect::<Vec<_>>(),
            [3, 2]
        );
        assert_eq!(states(&world, &first).await, [(3, "allocated")]);
        assert_eq!(
            states(&world, &second).await,
            [(2, "queued"), (2, "allocated")]
        );
        let answer = world.receive("PO-A", &[("TENT", 5)]).await.unwrap();
        assert_eq!(
            answer
                .put_away
                .iter()
                .map(|rest| rest.quantity)
                .collect::<Vec<_>>(),
            [3]
        );
        assert_eq!(world.counters("TENT").await, (10, 7, 0));
        let view = world
            .engine
            .receipt(&world.shop, &answer.receipt)
            .await
            .unwrap();
        assert_eq!(
            (
                view.lines[0].quantity,
                view.lines[0].put_away,
                view.allocations.len()
            ),
            (5, 3, 1)
        );
        assert_eq!(view.allocations, answer.allocations);
    }

    async fn an_order_that_ships_complete_keeps_its_place_until_all_of_it_is_there(world: World) {
        world.product("tent", &["TENT", "PEG"]).await;
        world.supply("PO-T", "TENT", 10, None).await;
        world.supply("PO-P", "PEG", 10, None).await;
        let complete = world
            .run(order(vec![line("TENT", 1), line("PEG", 1)], Ship::Complete))
            .await
            .unwrap();
        let behind = world.place("TENT", 1).await.unwrap();
        let answer = world.receive("PO-T", &[("TENT", 2)]).await.unwrap();
        assert_eq!(
            answer
                .allocations
                .iter()
                .map(|units| &units.order)
                .collect::<Vec<_>>(),
            [&behind.order]
        );
        assert_eq!(answer.put_away[0].quantity, 1);
        let answer = world.receive("PO-P", &[("PEG", 1)]).await.unwrap();
        assert_eq!(
            answer
                .allocations
                .iter()
                .map(|units| units.sku.as_str())
                .collect::<Vec<_>>(),
            ["PEG", "TENT"]
        );
        assert!(
            states(&world, &complete)
                .await
                .iter()
                .all(|(_, state)| *state == "allocated")
        );
        assert_eq!(world.counters("TENT").await, (2, 2, 0));
    }

    async fn each_allocation_tells_where_its_units_leave_from(world: World) {
        world.product("tent", &["TENT", "PEG"]).await;
        for (name, text) in [("PO-T", "TENT"), ("PO-P", "PEG")] {
            world.supply(name, text, 10, None).await;
        }
        world
            .run(order(vec![line("TENT", 5), line("PEG", 1)], Ship::Complete))
            .await
            .unwrap();
        assert_eq!(
            world
                .receive("PO-T", &[("TENT", 3)])
                .await
                .unwrap()
                .put_away[0]
                .quantity,
            3
        );
        // Two more tents arrive at another dock, and one of them is kept for the order with the
        // pegs.
        let north = || LocationCode::parse("north").unwrap();
        let answer = world
            .run(ReceiveGoods {
                location: north(),
                ..receipt("PO-T", vec![received("TENT", 2)])
            })
            .await
            .unwrap();
        assert_eq!(
            (answer.allocations.len(), answer.put_away[0].quantity),
            (0, 2)
        );
        let answer = world
            .run(ReceiveGoods {
                location: north(),
                ..receipt("PO-P", vec![received("PEG", 4)])
            })
            .await
            .unwrap();
        let leaves: Vec<_> = answer
            .allocations
            .iter()
            .map(|one| (one.sku.as_str(), one.quantity, one.location.clone()))
            .collect();
        assert_eq!(leaves, [("PEG", 1, Some(north())), ("TENT", 5, None)]);
        assert_eq!(
            answer
                .put_away
                .iter()
                .map(|rest| (rest.sku.as_str(), rest.quantity))
                .collect::<Vec<_>>(),
            [("PEG", 3)]
        );
        let view = world
            .engine
            .receipt(&world.shop, &answer.receipt)
            .await
            .unwrap();
        assert_eq!(view.allocations, answer.allocations);
    }

    async fn what_arrived_is_told_apart_from_what_was_there_before(world: World) {
        world.product("tent", &["TENT", "PEG"]).await;
        world.supply("PO-1", "TENT", 10, None).await;
        world.supply("PO-2", "PEG", 10, None).await;
        let complete = world
            .run(order(vec![line("TENT", 4), line("PEG", 1)], Ship::Complete))
            .await
            .unwrap();
        world.receive("PO-1", &[("TENT", 3)]).await.unwrap();
        world
            .run(receipt("PO-2", vec![received("PEG", 1)]))
            .await
            .unwrap();
        let north = LocationCode::parse("north").unwrap();
        let answer = world
            .run(ReceiveGoods {
                location: north.clone(),
                ..receipt("PO-1", vec![received("TENT", 2)])
            })
            .await
            .unwrap();
        let leaves: Vec<_> = answer
            .allocations
            .iter()
            .map(|one| (one.sku.as_str(), one.quantity, one.location.clone()))
            .collect();
        assert_eq!(
            leaves,
            [
                ("PEG", 1, None),
                ("TENT", 2, Some(north)),
                ("TENT", 2, None)
            ]
        );
        assert!(answer.put_away.is_empty());
        assert!(
            states(&world, &complete)
                .await
                .iter()
                .all(|(_, state)| *state == "allocated")
        );
        assert_eq!(world.counters("TENT").await, (5, 4, 0));
    }

    async fn a_delivery_note_is_the_same_only_for_the_same_purchase_order(world: World) {
        world.product("tent", &["TENT"]).await;
        world.supply("PO-1", "TENT", 10, None).await;
        world.supply("PO-2", "TENT", 10, None).await;
        let noted = |name| ReceiveGoods {
            delivery_note: Some("DN-7".into()),
            ..receipt(name, vec![received("TENT", 1)])
        };
        world.run(noted("PO-1")).await.unwrap();
        world.run(noted("PO-2")).await.unwrap();
        assert!(matches!(
            world.run(noted("PO-2")).await,
            Err(ExecuteError::Conflict(_))
        ));
        assert_eq!(world.counters("TENT").await, (2, 0, 0));
    }

    async fn a_purchase_order_is_received_when_nothing_of_it_is_open(world: World) {
        world.product("tent", &["TENT"]).await;
        world.supply("PO-1", "TENT", 10, None).await;
        world.receive("PO-1", &[("TENT", 6)]).await.unwrap();
        let (order, _) = world
            .engine
            .purchase_order(&world.shop, "PO-1")
            .await
            .unwrap();
        assert_eq!(
            (order.stage, order.lines[0].open().open()),
            (Stage::Ordered, 4)
        );
        let short = ReceivedLine {
            discrepancy: Some("one carton crushed".into()),
            ..received("TENT", 1)
        };
        world.run(receipt("PO-1", vec![short])).await.unwrap();
        let (order, milestones) = world
            .engine
            .purchase_order(&world.shop, "PO-1")
            .await
            .unwrap();
        assert_eq!(
            (
                order.stage,
                order.lines[0].received,
                order.lines[0].written_off
            ),
            (Stage::Received, 7, 3)
        );
        assert_eq!(
            milestones.last().map(|last| last.stage),
            Some(Stage::Received)
        );
    }

    async fn a_purchase_order_of_which_nothing_ever_came_is_not_received(world: World) {
        world.product("tent", &["TENT"]).await;
        world.supply("PO-1", "TENT", 10, None).await;
        let nothing = ReceivedLine {
            discrepancy: Some("the mill burned".into()),
            ..received("TENT", 0)
        };
        world.run(receipt("PO-1", vec![nothing])).await.unwrap();
        let (order, milestones) = world
            .engine
            .purchase_order(&world.shop, "PO-1")
            .await
            .unwrap();
        assert_eq!(
            (
                order.stage,
                order.reason.as_deref(),
                order.lines[0].written_off
            ),
            (Stage::Cancelled, Some("the mill burned"), 10)
        );
        assert!(
            milestones.is_empty(),
            "nobody is told that it was received: {milestones:?}"
        );
    }

    async fn two_people_who_count_the_same_goods_are_not_both_believed(world: World) {
        world.product("tent", &["TENT"]).await;
        world.supply("PO-1", "TENT", 100, None).await;
        let count = |seen| ReceivedLine {
            if_open: Some(seen),
            ..received("TENT", 40)
        };
        world.run(receipt("PO-1", vec![count(100)])).await.unwrap();
        let second = world.run(receipt("PO-1", vec![count(100)])).await;
        assert!(
            matches!(second, Err(ExecuteError::Outdated { .. })),
            "{second:?}"
        );
        assert_eq!(world.counters("TENT").await.0, 40);
        world.run(receipt("PO-1", vec![count(60)])).await.unwrap();
        assert_eq!(world.counters("TENT").await.0, 80);
    }

    async fn more_than_was_ordered_needs_a_reason(world: World) {
        world.product("tent", &["TENT"]).await;
        world.supply("PO-1", "TENT", 10, None).await;
        let refused = world.receive("PO-1", &[("TENT", 11)]).await.unwrap_err();
        assert_eq!(wrong(&refused), ["/lines/0/quantity"]);
        assert_eq!(world.counters("TENT").await, (0, 0, 0));
        let over = ReceivedLine {
            discrepancy: Some("a gift".into()),
            ..received("TENT", 11)
        };
        world.run(receipt("PO-1", vec![over])).await.unwrap();
        assert_eq!(world.counters("TENT").await, (11, 0, 0));
    }

    async fn what_is_not_on_order_is_refused_by_name_and_nothing_is_counted(world: World) {
        world.product("tent", &["TENT", "PEG"]).await;
        world.supply("PO-1", "TENT", 10, None).await;
        let unknown = world.receive("PO-9", &[("TENT", 1)]).await.unwrap_err();
        assert!(
            matches!(&unknown, ExecuteError::NotFound { what: "purchase order", pointer: Some(pointer), .. } if pointer == "/purchase_order")
        );
        let refused = world
            .receive("PO-1", &[("TENT", 1), ("PEG", 1), ("TENT", 1), ("NONE", 1)])
            .await
            .unwrap_err();
        assert_eq!(
            wrong(&refused),
            ["/lines/1/sku", "/lines/2/sku", "/lines/3/sku"]
        );
        assert_eq!(world.counters("TENT").await, (0, 0, 0));
        let cancel = ChangePurchaseOrder {
lines: None,
            reference: reference("PO-1"),
            expected: None,
            stage: Some(Stage::Cancelled),
            basis: None,
            reason: None,
            if_version: None,
        };
        world.run(cancel).await.unwrap();
        assert!(matches!(
            world.receive("PO-1", &[("TENT", 1)]).await,
            Err(ExecuteError::Conflict(_))
        ));
    }

    async fn the_same_receipt_is_counted_once(world: World) {
        world.product("tent", &["TENT"]).await;
        world.supply("PO-1", "TENT", 10, None).await;
        let key = IdempotencyKey {
            key: "r1".into(),
            fingerprint: "f".into(),
        };
        let send = || {
            let context = Context::with_key(By::Cli, Some(key.clone()));
            world.engine.execute(
                &world.shop.id,
                context,
                receipt("PO-1", vec![received("TENT", 4)]),
            )
        };
        let (first, again) = (send().await.unwrap(), send().await.unwrap());
        assert_eq!(first, again);
        assert_eq!(world.counters("TENT").await, (4, 0, 0));

        let noted = || ReceiveGoods {
            delivery_note: Some("DN-7".into()),
            ..receipt("PO-1", vec![received("TENT", 1)])
        };
        let first = world.run(noted()).await.unwrap();
        let again = world.run(noted()).await.unwrap_err();
        assert!(
            matches!(again, ExecuteError::Conflict(Refusal::NoteReceived { note, receipt }) if note == "DN-7" && receipt == first.receipt)
        );
        assert_eq!(world.counters("TENT").await, (5, 0, 0));
    }

    async fn a_receipt_of_another_shop_is_not_known(world: World) {
        world.product("tent", &["TENT"]).await;
        world.supply("PO-1", "TENT", 10, None).await;
        let answer = world.receive("PO-1", &[("TENT", 4)]).await.unwrap();
        let other = World::create_shop(&world.engine, "other").await;
        assert!(matches!(
            world.engine.receipt(&other, &answer.receipt).await,
            Err(ReadError::NotFound { .. })
        ));
        let foreign = world
            .engine
            .execute(
                &other.id,
                Context::by(By::Cli),
                receipt("PO-1", vec![received("TENT", 1)]),
            )
            .await;
        assert!(matches!(foreign, Err(ExecuteError::NotFound { .. })));
        assert_eq!(
            world
                .engine
                .snapshot(&world.shop, sku("TENT").as_str())
                .await
                .unwrap()
                .supply
                .counters
                .on_hand,
            4
        );
    }
}

//! Who stands where in line, and why; and who waits for which supply.

use crate::on_both;
use crate::world::{World, line, order, reference, sku, window};
use dockline_domain::id::BackorderId;
use dockline_domain::order::{Quantity, Ship};
use dockline_domain::supply::Stage;
use dockline_engine::ExecuteError;
use dockline_engine::command::{
    ChangePurchaseOrder, ChangeVariant, CreatePurchaseOrder, HoldOrder, NewPurchaseOrderLine,
    PlacedOrder, SetPriority,
};
use dockline_view::{NeededUnits, PlaceReasons, SupplyFilter, WaitingFor};
use jiff::civil::date;
use std::collections::BTreeSet;

/// The backorder of an order's first line.
fn backorder(placed: &PlacedOrder) -> BackorderId {
    BackorderId::of(&placed.order, 1)
}

async fn reasons(world: &World, placed: &PlacedOrder) -> PlaceReasons {
    world
        .engine
        .place_reasons(&world.shop, &backorder(placed))
        .await
        .unwrap()
}

async fn references(world: &World, filter: SupplyFilter) -> Vec<String> {
    let mut found = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let page = world
            .engine
            .supply(&world.shop, filter, cursor.as_deref(), 1)
            .await
            .unwrap();
        found.extend(page.items.iter().map(|order| order.reference.to_string()));
        cursor = page.next_cursor;
        if cursor.is_none() {
            return found;
        }
    }
}

async fn matching(world: &World, text: &str) -> Vec<String> {
    let found = world
        .engine
        .supply_matching(&world.shop, text, 10)
        .await
        .unwrap();
    found
        .iter()
        .map(|order| order.reference.to_string())
        .collect()
}

on_both! {
    async fn the_next_supply_comes_first_and_an_undated_one_last(world: World) {
        world.product("tent", &["TENT"]).await;
        world
            .supply(
                "PO-LATE",
                "TENT",
                10,
                Some(window(date(2027, 1, 14), date(2027, 1, 18))),
            )
            .await;
        world.supply("PO-SOME-DAY", "TENT", 10, None).await;
        world
            .supply(
                "PO-SOON",
                "TENT",
                10,
                Some(window(date(2026, 12, 14), date(2026, 12, 18))),
            )
            .await;
        assert_eq!(
            references(&world, SupplyFilter::Open).await,
            ["PO-SOON", "PO-LATE", "PO-SOME-DAY"]
        );
        let all: BTreeSet<String> = references(&world, SupplyFilter::All)
            .await
            .into_iter()
            .collect();
        assert_eq!(
            all,
            ["PO-LATE", "PO-SOME-DAY", "PO-SOON"]
                .map(str::to_owned)
                .into()
        );
        assert_eq!(references(&world, SupplyFilter::Overdue).await, [""; 0]);

        world.receive("PO-SOON", &[("TENT", 10)]).await.unwrap();
        assert_eq!(
            references(&world, SupplyFilter::Open).await,
            ["PO-LATE", "PO-SOME-DAY"]
        );
        assert_eq!(references(&world, SupplyFilter::All).await.len(), 3);
    }

    async fn supply_is_found_by_what_is_scanned_or_typed(world: World) {
        world.product("tent", &["TENT", "TENT-XL"]).await;
        world.product("stove", &["STOVE"]).await;
        world
            .supply(
                "PO-1",
                "TENT",
                10,
                Some(window(date(2026, 12, 14), date(2026, 12, 18))),
            )
            .await;
        world.supply("PO-2", "STOVE", 10, None).await;
        assert_eq!(matching(&world, "TENT").await, ["PO-1"]);
        assert_eq!(matching(&world, "stove").await, ["PO-2"]);
        assert_eq!(matching(&world, "po-").await, ["PO-1", "PO-2"]);
        assert_eq!(matching(&world, "%").await, [""; 0]);
        world.receive("PO-1", &[("TENT", 10)]).await.unwrap();
        assert_eq!(matching(&world, "TENT").await, [""; 0]);
    }

    async fn who_waits_for_a_supply_are_those_whom_it_serves(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 100).await;
        for units in [60, 39, 2, 19] {
            world.place("TENT", units).await.unwrap();
        }
        let mut seen = Vec::new();
        for order in world
            .engine
            .supply(&world.shop, SupplyFilter::Open, None, 10)
            .await
            .unwrap()
            .items
        {
            seen.push(world.engine.waiting_for(&world.shop, &order).await.unwrap()[&sku("TENT")]);
        }
        // The third order has a unit of each.
        assert_eq!(
            seen,
            [
                WaitingFor {
                    backorders: 3,
                    units: 100
                },
                WaitingFor {
                    backorders: 2,
                    units: 20
                }
            ]
        );
    }

    async fn a_place_is_explained_by_the_units_ahead_and_the_supply_that_serves_it(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 10).await;
        world.place("TENT", 8).await.unwrap();
        let split = world.place("TENT", 5).await.unwrap();
        let why = reasons(&world, &split).await;
        assert_eq!(why.place.position, Some(9));
        let parts: Vec<_> = why.place.parts.iter().map(|part| part.quantity).collect();
        assert_eq!(parts, [2, 3]);
        let page = world
            .engine
            .line(&world.shop, "TENT", None, 10)
            .await
            .unwrap();
        assert_eq!(
            page.places
                .iter()
                .map(|place| place.position)
                .collect::<Vec<_>>(),
            [Some(1), Some(9)]
        );
        assert_eq!(page.places[1].expected, why.place.expected);
    }

    async fn an_order_that_ships_complete_is_named_with_what_it_lacks(world: World) {
        world.product("tent", &["TENT"]).await;
        world.product("stove", &["STOVE"]).await;
        world
            .supply(
                "PO-1",
                "TENT",
                10,
                Some(window(date(2026, 12, 14), date(2026, 12, 18))),
            )
            .await;
        world
            .supply(
                "PO-2",
                "STOVE",
                10,
                Some(window(date(2027, 1, 11), date(2027, 1, 15))),
            )
            .await;
        let both = world
            .run(order(
                vec![line("TENT", 3), line("STOVE", 1)],
                Ship::Complete,
            ))
            .await
            .unwrap();
        let many = world
            .run(order(
                vec![line("TENT", 6), line("STOVE", 1)],
                Ship::Complete,
            ))
            .await
            .unwrap();
        world.receive("PO-1", &[("TENT", 5)]).await.unwrap();

        let missing = |name: &str, quantity, free| NeededUnits {
            sku: sku(name),
            quantity,
            free,
        };
        let why = reasons(&world, &many).await;
        assert_eq!(
            why.skipped.iter().map(|one| one.reference.as_str()).collect::<Vec<_>>(),
            [both.number.to_string()]
        );
        assert_eq!(why.skipped[0].missing, [missing("STOVE", 1, 0)]);
        let lacks: Vec<NeededUnits> = why
            .place
            .together
            .iter()
            .filter(|need| need.is_missing())
            .cloned()
            .collect();
        assert_eq!(lacks, [missing("TENT", 6, 5), missing("STOVE", 1, 0)]);
        // It ships when its last part can: with the stove.
        assert_eq!(
            why.place
                .expected
                .map(dockline_domain::dates::Window::latest),
            Some(date(2027, 1, 15))
        );
    }

    async fn who_was_overtaken_can_see_by_whom_and_why(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 10).await;
        let (first, second, third) = (
            world.place("TENT", 2).await.unwrap(),
            world.place("TENT", 3).await.unwrap(),
            world.place("TENT", 1).await.unwrap(),
        );
        world
            .run(SetPriority {
                backorder: backorder(&third),
                priority: 5,
                reason: "replaces a broken one".into(),
                if_priority: None,
            })
            .await
            .unwrap();

        for overtaken in [&first, &second] {
            let why = reasons(&world, overtaken).await;
            let told: Vec<_> = why
                .overtakings
                .iter()
                .map(|one| {
                    (
                        one.order_reference.clone(),
                        one.priority,
                        one.overtaken_units,
                        one.reason.as_str(),
                    )
                })
                .collect();
            assert_eq!(told, [(third.number.to_string(), 5, 5, "replaces a broken one")]);
        }
        let why = reasons(&world, &third).await;
        assert_eq!((why.place.position, why.overtakings.len()), (Some(1), 1));
        let fourth = world.place("TENT", 1).await.unwrap();
        assert!(reasons(&world, &fourth).await.overtakings.is_empty());
        // What is held stands before nobody.
        world
            .run(HoldOrder {
                order: third.order.clone(),
                reason: "asked about the quantity".into(),
                if_version: None,
            })
            .await
            .unwrap();
        assert!(reasons(&world, &first).await.overtakings.is_empty());
    }

    async fn who_overtook_is_still_told_after_being_served(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 10).await;
        let (first, second) = (
            world.place("TENT", 2).await.unwrap(),
            world.place("TENT", 1).await.unwrap(),
        );
        world
            .run(SetPriority {
                backorder: backorder(&second),
                priority: 5,
                reason: "a hospital".into(),
                if_priority: None,
            })
            .await
            .unwrap();
        world.receive("PO-A", &[("TENT", 1)]).await.unwrap();
        let why = reasons(&world, &first).await;
        let told: Vec<_> = why
            .overtakings
            .iter()
            .map(|one| (one.order_reference.clone(), one.priority, one.reason.as_str()))
            .collect();
        assert_eq!(told, [(second.number.to_string(), 5, "a hospital")]);
        let later = world.place("TENT", 1).await.unwrap();
        assert!(reasons(&world, &later).await.overtakings.is_empty());
    }

    async fn a_priority_that_came_with_units_from_another_line_is_told_there(world: World) {
        world.product("tent", &["TENT-S", "TENT-L"]).await;
        let lines = ["TENT-S", "TENT-L"]
            .map(|text| NewPurchaseOrderLine { expected: None,
                sku: sku(text),
                quantity: 10,
            })
            .to_vec();
        let (expected, stage) = (
            Some(window(date(2026, 12, 10), date(2026, 12, 11))),
            Stage::Ordered,
        );
        let order = CreatePurchaseOrder {
            reference: reference("PO-1"),
            supplier: "Mill".into(),
            lines,
            expected,
            stage,
            basis: None,
        };
        world.run(order).await.unwrap();
        let waits = world.place("TENT-L", 2).await.unwrap();
        let comes = world.place("TENT-S", 1).await.unwrap();
        world
            .run(SetPriority {
                backorder: backorder(&comes),
                priority: 5,
                reason: "a hospital".into(),
                if_priority: None,
            })
            .await
            .unwrap();
        let quantity = Quantity::new(1).unwrap();
        world
            .run(ChangeVariant {
                order: comes.order.clone(),
                from: sku("TENT-S"),
                to: sku("TENT-L"),
                quantity,
            })
            .await
            .unwrap();
        let told: Vec<_> = reasons(&world, &waits)
            .await
            .overtakings
            .into_iter()
            .map(|one| (one.order_reference, one.reason))
            .collect();
        assert_eq!(told, [(comes.number.to_string(), "a hospital".to_owned())]);
    }

    async fn a_priority_that_rests_on_another_one_is_not_given(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 10).await;
        let placed = world.place("TENT", 1).await.unwrap();
        let set = |priority, seen| SetPriority {
            backorder: backorder(&placed),
            priority,
            reason: "a hospital".into(),
            if_priority: Some(seen),
        };
        world.run(set(5, 0)).await.unwrap();
        for (wanted, seen) in [(2, 0), (5, 0)] {
            let second = world.run(set(wanted, seen)).await;
            assert!(
                matches!(second, Err(ExecuteError::Outdated { .. })),
                "{second:?}"
            );
        }
        assert_eq!(
            reasons(&world, &placed)
                .await
                .place
                .backorder
                .place
                .priority,
            5
        );
        world.run(set(2, 5)).await.unwrap();
    }

    async fn a_supply_that_is_cancelled_has_nobody_waiting(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 10).await;
        world.place("TENT", 4).await.unwrap();
        let next = world
            .engine
            .supply(&world.shop, SupplyFilter::Open, None, 1)
            .await
            .unwrap()
            .items
            .remove(0);
        world
            .run(ChangePurchaseOrder {
lines: None,
                reference: reference(next.reference.as_str()),
                expected: None,
                stage: Some(Stage::Cancelled),
                basis: None,
                reason: Some("the mill burned".into()),
                if_version: None,
            })
            .await
            .unwrap();
        assert!(
            world
                .engine
                .waiting_for(&world.shop, &next)
                .await
                .unwrap()
                .is_empty()
        );
        let now = world
            .engine
            .supply(&world.shop, SupplyFilter::Open, None, 1)
            .await
            .unwrap()
            .items
            .remove(0);
        assert_eq!(
            world.engine.waiting_for(&world.shop, &now).await.unwrap()[&sku("TENT")],
            WaitingFor {
                backorders: 1,
                units: 4
            }
        );
    }
}

//! What a shopper changes of an order, and what becomes of the place in line.

use crate::on_both;
use crate::world::{World, line, order, sku, window};
use dockline_domain::address::Destination;
use dockline_domain::dates::Window;
use dockline_domain::order::{Quantity, Ship};
use dockline_domain::wish::PlaceAfter;
use dockline_engine::ExecuteError;
use dockline_engine::command::{
    CancelOrder, ChangeDetails, ChangeVariant, CreatePurchaseOrder, NewPurchaseOrderLine,
    PlacedOrder,
};
use jiff::civil::date;

fn to(placed: &PlacedOrder, from: &str, to: &str, units: u32) -> ChangeVariant {
    ChangeVariant {
        order: placed.order.clone(),
        from: sku(from),
        to: sku(to),
        quantity: Quantity::new(units).unwrap(),
    }
}

/// One purchase order that brings ten of each of two sizes.
async fn both_sizes(world: &World) {
    world.product("coat", &["COAT-M", "COAT-L"]).await;
    let lines = ["COAT-M", "COAT-L"].map(|text| NewPurchaseOrderLine {
        expected: None,
        sku: sku(text),
        quantity: 10,
    });
    let command = CreatePurchaseOrder {
        reference: crate::world::reference("PO-1"),
        supplier: "Mill".into(),
        lines: lines.to_vec(),
        expected: Some(window(date(2026, 12, 14), date(2026, 12, 18))),
        stage: dockline_domain::supply::Stage::Ordered,
        basis: Some("order confirmation".into()),
    };
    world.run(command).await.unwrap();
}

on_both! {
    async fn another_size_of_the_same_supply_keeps_the_place(world: World) {
        both_sizes(&world).await;
        let early = world.place("COAT-M", 2).await.unwrap();
        world.place("COAT-L", 3).await.unwrap();
        let choices = world.engine.variant_choices(&early.token).await.unwrap();
        let said = choices[0].change.clone().unwrap();
        assert_eq!(
            (
                choices.len(),
                choices[0].to.as_str(),
                said.place,
                said.position
            ),
            (1, "COAT-L", PlaceAfter::Kept, 1)
        );

        let changed = world.run(to(&early, "COAT-M", "COAT-L", 1)).await.unwrap();
        assert_eq!(
            (changed.place, changed.expected.map(Window::latest)),
            (PlaceAfter::Kept, Some(date(2026, 12, 18)))
        );
        assert_eq!(world.counters("COAT-M").await, (0, 0, 1));
        assert_eq!(world.counters("COAT-L").await, (0, 0, 4));
        let queue = world
            .engine
            .queue(&world.shop, "COAT-L", None, 10)
            .await
            .unwrap()
            .items;
        assert_eq!(
            queue
                .iter()
                .map(|(row, position)| (row.order == early.order, *position))
                .collect::<Vec<_>>(),
            [(true, Some(1)), (false, Some(2))]
        );
        let view = world.engine.order(&early.token).await.unwrap();
        assert_eq!(
            view.lines
                .iter()
                .map(|line| (line.sku.as_str(), line.quantity))
                .collect::<Vec<_>>(),
            [("COAT-M", 1), ("COAT-L", 1)]
        );
        assert_eq!(view.lines[1].backorders[0].promises.len(), 2);
    }

    async fn what_ships_complete_is_told_the_date_of_its_last_part_when_its_variant_changes(
        world: World,
    ) {
        both_sizes(&world).await;
        world.product("hat", &["HAT"]).await;
        world
            .supply(
                "PO-HAT",
                "HAT",
                10,
                Some(window(date(2027, 1, 11), date(2027, 1, 12))),
            )
            .await;
        let placed = world
            .run(order(
                vec![line("COAT-M", 1), line("HAT", 1)],
                Ship::Complete,
            ))
            .await
            .unwrap();
        let said = world.engine.variant_choices(&placed.token).await.unwrap()[0]
            .change
            .clone()
            .unwrap();
        let changed = world.run(to(&placed, "COAT-M", "COAT-L", 1)).await.unwrap();
        let last = Some(date(2027, 1, 12));
        assert_eq!(
            (
                said.expected.map(Window::latest),
                changed.expected.map(Window::latest)
            ),
            (last, last)
        );
        world.engine.promises_revised(&world.shop).await.unwrap();
        let view = world.engine.order(&placed.token).await.unwrap();
        let coat = view
            .lines
            .iter()
            .find(|line| line.sku == sku("COAT-L"))
            .unwrap();
        let told: Vec<_> = coat.backorders[0]
            .promises
            .iter()
            .map(|promise| promise.window.map(Window::latest))
            .collect();
        assert_eq!(told, [last, last]);
    }

    async fn all_units_that_wait_for_a_variant_can_be_changed_at_once(world: World) {
        both_sizes(&world).await;
        let placed = world
            .run(order(
                vec![line("COAT-M", 2), line("COAT-L", 1)],
                Ship::AsAvailable,
            ))
            .await
            .unwrap();
        world.run(to(&placed, "COAT-M", "COAT-L", 1)).await.unwrap();
        let choices = world.engine.variant_choices(&placed.token).await.unwrap();
        let offered: Vec<_> = choices
            .iter()
            .map(|choice| (choice.from.as_str(), choice.quantity, choice.to.as_str()))
            .collect();
        assert_eq!(offered, [("COAT-L", 2, "COAT-M"), ("COAT-M", 1, "COAT-L")]);
        assert!(matches!(
            world.run(to(&placed, "COAT-L", "COAT-M", 3)).await,
            Err(ExecuteError::Invalid(_))
        ));
        let changed = world.run(to(&placed, "COAT-L", "COAT-M", 2)).await.unwrap();
        assert_eq!(
            (changed.place, changed.expected.map(Window::latest)),
            (PlaceAfter::Kept, Some(date(2026, 12, 18)))
        );
        assert_eq!(
            (
                world.counters("COAT-M").await,
                world.counters("COAT-L").await
            ),
            ((0, 0, 3), (0, 0, 0))
        );
        let view = world.engine.order(&placed.token).await.unwrap();
        assert_eq!(
            view.lines
                .iter()
                .map(|line| (line.sku.as_str(), line.quantity))
                .collect::<Vec<_>>(),
            [("COAT-M", 3)]
        );
    }

    async fn another_supply_means_the_end_of_the_other_line(world: World) {
        world.product("coat", &["COAT-M", "COAT-L"]).await;
        world
            .supply(
                "PO-M",
                "COAT-M",
                10,
                Some(window(date(2026, 12, 10), date(2026, 12, 11))),
            )
            .await;
        world
            .supply(
                "PO-L",
                "COAT-L",
                10,
                Some(window(date(2026, 12, 14), date(2026, 12, 15))),
            )
            .await;
        let early = world.place("COAT-M", 1).await.unwrap();
        world.place("COAT-L", 3).await.unwrap();
        let changed = world.run(to(&early, "COAT-M", "COAT-L", 1)).await.unwrap();
        assert_eq!(changed.place, PlaceAfter::EndOfLine);
        assert_eq!(
            world.waiting(&early).await,
            (Some(4), Some(date(2026, 12, 15)))
        );
        let view = world.engine.order(&early.token).await.unwrap();
        assert_eq!(
            view.lines
                .iter()
                .map(|line| line.sku.as_str())
                .collect::<Vec<_>>(),
            ["COAT-L"]
        );
    }

    async fn a_variant_that_is_in_stock_is_given_at_once(world: World) {
        both_sizes(&world).await;
        world.stock("COAT-L", 1).await;
        let placed = world.place("COAT-M", 1).await.unwrap();
        world.run(to(&placed, "COAT-M", "COAT-L", 1)).await.unwrap();
        assert_eq!(world.counters("COAT-L").await, (1, 1, 0));
        assert_eq!(
            world.engine.order(&placed.token).await.unwrap().state.name(),
            "allocated"
        );
    }

    async fn what_cannot_be_had_or_does_not_wait_is_not_changed(world: World) {
        both_sizes(&world).await;
        world.product("hat", &["HAT"]).await;
        let placed = world.place("COAT-M", 2).await.unwrap();
        world.place("COAT-L", 9).await.unwrap();
        assert!(matches!(
            world.run(to(&placed, "COAT-M", "COAT-L", 2)).await,
            Err(ExecuteError::Conflict(_))
        ));
        for (from, into, units) in [
            ("COAT-M", "HAT", 1),
            ("COAT-L", "COAT-M", 1),
            ("COAT-M", "COAT-M", 1),
            ("COAT-M", "COAT-L", 3),
        ] {
            assert!(
                matches!(
                    world.run(to(&placed, from, into, units)).await,
                    Err(ExecuteError::Invalid(_))
                ),
                "{from} {into} {units}"
            );
        }
        assert_eq!(world.counters("COAT-M").await, (0, 0, 2));
        assert_eq!(world.counters("COAT-L").await, (0, 0, 9));
    }

    async fn a_smaller_quantity_keeps_the_place(world: World) {
        both_sizes(&world).await;
        let early = world.place("COAT-M", 3).await.unwrap();
        let later = world.place("COAT-M", 1).await.unwrap();
        let by = dockline_domain::backorder::Actor::Shopper;
        let reduce = CancelOrder {
            order: early.order.clone(),
            lines: vec![line("COAT-M", 2)],
            by,
            reason: "".into(),
            if_version: None,
        };
        world.run(reduce).await.unwrap();
        assert_eq!(
            (world.waiting(&early).await.0, world.waiting(&later).await.0),
            (Some(1), Some(2))
        );
    }

    async fn details_are_changed_until_the_parcel_is_closed(world: World) {
        both_sizes(&world).await;
        world.stock("COAT-M", 1).await;
        let placed = world.place("COAT-M", 1).await.unwrap();
        let address = Some(Some(Destination::Text("Main Street 1".to_owned())));
        let change = ChangeDetails {
            address,
            needed_by: Some(Some(date(2026, 12, 24))),
            ..ChangeDetails::of(placed.order.clone())
        };
        world.run(change.clone()).await.unwrap();
        let view = world.engine.order(&placed.token).await.unwrap();
        assert_eq!(
            (
                view.address.as_deref(),
                view.needed_by,
                view.person.name.as_str()
            ),
            (Some("Main Street 1"), Some(date(2026, 12, 24)), "Ada")
        );
        let past = ChangeDetails {
            needed_by: Some(Some(date(2026, 11, 1))),
            ..change.clone()
        };
        assert!(matches!(
            world.run(past).await,
            Err(ExecuteError::Invalid(_))
        ));
        let shipment = world
            .engine
            .shipments(&world.shop, None, None, 1)
            .await
            .unwrap()
            .items[0]
            .id
            .clone();
        world
            .run(dockline_engine::command::PackShipment {
                shipment,
                if_version: None,
            })
            .await
            .unwrap();
        assert!(matches!(
            world.run(change).await,
            Err(ExecuteError::Conflict(_))
        ));
    }
}

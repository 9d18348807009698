//! Parcels: an order has one that is open, packing closes it, and only hand-over ships.

use crate::on_both;
use crate::world::{World, line, order, receipt, received, reference, sku, window};
use dockline_domain::address::Destination;
use dockline_domain::backorder::Actor;
use dockline_domain::dates::Window;
use dockline_domain::id::{LocationCode, ShipmentId};
use dockline_domain::order::{Quantity, Ship};
use dockline_domain::refusal::Refusal;
use dockline_domain::shipment::ShipmentState;
use dockline_engine::ExecuteError;
use dockline_engine::command::{
    CancelOrder, ChangeDetails, ChangePurchaseOrder, ChangeStock, ChangeVariant, HandOverShipment,
    HoldOrder, PackShipment, ReceiveGoods, ResumeOrder, StockChange,
};
use dockline_view::ShipmentView;
use dockline_view::console::StoryKind;
use jiff::civil::date;

fn pack(shipment: &ShipmentId) -> PackShipment {
    PackShipment {
        shipment: shipment.clone(),
        if_version: None,
    }
}

fn hand_over(shipment: &ShipmentId) -> HandOverShipment {
    HandOverShipment {
        shipment: shipment.clone(),
        carrier: "Post".into(),
        tracking: Some("42".into()),
        if_version: None,
    }
}

async fn shipments(world: &World, state: ShipmentState) -> Vec<ShipmentView> {
    world
        .engine
        .shipments(&world.shop, Some(state), None, 50)
        .await
        .unwrap()
        .items
}

fn location(code: &str) -> LocationCode {
    LocationCode::parse(code).unwrap()
}

async fn on_hand(world: &World, code: &str) -> u32 {
    let change = ChangeStock {
        sku: sku("TENT"),
        location: location(code),
        change: StockChange::Adjust(0),
        reason: None,
    };
    world.run(change).await.unwrap().on_hand
}

/// Units of a purchase order arrive, are packed and handed over.
async fn leave(world: &World, name: &str, units: u32) {
    let shipment = world
        .receive(name, &[("TENT", units)])
        .await
        .unwrap()
        .allocations[0]
        .shipment
        .clone();
    world.run(pack(&shipment)).await.unwrap();
    world.run(hand_over(&shipment)).await.unwrap();
}

on_both! {
    async fn what_is_allocated_goes_into_the_open_parcel_and_only_hand_over_takes_it_from_stock(
        world: World,
    ) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 10).await;
        let placed = world.place("TENT", 3).await.unwrap();
        let first = world
            .receive("PO-A", &[("TENT", 1)])
            .await
            .unwrap()
            .allocations[0]
            .shipment
            .clone();
        let second = world
            .receive("PO-A", &[("TENT", 1)])
            .await
            .unwrap()
            .allocations[0]
            .shipment
            .clone();
        assert_eq!(first, second);
        assert_eq!(
            shipments(&world, ShipmentState::Open).await[0].lines[0].quantity,
            2
        );

        world.run(pack(&first)).await.unwrap();
        assert_eq!(world.counters("TENT").await, (2, 2, 1));
        let third = world
            .receive("PO-A", &[("TENT", 1)])
            .await
            .unwrap()
            .allocations[0]
            .shipment
            .clone();
        assert_ne!(first, third);
        world.run(hand_over(&first)).await.unwrap();
        assert_eq!(world.counters("TENT").await, (1, 1, 0));
        let view = world.engine.order(&placed.token).await.unwrap();
        let states: Vec<_> = view.lines[0]
            .backorders
            .iter()
            .map(|one| (one.quantity, one.state.name()))
            .collect();
        assert_eq!(states, [(1, "allocated"), (1, "shipped"), (1, "shipped")]);
        assert_eq!(
            shipments(&world, ShipmentState::HandedOver).await[0]
                .tracking
                .as_deref(),
            Some("42")
        );
    }

    async fn a_parcel_that_grows_is_another_one_for_those_who_read_it_before(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 10).await;
        world.place("TENT", 3).await.unwrap();
        let shipment = world
            .receive("PO-A", &[("TENT", 2)])
            .await
            .unwrap()
            .allocations[0]
            .shipment
            .clone();
        let read = world.engine.shipment(&world.shop, &shipment).await.unwrap();
        assert_eq!(
            world
                .receive("PO-A", &[("TENT", 1)])
                .await
                .unwrap()
                .allocations[0]
                .shipment,
            shipment
        );
        let outdated = PackShipment {
            if_version: Some(read.version),
            ..pack(&shipment)
        };
        assert!(
            matches!(world.run(outdated).await, Err(ExecuteError::Outdated { version }) if version > read.version)
        );
        let now = world.engine.shipment(&world.shop, &shipment).await.unwrap();
        world
            .run(PackShipment {
                if_version: Some(now.version),
                ..pack(&shipment)
            })
            .await
            .unwrap();
    }

    async fn a_parcel_is_packed_once_and_handed_over_once(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 5).await;
        world.place("TENT", 1).await.unwrap();
        let shipment = shipments(&world, ShipmentState::Open).await[0].id.clone();
        assert!(matches!(
            world.run(hand_over(&shipment)).await,
            Err(ExecuteError::Conflict(_))
        ));
        let packed = world.run(pack(&shipment)).await.unwrap();
        let attention = world.engine.attention(&world.shop).await.unwrap();
        assert_eq!(
            (
                attention.packed.items[0].id.clone(),
                attention.packed.total,
                attention.to_pack.total
            ),
            (shipment.clone(), Some(1), Some(0))
        );
        assert!(!attention.is_empty());
        assert!(matches!(
            world.run(pack(&shipment)).await,
            Err(ExecuteError::Conflict(_))
        ));
        let outdated = HandOverShipment {
            if_version: Some(packed.version - 1),
            ..hand_over(&shipment)
        };
        assert!(
            matches!(world.run(outdated).await, Err(ExecuteError::Outdated { version }) if version == packed.version)
        );
        world.run(hand_over(&shipment)).await.unwrap();
        assert!(matches!(
            world.run(hand_over(&shipment)).await,
            Err(ExecuteError::Conflict(_))
        ));
        assert_eq!(world.counters("TENT").await, (4, 0, 0));
    }

    async fn units_leave_from_the_dock_where_they_arrived_and_stock_from_where_it_is(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 10).await;
        world.place("TENT", 2).await.unwrap();
        let answer = world
            .run(ReceiveGoods {
                location: location("north"),
                ..receipt("PO-A", vec![received("TENT", 4)])
            })
            .await
            .unwrap();
        let shipment = answer.allocations[0].shipment.clone();
        assert_eq!(
            shipments(&world, ShipmentState::Open).await[0].lines[0].location,
            Some(location("north"))
        );
        let change = ChangeStock {
            sku: sku("TENT"),
            location: location("north"),
            change: StockChange::Set(1),
            reason: None,
        };
        assert!(matches!(
            world.run(change).await,
            Err(ExecuteError::Conflict(_))
        ));
        world.run(pack(&shipment)).await.unwrap();
        world.run(hand_over(&shipment)).await.unwrap();
        assert_eq!(
            (
                on_hand(&world, "north").await,
                on_hand(&world, "main").await
            ),
            (2, 0)
        );

        world.stock("TENT", 3).await;
        world.place("TENT", 5).await.unwrap();
        let shipment = shipments(&world, ShipmentState::Open).await[0].id.clone();
        world.run(pack(&shipment)).await.unwrap();
        let packed = world.engine.shipment(&world.shop, &shipment).await.unwrap();
        let from: Vec<_> = packed
            .lines
            .iter()
            .map(|line| (line.location.clone().unwrap().to_string(), line.quantity))
            .collect();
        assert_eq!(from, [("main".to_owned(), 3), ("north".to_owned(), 2)]);
        world.run(hand_over(&shipment)).await.unwrap();
        assert_eq!(
            (
                on_hand(&world, "north").await,
                on_hand(&world, "main").await
            ),
            (0, 0)
        );
    }

    async fn a_parcel_whose_units_are_all_cancelled_is_cancelled(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 1).await;
        let placed = world.place("TENT", 1).await.unwrap();
        let shipment = shipments(&world, ShipmentState::Open).await[0].id.clone();
        world.run(pack(&shipment)).await.unwrap();
        world.cancel(&placed).await.unwrap();
        assert_eq!(
            world
                .engine
                .shipment(&world.shop, &shipment)
                .await
                .unwrap()
                .state,
            ShipmentState::Cancelled
        );
        assert_eq!(world.counters("TENT").await, (1, 0, 0));
        assert_eq!(on_hand(&world, "main").await, 1);
        world.place("TENT", 1).await.unwrap();
        let next = shipments(&world, ShipmentState::Open).await[0].id.clone();
        world.run(pack(&next)).await.unwrap();
    }

    async fn a_packed_parcel_that_loses_units_is_open_again_and_leaves_only_when_it_is_packed_again(
        world: World,
    ) {
        world.product("tent", &["TENT", "PEG"]).await;
        world.stock("TENT", 3).await;
        world.stock("PEG", 1).await;
        let placed = world
            .run(order(
                vec![line("TENT", 3), line("PEG", 1)],
                Ship::AsAvailable,
            ))
            .await
            .unwrap();
        let shipment = shipments(&world, ShipmentState::Open).await[0].id.clone();
        let packed = world.run(pack(&shipment)).await.unwrap();
        let some = CancelOrder {
            order: placed.order.clone(),
            lines: vec![line("TENT", 1)],
            by: Actor::Shopper,
            reason: "".into(),
            if_version: None,
        };
        world.run(some).await.unwrap();

        let view = world.engine.shipment(&world.shop, &shipment).await.unwrap();
        assert_eq!(
            (
                view.state,
                view.is_reopened(),
                view.version > packed.version
            ),
            (ShipmentState::Open, true, true)
        );
        assert!(
            matches!(world.run(hand_over(&shipment)).await, Err(ExecuteError::Conflict(Refusal::PackAgain)))
        );
        world.run(pack(&shipment)).await.unwrap();
        assert_eq!(
            shipments(&world, ShipmentState::Packed).await[0]
                .lines
                .iter()
                .map(|line| line.quantity)
                .collect::<Vec<_>>(),
            [1, 2]
        );
        world.run(hand_over(&shipment)).await.unwrap();
        assert_eq!(
            (world.counters("TENT").await, on_hand(&world, "main").await),
            ((1, 0, 0), 1)
        );
        let story = world
            .engine
            .order_story(&world.shop, placed.order.as_str())
            .await
            .unwrap();
        let packings = story
            .events
            .iter()
            .filter(|event| matches!(event.kind, StoryKind::Packed | StoryKind::Reopened))
            .count();
        assert_eq!(packings, 3);
    }

    async fn what_is_not_packed_is_cancelled_before_what_is(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 10).await;
        let placed = world.place("TENT", 3).await.unwrap();
        let first = world
            .receive("PO-A", &[("TENT", 2)])
            .await
            .unwrap()
            .allocations[0]
            .shipment
            .clone();
        world.run(pack(&first)).await.unwrap();
        let second = world
            .receive("PO-A", &[("TENT", 1)])
            .await
            .unwrap()
            .allocations[0]
            .shipment
            .clone();
        let some = CancelOrder {
            order: placed.order.clone(),
            lines: vec![line("TENT", 1)],
            by: Actor::Shopper,
            reason: "".into(),
            if_version: None,
        };
        world.run(some).await.unwrap();
        assert_eq!(
            world
                .engine
                .shipment(&world.shop, &first)
                .await
                .unwrap()
                .state,
            ShipmentState::Packed
        );
        assert_eq!(
            world
                .engine
                .shipment(&world.shop, &second)
                .await
                .unwrap()
                .state,
            ShipmentState::Cancelled
        );
    }

    async fn what_is_on_hold_is_not_packed_until_it_is_let_go(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 1).await;
        let placed = world.place("TENT", 1).await.unwrap();
        let shipment = shipments(&world, ShipmentState::Open).await[0].id.clone();
        world
            .run(HoldOrder {
                order: placed.order.clone(),
                reason: "address is not clear".into(),
                if_version: None,
            })
            .await
            .unwrap();
        assert_eq!(
            world.engine.order(&placed.token).await.unwrap().state.name(),
            "on_hold"
        );
        assert!(
            matches!(world.run(pack(&shipment)).await, Err(ExecuteError::Conflict(Refusal::OrderOnHold { reason })) if reason.contains("address is not clear"))
        );
        world
            .run(ResumeOrder {
                order: placed.order.clone(),
                if_version: None,
            })
            .await
            .unwrap();
        assert!(matches!(
            world
                .run(ResumeOrder {
                    order: placed.order,
                    if_version: None,
                })
                .await,
            Err(ExecuteError::Conflict(_))
        ));
        world.run(pack(&shipment)).await.unwrap();
    }

    async fn the_on_time_record_counts_units_against_the_first_date_told(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 10).await;
        world.place("TENT", 2).await.unwrap();
        let shipment = world
            .receive("PO-A", &[("TENT", 2)])
            .await
            .unwrap()
            .allocations[0]
            .shipment
            .clone();
        world.run(pack(&shipment)).await.unwrap();
        world.run(hand_over(&shipment)).await.unwrap();
        let record = world
            .engine
            .snapshot(&world.shop, "TENT")
            .await
            .unwrap()
            .record;
        assert_eq!((record.shipped, record.on_time), (2, 2));

        // A date that was moved is not kept by moving it.
        let late = world.place("TENT", 3).await.unwrap();
        let slip = ChangePurchaseOrder {
lines: None,
            reference: reference("PO-A"),
            expected: Some(Some(window(date(2026, 12, 21), date(2026, 12, 22)))),
            stage: None,
            basis: Some("supplier's mail".into()),
            reason: Some("storm".into()),
            if_version: None,
        };
        world.run(slip).await.unwrap();
        assert_eq!(
            world.told(&late).await,
            [Some(date(2026, 12, 11)), Some(date(2026, 12, 22))]
        );
        world.clock.set(World::at("2026-12-15T10:00:00Z"));
        let world = world.restart().await;
        leave(&world, "PO-A", 3).await;
        let record = world
            .engine
            .snapshot(&world.shop, "TENT")
            .await
            .unwrap()
            .record;
        assert_eq!((record.shipped, record.on_time), (5, 2));
    }

    async fn a_date_that_the_shopper_wished_for_is_the_one_to_keep(world: World) {
        world.product("coat", &["COAT-M", "COAT-L"]).await;
        world
            .supply(
                "PO-M",
                "COAT-M",
                10,
                Some(window(date(2026, 12, 1), date(2026, 12, 2))),
            )
            .await;
        world
            .supply(
                "PO-L",
                "COAT-L",
                10,
                Some(window(date(2026, 12, 21), date(2026, 12, 22))),
            )
            .await;
        let placed = world.place("COAT-M", 2).await.unwrap();
        let (from, to, quantity) = (sku("COAT-M"), sku("COAT-L"), Quantity::new(2).unwrap());
        world
            .run(ChangeVariant {
                order: placed.order.clone(),
                from,
                to,
                quantity,
            })
            .await
            .unwrap();
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
        world.clock.set(World::at("2026-12-15T10:00:00Z"));
        let world = world.restart().await;
        let shipment = world
            .receive("PO-L", &[("COAT-L", 2)])
            .await
            .unwrap()
            .allocations[0]
            .shipment
            .clone();
        world.run(pack(&shipment)).await.unwrap();
        world.run(hand_over(&shipment)).await.unwrap();
        let record = world
            .engine
            .snapshot(&world.shop, "COAT-L")
            .await
            .unwrap()
            .record;
        assert_eq!((record.shipped, record.on_time), (2, 2));
    }

    async fn a_parcel_goes_to_the_address_for_which_it_was_packed(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 1).await;
        world
            .supply(
                "PO-1",
                "TENT",
                10,
                Some(window(date(2026, 12, 1), date(2026, 12, 2))),
            )
            .await;
        let placed = world.place("TENT", 2).await.unwrap();
        let moved = |street: &str| ChangeDetails {
            address: Some(Some(Destination::Text(street.into()))),
            ..ChangeDetails::of(placed.order.clone())
        };
        let addresses = async || {
            let parcels = world
                .engine
                .shipments(&world.shop, None, None, 10)
                .await
                .unwrap()
                .items;
            parcels
                .into_iter()
                .map(|parcel| parcel.address.unwrap_or_default())
                .collect::<Vec<_>>()
        };
        let read = shipments(&world, ShipmentState::Open).await.remove(0);
        world.run(moved("Old Street 1")).await.unwrap();
        // Anyone who has read the parcel before knows another address.
        let outdated = PackShipment {
            if_version: Some(read.version),
            ..pack(&read.id)
        };
        assert!(matches!(
            world.run(outdated).await,
            Err(ExecuteError::Outdated { .. })
        ));
        let packed = world.run(pack(&read.id)).await.unwrap().version;
        world.run(moved("New Street 2")).await.unwrap();
        assert_eq!(addresses().await, ["Old Street 1"]);
        world
            .run(HandOverShipment {
                if_version: Some(packed),
                ..hand_over(&read.id)
            })
            .await
            .unwrap();
        let later = world
            .receive("PO-1", &[("TENT", 1)])
            .await
            .unwrap()
            .allocations[0]
            .shipment
            .clone();
        assert_eq!(addresses().await, ["Old Street 1", "New Street 2"]);
        world.run(moved("Third Street 3")).await.unwrap();
        assert_eq!(addresses().await, ["Old Street 1", "Third Street 3"]);
        world.run(pack(&later)).await.unwrap();
        let view = world.engine.order(&placed.token).await.unwrap();
        assert_eq!(
            (view.address.as_deref(), view.person.email.as_str()),
            (Some("Third Street 3"), "ada@example.com")
        );
    }

    async fn the_on_time_record_counts_against_the_first_date_when_there_was_none_before(
        world: World,
    ) {
        world.product("tent", &["TENT"]).await;
        world.supply("PO-1", "TENT", 10, None).await;
        let undated = world.place("TENT", 2).await.unwrap();
        for (latest, reason) in [
            (date(2026, 12, 11), "confirmed"),
            (date(2026, 12, 22), "storm"),
        ] {
            let change = ChangePurchaseOrder {
lines: None,
                reference: reference("PO-1"),
                expected: Some(Some(Window::day(latest))),
                stage: None,
                basis: Some("supplier's mail".into()),
                reason: Some(reason.into()),
                if_version: None,
            };
            world.run(change).await.unwrap();
            world.engine.promises_revised(&world.shop).await.unwrap();
        }
        assert_eq!(
            world.told(&undated).await,
            [None, Some(date(2026, 12, 11)), Some(date(2026, 12, 22))]
        );
        world.clock.set(World::at("2026-12-15T10:00:00Z"));
        let world = world.restart().await;
        leave(&world, "PO-1", 2).await;
        let record = world
            .engine
            .snapshot(&world.shop, "TENT")
            .await
            .unwrap()
            .record;
        assert_eq!((record.shipped, record.on_time), (2, 0));
    }
}

//! A day of release: what is here before waits for it, with those who ordered it.

use crate::on_both;
use crate::world::{World, product, sku};
use dockline_domain::backorder::State;
use dockline_domain::refusal::Refusal;
use dockline_domain::shipment::ShipmentState;
use dockline_engine::ExecuteError;
use dockline_engine::command::{HandOverShipment, PackShipment, PlacedOrder, SaveProduct};
use jiff::civil::{Date, date};

/// 14 December 2026, a Monday.
const RELEASE: Date = date(2026, 12, 14);

async fn released_on(world: &World, day: Option<Date>) {
    let mut product = product("tent", &["TENT"], None);
    product.release_on = day;
    let save = SaveProduct {
        product,
        if_version: None,
    };
    world.run(save).await.unwrap();
}

async fn state(world: &World, placed: &PlacedOrder) -> State {
    let view = world.engine.order(&placed.token).await.unwrap();
    view.lines[0].backorders[0].state.clone()
}

on_both! {
    async fn what_comes_early_waits_and_goes_to_the_line_in_its_order_on_the_day(world: World) {
        released_on(&world, Some(RELEASE)).await;
        world.stock("TENT", 1).await;
        let first = world.place("TENT", 1).await.unwrap();
        assert_eq!(first.lines[0].position, Some(1));
        assert_eq!(world.told(&first).await, [Some(RELEASE)]);
        world.supply("PO-1", "TENT", 5, None).await;
        let second = world.place("TENT", 2).await.unwrap();
        world.receive("PO-1", &[("TENT", 5)]).await.unwrap();
        assert_eq!(world.counters("TENT").await, (6, 0, 3));
        assert_eq!(world.told(&second).await.last(), Some(&Some(RELEASE)));

        world.clock.set(World::at("2026-12-13T22:30:00Z"));
        let world = world.restart().await;
        assert_eq!(world.counters("TENT").await, (6, 0, 3));
        world.clock.set(World::at("2026-12-13T23:30:00Z"));
        let world = world.restart().await;
        assert_eq!(world.counters("TENT").await, (6, 3, 0), "it is the 14th in Berlin");
        for placed in [&first, &second] {
            assert_eq!(state(&world, placed).await, State::Allocated);
        }
        let third = world.place("TENT", 1).await.unwrap();
        assert_eq!(third.lines[0].position, None);
    }

    async fn a_release_that_is_brought_forward_or_taken_back_serves_at_once(world: World) {
        released_on(&world, Some(RELEASE)).await;
        world.stock("TENT", 2).await;
        let placed = world.place("TENT", 1).await.unwrap();
        released_on(&world, Some(date(2026, 12, 21))).await;
        assert_eq!(world.told(&placed).await, [Some(RELEASE), Some(date(2026, 12, 21))]);
        assert_eq!(world.counters("TENT").await, (2, 0, 1));
        released_on(&world, Some(date(2026, 11, 23))).await;
        assert_eq!(world.counters("TENT").await, (2, 1, 0));
        released_on(&world, Some(RELEASE)).await;
        let later = world.place("TENT", 1).await.unwrap();
        released_on(&world, None).await;
        assert_eq!(world.counters("TENT").await, (2, 2, 0));
        assert_eq!(state(&world, &later).await, State::Allocated);
    }

    async fn what_was_given_before_does_not_leave_before_the_day(world: World) {
        released_on(&world, None).await;
        world.stock("TENT", 1).await;
        let placed = world.place("TENT", 1).await.unwrap();
        released_on(&world, Some(RELEASE)).await;
        let parcels = world.engine.shipments(&world.shop, Some(ShipmentState::Open), None, 9).await.unwrap();
        let shipment = parcels.items[0].id.clone();
        world.run(PackShipment { shipment: shipment.clone(), if_version: None }).await.unwrap();
        let hand_over = HandOverShipment {
            shipment,
            carrier: "Post".into(),
            tracking: None,
            if_version: None,
        };
        let refused = world.run(hand_over.clone()).await;
        let expected = Refusal::NotReleased { sku: sku("TENT"), day: RELEASE };
        assert!(matches!(refused, Err(ExecuteError::Conflict(why)) if why == expected));
        world.clock.set(World::at("2026-12-14T08:00:00Z"));
        let world = world.restart().await;
        world.run(hand_over).await.unwrap();
        assert!(matches!(state(&world, &placed).await, State::Shipped { .. }));
    }
}

//! An order that is stopped while it waits: it takes no units, and the line goes on without it.

use crate::on_both;
use crate::simulation::rows::Raw;
use crate::world::{World, line, order, product, sku, window};
use dockline_domain::backorder::{Actor, State};
use dockline_domain::dates::Window;
use dockline_domain::id::LocationCode;
use dockline_domain::order::Ship;
use dockline_domain::policy::{BackorderRule, LeadTime, Policy};
use dockline_domain::promise::{Cause, Standing};
use dockline_domain::wish::PlaceAfter;
use dockline_engine::ExecuteError;
use dockline_engine::command::{
    CancelOrder, ChangeStock, HoldChanged, HoldOrder, PackShipment, PlacedOrder, ResumeOrder,
    SaveProduct, StockChange,
};
use jiff::civil::date;

async fn hold(world: &World, placed: &PlacedOrder) -> Result<HoldChanged, ExecuteError> {
    let hold = HoldOrder {
        order: placed.order.clone(),
        reason: "asked about the quantity".into(),
        if_version: None,
    };
    world.run(hold).await
}

async fn resume(world: &World, placed: &PlacedOrder) -> Result<HoldChanged, ExecuteError> {
    let resume = ResumeOrder {
        order: placed.order.clone(),
        if_version: None,
    };
    world.run(resume).await
}

async fn states(world: &World, placed: &PlacedOrder) -> Vec<(u32, &'static str)> {
    let view = world.engine.order(&placed.token).await.unwrap();
    let backorders = view.lines.iter().flat_map(|line| &line.backorders);
    backorders
        .map(|one| (one.quantity, one.state.name()))
        .collect()
}

async fn is_whole(world: &World) {
    let found = dockline_engine::verify(&world.database.url).await.unwrap();
    assert_eq!(found.faults, []);
}

on_both! {
    async fn what_is_held_takes_no_units_and_those_after_it_are_told_earlier(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 10).await;
        let first = world.place("TENT", 10).await.unwrap();
        let second = world.place("TENT", 5).await.unwrap();
        let (sooner, later) = (Some(date(2026, 12, 11)), Some(date(2027, 1, 12)));
        assert_eq!(world.waiting(&second).await, (Some(11), later));
        assert_eq!(hold(&world, &first).await.unwrap().units, 10);
        assert_eq!(states(&world, &first).await, [(10, "held")]);
        assert_eq!(world.counters("TENT").await, (0, 0, 5));
        assert_eq!(world.waiting(&second).await, (Some(1), sooner));
        assert_eq!(world.told(&second).await, [later, sooner]);
        // What was told of the one that is held is not told anew while nobody works on it.
        assert_eq!(world.told(&first).await, [sooner]);
        let again = hold(&world, &first).await;
        assert!(matches!(again, Err(ExecuteError::Conflict(_))), "{again:?}");
        let attention = world.engine.attention(&world.shop).await.unwrap();
        assert_eq!(attention.held.items.iter().map(|held| held.units).collect::<Vec<_>>(), [10]);
        let page = world.engine.line(&world.shop, "TENT", None, 10).await.unwrap();
        assert_eq!(page.held.iter().map(|held| (held.number, held.units)).collect::<Vec<_>>(), [(first.number, 10)]);
        // Seven arrive: the next in line gets theirs, and nobody else is there.
        world.receive("PO-A", &[("TENT", 7)]).await.unwrap();
        assert_eq!(states(&world, &second).await, [(5, "allocated")]);
        assert_eq!(states(&world, &first).await, [(10, "held")]);
        is_whole(&world).await;
        // It goes on, and gets what is free at once.
        let answer = resume(&world, &first).await.unwrap();
        assert_eq!((answer.units, answer.place), (10, Some(PlaceAfter::Kept)));
        assert_eq!(states(&world, &first).await, [(8, "queued"), (2, "allocated")]);
        is_whole(&world).await;
    }

    async fn who_goes_on_takes_no_unit_that_others_were_told_of_and_is_told_first(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 10).await;
        let first = world.place("TENT", 10).await.unwrap();
        let second = world.place("TENT", 5).await.unwrap();
        hold(&world, &first).await.unwrap();
        let meanwhile = world.place("TENT", 2).await.unwrap();
        let told = (world.told(&second).await, world.told(&meanwhile).await);
        let answer = resume(&world, &first).await.unwrap();
        assert_eq!(answer.place, Some(PlaceAfter::EndOfLine));
        // Told by the command itself, before anybody can look.
        let view = world.engine.order(&first.token).await.unwrap();
        let promise = view.lines[0].backorders[0].promises.last().unwrap();
        assert_eq!(promise.cause, Some(Cause::Hold));
        assert_eq!(promise.window.map(Window::latest), Some(date(2027, 1, 12)));
        assert_eq!(world.waiting(&first).await.0, Some(8));
        assert_eq!((world.told(&second).await, world.told(&meanwhile).await), told);
        is_whole(&world).await;
    }

    async fn who_pushes_nobody_back_takes_the_old_place(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 10).await;
        let first = world.place("TENT", 4).await.unwrap();
        let second = world.place("TENT", 5).await.unwrap();
        hold(&world, &first).await.unwrap();
        assert_eq!(resume(&world, &first).await.unwrap().place, Some(PlaceAfter::Kept));
        assert_eq!(world.waiting(&first).await.0, Some(1));
        assert_eq!(world.waiting(&second).await.0, Some(5));
        assert_eq!(world.told(&first).await.len(), 1);
    }

    async fn units_that_are_not_there_go_back_without_losing_the_hold(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 3).await;
        let placed = world.place("TENT", 3).await.unwrap();
        hold(&world, &placed).await.unwrap();
        assert_eq!(states(&world, &placed).await, [(3, "on_hold")]);
        world.broke("TENT", 2).await;
        assert_eq!(states(&world, &placed).await, [(2, "on_hold"), (1, "held")]);
        assert_eq!(world.counters("TENT").await, (2, 2, 0));
        is_whole(&world).await;
        // What comes meanwhile is for others.
        world.run(ChangeStock {
            sku: sku("TENT"),
            location: LocationCode::parse("main").unwrap(),
            change: StockChange::Set(3),
            reason: None,
        }).await.unwrap();
        assert_eq!(states(&world, &placed).await, [(2, "on_hold"), (1, "held")]);
        resume(&world, &placed).await.unwrap();
        assert_eq!(states(&world, &placed).await, [(2, "allocated"), (1, "allocated")]);
        is_whole(&world).await;
    }

    async fn what_is_held_can_be_cancelled_and_keeps_its_variant(world: World) {
        world.product("tent", &["TENT", "TENT-L"]).await;
        world.two_supplies("TENT", 10).await;
        let placed = world
            .run(order(vec![line("TENT", 4)], Ship::Complete))
            .await
            .unwrap();
        hold(&world, &placed).await.unwrap();
        let without = SaveProduct {
            product: product("tent", &["TENT-L"], None),
            if_version: None,
        };
        assert!(world.run(without).await.is_err());
        world.run(CancelOrder {
            order: placed.order.clone(),
            lines: vec![line("TENT", 1)],
            by: Actor::Shopper,
            reason: "one less".into(),
            if_version: None,
        }).await.unwrap();
        assert_eq!(states(&world, &placed).await, [(3, "held"), (1, "cancelled")]);
        assert_eq!(world.counters("TENT").await, (0, 0, 0));
        world.cancel(&placed).await.unwrap();
        let view = world.engine.order(&placed.token).await.unwrap();
        let ended = |state: &State| matches!(state, State::Cancelled { .. });
        assert!(view.lines[0].backorders.iter().all(|one| ended(&one.state)));
        is_whole(&world).await;
    }

    async fn who_goes_on_has_again_what_late_supply_had_promised(world: World) {
        world.product("tent", &["TENT"]).await;
        world
            .supply("PO-A", "TENT", 10, Some(window(date(2026, 12, 10), date(2026, 12, 11))))
            .await;
        let first = world.place("TENT", 5).await.unwrap();
        let second = world.place("TENT", 5).await.unwrap();
        world.clock.set(World::at("2026-12-14T10:00:00Z"));
        let world = world.restart().await;
        for held in [vec![&first], vec![&first, &second]] {
            for one in &held {
                hold(&world, one).await.unwrap();
            }
            for one in &held {
                let goes_on = resume(&world, one).await.unwrap();
                assert_eq!(goes_on.place, Some(PlaceAfter::Kept));
            }
            for one in &held {
                // The date has passed, and nobody knows another: there is nothing new to tell.
                assert_eq!(world.told(one).await, [Some(date(2026, 12, 11))]);
                let view = world.engine.order(&one.token).await.unwrap();
                assert_eq!(view.lines[0].backorders[0].standing, Standing::BeingConfirmed);
            }
            is_whole(&world).await;
        }
        assert_eq!(world.waiting(&first).await.0, Some(1));
        assert!(world.place("TENT", 1).await.is_err(), "late supply takes nobody new");
    }

    async fn who_goes_on_moves_nobody_whose_lead_time_comes_first(world: World) {
        let lead = LeadTime { quantity: 5, lead_days_min: 25, lead_days_max: 25 };
        let policy = Policy { backorder: BackorderRule::Beyond(lead), ..Policy::default() };
        world
            .run(SaveProduct { product: product("tent", &["TENT"], Some(policy)), if_version: None })
            .await
            .unwrap();
        world
            .supply("PO-A", "TENT", 10, Some(window(date(2026, 12, 20), date(2026, 12, 21))))
            .await;
        let first = world.place("TENT", 5).await.unwrap();
        hold(&world, &first).await.unwrap();
        let second = world.place("TENT", 5).await.unwrap();
        let told = world.told(&second).await;
        world.clock.set(World::at("2026-12-01T10:00:00Z"));
        let world = world.restart().await;
        assert_eq!(resume(&world, &first).await.unwrap().place, Some(PlaceAfter::EndOfLine));
        assert_eq!(world.told(&second).await, told);
        // Nobody stands after it: it takes the same place as often as it goes on.
        hold(&world, &first).await.unwrap();
        assert_eq!(resume(&world, &first).await.unwrap().place, Some(PlaceAfter::Kept));
    }

    async fn what_goes_back_from_a_packed_parcel_of_an_order_on_hold_is_held(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 10).await;
        let placed = world.place("TENT", 10).await.unwrap();
        let arrived = world.receive("PO-A", &[("TENT", 4)]).await.unwrap();
        let parcel = arrived.allocations[0].shipment.clone();
        world.run(PackShipment { shipment: parcel, if_version: None }).await.unwrap();
        hold(&world, &placed).await.unwrap();
        assert_eq!(states(&world, &placed).await, [(6, "held"), (4, "packed")]);
        world.broke("TENT", 3).await;
        // The parcel is open again, and what is left of it waits with the rest.
        let all = [(6, "held"), (3, "on_hold"), (1, "held")];
        assert_eq!(states(&world, &placed).await, all);
        assert_eq!(world.counters("TENT").await, (3, 3, 0));
        world.run(ChangeStock {
            sku: sku("TENT"),
            location: LocationCode::parse("main").unwrap(),
            change: StockChange::Set(4),
            reason: None,
        }).await.unwrap();
        assert_eq!(states(&world, &placed).await, all);
        is_whole(&world).await;
        resume(&world, &placed).await.unwrap();
        assert_eq!(world.counters("TENT").await, (4, 4, 6));
        is_whole(&world).await;
    }

    async fn what_is_held_can_be_cancelled_without_its_variant(world: World) {
        world.product("tent", &["TENT", "TENT-L"]).await;
        world.two_supplies("TENT-L", 10).await;
        let placed = world.place("TENT-L", 4).await.unwrap();
        hold(&world, &placed).await.unwrap();
        // As a program leaves it that does not know of units that are held.
        let raw = Raw::open(&world.database.url).await;
        raw.run("delete from variants where sku = 'TENT-L'").await;
        raw.close().await;
        let world = world.restart().await;
        let goes_on = resume(&world, &placed).await;
        assert!(matches!(goes_on, Err(ExecuteError::NotFound { .. })), "{goes_on:?}");
        world.cancel(&placed).await.unwrap();
        assert_eq!(states(&world, &placed).await, [(4, "cancelled")]);
    }
}

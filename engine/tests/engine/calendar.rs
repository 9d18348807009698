//! The days and the time of day on which parcels leave, as rules of a shop.

use crate::on_both;
use crate::world::{World, window};
use dockline_domain::calendar::{ClosedDays, Closure, CutOff};
use dockline_domain::holidays::Region;
use dockline_domain::shop::RulesChange;
use dockline_engine::command::ChangeShop;
use jiff::civil::{Date, date};

async fn change(world: &World, change: RulesChange) {
    let command = ChangeShop {
        change,
        ..ChangeShop::default()
    };
    world.run(command).await.unwrap();
}

fn cut_off(time: &str) -> RulesChange {
    RulesChange {
        cut_off: Some(Some(CutOff::parse(time).unwrap())),
        ..RulesChange::default()
    }
}

fn closed(from: &str, to: &str) -> RulesChange {
    let closure = Closure::parse(from, to, None).unwrap();
    RulesChange {
        closed_days: Some(ClosedDays::new(vec![closure]).unwrap()),
        ..RulesChange::default()
    }
}

/// When a unit in stock that is ordered now would leave.
async fn from_stock(world: &World) -> Option<Date> {
    let snapshot = world.engine.snapshot(&world.shop, "TENT").await.unwrap();
    snapshot.availability(1).parts[0].ship_latest
}

on_both! {
    // 11:00 on Monday, 23 November, in Berlin.
    async fn after_the_cut_off_an_order_ships_a_day_later(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 9).await;
        change(&world, cut_off("14:00")).await;
        assert_eq!(from_stock(&world).await, Some(date(2026, 11, 24)));
        let early = world.place("TENT", 1).await.unwrap();
        let before = world.engine.snapshot(&world.shop, "TENT").await.unwrap().version;
        world.clock.set(World::at("2026-11-23T13:00:00Z"));
        let world = world.restart().await;
        let after = world.engine.snapshot(&world.shop, "TENT").await.unwrap().version;
        assert!(after > before, "what is shown has another version");
        assert_eq!(from_stock(&world).await, Some(date(2026, 11, 25)));
        let late = world.place("TENT", 1).await.unwrap();
        assert_eq!(world.told(&early).await, [Some(date(2026, 11, 24))]);
        assert_eq!(world.told(&late).await, [Some(date(2026, 11, 25))]);

        world.clock.set(World::at("2026-11-24T08:00:00Z"));
        let world = world.restart().await;
        assert_eq!(from_stock(&world).await, Some(date(2026, 11, 25)));
    }

    async fn another_cut_off_counts_from_the_moment_it_is_set(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 9).await;
        change(&world, cut_off("10:30")).await;
        assert_eq!(from_stock(&world).await, Some(date(2026, 11, 25)));
        change(&world, cut_off("11:30")).await;
        assert_eq!(from_stock(&world).await, Some(date(2026, 11, 24)));
        change(&world, cut_off("11:00")).await;
        assert_eq!(from_stock(&world).await, Some(date(2026, 11, 25)));
        change(&world, RulesChange { cut_off: Some(None), ..RulesChange::default() }).await;
        assert_eq!(from_stock(&world).await, Some(date(2026, 11, 24)));
    }

    async fn a_program_that_starts_after_the_cut_off_begins_the_day_with_it(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 9).await;
        change(&world, cut_off("14:00")).await;
        world.clock.set(World::at("2026-11-25T15:00:00Z"));
        let world = world.restart().await;
        assert_eq!(from_stock(&world).await, Some(date(2026, 11, 27)));
    }

    async fn closed_days_move_a_promise_and_what_was_told_before_stays(world: World) {
        world.product("tent", &["TENT"]).await;
        let weeks = window(date(2026, 12, 21), date(2026, 12, 24));
        world.supply("PO-1", "TENT", 5, Some(weeks)).await;
        let placed = world.place("TENT", 1).await.unwrap();
        assert_eq!(world.told(&placed).await, [Some(date(2026, 12, 24))]);
        change(&world, closed("2026-12-24", "2026-12-31")).await;
        let told = world.told(&placed).await;
        assert_eq!(told, [Some(date(2026, 12, 24)), Some(date(2027, 1, 1))]);
        let holidays = RulesChange {
            holidays: Some(Some(Region::parse("DE-BY").unwrap())),
            ..RulesChange::default()
        };
        change(&world, holidays).await;
        let told = world.told(&placed).await;
        assert_eq!(told[1..], [Some(date(2027, 1, 1)), Some(date(2027, 1, 4))]);
        let later = world.place("TENT", 1).await.unwrap();
        assert_eq!(world.told(&later).await, [Some(date(2027, 1, 4))]);
        let world = world.restart().await;
        assert_eq!(world.told(&placed).await, told, "nobody is told twice");
    }
}

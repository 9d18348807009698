//! What is sold beyond supply, with a lead time that counts from the day of the order.

use crate::on_both;
use crate::world::{World, product, window};
use dockline_domain::dates::Window;
use dockline_domain::policy::{BackorderRule, LeadTime, Policy};
use dockline_domain::promise::{Cause, Standing};
use dockline_engine::command::{PlacedOrder, SaveProduct};
use jiff::civil::date;

fn lead_days(min: u16, max: u16) -> Policy {
    Policy {
        backorder: BackorderRule::Beyond(LeadTime {
            quantity: 20,
            lead_days_min: min,
            lead_days_max: max,
        }),
        ..Policy::default()
    }
}

async fn sell(world: &World, policy: Policy) {
    world
        .run(SaveProduct {
            product: product("tent", &["TENT"], Some(policy)),
            if_version: None,
        })
        .await
        .unwrap();
}

async fn standing(world: &World, placed: &PlacedOrder) -> Standing {
    world.engine.order(&placed.token).await.unwrap().lines[0].backorders[0].standing
}

on_both! {
    async fn a_lead_time_that_has_passed_is_being_confirmed_and_at_risk(world: World) {
        sell(&world, lead_days(10, 15)).await;
        let placed = world.place("TENT", 12).await.unwrap();
        assert_eq!(world.told(&placed).await, [Some(date(2026, 12, 8))]);
        world.clock.set(World::at("2026-12-08T10:00:00Z"));
        let world = world.restart().await;
        assert_eq!(standing(&world, &placed).await, Standing::AsPromised);
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

        world.clock.set(World::at("2026-12-09T10:00:00Z"));
        let world = world.restart().await;
        world.place("TENT", 1).await.unwrap();
        assert_eq!(
            (
                standing(&world, &placed).await,
                world.waiting(&placed).await.1
            ),
            (Standing::BeingConfirmed, None)
        );
        let at_risk = world
            .engine
            .attention(&world.shop)
            .await
            .unwrap()
            .at_risk
            .items;
        let listed: Vec<_> = at_risk
            .iter()
            .map(|risk| {
                (
                    risk.orders,
                    risk.units,
                    risk.undated,
                    risk.first_promised.latest(),
                )
            })
            .collect();
        assert_eq!(listed, [(1, 12, 1, date(2026, 12, 8))]);
    }

    async fn supply_that_comes_serves_those_whose_lead_time_has_passed(world: World) {
        sell(&world, lead_days(10, 15)).await;
        let placed = world.place("TENT", 10).await.unwrap();
        world
            .supply(
                "PO-1",
                "TENT",
                10,
                Some(window(date(2027, 1, 11), date(2027, 1, 12))),
            )
            .await;
        assert_eq!(world.told(&placed).await, [Some(date(2026, 12, 8))]);
        world.clock.set(World::at("2026-12-09T10:00:00Z"));
        let world = world.restart().await;
        assert_eq!(
            world.told(&placed).await,
            [Some(date(2026, 12, 8)), Some(date(2027, 1, 12))]
        );
    }

    async fn anyone_who_waits_is_told_what_another_policy_implies(world: World) {
        sell(&world, lead_days(10, 15)).await;
        let placed = world.place("TENT", 2).await.unwrap();
        sell(&world, lead_days(40, 50)).await;
        let told = world.told(&placed).await;
        assert_eq!(told, [Some(date(2026, 12, 8)), Some(date(2027, 1, 12))]);
        let last = world.engine.order(&placed.token).await.unwrap().lines[0].backorders[0]
            .promises
            .last()
            .cloned()
            .unwrap();
        assert_eq!(
            (last.cause, last.window.map(Window::earliest)),
            (Some(Cause::Supply), Some(date(2027, 1, 4)))
        );
        sell(&world, Policy::default()).await;
        assert_eq!(world.told(&placed).await.last(), Some(&None));
        let log = world.engine.version(&world.shop.id);
        sell(&world, Policy::default()).await;
        assert_eq!(world.engine.version(&world.shop.id), log);
    }
}

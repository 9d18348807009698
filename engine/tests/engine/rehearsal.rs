//! A rehearsal shop's clock can be advanced, and everything that depends on time follows it.

use crate::on_both;
use crate::world::{World, window};
use dockline_domain::by::By;
use dockline_domain::id::ShopSlug;
use dockline_domain::money::Currency;
use dockline_domain::promise::Standing;
use dockline_domain::shop::{ShopProfile, ShopRules};
use dockline_engine::ExecuteError;
use dockline_engine::command::{AdvanceClock, Context, CreateShop};
use jiff::civil::date;

async fn rehearsal(world: World) -> World {
    let profile = ShopProfile {
        name: "stage".into(),
        currency: Currency::parse("EUR").unwrap(),
        time_zone: "Europe/Berlin".into(),
        tagline: None,
        storefront: Box::default(),
    };
    let command = CreateShop {
        slug: ShopSlug::parse("stage").unwrap(),
        profile,
        rules: ShopRules::default(),
        rehearsal: true,
    };
    let shop = world
        .engine
        .create_shop(Context::by(By::Cli), command)
        .await
        .unwrap();
    World { shop, ..world }
}

fn to(text: &str) -> AdvanceClock {
    AdvanceClock {
        to: World::at(text),
    }
}

on_both! {
    async fn a_delay_is_seen_before_it_happens(world: World) {
        let world = rehearsal(world).await;
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
        let advanced = world.run(to("2026-12-14T08:00:00Z")).await.unwrap();
        assert_eq!(advanced.day, date(2026, 12, 14));
        let availability = world
            .engine
            .snapshot(&world.shop, "TENT")
            .await
            .unwrap()
            .availability(1);
        assert!(availability.overdue && !availability.available);
        let view = world.engine.order(&placed.token).await.unwrap();
        assert_eq!(
            view.lines[0].backorders[0].standing,
            Standing::BeingConfirmed
        );
        let later = world.place("TENT", 1).await;
        assert!(matches!(later, Err(ExecuteError::NotAvailable(_))));

        let world = world.restart().await;
        let shop = world.engine.shop("stage").await.unwrap();
        assert_eq!(
            (shop.day, shop.time(world.engine.now())),
            (date(2026, 12, 14), World::at("2026-12-14T08:00:00Z"))
        );
    }

    async fn time_goes_forward_only_and_not_without_end(world: World) {
        let world = rehearsal(world).await;
        assert!(matches!(
            world.run(to("2026-11-23T09:00:00Z")).await,
            Err(ExecuteError::Invalid(_))
        ));
        assert!(matches!(
            world.run(to("2099-01-01T00:00:00Z")).await,
            Err(ExecuteError::Invalid(_))
        ));
        world.run(to("2026-11-24T09:00:00Z")).await.unwrap();
        assert!(matches!(
            world.run(to("2026-11-24T08:00:00Z")).await,
            Err(ExecuteError::Invalid(_))
        ));
    }

    async fn the_clock_of_a_real_shop_stays_as_it_is(world: World) {
        assert!(matches!(
            world.run(to("2026-12-24T00:00:00Z")).await,
            Err(ExecuteError::Conflict(_))
        ));
    }
}

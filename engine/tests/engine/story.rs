//! The story of an order: who did what, and what rests on it.

use crate::on_both;
use crate::world::{World, line, window};
use dockline_domain::access::Role;
use dockline_domain::backorder::Actor;
use dockline_domain::by::By;
use dockline_domain::wish::PlaceAfter;
use dockline_engine::ExecuteError;
use dockline_engine::command::{
    CancelOrder, Context, CreateUser, HoldOrder, PasswordHash, PlacedOrder, ResumeOrder,
};
use dockline_view::console::StoryKind;
use jiff::civil::date;

pub fn cancelling(placed: &PlacedOrder, units: u32, version: i64) -> CancelOrder {
    CancelOrder {
        order: placed.order.clone(),
        lines: vec![line("TENT", units)],
        by: Actor::Merchant,
        reason: "asked on the phone".into(),
        if_version: Some(version),
    }
}

on_both! {
    async fn the_story_of_an_order_says_who_did_what(world: World) {
        world.product("tent", &["TENT"]).await;
        world
            .supply(
                "PO-1",
                "TENT",
                10,
                Some(window(date(2026, 12, 14), date(2026, 12, 18))),
            )
            .await;
        let create = CreateUser {
            email: "ann@example.com".into(),
            name: Some("Ann".into()),
            role: Role::Support,
            password: PasswordHash::new("x"),
        };
        let ann = world.run(create).await.unwrap().id;
        let placed = world.place("TENT", 3).await.unwrap();
        let story = world
            .engine
            .order_story(&world.shop, &placed.number.to_string())
            .await
            .unwrap();
        let context = Context::by(By::User(ann.clone()));
        world
            .engine
            .execute(&world.shop.id, context, cancelling(&placed, 1, story.version))
            .await
            .unwrap();
        world.stock("TENT", 1).await;
        world
            .run(HoldOrder {
                order: placed.order.clone(),
                reason: "asks for a new address".into(),
                if_version: None,
            })
            .await
            .unwrap();
        world
            .run(ResumeOrder {
                order: placed.order.clone(),
                if_version: None,
            })
            .await
            .unwrap();
        let story = world
            .engine
            .order_story(&world.shop, placed.order.as_str())
            .await
            .unwrap();
        let told: Vec<_> = story
            .events
            .iter()
            .map(|event| (event.user.as_deref(), event.kind.clone()))
            .collect();
        let cancelled = StoryKind::Cancelled {
            lines: vec![(crate::world::sku("TENT"), 1)],
            reason: "asked on the phone".into(),
        };
        let rest = [
            (
                None,
                StoryKind::Allocated {
                    sku: crate::world::sku("TENT"),
                    quantity: 1,
                },
            ),
            (
                None,
                StoryKind::Held {
                    reason: "asks for a new address".into(),
                },
            ),
            (
                None,
                StoryKind::Resumed {
                    place: Some(PlaceAfter::Kept),
                },
            ),
        ];
        assert_eq!(
            told[..2],
            [(None, StoryKind::Placed), (Some("Ann"), cancelled)]
        );
        assert_eq!(told[2..], rest);
        assert_eq!(story.order.token, placed.token);
    }

    async fn an_order_with_a_long_story_can_be_changed_and_its_newest_events_are_told(
        world: World,
    ) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 2).await;
        let placed = world.place("TENT", 2).await.unwrap();
        for time in 0..251 {
            world
                .run(HoldOrder {
                    order: placed.order.clone(),
                    reason: format!("time {time}"),
                    if_version: None,
                })
                .await
                .unwrap();
            world
                .run(ResumeOrder {
                    order: placed.order.clone(),
                    if_version: None,
                })
                .await
                .unwrap();
        }
        let story = world
            .engine
            .order_story(&world.shop, placed.order.as_str())
            .await
            .unwrap();
        let last: Vec<_> = story
            .events
            .iter()
            .rev()
            .take(2)
            .rev()
            .map(|event| event.kind.clone())
            .collect();
        assert_eq!(
            last,
            [
                StoryKind::Held {
                    reason: "time 250".into()
                },
                StoryKind::Resumed { place: None }
            ]
        );
        world
            .run(cancelling(&placed, 1, story.version))
            .await
            .unwrap();
    }

    async fn a_change_that_rests_on_what_is_no_longer_so_is_told(world: World) {
        world.product("tent", &["TENT"]).await;
        world
            .supply(
                "PO-1",
                "TENT",
                10,
                Some(window(date(2026, 12, 14), date(2026, 12, 18))),
            )
            .await;
        let placed = world.place("TENT", 3).await.unwrap();
        let version = world
            .engine
            .order_story(&world.shop, placed.order.as_str())
            .await
            .unwrap()
            .version;
        world.place("TENT", 1).await.unwrap();
        let (one, two) = futures::join!(
            world.run(cancelling(&placed, 1, version)),
            world.run(cancelling(&placed, 1, version))
        );
        let outdated =
            |answer: &Result<_, ExecuteError>| matches!(answer, Err(ExecuteError::Outdated { .. }));
        assert!(outdated(&one) != outdated(&two) && (one.is_ok() || two.is_ok()));
        assert_eq!(world.counters("TENT").await, (0, 0, 3));
        assert!(outdated(&world.run(cancelling(&placed, 1, version)).await));
        let version = world
            .engine
            .order_story(&world.shop, placed.order.as_str())
            .await
            .unwrap()
            .version;
        world.stock("TENT", 1).await;
        assert!(outdated(&world.run(cancelling(&placed, 1, version)).await));
    }
}

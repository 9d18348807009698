//! A slip is tried before it is said.

use crate::on_both;
use crate::promises::slip;
use crate::world::{World, line, order, reference, window};
use dockline_domain::dates::Window;
use dockline_domain::order::Ship;
use jiff::civil::date;

on_both! {
    async fn a_slip_can_be_tried_before_it_is_said(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 2).await;
        world.place("TENT", 2).await.unwrap();
        let second = world.place("TENT", 1).await.unwrap();
        let answer = world
            .engine
            .what_if(&world.shop, &reference("PO-A"), 14)
            .await
            .unwrap();
        assert_eq!((answer.orders, answer.units, answer.notices_due), (1, 2, 1));
        assert_eq!(
            answer.affected[0].expected_then.map(Window::latest),
            Some(date(2026, 12, 25))
        );
        let answer = world
            .engine
            .what_if(&world.shop, &reference("PO-A"), 40)
            .await
            .unwrap();
        assert_eq!((answer.orders, answer.units, answer.notices_due), (2, 3, 2));
        assert_eq!(world.told(&second).await, [Some(date(2027, 1, 12))]);
    }

    async fn a_slip_that_is_tried_moves_all_parts_of_what_ships_together_or_none(world: World) {
        world.product("tent", &["TENT", "PEG"]).await;
        world
            .supply(
                "PO-T",
                "TENT",
                10,
                Some(window(date(2026, 12, 10), date(2026, 12, 11))),
            )
            .await;
        world
            .supply(
                "PO-P",
                "PEG",
                10,
                Some(window(date(2026, 12, 14), date(2026, 12, 15))),
            )
            .await;
        let placed = world
            .run(order(vec![line("TENT", 1), line("PEG", 2)], Ship::Complete))
            .await
            .unwrap();
        let answer = world
            .engine
            .what_if(&world.shop, &reference("PO-T"), 3)
            .await
            .unwrap();
        assert_eq!((answer.orders, answer.units, answer.notices_due), (0, 0, 0));
        let answer = world
            .engine
            .what_if(&world.shop, &reference("PO-T"), 14)
            .await
            .unwrap();
        assert_eq!((answer.orders, answer.units, answer.notices_due), (1, 3, 2));
        assert!(
            answer
                .affected
                .iter()
                .all(|one| one.expected_then.map(Window::latest) == Some(date(2026, 12, 25)))
        );
        world
            .run(slip(
                "PO-T",
                window(date(2026, 12, 24), date(2026, 12, 25)),
                "storm",
            ))
            .await
            .unwrap();
        assert_eq!(
            world.told(&placed).await,
            [Some(date(2026, 12, 15)), Some(date(2026, 12, 25))]
        );
    }
}

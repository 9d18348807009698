//! Orders are found by what people say of them.

use crate::on_both;
use crate::world::{World, line, order, window};
use dockline_domain::email::Email;
use dockline_domain::order::{Person, Ship};
use dockline_engine::command::PlaceOrder;
use dockline_view::console::{FoundBy, FoundOrders};
use jiff::civil::date;

fn by(name: &str, email: &str, sku: &str, units: u32) -> PlaceOrder {
    let person = Person {
        email: Email::stored(email),
        name: name.into(),
        locale: "en".into(),
    };
    PlaceOrder {
        person,
        ..order(vec![line(sku, units)], Ship::AsAvailable)
    }
}

fn numbers(found: &FoundOrders) -> Vec<i64> {
    found.items.iter().map(|one| one.number).collect()
}

on_both! {
    async fn orders_are_found_by_what_people_say_of_them(world: World) {
        world.product("tent", &["TENT", "PEG"]).await;
        world.stock("TENT", 50).await;
        world.stock("PEG", 50).await;
        let ada = world
            .run(by("Ada Lovelace", "ada@example.com", "TENT", 1))
            .await
            .unwrap();
        world.clock.set(World::at("2026-11-23T10:01:00Z"));
        let ada_again = world
            .run(by("Ada Lovelace", "ada@example.com", "PEG", 2))
            .await
            .unwrap();
        world.clock.set(World::at("2026-11-23T10:02:00Z"));
        let karl = world
            .run(by("Karl 100%_Öz", "karl@example.org", "PEG", 1))
            .await
            .unwrap();
        let find = async |text: &str| {
            let found = world
                .engine
                .find_orders(&world.shop, text, None, 10)
                .await
                .unwrap();
            (found.by, numbers(&found))
        };
        assert_eq!(
            find("").await,
            (
                FoundBy::Newest,
                vec![karl.number, ada_again.number, ada.number]
            )
        );
        assert_eq!(
            find(&format!(" #{} ", ada.number)).await,
            (FoundBy::Number, vec![ada.number])
        );
        assert_eq!(
            find(karl.order.as_str()).await,
            (FoundBy::Number, vec![karl.number])
        );
        assert_eq!(
            find("ada@EXAMPLE.com").await,
            (FoundBy::Mail, vec![ada_again.number, ada.number])
        );
        assert_eq!(
            find("peg").await,
            (FoundBy::Sku, vec![karl.number, ada_again.number])
        );
        assert_eq!(
            find("LOVE").await,
            (FoundBy::Words, vec![ada_again.number, ada.number])
        );
        assert_eq!(
            find("@example.o").await,
            (FoundBy::Words, vec![karl.number])
        );
        assert_eq!(find("100%_Öz").await, (FoundBy::Words, vec![karl.number]));
        assert_eq!(find("tEnT").await, (FoundBy::Sku, vec![ada.number]));
        world.product("stove", &["Burner-1"]).await;
        world.stock("Burner-1", 5).await;
        let burner = world
            .run(by("Eve", "eve@example.org", "Burner-1", 1))
            .await
            .unwrap();
        assert_eq!(find("BURNER-1").await, (FoundBy::Sku, vec![burner.number]));
        assert_eq!(find("stov").await, (FoundBy::Goods, vec![burner.number]));
        for nothing in [
            "100__",
            "9999999",
            "ord_0000",
            "nobody@example.com",
            "'; drop table orders; --",
        ] {
            assert_eq!(find(nothing).await, (FoundBy::Words, vec![]), "{nothing}");
        }
    }

    async fn what_is_more_than_a_number_means_one_only_when_nothing_else_fits(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 50).await;
        let first = world
            .run(by("Ada", "ada@example.com", "TENT", 1))
            .await
            .unwrap();
        let zoe = format!("zoe{}", first.number);
        let second = world
            .run(by("Zoe", &format!("{zoe}@example.org"), "TENT", 1))
            .await
            .unwrap();
        let find = async |text: String| {
            let found = world.engine.find_orders(&world.shop, &text, None, 10);
            let found = found.await.unwrap();
            (found.by, numbers(&found))
        };
        assert_eq!(find(zoe).await, (FoundBy::Words, vec![second.number]));
        // It was the prefix once, for all that anybody knows.
        let part = format!("XL-{}", first.number);
        assert_eq!(find(part).await, (FoundBy::Number, vec![first.number]));
    }

    async fn found_orders_come_page_by_page_and_say_how_they_stand(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 1).await;
        world
            .supply(
                "PO-1",
                "TENT",
                10,
                Some(window(date(2026, 12, 14), date(2026, 12, 18))),
            )
            .await;
        let mut placed = Vec::new();
        for minute in 0..5 {
            world
                .clock
                .set(World::at(&format!("2026-11-23T10:0{minute}:00Z")));
            placed.push(world.place("TENT", 2).await.unwrap());
        }
        world.cancel(&placed[4]).await.unwrap();
        let first = world
            .engine
            .find_orders(&world.shop, "tent", None, 3)
            .await
            .unwrap();
        let rest = world
            .engine
            .find_orders(&world.shop, "tent", first.next_cursor.as_deref(), 3)
            .await
            .unwrap();
        let all: Vec<i64> = [numbers(&first), numbers(&rest)].concat();
        assert_eq!(
            all,
            placed
                .iter()
                .rev()
                .map(|one| one.number)
                .collect::<Vec<_>>()
        );
        assert_eq!(
            (first.next_cursor.is_some(), rest.next_cursor),
            (true, None)
        );
        let states: Vec<_> = first
            .items
            .iter()
            .chain(&rest.items)
            .map(|one| one.state.name())
            .collect();
        assert_eq!(
            states,
            ["cancelled", "waiting", "waiting", "waiting", "waiting"]
        );
        assert!(first.items[0].units.is_empty());
        assert_eq!(
            rest.items[1]
                .units
                .iter()
                .map(|(_, units)| *units)
                .collect::<Vec<_>>(),
            [2]
        );
        assert_eq!(
            rest.items[1].promised,
            Some(window(date(2026, 12, 14), date(2026, 12, 18)))
        );
    }
}

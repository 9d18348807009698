//! Several engines that serve readers of one database: what one of them has written is shown by
//! the others, and costs them no more than what it touched.

use crate::databases::postgres;
use crate::on_both;
use crate::simulation::rows::Raw;
use crate::world::{World, line, order, window};
use dockline_domain::by::By;
use dockline_domain::dates::Window;
use dockline_domain::id::ShopId;
use dockline_domain::order::Ship;
use dockline_engine::command::{Context, PlacedOrder};
use dockline_engine::{Clock, Engine, Execute};
use jiff::civil::{Date, date};
use std::time::Duration;

const SKUS: [&str; 6] = ["T1", "T2", "T3", "T4", "T5", "T6"];

async fn another(world: &World) -> Engine {
    Engine::open(&world.database.url, world.clock.clone())
        .await
        .unwrap()
}

async fn run<C: Execute>(engine: &Engine, world: &World, command: C) -> C::Answer {
    let context = Context::by(By::Cli);
    engine
        .execute(&world.shop.id, context, command)
        .await
        .unwrap()
}

async fn place(engine: &Engine, world: &World, text: &str) -> PlacedOrder {
    run(engine, world, order(vec![line(text, 1)], Ship::AsAvailable)).await
}

/// Waits until an engine shows an event. The limit only ends a test that would wait for ever.
async fn shows(engine: &Engine, shop: &ShopId, seq: i64) {
    let shown = async {
        while engine.version(shop) < seq {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), shown)
        .await
        .expect("what another engine has written is taken over");
}

async fn newest(world: &World) -> i64 {
    let raw = Raw::open(&world.database.url).await;
    let (newest, ..) = raw.log(world.shop.id.as_str()).await;
    raw.close().await;
    newest
}

/// The places and dates that an engine shows.
async fn shown(engine: &Engine, orders: &[PlacedOrder]) -> Vec<(Option<u32>, Option<Date>)> {
    let mut shown = Vec::new();
    for placed in orders {
        let view = engine.order(&placed.token).await.unwrap();
        let backorder = &view.lines[0].backorders[0];
        shown.push((backorder.position, backorder.expected.map(Window::latest)));
    }
    shown
}

/// Lines with two people in each, the later of whom gets a later date than those before.
async fn lines(world: &World) -> Vec<PlacedOrder> {
    let mut placed = Vec::new();
    for (number, text) in SKUS.iter().enumerate() {
        world.product(&format!("p{number}"), &[text]).await;
        let (december, january) = (date(2026, 12, 10), date(2027, 1, 11));
        for (name, day, units) in [("A", december, 3), ("B", january, 30)] {
            let name = format!("PO-{name}{number}");
            world
                .supply(&name, text, units, Some(window(day, day)))
                .await;
        }
        for _ in 0..2 {
            placed.push(world.place(text, 1).await.unwrap());
        }
    }
    placed
}

/// Somebody orders by the first engine and then somebody by another, for each of the others. All
/// show in the end what one shows that has just begun.
async fn each_orders(world: &World, others: &[Engine], mut placed: Vec<PlacedOrder>) {
    for other in others {
        placed.push(place(&world.engine, world, "T1").await);
        placed.push(place(other, world, "T1").await);
    }
    let seq = newest(world).await;
    let fresh = another(world).await;
    let right = shown(&fresh, &placed).await;
    for engine in others.iter().chain([&world.engine]) {
        shows(engine, &world.shop.id, seq).await;
        assert_eq!(shown(engine, &placed).await, right);
    }
    fresh.shut_down().await;
}

/// Engines that have shown what they are asked for, and done nothing else.
async fn readers(world: &World, placed: &[PlacedOrder]) -> Vec<Engine> {
    let mut readers = Vec::new();
    for _ in 0..3 {
        let reader = another(world).await;
        shown(&reader, placed).await;
        readers.push(reader);
    }
    readers
}

on_both! {
    async fn a_node_that_has_only_shown_pages_shows_right_places_after_its_first_order(
        world: World,
    ) {
        let placed = lines(&world).await;
        let others = readers(&world, &placed).await;
        each_orders(&world, &others, placed).await;
    }

    async fn places_are_right_after_a_batch_that_failed(world: World) {
        let mut placed = lines(&world).await;
        let others = readers(&world, &placed).await;
        for other in &others {
            placed.push(place(other, &world, "T1").await);
        }
        let seq = newest(&world).await;
        let raw = Raw::open(&world.database.url).await;
        raw.run("alter table promises rename to promises_away").await;
        for other in &others {
            shows(other, &world.shop.id, seq).await;
            let context = Context::by(By::Cli);
            let order = order(vec![line("T1", 1)], Ship::AsAvailable);
            assert!(other.execute(&world.shop.id, context, order).await.is_err());
        }
        raw.run("alter table promises_away rename to promises").await;
        raw.close().await;
        for other in &others {
            shown(other, &placed).await;
        }
        each_orders(&world, &others, placed).await;
    }

    async fn who_leaves_by_one_node_moves_others_up_on_all(world: World) {
        let placed = lines(&world).await;
        let other = another(&world).await;
        shown(&other, &placed).await;
        world.cancel(&placed[0]).await.unwrap();
        shows(&other, &world.shop.id, newest(&world).await).await;
        let up = shown(&other, &placed[..4]).await;
        let places: Vec<Option<u32>> = up.into_iter().map(|(place, _)| place).collect();
        assert_eq!(places, [None, Some(1), Some(1), Some(2)]);
    }

    async fn anyone_who_ordered_by_one_node_finds_their_place_by_another(world: World) {
        let placed = lines(&world).await;
        let other = another(&world).await;
        shown(&other, &placed).await;
        for number in 3..10 {
            let placed = world.place("T1", 1).await.unwrap();
            assert_eq!(shown(&other, &[placed]).await[0].0, Some(number));
        }
    }

    async fn what_was_changed_by_one_node_is_found_by_another_that_has_caught_up(world: World) {
        world.product("tent", &["TENT"]).await;
        let other = another(&world).await;
        other.snapshot(&world.shop, "TENT").await.unwrap();
        for units in 1..5 {
            world.stock("TENT", units).await;
            let shop = other.caught_up(&world.shop).await.unwrap();
            let seen = other.snapshot(&shop, "TENT").await.unwrap();
            assert_eq!(seen.supply.counters.on_hand, units);
        }
    }

    async fn a_shop_that_another_node_opens_is_followed_by_itself(world: World) {
        let other = another(&world).await;
        let opened = World::create_shop(&world.engine, "second").await;
        shows(&other, &opened.id, 1).await;
        let raw = Raw::open(&world.database.url).await;
        let seq = raw.count_in_silence(opened.id.as_str(), "TENT", 1, "lines_moved.1").await;
        raw.close().await;
        shows(&other, &opened.id, seq).await;
    }

    async fn what_nobody_was_notified_of_is_found_by_asking(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 1).await;
        assert_eq!(world.counters("TENT").await.0, 1);
        let raw = Raw::open(&world.database.url).await;
        let shop = world.shop.id.as_str();
        let seq = raw.count_in_silence(shop, "TENT", 7, "stock_changed.1").await;
        raw.close().await;
        shows(&world.engine, &world.shop.id, seq).await;
        assert_eq!(world.counters("TENT").await.0, 7);
    }

    async fn a_kind_of_a_newer_program_counts_as_touching_the_whole_shop(world: World) {
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 1).await;
        assert_eq!(world.counters("TENT").await.0, 1);
        let raw = Raw::open(&world.database.url).await;
        let shop = world.shop.id.as_str();
        let seq = raw.count_in_silence(shop, "TENT", 7, "drones_counted.1").await;
        raw.close().await;
        shows(&world.engine, &world.shop.id, seq).await;
        assert_eq!(world.counters("TENT").await.0, 7);
        // What its writer knew is read again as well.
        for _ in 0..7 {
            let placed = world.place("TENT", 1).await.unwrap();
            assert_eq!(placed.lines[0].position, None);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_in_which_nothing_happens_is_not_asked_for() {
    const SHOPS: usize = 200;
    let database = postgres();
    let clock = Clock::fixed("2026-11-23T10:00:00Z".parse().unwrap());
    let engine = Engine::open(&database.url, clock.clone()).await.unwrap();
    let slugs: Vec<String> = (0..SHOPS).map(|number| format!("shop-{number}")).collect();
    let opened = slugs.iter().map(|slug| World::create_shop(&engine, slug));
    let shops = futures::future::join_all(opened).await;
    engine.shut_down().await;

    let raw = Raw::open(&database.url).await;
    let before = raw.transactions().await;
    let engine = Engine::open(&database.url, clock).await.unwrap();
    let busy = &shops[SHOPS - 1].id;
    // Each is found by asking for all shops: so they were asked for three times.
    for _ in 0..3 {
        let seq = raw
            .count_in_silence(busy.as_str(), "TENT", 1, "lines_moved.1")
            .await;
        shows(&engine, busy, seq).await;
    }
    engine.shut_down().await;
    let asked = raw.transactions().await - before;
    raw.close().await;
    // Where each follower goes on is asked once a shop.
    let most = i64::try_from(2 * SHOPS).unwrap();
    assert!(asked < most, "{asked} transactions");
}

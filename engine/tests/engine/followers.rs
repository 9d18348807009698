//! Followers of the log: one engine runs them at a time, and what cannot be read stops them.

use crate::databases::postgres;
use crate::on_both;
use crate::simulation::rows::Raw;
use crate::world::{World, line, order, product, reference, window};
use dockline_domain::by::By;
use dockline_domain::dates::Window;
use dockline_domain::order::Ship;
use dockline_domain::supply::Stage;
use dockline_engine::command::{
    ChangePurchaseOrder, Context, CreatePurchaseOrder, NewPurchaseOrderLine, PlacedOrder,
    SaveProduct,
};
use dockline_engine::{Clock, Engine, Execute, ReadError, StoreError};
use dockline_view::Shop;
use jiff::civil::{Date, date};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// Short, so that no test waits long for the end of one.
const LEASE: Duration = Duration::from_millis(600);

/// An engine with threads of its own, so that it can die as a process does.
struct Node {
    runtime: Runtime,
    engine: Engine,
}

impl Node {
    fn open(url: &str) -> Self {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let clock = Clock::fixed("2026-11-23T10:00:00Z".parse().unwrap());
        let engine = runtime.block_on(Engine::open_with_leases(url, clock, LEASE));
        Self {
            engine: engine.unwrap(),
            runtime,
        }
    }

    fn run<C: Execute>(&self, shop: &Shop, command: C) -> C::Answer {
        let answer = self.engine.execute(&shop.id, Context::by(By::Cli), command);
        self.runtime.block_on(answer).unwrap()
    }

    fn slip(&self, shop: &Shop, day: i8) {
        self.run(shop, slip(date(2026, 12, day)));
    }

    /// The days that were told for an order, once everything is revised.
    fn told(&self, shop: &Shop, placed: &PlacedOrder) -> Vec<Option<Date>> {
        let told = async {
            self.engine.promises_revised(shop).await.unwrap();
            let view = self.engine.order(&placed.token).await.unwrap();
            let promises = &view.lines[0].backorders[0].promises;
            promises
                .iter()
                .map(|told| told.window.map(Window::latest))
                .collect()
        };
        // Longer than any lease: it only ends a test that would wait for ever.
        let bounded = async { tokio::time::timeout(Duration::from_secs(10), told).await };
        self.runtime.block_on(bounded).unwrap()
    }

    /// Ends without giving anything back.
    fn kill(self) {
        self.runtime.shutdown_background();
    }
}

fn slip(to: Date) -> ChangePurchaseOrder {
    ChangePurchaseOrder {
        lines: None,
        reference: reference("PO-A"),
        expected: Some(Some(window(to, to))),
        stage: None,
        basis: None,
        reason: Some("storm".into()),
        if_version: None,
    }
}

fn shop_in_trouble(node: &Node) -> (Arc<Shop>, PlacedOrder) {
    let shop = node
        .runtime
        .block_on(World::create_shop(&node.engine, "demo"));
    node.run(
        &shop,
        SaveProduct {
            product: product("tent", &["TENT"], None),
            if_version: None,
        },
    );
    node.run(
        &shop,
        CreatePurchaseOrder {
            reference: reference("PO-A"),
            supplier: "Mill".into(),
            lines: vec![NewPurchaseOrderLine {
                expected: None,
                sku: crate::world::sku("TENT"),
                quantity: 10,
            }],
            expected: Some(window(date(2026, 12, 10), date(2026, 12, 11))),
            stage: Stage::Ordered,
            basis: None,
        },
    );
    let placed = node.run(&shop, order(vec![line("TENT", 1)], Ship::AsAvailable));
    (shop, placed)
}

/// The engine that has the lease.
fn holder(node: &Node, url: &str, shop: &Shop) -> Option<String> {
    let read = async {
        let raw = Raw::open(url).await;
        let (holder, _) = raw.follower(shop.id.as_str(), "promises").await;
        raw.close().await;
        holder
    };
    node.runtime.block_on(read)
}

#[test]
fn another_engine_goes_on_when_the_one_that_runs_a_follower_is_killed() {
    let database = postgres();
    let mut nodes = [Node::open(&database.url), Node::open(&database.url)];
    let (shop, placed) = shop_in_trouble(&nodes[0]);
    nodes[0].slip(&shop, 16);
    assert_eq!(nodes[1].told(&shop, &placed).len(), 2);

    // While its lease lasts, whoever asks: it stays with the one that has it.
    let held = holder(&nodes[0], &database.url, &shop);
    let at = nodes
        .iter()
        .position(|node| Some(node.engine.name()) == held.as_deref());
    let first = at.expect("one of the two has the lease");
    nodes[1 - first].slip(&shop, 17);
    assert_eq!(nodes[first].told(&shop, &placed).len(), 3);
    assert_eq!(holder(&nodes[first], &database.url, &shop), held);

    nodes.rotate_left(first);
    let [killed, other] = nodes;
    other.slip(&shop, 18);
    killed.kill();
    let told = other.told(&shop, &placed);
    assert_eq!(told.len(), 4, "{told:?}");
    assert_eq!(
        holder(&other, &database.url, &shop).as_deref(),
        Some(other.engine.name())
    );
}

on_both! {
    async fn an_event_that_cannot_be_read_stops_its_follower_and_is_told(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 100).await;
        let placed = world.place("TENT", 2).await.unwrap();
        world.run(slip(date(2026, 12, 16))).await.unwrap();
        assert_eq!(world.told(&placed).await.len(), 2);
        let World { database, engine, clock, shop } = world;
        engine.shut_down().await;

        // As a program would leave it that writes something else under the same name.
        let raw = Raw::open(&database.url).await;
        let changed = raw.damage(shop.id.as_str(), "purchase_order_changed.1").await;
        let engine = Engine::open_with_leases(&database.url, clock, LEASE).await.unwrap();
        let waits = engine.promises_revised(&shop);
        let waits = tokio::time::timeout(Duration::from_secs(20), waits);
        let stopped = waits.await.unwrap().unwrap_err();
        assert!(
            matches!(stopped, ReadError::Store(StoreError::Stopped { event, .. }) if event == changed),
            "{stopped:?}"
        );
        let attention = engine.attention(&shop).await.unwrap();
        let told: Vec<_> = attention
            .stopped
            .iter()
            .map(|one| (one.follower.as_str(), one.event))
            .collect();
        assert_eq!(told, [("promises", changed)]);
        assert!(!attention.is_empty());

        // Nothing was guessed meanwhile; when it can be read, the follower goes on by itself.
        raw.repair(shop.id.as_str(), changed).await;
        let gone_on = async {
            while engine.promises_revised(&shop).await.is_err() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), gone_on).await.unwrap();
        assert!(engine.attention(&shop).await.unwrap().stopped.is_empty());
        raw.close().await;
    }

    async fn an_event_of_a_newer_program_is_left_to_a_node_that_runs_it(world: World) {
        world.product("tent", &["TENT"]).await;
        world.two_supplies("TENT", 100).await;
        let placed = world.place("TENT", 2).await.unwrap();
        world.run(slip(date(2026, 12, 16))).await.unwrap();
        assert_eq!(world.told(&placed).await.len(), 2);
        let World { database, engine, clock, shop } = world;
        engine.shut_down().await;

        let raw = Raw::open(&database.url).await;
        let sung = raw.log_from_the_future(shop.id.as_str()).await;
        let engine = Engine::open_with_leases(&database.url, clock, LEASE).await.unwrap();
        let act = || Context::by(By::Cli);
        engine.execute(&shop.id, act(), slip(date(2026, 12, 17))).await.unwrap();
        // It stands before that event, and nobody is kept from going on.
        let told = async || {
            let view = engine.order(&placed.token).await.unwrap();
            view.lines[0].backorders[0].promises.len()
        };
        let waited = tokio::time::timeout(4 * LEASE, engine.promises_revised(&shop)).await;
        assert!(waited.is_err(), "{waited:?}");
        let (holder, cursor) = raw.follower(shop.id.as_str(), "promises").await;
        assert!(holder.is_none() && cursor < sung, "{holder:?} {cursor} {sung}");
        assert_eq!(told().await, 2);
        assert!(engine.attention(&shop).await.unwrap().stopped.is_empty());

        raw.know_the_future(shop.id.as_str(), sung).await;
        tokio::time::timeout(Duration::from_secs(20), engine.promises_revised(&shop))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(told().await, 3);
        raw.close().await;
    }
}

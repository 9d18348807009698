//! Endpoints: each is told once of what happens after it has proven itself, by a queue of its own.

use crate::databases::TestDatabase;
use crate::on_both;
use crate::simulation::rows::Raw;
use crate::world::World;
use dockline_domain::by::By;
use dockline_domain::id::{EndpointId, ShopSlug};
use dockline_domain::money::Currency;
use dockline_domain::refusal::Refusal;
use dockline_domain::shop::{ShopProfile, ShopRules};
use dockline_domain::webhook::{
    ENDPOINTS_MAX, EndpointState, EndpointUrl, EventType, OffReason, Outcome, Trouble, Types,
};
use dockline_engine::command::{
    AdvanceClock, ChangeEndpoint, Context, CreateEndpoint, CreateShop, DeleteEndpoint, Replay,
    ReplayDeliveries, RotateSecret,
};
use dockline_engine::{
    ClaimedBatch, ClaimedMessage, Clock, Engine, ExecuteError, SecretKey, Settings,
};
use dockline_view::{Shop, TryView};
use jiff::SignedDuration;
use std::sync::Arc;
use std::time::Duration;

const LONG: Duration = Duration::from_mins(1);

fn answered(status: u16) -> Outcome {
    Outcome::Answered {
        status,
        retry_after_ms: None,
    }
}

fn new(url: &str, types: &[&str]) -> CreateEndpoint {
    CreateEndpoint {
        url: EndpointUrl::parse(url).unwrap(),
        types: Types::parse(types.iter().copied()).unwrap(),
    }
}

/// A node that can seal: on PostgreSQL it needs a key for that.
async fn node(database: &TestDatabase, clock: &Clock) -> Engine {
    let settings = Settings {
        secret_key: Some(SecretKey::parse("c2V2ZW50ZWVuIGNyYXRlcyBvZiBtYXJpZ29sZHMhISE=").unwrap()),
        ..Settings::default()
    };
    Engine::open_with(&database.url, clock.clone(), &settings)
        .await
        .unwrap()
}

/// A rehearsal shop, so that time passes when it is told to.
async fn stage(world: World) -> World {
    let command = CreateShop {
        slug: ShopSlug::parse("stage").unwrap(),
        profile: ShopProfile {
            name: "stage".into(),
            currency: Currency::parse("EUR").unwrap(),
            time_zone: "Europe/Berlin".into(),
            tagline: None,
            storefront: Box::default(),
        },
        rules: ShopRules::default(),
        rehearsal: true,
    };
    let context = Context::by(By::Cli);
    world.engine.shut_down().await;
    let engine = node(&world.database, &world.clock).await;
    let shop = engine.create_shop(context, command).await.unwrap();
    let world = World {
        engine,
        shop,
        ..world
    };
    world.product("tent", &["TENT"]).await;
    world.stock("TENT", 50).await;
    world
}

async fn shop(world: &World) -> Arc<Shop> {
    world.engine.shop(world.shop.slug.as_str()).await.unwrap()
}

/// As much time passes in the shop.
async fn pass(world: &World, seconds: i64) {
    let now = shop(world).await.time(world.clock.now());
    let to = now + SignedDuration::from_secs(seconds);
    world.run(AdvanceClock { to }).await.unwrap();
}

/// What an endpoint would get now, answered by `status`.
async fn send(world: &World, id: &EndpointId, status: u16) -> Vec<(EventType, i64)> {
    let Some(batch) = claim(world, id).await else {
        return Vec::new();
    };
    let mut sent = Vec::new();
    for message in batch.messages {
        let settled = world.engine.settle_delivery(
            &world.shop.id,
            (&message.id, &message.attempt),
            answered(status),
            Some("the answer".into()),
        );
        assert!(settled.await.unwrap());
        let said = message.said.unwrap();
        sent.push((said.kind, said.data["seq"].as_i64().unwrap()));
    }
    sent
}

async fn claim(world: &World, id: &EndpointId) -> Option<ClaimedBatch> {
    let shop = shop(world).await;
    world.engine.webhooks_all_planned(&shop).await.unwrap();
    world
        .engine
        .claim_deliveries(&shop, id, LONG)
        .await
        .unwrap()
}

async fn ping(world: &World, id: &EndpointId, status: u16) {
    let shop = shop(world).await;
    let context = Context::by(By::Cli);
    let batch = world
        .engine
        .claim_ping(&shop, id, context, LONG)
        .await
        .unwrap()
        .unwrap();
    let ping = &batch.messages[0];
    assert_eq!(ping.said.as_ref().unwrap().kind, EventType::Ping);
    let settled =
        world
            .engine
            .settle_delivery(&shop.id, (&ping.id, &ping.attempt), answered(status), None);
    assert!(settled.await.unwrap());
}

/// An endpoint that has proven itself.
async fn proven(world: &World, url: &str, types: &[&str]) -> EndpointId {
    let id = world.run(new(url, types)).await.unwrap();
    ping(world, &id, 204).await;
    assert_eq!(state(world, &id).await, EndpointState::On);
    id
}

async fn state(world: &World, id: &EndpointId) -> EndpointState {
    world
        .engine
        .endpoint(&*shop(world).await, id)
        .await
        .unwrap()
        .state
}

async fn tries(world: &World, id: &EndpointId) -> Vec<TryView> {
    let shop = shop(world).await;
    world
        .engine
        .endpoint_tries(&shop, id, None, 100)
        .await
        .unwrap()
        .items
}

/// How many rows of a table there are, whatever is shown of them.
async fn rows(world: &World, table: &str) -> i64 {
    let count = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
    match Raw::open(&world.database.url).await {
        Raw::Sqlite(pool) => sqlx::query_scalar(count).fetch_one(&pool).await.unwrap(),
        Raw::Postgres(pool) => sqlx::query_scalar(count).fetch_one(&pool).await.unwrap(),
    }
}

on_both! {
    async fn without_a_key_to_seal_with_nothing_is_made(world: World) {
        let made = world.run(new("https://shop.example/", &["*"])).await;
        if world.database.url.starts_with("sqlite") {
            made.unwrap();
        } else {
            assert!(matches!(made, Err(ExecuteError::Conflict(Refusal::NoSecretKey))));
            assert!(!world.engine.shop("demo").await.unwrap().has_webhooks);
        }
    }

    async fn an_endpoint_is_told_once_of_what_happens_after_it_has_proven_itself(world: World) {
        let world = stage(world).await;
        assert!(!shop(&world).await.has_webhooks);
        world.place("TENT", 1).await.unwrap();
        let id = world.run(new("https://shop.example/hooks", &["order.placed", "order.cancelled"])).await.unwrap();
        assert!(shop(&world).await.has_webhooks);
        world.place("TENT", 1).await.unwrap();
        ping(&world, &id, 500).await;
        assert_eq!(state(&world, &id).await, EndpointState::Unproven);
        assert_eq!(send(&world, &id, 200).await, []);
        ping(&world, &id, 204).await;
        world.place("TENT", 2).await.unwrap();
        let other = node(&world.database, &world.clock).await;
        other.webhooks_all_planned(&world.shop).await.unwrap();
        let batch = claim(&world, &id).await.unwrap();
        assert_eq!(batch.url, "https://shop.example/hooks");
        assert_eq!(batch.messages.len(), 1);
        let said = batch.messages[0].said.clone().unwrap();
        assert_eq!(said.kind, EventType::OrderPlaced);
        assert_eq!(said.data["lines"][0]["quantity"], 2);
        assert!(said.path.starts_with("/console/orders/ord_"));
        // While it is on its way, nobody else sends it.
        assert!(other.claim_deliveries(&world.shop, &id, LONG).await.unwrap().is_none());
        let settled = other.settle_delivery(&world.shop.id, (&batch.messages[0].id, &batch.messages[0].attempt), answered(200), None);
        assert!(!settled.await.unwrap());
        let settled = world.engine.settle_delivery(&world.shop.id, (&batch.messages[0].id, &batch.messages[0].attempt), answered(200), None);
        assert!(settled.await.unwrap());
        assert_eq!(send(&world, &id, 200).await, []);
    }

    async fn what_fails_climbs_the_ladder_by_the_clock_of_the_shop_and_is_given_up(world: World) {
        let world = stage(world).await;
        let id = proven(&world, "https://shop.example/hooks", &["order.placed"]).await;
        world.place("TENT", 1).await.unwrap();
        // Each pause of the ladder, and the tenth of it by which it may be later.
        let pauses = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
        for (n, pause) in pauses.into_iter().enumerate() {
            assert_eq!(send(&world, &id, 500).await.len(), 1, "try {n}");
            pass(&world, pause - 2).await;
            assert_eq!(send(&world, &id, 500).await, [], "before try {}", n + 1);
            pass(&world, 4 + pause / 10).await;
        }
        assert_eq!(send(&world, &id, 500).await.len(), 1);
        pass(&world, 40 * 3_600).await;
        assert_eq!(send(&world, &id, 200).await, []);
        let view = world.engine.endpoint(&*shop(&world).await, &id).await.unwrap();
        assert_eq!((view.waiting, view.failed), (0, 1));
        assert!(view.failing_since.is_some());
        let all = tries(&world, &id).await;
        assert_eq!(all.len(), 11);
        assert_eq!((all[0].n, all[0].status, all[0].answer.as_deref()), (10, Some(500), Some("the answer")));
        let message = &all[0].delivery;
        assert!(all[..10].iter().all(|one| one.delivery == *message), "one id over all tries");
        // Somebody has it sent again, and it is one that works by now.
        let replay = |which| ReplayDeliveries { id: id.clone(), which };
        assert_eq!(world.run(replay(Replay::Failed)).await.unwrap(), 1);
        assert_eq!(world.run(replay(Replay::Failed)).await.unwrap(), 0);
        assert_eq!(send(&world, &id, 200).await.len(), 1);
        let view = world.engine.endpoint(&*shop(&world).await, &id).await.unwrap();
        assert_eq!((view.failed, view.failing_since), (0, None));
        assert_eq!(world.run(replay(Replay::One(message.clone()))).await.unwrap(), 1);
        assert_eq!(send(&world, &id, 200).await.len(), 1);
        let (first, day) = (all[10].began_at, SignedDuration::from_hours(24));
        let range = |from, to| replay(Replay::Range(from, to));
        assert_eq!(world.run(range(first - day, first)).await.unwrap(), 0);
        assert_eq!(world.run(range(first, first + day)).await.unwrap(), 1);
    }

    async fn an_endpoint_that_only_fails_for_five_days_is_turned_off(world: World) {
        let world = stage(world).await;
        let id = proven(&world, "https://shop.example/hooks", &["*"]).await;
        let day = 24 * 3_600;
        world.place("TENT", 1).await.unwrap();
        send(&world, &id, 503).await;
        pass(&world, 4 * day).await;
        send(&world, &id, 200).await;
        // It answered, so the five days begin again.
        world.place("TENT", 1).await.unwrap();
        send(&world, &id, 503).await;
        for _ in 0..4 {
            pass(&world, day).await;
            send(&world, &id, 503).await;
            assert_eq!(state(&world, &id).await, EndpointState::On);
        }
        pass(&world, day).await;
        world.place("TENT", 1).await.unwrap();
        send(&world, &id, 503).await;
        assert_eq!(state(&world, &id).await, EndpointState::Off(OffReason::Failing));
        let shop = shop(&world).await;
        assert_eq!(world.engine.attention(&shop).await.unwrap().endpoints_off, 1);
        let view = world.engine.endpoint(&shop, &id).await.unwrap();
        assert_eq!(view.waiting, 0);
        let refused = world.run(ReplayDeliveries { id: id.clone(), which: Replay::Failed }).await;
        assert!(matches!(refused, Err(ExecuteError::Conflict(Refusal::EndpointNotOn))));
        // Turned on again it proves itself, and is told of what happens from then on.
        let on = ChangeEndpoint { id: id.clone(), url: None, types: None, on: Some(true) };
        assert!(world.run(on).await.unwrap());
        world.place("TENT", 1).await.unwrap();
        ping(&world, &id, 200).await;
        assert_eq!(send(&world, &id, 200).await, []);
        assert_eq!(world.engine.attention(&shop).await.unwrap().endpoints_off, 0);
        world.place("TENT", 1).await.unwrap();
        assert_eq!(send(&world, &id, 200).await.len(), 1);
    }

    async fn gone_turns_off_at_once_and_tells_the_others(world: World) {
        let world = stage(world).await;
        let gone = proven(&world, "https://gone.example/", &["order.placed"]).await;
        let other = proven(&world, "https://other.example/", &["endpoint.disabled"]).await;
        world.place("TENT", 1).await.unwrap();
        world.place("TENT", 1).await.unwrap();
        send(&world, &gone, 410).await;
        assert_eq!(state(&world, &gone).await, EndpointState::Off(OffReason::Gone));
        let batch = claim(&world, &other).await.unwrap();
        let said = batch.messages[0].said.clone().unwrap();
        assert_eq!(said.kind, EventType::EndpointDisabled);
        assert_eq!((said.data["endpoint"].as_str(), said.data["reason"].as_str()), (Some(gone.as_str()), Some("gone")));
    }

    async fn an_endpoint_that_asks_for_a_pause_is_left_alone_as_a_whole(world: World) {
        let world = stage(world).await;
        let id = proven(&world, "https://busy.example/", &["order.placed"]).await;
        world.place("TENT", 1).await.unwrap();
        let message = claim(&world, &id).await.unwrap().messages.remove(0);
        let busy = Outcome::Answered { status: 429, retry_after_ms: Some(600_000) };
        world.engine.settle_delivery(&world.shop.id, (&message.id, &message.attempt), busy, None).await.unwrap();
        world.place("TENT", 1).await.unwrap();
        assert!(claim(&world, &id).await.is_none());
        assert!(world.engine.endpoints_due(&*shop(&world).await).await.unwrap().is_empty());
        pass(&world, 660).await;
        assert_eq!(send(&world, &id, 200).await.len(), 1, "one at a time until it answers");
        assert_eq!(send(&world, &id, 200).await.len(), 1);
    }

    async fn each_endpoint_has_a_queue_of_its_own(world: World) {
        let world = stage(world).await;
        let dead = proven(&world, "https://dead.example/", &["order.placed"]).await;
        let living = proven(&world, "https://living.example/", &["order.placed"]).await;
        for _ in 0..10 {
            world.place("TENT", 1).await.unwrap();
        }
        // Nobody answers for the dead one: its messages stay on their way.
        let stuck = claim(&world, &dead).await.unwrap();
        assert_eq!(stuck.messages.len(), 4);
        let mut told = Vec::new();
        loop {
            let some = send(&world, &living, 200).await;
            if some.is_empty() {
                break;
            }
            told.extend(some);
        }
        assert_eq!(told.len(), 10);
        assert!(told.is_sorted_by_key(|(_, seq)| *seq));
        for message in &stuck.messages {
            let outcome = Outcome::Unanswered(Trouble::NotReached);
            world.engine.settle_delivery(&world.shop.id, (&message.id, &message.attempt), outcome, None).await.unwrap();
        }
        // One that fails rests, although more is due, and is asked by one message then.
        assert_eq!(send(&world, &dead, 500).await, []);
        assert_eq!(world.engine.endpoints_due(&*shop(&world).await).await.unwrap(), []);
        pass(&world, 6).await;
        assert_eq!(send(&world, &dead, 500).await.len(), 1);
        assert_eq!(send(&world, &dead, 500).await, []);
    }

    async fn a_secret_is_sealed_and_the_one_before_signs_for_a_day(world: World) {
        let world = stage(world).await;
        let id = proven(&world, "https://shop.example/", &["order.placed"]).await;
        let first = world.engine.endpoint_secret(&world.shop, &id).await.unwrap();
        assert!(first.expose().starts_with("whsec_") && first.expose().len() == 6 + 44);
        world.run(RotateSecret { id: id.clone() }).await.unwrap();
        let second = world.engine.endpoint_secret(&world.shop, &id).await.unwrap();
        assert!(first != second);
        world.place("TENT", 1).await.unwrap();
        let batch = claim(&world, &id).await.unwrap();
        assert!(batch.secrets == [second.clone(), first.clone()]);
        let said = format!("{batch:?} {:?}", world.engine.endpoint(&world.shop, &id).await.unwrap());
        assert!(!said.contains(first.expose()) && !said.contains(second.expose()), "{said}");
        world.engine.settle_delivery(&world.shop.id, (&batch.messages[0].id, &batch.messages[0].attempt), answered(200), None).await.unwrap();
        pass(&world, 24 * 3_600 + 1).await;
        world.place("TENT", 1).await.unwrap();
        assert!(claim(&world, &id).await.unwrap().secrets == [second]);
    }

    async fn another_address_proves_itself_and_gets_what_waits(world: World) {
        let world = stage(world).await;
        let id = proven(&world, "https://old.example/", &["order.placed"]).await;
        let change = |url: Option<&str>, types: Option<&[&str]>, on| ChangeEndpoint {
            id: id.clone(),
            url: url.map(|url| EndpointUrl::parse(url).unwrap()),
            types: types.map(|types| Types::parse(types.iter().copied()).unwrap()),
            on,
        };
        assert!(!world.run(change(Some("https://old.example/"), None, None)).await.unwrap());
        assert!(world.run(change(Some("https://new.example/"), None, None)).await.unwrap());
        world.place("TENT", 1).await.unwrap();
        assert!(claim(&world, &id).await.is_none());
        ping(&world, &id, 200).await;
        let batch = claim(&world, &id).await.unwrap();
        assert_eq!((batch.url.as_str(), batch.messages.len()), ("https://new.example/", 1));
        world.engine.settle_delivery(&world.shop.id, (&batch.messages[0].id, &batch.messages[0].attempt), answered(200), None).await.unwrap();
        assert!(!world.run(change(None, Some(&["order.cancelled"]), None)).await.unwrap());
        world.place("TENT", 1).await.unwrap();
        assert!(claim(&world, &id).await.is_none());
        // Turned off by hand: what waits is given up, and nobody has to look at it.
        assert!(!world.run(change(None, Some(&["*"]), None)).await.unwrap());
        world.place("TENT", 1).await.unwrap();
        let shop_now = shop(&world).await;
        world.engine.webhooks_all_planned(&shop_now).await.unwrap();
        assert!(!world.run(change(None, None, Some(false))).await.unwrap());
        let view = world.engine.endpoint(&shop_now, &id).await.unwrap();
        assert_eq!(view.state, EndpointState::Off(OffReason::ByHand));
        assert_eq!((view.waiting, view.failed > 0), (0, true));
        assert_eq!(world.engine.attention(&shop_now).await.unwrap().endpoints_off, 0);
    }

    async fn a_shop_has_a_number_of_endpoints_at_most_and_none_costs_nothing(world: World) {
        let world = stage(world).await;
        let mut ids = Vec::new();
        for n in 0..ENDPOINTS_MAX {
            ids.push(world.run(new(&format!("https://shop.example/{n}"), &["*"])).await.unwrap());
        }
        let refused = world.run(new("https://shop.example/more", &["*"])).await;
        assert!(matches!(refused, Err(ExecuteError::Conflict(Refusal::TooManyEndpoints(ENDPOINTS_MAX)))));
        for id in ids {
            world.run(DeleteEndpoint { id: id.clone() }).await.unwrap();
            let gone = world.run(DeleteEndpoint { id: id.clone() }).await;
            assert!(matches!(gone, Err(ExecuteError::NotFound { .. })));
            assert!(world.engine.endpoint(&world.shop, &id).await.is_err());
        }
        let shop = shop(&world).await;
        assert!(!shop.has_webhooks && world.engine.shops_with_webhooks().is_empty());
        assert!(world.engine.endpoints(&shop).await.unwrap().is_empty());
        // One that is made later is not told of what happened meanwhile.
        world.place("TENT", 1).await.unwrap();
        let id = proven(&world, "https://shop.example/", &["*"]).await;
        assert_eq!(send(&world, &id, 200).await, []);
    }

    async fn an_answer_of_an_address_that_was_replaced_changes_nothing(world: World) {
        let world = stage(world).await;
        let id = world.run(new("https://a.example/", &["order.placed"])).await.unwrap();
        let to = |url: &str| ChangeEndpoint { id: id.clone(), url: Some(EndpointUrl::parse(url).unwrap()), types: None, on: None };
        let pinging = async || {
            let ping = world.engine.claim_ping(&world.shop, &id, Context::by(By::Cli), LONG).await;
            ping.unwrap().unwrap().messages.remove(0)
        };
        let answer = async |message: &ClaimedMessage, status| {
            let this = (&message.id, &message.attempt);
            world.engine.settle_delivery(&world.shop.id, this, answered(status), None).await.unwrap()
        };
        let late = pinging().await;
        assert!(world.run(to("https://b.example/")).await.unwrap());
        assert!(!answer(&late, 204).await);
        assert_eq!(state(&world, &id).await, EndpointState::Unproven);
        let ping = pinging().await;
        assert!(answer(&ping, 204).await);
        assert_eq!(state(&world, &id).await, EndpointState::On);
        // The same with messages, which the next address gets although this node had them.
        world.place("TENT", 1).await.unwrap();
        let late = claim(&world, &id).await.unwrap().messages.remove(0);
        assert!(world.run(to("https://c.example/")).await.unwrap());
        assert!(!answer(&late, 410).await);
        let ping = pinging().await;
        assert!(answer(&ping, 204).await);
        let batch = claim(&world, &id).await.unwrap();
        assert_eq!((batch.url.as_str(), &batch.messages[0].id), ("https://c.example/", &late.id));
        assert!(!answer(&late, 410).await, "it is on its way by another try");
        assert!(answer(&batch.messages[0], 200).await);
        assert_eq!(state(&world, &id).await, EndpointState::On);
    }

    async fn a_rest_that_was_asked_for_outlasts_the_success_of_others(world: World) {
        let world = stage(world).await;
        let id = proven(&world, "https://busy.example/", &["order.placed"]).await;
        for _ in 0..3 {
            world.place("TENT", 1).await.unwrap();
        }
        let batch = claim(&world, &id).await.unwrap().messages;
        let busy = Outcome::Answered { status: 429, retry_after_ms: Some(600_000) };
        for (message, outcome) in batch.iter().zip([busy, answered(200), answered(500)]) {
            let this = (&message.id, &message.attempt);
            assert!(world.engine.settle_delivery(&world.shop.id, this, outcome, None).await.unwrap());
        }
        world.place("TENT", 1).await.unwrap();
        pass(&world, 590).await;
        assert_eq!(send(&world, &id, 200).await, []);
        pass(&world, 20).await;
        assert_eq!(send(&world, &id, 200).await.len(), 1);
    }

    async fn two_failures_far_apart_are_no_five_days_of_failing(world: World) {
        let world = stage(world).await;
        let id = proven(&world, "https://shop.example/", &["order.placed"]).await;
        for _ in 0..2 {
            world.place("TENT", 1).await.unwrap();
            assert_eq!(send(&world, &id, 500).await.len(), 1);
            assert_eq!(state(&world, &id).await, EndpointState::On);
            // Nothing was sent meanwhile, as when nothing happens in a shop.
            pass(&world, 6 * 24 * 3_600).await;
        }
    }

    async fn a_message_that_cannot_be_read_is_given_up_and_stops_no_other(world: World) {
        let world = stage(world).await;
        let id = proven(&world, "https://shop.example/", &["order.placed"]).await;
        world.place("TENT", 1).await.unwrap();
        world.place("TENT", 1).await.unwrap();
        let batch = claim(&world, &id).await.unwrap();
        let [bad, good] = batch.messages.as_slice() else { panic!("{batch:?}") };
        let outcome = Outcome::Unanswered(Trouble::Unreadable);
        world.engine.settle_delivery(&world.shop.id, (&bad.id, &bad.attempt), outcome, None).await.unwrap();
        world.engine.settle_delivery(&world.shop.id, (&good.id, &good.attempt), answered(200), None).await.unwrap();
        let view = world.engine.endpoint(&world.shop, &id).await.unwrap();
        assert_eq!((view.waiting, view.failed, view.failing_since), (0, 1, None));
    }

    async fn a_try_that_came_long_after_its_message_is_forgotten_too(world: World) {
        let world = stage(world).await;
        let id = proven(&world, "https://shop.example/", &["order.placed"]).await;
        world.place("TENT", 1).await.unwrap();
        assert_eq!(send(&world, &id, 200).await.len(), 1);
        let message = tries(&world, &id).await.remove(0).delivery;
        pass(&world, 20 * 24 * 3_600).await;
        world.run(ReplayDeliveries { id: id.clone(), which: Replay::One(message) }).await.unwrap();
        assert_eq!(send(&world, &id, 200).await.len(), 1);
        for (days, left) in [(11, 1), (20, 0)] {
            pass(&world, days * 24 * 3_600).await;
            world.engine.forget_deliveries(&*shop(&world).await).await.unwrap();
            assert_eq!(rows(&world, "webhook_deliveries").await, 0);
            assert_eq!(rows(&world, "webhook_tries").await, left);
        }
    }

    async fn what_was_told_is_forgotten_after_a_month(world: World) {
        let world = stage(world).await;
        let id = proven(&world, "https://shop.example/", &["order.placed"]).await;
        world.place("TENT", 1).await.unwrap();
        assert_eq!(send(&world, &id, 200).await.len(), 1);
        pass(&world, 29 * 24 * 3_600).await;
        world.engine.forget_deliveries(&*shop(&world).await).await.unwrap();
        assert_eq!(tries(&world, &id).await.len(), 2);
        pass(&world, 2 * 24 * 3_600).await;
        world.engine.forget_deliveries(&*shop(&world).await).await.unwrap();
        assert_eq!(tries(&world, &id).await.len(), 0);
        assert_eq!(rows(&world, "webhook_tries").await + rows(&world, "webhook_deliveries").await, 0);
        assert_eq!(state(&world, &id).await, EndpointState::On);
    }
}

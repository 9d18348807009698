//! Several nodes on PostgreSQL when one of them, the network or the database fails.

use super::databases::{self, TestDatabase};
use super::proxy::{Commit, Cut, Proxy};
use crate::command::{
    ChangeStock, Context, CreateShop, IdempotencyKey, PlaceOrder, PlacedOrder, SaveProduct,
    StockChange,
};
use crate::store::{Limits, Settings, StoreError, shops};

use crate::{Clock, Engine, ExecuteError, lane_of};
use dockline_domain::by::By;
use dockline_domain::catalogue::{ProductDraft, VariantDraft};
use dockline_domain::email::Email;
use dockline_domain::id::{Handle, LocationCode, ShopSlug, Sku};
use dockline_domain::money::{Currency, Money};
use dockline_domain::order::{OrderLine, Person, Quantity, Ship};
use dockline_domain::shop::{ShopProfile, ShopRules};
use dockline_view::Shop;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// Much longer than anything takes here: only what never comes takes as long.
const NEVER: Duration = Duration::from_mins(1);
/// Much shorter than anybody waits.
const SOON: Duration = Duration::from_millis(200);

/// A node that waits for others as long as it takes.
fn patient() -> Settings {
    Settings {
        limits: Limits {
            idle_in_transaction: NEVER,
            lock: NEVER,
            statement: NEVER,
            outcome: NEVER,
        },
        ..Settings::default()
    }
}

async fn node(url: &str, settings: &Settings) -> Engine {
    let clock = Clock::fixed("2026-11-23T10:00:00Z".parse().unwrap());
    Engine::open_with(url, clock, settings).await.unwrap()
}

/// A shop with a thousand tents on hand.
async fn shop(engine: &Engine, slug: &str) -> Arc<Shop> {
    let currency = Currency::parse("EUR").unwrap();
    let profile = ShopProfile {
        name: slug.into(),
        currency,
        time_zone: "Europe/Berlin".into(),
        tagline: None,
        storefront: Box::default(),
    };
    let command = CreateShop {
        slug: ShopSlug::parse(slug).unwrap(),
        profile,
        rules: ShopRules::default(),
        rehearsal: false,
    };
    let by = || Context::by(By::Cli);
    let shop = engine.create_shop(by(), command).await.unwrap();
    let sku = Sku::parse("TENT").unwrap();
    let price = Money {
        minor: 1_000,
        currency,
    };
    let variant = VariantDraft {
        off_sale: false,
        release_on: None,
        sku: sku.clone(),
        price,
        options: vec![],
        policy: None,
        image: None,
        gtin: None,
        content: None,
    };
    let product = ProductDraft {
        off_sale: false,
        release_on: None,
        handle: Handle::parse("tent").unwrap(),
        title: "Tent".into(),
        description: String::new(),
        vendor: None,
        tags: vec![],
        image: None,
        policy: None,
        variants: vec![variant],
        facts: dockline_domain::facts::Facts::default(),
    };
    let save = SaveProduct {
        product,
        if_version: None,
    };
    engine.execute(&shop.id, by(), save).await.unwrap();
    let stock = ChangeStock {
        sku,
        location: LocationCode::parse("main").unwrap(),
        change: StockChange::Set(1_000),
        reason: None,
    };
    engine.execute(&shop.id, by(), stock).await.unwrap();
    // From here on nothing is written that a test does not ask for.
    engine.promises_revised(&shop).await.unwrap();
    shop
}

async fn place(
    engine: &Engine,
    shop: &Shop,
    key: Option<&str>,
) -> Result<PlacedOrder, ExecuteError> {
    let person = Person {
        email: Email::stored("ada@example.com"),
        name: "Ada".into(),
        locale: "en".into(),
    };
    let line = OrderLine {
        sku: Sku::parse("TENT").unwrap(),
        quantity: Quantity::new(1).unwrap(),
    };
    let order = PlaceOrder {
        person,
        lines: vec![line],
        ship: Ship::AsAvailable,
        needed_by: None,
        destination: None,
        expected_total: None,
        told: None,
    };
    let key = key.map(|key| IdempotencyKey {
        key: key.into(),
        fingerprint: "same".into(),
    });
    let context = Context::with_key(By::Cli, key);
    engine.execute(&shop.id, context, order).await
}

/// Somebody with a connection of their own and no limits.
async fn somebody(database: &TestDatabase) -> PgConnection {
    PgConnection::connect(&database.url).await.unwrap()
}

async fn say(connection: &mut PgConnection, text: String) {
    sqlx::raw_sql(AssertSqlSafe(text))
        .execute(connection)
        .await
        .unwrap();
}

/// Holds a shop's lock until the transaction ends.
async fn hold(connection: &mut PgConnection, shop: &Shop) {
    let lock = format!(
        "begin; select 1 from shops where id = '{}' for update",
        shop.id
    );
    say(connection, lock).await;
}

/// Ends every connection to a database but this one.
async fn end_all(connection: &mut PgConnection) {
    let end = "select pg_terminate_backend(pid, 10000) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()";
    say(connection, end.to_owned()).await;
}

async fn orders(connection: &mut PgConnection, shop: &Shop) -> i64 {
    sqlx::query_scalar("select count(*) from orders where shop_id = $1")
        .bind(shop.id.as_str())
        .fetch_one(connection)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_falls_silent_gives_its_locks_back() {
    let database = databases::postgres();
    let mut settings = patient();
    settings.limits.idle_in_transaction = SOON;
    let engine = node(&database.url, &settings).await;
    let shop = shop(&engine, "demo").await;
    let lane = engine.database.lane();
    let mut silent = lane.write().await.unwrap();
    shops::lock(&mut silent, std::slice::from_ref(&shop.id))
        .await
        .unwrap();
    place(&engine, &shop, None).await.unwrap();
    // What it says afterwards is not heard, and its next transaction is a new one.
    assert!(matches!(silent.savepoint().await, Err(StoreError::Away(_))));
    drop(silent);
    lane.write().await.unwrap().end().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_waits_too_long_for_a_lock_is_told_and_sells_when_it_is_let_go() {
    let database = databases::postgres();
    let mut settings = patient();
    settings.limits.lock = SOON;
    let engine = node(&database.url, &settings).await;
    let shop = shop(&engine, "demo").await;
    let mut other = somebody(&database).await;
    for _ in 0..3 {
        hold(&mut other, &shop).await;
        assert!(matches!(
            place(&engine, &shop, None).await,
            Err(ExecuteError::Busy)
        ));
        say(&mut other, "rollback".to_owned()).await;
        place(&engine, &shop, None).await.unwrap();
    }
    assert_eq!(orders(&mut other, &shop).await, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_was_read_only_for_a_time_is_written_again() {
    let database = databases::postgres();
    let mut settings = patient();
    settings.limits.outcome = SOON;
    let engine = node(&database.url, &settings).await;
    let shop = shop(&engine, "demo").await;
    place(&engine, &shop, None).await.unwrap();
    let mut other = somebody(&database).await;
    let name: String = sqlx::query_scalar("select current_database()::text")
        .fetch_one(&mut other)
        .await
        .unwrap();
    let alter = |what| format!("alter database {name} {what} default_transaction_read_only");
    say(&mut other, alter("set") + " = on").await;
    end_all(&mut other).await;
    // The first connection that is open still may have been cut in the middle.
    let first = place(&engine, &shop, None).await;
    assert!(matches!(
        first,
        Err(ExecuteError::Away | ExecuteError::OutcomeUnknown)
    ));
    assert!(matches!(
        place(&engine, &shop, None).await,
        Err(ExecuteError::Away)
    ));
    say(&mut other, alter("reset")).await;
    place(&engine, &shop, None).await.unwrap();
    assert_eq!(orders(&mut other, &shop).await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_the_server_ends_are_opened_again() {
    let database = databases::postgres();
    let engine = node(&database.url, &patient()).await;
    let shop = shop(&engine, "demo").await;
    let mut other = somebody(&database).await;
    for round in 0..4 {
        end_all(&mut other).await;
        // It is answered as placed, or told that nothing was changed.
        let first = place(&engine, &shop, None).await;
        assert!(matches!(first, Ok(_) | Err(ExecuteError::Away)), "{round}");
        let before = orders(&mut other, &shop).await;
        for _ in 0..2 {
            place(&engine, &shop, None).await.unwrap();
        }
        assert_eq!(orders(&mut other, &shop).await, before + 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_waits_for_one_shop_keeps_no_other_lane_waiting() {
    let database = databases::postgres();
    let engine = node(&database.url, &patient()).await;
    let lane = |shop: &Shop| lane_of(&shop.id, Settings::LANES);
    let locked = shop(&engine, "locked").await;
    let mut free = Vec::new();
    for number in 0..64 {
        let other = shop(&engine, &format!("shop-{number}")).await;
        if lane(&other) != lane(&locked) {
            free.push(other);
        }
        if free.len() == 3 {
            break;
        }
    }
    let elsewhere = node(&database.url, &patient()).await;
    let mut somebody = somebody(&database).await;
    hold(&mut somebody, &locked).await;
    let (waiting, shop) = (engine.clone(), Arc::clone(&locked));
    let waiting = tokio::spawn(async move { place(&waiting, &shop, None).await });
    for _ in 0..4 {
        for shop in &free {
            let placed = timeout(NEVER, place(&engine, shop, None)).await;
            placed.expect("it does not wait").unwrap();
        }
    }
    // What other nodes do in other shops is seen as well.
    place(&elsewhere, &free[0], None).await.unwrap();
    let seq = elsewhere.version(&free[0].id);
    let mut version = engine.watch_version(&free[0].id);
    timeout(NEVER, version.wait_for(|seen| *seen >= seq))
        .await
        .expect("it is seen")
        .unwrap();
    assert!(!waiting.is_finished());
    say(&mut somebody, "rollback".to_owned()).await;
    waiting.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_sell_in_the_same_shops_never_wait_in_a_circle() {
    let database = databases::postgres();
    let settings = Settings {
        lanes: 2,
        ..patient()
    };
    let nodes = [
        node(&database.url, &settings).await,
        node(&database.url, &settings).await,
    ];
    let mut shops = Vec::new();
    for number in 0..4 {
        shops.push(shop(&nodes[0], &format!("shop-{number}")).await);
    }
    let mut placing = tokio::task::JoinSet::new();
    for number in 0..96 {
        let (engine, shop) = (
            nodes[number % 2].clone(),
            Arc::clone(&shops[number / 2 % 4]),
        );
        placing.spawn(async move { place(&engine, &shop, None).await });
    }
    for placed in placing.join_all().await {
        placed.unwrap();
    }
    let mut somebody = somebody(&database).await;
    for shop in &shops {
        assert_eq!(orders(&mut somebody, shop).await, 24);
    }
}

/// Places once in a connection that breaks, and asks again with the key. Answers what was told
/// first.
async fn place_and_break(
    engine: &Engine,
    proxy: &Proxy,
    shop: &Shop,
    (commit, cut): (Commit, Cut),
    key: &str,
) -> Result<PlacedOrder, ExecuteError> {
    proxy.cut(commit, cut);
    let told = place(engine, shop, Some(key)).await;
    assert!(proxy.has_cut(), "{commit:?} {cut:?}");
    let again = place(engine, shop, Some(key)).await.unwrap();
    if let Ok(told) = &told {
        assert_eq!(told.order, again.order);
    }
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_is_not_answered_is_looked_up() {
    let database = databases::postgres();
    let proxy = Proxy::before(&database).await;
    let engine = node(&proxy.url, &patient()).await;
    let elsewhere = node(&database.url, &patient()).await;
    let shop = shop(&engine, "demo").await;
    let mut somebody = somebody(&database).await;
    let mut placed = 0;
    for round in 0..3 {
        for commit in [Commit::Transaction, Commit::AtOnce] {
            for cut in [Cut::Before, Cut::After] {
                // A node that has found nobody else in the shop writes at once; one that has found
                // somebody goes the long way.
                for _ in 0..3 {
                    place(&engine, &shop, None).await.unwrap();
                }
                if commit == Commit::Transaction {
                    place(&elsewhere, &shop, None).await.unwrap();
                    placed += 1;
                }
                let key = format!("{round} {commit:?} {cut:?}");
                let told = place_and_break(&engine, &proxy, &shop, (commit, cut), &key).await;
                // Nobody is refused what was carried out. What was not and may be decided again is.
                let is_refused = (commit, cut) == (Commit::Transaction, Cut::Before);
                match told {
                    Ok(_) => assert!(!is_refused, "{key}"),
                    Err(error) => assert!(is_refused && matches!(error, ExecuteError::Away)),
                }
                placed += 4;
                assert_eq!(orders(&mut somebody, &shop).await, placed, "{key}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_became_of_a_commit_that_nobody_can_look_up_is_not_known() {
    let database = databases::postgres();
    let proxy = Proxy::before(&database).await;
    let mut settings = patient();
    settings.limits.outcome = SOON;
    let engine = node(&proxy.url, &settings).await;
    let elsewhere = node(&database.url, &patient()).await;
    let shop = shop(&engine, "demo").await;
    let mut somebody = somebody(&database).await;
    let mut placed = 0;
    for commit in [Commit::Transaction, Commit::AtOnce] {
        for cut in [Cut::Before, Cut::After] {
            for _ in 0..3 {
                place(&engine, &shop, None).await.unwrap();
            }
            if commit == Commit::Transaction {
                place(&elsewhere, &shop, None).await.unwrap();
                placed += 1;
            }
            placed += 3;
            proxy.cut(commit, cut);
            let key = format!("{commit:?} {cut:?}");
            proxy.close(true);
            let told = place(&engine, &shop, Some(&key)).await;
            assert!(
                matches!(told, Err(ExecuteError::OutcomeUnknown)),
                "{key}: {told:?}"
            );
            proxy.close(false);
            place(&engine, &shop, Some(&key)).await.unwrap();
            placed += 1;
            assert_eq!(orders(&mut somebody, &shop).await, placed, "{key}");
        }
    }
}

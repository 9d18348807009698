//! Copies of a database, and looking whether one is whole.

use crate::databases::{TestDatabase, postgres, sqlite};
use crate::simulation::rows::Raw;
use crate::world::{World, line, order, window};
use dockline_domain::by::By;
use dockline_domain::order::Ship;
use dockline_engine::command::Context;
use dockline_engine::{BackupError, Engine, backup, verify};
use jiff::civil::date;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What is wrong with a database, one line each.
async fn faults(url: &str) -> Vec<String> {
    let verified = verify(url).await.unwrap();
    verified.faults.iter().map(ToString::to_string).collect()
}

fn url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

/// People in line, units in parcels and on shelves, goods that were received.
async fn in_trade(database: TestDatabase) -> World {
    let world = World::new(database).await;
    world.product("tent", &["TENT"]).await;
    world.two_supplies("TENT", 3).await;
    for _ in 0..4 {
        world.place("TENT", 1).await.unwrap();
    }
    world.receive("PO-A", &[("TENT", 2)]).await.unwrap();
    world.engine.promises_revised(&world.shop).await.unwrap();
    world
}

/// What may be wrong: how it comes about, how it is undone, and how it is told.
const DAMAGES: &[(&str, &str, &str)] = &[
    (
        "update shops set seq = seq + 1",
        "update shops set seq = seq - 1",
        "and the log ends at",
    ),
    (
        "update events set seq = 1000 where seq = 3",
        "update events set seq = 3 where seq = 1000",
        "event 3 is missing",
    ),
    (
        "update events set payload = '{\"damaged\":' || payload || '}' where seq = 2",
        "update events set payload = substr(payload, 12, length(payload) - 12) where seq = 2",
        "event 2 cannot be read",
    ),
    (
        "update events set actor = '' where seq = 2",
        "update events set actor = 'cli' where seq = 2",
        "column actor",
    ),
    (
        "update variants set on_hand = on_hand + 1",
        "update variants set on_hand = on_hand - 1",
        "TENT: on hand 3, its rows say 2",
    ),
    (
        "update variants set allocated = allocated + 1",
        "update variants set allocated = allocated - 1",
        "allocated 3, its rows say 2",
    ),
    (
        "update variants set queued = queued - 1",
        "update variants set queued = queued + 1",
        "in line 1, its rows say 2",
    ),
    (
        "update variants set sku = 'TARP'",
        "update variants set sku = 'TENT'",
        "TENT has units and is no variant",
    ),
    (
        "update stock set reserved = reserved - 1",
        "update stock set reserved = reserved + 1",
        "TENT: 1 reserved at main, parcels take 2 from there",
    ),
    (
        "update order_lines set quantity = quantity + 1 where order_id = (select min(order_id) from order_lines)",
        "update order_lines set quantity = quantity - 1 where order_id = (select min(order_id) from order_lines)",
        "2 TENT ordered, its backorders are 1",
    ),
    (
        "update purchase_order_lines set received = received + 1 where received > 0",
        "update purchase_order_lines set received = received - 1 where received > 0",
        "PO-A: 3 TENT received, its receipts say 2",
    ),
    (
        "update followers set seq = seq + 1000",
        "update followers set seq = seq - 1000",
        "the follower promises is at event",
    ),
];

async fn each_damage_is_found(database: TestDatabase) {
    let World {
        database, engine, ..
    } = in_trade(database).await;
    engine.shut_down().await;
    let raw = Raw::open(&database.url).await;
    assert_eq!(faults(&database.url).await, Vec::<String>::new());
    for (damage, repair, told) in DAMAGES {
        raw.execute(damage).await;
        let found = faults(&database.url).await;
        assert!(
            found
                .iter()
                .any(|fault| fault.starts_with("shop demo: ") && fault.contains(told)),
            "{damage}: {found:?}"
        );
        raw.execute(repair).await;
        assert_eq!(
            faults(&database.url).await,
            Vec::<String>::new(),
            "{repair}"
        );
    }
    raw.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_damage_is_found_on_sqlite() {
    each_damage_is_found(sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_damage_is_found_on_postgres() {
    each_damage_is_found(postgres()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_was_overwritten_is_found() {
    let World {
        database, engine, ..
    } = in_trade(sqlite()).await;
    engine.shut_down().await;
    let Raw::Sqlite(pool) = Raw::open(&database.url).await else {
        unreachable!()
    };
    // Nothing else looks at this table.
    let page = "select rootpage from sqlite_master where name = 'persons'";
    let page: i64 = sqlx::query_scalar(page).fetch_one(&pool).await.unwrap();
    pool.close().await;
    let file = database.url.strip_prefix("sqlite://").unwrap();
    let mut bytes = std::fs::read(file).unwrap();
    let begins = usize::try_from(page - 1).unwrap() * 4_096;
    bytes[begins..begins + 4_096].fill(0xA5);
    std::fs::write(file, bytes).unwrap();
    let verified = verify(&database.url).await.unwrap();
    assert!(!verified.faults.is_empty());
    assert!(verified.faults.iter().all(|fault| fault.shop.is_none()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_is_made_while_orders_are_placed_and_sells_on() {
    let world = in_trade(sqlite()).await;
    let far = window(date(2027, 2, 1), date(2027, 2, 2));
    world.supply("PO-C", "TENT", 1_000_000, Some(far)).await;
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    let done = AtomicBool::new(false);
    let sell = async {
        let mut sold = 0;
        while !done.load(Ordering::Relaxed) {
            world.place("TENT", 1).await.unwrap();
            sold += 1;
        }
        sold
    };
    let back_up = async {
        let made = backup(&world.database.url, &copy).await;
        done.store(true, Ordering::Relaxed);
        made.unwrap()
    };
    // It only ends a test in which the copy begins anew for ever.
    let both = tokio::time::timeout(Duration::from_mins(1), async {
        tokio::join!(sell, back_up)
    });
    let (sold, made) = both.await.unwrap();
    assert!(sold > 0 && made.verified.events > 10);
    assert_eq!(made.verified.faults, []);
    let mode = std::fs::metadata(&copy).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "it is its owner's alone");
    let beside: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(beside.len(), 1, "{beside:?}");

    // Nothing is overwritten.
    let before = std::fs::read(&copy).unwrap();
    let again = backup(&world.database.url, &copy).await;
    assert!(matches!(again, Err(BackupError::Exists(_))), "{again:?}");
    assert_eq!(std::fs::read(&copy).unwrap(), before);

    let engine = Engine::open(&url(&copy), world.clock.clone())
        .await
        .unwrap();
    let shop = engine.shop("demo").await.unwrap();
    let wish = order(vec![line("TENT", 1)], Ship::AsAvailable);
    engine
        .execute(&shop.id, Context::by(By::Cli), wish)
        .await
        .unwrap();
    engine.shut_down().await;
    assert_eq!(faults(&url(&copy)).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_is_not_whole_gets_no_name_that_looks_like_a_backup() {
    let World {
        database, engine, ..
    } = in_trade(sqlite()).await;
    engine.shut_down().await;
    let raw = Raw::open(&database.url).await;
    raw.execute("update variants set queued = queued + 1").await;
    raw.close().await;
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    let Err(BackupError::Faulty { kept, verified }) = backup(&database.url, &copy).await else {
        panic!("it was taken for whole");
    };
    assert_eq!(verified.faults.len(), 1);
    assert!(kept.ends_with("copy.db.faulty") && kept.exists() && !copy.exists());
}

#[tokio::test]
async fn postgres_is_copied_by_its_own_tools() {
    let refused = backup("postgres://localhost/x", Path::new("copy.db")).await;
    assert!(refused.unwrap_err().to_string().contains("pg_dump"));
}

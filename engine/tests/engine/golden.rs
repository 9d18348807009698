//! A database of a released program goes on selling: its counters are what its rows add up to,
//! before and after.

use crate::golden_databases::{self, Golden};
use crate::simulation::rows::{Counters, Raw, Rows};
use crate::world::{line, order, sku};
use dockline_domain::backorder::Actor;
use dockline_domain::by::By;
use dockline_domain::delay::DelayLaw;
use dockline_domain::id::LocationCode;
use dockline_domain::order::Ship;
use dockline_domain::refusal::Refusal;
use dockline_engine::command::{CancelOrder, ChangeShop, Context, ReceiveGoods, ReceivedLine};
use dockline_engine::{Clock, Engine, ExecuteError, StoreError, verify};
use dockline_view::{PurchaseOrderLine, Shop};
use std::collections::BTreeMap;
use std::sync::Arc;

/// On hand, allocated and queued of each variant as stock and backorders say it.
fn added_up(rows: &Rows) -> BTreeMap<String, Counters> {
    let mut sums: BTreeMap<String, Counters> = rows
        .counters
        .keys()
        .map(|sku| (sku.clone(), (0, 0, 0)))
        .collect();
    for ((sku, _), (on_hand, _)) in &rows.stock {
        sums.get_mut(sku).unwrap().0 += on_hand;
    }
    for unit in &rows.live {
        let sum = sums.get_mut(&unit.sku).unwrap();
        match unit.state.as_str() {
            "queued" => sum.2 += unit.quantity,
            // It keeps its place, and takes no units.
            "held" => {}
            _ => sum.1 += unit.quantity,
        }
    }
    sums
}

fn open(line: &PurchaseOrderLine) -> u32 {
    line.quantity - line.received - line.written_off
}

async fn counters_are_right(raw: &Raw, shop: &Shop, when: &str) -> Rows {
    let rows = raw.rows(shop.id.as_str()).await;
    assert_eq!(rows.counters, added_up(&rows), "{when} in {}", shop.slug);
    let (newest, count, known) = raw.log(shop.id.as_str()).await;
    assert_eq!(
        (count, known),
        (newest, newest),
        "{when} the log of {} has no gap",
        shop.slug
    );
    rows
}

/// Sells what can be had, takes one order back, and receives what is on its way.
async fn trade(engine: &Engine, shop: &Arc<Shop>, rows: &Rows) -> u32 {
    let act = || Context::by(By::Cli);
    let mut sold = 0;
    for name in rows.counters.keys() {
        let wish = order(vec![line(name, 1)], Ship::AsAvailable);
        match engine.execute(&shop.id, act(), wish).await {
            Ok(placed) => {
                sold += 1;
                if sold % 5 == 0 {
                    let lines = vec![];
                    let cancel = CancelOrder {
                        order: placed.order,
                        lines,
                        by: Actor::Shopper,
                        reason: "changed my mind".into(),
                        if_version: None,
                    };
                    engine.execute(&shop.id, act(), cancel).await.unwrap();
                }
            }
            Err(ExecuteError::NotAvailable(_)) => {}
            Err(error) => panic!("{name}: {error}"),
        }
    }
    for supply in engine.purchase_orders(shop, None, 100).await.unwrap().items {
        let lines = supply.lines.iter().filter(|line| open(line) > 0);
        let lines: Vec<_> = lines
            .map(|line| ReceivedLine {
                line: None,
                sku: sku(line.sku.as_str()),
                quantity: open(line),
                discrepancy: None,
                more_to_come: false,
                if_open: None,
            })
            .collect();
        if !lines.is_empty() && supply.stage.is_inbound() {
            let location = LocationCode::parse("main").unwrap();
            let receipt = ReceiveGoods {
                purchase_order: supply.reference.clone(),
                location,
                lines,
                delivery_note: None,
            };
            engine.execute(&shop.id, act(), receipt).await.unwrap();
        }
    }
    sold
}

/// Nobody has looked whether mails of a shop of before go out: it cannot be set to tell and to cancel
/// by itself. A rehearsal can, and does nothing while it writes no mails.
async fn keeps_no_law_by_itself(engine: &Engine, shop: &Arc<Shop>) {
    let change = async |law| {
        let mut change = ChangeShop::default();
        change.change.delay.law = Some(law);
        engine.execute(&shop.id, Context::by(By::Cli), change).await
    };
    let before = shop.rules.delay.law;
    let set = change(DelayLaw::Automatic).await;
    if shop.rehearsal {
        set.unwrap();
        let now = engine.shop(shop.slug.as_str()).await.unwrap();
        assert!(!now.law_is_automatic());
        change(before).await.unwrap();
        return;
    }
    let refused = ExecuteError::Conflict(Refusal::MailsDoNotGoOut);
    assert_eq!(set.unwrap_err().to_string(), refused.to_string());
}

async fn lives_on(
    Golden {
        release,
        database,
        told,
    }: Golden,
) {
    // It can be looked at before anything is done with it.
    let whole = async || assert_eq!(verify(&database.url).await.unwrap().faults, [], "{release}");
    whole().await;
    let clock = Clock::fixed(told["made"].as_str().unwrap().parse().unwrap());
    let engine = Engine::open(&database.url, clock.clone()).await.unwrap();
    let raw = Raw::open(&database.url).await;
    for slug in told["keys"].as_object().unwrap().keys() {
        let shop = engine.shop(slug).await.unwrap();
        keeps_no_law_by_itself(&engine, &shop).await;
        let rows = counters_are_right(&raw, &shop, "after the migration").await;
        assert!(
            trade(&engine, &shop, &rows).await > 0,
            "{release} sells in {slug}"
        );
        engine.promises_revised(&shop).await.unwrap();
        let rows = counters_are_right(&raw, &shop, "after trading").await;
        assert!(
            rows.live
                .iter()
                .filter(|unit| unit.state == "allocated")
                .count()
                > 2,
            "what arrived was given to those who wait"
        );
    }
    raw.close().await;
    engine.shut_down().await;
    whole().await;
    // What was migrated once opens again as it is.
    Engine::open(&database.url, clock.clone())
        .await
        .unwrap()
        .shut_down()
        .await;
    if release == *golden_databases::RELEASES.last().unwrap() {
        sells_on_the_next_schema(&database.url, clock).await;
    }
}

/// The number of a migration that no program knows.
const NEXT: i64 = 9_000;
/// What a migration of the next release may do: it only adds.
const EXPANDS: &str = "
    alter table shops add column next_text text;
    alter table variants add column next_number bigint not null default 7;
    alter table backorders add column next_text text;
    alter table events add column next_text text;
    alter table orders add column next_number bigint not null default 0;
    alter table promises add column next_number bigint;
    create table next_table (shop_id text not null, id text not null, primary key (shop_id, id));
    create index next_index on orders (shop_id, next_number);
    insert into _sqlx_migrations (version, description, success, checksum, execution_time)
        values (9000, 'next', true, 'next', 0);";
/// What the one after that may do: it takes something away.
const CONTRACTS: &str = "update _schema set minimum_program = 9000";

/// This program, while the nodes beside it are of the next release already.
async fn sells_on_the_next_schema(url: &str, clock: Clock) {
    let raw = Raw::open(url).await;
    raw.execute(EXPANDS).await;
    let engine = Engine::open(url, clock.clone()).await.unwrap();
    let shop = engine.shop("demo").await.unwrap();
    let rows = counters_are_right(&raw, &shop, "on the next schema").await;
    assert!(trade(&engine, &shop, &rows).await > 0, "it sells");
    engine.promises_revised(&shop).await.unwrap();
    counters_are_right(&raw, &shop, "after trading on the next schema").await;
    engine.shut_down().await;
    assert_eq!(verify(url).await.unwrap().faults, []);

    raw.execute(CONTRACTS).await;
    let Err(refused) = Engine::open(url, clock).await else {
        panic!("it runs on a schema that is not for it");
    };
    assert!(
        matches!(refused, StoreError::OlderProgram { minimum: NEXT, .. }),
        "{refused}"
    );
    raw.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_of_a_released_program_sells_on() {
    for golden in golden_databases::all() {
        lives_on(golden).await;
    }
}

//! A PostgreSQL that keeps its shops on several machines.
//!
//! Without such a one, a stand-in writes down what migrations ask of it. With
//! `DOCKLINE_TEST_CITUS=postgres://…`, the address of a coordinator's database that may be emptied,
//! the same is done there, and every statement is carried out.

use super::{databases, one_shop, open, place, place_with_key, selling, statements};
use crate::command::{Context, CreateShop};
use crate::store::statement::Dialect;
use crate::store::{Database, Settings};
use crate::{Clock, Engine};
use dockline_domain::by::By;
use dockline_domain::shop::ShopRules;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, PgPool};
use std::collections::BTreeSet;

/// What Citus has, as far as migrations use it.
const STAND_IN: &str = "create table pg_dist_partition (logicalrelid regclass, by_column text);
    create function create_distributed_table(one regclass, by_column text, colocate_with text default 'default')
        returns void language sql as $$ insert into pg_dist_partition values (one, by_column) $$;
    create function create_reference_table(one regclass)
        returns void language sql as $$ insert into pg_dist_partition values (one, null) $$";

async fn pool(url: &str) -> PgPool {
    let Database::Postgres(postgres) = Database::open(url).await.unwrap() else {
        unreachable!()
    };
    postgres.read
}

/// Tables that belong to shops and have no place, or one by something else.
async fn without_a_place(pool: &PgPool) -> BTreeSet<String> {
    let text = "select c.relname::text from pg_class c
        left join pg_attribute a on a.attrelid = c.oid and a.attname = 'shop_id'
        where c.relkind = 'r' and c.relnamespace = (select relnamespace from pg_class where oid = 'shops'::regclass)
            and (a.attname is not null or c.relname = 'shops')
            and not exists (select from pg_dist_partition p where p.logicalrelid = c.oid)";
    let rows: Vec<String> = sqlx::query_scalar(text).fetch_all(pool).await.unwrap();
    rows.into_iter().collect()
}

/// A shop sells, and a slug is one shop's, though no index says so.
async fn sells(engine: &Engine) {
    assert!(!engine.database.lane().writes_at_once());
    let shop = selling(engine).await;
    let again = CreateShop {
        slug: shop.slug.clone(),
        profile: shop.profile.clone(),
        rules: ShopRules::default(),
        rehearsal: false,
    };
    let refused = engine.create_shop(Context::by(By::Cli), again).await;
    assert!(refused.is_err());
    let order = place(engine, &shop, "bob@example.com").await.unwrap();
    let with_key = place_with_key(engine, &shop).await.unwrap();
    let repeated = place_with_key(engine, &shop).await.unwrap();
    assert_eq!(with_key.order, repeated.order);
    let read = engine.order(&order.token).await.unwrap();
    assert_eq!(read.id, order.order);
    assert_eq!(engine.shop("demo").await.unwrap().id, shop.id);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_table_has_a_place_where_shops_are_on_several_machines() {
    let post = databases::postgres();
    let mut first = PgConnection::connect(&post.url).await.unwrap();
    first.execute(STAND_IN).await.unwrap();
    first.close().await.unwrap();
    let engine = open(&post).await;
    let pool = pool(&post.url).await;
    assert_eq!(without_a_place(&pool).await, BTreeSet::new());
    assert_eq!(one_shop::unique_over_shops(&pool).await, BTreeSet::new());
    let of_shops = "select logicalrelid::text from pg_dist_partition where by_column is distinct from 'shop_id' order by 1";
    let of_shops: Vec<String> = sqlx::query_scalar(of_shops).fetch_all(&pool).await.unwrap();
    assert_eq!(of_shops, ["shop_slugs", "shops"]);
    sells(&engine).await;
    engine.shut_down().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_sells_on_citus() {
    let Ok(url) = std::env::var("DOCKLINE_TEST_CITUS") else {
        eprintln!("skipped: DOCKLINE_TEST_CITUS names no database");
        return;
    };
    let mut first = PgConnection::connect(&url).await.unwrap();
    first
        .execute("drop schema public cascade; create schema public")
        .await
        .unwrap();
    let clock = Clock::fixed("2026-11-23T10:00:00Z".parse().unwrap());
    let engine = Engine::open_with(&url, clock, &Settings::default())
        .await
        .unwrap();
    let pool = pool(&url).await;
    assert_eq!(without_a_place(&pool).await, BTreeSet::new());
    assert_eq!(one_shop::unique_over_shops(&pool).await, BTreeSet::new());
    sells(&engine).await;
    for statement in statements() {
        carry_out(&mut first, statement.text(Dialect::Postgres)).await;
    }
    engine.shut_down().await;
}

/// A statement with parameters that are no rows and no shop, more often than a plan is made anew.
async fn carry_out(connection: &mut PgConnection, text: &'static str) {
    let prepare = format!("prepare one as {text}");
    connection.execute(AssertSqlSafe(prepare)).await.unwrap();
    let types = "select parameter_types::text[] from pg_prepared_statements where name = 'one'";
    let types: Vec<String> = sqlx::query_scalar(types)
        .fetch_one(&mut *connection)
        .await
        .unwrap();
    let value = |(number, kind): (usize, &String)| match kind.as_str() {
        "text" if number == 0 && text.contains("jsonb_array_elements") => "'[]'",
        "text" => "'0'",
        _ => "1",
    };
    let values: Vec<&str> = types.iter().enumerate().map(value).collect();
    let values = if values.is_empty() {
        String::new()
    } else {
        format!("({})", values.join(", "))
    };
    for _ in 0..7 {
        let execute = format!("begin; execute one{values}; rollback");
        let done = connection.execute(AssertSqlSafe(execute)).await;
        done.unwrap_or_else(|error| panic!("{error}\n{text}"));
    }
    connection.execute("deallocate one").await.unwrap();
}

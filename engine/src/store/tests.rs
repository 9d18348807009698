//! The SQL of both engines: every statement can be prepared, and both schemas say the same.

use super::statement::{Dialect, Statement};
use super::{Database, backorders, catalogue, console, events, followers, line, milestones, orders, promises, purchase_orders};
use super::{receipts, shipments, shops, supply, users, variants, waitlist};
use sqlx::{Executor as _, Row as _};

#[path = "../../tests/engine/databases.rs"]
mod databases;

/// Every statement there is.
fn statements() -> Vec<&'static Statement> {
    [
        shops::ALL,
        catalogue::ALL,
        variants::ALL,
        purchase_orders::ALL,
        milestones::ALL,
        orders::ALL,
        backorders::ALL,
        promises::ALL,
        receipts::ALL,
        shipments::ALL,
        events::ALL,
        followers::ALL,
        waitlist::ALL,
        users::ALL,
        console::ALL,
        supply::ALL,
        line::ALL,
    ]
    .concat()
}

#[tokio::test]
async fn every_statement_can_be_prepared_on_both_engines() {
    let (lite, post) = (databases::sqlite(), databases::postgres());
    let (lite, post) = (Database::open(&lite.url).await.unwrap(), Database::open(&post.url).await.unwrap());
    let (Database::Sqlite { write, .. }, Database::Postgres(pool)) = (lite, post) else { unreachable!() };
    for statement in statements() {
        let text = statement.text(Dialect::Sqlite);
        (&write).prepare(sqlx::SqlSafeStr::into_sql_str(text)).await.unwrap_or_else(|error| panic!("SQLite: {error}\n{text}"));
        let text = statement.text(Dialect::Postgres);
        (&pool).prepare(sqlx::SqlSafeStr::into_sql_str(text)).await.unwrap_or_else(|error| panic!("PostgreSQL: {error}\n{text}"));
    }
}

#[tokio::test]
async fn both_schemas_have_the_same_columns() {
    let (lite, post) = (databases::sqlite(), databases::postgres());
    let (lite, post) = (Database::open(&lite.url).await.unwrap(), Database::open(&post.url).await.unwrap());
    let (Database::Sqlite { write, .. }, Database::Postgres(pool)) = (lite, post) else { unreachable!() };
    let in_sqlite = "select m.name || '.' || p.name || ' ' || lower(p.type) || case p.\"notnull\" when 1 then ' not null' else '' end
        from sqlite_master m join pragma_table_info(m.name) p where m.type = 'table' and m.name not like '\\_%' escape '\\'
            and m.name not like 'sqlite%' order by 1";
    let in_postgres =
        "select table_name || '.' || column_name || ' ' || data_type || case is_nullable when 'NO' then ' not null' else '' end
        from information_schema.columns where table_schema = 'public' and table_name not like '\\_%' order by 1";
    let mut sqlite: Vec<String> = sqlx::query(in_sqlite).fetch_all(&write).await.unwrap().iter().map(|row| row.get(0)).collect();
    let mut postgres: Vec<String> = sqlx::query(in_postgres).fetch_all(&pool).await.unwrap().iter().map(|row| row.get(0)).collect();
    sqlite.sort();
    postgres.sort();
    assert!(sqlite.len() > 60);
    assert_eq!(sqlite, postgres);
}

#[tokio::test]
async fn every_key_begins_with_the_shop() {
    let lite = databases::sqlite();
    let Database::Sqlite { write, .. } = Database::open(&lite.url).await.unwrap() else { unreachable!() };
    let first_columns = "select m.name, p.name as first from sqlite_master m join pragma_table_info(m.name) p
        where m.type = 'table' and p.pk = 1 and m.name not like '\\_%' escape '\\' and m.name <> 'shops'";
    let rows = sqlx::query(first_columns).fetch_all(&write).await.unwrap();
    assert!(rows.len() > 10);
    for row in rows {
        assert_eq!(row.get::<String, _>("first"), "shop_id", "{}", row.get::<String, _>("name"));
    }
}

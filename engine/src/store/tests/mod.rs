//! The SQL of both engines: every statement can be prepared, and both schemas say the same.

use super::statement::{Dialect, Statement};
use super::{
    Database, attention, backorders, books, catalogue, delays, events, find, followers, keys, line,
    log_ins, messages, methods, milestones, orders, payments, persons, promises, purchase_orders,
    refunds,
};
use super::{
    QuestionLimit, StoreError, former_names, gateways, receipts, shipments, shops, storefront,
    supply, suppressions, users, variants, verify, waitlist, webhooks, withdrawals,
};
use crate::command::{
    Context, CreatePurchaseOrder, CreateShop, IdempotencyKey, NewPurchaseOrderLine, PlaceOrder,
    PlacedOrder, SaveProduct,
};
use crate::{Clock, Engine, ExecuteError};
use dockline_domain::by::By;
use dockline_domain::catalogue::{ProductDraft, VariantDraft};
use dockline_domain::dates::Window;
use dockline_domain::email::Email;
use dockline_domain::id::{Handle, PurchaseOrderReference, ShopSlug, Sku};
use dockline_domain::money::{Currency, Money};
use dockline_domain::order::{OrderLine, Person, Quantity, Ship};
use dockline_domain::policy::{BackorderRule, Policy};
use dockline_domain::shop::{ShopProfile, ShopRules};
use dockline_domain::supply::Stage;
use dockline_view::Shop;
use jiff::civil::date;
use sqlx::{AssertSqlSafe, Executor as _, PgConnection, Row as _};
use std::sync::Arc;

#[path = "../../../tests/engine/databases.rs"]
mod databases;
mod distributed;
mod lanes;
mod leases;
mod log_ins_of_nodes;
mod one_shop;
mod people;
mod pooled;
mod proxy;
mod sealing;
mod wal;

/// Every statement there is.
fn statements() -> Vec<&'static Statement> {
    [
        shops::ALL,
        former_names::ALL,
        gateways::ALL,
        storefront::ALL,
        catalogue::ALL,
        variants::ALL,
        purchase_orders::ALL,
        messages::ALL,
        webhooks::ALL,
        milestones::ALL,
        orders::ALL,
        payments::ALL,
        methods::ALL,
        refunds::ALL,
        books::ALL,
        delays::ALL,
        backorders::ALL,
        promises::ALL,
        receipts::ALL,
        shipments::ALL,
        events::ALL,
        followers::ALL,
        waitlist::ALL,
        withdrawals::ALL,
        suppressions::ALL,
        users::ALL,
        keys::ALL,
        log_ins::ALL,
        persons::ALL,
        attention::ALL,
        find::ALL,
        supply::ALL,
        line::ALL,
        verify::ALL,
    ]
    .concat()
}

#[test]
fn ledgers_are_only_added_to() {
    let texts = statements()
        .into_iter()
        .map(|one| one.text(Dialect::Postgres))
        // A variant that is renamed is named so everywhere: what was told, and when, stays.
        .filter(|text| !text.starts_with("update notices set sku = "));
    let changing: Vec<&str> = texts
        .filter(|text| {
            ["money", "notices", "notice_mails", "notice_answers"]
                .iter()
                .any(|table| {
                    text.contains(&format!("update {table} "))
                        || text.contains(&format!("delete from {table} "))
                })
        })
        .collect();
    assert!(changing.is_empty(), "{changing:?}");
}

#[tokio::test]
async fn every_statement_can_be_prepared_on_both_engines() {
    let (lite, post) = (databases::sqlite(), databases::postgres());
    let (lite, post) = (
        Database::open(&lite.url).await.unwrap(),
        Database::open(&post.url).await.unwrap(),
    );
    let (Database::Sqlite { write, .. }, Database::Postgres(postgres)) = (lite, post) else {
        unreachable!()
    };
    for statement in statements() {
        let text = statement.text(Dialect::Sqlite);
        (&write)
            .prepare(sqlx::SqlSafeStr::into_sql_str(text))
            .await
            .unwrap_or_else(|error| panic!("SQLite: {error}\n{text}"));
        let text = statement.text(Dialect::Postgres);
        (&postgres.read)
            .prepare(sqlx::SqlSafeStr::into_sql_str(text))
            .await
            .unwrap_or_else(|error| panic!("PostgreSQL: {error}\n{text}"));
    }
}

/// What PostgreSQL does to carry out a statement, by the plan that it keeps for every call.
async fn kept_plan(connection: &mut PgConnection, statement: &'static Statement) -> String {
    let text = statement.text(Dialect::Postgres);
    let prepare = format!("prepare kept as {text}");
    connection.execute(AssertSqlSafe(prepare)).await.unwrap();
    let parameters = "select coalesce(array_length(parameter_types, 1), 0) from pg_prepared_statements where name = 'kept'";
    let parameters = sqlx::query(parameters)
        .fetch_one(&mut *connection)
        .await
        .unwrap();
    let nulls = vec!["null"; usize::try_from(parameters.get::<i32, _>(0)).unwrap()];
    let explain = format!("explain execute kept ({})", nulls.join(", "));
    let steps = sqlx::query(AssertSqlSafe(explain)).persistent(false);
    let steps = steps.fetch_all(&mut *connection).await.unwrap();
    connection.execute("deallocate kept").await.unwrap();
    let steps: Vec<String> = steps.iter().map(|row| row.get(0)).collect();
    steps.join("\n")
}

/// PostgreSQL keeps a plan that it made while a table was empty for as long as nobody has counted
/// the rows. One that reads the table from end to end does so with each order.
#[tokio::test]
async fn a_statement_looks_for_its_rows_by_an_index_even_by_a_plan_made_for_empty_tables() {
    let post = databases::postgres();
    let Database::Postgres(postgres) = Database::open(&post.url).await.unwrap() else {
        unreachable!()
    };
    let mut connection = postgres.read.acquire().await.unwrap();
    let keep = "set plan_cache_mode = force_generic_plan";
    connection.execute(keep).await.unwrap();
    let with_rows: Vec<_> = statements()
        .into_iter()
        .filter(|statement| statement.text(Dialect::Postgres).contains("as one(value)"))
        .collect();
    assert!(with_rows.len() > 50);
    for statement in with_rows {
        let plan = kept_plan(&mut connection, statement).await;
        let text = statement.text(Dialect::Postgres);
        assert!(!plan.contains("Seq Scan"), "{text}\n{plan}");
    }
    // An index of the shop and the time would be read through for each key.
    let plan = kept_plan(&mut connection, &events::ANSWERS).await;
    assert!(plan.contains("answers_by_key"), "{plan}");
    // The index of a line knows orders by nothing but the shop: all who wait would be read through
    // for each of them.
    for statement in [&promises::REVISE, &backorders::TOGETHER, &find::PROMISED] {
        let plan = kept_plan(&mut connection, statement).await;
        assert!(!plan.contains("backorders_in_line"), "{plan}");
    }
}

#[tokio::test]
async fn both_schemas_have_the_same_columns() {
    let (lite, post) = (databases::sqlite(), databases::postgres());
    let (lite, post) = (
        Database::open(&lite.url).await.unwrap(),
        Database::open(&post.url).await.unwrap(),
    );
    let (Database::Sqlite { write, .. }, Database::Postgres(postgres)) = (lite, post) else {
        unreachable!()
    };
    let in_sqlite = "select m.name || '.' || p.name || ' ' || lower(p.type) || case p.\"notnull\" when 1 then ' not null' else '' end
        from sqlite_master m join pragma_table_info(m.name) p where m.type = 'table' and m.name not like '\\_%' escape '\\'
            and m.name not like 'sqlite%' order by 1";
    let in_postgres =
        "select table_name || '.' || column_name || ' ' || data_type || case is_nullable when 'NO' then ' not null' else '' end
        from information_schema.columns where table_schema = 'public' and table_name not like '\\_%' order by 1";
    let mut sqlite: Vec<String> = sqlx::query(in_sqlite)
        .fetch_all(&write)
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    let mut postgres: Vec<String> = sqlx::query(in_postgres)
        .fetch_all(&postgres.read)
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    sqlite.sort();
    postgres.sort();
    assert!(sqlite.len() > 60);
    assert_eq!(sqlite, postgres);
}

#[tokio::test]
async fn every_key_begins_with_the_shop() {
    let lite = databases::sqlite();
    let Database::Sqlite { write, .. } = Database::open(&lite.url).await.unwrap() else {
        unreachable!()
    };
    let first_columns = "select m.name, p.name as first from sqlite_master m join pragma_table_info(m.name) p
        where m.type = 'table' and p.pk = 1 and m.name not like '\\_%' escape '\\' and m.name not in ('shops', 'shop_slugs')";
    let rows = sqlx::query(first_columns).fetch_all(&write).await.unwrap();
    assert!(rows.len() > 10);
    for row in rows {
        assert_eq!(
            row.get::<String, _>("first"),
            "shop_id",
            "{}",
            row.get::<String, _>("name")
        );
    }
}

async fn open(database: &databases::TestDatabase) -> Engine {
    Box::pin(Engine::open(
        &database.url,
        Clock::fixed("2026-11-23T10:00:00Z".parse().unwrap()),
    ))
    .await
    .unwrap()
}

/// A tent of which a customer gets two.
fn tent(currency: Currency) -> ProductDraft {
    let policy = Some(Policy {
        per_customer: Some(2),
        backorder: BackorderRule::Supply,
        ..Policy::default()
    });
    let variant = VariantDraft {
        off_sale: false,
        release_on: None,
        sku: Sku::parse("TENT").unwrap(),
        price: Money {
            minor: 1_000,
            currency,
        },
        options: vec![],
        policy,
        image: None,
        gtin: None,
        content: None,
    };
    ProductDraft {
        off_sale: false,
        release_on: None,
        handle: Handle::parse("tent").unwrap(),
        title: "Äußeres Zelt".to_owned(),
        description: String::new(),
        vendor: None,
        tags: vec![],
        image: None,
        policy: None,
        variants: vec![variant],
        facts: dockline_domain::facts::Facts::default(),
    }
}

/// A shop that sells "Äußeres Zelt", two for each customer, and has ten on order.
async fn selling(engine: &Engine) -> Arc<Shop> {
    let currency = Currency::parse("EUR").unwrap();
    let profile = ShopProfile {
        name: "demo".into(),
        currency,
        time_zone: "Europe/Berlin".into(),
        tagline: None,
        storefront: Box::default(),
    };
    let command = CreateShop {
        slug: ShopSlug::parse("demo").unwrap(),
        profile,
        rules: ShopRules::default(),
        rehearsal: false,
    };
    let shop = engine
        .create_shop(Context::by(By::Cli), command)
        .await
        .unwrap();
    let save = SaveProduct {
        product: tent(currency),
        if_version: None,
    };
    engine
        .execute(&shop.id, Context::by(By::Cli), save)
        .await
        .unwrap();
    let supply = CreatePurchaseOrder {
        reference: PurchaseOrderReference::parse("PO-1").unwrap(),
        supplier: "Mill".into(),
        lines: vec![NewPurchaseOrderLine {
            expected: None,
            sku: Sku::parse("TENT").unwrap(),
            quantity: 10,
        }],
        expected: Some(Window::new(date(2026, 11, 25), date(2026, 11, 26)).unwrap()),
        stage: Stage::Ordered,
        basis: None,
    };
    engine
        .execute(&shop.id, Context::by(By::Cli), supply)
        .await
        .unwrap();
    shop
}

async fn place(engine: &Engine, shop: &Shop, email: &str) -> Result<PlacedOrder, ExecuteError> {
    let person = Person {
        email: Email::stored(email),
        name: "Zoë".into(),
        locale: "en".into(),
    };
    let lines = vec![OrderLine {
        sku: Sku::parse("TENT").unwrap(),
        quantity: Quantity::new(2).unwrap(),
    }];
    let order = PlaceOrder {
        person,
        lines,
        ship: Ship::AsAvailable,
        needed_by: None,
        destination: None,
        expected_total: None,
        told: None,
    };
    engine.execute(&shop.id, Context::by(By::Cli), order).await
}

async fn sql(engine: &Engine, text: &'static str) {
    match &engine.database {
        Database::Sqlite { write, .. } => drop(sqlx::raw_sql(text).execute(write).await.unwrap()),
        Database::Postgres(postgres) => {
            sqlx::raw_sql(text).execute(&postgres.read).await.unwrap();
        }
    }
}

/// What a program before this one wrote is folded when two processes of this one begin at once.
async fn folds_what_was_there(database: databases::TestDatabase) {
    let engine = open(&database).await;
    let shop = selling(&engine).await;
    place(&engine, &shop, "Ada@example.com").await.unwrap();
    sql(
        &engine,
        "update persons set email_folded = '', name_folded = ''",
    )
    .await;
    sql(
        &engine,
        "update products set search = lower(title), sort_key = ''",
    )
    .await;
    sql(&engine, "update shops set unfolded = 1").await;
    engine.shut_down().await;
    let (one, other) = tokio::join!(open(&database), open(&database));
    assert!(matches!(
        place(&one, &shop, "ada+2@example.com").await,
        Err(ExecuteError::NotAvailable(_))
    ));
    let found = one.find_orders(&shop, "zoe", None, 10).await.unwrap();
    assert_eq!(found.items.len(), 1);
    assert_eq!(
        other
            .catalogue(&shop, crate::Listing::Sold, "ausseres", None, 10)
            .await
            .unwrap()
            .products
            .len(),
        1
    );
    let mut session = one.database.read().await.unwrap();
    assert!(shops::unfolded(&mut session).await.unwrap().is_empty());
    session.end().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn texts_of_an_earlier_program_are_folded_before_anybody_is_served_on_sqlite() {
    folds_what_was_there(databases::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn texts_of_an_earlier_program_are_folded_before_anybody_is_served_on_postgres() {
    folds_what_was_there(databases::postgres()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sums_are_larger_than_counts() {
    for database in [databases::sqlite(), databases::postgres()] {
        let engine = open(&database).await;
        let shop = selling(&engine).await;
        let more = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 60)
            insert into purchase_order_lines (shop_id, purchase_order_id, sku, quantity)
            select shop_id, purchase_order_id, sku || i, 100000000 from purchase_order_lines, n";
        sql(&engine, more).await;
        let attention = engine.attention(&shop).await.unwrap();
        assert_eq!(attention.expected.items[0].open, 6_000_000_010);
    }
}

/// An order with a key, by the same person each time.
async fn place_with_key(engine: &Engine, shop: &Shop) -> Result<PlacedOrder, ExecuteError> {
    let person = Person {
        email: Email::stored("ada@example.com"),
        name: "Zoë".into(),
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
    let key = IdempotencyKey {
        key: "a".into(),
        fingerprint: "same".into(),
    };
    let context = Context::with_key(By::Cli, Some(key));
    engine.execute(&shop.id, context, order).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_an_earlier_program_stored_is_given_again_and_forgotten_after_a_week() {
    for database in [databases::sqlite(), databases::postgres()] {
        let engine = open(&database).await;
        let shop = selling(&engine).await;
        let placed = place_with_key(&engine, &shop).await.unwrap();
        let as_it_was = "insert into idempotency (shop_id, key, fingerprint, answer, at)
            select shop_id, key, fingerprint, answer, at from answers; delete from answers";
        sql(&engine, as_it_was).await;
        let again = place_with_key(&engine, &shop).await.unwrap();
        assert_eq!(again.order, placed.order);
        sql(&engine, "update idempotency set at = 0").await;
        engine.forget_old_answers(&shop).await.unwrap();
        let another = place_with_key(&engine, &shop).await.unwrap();
        assert_ne!(another.order, placed.order);
    }
}

/// Counts for as long as it is let.
static LONG: Statement = Statement::new(
    "with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000000000) select count(i) as many from n",
);
static SHORT: Statement = Statement::new("select count(*) as many from shops");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_that_takes_too_long_is_stopped_and_keeps_no_reader() {
    for database in [databases::sqlite(), databases::postgres()] {
        let engine = open(&database).await;
        // More often than there are readers.
        for _ in 0..12 {
            let mut session = engine.database.read().await.unwrap();
            session.limit(QuestionLimit::Nothing).await.unwrap();
            assert!(matches!(
                session.all(&LONG, &[]).await,
                Err(StoreError::Busy)
            ));
            session.end().await.unwrap();
        }
        // One whose asker has gone away is stopped as well.
        let mut session = engine.database.read().await.unwrap();
        session.limit(QuestionLimit::Search).await.unwrap();
        assert!(
            tokio::time::timeout(std::time::Duration::from_millis(5), session.all(&LONG, &[]))
                .await
                .is_err()
        );
        drop(session);
        for _ in 0..12 {
            let mut session = engine.database.read().await.unwrap();
            assert_eq!(
                session
                    .first(&SHORT, &[])
                    .await
                    .unwrap()
                    .unwrap()
                    .int("many")
                    .unwrap(),
                0
            );
            session.end().await.unwrap();
        }
    }
}

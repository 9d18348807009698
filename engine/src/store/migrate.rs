//! Brings the schema up to date when the program starts. Migrations only go forward.

use super::statement::{Dialect, for_dialect};
use super::{Database, StoreError};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr as _};

const MIGRATIONS: &[(i64, &str, &str)] = &[
    (
        1,
        "shop, line and log",
        include_str!("../../migrations/0001_shop_line_and_log.sql"),
    ),
    (
        2,
        "receipts and shipments",
        include_str!("../../migrations/0002_receipts_and_shipments.sql"),
    ),
    (3, "users", include_str!("../../migrations/0003_users.sql")),
    (
        4,
        "reported milestones",
        include_str!("../../migrations/0004_reported_milestones.sql"),
    ),
    (
        5,
        "where units leave from",
        include_str!("../../migrations/0005_where_units_leave_from.sql"),
    ),
    (
        8,
        "titles in order",
        include_str!("../../migrations/0008_titles_in_order.sql"),
    ),
    (
        9,
        "shipping",
        include_str!("../../migrations/0009_shipping.sql"),
    ),
    (
        10,
        "who a parcel is for",
        include_str!("../../migrations/0010_who_a_parcel_is_for.sql"),
    ),
    (
        11,
        "orders of a person",
        include_str!("../../migrations/0011_orders_of_a_person.sql"),
    ),
    (
        12,
        "search",
        include_str!("../../migrations/0012_search.sql"),
    ),
    (
        13,
        "folded addresses",
        include_str!("../../migrations/0013_folded_addresses.sql"),
    ),
    (14, "keys", include_str!("../../migrations/0014_keys.sql")),
    (
        15,
        "people",
        include_str!("../../migrations/0015_people.sql"),
    ),
    (
        16,
        "leases",
        include_str!("../../migrations/0016_leases.sql"),
    ),
    (
        17,
        "versions of orders",
        include_str!("../../migrations/0017_versions_of_orders.sql"),
    ),
    (
        18,
        "answers in order",
        include_str!("../../migrations/0018_answers_in_order.sql"),
    ),
];

fn migrator(dialect: Dialect) -> Migrator {
    let migrations = MIGRATIONS.iter().map(|(version, description, text)| {
        let sql = AssertSqlSafe(for_dialect(text, dialect)).into_sql_str();
        Migration::new(
            *version,
            (*description).into(),
            MigrationType::Simple,
            sql,
            false,
        )
    });
    Migrator::with_migrations(migrations.collect())
}

/// Runs what has not been run. On PostgreSQL a lock lets one node do it while the others wait.
pub(super) async fn run(database: &Database) -> Result<(), StoreError> {
    match database {
        Database::Sqlite { write, .. } => migrator(Dialect::Sqlite).run(write).await?,
        Database::Postgres(pool) => migrator(Dialect::Postgres).run(pool).await?,
    }
    Ok(())
}

//! Brings the schema up to date when the program starts. Migrations only go forward.
//!
//! A release runs on its own schema and on that of the next one, so that nodes can be replaced one
//! after the other. A migration therefore only adds: columns that are null or have a default,
//! tables, indexes. What fills new columns of old rows is a command that takes them in pieces
//! (`command/fold_texts.rs`). What nobody needs any more is dropped a release later, by a migration
//! that raises `_schema.minimum_program` to the first program that does without.

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
    (
        21,
        "programs",
        include_str!("../../migrations/0021_programs.sql"),
    ),
    (
        22,
        "one shop",
        include_str!("../../migrations/0022_one_shop.sql"),
    ),
    (
        23,
        "cut-off and delivered",
        include_str!("../../migrations/0023_cut_off_and_delivered.sql"),
    ),
    (
        24,
        "log-ins",
        include_str!("../../migrations/0024_log_ins.sql"),
    ),
    (
        25,
        "storefront",
        include_str!("../../migrations/0025_storefront.sql"),
    ),
    (
        26,
        "addresses and numbers",
        include_str!("../../migrations/0026_addresses_and_numbers.sql"),
    ),
    (
        29,
        "clocks",
        include_str!("../../migrations/0029_clocks.sql"),
    ),
    (
        30,
        "payments",
        include_str!("../../migrations/0030_payments.sql"),
    ),
    (
        35,
        "lines of orders",
        include_str!("../../migrations/0035_lines_of_orders.sql"),
    ),
    (
        36,
        "secret key",
        include_str!("../../migrations/0036_secret_key.sql"),
    ),
    (37, "cards", include_str!("../../migrations/0037_cards.sql")),
    (40, "mails", include_str!("../../migrations/0040_mails.sql")),
    (
        44,
        "held in line",
        include_str!("../../migrations/0044_held_in_line.sql"),
    ),
    (
        46,
        "notices of delay",
        include_str!("../../migrations/0046_notices_of_delay.sql"),
    ),
    (
        47,
        "links of notices",
        include_str!("../../migrations/0047_links_of_notices.sql"),
    ),
    (
        49,
        "off sale",
        include_str!("../../migrations/0049_off_sale.sql"),
    ),
    (
        50,
        "webhooks",
        include_str!("../../migrations/0050_webhooks.sql"),
    ),
    (
        52,
        "refunds",
        include_str!("../../migrations/0052_refunds.sql"),
    ),
    (
        55,
        "notices by mail",
        include_str!("../../migrations/0055_notices_by_mail.sql"),
    ),
    (
        56,
        "mail checks",
        include_str!("../../migrations/0056_mail_checks.sql"),
    ),
    (
        57,
        "waitlist mails",
        include_str!("../../migrations/0057_waitlist_mails.sql"),
    ),
    (
        58,
        "former names",
        include_str!("../../migrations/0058_former_names.sql"),
    ),
    (
        59,
        "mismatches",
        include_str!("../../migrations/0059_mismatches.sql"),
    ),
    (
        61,
        "own accounts",
        include_str!("../../migrations/0061_own_accounts.sql"),
    ),
    (
        63,
        "withdrawals",
        include_str!("../../migrations/0063_withdrawals.sql"),
    ),
    (
        64,
        "returned mails",
        include_str!("../../migrations/0064_returned_mails.sql"),
    ),
    (
        66,
        "release days",
        include_str!("../../migrations/0066_release_days.sql"),
    ),
];

/// The first program that knows lines of purchase orders by their numbers.
pub(crate) const NUMBERED_LINES: i64 = 35;

/// The number of this program, among those that open one database.
fn program() -> i64 {
    MIGRATIONS.last().map_or(0, |(number, ..)| *number)
}

/// The texts of all of them.
#[cfg(test)]
pub(super) fn texts() -> impl Iterator<Item = &'static str> {
    MIGRATIONS.iter().map(|(_, _, text)| *text)
}

/// The first migration after which tables have a place on several machines.
#[cfg(test)]
pub(super) const DISTRIBUTED_FROM: i64 = 22;

/// Those that make a table and give it no place on several machines.
#[cfg(test)]
pub(super) fn without_a_place() -> Vec<i64> {
    let since = MIGRATIONS
        .iter()
        .filter(|(number, ..)| *number >= DISTRIBUTED_FROM);
    since
        .filter(|(_, _, text)| text.contains("create table") && !text.contains("{distributed}"))
        .map(|(number, ..)| *number)
        .collect()
}

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
    let mut migrator = Migrator::with_migrations(migrations.collect());
    // `check` says which of those that are missing here may be.
    migrator.set_ignore_missing(true);
    migrator
}

/// Runs what has not been run. On PostgreSQL a lock lets one node do it while the others wait.
pub(super) async fn run(database: &Database) -> Result<(), StoreError> {
    check(database).await?;
    match database {
        Database::Sqlite { write, .. } => migrator(Dialect::Sqlite).run(write).await?,
        Database::Postgres(postgres) => {
            // A migration may take longer than a statement of a shop, and waits for another node's.
            let unlimited = postgres.unlimited();
            migrator(Dialect::Postgres).run(&unlimited).await?;
            unlimited.close().await;
        }
    }
    // A newer program may have migrated while this one waited.
    check(database).await
}

/// Whether this program may run on the schema as it is.
async fn check(database: &Database) -> Result<(), StoreError> {
    let there = "select exists (select 1 from sqlite_master where name = '_sqlx_migrations')";
    let there_on_postgres = "select to_regclass('_sqlx_migrations') is not null";
    let ran = "select version from _sqlx_migrations order by version";
    let minimum = "select coalesce(max(minimum_program), 0) from _schema";
    let is_unknown = |version: &i64| MIGRATIONS.iter().all(|(known, ..)| known != version);
    let (unknown, minimum): (Vec<i64>, i64) = match database {
        Database::Sqlite { write, .. } => {
            if !sqlx::query_scalar(there).fetch_one(write).await? {
                return Ok(());
            }
            let ran: Vec<i64> = sqlx::query_scalar(ran).fetch_all(write).await?;
            let unknown: Vec<i64> = ran.into_iter().filter(is_unknown).collect();
            if unknown.is_empty() {
                return Ok(());
            }
            (unknown, sqlx::query_scalar(minimum).fetch_one(write).await?)
        }
        Database::Postgres(postgres) => {
            let direct = postgres.unlimited();
            let pool = &direct;
            if !sqlx::query_scalar(there_on_postgres)
                .fetch_one(pool)
                .await?
            {
                return Ok(());
            }
            let ran: Vec<i64> = sqlx::query_scalar(ran).fetch_all(pool).await?;
            let unknown: Vec<i64> = ran.into_iter().filter(is_unknown).collect();
            if unknown.is_empty() {
                return Ok(());
            }
            (unknown, sqlx::query_scalar(minimum).fetch_one(pool).await?)
        }
    };
    may_run(&unknown, minimum)
}

/// Newer migrations may have run, as far as the newest of them says so; others may not.
fn may_run(unknown: &[i64], minimum: i64) -> Result<(), StoreError> {
    let program = program();
    match unknown.iter().find(|version| **version < program) {
        Some(version) => Err(sqlx::migrate::MigrateError::VersionMissing(*version).into()),
        None if minimum > program => Err(StoreError::OlderProgram { program, minimum }),
        None => Ok(()),
    }
}

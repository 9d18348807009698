//! A batch that is written by one call to the database.
//!
//! A transaction that locks first takes a call for beginning and locking, one for each thing it
//! reads, and one for writing and committing; on PostgreSQL each is a round trip, and on SQLite two
//! switches between threads. When nobody else has written a shop since the writer last did, what the
//! writer has in memory is true, and a batch can be decided before the database is asked. Then one
//! call writes it **on the condition that the shop's number is still the one that was decided on**,
//! and takes the lock by writing the next one. When the number is another, nothing is written, and
//! the batch goes the long way.

use super::postgres::{self, for_good};
use super::session::{Arg, Write, postgres_all, postgres_arguments, sqlite_all, with_rows};
use super::statement::{Dialect, Statement};
use super::{Row, StoreError};
use dockline_domain::id::ShopId;
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Row as _, SqlSafeStr as _, Sqlite};
use std::fmt::Write as _;

/// A connection that writes and has begun no transaction.
pub(crate) enum AtOnce {
    /// On SQLite.
    Sqlite(PoolConnection<Sqlite>),
    /// On PostgreSQL.
    Postgres(postgres::Writing),
}

/// The newest event's number of a shop.
#[derive(Clone, Copy)]
pub(crate) struct Numbers<'a> {
    pub(crate) shop: &'a ShopId,
    /// The one that was decided on.
    pub(crate) before: i64,
    /// The one that is to be.
    pub(crate) after: i64,
}

impl AtOnce {
    /// All rows of a statement, as the database is now. What was decided on them holds when the
    /// write does: no other could have changed them without a number.
    pub(crate) async fn all(
        &mut self,
        statement: &'static Statement,
        args: &[Arg<'_>],
    ) -> Result<Vec<Row>, StoreError> {
        match self {
            Self::Sqlite(connection) => {
                let text = statement.text(Dialect::Sqlite).into_sql_str();
                sqlite_all(connection, text, args).await
            }
            Self::Postgres(writing) => postgres_all(writing.call(), statement, args).await,
        }
    }

    /// Writes everything and commits, unless the shop's number is another than was decided on: then
    /// it writes nothing and answers `false`.
    pub(crate) async fn write_if(
        self,
        numbers: Numbers<'_>,
        writes: &[Write],
    ) -> Result<bool, StoreError> {
        let writes = with_rows(writes);
        let mut args = vec![
            Arg::Int(numbers.after),
            Arg::Text(numbers.shop.as_str()),
            Arg::Int(numbers.before),
        ];
        args.extend(writes.iter().map(|write| Arg::Text(&write.rows)));
        let statements: Vec<&'static Statement> =
            writes.iter().map(|write| write.statement).collect();
        match self {
            Self::Sqlite(mut connection) => {
                let text = AssertSqlSafe(sqlite_text(&statements)).into_sql_str();
                match sqlite_all(&mut connection, text, &args).await {
                    Ok(rows) => Ok(!rows.is_empty()),
                    Err(error) => {
                        // Its transaction is still open; closing it undoes everything.
                        connection.close_on_drop();
                        Err(error)
                    }
                }
            }
            Self::Postgres(mut writing) => {
                let text = AssertSqlSafe(postgres_text(&statements)).into_sql_str();
                let query = sqlx::query_with(text, postgres_arguments(&args)?);
                let time = writing.answer();
                let row = for_good(time, query.fetch_one(writing.connection())).await?;
                writing.done();
                Ok(row.try_get::<i64, _>("held")? == 1)
            }
        }
    }

    /// Gives the connection back: nothing is to be written.
    pub(crate) fn release(self) {
        match self {
            Self::Sqlite(connection) => drop(connection),
            Self::Postgres(writing) => writing.done(),
        }
    }
}

/// A parameter with rows, which are none when the condition does not hold.
fn guarded(statement: &'static Statement, dialect: Dialect, number: usize, held: &str) -> String {
    let rows = dialect.rows_of(number, Some(held));
    statement
        .text(dialect)
        .replace(&dialect.rows_of(1, None), &rows)
}

/// The shop's number is written last, so that each of the others still sees the one before.
fn sqlite_text(statements: &[&'static Statement]) -> String {
    let held = "exists (select 1 from shops where id = $2 and seq = $3)";
    let mut text = "begin immediate;\n".to_owned();
    for (number, statement) in (4..).zip(statements) {
        text += &guarded(statement, Dialect::Sqlite, number, held);
        text += ";\n";
    }
    text + "update shops set seq = $1 where id = $2 and seq = $3 returning seq;\ncommit"
}

/// The shop's number is written first: its row is the lock. A statement that waited for it looks at
/// the number again, and none of its parts sees what another part writes.
fn postgres_text(statements: &[&'static Statement]) -> String {
    let mut text =
        "with held as (update shops set seq = $1 where id = $2 and seq = $3 returning 1)"
            .to_owned();
    for (number, statement) in (4..).zip(statements) {
        let part = guarded(
            statement,
            Dialect::Postgres,
            number,
            "exists (select 1 from held)",
        );
        // Writing to a string cannot fail.
        let _ = write!(text, ",\npart{number} as ({part})");
    }
    text + "\nselect (select count(*) from held) as held from pg_notify('dockline', $2 || ' ' || cast($1 as text))"
}

//! A transaction on either engine.

use super::StoreError;
use super::row::Row;
use super::statement::{Dialect, Statement};
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments as _, AssertSqlSafe, Postgres, Sqlite, Transaction};

/// A parameter of a statement.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Arg<'a> {
    /// BIGINT.
    Int(i64),
    /// TEXT.
    Text(&'a str),
    /// TEXT or null.
    Optional(Option<&'a str>),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Arg<'_> {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

/// Many rows for one statement that takes them as its one parameter.
pub(crate) struct Write {
    statement: &'static Statement,
    /// JSON; empty when there are no rows.
    rows: String,
}

impl Write {
    /// Rows for a statement.
    pub(crate) fn rows<T: serde::Serialize>(statement: &'static Statement, rows: &[T]) -> Self {
        Self { statement, rows: if rows.is_empty() { String::new() } else { super::shops::json(&rows) } }
    }
}

/// A transaction.
pub(crate) enum Session {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

fn sqlite_arguments(args: &[Arg<'_>]) -> Result<SqliteArguments, StoreError> {
    let mut bound = SqliteArguments::default();
    for arg in args {
        match *arg {
            Arg::Int(number) => bound.add(number),
            Arg::Text(text) => bound.add(text.to_owned()),
            Arg::Optional(text) => bound.add(text.map(str::to_owned)),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(bound)
}

fn postgres_arguments(args: &[Arg<'_>]) -> Result<PgArguments, StoreError> {
    let mut bound = PgArguments::default();
    for arg in args {
        match *arg {
            Arg::Int(number) => bound.add(number),
            Arg::Text(text) => bound.add(text),
            Arg::Optional(text) => bound.add(text),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(bound)
}

impl Session {
    /// All rows of a statement.
    pub(crate) async fn all(&mut self, statement: &'static Statement, args: &[Arg<'_>]) -> Result<Vec<Row>, StoreError> {
        Ok(match self {
            Self::Sqlite(tx) => {
                let query = sqlx::query_with(statement.text(Dialect::Sqlite), sqlite_arguments(args)?);
                query.fetch_all(&mut **tx).await?.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres(tx) => {
                let query = sqlx::query_with(statement.text(Dialect::Postgres), postgres_arguments(args)?);
                query.fetch_all(&mut **tx).await?.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// The first row of a statement, if there is one.
    pub(crate) async fn first(&mut self, statement: &'static Statement, args: &[Arg<'_>]) -> Result<Option<Row>, StoreError> {
        Ok(self.all(statement, args).await?.into_iter().next())
    }

    /// Runs a statement and tells how many rows it touched.
    pub(crate) async fn run(&mut self, statement: &'static Statement, args: &[Arg<'_>]) -> Result<u64, StoreError> {
        Ok(match self {
            Self::Sqlite(tx) => {
                let query = sqlx::query_with(statement.text(Dialect::Sqlite), sqlite_arguments(args)?);
                query.execute(&mut **tx).await?.rows_affected()
            }
            Self::Postgres(tx) => {
                let query = sqlx::query_with(statement.text(Dialect::Postgres), postgres_arguments(args)?);
                query.execute(&mut **tx).await?.rows_affected()
            }
        })
    }

    /// Inserts or updates many rows with one statement and one JSON parameter; nothing when there are none.
    pub(crate) async fn rows<T: serde::Serialize>(&mut self, statement: &'static Statement, rows: &[T]) -> Result<(), StoreError> {
        self.write(&[Write::rows(statement, rows)]).await
    }

    /// Writes several things one after the other. SQLite's connection lives on a thread of its own, and each call to it costs two switches
    /// between threads: there all of it is one call.
    pub(crate) async fn write(&mut self, writes: &[Write]) -> Result<(), StoreError> {
        let writes: Vec<&Write> = writes.iter().filter(|write| !write.rows.is_empty()).collect();
        match self {
            _ if writes.is_empty() => {}
            Self::Sqlite(tx) => {
                let mut text = String::new();
                let mut bound = SqliteArguments::default();
                for (number, write) in (1..).zip(writes) {
                    text.push_str(&write.statement.text(Dialect::Sqlite).replace("$1", &format!("${number}")));
                    text.push_str(";\n");
                    bound.add(write.rows.as_str().to_owned()).map_err(sqlx::Error::Encode)?;
                }
                sqlx::query_with(AssertSqlSafe(text), bound).execute(&mut **tx).await?;
            }
            Self::Postgres(_) => {
                for write in writes {
                    self.run(write.statement, &[Arg::Text(&write.rows)]).await?;
                }
            }
        }
        Ok(())
    }

    /// Marks a point to which the transaction can go back.
    pub(crate) async fn savepoint(&mut self) -> Result<(), StoreError> {
        self.raw("savepoint command").await
    }

    /// Keeps what was done since the savepoint.
    pub(crate) async fn release(&mut self) -> Result<(), StoreError> {
        self.raw("release savepoint command").await
    }

    /// Undoes what was done since the savepoint.
    pub(crate) async fn undo(&mut self) -> Result<(), StoreError> {
        self.raw("rollback to savepoint command").await?;
        self.release().await
    }

    /// Tells other nodes, when the transaction commits, that there are new events.
    pub(crate) async fn notify(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(_) => self.raw("notify dockline").await,
        }
    }

    async fn raw(&mut self, text: &'static str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => sqlx::raw_sql(text).execute(&mut **tx).await.map(|_| ())?,
            Self::Postgres(tx) => sqlx::raw_sql(text).execute(&mut **tx).await.map(|_| ())?,
        }
        Ok(())
    }

    /// Makes it last.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Ends a transaction that only read.
    pub(crate) async fn end(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.rollback().await?,
            Self::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }
}

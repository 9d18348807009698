//! A transaction on either engine.

use super::StoreError;
use super::hints::Hint;
use super::postgres::{self, Call, for_good, within};
use super::readers::{QuestionLimit, Reading};
use super::row::Row;
use super::statement::{Dialect, Statement};
use super::writing::Writing;
use dockline_domain::id::ShopId;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments as _, AssertSqlSafe, SqlSafeStr as _, SqlStr, SqliteConnection};

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

/// Many rows for one statement that takes them as its first parameter.
pub(crate) struct Write {
    pub(super) statement: &'static Statement,
    /// JSON; empty when there are no rows.
    pub(super) rows: String,
    /// The shop as the second parameter, where the statement takes one.
    pub(super) shop: Option<String>,
}

impl Write {
    /// A number of a shop.
    pub(crate) fn of_shop(statement: &'static Statement, number: i64, shop: &ShopId) -> Self {
        Self {
            statement,
            rows: number.to_string(),
            shop: Some(shop.as_str().to_owned()),
        }
    }

    /// Rows for a statement.
    pub(crate) fn rows<T: serde::Serialize>(statement: &'static Statement, rows: &[T]) -> Self {
        let mut all = Rows::of(statement);
        for row in rows {
            all.push(row);
        }
        all.write()
    }
}

/// Rows for one statement that become JSON as they come, so that a row borrows what it writes.
#[derive(Debug)]
pub(crate) struct Rows {
    statement: &'static Statement,
    json: Vec<u8>,
}

impl Rows {
    /// No rows for a statement.
    pub(crate) fn of(statement: &'static Statement) -> Self {
        Self {
            statement,
            json: Vec::new(),
        }
    }

    /// Adds a row.
    pub(crate) fn push<T: serde::Serialize>(&mut self, row: &T) {
        self.json
            .push(if self.json.is_empty() { b'[' } else { b',' });
        let begins = self.json.len();
        serde_json::to_writer(&mut self.json, row).expect("a row has texts as keys");
        if cfg!(debug_assertions) && begins == 1 {
            self.statement.check_keys(&self.json[begins..]);
        }
    }

    /// All of them, to be written.
    pub(crate) fn write(mut self) -> Write {
        if !self.json.is_empty() {
            self.json.push(b']');
        }
        Write {
            statement: self.statement,
            rows: String::from_utf8(self.json).expect("JSON is UTF-8"),
            shop: None,
        }
    }
}

/// A transaction.
pub(crate) enum Session {
    /// On SQLite.
    Sqlite(SqliteTx),
    /// On PostgreSQL.
    Postgres(PostgresTx),
}

/// A transaction on PostgreSQL.
pub(crate) enum PostgresTx {
    /// One of many that read.
    Reads(postgres::Reading),
    /// A lane's that writes.
    Writes(postgres::Writing),
}

impl PostgresTx {
    fn call(&mut self) -> Call<'_> {
        match self {
            Self::Reads(reading) => reading.call(),
            Self::Writes(writing) => writing.call(),
        }
    }
}

/// A transaction on SQLite.
pub(crate) enum SqliteTx {
    /// One of many that read.
    Reads(Reading),
    /// The one that writes.
    Writes(Writing),
}

impl SqliteTx {
    fn connection(&mut self) -> &mut SqliteConnection {
        match self {
            Self::Reads(reading) => reading.connection(),
            Self::Writes(writing) => writing.connection(),
        }
    }

    /// The time of a statement begins; an error when that of the transaction is over.
    fn begin_time(&self) -> Result<(), StoreError> {
        match self {
            Self::Reads(reading) => reading.begin_time(),
            Self::Writes(_) => Ok(()),
        }
    }

    /// The statement is done.
    fn end_time(&self) {
        if let Self::Reads(reading) = self {
            reading.end_time();
        }
    }

    /// A text with what has to stand in front of it.
    fn text(&mut self, text: &'static str) -> SqlStr {
        match self {
            Self::Writes(writing) => match writing.prefix() {
                "" => text.into_sql_str(),
                prefix => AssertSqlSafe(format!("{prefix}{text}")).into_sql_str(),
            },
            Self::Reads(_) => text.into_sql_str(),
        }
    }
}

/// The statements of some writes as one text, with their rows.
fn in_one_call(prefix: &str, writes: &[&Write]) -> Result<(String, SqliteArguments), StoreError> {
    let (mut text, mut bound) = (prefix.to_owned(), SqliteArguments::default());
    let mut last = 0;
    for write in writes {
        text.push_str(&numbered_after(write.statement.text(Dialect::Sqlite), last));
        text.push_str(";\n");
        for arg in std::iter::once(&write.rows).chain(&write.shop) {
            last += 1;
            bound.add(arg.clone()).map_err(sqlx::Error::Encode)?;
        }
    }
    Ok((text, bound))
}

/// A statement whose parameters are numbered from after `last`: in the text of many statements they
/// are numbered through, in the order in which they are bound.
fn numbered_after(text: &str, last: usize) -> String {
    let mut parts = text.split('$');
    let mut numbered = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = part.split_at(digits);
        numbered.push('$');
        if let Ok(number) = number.parse::<usize>() {
            numbered.push_str(&(last + number).to_string());
        }
        numbered.push_str(rest);
    }
    numbered
}

pub(super) fn sqlite_arguments(args: &[Arg<'_>]) -> Result<SqliteArguments, StoreError> {
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

pub(super) fn postgres_arguments(args: &[Arg<'_>]) -> Result<PgArguments, StoreError> {
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

pub(super) async fn sqlite_all(
    connection: &mut SqliteConnection,
    text: SqlStr,
    args: &[Arg<'_>],
) -> Result<Vec<Row>, StoreError> {
    let query = sqlx::query_with(text, sqlite_arguments(args)?);
    let rows = query.fetch_all(connection).await?;
    Ok(rows.into_iter().map(Row::Sqlite).collect())
}

pub(super) async fn postgres_all(
    call: Call<'_>,
    statement: &'static Statement,
    args: &[Arg<'_>],
) -> Result<Vec<Row>, StoreError> {
    let query = sqlx::query_with(statement.text(Dialect::Postgres), postgres_arguments(args)?);
    let query = query.persistent(call.prepares);
    let rows = within(call.time, query.fetch_all(call.connection)).await?;
    Ok(rows.into_iter().map(Row::Postgres).collect())
}

impl Session {
    /// All rows of a statement.
    pub(crate) async fn all(
        &mut self,
        statement: &'static Statement,
        args: &[Arg<'_>],
    ) -> Result<Vec<Row>, StoreError> {
        Ok(match self {
            Self::Sqlite(lite) => {
                let text = lite.text(statement.text(Dialect::Sqlite));
                lite.begin_time()?;
                let rows = sqlite_all(lite.connection(), text, args).await;
                lite.end_time();
                rows?
            }
            Self::Postgres(tx) => postgres_all(tx.call(), statement, args).await?,
        })
    }

    /// The rows of a statement for each of some parameters; on SQLite in one call.
    pub(crate) async fn each(
        &mut self,
        statement: &'static Statement,
        parameters: &[&str],
    ) -> Result<Vec<Row>, StoreError> {
        match self {
            Self::Sqlite(SqliteTx::Writes(writing)) if !parameters.is_empty() => {
                let mut text = writing.prefix().to_owned();
                for last in 0..parameters.len() {
                    text += &numbered_after(statement.text(Dialect::Sqlite), last);
                    text += ";\n";
                }
                let args: Vec<Arg<'_>> = parameters.iter().map(|one| Arg::Text(one)).collect();
                let text = AssertSqlSafe(text).into_sql_str();
                sqlite_all(writing.connection(), text, &args).await
            }
            _ => {
                let mut rows = Vec::new();
                for one in parameters {
                    rows.extend(self.all(statement, &[Arg::Text(one)]).await?);
                }
                Ok(rows)
            }
        }
    }

    /// The first row of a statement, if there is one.
    pub(crate) async fn first(
        &mut self,
        statement: &'static Statement,
        args: &[Arg<'_>],
    ) -> Result<Option<Row>, StoreError> {
        Ok(self.all(statement, args).await?.into_iter().next())
    }

    /// Runs a statement and tells how many rows it touched.
    pub(crate) async fn run(
        &mut self,
        statement: &'static Statement,
        args: &[Arg<'_>],
    ) -> Result<u64, StoreError> {
        self.begin().await?;
        Ok(match self {
            Self::Sqlite(lite) => {
                let query =
                    sqlx::query_with(statement.text(Dialect::Sqlite), sqlite_arguments(args)?);
                query.execute(lite.connection()).await?.rows_affected()
            }
            Self::Postgres(tx) => {
                let query =
                    sqlx::query_with(statement.text(Dialect::Postgres), postgres_arguments(args)?);
                let call = tx.call();
                let query = query.persistent(call.prepares);
                within(call.time, query.execute(call.connection))
                    .await?
                    .rows_affected()
            }
        })
    }

    /// Begins the transaction by itself: as a part of a statement that counts rows, `begin` would
    /// count those of the one before it.
    async fn begin(&mut self) -> Result<(), StoreError> {
        if let Self::Sqlite(SqliteTx::Writes(writing)) = self {
            let prefix = writing.prefix();
            if !prefix.is_empty() {
                sqlx::raw_sql(prefix).execute(writing.connection()).await?;
            }
        }
        Ok(())
    }

    /// Inserts or updates many rows with one statement and one JSON parameter; nothing when there
    /// are none.
    pub(crate) async fn rows<T: serde::Serialize>(
        &mut self,
        statement: &'static Statement,
        rows: &[T],
    ) -> Result<(), StoreError> {
        self.write(&[Write::rows(statement, rows)]).await
    }

    /// Writes several things one after the other; on SQLite in one call.
    pub(crate) async fn write(&mut self, writes: &[Write]) -> Result<(), StoreError> {
        let writes = with_rows(writes);
        match self {
            _ if writes.is_empty() => {}
            Self::Sqlite(SqliteTx::Reads(_)) => {
                unreachable!("a transaction that only reads writes nothing")
            }
            Self::Sqlite(SqliteTx::Writes(writing)) => {
                let (text, bound) = in_one_call(writing.prefix(), &writes)?;
                sqlx::query_with(AssertSqlSafe(text), bound)
                    .execute(writing.connection())
                    .await?;
            }
            Self::Postgres(_) => {
                for write in writes {
                    let shop = self.shop_of(write);
                    let args = std::iter::once(&write.rows).chain(&shop);
                    let args: Vec<Arg<'_>> = args.map(Arg::from).collect();
                    self.run(write.statement, &args).await?;
                }
            }
        }
        Ok(())
    }

    /// From here on the transaction writes rows of this shop. On PostgreSQL it writes none of any
    /// other, and none before; SQLite has the shop in each row.
    pub(crate) fn is_of(&mut self, shop: &ShopId) {
        if let Self::Postgres(PostgresTx::Writes(writing)) = self {
            writing.shop = Some(shop.clone());
        }
    }

    /// The second parameter of a write on PostgreSQL.
    fn shop_of(&self, write: &Write) -> Option<String> {
        let of_transaction = || match self {
            Self::Postgres(PostgresTx::Writes(writing)) if write.statement.is_of_one_shop() => {
                let shop = writing.shop.as_ref();
                let shop = shop.expect("rows are written after the lock of their shop");
                Some(shop.as_str().to_owned())
            }
            _ => None,
        };
        write.shop.clone().or_else(of_transaction)
    }

    /// Writes what is left and makes all of the transaction last; on SQLite in one call.
    pub(crate) async fn commit(mut self, writes: &[Write]) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(SqliteTx::Writes(mut writing)) => {
                let (text, bound) = in_one_call(writing.prefix(), &with_rows(writes))?;
                sqlx::query_with(AssertSqlSafe(text + "commit"), bound)
                    .execute(writing.connection())
                    .await?;
                writing.committed();
            }
            Self::Sqlite(SqliteTx::Reads(_)) => {
                unreachable!("a transaction that only reads has nothing to commit")
            }
            Self::Postgres(PostgresTx::Reads(_)) => {
                unreachable!("a transaction that only reads has nothing to commit")
            }
            Self::Postgres(PostgresTx::Writes(_)) => {
                self.write(writes).await?;
                let Self::Postgres(PostgresTx::Writes(mut writing)) = self else {
                    unreachable!("it is one")
                };
                let time = writing.answer();
                let commit = sqlx::raw_sql("commit").execute(writing.connection());
                for_good(time, commit).await?;
                writing.done();
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

    /// Tells other nodes, when the transaction commits, which event of a shop is the newest.
    pub(crate) async fn notify(&mut self, shop: &ShopId, seq: i64) -> Result<(), StoreError> {
        if let Self::Postgres(tx) = self {
            let hint = Hint::text(shop, seq);
            let call = tx.call();
            let notify = sqlx::query("select pg_notify('dockline', $1)").bind(&hint);
            let notify = notify.persistent(call.prepares);
            within(call.time, notify.execute(call.connection)).await?;
        }
        Ok(())
    }

    async fn raw(&mut self, text: &'static str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(lite) => sqlx::raw_sql(lite.text(text))
                .execute(lite.connection())
                .await
                .map(|_| ())?,
            Self::Postgres(tx) => {
                let call = tx.call();
                within(call.time, sqlx::raw_sql(text).execute(call.connection)).await?;
            }
        }
        Ok(())
    }

    /// Gives each statement from here on less time than questions have.
    pub(crate) async fn limit(&mut self, limit: QuestionLimit) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(SqliteTx::Reads(reading)) => reading.limit(limit.time()),
            Self::Sqlite(SqliteTx::Writes(_)) => {}
            Self::Postgres(tx) => {
                if let PostgresTx::Reads(reading) = tx {
                    reading.limit(limit.time());
                }
                self.raw(limit.statement()).await?;
            }
        }
        Ok(())
    }

    /// Ends a transaction that only read.
    pub(crate) async fn end(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(SqliteTx::Reads(reading)) => reading.end().await?,
            Self::Sqlite(SqliteTx::Writes(writing)) => drop(writing),
            Self::Postgres(PostgresTx::Reads(reading)) => reading.end().await?,
            Self::Postgres(PostgresTx::Writes(mut writing)) => {
                let time = writing.answer();
                within(
                    time,
                    sqlx::raw_sql("rollback").execute(writing.connection()),
                )
                .await?;
                writing.done();
            }
        }
        Ok(())
    }
}

/// Those of some writes that have rows.
pub(super) fn with_rows(writes: &[Write]) -> Vec<&Write> {
    writes
        .iter()
        .filter(|write| !write.rows.is_empty())
        .collect()
}

//! What the simulated gateway keeps. It is apart from the shop's database, as a real gateway's is:
//! money moves there although the shop loses its record of it. So it has a file of its own beside an
//! SQLite database, and a schema of its own in PostgreSQL, and no transaction holds both.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{
    ConnectOptions as _, Connection as _, PgPool, Postgres, Sqlite, SqlitePool, Transaction,
};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;
use tokio::sync::OnceCell;

/// Connections to it.
const CONNECTIONS: u32 = 4;
/// Longest time that somebody else may write.
const BUSY_TIME_MAX: Duration = Duration::from_secs(10);

const SCHEMA: &str = "create schema if not exists simulator";
const IS_THERE: &str = "select to_regclass('simulator.objects') is not null";
const SQLITE_TABLE: &str = "create table if not exists objects (shop text not null, id text not null, object text not null, primary key (shop, id)) without rowid";
const POSTGRES_TABLE: &str = "create table if not exists simulator.objects (shop text not null, id text not null, object text not null, primary key (shop, id))";
const SQLITE_GET: &str = "select object from objects where shop = $1 and id = $2";
const POSTGRES_GET: &str = "select object from simulator.objects where shop = $1 and id = $2";
const SQLITE_PUT: &str = "insert into objects (shop, id, object) values ($1, $2, $3) on conflict (shop, id) do update set object = excluded.object";
const POSTGRES_PUT: &str = "insert into simulator.objects (shop, id, object) values ($1, $2, $3) on conflict (shop, id) do update set object = excluded.object";
const SQLITE_ALL: &str =
    "select object from objects where shop = $1 and substr(id, 1, length($2)) = $2 order by id";
const POSTGRES_ALL: &str = "select object from simulator.objects where shop = $1 and substr(id, 1, length($2)) = $2 order by id";
const SQLITE_PAGE: &str = "select id, object from objects where shop = $1 and substr(id, 1, length($2)) = $2 and id > $3 order by id limit $4";
const POSTGRES_PAGE: &str = "select id, object from simulator.objects where shop = $1 and substr(id, 1, length($2)) = $2 and id > $3 order by id limit $4";
const POSTGRES_LOCK: &str = "select pg_advisory_xact_lock(hashtext($1))";

enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// It is opened when it is first used: a shop that is paid otherwise has none.
pub(super) struct Store {
    url: String,
    pool: OnceCell<Pool>,
}

/// One change. What is read stays so until its end.
pub(super) enum Change {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Store {
    /// The one beside a database.
    pub(super) fn beside(database_url: &str) -> Self {
        let is_postgres =
            database_url.starts_with("postgres:") || database_url.starts_with("postgresql:");
        let url = if is_postgres {
            database_url.to_owned()
        } else {
            let (file, options) = database_url
                .split_once('?')
                .map_or((database_url, String::new()), |(file, rest)| {
                    (file, format!("?{rest}"))
                });
            format!("{file}.simulator{options}")
        };
        Self {
            url,
            pool: OnceCell::new(),
        }
    }

    /// Copies what is kept beside an SQLite database into a file that is not there yet, and answers
    /// whether there was something.
    pub(super) async fn copy(&self, to: &Path) -> Result<bool, sqlx::Error> {
        if !self.url.starts_with("sqlite:") {
            return Ok(false);
        }
        let options = SqliteConnectOptions::from_str(&self.url)?.busy_timeout(BUSY_TIME_MAX);
        if !options.get_filename().exists() {
            return Ok(false);
        }
        let mut connection = options.connect().await?;
        // It gets its name when it is whole.
        let mut part = to.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        // The links of orders stand in it.
        dockline_engine::make_private_file(&part);
        let copied = sqlx::query("vacuum into $1")
            .bind(part.to_string_lossy().into_owned())
            .execute(&mut connection)
            .await;
        connection.close().await?;
        copied?;
        std::fs::rename(&part, to)?;
        Ok(true)
    }

    async fn pool(&self) -> Result<&Pool, sqlx::Error> {
        self.pool.get_or_try_init(|| self.open()).await
    }

    async fn open(&self) -> Result<Pool, sqlx::Error> {
        if self.url.starts_with("sqlite:") {
            let options = SqliteConnectOptions::from_str(&self.url)?
                .create_if_missing(true)
                .busy_timeout(BUSY_TIME_MAX);
            // The links of orders stand in it: it is its owner's alone, as the shop's is.
            dockline_engine::make_private_file(options.get_filename());
            let pool = SqlitePoolOptions::new()
                .max_connections(1)
                .connect_with(options)
                .await?;
            sqlx::query(SQLITE_TABLE).execute(&pool).await?;
            return Ok(Pool::Sqlite(pool));
        }
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .connect(&self.url)
            .await?;
        let mut first = pool.begin().await?;
        // Nodes that start together make it once.
        sqlx::query(POSTGRES_LOCK)
            .bind("simulator")
            .execute(&mut *first)
            .await?;
        // Whoever may not make it has had it made.
        let (is_there,): (bool,) = sqlx::query_as(IS_THERE).fetch_one(&mut *first).await?;
        if !is_there {
            sqlx::query(SCHEMA).execute(&mut *first).await?;
            sqlx::query(POSTGRES_TABLE).execute(&mut *first).await?;
        }
        first.commit().await?;
        Ok(Pool::Postgres(pool))
    }

    /// Begins a change of what is kept for a shop: one at a time.
    pub(super) async fn change(&self, shop: &str) -> Result<Change, sqlx::Error> {
        match self.pool().await? {
            Pool::Sqlite(pool) => Ok(Change::Sqlite(pool.begin_with("begin immediate").await?)),
            Pool::Postgres(pool) => {
                let mut change = pool.begin().await?;
                sqlx::query(POSTGRES_LOCK)
                    .bind(shop)
                    .execute(&mut *change)
                    .await?;
                Ok(Change::Postgres(change))
            }
        }
    }
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, sqlx::Error> {
    serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(error.into()))
}

impl Change {
    pub(super) async fn get<T: DeserializeOwned>(
        &mut self,
        shop: &str,
        id: &str,
    ) -> Result<Option<T>, sqlx::Error> {
        let found: Option<String> = match self {
            Self::Sqlite(change) => {
                let query = sqlx::query_scalar(SQLITE_GET).bind(shop).bind(id);
                query.fetch_optional(&mut **change).await?
            }
            Self::Postgres(change) => {
                let query = sqlx::query_scalar(POSTGRES_GET).bind(shop).bind(id);
                query.fetch_optional(&mut **change).await?
            }
        };
        found.as_deref().map(read).transpose()
    }

    /// Everything of a shop whose id begins so.
    pub(super) async fn all<T: DeserializeOwned>(
        &mut self,
        shop: &str,
        prefix: &str,
    ) -> Result<Vec<T>, sqlx::Error> {
        let found: Vec<String> = match self {
            Self::Sqlite(change) => {
                let query = sqlx::query_scalar(SQLITE_ALL).bind(shop).bind(prefix);
                query.fetch_all(&mut **change).await?
            }
            Self::Postgres(change) => {
                let query = sqlx::query_scalar(POSTGRES_ALL).bind(shop).bind(prefix);
                query.fetch_all(&mut **change).await?
            }
        };
        found.iter().map(|text| read(text)).collect()
    }

    /// Some of what begins so, with its id, after an id.
    pub(super) async fn page<T: DeserializeOwned>(
        &mut self,
        shop: &str,
        prefix: &str,
        after: &str,
        limit: i64,
    ) -> Result<Vec<(String, T)>, sqlx::Error> {
        let found: Vec<(String, String)> = match self {
            Self::Sqlite(change) => {
                let query = sqlx::query_as(SQLITE_PAGE).bind(shop).bind(prefix);
                let query = query.bind(after).bind(limit);
                query.fetch_all(&mut **change).await?
            }
            Self::Postgres(change) => {
                let query = sqlx::query_as(POSTGRES_PAGE).bind(shop).bind(prefix);
                let query = query.bind(after).bind(limit);
                query.fetch_all(&mut **change).await?
            }
        };
        let read = |(id, text): (String, String)| Ok((id, read(&text)?));
        found.into_iter().map(read).collect()
    }

    pub(super) async fn put(
        &mut self,
        shop: &str,
        id: &str,
        object: &impl Serialize,
    ) -> Result<(), sqlx::Error> {
        let text =
            serde_json::to_string(object).map_err(|error| sqlx::Error::Encode(error.into()))?;
        match self {
            Self::Sqlite(change) => {
                let query = sqlx::query(SQLITE_PUT).bind(shop).bind(id).bind(text);
                query.execute(&mut **change).await?;
            }
            Self::Postgres(change) => {
                let query = sqlx::query(POSTGRES_PUT).bind(shop).bind(id).bind(text);
                query.execute(&mut **change).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(change) => change.commit().await,
            Self::Postgres(change) => change.commit().await,
        }
    }
}

//! Connections to PostgreSQL: one for each lane that writes, some that read, one that listens.
//!
//! Whoever holds a shop's lock and falls silent must not stop the others. So every connection has
//! limits on the server, which are said after connecting: poolers refuse what they do not know in
//! the message that begins a connection. A pooler that lends a connection for one transaction would
//! hand to others what was said by it, so there every transaction says its own limits
//! ([`Access::direct`]). And because a network may fall silent as well, no call
//! waits for its answer for ever.

use super::{Settings, StoreError};
use dockline_domain::id::ShopId;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgDatabaseError, PgPool, PgPoolOptions, PgSeverity};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection, Row as _};
use std::str::FromStr as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long PostgreSQL waits for a node, and for what a node asks of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// A transaction whose node says nothing is ended after this, and its locks are free.
    pub idle_in_transaction: Duration,
    /// Longest wait for a lock. It is more than [`Self::idle_in_transaction`], so whoever waits for
    /// a node that has fallen silent gets the lock.
    pub lock: Duration,
    /// Longest time of a statement, waiting for a lock included.
    pub statement: Duration,
    /// How long it is looked for what became of a commit that was not answered. Meanwhile the
    /// database may come back, or another one in its place.
    pub outcome: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            idle_in_transaction: Duration::from_secs(3),
            lock: Duration::from_secs(5),
            statement: Duration::from_secs(10),
            outcome: Duration::from_secs(10),
        }
    }
}

/// How PostgreSQL is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Access {
    /// The address of the database itself, where the other one is that of a pooler which lends a
    /// connection for one transaction. Who listens or migrates needs a connection for longer.
    pub direct: Option<String>,
    /// How many statements a connection keeps prepared; 0 where a pooler forgets them. `None` is as
    /// many as the driver keeps.
    pub statement_cache: Option<usize>,
}

/// What a silent network adds to the longest statement before a call is given up.
const SILENCE: Duration = Duration::from_secs(5);
/// How long a connection counts as alive after its last use.
const FRESH: Duration = Duration::from_secs(1);
/// How long a question waits for a connection.
const PATIENCE: Duration = Duration::from_secs(5);
/// Longest time to connect, or to find out whether a connection still lives.
const CONNECT: Duration = Duration::from_secs(5);
const BEGIN_READING: &str = "begin isolation level repeatable read read only";
/// Every statement of a transaction that reads has the time that a question may take.
const TIME_TO_READ: &str = "set local statement_timeout = '10s'";

/// Whether tables are spread over several machines (Citus).
const IS_DISTRIBUTED: &str =
    "select exists (select from pg_proc where proname = 'create_distributed_table')";

/// A PostgreSQL database.
#[derive(Clone)]
pub(crate) struct Postgres {
    opener: Arc<Opener>,
    pub(super) read: PgPool,
    pub(super) listen: PgPool,
}

/// What is needed to carry out a statement with parameters.
pub(super) struct Call<'a> {
    pub(super) connection: &'a mut PgConnection,
    /// How long the answer may take.
    pub(super) time: Duration,
    /// Whether the connection keeps the statement for the next time.
    pub(super) prepares: bool,
}

/// Opens connections with their limits.
struct Opener {
    options: PgConnectOptions,
    /// To the database itself, past a pooler.
    direct: PgConnectOptions,
    /// What is said first.
    limits: String,
    /// What begins a transaction that reads, and one that writes.
    begin_reading: String,
    begin_writing: String,
    /// Whether a batch may be one call that is a transaction of its own.
    writes_at_once: bool,
    /// Whether a connection keeps statements prepared. The driver gives a name to one that it does
    /// not keep as well, and the next node that a pooler lends the connection to uses that name.
    prepares: bool,
    /// Longest wait for the answer to a call.
    answer: Duration,
    outcome: Duration,
}

impl Opener {
    async fn new(url: &str, settings: &Settings) -> Result<Self, StoreError> {
        let Settings { limits, access, .. } = settings;
        let options = |url: &str| {
            // What the driver says of its own accord about numbers that Dockline has none of.
            let options = PgConnectOptions::from_str(url)?.extra_float_digits(None);
            Ok::<_, sqlx::Error>(match access.statement_cache {
                Some(statements) => options.statement_cache_capacity(statements),
                None => options,
            })
        };
        let own = said_in_transaction(limits);
        let is_pooled = access.direct.is_some();
        let mut opener = Self {
            options: options(url)?,
            direct: options(access.direct.as_deref().unwrap_or(url))?,
            limits: if is_pooled {
                String::new()
            } else {
                said(limits)
            },
            begin_reading: if is_pooled {
                format!("{BEGIN_READING}; {own}; {TIME_TO_READ}")
            } else {
                format!("{BEGIN_READING}; {TIME_TO_READ}")
            },
            begin_writing: if is_pooled {
                format!("begin; {own}")
            } else {
                "begin".to_owned()
            },
            writes_at_once: false,
            prepares: access.statement_cache != Some(0),
            answer: limits.statement + SILENCE,
            outcome: limits.outcome,
        };
        // A pool tries again for as long as it may; one connection says at once why there is none.
        let mut connection = opener.open().await?;
        // In one message: a pooler may lend another connection for the next one.
        let is_distributed = sqlx::raw_sql(IS_DISTRIBUTED).fetch_one(&mut connection);
        let is_distributed: bool = within(CONNECT, is_distributed).await?.try_get(0)?;
        let _ = connection.close().await;
        // One call has no limits of its own where transactions say theirs, and several machines take
        // no statement that writes to many tables.
        opener.writes_at_once = !is_pooled && !is_distributed;
        Ok(opener)
    }

    async fn open(&self) -> Result<PgConnection, StoreError> {
        let opening = async {
            let mut connection = self.options.connect().await?;
            self.greet(&mut connection).await?;
            Ok::<_, sqlx::Error>(connection)
        };
        within(CONNECT, opening).await
    }

    /// Says the limits by a new connection, unless each transaction does.
    async fn greet(&self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        if !self.limits.is_empty() {
            let limits = AssertSqlSafe(self.limits.clone());
            sqlx::raw_sql(limits).execute(connection).await?;
        }
        Ok(())
    }
}

/// The limits of one transaction, for a connection that is another's before and after.
fn said_in_transaction(limits: &Limits) -> String {
    format!(
        "set local synchronous_commit = on;
        set local idle_in_transaction_session_timeout = {};
        set local lock_timeout = {};
        set local statement_timeout = {}",
        limits.idle_in_transaction.as_millis(),
        limits.lock.as_millis(),
        limits.statement.as_millis()
    )
}

/// The limits as PostgreSQL takes them. Those of TCP are the server's side of it: a node whose
/// machine is gone keeps no lock until the kernel gives up. On a socket of the machine they mean
/// nothing.
fn said(limits: &Limits) -> String {
    format!(
        "set synchronous_commit = on;
        set idle_in_transaction_session_timeout = {};
        set lock_timeout = {};
        set statement_timeout = {};
        set tcp_keepalives_idle = 5;
        set tcp_keepalives_interval = 2;
        set tcp_keepalives_count = 3;
        set tcp_user_timeout = 10000",
        limits.idle_in_transaction.as_millis(),
        limits.lock.as_millis(),
        limits.statement.as_millis()
    )
}

/// The answer to a call, or an error when there is none in its time.
pub(super) async fn within<T>(
    time: Duration,
    call: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, StoreError> {
    Ok(answer(time, call).await?)
}

/// The same for a call that is carried out for good when it is: an error that does not say it was
/// refused says nothing.
pub(super) async fn for_good<T>(
    time: Duration,
    call: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, StoreError> {
    answer(time, call).await.map_err(|error| {
        if was_refused(&error) {
            error.into()
        } else {
            StoreError::Unanswered(error)
        }
    })
}

async fn answer<T>(
    time: Duration,
    call: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    tokio::time::timeout(time, call).await.unwrap_or_else(|_| {
        let silent = std::io::ErrorKind::TimedOut;
        let text = "the database does not answer";
        Err(sqlx::Error::Io(std::io::Error::new(silent, text)))
    })
}

/// Whether an error says that a statement was not carried out. A server that ends the connection may
/// have carried it out before.
fn was_refused(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Encode(_) => true,
        sqlx::Error::Database(error) => {
            error
                .try_downcast_ref::<PgDatabaseError>()
                .is_some_and(|error| {
                    !matches!(error.severity(), PgSeverity::Fatal | PgSeverity::Panic)
                        && !error.code().starts_with("08")
                })
        }
        _ => false,
    }
}

impl Postgres {
    /// A database that is known to answer.
    pub(super) async fn open(url: &str, settings: &Settings) -> Result<Self, StoreError> {
        let opener = Arc::new(Opener::new(url, settings).await?);
        let pool = |connections| {
            let greeter = Arc::clone(&opener);
            PgPoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(PATIENCE)
                .after_connect(move |connection, _| {
                    let greeter = Arc::clone(&greeter);
                    Box::pin(async move { greeter.greet(connection).await })
                })
                // Whether a connection still lives is a round trip: one that was used just now is
                // not asked.
                .test_before_acquire(false)
                .before_acquire(|connection, state| {
                    Box::pin(async move {
                        if state.idle_for > FRESH {
                            connection.ping().await?;
                        }
                        Ok(true)
                    })
                })
        };
        Ok(Self {
            read: pool(settings.readers).connect_lazy_with(opener.options.clone()),
            listen: pool(1).connect_lazy_with(opener.direct.clone()),
            opener,
        })
    }

    /// One connection without limits, for what may take its time.
    pub(super) fn unlimited(&self) -> PgPool {
        PgPoolOptions::new()
            .max_connections(1)
            .acquire_timeout(PATIENCE)
            .connect_lazy_with(self.opener.direct.clone())
    }

    /// Begins a transaction that sees one state of the database.
    pub(super) async fn read(&self) -> Result<Reading, StoreError> {
        let mut reading = Reading {
            connection: Some(self.read.acquire().await?),
            answer: self.opener.answer,
            prepares: self.opener.prepares,
        };
        let begin = AssertSqlSafe(self.opener.begin_reading.clone());
        let begin = sqlx::raw_sql(begin).execute(reading.connection());
        within(self.opener.answer, begin).await?;
        Ok(reading)
    }

    /// A connection of its own to write by.
    pub(super) fn lane(&self) -> Lane {
        Lane {
            opener: Arc::clone(&self.opener),
            kept: Arc::default(),
        }
    }

    pub(super) async fn close(&self) {
        self.listen.close().await;
        self.read.close().await;
    }
}

/// The connection that a lane writes by. It is kept as long as everything done by it went well:
/// what remains of a transaction that failed, and a server that takes no writes any more, go with
/// their connection.
pub(crate) struct Lane {
    opener: Arc<Opener>,
    kept: Kept,
}

type Kept = Arc<Mutex<Option<(PgConnection, Instant)>>>;

fn take(kept: &Kept) -> Option<(PgConnection, Instant)> {
    kept.lock().unwrap_or_else(PoisonError::into_inner).take()
}

impl Lane {
    /// The connection, in no transaction.
    pub(super) async fn connection(&self) -> Result<Writing, StoreError> {
        let connection = match take(&self.kept) {
            Some((connection, used)) if used.elapsed() <= FRESH => Some(connection),
            Some((mut connection, _)) => {
                let lives = within(CONNECT, connection.ping()).await.is_ok();
                lives.then_some(connection)
            }
            None => None,
        };
        let connection = match connection {
            Some(connection) => connection,
            None => self.opener.open().await?,
        };
        Ok(Writing {
            connection: Some(connection),
            kept: Arc::clone(&self.kept),
            answer: self.opener.answer,
            prepares: self.opener.prepares,
            shop: None,
        })
    }

    /// Begins a transaction.
    pub(super) async fn begin(&self) -> Result<Writing, StoreError> {
        let mut writing = self.connection().await?;
        let begin = AssertSqlSafe(self.opener.begin_writing.clone());
        let begin = sqlx::raw_sql(begin).execute(writing.connection());
        within(self.opener.answer, begin).await?;
        Ok(writing)
    }

    /// Whether a batch may be one call that is a transaction of its own.
    pub(super) fn writes_at_once(&self) -> bool {
        self.opener.writes_at_once
    }

    /// How long it is looked for what became of a commit that was not answered.
    pub(super) fn outcome_time(&self) -> Duration {
        self.opener.outcome
    }

    pub(super) async fn close(&self) {
        if let Some((connection, _)) = take(&self.kept) {
            let _ = within(CONNECT, connection.close()).await;
        }
    }
}

/// A lane's connection in use. When it is dropped before it is done, it is closed, which undoes what
/// was not committed.
pub(crate) struct Writing {
    connection: Option<PgConnection>,
    kept: Kept,
    answer: Duration,
    prepares: bool,
    /// Whose rows are written.
    pub(super) shop: Option<ShopId>,
}

impl Writing {
    /// The connection.
    pub(super) fn connection(&mut self) -> &mut PgConnection {
        self.connection
            .as_mut()
            .expect("it is given back by its end alone")
    }

    /// Longest wait for the answer to a call.
    pub(super) fn answer(&self) -> Duration {
        self.answer
    }

    /// For a statement with parameters.
    pub(super) fn call(&mut self) -> Call<'_> {
        let (time, prepares) = (self.answer, self.prepares);
        Call {
            connection: self.connection(),
            time,
            prepares,
        }
    }

    /// Keeps the connection for the next time: it is in no transaction, and all went well.
    pub(super) fn done(mut self) {
        let connection = self.connection.take();
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) =
            connection.map(|connection| (connection, Instant::now()));
    }
}

/// A transaction that reads. When it is dropped before its end, its connection is closed: nobody
/// knows what it is still at.
pub(crate) struct Reading {
    connection: Option<PoolConnection<sqlx::Postgres>>,
    answer: Duration,
    prepares: bool,
}

impl Reading {
    /// The connection.
    pub(super) fn connection(&mut self) -> &mut PgConnection {
        self.connection
            .as_mut()
            .expect("it is given back by its end alone")
    }

    /// For a statement with parameters.
    pub(super) fn call(&mut self) -> Call<'_> {
        let (time, prepares) = (self.answer, self.prepares);
        Call {
            connection: self.connection(),
            time,
            prepares,
        }
    }

    /// A statement from here on may take so long.
    pub(super) fn limit(&mut self, statement: Duration) {
        self.answer = statement + SILENCE;
    }

    /// Ends it; others read by the connection.
    pub(super) async fn end(mut self) -> Result<(), StoreError> {
        let time = self.answer;
        within(time, sqlx::raw_sql("rollback").execute(self.connection())).await?;
        drop(self.connection.take());
        Ok(())
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            connection.close_on_drop();
        }
    }
}

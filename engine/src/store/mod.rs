//! The only place that knows a database. Two engines, one SQL text: see [`statement`].

mod at_once;
pub(crate) mod attention;
pub(crate) mod backorders;
mod backup;
pub(crate) mod catalogue;
mod checkpoints;
pub(crate) mod date_moves;
pub(crate) mod events;
pub(crate) mod find;
pub(crate) mod followers;
mod hints;
pub(crate) mod json;
pub(crate) mod keys;
pub(crate) mod line;
mod migrate;
pub(crate) mod milestones;
pub(crate) mod orders;
pub(crate) mod persons;
mod private_file;
mod probe;
pub(crate) mod promises;
pub(crate) mod purchase_orders;
mod readers;
pub(crate) mod receipts;
mod row;
mod session;
pub(crate) mod shipments;
pub(crate) mod shops;
mod statement;
pub(crate) mod supply;
pub(crate) mod users;
pub(crate) mod variants;
mod verify;
pub(crate) mod waitlist;
mod writing;

pub(crate) use at_once::{AtOnce, Numbers};
pub use backup::{Backup, BackupError, backup};
use checkpoints::Checkpoints;
pub(crate) use hints::{Hint, Hints};
pub(crate) use readers::QuestionLimit;
use readers::Readers;
pub(crate) use row::{Row, inconsistent};
use session::SqliteTx;
pub(crate) use session::{Arg, Rows, Session, Write};
pub(crate) use statement::Statement;
pub use verify::{Fault, Verified, verify};
use writing::Writing;

use crate::event::Unreadable;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::str::FromStr;
use std::time::Duration;

/// Something went wrong with the database: not the caller's fault.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database said no.
    #[error("database: {0}")]
    Database(sqlx::Error),
    /// Too much is asked at once, or a question took longer than questions may.
    #[error("too much is asked at once")]
    Busy,
    /// The schema could not be brought up to date.
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A newer program has changed the schema so that this one cannot run on it.
    #[error(
        "the schema of this database needs a newer version of this program (number {minimum}; this one is {program})"
    )]
    OlderProgram {
        /// The number of this program.
        program: i64,
        /// The lowest number that can.
        minimum: i64,
    },
    /// The texts that an earlier program wrote could not be folded; the log says why.
    #[error("the texts that an earlier version wrote could not be folded")]
    NotFolded,
    /// A row holds what this program never writes.
    #[error("column {column}: {problem}")]
    Inconsistent {
        /// Which column.
        column: String,
        /// What is wrong.
        problem: String,
    },
    /// An event of the log cannot be read.
    #[error("event {seq}: {problem}")]
    Unreadable {
        /// Its number in the shop.
        seq: i64,
        /// Why not.
        problem: Unreadable,
    },
    /// A follower of the log stands before an event that it cannot read.
    #[error("{follower} is stopped by event {event}, which cannot be read")]
    Stopped {
        /// Its name.
        follower: &'static str,
        /// The number of the event.
        event: i64,
    },
    /// The address of the database is of no known kind.
    #[error(
        "{0} is not a database address; allowed are sqlite://FILE and postgres://USER@HOST/NAME"
    )]
    Address(String),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        // SQLITE_INTERRUPT, and query_canceled of PostgreSQL: the statement has had its time.
        let stopped = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code)
            .is_some_and(|code| code == "9" || code == "57014");
        if stopped || matches!(error, sqlx::Error::PoolTimedOut) {
            Self::Busy
        } else {
            Self::Database(error)
        }
    }
}

/// A database of either kind.
#[derive(Clone)]
pub(crate) enum Database {
    /// The embedded default. One connection writes; the others read and never wait for it.
    Sqlite {
        write: sqlx::SqlitePool,
        read: Readers,
        checkpoints: Checkpoints,
        copy: sqlx::SqlitePool,
    },
    /// For more than one node.
    Postgres(sqlx::PgPool),
}

const POSTGRES_CONNECTIONS: u32 = 8;
/// SQLite's write-ahead log takes at most this much of the disk when nobody reads: twice of what it
/// grows to by itself.
const WAL_BYTES_KEPT: &str = "67108864";
/// How long a connection counts as alive after its last use.
const FRESH: Duration = Duration::from_secs(1);
/// Begins a transaction in which every statement has the time that a question may take.
const BEGIN_READING: &str =
    "begin isolation level repeatable read read only; set local statement_timeout = '10s'";

impl Database {
    /// Opens the database and brings its schema up to date.
    pub(crate) async fn open(url: &str) -> Result<Self, StoreError> {
        let database = if url.starts_with("sqlite:") {
            Self::open_sqlite(url).await?
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = PgConnectOptions::from_str(url)?.options([("synchronous_commit", "on")]);
            // A pool tries again for as long as it may; one connection says at once why there is
            // none.
            sqlx::Connection::close(sqlx::ConnectOptions::connect(&options).await?).await?;
            let pool = PgPoolOptions::new()
                .max_connections(POSTGRES_CONNECTIONS)
                .acquire_timeout(Duration::from_secs(10))
                // Whether a connection still lives is a round trip: one that was used just now is
                // not asked.
                .test_before_acquire(false)
                .before_acquire(|connection, state| {
                    Box::pin(async move {
                        if state.idle_for > FRESH {
                            sqlx::Connection::ping(connection).await?;
                        }
                        Ok(true)
                    })
                });
            Self::Postgres(pool.connect_with(options).await?)
        } else {
            return Err(StoreError::Address(without_password(url)));
        };
        migrate::run(&database).await?;
        Ok(database)
    }

    /// Write-ahead log with a full sync at each commit: acknowledged means on disk.
    async fn open_sqlite(url: &str) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10))
            // What is written often is written to the log several times and to the file once: let
            // the log grow to 32 MiB before that.
            .pragma("wal_autocheckpoint", "8000")
            // Where a reader kept it from beginning anew, it grew: afterwards it is cut back.
            .pragma("journal_size_limit", WAL_BYTES_KEPT)
            // What was erased, or moved from one page to another, is not left where it was.
            .pragma("secure_delete", "on")
            .pragma("cache_size", "-16000")
            .pragma("mmap_size", "268435456")
            .pragma("temp_store", "memory")
            .statement_cache_capacity(200);
        private_file::make(options.get_filename());
        // A local file does not go away between two uses: asking whether it is still there would
        // only cost time.
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .test_before_acquire(false)
            .connect_with(options.clone())
            .await?;
        let copy = SqlitePoolOptions::new()
            .max_connections(1)
            .test_before_acquire(false)
            .connect_lazy_with(options.clone().create_if_missing(false));
        let read = Readers::new(&options.read_only(true).create_if_missing(false));
        Ok(Self::Sqlite {
            write,
            read,
            checkpoints: Checkpoints::by(copy.clone()),
            copy,
        })
    }

    /// A transaction that may write; on SQLite its first statement begins it.
    pub(crate) async fn write(&self) -> Result<Session, StoreError> {
        Ok(match self {
            Self::Sqlite {
                write, checkpoints, ..
            } => {
                checkpoints.writing();
                Session::Sqlite(SqliteTx::Writes(Writing::new(write.acquire().await?)))
            }
            Self::Postgres(pool) => Session::Postgres(pool.begin().await?),
        })
    }

    /// The connection that writes, for a batch that is written at once.
    pub(crate) async fn at_once(&self) -> Result<AtOnce, StoreError> {
        Ok(match self {
            Self::Sqlite {
                write, checkpoints, ..
            } => {
                checkpoints.writing();
                AtOnce::Sqlite(write.acquire().await?)
            }
            Self::Postgres(pool) => AtOnce::Postgres(pool.acquire().await?),
        })
    }

    /// Begins a transaction that sees one state of the database.
    pub(crate) async fn read(&self) -> Result<Session, StoreError> {
        Ok(match self {
            Self::Sqlite { read, .. } => Session::Sqlite(SqliteTx::Reads(read.begin().await?)),
            Self::Postgres(pool) => Session::Postgres(pool.begin_with(BEGIN_READING).await?),
        })
    }

    /// Waits for hints that another node has written; SQLite gives none, and the log is only
    /// looked at now and then.
    pub(crate) async fn listen(&self) -> Result<Hints, StoreError> {
        match self {
            Self::Sqlite { .. } => Ok(Hints::none()),
            Self::Postgres(pool) => Hints::of(pool).await,
        }
    }

    /// Closes the connections after what they are doing.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite {
                write, read, copy, ..
            } => {
                copy.close().await;
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// A database address without what must not be shown.
pub(crate) fn without_password(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => format!("{}://…{}", &url[..scheme], &url[at..]),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests;

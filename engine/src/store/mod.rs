//! The only place that knows a database. Two engines, one SQL text: see [`statement`].

mod at_once;
pub(crate) mod attention;
pub(crate) mod backorders;
mod backup;
pub(crate) mod books;
pub(crate) mod catalogue;
mod checkpoints;
pub(crate) mod date_moves;
pub(crate) mod delays;
pub(crate) mod events;
pub(crate) mod find;
pub(crate) mod followers;
pub(crate) mod former_names;
pub(crate) mod gateways;
mod hints;
pub(crate) mod json;
pub(crate) mod key_file;
pub(crate) mod keys;
pub(crate) mod line;
pub(crate) mod log_ins;
pub(crate) mod messages;
pub(crate) mod methods;
pub(crate) mod migrate;
pub(crate) mod milestones;
pub(crate) mod orders;
pub(crate) mod payments;
pub(crate) mod persons;
mod postgres;
pub(crate) mod private_file;
mod probe;
pub(crate) mod promises;
pub(crate) mod purchase_orders;
mod readers;
pub(crate) mod receipts;
pub(crate) mod refunds;
mod row;
mod session;
pub(crate) mod shipments;
pub(crate) mod shops;
mod statement;
pub(crate) mod storefront;
pub(crate) mod supply;
pub(crate) mod suppressions;
pub(crate) mod users;
pub(crate) mod variants;
mod verify;
pub(crate) mod waitlist;
pub(crate) mod webhooks;
pub(crate) mod withdrawals;
mod writing;

pub(crate) use at_once::{AtOnce, Numbers};
pub use backup::{Backup, BackupError, backup};
use checkpoints::Checkpoints;
use dockline_domain::delay::DelayRules;
pub(crate) use hints::{Hint, Hints};
use postgres::Postgres;
pub use postgres::{Access, Limits};
pub(crate) use readers::QuestionLimit;
use readers::Readers;
pub(crate) use row::{Row, inconsistent};
pub(crate) use session::{Arg, Rows, Session, Write};
use session::{PostgresTx, SqliteTx};
pub(crate) use statement::Statement;
pub use verify::{Fault, Verified, verify};
use writing::Writing;

use crate::event::Unreadable;
use crate::sealing::SecretKey;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// Something went wrong with the database: not the caller's fault.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database said no.
    #[error("database: {0}")]
    Database(sqlx::Error),
    /// Too much is asked at once, or something took longer than it may: a question, or waiting for
    /// a lock. What was to be written is not.
    #[error("too much is asked at once")]
    Busy,
    /// The database is away or takes no writes at the moment. What was to be written is not.
    #[error("database: {0}")]
    Away(sqlx::Error),
    /// The connection broke when a commit had been sent: it may be carried out, or not.
    #[error("a commit was not answered: {0}")]
    Unanswered(sqlx::Error),
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
    /// The secret key is missing, or is not the one that sealed what is kept.
    #[error("{0}")]
    SecretKey(String),
    /// The address of the database is of no known kind.
    #[error(
        "{0} is not a database address; allowed are sqlite://FILE and postgres://USER@HOST/NAME"
    )]
    Address(String),
}

impl StoreError {
    /// Whether it passes by itself: asking again makes sense, and nothing is wrong with what was
    /// asked.
    pub fn passes(&self) -> bool {
        matches!(self, Self::Busy | Self::Away(_) | Self::Unanswered(_))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code);
        let code = code.as_deref().map_or(Code::Other, Code::of);
        match (code, &error) {
            (Code::Busy, _) | (_, sqlx::Error::PoolTimedOut) => Self::Busy,
            (Code::Away, _)
            | (
                _,
                sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::Protocol(_)
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed,
            ) => Self::Away(error),
            (Code::Other, _) => Self::Database(error),
        }
    }
}

/// What the code of a database's error says to whoever asks again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Code {
    /// It took too long, or others were in the way.
    Busy,
    /// The database goes away, comes back, takes no writes or has no room.
    Away,
    /// Anything else.
    Other,
}

impl Code {
    /// SQLSTATE has five characters. SQLite's codes are numbers below 2^16, whose last eight bits
    /// say enough.
    fn of(code: &str) -> Self {
        if code.len() < 5 {
            return match code.parse().map_or(0, |code: u32| code & 0xff) {
                // SQLITE_BUSY, SQLITE_LOCKED, SQLITE_INTERRUPT
                5 | 6 | 9 => Self::Busy,
                // SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN
                8 | 10 | 13 | 14 => Self::Away,
                _ => Self::Other,
            };
        }
        match (code, &code[..2]) {
            // lock_not_available, query_canceled, serialization_failure, deadlock_detected
            ("55P03" | "57014" | "40001" | "40P01", _) => Self::Busy,
            // read_only_sql_transaction: it was the primary once. idle_in_transaction_session_timeout
            // and transaction_timeout: it did not hear from us for too long.
            ("25006" | "25P03" | "25P04", _) => Self::Away,
            // connection_exception, insufficient_resources, operator_intervention
            (_, "08" | "53" | "57") => Self::Away,
            _ => Self::Other,
        }
    }
}

/// A database of either kind.
#[derive(Clone)]
pub(crate) enum Database {
    /// The embedded default. One connection writes; the others read and never wait for it.
    Sqlite {
        /// Where it is; none in memory.
        file: Option<Arc<Path>>,
        write: sqlx::SqlitePool,
        read: Readers,
        checkpoints: Checkpoints,
        copy: sqlx::SqlitePool,
    },
    /// For more than one node.
    Postgres(Postgres),
}

/// SQLite's write-ahead log takes at most this much of the disk when nobody reads: twice of what it
/// grows to by itself.
const WAL_BYTES_KEPT: &str = "67108864";

/// What one lane of the writer writes by.
pub(crate) enum Lane {
    /// The one connection of SQLite that writes: there is one lane.
    Sqlite {
        write: sqlx::SqlitePool,
        checkpoints: Checkpoints,
    },
    /// A connection of its own.
    Postgres(postgres::Lane),
}

/// How an engine uses its database.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How many shops are written at the same time on PostgreSQL: each lane has a connection of its
    /// own and a part of the shops. SQLite has one writer.
    pub lanes: usize,
    /// How many questions are answered at the same time on PostgreSQL.
    pub readers: u32,
    /// How long PostgreSQL waits.
    pub limits: Limits,
    /// How PostgreSQL is reached.
    pub access: Access,
    /// The key under which secrets are sealed; without one it is in a file beside an SQLite
    /// database.
    pub secret_key: Option<SecretKey>,
    /// How long the mail waits that tells of a date which moved, in shops whose clock is the usual
    /// one: what moves again meanwhile is told once.
    pub news_wait: Duration,
}

impl Settings {
    /// Lanes where nobody says otherwise.
    pub const LANES: usize = 4;
    /// Readers where nobody says otherwise.
    pub const READERS: u32 = 8;
    /// The wait where nobody says otherwise.
    pub const NEWS_WAIT: Duration = Duration::from_mins(DelayRules::WAIT_MINUTES as u64);
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            lanes: Self::LANES,
            readers: Self::READERS,
            limits: Limits::default(),
            access: Access::default(),
            secret_key: None,
            news_wait: Self::NEWS_WAIT,
        }
    }
}

impl Database {
    /// Opens a database as it is used when nobody says otherwise.
    #[cfg(test)]
    pub(crate) async fn open(url: &str) -> Result<Self, StoreError> {
        Self::open_with(url, &Settings::default()).await
    }

    /// Opens the database and brings its schema up to date.
    pub(crate) async fn open_with(url: &str, settings: &Settings) -> Result<Self, StoreError> {
        let database = if url.starts_with("sqlite:") {
            Self::open_sqlite(url).await?
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Self::Postgres(Postgres::open(url, settings).await?)
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
        let file = options.get_filename();
        let file = (!private_file::is_in_memory(file)).then(|| Arc::from(file));
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
            file,
            write,
            read,
            checkpoints: Checkpoints::by(copy.clone()),
            copy,
        })
    }

    /// The file of an SQLite database.
    pub(crate) fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite { file, .. } => file.as_deref(),
            Self::Postgres(_) => None,
        }
    }

    /// What a lane of the writer writes by.
    pub(crate) fn lane(&self) -> Lane {
        match self {
            Self::Sqlite {
                write, checkpoints, ..
            } => Lane::Sqlite {
                write: write.clone(),
                checkpoints: checkpoints.clone(),
            },
            Self::Postgres(postgres) => Lane::Postgres(postgres.lane()),
        }
    }

    /// How many lanes there are, of those that are wanted.
    pub(crate) fn lanes(&self, wanted: usize) -> usize {
        match self {
            Self::Sqlite { .. } => 1,
            Self::Postgres(_) => wanted.max(1),
        }
    }

    /// A transaction that may write, beside the lanes.
    #[cfg(test)]
    pub(crate) async fn write(&self) -> Result<Session, StoreError> {
        self.lane().write().await
    }

    /// Begins a transaction that sees one state of the database.
    pub(crate) async fn read(&self) -> Result<Session, StoreError> {
        Ok(match self {
            Self::Sqlite { read, .. } => Session::Sqlite(SqliteTx::Reads(read.begin().await?)),
            Self::Postgres(postgres) => {
                Session::Postgres(PostgresTx::Reads(postgres.read().await?))
            }
        })
    }

    /// Waits for hints that another node has written; SQLite gives none, and the log is only
    /// looked at now and then.
    pub(crate) async fn listen(&self) -> Result<Hints, StoreError> {
        match self {
            Self::Sqlite { .. } => Ok(Hints::none()),
            Self::Postgres(postgres) => Hints::of(&postgres.listen).await,
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
            Self::Postgres(postgres) => postgres.close().await,
        }
    }
}

impl Lane {
    /// A transaction that may write; on SQLite its first statement begins it.
    pub(crate) async fn write(&self) -> Result<Session, StoreError> {
        Ok(match self {
            Self::Sqlite { write, checkpoints } => {
                checkpoints.writing();
                Session::Sqlite(SqliteTx::Writes(Writing::new(write.acquire().await?)))
            }
            Self::Postgres(lane) => Session::Postgres(PostgresTx::Writes(lane.begin().await?)),
        })
    }

    /// Its connection, for a batch that is written at once.
    pub(crate) async fn at_once(&self) -> Result<AtOnce, StoreError> {
        Ok(match self {
            Self::Sqlite { write, checkpoints } => {
                checkpoints.writing();
                AtOnce::Sqlite(write.acquire().await?)
            }
            Self::Postgres(lane) => AtOnce::Postgres(lane.connection().await?),
        })
    }

    /// Whether a batch may be one call that is a transaction of its own.
    pub(crate) fn writes_at_once(&self) -> bool {
        match self {
            Self::Sqlite { .. } => true,
            Self::Postgres(lane) => lane.writes_at_once(),
        }
    }

    /// Whether each shop has a transaction of its own. A transaction of many shops would hold all of
    /// them while it waits for one. SQLite has one lock for everything, so there one transaction for
    /// all shops that wait is the faster way.
    pub(crate) fn is_of_one_shop(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// How long it is looked for what became of a commit that was not answered; SQLite answers all
    /// of them.
    pub(crate) fn outcome_time(&self) -> Duration {
        match self {
            Self::Sqlite { .. } => Duration::ZERO,
            Self::Postgres(lane) => lane.outcome_time(),
        }
    }

    /// Closes its connection.
    pub(crate) async fn close(&self) {
        match self {
            // It is the database's, which closes it.
            Self::Sqlite { .. } => {}
            Self::Postgres(lane) => lane.close().await,
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

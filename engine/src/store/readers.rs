//! SQLite's readers, and the time a question may take on either engine.
//!
//! Each reader is a pool of one connection, so that it is known which connection a statement runs
//! on: its time is written where that connection's progress handler looks, without a call to the
//! thread it lives on.

use super::StoreError;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{Sqlite, SqliteConnection, SqlitePool, Transaction};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Questions that are answered at once.
const READERS: usize = 4;
/// How long a question waits for a reader.
const PATIENCE: Duration = Duration::from_secs(10);
/// Longest time of a statement.
const STATEMENT: Duration = Duration::from_secs(10);
/// Longest time of all that is read in one state of the database. While it is kept, the write-ahead
/// log cannot begin anew, and grows with all that is written.
const TRANSACTION: Duration = Duration::from_secs(10);
/// Steps of SQLite's machine between two looks at the clock: some tens of microseconds.
const STEPS: i32 = 4_000;

/// The time a statement of a certain question may take, where that is not [`STATEMENT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QuestionLimit {
    /// Somebody looks for orders: half a second.
    Search,
    /// All of a shop is looked at: an hour.
    Verification,
    /// For tests: none at all.
    #[cfg(test)]
    Nothing,
}

impl QuestionLimit {
    pub(super) fn time(self) -> Duration {
        match self {
            Self::Search => Duration::from_millis(500),
            Self::Verification => Duration::from_hours(1),
            #[cfg(test)]
            Self::Nothing => Duration::from_millis(1),
        }
    }

    pub(super) fn statement(self) -> &'static str {
        match self {
            Self::Search => "set local statement_timeout = '500ms'",
            Self::Verification => "set local statement_timeout = '1h'",
            #[cfg(test)]
            Self::Nothing => "set local statement_timeout = '1ms'",
        }
    }
}

/// When the statement of a reader has had its time, in milliseconds of this program's run; 0 for
/// never.
type Until = Arc<AtomicU64>;

static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);

fn now_ms() -> u64 {
    millis(BEGUN.elapsed())
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[derive(Debug, Clone)]
struct Reader {
    pool: SqlitePool,
    until: Until,
}

impl Reader {
    fn new(options: &SqliteConnectOptions) -> Self {
        let until = Until::default();
        let seen = Arc::clone(&until);
        let pool = SqlitePoolOptions::new()
            // The progress handler is set on a connection; with one in each pool it is known whose
            // time it looks at.
            .max_connections(1)
            .test_before_acquire(false)
            .acquire_timeout(PATIENCE);
        let pool = pool.after_connect(move |connection, _| {
            let until = Arc::clone(&seen);
            Box::pin(async move {
                let goes_on = move || {
                    let until = until.load(Ordering::Relaxed);
                    until == 0 || now_ms() <= until
                };
                connection
                    .lock_handle()
                    .await?
                    .set_progress_handler(STEPS, goes_on);
                Ok(())
            })
        });
        Self {
            pool: pool.connect_lazy_with(options.clone()),
            until,
        }
    }
}

/// All readers; those that are free are lent in turn.
#[derive(Debug, Clone)]
pub(crate) struct Readers {
    all: Arc<[Reader]>,
    free: Arc<Mutex<Vec<usize>>>,
    turns: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn new(options: &SqliteConnectOptions) -> Self {
        let all = (0..READERS).map(|_| Reader::new(options)).collect();
        Self {
            all,
            free: Arc::new(Mutex::new((0..READERS).collect())),
            turns: Arc::new(Semaphore::new(READERS)),
        }
    }

    /// Begins a transaction on a free reader.
    pub(super) async fn begin(&self) -> Result<Reading, StoreError> {
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned()).await;
        let turn = turn
            .map_err(|_| StoreError::Busy)?
            .map_err(|_| StoreError::Busy)?;
        // There are as many turns as readers, so who has a turn finds one that is free.
        let index = self
            .free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop()
            .ok_or(StoreError::Busy)?;
        let lent = Lent {
            index,
            free: Arc::clone(&self.free),
            _turn: turn,
        };
        let reader = &self.all[index];
        Ok(Reading {
            transaction: reader.pool.begin().await?,
            until: Arc::clone(&reader.until),
            time: STATEMENT,
            ends: now_ms().saturating_add(millis(TRANSACTION)),
            _lent: lent,
        })
    }

    pub(super) async fn close(&self) {
        for reader in self.all.iter() {
            reader.pool.close().await;
        }
    }
}

/// A reader that is lent; it is free again when this is dropped.
#[derive(Debug)]
struct Lent {
    index: usize,
    free: Arc<Mutex<Vec<usize>>>,
    _turn: OwnedSemaphorePermit,
}

impl Drop for Lent {
    fn drop(&mut self) {
        // Before the turn ends: who gets it finds the reader.
        self.free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(self.index);
    }
}

/// A transaction that reads.
#[derive(Debug)]
pub(crate) struct Reading {
    transaction: Transaction<'static, Sqlite>,
    until: Until,
    time: Duration,
    /// When the transaction has had its time, as in [`Until`].
    ends: u64,
    /// Given back after the connection: fields are dropped in this order.
    _lent: Lent,
}

impl Reading {
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.transaction
    }

    pub(super) fn limit(&mut self, time: Duration) {
        self.time = time;
        // What may take longer than any transaction is the only thing that this one is for.
        if time > TRANSACTION {
            self.ends = now_ms().saturating_add(millis(time));
        }
    }

    /// The time of a statement begins. When the caller goes away before it is done, it still ends
    /// in its time, and in that of the transaction.
    pub(super) fn begin_time(&self) -> Result<(), StoreError> {
        let now = now_ms();
        if now >= self.ends {
            return Err(StoreError::Busy);
        }
        let until = now.saturating_add(millis(self.time)).min(self.ends);
        self.until.store(until.max(1), Ordering::Relaxed);
        Ok(())
    }

    /// For tests: the transaction has lasted as long as one may.
    #[cfg(test)]
    pub(super) fn has_had_its_time(&mut self) {
        self.ends = now_ms();
    }

    /// The statement is done.
    pub(super) fn end_time(&self) {
        self.until.store(0, Ordering::Relaxed);
    }

    pub(super) async fn end(self) -> Result<(), StoreError> {
        Ok(self.transaction.rollback().await?)
    }
}

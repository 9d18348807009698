//! Copying SQLite's write-ahead log into the file, beside the writer.
//!
//! A checkpoint that the writer makes itself stops every order that waits for it, for tens of
//! milliseconds. Made by a connection of its own, soon after each batch, it delays none. The writer
//! still makes one when the log has grown all the same: it then has little left to copy, and it is
//! what lets the log begin anew.

use super::{Database, StoreError};
use sqlx::{Row as _, SqlitePool};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// How much is collected before it is copied: a page that changes often is copied once.
const EVERY: Duration = Duration::from_millis(50);

/// Tells that something is being written.
#[derive(Clone)]
pub(crate) struct Checkpoints(Arc<Notify>);

impl Checkpoints {
    /// Makes them by this pool's connection until it is closed.
    pub(super) fn by(pool: SqlitePool) -> Self {
        let written = Arc::new(Notify::new());
        tokio::spawn(run(pool, Arc::clone(&written)));
        Self(written)
    }

    /// A batch begins. By the time of the checkpoint it is most likely committed; if not, the one
    /// after the next batch copies it.
    pub(super) fn writing(&self) {
        self.0.notify_one();
    }
}

impl Database {
    /// Empties SQLite's write-ahead log, in which pages still stand as they were before. `false`
    /// when somebody still reads one of them. PostgreSQL looks after its own.
    pub(crate) async fn empty_log(&self) -> Result<bool, StoreError> {
        let Self::Sqlite { copy, .. } = self else {
            return Ok(true);
        };
        let emptied = sqlx::query("pragma wal_checkpoint(truncate)")
            .fetch_one(copy)
            .await?;
        Ok(emptied.try_get::<i64, _>("busy")? == 0)
    }
}

async fn run(pool: SqlitePool, written: Arc<Notify>) {
    loop {
        tokio::select! {
            () = written.notified() => {}
            () = pool.close_event() => return,
        }
        tokio::time::sleep(EVERY).await;
        let made = sqlx::query("pragma wal_checkpoint(passive)")
            .execute(&pool)
            .await;
        if let Err(error) = made
            && !pool.is_closed()
        {
            tracing::warn!(%error, "no checkpoint was made; the writer makes one later");
        }
    }
}

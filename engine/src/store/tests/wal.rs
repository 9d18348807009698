//! How far SQLite's write-ahead log grows, and that nobody keeps it from beginning anew for ever.

use super::databases;
use super::{SHORT, open};
use crate::store::{Database, Session, SqliteTx, StoreError};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_reads_in_one_state_for_long_is_told_so_and_keeps_nothing() {
    let database = databases::sqlite();
    let engine = open(&database).await;
    // More often than there are readers.
    for _ in 0..12 {
        let mut session = engine.database.read().await.unwrap();
        session.first(&SHORT, &[]).await.unwrap();
        if let Session::Sqlite(SqliteTx::Reads(reading)) = &mut session {
            reading.has_had_its_time();
        }
        assert!(matches!(
            session.first(&SHORT, &[]).await,
            Err(StoreError::Busy)
        ));
        session.end().await.unwrap();
    }
    let mut session = engine.database.read().await.unwrap();
    session.first(&SHORT, &[]).await.unwrap();
    session.end().await.unwrap();
}

#[tokio::test]
async fn the_log_has_a_limit_on_every_connection_that_writes() {
    let database = databases::sqlite();
    let engine = open(&database).await;
    let Database::Sqlite { write, copy, .. } = &engine.database else {
        unreachable!()
    };
    for pool in [write, copy] {
        let limit: i64 = sqlx::query_scalar("pragma journal_size_limit")
            .fetch_one(pool)
            .await
            .unwrap();
        assert_eq!(limit, 64 * 1024 * 1024);
    }
}

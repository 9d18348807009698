//! How far SQLite's write-ahead log grows, and that nobody keeps it from beginning anew for ever.

use super::databases;
use super::{SHORT, open, selling, sql};
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_grew_while_somebody_read_is_cut_back() {
    let database = databases::sqlite();
    let engine = open(&database).await;
    selling(&engine).await;
    let Database::Sqlite { write, .. } = &engine.database else {
        unreachable!()
    };
    let file = database.url.strip_prefix("sqlite://").unwrap();
    let log_bytes = || std::fs::metadata(format!("{file}-wal")).map_or(0, |file| file.len());
    // Less than in earnest, so that a test can write more.
    sqlx::query("pragma journal_size_limit = 100000")
        .execute(write)
        .await
        .unwrap();
    let mut session = engine.database.read().await.unwrap();
    session.first(&SHORT, &[]).await.unwrap();
    sql(&engine, "create table filler as with recursive n(i) as (select 1 union all select i + 1 from n where i < 500)
        select i, randomblob(4000) as bytes from n").await;
    assert!(log_bytes() > 1_000_000, "{}", log_bytes());
    session.end().await.unwrap();
    // It begins anew with the first commit after all of it is in the file.
    sqlx::query("pragma wal_checkpoint(restart)")
        .execute(write)
        .await
        .unwrap();
    sql(&engine, "delete from filler where i = 1").await;
    assert!(log_bytes() <= 100_000, "{}", log_bytes());
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

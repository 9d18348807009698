//! A server that is told to stop finishes what it has begun.

use super::{Server, shop, sqlite};
use std::time::{Duration, Instant};

#[tokio::test]
async fn an_open_stream_does_not_keep_the_server_from_stopping() {
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite(folder.path());
    let server = Server::start(&database).await;
    shop(&database, &server, 1, 1).await;
    let mut stream = reqwest::get(format!("{}/api/v1/shops/demo/live?sku=TENT", server.url))
        .await
        .unwrap();
    assert!(stream.chunk().await.unwrap().is_some());
    let asked = Instant::now();
    server.signal("-TERM");
    while stream.chunk().await.is_ok_and(|chunk| chunk.is_some()) {}
    assert!(server.end().success());
    assert!(asked.elapsed() < Duration::from_secs(10));
}

//! A server that is told to stop finishes what it has begun.

use super::{Server, shop, sqlite};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const ORDER: &str =
    r#"{"email":"ada@example.com","name":"Ada","lines":[{"sku":"TENT","quantity":1}]}"#;
const ORDERS: &str = "/api/v1/shops/demo/orders";

/// Waits until asking whether the server is ready has this outcome; none is that it takes no
/// connection.
async fn until_readiness_is(server: &Server, wanted: Option<u16>) {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        // A connection of its own each time, as those of new people are.
        let asked = reqwest::get(format!("{}/readyz", server.url)).await;
        if asked.ok().map(|answer| answer.status().as_u16()) == wanted {
            return;
        }
        assert!(Instant::now() < deadline, "it never was {wanted:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn who_sends_people_here_is_told_before_anybody_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite(folder.path());
    let server = Server::start_with(&database, &["--drain-seconds", "300"]).await;
    shop(&database, &server, 100, 1).await;
    server.signal("-TERM");
    until_readiness_is(&server, Some(503)).await;
    let order = async || {
        let request = reqwest::Client::new()
            .post(format!("{}{ORDERS}", server.url))
            .header("content-type", "application/json")
            .body(ORDER);
        request.send().await.unwrap().status().as_u16()
    };
    for _ in 0..10 {
        assert_eq!(order().await, 201);
    }

    // A request that has begun is answered, however long it takes to be sent.
    let address = server.url.strip_prefix("http://").unwrap();
    let mut slow = TcpStream::connect(address).await.unwrap();
    let (first, rest) = ORDER.split_at(20);
    let head = format!(
        "POST {ORDERS} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        ORDER.len()
    );
    slow.write_all(format!("{head}{first}").as_bytes())
        .await
        .unwrap();
    // Once another connection is answered, this one was taken as well.
    assert_eq!(order().await, 201);
    server.signal("-TERM");
    until_readiness_is(&server, None).await;
    slow.write_all(rest.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    slow.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert!(server.end().success());
}

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

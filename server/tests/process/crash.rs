//! Killed at any moment, the server has lost nothing that it had acknowledged, doubled nothing, and
//! sold nothing twice.

use super::{Server, send, shop, sqlite};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const IN_STOCK: u32 = 150;
const ON_ORDER: u32 = 250;
const BUYERS: usize = 16;

/// An order a buyer sent: its key, and its token when it was acknowledged.
struct Sent {
    key: String,
    token: Option<String>,
}

async fn order(url: &str, key: &str) -> Result<Value, reqwest::Error> {
    let body =
        json!({"email":"ada@example.com","name":"Ada","lines":[{"sku":"TENT","quantity":1}]});
    let request = reqwest::Client::new()
        .post(format!("{url}/api/v1/shops/demo/orders"))
        .header("Idempotency-Key", key)
        .json(&body);
    request.send().await?.json().await
}

/// Buys until the server is gone.
async fn buy(url: String, round: usize, buyer: usize, acknowledged: Arc<AtomicUsize>) -> Vec<Sent> {
    let mut sent = Vec::new();
    for number in 0.. {
        let key = format!("{round}-{buyer}-{number}");
        let answer = order(&url, &key).await;
        let token = answer
            .as_ref()
            .ok()
            .and_then(|answer| answer["token"].as_str())
            .map(str::to_owned);
        if token.is_some() {
            acknowledged.fetch_add(1, Ordering::Relaxed);
        }
        sent.push(Sent { key, token });
        if answer.is_err() || sent.last().is_some_and(|one| one.token.is_none()) {
            break;
        }
    }
    sent
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_order_is_there_once_after_each_of_three_kills() {
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite(folder.path());
    let mut server = Server::start(&database).await;
    let key = shop(&database, &server, IN_STOCK, ON_ORDER).await;
    let mut tokens = BTreeSet::new();
    for round in 0..3 {
        let acknowledged = Arc::new(AtomicUsize::new(0));
        let buyers: Vec<_> = (0..BUYERS)
            .map(|buyer| {
                tokio::spawn(buy(
                    server.url.clone(),
                    round,
                    buyer,
                    Arc::clone(&acknowledged),
                ))
            })
            .collect();
        while acknowledged.load(Ordering::Relaxed) < 60 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        server.signal("-KILL");
        server.end();
        server = Server::start(&database).await;
        for buyer in buyers {
            for sent in buyer.await.unwrap() {
                let again = order(&server.url, &sent.key).await.unwrap();
                let token = again["token"]
                    .as_str()
                    .unwrap_or_else(|| panic!("{again}"))
                    .to_owned();
                assert!(
                    sent.token.is_none_or(|acknowledged| acknowledged == token),
                    "an acknowledged order was lost"
                );
                assert!(tokens.insert(token), "an order was doubled");
            }
        }
    }
    let sold = u32::try_from(tokens.len()).unwrap();
    let stock = send(
        &server,
        &key,
        reqwest::Method::POST,
        "/stock",
        &json!({"sku":"TENT","location":"main","on_hand":IN_STOCK}),
    )
    .await;
    let held = |name: &str| {
        u32::try_from(stock[name].as_u64().unwrap_or_else(|| panic!("{stock}"))).unwrap()
    };
    assert_eq!(held("allocated") + held("queued"), sold, "{stock}");
    assert!(sold <= IN_STOCK + ON_ORDER);
    server.signal("-TERM");
    assert!(server.end().success());
}

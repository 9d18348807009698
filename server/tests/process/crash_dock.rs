//! Killed at any moment while people order, goods arrive and dates move: what was acknowledged is
//! there once, no unit is given twice, and after the restart everybody is told what supply implies.

use super::{Server, days_ahead, send, shop};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const ON_ORDER: u64 = 3_000;
const UNITS_RECEIVED: u64 = 3;
const BUYERS: usize = 8;
/// Acknowledged orders, receipts and slips before the server is killed.
const ENOUGH: [usize; 3] = [60, 12, 6];

/// A request that was sent, and its answer when it was acknowledged.
struct Sent {
    kind: usize,
    key: String,
    body: Value,
    answer: Option<Value>,
}

/// What a client sends: an order, a receipt, or another date.
#[derive(Clone)]
struct Client {
    url: String,
    merchant: String,
}

impl Client {
    async fn send(&self, kind: usize, key: &str, body: &Value) -> Option<Value> {
        let (method, path) = match kind {
            0 => (Method::POST, "/shops/demo/orders"),
            1 => (Method::POST, "/receipts"),
            _ => (Method::PATCH, "/purchase-orders/PO-2"),
        };
        let request = reqwest::Client::new()
            .request(method, format!("{}/api/v1{path}", self.url))
            .header("Idempotency-Key", key)
            .json(body);
        let request = if kind == 0 {
            request
        } else {
            request.bearer_auth(&self.merchant)
        };
        let response = request.send().await.ok()?;
        let success = response.status().is_success();
        response.json().await.ok().filter(|_| success)
    }

    /// Sends one request after the other until the server is gone.
    async fn go_on(
        self,
        kind: usize,
        name: String,
        acknowledged: Arc<[AtomicUsize; 3]>,
    ) -> Vec<Sent> {
        let mut sent = Vec::new();
        for number in 0_u32.. {
            let body = match kind {
                0 => {
                    json!({"email":"ada@example.com","name":"Ada","lines":[{"sku":"TENT","quantity":1}]})
                }
                1 => {
                    json!({"purchase_order":"PO-1","location":"main","lines":[{"sku":"TENT","quantity":UNITS_RECEIVED}]})
                }
                _ => {
                    json!({"expected":{"earliest":days_ahead(60 + number % 5),"latest":days_ahead(70 + number % 7)},"reason":"storm"})
                }
            };
            let key = format!("{name}-{number}");
            let answer = self.send(kind, &key, &body).await;
            let is_gone = answer.is_none();
            if !is_gone {
                acknowledged[kind].fetch_add(1, Ordering::Relaxed);
            }
            sent.push(Sent {
                kind,
                key,
                body,
                answer,
            });
            if is_gone {
                break;
            }
        }
        sent
    }
}

/// What was done, once each: tokens of orders, and receipts with what they gave to which order.
#[derive(Default)]
struct Done {
    tokens: BTreeSet<String>,
    receipts: BTreeMap<String, Value>,
}

impl Done {
    /// Sends again what was sent before the server was killed: it has the same answer, or is done
    /// now.
    async fn again(&mut self, client: &Client, sent: Sent) {
        if sent.kind == 2 {
            return;
        }
        let again = client
            .send(sent.kind, &sent.key, &sent.body)
            .await
            .unwrap_or_else(|| panic!("{} was refused", sent.key));
        let name = if sent.kind == 0 { "token" } else { "receipt" };
        assert!(
            sent.answer.is_none_or(|answer| answer[name] == again[name]),
            "{name}: what was acknowledged was lost"
        );
        let id = again[name].as_str().unwrap().to_owned();
        let is_new = if sent.kind == 0 {
            self.tokens.insert(id)
        } else {
            self.receipts.insert(id, again).is_none()
        };
        assert!(is_new, "{name}: something was done twice");
    }

    /// Orders to which units were given at the dock.
    fn given(&self) -> BTreeSet<String> {
        let mut given = BTreeSet::new();
        for one in self
            .receipts
            .values()
            .flat_map(|receipt| receipt["allocations"].as_array().unwrap())
        {
            assert_eq!(one["quantity"], 1);
            assert!(
                given.insert(one["order"].as_str().unwrap().to_owned()),
                "a unit was given twice: {one}"
            );
        }
        given
    }
}

/// Waits until everybody in line was told last when their units are expected, and answers how many
/// wait and how many have theirs.
async fn told(client: &Client, tokens: &BTreeSet<String>) -> (u64, u64) {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let (mut waiting, mut allocated, mut untold) = (0, 0, Vec::new());
        for token in tokens {
            let order = reqwest::get(format!("{}/api/v1/orders/{token}", client.url))
                .await
                .unwrap();
            let order: Value = order.json().await.unwrap();
            let backorder = &order["lines"][0]["backorders"][0];
            match backorder["state"].as_str() {
                Some("queued") => waiting += 1,
                Some("allocated") => allocated += 1,
                _ => panic!("{order}"),
            }
            if backorder["state"] == "queued"
                && backorder["expected"]["latest"] != backorder["promised"]["latest"]
            {
                untold.push(backorder.clone());
            }
        }
        if untold.is_empty() {
            return (waiting, allocated);
        }
        assert!(
            Instant::now() < deadline,
            "{} were not told what supply implies, such as {}",
            untold.len(),
            untold[0]
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn receipts_and_promises_survive_three_kills_on_sqlite() {
    let database = crate::databases::sqlite();
    receipts_and_promises_survive_three_kills(&database.url).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn receipts_and_promises_survive_three_kills_on_postgres() {
    let database = crate::databases::postgres();
    receipts_and_promises_survive_three_kills(&database.url).await;
}

async fn receipts_and_promises_survive_three_kills(database: &str) {
    let mut server = Server::start(database).await;
    let merchant = shop(database, &server, 0, 120).await;
    let expected = json!({"earliest": days_ahead(60), "latest": days_ahead(70)});
    let order = json!({"reference":"PO-2","supplier":"Mill","lines":[{"sku":"TENT","quantity":ON_ORDER}],
        "expected":expected,"stage":"ordered","basis":"mail"});
    send(&server, &merchant, Method::POST, "/purchase-orders", &order).await;
    let mut client = Client {
        url: server.url.clone(),
        merchant,
    };
    let mut done = Done::default();
    for round in 0..3 {
        let acknowledged = Arc::new([const { AtomicUsize::new(0) }; 3]);
        let kinds = std::iter::repeat_n(0, BUYERS).chain([1, 2]).enumerate();
        let clients: Vec<_> = kinds
            .map(|(who, kind)| {
                tokio::spawn(client.clone().go_on(
                    kind,
                    format!("{round}-{who}"),
                    Arc::clone(&acknowledged),
                ))
            })
            .collect();
        while acknowledged
            .iter()
            .zip(ENOUGH)
            .any(|(count, enough)| count.load(Ordering::Relaxed) < enough)
        {
            assert!(
                !clients.iter().any(tokio::task::JoinHandle::is_finished),
                "a client was refused before the server was killed"
            );
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        server.signal("-KILL");
        server.end();
        server = Server::start(database).await;
        client.url.clone_from(&server.url);
        for sent in clients {
            for one in sent.await.unwrap() {
                done.again(&client, one).await;
            }
        }
    }
    let (waiting, allocated) = told(&client, &done.tokens).await;
    let (orders, arrived) = (
        done.tokens.len() as u64,
        done.receipts.len() as u64 * UNITS_RECEIVED,
    );
    assert_eq!(
        (waiting + allocated, allocated),
        (orders, orders.min(arrived))
    );
    assert!(done.given().len() as u64 <= allocated);
    // One unit more tells what is there, and goes to the first who waits.
    let stock = json!({"sku":"TENT","location":"main","adjust":1,"reason":"found on the dock"});
    let stock = send(&server, &client.merchant, Method::POST, "/stock", &stock).await;
    let given = waiting.min(1);
    assert_eq!(
        (&stock["on_hand"], &stock["allocated"], &stock["queued"]),
        (
            &json!(arrived + 1),
            &json!(allocated + given),
            &json!(waiting - given)
        ),
        "{stock}"
    );
    server.signal("-TERM");
    assert!(server.end().success());
}

//! What one request may cost, and what one address may ask for in all.

use crate::app::{Answer, TestApp, answer, order_of};
use crate::databases::sqlite;
use crate::feeds::read;
use dockline_server::streams::Limits;
use reqwest::Method;
use serde_json::{Value, json};
use std::num::NonZeroU32;
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpSocket;

/// Longer than anything here may take on a busy machine.
const LONG: Duration = Duration::from_mins(1);

/// A stream of a page.
struct Page {
    response: reqwest::Response,
    text: String,
}

impl Page {
    async fn open(app: &TestApp, topics: &[String]) -> Self {
        let query = topics
            .iter()
            .map(|topic| format!("&topic={topic}"))
            .collect::<Vec<_>>()
            .concat();
        let response = app
            .request(Method::GET, &format!("/app/live?shop=demo{query}"))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
        Self {
            response,
            text: String::new(),
        }
    }

    /// The next view.
    async fn next(&mut self) -> Value {
        loop {
            while let Some((block, rest)) = self
                .text
                .split_once("\n\n")
                .map(|(block, rest)| (block.to_owned(), rest.to_owned()))
            {
                self.text = rest;
                if let Some(data) = block.lines().find_map(|line| line.strip_prefix("data: ")) {
                    return serde_json::from_str(data).unwrap();
                }
            }
            let chunk = tokio::time::timeout(LONG, self.response.chunk())
                .await
                .expect("a view");
            self.text
                .push_str(std::str::from_utf8(&chunk.unwrap().unwrap()).unwrap());
        }
    }

    /// The topics of this many views.
    async fn topics(&mut self, count: usize) -> Vec<String> {
        let mut topics = Vec::new();
        for _ in 0..count {
            topics.push(self.next().await["topic"].as_str().unwrap().to_owned());
        }
        topics.sort();
        topics
    }
}

fn order_topic(placed: &Value) -> String {
    format!("order:{}", placed["token"].as_str().unwrap())
}

/// A shop with a variant in line, and an order that waits.
async fn with_an_order() -> (TestApp, Value) {
    let app = TestApp::with_limits(
        sqlite(),
        Limits {
            per_address: 100,
            total: 1_000,
        },
    )
    .await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant
        .supply("PO-1", "TENT", 500, "2026-12-01", "2026-12-04")
        .await;
    let placed = app.shopper().placed("TENT", 2).await;
    (app, placed)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_many_streams_follow_is_read_once_for_all() {
    let (app, placed) = with_an_order().await;
    let topics = vec![order_topic(&placed); 60];
    let mut pages = Vec::new();
    for _ in 0..20 {
        let mut page = Page::open(&app, &topics).await;
        assert_eq!(page.next().await["topic"], topics[0]);
        pages.push(page);
    }
    let opened = app.work.order_views.get();
    assert!(
        opened <= 3,
        "20 streams of one order are {opened} views of it"
    );
    // Whatever happens to its variant, and to itself at the end, costs a view a second.
    for _ in 0..10 {
        app.shopper().placed("TENT", 1).await;
    }
    app.shopper().cancel(&placed, &json!({})).await.expect(200);
    let cancelled = app.shopper().look_at(&placed).await.body["version"].clone();
    for page in &mut pages {
        while page.next().await["version"] != cancelled {}
    }
    let changed = app.work.order_views.get() - opened;
    assert!(
        (1..=5).contains(&changed),
        "{changed} views for one change that 20 streams show"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_is_followed_as_long_as_somebody_looks_and_again_afterwards() {
    let (app, placed) = with_an_order().await;
    let topics = [order_topic(&placed)];
    for _ in 0..3 {
        let mut page = Page::open(&app, &topics).await;
        assert_eq!(page.next().await["topic"], topics[0]);
        drop(page);
        while app.streams.count() > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let before = app.work.order_views.get();
        app.shopper().placed("TENT", 1).await;
        // A change that nobody sees is not looked at; the next stream begins with what is so then.
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(app.work.order_views.get() <= before + 1);
    }
    let unknown = app
        .request(Method::GET, "/app/live?shop=demo&topic=order:none")
        .send()
        .await
        .unwrap();
    assert_eq!(unknown.status(), 204);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_follows_each_topic_once_and_one_order() {
    let (app, placed) = with_an_order().await;
    let other = app.shopper().placed("TENT", 1).await;
    let first = order_topic(&placed);
    let asked = [
        &first,
        &first,
        "sku:1:TENT",
        "sku:1:TENT",
        &order_topic(&other),
        "choice:TENT",
        "choice:TENT",
        "sku:2:TENT",
        "sku:3:TENT",
    ];
    let mut page = Page::open(&app, &asked.map(str::to_owned)).await;
    assert_eq!(
        page.topics(4).await,
        ["choice:TENT", first.as_str(), "sku:1:TENT", "sku:2:TENT"]
    );
    // Nothing else comes before the next change does.
    app.merchant().await.stock("TENT", 5).await;
    let later = page.topics(3).await;
    assert!(
        later
            .iter()
            .all(|topic| asked[..4].contains(&topic.as_str())
                || topic == "choice:TENT"
                || topic == "sku:2:TENT"),
        "{later:?}"
    );
}

async fn progress(app: &TestApp, topics: &[String]) -> Answer {
    let body =
        json!({ "input": { "shop": "demo", "lang": "en", "topics": topics, "since": null } });
    answer(
        app.request(Method::POST, "/app/progress")
            .header("Origin", format!("http://{}", app.address))
            .json(&body),
    )
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_for_the_present_views_is_worth_two_orders() {
    let (app, placed) = with_an_order().await;
    let same = vec![order_topic(&placed); 60];
    let answered = progress(&app, &same).await.expect(200);
    assert_eq!(answered.body.as_array().unwrap().len(), 1);
    assert_eq!(app.work.order_views.get(), 1);
    let mut others = Vec::new();
    for _ in 0..10 {
        others.push(order_topic(&app.shopper().placed("TENT", 1).await));
    }
    let answered = progress(&app, &others).await.expect(200);
    assert_eq!(answered.body.as_array().unwrap().len(), 2);
    assert_eq!(app.work.order_views.get(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_widget_follows_each_variant_once() {
    let app = TestApp::selling(5).await;
    let topics = "topic=demo/TENT&".repeat(50);
    let mut stream = app
        .request(Method::GET, &format!("/embed/v1/live?{topics}"))
        .send()
        .await
        .unwrap();
    let mut text = String::new();
    let mut read = async |marks: usize| {
        while text.matches("data: ").count() < marks {
            let chunk = tokio::time::timeout(LONG, stream.chunk())
                .await
                .expect("a version");
            text.push_str(std::str::from_utf8(&chunk.unwrap().unwrap()).unwrap());
        }
        text.matches("data: ").count()
    };
    assert_eq!(read(1).await, 1);
    app.shopper().placed("TENT", 1).await;
    assert_eq!(read(2).await, 2);
}

#[tokio::test]
async fn strangers_leave_streams_to_those_who_have_ordered() {
    let app = TestApp::with_limits(
        sqlite(),
        Limits {
            per_address: 100,
            total: 20,
        },
    )
    .await;
    app.merchant().await.product("tent", &["TENT"]).await;
    app.merchant().await.stock("TENT", 5).await;
    let placed = app.shopper().placed("TENT", 1).await;
    let mut held = Vec::new();
    for _ in 0..18 {
        held.push(app.shopper().live("sku=TENT").await);
    }
    assert_eq!(
        app.get("/api/v1/shops/demo/live?sku=TENT")
            .await
            .expect(503)
            .problem(),
        "busy"
    );
    let open = async |topic: &str| {
        app.request(Method::GET, &format!("/app/live?shop=demo&topic={topic}"))
            .send()
            .await
            .unwrap()
    };
    assert_eq!(open("sku:1:TENT").await.status(), 503);
    assert_eq!(open("order:none").await.status(), 503);
    let page = open(&order_topic(&placed)).await;
    assert_eq!(page.status(), 200);
}

/// A catalogue of more products than are written at a time.
async fn with_products(count: usize, description: &str) -> TestApp {
    let app = TestApp::with_config(sqlite(), |config| {
        config.trusted_proxies = "127.0.0.1".parse().unwrap();
    })
    .await;
    let rows = (0..count)
        .map(|number| format!("p-{number},Tent {number},{description},S-{number},10.00\n"))
        .collect::<Vec<_>>()
        .concat();
    let merchant = app.merchant().await;
    let request = merchant
        .request(Method::POST, "/catalogue/import?format=shopify")
        .header("Content-Type", "text/csv");
    let imported = answer(request.body(format!(
        "Handle,Title,Body (HTML),Variant SKU,Variant Price\n{rows}"
    )))
    .await
    .expect(200);
    assert_eq!(imported.body["imported"], count);
    app
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_feed_is_written_once_for_all_who_load_it() {
    let app = with_products(250, "A tent").await;
    let load = async |number: usize, encoding: &str| {
        let request = app
            .request(Method::GET, "/s/demo/feeds/acp.jsonl")
            .header("X-Forwarded-For", format!("203.0.113.{number}"));
        let response = request
            .header("Accept-Encoding", encoding)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
        let sent = response
            .headers()
            .get("content-encoding")
            .map_or("", |value| value.to_str().unwrap())
            .to_owned();
        (sent, response.bytes().await.unwrap())
    };
    let loaded = futures::future::join_all(
        (0..10).map(|number| load(number, ["gzip, br", "identity"][number % 2])),
    )
    .await;
    assert_eq!(app.work.feeds.get(), 1);
    let (packed, plain) = (&loaded[0], &loaded[1]);
    assert_eq!((packed.0.as_str(), plain.0.as_str()), ("gzip", ""));
    assert!(packed.1.len() * 4 < plain.1.len() && loaded[2].1 == packed.1);
    assert_eq!(std::str::from_utf8(&plain.1).unwrap().lines().count(), 250);
    // What is large is good for a while; each format and language is another feed.
    app.merchant().await.stock("S-1", 7).await;
    load(20, "gzip").await;
    assert_eq!(app.work.feeds.get(), 1);
    read(&app, "/s/demo/feeds/acp.jsonl?lang=de").await;
    read(&app, "/s/demo/feeds/ucp.jsonl").await;
    assert_eq!(app.work.feeds.get(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_feed_of_a_small_shop_is_always_new() {
    let app = TestApp::selling(0).await;
    let sold_out = read(&app, "/s/demo/feeds/google.tsv").await.text;
    app.merchant().await.stock("TENT", 7).await;
    let in_stock = read(&app, "/s/demo/feeds/google.tsv").await.text;
    assert!(
        sold_out.contains("out_of_stock") && in_stock.contains("in_stock"),
        "{in_stock}"
    );
    assert_eq!(read(&app, "/s/demo/feeds/google.tsv").await.text, in_stock);
    assert_eq!(app.work.feeds.get(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_loads_two_feeds_at_once() {
    // More than the kernel keeps for who does not read.
    let app = with_products(1_500, &"warm and dry ".repeat(380)).await;
    let mut held = Vec::new();
    for _ in 0..2 {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4_096).unwrap();
        let mut stream = socket.connect(app.address).await.unwrap();
        stream.write_all(b"GET /s/demo/feeds/acp.jsonl HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.1\r\n\r\n").await.unwrap();
        stream.readable().await.unwrap();
        held.push(stream);
    }
    let load = async |client: &str| {
        app.request(Method::GET, "/s/demo/feeds/acp.jsonl")
            .header("X-Forwarded-For", client)
            .send()
            .await
            .unwrap()
    };
    let refused = load("203.0.113.1").await;
    assert_eq!(refused.status(), 429);
    assert!(refused.headers().contains_key("retry-after"));
    assert_eq!(load("203.0.113.2").await.status(), 200);
    drop(held);
    let waiting = async {
        while load("203.0.113.1").await.status() != 200 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(LONG, waiting)
        .await
        .expect("a download that was left makes room");
    assert_eq!(app.work.feeds.get(), 1);
}

#[tokio::test]
async fn what_costs_more_is_had_less_often() {
    let app = TestApp::with_config(sqlite(), |config| config.rate_limit = NonZeroU32::new(2)).await;
    // Twenty units at once: a search takes twelve of them.
    let page = async |path: &str| {
        app.request(Method::GET, path)
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    assert_eq!(page("/s/demo?q=tent").await, 200);
    let mut searched = 1;
    while page("/s/demo?q=tent").await == 200 {
        searched += 1;
        assert!(searched < 50, "searches count like anything else");
    }
    assert_eq!(page("/healthz").await, 200);
    assert_eq!(
        page("/api/v1/shops/demo/availability/TENT").await,
        404,
        "what is cheap is still answered"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_behind_one_address_places_sixty_orders_at_once() {
    let app =
        TestApp::with_config(sqlite(), |config| config.rate_limit = NonZeroU32::new(300)).await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant.stock("TENT", 100).await;
    let order = async || {
        assert_eq!(
            app.request(Method::GET, "/s/demo/p/tent")
                .send()
                .await
                .unwrap()
                .status(),
            200
        );
        let placed = app
            .shopper()
            .order(&order_of("TENT", 1))
            .await
            .expect(201)
            .body;
        assert_eq!(
            app.request(
                Method::GET,
                &format!("/o/{}", placed["token"].as_str().unwrap())
            )
            .send()
            .await
            .unwrap()
            .status(),
            200
        );
    };
    futures::future::join_all((0..60).map(|_| order())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asking_whether_the_server_is_ready_asks_the_database_once() {
    let app = TestApp::new().await;
    let ask = async || {
        app.request(Method::GET, "/readyz")
            .send()
            .await
            .unwrap()
            .status()
    };
    let began = std::time::Instant::now();
    let answers = futures::future::join_all((0..100).map(|_| ask())).await;
    assert!(answers.iter().all(|status| *status == 200));
    // Once a second, and once for the second that has begun.
    assert!(
        app.work.readiness.get() <= 1 + began.elapsed().as_secs() + 1,
        "{}",
        app.work.readiness.get()
    );
}

#[tokio::test]
async fn counters_are_not_for_strangers() {
    let app = TestApp::new().await;
    assert_eq!(
        app.request(Method::GET, "/metrics")
            .send()
            .await
            .unwrap()
            .status(),
        404
    );
}

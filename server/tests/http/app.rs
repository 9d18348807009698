//! A server under test, and the people who use it.

use crate::databases::{TestDatabase, sqlite};
use crate::receiver::Hosts;
use axum::http::HeaderMap;

use dockline_adapters::gateway::stripe::Address;
use dockline_adapters::mail::{self, Outgoing};
use dockline_adapters::webhook::{self, Caller};
use dockline_domain::by::By;
use dockline_domain::id::ShopSlug;
use dockline_domain::limits;
use dockline_domain::money::Currency;
use dockline_domain::shop::{ShopProfile, ShopRules};
use dockline_domain::webhook::Allowed;
use dockline_engine::command::{Context, CreateApiKey, CreateShop};
use dockline_engine::{Clock, Engine, SecretKey};
use dockline_server::client::TrustedProxies;
use dockline_server::config::Config;
use dockline_server::connections::{self, Admission, Patience};
use dockline_server::http;
use dockline_server::state::AppState;
use dockline_server::streams::{Limits, Streams};
use dockline_server::work::Work;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// The instant at which the clock of every test stands: a Monday.
pub const NOW: &str = "2026-11-23T10:00:00Z";

/// A server with the shop `demo`.
pub struct TestApp {
    pub address: SocketAddr,
    pub stopping: CancellationToken,
    pub streams: Arc<Streams>,
    /// Open connections.
    pub connections: dockline_server::holdings::Holdings,
    /// What costs much, counted.
    pub work: Arc<Work>,
    pub engine: Engine,
    /// What sends mails.
    pub mail_worker: tokio::task::JoinHandle<()>,
    pub clock: Clock,
    client: reqwest::Client,
    pub database: TestDatabase,
}

/// What a server answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    /// The body, null when it is empty.
    pub body: Value,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The pointers or parameters of the errors.
    pub fn wrong(&self) -> Vec<&str> {
        let errors = self.body["errors"]
            .as_array()
            .unwrap_or_else(|| panic!("no errors in {self:?}"));
        errors
            .iter()
            .map(|error| {
                error["pointer"]
                    .as_str()
                    .or(error["parameter"].as_str())
                    .unwrap()
            })
            .collect()
    }

    /// The answer itself, if it has this status.
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{:?}", self.body);
        self
    }

    /// The last part of the problem's type.
    pub fn problem(&self) -> &str {
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{self:?}"
        );
        assert_eq!(self.body["status"], self.status);
        self.body["type"]
            .as_str()
            .unwrap()
            .strip_prefix("https://shop.example/problems/")
            .unwrap()
    }
}

/// Programs that read JSON numbers as floats know each whole number up to 2^53 - 1 and no other, so
/// no answer may hold a larger one.
fn numbers_are_exact(value: &Value) {
    match value {
        Value::Number(number) => {
            let exact = number
                .as_i64()
                .is_some_and(|whole| whole.abs() <= limits::JSON_NUMBER_MAX);
            assert!(
                exact || number.is_f64(),
                "{number} is not a number that every program reads"
            );
        }
        Value::Array(items) => items.iter().for_each(numbers_are_exact),
        Value::Object(fields) => fields.values().for_each(numbers_are_exact),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// Sends a request and reads the whole answer.
pub async fn answer(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await.unwrap();
    let body = if text.is_empty() {
        Value::Null
    } else {
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("not JSON: {text}"))
    };
    numbers_are_exact(&body);
    Answer {
        status,
        headers,
        body,
    }
}

/// A client that is told where to go instead of going there.
fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

/// 32 bytes, as a server on PostgreSQL is given them.
const SECRET_KEY: &str = "c2V2ZW50ZWVuIGNyYXRlcyBvZiBtYXJpZ29sZHMhISE=";

impl TestApp {
    pub async fn new() -> Self {
        Self::on(sqlite()).await
    }

    pub async fn on(database: TestDatabase) -> Self {
        Self::with_config(database, |_| ()).await
    }

    pub async fn with_limits(database: TestDatabase, limits: Limits) -> Self {
        Self::with_config(database, |config| config.streams = limits).await
    }

    /// A server without any shop.
    pub async fn empty() -> Self {
        Self::start(sqlite(), NOW, |_| (), Patience::default()).await
    }

    /// A server that is configured otherwise than the others.
    pub async fn with_config(database: TestDatabase, change: impl FnOnce(&mut Config)) -> Self {
        Self::with(database, change, Patience::default()).await
    }

    /// Another server on the database of this one, as a second node.
    pub async fn another(&self) -> Self {
        Self::start(self.database.clone(), NOW, |_| (), Patience::default()).await
    }

    /// A server that waits for so long.
    pub async fn with_patience(patience: Patience) -> Self {
        Self::with(sqlite(), |_| (), patience).await
    }

    /// A server on a database that a released program left, at the instant at which it was left.
    pub async fn of_release(database: TestDatabase, now: &str, public_url: &str) -> Self {
        Self::start(
            database,
            now,
            |config| public_url.clone_into(&mut config.public_url),
            Patience::default(),
        )
        .await
    }

    async fn with(
        database: TestDatabase,
        change: impl FnOnce(&mut Config),
        patience: Patience,
    ) -> Self {
        let app = Self::start(database, NOW, change, patience).await;
        app.open_shop("demo").await;
        app
    }

    async fn start(
        database: TestDatabase,
        now: &str,
        change: impl FnOnce(&mut Config),
        patience: Patience,
    ) -> Self {
        let clock = Clock::fixed(now.parse().unwrap());
        let mut config = Config {
            addr: ([127, 0, 0, 1], 0).into(),
            public_url: "https://shop.example".to_owned(),
            database_url: database.url.clone(),
            database: dockline_engine::Settings {
                news_wait: Duration::ZERO,
                // On PostgreSQL nothing is sealed without one.
                secret_key: SecretKey::parse(SECRET_KEY).ok(),
                ..dockline_engine::Settings::default()
            },
            rate_limit: None,
            trusted_proxies: TrustedProxies::default(),
            streams: Limits::default(),
            connections_per_address: None,
            connections: None,
            metrics_addr: None,
            drain: Duration::ZERO,
            outgoing: Outgoing::new(None, None, "https://shop.example").unwrap(),
            webhooks: Caller::new(Allowed::default(), "https://shop.example")
                .resolving_by(Arc::new(Hosts::default())),
            // Nobody is there: a test that needs Stripe plays it.
            stripe: Address::parse("http://127.0.0.1:9").unwrap(),
            log: "info".to_owned(),
        };
        change(&mut config);
        let engine = Engine::open_with(&database.url, clock.clone(), &config.database)
            .await
            .unwrap();
        let stopping = CancellationToken::new();
        let state = AppState::new(engine.clone(), &config, stopping.clone(), None);
        engine.collect_by(state.gateways.clone());
        let (streams, work) = (Arc::clone(&state.streams), Arc::clone(&state.work));
        let mail_worker = tokio::spawn(mail::run(
            engine.clone(),
            Arc::clone(&state.outgoing),
            stopping.clone(),
        ));
        tokio::spawn(webhook::run(
            engine.clone(),
            Arc::clone(&state.webhooks),
            stopping.clone(),
        ));
        let admission = Admission::new(&config, config.connections.unwrap_or(10_000), patience);
        let connections = admission.open.clone();
        let listener = tokio::net::TcpListener::bind(config.addr).await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(connections::serve(
            listener,
            http::router(state),
            stopping.clone(),
            admission,
        ));
        Self {
            address,
            stopping,
            streams,
            connections,
            work,
            engine,
            mail_worker,
            clock,
            client: client(),
            database,
        }
    }

    /// Opens another shop in the same database.
    pub async fn open_shop(&self, slug: &str) {
        self.create_shop(slug, false).await;
    }

    /// Opens a shop whose clock can be advanced.
    pub async fn open_rehearsal_shop(&self, slug: &str) {
        self.create_shop(slug, true).await;
    }

    /// Opens a shop from another process, as the command line does.
    pub async fn open_shop_elsewhere(&self, slug: &str) {
        let other = Engine::open(&self.database.url, self.clock.clone())
            .await
            .unwrap();
        Self::create_shop_in(&other, slug, false).await;
    }

    async fn create_shop(&self, slug: &str, rehearsal: bool) {
        Self::create_shop_in(&self.engine, slug, rehearsal).await;
    }

    async fn create_shop_in(engine: &Engine, slug: &str, rehearsal: bool) {
        let profile = ShopProfile {
            name: slug.to_owned(),
            currency: Currency::parse("EUR").unwrap(),
            time_zone: "Europe/Berlin".to_owned(),
            tagline: None,
            storefront: Box::default(),
        };
        let command = CreateShop {
            slug: ShopSlug::parse(slug).unwrap(),
            profile,
            rules: ShopRules::default(),
            rehearsal,
        };
        engine
            .create_shop(Context::by(By::Cli), command)
            .await
            .unwrap();
    }

    /// Waits until the shop `demo` has told everybody what supply implies now.
    pub async fn promises_revised(&self) {
        let shop = self.engine.shop("demo").await.unwrap();
        self.engine.promises_revised(&shop).await.unwrap();
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("http://{}{path}", self.address))
    }

    pub async fn get(&self, path: &str) -> Answer {
        answer(self.request(Method::GET, path)).await
    }

    /// Somebody in front of the shop `demo`.
    pub fn shopper(&self) -> Shopper<'_> {
        Shopper { app: self }
    }

    /// A program of the shop `demo`.
    pub async fn merchant(&self) -> Merchant<'_> {
        self.merchant_of("demo").await
    }

    pub async fn merchant_of(&self, slug: &str) -> Merchant<'_> {
        self.merchant_with(slug, CreateApiKey::named("test")).await
    }

    /// A program with a key of its own.
    pub async fn merchant_with(&self, slug: &str, key: CreateApiKey) -> Merchant<'_> {
        let shop = self.engine.shop(slug).await.unwrap();
        let made = self
            .engine
            .execute(&shop.id, Context::by(By::Cli), key)
            .await
            .unwrap();
        Merchant {
            app: self,
            key: made.key,
        }
    }

    /// A shop that sells one variant, `TENT`, with so much of it on hand.
    pub async fn selling(units: u32) -> Self {
        let app = Self::new().await;
        let merchant = app.merchant().await;
        merchant.product("tent", &["TENT"]).await;
        merchant.stock("TENT", units).await;
        app
    }
}

/// Looks, orders and cancels.
pub struct Shopper<'a> {
    app: &'a TestApp,
}

/// An order of one line.
pub fn order_of(sku: &str, quantity: u32) -> Value {
    json!({ "email": "ada@example.com", "name": "Ada", "lines": [{ "sku": sku, "quantity": quantity }] })
}

impl Shopper<'_> {
    pub async fn quote(&self, body: &Value) -> Answer {
        let path = "/api/v1/shops/demo/quote";
        answer(self.app.request(Method::POST, path).json(body)).await
    }

    pub async fn availability(&self, sku_and_query: &str) -> Answer {
        self.app
            .get(&format!("/api/v1/shops/demo/availability/{sku_and_query}"))
            .await
    }

    pub fn order_request(&self) -> RequestBuilder {
        self.app.request(Method::POST, "/api/v1/shops/demo/orders")
    }

    pub async fn order(&self, body: &Value) -> Answer {
        answer(self.order_request().json(body)).await
    }

    /// Places an order that can be had, and answers it.
    pub async fn placed(&self, sku: &str, quantity: u32) -> Value {
        self.order(&order_of(sku, quantity)).await.expect(201).body
    }

    pub async fn look_at(&self, placed: &Value) -> Answer {
        self.app
            .get(&format!(
                "/api/v1/orders/{}",
                placed["token"].as_str().unwrap()
            ))
            .await
    }

    pub async fn cancel(&self, placed: &Value, body: &Value) -> Answer {
        let path = format!(
            "/api/v1/orders/{}/cancel",
            placed["token"].as_str().unwrap()
        );
        answer(self.app.request(Method::POST, &path).json(body)).await
    }

    pub async fn live(&self, query: &str) -> Events {
        let response = self
            .app
            .request(Method::GET, &format!("/api/v1/shops/demo/live?{query}"))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
        Events {
            response,
            text: String::new(),
        }
    }
}

/// An open stream of events.
pub struct Events {
    pub response: reqwest::Response,
    text: String,
}

impl Events {
    /// The id and data of the next event; `None` when the stream has ended. It must come within a
    /// second.
    pub async fn next(&mut self) -> Option<(i64, Value)> {
        loop {
            while let Some((block, rest)) = self
                .text
                .split_once("\n\n")
                .map(|(block, rest)| (block.to_owned(), rest.to_owned()))
            {
                self.text = rest;
                if block.starts_with("event: availability\n") {
                    let field = |name: &str| {
                        block
                            .lines()
                            .find_map(|line| line.strip_prefix(name))
                            .unwrap()
                    };
                    return Some((
                        field("id: ").parse().unwrap(),
                        serde_json::from_str(field("data: ")).unwrap(),
                    ));
                }
            }
            let chunk = tokio::time::timeout(Duration::from_secs(1), self.response.chunk())
                .await
                .expect("an event within a second");
            self.text
                .push_str(std::str::from_utf8(&chunk.unwrap()?).unwrap());
        }
    }
}

/// Runs the shop.
pub struct Merchant<'a> {
    app: &'a TestApp,
    key: String,
}

/// A product with variants that cost 10 EUR.
pub fn product(skus: &[&str]) -> Value {
    let variants: Vec<Value> = skus
        .iter()
        .map(|sku| json!({ "sku": sku, "price": { "minor": 1_000, "currency": "EUR" } }))
        .collect();
    json!({ "title": "Tent", "variants": variants })
}

/// A purchase order of one line.
pub fn purchase_order(
    reference: &str,
    sku: &str,
    quantity: u32,
    earliest: &str,
    latest: &str,
) -> Value {
    json!({
        "reference": reference, "supplier": "Mill", "stage": "ordered", "basis": "order confirmation",
        "lines": [{ "sku": sku, "quantity": quantity }], "expected": { "earliest": earliest, "latest": latest }
    })
}

impl Merchant<'_> {
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.app
            .request(method, &format!("/api/v1{path}"))
            .bearer_auth(&self.key)
    }

    pub async fn get(&self, path: &str) -> Answer {
        answer(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        answer(self.request(Method::POST, path).json(body)).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        answer(self.request(Method::PATCH, path).json(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        answer(self.request(Method::PUT, path).json(body)).await
    }

    /// The mails of the shop, the oldest first, once there are so many and each was tried.
    pub async fn mails(&self, at_least: usize) -> Vec<Value> {
        let began = Instant::now();
        loop {
            let found = self.get("/messages?limit=100").await.expect(200).body;
            let mut found = found["items"].as_array().unwrap().clone();
            // One that is tried again is due a minute later; one that is being tried is due now.
            #[expect(
                clippy::disallowed_methods,
                reason = "mails are due by the clock of the database, which is the machine's"
            )]
            let soon = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(20);
            let is_open = |mail: &Value| {
                let due = mail["due_at"].as_str();
                due.is_some_and(|due| due.parse::<jiff::Timestamp>().unwrap() < soon)
            };
            if found.len() >= at_least && !found.iter().any(is_open) {
                found.reverse();
                return found;
            }
            assert!(began.elapsed() < Duration::from_secs(30), "{found:#?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub async fn product(&self, handle: &str, skus: &[&str]) {
        self.put(&format!("/products/{handle}"), &product(skus))
            .await
            .expect(201);
    }

    pub async fn stock(&self, sku: &str, units: u32) {
        self.post(
            "/stock",
            &json!({ "sku": sku, "location": "main", "on_hand": units }),
        )
        .await
        .expect(200);
    }

    pub async fn supply(
        &self,
        reference: &str,
        sku: &str,
        quantity: u32,
        earliest: &str,
        latest: &str,
    ) {
        self.post(
            "/purchase-orders",
            &purchase_order(reference, sku, quantity, earliest, latest),
        )
        .await
        .expect(201);
    }
}

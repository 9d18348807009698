//! Shoppers, merchants and readers: random ones, by a seed.

use crate::history::{Deed, End, Question, Reading, Wish, content};
use crate::world::{OTHER, PLENTY, PRODUCTS, SCARCE, SKUS, World, purchase_order, window};
use fastrand::Rng;
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::sleep;

/// Between two calls for one wish.
const RETRY_AFTER: Duration = Duration::from_millis(200);
/// How long after the last fault a wish is still called for.
const CALLS_UNTIL: Duration = Duration::from_mins(1);
/// Orders that a shopper remembers.
const REMEMBERED_MAX: usize = 20;

/// Someone who asks one thing after the other.
pub struct Client {
    /// Their number.
    pub number: usize,
    /// Where they are.
    pub shop: usize,
    /// Whose choices follow from a seed.
    pub rng: Rng,
    world: Arc<World>,
    calm: Arc<AtomicBool>,
    wishes: u32,
    /// Links of orders that were placed.
    tokens: Vec<String>,
    /// Purchase orders that were entered, and what they bring.
    references: Vec<(String, &'static str)>,
}

/// What somebody is.
#[derive(Debug, Clone, Copy)]
pub enum Role {
    /// Places and changes orders.
    Shopper,
    /// Buys, counts and receives.
    Merchant,
    /// Looks at everything.
    Reader,
}

impl Client {
    /// A new one. They stop once it is calm and their last wish has an end.
    pub fn new(
        number: usize,
        shop: usize,
        seed: u64,
        world: &Arc<World>,
        calm: &Arc<AtomicBool>,
    ) -> Self {
        Self {
            number,
            shop,
            rng: Rng::with_seed(seed.wrapping_mul(1_000_003).wrapping_add(number as u64)),
            world: Arc::clone(world),
            calm: Arc::clone(calm),
            wishes: 0,
            tokens: Vec::new(),
            references: SKUS.map(|sku| (format!("FIRST-{sku}"), sku)).to_vec(),
        }
    }

    /// Goes on until it is calm.
    pub async fn live(mut self, role: Role) {
        while !self.calm.load(Ordering::Relaxed) {
            match role {
                Role::Shopper => self.shop_around().await,
                Role::Merchant => self.keep_shop().await,
                Role::Reader => self.look_around().await,
            }
            let pause = self.rng.u64(20..160);
            sleep(Duration::from_millis(pause)).await;
        }
    }

    async fn shop_around(&mut self) {
        match self.rng.u32(0..100) {
            0..50 => self.place().await,
            50..55 => self.wait().await,
            55..70 => self.look_at_own().await,
            70..80 => self.look_at_availability().await,
            80..88 => self.cancel().await,
            _ => self.alter().await,
        }
    }

    async fn place(&mut self) {
        let mark = self.mark();
        let sku = [PLENTY, OTHER, SCARCE, SCARCE][self.rng.usize(0..4)];
        let mut lines = vec![json!({ "sku": sku, "quantity": self.rng.u32(1..4) })];
        if sku != PLENTY && self.rng.u8(0..4) == 0 {
            lines.push(json!({ "sku": PLENTY, "quantity": 1 }));
        }
        let ship = if self.rng.u8(0..5) == 0 {
            "complete"
        } else {
            "as_available"
        };
        let body = json!({ "email": mail(&mark), "name": "Ada", "lines": lines, "ship": ship });
        let path = format!("/shops/{}/orders", self.world.shops[self.shop].slug);
        // One in twenty sends no key, and so only once.
        let keyed = self.rng.u8(0..20) > 0;
        let question = Self::question(Method::POST, &path, keyed.then(|| mark.clone()), body);
        let deed = self.carry_out(Wish::Place, mark, question).await;
        let (Some(said), Some(call)) = (deed.said(), deed.calls.last()) else {
            return;
        };
        let token = said["token"].as_str().unwrap_or_default().to_owned();
        // What was just promised is looked at on the node that promised it, and on another.
        let node = if self.rng.bool() {
            call.node
        } else {
            self.node()
        };
        self.read(node, format!("/orders/{token}"), None).await;
        let place = self.availability(sku);
        self.read(call.node, place, None).await;
        self.tokens.push(token);
        if self.tokens.len() > REMEMBERED_MAX {
            self.tokens.remove(0);
        }
    }

    async fn look_at_own(&mut self) {
        if let Some(token) = self.rng.choice(&self.tokens) {
            let path = format!("/orders/{token}");
            let node = self.node();
            self.read(node, path, None).await;
        }
    }

    async fn look_at_availability(&mut self) {
        let sku = SKUS[self.rng.usize(0..SKUS.len())];
        let (node, path) = (self.node(), self.availability(sku));
        self.read(node, path, None).await;
    }

    async fn cancel(&mut self) {
        if self.tokens.is_empty() {
            return;
        }
        let token = self
            .tokens
            .swap_remove(self.rng.usize(0..self.tokens.len()));
        let mark = self.mark();
        let path = format!("/orders/{token}/cancel");
        let question = Self::question(Method::POST, &path, Some(mark.clone()), json!({}));
        self.carry_out(Wish::Cancel { token }, mark, question).await;
    }

    async fn alter(&mut self) {
        let Some(token) = self.rng.choice(&self.tokens).cloned() else {
            return;
        };
        let mark = self.mark();
        let (what, body) = match self.rng.u8(0..4) {
            0 => (
                "details",
                json!({ "name": format!("Ada {mark}"), "address": "Dock 1\nBerlin" }),
            ),
            1 => (
                "variant",
                json!({ "from": OTHER, "to": PLENTY, "quantity": 1 }),
            ),
            2 => (
                "variant",
                json!({ "from": PLENTY, "to": OTHER, "quantity": 1 }),
            ),
            _ => {
                let sku = SKUS[self.rng.usize(0..SKUS.len())];
                (
                    "cancel",
                    json!({ "lines": [{ "sku": sku, "quantity": 1 }] }),
                )
            }
        };
        let path = format!("/orders/{token}/{what}");
        let question = Self::question(Method::POST, &path, Some(mark.clone()), body);
        self.carry_out(Wish::Alter, mark, question).await;
    }

    async fn keep_shop(&mut self) {
        let mark = self.mark();
        match self.rng.u32(0..100) {
            0..15 => self.adjust(mark).await,
            15..25 => self.order(mark).await,
            25..35 => self.move_dates(mark).await,
            35..42 => self.reach(mark).await,
            42..57 => self.receive(mark).await,
            57..61 => self.save(mark).await,
            61..65 => self.import(mark).await,
            65..77 => self.pack(mark).await,
            77..89 => self.hand_over(mark).await,
            89..92 => self.prefer(mark).await,
            _ => self.look_at_lists().await,
        }
    }

    async fn adjust(&mut self, mark: String) {
        let sku = SKUS[self.rng.usize(0..SKUS.len())];
        let units = [-1, 1, 2, 3][self.rng.usize(0..4)];
        let body = json!({ "sku": sku, "location": "main", "adjust": units, "reason": mark });
        let wish = Wish::Adjust {
            sku: sku.to_owned(),
            units,
        };
        self.as_merchant(wish, Method::POST, "/stock", mark, body)
            .await;
    }

    async fn order(&mut self, mark: String) {
        let sku = SKUS[self.rng.usize(0..SKUS.len())];
        let body = purchase_order(&mark, sku, self.rng.i64(5..40), self.rng.i64(5..40));
        let path = "/purchase-orders";
        let deed = self
            .as_merchant(Wish::Order, Method::POST, path, mark.clone(), body)
            .await;
        if deed.said().is_some() {
            self.references.push((mark, sku));
        }
    }

    async fn move_dates(&mut self, mark: String) {
        let (reference, _) = self.some_order();
        let body = json!({ "expected": window(self.rng.i64(5..60)), "basis": mark, "reason": "port closed" });
        let path = format!("/purchase-orders/{reference}");
        self.as_merchant(Wish::Dates, Method::PATCH, &path, mark, body)
            .await;
    }

    async fn reach(&mut self, mark: String) {
        let (reference, _) = self.some_order();
        let stage = ["in_production", "in_transit", "customs"][self.rng.usize(0..3)];
        let body = json!({ "stage": stage, "note": mark });
        let path = format!("/purchase-orders/{reference}/milestones");
        self.as_merchant(Wish::Milestone, Method::POST, &path, mark, body)
            .await;
    }

    async fn receive(&mut self, mark: String) {
        let (reference, sku) = self.some_order();
        let units = self.rng.i64(1..5);
        let lines = json!([{ "sku": sku, "quantity": units }]);
        let body = json!({ "purchase_order": reference, "location": "dock", "lines": lines, "delivery_note": mark });
        let wish = Wish::Receive {
            sku: sku.to_owned(),
            units,
        };
        self.as_merchant(wish, Method::POST, "/receipts", mark, body)
            .await;
    }

    async fn save(&mut self, mark: String) {
        let handle = PRODUCTS[self.rng.usize(0..PRODUCTS.len())];
        let skus: &[&str] = if handle == PRODUCTS[0] {
            &[PLENTY, OTHER]
        } else {
            &[SCARCE]
        };
        let variant = |sku: &&str| json!({ "sku": sku, "price": { "minor": 2_000, "currency": "EUR" }, "options": { "Kind": sku } });
        let variants: Vec<Value> = skus.iter().map(variant).collect();
        let body = json!({ "title": mark, "policy": "supply", "variants": variants });
        let wish = Wish::Save {
            handle: handle.to_owned(),
        };
        self.as_merchant(
            wish,
            Method::PUT,
            &format!("/products/{handle}"),
            mark,
            body,
        )
        .await;
    }

    /// The same as [`Self::save`], by a file; a product that nothing else changes.
    async fn import(&mut self, mark: String) {
        let rows = (0..self.rng.usize(1..4)).map(|number| {
            let title = if number == 0 { mark.as_str() } else { "" };
            format!("imported,{title},Kind,{number},IMPORTED-{number},20.00\n")
        });
        let head = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\n";
        let file: String = std::iter::once(head.to_owned()).chain(rows).collect();
        let wish = Wish::Import {
            handle: "imported".to_owned(),
        };
        let path = "/catalogue/import?format=shopify";
        self.as_merchant(wish, Method::POST, path, mark, Value::String(file))
            .await;
    }

    async fn pack(&mut self, mark: String) {
        let Some(shipment) = self.one_of("/shipments?state=open", "shipment").await else {
            return;
        };
        let path = format!("/shipments/{shipment}/pack");
        self.as_merchant(Wish::Pack, Method::POST, &path, mark, json!({}))
            .await;
    }

    async fn hand_over(&mut self, mark: String) {
        let Some(shipment) = self.one_of("/shipments?state=packed", "shipment").await else {
            return;
        };
        let body = json!({ "carrier": "DHL", "tracking": mark });
        let path = format!("/shipments/{shipment}/hand-over");
        self.as_merchant(Wish::HandOver, Method::POST, &path, mark, body)
            .await;
    }

    async fn prefer(&mut self, mark: String) {
        let sku = SKUS[self.rng.usize(0..SKUS.len())];
        let line = format!("/backorders?sku={sku}");
        let Some(backorder) = self.one_of(&line, "id").await else {
            return;
        };
        let body = json!({ "priority": self.rng.u8(0..3), "reason": mark });
        let path = format!("/backorders/{backorder}/priority");
        self.as_merchant(Wish::Prefer, Method::POST, &path, mark, body)
            .await;
    }

    async fn wait(&mut self) {
        let mark = self.mark();
        let body = json!({ "sku": SCARCE, "email": mail(&mark) });
        let path = format!("/shops/{}/waitlist", self.world.shops[self.shop].slug);
        let question = Self::question(Method::POST, &path, Some(mark.clone()), body);
        self.carry_out(Wish::Wait, mark, question).await;
    }

    /// The id of something in a list, as some node shows it.
    async fn one_of(&mut self, list: &str, id: &str) -> Option<String> {
        let question = Question {
            method: Method::GET,
            path: format!("/api/v1{list}"),
            secret: Some(self.world.shops[self.shop].secret.clone()),
            key: None,
            body: None,
        };
        let node = self.node();
        let (_, answer) = self.world.call(node, &question).await;
        let list = answer.filter(|answer| answer.status == 200)?.json();
        let row = self.rng.choice(list["items"].as_array()?)?;
        row[id].as_str().map(str::to_owned)
    }

    async fn look_at_lists(&mut self) {
        let lists = [
            "/backorders?sku=SCARCE",
            "/purchase-orders",
            "/products",
            "/shipments",
        ];
        let path = lists[self.rng.usize(0..lists.len())].to_owned();
        let secret = self.world.shops[self.shop].secret.clone();
        let node = self.node();
        self.read(node, path, Some(secret)).await;
    }

    async fn look_around(&mut self) {
        self.shop = self.rng.usize(0..self.world.shops.len());
        for _ in 0..4 {
            self.look_at_availability().await;
        }
    }

    /// One of the newer purchase orders, which are the ones that still bring something.
    fn some_order(&mut self) -> (String, &'static str) {
        let newest = self.references.len().saturating_sub(4);
        let from = if self.rng.bool() { newest } else { 0 };
        self.references[self.rng.usize(from..self.references.len())].clone()
    }

    fn availability(&self, sku: &str) -> String {
        format!(
            "/shops/{}/availability/{sku}",
            self.world.shops[self.shop].slug
        )
    }

    fn node(&mut self) -> usize {
        self.rng.usize(0..self.world.nodes.len())
    }

    fn mark(&mut self) -> String {
        self.wishes += 1;
        format!("w{}-{}", self.number, self.wishes)
    }

    fn question(method: Method, path: &str, key: Option<String>, body: Value) -> Question {
        Question {
            method,
            path: format!("/api/v1{path}"),
            secret: None,
            key,
            body: Some(body),
        }
    }

    async fn as_merchant(
        &mut self,
        wish: Wish,
        method: Method,
        path: &str,
        mark: String,
        body: Value,
    ) -> Deed {
        let mut question = Self::question(method, path, Some(mark.clone()), body);
        question.secret = Some(self.world.shops[self.shop].secret.clone());
        self.carry_out(wish, mark, question).await
    }

    /// Calls until it is known what became of the wish, each time on some node.
    async fn carry_out(&mut self, wish: Wish, mark: String, question: Question) -> Deed {
        let mut deed = Deed {
            shop: self.shop,
            wish,
            mark,
            question,
            calls: Vec::new(),
            end: End::Unknown,
        };
        let mut calm_since = None;
        loop {
            let node = self.node();
            let (call, answer) = self.world.call(node, &deed.question).await;
            deed.calls.push(call);
            match answer {
                Some(answer) if answer.status < 300 => {
                    deed.end = End::Done {
                        body: answer.json(),
                    };
                    break;
                }
                Some(answer) if answer.status < 500 => {
                    deed.end = End::Refused;
                    break;
                }
                _ if deed.question.key.is_none() => break,
                _ => sleep(RETRY_AFTER).await,
            }
            if self.calm.load(Ordering::Relaxed) {
                let since = *calm_since.get_or_insert(self.world.history.now());
                if self.world.history.now().saturating_sub(since) > CALLS_UNTIL {
                    self.world
                        .history
                        .found(format!("{} got no answer: {deed:?}", deed.mark));
                    break;
                }
            }
        }
        self.world
            .history
            .with(|record| record.deeds.push(deed.clone()));
        deed
    }

    /// Reads once; what is not there, or nobody answers, is no reading.
    async fn read(&mut self, node: usize, path: String, secret: Option<String>) {
        let question = Question {
            method: Method::GET,
            path: format!("/api/v1{path}"),
            secret,
            key: None,
            body: None,
        };
        let (call, answer) = self.world.call(node, &question).await;
        let Some(answer) = answer.filter(|answer| answer.status < 500) else {
            return;
        };
        if answer.status != 200 {
            let what = format!("{path} was answered {} by node {node}", answer.status);
            self.world.history.found(what);
            return;
        }
        let version = answer.json()["version"].as_i64().or(answer.version);
        let Some(version) = version else {
            return;
        };
        let reading = Reading {
            client: self.number,
            shop: self.shop,
            path,
            call,
            version,
            body: content(&answer.text),
        };
        self.world
            .history
            .with(|record| record.readings.push(reading));
    }
}

/// The mail address that holds a mark.
pub fn mail(mark: &str) -> String {
    format!("{mark}@chaos.test")
}

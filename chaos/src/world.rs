//! The database, the nodes and the shops of a run.

use crate::clock;
use crate::disk::Disk;
use crate::history::{Call, History, Question};
use crate::node::{Node, Program};
use crate::postgres::Cluster;
use crate::proxy::Proxy;
use anyhow::{Context, Result, bail, ensure};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::Mutex;

/// Shops of a run.
pub const SHOPS: usize = 12;
/// How long a client waits for an answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(12);
/// How long a node may take to start.
const START_TIMEOUT: Duration = Duration::from_mins(1);

/// Sold without end: the supply is larger than a run.
pub const PLENTY: &str = "PLENTY";
/// Another variant of the same product.
pub const OTHER: &str = "OTHER";
/// A few units in stock and on order, which clients fight for.
pub const SCARCE: &str = "SCARCE";
/// Every SKU of a shop.
pub const SKUS: [&str; 3] = [PLENTY, OTHER, SCARCE];
/// Its products.
pub const PRODUCTS: [&str; 2] = ["plenty", "scarce"];
/// Units of each SKU on hand at first.
pub const ON_HAND: i64 = 10;

/// A shop.
pub struct Shop {
    /// Its name in addresses.
    pub slug: String,
    /// The merchant's key.
    pub secret: String,
}

/// What a run takes place in.
pub struct World {
    /// The nodes.
    pub nodes: Vec<Node>,
    /// The shops.
    pub shops: Vec<Shop>,
    /// What is recorded.
    pub history: History,
    /// How nodes are started.
    pub program: Program,
    /// The program that takes its place, in a run that replaces it.
    pub newer: Option<Program>,
    /// The server, where it is none of a file.
    pub cluster: Option<Mutex<Cluster>>,
    /// Whether its disk can be full.
    pub has_disk: bool,
    /// The address of the database, past every proxy.
    pub database_url: String,
    folder: TempDir,
    http: Client,
}

/// What a node said.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The version in its `ETag`.
    pub version: Option<i64>,
    /// The document.
    pub text: String,
}

impl Answer {
    /// The document as JSON, null when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }
}

impl World {
    /// Makes the database, starts the nodes and opens the shops.
    pub async fn create(
        program: PathBuf,
        nodes: usize,
        sqlite: bool,
        small_disk: bool,
    ) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("chaos-")
            .tempdir_in(target())?;
        let program = Program {
            file: program,
            folder: folder.path().to_owned(),
            clock: clock::compile(folder.path())?,
        };
        let mut has_disk = false;
        let (cluster, database_url) = if sqlite {
            let file = folder.path().join("chaos.db");
            (None, format!("sqlite://{}", file.display()))
        } else {
            let disk = if small_disk {
                Some(Disk::mount(folder.path())?)
            } else {
                None
            };
            has_disk = disk.is_some();
            let mut cluster = Cluster::create(folder.path(), disk)?;
            cluster.start().await?;
            let url = cluster.url();
            (Some(cluster), url)
        };
        let mut all = Vec::new();
        for number in 0..nodes {
            let (url, proxy) = match &cluster {
                Some(cluster) => {
                    let proxy = Proxy::start(cluster.socket()).await?;
                    let url = format!("postgres://postgres@{}/postgres", proxy.address);
                    (format!("{url}?sslmode=disable"), Some(proxy))
                }
                None => (database_url.clone(), None),
            };
            all.push(Node::new(&format!("node-{number}"), &program, url, proxy)?);
        }
        let mut world = Self {
            nodes: all,
            shops: Vec::new(),
            history: History::begin(),
            program,
            newer: None,
            cluster: cluster.map(Mutex::new),
            has_disk,
            database_url,
            folder,
            http: Client::builder().timeout(ANSWER_TIMEOUT).build()?,
        };
        for number in 0..SHOPS {
            world.open_shop(number)?;
        }
        for node in &world.nodes {
            node.start().await?;
            world.wait_until_ready(node).await?;
        }
        for shop in 0..SHOPS {
            world.fill(shop).await?;
        }
        Ok(world)
    }

    fn open_shop(&mut self, number: usize) -> Result<()> {
        let slug = format!("chaos-{number}");
        let place = ["--currency", "EUR", "--timezone", "Europe/Berlin"];
        let create = [&["shop", "create", &slug, "--name", "Chaos"], &place[..]].concat();
        self.program.run(&self.database_url, &create)?;
        let key = ["api-key", "create", "--shop", &slug, "--name", "chaos"];
        let secret = self.program.run(&self.database_url, &key)?;
        self.shops.push(Shop {
            slug,
            secret: secret.trim().to_owned(),
        });
        Ok(())
    }

    /// Waits until a node says that it is ready.
    pub async fn wait_until_ready(&self, node: &Node) -> Result<()> {
        let asked = self.history.now();
        while !self.is_ready(node).await {
            ensure!(node.runs().await, "{} has ended by itself", node.name);
            ensure!(
                self.history.now().saturating_sub(asked) < START_TIMEOUT,
                "{} is not ready",
                node.name
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Whether a node says that it is ready.
    pub async fn is_ready(&self, node: &Node) -> bool {
        let asked = self.http.get(format!("http://{}/readyz", node.address));
        asked
            .send()
            .await
            .is_ok_and(|answer| answer.status() == 200)
    }

    async fn fill(&self, shop: usize) -> Result<()> {
        let variant = |sku: &str| json!({ "sku": sku, "price": { "minor": 2_000, "currency": "EUR" }, "options": { "Kind": sku } });
        let products = [
            (PRODUCTS[0], vec![variant(PLENTY), variant(OTHER)]),
            (PRODUCTS[1], vec![variant(SCARCE)]),
        ];
        for (handle, variants) in products {
            let product = json!({ "title": handle, "policy": "supply", "variants": variants });
            self.must(shop, Method::PUT, &format!("/products/{handle}"), product)
                .await?;
        }
        for sku in SKUS {
            let stock = json!({ "sku": sku, "location": "main", "on_hand": ON_HAND });
            self.must(shop, Method::POST, "/stock", stock).await?;
        }
        for (sku, units) in [(PLENTY, 900_000), (OTHER, 900_000), (SCARCE, 20)] {
            let order = purchase_order(&format!("FIRST-{sku}"), sku, units, 20);
            self.must(shop, Method::POST, "/purchase-orders", order)
                .await?;
        }
        Ok(())
    }

    async fn must(&self, shop: usize, method: Method, path: &str, body: Value) -> Result<()> {
        let question = Question {
            method,
            path: format!("/api/v1{path}"),
            secret: Some(self.shops[shop].secret.clone()),
            key: None,
            body: Some(body),
        };
        match self.ask(&self.nodes[0], &question).await {
            Some(answer) if answer.status < 300 => Ok(()),
            answer => bail!("{path} was answered {answer:?}"),
        }
    }

    /// Asks a node; nothing when no whole answer came.
    pub async fn ask(&self, node: &Node, question: &Question) -> Option<Answer> {
        let url = format!("http://{}{}", node.address, question.path);
        let mut request = self.http.request(question.method.clone(), url);
        if let Some(secret) = &question.secret {
            request = request.bearer_auth(secret);
        }
        if let Some(key) = &question.key {
            request = request.header("idempotency-key", format!("\"{key}\""));
        }
        request = match &question.body {
            Some(Value::String(file)) => request
                .header("content-type", "text/csv")
                .body(file.clone()),
            Some(document) => request.json(document),
            None => request,
        };
        let answer = request.send().await.ok()?;
        let status = answer.status().as_u16();
        let tag = answer.headers().get("etag");
        let version = tag.and_then(|tag| tag.to_str().ok()?.trim_matches('"').parse().ok());
        let text = answer.text().await.ok()?;
        Some(Answer {
            status,
            version,
            text,
        })
    }

    /// Asks and notes when.
    pub async fn call(&self, node: usize, question: &Question) -> (Call, Option<Answer>) {
        let called = self.history.now();
        let newer = self.nodes[node].is_newer();
        let answer = self.ask(&self.nodes[node], question).await;
        let answered = self.history.now();
        if let Some(answer) = answer.as_ref().filter(|answer| answer.status == 500) {
            let what = format!("node {node} was at a loss: {question:?}, {answer:?}");
            self.history.found(what);
        }
        let status = answer
            .as_ref()
            .map_or_else(|| "lost".to_owned(), |answer| answer.status.to_string());
        let took = answered.saturating_sub(called);
        self.history.with(|record| {
            *record.answers.entry(status).or_default() += 1;
            if answer.is_some() {
                record.longest = record.longest.max(took);
            }
        });
        let call = Call {
            node,
            called,
            answered,
            newer,
        };
        (call, answer)
    }

    /// Another node past every proxy, which has never been broken.
    pub fn fresh_node(&self) -> Result<Node> {
        Node::new("fresh", self.newest(), self.database_url.clone(), None)
    }

    /// The program that runs at the end.
    pub fn newest(&self) -> &Program {
        self.newer.as_ref().unwrap_or(&self.program)
    }

    /// Rows of a question to the database itself.
    pub async fn rows(&self, sql: &str) -> Result<Vec<Vec<String>>> {
        let mut command = if let Some(cluster) = &self.cluster {
            cluster.lock().await.ask(sql)
        } else {
            let mut command = Command::new("sqlite3");
            command.args(["-readonly", "-separator", "\u{1f}"]);
            command.arg(self.folder.path().join("chaos.db")).arg(sql);
            command
        };
        let name = command.get_program().to_string_lossy().into_owned();
        let output = command
            .output()
            .with_context(|| format!("{name} is not installed"))?;
        let wrong = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{name}: {wrong}");
        let text = String::from_utf8(output.stdout)?;
        let row = |line: &str| line.split('\u{1f}').map(str::to_owned).collect();
        Ok(text.lines().map(row).collect())
    }

    /// Keeps database and logs after the end, and answers where.
    pub fn keep(&mut self) -> PathBuf {
        self.folder.disable_cleanup(true);
        self.folder.path().to_owned()
    }
}

/// A purchase order that arrives in some days.
pub fn purchase_order(reference: &str, sku: &str, units: i64, days_ahead: i64) -> Value {
    json!({
        "reference": reference,
        "supplier": "Mill & Sons",
        "lines": [{ "sku": sku, "quantity": units }],
        "expected": window(days_ahead),
        "stage": "in_transit",
        "basis": "supplier's mail",
    })
}

/// A window that begins in some days.
pub fn window(days_ahead: i64) -> Value {
    json!({ "earliest": day(days_ahead), "latest": day(days_ahead + 4) })
}

fn day(days_ahead: i64) -> String {
    today().saturating_add(days_ahead.days()).to_string()
}

#[expect(clippy::disallowed_methods, reason = "a run is made now")]
fn today() -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date()
}

/// The folder of builds: a disk, where `/tmp` may be memory.
fn target() -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.parent()
        .expect("chaos is a directory of the workspace")
        .join("target")
}

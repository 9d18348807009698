//! The program as a process: how it starts, how it refuses to start, how it stops, and what is left
//! when it is killed.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod crash;
mod crash_dock;
#[path = "../../../engine/tests/engine/databases.rs"]
mod databases;
mod disk;
mod rehearsal;
mod start;
mod stop;
mod upkeep;

use serde_json::{Value, json};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A server process on a database of its own.
pub struct Server {
    /// The process.
    pub process: Child,
    /// Where it answers.
    pub url: String,
}

/// The program with the settings of the tests.
pub fn program(database: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dockline"));
    command
        .env("DOCKLINE_DATABASE_URL", database)
        .env("DOCKLINE_RATE_LIMIT", "off")
        .env("DOCKLINE_LOG", "warn")
        .stdin(Stdio::null());
    command
}

/// The address of a database file in a folder.
pub fn sqlite(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("test.db").display())
}

/// Runs a command that ends by itself.
pub fn run(database: &str, args: &[&str]) -> Output {
    program(database).args(args).output().unwrap()
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

impl Server {
    /// Starts the server and waits until it answers.
    pub async fn start(database: &str) -> Self {
        Self::start_with(database, &[]).await
    }

    /// The same with more settings.
    pub async fn start_with(database: &str, settings: &[&str]) -> Self {
        let addr = format!("127.0.0.1:{}", free_port());
        let process = program(database)
            .args(["serve", "--addr", &addr])
            .args(settings)
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let server = Self {
            process,
            url: format!("http://{addr}"),
        };
        let deadline = Instant::now() + Duration::from_secs(20);
        while reqwest::get(format!("{}/readyz", server.url))
            .await
            .is_err()
        {
            assert!(Instant::now() < deadline, "the server does not answer");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        server
    }

    /// Sends a signal to the process.
    pub fn signal(&self, name: &str) {
        assert!(
            Command::new("kill")
                .args([name, &self.process.id().to_string()])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Waits for the end of the process, however it comes.
    pub fn end(mut self) -> std::process::ExitStatus {
        self.process.wait().unwrap()
    }
}

impl Drop for Server {
    /// A test that stops early leaves no process running.
    fn drop(&mut self) {
        if self.process.try_wait().is_ok_and(|ended| ended.is_none()) {
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
    }
}

/// A shop with one product `TENT`, some units in stock and some on order; answers its key.
pub async fn shop(database: &str, server: &Server, in_stock: u32, on_order: u32) -> String {
    let made = run(
        database,
        &[
            "shop",
            "create",
            "demo",
            "--name",
            "Demo",
            "--currency",
            "EUR",
            "--timezone",
            "Europe/Berlin",
        ],
    );
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let key = String::from_utf8(
        run(
            database,
            &["api-key", "create", "--shop", "demo", "--name", "test"],
        )
        .stdout,
    )
    .unwrap()
    .trim()
    .to_owned();
    let product = json!({"title":"Tent","variants":[{"sku":"TENT","price":{"minor":1000,"currency":"EUR"},"options":{}}]});
    send(
        server,
        &key,
        reqwest::Method::PUT,
        "/products/tent",
        &product,
    )
    .await;
    send(
        server,
        &key,
        reqwest::Method::POST,
        "/stock",
        &json!({"sku":"TENT","location":"main","on_hand":in_stock}),
    )
    .await;
    let expected = json!({"earliest": days_ahead(30), "latest": days_ahead(35)});
    let order = json!({"reference":"PO-1","supplier":"Mill","lines":[{"sku":"TENT","quantity":on_order}],
        "expected":expected,"stage":"ordered","basis":"mail"});
    send(
        server,
        &key,
        reqwest::Method::POST,
        "/purchase-orders",
        &order,
    )
    .await;
    key
}

/// A date some days ahead of the machine's.
pub fn days_ahead(days: u32) -> String {
    let date = Command::new("date")
        .args(["-u", "-d", &format!("+{days} days"), "+%F"])
        .output()
        .unwrap();
    String::from_utf8(date.stdout).unwrap().trim().to_owned()
}

/// A merchant's request that must succeed.
pub async fn send(
    server: &Server,
    key: &str,
    method: reqwest::Method,
    path: &str,
    body: &Value,
) -> Value {
    let request = reqwest::Client::new()
        .request(method, format!("{}/api/v1{path}", server.url))
        .bearer_auth(key)
        .json(body);
    let response = request.send().await.unwrap();
    let status = response.status();
    let text = response.text().await.unwrap();
    assert!(status.is_success(), "{path}: {status} {text}");
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

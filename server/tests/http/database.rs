//! What is told when the database does not do in time what it is asked.

use crate::app::{TestApp, order_of};
use crate::checkout::sent;
use crate::databases::postgres;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;

#[tokio::test]
async fn who_waits_too_long_for_a_lock_is_told_to_come_again() {
    let database = postgres();
    let url = database.url.clone();
    let app = TestApp::with_config(database, |config| {
        config.database.limits.lock = Duration::from_millis(200);
    })
    .await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant.stock("TENT", 5).await;
    let mut psql = Command::new("psql")
        .args(["-X", "-q", "-A", "-t", &url])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut say = psql.stdin.take().unwrap();
    writeln!(say, "begin; select slug from shops for update;").unwrap();
    let mut heard = String::new();
    BufReader::new(psql.stdout.take().unwrap())
        .read_line(&mut heard)
        .unwrap();
    assert_eq!(heard.trim(), "demo");
    let refused = app.shopper().order(&order_of("TENT", 1)).await.expect(503);
    assert_eq!(refused.problem(), "busy");
    assert_eq!(refused.header("retry-after"), "1");
    // A page says the same.
    let typed = [
        ("action", "order"),
        ("sku", "TENT"),
        ("quantity", "1"),
        ("email", "ada@example.com"),
        ("name", "Ada"),
        ("key", "k"),
    ];
    let refused = sent(&app.nobody(), "?sku=TENT&quantity=1", &typed).await;
    refused.expect(503);
    drop(say);
    psql.wait().unwrap();
    app.shopper().order(&order_of("TENT", 1)).await.expect(201);
}

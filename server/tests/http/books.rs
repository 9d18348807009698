//! The ledger is compared with what the gateway says it did, by REST and on the console's page.

use crate::app::TestApp;
use crate::cards::{by_card, name_card, order_when};
use dockline_domain::access::Role;
use reqwest::Method;
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn books_are_compared_on_demand_and_the_console_says_when() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    by_card(&merchant).await;
    let placed = app.shopper().placed("TENT", 1).await;
    name_card(&app, placed["token"].as_str().unwrap(), "works").await;
    order_when(&app, &placed, "verified").await;
    let charge =
        async || merchant.get("/charges").await.expect(200).body["items"][0]["state"].clone();
    while charge().await != "paid" {
        tokio::task::yield_now().await;
    }
    let compared = merchant.request(Method::POST, "/money/reconcile");
    let compared = crate::app::answer(compared).await.expect(200).body;
    assert_eq!(compared["compared"], 1, "{compared:#}");
    assert_eq!(compared["mismatches"], json!([]));
    let owner = app.staff("demo", Role::Owner).await;
    let page = owner.get("/console/money").await.expect(200);
    let page = page.shows("Compared with the gateway");
    assert!(!page.text.contains("The books differ"), "{}", page.text);
}

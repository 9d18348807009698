//! What the present state does not allow is told as what it is, in the reader's language.

use crate::app::TestApp;
use dockline_domain::access::Role;
use dockline_domain::limits::{ORDER_LINES_MAX, PRICE_MINOR_MAX, QUANTITY_MAX};
use serde_json::{Value, json};

#[tokio::test]
async fn more_than_can_be_cancelled_is_not_told_as_too_late() {
    let app = TestApp::selling(3).await;
    let placed = app.shopper().placed("TENT", 2).await;
    let order = format!("/o/{}?lang=de", placed["token"].as_str().unwrap());
    let cancel = |units| [("action", "cancel"), ("quantity:TENT", units)];
    let told = app.nobody().post(&order, &cancel("3")).await.expect(409);
    let told = told.shows("Nicht alle diese Stücke lassen sich noch stornieren.");
    assert!(!told.text.contains("Das ist schon unterwegs"));
    app.nobody().post(&order, &cancel("2")).await.expect(303);
    app.nobody()
        .post(&order, &cancel("1"))
        .await
        .expect(409)
        .shows("Das ist schon unterwegs");
}

#[tokio::test]
async fn an_order_that_comes_to_too_much_is_not_told_as_an_empty_one() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let skus: Vec<String> = (0..ORDER_LINES_MAX).map(|n| format!("GOLD-{n}")).collect();
    let price = json!({ "minor": PRICE_MINOR_MAX, "currency": "EUR" });
    let policy = json!({ "backorder": { "beyond": { "quantity": 100_000, "lead_days_min": 3, "lead_days_max": 5 } } });
    let variants: Vec<Value> = skus
        .iter()
        .map(|sku| json!({ "sku": sku, "price": price, "policy": policy, "options": { "Bar": sku } }))
        .collect();
    let product = json!({ "title": "Gold", "variants": variants });
    merchant.put("/products/gold", &product).await.expect(201);
    let line = |sku: &String| format!("{sku}={QUANTITY_MAX}");
    let lines: Vec<String> = skus.iter().map(line).collect();
    let mut browser = app.nobody();
    browser.cookie = Some(format!("cart={}", lines.join("&")));
    let review = browser.get("/s/demo/checkout?lang=de").await.expect(200);
    review.shows("Das ist zu viel für eine Bestellung.");
}

#[tokio::test]
async fn a_parcel_of_an_order_on_hold_says_that_it_is() {
    let app = TestApp::selling(1).await;
    let placed = app.shopper().placed("TENT", 1).await;
    let ann = app.staff("demo", Role::Owner).await;
    let order = format!("/console/orders/{}?lang=de", placed["number"]);
    let version = ann.get(&order).await.hidden("version");
    let hold = [
        ("action", "hold"),
        ("version", version.as_str()),
        ("reason", "Adresse unklar"),
    ];
    ann.post(&order, &hold).await.expect(303);
    let shipments = app.merchant().await.get("/shipments").await.expect(200);
    let shipment = &shipments.body["items"][0];
    let version = shipment["version"].to_string();
    let id = shipment["shipment"].as_str().unwrap();
    let parcel = format!("/console/dock/shipments/{id}?lang=de");
    ann.post(&parcel, &[("action", "pack"), ("version", &version)])
        .await
        .expect(409)
        .shows("Die Bestellung ist angehalten (Adresse unklar).");
}

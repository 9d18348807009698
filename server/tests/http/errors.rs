//! What cannot be read is refused in the same form everywhere.

use crate::app::{TestApp, answer, order_of};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn a_body_that_is_no_json_is_refused_with_the_position() {
    let app = TestApp::selling(1).await;
    let send = |body: &'static str| {
        answer(
            app.shopper()
                .order_request()
                .header("Content-Type", "application/json")
                .body(body),
        )
    };
    let refused = send("{\n  \"email\": }").await.expect(400);
    assert_eq!(refused.problem(), "malformed");
    assert_eq!(
        (
            refused.body["line"].as_u64(),
            refused.body["column"].as_u64()
        ),
        (Some(2), Some(12))
    );
    for body in ["", "{", "{\"a\":1} x", "{\u{feff}}"] {
        send(body).await.expect(400);
    }
    // A byte order mark is passed over (RFC 8259 §8.1).
    let marked = send("\u{feff}{}").await.expect(422);
    assert_eq!(marked.wrong(), send("{}").await.expect(422).wrong());
    let deep: &'static str =
        Box::leak(format!("{{\"lines\":{}", "[".repeat(50_000)).into_boxed_str());
    send(deep).await.expect(400);
    assert_eq!(
        send("{\"email\":1,\"email\":2}").await.expect(422).wrong(),
        ["/email"]
    );
}

/// A misspelt field would otherwise leave as it is what somebody meant to change.
#[tokio::test]
async fn a_field_that_there_is_not_is_refused() {
    let app = TestApp::selling(1).await;
    let merchant = app.merchant().await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    let before = merchant.get("/purchase-orders/PO-1").await.expect(200).body;
    let placed = app.shopper().placed("TENT", 2).await;
    let token = placed["token"].as_str().unwrap();
    let backorder = merchant.get("/backorders?sku=TENT").await.body["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let shipment = merchant.get("/shipments").await.body["items"][0]["shipment"]
        .as_str()
        .unwrap()
        .to_owned();
    let window = json!({ "earliest": "2026-12-14", "latest": "2026-12-18" });
    let line = json!({ "sku": "TENT", "quantity": 1 });
    for (method, path, body) in [
        (
            Method::PATCH,
            "/shop".to_owned(),
            json!({ "handling_day": 2 }),
        ),
        (
            Method::POST,
            "/stock".to_owned(),
            json!({ "sku": "TENT", "location": "main", "on_hand": 3, "reasons": "x" }),
        ),
        (
            Method::POST,
            "/purchase-orders".to_owned(),
            json!({ "reference": "PO-2", "supplier": "Mill", "lines": [line], "expect": window }),
        ),
        (
            Method::PATCH,
            "/purchase-orders/PO-1".to_owned(),
            json!({ "stag": "customs" }),
        ),
        (
            Method::POST,
            "/purchase-orders/PO-1/milestones".to_owned(),
            json!({ "stage": "customs", "publik": false }),
        ),
        (
            Method::POST,
            "/purchase-orders/PO-1/what-if".to_owned(),
            json!({ "slip_days": 1, "slip": 2 }),
        ),
        (
            Method::POST,
            "/receipts".to_owned(),
            json!({ "purchase_order": "PO-1", "location": "main", "lines": [line], "note": "DN-1" }),
        ),
        (
            Method::POST,
            format!("/shipments/{shipment}/hand-over"),
            json!({ "carrier": "DHL", "tracking_number": "1" }),
        ),
        (
            Method::POST,
            format!("/backorders/{backorder}/priority"),
            json!({ "priority": 1, "reason": "x", "seen": 0 }),
        ),
        (
            Method::POST,
            "/clock/advance".to_owned(),
            json!({ "to": "2026-12-24T00:00:00Z", "by": 1 }),
        ),
        (
            Method::POST,
            format!("/orders/{token}/details"),
            json!({ "name": "Ada", "adress": "x" }),
        ),
        (
            Method::POST,
            format!("/orders/{token}/variant"),
            json!({ "from": "TENT", "to": "TENT", "quantity": 1, "keep": true }),
        ),
    ] {
        let refused = answer(merchant.request(method, &path).json(&body))
            .await
            .expect(422);
        let [pointer] = refused.wrong()[..] else {
            panic!("{path}: {:?}", refused.wrong());
        };
        let field = pointer.trim_start_matches('/');
        assert!(body.get(field).is_some(), "{path}: {pointer}");
        let detail = refused.body["errors"][0]["detail"].as_str().unwrap();
        assert!(
            detail.contains(&format!("unknown field `{field}`")) && !detail.contains("column"),
            "{path}: {detail}"
        );
    }
    let read = merchant.get("/purchase-orders/PO-1").await.expect(200).body;
    assert_eq!(
        (&read["version"], &read["stage"]),
        (&before["version"], &before["stage"])
    );
    // A page of a shop may be newer than the server: no order is lost for that.
    let newer = json!({ "email": "ada@example.com", "name": "Ada", "lines": [{ "sku": "TENT", "quantity": 1, "gift": true }], "gift": true });
    app.shopper().order(&newer).await.expect(201);
    // A product that was read is sent back as it is, with fields that nobody can write.
    let product = merchant.get("/products/tent").await.expect(200).body;
    merchant.put("/products/tent", &product).await.expect(200);
}

#[tokio::test]
async fn a_body_of_another_type_is_refused() {
    let app = TestApp::selling(1).await;
    let form = app
        .shopper()
        .order_request()
        .header("Content-Type", "text/plain")
        .body(order_of("TENT", 1).to_string());
    assert_eq!(answer(form).await.expect(415).problem(), "unsupported-type");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let app = TestApp::selling(1).await;
    let mut order = order_of("TENT", 1);
    order["name"] = Value::from("x".repeat(256 * 1024));
    let refused = app.shopper().order(&order).await.expect(413);
    assert_eq!(refused.problem(), "too-large");
    assert!(refused.body["detail"].as_str().unwrap().contains("262144"));
}

#[tokio::test]
async fn an_address_that_is_none_is_a_problem() {
    let app = TestApp::new().await;
    for path in [
        "/api",
        "/api/",
        "/api/v1",
        "/api/v1/nothing",
        "/api/v2/products",
        "/api/v1/shops/demo/orders/more/than/that",
    ] {
        assert_eq!(
            app.get(path).await.expect(404).problem(),
            "not-found",
            "{path}"
        );
    }
    let wrong_method = answer(app.request(Method::DELETE, "/api/v1/products/tent"))
        .await
        .expect(405);
    assert_eq!(
        (
            wrong_method.header("content-type"),
            &wrong_method.body["type"]
        ),
        ("application/problem+json", &Value::from("about:blank"))
    );
    assert!(wrong_method.header("allow").contains("PUT"));
    let bad_escape = app
        .get("/api/v1/shops/demo/availability/%ff")
        .await
        .expect(400);
    assert_eq!(
        bad_escape.header("content-type"),
        "application/problem+json"
    );
}

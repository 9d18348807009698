//! What can be had, and when it ships.

use crate::app::{NOW, TestApp, answer};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_request_is_split_between_stock_and_supply() {
    let app = TestApp::selling(2).await;
    app.merchant()
        .await
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    let mut body = app
        .shopper()
        .availability("TENT?quantity=5")
        .await
        .expect(200)
        .body;
    let version = body["version"].take();
    assert!(version.as_i64().unwrap() > 0);
    let expected = json!({
        "shop": "demo", "sku": "TENT", "quantity": 5, "status": "backorder", "available": true,
        "parts": [
            { "quantity": 2, "source": "stock", "ship_earliest": "2026-11-24", "ship_latest": "2026-11-24" },
            { "quantity": 3, "source": "inbound", "ship_earliest": "2026-12-14", "ship_latest": "2026-12-18",
              "stage": "ordered", "last_confirmed_at": NOW },
        ],
        "position": 1, "capacity_left": 10, "overdue": false, "stale": false, "as_of": NOW, "version": null
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn what_is_known_already_is_not_sent_again() {
    let app = TestApp::selling(5).await;
    let first = app.shopper().availability("TENT").await.expect(200);
    let tag = first.header("etag").to_owned();
    assert_eq!(tag, format!("\"{}\"", first.body["version"]));
    assert_eq!(
        first.header("cache-control"),
        "public, max-age=5, s-maxage=15, stale-while-revalidate=60, stale-if-error=86400"
    );
    let again = || {
        app.request(Method::GET, "/api/v1/shops/demo/availability/TENT")
            .header("If-None-Match", &tag)
    };
    let known = answer(again()).await.expect(304);
    assert_eq!(
        (known.header("etag"), known.body.is_null()),
        (tag.as_str(), true)
    );
    app.shopper().placed("TENT", 1).await;
    let changed = answer(again()).await.expect(200);
    assert_ne!(changed.header("etag"), tag);
    assert_eq!(changed.body["status"], "low_stock");
}

#[tokio::test]
async fn several_variants_are_answered_in_the_order_asked() {
    let app = TestApp::new().await;
    app.merchant()
        .await
        .product("tent", &["TENT A/1", "TENT B"])
        .await;
    let path = "/api/v1/shops/demo/availability?sku=TENT+B&sku=TENT%20A%2F1&sku=TENT+B&quantity=3";
    let list = app.get(path).await.expect(200).body;
    let skus: Vec<_> = list["availability"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["sku"], &one["quantity"]))
        .collect();
    assert_eq!(
        skus,
        [
            (&json!("TENT B"), &json!(3)),
            (&json!("TENT A/1"), &json!(3))
        ]
    );
}

#[tokio::test]
async fn unknown_variants_are_named() {
    let app = TestApp::selling(1).await;
    assert_eq!(
        app.shopper()
            .availability("NONE")
            .await
            .expect(404)
            .problem(),
        "not-found"
    );
    let list = app
        .get("/api/v1/shops/demo/availability?sku=NONE&sku=TENT&sku=GONE")
        .await
        .expect(404);
    let named: Vec<_> = list.body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| &error["value"])
        .collect();
    assert_eq!(named, ["NONE", "GONE"]);
    app.get("/api/v1/shops/nowhere/availability/TENT")
        .await
        .expect(404);
}

#[tokio::test]
async fn a_wrong_parameter_is_named_with_what_is_allowed() {
    let app = TestApp::selling(1).await;
    for bad in ["0", "-1", "10000", "two", "1.5", ""] {
        let refused = app
            .shopper()
            .availability(&format!("TENT?quantity={bad}"))
            .await
            .expect(422);
        assert_eq!(refused.wrong(), ["quantity"]);
        assert!(
            refused.body["errors"][0]["detail"]
                .as_str()
                .unwrap()
                .contains("1 to 9999")
        );
    }
    assert_eq!(
        app.get("/api/v1/shops/demo/availability")
            .await
            .expect(422)
            .wrong(),
        ["sku"]
    );
    let many: Vec<String> = (0..51).map(|number| format!("sku=S{number}")).collect();
    assert_eq!(
        app.get(&format!(
            "/api/v1/shops/demo/availability?{}",
            many.join("&")
        ))
        .await
        .expect(422)
        .wrong(),
        ["sku"]
    );
}

#[tokio::test]
async fn any_page_may_ask_without_cookies() {
    let app = TestApp::selling(1).await;
    let asked = app
        .request(Method::GET, "/api/v1/shops/demo/availability/TENT")
        .header("Origin", "https://blog.example");
    let seen = answer(asked).await.expect(200);
    assert_eq!(seen.header("access-control-allow-origin"), "*");
    assert!(
        seen.header("access-control-expose-headers")
            .contains("etag")
    );
    assert_eq!(
        (
            seen.header("access-control-allow-credentials"),
            seen.header("set-cookie"),
            seen.header("vary")
        ),
        ("", "", "")
    );
    assert_eq!(seen.header("x-content-type-options"), "nosniff");
    let preflight = app
        .request(Method::OPTIONS, "/api/v1/shops/demo/orders")
        .header("Origin", "https://blog.example")
        .header("Access-Control-Request-Method", "POST")
        .header(
            "Access-Control-Request-Headers",
            "content-type,idempotency-key",
        );
    assert!(
        answer(preflight)
            .await
            .expect(200)
            .header("access-control-allow-headers")
            .contains("idempotency-key")
    );
    let merchant = app
        .request(Method::OPTIONS, "/api/v1/stock")
        .header("Origin", "https://blog.example");
    assert_eq!(
        answer(merchant).await.header("access-control-allow-origin"),
        ""
    );
}

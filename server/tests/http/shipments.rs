//! Parcels.

use crate::app::{TestApp, answer};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_parcel_is_packed_and_handed_over_and_its_shopper_sees_the_carrier() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    let placed = app.shopper().placed("TENT", 2).await;
    let open = merchant.get("/shipments?state=open").await.expect(200).body["items"][0].clone();
    assert_eq!(
        (&open["order"], &open["lines"][0]["quantity"]),
        (&placed["order"], &json!(2))
    );
    let path = format!("/shipments/{}", open["shipment"].as_str().unwrap());

    let hand_over = format!("{path}/hand-over");
    let carrier = json!({ "carrier": "DHL", "tracking": "00340434" });
    assert_eq!(
        merchant
            .post(&hand_over, &carrier)
            .await
            .expect(409)
            .problem(),
        "conflict"
    );
    let packed = merchant
        .post(&format!("{path}/pack"), &json!({}))
        .await
        .expect(200);
    assert_eq!(
        (&packed.body["state"], &packed.body["lines"][0]["location"]),
        (&json!("packed"), &json!("main"))
    );
    assert_eq!(
        merchant
            .post(&hand_over, &json!({ "carrier": " " }))
            .await
            .expect(422)
            .wrong(),
        ["/carrier"]
    );
    let outdated = answer(
        merchant
            .request(Method::POST, &hand_over)
            .header("If-Match", "\"1\"")
            .json(&carrier),
    )
    .await;
    outdated.expect(412);
    let shipped = merchant.post(&hand_over, &carrier).await.expect(200);
    assert_eq!(
        (&shipped.body["state"], &shipped.body["tracking"]),
        (&json!("handed_over"), &json!("00340434"))
    );

    let order = app.shopper().look_at(&placed).await.body;
    assert_eq!(
        (
            &order["state"],
            &order["lines"][0]["backorders"][0]["carrier"]
        ),
        (&json!("shipped"), &json!("DHL"))
    );
    assert_eq!(
        merchant.get("/shipments?state=open").await.body["items"],
        json!([])
    );
    merchant.get("/shipments?state=lost").await.expect(422);
    merchant.get("/shipments/shp_none_1").await.expect(404);
    let cancelled = app.shopper().cancel(&placed, &json!({})).await;
    assert_eq!(cancelled.expect(409).problem(), "conflict");
}

#[tokio::test]
async fn a_repeated_pack_changes_nothing_and_answers_what_is_there_now() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    app.shopper().placed("TENT", 2).await;
    let open = merchant.get("/shipments?state=open").await.expect(200).body["items"][0].clone();
    let path = format!("/shipments/{}", open["shipment"].as_str().unwrap());
    let pack = || {
        answer(
            merchant
                .request(Method::POST, &format!("{path}/pack"))
                .header("Idempotency-Key", "one"),
        )
    };
    let packed = pack().await.expect(200);
    let again = pack().await.expect(200);
    assert_eq!(
        (&again.body, again.header("etag")),
        (&packed.body, packed.header("etag"))
    );
    let left = merchant
        .post(&format!("{path}/hand-over"), &json!({ "carrier": "DHL" }))
        .await
        .expect(200)
        .body;
    assert_eq!(pack().await.expect(200).body, left);
}

#[tokio::test]
async fn what_is_packed_is_what_was_read() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    app.shopper().placed("TENT", 3).await;
    let receive = |units: u32| json!({ "purchase_order": "PO-1", "location": "main", "lines": [{ "sku": "TENT", "quantity": units }] });
    merchant.post("/receipts", &receive(2)).await.expect(201);
    let list = merchant.get("/shipments?state=open").await.expect(200).body;
    let path = format!(
        "/shipments/{}",
        list["items"][0]["shipment"].as_str().unwrap()
    );
    let read = merchant.get(&path).await.expect(200);
    merchant.post("/receipts", &receive(1)).await.expect(201);

    let pack = async |etag: &str| {
        answer(
            merchant
                .request(Method::POST, &format!("{path}/pack"))
                .header("If-Match", etag)
                .json(&json!({})),
        )
        .await
    };
    pack(read.header("etag")).await.expect(412);
    let now = merchant.get(&path).await.expect(200);
    assert_eq!(now.body["lines"][0]["quantity"], 3);
    assert_eq!(
        pack(now.header("etag")).await.expect(200).body["state"],
        "packed"
    );
}

#[tokio::test]
async fn what_is_packed_can_be_cancelled_and_does_not_leave() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    let placed = app.shopper().placed("TENT", 3).await;
    let open = merchant.get("/shipments?state=open").await.body["items"][0].clone();
    let path = format!("/shipments/{}", open["shipment"].as_str().unwrap());
    merchant
        .post(&format!("{path}/pack"), &json!({}))
        .await
        .expect(200);
    let page = crate::feeds::read(
        &app,
        &format!("/o/{}?lang=en", placed["token"].as_str().unwrap()),
    )
    .await
    .text;
    assert!(
        page.contains("Cancel this order") && page.contains("Free until it ships."),
        "{page}"
    );

    app.shopper()
        .cancel(
            &placed,
            &json!({ "lines": [{ "sku": "TENT", "quantity": 1 }] }),
        )
        .await
        .expect(200);
    let now = merchant.get(&path).await.expect(200).body;
    assert_eq!(
        (
            &now["state"],
            &now["reopened"],
            &now["lines"][0]["quantity"]
        ),
        (&json!("open"), &json!(true), &json!(2))
    );
    let carrier = json!({ "carrier": "DHL" });
    merchant
        .post(&format!("{path}/hand-over"), &carrier)
        .await
        .expect(409);
    assert_eq!(
        merchant
            .post(&format!("{path}/pack"), &json!({}))
            .await
            .expect(200)
            .body["reopened"],
        false
    );
    merchant
        .post(&format!("{path}/hand-over"), &carrier)
        .await
        .expect(200);
    app.shopper().cancel(&placed, &json!({})).await.expect(409);
    let page = crate::feeds::read(
        &app,
        &format!("/o/{}?lang=en", placed["token"].as_str().unwrap()),
    )
    .await
    .text;
    assert!(!page.contains("Cancel this order"), "{page}");
}

#[tokio::test]
async fn the_page_tells_how_often_the_first_date_was_kept_once_there_is_enough_history() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant
        .supply("PO-1", "TENT", 40, "2026-12-14", "2026-12-18")
        .await;
    let ship = async |units: u32| {
        app.shopper().placed("TENT", units).await;
        let receipt = json!({ "purchase_order": "PO-1", "location": "main", "lines": [{ "sku": "TENT", "quantity": units }] });
        let received = merchant.post("/receipts", &receipt).await.expect(201).body;
        let path = format!(
            "/shipments/{}",
            received["allocations"][0]["shipment"].as_str().unwrap()
        );
        merchant
            .post(&format!("{path}/pack"), &json!({}))
            .await
            .expect(200);
        merchant
            .post(&format!("{path}/hand-over"), &json!({ "carrier": "DHL" }))
            .await
            .expect(200);
    };
    let page = async || {
        crate::feeds::read(&app, "/s/demo/p/tent?variant=TENT&lang=en")
            .await
            .text
    };
    ship(19).await;
    assert!(!page().await.contains("by the first date we told"));
    ship(1).await;
    let text = page().await;
    assert!(
        text.contains("100 % of 20 units shipped by the first date we told"),
        "{text}"
    );
}

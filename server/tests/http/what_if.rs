//! Delays that are tried, and priorities that are given.

use crate::app::TestApp;
use serde_json::json;

#[tokio::test]
async fn a_slip_is_tried_before_it_is_said_and_then_everybody_is_told() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    let placed = app.shopper().placed("TENT", 2).await;
    let tried = merchant
        .post("/purchase-orders/PO-1/what-if", &json!({ "slip_days": 14 }))
        .await
        .expect(200)
        .body;
    assert_eq!(
        (&tried["orders"], &tried["units"], &tried["notices_due"]),
        (&json!(1), &json!(2), &json!(1))
    );
    assert_eq!(
        tried["expected_then"],
        json!({ "earliest": "2026-12-28", "latest": "2027-01-01" })
    );
    assert_eq!(tried["affected"][0]["order"], placed["order"]);
    assert_eq!(
        merchant.get("/purchase-orders/PO-1").await.body["expected"]["latest"],
        "2026-12-18"
    );
    for wrong in [
        json!({}),
        json!({ "slip_days": "14" }),
        json!({ "slip_days": 9_999 }),
    ] {
        assert_eq!(
            merchant
                .post("/purchase-orders/PO-1/what-if", &wrong)
                .await
                .expect(422)
                .wrong(),
            ["/slip_days"],
            "{wrong}"
        );
    }

    let then = json!({ "expected": tried["expected_then"], "reason": "storm in Porto" });
    merchant
        .patch("/purchase-orders/PO-1", &then)
        .await
        .expect(200);
    app.promises_revised().await;
    let told =
        app.shopper().look_at(&placed).await.body["lines"][0]["backorders"][0]["promises"].clone();
    assert_eq!(
        (&told[0]["window"]["latest"], &told[1]["window"]["latest"]),
        (&json!("2026-12-18"), &json!("2027-01-01"))
    );
    assert_eq!(
        (&told[1]["reason"], &told[1]["cause"]),
        (&json!("storm in Porto"), &json!("supply"))
    );
}

#[tokio::test]
async fn a_priority_needs_a_reason_and_tells_whom_it_went_past() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    app.shopper().placed("TENT", 3).await;
    let second = app.shopper().placed("TENT", 1).await;
    let line = merchant.get("/backorders?sku=TENT").await.body["items"].clone();
    let path = format!("/backorders/{}/priority", line[1]["id"].as_str().unwrap());
    assert_eq!(
        merchant
            .post(&path, &json!({ "priority": 5_000 }))
            .await
            .expect(422)
            .wrong(),
        ["/priority", "/reason"]
    );
    let set = merchant
        .post(&path, &json!({ "priority": 5, "reason": "a hospital" }))
        .await
        .expect(200)
        .body;
    assert_eq!(set["overtaken_units"], 3);
    let first = merchant.get("/backorders?sku=TENT").await.body["items"][0].clone();
    assert_eq!(
        (&first["order"], &first["priority"], &first["position"]),
        (&second["order"], &json!(5), &json!(1))
    );
    merchant
        .post(
            "/backorders/bo_none_1/priority",
            &json!({ "priority": 5, "reason": "x" }),
        )
        .await
        .expect(404);
}

//! Goods arrive.

use crate::app::{TestApp, answer};
use crate::on_both;
use reqwest::Method;
use serde_json::{Value, json};

fn receipt(units: i64) -> Value {
    json!({ "purchase_order": "PO-1", "location": "main", "lines": [{ "sku": "TENT", "quantity": units }] })
}

on_both! {
    async fn a_receipt_answers_who_gets_what_and_what_is_put_away(app: TestApp) {
        let merchant = app.merchant().await;
        merchant.product("tent", &["TENT"]).await;
        merchant
            .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
            .await;
        let (first, second) = (
            app.shopper().placed("TENT", 2).await,
            app.shopper().placed("TENT", 3).await,
        );
        let answer = merchant.post("/receipts", &receipt(4)).await.expect(201);
        let given: Vec<_> = answer.body["allocations"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (&one["order"], &one["sku"], &one["quantity"]))
            .collect();
        assert_eq!(
            given,
            [
                (&first["order"], &json!("TENT"), &json!(2)),
                (&second["order"], &json!("TENT"), &json!(2))
            ]
        );
        assert_eq!(answer.body["put_away"], json!([]));
        let rest = merchant.post("/receipts", &receipt(6)).await.expect(201);
        assert_eq!(
            rest.body["put_away"],
            json!([{ "sku": "TENT", "quantity": 5 }])
        );
        let path = format!("/receipts/{}", rest.body["receipt"].as_str().unwrap());
        let read = merchant.get(&path).await.expect(200).body;
        assert_eq!(
            (&read["allocations"], &read["put_away"]),
            (&rest.body["allocations"], &rest.body["put_away"])
        );
        let order = merchant.get("/purchase-orders/PO-1").await.body;
        assert_eq!(
            (
                &order["stage"],
                &order["lines"][0]["received"],
                &order["lines"][0]["open"]
            ),
            (&json!("received"), &json!(10), &json!(0))
        );
        assert_eq!(
            app.shopper().look_at(&second).await.body["state"],
            "allocated"
        );
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_receipt_is_named_and_nothing_is_counted() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT", "PEG"]).await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    let wrong = json!({ "purchase_order": 7, "lines": [{ "sku": "TENT", "quantity": -1 }, { "quantity": 1.5 }, "TENT"] });
    assert_eq!(
        merchant.post("/receipts", &wrong).await.expect(422).wrong(),
        [
            "/purchase_order",
            "/location",
            "/lines/0/quantity",
            "/lines/1/sku",
            "/lines/1/quantity",
            "/lines/2"
        ]
    );
    assert_eq!(
        merchant
            .post("/receipts", &receipt(-3))
            .await
            .expect(422)
            .wrong(),
        ["/lines/0/quantity"]
    );
    assert_eq!(
        merchant
            .post("/receipts", &receipt(0))
            .await
            .expect(422)
            .wrong(),
        ["/lines/0/quantity"]
    );
    assert_eq!(
        merchant
            .post("/receipts", &receipt(11))
            .await
            .expect(422)
            .wrong(),
        ["/lines/0/quantity"]
    );
    let unknown_order = json!({ "purchase_order": "PO-9", "location": "main", "lines": [{ "sku": "TENT", "quantity": 1 }] });
    assert_eq!(
        merchant
            .post("/receipts", &unknown_order)
            .await
            .expect(404)
            .wrong(),
        ["/purchase_order"]
    );
    let other_sku = json!({ "purchase_order": "PO-1", "location": "main", "lines": [{ "sku": "TENT", "quantity": 1 }, { "sku": "PEG", "quantity": 1 }] });
    assert_eq!(
        merchant
            .post("/receipts", &other_sku)
            .await
            .expect(422)
            .wrong(),
        ["/lines/1/sku"]
    );
    assert_eq!(
        merchant.get("/purchase-orders/PO-1").await.body["lines"][0]["received"],
        0
    );
    assert_eq!(
        app.shopper().availability("TENT").await.body["status"],
        "backorder"
    );
}

#[tokio::test]
async fn a_second_identical_receipt_is_answered_as_the_first() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    let send = |body: Value| {
        answer(
            merchant
                .request(Method::POST, "/receipts")
                .header("Idempotency-Key", "r1")
                .json(&body),
        )
    };
    let (first, again) = (
        send(receipt(4)).await.expect(201),
        send(receipt(4)).await.expect(201),
    );
    assert_eq!(first.body, again.body);
    send(receipt(5)).await.expect(422);
    assert_eq!(
        merchant.get("/purchase-orders/PO-1").await.body["lines"][0]["received"],
        4
    );
}

#[tokio::test]
async fn a_receipt_is_corrected_and_says_who_gave_units_back() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant
        .supply("PO-1", "TENT", 60, "2026-12-14", "2026-12-18")
        .await;
    app.shopper().placed("TENT", 4).await;
    let second = app.shopper().placed("TENT", 4).await;
    let counted = json!({ "purchase_order": "PO-1", "location": "main", "lines": [{ "sku": "TENT", "quantity": 60 }] });
    let receipt = merchant.post("/receipts", &counted).await.expect(201).body["receipt"].clone();
    let path = format!("/receipts/{}/correct", receipt.as_str().unwrap());
    let wrong = json!({ "lines": [{ "sku": "PEG", "quantity": 6 }] });
    assert_eq!(
        merchant.post(&path, &wrong).await.expect(422).wrong(),
        ["/reason"]
    );
    let six = json!({ "lines": [{ "sku": "TENT", "quantity": 6 }], "reason": "60 typed for 6" });
    let answer = merchant.post(&path, &six).await.expect(200).body;
    assert_eq!(
        (
            &answer["receipt"]["lines"][0]["quantity"],
            &answer["receipt"]["lines"][0]["first_counted"]
        ),
        (&json!(6), &json!(60))
    );
    assert_eq!(
        (
            &answer["taken_back"][0]["order"],
            &answer["taken_back"][0]["quantity"],
            &answer["taken_back"][1]
        ),
        (&second["order"], &json!(2), &json!(null))
    );
    let standing = app.shopper().look_at(&second).await.body["lines"][0]["backorders"].clone();
    let states: Vec<_> = standing
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["state"], &one["quantity"], &one["position"]))
        .collect();
    assert_eq!(
        states,
        [
            (&json!("allocated"), &json!(2), &json!(null)),
            (&json!("queued"), &json!(2), &json!(1))
        ]
    );
    // Broken on the shelf: with a reason it goes the same way.
    let broken = json!({ "sku": "TENT", "location": "main", "on_hand": 5 });
    merchant.post("/stock", &broken).await.expect(409);
    let mut told = broken.clone();
    told["reason"] = "dropped".into();
    let level = merchant.post("/stock", &told).await.expect(200).body;
    assert_eq!(
        (
            &level["allocated"],
            &level["queued"],
            &level["taken_back"][0]["order"]
        ),
        (&json!(5), &json!(3), &second["order"])
    );
}

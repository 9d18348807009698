//! What is on order.

use crate::app::{NOW, TestApp, answer, order_of, purchase_order};
use reqwest::Method;
use serde_json::json;

async fn app() -> TestApp {
    let app = TestApp::new().await;
    app.merchant().await.product("tent", &["TENT"]).await;
    app
}

#[tokio::test]
async fn a_purchase_order_reads_as_it_was_entered() {
    let app = app().await;
    let merchant = app.merchant().await;
    let entered = purchase_order("PO 1/A", "TENT", 10, "2026-12-14", "2026-12-18");
    let created = merchant
        .post("/purchase-orders", &entered)
        .await
        .expect(201);
    let read = merchant
        .get("/purchase-orders/PO%201%2FA")
        .await
        .expect(200);
    assert_eq!(
        (&created.body, created.header("etag")),
        (&read.body, read.header("etag"))
    );
    for field in ["reference", "supplier", "expected", "stage", "basis"] {
        assert_eq!(read.body[field], entered[field]);
    }
    assert_eq!(
        read.body["lines"],
        json!([{ "sku": "TENT", "quantity": 10, "received": 0, "written_off": 0, "open": 10 }])
    );
    assert_eq!(
        (
            &read.body["last_confirmed_at"],
            &read.body["overdue"],
            &read.body["milestones"]
        ),
        (&json!(NOW), &json!(false), &json!([]))
    );
    let list = merchant.get("/purchase-orders").await.expect(200).body;
    assert_eq!(
        (&list["items"][0]["reference"], &list["next_cursor"]),
        (&json!("PO 1/A"), &json!(null))
    );
    assert_eq!(
        merchant
            .post("/purchase-orders", &entered)
            .await
            .expect(409)
            .problem(),
        "conflict"
    );
}

#[tokio::test]
async fn every_wrong_field_of_a_purchase_order_is_named_at_once() {
    let app = app().await;
    let merchant = app.merchant().await;
    let body = json!({
        "reference": " ", "stage": "lost", "basis": 1, "expected": { "earliest": "2026-12-18", "latest": "14.12.2026" },
        "lines": [{ "sku": "TENT", "quantity": 0 }, { "sku": "TENT", "quantity": 1 }, null]
    });
    assert_eq!(
        merchant
            .post("/purchase-orders", &body)
            .await
            .expect(422)
            .wrong(),
        [
            "/reference",
            "/supplier",
            "/lines/0/quantity",
            "/lines/1/sku",
            "/lines/2",
            "/expected/latest",
            "/stage",
            "/basis"
        ]
    );
    let backwards = purchase_order("PO-1", "TENT", 1, "2026-12-18", "2026-12-14");
    assert_eq!(
        merchant
            .post("/purchase-orders", &backwards)
            .await
            .expect(422)
            .wrong(),
        ["/expected/latest"]
    );
    let past = purchase_order("PO-1", "TENT", 1, "2026-11-01", "2026-11-02");
    assert_eq!(
        merchant
            .post("/purchase-orders", &past)
            .await
            .expect(422)
            .wrong(),
        ["/expected/latest"]
    );
    let unknown = purchase_order("PO-1", "NONE", 1, "2026-12-14", "2026-12-18");
    assert_eq!(
        merchant
            .post("/purchase-orders", &unknown)
            .await
            .expect(404)
            .wrong(),
        ["/lines/0/sku"]
    );
}

#[tokio::test]
async fn a_date_is_written_in_one_way() {
    let app = app().await;
    let merchant = app.merchant().await;
    for date in [
        "2026-12-26T10:00:00",
        "2026-12-26[Europe/Berlin]",
        "-000001-01-01",
        "+002026-12-26",
        "20261226",
        "2026-12-26 ",
        "1999-12-31",
        "3000-01-01",
        "2027-02-29",
    ] {
        let order = purchase_order("PO-1", "TENT", 1, date, date);
        let refused = merchant.post("/purchase-orders", &order).await.expect(422);
        assert_eq!(
            refused.wrong(),
            ["/expected/earliest", "/expected/latest"],
            "{date}"
        );
        let mut wish = order_of("TENT", 1);
        wish["needed_by"] = date.into();
        assert_eq!(
            app.shopper().order(&wish).await.expect(422).wrong(),
            ["/needed_by"],
            "{date}"
        );
    }
}

#[tokio::test]
async fn what_a_change_leaves_out_stays_and_null_takes_the_date_away() {
    let app = app().await;
    let merchant = app.merchant().await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    let moved = merchant
        .patch(
            "/purchase-orders/PO-1",
            &json!({ "stage": "in_transit", "reason": "ship left" }),
        )
        .await
        .expect(200)
        .body;
    assert_eq!(
        (&moved["stage"], &moved["expected"]["latest"]),
        (&json!("in_transit"), &json!("2026-12-18"))
    );
    let undated = merchant
        .patch("/purchase-orders/PO-1", &json!({ "expected": null }))
        .await
        .expect(200)
        .body;
    assert_eq!(
        (&undated["expected"], &undated["basis"]),
        (&json!(null), &json!(null))
    );
    let seen = app.shopper().availability("TENT").await.body;
    assert_eq!(
        (
            &seen["parts"][0]["ship_earliest"],
            &seen["parts"][0]["stage"]
        ),
        (&json!(null), &json!("in_transit"))
    );
    assert_eq!(
        merchant
            .patch("/purchase-orders/PO-1", &json!({ "stage": "ordered" }))
            .await
            .expect(409)
            .problem(),
        "conflict"
    );
    assert_eq!(
        merchant
            .patch("/purchase-orders/PO-1", &json!({ "stage": "received" }))
            .await
            .expect(422)
            .wrong(),
        ["/stage"]
    );
    merchant
        .patch("/purchase-orders/NONE", &json!({}))
        .await
        .expect(404);
}

#[tokio::test]
async fn a_purchase_order_changed_meanwhile_is_not_changed() {
    let app = app().await;
    let merchant = app.merchant().await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    let tag = merchant
        .get("/purchase-orders/PO-1")
        .await
        .header("etag")
        .to_owned();
    let change = |stage: &'static str| {
        answer(
            merchant
                .request(Method::PATCH, "/purchase-orders/PO-1")
                .header("If-Match", &tag)
                .json(&json!({ "stage": stage })),
        )
    };
    let changed = change("in_production").await.expect(200);
    let refused = change("customs").await.expect(412);
    assert_eq!(
        (refused.problem(), refused.header("etag")),
        ("outdated", changed.header("etag"))
    );
}

#[tokio::test]
async fn a_milestone_moves_the_order_and_is_recorded_once() {
    let app = app().await;
    let merchant = app.merchant().await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    let body = json!({ "stage": "customs", "at": "2026-11-22T08:00:00Z", "note": "Hamburg", "public": true });
    let post = || {
        answer(
            merchant
                .request(Method::POST, "/purchase-orders/PO-1/milestones")
                .header("Idempotency-Key", "m1")
                .json(&body),
        )
    };
    post().await.expect(201);
    let seen = post().await.expect(201).body;
    assert_eq!(
        (&seen["stage"], &seen["milestones"]),
        (&json!("customs"), &json!([body]))
    );
    let wrong = json!({ "at": "yesterday", "public": "yes" });
    assert_eq!(
        merchant
            .post("/purchase-orders/PO-1/milestones", &wrong)
            .await
            .expect(422)
            .wrong(),
        ["/stage", "/at", "/public"]
    );
    let future = json!({ "stage": "arrived", "at": "2027-01-01T00:00:00Z" });
    assert_eq!(
        merchant
            .post("/purchase-orders/PO-1/milestones", &future)
            .await
            .expect(422)
            .wrong(),
        ["/at"]
    );
}

#[tokio::test]
async fn a_purchase_order_has_so_many_units_and_no_more() {
    let app = app().await;
    let merchant = app.merchant().await;
    let skus: Vec<String> = (0..11).map(|number| format!("T{number}")).collect();
    merchant
        .product("many", &skus.iter().map(String::as_str).collect::<Vec<_>>())
        .await;
    let order = |reference: &str, count: usize| {
        let mut order = purchase_order(reference, "TENT", 1, "2026-11-24", "2026-11-25");
        order["lines"] = skus[..count]
            .iter()
            .map(|sku| json!({ "sku": sku, "quantity": 100_000_000 }))
            .collect();
        order
    };
    merchant
        .post("/purchase-orders", &order("PO-1", 10))
        .await
        .expect(201);
    let refused = merchant
        .post("/purchase-orders", &order("PO-2", 11))
        .await
        .expect(422);
    assert_eq!(refused.wrong(), ["/lines"]);
    assert_eq!(
        refused.body["errors"][0]["detail"],
        "must be at most 1000000000 units in all"
    );
}

#[tokio::test]
async fn a_date_without_a_basis_rests_on_what_the_key_says() {
    let app = TestApp::selling(0).await;
    let merchant = app.merchant().await;
    let mut order = json!({ "reference": "PO-1", "supplier": "Mill", "lines": [{ "sku": "TENT", "quantity": 5 }] });
    let undated = merchant.post("/purchase-orders", &order).await;
    assert_eq!(undated.expect(201).body["basis"], json!(null));
    order["reference"] = json!("PO-2");
    order["expected"] = json!({ "earliest": "2026-12-14", "latest": "2026-12-18" });
    let dated = merchant.post("/purchase-orders", &order).await.expect(201);
    assert_eq!(dated.body["basis"], "stated by test");
    let date = json!({ "expected": { "earliest": "2026-12-15", "latest": "2026-12-19" } });
    let moved = merchant.patch("/purchase-orders/PO-1", &date).await;
    assert_eq!(moved.expect(200).body["basis"], "stated by test");
}

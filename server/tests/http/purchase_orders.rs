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
        json!([{ "line": 1, "sku": "TENT", "quantity": 10, "received": 0, "written_off": 0, "open": 10, "expected": null }])
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

/// December in four parts of one order: a line is split, a part becomes an order of its own.
#[tokio::test]
async fn lines_are_changed_as_a_whole_and_units_that_come_later_are_split_off() {
    let app = app().await;
    let merchant = app.merchant().await;
    let entered = purchase_order("PO-1", "TENT", 10, "2026-12-14", "2026-12-18");
    merchant
        .post("/purchase-orders", &entered)
        .await
        .expect(201);
    let january = json!({ "earliest": "2027-01-11", "latest": "2027-01-15" });
    let two = json!([
        { "sku": "TENT", "quantity": 6 },
        { "sku": "TENT", "quantity": 4, "expected": january },
    ]);
    let path = "/purchase-orders/PO-1";
    let without_a_reason = json!({ "lines": two });
    let refused = merchant.patch(path, &without_a_reason).await.expect(422);
    assert_eq!(refused.wrong(), ["/reason"]);
    let changed = merchant
        .patch(path, &json!({ "lines": two, "reason": "they split it" }))
        .await
        .expect(200)
        .body;
    let line = |number: u32, quantity: u32, expected: &serde_json::Value| json!({ "line": number, "sku": "TENT", "quantity": quantity, "received": 0, "written_off": 0, "open": quantity, "expected": expected });
    assert_eq!(
        changed["lines"],
        json!([line(1, 6, &json!(null)), line(2, 4, &january)])
    );
    // A shopper reads both.
    let parts = app
        .get("/api/v1/shops/demo/availability/TENT?quantity=7")
        .await
        .body["parts"]
        .clone();
    assert_eq!(
        (&parts[0]["ship_latest"], &parts[1]["ship_latest"]),
        (&json!("2026-12-18"), &json!("2027-01-15"))
    );
    for (lines, wrong) in [
        (
            json!([{ "line": 3, "sku": "TENT", "quantity": 1 }]),
            "/lines/0/line",
        ),
        (
            json!([{ "sku": "TENT", "quantity": 0 }]),
            "/lines/0/quantity",
        ),
        (
            json!([{ "sku": "TENT", "quantity": 1, "expected": { "earliest": "2026-11-01", "latest": "2026-11-02" } }]),
            "/lines/0/expected/latest",
        ),
        (json!([]), "/lines"),
    ] {
        let body = json!({ "lines": lines, "reason": "a slip" });
        assert_eq!(
            merchant.patch(path, &body).await.expect(422).wrong(),
            [wrong]
        );
    }
    let split = json!({ "reference": "PO-1b", "lines": [{ "sku": "TENT", "quantity": 2 }], "expected": null, "reason": "sold out" });
    let new = merchant
        .post("/purchase-orders/PO-1/split", &split)
        .await
        .expect(201);
    assert_eq!(
        (
            &new.body["reference"],
            &new.body["lines"],
            &new.body["supplier"]
        ),
        (
            &json!("PO-1b"),
            &json!([line(1, 2, &json!(null))]),
            &entered["supplier"]
        )
    );
    assert!(new.header("location").ends_with("/purchase-orders/PO%2D1b"));
    let left = merchant.get(path).await.expect(200).body["lines"].clone();
    assert_eq!(
        left,
        json!([line(1, 6, &json!(null)), line(2, 2, &january)])
    );
    // A wrong SKU in the box, in the same receipt.
    merchant.product("peg", &["PEG"]).await;
    let receipt = json!({ "purchase_order": "PO-1", "location": "main", "lines": [
        { "sku": "TENT", "quantity": 7 }, { "sku": "PEG", "quantity": 1, "discrepancy": "not ordered" }] });
    merchant.post("/receipts", &receipt).await.expect(201);
    let lines = merchant.get(path).await.expect(200).body["lines"].clone();
    let received: Vec<_> = lines
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (&line["sku"], &line["received"], &line["open"]))
        .collect();
    assert_eq!(
        received,
        [
            (&json!("PEG"), &json!(1), &json!(0)),
            (&json!("TENT"), &json!(6), &json!(0)),
            (&json!("TENT"), &json!(1), &json!(1))
        ]
    );
    let fewer = json!({ "lines": [{ "sku": "PEG", "quantity": 0 }, { "line": 1, "sku": "TENT", "quantity": 5 }, { "line": 2, "sku": "TENT", "quantity": 2 }], "reason": "none" });
    assert_eq!(
        merchant.patch(path, &fewer).await.expect(409).problem(),
        "conflict"
    );
}

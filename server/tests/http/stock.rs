//! Stock, and the line that is served from it.

use crate::app::{Answer, Merchant, TestApp, answer, order_of};
use crate::on_both;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn stock_is_counted_by_location_and_adjusted() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    let adjusted = merchant
        .post(
            "/stock",
            &json!({ "sku": "TENT", "location": "annex", "adjust": 3, "reason": "found" }),
        )
        .await
        .expect(200)
        .body;
    assert_eq!(
        adjusted,
        json!({ "sku": "TENT", "location": "annex", "on_hand": 3, "on_hand_total": 8, "allocated": 0, "queued": 0, "taken_back": [] })
    );
    let negative = json!({ "sku": "TENT", "location": "annex", "adjust": -4 });
    assert_eq!(
        merchant.post("/stock", &negative).await.expect(422).wrong(),
        ["/adjust"]
    );
    app.shopper().placed("TENT", 7).await;
    let below = json!({ "sku": "TENT", "location": "main", "on_hand": 0 });
    assert_eq!(
        merchant.post("/stock", &below).await.expect(409).problem(),
        "conflict"
    );
}

#[tokio::test]
async fn every_wrong_field_of_a_count_is_named_at_once() {
    let app = TestApp::selling(1).await;
    let merchant = app.merchant().await;
    let body = json!({ "sku": 1, "location": " ", "on_hand": -1, "reason": {} });
    assert_eq!(
        merchant.post("/stock", &body).await.expect(422).wrong(),
        ["/sku", "/location", "/reason", "/on_hand"]
    );
    let both = json!({ "sku": "TENT", "location": "main", "on_hand": 1, "adjust": 1 });
    assert_eq!(
        merchant.post("/stock", &both).await.expect(422).wrong(),
        ["/adjust"]
    );
    let neither = json!({ "sku": "TENT", "location": "main" });
    assert_eq!(
        merchant.post("/stock", &neither).await.expect(422).wrong(),
        ["/on_hand"]
    );
    let unknown = json!({ "sku": "NONE", "location": "main", "on_hand": 1 });
    assert_eq!(
        merchant.post("/stock", &unknown).await.expect(404).wrong(),
        ["/sku"]
    );
}

#[tokio::test]
async fn a_repeated_adjustment_counts_once() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    let body = json!({ "sku": "TENT", "location": "main", "adjust": 2 });
    let adjust = || {
        answer(
            merchant
                .request(Method::POST, "/stock")
                .header("Idempotency-Key", "\"a1\"")
                .json(&body),
        )
    };
    assert_eq!(
        adjust().await.expect(200).body,
        adjust().await.expect(200).body
    );
    assert_eq!(
        merchant.get("/products/tent").await.body["variants"][0]["on_hand"],
        7
    );
}

#[tokio::test]
async fn the_line_is_listed_in_order_and_served_from_the_front() {
    let app = TestApp::selling(0).await;
    let merchant = app.merchant().await;
    merchant
        .supply("PO-1", "TENT", 100, "2026-12-14", "2026-12-18")
        .await;
    for units in [2, 3, 1] {
        app.shopper().placed("TENT", units).await;
    }
    let first = merchant
        .get("/backorders?sku=TENT&limit=2")
        .await
        .expect(200)
        .body;
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = merchant
        .get(&format!("/backorders?sku=TENT&limit=2&cursor={cursor}"))
        .await
        .expect(200)
        .body;
    let both = [
        first["items"].as_array().unwrap().as_slice(),
        second["items"].as_array().unwrap().as_slice(),
    ]
    .concat();
    let line: Vec<_> = both
        .iter()
        .map(|item| {
            (
                item["position"].as_u64().unwrap(),
                item["quantity"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(line, [(1, 2), (3, 3), (6, 1)]);
    assert_eq!(
        both[0]["promised"],
        json!({ "earliest": "2026-12-14", "latest": "2026-12-18" })
    );
    merchant.stock("TENT", 4).await;
    let left = merchant.get("/backorders?sku=TENT").await.expect(200).body;
    let line: Vec<_> = left["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (&item["position"], &item["quantity"]))
        .collect();
    assert_eq!(line, [(&json!(1), &json!(1)), (&json!(2), &json!(1))]);
    assert_eq!(
        merchant.get("/backorders").await.expect(422).wrong(),
        ["sku"]
    );
    merchant.get("/backorders?sku=NONE").await.expect(404);
    assert_eq!(
        app.shopper()
            .order(&order_of("TENT", 1))
            .await
            .expect(201)
            .body["lines"][0]["position"],
        3
    );
}

#[tokio::test]
async fn units_go_from_one_location_to_another_or_stay() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    let lines = |quantity: u32| json!({ "from": "main", "to": "annex", "lines": [{ "sku": "TENT", "quantity": quantity }] });
    let moved = merchant
        .post("/stock/transfers", &lines(2))
        .await
        .expect(200)
        .body;
    assert_eq!(
        moved,
        json!({ "lines": [{ "sku": "TENT", "quantity": 2, "on_hand_from": 3, "on_hand_to": 2 }] })
    );
    assert_eq!(
        merchant
            .post("/stock/transfers", &lines(4))
            .await
            .expect(409)
            .problem(),
        "conflict"
    );
    let same = json!({ "from": "main", "to": "main", "lines": [{ "sku": "TENT", "quantity": 0 }] });
    assert_eq!(
        merchant
            .post("/stock/transfers", &same)
            .await
            .expect(422)
            .wrong(),
        ["/lines/0/quantity"]
    );
}

async fn import(merchant: &Merchant<'_>, query: &str, csv: impl Into<String>) -> Answer {
    let path = format!("/stock/import?{query}");
    let request = merchant.request(Method::POST, &path);
    let request = request.header("Content-Type", "text/csv");
    answer(request.body(csv.into())).await
}

on_both! {
    async fn a_file_counts_what_it_can_and_names_the_rest(app: TestApp) {
        let merchant = app.merchant().await;
        merchant.product("tent", &["TENT", "MAT", "LAMP"]).await;
        merchant.stock("LAMP", 4).await;
        app.shopper().placed("LAMP", 3).await;
        let csv = "sku,location,on_hand\nTENT,Main,5\nTENT,annex,2\nMAT,main,0\nNONE,main,1\nLAMP,main,2\nMAT,annex,x\n";
        let report = import(&merchant, "format=plain", csv).await.expect(200).body;
        assert_eq!((&report["rows"], &report["changed"], &report["unchanged"]), (&json!(6), &json!(3), &json!(0)));
        let reasons: Vec<_> = report["rejected"].as_array().unwrap().iter()
            .map(|row| (row["line"].as_u64().unwrap(), row["row"].as_str().unwrap(), row["reason"].as_str().unwrap()))
            .collect();
        assert_eq!(reasons, [
            (5, "NONE", "there is no variant NONE"),
            (6, "LAMP", "3 units of LAMP are promised to placed orders, so no fewer can be on hand; cancel orders first"),
            (7, "MAT", "on_hand \"x\" is no number"),
        ]);
        // A code that differs in case alone means the location that is there.
        let counted = merchant.post("/stock", &json!({ "sku": "TENT", "location": "main", "adjust": 1 })).await.expect(200).body;
        assert_eq!((&counted["on_hand"], &counted["on_hand_total"]), (&json!(6), &json!(8)));
        let again = import(&merchant, "format=plain", "sku,location,on_hand\nTENT,annex,2\nTENT,main,6\n").await.expect(200).body;
        assert_eq!((&again["changed"], &again["unchanged"]), (&json!(0), &json!(2)));
    }
}

#[tokio::test]
async fn with_a_reason_a_file_takes_back_what_is_not_there() {
    let app = TestApp::selling(3).await;
    let merchant = app.merchant().await;
    let placed = app.shopper().placed("TENT", 3).await;
    let csv = "sku,location,on_hand\nTENT,main,1\n";
    let report = import(&merchant, "format=plain&reason=water%20damage", csv).await;
    let report = report.expect(200).body;
    assert_eq!(report["taken_back"][0]["quantity"], 2);
    assert_eq!(report["rejected"], json!([]));
    let order = app.shopper().look_at(&placed).await.expect(200).body;
    let parts = order["lines"][0]["backorders"].as_array().unwrap();
    let waiting = parts.iter().find(|part| part["state"] == "queued").unwrap();
    assert_eq!(waiting["quantity"], 2, "{order}");
}

#[tokio::test]
async fn what_is_no_stock_file_is_told_why() {
    let app = TestApp::selling(1).await;
    let merchant = app.merchant().await;
    let refused = import(&merchant, "format=plain", "sku,units\nTENT,1\n").await;
    let told = refused.expect(422).body["detail"].to_string();
    assert!(
        told.contains("lacks the column location, on_hand"),
        "{told}"
    );
    import(
        &merchant,
        "format=odoo",
        "sku,location,on_hand\nTENT,main,1\n",
    )
    .await
    .expect(422);
}

#[tokio::test]
async fn a_long_file_is_counted_in_pieces_and_answered_once() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let skus: Vec<String> = (0..60).map(|number| format!("S-{number}")).collect();
    for (number, some) in skus.chunks(20).enumerate() {
        let some: Vec<&str> = some.iter().map(String::as_str).collect();
        merchant.product(&format!("p-{number}"), &some).await;
    }
    let rows = (0..20).flat_map(|place| skus.iter().map(move |sku| format!("{sku},L{place},1")));
    let header = "sku,location,on_hand".to_owned();
    let csv = std::iter::once(header)
        .chain(rows)
        .collect::<Vec<_>>()
        .join("\n");
    let send = async || {
        let request = merchant.request(Method::POST, "/stock/import?format=plain");
        let request = request
            .header("Content-Type", "text/csv")
            .header("Idempotency-Key", "count-1");
        answer(request.body(csv.clone())).await.expect(200).body
    };
    let first = send().await;
    assert_eq!(
        (&first["rows"], &first["changed"]),
        (&json!(1_200), &json!(1_200))
    );
    assert_eq!(send().await, first, "the same key is told the same");
    assert_eq!(
        merchant.get("/products/p-0").await.expect(200).body["variants"][0]["on_hand"],
        20
    );
}

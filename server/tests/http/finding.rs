//! The way back to an order, and how often a network may ask and order.

use crate::app::{TestApp, answer, order_of};
use crate::checkout::sent;
use dockline_domain::access::Role;
use reqwest::Method;
use serde_json::json;

const FIND: &str = "/s/demo/find";

#[tokio::test]
async fn an_order_is_found_by_those_alone_who_know_all_three() {
    let app = TestApp::selling(9).await;
    let mut order = order_of("TENT", 1);
    order["address"] = json!({ "lines": ["10 High Street"], "postal_code": "EC1Y 8SY", "city": "London", "country": "GB" });
    let placed = app.shopper().order(&order).await.expect(201).body;
    let without = app.shopper().placed("TENT", 1).await;
    let (number, token) = (
        placed["number"].to_string(),
        placed["token"].as_str().unwrap(),
    );
    let browser = app.nobody();
    let email = "ada@example.com";
    // The second question comes whatever was written first.
    for (number, email) in [(number.as_str(), email), ("999", "nobody@example.com")] {
        let fields = [("number", number), ("email", email)];
        browser
            .post(FIND, &fields)
            .await
            .expect(200)
            .shows("name=\"postal_code\"");
    }
    let none = without["number"].to_string();
    let mut answers = Vec::new();
    for fields in [
        [
            ("number", number.as_str()),
            ("email", email),
            ("postal_code", "EC1Y 8SX"),
        ],
        [
            ("number", number.as_str()),
            ("email", "bob@example.com"),
            ("postal_code", "EC1Y 8SY"),
        ],
        [
            ("number", "999"),
            ("email", email),
            ("postal_code", "EC1Y 8SY"),
        ],
        [
            ("number", none.as_str()),
            ("email", email),
            ("postal_code", ""),
        ],
    ] {
        let page = browser.post(FIND, &fields).await.expect(200);
        assert!(!page.text.contains("/o/"), "{fields:?}");
        answers.push(
            page.shows("No order of this shop fits all three")
                .text
                .contains("Ada"),
        );
    }
    assert_eq!(answers, [false; 4]);
    let known = [
        ("number", format!("#{number}")),
        ("email", "ADA@example.com".to_owned()),
        ("postal_code", " ec1y8sy".to_owned()),
    ];
    let known: Vec<(&str, &str)> = known
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    browser
        .post(FIND, &known)
        .await
        .leads_to(&format!("/o/{token}?found=1"));
    browser
        .post(FIND, &[("number", "x"), ("email", "x")])
        .await
        .expect(422)
        .shows("Enter the number");
    // Nobody tries postal codes by the dozen.
    let mut tries = 0;
    loop {
        let code = format!("{tries}");
        let fields = [
            ("number", number.as_str()),
            ("email", email),
            ("postal_code", &code),
        ];
        let page = browser.post(FIND, &fields).await;
        if page.status == 429 {
            page.shows("tried too often");
            break;
        }
        tries += 1;
    }
    assert!(tries < 10, "{tries}");
    browser
        .post(FIND, &known)
        .await
        .leads_to(&format!("/o/{token}?found=1"));
}

#[tokio::test]
async fn a_network_orders_as_often_within_an_hour_as_the_shop_takes() {
    let app = TestApp::selling(9).await;
    let merchant = app.merchant().await;
    merchant
        .patch("/shop", &json!({ "orders_per_network_hour": 2 }))
        .await
        .expect(200);
    let body = order_of("TENT", 1);
    let repeated = || {
        app.shopper()
            .order_request()
            .header("Idempotency-Key", "one")
            .json(&body)
    };
    answer(repeated()).await.expect(201);
    answer(repeated()).await.expect(201);
    // What is refused for another reason does not count.
    app.shopper().order(&order_of("GONE", 1)).await.expect(404);
    app.shopper().order(&body).await.expect(201);
    let refused = app.shopper().order(&body).await.expect(429);
    assert_eq!(refused.problem(), "too-many-orders");
    assert!(refused.header("retry-after").parse::<u32>().unwrap() > 3_000);
    answer(repeated()).await.expect(201);
    let fields = [
        ("action", "order"),
        ("sku", "TENT"),
        ("quantity", "1"),
        ("email", "ada@example.com"),
        ("name", "Ada"),
        ("key", "k"),
    ];
    let page = sent(&app.nobody(), "?sku=TENT&quantity=1", &fields)
        .await
        .expect(503);
    page.shows("no more orders from your network")
        .shows("value=\"Ada\"");
    // A program of the shop orders for many.
    let by_key = merchant
        .request(Method::POST, "/shops/demo/orders")
        .json(&body);
    answer(by_key).await.expect(201);
}

#[tokio::test]
async fn a_parcel_arrives_once_after_it_left() {
    let app = TestApp::selling(9).await;
    let merchant = app.merchant().await;
    let placed = app.shopper().placed("TENT", 1).await;
    let parcel = merchant.get("/shipments").await.expect(200).body["items"][0]["shipment"].clone();
    let path = format!("/shipments/{}", parcel.as_str().unwrap());
    let deliver = format!("{path}/deliver");
    merchant.post(&deliver, &json!({})).await.expect(409);
    merchant
        .post(&format!("{path}/pack"), &json!({}))
        .await
        .expect(200);
    let carrier = json!({ "carrier": "UPS", "tracking": "1Z 999" });
    let left = merchant
        .post(&format!("{path}/hand-over"), &carrier)
        .await
        .expect(200)
        .body;
    let browser = app.nobody();
    let page = format!("/o/{}", placed["token"].as_str().unwrap());
    browser
        .get(&page)
        .await
        .expect(200)
        .shows("https://www.ups.com/track?tracknum=1Z999");
    for bad in ["2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z", "yesterday"] {
        let wrong = merchant
            .post(&deliver, &json!({ "at": bad }))
            .await
            .expect(422);
        assert_eq!(wrong.wrong(), ["/at"], "{bad}");
    }
    let at = left["handed_over_at"].clone();
    let arrived = merchant
        .post(&deliver, &json!({ "at": at }))
        .await
        .expect(200)
        .body;
    assert_eq!(
        (&arrived["delivered_at"], &arrived["state"]),
        (&at, &json!("handed_over"))
    );
    merchant
        .post(&deliver, &json!({ "at": at }))
        .await
        .expect(409);
    let order = app.shopper().look_at(&placed).await.expect(200).body;
    assert_eq!(order["state"], "delivered");
    browser
        .get(&page)
        .await
        .expect(200)
        .shows("A parcel arrived on");
}

#[tokio::test]
async fn an_order_is_stopped_and_goes_on_by_its_id() {
    let app = TestApp::selling(9).await;
    let merchant = app.merchant().await;
    let placed = app.shopper().placed("TENT", 2).await;
    let path = format!("/orders/{}", placed["order"].as_str().unwrap());
    let hold = format!("{path}/hold");
    let wrong = merchant
        .post(&hold, &json!({ "reason": " " }))
        .await
        .expect(422);
    assert_eq!(wrong.wrong(), ["/reason"]);
    let held = merchant
        .post(&hold, &json!({ "reason": "asked" }))
        .await
        .expect(200)
        .body;
    assert_eq!(
        held,
        json!({ "order": placed["order"], "units": 2, "place": null })
    );
    let order = app.shopper().look_at(&placed).await.expect(200).body;
    assert_eq!(order["state"], "on_hold");
    merchant
        .post(&format!("{path}/resume"), &json!({}))
        .await
        .expect(200);
    merchant
        .post(&format!("{path}/resume"), &json!({}))
        .await
        .expect(409);
    merchant
        .post("/orders/ord_1/resume", &json!({}))
        .await
        .expect(404);
}

#[tokio::test]
async fn an_order_that_waits_is_stopped_and_the_line_goes_on_without_it() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    let days = ("2026-12-14", "2026-12-18");
    merchant.supply("PO-1", "TENT", 10, days.0, days.1).await;
    let (first, second) = (
        app.shopper().placed("TENT", 4).await,
        app.shopper().placed("TENT", 2).await,
    );
    let path = format!("/orders/{}", first["order"].as_str().unwrap());
    let reason = json!({ "reason": "asked about the quantity." });
    let held = merchant.post(&format!("{path}/hold"), &reason).await;
    assert_eq!(held.expect(200).body["units"], 4);
    let order = app.shopper().look_at(&first).await.expect(200).body;
    assert_eq!(order["state"], "on_hold");
    let backorder = &order["lines"][0]["backorders"][0];
    assert_eq!(
        (
            &backorder["state"],
            &backorder["position"],
            &backorder["reason"]
        ),
        (&json!("held"), &json!(null), &reason["reason"])
    );
    let other = app.shopper().look_at(&second).await.expect(200).body;
    assert_eq!(other["lines"][0]["backorders"][0]["position"], 1);
    // Its number is the same everywhere.
    merchant
        .patch("/shop", &json!({ "order_prefix": "FJ-" }))
        .await
        .expect(200);
    app.shopper().placed("TENT", 1).await;
    // Its page says so to its shopper, and the console to those who decide.
    let shopper = app.nobody();
    let page = format!("/o/{}", first["token"].as_str().unwrap());
    let page = shopper.get(&page).await.expect(200);
    page.shows("On hold while it waits: asked about the quantity. It gets no goods");
    let owner = app.staff("demo", Role::Owner).await;
    let line = owner.get("/console/line?sku=TENT").await.expect(200);
    line.shows("On hold while they wait")
        .shows("4 units")
        .shows("Order FJ-3");
    owner
        .get("/console")
        .await
        .expect(200)
        .shows("Orders on hold");
    let order = owner.get("/console/orders/1").await.expect(200);
    order.shows("Let it go on");
    let goes_on = merchant.post(&format!("{path}/resume"), &json!({})).await;
    assert_eq!(goes_on.expect(200).body["place"], "kept");
}

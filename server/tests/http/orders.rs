//! Placing, looking at and cancelling orders.

use crate::app::{TestApp, answer, order_of};
use crate::on_both;
use futures::future::join_all;
use serde_json::{Value, json};

#[tokio::test]
async fn every_wrong_field_is_named_at_once() {
    let app = TestApp::selling(1).await;
    let body = json!({
        "email": 5, "name": " ", "locale": "!", "ship": "fast", "needed_by": "2026-11-22", "unknown": true,
        "lines": [{ "sku": "", "quantity": 0 }, { "quantity": "two" }, 7, { "sku": "TENT", "quantity": 1.5 }]
    });
    let refused = app.shopper().order(&body).await.expect(422);
    assert_eq!(refused.problem(), "invalid");
    assert_eq!(
        refused.wrong(),
        [
            "/email",
            "/name",
            "/locale",
            "/lines/0/sku",
            "/lines/0/quantity",
            "/lines/1/sku",
            "/lines/1/quantity",
            "/lines/2",
            "/lines/3/quantity",
            "/ship",
            "/needed_by"
        ]
    );
    assert_eq!(
        app.shopper().order(&json!({})).await.expect(422).wrong(),
        ["/email", "/name", "/lines"]
    );
    assert_eq!(
        app.shopper().order(&json!([])).await.expect(422).wrong(),
        [""]
    );
    let lines: Vec<Value> = (0..51)
        .map(|number| json!({ "sku": format!("S{number}"), "quantity": 1 }))
        .collect();
    let many = json!({ "email": "ada@example.com", "name": "Ada", "lines": lines });
    assert_eq!(
        app.shopper().order(&many).await.expect(422).wrong(),
        ["/lines"]
    );
}

#[tokio::test]
async fn a_placed_order_says_what_was_promised() {
    let app = TestApp::selling(1).await;
    app.merchant()
        .await
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    let placed = app.shopper().order(&order_of("TENT", 3)).await.expect(201);
    let token = placed.body["token"].as_str().unwrap();
    assert_eq!(
        placed.header("location"),
        format!("https://shop.example/api/v1/orders/{token}")
    );
    assert_eq!(placed.header("cache-control"), "private, no-store");
    assert_eq!(
        placed.body["status_url"],
        format!("https://shop.example/o/{token}")
    );
    assert!(placed.body["order"].as_str().unwrap().starts_with("ord_"));
    assert_eq!(
        (&placed.body["state"], &placed.body["total"]),
        (
            &json!("waiting"),
            &json!({ "minor": 3_000, "currency": "EUR" })
        )
    );
    let line = &placed.body["lines"][0];
    assert_eq!(
        (&line["sku"], &line["quantity"], &line["position"]),
        (&json!("TENT"), &json!(3), &json!(1))
    );
    assert_eq!(line["parts"].as_array().unwrap().len(), 2);
    assert_eq!(
        line["promised"],
        json!({ "earliest": "2026-11-24", "latest": "2026-12-18" })
    );
}

#[tokio::test]
async fn not_enough_places_nothing_and_says_what_is_possible() {
    let app = TestApp::selling(2).await;
    let refused = app.shopper().order(&order_of("TENT", 5)).await.expect(409);
    assert_eq!(refused.problem(), "not-available");
    let line = &refused.body["lines"][0];
    assert_eq!(
        (&line["sku"], &line["wanted"], &line["reason"]),
        (&json!("TENT"), &json!(5), &json!("supply"))
    );
    assert_eq!(
        (
            &line["availability"]["available"],
            &line["availability"]["parts"][0]["quantity"]
        ),
        (&json!(false), &json!(2))
    );
    assert_eq!(
        app.shopper().availability("TENT?quantity=2").await.body["available"],
        true
    );
}

#[tokio::test]
async fn a_customer_is_told_the_limit_and_not_what_somebody_holds() {
    let app = TestApp::selling(9).await;
    let limited = json!({ "title": "Tent", "variants": [{ "sku": "TENT", "price": { "minor": 1, "currency": "EUR" }, "policy": { "per_customer": 2 } }] });
    app.merchant()
        .await
        .put("/products/tent", &limited)
        .await
        .expect(200);
    app.shopper().placed("TENT", 1).await;
    let line = &app
        .shopper()
        .order(&order_of("TENT", 2))
        .await
        .expect(409)
        .body["lines"][0];
    assert_eq!(
        (&line["reason"], &line["limit"], line.get("held")),
        (&json!("per_customer"), &json!(2), None)
    );
}

#[tokio::test]
async fn an_unknown_sku_is_named_by_its_line_as_it_was_sent() {
    let app = TestApp::selling(9).await;
    let lines = json!([{ "sku": "TENT", "quantity": 1 }, { "sku": "TENT", "quantity": 1 }, { "sku": "NONE", "quantity": 1 }, { "sku": "GONE", "quantity": 1 }]);
    let refused = app
        .shopper()
        .order(&json!({ "email": "ada@example.com", "name": "Ada", "lines": lines }))
        .await
        .expect(404);
    assert_eq!(refused.wrong(), ["/lines/2/sku", "/lines/3/sku"]);
    assert_eq!(
        app.shopper().availability("TENT").await.body["status"],
        "in_stock"
    );
}

on_both! {
    async fn a_hundred_units_are_sold_a_hundred_times_to_three_hundred_buyers(app: TestApp) {
        let merchant = app.merchant().await;
        merchant.product("tent", &["TENT"]).await;
        merchant
            .supply("PO-1", "TENT", 100, "2026-12-14", "2026-12-18")
            .await;
        let shopper = app.shopper();
        let body = order_of("TENT", 1);
        let answers = join_all((0..300).map(|_| shopper.order(&body))).await;
        let mut positions: Vec<u64> = answers
            .iter()
            .filter(|one| one.status == 201)
            .map(|one| one.body["lines"][0]["position"].as_u64().unwrap())
            .collect();
        positions.sort_unstable();
        assert_eq!(positions, (1..=100).collect::<Vec<u64>>());
        assert_eq!(answers.iter().filter(|one| one.status == 409).count(), 200);
        let now = shopper.availability("TENT").await.body;
        assert_eq!(
            (&now["available"], &now["capacity_left"]),
            (&json!(false), &json!(0))
        );
    }

    async fn a_repeated_request_is_one_order(app: TestApp) {
        let merchant = app.merchant().await;
        merchant.product("tent", &["TENT"]).await;
        merchant.stock("TENT", 5).await;
        let shopper = app.shopper();
        let send = |key: &'static str, quantity: u32| {
            answer(
                shopper
                    .order_request()
                    .header("Idempotency-Key", key)
                    .json(&order_of("TENT", quantity)),
            )
        };
        let first = send("\"one\"", 2).await.expect(201);
        let again = send("\"one\"", 2).await.expect(201);
        assert_eq!(first.body, again.body);
        assert_eq!(send("one", 2).await.expect(201).body, first.body);
        assert_eq!(send("\"one\"", 1).await.expect(422).problem(), "key-reused");
        assert_eq!(
            merchant.get("/products/tent").await.body["variants"][0]["allocated"],
            2
        );
        assert_eq!(send("a\"b", 1).await.expect(400).problem(), "malformed");
    }

    async fn a_date_follows_the_place_in_line(app: TestApp) {
        let merchant = app.merchant().await;
        merchant.product("tent", &["TENT"]).await;
        merchant
            .supply("PO-A", "TENT", 100, "2026-12-10", "2026-12-12")
            .await;
        merchant
            .supply("PO-B", "TENT", 100, "2027-01-10", "2027-01-12")
            .await;
        let shopper = app.shopper();
        let first = shopper.placed("TENT", 60).await;
        shopper.placed("TENT", 40).await;
        let (of_a, of_b) = (
            json!({ "earliest": "2026-12-10", "latest": "2026-12-14" }),
            json!({ "earliest": "2027-01-11", "latest": "2027-01-12" }),
        );
        assert_eq!(first["lines"][0]["promised"], of_a);
        let next = shopper.availability("TENT").await.body;
        assert_eq!(
            (&next["position"], &next["parts"][0]["ship_earliest"]),
            (&json!(101), &of_b["earliest"])
        );
        let behind = shopper.placed("TENT", 1).await;
        assert_eq!(
            (
                &behind["lines"][0]["position"],
                &behind["lines"][0]["promised"]
            ),
            (&json!(101), &of_b)
        );
        shopper
            .cancel(
                &first,
                &json!({ "lines": [{ "sku": "TENT", "quantity": 1 }] }),
            )
            .await
            .expect(200);
        app.promises_revised().await;
        let moved =
            shopper.look_at(&behind).await.expect(200).body["lines"][0]["backorders"][0].take();
        assert_eq!(
            (&moved["position"], &moved["expected"], &moved["promised"]),
            (&json!(100), &of_a, &of_a)
        );
        let told = &moved["promises"];
        assert_eq!(
            (&told[0]["window"], &told[1]["window"], &told[1]["cause"]),
            (&of_b, &of_a, &json!("line"))
        );
        assert_eq!(
            (&moved["standing"]["state"], &moved["position_at_placement"]),
            (&json!("as_promised"), &json!(101))
        );
    }
}

#[tokio::test]
async fn the_link_shows_the_order_and_no_whole_address() {
    let app = TestApp::selling(1).await;
    app.merchant()
        .await
        .supply("PO-SECRET", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    let placed = app.shopper().placed("TENT", 2).await;
    let seen = app.shopper().look_at(&placed).await.expect(200);
    assert_eq!(seen.header("cache-control"), "private, no-store");
    assert_eq!(
        (
            &seen.body["email"],
            &seen.body["state"],
            &seen.body["number"]
        ),
        (
            &json!("a…@example.com"),
            &json!("waiting"),
            &placed["number"]
        )
    );
    let backorders = seen.body["lines"][0]["backorders"].as_array().unwrap();
    let states: Vec<_> = backorders
        .iter()
        .map(|one| (&one["state"], &one["quantity"]))
        .collect();
    assert_eq!(
        states,
        [
            (&json!("allocated"), &json!(1)),
            (&json!("queued"), &json!(1))
        ]
    );
    assert_eq!(
        backorders[1]["promises"][0]["window"],
        json!({ "earliest": "2026-12-14", "latest": "2026-12-18" })
    );
    assert_eq!(backorders[1]["supply"]["stage"], "ordered");
    assert!(!seen.body.to_string().contains("PO-SECRET"));
    app.get("/api/v1/orders/0123456789abcdef0123456789abcdef")
        .await
        .expect(404);
}

/// Misspelling a part would lose the whole order, and its place in line.
#[tokio::test]
async fn a_misspelt_cancellation_cancels_nothing() {
    let app = TestApp::selling(5).await;
    let placed = app.shopper().placed("TENT", 3).await;
    let one = json!([{ "sku": "TENT", "quantity": 1 }]);
    for (body, pointer) in [
        (json!({ "items": one }), "/items"),
        (json!({ "line": one[0] }), "/line"),
        (json!({ "lines": one, "reason": "too late" }), "/reason"),
        (json!({ "lines": null }), "/lines"),
        (json!({ "lines": [] }), "/lines"),
        (json!({ "lines": one[0] }), "/lines"),
        (json!(null), ""),
    ] {
        assert_eq!(
            app.shopper()
                .cancel(&placed, &body)
                .await
                .expect(422)
                .wrong(),
            [pointer],
            "{body}"
        );
    }
    assert_eq!(
        app.shopper().look_at(&placed).await.body["state"],
        "allocated"
    );
    assert_eq!(
        app.shopper()
            .cancel(&placed, &json!({}))
            .await
            .expect(200)
            .body["state"],
        "cancelled"
    );
}

#[tokio::test]
async fn a_cancelled_order_cannot_be_cancelled_again() {
    let app = TestApp::selling(5).await;
    let placed = app.shopper().placed("TENT", 3).await;
    let unknown =
        json!({ "lines": [{ "sku": "NONE", "quantity": 1 }, { "sku": "TENT", "quantity": 0 }] });
    assert_eq!(
        app.shopper()
            .cancel(&placed, &unknown)
            .await
            .expect(422)
            .wrong(),
        ["/lines/1/quantity"]
    );
    let too_many = json!({ "lines": [{ "sku": "TENT", "quantity": 4 }] });
    assert_eq!(
        app.shopper()
            .cancel(&placed, &too_many)
            .await
            .expect(422)
            .wrong(),
        ["/lines/0/quantity"]
    );
    let without_body = format!(
        "/api/v1/orders/{}/cancel",
        placed["token"].as_str().unwrap()
    );
    let cancelled = answer(app.request(reqwest::Method::POST, &without_body))
        .await
        .expect(200)
        .body;
    assert_eq!(
        (&cancelled["state"], &cancelled["total"]["minor"]),
        (&json!("cancelled"), &json!(0))
    );
    assert_eq!(
        cancelled["lines"][0]["backorders"][0]["cancelled_by"],
        "shopper"
    );
    assert_eq!(
        app.shopper()
            .cancel(&placed, &json!({}))
            .await
            .expect(409)
            .problem(),
        "conflict"
    );
    assert_eq!(
        app.shopper().availability("TENT?quantity=5").await.body["available"],
        true
    );
}

#[tokio::test]
async fn a_refusal_says_the_same_to_who_has_ordered_and_to_who_has_not() {
    let app = TestApp::new().await;
    let variant = json!({ "sku": "TENT", "price": { "minor": 1_000, "currency": "EUR" }, "policy": { "backorder": "deny", "per_customer": 3 } });
    app.merchant()
        .await
        .put(
            "/products/tent",
            &json!({ "title": "Tent", "variants": [variant] }),
        )
        .await
        .expect(201);
    app.merchant().await.stock("TENT", 50).await;
    let order = |email: &str, quantity: u32| {
        let mut order = order_of("TENT", quantity);
        order["email"] = email.into();
        order
    };
    app.shopper()
        .order(&order("victim@example.com", 2))
        .await
        .expect(201);
    let victim = app
        .shopper()
        .order(&order("victim@example.com", 9))
        .await
        .expect(409)
        .body;
    let stranger = app
        .shopper()
        .order(&order("stranger@example.com", 9))
        .await
        .expect(409)
        .body;
    assert_eq!(victim, stranger);
    assert_eq!(
        (&victim["lines"][0]["reason"], &victim["lines"][0]["limit"]),
        (&json!("per_customer"), &json!(3))
    );
    app.shopper()
        .order(&order("Victim+again@Example.com", 2))
        .await
        .expect(409);
}

fn to(country: &str) -> Value {
    json!({ "lines": ["Sendlinger Str. 8"], "postal_code": "80331", "city": "München", "country": country })
}

fn with(mut order: Value, name: &str, value: Value) -> Value {
    order[name] = value;
    order
}

#[tokio::test]
async fn an_order_goes_to_an_address_of_the_countries_the_shop_delivers_to() {
    let app = TestApp::selling(9).await;
    let merchant = app.merchant().await;
    let order = order_of("TENT", 1);
    // Without a rule a text will do, and none as well.
    let text = with(order.clone(), "address", json!("1 High Street\nLondon"));
    let placed = app.shopper().order(&text).await.expect(201).body;
    assert_eq!(placed["address"], "1 High Street\nLondon");
    assert_eq!(
        (&placed["number"], &placed["reference"]),
        (&json!(1), &json!("1"))
    );
    let rules = json!({ "countries": ["DE", "AT"], "address": "required", "order_prefix": "FJ-" });
    let rules = merchant.patch("/shop", &rules).await.expect(200).body;
    assert_eq!(rules["countries"], json!(["AT", "DE"]));
    for (address, pointer) in [
        (json!("1 High Street\nLondon"), "/address"),
        (Value::Null, "/address"),
        (to("FR"), "/address/country"),
        (
            json!({ "lines": ["Weg 1"], "city": "Köln", "country": "DE" }),
            "/address/postal_code",
        ),
        (
            json!({ "lines": ["Weg 1"], "postal_code": "8033", "city": "Köln", "country": "DE" }),
            "/address/postal_code",
        ),
        (json!(5), "/address"),
    ] {
        let order = with(order.clone(), "address", address);
        let refused = app.shopper().order(&order).await.expect(422);
        assert_eq!(refused.wrong(), [pointer], "{order}");
    }
    let sent = with(
        with(order, "address", to("de")),
        "gift_note",
        json!("Hello"),
    );
    let placed = app.shopper().order(&sent).await.expect(201).body;
    assert_eq!(placed["reference"], "FJ-2");
    assert_eq!(placed["ignored"], json!(["/gift_note"]));
    assert_eq!(placed["address_parts"]["country"], "DE");
    let seen = app.shopper().look_at(&placed).await.expect(200).body;
    assert_eq!(seen["address"], "Sendlinger Str. 8\n80331 München\nGERMANY");
    assert_eq!(seen["address_parts"], placed["address_parts"]);
}

#[tokio::test]
async fn a_quote_is_an_order_without_a_person_and_its_price_holds() {
    let app = TestApp::selling(2).await;
    let merchant = app.merchant().await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    merchant
        .patch("/shop", &json!({ "shipping": { "minor": 490 } }))
        .await
        .expect(200);
    let lines = json!([{ "sku": "TENT", "quantity": 3 }]);
    let quote = app
        .shopper()
        .quote(&json!({ "lines": lines, "coupon": "X" }))
        .await
        .expect(200)
        .body;
    assert_eq!(quote["goods"]["minor"], 3_000);
    assert_eq!(
        (&quote["discount"]["minor"], &quote["total"]["minor"]),
        (&json!(0), &json!(3_490))
    );
    assert_eq!(quote["as_available"].as_array().unwrap().len(), 2);
    assert_eq!(quote["complete"]["latest"], "2026-12-18");
    assert_eq!(quote["ignored"], json!(["/coupon"]));
    let order = with(
        order_of("TENT", 3),
        "expected_total",
        quote["total"].clone(),
    );
    app.shopper().order(&order).await.expect(201);
    merchant
        .patch("/shop", &json!({ "shipping": { "minor": 590 } }))
        .await
        .expect(200);
    let refused = app.shopper().order(&order).await.expect(409);
    assert_eq!(refused.problem(), "price-changed");
    assert_eq!(refused.body["total"]["minor"], 3_590);
    let unknown = json!({ "lines": [{ "sku": "NONE", "quantity": 1 }] });
    app.shopper().quote(&unknown).await.expect(404);
}

#[tokio::test]
async fn nothing_is_handed_over_without_an_address_where_the_shop_demands_one() {
    let app = TestApp::selling(9).await;
    let merchant = app.merchant().await;
    let placed = app.shopper().placed("TENT", 1).await;
    merchant
        .patch("/shop", &json!({ "address": "required", "per_order": 3 }))
        .await
        .expect(200);
    let shipments = merchant.get("/shipments").await.expect(200).body;
    let parcel = shipments["items"][0]["shipment"]
        .as_str()
        .unwrap()
        .to_owned();
    merchant
        .post(&format!("/shipments/{parcel}/pack"), &json!({}))
        .await
        .expect(200);
    let leave = format!("/shipments/{parcel}/hand-over");
    let carrier = json!({ "carrier": "Post" });
    let refused = merchant.post(&leave, &carrier).await.expect(409);
    assert_eq!(refused.problem(), "conflict");
    drop(placed);
    let many = with(order_of("TENT", 4), "address", to("DE"));
    let refused = app.shopper().order(&many).await.expect(409);
    assert!(
        refused.body["detail"]
            .as_str()
            .unwrap()
            .contains("at most 3")
    );
}

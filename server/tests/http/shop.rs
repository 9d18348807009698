//! The rules of the shop, for its merchant.

use crate::app::{Merchant, TestApp, answer, order_of};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_merchant_reads_and_changes_the_rules_of_the_shop() {
    let app = TestApp::selling(6).await;
    let merchant = app.merchant().await;
    let before = merchant.get("/shop").await.expect(200);
    assert_eq!(
        (
            &before.body["shop"],
            &before.body["working_days"],
            &before.body["shipping"]["minor"]
        ),
        (&json!("demo"), &json!("1111100"), &json!(0))
    );
    assert_eq!(
        app.shopper().availability("TENT").await.body["status"],
        "in_stock"
    );
    let changed = merchant
        .patch(
            "/shop",
            &json!({ "low_stock_units": 6, "handling_days": 2, "policy": "deny", "shipping": { "minor": 490, "free_from_minor": 99_000 } }),
        )
        .await
        .expect(200);
    assert_ne!(changed.header("etag"), before.header("etag"));
    assert_eq!(merchant.get("/shop").await.expect(200).body, changed.body);
    let availability = app.shopper().availability("TENT").await.body;
    assert_eq!(
        (
            &availability["status"],
            &availability["parts"][0]["ship_latest"]
        ),
        (&json!("low_stock"), &json!("2026-11-25"))
    );
    let cleared = merchant
        .patch("/shop", &json!({ "shipping": { "free_from_minor": null } }))
        .await
        .expect(200)
        .body;
    assert_eq!(
        cleared["shipping"],
        json!({ "minor": 490, "free_from_minor": null })
    );
}

#[tokio::test]
async fn every_wrong_rule_is_named() {
    let app = TestApp::new().await;
    let wrong = json!({ "handling_days": "two", "cross_dock_days": 61, "working_days": "monday", "policy": "endless", "shipping": { "minor": -1 } });
    let refused = app
        .merchant()
        .await
        .patch("/shop", &wrong)
        .await
        .expect(422);
    assert_eq!(
        refused.wrong(),
        ["/handling_days", "/working_days", "/policy"]
    );
    let refused = app
        .merchant()
        .await
        .patch(
            "/shop",
            &json!({ "cross_dock_days": 61, "shipping": { "minor": -1 } }),
        )
        .await
        .expect(422);
    assert_eq!(refused.wrong(), ["/cross_dock_days", "/shipping/minor"]);
}

#[tokio::test]
async fn rules_that_somebody_else_changed_are_told() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let tag = merchant.get("/shop").await.header("etag").to_owned();
    let edit = async |days: u32| {
        let request = merchant
            .request(Method::PATCH, "/shop")
            .header("If-Match", &tag);
        answer(request.json(&json!({ "handling_days": days }))).await
    };
    edit(2).await.expect(200);
    assert_eq!(edit(3).await.expect(412).problem(), "outdated");
}

#[tokio::test]
async fn an_order_pays_for_shipping_once_and_says_so() {
    let app = TestApp::selling(6).await;
    let merchant = app.merchant().await;
    merchant
        .patch("/shop", &json!({ "shipping": { "minor": 490 } }))
        .await
        .expect(200);
    let placed = app
        .shopper()
        .order(&order_of("TENT", 2))
        .await
        .expect(201)
        .body;
    let price = app.shopper().look_at(&placed).await.expect(200).body;
    assert_eq!(
        (&placed["shipping"], &price["shipping"]),
        (
            &json!({ "minor": 490, "currency": "EUR" }),
            &placed["shipping"]
        )
    );
    assert_eq!(placed["total"], price["total"]);
    let goods = placed["total"]["minor"].as_i64().unwrap() - 490;
    assert_eq!(goods % 2, 0, "the goods are what is left of the total");
    let parcel = merchant.get("/shipments").await.expect(200).body["items"][0].clone();
    assert_eq!(parcel["shipping_minor"], 490);
}

#[tokio::test]
async fn a_product_has_a_policy_for_its_variants() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let price = json!({ "minor": 1_000, "currency": "EUR" });
    let body = json!({ "title": "Tent", "policy": "deny", "variants": [{ "sku": "A", "price": price }, { "sku": "B", "price": price, "policy": "supply" }] });
    let saved = merchant.put("/products/tent", &body).await.expect(201).body;
    assert_eq!(
        (
            &saved["policy"]["backorder"],
            &saved["variants"][0]["policy"]
        ),
        (&json!("deny"), &json!(null))
    );
    merchant
        .supply("PO-1", "A", 5, "2026-12-14", "2026-12-18")
        .await;
    merchant
        .supply("PO-2", "B", 5, "2026-12-14", "2026-12-18")
        .await;
    let available =
        async |sku: &str| app.shopper().availability(sku).await.body["available"].clone();
    assert_eq!(
        (available("A").await, available("B").await),
        (json!(false), json!(true))
    );
    let tags: Vec<String> = vec!["x".to_owned(); 251];
    let refused = merchant
        .put(
            "/products/tent",
            &json!({ "title": "Tent", "tags": tags, "variants": [{ "sku": "A", "price": price }] }),
        )
        .await
        .expect(422);
    assert_eq!(refused.wrong(), ["/tags"]);
}

async fn join(app: &TestApp, email: &str) {
    let body = json!({ "sku": "TENT", "email": email, "locale": "de" });
    answer(
        app.request(Method::POST, "/api/v1/shops/demo/waitlist")
            .json(&body),
    )
    .await
    .expect(202);
}

#[tokio::test]
async fn a_merchant_reads_who_wants_to_hear_of_a_variant() {
    let app = TestApp::selling(0).await;
    let merchant: Merchant<'_> = app.merchant().await;
    for email in [
        "ada@example.com",
        "bob@example.com",
        "ada@example.com",
        "cy@example.com",
    ] {
        join(&app, email).await;
    }
    let first = merchant
        .get("/waitlist?sku=TENT&limit=2")
        .await
        .expect(200)
        .body;
    assert_eq!(
        (&first["people"], &first["items"][0]["locale"]),
        (&json!(3), &json!("de"))
    );
    let rest = merchant
        .get(&format!(
            "/waitlist?sku=TENT&limit=2&cursor={}",
            first["next_cursor"].as_str().unwrap()
        ))
        .await
        .expect(200)
        .body;
    assert_eq!(rest["next_cursor"], json!(null));
    // The clock stands still here, so nobody came first.
    let people = [&first, &rest]
        .into_iter()
        .flat_map(|page| page["items"].as_array().unwrap());
    let mut emails: Vec<_> = people
        .map(|person| person["email"].as_str().unwrap())
        .collect();
    emails.sort_unstable();
    assert_eq!(
        emails,
        ["ada@example.com", "bob@example.com", "cy@example.com"]
    );
    merchant.get("/waitlist?sku=NONE").await.expect(404);
    assert_eq!(merchant.get("/waitlist").await.expect(422).wrong(), ["sku"]);
}

#[tokio::test]
async fn nothing_is_promised_for_a_day_on_which_nothing_leaves() {
    let app = TestApp::selling(6).await;
    let merchant = app.merchant().await;
    merchant.product("mat", &["MAT"]).await;
    merchant
        .supply("PO-1", "MAT", 5, "2026-12-23", "2026-12-25")
        .await;
    let rules = json!({ "holidays": "de-by", "cut_off": "14:00",
        "closed_days": [{ "from": "2026-12-28", "to": "2026-12-31", "note": "Stocktaking" }] });
    let changed = merchant.patch("/shop", &rules).await.expect(200).body;
    assert_eq!(
        (
            &changed["holidays"],
            &changed["closed_days"],
            &changed["cut_off"]
        ),
        (&json!("DE-BY"), &rules["closed_days"], &json!("14:00"))
    );
    let part = app.shopper().availability("MAT").await.body["parts"][0].clone();
    assert_eq!(
        (&part["ship_earliest"], &part["ship_latest"]),
        (&json!("2026-12-23"), &json!("2027-01-04"))
    );
    let cleared = json!({ "holidays": null, "cut_off": null, "closed_days": [] });
    let changed = merchant.patch("/shop", &cleared).await.expect(200).body;
    assert_eq!(
        (
            &changed["holidays"],
            &changed["closed_days"],
            &changed["cut_off"]
        ),
        (&json!(null), &json!([]), &json!(null))
    );
    let part = app.shopper().availability("MAT").await.body["parts"][0].clone();
    assert_eq!(part["ship_latest"], "2026-12-25");
}

#[tokio::test]
async fn wrong_days_are_named_with_what_is_allowed() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let wrong = json!({ "holidays": "DE-XX", "cut_off": "2 pm", "closed_days": [{ "from": "2026-12-28", "to": "2026-12-24" }, { "to": "Monday" }] });
    let refused = merchant.patch("/shop", &wrong).await.expect(422);
    assert_eq!(
        refused.wrong(),
        [
            "/holidays",
            "/closed_days/0/to",
            "/closed_days/1/from",
            "/cut_off"
        ]
    );
    let detail = refused.body["errors"][0]["detail"].as_str().unwrap();
    assert!(
        detail.contains("DE-BY, ") && !detail.contains("AT"),
        "{detail}"
    );
}

#[tokio::test]
async fn arrival_is_told_once_the_shop_says_how_long_parcels_take() {
    let app = TestApp::selling(6).await;
    let merchant = app.merchant().await;
    let part = async || app.shopper().availability("TENT").await.body["parts"][0].clone();
    assert_eq!(part().await.get("arrive"), None);
    let transit = json!([{ "countries": ["DE"], "carrier": null, "min_days": 1, "max_days": 3 }]);
    let changed = merchant
        .patch("/shop", &json!({ "transit": transit }))
        .await
        .expect(200)
        .body;
    assert_eq!(changed["transit"], transit);
    let arrive = json!({ "country": "DE", "earliest": "2026-11-25", "latest": "2026-11-27" });
    assert_eq!(part().await["arrive"], arrive);
    let placed = app.shopper().placed("TENT", 1).await;
    let order = app.shopper().look_at(&placed).await.expect(200).body;
    assert_eq!(order["lines"][0]["backorders"][0]["arrive"], arrive);
    let page = app
        .request(Method::GET, "/s/demo/p/tent?lang=de")
        .send()
        .await
        .unwrap();
    assert!(
        page.text()
            .await
            .unwrap()
            .contains("Ankunft 25.–27. November (DE)")
    );
    let wrong = json!({ "transit": [{ "countries": ["de"], "min_days": 3, "max_days": 2 }] });
    let refused = merchant.patch("/shop", &wrong).await.expect(422);
    assert_eq!(
        refused.wrong(),
        ["/transit/0/countries/0", "/transit/0/max_days"]
    );
}

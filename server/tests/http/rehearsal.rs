//! The clock of a rehearsal shop.

use crate::app::{TestApp, answer, order_of};
use crate::cards::by_card;
use dockline_domain::access::Role;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_rehearsal_shop_tries_a_delay_before_it_happens() {
    let app = TestApp::new().await;
    app.open_rehearsal_shop("stage").await;
    let merchant = app.merchant_of("stage").await;
    merchant.product("tent", &["TENT"]).await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    let clock = merchant
        .post("/clock/advance", &json!({ "to": "2026-12-21T08:00:00Z" }))
        .await
        .expect(200)
        .body;
    assert_eq!(
        clock,
        json!({ "now": "2026-12-21T08:00:00Z", "day": "2026-12-21" })
    );
    let seen = app.get("/api/v1/shops/stage/availability/TENT").await.body;
    assert_eq!(
        (&seen["overdue"], &seen["available"]),
        (&json!(true), &json!(false))
    );
    for wrong in [
        json!({ "to": "2026-12-20T00:00:00Z" }),
        json!({ "to": "soon" }),
        json!({}),
    ] {
        assert_eq!(
            merchant
                .post("/clock/advance", &wrong)
                .await
                .expect(422)
                .wrong(),
            ["/to"],
            "{wrong}"
        );
    }
    let real = app.merchant().await;
    assert_eq!(
        real.post("/clock/advance", &json!({ "to": "2026-12-24T00:00:00Z" }))
            .await
            .expect(409)
            .problem(),
        "conflict"
    );
}

#[tokio::test]
async fn the_front_page_lists_no_rehearsal_unless_there_is_nothing_else() {
    let app = TestApp::new().await;
    app.open_rehearsal_shop("stage").await;
    app.nobody().get("/").await.leads_to("/s/demo");
    app.open_shop("other").await;
    let list = app.nobody().get("/").await.expect(200);
    let list = list.shows("/s/demo").shows("/s/other");
    assert!(!list.text.contains("/s/stage"), "{}", list.text);

    let app = TestApp::empty().await;
    app.open_rehearsal_shop("stage").await;
    app.nobody().get("/").await.leads_to("/s/stage");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happens_next_is_listed_and_one_button_leads_to_just_after_it() {
    let app = TestApp::new().await;
    app.open_rehearsal_shop("stage").await;
    let merchant = app.merchant_of("stage").await;
    by_card(&merchant).await;
    merchant.product("tent", &["TENT"]).await;
    let owner = app.staff("stage", Role::Owner).await;
    owner
        .get("/console/clock")
        .await
        .expect(200)
        .shows("Nothing waits for its time.");
    let stock = json!({ "sku": "TENT", "location": "main", "on_hand": 5 });
    merchant.post("/stock", &stock).await.expect(200);
    let placed = app.request(Method::POST, "/api/v1/shops/stage/orders");
    let placed = answer(placed.json(&order_of("TENT", 1))).await.expect(201);
    let listed = owner.get("/console/clock").await.expect(200);
    let sentence = "Nobody has saved a card for order 1";
    let listed = listed.shows(sentence).shows("Advance to just after it");
    let to = listed.hidden("to");
    assert_eq!(to, "2026-11-23T10:31:00Z");
    let form = [("next", "/console/clock"), ("to", to.as_str())];
    owner
        .post("/console/clock", &form)
        .await
        .leads_to("/console/clock");
    let after = owner.get("/console/clock").await.expect(200);
    assert!(!after.text.contains(sentence), "{}", after.text);
    let token = placed.body["token"].as_str().unwrap();
    let order = app.get(&format!("/api/v1/orders/{token}")).await.body;
    assert_eq!(order["payment"]["state"], "lapsed", "{order:#}");
    // Who may not move the clock does not see the list, and no other shop has one.
    let viewer = app.staff("stage", Role::Viewer).await;
    viewer.get("/console/clock").await.expect(403);
    let real = app.staff("demo", Role::Owner).await;
    real.get("/console/clock").await.expect(404);
}

//! "Tell me when it is back."

use crate::app::{TestApp, answer};
use dockline_domain::access::Role;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn anyone_who_joins_waits_once() {
    let app = TestApp::selling(0).await;
    let join = |body| {
        answer(
            app.request(Method::POST, "/api/v1/shops/demo/waitlist")
                .json(&body),
        )
    };
    let ada = json!({ "sku": "TENT", "email": "ada@example.com", "locale": "de" });
    assert_eq!(
        join(ada.clone()).await.expect(202).body,
        json!({ "sku": "TENT", "state": "waiting" })
    );
    join(ada).await.expect(202);
    assert_eq!(
        join(json!({ "email": "ada", "locale": 1 }))
            .await
            .expect(422)
            .wrong(),
        ["/sku", "/email", "/locale"]
    );
    assert_eq!(
        join(json!({ "sku": "NONE", "email": "ada@example.com" }))
            .await
            .expect(404)
            .wrong(),
        ["/sku"]
    );
}

#[tokio::test]
async fn whoever_was_told_leaves_and_who_came_later_waits() {
    let app = TestApp::selling(0).await;
    let join = |email: &'static str| {
        let body = json!({ "sku": "TENT", "email": email, "locale": "de" });
        answer(
            app.request(Method::POST, "/api/v1/shops/demo/waitlist")
                .json(&body),
        )
    };
    let merchant = app.merchant().await;
    let told = |before: &'static str| {
        let merchant = &merchant;
        async move {
            let body = json!({ "sku": "TENT", "before": before });
            merchant.post("/waitlist/told", &body).await
        }
    };
    join("ada@example.com").await.expect(202);
    assert_eq!(
        told("2000-01-01T00:00:00Z").await.expect(200).body,
        json!({ "sku": "TENT", "told": 0 })
    );
    assert_eq!(
        told("2026-11-23T10:00:01Z").await.expect(200).body,
        json!({ "sku": "TENT", "told": 1 })
    );
    let there = merchant.get("/waitlist?sku=TENT").await;
    assert_eq!(there.expect(200).body["people"], 0);
    let wrong = json!({ "before": "soon" });
    assert_eq!(
        merchant
            .post("/waitlist/told", &wrong)
            .await
            .expect(422)
            .wrong(),
        ["/sku", "/before"]
    );
}

#[tokio::test]
async fn what_people_asked_for_stands_in_today_until_they_are_marked_as_told() {
    let app = TestApp::selling(0).await;
    let body = json!({ "sku": "TENT", "email": "ada@example.com", "locale": "de" });
    let join = app.request(Method::POST, "/api/v1/shops/demo/waitlist");
    answer(join.json(&body)).await.expect(202);
    let support = app.staff("demo", Role::Support).await;
    let today = support
        .get("/console")
        .await
        .expect(200)
        .shows("1 person asked to hear about");
    let file = support
        .get("/console/waitlist.csv?sku=TENT")
        .await
        .expect(200)
        .shows("email,language,asked_at\nada@example.com,de,");
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let before = today.hidden("before");
    let form = [("sku", "TENT"), ("before", before.as_str())];
    // Addresses are not for everybody.
    let viewer = app.staff("demo", Role::Viewer).await;
    viewer
        .get("/console/waitlist.csv?sku=TENT")
        .await
        .expect(403);
    viewer.post("/console/waitlist", &form).await.expect(403);
    support
        .post("/console/waitlist", &form)
        .await
        .leads_to("/console");
    let empty = support.get("/console").await.expect(200);
    assert!(!empty.text.contains("asked to hear about"));
}

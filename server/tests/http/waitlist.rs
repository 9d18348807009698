//! "Tell me when it is back."

use crate::app::{TestApp, answer};
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
        told("2999-01-01T00:00:00Z").await.expect(200).body,
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

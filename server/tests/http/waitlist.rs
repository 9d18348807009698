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

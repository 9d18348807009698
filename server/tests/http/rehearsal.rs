//! The clock of a rehearsal shop.

use crate::app::TestApp;
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

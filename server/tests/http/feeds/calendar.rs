//! Calendars of a variant and of an order.

use super::{calendar, property, read, sequence};
use crate::app::TestApp;
use serde_json::json;

#[tokio::test]
async fn a_calendar_says_the_days_and_counts_its_revisions() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-16")
        .await;
    let path = "/s/demo/p/tent/calendar.ics?variant=TENT&lang=de";
    let before = calendar(&app, path).await.remove(0);
    let said = |name: &str| property(&before, name);
    assert_eq!(
        (said("DTSTART"), said("DTEND"), said("STATUS")),
        ("20261214", "20261217", "CONFIRMED")
    );
    assert_eq!(
        (said("SUMMARY"), said("DESCRIPTION")),
        ("Versand: Tent", "Nachbestellbar — Versand 14.–16. Dezember")
    );
    merchant
        .patch(
            "/purchase-orders/PO-1",
            &json!({ "expected": { "earliest": "2026-12-21", "latest": "2026-12-22" } }),
        )
        .await
        .expect(200);
    let after = calendar(&app, path).await.remove(0);
    assert_eq!(
        (property(&after, "UID"), property(&after, "DTSTART")),
        (said("UID"), "20261221")
    );
    assert!(sequence(&after) > sequence(&before));
    merchant
        .patch("/purchase-orders/PO-1", &json!({ "expected": null }))
        .await
        .expect(200);
    let undated = calendar(&app, path).await.remove(0);
    assert_eq!(
        (property(&undated, "UID"), property(&undated, "STATUS")),
        (said("UID"), "CANCELLED")
    );
    assert!(sequence(&undated) > sequence(&after));
}

#[tokio::test]
async fn the_calendar_of_an_order_is_for_its_owner_alone() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-16")
        .await;
    let placed = app.shopper().placed("TENT", 2).await;
    let path = format!("/o/{}/calendar.ics", placed["token"].as_str().unwrap());
    let sent = read(&app, &path).await;
    assert_eq!(
        (sent.header("cache-control"), sent.header("referrer-policy")),
        ("private, no-cache", "no-referrer")
    );
    let before = calendar(&app, &path).await.remove(0);
    assert_eq!(
        (property(&before, "DTSTART"), property(&before, "STATUS")),
        ("20261214", "CONFIRMED")
    );
    let transit = json!([{ "countries": ["DE"], "min_days": 1, "max_days": 2 }]);
    let rules = json!({ "transit": transit });
    merchant.patch("/shop", &rules).await.expect(200);
    let arrives = calendar(&app, &path).await.remove(0);
    let said = property(&arrives, "DESCRIPTION");
    assert!(said.contains("Arrives 15–18 December (DE)"), "{said}");
    app.shopper().cancel(&placed, &json!({})).await.expect(200);
    let after = calendar(&app, &path).await.remove(0);
    assert_eq!(
        (property(&after, "UID"), property(&after, "STATUS")),
        (property(&before, "UID"), "CANCELLED")
    );
    assert!(sequence(&after) > sequence(&before));
    assert_eq!(read(&app, "/o/nobody/calendar.ics").await.status, 404);
}

#[tokio::test]
async fn one_version_of_a_calendar_is_one_text_whenever_it_is_read() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-16")
        .await;
    let placed = app.shopper().placed("TENT", 2).await;
    let order = format!("/o/{}/calendar.ics", placed["token"].as_str().unwrap());
    for path in [order.as_str(), "/s/demo/p/tent/calendar.ics"] {
        let first = read(&app, path).await;
        app.clock
            .set(app.clock.now() + jiff::SignedDuration::from_mins(5));
        let later = read(&app, path).await;
        assert_eq!(
            (later.header("etag"), &later.text),
            (first.header("etag"), &first.text),
            "{path}"
        );
    }
    app.shopper().cancel(&placed, &json!({})).await.expect(200);
    let cancelled = calendar(&app, &order).await.remove(0);
    assert_eq!(
        property(&cancelled, "LAST-MODIFIED"),
        app.clock.now().strftime("%Y%m%dT%H%M%SZ").to_string()
    );
}

#[tokio::test]
async fn a_calendar_says_no_arrival_of_what_is_held_or_is_to_be_paid_first() {
    let app = TestApp::selling(2).await;
    let merchant = app.merchant().await;
    let transit = json!([{ "countries": ["DE"], "min_days": 1, "max_days": 2 }]);
    let rules = json!({ "transit": transit });
    merchant.patch("/shop", &rules).await.expect(200);
    let described = async |placed: &serde_json::Value| {
        let path = format!("/o/{}/calendar.ics", placed["token"].as_str().unwrap());
        let entry = calendar(&app, &path).await.remove(0);
        property(&entry, "DESCRIPTION").to_owned()
    };
    let free = app.shopper().placed("TENT", 1).await;
    assert!(described(&free).await.contains("Arrives"));
    let order = free["order"].as_str().unwrap();
    merchant
        .post(
            &format!("/orders/{order}/hold"),
            &json!({ "reason": "asked" }),
        )
        .await
        .expect(200);
    let held = described(&free).await;
    assert!(
        !held.contains("Arrives") && !held.contains("Ships"),
        "{held}"
    );
    let gateway = json!({ "kind": "manual", "transfer": { "payee": "Acme GmbH",
        "iban": "DE89370400440532013000", "bic": "COBADEFF", "texts": {} } });
    merchant
        .put("/payments/gateway", &gateway)
        .await
        .expect(200);
    let unpaid = app.shopper().placed("TENT", 1).await;
    let unpaid = described(&unpaid).await;
    assert!(!unpaid.contains("Arrives"), "{unpaid}");
}

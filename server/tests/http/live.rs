//! Availability as it changes.

use crate::app::{TestApp, answer};
use crate::databases::sqlite;
use dockline_server::streams::Limits;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_stream_begins_with_the_present_state_and_gets_each_change() {
    let app = TestApp::selling(5).await;
    let mut events = app.shopper().live("sku=TENT").await;
    let header = |name: &str| events.response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(
        (header("content-type"), header("cache-control")),
        ("text/event-stream".to_owned(), "no-cache".to_owned())
    );
    assert_eq!(
        (
            header("x-accel-buffering"),
            header("access-control-allow-origin")
        ),
        ("no".to_owned(), "*".to_owned())
    );
    let (first, present) = events.next().await.unwrap();
    assert_eq!(present, app.shopper().availability("TENT").await.body);
    assert_eq!(present["version"], first);
    app.shopper().placed("TENT", 5).await;
    let (second, changed) = events.next().await.unwrap();
    assert!(second > first);
    assert_eq!(changed["status"], "out_of_stock");
}

#[tokio::test]
async fn a_stream_follows_several_variants() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["A", "B"]).await;
    let mut events = app.shopper().live("sku=A&sku=B&last_event_id=1").await;
    let mut begun = [
        events.next().await.unwrap().1["sku"].clone(),
        events.next().await.unwrap().1["sku"].clone(),
    ];
    begun.sort_by_key(ToString::to_string);
    assert_eq!(begun, [json!("A"), json!("B")]);
    for sku in ["B", "A", "B"] {
        merchant.stock(sku, 7).await;
        merchant.stock(sku, 8).await;
        loop {
            let (_, event) = events.next().await.unwrap();
            assert_eq!(event["sku"], sku);
            if event["version"] == app.shopper().availability(sku).await.body["version"] {
                break;
            }
        }
    }
}

#[tokio::test]
async fn a_stream_of_several_variants_goes_on_when_one_is_renamed() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["A", "B"]).await;
    let mut events = app.shopper().live("sku=A&sku=B").await;
    events.next().await.unwrap();
    events.next().await.unwrap();
    let rename = json!({ "sku": "C" });
    merchant
        .post("/variants/A/rename", &rename)
        .await
        .expect(200);
    let (_, renamed) = events.next().await.unwrap();
    assert_eq!(renamed["sku"], "C");
    merchant.stock("C", 7).await;
    let now = app.shopper().availability("C").await.body["version"].clone();
    loop {
        let (_, event) = events.next().await.unwrap();
        assert_eq!(event["sku"], "C");
        if event["version"] == now {
            break;
        }
    }
}

#[tokio::test]
async fn streams_are_limited_and_a_closed_one_makes_room() {
    let app = TestApp::with_limits(
        sqlite(),
        Limits {
            per_address: 2,
            total: 2,
        },
    )
    .await;
    app.merchant().await.product("tent", &["TENT"]).await;
    let first = app.shopper().live("sku=TENT").await;
    let _second = app.shopper().live("sku=TENT").await;
    let refused = app
        .get("/api/v1/shops/demo/live?sku=TENT")
        .await
        .expect(429);
    assert_eq!(refused.problem(), "too-many-streams");
    assert_ne!(refused.header("retry-after"), "");
    drop(first);
    let mut status = 429;
    for _ in 0..50 {
        status = app
            .request(Method::GET, "/api/v1/shops/demo/live?sku=TENT")
            .send()
            .await
            .unwrap()
            .status()
            .as_u16();
        if status == 200 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(status, 200);
}

#[tokio::test]
async fn a_stream_names_what_is_wrong_with_it() {
    let app = TestApp::selling(1).await;
    assert_eq!(
        app.get("/api/v1/shops/demo/live").await.expect(422).wrong(),
        ["sku"]
    );
    let many: Vec<String> = (0..21).map(|number| format!("sku=S{number}")).collect();
    assert_eq!(
        app.get(&format!("/api/v1/shops/demo/live?{}", many.join("&")))
            .await
            .expect(422)
            .wrong(),
        ["sku"]
    );
    assert_eq!(
        app.get("/api/v1/shops/demo/live?sku=TENT&sku=NONE")
            .await
            .expect(404)
            .body["errors"][0]["value"],
        "NONE"
    );
    let total = TestApp::with_limits(
        sqlite(),
        Limits {
            per_address: 9,
            total: 0,
        },
    )
    .await;
    assert_eq!(
        answer(total.request(Method::GET, "/api/v1/shops/demo/live?sku=TENT"))
            .await
            .expect(503)
            .problem(),
        "busy"
    );
}

#[tokio::test]
async fn streams_end_when_the_server_stops() {
    let app = TestApp::selling(1).await;
    let mut events = app.shopper().live("sku=TENT").await;
    events.next().await.unwrap();
    app.stopping.cancel();
    assert_eq!(events.next().await, None);
}

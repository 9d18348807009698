//! What a shopper changes of a placed order.

use crate::app::{TestApp, answer};
use reqwest::Method;
use serde_json::{Value, json};

async fn send(app: &TestApp, placed: &Value, what: &str, body: &Value) -> crate::app::Answer {
    let path = format!(
        "/api/v1/orders/{}/{what}",
        placed["token"].as_str().unwrap()
    );
    answer(app.request(Method::POST, &path).json(body)).await
}

#[tokio::test]
async fn another_variant_is_tried_before_it_is_asked_for() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("coat", &["COAT-M", "COAT-L"]).await;
    merchant
        .supply("PO-M", "COAT-M", 10, "2026-12-14", "2026-12-18")
        .await;
    merchant
        .supply("PO-L", "COAT-L", 1, "2026-12-21", "2026-12-22")
        .await;
    let placed = app.shopper().placed("COAT-M", 2).await;
    let choices = app
        .get(&format!(
            "/api/v1/orders/{}/variants",
            placed["token"].as_str().unwrap()
        ))
        .await
        .expect(200)
        .body;
    assert_eq!(
        (&choices["items"][0]["to"], &choices["items"][0]["possible"]),
        (&json!("COAT-L"), &json!(false))
    );
    let wish = |units: u32| json!({ "from": "COAT-M", "to": "COAT-L", "quantity": units });
    assert_eq!(
        send(&app, &placed, "variant", &wish(2))
            .await
            .expect(409)
            .problem(),
        "conflict"
    );
    let order = send(&app, &placed, "variant", &wish(1))
        .await
        .expect(200)
        .body;
    let lines: Vec<_> = order["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (&line["sku"], &line["quantity"]))
        .collect();
    assert_eq!(
        lines,
        [(&json!("COAT-M"), &json!(1)), (&json!("COAT-L"), &json!(1))]
    );
    assert_eq!(
        order["lines"][1]["backorders"][0]["promised"]["latest"],
        "2026-12-22"
    );
    assert_eq!(
        send(&app, &placed, "variant", &json!({ "quantity": 0 }))
            .await
            .expect(422)
            .wrong(),
        ["/from", "/to", "/quantity"]
    );
}

#[tokio::test]
async fn an_address_is_changed_until_the_parcel_is_closed() {
    let app = TestApp::selling(1).await;
    let placed = app.shopper().placed("TENT", 1).await;
    let order = send(
        &app,
        &placed,
        "details",
        &json!({ "address": "Main Street 1\nPorto", "needed_by": "2026-12-24" }),
    )
    .await
    .expect(200)
    .body;
    assert_eq!(
        (&order["address"], &order["needed_by"]),
        (&json!("Main Street 1\nPorto"), &json!("2026-12-24"))
    );
    let order = send(&app, &placed, "details", &json!({ "address": null }))
        .await
        .expect(200)
        .body;
    assert_eq!(
        (&order["address"], &order["needed_by"]),
        (&json!(null), &json!("2026-12-24"))
    );
    assert_eq!(
        send(
            &app,
            &placed,
            "details",
            &json!({ "needed_by": "2026-11-01" })
        )
        .await
        .expect(422)
        .wrong(),
        ["/needed_by"]
    );
    assert_eq!(
        send(
            &app,
            &placed,
            "details",
            &json!({ "name": "", "address": 7 })
        )
        .await
        .expect(422)
        .wrong(),
        ["/name", "/address"]
    );
    send(&app, &placed, "details", &json!({})).await.expect(422);
    let none = json!({ "token": "0" });
    send(&app, &none, "details", &json!({ "name": "Ada" }))
        .await
        .expect(404);
}

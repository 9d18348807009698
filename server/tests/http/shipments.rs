//! Parcels.

use crate::app::{TestApp, answer};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_parcel_is_packed_and_handed_over_and_its_shopper_sees_the_carrier() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    let placed = app.shopper().placed("TENT", 2).await;
    let open = merchant.get("/shipments?state=open").await.expect(200).body["items"][0].clone();
    assert_eq!((&open["order"], &open["lines"][0]["quantity"]), (&placed["order"], &json!(2)));
    let path = format!("/shipments/{}", open["shipment"].as_str().unwrap());

    let hand_over = format!("{path}/hand-over");
    let carrier = json!({ "carrier": "DHL", "tracking": "00340434" });
    assert_eq!(merchant.post(&hand_over, &carrier).await.expect(409).problem(), "conflict");
    let packed = merchant.post(&format!("{path}/pack"), &json!({})).await.expect(200);
    assert_eq!((&packed.body["state"], &packed.body["lines"][0]["location"]), (&json!("packed"), &json!("main")));
    assert_eq!(merchant.post(&hand_over, &json!({ "carrier": " " })).await.expect(422).wrong(), ["/carrier"]);
    let outdated = answer(merchant.request(Method::POST, &hand_over).header("If-Match", "\"1\"").json(&carrier)).await;
    outdated.expect(412);
    let shipped = merchant.post(&hand_over, &carrier).await.expect(200);
    assert_eq!((&shipped.body["state"], &shipped.body["tracking"]), (&json!("handed_over"), &json!("00340434")));

    let order = app.shopper().look_at(&placed).await.body;
    assert_eq!((&order["state"], &order["lines"][0]["backorders"][0]["carrier"]), (&json!("shipped"), &json!("DHL")));
    assert_eq!(merchant.get("/shipments?state=open").await.body["items"], json!([]));
    merchant.get("/shipments?state=lost").await.expect(422);
    merchant.get("/shipments/shp_none_1").await.expect(404);
    let cancelled = app.shopper().cancel(&placed, &json!({})).await;
    assert_eq!(cancelled.expect(409).problem(), "conflict");
}

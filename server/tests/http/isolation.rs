//! One shop never sees another.

use crate::app::{TestApp, answer, product, purchase_order};
use crate::on_both;
use reqwest::Method;
use serde_json::json;

on_both! {
    async fn a_key_reads_and_changes_its_own_shop_alone(app: TestApp) {
        let owner = app.merchant().await;
        owner.product("tent", &["TENT"]).await;
        owner.stock("TENT", 1).await;
        owner
            .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
            .await;
        app.shopper().placed("TENT", 3).await;
        let before = (
            owner.get("/products/tent").await.body,
            owner.get("/purchase-orders/PO-1").await.body,
        );

        app.open_shop("other").await;
        let stranger = app.merchant_of("other").await;
        stranger.get("/products/tent").await.expect(404);
        stranger.get("/purchase-orders/PO-1").await.expect(404);
        stranger.get("/backorders?sku=TENT").await.expect(404);
        for list in ["/products", "/purchase-orders"] {
            assert_eq!(
                stranger.get(list).await.expect(200).body["items"],
                json!([])
            );
        }
        stranger
            .post(
                "/stock",
                &json!({ "sku": "TENT", "location": "main", "on_hand": 9 }),
            )
            .await
            .expect(404);
        stranger
            .patch("/purchase-orders/PO-1", &json!({ "stage": "cancelled" }))
            .await
            .expect(404);
        stranger
            .post(
                "/purchase-orders/PO-1/milestones",
                &json!({ "stage": "cancelled" }),
            )
            .await
            .expect(404);
        stranger
            .post(
                "/purchase-orders",
                &purchase_order("PO-1", "TENT", 1, "2026-12-14", "2026-12-18"),
            )
            .await
            .expect(404);

        let receipt = json!({ "purchase_order": "PO-1", "location": "main", "lines": [{ "sku": "TENT", "quantity": 1 }] });
        stranger.post("/receipts", &receipt).await.expect(404);
        stranger
            .post("/purchase-orders/PO-1/what-if", &json!({ "slip_days": 1 }))
            .await
            .expect(404);
        let shipment = owner.get("/shipments").await.body["items"][0]["shipment"]
            .as_str()
            .unwrap()
            .to_owned();
        stranger
            .get(&format!("/shipments/{shipment}"))
            .await
            .expect(404);
        stranger
            .post(&format!("/shipments/{shipment}/pack"), &json!({}))
            .await
            .expect(404);
        let backorder = owner.get("/backorders?sku=TENT").await.body["items"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        stranger
            .post(
                &format!("/backorders/{backorder}/priority"),
                &json!({ "priority": 1, "reason": "mine" }),
            )
            .await
            .expect(404);

        stranger
            .put("/products/tent", &product(&["TENT"]))
            .await
            .expect(201);
        stranger.stock("TENT", 9).await;
        stranger
            .supply("PO-1", "TENT", 5, "2026-12-14", "2026-12-18")
            .await;
        assert_eq!(
            (
                owner.get("/products/tent").await.body,
                owner.get("/purchase-orders/PO-1").await.body
            ),
            before
        );
    }
}

#[tokio::test]
async fn without_a_valid_key_nothing_is_told() {
    let app = TestApp::selling(1).await;
    let merchant_routes = [
        (Method::GET, "/products"),
        (Method::GET, "/products/tent"),
        (Method::PUT, "/products/tent"),
        (Method::POST, "/catalogue/import"),
        (Method::POST, "/stock"),
        (Method::POST, "/stock/import"),
        (Method::POST, "/purchase-orders"),
        (Method::GET, "/purchase-orders"),
        (Method::GET, "/purchase-orders/PO-1"),
        (Method::PATCH, "/purchase-orders/PO-1"),
        (Method::POST, "/purchase-orders/PO-1/milestones"),
        (Method::GET, "/backorders?sku=TENT"),
        (Method::POST, "/backorders/bo_1_1/priority"),
        (Method::POST, "/purchase-orders/PO-1/what-if"),
        (Method::POST, "/receipts"),
        (Method::GET, "/receipts/rcp_1"),
        (Method::GET, "/shipments"),
        (Method::GET, "/shipments/shp_1_1"),
        (Method::POST, "/shipments/shp_1_1/pack"),
        (Method::POST, "/shipments/shp_1_1/hand-over"),
        (Method::POST, "/shipments/shp_1_1/deliver"),
        (Method::POST, "/orders/ord_1/hold"),
        (Method::POST, "/orders/ord_1/resume"),
        (Method::POST, "/orders/ord_1/notices"),
        (Method::GET, "/orders/ord_1/evidence"),
        (Method::POST, "/clock/advance"),
        (Method::POST, "/milestones/import"),
        (Method::POST, "/epcis/capture"),
    ];
    for (method, path) in merchant_routes {
        let path = format!("/api/v1{path}");
        let none = answer(app.request(method.clone(), &path)).await.expect(401);
        assert_eq!(
            (none.problem(), none.header("www-authenticate")),
            ("unauthorized", "Bearer")
        );
        let wrong = answer(app.request(method, &path).bearer_auth("dlk_0"))
            .await
            .expect(401);
        assert!(wrong.header("www-authenticate").contains("invalid_token"));
    }
}

#[tokio::test]
async fn an_order_is_found_by_its_secret_alone() {
    let app = TestApp::selling(9).await;
    let [one, two] = [
        app.shopper().placed("TENT", 1).await,
        app.shopper().placed("TENT", 1).await,
    ];
    let token = |placed: &serde_json::Value| placed["token"].as_str().unwrap().to_owned();
    // The shop and the time, then 128 random bits in 26 characters.
    let secret = |placed: &serde_json::Value| token(placed)[36..].to_owned();
    assert!(secret(&one).len() == 26 && secret(&one) != secret(&two));
    for guess in [
        one["order"].as_str().unwrap(),
        &one["number"].to_string(),
        &token(&one)[..61],
        "%27%20or%201=1",
    ] {
        app.get(&format!("/api/v1/orders/{guess}"))
            .await
            .expect(404);
        answer(app.request(Method::POST, &format!("/api/v1/orders/{guess}/cancel")))
            .await
            .expect(404);
    }
}

//! The description of the interface.

use crate::app::TestApp;
use serde_json::Value;

/// Programs outside this repository rely on these.
const ROUTES: &[(&str, &str)] = &[
    ("post", "/api/v1/shops/{shop}/quote"),
    ("get", "/api/v1/shop"),
    ("patch", "/api/v1/shop"),
    ("get", "/api/v1/waitlist"),
    ("get", "/api/v1/shops/{shop}/availability/{sku}"),
    ("get", "/api/v1/shops/{shop}/availability"),
    ("get", "/api/v1/shops/{shop}/live"),
    ("post", "/api/v1/shops/{shop}/orders"),
    ("get", "/api/v1/orders/{token}"),
    ("post", "/api/v1/orders/{token}/cancel"),
    ("post", "/api/v1/shops/{shop}/waitlist"),
    ("post", "/api/v1/shops/{shop}/withdrawals"),
    ("post", "/api/v1/waitlist/told"),
    ("get", "/api/v1/shop/pages/{kind}"),
    ("put", "/api/v1/shop/pages/{kind}"),
    ("post", "/api/v1/media"),
    ("get", "/api/v1/products"),
    ("get", "/api/v1/products/{handle}"),
    ("put", "/api/v1/products/{handle}"),
    ("post", "/api/v1/products/{handle}/rename"),
    ("post", "/api/v1/variants/{sku}/rename"),
    ("post", "/api/v1/catalogue/import"),
    ("post", "/api/v1/stock"),
    ("post", "/api/v1/stock/import"),
    ("post", "/api/v1/stock/transfers"),
    ("post", "/api/v1/purchase-orders"),
    ("get", "/api/v1/purchase-orders"),
    ("get", "/api/v1/purchase-orders/{reference}"),
    ("patch", "/api/v1/purchase-orders/{reference}"),
    ("post", "/api/v1/purchase-orders/{reference}/milestones"),
    ("post", "/api/v1/purchase-orders/{reference}/split"),
    ("get", "/api/v1/backorders"),
    ("post", "/api/v1/backorders/{id}/priority"),
    ("post", "/api/v1/purchase-orders/{reference}/what-if"),
    ("post", "/api/v1/receipts"),
    ("get", "/api/v1/receipts/{receipt}"),
    ("post", "/api/v1/receipts/{receipt}/correct"),
    ("get", "/api/v1/shipments"),
    ("get", "/api/v1/shipments/{shipment}"),
    ("post", "/api/v1/shipments/{shipment}/pack"),
    ("post", "/api/v1/orders/{order}/hold"),
    ("post", "/api/v1/orders/{order}/resume"),
    ("post", "/api/v1/orders/{order}/notices"),
    ("get", "/api/v1/orders/{order}/evidence"),
    ("post", "/api/v1/orders/{token}/answers"),
    ("post", "/api/v1/shipments/{shipment}/hand-over"),
    ("post", "/api/v1/shipments/{shipment}/deliver"),
    ("post", "/api/v1/clock/advance"),
    ("post", "/api/v1/orders/{token}/details"),
    ("post", "/api/v1/orders/{token}/variant"),
    ("get", "/api/v1/orders/{token}/variants"),
    ("post", "/api/v1/milestones/import"),
    ("post", "/api/v1/epcis/capture"),
    ("get", "/api/v1/payments/gateway"),
    ("put", "/api/v1/payments/gateway"),
    ("get", "/api/v1/charges"),
    ("post", "/api/v1/charges/{charge}/mark-paid"),
    ("post", "/api/v1/charges/{charge}/waive"),
    ("post", "/api/v1/charges/{charge}/extend"),
    ("post", "/api/v1/charges/{charge}/correct"),
    ("post", "/api/v1/charges/{charge}/retry"),
    ("post", "/api/v1/charges/{charge}/cancel"),
    ("get", "/api/v1/refunds"),
    ("get", "/api/v1/orders/{order}/refunds"),
    ("post", "/api/v1/orders/{order}/refunds"),
    ("post", "/api/v1/refunds/{refund}/mark-sent"),
    ("post", "/api/v1/refunds/{refund}/retry"),
    ("post", "/api/v1/orders/{token}/payment"),
    ("get", "/api/v1/money"),
    ("post", "/api/v1/money/reconcile"),
    ("get", "/api/v1/messages"),
    ("get", "/api/v1/messages/{message}"),
    ("post", "/api/v1/messages/{message}/retry"),
    ("post", "/api/v1/messages/{message}/seen"),
    ("post", "/api/v1/mail/events"),
    ("get", "/api/v1/webhooks"),
    ("post", "/api/v1/webhooks"),
    ("patch", "/api/v1/webhooks/{webhook}"),
    ("delete", "/api/v1/webhooks/{webhook}"),
    ("post", "/api/v1/webhooks/{webhook}/rotate"),
    ("post", "/api/v1/webhooks/{webhook}/ping"),
    ("post", "/api/v1/webhooks/{webhook}/replay"),
    ("get", "/api/v1/webhooks/{webhook}/attempts"),
];

#[tokio::test]
async fn the_document_describes_every_route() {
    let app = TestApp::new().await;
    let document = app.get("/api/openapi.json").await.expect(200).body;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."));
    assert_eq!(
        document,
        serde_json::to_value(dockline_server::api::openapi()).unwrap()
    );
    for &(method, path) in ROUTES {
        let operation = &document["paths"][path][method];
        assert!(operation["summary"].is_string(), "{method} {path}");
        assert_eq!(
            operation["responses"]["default"]["content"]["application/problem+json"]["schema"]["$ref"],
            "#/components/schemas/Problem"
        );
    }
    let operations: usize = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .map(|item| item.as_object().unwrap().len())
        .sum();
    assert_eq!(operations, ROUTES.len());
}

#[tokio::test]
async fn every_reference_of_the_document_leads_somewhere() {
    let document = serde_json::to_value(dockline_server::api::openapi()).unwrap();
    let mut open = vec![&document];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(fields) => {
                if let Some(target) = fields.get("$ref").and_then(Value::as_str) {
                    assert!(
                        document.pointer(target.trim_start_matches('#')).is_some(),
                        "{target}"
                    );
                }
                open.extend(fields.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
}

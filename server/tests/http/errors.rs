//! What cannot be read is refused in the same form everywhere.

use crate::app::{TestApp, answer, order_of};
use reqwest::Method;
use serde_json::Value;

#[tokio::test]
async fn a_body_that_is_no_json_is_refused_with_the_position() {
    let app = TestApp::selling(1).await;
    let send = |body: &'static str| answer(app.shopper().order_request().header("Content-Type", "application/json").body(body));
    let refused = send("{\n  \"email\": }").await.expect(400);
    assert_eq!(refused.problem(), "malformed");
    assert_eq!((refused.body["line"].as_u64(), refused.body["column"].as_u64()), (Some(2), Some(12)));
    for body in ["", "{", "{\"a\":1} x", "\u{feff}{}"] {
        send(body).await.expect(400);
    }
    let deep: &'static str = Box::leak(format!("{{\"lines\":{}", "[".repeat(50_000)).into_boxed_str());
    send(deep).await.expect(400);
    assert_eq!(send("{\"email\":1,\"email\":2}").await.expect(422).wrong(), [""]);
}

#[tokio::test]
async fn a_body_of_another_type_is_refused() {
    let app = TestApp::selling(1).await;
    let form = app.shopper().order_request().header("Content-Type", "text/plain").body(order_of("TENT", 1).to_string());
    assert_eq!(answer(form).await.expect(415).problem(), "unsupported-type");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let app = TestApp::selling(1).await;
    let mut order = order_of("TENT", 1);
    order["name"] = Value::from("x".repeat(256 * 1024));
    let refused = app.shopper().order(&order).await.expect(413);
    assert_eq!(refused.problem(), "too-large");
    assert!(refused.body["detail"].as_str().unwrap().contains("262144"));
}

#[tokio::test]
async fn an_address_that_is_none_is_a_problem() {
    let app = TestApp::new().await;
    for path in ["/api", "/api/", "/api/v1", "/api/v1/nothing", "/api/v2/products", "/api/v1/shops/demo/orders/more/than/that"] {
        assert_eq!(app.get(path).await.expect(404).problem(), "not-found", "{path}");
    }
    let wrong_method = answer(app.request(Method::DELETE, "/api/v1/products/tent")).await.expect(405);
    assert_eq!(
        (wrong_method.header("content-type"), &wrong_method.body["type"]),
        ("application/problem+json", &Value::from("about:blank"))
    );
    assert!(wrong_method.header("allow").contains("PUT"));
    let bad_escape = app.get("/api/v1/shops/demo/availability/%ff").await.expect(400);
    assert_eq!(bad_escape.header("content-type"), "application/problem+json");
}

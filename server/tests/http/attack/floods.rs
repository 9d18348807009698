//! Oversized, slow and many: clients that send or read as no honest client does.

use crate::app::{Merchant, TestApp, answer};
use dockline_domain::input::NAMED_MAX;
use reqwest::Method;
use serde_json::{Value, json};

/// A list as long as a body may be.
fn many(item: &str) -> String {
    let count = 250_000 / (item.len() + 1);
    format!("[{}]", vec![item; count].join(","))
}

async fn errors_of(merchant: &Merchant<'_>, method: Method, path: &str, body: String) -> Vec<Value> {
    let request = merchant.request(method, path).header("Content-Type", "application/json").body(body);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 422, "{path}");
    let text = response.text().await.unwrap();
    assert!(text.len() < 32 * 1024, "{path}: {} bytes were answered", text.len());
    let answered: Value = serde_json::from_str(&text).unwrap();
    answered["errors"].as_array().unwrap().clone()
}

#[tokio::test]
async fn however_much_is_wrong_the_answer_is_short() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    let placed = app.shopper().placed("TENT", 1).await;
    let cancel = format!("/orders/{}/cancel", placed["token"].as_str().unwrap());
    for item in ["1", "{}", "null", r#"{"sku":"","quantity":0}"#] {
        let list = many(item);
        for (method, path, body) in [
            (Method::POST, "/shops/demo/orders", format!(r#"{{"lines":{list}}}"#)),
            (Method::POST, cancel.as_str(), format!(r#"{{"lines":{list}}}"#)),
            (Method::PUT, "/products/tent", format!(r#"{{"title":"T","variants":{list}}}"#)),
            (Method::PUT, "/products/tent", format!(r#"{{"title":"T","tags":{list},"variants":[]}}"#)),
            (Method::POST, "/purchase-orders", format!(r#"{{"lines":{list}}}"#)),
            (Method::POST, "/receipts", format!(r#"{{"lines":{list}}}"#)),
        ] {
            let errors = errors_of(&merchant, method, path, body).await;
            assert!(errors.len() <= 6, "{path}: a list that is too long is one error, not {}", errors.len());
        }
    }
}

#[tokio::test]
async fn the_first_wrong_values_are_named_and_the_others_counted() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let variants = |count: usize| json!({ "title": "T", "variants": vec![json!({ "sku": "A", "price": 1 }); count] });
    let errors = errors_of(&merchant, Method::PUT, "/products/tent", variants(250).to_string()).await;
    assert_eq!(errors.len(), NAMED_MAX + 1);
    assert_eq!(errors[0]["pointer"], "/variants/0/price");
    // 250 prices that are none, and 249 SKUs that are there already.
    assert_eq!(errors[NAMED_MAX], json!({ "pointer": "", "detail": "399 more values are wrong" }));
    let few = errors_of(&merchant, Method::PUT, "/products/tent", variants(3).to_string()).await;
    assert_eq!(few.len(), 5);
}

#[tokio::test]
async fn a_file_in_which_every_row_is_wrong_is_answered_with_its_beginning() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let rows: String = (0..1_500).map(|number| format!("row-{number},Tent {number},A-{number},oops\n")).collect();
    let request = merchant.request(Method::POST, "/catalogue/import?format=shopify").header("Content-Type", "text/csv");
    let answered = answer(request.body(format!("Handle,Title,Variant SKU,Variant Price\n{rows}"))).await.expect(200);
    assert_eq!(answered.body["rows"], 1_500);
    let rejected = answered.body["rejected"].as_array().unwrap();
    assert_eq!((rejected.len(), &rejected[999]["line"]), (1_001, &json!(1_001)));
    assert_eq!(rejected[1_000], json!({ "line": 1_002, "reason": "500 rows from here on were not imported", "row": null }));
}

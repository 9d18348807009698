//! Two servers on one database: any of them answers anybody.

use crate::app::{TestApp, answer, order_of};
use crate::databases::postgres;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn what_one_server_was_told_another_answers_at_once() {
    let first = TestApp::on(postgres()).await;
    let second = first.another().await;
    let merchant = first.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant.stock("TENT", 20).await;
    // The second knows the line before others change it.
    second.shopper().availability("TENT").await.expect(200);
    for place in 1..=8 {
        let (here, there) = if place % 2 == 0 {
            (&second, &first)
        } else {
            (&first, &second)
        };
        let key = format!("\"{place}\"");
        let wish = order_of("TENT", 1);
        let place_it = |app: &TestApp| {
            let request = app.shopper().order_request();
            answer(request.header("Idempotency-Key", &key).json(&wish))
        };
        let placed = place_it(here).await.expect(201).body;
        // The one question after the answer, and no second to catch up in.
        let seen = there.shopper().look_at(&placed).await.expect(200).body;
        assert_eq!(seen["number"], placed["number"]);
        assert_eq!(seen["lines"], placed_lines(here, &placed).await);
        let page = format!("/o/{}", placed["token"].as_str().unwrap());
        let shown = there.request(Method::GET, &page).send().await.unwrap();
        assert_eq!(shown.status(), 200);
        let again = place_it(there).await.expect(201).body;
        assert_eq!(again["token"], placed["token"], "it was placed once");
        if place == 5 {
            here.shopper().cancel(&placed, &json!({})).await.expect(200);
            let seen = there.shopper().look_at(&placed).await.expect(200).body;
            assert_eq!(seen["state"], "cancelled");
        }
    }
}

async fn placed_lines(app: &TestApp, placed: &serde_json::Value) -> serde_json::Value {
    app.shopper().look_at(placed).await.expect(200).body["lines"].clone()
}

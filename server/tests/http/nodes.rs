//! Two servers on one database: any of them answers anybody.

use crate::app::{TestApp, answer, order_of};
use crate::databases::postgres;
use dockline_domain::access::Role;
use reqwest::Method;
use serde_json::json;
use std::process::Command;

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

#[tokio::test]
async fn people_of_a_shop_are_told_that_a_machines_clock_is_wrong() {
    let database = postgres();
    let url = database.url.clone();
    let app = TestApp::on(database).await;
    let console = app.staff("demo", Role::Viewer).await;
    for (ahead_ms, said) in [
        (7_250_000, "is 2 hours fast."),
        (-150_000, "is 2 minutes slow."),
        (3_400, "is 3 seconds fast."),
    ] {
        // As the machine says it, a while from now.
        let text = format!(
            "update _schema set clock_ahead_ms = {ahead_ms}, clock_wrong_at = 4102444800000"
        );
        let mut psql = Command::new("psql");
        let done = psql.args(["-X", "-q", &url, "-c", &text]).status();
        assert!(done.unwrap().success());
        let page = console.get("/console").await.expect(200);
        page.shows("Wrong clock").shows(said);
    }
}

//! The shop's pages from the outside: what stands in them, and what their forms do without a script.

use crate::app::{TestApp, answer, purchase_order};
use crate::console::{Browser, Page};
use dockline_domain::access::Role;
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::json;

const ORDER: [(&str, &str); 5] = [("action", "order"), ("sku", "TENT"), ("quantity", "1"), ("email", "ada@example.com"), ("name", "Ada")];

async fn order(browser: &Browser<'_>, key: &str) -> Page {
    let mut fields = ORDER.to_vec();
    fields.push(("key", key));
    browser.post("/s/demo/p/tent", &fields).await
}

#[tokio::test]
async fn a_form_that_is_too_large_is_answered_with_a_page() {
    let app = TestApp::selling(1).await;
    let placed = app.shopper().placed("TENT", 1).await;
    let order = format!("/o/{}", placed["token"].as_str().unwrap());
    let large = [("x", "x".repeat(70_000))];
    let cookie = app.staff("demo", Role::Owner).await.cookie.unwrap();
    for path in ["/s/demo/cart", "/s/demo/p/tent", &order, "/console/login", "/console/orders/1", "/console/clock"] {
        let request = app.request(Method::POST, path).header("cookie", &cookie);
        let answered = request.header("accept-language", "de").header("sec-fetch-site", "same-origin").form(&large).send().await.unwrap();
        assert_eq!(answered.status(), 413, "{path}");
        assert_eq!(answered.headers()["content-type"], "text/html; charset=utf-8", "{path}");
        assert!(answered.headers().contains_key("content-security-policy"), "{path}");
        assert!(answered.text().await.unwrap().contains("Das war zu viel auf einmal"), "{path}");
    }
}

#[tokio::test]
async fn a_kept_page_shows_nothing_of_the_address_of_who_asked_first() {
    let app = TestApp::selling(5).await;
    let browser = app.nobody();
    let first = browser.get("/s/demo/p/tent?utm_source=mail&name=Ada+Lovelace").await.expect(200);
    let second = browser.get("/s/demo/p/tent?gclid=4711").await.expect(200);
    assert_eq!(first.text, second.text);
    assert!(!first.text.contains("Lovelace") && !first.text.contains("utm_source") && !second.text.contains("4711"));
    let unknown = browser.get("/s/demo/p/tent?variant=Lovelace").await.expect(200);
    assert!(!unknown.text.contains("Lovelace"));
    for path in ["/s/demo?name=Lovelace", "/s/demo/cart?name=Lovelace", "/s/demo/p/tent?quantity=3&name=Lovelace"] {
        assert!(!browser.get(path).await.expect(200).text.contains("Lovelace"), "{path}");
    }
}

#[tokio::test]
async fn a_page_in_the_other_language_keeps_what_was_asked_for() {
    let app = TestApp::selling(5).await;
    let browser = app.nobody();
    browser.get("/s/demo/p/tent?variant=TENT&quantity=3&x=1").await.shows("/s/demo/p/tent?variant=TENT&amp;quantity=3&amp;lang=de");
    browser.get("/s/demo?q=tent&x=1").await.shows("/s/demo?q=tent&amp;lang=de");
}

#[tokio::test]
async fn what_the_shop_does_not_know_any_more_leaves_the_cart() {
    let app = TestApp::selling(5).await;
    let mut browser = app.nobody();
    browser.cookie = Some("cart=GONE=2&TENT=1".to_owned());
    let sent = browser.post("/s/demo/cart", &[("action", "order"), ("email", "ada@example.com"), ("name", "Ada"), ("key", "cart-1")]).await;
    let sent = sent.expect(409).shows("One thing left your cart");
    assert!(sent.text.contains("value=\"ada@example.com\""), "what was written is kept");
    assert!(sent.header("set-cookie").starts_with("cart=TENT=1;"), "{:?}", sent.headers);
    let shown = browser.get("/s/demo/cart").await.expect(200).shows("One thing left your cart");
    assert!(shown.header("set-cookie").starts_with("cart=TENT=1;"));
    browser.cookie = Some("cart=TENT=1".to_owned());
    let shown = browser.get("/s/demo/cart").await.expect(200);
    assert!(!shown.text.contains("left your cart") && shown.headers.get("set-cookie").is_none());
    browser
        .post("/s/demo/cart", &[("action", "order"), ("email", "ada@example.com"), ("name", "Ada"), ("key", "cart-1")])
        .await
        .expect(303);
}

#[tokio::test]
async fn a_full_cart_says_that_nothing_was_added() {
    let app = TestApp::selling(5).await;
    let mut browser = app.nobody();
    browser.cookie = Some(format!("cart={}", (0..50).map(|n| format!("S{n}=1")).collect::<Vec<_>>().join("&")));
    let sent = browser.post("/s/demo/p/tent", &[("action", "cart"), ("sku", "TENT"), ("quantity", "1")]).await;
    sent.leads_to("/s/demo/p/tent?variant=TENT&done=cart-full");
    browser.get("/s/demo/p/tent?variant=TENT&done=cart-full").await.shows("Your cart is full");
}

#[tokio::test]
async fn a_form_sent_twice_is_one_order_and_its_link_is_told_for_some_minutes_only() {
    let app = TestApp::selling(5).await;
    let browser = app.nobody();
    let key = browser.get("/s/demo/p/tent").await.hidden("key");
    let first = order(&browser, &key).await.expect(303);
    let again = order(&browser, &key).await.expect(303);
    assert_eq!(first.header("location"), again.header("location"));
    app.clock.set(app.clock.now() + SignedDuration::from_mins(11));
    let late = order(&browser, &key).await.expect(422).shows("its order was placed");
    assert!(late.headers.get("location").is_none() && !late.text.contains("/o/"));
    let merchant = app.merchant().await;
    let listed = merchant.get("/shipments").await.expect(200);
    assert_eq!(listed.body["items"].as_array().unwrap().len(), 1, "one order was placed");
}

#[tokio::test]
async fn a_random_key_is_honoured_for_ever() {
    let app = TestApp::selling(5).await;
    let browser = app.nobody();
    let first = order(&browser, "8f14e45fceea167a5a36dedd4bea2543").await.expect(303);
    app.clock.set(app.clock.now() + SignedDuration::from_hours(5));
    let again = order(&browser, "8f14e45fceea167a5a36dedd4bea2543").await.expect(303);
    assert_eq!(first.header("location"), again.header("location"));
}

#[tokio::test]
async fn forms_take_the_mail_addresses_that_programs_may_send_and_no_others() {
    let app = TestApp::selling(5).await;
    let browser = app.nobody();
    for bad in ["Ada <ada@example.com>", "ada@localhost", "ada@[127.0.0.1]"] {
        let mut fields: Vec<_> = ORDER.into_iter().filter(|(name, _)| *name != "email").collect();
        fields.extend([("email", bad), ("key", "k")]);
        browser.post("/s/demo/p/tent", &fields).await.expect(422);
        let waitlist = browser.post("/s/demo/p/tent", &[("action", "waitlist"), ("sku", "TENT"), ("email", bad)]).await.expect(422);
        assert!(waitlist.text.contains(&bad.replace('<', "&lt;").replace('>', "&gt;")), "what was written is kept: {bad}");
        let order = json!({ "email": bad, "name": "Ada", "lines": [{ "sku": "TENT", "quantity": 1 }] });
        assert_eq!(app.shopper().order(&order).await.wrong(), ["/email"]);
    }
}

#[tokio::test]
async fn pages_are_compressed_and_streams_and_the_console_are_not() {
    let app = TestApp::selling(5).await;
    let placed = app.shopper().placed("TENT", 1).await;
    let encoding = async |path: &str, accepts: &str| {
        let response = app.request(Method::GET, path).header("accept-encoding", accepts).send().await.unwrap();
        response.headers().get("content-encoding").map(|value| value.to_str().unwrap().to_owned())
    };
    let order = format!("/o/{}", placed["token"].as_str().unwrap());
    for path in ["/s/demo", "/s/demo/cart", "/s/demo/p/tent?quantity=2", &order] {
        assert_eq!(encoding(path, "br").await.as_deref(), Some("br"), "{path}");
        assert_eq!(encoding(path, "gzip").await.as_deref(), Some("gzip"), "{path}");
        assert_eq!(encoding(path, "identity").await, None, "{path}");
    }
    assert_eq!(encoding("/s/demo/p/tent", "br").await.as_deref(), Some("br"));
    assert_eq!(encoding("/console/login", "br").await, None);
    assert_eq!(encoding("/app/live?shop=demo&topic=sku:1:TENT", "br").await, None);
}

#[tokio::test]
async fn a_date_that_moved_is_told_with_its_reason_and_its_history() {
    let app = TestApp::selling(0).await;
    let merchant = app.merchant().await;
    let supply = purchase_order("PO-1", "TENT", 10, "2026-12-14", "2026-12-16");
    merchant.post("/purchase-orders", &supply).await.expect(201);
    let browser = app.nobody();
    let before = browser.get("/s/demo/p/tent").await.expect(200);
    assert!(!before.text.contains("later") && !before.text.contains("How this date has moved"));
    let moved = json!({ "expected": { "earliest": "2026-12-21", "latest": "2026-12-22" }, "reason": "storm in Porto" });
    merchant.patch("/purchase-orders/PO-1", &moved).await.expect(200);
    let page = browser.get("/s/demo/p/tent").await.expect(200);
    page.shows("days later: storm in Porto").shows("How this date has moved");
    browser.get("/s/demo/p/tent?lang=de").await.shows("Tage später: storm in Porto").shows("Wie sich der Termin verändert hat");
}

#[tokio::test]
async fn further_pages_of_the_catalogue_stand_for_themselves() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    for n in 0..26 {
        merchant.product(&format!("p{n:02}"), &[&format!("S{n:02}")]).await;
    }
    let browser = app.nobody();
    let first = browser.get("/s/demo").await.expect(200).shows("<link rel=\"canonical\" href=\"https://shop.example/s/demo\">");
    let (_, rest) = first.text.split_once("/s/demo?cursor=").unwrap();
    let cursor = rest.split('"').next().unwrap();
    let second = browser.get(&format!("/s/demo?cursor={cursor}")).await.expect(200);
    second.shows(&format!("<link rel=\"canonical\" href=\"https://shop.example/s/demo?cursor={cursor}\">"));
}

#[tokio::test]
async fn each_product_stands_beside_another_one() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    for n in 0..7 {
        merchant.product(&format!("p{n}"), &[&format!("S{n}")]).await;
    }
    let browser = app.nobody();
    for n in 0..7 {
        let page = browser.get(&format!("/s/demo/p/p{n}")).await.expect(200);
        for other in 0..7 {
            let shown = page.text.contains(&format!("data-topic=\"product:p{other}\""));
            assert_eq!(shown, (1..=4).any(|next| (n + next) % 7 == other), "p{other} beside p{n}");
        }
    }
}

#[tokio::test]
async fn a_refusal_brings_what_can_be_had_now() {
    let app = TestApp::selling(1).await;
    let input = json!({ "input": {
        "shop": "demo", "lang": "en", "key": "k", "email": "ada@example.com", "name": "Ada", "ship": "as_available",
        "lines": [{ "sku": "TENT", "quantity": 3 }]
    }});
    let refused = answer(app.request(Method::POST, "/app/place").header("sec-fetch-site", "same-origin").json(&input)).await;
    assert_eq!(refused.body["live"]["topic"], "sku:3:TENT", "{refused:?}");
}

#[tokio::test]
async fn who_has_a_view_is_not_sent_it_again() {
    let app = TestApp::selling(3).await;
    let version = app.shopper().availability("TENT").await.body["version"].as_i64().unwrap();
    let ask = async |since: Option<i64>| {
        let input =
            json!({ "input": { "shop": "demo", "lang": "en", "topics": ["sku:1:TENT", "choice:TENT", "product:tent"], "since": since } });
        let answer = answer(app.request(Method::POST, "/app/progress").header("sec-fetch-site", "same-origin").json(&input)).await;
        answer.expect(200).body.as_array().unwrap().len()
    };
    assert_eq!((ask(None).await, ask(Some(version)).await), (3, 0));
}

#[tokio::test]
async fn a_call_of_an_island_that_is_no_json_of_the_right_shape_is_the_callers_fault() {
    let app = TestApp::selling(1).await;
    for (function, body) in
        [("progress", "{"), ("progress", "\u{0}\u{7f}"), ("place", "{\"input\": 7}"), ("waitlist", "[]"), ("cancel", "")]
    {
        let path = format!("/app/{function}");
        let request = app.request(Method::POST, &path).header("sec-fetch-site", "same-origin").header("content-type", "application/json");
        let answer = answer(request.body(body)).await.expect(422);
        assert_eq!(answer.body["kind"], "invalid", "{function} with {body:?}");
    }
}

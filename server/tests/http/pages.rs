//! The shop's pages from the outside: what stands in them, and what their forms do without a
//! script.

use crate::app::{TestApp, answer, purchase_order};
use crate::checkout::sent;
use crate::console::{Browser, Page};
use dockline_domain::access::Role;
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::json;

const ORDER: [(&str, &str); 5] = [
    ("action", "order"),
    ("sku", "TENT"),
    ("quantity", "1"),
    ("email", "ada@example.com"),
    ("name", "Ada"),
];

async fn order(browser: &Browser<'_>, key: &str) -> Page {
    let mut fields = ORDER.to_vec();
    fields.push(("key", key));
    sent(browser, "?sku=TENT&quantity=1", &fields).await
}

#[tokio::test]
async fn a_form_that_is_too_large_is_answered_with_a_page() {
    let app = TestApp::selling(1).await;
    let placed = app.shopper().placed("TENT", 1).await;
    let order = format!("/o/{}", placed["token"].as_str().unwrap());
    let large = [("x", "x".repeat(70_000))];
    let cookie = app.staff("demo", Role::Owner).await.cookie.unwrap();
    for path in [
        "/s/demo/cart",
        "/s/demo/checkout",
        "/s/demo/p/tent",
        &order,
        "/console/login",
        "/console/orders/1",
        "/console/clock",
    ] {
        let request = app.request(Method::POST, path).header("cookie", &cookie);
        let answered = request
            .header("accept-language", "de")
            .header("sec-fetch-site", "same-origin")
            .form(&large)
            .send()
            .await
            .unwrap();
        assert_eq!(answered.status(), 413, "{path}");
        assert_eq!(
            answered.headers()["content-type"],
            "text/html; charset=utf-8",
            "{path}"
        );
        assert!(
            answered.headers().contains_key("content-security-policy"),
            "{path}"
        );
        assert!(
            answered
                .text()
                .await
                .unwrap()
                .contains("Das war zu viel auf einmal"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_kept_page_shows_nothing_of_the_address_of_who_asked_first() {
    let app = TestApp::selling(5).await;
    let browser = app.nobody();
    let first = browser
        .get("/s/demo/p/tent?utm_source=mail&name=Ada+Lovelace")
        .await
        .expect(200);
    let second = browser.get("/s/demo/p/tent?gclid=4711").await.expect(200);
    assert_eq!(first.text, second.text);
    assert!(
        !first.text.contains("Lovelace")
            && !first.text.contains("utm_source")
            && !second.text.contains("4711")
    );
    let unknown = browser
        .get("/s/demo/p/tent?variant=Lovelace")
        .await
        .expect(200);
    assert!(!unknown.text.contains("Lovelace"));
    for path in [
        "/s/demo?name=Lovelace",
        "/s/demo/cart?name=Lovelace",
        "/s/demo/p/tent?quantity=3&name=Lovelace",
    ] {
        assert!(
            !browser
                .get(path)
                .await
                .expect(200)
                .text
                .contains("Lovelace"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_page_for_a_quantity_is_kept_until_what_it_shows_changes() {
    let app = TestApp::selling(5).await;
    let get = async |quantity: &str, known: &str| {
        let path = format!("/s/demo/p/tent?quantity={quantity}");
        let question = app
            .request(Method::GET, &path)
            .header("If-None-Match", known);
        let answer = question.send().await.unwrap();
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        (
            answer.status().as_u16(),
            header("cache-control"),
            header("etag"),
        )
    };
    let (status, caching, tag) = get("2", "").await;
    assert_eq!(
        (status, caching.as_str()),
        (200, "public, max-age=0, must-revalidate")
    );
    assert_eq!(get("2", &format!("\"x\", W/{tag}")).await.0, 304);
    let (status, _, other) = get("3", &tag).await;
    assert_eq!(status, 200, "another quantity is another page");
    assert_ne!(other, tag);
    app.shopper().placed("TENT", 1).await;
    let (status, _, changed) = get("2", &tag).await;
    assert_eq!(status, 200);
    assert_ne!(changed, tag);
}

#[tokio::test]
async fn a_page_in_the_other_language_keeps_what_was_asked_for() {
    let app = TestApp::selling(5).await;
    let browser = app.nobody();
    browser
        .get("/s/demo/p/tent?variant=TENT&quantity=3&x=1")
        .await
        .shows("/s/demo/p/tent?variant=TENT&amp;quantity=3&amp;lang=de");
    browser
        .get("/s/demo?q=tent&x=1")
        .await
        .shows("/s/demo?q=tent&amp;lang=de");
}

#[tokio::test]
async fn what_the_shop_does_not_know_any_more_leaves_the_cart() {
    let app = TestApp::selling(5).await;
    let mut browser = app.nobody();
    browser.cookie = Some("cart=GONE=2&TENT=1".to_owned());
    let typed = [
        ("action", "order"),
        ("email", "ada@example.com"),
        ("name", "Ada"),
        ("key", "cart-1"),
    ];
    let shown = browser.post("/s/demo/cart", &typed).await;
    let shown = shown.expect(200).shows("One thing left your cart");
    assert!(
        shown.text.contains("value=\"ada@example.com\""),
        "what was written is kept"
    );
    assert!(
        shown.header("set-cookie").starts_with(
            "__Host-cart-demo=TENT=1; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age="
        ),
        "{:?}",
        shown.headers
    );
    let shown = browser
        .get("/s/demo/cart")
        .await
        .expect(200)
        .shows("One thing left your cart");
    assert!(
        shown.header("set-cookie").starts_with(
            "__Host-cart-demo=TENT=1; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age="
        )
    );
    browser.cookie = Some("__Host-cart-demo=TENT=1".to_owned());
    let shown = browser.get("/s/demo/cart").await.expect(200);
    assert!(!shown.text.contains("left your cart") && shown.headers.get("set-cookie").is_none());
    sent(&browser, "", &typed).await.expect(303);
}

/// The cookies that an answer sets, without their attributes.
fn cookies(headers: &reqwest::header::HeaderMap) -> Vec<&str> {
    headers
        .get_all("set-cookie")
        .iter()
        .map(|value| value.to_str().unwrap().split(';').next().unwrap())
        .collect()
}

#[tokio::test]
async fn by_https_every_cookie_is_bound_to_this_host_and_one_from_before_is_still_read() {
    let app = TestApp::selling(5).await;
    let mut browser = app.nobody();
    let chosen = browser.get("/s/demo?lang=de").await.expect(200);
    assert_eq!(
        chosen.header("set-cookie"),
        "__Host-lang=de; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=31536000"
    );
    browser.cookie = Some("lang=de; cart=TENT=2".to_owned());
    browser
        .get("/s/demo/cart")
        .await
        .expect(200)
        .shows("lang=\"de\"")
        .shows("name=\"quantity:TENT\"");
    // What is written again is written with the prefix, and the old one goes.
    let more = browser
        .post(
            "/s/demo/p/tent",
            &[("action", "cart"), ("sku", "TENT"), ("quantity", "1")],
        )
        .await
        .expect(303);
    assert_eq!(cookies(&more.headers), ["__Host-cart-demo=TENT=3", "cart="]);
    // Each shop has its own, and none sees another's.
    browser.cookie =
        Some("__Host-cart-other=TENT=2; __Host-cart-demo=TENT=3; cart=TENT=9".to_owned());
    browser
        .get("/s/demo/cart")
        .await
        .expect(200)
        .shows("value=\"3\"");
    let owner = app.staff("demo", Role::Owner).await;
    let fields = [("action", "enter")];
    for answer in [
        owner.get("/console?lang=de").await,
        owner.post("/console/supply/new", &fields).await,
    ] {
        assert!(
            cookies(&answer.headers)
                .iter()
                .all(|cookie| cookie.starts_with("__Host-")),
            "{:?}",
            answer.headers
        );
    }
}

#[tokio::test]
async fn by_http_cookies_have_the_names_that_browsers_take_there() {
    let app = TestApp::with_config(crate::databases::sqlite(), |config| {
        config.public_url = "http://shop.example".to_owned();
    })
    .await;
    app.merchant().await.product("tent", &["TENT"]).await;
    let browser = app.nobody();
    let chosen = browser.get("/s/demo?lang=de").await.expect(200);
    assert_eq!(
        chosen.header("set-cookie"),
        "lang=de; HttpOnly; SameSite=Lax; Path=/; Max-Age=31536000"
    );
    let more = browser
        .post(
            "/s/demo/p/tent",
            &[("action", "cart"), ("sku", "TENT"), ("quantity", "1")],
        )
        .await
        .expect(303);
    assert!(
        more.header("set-cookie")
            .starts_with("cart=TENT=1; HttpOnly; SameSite=Lax; Path=/s/demo; "),
        "{:?}",
        more.headers
    );
}

#[tokio::test]
async fn a_cart_is_emptied_by_its_order_and_not_by_reading_a_page() {
    let app = TestApp::selling(9).await;
    let mut browser = app.nobody();
    browser.cookie = Some("__Host-cart-demo=TENT=1; cart=TENT=1".to_owned());
    let fields = [
        ("action", "order"),
        ("email", "ada@example.com"),
        ("name", "Ada"),
        ("key", "cart-1"),
    ];
    let placed = sent(&browser, "", &fields).await.expect(303);
    assert_eq!(cookies(&placed.headers), ["__Host-cart-demo=", "cart="]);
    let order = placed
        .header("location")
        .split('?')
        .next()
        .unwrap()
        .to_owned();
    for query in ["placed=cart", "placed=1"] {
        let shown = browser.get(&format!("{order}?{query}")).await.expect(200);
        assert_eq!(cookies(&shown.headers), [""; 0], "{query}");
    }
}

#[tokio::test]
async fn a_page_is_protected_whoever_answers_it() {
    let app = TestApp::selling(5).await;
    let nowhere = [
        "/s/x/feeds/google.xml",
        "/s/x/feeds/acp.jsonl",
        "/o/x/calendar.ics",
        "/s/demo/p/x/progress.atom",
        "/x",
        "/s/x",
        "/o/x",
    ];
    for path in
        nowhere
            .into_iter()
            .chain(["/docs/embed", "/s/demo", "/s/demo/p/tent", "/console/login"])
    {
        let page = app.nobody().get(path).await;
        assert!(
            page.header("content-type").starts_with("text/html"),
            "{path}"
        );
        assert!(
            page.header("content-security-policy")
                .starts_with("default-src 'none'; script-src 'self'"),
            "{path}"
        );
        assert_eq!(
            (
                page.header("x-frame-options"),
                page.header("x-content-type-options")
            ),
            ("DENY", "nosniff"),
            "{path}"
        );
    }
    for path in [
        "/api/v1/shops/demo/availability/TENT",
        "/s/demo/feeds/google.xml",
        "/healthz",
        "/pkg/nothing",
        "/embed/v1/demo/TENT",
    ] {
        assert_eq!(
            app.nobody()
                .get(path)
                .await
                .header("x-content-type-options"),
            "nosniff",
            "{path}"
        );
    }
    let fragment = app.nobody().get("/embed/v1/demo/TENT").await.expect(200);
    assert_eq!(
        fragment.header("content-security-policy"),
        "default-src 'none'; frame-ancestors 'none'"
    );
}

#[tokio::test]
async fn no_link_of_a_page_leads_to_the_host_that_its_address_names() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let app = TestApp::new().await;
    for path in [
        "//evil.example/x",
        "/\\evil.example/x",
        "///evil.example",
        "//evil.example/s/demo?lang=en",
    ] {
        let mut stream = tokio::net::TcpStream::connect(app.address).await.unwrap();
        stream
            .write_all(
                format!("GET {path} HTTP/1.1\r\nhost: shop.example\r\nconnection: close\r\n\r\n")
                    .as_bytes(),
            )
            .await
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 404 "), "{path}: {answer}");
        assert!(
            answer.contains("href=\"/evil.example"),
            "{path}: the link to the other language is there"
        );
        assert!(
            !answer.contains("\"//") && !answer.contains("\"/\\"),
            "{path}: {answer}"
        );
    }
}

#[tokio::test]
async fn a_full_cart_says_that_nothing_was_added() {
    let app = TestApp::selling(5).await;
    let mut browser = app.nobody();
    browser.cookie = Some(format!(
        "cart={}",
        (0..50)
            .map(|n| format!("S{n}=1"))
            .collect::<Vec<_>>()
            .join("&")
    ));
    let full = browser
        .post(
            "/s/demo/p/tent",
            &[("action", "cart"), ("sku", "TENT"), ("quantity", "1")],
        )
        .await;
    full.leads_to("/s/demo/p/tent?variant=TENT&done=cart-full");
    browser
        .get("/s/demo/p/tent?variant=TENT&done=cart-full")
        .await
        .shows("Your cart is full");
}

#[tokio::test]
async fn a_form_sent_twice_is_one_order_and_its_link_is_told_for_some_minutes_only() {
    let app = TestApp::selling(5).await;
    let browser = app.nobody();
    // As pages of before the review say it: the version of what they show.
    let key = "v7";
    let first = order(&browser, key).await.expect(303);
    let again = order(&browser, key).await.expect(303);
    assert_eq!(first.header("location"), again.header("location"));
    app.clock
        .set(app.clock.now() + SignedDuration::from_mins(11));
    let late = order(&browser, key)
        .await
        .expect(422)
        .shows("its order was placed");
    assert!(late.headers.get("location").is_none() && !late.text.contains("/o/"));
    let merchant = app.merchant().await;
    let listed = merchant.get("/shipments").await.expect(200);
    assert_eq!(
        listed.body["items"].as_array().unwrap().len(),
        1,
        "one order was placed"
    );
}

#[tokio::test]
async fn a_random_key_is_honoured_for_ever() {
    let app = TestApp::selling(5).await;
    let browser = app.nobody();
    let first = order(&browser, "8f14e45fceea167a5a36dedd4bea2543")
        .await
        .expect(303);
    app.clock
        .set(app.clock.now() + SignedDuration::from_hours(5));
    let again = order(&browser, "8f14e45fceea167a5a36dedd4bea2543")
        .await
        .expect(303);
    assert_eq!(first.header("location"), again.header("location"));
}

#[tokio::test]
async fn forms_take_the_mail_addresses_that_programs_may_send_and_no_others() {
    let app = TestApp::selling(5).await;
    let browser = app.nobody();
    for bad in ["Ada <ada@example.com>", "ada@localhost", "ada@[127.0.0.1]"] {
        let mut fields: Vec<_> = ORDER
            .into_iter()
            .filter(|(name, _)| *name != "email")
            .collect();
        fields.extend([("email", bad), ("key", "k")]);
        browser.post("/s/demo/p/tent", &fields).await.expect(422);
        let waitlist = browser
            .post(
                "/s/demo/p/tent",
                &[("action", "waitlist"), ("sku", "TENT"), ("email", bad)],
            )
            .await
            .expect(422);
        assert!(
            waitlist
                .text
                .contains(&bad.replace('<', "&lt;").replace('>', "&gt;")),
            "what was written is kept: {bad}"
        );
        let order =
            json!({ "email": bad, "name": "Ada", "lines": [{ "sku": "TENT", "quantity": 1 }] });
        assert_eq!(app.shopper().order(&order).await.wrong(), ["/email"]);
    }
}

#[tokio::test]
async fn pages_are_compressed_and_streams_and_the_console_are_not() {
    let app = TestApp::selling(5).await;
    let placed = app.shopper().placed("TENT", 1).await;
    let encoding = async |path: &str, accepts: &str| {
        let response = app
            .request(Method::GET, path)
            .header("accept-encoding", accepts)
            .send()
            .await
            .unwrap();
        response
            .headers()
            .get("content-encoding")
            .map(|value| value.to_str().unwrap().to_owned())
    };
    let order = format!("/o/{}", placed["token"].as_str().unwrap());
    for path in [
        "/s/demo",
        "/s/demo/cart",
        "/s/demo/p/tent?quantity=2",
        &order,
    ] {
        assert_eq!(encoding(path, "br").await.as_deref(), Some("br"), "{path}");
        assert_eq!(
            encoding(path, "gzip").await.as_deref(),
            Some("gzip"),
            "{path}"
        );
        assert_eq!(encoding(path, "identity").await, None, "{path}");
    }
    for kept in [
        "/s/demo/p/tent",
        "/s/demo/p/tent?quantity=2",
        "/embed/v1/demo/TENT",
    ] {
        assert_eq!(encoding(kept, "br").await.as_deref(), Some("br"), "{kept}");
        for refused in ["br;q=0", "identity, br;q=0.5", "brotli"] {
            assert_eq!(encoding(kept, refused).await, None, "{kept} {refused}");
        }
    }
    assert_eq!(encoding("/console/login", "br").await, None);
    assert_eq!(
        encoding("/app/live?shop=demo&topic=sku:1:TENT", "br").await,
        None
    );
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
    merchant
        .patch("/purchase-orders/PO-1", &moved)
        .await
        .expect(200);
    let page = browser.get("/s/demo/p/tent").await.expect(200);
    page.shows("days later: storm in Porto")
        .shows("How this date has moved");
    browser
        .get("/s/demo/p/tent?lang=de")
        .await
        .shows("Tage später: storm in Porto")
        .shows("Wie sich der Termin verändert hat");
}

#[tokio::test]
async fn further_pages_of_the_catalogue_stand_for_themselves() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    for n in 0..26 {
        merchant
            .product(&format!("p{n:02}"), &[&format!("S{n:02}")])
            .await;
    }
    let browser = app.nobody();
    let first = browser
        .get("/s/demo")
        .await
        .expect(200)
        .shows("<link rel=\"canonical\" href=\"https://shop.example/s/demo\">");
    let (_, rest) = first.text.split_once("/s/demo?cursor=").unwrap();
    let cursor = rest.split('"').next().unwrap();
    let second = browser
        .get(&format!("/s/demo?cursor={cursor}"))
        .await
        .expect(200);
    second.shows(&format!(
        "<link rel=\"canonical\" href=\"https://shop.example/s/demo?cursor={cursor}\">"
    ));
}

#[tokio::test]
async fn each_product_stands_beside_another_one() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    for n in 0..7 {
        merchant
            .product(&format!("p{n}"), &[&format!("S{n}")])
            .await;
    }
    let browser = app.nobody();
    for n in 0..7 {
        let page = browser.get(&format!("/s/demo/p/p{n}")).await.expect(200);
        for other in 0..7 {
            let shown = page
                .text
                .contains(&format!("data-topic=\"product:p{other}\""));
            assert_eq!(
                shown,
                (1..=4).any(|next| (n + next) % 7 == other),
                "p{other} beside p{n}"
            );
        }
    }
}

#[tokio::test]
async fn who_has_a_view_is_not_sent_it_again() {
    let app = TestApp::selling(3).await;
    let version = app.shopper().availability("TENT").await.body["version"]
        .as_i64()
        .unwrap();
    let ask = async |since: Option<i64>| {
        let input = json!({ "input": { "shop": "demo", "lang": "en", "topics": ["sku:1:TENT", "choice:TENT", "product:tent"], "since": since } });
        let answer = answer(
            app.request(Method::POST, "/app/progress")
                .header("sec-fetch-site", "same-origin")
                .json(&input),
        )
        .await;
        answer.expect(200).body.as_array().unwrap().len()
    };
    assert_eq!((ask(None).await, ask(Some(version)).await), (3, 0));
}

#[tokio::test]
async fn a_call_of_an_island_that_is_no_json_of_the_right_shape_is_the_callers_fault() {
    let app = TestApp::selling(1).await;
    for (function, body) in [
        ("progress", "{"),
        ("progress", "\u{0}\u{7f}"),
        ("place", "{\"input\": 7}"),
        ("waitlist", "[]"),
        ("cancel", ""),
    ] {
        let path = format!("/app/{function}");
        let request = app
            .request(Method::POST, &path)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/json");
        let answer = answer(request.body(body)).await.expect(422);
        assert_eq!(answer.body["kind"], "invalid", "{function} with {body:?}");
    }
}

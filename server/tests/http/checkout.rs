//! The review of an order: what it shows above its button, and that nothing else is ordered.

use crate::app::{TestApp, answer, order_of};
use crate::console::{Browser, Page};
use reqwest::Method;
use serde_json::json;

const REVIEW: &str = "/s/demo/checkout";

/// A review's form as a browser sends it: what the page told, and what somebody typed.
fn filled<'a>(
    told: &'a [(&'static str, String)],
    typed: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let hidden = told.iter().map(|(name, value)| (*name, value.as_str()));
    hidden.chain(typed.iter().copied()).collect()
}

fn told(page: &Page) -> Vec<(&'static str, String)> {
    [
        "key",
        "sku",
        "quantity",
        "expected_total",
        "told_as_available",
        "told_complete",
    ]
    .into_iter()
    .map(|name| (name, page.hidden(name)))
    .collect()
}

/// Sends a review, which lies at this query, with what it told and what was typed.
pub async fn sent(browser: &Browser<'_>, query: &str, typed: &[(&str, &str)]) -> Page {
    let review = browser.get(&format!("{REVIEW}{query}")).await.expect(200);
    let names = [
        "goods",
        "expected_total",
        "told_as_available",
        "told_complete",
    ];
    let told = names.map(|name| (name, review.hidden(name)));
    browser.post(REVIEW, &filled(&told, typed)).await
}

async fn review(browser: &Browser<'_>, sku: &str, quantity: u32) -> Page {
    let quantity = quantity.to_string();
    let fields = [
        ("action", "checkout"),
        ("sku", sku),
        ("quantity", &quantity),
    ];
    let led = browser.post(REVIEW, &fields).await.expect(303);
    browser.get(led.header("location")).await.expect(200)
}

const PERSON: [(&str, &str); 3] = [
    ("action", "order"),
    ("email", "ada@example.com"),
    ("name", "Ada"),
];
const ADDRESS: [(&str, &str); 4] = [
    ("country", "DE"),
    ("line1", "Weg 1"),
    ("postal_code", "80331"),
    ("city", "München"),
];

#[tokio::test]
async fn what_is_ordered_is_looked_at_first_and_goes_where_it_says() {
    let app = TestApp::selling(5).await;
    let browser = app.nobody();
    let page = review(&browser, "TENT", 2)
        .await
        .shows("2 × €10.00")
        .shows("€20.00")
        .shows("Order with obligation to pay")
        .shows("autocomplete=\"address-line1\"");
    let button = page.text.find("value=\"order\"").unwrap();
    assert!(
        page.text.find("€20.00").unwrap() < button,
        "the price stands above the button"
    );
    assert!(!page.text.contains("Discount"), "there is none");
    let told = told(&page);
    let typed = [&PERSON[..], &ADDRESS].concat();
    let placed = browser
        .post(REVIEW, &filled(&told, &typed))
        .await
        .expect(303);
    let again = browser
        .post(REVIEW, &filled(&told, &typed))
        .await
        .expect(303);
    assert_eq!(
        placed.header("location"),
        again.header("location"),
        "one form is one order"
    );
    let token = placed.header("location").trim_start_matches("/o/");
    let token = token.split('?').next().unwrap();
    let order = app
        .get(&format!("/api/v1/orders/{token}"))
        .await
        .expect(200)
        .body;
    assert_eq!(order["address"], "Weg 1\n80331 München\nGERMANY");
    assert_eq!(order["lines"][0]["quantity"], 2);
}

#[tokio::test]
async fn a_shop_that_demands_an_address_names_each_field_and_keeps_what_was_typed() {
    let app = TestApp::selling(5).await;
    let rules = json!({ "countries": ["DE", "US"], "address": "required" });
    app.merchant()
        .await
        .patch("/shop", &rules)
        .await
        .expect(200);
    let browser = app.nobody();
    let page = review(&browser, "TENT", 1).await;
    assert!(
        !page.text.contains("value=\"FR\""),
        "only where the shop delivers to"
    );
    let told = told(&page);
    let typed = [
        &PERSON[..],
        &[
            ("country", "DE"),
            ("line1", "<b>Weg"),
            ("postal_code", "8033"),
        ],
    ]
    .concat();
    let wrong = browser
        .post(REVIEW, &filled(&told, &typed))
        .await
        .expect(422);
    let wrong = wrong
        .shows("Enter a postal code of this country, such as 26133.")
        .shows("Enter the town or city.")
        .shows("value=\"8033\"")
        .shows("value=\"&lt;b&gt;Weg\"")
        .shows("value=\"ada@example.com\"")
        .shows("<title>Please check: Review and order");
    assert_eq!(wrong.text.matches("autofocus").count(), 1);
    // Another country has other fields, and what was typed stays.
    let typed = [
        ("action", "update"),
        ("email", "ada@example.com"),
        ("country", "US"),
        ("line1", "1 Main St"),
    ];
    let other = browser
        .post(REVIEW, &filled(&told, &typed))
        .await
        .expect(200);
    other
        .shows("California</option>")
        .shows("value=\"1 Main St\"")
        .shows("value=\"ada@example.com\"");
    // Pages from before there was a review do not ask for it: the review does.
    let before = [
        ("action", "order"),
        ("sku", "TENT"),
        ("quantity", "1"),
        ("email", "ada@example.com"),
        ("name", "Ada"),
        ("key", "v1"),
    ];
    let led = browser.post("/s/demo/p/tent", &before).await.expect(422);
    led.shows("Enter street and number")
        .shows("value=\"ada@example.com\"");
}

#[tokio::test]
async fn another_price_or_date_than_was_told_is_shown_before_it_is_ordered() {
    let app = TestApp::selling(3).await;
    let merchant = app.merchant().await;
    let browser = app.nobody();
    let page = review(&browser, "TENT", 2).await;
    let stale = told(&page);
    let product = json!({ "title": "Tent", "variants": [{ "sku": "TENT", "price": { "minor": 1_200, "currency": "EUR" } }] });
    merchant.put("/products/tent", &product).await.expect(200);
    let asked = browser
        .post(REVIEW, &filled(&stale, &PERSON))
        .await
        .expect(409);
    let asked = asked
        .shows("The total is now €24.00 instead of €20.00.")
        .shows("value=\"Ada\"");
    // What was shown is what is ordered.
    let fresh = told(&asked);
    let placed = browser
        .post(REVIEW, &filled(&fresh, &PERSON))
        .await
        .expect(303);
    // One is left: the order itself changed what the next one is told, and is still found by its form.
    let again = browser
        .post(REVIEW, &filled(&fresh, &PERSON))
        .await
        .expect(303);
    assert_eq!(placed.header("location"), again.header("location"));
    merchant
        .supply("PO-2", "TENT", 5, "2026-12-14", "2026-12-18")
        .await;
    let page = review(&browser, "TENT", 1).await;
    let stale = told(&page);
    app.shopper().order(&order_of("TENT", 1)).await.expect(201);
    let asked = browser
        .post(REVIEW, &filled(&stale, &PERSON))
        .await
        .expect(409);
    asked
        .shows("Before: 1 ships")
        .shows("Now: 1 ships")
        .shows("December");
}

#[tokio::test]
async fn what_cannot_be_had_is_told_and_has_no_button() {
    let app = TestApp::selling(2).await;
    let browser = app.nobody();
    let page = review(&browser, "TENT", 3)
        .await
        .shows("2 of Tent can be ordered now.");
    assert!(!page.text.contains("value=\"order\""));
    for quantity in ["0", "x", "99999999"] {
        let path = format!("{REVIEW}?sku=TENT&quantity={quantity}");
        browser
            .get(&path)
            .await
            .expect(200)
            .shows("Enter a whole number from 1 to");
    }
    browser.get(&format!("{REVIEW}?sku=GONE")).await.expect(404);
    browser
        .get(REVIEW)
        .await
        .expect(303)
        .leads_to("/s/demo/cart");
    browser
        .post(REVIEW, &[("action", "other")])
        .await
        .expect(400);
}

#[tokio::test]
async fn a_page_from_before_there_was_a_review_is_led_to_it_and_orders_nothing() {
    let app = TestApp::selling(5).await;
    let browser = app.nobody();
    let typed = [
        &PERSON[..],
        &[("sku", "TENT"), ("quantity", "2"), ("key", "v1")],
    ]
    .concat();
    for path in ["/s/demo/p/tent", REVIEW] {
        let shown = browser.post(path, &typed).await.expect(200);
        let shown = shown.shows("€20.00").shows("value=\"ada@example.com\"");
        assert_eq!(shown.hidden("expected_total"), "2000");
    }
    let lines = json!([{ "sku": "TENT", "quantity": 2 }]);
    for (key, to) in [
        ("v1", "/s/demo/checkout?sku=TENT&quantity=2&ship=complete"),
        ("cart-1", REVIEW),
    ] {
        let input = json!({ "shop": "demo", "lang": "en", "key": key, "email": "ada@example.com", "name": "Ada",
            "ship": "complete", "lines": lines });
        let script = app
            .request(Method::POST, "/app/place")
            .header("sec-fetch-site", "same-origin")
            .json(&json!({ "input": input }));
        assert_eq!(answer(script).await.expect(200).body["order_url"], to);
    }
    let parcels = app.merchant().await.get("/shipments").await.expect(200);
    assert_eq!(parcels.body["items"], json!([]));
}

#[tokio::test]
async fn an_arrival_in_another_country_is_shown_before_it_is_ordered() {
    let app = TestApp::selling(5).await;
    let transit = json!([
        { "countries": ["DE"], "min_days": 1, "max_days": 2 },
        { "countries": ["US"], "min_days": 9, "max_days": 12 },
    ]);
    let rules = json!({ "countries": ["DE", "US"], "transit": transit });
    let merchant = app.merchant().await;
    merchant.patch("/shop", &rules).await.expect(200);
    let browser = app.nobody();
    let page = review(&browser, "TENT", 1).await;
    let told = told(&page);
    let to = |country| {
        let typed = [("country", country), ("arrives_in", "DE")];
        filled(&told, &[&PERSON[..], &typed].concat())
    };
    let asked = browser.post(REVIEW, &to("US")).await.expect(409);
    let asked = asked.shows("The arrival was that of another country.");
    assert_eq!(asked.hidden("arrives_in"), "US");
    // Whoever asks for the fields of another country asked for just that.
    let update = [
        ("action", "update"),
        ("country", "US"),
        ("arrives_in", "DE"),
    ];
    let updated = browser
        .post(REVIEW, &filled(&told, &update))
        .await
        .expect(200);
    assert!(
        !updated
            .text
            .contains("The arrival was that of another country.")
    );
    assert_eq!(updated.hidden("arrives_in"), "US");
    browser.post(REVIEW, &to("DE")).await.expect(303);
}

#[tokio::test]
async fn another_language_of_the_review_keeps_what_was_typed() {
    let app = TestApp::selling(5).await;
    let browser = app.nobody();
    let page = review(&browser, "TENT", 1).await;
    let path = "/s/demo/checkout?sku=TENT&amp;quantity=1&amp;lang=de";
    let page = page.shows(&format!("formaction=\"{path}\""));
    // Enter in a field presses the first button of the form, and that is none of a language.
    let first = page.text.split("<button").find(|button| {
        let head = button.split_once('>').map_or("", |(head, _)| head);
        head.contains("form=\"order\"")
    });
    let head = first.unwrap().split_once('>').unwrap().0;
    assert!(
        head.contains("value=\"update\"") && !head.contains("formaction"),
        "{head}"
    );
    let typed = [&[("action", "update")][..], &PERSON[1..], &ADDRESS].concat();
    let german = browser
        .post(&path.replace("&amp;", "&"), &filled(&told(&page), &typed))
        .await
        .expect(200);
    let german = german
        .shows("Zahlungspflichtig bestellen")
        .shows("value=\"ada@example.com\"")
        .shows("value=\"Weg 1\"");
    assert!(german.header("set-cookie").starts_with("__Host-lang=de"));
}

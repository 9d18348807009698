//! Cards by REST and on pages: named on a page of the bank without a script, charged when the parcel
//! leaves, repaired when the bank says no.

use crate::app::{Merchant, TestApp, answer};
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::time::Duration;

pub(crate) async fn by_card(merchant: &Merchant<'_>) {
    let gateway = json!({ "kind": "simulator" });
    let set = merchant
        .put("/payments/gateway", &gateway)
        .await
        .expect(200);
    assert_eq!(set.body["kind"], "simulator");
}

/// What a browser gets.
pub(crate) struct Page {
    status: u16,
    headers: HeaderMap,
    pub(crate) text: String,
}

impl Page {
    fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }
}

async fn got(request: RequestBuilder) -> Page {
    let response = request.send().await.unwrap();
    Page {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        text: response.text().await.unwrap(),
    }
}

pub(crate) async fn page(app: &TestApp, path: &str, lang: &str) -> Page {
    let asked = app
        .request(Method::GET, path)
        .header("accept-language", lang);
    got(asked).await
}

async fn form(app: &TestApp, path: &str, fields: &str) -> Page {
    let sent = app
        .request(Method::POST, path)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(fields.to_owned());
    got(sent).await
}

/// The path of the first link in a page that begins so.
fn link_to(html: &str, begins: &str) -> String {
    let at = html
        .find(&format!("{begins}/"))
        .expect("the page has the link");
    let rest = &html[at..];
    rest[..rest.find('"').unwrap()].to_owned()
}

/// Names a card as a browser without scripts does, and answers where it ends.
pub(crate) async fn name_card(app: &TestApp, token: &str, word: &str) -> String {
    let to_bank = page(app, &format!("/o/{token}/pay"), "en")
        .await
        .expect(200);
    let bank = link_to(&to_bank.text, "/simulated-bank");
    assert!(
        to_bank
            .text
            .contains(&format!("0; url=https://shop.example{bank}"))
    );
    assert_eq!(to_bank.header("referrer-policy"), "no-referrer");
    assert!(
        page(app, &bank, "en")
            .await
            .expect(200)
            .text
            .contains("value=\"declined_once\"")
    );
    let named = form(app, &bank, &format!("card={word}")).await.expect(303);
    let back = page(app, named.header("location"), "en").await.expect(303);
    // It is over: whoever comes once more is told so.
    form(app, &bank, "card=works").await.expect(410);
    back.header("location").to_owned()
}

/// The order once its payment is in a state.
pub(crate) async fn order_when(app: &TestApp, placed: &Value, state: &str) -> Value {
    for _ in 0..200 {
        let order = app.shopper().look_at(placed).await.body;
        let charge = &order["charges"][0]["state"];
        if order["payment"]["state"] == state || charge == state {
            return order;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{}", app.shopper().look_at(placed).await.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_is_named_after_the_order_and_charged_before_the_parcel_is_packed() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    by_card(&merchant).await;
    let placed = app.shopper().placed("TENT", 2).await;
    let token = placed["token"].as_str().unwrap();
    let pay = format!("https://shop.example/o/{token}/pay");
    assert_eq!(placed["payment"]["state"], "wanted");
    assert_eq!(placed["payment"]["url"], pay);
    assert_eq!(placed["payment"]["by"], "2026-11-23T10:30:00Z");
    let order = app.shopper().look_at(&placed).await.body;
    assert_eq!(order["payment"]["url"], pay);
    let shown = page(&app, &format!("/o/{token}"), "de").await.text;
    for text in [
        "Hinterlegen Sie Ihre Karte",
        "11:30",
        "Testzahlungen",
        "/pay\"",
    ] {
        assert!(shown.contains(text), "{text}");
    }
    let order = placed["order"].as_str().unwrap();
    let pack = format!("/shipments/{}_1/pack", order.replace("ord_", "shp_"));
    let refused = merchant.post(&pack, &json!({})).await.expect(409);
    assert_eq!(refused.problem(), "not-paid");

    assert_eq!(name_card(&app, token, "works").await, format!("/o/{token}"));
    let order = order_when(&app, &placed, "paid").await;
    let card = json!({ "brand": "Visa", "last4": "4242", "expires": "2031-12" });
    assert_eq!(order["payment"]["method"], card);
    assert_eq!(order["payment"]["paid"]["minor"], 2_000);
    let ledger = merchant.get("/money").await.body;
    assert_eq!(ledger["items"][0]["amount"]["minor"], 2_000);
    merchant.post(&pack, &json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_is_told_the_page_of_the_bank_and_it_is_one_page() {
    let app = TestApp::selling(5).await;
    by_card(&app.merchant().await).await;
    let placed = app.shopper().placed("TENT", 1).await;
    let path = format!(
        "/api/v1/orders/{}/payment",
        placed["token"].as_str().unwrap()
    );
    let first = answer(app.request(Method::POST, &path))
        .await
        .expect(200)
        .body;
    let again = answer(app.request(Method::POST, &path))
        .await
        .expect(200)
        .body;
    assert_eq!(first, again);
    let url = first["url"].as_str().unwrap();
    assert!(
        url.starts_with("https://shop.example/simulated-bank/"),
        "{url}"
    );
    answer(app.request(Method::POST, "/api/v1/orders/nobody/payment"))
        .await
        .expect(404);
    form(&app, "/simulated-bank/nothing", "card=works")
        .await
        .expect(410);
    form(
        &app,
        url.strip_prefix("https://shop.example").unwrap(),
        "card=stolen",
    )
    .await
    .expect(400);
    // An order of a shop that is paid otherwise names no card.
    let none = json!({ "kind": "none" });
    app.merchant()
        .await
        .put("/payments/gateway", &none)
        .await
        .expect(200);
    let placed = app.shopper().placed("TENT", 1).await;
    assert!(placed.get("payment").is_none());
    let path = format!(
        "/api/v1/orders/{}/payment",
        placed["token"].as_str().unwrap()
    );
    answer(app.request(Method::POST, &path)).await.expect(409);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_declined_card_is_repaired_by_another_and_a_bank_is_answered() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    by_card(&merchant).await;
    let placed = app.shopper().placed("TENT", 1).await;
    let token = placed["token"].as_str().unwrap();
    name_card(&app, token, "expires").await;
    let order = order_when(&app, &placed, "failed").await;
    assert_eq!(order["charges"][0]["hold_until"], "2026-11-26T10:00:00Z");
    let shown = page(&app, &format!("/o/{token}"), "en").await.text;
    assert!(shown.contains("Your bank declined the payment") && shown.contains("Use another card"));
    name_card(&app, token, "needs_bank").await;
    order_when(&app, &placed, "action").await;
    // Money is asked for by a button, not by a link.
    let asks = page(&app, &format!("/o/{token}/pay"), "en")
        .await
        .expect(200)
        .text;
    assert!(asks.contains("Continue to your bank") && !asks.contains("/simulated-bank/"));
    let to_bank = form(&app, &format!("/o/{token}/pay"), "").await.expect(200);
    let bank = link_to(&to_bank.text, "/simulated-bank");
    assert!(page(&app, &bank, "en").await.text.contains("€10.00"));
    let answered = form(&app, &bank, "answer=confirm").await.expect(303);
    page(&app, answered.header("location"), "en")
        .await
        .expect(303);
    let order = order_when(&app, &placed, "paid").await;
    assert_eq!(order["payment"]["state"], "verified");
    let charge = order["charges"][0]["id"].as_str().unwrap();
    for what in ["retry", "cancel"] {
        let path = format!("/charges/{charge}/{what}");
        merchant.post(&path, &json!({})).await.expect(409);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_charge_that_the_shop_takes_over_is_not_said_to_be_taken() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    by_card(&merchant).await;
    let placed = app.shopper().placed("TENT", 1).await;
    let token = placed["token"].as_str().unwrap();
    name_card(&app, token, "expires").await;
    let order = order_when(&app, &placed, "failed").await;
    let charge = order["charges"][0]["id"].as_str().unwrap();
    let path = format!("/charges/{charge}/cancel");
    merchant.post(&path, &json!({})).await.expect(200);
    order_when(&app, &placed, "due").await;
    let shown = page(&app, &format!("/o/{token}"), "de").await.text;
    assert!(shown.contains("Der Shop klärt die Zahlung"), "{shown}");
    assert!(shown.contains("Verwendungszweck") && !shown.contains("wird eingezogen"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_cancels_before_the_bank_agreed_reads_that_nothing_is_charged() {
    let app = TestApp::selling(5).await;
    by_card(&app.merchant().await).await;
    let placed = app.shopper().placed("TENT", 1).await;
    let token = placed["token"].as_str().unwrap();
    name_card(&app, token, "expires").await;
    order_when(&app, &placed, "failed").await;
    app.shopper().cancel(&placed, &json!({})).await.expect(200);
    order_when(&app, &placed, "cancelled").await;
    let shown = page(&app, &format!("/o/{token}"), "en").await.text;
    assert!(
        shown.contains("Nothing was charged, and nothing will be"),
        "{shown}"
    );
}

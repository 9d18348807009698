//! Mails to people on waitlists: nobody is told before they have said that the address is theirs,
//! opening a link does nothing, and one click ends them.

use crate::app::{Merchant, TestApp, answer, product};
use crate::mails::text_of;
use crate::notices_by_mail::{of_kind, sending};
use crate::smtp_server::{Manner, SmtpServer};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// A shop that writes mails, and has no tent.
async fn sold_out(app: &TestApp) -> Merchant<'_> {
    let merchant = app.merchant().await;
    let mut tent = product(&["TENT"]);
    tent["title"] = json!("Tent <b>https://evil.example</b>");
    merchant.put("/products/tent", &tent).await.expect(201);
    let rules = json!({ "mail": "on" });
    merchant.patch("/shop", &rules).await.expect(200);
    let began = Instant::now();
    while !app.engine.shop("demo").await.unwrap().mail_sent {
        assert!(began.elapsed() < Duration::from_secs(20), "nobody says so");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    merchant
}

async fn joins(app: &TestApp, who: &str, lang: &str) {
    let body = json!({ "sku": "TENT", "email": format!("{who}@example.com"), "locale": lang });
    let asked = app.request(Method::POST, "/api/v1/shops/demo/waitlist");
    answer(asked.json(&body)).await.expect(202);
}

async fn tells(app: &TestApp) {
    let shop = app.engine.shop("demo").await.unwrap();
    app.engine.write_to_waitlists(&shop).await.unwrap();
}

/// The path of the page of a kind that a mail links.
fn page(text: &str, kind: &str) -> String {
    let at = text.find(kind).unwrap_or_else(|| panic!("{kind}: {text}"));
    let rest = &text[at..];
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    rest[..end].split('?').next().unwrap().to_owned()
}

async fn opened(app: &TestApp, path: &str) -> u16 {
    let asked = app.request(Method::GET, path).send().await.unwrap();
    asked.status().as_u16()
}

async fn sent(app: &TestApp, path: &str, body: &'static str) -> u16 {
    let request = app.request(Method::POST, path);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    request.body(body).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn nobody_is_told_before_they_have_said_that_the_address_is_theirs() {
    let server = SmtpServer::start(Manner::Usual).await;
    let app = sending(&server).await;
    let merchant = sold_out(&app).await;
    for (who, lang) in [("ada", "en"), ("ben", "de"), ("eve", "en")] {
        joins(&app, who, lang).await;
    }
    // Asking again asks nobody again so soon.
    joins(&app, "ada", "en").await;
    let asked = of_kind(&app, &merchant, "waitlist-confirm", 3).await;
    assert_eq!(asked.len(), 3);
    assert_eq!(asked[0]["order"], Value::Null);
    let mut pages = Vec::new();
    for mail in &asked[..2] {
        let text = text_of(&merchant, mail).await;
        assert!(!text.contains("//evil.example"), "{text}");
        pages.push(page(&text, "/w/"));
    }
    assert!(text_of(&merchant, &asked[1]).await.contains("Das bin ich"));
    for path in &pages {
        // Programs that look through mail open links.
        for _ in 0..2 {
            assert_eq!(opened(&app, path).await, 200);
        }
    }
    let confirmed = async || {
        let list = merchant.get("/waitlist?sku=TENT").await.expect(200).body;
        let people = list["items"].as_array().unwrap().clone();
        people.iter().filter(|one| one["confirmed"] == true).count()
    };
    assert_eq!(confirmed().await, 0);
    for path in &pages {
        assert_eq!(sent(&app, path, "answer=confirm").await, 303);
    }
    assert_eq!(confirmed().await, 2);
    assert_eq!(sent(&app, &pages[0], "answer=maybe").await, 400);
    // One tent: the longest waiting is told, and nobody else for a day.
    merchant.stock("TENT", 1).await;
    tells(&app).await;
    tells(&app).await;
    let told = of_kind(&app, &merchant, "waitlist-back", 1).await;
    let to: Vec<_> = told
        .iter()
        .map(|mail| mail["to"].as_str().unwrap())
        .collect();
    assert_eq!(to, ["ada@example.com"]);
    let text = text_of(&merchant, &told[0]).await;
    assert!(
        text.contains("It is in stock.") && text.contains("/s/demo/p/tent"),
        "{text}"
    );
    let whole = server.taken();
    let whole = &whole
        .iter()
        .find(|mail| mail.data.contains("List-Unsubscribe-Post"))
        .unwrap()
        .data;
    assert!(
        whole.contains("List-Unsubscribe: <https://shop.example/u/"),
        "{whole}"
    );
    assert!(
        whole.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"),
        "{whole}"
    );
    // A mail that asks is no list.
    let asking = server.taken();
    assert_eq!(
        asking
            .iter()
            .filter(|mail| mail.data.contains("List-Unsubscribe:"))
            .count(),
        1
    );
    // One click by the mail program ends them, and does so once more.
    let leave = page(&text, "/u/");
    assert_eq!(opened(&app, &leave).await, 200);
    for _ in 0..2 {
        assert_eq!(sent(&app, &leave, "List-Unsubscribe=One-Click").await, 200);
    }
    let list = merchant.get("/waitlist?sku=TENT").await.expect(200).body;
    assert_eq!(list["people"], 2);
    let mail = merchant
        .get(&format!("/messages/{}", told[0]["id"].as_str().unwrap()))
        .await;
    assert_eq!(mail.expect(200).body["to"], Value::Null);
    // A secret that names no shop ends nothing, and does not look as if it did.
    assert_eq!(opened(&app, "/u/nothing").await, 404);
    assert_eq!(
        sent(&app, "/u/nothing", "List-Unsubscribe=One-Click").await,
        404
    );
    // Whoever says that it was not them is forgotten.
    let eve = page(&text_of(&merchant, &asked[2]).await, "/w/");
    assert_eq!(sent(&app, &eve, "answer=leave").await, 200);
    assert_eq!(sent(&app, &eve, "answer=leave").await, 200);
    assert_eq!(opened(&app, &eve).await, 404);
}

#[tokio::test]
async fn a_mail_is_true_when_it_is_written_and_who_is_not_told_waits_on() {
    let server = SmtpServer::start(Manner::Usual).await;
    let app = sending(&server).await;
    let merchant = sold_out(&app).await;
    // The mail server refuses the address, so its mails wait for somebody.
    joins(&app, "unknown", "en").await;
    let asked = of_kind(&app, &merchant, "waitlist-confirm", 1).await;
    let path = page(&text_of(&merchant, &asked[0]).await, "/w/");
    sent(&app, &path, "answer=confirm").await;
    merchant.stock("TENT", 1).await;
    tells(&app).await;
    let told = of_kind(&app, &merchant, "waitlist-back", 1).await;
    assert_eq!(told[0]["state"], "parked", "{told:#?}");
    app.shopper().placed("TENT", 1).await;
    let retry = format!("/messages/{}/retry", told[0]["id"].as_str().unwrap());
    merchant.post(&retry, &json!({})).await.expect(200);
    let mails = of_kind(&app, &merchant, "waitlist-back", 1).await;
    let state = (&mails[0]["state"], &mails[0]["reason"]);
    assert_eq!(state, (&json!("skipped"), &json!("sold-out")));
    let list = merchant.get("/waitlist?sku=TENT").await.expect(200).body;
    assert_eq!(list["people"], 1);
}

#[tokio::test]
async fn pages_say_that_somebody_writes_to_who_waits_only_where_mails_are_sent() {
    let server = SmtpServer::start(Manner::Usual).await;
    let app = sending(&server).await;
    let merchant = sold_out(&app).await;
    let page = async |lang| {
        let path = format!("/s/demo/p/tent?lang={lang}");
        let asked = app.request(Method::GET, &path).send().await.unwrap();
        asked.text().await.unwrap()
    };
    assert!(
        page("en")
            .await
            .contains("We write to you once, when it can be had.")
    );
    assert!(
        page("de")
            .await
            .contains("Wir schreiben Ihnen einmal, wenn es zu haben ist.")
    );
    merchant
        .patch("/shop", &json!({ "mail": "off" }))
        .await
        .expect(200);
    assert!(
        page("en")
            .await
            .contains("No mail is sent by itself, so follow this page.")
    );
    joins(&app, "ada", "en").await;
    let shop = app.engine.shop("demo").await.unwrap();
    app.engine.mails_all_planned(&shop).await.unwrap();
    let found = merchant.get("/messages").await.expect(200).body;
    assert_eq!(found["items"], json!([]));
}

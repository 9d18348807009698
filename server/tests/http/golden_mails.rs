//! What some mails say, whole, in each language: a change of their words is seen in the snapshots
//! beside this file.

use crate::app::{Merchant, TestApp, answer, order_of};
use crate::cards::{by_card, name_card, order_when};
use crate::mails::text_of;
use crate::notices_by_mail::of_kind;
use reqwest::Method;
use serde_json::{Value, json};

const LANGUAGES: [&str; 2] = ["en", "de"];

/// Holds the newest mail of a kind against how it read before. Secrets differ from run to run.
async fn reads_as_before(merchant: &Merchant<'_>, mail: &Value, lang: &str, secret: &str) {
    let text = text_of(merchant, mail).await.replace(secret, "TOKEN");
    let subject = mail["subject"].as_str().unwrap();
    let name = format!("{}.{lang}", mail["kind"].as_str().unwrap());
    insta::assert_snapshot!(name, format!("{subject}\n\n{text}"));
}

#[tokio::test]
async fn the_receipt_of_a_withdrawal_reads_as_it_did() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let on = json!({ "mail": "on" });
    merchant.patch("/shop", &on).await.expect(200);
    for (count, lang) in (1..).zip(LANGUAGES) {
        let contract = format!("104{count}");
        let body = json!({ "name": "Ada Quill", "contract": contract, "email": "ada@example.com", "locale": lang });
        let sent = app.request(Method::POST, "/api/v1/shops/demo/withdrawals");
        answer(sent.json(&body)).await.expect(202);
        let mails = of_kind(&app, &merchant, "withdrawal-received", count).await;
        reads_as_before(&merchant, &mails[count - 1], lang, "no secret").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_becomes_of_money_that_goes_back_reads_as_it_did() {
    let app = TestApp::selling(9).await;
    let merchant = app.merchant().await;
    by_card(&merchant).await;
    let on = json!({ "mail": "on" });
    merchant.patch("/shop", &on).await.expect(200);
    for (word, kind) in [("works", "refund-sent"), ("refund_fails", "refund-failed")] {
        for (count, lang) in (1..).zip(LANGUAGES) {
            let mut order = order_of("TENT", 1);
            order["locale"] = json!(lang);
            let placed = app.shopper().order(&order).await.expect(201).body;
            let token = placed["token"].as_str().unwrap();
            name_card(&app, token, word).await;
            order_when(&app, &placed, "paid").await;
            let cancelled = app.shopper().cancel(&placed, &json!({})).await;
            cancelled.expect(200);
            let mails = of_kind(&app, &merchant, kind, count).await;
            reads_as_before(&merchant, &mails[count - 1], lang, token).await;
        }
    }
}

//! Mails about paying: they say what the page of the order says, and only what is so.

use crate::app::{TestApp, answer, order_of};
use crate::cards::{by_card, name_card, order_when};
use crate::mails::text_of;
use crate::notices_by_mail::of_kind;
use serde_json::{Value, json};

async fn ordered(app: &TestApp, locale: &str) -> Value {
    let mut order = order_of("TENT", 1);
    order["locale"] = json!(locale);
    app.shopper().order(&order).await.expect(201).body
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_declined_card_and_a_bank_that_asks_are_told_by_mail() {
    let app = TestApp::selling(9).await;
    let merchant = app.merchant().await;
    by_card(&merchant).await;
    merchant
        .patch("/shop", &json!({ "mail": "on" }))
        .await
        .expect(200);
    for (word, state, kind, locale, says) in [
        (
            "expires",
            "failed",
            "charge-failed",
            "en",
            "Your bank declined the payment.",
        ),
        (
            "needs_bank",
            "action",
            "bank-step",
            "de",
            "Ihre Bank möchte von Ihnen hören",
        ),
    ] {
        let placed = ordered(&app, locale).await;
        let token = placed["token"].as_str().unwrap();
        name_card(&app, token, word).await;
        order_when(&app, &placed, state).await;
        let mails = of_kind(&app, &merchant, kind, 1).await;
        assert_eq!(mails[0]["state"], "kept", "{mails:#?}");
        let text = text_of(&merchant, &mails[0]).await;
        assert!(text.contains(says), "{text}");
        assert!(
            text.contains(&format!("https://shop.example/o/{token}/pay")),
            "{text}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_charged_soon_is_told_three_days_before_and_once() {
    let app = TestApp::new().await;
    app.open_rehearsal_shop("trial").await;
    let merchant = app.merchant_of("trial").await;
    by_card(&merchant).await;
    merchant
        .patch("/shop", &json!({ "mail": "on" }))
        .await
        .expect(200);
    merchant.product("tent", &["TENT"]).await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    let asked = app.request(reqwest::Method::POST, "/api/v1/shops/trial/orders");
    let placed = answer(asked.json(&order_of("TENT", 1)))
        .await
        .expect(201)
        .body;
    name_card(&app, placed["token"].as_str().unwrap(), "works").await;
    order_when(&app, &placed, "verified").await;
    let shop = app.engine.shop("trial").await.unwrap();
    for (to, mails) in [
        ("2026-12-10T12:00:00Z", 0),
        ("2026-12-11T12:00:00Z", 1),
        ("2026-12-12T12:00:00Z", 1),
    ] {
        merchant
            .post("/clock/advance", &json!({ "to": to }))
            .await
            .expect(200);
        app.engine.mails_all_planned(&shop).await.unwrap();
        let found = merchant
            .get("/messages?kind=charge-coming")
            .await
            .expect(200)
            .body;
        assert_eq!(
            found["items"].as_array().unwrap().len(),
            mails,
            "{to}: {found:#}"
        );
    }
    let all = merchant.mails(2).await;
    let coming = all
        .iter()
        .find(|mail| mail["kind"] == "charge-coming")
        .unwrap();
    let text = text_of(&merchant, coming).await;
    assert!(
        text.contains("is charged") && text.contains("14–18 December"),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_gets_money_back_is_told_when_it_was_sent_and_when_it_could_not_be() {
    let app = TestApp::selling(9).await;
    let merchant = app.merchant().await;
    by_card(&merchant).await;
    merchant
        .patch("/shop", &json!({ "mail": "on" }))
        .await
        .expect(200);
    let cancel = async |placed: &Value| {
        let cancelled = app.shopper().cancel(placed, &json!({})).await;
        cancelled.expect(200);
    };
    let placed = ordered(&app, "en").await;
    name_card(&app, placed["token"].as_str().unwrap(), "works").await;
    order_when(&app, &placed, "paid").await;
    cancel(&placed).await;
    let sent = of_kind(&app, &merchant, "refund-sent", 1).await;
    let text = text_of(&merchant, &sent[0]).await;
    assert_eq!(sent[0]["subject"], "Order 1: your money was sent back");
    for part in ["€10.00 was sent back on 23 November", "Amount: €10.00"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(
        !text.contains("4242"),
        "another card may be saved by now: {text}"
    );
    // What was cancelled says where the money is, too.
    let told = of_kind(&app, &merchant, "cancelled", 1).await;
    let text = text_of(&merchant, &told[0]).await;
    assert!(text.contains("€10.00"), "{text}");

    let placed = ordered(&app, "de").await;
    name_card(&app, placed["token"].as_str().unwrap(), "refund_fails").await;
    order_when(&app, &placed, "paid").await;
    cancel(&placed).await;
    let failed = of_kind(&app, &merchant, "refund-failed", 1).await;
    let text = text_of(&merchant, &failed[0]).await;
    for part in [
        "Ihr Geld ließ sich noch nicht zurückschicken",
        "Sie müssen nichts tun",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // Somebody has sent it by another way: then that is told, once.
    let path = format!("/orders/{}/refunds", placed["order"].as_str().unwrap());
    let refunds = merchant.get(&path).await.expect(200).body;
    let noted = format!(
        "/refunds/{}/mark-sent",
        refunds["items"][0]["id"].as_str().unwrap()
    );
    merchant.post(&noted, &json!({})).await.expect(200);
    let sent = of_kind(&app, &merchant, "refund-sent", 2).await;
    assert_eq!(sent.len(), 2);
}

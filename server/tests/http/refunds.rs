//! What goes back by REST, on the order's page and in the console.

use crate::app::{Answer, Merchant, TestApp, answer, order_of};
use crate::cards::{by_card, name_card, order_when, page};
use dockline_domain::access::Role;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

/// An order of tents that is charged to a card.
async fn charged(app: &TestApp, units: u32, word: &str) -> Value {
    let placed = app.shopper().placed("TENT", units).await;
    name_card(app, placed["token"].as_str().unwrap(), word).await;
    order_when(app, &placed, "paid").await;
    placed
}

async fn give(merchant: &Merchant<'_>, order: &Value, key: &str, body: &Value) -> Answer {
    let path = format!("/orders/{}/refunds", order["order"].as_str().unwrap());
    let sent = merchant
        .request(Method::POST, &path)
        .header("idempotency-key", key);
    answer(sent.json(body)).await
}

/// The only refund of an order once it is in a state.
async fn refund_when(merchant: &Merchant<'_>, order: &Value, state: &str) -> Value {
    let path = format!("/orders/{}/refunds", order["order"].as_str().unwrap());
    for _ in 0..200 {
        let all = merchant.get(&path).await.expect(200).body;
        if all["items"][0]["state"] == state {
            return all["items"][0].clone();
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{}", merchant.get(&path).await.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_shopper_cancels_after_it_was_charged_goes_back_to_their_card() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    by_card(&merchant).await;
    let placed = charged(&app, 2, "works").await;
    let token = placed["token"].as_str().unwrap();
    let cancel = json!({ "lines": [{ "sku": "TENT", "quantity": 1 }] });
    let cancel = app
        .request(Method::POST, &format!("/api/v1/orders/{token}/cancel"))
        .json(&cancel);
    answer(cancel).await.expect(200);
    let sent = refund_when(&merchant, &placed, "sent").await;
    assert!(sent["id"].as_str().unwrap().starts_with("rfd_"));
    assert_eq!(
        (&sent["by"], &sent["amount"]["minor"], &sent["reason"]),
        (&json!("gateway"), &json!(1_000), &Value::Null)
    );
    let order = app.shopper().look_at(&placed).await.body;
    assert_eq!(order["refunds"][0]["state"], "sent");
    assert_eq!(order["payment"]["paid"]["minor"], 1_000);
    let history = order["history"].to_string();
    assert!(history.contains("money_returned"), "{history}");
    for (lang, text) in [
        ("en", "€10.00 was sent back on 23 November"),
        ("de", "10,00\u{a0}€ wurden am 23. November"),
    ] {
        let shown = page(&app, &format!("/o/{token}"), lang).await.text;
        assert!(shown.contains(text), "{text}: {shown}");
    }
    let ledger = merchant.get("/money").await.expect(200).body;
    assert_eq!(
        (
            &ledger["items"][1]["kind"],
            &ledger["items"][1]["amount"]["minor"],
            &ledger["items"][1]["refund"]
        ),
        (&json!("refunded"), &json!(-1_000), &sent["id"])
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn money_is_given_back_once_for_one_key_and_never_more_than_came() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    by_card(&merchant).await;
    let placed = charged(&app, 2, "works").await;
    let path = format!("/orders/{}/refunds", placed["order"].as_str().unwrap());
    let body = json!({ "amount": { "minor": 1_500 }, "reason": "a scratch" });
    assert_eq!(
        merchant.post(&path, &body).await.expect(400).problem(),
        "malformed"
    );
    for (wrong, at) in [
        (json!({ "reason": "a scratch" }), "/amount"),
        (json!({ "amount": { "minor": 1 } }), "/reason"),
        (
            json!({ "amount": { "minor": 0 }, "reason": "x" }),
            "/amount/minor",
        ),
        (
            json!({ "amount": { "minor": 1, "currency": "USD" }, "reason": "x" }),
            "/amount/currency",
        ),
        (
            json!({ "amount": { "minor": 1 }, "lines": [{ "sku": "TENT", "quantity": 1 }], "reason": "x" }),
            "/lines",
        ),
        (json!({ "lines": [], "reason": "x" }), "/lines"),
        (
            json!({ "lines": [{ "sku": "TENT", "quantity": 0 }], "reason": "x" }),
            "/lines/0/quantity",
        ),
        (json!({ "amount": 5, "reason": "x" }), "/amount"),
    ] {
        let refused = give(&merchant, &placed, "wrong", &wrong).await.expect(422);
        assert_eq!(refused.wrong(), [at], "{wrong}");
    }
    let given = give(&merchant, &placed, "one", &body)
        .await
        .expect(201)
        .body;
    let again = give(&merchant, &placed, "one", &body)
        .await
        .expect(201)
        .body;
    assert_eq!(given["items"][0]["id"], again["items"][0]["id"]);
    assert_eq!(given["items"][0]["reason"], "a scratch");
    let much = give(&merchant, &placed, "two", &body).await.expect(409);
    assert!(
        much.body["detail"].as_str().unwrap().contains("500 EUR"),
        "{:?}",
        much.body
    );
    let line = json!({ "lines": [{ "sku": "TENT", "quantity": 3 }], "reason": "x" });
    give(&merchant, &placed, "three", &line).await.expect(409);
    let sent = refund_when(&merchant, &placed, "sent").await;
    let noted = format!("/refunds/{}/mark-sent", sent["id"].as_str().unwrap());
    merchant.post(&noted, &json!({})).await.expect(409);
    let shown = app.shopper().look_at(&placed).await.body["refunds"].to_string();
    assert!(
        !shown.contains("scratch"),
        "what the shop notes is its own: {shown}"
    );
    assert_eq!(
        merchant.get("/refunds?state=sent").await.expect(200).body["items"][0]["id"],
        sent["id"]
    );
    assert_eq!(
        merchant.get("/refunds?state=due").await.body["items"],
        json!([])
    );
    merchant.get("/refunds?state=done").await.expect(422);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_gateway_cannot_send_stands_on_top_until_somebody_has_sent_it() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    by_card(&merchant).await;
    let placed = charged(&app, 1, "refund_fails").await;
    let token = placed["token"].as_str().unwrap();
    let cancel = app
        .request(Method::POST, &format!("/api/v1/orders/{token}/cancel"))
        .json(&json!({}));
    answer(cancel).await.expect(200);
    let failed = refund_when(&merchant, &placed, "failed").await;
    assert_eq!(failed["failure"], "account_closed");
    let shown = page(&app, &format!("/o/{token}"), "en").await.text;
    assert!(
        shown.contains("€10.00 could not be sent back the way you paid"),
        "{shown}"
    );
    let owner = app.staff("demo", Role::Owner).await;
    let at = format!("/console/refunds/{}", failed["id"].as_str().unwrap());
    for listed in ["/console", "/console/money"] {
        let html = owner.get(listed).await.text;
        assert!(
            html.contains(&at) && html.contains("the account is closed"),
            "{listed}"
        );
    }
    let one = owner.get(&at).await.text;
    assert!(one.contains("value=\"retry\"") && one.contains("value=\"sent\""));
    let version = failed["version"].to_string();
    let sent = |day: &'static str| {
        [
            ("action", "sent"),
            ("version", version.as_str()),
            ("day", day),
            ("note", "by transfer"),
        ]
    };
    assert_eq!(owner.post(&at, &sent("2027-01-01")).await.status, 422);
    assert_eq!(owner.post(&at, &sent("2026-11-23")).await.status, 303);
    assert_eq!(
        owner.post(&at, &sent("2026-11-22")).await.status,
        412,
        "seen before"
    );
    refund_when(&merchant, &placed, "sent").await;
    let shown = page(&app, &format!("/o/{token}"), "en").await.text;
    assert!(
        shown.contains("€10.00 was sent back to you on 23 November"),
        "{shown}"
    );
    assert!(!owner.get("/console").await.text.contains(&at));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_gives_back_in_the_console_and_a_stranger_does_not() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    let gateway = json!({ "kind": "manual" });
    merchant
        .put("/payments/gateway", &gateway)
        .await
        .expect(200);
    let placed = app
        .shopper()
        .order(&order_of("TENT", 1))
        .await
        .expect(201)
        .body;
    let charge = merchant.get("/charges").await.expect(200).body["items"][0].clone();
    let id = charge["id"].as_str().unwrap();
    let paid = json!({ "minor": 1_000 });
    merchant
        .post(&format!("/charges/{id}/mark-paid"), &paid)
        .await
        .expect(200);
    let owner = app.staff("demo", Role::Owner).await;
    let at = format!("/console/charges/{id}");
    let form = |give: &'static str| [("action", "give"), ("give", give), ("why", "a scratch")];
    for wrong in ["", "0", "10,01", "ten"] {
        assert_eq!(owner.post(&at, &form(wrong)).await.status, 422, "{wrong}");
    }
    assert_eq!(owner.post(&at, &form("4,00")).await.status, 303);
    let shown = owner.get(&at).await.text;
    assert!(
        shown.contains("a scratch") && shown.contains("€6.00"),
        "what is left to give: {shown}"
    );
    let due = refund_when(&merchant, &placed, "due").await;
    assert_eq!(due["by"], "hand");
    app.open_shop("other").await;
    let other = app.merchant_of("other").await;
    let refund = due["id"].as_str().unwrap();
    give(
        &other,
        &placed,
        "mine",
        &json!({ "amount": { "minor": 1 }, "reason": "mine" }),
    )
    .await
    .expect(404);
    other
        .get(&format!(
            "/orders/{}/refunds",
            placed["order"].as_str().unwrap()
        ))
        .await
        .expect(404);
    other
        .post(&format!("/refunds/{refund}/mark-sent"), &json!({}))
        .await
        .expect(404);
    assert_eq!(other.get("/refunds").await.body["items"], json!([]));
    merchant
        .post(&format!("/refunds/{refund}/retry"), &json!({}))
        .await
        .expect(409);
    let note = json!({ "day": "2026-11-23", "note": "line 9" });
    let sent = merchant
        .post(&format!("/refunds/{refund}/mark-sent"), &note)
        .await
        .expect(200)
        .body;
    assert_eq!(
        (&sent["state"], &sent["day"]),
        (&json!("sent"), &json!("2026-11-23"))
    );
}

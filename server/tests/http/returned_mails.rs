//! Mails that come back: a notice that did was not given, nothing more is sent there, and people of
//! the shop can change that. Complaints end what nobody has to get.

use crate::app::{Merchant, TestApp, answer, product};
use crate::notices_by_mail::{keeps_law, of_kind, ordered, sending, slips};
use crate::smtp_server::{Manner, SmtpServer};
use dockline_domain::access::Role;
use reqwest::Method;
use serde_json::{Value, json};

async fn says(merchant: &Merchant<'_>, mail: &Value, kind: &str) -> crate::app::Answer {
    let body = json!({ "message": mail["id"], "kind": kind });
    merchant.post("/mail/events", &body).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notice_that_came_back_was_not_given_and_nothing_more_is_sent_there() {
    let server = SmtpServer::start(Manner::Usual).await;
    let app = sending(&server).await;
    let merchant = keeps_law(&app, true).await;
    let placed = ordered(&app, "ada", "en").await;
    slips(&app, &merchant).await;
    let path = format!("/orders/{}/notices", placed["order"].as_str().unwrap());
    let notice = json!({ "sku": "TENT", "until": "2027-01-12", "reason": "the mill is late", "channel": "mail" });
    merchant.post(&path, &notice).await.expect(201);
    let mails = of_kind(&app, &merchant, "notice", 1).await;
    assert_eq!(mails[0]["state"], "sent");
    let state = async || {
        let order = app.shopper().look_at(&placed).await.expect(200).body;
        order["notices"][0]["state"].clone()
    };
    assert_eq!(state().await, "given");
    // Its Message-ID says which one it is, too.
    let named = format!("<{}@shop.example>", mails[0]["id"].as_str().unwrap());
    let event = json!({ "message": named, "kind": "bounce", "permanent": true, "at": "2026-11-23T10:00:00Z" });
    for _ in 0..2 {
        let mail = merchant.post("/mail/events", &event).await.expect(200).body;
        assert_eq!(mail["state"], "bounced");
    }
    assert_eq!(
        state().await,
        "failed",
        "an offer that did not arrive is no offer"
    );
    let owner = app.staff("demo", Role::Owner).await;
    let today = owner.get("/console").await.expect(200);
    today
        .shows("Mails that came back")
        .shows("1 mail did not arrive.");
    let story = format!("/console/orders/{}", placed["number"]);
    owner
        .get(&story)
        .await
        .shows("The mail with the notice came back: it was not given");
    // Not even what the law asks for goes there, and that is no offer either.
    merchant.post(&path, &notice).await.expect(201);
    let again = of_kind(&app, &merchant, "notice", 2).await;
    let again = &again[1];
    assert_eq!(
        (&again["state"], &again["reason"]),
        (&json!("skipped"), &json!("suppressed"))
    );
    // Somebody of the shop lifts that.
    let page = format!("/console/mail/{}", mails[0]["id"].as_str().unwrap());
    owner
        .get(&page)
        .await
        .shows("Nothing is sent to this address any more");
    owner
        .post(&page, &[("action", "lift")])
        .await
        .leads_to(&format!("{page}?done=lift"));
    merchant.post(&path, &notice).await.expect(201);
    let third = of_kind(&app, &merchant, "notice", 3).await;
    assert_eq!(third[2]["state"], "sent");
    let seen = format!("/messages/{}/seen", mails[0]["id"].as_str().unwrap());
    assert_eq!(
        merchant.post(&seen, &json!({})).await.expect(200).body["state"],
        "sent"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_complaint_ends_what_nobody_has_to_get_and_nothing_else() {
    let server = SmtpServer::start(Manner::Usual).await;
    let app = sending(&server).await;
    let merchant = keeps_law(&app, true).await;
    ordered(&app, "ada", "en").await;
    let mails = of_kind(&app, &merchant, "confirmation", 1).await;
    says(&merchant, &mails[0], "complaint").await.expect(200);
    ordered(&app, "ADA+tent", "en").await;
    let mails = of_kind(&app, &merchant, "confirmation", 2).await;
    assert_eq!(mails[1]["state"], "sent", "it is about an order");
    merchant
        .put("/products/mat", &product(&["MAT"]))
        .await
        .expect(201);
    let body = json!({ "sku": "MAT", "email": "ada@example.com" });
    let asked = app.request(Method::POST, "/api/v1/shops/demo/waitlist");
    answer(asked.json(&body)).await.expect(202);
    let asked = of_kind(&app, &merchant, "waitlist-confirm", 1).await;
    assert_eq!(
        (&asked[0]["state"], &asked[0]["reason"]),
        (&json!("skipped"), &json!("suppressed"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_not_sent_did_not_come_back_and_what_is_wrong_is_named() {
    let app = TestApp::selling(9).await;
    let merchant = app.merchant().await;
    merchant
        .patch("/shop", &json!({ "mail": "on" }))
        .await
        .expect(200);
    app.shopper().placed("TENT", 1).await;
    let mails = merchant.mails(1).await;
    assert_eq!(mails[0]["state"], "kept");
    says(&merchant, &mails[0], "bounce").await.expect(409);
    let wrong = json!({ "message": "evt_1", "kind": "lost", "permanent": "no", "at": "noon" });
    let wrong = merchant.post("/mail/events", &wrong).await.expect(422);
    assert_eq!(wrong.wrong(), ["/message", "/kind", "/permanent", "/at"]);
    let unknown = json!({ "message": "msg_01kb7h2q8m0000000000000001", "kind": "bounce" });
    merchant.post("/mail/events", &unknown).await.expect(404);
}

//! Notices of delay by mail: they count once the mail server has taken them, say the same as their
//! page, and one that does not arrive is no offer.

use crate::app::{Merchant, TestApp};
use crate::databases::sqlite;
use crate::mails::text_of;
use crate::smtp_server::{Manner, SmtpServer};
use dockline_adapters::mail::Outgoing;
use dockline_domain::access::Role;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// A server whose mails are really sent, by one that fails on purpose.
pub(crate) async fn sending(server: &SmtpServer) -> TestApp {
    let outgoing = Outgoing::new(
        Some(&server.url()),
        Some("orders@shop.example"),
        "https://shop.example",
    );
    let outgoing = outgoing
        .unwrap()
        .with_times(Duration::from_millis(700), Duration::from_secs(5));
    TestApp::with_config(sqlite(), |config| config.outgoing = outgoing).await
}

/// A shop that writes mails and keeps the law, with a tent that leaves by 18 December.
pub(crate) async fn keeps_law(app: &TestApp, sent: bool) -> Merchant<'_> {
    let merchant = app.merchant().await;
    let rules = json!({ "delay_law": "today", "mail": "on" });
    merchant.patch("/shop", &rules).await.expect(200);
    merchant.product("tent", &["TENT"]).await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-16", "2026-12-18")
        .await;
    // The worker says whether mails reach people.
    let began = Instant::now();
    while sent && !app.engine.shop("demo").await.unwrap().mail_sent {
        assert!(began.elapsed() < Duration::from_secs(20), "nobody says so");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    merchant
}

/// An order of two tents that goes to New York.
pub(crate) async fn ordered(app: &TestApp, who: &str, locale: &str) -> Value {
    let to = json!({ "lines": ["1 Main Street"], "postal_code": "10001", "city": "New York", "region": "NY", "country": "US" });
    let order = json!({ "email": format!("{who}@example.com"), "name": "Ada", "locale": locale, "address": to,
        "lines": [{ "sku": "TENT", "quantity": 2 }] });
    app.shopper().order(&order).await.expect(201).body
}

pub(crate) async fn slips(app: &TestApp, merchant: &Merchant<'_>) {
    let slip = json!({ "expected": { "earliest": "2027-01-07", "latest": "2027-01-08" }, "reason": "the mill is late", "basis": "mill" });
    let slipped = merchant.patch("/purchase-orders/PO-1", &slip).await;
    slipped.expect(200);
    app.promises_revised().await;
}

async fn told(merchant: &Merchant<'_>, placed: &Value) -> Value {
    let path = format!("/orders/{}/notices", placed["order"].as_str().unwrap());
    let notice = json!({ "sku": "TENT", "until": "2027-01-10", "reason": "see https://evil.example <b>now</b>" });
    let given = merchant.post(&path, &notice).await.expect(201).body;
    given["notices"][0].clone()
}

/// The mails of a kind, once none of them waits any more.
pub(crate) async fn of_kind(
    app: &TestApp,
    merchant: &Merchant<'_>,
    kind: &str,
    count: usize,
) -> Vec<Value> {
    let began = Instant::now();
    loop {
        let shop = app.engine.shop("demo").await.unwrap();
        app.engine.mails_all_planned(&shop).await.unwrap();
        let all = merchant.mails(0).await;
        let some = all.into_iter().filter(|mail| mail["kind"] == kind);
        let some: Vec<Value> = some.collect();
        if some.len() >= count {
            return some;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "{some:#?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn notice_of(app: &TestApp, placed: &Value) -> Value {
    let order = app.shopper().look_at(placed).await.expect(200).body;
    order["notices"][0].clone()
}

#[tokio::test]
async fn a_notice_goes_out_by_mail_and_counts_once_the_mail_server_has_taken_it() {
    let server = SmtpServer::start(Manner::Usual).await;
    let app = sending(&server).await;
    let merchant = keeps_law(&app, true).await;
    let ada = ordered(&app, "ada", "en").await;
    let ben = ordered(&app, "ben", "de").await;
    let eve = ordered(&app, "unknown", "en").await;
    slips(&app, &merchant).await;
    let notice = told(&merchant, &ada).await;
    assert_eq!(
        (&notice["state"], &notice["kind"]),
        (&json!("planned"), &json!("short"))
    );
    for placed in [&ben, &eve] {
        told(&merchant, placed).await;
    }
    let mails = of_kind(&app, &merchant, "notice", 3).await;
    let states: Vec<_> = mails
        .iter()
        .map(|mail| mail["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["sent", "sent", "parked"], "{mails:#?}");
    for (placed, state) in [(&ada, "given"), (&ben, "given"), (&eve, "failed")] {
        assert_eq!(notice_of(&app, placed).await["state"], state);
    }
    // The mail says what the page says, with both choices, and leads nowhere else.
    let text = text_of(&merchant, &mails[0]).await;
    let url = notice["url"].as_str().unwrap();
    for says in [
        "2 × Tent will ship by 10 January 2027, not by 18 December as we told you.",
        "If we do not hear from you before we ship and by 10 January 2027, you agree to wait until 10 January 2027.",
        "I wait until 10 January 2027",
        "I cancel and get everything back",
        &format!("{url}?answer=wait"),
        &format!("{url}?answer=cancel"),
    ] {
        assert!(text.contains(says), "{says}: {text}");
    }
    assert!(
        !text.contains("/o/") && !text.contains("//evil.example"),
        "{text}"
    );
    assert_eq!(
        mails[0]["subject"],
        "Order 1: it is late, and you can choose"
    );
    let german = text_of(&merchant, &mails[1]).await;
    assert!(
        german.contains("gilt das als Ihr Einverständnis") && german.contains("Ich storniere"),
        "{german}"
    );
    let whole = server.taken();
    let html = whole
        .iter()
        .find(|mail| mail.data.contains("answer=3Dcancel"));
    assert!(html.is_some(), "no HTML with the choices");
    let path = format!("/orders/{}/evidence", ada["order"].as_str().unwrap());
    let evidence = merchant.get(&path).await.expect(200).body;
    let sent = evidence["mails"].as_array().unwrap();
    let sent = sent.iter().find(|mail| mail["kind"] == "notice").unwrap();
    assert_eq!(
        (&sent["state"], &sent["tries"][0]["result"]),
        (&json!("sent"), &json!("sent"))
    );
    assert!(
        sent["message_id"]
            .as_str()
            .unwrap()
            .ends_with("@shop.example>"),
        "{sent}"
    );
    assert_eq!(evidence["notices"][0]["state"], "given");
    assert_eq!(evidence["told"][1]["reason"], "the mill is late");
    // What does not arrive is no offer: it stands in Today, and somebody may tell them otherwise.
    let today = app
        .staff("demo", Role::Owner)
        .await
        .get("/console")
        .await
        .expect(200)
        .text;
    assert!(
        today.contains("did not arrive") && today.contains("/console/mail?state=parked"),
        "{today}"
    );
    let path = format!("/orders/{}/notices", eve["order"].as_str().unwrap());
    let phone = json!({ "sku": "TENT", "until": "2027-01-12", "channel": "phone" });
    let given = merchant.post(&path, &phone).await.expect(201).body;
    // The first that was given: silence is consent.
    assert_eq!(given["notices"][0]["kind"], "short");
    // Whoever may not change orders does not see the links, by which anyone can cancel.
    let id = mails[0]["id"].as_str().unwrap();
    let page = app
        .staff("demo", Role::Viewer)
        .await
        .get(&format!("/console/mail/{id}"))
        .await;
    assert!(!page.expect(200).text.contains("/n/"));
}

#[tokio::test]
async fn an_answer_is_receipted_and_a_cancellation_has_its_own_mail() {
    let server = SmtpServer::start(Manner::Usual).await;
    let app = sending(&server).await;
    let merchant = keeps_law(&app, true).await;
    let (ada, ben) = (
        ordered(&app, "ada", "en").await,
        ordered(&app, "ben", "de").await,
    );
    slips(&app, &merchant).await;
    for placed in [&ada, &ben] {
        told(&merchant, placed).await;
    }
    of_kind(&app, &merchant, "notice", 2).await;
    for (placed, answer) in [(&ada, "cancel"), (&ben, "wait")] {
        let path = format!(
            "/api/v1/orders/{}/answers",
            placed["token"].as_str().unwrap()
        );
        let body = json!({ "notice": 1, "answer": answer });
        let asked = app.request(reqwest::Method::POST, &path).json(&body);
        crate::app::answer(asked).await.expect(200);
    }
    let receipts = of_kind(&app, &merchant, "answer-recorded", 1).await;
    let text = text_of(&merchant, &receipts[0]).await;
    assert!(text.contains("Sie warten bis 10. Januar 2027."), "{text}");
    let cancelled = of_kind(&app, &merchant, "cancelled", 1).await;
    assert_eq!(cancelled[0]["to"], "ada@example.com");
    assert_eq!(
        of_kind(&app, &merchant, "answer-recorded", 1).await.len(),
        1
    );
}

#[tokio::test]
async fn where_no_mail_reaches_people_a_notice_is_only_recorded() {
    let app = TestApp::new().await;
    let merchant = keeps_law(&app, false).await;
    let placed = ordered(&app, "ada", "en").await;
    slips(&app, &merchant).await;
    assert_eq!(told(&merchant, &placed).await["state"], "given");
    let shop = app.engine.shop("demo").await.unwrap();
    app.engine.mails_all_planned(&shop).await.unwrap();
    let mails = merchant.mails(1).await;
    assert!(
        mails.iter().all(|mail| mail["kind"] != "notice"),
        "{mails:#?}"
    );
    let order = app
        .staff("demo", Role::Owner)
        .await
        .get("/console/orders/1")
        .await;
    assert!(
        order
            .expect(200)
            .text
            .contains("Text of notice 1, to be sent")
    );
}

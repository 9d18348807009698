//! The law of delay: the rule of the shop, notices and answers by REST, and the console's page.

use crate::app::{Merchant, TestApp};

use dockline_domain::access::Role;
use serde_json::{Value, json};

async fn keeps_law(merchant: &Merchant<'_>) {
    let law = json!({ "delay_law": "today" });
    let shop = merchant.patch("/shop", &law).await.expect(200).body;
    assert_eq!(
        (&shop["delay_law"], &shop["delay_regime_unknown"]),
        (&json!("today"), &json!("none"))
    );
}

/// An order that goes to New York and leaves by 18 December, and slipped to January since.
async fn late(app: &TestApp) -> Value {
    let merchant = app.merchant().await;
    keeps_law(&merchant).await;
    merchant.product("tent", &["TENT"]).await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-16", "2026-12-18")
        .await;
    let to = json!({ "lines": ["1 Main Street"], "postal_code": "10001", "city": "New York", "region": "NY", "country": "US" });
    let placed = ordered(app, to, "en").await;
    let slip = json!({ "expected": { "earliest": "2027-01-07", "latest": "2027-01-08" }, "reason": "the mill is late", "basis": "mill" });
    merchant
        .patch("/purchase-orders/PO-1", &slip)
        .await
        .expect(200);
    placed
}

/// An order of two tents to an address.
async fn ordered(app: &TestApp, to: Value, locale: &str) -> Value {
    let order = json!({ "email": "ada@example.com", "name": "Ada", "locale": locale, "address": to,
        "lines": [{ "sku": "TENT", "quantity": 2 }] });
    app.shopper().order(&order).await.expect(201).body
}

/// Another one, in German, told for the same day.
async fn late_again(app: &TestApp) -> Value {
    let merchant = app.merchant().await;
    let sooner = json!({ "expected": { "earliest": "2026-12-16", "latest": "2026-12-18" }, "basis": "mill", "reason": "sooner" });
    merchant
        .patch("/purchase-orders/PO-1", &sooner)
        .await
        .expect(200);
    let to = json!({ "lines": ["1 Main Street"], "postal_code": "10001", "city": "New York", "region": "NY", "country": "US" });
    let placed = ordered(app, to, "de").await;
    let later = json!({ "expected": { "earliest": "2027-02-16", "latest": "2027-02-17" }, "basis": "mill", "reason": "later" });
    merchant
        .patch("/purchase-orders/PO-1", &later)
        .await
        .expect(200);
    placed
}

fn path(placed: &Value) -> String {
    format!("/orders/{}/notices", placed["order"].as_str().unwrap())
}

async fn answered(app: &TestApp, placed: &Value, body: &Value) -> crate::app::Answer {
    let path = format!(
        "/api/v1/orders/{}/answers",
        placed["token"].as_str().unwrap()
    );
    let request = app.request(reqwest::Method::POST, &path).json(body);
    crate::app::answer(request).await
}

#[tokio::test]
async fn a_shop_keeps_no_law_until_it_says_so_and_none_by_itself() {
    let app = TestApp::selling(9).await;
    let merchant = app.merchant().await;
    let shop = merchant.get("/shop").await.expect(200).body;
    assert_eq!(shop["delay_law"], "off");
    let wrong = json!({ "delay_law": "automatic", "delay_regime_unknown": "mars" });
    let wrong = merchant.patch("/shop", &wrong).await.expect(422);
    assert_eq!(wrong.wrong(), ["/delay_regime_unknown"]);
    let automatic = json!({ "delay_law": "automatic" });
    let refused = merchant.patch("/shop", &automatic).await.expect(409);
    let told = refused.body["detail"].as_str().unwrap();
    assert!(told.contains("dockline mail check"), "{told}");
    let wait = json!({ "notice_wait_minutes": 1441 });
    let refused = merchant.patch("/shop", &wait).await.expect(422);
    assert_eq!(refused.wrong(), ["/notice_wait_minutes"]);
    let wait = json!({ "notice_wait_minutes": 60 });
    let set = merchant.patch("/shop", &wait).await.expect(200).body;
    assert_eq!(set["notice_wait_minutes"], 60);
    let placed = app.shopper().placed("TENT", 1).await;
    let notice = json!({ "sku": "TENT", "until": "2027-01-10" });
    merchant.post(&path(&placed), &notice).await.expect(409);
    let order = app.shopper().look_at(&placed).await.expect(200).body;
    assert_eq!(order["notices"], json!([]));
}

#[tokio::test]
async fn a_notice_is_recorded_and_answered_by_the_link() {
    let app = TestApp::new().await;
    let placed = late(&app).await;
    let merchant = app.merchant().await;
    for (body, pointer) in [
        (json!({ "until": "2027-01-10" }), "/sku"),
        (json!({ "sku": "TENT" }), "/reason"),
        (json!({ "sku": "TENT", "until": "soon" }), "/until"),
        (
            json!({ "sku": "TENT", "until": "2027-01-10", "channel": "link" }),
            "/channel",
        ),
        (json!({ "sku": "HAT", "until": "2027-01-10" }), "/sku"),
        (
            json!({ "sku": "TENT", "reason": "why", "further": "2027-02-01" }),
            "/further",
        ),
    ] {
        let wrong = merchant.post(&path(&placed), &body).await.expect(422);
        assert_eq!(wrong.wrong(), [pointer], "{body}");
    }
    let early = json!({ "sku": "TENT", "until": "2026-12-18" });
    merchant.post(&path(&placed), &early).await.expect(409);
    let notice = json!({ "sku": "TENT", "until": "2027-01-10", "further": "2027-02-01", "reason": "the mill is late", "channel": "phone" });
    let given = merchant
        .post(&path(&placed), &notice)
        .await
        .expect(201)
        .body;
    let notice = &given["notices"][0];
    assert_eq!(
        (&notice["number"], &notice["kind"]),
        (&json!(1), &json!("short"))
    );
    let order = app.shopper().look_at(&placed).await.expect(200).body;
    let told = &order["notices"][0];
    for (field, value) in [
        ("number", json!(1)),
        ("sku", json!("TENT")),
        ("kind", json!("short")),
        ("t", json!("2026-12-18")),
        ("r", json!("2027-01-10")),
        ("further", json!("2027-02-01")),
        ("reason", json!("the mill is late")),
        ("answer_by", json!("2027-01-10")),
        ("answer", json!(null)),
    ] {
        assert_eq!(told[field], value, "{field}");
    }
    let backorders = &order["lines"][0]["backorders"];
    assert_eq!(told["backorder"], backorders[0]["id"]);
    for (body, pointer) in [
        (json!({ "answer": "wait" }), "/notice"),
        (json!({ "notice": 1, "answer": "perhaps" }), "/answer"),
        (json!({ "notice": 1, "answer": "last_date" }), "/last_date"),
        (
            json!({ "notice": 1, "answer": "last_date", "last_date": "2027-02-01" }),
            "/answer",
        ),
    ] {
        assert_eq!(
            answered(&app, &placed, &body).await.expect(422).wrong(),
            [pointer],
            "{body}"
        );
    }
    let foreign = json!({ "notice": 7, "answer": "wait" });
    answered(&app, &placed, &foreign).await.expect(404);
    let further = json!({ "notice": 1, "answer": "wait_further" });
    let order = answered(&app, &placed, &further).await.expect(200).body;
    let answer = &order["notices"][0]["answer"];
    assert_eq!(
        (&answer["answer"], &answer["until"], &answer["channel"]),
        (&json!("wait"), &json!("2027-02-01"), &json!("link"))
    );
    let cancel = json!({ "notice": 1, "answer": "cancel" });
    let order = answered(&app, &placed, &cancel).await.expect(200).body;
    assert_eq!(
        (&order["state"], &order["notices"][0]["answer"]["answer"]),
        (&json!("cancelled"), &json!("cancel"))
    );
    let late = answered(&app, &placed, &json!({ "notice": 1, "answer": "wait" })).await;
    assert_eq!(late.expect(409).problem(), "too-late");
}

#[tokio::test]
async fn the_console_says_what_is_due_and_records_what_people_were_told() {
    let app = TestApp::new().await;
    let placed = late(&app).await;
    let ann = app.staff("demo", Role::Support).await;
    let today = ann.get("/console").await.expect(200);
    today
        .shows("One line of an order needs a notice by")
        .shows("Give a notice by");
    let order = format!("/console/orders/{}", placed["number"]);
    let page = ann.get(&order).await.expect(200);
    let page = page
        .shows("United States: 16 CFR 435")
        .shows("Record a notice of delay");
    assert!(!page.text.contains("Record an answer"));
    let version = page.hidden("version");
    let told = |until: &'static str, why: &'static str| {
        vec![
            ("action", "notice"),
            ("sku", "TENT"),
            ("until", until),
            ("why", why),
            ("notice-channel", "phone"),
        ]
    };
    let post = async |mut form: Vec<(&str, &str)>, version: &str| {
        form.push(("version", version));
        ann.post(&order, &form).await
    };
    let wrong = post(told("", ""), &version).await.expect(422);
    wrong.shows("or the reason why nobody can say");
    let early = post(told("2026-12-01", ""), &version).await.expect(409);
    early.shows("needs no notice").shows("value=\"2026-12-01\"");
    let given = post(told("", "the mill has stopped"), &version).await;
    given.leads_to(&format!("{order}?done=notice"));
    let page = ann.get(&order).await.expect(200);
    let page = page
        .shows("notice without a day")
        .shows("Record an answer to a notice")
        .shows("the mill has stopped");
    let answer = vec![
        ("action", "answer"),
        ("notice", "1"),
        ("answer", "wait"),
        ("answer-channel", "phone"),
    ];
    let answered = post(answer, &page.hidden("version")).await;
    answered.leads_to(&format!("{order}?done=answer"));
    ann.get(&order)
        .await
        .expect(200)
        .shows("They agreed to wait until it ships");
    let german = ann.get(&format!("{order}?lang=de")).await.expect(200);
    german.shows("Sie sind einverstanden, bis zum Versand zu warten");
    let empty = ann.get("/console").await.expect(200);
    assert!(!empty.text.contains("Give a notice by"));
    // A viewer may not change orders, and records nothing.
    let viewer = app.staff("demo", Role::Viewer).await;
    let page = viewer.get(&order).await.expect(200);
    assert!(!page.text.contains("Record a notice of delay"));
}

#[tokio::test]
async fn a_notice_is_answered_on_its_page_without_a_log_in() {
    let app = TestApp::new().await;
    let placed = late(&app).await;
    let merchant = app.merchant().await;
    let notice = json!({ "sku": "TENT", "until": "2027-01-10", "further": "2027-02-01", "reason": "<b>the mill" });
    let given = merchant
        .post(&path(&placed), &notice)
        .await
        .expect(201)
        .body;
    let url = given["notices"][0]["url"].as_str().unwrap();
    let page = url.strip_prefix("https://shop.example").unwrap();
    assert!(page.starts_with("/n/") && !page.contains(placed["token"].as_str().unwrap()));
    let ada = app.nobody();
    let own = format!("/o/{}", placed["token"].as_str().unwrap());
    ada.get(&own)
        .await
        .expect(200)
        .shows(&format!("href=\"{page}\""));
    // What a link marks is marked, and nothing else; opening it answers nothing.
    let shown = ada.get(&format!("{page}?answer=cancel")).await.expect(200);
    let shown = shown
        .shows("If we do not hear from you before we ship and by 10 January 2027, you agree to wait until 10 January 2027.")
        .shows("within 7 working days")
        .shows("&lt;b&gt;the mill");
    assert_eq!(shown.text.matches(" checked").count(), 1);
    assert_eq!(
        (
            shown.header("referrer-policy"),
            shown.header("cache-control")
        ),
        ("no-referrer", "private, no-store")
    );
    let plain = ada.get(page).await.expect(200);
    assert!(!plain.text.contains(" checked") && !plain.text.contains("last_date"));
    // Who holds this link sees the notice, and not the order.
    assert!(!plain.text.contains(placed["token"].as_str().unwrap()));
    let order = app.shopper().look_at(&placed).await.expect(200).body;
    assert_eq!(order["notices"][0]["answer"], json!(null));
    ada.post(page, &[])
        .await
        .expect(422)
        .shows("Choose an answer");
    ada.post(page, &[("answer", "wait_further")])
        .await
        .leads_to(&format!("{page}?done=1"));
    let answered = ada.get(&own).await.expect(200);
    assert!(!answered.text.contains("/n/"));
    let done = ada.get(&format!("{page}?done=1")).await.expect(200);
    done.shows("Thank you")
        .shows("You wait until 1 February 2027.");
    ada.post(page, &[("answer", "cancel")])
        .await
        .leads_to(&format!("{page}?done=1"));
    let closed = ada
        .get(page)
        .await
        .expect(200)
        .shows("You have cancelled.")
        .shows("nothing to answer any more");
    assert!(!closed.text.contains("<form class=\"notice-answer"));
    ada.post(page, &[("answer", "wait")])
        .await
        .expect(409)
        .shows("comes too late");
    for unknown in [
        "/n/x",
        &page[..page.len() - 1],
        &format!("/n/{}", placed["token"].as_str().unwrap()),
    ] {
        ada.get(unknown).await.expect(404);
        ada.post(unknown, &[("answer", "cancel")]).await.expect(404);
    }
    // The text that is to be sent has the link, in the order's language.
    let other = late_again(&app).await;
    merchant
        .post(&path(&other), &json!({ "sku": "TENT", "reason": "Sturm" }))
        .await
        .expect(201);
    let ann = app.staff("demo", Role::Support).await;
    let order = format!("/console/orders/{}", other["number"]);
    ann.get(&order)
        .await
        .expect(200)
        .shows("Text of notice 1, to be sent")
        .shows("Wir können nicht sagen, wie lange es dauert: Sturm")
        .shows("oder Sie uns nicht bis 17. Januar 2027 sagen")
        .shows("https://shop.example/n/");
    let viewer = app.staff("demo", Role::Viewer).await;
    let page = viewer.get(&order).await.expect(200);
    assert!(!page.text.contains("/n/"));
}

#[tokio::test]
async fn a_link_that_was_sent_says_when_its_notice_counts_no_more() {
    let app = TestApp::new().await;
    let placed = late(&app).await;
    let merchant = app.merchant().await;
    let notice = json!({ "sku": "TENT", "until": "2027-01-10", "reason": "the mill is late" });
    let given = merchant.post(&path(&placed), &notice).await.expect(201);
    let url = given.body["notices"][0]["url"].as_str().unwrap();
    let page = url.strip_prefix("https://shop.example").unwrap();
    let off = json!({ "delay_law": "off" });
    merchant.patch("/shop", &off).await.expect(200);
    let order = app.shopper().look_at(&placed).await.expect(200).body;
    let told = &order["notices"][0];
    assert_eq!(
        (&told["number"], &told["t"], &told["backorder"]),
        (&json!(1), &json!("2026-12-18"), &json!(null))
    );
    let ada = app.nobody();
    let shown = ada.get(page).await.expect(200);
    let shown = shown
        .shows("will ship by 10 January 2027")
        .shows("does not count for the order any more");
    assert!(!shown.text.contains("<form class=\"notice-answer"));
    ada.post(page, &[("answer", "wait")])
        .await
        .expect(409)
        .shows("comes too late");
    let ann = app.staff("demo", Role::Support).await;
    let console = format!("/console/orders/{}", placed["number"]);
    ann.get(&console)
        .await
        .expect(200)
        .shows("first notice, silence is consent");
}

#[tokio::test]
async fn what_left_after_the_law_ended_it_is_not_to_be_cancelled() {
    let app = TestApp::new().await;
    let placed = late(&app).await;
    let merchant = app.merchant().await;
    let receipt = json!({ "purchase_order": "PO-1", "location": "main", "lines": [{ "sku": "TENT", "quantity": 2 }] });
    let receipt = merchant.post("/receipts", &receipt).await.expect(201).body;
    let parcel = receipt["allocations"][0]["shipment"].as_str().unwrap();
    app.clock.set("2026-12-21T12:00:00Z".parse().unwrap());
    let ann = app.staff("demo", Role::Support).await;
    let page = format!("/console/orders/{}", placed["number"]);
    ann.get(&page).await.expect(200).shows("Do not send it");
    merchant
        .post(&format!("/shipments/{parcel}/pack"), &json!({}))
        .await
        .expect(200);
    let carrier = json!({ "carrier": "Post" });
    merchant
        .post(&format!("/shipments/{parcel}/hand-over"), &carrier)
        .await
        .expect(200);
    let left = ann.get(&page).await.expect(200);
    let left = left.shows("It left, though the law had ended it on");
    assert!(!left.text.contains("Do not send it"));
}

#[tokio::test]
async fn in_europe_a_last_day_may_be_set() {
    let app = TestApp::new().await;
    late(&app).await;
    let merchant = app.merchant().await;
    let to =
        json!({ "lines": ["Weg 1"], "postal_code": "26133", "city": "Oldenburg", "country": "DE" });
    let placed = ordered(&app, to, "de").await;
    let slip = json!({ "expected": { "earliest": "2027-02-07", "latest": "2027-02-08" }, "reason": "the mill is late", "basis": "mill" });
    merchant
        .patch("/purchase-orders/PO-1", &slip)
        .await
        .expect(200);
    let given = merchant
        .post(
            &path(&placed),
            &json!({ "sku": "TENT", "until": "2027-02-10" }),
        )
        .await
        .expect(201)
        .body;
    let url = given["notices"][0]["url"].as_str().unwrap();
    let page = url.strip_prefix("https://shop.example").unwrap();
    let ada = app.nobody();
    let shown = ada
        .get(&format!("{page}?lang=de"))
        .await
        .expect(200)
        .shows("Solange Sie nichts sagen, ändert sich nichts.");
    assert!(!shown.text.contains("Einverständnis"));
    for wrong in ["", "soon", "2026-11-01"] {
        let form = [("answer", "last_date"), ("last_date", wrong)];
        ada.post(page, &form).await.expect(422);
    }
    let form = [("answer", "last_date"), ("last_date", "2027-03-01")];
    ada.post(page, &form)
        .await
        .leads_to(&format!("{page}?done=1"));
    ada.get(&format!("{page}?lang=de"))
        .await
        .expect(200)
        .shows("Sie haben einen letzten Tag gesetzt: 1. März 2027.");
}

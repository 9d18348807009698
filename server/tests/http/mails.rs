//! Mails: planned once, written from what is true when they are sent, sent once, and told apart from
//! those that were not.

use crate::app::{Merchant, TestApp, answer, order_of, product, purchase_order};
use crate::databases::sqlite;
use crate::on_both;
use crate::smtp_server::{Manner, SmtpServer};
use dockline_adapters::mail::{self, Outgoing};
use dockline_domain::access::{Permission, Role};
use dockline_domain::scope::Scopes;
use dockline_engine::Engine;
use dockline_engine::command::CreateApiKey;
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A server whose shop `demo` writes mails, and sells what is on order.
async fn writing(app: &TestApp) -> Merchant<'_> {
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    let order = purchase_order("PO-1", "TENT", 10, "2026-12-14", "2026-12-18");
    merchant.post("/purchase-orders", &order).await.expect(201);
    let changed = merchant.patch("/shop", &json!({ "mail": "on" })).await;
    assert_eq!(changed.expect(200).body["mail"], "on");
    merchant
}

/// Mails that are really sent, by a server that fails on purpose.
fn outgoing(server: &SmtpServer, mail: Duration, lease: Duration) -> Outgoing {
    let outgoing = Outgoing::new(
        Some(&server.url()),
        Some("orders@shop.example"),
        "https://shop.example",
    );
    outgoing.unwrap().with_times(mail, lease)
}

async fn sending(server: &SmtpServer) -> TestApp {
    let times = (Duration::from_millis(700), Duration::from_secs(5));
    let outgoing = outgoing(server, times.0, times.1);
    TestApp::with_config(sqlite(), |config| config.outgoing = outgoing).await
}

fn of<'a>(mails: &'a [Value], name: &str) -> Vec<&'a str> {
    let text = |mail: &'a Value| mail[name].as_str().unwrap_or("");
    mails.iter().map(text).collect()
}

async fn whole(merchant: &Merchant<'_>, mail: &Value) -> String {
    let path = format!("/messages/{}", mail["id"].as_str().unwrap());
    let asked = merchant
        .request(Method::GET, &path)
        .header("accept", "message/rfc822");
    let answer = asked.send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "message/rfc822");
    answer.text().await.unwrap()
}

/// What a mail says.
pub(crate) async fn text_of(merchant: &Merchant<'_>, mail: &Value) -> String {
    let path = format!("/messages/{}", mail["id"].as_str().unwrap());
    let whole = merchant.get(&path).await.expect(200).body;
    whole["text"].as_str().unwrap().to_owned()
}

on_both! {
    async fn a_confirmation_is_kept_in_the_language_of_the_order_where_no_mail_server_is_set(app: TestApp) {
        let merchant = writing(&app).await;
        let mut order = order_of("TENT", 2);
        order["locale"] = json!("de-AT");
        let placed = app.shopper().order(&order).await.expect(201).body;
        let mails = merchant.mails(1).await;
        assert_eq!(of(&mails, "kind"), ["confirmation"]);
        assert_eq!(of(&mails, "state"), ["kept"]);
        assert_eq!(of(&mails, "to"), ["ada@example.com"]);
        assert_eq!(of(&mails, "subject"), ["Bestellung 1: danke, sie ist aufgegeben"]);
        let text = text_of(&merchant, &mails[0]).await;
        assert!(text.contains("Versand Ihrer Bestellung: 14.–18. Dezember"), "{text}");
        let link = format!("https://shop.example/o/{}", placed["token"].as_str().unwrap());
        assert!(text.contains(&link), "{text}");
        let message = whole(&merchant, &mails[0]).await;
        for header in ["Message-ID: <msg_", "References: <ord_", "Auto-Submitted: auto-generated", "Content-Language: de"] {
            assert!(message.contains(header), "{header}: {message}");
        }
        // Staff read it in their own language, and the mail stays as it was written.
        let page = app.staff("demo", Role::Viewer).await.get("/console/mailbox").await.expect(200).text;
        assert!(page.contains("Bestellung 1: danke, sie ist aufgegeben") && page.contains("ada@example.com"));
    }

    async fn nobody_is_written_to_of_what_happened_before_or_while_mails_were_off(app: TestApp) {
        let merchant = app.merchant().await;
        merchant.product("tent", &["TENT"]).await;
        merchant.stock("TENT", 9).await;
        app.shopper().placed("TENT", 1).await;
        for (mail, orders) in [("on", 1), ("off", 1), ("on", 1)] {
            merchant.patch("/shop", &json!({ "mail": mail })).await.expect(200);
            for _ in 0..orders {
                app.shopper().placed("TENT", 1).await;
            }
            if mail == "on" {
                let shop = app.engine.shop("demo").await.unwrap();
                app.engine.mails_all_planned(&shop).await.unwrap();
            }
        }
        let mails = merchant.mails(2).await;
        assert_eq!(of(&mails, "order_reference"), ["2", "4"]);
        assert_eq!(merchant.patch("/shop", &json!({ "mail": "maybe" })).await.expect(422).wrong(), ["/mail"]);
    }

    async fn a_date_that_moves_is_told_with_what_was_told_before_and_why(app: TestApp) {
        let merchant = writing(&app).await;
        app.shopper().placed("TENT", 2).await;
        merchant.mails(1).await;
        let slip = json!({ "expected": { "earliest": "2026-12-22", "latest": "2026-12-24" }, "reason": "storm in Porto" });
        merchant.patch("/purchase-orders/PO-1", &slip).await.expect(200);
        app.promises_revised().await;
        let mails = merchant.mails(2).await;
        assert_eq!(of(&mails, "kind"), ["confirmation", "moved"]);
        assert_eq!(of(&mails, "subject")[1], "Order 1: it ships later");
        let text = text_of(&merchant, &mails[1]).await;
        assert!(text.contains("Now 22–24 December, 6 days later: storm in Porto"), "{text}");
        assert!(text.contains("Told before: 14–18 December"), "{text}");
    }

    async fn a_shop_that_begins_to_write_tells_no_move_of_before(app: TestApp) {
        let merchant = writing(&app).await;
        let mut mat = product(&["MAT"]);
        mat["title"] = json!("Mat");
        merchant.put("/products/mat", &mat).await.expect(201);
        let order = purchase_order("PO-2", "MAT", 10, "2026-12-14", "2026-12-18");
        merchant.post("/purchase-orders", &order).await.expect(201);
        merchant.patch("/shop", &json!({ "mail": "off" })).await.expect(200);
        let mut both = order_of("TENT", 1);
        both["lines"] = json!([{ "sku": "TENT", "quantity": 1 }, { "sku": "MAT", "quantity": 1 }]);
        app.shopper().order(&both).await.expect(201);
        for (order, mail) in [("PO-1", "on"), ("PO-2", "on")] {
            let slip = json!({ "expected": { "earliest": "2026-12-22", "latest": "2026-12-24" }, "reason": "storm in Porto" });
            merchant.patch(&format!("/purchase-orders/{order}"), &slip).await.expect(200);
            app.promises_revised().await;
            merchant.patch("/shop", &json!({ "mail": mail })).await.expect(200);
        }
        let mails = merchant.mails(1).await;
        assert_eq!(of(&mails, "kind"), ["moved"]);
        let text = text_of(&merchant, &mails[0]).await;
        assert!(text.contains("1 × Mat") && !text.contains("Tent"), "{text}");
    }

    async fn a_date_that_moves_because_an_order_goes_on_is_told(app: TestApp) {
        let merchant = writing(&app).await;
        let placed = app.shopper().placed("TENT", 2).await;
        merchant.mails(1).await;
        let path = format!("/orders/{}", placed["order"].as_str().unwrap());
        merchant.post(&format!("{path}/hold"), &json!({ "reason": "address" })).await.expect(200);
        let slip = json!({ "expected": { "earliest": "2026-12-22", "latest": "2026-12-24" }, "reason": "storm in Porto" });
        merchant.patch("/purchase-orders/PO-1", &slip).await.expect(200);
        app.promises_revised().await;
        merchant.post(&format!("{path}/resume"), &json!({})).await.expect(200);
        let shop = app.engine.shop("demo").await.unwrap();
        app.engine.mails_all_planned(&shop).await.unwrap();
        let mails = merchant.mails(2).await;
        let text = text_of(&merchant, &mails[1]).await;
        assert!(text.contains("Now 22–24 December") && text.contains("Told before: 14–18 December"), "{text}");
    }

    async fn units_that_come_are_told_with_what_the_whole_was_told_before(app: TestApp) {
        let merchant = writing(&app).await;
        app.shopper().placed("TENT", 6).await;
        merchant.mails(1).await;
        let some = json!({ "purchase_order": "PO-1", "location": "main", "lines": [{ "sku": "TENT", "quantity": 4, "more_to_come": true }] });
        merchant.post("/receipts", &some).await.expect(201);
        let shop = app.engine.shop("demo").await.unwrap();
        app.engine.mails_all_planned(&shop).await.unwrap();
        let mails = merchant.mails(2).await;
        assert_eq!(of(&mails, "state"), ["kept", "kept"], "{mails:#?}");
        assert_eq!(of(&mails, "subject")[1], "Order 1: dates have moved");
        let text = text_of(&merchant, &mails[1]).await;
        assert!(text.contains("4 × Tent") && text.contains("Told before: 14–18 December"), "{text}");
        assert!(!text.contains("No date yet"), "{text}");
        // The rest slips: it alone is told, with the date of the whole.
        let slip = json!({ "expected": { "earliest": "2026-12-22", "latest": "2026-12-24" }, "reason": "storm in Porto" });
        merchant.patch("/purchase-orders/PO-1", &slip).await.expect(200);
        app.promises_revised().await;
        app.engine.mails_all_planned(&shop).await.unwrap();
        let mails = merchant.mails(3).await;
        let text = text_of(&merchant, &mails[2]).await;
        assert!(text.contains("2 × Tent") && !text.contains("4 × Tent"), "{text}");
        assert!(text.contains("Told before: 14–18 December"), "{text}");
    }
}

#[tokio::test]
async fn each_kind_of_mail_tells_what_happened() {
    let app = TestApp::new().await;
    let merchant = writing(&app).await;
    let placed = app.shopper().placed("TENT", 3).await;
    merchant.mails(1).await;
    let one = json!({ "lines": [{ "sku": "TENT", "quantity": 1 }] });
    app.shopper().cancel(&placed, &one).await.expect(200);
    let mails = merchant.mails(2).await;
    let text = text_of(&merchant, &mails[1]).await;
    assert_eq!(of(&mails, "subject")[1], "Order 1: a part is cancelled");
    assert!(text.contains("1 cancelled."), "{text}");
    let receipt = json!({ "purchase_order": "PO-1", "location": "main", "lines": [{ "sku": "TENT", "quantity": 10 }] });
    let receipt = merchant.post("/receipts", &receipt).await.expect(201).body;
    let parcel = receipt["allocations"][0]["shipment"]
        .as_str()
        .unwrap()
        .to_owned();
    let act = |act: &'static str, body: Value| {
        let (merchant, path) = (&merchant, format!("/shipments/{parcel}/{act}"));
        async move { merchant.post(&path, &body).await.expect(200) }
    };
    act("pack", json!({})).await;
    act("hand-over", json!({ "carrier": "DHL", "tracking": "123" })).await;
    let shop = app.engine.shop("demo").await.unwrap();
    app.engine.mails_all_planned(&shop).await.unwrap();
    merchant.mails(3).await;
    act("deliver", json!({})).await;
    app.engine.mails_all_planned(&shop).await.unwrap();
    let mails = merchant.mails(4).await;
    let kinds = of(&mails, "kind");
    for kind in ["dispatched", "delivered"] {
        let mail = &mails[kinds.iter().position(|one| *one == kind).unwrap()];
        let text = text_of(&merchant, mail).await;
        assert!(text.contains("2 × Tent"), "{kind}: {text}");
        assert!(
            kind != "dispatched" || text.contains("DHL, number 123"),
            "{text}"
        );
    }
    let asked = merchant.get("/messages?kind=dispatched&state=kept").await;
    assert_eq!(asked.expect(200).body["items"].as_array().unwrap().len(), 1);
    let nothing = merchant
        .get("/messages?kind=countdown&state=gone&order=!")
        .await;
    assert!(
        nothing.status == 400 || nothing.status == 422,
        "{nothing:?}"
    );
}

#[tokio::test]
async fn only_what_the_mail_server_took_is_sent_and_what_it_may_have_taken_is_sent_again() {
    let server = SmtpServer::start(Manner::Usual).await;
    let app = sending(&server).await;
    let merchant = writing(&app).await;
    let names = ["ada", "unknown", "later", "content", "dropped", "slow"];
    for name in names {
        let mut order = order_of("TENT", 1);
        order["email"] = json!(format!("{name}@example.com"));
        app.shopper().order(&order).await.expect(201);
    }
    let mails = merchant.mails(names.len()).await;
    assert_eq!(
        of(&mails, "state"),
        [
            "sent",
            "parked",
            "planned",
            "parked",
            "uncertain",
            "uncertain"
        ]
    );
    assert_eq!(of(&mails, "reason"), ["", "refused", "", "refused", "", ""]);
    let taken = server.taken();
    assert_eq!(taken.len(), 1);
    assert!(taken[0].data.contains("Subject: Order 1"));
    for open in [2, 4, 5] {
        assert!(mails[open]["due_at"].is_string(), "{}", mails[open]);
    }
    // What was given up stands in Today, with the way to it.
    let owner = app.staff("demo", Role::Owner).await;
    let today = owner.get("/console").await.expect(200).text;
    assert!(today.contains("/console/mail?state=parked"), "{today}");
    let id = mails[1]["id"].as_str().unwrap();
    let page = owner.get(&format!("/console/mail/{id}")).await.expect(200);
    assert!(page.text.contains("550"), "{}", page.text);
}

#[tokio::test]
async fn no_mail_is_given_up_because_the_mail_server_takes_nobody() {
    for manner in [Manner::WrongPassword, Manner::NoSender] {
        let server = SmtpServer::start(manner).await;
        let app = sending(&server).await;
        let merchant = writing(&app).await;
        app.shopper().placed("TENT", 1).await;
        let began = Instant::now();
        while server.connections() < 3 {
            assert!(began.elapsed() < Duration::from_secs(20), "{manner:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let found = merchant.get("/messages").await.expect(200).body;
        let mail = &found["items"][0];
        assert_eq!(
            (&mail["state"], &mail["reason"]),
            (&json!("planned"), &Value::Null)
        );
        assert!(server.read().is_empty());
    }
}

#[tokio::test]
async fn pages_say_that_somebody_writes_only_where_mails_are_sent() {
    let promise = "we write as soon as there is one";
    let server = SmtpServer::start(Manner::Usual).await;
    for (app, sent) in [
        (TestApp::new().await, false),
        (sending(&server).await, true),
    ] {
        let merchant = app.merchant().await;
        merchant.product("tent", &["TENT"]).await;
        let mut order = purchase_order("PO-1", "TENT", 10, "2026-12-14", "2026-12-18");
        order["expected"] = Value::Null;
        merchant.post("/purchase-orders", &order).await.expect(201);
        let page = async || {
            let asked = app.request(Method::GET, "/s/demo/p/tent");
            asked.send().await.unwrap().text().await.unwrap()
        };
        assert!(!page().await.contains(promise));
        merchant
            .patch("/shop", &json!({ "mail": "on" }))
            .await
            .expect(200);
        let began = Instant::now();
        while sent && !page().await.contains(promise) {
            assert!(began.elapsed() < Duration::from_secs(10), "nobody says so");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        tokio::task::yield_now().await;
        assert_eq!(page().await.contains(promise), sent);
        merchant
            .patch("/shop", &json!({ "mail": "off" }))
            .await
            .expect(200);
        assert!(!page().await.contains(promise));
    }
}

#[tokio::test]
async fn a_preview_is_for_who_asks_and_leaves_nothing_behind() {
    let server = SmtpServer::start(Manner::Usual).await;
    let app = sending(&server).await;
    let merchant = writing(&app).await;
    app.shopper().placed("TENT", 1).await;
    merchant.mails(1).await;
    let owner = app.staff("demo", Role::Owner).await;
    let query = "order=1&kind=confirmation&in=de";
    let page = owner.get(&format!("/console/mail/preview?{query}")).await;
    assert!(page.expect(200).text.contains("Bestellung 1: danke"));
    let html = owner
        .get(&format!("/console/mail/preview/page?{query}"))
        .await;
    assert!(html.expect(200).text.contains("<base target=\"_blank\">"));
    let unknown = owner.get("/console/mail/preview?order=77&kind=moved&in=en");
    unknown.await.expect(422);
    let fields = [("order", "1"), ("kind", "confirmation"), ("in", "de")];
    owner
        .post("/console/mail/preview", &fields)
        .await
        .expect(303);
    let to: Vec<String> = server.taken().into_iter().map(|mail| mail.to).collect();
    assert_eq!(to.len(), 2);
    assert_ne!(to[1], "ada@example.com");
    assert_eq!(merchant.mails(1).await.len(), 1);
    let viewer = app.staff("demo", Role::Viewer).await;
    viewer
        .post("/console/mail/preview", &fields)
        .await
        .expect(403);
}

#[tokio::test]
async fn whoever_is_erased_is_erased_from_mails_too() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    merchant
        .patch("/shop", &json!({ "mail": "on" }))
        .await
        .expect(200);
    let placed = app.shopper().placed("TENT", 1).await;
    app.shopper().cancel(&placed, &json!({})).await.expect(200);
    merchant.mails(2).await;
    let erase = dockline_engine::command::ErasePerson {
        email: "ada@example.com".into(),
    };
    let shop = app.engine.shop("demo").await.unwrap();
    let by = dockline_engine::command::Context::by(dockline_domain::by::By::Cli);
    app.engine.execute(&shop.id, by, erase).await.unwrap();
    let found = merchant.get("/messages").await.expect(200).body;
    assert!(!found.to_string().contains("ada@example.com"), "{found}");
    for mail in found["items"].as_array().unwrap() {
        let path = format!("/api/v1/messages/{}", mail["id"].as_str().unwrap());
        let asked = app.request(Method::GET, &path).bearer_auth("nobody");
        answer(asked).await.expect(401);
        assert_eq!(mail["to"], Value::Null);
    }
}

#[tokio::test]
async fn a_mail_whose_node_died_while_it_was_sent_is_sent_again_under_the_same_id() {
    let server = SmtpServer::start(Manner::Usual).await;
    let way = outgoing(&server, Duration::from_secs(2), Duration::from_secs(5));
    let (database, config) = (sqlite(), way.clone());
    let url = database.url.clone();
    let app = TestApp::with_config(database, |all| all.outgoing = config).await;
    let merchant = writing(&app).await;
    let mut order = order_of("TENT", 1);
    order["email"] = json!("slow-once@example.com");
    app.shopper().order(&order).await.expect(201);
    let began = Instant::now();
    while server.read().is_empty() {
        assert!(began.elapsed() < Duration::from_secs(20), "nothing is sent");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // The server has read all of it, and the node is gone before it could answer.
    app.mail_worker.abort();
    let found = merchant.get("/messages").await.expect(200).body;
    assert_eq!(found["items"][0]["state"], "planned");
    let other = Engine::open(&url, app.clock.clone()).await.unwrap();
    tokio::spawn(mail::run(other, Arc::new(way), app.stopping.clone()));
    while server.taken().is_empty() {
        assert!(
            began.elapsed() < Duration::from_secs(30),
            "it is not sent again"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let ids: Vec<String> = server
        .read()
        .iter()
        .map(|read| message_id(&read.data))
        .collect();
    assert_eq!((ids.len(), &ids[0]), (2, &ids[1]));
}

fn message_id(data: &str) -> String {
    let mut lines = data.lines();
    lines
        .find(|line| line.starts_with("Message-ID:"))
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn the_link_to_an_order_is_for_those_alone_who_may_change_orders() {
    let app = TestApp::new().await;
    let merchant = writing(&app).await;
    let placed = app.shopper().placed("TENT", 1).await;
    let mails = merchant.mails(1).await;
    let (token, id) = (
        placed["token"].as_str().unwrap(),
        mails[0]["id"].as_str().unwrap(),
    );
    let pages = [
        format!("/console/mail/{id}"),
        format!("/console/mail/{id}/page"),
        "/console/mail/preview?order=1&kind=confirmation&in=en".to_owned(),
        "/console/mail/preview/page?order=1&kind=confirmation&in=de".to_owned(),
    ];
    for role in Role::ALL {
        let may = role.may(Permission::ChangeOrders);
        let browser = app.staff("demo", role).await;
        for path in &pages {
            let page = browser.get(path).await.expect(200).text;
            assert_eq!(page.contains(token), may, "{path} as {}", role.name());
        }
    }
    for (scopes, may) in [("read", false), ("read,mail", false), ("read,orders", true)] {
        let mut key = CreateApiKey::named(scopes);
        key.scopes = Scopes::parse(scopes).unwrap();
        let program = app.merchant_with("demo", key).await;
        let both = [
            text_of(&program, &mails[0]).await,
            whole(&program, &mails[0]).await,
        ];
        for text in both {
            // Lines of a whole mail are broken.
            let text = text.replace("=\r\n", "");
            assert_eq!(text.contains(token), may, "{scopes}: {text}");
            assert!(text.contains("14"), "{text}");
        }
    }
}

#[tokio::test]
async fn a_mail_that_nobody_takes_parks_and_the_next_one_leaves() {
    let server = SmtpServer::start(Manner::NoLetters).await;
    let app = sending(&server).await;
    let merchant = writing(&app).await;
    for email in [
        "zoë@example.com",
        "hang-up@example.com",
        "ada@münchen.example",
    ] {
        let mut order = order_of("TENT", 1);
        order["email"] = json!(email);
        app.shopper().order(&order).await.expect(201);
    }
    let mails = merchant.mails(3).await;
    assert_eq!(of(&mails, "state"), ["parked", "planned", "sent"]);
    let path = |act: &str| format!("/messages/{}/{act}", mails[0]["id"].as_str().unwrap());
    let again = merchant.post(&path("retry"), &json!({})).await.expect(200);
    assert_eq!(again.body["state"], "planned");
    assert_eq!(of(&merchant.mails(3).await, "state")[0], "parked");
    let seen = merchant.post(&path("seen"), &json!({})).await.expect(200);
    assert_eq!(
        (&seen.body["state"], &seen.body["reason"]),
        (&json!("skipped"), &json!("refused"))
    );
}

#[tokio::test]
async fn a_node_without_a_mail_server_keeps_no_mail_that_another_sends() {
    let server = SmtpServer::start(Manner::Usual).await;
    let app = sending(&server).await;
    let merchant = writing(&app).await;
    app.shopper().placed("TENT", 1).await;
    merchant.mails(1).await;
    let _other = app.another().await;
    for _ in 0..8 {
        app.shopper().placed("TENT", 1).await;
    }
    let mails = merchant.mails(9).await;
    assert_eq!(of(&mails, "state"), ["sent"; 9]);
    assert!(app.engine.shop("demo").await.unwrap().mail_sent);
}

//! The withdrawal function: found on every page, in two steps, with a receipt that says nothing
//! about any order.

use crate::app::{TestApp, answer, order_of};
use crate::mails::text_of;
use crate::on_both;
use dockline_domain::access::Role;
use reqwest::Method;
use serde_json::{Value, json};

const WITHDRAW: &str = "/s/demo/withdraw";

/// A statement as the form of a page has it.
fn statement<'a>(contract: &'a str, email: &'a str, step: &'a str) -> [(&'a str, &'a str); 4] {
    [
        ("name", "Ada Quill"),
        ("contract", contract),
        ("email", email),
        ("step", step),
    ]
}

async fn declared(app: &TestApp) -> usize {
    let shop = app.engine.shop("demo").await.unwrap();
    let found = app.engine.withdrawals(&shop, None, 100).await.unwrap();
    found.items.len()
}

async fn by_program(app: &TestApp, body: &Value) -> crate::app::Answer {
    let request = app.request(Method::POST, "/api/v1/shops/demo/withdrawals");
    answer(request.json(body)).await
}

/// What an answer says, but for what was sent.
fn said(text: &str, contract: &str, email: &str) -> String {
    text.replace(contract, "…").replace(email, "…")
}

on_both! {
    async fn it_takes_two_steps_and_only_the_second_declares_anything(app: TestApp) {
        app.merchant().await;
        let browser = app.nobody();
        // Programs that look through pages open links, with whatever stands in them.
        for path in [WITHDRAW, "/s/demo/withdraw?contract=7&step=confirm&name=Ada&email=ada%40example.com"] {
            browser.get(path).await.expect(200).shows("Withdraw from contract here");
        }
        let page = browser.post(WITHDRAW, &statement("7", "ada@example.com", "statement")).await.expect(200);
        let page = page.shows("Confirm withdrawal").shows("Nothing is declared yet.");
        assert_eq!(page.hidden("contract"), "7");
        assert_eq!(declared(&app).await, 0);
        // To change it is to declare nothing either.
        let page = browser.post(WITHDRAW, &statement("7", "ada@example.com", "change")).await.expect(200);
        page.shows("value=\"Ada Quill\"");
        assert_eq!(declared(&app).await, 0);
        for _ in 0..2 {
            let page = browser.post(WITHDRAW, &statement("7", "ada@example.com", "confirm")).await.expect(200);
            page.shows("Your withdrawal has been received").shows("23 November 2026, 11:00").shows("Ada Quill");
        }
        assert_eq!(declared(&app).await, 1, "sent twice it counts once");
    }

    async fn nothing_says_whether_there_is_such_an_order(app: TestApp) {
        let merchant = app.merchant().await;
        merchant.product("tent", &["TENT"]).await;
        merchant.stock("TENT", 9).await;
        let placed = app.shopper().order(&order_of("TENT", 1)).await.expect(201).body;
        let number = placed["number"].to_string();
        let browser = app.nobody();
        let (mut pages, mut answers) = (Vec::new(), Vec::new());
        for (contract, email) in [(number.as_str(), "ada@example.com"), (number.as_str(), "eve@example.org"), ("777", "ada@example.com")] {
            let sent = statement(contract, email, "confirm");
            let page = browser.post(WITHDRAW, &sent).await.expect(200);
            pages.push(said(&page.text, &format!(">{contract}<"), email));
            let body = json!({ "name": "Ben", "contract": contract, "email": email });
            let mut receipt = by_program(&app, &body).await.expect(202).body;
            assert_eq!((&receipt["contract"], &receipt["email"]), (&json!(contract), &json!(email)));
            receipt["contract"].take();
            receipt["email"].take();
            answers.push(receipt);
        }
        assert!(pages.iter().all(|page| *page == pages[0]));
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        let shop = app.engine.shop("demo").await.unwrap();
        let found = app.engine.withdrawals(&shop, None, 100).await.unwrap().items;
        assert_eq!(found.iter().filter(|one| one.order.is_some()).count(), 2);
    }

    async fn the_receipt_is_a_mail_in_the_language_of_who_wrote(app: TestApp) {
        let merchant = app.merchant().await;
        merchant.patch("/shop", &json!({ "mail": "on" })).await.expect(200);
        let body = json!({ "name": "Ada Quill", "contract": "Zelt https://evil.example", "email": "ada@example.com", "locale": "de-AT" });
        by_program(&app, &body).await.expect(202);
        let mails = merchant.mails(1).await;
        assert_eq!((&mails[0]["kind"], &mails[0]["subject"]), (&json!("withdrawal-received"), &json!("Ihr Widerruf ist eingegangen")));
        assert_eq!((&mails[0]["to"], &mails[0]["order"]), (&json!("ada@example.com"), &Value::Null));
        let text = text_of(&merchant, &mails[0]).await;
        for part in ["Ich widerrufe den Vertrag, der hier genannt ist.", "23. November 2026, 11:00 Uhr (UTC+01)", "Ada Quill", "Zelt"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("//evil.example"), "{text}");
    }

    async fn people_of_the_shop_carry_it_out_by_one_button(app: TestApp) {
        let merchant = app.merchant().await;
        merchant.product("tent", &["TENT"]).await;
        merchant.supply("PO-1", "TENT", 9, "2026-12-14", "2026-12-18").await;
        let placed = app.shopper().order(&order_of("TENT", 2)).await.expect(201).body;
        let body = json!({ "name": "Ada", "contract": placed["number"].to_string(), "email": "ada@example.com" });
        by_program(&app, &body).await.expect(202);
        let support = app.staff("demo", Role::Support).await;
        let today = support.get("/console").await.expect(200).shows("Withdrawals from contracts").shows("7 December");
        let at = today.text.find("/console/withdrawals/wdr_").unwrap();
        let path: String = today.text[at..].chars().take_while(|one| *one != '"').collect();
        let page = support.get(&path).await.expect(200).shows("Cancel what has not left");
        let (key, state) = (page.hidden("key"), page.hidden("state"));
        let fields = |action| [("key", key.as_str()), ("state", state.as_str()), ("action", action)];
        support.post(&path, &fields("carry-out")).await.leads_to(&format!("{path}?done=carry-out"));
        let order = app.shopper().look_at(&placed).await.expect(200).body;
        assert_eq!(order["state"], "cancelled");
        support.get(&path).await.expect(200).shows("Carried out");
        // Somebody who still has the page of before is told.
        let late = support.post(&path, &fields("seen")).await.expect(409);
        late.shows("somebody has dealt with this withdrawal");
        let story = format!("/console/orders/{}", placed["number"]);
        let story = support.get(&story).await.expect(200);
        story.shows("A withdrawal from the contract was declared").shows("The withdrawal was carried out");
        let viewer = app.staff("demo", Role::Viewer).await;
        viewer.post(&path, &fields("seen")).await.expect(403);
        // Another shop has no such withdrawal.
        app.open_shop("other").await;
        app.staff("other", Role::Owner).await.get(&path).await.expect(404);
    }
}

#[tokio::test]
async fn every_page_of_a_shop_that_delivers_to_the_economic_area_leads_there() {
    let app = TestApp::selling(9).await;
    let merchant = app.merchant().await;
    let placed = app.shopper().placed("TENT", 1).await;
    let order = format!("/o/{}", placed["token"].as_str().unwrap());
    let pages = [
        "/s/demo",
        "/s/demo/p/tent",
        "/s/demo/cart",
        "/s/demo/find",
        WITHDRAW,
        &order,
    ];
    let browser = app.nobody();
    for (countries, is_there) in [
        (Value::Null, true),
        (json!(["US", "NO"]), true),
        (json!(["US", "GB"]), false),
    ] {
        let rules = json!({ "countries": countries });
        merchant.patch("/shop", &rules).await.expect(200);
        for page in pages {
            let shown = browser.get(&format!("{page}?lang=de")).await.expect(200);
            let links = shown.text.contains("href=\"/s/demo/withdraw\"");
            assert_eq!(links, is_there, "{page} {countries}");
            assert!(!is_there || shown.text.contains("Vertrag widerrufen"));
        }
    }
    // What was bought before can still be withdrawn from.
    let page = browser
        .post(
            "/s/demo/withdraw?lang=de",
            &statement("1", "ada@example.com", "statement"),
        )
        .await;
    page.expect(200).shows("Widerruf bestätigen");
}

#[tokio::test]
async fn each_wrong_field_is_named_and_what_was_written_comes_back() {
    let app = TestApp::new().await;
    app.merchant().await;
    let browser = app.nobody();
    for step in ["statement", "confirm"] {
        let fields = [
            ("name", "\u{202e}"),
            ("contract", ""),
            ("email", "ada"),
            ("step", step),
        ];
        let page = browser.post(WITHDRAW, &fields).await.expect(422);
        page.shows("Please say in one line which contract it is.")
            .shows("value=\"ada\"");
    }
    let wrong = by_program(&app, &json!({ "name": "", "email": "ada" })).await;
    assert_eq!(wrong.expect(422).wrong(), ["/name", "/contract", "/email"]);
    assert_eq!(declared(&app).await, 0);
}

#[tokio::test]
async fn a_network_declares_so_many_an_hour_and_a_program_of_the_shop_more() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let body = |number: u32| json!({ "name": "Ada", "contract": number.to_string(), "email": "ada@example.com" });
    for number in 1..=20 {
        by_program(&app, &body(number)).await.expect(202);
    }
    // The same again is no other.
    by_program(&app, &body(20)).await.expect(202);
    let refused = by_program(&app, &body(21)).await.expect(429);
    assert!(refused.problem().ends_with("too-many-withdrawals"));
    let browser = app.nobody();
    let page = browser
        .post(WITHDRAW, &statement("21", "ada@example.com", "confirm"))
        .await;
    page.expect(429)
        .shows("Too many withdrawals came from your network");
    let path = "/shops/demo/withdrawals";
    merchant.post(path, &body(22)).await.expect(202);
    assert_eq!(declared(&app).await, 21);
}

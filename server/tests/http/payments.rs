//! Money by REST and on pages: a transfer is due, arrives, and the parcel leaves.

use crate::app::{Merchant, TestApp, answer, order_of};
use dockline_domain::access::Role;
use reqwest::Method;
use serde_json::{Value, json};

const IBAN: &str = "DE89 3704 0044 0532 0130 00";

async fn by_transfer(merchant: &Merchant<'_>) {
    let transfer = json!({ "payee": "Acme GmbH", "iban": "de89370400440532013000", "bic": "cobadeff",
        "texts": { "en": "Please <b>nothing</b> else.", "de": "Bitte nichts sonst." } });
    let gateway = json!({ "kind": "manual", "transfer": transfer });
    merchant
        .put("/payments/gateway", &gateway)
        .await
        .expect(200);
}

/// The only charge of a shop.
async fn charge(merchant: &Merchant<'_>) -> Value {
    merchant.get("/charges").await.expect(200).body["items"][0].clone()
}

async fn page(app: &TestApp, path: &str, lang: &str) -> String {
    let asked = app
        .request(Method::GET, path)
        .header("accept-language", lang);
    asked.send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn a_shop_without_a_gateway_says_nothing_of_payments() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    let gateway = merchant.get("/payments/gateway").await.expect(200).body;
    assert_eq!(gateway, json!({ "kind": "none" }));
    let placed = app.shopper().placed("TENT", 1).await;
    let order = app.shopper().look_at(&placed).await.body;
    assert!(order.get("payment").is_none() && order.get("charges").is_none());
    assert_eq!(
        merchant.get("/charges").await.expect(200).body["items"],
        json!([])
    );
    assert_eq!(
        merchant.get("/money").await.expect(200).body["items"],
        json!([])
    );
    let of_order = page(
        &app,
        &format!("/o/{}", placed["token"].as_str().unwrap()),
        "en",
    )
    .await;
    assert!(!of_order.contains("class=\"payment\""));
}

#[tokio::test]
async fn a_gateway_is_set_with_an_account_that_there_can_be() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    by_transfer(&merchant).await;
    let gateway = merchant.get("/payments/gateway").await.expect(200).body;
    assert_eq!(gateway["transfer"]["iban"], IBAN);
    assert_eq!(gateway["transfer"]["bic"], "COBADEFF");
    let wrong = json!({ "kind": "cash", "transfer": { "iban": "DE88370400440532013000", "bic": "X", "payee": 5 } });
    let refused = merchant.put("/payments/gateway", &wrong).await.expect(422);
    assert_eq!(
        refused.wrong(),
        [
            "/kind",
            "/transfer/payee",
            "/transfer/iban",
            "/transfer/bic"
        ]
    );
    merchant
        .put("/payments/gateway", &json!({ "kind": "none" }))
        .await
        .expect(200);
    assert_eq!(
        merchant.get("/payments/gateway").await.expect(200).body,
        json!({ "kind": "none" })
    );
}

#[tokio::test]
async fn a_parcel_leaves_after_its_transfer_has_arrived() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    by_transfer(&merchant).await;
    let placed = app.shopper().placed("TENT", 2).await;
    let order = app.shopper().look_at(&placed).await.body;
    assert_eq!(order["payment"]["due"]["minor"], 2_000);
    assert_eq!(order["payment"]["state"], "none");
    let due = &order["charges"][0];
    assert_eq!(
        (&due["state"], &due["amount"]["minor"]),
        (&json!("due"), &json!(2_000))
    );
    let reference = due["reference"].as_str().unwrap();
    let of_order = page(
        &app,
        &format!("/o/{}", placed["token"].as_str().unwrap()),
        "de",
    )
    .await;
    for shown in [
        IBAN,
        "Acme GmbH",
        "COBADEFF",
        reference,
        "20,00\u{a0}€",
        "7. Dezember",
        "Bitte nichts sonst.",
    ] {
        assert!(of_order.contains(shown), "{shown}");
    }
    assert!(of_order.contains("sie geht ab, wenn Ihre Zahlung eingegangen ist"));

    let shipment = due["shipment"].as_str().unwrap();
    let pack = format!("/shipments/{shipment}/pack");
    let refused = merchant.post(&pack, &json!({})).await.expect(409);
    assert_eq!(refused.problem(), "not-paid");
    assert_eq!(
        merchant.get(&format!("/shipments/{shipment}")).await.body["awaits_payment"],
        true
    );

    let paid = format!("/charges/{}/mark-paid", due["id"].as_str().unwrap());
    for (body, wrong) in [
        (json!({}), "/minor"),
        (json!({ "minor": 0 }), "/minor"),
        (json!({ "minor": 5, "day": "2026-11-24" }), "/day"),
        (json!({ "minor": 5, "day": "soon" }), "/day"),
    ] {
        assert_eq!(
            merchant.post(&paid, &body).await.expect(422).wrong(),
            [wrong],
            "{body}"
        );
    }
    let part = json!({ "minor": 1_500, "day": "2026-11-20", "note": "line 4" });
    let part = merchant.post(&paid, &part).await.expect(200).body;
    assert_eq!(
        (&part["state"], &part["missing"]["minor"]),
        (&json!("due"), &json!(500))
    );
    let once = merchant
        .request(Method::POST, &paid)
        .header("idempotency-key", "statement-7-line-2");
    answer(once.json(&json!({ "minor": 700 })))
        .await
        .expect(200);
    let twice = merchant
        .request(Method::POST, &paid)
        .header("idempotency-key", "statement-7-line-2");
    let all = answer(twice.json(&json!({ "minor": 700 })))
        .await
        .expect(200)
        .body;
    assert_eq!(
        (&all["state"], &all["give_back"]["minor"]),
        (&json!("paid"), &json!(200))
    );
    let outdated = merchant
        .request(Method::POST, &paid)
        .header("if-match", "\"1\"");
    answer(outdated.json(&json!({ "minor": 5 })))
        .await
        .expect(412);

    merchant.post(&pack, &json!({})).await.expect(200);
    let ledger = merchant
        .get("/money?from=2026-11-23&to=2026-11-23")
        .await
        .expect(200)
        .body;
    let amounts: Vec<&Value> = ledger["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["amount"]["minor"])
        .collect();
    assert_eq!(amounts, [1_500, 700]);
    assert_eq!(ledger["items"][0]["day"], "2026-11-20");
    let none = merchant.get("/money?to=2026-11-22").await.expect(200).body;
    assert_eq!(none["items"], json!([]));
    assert_eq!(
        merchant.get("/charges?state=due").await.body["items"],
        json!([])
    );
    merchant.get("/charges?state=charged").await.expect(422);
    let english = page(
        &app,
        &format!("/o/{}", placed["token"].as_str().unwrap()),
        "en",
    )
    .await;
    assert!(english.contains("€2.00 more has arrived than this parcel comes to"));
}

#[tokio::test]
async fn nobody_is_asked_for_the_rest_after_it_was_waived() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    by_transfer(&merchant).await;
    app.shopper().order(&order_of("TENT", 1)).await.expect(201);
    let path = format!(
        "/charges/{}/waive",
        charge(&merchant).await["id"].as_str().unwrap()
    );
    assert_eq!(
        merchant.post(&path, &json!({})).await.expect(422).wrong(),
        ["/reason"]
    );
    let waived = merchant
        .post(&path, &json!({ "reason": "a gift" }))
        .await
        .expect(200)
        .body;
    assert_eq!(
        (&waived["state"], &waived["waived"]["minor"]),
        (&json!("waived"), &json!(1_000))
    );
}

#[tokio::test]
async fn the_charges_of_a_shop_are_not_known_in_another() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    by_transfer(&merchant).await;
    app.shopper().order(&order_of("TENT", 1)).await.expect(201);
    let id = charge(&merchant).await["id"].as_str().unwrap().to_owned();
    app.open_shop("other").await;
    let other = app.merchant_of("other").await;
    other
        .post(&format!("/charges/{id}/mark-paid"), &json!({ "minor": 5 }))
        .await
        .expect(404);
    other
        .post(
            &format!("/charges/{id}/waive"),
            &json!({ "reason": "mine" }),
        )
        .await
        .expect(404);
    assert_eq!(
        other.get("/charges").await.expect(200).body["items"],
        json!([])
    );
    assert_eq!(charge(&merchant).await["state"], "due");
}

#[tokio::test]
async fn what_arrived_is_noted_in_the_console_as_it_stands_on_the_statement() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    by_transfer(&merchant).await;
    app.shopper().order(&order_of("TENT", 1)).await.expect(201);
    let due = charge(&merchant).await;
    let path = format!("/console/charges/{}", due["id"].as_str().unwrap());
    let owner = app.staff("demo", Role::Owner).await;
    let listed = owner.get("/console/money").await;
    assert!(listed.text.contains(due["reference"].as_str().unwrap()));
    let version = due["version"].to_string();
    let sent = |amount: &'static str| {
        [
            ("action", "paid"),
            ("version", version.as_str()),
            ("amount", amount),
            ("day", "2026-11-23"),
            ("note", "line 4"),
        ]
    };
    let wrong = owner.post(&path, &sent("ten")).await;
    assert!(wrong.status == 422 && wrong.text.contains("value=\"ten\""));
    let done = owner.post(&path, &sent("10,00")).await;
    assert_eq!(done.status, 303, "{}", done.text);
    assert_eq!(charge(&merchant).await["state"], "paid");
    let shown = owner.get(&path).await.text;
    assert!(!shown.contains("value=\"waive\""), "nothing is missing");
    let story = owner
        .get(&format!(
            "/console/orders/{}",
            due["order"].as_str().unwrap()
        ))
        .await
        .text;
    assert!(story.contains("line 4"), "the note stands in the story");
}

#[tokio::test]
async fn a_wrong_note_is_taken_back_and_a_payment_is_waited_for_longer() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    by_transfer(&merchant).await;
    for (rule, value) in [
        ("verify_minutes", json!(4)),
        ("payment_hold_hours", json!(0)),
        ("pay_within_days", json!(91)),
        ("refund_limit_minor", json!(-1)),
    ] {
        let refused = merchant
            .patch("/shop", &json!({ rule: value }))
            .await
            .expect(422);
        assert_eq!(refused.wrong(), [format!("/{rule}")]);
    }
    let week = json!({ "pay_within_days": 7 });
    let shop = merchant.patch("/shop", &week).await.expect(200).body;
    assert_eq!(
        (
            &shop["pay_within_days"],
            &shop["verify_minutes"],
            &shop["refund_limit_minor"]
        ),
        (&json!(7), &json!(30), &Value::Null)
    );
    app.shopper().order(&order_of("TENT", 1)).await.expect(201);
    let due = charge(&merchant).await;
    assert_eq!(due["hold_until"], "2026-11-30T23:00:00Z");
    let path = format!("/charges/{}", due["id"].as_str().unwrap());
    let extend = format!("{path}/extend");
    for wrong in [
        json!({}),
        json!({ "until": "2026-11-30T23:00:00Z" }),
        json!({ "until": "2027-03-30T00:00:00Z" }),
    ] {
        assert_eq!(
            merchant.post(&extend, &wrong).await.expect(422).wrong(),
            ["/until"]
        );
    }
    let until = json!({ "until": "2026-12-05T23:00:00Z" });
    let longer = merchant.post(&extend, &until).await.expect(200).body;
    assert_eq!(longer["hold_until"], "2026-12-05T23:00:00Z");

    let all = json!({ "minor": 1_000 });
    merchant
        .post(&format!("{path}/mark-paid"), &all)
        .await
        .expect(200);
    let correct = format!("{path}/correct");
    let much = json!({ "minor": 1_001, "reason": "of another order" });
    merchant.post(&correct, &much).await.expect(409);
    let part = json!({ "minor": 400, "reason": "of another order" });
    let corrected = merchant.post(&correct, &part).await.expect(200).body;
    assert_eq!(
        (&corrected["state"], &corrected["missing"]["minor"]),
        (&json!("due"), &json!(400))
    );
    let ledger = merchant.get("/money").await.expect(200).body;
    assert_eq!(
        (
            &ledger["items"][1]["kind"],
            &ledger["items"][1]["amount"]["minor"]
        ),
        (&json!("corrected"), &json!(-400))
    );

    // What stands on a statement leads to its charge, the number of an order to the order.
    let owner = app.staff("demo", Role::Owner).await;
    let reference = due["reference"].as_str().unwrap().replace(' ', "+");
    for (wanted, found) in [
        (reference.as_str(), 303),
        ("1", 303),
        ("99", 200),
        ("%3Cb%3E", 200),
    ] {
        let page = owner.get(&format!("/console/money?find={wanted}")).await;
        assert_eq!(page.status, found, "{wanted}");
        assert!(!page.text.contains("<b>"));
    }
    assert!(
        owner
            .get("/console/money?before=1.1")
            .await
            .text
            .contains("Nothing has come yet")
    );
    assert_eq!(owner.get("/console/money?before=soon").await.status, 404);
    let at = format!("/console{path}");
    let shown = owner.get(&at).await.text;
    assert!(shown.contains("value=\"extend\"") && shown.contains("value=\"correct\""));
    let version = corrected["version"].to_string();
    let form = [
        ("action", "correct"),
        ("version", version.as_str()),
        ("wrong", "6,00"),
        ("because", "a typing error"),
    ];
    assert_eq!(owner.post(&at, &form).await.status, 303);
    assert_eq!(charge(&merchant).await["missing"]["minor"], 1_000);
}

//! Events of the supply chain.

use crate::app::{Answer, Merchant, TestApp, answer};
use crate::on_both;
use reqwest::Method;
use serde_json::{Value, json};

/// A shop with the purchase order PO-1.
async fn stocked(app: &TestApp) -> Merchant<'_> {
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    merchant
}

fn document(events: &[Value]) -> Value {
    json!({
        "@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", "type": "EPCISDocument", "schemaVersion": "2.0",
        "creationDate": "2026-11-22T11:30:47.0Z", "epcisBody": { "eventList": events }
    })
}

/// An event about PO-1 at an hour of 22 November.
fn event(id: &str, step: &str, hour: u32) -> Value {
    event_of("https://supplier.example/po/PO-1", id, step, hour)
}

fn event_of(order: &str, id: &str, step: &str, hour: u32) -> Value {
    json!({
        "eventID": format!("urn:uuid:{id}"), "type": "ObjectEvent", "action": "OBSERVE", "bizStep": step, "epcList": [],
        "eventTime": format!("2026-11-22T{hour:02}:00:00+01:00"), "eventTimeZoneOffset": "+01:00",
        "bizTransactionList": [{ "type": "po", "bizTransaction": order }]
    })
}

/// The same event, declared wrong.
fn wrong(mut event: Value) -> Value {
    event["errorDeclaration"] =
        json!({ "declarationTime": "2026-11-23T08:00:00Z", "reason": "incorrect_data" });
    event
}

async fn capture(merchant: &Merchant<'_>, body: &Value) -> Answer {
    let request = merchant
        .request(Method::POST, "/epcis/capture")
        .header("Content-Type", "application/ld+json");
    answer(request.body(body.to_string())).await
}

async fn captured(merchant: &Merchant<'_>, events: &[Value]) -> Value {
    capture(merchant, &document(events)).await.expect(200).body
}

/// The outcome of each entry.
fn outcomes(report: &Value) -> Vec<&str> {
    report["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["outcome"].as_str().unwrap())
        .collect()
}

/// Where PO-1 is, and the stages of its milestones that count.
async fn way(merchant: &Merchant<'_>) -> (String, Vec<String>) {
    let order = merchant.get("/purchase-orders/PO-1").await.expect(200).body;
    let stage = |value: &Value| value["stage"].as_str().unwrap().to_owned();
    let counts = order["milestones"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["retracted_at"].is_null());
    (stage(&order), counts.map(stage).collect())
}

on_both! {
    async fn events_move_the_order_and_the_same_document_again_changes_nothing(app: TestApp) {
        let merchant = stocked(&app).await;
        let events = [event("1", "shipping", 8), event("2", "receiving", 9)];
        let report = captured(&merchant, &events).await;
        let first = json!({
            "index": 0, "event_id": "urn:uuid:1", "outcome": "captured", "purchase_order": "PO-1", "stage": "in_transit", "reason": null
        });
        assert_eq!(
            (&report["captured"], &report["events"][0]),
            (&json!(2), &first)
        );
        assert_eq!(
            way(&merchant).await,
            (
                "arrived".to_owned(),
                vec!["in_transit".to_owned(), "arrived".to_owned()]
            )
        );
        let before = merchant.get("/purchase-orders/PO-1").await.body;
        assert_eq!(before["milestones"][0]["source"], "urn:uuid:1");
        assert_eq!(
            app.shopper().availability("TENT").await.body["parts"][0]["stage"],
            "arrived"
        );
        let report = captured(&merchant, &events).await;
        assert_eq!(
            (outcomes(&report), &report["already_captured"]),
            (vec!["already_captured"; 2], &json!(2))
        );
        assert_eq!(merchant.get("/purchase-orders/PO-1").await.body, before);
        assert_eq!(
            merchant.get("/products/tent").await.body["variants"][0]["on_hand"],
            0,
            "receiving is no counting"
        );
    }

    async fn an_event_declared_wrong_is_taken_back_from_shoppers_and_for_good(app: TestApp) {
        let merchant = stocked(&app).await;
        captured(
            &merchant,
            &[event("1", "shipping", 8), event("2", "receiving", 9)],
        )
        .await;
        let placed = app.shopper().placed("TENT", 1).await;
        let seen = || async {
            app.shopper()
                .look_at(&placed)
                .await
                .body
                .to_string()
                .matches("2026-11-22T08:00:00Z")
                .count()
        };
        assert!(seen().await > 0);

        let report = captured(&merchant, &[wrong(event("2", "receiving", 9))]).await;
        let entry = &report["events"][0];
        assert_eq!(
            (
                &report["retracted"],
                &entry["purchase_order"],
                &entry["stage"]
            ),
            (&json!(1), &json!("PO-1"), &json!("in_transit"))
        );
        assert_eq!(
            way(&merchant).await,
            ("in_transit".to_owned(), vec!["in_transit".to_owned()])
        );
        assert_eq!(seen().await, 0);
        assert!(
            merchant.get("/purchase-orders/PO-1").await.body["milestones"][1]["retracted_at"]
                .is_string()
        );

        let again = captured(
            &merchant,
            &[
                wrong(event("2", "receiving", 9)),
                event("2", "receiving", 9),
            ],
        )
        .await;
        assert_eq!(outcomes(&again), ["ignored", "ignored"]);
        assert_eq!(way(&merchant).await.0, "in_transit");
    }

    async fn what_was_declared_wrong_before_it_came_is_never_captured(app: TestApp) {
        let merchant = stocked(&app).await;
        let early = captured(&merchant, &[wrong(event("1", "receiving", 9))]).await;
        assert_eq!(outcomes(&early), ["ignored"]);
        let late = captured(
            &merchant,
            &[event("1", "receiving", 9), event("2", "shipping", 9)],
        )
        .await;
        assert_eq!(outcomes(&late), ["ignored", "captured"]);
        assert_eq!(
            way(&merchant).await,
            ("in_transit".to_owned(), vec!["in_transit".to_owned()])
        );
    }

    async fn another_shops_key_does_not_move_the_order(app: TestApp) {
        let merchant = stocked(&app).await;
        captured(&merchant, &[event("1", "shipping", 8)]).await;
        app.open_shop("other").await;
        let stranger = app.merchant_of("other").await;
        let report = captured(
            &stranger,
            &[event("2", "receiving", 9), wrong(event("1", "shipping", 8))],
        )
        .await;
        assert_eq!(outcomes(&report), ["ignored", "ignored"]);
        assert_eq!(
            way(&merchant).await,
            ("in_transit".to_owned(), vec!["in_transit".to_owned()])
        );
        assert_eq!(
            outcomes(&captured(&merchant, &[event("1", "shipping", 8)]).await),
            ["already_captured"]
        );
    }
}

#[tokio::test]
async fn each_event_stands_for_itself() {
    let app = TestApp::new().await;
    let merchant = stocked(&app).await;
    merchant
        .supply("PO-2", "TENT", 5, "2026-12-14", "2026-12-18")
        .await;
    let mut both = event("5", "inspecting", 7);
    both["bizTransactionList"] = json!([
        { "type": "urn:epcglobal:cbv:btt:po", "bizTransaction": "urn:epcglobal:cbv:bt:0614141073467:PO-2" },
        { "type": "po", "bizTransaction": "urn:x:PO-9" }
    ]);
    let events = [
        event("1", "receiving", 10),
        event("2", "https://ref.gs1.org/cbv/BizStep-shipping", 11),
        event("3", "stocking", 12),
        event_of("urn:x:PO-7", "4", "shipping", 8),
        both,
        event("6", "shipping", 9),
    ];
    let report = captured(&merchant, &events).await;
    let of = [
        "captured", "refused", "ignored", "ignored", "captured", "ignored", "captured",
    ];
    assert_eq!(
        outcomes(&report),
        of,
        "the earlier of two events goes first, wherever it stands"
    );
    assert_eq!(
        (&report["captured"], &report["ignored"], &report["refused"]),
        (&json!(3), &json!(3), &json!(1))
    );
    let reasons: Vec<&str> = report["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["reason"].as_str().unwrap_or(""))
        .collect();
    assert!(
        reasons[1].contains("at arrived cannot go to in_transit"),
        "{reasons:?}"
    );
    assert!(
        reasons[2].contains("stocking") && reasons[3].contains("no purchase order"),
        "{reasons:?}"
    );
    assert_eq!(
        (
            &report["events"][4]["purchase_order"],
            &report["events"][5]["purchase_order"]
        ),
        (&json!("PO-2"), &json!("urn:x:PO-9"))
    );
    assert_eq!(way(&merchant).await.1, ["in_transit", "arrived"]);
}

#[tokio::test]
async fn a_wrong_event_and_what_is_right_may_come_in_one_document_in_any_order() {
    let app = TestApp::new().await;
    let merchant = stocked(&app).await;
    let events = [
        event("2", "shipping", 9),
        wrong(event("1", "receiving", 8)),
        event("1", "receiving", 8),
    ];
    assert_eq!(
        outcomes(&captured(&merchant, &events).await),
        ["captured", "ignored", "ignored"]
    );
    assert_eq!(way(&merchant).await.0, "in_transit");
}

#[tokio::test]
async fn an_event_without_an_id_is_taken_back_by_its_copy() {
    let app = TestApp::new().await;
    let merchant = stocked(&app).await;
    let mut nameless = event("1", "shipping", 8);
    nameless.as_object_mut().unwrap().remove("eventID");
    for outcome in ["captured", "already_captured"] {
        assert_eq!(
            outcomes(&captured(&merchant, std::slice::from_ref(&nameless)).await),
            [outcome]
        );
    }
    assert_eq!(
        outcomes(&captured(&merchant, &[wrong(nameless)]).await),
        ["retracted"]
    );
    assert_eq!(way(&merchant).await, ("ordered".to_owned(), vec![]));
}

#[tokio::test]
async fn a_stage_said_by_hand_stands_without_the_events_before_it() {
    let app = TestApp::new().await;
    let merchant = stocked(&app).await;
    captured(&merchant, &[event("1", "shipping", 8)]).await;
    merchant
        .patch("/purchase-orders/PO-1", &json!({ "stage": "customs" }))
        .await
        .expect(200);
    captured(&merchant, &[wrong(event("1", "shipping", 8))]).await;
    assert_eq!(way(&merchant).await, ("customs".to_owned(), vec![]));
}

#[tokio::test]
async fn a_document_that_is_not_valid_changes_nothing_and_names_every_wrong_place() {
    let app = TestApp::new().await;
    let merchant = stocked(&app).await;
    let mut bad = event("2", "sailing", 9);
    bad["eventTimeZoneOffset"] = json!("CET");
    bad.as_object_mut().unwrap().remove("action");
    let refused = capture(&merchant, &document(&[event("1", "shipping", 8), bad]))
        .await
        .expect(422);
    assert_eq!(refused.problem(), "invalid");
    let mut places = refused.wrong();
    places.sort_unstable();
    let at = |field| format!("/epcisBody/eventList/1/{field}");
    assert_eq!(
        places,
        [at("action"), at("bizStep"), at("eventTimeZoneOffset")]
    );
    assert_eq!(way(&merchant).await, ("ordered".to_owned(), vec![]));

    assert_eq!(
        capture(&merchant, &event("1", "shipping", 8))
            .await
            .expect(422)
            .wrong(),
        ["/@context"]
    );
    assert_eq!(
        capture(&merchant, &json!([])).await.expect(422).wrong(),
        [""]
    );
    let text = merchant
        .request(Method::POST, "/epcis/capture")
        .header("Content-Type", "application/json")
        .body("{");
    assert_eq!(answer(text).await.expect(400).problem(), "malformed");
    let xml = merchant
        .request(Method::POST, "/epcis/capture")
        .header("Content-Type", "application/xml")
        .body("<a/>");
    assert_eq!(answer(xml).await.expect(415).problem(), "unsupported-type");
    let many = document(&vec![event("1", "shipping", 8); 1_001]);
    assert_eq!(
        capture(&merchant, &many).await.expect(413).wrong(),
        ["/epcisBody/eventList"]
    );
    assert_eq!(
        capture(&merchant, &json!({ "x": "y".repeat(8 * 1024 * 1024) }))
            .await
            .expect(413)
            .problem(),
        "too-large"
    );
}

#[tokio::test]
async fn a_thousand_events_are_one_answer() {
    let app = TestApp::new().await;
    let merchant = stocked(&app).await;
    let events: Vec<Value> = (0..1_000)
        .map(|number| event(&number.to_string(), "shipping", 8))
        .collect();
    assert_eq!(captured(&merchant, &events).await["captured"], 1_000);
    assert_eq!(
        captured(&merchant, &events).await["already_captured"],
        1_000
    );
    let declared: Vec<Value> = events.into_iter().map(wrong).collect();
    assert_eq!(captured(&merchant, &declared).await["retracted"], 1_000);
    assert_eq!(way(&merchant).await, ("ordered".to_owned(), vec![]));
}

/// A capture that says what becomes of errors.
async fn capture_as(merchant: &Merchant<'_>, behaviour: &str, events: &[Value]) -> Answer {
    let request = merchant
        .request(Method::POST, "/epcis/capture")
        .header("GS1-Capture-Error-Behaviour", behaviour);
    answer(
        request
            .header("GS1-EPCIS-Version", "2.0.0")
            .header("GS1-Extensions", "ext=https://ext.example/")
            .json(&document(events)),
    )
    .await
}

#[tokio::test]
async fn what_becomes_of_errors_is_asked_for_by_the_standards_header() {
    let app = TestApp::new().await;
    let merchant = stocked(&app).await;
    let mut bad = event("2", "sailing", 9);
    bad.as_object_mut().unwrap().remove("action");
    let mixed = [bad, event("1", "receiving", 8), event("3", "shipping", 10)];

    let refused = capture_as(&merchant, "rollback", &mixed).await.expect(422);
    assert_eq!(
        refused.wrong(),
        [
            "/epcisBody/eventList/0/action",
            "/epcisBody/eventList/0/bizStep"
        ]
    );
    let backwards = capture_as(&merchant, "rollback", &mixed[1..])
        .await
        .expect(422);
    assert_eq!(backwards.wrong(), ["/epcisBody/eventList/1"]);
    assert!(
        backwards.body["errors"][0]["detail"]
            .as_str()
            .unwrap()
            .contains("cannot go to in_transit"),
        "{backwards:?}"
    );
    assert_eq!(
        way(&merchant).await,
        ("ordered".to_owned(), vec![]),
        "all of it or nothing"
    );

    let report = capture_as(&merchant, "proceed", &mixed)
        .await
        .expect(200)
        .body;
    assert_eq!(outcomes(&report), ["refused", "captured", "refused"]);
    assert!(
        report["events"][0]["reason"]
            .as_str()
            .unwrap()
            .contains("action must be given"),
        "{report}"
    );
    assert_eq!(way(&merchant).await.0, "arrived");
    assert_eq!(
        capture_as(&merchant, "perhaps", &mixed)
            .await
            .expect(422)
            .problem(),
        "invalid"
    );
}

#[tokio::test]
async fn the_versions_of_the_standard_are_told_and_others_refused() {
    let app = TestApp::new().await;
    let merchant = stocked(&app).await;
    let said = capture(&merchant, &document(&[])).await.expect(200);
    assert_eq!(
        (
            said.header("gs1-epcis-version"),
            said.header("gs1-cbv-version")
        ),
        ("2.0", "2.0")
    );
    let asked = answer(app.request(Method::OPTIONS, "/api/v1/epcis/capture"))
        .await
        .expect(204);
    assert_eq!(
        (
            asked.header("allow"),
            asked.header("gs1-epcis-capture-limit")
        ),
        ("OPTIONS, POST", "1000")
    );
    assert_eq!(
        asked.header("gs1-capture-error-behaviour"),
        "rollback, proceed"
    );
    let old = merchant
        .request(Method::POST, "/epcis/capture")
        .header("GS1-EPCIS-Version", "1.2")
        .json(&document(&[event("1", "shipping", 8)]));
    assert_eq!(answer(old).await.expect(406).problem(), "not-acceptable");
    assert_eq!(way(&merchant).await.0, "ordered");
}

/// What a subscription at a supplier's repository delivers is the answer to a query.
#[tokio::test]
async fn the_answer_to_a_query_is_captured_as_a_document_is() {
    let app = TestApp::new().await;
    let merchant = stocked(&app).await;
    let delivered = json!({
        "@context": ["https://ref.gs1.org/standards/epcis/epcis-context.jsonld", { "ext1": "https://ns.ext.example/epcis/" }],
        "type": "EPCISQueryDocument", "schemaVersion": "2.0", "creationDate": "2026-11-22T11:30:47.0Z",
        "epcisBody": { "queryResults": { "queryName": "po-1", "subscriptionID": "s-1", "resultsBody": { "eventList": [event("1", "shipping", 8)] } } }
    });
    assert_eq!(
        outcomes(&capture(&merchant, &delivered).await.expect(200).body),
        ["captured"]
    );
    assert_eq!(
        outcomes(&captured(&merchant, &[event("1", "shipping", 8)]).await),
        ["already_captured"]
    );
}

/// Purchase orders are called by URIs of every kind, and by their plain number.
#[tokio::test]
async fn an_order_is_found_however_it_is_called() {
    let app = TestApp::new().await;
    let merchant = stocked(&app).await;
    merchant
        .supply("1618034", "TENT", 5, "2026-12-14", "2026-12-18")
        .await;
    let names = [
        ("PO-1", "PO-1"),
        ("urn:epcglobal:cbv:bt:0614141073467:PO-1", "PO-1"),
        ("http://transaction.acme.com/po/PO-1", "PO-1"),
        ("https://acme.example/orders/PO%2D1?line=2", "PO-1"),
        ("urn:epc:id:gdti:0614141.00001.1618034", "1618034"),
    ];
    for (number, (name, order)) in names.into_iter().enumerate() {
        let report = captured(
            &merchant,
            &[event_of(name, &number.to_string(), "shipping", 8)],
        )
        .await;
        assert_eq!(
            (outcomes(&report), &report["events"][0]["purchase_order"]),
            (vec!["captured"], &json!(order)),
            "{name}"
        );
    }
    let report = captured(&merchant, &[event_of("PO 9", "9", "shipping", 8)]).await;
    assert_eq!(
        (outcomes(&report), &report["events"][0]["purchase_order"]),
        (vec!["ignored"], &json!("PO 9"))
    );
}

/// The standard's own example, where a checkout has it beside.
#[tokio::test]
async fn the_standards_own_example_is_captured() {
    let path = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/data/epcis/object-event.jsonld");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is absent", path.display());
        return;
    };
    let app = TestApp::new().await;
    let merchant = stocked(&app).await;
    merchant
        .supply("12345678", "TENT", 5, "2026-12-14", "2026-12-18")
        .await;
    let example: Value = serde_json::from_str(&text).unwrap();
    let report = capture(&merchant, &example).await.expect(200).body;
    assert_eq!(outcomes(&report), ["captured", "captured"]);
    let order = merchant
        .get("/purchase-orders/12345678")
        .await
        .expect(200)
        .body;
    assert_eq!(order["stage"], "arrived");
    assert_eq!(
        outcomes(&capture(&merchant, &example).await.expect(200).body),
        ["already_captured", "already_captured"]
    );
}

#[tokio::test]
async fn an_event_of_the_future_is_no_fact() {
    let app = TestApp::new().await;
    let merchant = stocked(&app).await;
    let mut future = event("1", "shipping", 8);
    future["eventTime"] = json!("2026-11-25T10:00:00Z");
    let report = captured(&merchant, &[future]).await;
    assert!(
        outcomes(&report) == ["refused"]
            && report["events"][0]["reason"]
                .as_str()
                .unwrap()
                .contains("future"),
        "{report}"
    );
}

#[tokio::test]
async fn a_capture_is_repeated_by_its_key() {
    let app = TestApp::new().await;
    let merchant = stocked(&app).await;
    let body = document(&[event("1", "shipping", 8)]);
    let post = || {
        answer(
            merchant
                .request(Method::POST, "/epcis/capture")
                .header("Idempotency-Key", "c1")
                .json(&body),
        )
    };
    let first = post().await.expect(200).body;
    assert_eq!(
        (post().await.expect(200).body, &first["captured"]),
        (first.clone(), &json!(1))
    );
}

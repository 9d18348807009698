//! Supply in the console, as a browser without a script uses it.

use crate::app::TestApp;
use crate::console::Browser;
use crate::console_dock::{PO, purchase_order, send, shop};
use crate::on_both;
use dockline_domain::access::Role;
use reqwest::Method;
use serde_json::{Value, json};

/// The form that moves the date, as the page shows it now.
async fn date_form<'a>(
    ann: &Browser<'_>,
    from: &'a str,
    to: &'a str,
    reason: &'a str,
) -> Vec<(String, String)> {
    let page = ann.get(PO).await.expect(200);
    let (version, seen) = (page.hidden("version"), page.hidden("seen"));
    [
        ("action", "date"),
        ("version", &version),
        ("seen", &seen),
        ("earliest", from),
        ("latest", to),
        (
            "basis",
            if reason.is_empty() {
                ""
            } else {
                "mail of the mill"
            },
        ),
        ("reason", reason),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}

on_both! {
    async fn what_was_seen_before_is_what_is_committed(app: TestApp) {
        shop(&app).await;
        let placed = app.shopper().placed("TENT", 3).await;
        let ann = app.staff("demo", Role::Owner).await;
        let seen = ann
            .get(&format!("{PO}/what-if?days=14"))
            .await
            .expect(200)
            .shows("1 order with 3 units would ship later.")
            .shows("14 days later");
        assert_eq!(
            purchase_order(&app).await["expected"]["latest"],
            "2026-12-18"
        );

        let (version, from, to) = (
            seen.hidden("version"),
            seen.hidden("earliest"),
            seen.hidden("latest"),
        );
        assert_eq!((from.as_str(), to.as_str()), ("2026-12-28", "2027-01-01"));
        let before = seen.hidden("seen");
        let form = [
            ("action", "slip"),
            ("basis", "mail of the mill"),
            ("version", version.as_str()),
            ("seen", &before),
            ("earliest", &from),
            ("latest", &to),
            ("slip_days", "14"),
        ];
        ann.post(PO, &form)
            .await
            .expect(422)
            .shows("say why")
            .shows("What if PO-1 slips by 14 days?");
        let reason: Vec<(&str, &str)> = form
            .iter()
            .copied()
            .chain([("reason", "Storm in Porto")])
            .collect();
        let moved = ann
            .post(PO, &reason)
            .await
            .leads_to("/console/supply/PO-1?done=moved");
        ann.get(moved.header("location"))
            .await
            .shows("The date has moved.")
            .shows("Storm in Porto")
            .shows("How this date has moved");
        assert_eq!(
            purchase_order(&app).await["expected"]["latest"],
            "2027-01-01"
        );
        app.promises_revised().await;
        let told = app.shopper().look_at(&placed).await.body;
        assert!(told.to_string().contains("Storm in Porto"), "{told}");
    }

    async fn who_writes_second_is_told_and_keeps_what_was_written(app: TestApp) {
        shop(&app).await;
        let (ann, bob) = (
            app.staff("demo", Role::Owner).await,
            app.staff("demo", Role::Operations).await,
        );
        let (first, second) = (
            date_form(&ann, "2026-12-21", "2026-12-22", "Customs").await,
            date_form(&bob, "2027-01-04", "2027-01-08", "Strike").await,
        );
        send(&ann, PO, &first).await.expect(303);
        let told = send(&bob, PO, &second).await.expect(412);
        let told = told
            .shows("Somebody changed this")
            .shows("21–22 December")
            .shows("value=\"2027-01-04\"")
            .shows("value=\"Strike\"");
        assert_eq!(
            purchase_order(&app).await["expected"]["latest"],
            "2026-12-22"
        );

        // The form that came back rests on what is there now: sending it again means it.
        let mut meant = second.clone();
        meant
            .iter_mut()
            .find(|(name, _)| name == "version")
            .unwrap()
            .1 = told.hidden("version");
        send(&bob, PO, &meant).await.expect(303);
        send(&bob, PO, &meant).await.expect(303);
        assert_eq!(
            purchase_order(&app).await["expected"]["latest"],
            "2027-01-08"
        );
    }
}

#[tokio::test]
async fn a_milestone_that_was_declared_wrong_is_struck_through_with_its_event() {
    let app = TestApp::new().await;
    shop(&app).await;
    let merchant = app.merchant().await;
    let mut event = json!({
        "eventID": "urn:uuid:1", "type": "ObjectEvent", "action": "OBSERVE", "bizStep": "receiving", "epcList": [],
        "eventTime": "2026-11-22T08:00:00+01:00", "eventTimeZoneOffset": "+01:00",
        "bizTransactionList": [{ "type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:0614141073467:PO-1" }]
    });
    let document = |event: &Value| {
        json!({
            "@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", "type": "EPCISDocument", "schemaVersion": "2.0",
            "creationDate": "2026-11-22T11:30:47.0Z", "epcisBody": { "eventList": [event] }
        })
    };
    merchant
        .post("/epcis/capture", &document(&event))
        .await
        .expect(200);
    let ann = app.staff("demo", Role::Owner).await;
    let before = ann
        .get(PO)
        .await
        .expect(200)
        .shows("<strong>At our dock</strong>")
        .shows("From the event urn:uuid:1");
    before.shows("today by a program of the shop");
    event["errorDeclaration"] =
        json!({ "declarationTime": "2026-11-23T08:00:00Z", "reason": "did_not_occur" });
    merchant
        .post("/epcis/capture", &document(&event))
        .await
        .expect(200);
    let after = ann
        .get(PO)
        .await
        .expect(200)
        .shows("declared wrong on 23 November");
    assert!(
        !after.text.contains("<strong>At our dock</strong>"),
        "it is shown as if it were true"
    );
    let version = after.hidden("version");
    let confirm = [
        ("action", "date"),
        ("version", version.as_str()),
        ("seen", "2026-12-14/2026-12-18"),
        ("earliest", "2026-12-14"),
        ("latest", "2026-12-18"),
        ("basis", "mail of the mill"),
    ];
    ann.post(PO, &confirm).await.expect(303);
    ann.get(PO).await.shows("today by owner@demo.example");
}

#[tokio::test]
async fn what_is_wrong_with_a_purchase_order_stands_beside_its_fields() {
    let app = TestApp::new().await;
    shop(&app).await;
    let ann = app.staff("demo", Role::Owner).await;
    let new = "/console/supply/new";
    let wrong = [
        ("reference", " "),
        ("supplier", ""),
        ("sku:0", "TENT"),
        ("quantity:0", "0"),
        ("sku:1", "TENT"),
        ("quantity:1", "2"),
        ("quantity:2", "3"),
        ("earliest", "2026-12-18"),
        ("latest", "2026-12-14"),
        ("stage", "received"),
    ];
    let told = ann.post(new, &wrong).await.expect(422);
    let told = told
        .shows("Write its number")
        .shows("Fill this in")
        .shows("Enter a whole number from 1")
        .shows("stands in a line above");
    told.shows("Write the SKU of this line")
        .shows("comes before the first")
        .shows("cannot go there")
        .shows("value=\"TENT\"");

    let good = [
        ("reference", "PO-2"),
        ("supplier", "Mill"),
        ("sku:0", "TENT"),
        ("quantity:0", "5"),
        ("stage", "ordered"),
    ];
    let with = |name: &'static str, value: &'static str| -> Vec<(&str, &str)> {
        good.iter()
            .copied()
            .filter(|(other, _)| *other != name)
            .chain([(name, value)])
            .collect()
    };
    ann.post(new, &with("reference", "PO-1"))
        .await
        .expect(409)
        .shows("There is a purchase order PO-1 already.");
    ann.post(new, &with("sku:0", "NONE"))
        .await
        .expect(422)
        .shows("NONE is not in the catalogue.");
    ann.post(new, &with("latest", "2026-12-14"))
        .await
        .expect(422)
        .shows("Enter both days, or neither.");
    let dated: Vec<(&str, &str)> = good
        .iter()
        .copied()
        .chain([("earliest", "2026-12-14"), ("latest", "2026-12-18")])
        .collect();
    ann.post(new, &dated)
        .await
        .expect(422)
        .shows("Say what the date rests on.");
    ann.post(new, &good)
        .await
        .leads_to("/console/supply/PO-2?done=entered");
    ann.get("/console/supply")
        .await
        .shows("PO-2")
        .shows("No date yet");
}

#[tokio::test]
async fn a_date_is_confirmed_with_its_basis_and_moved_with_a_reason() {
    let app = TestApp::new().await;
    shop(&app).await;
    let ann = app.staff("demo", Role::Owner).await;
    let same = date_form(&ann, "2026-12-14", "2026-12-18", "").await;
    send(&ann, PO, &same)
        .await
        .expect(422)
        .shows("Say what the date rests on.");
    let moved = date_form(&ann, "2026-12-15", "2026-12-18", "").await;
    send(&ann, PO, &moved)
        .await
        .expect(422)
        .shows("The date moves: say why.");
    let mut without = date_form(&ann, "2026-12-15", "2026-12-18", "Storm").await;
    without.retain(|(name, _)| name != "basis");
    send(&ann, PO, &without)
        .await
        .expect(422)
        .shows("Say what the date rests on.");
    let past = date_form(&ann, "2026-11-01", "2026-11-02", "Early").await;
    send(&ann, PO, &past)
        .await
        .expect(422)
        .shows("has passed already");
    let far = date_form(&ann, "2036-11-01", "2036-11-02", "Late").await;
    send(&ann, PO, &far)
        .await
        .expect(422)
        .shows("too far ahead");
    let gone = date_form(&ann, "", "", "The mill burned").await;
    send(&ann, PO, &gone).await.expect(303);
    assert_eq!(purchase_order(&app).await["expected"], json!(null));
}

#[tokio::test]
async fn a_date_in_a_form_is_written_in_one_way() {
    let app = TestApp::new().await;
    shop(&app).await;
    let placed = app.shopper().placed("TENT", 1).await;
    let page = format!("/o/{}", placed["token"].as_str().unwrap());
    let ann = app.staff("demo", Role::Operations).await;
    for date in [
        "2026-12-26T10:00:00",
        "2026-12-26[Europe/Berlin]",
        "+002026-12-26",
    ] {
        send(&ann, PO, &date_form(&ann, date, date, "storm").await)
            .await
            .expect(422);
        let details = [("action", "details"), ("name", "Ada"), ("needed_by", date)];
        app.nobody().post(&page, &details).await.expect(422);
        let order = [
            ("action", "order"),
            ("sku", "TENT"),
            ("quantity", "1"),
            ("email", "ada@example.com"),
            ("name", "Ada"),
            ("needed_by", date),
        ];
        app.nobody()
            .post("/s/demo/p/tent", &order)
            .await
            .expect(422);
    }
}

#[tokio::test]
async fn a_milestone_is_a_fact_and_goods_do_not_travel_back() {
    let app = TestApp::new().await;
    shop(&app).await;
    let ann = app.staff("demo", Role::Owner).await;
    let milestone = |stage, at| {
        [
            ("action", "milestone"),
            ("stage", stage),
            ("at", at),
            ("note", "Seen by Eve"),
            ("public", "1"),
        ]
    };
    ann.post(PO, &milestone("ordered", "2026-11-23"))
        .await
        .expect(422)
        .shows("it cannot go there");
    ann.post(PO, &milestone("customs", "2026-11-24"))
        .await
        .expect(422)
        .shows("A milestone is a fact");
    ann.post(PO, &milestone("customs", "soon"))
        .await
        .expect(422)
        .shows("Enter a day.");
    ann.post(PO, &milestone("customs", "2026-11-20"))
        .await
        .leads_to("/console/supply/PO-1?done=milestone");
    ann.get(PO).await.shows("Seen by Eve").shows("20 November");
    let version = ann.get(PO).await.hidden("version");
    ann.post(PO, &[("action", "cancel"), ("version", &version)])
        .await
        .expect(422)
        .shows("Fill this in");
    ann.post(
        PO,
        &[
            ("action", "cancel"),
            ("version", &version),
            ("cancel_reason", "The mill burned"),
        ],
    )
    .await
    .expect(303);
    assert_eq!(purchase_order(&app).await["stage"], "cancelled");
}

#[tokio::test]
async fn milestones_come_from_a_file_row_by_row() {
    let app = TestApp::new().await;
    shop(&app).await;
    let ann = app.staff("demo", Role::Operations).await;
    let upload = async |csv: &str| {
        let part = "--x\r\ncontent-disposition: form-data; name=";
        let token = ann.form_token.as_deref().unwrap();
        let body = format!(
            "{part}\"form_token\"\r\n\r\n{token}\r\n{part}\"file\"; filename=\"m.csv\"\r\n\r\n{csv}\r\n--x--\r\n"
        );
        let request = app
            .request(Method::POST, "/console/supply/milestones")
            .header("cookie", ann.cookie.clone().unwrap());
        let sent = request
            .header("content-type", "multipart/form-data; boundary=x")
            .header("sec-fetch-site", "same-origin")
            .body(body);
        let answer = sent.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let csv = "purchase_order,stage,at,note\nPO-1,customs,2026-11-20,Declared\nPO-9,customs,2026-11-20,\nPO-1,lost,2026-11-20,\nPO-1,ordered,2036-11-20,\n";
    let (status, told) = upload(csv).await;
    assert_eq!(status, 200);
    assert!(
        told.contains("1 milestone recorded, 0 known already, 3 refused."),
        "{told}"
    );
    for why in [
        "There is no such purchase order.",
        "This row could not be read.",
        "cannot have been there then",
    ] {
        assert!(told.contains(why), "{why} is not in {told}");
    }
    assert!(
        upload(csv)
            .await
            .1
            .contains("0 milestones recorded, 1 known already, 3 refused.")
    );
    ann.get(PO).await.shows("At customs").shows("Declared");

    for (csv, why) in [
        ("", "Choose a file"),
        (
            "stage,at\ncustoms,2026-11-20\n",
            "The first line lacks: purchase_order.",
        ),
    ] {
        let (status, told) = upload(csv).await;
        assert_eq!(status, 422);
        assert!(told.contains(why), "{why} is not in {told}");
    }
    ann.post("/console/supply/milestones", &[("file", "PO-1")])
        .await
        .expect(400)
        .shows("makes no sense");
}

/// Fields of a form as a browser sends them.
fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[tokio::test]
async fn what_is_on_order_is_changed_and_split_by_forms() {
    let app = TestApp::new().await;
    shop(&app).await;
    app.shopper().placed("TENT", 8).await;
    let ann = app.staff("demo", Role::Operations).await;
    let page = ann.get(PO).await.expect(200);
    let version = page.hidden("version");
    // The lines of the page: pegs first.
    let lines = |tents: &str, reason: &str| {
        fields(&[
            ("action", "lines"),
            ("version", &version),
            ("line:0", "1"),
            ("sku:0", "PEG"),
            ("units:0", ""),
            ("line:1", "1"),
            ("sku:1", "TENT"),
            ("units:1", tents),
            ("sku:2", "TENT"),
            ("units:2", "4"),
            ("from:2", "2027-01-11"),
            ("to:2", "2027-01-15"),
            ("lines_reason", reason),
        ])
    };
    send(&ann, PO, &lines("0", "")).await.expect(422);
    let saved = send(&ann, PO, &lines("6", "They split it"))
        .await
        .expect(303);
    ann.get(saved.header("location"))
        .await
        .expect(200)
        .shows("What is on order is as you wrote.")
        .shows("11–15 January 2027");
    let order = purchase_order(&app).await;
    let units = |order: &Value| -> Vec<(String, i64, i64)> {
        let lines = order["lines"].as_array().unwrap().iter();
        lines
            .map(|line| {
                let number = |name: &str| line[name].as_i64().unwrap();
                (line["sku"].to_string(), number("line"), number("quantity"))
            })
            .collect()
    };
    let tent = |line, quantity| ("\"TENT\"".to_owned(), line, quantity);
    assert_eq!(units(&order), [tent(1, 6), tent(2, 4)]);
    // The form of before is for an order that is no longer so.
    send(&ann, PO, &lines("5", "They split it"))
        .await
        .expect(412);
    let version = ann.get(PO).await.expect(200).hidden("version");
    let split = |units: &str| {
        fields(&[
            ("action", "split"),
            ("version", &version),
            ("line:0", "1"),
            ("sku:0", "TENT"),
            ("take:0", units),
            ("split_reference", "PO-1b"),
            ("split_earliest", "2027-02-01"),
            ("split_latest", "2027-02-05"),
            ("split_basis", "mail of the mill"),
            ("split_reason", "Out of cloth"),
        ])
    };
    send(&ann, PO, &split("7")).await.expect(422);
    send(&ann, PO, &split("2")).await.expect(303);
    assert_eq!(units(&purchase_order(&app).await), [tent(1, 4), tent(2, 4)]);
    ann.get("/console/supply/PO-1b")
        .await
        .expect(200)
        .shows("1–5 February 2027");
}

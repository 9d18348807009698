//! The dock in the console, as a browser without a script uses it.

use crate::app::TestApp;
use crate::console::{Browser, Page};
use crate::on_both;
use dockline_domain::access::Role;
use serde_json::{Value, json};

pub const PO: &str = "/console/supply/PO-1";
pub const COUNT: &str = "/console/dock/receive/PO-1";

/// A shop with one purchase order of ten tents and four pegs.
pub async fn shop(app: &TestApp) {
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT", "PEG"]).await;
    let order = json!({
        "reference": "PO-1", "supplier": "Mill", "stage": "in_transit", "basis": "order confirmation",
        "lines": [{ "sku": "TENT", "quantity": 10 }, { "sku": "PEG", "quantity": 4 }],
        "expected": { "earliest": "2026-12-14", "latest": "2026-12-18" }
    });
    merchant.post("/purchase-orders", &order).await.expect(201);
}

pub async fn send(ann: &Browser<'_>, path: &str, form: &[(String, String)]) -> Page {
    let form: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    ann.post(path, &form).await
}

/// Counts what came in, and answers the page that says what goes where.
pub async fn receive(ann: &Browser<'_>, counts: &[(&str, &str)]) -> Page {
    let form: Vec<(&str, &str)> = counts
        .iter()
        .copied()
        .chain([("location", "main")])
        .collect();
    let received = ann.post(COUNT, &form).await.expect(303);
    ann.get(received.header("location")).await.expect(200)
}

pub async fn purchase_order(app: &TestApp) -> Value {
    app.merchant()
        .await
        .get("/purchase-orders/PO-1")
        .await
        .expect(200)
        .body
}

/// The address of the parcel on a page.
pub fn parcel(page: &Page) -> String {
    let (_, rest) = page
        .text
        .split_once("href=\"/console/dock/shipments/shp_")
        .unwrap();
    format!(
        "/console/dock/shipments/shp_{}",
        rest.split('"').next().unwrap()
    )
}

on_both! {
    async fn the_same_count_sent_twice_is_one_receipt(app: TestApp) {
        shop(&app).await;
        let ann = app.staff("demo", Role::Operations).await;
        let counted = [
            ("key", "k1"),
            ("open:TENT", "10"),
            ("counted:TENT", "4"),
            ("rest:TENT", "coming"),
            ("location", "main"),
        ];
        let form: Vec<(&str, &str)> = counted
            .into_iter()
            .chain([("open:PEG", "4"), ("counted:PEG", "4")])
            .collect();
        let first = ann.post(COUNT, &form).await.expect(303);
        let again = ann.post(COUNT, &form).await.expect(303);
        assert_eq!(first.header("location"), again.header("location"));
        assert_eq!(purchase_order(&app).await["lines"][1]["received"], 4);
    }

    async fn two_people_who_count_the_same_goods_are_not_both_believed(app: TestApp) {
        shop(&app).await;
        let (ann, bob) = (
            app.staff("demo", Role::Owner).await,
            app.staff("demo", Role::Operations).await,
        );
        let form = [
            ("open:TENT", "10"),
            ("counted:TENT", "4"),
            ("rest:TENT", "coming"),
            ("only_counted", "1"),
            ("location", "main"),
        ];
        ann.post(COUNT, &form).await.expect(303);
        let told = bob
            .post(COUNT, &form)
            .await
            .expect(412)
            .shows("Somebody counted goods of this order in meanwhile.");
        let told = told
            .shows("When you began, 10 units were open; now it is 6.")
            .shows("2 units fewer than open.");
        assert_eq!(
            (
                told.hidden("open:TENT"),
                purchase_order(&app).await["lines"][1]["received"].clone()
            ),
            ("6".to_owned(), json!(4))
        );
        // The form that came back rests on what is there now: sending it again means it.
        let mut meant = form;
        meant[0].1 = "6";
        bob.post(COUNT, &meant).await.expect(303);
        assert_eq!(purchase_order(&app).await["lines"][1]["received"], 8);

        let line = |seen| json!({ "purchase_order": "PO-1", "location": "main", "lines": [{ "sku": "TENT", "quantity": 1, "if_open": seen }] });
        let merchant = app.merchant().await;
        assert_eq!(
            merchant
                .post("/receipts", &line(6))
                .await
                .expect(412)
                .problem(),
            "outdated"
        );
        assert_eq!(
            merchant
                .post("/receipts", &line(-1))
                .await
                .expect(422)
                .wrong(),
            ["/lines/0/if_open"]
        );
        merchant.post("/receipts", &line(2)).await.expect(201);
    }
}

#[tokio::test]
async fn a_count_that_differs_is_asked_about_beside_its_line() {
    let app = TestApp::new().await;
    shop(&app).await;
    let ann = app.staff("demo", Role::Operations).await;
    let count = async |fields: &[(&str, &str)]| {
        let form: Vec<(&str, &str)> = fields
            .iter()
            .copied()
            .chain([("location", "main")])
            .collect();
        ann.post(COUNT, &form).await
    };
    count(&[("counted:TENT", "10")])
        .await
        .expect(422)
        .shows("Count this line, or write 0.")
        .shows("The other lines did not come");
    count(&[("counted:TENT", "-1"), ("counted:PEG", "x")])
        .await
        .expect(422)
        .shows("Enter a whole number from 0 to");
    let none = [("counted:TENT", "0"), ("counted:PEG", "0")];
    count(&none)
        .await
        .expect(422)
        .shows("None of the 10 open units came.")
        .shows("Say whether more is to come.");
    let later: Vec<_> = none
        .into_iter()
        .chain([("rest:TENT", "coming"), ("rest:PEG", "coming")])
        .collect();
    count(&later)
        .await
        .expect(422)
        .shows("Nothing was counted.");
    let fewer = [("counted:TENT", "6"), ("counted:PEG", "4")];
    count(&fewer)
        .await
        .expect(422)
        .shows("4 units fewer than open.")
        .shows("Say whether more is to come.");
    let all = [
        ("counted:TENT", "6"),
        ("counted:PEG", "4"),
        ("rest:TENT", "all"),
    ];
    count(&all).await.expect(422).shows("Say why.");
    count(&[("counted:TENT", "12"), ("counted:PEG", "4")])
        .await
        .expect(422)
        .shows("2 units more than were open. Why?");
    assert_eq!(purchase_order(&app).await["lines"][1]["received"], 0);

    receive(
        &ann,
        &[
            ("counted:TENT", "6"),
            ("rest:TENT", "coming"),
            ("only_counted", "1"),
        ],
    )
    .await;
    assert_eq!(purchase_order(&app).await["lines"][1]["open"], 4);
    receive(
        &ann,
        &[
            ("counted:TENT", "3"),
            ("rest:TENT", "all"),
            ("why:TENT", "one crushed"),
            ("counted:PEG", "5"),
            ("why:PEG", "a gift"),
        ],
    )
    .await;
    let order = purchase_order(&app).await;
    assert_eq!(
        (
            &order["stage"],
            &order["lines"][1]["received"],
            &order["lines"][1]["open"]
        ),
        (&json!("received"), &json!(9), &json!(0))
    );
    ann.get(COUNT).await.leads_to("/console/dock?q=PO-1");
    ann.get("/console/dock?q=PO-1")
        .await
        .expect(200)
        .shows("PO-1 is ended");
}

#[tokio::test]
async fn a_line_of_which_nothing_came_is_given_up_with_a_reason() {
    let app = TestApp::new().await;
    shop(&app).await;
    let ann = app.staff("demo", Role::Operations).await;
    let none = [
        ("counted:TENT", "0"),
        ("rest:TENT", "all"),
        ("counted:PEG", "4"),
        ("location", "main"),
    ];
    ann.post(COUNT, &none).await.expect(422).shows("Say why.");
    receive(
        &ann,
        &[
            ("counted:TENT", "0"),
            ("rest:TENT", "all"),
            ("why:TENT", "the mill burned"),
            ("counted:PEG", "1"),
            ("rest:PEG", "coming"),
        ],
    )
    .await;
    let order = purchase_order(&app).await;
    let line = |sku: &str| {
        order["lines"]
            .as_array()
            .unwrap()
            .iter()
            .find(|line| line["sku"] == sku)
            .unwrap()
            .clone()
    };
    assert_eq!(
        (
            &line("TENT")["written_off"],
            &line("TENT")["open"],
            &line("PEG")["open"]
        ),
        (&json!(10), &json!(0), &json!(3))
    );
}

#[tokio::test]
async fn a_dock_that_nobody_knows_is_asked_about() {
    let app = TestApp::new().await;
    shop(&app).await;
    app.merchant().await.stock("PEG", 1).await;
    let ann = app.staff("demo", Role::Operations).await;
    let form = |dock: &'static str| {
        [
            ("counted:TENT", "10"),
            ("only_counted", "1"),
            ("location", dock),
        ]
    };
    let asked = ann.post(COUNT, &form("mian")).await.expect(422);
    asked
        .shows("There is no dock “mian” yet, but: main.")
        .shows("name=\"new_dock\" value=\"mian\"")
        .shows("value=\"10\"");
    assert_eq!(purchase_order(&app).await["lines"][1]["received"], 0);
    let meant: Vec<_> = form("north")
        .into_iter()
        .chain([("new_dock", "north")])
        .collect();
    ann.post(COUNT, &meant).await.expect(303);
    ann.post(COUNT, &[("counted:PEG", "4"), ("location", "north")])
        .await
        .expect(303);
}

#[tokio::test]
async fn one_delivery_note_is_counted_once() {
    let app = TestApp::new().await;
    shop(&app).await;
    let ann = app.staff("demo", Role::Operations).await;
    let form = |units: &'static str| {
        [
            ("counted:TENT", units),
            ("rest:TENT", "coming"),
            ("only_counted", "1"),
            ("location", "main"),
            ("delivery_note", "LS 7"),
        ]
    };
    ann.post(COUNT, &form("4")).await.expect(303);
    ann.post(COUNT, &form("5"))
        .await
        .expect(409)
        .shows("This delivery note was counted in already.");
}

/// The largest purchase order there may be, with long SKUs.
#[tokio::test]
async fn the_longest_purchase_order_is_entered_and_counted_in_the_console() {
    let app = TestApp::new().await;
    let skus: Vec<String> = (0..500).map(|number| format!("{number:A>60}")).collect();
    let merchant = app.merchant().await;
    for (number, some) in skus.chunks(250).enumerate() {
        let skus: Vec<&str> = some.iter().map(String::as_str).collect();
        merchant.product(&format!("parts-{number}"), &skus).await;
    }
    let ann = app.staff("demo", Role::Operations).await;
    let mut form: Vec<(String, String)> = [
        ("reference", "PO-1"),
        ("supplier", "Mill"),
        ("stage", "ordered"),
        ("action", "enter"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    for (number, sku) in skus.iter().enumerate() {
        form.extend([
            (format!("sku:{number}"), sku.clone()),
            (format!("quantity:{number}"), "7".to_owned()),
        ]);
    }
    form.push(("note".to_owned(), "x".repeat(64 * 1024)));
    send(&ann, "/console/supply/new", &form)
        .await
        .leads_to("/console/supply/PO-1?done=entered");
    let mut counted = vec![("location".to_owned(), "main".to_owned())];
    for sku in &skus {
        counted.extend([
            (format!("counted:{sku}"), "7".to_owned()),
            (format!("open:{sku}"), "7".to_owned()),
        ]);
    }
    send(&ann, COUNT, &counted).await.expect(303);
    assert_eq!(purchase_order(&app).await["stage"], "received");
    counted.push(("x".to_owned(), "x".repeat(460 * 1024)));
    send(&ann, COUNT, &counted).await.expect(413).shows("<h1>");
}

#[tokio::test]
async fn a_scanned_barcode_finds_its_order_whatever_the_scanner_adds() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let variant = json!({ "sku": "TENT", "gtin": "036000291452", "price": { "minor": 12_900, "currency": "EUR" } });
    let product = json!({ "title": "Tent", "variants": [variant] });
    merchant.put("/products/tent", &product).await.expect(201);
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    let ann = app.staff("demo", Role::Operations).await;
    for scanned in [
        "036000291452",
        "0036000291452",
        "00036000291452",
        "%5DC10100036000291452",
        "(01)00036000291452(10)A",
        "https://id.gs1.org/01/00036000291452",
    ] {
        let found = ann.get(&format!("/console/dock?q={scanned}")).await;
        found.leads_to(COUNT);
    }
}

#[tokio::test]
async fn a_count_that_was_wrong_is_corrected_on_the_page_of_its_receipt() {
    let app = TestApp::new().await;
    shop(&app).await;
    app.shopper().placed("TENT", 3).await;
    let ann = app.staff("demo", Role::Operations).await;
    let counts = [
        ("open:TENT", "10"),
        ("counted:TENT", "10"),
        ("only_counted", "1"),
    ];
    let received = receive(&ann, &counts).await.shows("Correct this count");
    let path = app.merchant().await.get("/purchase-orders/PO-1").await;
    assert_eq!(path.body["lines"][1]["received"], 10);
    let receipt = received
        .text
        .split_once("action=\"/console/dock/receipts/")
        .and_then(|(_, rest)| rest.split('"').next())
        .unwrap()
        .to_owned();
    let path = format!("/console/dock/receipts/{receipt}");
    for wrong in [
        &[("came:TENT", "11"), ("reason", "miscounted")][..],
        &[("came:TENT", "10"), ("reason", "miscounted")],
        &[("came:TENT", "1")],
    ] {
        ann.post(&path, wrong).await.expect(422);
    }
    let one = [
        ("counted:TENT", "10"),
        ("came:TENT", "1"),
        ("reason", "1 typed as 10"),
    ];
    let corrected = ann.post(&path, &one).await.expect(303);
    ann.get(corrected.header("location"))
        .await
        .expect(200)
        .shows("The count is corrected.")
        .shows("10 were counted, 1 are there")
        .shows("1 typed as 10");
    assert_eq!(purchase_order(&app).await["lines"][1]["received"], 1);
    // The same form again is the same wish.
    ann.post(&path, &one).await.expect(303);
    assert_eq!(purchase_order(&app).await["lines"][1]["received"], 1);
}

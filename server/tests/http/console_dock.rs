//! Dock and line in the console, as a browser without a script uses them.

use crate::app::TestApp;
use crate::console::{Browser, Page};
use crate::on_both;
use dockline_domain::access::{Permission, Role};
use serde_json::{Value, json};

pub const PO: &str = "/console/supply/PO-1";
const COUNT: &str = "/console/dock/receive/PO-1";

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
async fn receive(ann: &Browser<'_>, counts: &[(&str, &str)]) -> Page {
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
fn parcel(page: &Page) -> String {
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
    async fn goods_go_from_the_count_to_the_carrier(app: TestApp) {
        shop(&app).await;
        let placed = app.shopper().placed("TENT", 3).await;
        let ann = app.staff("demo", Role::Operations).await;
        ann.get("/console/dock?q=PO-1").await.leads_to(COUNT);
        ann.get("/console/dock?q=TENT")
            .await
            .leads_to("/console/dock/receive/PO-1?sku=TENT");
        ann.get(COUNT)
            .await
            .expect(200)
            .shows("10 open")
            .shows("4 open");

        let number = format!("Order {}", placed["number"]);
        let answer = receive(&ann, &[("counted:TENT", "10"), ("counted:PEG", "4")]).await;
        let answer = answer
            .shows("3 units straight to 1 order, 11 units to the shelf.")
            .shows(&number);
        assert_eq!(purchase_order(&app).await["stage"], "received");

        let path = parcel(&answer);
        let version = ann
            .get(&path)
            .await
            .expect(200)
            .shows("To pack")
            .hidden("version");
        ann.post(
            &path,
            &[
                ("action", "hand_over"),
                ("version", &version),
                ("carrier", "DHL"),
            ],
        )
        .await
        .expect(409);
        let packed = ann
            .post(&path, &[("action", "pack"), ("version", &version)])
            .await
            .expect(303);
        let version = ann
            .get(packed.header("location"))
            .await
            .shows("is packed.")
            .hidden("version");
        let handed = [
            ("action", "hand_over"),
            ("version", &version),
            ("carrier", "DHL"),
            ("tracking", "JD 1"),
        ];
        let list = ann.post(&path, &handed).await.expect(303);
        ann.get(list.header("location"))
            .await
            .shows(&format!("{number} is handed over."))
            .shows("Nothing is to be packed.");
        assert_eq!(
            app.shopper().look_at(&placed).await.body["state"],
            "shipped"
        );
    }

    async fn enter_in_a_new_carrier_leads_to_the_tracking_number(app: TestApp) {
        shop(&app).await;
        let placed = app.shopper().placed("TENT", 3).await;
        let ann = app.staff("demo", Role::Operations).await;
        let path = parcel(&receive(&ann, &[("counted:TENT", "10"), ("counted:PEG", "4")]).await);
        let version = ann.get(&path).await.hidden("version");
        ann.post(&path, &[("action", "pack"), ("version", &version)])
            .await
            .expect(303);
        let page = ann.get(&path).await;
        let (version, shown) = (page.hidden("version"), page.hidden("carrier_shown"));
        let enter = [
            ("action", "go_on"),
            ("version", &*version),
            ("carrier", "DHL"),
            ("carrier_shown", &*shown),
            ("tracking", ""),
        ];
        let page = ann
            .post(&path, &enter)
            .await
            .expect(200)
            .shows("Tracking number");
        assert_eq!(app.shopper().look_at(&placed).await.body["state"], "packed");
        // A parcel may have no number: the second Enter says so.
        let shown = page.hidden("carrier_shown");
        ann.post(
            &path,
            &[
                ("action", "go_on"),
                ("version", &version),
                ("carrier", "DHL"),
                ("carrier_shown", &shown),
                ("tracking", ""),
            ],
        )
        .await
        .expect(303);
        assert_eq!(
            app.shopper().look_at(&placed).await.body["state"],
            "shipped"
        );
    }

    async fn a_parcel_that_grew_is_looked_at_again_before_it_is_packed(app: TestApp) {
        shop(&app).await;
        app.shopper().placed("TENT", 3).await;
        let ann = app.staff("demo", Role::Operations).await;
        let some = receive(
            &ann,
            &[
                ("open:TENT", "10"),
                ("counted:TENT", "2"),
                ("rest:TENT", "coming"),
                ("only_counted", "1"),
            ],
        )
        .await;
        let path = parcel(&some);
        let version = ann.get(&path).await.expect(200).hidden("version");
        receive(
            &ann,
            &[
                ("open:TENT", "8"),
                ("counted:TENT", "1"),
                ("rest:TENT", "coming"),
                ("only_counted", "1"),
            ],
        )
        .await;
        let told = ann
            .post(&path, &[("action", "pack"), ("version", &version)])
            .await
            .expect(412);
        let version = told.shows("has changed meanwhile").hidden("version");
        ann.post(&path, &[("action", "pack"), ("version", &version)])
            .await
            .expect(303);
    }

    async fn what_is_packed_is_cancelled_in_the_console_and_packed_again(app: TestApp) {
        shop(&app).await;
        let placed = app.shopper().placed("TENT", 3).await;
        let ann = app.staff("demo", Role::Owner).await;
        let path = parcel(&receive(&ann, &[("counted:TENT", "10"), ("counted:PEG", "4")]).await);
        let version = ann.get(&path).await.hidden("version");
        ann.post(&path, &[("action", "pack"), ("version", &version)])
            .await
            .expect(303);
        let version = ann.get(&path).await.hidden("version");

        let order = format!("/console/orders/{}", placed["number"]);
        let seen = ann
            .get(&order)
            .await
            .expect(200)
            .shows("Cancel units")
            .hidden("version");
        ann.post(
            &order,
            &[
                ("action", "cancel"),
                ("version", &seen),
                ("quantity:TENT", "1"),
                ("reason", "asked on the phone"),
            ],
        )
        .await
        .expect(303);
        ann.post(
            &path,
            &[
                ("action", "hand_over"),
                ("version", &version),
                ("carrier", "DHL"),
            ],
        )
        .await
        .expect(412);
        ann.get(&path)
            .await
            .shows("Pack again")
            .shows("Units of it were cancelled after it was packed.");
        ann.get("/console/dock/shipments?state=open")
            .await
            .shows("Pack again");
        ann.get(&order).await.shows("The parcel is open again");
    }

    async fn the_pick_list_says_where_units_leave_from(app: TestApp) {
        let merchant = app.merchant().await;
        merchant.product("tent", &["TENT", "PEG"]).await;
        merchant
            .supply("PO-T", "TENT", 10, "2026-12-14", "2026-12-18")
            .await;
        merchant
            .supply("PO-1", "PEG", 10, "2026-12-14", "2026-12-18")
            .await;
        let both = json!({
            "email": "ada@example.com", "name": "Ada", "ship": "complete",
            "lines": [{ "sku": "TENT", "quantity": 1 }, { "sku": "PEG", "quantity": 1 }]
        });
        app.shopper().order(&both).await.expect(201);
        let tents = json!({ "purchase_order": "PO-T", "location": "attic", "lines": [{ "sku": "TENT", "quantity": 3 }] });
        merchant.post("/receipts", &tents).await.expect(201);
        let ann = app.staff("demo", Role::Operations).await;
        let page = receive(
            &ann,
            &[
                ("open:PEG", "10"),
                ("counted:PEG", "10"),
                ("new_dock", "main"),
            ],
        )
        .await;
        let page = page
            .shows("at main")
            .shows("from the shelf")
            .shows("9 units to the shelf");
        let names = page.text.matches(">Tent<").count() + page.text.matches(">Tent ").count();
        assert!(names > 0 && !page.text.contains("attic"), "{}", page.text);
    }

    async fn a_long_pick_list_comes_page_by_page(app: TestApp) {
        shop(&app).await;
        let merchant = app.merchant().await;
        merchant
            .supply("PO-2", "TENT", 110, "2026-12-14", "2026-12-18")
            .await;
        for _ in 0..103 {
            app.shopper().placed("TENT", 1).await;
        }
        let receipt = json!({ "purchase_order": "PO-2", "location": "main", "lines": [{ "sku": "TENT", "quantity": 110 }] });
        let received = merchant.post("/receipts", &receipt).await.expect(201).body;
        let path = format!(
            "/console/dock/receipts/{}",
            received["receipt"].as_str().unwrap()
        );
        let ann = app.staff("demo", Role::Operations).await;
        let parcels = |page: &Page| page.text.matches("class=\"parcel__head\"").count();
        let first = ann
            .get(&path)
            .await
            .expect(200)
            .shows("Orders 1–100 of 103")
            .shows("?page=2");
        // The units for the shelf are a block too.
        assert_eq!(parcels(&first), 101);
        let last = ann
            .get(&format!("{path}?page=2"))
            .await
            .expect(200)
            .shows("Orders 101–103 of 103")
            .shows("?page=1");
        assert_eq!(parcels(&last), 4);
    }

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

    async fn a_priority_that_somebody_else_has_changed_is_told(app: TestApp) {
        shop(&app).await;
        let placed = app.shopper().placed("TENT", 2).await;
        let (ann, bob) = (
            app.staff("demo", Role::Owner).await,
            app.staff("demo", Role::Operations).await,
        );
        let id = format!(
            "bo_{}_1",
            placed["order"].as_str().unwrap().trim_start_matches("ord_")
        );
        let form = |seen, priority, reason| {
            [
                ("backorder", id.as_str()),
                ("seen", seen),
                ("priority", priority),
                ("reason", reason),
            ]
        };
        ann.post("/console/line", &form("0", "5", "A hospital"))
            .await
            .expect(303);
        let told = bob
            .post("/console/line", &form("0", "2", "Asked on the phone"))
            .await
            .expect(412);
        let told = told
            .shows("Somebody gave it priority 5 while you were writing; your 2")
            .shows("value=\"Asked on the phone\"");
        let told = told.shows("priority +5").shows("A hospital");
        assert_eq!(told.hidden("seen"), "5");
        bob.post("/console/line", &form("5", "2", "Asked on the phone"))
            .await
            .expect(303);

        let merchant = app.merchant().await;
        let set = |seen| json!({ "priority": 1, "reason": "x", "if_priority": seen });
        let path = format!("/backorders/{id}/priority");
        assert_eq!(
            merchant
                .post(&path, &set(json!(5)))
                .await
                .expect(412)
                .problem(),
            "outdated"
        );
        assert_eq!(
            merchant
                .post(&path, &set(json!("2")))
                .await
                .expect(422)
                .wrong(),
            ["/if_priority"]
        );
        merchant.post(&path, &set(json!(2))).await.expect(200);
    }

    async fn who_is_let_go_first_is_on_record(app: TestApp) {
        shop(&app).await;
        let shopper = app.shopper();
        let (first, second) = (
            shopper.placed("TENT", 2).await,
            shopper.placed("TENT", 1).await,
        );
        let ann = app.staff("demo", Role::Operations).await;
        let line = ann.get("/console/line?sku=TENT").await.expect(200);
        let id = |placed: &Value| {
            let order = placed["order"]
                .as_str()
                .unwrap()
                .trim_start_matches("ord_")
                .to_owned();
            format!("bo_{order}_1")
        };
        assert!(line.text.contains(&id(&first)));
        let form = |reason: &'static str| {
            [
                ("backorder", id(&second)),
                ("seen", "0".to_owned()),
                ("priority", "5".to_owned()),
                ("reason", reason.to_owned()),
            ]
        };
        let owned =
            |form: [(&str, String); 4]| form.map(|(name, value)| (name.to_owned(), value)).to_vec();
        send(&ann, "/console/line", &owned(form("")))
            .await
            .expect(422)
            .shows("Fill this in");
        let changed = send(&ann, "/console/line", &owned(form("Replaces a broken one")))
            .await
            .expect(303);
        let path = changed
            .header("location")
            .split('#')
            .next()
            .unwrap()
            .to_owned();
        ann.get(&path)
            .await
            .shows("The priority is changed")
            .shows("priority +5");
        let overtaken = format!("/console/line?sku=TENT&why={}", id(&first));
        ann.get(&overtaken)
            .await
            .shows("1 unit is ahead")
            .shows("Replaces a broken one");
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
async fn every_open_parcel_is_counted_and_the_next_one_comes_by_itself() {
    let app = TestApp::new().await;
    shop(&app).await;
    for _ in 0..3 {
        app.shopper().placed("TENT", 3).await;
    }
    let ann = app.staff("demo", Role::Operations).await;
    let answer = receive(&ann, &[("counted:TENT", "10"), ("only_counted", "1")]).await;
    let mut path = parcel(&answer);
    for left in (0..3).rev() {
        let page = ann.get(&path).await.expect(200);
        ann.post(
            &path,
            &[("action", "pack"), ("version", &page.hidden("version"))],
        )
        .await
        .expect(303);
        let version = ann.get(&path).await.hidden("version");
        let done = ann
            .post(
                &path,
                &[
                    ("action", "hand_over"),
                    ("version", &version),
                    ("carrier", "DHL"),
                ],
            )
            .await
            .expect(303);
        let next = done.header("location").to_owned();
        assert_eq!(
            next.starts_with("/console/dock/shipments/shp_"),
            left > 0,
            "{next}"
        );
        ann.get(&next).await.expect(200).shows("is handed over.");
        path = next.split('?').next().unwrap().to_owned();
    }
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

#[tokio::test]
async fn a_parcel_whose_content_has_changed_is_looked_at_again() {
    let app = TestApp::new().await;
    shop(&app).await;
    let placed = app.shopper().placed("TENT", 3).await;
    let ann = app.staff("demo", Role::Operations).await;
    let answer = receive(&ann, &[("counted:TENT", "10"), ("only_counted", "1")]).await;
    let path = parcel(&answer);
    let version = ann.get(&path).await.hidden("version");
    app.shopper()
        .cancel(
            &placed,
            &json!({ "lines": [{ "sku": "TENT", "quantity": 1 }] }),
        )
        .await
        .expect(200);
    let pack = [("action", "pack"), ("version", version.as_str())];
    ann.post(&path, &pack)
        .await
        .expect(412)
        .shows("has changed meanwhile");
}

#[tokio::test]
async fn a_code_leads_to_its_parcel_however_it_is_written() {
    let app = TestApp::new().await;
    shop(&app).await;
    let placed = app.shopper().placed("TENT", 3).await;
    let ann = app.staff("demo", Role::Operations).await;
    let path = parcel(&receive(&ann, &[("counted:TENT", "10"), ("only_counted", "1")]).await);
    let id = path.rsplit('/').next().unwrap();
    let codes = [
        id.to_owned(),
        id.to_uppercase(),
        format!("https%3A%2F%2Fshop.example{path}"),
        placed["number"].to_string(),
    ];
    for code in codes {
        ann.get(&format!("/console/dock/shipments?q={code}"))
            .await
            .leads_to(&path);
    }
    ann.get(&format!("/console/dock?q={id}"))
        .await
        .leads_to(&path);
    ann.get("/console/dock/shipments?q=nothing")
        .await
        .expect(200)
        .shows("There is no parcel “nothing”");
    ann.get("/console/dock?q=%3Cb%3E")
        .await
        .expect(200)
        .shows("has to do with “&lt;b&gt;”");
    ann.get("/console/line?sku=NONE")
        .await
        .expect(404)
        .shows("There is no SKU “NONE”");
    ann.get("/console/line?sku=tEnT")
        .await
        .leads_to("/console/line?sku=TENT");
}

#[tokio::test]
async fn a_role_sees_every_page_and_does_only_what_it_may() {
    let app = TestApp::new().await;
    shop(&app).await;
    app.shopper().placed("TENT", 3).await;
    let (owner, viewer) = (
        app.staff("demo", Role::Owner).await,
        app.staff("demo", Role::Viewer).await,
    );
    let path = parcel(&receive(&owner, &[("counted:TENT", "10"), ("only_counted", "1")]).await);
    for page in [
        "/console/supply",
        PO,
        "/console/dock",
        "/console/dock/shipments",
        &path,
        "/console/line",
        "/console/line?sku=TENT",
    ] {
        let seen = viewer.get(page).await.expect(200);
        assert!(
            !seen.text.contains("<form class=\"form"),
            "{page} offers a form"
        );
        assert!(
            !seen.text.contains("<form class=\"panel"),
            "{page} offers a form"
        );
    }
    viewer.get("/console/supply/new").await.expect(403);
    viewer.get("/console/supply/milestones").await.expect(403);
    viewer.get(COUNT).await.expect(403);
    for (path, action) in [
        (PO, "date"),
        ("/console/supply/new", "enter"),
        (COUNT, ""),
        (path.as_str(), "pack"),
        ("/console/line", ""),
    ] {
        viewer.post(path, &[("action", action)]).await.expect(403);
    }
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

/// Acts as the shopper, with the link of an order: cancels it, sends it elsewhere.
#[tokio::test]
async fn the_link_of_an_order_is_for_those_who_may_change_it() {
    let app = TestApp::new().await;
    shop(&app).await;
    let placed = app.shopper().placed("TENT", 3).await;
    app.shopper().placed("PEG", 2).await;
    let (order, token) = (
        format!("/console/orders/{}", placed["number"]),
        placed["token"].as_str().unwrap(),
    );
    let owner = app.staff("demo", Role::Owner).await;
    let received = owner
        .post(
            COUNT,
            &[
                ("counted:TENT", "10"),
                ("only_counted", "1"),
                ("location", "main"),
            ],
        )
        .await
        .expect(303);
    let receipt = received.header("location").to_owned();
    let parcel = parcel(&owner.get(&receipt).await);
    for role in Role::ALL {
        let staff = if role == Role::Owner {
            owner.clone()
        } else {
            app.staff("demo", role).await
        };
        let shown = staff
            .get(&order)
            .await
            .expect(200)
            .text
            .contains(&format!("href=\"/o/{token}\""));
        assert_eq!(shown, role.may(Permission::ChangeOrders), "{role:?}");
        let pages = [
            "/console",
            "/console/orders",
            "/console/orders?q=ada",
            "/console/line?sku=TENT",
            "/console/dock/shipments",
            PO,
        ];
        let others = if role.may(Permission::ChangeOrders) {
            None
        } else {
            Some(order.as_str())
        };
        for page in pages
            .into_iter()
            .chain([receipt.as_str(), parcel.as_str()])
            .chain(others)
        {
            assert!(
                !staff.get(page).await.expect(200).text.contains(token),
                "{role:?} {page}"
            );
        }
    }
    let merchant = app.merchant().await;
    for path in [
        "/shipments",
        "/backorders?sku=PEG",
        &receipt.replace("/console/dock", ""),
    ] {
        assert!(
            !merchant.get(path).await.body.to_string().contains(token),
            "{path}"
        );
    }
}

#[tokio::test]
async fn another_shop_has_none_of_it() {
    let app = TestApp::new().await;
    shop(&app).await;
    app.shopper().placed("TENT", 3).await;
    let ann = app.staff("demo", Role::Owner).await;
    let answer = receive(&ann, &[("counted:TENT", "10"), ("only_counted", "1")]).await;
    app.open_shop("other").await;
    let eve = app.staff("other", Role::Owner).await;
    for path in [PO, COUNT, &parcel(&answer), "/console/line?sku=TENT"] {
        eve.get(path).await.expect(404);
    }
    for path in [PO, COUNT, &parcel(&answer)] {
        eve.post(path, &[("action", "pack")]).await.expect(404);
    }
    eve.get("/console/dock?q=PO-1")
        .await
        .expect(200)
        .shows("has to do with “PO-1”");
}

//! Parcels in the console, from the count to the carrier.

use crate::app::TestApp;
use crate::console::Page;
use crate::console_dock::{COUNT, parcel, purchase_order, receive, shop};
use crate::on_both;
use dockline_domain::access::Role;
use serde_json::json;

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

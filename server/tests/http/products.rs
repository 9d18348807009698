//! The catalogue.

use crate::app::{TestApp, answer, order_of, product};
use crate::on_both;
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn a_product_reads_as_it_was_written() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let body = json!({
        "title": "Tent", "description": "<p>Light</p>", "vendor": "Mill", "tags": ["camp"], "image": "/demo/tent.svg",
        "variants": [{ "sku": "T-1", "price": { "minor": 12_900, "currency": "EUR" }, "options": { "Size": "M", "Colour": "Moss" },
                       "policy": "deny", "gtin": "4006381333931" }]
    });
    let created = merchant.put("/products/tent", &body).await.expect(201);
    let read = merchant.get("/products/tent").await.expect(200);
    assert_eq!(
        (&created.body, created.header("etag")),
        (&read.body, read.header("etag"))
    );
    for field in ["title", "description", "vendor", "tags", "image"] {
        assert_eq!(read.body[field], body[field]);
    }
    let variant = &read.body["variants"][0];
    for field in ["sku", "price", "options", "gtin"] {
        assert_eq!(variant[field], body["variants"][0][field]);
    }
    assert_eq!(
        (&variant["policy"]["backorder"], &variant["on_hand"]),
        (&json!("deny"), &json!(0))
    );
    let again = merchant.put("/products/tent", &read.body).await.expect(200);
    assert_eq!(again.header("etag"), read.header("etag"));
}

/// In the catalogue, in the cart and where it is ordered (§ 4 PAngV).
async fn unit_price_stands_beside_each_price(app: &TestApp) {
    const PRICE: &str = "€15.60 per kg";
    let mut browser = app.nobody();
    browser.get("/s/demo").await.expect(200).shows(PRICE);
    let fields = |action| [("action", action), ("sku", "RICE"), ("quantity", "1")];
    let led = browser.post("/s/demo/p/rice", &fields("cart")).await;
    let cookie = led.expect(303).header("set-cookie").to_owned();
    browser.cookie = cookie.split(';').next().map(str::to_owned);
    browser.get("/s/demo/cart").await.expect(200).shows(PRICE);
    let led = browser.post("/s/demo/checkout", &fields("checkout")).await;
    let review = browser.get(led.expect(303).header("location")).await;
    review.expect(200).shows(PRICE);
}

#[tokio::test]
async fn who_makes_a_product_and_what_a_kilogram_costs_stand_on_its_page() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let mut body = product(&["RICE"]);
    body["maker"] =
        json!({ "name": "Mill", "address": "Weg 1\n10115 Berlin", "email": "mill@mill.example" });
    body["responsible_person"] =
        json!({ "name": "Mill EU", "address": "Weg 2", "url": "https://mill.example/eu" });
    body["texts"] = json!({ "en": { "warnings": "Dust may burn" } });
    body["variants"][0]["price"]["minor"] = json!(390);
    body["variants"][0]["content"] = json!({ "amount": 250, "unit": "g" });
    merchant.put("/products/rice", &body).await.expect(201);
    let read = merchant.get("/products/rice").await.expect(200).body;
    assert_eq!(read["maker"]["address"], "Weg 1\n10115 Berlin");
    assert_eq!(read["responsible_person"]["url"], "https://mill.example/eu");
    assert_eq!(read["texts"]["en"]["warnings"], "Dust may burn");
    assert_eq!(
        read["variants"][0]["content"],
        json!({ "amount": 250, "unit": "g" })
    );
    let page = app
        .request(Method::GET, "/s/demo/p/rice")
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    for said in [
        "€15.60 per kg",
        "Made by",
        "mailto:mill@mill.example",
        "Responsible in the EU",
        "Dust may burn",
    ] {
        assert!(page.contains(said), "{said}");
    }
    unit_price_stands_beside_each_price(&app).await;
    // What is not said is not there: a product as it was before says nothing of these.
    merchant
        .put("/products/rice", &product(&["RICE"]))
        .await
        .expect(200);
    let page = app
        .request(Method::GET, "/s/demo/p/rice")
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(!page.contains("Made by") && !page.contains("per kg"));
}

#[tokio::test]
async fn who_answers_for_a_product_can_be_reached() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    for (field, value, wrong) in [
        (
            "maker",
            json!({ "name": "Mill", "address": "Weg 1" }),
            "/maker/email",
        ),
        (
            "maker",
            json!({ "name": "", "address": "Weg 1", "email": "a@b.example" }),
            "/maker/name",
        ),
        (
            "maker",
            json!({ "name": "Mill", "address": "Weg 1", "email": "nobody" }),
            "/maker/email",
        ),
        (
            "responsible_person",
            json!({ "name": "Mill", "address": "Weg 1", "url": "javascript:alert(1)" }),
            "/responsible_person/url",
        ),
        (
            "texts",
            json!({ "en": { "warnings": 5 } }),
            "/texts/en/warnings",
        ),
        ("texts", json!({ "xx": {} }), "/texts"),
    ] {
        let mut body = product(&["RICE"]);
        body[field] = value;
        let refused = merchant.put("/products/rice", &body).await.expect(422);
        assert_eq!(refused.wrong(), [wrong], "{body}");
    }
    for (content, wrong) in [
        (
            json!({ "amount": 0, "unit": "g" }),
            "/variants/0/content/amount",
        ),
        (
            json!({ "amount": 5, "unit": "stone" }),
            "/variants/0/content/unit",
        ),
    ] {
        let mut body = product(&["RICE"]);
        body["variants"][0]["content"] = content;
        let refused = merchant.put("/products/rice", &body).await.expect(422);
        assert_eq!(refused.wrong(), [wrong]);
    }
}

#[tokio::test]
async fn every_wrong_field_of_a_product_is_named_at_once() {
    let app = TestApp::new().await;
    let body = json!({
        "title": "x".repeat(301), "image": "javascript:alert(1)", "tags": [1],
        "variants": [
            { "sku": "", "price": { "minor": -1, "currency": "USD" }, "policy": "continue", "options": { "Size": 5 } },
            { "sku": "A", "price": { "minor": "9" }, "policy": { "per_customer": 0 }, "gtin": "12" },
            { "sku": "A" }, "variant"
        ]
    });
    let refused = app
        .merchant()
        .await
        .put("/products/tent", &body)
        .await
        .expect(422);
    let mut wrong = refused.wrong();
    wrong.sort_unstable();
    assert_eq!(
        wrong,
        [
            "/image",
            "/tags/0",
            "/title",
            "/variants/0/options/Size",
            "/variants/0/policy",
            "/variants/0/price/currency",
            "/variants/0/price/minor",
            "/variants/0/sku",
            "/variants/1/gtin",
            "/variants/1/policy",
            "/variants/1/price/currency",
            "/variants/1/price/minor",
            "/variants/2/price",
            "/variants/2/sku",
            "/variants/3"
        ]
    );
    assert_eq!(
        app.merchant()
            .await
            .put("/products/tent", &json!({}))
            .await
            .expect(422)
            .wrong(),
        ["/title", "/variants"]
    );
    assert_eq!(
        app.merchant()
            .await
            .put("/products/a%20b", &product(&["A"]))
            .await
            .expect(422)
            .wrong(),
        ["handle"]
    );
}

#[tokio::test]
async fn a_change_of_what_was_changed_meanwhile_is_refused() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    let tag = merchant
        .get("/products/tent")
        .await
        .header("etag")
        .to_owned();
    let put = |tag: String, title: &'static str| {
        let mut body = product(&["TENT"]);
        body["title"] = json!(title);
        answer(
            merchant
                .request(Method::PUT, "/products/tent")
                .header("If-Match", tag)
                .json(&body),
        )
    };
    merchant.stock("TENT", 3).await;
    let changed = put(tag.clone(), "First").await.expect(200);
    let refused = put(tag, "Second").await.expect(412);
    assert_eq!(
        (refused.problem(), refused.header("etag")),
        ("outdated", changed.header("etag"))
    );
    put(changed.header("etag").to_owned(), "Third")
        .await
        .expect(200);
    let new = merchant
        .request(Method::PUT, "/products/tent")
        .header("If-None-Match", "*")
        .json(&product(&["TENT"]));
    answer(new).await.expect(412);
}

#[tokio::test]
async fn a_list_is_walked_by_its_cursor() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    for number in 0..5 {
        merchant
            .product(&format!("tent-{number}"), &[&format!("T{number}")])
            .await;
    }
    let (mut seen, mut path) = (Vec::new(), "/products?limit=2".to_owned());
    loop {
        let page = merchant.get(&path).await.expect(200).body;
        seen.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["handle"].as_str().unwrap().to_owned()),
        );
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        path = format!("/products?limit=2&cursor={cursor}");
    }
    assert_eq!(seen, ["tent-0", "tent-1", "tent-2", "tent-3", "tent-4"]);
    assert_eq!(
        merchant
            .get("/products?limit=201")
            .await
            .expect(422)
            .wrong(),
        ["limit"]
    );
    assert_eq!(
        merchant
            .get("/products?cursor=%21")
            .await
            .expect(422)
            .wrong(),
        ["cursor"]
    );
}

#[tokio::test]
async fn mark_up_in_a_title_is_data_and_in_a_description_is_cleaned() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let title = "</script><script>alert(1)</script>";
    let mut body = product(&["TENT"]);
    (body["title"], body["description"]) = (
        json!(title),
        json!("<b>Hi</b><script>alert(1)</script><img src=x onerror=alert(1)>"),
    );
    merchant.put("/products/tent", &body).await.expect(201);
    let seen = merchant.get("/products/tent").await.expect(200);
    assert_eq!(
        (
            seen.header("content-type"),
            seen.header("x-content-type-options")
        ),
        ("application/json", "nosniff")
    );
    assert_eq!(seen.body["title"], title);
    let description = seen.body["description"].as_str().unwrap();
    assert!(
        description.contains("<b>Hi</b>") && !description.contains("alert"),
        "{description}"
    );
}

#[tokio::test]
async fn a_variant_in_use_cannot_be_left_out_and_a_sku_belongs_to_one_product() {
    let app = TestApp::selling(3).await;
    let merchant = app.merchant().await;
    assert_eq!(
        merchant
            .put("/products/tent", &product(&["OTHER"]))
            .await
            .expect(409)
            .problem(),
        "conflict"
    );
    assert_eq!(
        merchant
            .put("/products/second", &product(&["TENT"]))
            .await
            .expect(409)
            .problem(),
        "conflict"
    );
    let options: Value = merchant.get("/products/none").await.expect(404).body;
    assert_eq!(options["detail"], "The product none is not known.");
}

async fn page(app: &TestApp, path: &str) -> String {
    let answer = app.request(Method::GET, path).send().await.unwrap();
    answer.text().await.unwrap()
}

on_both! {
    async fn what_is_off_sale_keeps_its_orders_and_takes_no_new_ones(app: TestApp) {
        let merchant = app.merchant().await;
        merchant.product("tent", &["TENT", "PEGS"]).await;
        merchant.product("lamp", &["LAMP"]).await;
        for sku in ["TENT", "PEGS", "LAMP"] {
            merchant.stock(sku, 5).await;
        }
        let placed = app.shopper().placed("TENT", 2).await;
        let mut body = merchant.get("/products/tent").await.expect(200).body;
        body["variants"][0]["off_sale"] = json!(true);
        let saved = merchant.put("/products/tent", &body).await.expect(200).body;
        assert_eq!((&saved["off_sale"], &saved["variants"][0]["off_sale"]), (&json!(false), &json!(true)));
        // The variant takes no orders, the other one does, and who has ordered keeps the order.
        let refused = app.shopper().order(&order_of("TENT", 1)).await.expect(409);
        assert_eq!(refused.problem(), "not-available");
        app.shopper().placed("PEGS", 1).await;
        assert_eq!(app.shopper().look_at(&placed).await.body["state"], "allocated");
        let told = app.shopper().availability("TENT").await.expect(200).body;
        assert_eq!((&told["status"], &told["off_sale"], &told["capacity_left"]), (&json!("out_of_stock"), &json!(true), &json!(0)));
        let told = page(&app, "/s/demo/p/tent?sku=TENT").await;
        assert!(told.contains("Not on sale"), "{told}");
        let feed = page(&app, "/s/demo/feeds/google.tsv").await;
        assert!(feed.contains("PEGS") && !feed.contains("TENT"), "{feed}");

        // Of the product nothing is sold: it stands in no list of shoppers, and its page stays.
        body["off_sale"] = json!(true);
        merchant.put("/products/tent", &body).await.expect(200);
        for list in ["/s/demo", "/s/demo?q=tent", "/s/demo/feeds/google.tsv"] {
            let told = page(&app, list).await;
            assert!(!told.contains("/p/tent"), "{list}: {told}");
        }
        assert!(page(&app, "/s/demo/p/tent").await.contains("Not on sale"));
        let listed = merchant.get("/products").await.expect(200).body;
        assert_eq!(listed["items"].as_array().map(Vec::len), Some(2));

        // And back.
        body["off_sale"] = json!(false);
        body["variants"][0]["off_sale"] = json!(false);
        merchant.put("/products/tent", &body).await.expect(200);
        app.shopper().placed("TENT", 1).await;
        assert!(page(&app, "/s/demo").await.contains("/p/tent"));
    }

    async fn a_day_of_release_is_said_wherever_a_date_is(app: TestApp) {
        let merchant = app.merchant().await;
        let mut body = product(&["TENT", "PEGS"]);
        body["release_on"] = json!("2026-12-14");
        body["variants"][1]["release_on"] = json!("2026-11-20");
        let saved = merchant.put("/products/tent", &body).await.expect(201).body;
        assert_eq!((&saved["release_on"], &saved["variants"][0]["release_on"]), (&json!("2026-12-14"), &json!(null)));
        for sku in ["TENT", "PEGS"] {
            merchant.stock(sku, 50).await;
        }
        let told = app.shopper().availability("TENT").await.expect(200).body;
        let part = &told["parts"][0];
        assert_eq!((&told["status"], &told["release_on"]), (&json!("preorder"), &json!("2026-12-14")));
        assert_eq!((&part["source"], &part["ship_earliest"]), (&json!("release"), &json!("2026-12-14")));
        let told = app.shopper().availability("PEGS").await.expect(200).body;
        assert_eq!((&told["status"], &told["release_on"]), (&json!("in_stock"), &json!(null)));
        let shown = page(&app, "/s/demo/p/tent?sku=TENT").await;
        for text in ["Pre-order", "nothing is sent before that day", "schema.org/PreOrder"] {
            assert!(shown.contains(text), "{text}: {shown}");
        }
        let feed = page(&app, "/s/demo/feeds/google.tsv").await;
        let row = feed.lines().find(|row| row.starts_with("TENT")).unwrap();
        assert!(row.contains("preorder") && row.contains("2026-12-14"), "{row}");
        let placed = app.shopper().placed("TENT", 2).await;
        let order = app.shopper().look_at(&placed).await.expect(200).body;
        let waits = &order["lines"][0]["backorders"][0];
        assert_eq!((&waits["state"], &waits["position"]), (&json!("queued"), &json!(1)));

        for (wrong, pointer) in [("soon", "/release_on"), ("2026-02-30", "/variants/0/release_on")] {
            let mut body = body.clone();
            let at = if pointer == "/release_on" { &mut body } else { &mut body["variants"][0] };
            at["release_on"] = json!(wrong);
            let refused = merchant.put("/products/tent", &body).await.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], pointer, "{}", refused.body);
        }
        // And it is taken away by not being said.
        body.as_object_mut().unwrap().remove("release_on");
        merchant.put("/products/tent", &body).await.expect(200);
        let order = app.shopper().look_at(&placed).await.expect(200).body;
        assert_eq!(order["lines"][0]["backorders"][0]["state"], "allocated");
    }
}

//! Products and variants that get another name, and are found by those they had.

use crate::app::{TestApp, answer, product, purchase_order};
use crate::on_both;
use reqwest::Method;
use serde_json::{Value, json};

async fn import(app: &TestApp, csv: &str) -> Value {
    let merchant = app.merchant().await;
    let request = merchant
        .request(Method::POST, "/catalogue/import?format=shopify")
        .header("Content-Type", "text/csv");
    answer(request.body(csv.to_owned())).await.expect(200).body
}

on_both! {
    async fn a_product_is_found_by_every_name_that_it_had(app: TestApp) {
        let merchant = app.merchant().await;
        merchant.product("tent", &["TENT"]).await;
        merchant.product("lamp", &["LAMP"]).await;
        merchant.stock("TENT", 5).await;
        let placed = app.shopper().placed("TENT", 1).await;
        // It is in memory, and in the words of the search, under its old name.
        app.nobody().get("/s/demo/p/tent").await.expect(200);
        app.nobody().get("/s/demo?q=tent").await.expect(200);
        for (from, to) in [("tent", "dome-tent"), ("dome-tent", "kuppelzelt")] {
            let path = format!("/products/{from}/rename");
            let renamed = merchant.post(&path, &json!({ "handle": to })).await.expect(200).body;
            assert_eq!(renamed["handle"], to);
            assert!(renamed["url"].as_str().unwrap().ends_with(&format!("/s/demo/p/{to}")), "{renamed}");
            // Asked for once more, nothing changes.
            let version = app.engine.version(&app.engine.shop("demo").await.unwrap().id);
            merchant.post(&path, &json!({ "handle": to })).await.expect(200);
            assert_eq!(app.engine.version(&app.engine.shop("demo").await.unwrap().id), version);
        }
        for old in ["tent", "dome-tent"] {
            let led = app.nobody().get(&format!("/s/demo/p/{old}?quantity=2&variant=TENT")).await.expect(301);
            assert_eq!(led.header("location"), "/s/demo/p/kuppelzelt?variant=TENT&quantity=2");
            let led = merchant.get(&format!("/products/{old}")).await.expect(308);
            assert_eq!(led.header("location"), "/api/v1/products/kuppelzelt");
            let led = merchant.put(&format!("/products/{old}"), &product(&["TENT"])).await.expect(308);
            assert_eq!(led.header("location"), "/api/v1/products/kuppelzelt");
            app.nobody().get(&format!("/s/demo/p/{old}/calendar.ics")).await.expect(200);
        }
        app.nobody().get("/s/demo/p/kuppelzelt").await.expect(200);
        let read = merchant.get("/products/kuppelzelt").await.expect(200).body;
        assert_eq!((&read["handle"], &read["variants"][0]["on_hand"]), (&json!("kuppelzelt"), &json!(5)));
        let listed = merchant.get("/products").await.expect(200).body;
        assert_eq!(listed["items"].as_array().map(Vec::len), Some(2));
        let order = app.shopper().look_at(&placed).await.expect(200).body;
        assert_eq!(order["state"], "allocated");

        // A name that is another product's, or was, stays with it.
        let post = async |from: &str, to: &str| {
            merchant.post(&format!("/products/{from}/rename"), &json!({ "handle": to })).await
        };
        assert_eq!(post("lamp", "kuppelzelt").await.expect(409).problem(), "conflict");
        assert_eq!(post("lamp", "tent").await.expect(409).problem(), "conflict");
        merchant.put("/products/tent", &product(&["LAMP-2"])).await.expect(308);
        // Its own old name it may have back, and the one in between leads there.
        post("kuppelzelt", "tent").await.expect(200);
        app.nobody().get("/s/demo/p/tent").await.expect(200);
        assert_eq!(app.nobody().get("/s/demo/p/dome-tent").await.expect(301).header("location"), "/s/demo/p/tent");
        assert_eq!(app.nobody().get("/s/demo/p/kuppelzelt").await.expect(301).header("location"), "/s/demo/p/tent");
        post("nothing", "something").await.expect(404);
        assert_eq!(post("lamp", " ").await.expect(422).wrong(), ["/handle"]);
    }

    async fn a_search_finds_a_renamed_product_once(app: TestApp) {
        let merchant = app.merchant().await;
        merchant.product("tent", &["TENT"]).await;
        let search = async |words: &str| {
            let page = app.request(Method::GET, &format!("/s/demo?q={words}")).send().await.unwrap();
            page.text().await.unwrap()
        };
        assert!(search("tent").await.contains("/p/tent"));
        merchant.post("/products/tent/rename", &json!({ "handle": "dome" })).await.expect(200);
        let found = search("tent").await;
        assert!(found.contains("/p/dome") && !found.contains("/p/tent"), "{found}");
    }

    async fn a_renamed_variant_keeps_its_line_its_supply_and_its_orders(app: TestApp) {
        let merchant = app.merchant().await;
        merchant.product("tent", &["TENT", "PEGS"]).await;
        merchant.stock("TENT", 1).await;
        merchant.supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-16").await;
        let first = app.shopper().placed("TENT", 3).await;
        let second = app.shopper().placed("TENT", 2).await;
        // In memory under its old name: its snapshot, its line, its page.
        app.shopper().look_at(&second).await.expect(200);
        app.nobody().get("/s/demo/p/tent?variant=TENT").await.expect(200);

        let renamed = merchant.post("/variants/TENT/rename", &json!({ "sku": "DOME-2" })).await.expect(200).body;
        assert_eq!(renamed, json!({ "sku": "DOME-2", "handle": "tent" }));
        let led = app.shopper().availability("TENT?quantity=3").await.expect(308);
        assert_eq!(led.header("location"), "/api/v1/shops/demo/availability/DOME%2D2?quantity=3");
        let told = app.shopper().availability("DOME-2").await.expect(200).body;
        assert_eq!((&told["sku"], &told["position"]), (&json!("DOME-2"), &json!(5)), "{told}");
        let led = app.nobody().get("/s/demo/p/tent?variant=TENT").await.expect(301);
        assert_eq!(led.header("location"), "/s/demo/p/tent?variant=DOME-2");
        app.nobody().get("/embed/v1/demo/TENT").await.expect(200);
        let order = app.shopper().look_at(&second).await.expect(200).body;
        assert_eq!(order["lines"][0]["sku"], "DOME-2");
        assert_eq!(order["lines"][0]["backorders"][0]["position"], 3, "{order}");

        // Programs that know the old one go on.
        let third = app.shopper().placed("TENT", 1).await;
        assert_eq!(third["lines"][0]["sku"], "DOME-2");
        let both = json!({ "lines": [{ "sku": "TENT", "quantity": 1 }, { "sku": "DOME-2", "quantity": 1 }] });
        let quote = app.shopper().quote(&both).await.expect(200).body;
        assert_eq!(quote["goods"]["minor"], 2_000);
        merchant.supply("PO-2", "TENT", 5, "2027-01-10", "2027-01-12").await;
        let slip = json!({ "expected": { "earliest": "2026-12-20", "latest": "2026-12-22" }, "reason": "storm", "basis": "mail" });
        merchant.patch("/purchase-orders/PO-1", &slip).await.expect(200);
        app.promises_revised().await;
        let order = app.shopper().look_at(&first).await.expect(200).body;
        let waits = &order["lines"][0]["backorders"];
        assert!(waits.to_string().contains("2026-12-22"), "{order}");
        let counted = json!({ "purchase_order": "PO-1", "location": "main", "lines": [{ "sku": "TENT", "quantity": 10 }] });
        merchant.post("/receipts", &counted).await.expect(201);
        let order = app.shopper().look_at(&third).await.expect(200).body;
        assert_eq!(order["state"], "allocated");
        let level = merchant.post("/stock", &json!({ "sku": "TENT", "location": "main", "adjust": 1, "reason": "found" })).await.expect(200).body;
        assert_eq!(level["sku"], "DOME-2");
        let list = merchant.get("/purchase-orders/PO-1").await.expect(200).body;
        assert_eq!(list["lines"][0]["sku"], "DOME-2");
    }

    async fn a_sku_that_is_or_was_another_ones_is_refused(app: TestApp) {
        let merchant = app.merchant().await;
        merchant.product("tent", &["TENT", "PEGS"]).await;
        let post = async |from: &str, to: &str| {
            merchant.post(&format!("/variants/{from}/rename"), &json!({ "sku": to })).await
        };
        assert_eq!(post("TENT", "PEGS").await.expect(409).problem(), "conflict");
        post("TENT", "DOME").await.expect(200);
        assert_eq!(post("PEGS", "TENT").await.expect(409).problem(), "conflict");
        post("DOME", "TENT").await.expect(200);
        app.shopper().availability("TENT").await.expect(200);
        app.shopper().availability("DOME").await.expect(308);
        post("NONE", "SOME").await.expect(404);
        assert_eq!(post("PEGS", "").await.expect(422).wrong(), ["/sku"]);
        // A former SKU is no variant of its own, beside the present one or in another product.
        for (handle, skus) in [("tent", ["TENT", "DOME", "PEGS"]), ("other", ["DOME", "X", "Y"])] {
            let refused = merchant.put(&format!("/products/{handle}"), &product(&skus)).await.expect(409);
            assert_eq!(refused.problem(), "conflict", "{handle}");
        }
        // Of a variant that is gone the names are free, but for what was ordered by them.
        merchant.stock("PEGS", 1).await;
        let placed = app.shopper().placed("PEGS", 1).await;
        app.shopper().cancel(&placed, &json!({})).await.expect(200);
        merchant.stock("PEGS", 0).await;
        merchant.put("/products/tent", &product(&["TENT"])).await.expect(200);
        assert_eq!(post("TENT", "PEGS").await.expect(409).problem(), "conflict");
        merchant.put("/products/tent", &product(&["NEW"])).await.expect(200);
        app.shopper().availability("DOME").await.expect(404);
        merchant.put("/products/tent", &product(&["DOME", "NEW"])).await.expect(200);
        app.shopper().availability("DOME").await.expect(200);
    }

    /// Its line is that of the variant, whichever name it had when it was read.
    async fn a_variant_that_gets_its_name_back_has_the_line_of_now(app: TestApp) {
        let merchant = app.merchant().await;
        merchant.product("tent", &["TENT"]).await;
        merchant.supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-16").await;
        let first = app.shopper().placed("TENT", 1).await;
        app.shopper().look_at(&first).await.expect(200);
        let rename = async |from: &str, to: &str| {
            merchant.post(&format!("/variants/{from}/rename"), &json!({ "sku": to })).await.expect(200);
        };
        rename("TENT", "DOME").await;
        let second = app.shopper().placed("DOME", 2).await;
        app.shopper().look_at(&second).await.expect(200);
        rename("DOME", "TENT").await;
        let third = app.shopper().placed("TENT", 1).await;
        for (placed, place) in [(&first, 1), (&second, 2), (&third, 4)] {
            let order = app.shopper().look_at(placed).await.expect(200).body;
            assert_eq!(order["lines"][0]["backorders"][0]["position"], place, "{order}");
        }
        // What the log says of an order is said of the variant as it is called now.
        merchant.stock("TENT", 1).await;
        app.shopper().cancel(&first, &json!({})).await.expect(200);
        rename("TENT", "IGLOO").await;
        let order = app.shopper().look_at(&first).await.expect(200).body;
        let told = order["history"].to_string();
        assert!(told.contains("IGLOO") && !told.contains("TENT"), "{order}");
    }

    async fn a_cart_goes_on_under_the_new_name(app: TestApp) {
        let merchant = app.merchant().await;
        merchant.product("tent", &["TENT"]).await;
        merchant.stock("TENT", 9).await;
        let mut browser = app.nobody();
        let put = [("action", "cart"), ("sku", "TENT"), ("quantity", "2")];
        let led = browser.post("/s/demo/p/tent", &put).await.expect(303);
        let cookie = led.header("set-cookie").to_owned();
        browser.cookie = cookie.split(';').next().map(str::to_owned);
        assert!(browser.cookie.as_ref().is_some_and(|cookie| cookie.contains("TENT")), "{cookie}");
        merchant.post("/variants/TENT/rename", &json!({ "sku": "DOME" })).await.expect(200);
        // The page is from before, and takes out what it shows.
        let out = browser.post("/s/demo/cart", &[("action", "remove:TENT")]).await.expect(303);
        assert!(!out.header("set-cookie").contains("TENT") && !out.header("set-cookie").contains("DOME"));
        // The cart is called by the new name, and so is what it leads to.
        let shown = browser.get("/s/demo/cart").await.expect(200);
        assert!(shown.header("set-cookie").contains("DOME"), "{}", shown.header("set-cookie"));
        let review = browser.get("/s/demo/checkout").await.expect(200);
        review.shows("DOME");
    }

    /// The same SKUs under another handle are the same product: its orders and links go along.
    async fn a_handle_that_changed_at_the_source_is_followed(app: TestApp) {
        let file = |handle: &str, price: u32| {
            format!("Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty,Status\n{handle},Stool,ST,{price},5,active\n")
        };
        import(&app, &file("stool", 10)).await;
        let report = import(&app, &file("oak-stool", 12)).await;
        assert_eq!(report["renamed"], json!([{ "from": "stool", "to": "oak-stool" }]));
        assert_eq!((&report["updated"], &report["rejected"]), (&json!(1), &json!([])), "{report}");
        let merchant = app.merchant().await;
        let read = merchant.get("/products/oak-stool").await.expect(200).body;
        assert_eq!(read["variants"][0]["price"]["minor"], 1_200);
        app.nobody().get("/s/demo/p/stool").await.expect(301);
        let again = import(&app, &file("oak-stool", 12)).await;
        assert_eq!((&again["renamed"], &again["unchanged"]), (&json!([]), &json!(1)));

        // Who renamed it here is not overruled by a file that knows the old name, of SKUs too.
        merchant.post("/products/oak-stool/rename", &json!({ "handle": "hocker" })).await.expect(200);
        merchant.post("/variants/ST/rename", &json!({ "sku": "HOCKER" })).await.expect(200);
        let report = import(&app, &file("oak-stool", 15)).await;
        assert_eq!((&report["updated"], &report["products"]), (&json!(1), &json!(["hocker"])), "{report}");
        let read = merchant.get("/products/hocker").await.expect(200).body;
        assert_eq!((&read["variants"][0]["sku"], &read["variants"][0]["price"]["minor"]), (&json!("HOCKER"), &json!(1_500)));
        let listed = merchant.get("/products").await.expect(200).body;
        assert_eq!(listed["items"].as_array().map(Vec::len), Some(1));
    }

    /// A file that still has the old one, even if it is not sold any more, renames nothing.
    async fn a_product_whose_old_handle_is_in_the_file_is_not_renamed(app: TestApp) {
        let head = "Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty,Status";
        import(&app, &format!("{head}\nstool,Stool,ST,10,5,active\n")).await;
        let both = format!("{head}\nstool,Stool,ST,10,5,archived\noak-stool,Stool,ST,12,5,active\n");
        let report = import(&app, &both).await;
        assert_eq!(report["renamed"], json!([]), "{report}");
        app.nobody().get("/s/demo/p/stool").await.expect(200);
    }

    /// Two products of one file keep their names, even where a SKU went from one to the other.
    async fn a_product_that_is_in_the_file_by_its_name_is_not_renamed(app: TestApp) {
        let file = "Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty,Status\n\
                    stool,Stool,ST,10,5,active\n";
        import(&app, file).await;
        let both = "Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty,Status\n\
                    stool-copy,Stool,ST,11,5,active\nstool,Stool,ST-2,10,5,active\n";
        let report = import(&app, both).await;
        assert_eq!(report["renamed"], json!([]), "{report}");
        app.nobody().get("/s/demo/p/stool").await.expect(200);
    }
}

#[tokio::test]
async fn a_purchase_order_may_be_changed_by_a_former_sku() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant
        .post("/variants/TENT/rename", &json!({ "sku": "DOME" }))
        .await
        .expect(200);
    let order = purchase_order("PO-1", "TENT", 10, "2026-12-14", "2026-12-16");
    merchant.post("/purchase-orders", &order).await.expect(201);
    let change = json!({ "lines": [{ "sku": "TENT", "quantity": 6 }], "reason": "fewer" });
    let changed = merchant.patch("/purchase-orders/PO-1", &change).await;
    let changed = changed.expect(200).body;
    assert_eq!(
        (
            &changed["lines"][0]["sku"],
            &changed["lines"][0]["quantity"]
        ),
        (&json!("DOME"), &json!(6))
    );
    let split = json!({ "reference": "PO-1b", "lines": [{ "sku": "TENT", "quantity": 2 }], "reason": "two boats" });
    merchant
        .post("/purchase-orders/PO-1/split", &split)
        .await
        .expect(201);
    let moved =
        json!({ "from": "main", "to": "annex", "lines": [{ "sku": "TENT", "quantity": 1 }] });
    merchant.stock("TENT", 3).await;
    merchant.post("/stock/transfers", &moved).await.expect(200);
}

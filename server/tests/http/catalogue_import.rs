//! Bringing a catalogue along.

use crate::app::{Answer, Merchant, TestApp, answer, product};
use crate::on_both;
use reqwest::Method;

const CSV: &str = "\
Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price
lamp,Lamp,<p>Warm</p>,Mill,Colour,Red,LAMP-R,4,19.90
lamp,,,,,Blue,LAMP-B,0,19.90
chair,Chair,,Mill,Title,Default Title,CHAIR,1,not a price
tent-2,Tent again,,Mill,Title,Default Title,TENT,1,5.00
";

async fn import(merchant: &Merchant<'_>, csv: &'static str) -> Answer {
    let request = merchant
        .request(Method::POST, "/catalogue/import?format=shopify")
        .header("Content-Type", "text/csv");
    answer(request.body(csv)).await
}

#[tokio::test]
async fn one_bad_row_does_not_lose_the_others() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT", "PEGS"]).await;
    let report = import(&merchant, CSV).await.expect(200).body;
    assert_eq!(
        (
            report["rows"].as_u64(),
            report["imported"].as_u64(),
            report["created"].as_u64()
        ),
        (Some(4), Some(1), Some(1))
    );
    let rejected: Vec<_> = report["rejected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["line"].as_u64().unwrap())
        .collect();
    assert_eq!(rejected, [4, 5]);
    assert!(
        report["rejected"][1]["reason"]
            .as_str()
            .unwrap()
            .contains("tent")
    );
    assert_eq!(
        merchant.get("/products/lamp").await.expect(200).body["variants"][0]["on_hand"],
        4
    );
    assert_eq!(
        import(&merchant, CSV).await.expect(200).body["unchanged"],
        1
    );
}

on_both! {
    /// A shop that took names as they were written, before they were cleaned.
    async fn a_catalogue_keeps_the_names_that_it_has(app: TestApp) {
        const AGAIN: &str = "Handle,Title,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price\n\
            ｌａｍｐ,Lamp,Red,LAMP\u{200b}-R,7,25.00\nｌａｍｐ,,Blue,LAMP-R,5,25.00\n\
            ｃｈａｉｒ,Chair,,ＣＨＡＩＲ,1,5.00\n";
        let merchant = app.merchant().await;
        merchant
            .product("ｌａｍｐ", &["LAMP\u{200b}-R", "LAMP-R"])
            .await;
        merchant.stock("LAMP\u{200b}-R", 4).await;
        merchant.stock("LAMP-R", 5).await;
        let placed = app.shopper().placed("LAMP\u{200b}-R", 1).await;
        let report = import(&merchant, AGAIN).await.expect(200).body;
        assert_eq!(report["rejected"], serde_json::json!([]));
        assert_eq!(report["products"], serde_json::json!(["chair", "ｌａｍｐ"]));
        let kept = serde_json::json!({ "line": 2, "text": "stock 7 of LAMP\u{200b}-R not taken: 4 counted here" });
        assert!(
            report["notes"].as_array().unwrap().contains(&kept),
            "{report}"
        );
        let lamp = merchant.get("/products/ｌａｍｐ").await.expect(200).body;
        let variants = lamp["variants"].as_array().unwrap().iter();
        let told: Vec<_> = variants
            .map(|one| (&one["sku"], &one["price"]["minor"], &one["on_hand"]))
            .collect();
        assert_eq!(
            told,
            [
                (&"LAMP\u{200b}-R".into(), &2_500.into(), &4.into()),
                (&"LAMP-R".into(), &2_500.into(), &5.into())
            ]
        );
        let order = app.shopper().look_at(&placed).await.expect(200).body;
        assert_eq!(order["lines"][0]["sku"], "LAMP\u{200b}-R");
        assert_eq!(
            merchant.get("/products/chair").await.expect(200).body["variants"][0]["sku"],
            "CHAIR"
        );
        let again = import(&merchant, AGAIN).await.expect(200).body;
        assert_eq!(again["unchanged"], 2);
    }
}

#[tokio::test]
async fn a_product_that_cannot_be_written_is_named_with_each_of_its_rows() {
    const REFUSED: &str = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src,Status\n\
        thief,Thief,Size,S,OTHER,5,,\nthief,,,M,TENT,5,,\nthief,,,,,,https://x.test/a.jpg,\nshy,Shy,,,SHY,1,,draft\n";
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT", "PEGS"]).await;
    let report = import(&merchant, REFUSED).await.expect(200).body;
    let rejected: Vec<_> = report["rejected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["line"].as_u64().unwrap(), &row["reason"]))
        .collect();
    let reason = "TENT: the SKU belongs to the product tent".into();
    assert_eq!(rejected, [(2, &reason), (3, &reason), (4, &reason)]);
    assert_eq!(
        (&report["skipped"], &report["rows"]),
        (&serde_json::json!([5]), &4.into())
    );
}

#[tokio::test]
async fn stock_that_is_counted_here_is_kept_with_a_note() {
    const MORE: &str = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price\n\
        lamp,Lamp,Colour,Red,LAMP-R,9,19.90\nlamp,,,Blue,LAMP-B,6,19.90\n";
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    import(&merchant, CSV).await.expect(200);
    let report = import(&merchant, MORE).await.expect(200).body;
    assert_eq!(
        report["notes"],
        serde_json::json!([{ "line": 2, "text": "stock 9 of LAMP-R not taken: 4 counted here" }])
    );
    let variants = merchant.get("/products/lamp").await.expect(200).body["variants"].clone();
    assert_eq!(
        (&variants[0]["on_hand"], &variants[1]["on_hand"]),
        (&4.into(), &6.into()),
        "LAMP-B was never counted"
    );
}

#[tokio::test]
async fn what_is_on_order_is_sold_when_the_import_says_so() {
    const DENY: &str = "Handle,Title,Variant SKU,Variant Price,Variant Inventory Policy\nlamp,Lamp,LAMP,19.90,deny\n";
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let with = async |policy: &str| {
        let path = format!("/catalogue/import?format=shopify{policy}");
        answer(
            merchant
                .request(Method::POST, &path)
                .header("Content-Type", "text/csv")
                .body(DENY),
        )
        .await
    };
    let kept = with("").await.expect(200).body;
    assert!(
        kept["notes"][0]["text"]
            .as_str()
            .unwrap()
            .starts_with("1 variant is not sold beyond stock"),
        "{kept}"
    );
    merchant
        .supply("PO-7", "LAMP", 100, "2026-12-14", "2026-12-18")
        .await;
    assert_eq!(
        app.shopper().availability("LAMP").await.body["available"],
        false
    );
    assert_eq!(
        with("&policy=supply").await.expect(200).body["notes"],
        serde_json::json!([])
    );
    assert_eq!(
        app.shopper().availability("LAMP").await.body["available"],
        true
    );
    assert_eq!(
        with("&policy=endless").await.expect(422).wrong(),
        ["policy"]
    );
}

#[tokio::test]
async fn a_file_that_is_no_catalogue_is_refused_with_the_reason() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    assert_eq!(
        import(&merchant, "a,b\n1,2\n").await.expect(422).problem(),
        "invalid"
    );
    let json = merchant
        .request(Method::POST, "/catalogue/import?format=shopify")
        .json(&product(&["A"]));
    assert_eq!(answer(json).await.expect(415).problem(), "unsupported-type");
    let unknown = merchant
        .request(Method::POST, "/catalogue/import?format=magento")
        .body(CSV);
    assert_eq!(answer(unknown).await.expect(422).wrong(), ["format"]);
}

on_both! {
    /// What a source takes off sale is taken off sale here, and comes back with it.
    async fn a_product_that_its_source_does_not_sell_any_more_is_off_sale(app: TestApp) {
        let merchant = app.merchant().await;
        let send = async |format: &str, csv: String| {
            let path = format!("/catalogue/import?format={format}");
            let request = merchant.request(Method::POST, &path).header("Content-Type", "text/csv");
            answer(request.body(csv)).await.expect(200).body
        };
        let is_sold = async |sku: &str| {
            app.shopper().availability(sku).await.expect(200).body["available"] == true
        };
        let shopify = |status: &str| {
            format!("Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty,Status\nlamp,Lamp,LAMP,10,5,{status}\n")
        };
        send("shopify", shopify("active")).await;
        assert!(is_sold("LAMP").await);
        for status in ["archived", "draft"] {
            let report = send("shopify", shopify(status)).await;
            assert_eq!((&report["off_sale"], &report["skipped"]), (&serde_json::json!(["lamp"]), &serde_json::json!([2])));
            assert!(!is_sold("LAMP").await, "{status}");
            let again = send("shopify", shopify(status)).await;
            assert_eq!(again["off_sale"], serde_json::json!([]), "it is off sale already");
            send("shopify", shopify("active")).await;
            assert!(is_sold("LAMP").await, "after {status}");
        }

        // A copy that is kept as a draft beside the product says nothing about the product, whether
        // the file changes it or not.
        let copied = "Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty,Status\n\
                      lamp,Lamp,LAMP,10,5,active\ncopy-of-lamp,Lamp,LAMP,10,5,draft\n";
        for price in ["11", "11", "12"] {
            let report = send("shopify", copied.replace("10", price)).await;
            assert_eq!(report["off_sale"], serde_json::json!([]));
            assert!(is_sold("LAMP").await);
        }

        // WooCommerce names no handle: the product is found by its SKUs.
        let woo = |product: &str, red: &str| {
            format!(
                "ID,Type,SKU,Name,Published,Regular price,Parent,Attribute 1 name,Attribute 1 value(s),Stock\n\
                 1,variable,MUG,Mug,{product},,,Colour,\"Red, Blue\",\n2,variation,MUG-R,Mug,{red},5,MUG,Colour,Red,4\n3,variation,MUG-B,Mug,1,5,MUG,Colour,Blue,4\n"
            )
        };
        send("woocommerce", woo("1", "1")).await;
        assert!(is_sold("MUG-R").await && is_sold("MUG-B").await);
        send("woocommerce", woo("1", "0")).await;
        assert!(!is_sold("MUG-R").await && is_sold("MUG-B").await, "a variation that is not enabled");
        let report = send("woocommerce", woo("0", "1")).await;
        assert_eq!(report["off_sale"], serde_json::json!(["mug"]));
        assert!(!is_sold("MUG-B").await);
        send("woocommerce", woo("1", "1")).await;
        assert!(is_sold("MUG-R").await && is_sold("MUG-B").await);
    }
}

/// Bytes that could be letters of several languages are those of the one that is said.
#[tokio::test]
async fn a_file_is_read_in_the_encoding_that_is_said() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    // "Łóżko" in Windows-1250.
    let head = b"Handle,Title,Variant SKU,Variant Price\nbed,".to_vec();
    let csv = [head, b"\xa3\xf3\xbfko,BED,10\n".to_vec()].concat();
    let send = async |path: &str| {
        let request = merchant.request(Method::POST, path);
        let request = request.header("Content-Type", "text/csv");
        answer(request.body(csv.clone())).await
    };
    let import = "/catalogue/import?format=shopify&encoding=";
    send(&format!("{import}windows-1250")).await.expect(200);
    let read = merchant.get("/products/bed").await.expect(200).body;
    assert_eq!(read["title"], "Łóżko");
    let wrong = send(&format!("{import}utf-8")).await.expect(422);
    let why = wrong.body["detail"].as_str().unwrap();
    assert!(why.contains("not in UTF-8"), "{why}");
    let unknown = send(&format!("{import}ebcdic")).await.expect(422);
    assert_eq!(unknown.wrong(), ["encoding"]);
    let stock = "/stock/import?format=plain&encoding=ebcdic";
    assert_eq!(send(stock).await.expect(422).wrong(), ["encoding"]);
}

//! Bringing a catalogue along.

use crate::app::{Answer, Merchant, TestApp, answer, product};
use reqwest::Method;

const CSV: &str = "\
Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price
lamp,Lamp,<p>Warm</p>,Mill,Colour,Red,LAMP-R,4,19.90
lamp,,,,,Blue,LAMP-B,0,19.90
chair,Chair,,Mill,Title,Default Title,CHAIR,1,not a price
tent-2,Tent again,,Mill,Title,Default Title,TENT,1,5.00
";

async fn import(merchant: &Merchant<'_>, csv: &'static str) -> Answer {
    let request = merchant.request(Method::POST, "/catalogue/import?format=shopify").header("Content-Type", "text/csv");
    answer(request.body(csv)).await
}

#[tokio::test]
async fn one_bad_row_does_not_lose_the_others() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    let report = import(&merchant, CSV).await.expect(200).body;
    assert_eq!((report["rows"].as_u64(), report["imported"].as_u64(), report["created"].as_u64()), (Some(4), Some(1), Some(1)));
    let rejected: Vec<_> = report["rejected"].as_array().unwrap().iter().map(|row| row["line"].as_u64().unwrap()).collect();
    assert_eq!(rejected, [4, 5]);
    assert!(report["rejected"][1]["reason"].as_str().unwrap().contains("tent"));
    assert_eq!(merchant.get("/products/lamp").await.expect(200).body["variants"][0]["on_hand"], 4);
    assert_eq!(import(&merchant, CSV).await.expect(200).body["unchanged"], 1);
}

#[tokio::test]
async fn a_file_that_is_no_catalogue_is_refused_with_the_reason() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    assert_eq!(import(&merchant, "a,b\n1,2\n").await.expect(422).problem(), "invalid");
    let json = merchant.request(Method::POST, "/catalogue/import?format=shopify").json(&product(&["A"]));
    assert_eq!(answer(json).await.expect(415).problem(), "unsupported-type");
    let unknown = merchant.request(Method::POST, "/catalogue/import?format=magento").body(CSV);
    assert_eq!(answer(unknown).await.expect(422).wrong(), ["format"]);
}

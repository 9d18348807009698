//! What Google Merchant Center is told.

use super::{google_tsv, google_xml, save, variant};
use crate::app::TestApp;
use serde_json::json;

#[tokio::test]
async fn google_is_told_what_can_be_had_and_when() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let options = |colour: &str, size: &str| json!({ "options": { "Colour": colour, "Size": size }, "gtin": "4006381333931" });
    let variants = json!([
        variant("STOCK", &options("Moss", "M")),
        variant("WAIT", &options("Sand", "L")),
        variant("NONE", &json!({}))
    ]);
    save(&merchant, "tent", variants, "Tent").await;
    merchant.stock("STOCK", 20).await;
    merchant
        .supply("PO-1", "WAIT", 10, "2026-12-14", "2026-12-16")
        .await;
    let items = google_xml(&app).await;
    insta::assert_json_snapshot!(items["WAIT"], @r#"
    {
      "availability": "backorder",
      "availability_date": "2026-12-16T00:00+0100",
      "brand": "Mill",
      "color": "Sand",
      "condition": "new",
      "description": "Tent, Sand, L",
      "gtin": "4006381333931",
      "id": "WAIT",
      "item_group_id": "tent",
      "link": "https://shop.example/s/demo/p/tent?variant=WAIT&lang=en",
      "price": "129.50 EUR",
      "size": "L",
      "title": "Tent, Sand, L"
    }
    "#);
    let said = |sku: &str| {
        (
            items[sku]["availability"].as_str(),
            items[sku].get("availability_date"),
        )
    };
    assert_eq!(said("STOCK"), ("in_stock", None));
    assert_eq!(said("NONE"), ("out_of_stock", None));
    assert_eq!(items, google_tsv(&app).await);
}

#[tokio::test]
async fn google_is_told_no_date_that_is_not_there_and_nothing_of_what_is_gone() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let gone = variant(
        "GONE",
        &json!({ "policy": { "backorder": "deny", "discontinued": true } }),
    );
    save(
        &merchant,
        "tent",
        json!([
            variant("UNDATED", &json!({})),
            variant("FAR", &json!({})),
            variant("YEAR", &json!({})),
            gone
        ]),
        "Tent",
    )
    .await;
    merchant
        .supply("PO-1", "FAR", 10, "2027-11-23", "2027-11-24")
        .await;
    merchant
        .supply("PO-2", "YEAR", 10, "2027-11-10", "2027-11-12")
        .await;
    let undated = json!({ "reference": "PO-3", "supplier": "Mill", "stage": "ordered", "lines": [{ "sku": "UNDATED", "quantity": 5 }] });
    merchant
        .post("/purchase-orders", &undated)
        .await
        .expect(201);
    let items = google_tsv(&app).await;
    let said: Vec<_> = items
        .iter()
        .map(|(sku, item)| {
            (
                sku.as_str(),
                item["availability"].as_str(),
                item.contains_key("availability_date"),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            ("FAR", "out_of_stock", false),
            ("UNDATED", "out_of_stock", false),
            ("YEAR", "backorder", true)
        ]
    );
    assert_eq!(
        app.shopper().availability("UNDATED").await.body["status"],
        "backorder"
    );
}

#[tokio::test]
async fn google_is_told_no_barcode_that_is_no_gtin_and_no_id_that_is_too_long() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let long = "GRAPHIC-T-SHIRT-ORGANIC-COTTON-HEAVYWEIGHT-BLACK-XX-SMALL";
    let handle = "a-very-long-handle-that-a-plugin-made-of-the-title-of-a-product";
    let variants = json!([
        variant("RIGHT", &json!({ "gtin": "4006381333931" })),
        variant("WRONG", &json!({ "gtin": "4006381333930" })),
        variant("HOUSE", &json!({ "gtin": "12345678" })),
        variant(long, &json!({})),
    ]);
    save(&merchant, handle, variants, "Shirt").await;
    let items = google_xml(&app).await;
    assert_eq!(items["RIGHT"]["gtin"], "4006381333931");
    assert_eq!(
        (items["WRONG"].get("gtin"), items["HOUSE"].get("gtin")),
        (None, None)
    );
    let kept = merchant
        .get(&format!("/products/{handle}"))
        .await
        .expect(200);
    assert_eq!(kept.body["variants"][2]["gtin"], "12345678");
    let groups: Vec<&str> = items
        .values()
        .map(|item| item["item_group_id"].as_str())
        .collect();
    assert!(
        groups
            .iter()
            .all(|group| group.len() <= 50 && *group == groups[0]),
        "{groups:?}"
    );
    assert!(items.keys().all(|id| id.len() <= 50), "{:?}", items.keys());
    assert_eq!(items, google_tsv(&app).await);
}

//! News of a product, as feed readers and agents take it.

use super::{read, subscribed, variant};
use crate::app::TestApp;
use serde_json::{Value, json};

#[tokio::test]
async fn each_new_date_and_milestone_is_news_once_in_the_language_of_the_address() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant
        .supply("PO-SECRET", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    let milestone = json!({ "stage": "in_transit", "at": "2026-11-20T09:12:00Z", "note": "left <b>Porto</b>", "public": true });
    merchant
        .post("/purchase-orders/PO-SECRET/milestones", &milestone)
        .await
        .expect(201);
    let hidden = json!({ "stage": "customs", "at": "2026-11-22T09:12:00Z", "note": "bribe", "public": false });
    merchant
        .post("/purchase-orders/PO-SECRET/milestones", &hidden)
        .await
        .expect(201);
    let later = json!({ "expected": { "earliest": "2026-12-22", "latest": "2026-12-24" }, "reason": "storm in Porto" });
    merchant
        .patch("/purchase-orders/PO-SECRET", &later)
        .await
        .expect(200);
    merchant
        .patch(
            "/purchase-orders/PO-SECRET",
            &json!({ "basis": "asked again" }),
        )
        .await
        .expect(200);
    let atom = subscribed(
        &app,
        "/s/demo/p/tent/progress.atom?lang=de",
        "application/atom+xml; charset=utf-8",
    )
    .await;
    let json = subscribed(
        &app,
        "/s/demo/p/tent/progress.json?lang=de",
        "application/feed+json; charset=utf-8",
    )
    .await;
    let said = |feed: &feed_rs::model::Feed| -> Vec<(String, String, String)> {
        let entry = |entry: &feed_rs::model::Entry| {
            let body = entry
                .content
                .as_ref()
                .and_then(|content| content.body.clone())
                .unwrap();
            (
                entry.title.as_ref().unwrap().content.clone(),
                body,
                entry.published.unwrap().to_rfc3339(),
            )
        };
        feed.entries.iter().map(entry).collect()
    };
    let items = said(&atom);
    assert_eq!(items, said(&json));
    assert_eq!(
        atom.entries
            .iter()
            .map(|entry| &entry.id)
            .collect::<Vec<_>>(),
        json.entries
            .iter()
            .map(|entry| &entry.id)
            .collect::<Vec<_>>()
    );
    assert_eq!(items.len(), 2, "{items:?}");
    assert_eq!(
        items[0].0,
        "Tent: Jetzt 22.–24. Dezember, 6 Tage später: storm in Porto"
    );
    assert_eq!(
        items[0].1,
        "Jetzt 22.–24. Dezember, 6 Tage später: storm in Porto\nVorher: 14.–18. Dezember."
    );
    assert_eq!(
        (items[1].0.as_str(), items[1].2.as_str()),
        ("Tent: Unterwegs zu uns", "2026-11-20T09:12:00+00:00")
    );
    assert_eq!(
        items[1].1,
        "Unterwegs zu uns, 20. November.\nleft <b>Porto</b>"
    );
    for path in ["progress.atom", "progress.json"] {
        let text = read(&app, &format!("/s/demo/p/tent/{path}")).await.text;
        assert!(
            !text.contains("SECRET") && !text.contains("bribe") && text.contains("6 days later"),
            "{text}"
        );
    }
    merchant
        .patch(
            "/purchase-orders/PO-SECRET",
            &json!({ "expected": { "earliest": "2026-12-10", "latest": "2026-12-11" } }),
        )
        .await
        .expect(200);
    let after = subscribed(
        &app,
        "/s/demo/p/tent/progress.atom",
        "application/atom+xml; charset=utf-8",
    )
    .await;
    let ids: Vec<&str> = after
        .entries
        .iter()
        .map(|entry| entry.id.as_str())
        .collect();
    assert_eq!(
        &ids[1..],
        atom.entries
            .iter()
            .map(|entry| entry.id.as_str())
            .collect::<Vec<_>>()
    );
    assert!(
        after.entries[0]
            .title
            .as_ref()
            .unwrap()
            .content
            .ends_with("Now 10–11 December, 13 days earlier")
    );
    assert!(after.updated >= atom.updated);
}

#[expect(
    clippy::too_many_lines,
    reason = "one document is held against the whole list of its fields"
)]
#[tokio::test]
async fn a_line_for_agents_has_the_fields_of_its_protocol_and_no_other() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let body = json!({ "title": "Tent", "description": "<p>Light</p>", "image": "/demo/tent.svg",
        "variants": [variant("A", &json!({ "options": { "Size": "M" }, "gtin": "4006381333931", "image": "/demo/a.svg" }))] });
    merchant.put("/products/tent", &body).await.expect(201);
    merchant
        .supply("PO-1", "A", 10, "2026-12-14", "2026-12-16")
        .await;
    let acp = read(&app, "/s/demo/feeds/acp.jsonl").await;
    assert_eq!(
        acp.header("content-type"),
        "application/jsonl; charset=utf-8"
    );
    insta::assert_json_snapshot!(serde_json::from_str::<Value>(&acp.text).unwrap(), @r#"
    {
      "description": {
        "plain": "Light"
      },
      "id": "tent",
      "media": [
        {
          "type": "image",
          "url": "https://shop.example/demo/tent.svg"
        }
      ],
      "title": "Tent",
      "url": "https://shop.example/s/demo/p/tent?lang=en",
      "variants": [
        {
          "availability": {
            "available": true,
            "status": "backorder"
          },
          "barcodes": [
            {
              "type": "GTIN",
              "value": "4006381333931"
            }
          ],
          "condition": [
            "new"
          ],
          "description": {
            "plain": "Backorder — ships 14–16 December"
          },
          "id": "A",
          "media": [
            {
              "type": "image",
              "url": "https://shop.example/demo/a.svg"
            }
          ],
          "price": {
            "amount": 12950,
            "currency": "EUR"
          },
          "seller": {
            "name": "demo"
          },
          "title": "Tent, M",
          "url": "https://shop.example/s/demo/p/tent?variant=A&lang=en",
          "variant_options": [
            {
              "name": "Size",
              "value": "M"
            }
          ]
        }
      ]
    }
    "#);
    let ucp = read(&app, "/s/demo/feeds/ucp.jsonl").await;
    insta::assert_json_snapshot!(serde_json::from_str::<Value>(&ucp.text).unwrap(), @r#"
    {
      "availability": {
        "available": true,
        "status": "backorder"
      },
      "barcodes": [
        {
          "type": "GTIN",
          "value": "4006381333931"
        }
      ],
      "description": {
        "plain": "Backorder — ships 14–16 December. Light"
      },
      "fulfillable_on": "2026-12-16T00:00:00+01:00",
      "id": "A",
      "media": [
        {
          "type": "image",
          "url": "https://shop.example/demo/a.svg"
        }
      ],
      "messages": [
        {
          "code": "delayed_fulfillment",
          "content": "Backorder — ships 14–16 December",
          "path": "$.availability",
          "type": "warning"
        }
      ],
      "options": [
        {
          "label": "M",
          "name": "Size"
        }
      ],
      "price": {
        "amount": 12950,
        "currency": "EUR"
      },
      "product_id": "tent",
      "selected_options": [
        {
          "label": "M",
          "name": "Size"
        }
      ],
      "seller": {
        "name": "demo"
      },
      "sku": "A",
      "title": "Tent, M",
      "url": "https://shop.example/s/demo/p/tent?variant=A&lang=en"
    }
    "#);
}

//! Feeds and calendars: each is read by a program that others wrote for its format.

use crate::app::{Answer, Merchant, TestApp, answer};
use icalendar::{Calendar, CalendarComponent, Component as _, Event};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A feed as it was sent.
pub struct Sent {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

impl Sent {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

pub async fn read(app: &TestApp, path: &str) -> Sent {
    send(app.request(Method::GET, path)).await
}

async fn send(request: reqwest::RequestBuilder) -> Sent {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Sent {
        status,
        headers,
        text: response.text().await.unwrap(),
    }
}

/// The items of a product feed by SKU, each with its attributes.
pub type Items = BTreeMap<String, BTreeMap<String, String>>;

pub async fn google_tsv(app: &TestApp) -> Items {
    let sent = read(app, "/s/demo/feeds/google.tsv").await;
    assert_eq!(
        (sent.status, sent.header("content-type")),
        (200, "text/tab-separated-values; charset=utf-8")
    );
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .from_reader(sent.text.as_bytes());
    let items = rows.deserialize::<BTreeMap<String, String>>().map(|row| {
        let mut row = row.unwrap();
        row.retain(|_, value| !value.is_empty());
        (row["id"].clone(), row)
    });
    items.collect()
}

pub async fn google_xml(app: &TestApp) -> Items {
    let sent = read(app, "/s/demo/feeds/google.xml").await;
    assert_eq!(
        (sent.status, sent.header("content-type")),
        (200, "application/xml; charset=utf-8")
    );
    let document = roxmltree::Document::parse(&sent.text).unwrap();
    let rss = document.root_element();
    assert_eq!(
        (rss.tag_name().name(), rss.attribute("version")),
        ("rss", Some("2.0"))
    );
    let items = document
        .descendants()
        .filter(|node| node.has_tag_name("item"))
        .map(|item| {
            let attributes = item
                .children()
                .filter(roxmltree::Node::is_element)
                .map(|node| {
                    assert_eq!(
                        node.tag_name().namespace(),
                        Some("http://base.google.com/ns/1.0")
                    );
                    (
                        node.tag_name().name().to_owned(),
                        node.text().unwrap_or_default().to_owned(),
                    )
                });
            let attributes: BTreeMap<String, String> = attributes.collect();
            (attributes["id"].clone(), attributes)
        });
    items.collect()
}

/// The events of a calendar.
pub async fn calendar(app: &TestApp, path: &str) -> Vec<Event> {
    let sent = read(app, path).await;
    assert_eq!(
        (sent.status, sent.header("content-type")),
        (200, "text/calendar; charset=utf-8")
    );
    let calendar: Calendar = sent.text.parse().unwrap();
    let events = calendar
        .components
        .into_iter()
        .map(|component| match component {
            CalendarComponent::Event(event) => event,
            other => panic!("{other:?}"),
        });
    events.collect()
}

pub fn property<'a>(event: &'a Event, name: &str) -> &'a str {
    event
        .property_value(name)
        .unwrap_or_else(|| panic!("no {name} in {event:?}"))
}

pub fn sequence(event: &Event) -> i64 {
    property(event, "SEQUENCE").parse().unwrap()
}

async fn save(merchant: &Merchant<'_>, handle: &str, variants: Value, title: &str) -> Answer {
    merchant
        .put(
            &format!("/products/{handle}"),
            &json!({ "title": title, "vendor": "Mill", "variants": variants }),
        )
        .await
        .expect(201)
}

/// The same kind of document as another reader of feeds sees it.
pub async fn subscribed(app: &TestApp, path: &str, media_type: &str) -> feed_rs::model::Feed {
    let sent = read(app, path).await;
    assert_eq!(
        (sent.status, sent.header("content-type")),
        (200, media_type)
    );
    feed_rs::parser::parse(sent.text.as_bytes()).unwrap()
}

pub fn variant(sku: &str, more: &Value) -> Value {
    let mut variant = json!({ "sku": sku, "price": { "minor": 12_950, "currency": "EUR" } });
    variant
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    variant
}

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
async fn texts_of_merchants_stay_texts_in_every_feed() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let title = "]]></g:title>\"<b>&amp; b;c,d\\";
    save(
        &merchant,
        "tent",
        json!([variant("A;\"<&", &json!({}))]),
        title,
    )
    .await;
    merchant
        .supply("PO-1", "A;\"<&", 10, "2026-12-14", "2026-12-16")
        .await;
    assert_eq!(google_xml(&app).await["A;\"<&"]["title"], title);
    assert_eq!(google_tsv(&app).await["A;\"<&"]["title"], title);
    let events = calendar(&app, "/s/demo/p/tent/calendar.ics").await;
    assert_eq!(
        property(&events[0], "SUMMARY").replace('\\', ""),
        format!("{title} ships").replace('\\', "")
    );
}

#[tokio::test]
async fn a_catalogue_of_many_pages_is_in_its_feed_whole_and_once() {
    let app = TestApp::new().await;
    let rows: Vec<String> = (0..450)
        .map(|n| format!("item-{n},Item {n},SKU-{n},9.99"))
        .collect();
    let file = format!(
        "Handle,Title,Variant SKU,Variant Price\n{}\n",
        rows.join("\n")
    );
    let request = app
        .merchant()
        .await
        .request(Method::POST, "/catalogue/import?format=shopify")
        .header("content-type", "text/csv");
    answer(request.body(file)).await.expect(200);
    assert_eq!(google_tsv(&app).await.len(), 450);
    assert_eq!(google_xml(&app).await.len(), 450);
}

#[tokio::test]
async fn a_calendar_says_the_days_and_counts_its_revisions() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-16")
        .await;
    let path = "/s/demo/p/tent/calendar.ics?variant=TENT&lang=de";
    let before = calendar(&app, path).await.remove(0);
    let said = |name: &str| property(&before, name);
    assert_eq!(
        (said("DTSTART"), said("DTEND"), said("STATUS")),
        ("20261214", "20261217", "CONFIRMED")
    );
    assert_eq!(
        (said("SUMMARY"), said("DESCRIPTION")),
        ("Versand: Tent", "Nachbestellbar — Versand 14.–16. Dezember")
    );
    merchant
        .patch(
            "/purchase-orders/PO-1",
            &json!({ "expected": { "earliest": "2026-12-21", "latest": "2026-12-22" } }),
        )
        .await
        .expect(200);
    let after = calendar(&app, path).await.remove(0);
    assert_eq!(
        (property(&after, "UID"), property(&after, "DTSTART")),
        (said("UID"), "20261221")
    );
    assert!(sequence(&after) > sequence(&before));
    merchant
        .patch("/purchase-orders/PO-1", &json!({ "expected": null }))
        .await
        .expect(200);
    let undated = calendar(&app, path).await.remove(0);
    assert_eq!(
        (property(&undated, "UID"), property(&undated, "STATUS")),
        (said("UID"), "CANCELLED")
    );
    assert!(sequence(&undated) > sequence(&after));
}

#[tokio::test]
async fn the_calendar_of_an_order_is_for_its_owner_alone() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-16")
        .await;
    let placed = app.shopper().placed("TENT", 2).await;
    let path = format!("/o/{}/calendar.ics", placed["token"].as_str().unwrap());
    let sent = read(&app, &path).await;
    assert_eq!(
        (sent.header("cache-control"), sent.header("referrer-policy")),
        ("private, no-cache", "no-referrer")
    );
    let before = calendar(&app, &path).await.remove(0);
    assert_eq!(
        (property(&before, "DTSTART"), property(&before, "STATUS")),
        ("20261214", "CONFIRMED")
    );
    app.shopper().cancel(&placed, &json!({})).await.expect(200);
    let after = calendar(&app, &path).await.remove(0);
    assert_eq!(
        (property(&after, "UID"), property(&after, "STATUS")),
        (property(&before, "UID"), "CANCELLED")
    );
    assert!(sequence(&after) > sequence(&before));
    assert_eq!(read(&app, "/o/nobody/calendar.ics").await.status, 404);
}

#[tokio::test]
async fn one_version_of_a_calendar_is_one_text_whenever_it_is_read() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-16")
        .await;
    let placed = app.shopper().placed("TENT", 2).await;
    let order = format!("/o/{}/calendar.ics", placed["token"].as_str().unwrap());
    for path in [order.as_str(), "/s/demo/p/tent/calendar.ics"] {
        let first = read(&app, path).await;
        app.clock
            .set(app.clock.now() + jiff::SignedDuration::from_mins(5));
        let later = read(&app, path).await;
        assert_eq!(
            (later.header("etag"), &later.text),
            (first.header("etag"), &first.text),
            "{path}"
        );
    }
    app.shopper().cancel(&placed, &json!({})).await.expect(200);
    let cancelled = calendar(&app, &order).await.remove(0);
    assert_eq!(
        property(&cancelled, "LAST-MODIFIED"),
        app.clock.now().strftime("%Y%m%dT%H%M%SZ").to_string()
    );
}

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

#[tokio::test]
async fn a_page_names_what_can_be_followed_of_it() {
    let app = TestApp::selling(5).await;
    let page = read(&app, "/s/demo/p/tent?lang=de").await.text;
    for (kind, href) in [
        (
            "application/atom+xml",
            "/s/demo/p/tent/progress.atom?lang=de",
        ),
        (
            "application/feed+json",
            "/s/demo/p/tent/progress.json?lang=de",
        ),
        (
            "text/calendar",
            "/s/demo/p/tent/calendar.ics?variant=TENT&amp;lang=de",
        ),
    ] {
        let link = page
            .split("<link ")
            .find(|link| link.contains(&format!("type=\"{kind}\"")))
            .unwrap();
        assert!(link.contains(&format!("href=\"{href}\"")), "{link}");
        assert_eq!(read(&app, &href.replace("&amp;", "&")).await.status, 200);
    }
    let placed = app.shopper().placed("TENT", 1).await;
    let order = format!("/o/{}", placed["token"].as_str().unwrap());
    assert!(
        read(&app, &order)
            .await
            .text
            .contains(&format!("href=\"{order}/calendar.ics?lang=en\""))
    );
}

#[tokio::test]
async fn a_feed_is_sent_again_only_when_it_changed() {
    let app = TestApp::selling(5).await;
    for path in [
        "/s/demo/feeds/google.xml",
        "/s/demo/feeds/google.tsv",
        "/s/demo/p/tent/calendar.ics",
        "/s/demo/p/tent/progress.atom",
        "/s/demo/p/tent/progress.json",
    ] {
        let first = read(&app, path).await;
        assert_eq!(
            (first.status, first.header("access-control-allow-origin")),
            (200, "*"),
            "{path}"
        );
        assert!(
            first
                .header("cache-control")
                .starts_with("public, max-age=5"),
            "{path}"
        );
        let again = || {
            app.request(Method::GET, path)
                .header("if-none-match", first.header("etag"))
        };
        let known = send(again()).await;
        assert_eq!((known.status, known.text.as_str()), (304, ""), "{path}");
        let head = send(app.request(Method::HEAD, path)).await;
        assert_eq!(
            (head.status, head.text.as_str(), head.header("etag")),
            (200, "", first.header("etag")),
            "{path}"
        );
        app.shopper().placed("TENT", 1).await;
        assert_eq!(send(again()).await.status, 200, "{path}");
    }
    for path in [
        "/s/nobody/feeds/google.xml",
        "/s/demo/p/nothing/calendar.ics",
        "/s/demo/p/tent/calendar.ics?variant=NO",
    ] {
        assert_eq!(read(&app, path).await.status, 404, "{path}");
    }
}

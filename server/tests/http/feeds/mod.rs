//! Feeds and calendars: each is read by a program that others wrote for its format.

mod calendar;
mod google;
mod news;

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

//! One truth in all formats: after each change, every channel says the same status and the same
//! days at the next read.

use crate::app::{Merchant, TestApp};
use crate::feeds::{calendar, google_tsv, google_xml, property, read, sequence, subscribed};
use dockline_domain::availability::Status;
use jiff::civil::Date;
use serde_json::{Value, json};

/// What the REST interface says of one unit; everything else is compared with it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Truth {
    status: Status,
    /// When it ships.
    days: Option<(Date, Date)>,
    /// It has to be waited for.
    waits: bool,
    body: Value,
}

async fn truth(app: &TestApp) -> Truth {
    let body = app.shopper().availability("TENT").await.expect(200).body;
    let part = &body["parts"][0];
    let day = |name: &str| part[name].as_str().map(|text| text.parse().unwrap());
    Truth {
        status: serde_json::from_value(body["status"].clone()).unwrap(),
        days: day("ship_earliest").zip(day("ship_latest")),
        waits: part["source"]
            .as_str()
            .is_some_and(|source| source != "stock"),
        body,
    }
}

impl Truth {
    /// The first instant of the day that binds, of what has to be waited for.
    fn starts(&self, format: &str) -> Option<String> {
        let (_, latest) = self.days.filter(|_| self.waits)?;
        Some(
            latest
                .in_tz("Europe/Berlin")
                .unwrap()
                .strftime(format)
                .to_string(),
        )
    }

    /// The days as the English pages write them, of windows within a month.
    fn written(&self) -> Option<String> {
        let (from, to) = self.days?;
        let last = to.strftime("%-d %B");
        Some(if from == to {
            last.to_string()
        } else {
            format!("{}–{last}", from.day())
        })
    }
}

/// A piece of a page between two marks.
fn between<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
    let rest = text
        .split_once(begin)
        .unwrap_or_else(|| panic!("no {begin}"))
        .1;
    rest.split_once(end).unwrap().0
}

async fn page_says(app: &TestApp, truth: &Truth) {
    let page = read(app, "/s/demo/p/tent?variant=TENT&lang=en").await.text;
    let card = between(&page, "class=\"promise tone-", "</div>");
    if let (Some((from, _)), true) = (truth.days, truth.waits) {
        assert!(
            card.contains(&format!(
                "<time datetime=\"{from}\">{}</time>",
                truth.written().unwrap()
            )),
            "{card}"
        );
    }
    let json: Value = serde_json::from_str(between(
        &page,
        "<script type=\"application/ld+json\">",
        "</script>",
    ))
    .unwrap();
    assert_eq!(
        json["offers"]["availability"],
        truth.status.words().schema_org
    );
    assert_eq!(
        json["offers"]["availabilityStarts"]
            .as_str()
            .map(str::to_owned),
        truth.starts("%Y-%m-%dT%H:%M:%S%:z")
    );
    let property = page
        .split("<meta ")
        .find(|meta| meta.contains("product:availability\""))
        .unwrap();
    assert!(
        property.contains(&format!("content=\"{}\"", truth.status.words().open_graph)),
        "{property}"
    );
}

async fn google_says(app: &TestApp, truth: &Truth) {
    let items = google_xml(app).await;
    assert_eq!(items, google_tsv(app).await);
    let (item, word) = (items.get("TENT"), truth.status.words().google);
    assert_eq!(item.is_some(), word.is_some());
    let Some((item, word)) = item.zip(word) else {
        return;
    };
    let date = truth.starts("%Y-%m-%dT%H:%M%z");
    let word = if truth.waits && date.is_none() {
        "out_of_stock"
    } else {
        word
    };
    assert_eq!(
        (item["availability"].as_str(), item.get("availability_date")),
        (word, date.as_ref())
    );
}

async fn agents_are_told(app: &TestApp, truth: &Truth) {
    let (acp, ucp) = (
        read(app, "/s/demo/feeds/acp.jsonl").await.text,
        read(app, "/s/demo/feeds/ucp.jsonl").await.text,
    );
    let (acp, ucp): (Value, Value) = (
        serde_json::from_str(&acp).unwrap(),
        serde_json::from_str(&ucp).unwrap(),
    );
    let words = truth.status.words();
    assert_eq!(
        acp["variants"][0]["availability"],
        json!({ "available": words.orderable, "status": words.agent_feed })
    );
    assert_eq!(
        ucp["availability"],
        json!({ "available": words.orderable, "status": words.agent })
    );
    let date = if truth.waits {
        truth.starts("%Y-%m-%dT%H:%M:%S%:z")
    } else {
        words.orderable.then(|| "now".to_owned())
    };
    assert_eq!(ucp["fulfillable_on"].as_str().map(str::to_owned), date);
    assert_eq!(ucp["messages"].is_array(), truth.waits);
    if let Some(written) = truth.written() {
        assert!(
            ucp["description"]["plain"]
                .as_str()
                .unwrap()
                .ends_with(&written),
            "{ucp}"
        );
        assert!(
            acp["variants"][0]["description"]["plain"]
                .as_str()
                .unwrap()
                .ends_with(&written),
            "{acp}"
        );
    }
}

async fn subscribers_are_told(app: &TestApp, truth: &Truth) {
    let atom = subscribed(
        app,
        "/s/demo/p/tent/progress.atom",
        "application/atom+xml; charset=utf-8",
    )
    .await;
    let schema_org = truth.status.words().schema_org;
    assert!(
        schema_org.ends_with(&format!("/{}", atom.categories[0].term)),
        "{:?}",
        atom.categories
    );
    let json: Value =
        serde_json::from_str(&read(app, "/s/demo/p/tent/progress.json").await.text).unwrap();
    assert_eq!(json["_dockline"]["availability"], json!([truth.body]));
    assert_eq!(
        json["description"].as_str(),
        atom.description.as_ref().map(|text| text.content.as_str())
    );
    if let (Some(written), true) = (truth.written(), truth.waits) {
        assert!(
            json["description"].as_str().unwrap().ends_with(&written),
            "{json}"
        );
    }
}

/// The revision of the calendar.
async fn calendars_say(app: &TestApp, truth: &Truth) -> i64 {
    let event = calendar(app, "/s/demo/p/tent/calendar.ics?variant=TENT")
        .await
        .remove(0);
    let day = |date: Date| date.strftime("%Y%m%d").to_string();
    match truth.days {
        Some((from, to)) => {
            assert_eq!(property(&event, "DTSTART"), day(from));
            assert_eq!(property(&event, "DTEND"), day(to.tomorrow().unwrap()));
            assert_eq!(property(&event, "STATUS"), "CONFIRMED");
        }
        None => assert_eq!(property(&event, "STATUS"), "CANCELLED"),
    }
    sequence(&event)
}

/// The widget, in each of its layouts, and what it splits quantities with on a shopper's intent.
async fn widget_says(app: &TestApp, truth: &Truth) {
    for layout in ["card", "inline", "badge"] {
        let html = read(
            app,
            &format!("/embed/v1/demo/TENT?lang=en&quantity=1&layout={layout}"),
        )
        .await
        .text;
        assert!(
            html.contains(&format!("data-version=\"{}\"", truth.body["version"])),
            "{html}"
        );
        assert!(
            html.contains(&format!("data-status=\"{}\"", truth.status.name())),
            "{html}"
        );
        let (status, said) = (
            html.contains("part=\"status\""),
            html.contains("part=\"badge\""),
        );
        assert_eq!(
            (status, said),
            (layout == "card", layout != "card"),
            "{html}"
        );
        if let (Some(written), true) = (truth.written(), truth.waits) {
            let (from, _) = truth.days.unwrap();
            let day = if layout == "card" {
                format!("<time datetime=\"{from}\">{written}</time>")
            } else {
                format!("ships {written}")
            };
            assert!(html.contains(&day), "{day} in {html}");
        }
    }
    let outlook = read(app, "/embed/v1/demo/TENT/outlook").await.text;
    assert!(
        outlook.starts_with(&format!("{} ", truth.body["version"])),
        "{outlook}"
    );
    let split = match (truth.body["parts"].as_array().unwrap().len(), truth.days) {
        (0, _) => String::new(),
        (_, Some((from, to))) => {
            let written = if truth.waits {
                truth.written().unwrap()
            } else {
                "tomorrow".to_owned()
            };
            format!("1 {from} {to} {written}\n")
        }
        (_, None) => "1 -\n".to_owned(),
    };
    assert_eq!(dockline_embed::parts(&outlook, 1), split, "{outlook}");
}

/// The other addresses of the REST interface.
async fn programs_are_answered(app: &TestApp, truth: &Truth) {
    let list = read(app, "/api/v1/shops/demo/availability?sku=TENT")
        .await
        .text;
    assert_eq!(
        serde_json::from_str::<Value>(&list).unwrap(),
        json!({ "availability": [truth.body] })
    );
    let one = read(app, "/api/v1/shops/demo/availability/TENT?quantity=1").await;
    assert_eq!(
        serde_json::from_str::<Value>(&one.text).unwrap(),
        truth.body
    );
    assert_eq!(one.header("etag"), format!("\"{}\"", truth.body["version"]));
}

/// Compares every channel and answers the truth with the calendar's revision.
async fn all_channels_agree(app: &TestApp) -> (Truth, i64) {
    let truth = truth(app).await;
    programs_are_answered(app, &truth).await;
    widget_says(app, &truth).await;
    page_says(app, &truth).await;
    google_says(app, &truth).await;
    agents_are_told(app, &truth).await;
    subscribers_are_told(app, &truth).await;
    let revision = calendars_say(app, &truth).await;
    (truth, revision)
}

async fn expected(merchant: &Merchant<'_>, change: Value) {
    merchant
        .patch("/purchase-orders/PO-1", &change)
        .await
        .expect(200);
}

fn december(earliest: u8, latest: u8) -> Value {
    json!({ "expected": { "earliest": format!("2026-12-{earliest}"), "latest": format!("2026-12-{latest}") }, "reason": "storm in Porto" })
}

#[tokio::test]
async fn every_channel_says_the_same_after_every_change() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    let (nothing, first) = all_channels_agree(&app).await;
    assert_eq!(nothing.status, Status::OutOfStock);
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    let (waiting, second) = all_channels_agree(&app).await;
    assert_eq!(
        (waiting.status, waiting.written().as_deref()),
        (Status::Backorder, Some("14–18 December"))
    );
    expected(&merchant, december(22, 24)).await;
    let (later, third) = all_channels_agree(&app).await;
    assert_eq!(later.written().as_deref(), Some("22–24 December"));
    expected(&merchant, json!({ "expected": null })).await;
    let (undated, fourth) = all_channels_agree(&app).await;
    assert_eq!((undated.status, undated.days), (Status::Backorder, None));
    merchant.stock("TENT", 3).await;
    let (low, fifth) = all_channels_agree(&app).await;
    assert_eq!(low.status, Status::LowStock);
    merchant.stock("TENT", 50).await;
    assert_eq!(all_channels_agree(&app).await.0.status, Status::InStock);
    let revisions = [first, second, third, fourth, fifth];
    assert!(
        revisions.is_sorted_by(|before, after| before < after),
        "{revisions:?}"
    );
}

#[tokio::test]
async fn an_order_says_the_same_on_its_page_in_its_calendar_and_to_programs() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    let placed = app.shopper().placed("TENT", 2).await;
    let token = placed["token"].as_str().unwrap();
    let mut revision = -1;
    for (earliest, latest) in [(14, 18), (22, 24), (10, 11)] {
        expected(&merchant, december(earliest, latest)).await;
        app.promises_revised().await;
        let order = app.shopper().look_at(&placed).await.expect(200).body;
        let (from, to) = (format!("2026-12-{earliest}"), format!("2026-12-{latest}"));
        let part = &order["lines"][0]["backorders"][0]["parts"][0];
        assert_eq!(
            (&part["ship_earliest"], &part["ship_latest"]),
            (&json!(from), &json!(to)),
            "{order}"
        );
        let page = read(&app, &format!("/o/{token}?lang=en")).await.text;
        let window = format!("<time datetime=\"{from}\">{earliest}–{latest} December</time>");
        assert!(page.contains(&window), "{window}");
        let event = calendar(&app, &format!("/o/{token}/calendar.ics"))
            .await
            .remove(0);
        assert_eq!(
            (property(&event, "DTSTART"), property(&event, "DTEND")),
            (
                from.replace('-', "").as_str(),
                format!("202612{}", latest + 1).as_str()
            )
        );
        assert!(sequence(&event) > revision);
        revision = sequence(&event);
        let (truth, _) = all_channels_agree(&app).await;
        assert_eq!(
            truth.written(),
            Some(format!("{earliest}–{latest} December"))
        );
    }
}

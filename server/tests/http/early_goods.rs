//! Units that come before their day, in every way in which units come: anyone who waited for them
//! is told the day that a new buyer of the same goods is told, by REST, on the page and in the
//! calendar.

use crate::app::{Merchant, TestApp};
use crate::feeds::{calendar, property, read};
use crate::on_both;
use jiff::civil::Date;
use serde_json::{Value, json};

/// How units come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Received,
    Counted,
    Found,
    Cancelled,
    CancelledInPart,
    /// They come to somebody who was given priority.
    Preferred,
}

const WAYS: [Way; 6] = [
    Way::Received,
    Way::Counted,
    Way::Found,
    Way::Cancelled,
    Way::CancelledInPart,
    Way::Preferred,
];

/// Somebody who waits for a unit in December, and somebody who holds what is on the shelf or waits
/// before them.
struct Line<'a> {
    merchant: &'a Merchant<'a>,
    app: &'a TestApp,
    sku: String,
    other: Value,
    waits: Value,
}

async fn line<'a>(app: &'a TestApp, merchant: &'a Merchant<'a>, way: Way) -> Line<'a> {
    let (sku, handle) = (format!("{way:?}"), format!("{way:?}").to_lowercase());
    merchant.product(&handle, &[&sku]).await;
    if matches!(way, Way::Cancelled | Way::CancelledInPart) {
        merchant.stock(&sku, 2).await;
    }
    merchant
        .supply(&sku, &sku, 10, "2026-12-14", "2026-12-18")
        .await;
    let other = match way {
        Way::Cancelled | Way::CancelledInPart => app.shopper().placed(&sku, 2).await,
        Way::Preferred => app.shopper().placed(&sku, 1).await,
        Way::Received | Way::Counted | Way::Found => Value::Null,
    };
    let waits = app.shopper().placed(&sku, 1).await;
    Line {
        merchant,
        app,
        sku,
        other,
        waits,
    }
}

impl Line<'_> {
    /// What whoever waits was told last.
    async fn told(&self) -> Value {
        self.app.promises_revised().await;
        let order = self.app.shopper().look_at(&self.waits).await.expect(200);
        let promises = &order.body["lines"][0]["backorders"][0]["promises"];
        promises.as_array().unwrap().last().unwrap().clone()
    }

    /// At least one unit comes before its day, and is given to them.
    async fn one_comes(&self, way: Way) {
        let sku = &self.sku;
        let units = |quantity: u32| json!([{ "sku": sku, "quantity": quantity }]);
        match way {
            Way::Received => {
                let receipt =
                    json!({ "purchase_order": sku, "location": "main", "lines": units(2) });
                self.merchant.post("/receipts", &receipt).await.expect(201);
            }
            Way::Counted => self.merchant.stock(sku, 2).await,
            Way::Found => {
                let found =
                    json!({ "sku": sku, "location": "main", "adjust": 2, "reason": "found" });
                self.merchant.post("/stock", &found).await.expect(200);
            }
            Way::Cancelled => self.other_cancels(&json!({})).await,
            Way::CancelledInPart => self.other_cancels(&json!({ "lines": units(1) })).await,
            Way::Preferred => {
                let order = self.app.shopper().look_at(&self.waits).await.expect(200);
                let backorder = order.body["lines"][0]["backorders"][0]["id"].clone();
                let path = format!("/backorders/{}/priority", backorder.as_str().unwrap());
                let priority = json!({ "priority": 5, "reason": "a hospital" });
                self.merchant.post(&path, &priority).await.expect(200);
                self.merchant.stock(sku, 1).await;
            }
        }
    }

    async fn other_cancels(&self, what: &Value) {
        let cancelled = self.app.shopper().cancel(&self.other, what).await;
        cancelled.expect(200);
    }

    /// The days that somebody is told who buys one of the same goods now.
    async fn new_buyer(&self) -> Value {
        // Enough for everybody before them.
        self.merchant.stock(&self.sku, 9).await;
        let sold = self.app.shopper().availability(&self.sku).await.expect(200);
        let part = &sold.body["parts"][0];
        assert_eq!(part["source"], "stock");
        json!({ "earliest": part["ship_earliest"], "latest": part["ship_latest"] })
    }
}

on_both! {
    async fn anyone_who_waited_is_told_the_day_of_a_new_buyer_however_the_unit_came(app: TestApp) {
        let merchant = app.merchant().await;
        for way in WAYS {
            let line = line(&app, &merchant, way).await;
            let december = json!({ "earliest": "2026-12-14", "latest": "2026-12-18" });
            assert_eq!(line.told().await["window"], december, "{way:?}");
            line.one_comes(way).await;
            let told = line.told().await;
            assert_eq!(told["cause"], "here", "{way:?}: {told}");
            let window = &told["window"];
            // What lies at the dock need not go to the shelf first.
            if way == Way::Received {
                assert_eq!(window["latest"], "2026-11-23");
            } else {
                assert_eq!(*window, line.new_buyer().await, "{way:?}");
            }
            let day: Date = window["latest"].as_str().unwrap().parse().unwrap();
            let token = line.waits["token"].as_str().unwrap();
            let page = read(&app, &format!("/o/{token}?lang=en")).await.text;
            let shown = format!("<time datetime=\"{day}\">");
            let times: Vec<&str> = page.split("<time ").skip(1).map(|one| &one[..40]).collect();
            assert!(page.contains(&shown), "{way:?}: {times:?}");
            let event = calendar(&app, &format!("/o/{token}/calendar.ics")).await.remove(0);
            let begins = day.strftime("%Y%m%d").to_string();
            assert_eq!(property(&event, "DTSTART"), begins, "{way:?}");
        }
    }
}

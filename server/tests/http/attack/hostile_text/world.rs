//! A shop in which everything is called the same, and every address of it.

use super::read::{of_json, shown};
use super::{FORMS, HOSTILE, HOSTILE_NAME};
use crate::app::{Merchant, TestApp, answer};
use crate::attack::csrf::paths;
use crate::console::Browser;
use dockline_domain::access::Role;
use dockline_domain::by::By;
use dockline_domain::id::ShopSlug;
use dockline_domain::money::Currency;
use dockline_domain::shop::{ShopProfile, ShopRules};
use dockline_engine::command::{Context, CreateShop};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

#[derive(Clone)]
pub(super) struct Written {
    pub(super) text: String,
    pub(super) name: String,
}

impl Written {
    pub(super) fn hostile() -> Self {
        Self {
            text: HOSTILE.join(" "),
            name: HOSTILE_NAME.to_owned(),
        }
    }

    /// The same words without what makes them markup.
    pub(super) fn harmless() -> Self {
        let only_words = |one: char| {
            if one.is_ascii_alphanumeric() || one == ' ' {
                one
            } else {
                'x'
            }
        };
        let Self { text, name } = Self::hostile();
        Self {
            text: text.chars().map(only_words).collect(),
            name: name.chars().map(only_words).collect(),
        }
    }
}

pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// A shop in which everything is called the same.
pub(super) struct World {
    pub(super) app: TestApp,
    pub(super) text: String,
    /// What SKUs, references and docks are called.
    pub(super) name: String,
    pub(super) token: String,
    pub(super) number: String,
    pub(super) shipment: String,
    pub(super) receipt: String,
    pub(super) charge: String,
    pub(super) refund: String,
    pub(super) backorder: String,
}

impl World {
    pub(super) async fn new(Written { text, name }: Written) -> Self {
        let app = TestApp::new().await;
        let profile = ShopProfile {
            name: text.clone(),
            currency: Currency::parse("EUR").unwrap(),
            time_zone: "Europe/Berlin".to_owned(),
            tagline: Some(text.clone()),
            storefront: Box::default(),
        };
        let create = CreateShop {
            slug: ShopSlug::parse("evil").unwrap(),
            profile,
            rules: ShopRules::default(),
            rehearsal: true,
        };
        app.engine
            .create_shop(Context::by(By::Cli), create)
            .await
            .unwrap();
        let none = String::new;
        let empty = Self {
            app,
            text,
            name,
            token: none(),
            number: none(),
            shipment: none(),
            receipt: none(),
            charge: none(),
            refund: none(),
            backorder: none(),
        };
        empty.filled().await
    }

    pub(super) fn sku(&self, letter: char) -> String {
        format!("{letter}{}", self.name)
    }

    /// Writes the text wherever somebody may write.
    pub(super) async fn filled(self) -> Self {
        let (merchant, text, name) = (
            self.app.merchant_of("evil").await,
            self.text.as_str(),
            self.name.as_str(),
        );
        let (a, b, c) = (self.sku('A'), self.sku('B'), self.sku('C'));
        let price = json!({ "minor": 1_000, "currency": "EUR" });
        let variant = |sku: &str| json!({ "sku": sku, "price": price, "options": { text: sku }, "image": "/demo/ridge-tent-2.svg" });
        for (handle, skus) in [("tent", vec![&a, &b]), ("kettle", vec![&c])] {
            let variants: Vec<Value> = skus.iter().map(|sku| variant(sku)).collect();
            let product = json!({ "title": format!("{handle} {text}"), "description": format!("<p>Warm</p>{text}"), "vendor": text, "tags": [&text[..250]], "variants": variants,
                "maker": { "name": text, "address": text, "email": "mill@mill.example" },
                "texts": { "en": { "warnings": text }, "de": { "warnings": text } } });
            merchant
                .put(&format!("/products/{handle}"), &product)
                .await
                .expect(201);
        }
        let stock = |sku: &str, units: u32| json!({ "sku": sku, "location": name, "on_hand": units, "reason": text });
        for sku in [&a, &c] {
            merchant.post("/stock", &stock(sku, 2)).await.expect(200);
        }
        self.supply(&merchant).await;
        let placed = self.order(&[(&a, 5), (&b, 2)]).await;
        let shipped = self.order(&[(&c, 1)]).await;
        self.order(&[(&c, 1)]).await;
        let waits = merchant
            .get(&format!("/backorders?sku={}", encoded(&a)))
            .await
            .expect(200)
            .body;
        let backorder = waits["items"][0]["id"].as_str().unwrap().to_owned();
        let reason = json!({ "priority": 3, "reason": text });
        merchant
            .post(&format!("/backorders/{backorder}/priority"), &reason)
            .await
            .expect(200);
        let (receipt, shipment) = self.dock(&merchant, &shipped).await;
        merchant.post("/stock", &stock(&c, 5)).await.expect(200);
        let (charge, refund) = self.charge(&merchant, &c).await;
        let (token, number) = (
            placed["token"].as_str().unwrap().to_owned(),
            placed["number"].to_string(),
        );
        Self {
            token,
            number,
            shipment,
            receipt,
            charge,
            refund,
            backorder,
            ..self
        }
    }

    pub(super) async fn supply(&self, merchant: &Merchant<'_>) {
        let (text, name, reference) = (self.text.as_str(), self.name.as_str(), encoded(&self.name));
        let lines = json!([{ "sku": self.sku('A'), "quantity": 20 }, { "sku": self.sku('B'), "quantity": 20 }]);
        let expected = |day| json!({ "earliest": format!("2026-12-{day}"), "latest": format!("2026-12-{}", day + 4) });
        let order = json!({ "reference": name, "supplier": text, "stage": "ordered", "basis": text, "lines": lines, "expected": expected(14) });
        merchant.post("/purchase-orders", &order).await.expect(201);
        self.order(&[(&self.sku('B'), 1)]).await;
        let later = json!({ "expected": expected(21), "basis": text, "reason": text });
        merchant
            .patch(&format!("/purchase-orders/{reference}"), &later)
            .await
            .expect(200);
        for public in [true, false] {
            let milestone = json!({ "stage": "in_transit", "note": text, "public": public, "at": "2026-11-22T10:00:00Z" });
            let milestone = if public {
                milestone
            } else {
                json!({ "stage": "customs", "note": text, "public": false })
            };
            merchant
                .post(
                    &format!("/purchase-orders/{reference}/milestones"),
                    &milestone,
                )
                .await
                .expect(201);
        }
    }

    /// An order of somebody called and living so.
    pub(super) async fn order(&self, lines: &[(&str, u32)]) -> Value {
        let lines: Vec<Value> = lines
            .iter()
            .map(|(sku, quantity)| json!({ "sku": sku, "quantity": quantity }))
            .collect();
        let order = json!({ "email": "eve@example.com", "name": self.text, "lines": lines });
        let placed = answer(
            self.app
                .request(Method::POST, "/api/v1/shops/evil/orders")
                .json(&order),
        )
        .await
        .expect(201)
        .body;
        let path = format!(
            "/api/v1/orders/{}/details",
            placed["token"].as_str().unwrap()
        );
        let details = json!({ "address": format!("{}\r\n{}", self.text, self.name) });
        answer(self.app.request(Method::POST, &path).json(&details))
            .await
            .expect(200);
        placed
    }

    /// Goods are counted and one parcel leaves. Answers the receipt and a parcel that is still
    /// there.
    pub(super) async fn dock(&self, merchant: &Merchant<'_>, shipped: &Value) -> (String, String) {
        let (text, name) = (self.text.as_str(), self.name.as_str());
        let line = json!({ "sku": self.sku('B'), "quantity": 1, "discrepancy": text, "more_to_come": true });
        let receipt = json!({ "purchase_order": name, "location": name, "lines": [line], "delivery_note": name });
        let receipt = merchant.post("/receipts", &receipt).await.expect(201).body;
        let mut open = None;
        for parcel in merchant.get("/shipments").await.expect(200).body["items"]
            .as_array()
            .unwrap()
        {
            let path = format!("/shipments/{}", parcel["shipment"].as_str().unwrap());
            if parcel["order"] == shipped["order"] {
                merchant
                    .post(&format!("{path}/pack"), &json!({}))
                    .await
                    .expect(200);
                merchant
                    .post(
                        &format!("{path}/hand-over"),
                        &json!({ "carrier": text, "tracking": text }),
                    )
                    .await
                    .expect(200);
            } else {
                open = parcel["shipment"].as_str().map(str::to_owned);
            }
        }
        (
            receipt["receipt"].as_str().unwrap().to_owned(),
            open.unwrap(),
        )
    }

    /// An order is to be paid to an account that is called so. Answers its charge, and what goes back
    /// of it.
    async fn charge(&self, merchant: &Merchant<'_>, sku: &str) -> (String, String) {
        let text = self.text.as_str();
        let gateway = json!({ "kind": "manual", "transfer": { "payee": text, "texts": { "en": text, "de": text } } });
        merchant
            .put("/payments/gateway", &gateway)
            .await
            .expect(200);
        self.order(&[(sku, 1)]).await;
        let charges = merchant.get("/charges").await.expect(200).body;
        let charge = charges["items"][0]["id"].as_str().unwrap().to_owned();
        let order = charges["items"][0]["order"].as_str().unwrap().to_owned();
        let part = json!({ "minor": 1, "note": text });
        let path = format!("/charges/{charge}/mark-paid");
        merchant.post(&path, &part).await.expect(200);
        let given = merchant
            .request(Method::POST, &format!("/orders/{order}/refunds"))
            .header("idempotency-key", "once")
            .json(&json!({ "amount": { "minor": 1 }, "reason": text }));
        let given = answer(given).await.expect(201).body;
        let refund = given["items"][0]["id"].as_str().unwrap().to_owned();
        let sent = format!("/refunds/{refund}/mark-sent");
        let note = json!({ "note": text });
        merchant.post(&sent, &note).await.expect(200);
        (charge, refund)
    }

    /// The owner, called so too, with cookies that say it.
    pub(super) async fn owner(&self) -> Browser<'_> {
        let mut owner = self
            .app
            .staff_called(Some(&self.text), "evil", Role::Owner)
            .await;
        let (text, name) = (encoded(&self.text), encoded(&self.name));
        let session = owner.cookie.take().unwrap();
        owner.cookie = Some(format!(
            "{session}; dock={name}; carrier={text}; lang={text}; cart={}=2&{name}=1",
            encoded(&self.sku('A'))
        ));
        owner
    }

    /// Every address that is read, with the text in every part of it and in every field of its
    /// query.
    pub(super) fn addresses(&self) -> Vec<String> {
        let (text, name) = (encoded(&self.text), encoded(&self.name));
        let names = [
            ("shop", "evil"),
            ("handle", "tent"),
            ("token", &self.token),
            ("reference", &name),
            ("order", &self.number),
        ];
        let names = names.into_iter().chain([
            ("shipment", self.shipment.as_str()),
            ("receipt", &self.receipt),
            ("charge", &self.charge),
            ("refund", &self.refund),
            ("sku", &name),
        ]);
        let names: Vec<(&str, &str)> = names.collect();
        let sources = [
            include_str!("../../../../src/console/mod.rs"),
            include_str!("../../../../src/pages/mod.rs"),
            include_str!("../../../../src/feeds/mod.rs"),
        ];
        let mut all: Vec<String> = sources
            .iter()
            .flat_map(|source| paths(source, "get", &names))
            .collect();
        all.retain(|path| path != "/app/live");
        let known = all.clone();
        let nowhere = names
            .iter()
            .map(|(name, value)| {
                (
                    *name,
                    if *name == "shop" {
                        *value
                    } else {
                        text.as_str()
                    },
                )
            })
            .collect::<Vec<_>>();
        all.extend(
            sources
                .iter()
                .flat_map(|source| paths(source, "get", &nowhere))
                .filter(|path| path != "/app/live"),
        );
        let fields = [
            "q", "variant", "sku", "shop", "next", "done", "show", "state", "layout", "accent",
            "theme", "units", "why", "x\"><u>",
        ];
        let query = fields
            .map(|field| format!("{}={text}", encoded(field)))
            .join("&");
        all.extend(known.iter().map(|path| format!("{path}?{query}")));
        let (a, order, shop) = (
            encoded(&self.sku('A')),
            format!("/o/{}", self.token),
            "/s/evil",
        );
        all.extend(
            [
                "cancel=1",
                "change=details",
                "change=variant",
                "placed=cart",
                "done=details",
            ]
            .map(|query| format!("{order}?{query}")),
        );
        all.push(format!("{order}?done=cancelled&units={text}"));
        all.extend([
            format!("/{text}"),
            format!("/s/{text}"),
            format!("/o/{text}"),
            format!("/problems/{text}"),
        ]);
        all.extend([
            format!("{shop}?cursor={text}"),
            format!("{shop}?q={text}"),
            format!("{shop}/checkout?sku={a}&quantity=2&ship=complete&needed_by={text}"),
            format!("{shop}/p/tent?variant={a}&quantity=3"),
        ]);
        all.extend(
            ["cart", "cart-full", "waitlist"]
                .map(|done| format!("{shop}/p/tent?variant={a}&done={done}")),
        );
        all.push(format!(
            "/docs/embed?shop=evil&sku={a}&quantity={text}&radius={text}"
        ));
        all.extend(
            ["card", "inline", "badge", &text]
                .map(|layout| format!("/embed/v1/evil/{a}?layout={layout}&lang=de")),
        );
        all.extend([
            format!("/embed/v1/evil/{text}"),
            format!("/embed/v1/{text}/{a}"),
            format!("/embed/v1/evil/{a}/outlook"),
        ]);
        let console = "/console";
        all.extend([
            format!("{console}/line?sku={a}&why={}", self.backorder),
            format!("{console}/line?sku={text}&cursor={text}"),
        ]);
        all.extend([
            format!("{console}/orders?q={text}"),
            format!("{console}/dock?q={text}"),
            format!("{console}/dock/shipments?q={text}"),
        ]);
        all.extend([
            format!("{console}/supply/{name}/what-if?days=7"),
            format!("{console}/supply/{name}/what-if?days={text}"),
        ]);
        all.extend(
            ["handed_over", "packed", "cancelled"]
                .map(|state| format!("{console}/dock/shipments?state={state}")),
        );
        all.push(format!(
            "{console}/dock/receive/{name}?sku={}",
            encoded(&self.sku('B'))
        ));
        all
    }

    /// The forms of [`FORMS`] as they are sent.
    pub(super) fn forms(&self) -> Vec<(String, Vec<(String, String)>)> {
        let places = [
            ("{po}", encoded(&self.name)),
            ("{order}", self.token.clone()),
            ("{parcel}", self.shipment.clone()),
            ("{number}", self.number.clone()),
            ("{charge}", self.charge.clone()),
            ("{refund}", self.refund.clone()),
        ];
        let path = |path: &str| {
            places.iter().fold(path.to_owned(), |path, (name, value)| {
                path.replace(name, value)
            })
        };
        FORMS
            .iter()
            .map(|(to, fields)| {
                (
                    path(to),
                    fields.split(' ').map(|field| self.field(field)).collect(),
                )
            })
            .collect()
    }

    pub(super) fn field(&self, field: &str) -> (String, String) {
        let (field, value) = field.split_once('=').unwrap();
        let written = |mark: &str| match mark {
            "TEXT" => self.text.clone(),
            "WRONG" => format!("{}\u{1}", self.text),
            "LINES" => format!("\n{0}\r\n{0}\u{1}", self.text),
            "NAME" => self.name.clone(),
            "ELSE" => format!("{}2", self.name),
            "SKU" => self.sku('A'),
            "BACKORDER" => self.backorder.clone(),
            plain => plain.to_owned(),
        };
        let filled = |text: &str| text.split(':').map(written).collect::<Vec<_>>().join(":");
        (filled(field), filled(value))
    }

    /// What of a page's script asks for, and what streams bring.
    pub(super) async fn parts(&self) -> Vec<String> {
        let topics = [
            format!("sku:1:{}", self.sku('A')),
            format!("sku:2:{}", self.text),
            format!("choice:{}", self.sku('B')),
            "product:tent".to_owned(),
            format!("order:{}", self.token),
        ];
        let asked = json!({ "shop": "evil", "lang": "de", "topics": topics, "since": null });
        let post = |path: &str, body: &Value| {
            self.app
                .request(Method::POST, path)
                .header("sec-fetch-site", "same-origin")
                .json(&json!({ "input": body }))
        };
        let mut parts = vec![shown(post("/app/progress", &asked)).await];
        let lines = json!([{ "sku": self.text, "quantity": 1 }]);
        let place = json!({ "shop": "evil", "lang": "de", "key": "", "email": self.text, "name": format!("{}\u{1}", self.text), "ship": "x", "lines": lines });
        parts.push(shown(post("/app/place", &place)).await);
        let query: Vec<String> = topics
            .iter()
            .map(|topic| format!("topic={}", encoded(topic)))
            .collect();
        let request = self.app.request(
            Method::GET,
            &format!("/app/live?shop=evil&{}", query.join("&")),
        );
        let mut stream = request.send().await.unwrap();
        let mut events = Vec::new();
        while events.len() < 4 {
            let chunk = tokio::time::timeout(Duration::from_secs(5), stream.chunk())
                .await
                .expect("all topics are told at once");
            let text = String::from_utf8(chunk.unwrap().unwrap().to_vec()).unwrap();
            events.extend(
                text.lines()
                    .filter_map(|line| line.strip_prefix("data: "))
                    .map(of_json),
            );
        }
        events.sort();
        parts.push(events.join("\n"));
        parts
    }
}

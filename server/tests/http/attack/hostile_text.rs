//! Text that would be markup if it were not escaped, in every field, on every page.
//!
//! Two shops are the same but for what people wrote: in one it is hostile, in the other as long and
//! harmless. Whatever is shown must have the same structure in both: the same elements with the
//! same attributes, that lead to the same hosts.

use super::csrf::paths;
use super::markup::{keys, structure};
use crate::app::{Merchant, TestApp, answer};
use crate::console::Browser;
use dockline_domain::access::Role;
use dockline_domain::by::By;
use dockline_domain::id::ShopSlug;
use dockline_domain::money::Currency;
use dockline_domain::shop::{ShopProfile, ShopRules};
use dockline_engine::command::{Context, CreateShop};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::time::Duration;

/// Each ends something that text may stand in. They stand one after the other in every text: what
/// does not end its own place is only text there.
const HOSTILE: [&str; 6] = [
    "javascript:alert(1)//]]>--></title></style></noscript><iframe>",
    "</textarea></form><form action=https://evil.example><input x>",
    "\"><img src=//evil.example onerror=alert(1)>",
    "' onfocus=alert(1) x='&lt;u&gt;&#60;u&#62;&quot;",
    "{{idempotency-key}}<svg><!--",
    "</script><base href=//evil.example>",
];
/// The same for names that may not be longer, such as a SKU.
const HOSTILE_NAME: &str = "//evil.example/\"></textarea></script><form action=//x.example>";

/// Every form with the text in each of its fields, so that it comes back, and each with its
/// mistakes. `WRONG` is the text with something in it that no text may hold, `LINES` begins with a
/// line break.
const FORMS: [(&str, &str); 35] = [
    (
        "/s/evil/p/tent",
        "action=order sku=SKU quantity=1 email=TEXT name=WRONG needed_by=TEXT ship=TEXT key=TEXT TEXT=TEXT",
    ),
    (
        "/s/evil/p/tent",
        "action=order sku=TEXT quantity=TEXT email=TEXT name=WRONG needed_by=TEXT ship=TEXT key=TEXT",
    ),
    ("/s/evil/p/tent", "action=waitlist sku=SKU email=TEXT"),
    ("/s/evil/p/tent", "action=cart sku=TEXT quantity=TEXT"),
    ("/s/evil/p/tent", "action=quantity sku=TEXT quantity=2"),
    ("/s/evil/p/tent", "action=TEXT email=TEXT"),
    (
        "/s/evil/cart",
        "action=order email=TEXT name=WRONG needed_by=TEXT ship=TEXT key=TEXT",
    ),
    ("/s/evil/cart", "action=remove:TEXT"),
    (
        "/o/{order}",
        "action=details name=WRONG address=LINES needed_by=TEXT",
    ),
    (
        "/o/{order}",
        "action=details name=TEXT address=LINES needed_by=",
    ),
    ("/o/{order}", "action=variant from=SKU to=SKU quantity=1"),
    (
        "/o/{order}",
        "action=variant from=TEXT to=TEXT quantity=TEXT",
    ),
    ("/o/{order}", "action=cancel quantity:TEXT=1"),
    (
        "/console/supply/new",
        "action=enter reference=TEXT supplier=WRONG sku:0=TEXT quantity:0=TEXT stage=TEXT earliest=TEXT latest=TEXT basis=WRONG",
    ),
    (
        "/console/supply/new",
        "action=more reference=TEXT supplier=TEXT sku:1=SKU earliest=TEXT basis=TEXT",
    ),
    (
        "/console/supply/{po}",
        "action=date earliest=TEXT latest=TEXT reason=TEXT basis=WRONG version=0 seen=TEXT",
    ),
    (
        "/console/supply/{po}",
        "action=date earliest=2026-12-28 latest=2026-12-29 reason=TEXT basis=TEXT version=0 seen=TEXT",
    ),
    (
        "/console/supply/{po}",
        "action=slip slip_days=7 earliest=TEXT latest=TEXT reason=TEXT basis=WRONG version=0",
    ),
    (
        "/console/supply/{po}",
        "action=milestone stage=TEXT at=TEXT note=WRONG version=0",
    ),
    (
        "/console/supply/{po}",
        "action=cancel cancel_reason=WRONG version=0",
    ),
    (
        "/console/supply/{po}",
        "action=cancel cancel_reason=TEXT version=0 seen=TEXT",
    ),
    (
        "/console/dock/receive/{po}",
        "counted:SKU=1 open:SKU=20 rest:SKU=TEXT why:SKU=WRONG location=NAME delivery_note=WRONG",
    ),
    (
        "/console/dock/receive/{po}",
        "counted:SKU=19 open:SKU=7 rest:SKU=all why:SKU=TEXT location=ELSE only_counted=1",
    ),
    ("/console/dock/shipments/{parcel}", "action=pack version=0"),
    (
        "/console/dock/shipments/{parcel}",
        "action=go_on version=0 carrier=TEXT tracking= carrier_shown=x",
    ),
    (
        "/console/dock/shipments/{parcel}",
        "action=hand_over version=0 carrier=TEXT tracking=WRONG carrier_shown=TEXT",
    ),
    (
        "/console/line",
        "backorder=BACKORDER priority=TEXT reason=WRONG seen=TEXT",
    ),
    (
        "/console/line",
        "backorder=BACKORDER priority=5 reason=TEXT seen=9",
    ),
    (
        "/console/orders/{number}",
        "action=cancel mark=TEXT quantity:SKU=TEXT reason=TEXT",
    ),
    (
        "/console/orders/{number}",
        "action=cancel mark=TEXT quantity:SKU=1 reason=TEXT",
    ),
    (
        "/console/orders/{number}",
        "action=hold mark=TEXT reason=WRONG",
    ),
    (
        "/console/orders/{number}",
        "form_token=TEXT action=hold TEXT=TEXT reason=LINES",
    ),
    ("/console/clock", "to=TEXT next=TEXT"),
    (
        "/console/account",
        "action=password old_password=TEXT new_password=TEXT new_password_again=WRONG",
    ),
    (
        "/console/login",
        "shop=TEXT email=TEXT password=TEXT next=TEXT",
    ),
];

/// What people write: texts, and names of things.
#[derive(Clone)]
struct Written {
    text: String,
    name: String,
}

impl Written {
    fn hostile() -> Self {
        Self {
            text: HOSTILE.join(" "),
            name: HOSTILE_NAME.to_owned(),
        }
    }

    /// The same words without what makes them markup.
    fn harmless() -> Self {
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

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// A shop in which everything is called the same.
struct World {
    app: TestApp,
    text: String,
    /// What SKUs, references and docks are called.
    name: String,
    token: String,
    number: String,
    shipment: String,
    receipt: String,
    backorder: String,
}

impl World {
    async fn new(Written { text, name }: Written) -> Self {
        let app = TestApp::new().await;
        let profile = ShopProfile {
            name: text.clone(),
            currency: Currency::parse("EUR").unwrap(),
            time_zone: "Europe/Berlin".to_owned(),
            tagline: Some(text.clone()),
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
            backorder: none(),
        };
        empty.filled().await
    }

    fn sku(&self, letter: char) -> String {
        format!("{letter}{}", self.name)
    }

    /// Writes the text wherever somebody may write.
    async fn filled(self) -> Self {
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
            let product = json!({ "title": format!("{handle} {text}"), "description": format!("<p>Warm</p>{text}"), "vendor": text, "tags": [&text[..250]], "variants": variants });
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
        let (token, number) = (
            placed["token"].as_str().unwrap().to_owned(),
            placed["number"].to_string(),
        );
        Self {
            token,
            number,
            shipment,
            receipt,
            backorder,
            ..self
        }
    }

    async fn supply(&self, merchant: &Merchant<'_>) {
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
    async fn order(&self, lines: &[(&str, u32)]) -> Value {
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
    async fn dock(&self, merchant: &Merchant<'_>, shipped: &Value) -> (String, String) {
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

    /// The owner, called so too, with cookies that say it.
    async fn owner(&self) -> Browser<'_> {
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
    fn addresses(&self) -> Vec<String> {
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
            ("sku", &name),
        ]);
        let names: Vec<(&str, &str)> = names.collect();
        let sources = [
            include_str!("../../../src/console/mod.rs"),
            include_str!("../../../src/pages/mod.rs"),
            include_str!("../../../src/feeds/mod.rs"),
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
    fn forms(&self) -> Vec<(String, Vec<(String, String)>)> {
        let places = [
            ("{po}", encoded(&self.name)),
            ("{order}", self.token.clone()),
            ("{parcel}", self.shipment.clone()),
            ("{number}", self.number.clone()),
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

    fn field(&self, field: &str) -> (String, String) {
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
    async fn parts(&self) -> Vec<String> {
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

/// What can do something in an answer, by its media type.
async fn shown(request: RequestBuilder) -> String {
    let response = request.send().await.unwrap();
    let status = response.status();
    let header = |name: &str| {
        response
            .headers()
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
            .to_owned()
    };
    let (media_type, location) = (header("content-type"), header("location"));
    let text = response.text().await.unwrap();
    let media_type = media_type.split(';').next().unwrap();
    let content = match media_type {
        "text/html" => structure(&text).join("\n"),
        "application/json" | "application/problem+json" | "application/feed+json" => of_json(&text),
        "application/x-ndjson" | "application/jsonl" => {
            text.lines().map(of_json).collect::<Vec<_>>().join("\n")
        }
        "application/xml" | "application/atom+xml" => of_xml(&text),
        "text/calendar" => of_calendar(&text),
        "text/tab-separated-values" => text
            .lines()
            .map(|line| line.split('\t').count().to_string())
            .collect::<Vec<_>>()
            .join("\n"),
        "text/css" => text,
        "" | "text/plain" => String::new(),
        other => panic!("nobody reads {other}: {text}"),
    };
    let address = reqwest::Url::parse("https://here.example/")
        .unwrap()
        .join(&location)
        .unwrap();
    format!(
        "{status} {media_type} {} {}\n{content}",
        address.scheme(),
        address.host_str().unwrap_or("")
    )
}

/// The keys of a document, and the structure of the markup in it.
fn of_json(text: &str) -> String {
    fn markup(value: &Value, found: &mut String) {
        match value {
            Value::String(text)
                if text.contains("</") && text.contains("class=\"") || text.starts_with("<p>") =>
            {
                let _ = writeln!(found, "{}", structure(text).join("\n"));
            }
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
            Value::Array(items) => items.iter().for_each(|item| markup(item, found)),
            Value::Object(fields) => fields
                .iter()
                .filter(|(name, _)| *name != "content_text")
                .for_each(|(_, item)| markup(item, found)),
        }
    }
    let value: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let mut found = keys(&value);
    markup(&value, &mut found);
    found
}

/// The elements of a document, and those of the HTML that it says is in some of them.
fn of_xml(text: &str) -> String {
    let document =
        roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let elements = document
        .descendants()
        .filter(roxmltree::Node::is_element)
        .map(|node| {
            let attributes: Vec<&str> = node.attributes().map(|one| one.name()).collect();
            let inner = if node.attribute("type") == Some("html") {
                structure(node.text().unwrap_or("")).join("\n")
            } else {
                String::new()
            };
            format!(
                "{} {} {inner}",
                node.tag_name().name(),
                attributes.join(" ")
            )
        });
    elements.collect::<Vec<_>>().join("\n")
}

/// The properties of a calendar, without what they say.
fn of_calendar(text: &str) -> String {
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "{text}");
    let lines = text.replace("\r\n ", "");
    lines
        .lines()
        .map(|line| line.split([':', ';']).next().unwrap().to_owned())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Every page and part with what stands in it, by its address.
async fn all_that_is_shown(written: Written) -> Vec<(String, String)> {
    let world = World::new(written).await;
    let (text, name) = (world.text.as_str(), world.name.as_str());
    let owner = world.owner().await;
    let mut all = Vec::new();
    let with_cookies = |method, path: &str| {
        world
            .app
            .request(method, path)
            .header("cookie", owner.cookie.as_deref().unwrap())
            .header("accept-language", "de")
    };
    for path in world.addresses() {
        all.push((
            format!("GET {path}"),
            shown(with_cookies(Method::GET, &path)).await,
        ));
    }
    // The log-in is shown to those who are not in.
    let login = format!("/console/login?shop={0}&next={0}", encoded(text));
    all.push((
        "GET the log-in".to_owned(),
        shown(world.app.request(Method::GET, &login)).await,
    ));
    for (number, (path, mut fields)) in world.forms().into_iter().enumerate() {
        if path.starts_with("/console") && fields[0].0 != "form_token" {
            fields.insert(
                0,
                ("form_token".to_owned(), owner.form_token.clone().unwrap()),
            );
        }
        let request = with_cookies(Method::POST, &path)
            .header("sec-fetch-site", "same-origin")
            .form(&fields);
        all.push((format!("POST {path}, form {number}"), shown(request).await));
    }
    let token = owner.form_token.as_deref().unwrap();
    let part = "--y\r\ncontent-disposition: form-data; name=";
    let (text, name) = (text.replace('"', "\"\""), name.replace('"', "\"\""));
    let file = format!(
        "purchase_order,stage,at,note\n\"{text}\",lost,x,\"{text}\"\n\"{name}\",customs,2036-01-01,\n"
    );
    let file = format!(
        "{part}\"form_token\"\r\n\r\n{token}\r\n{part}\"file\"; filename=\"m.csv\"\r\n\r\n{file}\r\n--y--\r\n"
    );
    let request = with_cookies(Method::POST, "/console/supply/milestones")
        .header("sec-fetch-site", "same-origin");
    all.push((
        "POST a file".to_owned(),
        shown(
            request
                .header("content-type", "multipart/form-data; boundary=y")
                .body(file),
        )
        .await,
    ));
    all.extend(
        world
            .parts()
            .await
            .into_iter()
            .enumerate()
            .map(|(number, part)| (format!("part {number}"), part)),
    );
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_anybody_writes_is_text_wherever_it_is_shown() {
    let both = [Written::harmless(), Written::hostile()]
        .map(|written| tokio::spawn(all_that_is_shown(written)));
    let [meant, as_text] = both;
    let (meant, as_text) = (meant.await.unwrap(), as_text.await.unwrap());
    assert_eq!(meant.len(), as_text.len());
    assert!(
        meant
            .iter()
            .filter(|(_, shown)| shown.starts_with("200 OK text/html"))
            .count()
            > 50
    );
    for ((_, meant), (address, shown)) in meant.iter().zip(&as_text) {
        let differs = meant
            .lines()
            .zip(shown.lines())
            .find(|(meant, shown)| meant != shown);
        assert!(
            meant == shown,
            "{address}:\n{differs:?}\n{} and {} lines",
            meant.lines().count(),
            shown.lines().count()
        );
    }
}

/// Text that turns what stands around it, and text that shows nothing, is refused wherever somebody
/// writes: by programs and by forms.
#[tokio::test]
async fn no_text_turns_what_stands_around_it_or_shows_nothing() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    let placed = app.shopper().placed("TENT", 6).await;
    let order = format!("/orders/{}/details", placed["token"].as_str().unwrap());
    let waits = merchant.get("/backorders?sku=TENT").await.expect(200).body;
    let priority = format!(
        "/backorders/{}/priority",
        waits["items"][0]["id"].as_str().unwrap()
    );
    for text in [
        "Ada\u{202e}",
        "\u{2066}Ada",
        "\u{200b}",
        "\u{feff}",
        "a\u{2028}b",
    ] {
        let variants = json!([{ "sku": "KETTLE", "price": { "minor": 1_000, "currency": "EUR" }, "options": { "Size": text } }]);
        let product =
            json!({ "title": text, "vendor": text, "tags": [text], "variants": variants });
        let purchase = json!({ "reference": "PO-2", "supplier": text, "basis": text, "stage": "ordered", "lines": [{ "sku": "TENT", "quantity": 1 }] });
        let refused: [(&str, Value, &[&str]); 5] = [
            ("/purchase-orders", purchase, &["/supplier", "/basis"]),
            (
                "/purchase-orders/PO-1/milestones",
                json!({ "stage": "in_transit", "note": text }),
                &["/note"],
            ),
            (
                "/stock",
                json!({ "sku": "TENT", "location": "main", "on_hand": 3, "reason": text }),
                &["/reason"],
            ),
            (
                &priority,
                json!({ "priority": 1, "reason": text }),
                &["/reason"],
            ),
            (
                &order,
                json!({ "name": text, "address": format!("1 High Street\n{text}\u{202e}") }),
                &["/name", "/address"],
            ),
        ];
        for (path, body, wrong) in refused {
            assert_eq!(
                merchant.post(path, &body).await.expect(422).wrong(),
                wrong,
                "{path} {text:?}"
            );
        }
        let saved = merchant.put("/products/kettle", &product).await.expect(422);
        assert_eq!(
            saved.wrong(),
            ["/title", "/vendor", "/tags/0", "/variants/0/options"],
            "{text:?}"
        );
        let named = json!({ "email": "ada@example.com", "name": text, "lines": [{ "sku": "TENT", "quantity": 1 }] });
        assert_eq!(
            app.shopper().order(&named).await.expect(422).wrong(),
            ["/name"],
            "{text:?}"
        );
        let fields = [
            ("action", "order"),
            ("sku", "TENT"),
            ("quantity", "1"),
            ("email", "ada@example.com"),
            ("name", text),
            ("key", "k"),
        ];
        app.nobody()
            .post("/s/demo/p/tent", &fields)
            .await
            .expect(422)
            .shows("no hidden ones");
    }
}

#[tokio::test]
async fn what_looks_like_a_mark_of_ours_stays_as_it_was_written() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let variants = json!([{ "sku": "TENT", "price": { "minor": 1_000, "currency": "EUR" } }]);
    merchant
        .put(
            "/products/tent",
            &json!({ "title": "Tent {{idempotency-key}}", "variants": variants }),
        )
        .await
        .expect(201);
    let page = app
        .nobody()
        .get("/s/demo/p/tent")
        .await
        .expect(200)
        .shows("Tent {{idempotency-key}}");
    assert!(!page.text.contains('\u{1}'), "{}", page.text);
    let owner = app.staff("demo", Role::Owner).await;
    let again = owner
        .post(
            "/console/supply/new",
            &[("reference", "{{idempotency-key}}"), ("action", "enter")],
        )
        .await
        .expect(422);
    let again = again.shows("value=\"{{idempotency-key}}\"");
    assert!(
        !again.text.contains('\u{1}') && again.hidden("key").len() == 32,
        "{}",
        again.text
    );
}

#[test]
fn hostile_texts_fit_into_every_field() {
    let (hostile, harmless) = (Written::hostile(), Written::harmless());
    assert!(
        hostile.text.len() < 300 && hostile.name.len() < 64,
        "{} and {}",
        hostile.text.len(),
        hostile.name.len()
    );
    assert_eq!(
        (hostile.text.len(), hostile.name.len()),
        (harmless.text.len(), harmless.name.len())
    );
}

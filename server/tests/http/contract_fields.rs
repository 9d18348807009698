//! The document says what the server checks. Each field, header and parameter of each request is
//! tried with values that the document just allows and with values that it just refuses, and the
//! server has to agree with both.

use crate::app::{Answer, Merchant, TestApp, answer, order_of, product, purchase_order};
use jsonschema::Validator;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A request that is right, with every field that it may have.
struct Sample {
    method: Method,
    /// As the document names it.
    route: &'static str,
    /// As it is asked for, without `/api/v1`.
    path: String,
    query: &'static str,
    body: Option<Value>,
}

/// Texts of a form that are allowed, texts that are refused, and texts that the document allows and
/// the present day does not.
struct Texts {
    good: Vec<String>,
    bad: Vec<String>,
    bad_today: Vec<String>,
}

fn texts(good: &[&str], bad: &[&str]) -> Texts {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    Texts {
        good: owned(good),
        bad: owned(bad),
        bad_today: Vec::new(),
    }
}

fn of_length(mut texts: Texts, most: usize) -> Texts {
    texts.good.push("x".repeat(most));
    texts.bad.push("x".repeat(most + 1));
    texts
}

/// What a text of a form may be. A form that is not here has to be added: the test stops at it.
fn texts_of(form: &str) -> Texts {
    match form {
        "Sku" => of_length(
            texts(
                &["A", "a b/2", "größe"],
                &["", " A", "A ", "A\n", "A\u{7f}B"],
            ),
            64,
        ),
        "Reference" | "LocationCode" => of_length(
            texts(&["A", "PO 1/é"], &["", " A", "A ", "A\u{0}", "A\tB"]),
            80,
        ),
        "ProductHandle" => of_length(
            texts(
                &["tent", "größe-2", "a.b_c"],
                &["a/b", "a?b", "a b", "-", "a\n"],
            ),
            120,
        ),
        "ShortText" => of_length(
            texts(
                &["A", "Ada Lovelace"],
                &[
                    "",
                    " ",
                    "A\u{1b}B",
                    "a\nb",
                    "A\u{202e}",
                    "\u{200b}",
                    "A\u{2028}B",
                ],
            ),
            300,
        ),
        "OptionalText" => of_length(
            texts(&["", "A"], &["A\u{1b}B", "a\nb", "\u{2066}A", "\u{feff}"]),
            300,
        ),
        "DeliveryNote" => of_length(texts(&["", "DN 1"], &["A\u{1b}B", "A\u{202e}"]), 80),
        "Tag" => of_length(
            texts(&["new", "می\u{200c}خواهم"], &["", " ", "a\nb", "\u{200b}"]),
            255,
        ),
        // Longer ones are cut, and longer bodies are too large altogether.
        "DescriptionHtml" => texts(&["", "<p>Light</p>", &"x".repeat(60_001)], &[]),
        "AddressText" => of_length(
            texts(
                &["1 Way\nTown", "1 Way\r\nTown"],
                &[
                    "",
                    " \n ",
                    "1 Way\u{b}Town",
                    "1\rWay",
                    "1 Way\u{202e}\nTown",
                ],
            ),
            500,
        ),
        "MailAddress" => {
            let long =
                |letters: usize| format!("a@{}.example", vec!["b".repeat(letters); 4].join("."));
            let mut texts = texts(
                &["ada@example.com", "ada+tent@example.co.uk"],
                &[
                    "",
                    "ada",
                    "a b@example.com",
                    "@example.com",
                    "\"a\"@example.com",
                ],
            );
            texts.bad.push(long(63));
            texts
        }
        "Language" => texts(
            &["de", "en-GB", "zh-Hant-TW"],
            &["", "d", "de_DE", "deutschland", "1e"],
        ),
        "LocalDate" => texts(
            &["2026-12-14", "2999-12-31"],
            &[
                "1999-12-31",
                "3000-01-01",
                "2026-1-1",
                "2026-12-14T00:00:00Z",
                "2026-02-30",
            ],
        ),
        "ComingDate" => {
            let texts = texts_of("LocalDate");
            Texts {
                bad_today: vec!["2026-11-22".to_owned()],
                good: vec!["2026-11-23".to_owned(), "2999-12-31".to_owned()],
                ..texts
            }
        }
        // The last day of the window decides what is past, and both ends what is too far: 730 days
        // after the day of every test.
        "ExpectedDate" => Texts {
            bad_today: vec!["2028-11-23".to_owned()],
            good: vec!["2028-11-22".to_owned()],
            ..texts_of("LocalDate")
        },
        "FactInstant" => {
            let texts = texts(
                &["2026-11-24T10:00:00Z", "2020-01-01T00:00:00+02:00"],
                &["", "2026-11-23", "10:00", "yesterday"],
            );
            Texts {
                bad_today: vec!["2026-11-24T10:00:01Z".to_owned()],
                ..texts
            }
        }
        "ComingInstant" => {
            let texts = texts(
                &["2026-12-01T00:00:00Z", "2031-11-27T10:00:00Z"],
                &["", "2026-12-24", "tomorrow"],
            );
            Texts {
                bad_today: vec![
                    "2026-11-23T10:00:00Z".to_owned(),
                    "2031-11-28T10:00:00Z".to_owned(),
                ],
                ..texts
            }
        }
        "CurrencyCode" => Texts {
            bad_today: vec!["USD".to_owned()],
            ..texts(&["EUR"], &["", "eur", "EURO"])
        },
        "Gtin" => texts(
            &["12345678", "12345678901234"],
            &["1234567", "123456789012345", "1234567x"],
        ),
        "ImageAddress" => {
            let mut texts = texts(
                &["/demo/a.svg", "https://a.example/b.png", "/"],
                &["", "//a.example/b", "a.png", "javascript:x", "/a b", "/\"x"],
            );
            texts.good.push(format!("/{}", "x".repeat(1_999)));
            texts.bad.push(format!("/{}", "x".repeat(2_000)));
            texts
        }
        "WeekdayDigits" => texts(
            &["1111100", "0000001"],
            &["0000000", "111110", "11111000", "1111102"],
        ),
        other => panic!("no texts are known for the form {other}"),
    }
}

/// The texts of a header or query parameter.
fn texts_of_parameter(name: &str) -> Option<Texts> {
    match name {
        "Idempotency-Key" => {
            let mut texts = texts(&["k-1", "a b", "\"quoted key\""], &["a\"b", "\"\"", "a\\b"]);
            texts
                .good
                .extend(["x".repeat(128), format!("\"{}\"", "x".repeat(128))]);
            texts
                .bad
                .extend(["x".repeat(129), format!("\"{}\"", "x".repeat(129))]);
            Some(texts)
        }
        "GS1-EPCIS-Version" | "GS1-CBV-Version" => Some(texts(&["2.0", "2"], &["1.2", "new"])),
        // Any tag is compared, any cursor looked for, any text of these let through.
        "If-Match" | "cursor" | "GS1-Extensions" | "sku" => None,
        other => panic!("no texts are known for the parameter {other}"),
    }
}

/// How an answer ends that refuses a value for what is there at present, and not for its form.
const BY_STATE: [&str; 10] = [
    "that can still be cancelled",
    "which can still be cancelled",
    "that still waits in line",
    "which still wait",
    "another variant of the same product",
    "of the purchase order PO-2",
    "the total must be at most 100000000",
    "must stay from 0 to 100000000",
    "0 needs a discrepancy, and says that the rest will not come",
    // Only after enough others that the state alone decides them as well.
    "more values are wrong",
];

/// Requests without a body, which have parameters.
fn questions() -> [Sample; 7] {
    let get = |route, path: &str, query| Sample {
        method: Method::GET,
        route,
        path: path.to_owned(),
        query,
        body: None,
    };
    [
        get(
            "/shops/{shop}/availability/{sku}",
            "/shops/demo/availability/TENT",
            "",
        ),
        get(
            "/shops/{shop}/availability",
            "/shops/demo/availability",
            "sku=TENT",
        ),
        get("/products", "/products", ""),
        get("/purchase-orders", "/purchase-orders", ""),
        get("/shipments", "/shipments", ""),
        get("/backorders", "/backorders", "sku=TENT"),
        get("/waitlist", "/waitlist", "sku=TENT"),
    ]
}

fn policy() -> Value {
    json!({ "backorder": { "beyond": { "quantity": 5, "lead_days_min": 0, "lead_days_max": 365 } }, "kind": "standard",
        "per_customer": 2, "discontinued": false })
}

fn samples(order: &str, shipment: &str, backorder: &str) -> Vec<Sample> {
    let lines = json!([{ "sku": "TENT", "quantity": 1 }]);
    let post = |route, path: &str, body| Sample {
        method: Method::POST,
        route,
        path: path.to_owned(),
        query: "",
        body: Some(body),
    };
    let write = |method, route, path: &str, body| Sample {
        method,
        route,
        path: path.to_owned(),
        query: "",
        body: Some(body),
    };
    let policy = policy();
    let of_order = |end: &str| format!("/orders/{order}/{end}");
    vec![
        post(
            "/shops/{shop}/orders",
            "/shops/demo/orders",
            json!({ "email": "ada@example.com", "name": "Ada", "locale": "de", "lines": lines,
            "ship": "as_available", "needed_by": "2026-12-24" }),
        ),
        post(
            "/orders/{token}/cancel",
            &of_order("cancel"),
            json!({ "lines": [{ "sku": "WAIT", "quantity": 1 }] }),
        ),
        post(
            "/orders/{token}/details",
            &of_order("details"),
            json!({ "name": "Ada", "address": "1 Way", "needed_by": "2026-12-24" }),
        ),
        post(
            "/orders/{token}/variant",
            &of_order("variant"),
            json!({ "from": "WAIT", "to": "OTHER", "quantity": 1 }),
        ),
        post(
            "/shops/{shop}/waitlist",
            "/shops/demo/waitlist",
            json!({ "sku": "TENT", "email": "ada@example.com", "locale": "en" }),
        ),
        write(
            Method::PATCH,
            "/shop",
            "/shop",
            json!({ "handling_days": 1, "cross_dock_days": 0, "working_days": "1111100",
            "confirmation_days": 14, "low_stock_units": 5, "policy": policy, "shipping": { "minor": 490, "free_from_minor": 5_000 } }),
        ),
        write(
            Method::PUT,
            "/products/{handle}",
            "/products/mat",
            json!({ "title": "Mat", "description": "<p>Soft</p>", "vendor": "Mill",
            "tags": ["new"], "image": "/demo/mat.svg", "policy": policy, "variants": [{ "sku": "MAT",
            "price": { "minor": 1_000, "currency": "EUR" }, "options": { "Size": "M" }, "policy": "deny", "image": "/demo/mat.svg",
            "gtin": "4006381333931" }] }),
        ),
        post(
            "/stock",
            "/stock",
            json!({ "sku": "MAT", "location": "main", "on_hand": 5, "reason": "counted" }),
        ),
        post(
            "/stock",
            "/stock",
            json!({ "sku": "MAT", "location": "main", "adjust": 1, "reason": "found" }),
        ),
        post(
            "/purchase-orders",
            "/purchase-orders",
            json!({ "reference": "PO-9", "supplier": "Mill", "lines": [{ "sku": "MAT", "quantity": 1 }],
            "expected": { "earliest": "2026-12-14", "latest": "2026-12-16" }, "stage": "planned", "basis": "a word" }),
        ),
        write(
            Method::PATCH,
            "/purchase-orders/{reference}",
            "/purchase-orders/PO-1",
            json!({ "expected": { "earliest": "2026-12-14",
            "latest": "2026-12-16" }, "stage": "ordered", "basis": "a word", "reason": "none" }),
        ),
        post(
            "/purchase-orders/{reference}/milestones",
            "/purchase-orders/PO-3/milestones",
            json!({ "stage": "ordered",
            "at": "2026-11-23T10:00:00Z", "note": "a word", "public": true }),
        ),
        post(
            "/purchase-orders/{reference}/what-if",
            "/purchase-orders/PO-1/what-if",
            json!({ "slip_days": 14 }),
        ),
        post(
            "/receipts",
            "/receipts",
            json!({ "purchase_order": "PO-2", "location": "main", "delivery_note": "DN", "lines": [{ "sku": "WAIT",
            "quantity": 1, "discrepancy": "", "more_to_come": true, "if_open": 1_000 }] }),
        ),
        post(
            "/backorders/{id}/priority",
            &format!("/backorders/{backorder}/priority"),
            json!({ "priority": 10, "reason": "a word",
            "if_priority": 0 }),
        ),
        post(
            "/shipments/{shipment}/hand-over",
            &format!("/shipments/{shipment}/hand-over"),
            json!({ "carrier": "DHL", "tracking": "1" }),
        ),
        write(
            Method::POST,
            "/shipments/{shipment}/pack",
            &format!("/shipments/{shipment}/pack"),
            json!({}),
        ),
        post(
            "/clock/advance",
            "/clock/advance",
            json!({ "to": "2026-12-01T00:00:00Z" }),
        ),
    ]
}

/// The document, and what follows from it.
struct Contract(Value);

impl Contract {
    fn operation(&self, sample: &Sample) -> &Value {
        let found = &self.0["paths"][format!("/api/v1{}", sample.route)]
            [sample.method.as_str().to_lowercase()];
        assert!(found.is_object(), "{} {}", sample.method, sample.route);
        found
    }

    fn validator(&self, schema: &Value) -> Validator {
        let whole = json!({ "allOf": [schema], "components": self.0["components"] });
        jsonschema::options()
            .should_validate_formats(true)
            .build(&whole)
            .unwrap()
    }

    /// The schema that holds for a value, and its name: references are followed, and of several
    /// forms that of the value is taken.
    fn form_of<'a>(&'a self, schema: &'a Value, value: &Value) -> (&'a str, &'a Value) {
        if let Some(target) = schema["$ref"].as_str() {
            let (name, form) = self.form_of(
                self.0.pointer(target.trim_start_matches('#')).unwrap(),
                value,
            );
            return (
                if name.is_empty() {
                    target.rsplit('/').next().unwrap()
                } else {
                    name
                },
                form,
            );
        }
        match schema["oneOf"].as_array() {
            Some(forms) => {
                let fits = |form: &&Value| self.validator(form).is_valid(value);
                self.form_of(
                    forms
                        .iter()
                        .find(fits)
                        .unwrap_or_else(|| panic!("{value} has no form in {schema}")),
                    value,
                )
            }
            None => ("", schema),
        }
    }
}

/// One value in the place of another.
#[derive(Debug)]
struct Probe {
    pointer: String,
    value: Value,
    /// Whether the document allows it there.
    allowed: bool,
    /// Whether the server has to take it.
    good: bool,
}

impl Contract {
    /// What to try in the place of a value and of everything in it.
    fn probes(&self, schema: &Value, value: &Value, pointer: &str, out: &mut Vec<Probe>) {
        let mut add = |value: Value, allowed: bool, good: bool| {
            out.push(Probe {
                pointer: pointer.to_owned(),
                value,
                allowed,
                good,
            });
        };
        let (name, form) = self.form_of(schema, value);
        if let Some(words) = form["enum"].as_array() {
            for word in words {
                add(word.clone(), true, true);
            }
            return add(json!("no such word"), false, false);
        }
        match type_of(form).unwrap() {
            "string" => {
                let Texts {
                    good,
                    bad,
                    bad_today,
                } = texts_of(name);
                for text in good {
                    add(text.into(), true, true);
                }
                for text in bad {
                    add(text.into(), false, false);
                }
                for text in bad_today {
                    add(text.into(), true, false);
                }
                add(json!(7), false, false);
            }
            "integer" => {
                let (least, most) = (
                    form["minimum"].as_i64().unwrap(),
                    form["maximum"].as_i64().unwrap(),
                );
                for (number, good) in [
                    (least - 1, false),
                    (least, true),
                    (most, true),
                    (most + 1, false),
                ] {
                    // A form of two ranges has the neighbour of one in the other, or 0 between
                    // them.
                    let either = schema["$ref"]
                        .as_str()
                        .is_some_and(|name| name.ends_with("/UnitsDifference"));
                    add(
                        number.into(),
                        good,
                        good || (either && number != 0 && number.abs() <= 100_000_000),
                    );
                }
                add(json!("1"), false, false);
            }
            "boolean" => {
                add(json!(true), true, true);
                add(json!(false), true, true);
            }
            "array" => self.list_probes(form, value, pointer, out),
            "object" => self.object_probes(form, value, pointer, out),
            other => panic!("{other} at {pointer}"),
        }
    }

    fn list_probes(&self, form: &Value, value: &Value, pointer: &str, out: &mut Vec<Probe>) {
        let number = |name: &str| usize::try_from(form[name].as_u64().unwrap_or(0)).unwrap();
        let (least, most) = (number("minItems"), number("maxItems"));
        let item = |number: usize| {
            let mut item = value[0].clone();
            if let Some(sku) = item.get_mut("sku") {
                *sku = format!("S-{number}").into();
            }
            item
        };
        let mut add = |length: usize, good: bool| {
            let items: Vec<Value> = (0..length).map(item).collect();
            out.push(Probe {
                pointer: pointer.to_owned(),
                value: items.into(),
                allowed: good,
                good,
            });
        };
        add(most, true);
        add(most + 1, false);
        if least > 0 {
            add(least - 1, false);
        }
        self.probes(&form["items"], &value[0], &format!("{pointer}/0"), out);
    }

    fn object_probes(&self, form: &Value, value: &Value, pointer: &str, out: &mut Vec<Probe>) {
        let fields = value.as_object().unwrap();
        let Some(properties) = form["properties"].as_object() else {
            let most = usize::try_from(form["maxProperties"].as_u64().unwrap()).unwrap();
            for (count, good) in [(most, true), (most + 1, false)] {
                let fields = (0..count)
                    .map(|number| (format!("N{number}"), json!("V")))
                    .collect();
                out.push(Probe {
                    pointer: pointer.to_owned(),
                    value: Value::Object(fields),
                    allowed: good,
                    good,
                });
            }
            for (name, given) in [("", "V"), (" ", "V"), ("N", ""), ("N", "a\nb")] {
                out.push(Probe {
                    pointer: pointer.to_owned(),
                    value: json!({ name: given }),
                    allowed: false,
                    good: false,
                });
            }
            return;
        };
        let missing: BTreeSet<_> = properties
            .keys()
            .filter(|name| !fields.contains_key(*name))
            .collect();
        assert!(
            missing.is_empty(),
            "the sample lacks {missing:?} at {pointer}"
        );
        let more = [
            fields.clone().into_iter().collect::<Vec<_>>(),
            vec![("no_such_field".to_owned(), json!(1))],
        ]
        .concat();
        let closed =
            form["additionalProperties"] == false || form["maxProperties"] == properties.len();
        out.push(Probe {
            pointer: pointer.to_owned(),
            value: Value::Object(more.into_iter().collect()),
            allowed: !closed,
            good: !closed,
        });
        for (name, schema) in properties {
            self.probes(schema, &fields[name], &format!("{pointer}/{name}"), out);
        }
    }
}

/// Whether an answer refuses the value at a pointer.
fn refuses(answer: &Answer, pointer: &str) -> bool {
    let errors = answer.body["errors"]
        .as_array()
        .filter(|_| answer.status == 422);
    let by_state = |error: &Value| {
        error["detail"]
            .as_str()
            .is_some_and(|detail| BY_STATE.iter().any(|end| detail.ends_with(end)))
    };
    let named = |error: &Value| {
        error["pointer"].as_str().is_some_and(|told| {
            told == pointer || pointer.starts_with(told) || told.starts_with(pointer)
        })
    };
    errors.is_some_and(|errors| errors.iter().any(|error| named(error) && !by_state(error)))
}

async fn set_up(app: &TestApp) -> Vec<Sample> {
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant.product("wait", &["WAIT", "OTHER"]).await;
    merchant
        .put("/products/mat", &product(&["MAT"]))
        .await
        .expect(201);
    merchant.stock("TENT", 1_000_000).await;
    merchant
        .supply("PO-1", "OTHER", 1_000, "2026-12-14", "2026-12-16")
        .await;
    merchant
        .post(
            "/purchase-orders",
            &purchase_order("PO-2", "WAIT", 1_000, "2026-12-14", "2026-12-16"),
        )
        .await
        .expect(201);
    merchant
        .supply("PO-3", "OTHER", 1_000, "2026-12-14", "2026-12-16")
        .await;
    let waiting = app.shopper().placed("WAIT", 500).await;
    let packed = app
        .shopper()
        .order(&order_of("TENT", 1))
        .await
        .expect(201)
        .body;
    let backorder = app.shopper().look_at(&waiting).await.body["lines"][0]["backorders"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let shipments = merchant.get("/shipments").await.body;
    let of_packed = |one: &&Value| one["order"] == packed["order"];
    let shipment = shipments["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(of_packed)
        .unwrap()["shipment"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut all = samples(waiting["token"].as_str().unwrap(), &shipment, &backorder);
    all.extend(questions());
    all
}

async fn send(merchant: &Merchant<'_>, sample: &Sample, body: &Value) -> Answer {
    answer(
        merchant
            .request(sample.method.clone(), &sample.path)
            .json(body),
    )
    .await
}

fn contract() -> Contract {
    Contract(serde_json::to_value(dockline_server::api::openapi()).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_document_says_of_a_field_the_server_does() {
    let app = TestApp::new().await;
    app.open_rehearsal_shop("trial").await;
    let (merchant, rehearsal) = (app.merchant().await, app.merchant_of("trial").await);
    let contract = contract();
    let mut tried = 0;
    let mut wrong = Vec::new();
    for sample in set_up(&app).await {
        let Some(body) = &sample.body else { continue };
        let schema =
            &contract.operation(&sample)["requestBody"]["content"]["application/json"]["schema"];
        if schema.is_null() {
            continue;
        }
        let validator = contract.validator(schema);
        assert!(
            validator.is_valid(body),
            "{} {}: {:?}",
            sample.method,
            sample.route,
            validator.iter_errors(body).next().map(|e| e.to_string())
        );
        let mut probes = Vec::new();
        contract.probes(schema, body, "", &mut probes);
        for Probe {
            pointer,
            value,
            allowed,
            good,
        } in probes
        {
            let mut tried_body = body.clone();
            *tried_body.pointer_mut(&pointer).unwrap() = value;
            let shown: String = tried_body
                .pointer(&pointer)
                .unwrap()
                .to_string()
                .chars()
                .take(80)
                .collect();
            let here = format!("{} {} {pointer} = {shown}", sample.method, sample.route);
            if validator.is_valid(&tried_body) != (allowed || good) {
                wrong.push(format!(
                    "{here}: the document {} it",
                    if allowed { "refuses" } else { "allows" }
                ));
            }
            let clock = sample.route == "/clock/advance";
            let answer = send(
                if clock { &rehearsal } else { &merchant },
                &sample,
                &tried_body,
            )
            .await;
            // The clock goes forward only: what could be tried first cannot be tried again.
            if refuses(&answer, &pointer) == good && !(good && clock) {
                wrong.push(format!(
                    "{here}: the server answers {} {}",
                    answer.status, answer.body["errors"]
                ));
            }
            tried += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried > 400, "only {tried} values were tried");
}

/// Whether an answer refuses a header or query parameter.
fn refuses_parameter(answer: &Answer, name: &str, is_header: bool) -> bool {
    let named = answer.body["errors"]
        .as_array()
        .is_some_and(|errors| errors.iter().any(|error| error["parameter"] == name));
    named || (is_header && matches!(answer.status, 400 | 406))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_document_says_of_a_header_or_parameter_the_server_does() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let contract = contract();
    let mut tried = BTreeSet::new();
    for sample in set_up(&app).await {
        for parameter in contract.operation(&sample)["parameters"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let (name, schema) = (parameter["name"].as_str().unwrap(), &parameter["schema"]);
            let is_header = parameter["in"] == "header";
            let mut values: Vec<(String, bool)> = Vec::new();
            if parameter["in"] == "path" {
                continue;
            }
            if let Some(words) = schema["enum"].as_array() {
                values.extend(
                    words
                        .iter()
                        .map(|word| (word.as_str().unwrap().to_owned(), true)),
                );
                values.push(("no such word".to_owned(), false));
            } else if schema["type"] == "integer" {
                let (least, most) = (
                    schema["minimum"].as_i64().unwrap(),
                    schema["maximum"].as_i64().unwrap(),
                );
                values.extend(
                    [
                        (least - 1, false),
                        (least, true),
                        (most, true),
                        (most + 1, false),
                    ]
                    .map(|(n, good)| (n.to_string(), good)),
                );
            } else if let Some(texts) = texts_of_parameter(name) {
                values.extend(
                    texts
                        .good
                        .into_iter()
                        .map(|text| (text, true))
                        .chain(texts.bad.into_iter().map(|text| (text, false))),
                );
            }
            for (value, good) in values {
                let typed = value
                    .parse::<i64>()
                    .map_or_else(|_| Value::from(value.clone()), Value::from);
                assert_eq!(
                    contract.validator(schema).is_valid(&typed),
                    good,
                    "{name}: {value} in the document"
                );
                let path = format!("{}?{}", sample.path, sample.query);
                let mut request = merchant.request(sample.method.clone(), &path);
                request = if is_header {
                    request.header(name, &value)
                } else {
                    request.query(&[(name, &value)])
                };
                let answer = answer(match &sample.body {
                    Some(body) => request.json(body),
                    None => request,
                })
                .await;
                assert_eq!(
                    refuses_parameter(&answer, name, is_header),
                    !good,
                    "{} {name}: {value}: {answer:?}",
                    sample.route
                );
                tried.insert(name.to_owned());
            }
        }
    }
    assert_eq!(
        tried.iter().map(String::as_str).collect::<Vec<_>>(),
        ["Idempotency-Key", "limit", "quantity", "state"]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_headers_of_a_capture_and_the_words_of_an_import_are_those_of_the_document() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let contract = contract();
    for (route, body) in [
        ("/epcis/capture", json!({}).to_string()),
        ("/catalogue/import", "Handle,Title\n".to_owned()),
    ] {
        for parameter in contract.0["paths"][format!("/api/v1{route}")]["post"]["parameters"]
            .as_array()
            .unwrap()
        {
            let (name, schema) = (parameter["name"].as_str().unwrap(), &parameter["schema"]);
            let is_header = parameter["in"] == "header";
            let words: Vec<String> = schema["enum"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|word| word.as_str().unwrap().to_owned())
                .collect();
            let texts = if words.is_empty() {
                texts_of_parameter(name)
            } else {
                Some(Texts {
                    good: words,
                    ..texts(&[], &["no such word"])
                })
            };
            for (value, good) in texts.into_iter().flat_map(|Texts { good, bad, .. }| {
                good.into_iter()
                    .map(|one| (one, true))
                    .chain(bad.into_iter().map(|one| (one, false)))
            }) {
                let query = if route.ends_with("import") && name != "format" {
                    "?format=shopify"
                } else {
                    ""
                };
                let request = merchant
                    .request(Method::POST, &format!("{route}{query}"))
                    .body(body.clone());
                let request = request.header(
                    "content-type",
                    if query.is_empty() && route.starts_with("/epcis") {
                        "application/json"
                    } else {
                        "text/csv"
                    },
                );
                let request = if is_header {
                    request.header(name, &value)
                } else {
                    request.query(&[(name, &value)])
                };
                let answer = answer(request).await;
                assert_eq!(
                    refuses_parameter(&answer, name, is_header),
                    !good,
                    "{route} {name}: {value}: {answer:?}"
                );
            }
        }
    }
}

/// The type of a form, null not counted.
fn type_of(form: &Value) -> Option<&str> {
    let of_several = || {
        form["type"]
            .as_array()?
            .iter()
            .filter_map(Value::as_str)
            .find(|one| *one != "null")
    };
    form["type"].as_str().or_else(of_several)
}

/// Places in a schema that allow a text, a number, a list or an object of any size.
fn unlimited(document: &Value, schema: &Value, place: &str, out: &mut Vec<String>) {
    if let Some(target) = schema["$ref"].as_str() {
        return unlimited(
            document,
            document.pointer(target.trim_start_matches('#')).unwrap(),
            place,
            out,
        );
    }
    for form in schema["oneOf"].as_array().into_iter().flatten() {
        unlimited(document, form, place, out);
    }
    let has = |name: &str| !schema[name].is_null();
    let limited = match type_of(schema) {
        Some("string") => has("enum") || has("maxLength") || schema["format"] == "date-time",
        Some("integer" | "number") => has("minimum") && has("maximum"),
        Some("array") => has("maxItems"),
        Some("object") => has("properties") || has("maxProperties"),
        Some("null" | "boolean") => true,
        _ => has("oneOf"),
    };
    if !limited {
        out.push(place.to_owned());
    }
    if schema["type"] == "array" {
        unlimited(document, &schema["items"], &format!("{place}[]"), out);
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        unlimited(document, property, &format!("{place}/{name}"), out);
    }
}

#[test]
fn everything_that_may_be_sent_has_a_limit_in_the_document() {
    let document = contract().0;
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            // What a standard or a file describes, its own schema or columns limit, and the size of
            // the body does.
            let described_elsewhere = [
                "/api/v1/epcis/capture",
                "/api/v1/catalogue/import",
                "/api/v1/milestones/import",
            ];
            let body = &operation["requestBody"]["content"]["application/json"]["schema"];
            if !body.is_null() && !described_elsewhere.contains(&path.as_str()) {
                unlimited(&document, body, &format!("{method} {path}"), &mut found);
            }
            // A path names what there is or is not; whatever stands there is looked for.
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            for parameter in parameters.filter(|one| {
                one["in"] != "path"
                    && !one["name"]
                        .as_str()
                        .unwrap()
                        .to_lowercase()
                        .starts_with("last")
            }) {
                unlimited(
                    &document,
                    &parameter["schema"],
                    &format!("{method} {path}?{}", parameter["name"]),
                    &mut found,
                );
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[tokio::test]
async fn no_total_and_no_mark_is_a_number_that_some_programs_cannot_read() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let skus: Vec<String> = (0..10).map(|number| format!("S{number}")).collect();
    let variant = |sku: &String| json!({ "sku": sku, "price": { "minor": 100_000_000_000_i64, "currency": "EUR" } });
    let body =
        json!({ "title": "Yacht", "variants": skus.iter().map(variant).collect::<Vec<_>>() });
    merchant.put("/products/yacht", &body).await.expect(201);
    for sku in &skus {
        merchant.stock(sku, 100_000).await;
    }
    let order = |count: usize| {
        let lines: Vec<Value> = skus
            .iter()
            .take(count)
            .map(|sku| json!({ "sku": sku, "quantity": 9_999 }))
            .collect();
        json!({ "email": "ada@example.com", "name": "Ada", "lines": lines })
    };
    let placed = app.shopper().order(&order(9)).await.expect(201);
    assert_eq!(placed.body["total"]["minor"], 8_999_100_000_000_000_i64);
    let refused = app.shopper().order(&order(10)).await.expect(422);
    assert_eq!(refused.wrong(), ["/lines"]);
    // `answer` looks at the numbers of whatever is answered.
    for number in 0..64 {
        merchant
            .patch("/shop", &json!({ "low_stock_units": number }))
            .await
            .expect(200);
        let request = merchant
            .request(Method::PATCH, "/shop")
            .header("if-match", "\"1\"")
            .json(&json!({ "low_stock_units": 1 }));
        assert!(answer(request).await.expect(412).body["version"].is_i64());
    }
}

//! The document says what the server checks. Each field, header and parameter of each request is
//! tried with values that the document just allows and with values that it just refuses, and the
//! server has to agree with both.

mod document;
mod samples;
mod texts;

use crate::app::{Answer, Merchant, TestApp, answer, order_of, product, purchase_order};
use document::{Probe, contract, unlimited};
use reqwest::Method;
use samples::{Sample, questions, samples};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use texts::{Texts, texts, texts_of_parameter};

/// How an answer ends that refuses a value for what is there at present, and not for its form.
const BY_STATE: &[&str] = &[
    "must have message, or from and to, or failed: true",
    "must be given with lines",
    "must be given with last_date",
    "must be a SKU of this order",
    "the notice asks for no later day",
    "of the receipt, each once",
    "must not lie before from",
    "a picture that POST /media has taken",
    "that can still be cancelled",
    "which can still be cancelled",
    "that still waits in line",
    "which still wait",
    "another variant of the same product",
    "of the purchase order PO-2; give a discrepancy if it really came",
    "a line of the SKU that is on order",
    "or be left out for a new one",
    "leave the line out to take it from the order",
    "units still open",
    "count others in with a receipt of their own",
    "the total must be at most 100000000",
    "must stay from 0 to 100000000",
    "0 needs a discrepancy, and says that the rest will not come",
    // Only after enough others that the state alone decides them as well.
    "more values are wrong",
    "must not be sent with amount",
];

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
    let picture = merchant
        .request(Method::POST, "/media")
        .body(&b"\x89PNG\r\n\x1a\n"[..]);
    answer(picture).await.expect(201);
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
    let counted = json!({ "purchase_order": "PO-3", "location": "main", "lines": [{ "sku": "OTHER", "quantity": 9 }] });
    let receipt = merchant.post("/receipts", &counted).await.expect(201).body["receipt"]
        .as_str()
        .unwrap()
        .to_owned();
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
    let order = |name: &str| waiting[name].as_str().unwrap();
    let gateway = serde_json::json!({ "kind": "manual" });
    merchant
        .put("/payments/gateway", &gateway)
        .await
        .expect(200);
    app.shopper().order(&order_of("TENT", 1)).await.expect(201);
    let charges = merchant.get("/charges").await.expect(200).body;
    let charge = charges["items"][0]["id"].as_str().unwrap();
    let much = serde_json::json!({ "minor": 5_000 });
    let paid = format!("/charges/{charge}/mark-paid");
    merchant.post(&paid, &much).await.expect(200);
    let refunds = merchant.get("/refunds").await.expect(200).body;
    let refund = refunds["items"][0]["id"].as_str().unwrap();
    let none = serde_json::json!({ "kind": "none" });
    merchant.put("/payments/gateway", &none).await.expect(200);
    let webhook = json!({ "url": "https://hooks.example/one", "types": ["*"] });
    let webhook = merchant.post("/webhooks", &webhook).await.expect(201).body;
    let webhook = webhook["id"].as_str().unwrap();
    let mut all = samples(
        (order("token"), order("order")),
        &shipment,
        (&backorder, &receipt, charge, refund, webhook),
    );
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
        [
            "Idempotency-Key",
            "from",
            "kind",
            "limit",
            "order",
            "quantity",
            "state",
            "to"
        ]
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
        ("/stock/import", "sku,location\n".to_owned()),
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
                "/api/v1/stock/import",
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

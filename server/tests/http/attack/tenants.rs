//! Every address with another shop's key, cookie and names.
//!
//! The addresses are those of the OpenAPI document and of the console's router: one that is new
//! fails here until it has a row.

use super::roles::{Things, asked, routes};
use crate::app::{Answer, Merchant, TestApp, answer, order_of, product, purchase_order};
use crate::on_both;
use dockline_domain::access::Role;
use reqwest::Method;
use serde_json::{Value, json};

/// What the shop `demo` has and nobody else may read. Names that a stranger can guess and sends are
/// not among it.
const SECRETS: [&str; 5] = [
    "ada@quill.example",
    "Adelheid",
    "Quill Mill",
    "7 Lantern Row",
    "told to nobody",
];

/// A shop with something at every address.
struct Demo<'a> {
    owner: Merchant<'a>,
    token: String,
    backorder: String,
    receipt: String,
    packed: String,
    open: String,
    /// What the other one is to be paid with.
    charge: String,
    refund: String,
    message: String,
    webhook: String,
}

impl<'a> Demo<'a> {
    async fn open(app: &'a TestApp) -> Self {
        let owner = app.merchant().await;
        let mut tent = product(&["TENT"]);
        tent["description"] = json!("told to nobody");
        owner.put("/products/tent", &tent).await.expect(201);
        owner
            .patch("/shop", &json!({ "mail": "on" }))
            .await
            .expect(200);
        for reference in ["PO-1", "PO-2"] {
            let mut order = purchase_order(reference, "TENT", 9, "2026-12-14", "2026-12-18");
            order["supplier"] = json!("Quill Mill");
            owner.post("/purchase-orders", &order).await.expect(201);
        }
        let order = |quantity| json!({ "email": "ada@quill.example", "name": "Adelheid", "lines": [{ "sku": "TENT", "quantity": quantity }] });
        app.shopper().order(&order(2)).await.expect(201);
        let placed = app.shopper().order(&order(9)).await.expect(201).body;
        let token = placed["token"].as_str().unwrap().to_owned();
        let details = app
            .request(Method::POST, &format!("/api/v1/orders/{token}/details"))
            .json(&json!({ "address": "7 Lantern Row" }));
        answer(details).await.expect(200);
        let received = json!({ "purchase_order": "PO-1", "location": "main", "lines": [{ "sku": "TENT", "quantity": 4 }] });
        let receipt = owner.post("/receipts", &received).await.expect(201).body;
        let parcels: Vec<String> = receipt["allocations"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["shipment"].as_str().unwrap().to_owned())
            .collect();
        owner
            .post(&format!("/shipments/{}/pack", parcels[0]), &json!({}))
            .await
            .expect(200);
        let waitlist = app
            .request(Method::POST, "/api/v1/shops/demo/waitlist")
            .json(&json!({ "sku": "TENT", "email": "ada@quill.example" }));
        assert!(answer(waitlist).await.status < 300);
        owner
            .put(
                "/payments/gateway",
                &json!({ "kind": "manual", "transfer": { "payee": "Quill" } }),
            )
            .await
            .expect(200);
        owner
            .put("/products/mat", &product(&["MAT"]))
            .await
            .expect(201);
        let stock = json!({ "sku": "MAT", "location": "main", "on_hand": 5 });
        owner.post("/stock", &stock).await.expect(200);
        let mat = json!({ "email": "ada@quill.example", "name": "Adelheid", "lines": [{ "sku": "MAT", "quantity": 1 }] });
        app.shopper().order(&mat).await.expect(201);
        let charges = owner.get("/charges").await.expect(200).body;
        let charge = charges["items"][0]["id"].as_str().unwrap().to_owned();
        // More comes than is owed: it is to go back.
        let paid = format!("/charges/{charge}/mark-paid");
        let much = json!({ "minor": 5_000 });
        owner.post(&paid, &much).await.expect(200);
        let refunds = owner.get("/refunds").await.expect(200).body;
        let backorder = owner.get("/backorders?sku=TENT").await.expect(200).body["items"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let receipt = receipt["receipt"].as_str().unwrap().to_owned();
        let mails = owner.mails(1).await;
        let webhook = json!({ "url": "https://hooks.example/quill", "types": ["*"] });
        let webhook = owner.post("/webhooks", &webhook).await.expect(201).body;
        Self {
            message: mails[0]["id"].as_str().unwrap().to_owned(),
            webhook: webhook["id"].as_str().unwrap().to_owned(),
            owner,
            token,
            backorder,
            receipt,
            packed: parcels[0].clone(),
            open: parcels[1].clone(),
            refund: refunds["items"][0]["id"].as_str().unwrap().to_owned(),
            charge,
        }
    }

    /// Everything that the shop can read of itself, with the number of its newest event.
    async fn dump(&self, app: &TestApp) -> Value {
        app.promises_revised().await;
        let shop = app.engine.shop("demo").await.unwrap();
        app.engine.mails_all_planned(&shop).await.unwrap();
        self.owner.mails(1).await;
        let mut all = vec![json!(app.engine.version(&shop.id))];
        let lists = [
            "/shop",
            "/products",
            "/purchase-orders",
            "/purchase-orders/PO-1",
            "/shipments",
            "/backorders?sku=TENT",
            "/waitlist?sku=TENT",
            "/payments/gateway",
            "/charges",
            "/refunds",
            "/money",
            "/messages",
            "/webhooks",
        ];
        for path in lists.map(str::to_owned).into_iter().chain([
            format!("/receipts/{}", self.receipt),
            format!("/shipments/{}", self.packed),
        ]) {
            all.push(self.owner.get(&path).await.expect(200).body);
        }
        all.push(
            app.get(&format!("/api/v1/orders/{}", self.token))
                .await
                .expect(200)
                .body,
        );
        let dump = Value::from(all);
        let text = dump.to_string();
        assert!(
            SECRETS
                .iter()
                .filter(|secret| text.contains(*secret))
                .count()
                == SECRETS.len(),
            "the dump has what is to be kept: {text}"
        );
        dump
    }

    /// A request of a stranger that names things of this shop, and what it is answered: `404`, or
    /// what it does in the stranger's own shop.
    fn row(&self, method: &str, path: &str) -> Option<(String, Value, &'static [u16])> {
        let order = |reference| purchase_order(reference, "TENT", 1, "2026-12-14", "2026-12-18");
        let (body, expected): (Value, &'static [u16]) = match (method, path) {
            (
                "get",
                "/api/v1/shop"
                | "/api/v1/shop/pages/{kind}"
                | "/api/v1/products"
                | "/api/v1/purchase-orders"
                | "/api/v1/payments/gateway"
                | "/api/v1/charges"
                | "/api/v1/refunds"
                | "/api/v1/money"
                | "/api/v1/messages"
                | "/api/v1/webhooks"
                | "/api/v1/shipments",
            ) => (Value::Null, &[200]),
            (
                "get",
                "/api/v1/products/{handle}"
                | "/api/v1/purchase-orders/{reference}"
                | "/api/v1/orders/{order}/refunds"
                | "/api/v1/receipts/{receipt}",
            ) => (Value::Null, &[404]),
            (
                "get",
                "/api/v1/shipments/{shipment}"
                | "/api/v1/messages/{message}"
                | "/api/v1/orders/{order}/evidence"
                | "/api/v1/webhooks/{webhook}/attempts"
                | "/api/v1/backorders"
                | "/api/v1/waitlist",
            ) => (Value::Null, &[404]),
            ("post", "/api/v1/money/reconcile") => (Value::Null, &[200]),
            // Shops may use the same words: these are the stranger's own.
            ("patch", "/api/v1/shop") => (json!({ "handling_days": 9 }), &[200]),
            ("put", "/api/v1/shop/pages/{kind}") => (json!({ "texts": { "de": "Other" } }), &[200]),
            ("post", "/api/v1/media") => (Value::Null, &[415]),
            ("put", "/api/v1/products/{handle}") => (product(&["OTHER"]), &[201]),
            ("post", "/api/v1/catalogue/import" | "/api/v1/stock/import") => {
                (Value::Null, &[200, 422])
            }
            ("post", "/api/v1/stock") => (
                json!({ "sku": "TENT", "location": "main", "on_hand": 99 }),
                &[404],
            ),
            ("post", "/api/v1/stock/transfers") => (
                json!({ "from": "main", "to": "annex", "lines": [{ "sku": "TENT", "quantity": 1 }] }),
                &[404],
            ),
            ("post", "/api/v1/products/{handle}/rename") => (json!({ "handle": "stolen" }), &[200]),
            ("post", "/api/v1/variants/{sku}/rename") => (json!({ "sku": "STOLEN" }), &[404]),
            ("post", "/api/v1/purchase-orders") => (order("PO-1"), &[404]),
            ("patch", "/api/v1/purchase-orders/{reference}") => {
                (json!({ "stage": "cancelled", "reason": "mine" }), &[404])
            }
            ("post", "/api/v1/purchase-orders/{reference}/milestones") => {
                (json!({ "stage": "cancelled" }), &[404])
            }
            ("post", "/api/v1/purchase-orders/{reference}/split") => (
                json!({ "reference": "PO-1b", "lines": [{ "sku": "TENT", "quantity": 1 }], "reason": "mine" }),
                &[404],
            ),
            ("post", "/api/v1/purchase-orders/{reference}/what-if") => {
                (json!({ "slip_days": 9 }), &[404])
            }
            ("post", "/api/v1/milestones/import") => (Value::Null, &[200, 422]),
            ("post", "/api/v1/epcis/capture") => (capture(), &[200]),
            ("post", "/api/v1/receipts") => (
                json!({ "purchase_order": "PO-2", "location": "main", "lines": [{ "sku": "TENT", "quantity": 1 }] }),
                &[404],
            ),
            ("post", "/api/v1/receipts/{receipt}/correct") => (
                json!({ "lines": [{ "sku": "TENT", "quantity": 0 }], "reason": "mine" }),
                &[404],
            ),
            ("post", "/api/v1/shipments/{shipment}/pack") => (json!({}), &[404]),
            ("post", "/api/v1/shipments/{shipment}/deliver") => (json!({}), &[404]),
            ("post", "/api/v1/shipments/{shipment}/hand-over") => {
                (json!({ "carrier": "Post" }), &[404])
            }
            ("post", "/api/v1/messages/{message}/retry" | "/api/v1/messages/{message}/seen") => {
                (json!({}), &[404])
            }
            ("post", "/api/v1/mail/events") => {
                (json!({ "message": self.message, "kind": "bounce" }), &[404])
            }
            ("post", "/api/v1/webhooks") => (
                json!({ "url": "https://hooks.example/mine", "types": ["*"] }),
                &[201],
            ),
            ("patch", "/api/v1/webhooks/{webhook}") => (json!({ "state": "off" }), &[404]),
            ("delete", "/api/v1/webhooks/{webhook}") => (json!({}), &[404]),
            ("post", "/api/v1/webhooks/{webhook}/rotate" | "/api/v1/webhooks/{webhook}/ping") => {
                (json!({}), &[404])
            }
            ("post", "/api/v1/webhooks/{webhook}/replay") => (json!({ "failed": true }), &[404]),
            ("post", "/api/v1/orders/{order}/hold") => (json!({ "reason": "mine" }), &[404]),
            ("post", "/api/v1/orders/{order}/resume") => (json!({}), &[404]),
            ("post", "/api/v1/orders/{order}/notices") => {
                (json!({ "sku": "TENT", "until": "2027-01-10" }), &[404])
            }
            ("post", "/api/v1/backorders/{id}/priority") => {
                (json!({ "priority": 900, "reason": "mine" }), &[404])
            }
            ("put", "/api/v1/payments/gateway") => (json!({ "kind": "manual" }), &[200]),
            ("post", "/api/v1/orders/{order}/refunds") => (
                json!({ "amount": { "minor": 5 }, "reason": "mine" }),
                &[404],
            ),
            ("post", "/api/v1/refunds/{refund}/mark-sent" | "/api/v1/refunds/{refund}/retry") => {
                (json!({}), &[404])
            }
            ("post", "/api/v1/charges/{charge}/extend") => {
                (json!({ "until": "2026-12-20T00:00:00Z" }), &[404])
            }
            ("post", "/api/v1/charges/{charge}/correct") => {
                (json!({ "minor": 5, "reason": "mine" }), &[404])
            }
            ("post", "/api/v1/charges/{charge}/mark-paid") => (json!({ "minor": 5 }), &[404]),
            ("post", "/api/v1/charges/{charge}/waive") => (json!({ "reason": "mine" }), &[404]),
            ("post", "/api/v1/charges/{charge}/retry" | "/api/v1/charges/{charge}/cancel") => {
                (json!({}), &[404])
            }
            // It is the stranger's own waitlist, on which nobody is.
            ("post", "/api/v1/waitlist/told") => (
                json!({ "sku": "TENT", "before": "2026-11-23T10:00:01Z" }),
                &[200],
            ),
            ("post", "/api/v1/clock/advance") => (json!({ "to": "2027-01-01T00:00:00Z" }), &[409]),
            _ => return None,
        };
        let shipment = if path.ends_with("hand-over") {
            &self.packed
        } else {
            &self.open
        };
        // A parcel is called after its order.
        let (order, _) = self.open["shp_".len()..].split_once('_').unwrap();
        let order = format!("ord_{order}");
        let named = [
            ("{order}", order.as_str()),
            ("{handle}", "tent"),
            ("{sku}", "TENT"),
            ("{reference}", "PO-1"),
            ("{receipt}", &self.receipt),
            ("{shipment}", shipment),
            ("{id}", &self.backorder),
            ("{kind}", "imprint"),
            ("{charge}", &self.charge),
            ("{refund}", &self.refund),
            ("{message}", &self.message),
            ("{webhook}", &self.webhook),
        ];
        let mut at = named.iter().fold(path.to_owned(), |path, (name, value)| {
            path.replace(name, value)
        });
        assert!(
            !at.contains('{'),
            "{at} names something that this test does not know"
        );
        if path.ends_with("/backorders") || path.ends_with("/waitlist") {
            at.push_str("?sku=TENT");
        }
        Some((at, body, expected))
    }
}

/// A report that an order of the other shop has arrived.
fn capture() -> Value {
    json!({
        "@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", "type": "EPCISDocument", "schemaVersion": "2.0",
        "creationDate": "2026-11-22T11:30:47.0Z", "epcisBody": { "eventList": [{
            "eventID": "urn:uuid:4f0a2c7e-0000-4000-8000-000000000001", "type": "ObjectEvent", "action": "OBSERVE", "bizStep": "arriving", "epcList": [],
            "eventTime": "2026-11-22T10:00:00+01:00", "eventTimeZoneOffset": "+01:00",
            "bizTransactionList": [{ "type": "po", "bizTransaction": "PO-1" }]
        }] }
    })
}

/// Files are read by what they name.
fn file(path: &str) -> Option<(String, &'static str)> {
    match path {
        "/api/v1/catalogue/import" => Some((
            format!("{path}?format=shopify"),
            "Handle,Title,Variant SKU,Variant Price\nimported,Mine,OTHER-2,1.00\n",
        )),
        "/api/v1/stock/import" => Some((
            format!("{path}?format=plain"),
            "sku,location,on_hand\nTENT,main,99\n",
        )),
        "/api/v1/milestones/import" => Some((
            path.to_owned(),
            "purchase_order,stage,date\nPO-1,arrived,2026-11-20\n",
        )),
        _ => None,
    }
}

async fn ask(
    stranger: &Merchant<'_>,
    method: &str,
    (path, at, body): (&str, &str, &Value),
) -> Answer {
    let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
    let request = |at: &str| {
        let request = stranger.request(method.clone(), at.strip_prefix("/api/v1").unwrap());
        let needs_key = method == Method::POST && path.ends_with("/refunds");
        if needs_key {
            request.header("idempotency-key", "mine")
        } else {
            request
        }
    };
    if let Some((at, csv)) = file(path) {
        return answer(request(&at).header("content-type", "text/csv").body(csv)).await;
    }
    let request = request(at);
    answer(if method == Method::GET {
        request
    } else {
        request.json(body)
    })
    .await
}

on_both! {
    async fn another_shops_key_reads_nothing_and_changes_nothing(app: TestApp) {
        let demo = Demo::open(&app).await;
        app.open_shop("other").await;
        let stranger = app.merchant_of("other").await;
        let before = demo.dump(&app).await;
        let document = dockline_server::api::openapi();
        let document = serde_json::to_value(&document).unwrap();
        let mut rows = 0;
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                if operation["security"].is_null() {
                    continue;
                }
                let (at, body, expected) = demo
                    .row(method, path)
                    .unwrap_or_else(|| panic!("{method} {path} has no row in this test"));
                let told = ask(&stranger, method, (path, &at, &body)).await;
                assert!(expected.contains(&told.status), "{method} {at}: {told:?}");
                let text = told.body.to_string();
                assert!(
                    !SECRETS.iter().any(|secret| text.contains(secret)),
                    "{method} {at} tells of another shop: {text}"
                );
                // Without a key at all there is not even that.
                let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
                assert_eq!(
                    answer(app.request(method, &at)).await.status,
                    401,
                    "{at} without a key"
                );
                rows += 1;
            }
        }
        assert!(rows >= 25, "{rows}");
        assert_eq!(demo.dump(&app).await, before);
    }

    async fn another_shops_cookie_reads_nothing_and_changes_nothing(app: TestApp) {
        let things = Things::of(&app).await;
        app.open_shop("other").await;
        let eve = app.staff("other", Role::Owner).await;
        let shop = app.engine.shop("demo").await.unwrap();
        app.promises_revised().await;
        let before = app.engine.version(&shop.id);
        for (method, route) in routes() {
            if route == "/console/logout" || route == "/console/login" {
                continue;
            }
            let path = things.path(route);
            let (status, leads_to, text) = asked(&eve, method, &path).await;
            let is_about_something = route.contains('{');
            assert!(
                !is_about_something || status == 404,
                "{method} {path}: {status} {leads_to}"
            );
            assert!(
                !text.contains("Quill") && !text.contains("ada@"),
                "{method} {path} tells of another shop: {text}"
            );
        }
        app.promises_revised().await;
        assert_eq!(app.engine.version(&shop.id), before);
    }

    async fn an_idempotency_key_is_the_shops_own(app: TestApp) {
        for slug in ["demo", "other"] {
            if slug == "other" {
                app.open_shop(slug).await;
            }
            let merchant = app.merchant_of(slug).await;
            merchant.product("tent", &["TENT"]).await;
            merchant.stock("TENT", 5).await;
        }
        let order = async |slug: &str| {
            let request = app
                .request(Method::POST, &format!("/api/v1/shops/{slug}/orders"))
                .header("idempotency-key", "one");
            answer(request.json(&order_of("TENT", 1)))
                .await
                .expect(201)
                .body
        };
        let (here, there, again) = (
            order("demo").await,
            order("other").await,
            order("demo").await,
        );
        assert_eq!(here["token"], again["token"]);
        assert_ne!(here["token"], there["token"]);
        assert_ne!(here["order"], there["order"]);
    }
}

//! Every role against every page and form of the console.
//!
//! The table is in `docs/console.md`, the pages are those of the router: one without a row in the
//! table fails here, and so does a row without a page.

use crate::app::{TestApp, purchase_order};
use crate::console::Browser;
use dockline_domain::access::Role;
use std::collections::BTreeMap;

const DOCS: &str = include_str!("../../../../docs/console.md");
const ROUTER: &str = include_str!("../../../src/console/mod.rs");

/// Method and path of every page and form of the console, as the router has them.
pub fn routes() -> Vec<(&'static str, &'static str)> {
    let mut routes = Vec::new();
    for route in ROUTER.split(".route(").skip(1) {
        let path = route.split('"').nth(1).unwrap();
        let handlers = route.split_once(path).unwrap().1;
        let methods = [("GET", "get("), ("POST", "post(")]
            .into_iter()
            .filter(|(_, handler)| handlers.contains(handler));
        routes.extend(methods.map(|(method, _)| (method, path)));
    }
    assert!(
        routes.len() > 20 && routes.contains(&("POST", "/console/logout")),
        "{routes:?}"
    );
    routes
}

/// Who may open or send what, as it is documented: the names of the roles, or `anybody`.
fn documented() -> BTreeMap<(String, String), Vec<String>> {
    let rows = DOCS.lines().filter_map(|line| {
        line.strip_prefix("| `GET")
            .map(|row| ("GET", row))
            .or(line.strip_prefix("| `POST").map(|row| ("POST", row)))
    });
    rows.map(|(method, row)| {
        let mut cells = row.split('|').map(str::trim);
        let path = cells
            .next()
            .unwrap()
            .trim_end_matches('`')
            .trim()
            .to_owned();
        let who = cells
            .next()
            .unwrap()
            .split(", ")
            .map(str::to_owned)
            .collect();
        ((method.to_owned(), path), who)
    })
    .collect()
}

/// Things of the shop `demo` that pages are about.
pub struct Things {
    order: String,
    shipment: String,
    receipt: String,
    charge: String,
    refund: String,
    message: String,
    webhook: String,
    withdrawal: String,
}

impl Things {
    /// A shop with something on every page.
    pub async fn of(app: &TestApp) -> Self {
        let merchant = app.merchant().await;
        let on = serde_json::json!({ "mail": "on" });
        merchant.patch("/shop", &on).await.expect(200);
        merchant.product("tent", &["TENT"]).await;
        for reference in ["PO-1", "PO-2"] {
            let order = purchase_order(reference, "TENT", 9, "2026-12-14", "2026-12-18");
            merchant.post("/purchase-orders", &order).await.expect(201);
        }
        let ada = serde_json::json!({ "email": "ada@quill.example", "name": "Adelheid Quill", "lines": [{ "sku": "TENT", "quantity": 12 }] });
        let placed = app.shopper().order(&ada).await.expect(201).body;
        let received = serde_json::json!({ "purchase_order": "PO-1", "location": "main", "lines": [{ "sku": "TENT", "quantity": 4 }] });
        let receipt = merchant.post("/receipts", &received).await.expect(201).body;
        let gateway = serde_json::json!({ "kind": "manual" });
        merchant
            .put("/payments/gateway", &gateway)
            .await
            .expect(200);
        merchant.product("mat", &["MAT"]).await;
        merchant.stock("MAT", 5).await;
        let bob = serde_json::json!({ "email": "ada@quill.example", "name": "Adelheid Quill", "lines": [{ "sku": "MAT", "quantity": 1 }] });
        app.shopper().order(&bob).await.expect(201);
        let charges = merchant.get("/charges").await.expect(200).body;
        let charge = charges["items"][0]["id"].as_str().unwrap();
        let much = serde_json::json!({ "minor": 5_000 });
        let paid = format!("/charges/{charge}/mark-paid");
        merchant.post(&paid, &much).await.expect(200);
        let refunds = merchant.get("/refunds").await.expect(200).body;
        let mails = merchant.mails(2).await;
        let webhook = serde_json::json!({ "url": "https://hooks.example/quill", "types": ["*"] });
        let webhook = merchant.post("/webhooks", &webhook).await.expect(201).body;
        let declared = serde_json::json!({ "name": "Adelheid Quill", "contract": "1", "email": "ada@quill.example" });
        let path = "/api/v1/shops/demo/withdrawals";
        let sent = app.request(reqwest::Method::POST, path).json(&declared);
        crate::app::answer(sent).await.expect(202);
        let shop = app.engine.shop("demo").await.unwrap();
        let withdrawals = app.engine.withdrawals(&shop, None, 1).await.unwrap();
        Self {
            withdrawal: withdrawals.items[0].id.to_string(),
            message: mails[0]["id"].as_str().unwrap().to_owned(),
            webhook: webhook["id"].as_str().unwrap().to_owned(),
            charge: charge.to_owned(),
            refund: refunds["items"][0]["id"].as_str().unwrap().to_owned(),
            order: placed["number"].to_string(),
            shipment: receipt["allocations"][0]["shipment"]
                .as_str()
                .unwrap()
                .to_owned(),
            receipt: receipt["receipt"].as_str().unwrap().to_owned(),
        }
    }

    /// The address of a page about them.
    pub fn path(&self, path: &str) -> String {
        let named = [
            ("{reference}", "PO-1"),
            ("{order}", &self.order),
            ("{shipment}", &self.shipment),
            ("{receipt}", &self.receipt),
            ("{charge}", &self.charge),
            ("{refund}", &self.refund),
            ("{message}", &self.message),
            ("{webhook}", &self.webhook),
            ("{withdrawal}", &self.withdrawal),
        ];
        let path = named.iter().fold(path.to_owned(), |path, (name, value)| {
            path.replace(name, value)
        });
        assert!(
            !path.contains('{'),
            "{path} is about something that this test does not know"
        );
        path
    }
}

/// Opens a page or sends an empty form; answers the status and where it leads.
pub async fn asked(browser: &Browser<'_>, method: &str, path: &str) -> (u16, String, String) {
    let page = if method == "GET" {
        browser.get(path).await
    } else {
        browser.post(path, &[]).await
    };
    (page.status, page.header("location").to_owned(), page.text)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_and_form_is_for_those_alone_whom_the_table_names() {
    let app = TestApp::new().await;
    let things = Things::of(&app).await;
    let documented = documented();
    let mut staff = Vec::new();
    for role in Role::ALL {
        staff.push((role, app.staff("demo", role).await));
    }
    let nobody = app.nobody();
    for (method, route) in routes() {
        let who = documented.get(&(method.to_owned(), route.to_owned()));
        let who = who.unwrap_or_else(|| panic!("{method} {route} has no row in docs/console.md"));
        let path = things.path(route);
        let (status, leads_to, _) = asked(&nobody, method, &path).await;
        let to_login = status == 303 && leads_to.starts_with("/console/login");
        if who == &["anybody"] {
            assert!(
                route == "/console/login" || route == "/console/logout",
                "{route} is for anybody"
            );
            continue;
        }
        assert!(
            to_login,
            "{method} {path} without a session: {status} {leads_to}"
        );
        for (role, browser) in &staff {
            let (status, leads_to, text) = asked(browser, method, &path).await;
            let may = who.iter().any(|name| name == role.name());
            assert_eq!(
                status != 403,
                may,
                "{method} {path} as {}: {status}",
                role.name()
            );
            assert!(
                status < 500 && !leads_to.starts_with("/console/login"),
                "{method} {path} as {}: {status} {leads_to}",
                role.name()
            );
            assert!(
                may || !text.contains("Quill"),
                "{method} {path} as {} tells of the shop",
                role.name()
            );
        }
    }
    let routes: Vec<_> = routes()
        .into_iter()
        .map(|(method, path)| (method.to_owned(), path.to_owned()))
        .collect();
    let idle: Vec<_> = documented
        .keys()
        .filter(|row| !routes.contains(row))
        .collect();
    assert!(
        idle.is_empty(),
        "docs/console.md has rows of no page: {idle:?}"
    );
}

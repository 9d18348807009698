//! The merchant's console from the outside: who gets in, who may do what, and that nobody sees
//! another shop.

use crate::app::TestApp;
use crate::on_both;
use dockline_domain::access::{Permission, Role};
use dockline_domain::by::By;
use dockline_engine::command::{Context, CreateUser};
use dockline_server::password;
use jiff::SignedDuration;
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::json;

pub const PASSWORD: &str = "correct horse battery";

/// The fields of a form.
type Form<'a> = &'a [(&'a str, &'a str)];

/// A page, or where another one is.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Page {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// It leads to this address.
    pub fn leads_to(self, path: &str) -> Self {
        let page = self.expect(303);
        assert_eq!(page.header("location"), path);
        page
    }

    pub fn shows(self, text: &str) -> Self {
        assert!(self.text.contains(text), "{text} is not in {}", self.text);
        self
    }

    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> String {
        let (_, rest) = self
            .text
            .split_once(&format!("name=\"{name}\" value=\""))
            .unwrap();
        rest.split('"').next().unwrap().to_owned()
    }
}

/// A browser with or without a session.
#[derive(Clone)]
pub struct Browser<'a> {
    app: &'a TestApp,
    pub cookie: Option<String>,
    /// What the forms of its session hold.
    pub form_token: Option<String>,
}

impl Browser<'_> {
    async fn send(
        &self,
        method: Method,
        path: &str,
        fields: Option<Form<'_>>,
        origin: Option<&str>,
    ) -> Page {
        let mut request = self.app.request(method, path);
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        if let Some(fields) = fields {
            let token = self
                .form_token
                .as_deref()
                .filter(|_| path.starts_with("/console"))
                .map(|token| ("form_token", token));
            let fields: Vec<(&str, &str)> =
                token.into_iter().chain(fields.iter().copied()).collect();
            request = request.form(&fields).header(
                "sec-fetch-site",
                if origin.is_some() {
                    "cross-site"
                } else {
                    "same-origin"
                },
            );
        }
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Page {
            status,
            headers,
            text: response.text().await.unwrap(),
        }
    }

    pub async fn get(&self, path: &str) -> Page {
        self.send(Method::GET, path, None, None).await
    }

    pub async fn post(&self, path: &str, fields: Form<'_>) -> Page {
        self.send(Method::POST, path, Some(fields), None).await
    }

    /// Somebody's session, if this is their password.
    pub async fn log_in_as(self, shop: &str, email: &str, password: &str) -> Option<Self> {
        let entered = self
            .log_in(&[("shop", shop), ("email", email), ("password", password)])
            .await;
        let cookie = (entered.status == 303).then(|| {
            entered
                .header("set-cookie")
                .split(';')
                .next()
                .unwrap()
                .to_owned()
        });
        let entered = Self {
            cookie: Some(cookie?),
            ..self
        };
        let form_token = entered
            .get("/console")
            .await
            .expect(200)
            .hidden("form_token");
        Some(Self {
            form_token: Some(form_token),
            ..entered
        })
    }

    async fn log_in(&self, fields: Form<'_>) -> Page {
        self.post("/console/login", fields).await
    }

    /// The form that cancels one unit, as the page of the order shows it now.
    async fn cancel_form(&self, order: &str) -> Vec<(String, String)> {
        let version = self.get(order).await.expect(200).hidden("version");
        [
            ("action", "cancel"),
            ("version", &version),
            ("quantity:TENT", "1"),
            ("reason", "asked on the phone"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }

    async fn submit(&self, order: &str, form: &[(String, String)]) -> Page {
        let form: Vec<(&str, &str)> = form
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.post(order, &form).await
    }
}

impl TestApp {
    async fn user(&self, slug: &str, email: &str, role: Role) {
        self.user_called(None, slug, email, role).await;
    }

    async fn user_called(&self, name: Option<&str>, slug: &str, email: &str, role: Role) {
        let shop = self.engine.shop(slug).await.unwrap();
        let (name, password) = (name.map(str::to_owned), password::hash(PASSWORD).unwrap());
        let create = CreateUser {
            email: email.to_owned(),
            name,
            role,
            password,
        };
        self.engine
            .execute(&shop.id, Context::by(By::Cli), create)
            .await
            .unwrap();
    }

    pub fn nobody(&self) -> Browser<'_> {
        Browser {
            app: self,
            cookie: None,
            form_token: None,
        }
    }

    /// Somebody of a shop, logged in.
    pub async fn staff(&self, slug: &str, role: Role) -> Browser<'_> {
        self.staff_called(None, slug, role).await
    }

    /// The same with a name.
    pub async fn staff_called(&self, name: Option<&str>, slug: &str, role: Role) -> Browser<'_> {
        let email = format!("{}@{slug}.example", role.name());
        self.user_called(name, slug, &email, role).await;
        let entered = self
            .nobody()
            .log_in(&[("shop", slug), ("email", &email), ("password", PASSWORD)])
            .await
            .leads_to("/console");
        let cookie = entered
            .header("set-cookie")
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        let entered = Browser {
            cookie: Some(cookie),
            ..self.nobody()
        };
        let form_token = entered
            .get("/console")
            .await
            .expect(200)
            .hidden("form_token");
        Browser {
            form_token: Some(form_token),
            ..entered
        }
    }

    /// An order of some units that wait, and the address of its story.
    async fn waiting(&self, units: u32) -> String {
        let merchant = self.merchant().await;
        merchant.product("tent", &["TENT"]).await;
        merchant
            .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
            .await;
        let placed = self.shopper().placed("TENT", units).await;
        format!("/console/orders/{}", placed["number"])
    }
}

on_both! {
    async fn a_shop_that_another_process_opened_is_asked_for(app: TestApp) {
        assert!(
            !app.nobody()
                .get("/console/login")
                .await
                .expect(200)
                .text
                .contains("name=\"shop\"")
        );
        app.open_shop_elsewhere("other").await;
        app.nobody()
            .get("/console/login")
            .await
            .expect(200)
            .shows("name=\"shop\"");
        app.nobody().get("/").await.expect(200).shows("/s/other");
    }

    async fn who_logs_in_is_in_until_logging_out(app: TestApp) {
        let ann = app.staff("demo", Role::Owner).await;
        ann.get("/console")
            .await
            .expect(200)
            .shows("owner@demo.example")
            .shows("Owner");
        ann.get("/console/login").await.leads_to("/console");
        let left = ann
            .post("/console/logout", &[])
            .await
            .leads_to("/console/login");
        assert!(
            left.header("set-cookie")
                .starts_with("__Host-dockline=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0")
        );
        ann.get("/console").await.leads_to("/console/login");
    }

    async fn a_session_sees_its_own_shop_alone(app: TestApp) {
        let order = app.waiting(3).await;
        app.open_shop("other").await;
        let (ann, eve) = (
            app.staff("demo", Role::Owner).await,
            app.staff("other", Role::Owner).await,
        );
        let story = ann.get(&order).await.expect(200).shows("ada@example.com");
        eve.get(&order).await.expect(404);
        eve.get("/console/orders?q=ada")
            .await
            .expect(200)
            .shows("Nothing fits");
        eve.get("/console")
            .await
            .expect(200)
            .shows("Before you sell")
            .shows("Enter a purchase order");
        for (role, may) in [(Role::Operations, true), (Role::Viewer, false)] {
            let page = app.staff("other", role).await.get("/console").await.expect(200);
            assert_eq!(page.text.contains("Enter a purchase order"), may, "{role:?}");
            assert_eq!(page.text.contains("Nothing needs you right now"), !may, "{role:?}");
            assert!(!page.text.contains("guarantee_notice"), "{role:?}");
        }
        let form = ann.cancel_form(&order).await;
        eve.submit(&order, &form).await.expect(404);
        assert_eq!(ann.get(&order).await.hidden("version"), story.hidden("version"));
        // The same mail address and password in two shops are two users.
        app.user("other", "owner@demo.example", Role::Viewer).await;
        let fields = [
            ("shop", "other"),
            ("email", "owner@demo.example"),
            ("password", PASSWORD),
        ];
        let entered = app.nobody().log_in(&fields).await.leads_to("/console");
        let cookie = entered
            .header("set-cookie")
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        Browser {
            cookie: Some(cookie),
            ..app.nobody()
        }
        .get("/console")
        .await
        .shows("Viewer");
    }

    async fn an_edit_that_rests_on_what_is_no_longer_so_is_told_and_not_lost(app: TestApp) {
        let order = app.waiting(3).await;
        let ann = app.staff("demo", Role::Support).await;
        let bob = app.staff("demo", Role::Owner).await;
        let form = ann.cancel_form(&order).await;
        bob.submit(&order, &bob.cancel_form(&order).await)
            .await
            .leads_to(&format!("{order}?done=cancel"));
        let told = ann.submit(&order, &form).await.expect(409);
        let told = told
            .shows("Somebody has changed this order")
            .shows("value=\"asked on the phone\"")
            .shows("of 2 units");
        let again: Vec<_> = form
            .into_iter()
            .map(|(name, value)| {
                if name == "version" {
                    (name, told.hidden("version"))
                } else {
                    (name, value)
                }
            })
            .collect();
        ann.submit(&order, &again)
            .await
            .leads_to(&format!("{order}?done=cancel"));
        ann.get(&order)
            .await
            .shows("of 1 unit")
            .shows("support@demo.example")
            .shows("asked on the phone");
    }
}

#[tokio::test]
async fn the_cookie_stays_with_this_host_and_out_of_reach() {
    let app = TestApp::new().await;
    app.user("demo", "ann@example.com", Role::Owner).await;
    let entered = app
        .nobody()
        .log_in(&[("email", " Ann@Example.com "), ("password", PASSWORD)])
        .await;
    let (name, rest) = entered.header("set-cookie").split_once('=').unwrap();
    let (token, attributes) = rest.split_once("; ").unwrap();
    assert_eq!((name, token.len()), ("__Host-dockline", 90));
    assert_eq!(
        attributes,
        "HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=604800"
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_log_in_is_not_told() {
    let app = TestApp::new().await;
    app.open_shop("other").await;
    app.user("demo", "ann@example.com", Role::Owner).await;
    let answer = async |shop, password| {
        app.nobody()
            .log_in(&[
                ("shop", shop),
                ("email", "ann@example.com"),
                ("password", password),
            ])
            .await
            .expect(401)
    };
    let wrong = answer("demo", "correct horse batterz")
        .await
        .shows("did not fit");
    let long = "x".repeat(2_000);
    for (shop, password) in [
        ("other", PASSWORD),
        ("nowhere", PASSWORD),
        ("demo", ""),
        ("demo", &long),
    ] {
        let same = answer(shop, password).await;
        assert_eq!(
            same.text
                .replace(&format!("value=\"{shop}\""), "value=\"demo\""),
            wrong.text
        );
        assert_eq!(same.header("set-cookie"), "");
    }
    app.nobody().log_in(&[]).await.expect(401);
}

#[tokio::test]
async fn guessing_is_stopped_and_others_are_not() {
    let app = TestApp::new().await;
    app.user("demo", "ann@example.com", Role::Owner).await;
    app.user("demo", "bob@example.com", Role::Owner).await;
    for _ in 0..10 {
        app.nobody()
            .log_in(&[("email", "ann@example.com"), ("password", "wrong")])
            .await
            .expect(401);
    }
    let stopped = app
        .nobody()
        .log_in(&[("email", "ann@example.com"), ("password", PASSWORD)])
        .await
        .expect(429);
    assert!((1..=901).contains(&stopped.header("retry-after").parse::<u32>().unwrap()));
    app.nobody()
        .log_in(&[("email", "bob@example.com"), ("password", PASSWORD)])
        .await
        .leads_to("/console");
}

#[tokio::test]
async fn without_a_session_every_page_leads_to_the_log_in_and_from_there_back() {
    let app = TestApp::new().await;
    let order = app.waiting(1).await;
    app.user("demo", "ann@example.com", Role::Owner).await;
    for path in ["/console", "/console/orders", "/console/orders?q=x", &order] {
        let led = app.nobody().get(path).await.expect(303);
        assert!(
            led.header("location").starts_with("/console/login"),
            "{path}"
        );
        assert_eq!(led.header("cache-control"), "private, no-store");
    }
    for (path, form) in [
        (order.as_str(), [("action", "cancel")]),
        ("/console/clock", [("to", "2027-01-01T00:00")]),
    ] {
        app.nobody().post(path, &form).await.expect(303);
    }
    let page = app
        .nobody()
        .get("/console/login?next=%2Fconsole%2Forders%3Fq%3Dx")
        .await
        .expect(200);
    let next = page.hidden("next");
    app.nobody()
        .log_in(&[
            ("email", "ann@example.com"),
            ("password", PASSWORD),
            ("next", &next),
        ])
        .await
        .leads_to("/console/orders?q=x");
    let evil = [
        ("email", "ann@example.com"),
        ("password", PASSWORD),
        ("next", "https://evil.example/console"),
    ];
    app.nobody().log_in(&evil).await.leads_to("/console");
}

#[tokio::test]
async fn a_session_ends_after_twelve_idle_hours_and_lasts_while_it_is_used() {
    let app = TestApp::new().await;
    let ann = app.staff("demo", Role::Owner).await;
    let start = app.engine.now();
    for hours in [11, 22] {
        app.clock.set(start + SignedDuration::from_hours(hours));
        ann.get("/console").await.expect(200);
    }
    app.clock.set(start + SignedDuration::from_hours(34));
    ann.get("/console").await.leads_to("/console/login");
}

#[tokio::test]
async fn each_role_writes_what_it_may_and_nothing_else() {
    let app = TestApp::new().await;
    let order = app.waiting(9).await;
    let writes: [(&str, Form<'_>, Permission); 4] = [
        (
            &order,
            &[
                ("action", "cancel"),
                ("version", "old"),
                ("quantity:TENT", "1"),
                ("reason", "x"),
            ],
            Permission::ChangeOrders,
        ),
        (
            &order,
            &[("action", "hold"), ("version", "old"), ("reason", "x")],
            Permission::ChangeOrders,
        ),
        (
            &order,
            &[("action", "resume"), ("version", "old")],
            Permission::ChangeOrders,
        ),
        (
            "/console/clock",
            &[("to", "2027-01-01T00:00")],
            Permission::AdvanceClock,
        ),
    ];
    for role in Role::ALL {
        let staff = app.staff("demo", role).await;
        for (path, form, permission) in &writes {
            let answer = staff.post(path, form).await;
            assert_eq!(
                answer.status != 403,
                role.may(*permission),
                "{role:?} {path} {form:?}: {}",
                answer.status
            );
        }
        let offered = staff
            .get(&order)
            .await
            .expect(200)
            .text
            .contains("name=\"action\" value=\"cancel\"");
        assert_eq!(offered, role.may(Permission::ChangeOrders), "{role:?}");
    }
    assert_eq!(
        app.merchant().await.get("/backorders?sku=TENT").await.body["items"][0]["quantity"],
        9
    );
}

#[tokio::test]
async fn what_another_site_sends_is_refused() {
    let app = TestApp::new().await;
    let order = app.waiting(3).await;
    let ann = app.staff("demo", Role::Owner).await;
    let form = ann.cancel_form(&order).await;
    let form: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let credentials = [("email", "owner@demo.example"), ("password", PASSWORD)];
    let writes: [(&str, Form<'_>); 4] = [
        (&order, &form),
        ("/console/clock", &[("to", "2027-01-01T00:00")]),
        ("/console/logout", &[]),
        ("/console/login", &credentials),
    ];
    for (path, form) in writes {
        let refused = ann
            .send(Method::POST, path, Some(form), Some("https://evil.example"))
            .await
            .expect(403);
        assert_eq!(refused.header("set-cookie"), "", "{path}");
    }
    ann.get(&order).await.expect(200).shows("of 3 units");
}

#[tokio::test]
async fn the_same_form_sent_twice_is_one_wish() {
    let app = TestApp::new().await;
    let order = app.waiting(3).await;
    let ann = app.staff("demo", Role::Support).await;
    let form = ann.cancel_form(&order).await;
    for _ in 0..2 {
        ann.submit(&order, &form)
            .await
            .leads_to(&format!("{order}?done=cancel"));
    }
    ann.get(&order).await.expect(200).shows("of 2 units");
}

#[tokio::test]
async fn a_form_that_makes_no_sense_comes_back_with_what_was_written() {
    let app = TestApp::new().await;
    let order = app.waiting(3).await;
    let ann = app.staff("demo", Role::Support).await;
    let version = ann.get(&order).await.hidden("version");
    for (quantity, reason, told) in [
        ("0", "x", "Choose at least one unit."),
        ("4", "x", "at most what can still be cancelled"),
        ("-1", "x", "whole numbers"),
        ("1", " ", "Say why"),
    ] {
        let form = [
            ("action", "cancel"),
            ("version", version.as_str()),
            ("quantity:TENT", quantity),
            ("reason", reason),
        ];
        ann.post(&order, &form)
            .await
            .expect(422)
            .shows(told)
            .shows(&format!("value=\"{quantity}\""));
    }
    ann.post(&order, &[("action", "explode"), ("version", &version)])
        .await
        .expect(400);
    ann.post(&order, &[("action", "resume"), ("version", &version)])
        .await
        .expect(409)
        .shows("no longer possible");
    ann.get("/console/orders/99999").await.expect(404);
    ann.get("/console/orders/nonsense").await.expect(404);
}

#[tokio::test]
async fn a_reason_of_the_system_is_told_in_the_readers_language_and_a_written_one_as_it_is() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    let placed = app.shopper().placed("TENT", 3).await;
    let one = json!({ "lines": [{ "sku": "TENT", "quantity": 1 }] });
    app.shopper().cancel(&placed, &one).await.expect(200);
    let ann = app.staff("demo", Role::Owner).await;
    let order = format!("/console/orders/{}", placed["number"]);
    let form = ann.cancel_form(&order).await;
    ann.submit(&order, &form).await.expect(303);
    let german = ann.get(&format!("{order}?lang=de")).await.expect(200);
    // Once in the story, and once with the units.
    assert_eq!(german.text.matches("vom Kunden storniert").count(), 2);
    assert!(!german.text.contains("cancelled by the shopper"));
    assert_eq!(german.text.matches("asked on the phone").count(), 2);
    let english = ann.get(&format!("{order}?lang=en")).await.expect(200);
    assert_eq!(english.text.matches("cancelled by the shopper").count(), 2);
}

#[tokio::test]
async fn a_blank_form_leaves_an_address_that_was_told_as_a_text() {
    let app = TestApp::new().await;
    let order = app.waiting(1).await;
    let ann = app.staff("demo", Role::Owner).await;
    let told = json!({ "email": "ada@example.com", "name": "Ada", "address": "Main Street 1\nPorto",
        "lines": [{ "sku": "TENT", "quantity": 1 }] });
    let placed = app.shopper().order(&told).await.expect(201).body;
    let of_text = format!("/console/orders/{}", placed["number"]);
    let send = async |order: &str, city: &str| {
        let version = ann.get(order).await.expect(200).hidden("version");
        let mut form = vec![
            ("action", "address"),
            ("version", &version),
            ("country", "PT"),
        ];
        if !city.is_empty() {
            form.extend([
                ("line1", "Rua 5"),
                ("postal_code", "4000-123"),
                ("city", city),
            ]);
        }
        ann.post(order, &form).await.expect(303);
    };
    send(&of_text, "").await;
    let seen = app.shopper().look_at(&placed).await.body;
    assert_eq!(seen["address"], "Main Street 1\nPorto");
    send(&of_text, "Porto").await;
    let seen = app.shopper().look_at(&placed).await.body;
    assert_eq!(seen["address_parts"]["city"], "Porto");
    // What has parts is emptied by a blank form, and an order without any stays so.
    send(&of_text, "").await;
    let seen = app.shopper().look_at(&placed).await.body;
    assert_eq!(seen["address"], json!(null));
    send(&order, "").await;
}

#[tokio::test]
async fn what_shoppers_write_is_shown_as_text() {
    let app = TestApp::new().await;
    app.waiting(1).await;
    let evil = "<img src=x onerror=alert(1)>";
    let order = serde_json::json!({ "email": "eve@example.com", "name": evil, "lines": [{ "sku": "TENT", "quantity": 1 }] });
    let number = app.shopper().order(&order).await.expect(201).body["number"].to_string();
    let ann = app.staff("demo", Role::Owner).await;
    for path in [
        "/console/orders".to_owned(),
        format!("/console/orders/{number}"),
        format!("/console/orders?q={evil}"),
    ] {
        let page = ann.get(&path).await.expect(200).shows("&lt;img src=x");
        assert!(!page.text.contains(evil), "{path}");
    }
}

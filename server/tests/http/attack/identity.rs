//! Keys, sessions, passwords, and what strangers learn about people.

use crate::app::{TestApp, product};
use crate::console::PASSWORD;
use crate::databases::sqlite;
use crate::on_both;
use dockline_domain::access::Role;
use dockline_domain::by::By;
use dockline_domain::scope::Scopes;
use dockline_engine::command::{Context, CreateApiKey, RevokeApiKey};
use dockline_server::client::TrustedProxies;
use reqwest::Method;
use serde_json::json;
use std::io::Write;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use tracing_subscriber::fmt::MakeWriter;

/// The log of this process.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Log {
    /// Everything that this process logs from here on.
    fn begin() -> Self {
        let log = Self::default();
        tracing_subscriber::fmt()
            .with_writer(log.clone())
            .with_ansi(false)
            .init();
        log
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

// The one test of this file that reads the log: a process has one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_is_written_down_without_anything_secret_or_personal() {
    let log = Log::begin();
    let app = TestApp::with_config(sqlite(), |config| {
        config.rate_limit = NonZeroU32::new(12);
        config.trusted_proxies = "127.0.0.1".parse::<TrustedProxies>().unwrap();
    })
    .await;
    let viewer = app.staff("demo", Role::Viewer).await;
    let from = |method, path: &str, last: u8| {
        app.request(method, path)
            .header("x-forwarded-for", format!("2001:db8::{last}:1:2:3:4"))
    };
    let log_in = |email: &'static str, last| {
        from(Method::POST, "/console/login", last).form(&[
            ("shop", "demo"),
            ("email", email),
            ("password", "not the password"),
        ])
    };
    for email in ["viewer@demo.example", "nobody@demo.example"] {
        assert_eq!(log_in(email, 1).send().await.unwrap().status(), 401);
    }
    for number in 0..10 {
        let throttled = log_in("viewer@demo.example", 2)
            .send()
            .await
            .unwrap()
            .status()
            == 429;
        assert!(!throttled, "{number}");
    }
    assert_eq!(
        log_in("viewer@demo.example", 2)
            .send()
            .await
            .unwrap()
            .status(),
        429
    );
    let cookie = viewer.cookie.as_deref().unwrap();
    let refused = from(Method::GET, "/console/supply/new", 3)
        .header("cookie", cookie)
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), 403);
    let forged = from(Method::POST, "/console/logout", 4)
        .header("cookie", cookie)
        .header("sec-fetch-site", "cross-site")
        .send()
        .await;
    assert_eq!(forged.unwrap().status(), 403);
    assert_eq!(
        from(Method::GET, "/api/v1/shop", 5)
            .bearer_auth("dlk_no-key")
            .send()
            .await
            .unwrap()
            .status(),
        401
    );
    // However fast the machine is, one that has asked for all it may have at once is refused before
    // it has asked for twice as much.
    let mut asked = 0;
    while from(Method::GET, "/api/openapi.json", 6)
        .bearer_auth("dlk_no-key")
        .send()
        .await
        .unwrap()
        .status()
        != 429
    {
        asked += 1;
        assert!(asked < 2_000, "nothing is refused");
    }

    let text = log.text();
    let refused: Vec<&str> = text
        .lines()
        .filter(|line| line.contains(" refused "))
        .collect();
    let line = |kind: &str, last: u8| {
        let (kind, network) = (
            format!("kind=\"{kind}\""),
            format!("network=2001:db8:0:{last}::/64"),
        );
        refused
            .iter()
            .find(|line| line.contains(&kind) && line.contains(&network))
            .unwrap_or_else(|| panic!("{kind} {network} in {text}"))
    };
    assert!(
        line("log_in", 1).contains("shop=\"demo\" user=\"usr_"),
        "{text}"
    );
    assert!(
        line("role", 3).contains("shop=\"demo\" user=\"usr_"),
        "{text}"
    );
    for (kind, last) in [
        ("log_in_throttled", 2),
        ("forged", 4),
        ("key_unknown", 5),
        ("rate", 6),
    ] {
        assert!(line(kind, last).contains("WARN"), "{text}");
    }
    for secret in [
        "example",
        "not the password",
        "dlk_",
        cookie.split_once('=').unwrap().1,
        ":1:2:3:4",
    ] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

on_both! {
    async fn a_key_does_what_it_has_the_scope_for_and_nothing_else(app: TestApp) {
        let owner = app.merchant().await;
        owner.product("tent", &["TENT"]).await;
        let clerk = app
            .merchant_with(
                "demo",
                CreateApiKey {
                    scopes: Scopes::parse("read").unwrap(),
                    ..CreateApiKey::named("clerk")
                },
            )
            .await;
        clerk.get("/products/tent").await.expect(200);
        for (scope, refused) in [
            (
                "catalogue",
                clerk.put("/products/tent", &product(&["TENT"])).await,
            ),
            (
                "dock",
                clerk
                    .post(
                        "/stock",
                        &json!({ "sku": "TENT", "location": "main", "on_hand": 9 }),
                    )
                    .await,
            ),
            ("supply", clerk.post("/purchase-orders", &json!({})).await),
            (
                "settings",
                clerk.patch("/shop", &json!({ "handling_days": 9 })).await,
            ),
            (
                "orders",
                clerk.post("/backorders/x/priority", &json!({})).await,
            ),
        ] {
            let refused = refused.expect(403);
            assert_eq!(
                (refused.problem(), &refused.body["scope"]),
                ("missing-scope", &json!(scope))
            );
            assert!(
                refused.body["detail"].as_str().unwrap().contains(scope),
                "{refused:?}"
            );
        }
        let counter = app
            .merchant_with(
                "demo",
                CreateApiKey {
                    scopes: Scopes::parse("dock").unwrap(),
                    ..CreateApiKey::named("counter")
                },
            )
            .await;
        counter.stock("TENT", 4).await;
        counter.get("/products/tent").await.expect(403);
    }

    async fn a_key_that_is_over_opens_nothing(app: TestApp) {
        let shop = app.engine.shop("demo").await.unwrap();
        let end = "2026-11-24T00:00:00Z".parse().unwrap();
        let expires_at = Some(end);
        let short = app
            .merchant_with(
                "demo",
                CreateApiKey {
                    expires_at,
                    ..CreateApiKey::named("short")
                },
            )
            .await;
        let lost = app.merchant_with("demo", CreateApiKey::named("lost")).await;
        short.get("/shop").await.expect(200);
        lost.get("/shop").await.expect(200);
        let id = app
            .engine
            .keys(&shop)
            .await
            .unwrap()
            .into_iter()
            .find(|key| key.name == "lost")
            .unwrap()
            .id;
        app.engine
            .execute(&shop.id, Context::by(By::Cli), RevokeApiKey { id })
            .await
            .unwrap();
        app.clock.set(end);
        for (key, told) in [
            (short, "This key has expired."),
            (lost, "This key was revoked."),
        ] {
            let refused = key.get("/shop").await.expect(401);
            assert_eq!(
                (refused.problem(), refused.body["detail"].as_str().unwrap()),
                ("unauthorized", told)
            );
            assert_eq!(
                refused.header("www-authenticate"),
                "Bearer error=\"invalid_token\""
            );
        }
    }

    async fn what_a_key_is_told_is_kept_by_nobody(app: TestApp) {
        let owner = app.merchant().await;
        owner.product("tent", &["TENT"]).await;
        for path in [
            "/shop",
            "/products",
            "/products/tent",
            "/products/none",
            "/waitlist?sku=TENT",
            "/shipments",
            "/backorders?sku=TENT",
        ] {
            assert_eq!(
                owner.get(path).await.header("cache-control"),
                "private, no-store",
                "{path}"
            );
        }
        for refused in [
            app.get("/api/v1/shop").await,
            app.get("/api/v1/stock").await,
            owner.post("/stock", &json!({})).await,
        ] {
            assert!(refused.status >= 400);
            assert_eq!(
                refused.header("cache-control"),
                "private, no-store",
                "{refused:?}"
            );
        }
    }
}

on_both! {
    async fn a_log_in_ends_the_session_that_this_browser_had_before(app: TestApp) {
        app.open_shop("other").await;
        let ann = app.staff("demo", Role::Owner).await;
        let elsewhere = app.staff("other", Role::Owner).await;
        let again = [
            ("shop", "demo"),
            ("email", "owner@demo.example"),
            ("password", PASSWORD),
        ];
        ann.post("/console/login", &again)
            .await
            .leads_to("/console");
        ann.get("/console").await.leads_to("/console/login");
        // Another shop's session ends as well, and a log-in that fails ends none.
        let wrong = [
            ("shop", "demo"),
            ("email", "owner@demo.example"),
            ("password", "wrong"),
        ];
        elsewhere.post("/console/login", &wrong).await.expect(401);
        elsewhere.get("/console").await.expect(200);
        elsewhere
            .post("/console/login", &again)
            .await
            .leads_to("/console");
        elsewhere.get("/console").await.leads_to("/console/login");
    }

    async fn a_password_is_changed_with_the_old_one_and_other_sessions_end(app: TestApp) {
        const BETTER: &str = "saddle heron umbrella";
        let ann = app.staff("demo", Role::Viewer).await;
        let log_in = |password| {
            app.nobody()
                .log_in_as("demo", "viewer@demo.example", password)
        };
        let elsewhere = log_in(PASSWORD).await.expect("the password is right");
        let change = async |old: &str, new: &str, again: &str| {
            ann.post(
                "/console/account",
                &[
                    ("action", "password"),
                    ("old_password", old),
                    ("new_password", new),
                    ("new_password_again", again),
                ],
            )
            .await
        };
        for (old, new, again, told) in [
            (
                "not the password",
                BETTER,
                BETTER,
                "That is not your password",
            ),
            (PASSWORD, BETTER, "another one", "The two are not the same"),
            (PASSWORD, "short", "short", "At least 12 characters"),
            (
                PASSWORD,
                "password1234",
                "password1234",
                "that are not soon guessed",
            ),
            (
                PASSWORD,
                "dockline2026!",
                "dockline2026!",
                "that are not soon guessed",
            ),
        ] {
            let page = change(old, new, again).await.expect(422).shows(told);
            assert!(
                ![PASSWORD, BETTER, "another one", "password1234"]
                    .iter()
                    .any(|secret| page.text.contains(secret)),
                "{}",
                page.text
            );
        }
        let mut unproven = ann.clone();
        unproven.form_token = None;
        let form = [
            ("action", "password"),
            ("old_password", PASSWORD),
            ("new_password", BETTER),
            ("new_password_again", BETTER),
        ];
        let page = unproven.post("/console/account", &form).await.expect(403);
        assert!(
            !page.text.contains(PASSWORD) && !page.text.contains(BETTER),
            "{}",
            page.text
        );
        elsewhere.get("/console").await.expect(200);
        change(PASSWORD, BETTER, BETTER)
            .await
            .leads_to("/console/account?done=password");
        ann.get("/console/account?done=password")
            .await
            .expect(200)
            .shows("Your password is changed");
        elsewhere.get("/console").await.leads_to("/console/login");
        assert!(log_in(PASSWORD).await.is_none());
        let again = log_in(BETTER).await.expect("the new password is right");
        again
            .get("/console/account")
            .await
            .expect(200)
            .shows("You are logged in 2 times");
        again
            .post("/console/account", &[("action", "leave")])
            .await
            .leads_to("/console/login");
        ann.get("/console").await.leads_to("/console/login");
    }
}

#[tokio::test]
async fn someone_who_found_an_open_session_does_not_guess_the_password() {
    let app = TestApp::new().await;
    let ann = app.staff("demo", Role::Owner).await;
    let guess = [
        ("action", "password"),
        ("old_password", "not the password"),
        ("new_password", "saddle heron umbrella"),
        ("new_password_again", "saddle heron umbrella"),
    ];
    for _ in 0..10 {
        ann.post("/console/account", &guess).await.expect(422);
    }
    ann.post("/console/account", &guess)
        .await
        .expect(429)
        .shows("Too many attempts");
    let right = [
        ("action", "password"),
        ("old_password", PASSWORD),
        ("new_password", "saddle heron umbrella"),
        ("new_password_again", "saddle heron umbrella"),
    ];
    ann.post("/console/account", &right).await.expect(429);
}

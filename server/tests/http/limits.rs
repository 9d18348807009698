//! How much one address may ask, and which address it is that asks.

use crate::app::{Answer, TestApp, answer};
use crate::databases::sqlite;
use dockline_server::connections::Patience;
use reqwest::{Method, RequestBuilder};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// Where availability of a variant stands.
const AVAILABILITY: &str = "/api/v1/shops/demo/availability/TENT";
const LIVE: &str = "/api/v1/shops/demo/live?sku=TENT";

fn from(request: RequestBuilder, client: &str) -> RequestBuilder {
    request.header("X-Forwarded-For", client)
}

async fn ask(app: &TestApp, client: &str) -> Answer {
    answer(from(app.request(Method::GET, AVAILABILITY), client)).await
}

/// One request a second, and ten at once.
async fn slow_app(proxies: &str) -> TestApp {
    TestApp::with_config(sqlite(), |config| {
        config.rate_limit = Some(std::num::NonZeroU32::MIN);
        config.trusted_proxies = proxies.parse().unwrap();
    })
    .await
}

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_ask_again() {
    let app = slow_app("").await;
    let mut refused = None;
    // The limit grows by one each second, so a slow machine may be answered a little longer.
    for _ in 0..200 {
        let answered = answer(app.request(Method::GET, AVAILABILITY)).await;
        if answered.status != 404 {
            refused = Some(answered);
            break;
        }
    }
    let refused = refused
        .expect("200 requests at once were answered")
        .expect(429);
    assert_eq!(refused.header("content-type"), "application/problem+json");
    assert_eq!(
        (&refused.body["type"], &refused.body["status"]),
        (&"about:blank".into(), &429.into())
    );
    let seconds: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=2).contains(&seconds), "{seconds}");
    assert!(
        refused.body["detail"]
            .as_str()
            .unwrap()
            .contains(&format!("{seconds} s"))
    );
    // What watches over the server is never refused.
    assert_eq!(
        app.request(Method::GET, "/healthz")
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_client_has_its_own_limit() {
    let app = slow_app("127.0.0.1").await;
    let mut asked = 0;
    while ask(&app, "2001:db8::1").await.status == 404 {
        asked += 1;
        assert!(asked < 200, "200 requests at once were answered");
    }
    ask(&app, "2001:db8::2").await.expect(429);
    ask(&app, "2001:db8:0:1::1").await.expect(404);
    ask(&app, "203.0.113.9").await.expect(404);
    ask(&app, "203.0.113.9, 2001:db8::3").await.expect(429);
}

#[tokio::test]
async fn the_word_of_others_changes_nothing() {
    let app = slow_app("192.0.2.0/24").await;
    let mut status = 404;
    for number in 0..200 {
        status = ask(&app, &format!("203.0.113.{number}")).await.status;
        if status != 404 {
            break;
        }
    }
    assert_eq!(status, 429);
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_client_has_its_own_streams() {
    let app = TestApp::with_config(sqlite(), |config| {
        config.streams.per_address = 1;
        config.trusted_proxies = "127.0.0.1".parse().unwrap();
    })
    .await;
    app.merchant().await.product("tent", &["TENT"]).await;
    for path in [
        LIVE,
        "/app/live?shop=demo&topic=sku:1:TENT",
        "/embed/v1/live?topic=demo/TENT",
    ] {
        let open = async |client: &str| {
            from(app.request(Method::GET, path), client)
                .send()
                .await
                .unwrap()
        };
        let first = open("203.0.113.1").await;
        assert_eq!(first.status(), 200, "{path}");
        assert_eq!(open("203.0.113.1").await.status(), 429, "{path}");
        let other = open("203.0.113.2").await;
        assert_eq!(other.status(), 200, "{path}");
        drop((first, other));
        // The server sees that a connection is gone a little later.
        while app.streams.count() > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// What a server answers to somebody who sends this and then nothing more, until it closes the
/// connection.
async fn dawdle(app: &TestApp, sent: &str) -> String {
    let mut stream = tokio::net::TcpStream::connect(app.address).await.unwrap();
    stream.write_all(sent.as_bytes()).await.unwrap();
    let mut answered = Vec::new();
    let read = stream.read_to_end(&mut answered);
    tokio::time::timeout(Duration::from_secs(20), read)
        .await
        .expect("the connection was held open")
        .unwrap();
    String::from_utf8(answered).unwrap()
}

#[tokio::test]
async fn who_does_not_finish_a_request_does_not_hold_a_connection() {
    let app = TestApp::with_patience(Patience {
        head: Duration::from_millis(300),
        body_gap: Duration::from_millis(300),
        ..Patience::default()
    })
    .await;
    assert_eq!(
        dawdle(&app, "GET /healthz HTTP/1.1\r\nHost: x\r\n").await,
        ""
    );
    let cut = dawdle(
        &app,
        "POST /api/v1/shops/demo/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
    )
    .await;
    assert!(cut.starts_with("HTTP/1.1 400 "), "{cut}");
    let kept = dawdle(&app, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(kept.starts_with("HTTP/1.1 200 "), "{kept}");
}

#[tokio::test]
async fn browsers_come_back_by_https_alone_where_the_shop_has_it() {
    let of = async |public_url: &str, path: &str| {
        let app = TestApp::with_config(sqlite(), |config| {
            public_url.clone_into(&mut config.public_url);
        })
        .await;
        let response = app.request(Method::GET, path).send().await.unwrap();
        response
            .headers()
            .get("strict-transport-security")
            .map(|value| value.to_str().unwrap().to_owned())
    };
    for path in [
        "/",
        "/s/none",
        AVAILABILITY,
        "/healthz",
        "/embed/v1/demo/TENT",
    ] {
        assert_eq!(
            of("https://shop.example", path).await.as_deref(),
            Some("max-age=31536000"),
            "{path}"
        );
    }
    assert_eq!(of("http://127.0.0.1:3000", "/").await, None);
}

/// What was written to a log.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        std::io::Write::write(&mut *self.0.lock().unwrap(), bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_links_of_orders_are_in_no_log() {
    let written = Written::default();
    let writer = written.clone();
    let log = dockline_server::log::subscriber("trace", move || writer.clone(), false);
    let _logging = tracing::subscriber::set_default(log);
    let app = TestApp::selling(5).await;
    let placed = app.shopper().placed("TENT", 1).await;
    let token = placed["token"].as_str().unwrap();
    for path in [
        format!("/o/{token}"),
        format!("/api/v1/orders/{token}"),
        format!("/o/{token}/calendar.ics"),
    ] {
        assert_eq!(
            app.request(Method::GET, &path)
                .send()
                .await
                .unwrap()
                .status(),
            200,
            "{path}"
        );
    }
    let topic = app
        .request(
            Method::GET,
            &format!("/app/live?shop=demo&topic=order:{token}"),
        )
        .send()
        .await
        .unwrap();
    assert_eq!(topic.status(), 200);
    let origin = format!("http://{}", app.address);
    for origin in [origin.as_str(), "https://evil.example"] {
        app.request(Method::POST, &format!("/o/{token}"))
            .header("Origin", origin)
            .body("action=cancel")
            .send()
            .await
            .unwrap();
    }
    app.request(Method::POST, "/app/progress")
        .header("Origin", &origin)
        .json(&serde_json::json!({ "input": { "shop": "demo", "lang": "en", "topics": [format!("order:{token}")], "since": null } }))
        .send()
        .await
        .unwrap();
    tracing::trace!("the log is on");
    let log = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("TRACE the log is on"), "{log}");
    for line in log.lines() {
        assert!(!line.contains(token), "{line}");
        assert!(!line.contains("ada@example.com"), "{line}");
    }
}

//! Oversized, slow and many: clients that send or read as no honest client does.

use crate::app::{Merchant, TestApp, answer};
use crate::databases::sqlite;
use dockline_domain::input::NAMED_MAX;
use dockline_server::connections::Patience;
use reqwest::Method;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

/// Longer than anything here may take on a busy machine.
const LONG: Duration = Duration::from_mins(1);
/// Shorter than people are, so that tests need not wait.
const SHORT: Duration = Duration::from_millis(300);

/// A patience that is only short where it is tried.
fn patient() -> Patience {
    Patience {
        first_head: LONG,
        head: LONG,
        body_gap: LONG,
        body: LONG,
        write_gap: LONG,
    }
}

/// Waits until something is so.
async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let waiting = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(LONG, waiting)
        .await
        .unwrap_or_else(|_| panic!("{what}"));
}

/// A list as long as a body may be.
fn many(item: &str) -> String {
    let count = 250_000 / (item.len() + 1);
    format!("[{}]", vec![item; count].join(","))
}

async fn errors_of(
    merchant: &Merchant<'_>,
    method: Method,
    path: &str,
    body: String,
) -> Vec<Value> {
    let request = merchant
        .request(method, path)
        .header("Content-Type", "application/json")
        .body(body);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 422, "{path}");
    let text = response.text().await.unwrap();
    assert!(
        text.len() < 32 * 1024,
        "{path}: {} bytes were answered",
        text.len()
    );
    let answered: Value = serde_json::from_str(&text).unwrap();
    answered["errors"].as_array().unwrap().clone()
}

#[tokio::test]
async fn however_much_is_wrong_the_answer_is_short() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    let placed = app.shopper().placed("TENT", 1).await;
    let cancel = format!("/orders/{}/cancel", placed["token"].as_str().unwrap());
    for item in ["1", "{}", "null", r#"{"sku":"","quantity":0}"#] {
        let list = many(item);
        for (method, path, body) in [
            (
                Method::POST,
                "/shops/demo/orders",
                format!(r#"{{"lines":{list}}}"#),
            ),
            (
                Method::POST,
                cancel.as_str(),
                format!(r#"{{"lines":{list}}}"#),
            ),
            (
                Method::PUT,
                "/products/tent",
                format!(r#"{{"title":"T","variants":{list}}}"#),
            ),
            (
                Method::PUT,
                "/products/tent",
                format!(r#"{{"title":"T","tags":{list},"variants":[]}}"#),
            ),
            (
                Method::POST,
                "/purchase-orders",
                format!(r#"{{"lines":{list}}}"#),
            ),
            (Method::POST, "/receipts", format!(r#"{{"lines":{list}}}"#)),
        ] {
            let errors = errors_of(&merchant, method, path, body).await;
            assert!(
                errors.len() <= 6,
                "{path}: a list that is too long is one error, not {}",
                errors.len()
            );
        }
    }
}

#[tokio::test]
async fn the_first_wrong_values_are_named_and_the_others_counted() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let variants = |count: usize| json!({ "title": "T", "variants": vec![json!({ "sku": "A", "price": 1 }); count] });
    let errors = errors_of(
        &merchant,
        Method::PUT,
        "/products/tent",
        variants(250).to_string(),
    )
    .await;
    assert_eq!(errors.len(), NAMED_MAX + 1);
    assert_eq!(errors[0]["pointer"], "/variants/0/price");
    // 250 prices that are none, and 249 SKUs that are there already.
    assert_eq!(
        errors[NAMED_MAX],
        json!({ "pointer": "", "detail": "399 more values are wrong" })
    );
    let few = errors_of(
        &merchant,
        Method::PUT,
        "/products/tent",
        variants(3).to_string(),
    )
    .await;
    assert_eq!(few.len(), 5);
}

#[tokio::test]
async fn a_file_in_which_every_row_is_wrong_is_answered_with_its_beginning() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let rows = (0..1_500)
        .map(|number| format!("row-{number},Tent {number},A-{number},oops\n"))
        .collect::<Vec<_>>()
        .concat();
    let request = merchant
        .request(Method::POST, "/catalogue/import?format=shopify")
        .header("Content-Type", "text/csv");
    let answered = answer(request.body(format!("Handle,Title,Variant SKU,Variant Price\n{rows}")))
        .await
        .expect(200);
    assert_eq!(answered.body["rows"], 1_500);
    let rejected = answered.body["rejected"].as_array().unwrap();
    assert_eq!(
        (rejected.len(), &rejected[999]["line"]),
        (1_001, &json!(1_001))
    );
    assert_eq!(
        rejected[1_000],
        json!({ "line": 1_002, "reason": "500 rows from here on were not imported", "row": null })
    );
}

/// Connects, and has hardly any room for what is not read.
async fn without_room(address: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    socket.connect(address).await.unwrap()
}

#[tokio::test]
async fn who_does_not_read_the_answers_loses_the_connection() {
    let app = TestApp::with_patience(Patience {
        write_gap: SHORT,
        ..patient()
    })
    .await;
    let asked = "GET /api/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n".repeat(300);
    let mut silent = Vec::new();
    for _ in 0..5 {
        let mut stream = without_room(app.address).await;
        stream.write_all(asked.as_bytes()).await.unwrap();
        silent.push(stream);
    }
    until("the connections were taken", || {
        app.connections.count() == 5
    })
    .await;
    until("answers that nobody reads are held for ever", || {
        app.connections.count() == 0
    })
    .await;
    // Who reads slowly but reads is served to the end.
    let mut slow = without_room(app.address).await;
    slow.write_all(b"GET /api/openapi.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    let (mut piece, mut read) = ([0; 16_384], 0);
    loop {
        tokio::time::sleep(SHORT / 30).await;
        match slow.read(&mut piece).await.unwrap() {
            0 => break,
            count => read += count,
        }
    }
    assert!(read > 50_000, "{read}");
}

#[tokio::test]
async fn a_stream_that_nobody_reads_ends() {
    let app = TestApp::with_patience(Patience {
        write_gap: SHORT,
        ..patient()
    })
    .await;
    let merchant = app.merchant().await;
    // Long names make large views.
    let options: serde_json::Map<String, Value> = (0..10)
        .map(|number| (number.to_string(), "x".repeat(300).into()))
        .collect();
    let skus: Vec<String> = (0..50).map(|number| format!("S{number}")).collect();
    let variant = |sku| json!({ "sku": sku, "price": { "minor": 1_000, "currency": "EUR" }, "options": options });
    let tent = json!({ "title": "x".repeat(300), "variants": skus.iter().map(variant).collect::<Vec<_>>() });
    merchant.put("/products/tent", &tent).await.expect(201);
    let topics = skus
        .iter()
        .map(|sku| format!("&topic=sku:1:{sku}"))
        .collect::<Vec<_>>()
        .concat();
    let mut stream = without_room(app.address).await;
    let asked = format!("GET /app/live?shop=demo{topics} HTTP/1.1\r\nHost: x\r\n\r\n");
    stream.write_all(asked.as_bytes()).await.unwrap();
    until("the stream was opened", || app.streams.count() == 1).await;
    // What the kernel keeps for who does not read is a few megabytes.
    for number in 0..3_000 {
        merchant.stock(&format!("S{}", number % 50), number).await;
        if app.streams.count() == 0 {
            break;
        }
    }
    until("a stream that nobody reads is held for ever", || {
        app.streams.count() == 0
    })
    .await;
}

/// Whether a connection is still open after a while in which the server was asked by another.
async fn is_closed(stream: &mut TcpStream) -> bool {
    let mut byte = [0];
    match tokio::time::timeout(LONG, stream.read(&mut byte))
        .await
        .expect("the connection is left open")
    {
        Ok(count) => count == 0,
        Err(error) => error.kind() == std::io::ErrorKind::ConnectionReset,
    }
}

async fn ask(stream: &mut TcpStream) -> String {
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    let mut answered = vec![0; 1_000];
    let count = stream.read(&mut answered).await.unwrap();
    String::from_utf8_lossy(&answered[..count]).into_owned()
}

#[tokio::test]
async fn an_address_holds_connections_up_to_the_limit_and_more_are_closed_at_once() {
    let app =
        TestApp::with_config(sqlite(), |config| config.connections_per_address = Some(3)).await;
    let mut held = Vec::new();
    for _ in 0..3 {
        let mut stream = TcpStream::connect(app.address).await.unwrap();
        assert!(ask(&mut stream).await.starts_with("HTTP/1.1 200"));
        held.push(stream);
    }
    let mut more = TcpStream::connect(app.address).await.unwrap();
    assert!(is_closed(&mut more).await);
    assert!(
        ask(&mut held[0]).await.starts_with("HTTP/1.1 200"),
        "those that are there go on"
    );
    held.pop();
    until("a connection that was closed makes room", || {
        app.connections.count() == 2
    })
    .await;
    let mut next = TcpStream::connect(app.address).await.unwrap();
    assert!(ask(&mut next).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_trusted_proxy_connects_for_many_but_not_for_more_than_there_may_be() {
    let app = TestApp::with_config(sqlite(), |config| {
        config.connections_per_address = Some(1);
        config.connections = Some(3);
        config.trusted_proxies = "127.0.0.1".parse().unwrap();
    })
    .await;
    let mut held = Vec::new();
    for _ in 0..3 {
        let mut stream = TcpStream::connect(app.address).await.unwrap();
        assert!(ask(&mut stream).await.starts_with("HTTP/1.1 200"));
        held.push(stream);
    }
    let mut more = TcpStream::connect(app.address).await.unwrap();
    assert!(is_closed(&mut more).await);
}

#[tokio::test]
async fn who_connects_and_says_nothing_is_let_go_soon() {
    let app = TestApp::with_patience(Patience {
        first_head: SHORT,
        ..patient()
    })
    .await;
    let mut silent = TcpStream::connect(app.address).await.unwrap();
    let mut slow = TcpStream::connect(app.address).await.unwrap();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nHost:")
        .await
        .unwrap();
    let mut busy = TcpStream::connect(app.address).await.unwrap();
    assert!(ask(&mut busy).await.starts_with("HTTP/1.1 200"));
    assert!(is_closed(&mut silent).await);
    assert!(is_closed(&mut slow).await);
    assert!(
        ask(&mut busy).await.starts_with("HTTP/1.1 200"),
        "who has asked may ask again later"
    );
}

#[tokio::test]
async fn a_body_that_comes_byte_by_byte_has_an_end() {
    let app = TestApp::with_patience(Patience {
        body: SHORT,
        ..patient()
    })
    .await;
    let mut stream = TcpStream::connect(app.address).await.unwrap();
    let head = "POST /api/v1/shops/demo/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{";
    stream.write_all(head.as_bytes()).await.unwrap();
    let (mut reading, mut writing) = stream.into_split();
    let dripping = tokio::spawn(async move {
        // No gap is long.
        while writing.write_all(b" ").await.is_ok() {
            tokio::time::sleep(SHORT / 20).await;
        }
    });
    let mut answered = vec![0; 1_000];
    let read = tokio::time::timeout(LONG, reading.read(&mut answered))
        .await
        .expect("the body is waited for as long as it drips");
    assert!(answered[..read.unwrap()].starts_with(b"HTTP/1.1 400 "));
    drop(reading);
    dripping.await.unwrap();
}

#[tokio::test]
async fn a_large_body_has_the_time_that_a_slow_line_needs() {
    let app = TestApp::with_patience(Patience {
        body: SHORT,
        ..patient()
    })
    .await;
    let merchant = app.merchant().await;
    let mut stream = TcpStream::connect(app.address).await.unwrap();
    let body = format!(
        "{}{}",
        " ".repeat(60_000),
        json!({ "title": "Tent", "variants": [] })
    );
    let key = merchant
        .request(Method::PUT, "/products/tent")
        .build()
        .unwrap()
        .headers()["authorization"]
        .clone();
    let head = format!(
        "PUT /api/v1/products/tent HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        key.to_str().unwrap(),
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // Its first 30 kB have earned it three seconds more.
    let (beginning, end) = body.as_bytes().split_at(30_000);
    stream.write_all(beginning).await.unwrap();
    tokio::time::sleep(SHORT * 3).await;
    stream.write_all(end).await.unwrap();
    let mut answered = String::new();
    stream.read_to_string(&mut answered).await.unwrap();
    assert!(answered.starts_with("HTTP/1.1 422 "), "{answered}");
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let app = TestApp::new().await;
    let asked = |name: &str, value: &str| app.request(Method::GET, "/healthz").header(name, value);
    assert_eq!(
        asked("cookie", &"x".repeat(20_000))
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
    assert_eq!(
        asked("cookie", &"x".repeat(40_000))
            .send()
            .await
            .unwrap()
            .status(),
        431
    );
    let many = (0..150).fold(app.request(Method::GET, "/healthz"), |request, number| {
        request.header(format!("x-{number}"), "y")
    });
    assert_eq!(many.send().await.unwrap().status(), 431);
}

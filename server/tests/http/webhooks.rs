//! Webhooks: addresses of a merchant's programs are told what happens, signed, once, and whatever
//! they answer harms nobody.

use crate::app::{Merchant, TestApp, answer};
use crate::databases::{TestDatabase, postgres, sqlite};
use crate::receiver::{Got, Hosts, Manner, Receiver, caller};
use dockline_domain::access::Role;
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::io::AsyncReadExt as _;

async fn calling(database: TestDatabase, receivers: &[&Receiver]) -> TestApp {
    let places: Vec<String> = receivers.iter().map(|one| one.place()).collect();
    let places: Vec<&str> = places.iter().map(String::as_str).collect();
    let webhooks = caller(&places, Arc::new(Hosts::default()));
    TestApp::with_config(database, |config| config.webhooks = webhooks).await
}

async fn selling(app: &TestApp) -> Merchant<'_> {
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant.stock("TENT", 50).await;
    merchant
}

async fn made(merchant: &Merchant<'_>, url: &str, types: &[&str]) -> Value {
    let body = json!({ "url": url, "types": types });
    merchant.post("/webhooks", &body).await.expect(201).body
}

/// The newest try, once it is so.
async fn tried(merchant: &Merchant<'_>, webhook: &Value, is_so: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..500 {
        let tries = attempts(merchant, webhook).await;
        if let Some(newest) = tries.first().filter(|newest| is_so(newest)) {
            return newest.clone();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{:?}", attempts(merchant, webhook).await.first());
}

async fn attempts(merchant: &Merchant<'_>, webhook: &Value) -> Vec<Value> {
    let path = format!("/webhooks/{}/attempts", webhook["id"].as_str().unwrap());
    let list = merchant.get(&path).await.expect(200).body;
    list["items"].as_array().unwrap().clone()
}

fn at(webhook: &Value, end: &str) -> String {
    format!("/webhooks/{}{end}", webhook["id"].as_str().unwrap())
}

/// The form of messages of a type, as the document has it.
fn form(document: &Value, kind: &str) -> jsonschema::Validator {
    let content = &document["webhooks"][kind]["post"]["requestBody"]["content"];
    jsonschema::validator_for(&content["application/json"]["schema"]).unwrap()
}

async fn a_program_is_told(database: TestDatabase) {
    let receiver = Receiver::start().await;
    let app = calling(database, &[&receiver]).await;
    let merchant = selling(&app).await;
    let webhook = made(&merchant, &receiver.url(), &["*"]).await;
    assert_eq!(
        (&webhook["state"], &webhook["types"]),
        (&json!("on"), &json!(["*"]))
    );
    let secret = webhook["secret"].as_str().unwrap();
    let placed = app.shopper().placed("TENT", 2).await;
    let got = receiver.waits_for(2).await;
    let kinds: Vec<String> = got.iter().map(Got::kind).collect();
    assert_eq!(kinds, ["ping", "order.placed"]);
    let document = app.get("/api/openapi.json").await.expect(200).body;
    for one in &got {
        assert!(one.is_signed_with(secret));
        assert!(!one.is_signed_with("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"));
        assert_eq!(one.headers["content-type"], "application/json");
        assert!(one.id().starts_with("evt_") && !one.id().contains('.'));
        let message = one.json();
        assert!(form(&document, &one.kind()).is_valid(&message), "{message}");
    }
    let data = &got[1].json()["data"];
    assert_eq!(data["lines"][0]["quantity"], 2);
    let url = data["url"].as_str().unwrap();
    assert!(
        url.starts_with("https://shop.example/console/orders/ord_"),
        "{url}"
    );
    let text = String::from_utf8(got[1].body.to_vec()).unwrap();
    let token = placed["token"].as_str().unwrap();
    for personal in ["ada@example.com", "Ada", token] {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
    let page = app.staff("demo", Role::Owner).await;
    let page = page
        .get(url.trim_start_matches("https://shop.example"))
        .await;
    page.expect(200);
    // The secret is shown this once.
    for path in ["/webhooks".to_owned(), at(&webhook, "/attempts")] {
        let text = merchant.get(&path).await.expect(200).body.to_string();
        assert!(!text.contains("whsec_"), "{text}");
    }
    let is_told = |newest: &Value| newest["seq"] != 0 && newest["state"] == "delivered";
    let newest = tried(&merchant, &webhook, is_told).await;
    assert_eq!(newest["message"], got[1].id());
    assert_eq!(newest["status"], 204);
    app.delete_webhook(&merchant, &webhook).await;
    merchant.get(&at(&webhook, "/attempts")).await.expect(404);
    // The next webhook is told of what comes after it, and nothing more came for the one before.
    app.shopper().placed("TENT", 1).await;
    let next = made(&merchant, &receiver.url(), &["order.placed"]).await;
    app.shopper().placed("TENT", 1).await;
    let got = receiver.waits_for(4).await;
    let kinds: Vec<String> = got.iter().skip(2).map(Got::kind).collect();
    assert_eq!(kinds, ["ping", "order.placed"]);
    let secret = next["secret"].as_str().unwrap();
    assert!(got.iter().skip(2).all(|one| one.is_signed_with(secret)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_is_told_what_happens_signed_and_without_a_person_on_sqlite() {
    a_program_is_told(sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_is_told_what_happens_signed_and_without_a_person_on_postgres() {
    a_program_is_told(postgres()).await;
}

impl TestApp {
    async fn delete_webhook(&self, merchant: &Merchant<'_>, webhook: &Value) {
        let request = merchant.request(Method::DELETE, &at(webhook, ""));
        assert_eq!(request.send().await.unwrap().status(), 204);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_does_not_answer_a_ping_is_told_nothing_until_it_does() {
    let receiver = Receiver::start().await;
    let app = calling(sqlite(), &[&receiver]).await;
    let merchant = selling(&app).await;
    receiver.answers(Manner::status(500));
    let webhook = made(&merchant, &receiver.url(), &["order.placed"]).await;
    assert_eq!(webhook["state"], "unproven");
    app.shopper().placed("TENT", 1).await;
    let refused = merchant
        .post(&at(&webhook, "/replay"), &json!({ "failed": true }))
        .await;
    refused.expect(409);
    let pinged = merchant
        .post(&at(&webhook, "/ping"), &json!({}))
        .await
        .expect(200)
        .body;
    assert_eq!(
        (&pinged["answered"], &pinged["webhook"]["state"]),
        (&json!(false), &json!("unproven"))
    );
    receiver.answers(Manner::status(200));
    let pinged = merchant
        .post(&at(&webhook, "/ping"), &json!({}))
        .await
        .expect(200)
        .body;
    assert_eq!(
        (&pinged["answered"], &pinged["webhook"]["state"]),
        (&json!(true), &json!("on"))
    );
    app.shopper().placed("TENT", 3).await;
    let got = receiver.waits_for(4).await;
    assert_eq!(got[3].json()["data"]["lines"][0]["quantity"], 3);
    // Said again, it has the id that it had.
    let again = json!({ "message": got[3].id() });
    tried(&merchant, &webhook, |newest| newest["state"] == "delivered").await;
    let replayed = merchant
        .post(&at(&webhook, "/replay"), &again)
        .await
        .expect(200)
        .body;
    assert_eq!(replayed["replayed"], 1);
    assert_eq!(receiver.waits_for(5).await[4].id(), got[3].id());
    for wrong in [
        json!({}),
        json!({ "failed": true, "message": got[3].id() }),
        json!({ "from": "2026-01-01T00:00:00Z" }),
    ] {
        merchant
            .post(&at(&webhook, "/replay"), &wrong)
            .await
            .expect(422);
    }
    let off = merchant
        .patch(&at(&webhook, ""), &json!({ "state": "off" }))
        .await
        .expect(200)
        .body;
    assert_eq!(
        (&off["state"], &off["reason"]),
        (&json!("off"), &json!("by_hand"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_secrets_sign_while_one_is_replaced() {
    let receiver = Receiver::start().await;
    let app = calling(sqlite(), &[&receiver]).await;
    let merchant = selling(&app).await;
    let webhook = made(&merchant, &receiver.url(), &["order.placed"]).await;
    let rotated = merchant
        .post(&at(&webhook, "/rotate"), &json!({}))
        .await
        .expect(200)
        .body;
    assert!(rotated["old_secret_until"].is_string());
    let (old, new) = (
        webhook["secret"].as_str().unwrap(),
        rotated["secret"].as_str().unwrap(),
    );
    assert_ne!(old, new);
    app.shopper().placed("TENT", 1).await;
    let got = receiver.waits_for(2).await;
    assert!(got[1].is_signed_with(old) && got[1].is_signed_with(new));
    let signatures = got[1].headers["webhook-signature"].to_str().unwrap();
    assert_eq!(signatures.split(' ').count(), 2, "{signatures}");
    assert!(got[0].is_signed_with(old) && !got[0].is_signed_with(new));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redirect_is_not_followed_and_a_long_answer_is_cut() {
    let (receiver, elsewhere) = (Receiver::start().await, Receiver::start().await);
    let app = calling(sqlite(), &[&receiver, &elsewhere]).await;
    let merchant = selling(&app).await;
    let webhook = made(&merchant, &receiver.url(), &["order.placed"]).await;
    receiver.answers(Manner {
        status: 302,
        headers: vec![("location", elsewhere.url())],
        body: format!("<script>\u{0}{}", "x".repeat(100_000)),
    });
    app.shopper().placed("TENT", 1).await;
    receiver.waits_for(2).await;
    let tried = tried(&merchant, &webhook, |newest| {
        newest["seq"] != 0 && newest["status"].is_number()
    })
    .await;
    assert_eq!(
        (&tried["status"], &tried["state"]),
        (&json!(302), &json!("planned"))
    );
    let kept = tried["answer"].as_str().unwrap();
    assert!(
        kept.starts_with("<script>\u{fffd}xxx") && kept.len() <= 4_200,
        "{}",
        kept.len()
    );
    assert!(elsewhere.got().is_empty());
    // What a program answered never becomes a part of the page.
    let shown = async |role: Role| {
        let staff = app.staff("demo", role).await;
        let path = format!("/console{}", at(&webhook, ""));
        staff.get(&path).await.expect(200).text
    };
    let page = shown(Role::Owner).await;
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script>\u{fffd}"));
    // An answer may repeat what the address keeps secret.
    let page = shown(Role::Viewer).await;
    assert!(!page.contains("script&gt;xxx") && !page.contains("&lt;script&gt;"));
    assert!(!page.contains(&receiver.url()) && page.contains(&receiver.place()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_address_that_is_not_of_the_whole_internet_is_called() {
    let inside = Receiver::start().await;
    let port = inside.place().rsplit(':').next().unwrap().to_owned();
    let hosts = Arc::new(Hosts::of(&[
        ("rebound.example", &["127.0.0.1"]),
        ("mixed.example", &["93.184.216.34", "10.0.0.1"]),
        ("mapped.example", &["::ffff:127.0.0.1"]),
    ]));
    let asked = Arc::clone(&hosts);
    let webhooks = caller(&[], hosts);
    let app = TestApp::with_config(sqlite(), |config| config.webhooks = webhooks).await;
    let merchant = selling(&app).await;
    for url in [
        inside.url(),
        format!("https://127.0.0.1:{port}/"),
        "https://localhost/".into(),
        "https://10.0.0.1/".into(),
        "https://[::1]/".into(),
        "https://169.254.169.254/latest/meta-data/".into(),
        "https://user:pass@shop.example/".into(),
        "http://shop.example/".into(),
        "https://shop.example:22/".into(),
        "https://2130706433/".into(),
    ] {
        let refused = merchant
            .post("/webhooks", &json!({ "url": url, "types": ["*"] }))
            .await;
        assert_eq!(refused.expect(422).wrong(), ["/url"], "{url}");
    }
    assert_eq!(asked.asked.load(Ordering::Relaxed), 0);
    // Names are looked up when they are called, once for each call, and all their addresses count.
    for (calls, (name, problem)) in (1..).zip([
        ("rebound.example", "not_global"),
        ("mixed.example", "not_global"),
        ("mapped.example", "not_global"),
        ("nowhere.example", "no_address"),
    ]) {
        let webhook = made(&merchant, &format!("https://{name}:8443/"), &["*"]).await;
        assert_eq!(webhook["state"], "unproven", "{name}");
        let tries = attempts(&merchant, &webhook).await;
        assert_eq!(tries[0]["problem"], problem, "{name}");
        assert_eq!(asked.asked.load(Ordering::Relaxed), calls, "{name}");
    }
    assert!(inside.got().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_never_answers_delays_no_other() {
    let living = Receiver::start().await;
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = silent.local_addr().unwrap().to_string();
    let (calls, mut called) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        // The first call is the ping. It is answered, and nothing after it is.
        let mut open = Vec::new();
        while let Ok((mut stream, _)) = silent.accept().await {
            let mut bytes = [0; 4_096];
            let _ = stream.read(&mut bytes).await;
            if open.is_empty() {
                let _ = tokio::io::AsyncWriteExt::write_all(
                    &mut stream,
                    b"HTTP/1.1 204 No Content\r\n\r\n",
                )
                .await;
            }
            open.push(stream);
            let _ = calls.send(());
        }
    });
    let webhooks = caller(&[&living.place(), &place], Arc::new(Hosts::default()));
    let app = TestApp::with_config(sqlite(), |config| config.webhooks = webhooks).await;
    let merchant = selling(&app).await;
    let dead = made(&merchant, &format!("http://{place}/"), &["order.placed"]).await;
    assert_eq!(dead["state"], "on");
    let alive = made(&merchant, &living.url(), &["order.placed"]).await;
    called.recv().await.unwrap();
    app.shopper().placed("TENT", 1).await;
    // The dead one has its first message, and does not answer.
    called.recv().await.unwrap();
    for _ in 0..20 {
        app.shopper().placed("TENT", 1).await;
    }
    assert_eq!(living.waits_for(22).await.len(), 22);
    let open = attempts(&merchant, &dead).await;
    let ended = open
        .iter()
        .filter(|one| one["seq"] != 0 && !one["ended_at"].is_null());
    assert_eq!(ended.count(), 0, "while the dead one has answered nothing");
    assert!(open.len() <= 5, "{}", open.len());
    assert_eq!(alive["state"], "on");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_makes_and_mends_webhooks_in_the_console() {
    let receiver = Receiver::start().await;
    let app = calling(sqlite(), &[&receiver]).await;
    let merchant = selling(&app).await;
    let owner = app.staff("demo", Role::Owner).await;
    let url = receiver.url();
    let wrong = owner
        .post("/console/webhooks", &[("url", "https://10.0.0.1/")])
        .await
        .expect(422)
        .text;
    assert!(
        wrong.contains("must be https on port 443 or 8443")
            && wrong.contains("Choose at least one."),
        "{wrong}"
    );
    let fields = [
        ("url", url.as_str()),
        ("types", "order.placed"),
        ("types", "charge.paid"),
    ];
    let page = owner
        .post("/console/webhooks", &fields)
        .await
        .expect(201)
        .text;
    assert_eq!(page.matches("whsec_").count(), 1);
    let list = merchant.get("/webhooks").await.expect(200).body;
    let webhook = &list["items"][0];
    assert_eq!(
        (&webhook["state"], &webhook["types"]),
        (&json!("on"), &json!(["order.placed", "charge.paid"]))
    );
    let path = format!("/console{}", at(webhook, ""));
    let shown = owner.get(&path).await.expect(200).text;
    assert!(shown.contains(&url) && !shown.contains("whsec_"));
    let rotated = owner
        .post(&path, &[("action", "rotate")])
        .await
        .expect(200)
        .text;
    assert_eq!(rotated.matches("whsec_").count(), 1);
    for (action, end) in [
        ("ping", "?done=pinged"),
        ("replay-failed", "?done=replayed-0"),
        ("off", "?done=off"),
        ("on", "?done=pinged"),
    ] {
        let done = owner.post(&path, &[("action", action)]).await.expect(303);
        assert_eq!(done.header("location"), format!("{path}{end}"));
    }
    receiver.answers(Manner::status(500));
    let silent = owner
        .post(&path, &[("action", "ping")])
        .await
        .expect(409)
        .text;
    assert!(
        silent.contains("It did not answer the ping with success"),
        "{silent}"
    );
    let range = [
        ("action", "replay-range"),
        ("from", "2026-11-24T00:00"),
        ("to", "2026-11-23T00:00"),
    ];
    let wrong = owner.post(&path, &range).await.expect(422).text;
    assert!(
        wrong.contains("The end must be after the beginning."),
        "{wrong}"
    );
    let support = app.staff("demo", Role::Support).await;
    support
        .post(&path, &[("action", "delete")])
        .await
        .expect(403);
    let seen = support.get("/console/webhooks").await.expect(200).text;
    assert!(
        !seen.contains("/hooks\"") && !seen.contains("name=\"url\""),
        "{seen}"
    );
    let german = owner.get(&format!("{path}?lang=de")).await.expect(200).text;
    assert!(german.contains("Neues Geheimnis machen"), "{german}");
    owner.post(&path, &[("action", "delete")]).await.expect(303);
    owner.get(&path).await.expect(404);
}

async fn a_secret_that_was_replaced_is_not_shown_again(merchant: &Merchant<'_>, body: &Value) {
    let again = async |path: &str, key: &str, body: &Value| {
        let request = merchant.request(Method::POST, path);
        let request = request.header("idempotency-key", key).json(body);
        answer(request).await.body
    };
    let webhook = again("/webhooks", "one", body).await;
    let rotate = at(&webhook, "/rotate");
    let first = again(&rotate, "two", &json!({})).await;
    assert!(first["secret"].is_string());
    assert_eq!(
        again(&rotate, "two", &json!({})).await["secret"],
        first["secret"]
    );
    assert_eq!(again("/webhooks", "one", body).await["secret"], json!(null));
    assert!(again(&rotate, "three", &json!({})).await["secret"].is_string());
    assert_eq!(
        again(&rotate, "two", &json!({})).await["secret"],
        json!(null)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_request_makes_one_webhook_and_shows_the_same_secret() {
    let receiver = Receiver::start().await;
    let app = calling(sqlite(), &[&receiver]).await;
    let merchant = selling(&app).await;
    let body = json!({ "url": receiver.url(), "types": ["*"] });
    let mut secrets = Vec::new();
    for _ in 0..2 {
        let request = merchant.request(Method::POST, "/webhooks");
        let request = request.header("idempotency-key", "one").json(&body);
        secrets.push(answer(request).await.expect(201).body["secret"].clone());
    }
    assert_eq!(secrets[0], secrets[1]);
    a_secret_that_was_replaced_is_not_shown_again(&merchant, &body).await;
    let list = merchant.get("/webhooks").await.expect(200).body;
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    // Neither the answer that is kept for that nor the log holds a secret.
    let file = app.database.url.trim_start_matches("sqlite://").to_owned();
    let secret = secrets[0]
        .as_str()
        .unwrap()
        .trim_start_matches("whsec_")
        .as_bytes()
        .to_vec();
    let has = |bytes: &[u8], text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    let mut is_kept = false;
    for file in [file.clone(), format!("{file}-wal")] {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!has(&bytes, &secret), "{file}");
        is_kept |= has(&bytes, list["items"][0]["id"].as_str().unwrap().as_bytes());
    }
    assert!(is_kept, "nothing of the webhook was read");
}

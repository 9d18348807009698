//! An account at Stripe by REST: the key that is tried before it is kept and never answered, and the
//! messages, which anyone may send and which change nothing unless they are proven.

use crate::app::{Answer, Merchant, TestApp, answer, order_of};
use crate::cards::order_when;
use crate::databases::sqlite;
use dockline_adapters::gateway::stripe::Address;
use dockline_stripe_double::{Double, KEY, OTHER_KEY, TestCard, WEAK_KEY, sign};
use reqwest::Method;
use serde_json::{Value, json};

const SECRET: &str = "whsec_canaryCanaryCanary01";
const NEXT_SECRET: &str = "whsec_canaryCanaryCanary02";

async fn app_with(double: &Double) -> TestApp {
    let address = Address::parse(&double.url).unwrap();
    TestApp::with_config(sqlite(), |config| {
        config.stripe = address;
        // One gateway is not held to what an address may ask.
        config.rate_limit = std::num::NonZeroU32::new(1_000);
    })
    .await
}

async fn set(merchant: &Merchant<'_>, body: &Value) -> Answer {
    let mut body = body.clone();
    body["kind"] = "stripe".into();
    merchant.put("/payments/gateway", &body).await
}

/// What Stripe would send, at the time of the app.
async fn told(app: &TestApp, path: &str, body: &str, secrets: &[&str], ahead: i64) -> u16 {
    let now = app.clock.now().as_second() + ahead;
    let header = sign(secrets, body.as_bytes(), now);
    let request = app
        .request(Method::POST, path)
        .header("stripe-signature", header)
        .body(body.to_owned());
    answer(request).await.status
}

fn event_of(double: &Double, kind: &str) -> String {
    let events = double.events();
    let found = events.iter().rfind(|event| event.kind == kind);
    found.unwrap().body.clone()
}

#[tokio::test]
async fn a_key_is_tried_before_it_is_kept_and_is_never_answered() {
    let double = Double::start().await;
    let app = app_with(&double).await;
    let merchant = app.merchant().await;
    for (body, pointer) in [
        (json!({}), "/key"),
        (json!({ "key": "pk_test_51PublicPublicPublic" }), "/key"),
        (json!({ "key": "rk_test_51NobodyNobodyNobody" }), "/key"),
        (json!({ "key": WEAK_KEY }), "/key"),
        // A live key goes to no other place than Stripe.
        (json!({ "key": "rk_live_51CanaryCanaryCanary" }), "/key"),
        (json!({ "hook_secret": "canary" }), "/hook_secret"),
    ] {
        let refused = set(&merchant, &body).await.expect(422);
        assert_eq!(refused.wrong(), [pointer], "{body}");
        assert!(
            !refused.body.to_string().contains("anary"),
            "{}",
            refused.body
        );
    }
    let foreign = json!({ "kind": "simulator", "key": KEY });
    let refused = merchant
        .put("/payments/gateway", &foreign)
        .await
        .expect(422);
    assert_eq!(refused.wrong(), ["/key"]);

    let saved = set(&merchant, &json!({ "key": KEY }))
        .await
        .expect(200)
        .body;
    assert_eq!(saved["kind"], "stripe");
    assert_eq!(
        saved["stripe"],
        json!({
            "mode": "test", "key_last4": "ABCD", "account": "acct_double",
            "hook_url": "https://shop.example/hooks/demo/1", "has_hook_secret": false
        })
    );
    let saved = set(&merchant, &json!({ "hook_secret": SECRET }))
        .await
        .expect(200)
        .body;
    assert_eq!(saved["stripe"]["has_hook_secret"], true);
    let other = set(&merchant, &json!({ "key": OTHER_KEY }))
        .await
        .expect(200)
        .body;
    assert_eq!(other["stripe"]["hook_url"], saved["stripe"]["hook_url"]);
    assert_eq!(other["stripe"]["has_hook_secret"], true);
    let shown = merchant.get("/payments/gateway").await.expect(200).body;
    assert_eq!(shown, other);
    let said = shown.to_string();
    assert!(
        !said.contains("Double") && !said.contains("whsec"),
        "{said}"
    );
    let page = crate::cards::page(&app, "/s/demo/how-backorders-work", "en").await;
    assert!(
        page.text.contains("Test payments"),
        "a test key moves no money"
    );
}

#[tokio::test]
async fn stripe_that_is_not_reached_changes_nothing() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let refused = set(&merchant, &json!({ "key": KEY })).await.expect(503);
    assert_eq!(refused.header("retry-after"), "30");
    let shown = merchant.get("/payments/gateway").await.expect(200).body;
    assert_eq!(shown["kind"], "none");
}

#[tokio::test]
async fn an_order_is_paid_by_stripe_and_its_messages_are_taken() {
    let double = Double::start().await;
    let app = app_with(&double).await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant.stock("TENT", 5).await;
    let keys = json!({ "key": KEY, "hook_secret": SECRET });
    set(&merchant, &keys).await.expect(200);
    let placed = app
        .shopper()
        .order(&order_of("TENT", 1))
        .await
        .expect(201)
        .body;
    let token = placed["token"].as_str().unwrap();
    let begun = answer(app.request(Method::POST, &format!("/api/v1/orders/{token}/payment"))).await;
    let url = begun.expect(200).body["url"].as_str().unwrap().to_owned();
    assert!(url.starts_with(&double.url), "{url}");
    // The way there is a page of the shop's own, because forms lead to no other site.
    let way = crate::cards::page(&app, &format!("/o/{token}/pay"), "de").await;
    assert!(way.text.contains(&url), "{}", way.text);
    let session = url.rsplit('/').next().unwrap();
    assert!(double.save_card(session, TestCard::Works));
    let completed = event_of(&double, "checkout.session.completed");
    assert_eq!(
        told(&app, "/hooks/demo/1", &completed, &[SECRET], 0).await,
        200
    );
    // Nobody came back: the message alone says that there is something to look at.
    order_when(&app, &placed, "verified").await;
    let is_paid = async || {
        let charges = merchant.get("/charges?state=paid").await.expect(200).body;
        charges["items"].as_array().unwrap().len() == 1
    };
    for _ in 0..200 {
        if is_paid().await {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(is_paid().await);
    assert_eq!(
        double.taken(),
        double.objects("pi_")[0]["amount"].as_i64().unwrap()
    );
}

#[tokio::test]
async fn what_is_not_proven_changes_nothing() {
    let double = Double::start().await;
    let app = app_with(&double).await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant.stock("TENT", 5).await;
    set(&merchant, &json!({ "key": KEY })).await.expect(200);
    let body = json!({ "id": "evt_1", "livemode": false, "data": { "object": { "id": "pi_1", "object": "payment_intent" } } });
    let body = body.to_string();
    let path = "/hooks/demo/1";
    assert_eq!(
        told(&app, path, &body, &[SECRET], 0).await,
        404,
        "there is no secret yet"
    );
    set(&merchant, &json!({ "hook_secret": SECRET }))
        .await
        .expect(200);
    let live = body.replace("false", "true");
    for (body, secrets, ahead, status) in [
        (&body, vec!["whsec_anotheranotherother"], 0, 400),
        (&body, vec![SECRET], -301, 400),
        (&body, vec![SECRET], 301, 400),
        (&live, vec![SECRET], 0, 400),
        (&body, vec!["whsec_anotheranotherother", SECRET], 0, 200),
        (&body, vec![SECRET], 0, 200),
        (&body, vec![SECRET], -299, 200),
    ] {
        let said = told(&app, path, body, &secrets, ahead).await;
        assert_eq!(said, status, "{secrets:?} {ahead}");
    }
    let unsigned = app.request(Method::POST, path).body(body.clone());
    assert_eq!(answer(unsigned).await.expect(400).problem(), "malformed");
    // A secret that was replaced counts beside the next one.
    set(&merchant, &json!({ "hook_secret": NEXT_SECRET }))
        .await
        .expect(200);
    for secret in [SECRET, NEXT_SECRET] {
        assert_eq!(told(&app, path, &body, &[secret], 0).await, 200);
    }
    // Another shop's secret proves nothing, and nobody learns which shops there are.
    app.open_shop("other").await;
    let other = app.merchant_of("other").await;
    let keys = json!({ "key": OTHER_KEY, "hook_secret": "whsec_otherOtherOtherOther" });
    set(&other, &keys).await.expect(200);
    assert_eq!(told(&app, "/hooks/other/1", &body, &[SECRET], 0).await, 400);
    for nowhere in [
        "/hooks/demo/2",
        "/hooks/demo/x",
        "/hooks/nobody/1",
        "/hooks/demo/0",
    ] {
        assert_eq!(
            told(&app, nowhere, &body, &[SECRET], 0).await,
            404,
            "{nowhere}"
        );
    }
    let much = "x".repeat(1024 * 1024 + 1);
    assert_eq!(told(&app, path, &much, &[SECRET], 0).await, 413);
    assert_eq!(
        merchant.get("/charges").await.expect(200).body["items"],
        json!([])
    );
    assert!(
        double.seen().iter().all(|one| one.method == "GET"),
        "only keys were tried"
    );
}

#[tokio::test]
async fn a_rehearsal_takes_test_keys_alone() {
    let double = Double::start().await;
    let app = app_with(&double).await;
    app.open_rehearsal_shop("stage").await;
    let stage = app.merchant_of("stage").await;
    set(&stage, &json!({ "key": "rk_live_51CanaryCanaryCanary" }))
        .await
        .expect(422);
    set(&stage, &json!({ "key": KEY })).await.expect(200);
}
